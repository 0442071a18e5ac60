//! What is known of the copies of our items on a server.

use std::collections::BTreeMap;

use backcast_calendar::{Item, ItemTime};
use backcast_store::{CalendarRow, Store, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::place::Origin;
use crate::copy::hash;

/// A copy of an item on a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Copy {
    /// Its address.
    pub(super) url: String,
    /// The state that it is in, as the server says, else as [`content_state`]
    /// does; empty where it may not be there yet.
    pub(super) etag: String,
    /// What we said when both were last in step.
    pub(super) ours: String,
    /// What the server said then.
    pub(super) theirs: String,
    /// What we were about to write: the last run may have been killed.
    pub(super) pending: Option<String>,
}

/// The copies by our names of the items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Copies(pub(super) BTreeMap<String, Copy>);

/// What is known of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct TargetState {
    /// The address of the calendar.
    pub(super) collection: Option<String>,
    /// How people call it.
    pub(super) name: Option<String>,
    /// Why it is this one; unknown where an earlier version chose it.
    pub(super) origin: Option<Origin>,
    /// Whether it takes tasks beside events.
    pub(super) takes_tasks: bool,
    /// What to ask with for changes.
    pub(super) listing: Option<String>,
    pub(super) last_success: Option<Timestamp>,
}

/// Begins a state that is a hash of the content.
const OF_CONTENT: &str = "content:";

/// The state of a resource on a server that names none.
pub(super) fn content_state(data: &str) -> String {
    format!("{OF_CONTENT}{}", hash(data.as_bytes()))
}

/// Whether a server compares a state when it is asked to write (RFC 9110,
/// section 8.8.3.2): weak ones are never equal there, and it knows none of ours.
pub(super) fn is_comparable(etag: &str) -> bool {
    !etag.is_empty() && !etag.starts_with("W/") && !etag.starts_with(OF_CONTENT)
}

pub(super) async fn load(store: &Store, key: &str) -> Result<(Copies, TargetState), StoreError> {
    let mut copies = Copies::default();
    let mut state = TargetState::default();
    for row in store.calendar_rows(key).await? {
        let Some(body) = row.body else { continue };
        if row.item.is_empty() {
            state = serde_json::from_str(&body).unwrap_or_default();
        } else if let Ok(copy) = serde_json::from_str(&body) {
            copies.0.insert(row.item, copy);
        }
    }
    Ok((copies, state))
}

pub(super) async fn save_target(store: &Store, key: &str, state: &TargetState) -> Result<(), StoreError> {
    let body = serde_json::to_string(state).expect("texts");
    store.save_calendar_rows([CalendarRow { target: key.to_owned(), item: String::new(), body: Some(body) }]).await
}

impl Copies {
    /// What is due no more is pending no more.
    pub(super) fn settle(&mut self, is_due: impl Fn(&str) -> bool) {
        for (id, copy) in &mut self.0 {
            if copy.pending.is_some() && !is_due(id) {
                copy.pending = None;
            }
        }
    }

    /// Lets copies follow their calendar to another address.
    pub(super) fn move_to(&mut self, from: &Url, to: &Url) {
        for copy in self.0.values_mut() {
            if let Some(name) = copy.url.strip_prefix(from.as_str()) {
                copy.url = format!("{to}{name}");
            }
        }
    }

    /// Keeps what is known of some items; those that are not among the copies
    /// are forgotten.
    pub(super) async fn save<'i>(
        &self,
        store: &Store,
        key: &str,
        ids: impl Iterator<Item = &'i String>,
    ) -> Result<(), StoreError> {
        let row = |id: &String| CalendarRow {
            target: key.to_owned(),
            item: id.clone(),
            body: self.0.get(id).map(|copy| serde_json::to_string(copy).expect("texts")),
        };
        store.save_calendar_rows(ids.map(row).collect::<Vec<CalendarRow>>()).await
    }
}

/// An item that says nothing but its UID.
pub(super) fn blank(uid: &str) -> Item {
    Item {
        uid: uid.to_owned(),
        id: String::new(),
        title: String::new(),
        description: String::new(),
        time: ItemTime::Day(jiff::civil::Date::MIN),
        categories: Vec::new(),
        related: Vec::new(),
        url: None,
        sequence: 0,
        changed_at: Timestamp::UNIX_EPOCH,
        cancelled: false,
        alarm_minutes: None,
        state: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_earlier_versions_kept_of_a_calendar_is_read_without_a_reason_for_it() {
        let kept = r#"{"collection":"https://example.org/a/","takes_tasks":true,"listing":"t1","last_success":null}"#;
        let state: TargetState = serde_json::from_str(kept).expect("read");
        assert_eq!((state.collection.as_deref(), state.origin), (Some("https://example.org/a/"), None));
    }

    #[test]
    fn only_strong_states_are_compared_by_servers() {
        assert!(is_comparable("\"1\""));
        for state in ["W/\"1\"", "", &content_state("BEGIN:VCALENDAR")] {
            assert!(!is_comparable(state), "{state}");
        }
    }

    #[test]
    fn copies_follow_their_calendar() {
        let url = |path: &str| Url::parse(&format!("https://example.org/{path}")).expect("an address");
        let copy = Copy { url: url("a/1.ics").into(), ..Copy::default() };
        let mut copies = Copies(BTreeMap::from([("M1".to_owned(), copy)]));
        copies.move_to(&url("a/"), &url("b/c/"));
        assert_eq!(copies.0["M1"].url, "https://example.org/b/c/1.ics");
    }
}
