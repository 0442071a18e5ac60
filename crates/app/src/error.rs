use backcast_core::audit::Finding;
use backcast_playbook::SpecError;
use jiff::civil::Date;

/// Why no plan could be made at all. "It cannot be done" is not an error but
/// a plan with that verdict.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
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
    /// A playbook of the user's cannot be evaluated.
    #[error("the library has a broken playbook")]
    Playbook(#[from] SpecError),
    /// The audit found errors in the plan that was made: our bug.
    #[error("the plan that was made does not pass the audit: {}", .0.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join("; "))]
    Audit(Vec<Finding>),
}

impl AppError {
    /// The stable code of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AppError::DeadlinePast { .. } => "deadline_past",
            AppError::Playbook(_) => "playbook_broken",
            AppError::Audit(_) => "plan_rejected",
        }
    }
}
