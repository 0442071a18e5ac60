//! Tools about plans.

use std::path::{Path, PathBuf};

use backcast_app::repository::revision_of;
use backcast_app::review::usual_folder;
use backcast_app::{AppError, EnclosedPath};
use backcast_core::Plan;
use backcast_core::audit::{Dossier, audit};
use backcast_core::track::PlanRevision;
use backcast_document::read_dossier;
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
    let dossier = match (&input.plan, &input.goal) {
        (Some(text), _) => read_dossier("plan", text).map_err(backcast_app::AppError::from)?.0,
        (None, Some(goal)) => Dossier { allow_many: true, ..Dossier::from(&found(context, goal, None).await?.plan) },
        (None, None) => {
            return Err(Failure::new("arguments_wrong", "neither plan nor goal is given", "Give one of them"));
        }
    };
    let view = view::Audit::from(&*audit(&dossier));
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
    /// The code that the user gave you, where one was asked for.
    pub(crate) code: Option<String>,
}

/// Once the user has agreed.
pub(crate) async fn plan_approve(context: &Context, input: &ApproveInput) -> Result<Answer, Failure> {
    let id = context.workspace.find_goal(&input.goal).await?.goal_file;
    let decided = context.workspace.approve(&id, Some(input.revision), input.allow_many).await?;
    let n_files = match &input.artifacts {
        Some(folder) => Some(write(context, &decided.stored, input.revision, folder).await?),
        None => None,
    };
    let view = view::Done::approved(&id, input.revision, n_files);
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
    let folder = if folder.as_os_str().is_empty() {
        context.root.folder(&usual_folder(&stored.id).map_err(AppError::from)?)
    } else {
        let within = EnclosedPath::of_folder(folder).map_err(AppError::from)?;
        within.map_or_else(|| context.root.clone(), |within| context.root.folder(&within))
    };
    let revision = revision_of(&stored.id, &stored.ledger, Some(revision))?;
    let files = context.workspace.plan_files(stored, revision, folder).await?;
    files.save()?;
    Ok(files.n_changed())
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct RejectInput {
    /// The goal.
    pub(crate) goal: String,
    /// Number of the plan.
    pub(crate) revision: u32,
    /// The user's reason; the next review knows it.
    pub(crate) why: String,
    /// The code that the user gave you, where one was asked for.
    pub(crate) code: Option<String>,
}

/// Once the user has agreed.
pub(crate) async fn plan_reject(context: &Context, input: &RejectInput) -> Result<Answer, Failure> {
    let id = context.workspace.find_goal(&input.goal).await?.goal_file;
    context.workspace.reject(&id, Some(input.revision), &input.why).await?;
    let view = view::Done::rejected(&id, input.revision);
    Ok(Answer::new(view.summary(), &view))
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
