//! Judges a plan, whoever made it.
//!
//! The audit shares the nouns with the scheduler and none of its algorithms.
//! It takes a [`Dossier`]: the plan with everything that may be missing
//! allowed to be missing, and returns every [`Finding`], worst first. Each
//! rule has a stable [`Code`]; the rules stand in the files of this folder by
//! what they look at: graph, criteria, size, dates.

mod code;
mod criteria;
mod dates;
mod dossier;
mod facts;
mod graph;
mod size;

use crate::{MilestoneId, Severity};

pub use code::Code;
pub use dossier::{Dossier, Entry};
pub use size::{N_MILESTONES_USUAL, N_MILESTONES_WITHOUT_CONSENT};

/// One thing that the audit has to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How bad it is; fixed by the code.
    pub severity: Severity,
    /// Which rule it is.
    pub code: Code,
    /// The milestones it is about, in plan order.
    pub milestones: Vec<MilestoneId>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub fix: String,
    /// How much there is of what is wrong, where that is a figure.
    pub measure: Option<Measure>,
}

/// A figure against what it is measured by.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What there is.
    pub amount: f64,
    /// The most or the least that it may be.
    pub bound: f64,
    /// hours, days, weeks, a currency or a unit of the goal.
    pub unit: String,
}

/// Judges the plan and returns every finding: worst first, then by code, then
/// in plan order. A plan with an error must not be handed out.
///
/// Cost is linear in milestones, dependencies and criteria; where milestones
/// share files, a bit for every pair of milestones is added.
#[must_use]
pub fn audit(dossier: &Dossier) -> Vec<Finding> {
    let mut report = Report::default();
    let graph = graph::check(dossier, &mut report);
    criteria::check(dossier, &mut report);
    size::check(dossier, &mut report);
    dates::check(dossier, &graph, &mut report);
    facts::check(dossier, &mut report);
    report.into_sorted()
}

/// Collects findings.
#[derive(Debug, Default)]
struct Report {
    findings: Vec<Finding>,
}

impl Report {
    fn add(&mut self, code: Code, milestones: Vec<MilestoneId>, message: String, fix: impl Into<String>) {
        self.findings.push(Finding {
            severity: code.severity(),
            code,
            milestones,
            message,
            fix: fix.into(),
            measure: None,
        });
    }

    fn into_sorted(mut self) -> Vec<Finding> {
        // The sort is stable, so plan order remains within one code.
        self.findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.code));
        self.findings
    }
}

/// "`M1`, `M2` and 3 more".
fn listed(ids: &[&MilestoneId]) -> String {
    let shown: Vec<String> = ids.iter().take(6).map(|id| format!("`{id}`")).collect();
    match ids.len() - shown.len() {
        0 => shown.join(", "),
        rest => format!("{} and {rest} more", shown.join(", ")),
    }
}
