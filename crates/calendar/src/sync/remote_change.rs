use jiff::Timestamp;

use crate::sync::meaning::{Meaning, MeaningTime};

/// Something that somebody else did to an item of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteChange {
    /// It takes place at another time, or for another length.
    Moved {
        /// When it was.
        from: MeaningTime,
        /// When it is.
        to: MeaningTime,
    },
    /// It is a task, and done.
    Completed,
    /// It has another title.
    Retitled(String),
    /// Single times of it are left out.
    Excepted(Vec<Timestamp>),
    /// It is gone, or was cancelled.
    Deleted,
}

/// What changed between two states of an item on a server; the order is that
/// in which it is to be dealt with.
#[must_use]
pub fn remote_changes(before: &Meaning, now: Option<&Meaning>) -> Vec<RemoteChange> {
    let Some(now) = now.filter(|now| !now.cancelled || before.cancelled) else { return vec![RemoteChange::Deleted] };
    let mut changes = Vec::new();
    match (&before.time, &now.time) {
        (
            MeaningTime::Recurring { first, rule, except },
            MeaningTime::Recurring { first: first_now, rule: rule_now, except: except_now },
        ) if (first, rule) == (first_now, rule_now) => {
            let new: Vec<Timestamp> = except_now.iter().filter(|time| !except.contains(time)).copied().collect();
            if !new.is_empty() {
                changes.push(RemoteChange::Excepted(new));
            }
        }
        (MeaningTime::Task { due, done: false }, MeaningTime::Task { due: due_now, done: true }) if due == due_now => {
            changes.push(RemoteChange::Completed);
        }
        (before, now) if before != now => {
            changes.push(RemoteChange::Moved { from: before.clone(), to: now.clone() });
        }
        _ => {}
    }
    if before.title != now.title {
        changes.push(RemoteChange::Retitled(now.title.clone()));
    }
    changes
}
