use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use crate::availability::working_time::{HolidayPolicy, WorkingTime, instant};
use crate::expand::Window;
use crate::travel_schedule::TravelSchedule;

/// What took a piece of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// An event of a calendar.
    Event {
        /// Name of the calendar.
        source: Arc<str>,
        /// Title of the event.
        title: Arc<str>,
    },
    /// A holiday of a calendar.
    Holiday {
        /// Name of the calendar.
        source: Arc<str>,
        /// Title of the holiday.
        title: Arc<str>,
    },
    /// Days away.
    Travel {
        /// Name of the calendar, or what stated them.
        source: Arc<str>,
        /// Title of the journey.
        title: Arc<str>,
    },
    /// It is too short to be of use.
    TooShort,
    /// The day holds enough work without it.
    EnoughForTheDay,
}

/// A time that an event takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusyTime {
    /// The time itself.
    pub time: Window,
    /// Whether it is whole days: no buffers lie around it.
    pub all_day: bool,
    /// The event.
    pub why: Why,
}

/// Days on which less or nothing can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfOffice {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// Minutes that are left on each.
    pub minutes_left: u16,
    /// The journey.
    pub why: Why,
}

/// Everything that takes time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BusyIntervals {
    /// Events, in any order.
    pub busy: Vec<BusyTime>,
    /// Holidays with what they are.
    pub holidays: Vec<(Date, Why)>,
    /// Days away; where several cover a day, the one that leaves least counts.
    pub away: Vec<OutOfOffice>,
    /// Times that somebody offers by a file (VAVAILABILITY); they take the
    /// place of the working hours.
    pub offered: Option<Vec<Window>>,
}

/// A piece of the working hours that something took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The piece.
    pub time: Window,
    /// What took it.
    pub why: Why,
}

/// What is left of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeDay {
    /// The day.
    pub day: Date,
    /// The free pieces in order; those of a night belong to the day on which
    /// it began.
    pub free: Vec<Window>,
}

impl FreeDay {
    /// Free minutes in total.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        u32::try_from(self.free.iter().map(|piece| seconds(*piece)).sum::<i64>() / 60).unwrap_or(u32::MAX)
    }
}

/// The hours in which a person can really work, and what took the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FreeTime {
    /// Each day in order, also those on which nothing is left.
    pub days: Vec<FreeDay>,
    /// What was taken from the working hours, by time.
    pub removed: Vec<Removed>,
}

impl FreeTime {
    /// The free time of some days from `first` on.
    ///
    /// A piece that several events take is put down to the one that begins
    /// first. Runs in O(events · log events + days).
    #[must_use]
    pub fn of(
        first: Date,
        n_days: usize,
        travel: &TravelSchedule,
        working: &WorkingTime,
        intervals: &BusyIntervals,
    ) -> Self {
        let mut busy: Vec<Busy<'_>> = intervals.busy.iter().map(|busy| Busy::new(busy, working)).collect();
        busy.sort_by_key(|busy| (busy.time.start, busy.time.end));
        // For each event the latest end of all before it: where that lies
        // before a day, so do all of them.
        let mut latest = Timestamp::MIN;
        let ends: Vec<Timestamp> = busy
            .iter()
            .map(|busy| {
                latest = latest.max(busy.time.end);
                latest
            })
            .collect();
        let mut free = FreeTime::default();
        let mut day = first;
        for _ in 0..n_days {
            let mut pieces = Pieces { free: offered(day, travel, working, intervals), removed: &mut free.removed };
            pieces.take_holiday(day, working, intervals);
            if let (Some(opens), Some(closes)) = (pieces.free.first(), pieces.free.last()) {
                let (opens, closes) = (opens.start, closes.end);
                let from = ends.partition_point(|&end| end <= opens);
                let to = busy.partition_point(|busy| busy.time.start < closes);
                for busy in &busy[from.min(to)..to] {
                    pieces.take(busy.time, busy.why);
                }
            }
            pieces.take_away(day, intervals);
            pieces.drop_short(working.block_min);
            if let Some(most) = working.day_max {
                pieces.keep_first(most.into(), &Why::EnoughForTheDay);
                pieces.drop_short(working.block_min);
            }
            let free_pieces = pieces.free;
            free.days.push(FreeDay { day, free: free_pieces });
            day = day.saturating_add(1.day());
        }
        free.removed.sort_by_key(|removed| (removed.time.start, removed.time.end));
        free
    }
}

/// An event with the buffers around it.
struct Busy<'t> {
    time: Window,
    why: &'t Why,
}

impl<'t> Busy<'t> {
    fn new(busy: &'t BusyTime, working: &WorkingTime) -> Self {
        let Window { start, end } = busy.time;
        let (before, after) = if busy.all_day { (0, 0) } else { (working.buffer_before, working.buffer_after) };
        let start = start.saturating_sub(i64::from(before).minutes()).unwrap_or(start);
        let end = end.saturating_add(i64::from(after).minutes()).unwrap_or(end);
        Busy { time: Window { start, end }, why: &busy.why }
    }
}

/// The working hours of a day, or what somebody offers on it.
fn offered(day: Date, travel: &TravelSchedule, working: &WorkingTime, intervals: &BusyIntervals) -> Vec<Window> {
    let zone = travel.zone_on(day);
    let Some(offered) = &intervals.offered else {
        let ranges = working.of(day).iter().map(|range| range.on(day, zone));
        let whole = Window { start: Timestamp::MIN, end: Timestamp::MAX };
        return Window::merged(ranges, whole);
    };
    let midnight = |day: Date| instant(day.into(), zone);
    let whole = Window { start: midnight(day), end: midnight(day.saturating_add(1.day())) };
    let from = offered.partition_point(|piece| piece.end <= whole.start);
    Window::merged(offered[from..].iter().copied().take_while(|piece| piece.start < whole.end), whole)
}

/// The pieces of a day while things are taken from them.
struct Pieces<'r> {
    free: Vec<Window>,
    removed: &'r mut Vec<Removed>,
}

impl Pieces<'_> {
    fn take(&mut self, time: Window, why: &Why) {
        let mut left = Vec::with_capacity(self.free.len() + 1);
        for piece in &self.free {
            let (start, end) = (piece.start.max(time.start), piece.end.min(time.end));
            if start >= end {
                left.push(*piece);
                continue;
            }
            self.removed.push(Removed { time: Window { start, end }, why: why.clone() });
            left.extend([Window { start: piece.start, end: start }, Window { start: end, end: piece.end }]);
        }
        left.retain(|piece| piece.start < piece.end);
        self.free = left;
    }

    fn take_holiday(&mut self, day: Date, working: &WorkingTime, intervals: &BusyIntervals) {
        let Some((_, why)) = intervals.holidays.iter().find(|(holiday, _)| *holiday == day) else { return };
        match working.holidays {
            HolidayPolicy::Ignore => {}
            HolidayPolicy::None => self.keep_first(0, why),
            HolidayPolicy::Half => self.keep_first(self.minutes() / 2, why),
        }
    }

    fn take_away(&mut self, day: Date, intervals: &BusyIntervals) {
        let here = intervals.away.iter().filter(|away| away.from <= day && day <= away.to);
        if let Some(away) = here.min_by_key(|away| away.minutes_left) {
            self.keep_first(away.minutes_left.into(), &away.why);
        }
    }

    fn drop_short(&mut self, block_min: u16) {
        let removed = &mut *self.removed;
        self.free.retain(|piece| {
            let long_enough = seconds(*piece) >= i64::from(block_min) * 60;
            if !long_enough {
                removed.push(Removed { time: *piece, why: Why::TooShort });
            }
            long_enough
        });
    }

    /// Takes everything beyond the first minutes.
    fn keep_first(&mut self, minutes: u32, why: &Why) {
        let mut left = i64::from(minutes) * 60;
        let removed = &mut *self.removed;
        self.free.retain_mut(|piece| {
            let kept = seconds(*piece).min(left);
            left -= kept;
            let cut = piece.start.saturating_add(kept.seconds()).unwrap_or(piece.end);
            if cut < piece.end {
                removed.push(Removed { time: Window { start: cut, end: piece.end }, why: why.clone() });
                piece.end = cut;
            }
            piece.start < piece.end
        });
    }

    fn minutes(&self) -> u32 {
        u32::try_from(self.free.iter().map(|piece| seconds(*piece)).sum::<i64>() / 60).unwrap_or(u32::MAX)
    }
}

fn seconds(window: Window) -> i64 {
    window.end.as_second() - window.start.as_second()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::availability::working_time::DayRange;

    const MONDAY: Date = date(2027, 3, 1);

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("there")
    }

    fn evenings() -> WorkingTime {
        let evening = DayRange::new(18 * 60, 22 * 60).expect("sound");
        WorkingTime { weekly: std::array::from_fn(|_| vec![evening]), ..WorkingTime::default() }
    }

    fn event(day: Date, from: (i8, i8), to: (i8, i8), title: &str) -> BusyTime {
        let at = |(hour, minute): (i8, i8)| instant(day.at(hour, minute, 0, 0), &berlin());
        let why = Why::Event { source: "work".into(), title: title.into() };
        BusyTime { time: Window { start: at(from), end: at(to) }, all_day: false, why }
    }

    /// Checks the free pieces of one day and what took the others.
    fn check(day: Date, working: &WorkingTime, intervals: &BusyIntervals, free: &[&str], removed: &[&str]) {
        let found = FreeTime::of(day, 1, &TravelSchedule::at_home(berlin()), working, intervals);
        let shown = |window: Window| {
            let clock = |at: Timestamp| at.to_zoned(berlin()).strftime("%H:%M").to_string();
            format!("{}-{}", clock(window.start), clock(window.end))
        };
        let pieces: Vec<String> = found.days[0].free.iter().map(|piece| shown(*piece)).collect();
        assert_eq!(pieces, free);
        let causes: Vec<String> = found
            .removed
            .iter()
            .map(|removed| {
                let why = match &removed.why {
                    Why::Event { title, .. } | Why::Holiday { title, .. } | Why::Travel { title, .. } => title.as_ref(),
                    Why::TooShort => "short",
                    Why::EnoughForTheDay => "enough",
                };
                format!("{} {why}", shown(removed.time))
            })
            .collect();
        assert_eq!(causes, removed);
    }

    #[test]
    fn each_piece_is_put_down_to_the_first_that_takes_it() {
        let busy = vec![
            event(MONDAY, (19, 30), (20, 30), "late"),
            event(MONDAY, (17, 0), (20, 0), "early"),
            event(MONDAY, (8, 0), (9, 0), "elsewhere"),
        ];
        let intervals = BusyIntervals { busy, ..BusyIntervals::default() };
        check(MONDAY, &evenings(), &intervals, &["20:30-22:00"], &["18:00-20:00 early", "20:00-20:30 late"]);
    }

    #[test]
    fn a_long_event_before_short_ones_is_not_lost() {
        let long = BusyTime {
            time: Window {
                start: instant(MONDAY.at(0, 0, 0, 0), &berlin()),
                end: instant(date(2027, 3, 9).at(0, 0, 0, 0), &berlin()),
            },
            all_day: true,
            why: Why::Event { source: "".into(), title: "week".into() },
        };
        let busy = vec![event(MONDAY, (8, 0), (9, 0), "short"), long];
        check(
            date(2027, 3, 5),
            &evenings(),
            &BusyIntervals { busy, ..BusyIntervals::default() },
            &[],
            &["18:00-22:00 week"],
        );
    }

    #[test]
    fn buffers_blocks_and_the_most_of_a_day() {
        let working =
            WorkingTime { buffer_before: 10, buffer_after: 20, block_min: 30, day_max: Some(60), ..evenings() };
        let intervals =
            BusyIntervals { busy: vec![event(MONDAY, (18, 35), (19, 0), "call")], ..BusyIntervals::default() };
        check(
            MONDAY,
            &working,
            &intervals,
            &["19:20-20:20"],
            &["18:00-18:25 short", "18:25-19:20 call", "20:20-22:00 enough"],
        );
    }

    #[test]
    fn holidays_and_days_away_leave_what_they_leave() {
        let why = |title: &str| Why::Holiday { source: "x".into(), title: title.into() };
        let holiday = BusyIntervals { holidays: vec![(MONDAY, why("Easter"))], ..BusyIntervals::default() };
        check(MONDAY, &evenings(), &holiday, &[], &["18:00-22:00 Easter"]);
        let half = WorkingTime { holidays: HolidayPolicy::Half, ..evenings() };
        check(MONDAY, &half, &holiday, &["18:00-20:00"], &["20:00-22:00 Easter"]);
        let ignored = WorkingTime { holidays: HolidayPolicy::Ignore, ..evenings() };
        check(MONDAY, &ignored, &holiday, &["18:00-22:00"], &[]);
        let trip = |minutes_left: u16| OutOfOffice { from: MONDAY, to: MONDAY, minutes_left, why: why("Rome") };
        let away = BusyIntervals { away: vec![trip(90), trip(60)], ..BusyIntervals::default() };
        check(MONDAY, &evenings(), &away, &["18:00-19:00"], &["19:00-22:00 Rome"]);
    }

    #[test]
    fn what_is_offered_takes_the_place_of_working_hours() {
        let at = |hour: i8| instant(MONDAY.at(hour, 0, 0, 0), &berlin());
        let offered = vec![
            Window { start: at(7), end: at(9) },
            Window { start: at(23), end: instant(date(2027, 3, 2).at(1, 0, 0, 0), &berlin()) },
        ];
        let intervals = BusyIntervals { offered: Some(offered), ..BusyIntervals::default() };
        check(MONDAY, &evenings(), &intervals, &["07:00-09:00", "23:00-00:00"], &[]);
        check(date(2027, 3, 2), &evenings(), &intervals, &["00:00-01:00"], &[]);
        check(date(2027, 3, 3), &evenings(), &intervals, &[], &[]);
    }
}
