use std::collections::BTreeMap;
use std::fmt;

use super::{Lag, Minute, Placed, Problem, Schedule, Span, Work, WorkingTime};

/// The rule that a schedule breaks; tasks, people, goals and resources by
/// number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Broken {
    /// There are more or fewer placements than tasks.
    Count,
    /// The stretches of a task are out of order, too many, or miss the working
    /// time of whoever does it.
    Stretches(usize),
    /// Nobody does it, or somebody who cannot.
    Worker(usize),
    /// It gets more or less work than it takes.
    Effort(usize),
    /// It starts before its release, or not where it is pinned.
    Start(usize),
    /// It finishes after its own deadline, its goal's or the horizon.
    Deadline(usize),
    /// It starts before its predecessor is finished, the lag counted.
    Precedence {
        /// The predecessor.
        before: usize,
        /// The successor.
        after: usize,
    },
    /// Somebody works on two tasks at a time.
    Overlap {
        /// Number of the person.
        person: usize,
        /// The earlier one.
        first: usize,
        /// The later one.
        second: usize,
    },
    /// More of a resource is held than there is.
    Capacity {
        /// Which resource.
        resource: usize,
        /// From which minute on.
        minute: Minute,
    },
    /// A goal takes more work than it may in the day or week that starts here.
    Cap {
        /// Which goal.
        goal: usize,
        /// First minute of the day or week.
        minute: Minute,
    },
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::Count => f.write_str("there is not one placement for each task"),
            Broken::Stretches(task) => write!(f, "the stretches of task {task} do not fit its working time"),
            Broken::Worker(task) => write!(f, "task {task} is done by nobody who can do it"),
            Broken::Effort(task) => write!(f, "task {task} gets more or less than it takes"),
            Broken::Start(task) => write!(f, "task {task} starts before its release or off its pin"),
            Broken::Deadline(task) => write!(f, "task {task} finishes behind its deadline"),
            Broken::Precedence { before, after } => {
                write!(f, "task {after} starts before task {before} is finished, the lag counted")
            }
            Broken::Overlap { person, first, second } => {
                write!(f, "person {person} works on tasks {first} and {second} at the same time")
            }
            Broken::Capacity { resource, minute } => {
                write!(f, "more of resource {resource} is held than there is, from minute {minute} on")
            }
            Broken::Cap { goal, minute } => {
                write!(f, "goal {goal} takes more than it may in the day or week from minute {minute} on")
            }
        }
    }
}

impl Problem {
    /// Whether a schedule keeps every rule: working times, dependencies with
    /// lags, releases, pins, deadlines, people, resources and caps. Targets
    /// are wishes and not among them.
    ///
    /// Looks at every stretch, dependency and day under work a fixed number of
    /// times, apart from sorting; shares nothing with what makes schedules.
    ///
    /// # Errors
    ///
    /// Returns the first rule that is broken.
    pub fn check(&self, schedule: &Schedule) -> Result<(), Broken> {
        self.check_rules(schedule)?;
        for (number, (task, placed)) in self.tasks().iter().zip(&schedule.0).enumerate() {
            let goal = &self.goals()[task.goal];
            let of_goal = goal.deadline.map(|deadline| self.before_buffer(task.goal, deadline));
            let last = [task.deadline, of_goal, Some(self.parts().horizon)].into_iter().flatten().min();
            if last.is_some_and(|last| placed.finish() > last) {
                return Err(Broken::Deadline(number));
            }
        }
        Ok(())
    }

    /// [`Problem::check`] without deadlines and horizon, for schedules that
    /// are known to come too late.
    ///
    /// # Errors
    ///
    /// Returns the first rule that is broken.
    pub fn check_rules(&self, schedule: &Schedule) -> Result<(), Broken> {
        if schedule.0.len() != self.tasks().len() {
            return Err(Broken::Count);
        }
        for (number, placed) in schedule.0.iter().enumerate() {
            self.check_work(number, placed)?;
            self.check_start(number, placed, schedule)?;
        }
        self.check_people(schedule)?;
        self.check_resources(schedule)?;
        self.check_caps(schedule)
    }

    fn check_work(&self, number: usize, placed: &Placed) -> Result<(), Broken> {
        let in_order = placed.stretches.windows(2).all(|pair| pair[0].finish <= pair[1].start);
        let sound = placed.stretches.iter().all(|span| span.start <= span.finish);
        let may_split = matches!(self.tasks()[number].work, Work::Splittable(_));
        if placed.stretches.is_empty() || !in_order || !sound || (placed.stretches.len() > 1 && !may_split) {
            return Err(Broken::Stretches(number));
        }
        let minutes = match self.tasks()[number].work {
            Work::Waiting(minutes) => {
                let span = placed.stretches[0];
                return if span.minutes() == minutes { Ok(()) } else { Err(Broken::Effort(number)) };
            }
            Work::Unbroken(minutes) | Work::Splittable(minutes) => minutes,
        };
        let person = placed.person.filter(|&person| person < self.parts().people.len());
        let person = person.filter(|&person| self.can_do(person, number)).ok_or(Broken::Worker(number))?;
        if minutes == 0 {
            let is_moment = placed.start() == placed.finish();
            return if is_moment { Ok(()) } else { Err(Broken::Effort(number)) };
        }
        let calendar = self.working_time(person);
        let mut worked = 0u64;
        for span in &placed.stretches {
            let (from, to) = (calendar.work_before(span.start), calendar.work_before(span.finish));
            // Tight at both ends: work happens in the first and the last minute.
            let tight = from < to
                && calendar.minute_of(from) == Some(span.start)
                && calendar.minute_after(to) == Some(span.finish);
            if !tight {
                return Err(Broken::Stretches(number));
            }
            worked += u64::from(to - from);
        }
        if worked == u64::from(minutes) { Ok(()) } else { Err(Broken::Effort(number)) }
    }

    fn check_start(&self, number: usize, placed: &Placed, schedule: &Schedule) -> Result<(), Broken> {
        let task = &self.tasks()[number];
        if placed.start() < task.release || task.pin.is_some_and(|pin| placed.start() != pin) {
            return Err(Broken::Start(number));
        }
        for dependency in &task.after {
            let finish = schedule.0[dependency.on].finish();
            let waited = match dependency.lag {
                Lag::Calendar(minutes) => placed.start() >= finish.saturating_add(minutes),
                Lag::Working(0) => placed.start() >= finish,
                Lag::Working(minutes) => {
                    let worked = |minute| self.common().map_or(0, |common| common.work_before(minute));
                    placed.start() >= finish && worked(placed.start()) - worked(finish) >= minutes
                }
            };
            if !waited {
                return Err(Broken::Precedence { before: dependency.on, after: number });
            }
        }
        Ok(())
    }

    fn check_people(&self, schedule: &Schedule) -> Result<(), Broken> {
        let mut of_people: Vec<Vec<(Span, usize)>> = vec![Vec::new(); self.parts().people.len()];
        for (number, placed) in schedule.0.iter().enumerate() {
            let person = placed.person.filter(|_| !matches!(self.tasks()[number].work, Work::Waiting(_)));
            if let Some(list) = person.and_then(|person| of_people.get_mut(person)) {
                list.extend(placed.stretches.iter().filter(|span| span.minutes() > 0).map(|&span| (span, number)));
            }
        }
        for (person, list) in of_people.iter_mut().enumerate() {
            list.sort_unstable();
            if let Some(pair) = list.windows(2).find(|pair| pair[1].0.start < pair[0].0.finish) {
                return Err(Broken::Overlap { person, first: pair[0].1, second: pair[1].1 });
            }
        }
        Ok(())
    }

    fn check_resources(&self, schedule: &Schedule) -> Result<(), Broken> {
        let capacities = &self.parts().resources;
        // At one moment finishes come before starts: spans are half-open.
        let mut moments: Vec<(Minute, bool, usize, u32)> = Vec::new();
        for (task, placed) in self.tasks().iter().zip(&schedule.0) {
            if placed.start() < placed.finish() {
                for &(resource, demand) in &task.demands {
                    moments.push((placed.start(), true, resource, demand));
                    moments.push((placed.finish(), false, resource, demand));
                }
            }
        }
        moments.sort_unstable();
        let mut held = vec![0u64; capacities.len()];
        for (minute, starts, resource, demand) in moments {
            if starts {
                held[resource] += u64::from(demand);
                if held[resource] > u64::from(capacities[resource]) {
                    return Err(Broken::Capacity { resource, minute });
                }
            } else {
                held[resource] -= u64::from(demand);
            }
        }
        Ok(())
    }

    fn check_caps(&self, schedule: &Schedule) -> Result<(), Broken> {
        let lasts = [(1440, &self.parts().days), (7 * 1440, &self.parts().weeks)];
        for (goal, terms) in self.goals().iter().enumerate() {
            for (cap, (usual, starts)) in [terms.per_day, terms.per_week].into_iter().zip(lasts) {
                let Some(cap) = cap else { continue };
                let mut taken: BTreeMap<Minute, u64> = BTreeMap::new();
                for (number, placed) in schedule.0.iter().enumerate().filter(|&(n, _)| self.tasks()[n].goal == goal) {
                    if let (Some(person), false) =
                        (placed.person, matches!(self.tasks()[number].work, Work::Waiting(_)))
                    {
                        count(self.working_time(person), &placed.stretches, usual, starts, &mut taken);
                    }
                }
                if let Some((&minute, _)) = taken.iter().find(|&(_, &minutes)| minutes > u64::from(cap)) {
                    return Err(Broken::Cap { goal, minute });
                }
            }
        }
        Ok(())
    }
}

/// Adds the work of stretches to the periods in which it is done, named by
/// their first minute.
fn count(
    calendar: WorkingTime<'_>,
    stretches: &[Span],
    usual: Minute,
    starts: &[Minute],
    taken: &mut BTreeMap<Minute, u64>,
) {
    let period = |minute: Minute| match starts {
        [] => Span::new(minute / usual * usual, (minute / usual + 1) * usual),
        starts => {
            let idx = starts.partition_point(|&start| start <= minute);
            let start = if idx == 0 { 0 } else { starts[idx - 1] };
            Span::new(start, starts.get(idx).copied().unwrap_or(Minute::MAX))
        }
    };
    for stretch in stretches {
        let mut minute = stretch.start;
        while minute < stretch.finish {
            let Span { start, finish } = period(minute);
            let until = finish.min(stretch.finish);
            let worked = calendar.work_before(until) - calendar.work_before(minute);
            if worked > 0 {
                *taken.entry(start).or_default() += u64::from(worked);
            }
            // Straight to the next minute of work: free years cost nothing.
            let Some(next) = calendar.minute_of(calendar.work_before(until)) else { break };
            minute = until.max(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Calendar, Dependency, Parts, Person, Task, Terms, Who};
    use super::*;

    /// Two people, of whom one is away in the second of three days of 60
    /// minutes; a day has 100 minutes.
    fn parts(tasks: Vec<Task>) -> Parts {
        let day = |day: Minute| Span::new(day * 100, day * 100 + 60);
        Parts {
            horizon: 300,
            calendars: vec![Calendar::new([day(0), day(1), day(2)])],
            days: vec![100, 200],
            weeks: vec![],
            people: vec![Person::default(), Person { absent: vec![Span::new(100, 200)], ..Person::default() }],
            resources: vec![2],
            goals: vec![Terms { weight: 1, ..Terms::default() }],
            tasks,
        }
    }

    fn at(person: usize, stretches: &[(Minute, Minute)]) -> Placed {
        let stretches = stretches.iter().map(|&(start, finish)| Span::new(start, finish)).collect();
        Placed { person: Some(person), stretches }
    }

    #[track_caller]
    fn check(parts: Parts, placed: &[Placed], expected: Result<(), Broken>) {
        let problem = Problem::new(parts).expect("sound");
        assert_eq!(problem.check(&Schedule(placed.to_vec())), expected);
    }

    fn one(task: Task) -> Parts {
        parts(vec![task])
    }

    #[test]
    fn unbroken_work_pauses_with_its_worker_only() {
        let task = || Task { work: Work::Unbroken(80), ..Task::default() };
        check(one(task()), &[at(0, &[(0, 120)])], Ok(()));
        check(one(task()), &[at(1, &[(0, 220)])], Ok(()));
        check(one(task()), &[at(1, &[(0, 120)])], Err(Broken::Stretches(0)));
        check(one(task()), &[at(0, &[(0, 60), (200, 220)])], Err(Broken::Stretches(0)));
        check(one(task()), &[at(0, &[(0, 130)])], Err(Broken::Effort(0)));
        check(one(task()), &[at(0, &[(0, 199)])], Err(Broken::Stretches(0)));
        let split = Task { work: Work::Splittable(80), ..Task::default() };
        check(one(split), &[at(0, &[(0, 60), (200, 220)])], Ok(()));
    }

    #[test]
    fn starts_and_deadlines_hold() {
        let task = || Task { work: Work::Unbroken(10), ..Task::default() };
        check(one(Task { release: 5, ..task() }), &[at(0, &[(0, 10)])], Err(Broken::Start(0)));
        check(one(Task { pin: Some(20), ..task() }), &[at(0, &[(30, 40)])], Err(Broken::Start(0)));
        check(one(Task { deadline: Some(9), ..task() }), &[at(0, &[(0, 10)])], Err(Broken::Deadline(0)));
        check(one(Task { who: Who::Person(1), ..task() }), &[at(0, &[(0, 10)])], Err(Broken::Worker(0)));
        check(one(Task { who: Who::Skilled(3), ..task() }), &[at(0, &[(0, 10)])], Err(Broken::Worker(0)));
        let mut late = one(task());
        late.goals[0].deadline = Some(60);
        late.goals[0].buffer = 55;
        check(late, &[at(0, &[(0, 10)])], Err(Broken::Deadline(0)));
    }

    #[test]
    fn lags_count_working_or_calendar_time() {
        let tasks = |lag| {
            let first = Task { work: Work::Unbroken(50), ..Task::default() };
            let second = Task { work: Work::Waiting(7), after: vec![Dependency { on: 0, lag }], ..Task::default() };
            parts(vec![first, second])
        };
        let placed = |start| [at(0, &[(0, 50)]), Placed { person: None, stretches: vec![Span::new(start, start + 7)] }];
        let early = Err(Broken::Precedence { before: 0, after: 1 });
        check(tasks(Lag::Working(20)), &placed(109), early);
        check(tasks(Lag::Working(20)), &placed(110), Ok(()));
        check(tasks(Lag::Calendar(20)), &placed(69), early);
        check(tasks(Lag::Calendar(20)), &placed(70), Ok(()));
    }

    #[test]
    fn people_and_resources_are_not_shared_beyond_what_there_is() {
        let task = |demand| Task { work: Work::Unbroken(10), demands: vec![(0, demand)], ..Task::default() };
        let overlap = Err(Broken::Overlap { person: 0, first: 0, second: 1 });
        check(parts(vec![task(1), task(1)]), &[at(0, &[(0, 10)]), at(0, &[(9, 19)])], overlap);
        check(parts(vec![task(1), task(1)]), &[at(0, &[(0, 10)]), at(1, &[(9, 19)])], Ok(()));
        let full = Err(Broken::Capacity { resource: 0, minute: 9 });
        check(parts(vec![task(1), task(2)]), &[at(0, &[(0, 10)]), at(1, &[(9, 19)])], full);
    }

    #[test]
    fn caps_count_the_work_of_all_people() {
        let mut parts = parts(vec![
            Task { work: Work::Unbroken(30), ..Task::default() },
            Task { work: Work::Unbroken(40), ..Task::default() },
        ]);
        parts.goals[0].per_day = Some(50);
        let placed = [at(0, &[(30, 60)]), at(1, &[(30, 210)])];
        check(parts.clone(), &placed, Err(Broken::Cap { goal: 0, minute: 0 }));
        parts.goals[0].per_day = Some(60);
        parts.goals[0].per_week = Some(69);
        check(parts.clone(), &placed, Err(Broken::Cap { goal: 0, minute: 0 }));
        parts.weeks = vec![200];
        check(parts, &placed, Ok(()));
    }
}
