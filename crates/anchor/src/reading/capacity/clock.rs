//! Stretches of a day by the clock: "6 to 7 am", "9-13", "from 6:30 until 7:15".

use std::ops::Range;

use backcast_core::ClockWindow;

use super::days::{slot_at, weekday_at};
use super::length::unit_at;
use super::rhythm::rate_at;
use crate::reading::atoms::{AtomKind, Atoms};

const DAY: u16 = 24 * 60;

/// A stretch of the clock, with its length; one over midnight has no window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    /// Its length in hours.
    pub(super) hours: f64,
    /// Where it lies, unless it goes over midnight.
    pub(super) window: Option<ClockWindow>,
    /// Whether nothing but two bare numbers says so: "9-13".
    pub(super) is_bare: bool,
}

/// The end of a plain time of the clock at an atom: "8 pm", "20:00", "noon".
pub(super) fn plain_time_at(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    time_at(atoms, idx).filter(|(time, _)| time.is_plain).map(|(_, end)| end)
}

/// A plain time of the clock at an atom in minutes from midnight, and the atom
/// behind it.
pub(crate) fn clock_time_at(atoms: &Atoms<'_>, idx: usize) -> Option<(u16, usize)> {
    let (time, end) = time_at(atoms, idx).filter(|(time, _)| time.is_plain && time.minutes < DAY)?;
    Some((on_one_day(time, time).0, end))
}

/// One time of the clock.
#[derive(Clone, Copy)]
struct Time {
    minutes: u16,
    half: Option<Half>,
    /// Whether minutes, a half of the day, or "o'clock" say that it is a time.
    is_plain: bool,
    /// Whether nothing but an "h" says so, which may stand for a length as well.
    is_marked: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Half {
    Morning,
    Afternoon,
}

/// The stretch that begins at an atom, and the atom behind it.
pub(super) fn stretch_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Stretch, usize)> {
    let opener = atoms.word(idx);
    let is_opened = matches!(opener, "from" | "between");
    let start = idx + usize::from(is_opened);
    let (from, end) = time_at(atoms, start)?;
    let (from, end) = with_hour_mark(atoms, from, end);
    let joiner = atoms.word(end);
    let is_joiner = match joiner {
        "-" | "\u{2013}" | "\u{2014}" | "to" | "until" | "till" | "til" | "bis" => true,
        "and" => opener == "between",
        _ => false,
    };
    if !is_joiner {
        return None;
    }
    let (to, end) = time_at(atoms, end + 1)?;
    let (to, end) = with_hour_mark(atoms, to, end);
    if (from.is_marked || to.is_marked) && !is_on_days(atoms, idx..end, from) {
        return None;
    }
    let (to, end) = with_part_of_day(atoms, to, end);
    // "6 to 8 hours", "5-7 km", "10-12 times": numbers of something.
    let is_bare = !from.is_plain && !to.is_plain;
    let counts = |at: usize| {
        unit_at(atoms, at).is_some()
            || atoms.get(at).is_some_and(|atom| matches!(atom.text.as_str(), "%" | "x" | "+" | "/"))
    };
    if counts(end) || is_bare && !ends_a_time(atoms, end) {
        return None;
    }
    let (from, to) = on_one_day(from, to);
    let length = if to > from { to - from } else { to + DAY - from };
    let window = (to > from).then_some(ClockWindow { from, to });
    let hours = f64::from(length) / 60.0;
    (hours <= 16.0).then_some((Stretch { hours, window, is_bare }, end))
}

/// What may follow a bare "9-13" that is a time and no amount.
fn ends_a_time(atoms: &Atoms<'_>, idx: usize) -> bool {
    let follows = [
        "in", "on", "every", "each", "from", "and", "at", "weekdays", "weekends", "except", "before", "after", "daily",
        "only", "but",
    ];
    atoms.get(idx).is_none_or(|atom| match atom.kind {
        AtomKind::Sign => {
            !matches!(atom.text.as_str(), "-" | "\u{20ac}" | "$" | "\u{a3}" | "." | "/")
                || !atoms.is_joined(idx - 1)
                || !atoms.is_joined(idx)
        }
        AtomKind::Digits => false,
        AtomKind::Word => follows.contains(&atom.text.as_str()) || weekday_at(atoms, idx).is_some(),
    })
}

/// "6", "6:30", "6.30", "6h30", "7 am", "20 Uhr", "noon", "half past six".
fn time_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Time, usize)> {
    match atoms.word(idx) {
        "noon" | "midday" => {
            return Some((
                Time { minutes: 720, half: Some(Half::Afternoon), is_plain: true, is_marked: false },
                idx + 1,
            ));
        }
        "midnight" => return Some((Time { minutes: DAY, half: None, is_plain: true, is_marked: false }, idx + 1)),
        _ => {}
    }
    let number = |at: usize| -> Option<u16> {
        let atom = atoms.get(at).filter(|atom| atom.kind == AtomKind::Digits && atom.text.len() <= 2)?;
        atom.text.parse().ok()
    };
    if let Some(part) = part_of_hour_at(atoms, idx) {
        return Some(part);
    }
    let (hour, mut end) = match number(idx) {
        Some(hour) => (hour, idx + 1),
        None => (hour_in_words(atoms.word(idx))?, idx + 1),
    };
    let mut time = Time { minutes: hour.checked_mul(60)?, half: None, is_plain: false, is_marked: false };
    let is_parted = matches!(atoms.word(end), ":" | "." | "h") && atoms.is_joined(end - 1) && atoms.is_joined(end);
    if let Some(minutes) =
        number(end + 1).filter(|&minutes| is_parted && minutes < 60 && atoms.word(end + 1).len() == 2)
    {
        time = Time { minutes: time.minutes + minutes, is_plain: atoms.word(end) != "." || minutes % 5 == 0, ..time };
        end += 2;
    }
    if atoms.word(end) == "uhr" || atoms.word(end) == "oclock" {
        (time.is_plain, end) = (true, end + 1);
    }
    if let Some((half, behind)) = half_at(atoms, end) {
        (time.half, time.is_plain, end) = (Some(half), true, behind);
    }
    (time.minutes <= DAY).then_some((time, end))
}

/// "14h": the mark of an hour that has no minutes behind it.
fn with_hour_mark(atoms: &Atoms<'_>, time: Time, end: usize) -> (Time, usize) {
    if time.is_plain || atoms.word(end) != "h" || !atoms.is_joined(end - 1) {
        return (time, end);
    }
    (Time { is_marked: true, ..time }, end + 1)
}

/// Before this hour, in minutes, "6-8h" is a length rather than a time.
const MARKED_FROM: u16 = 8 * 60;

/// "Sundays 10-14h", "from 14h to 17h30 on Fridays": hours that stand beside days and
/// are no amount of a week.
fn is_on_days(atoms: &Atoms<'_>, place: Range<usize>, from: Time) -> bool {
    let is_mark = |at: usize| matches!(atoms.word(at), "," | ":" | "(");
    let ends_here = |at: usize| {
        slot_at(atoms, at).is_some_and(|(_, end)| end == place.start || end + 1 == place.start && is_mark(end))
    };
    let is_behind = (place.start.saturating_sub(4)..place.start).any(ends_here);
    let next = place.end + usize::from(matches!(atoms.word(place.end), "on" | "every" | "each"));
    let is_before = slot_at(atoms, next).is_some();
    from.minutes >= MARKED_FROM && (is_behind || is_before) && rate_at(atoms, place.end).is_none()
}

/// "Half past eight", "quarter to 7".
fn part_of_hour_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Time, usize)> {
    let (minutes, at) = match (atoms.word(idx), atoms.word(idx + 1)) {
        ("half", "past") => (30, idx + 2),
        ("quarter", "past") => (15, idx + 2),
        ("quarter", "to") => (-15, idx + 2),
        _ => return None,
    };
    let hour = hour_in_words(atoms.word(at)).or_else(|| atoms.word(at).parse().ok().filter(|&hour| hour <= 12))?;
    let minutes = (hour * 60).checked_add_signed(minutes)?;
    Some((Time { minutes, half: None, is_plain: true, is_marked: false }, at + 1))
}

fn hour_in_words(word: &str) -> Option<u16> {
    const HOURS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    HOURS.iter().position(|&hour| hour == word).and_then(|at| u16::try_from(at + 1).ok())
}

/// "am", "a.m.", "pm", "p.m.".
fn half_at(atoms: &Atoms<'_>, idx: usize) -> Option<(Half, usize)> {
    match atoms.word(idx) {
        "am" => Some((Half::Morning, idx + 1)),
        "pm" => Some((Half::Afternoon, idx + 1)),
        "a" | "p" if atoms.word(idx + 1) == "." && atoms.word(idx + 2) == "m" && atoms.is_joined(idx) => {
            let half = if atoms.word(idx) == "a" { Half::Morning } else { Half::Afternoon };
            Some((half, idx + 3 + usize::from(atoms.word(idx + 3) == ".")))
        }
        _ => None,
    }
}

/// "in the morning", "in the evening", "at night" behind a time are its half.
fn with_part_of_day(atoms: &Atoms<'_>, time: Time, end: usize) -> (Time, usize) {
    let article = usize::from(atoms.word(end + 1) == "the");
    if time.half.is_some() || !matches!(atoms.word(end), "in" | "at") {
        return (time, end);
    }
    let half = match atoms.word(end + 1 + article) {
        "morning" | "mornings" => Half::Morning,
        "afternoon" | "afternoons" | "evening" | "evenings" | "night" => Half::Afternoon,
        _ => return (time, end),
    };
    (Time { half: Some(half), is_plain: true, ..time }, end + 2 + article)
}

/// Both times in minutes of a day: "11 to 1 pm" begins before noon, "9 to 1"
/// ends after it.
fn on_one_day(from: Time, to: Time) -> (u16, u16) {
    let placed = |time: Time, half: Option<Half>| match half {
        Some(Half::Morning) if time.minutes >= 720 && time.minutes < 780 => time.minutes - 720,
        Some(Half::Afternoon) if time.minutes < 720 => time.minutes + 720,
        _ => time.minutes,
    };
    let end = placed(to, to.half.or(from.half.filter(|&half| half == Half::Afternoon && to.minutes < 720)));
    let own = placed(from, from.half);
    let shared = placed(from, to.half);
    let start = if from.half.is_none() && shared < end { shared } else { own };
    let end = if end <= start && start < 720 && end < 720 { end + 720 } else { end };
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(text: &str) -> Option<(u16, u16)> {
        let atoms = Atoms::new(text);
        let (stretch, end) = stretch_at(&atoms, 0)?;
        assert_eq!(end, atoms.len(), "{text}");
        stretch.window.map(|window| (window.from, window.to))
    }

    #[test]
    fn stretches_of_the_clock() {
        for (text, from, to) in [
            ("6 to 7 am", 360, 420),
            ("6am-7am", 360, 420),
            ("6-7 a.m.", 360, 420),
            ("11 to 1 pm", 660, 780),
            ("8-10 pm", 1200, 1320),
            ("between 8pm and 10pm", 1200, 1320),
            ("from 6:30 until 7:15", 390, 435),
            ("9-13", 540, 780),
            ("9 to 1", 540, 780),
            ("20-22 Uhr", 1200, 1320),
            ("18.30\u{2013}20.00", 1110, 1200),
            ("20h30-22h00", 1230, 1320),
            ("noon to 2 pm", 720, 840),
            ("six to seven in the morning", 360, 420),
            ("from seven to half past eight in the evening", 1140, 1230),
            ("quarter past 7 to quarter to nine", 435, 525),
            ("10 pm to midnight", 1320, 1440),
            ("8 pm to 10", 1200, 1320),
        ] {
            assert_eq!(window(text), Some((from, to)), "{text}");
        }
    }

    #[test]
    fn an_h_is_a_time_beside_days() {
        let beside = |text: &str| {
            let atoms = Atoms::new(text);
            (0..atoms.len()).find_map(|at| stretch_at(&atoms, at)).map(|(stretch, _)| stretch.hours)
        };
        assert_eq!(beside("every Friday from 14h to 17h30"), Some(3.5));
        assert_eq!(beside("alternate Sundays 10-14h"), Some(4.0));
        assert_eq!(beside("10-14h on Sundays"), Some(4.0));
        assert_eq!(beside("Fridays, 16h to 18h30"), Some(2.5));
        assert_eq!(beside("Tuesday evenings (18h-20h)"), Some(2.0));
        for length in ["Sundays 2-3h", "8-12h a week", "from 8h to 12h a week", "10-14h", "6-8h on Sundays"] {
            assert_eq!(beside(length), None, "{length}");
        }
    }

    #[test]
    fn numbers_of_something_are_no_times() {
        for text in ["6 to 8 hours", "5-7 km", "10-12 times", "2-3x", "31-12-2027", "3-4 pages", "90-100"] {
            assert_eq!(stretch_at(&Atoms::new(text), 0), None, "{text}");
        }
    }
}
