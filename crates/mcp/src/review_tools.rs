//! Tools of the review: packets out, answers in.

use std::path::{Path, PathBuf};

use backcast_app::AppError;
use backcast_app::review::{Part, Start, Started, Submission, Target, Thinker, is_brief, read_brief};
use backcast_core::GoalFileId;
use backcast_view::tools as view;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::failure::Failure;
use crate::tool::Answer;

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct CreateInput {
    /// The goal file (TOML) or a brief (Markdown).
    text: Option<String>,
    /// Or a goal that is kept.
    goal: Option<String>,
    /// Folder of the repository that the goal changes: the project or one below it.
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

pub(crate) async fn plan_create(context: &Context, input: CreateInput) -> Result<Answer, Failure> {
    let brief = input.text.as_deref().filter(|text| is_brief(text)).map(read_brief);
    let kept_id: Option<GoalFileId> = match &input.goal {
        Some(goal) => Some(context.workspace.find_goal(goal).await?.goal_file),
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
        (None, None, Some(id)) => Target::Stored(id),
        (None, None, None) => {
            return Err(Failure::new("arguments_wrong", "neither text nor goal is given", "Give one of them"));
        }
    };
    let repository = input.repository.as_deref().map(|named| repository(context, named)).transpose()?;
    let thinker = if input.by_rules { Thinker::Rules } else { Thinker::Host };
    let begin = Start {
        target,
        repository: repository.as_deref(),
        constraints: &input.constraints,
        assume: input.assume,
        force: false,
        way: thinker.way(),
        dry_run: false,
    };
    match context.workspace.start_review(&begin, &rand::random).await? {
        Started::Stopped(plan) => {
            let view = view::Begun::stopped(&plan);
            Ok(Answer::new(view.summary(), &view))
        }
        Started::Framed(_) => unreachable!("this is no dry run"),
        Started::Begun { mut stored_run, .. } => {
            let next = context.workspace.advance_review(&mut stored_run, thinker, &|_, _| {}).await?;
            let view = view::Begun::of(&stored_run, &next);
            let uri = format!("backcast://review/{}/brief", stored_run.id);
            Ok(Answer::new(view.summary(), &view).link(uri, "Problem Brief", "text/markdown"))
        }
    }
}

/// The repository that an agent named, with its links followed. What it tells
/// goes into packets, so that one elsewhere is the user's to name.
fn repository(context: &Context, named: &Path) -> Result<PathBuf, Failure> {
    let unreadable =
        |error: std::io::Error| AppError::RepositoryUnreadable { folder: named.to_owned(), why: error.to_string() };
    let root = context.root.path().canonicalize().map_err(unreadable)?;
    let folder = root.join(named).canonicalize().map_err(unreadable)?;
    if folder.starts_with(&root) {
        return Ok(folder);
    }
    let message = format!("{} lies outside the project", named.display());
    let fix = "Leave it out, or ask the user to start this server there: backcast -C FOLDER mcp";
    Err(Failure::new("folder_outside", message, fix))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct PacketInput {
    /// The review, or its goal.
    run: String,
    /// feasibility, architecture, risk, dependency, user-value or synthesis; the first that waits where absent.
    part: Option<String>,
}

pub(crate) async fn review_next_packet(context: &Context, input: PacketInput) -> Result<Answer, Failure> {
    let mut stored_run = context.workspace.find_run(&input.run).await?;
    let next = stored_run.run.next();
    let part = match &input.part {
        Some(part) => part_named(part)?,
        None => next.first_part(),
    };
    let found = context.workspace.review_packet(&mut stored_run, part).await?;
    let view = view::Packet::of(&stored_run, &found, &next);
    let uri = format!("backcast://review/{}/packet/{part}", stored_run.id);
    Ok(Answer::new(view.summary(), &view).embed(uri, found.text))
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

pub(crate) async fn review_submit(context: &Context, input: SubmitInput) -> Result<Answer, Failure> {
    let mut stored_run = context.workspace.find_run(&input.run).await?;
    let part = part_named(&input.part)?;
    let submission = Submission { part, text: &input.answer, packet: input.packet.as_deref() };
    let done = context.workspace.submit_answer(&mut stored_run, &submission).await?;
    let view = view::Submitted::from(&done);
    Ok(Answer::new(view.summary(), &view))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct RunInput {
    /// The review, or its goal.
    run: String,
}

pub(crate) async fn review_status(context: &Context, input: RunInput) -> Result<Answer, Failure> {
    let view = view::Status::from(&context.workspace.find_run(&input.run).await?);
    Ok(Answer::new(view.summary(), &view))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct StopInput {
    /// The review, or its goal.
    run: String,
    /// The reason.
    why: String,
}

pub(crate) async fn review_stop(context: &Context, input: StopInput) -> Result<Answer, Failure> {
    let mut stored_run = context.workspace.find_run(&input.run).await?;
    context.workspace.abandon_review(&mut stored_run, &input.why).await?;
    let view = view::Done::ended(&stored_run.goal_file, &stored_run.id);
    Ok(Answer::new(view.summary(), &view))
}
