//! Why something lies where it lies.

use backcast_core::{Plan, PlannedMilestone};
use backcast_document::ProblemDocument;
use backcast_engine::placing::waiting_for;
use backcast_schedule::portfolio::{self, rooms};
use schemars::JsonSchema;
use serde::Serialize;

use crate::placing::{Place, chain_ids};
use crate::schedule::{Answer, TaskPlace};
use crate::{Schema, words};

/// Why a milestone of a plan, or a task of a problem, lies where it lies.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Why {
    /// A milestone of a plan.
    Milestone(MilestoneWhy),
    /// A task of a scheduling problem.
    Task(TaskWhy),
}

/// Why a milestone lies where it lies.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MilestoneWhy {
    /// Where it lies.
    #[serde(flatten)]
    pub place: Place,
    /// `backcast.why/1`.
    pub schema: Schema<Why>,
    /// Milestones that hold each other up to this one, the first one first.
    pub chain: Vec<String>,
    /// Milestones that have to wait for it.
    pub waited_for_by: Vec<String>,
}

impl Why {
    /// Why a milestone of a plan lies where it lies.
    #[must_use]
    pub fn of_milestone(plan: &Plan, planned: &PlannedMilestone) -> Self {
        let waiting = waiting_for(plan, &planned.milestone.id).into_iter();
        Why::Milestone(MilestoneWhy {
            place: Place::of(plan, planned),
            schema: Schema::new(),
            chain: chain_ids(plan, planned),
            waited_for_by: waiting.map(|after| after.milestone.id.to_string()).collect(),
        })
    }

    /// Why a task of a problem lies where it lies.
    #[must_use]
    pub fn of_task(answer: &Answer<'_>, task: usize) -> Self {
        let rooms = rooms(&answer.document.problem, &answer.found.schedule);
        let reasons = answer.explainer.why(task).into_iter();
        Why::Task(TaskWhy {
            place: answer.place(task, &rooms[task]),
            schema: Schema::new(),
            task: answer.document.tasks[task].clone(),
            because: reasons.map(|why| Reason::of(answer.document, why)).collect(),
            chain: answer.chain(task),
        })
    }
}

/// Why a task lies where it lies.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TaskWhy {
    /// Where it lies.
    #[serde(flatten)]
    pub place: TaskPlace,
    /// `backcast.why/1`.
    pub schema: Schema<Why>,
    /// Its id.
    pub task: String,
    /// What keeps it from starting earlier.
    pub because: Vec<Reason>,
    /// Tasks that hold each other up to this one, the first one first.
    pub chain: Vec<String>,
}

/// What keeps a task from starting earlier.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reason {
    /// pin, release, after, person, resource, `first_hour`, cap or nothing.
    pub kind: &'static str,
    /// Who is busy, where that is it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// What is taken, where that is it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The task that comes before, or that has the person or the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// The goal that has had what it may take, where that is it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// The same as a sentence.
    pub text: String,
}

impl Reason {
    fn of(document: &ProblemDocument, why: portfolio::Why) -> Self {
        use portfolio::Why;
        let task_name = |number: usize| Some(document.tasks[number].clone());
        let (kind, person, resource, task, goal) = match why {
            Why::Pin => ("pin", None, None, None, None),
            Why::Release => ("release", None, None, None, None),
            Why::After { task, .. } => ("after", None, None, task_name(task), None),
            Why::Person { person, task } => {
                ("person", Some(document.people[person].clone()), None, task_name(task), None)
            }
            Why::Resource { resource, task } => {
                ("resource", None, Some(document.resources[resource].clone()), task_name(task), None)
            }
            Why::FirstHour => ("first_hour", None, None, None, None),
            Why::Cap { goal } => ("cap", None, None, None, Some(document.goals[goal].clone())),
            _ => ("nothing", None, None, None, None),
        };
        Reason { kind, person, resource, task, goal, text: words::why(document, why) }
    }
}
