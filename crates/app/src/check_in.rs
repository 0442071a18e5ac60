//! The weekly review as a walk: what was planned, what came, what held, and
//! what to decide.

use backcast_core::MilestoneId;
use backcast_store::{MilestoneRow, Store};
use jiff::civil::Date;
use tracing::instrument;

use crate::agenda::Week;
use crate::calibrate::due::Due;
use crate::{AppError, Workspace};

/// A week looked back on, with what is to be decided.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckIn {
    /// Planned against actual, what was completed, what is late, what comes.
    pub week: Week,
    /// Milestones that were due in the week and held, and all that were due.
    pub held: (usize, usize),
    /// What to decide, the most pressing first.
    pub questions: Vec<CheckInQuestion>,
    /// Plans that are due for a calibration.
    pub due: Vec<Due>,
}

/// Something to decide about a milestone.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckInQuestion {
    /// What it is about.
    pub subject: Subject,
    /// The milestone.
    pub row: MilestoneRow,
}

/// What a question of a review is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Days since its date.
    Late(i32),
    /// Nothing can be done on it.
    Blocked,
    /// It is planned for these days, and nothing was begun.
    NotBegun,
}

impl Subject {
    /// The name used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Subject::Late(_) => "late",
            Subject::Blocked => "blocked",
            Subject::NotBegun => "not_begun",
        }
    }
}

impl Workspace {
    /// The weekly review of the week in which a day lies.
    ///
    /// # Errors
    ///
    /// Returns an error if the store, the library or a calendar cannot be read.
    #[instrument(level = "debug", skip_all)]
    pub async fn check_in(&self, day: Date) -> Result<CheckIn, AppError> {
        let (store, today) = (&self.store().await?, self.today());
        let week = self.week(day).await?;
        let (n_due, n_held) = held(store, &week).await?;
        let mut questions: Vec<CheckInQuestion> = Vec::new();
        for row in &week.late {
            let days = row.days_late(today);
            questions.push(CheckInQuestion { subject: Subject::Late(days), row: row.clone() });
        }
        for row in &week.blocked {
            add(&mut questions, Subject::Blocked, row);
        }
        for row in store.planned_between(week.from, week.to).await? {
            let is_not_begun =
                row.standing.is_open() && row.started_on.is_none() && row.start <= today && row.waits_for.is_empty();
            if is_not_begun {
                add(&mut questions, Subject::NotBegun, &row);
            }
        }
        let due = self.due().await?.into_iter().filter(|due| !due.triggers.is_empty()).collect();
        Ok(CheckIn { week, held: (n_held, n_due), questions, due })
    }
}

/// How many milestones were due in a week, and how many of them were reached
/// by their day.
async fn held(store: &Store, week: &Week) -> Result<(usize, usize), AppError> {
    let rows = store.planned_between(week.from, week.to).await?;
    let due: Vec<&MilestoneRow> = rows.iter().filter(|row| week.from <= row.due && row.due <= week.to).collect();
    let held = due.iter().filter(|row| row.done_on.is_some_and(|done| done <= row.due)).count();
    Ok((due.len(), held))
}

/// Adds a question, unless the milestone is asked about already.
fn add(questions: &mut Vec<CheckInQuestion>, subject: Subject, row: &MilestoneRow) {
    let same = |id: &MilestoneId, question: &CheckInQuestion| {
        question.row.id == *id && question.row.goal_file == row.goal_file
    };
    if !questions.iter().any(|question| same(&row.id, question)) {
        questions.push(CheckInQuestion { subject, row: row.clone() });
    }
}
