//! Days and shares as pictures write them.

use jiff::ToSpan;
use jiff::civil::Date;

/// "5 May", with the year where it is not that of `today`.
pub(crate) fn day(date: Date, today: Date) -> String {
    if date.year() == today.year() {
        date.strftime("%-d %b").to_string()
    } else {
        date.strftime("%-d %b %y").to_string()
    }
}

/// "Sun 14 Sep 2025"
pub(crate) fn long_day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// "12 %"; what is nearly nothing or nearly all is never rounded to it.
pub(crate) fn percent(share: f64) -> String {
    match share {
        share if share > 0.0 && share < 0.01 => "<1 %".into(),
        share if share < 1.0 && share > 0.99 => ">99 %".into(),
        share => format!("{:.0} %", share * 100.0),
    }
}

/// The first days of all months from the one of `first` to the one of `last`.
pub(crate) fn months(first: Date, last: Date) -> impl Iterator<Item = Date> {
    // The calendar ends in the year 9999, and with it the months.
    std::iter::successors(Some(first.first_of_month()), |month| month.checked_add(1.month()).ok())
        .take_while(move |month| *month <= last)
}
