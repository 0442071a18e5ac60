//! Days from left to right, with their months.

use backcast_core::{days_between, plus_days};
use jiff::civil::Date;

use super::canvas::SvgCanvas;
use crate::words::months;

/// Days on a horizontal axis.
pub(super) struct TimeAxis {
    first: Date,
    last: Date,
    left: f64,
    per_day: f64,
}

impl TimeAxis {
    /// Both days, the last one whole, between two edges.
    pub(super) fn new(first: Date, last: Date, (left, right): (f64, f64)) -> Self {
        let days = days_between(first, last).max(0) + 1;
        TimeAxis { first, last, left, per_day: (right - left) / f64::from(days) }
    }

    /// The left edge of a day.
    pub(super) fn x(&self, date: Date) -> f64 {
        self.left + f64::from(days_between(self.first, date)) * self.per_day
    }

    /// A line where each month begins, with its name above; where there are
    /// many, of some only.
    pub(super) fn months(&self, (top, bottom): (f64, f64), canvas: &mut SvgCanvas) {
        let every = (days_between(self.first, self.last) / 365).max(1);
        for month in months(self.first, self.last) {
            if month >= self.first && (every == 1 || month.month() == 1) {
                canvas.line((self.x(month), top - 6.0), (self.x(month), bottom), "grid");
            }
            let at = self.x(month.max(self.first));
            let is_wide_enough = self.x(plus_days(month.last_of_month(), 1)) - at > 26.0;
            let is_labeled = (i32::from(month.month()) - 1) % every == 0;
            if is_labeled && (is_wide_enough || every > 1) {
                let name = if month.month() == 1 { month.strftime("%b %Y") } else { month.strftime("%b") };
                canvas.text(at + 3.0, top - 10.0, "small", "start", &name.to_string());
            }
        }
    }
}
