use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Place};
use crate::text::component::Component;
use crate::text::property::Property;
use crate::zones::{Vtimezone, Zone};

/// The zone names that the times of a file use, each with a number.
#[derive(Debug, Default)]
pub(super) struct ZoneNames {
    ids: HashMap<(u32, String), u32>,
    /// In the order of their numbers: calendar, name, line of the first use.
    list: Vec<(u32, String, u32)>,
    /// Nearly always the next time is in the zone of the last one.
    last: Option<u32>,
}

impl ZoneNames {
    pub(super) fn id(&mut self, calendar: u32, name: &str, line: u32) -> u32 {
        if let Some(last) = self.last
            && let (in_calendar, known, _) = &self.list[last as usize]
            && (*in_calendar, known.as_str()) == (calendar, name)
        {
            return last;
        }
        let next = u32::try_from(self.list.len()).expect("a file has fewer zones than bytes");
        let id = *self.ids.entry((calendar, name.to_owned())).or_insert(next);
        if id == next {
            self.list.push((calendar, name.to_owned(), line));
        }
        self.last = Some(id);
        id
    }
}

/// The zones of a file by number; nothing stands for the user's own zone.
#[derive(Clone, Debug, Default)]
pub(crate) struct ZoneTable(Vec<Option<Zone>>);

impl ZoneTable {
    /// Finds each zone: the description in the file first, then the names of
    /// the IANA database and of Windows.
    pub(super) fn resolve(
        names: ZoneNames,
        descriptions: &[(u32, Component<'_>)],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut described: HashMap<(u32, &str), &Component<'_>> = HashMap::new();
        let mut elsewhere: HashMap<&str, &Component<'_>> = HashMap::new();
        for (calendar, component) in descriptions {
            let Some(name) = component.property("TZID").map(Property::value) else { continue };
            described.entry((*calendar, name)).or_insert(component);
            elsewhere.entry(name).or_insert(component);
        }
        // No two components begin on one line.
        let mut compiled: HashMap<u32, Option<Zone>> = HashMap::new();
        let mut compile = |component: &Component<'_>, diagnostics: &mut Diagnostics| {
            let zone = compiled.entry(component.line).or_insert_with(|| {
                let zone = Vtimezone::new(component);
                let place = Place { line: Some(component.line), component: Some("VTIMEZONE"), uid: None };
                if let Some(year) = zone.as_ref().and_then(Vtimezone::implausible_year) {
                    let message = format!("begins in the year {year}: its rules count all the same");
                    diagnostics.note("zone_implausible", place, message);
                }
                if zone.is_none() {
                    let message = "says no offset that can be read: the name of the zone counts";
                    diagnostics.note("zone_unreadable", place, message.to_owned());
                }
                zone.map(|zone| Zone::Described(Arc::new(zone)))
            });
            zone.clone()
        };
        let zones = names.list.into_iter().map(|(calendar, name, line)| {
            let description = described.get(&(calendar, name.as_str())).or_else(|| elsewhere.get(name.as_str()));
            let zone = description.and_then(|component| compile(component, diagnostics));
            zone.or_else(|| Zone::named(&name)).or_else(|| {
                let message = format!("the zone `{name}` is not known: its times count in your own zone");
                diagnostics.note("zone_unknown", Place::line(line), message);
                None
            })
        });
        ZoneTable(zones.collect())
    }

    /// The zone with this number; `None` if the user's own counts.
    pub(crate) fn get(&self, id: u32) -> Option<&Zone> {
        self.0[id as usize].as_ref()
    }
}
