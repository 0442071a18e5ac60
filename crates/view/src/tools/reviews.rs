//! Answers about reviews.

use backcast_app::review::{self as of, StoredRun};
use backcast_core::Plan;
use schemars::JsonSchema;
use serde::Serialize;

use crate::review::state;

/// A review that was begun, or why none was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Begun {
    /// The review; nothing where none was begun.
    run: Option<String>,
    goal: Option<String>,
    /// The parts that wait for your answers.
    waits_for: Vec<String>,
    /// The number of the plan, where there is one already.
    revision: Option<u32>,
    /// Why no review was begun.
    reasons: Vec<String>,
    questions: Vec<String>,
}

impl Begun {
    /// A review that was begun, and what comes next in it.
    #[must_use]
    pub fn of(kept: &StoredRun, next: &of::Next) -> Self {
        Begun {
            run: Some(kept.id.clone()),
            goal: Some(kept.goal_file.to_string()),
            waits_for: parts(next),
            revision: next.revision(),
            reasons: Vec::new(),
            questions: Vec::new(),
        }
    }

    /// A plan without milestones, which says why nothing was begun.
    #[must_use]
    pub fn stopped(plan: &Plan) -> Self {
        Begun {
            run: None,
            goal: None,
            waits_for: Vec::new(),
            revision: None,
            reasons: plan.feasibility.reasons.clone(),
            questions: plan.questions.iter().map(|gap| gap.question.clone()).collect(),
        }
    }

    /// What to do next, or why nothing was begun.
    #[must_use]
    pub fn summary(&self) -> String {
        match (&self.run, self.revision) {
            (None, _) => format!("No plan was begun: {}", self.reasons.join("; ")),
            (Some(_), Some(revision)) => format!("Revision {revision} is proposed. Show it with plan_propose."),
            (Some(run), None) => format!(
                "Review {run} has begun. Get each packet with review_next_packet and answer it on its own: best by a \
                 fresh subagent each, all five at once, none seeing another's answer."
            ),
        }
    }
}

fn parts(next: &of::Next) -> Vec<String> {
    next.asks().iter().map(|ask| ask.part.to_string()).collect()
}

/// A part that is to be answered; its prompt goes beside.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Packet {
    run: String,
    part: String,
    attempt: u32,
    /// Hand it over with the answer.
    packet: String,
    waits_for: Vec<String>,
}

/// Digits of a hash that tell packets of a review apart.
const HASH_DIGITS: usize = 16;

impl Packet {
    /// A packet of a review, and what the review waited for before it.
    #[must_use]
    pub fn of(kept: &StoredRun, packet: &of::Packet, before: &of::Next) -> Self {
        let hash = packet.hash.as_str();
        Packet {
            run: kept.id.clone(),
            part: packet.ask.part.to_string(),
            attempt: packet.ask.attempt,
            packet: hash.get(..HASH_DIGITS).unwrap_or(hash).to_owned(),
            waits_for: parts(before),
        }
    }

    /// What to do with it.
    #[must_use]
    pub fn summary(&self) -> String {
        let part = &self.part;
        format!("Answer this packet as it says, then hand the answer in with review_submit (part {part}).")
    }
}

/// What came of an answer that was handed in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Submitted {
    /// Whether it was taken.
    taken: bool,
    /// What has to be mended; get the packet again.
    faults: Vec<String>,
    /// What was mended while it was read.
    repairs: Vec<String>,
    waits_for: Vec<String>,
    /// The number of the plan that came of it.
    revision: Option<u32>,
    /// Why the review ended without a plan.
    stopped: Option<String>,
}

impl From<&of::Submitted> for Submitted {
    fn from(done: &of::Submitted) -> Self {
        Submitted {
            taken: done.faults.is_empty(),
            faults: done.faults.clone(),
            repairs: done.repairs.clone(),
            waits_for: parts(&done.next),
            revision: done.next.revision(),
            stopped: done.next.stopped().map(ToString::to_string),
        }
    }
}

impl Submitted {
    /// Whether it was taken, and what comes next.
    #[must_use]
    pub fn summary(&self) -> String {
        match (&self.stopped, self.revision, self.taken) {
            (Some(why), ..) => format!("The review has ended without a plan: {why}"),
            (None, Some(revision), _) => {
                format!("Taken. Revision {revision} is proposed: show it to the user with plan_propose.")
            }
            (None, None, true) => format!("Taken. Still wanted: {}", self.waits_for.join(", ")),
            (None, None, false) => format!("Not taken; mend exactly this: {}", self.faults.join("; ")),
        }
    }
}

/// Where a review stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(description = "")]
pub struct Status {
    run: String,
    /// asking, proposed or stopped.
    state: &'static str,
    waits_for: Vec<String>,
    /// Perspectives without a usable review.
    missing: Vec<String>,
    revision: Option<u32>,
}

impl From<&StoredRun> for Status {
    fn from(kept: &StoredRun) -> Self {
        let next = kept.run.next();
        Status {
            run: kept.id.clone(),
            state: match next {
                // To an agent a review asks until a plan is there.
                of::Next::Propose(_) => "asking",
                _ => state(&next),
            },
            waits_for: parts(&next),
            missing: kept.run.gaps().iter().map(|gap| format!("{}: {}", gap.perspective, gap.why)).collect(),
            revision: next.revision(),
        }
    }
}

impl Status {
    /// Its state in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{} is {}", self.run, self.state)
    }
}
