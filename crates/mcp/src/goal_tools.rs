//! Tools about goals.

use backcast_app::AppError;
use backcast_app::anchor::anchor;
use backcast_app::approve::drop_goals;
use backcast_app::inquire;
use backcast_app::keep::{find_goal, portfolio_of};
use backcast_app::review::goal_file;
use backcast_core::Sizing;
use backcast_core::plural;
use backcast_document::read_goal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::failure::Failure;
use crate::tool::Answer;

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct AnchorInput {
    /// The goal file (TOML: title, destination, origin, deadline, hours_per_week, constraints, …) or a brief (Markdown with **Goal:**).
    text: Option<String>,
    /// Or a goal that is kept.
    goal: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AnchorOutput {
    title: String,
    kind: String,
    deadline: Option<String>,
    /// plannable, too_small or unclear.
    size: String,
    /// Why, where it is not plannable.
    reasons: Vec<String>,
    /// Put these to the user before planning, the first ones above all.
    questions: Vec<String>,
}

pub(crate) async fn goal_anchor(context: &Context, input: AnchorInput) -> Result<Answer, Failure> {
    let today = context.workspace.today();
    let portfolio = match (&input.text, &input.goal) {
        (Some(text), _) => read_goal("goal", &goal_file(text, today)?, today).map_err(AppError::from)?.portfolio,
        (None, Some(goal)) => {
            let mut store = context.open().await?;
            let id = find_goal(&mut store, goal).await?.portfolio;
            portfolio_of(&store.load(&id).await?)?
        }
        (None, None) => {
            return Err(Failure::new("arguments_wrong", "neither text nor goal is given", "Give one of them"));
        }
    };
    let title = portfolio.title.clone();
    let mut goals = anchor(portfolio, today, context.library()?)?;
    let questions = inquire(&mut goals, context.library()?)?;
    let goal = &goals[0].goal;
    let (size, reasons) = match &goal.critique.sizing {
        Sizing::Plannable => ("plannable", Vec::new()),
        Sizing::TooSmall(reasons) => ("too_small", reasons.clone()),
        Sizing::Unclear(missing) => ("unclear", missing.clone()),
    };
    let output = AnchorOutput {
        title,
        kind: goal.kind.to_string(),
        deadline: goal.deadline.map(|day| day.to_string()),
        size: size.into(),
        reasons,
        questions: questions.iter().map(|gap| format!("{} ({})", gap.question, gap.why)).collect(),
    };
    let next = match size {
        "too_small" => "Milestones would cost more than the work: just do it.",
        "unclear" => "Ask the user these questions first; plan_create with `assume` plans with stated assumptions.",
        _ => "Ask what is missing, then plan_create.",
    };
    Ok(Answer::new(format!("{size}: {}. {next}", plural(output.questions.len(), "question")), &output))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct NoInput {}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct GoalListOutput {
    goals: Vec<GoalLine>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct GoalLine {
    goal: String,
    title: String,
    /// new, proposed, active, reached or dropped.
    state: String,
    deadline: Option<String>,
    milestones: u64,
    done: u64,
}

pub(crate) async fn goal_list(context: &Context, _: NoInput) -> Result<Answer, Failure> {
    let store = context.open().await?;
    let goals: Vec<GoalLine> = store
        .goals()
        .await?
        .into_iter()
        .map(|row| GoalLine {
            goal: row.id.to_string(),
            title: row.title,
            state: row.state.as_str().to_owned(),
            deadline: row.deadline.map(|day| day.to_string()),
            milestones: u64::from(row.n_milestones),
            done: u64::from(row.n_done),
        })
        .collect();
    Ok(Answer::new(plural(goals.len(), "goal"), &GoalListOutput { goals }))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct GoalInput {
    /// The goal.
    pub(crate) goal: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct GoalStatusOutput {
    goal: String,
    milestones: Vec<MilestoneLine>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MilestoneLine {
    pub(crate) milestone: String,
    pub(crate) name: String,
    /// ready, waiting, blocked, done or skipped.
    pub(crate) standing: String,
    pub(crate) due: String,
    pub(crate) percent: u8,
    pub(crate) waits_for: Vec<String>,
    /// The first criterion that does not hold yet.
    pub(crate) next_criterion: Option<String>,
}

impl From<&backcast_store::MilestoneRow> for MilestoneLine {
    fn from(row: &backcast_store::MilestoneRow) -> Self {
        MilestoneLine {
            milestone: format!("{}/{}", row.goal, row.id),
            name: row.name.clone(),
            standing: row.standing.as_str().to_owned(),
            due: row.due.to_string(),
            percent: row.share_done,
            waits_for: row.waits_for.iter().map(ToString::to_string).collect(),
            next_criterion: row.next_criterion.clone(),
        }
    }
}

pub(crate) async fn goal_status(context: &Context, input: GoalInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let id = find_goal(&mut store, &input.goal).await?.portfolio;
    let rows = store.milestones(&id).await?;
    let milestones: Vec<MilestoneLine> = rows.iter().map(MilestoneLine::from).collect();
    let n_done = rows.iter().filter(|row| row.done_on.is_some()).count();
    let text = format!("{n_done} of {} done", plural(milestones.len(), "milestone"));
    Ok(Answer::new(text, &GoalStatusOutput { goal: id.to_string(), milestones }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ConflictsOutput {
    /// Weeks in which the goals want more hours than there are.
    conflicts: Vec<String>,
}

pub(crate) async fn goal_conflicts(context: &Context, _: NoInput) -> Result<Answer, Failure> {
    let found = context.workspace.conflicts().await?;
    let lines: Vec<String> = found
        .list
        .iter()
        .map(|one| {
            let goals: Vec<&str> = one.goals.iter().map(|(goal, _)| goal.as_str()).collect();
            format!(
                "{} to {}: {} h wanted, {} h there ({})",
                one.from,
                one.to,
                one.wanted,
                one.available,
                goals.join(", ")
            )
        })
        .collect();
    Ok(Answer::new(plural(lines.len(), "conflict"), &ConflictsOutput { conflicts: lines }))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct DropInput {
    /// The goal.
    pub(crate) goal: String,
    /// The reason.
    pub(crate) why: String,
    /// The code that the user gave you, where one was asked for.
    pub(crate) code: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DoneOutput {
    goal: String,
    /// What was done.
    done: String,
}

impl DoneOutput {
    pub(crate) fn new(goal: impl Into<String>, done: impl Into<String>) -> Self {
        DoneOutput { goal: goal.into(), done: done.into() }
    }
}

/// Once the user has agreed.
pub(crate) async fn goal_drop(context: &Context, input: &DropInput) -> Result<Answer, Failure> {
    let mut store = context.open().await?;
    let id = find_goal(&mut store, &input.goal).await?.portfolio;
    drop_goals(&mut store, context.actor(), &id, &input.why).await?;
    Ok(Answer::new(format!("{id} is dropped; its history stays"), &DoneOutput::new(id.as_str(), "dropped")))
}

/// At most so many milestones are listed.
const NEXT_MAX: usize = 5;

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NextOutput {
    /// The most urgent first.
    milestones: Vec<MilestoneLine>,
    /// How many can be worked on in all.
    ready: u64,
}

pub(crate) async fn milestone_next(context: &Context, _: NoInput) -> Result<Answer, Failure> {
    let found = context.workspace.next(NEXT_MAX).await?;
    let milestones: Vec<MilestoneLine> = found.items.iter().map(|item| MilestoneLine::from(&item.row)).collect();
    let text = match milestones.first() {
        Some(first) => format!("Next: {} {}, due {}", first.milestone, first.name, first.due),
        None => "Nothing can be done now: no plan is approved, or everything waits".to_owned(),
    };
    Ok(Answer::new(text, &NextOutput { milestones, ready: found.n_ready as u64 }))
}
