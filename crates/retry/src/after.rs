//! What a server asks for in `Retry-After`.

use std::time::{Duration, SystemTime};

/// Reads the value of a `Retry-After` header: how long the server asks to be
/// left alone from `now` on, or `None` if it says neither of the two forms.
///
/// Seconds may have a fraction, which servers of language models send although
/// the standard has whole ones only. A day that is over is zero; seconds beyond
/// what can be counted are [`Duration::MAX`], which no policy waits for.
///
/// Source: RFC 9110, sections 10.2.3 (`Retry-After`) and 5.6.7 (dates of HTTP
/// in their three forms).
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use backcast_retry::retry_after;
///
/// let now = SystemTime::UNIX_EPOCH;
/// assert_eq!(retry_after("120", now), Some(Duration::from_secs(120)));
/// assert_eq!(retry_after("Thu, 01 Jan 1970 00:00:09 GMT", now), Some(Duration::from_secs(9)));
/// assert_eq!(retry_after("soon", now), None);
/// ```
#[must_use]
pub fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if value.starts_with(|c: char| c.is_ascii_digit()) && value.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        let seconds: f64 = value.parse().ok()?;
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    }
    let at = httpdate::parse_http_date(value).ok()?;
    Some(at.duration_since(now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 1994-11-06 08:49:37 UTC, the example of the standard.
    const EXAMPLE: Duration = Duration::from_secs(784_111_777);

    #[test]
    fn seconds_are_read_whole_and_with_a_fraction() {
        let cases = [
            ("0", Some(Duration::ZERO)),
            (" 7 ", Some(Duration::from_secs(7))),
            ("0.5", Some(Duration::from_millis(500))),
            ("99999999999999999999999999", Some(Duration::MAX)),
            ("-3", None),
            ("1e3", None),
            ("1.2.3", None),
            ("inf", None),
            ("7 seconds", None),
            ("soon", None),
            ("", None),
        ];
        for (value, expected) in cases {
            assert_eq!(retry_after(value, SystemTime::UNIX_EPOCH), expected, "{value}");
        }
    }

    #[test]
    fn all_three_forms_of_dates_are_read() {
        let now = SystemTime::UNIX_EPOCH + EXAMPLE - Duration::from_secs(40);
        for value in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(retry_after(value, now), Some(Duration::from_secs(40)), "{value}");
            assert_eq!(retry_after(value, SystemTime::UNIX_EPOCH + 2 * EXAMPLE), Some(Duration::ZERO), "{value}");
        }
    }

    proptest! {
        #[test]
        fn a_date_is_as_far_away_as_it_was_written(now in 0_u64..4_000_000_000, seconds in 0_u64..1_000_000) {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
            let pause = Duration::from_secs(seconds);
            prop_assert_eq!(retry_after(&httpdate::fmt_http_date(now + pause), now), Some(pause));
            prop_assert_eq!(retry_after(&seconds.to_string(), now), Some(pause));
        }

        #[test]
        fn no_header_is_too_odd(value in "\\PC*") {
            let _ = retry_after(&value, SystemTime::UNIX_EPOCH);
        }
    }
}
