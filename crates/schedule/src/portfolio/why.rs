//! Why a task lies where it lies.

use backcast_core::problem::{Lag, Minute, Problem, Schedule, Span, Work};

use super::serial::waited;

/// Something that keeps a task from starting earlier; everything by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It is pinned there.
    Pin,
    /// It must not start before.
    Release,
    /// A predecessor is finished only then, the lag counted.
    After {
        /// The predecessor.
        task: usize,
        /// What has to pass after it.
        lag: Lag,
    },
    /// Whoever does it works on this task until then.
    Person {
        /// Number of the person in the problem.
        person: usize,
        /// The other task.
        task: usize,
    },
    /// This task holds a resource until then.
    Resource {
        /// Which resource.
        resource: usize,
        /// The other task.
        task: usize,
    },
    /// There is no working time before of whoever does it.
    FirstHour,
    /// Its goal has had what it may take in the days before.
    Cap {
        /// Which goal.
        goal: usize,
    },
    /// Nothing: it could start earlier, and that would help no goal.
    Nothing,
}

/// What each task of a schedule waits for, so that explanations need not look
/// at all tasks again.
pub struct Explainer<'p> {
    problem: &'p Problem,
    schedule: &'p Schedule,
    /// For each person the stretches of work, in order.
    own: Vec<Vec<(Span, usize)>>,
}

impl<'p> Explainer<'p> {
    /// Prepares to explain a schedule that keeps every rule.
    #[must_use]
    pub fn new(problem: &'p Problem, schedule: &'p Schedule) -> Self {
        let mut own = vec![Vec::new(); problem.parts().people.len()];
        for (number, placed) in schedule.0.iter().enumerate() {
            if let Some(person) = placed.person {
                let spans = placed.stretches.iter().filter(|span| span.minutes() > 0);
                own[person].extend(spans.map(|&span| (span, number)));
            }
        }
        for list in &mut own {
            list.sort_unstable();
        }
        Explainer { problem, schedule, own }
    }

    /// Everything that keeps a task from starting earlier, predecessors first;
    /// never empty.
    #[must_use]
    pub fn why(&self, task: usize) -> Vec<Why> {
        let given = &self.problem.tasks()[task];
        if given.pin.is_some() {
            return vec![Why::Pin];
        }
        let start = self.schedule.0[task].start();
        let mut reasons = Vec::new();
        for dependency in &given.after {
            let finish = self.schedule.0[dependency.on].finish();
            let bound = waited(self.problem, finish, dependency.lag).unwrap_or(Minute::MAX);
            if self.first_from(task, bound) >= start {
                reasons.push(Why::After { task: dependency.on, lag: dependency.lag });
            }
        }
        reasons.extend(self.person_before(task));
        reasons.extend(self.resources_before(task));
        if given.release > 0 && self.first_from(task, given.release) >= start {
            reasons.push(Why::Release);
        }
        if reasons.is_empty() && self.first_from(task, 0) >= start {
            reasons.push(Why::FirstHour);
        }
        let goal = &self.problem.goals()[given.goal];
        if reasons.is_empty() && (goal.per_day.is_some() || goal.per_week.is_some()) {
            reasons.push(Why::Cap { goal: given.goal });
        }
        if reasons.is_empty() {
            reasons.push(Why::Nothing);
        }
        reasons
    }

    /// The tasks that decide when one is finished, from it back over the first
    /// reason of each: predecessors and whoever had the hours before.
    #[must_use]
    pub fn chain(&self, last: usize) -> Vec<usize> {
        let mut chain = vec![last];
        let mut is_linked = vec![false; self.schedule.0.len()];
        let mut at = last;
        loop {
            is_linked[at] = true;
            let next = self.why(at).into_iter().find_map(|why| match why {
                Why::After { task, .. } | Why::Person { task, .. } | Why::Resource { task, .. } => Some(task),
                _ => None,
            });
            // Moments may explain each other in a circle.
            let Some(next) = next.filter(|&next| !is_linked[next]) else { break };
            chain.push(next);
            at = next;
        }
        chain.reverse();
        chain
    }

    /// The first minute from a bound on in which whoever does a task works.
    fn first_from(&self, task: usize, bound: Minute) -> Minute {
        let is_work = self.problem.effort(task) > 0;
        match self.schedule.0[task].person.filter(|_| is_work) {
            None => bound,
            Some(person) => {
                let time = self.problem.working_time(person);
                time.minute_of(time.work_before(bound)).unwrap_or(Minute::MAX)
            }
        }
    }

    /// The task on which the same person works right before.
    fn person_before(&self, task: usize) -> Option<Why> {
        let person = self.schedule.0[task].person?;
        let start = self.schedule.0[task].start();
        let place = self.own[person].partition_point(|&(span, _)| span.start < start);
        let &(before, other) = self.own[person].get(place.checked_sub(1)?)?;
        (other != task && self.first_from(task, before.finish) >= start).then_some(Why::Person { person, task: other })
    }

    /// Tasks that hold what the task needs until it starts.
    fn resources_before(&self, task: usize) -> Vec<Why> {
        let given = &self.problem.tasks()[task];
        let start = self.schedule.0[task].start();
        let reasons = given.demands.iter().filter_map(|&(resource, _)| {
            let holds = |other: usize| self.problem.tasks()[other].demands.iter().any(|&(r, d)| r == resource && d > 0);
            let last = (0..self.schedule.0.len())
                .filter(|&other| other != task && holds(other))
                .filter(|&other| {
                    let finish = self.schedule.0[other].finish();
                    finish <= start && self.first_from(task, finish) >= start
                })
                .max_by_key(|&other| (self.schedule.0[other].finish(), std::cmp::Reverse(other)));
            last.map(|task| Why::Resource { resource, task })
        });
        reasons.collect()
    }
}

/// How far a task can move; minutes of common working time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// The earliest start if everybody had time for one task only.
    pub start_earliest: Minute,
    /// The latest finish at which everything that is due stays in time, with
    /// all people's orders as they are; its own finish where it is late.
    pub finish_latest: Minute,
    /// How much later it can be finished before anything due is late.
    pub total_slack: Minute,
    /// How much later it can be finished before any other task moves.
    pub free_slack: Minute,
}

/// How far each task of a schedule can move while all people keep the order of
/// their tasks. What is due is every deadline and target; where a goal has
/// neither, its own finish is not moved.
///
/// Source: forward and backward pass, Kelley and Walker, "Critical-path
/// planning and scheduling" (1959), over the orders that resources give
/// (resource slack: Raz and Marshall 1996).
#[must_use]
pub fn rooms(problem: &Problem, schedule: &Schedule) -> Vec<Room> {
    let n = schedule.0.len();
    let worked = |minute: Minute| problem.common().map_or(minute, |common| common.work_before(minute));
    let explainer = Explainer::new(problem, schedule);
    // The next task of the same person, by the end of the last stretch.
    let mut next: Vec<Option<usize>> = vec![None; n];
    for list in &explainer.own {
        for (place, &(_, number)) in list.iter().enumerate() {
            next[number] = list.get(place + 1).map(|&(_, after)| after).filter(|&after| after != number);
        }
    }
    let mut latest = dues(problem, schedule);
    let mut free: Vec<Minute> = vec![Minute::MAX; n];
    let mut order: Vec<usize> = (0..n).collect();
    let mut rank = vec![0; n];
    for (place, &number) in problem.order().iter().enumerate() {
        rank[number] = place;
    }
    order.sort_by_key(|&number| (schedule.0[number].finish(), schedule.0[number].start(), rank[number]));
    let before = |start: Minute, lag: Lag| match lag {
        Lag::Calendar(minutes) => start.saturating_sub(minutes),
        Lag::Working(0) => start,
        Lag::Working(minutes) => problem.common().map_or(start, |common| {
            common.minute_of(common.work_before(start).saturating_sub(minutes)).unwrap_or(start).min(start)
        }),
    };
    for &number in order.iter().rev() {
        let placed = &schedule.0[number];
        if let Some(after) = next[number] {
            let start = latest_start(problem, schedule, after, latest[after]);
            latest[number] = latest[number].min(start);
            free[number] = free[number].min(schedule.0[after].start());
        }
        latest[number] = latest[number].max(placed.finish());
        let start = latest_start(problem, schedule, number, latest[number]);
        for dependency in &problem.tasks()[number].after {
            latest[dependency.on] = latest[dependency.on].min(before(start, dependency.lag));
            free[dependency.on] = free[dependency.on].min(before(placed.start(), dependency.lag));
        }
    }
    let earliest = problem.earliest_starts();
    (0..n)
        .map(|number| {
            let finish = schedule.0[number].finish();
            let slack = |until: Minute| worked(until.max(finish)) - worked(finish);
            let total_slack = slack(latest[number]);
            Room {
                start_earliest: earliest[number],
                finish_latest: latest[number],
                total_slack,
                free_slack: if free[number] == Minute::MAX {
                    total_slack
                } else {
                    slack(free[number]).min(total_slack)
                },
            }
        })
        .collect()
}

/// The latest finish of each task by what is due alone.
fn dues(problem: &Problem, schedule: &Schedule) -> Vec<Minute> {
    let mut last = vec![0; problem.goals().len()];
    for (task, placed) in problem.tasks().iter().zip(&schedule.0) {
        last[task.goal] = placed.finish().max(last[task.goal]);
    }
    let of_goal = |goal: usize| {
        let terms = &problem.goals()[goal];
        let first = [terms.target, terms.deadline].into_iter().flatten().min();
        first.map_or(last[goal], |due| problem.before_buffer(goal, due))
    };
    problem.tasks().iter().map(|task| of_goal(task.goal).min(task.deadline.unwrap_or(Minute::MAX))).collect()
}

fn latest_start(problem: &Problem, schedule: &Schedule, task: usize, finish: Minute) -> Minute {
    match problem.tasks()[task].work {
        Work::Waiting(minutes) => finish.saturating_sub(minutes),
        _ if problem.effort(task) == 0 => finish,
        _ => {
            let time = problem.working_time(schedule.0[task].person.unwrap_or(0));
            let work = time.work_before(finish).saturating_sub(problem.effort(task));
            // What is split has pauses: it cannot start later than by its work.
            time.minute_of(work).unwrap_or(finish).max(schedule.0[task].start())
        }
    }
}
