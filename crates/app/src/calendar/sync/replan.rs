//! Plans that follow from what people moved.

use backcast_calendar::{Http, OutsideChange};
use backcast_core::{days_between, plus_days};
use backcast_document::{EditedMilestone, EditedPlan};

use super::pull::Pulled;
use super::{Replanned, Sync, SyncError};
use crate::approve::propose_edited;
use crate::calendar::item_record::{ItemRecords, TimeRecord};
use crate::calendar::wanted::{Held, held};
use crate::edit::edited;
use crate::{AppError, Library};

impl<H: Http> Sync<'_, H> {
    /// Where milestones were moved, the plan with these dates is proposed.
    pub(super) async fn replan(&mut self, pulled: &Pulled, records: &ItemRecords) -> Result<Vec<Replanned>, SyncError> {
        let moved: Vec<&str> = pulled
            .changed
            .iter()
            .filter(|one| one.changes.iter().any(|change| matches!(change, OutsideChange::Moved { .. })))
            .map(|one| one.id.as_str())
            .collect();
        let mut replanned = Vec::new();
        if moved.is_empty() {
            return Ok(replanned);
        }
        for held in held(self.store, self.publisher.library).await? {
            let plan = with_moved(&held, &moved, records);
            if plan.milestones.len() != held.plan.milestones.len() {
                continue;
            }
            let Some(approved) = held.stored.ledger.approved().cloned() else { continue };
            let taken = held.plan.milestones.iter().map(|planned| &planned.milestone).collect();
            let outcome = match edited(&held.plan, &plan, &taken, true) {
                Ok(new) if new == held.plan => continue,
                Ok(new) => {
                    let library: &Library = self.publisher.library;
                    let proposal =
                        propose_edited(self.store, self.actor, &held.stored, &approved, new, library).await?;
                    match proposal.diff {
                        Some(diff) => Ok((diff, proposal.plan)),
                        None => continue,
                    }
                }
                Err(AppError::EditAudit(findings)) => {
                    Err(findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<&str>>().join("; "))
                }
                Err(error) => Err(error.to_string()),
            };
            replanned.push(Replanned { portfolio: held.stored.id.clone(), outcome });
        }
        Ok(replanned)
    }
}

/// The plan with moved milestones on their new dates, and what rests on them
/// moved on as far as it has to.
fn with_moved(held: &Held, moved: &[&str], records: &ItemRecords) -> EditedPlan {
    let mut any = false;
    let milestones: Vec<EditedMilestone> = held
        .plan
        .milestones
        .iter()
        .map(|planned| {
            let one = &planned.milestone;
            let id = format!("{}/{}", held.stored.id, one.id);
            let due = match records.0.get(&id).and_then(|record| record.pinned.as_ref()) {
                Some(TimeRecord::Day(day)) if moved.contains(&id.as_str()) => {
                    any = true;
                    *day
                }
                _ => planned.due,
            };
            EditedMilestone {
                id: Some(one.id.clone()),
                goal: one.goal.clone(),
                name: one.name.clone(),
                statement: one.statement.clone(),
                criteria: one.criteria.clone(),
                depends_on: one.depends_on.clone(),
                effort: one.effort,
                start: planned.start.min(due),
                due,
                waiting_days: one.waiting_days,
                risk: one.risk,
                slow_reason: one.slow_reason.clone(),
                value: one.value.clone(),
                abort_point: one.abort_point.clone(),
                files: one.files.clone(),
            }
        })
        .collect();
    EditedPlan { milestones: if any { moved_on(milestones) } else { Vec::new() } }
}

/// Milestones that begin before what they rest on is reached begin after it,
/// and take as many days as before.
fn moved_on(mut milestones: Vec<EditedMilestone>) -> Vec<EditedMilestone> {
    // Each round settles at least the milestones one step further on.
    for _ in 0..milestones.len() {
        let before = milestones.clone();
        let due = |id| before.iter().find(|one| one.id.as_ref() == Some(id)).map(|one| one.due);
        for one in &mut milestones {
            let earliest = one.depends_on.iter().filter_map(|dependency| {
                Some(plus_days(due(&dependency.on)?, i32::try_from(dependency.lag_days).unwrap_or(i32::MAX)))
            });
            if let Some(earliest) = earliest.max().filter(|earliest| *earliest > one.start) {
                let late = days_between(one.start, earliest);
                (one.start, one.due) = (earliest, plus_days(one.due, late));
            }
        }
        if milestones == before {
            break;
        }
    }
    milestones
}
