//! Runs of reviews in the store: every step is written before the next.

use backcast_core::GoalFileId;
use backcast_core::track::ContentHash;
use backcast_document::content_hash;
use backcast_review::{Answer, Ask, Run, Step, Way};
use backcast_store::{ReviewRunRow, ReviewStepRow, Store, StoreError};
use jiff::Timestamp;
use tracing::info;

use super::record::StepRecord;
use crate::repository::Actor;
use crate::repository::find_goal;
use crate::{AppError, Workspace};

/// A run with all that happened in it.
#[derive(Clone, Debug)]
pub struct StoredRun {
    /// Its id: that of the goal file, a dot, and its number.
    pub id: String,
    /// The goal file.
    pub goal_file: GoalFileId,
    /// Where it stands.
    pub run: Run,
    /// What happened, in its order.
    pub steps: Vec<StoredStep>,
}

/// A step with its place in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStep {
    /// What happened.
    pub step: Step,
    /// When it was written, by the clock of the machine that wrote it.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
}

pub(super) async fn begin(
    store: &Store,
    actor: &Actor,
    goal_file: &GoalFileId,
    way: Way,
    brief: String,
    prompts: String,
) -> Result<StoredRun, AppError> {
    let step = Step::Began { way, brief: content_hash(&brief), prompts };
    let row = store.begin_review(goal_file, &json(&step), &[brief], &actor.stamp()).await?;
    let stored_run = StoredRun::load(store, &row.id).await?;
    stored_run.log(&step);
    Ok(stored_run)
}

impl Workspace {
    /// The run that a text means: its id, or a goal, of which the newest counts.
    ///
    /// # Errors
    ///
    /// Returns an error if there is none, or if the goal is not clear.
    pub async fn find_run(&self, text: &str) -> Result<StoredRun, AppError> {
        let store = &self.store().await?;
        if !store.review_steps(text).await?.is_empty() {
            return StoredRun::load(store, text).await;
        }
        // "book.2" is a run of the goal that "book" means.
        let (goal, number) = match text.rsplit_once('.') {
            Some((goal, number)) if number.parse::<u32>().is_ok() => (goal, number.parse::<u32>().ok()),
            _ => (text, None),
        };
        let unknown = || AppError::ReviewUnknown(text.to_owned());
        let goal_file = find_goal(store, goal).await?.goal_file;
        let runs = store.review_runs(Some(&goal_file)).await?;
        let found = match number {
            Some(number) => runs.iter().find(|run| run.number == number),
            None => runs.last(),
        };
        let id = found.ok_or_else(unknown)?.id.clone();
        StoredRun::load(store, &id).await
    }

    /// The runs of a goal file, or of all, file by file in the order in which
    /// they began.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read.
    pub async fn review_runs(&self, of: Option<&GoalFileId>) -> Result<Vec<ReviewRunRow>, AppError> {
        Ok(self.store().await?.review_runs(of).await?)
    }

    /// The run with this id.
    ///
    /// # Errors
    ///
    /// Returns an error if there is none, or if a step cannot be understood.
    pub async fn review_run(&self, id: &str) -> Result<StoredRun, AppError> {
        StoredRun::load(&self.store().await?, id).await
    }

    /// The brief that all reviewers of a run got.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read.
    pub async fn brief_of(&self, stored_run: &StoredRun) -> Result<String, AppError> {
        stored_run.brief(&self.store().await?).await
    }

    /// A packet or an answer of a run, byte for byte, by the hash that its steps
    /// name.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no text with this hash.
    pub async fn review_text(&self, hash: &ContentHash) -> Result<String, AppError> {
        Ok(self.store().await?.document(hash).await?)
    }
}

impl StoredRun {
    pub(crate) async fn load(store: &Store, id: &str) -> Result<Self, AppError> {
        let rows = store.review_steps(id).await?;
        let goal_file = GoalFileId::new(id.rsplit_once('.').map_or(id, |(goal_file, _)| goal_file));
        let steps = rows.iter().map(|row| read(&goal_file, row)).collect::<Result<Vec<_>, _>>()?;
        let run = Run::replay(steps.iter().map(|stored_run| &stored_run.step));
        let run = run.ok_or_else(|| AppError::ReviewUnknown(id.to_owned()))?;
        Ok(StoredRun { id: id.to_owned(), goal_file, run, steps })
    }

    /// Appends steps with the texts that they name, and applies them.
    pub(super) async fn append(
        &mut self,
        store: &Store,
        actor: &Actor,
        steps: Vec<Step>,
        documents: &[String],
    ) -> Result<(), AppError> {
        let stamp = actor.stamp();
        let first = u32::try_from(self.steps.len() + 1).unwrap_or(u32::MAX);
        let bodies: Vec<String> = steps.iter().map(json).collect();
        store.append_review_steps(&self.id, first, &bodies, documents, &stamp).await?;
        for step in steps {
            self.log(&step);
            self.run.take(&step);
            self.steps.push(StoredStep { step, at: stamp.at, by: stamp.by.clone() });
        }
        Ok(())
    }

    /// Says in the log what happened, without the id of the run: its first part
    /// is made of the goal's words.
    fn log(&self, step: &Step) {
        let run: u32 = self.id.rsplit('.').next().and_then(|number| number.parse().ok()).unwrap_or_default();
        match step {
            Step::Began { way, .. } => info!(run, by = way.as_str(), "review began"),
            Step::Asked { ask: Ask { part, attempt }, .. } => info!(run, part = part.as_str(), attempt, "asked"),
            Step::Answered(Answer { ask: Ask { part, attempt }, faults, repairs, .. }) => {
                info!(
                    run,
                    part = part.as_str(),
                    attempt,
                    faults = faults.len(),
                    repairs = repairs.len(),
                    "answer judged"
                );
            }
            Step::Failed { ask: Ask { part, attempt }, failure } => {
                info!(run, part = part.as_str(), attempt, error = failure.code, "no answer");
            }
            Step::Proposed { revision } => info!(run, revision, "plan proposed"),
            Step::Stopped(outcome) => info!(run, outcome = outcome.code(), "review ended without a plan"),
        }
    }

    pub(super) async fn brief(&self, store: &Store) -> Result<String, AppError> {
        Ok(store.document(&self.run.brief).await?)
    }

    /// Whether nothing more can happen in it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        use backcast_review::Next;
        matches!(self.run.next(), Next::Proposed(_) | Next::Stop(_))
    }

    /// Whether this was asked with the packet of this hash.
    pub(super) fn was_asked(&self, ask: Ask, hash: &ContentHash) -> bool {
        self.steps.iter().any(
            |stored_run| matches!(&stored_run.step, Step::Asked { ask: of, packet } if *of == ask && packet == hash),
        )
    }
}

fn json(step: &Step) -> String {
    serde_json::to_string(&StepRecord::from_step(step)).expect("a step has a JSON form")
}

fn read(goal_file: &GoalFileId, row: &ReviewStepRow) -> Result<StoredStep, AppError> {
    let unreadable = |reason: String| StoreError::Unreadable {
        id: goal_file.clone(),
        what: format!("step {} of a review", row.number),
        reason,
    };
    let record: StepRecord = serde_json::from_str(&row.body).map_err(|error| unreadable(error.to_string()))?;
    let step = record.into_step().ok_or_else(|| unreadable("a newer version wrote it".into()))?;
    Ok(StoredStep { step, at: row.at, by: row.by.clone() })
}
