//! The procedure as a state that follows from what was recorded.

use std::collections::BTreeMap;
use std::fmt;

use backcast_core::track::ContentHash;

use crate::{Perspective, PerspectiveUnknown, ReviewGap};

/// Who answers the packets of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Rules over the library's draft.
    Playbook,
    /// A language model; holds its name.
    Model(String),
    /// A command; holds it as it was given.
    Agent(String),
    /// Whoever calls: packets go out, answers come in.
    Host,
}

impl Way {
    /// The name used in files.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Way::Playbook => "playbook",
            Way::Model(_) => "model",
            Way::Agent(_) => "agent",
            Way::Host => "host",
        }
    }
}

/// A part of the procedure that somebody has to think about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The review from one side.
    Review(Perspective),
    /// The synthesis of all reviews.
    Synthesis,
}

impl Part {
    /// All parts in their order.
    #[must_use]
    pub fn all() -> Vec<Part> {
        Perspective::ALL.into_iter().map(Part::Review).chain([Part::Synthesis]).collect()
    }

    /// The name used in files and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Review(perspective) => perspective.as_str(),
            Part::Synthesis => "synthesis",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Part {
    type Err = PerspectiveUnknown;

    fn from_str(text: &str) -> Result<Self, PerspectiveUnknown> {
        if text.trim().eq_ignore_ascii_case("synthesis") {
            return Ok(Part::Synthesis);
        }
        text.parse().map(Part::Review)
    }
}

/// A part that is asked for the so-many-th time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ask {
    /// Which part.
    pub part: Part,
    /// Counts from 1.
    pub attempt: u32,
}

/// Something that happened in a run. Steps are recorded one by one, each
/// before the next begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The problem was framed.
    Began {
        /// Who thinks.
        way: Way,
        /// The brief.
        brief: ContentHash,
        /// Which prompts, as [`Prompts::edition`](crate::Prompts::edition) says.
        prompts: String,
    },
    /// A packet is about to go out.
    Asked {
        /// For what.
        ask: Ask,
        /// The packet.
        packet: ContentHash,
    },
    /// An answer came, and was judged.
    Answered(Answer),
    /// No answer came.
    Failed {
        /// For what.
        ask: Ask,
        /// The reason, and what it may have cost.
        failure: Failure,
    },
    /// The plan that came of it was proposed.
    Proposed {
        /// Its number.
        revision: u32,
    },
    /// The run ended without a plan.
    Stopped(Outcome),
}

/// An answer as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// To what.
    pub ask: Ask,
    /// The text, byte for byte.
    pub text: ContentHash,
    /// What it cost.
    pub usage: Usage,
    /// Why it cannot be taken; empty where it was.
    pub faults: Vec<String>,
    /// What was mended to understand it.
    pub repairs: Vec<String>,
}

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The stable code: `timeout`, `http_500`.
    pub code: String,
    /// What happened, in words.
    pub text: String,
    /// What it may have cost all the same, in millionths of a dollar.
    pub micros: u64,
}

/// What answers cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens that went in.
    pub tokens_in: u64,
    /// Tokens that came out.
    pub tokens_out: u64,
    /// Money in millionths of a dollar, where prices are known.
    pub micros: u64,
    /// Time in milliseconds.
    pub millis: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Usage) {
        self.tokens_in += other.tokens_in;
        self.tokens_out += other.tokens_out;
        self.micros += other.micros;
        self.millis += other.millis;
    }
}

/// Why a run ended without a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Too few perspectives gave a usable review.
    TooFewReviews(usize),
    /// The synthesis did not come.
    SynthesisFailed(String),
    /// The synthesis could not be mended; holds what stayed wrong.
    SynthesisRefused(Vec<String>),
    /// Somebody ended it.
    Abandoned(String),
}

impl Outcome {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Outcome::TooFewReviews(_) => "too_few_reviews",
            Outcome::SynthesisFailed(_) => "synthesis_failed",
            Outcome::SynthesisRefused(_) => "synthesis_refused",
            Outcome::Abandoned(_) => "abandoned",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::TooFewReviews(n) => write!(
                f,
                "only {n} of five perspectives gave a usable review; {REVIEWS_MIN} are the least: the problem may be \
                 too ambiguous to be reviewed"
            ),
            Outcome::SynthesisFailed(why) => write!(f, "the synthesis did not come: {why}"),
            Outcome::SynthesisRefused(faults) => {
                write!(f, "the synthesis still has {} faults after {REPAIRS_MAX} repairs", faults.len())
            }
            Outcome::Abandoned(why) => write!(f, "ended: {why}"),
        }
    }
}

/// Fewer reviews than these are no review.
pub(crate) const REVIEWS_MIN: usize = 3;
/// A part that failed is asked so often in total.
const TRIES_MAX: u32 = 2;
/// A synthesis goes back to be mended so often.
pub(crate) const REPAIRS_MAX: u32 = 2;

/// What comes next in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// These parts have to be thought about; all at once where they can be.
    Ask(Vec<Ask>),
    /// The synthesis was taken: a plan can be made from this answer.
    Propose(ContentHash),
    /// Nothing more can come of it.
    Stop(Outcome),
    /// It is over: the number of the plan that came of it.
    Proposed(u32),
}

impl Next {
    /// The parts that have to be thought about; none where nothing is asked.
    #[must_use]
    pub fn asks(&self) -> &[Ask] {
        if let Next::Ask(asks) = self { asks } else { &[] }
    }

    /// The part to begin with; the synthesis where nothing is asked, as it is
    /// what everything ends in.
    #[must_use]
    pub fn first_part(&self) -> Part {
        self.asks().first().map_or(Part::Synthesis, |ask| ask.part)
    }

    /// The number of the plan that came of the run.
    #[must_use]
    pub fn revision(&self) -> Option<u32> {
        if let Next::Proposed(revision) = self { Some(*revision) } else { None }
    }

    /// Why the run ended without a plan.
    #[must_use]
    pub fn stopped(&self) -> Option<&Outcome> {
        if let Next::Stop(outcome) = self { Some(outcome) } else { None }
    }
}

/// Where a part stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// How often it was answered unusably or not at all.
    pub n_tries: u32,
    /// How often no answer came since the last one that did.
    n_failed: u32,
    /// The packet that went out last.
    pub packet: Option<ContentHash>,
    /// The answer that was taken.
    pub taken: Option<Answer>,
    /// The last answer that was not.
    pub refused: Option<Answer>,
    /// Why the last try came to nothing.
    pub why: Option<String>,
}

/// A run, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Who thinks.
    pub way: Way,
    /// The brief.
    pub brief: ContentHash,
    /// Which prompts.
    pub prompts: String,
    /// What all answers cost together.
    pub usage: Usage,
    slots: BTreeMap<Part, Slot>,
    proposed: Option<u32>,
    stopped: Option<Outcome>,
}

impl Run {
    /// The state that follows from steps; `None` if the first one is not
    /// the beginning.
    #[must_use]
    pub fn replay<'s>(steps: impl IntoIterator<Item = &'s Step>) -> Option<Run> {
        let mut steps = steps.into_iter();
        let Some(Step::Began { way, brief, prompts }) = steps.next() else { return None };
        let mut run = Run {
            way: way.clone(),
            brief: brief.clone(),
            prompts: prompts.clone(),
            usage: Usage::default(),
            slots: BTreeMap::new(),
            proposed: None,
            stopped: None,
        };
        for step in steps {
            run.take(step);
        }
        Some(run)
    }

    /// Takes a further step.
    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Began { .. } => {}
            Step::Asked { ask, packet } => self.slots.entry(ask.part).or_default().packet = Some(packet.clone()),
            Step::Answered(answer) => {
                self.usage += answer.usage;
                let slot = self.slots.entry(answer.ask.part).or_default();
                slot.n_failed = 0;
                if answer.faults.is_empty() {
                    slot.taken = Some(answer.clone());
                    slot.why = None;
                } else {
                    slot.n_tries += 1;
                    slot.why = Some(answer.faults.join("; "));
                    slot.refused = Some(answer.clone());
                }
            }
            Step::Failed { ask, failure } => {
                let slot = self.slots.entry(ask.part).or_default();
                slot.n_failed += 1;
                if ask.part != Part::Synthesis {
                    slot.n_tries += 1;
                }
                slot.why = Some(failure.text.clone());
                self.usage.micros += failure.micros;
            }
            Step::Proposed { revision } => self.proposed = Some(*revision),
            Step::Stopped(outcome) => self.stopped = Some(outcome.clone()),
        }
    }

    /// Where a part stands.
    #[must_use]
    pub fn slot(&self, part: Part) -> Slot {
        self.slots.get(&part).cloned().unwrap_or_default()
    }

    /// What comes next.
    #[must_use]
    pub fn next(&self) -> Next {
        if let Some(revision) = self.proposed {
            return Next::Proposed(revision);
        }
        if let Some(outcome) = &self.stopped {
            return Next::Stop(outcome.clone());
        }
        let open: Vec<Ask> = Perspective::ALL.into_iter().filter_map(|one| self.ask_again(Part::Review(one))).collect();
        if !open.is_empty() {
            return Next::Ask(open);
        }
        let n_reviews = self.reviews().count();
        if n_reviews < REVIEWS_MIN {
            return Next::Stop(Outcome::TooFewReviews(n_reviews));
        }
        let slot = self.slot(Part::Synthesis);
        if let Some(taken) = slot.taken {
            return Next::Propose(taken.text);
        }
        if slot.n_failed >= TRIES_MAX {
            return Next::Stop(Outcome::SynthesisFailed(slot.why.unwrap_or_default()));
        }
        if slot.n_tries > REPAIRS_MAX {
            let faults = slot.refused.map(|answer| answer.faults).unwrap_or_default();
            return Next::Stop(Outcome::SynthesisRefused(faults));
        }
        Next::Ask(vec![Ask { part: Part::Synthesis, attempt: slot.n_tries + slot.n_failed + 1 }])
    }

    fn ask_again(&self, part: Part) -> Option<Ask> {
        let slot = self.slots.get(&part);
        let n_tries = slot.map_or(0, |slot| slot.n_tries);
        let is_taken = slot.is_some_and(|slot| slot.taken.is_some());
        (!is_taken && n_tries < TRIES_MAX).then_some(Ask { part, attempt: n_tries + 1 })
    }

    /// Whether a part may be answered now.
    #[must_use]
    pub fn asks(&self, part: Part) -> Option<Ask> {
        match self.next() {
            Next::Ask(asks) => asks.into_iter().find(|ask| ask.part == part),
            _ => None,
        }
    }

    /// The reviews that were taken, in their order.
    pub fn reviews(&self) -> impl Iterator<Item = (Perspective, &Answer)> {
        Perspective::ALL.into_iter().filter_map(|perspective| {
            let answer = self.slots.get(&Part::Review(perspective))?.taken.as_ref()?;
            Some((perspective, answer))
        })
    }

    /// The perspectives that gave no usable review, with the reason.
    #[must_use]
    pub fn gaps(&self) -> Vec<ReviewGap> {
        let missing = |perspective: &Perspective| {
            let slot = self.slots.get(&Part::Review(*perspective))?;
            let is_gap = slot.taken.is_none() && slot.n_tries >= TRIES_MAX;
            is_gap.then(|| ReviewGap { perspective: *perspective, why: slot.why.clone().unwrap_or_default() })
        };
        Perspective::ALL.iter().filter_map(missing).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(text: &str) -> ContentHash {
        ContentHash::new(text)
    }

    fn began() -> Step {
        Step::Began { way: Way::Host, brief: hash("b"), prompts: "v1".into() }
    }

    fn answered(part: Part, attempt: u32, faults: &[&str]) -> Step {
        Step::Answered(Answer {
            ask: Ask { part, attempt },
            text: hash(&format!("{part}{attempt}")),
            usage: Usage { tokens_in: 10, ..Usage::default() },
            faults: faults.iter().map(ToString::to_string).collect(),
            repairs: Vec::new(),
        })
    }

    fn failed(part: Part, attempt: u32) -> Step {
        let failure = Failure { code: "timeout".into(), text: "no answer in 60 s".into(), micros: 7 };
        Step::Failed { ask: Ask { part, attempt }, failure }
    }

    fn next(steps: &[Step]) -> Next {
        Run::replay(steps).expect("began").next()
    }

    fn review(number: usize) -> Part {
        Part::Review(Perspective::ALL[number])
    }

    fn after_reviews() -> Vec<Step> {
        let mut steps = vec![began()];
        steps.extend((0..5).map(|number| answered(review(number), 1, &[])));
        steps
    }

    #[test]
    fn all_five_are_asked_at_once_and_each_once_more() {
        let Next::Ask(asks) = next(&[began()]) else { panic!("asks") };
        assert_eq!(asks.len(), 5);
        let mut steps = vec![began(), failed(review(0), 1), answered(review(1), 1, &["too short"])];
        steps.extend((2..5).map(|number| answered(review(number), 1, &[])));
        let again = |number| Ask { part: review(number), attempt: 2 };
        assert_eq!(next(&steps), Next::Ask(vec![again(0), again(1)]));
        steps.extend([failed(review(0), 2), answered(review(1), 2, &[])]);
        assert_eq!(next(&steps), Next::Ask(vec![Ask { part: Part::Synthesis, attempt: 1 }]));
        let gaps = Run::replay(&steps).expect("began").gaps();
        assert_eq!(gaps, [ReviewGap { perspective: Perspective::Feasibility, why: "no answer in 60 s".into() }]);
    }

    #[test]
    fn fewer_than_three_reviews_stop_it() {
        let mut steps = vec![began(), answered(review(0), 1, &[]), answered(review(1), 1, &[])];
        for number in 2..5 {
            steps.extend([failed(review(number), 1), failed(review(number), 2)]);
        }
        assert_eq!(next(&steps), Next::Stop(Outcome::TooFewReviews(2)));
    }

    #[test]
    fn a_synthesis_is_mended_twice_at_most() {
        let mut steps = after_reviews();
        for attempt in 1..=3 {
            assert_eq!(next(&steps), Next::Ask(vec![Ask { part: Part::Synthesis, attempt }]));
            steps.push(answered(Part::Synthesis, attempt, &["a circle"]));
        }
        assert_eq!(next(&steps), Next::Stop(Outcome::SynthesisRefused(vec!["a circle".into()])));
        steps.pop();
        steps.push(answered(Part::Synthesis, 3, &[]));
        assert_eq!(next(&steps), Next::Propose(hash("synthesis3")));
        steps.push(Step::Proposed { revision: 4 });
        assert_eq!(next(&steps), Next::Proposed(4));
    }

    #[test]
    fn a_synthesis_that_does_not_come_is_asked_for_once_more() {
        let mut steps = after_reviews();
        steps.push(failed(Part::Synthesis, 1));
        assert_eq!(next(&steps), Next::Ask(vec![Ask { part: Part::Synthesis, attempt: 2 }]));
        steps.push(failed(Part::Synthesis, 2));
        assert!(matches!(next(&steps), Next::Stop(Outcome::SynthesisFailed(_))));
    }

    #[test]
    fn a_packet_that_went_out_without_an_answer_is_asked_again() {
        let ask = Ask { part: review(0), attempt: 1 };
        let steps = [began(), Step::Asked { ask, packet: hash("p") }];
        let Next::Ask(asks) = next(&steps) else { panic!("asks") };
        assert_eq!(asks[0], ask);
        assert_eq!(Run::replay(&steps).expect("began").slot(ask.part).packet, Some(hash("p")));
        assert_eq!(Run::replay(&steps[1..]), None);
    }
}
