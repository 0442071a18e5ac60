//! Figures as a person reads them, in messages.

use jiff::civil::Date;

use crate::Effort;

/// "7.5", "12": hours with one decimal.
pub(super) fn hours(effort: Effort) -> String {
    let tenths = (effort.hours() * 10.0).round() / 10.0;
    format!("{tenths}")
}

/// "Sun 4 Aug 2026"
pub(super) fn day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}
