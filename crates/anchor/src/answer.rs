//! Answers to the two questions that every goal has: by when, and how many hours?

use backcast_core::{Conventions, TextId, WeeklyHours};
use jiff::civil::{Date, date};

use crate::reading::{Atoms, Context, calendar, hours_in};

/// The last day of what a text names which is about nothing but a deadline:
/// "2027-03-31", "March 31, 2027 (fixed)", "31.03.2027", "end of March", "Easter",
/// "in 90 days", "12 weeks". Nothing where it is not clear, as "03/04/2027" where
/// no country says which number is the month.
#[must_use]
pub fn read_deadline(text: &str, today: Date, conventions: Conventions) -> Option<Date> {
    let ctx = Context { today, conventions, text: TextId::Destination };
    let first = |text: &str| {
        let days = calendar(&Atoms::new(text), &ctx);
        days.first().map(|words| words.days.map(|days| days.last))
    };
    // What is named and not clear is not read in another way.
    first(text).or_else(|| first(&format!("in {text}")))?
}

/// The hours a week that a text names which is about nothing but them: "2
/// hours on 3 evenings", "6 hours a week"; the middle of a range. Nothing where it
/// names none.
#[must_use]
pub fn read_weekly_hours(text: &str) -> Option<WeeklyHours> {
    // Days would only bound the hours, and bounded ones are no answer.
    let ctx = Context { today: date(2000, 1, 1), conventions: Conventions::default(), text: TextId::Constraint(0) };
    hours_in(text, &ctx).map(|hours| WeeklyHours::from_hours_per_week(hours.middle()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_as_people_write_them() {
        let read = |text| read_deadline(text, date(2026, 11, 26), Conventions::default());
        let day = Some(date(2027, 3, 31));
        for text in [
            "2027-03-31",
            "**2027-03-31** (contract)",
            "March 31, 2027",
            "31 March 2027, hard",
            "Wednesday, 31st of March 2027",
            "31.03.2027",
            "31.3.27",
            "31/3/2027",
            "3/31/2027",
            "2027/03/31",
            "end of March",
            "March 2027",
            "by the end of March 2027",
        ] {
            assert_eq!(read(text), day, "{text}");
        }
        assert_eq!(read("in 90 days"), Some(date(2027, 2, 24)));
        assert_eq!(read("12 weeks"), Some(date(2027, 2, 18)));
        for text in ["03/04/2027", "when it is ready", "31.02.2027", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
