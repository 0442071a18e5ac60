use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::expand::Window;

/// A stretch of a day, in minutes from its midnight; it may end on the day
/// after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayRange {
    from: u16,
    to: u16,
}

const DAY: u16 = 24 * 60;

impl DayRange {
    /// The whole day.
    pub const WHOLE: DayRange = DayRange { from: 0, to: DAY };

    /// A range by its minutes; an end at or before the beginning is one of the
    /// next day. Nothing if the beginning lies beyond the day, or the end
    /// beyond midnight (which is 1440).
    #[must_use]
    pub fn new(from: u16, to: u16) -> Option<Self> {
        let sound = from < DAY && to <= DAY;
        sound.then_some(DayRange { from, to: if to <= from { to + DAY } else { to } })
    }

    /// Minutes from midnight at which it begins.
    #[must_use]
    pub fn from(self) -> u16 {
        self.from
    }

    /// Minutes from midnight at which it ends; more than 1440 where that is on
    /// the next day.
    #[must_use]
    pub fn to(self) -> u16 {
        self.to
    }

    /// Its length where no clocks change.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.to - self.from
    }

    /// Its place on a day. On days on which clocks change it is as long as it
    /// really is; nothing is left of an hour that is skipped.
    pub(crate) fn on(self, day: Date, zone: &TimeZone) -> Window {
        let at = |minutes: u16| {
            let day = if minutes >= DAY { day.saturating_add(1.day()) } else { day };
            let minutes = i32::from(minutes % DAY);
            let local: DateTime = day.to_datetime(jiff::civil::Time::midnight()).saturating_add(minutes.minutes());
            instant(local, zone)
        };
        let (start, end) = (at(self.from), at(self.to));
        Window { start, end: end.max(start) }
    }
}

/// The instant of a local time; at the ends of the calendar, that end.
pub(crate) fn instant(local: DateTime, zone: &TimeZone) -> Timestamp {
    let ambiguous = zone.to_ambiguous_timestamp(local);
    ambiguous.compatible().unwrap_or(if local.year() > 0 { Timestamp::MAX } else { Timestamp::MIN })
}

/// Working hours that hold for some time only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    /// First day.
    pub from: Date,
    /// Last day, inclusive; for good where there is none.
    pub to: Option<Date>,
    /// The ranges of each day, Monday first.
    pub weekly: [Vec<DayRange>; 7],
}

/// What a holiday leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HolidayPolicy {
    /// Nothing.
    #[default]
    None,
    /// The first half of the usual hours.
    Half,
    /// Everything: holidays are days like others.
    Ignore,
}

/// When a person sets time aside for their goals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingTime {
    /// The ranges of each day of the week, Monday first.
    pub weekly: [Vec<DayRange>; 7],
    /// Other hours for some time; of several on a day, the last one counts.
    pub seasons: Vec<Season>,
    /// Single days on which other hours hold.
    pub days: BTreeMap<Date, Vec<DayRange>>,
    /// Minutes to keep free before each event with a time.
    pub buffer_before: u16,
    /// Minutes to keep free after it.
    pub buffer_after: u16,
    /// Shorter pieces, in minutes, are of no use.
    pub block_min: u16,
    /// Most minutes of work a day.
    pub day_max: Option<u16>,
    /// What holidays leave.
    pub holidays: HolidayPolicy,
}

impl WorkingTime {
    /// The ranges of a day before anything is taken.
    #[must_use]
    pub fn of(&self, day: Date) -> &[DayRange] {
        if let Some(ranges) = self.days.get(&day) {
            return ranges;
        }
        let within = |season: &&Season| season.from <= day && season.to.is_none_or(|to| day <= to);
        let weekly = self.seasons.iter().rfind(within).map_or(&self.weekly, |season| &season.weekly);
        &weekly[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())]
    }

    /// Minutes of an ordinary week.
    #[must_use]
    pub fn minutes_per_week(&self) -> u32 {
        self.weekly.iter().flatten().map(|range| u32::from(range.minutes())).sum()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn hours(window: Window) -> i64 {
        (window.end.as_second() - window.start.as_second()) / 3600
    }

    #[test]
    fn a_day_is_as_long_as_its_clocks_make_it() {
        let berlin = TimeZone::get("Europe/Berlin").expect("there");
        assert_eq!(hours(DayRange::WHOLE.on(date(2027, 3, 28), &berlin)), 23);
        assert_eq!(hours(DayRange::WHOLE.on(date(2027, 10, 31), &berlin)), 25);
        let night = DayRange::new(22 * 60, 6 * 60).expect("over midnight");
        assert_eq!(hours(night.on(date(2027, 3, 27), &berlin)), 7);
        assert_eq!(hours(night.on(date(2027, 10, 30), &berlin)), 9);
    }

    #[test]
    fn the_nearest_rule_for_a_day_counts() {
        let evening = vec![DayRange::new(1080, 1200).expect("sound")];
        let morning = vec![DayRange::new(360, 480).expect("sound")];
        let season = |from: Date, ranges: &Vec<DayRange>| Season {
            from,
            to: Some(date(2027, 6, 30)),
            weekly: std::array::from_fn(|_| ranges.clone()),
        };
        let working = WorkingTime {
            weekly: std::array::from_fn(|_| evening.clone()),
            seasons: vec![season(date(2027, 6, 1), &morning)],
            days: BTreeMap::from([(date(2027, 6, 10), Vec::new())]),
            ..WorkingTime::default()
        };
        assert_eq!(working.of(date(2027, 5, 31)), evening);
        assert_eq!(working.of(date(2027, 6, 9)), morning);
        assert_eq!(working.of(date(2027, 6, 10)), []);
        assert_eq!(working.of(date(2027, 7, 1)), evening);
        assert_eq!(working.minutes_per_week(), 7 * 120);
    }

    #[test]
    fn ranges_end_at_midnight_at_the_latest() {
        assert!(DayRange::new(1440, 10).is_none());
        assert!(DayRange::new(0, 1441).is_none());
        assert_eq!(DayRange::new(0, 1440), Some(DayRange::WHOLE));
    }
}
