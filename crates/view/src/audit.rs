//! What the audit found in a plan, and what reviewers without a model say.

use backcast_core::Severity;
use backcast_core::audit::Finding;
use backcast_core::proof::Proof;
use backcast_document::FindingRecord;
use backcast_review::{Perspective, read_review};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;
use crate::proof::ProofView;
use crate::review::FindingView;

/// What the audit found in a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Audit {
    /// `backcast.audit/1`.
    pub schema: Schema<Audit>,
    /// The file that was audited.
    pub file: String,
    /// Milestones in it.
    pub milestones: usize,
    /// Findings that must be mended.
    pub errors: usize,
    /// Findings that should be mended.
    pub warnings: usize,
    /// All findings.
    pub findings: Vec<FindingRecord>,
    /// The figures of the plan worked out anew; absent where it has no dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<ProofView>,
    /// What the five reviewers say; absent where they were not asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<PerspectiveReport>,
}

/// What one reviewer says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PerspectiveReport {
    /// Which one.
    pub perspective: &'static str,
    /// What it found.
    pub findings: Vec<FindingView>,
    /// The same as a text.
    pub report: String,
}

impl Audit {
    /// Findings of a file, and the reports of reviewers.
    #[must_use]
    pub fn of(file: &str, milestones: usize, findings: &[Finding], reviews: &[(Perspective, String)]) -> Self {
        let [errors, warnings] = counts(findings);
        Audit {
            schema: Schema::new(),
            file: file.to_owned(),
            milestones,
            errors,
            warnings,
            findings: findings.iter().map(FindingRecord::from_finding).collect(),
            proof: None,
            reviews: reviews.iter().map(|(perspective, report)| PerspectiveReport::of(*perspective, report)).collect(),
        }
    }
}

impl Audit {
    /// The same with the proof of the plan.
    #[must_use]
    pub fn with_proof(mut self, proof: Option<&Proof>) -> Self {
        self.proof = proof.map(ProofView::from);
        self
    }
}

/// How many findings are errors, and how many are warnings.
#[must_use]
pub fn counts(findings: &[Finding]) -> [usize; 2] {
    [Severity::Error, Severity::Warning]
        .map(|severity| findings.iter().filter(|finding| finding.severity == severity).count())
}

impl PerspectiveReport {
    fn of(perspective: Perspective, report: &str) -> Self {
        // Nothing is asked of the subject here: the report is our own.
        let reply = read_review(perspective, "", report, true);
        let findings = reply.map(|reply| reply.findings).unwrap_or_default();
        PerspectiveReport {
            perspective: perspective.as_str(),
            findings: findings.iter().map(FindingView::from).collect(),
            report: report.to_owned(),
        }
    }
}
