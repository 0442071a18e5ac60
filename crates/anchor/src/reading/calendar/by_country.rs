//! Named days that fall on other dates in other countries. Each function takes
//! the code of a country, empty where none is configured, and gives nothing where
//! that leaves the day open.

use jiff::civil::Weekday::{Monday, Sunday, Thursday};

use super::named::Rule::{self, Easter, Nth, On, Through};

pub(super) fn easter_break(_: &str) -> Option<Rule> {
    Some(Easter(-13, 1))
}

pub(super) fn christmas_break(_: &str) -> Option<Rule> {
    Some(Through((12, 23), (1, 3)))
}

pub(super) fn christmas_season(_: &str) -> Option<Rule> {
    Some(Through((12, 1), (12, 26)))
}

pub(super) fn summer_break(country: &str) -> Option<Rule> {
    Some(match country {
        "US" | "CA" => Through((6, 12), (8, 25)),
        "GB" => Through((7, 22), (9, 1)),
        "AU" | "NZ" | "ZA" | "AR" | "CL" | "BR" => Through((12, 18), (1, 31)),
        _ => Through((7, 1), (8, 31)),
    })
}

pub(super) fn mothers_day(country: &str) -> Option<Rule> {
    Some(match country {
        "GB" | "IE" => Easter(-21, -21),
        "FR" | "SE" => Nth(5, -1, Sunday, 0),
        "ES" | "PT" | "HU" | "RO" => Nth(5, 1, Sunday, 0),
        "NO" => Nth(2, 2, Sunday, 0),
        "PL" => On(5, 26),
        "MX" => On(5, 10),
        _ => Nth(5, 2, Sunday, 0),
    })
}

pub(super) fn fathers_day(country: &str) -> Option<Rule> {
    Some(match country {
        "DE" => Easter(39, 39),
        "AU" | "NZ" => Nth(9, 1, Sunday, 0),
        "AT" | "BE" => Nth(6, 2, Sunday, 0),
        "IT" | "ES" | "PT" => On(3, 19),
        "DK" => On(6, 5),
        "SE" | "NO" | "FI" => Nth(11, 2, Sunday, 0),
        _ => Nth(6, 3, Sunday, 0),
    })
}

pub(super) fn thanksgiving(country: &str) -> Option<Rule> {
    Some(if country == "CA" { Nth(10, 2, Monday, 0) } else { Nth(11, 4, Thursday, 0) })
}

pub(super) fn tax_day(country: &str) -> Option<Rule> {
    (country == "US").then_some(On(4, 15))
}

/// Spelled as in the United States.
pub(super) fn labor_day(country: &str) -> Option<Rule> {
    Some(match country {
        "" | "US" | "CA" => Nth(9, 1, Monday, 0),
        "NZ" => Nth(10, 4, Monday, 0),
        "AU" => return None,
        _ => On(5, 1),
    })
}

pub(super) fn labour_day(country: &str) -> Option<Rule> {
    if country.is_empty() { None } else { labor_day(country) }
}

pub(super) fn independence_day(country: &str) -> Option<Rule> {
    Some(match country {
        "" | "US" => On(7, 4),
        "IN" => On(8, 15),
        "PK" => On(8, 14),
        "MX" => On(9, 16),
        "BR" => On(9, 7),
        "FI" => On(12, 6),
        "PL" => On(11, 11),
        "AR" => On(7, 9),
        "UA" => On(8, 24),
        "PH" => On(6, 12),
        "ID" => On(8, 17),
        _ => return None,
    })
}

pub(super) fn national_day(country: &str) -> Option<Rule> {
    Some(match country {
        "CH" => On(8, 1),
        "FR" => On(7, 14),
        "DE" => On(10, 3),
        "AT" => On(10, 26),
        "NO" => On(5, 17),
        "SE" => On(6, 6),
        "DK" => On(6, 5),
        "FI" => On(12, 6),
        "BE" => On(7, 21),
        "ES" => On(10, 12),
        "IT" => On(6, 2),
        "NL" => On(4, 27),
        "PL" => On(11, 11),
        "PT" => On(6, 10),
        "IE" => On(3, 17),
        "AU" => On(1, 26),
        "NZ" => On(2, 6),
        "CA" => On(7, 1),
        "US" => On(7, 4),
        "IN" => On(1, 26),
        "SG" => On(8, 9),
        "CN" => On(10, 1),
        _ => return None,
    })
}
