//! Days and shares as pictures write them: as every answer does.

use jiff::ToSpan;
use jiff::civil::Date;

pub(crate) use backcast_view::words::{day, long_day, percent};

/// The first days of all months from the one of `first` to the one of `last`.
pub(crate) fn months(first: Date, last: Date) -> impl Iterator<Item = Date> {
    // The calendar ends in the year 9999, and with it the months.
    std::iter::successors(Some(first.first_of_month()), |month| month.checked_add(1.month()).ok())
        .take_while(move |month| *month <= last)
}
