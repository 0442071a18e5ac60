//! Tools that record work on milestones.

use backcast_app::track::{CriterionRef, Record};
use backcast_core::Effort;
use backcast_view::tools as view;
use schemars::JsonSchema;
use serde::Deserialize;

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
    /// Numbers of the criteria that you have checked and that hold, from 1 on.
    #[serde(default)]
    criteria: Vec<usize>,
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
    /// Numbers of the criteria that hold, from 1 on.
    criteria: Vec<usize>,
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
    let what = Record::Done { effort, holds: input.criteria, force: false };
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
    let criteria = input.criteria.into_iter().map(CriterionRef::Place).collect();
    write(context, &input.milestone, Record::Tick { criteria, evidence: None }).await
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
