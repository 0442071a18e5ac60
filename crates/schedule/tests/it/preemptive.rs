//! One person and splittable work: exact against every order of minutes, and
//! with a window to blame that independent arithmetic accepts.

use std::collections::HashMap;

use backcast_core::problem::{Calendar, Dependency, Lag, Minute, Parts, Person, Problem, Span, Task, Terms, Work};
use backcast_schedule::portfolio::{is_preemptive, place_preemptive};
use proptest::prelude::*;

/// Up to seven tasks of up to three minutes in a calendar with holes, each due
/// sometime.
fn problem() -> impl Strategy<Value = Problem> {
    let task = (1..4u32, 0..9u32, 1..20u32, prop::collection::vec(any::<bool>(), 7));
    (prop::collection::vec(task, 1..8), prop::collection::vec((0..40u32, 1..12u32), 1..5)).prop_map(|(tasks, spans)| {
        let mut spans: Vec<Span> = spans.into_iter().map(|(start, length)| Span::new(start, start + length)).collect();
        spans.push(Span::new(60, 100));
        let tasks = tasks
            .into_iter()
            .enumerate()
            .map(|(number, (effort, release, deadline, after))| Task {
                work: Work::Splittable(effort),
                release,
                deadline: Some(deadline),
                after: (0..number).filter(|&on| after[on] && (on + number) % 2 == 0).map(follows).collect(),
                ..Task::default()
            })
            .collect();
        Problem::new(Parts {
            horizon: 100,
            calendars: vec![Calendar::new(spans)],
            people: vec![Person::default()],
            goals: vec![Terms::default()],
            tasks,
            ..Parts::default()
        })
        .expect("sound")
    })
}

/// At most four tasks of two minutes, so that everything can be tried.
fn few() -> impl Strategy<Value = Problem> {
    problem().prop_map(|problem| {
        let mut parts = problem.parts().clone();
        parts.tasks.truncate(4);
        for task in &mut parts.tasks {
            task.work = Work::Splittable(task.work.minutes().min(2));
        }
        Problem::new(parts).expect("sound")
    })
}

fn follows(on: usize) -> Dependency {
    Dependency { on, lag: Lag::Working(0) }
}

/// The least largest lateness in working time, by trying every task for every
/// minute of work.
fn least(
    problem: &Problem,
    left: &mut Vec<Minute>,
    work: Minute,
    seen: &mut HashMap<(Vec<Minute>, Minute), i64>,
) -> i64 {
    let calendar = problem.common().expect("one calendar");
    if left.iter().all(|&minutes| minutes == 0) {
        return i64::MIN;
    }
    if let Some(&known) = seen.get(&(left.clone(), work)) {
        return known;
    }
    let minute = calendar.minute_of(work).expect("the calendar is long enough");
    let mut best = i64::MAX;
    let mut anything = false;
    for number in 0..left.len() {
        let task = &problem.tasks()[number];
        let ready = task.release <= minute && task.after.iter().all(|before| left[before.on] == 0);
        if left[number] == 0 || !ready {
            continue;
        }
        anything = true;
        left[number] -= 1;
        let due = i64::from(calendar.work_before(task.deadline.expect("all are due")));
        let own = if left[number] == 0 { i64::from(work) + 1 - due } else { i64::MIN };
        best = best.min(own.max(least(problem, left, work + 1, seen)));
        left[number] += 1;
    }
    if !anything {
        best = least(problem, left, work + 1, seen);
    }
    seen.insert((left.clone(), work), best);
    best
}

/// The same with waiting between tasks, which depends on when each one was
/// finished: tried minute by minute, without remembering. Few tasks only.
fn least_waited(problem: &Problem, left: &mut Vec<Minute>, finishes: Vec<Option<Minute>>, work: Minute) -> i64 {
    let calendar = problem.common().expect("one calendar");
    if left.iter().all(|&minutes| minutes == 0) {
        return i64::MIN;
    }
    let minute = calendar.minute_of(work).expect("the calendar is long enough");
    let mut best = i64::MAX;
    let mut anything = false;
    for number in 0..left.len() {
        let task = &problem.tasks()[number];
        let waited = task.after.iter().all(|before| {
            finishes[before.on].is_some_and(|finish| match before.lag {
                Lag::Calendar(minutes) => minute >= finish + minutes,
                Lag::Working(minutes) => work >= calendar.work_before(finish) + minutes,
            })
        });
        if left[number] == 0 || task.release > minute || !waited {
            continue;
        }
        anything = true;
        left[number] -= 1;
        let mut finishes = finishes.clone();
        let mut own = i64::MIN;
        if left[number] == 0 {
            finishes[number] = Some(minute + 1);
            own = i64::from(work) + 1 - i64::from(calendar.work_before(task.deadline.expect("all are due")));
        }
        best = best.min(own.max(least_waited(problem, left, finishes, work + 1)));
        left[number] += 1;
    }
    // Idling may help where others are waited for.
    let waits = (0..left.len()).any(|n| left[n] > 0 && problem.tasks()[n].release > minute) || !anything;
    if waits && work < 40 {
        best = best.min(least_waited(problem, left, finishes, work + 1));
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn lateness_is_the_least_there_is(problem in problem()) {
        prop_assert!(is_preemptive(&problem));
        let placed = place_preemptive(&problem).expect("the horizon is long enough");
        prop_assert_eq!(problem.check_rules(&placed.schedule), Ok(()));
        let mut left: Vec<Minute> = problem.tasks().iter().map(|task| task.work.minutes()).collect();
        let best = least(&problem, &mut left, 0, &mut HashMap::new());
        prop_assert_eq!(placed.lateness_max, Some(best));
        prop_assert!(placed.is_proved);
        let window = placed.window.expect("without waiting there is one");
        prop_assert_eq!(problem.is_overfull(&window), best > 0, "{:?}", window);
        prop_assert_eq!(problem.check(&placed.schedule).is_ok(), best <= 0);
    }

    #[test]
    fn waiting_keeps_every_rule(problem in few(), lags in prop::collection::vec((0..4u32, any::<bool>()), 7)) {
        let mut parts = problem.parts().clone();
        for (task, &(lag, by_calendar)) in parts.tasks.iter_mut().zip(&lags) {
            for dependency in &mut task.after {
                dependency.lag = if by_calendar { Lag::Calendar(lag) } else { Lag::Working(lag) };
            }
        }
        let problem = Problem::new(parts).expect("sound");
        let placed = place_preemptive(&problem).expect("the horizon is long enough");
        prop_assert_eq!(problem.check_rules(&placed.schedule), Ok(()));
        if placed.is_proved && placed.lateness_max <= Some(0) {
            prop_assert_eq!(problem.check(&placed.schedule), Ok(()));
        }
        let mut left: Vec<Minute> = problem.tasks().iter().map(|task| task.work.minutes()).collect();
        let finishes = vec![None; left.len()];
        let best = least_waited(&problem, &mut left, finishes, 0);
        prop_assert!(placed.is_proved, "so few are tried in every order");
        prop_assert!(placed.lateness_max >= Some(best));
        if placed.lateness_max > Some(0) {
            prop_assert_eq!(placed.lateness_max, Some(best));
        }
    }

    #[test]
    fn more_hours_never_break_a_deadline(problem in problem(), extra in (0..60u32, 1..20u32)) {
        let before = place_preemptive(&problem).expect("the horizon is long enough");
        let mut parts = problem.parts().clone();
        let span = Span::new(extra.0, extra.0 + extra.1);
        parts.calendars = vec![Calendar::new(parts.calendars[0].spans().iter().copied().chain([span]))];
        let after = place_preemptive(&Problem::new(parts).expect("sound")).expect("there is more room");
        prop_assert!(before.lateness_max > Some(0) || after.lateness_max <= Some(0));
    }
}
