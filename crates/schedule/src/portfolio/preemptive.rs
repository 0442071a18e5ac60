//! One person, work that may be interrupted: earliest deadline first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use backcast_core::problem::{Lag, Minute, Overfull, Placed, Problem, Schedule, Span, Who, Work, WorkingTime};

use super::serial::{Reason, Unplaceable, successors, waited};

/// The schedule of one person whose work may be interrupted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preemptive {
    /// Where each task lies.
    pub schedule: Schedule,
    /// The largest lateness of any task after its due date, or that of its
    /// goal, in minutes of the person's working time; negative where all are
    /// early, `None` if no task is due.
    pub lateness_max: Option<i64>,
    /// Whether no schedule has a smaller one.
    pub is_proved: bool,
    /// Where the lateness is proved: the window that is to blame, with due
    /// dates in the place of deadlines. It is overfull if anything is late.
    pub window: Option<Overfull>,
}

/// Whether a problem is of this kind: one person who can do everything that
/// is work, all of it splittable, without resources, caps and pins.
#[must_use]
pub fn is_preemptive(problem: &Problem) -> bool {
    let alone = |who: Who| problem.parts().people.len() == 1 && (who == Who::Anybody || who == Who::Person(0));
    let plain = problem.tasks().iter().all(|task| {
        let work = match task.work {
            Work::Splittable(_) | Work::Unbroken(0) => alone(task.who),
            Work::Waiting(_) => true,
            Work::Unbroken(_) => false,
        };
        work && task.demands.is_empty() && task.pin.is_none()
    });
    plain && problem.goals().iter().all(|goal| goal.per_day.is_none() && goal.per_week.is_none())
}

/// Places all tasks so that the largest lateness is small: at each moment the
/// person works on the released task with the earliest due date, where due
/// dates are first handed backward to predecessors. A task's due date is its
/// own deadline or, if that is earlier, its goal's deadline or target.
///
/// Without waiting and lags this is the least lateness that there is (Horn,
/// "Some simple scheduling algorithms", 1974; Baker, Lawler, Lenstra and
/// Rinnooy Kan, "Preemptive scheduling of a single machine to minimize maximum
/// cost subject to release dates and precedence constraints", 1983), over any
/// calendar, as both sides of every comparison are counted in its work. With
/// them it is a heuristic, proved where nothing is late or where a relaxation
/// without dependencies is as late; up to eight tasks are then tried in every
/// order, which is exact again.
///
/// Cost: n log n for n tasks and dependencies.
///
/// # Errors
///
/// Returns the first task for which the working time does not last.
///
/// # Panics
///
/// Panics unless [`is_preemptive`] holds.
pub fn place_preemptive(problem: &Problem) -> Result<Preemptive, Unplaceable> {
    assert!(is_preemptive(problem), "several people or unbroken work");
    let mut pass = Pass::new(problem);
    pass.run()?;
    let found = pass.answer();
    Ok(if found.is_proved { found } else { best_of_all_orders(problem, found) })
}

/// More tasks of work are not tried in every order.
const TRIED_MAX: usize = 8;

/// The best of all orders in which the work can be finished, where it is
/// little: some best schedule always works on what it finishes first among
/// what can be worked on, as an earlier piece of something else can trade
/// places with a later one of that (McNaughton 1959).
fn best_of_all_orders(problem: &Problem, mut best: Preemptive) -> Preemptive {
    let mut work: Vec<usize> = (0..problem.tasks().len()).filter(|&task| problem.effort(task) > 0).collect();
    if work.len() > TRIED_MAX {
        return best;
    }
    let mut count = vec![0; work.len()];
    let mut at = 0;
    loop {
        let mut pass = Pass::new(problem);
        for (place, &task) in (0..).zip(&work) {
            pass.rank[task] = place;
        }
        if pass.run().is_ok() {
            let other = pass.answer();
            if other.lateness_max < best.lateness_max {
                best = other;
            }
        }
        // The next order (Heap, "Permutations by interchanges", 1963).
        while at < work.len() && count[at] == at {
            count[at] = 0;
            at += 1;
        }
        if at >= work.len() {
            return Preemptive { is_proved: true, ..best };
        }
        work.swap(if at.is_multiple_of(2) { 0 } else { count[at] }, at);
        count[at] += 1;
        at = 0;
    }
}

struct Pass<'p> {
    problem: &'p Problem,
    /// The working time; `None` if there is no work at all.
    time: Option<WorkingTime<'p>>,
    successors: Vec<Vec<usize>>,
    /// Work before the due date of each task, handed backward.
    due: Vec<i64>,
    /// Of what can be worked on, the least goes first: the due dates, unless
    /// another order is tried.
    rank: Vec<i64>,
    /// What each task still needs.
    left: Vec<Minute>,
    n_open: Vec<usize>,
    /// First minute that release and predecessors leave.
    earliest: Vec<Minute>,
    /// Pieces of work of each task.
    pieces: Vec<Vec<Span>>,
    placed: Vec<Placed>,
    /// By the work before their release.
    upcoming: BinaryHeap<Reverse<(Minute, usize)>>,
    /// By due date.
    ready: BinaryHeap<Reverse<(i64, usize)>>,
}

impl<'p> Pass<'p> {
    fn new(problem: &'p Problem) -> Self {
        let n = problem.tasks().len();
        let time = (!problem.parts().people.is_empty()).then(|| problem.working_time(0));
        let mut pass = Pass {
            problem,
            time,
            successors: successors(problem),
            due: Vec::new(),
            rank: Vec::new(),
            left: (0..n).map(|task| problem.effort(task)).collect(),
            n_open: problem.tasks().iter().map(|task| task.after.len()).collect(),
            earliest: problem.tasks().iter().map(|task| task.release).collect(),
            pieces: vec![Vec::new(); n],
            placed: vec![Placed::default(); n],
            upcoming: BinaryHeap::new(),
            ready: BinaryHeap::new(),
        };
        pass.due = pass.dues();
        pass.rank = pass.due.clone();
        pass
    }

    fn work_before(&self, minute: Minute) -> Minute {
        self.time.map_or(0, |time| time.work_before(minute))
    }

    /// Work before each due date, handed backward through efforts; waiting and
    /// lags take what the calendar has in them.
    fn dues(&self) -> Vec<i64> {
        let problem = self.problem;
        let work = |due: Option<Minute>| due.map_or(NEVER, |minute| i64::from(self.work_before(minute)));
        let mut dues: Vec<i64> = own_dues(problem).into_iter().map(work).collect();
        for &number in problem.order().iter().rev() {
            let task = &problem.tasks()[number];
            let start = match task.work {
                Work::Waiting(minutes) => self.ahead(dues[number], minutes),
                Work::Unbroken(minutes) | Work::Splittable(minutes) => dues[number] - i64::from(minutes),
            };
            for dependency in &task.after {
                let by = match dependency.lag {
                    Lag::Calendar(minutes) => self.ahead(start, minutes),
                    Lag::Working(minutes) => start - i64::from(minutes),
                };
                dues[dependency.on] = dues[dependency.on].min(by);
            }
        }
        dues
    }

    /// The work before a minute that lies so many minutes before that of a
    /// piece of work; where that is unknown, the piece itself.
    fn ahead(&self, work: i64, minutes: Minute) -> i64 {
        let minute = Minute::try_from(work).ok().and_then(|work| self.time?.minute_after(work));
        minute.map_or(work, |minute| i64::from(self.work_before(minute.saturating_sub(minutes))))
    }

    fn run(&mut self) -> Result<(), Unplaceable> {
        for number in 0..self.n_open.len() {
            if self.n_open[number] == 0 {
                self.release(number)?;
            }
        }
        let mut now: Minute = 0;
        loop {
            while let Some(&Reverse((work, number))) = self.upcoming.peek()
                && work <= now
            {
                self.upcoming.pop();
                self.ready.push(Reverse((self.rank[number], number)));
            }
            let Some(&Reverse((_, number))) = self.ready.peek() else {
                let Some(&Reverse((work, _))) = self.upcoming.peek() else { return Ok(()) };
                now = work;
                continue;
            };
            let until = self.upcoming.peek().map_or(Minute::MAX, |&Reverse((work, _))| work);
            let finish = now.saturating_add(self.left[number]).min(until);
            match self.pieces[number].last_mut() {
                Some(piece) if piece.finish == now => piece.finish = finish,
                _ => self.pieces[number].push(Span::new(now, finish)),
            }
            self.left[number] -= finish - now;
            now = finish;
            if self.left[number] == 0 {
                self.ready.pop();
                self.finish(number)?;
            }
        }
    }

    /// Lets a task whose predecessors are finished wait for its release; what
    /// is no work is placed at once.
    fn release(&mut self, number: usize) -> Result<(), Unplaceable> {
        let minutes = match self.problem.tasks()[number].work {
            Work::Waiting(minutes) => minutes,
            Work::Unbroken(_) | Work::Splittable(0) => 0,
            Work::Splittable(_) => {
                self.upcoming.push(Reverse((self.work_before(self.earliest[number]), number)));
                return Ok(());
            }
        };
        let start = self.earliest[number];
        let span = Span::new(start, start.saturating_add(minutes));
        let person = if matches!(self.problem.tasks()[number].work, Work::Waiting(_)) { None } else { Some(0) };
        self.placed[number] = Placed { person, stretches: vec![span] };
        self.follow(number)
    }

    fn finish(&mut self, number: usize) -> Result<(), Unplaceable> {
        let unplaceable = Unplaceable { task: number, reason: Reason::NoRoom };
        let time = self.time.ok_or(Unplaceable { task: number, reason: Reason::Nobody })?;
        let stretch = |piece: &Span| Some(Span::new(time.minute_of(piece.start)?, time.minute_after(piece.finish)?));
        let stretches = self.pieces[number].iter().map(stretch).collect::<Option<Vec<Span>>>().ok_or(unplaceable)?;
        self.placed[number] = Placed { person: Some(0), stretches };
        self.follow(number)
    }

    fn follow(&mut self, number: usize) -> Result<(), Unplaceable> {
        let finish = self.placed[number].finish();
        if finish > self.problem.parts().horizon {
            return Err(Unplaceable { task: number, reason: Reason::NoRoom });
        }
        for successor in std::mem::take(&mut self.successors[number]) {
            // One dependency at a time: a predecessor may be named twice.
            let lags = self.problem.tasks()[successor].after.iter().filter(|dependency| dependency.on == number);
            for dependency in lags {
                let behind = waited(self.problem, finish, dependency.lag);
                let behind = behind.ok_or(Unplaceable { task: successor, reason: Reason::NoRoom })?;
                self.earliest[successor] = self.earliest[successor].max(behind);
            }
            self.n_open[successor] -= 1;
            if self.n_open[successor] == 0 {
                self.release(successor)?;
            }
        }
        Ok(())
    }

    fn answer(self) -> Preemptive {
        let own = own_dues(self.problem);
        let lateness = |number: usize| {
            let due = own[number]?;
            Some(i64::from(self.work_before(self.placed[number].finish())) - i64::from(self.work_before(due)))
        };
        let lateness_max = (0..own.len()).filter_map(lateness).max();
        let has_waiting =
            self.problem.tasks().iter().any(|task| {
                matches!(task.work, Work::Waiting(_)) || task.after.iter().any(|d| d.lag != Lag::Working(0))
            });
        let window = lateness_max.filter(|_| !has_waiting).and_then(|_| self.critical_window());
        let is_proved = !has_waiting || lateness_max.is_none_or(|most| most <= 0 || most <= self.lateness_bound(&own));
        Preemptive { lateness_max, is_proved, window, schedule: Schedule(self.placed) }
    }

    /// A lateness that no schedule is below, waiting or not: that of the same
    /// work without any dependencies, released when all that comes before it
    /// can be done and waited for at best (the relaxation of Carlier 1982, by
    /// Jackson's preemptive schedule).
    fn lateness_bound(&self, own: &[Option<Minute>]) -> i64 {
        let work = |minute: Minute| i64::from(self.work_before(minute));
        let heads = self.problem.earliest_starts();
        let mut bound = i64::MIN;
        let mut released: Vec<(i64, i64, i64)> = Vec::new();
        for (number, due) in own.iter().enumerate() {
            let Some(due) = due.map(work) else { continue };
            let effort = i64::from(self.problem.effort(number));
            let finish = self.problem.earliest_finish(number, heads[number]);
            bound = bound.max(work(finish.min(Problem::HORIZON_MAX)) - due);
            if effort > 0 {
                released.push((work(heads[number]), due, effort));
            }
        }
        released.sort_unstable();
        let mut ready: BinaryHeap<Reverse<(i64, i64)>> = BinaryHeap::new();
        let mut now = 0;
        let mut upcoming = released.into_iter().peekable();
        while upcoming.peek().is_some() || !ready.is_empty() {
            while let Some((_, due, effort)) = upcoming.next_if(|&(head, ..)| head <= now) {
                ready.push(Reverse((due, effort)));
            }
            let next = upcoming.peek().map_or(i64::MAX, |&(head, ..)| head);
            let Some(Reverse((due, effort))) = ready.pop() else {
                now = next;
                continue;
            };
            let step = effort.min(next - now);
            now += step;
            if step < effort {
                ready.push(Reverse((due, effort - step)));
            } else {
                bound = bound.max(now - due);
            }
        }
        bound
    }

    /// The work without a pause before the latest task, back to where only
    /// tasks that are due later were worked on: all of it is released in the
    /// window and due by its end.
    fn critical_window(&self) -> Option<Overfull> {
        let mut pieces: Vec<(Span, usize)> = Vec::new();
        for (number, list) in self.pieces.iter().enumerate() {
            pieces.extend(list.iter().map(|&piece| (piece, number)));
        }
        pieces.sort_unstable();
        let late = |number: usize| {
            let finish = self.pieces[number].last().map_or(0, |piece| i64::from(piece.finish));
            finish.saturating_sub(self.due[number])
        };
        let worked = (0..self.pieces.len()).filter(|&number| !self.pieces[number].is_empty());
        let last = worked
            .filter(|&number| self.due[number] < NEVER / 2)
            .max_by_key(|&number| (late(number), Reverse(number)))?;
        let due = self.due[last];
        let end = self.pieces[last].last()?.finish;
        let mut from = end;
        let mut tasks = Vec::new();
        for &(piece, number) in pieces.iter().rev().filter(|(piece, _)| piece.finish <= end) {
            if piece.finish != from || self.due[number] > due {
                break;
            }
            from = piece.start;
            tasks.push(number);
        }
        tasks.sort_unstable();
        tasks.dedup();
        let time = self.time?;
        let needed = tasks.iter().map(|&task| u64::from(self.problem.effort(task))).sum();
        // As wide as the same work allows: from the end of the work before to
        // the start of the work behind.
        let start = time.minute_after(from)?;
        let due = Minute::try_from(due).unwrap_or(0).max(from);
        let finish = time.minute_of(due).unwrap_or(self.problem.parts().horizon).max(start);
        let available = u64::from(time.work_before(finish) - from);
        Some(Overfull { window: Span::new(start, finish), tasks, needed, available })
    }
}

/// Due far after everything.
const NEVER: i64 = i64::MAX / 4;

/// The due date of each task: its own deadline, its goal's deadline or target,
/// whichever is first.
fn own_dues(problem: &Problem) -> Vec<Option<Minute>> {
    let of_goals: Vec<Option<Minute>> = problem
        .goals()
        .iter()
        .enumerate()
        .map(|(goal, terms)| {
            let first = [terms.deadline, terms.target].into_iter().flatten().min();
            first.map(|due| problem.before_buffer(goal, due))
        })
        .collect();
    problem.tasks().iter().map(|task| [task.deadline, of_goals[task.goal]].into_iter().flatten().min()).collect()
}
