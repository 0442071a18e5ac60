//! Why a tool could not do what was asked, with the way out for an agent.

use backcast_app::{AppError, EnclosureError, with_causes};
use backcast_core::text::plain_lines;
use backcast_document::Mistake;
use backcast_engine::EngineError;
use backcast_view::words;

/// A failed call.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) fix: String,
}

impl Failure {
    pub(crate) fn new(code: &str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Failure { code: code.to_owned(), message: message.into(), fix: fix.into() }
    }

    /// The failure in one text.
    pub(crate) fn text(&self) -> String {
        let fix = if self.fix.is_empty() { String::new() } else { format!(". {}", self.fix) };
        plain_lines(&format!("{} [{}]{fix}", self.message, self.code)).into_owned()
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        if let AppError::Engine(EngineError::EditAudit(findings) | EngineError::Audit { findings, .. }) = &error {
            let messages: Vec<String> = findings.iter().map(words::finding).collect();
            return Failure::new(error.code(), messages.join("\n"), "Mend these and try again");
        }
        if let AppError::Document(mistakes) = &error {
            let messages: Vec<String> = mistakes.iter().map(mistake_text).collect();
            return Failure::new(error.code(), messages.join("\n"), "Mend these and try again");
        }
        let fix = match &error {
            AppError::GoalUnknown { .. } => "goal_list names the goals; goal_anchor or plan_create take a new one",
            AppError::PartNotAsked { .. } => "review_next_packet says what is asked for",
            AppError::PacketOther { .. } => "Get the packet with review_next_packet and answer that one",
            AppError::NoPlan(_) => "Make one with plan_create and the review tools",
            AppError::TooMany { .. } => {
                "Ask the user whether these are two projects; allow_many approves it all the same"
            }
            AppError::Token(_) => "Ask the user for a token that is made for this, or let them decide at a terminal",
            AppError::Waits { .. } => "milestone_next says what can be done",
            AppError::CriteriaOpen { .. } => "Check each criterion, and name those that hold in `criteria`",
            AppError::ReviewUnknown(_) => "plan_create begins a review",
            AppError::MilestoneUnknown { .. } => "milestone_next and goal_status name the milestones",
            AppError::DeadlineUnclear(_) => "Write it as YYYY-MM-DD, or as \"none\"",
            AppError::Enclosure(EnclosureError::Link(_)) => {
                "Name a folder without links on its way, or ask the user to put one there"
            }
            AppError::Enclosure(EnclosureError::Outside(_)) => "Name a folder below the project",
            AppError::Enclosure(EnclosureError::Name { .. }) => "Name another folder",
            AppError::Engine(EngineError::PlaybookUnknown(_)) => "Take the id from the subjects of goal_anchor",
            AppError::Engine(EngineError::DeadlinePast { .. }) => "Ask the user for a day to come",
            _ => "",
        };
        Failure::new(error.code(), with_causes(&error), fix)
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        AppError::from(error).into()
    }
}

impl From<backcast_store::StoreError> for Failure {
    fn from(error: backcast_store::StoreError) -> Self {
        AppError::from(error).into()
    }
}

fn mistake_text(mistake: &Mistake) -> String {
    let line = mistake.line_and_column().map(|(line, _)| format!("line {line}: ")).unwrap_or_default();
    format!("{line}{mistake}; {}", mistake.fix)
}
