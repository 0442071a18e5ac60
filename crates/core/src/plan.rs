use std::fmt;

use jiff::civil::Date;

use crate::audit::Finding;
use crate::{
    AnchoredGoal, ClaimedHours, DraftMilestone, Effort, FactUse, Gap, GoalId, GoalKind, MilestoneId, Outside,
    PlanChange, Source, WayOut, WeeklyHours,
};

/// A proved, dated proposal. Nothing in it changes afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Title of the goal file.
    pub title: String,
    /// Kind of the goal; `Project` where several goals compete.
    pub kind: GoalKind,
    /// The day of planning.
    pub today: Date,
    /// The last day of the window: the latest deadline of the goals.
    pub deadline: Option<Date>,
    /// The goals that it serves, as they were anchored.
    pub goals: Vec<AnchoredGoal>,
    /// Whether the goals were written as several competing ones.
    pub several: bool,
    /// What should be asked, most important first; six at most.
    pub questions: Vec<Gap>,
    /// Where something missing had to be assumed.
    pub assumptions: Vec<String>,
    /// What counts as done already.
    pub starting_state: Vec<String>,
    /// What the draft was made from.
    pub sources: Vec<Source>,
    /// Whether it can work.
    pub feasibility: Feasibility,
    /// When it will honestly be reached.
    pub forecast: Option<Forecast>,
    /// The milestones in order of their due dates.
    pub milestones: Vec<PlannedMilestone>,
    /// Milestones that meet days on which less or nothing can be done.
    pub busy_conflicts: Vec<BusyConflict>,
    /// Goals that want the same hours.
    pub goal_conflicts: Vec<GoalConflict>,
    /// Days on which to look at the plan again.
    pub reviews: Vec<Date>,
    /// What the audit remarked; never an error.
    pub findings: Vec<Finding>,
    /// Who proposed the milestones and their dates, where that was not the library.
    pub proposer: Option<String>,
    /// Ways out in the goal's own terms.
    pub ways_out: Vec<WayOut>,
    /// What lies in other hands.
    pub outside: Vec<Outside>,
    /// What the proposer made of each fact, where it says so.
    pub fact_uses: Vec<FactUse>,
}

impl Plan {
    /// Hours beyond the usual ones that it counts on; goals of one plan share them.
    #[must_use]
    pub fn extra_hours(&self) -> &[ClaimedHours] {
        self.goals.first().map_or(&[], |goal| &goal.circumstances.extra_hours)
    }

    /// The ways out that are shown: what helps, what is only words, and of a plan that
    /// somebody proposed all that they name.
    pub fn shown_ways_out(&self) -> impl Iterator<Item = &WayOut> {
        /// Nobody weighs more of them.
        const SHOWN: usize = 4;
        let is_given_and_unmeasured =
            self.proposer.is_some() && !matches!(self.feasibility.verdict, Verdict::Tight | Verdict::Infeasible);
        let is_shown =
            move |one: &&WayOut| one.effect.is_some() || one.change == PlanChange::Words || is_given_and_unmeasured;
        self.ways_out.iter().filter(is_shown).take(SHOWN)
    }

    /// How many milestones are work: the verification at the end of engineering
    /// plans is a gate.
    #[must_use]
    pub fn n_work_milestones(&self) -> usize {
        let n_gates = usize::from(self.goals.iter().any(AnchoredGoal::is_engineering));
        self.milestones.len().saturating_sub(n_gates)
    }
}

/// A milestone with its place in time.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedMilestone {
    /// What it is.
    pub milestone: DraftMilestone,
    /// First day of work on it.
    pub start: Date,
    /// Day on which it is complete.
    pub due: Date,
    /// The earliest day on which it could be reached at full pace.
    pub due_earliest: Date,
    /// The latest day on which it may be reached.
    pub due_latest: Date,
    /// Calendar days by which it can slip, all else following in the same order of
    /// work, before a deadline or the day of an event is not kept.
    pub slack_days: i32,
    /// Whether it lies on the chain that decides when its goal ends, or has no slack.
    pub critical: bool,
    /// What decided its place.
    pub reason: PlacementReason,
    /// Why it does not have the dates that were proposed for it.
    pub moved: Option<Move>,
}

/// Why a milestone has other dates than those that were proposed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Its proposed start, where it starts on another day.
    pub start_from: Option<Date>,
    /// Its proposed due day, where it is due on another.
    pub due_from: Option<Date>,
    /// What the proposed dates contradict.
    pub why: MoveReason,
}

/// What proposed dates contradict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoveReason {
    /// It is to start after this milestone and the days of waiting behind it.
    After(MilestoneId, u32),
    /// Its own waiting of so many days does not fit between start and due day.
    Waiting(u32),
    /// It has a day, or days between which it has to lie.
    Window,
    /// On the proposed due day nothing may be due.
    DayOff,
    /// It lay before the day of planning.
    Past,
    /// There are too few hours between its dates: its own or those of work that
    /// wants the same days.
    Hours,
}

/// What kept a milestone from starting earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlacementReason {
    /// Nothing: it starts on the first day.
    FirstDay,
    /// It waits for this milestone and the lag after it.
    After(MilestoneId, u32),
    /// The hours go to this milestone first.
    HoursTakenBy(MilestoneId),
    /// It is placed as late as what follows allows.
    AsLateAsPossible,
    /// It takes place on a date.
    FixedDate,
    /// Whoever proposed it gave the dates, and they hold.
    AsProposed,
    /// Somebody set its dates.
    ByHand,
}

/// Whether the plan can work, in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Feasibility {
    /// The answer.
    pub verdict: Verdict,
    /// The chance that everything is done by the deadline, 0 to 1, as the simulation of
    /// a calibration finds it; nothing where no hours or no deadline are known.
    pub chance: Option<f64>,
    /// Work in all milestones, likely value.
    pub needed: Option<Effort>,
    /// Hours from today to the deadline.
    pub available: Option<Effort>,
    /// The slowest pace at which the buffered finish still meets the deadline.
    pub pace_enough: Option<WeeklyHours>,
    /// Hours held back against the spread of the efforts.
    pub buffer: Option<Effort>,
    /// Why the answer is what it is.
    pub reasons: Vec<String>,
    /// The smallest changes that would help, each solved for.
    pub levers: Vec<Lever>,
}

/// The answer to "can it work?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// With room to spare.
    Feasible,
    /// Only if little goes wrong.
    Tight,
    /// Not by the deadline.
    Infeasible,
    /// Too little is known.
    Unclear,
    /// Needs no milestones.
    TooSmall,
}

/// A chance of the deadline that one can promise on: the safe date, P80, lies before it.
pub const SAFE: f64 = 0.8;
/// A chance below which nobody sets out: even the P20 lies behind the deadline.
pub const UNLIKELY: f64 = 0.2;

impl Verdict {
    /// The verdict that follows from the chance that everything is done by the deadlines,
    /// 0 to 1, and from whether it is where all takes as long as it was estimated.
    #[must_use]
    pub fn of_chance(chance: f64, is_done_as_estimated: bool) -> Verdict {
        match chance {
            _ if !is_done_as_estimated => Verdict::Infeasible,
            SAFE.. => Verdict::Feasible,
            UNLIKELY.. => Verdict::Tight,
            _ => Verdict::Infeasible,
        }
    }

    /// All verdicts.
    pub const ALL: [Verdict; 5] =
        [Verdict::Feasible, Verdict::Tight, Verdict::Infeasible, Verdict::Unclear, Verdict::TooSmall];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Feasible => "feasible",
            Verdict::Tight => "tight",
            Verdict::Infeasible => "infeasible",
            Verdict::Unclear => "unclear",
            Verdict::TooSmall => "too_small",
        }
    }

    /// Whether a person may go ahead with the plan as it stands.
    #[must_use]
    pub fn is_go(self) -> bool {
        matches!(self, Verdict::Feasible | Verdict::Tight)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// When the goal will honestly be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// If the work is as large as it is likely to be.
    pub likely: Date,
    /// If it needs the buffer too.
    pub late: Date,
}

/// A change that would help, with its effect solved for.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// What is changed.
    pub kind: LeverKind,
    /// The change and its effect in words.
    pub text: String,
}

/// What a lever changes.
#[derive(Clone, Debug, PartialEq)]
pub enum LeverKind {
    /// Work this many hours a week.
    Hours(WeeklyHours),
    /// Leave out these milestones, or as much of the work.
    Scope {
        /// Hours that the cut saves.
        saved: Effort,
        /// Milestones to leave out; empty where the amount shrinks instead.
        cut: Vec<MilestoneId>,
    },
    /// Finish on this date.
    Date(Date),
    /// Let somebody else do this much.
    Help(Effort),
    /// Let busy days be free after all.
    FreeDays {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
}

/// A milestone that meets days on which less or nothing can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct BusyConflict {
    /// The milestone.
    pub milestone: MilestoneId,
    /// First busy day.
    pub from: Date,
    /// Last busy day.
    pub to: Date,
    /// Why the days are busy.
    pub reason: Option<String>,
    /// What to do about it: the choice that the plan proposes.
    pub proposed: BusyChoice,
    /// Pace from the milestone's start that reaches it before the busy days;
    /// absent where it starts too late for that or would take more than
    /// twice the hours that there are.
    pub before: Option<WeeklyHours>,
    /// Days by which the busy days push it back.
    pub after_days: i32,
    /// Work to drop so that nothing is left after the busy days.
    pub reduce: Effort,
}

/// What to do about a conflict with busy days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BusyChoice {
    /// Reach the milestone before them.
    Before,
    /// Reach it after them.
    After,
    /// Make it smaller.
    Reduce,
}

impl BusyChoice {
    /// All choices.
    pub const ALL: [BusyChoice; 3] = [BusyChoice::Before, BusyChoice::After, BusyChoice::Reduce];

    /// The name used in files and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            BusyChoice::Before => "before",
            BusyChoice::After => "after",
            BusyChoice::Reduce => "reduce",
        }
    }
}

/// Goals that want the same hours.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalConflict {
    /// The goals, most important first.
    pub goals: Vec<GoalId>,
    /// How many more goals want hours in weeks that hold too few, and are named
    /// in no conflict of the plan.
    pub n_unnamed: u32,
    /// From the first to the last week in which all goals want more than there
    /// is; hours of these weeks only.
    pub overload: Overload,
    /// Each of these weeks.
    pub weeks: Vec<Overload>,
    /// The conflict in words, with figures.
    pub text: String,
}

/// A stretch of days in which more hours are wanted than there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overload {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Hours wanted in total.
    pub wanted: Effort,
    /// Hours there are in total.
    pub available: Effort,
}
