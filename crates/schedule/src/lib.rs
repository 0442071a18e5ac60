//! Places milestones in the hours that really exist, and says what can be
//! done where they do not suffice.
//!
//! A [`Project`] holds tasks with effort, waiting and dependencies, the hours
//! a week, the busy days and each goal's deadline. [`solve`] returns a
//! [`Solution`]: dates with slack and critical chain, the verdict, the honest
//! dates, the slowest pace that is enough, and levers, each found by solving
//! again.
//!
//! ```
//! use backcast_core::{DayCaps, Effort, EffortRange, MilestoneId, WeeklyHours, Placing, Verdict, Weekdays, WorkWeek};
//! use backcast_schedule::{Project, GoalConstraint, Task, solve};
//! use jiff::civil::date;
//!
//! let task = |number: usize, before: Option<usize>| Task {
//!     id: MilestoneId::numbered(number), goal: 0,
//!     effort: EffortRange::exactly(Effort::from_hours(7.0)), waiting_days: 0,
//!     after: before.map(|idx| (idx, 0)).into_iter().collect(), placing: Placing::Early, weight: 2,
//!     occasions: Vec::new(), due_by: None, not_before: None,
//! };
//! let project = Project {
//!     today: date(2025, 6, 2),
//!     caps: DayCaps::default(),
//!     weekly: WorkWeek { pace: WeeklyHours::from_hours_per_week(7.0), days: Weekdays::default() },
//!     people: 1,
//!     busy: Vec::new(),
//!     goal_constraints: vec![GoalConstraint { deadline: date(2025, 6, 15), priority: 1 }],
//!     tasks: vec![task(1, None), task(2, Some(0))],
//! };
//! let solution = solve(&project);
//! assert_eq!(solution.verdict, Verdict::Feasible); // 14 hours of work, 14 hours there
//! assert_eq!(solution.placements[1].due, date(2025, 6, 15));
//! ```
//!
//! [`Course`] goes through a placed project again and again with other efforts,
//! for simulations.
//!
//! Here one person (or one team that shares its hours) does work that can be
//! interrupted, day by day. Several people with calendars of their own, work
//! that stays in one piece and shared resources, in minutes, are in
//! [`portfolio`]; activities that share resources only, in [`network`].

mod project;

mod attempt;
mod bound;
mod honest;
mod mirror;
mod pace;
mod pass;

pub mod network;
pub mod portfolio;

mod bearable;
mod busy;
mod by_hand;
mod course;
mod dated;
mod impossible;
mod levers;
mod rivals;
mod slack;
mod solve;

#[cfg(test)]
mod arbitrary;

pub use bearable::{PART_CUT_PERCENT_MAX, bearable_pace, is_bearable_cut, unbearable_pace};
pub use by_hand::{busy_conflicts_by_hand, overfull_by_hand};
pub use course::{Course, Run};
pub use dated::{Contradicted, Dated, DatedTask, Wanted, keep_dates};
pub use impossible::{Impossible, earliest_ends, impossible};
pub use pace::{pace_needed, paces_between};
pub use project::{GoalConstraint, Project, Task};
pub use rivals::{RIVALS_MAX, Rivalries, Rivalry, rivalries};
pub use solve::{Placement, Reason, Solution, solve, solve_no_slower};
