//! Answers about plans.

use backcast_app::calibrate::stored::StoredCalibration;
use backcast_app::review::{Reviewed, execution_groups};
use backcast_core::audit::{Finding, N_MILESTONES_USUAL};
use backcast_core::{GoalFileId, MilestoneId, Plan, PlannedMilestone, compare, plural};
use backcast_engine::placing::find;
use schemars::JsonSchema;
use serde::Serialize;

use crate::audit::counts;
use crate::words;

/// What the audit found in a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Audit {
    /// Whether there are no errors.
    passes: bool,
    /// Severity, code, what is wrong, what to do.
    findings: Vec<String>,
    #[serde(skip)]
    n_errors: usize,
}

impl From<&[Finding]> for Audit {
    fn from(findings: &[Finding]) -> Self {
        let [n_errors, _] = counts(findings);
        let line = |one: &Finding| format!("{} {}", one.severity, words::finding(one));
        Audit { passes: n_errors == 0, findings: findings.iter().map(line).collect(), n_errors }
    }
}

impl Audit {
    /// How many errors there are, and how much else.
    #[must_use]
    pub fn summary(&self) -> String {
        let n_others = self.findings.len() - self.n_errors;
        format!("{}, {}", plural(self.n_errors, "error"), plural(n_others, "other remark"))
    }
}

/// What the user has to see of a plan before deciding.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Proposal {
    goal: String,
    revision: u32,
    /// feasible, tight, infeasible or unclear.
    verdict: &'static str,
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

impl Proposal {
    /// A plan of a goal file with its number, and what came of the review that
    /// it is from.
    #[must_use]
    pub fn of(id: &GoalFileId, revision: u32, plan: &Plan, reviewed: Option<&Reviewed>) -> Self {
        let groups = execution_groups(plan.milestones.iter().map(|planned| &planned.milestone));
        let ids = |group: &Vec<MilestoneId>| group.iter().map(ToString::to_string).collect();
        let abort_point = |planned: &PlannedMilestone| {
            Some(format!("{}: {}", planned.milestone.id, planned.milestone.abort_point.as_ref()?))
        };
        let conflicts = reviewed.into_iter().flat_map(|reviewed| &reviewed.synthesis.conflicts);
        Proposal {
            goal: id.to_string(),
            revision,
            verdict: plan.feasibility.verdict.as_str(),
            reasons: plan.feasibility.reasons.clone(),
            milestones: plan.milestones.iter().map(line).collect(),
            execution_order: groups.iter().map(ids).collect(),
            conflicts: conflicts
                .map(|one| format!("{} → {} ({})", one.conflict, one.resolution, one.rationale))
                .collect(),
            abort_points: plan.milestones.iter().filter_map(abort_point).collect(),
            warnings: warnings(plan),
            assumptions: plan.assumptions.clone(),
        }
    }

    /// The verdict, and what to do with it.
    #[must_use]
    pub fn summary(&self) -> String {
        format!(
            "Revision {} of {}: {}. Show the user the milestones, the conflicts and the warnings, and ask: approve, change, \
             or reject with new limits?",
            self.revision, self.goal, self.verdict
        )
    }
}

/// "M3 Chapter 2 is written · 2026-05-13 to 2026-06-21 · 24 h"
fn line(planned: &PlannedMilestone) -> String {
    let milestone = &planned.milestone;
    let (start, due) = (planned.start, planned.due);
    format!("{} {} · {start} to {due} · {} h", milestone.id, milestone.name, milestone.effort.likely())
}

/// What the audit remarked, and whether the plan is large.
fn warnings(plan: &Plan) -> Vec<String> {
    let n = plan.n_work_milestones();
    let is_large = n > N_MILESTONES_USUAL;
    let large = is_large.then(|| format!("This plan has {n} milestones. Consider whether it is two projects."));
    plan.findings.iter().map(|one| one.message.clone()).chain(large).collect()
}

/// The milestones of a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Outline {
    goal: String,
    revision: u32,
    milestones: Vec<String>,
}

impl Outline {
    /// A plan of a goal file with its number.
    #[must_use]
    pub fn of(id: &GoalFileId, revision: u32, plan: &Plan) -> Self {
        Outline { goal: id.to_string(), revision, milestones: plan.milestones.iter().map(line).collect() }
    }

    /// How many there are.
    #[must_use]
    pub fn summary(&self) -> String {
        plural(self.milestones.len(), "milestone")
    }
}

/// How two plans differ.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Diff {
    /// Milestones that differ.
    milestones: Vec<String>,
}

impl Diff {
    /// The dates of what differs, before and after.
    #[must_use]
    pub fn of(before: &Plan, after: &Plan) -> Self {
        let dates = |plan: &Plan, id: &MilestoneId| {
            find(plan, id).map_or("nothing".to_owned(), |planned| format!("{} to {}", planned.start, planned.due))
        };
        let diff = compare(before, after);
        let line = |id: &MilestoneId| format!("{id}: {} → {}", dates(before, id), dates(after, id));
        Diff { milestones: diff.milestones.iter().map(|one| line(&one.id)).collect() }
    }

    /// How many differ.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{} changed", plural(self.milestones.len(), "milestone"))
    }
}

/// Where a plan ends now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Calibrated {
    verdict: &'static str,
    /// The chance of keeping the deadline, in percent.
    chance: Option<f64>,
    /// The day by which it is reached with 80 %.
    p80: jiff::civil::Date,
    /// What would bring the deadline back.
    levers: Vec<String>,
    #[serde(skip)]
    goal: String,
}

impl From<&StoredCalibration> for Calibrated {
    fn from(found: &StoredCalibration) -> Self {
        let calibration = &found.calibrated.calibration;
        Calibrated {
            verdict: calibration.verdict.as_str(),
            chance: calibration.chance.map(|chance| (chance * 1000.0).round() / 10.0),
            p80: calibration.end.p80,
            levers: calibration.levers.iter().map(|pulled| pulled.lever.text.clone()).collect(),
            goal: found.stored.id.to_string(),
        }
    }
}

impl Calibrated {
    /// The verdict, and how its path could be taken.
    #[must_use]
    pub fn summary(&self) -> String {
        let Calibrated { goal, verdict, .. } = self;
        format!(
            "{goal} is {verdict}. Nothing was changed; The user takes the new path with `backcast calibrate {goal} --apply`."
        )
    }
}

/// Why a milestone is there.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Explained {
    name: String,
    why: String,
    /// What its hours rest on.
    basis: String,
    criteria: Vec<String>,
    depends_on: Vec<String>,
    slow_reason: Option<String>,
    slack_days: i32,
    #[serde(skip)]
    id: MilestoneId,
}

impl From<&PlannedMilestone> for Explained {
    fn from(planned: &PlannedMilestone) -> Self {
        let milestone = &planned.milestone;
        Explained {
            name: milestone.name.clone(),
            why: milestone.claim.why.clone(),
            basis: milestone.claim.basis.clone(),
            criteria: milestone.criteria.clone(),
            depends_on: milestone.depends_on.iter().map(|one| one.on.to_string()).collect(),
            slow_reason: milestone.slow_reason.clone(),
            slack_days: planned.slack_days,
            id: milestone.id.clone(),
        }
    }
}

impl Explained {
    /// The reason in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{} {}: {}", self.id, self.name, self.why)
    }
}
