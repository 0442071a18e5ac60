use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The one source of "today" and "now" where neither the goal nor the caller
/// names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system's clock, in the system's time zone or in this one.
    System(Option<TimeZone>),
    /// Always noon of this date.
    Fixed(Date),
}

impl Clock {
    /// Today's date.
    #[must_use]
    pub fn today(&self) -> Date {
        match self {
            Clock::System(None) => Zoned::now().date(),
            Clock::System(Some(zone)) => Timestamp::now().to_zoned(zone.clone()).date(),
            Clock::Fixed(date) => *date,
        }
    }

    /// The instant, for logs; noon in UTC where the date is fixed.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System(_) => Timestamp::now(),
            Clock::Fixed(date) => {
                TimeZone::UTC.to_timestamp(date.to_datetime(time(12, 0, 0, 0))).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }
}
