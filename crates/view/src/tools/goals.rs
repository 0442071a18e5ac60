//! Answers about goals.

use backcast_app::conflicts as of;
use backcast_core::{Gap, GoalFileId, Sizing, plural};
use backcast_engine::anchor;
use backcast_store::{GoalRow, MilestoneRow};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::Milestone;
use crate::reading::Reading;
use crate::words;

/// How a goal was read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Anchored {
    title: String,
    kind: String,
    deadline: Option<Date>,
    /// plannable, too_small or unclear.
    size: &'static str,
    /// Why, where it is not plannable.
    reasons: Vec<String>,
    /// Put these to the user before planning, the first ones above all.
    questions: Vec<String>,
    /// What the texts say: facts, deadline, hours_per_week, away, quantities, unread, subjects.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    reading: Reading,
}

impl Anchored {
    /// The first goal of a file as it was read, and what should be asked.
    ///
    /// # Panics
    ///
    /// Panics if there is no goal: files without one are not read.
    #[must_use]
    pub fn of(title: &str, goals: &[anchor::Anchored<'_>], questions: &[Gap]) -> Self {
        let anchored = goals.first().expect("a goal file has a goal");
        let goal = &anchored.goal;
        let (size, reasons) = match &goal.critique.sizing {
            Sizing::Plannable => ("plannable", Vec::new()),
            Sizing::TooSmall(reasons) => ("too_small", reasons.clone()),
            Sizing::Unclear(missing) => ("unclear", missing.clone()),
        };
        Anchored {
            title: title.to_owned(),
            kind: goal.kind.to_string(),
            deadline: goal.deadline,
            size,
            reasons,
            questions: questions.iter().map(|gap| format!("{} ({})", gap.question, gap.why)).collect(),
            reading: Reading::of_goal(anchored),
        }
    }

    /// How large it is, and what to do next.
    #[must_use]
    pub fn summary(&self) -> String {
        let next = match self.size {
            "too_small" => "Milestones would cost more than the work: just do it.",
            "unclear" => "Ask the user these questions first; plan_create with `assume` plans with stated assumptions.",
            _ => "Ask what is missing, then plan_create.",
        };
        format!("{}: {}. {next}", self.size, plural(self.questions.len(), "question"))
    }
}

/// The goals that are kept.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct GoalList {
    goals: Vec<GoalLine>,
}

/// One goal among others.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
struct GoalLine {
    goal: String,
    title: String,
    /// new, proposed, active, reached or dropped.
    state: &'static str,
    deadline: Option<Date>,
    milestones: u32,
    done: u32,
}

impl From<&[GoalRow]> for GoalList {
    fn from(goals: &[GoalRow]) -> Self {
        let line = |row: &GoalRow| GoalLine {
            goal: row.id.to_string(),
            title: row.title.clone(),
            state: row.state.as_str(),
            deadline: row.deadline,
            milestones: row.n_milestones,
            done: row.n_done,
        };
        GoalList { goals: goals.iter().map(line).collect() }
    }
}

impl GoalList {
    /// How many there are.
    #[must_use]
    pub fn summary(&self) -> String {
        plural(self.goals.len(), "goal")
    }
}

/// How far the goals of a file are.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct GoalStatus {
    goal: String,
    milestones: Vec<Milestone>,
    #[serde(skip)]
    n_done: usize,
}

impl GoalStatus {
    /// The milestones of a goal file in the order of the plan.
    #[must_use]
    pub fn of(id: &GoalFileId, rows: &[MilestoneRow]) -> Self {
        GoalStatus {
            goal: id.to_string(),
            milestones: rows.iter().map(Milestone::from).collect(),
            n_done: rows.iter().filter(|row| row.done_on.is_some()).count(),
        }
    }

    /// How many milestones are done.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{} of {} done", self.n_done, plural(self.milestones.len(), "milestone"))
    }
}

/// Weeks in which goals want the same hours.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Conflicts {
    /// Weeks in which the goals want more hours than there are.
    conflicts: Vec<String>,
}

impl From<&of::Conflicts> for Conflicts {
    fn from(found: &of::Conflicts) -> Self {
        Conflicts { conflicts: found.list.iter().map(words::conflict_line).collect() }
    }
}

impl Conflicts {
    /// How many there are.
    #[must_use]
    pub fn summary(&self) -> String {
        plural(self.conflicts.len(), "conflict")
    }
}

/// Something that was done with a goal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Done {
    goal: String,
    /// What was done.
    done: &'static str,
    #[serde(skip)]
    summary: String,
}

impl Done {
    /// A plan was approved, and written as so many files where that was asked
    /// for.
    #[must_use]
    pub fn approved(id: &GoalFileId, revision: u32, n_files: Option<usize>) -> Self {
        let written = n_files.map(|n| format!(" {n} files were written.")).unwrap_or_default();
        let text = format!("Revision {revision} of {id} is approved and locked. milestone_next says what to do.");
        Done::of(id, "approved", text + &written)
    }

    /// A plan was turned down.
    #[must_use]
    pub fn rejected(id: &GoalFileId, revision: u32) -> Self {
        let text = format!("Revision {revision} is rejected. plan_create with `goal` and `constraints` makes another.");
        Done::of(id, "rejected", text)
    }

    /// A plan was written as files, of which so many are new or differ.
    #[must_use]
    pub fn written(id: &GoalFileId, n_files: usize) -> Self {
        Done::of(id, "written", format!("{n_files} files were written or changed"))
    }

    /// The goals of a file were given up.
    #[must_use]
    pub fn dropped(id: &GoalFileId) -> Self {
        Done::of(id, "dropped", format!("{id} is dropped; its history stays"))
    }

    /// A review was ended without a plan.
    #[must_use]
    pub fn ended(id: &GoalFileId, run: &str) -> Self {
        Done::of(id, "ended", format!("{run} is ended"))
    }

    fn of(id: &GoalFileId, done: &'static str, summary: String) -> Self {
        Done { goal: id.to_string(), done, summary }
    }

    /// What was done, and what comes next.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_mentioned_where_some_were_asked_for() {
        let id = GoalFileId::new("book");
        let plain = Done::approved(&id, 2, None);
        assert_eq!(plain.summary(), "Revision 2 of book is approved and locked. milestone_next says what to do.");
        assert!(Done::approved(&id, 2, Some(9)).summary().ends_with(" 9 files were written."));
        let json = serde_json::to_value(&plain).expect("a record has a JSON form");
        assert_eq!(json, serde_json::json!({ "goal": "book", "done": "approved" }));
    }
}
