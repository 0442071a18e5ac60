use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    BusyRecord, CadenceRecord, CalibrationRecord, CheckpointRecord, CostRecord, ExtraCapacityRecord, FactUseRecord,
    OptionRecord, OutsideRecord, QuantityRecord, WaitingRecord,
};

/// A plan as JSON. The first block of keys is the neutral export that other
/// tools read; what follows says how it came about. Dates are `YYYY-MM-DD`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(title = "backcast plan")]
pub struct PlanRecord {
    /// `backcast.plan/2`; plans of `backcast.plan/1` are read as well.
    pub schema: String,
    /// The goal as one statement.
    pub goal: String,
    /// Title of the goal file.
    pub title: String,
    /// project, habit, relationship or skill.
    pub kind: String,
    /// Day of planning.
    pub today: String,
    /// Last day of the window.
    pub deadline: Option<String>,
    /// Questions that should be answered, most important first.
    pub anchor_critique: Vec<String>,
    /// The same questions in their parts.
    pub questions: Vec<QuestionRecord>,
    /// Where something missing had to be assumed.
    pub assumptions: Vec<String>,
    /// Whether it can work.
    pub feasibility: FeasibilityRecord,
    /// When it will honestly be reached.
    pub forecast: Option<ForecastRecord>,
    /// The milestones by due date.
    pub milestones: Vec<MilestoneRecord>,
    /// Goals that want the same hours.
    pub conflicts: Vec<ConflictRecord>,
    /// Milestones that meet busy days, with the three choices.
    pub busy_conflicts: Vec<BusyConflictRecord>,
    /// Days on which less or nothing can be done.
    pub busy: Vec<BusyRecord>,
    /// What else bounds the work, as the goal file says it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<String>,
    /// What was decided about milestones that meet busy days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionRecord>,
    /// What the calendars said, where any were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarRecord>,
    /// How each goal was read.
    pub anchor: Vec<AnchorRecord>,
    /// What counts as done already.
    pub starting_state: Vec<String>,
    /// Days on which to look at the plan again.
    pub reviews: Vec<String>,
    /// Playbooks and aspects that it was made from.
    pub sources: Vec<SourceRecord>,
    /// Remarks of the audit; never an error.
    pub findings: Vec<FindingRecord>,
    /// Who proposed the milestones and their dates, where that was not the library.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposer: Option<String>,
    /// Ways out in the goal's own terms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionRecord>,
    /// What lies in other hands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<OutsideRecord>,
    /// Hours beyond those that the goals state, which it counts on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extra_capacity: Vec<ExtraCapacityRecord>,
    /// What the proposer made of each fact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactUseRecord>,
    /// Seed of everything random in it; 0 as nothing was.
    pub seed: u64,
    /// Version of backcast that made it.
    pub version: String,
    /// The look that led to it, where it came from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<CalibrationRecord>,
    /// SHA-256 over this document with an empty `hash`, as hexadecimal digits.
    pub hash: String,
}

/// Whether it can work.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FeasibilityRecord {
    /// feasible, tight, infeasible, unclear or too_small.
    pub verdict: String,
    /// The chance that everything is done by the deadline, 0 to 1; absent where hours or
    /// deadline are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// Work in all milestones, likely value, in hours.
    pub needed_hours: Option<f64>,
    /// Hours from today to the deadline.
    pub available_hours: Option<f64>,
    /// Hours held back against the spread of the efforts.
    pub buffer_hours: Option<f64>,
    /// Slowest pace at which the buffered finish meets the deadline.
    pub hours_per_week_enough: Option<f64>,
    /// Why.
    pub reasons: Vec<String>,
    /// Changes that would help, each solved for.
    pub levers: Vec<LeverRecord>,
}

/// A change that would help.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LeverRecord {
    /// hours, scope, date, help or free_days.
    pub kind: String,
    /// The change and its effect.
    pub text: String,
    /// For `hours`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_per_week: Option<f64>,
    /// For `scope` and `help`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_saved: Option<f64>,
    /// For `scope`: ids to leave out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cut: Vec<String>,
    /// For `date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// For `free_days`: the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// For `free_days`: the last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// When it will honestly be reached.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ForecastRecord {
    /// If the work is as large as it is likely to be.
    pub likely: String,
    /// If it needs the buffer too.
    pub late: String,
}

/// A milestone with its place in time.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MilestoneRecord {
    /// `M1`…
    pub id: String,
    /// A state, not an activity.
    pub name: String,
    /// One sentence.
    pub goal: String,
    /// Two or more measurable criteria.
    pub success_criteria: Vec<String>,
    /// The number in the id of each criterion: 2 for `c2`. Absent where that is
    /// its place, counted from 1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criterion_ids: Vec<u32>,
    /// The facts of its goal that shape it: `F1`, …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<String>,
    /// Ids of direct predecessors.
    pub depends_on: Vec<String>,
    /// Waiting behind predecessors, where there is any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lags: Vec<LagRecord>,
    /// First day of work.
    pub start: String,
    /// Day on which it is reached.
    pub due: String,
    /// Likely effort in hours.
    pub effort_hours: f64,
    /// Spread of the effort.
    pub effort: EffortRecord,
    /// Days from its start that work cannot shorten.
    #[serde(skip_serializing_if = "is_zero")]
    pub waiting_days: u32,
    /// What is known of the waiting beside that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<WaitingRecord>,
    /// event, decision or practice; absent for work.
    #[serde(skip_serializing_if = "is_work")]
    pub kind: String,
    /// The day on which it takes place, whatever else moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// It takes place so many days before the deadline of its goal, and moves with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_before_deadline: Option<u32>,
    /// It is to be done as late as what follows allows.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Work on it does not begin before this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// It may be complete on this day at the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_after: Option<String>,
    /// Why it has a day, or days between which it has to lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_reason: Option<String>,
    /// How often it recurs, where it is practice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cadence: Option<CadenceRecord>,
    /// How much it brings, in the goal's own unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<QuantityRecord>,
    /// What can be counted within a long stretch.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checkpoints: Vec<CheckpointRecord>,
    /// Who does it, where that is not the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// What it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<CostRecord>,
    /// What is done if it fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
    /// The day on which that is decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback_by: Option<String>,
    /// The dates that its proposer wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed: Option<ProposedRecord>,
    /// Why it has other dates than those.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<MoveRecord>,
    /// low, medium or high.
    pub risk: String,
    /// On the three likeliest to take longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_reason: Option<String>,
    /// Files that it changes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Whether it starts beside others from the beginning.
    pub parallel: bool,
    /// The goal it serves, with several goals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal_id: Option<String>,
    /// Earliest due date at full pace.
    pub due_earliest: String,
    /// Latest due date that keeps the deadline.
    pub due_latest: String,
    /// Calendar days by which it can slip.
    pub slack_days: i32,
    /// Whether it lies on the critical chain.
    pub critical: bool,
    /// What kept it from starting earlier.
    pub placed: String,
    /// What somebody gains once it is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What one has if one stops here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abort_point: Option<String>,
    /// How much would be lost without it: 1 could be cut, 3 carries the goal.
    pub weight: u8,
    /// Why it is there.
    pub claim: ClaimRecord,
    /// pending, active, done or cut, in a plan that was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The day on which it was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_on: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(days: &u32) -> bool {
    *days == 0
}

fn is_work(kind: &str) -> bool {
    kind.is_empty() || kind == "work"
}

/// The dates that somebody proposed for a milestone.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProposedRecord {
    /// First day of work, where it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Day on which it was to be complete.
    pub due: String,
}

/// Why a milestone has other dates than those that were proposed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MoveRecord {
    /// The proposed start, where it starts on another day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_from: Option<String>,
    /// The proposed due day, where it is due on another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_from: Option<String>,
    /// after, waiting, window, day_off, past or hours.
    pub why: String,
    /// For `after`: the milestone that comes before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// For `after` and `waiting`: days of waiting.
    #[serde(skip_serializing_if = "is_zero")]
    pub days: u32,
}

/// Waiting behind a predecessor.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LagRecord {
    /// The predecessor.
    pub on: String,
    /// Calendar days.
    pub days: u32,
}

/// Hours if things go well, as expected, badly.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EffortRecord {
    /// Hours if things go well.
    pub low: f64,
    /// Hours to plan with.
    pub likely: f64,
    /// Hours if things go badly.
    pub high: f64,
}

/// Why a milestone is there and what its numbers rest on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ClaimRecord {
    /// Playbook or aspect.
    pub source: String,
    /// Why it joined.
    pub why: String,
    /// What the effort rests on.
    pub basis: String,
    /// Why people leave it out, where they often do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub often_missed: Option<String>,
    /// Smaller milestones that were folded into it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<String>,
}

/// Goals that want the same hours.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ConflictRecord {
    /// The goals, most important first.
    pub goals: Vec<String>,
    /// How many more goals want hours in weeks that hold too few: of many goals,
    /// only those that want most are told apart.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_goals: u32,
    /// The conflict with figures.
    pub text: String,
    /// First day of the overload.
    pub from: String,
    /// Last day of the overload.
    pub to: String,
    /// Hours wanted in it.
    pub needed_hours: f64,
    /// Hours there are in it.
    pub available_hours: f64,
    /// Each overloaded week.
    pub weeks: Vec<WeekRecord>,
}

/// A week in which more hours are wanted than there are.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WeekRecord {
    /// Its first day.
    pub from: String,
    /// Hours that all goals want.
    pub needed_hours: f64,
    /// Hours there are.
    pub available_hours: f64,
}

/// What somebody decided about a milestone that meets busy days.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DecisionRecord {
    /// Id of the milestone.
    pub milestone: String,
    /// First busy day.
    pub from: String,
    /// Last busy day.
    pub to: String,
    /// `before`, `after` or `reduce`.
    pub choice: String,
    /// Day from which on more is worked, for `before`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rush_from: Option<String>,
    /// Hours a week from there to the busy days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rush_hours_per_week: Option<f64>,
    /// Hours that are dropped, for `reduce`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reduce_hours: Option<f64>,
    /// Who decided.
    pub by: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// On which day.
    pub on: String,
}

/// What the calendars of a person said of their time.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CalendarRecord {
    /// Hours that they left free, as far ahead as they were read.
    pub free: Vec<FreeRecord>,
    /// Days away.
    pub away: Vec<BusyRecord>,
}

/// Days that follow each other and are equally free.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FreeRecord {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Hours of each of them.
    pub hours: f64,
}

/// A milestone that meets busy days.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BusyConflictRecord {
    /// The milestone.
    pub milestone: String,
    /// First busy day.
    pub from: String,
    /// Last busy day.
    pub to: String,
    /// Why the days are busy.
    pub reason: Option<String>,
    /// before, after or reduce: what the plan does unless you decide otherwise.
    pub proposed: String,
    /// The choices with their figures.
    pub choices: ChoicesRecord,
}

/// The three choices at a conflict.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChoicesRecord {
    /// Hours a week that reach it before; null where it starts too late.
    pub before_hours_per_week: Option<f64>,
    /// Days by which the busy days push it back.
    pub after_days: i32,
    /// Hours to drop.
    pub reduce_hours: f64,
}

/// How a goal was read.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AnchorRecord {
    /// Its id; `goal` where there is one only.
    pub id: String,
    /// One statement that a stranger could judge.
    pub statement: String,
    /// Its kind.
    pub kind: String,
    /// What the kind was recognized from.
    pub kind_from: String,
    /// Whether it changes software, which brings rules of its own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub engineering: bool,
    /// high, medium or low: how well the library knows the subject.
    pub confidence: String,
    /// plannable, too_small or unclear.
    pub sizing: String,
    /// Its deadline, stated or read.
    pub deadline: Option<String>,
    /// Its hours a week, stated or read.
    pub hours_per_week: Option<f64>,
    /// The days of the week on which work is planned: monday, … Absent in plans of
    /// earlier versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub working_days: Vec<String>,
    /// What was read from free text.
    pub understood: Vec<UnderstoodRecord>,
    /// What is missing.
    pub questions: Vec<QuestionRecord>,
}

/// Something read from free text.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UnderstoodRecord {
    /// The words.
    pub quote: String,
    /// What they were taken to mean.
    pub meaning: String,
    /// The fact that it is: `F1`, … Absent for what was so once, and for what a
    /// playbook made of the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// What it shapes: deadline, hours, working_days, days_off, team,
    /// starting_state, assumptions, questions, and ids of milestones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shapes: Vec<String>,
}

/// A question with its reason.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct QuestionRecord {
    /// Part of the goal that it is about.
    pub field: String,
    /// error, warning or note.
    pub severity: String,
    /// The question.
    pub question: String,
    /// Why it matters for the plan.
    pub why: String,
    /// What a good answer looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// Answers to choose from, where only these will do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The key of the goal file that the answer belongs to: `deadline`, or
    /// `goals[1].deadline` of several goals.
    pub key: String,
    /// A line of a goal file with an example, to be copied and changed.
    pub line: String,
}

/// A playbook or aspect.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SourceRecord {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// subject, genre, near, generic or aspect.
    pub basis: String,
    /// Why it was chosen.
    pub why: String,
}

/// A remark of the audit.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FindingRecord {
    /// error, warning or note.
    pub severity: String,
    /// Stable code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Ids it is about.
    pub milestones: Vec<String>,
    /// What to do.
    pub fix: String,
    /// How much there is of what is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// The most or the least that it may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<f64>,
    /// Of what: hours, days, a currency, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}
