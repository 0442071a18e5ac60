use std::path::PathBuf;

use backcast_core::track::{ContentHash, EventKind, PlanRevision};
use backcast_core::{GoalFileId, Plan, Verdict};
use backcast_document::{content_hash, read_plan};
use backcast_store::Stored;
use jiff::civil::Date;
use tracing::instrument;

use crate::approve::{Decided, acceptable, waiting};
use crate::calibrate::stored::StoredCalibration;
use crate::repository::{expect_version, goal_file_of, revision_of};
use crate::{AppError, EnclosedFolder, Workspace};

/// What a person is asked before it is decided, with the state that it is about.
#[derive(Clone, Debug)]
pub struct Question {
    pub(super) subject: Subject,
    /// The goals as they were when the question was made.
    pub(super) shown: Stored,
    pub(super) step: Step,
    /// The name of whoever asks for it.
    pub(super) asks: String,
}

/// What is done where somebody agrees.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Approve { revision: u32 },
    Apply { changes: Vec<EventKind>, documents: Vec<String> },
    Drop { why: String },
    Reject { revision: u32, why: String },
}

/// What a person has to see of a decision: everything that changes its meaning.
///
/// Texts in it are those of files and of whoever asks; whoever shows them takes
/// out what commands a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What is decided.
    pub kind: DecisionKind,
    /// The goal file.
    pub goal_file: GoalFileId,
    /// The titles of its goals.
    pub titles: Vec<String>,
    /// The plan that it is about; where goals are given up, the one in effect.
    pub plan: Option<ShownPlan>,
    /// Whether more than ten milestones for one goal are allowed.
    pub allow_many: bool,
    /// Files that are written with it.
    pub artifacts: Option<ShownFiles>,
    /// How many milestones it records as begun or over.
    pub n_recorded: usize,
    /// The reason that is recorded.
    pub why: Option<String>,
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionKind {
    /// A plan is approved.
    Approve,
    /// The path of a calibration becomes the plan in effect.
    Apply,
    /// A proposal is turned down.
    Reject,
    /// Goals are given up.
    Drop,
}

impl DecisionKind {
    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DecisionKind::Approve => "approve",
            DecisionKind::Apply => "apply",
            DecisionKind::Reject => "reject",
            DecisionKind::Drop => "drop",
        }
    }
}

/// A plan, as far as one has to know it to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPlan {
    /// Its number.
    pub revision: u32,
    /// The hash that locks it.
    pub hash: ContentHash,
    /// Its verdict.
    pub verdict: Verdict,
    /// How many milestones it has.
    pub n_milestones: usize,
    /// The day on which the last of them is due; `None` where it has none.
    pub last_day: Option<Date>,
}

impl ShownPlan {
    fn of(revision: u32, hash: &ContentHash, plan: &Plan) -> Self {
        ShownPlan {
            revision,
            hash: hash.clone(),
            verdict: plan.feasibility.verdict,
            n_milestones: plan.milestones.len(),
            last_day: plan.milestones.iter().map(|planned| planned.due).max(),
        }
    }
}

/// Files that are written beside the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownFiles {
    /// Where.
    pub folder: PathBuf,
    /// How many.
    pub n_files: usize,
}

/// With what a plan is to be approved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToApprove {
    /// Number of the plan; without one, the newest proposal.
    pub revision: Option<u32>,
    /// Allow more than ten milestones for one goal.
    pub allow_many: bool,
    /// The folder into which the plan is written then.
    pub artifacts: Option<EnclosedFolder>,
    /// How many milestones are recorded as begun or over then.
    pub n_recorded: usize,
}

/// Whether there is something to ask before a plan is in effect.
#[derive(Clone, Debug)]
pub enum Approval {
    /// It waits for a person.
    Open(Box<Question>),
    /// It was approved before.
    Was(Box<Decided>),
}

impl Approval {
    /// The question; `None` where the plan was approved before.
    #[must_use]
    pub fn question(self) -> Option<Question> {
        match self {
            Approval::Open(question) => Some(*question),
            Approval::Was(_) => None,
        }
    }
}

impl Question {
    /// What has to be shown.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The hash of everything that was asked: a consent to it is one to nothing
    /// else.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        let Subject { kind, goal_file, titles: _, plan, allow_many, artifacts, n_recorded, why } = &self.subject;
        let plan = plan.as_ref().map(|plan| (plan.revision, plan.hash.as_str()));
        let folder = artifacts.as_ref().map(|files| files.folder.display().to_string());
        let asked = serde_json::json!([kind.as_str(), goal_file.as_str(), plan, allow_many, folder, n_recorded, why]);
        content_hash(&asked.to_string())
    }
}

impl Workspace {
    /// The question whether a plan is approved: it is locked by its hash and in
    /// effect from then on.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such proposal, if it has no milestones, or
    /// if it has more than ten for one goal and that was not allowed.
    #[instrument(level = "debug", skip_all)]
    pub async fn question_to_approve(&self, id: &GoalFileId, how: &ToApprove) -> Result<Approval, AppError> {
        let shown = self.shown(id).await?;
        let plan = match how.revision {
            Some(_) => revision_of(id, &shown.ledger, how.revision)?,
            None => waiting(&shown.ledger).ok_or_else(|| AppError::NoPlan(id.clone()))?,
        };
        let revision = plan.revision;
        if matches!(plan.state, backcast_core::track::PlanState::Approved(_)) {
            return Ok(Approval::Was(Box::new(Decided { stored: shown, revision, was_so: true })));
        }
        let approved = EventKind::Approved { revision, hash: plan.hash.clone(), consent: None };
        self.expect_sensible(&shown, &[approved])?;
        let read = self.read(&shown, plan).await?;
        acceptable(id, revision, &read, how.allow_many)?;
        let artifacts = match &how.artifacts {
            Some(folder) => {
                let n_files = self.plan_files(&shown, plan, folder.clone()).await?.n_files();
                Some(ShownFiles { folder: folder.path(), n_files })
            }
            None => None,
        };
        let plan = Some(ShownPlan::of(revision, &plan.hash, &read));
        let mut subject = subject(DecisionKind::Approve, &shown, plan);
        subject.allow_many = how.allow_many;
        subject.artifacts = artifacts;
        subject.n_recorded = how.n_recorded;
        let question = self.question(subject, shown, Step::Approve { revision });
        Ok(Approval::Open(Box::new(question)))
    }

    /// The question whether the path of a calibration becomes the plan in effect:
    /// it is recorded and approved in one change that `undo` takes back. `None`
    /// where the path is the plan in effect.
    ///
    /// The baseline stays the plan that was approved first.
    ///
    /// # Errors
    ///
    /// Returns an error if no plan is in effect, or if the goals changed since the
    /// calibration.
    #[instrument(level = "debug", skip_all)]
    pub async fn question_to_apply(&self, found: &StoredCalibration) -> Result<Option<Question>, AppError> {
        let Some(path) = found.path()? else { return Ok(None) };
        let shown = self.shown(&found.stored.id).await?;
        crate::approve::expect_same_plans(&found.stored, &shown)?;
        let plan = Some(ShownPlan::of(path.revision, &path.hash, &found.calibrated.plan));
        let subject = subject(DecisionKind::Apply, &shown, plan);
        let step = Step::Apply { changes: path.changes, documents: path.documents };
        Ok(Some(self.question(subject, shown, step)))
    }

    /// The question whether goals are given up; their history stays.
    ///
    /// # Errors
    ///
    /// Returns an error if that was done before.
    #[instrument(level = "debug", skip_all)]
    pub async fn question_to_drop(&self, id: &GoalFileId, why: &str) -> Result<Question, AppError> {
        let shown = self.shown(id).await?;
        self.expect_sensible(&shown, &[EventKind::Dropped { why: why.to_owned(), consent: None }])?;
        let plan = match shown.ledger.approved() {
            Some(plan) => Some(ShownPlan::of(plan.revision, &plan.hash, &self.read(&shown, plan).await?)),
            None => None,
        };
        let mut subject = subject(DecisionKind::Drop, &shown, plan);
        subject.why = Some(why.to_owned());
        Ok(self.question(subject, shown, Step::Drop { why: why.to_owned() }))
    }

    /// The question whether a proposal is turned down. Nothing comes into effect
    /// by that, so that [`Workspace::reject`] does it unasked, too.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such proposal.
    #[instrument(level = "debug", skip_all)]
    pub async fn question_to_reject(
        &self,
        id: &GoalFileId,
        revision: Option<u32>,
        why: &str,
    ) -> Result<Question, AppError> {
        let shown = self.shown(id).await?;
        let plan = revision_of(id, &shown.ledger, revision)?;
        let revision = plan.revision;
        self.expect_sensible(&shown, &[EventKind::Rejected { revision, why: why.to_owned() }])?;
        let plan = Some(ShownPlan::of(revision, &plan.hash, &self.read(&shown, plan).await?));
        let mut subject = subject(DecisionKind::Reject, &shown, plan);
        subject.why = Some(why.to_owned());
        Ok(self.question(subject, shown, Step::Reject { revision, why: why.to_owned() }))
    }

    /// The goals at the version that the request is bound to.
    async fn shown(&self, id: &GoalFileId) -> Result<Stored, AppError> {
        let store = self.store().await?;
        let stored = store.load(id).await?;
        expect_version(&store, &stored, self.actor()).await?;
        Ok(stored)
    }

    /// Nobody is asked for what would be refused afterwards.
    fn expect_sensible(&self, shown: &Stored, changes: &[EventKind]) -> Result<(), AppError> {
        let checked = shown.ledger.check_all(changes, self.now());
        checked.map_err(|rejection| AppError::Refused { id: shown.id.clone(), rejection })
    }

    async fn read(&self, shown: &Stored, plan: &PlanRevision) -> Result<Plan, AppError> {
        let text = match shown.document(&plan.document) {
            Some(text) => text.to_owned(),
            None => self.plan_text(plan).await?,
        };
        Ok(read_plan(shown.id.as_str(), &text)?)
    }

    fn question(&self, subject: Subject, shown: Stored, step: Step) -> Question {
        Question { subject, shown, step, asks: self.actor().by.clone() }
    }
}

fn subject(kind: DecisionKind, shown: &Stored, plan: Option<ShownPlan>) -> Subject {
    // A goal file that cannot be read any more is no reason to keep its goals.
    let titles = goal_file_of(shown).map(|file| file.goals.into_iter().map(|goal| goal.title).collect());
    Subject {
        kind,
        goal_file: shown.id.clone(),
        titles: titles.unwrap_or_default(),
        plan,
        allow_many: false,
        artifacts: None,
        n_recorded: 0,
        why: None,
    }
}
