//! Tools of the review: packets out, answers in.

use std::path::PathBuf;

use backcast_app::keep::find_goal;
use backcast_app::review::{
    KeptRun, Mind, Next, Part, Start, Started, Submission, Target, abandon, advance, find_run, is_brief, packet,
    read_brief, start, submit,
};
use backcast_core::PortfolioId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::failure::Failure;
use crate::goal_tools::DoneOutput;
use crate::tool::Answer;

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct CreateInput {
    /// The goal file (TOML) or a brief (Markdown).
    text: Option<String>,
    /// Or a goal that is kept.
    goal: Option<String>,
    /// Folder of the repository that the goal changes.
    repository: Option<PathBuf>,
    /// What has to hold beside what the goal says.
    #[serde(default)]
    constraints: Vec<String>,
    /// Plan with stated assumptions although little is known.
    #[serde(default)]
    assume: bool,
    /// Let rules of the library do the thinking instead of you: at once, and less fitting.
    #[serde(default)]
    by_rules: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CreateOutput {
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

pub(crate) async fn plan_create(context: &Context, input: CreateInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let brief = input.text.as_deref().filter(|text| is_brief(text)).map(read_brief);
    let kept_id: Option<PortfolioId> = match &input.goal {
        Some(goal) => Some(find_goal(&mut store, goal).await?.portfolio),
        None => None,
    };
    let target = match (&brief, &input.text, &kept_id) {
        (Some(brief), ..) if brief.goal.is_empty() => {
            return Err(Failure::new(
                "brief_without_goal",
                "the brief names no goal",
                "Begin it with **Goal:** what must be achieved",
            ));
        }
        (Some(brief), ..) => Target::Brief { brief, source: None },
        (None, Some(text), _) => Target::Goal { text, source: None },
        (None, None, Some(id)) => Target::Kept(id),
        (None, None, None) => {
            return Err(Failure::new("arguments_wrong", "neither text nor goal is given", "Give one of them"));
        }
    };
    let mind = if input.by_rules { Mind::Rules } else { Mind::Host };
    let wanted = Start {
        target,
        repository: input.repository.as_deref(),
        constraints: &input.constraints,
        assume: input.assume,
        force: false,
        way: mind.way(),
        dry_run: false,
    };
    let defaults = context.planning_defaults().await?;
    let means = context.means(&defaults)?;
    match start(&mut store, &means, &wanted, &rand::random).await? {
        Started::Stopped(plan) => {
            let output = CreateOutput {
                run: None,
                goal: None,
                waits_for: Vec::new(),
                revision: None,
                reasons: plan.feasibility.reasons.clone(),
                questions: plan.questions.iter().map(|gap| gap.question.clone()).collect(),
            };
            let text = format!("No plan was begun: {}", output.reasons.join("; "));
            Ok(Answer::new(text, &output))
        }
        Started::Framed(_) => unreachable!("this is no dry run"),
        Started::Begun { mut kept, .. } => {
            let next = advance(&mut store, &means, &mut kept, mind, &|_, _| {}).await?;
            Ok(begun(&kept, &next))
        }
    }
}

fn begun(kept: &KeptRun, next: &Next) -> Answer {
    let output = CreateOutput {
        run: Some(kept.id.clone()),
        goal: Some(kept.portfolio.to_string()),
        waits_for: parts(next),
        revision: next.revision(),
        reasons: Vec::new(),
        questions: Vec::new(),
    };
    let text = match next {
        Next::Proposed(revision) => format!("Revision {revision} is proposed. Show it with plan_propose."),
        _ => format!(
            "Review {} has begun. Get each packet with review_next_packet and answer it on its own: best by a fresh \
             subagent each, all five at once, none seeing another's answer.",
            kept.id
        ),
    };
    Answer::new(text, &output).link(format!("backcast://review/{}/brief", kept.id), "Problem Brief", "text/markdown")
}

fn parts(next: &Next) -> Vec<String> {
    next.asks().iter().map(|ask| ask.part.to_string()).collect()
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct PacketInput {
    /// The review, or its goal.
    run: String,
    /// feasibility, architecture, risk, dependency, user-value or synthesis; the first that waits where absent.
    part: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PacketOutput {
    run: String,
    part: String,
    attempt: u32,
    /// Hand it over with the answer.
    packet: String,
    waits_for: Vec<String>,
}

pub(crate) async fn review_next_packet(context: &Context, input: PacketInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let mut kept = find_run(&mut store, &input.run).await?;
    let next = kept.run.next();
    let part = match &input.part {
        Some(part) => part_named(part)?,
        None => next.first_part(),
    };
    let defaults = context.planning_defaults().await?;
    let found = packet(&mut store, &context.means(&defaults)?, &mut kept, part).await?;
    let output = PacketOutput {
        run: kept.id.clone(),
        part: part.to_string(),
        attempt: found.ask.attempt,
        packet: found.hash.as_str()[..16].to_owned(),
        waits_for: parts(&next),
    };
    let text = format!("Answer this packet as it says, then hand the answer in with review_submit (part {part}).");
    let uri = format!("backcast://review/{}/packet/{part}", kept.id);
    Ok(Answer::new(text, &output).embed(uri, found.text))
}

fn part_named(text: &str) -> Result<Part, Failure> {
    text.parse().map_err(|error: backcast_app::review::PerspectiveUnknown| {
        let names: Vec<String> = Part::all().iter().map(ToString::to_string).collect();
        Failure::new("part_unknown", error.to_string(), format!("There are {}", names.join(", ")))
    })
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct SubmitInput {
    /// The review, or its goal.
    run: String,
    /// Which part it answers.
    part: String,
    /// The answer, word for word as it was given.
    answer: String,
    /// The hash that came with the packet.
    packet: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SubmitOutput {
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

pub(crate) async fn review_submit(context: &Context, input: SubmitInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let mut kept = find_run(&mut store, &input.run).await?;
    let part = part_named(&input.part)?;
    let submission = Submission { part, text: &input.answer, packet: input.packet.as_deref() };
    let defaults = context.planning_defaults().await?;
    let done = submit(&mut store, &context.means(&defaults)?, &mut kept, &submission).await?;
    let output = SubmitOutput {
        taken: done.faults.is_empty(),
        faults: done.faults,
        repairs: done.repairs,
        waits_for: parts(&done.next),
        revision: done.next.revision(),
        stopped: done.next.stopped().map(ToString::to_string),
    };
    let text = match (&output.stopped, output.revision, output.taken) {
        (Some(why), ..) => format!("The review has ended without a plan: {why}"),
        (None, Some(revision), _) => {
            format!("Taken. Revision {revision} is proposed: show it to the user with plan_propose.")
        }
        (None, None, true) => format!("Taken. Still wanted: {}", output.waits_for.join(", ")),
        (None, None, false) => format!("Not taken; mend exactly this: {}", output.faults.join("; ")),
    };
    Ok(Answer::new(text, &output))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct RunInput {
    /// The review, or its goal.
    run: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReviewStatusOutput {
    run: String,
    /// asking, proposed or stopped.
    state: String,
    waits_for: Vec<String>,
    /// Perspectives without a usable review.
    missing: Vec<String>,
    revision: Option<u32>,
}

pub(crate) async fn review_status(context: &Context, input: RunInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let kept = find_run(&mut store, &input.run).await?;
    let next = kept.run.next();
    let state = match &next {
        Next::Ask(_) | Next::Propose(_) => "asking",
        Next::Proposed(_) => "proposed",
        Next::Stop(_) => "stopped",
    };
    let output = ReviewStatusOutput {
        run: kept.id.clone(),
        state: state.into(),
        waits_for: parts(&next),
        missing: kept.run.gaps().iter().map(|gap| format!("{}: {}", gap.perspective, gap.why)).collect(),
        revision: next.revision(),
    };
    Ok(Answer::new(format!("{} is {state}", kept.id), &output))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct StopInput {
    /// The review, or its goal.
    run: String,
    /// The reason.
    why: String,
}

pub(crate) async fn review_stop(context: &Context, input: StopInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let mut kept = find_run(&mut store, &input.run).await?;
    abandon(&mut store, context.actor(), &mut kept, &input.why).await?;
    let output = DoneOutput::new(kept.portfolio.as_str(), "ended");
    Ok(Answer::new(format!("{} is ended", kept.id), &output))
}
