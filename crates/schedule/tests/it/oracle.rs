//! The scheduler against trying everything, on small cases.
//!
//! Without waiting and lags, earliest deadline first with deadlines handed
//! backward minimizes the largest lateness exactly (Horn 1974; Baker, Lawler,
//! Lenstra and Rinnooy Kan 1983). Here tasks take whole days of one hour, so
//! that trying every order of days is possible.

use std::collections::HashMap;

use backcast_core::{
    DayCaps, Effort, EffortRange, MilestoneId, Placing, Verdict, Weekdays, WeeklyHours, WorkWeek, days_between,
    plus_days,
};
use backcast_schedule::{GoalConstraint, Project, Task, solve};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const TODAY: Date = date(2025, 6, 2);

#[derive(Clone, Debug)]
struct Small {
    days: Vec<u32>,
    after: Vec<Vec<usize>>,
    /// Goal of each task; each goal has its own deadline.
    goals: Vec<usize>,
    deadlines: Vec<i32>,
}

fn small() -> impl Strategy<Value = Small> {
    (2..6usize).prop_flat_map(|n| {
        let days = prop::collection::vec(1..4u32, n);
        let after = (0..n).map(|idx| prop::collection::vec(0..idx.max(1), 0..2)).collect::<Vec<_>>();
        let goals = prop::collection::vec(0..2usize, n);
        let deadlines = prop::collection::vec(0..14i32, 2);
        (days, after, goals, deadlines).prop_map(|(days, mut after, goals, deadlines)| {
            after[0].clear();
            Small { days, after, goals, deadlines }
        })
    })
}

fn project(small: &Small) -> Project {
    Project {
        today: TODAY,
        weekly: WorkWeek { pace: WeeklyHours::from_hours_per_week(7.0), days: Weekdays::default() },
        people: 1,
        busy: Vec::new(),
        caps: DayCaps::default(),
        goal_constraints: (0..2)
            .map(|goal| GoalConstraint {
                deadline: plus_days(TODAY, small.deadlines[goal]),
                priority: u32::try_from(goal + 1).expect("two goals"),
            })
            .collect(),
        tasks: (0..small.days.len())
            .map(|idx| Task {
                id: MilestoneId::numbered(idx + 1),
                goal: small.goals[idx],
                effort: EffortRange::exactly(Effort::from_hours(f64::from(small.days[idx]))),
                waiting_days: 0,
                after: small.after[idx].iter().map(|&before| (before, 0)).collect(),
                placing: Placing::Early,
                weight: 2,
                occasions: Vec::new(),
                due_by: None,
                not_before: None,
            })
            .collect(),
    }
}

/// The least possible largest lateness, by trying every next day of work.
fn brute_force(small: &Small, left: &mut Vec<u32>, day: i32, seen: &mut HashMap<Vec<u32>, i32>) -> i32 {
    if left.iter().all(|&days| days == 0) {
        return i32::MIN;
    }
    if let Some(&known) = seen.get(left) {
        return known;
    }
    let mut best = i32::MAX;
    for idx in 0..left.len() {
        let ready = small.after[idx].iter().all(|&before| left[before] == 0);
        if left[idx] == 0 || !ready {
            continue;
        }
        left[idx] -= 1;
        let own = if left[idx] == 0 { day - small.deadlines[small.goals[idx]] } else { i32::MIN };
        best = best.min(own.max(brute_force(small, left, day + 1, seen)));
        left[idx] += 1;
    }
    seen.insert(left.clone(), best);
    best
}

proptest! {
    #[test]
    fn verdict_equals_brute_force(small in small()) {
        let least = brute_force(&small, &mut small.days.clone(), 0, &mut HashMap::new());
        let solution = solve(&project(&small));
        prop_assert_eq!(solution.verdict == Verdict::Infeasible, least > 0, "{:?}", least);
    }

    /// With one goal the honest date is the earliest possible one.
    #[test]
    fn honest_date_equals_brute_force(mut small in small()) {
        small.goals.fill(0);
        let least = brute_force(&small, &mut small.days.clone(), 0, &mut HashMap::new());
        let solution = solve(&project(&small));
        if least > 0 {
            let likely = solution.forecast.expect("placed").likely;
            prop_assert_eq!(days_between(plus_days(TODAY, small.deadlines[0]), likely), least);
        }
    }
}
