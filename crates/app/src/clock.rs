use jiff::Zoned;
use jiff::civil::Date;

/// The one source of "today" where neither the goal nor the caller names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system's date in the system's time zone.
    System,
    /// Always this date.
    Fixed(Date),
}

impl Clock {
    /// Today's date.
    #[must_use]
    pub fn today(self) -> Date {
        match self {
            Clock::System => Zoned::now().date(),
            Clock::Fixed(date) => date,
        }
    }
}
