//! Taking over a plan from files beside the work, also of another agent.

use backcast_core::audit::{Code, Dossier, Entry, audit};
use backcast_core::{
    Basis, Claim, Dependency, Draft, DraftMilestone, Effort, EffortRange, GoalFileId, MilestoneId, Severity, Source,
};
use backcast_document::{GoalRecord, MilestoneFile, RepoRecord, VerificationRecord, read_goal};
use backcast_engine::{EngineError, Options, Proposer, draft_plan};
use jiff::civil::Date;
use tracing::instrument;

use super::artifacts::ReadFolder;
use super::frame::at_any_rate;
use super::run_context::RunContext;
use crate::approve::propose_stored;
use crate::repository::{AddAs, NewGoalFile, Random, add, goal_file_of};
use crate::track::{CriterionRef, MilestoneRef, Record, milestones_of, record};
use crate::{AppError, Workspace};

/// What was taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOver {
    /// The goal file.
    pub id: GoalFileId,
    /// The plan.
    pub revision: u32,
    /// Whether there was no such plan before.
    pub is_new: bool,
    /// Milestones whose progress was recorded.
    pub n_recorded: usize,
    /// Milestones whose progress the folder tells and that was not recorded: that
    /// takes an approved plan.
    pub n_waiting: usize,
}

/// How a folder is taken over.
#[derive(Clone, Copy, Debug)]
pub struct TakingOver<'a> {
    /// The folder.
    pub folder: &'a ReadFolder,
    /// The path under which it is remembered.
    pub source: &'a str,
    /// The goal that it belongs to; else one is made of it.
    pub goal: Option<&'a GoalFileId>,
}

impl Workspace {
    /// Keeps what a folder holds: a goal where there is none, and its milestones
    /// as a proposal. `random` gives the last letters of ids.
    ///
    /// # Errors
    ///
    /// Returns an error if the audit finds errors in the milestones, or if the
    /// store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn take_over(&self, taking: &TakingOver<'_>, random: Random<'_>) -> Result<TakenOver, AppError> {
        let run_context = &self.run_context().await?;
        let store = &run_context.store;
        let folder = taking.folder;
        let draft = draft(folder);
        // Dates come only to milestones that have an order.
        let entries = draft.milestones.iter().map(Entry::from).collect();
        expect_sound(&Dossier { entries, allow_many: true, ..Dossier::default() })?;
        let id = match taking.goal {
            Some(id) => id.clone(),
            None => {
                let text = goal_text(folder);
                let goal_file = read_goal(taking.source, &text, Date::MIN)?.goal_file;
                let file = NewGoalFile { text: &text, goal_file: &goal_file, source: Some(taking.source) };
                add(store, run_context.actor, &file, &AddAs::BySource, random).await?.id
            }
        };
        let options = Options { proposer: Proposer::Files(draft), ..at_any_rate(&run_context.defaults) };
        let goal_file = goal_file_of(&store.load(&id).await?)?;
        let plan = draft_plan(goal_file, run_context.actor.clock.today(), run_context.library, &options)?;
        expect_sound(&Dossier { allow_many: true, ..Dossier::from(&plan) })?;
        let proposal = propose_stored(store, run_context.actor, &id, run_context.library, &options).await?;
        let n_waiting = begun(folder).count();
        Ok(TakenOver { id, revision: proposal.revision, is_new: proposal.is_new, n_recorded: 0, n_waiting })
    }

    /// Records what a folder tells of the milestones of a plan that was taken over
    /// from it and approved since; returns of how many.
    ///
    /// # Errors
    ///
    /// Returns an error if no plan is approved, or if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn take_over_progress(&self, id: &GoalFileId, folder: &ReadFolder) -> Result<usize, AppError> {
        let run_context = &self.run_context().await?;
        let planned = milestones_of(&run_context.store.load(id).await?)?;
        let mut n_recorded = 0;
        for file in begun(folder) {
            // A milestone that has another id here was matched with an earlier one.
            let Some(planned) = planned.iter().find(|one| one.milestone.name == file.name) else { continue };
            n_recorded += usize::from(take_progress(run_context, id, &planned.milestone.id, file).await?);
        }
        Ok(n_recorded)
    }
}

/// Milestones that have begun or are over by their files.
fn begun(folder: &ReadFolder) -> impl Iterator<Item = &MilestoneFile> {
    folder.milestones.iter().filter(|file| file.status != "pending")
}

/// Refuses milestones that the audit finds errors in. That there are not
/// enough hours is none: the plan says so.
fn expect_sound(dossier: &Dossier) -> Result<(), AppError> {
    let mut errors = audit(dossier);
    errors.retain(|one| {
        one.severity == Severity::Error && !matches!(one.code, Code::EffortOverHours | Code::DateOutsideWindow)
    });
    if errors.is_empty() { Ok(()) } else { Err(EngineError::EditAudit(errors).into()) }
}

/// Records what a file tells of a milestone; whether there was anything.
async fn take_progress(
    run_context: &RunContext<'_>,
    goal_file: &GoalFileId,
    id: &MilestoneId,
    file: &MilestoneFile,
) -> Result<bool, AppError> {
    let store = &run_context.store;
    let stored = store.load(goal_file).await?;
    let track = stored.ledger.track(id);
    let planned = milestones_of(&stored).unwrap_or_default().into_iter().find(|planned| planned.milestone.id == *id);
    let is_known = match file.status.as_str() {
        "completed" => track.done_on.is_some(),
        "skipped" => track.skipped.is_some(),
        "failed" => track.blocked.is_some(),
        _ => track.started_on.is_some(),
    };
    let mut records = Vec::new();
    if !is_known {
        records.push(match file.status.as_str() {
            "completed" => Record::Done { effort: None, holds: Vec::new(), force: true },
            "skipped" => Record::Skip { why: "skipped in its file".into(), release: true },
            "failed" => Record::Block("failed in its file".into()),
            _ => Record::Start,
        });
    }
    let is_known = |text: &str| {
        let mut criteria = planned.iter().flat_map(|planned| planned.milestone.identified_criteria());
        criteria.any(|(id, known)| known == text && track.holds(id, known))
    };
    let met = (1..).zip(&file.criteria).filter(|(_, (text, is_met))| *is_met && !is_known(text));
    let criteria: Vec<CriterionRef> = met.map(|(place, _)| CriterionRef::Place(place)).collect();
    if !criteria.is_empty() && file.status != "completed" {
        records.push(Record::Tick { criteria, evidence: None });
    }
    let reference = MilestoneRef {
        goal_file: goal_file.clone(),
        goal: backcast_core::GoalId::new(goal_file.as_str()),
        id: id.clone(),
    };
    for what in &records {
        record(store, run_context.actor, &reference, what, run_context.actor.clock.today()).await?;
    }
    Ok(!records.is_empty())
}

/// The goal file that a folder makes.
fn goal_text(folder: &ReadFolder) -> String {
    let verification = folder.state.verification.as_ref().map(|one| VerificationRecord {
        level: one.level.as_str().to_owned(),
        command: one.command.clone(),
        validates: one.validates.clone(),
    });
    let mut files: Vec<String> = Vec::new();
    for file in folder.milestones.iter().flat_map(|one| one.creates.iter().chain(&one.modifies)) {
        if !files.contains(file) {
            files.push(file.clone());
        }
    }
    let repo = (verification.is_some() || !files.is_empty()).then_some(RepoRecord { files, verification });
    let goals: Vec<&str> =
        folder.milestones.iter().map(|one| one.goal.as_str()).filter(|goal| !goal.is_empty()).collect();
    let title = if folder.state.name.is_empty() { "Plan of a folder" } else { folder.state.name.as_str() };
    GoalRecord {
        title: title.to_owned(),
        destination: Some(if goals.is_empty() { title.to_owned() } else { goals.join(" ") }),
        repo,
        ..GoalRecord::default()
    }
    .to_toml()
}

fn draft(folder: &ReadFolder) -> Draft {
    let source = Source {
        id: "folder".into(),
        title: "Files beside the work".into(),
        why: format!("taken over from {}", folder.state.name),
        basis: Basis::Subject,
    };
    Draft {
        milestones: folder.milestones.iter().map(milestone).collect(),
        sources: vec![source],
        assumptions: folder.milestones.iter().filter_map(assumed).collect(),
        ..Draft::default()
    }
}

/// Where a file says no effort.
fn assumed(file: &MilestoneFile) -> Option<String> {
    file.effort.is_none().then(|| format!("{} takes {UNKNOWN_HOURS} hours, as its file says no effort", file.id))
}

/// Hours of a milestone whose file says none: a medium one.
const UNKNOWN_HOURS: u16 = 48;

fn milestone(file: &MilestoneFile) -> DraftMilestone {
    let unknown = || {
        let likely = Effort::from_whole_hours(UNKNOWN_HOURS);
        let (low, high) = (Effort::from_whole_hours(UNKNOWN_HOURS / 2), Effort::from_whole_hours(UNKNOWN_HOURS * 2));
        EffortRange::new(low, likely, high).expect("half, one, two")
    };
    let mut files = file.creates.clone();
    files.extend(file.modifies.iter().filter(|name| !file.creates.contains(name)).cloned());
    DraftMilestone {
        id: MilestoneId::new(file.id.as_str()),
        name: file.name.clone(),
        statement: file.goal.clone(),
        criteria: file.criteria.iter().map(|(text, _)| text.clone()).collect(),
        depends_on: file
            .depends_on
            .iter()
            .map(|(on, lag_days)| Dependency { on: on.clone(), lag_days: *lag_days })
            .collect(),
        effort: file.effort.unwrap_or_else(unknown),
        waiting_days: file.waiting_days,
        risk: file.risk,
        slow_reason: file.slow_reason.clone(),
        value: Some(file.value.clone()).filter(|text| !text.is_empty()),
        abort_point: file.abort_point.clone(),
        files,
        claim: Claim { source: "folder".into(), why: "its file says so".into(), ..Claim::default() },
        ..DraftMilestone::default()
    }
}
