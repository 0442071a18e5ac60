//! Tools about plans.

use std::path::{Path, PathBuf};

use backcast_app::approve::Decided;
use backcast_app::consent::{Approval, Question, ToApprove};
use backcast_app::repository::revision_of;
use backcast_app::review::usual_folder;
use backcast_app::{AppError, EnclosedFolder, EnclosedPath};
use backcast_core::audit::{Dossier, audit};
use backcast_core::proof::{Proof, joined};
use backcast_core::track::PlanRevision;
use backcast_core::{GoalFileId, Plan};
use backcast_document::{read_dossier, read_plan};
use backcast_engine::placing::named;
use backcast_store::Stored;
use backcast_view::tools as view;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::failure::Failure;
use crate::goal_tools::GoalInput;
use crate::tool::Answer;

/// A goal with one of its plans.
struct Found {
    stored: Stored,
    revision: PlanRevision,
    plan: Plan,
}

async fn found(context: &Context, goal: &str, revision: Option<u32>) -> Result<Found, Failure> {
    let id = context.workspace.find_goal(goal).await?.goal_file;
    let stored = context.workspace.stored(&id).await?;
    let revision = revision_of(&id, &stored.ledger, revision)?.clone();
    let plan = context.workspace.plan_of(&stored, &revision).await?;
    Ok(Found { stored, revision, plan })
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct AuditInput {
    /// A plan as JSON, of any origin.
    plan: Option<String>,
    /// Or a goal whose newest plan is judged.
    goal: Option<String>,
}

pub(crate) async fn plan_audit(context: &Context, input: AuditInput) -> Result<Answer, Failure> {
    let (dossier, plan) = match (&input.plan, &input.goal) {
        (Some(text), _) => {
            let dossier = read_dossier("plan", text).map_err(backcast_app::AppError::from)?.0;
            let is_dated = !dossier.entries.is_empty() && dossier.entries.iter().all(|entry| entry.due.is_some());
            (dossier, if is_dated { read_plan("plan", text).ok() } else { None })
        }
        (None, Some(goal)) => {
            let plan = found(context, goal, None).await?.plan;
            (Dossier { allow_many: true, ..Dossier::from(&plan) }, Some(plan))
        }
        (None, None) => {
            return Err(Failure::new("arguments_wrong", "neither plan nor goal is given", "Give one of them"));
        }
    };
    let view = view::Audit::from(&*joined(
        audit(&dossier),
        plan.as_ref().map(|plan| Proof::of(plan).findings).unwrap_or_default(),
    ));
    Ok(Answer::new(view.summary(), &view))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct ProposeInput {
    /// The goal.
    goal: String,
    /// Number of the plan; the newest where absent.
    revision: Option<u32>,
}

pub(crate) async fn plan_propose(context: &Context, input: ProposeInput) -> Result<Answer, Failure> {
    let Found { stored, revision, plan } = found(context, &input.goal, input.revision).await?;
    let stored_run = context.workspace.review_of(&stored, revision.revision).await?;
    let reviewed = match &stored_run {
        Some(stored_run) => context.workspace.reviewed(stored_run).await?,
        None => None,
    };
    let view = view::Proposal::of(&stored.id, revision.revision, &plan, reviewed.as_ref());
    Ok(with_plan(Answer::new(view.summary(), &view), &stored))
}

/// Adds a link to the whole plan.
fn with_plan(answer: Answer, stored: &Stored) -> Answer {
    answer.link(format!("backcast://goal/{}/plan", stored.id), "The plan", "application/json")
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct ApproveInput {
    /// The goal.
    pub(crate) goal: String,
    /// Number of the plan that the user has seen.
    pub(crate) revision: u32,
    /// Approve more than ten milestones.
    #[serde(default)]
    pub(crate) allow_many: bool,
    /// Write the plan as files into this folder, below the project; "" names the usual one.
    pub(crate) artifacts: Option<PathBuf>,
    /// A token that the user made for this very decision and gave you, where they did.
    pub(crate) token: Option<String>,
}

/// What the user is asked, or what was decided before.
pub(crate) async fn to_approve(context: &Context, input: &ApproveInput) -> Result<Approval, Failure> {
    let id = context.workspace.find_goal(&input.goal).await?.goal_file;
    let artifacts = input.artifacts.as_ref().map(|folder| place_of(context, &id, folder)).transpose()?;
    let how =
        ToApprove { revision: Some(input.revision), allow_many: input.allow_many, artifacts, ..ToApprove::default() };
    Ok(context.workspace.question_to_approve(&id, &how).await?)
}

/// Once it is approved.
pub(crate) async fn approved(context: &Context, input: &ApproveInput, decided: &Decided) -> Result<Answer, Failure> {
    let n_files = match &input.artifacts {
        Some(folder) => Some(write(context, &decided.stored, input.revision, folder).await?),
        None => None,
    };
    let view = view::Done::approved(&decided.stored.id, input.revision, n_files);
    Ok(Answer::new(view.summary(), &view))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct WriteInput {
    /// The goal.
    goal: String,
    /// Folder below the project; the usual one where absent.
    folder: Option<PathBuf>,
}

pub(crate) async fn plan_write(context: &Context, input: WriteInput) -> Result<Answer, Failure> {
    let Found { stored, revision, .. } = found(context, &input.goal, None).await?;
    let folder = input.folder.unwrap_or_default();
    let n = write(context, &stored, revision.revision, &folder).await?;
    let view = view::Done::written(&stored.id, n);
    Ok(Answer::new(view.summary(), &view))
}

/// Writes the files of a plan below the project; returns how many changed.
async fn write(context: &Context, stored: &Stored, revision: u32, folder: &Path) -> Result<usize, Failure> {
    let folder = place_of(context, &stored.id, folder)?;
    let revision = revision_of(&stored.id, &stored.ledger, Some(revision))?;
    let files = context.workspace.plan_files(stored, revision, folder).await?;
    files.save()?;
    Ok(files.n_changed())
}

/// Where the files of a plan go: below the project, at the usual place where
/// none is named.
fn place_of(context: &Context, id: &GoalFileId, folder: &Path) -> Result<EnclosedFolder, Failure> {
    if folder.as_os_str().is_empty() {
        return Ok(context.root.folder(&usual_folder(id).map_err(AppError::from)?));
    }
    let within = EnclosedPath::of_folder(folder).map_err(AppError::from)?;
    Ok(within.map_or_else(|| context.root.clone(), |within| context.root.folder(&within)))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct RejectInput {
    /// The goal.
    pub(crate) goal: String,
    /// Number of the plan.
    pub(crate) revision: u32,
    /// The user's reason; the next review knows it.
    pub(crate) why: String,
}

/// What the user is asked.
pub(crate) async fn to_reject(context: &Context, input: &RejectInput) -> Result<Question, Failure> {
    let id = context.workspace.find_goal(&input.goal).await?.goal_file;
    Ok(context.workspace.question_to_reject(&id, Some(input.revision), &input.why).await?)
}

/// Once it is rejected.
pub(crate) fn rejected(decided: &Decided) -> Answer {
    let view = view::Done::rejected(&decided.stored.id, decided.revision);
    Answer::new(view.summary(), &view)
}

pub(crate) async fn plan_show(context: &Context, input: ProposeInput) -> Result<Answer, Failure> {
    let Found { stored, revision, plan } = found(context, &input.goal, input.revision).await?;
    let view = view::Outline::of(&stored.id, revision.revision, &plan);
    Ok(with_plan(Answer::new(view.summary(), &view), &stored))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct DiffInput {
    /// The goal.
    goal: String,
    /// Number of the earlier plan.
    from: u32,
    /// Number of the later plan.
    to: u32,
}

pub(crate) async fn plan_diff(context: &Context, input: DiffInput) -> Result<Answer, Failure> {
    let before = found(context, &input.goal, Some(input.from)).await?.plan;
    let after = found(context, &input.goal, Some(input.to)).await?.plan;
    let view = view::Diff::of(&before, &after);
    Ok(Answer::new(view.summary(), &view))
}

pub(crate) async fn plan_calibrate(context: &Context, input: GoalInput) -> Result<Answer, Failure> {
    let id = context.workspace.find_goal(&input.goal).await?.goal_file;
    let options = context.workspace.calibration_options().await?;
    let found = context.workspace.calibrate(&id, &options).await?;
    let view = view::Calibrated::from(&found);
    Ok(Answer::new(view.summary(), &view))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct ExplainInput {
    /// The goal.
    goal: String,
    /// The milestone, for example M3.
    milestone: String,
}

pub(crate) async fn plan_explain(context: &Context, input: ExplainInput) -> Result<Answer, Failure> {
    let plan = found(context, &input.goal, None).await?.plan;
    let Some(planned) = named(&plan, &input.milestone) else {
        let ids: Vec<&str> = plan.milestones.iter().map(|one| one.milestone.id.as_str()).collect();
        return Err(Failure::new(
            "milestone_unknown",
            "there is no such milestone",
            format!("There are {}", ids.join(", ")),
        ));
    };
    let view = view::Explained::from(planned);
    Ok(Answer::new(view.summary(), &view))
}
