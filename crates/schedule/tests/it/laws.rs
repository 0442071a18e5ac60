//! What holds for every project.

use backcast_core::{
    BusyRange, DayCaps, Effort, EffortRange, MilestoneId, Placing, Verdict, Weekdays, WeeklyHours, WorkWeek,
    days_between, plus_days,
};
use backcast_schedule::{Course, GoalConstraint, Project, Solution, Task, solve};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const TODAY: Date = date(2025, 6, 2);

fn task(idx: usize) -> impl Strategy<Value = Task> {
    let after = prop::collection::vec((0..idx.max(1), 0..20u32), 0..3);
    (1..40u32, 0..20u32, 0..25u32, after, 0..10u8, 1..4u8).prop_map(
        move |(likely, more, waiting, after, placing, weight)| Task {
            id: MilestoneId::numbered(idx + 1),
            goal: 0,
            effort: EffortRange::new(
                Effort::from_hours(f64::from(likely) / 2.0),
                Effort::from_hours(f64::from(likely)),
                Effort::from_hours(f64::from(likely + more)),
            )
            .expect("in order"),
            waiting_days: if waiting < 15 { 0 } else { waiting },
            after: if idx == 0 { Vec::new() } else { after },
            placing: match placing {
                0 => Placing::Late,
                1 => Placing::On(plus_days(TODAY, 30)),
                _ => Placing::Early,
            },
            weight,
            occasions: Vec::new(),
            due_by: None,
            not_before: None,
        },
    )
}

fn project() -> impl Strategy<Value = Project> {
    let tasks = (1..8usize).prop_flat_map(|n| (0..n).map(task).collect::<Vec<_>>());
    let busy = prop::collection::vec((0..150i32, 0..20i32, 0..3u32), 0..3);
    let caps = prop::collection::vec(0..240u32, 0..200);
    (tasks, busy, 4..80u32, 20..250i32, caps).prop_map(|(tasks, busy, quarters, days, caps)| Project {
        today: TODAY,
        // On the grid of paces, where "more hours are never later" holds.
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
        caps: DayCaps::new(TODAY, caps),
        goal_constraints: vec![GoalConstraint { deadline: plus_days(TODAY, days), priority: 1 }],
        tasks,
    })
}

/// Order, waiting, lags and blocked days, checked without the scheduler's help. An event
/// stands on its day, blocked or not, and where the work does not fit before all that it
/// waits for is done.
fn check(project: &Project, solution: &Solution) {
    for (task, placed) in project.tasks.iter().zip(&solution.placements) {
        let is_event = project.keeps_its_day(task);
        if let Placing::On(day) = task.placing {
            assert!(!is_event || placed.due == day, "{placed:?}");
        }
        assert!(placed.start >= TODAY && placed.start <= placed.due, "{placed:?}");
        assert!(days_between(placed.start, placed.due) >= i32::try_from(task.waiting_days).expect("small"));
        let is_blocked = project.busy.iter().any(|range| range.blocks() && range.contains(placed.due));
        assert!(!is_blocked || is_event, "{placed:?}");
        if is_event && solution.verdict == Verdict::Infeasible {
            continue;
        }
        for &(before, lag) in &task.after {
            let earlier = &solution.placements[before];
            assert!(
                days_between(earlier.due, placed.start) >= i32::try_from(lag).expect("small"),
                "{earlier:?} {placed:?}"
            );
        }
    }
    let finish = solution.placements.iter().map(|placed| placed.due).max();
    if solution.verdict != Verdict::Infeasible {
        assert!(finish <= Some(project.goal_constraints[0].deadline));
    }
    let forecast = solution.forecast.expect("placed projects have one");
    assert_eq!(Some(forecast.likely), finish);
    assert!(forecast.late >= forecast.likely);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_solution_keeps_the_rules(project in project()) {
        check(&project, &solve(&project));
    }

    #[test]
    fn same_project_same_solution(project in project()) {
        prop_assert_eq!(solve(&project), solve(&project));
    }

    #[test]
    fn order_of_busy_days_changes_nothing(mut project in project()) {
        let solution = solve(&project);
        project.busy.reverse();
        let mut reversed = solve(&project);
        // Conflicts are listed in the order of the busy days.
        reversed.busy_conflicts.clone_from(&solution.busy_conflicts);
        prop_assert_eq!(solution, reversed);
    }

    #[test]
    fn more_hours_never_turn_a_feasible_plan_down(project in project(), more in 1..40u32) {
        let mut richer = project.clone();
        richer.weekly.pace = WeeklyHours::from_minutes_per_week(project.weekly.pace.minutes_per_week() + more * 15);
        let (poor, rich) = (solve(&project), solve(&richer));
        if poor.verdict != Verdict::Infeasible {
            prop_assert!(rich.verdict != Verdict::Infeasible);
        } else if rich.verdict == Verdict::Infeasible {
            // What ends by the deadline was too late for an event alone.
            let deadline = project.goal_constraints[0].deadline;
            let finish = |solution: &Solution| solution.forecast.map(|forecast| forecast.likely.max(deadline));
            prop_assert!(finish(&rich) <= finish(&poor), "{:?} {:?}", finish(&rich), finish(&poor));
        }
    }

    #[test]
    fn with_the_likely_efforts_the_course_is_the_plan(project in project()) {
        let solution = solve(&project);
        if solution.verdict == Verdict::Infeasible {
            return Ok(()); // Placed toward other dates than the deadlines.
        }
        let mut course = Course::new(&project, solution.pace).expect("it fits");
        let minutes: Vec<u32> = project.tasks.iter().map(|task| task.effort.likely().minutes()).collect();
        let waiting: Vec<u32> = project.tasks.iter().map(|task| task.waiting_days).collect();
        for _ in 0..2 {
            let run = course.run(&minutes, &waiting);
            let finish: Vec<Date> =
                run.finish.iter().map(|&day| plus_days(TODAY, i32::try_from(day).expect("small"))).collect();
            let due: Vec<Date> = solution.placements.iter().map(|placed| placed.due).collect();
            prop_assert_eq!(&finish, &due);
            prop_assert!(run.critical.iter().any(|critical| *critical));
        }
    }

    #[test]
    fn more_work_never_ends_a_chain_earlier(project in project(), more in 0..2_000u32) {
        let mut project = project;
        for (idx, task) in project.tasks.iter_mut().enumerate() {
            task.after = idx.checked_sub(1).map(|before| (before, 0)).into_iter().collect();
            task.placing = Placing::Early;
        }
        let mut course = Course::new(&project, project.weekly.pace).expect("it fits");
        let minutes: Vec<u32> = project.tasks.iter().map(|task| task.effort.likely().minutes()).collect();
        let waiting = vec![0; minutes.len()];
        let before = course.run(&minutes, &waiting).goal_finish.clone();
        let larger: Vec<u32> = minutes.iter().map(|minutes| minutes + more).collect();
        prop_assert!(course.run(&larger, &waiting).goal_finish >= before);
    }

    #[test]
    fn hours_lever_is_enough_and_the_smallest(project in project()) {
        let solution = solve(&project);
        for lever in &solution.levers {
            if let backcast_core::LeverKind::Hours(pace) = lever.kind {
                let mut richer = project.clone();
                richer.weekly.pace = pace;
                prop_assert_eq!(solve(&richer).verdict, Verdict::Feasible);
            }
        }
    }
}

/// An event so many days before the deadline, of so many hours.
fn event(days_before: u32, hours: f64) -> Task {
    Task {
        id: MilestoneId::numbered(1),
        goal: 0,
        effort: EffortRange::exactly(Effort::from_hours(hours)),
        waiting_days: 0,
        after: Vec::new(),
        placing: Placing::BeforeDeadline(days_before),
        weight: 2,
        occasions: Vec::new(),
        due_by: None,
        not_before: None,
    }
}

/// One task with seven hours a week until a day.
fn alone(task: &Task, days_left: i32) -> Project {
    Project {
        today: TODAY,
        weekly: WorkWeek { pace: WeeklyHours::from_hours_per_week(7.0), days: Weekdays::default() },
        people: 1,
        busy: Vec::new(),
        caps: DayCaps::default(),
        goal_constraints: vec![GoalConstraint { deadline: plus_days(TODAY, days_left), priority: 1 }],
        tasks: vec![task.clone()],
    }
}

/// The day before the race everything is done: its hours are those of its day, and no
/// week has to hold them.
#[test]
fn an_event_takes_its_hours_on_its_day() {
    let race = event(0, 5.0);
    for days_left in [0, 1, 6] {
        let project = alone(&race, days_left);
        let solution = solve(&project);
        let placed = solution.placements[0];
        assert_eq!((solution.verdict, placed.due), (Verdict::Feasible, plus_days(TODAY, days_left)));
        assert!(project.needed() <= project.available());
        let mut course = Course::new(&project, project.weekly.pace).expect("it is placed");
        let day = u32::try_from(days_left).expect("not in the past");
        assert_eq!(course.run(&[9 * 60], &[0]).finish, [day], "however long it lasts");
    }
    // So does one that has a date of its own, as a plan that was kept has it.
    let dated = Task { placing: Placing::On(plus_days(TODAY, 1)), ..race };
    let solution = solve(&alone(&dated, 1));
    assert_eq!((solution.verdict, solution.placements[0].due), (Verdict::Feasible, plus_days(TODAY, 1)));
    // What no day holds has to be found before it.
    let fair = event(0, 20.0);
    assert_eq!(solve(&alone(&fair, 6)).verdict, Verdict::Infeasible);
    assert_eq!(solve(&alone(&fair, 40)).verdict, Verdict::Feasible);
}

/// The work before it is late, and the race is run all the same; so is one before which
/// a rest would have to pass that has not passed by then.
#[test]
fn an_event_does_not_wait_for_late_work() {
    let work = Task { placing: Placing::Early, ..event(0, 20.0) };
    let race = Task { id: MilestoneId::numbered(2), after: vec![(0, 0)], ..event(2, 2.0) };
    let mut project = alone(&work, 12);
    project.tasks.push(race.clone());
    let solution = solve(&project);
    let dues: Vec<i32> = solution.placements.iter().map(|placed| days_between(TODAY, placed.due)).collect();
    assert_eq!((solution.verdict, dues), (Verdict::Infeasible, vec![19, 10]));
    let minutes = [1200, 120];
    let mut course = Course::new(&project, project.weekly.pace).expect("it is placed");
    assert!(!course.run(&[minutes[0] / 2, minutes[1]], &[0, 0]).unprepared[0]);
    let run = course.run(&minutes, &[0, 0]);
    assert_eq!((&run.finish, run.unprepared[0]), (&vec![19, 10], true));

    let rested = Task { not_before: Some(plus_days(TODAY, 11)), after: Vec::new(), ..race };
    let project = alone(&rested, 12);
    let solution = solve(&project);
    assert_eq!((solution.verdict, solution.placements[0].due), (Verdict::Infeasible, plus_days(TODAY, 10)));
    let mut course = Course::new(&project, project.weekly.pace).expect("it is placed");
    assert!(course.run(&[120], &[0]).unprepared[0]);
}

/// Begun on its day, its waiting would end behind any deadline.
#[test]
fn an_event_that_waits_for_something_keeps_its_day() {
    let idle = Task { waiting_days: 28, ..event(7, 3.0) };
    let project = |task: &Task| alone(task, 60);
    let placed = |task: &Task| solve(&project(task)).placements[0];
    assert_eq!((placed(&idle).start, placed(&idle).due), (plus_days(TODAY, 25), plus_days(TODAY, 53)));
    let late = Task { not_before: Some(plus_days(TODAY, 40)), ..idle };
    let solution = solve(&project(&late));
    assert_eq!(solution.verdict, Verdict::Infeasible);
    assert_eq!(solution.placements[0].start, plus_days(TODAY, 40));
    assert_eq!(solution.placements[0].due, plus_days(TODAY, 68));
}

/// Work of this many hours before a race in twelve days, at an hour a day.
fn before_a_race(hours: f64) -> Solution {
    let work = Task { placing: Placing::Early, ..event(0, hours) };
    let race = Task { id: MilestoneId::numbered(2), after: vec![(0, 0)], ..event(0, 2.0) };
    let mut project = alone(&work, 12);
    project.tasks.push(race);
    solve(&project)
}

/// A race has no other day, half as many hours again can be asked of somebody, and more
/// than a quarter less is another goal: what asks for more is said, and not offered.
#[test]
fn only_what_can_be_asked_of_somebody_is_offered() {
    let kinds = |solution: &Solution| {
        let kind = |lever: &backcast_core::Lever| match &lever.kind {
            backcast_core::LeverKind::Hours(_) => 'h',
            backcast_core::LeverKind::Scope { .. } => 's',
            backcast_core::LeverKind::Help(_) => 'o',
            _ => 'd',
        };
        solution.levers.iter().map(kind).collect::<String>()
    };
    let refused = |solution: &Solution| solution.reasons.iter().any(|reason| reason.ends_with("nobody keeps that up"));
    let (little, much) = (before_a_race(16.0), before_a_race(40.0));
    assert_eq!((little.verdict, kinds(&little), refused(&little)), (Verdict::Infeasible, "hso".into(), false));
    assert_eq!((much.verdict, kinds(&much), refused(&much)), (Verdict::Infeasible, "o".into(), true));
}
