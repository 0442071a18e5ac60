//! Plain numbers, times and weekdays that no other reader has a use for: they
//! are said back as they are, so that nobody is asked about "for six years".

use std::ops::Range;

use backcast_core::{Bound, Meaning, Quantity, Stretch, TextId, Weekdays};

use super::atoms::{AtomKind, Atoms};
use super::capacity::{clock_time_at, weekday_at};
use super::figure::{FigureRange, range_at};
use super::measure::nouns::{is_stop, noun_at};
use super::{CalendarWords, Context, Found, Taken};

/// Reads what is left of a text, and takes its words.
pub(crate) fn rest(atoms: &Atoms<'_>, ctx: &Context, calendar: &[CalendarWords], taken: &mut Taken) -> Vec<Found> {
    let mut found = Vec::new();
    let mut idx = 0;
    while idx < atoms.len() {
        let one = clock(atoms, idx).or_else(|| counted(atoms, idx)).or_else(|| recurring(atoms, ctx, idx));
        // "By 30 February" counts nothing.
        let is_date = |place: &Range<usize>| CalendarWords::among(calendar, place).any(|words| words.days.is_none());
        let Some((place, meaning)) = one.filter(|(place, _)| !taken.any(place) && !is_date(place)) else {
            idx += 1;
            continue;
        };
        taken.take(&place);
        idx = place.end;
        found.push(Found { atoms: place, meaning, question: None });
    }
    found
}

/// "by 22:30", "7 pm"
fn clock(atoms: &Atoms<'_>, idx: usize) -> Option<(Range<usize>, Meaning)> {
    let (minutes, end) = clock_time_at(atoms, idx)?;
    Some((idx..end, Meaning::ClockTime(minutes)))
}

/// "6 of 7 nights a week", "on 5 days a week", "for 12 weeks", "7 day route",
/// "team of 6", "12 finished illustrations".
fn counted(atoms: &Atoms<'_>, idx: usize) -> Option<(Range<usize>, Meaning)> {
    if !atoms.get(idx).is_some_and(|atom| atom.kind != AtomKind::Sign) {
        return None;
    }
    let number = range_at(atoms, idx)?;
    // "three of us" and "one" are words first.
    if atoms.get(idx)?.kind == AtomKind::Word && !is_time(atoms.word(number.atoms.end)) {
        return None;
    }
    let of = (atoms.word(number.atoms.end) == "of").then(|| range_at(atoms, number.atoms.end + 1)).flatten();
    let unit_from = of.map_or(number.atoms.end, |of| of.atoms.end);
    if is_time(atoms.word(unit_from)) {
        let unit = atoms.word(unit_from).trim_end_matches('s').to_owned();
        let (per, end) = per_at(atoms, unit_from + 1);
        return Some((idx..end, quantity(&number, unit, per)));
    }
    if idx >= 2 && atoms.word(idx - 1) == "of" && matches!(atoms.word(idx - 2), "team" | "group" | "family" | "crew") {
        return Some((idx - 2..number.atoms.end, quantity(&number, "people".into(), None)));
    }
    // "230 of the open bugs"
    let article = usize::from(atoms.word(unit_from) == "of") * 2;
    let is_of_all = article == 0 || matches!(atoms.word(unit_from + 1), "the" | "our" | "my" | "these" | "those");
    let unit_from = unit_from + article;
    let noun = noun_behind(atoms, unit_from).filter(|_| is_of_all).or_else(|| one_behind(atoms, &number, unit_from))?;
    let unit = atoms.quote(&(unit_from..noun)).to_lowercase();
    Some((idx..noun, quantity(&number, unit, None)))
}

fn quantity(number: &FigureRange, unit: String, per: Option<Stretch>) -> Meaning {
    Meaning::Quantity(Quantity {
        from: None,
        low: (number.low < number.high).then_some(number.low),
        to: number.high,
        unit,
        per,
        what: String::new(),
        bound: Bound::Exactly,
        change: None,
    })
}

/// "a week", "per month", "weekly" behind a number of days.
fn per_at(atoms: &Atoms<'_>, idx: usize) -> (Option<Stretch>, usize) {
    let article = usize::from(matches!(atoms.word(idx), "a" | "an" | "per" | "each" | "every" | "/"));
    let per = match atoms.word(idx + article) {
        "hour" => Stretch::Hour,
        "day" | "night" => Stretch::Day,
        "week" => Stretch::Week,
        "month" => Stretch::Month,
        "year" => Stretch::Year,
        _ => return (None, idx),
    };
    if article == 0 { (None, idx) } else { (Some(per), idx + 2) }
}

/// The atom behind the noun that a number counts: "finished illustrations".
fn noun_behind(atoms: &Atoms<'_>, idx: usize) -> Option<usize> {
    if let Some(noun) = noun_at(atoms, idx) {
        return Some(noun.atoms.end);
    }
    let is_plain = |at: usize| {
        atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Word && atom.text.len() > 2) && !is_stop(atoms.word(at))
    };
    let is_plural = |at: usize| is_plain(at) && atoms.word(at).ends_with('s') && !atoms.word(at).ends_with("ss");
    (idx..idx + 3).take_while(|&at| is_plain(at)).find(|&at| is_plural(at)).map(|at| at + 1)
}

/// "1 moped": of one thing, the noun is no plural.
fn one_behind(atoms: &Atoms<'_>, number: &FigureRange, idx: usize) -> Option<usize> {
    let is_one = number.low == number.high && (number.high - 1.0).abs() < f64::EPSILON;
    let is_noun = atoms.get(idx).is_some_and(|atom| atom.kind == AtomKind::Word && atom.text.len() > 2);
    (is_one && is_noun && !is_stop(atoms.word(idx))).then_some(idx + 1)
}

fn is_time(word: &str) -> bool {
    const TIMES: [&str; 15] = [
        "time",
        "second",
        "minute",
        "min",
        "hour",
        "day",
        "night",
        "week",
        "month",
        "year",
        "decade",
        "morning",
        "evening",
        "afternoon",
        "weekend",
    ];
    TIMES.contains(&word.strip_suffix('s').unwrap_or(word))
}

/// "every Monday", "on Sundays" of what is wished or was: what happens then takes
/// no hours and needs no date.
fn recurring(atoms: &Atoms<'_>, ctx: &Context, idx: usize) -> Option<(Range<usize>, Meaning)> {
    if !matches!(ctx.text, TextId::Title | TextId::Destination | TextId::Origin) {
        return None;
    }
    let day = weekday_at(atoms, idx)?;
    let is_plural = atoms.word(idx).ends_with("days") || atoms.word(idx).ends_with('s') && atoms.word(idx).len() > 3;
    let is_every = idx > 0 && matches!(atoms.word(idx - 1), "every" | "each" | "a" | "on");
    if !is_every && !is_plural {
        return None;
    }
    let start = idx - usize::from(is_every);
    Some((start..idx + 1, Meaning::Recurring(Weekdays::NONE.with(day))))
}

#[cfg(test)]
mod tests {
    use backcast_core::Conventions;
    use jiff::civil::date;

    use super::*;

    fn read(text: &str) -> Vec<String> {
        let atoms = Atoms::new(text);
        let ctx = Context { today: date(2026, 11, 30), conventions: Conventions::default(), text: TextId::Destination };
        rest(&atoms, &ctx, &[], &mut Taken::new(&atoms)).into_iter().map(|one| one.meaning.to_string()).collect()
    }

    #[test]
    fn plain_numbers_are_said_back() {
        assert_eq!(
            read("In bed by 22:30 on 6 of 7 nights a week for 10 weeks"),
            ["22:30", "6 nights a week", "10 weeks"]
        );
        assert_eq!(read("a 7 day route with a team of 6"), ["7 days", "6 people"]);
        assert_eq!(read("12 finished illustrations"), ["12 finished illustrations"]);
        assert_eq!(read("close 230 of the open tickets"), ["230 open tickets"]);
        assert_eq!(read("give blood 4 times"), ["4 times"]);
        assert_eq!(read("restore 1 moped"), ["1 moped"]);
        assert_eq!(read("my boss uses it every Monday"), ["each week on Mon"]);
        assert!(read("one of us, the second of them, half of it").is_empty());
    }
}
