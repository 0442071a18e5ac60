use crate::MilestoneId;

/// Why a change makes no sense where things stand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// No plan has been approved, so there is nothing to track.
    #[error("no plan is approved yet")]
    NothingApproved,
    /// The goals were given up.
    #[error("the goal was dropped: {0}")]
    Dropped(String),
    /// There is no such plan.
    #[error("there is no plan revision {0}")]
    RevisionUnknown(u32),
    /// The plan is not a proposal any more.
    #[error("revision {revision} is {state}")]
    NotProposed {
        /// Number of the plan.
        revision: u32,
        /// What it is instead.
        state: &'static str,
    },
    /// The milestone is complete already.
    #[error("{0} is done already")]
    AlreadyDone(MilestoneId),
    /// The milestone was skipped.
    #[error("{0} was skipped")]
    AlreadySkipped(MilestoneId),
    /// Work on it began before.
    #[error("{0} is started already")]
    AlreadyStarted(MilestoneId),
    /// It is blocked, and so cannot go on.
    #[error("{0} is blocked: {1}")]
    IsBlocked(MilestoneId, String),
    /// It is not blocked.
    #[error("{0} is not blocked")]
    NotBlocked(MilestoneId),
    /// It is neither reached nor skipped, so it need not be opened again.
    #[error("{0} is open")]
    NotEnded(MilestoneId),
    /// Nothing waits for it any more already.
    #[error("{0} is released already")]
    AlreadyReleased(MilestoneId),
    /// There is no change left to undo.
    #[error("there is no change to undo")]
    NothingToUndo,
}

impl Rejection {
    /// The stable code of the refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Rejection::NothingApproved => "nothing_approved",
            Rejection::Dropped(_) => "goal_dropped",
            Rejection::RevisionUnknown(_) => "revision_unknown",
            Rejection::NotProposed { .. } => "not_proposed",
            Rejection::AlreadyDone(_) => "already_done",
            Rejection::AlreadySkipped(_) => "already_skipped",
            Rejection::AlreadyStarted(_) => "already_started",
            Rejection::IsBlocked(..) => "milestone_blocked",
            Rejection::NotBlocked(_) => "not_blocked",
            Rejection::NotEnded(_) => "not_ended",
            Rejection::AlreadyReleased(_) => "already_released",
            Rejection::NothingToUndo => "nothing_to_undo",
        }
    }
}
