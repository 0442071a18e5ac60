//! A problem on one axis of time without the hours in which nobody works.

use backcast_core::problem::{Calendar, Lag, Minute, Placed, Problem, Schedule, Span, Task, Who, Work};

use super::serial::{Reason, Unplaceable};

/// A problem whose unbroken tasks each have one person that can do them, and
/// that knows neither resources nor caps nor pins: then a schedule is an order
/// of tasks for each person.
///
/// Times are positions on an axis: minutes of all calendars together, with
/// the time in which nobody works cut out. Behind its end the axis goes on as
/// if everybody worked always, so that late orders can be compared as well.
pub(super) struct Layout<'p> {
    pub(super) problem: &'p Problem,
    pub(super) axis: Calendar,
    clocks: Clocks,
    /// The common working time on the axis; `None` if it is the axis.
    common: Option<Calendar>,
    pub(super) jobs: Vec<Job>,
    /// Predecessors of all jobs, one after the other.
    before: Vec<(u32, Wait)>,
    after: Vec<u32>,
    pub(super) dues: Vec<Due>,
}

/// Number of nobody.
pub(super) const NOBODY: u32 = u32::MAX;

/// A task on the axis.
pub(super) struct Job {
    /// Who does it; [`NOBODY`] for waiting and moments.
    pub(super) person: u32,
    /// Minutes of work, or of waiting.
    pub(super) minutes: u32,
    /// It does not start before this position.
    pub(super) release: u32,
    before: (u32, u32),
    after: (u32, u32),
    /// The dues that its finish decides about, if any.
    pub(super) is_end: bool,
}

/// What has to pass after a predecessor's finish.
#[derive(Clone, Copy, Debug)]
enum Wait {
    /// Positions of the axis.
    Axis(u32),
    /// Minutes of the common working time.
    Common(u32),
    /// Minutes of the calendar.
    Calendar(u32),
}

/// Tasks that should, or have to, be finished by a position.
pub(super) struct Due {
    /// The last of them decides; in rising order.
    pub(super) ends: Vec<u32>,
    /// Common working time before it.
    work: u32,
    weight: f64,
}

/// A minute after a deadline counts like so many after the target of the
/// heaviest goal.
const HARD: f64 = 50.0;

impl<'p> Layout<'p> {
    /// The layout, `None` if an order of tasks is not all there is to
    /// decide.
    pub(super) fn new(problem: &'p Problem) -> Option<Self> {
        let parts = problem.parts();
        if !is_plain(problem) || parts.calendars.is_empty() || !can_be_counted(problem) {
            return None;
        }
        let axis = match parts.calendars.as_slice() {
            [only] => only.clone(),
            several => Calendar::new(several.iter().flat_map(|calendar| calendar.spans().iter().copied())),
        };
        let common = (parts.calendars[0] != axis).then(|| on_axis(&axis, &parts.calendars[0]));
        let mut layout = Layout {
            clocks: Clocks::new(problem, &axis),
            problem,
            axis,
            common,
            jobs: Vec::with_capacity(parts.tasks.len()),
            before: Vec::new(),
            after: Vec::new(),
            dues: Vec::new(),
        };
        layout.add_jobs();
        layout.add_dues();
        Some(layout)
    }

    fn add_jobs(&mut self) {
        let successors = super::serial::successors(self.problem);
        for (task, after) in self.problem.tasks().iter().zip(successors) {
            let is_work = !is_waiting(task.work) && task.work.minutes() > 0;
            let person = match task.who {
                Who::Person(person) if is_work => u32::try_from(person).unwrap_or(NOBODY),
                _ if is_work => 0,
                _ => NOBODY,
            };
            let first = self.before.len() as u32;
            for dependency in &task.after {
                let wait = match dependency.lag {
                    Lag::Working(minutes) if self.common.is_none() || minutes == 0 => Wait::Axis(minutes),
                    Lag::Working(minutes) => Wait::Common(minutes),
                    Lag::Calendar(minutes) => Wait::Calendar(minutes),
                };
                self.before.push((dependency.on as u32, wait));
            }
            let first_after = self.after.len() as u32;
            self.after.extend(after.iter().map(|&after| after as u32));
            self.jobs.push(Job {
                person,
                minutes: task.work.minutes(),
                release: self.axis.work_before(task.release),
                before: (first, self.before.len() as u32),
                after: (first_after, self.after.len() as u32),
                is_end: false,
            });
        }
    }

    fn add_dues(&mut self) {
        let problem = self.problem;
        // Only what no other task of the goal waits for can be its last.
        let mut is_last = vec![true; problem.tasks().len()];
        for task in problem.tasks() {
            for dependency in task.after.iter().filter(|d| problem.tasks()[d.on].goal == task.goal) {
                is_last[dependency.on] = false;
            }
        }
        let mut ends = vec![Vec::new(); problem.goals().len()];
        for (number, task) in problem.tasks().iter().enumerate().filter(|&(number, _)| is_last[number]) {
            ends[task.goal].push(number as u32);
        }
        let heaviest = problem.goals().iter().map(|goal| goal.weight).max().unwrap_or(1).max(1);
        let hard = HARD * f64::from(heaviest);
        for (goal, (terms, ends)) in problem.goals().iter().zip(ends).enumerate() {
            if let Some(target) = terms.target.filter(|_| terms.weight > 0) {
                let target = problem.before_buffer(goal, target);
                self.add_due(ends.clone(), target, f64::from(terms.weight));
            }
            if let Some(deadline) = terms.deadline {
                self.add_due(ends, problem.before_buffer(goal, deadline), hard);
            }
        }
        for (number, task) in problem.tasks().iter().enumerate() {
            if let Some(deadline) = task.deadline {
                self.add_due(vec![number as u32], deadline, hard);
            }
        }
    }

    fn add_due(&mut self, ends: Vec<u32>, minute: Minute, weight: f64) {
        for &end in &ends {
            self.jobs[end as usize].is_end = true;
        }
        let work = self.work_on_common(self.axis.work_before(minute));
        self.dues.push(Due { ends, work, weight });
    }

    /// The common working time before a position.
    fn work_on_common(&self, position: u32) -> u32 {
        let Some(common) = &self.common else { return position };
        common.work_before(position) + position.saturating_sub(self.axis.total())
    }

    /// What lateness costs where the last of a due's tasks is finished there.
    pub(super) fn cost(&self, due: usize, finish: u32) -> f64 {
        let due = &self.dues[due];
        f64::from(self.work_on_common(finish).saturating_sub(due.work)) * due.weight
    }

    pub(super) fn before(&self, job: usize) -> impl Iterator<Item = usize> + '_ {
        let (from, to) = self.jobs[job].before;
        self.before[from as usize..to as usize].iter().map(|&(before, _)| before as usize)
    }

    pub(super) fn after(&self, job: usize) -> impl Iterator<Item = usize> + '_ {
        let (from, to) = self.jobs[job].after;
        self.after[from as usize..to as usize].iter().map(|&after| after as usize)
    }

    /// For each predecessor the position from which it lets a job start.
    pub(super) fn bounds<'a>(&'a self, job: usize, times: &'a Times) -> impl Iterator<Item = (usize, u32)> + 'a {
        let (from, to) = self.jobs[job].before;
        self.before[from as usize..to as usize].iter().map(|&(before, wait)| {
            let finish = times.finish[before as usize];
            let position = match wait {
                Wait::Axis(minutes) => finish + minutes,
                Wait::Common(minutes) => self.behind_common(finish, minutes),
                Wait::Calendar(minutes) => {
                    let minute = self.finish_minute(before as usize, times) + minutes;
                    self.position_of(minute)
                }
            };
            (before as usize, position)
        })
    }

    fn behind_common(&self, position: u32, minutes: u32) -> u32 {
        let common = self.common.as_ref().expect("only asked where it is not the axis");
        let work = self.work_on_common(position) + minutes;
        common.minute_after(work).unwrap_or_else(|| self.axis.total() + (work - common.total()))
    }

    fn position_of(&self, minute: Minute) -> u32 {
        let end = self.axis.spans().last().map_or(0, |span| span.finish);
        self.axis.work_before(minute) + minute.saturating_sub(end)
    }

    /// The minute of a job's finish.
    fn finish_minute(&self, job: usize, times: &Times) -> Minute {
        if self.jobs[job].person == NOBODY {
            return times.waited_until[job];
        }
        let position = times.finish[job];
        let end = self.axis.spans().last().map_or(0, |span| span.finish);
        self.axis.minute_after(position).unwrap_or_else(|| end + (position - self.axis.total()))
    }

    /// Gives a job its times, after its predecessors and after work of its
    /// person's that ends at `work_before`; whether they changed.
    pub(super) fn settle(&self, job: usize, work_before: u32, times: &mut Times) -> bool {
        let Job { person, minutes, release, .. } = self.jobs[job];
        if person == NOBODY {
            let minute = self.waiting_start(job, times) + minutes;
            let same = std::mem::replace(&mut times.waited_until[job], minute) == minute;
            let position = self.position_of(minute);
            return std::mem::replace(&mut times.finish[job], position) != position || !same;
        }
        let earliest = self.bounds(job, times).map(|(_, position)| position).fold(release, u32::max);
        let work_end = self.clocks.work_before(person, earliest).max(work_before) + minutes;
        let finish = self.clocks.position_after(person, work_end);
        let changed = times.work_end[job] != work_end || times.finish[job] != finish;
        times.work_end[job] = work_end;
        times.finish[job] = finish;
        changed
    }

    /// The minute in which a waiting starts: minutes between working times
    /// count here.
    pub(super) fn waiting_start(&self, job: usize, times: &Times) -> Minute {
        let task = &self.problem.tasks()[job];
        task.after.iter().fold(task.release, |start, dependency| {
            let finish = self.finish_minute(dependency.on, times);
            let behind = super::serial::waited(self.problem, finish, dependency.lag);
            start.max(behind.unwrap_or(Problem::HORIZON_MAX))
        })
    }

    /// The schedule with these times; nothing where somebody's working time
    /// does not last.
    pub(super) fn schedule(&self, times: &Times) -> Result<Schedule, Unplaceable> {
        let placed = self.jobs.iter().enumerate().map(|(number, job)| {
            let unplaceable = Unplaceable { task: number, reason: Reason::NoRoom };
            let (person, span) = if job.person == NOBODY {
                let finish = times.waited_until[number];
                let person = match self.problem.tasks()[number].who {
                    _ if is_waiting(self.problem.tasks()[number].work) => None,
                    Who::Person(person) => Some(person),
                    _ => Some(0),
                };
                (person, Span::new(finish - job.minutes, finish))
            } else {
                let person = job.person as usize;
                let time = self.problem.working_time(person);
                let work = times.work_end[number];
                let start = time.minute_of(work - job.minutes).ok_or(unplaceable)?;
                (Some(person), Span::new(start, time.minute_after(work).ok_or(unplaceable)?))
            };
            if span.finish > self.problem.parts().horizon {
                return Err(unplaceable);
            }
            Ok(Placed { person, stretches: vec![span] })
        });
        Ok(Schedule(placed.collect::<Result<_, _>>()?))
    }

    /// The work of a job's person from which a position lets it start.
    pub(super) fn work_at(&self, job: usize, position: u32) -> u32 {
        self.clocks.work_before(self.jobs[job].person, position)
    }
}

/// When everything is finished.
#[derive(Clone, Debug, Default)]
pub(super) struct Times {
    /// Work of the person before the end of each job.
    pub(super) work_end: Vec<u32>,
    /// Position of each finish.
    pub(super) finish: Vec<u32>,
    /// Minute of the finish, of waiting and moments only.
    pub(super) waited_until: Vec<Minute>,
}

/// Whether a schedule is an order of tasks for each person, and nothing else.
fn is_plain(problem: &Problem) -> bool {
    let parts = problem.parts();
    let is_free = parts.goals.iter().all(|goal| goal.per_day.is_none() && goal.per_week.is_none());
    let is_ordered = |task: &Task| {
        let has_one_worker = matches!(task.who, Who::Person(_)) || parts.people.len() == 1;
        let is_whole = !is_split(task.work) || task.work.minutes() == 0;
        (has_one_worker || is_waiting(task.work)) && is_whole && task.demands.is_empty() && task.pin.is_none()
    };
    is_free && parts.tasks.iter().all(is_ordered)
}

/// Whether even the worst order, everything one after the other, stays within
/// what positions can count.
fn can_be_counted(problem: &Problem) -> bool {
    let parts = problem.parts();
    let lag = |lag: Lag| match lag {
        Lag::Working(minutes) | Lag::Calendar(minutes) => u64::from(minutes),
    };
    let longest = |task: &Task| {
        let lags: u64 = task.after.iter().map(|dependency| lag(dependency.lag)).sum();
        u64::from(task.work.minutes()) + lags
    };
    let total: u64 = parts.tasks.iter().map(longest).sum();
    u32::try_from(total + u64::from(parts.horizon)).is_ok() && u32::try_from(parts.tasks.len()).is_ok()
}

fn is_waiting(work: Work) -> bool {
    matches!(work, Work::Waiting(_))
}

fn is_split(work: Work) -> bool {
    matches!(work, Work::Splittable(_))
}

/// A calendar in positions of the axis that it is part of.
fn on_axis(axis: &Calendar, calendar: &Calendar) -> Calendar {
    let position = |span: &Span| Span::new(axis.work_before(span.start), axis.work_before(span.finish));
    Calendar::new(calendar.spans().iter().map(position))
}

/// The working times of all people on the axis, one after the other; each ends
/// with a run without end.
struct Clocks {
    /// First run of each person; one longer than the people.
    first: Vec<u32>,
    /// Where each run starts.
    starts: Vec<u32>,
    /// The work before each run.
    before: Vec<u32>,
}

impl Clocks {
    fn new(problem: &Problem, axis: &Calendar) -> Self {
        let calendars: Vec<Calendar> =
            problem.parts().calendars.iter().map(|calendar| on_axis(axis, calendar)).collect();
        let mut clocks = Clocks { first: vec![0], starts: Vec::new(), before: Vec::new() };
        for (number, person) in problem.parts().people.iter().enumerate() {
            let calendar = &calendars[person.calendar];
            match problem.working_time(number).left() {
                None => clocks.add(calendar.spans(), axis.total()),
                Some(left) => clocks.add(cut(calendar, left).spans(), axis.total()),
            }
        }
        clocks
    }

    fn add(&mut self, runs: &[Span], axis_end: u32) {
        let mut sum = 0;
        for run in runs {
            self.starts.push(run.start);
            self.before.push(sum);
            sum += run.minutes();
        }
        self.starts.push(axis_end);
        self.before.push(sum);
        self.first.push(self.starts.len() as u32);
    }

    fn runs(&self, person: u32) -> (&[u32], &[u32]) {
        let range = self.first[person as usize] as usize..self.first[person as usize + 1] as usize;
        (&self.starts[range.clone()], &self.before[range])
    }

    fn work_before(&self, person: u32, position: u32) -> u32 {
        let (starts, before) = self.runs(person);
        let idx = starts.partition_point(|&start| start <= position);
        match idx.checked_sub(1) {
            None => 0,
            Some(idx) => {
                let work = before[idx] + (position - starts[idx]);
                before.get(idx + 1).map_or(work, |&most| work.min(most))
            }
        }
    }

    /// The position by which so much work, at least a minute, is done.
    fn position_after(&self, person: u32, work: u32) -> u32 {
        let (starts, before) = self.runs(person);
        let idx = before.partition_point(|&before| before < work) - 1;
        starts[idx] + (work - before[idx])
    }
}

/// The part of a calendar that is left, given in its work.
fn cut(calendar: &Calendar, left: &Calendar) -> Calendar {
    let mut spans = Vec::new();
    for span in left.spans() {
        let mut work = span.start;
        while work < span.finish {
            let start = calendar.minute_of(work).expect("what is left lies within the calendar");
            let run = calendar.spans()[calendar.spans().partition_point(|run| run.finish <= start)];
            let length = (run.finish - start).min(span.finish - work);
            spans.push(Span::new(start, start + length));
            work += length;
        }
    }
    Calendar::new(spans)
}
