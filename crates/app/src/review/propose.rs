//! From a synthesis to a proposal: the same pipeline as for any other plan.

use backcast_core::audit::{Code, Dossier, audit};
use backcast_core::track::ContentHash;
use backcast_core::{Basis, Draft, GoalFile, MilestoneId, Plan, Severity, Source};
use backcast_engine::{Options, Proposer, draft_plan};
use backcast_review::{Finding, ReviewGap, Synthesis, execution_groups, log_gaps, read_synthesis};
use backcast_store::Store;

use super::frame::at_any_rate;
use super::reviews::{findings_of, review_texts};
use super::run_context::RunContext;
use super::stored_run::StoredRun;
use crate::approve::propose_stored;
use crate::repository::goal_file_of;
use crate::{AppError, Workspace};

/// What came of the reviews of a run.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// Everything that was found.
    pub findings: Vec<Finding>,
    /// Which perspectives are missing.
    pub gaps: Vec<ReviewGap>,
    /// What was put together, with the gaps in its conflict log.
    pub synthesis: Synthesis,
    /// Groups of milestones that can run side by side, as the dependencies
    /// have it.
    pub groups: Vec<Vec<MilestoneId>>,
}

impl Workspace {
    /// What came of a run; `None` if the synthesis was not taken yet.
    ///
    /// # Errors
    ///
    /// Returns an error if the store refuses.
    pub async fn reviewed(&self, stored_run: &StoredRun) -> Result<Option<Reviewed>, AppError> {
        reviewed(&self.store().await?, stored_run).await
    }
}

pub(super) async fn reviewed(store: &Store, stored_run: &StoredRun) -> Result<Option<Reviewed>, AppError> {
    let Some(taken) = stored_run.run.slot(backcast_review::Part::Synthesis).taken else { return Ok(None) };
    let text = store.document(&taken.text).await?;
    let brief = stored_run.brief(store).await?;
    let findings = findings_of(&brief, &review_texts(store, stored_run).await?);
    let Ok(reply) = read_synthesis(&text) else { return Ok(None) };
    let gaps = stored_run.run.gaps();
    let mut synthesis = reply.synthesis;
    log_gaps(&mut synthesis, &gaps);
    let groups = execution_groups(&draft_of(stored_run, &synthesis).milestones);
    Ok(Some(Reviewed { findings, gaps, synthesis, groups }))
}

/// Proposes the plan of a synthesis that was taken, and returns its number.
/// The same synthesis gives the same plan, which is proposed once.
pub(super) async fn propose(
    run_context: &RunContext<'_>,
    stored_run: &StoredRun,
    answer: &ContentHash,
) -> Result<u32, AppError> {
    let text = run_context.store.document(answer).await?;
    let reply = read_synthesis(&text).map_err(|_| AppError::ReviewUnknown(stored_run.id.clone()))?;
    let options = options(run_context, stored_run, &reply.synthesis);
    let proposal =
        propose_stored(&run_context.store, run_context.actor, &stored_run.goal_file, run_context.library, &options)
            .await?;
    Ok(proposal.revision)
}

/// What the audit finds wrong with the whole plan, with what the engine adds
/// and with dates. That a deadline cannot be met is no fault of a synthesis:
/// the plan says so.
pub(super) async fn validate_plan(
    run_context: &RunContext<'_>,
    stored_run: &StoredRun,
    synthesis: &Synthesis,
) -> Result<Vec<String>, AppError> {
    let goal_file: GoalFile = goal_file_of(&run_context.store.load(&stored_run.goal_file).await?)?;
    let options = options(run_context, stored_run, synthesis);
    let plan: Plan = draft_plan(goal_file, run_context.actor.clock.today(), run_context.library, &options)?;
    let dossier = Dossier { allow_many: true, ..Dossier::from(&plan) };
    let is_fault = |finding: &&backcast_core::audit::Finding| {
        finding.severity == Severity::Error && !matches!(finding.code, Code::EffortOverHours | Code::DateOutsideWindow)
    };
    let findings = audit(&dossier);
    Ok(findings.iter().filter(is_fault).map(|one| format!("{}: {}; {}", one.code, one.message, one.fix)).collect())
}

fn options(run_context: &RunContext<'_>, stored_run: &StoredRun, synthesis: &Synthesis) -> Options {
    Options { proposer: Proposer::Review(draft_of(stored_run, synthesis)), ..at_any_rate(&run_context.defaults) }
}

/// The milestones of a synthesis as a draft, in an order in which they can be
/// done.
fn draft_of(stored_run: &StoredRun, synthesis: &Synthesis) -> Draft {
    let milestones = synthesis.milestones.iter().map(|one| one.milestone.clone()).collect();
    let mut draft = Draft { milestones, ..Draft::default() };
    let order: Vec<MilestoneId> = execution_groups(&draft.milestones).into_iter().flatten().collect();
    draft.milestones.sort_by_key(|milestone| order.iter().position(|id| *id == milestone.id));
    draft.sources = vec![Source {
        id: "review".into(),
        title: "Adversarial review".into(),
        why: format!("{} of five perspectives, one synthesis: {}", stored_run.run.reviews().count(), stored_run.id),
        basis: Basis::Subject,
    }];
    draft
}
