//! Small projects by chance, for laws of what is private here.

use backcast_core::{
    BusyRange, DayCaps, Effort, EffortRange, MilestoneId, Placing, Weekdays, WeeklyHours, WorkWeek, plus_days,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::{GoalConstraint, Project, Task};

const TODAY: Date = date(2025, 6, 2);

fn hours(hours: u32) -> Effort {
    Effort::from_hours(f64::from(hours))
}

fn task(idx: usize) -> impl Strategy<Value = Task> {
    let after = prop::collection::vec((0..idx.max(1), 0..20u32), 0..3);
    (0..4usize, 0..30u32, 0..20u32, 0..25u32, after, 0..12u8).prop_map(
        move |(goal, likely, more, waiting, after, placing)| Task {
            id: MilestoneId::numbered(idx + 1),
            goal,
            effort: EffortRange::new(Effort::ZERO, hours(likely), hours(likely + more)).expect("in order"),
            waiting_days: waiting.saturating_sub(14),
            after: if idx == 0 { Vec::new() } else { after },
            placing: match placing {
                0 => Placing::Late,
                1 => Placing::On(plus_days(TODAY, 30)),
                2 => Placing::BeforeDeadline(3),
                _ => Placing::Early,
            },
            weight: 2,
            occasions: if placing == 3 { vec![plus_days(TODAY, 20), plus_days(TODAY, 80)] } else { Vec::new() },
            due_by: None,
            not_before: (placing == 4).then(|| plus_days(TODAY, 25)),
        },
    )
}

/// Up to nine tasks of four goals, with waiting, events and busy days; most do
/// not fit.
pub(crate) fn project() -> impl Strategy<Value = Project> {
    let tasks = (1..10usize).prop_flat_map(|n| (0..n).map(task).collect::<Vec<_>>());
    let busy = prop::collection::vec((0..100i32, 0..20i32, 0..3u32), 0..3);
    let goals = prop::collection::vec((0..60i32, 1..4u32), 4);
    (tasks, busy, 8..80u32, goals).prop_map(|(tasks, busy, quarters, goals)| Project {
        today: TODAY,
        weekly: WorkWeek { pace: WeeklyHours::from_minutes_per_week(quarters * 15), days: Weekdays::default() },
        people: 1,
        busy: busy
            .into_iter()
            .map(|(from, length, left)| BusyRange {
                from: plus_days(TODAY, from),
                to: plus_days(TODAY, from + length),
                reason: None,
                left: WeeklyHours::from_minutes_per_week(left * 30),
            })
            .collect(),
        caps: DayCaps::default(),
        goal_constraints: goals
            .into_iter()
            .map(|(days, priority)| GoalConstraint { deadline: plus_days(TODAY, days), priority })
            .collect(),
        tasks,
    })
}

/// So many goals with one deadline, far too much work for it, each a chain of
/// three tasks with so many days of waiting before the last.
pub(crate) fn chains(n_goals: usize, waiting_days: u32) -> Project {
    let task = |number: usize| Task {
        id: MilestoneId::numbered(number + 1),
        goal: number / 3,
        effort: EffortRange::new(Effort::ZERO, hours(7), hours(9)).expect("in order"),
        waiting_days: 0,
        after: if number.is_multiple_of(3) {
            Vec::new()
        } else {
            vec![(number - 1, waiting_days * u32::from(number % 3 == 2))]
        },
        placing: Placing::Early,
        weight: 1,
        occasions: Vec::new(),
        due_by: None,
        not_before: None,
    };
    Project {
        today: TODAY,
        weekly: WorkWeek { pace: WeeklyHours::from_hours_per_week(7.0), days: Weekdays::default() },
        people: 1,
        busy: Vec::new(),
        caps: DayCaps::default(),
        goal_constraints: (0..n_goals)
            .map(|_| GoalConstraint { deadline: plus_days(TODAY, 27), priority: 1 })
            .collect(),
        tasks: (0..3 * n_goals).map(task).collect(),
    }
}
