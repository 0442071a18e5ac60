use crate::local::Local;
use crate::rule::{self, Fuel};
use crate::text::component::Component;
use crate::text::property::Property;
use crate::values::{Form, stamp, utc_offset};

/// A zone that a calendar file describes by its observances (RFC 5545,
/// section 3.6.5): the offset from each change on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Vtimezone {
    /// Before the first change.
    offset_first: i64,
    /// Sorted by instant, one for each.
    changes: Vec<OffsetChange>,
    /// The local time from which it claims to hold.
    begins: Local,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct OffsetChange {
    instant: i64,
    offset: i64,
}

/// Changes before it are of no use to a plan; some writers let zones begin in
/// 1601 or in year 1.
const FIRST_YEAR: &str = "19000101";
/// Rules without end are followed up to here.
const LAST_YEAR: &str = "22000101";
/// A sound observance has one change a year.
const CHANGES_MAX: usize = 2_000;
const FUEL: Fuel = Fuel(400_000);

impl Vtimezone {
    /// The zone of a VTIMEZONE; nothing if no observance in it can be read.
    pub(crate) fn new(component: &Component<'_>) -> Option<Self> {
        let observances =
            component.children.iter().filter(|child| child.name == "STANDARD" || child.name == "DAYLIGHT");
        let mut first: Option<(Local, i64)> = None;
        let mut changes = Vec::new();
        for observance in observances {
            let offset = |name: &str| observance.property(name).and_then(|property| utc_offset(property.value()));
            let Some(to) = offset("TZOFFSETTO").map(i64::from) else { continue };
            let from = offset("TZOFFSETFROM").map_or(to, i64::from);
            let Some(onset) = observance.property("DTSTART").and_then(|property| stamp(property.value())) else {
                // Without a date, it always holds.
                first.get_or_insert((Local::MIN, to));
                continue;
            };
            if first.is_none_or(|(earliest, _)| onset.local < earliest) {
                first = Some((onset.local, from));
            }
            changes.extend(
                onsets(observance, onset.local, from).map(|local| OffsetChange { instant: local.0 - from, offset: to }),
            );
        }
        changes.sort_unstable();
        changes.dedup_by_key(|change| change.instant);
        let (begins, offset_first) = first?;
        Some(Vtimezone { offset_first, changes, begins })
    }

    /// The year in which it begins, where there were no zones in that year.
    pub(crate) fn implausible_year(&self) -> Option<i16> {
        // 1601 is the first year of Windows, and used in good faith.
        let year = self.begins.to_civil().year();
        (self.begins > Local::MIN && year < 1601).then_some(year)
    }

    fn offset_at(&self, instant: i64) -> i64 {
        let after = self.changes.partition_point(|change| change.instant <= instant);
        after.checked_sub(1).map_or(self.offset_first, |idx| self.changes[idx].offset)
    }

    pub(crate) fn local(&self, instant: i64) -> Local {
        Local(instant).plus(self.offset_at(instant))
    }

    /// See [`super::Zone::instant`].
    pub(crate) fn instant(&self, local: Local) -> i64 {
        // Offsets are less than a day, so these two are before and after any
        // change that matters here.
        const DAY: i64 = crate::local::DAY;
        let before = self.offset_at(local.0.saturating_sub(DAY));
        let after = self.offset_at(local.0.saturating_add(DAY));
        let fits = |offset: &&i64| self.offset_at(local.0 - **offset) == **offset;
        let candidates = [before, after];
        local.0 - candidates.iter().find(fits).unwrap_or(&before)
    }
}

/// The local times at which an observance begins.
fn onsets(observance: &Component<'_>, first: Local, offset_from: i64) -> impl Iterator<Item = Local> {
    let within = |text: &str| stamp(text).expect("a date").local;
    let (earliest, latest) = (within(FIRST_YEAR), within(LAST_YEAR));
    let mut times = vec![first];
    let named =
        |name: &'static str| observance.properties.iter().filter(move |property: &&Property<'_>| property.is(name));
    for property in named("RRULE") {
        let Ok(parsed) = rule::parse(property.value()) else { continue };
        let until = parsed.rule.until.map(|until| match until.form {
            Form::Utc => until.local.plus(offset_from),
            // The last day counts whole.
            Form::Date => until.local.plus(crate::local::DAY - 1),
            Form::Local => until.local,
        });
        let mut fuel = FUEL;
        let mut occurrences = parsed.rule.occurrences(first, until).skip_to(earliest);
        times.extend(std::iter::from_fn(|| occurrences.next_until(latest, &mut fuel)).take(CHANGES_MAX));
    }
    for property in named("RDATE") {
        let dates = property.value().split(',').filter_map(stamp).take(CHANGES_MAX);
        times.extend(dates.map(|date| if date.form == Form::Utc { date.local.plus(offset_from) } else { date.local }));
    }
    times.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::text::component::{Item, for_each_item};

    fn zone(text: &str) -> Option<Vtimezone> {
        let mut zone = None;
        for_each_item(text.as_bytes(), &mut Diagnostics::default(), |item, _| {
            if let Item::Component(component) = item {
                zone = Vtimezone::new(&component);
            }
        });
        zone
    }

    fn local(text: &str) -> Local {
        Local::from_civil(text.parse().expect("a date and time"))
    }

    fn berlin(first_year: &str) -> Vtimezone {
        zone(&format!(
            "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:{first_year}1028T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:{first_year}0325T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
        ))
        .expect("sound")
    }

    #[test]
    fn rules_agree_with_the_zone_that_they_describe() {
        let known = super::super::Zone::named("Europe/Berlin").expect("there");
        for first_year in ["1601", "0001", "1996"] {
            let described = berlin(first_year);
            let mut at = local("2019-01-01T00:30:00");
            while at < local("2037-01-01T00:00:00") {
                assert_eq!(described.instant(at), known.instant(at), "{first_year} {}", at.to_civil());
                assert_eq!(described.local(at.0), known.local(at.0), "{first_year} {}", at.to_civil());
                at = at.plus(1800);
            }
        }
    }

    #[test]
    fn before_the_first_change_its_earlier_offset_holds() {
        assert_eq!(berlin("1996").instant(local("1990-07-01T12:00:00")), local("1990-07-01T11:00:00").0);
    }

    #[test]
    fn a_zone_without_observances_is_none() {
        assert_eq!(zone("BEGIN:VTIMEZONE\nTZID:X\nEND:VTIMEZONE\n"), None);
        assert_eq!(zone("BEGIN:VTIMEZONE\nBEGIN:STANDARD\nTZOFFSETTO:nonsense\nEND:STANDARD\nEND:VTIMEZONE\n"), None);
    }

    #[test]
    fn hostile_rules_end() {
        let zone = zone(
            "BEGIN:VTIMEZONE\nBEGIN:STANDARD\nDTSTART:00010101T000000\nRRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n",
        );
        assert!(zone.is_some());
    }
}
