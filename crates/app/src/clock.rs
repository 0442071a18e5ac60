use jiff::Timestamp;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;

/// The one source of "today" and "now" where neither the goal nor the caller
/// names it. It is handed in: nothing here looks at the clock of the machine
/// by itself.
#[derive(Clone, Debug)]
pub enum Clock {
    /// A clock that goes on.
    Running {
        /// Reads the instant.
        read: fn() -> Timestamp,
        /// The zone in which days begin.
        zone: TimeZone,
    },
    /// Always noon of this date.
    Fixed(Date),
}

impl Clock {
    /// Today's date.
    #[must_use]
    pub fn today(&self) -> Date {
        match self {
            Clock::Running { read, zone } => read().to_zoned(zone.clone()).date(),
            Clock::Fixed(date) => *date,
        }
    }

    /// The instant, for logs; noon in UTC where the date is fixed.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::Running { read, .. } => read(),
            Clock::Fixed(date) => {
                TimeZone::UTC.to_timestamp(date.to_datetime(time(12, 0, 0, 0))).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }
}
