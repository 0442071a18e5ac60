//! Tokens by which a person agreed to a decision before it is taken.

use backcast_app::consent::{MadeToken, Subject};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;

/// A token with which a decision can be taken once.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ApprovalToken {
    /// `backcast.approval-token/1`.
    pub schema: Schema<ApprovalToken>,
    /// Id of the goal file.
    pub id: String,
    /// What it decides: approve, apply or drop.
    pub what: &'static str,
    /// Number of the plan; null where goals without a plan are given up.
    pub revision: Option<u32>,
    /// SHA-256 of the plan as hexadecimal digits; null as above.
    pub hash: Option<String>,
    /// The token. Whoever has it can take the decision.
    pub token: String,
    /// From this instant on it is worth nothing.
    pub expires_at: Timestamp,
}

impl ApprovalToken {
    /// A token that was made for a decision.
    #[must_use]
    pub fn of(subject: &Subject, made: &MadeToken) -> Self {
        ApprovalToken {
            schema: Schema::new(),
            id: subject.goal_file.to_string(),
            what: subject.kind.as_str(),
            revision: subject.plan.as_ref().map(|plan| plan.revision),
            hash: subject.plan.as_ref().map(|plan| plan.hash.to_string()),
            token: made.text.clone(),
            expires_at: made.expires_at,
        }
    }
}
