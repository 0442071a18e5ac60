//! Dates and months in free text, in English.

use std::ops::Range;

use backcast_core::{MONTH_NAMES, Passage, plus_days};
use jiff::civil::Date;

/// Words before a month without a day that show that a date is meant; `may`
/// and `march` are also verbs.
const DATE_SIGNS: [&str; 16] = [
    "in", "by", "until", "till", "before", "from", "mid", "early", "late", "end", "of", "since", "to", "and", "next",
    "after",
];

/// What a number after a month may count instead of its days.
const UNITS: [&str; 7] = ["hour", "hr", "minute", "day", "week", "month", "people"];

/// Every date or stretch of days that the text names, with its place.
///
/// A month without a day is the whole month, "mid October" the days around
/// its middle, "the week of March 31" that week, "5-9 June" those days. A date
/// without a year is the next one from `today` on.
pub(super) fn read(text: &str, today: Date) -> Vec<(Range<usize>, Date, Date)> {
    let passage = Passage::new(text);
    let words: Vec<&str> = passage.words().collect();
    let mut found = Vec::new();
    let mut idx = 0;
    while idx < words.len() {
        if let Some((used, from, to)) = found_at(text, &passage, &words, idx, today) {
            let first = passage.place(idx).start;
            let last = passage.place(idx + used - 1).end;
            let (from, to) = if week_of(&words[..idx]) { (from, plus_days(from, 6)) } else { (from, to) };
            found.push((first..last, from, to));
            idx += used;
        } else {
            idx += 1;
        }
    }
    found
}

/// The date or the span of days that begins at a word: how many words it takes,
/// first and last day.
fn found_at(text: &str, passage: &Passage, words: &[&str], idx: usize, today: Date) -> Option<(usize, Date, Date)> {
    span_at(text, passage, words, idx, today).or_else(|| date_at(words, idx, today))
}

/// What only the signs between the words tell apart: "2026-06-10", "5-9 June",
/// "June 5-9", and "5 to 9 June".
fn span_at(text: &str, passage: &Passage, words: &[&str], idx: usize, today: Date) -> Option<(usize, Date, Date)> {
    let is_joined = |at: usize| {
        at + 1 < words.len()
            && matches!(
                &text[passage.place(at).end..passage.place(at + 1).start],
                "-" | "\u{2013}" | " - " | " \u{2013} "
            )
    };
    if is_joined(idx) && is_joined(idx + 1) {
        let day = text[passage.place(idx).start..passage.place(idx + 2).end].parse().ok()?;
        return Some((3, day, day));
    }
    if let Some(first) = day_number(words[idx]) {
        let next = match words.get(idx + 1) {
            Some(_) if is_joined(idx) => idx + 1,
            Some(&"to") => idx + 2,
            _ => return None,
        };
        day_number(words.get(next)?)?;
        let (used, last, _) = date_at(words, next, today)?;
        let from = last.with().day(first).build().ok().filter(|from| *from <= last)?;
        return Some((next - idx + used, from, last));
    }
    let (2, from, to) = date_at(words, idx, today).filter(|_| is_joined(idx + 1))? else { return None };
    let last = day_number(words.get(idx + 2)?)?;
    let to = to.with().day(last).build().ok().filter(|last| *last > from)?;
    Some((3, from, to))
}

/// The date that begins at a word: how many words it takes, first and last day.
fn date_at(words: &[&str], idx: usize, today: Date) -> Option<(usize, Date, Date)> {
    if let Some(month) = month(words[idx]) {
        // "in May, 3 hours a week" counts hours, not days of the month.
        let counts = words.get(idx + 2).is_some_and(|word| UNITS.contains(&word.trim_end_matches('s')));
        if let Some(day) = words.get(idx + 1).and_then(|word| day_number(word)).filter(|_| !counts) {
            let (year, used) = year_at(words, idx + 2);
            let on = on_day(year, month, day, today)?;
            return Some((2 + used, on, on));
        }
        let before = idx.checked_sub(1).map_or("", |at| words[at]);
        if DATE_SIGNS.contains(&before) || year_at(words, idx + 1).1 == 1 {
            let (year, used) = year_at(words, idx + 1);
            // This month counts as to come until it is over.
            let first = on_day(year, month, 1, today.first_of_month())?;
            let last = first.last_of_month();
            return Some(match before {
                "mid" => (1 + used, first.with().day(13).build().ok()?, first.with().day(17).build().ok()?),
                "early" => (1 + used, first, first.with().day(10).build().ok()?),
                "late" => (1 + used, first.with().day(21).build().ok()?, last),
                _ if words[..idx].iter().rev().take(3).any(|word| *word == "end") => (1 + used, last, last),
                _ => (1 + used, first, last),
            });
        }
        return None;
    }
    // "9 May", "1st of December"
    let day = day_number(words[idx])?;
    let skip = usize::from(words.get(idx + 1) == Some(&"of"));
    let of_month = month(words.get(idx + 1 + skip)?)?;
    let (year, used) = year_at(words, idx + 2 + skip);
    // "8 to March 9" would read a number as a day; a month followed by its own
    // day wins, unless that is the day of another month: "3 Nov - 7 Nov".
    let is_own = words.get(idx + 2 + skip).is_some_and(|word| day_number(word).is_some());
    let is_of_next = words.get(idx + 3 + skip).is_some_and(|word| month(word).is_some());
    if is_own && !is_of_next && used == 0 {
        return None;
    }
    let on = on_day(year, of_month, day, today)?;
    Some((2 + skip + used, on, on))
}

fn month(word: &str) -> Option<i8> {
    let short = (3..=4).contains(&word.len());
    let full = MONTH_NAMES.iter().position(|&name| name == word || short && name.starts_with(word));
    full.and_then(|idx| i8::try_from(idx + 1).ok())
}

fn day_number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd").trim_end_matches("th");
    digits.parse::<i8>().ok().filter(|day| (1..=31).contains(day))
}

fn year_at(words: &[&str], idx: usize) -> (Option<i16>, usize) {
    let year = words.get(idx).and_then(|word| word.parse::<i16>().ok()).filter(|year| (1990..2200).contains(year));
    (year, usize::from(year.is_some()))
}

/// The day in the stated year, else the next such day from `today` on.
fn on_day(year: Option<i16>, month: i8, day: i8, today: Date) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    (0..=4).filter_map(|ahead| Date::new(today.year().checked_add(ahead)?, month, day).ok()).find(|&on| on >= today)
}

fn week_of(words: &[&str]) -> bool {
    matches!(words, [.., "week", "of"])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2025, 2, 3);

    fn found(text: &str) -> Vec<(Date, Date)> {
        read(text, TODAY).into_iter().map(|(_, from, to)| (from, to)).collect()
    }

    #[test]
    fn days_are_read_in_both_orders() {
        assert_eq!(found("by September 14"), [(date(2025, 9, 14), date(2025, 9, 14))]);
        assert_eq!(found("on 9 May 2026"), [(date(2026, 5, 9), date(2026, 5, 9))]);
        assert_eq!(found("January 5"), [(date(2026, 1, 5), date(2026, 1, 5))]);
    }

    #[test]
    fn ranges_and_weeks() {
        assert_eq!(
            found("Freeze from June 23 to June 29"),
            [(date(2025, 6, 23), date(2025, 6, 23)), (date(2025, 6, 29), date(2025, 6, 29))]
        );
        assert_eq!(found("slot in the week of March 31"), [(date(2025, 3, 31), date(2025, 4, 6))]);
        assert_eq!(found("hot in July"), [(date(2025, 7, 1), date(2025, 7, 31))]);
        let june = [(date(2025, 6, 5), date(2025, 6, 9))];
        for text in ["Away 5-9 June", "Away June 5-9", "Away June 5\u{2013}9, 2025", "away from 5 to 9 June"] {
            assert_eq!(found(text), june, "{text}");
        }
        assert_eq!(found("June 5, 10 people"), [(date(2025, 6, 5), date(2025, 6, 5))]);
        assert_eq!(found("moved to 2025-06-10"), [(date(2025, 6, 10), date(2025, 6, 10))]);
        assert_eq!(found("call 555-01-99, version 1-2-3"), []);
    }

    #[test]
    fn verbs_are_no_months() {
        assert_eq!(found("We may march on"), []);
    }
}
