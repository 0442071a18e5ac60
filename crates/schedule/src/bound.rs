//! Dates that no attempt can beat, found without one.

use std::cmp::Reverse;

use backcast_core::{Availability, Placing};

use crate::Project;
use crate::attempt::{Jobs, Load, jobs};
use crate::pass::Job;

/// What every goal needs whatever the schedule: its longest chain of work and
/// waiting, its hours, and how many of them have to be found so many days before
/// its end, since something waits for them.
///
/// Whoever knows that a date cannot be kept needs no pass to try it. Where
/// nothing but the hours is scarce, which is so for most goals that do not fit,
/// the dates that this leaves are the dates that there are.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    /// For each goal the days before its end by which some work has to be done,
    /// most first, with the minutes of all work by then.
    work: Vec<Vec<(usize, i64)>>,
    /// The first day on which each goal could end if it had all hours.
    chain: Vec<usize>,
    /// For each day, the minutes of it and of all days before beyond the work
    /// of settled goals that has to be done by then.
    spare: Vec<i64>,
    /// The least of these minutes from each day on: whatever is due later has to
    /// keep its hours, too. Never falls.
    least: Vec<i64>,
}

impl Bound {
    /// The bound on these days, with no goal settled.
    pub(crate) fn new(project: &Project, availability: &Availability, load: Load) -> Self {
        let n_goals = project.goal_constraints.len();
        let jobs = jobs(project, &vec![0; n_goals], load);
        let until = |day: usize| minutes(availability.minutes_before(day + 1));
        let spare: Vec<i64> = (0..availability.n_days()).map(until).collect();
        Bound {
            work: work_by_tail(&jobs, availability, n_goals),
            chain: chains(project, availability, &jobs, n_goals),
            least: spare.clone(),
            spare,
        }
    }

    /// The first day from `from` on by which this goal may be finished while
    /// the settled ones keep their dates; beyond the last day where there is
    /// none.
    pub(crate) fn earliest(&self, goal: usize, from: usize) -> usize {
        let by_hours =
            self.work[goal].iter().map(|&(tail, needed)| tail + self.least.partition_point(|&left| left < needed));
        by_hours.fold(self.chain[goal].max(from), usize::max)
    }

    /// Settles a goal: it ends on this day.
    pub(crate) fn settle(&mut self, goal: usize, date: usize) {
        let mut taken = 0;
        for &(tail, needed) in &self.work[goal] {
            for spare in self.spare.iter_mut().skip(date.saturating_sub(tail)) {
                *spare -= needed - taken;
            }
            taken = needed;
        }
        let mut least = i64::MAX;
        for (left, &spare) in self.least.iter_mut().zip(&self.spare).rev() {
            least = least.min(spare);
            *left = least;
        }
    }

    /// Whether all goals may keep these dates; false is a proof that they
    /// cannot.
    pub(crate) fn allows(&self, dates: &[usize]) -> bool {
        let mut due: Vec<i64> = vec![0; self.spare.len()];
        for ((chain, work), &date) in self.chain.iter().zip(&self.work).zip(dates) {
            if *chain > date {
                return false;
            }
            let mut taken = 0;
            for &(tail, needed) in work {
                if let Some(due) = due.get_mut(date.saturating_sub(tail)) {
                    *due += needed - taken;
                }
                taken = needed;
            }
        }
        let mut needed: i64 = 0;
        due.iter().zip(&self.spare).all(|(due, spare)| {
            needed += due;
            needed <= *spare
        })
    }
}

fn minutes(minutes: u64) -> i64 {
    // No project has as many: sums of them stay in range.
    i64::try_from(minutes).unwrap_or(i64::MAX).min(i64::MAX / 1_000_000)
}

/// What has to pass between a job and the end of its goal.
#[derive(Clone, Copy, Debug, Default)]
struct Tail {
    /// Work that follows at once, in minutes.
    work: u64,
    /// Days behind that.
    days: usize,
}

impl Tail {
    /// The days in all, where no day holds more minutes than this.
    fn in_days(self, most: u64) -> usize {
        let of_work = usize::try_from(self.work.div_ceil(most.max(1))).unwrap_or(usize::MAX);
        self.days.saturating_add(of_work.saturating_sub(1))
    }

    /// The tail of what comes before a job with this tail, so many days of
    /// waiting before it.
    fn before(self, job: &Job, lag: usize, most: u64) -> Tail {
        let at_once = Tail { work: self.work.saturating_add(job.work), ..self };
        if lag == 0 && job.waiting == 0 {
            return at_once;
        }
        let days = at_once.in_days(most).max(job.waiting.saturating_add(self.in_days(most)));
        Tail { work: 0, days: days.saturating_add(lag) }
    }
}

/// For each goal the days that have to pass between work and its end, and the
/// minutes of all work that has as many or more behind it.
fn work_by_tail(jobs: &Jobs, availability: &Availability, n_goals: usize) -> Vec<Vec<(usize, i64)>> {
    let of_day = |day: usize| availability.minutes_before(day + 1) - availability.minutes_before(day);
    let most = (0..availability.n_days()).map(of_day).max().unwrap_or(0);
    let mut longest = vec![Tail::default(); jobs.jobs.len()];
    for (idx, job) in jobs.jobs.iter().enumerate().rev() {
        for &(before, lag) in job.after.iter().filter(|(before, _)| jobs.goals[*before] == jobs.goals[idx]) {
            let tail = longest[idx].before(job, lag, most);
            let rank = |tail: Tail| (tail.in_days(most), tail.work);
            if rank(tail) > rank(longest[before]) {
                longest[before] = tail;
            }
        }
    }
    let tails: Vec<usize> = longest.into_iter().map(|tail| tail.in_days(most)).collect();
    let mut work: Vec<Vec<(usize, i64)>> = vec![Vec::new(); n_goals];
    for ((job, &goal), &tail) in jobs.jobs.iter().zip(&jobs.goals).zip(&tails) {
        work[goal].push((tail, minutes(job.work)));
    }
    for of_goal in &mut work {
        of_goal.sort_unstable_by_key(|&(tail, _)| Reverse(tail));
        let mut sum = 0;
        for (_, work) in of_goal.iter_mut() {
            sum += *work;
            *work = sum;
        }
        // Of equal tails the last one has the sum of all.
        of_goal.reverse();
        of_goal.dedup_by_key(|(tail, _)| *tail);
        of_goal.reverse();
    }
    work
}

/// For each goal the first day on which it could end if no job took hours from
/// another, whatever the deadlines.
fn chains(project: &Project, availability: &Availability, jobs: &Jobs, n_goals: usize) -> Vec<usize> {
    let mut chain = vec![0; n_goals];
    let mut ends: Vec<(usize, u64)> = Vec::with_capacity(jobs.jobs.len());
    let day_of = |minute: u64| availability.day_of_minute(minute).unwrap_or(availability.n_days());
    for (idx, job) in jobs.jobs.iter().enumerate() {
        let first = first_day(project, jobs, idx);
        let (mut day, mut minute) = (first, availability.minutes_before(first));
        for &(before, lag) in &job.after {
            let (due, done) = ends[before];
            let free_from = due.saturating_add(lag);
            day = day.max(free_from);
            minute = minute.max(availability.minutes_before(free_from)).max(done);
        }
        let done = minute.saturating_add(job.work);
        let (start, last) = if job.work == 0 { (day, day) } else { (day.max(day_of(minute)), day_of(done - 1)) };
        let due = job.day_to_finish(last.max(start.saturating_add(job.waiting)), availability);
        ends.push((due, done));
        chain[jobs.goals[idx]] = chain[jobs.goals[idx]].max(due);
    }
    chain
}

/// The day before which a job does not begin whatever the deadlines: those hold
/// events back, and are what is looked for.
fn first_day(project: &Project, jobs: &Jobs, idx: usize) -> usize {
    let task = jobs.tasks[idx].map(|task| &project.tasks[task]);
    match task.map(|task| (task.placing, task.not_before)) {
        Some((Placing::BeforeDeadline(_) | Placing::On(_), day)) => day.map_or(0, |day| project.day(day)),
        _ => jobs.jobs[idx].release,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::arbitrary::project;
    use crate::attempt::{attempt, days, deadlines};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// Whatever an attempt keeps is allowed, and each goal may end as early
        /// as it does in it.
        #[test]
        fn nothing_that_is_possible_is_ruled_out(project in project()) {
            let (pace, deadlines) = (project.weekly.pace, deadlines(&project));
            for load in [Load::Likely, Load::Buffered] {
                let Some(attempt) = attempt(&project, pace, &deadlines, load) else { continue };
                let days = days(&project, pace, &attempt.finish);
                let mut bound = Bound::new(&project, &days, load);
                prop_assert!(bound.allows(&attempt.finish));
                for (goal, &finish) in attempt.finish.iter().enumerate() {
                    prop_assert!(bound.earliest(goal, 0) <= finish);
                    bound.settle(goal, finish);
                }
            }
        }
    }
}
