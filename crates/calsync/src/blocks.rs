//! Work on milestones as blocks in the hours that are really free.

use std::collections::BTreeMap;

use backcast_calendar::{FreeTime, Window};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

/// Work that is left on a milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Want {
    /// Our name of the milestone: "book/M1".
    pub(crate) milestone: String,
    /// Number of its goal file: each has hours of its own.
    pub(crate) file: usize,
    pub(crate) minutes: u32,
    /// Not before this day.
    pub(crate) from: Date,
    /// The sooner it is due, the sooner it gets its hours.
    pub(crate) due: Date,
}

/// A block of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// Our name of the milestone.
    pub(crate) milestone: String,
    /// Counts the blocks of a milestone; no number is given twice.
    pub(crate) number: u32,
    pub(crate) time: Window,
    /// Somebody put it there: it stays.
    pub(crate) pinned: bool,
}

/// What is known before blocks are placed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Blocks that lie ahead.
    pub(crate) blocks: Vec<Block>,
    /// The highest number of each milestone so far.
    pub(crate) numbers: BTreeMap<String, u32>,
    /// Blocks that somebody took away: their times are not used again.
    pub(crate) refused: Vec<Window>,
}

/// Blocks begin and end on this grid, in minutes.
const GRID: i64 = 15;

/// Places what is wanted in the free time. Blocks that are there stay where
/// they are as long as their time is free and their work is left; what is
/// missing is added behind `now`, the milestones that are due soonest first.
/// `budgets` are the minutes of each day of `free` for each goal file.
pub(crate) fn place(
    wants: &[Want],
    free: &FreeTime,
    budgets: &[Vec<u32>],
    known: &Known,
    now: Timestamp,
) -> Vec<Block> {
    let mut wants: Vec<Want> = wants.to_vec();
    wants.sort_by(|a, b| (a.due, a.from, &a.milestone).cmp(&(b.due, b.from, &b.milestone)));
    let of_milestone: BTreeMap<String, usize> =
        wants.iter().enumerate().map(|(idx, want)| (want.milestone.clone(), idx)).collect();
    let mut days: Vec<(Date, Vec<Window>)> = free.days.iter().map(|day| (day.day, day.free.clone())).collect();
    for (_, pieces) in &mut days {
        take(pieces, Window { start: Timestamp::MIN, end: now });
        known.refused.iter().for_each(|refused| take(pieces, *refused));
    }
    let mut budgets = budgets.to_vec();
    let mut numbers = known.numbers.clone();
    let mut blocks = Vec::new();
    let mut order: Vec<&Block> = known.blocks.iter().collect();
    order.sort_by_key(|block| (!block.pinned, block.time.start, block.milestone.clone()));
    for block in order {
        let Some(want) = of_milestone.get(&block.milestone).map(|&idx| &mut wants[idx]) else { continue };
        let day = days.iter().position(|(_, pieces)| pieces.iter().any(|piece| holds(*piece, block.time)));
        let length = minutes(block.time);
        if !block.pinned && (day.is_none() || want.minutes == 0) {
            continue;
        }
        if let Some(day) = day {
            take(&mut days[day].1, block.time);
            let budget = &mut budgets[want.file][day];
            *budget = budget.saturating_sub(length);
        }
        want.minutes = want.minutes.saturating_sub(length);
        blocks.push(block.clone());
    }
    for (idx, (day, pieces)) in days.iter_mut().enumerate() {
        for want in &mut wants {
            if want.from > *day {
                continue;
            }
            let mut budget = budgets[want.file][idx];
            while let Some(time) = next_block(pieces, want.minutes.min(budget)) {
                let length = minutes(time);
                want.minutes = want.minutes.saturating_sub(length);
                budget = budget.saturating_sub(length);
                take(pieces, time);
                let number = numbers.entry(want.milestone.clone()).or_default();
                *number += 1;
                blocks.push(Block { milestone: want.milestone.clone(), number: *number, time, pinned: false });
            }
            budgets[want.file][idx] = budget;
        }
    }
    blocks.sort_by_key(|block| (block.time.start, block.milestone.clone()));
    blocks
}

/// The first time that holds a block of up to `minutes` minutes, at least one
/// step of the grid.
fn next_block(pieces: &[Window], most: u32) -> Option<Window> {
    // The last bit of a milestone takes a whole step.
    let most = (i64::from(most) + GRID / 2) / GRID * GRID;
    pieces.iter().find_map(|piece| {
        let start = piece.start.as_second();
        let start = start + (GRID * 60 - start.rem_euclid(GRID * 60)) % (GRID * 60);
        let length = ((piece.end.as_second() - start) / 60 / GRID * GRID).min(most);
        let start = Timestamp::from_second(start).ok()?;
        (length >= GRID).then(|| Window { start, end: start.saturating_add(length.minutes()).unwrap_or(start) })
    })
}

fn holds(piece: Window, time: Window) -> bool {
    piece.start <= time.start && time.end <= piece.end
}

fn take(pieces: &mut Vec<Window>, time: Window) {
    let split = |piece: Window| {
        [
            Window { start: piece.start, end: piece.end.min(time.start) },
            Window { start: piece.start.max(time.end), end: piece.end },
        ]
    };
    *pieces = pieces.iter().flat_map(|piece| split(*piece)).filter(|piece| piece.start < piece.end).collect();
}

fn minutes(time: Window) -> u32 {
    u32::try_from((time.end.as_second() - time.start.as_second()) / 60).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use backcast_calendar::FreeDay;
    use jiff::civil::date;

    use super::*;

    const MONDAY: Date = date(2027, 3, 1);

    fn at(day: i8, hour: i8) -> Timestamp {
        date(2027, 3, day).at(hour, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).expect("there").timestamp()
    }

    /// Three days with 18:00 to 21:00 free.
    fn evenings() -> FreeTime {
        let days = (1..=3).map(|day| FreeDay {
            day: date(2027, 3, day),
            free: vec![Window { start: at(day, 18), end: at(day, 21) }],
        });
        FreeTime { days: days.collect(), removed: Vec::new() }
    }

    fn want(milestone: &str, minutes: u32, due: i8) -> Want {
        Want { milestone: milestone.into(), file: 0, minutes, from: MONDAY, due: date(2027, 3, due) }
    }

    fn shown(blocks: &[Block]) -> Vec<String> {
        blocks
            .iter()
            .map(|block| {
                let clock = |at: Timestamp| at.strftime("%d %H:%M").to_string();
                format!("{}#{} {}-{}", block.milestone, block.number, clock(block.time.start), clock(block.time.end))
            })
            .collect()
    }

    #[test]
    fn what_is_due_first_comes_first_within_the_hours_of_each_day() {
        let blocks =
            place(&[want("b", 120, 9), want("a", 90, 5)], &evenings(), &[vec![120; 3]], &Known::default(), at(1, 0));
        assert_eq!(shown(&blocks), ["a#1 01 18:00-01 19:30", "b#1 01 19:30-01 20:00", "b#2 02 18:00-02 19:30"]);
    }

    #[test]
    fn placed_again_nothing_moves() {
        let wants = [want("b", 120, 9), want("a", 90, 5)];
        let first = place(&wants, &evenings(), &[vec![120; 3]], &Known::default(), at(1, 0));
        let known = Known { blocks: first.clone(), ..Known::default() };
        assert_eq!(place(&wants, &evenings(), &[vec![120; 3]], &known, at(1, 0)), first);
    }

    #[test]
    fn pinned_blocks_stay_and_refused_times_are_not_used_again() {
        let pinned =
            Block { milestone: "a".into(), number: 1, time: Window { start: at(2, 7), end: at(2, 8) }, pinned: true };
        let known = Known {
            blocks: vec![pinned],
            numbers: BTreeMap::from([("a".to_owned(), 4)]),
            refused: vec![Window { start: at(1, 18), end: at(1, 20) }],
        };
        let blocks = place(&[want("a", 150, 5)], &evenings(), &[vec![180; 3]], &known, at(1, 0));
        assert_eq!(shown(&blocks), ["a#5 01 20:00-01 21:00", "a#1 02 07:00-02 08:00", "a#6 02 18:00-02 18:30"]);
    }

    #[test]
    fn blocks_whose_time_is_taken_move() {
        let known = Known {
            blocks: vec![Block {
                milestone: "a".into(),
                number: 1,
                time: Window { start: at(1, 10), end: at(1, 11) },
                pinned: false,
            }],
            numbers: BTreeMap::from([("a".to_owned(), 1)]),
            refused: Vec::new(),
        };
        let blocks = place(&[want("a", 60, 5)], &evenings(), &[vec![180; 3]], &known, at(1, 0));
        assert_eq!(shown(&blocks), ["a#2 01 18:00-01 19:00"]);
    }
}
