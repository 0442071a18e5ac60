//! Sentences made from typed reasons: pure text, without colors and widths.
//!
//! Numbers agree with their nouns through [`plural`] alone.

mod calibration;
mod consent;
mod diff;
mod goals;
mod history;
mod milestones;
mod problem;

use backcast_core::audit::Finding;
use backcast_core::plural;
use jiff::civil::Date;

pub use calibration::{do_now, outlook, since};
pub use consent::{agreed, command_to_decide, decision};
pub use diff::{edit, frame, milestone};
pub use goals::{conflict, conflict_line, nothing_to_do};
pub use history::{change, evidence, line};
pub use milestones::{lateness, question, starts_because};
pub use problem::{because, changed, minutes, obstacle, time, why};

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
