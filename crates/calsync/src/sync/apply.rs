//! What people did on the server becomes a part of what we know.

use std::sync::Arc;

use backcast_calendar::{Http, Item, Meaning, MeaningTime, RemoteChange};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::copies::{self, Copies};
use super::pull::Pulled;
use super::{AppliedRemoteChange, SyncTarget};
use crate::desired_items::block_of;
use crate::item_record::{ItemRecord, ItemRecords, TimeRecord};

impl<H: Http> SyncTarget<'_, H> {
    /// What people did becomes part of what is kept of the items.
    pub(super) fn apply_remote_changes(
        &self,
        pulled: &Pulled,
        copies: &Copies,
        records: &mut ItemRecords,
    ) -> Vec<AppliedRemoteChange> {
        let zone = self.zone();
        let mut remote_changes = Vec::new();
        for one in &pulled.changed {
            let Some(record) = records.0.get_mut(&one.id).map(Arc::make_mut) else { continue };
            record.kept |= one.is_kept;
            for change in &one.changes {
                let title = record.title.clone();
                let mut question = None;
                let what = match change {
                    RemoteChange::Moved { from, to } => {
                        record.pinned = pinned(to, &record.time, zone).or(record.pinned.take());
                        record.pinned_at = Some(self.publisher.now);
                        let lost = lost(&one.id, copies, record, zone);
                        format!("moved from {} to {}{lost}", from.shown(zone), to.shown(zone))
                    }
                    RemoteChange::Completed => {
                        let milestone = one.id.trim_end_matches("/task");
                        // It stays ticked, whatever becomes of the milestone.
                        if let TimeRecord::Task { due, .. } = record.time {
                            record.pinned = Some(TimeRecord::Task { due, done: true });
                            record.pinned_at = Some(self.publisher.now);
                        }
                        question = Some(format!("if it is reached: backcast done {milestone}"));
                        "ticked off".to_owned()
                    }
                    RemoteChange::Retitled(title) => {
                        record.retitled = Some(title.clone());
                        format!("called \"{title}\"")
                    }
                    RemoteChange::Excepted(times) => {
                        record.except.extend(times);
                        record.except.sort();
                        record.except.dedup();
                        let days: Vec<String> = times
                            .iter()
                            .map(|at| at.to_zoned(zone.clone()).strftime("%-d %b %Y").to_string())
                            .collect();
                        format!("left out on {}", days.join(", "))
                    }
                    RemoteChange::Deleted => {
                        record.refused = true;
                        question = question_about(&one.id);
                        if block_of(&one.id).is_some() { "deleted: its work goes elsewhere" } else { "deleted" }
                            .to_owned()
                    }
                };
                let what = if one.is_kept { format!("{what}; {KEPT}") } else { what };
                remote_changes.push(AppliedRemoteChange { id: one.id.clone(), title, what, question });
            }
        }
        remote_changes
    }
}

/// What is said of an item that was changed as it was to be taken out.
const KEPT: &str = "it was to be taken out, and stays as it is";

/// Where somebody put an item, in the form in which it is kept.
fn pinned(to: &MeaningTime, before: &TimeRecord, zone: &TimeZone) -> Option<TimeRecord> {
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    Some(match (to, before) {
        (MeaningTime::Days(first, _), TimeRecord::Day(_)) => TimeRecord::Day(*first),
        (MeaningTime::Task { due: Some(due), done }, TimeRecord::Task { .. }) => {
            TimeRecord::Task { due: *due, done: *done }
        }
        (MeaningTime::Once(window), TimeRecord::Day(_)) => TimeRecord::Day(day(window.start)),
        // Made a whole day: it goes to that day, at its hour.
        (MeaningTime::Days(first, _), TimeRecord::Block(start, end)) => {
            let local = start.to_zoned(zone.clone());
            let moved = first.to_datetime(local.time()).to_zoned(zone.clone()).ok()?.timestamp();
            TimeRecord::Block(moved, moved.saturating_add(end.duration_since(*start)).ok()?)
        }
        (MeaningTime::Once(window), TimeRecord::Block(..)) => TimeRecord::Block(window.start, window.end),
        (MeaningTime::Recurring { first, rule, .. }, TimeRecord::Recurring { zone: name, .. }) => {
            let own = TimeZone::get(name).unwrap_or(TimeZone::UTC);
            let minutes = (first.end.as_second() - first.start.as_second()) / 60;
            TimeRecord::Recurring {
                start: first.start.to_zoned(own).datetime(),
                zone: name.clone(),
                minutes: u32::try_from(minutes).unwrap_or(0),
                rule: rule.clone(),
            }
        }
        // One time is no cycle: it stays ours.
        _ => return None,
    })
}

/// What the plan had made of an item meanwhile: it yields to the person, and
/// is reported so that it is not lost.
fn lost(id: &str, copies: &Copies, record: &ItemRecord, zone: &TimeZone) -> String {
    let Some(copy) = copies.0.get(id) else { return String::new() };
    let was = Meaning::of(&copy.ours, &record.uid, zone).map(|meaning| meaning.time);
    let time = Item { time: record.time.to_time(&[]), ..copies::blank(&record.uid) };
    let now = Meaning::of(&time.to_resource(), &record.uid, zone).map(|meaning| meaning.time);
    match (was, now) {
        (Some(was), Some(now)) if was != now => format!("; the plan had it on {}", now.shown(zone)),
        _ => String::new(),
    }
}

/// What a deleted item leaves to decide.
fn question_about(id: &str) -> Option<String> {
    if block_of(id).is_some() {
        return None;
    }
    let restore = format!("bring it back: backcast calendar sync --restore {id}");
    Some(match id.rsplit_once('/') {
        Some((_, "review" | "task")) | None => restore,
        Some(_) => format!("leave it out of the plan: backcast skip {id} --why …, or {restore}"),
    })
}
