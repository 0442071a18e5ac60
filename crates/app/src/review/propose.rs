//! From a synthesis to a proposal: the same pipeline as for any other plan.

use backcast_core::audit::{Code, Dossier, audit};
use backcast_core::track::ContentHash;
use backcast_core::{Basis, Draft, GoalFile, MilestoneId, Plan, Severity, Source};
use backcast_engine::{Options, Proposer, draft_plan};
use backcast_review::{Finding, ReviewGap, Synthesis, execution_groups, log_gaps, read_synthesis};
use backcast_store::Store;

use super::frame::at_any_rate;
use super::kept::KeptRun;
use super::means::Means;
use super::reviews::{findings_of, review_texts};
use crate::approve::propose_stored;
use crate::keep::portfolio_of;
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
    /// What came of a run; nothing where the synthesis was not taken yet.
    ///
    /// # Errors
    ///
    /// Returns an error if the store refuses.
    pub async fn reviewed(&self, kept: &KeptRun) -> Result<Option<Reviewed>, AppError> {
        reviewed(&self.store().await?, kept).await
    }
}

pub(super) async fn reviewed(store: &Store, kept: &KeptRun) -> Result<Option<Reviewed>, AppError> {
    let Some(taken) = kept.run.slot(backcast_review::Part::Synthesis).taken else { return Ok(None) };
    let text = store.document(&taken.text).await?;
    let brief = kept.brief(store).await?;
    let findings = findings_of(&brief, &review_texts(store, kept).await?);
    let Ok(reply) = read_synthesis(&text) else { return Ok(None) };
    let gaps = kept.run.gaps();
    let mut synthesis = reply.synthesis;
    log_gaps(&mut synthesis, &gaps);
    let groups = execution_groups(&draft_of(kept, &synthesis).milestones);
    Ok(Some(Reviewed { findings, gaps, synthesis, groups }))
}

/// Proposes the plan of a synthesis that was taken, and returns its number.
/// The same synthesis gives the same plan, which is proposed once.
pub(super) async fn propose(means: &Means<'_>, kept: &KeptRun, answer: &ContentHash) -> Result<u32, AppError> {
    let text = means.store.document(answer).await?;
    let reply = read_synthesis(&text).map_err(|_| AppError::ReviewUnknown(kept.id.clone()))?;
    let options = options(means, kept, &reply.synthesis);
    let proposal = propose_stored(&means.store, means.actor, &kept.goal_file, means.library, &options).await?;
    Ok(proposal.revision)
}

/// What the audit finds wrong with the whole plan, with what the engine adds
/// and with dates. That a deadline cannot be met is no fault of a synthesis:
/// the plan says so.
pub(super) async fn faults_of_whole(
    means: &Means<'_>,
    kept: &KeptRun,
    synthesis: &Synthesis,
) -> Result<Vec<String>, AppError> {
    let goal_file: GoalFile = portfolio_of(&means.store.load(&kept.goal_file).await?)?;
    let options = options(means, kept, synthesis);
    let plan: Plan = draft_plan(goal_file, means.actor.clock.today(), means.library, &options)?;
    let dossier = Dossier { allow_many: true, ..Dossier::from(&plan) };
    let is_fault = |finding: &&backcast_core::audit::Finding| {
        finding.severity == Severity::Error && !matches!(finding.code, Code::EffortOverHours | Code::DateOutsideWindow)
    };
    let findings = audit(&dossier);
    Ok(findings.iter().filter(is_fault).map(|one| format!("{}: {}; {}", one.code, one.message, one.fix)).collect())
}

fn options(means: &Means<'_>, kept: &KeptRun, synthesis: &Synthesis) -> Options {
    Options { proposer: Proposer::Review(draft_of(kept, synthesis)), ..at_any_rate(&means.defaults) }
}

/// The milestones of a synthesis as a draft, in an order in which they can be
/// done.
fn draft_of(kept: &KeptRun, synthesis: &Synthesis) -> Draft {
    let milestones = synthesis.milestones.iter().map(|one| one.milestone.clone()).collect();
    let mut draft = Draft { milestones, ..Draft::default() };
    let order: Vec<MilestoneId> = execution_groups(&draft.milestones).into_iter().flatten().collect();
    draft.milestones.sort_by_key(|milestone| order.iter().position(|id| *id == milestone.id));
    draft.sources = vec![Source {
        id: "review".into(),
        title: "Adversarial review".into(),
        why: format!("{} of five perspectives, one synthesis: {}", kept.run.reviews().count(), kept.id),
        basis: Basis::Subject,
    }];
    draft
}
