use backcast_core::audit::Finding;
use backcast_core::{ErrorKind, MilestoneId, Plan};
use backcast_playbook::SpecError;
use jiff::civil::Date;

use crate::what_if::WhatIfError;

/// Why something could not be worked out at all. "It cannot be reached" is not
/// an error but a plan with that verdict.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// A deadline lies before the day of planning.
    #[error("the deadline of `{goal}`, {deadline}, lies before today, {today}")]
    DeadlinePast {
        /// Title of the goal.
        goal: String,
        /// The deadline.
        deadline: Date,
        /// The day of planning.
        today: Date,
    },
    /// A goal names a playbook that the library does not have.
    #[error("there is no playbook `{0}`")]
    PlaybookUnknown(String),
    /// A playbook of the user's cannot be evaluated.
    #[error("the library has a broken playbook")]
    Playbook(#[from] SpecError),
    /// The audit found errors in the plan that was made: our bug.
    #[error("the plan that was made does not pass the audit: {}", messages(findings))]
    Audit {
        /// What it found.
        findings: Vec<Finding>,
        /// The plan, for a report.
        plan: Box<Plan>,
    },
    /// The audit found errors in the plan that somebody edited.
    #[error("the edited plan does not pass the audit")]
    EditAudit(Vec<Finding>),
    /// A milestone of an edited plan is new and its goal is not said.
    #[error("the new milestone \"{0}\" does not say which goal it serves")]
    GoalMissing(String),
    /// A milestone meets no busy days.
    #[error("{0} meets no busy days: there is nothing to decide")]
    NoBusyConflict(MilestoneId),
    /// A milestone begins too late to be completed before the busy days.
    #[error("{milestone} cannot be reached before {from} with at most twice the hours: {why}; {instead}")]
    NotBefore {
        /// The milestone.
        milestone: MilestoneId,
        /// The first busy day.
        from: Date,
        /// What stands in the way.
        why: String,
        /// What can be done.
        instead: String,
    },
    /// A milestone cannot be made so small that nothing is left after the busy days.
    #[error("{0} cannot be made smaller for the days from {1} on: {2}")]
    NotSmaller(MilestoneId, Date, &'static str),
    /// A change that was asked for makes no sense.
    #[error(transparent)]
    WhatIf(#[from] WhatIfError),
    /// A batch names a task that is not in its table.
    #[error("the batch `{batch}` begins with `{task}`, which is not among the tasks")]
    BatchUnknown {
        /// The batch.
        batch: String,
        /// The task.
        task: String,
    },
    /// There is no finished work with an estimate.
    #[error("there is no finished work with an estimate to learn from")]
    NothingToLearn,
}

impl EngineError {
    /// The stable code of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            EngineError::DeadlinePast { .. } => "deadline_past",
            EngineError::PlaybookUnknown(_) => "playbook_unknown",
            EngineError::Playbook(_) => "playbook_broken",
            EngineError::Audit { .. } => "plan_rejected",
            EngineError::EditAudit(_) => "edit_rejected",
            EngineError::GoalMissing(_) => "goal_missing",
            EngineError::NoBusyConflict(_) => "no_busy_conflict",
            EngineError::NotBefore { .. } => "not_before",
            EngineError::NotSmaller(..) => "not_smaller",
            EngineError::WhatIf(_) => "what_if",
            EngineError::BatchUnknown { .. } => "batch_unknown",
            EngineError::NothingToLearn => "nothing_to_learn",
        }
    }

    /// What sort of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            EngineError::Audit { .. } => ErrorKind::Bug,
            EngineError::EditAudit(_) | EngineError::NotBefore { .. } | EngineError::NotSmaller(..) => {
                ErrorKind::Refused
            }
            EngineError::DeadlinePast { .. }
            | EngineError::PlaybookUnknown(_)
            | EngineError::Playbook(_)
            | EngineError::GoalMissing(_)
            | EngineError::NoBusyConflict(_)
            | EngineError::WhatIf(_)
            | EngineError::BatchUnknown { .. }
            | EngineError::NothingToLearn => ErrorKind::Input,
        }
    }
}

fn messages(findings: &[Finding]) -> String {
    findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>().join("; ")
}
