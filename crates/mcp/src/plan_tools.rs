//! Tools about plans.

use backcast_core::plural;
use std::path::PathBuf;

use backcast_app::approve::{approve, reject};
use backcast_app::calibrate::kept::look;
use backcast_app::keep::{find_goal, plan_of, revision_of};
use backcast_app::placing::named;
use backcast_app::review::{
    Writing, artifact_files, execution_groups, load_folder, review_of, reviewed, save_folder, stays_inside,
    usual_folder,
};
use backcast_core::audit::{Dossier, N_MILESTONES_USUAL, audit};
use backcast_core::track::PlanRevision;
use backcast_core::{MilestoneId, Plan, PlannedMilestone, compare};
use backcast_document::read_dossier;
use backcast_store::{Store, Stored};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::failure::Failure;
use crate::goal_tools::{DoneOutput, GoalInput};
use crate::tool::Answer;

/// A goal with one of its plans.
struct Found {
    stored: Stored,
    revision: PlanRevision,
    plan: Plan,
}

async fn found(context: &Context, store: &mut Store, goal: &str, revision: Option<u32>) -> Result<Found, Failure> {
    let id = find_goal(store, goal).await?.portfolio;
    let stored = store.load(&id).await?;
    let revision = revision_of(&id, &stored.ledger, revision)?.clone();
    let plan = plan_of(store, &stored, &revision, context.library()?).await?;
    Ok(Found { stored, revision, plan })
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct AuditInput {
    /// A plan as JSON, of any origin.
    plan: Option<String>,
    /// Or a goal whose newest plan is judged.
    goal: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AuditOutput {
    /// Whether there are no errors.
    passes: bool,
    /// Severity, code, what is wrong, what to do.
    findings: Vec<String>,
}

pub(crate) async fn plan_audit(context: &Context, input: AuditInput) -> Result<Answer, Failure> {
    let dossier = match (&input.plan, &input.goal) {
        (Some(text), _) => read_dossier("plan", text).map_err(backcast_app::AppError::from)?.0,
        (None, Some(goal)) => {
            let mut store = context.open().await?;
            Dossier { allow_many: true, ..Dossier::from(&found(context, &mut store, goal, None).await?.plan) }
        }
        (None, None) => {
            return Err(Failure::new("arguments_wrong", "neither plan nor goal is given", "Give one of them"));
        }
    };
    let all = audit(&dossier);
    let n_errors = all.iter().filter(|one| one.severity == backcast_core::Severity::Error).count();
    let findings: Vec<String> =
        all.iter().map(|one| format!("{} {}: {}; {}", one.severity, one.code, one.message, one.fix)).collect();
    let text = format!("{}, {}", plural(n_errors, "error"), plural(findings.len() - n_errors, "other remark"));
    Ok(Answer::new(text, &AuditOutput { passes: n_errors == 0, findings }))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct ProposeInput {
    /// The goal.
    goal: String,
    /// Number of the plan; the newest where absent.
    revision: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProposeOutput {
    goal: String,
    revision: u32,
    /// feasible, tight, infeasible or unclear.
    verdict: String,
    /// Why.
    reasons: Vec<String>,
    /// Id, name, first day, due day, hours.
    milestones: Vec<String>,
    /// Groups that can run side by side, first to last.
    execution_order: Vec<Vec<String>>,
    /// Where reviewers disagreed, and what was decided: the user must see it.
    conflicts: Vec<String>,
    /// After which one can stop.
    abort_points: Vec<String>,
    /// What the user has to know before agreeing.
    warnings: Vec<String>,
    assumptions: Vec<String>,
}

pub(crate) async fn plan_propose(context: &Context, input: ProposeInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let Found { stored, revision, plan } = found(context, &mut store, &input.goal, input.revision).await?;
    let kept = review_of(&mut store, &stored, revision.revision).await?;
    let reviewed = match &kept {
        Some(kept) => reviewed(&mut store, kept).await?,
        None => None,
    };
    let n = plan.n_work_milestones();
    let mut warnings: Vec<String> = plan.findings.iter().map(|one| one.message.clone()).collect();
    if n > N_MILESTONES_USUAL {
        warnings.push(format!("This plan has {n} milestones. Consider whether it is two projects."));
    }
    let output = ProposeOutput {
        goal: stored.id.to_string(),
        revision: revision.revision,
        verdict: plan.feasibility.verdict.to_string(),
        reasons: plan.feasibility.reasons.clone(),
        milestones: plan.milestones.iter().map(line).collect(),
        execution_order: execution_groups(plan.milestones.iter().map(|planned| &planned.milestone))
            .iter()
            .map(|group| group.iter().map(ToString::to_string).collect())
            .collect(),
        conflicts: reviewed
            .iter()
            .flat_map(|reviewed| &reviewed.synthesis.conflicts)
            .map(|one| format!("{} → {} ({})", one.conflict, one.resolution, one.rationale))
            .collect(),
        abort_points: plan.milestones.iter().filter_map(abort_point).collect(),
        warnings,
        assumptions: plan.assumptions.clone(),
    };
    let text = format!(
        "Revision {} of {}: {}. Show the user the milestones, the conflicts and the warnings, and ask: approve, change, or \
         reject with new limits?",
        output.revision, output.goal, output.verdict
    );
    let uri = format!("backcast://goal/{}/plan", output.goal);
    Ok(Answer::new(text, &output).link(uri, "The plan", "application/json"))
}

fn line(planned: &PlannedMilestone) -> String {
    let milestone = &planned.milestone;
    format!(
        "{} {} · {} to {} · {} h",
        milestone.id,
        milestone.name,
        planned.start,
        planned.due,
        milestone.effort.likely()
    )
}

fn abort_point(planned: &PlannedMilestone) -> Option<String> {
    Some(format!("{}: {}", planned.milestone.id, planned.milestone.abort_point.as_ref()?))
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
    let mut store = context.open().await?;
    let id = find_goal(&mut store, &input.goal).await?.portfolio;
    let decided = approve(&mut store, context.actor(), &id, Some(input.revision), input.allow_many).await?;
    let mut text =
        format!("Revision {} of {id} is approved and locked. milestone_next says what to do.", input.revision);
    if let Some(folder) = &input.artifacts {
        let n = write(context, &mut store, &decided.stored, input.revision, folder).await?;
        text.push_str(&format!(" {n} files were written."));
    }
    Ok(Answer::new(text, &DoneOutput::new(id.as_str(), "approved")))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct WriteInput {
    /// The goal.
    goal: String,
    /// Folder below the project; the usual one where absent.
    folder: Option<PathBuf>,
}

pub(crate) async fn plan_write(context: &Context, input: WriteInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let Found { stored, revision, .. } = found(context, &mut store, &input.goal, None).await?;
    let folder = input.folder.unwrap_or_default();
    let n = write(context, &mut store, &stored, revision.revision, &folder).await?;
    Ok(Answer::new(format!("{n} files were written or changed"), &DoneOutput::new(stored.id.as_str(), "written")))
}

/// Writes the files of a plan below the project; returns how many changed.
async fn write(
    context: &Context,
    store: &mut Store,
    stored: &Stored,
    revision: u32,
    folder: &std::path::Path,
) -> Result<usize, Failure> {
    if !stays_inside(folder) {
        return Err(Failure::new("folder_outside", "the folder lies outside the project", "Name a folder below it"));
    }
    let usual = usual_folder(&stored.id);
    let folder = context.root.join(if folder.as_os_str().is_empty() { &usual } else { folder });
    let there = load_folder(&folder)?;
    let plan = revision_of(&stored.id, &stored.ledger, Some(revision))?.clone();
    let plan = plan_of(store, stored, &plan, context.library()?).await?;
    let kept = review_of(store, stored, revision).await?;
    let now = context.workspace.now().to_zoned(context.workspace.time_zone()).strftime("%Y-%m-%d %H:%M").to_string();
    let writing = Writing { stored, plan: &plan, kept: kept.as_ref(), now: &now };
    let files = artifact_files(store, &writing, &there).await?;
    Ok(save_folder(&folder, &files, &there)?)
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
    let mut store = context.open().await?;
    let id = find_goal(&mut store, &input.goal).await?.portfolio;
    reject(&mut store, context.actor(), &id, Some(input.revision), &input.why).await?;
    let text =
        format!("Revision {} is rejected. plan_create with `goal` and `constraints` makes another.", input.revision);
    Ok(Answer::new(text, &DoneOutput::new(id.as_str(), "rejected")))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShowOutput {
    goal: String,
    revision: u32,
    milestones: Vec<String>,
}

pub(crate) async fn plan_show(context: &Context, input: ProposeInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let Found { stored, revision, plan } = found(context, &mut store, &input.goal, input.revision).await?;
    let output = ShowOutput {
        goal: stored.id.to_string(),
        revision: revision.revision,
        milestones: plan.milestones.iter().map(line).collect(),
    };
    let uri = format!("backcast://goal/{}/plan", stored.id);
    Ok(Answer::new(plural(output.milestones.len(), "milestone"), &output).link(uri, "The plan", "application/json"))
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

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DiffOutput {
    /// Milestones that differ.
    milestones: Vec<String>,
}

pub(crate) async fn plan_diff(context: &Context, input: DiffInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let before = found(context, &mut store, &input.goal, Some(input.from)).await?.plan;
    let after = found(context, &mut store, &input.goal, Some(input.to)).await?.plan;
    let diff = compare(&before, &after);
    let dates = |plan: &Plan, id: &MilestoneId| {
        let planned = plan.milestones.iter().find(|one| one.milestone.id == *id);
        planned.map_or("nothing".to_owned(), |one| format!("{} to {}", one.start, one.due))
    };
    let milestones: Vec<String> = diff
        .milestones
        .iter()
        .map(|one| format!("{}: {} → {}", one.id, dates(&before, &one.id), dates(&after, &one.id)))
        .collect();
    Ok(Answer::new(format!("{} changed", plural(milestones.len(), "milestone")), &DiffOutput { milestones }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CalibrateOutput {
    verdict: String,
    /// The chance of keeping the deadline, in percent.
    chance: Option<f64>,
    /// The day by which it is reached with 80 %.
    p80: String,
    /// What would bring the deadline back.
    levers: Vec<String>,
}

pub(crate) async fn plan_calibrate(context: &Context, input: GoalInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let id = find_goal(&mut store, &input.goal).await?.portfolio;
    let options = context.workspace.calibration_options().await?;
    let found = look(&mut store, context.actor(), &id, context.library()?, &options).await?;
    let calibration = &found.calibrated.calibration;
    let output = CalibrateOutput {
        verdict: calibration.verdict.as_str().to_owned(),
        chance: calibration.chance.map(|chance| (chance * 1000.0).round() / 10.0),
        p80: calibration.end.p80.to_string(),
        levers: calibration.levers.iter().map(|pulled| pulled.lever.text.clone()).collect(),
    };
    let text =
        format!("{id} is {}. Nothing was changed; `backcast calibrate --apply` takes the new path.", output.verdict);
    Ok(Answer::new(text, &output))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct ExplainInput {
    /// The goal.
    goal: String,
    /// The milestone, for example M3.
    milestone: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ExplainOutput {
    name: String,
    why: String,
    /// What its hours rest on.
    basis: String,
    criteria: Vec<String>,
    depends_on: Vec<String>,
    slow_reason: Option<String>,
    slack_days: i32,
}

pub(crate) async fn plan_explain(context: &Context, input: ExplainInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let plan = found(context, &mut store, &input.goal, None).await?.plan;
    let Some(planned) = named(&plan, &input.milestone) else {
        let ids: Vec<&str> = plan.milestones.iter().map(|one| one.milestone.id.as_str()).collect();
        return Err(Failure::new(
            "milestone_unknown",
            "there is no such milestone",
            format!("There are {}", ids.join(", ")),
        ));
    };
    let milestone = &planned.milestone;
    let output = ExplainOutput {
        name: milestone.name.clone(),
        why: milestone.claim.why.clone(),
        basis: milestone.claim.basis.clone(),
        criteria: milestone.criteria.clone(),
        depends_on: milestone.depends_on.iter().map(|one| one.on.to_string()).collect(),
        slow_reason: milestone.slow_reason.clone(),
        slack_days: planned.slack_days,
    };
    Ok(Answer::new(format!("{} {}: {}", milestone.id, output.name, output.why), &output))
}
