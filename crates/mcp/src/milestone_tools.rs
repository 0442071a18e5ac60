//! Tools that record work on milestones.

use std::borrow::Cow;
use std::fmt;

use backcast_app::track::{CriterionRef, Record};
use backcast_core::Effort;
use backcast_core::track::{ContentHash, Evidence};
use backcast_view::tools as view;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::context::Context;
use crate::failure::Failure;
use crate::tool::Answer;

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct MilestoneInput {
    /// The milestone: M3, or GOAL/M3.
    milestone: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct DoneInput {
    /// The milestone: M3, or GOAL/M3.
    milestone: String,
    /// Numbers of the criteria that you have checked and that hold, from 1 on, or their ids (c2).
    #[serde(default)]
    criteria: Vec<CriterionInput>,
    /// Hours of the last work on it.
    hours: Option<f64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct LogInput {
    /// The milestone: M3, or GOAL/M3.
    milestone: String,
    /// Hours of work.
    hours: f64,
    /// What for.
    note: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct TickInput {
    /// The milestone: M3, or GOAL/M3.
    milestone: String,
    /// Numbers of the criteria that hold, from 1 on, or their ids (c2).
    criteria: Vec<CriterionInput>,
    /// What shows it; recorded with each of them.
    evidence: Option<EvidenceInput>,
}

/// A criterion by its number or id.
#[derive(Debug)]
struct CriterionInput(CriterionRef);

impl<'de> Deserialize<'de> for CriterionInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Named;

        impl Visitor<'_> for Named {
            type Value = CriterionRef;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the number of a criterion, or its id as in \"c2\"")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<CriterionRef, E> {
                usize::try_from(number)
                    .map(CriterionRef::Place)
                    .map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<CriterionRef, E> {
                text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_any(Named).map(CriterionInput)
    }
}

fn named(criteria: Vec<CriterionInput>) -> Vec<CriterionRef> {
    criteria.into_iter().map(|CriterionInput(named)| named).collect()
}

impl JsonSchema for CriterionInput {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Criterion".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "minimum": 0 })
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EvidenceInput {
    /// In words.
    text: Option<String>,
    /// The command that was run.
    command: Option<String>,
    /// How it ended; 0 is success.
    exit_code: Option<i32>,
    /// SHA-256 of what it said, or of the file that shows it.
    hash: Option<String>,
}

impl EvidenceInput {
    fn into_evidence(self) -> Result<Evidence, Failure> {
        let hash = self.hash.map(|text| {
            let wrong = || Failure::new("hash_wrong", format!("`{text}` is no SHA-256"), "Give its 64 hex digits");
            ContentHash::parse(&text).ok_or_else(wrong)
        });
        Ok(Evidence { text: self.text, command: self.command, exit_code: self.exit_code, hash: hash.transpose()? })
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct WhyInput {
    /// The milestone: M3, or GOAL/M3.
    milestone: String,
    /// The reason.
    why: String,
}

async fn write(context: &Context, milestone: &str, what: Record) -> Result<Answer, Failure> {
    let found = context.workspace.find_milestone(milestone, None).await?;
    context.workspace.record(&found, &what, context.workspace.today()).await?;
    let view = view::Recorded::of(&found, &what);
    Ok(Answer::new(view.summary(), &view))
}

fn effort(hours: f64) -> Result<Effort, Failure> {
    if !(0.0..=1000.0).contains(&hours) {
        return Err(Failure::new("hours_wrong", format!("{hours} hours make no sense"), "Give hours from 0 to 1000"));
    }
    Ok(Effort::from_hours(hours))
}

pub(crate) async fn milestone_done(context: &Context, input: DoneInput) -> Result<Answer, Failure> {
    let effort = input.hours.map(effort).transpose()?;
    // Open criteria are never waved through from here.
    let what = Record::Done { effort, holds: named(input.criteria), force: false };
    write(context, &input.milestone, what).await
}

pub(crate) async fn milestone_log(context: &Context, input: LogInput) -> Result<Answer, Failure> {
    let what = Record::Log { effort: effort(input.hours)?, note: input.note };
    write(context, &input.milestone, what).await
}

pub(crate) async fn milestone_start(context: &Context, input: MilestoneInput) -> Result<Answer, Failure> {
    write(context, &input.milestone, Record::Start).await
}

pub(crate) async fn milestone_tick(context: &Context, input: TickInput) -> Result<Answer, Failure> {
    let criteria = named(input.criteria);
    if criteria.is_empty() {
        return Err(Failure::new(
            "criteria_unnamed",
            "no criterion is named",
            "Give the numbers or ids of those that hold",
        ));
    }
    let evidence = input.evidence.map(EvidenceInput::into_evidence).transpose()?;
    write(context, &input.milestone, Record::Tick { criteria, evidence }).await
}

pub(crate) async fn milestone_block(context: &Context, input: WhyInput) -> Result<Answer, Failure> {
    write(context, &input.milestone, Record::Block(input.why)).await
}

pub(crate) async fn milestone_unblock(context: &Context, input: MilestoneInput) -> Result<Answer, Failure> {
    write(context, &input.milestone, Record::Unblock).await
}

pub(crate) async fn milestone_note(context: &Context, input: WhyInput) -> Result<Answer, Failure> {
    write(context, &input.milestone, Record::Note(input.why)).await
}
