//! One pass over the days: preemptive earliest deadline first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use backcast_core::Availability;

/// A task as a pass sees it, in days from the first one and minutes of work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Job {
    /// Minutes of work; zero for events that take no hours from the week.
    pub(crate) work: u64,
    /// Days from its start that no work shortens.
    pub(crate) waiting: usize,
    /// Predecessors, all with smaller numbers, and days of waiting after each.
    pub(crate) after: Vec<(usize, usize)>,
    /// It does not start before this day.
    pub(crate) release: usize,
    /// It is not finished before this day; 0 where it has no date.
    pub(crate) hold_until: usize,
    /// Last day on which it may be finished.
    pub(crate) deadline: usize,
    /// Days on which alone it can be finished, rising; empty where any day will
    /// do. Behind the last one, any day does.
    pub(crate) occasions: Vec<usize>,
    /// Whether it takes place on its day even where that is blocked.
    pub(crate) keeps_day: bool,
}

impl Job {
    /// The first day from this one on on which it can be finished.
    pub(crate) fn day_to_finish(&self, day: usize, availability: &Availability) -> usize {
        if self.keeps_day {
            return day;
        }
        let mut day = self.occasions.get(self.occasions.partition_point(|&one| one < day)).copied().unwrap_or(day);
        while availability.is_blocked(day) {
            day += 1;
        }
        day
    }

    /// The last day on which it can be ready so as to be finished by this one: a day
    /// that is free, or one of its occasions. The day itself where there is none.
    pub(crate) fn last_day_to_be_ready(&self, by: usize, availability: &Availability) -> usize {
        if self.keeps_day {
            return by;
        }
        let last_free = (0..=by).rev().find(|&day| !availability.is_blocked(day)).unwrap_or(by);
        let occasions = self.occasions.last().filter(|&&last| last_free <= last).map(|_| self.occasions.iter().rev());
        let in_time = |day: &usize| self.day_to_finish(*day, availability) <= by;
        occasions.and_then(|days| days.copied().find(in_time)).unwrap_or(last_free)
    }
}

/// Where a pass put a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// First day of work.
    pub(crate) start: usize,
    /// Day on which it is finished.
    pub(crate) due: usize,
    /// What kept it from starting earlier.
    pub(crate) cause: Cause,
}

/// What kept a job from starting earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Nothing.
    Nothing,
    /// This predecessor and the days after it.
    After(usize, usize),
    /// Its release day.
    Release,
    /// The hours went to this job.
    Hours(usize),
}

/// Places every job as early as its deadline rank allows: at each moment the
/// released job with the earliest deadline gets the hours, where deadlines are
/// first handed backward to predecessors. Nothing if the horizon is too short.
///
/// Without waiting and lags this minimizes the largest lateness exactly (Horn,
/// "Some Simple Scheduling Algorithms", 1974; Baker, Lawler, Lenstra and
/// Rinnooy Kan, "Preemptive Scheduling of a Single Machine to Minimize Maximum
/// Cost Subject to Release Dates and Precedence Constraints", 1983). With them
/// it is a heuristic. Ties go to the job with the smaller number.
///
/// Cost: n log n for n jobs and dependencies.
pub(crate) fn place(availability: &Availability, jobs: &[Job]) -> Option<Vec<Slot>> {
    let mut pass = Pass::new(availability, jobs);
    pass.go()?;
    pass.slots.into_iter().collect()
}

/// What a pass did, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// So many minutes of work on a job in one piece.
    Work {
        /// The job.
        job: usize,
        /// Minutes of work.
        minutes: u64,
        /// Whether the job begins with it.
        begins: bool,
    },
    /// A job is finished: all that waits for it comes behind this.
    Finish(usize),
}

/// As [`place`], with the order in which the jobs got the hours.
pub(crate) fn place_in_steps(availability: &Availability, jobs: &[Job]) -> Option<(Vec<Slot>, Vec<Step>)> {
    let mut pass = Pass { steps: Some(Vec::new()), ..Pass::new(availability, jobs) };
    pass.go()?;
    let slots: Option<Vec<Slot>> = pass.slots.into_iter().collect();
    slots.zip(pass.steps)
}

struct Pass<'a> {
    availability: &'a Availability,
    jobs: &'a [Job],
    /// Minute of work by which each job has to have had its hours.
    rank: Vec<i64>,
    successors: Vec<Vec<usize>>,
    waiting_for: Vec<usize>,
    /// Day and minute of work from which each job may run.
    release: Vec<(usize, u64)>,
    released_by: Vec<Cause>,
    left: Vec<u64>,
    started: Vec<Option<(usize, Cause)>>,
    slots: Vec<Option<Slot>>,
    /// Jobs whose predecessors are finished, by the minute of their release.
    upcoming: BinaryHeap<Reverse<(u64, usize)>>,
    /// Released jobs by rank.
    ready: BinaryHeap<Reverse<(i64, usize)>>,
    /// What was done; most passes are made for their dates alone, and keep none.
    steps: Option<Vec<Step>>,
}

impl<'a> Pass<'a> {
    fn new(availability: &'a Availability, jobs: &'a [Job]) -> Self {
        let mut successors = vec![Vec::new(); jobs.len()];
        for (idx, job) in jobs.iter().enumerate() {
            for &(before, _) in &job.after {
                // A predecessor may be named twice, with different lags.
                if successors[before].last() != Some(&idx) {
                    successors[before].push(idx);
                }
            }
        }
        let mut pass = Pass {
            availability,
            jobs,
            rank: ranks(availability, jobs),
            successors,
            waiting_for: jobs.iter().map(|job| job.after.len()).collect(),
            release: jobs.iter().map(|job| (job.release, availability.minutes_before(job.release))).collect(),
            released_by: jobs.iter().map(|job| if job.release > 0 { Cause::Release } else { Cause::Nothing }).collect(),
            left: jobs.iter().map(|job| job.work).collect(),
            started: vec![None; jobs.len()],
            slots: vec![None; jobs.len()],
            upcoming: BinaryHeap::new(),
            ready: BinaryHeap::new(),
            steps: None,
        };
        for idx in 0..jobs.len() {
            if pass.waiting_for[idx] == 0 {
                pass.upcoming.push(Reverse((pass.release[idx].1, idx)));
            }
        }
        pass
    }

    fn go(&mut self) -> Option<()> {
        let mut minute = 0;
        let mut last_worked_on = None;
        loop {
            self.admit(minute)?;
            let Some(&Reverse((_, idx))) = self.ready.peek() else {
                let Some(&Reverse((next, _))) = self.upcoming.peek() else { break };
                minute = next;
                continue;
            };
            let begins = self.started[idx].is_none();
            if begins {
                let day = self.availability.day_of_minute(minute)?.max(self.release[idx].0);
                let waited_for_hours = minute > self.release[idx].1;
                let cause = match last_worked_on {
                    Some(other) if waited_for_hours => Cause::Hours(other),
                    _ => self.released_by[idx],
                };
                self.started[idx] = Some((day, cause));
            }
            let until_next = self.upcoming.peek().map_or(u64::MAX, |&Reverse((next, _))| next - minute);
            let step = self.left[idx].min(until_next);
            minute += step;
            self.left[idx] -= step;
            last_worked_on = Some(idx);
            if let Some(steps) = &mut self.steps {
                steps.push(Step::Work { job: idx, minutes: step, begins });
            }
            if self.left[idx] == 0 {
                self.ready.pop();
                let day = self.availability.day_of_minute(minute - 1)?;
                self.finish(idx, day, minute)?;
            }
        }
        Some(())
    }

    /// Moves what is released by now to the ready jobs; events finish at once.
    fn admit(&mut self, minute: u64) -> Option<()> {
        while let Some(&Reverse((release, idx))) = self.upcoming.peek() {
            if release > minute {
                break;
            }
            self.upcoming.pop();
            if self.jobs[idx].work == 0 {
                let day = self.release[idx].0;
                self.started[idx] = Some((day, self.released_by[idx]));
                self.finish(idx, day, release)?;
            } else {
                self.ready.push(Reverse((self.rank[idx], idx)));
            }
        }
        Some(())
    }

    /// Records where a job ended and releases what waited for it.
    fn finish(&mut self, idx: usize, last_day_of_work: usize, minute: u64) -> Option<()> {
        let (start, cause) = self.started[idx].expect("a job starts before it finishes");
        let job = &self.jobs[idx];
        let ready = last_day_of_work.max(start + job.waiting).max(job.hold_until);
        let due = job.day_to_finish(ready, self.availability);
        if due >= self.availability.n_days() {
            return None;
        }
        self.slots[idx] = Some(Slot { start, due, cause });
        if let Some(steps) = &mut self.steps {
            steps.push(Step::Finish(idx));
        }
        for successor in self.successors[idx].clone() {
            for &(before, lag) in &self.jobs[successor].after {
                if before != idx {
                    continue;
                }
                let day = due + lag;
                let at = self.availability.minutes_before(day).max(minute);
                // Later in days decides; of two on the same day, later in minutes.
                if (day, at) >= self.release[successor] {
                    self.release[successor] = (day, at);
                    self.released_by[successor] = Cause::After(idx, lag);
                } else {
                    self.release[successor].1 = self.release[successor].1.max(at);
                }
                self.waiting_for[successor] -= 1;
            }
            if self.waiting_for[successor] == 0 {
                self.upcoming.push(Reverse((self.release[successor].1, successor)));
            }
        }
        Some(())
    }
}

/// The minute of work by which each job has to have had its hours, handed
/// backward from deadlines through dependencies, waiting and lags. May be
/// negative. Without waiting it is the latest finish.
pub(crate) fn ranks(availability: &Availability, jobs: &[Job]) -> Vec<i64> {
    let clock = Clock { availability };
    let mut late: Vec<i64> = jobs.iter().map(|job| clock.end_of(signed(job.deadline))).collect();
    for idx in (0..jobs.len()).rev() {
        let start = late_start(&clock, &jobs[idx], late[idx]);
        // What takes no hours starts on its last day, not on the one behind it.
        let first_minute = if jobs[idx].work == 0 { start - 1 } else { start };
        for &(before, lag) in &jobs[idx].after {
            let by = if lag == 0 { start } else { clock.end_of(clock.day_of(first_minute) - signed(lag)) };
            late[before] = late[before].min(by);
        }
        late[idx] = start + i64::try_from(jobs[idx].work).unwrap_or(i64::MAX / 2);
    }
    late
}

fn late_start(clock: &Clock<'_>, job: &Job, late_finish: i64) -> i64 {
    let by_work = late_finish - i64::try_from(job.work).unwrap_or(i64::MAX);
    if job.waiting == 0 {
        return by_work;
    }
    // Its first minute has to lie on a day from which the waiting still fits:
    // at the latest the last minute of that day, or of the last working day
    // before it.
    let last_day = clock.day_of(late_finish - 1);
    by_work.min(clock.end_of(last_day - signed(job.waiting)) - 1)
}

/// Work minutes against days, also before the first day, where they pass at
/// an average pace: only the order matters there.
struct Clock<'a> {
    availability: &'a Availability,
}

const MINUTES_A_DAY_BEFORE: i64 = 60;

impl Clock<'_> {
    fn start_of(&self, day: i64) -> i64 {
        match usize::try_from(day) {
            Ok(day) => i64::try_from(self.availability.minutes_before(day)).unwrap_or(i64::MAX),
            Err(_) => day * MINUTES_A_DAY_BEFORE,
        }
    }

    fn end_of(&self, day: i64) -> i64 {
        self.start_of(day + 1)
    }

    fn day_of(&self, minute: i64) -> i64 {
        match u64::try_from(minute) {
            Ok(minute) => {
                self.availability.day_of_minute(minute).map_or_else(|| signed(self.availability.n_days()), signed)
            }
            Err(_) => minute.div_euclid(MINUTES_A_DAY_BEFORE),
        }
    }
}

fn signed(days: usize) -> i64 {
    i64::try_from(days).unwrap_or(i64::MAX / MINUTES_A_DAY_BEFORE / 4)
}

#[cfg(test)]
mod tests {
    use backcast_core::{BusyRange, DayCaps, Weekdays, WeeklyHours, WorkWeek, plus_days};
    use jiff::civil::date;

    use super::*;

    /// One hour a day from Monday 2 June 2025 on, with the given days blocked.
    fn days(n_days: usize, blocked: &[i32]) -> Availability {
        let first = date(2025, 6, 2);
        let busy: Vec<BusyRange> = blocked
            .iter()
            .map(|&day| BusyRange {
                from: plus_days(first, day),
                to: plus_days(first, day),
                reason: None,
                left: WeeklyHours::ZERO,
            })
            .collect();
        let weekly = WorkWeek { pace: WeeklyHours::from_hours_per_week(7.0), days: Weekdays::default() };
        Availability::new(first, n_days, &weekly, &busy, &DayCaps::default())
    }

    fn job(hours: u64, after: &[(usize, usize)]) -> Job {
        Job {
            work: hours * 60,
            waiting: 0,
            after: after.to_vec(),
            release: 0,
            hold_until: 0,
            deadline: 100,
            ..Job::default()
        }
    }

    fn spans(availability: &Availability, jobs: &[Job]) -> Vec<(usize, usize)> {
        place(availability, jobs)
            .expect("the horizon is long enough")
            .iter()
            .map(|slot| (slot.start, slot.due))
            .collect()
    }

    #[test]
    fn work_follows_work_and_skips_blocked_days() {
        assert_eq!(spans(&days(30, &[2]), &[job(2, &[]), job(2, &[(0, 0)])]), [(0, 1), (3, 4)]);
    }

    #[test]
    fn successor_may_start_on_the_day_its_predecessor_ends() {
        let half = Job { work: 90, ..job(0, &[]) };
        assert_eq!(spans(&days(30, &[]), &[half.clone(), Job { after: vec![(0, 0)], ..half }]), [(0, 1), (1, 2)]);
    }

    #[test]
    fn waiting_leaves_the_hours_to_others() {
        let jobs = [job(1, &[]), job(1, &[(0, 10)]), job(5, &[])];
        assert_eq!(spans(&days(30, &[]), &jobs), [(0, 0), (10, 10), (1, 5)]);
    }

    #[test]
    fn waiting_inside_a_job_ends_on_a_day_that_is_free() {
        let waiting = Job { waiting: 7, ..job(1, &[]) };
        assert_eq!(spans(&days(30, &[7, 8]), &[waiting]), [(0, 9)]);
    }

    #[test]
    fn earlier_deadline_preempts() {
        let long = Job { deadline: 20, ..job(5, &[]) };
        let urgent = Job { release: 2, deadline: 3, ..job(1, &[]) };
        assert_eq!(spans(&days(30, &[]), &[long, urgent]), [(0, 5), (2, 2)]);
    }

    #[test]
    fn deadlines_are_handed_backward() {
        // The second chain is urgent, though its first job has a late deadline itself.
        let jobs = [Job { deadline: 9, ..job(4, &[]) }, job(2, &[]), Job { deadline: 3, ..job(2, &[(1, 0)]) }];
        assert_eq!(spans(&days(30, &[]), &jobs), [(4, 7), (0, 1), (2, 3)]);
    }

    #[test]
    fn an_occasion_is_waited_for() {
        let review = Job { occasions: vec![1, 6], ..job(3, &[]) };
        assert_eq!(spans(&days(30, &[]), &[review.clone(), job(1, &[(0, 0)])]), [(0, 6), (6, 6)]);
        let late = Job { occasions: vec![1], ..job(3, &[]) };
        assert_eq!(spans(&days(30, &[6]), &[late, review]), [(0, 2), (3, 7)]);
    }

    #[test]
    fn too_short_a_horizon_is_no_schedule() {
        assert_eq!(place(&days(3, &[]), &[job(4, &[])]), None);
        let nothing = Availability::new(
            date(2025, 6, 2),
            30,
            &WorkWeek { pace: WeeklyHours::ZERO, days: Weekdays::default() },
            &[],
            &DayCaps::default(),
        );
        assert_eq!(place(&nothing, &[job(1, &[])]), None);
    }
}
