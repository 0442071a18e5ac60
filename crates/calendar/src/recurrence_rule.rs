use jiff::civil::DateTime;

use crate::local::Local;
use crate::rule::{self, Fuel, Rule};

/// A recurrence rule by itself, without an event around it.
///
/// ```
/// use backcast_calendar::RecurrenceRule;
/// use jiff::civil::date;
///
/// let rule: RecurrenceRule = "FREQ=MONTHLY;BYDAY=-1FR".parse()?;
/// let mut fridays = rule.occurrences(date(2027, 1, 4).at(9, 0, 0, 0), date(2027, 12, 31).at(0, 0, 0, 0));
/// assert_eq!(fridays.next(), Some(date(2027, 1, 29).at(9, 0, 0, 0)));
/// # Ok::<(), backcast_calendar::RuleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecurrenceRule {
    rule: Rule,
    remarks: Vec<String>,
}

/// A text is no recurrence rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RuleError(String);

/// A rule that finds nothing within so many looks is taken to have ended.
const FUEL: Fuel = Fuel(100_000_000);

impl std::str::FromStr for RecurrenceRule {
    type Err = RuleError;

    /// Reads the value of an RRULE (RFC 5545, section 3.3.10).
    fn from_str(text: &str) -> Result<Self, RuleError> {
        let parsed = rule::parse(text).map_err(RuleError)?;
        Ok(RecurrenceRule { rule: parsed.rule, remarks: parsed.remarks })
    }
}

impl RecurrenceRule {
    /// Parts of the text that were not understood and left out.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The times that the rule gives for a first time, up to `last`
    /// inclusive, without a zone: an UNTIL in UTC counts as written, one
    /// without a time as the beginning of its day. The first
    /// time is among them only where the rule itself gives it. Parts of
    /// seconds are left out.
    pub fn occurrences(&self, start: DateTime, last: DateTime) -> impl Iterator<Item = DateTime> {
        let until = self.rule.until.map(|until| until.local);
        let within = |at: DateTime| Local::from_civil(at).plus(0);
        let last = within(last);
        let mut fuel = FUEL;
        let mut occurrences = self.rule.occurrences(within(start), until);
        std::iter::from_fn(move || occurrences.next_until(last, &mut fuel).map(Local::to_civil))
    }
}
