//! What can be asked of somebody to keep a date: one rule for plans and calibrations.

use backcast_core::{Effort, WeeklyHours};

/// Nobody takes on more than this many times the hours a week for long.
const HOURS_TIMES_MAX: f64 = 1.5;
/// Whoever cuts a larger share of the work has another goal.
const CUT_SHARE_MAX: f64 = 0.25;
/// A milestone that is smaller by more than this percentage is left out, not made smaller.
pub const PART_CUT_PERCENT_MAX: u32 = 50;

/// The most hours a week that can be asked of whoever has these now.
#[must_use]
pub fn bearable_pace(now: WeeklyHours) -> WeeklyHours {
    WeeklyHours::from_hours_per_week(HOURS_TIMES_MAX * now.hours_per_week())
}

/// Whether the goal is still the same with so much less of this work.
#[must_use]
pub fn is_bearable_cut(saved: Effort, work: Effort) -> bool {
    saved.hours() <= CUT_SHARE_MAX * work.hours()
}

/// Why a raise of the hours is not offered: "only 12 hours a week would be enough, 3 times
/// what there is now, and nobody keeps that up".
#[must_use]
pub fn unbearable_pace(now: WeeklyHours, then: WeeklyHours) -> String {
    let times = then.hours_per_week() / now.hours_per_week();
    if !times.is_finite() {
        return format!("only {then} hours a week would be enough, and there are none now");
    }
    format!("only {then} hours a week would be enough, {times:.1} times what there is now, and nobody keeps that up")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(hours: f64) -> WeeklyHours {
        WeeklyHours::from_hours_per_week(hours)
    }

    #[test]
    fn half_as_much_again_can_be_borne() {
        assert_eq!(bearable_pace(hours(4.0)), hours(6.0));
        assert_eq!(bearable_pace(WeeklyHours::ZERO), WeeklyHours::ZERO);
        let said = unbearable_pace(hours(4.0), hours(14.0));
        assert_eq!(said, "only 14 hours a week would be enough, 3.5 times what there is now, and nobody keeps that up");
        let from_none = unbearable_pace(WeeklyHours::ZERO, hours(14.0));
        assert_eq!(from_none, "only 14 hours a week would be enough, and there are none now");
    }

    #[test]
    fn a_quarter_of_the_work_can_be_cut() {
        let work = Effort::from_hours(40.0);
        assert!(is_bearable_cut(Effort::from_hours(10.0), work) && !is_bearable_cut(Effort::from_hours(10.5), work));
    }
}
