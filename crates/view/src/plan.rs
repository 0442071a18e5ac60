//! Plans: how a goal was read, a kept plan with its place among others, and
//! how plans differ.

use backcast_app::conflicts::Conflicts;
use backcast_app::consent::consents;
use backcast_app::drift as of_drift;
use backcast_core::proof::Proof;
use backcast_core::track::{Consent, PlanRevision};
use backcast_core::{Gap, MilestoneDiff, MilestoneDiffKind, MilestoneId, PlanDiff};
use backcast_document::{AnchorRecord, ConsentRecord, QuestionRecord};
use backcast_engine::anchor::Anchored;
use backcast_store::Stored;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::goals::Conflict;
use crate::proof::{ProofView, ProvedPlan};
use crate::reading::Reading;
use crate::{Schema, words};

/// How a goal was read, and what should be asked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Anchor {
    /// `backcast.anchor/1`.
    pub schema: Schema<Anchor>,
    /// Title of the goal file.
    pub title: String,
    /// Each goal of it as it was understood.
    pub goals: Vec<AnchoredGoal>,
    /// Questions that should be answered, most important first.
    pub questions: Vec<QuestionRecord>,
}

impl Anchor {
    /// The goals of a file as they were read.
    #[must_use]
    pub fn of(title: &str, goals: &[Anchored<'_>], questions: &[Gap]) -> Self {
        let question = |gap| {
            let anchored = || goals.iter().map(|anchored| &anchored.goal);
            let today = anchored().next().map(|goal| goal.today).unwrap_or_default();
            QuestionRecord::from_gap(gap, today, anchored())
        };
        Anchor {
            schema: Schema::new(),
            title: title.to_owned(),
            goals: goals.iter().map(AnchoredGoal::of).collect(),
            questions: questions.iter().map(question).collect(),
        }
    }
}

/// A goal as it was understood.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AnchoredGoal {
    /// What plans say of it, too.
    #[serde(flatten)]
    pub anchor: AnchorRecord,
    /// Everything that its texts say.
    pub reading: Reading,
}

impl AnchoredGoal {
    fn of(anchored: &Anchored<'_>) -> Self {
        AnchoredGoal { anchor: AnchorRecord::from_anchored(&anchored.goal), reading: Reading::of_goal(anchored) }
    }
}

/// A plan of kept goals with its place among the others.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Show {
    /// `backcast.show/1`.
    pub schema: Schema<Show>,
    /// Id of the goal file.
    pub id: String,
    /// How many changes there were.
    pub version: u64,
    /// The goals of the file.
    pub goals: Vec<NamedGoal>,
    /// The version of the goal file from which the plan was made; null, as
    /// are the next three, where it has no milestones and was not kept.
    pub goal_revision: Option<u32>,
    /// Number of the plan.
    pub revision: Option<u32>,
    /// Number of the plan that it was made from.
    pub parent: Option<u32>,
    /// proposed, approved, superseded or rejected.
    pub state: Option<&'static str>,
    /// Number of the plan that is approved.
    pub approved: Option<u32>,
    /// Number of the plan that was approved first.
    pub baseline: Option<u32>,
    /// Where a plan that was just made would want the same hours as other goals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts_with_others: Vec<Conflict>,
    /// The plan as it was kept.
    #[schemars(with = "ProvedPlan")]
    pub plan: Value,
}

/// A goal with the name that its file gives it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NamedGoal {
    /// Its id for life.
    pub id: String,
    /// Its name in the file.
    pub name: String,
}

impl Show {
    /// A plan as it was kept, with its proof and its place; without a revision it is not
    /// kept.
    #[must_use]
    pub fn of(stored: &Stored, revision: Option<&PlanRevision>, mut plan: Value, proof: &Proof) -> Self {
        if let Some(plan) = plan.as_object_mut() {
            plan.insert("proof".into(), serde_json::to_value(ProofView::from(proof)).unwrap_or_default());
        }
        let ledger = &stored.ledger;
        let names = ledger.goal().map_or(&[][..], |goal| goal.goals.as_slice());
        Show {
            schema: Schema::new(),
            id: stored.id.to_string(),
            version: ledger.version,
            goals: names.iter().map(|(id, name)| NamedGoal { id: id.to_string(), name: name.to_string() }).collect(),
            goal_revision: revision.map(|revision| revision.goal_revision),
            revision: revision.map(|revision| revision.revision),
            parent: revision.and_then(|revision| revision.parent),
            state: revision.map(|revision| revision.state.as_str()),
            approved: ledger.approved().map(|plan| plan.revision),
            baseline: ledger.baseline,
            conflicts_with_others: Vec::new(),
            plan,
        }
    }

    /// The same with what it would want of hours that other goals want, too.
    #[must_use]
    pub fn beside(self, conflicts: &Conflicts) -> Self {
        Show { conflicts_with_others: conflicts.list.iter().map(Conflict::from).collect(), ..self }
    }
}

/// How the approved plan differs from what is there.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Drift {
    /// `backcast.drift/1`.
    pub schema: Schema<Drift>,
    /// Id of the goal file.
    pub id: String,
    /// Number of the approved plan; 0 where none is.
    pub revision: u32,
    /// One by one; empty where it fits.
    pub drifts: Vec<OneDrift>,
    /// How the plans of these goals were approved, the earliest first. One
    /// without proof of a person is no drift.
    pub approvals: Vec<Approval>,
}

/// How a plan was approved.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Approval {
    /// Number of the plan.
    pub revision: u32,
    /// Who agreed, and where; null where that was not recorded yet.
    pub consent: Option<ConsentRecord>,
    /// Whether that shows a person; null where it was not recorded yet.
    pub shows_person: Option<bool>,
}

/// One way in which a plan does not fit any more.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OneDrift {
    /// plan, goal, artifact or calendar.
    pub kind: &'static str,
    /// What is different.
    pub text: String,
    /// Milestones that it touches.
    pub milestones: Vec<String>,
}

impl Drift {
    /// How the approved plan of stored goals differs.
    #[must_use]
    pub fn of(stored: &Stored, drifts: &[of_drift::Drift]) -> Self {
        let one = |drift: &of_drift::Drift| OneDrift {
            kind: drift.kind.as_str(),
            text: drift.text.clone(),
            milestones: drift.milestones.iter().map(MilestoneId::to_string).collect(),
        };
        Drift {
            schema: Schema::new(),
            id: stored.id.to_string(),
            revision: stored.ledger.approved().map_or(0, |plan| plan.revision),
            drifts: drifts.iter().map(one).collect(),
            approvals: consents(stored)
                .into_iter()
                .map(|(revision, consent)| Approval::of(revision, consent))
                .collect(),
        }
    }
}

impl Approval {
    fn of(revision: u32, consent: Option<&Consent>) -> Self {
        Approval {
            revision,
            consent: consent.map(ConsentRecord::from_consent),
            shows_person: consent.map(Consent::shows_person),
        }
    }
}

/// How two plans differ.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Diff {
    /// `backcast.diff/1`.
    pub schema: Schema<Diff>,
    /// Whether they say the same.
    pub same: bool,
    /// What is different for the whole plan.
    pub frame: Vec<FrameChange>,
    /// The milestones that are different.
    pub milestones: Vec<ChangedMilestone>,
}

/// A difference of the whole plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FrameChange {
    /// deadline, hours, `busy_now`, `free_now`, verdict or `likely_end`.
    pub what: String,
    /// From what to what.
    pub text: String,
}

/// A milestone that is different.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChangedMilestone {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// came, went or changed.
    pub change: &'static str,
    /// Its due day; of one that went, the day on which it was due.
    pub due: Date,
    /// Days by which the due day moved; below zero where it is earlier.
    pub moved_days: i32,
    /// What else is different in it.
    pub edits: Vec<String>,
    /// Why it moved, where that is known.
    pub because: Vec<String>,
}

impl From<&PlanDiff> for Diff {
    fn from(diff: &PlanDiff) -> Self {
        let frame = diff.frame.iter().map(|change| {
            let (what, text) = words::frame(change);
            FrameChange { what: what.to_lowercase().replace(' ', "_"), text }
        });
        Diff {
            schema: Schema::new(),
            same: diff.is_empty(),
            frame: frame.collect(),
            milestones: diff.milestones.iter().map(ChangedMilestone::from).collect(),
        }
    }
}

impl From<&MilestoneDiff> for ChangedMilestone {
    fn from(one: &MilestoneDiff) -> Self {
        let (change, due, moved_days, edits, because) = match &one.kind {
            MilestoneDiffKind::Came(due) => ("came", due, 0, Vec::new(), Vec::new()),
            MilestoneDiffKind::Went(due) => ("went", due, 0, Vec::new(), Vec::new()),
            MilestoneDiffKind::Changed { moved_days, due, edits, because } => {
                let reasons = because.iter().map(words::changed).collect();
                ("changed", due, *moved_days, edits.iter().map(words::edit).collect(), reasons)
            }
        };
        ChangedMilestone {
            id: one.id.to_string(),
            name: one.name.clone(),
            change,
            due: *due,
            moved_days,
            edits,
            because,
        }
    }
}
