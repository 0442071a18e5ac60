//! Time zones as calendar files name them.

mod vtimezone;
mod windows;

pub(crate) use vtimezone::Vtimezone;

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::local::Local;
use crate::zones::windows::iana_of_windows;

/// A zone in which times of a calendar are meant.
#[derive(Clone, Debug)]
pub(crate) enum Zone {
    Utc,
    /// A zone of the IANA database.
    Known(TimeZone),
    /// The zone that a file describes itself.
    Described(Arc<Vtimezone>),
}

impl Zone {
    /// The instant of a local time, in seconds since 1970-01-01T00:00:00Z. A
    /// time that a change of clocks skips is read with the offset before it;
    /// of one that comes twice, the first is meant (RFC 5545, section 3.3.5).
    pub(crate) fn instant(&self, local: Local) -> i64 {
        match self {
            Zone::Utc => local.0,
            Zone::Known(zone) => known_instant(zone, local),
            Zone::Described(zone) => zone.instant(local),
        }
    }

    /// What clocks show at an instant.
    pub(crate) fn local(&self, instant: i64) -> Local {
        match self {
            Zone::Utc => Local(instant),
            Zone::Known(zone) => Local(instant + i64::from(offset_at(zone, instant))),
            Zone::Described(zone) => zone.local(instant),
        }
    }

    /// A zone by its IANA name, also behind a prefix such as
    /// `/freeassociation.sourceforge.net/`, or by its Windows name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        if ["UTC", "GMT", "Z", "Etc/UTC"].iter().any(|utc| name.eq_ignore_ascii_case(utc)) {
            return Some(Zone::Utc);
        }
        let known = |name: &str| TimeZone::get(name).ok().map(Zone::Known);
        // Behind a prefix the name is the end of it: `/x/20070129_1/Europe/Berlin`.
        let tails = || name.match_indices('/').map(|(at, _)| &name[at + 1..]).filter(|tail| !tail.is_empty());
        known(name)
            .or_else(|| iana_of_windows(name).and_then(known))
            .or_else(|| tails().find_map(known))
            .or_else(|| tails().find_map(iana_of_windows).and_then(known))
    }
}

/// The instant of a local time in a zone of the database.
pub(crate) fn known_instant(zone: &TimeZone, local: Local) -> i64 {
    match zone.to_ambiguous_timestamp(local.to_civil()).compatible() {
        Ok(instant) => instant.as_second(),
        // Held within the years that there are, with room for every offset.
        Err(_) => local.0,
    }
}

fn offset_at(zone: &TimeZone, instant: i64) -> i32 {
    let instant = instant.clamp(Local::MIN.0, Local::MAX.0);
    let instant = jiff::Timestamp::from_second(instant).expect("held within the years that there are");
    zone.to_offset(instant).seconds()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> Local {
        Local::from_civil(text.parse().expect("a date and time"))
    }

    #[test]
    fn names_are_found_whatever_stands_around_them() {
        let noon = local("2027-07-01T12:00:00");
        for name in [
            "Europe/Berlin",
            "europe/berlin",
            "/freeassociation.sourceforge.net/Europe/Berlin",
            "/citadel.org/20210210_1/Europe/Berlin",
            "W. Europe Standard Time",
            "W. Europe Standard Time 2",
        ] {
            let zone = Zone::named(name).unwrap_or_else(|| panic!("{name} is found"));
            assert_eq!(zone.instant(noon), local("2027-07-01T10:00:00").0, "{name}");
        }
        for name in ["", "Customized Time Zone", "/", "Mars/Olympus"] {
            assert!(Zone::named(name).is_none(), "{name}");
        }
    }

    #[test]
    fn skipped_times_take_the_offset_before_and_doubled_ones_are_the_first() {
        let berlin = Zone::named("Europe/Berlin").expect("there");
        assert_eq!(berlin.instant(local("2027-03-28T02:30:00")), local("2027-03-28T01:30:00").0);
        assert_eq!(berlin.instant(local("2027-10-31T02:30:00")), local("2027-10-31T00:30:00").0);
    }
}
