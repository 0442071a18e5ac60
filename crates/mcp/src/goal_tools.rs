//! Tools about goals.

use backcast_app::AppError;
use backcast_app::approve::Decided;
use backcast_app::consent::Question;
use backcast_app::repository::goal_file_of;
use backcast_app::review::goal_file;
use backcast_document::read_goal;
use backcast_engine::anchor::anchor;
use backcast_engine::inquire;
use backcast_view::tools as view;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::failure::Failure;
use crate::tool::Answer;

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct AnchorInput {
    /// The goal file (TOML: title, destination, origin, deadline, hours_per_week, constraints, …), a brief (Markdown with **Goal:**), or the goal in words.
    text: Option<String>,
    /// Or a goal that is kept.
    goal: Option<String>,
}

pub(crate) async fn goal_anchor(context: &Context, input: AnchorInput) -> Result<Answer, Failure> {
    let today = context.workspace.today();
    let conventions = context.workspace.conventions();
    let goal_file = match (&input.text, &input.goal) {
        (Some(text), _) => {
            read_goal("goal", &goal_file(text, today, conventions)?, today).map_err(AppError::from)?.goal_file
        }
        (None, Some(goal)) => {
            let id = context.workspace.find_goal(goal).await?.goal_file;
            goal_file_of(&context.workspace.stored(&id).await?)?
        }
        (None, None) => {
            return Err(Failure::new("arguments_wrong", "neither text nor goal is given", "Give one of them"));
        }
    };
    let title = goal_file.title.clone();
    let library = context.workspace.library()?;
    let mut goals = anchor(goal_file, today, conventions, library)?;
    let questions = inquire(&mut goals, library)?;
    let view = view::Anchored::of(&title, &goals, &questions);
    Ok(Answer::new(view.summary(), &view))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct NoInput {}

pub(crate) async fn goal_list(context: &Context, _: NoInput) -> Result<Answer, Failure> {
    let view = view::GoalList::from(&*context.workspace.goals().await?);
    Ok(Answer::new(view.summary(), &view))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct GoalInput {
    /// The goal.
    pub(crate) goal: String,
}

pub(crate) async fn goal_status(context: &Context, input: GoalInput) -> Result<Answer, Failure> {
    let id = context.workspace.find_goal(&input.goal).await?.goal_file;
    let view = view::GoalStatus::of(&id, &context.workspace.milestones(&id).await?);
    Ok(Answer::new(view.summary(), &view))
}

pub(crate) async fn goal_conflicts(context: &Context, _: NoInput) -> Result<Answer, Failure> {
    let view = view::Conflicts::from(&context.workspace.conflicts().await?);
    Ok(Answer::new(view.summary(), &view))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct DropInput {
    /// The goal.
    pub(crate) goal: String,
    /// The reason.
    pub(crate) why: String,
    /// A token that the user made for this very decision and gave you, where they did.
    pub(crate) token: Option<String>,
}

/// What the user is asked.
pub(crate) async fn to_drop(context: &Context, input: &DropInput) -> Result<Question, Failure> {
    let id = context.workspace.find_goal(&input.goal).await?.goal_file;
    Ok(context.workspace.question_to_drop(&id, &input.why).await?)
}

/// Once it is given up.
pub(crate) fn dropped(decided: &Decided) -> Answer {
    let view = view::Done::dropped(&decided.stored.id);
    Answer::new(view.summary(), &view)
}

/// At most so many milestones are listed.
const NEXT_MAX: usize = 5;

pub(crate) async fn milestone_next(context: &Context, _: NoInput) -> Result<Answer, Failure> {
    let view = view::Next::from(&context.workspace.next(NEXT_MAX).await?);
    Ok(Answer::new(view.summary(), &view))
}
