use backcast_calsync::{CalendarError, SyncError};
use backcast_core::track::Rejection;
use backcast_core::{ErrorKind, GoalFileId, GoalId, MilestoneId, plural};
use backcast_document::Mistakes;
use backcast_engine::EngineError;
use backcast_engine::what_if::WhatIfError;
use backcast_playbook::SpecError;
use backcast_store::{Match, StoreError};
use jiff::civil::Date;

use crate::{EnclosureError, ProviderError};

/// Why something could not be done at all. "It cannot be reached" is not an
/// error but a plan with that verdict.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// The deadline of a brief names no day that is clear.
    #[error("the deadline {0:?} names no day that is clear")]
    DeadlineUnclear(String),
    /// A phase could not be run.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document of the store cannot be read.
    #[error("a document of the store cannot be read: {0}")]
    Document(#[from] Mistakes),
    /// Plans and a calendar on a server could not be kept in step.
    #[error(transparent)]
    Sync(SyncError),
    /// A calendar cannot be read.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A part of the installation cannot be had.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The change makes no sense where things stand.
    #[error("{rejection}")]
    Refused {
        /// The goal file's id.
        id: GoalFileId,
        /// Why not.
        rejection: Rejection,
    },
    /// No goal is meant by a text.
    #[error("there is no goal `{text}`")]
    GoalUnknown {
        /// What was said.
        text: String,
        /// Goals that may have been meant.
        near: Vec<GoalId>,
    },
    /// Several goals may be meant by a text.
    #[error("`{text}` could be {}", ids(.candidates))]
    GoalAmbiguous {
        /// What was said.
        text: String,
        /// Which goals.
        candidates: Vec<GoalId>,
    },
    /// No milestone is meant by a text.
    #[error("there is no milestone `{text}`{}", of(.goal.as_ref()))]
    MilestoneUnknown {
        /// What was said.
        text: String,
        /// In which goal it was looked for; `None` if in any.
        goal: Option<GoalId>,
        /// Milestones that may have been meant.
        near: Vec<MilestoneId>,
    },
    /// Several milestones may be meant by a text.
    #[error("`{text}` could be {}{}", pairs(.candidates), if *.more > 0 { format!(" or {more} others") } else { String::new() })]
    MilestoneAmbiguous {
        /// What was said.
        text: String,
        /// Some of them.
        candidates: Vec<(GoalId, MilestoneId)>,
        /// How many more there are.
        more: usize,
    },
    /// A file holds another goal than the one that was added from it.
    #[error("{source_name} held \"{was}\" (`{id}`) and holds \"{is}\" now")]
    SourceChanged {
        /// Path of the goal file, as it was named.
        source_name: String,
        /// The id of the goal that it held.
        id: GoalId,
        /// The title that it had.
        was: String,
        /// The title that it has.
        is: String,
    },
    /// A goal has no plan.
    #[error("`{0}` has no plan yet")]
    NoPlan(GoalFileId),
    /// A goal has no such plan.
    #[error("`{id}` has no revision {revision}")]
    RevisionUnknown {
        /// The goal file's id.
        id: GoalFileId,
        /// Number of the plan.
        revision: u32,
    },
    /// A plan without milestones cannot be approved.
    #[error("revision {revision} of `{id}` has no milestones: {verdict}")]
    NothingToApprove {
        /// The goal file's id.
        id: GoalFileId,
        /// Number of the plan.
        revision: u32,
        /// Its verdict.
        verdict: String,
    },
    /// More than ten milestones need consent.
    #[error("revision {revision} has {n} milestones for one goal; more than 10 need your consent")]
    TooMany {
        /// Number of the plan.
        revision: u32,
        /// Number of its milestones for one goal.
        n: usize,
    },
    /// A token is no consent to what was asked.
    #[error(transparent)]
    Token(#[from] crate::consent::TokenFault),
    /// A milestone waits for others.
    #[error("{milestone} waits for {}", list(.on))]
    Waits {
        /// The goal file's id.
        id: GoalFileId,
        /// Id of the milestone.
        milestone: MilestoneId,
        /// What it waits for.
        on: Vec<MilestoneId>,
    },
    /// A milestone has criteria that nobody ticked.
    #[error("{milestone} has {}", plural(.open.len(), "open criterion"))]
    CriteriaOpen {
        /// Id of the milestone.
        milestone: MilestoneId,
        /// Number and text of each.
        open: Vec<(usize, String)>,
    },
    /// There is no such criterion.
    #[error("{milestone} has no criterion {wanted}; it has {n}")]
    CriterionUnknown {
        /// Which milestone.
        milestone: MilestoneId,
        /// What was asked for.
        wanted: crate::track::CriterionRef,
        /// How many there are.
        n: usize,
    },
    /// A day lies in the future where it cannot.
    #[error("{0} lies in the future")]
    DayAhead(Date),
    /// All that there was to do is done.
    #[error("all milestones of `{0}` are done or skipped")]
    AllDone(GoalFileId),
    /// The last change is another person's.
    #[error("the last change of `{id}` is by {by}")]
    NotYours {
        /// The goal file's id.
        id: GoalFileId,
        /// Who made it.
        by: String,
    },
    /// No review is meant by a text.
    #[error("there is no review `{0}`")]
    ReviewUnknown(String),
    /// A review looks at one goal.
    #[error("a review looks at one goal, and the file holds {0}")]
    ReviewOneGoal(usize),
    /// A part of a review is not asked for now.
    #[error("`{part}` of {run} is not asked for{}", asked_for(.asked))]
    PartNotAsked {
        /// Which review.
        run: String,
        /// Which part.
        part: String,
        /// What is asked for; nothing where the review is over.
        asked: Vec<String>,
    },
    /// An answer is to another packet.
    #[error("the answer is to packet {found}, and `{part}` waits for one to {expected}")]
    PacketOther {
        /// Which part.
        part: String,
        /// The hash of the packet that waits.
        expected: String,
        /// The hash that the answer names.
        found: String,
    },
    /// An answer is no text.
    #[error("the answer holds NUL bytes, which no text has")]
    AnswerNoText,
    /// A note, a reason or a piece of evidence is too long to be kept.
    #[error("the {what} has {n_chars} characters, and at most {most} are kept")]
    TextTooLong {
        /// What it is.
        what: &'static str,
        /// Its length.
        n_chars: usize,
        /// The most that there may be.
        most: usize,
    },
    /// Who was to think cannot do so as things are.
    #[error("nobody can think about it as things are")]
    Think(#[source] backcast_model::ThinkError),
    /// A template of the user's cannot be used.
    #[error("a prompt cannot be used")]
    Prompt(#[from] backcast_review::PromptError),
    /// A folder is no repository that can be looked at.
    #[error("{} cannot be looked at as a repository: {why}", .folder.display())]
    RepositoryUnreadable {
        /// The folder, as it was named.
        folder: std::path::PathBuf,
        /// Why not.
        why: String,
    },
    /// A file beside the work is neither read nor written.
    #[error(transparent)]
    Enclosure(#[from] EnclosureError),
}

impl AppError {
    /// The stable code of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AppError::DeadlineUnclear(_) => "deadline_unclear",
            AppError::Engine(error) => error.code(),
            AppError::Sync(error) => error.code(),
            AppError::Calendar(error) => error.code(),
            AppError::Provider(error) => error.code,
            AppError::Store(error) => error.code(),
            AppError::Document(_) => "document_unreadable",
            AppError::Refused { rejection, .. } => rejection.code(),
            AppError::GoalUnknown { .. } => "goal_unknown",
            AppError::GoalAmbiguous { .. } => "goal_ambiguous",
            AppError::MilestoneUnknown { .. } => "milestone_unknown",
            AppError::MilestoneAmbiguous { .. } => "milestone_ambiguous",
            AppError::SourceChanged { .. } => "source_changed",
            AppError::NoPlan(_) => "plan_missing",
            AppError::RevisionUnknown { .. } => "revision_unknown",
            AppError::NothingToApprove { .. } => "nothing_to_approve",
            AppError::TooMany { .. } => "milestones_too_many",
            AppError::Token(fault) => fault.code(),
            AppError::Waits { .. } => "milestone_waits",
            AppError::CriteriaOpen { .. } => "criteria_open",
            AppError::CriterionUnknown { .. } => "criterion_unknown",
            AppError::DayAhead(_) => "day_ahead",
            AppError::AllDone(_) => "all_done",
            AppError::NotYours { .. } => "not_yours",
            AppError::ReviewUnknown(_) => "review_unknown",
            AppError::ReviewOneGoal(_) => "review_one_goal",
            AppError::PartNotAsked { .. } => "part_not_asked",
            AppError::PacketOther { .. } => "packet_other",
            AppError::AnswerNoText => "answer_no_text",
            AppError::TextTooLong { .. } => "text_too_long",
            AppError::Think(_) => "model_failed",
            AppError::Prompt(_) => "prompt_broken",
            AppError::RepositoryUnreadable { .. } => "repository_unreadable",
            AppError::Enclosure(error) => error.code(),
        }
    }

    /// What sort of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            AppError::Engine(error) => error.kind(),
            AppError::Sync(error) => error.kind(),
            AppError::Calendar(error) => error.kind(),
            AppError::Provider(error) => error.kind,
            AppError::Refused { .. }
            | AppError::NoPlan(_)
            | AppError::NothingToApprove { .. }
            | AppError::TooMany { .. }
            | AppError::Waits { .. }
            | AppError::CriteriaOpen { .. }
            | AppError::AllDone(_)
            | AppError::NotYours { .. } => ErrorKind::Refused,
            AppError::SourceChanged { .. } | AppError::PartNotAsked { .. } | AppError::PacketOther { .. } => {
                ErrorKind::Conflict
            }
            AppError::Token(crate::consent::TokenFault::OtherDecision) => ErrorKind::Conflict,
            AppError::Token(_) => ErrorKind::PersonNeeded,
            AppError::Think(_) | AppError::Enclosure(EnclosureError::Io { .. } | EnclosureError::TooLarge { .. }) => {
                ErrorKind::Outside
            }
            AppError::Store(error) => match error {
                StoreError::Stale { .. }
                | StoreError::StepTaken { .. }
                | StoreError::Diverged(_)
                | StoreError::TokenUsed
                | StoreError::Busy(_) => ErrorKind::Conflict,
                StoreError::Unknown(_) => ErrorKind::Input,
                _ => ErrorKind::Outside,
            },
            AppError::Document(_) => ErrorKind::Outside,
            _ => ErrorKind::Input,
        }
    }
}

/// "`a`, `b` or `c`", or the first ones of many.
fn ids(ids: &[GoalId]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = ids.iter().take(SHOWN).map(|id| format!("`{id}`")).collect();
    if ids.len() > SHOWN {
        return format!("{} or {} others", shown.join(", "), ids.len() - SHOWN);
    }
    match shown.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => shown.join(""),
    }
}

fn pairs(pairs: &[(GoalId, MilestoneId)]) -> String {
    pairs.iter().map(|(goal, id)| format!("{goal}/{id}")).collect::<Vec<_>>().join(", ")
}

/// "; asked for are `risk` and `synthesis`".
fn asked_for(parts: &[String]) -> String {
    if parts.is_empty() { "; the review is over".to_owned() } else { format!("; asked for: {}", parts.join(", ")) }
}

fn list(ids: &[MilestoneId]) -> String {
    ids.iter().map(MilestoneId::as_str).collect::<Vec<_>>().join(", ")
}

fn of(goal: Option<&GoalId>) -> String {
    goal.map(|goal| format!(" in `{goal}`")).unwrap_or_default()
}

impl From<SyncError> for AppError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Store(error) => AppError::Store(error),
            other => AppError::Sync(other),
        }
    }
}

impl From<WhatIfError> for AppError {
    fn from(error: WhatIfError) -> Self {
        AppError::Engine(error.into())
    }
}

impl From<SpecError> for AppError {
    fn from(error: SpecError) -> Self {
        AppError::Engine(error.into())
    }
}

impl AppError {
    /// Goals that a text may have meant.
    pub(crate) fn goal_unknown(text: &str, known: &[Match]) -> Self {
        let mut near: Vec<(f64, &GoalId)> = known
            .iter()
            .map(|one| {
                let likeness = strsim::jaro_winkler(text, one.goal.as_str());
                (likeness.max(strsim::jaro_winkler(&text.to_lowercase(), &one.title.to_lowercase())), &one.goal)
            })
            .filter(|(likeness, _)| *likeness > 0.7)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        AppError::GoalUnknown {
            text: text.to_owned(),
            near: near.into_iter().take(3).map(|(_, id)| id.clone()).collect(),
        }
    }
}

/// An error and its causes in one line.
#[must_use]
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        // Some errors of libraries repeat their cause in their own text.
        if !text.ends_with(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}
