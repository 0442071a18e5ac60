//! Looks at plans: what one found, and which plans are due for one.

use backcast_app::calibrate::{due as of, stored::StoredCalibration};
use backcast_core::Trigger;
use backcast_document::PlanRecord;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::plan::Diff;
use crate::{Schema, words};

/// A look at a kept goal: the path from where things are, as a plan, with what
/// it changes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Calibrated {
    /// The path, with the look in its field `calibration`.
    #[serde(flatten)]
    pub plan: PlanRecord,
    /// Id of the goal file.
    pub id: String,
    /// Number under which the path was approved; null where it was not.
    pub applied_revision: Option<u32>,
    /// How the path differs from the plan that holds.
    pub moves: Diff,
    /// What changed since the last look, in words; null before the first one.
    pub since_last: Option<String>,
    /// The one thing to do now, in words; null where nothing is left.
    pub do_now: Option<String>,
}

impl Calibrated {
    /// A look, and the number under which its path was approved.
    #[must_use]
    pub fn of(found: &StoredCalibration, applied_revision: Option<u32>) -> Self {
        let calibrated = &found.calibrated;
        let status = |id: &_| calibrated.situation.status(id);
        Calibrated {
            plan: PlanRecord::from_calibrated(&calibrated.plan, &calibrated.calibration, status),
            id: found.stored.id.to_string(),
            applied_revision,
            moves: Diff::from(&calibrated.diff),
            since_last: words::since(&found.earlier, &calibrated.calibration),
            do_now: words::do_now(&calibrated.calibration, &calibrated.plan),
        }
    }

    /// The document over several lines, as `--json` prints it.
    #[must_use]
    pub fn to_text(&self) -> String {
        crate::document::text(self)
    }
}

/// Which plans should be looked at.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Due {
    /// `backcast.due/1`.
    pub schema: Schema<Due>,
    /// Every plan that holds and has something left.
    pub plans: Vec<DuePlan>,
}

/// A plan, and whether it should be looked at.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DuePlan {
    /// Id of the goal file.
    pub id: String,
    /// Title of its first goal.
    pub title: String,
    /// Whether it should be looked at now.
    pub due: bool,
    /// Why; empty where it should not.
    pub triggers: Vec<TriggerView>,
    /// The day of the last look, or of the approval.
    pub last: Date,
    /// The day of the next look by the kind of goal.
    pub next: Date,
}

/// What makes a look due.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TriggerView {
    /// Its code.
    pub trigger: &'static str,
    /// The same as a sentence.
    pub because: String,
}

impl From<&[of::Due]> for Due {
    fn from(all: &[of::Due]) -> Self {
        let trigger = |trigger: &Trigger| TriggerView { trigger: trigger.as_str(), because: trigger.to_string() };
        let plan = |one: &of::Due| DuePlan {
            id: one.id.to_string(),
            title: one.title.clone(),
            due: !one.triggers.is_empty(),
            triggers: one.triggers.iter().map(trigger).collect(),
            last: one.last,
            next: one.next,
        };
        Due { schema: Schema::new(), plans: all.iter().map(plan).collect() }
    }
}
