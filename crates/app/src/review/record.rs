//! Steps of a run as they are kept.

use backcast_core::track::ContentHash;
use backcast_review::{Answer, Ask, Failure, Outcome, Part, Step, Usage, Way};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(super) enum StepRecord {
    Began {
        way: String,
        /// Which model or command.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        who: String,
        brief: String,
        prompts: String,
    },
    Asked {
        #[serde(flatten)]
        ask: AskRecord,
        packet: String,
    },
    Answered {
        #[serde(flatten)]
        ask: AskRecord,
        answer: String,
        #[serde(default)]
        usage: UsageRecord,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        faults: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        repairs: Vec<String>,
    },
    Failed {
        #[serde(flatten)]
        ask: AskRecord,
        code: String,
        text: String,
        #[serde(default)]
        micros: u64,
    },
    Proposed {
        revision: u32,
    },
    Stopped {
        outcome: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        details: Vec<String>,
    },
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AskRecord {
    part: String,
    attempt: u32,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct UsageRecord {
    tokens_in: u64,
    tokens_out: u64,
    micros: u64,
    millis: u64,
}

impl StepRecord {
    pub(super) fn from_step(step: &Step) -> Self {
        let ask = |ask: &Ask| AskRecord { part: ask.part.to_string(), attempt: ask.attempt };
        match step {
            Step::Began { way, brief, prompts } => StepRecord::Began {
                way: way.as_str().to_owned(),
                who: match way {
                    Way::Model(who) | Way::Agent(who) => who.clone(),
                    Way::Playbook | Way::Host => String::new(),
                },
                brief: brief.to_string(),
                prompts: prompts.clone(),
            },
            Step::Asked { ask: of, packet } => StepRecord::Asked { ask: ask(of), packet: packet.to_string() },
            Step::Answered(answer) => StepRecord::Answered {
                ask: ask(&answer.ask),
                answer: answer.text.to_string(),
                usage: UsageRecord {
                    tokens_in: answer.usage.tokens_in,
                    tokens_out: answer.usage.tokens_out,
                    micros: answer.usage.micros,
                    millis: answer.usage.millis,
                },
                faults: answer.faults.clone(),
                repairs: answer.repairs.clone(),
            },
            Step::Failed { ask: of, failure } => {
                let Failure { code, text, micros } = failure.clone();
                StepRecord::Failed { ask: ask(of), code, text, micros }
            }
            Step::Proposed { revision } => StepRecord::Proposed { revision: *revision },
            Step::Stopped(outcome) => StepRecord::Stopped {
                outcome: outcome.code().to_owned(),
                details: match outcome {
                    Outcome::TooFewReviews(n) => vec![n.to_string()],
                    Outcome::SynthesisFailed(why) | Outcome::Abandoned(why) => vec![why.clone()],
                    Outcome::SynthesisRefused(faults) => faults.clone(),
                },
            },
        }
    }

    /// The step; `None` if a later version wrote what this one does not
    /// know.
    pub(super) fn into_step(self) -> Option<Step> {
        let ask = |ask: AskRecord| Some(Ask { part: ask.part.parse::<Part>().ok()?, attempt: ask.attempt });
        let hash = ContentHash::new;
        Some(match self {
            StepRecord::Began { way, who, brief, prompts } => {
                let way = match way.as_str() {
                    "playbook" => Way::Playbook,
                    "model" => Way::Model(who),
                    "agent" => Way::Agent(who),
                    "host" => Way::Host,
                    _ => return None,
                };
                Step::Began { way, brief: hash(brief), prompts }
            }
            StepRecord::Asked { ask: of, packet } => Step::Asked { ask: ask(of)?, packet: hash(packet) },
            StepRecord::Answered { ask: of, answer, usage, faults, repairs } => Step::Answered(Answer {
                ask: ask(of)?,
                text: hash(answer),
                usage: Usage {
                    tokens_in: usage.tokens_in,
                    tokens_out: usage.tokens_out,
                    micros: usage.micros,
                    millis: usage.millis,
                },
                faults,
                repairs,
            }),
            StepRecord::Failed { ask: of, code, text, micros } => {
                Step::Failed { ask: ask(of)?, failure: Failure { code, text, micros } }
            }
            StepRecord::Proposed { revision } => Step::Proposed { revision },
            StepRecord::Stopped { outcome, details } => {
                let first = details.first().cloned().unwrap_or_default();
                Step::Stopped(match outcome.as_str() {
                    "too_few_reviews" => Outcome::TooFewReviews(first.parse().unwrap_or(0)),
                    "synthesis_failed" => Outcome::SynthesisFailed(first),
                    "synthesis_refused" => Outcome::SynthesisRefused(details),
                    "abandoned" => Outcome::Abandoned(first),
                    _ => return None,
                })
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use backcast_review::Perspective;

    use super::*;

    #[test]
    fn steps_are_read_back_as_they_were() {
        let ask = Ask { part: Part::Review(Perspective::UserValue), attempt: 2 };
        let hash = ContentHash::new("ab");
        let usage = Usage { tokens_in: 1, tokens_out: 2, micros: 3, millis: 4 };
        let answer = |faults: &[&str]| Answer {
            ask,
            text: hash.clone(),
            usage,
            faults: faults.iter().map(ToString::to_string).collect(),
            repairs: vec!["line 1: closed".into()],
        };
        let failure = Failure { code: "timeout".into(), text: "60 s".into(), micros: 7 };
        let steps = [
            Step::Began { way: Way::Model("m".into()), brief: hash.clone(), prompts: "v1".into() },
            Step::Asked { ask, packet: hash.clone() },
            Step::Answered(answer(&[])),
            Step::Answered(answer(&["too short"])),
            Step::Failed { ask: Ask { part: Part::Synthesis, attempt: 1 }, failure },
            Step::Proposed { revision: 3 },
            Step::Stopped(Outcome::TooFewReviews(2)),
            Step::Stopped(Outcome::SynthesisRefused(vec!["a".into(), "b".into()])),
            Step::Stopped(Outcome::Abandoned("why".into())),
        ];
        for step in steps {
            let text = serde_json::to_string(&StepRecord::from_step(&step)).expect("JSON");
            let read: StepRecord = serde_json::from_str(&text).expect("our own");
            assert_eq!(read.into_step(), Some(step), "{text}");
        }
    }
}
