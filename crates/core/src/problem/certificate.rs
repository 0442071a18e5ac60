use super::{Lag, Minute, Problem, Span, Work};

/// Why a problem has no schedule that keeps every deadline: tasks that all
/// have to be done within a window which holds fewer hours of whoever can do
/// them than they need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overfull {
    /// The window.
    pub window: Span,
    /// The tasks, in rising order. None of them can start before the window
    /// and none may finish after it.
    pub tasks: Vec<usize>,
    /// Minutes of work that they need.
    pub needed: u64,
    /// Minutes of work that there are in the window.
    pub available: u64,
}

/// Why a problem has no schedule that keeps every deadline: a chain of tasks
/// that takes too long even if nothing else is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// The tasks, each a predecessor of the next.
    pub tasks: Vec<usize>,
    /// The earliest minute at which the last one can be finished.
    pub finish: Minute,
    /// When it has to be finished.
    pub deadline: Minute,
}

impl Problem {
    /// Whether a window is overfull indeed, by arithmetic of its own: what can
    /// start when follows from releases, efforts and lags along dependencies,
    /// what has to be finished when from deadlines and what comes after.
    #[must_use]
    pub fn is_overfull(&self, overfull: &Overfull) -> bool {
        let Overfull { window, tasks, needed, available } = overfull;
        let known = tasks.iter().all(|&task| task < self.tasks().len());
        let once = tasks.windows(2).all(|pair| pair[0] < pair[1]);
        if !known || !once {
            return false;
        }
        let (starts, finishes) = (self.earliest_starts(), self.latest_finishes());
        let inside = |&task: &usize| starts[task] >= window.start && finishes[task] <= window.finish;
        let work: u64 = tasks.iter().map(|&task| u64::from(self.effort(task))).sum();
        let able: std::collections::BTreeSet<usize> = tasks.iter().flat_map(|&task| self.able(task)).collect();
        let hours: u64 = able
            .into_iter()
            .map(|person| {
                let time = self.working_time(person);
                u64::from(time.work_before(window.finish))
                    - u64::from(time.work_before(window.start.min(window.finish)))
            })
            .sum();
        tasks.iter().all(inside) && work == *needed && hours == *available && work > hours
    }

    /// Whether a chain takes too long indeed.
    #[must_use]
    pub fn is_too_long(&self, chain: &TooLong) -> bool {
        let Some(&last) = chain.tasks.last() else { return false };
        let linked = |pair: &[usize]| self.tasks()[pair[1]].after.iter().any(|dependency| dependency.on == pair[0]);
        let known = chain.tasks.iter().all(|&task| task < self.tasks().len());
        known
            && chain.tasks.windows(2).all(linked)
            && self.earliest_finish(last, self.earliest_starts()[last]) >= chain.finish
            && self.latest_finishes()[last] <= chain.deadline
            && chain.finish > chain.deadline
    }

    /// Minutes of work; none for waiting.
    #[must_use]
    pub fn effort(&self, task: usize) -> Minute {
        match self.tasks()[task].work {
            Work::Unbroken(minutes) | Work::Splittable(minutes) => minutes,
            Work::Waiting(_) => 0,
        }
    }

    /// No schedule starts a task earlier: releases, pins and what comes before,
    /// as if everybody had time for one task only.
    #[must_use]
    pub fn earliest_starts(&self) -> Vec<Minute> {
        let mut starts = vec![0; self.tasks().len()];
        for &number in self.order() {
            let task = &self.tasks()[number];
            let mut start = task.release.max(task.pin.unwrap_or(0));
            for dependency in &task.after {
                let finish = self.earliest_finish(dependency.on, starts[dependency.on]);
                start = start.max(self.behind(finish, dependency.lag));
            }
            starts[number] = start;
        }
        starts
    }

    /// The earliest finish of a task that starts in a minute or later.
    #[must_use]
    pub fn earliest_finish(&self, task: usize, start: Minute) -> Minute {
        let minutes = match self.tasks()[task].work {
            Work::Waiting(minutes) => return start.saturating_add(minutes),
            Work::Unbroken(0) | Work::Splittable(0) => return start,
            Work::Unbroken(minutes) | Work::Splittable(minutes) => minutes,
        };
        let finish = |person: usize| {
            let time = self.working_time(person);
            time.minute_after(time.work_before(start).checked_add(minutes)?)
        };
        self.able(task).filter_map(finish).min().unwrap_or(Minute::MAX)
    }

    /// No schedule that keeps every deadline finishes a task later.
    #[must_use]
    pub fn latest_finishes(&self) -> Vec<Minute> {
        let mut finishes: Vec<Minute> = self
            .tasks()
            .iter()
            .map(|task| {
                let of_goal = self.goals()[task.goal].deadline.map(|deadline| self.before_buffer(task.goal, deadline));
                [task.deadline, of_goal].into_iter().flatten().fold(self.parts().horizon, Minute::min)
            })
            .collect();
        for &number in self.order().iter().rev() {
            let start = self.latest_start(number, finishes[number]);
            for dependency in &self.tasks()[number].after {
                let by = self.ahead(start, dependency.lag);
                finishes[dependency.on] = finishes[dependency.on].min(by);
            }
        }
        finishes
    }

    /// The latest start of a task that is finished by a minute; zero where
    /// there is none.
    fn latest_start(&self, task: usize, finish: Minute) -> Minute {
        let by_pin = self.tasks()[task].pin.unwrap_or(Minute::MAX);
        let minutes = match self.tasks()[task].work {
            Work::Waiting(minutes) => return finish.saturating_sub(minutes).min(by_pin),
            Work::Unbroken(0) | Work::Splittable(0) => return finish.min(by_pin),
            Work::Unbroken(minutes) | Work::Splittable(minutes) => minutes,
        };
        let start = |person: usize| {
            let time = self.working_time(person);
            time.minute_of(time.work_before(finish).checked_sub(minutes)?)
        };
        self.able(task).filter_map(start).max().unwrap_or(0).min(by_pin)
    }

    /// The first minute after a finish and a lag.
    fn behind(&self, finish: Minute, lag: Lag) -> Minute {
        match (lag, self.common()) {
            (Lag::Calendar(minutes), _) => finish.saturating_add(minutes),
            (Lag::Working(0), _) => finish,
            (Lag::Working(minutes), Some(common)) => {
                let work = common.work_before(finish).saturating_add(minutes);
                common.minute_after(work).unwrap_or(Minute::MAX)
            }
            (Lag::Working(_), None) => Minute::MAX,
        }
    }

    /// The last finish that a lag leaves before a start.
    fn ahead(&self, start: Minute, lag: Lag) -> Minute {
        match (lag, self.common()) {
            (Lag::Calendar(minutes), _) => start.saturating_sub(minutes),
            (Lag::Working(0), _) => start,
            (Lag::Working(minutes), Some(common)) => {
                match common.work_before(start).checked_sub(minutes) {
                    // Up to the next minute of work nothing more is counted.
                    Some(work) => common.minute_of(work).unwrap_or(start).min(start),
                    None => 0,
                }
            }
            (Lag::Working(_), None) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Calendar, Dependency, Parts, Person, Task, Terms};
    use super::*;

    fn problem() -> Problem {
        let task = |minutes| Task { work: Work::Unbroken(minutes), ..Task::default() };
        Problem::new(Parts {
            horizon: 300,
            calendars: vec![Calendar::new([Span::new(0, 60), Span::new(100, 160), Span::new(200, 260)])],
            people: vec![Person::default()],
            goals: vec![Terms { deadline: Some(160), ..Terms::default() }, Terms::default()],
            tasks: vec![
                Task { release: 30, ..task(50) },
                Task { after: vec![Dependency { on: 0, lag: Lag::Calendar(10) }], ..task(20) },
                Task { release: 40, ..task(30) },
                Task { goal: 1, ..task(60) },
            ],
            ..Parts::default()
        })
        .expect("sound")
    }

    #[test]
    fn windows_count_releases_deadlines_and_what_lies_between() {
        let problem = problem();
        assert_eq!(problem.earliest_starts(), [30, 130, 40, 0]);
        assert_eq!(problem.latest_finishes(), [130, 160, 160, 300]);
        let overfull = Overfull { window: Span::new(30, 160), tasks: vec![0, 1, 2], needed: 100, available: 90 };
        assert!(problem.is_overfull(&overfull));
        let with = |change: &dyn Fn(&mut Overfull)| {
            let mut other = overfull.clone();
            change(&mut other);
            problem.is_overfull(&other)
        };
        assert!(!with(&|other| other.window.start = 31), "one task may start before");
        assert!(!with(&|other| other.tasks.push(3)), "a task with time is no part of it");
        assert!(!with(&|other| other.needed = 101));
        assert!(!with(&|other| other.available = 80));
        assert!(!with(&|other| other.tasks = vec![0, 0, 1, 2]));
    }

    #[test]
    fn chains_count_waiting_and_calendars() {
        let problem = problem();
        // From 30 on 50 minutes until 120, ten of waiting, 20 until 150.
        let chain = |finish, deadline| TooLong { tasks: vec![0, 1], finish, deadline };
        assert!(!problem.is_too_long(&chain(150, 160)));
        let mut parts = problem.parts().clone();
        parts.goals[0].deadline = Some(140);
        let tight = Problem::new(parts).expect("sound");
        assert!(tight.is_too_long(&chain(150, 140)));
        assert!(!tight.is_too_long(&chain(151, 140)), "it could be finished earlier");
        assert!(!tight.is_too_long(&TooLong { tasks: vec![1, 0], finish: 150, deadline: 140 }));
    }
}
