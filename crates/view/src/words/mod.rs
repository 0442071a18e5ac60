//! Sentences made from typed reasons: pure text, without colors and widths.
//!
//! Numbers agree with their nouns through [`plural`] alone.

mod backward;
mod calibration;
mod consent;
mod diff;
mod goals;
mod history;
mod milestones;
mod problem;
mod proof;

use backcast_core::audit::Finding;
use backcast_core::{Effort, plural};
use jiff::civil::Date;

pub use backward::{before, standpoint};
pub use calibration::{do_now, outlook, since};
pub use consent::{agreed, command_to_decide, decision};
pub use diff::{edit, frame, milestone};
pub use goals::{conflict, conflict_line, nothing_to_do};
pub use history::{change, evidence, line};
pub use milestones::{can_be_named, claimed, levers, moved, outside, question, starts_because, urgency, way_out};
pub use problem::{because, changed, minutes, obstacle, time, why};
pub use proof::{ProofPart, proof_in_short, proof_parts, proof_text};

/// What the audit found, and what to do about it, under the code of the rule.
#[must_use]
pub fn finding(finding: &Finding) -> String {
    format!("{}: {}; {}", finding.code, finding.message, finding.fix)
}

/// "1 day", "12 days", "-1 days": a sign is kept.
#[must_use]
pub fn counted_days(days: i32) -> String {
    usize::try_from(days).map_or_else(|_| format!("{days} days"), |days| plural(days, "day"))
}

/// "45 min", "1.5 h": less than an hour is told in minutes.
#[must_use]
pub fn hours(effort: Effort) -> String {
    match effort.minutes() {
        minutes @ 1..60 => format!("{minutes} min"),
        _ => format!("{effort} h"),
    }
}

/// "2 of 6 h", "45 min of 6 h": work done of the work planned.
#[must_use]
pub fn hours_of(done: Effort, planned: Effort) -> String {
    match (done.minutes(), planned.minutes()) {
        (1..60, _) | (60.., 1..60) => format!("{} of {}", hours(done), hours(planned)),
        (_, 1..60) => format!("0 of {}", hours(planned)),
        _ => format!("{done} of {planned} h"),
    }
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

/// "12 %" for a share of 0.12; what is nearly nothing or nearly all is never
/// rounded to it.
#[must_use]
pub fn percent(share: f64) -> String {
    match share {
        share if share > 0.0 && share < 0.01 => "<1 %".into(),
        share if share < 1.0 && share > 0.99 => ">99 %".into(),
        share => format!("{:.0} %", share * 100.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_than_an_hour_is_told_in_minutes() {
        let minutes = Effort::from_minutes;
        assert_eq!([0, 1, 45, 60, 90].map(|n| hours(minutes(n))), ["0 h", "1 min", "45 min", "1 h", "1.5 h"]);
        for (done, planned, text) in [
            (0, 360, "0 of 6 h"),
            (45, 360, "45 min of 6 h"),
            (120, 360, "2 of 6 h"),
            (15, 45, "15 min of 45 min"),
            (0, 45, "0 of 45 min"),
            (90, 45, "1.5 h of 45 min"),
        ] {
            assert_eq!(hours_of(minutes(done), minutes(planned)), text);
        }
    }
}
