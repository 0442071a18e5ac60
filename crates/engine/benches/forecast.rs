//! Ten thousand runs through a plan of fifty milestones over two years with a
//! busy calendar.

use backcast_core::{
    BusyRange, DayCaps, Effort, EffortRange, MilestoneId, Placing, Weekdays, WeeklyHours, WorkWeek, plus_days,
};
use backcast_forecast::{CommonFactorDistribution, Distribution, RunEnd, SimulationOptions, Uncertain, simulate};
use backcast_schedule::{Course, GoalConstraint, Project, Task};
use jiff::civil::date;

fn main() {
    divan::main();
}

const N_MILESTONES: usize = 50;

fn project() -> Project {
    let today = date(2026, 1, 5);
    let task = |idx: usize| Task {
        id: MilestoneId::numbered(idx + 1),
        goal: 0,
        effort: EffortRange::exactly(Effort::from_hours(8.0 + f64::from(u32::try_from(idx * 7 % 13).unwrap_or(0)))),
        waiting_days: if idx % 9 == 4 { 14 } else { 0 },
        after: idx
            .checked_sub(1 + idx % 3)
            .map(|before| (before, u32::from(idx.is_multiple_of(5)) * 7))
            .into_iter()
            .collect(),
        placing: Placing::Early,
        weight: 2,
        occasions: Vec::new(),
        due_by: None,
        not_before: None,
    };
    // A week off in every five, two days in each week between.
    let busy = (0..104).map(|week| {
        let (from, to) = if week % 5 == 4 { (0, 6) } else { (2, 3) };
        BusyRange {
            from: plus_days(today, week * 7 + from),
            to: plus_days(today, week * 7 + to),
            reason: None,
            left: WeeklyHours::ZERO,
        }
    });
    Project {
        today,
        weekly: WorkWeek { pace: WeeklyHours::from_hours_per_week(10.0), days: Weekdays::default() },
        people: 1,
        busy: busy.collect(),
        caps: DayCaps::default(),
        goal_constraints: vec![GoalConstraint { deadline: plus_days(today, 730), priority: 1 }],
        tasks: (0..N_MILESTONES).map(task).collect(),
    }
}

#[divan::bench]
fn ten_thousand_runs_of_fifty_milestones(bencher: divan::Bencher<'_, '_>) {
    let project = project();
    let items: Vec<Uncertain> = project
        .tasks
        .iter()
        .map(|task| {
            let minutes = f64::from(task.effort.likely().minutes());
            let days = f64::from(task.waiting_days);
            Uncertain {
                name: task.id.to_string(),
                minutes: Distribution::of((0..199).map(|k| minutes * (0.3 + f64::from(k) / 120.0))),
                waiting_days: Distribution::of((0..39).map(|k| days * (0.7 + f64::from(k) / 40.0))),
                goal: 0,
            }
        })
        .collect();
    let options = SimulationOptions {
        n_runs: 10_000,
        seed: 0,
        common_factor: CommonFactorDistribution { mean: 0.0, spread: 0.2 },
    };
    bencher.bench_local(|| {
        let mut course = Course::new(&project, project.weekly.pace).expect("it fits");
        simulate(&items, 1, &options, |minutes, waiting, tell| {
            let run = course.run(minutes, waiting);
            tell(RunEnd { finish: &run.finish, goal_finish: &run.goal_finish, critical: &run.critical });
        })
    });
}
