use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::local::{DAY, Day, Local};
use crate::zones::{Zone, known_instant};

/// The zone in which a person lives, and those in which they travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TravelSchedule {
    home: TimeZone,
    trips: Vec<Trip>,
}

/// Days in another zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trip {
    /// First day, on the clocks of the zone travelled to.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// The zone travelled to.
    pub zone: TimeZone,
}

impl TravelSchedule {
    /// A person who stays at home.
    #[must_use]
    pub fn at_home(home: TimeZone) -> Self {
        TravelSchedule { home, trips: Vec::new() }
    }

    /// A person who travels; where trips overlap, the one that begins later
    /// counts.
    #[must_use]
    pub fn travelling(home: TimeZone, mut trips: Vec<Trip>) -> Self {
        trips.sort_by_key(|trip| trip.from);
        TravelSchedule { home, trips }
    }

    /// The zone at home.
    #[must_use]
    pub fn home(&self) -> &TimeZone {
        &self.home
    }

    /// The zone in which a day is spent.
    #[must_use]
    pub fn zone_on(&self, day: Date) -> &TimeZone {
        let trip = self.trips.iter().rfind(|trip| trip.from <= day && day <= trip.to);
        trip.map_or(&self.home, |trip| &trip.zone)
    }

    pub(crate) fn instant(&self, local: Local) -> i64 {
        known_instant(self.zone_at(local.day()), local)
    }

    /// What the person's clock shows at an instant.
    pub(crate) fn local(&self, instant: i64) -> Local {
        let at = |zone: &TimeZone| Zone::Known(zone.clone()).local(instant);
        let home = at(&self.home);
        if self.trips.is_empty() {
            return home;
        }
        // Zones lie at most a day apart, so one of these is the day there.
        let days = [0, -DAY, DAY].map(|away| home.plus(away).day());
        let abroad = days.iter().map(|&day| (day, at(self.zone_at(day)))).find(|(day, local)| local.day() == *day);
        abroad.map_or(home, |(_, local)| local)
    }

    fn zone_at(&self, day: Day) -> &TimeZone {
        if self.trips.is_empty() { &self.home } else { self.zone_on(day.to_civil()) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_of_a_trip_are_spent_there() {
        let zone = |name: &str| TimeZone::get(name).expect("there");
        let trip = Trip { from: date(2027, 7, 10), to: date(2027, 7, 12), zone: zone("America/New_York") };
        let travel = TravelSchedule::travelling(zone("Europe/Berlin"), vec![trip]);
        let noon = |day: i8| Local::from_civil(date(2027, 7, day).at(12, 0, 0, 0));
        assert_eq!(noon(9).0 - travel.instant(noon(9)), 2 * 3600);
        assert_eq!(noon(10).0 - travel.instant(noon(10)), -4 * 3600);
        for day in 8..15 {
            assert_eq!(travel.local(travel.instant(noon(day))), noon(day));
        }
    }
}
