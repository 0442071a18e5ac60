//! Reviews by five perspectives: where they stand, what came of them, and each
//! step.

use backcast_app::review::{self as of, ResponseKind, Reviewed, Slot, Step, StoredRun, StoredStep};
use backcast_core::MilestoneId;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;

/// Where a review stands, and, once it is through, what came of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Review {
    /// `backcast.review/1`.
    pub schema: Schema<Review>,
    /// Its id.
    pub run: String,
    /// Id of the goal file.
    pub goal: String,
    /// Who thinks: playbook, model, agent or host.
    pub by: &'static str,
    /// The version of the prompts.
    pub prompts: String,
    /// asking, proposing, proposed or stopped.
    pub state: &'static str,
    /// The six parts in their order.
    pub parts: Vec<PartState>,
    /// What is to be thought about now; empty where nothing is.
    pub next: Vec<Asked>,
    /// What it took so far.
    pub usage: UsageView,
    /// Number of the plan that it proposed; absent before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// Why it ended without a plan; absent where it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<StoppedView>,
    /// What came of it; absent before the synthesis was taken.
    #[serde(flatten)]
    pub result: Option<Findings>,
}

/// Where a part of a review stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PartState {
    /// A perspective, or synthesis.
    pub part: &'static str,
    /// open, asked, asked again, taken or missing.
    pub state: &'static str,
    /// SHA-256 of the packet that it was asked with.
    pub packet: Option<String>,
    /// SHA-256 of the answer that was taken, else of the last one that was not.
    pub answer: Option<String>,
    /// Why it was asked again or is missing.
    pub why: Option<String>,
    /// What was mended to understand the answer.
    pub repairs: Vec<String>,
}

/// A part that is asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Asked {
    /// A perspective, or synthesis.
    pub part: &'static str,
    /// For the so-many-th time, from 1.
    pub attempt: u32,
}

/// What thinking took.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UsageView {
    /// Tokens that were sent.
    pub tokens_in: u64,
    /// Tokens that came back.
    pub tokens_out: u64,
    /// Money, as far as prices are known.
    pub dollars: f64,
    /// Time.
    pub seconds: f64,
}

impl From<of::Usage> for UsageView {
    fn from(usage: of::Usage) -> Self {
        UsageView {
            tokens_in: usage.tokens_in,
            tokens_out: usage.tokens_out,
            dollars: dollars(usage.micros),
            seconds: seconds(usage.millis),
        }
    }
}

/// Why a review ended without a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StoppedView {
    /// A stable code.
    pub code: &'static str,
    /// The same as a sentence.
    pub message: String,
}

/// What came of a review.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Findings {
    /// Everything that was found.
    pub findings: Vec<FindingView>,
    /// What was answered to each.
    pub responses: Vec<ResponseView>,
    /// Where perspectives contradicted each other.
    pub conflicts: Vec<ConflictView>,
    /// What was proposed and not taken.
    pub rejected_proposals: Vec<RejectedView>,
    /// Groups of milestones that can run side by side, in their order.
    pub execution_order: Vec<Vec<String>>,
}

/// Something that a perspective found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FindingView {
    /// Its id in the review.
    pub id: String,
    /// low, medium, high or critical.
    pub severity: &'static str,
    /// What was found.
    pub finding: String,
    /// What to do about it.
    pub suggestion: String,
}

impl From<&of::Finding> for FindingView {
    fn from(one: &of::Finding) -> Self {
        FindingView {
            id: one.id.as_str().to_owned(),
            severity: one.severity.as_str(),
            finding: one.text.clone(),
            suggestion: one.suggestion.clone(),
        }
    }
}

/// What was answered to a finding.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ResponseView {
    /// Id of the finding.
    pub finding: String,
    /// accepted, rejected or deferred.
    pub response: &'static str,
    /// Why.
    pub reason: String,
    /// The milestone to which it was put off.
    pub milestone: Option<String>,
}

/// Where perspectives contradicted each other.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConflictView {
    /// What they disagree about.
    pub conflict: String,
    /// What was decided.
    pub resolution: String,
    /// Why.
    pub rationale: String,
}

/// Something that was proposed and not taken.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RejectedView {
    /// What was proposed.
    pub proposal: String,
    /// By whom.
    pub source: String,
    /// Why it was not taken.
    pub reason: String,
}

impl From<&Reviewed> for Findings {
    fn from(reviewed: &Reviewed) -> Self {
        let synthesis = &reviewed.synthesis;
        let responses = synthesis.responses.iter().map(|one| ResponseView {
            finding: one.finding.as_str().to_owned(),
            response: one.kind.as_str(),
            reason: one.reason.clone(),
            milestone: if let ResponseKind::Deferred(to) = &one.kind { Some(to.to_string()) } else { None },
        });
        let conflicts = synthesis.conflicts.iter().map(|one| ConflictView {
            conflict: one.conflict.clone(),
            resolution: one.resolution.clone(),
            rationale: one.rationale.clone(),
        });
        let rejected = synthesis.rejected.iter().map(|one| RejectedView {
            proposal: one.proposal.clone(),
            source: one.source.clone(),
            reason: one.reason.clone(),
        });
        let ids = |group: &Vec<MilestoneId>| group.iter().map(ToString::to_string).collect();
        Findings {
            findings: reviewed.findings.iter().map(FindingView::from).collect(),
            responses: responses.collect(),
            conflicts: conflicts.collect(),
            rejected_proposals: rejected.collect(),
            execution_order: reviewed.groups.iter().map(ids).collect(),
        }
    }
}

impl Review {
    /// A run, and what came of it where it is that far.
    #[must_use]
    pub fn of(stored_run: &StoredRun, reviewed: Option<&Reviewed>) -> Self {
        let part = |part: of::Part| {
            let slot = stored_run.run.slot(part);
            let answer = slot.taken.as_ref().or(slot.refused.as_ref());
            PartState {
                part: part.as_str(),
                state: part_state(stored_run, part, &slot),
                packet: slot.packet.as_ref().map(|hash| hash.as_str().to_owned()),
                answer: answer.map(|answer| answer.text.as_str().to_owned()),
                repairs: answer.map(|answer| answer.repairs.clone()).unwrap_or_default(),
                why: slot.why,
            }
        };
        let next = stored_run.run.next();
        let asked = |ask: &of::Ask| Asked { part: ask.part.as_str(), attempt: ask.attempt };
        Review {
            schema: Schema::new(),
            run: stored_run.id.clone(),
            goal: stored_run.goal_file.to_string(),
            by: stored_run.run.way.as_str(),
            prompts: stored_run.run.prompts.clone(),
            state: state(&next),
            parts: of::Part::all().into_iter().map(part).collect(),
            next: next.asks().iter().map(asked).collect(),
            usage: UsageView::from(stored_run.run.usage),
            revision: next.revision(),
            stopped: next.stopped().map(StoppedView::from),
            result: reviewed.map(Findings::from),
        }
    }
}

impl From<&of::Outcome> for StoppedView {
    fn from(outcome: &of::Outcome) -> Self {
        StoppedView { code: outcome.code(), message: outcome.to_string() }
    }
}

/// The state of a part as a word.
#[must_use]
pub fn part_state(stored_run: &StoredRun, part: of::Part, slot: &Slot) -> &'static str {
    let is_gap = stored_run.run.gaps().iter().any(|gap| of::Part::Review(gap.perspective) == part);
    match (&slot.taken, is_gap, &slot.packet) {
        (Some(_), ..) => "taken",
        (None, true, _) => "missing",
        (None, false, Some(_)) if slot.why.is_some() => "asked again",
        (None, false, Some(_)) => "asked",
        (None, false, None) => "open",
    }
}

/// The state of a run as a word.
#[must_use]
pub fn state(next: &of::Next) -> &'static str {
    match next {
        of::Next::Ask(_) => "asking",
        of::Next::Propose(_) => "proposing",
        of::Next::Proposed(_) => "proposed",
        of::Next::Stop(_) => "stopped",
    }
}

/// All reviews.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reviews {
    /// `backcast.reviews/1`.
    pub schema: Schema<Reviews>,
    /// By goal file, the oldest first.
    pub reviews: Vec<ReviewLine>,
}

/// One review among others.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReviewLine {
    /// Its id.
    pub run: String,
    /// Id of the goal file.
    pub goal: String,
    /// Who thinks: playbook, model, agent or host.
    pub by: &'static str,
    /// asking, proposing, proposed or stopped.
    pub state: &'static str,
    /// The day on which it began.
    pub began: Date,
}

impl Reviews {
    /// Reviews, each with the day on which it began.
    #[must_use]
    pub fn of(found: &[(Date, StoredRun)]) -> Self {
        let line = |(began, stored_run): &(Date, StoredRun)| ReviewLine {
            run: stored_run.id.clone(),
            goal: stored_run.goal_file.to_string(),
            by: stored_run.run.way.as_str(),
            state: state(&stored_run.run.next()),
            began: *began,
        };
        Reviews { schema: Schema::new(), reviews: found.iter().map(line).collect() }
    }
}

/// What somebody is to think about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Packet {
    /// `backcast.packet/1`.
    pub schema: Schema<Packet>,
    /// Id of the review.
    pub run: String,
    /// A perspective, or synthesis.
    pub part: &'static str,
    /// For the so-many-th time, from 1.
    pub attempt: u32,
    /// SHA-256 of the text; an answer says which packet it answers.
    pub hash: String,
    /// The prompt.
    pub text: String,
}

impl Packet {
    /// A packet of a review.
    #[must_use]
    pub fn of(run: &str, packet: &of::Packet) -> Self {
        Packet {
            schema: Schema::new(),
            run: run.to_owned(),
            part: packet.ask.part.as_str(),
            attempt: packet.ask.attempt,
            hash: packet.hash.as_str().to_owned(),
            text: packet.text.clone(),
        }
    }
}

/// A step of a review; one line each.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepLine {
    /// What happened.
    #[serde(flatten)]
    pub event: StepEvent,
    /// Id of the review.
    pub run: String,
    /// When; absent while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<jiff::Timestamp>,
    /// Who made it; absent while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
}

/// What happened in a review.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum StepEvent {
    /// It began.
    Began {
        /// Who thinks: playbook, model, agent or host.
        by: &'static str,
    },
    /// A part was asked for.
    Asked {
        /// A perspective, or synthesis.
        part: &'static str,
        /// For the so-many-th time, from 1.
        attempt: u32,
        /// SHA-256 of the packet.
        packet: String,
    },
    /// An answer was taken.
    Answered(AnswerView),
    /// An answer was not taken.
    Refused(AnswerView),
    /// Nobody could think about it.
    Failed {
        /// A perspective, or synthesis.
        part: &'static str,
        /// For the so-many-th time, from 1.
        attempt: u32,
        /// A stable code.
        code: String,
        /// The same as a sentence.
        message: String,
        /// What it cost all the same.
        dollars: f64,
    },
    /// A plan was proposed.
    Proposed {
        /// Its number.
        revision: u32,
    },
    /// It ended without a plan.
    Stopped(StoppedView),
}

/// An answer to a part.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AnswerView {
    /// A perspective, or synthesis.
    pub part: &'static str,
    /// For the so-many-th time, from 1.
    pub attempt: u32,
    /// SHA-256 of the text.
    pub answer: String,
    /// Why it was not taken; empty where it was.
    pub faults: Vec<String>,
    /// What was mended to understand it.
    pub repairs: Vec<String>,
    /// What it took.
    #[serde(flatten)]
    pub usage: UsageView,
}

impl StepLine {
    /// A step while the review goes on.
    #[must_use]
    pub fn of(stored_run: &StoredRun, step: &Step) -> Self {
        StepLine { event: StepEvent::from(step), run: stored_run.id.clone(), at: None, actor: None }
    }

    /// A step of the past.
    #[must_use]
    pub fn of_past(stored_run: &StoredRun, step: &StoredStep) -> Self {
        StepLine {
            event: StepEvent::from(&step.step),
            run: stored_run.id.clone(),
            at: Some(step.at),
            actor: Some(step.by.clone()),
        }
    }

    /// The record on one line.
    #[must_use]
    pub fn to_line(&self) -> String {
        crate::document::line(self)
    }
}

impl From<&Step> for StepEvent {
    fn from(step: &Step) -> Self {
        match step {
            Step::Began { way, .. } => StepEvent::Began { by: way.as_str() },
            Step::Asked { ask, packet } => {
                StepEvent::Asked { part: ask.part.as_str(), attempt: ask.attempt, packet: packet.as_str().to_owned() }
            }
            Step::Answered(answer) => {
                let view = AnswerView {
                    part: answer.ask.part.as_str(),
                    attempt: answer.ask.attempt,
                    answer: answer.text.as_str().to_owned(),
                    faults: answer.faults.clone(),
                    repairs: answer.repairs.clone(),
                    usage: UsageView::from(answer.usage),
                };
                if view.faults.is_empty() { StepEvent::Answered(view) } else { StepEvent::Refused(view) }
            }
            Step::Failed { ask, failure } => StepEvent::Failed {
                part: ask.part.as_str(),
                attempt: ask.attempt,
                code: failure.code.clone(),
                message: failure.text.clone(),
                dollars: dollars(failure.micros),
            },
            Step::Proposed { revision } => StepEvent::Proposed { revision: *revision },
            Step::Stopped(outcome) => StepEvent::Stopped(StoppedView::from(outcome)),
        }
    }
}

fn dollars(micros: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 millionths")]
    let dollars = micros as f64 / 1e6;
    dollars
}

fn seconds(millis: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 milliseconds")]
    let seconds = millis as f64 / 1e3;
    seconds
}
