//! How a placed project goes when its work turns out to be larger or smaller
//! than thought: the same pass, thousands of times.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use backcast_core::{Availability, WeeklyHours};

use crate::attempt::{Load, deadlines, jobs, place_toward};
use crate::pass::{Job, ranks};
use crate::project::HORIZON_MAX_DAYS;
use crate::{Project, Task};

/// A project that can be gone through again and again with other efforts.
///
/// The order in which tasks get the hours is that of the plan: whoever works
/// does not know beforehand what will take longer. With the likely efforts
/// every task ends where the plan has it.
#[derive(Clone, Debug)]
pub struct Course {
    availability: Availability,
    jobs: Vec<Job>,
    successors: Vec<Vec<(u32, u32)>>,
    n_before: Vec<u32>,
    /// Jobs by rank, and the rank of each.
    by_rank: Vec<u32>,
    rank: Vec<u32>,
    tasks: Vec<Option<usize>>,
    goals: Vec<usize>,
    n_goals: usize,
    /// For the hours of a goal's events: the tasks whose hours they are.
    events: Vec<Vec<usize>>,
    /// What the events wait for.
    wanted: Vec<Wanted>,
    run: Run,
}

/// What has to be done before an event, which does not wait for it.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    /// The goal of the event.
    goal: usize,
    /// The task before it.
    task: usize,
    /// The last day for that, before the first one where it cannot be kept any more.
    by: i64,
}

/// No job.
const NONE: u32 = u32::MAX;

/// Where each task ended in one run.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Day of each task's end, counted from the first day.
    pub finish: Vec<u32>,
    /// Last day of each goal.
    pub goal_finish: Vec<u32>,
    /// Whether a task lies on the chain that decides when its goal ends.
    pub critical: Vec<bool>,
    /// Whether an event of a goal came before all that it waits for was done.
    pub unprepared: Vec<bool>,
    due: Vec<u32>,
    cause: Vec<u32>,
    left: Vec<u64>,
    release: Vec<(u32, u64)>,
    waiting_for: Vec<u32>,
    started: Vec<u32>,
    upcoming: BinaryHeap<Reverse<(u64, u32)>>,
    ready: Vec<u64>,
    /// The job that ends last, of each goal.
    latest: Vec<u32>,
}

impl Course {
    /// The course of a project at a pace, toward the last days of its goals.
    /// Nothing if even forty years hold less than the likely work.
    ///
    /// Late tasks are held back as in the plan, as long as the days are not
    /// over. Events are on their day in every run, whatever is done by then.
    #[must_use]
    pub fn new(project: &Project, pace: WeeklyHours) -> Option<Self> {
        let dates = deadlines(project);
        let wanted = wanted(project, &dates);
        let horizon = project.horizon(pace).saturating_mul(4).clamp(730, HORIZON_MAX_DAYS);
        let availability = project.availability(pace, horizon);
        let jobs = jobs(project, &dates, Load::Likely);
        let mut jobs = place_toward(project, &availability, &dates, &jobs)?.into_jobs(jobs);
        let rank_values = ranks(&availability, &jobs.jobs);
        for event in jobs.jobs.iter_mut().filter(|job| job.keeps_day) {
            event.after.clear();
            event.release = event.hold_until;
        }
        let n = jobs.jobs.len();
        let mut by_rank: Vec<u32> = (0..n).map(number).collect();
        by_rank.sort_by_key(|&job| (rank_values[job as usize], job));
        let mut rank = vec![0; n];
        for (place, &job) in by_rank.iter().enumerate() {
            rank[job as usize] = number(place);
        }
        let mut successors = vec![Vec::new(); n];
        for (idx, job) in jobs.jobs.iter().enumerate() {
            for &(before, lag) in &job.after {
                successors[before].push((number(idx), number(lag)));
            }
        }
        let mut events_of = vec![Vec::new(); dates.len()];
        for (number, task) in project.tasks.iter().enumerate() {
            if project.is_prepared_event(task) {
                events_of[task.goal].push(number);
            }
        }
        let events = (0..n)
            .map(|job| if jobs.tasks[job].is_some() { Vec::new() } else { events_of[jobs.goals[job]].clone() })
            .collect();
        Some(Course {
            n_before: jobs.jobs.iter().map(|job| number(job.after.len())).collect(),
            n_goals: dates.len(),
            availability,
            successors,
            by_rank,
            rank,
            tasks: jobs.tasks,
            goals: jobs.goals,
            jobs: jobs.jobs,
            events,
            wanted,
            run: Run {
                finish: vec![0; project.tasks.len()],
                critical: vec![false; project.tasks.len()],
                ready: vec![0; n.div_ceil(64)],
                ..Run::default()
            },
        })
    }

    /// Days that a run can last; what would end later ends on the last.
    #[must_use]
    pub fn n_days(&self) -> usize {
        self.availability.n_days()
    }

    /// Goes through the project once: `minutes` of work for each task, and the
    /// days of waiting that no work shortens.
    ///
    /// Cost: about n log n for n tasks; nothing is allocated after the first
    /// run.
    ///
    /// # Panics
    ///
    /// Panics unless there is a figure for each task.
    pub fn run(&mut self, minutes: &[u32], waiting_days: &[u32]) -> &Run {
        let mut run = std::mem::take(&mut self.run);
        self.begin(&mut run, minutes);
        self.go(&mut run, waiting_days);
        self.collect(&mut run);
        self.run = run;
        &self.run
    }

    fn begin(&self, run: &mut Run, minutes: &[u32]) {
        run.left.clear();
        run.left.extend(self.tasks.iter().zip(&self.events).zip(&self.jobs).map(|((task, events), job)| match task {
            // The hours of events are those of another job.
            Some(_) if job.work == 0 => 0,
            Some(task) => u64::from(minutes[*task]),
            None => events.iter().map(|&task| u64::from(minutes[task])).sum(),
        }));
        run.release.clear();
        run.release
            .extend(self.jobs.iter().map(|job| (number(job.release), self.availability.minutes_before(job.release))));
        run.waiting_for.clone_from(&self.n_before);
        refill(&mut run.due, self.jobs.len());
        refill(&mut run.cause, self.jobs.len());
        refill(&mut run.started, self.jobs.len());
        run.upcoming.clear();
        for (idx, &n_before) in self.n_before.iter().enumerate() {
            if n_before == 0 {
                run.upcoming.push(Reverse((run.release[idx].1, number(idx))));
            }
        }
    }

    fn go(&self, run: &mut Run, waiting_days: &[u32]) {
        let mut minute = 0;
        let mut last = NONE;
        loop {
            while let Some(&Reverse((release, idx))) = run.upcoming.peek() {
                if release > minute {
                    break;
                }
                run.upcoming.pop();
                if run.left[idx as usize] == 0 {
                    let day = run.release[idx as usize].0;
                    run.started[idx as usize] = day;
                    self.finish(run, idx, day, release, waiting_days);
                } else {
                    let place = self.rank[idx as usize];
                    run.ready[place as usize / 64] |= 1 << (place % 64);
                }
            }
            let Some(idx) = self.first_ready(&run.ready) else {
                let Some(&Reverse((next, _))) = run.upcoming.peek() else { break };
                minute = next;
                continue;
            };
            let at = idx as usize;
            if run.started[at] == NONE {
                run.started[at] = self.day_of(minute).max(run.release[at].0);
                if minute > run.release[at].1 {
                    run.cause[at] = last;
                }
            }
            let until_next = run.upcoming.peek().map_or(u64::MAX, |&Reverse((next, _))| next - minute);
            let step = run.left[at].min(until_next);
            minute += step;
            run.left[at] -= step;
            last = idx;
            if run.left[at] == 0 {
                let place = self.rank[at];
                run.ready[place as usize / 64] &= !(1 << (place % 64));
                let day = self.day_of(minute - 1);
                self.finish(run, idx, day, minute, waiting_days);
            }
        }
    }

    fn first_ready(&self, ready: &[u64]) -> Option<u32> {
        let word = ready.iter().position(|&word| word != 0)?;
        Some(self.by_rank[word * 64 + ready[word].trailing_zeros() as usize])
    }

    fn finish(&self, run: &mut Run, idx: u32, last_day_of_work: u32, minute: u64, waiting_days: &[u32]) {
        let at = idx as usize;
        let job = &self.jobs[at];
        let waiting = self.tasks[at].map_or(0, |task| waiting_days[task]);
        let ready = last_day_of_work.max(run.started[at].saturating_add(waiting)).max(number(job.hold_until));
        let last_day = number(self.n_days() - 1);
        let due = if job.keeps_day {
            number(job.hold_until)
        } else {
            number(job.day_to_finish(ready.min(last_day) as usize, &self.availability)).min(last_day)
        };
        run.due[at] = due;
        for &(successor, lag) in &self.successors[at] {
            let next = successor as usize;
            let day = due.saturating_add(lag);
            let from = self.availability.minutes_before(day as usize).max(minute);
            if (day, from) >= run.release[next] {
                run.release[next] = (day, from);
                run.cause[next] = idx;
            } else {
                run.release[next].1 = run.release[next].1.max(from);
            }
            run.waiting_for[next] -= 1;
            if run.waiting_for[next] == 0 {
                run.upcoming.push(Reverse((run.release[next].1, successor)));
            }
        }
    }

    /// The day in which a minute of work falls; the last one where there are
    /// fewer minutes.
    fn day_of(&self, minute: u64) -> u32 {
        number(self.availability.day_of_minute(minute).unwrap_or(self.n_days() - 1))
    }

    /// Ends by task and goal, and the chains that decide them.
    fn collect(&self, run: &mut Run) {
        run.goal_finish.clear();
        run.goal_finish.resize(self.n_goals, 0);
        run.critical.fill(false);
        refill(&mut run.latest, self.n_goals);
        for (idx, &due) in run.due.iter().enumerate() {
            if let Some(task) = self.tasks[idx] {
                run.finish[task] = due;
            }
            let goal = self.goals[idx];
            if run.latest[goal] == NONE || due >= run.goal_finish[goal] {
                run.goal_finish[goal] = due;
                run.latest[goal] = number(idx);
            }
        }
        run.unprepared.clear();
        run.unprepared.resize(self.n_goals, false);
        for wanted in &self.wanted {
            run.unprepared[wanted.goal] |= i64::from(run.finish[wanted.task]) > wanted.by;
        }
        for goal in 0..self.n_goals {
            let mut at = run.latest[goal];
            for _ in 0..self.jobs.len() {
                let Some(&cause) = run.cause.get(at as usize) else { break };
                if let Some(task) = self.tasks[at as usize] {
                    run.critical[task] = true;
                }
                at = cause;
            }
        }
    }
}

/// What each event waits for, toward these deadlines.
fn wanted(project: &Project, dates: &[usize]) -> Vec<Wanted> {
    let events = project.tasks.iter().enumerate().filter(|(_, task)| project.keeps_its_day(task));
    let of_event = |(idx, event): (usize, &Task)| {
        let day = project.event_day(event, dates);
        let first = i64::try_from(day).unwrap_or(i64::MAX);
        let before = event.after.iter().map(move |&(task, lag)| (task, first - i64::from(lag)));
        // Days of waiting that are left from something done hold the event itself back.
        let held_back = event.not_before.filter(|&from| project.day(from) > day).map(|_| (idx, -1));
        before.chain(held_back).map(|(task, by)| Wanted { goal: event.goal, task, by }).collect::<Vec<_>>()
    };
    events.flat_map(of_event).collect()
}

fn refill(list: &mut Vec<u32>, n: usize) {
    list.clear();
    list.resize(n, NONE);
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::arbitrary::project;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// However long the work takes: what slips is how prepared one stands there.
        #[test]
        fn an_event_is_on_its_day_in_every_run(project in project(), times in 0..5u32) {
            let dates = deadlines(&project);
            let Some(mut course) = Course::new(&project, project.weekly.pace) else { return Ok(()) };
            let minutes: Vec<u32> = project.tasks.iter().map(|task| task.effort.likely().minutes() * times).collect();
            let waiting: Vec<u32> = project.tasks.iter().map(|task| task.waiting_days * times).collect();
            let run = course.run(&minutes, &waiting);
            let mut unprepared = vec![false; project.goal_constraints.len()];
            for (idx, task) in project.tasks.iter().enumerate().filter(|(_, task)| project.keeps_its_day(task)) {
                let day = project.event_day(task, &dates);
                prop_assert_eq!(run.finish[idx] as usize, day);
                let is_late = |&(before, lag): &(usize, u32)| {
                    run.finish[before] as usize + lag as usize > day
                };
                let is_held_back = task.not_before.is_some_and(|from| project.day(from) > day);
                unprepared[task.goal] |= is_held_back || task.after.iter().any(is_late);
            }
            prop_assert_eq!(&run.unprepared, &unprepared);
        }
    }
}
