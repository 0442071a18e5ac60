//! What to do: now, today, this week, and the weekly walk through it.

use backcast_app::agenda as of;
use backcast_app::check_in as walk;
use backcast_core::{Effort, MilestoneId, WeeklyHours};
use backcast_store::MilestoneRow;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Schema, hours, words};

/// What can be done now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Next {
    /// `backcast.next/1`.
    pub schema: Schema<Next>,
    /// The day for which it is said.
    pub today: Date,
    /// How many milestones can be worked on in all; more than are listed where
    /// fewer were asked for.
    pub ready: usize,
    /// The most urgent first.
    pub milestones: Vec<Item>,
}

impl From<&of::Agenda> for Next {
    fn from(agenda: &of::Agenda) -> Self {
        Next {
            schema: Schema::new(),
            today: agenda.today,
            ready: agenda.n_ready,
            milestones: agenda.items.iter().map(Item::from).collect(),
        }
    }
}

/// What one day asks for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Today {
    /// `backcast.today/1`.
    pub schema: Schema<Today>,
    /// The day.
    pub today: Date,
    /// Open milestones that are due on the day or were before.
    pub due: Vec<Item>,
    /// Milestones that the plan has work on now.
    pub work: Vec<Item>,
    /// Hours that were logged for the day.
    pub logged_hours: f64,
    /// Hours that there are on the day; null where neither the configuration
    /// nor a calendar says any.
    pub hours: Option<f64>,
    /// Whether it is the day of the weekly look back.
    pub review_day: bool,
}

impl From<&of::Today> for Today {
    fn from(today: &of::Today) -> Self {
        Today {
            schema: Schema::new(),
            today: today.today,
            due: today.due.iter().map(Item::from).collect(),
            work: today.work.iter().map(Item::from).collect(),
            logged_hours: hours(today.logged_total()),
            hours: today.hours.map(hours),
            review_day: today.is_review_day,
        }
    }
}

/// A week looked back on, and what comes behind it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Week {
    /// `backcast.week/1`.
    pub schema: Schema<Week>,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The day on which it is looked at.
    pub today: Date,
    /// Planned against actual, for each goal that had either.
    pub goals: Vec<GoalWeek>,
    /// Milestones that were reached in it.
    pub reached: Vec<Milestone>,
    /// Open milestones whose due day is past.
    pub late: Vec<Milestone>,
    /// Milestones that are due in the weeks behind it.
    pub coming: Vec<Milestone>,
    /// Milestones on which nothing can be done.
    pub blocked: Vec<Milestone>,
    /// Coming weeks in which the goals want more hours than there are.
    pub collisions: Vec<Collision>,
    /// Hours a week of the configuration; null where it names none.
    pub capacity_hours: Option<f64>,
}

impl From<&of::Week> for Week {
    fn from(week: &of::Week) -> Self {
        let rows = |rows: &[MilestoneRow]| rows.iter().map(Milestone::from).collect();
        Week {
            schema: Schema::new(),
            from: week.from,
            to: week.to,
            today: week.today,
            goals: week.goals.iter().map(GoalWeek::from).collect(),
            reached: rows(&week.completed),
            late: rows(&week.late),
            coming: rows(&week.coming),
            blocked: rows(&week.blocked),
            collisions: week.conflicts.iter().map(Collision::from).collect(),
            capacity_hours: week.capacity.map(WeeklyHours::hours_per_week),
        }
    }
}

/// Planned against actual for one goal in a week.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GoalWeek {
    /// Id of the goal.
    pub goal: String,
    /// Its title.
    pub title: String,
    /// Hours that the plan has in the week.
    pub planned_hours: f64,
    /// Hours that were logged in it.
    pub logged_hours: f64,
    /// Milestones that were due in it.
    pub due: usize,
    /// Milestones that were reached in it.
    pub reached: usize,
}

impl From<&of::GoalWeek> for GoalWeek {
    fn from(goal: &of::GoalWeek) -> Self {
        GoalWeek {
            goal: goal.goal.to_string(),
            title: goal.title.clone(),
            planned_hours: hours(goal.planned),
            logged_hours: hours(goal.logged),
            due: goal.n_due,
            reached: goal.n_completed,
        }
    }
}

/// A week in which the goals want more hours than there are.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Collision {
    /// First day of the week.
    pub from: Date,
    /// Hours that all goals want together.
    pub wanted_hours: f64,
    /// Hours that there are.
    pub available_hours: f64,
    /// What each goal wants.
    pub goals: Vec<Wanted>,
}

impl From<&of::WeekConflict> for Collision {
    fn from(collision: &of::WeekConflict) -> Self {
        let wanted =
            |(goal, effort): &(backcast_core::GoalId, Effort)| Wanted { goal: goal.to_string(), hours: hours(*effort) };
        Collision {
            from: collision.from,
            wanted_hours: hours(collision.wanted_total()),
            available_hours: hours(collision.available),
            goals: collision.wanted.iter().map(wanted).collect(),
        }
    }
}

/// What one goal wants of a week.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Wanted {
    /// Id of the goal.
    pub goal: String,
    /// Hours.
    pub hours: f64,
}

/// A milestone that is to be worked on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Item {
    /// The milestone.
    #[serde(flatten)]
    pub milestone: Milestone,
    /// Title of its goal.
    pub goal_title: String,
    /// Days since its due day; 0 where that is still to come.
    pub days_late: i32,
    /// Days until work has to go on so that no deadline moves; below zero
    /// where that is past.
    pub slack_days: i32,
    /// Likely hours that are left.
    pub hours_left: f64,
    /// Hours that this week still holds for its goal file, and not more than
    /// the person has left; null where the file names no hours.
    pub hours_left_this_week: Option<f64>,
}

impl From<&of::AgendaItem> for Item {
    fn from(item: &of::AgendaItem) -> Self {
        Item {
            milestone: Milestone::from(&item.row),
            goal_title: item.goal_title.clone(),
            days_late: item.days_late,
            slack_days: item.slack_days,
            hours_left: hours(item.left),
            hours_left_this_week: item.left_this_week.map(hours),
        }
    }
}

/// Where a milestone of an approved plan stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Milestone {
    /// Id of its goal.
    pub goal: String,
    /// Its id in the plan, such as `M3`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// ready, waiting, blocked, done or skipped.
    pub standing: &'static str,
    /// From when on it can be worked on; null where others have to be reached
    /// first, and where it always could.
    pub ready_on: Option<Date>,
    /// Milestones that have to be reached first.
    pub waits_for: Vec<String>,
    /// Why nothing can be done on it; null where something can.
    pub blocked: Option<String>,
    /// The day on which work on it began.
    pub started_on: Option<Date>,
    /// The day on which it was reached.
    pub done_on: Option<Date>,
    /// First day of its work in the plan.
    pub start: Date,
    /// The day on which it is to be reached.
    pub due: Date,
    /// The last day on which it can be reached without moving a deadline.
    pub due_latest: Date,
    /// The last day on which its work can begin without moving a deadline.
    pub start_latest: Date,
    /// Whether it lies on the chain that decides when its goal ends, or has no slack.
    pub critical: bool,
    /// Likely hours in the plan.
    pub planned_hours: f64,
    /// Hours that were logged.
    pub logged_hours: f64,
    /// How much of it is done, 0 to 100.
    pub percent: u8,
    /// How many criteria it has.
    pub criteria: u32,
    /// How many of them hold.
    pub criteria_ticked: u32,
    /// The first criterion that does not hold yet.
    pub next_criterion: Option<String>,
}

impl From<&MilestoneRow> for Milestone {
    fn from(row: &MilestoneRow) -> Self {
        Milestone {
            goal: row.goal.to_string(),
            id: row.id.to_string(),
            name: row.name.clone(),
            standing: row.standing.as_str(),
            ready_on: row.ready_on.filter(|day| day.year() > 1),
            waits_for: row.waits_for.iter().map(MilestoneId::to_string).collect(),
            blocked: row.blocked.clone(),
            started_on: row.started_on,
            done_on: row.done_on,
            start: row.start,
            due: row.due,
            due_latest: row.due_latest,
            start_latest: row.start_latest,
            critical: row.critical,
            planned_hours: hours(row.planned),
            logged_hours: hours(row.logged),
            percent: row.share_done,
            criteria: row.n_criteria,
            criteria_ticked: row.n_ticked,
            next_criterion: row.next_criterion.clone(),
        }
    }
}

/// A week looked back on, with what is to be decided.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReviewWeek {
    /// `backcast.review-week/1`.
    pub schema: Schema<ReviewWeek>,
    /// The week.
    pub week: Week,
    /// Milestones that were due in it.
    pub due_in_week: usize,
    /// Those of them that were reached by their day.
    pub held: usize,
    /// What to decide, the most pressing first.
    pub questions: Vec<Question>,
    /// Plans that should be looked at again.
    pub to_calibrate: Vec<ToCalibrate>,
}

impl From<&walk::CheckIn> for ReviewWeek {
    fn from(found: &walk::CheckIn) -> Self {
        let (held, due_in_week) = found.held;
        let to_calibrate = |due: &backcast_app::calibrate::due::Due| ToCalibrate {
            id: due.id.to_string(),
            because: due.triggers.iter().map(ToString::to_string).collect(),
        };
        ReviewWeek {
            schema: Schema::new(),
            week: Week::from(&found.week),
            due_in_week,
            held,
            questions: found.questions.iter().map(Question::from).collect(),
            to_calibrate: found.due.iter().map(to_calibrate).collect(),
        }
    }
}

/// Something to decide about a milestone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Question {
    /// late, blocked or `not_begun`.
    pub about: &'static str,
    /// By how many days it is late; null where that is not the question.
    pub days_late: Option<i32>,
    /// The question as a sentence.
    pub question: String,
    /// The milestone.
    pub milestone: Milestone,
}

impl From<&walk::CheckInQuestion> for Question {
    fn from(question: &walk::CheckInQuestion) -> Self {
        Question {
            about: question.subject.as_str(),
            days_late: if let walk::Subject::Late(days) = question.subject { Some(days) } else { None },
            question: words::question(question),
            milestone: Milestone::from(&question.row),
        }
    }
}

/// A plan that should be looked at again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ToCalibrate {
    /// Id of the goal file.
    pub id: String,
    /// Why, one sentence each; empty where nothing asks for it.
    pub because: Vec<String>,
}
