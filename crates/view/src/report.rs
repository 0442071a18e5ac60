//! What somebody can send about a plan that we refuse ourselves.

use std::collections::BTreeMap;

use backcast_core::Plan;
use backcast_core::audit::Finding;
use backcast_core::track::Event;
use backcast_document::{EventRecord, PlanRecord, goal_without_texts, without_texts};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::Schema;

/// What helps to find a mistake of ours: versions, codes, and goals, plans and
/// logs in which the length of each text stands in its place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// `backcast.report/1`.
    pub schema: Schema<Report>,
    /// Version of backcast.
    pub version: String,
    /// The operating system and the processor.
    pub system: String,
    /// Name and version of the database.
    pub engine: String,
    /// Codes of what is wrong with what is kept.
    pub findings: Vec<String>,
    /// The goals, one entry for each goal file.
    pub goals: Vec<ReportedGoal>,
}

/// A goal file and what came of planning it now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReportedGoal {
    /// What stands in the place of its id.
    pub id: String,
    /// Code of the error that planning ended in; `panic` where it broke off.
    pub error: Option<String>,
    /// What the audit refuses in the plan that was made.
    pub refused: Vec<RefusedFinding>,
    /// The plan that it refuses.
    pub plan: Option<Value>,
    /// The goal file.
    pub goal: Value,
    /// The plans that were proposed, in their order.
    pub plans: Vec<Value>,
    /// What happened, in its order.
    pub log: Vec<Value>,
}

/// What the audit refuses.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RefusedFinding {
    /// Its code.
    pub code: String,
    /// The milestones that it is about.
    pub milestones: Vec<String>,
}

impl Report {
    /// A report of this version on this machine.
    #[must_use]
    pub fn of(version: &str, engine: &str, findings: Vec<String>, goals: Vec<ReportedGoal>) -> Self {
        Report {
            schema: Schema::new(),
            version: version.to_owned(),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            engine: engine.to_owned(),
            findings,
            goals,
        }
    }
}

impl ReportedGoal {
    /// A goal file, the plans of its log as JSON, and the log; `names` says what
    /// stands in the places of ids.
    #[must_use]
    pub fn of(id: &str, goal: &str, plans: &[String], log: &[Event], names: &BTreeMap<String, String>) -> Self {
        let json = |text: &String| serde_json::from_str(text).map_or(Value::Null, |plan| without_texts(plan, names));
        let event = |event| serde_json::to_value(EventRecord::from_event(event)).unwrap_or_default();
        ReportedGoal {
            id: id.to_owned(),
            error: None,
            refused: Vec::new(),
            plan: None,
            goal: goal_without_texts(goal, names),
            plans: plans.iter().map(json).collect(),
            log: log.iter().map(|one| without_texts(event(one), names)).collect(),
        }
    }

    /// The same with what the audit refuses.
    #[must_use]
    pub fn refusing(mut self, findings: &[Finding], plan: &Plan, names: &BTreeMap<String, String>) -> Self {
        let refused = |finding: &Finding| RefusedFinding {
            code: finding.code.as_str().to_owned(),
            milestones: finding.milestones.iter().map(ToString::to_string).collect(),
        };
        self.refused = findings.iter().map(refused).collect();
        self.plan = serde_json::to_value(PlanRecord::from_plan(plan)).ok().map(|plan| without_texts(plan, names));
        self
    }
}
