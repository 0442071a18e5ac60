use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// Work content in person-time, never negative, kept in whole minutes.
///
/// Eight hours of effort shared by two fully available people take four hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Effort(u32);

impl Effort {
    /// No work at all.
    pub const ZERO: Effort = Effort(0);

    /// Effort of whole minutes.
    #[must_use]
    pub fn from_minutes(minutes: u32) -> Self {
        Effort(minutes)
    }

    /// Effort of whole hours, for constants.
    #[must_use]
    pub const fn from_whole_hours(hours: u16) -> Self {
        Effort(hours as u32 * 60)
    }

    /// Effort of `hours`, rounded to the minute; negative and undefined
    /// numbers count as zero, and everything beyond 490,000 years as that.
    #[must_use]
    pub fn from_hours(hours: f64) -> Self {
        // A float-to-integer cast saturates and maps NaN to zero.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        Effort((hours * 60.0).round() as u32)
    }

    /// The effort in minutes.
    #[must_use]
    pub fn minutes(self) -> u32 {
        self.0
    }

    /// The effort in hours.
    #[must_use]
    pub fn hours(self) -> f64 {
        f64::from(self.0) / 60.0
    }

    /// The effort rounded to a half hour (to whole hours from ten on), never
    /// to zero where there is any: the precision that an estimate can carry.
    #[must_use]
    pub fn rounded(self) -> Self {
        let grain = if self.0 >= 600 { 60 } else { 30 };
        let rounded = self.0.saturating_add(grain / 2) / grain * grain;
        Effort(if self.0 > 0 { rounded.max(grain) } else { 0 })
    }

    /// The difference, or zero where `other` is larger.
    #[must_use]
    pub fn saturating_sub(self, other: Effort) -> Self {
        Effort(self.0.saturating_sub(other.0))
    }
}

impl Add for Effort {
    type Output = Effort;
    fn add(self, other: Effort) -> Effort {
        Effort(self.0.saturating_add(other.0))
    }
}

impl Sum for Effort {
    fn sum<I: Iterator<Item = Effort>>(efforts: I) -> Effort {
        efforts.fold(Effort::ZERO, Add::add)
    }
}

impl fmt::Display for Effort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", trimmed(self.hours()))
    }
}

/// How much effort something may take: `low <= likely <= high`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EffortRange {
    /// Invariant: at most `likely`.
    low: Effort,
    likely: Effort,
    /// Invariant: at least `likely`.
    high: Effort,
}

/// The three numbers of an effort range are out of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("effort must not shrink from low {low} h over likely {likely} h to high {high} h")]
pub struct EffortRangeError {
    low: Effort,
    likely: Effort,
    high: Effort,
}

impl EffortRange {
    /// The range with its likely value smaller by so much, in proportion; at
    /// least a minute is left.
    #[must_use]
    pub fn reduced_by(&self, less: Effort) -> Self {
        let likely = self.likely().minutes();
        let left = likely.saturating_sub(less.minutes()).max(1);
        let part = |effort: Effort| {
            let minutes = u64::from(effort.minutes()) * u64::from(left) / u64::from(likely.max(1));
            Effort::from_minutes(u32::try_from(minutes).unwrap_or(u32::MAX))
        };
        let (low, high) = (part(self.low()), part(self.high()));
        let likely = Effort::from_minutes(left);
        EffortRange::new(low.min(likely), likely, high.max(likely)).expect("it stays in order")
    }

    /// A range from three efforts.
    ///
    /// # Errors
    ///
    /// Returns an error unless `low <= likely <= high`.
    pub fn new(low: Effort, likely: Effort, high: Effort) -> Result<Self, EffortRangeError> {
        if low <= likely && likely <= high {
            Ok(EffortRange { low, likely, high })
        } else {
            Err(EffortRangeError { low, likely, high })
        }
    }

    /// A range that somebody stated as one number: no spread is known.
    #[must_use]
    pub fn exactly(effort: Effort) -> Self {
        EffortRange { low: effort, likely: effort, high: effort }
    }

    /// The effort if things go well.
    #[must_use]
    pub fn low(&self) -> Effort {
        self.low
    }

    /// The effort to plan with.
    #[must_use]
    pub fn likely(&self) -> Effort {
        self.likely
    }

    /// The effort if things go badly.
    #[must_use]
    pub fn high(&self) -> Effort {
        self.high
    }

    /// How much more than likely it may take.
    #[must_use]
    pub fn spread(&self) -> Effort {
        self.high.saturating_sub(self.likely)
    }

    /// All three numbers at a precision that an estimate can carry.
    #[must_use]
    pub fn rounded(&self) -> Self {
        EffortRange { low: self.low.rounded(), likely: self.likely.rounded(), high: self.high.rounded() }
    }
}

impl Add for EffortRange {
    type Output = EffortRange;
    fn add(self, other: EffortRange) -> EffortRange {
        EffortRange { low: self.low + other.low, likely: self.likely + other.likely, high: self.high + other.high }
    }
}

/// Hours a week, kept in whole minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WeeklyHours(u32);

impl WeeklyHours {
    /// No hours at all.
    pub const ZERO: WeeklyHours = WeeklyHours(0);
    /// What a week has: 168 hours.
    pub const WEEK: WeeklyHours = WeeklyHours(168 * 60);

    /// A pace in minutes a week.
    #[must_use]
    pub fn from_minutes_per_week(minutes: u32) -> Self {
        WeeklyHours(minutes)
    }

    /// A pace in hours a week, rounded to the minute; negative counts as zero.
    #[must_use]
    pub fn from_hours_per_week(hours: f64) -> Self {
        WeeklyHours(Effort::from_hours(hours).minutes())
    }

    /// Minutes a week.
    #[must_use]
    pub fn minutes_per_week(self) -> u32 {
        self.0
    }

    /// Hours a week.
    #[must_use]
    pub fn hours_per_week(self) -> f64 {
        f64::from(self.0) / 60.0
    }
}

impl fmt::Display for WeeklyHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", trimmed(self.hours_per_week()))
    }
}

/// A number with at most one decimal, without a trailing `.0`.
fn trimmed(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_and_undefined_hours_are_no_effort() {
        assert_eq!(Effort::from_hours(-3.0), Effort::ZERO);
        assert_eq!(Effort::from_hours(f64::NAN), Effort::ZERO);
    }

    #[test]
    fn range_out_of_order_is_refused() {
        let h = Effort::from_hours;
        assert!(EffortRange::new(h(2.0), h(1.0), h(3.0)).is_err());
        assert!(EffortRange::new(h(1.0), h(1.0), h(1.0)).is_ok());
    }

    #[test]
    fn rounding_keeps_a_little_work_visible() {
        assert_eq!(Effort::from_minutes(5).rounded(), Effort::from_minutes(30));
        assert_eq!(Effort::from_minutes(0).rounded(), Effort::ZERO);
        assert_eq!(Effort::from_hours(13.4).rounded(), Effort::from_hours(13.0));
    }

    #[test]
    fn rounding_keeps_the_largest_effort_large() {
        let largest = Effort::from_hours(f64::INFINITY);
        assert_eq!(largest.rounded(), Effort::from_minutes(u32::MAX / 60 * 60));
    }

    #[test]
    fn hours_print_without_trailing_zero() {
        assert_eq!(Effort::from_hours(6.0).to_string(), "6");
        assert_eq!(WeeklyHours::from_hours_per_week(6.5).to_string(), "6.5");
    }
}
