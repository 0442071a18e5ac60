//! Sentences made from typed reasons: pure text, without colors and widths.
//!
//! Numbers agree with their nouns through [`plural`] alone.

mod diff;
mod goals;
mod history;
mod milestones;
mod problem;

use jiff::civil::Date;

pub use diff::{edit, frame, milestone};
pub use goals::{conflict, nothing_to_do};
pub use history::{change, line};
pub use milestones::{lateness, question, starts_because};
pub use problem::{because, changed, minutes, obstacle, time, why};

/// "1 goal", "3 goals", "1 person", "2 people"
#[must_use]
pub fn plural(n: usize, noun: &str) -> String {
    match (n, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "person") => format!("{n} people"),
        _ => match noun.strip_suffix("criterion") {
            Some(before) => format!("{n} {before}criteria"),
            None => format!("{n} {noun}s"),
        },
    }
}

/// "1 day", "12 days", "-1 days"
#[must_use]
pub fn counted_days(days: i32) -> String {
    usize::try_from(days).map_or_else(|_| format!("{days} days"), |days| plural(days, "day"))
}

/// "5 May", with the year where it is not that of `today`.
#[must_use]
pub fn day(date: Date, today: Date) -> String {
    if date.year() == today.year() {
        date.strftime("%-d %b").to_string()
    } else {
        date.strftime("%-d %b %y").to_string()
    }
}

/// "Sun 14 Sep 2025"
#[must_use]
pub fn long_day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(plural(1, "conflict"), "1 conflict");
        assert_eq!(plural(0, "goal"), "0 goals");
        assert_eq!(plural(2, "person"), "2 people");
        assert_eq!(plural(2, "open criterion"), "2 open criteria");
    }
}
