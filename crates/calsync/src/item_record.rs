//! What is kept of our items in calendars, whatever happens to their copies.

use std::collections::btree_map::{Iter, Keys};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use backcast_calendar::{Item, ItemTime};
use backcast_store::{CalendarRow, Store, StoreError};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::copy::hash;

/// When an item takes place, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TimeRecord {
    Day(Date),
    Task { due: Date, done: bool },
    Block(Timestamp, Timestamp),
    Recurring { start: DateTime, zone: String, minutes: u32, rule: String },
}

/// What is kept of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ItemRecord {
    /// Fixed for life.
    pub(crate) uid: String,
    pub(crate) sequence: u32,
    pub(crate) changed_at: Timestamp,
    /// Hash of what raises the sequence: time, exceptions, status.
    pub(crate) when: String,
    /// Hash of everything that it says.
    pub(crate) says: String,
    /// Since when it will not take place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cancelled_at: Option<Timestamp>,
    /// Where somebody put it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pinned: Option<TimeRecord>,
    /// When somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pinned_at: Option<Timestamp>,
    /// What somebody called it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retitled: Option<String>,
    /// Times that somebody left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) except: Vec<Timestamp>,
    /// Somebody took it away: it is not made again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) refused: bool,
    /// Somebody changed it as it was to be taken out: it is theirs, until a plan
    /// wants it again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) kept: bool,
    /// Its texts and its time as they were last written.
    pub(crate) title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) description: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) categories: Vec<String>,
    pub(crate) time: TimeRecord,
}

impl TimeRecord {
    pub(crate) fn to_time(&self, except: &[Timestamp]) -> ItemTime {
        match self {
            TimeRecord::Day(day) => ItemTime::Day(*day),
            TimeRecord::Task { due, done } => ItemTime::Task { due: *due, done: *done },
            TimeRecord::Block(start, end) => ItemTime::Block { start: *start, end: *end },
            TimeRecord::Recurring { start, zone, minutes, rule } => {
                let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
                let except = except.iter().map(|at| at.to_zoned(zone.clone()).datetime()).collect();
                ItemTime::Recurring { start: *start, zone, minutes: *minutes, rule: rule.clone(), except }
            }
        }
    }

    /// When it is over; nothing for what recurs.
    pub(crate) fn ends(&self) -> Option<Timestamp> {
        match self {
            TimeRecord::Block(_, end) => Some(*end),
            TimeRecord::Day(_) | TimeRecord::Task { .. } | TimeRecord::Recurring { .. } => None,
        }
    }
}

/// What is to stand in calendars, before it is compared with what stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DesiredItem {
    /// Our own name of it.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) time: TimeRecord,
    pub(crate) categories: Vec<String>,
    /// Our names of what it belongs to.
    pub(crate) related: Vec<String>,
    pub(crate) alarm_minutes: Option<u32>,
    /// When somebody last decided on its time: an earlier wish yields to that.
    pub(crate) decided_at: Option<Timestamp>,
    /// Makes the UID of an item that is new.
    pub(crate) seed: String,
}

/// All that is kept of our items. A clone shares the records that do not change.
#[derive(Clone, Debug, Default)]
pub(crate) struct ItemRecords(pub(crate) BTreeMap<String, Arc<ItemRecord>>);

/// What will not take place stays in feeds for so long, so that every reader
/// sees it; what is past stays as long.
const DAYS_KEPT: i64 = 30;

impl ItemRecords {
    pub(crate) async fn load(store: &Store) -> Result<Self, StoreError> {
        let rows = store.calendar_rows("").await?;
        let read =
            rows.into_iter().filter_map(|row| Some((row.item, Arc::new(serde_json::from_str(&row.body?).ok()?))));
        Ok(ItemRecords(read.collect()))
    }

    /// Keeps what differs from what was kept.
    pub(crate) async fn save(&self, before: &ItemRecords, store: &Store) -> Result<(), StoreError> {
        let changed = ChangedRows { before, after: self, records: self.0.iter(), known: before.0.keys() };
        store.save_calendar_rows(changed).await
    }

    /// Lets what somebody took away come back.
    pub(crate) fn restore(&mut self, ids: &[String]) {
        for id in ids {
            if let Some(record) = self.0.get_mut(id) {
                Arc::make_mut(record).refused = false;
            }
        }
    }

    /// Sees to it that what is written next falls behind no SEQUENCE that others
    /// gave an item (RFC 5545, section 3.8.7.4).
    pub(crate) fn raise_sequences(&mut self, seen: &BTreeMap<String, u32>) {
        for (id, sequence) in seen {
            if let Some(record) = self.0.get_mut(id).filter(|record| record.sequence < *sequence) {
                Arc::make_mut(record).sequence = *sequence;
            }
        }
    }

    /// The items as they are to stand in calendars now. Whatever changed gets
    /// the instant as its stamp; what is wanted no more is cancelled.
    pub(crate) fn items(&mut self, desired: Vec<DesiredItem>, now: Timestamp) -> Vec<Item> {
        let mut items = Vec::with_capacity(desired.len());
        for one in desired {
            if let Some(item) = self.item(one, now) {
                items.push(item);
            }
        }
        let oldest = now.saturating_sub(jiff::Span::new().hours(24 * DAYS_KEPT)).unwrap_or(Timestamp::MIN);
        // Those that are desired and refused are no items, and stay as they are.
        let there: HashSet<&str> = items.iter().map(|item| item.id.as_str()).collect();
        let others: Vec<String> = self.0.keys().filter(|id| !there.contains(id.as_str())).cloned().collect();
        for id in others {
            let Some(record) = self.0.get_mut(&id) else { continue };
            if record.refused || record.kept {
                continue; // Remembered for ever, so that it is never made again, or taken out.
            }
            let is_past = record.time.ends().is_some_and(|end| end <= now);
            if !is_past && record.cancelled_at.is_none() {
                let record = Arc::make_mut(record);
                record.cancelled_at = Some(now);
                record.sequence += 1;
                record.changed_at = now;
                record.when = "cancelled".to_owned();
            }
            let since = record.cancelled_at.or(record.time.ends()).unwrap_or(now);
            if since < oldest {
                self.0.remove(&id);
            } else {
                items.push(left_over(&id, record));
            }
        }
        items
    }

    fn item(&mut self, desired: DesiredItem, now: Timestamp) -> Option<Item> {
        let new = || ItemRecord {
            uid: format!("{}{}", &hash(desired.seed.as_bytes())[..32], backcast_calendar::OWN_UID),
            sequence: 0,
            changed_at: now,
            when: String::new(),
            says: String::new(),
            cancelled_at: None,
            pinned: None,
            pinned_at: None,
            retitled: None,
            except: Vec::new(),
            refused: false,
            kept: false,
            title: String::new(),
            description: String::new(),
            categories: Vec::new(),
            time: desired.time.clone(),
        };
        let related: Vec<String> =
            desired.related.iter().filter_map(|id| self.0.get(id).map(|record| record.uid.clone())).collect();
        let record = self.0.entry(desired.id.clone()).or_insert_with(|| Arc::new(new()));
        if record.refused {
            return None;
        }
        if record.pinned_at.is_some_and(|pinned| desired.decided_at.is_some_and(|decided| decided > pinned)) {
            let record = Arc::make_mut(record);
            (record.pinned, record.pinned_at) = (None, None);
        }
        let time = record.pinned.clone().unwrap_or(desired.time);
        let title = record.retitled.clone().unwrap_or(desired.title);
        let when = debug_hash(format_args!("{time:?} {:?}", record.except));
        let said = (&when, &title, &desired.description, &desired.categories, &related, desired.alarm_minutes);
        let says = debug_hash(format_args!("{said:?}"));
        let is_as_kept = (&when, &says, record.cancelled_at, record.kept) == (&record.when, &record.says, None, false)
            && (&title, &time) == (&record.title, &record.time)
            && (&desired.description, &desired.categories) == (&record.description, &record.categories);
        if !is_as_kept {
            let record = Arc::make_mut(record);
            let is_new = record.when.is_empty();
            if !is_new && when != record.when {
                record.sequence += 1;
            }
            if says != record.says {
                record.changed_at = now;
            }
            (record.when, record.says, record.cancelled_at, record.kept) = (when, says, None, false);
            (record.title, record.time) = (title, time);
            (record.description, record.categories) = (desired.description.clone(), desired.categories.clone());
        }
        Some(Item {
            uid: record.uid.clone(),
            url: Some(url_of(&desired.id)),
            id: desired.id,
            title: record.title.clone(),
            description: desired.description,
            time: record.time.to_time(&record.except),
            categories: desired.categories,
            related,
            sequence: record.sequence,
            changed_at: record.changed_at,
            cancelled: false,
            alarm_minutes: desired.alarm_minutes,
            state: record.says[..12].to_owned(),
        })
    }
}

/// The rows by which records differ from what they were: one after the other, as
/// all of them take as much memory as the records.
struct ChangedRows<'r> {
    before: &'r ItemRecords,
    after: &'r ItemRecords,
    records: Iter<'r, String, Arc<ItemRecord>>,
    known: Keys<'r, String, Arc<ItemRecord>>,
}

impl Iterator for ChangedRows<'_> {
    type Item = CalendarRow;

    fn next(&mut self) -> Option<CalendarRow> {
        let (before, after) = (&self.before.0, &self.after.0);
        let (item, body) = match self.records.find(|(item, record)| before.get(*item) != Some(record)) {
            Some((item, record)) => (item, Some(serde_json::to_string(&**record).expect("texts and numbers"))),
            None => (self.known.find(|item| !after.contains_key(*item))?, None),
        };
        Some(CalendarRow { target: String::new(), item: item.clone(), body })
    }
}

/// The hash of what is written; most of it fits into the room that is taken at
/// once.
fn debug_hash(shown: std::fmt::Arguments<'_>) -> String {
    let mut text = String::with_capacity(1024);
    let _ = text.write_fmt(shown);
    hash(text.as_bytes())
}

/// The address of an item for programs that know ours.
fn url_of(id: &str) -> String {
    format!("backcast://goal/{id}")
}

/// An item as it was last written: one that is past, or will not take place.
pub(crate) fn left_over(id: &str, record: &ItemRecord) -> Item {
    Item {
        uid: record.uid.clone(),
        id: id.to_owned(),
        title: record.title.clone(),
        description: record.description.clone(),
        time: record.time.to_time(&record.except),
        categories: record.categories.clone(),
        related: Vec::new(),
        url: Some(url_of(id)),
        sequence: record.sequence,
        changed_at: record.changed_at,
        cancelled: record.cancelled_at.is_some(),
        alarm_minutes: None,
        state: record.says.get(..12).unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn desired(id: &str, day: i8) -> DesiredItem {
        DesiredItem {
            id: id.into(),
            title: format!("Title of {id}"),
            description: String::new(),
            time: TimeRecord::Day(date(2027, 3, day)),
            categories: Vec::new(),
            related: Vec::new(),
            alarm_minutes: None,
            decided_at: None,
            seed: id.into(),
        }
    }

    fn at(day: i8) -> Timestamp {
        date(2027, 1, day).at(12, 0, 0, 0).to_zoned(TimeZone::UTC).expect("there").timestamp()
    }

    #[test]
    fn only_what_changes_gets_a_new_stamp_and_only_times_raise_the_sequence() {
        let mut records = ItemRecords::default();
        let first = records.items(vec![desired("a", 1)], at(1));
        assert_eq!(records.items(vec![desired("a", 1)], at(2)), first, "unchanged, identical");
        let renamed = records.items(vec![DesiredItem { title: "Other".into(), ..desired("a", 1) }], at(3));
        assert_eq!((renamed[0].sequence, renamed[0].changed_at), (0, at(3)));
        let moved = records.items(vec![DesiredItem { title: "Other".into(), ..desired("a", 2) }], at(4));
        assert_eq!((moved[0].sequence, moved[0].uid == first[0].uid), (1, true));
    }

    #[test]
    fn what_is_wanted_no_more_is_cancelled_for_a_while() {
        let mut records = ItemRecords::default();
        records.items(vec![desired("a", 1)], at(1));
        let gone = records.items(Vec::new(), at(2));
        assert!(gone[0].cancelled && gone[0].sequence == 1);
        assert_eq!(records.items(Vec::new(), at(20)), gone);
        let later = at(2).saturating_add(jiff::Span::new().hours(24 * 31)).expect("small");
        assert_eq!(records.items(Vec::new(), later), []);
        assert!(records.0.is_empty());
    }

    #[test]
    fn what_people_did_stands() {
        let mut records = ItemRecords::default();
        records.items(vec![desired("a", 1), desired("b", 1)], at(1));
        let record = records.0.get_mut("a").map(Arc::make_mut).expect("there");
        record.pinned = Some(TimeRecord::Day(date(2027, 3, 9)));
        record.retitled = Some("Mine".into());
        records.0.get_mut("b").map(Arc::make_mut).expect("there").refused = true;
        let items = records.items(vec![desired("a", 1), desired("b", 2)], at(2));
        assert_eq!(items.len(), 1, "what was refused is not made again");
        assert_eq!((items[0].title.as_str(), &items[0].time), ("Mine", &ItemTime::Day(date(2027, 3, 9))));
    }

    #[test]
    fn uids_say_nothing_of_the_person() {
        let mut records = ItemRecords::default();
        let items = records.items(vec![desired("secret-goal/M1", 1)], at(1));
        assert!(!items[0].uid.contains("secret") && items[0].uid.ends_with("@backcast"));
    }
}
