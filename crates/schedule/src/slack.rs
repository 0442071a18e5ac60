//! How far tasks can slip, and which of them decide when their goal ends.
//!
//! A plan is an order in which tasks get the hours. Its slack is what that order
//! leaves: everything slips to the right in it until a deadline or the day of an
//! event stands in the way. Another order may leave more, but is another plan.
//!
//! Source: total slack and the critical path of Kelley, "Critical-Path Planning and
//! Scheduling: Mathematical Basis" (1961), with the order of the hours as further
//! dependencies, as in Wiest, "Some Properties of Schedules for Large Projects with
//! Limited Resources" (1964).

use backcast_core::Availability;

use crate::attempt::Attempt;
use crate::pass::{Cause, Job, Slot, Step, place_in_steps};

/// How far a task can slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// The last day on which it may be finished so that all goals keep their dates,
    /// and all events their days.
    pub(crate) due_latest: usize,
    /// Whether it lies on the chain that decides when its goal ends, or has no room.
    pub(crate) is_critical: bool,
}

/// The room of each task, by number, where goals may end on these dates.
///
/// Cost: one more pass over the days, and one backward over what it did.
pub(crate) fn rooms(placed: &Attempt, dates: &[usize]) -> Vec<Room> {
    let Attempt { availability, jobs, .. } = placed;
    let of_slot = |slot: &Slot| Room { due_latest: slot.due, is_critical: true };
    let Some((slots, steps)) = place_in_steps(availability, &jobs.jobs) else {
        return placed.slots.iter().map(of_slot).collect();
    };
    let of_goals = jobs.jobs.iter().zip(&slots).zip(&jobs.goals);
    let limits = of_goals.map(|((job, slot), &goal)| limit(job, slot, dates[goal]).max(slot.due)).collect();
    let latest = latest_dues(availability, &jobs.jobs, &steps, limits);
    let decides = deciding(&slots, &jobs.goals);
    let room =
        |&job: &usize| Room { due_latest: latest[job], is_critical: decides[job] || latest[job] <= slots[job].due };
    jobs.of_tasks.iter().map(room).collect()
}

/// The jobs that decide when their goal ends: from its last one back over whatever kept
/// each from starting earlier, down to what nothing did but its own date.
fn deciding(slots: &[Slot], goals: &[usize]) -> Vec<bool> {
    let mut decides = vec![false; slots.len()];
    let mut last: Vec<Option<usize>> = vec![None; goals.iter().max().map_or(0, |&goal| goal + 1)];
    for (idx, &goal) in goals.iter().enumerate() {
        if last[goal].is_none_or(|last| slots[last].due <= slots[idx].due) {
            last[goal] = Some(idx);
        }
    }
    for idx in last.into_iter().flatten() {
        let mut at = Some(idx);
        while let Some(idx) = at.filter(|&idx| !std::mem::replace(&mut decides[idx], true)) {
            at = match slots[idx].cause {
                Cause::After(before, _) | Cause::Hours(before) => Some(before),
                Cause::Nothing | Cause::Release => None,
            };
        }
    }
    decides
}

/// The last day on which a job may be finished, whatever waits for it. A wish that it
/// misses holds it no more.
fn limit(job: &Job, slot: &Slot, date: usize) -> usize {
    match job.hold_until {
        day if day > 0 || job.keeps_day => day,
        _ if slot.due <= job.deadline => job.deadline,
        _ => date,
    }
}

/// The day on which each job is finished when all slip as far as they can, with the
/// same order of work and none finished after its limit, which no job is now.
///
/// What was done is gone through backward: each piece of work ends before the next
/// one begins and before its job has to be finished. So no order of the same pieces
/// finishes any job later.
fn latest_dues(availability: &Availability, jobs: &[Job], steps: &[Step], limits: Vec<usize>) -> Vec<usize> {
    // The last day on which each may be ready to be finished, by all that is known.
    let mut ready_by = limits;
    let mut dues = vec![0; jobs.len()];
    let mut work_ends: Vec<Option<u64>> = vec![None; jobs.len()];
    let mut next_begins = u64::MAX;
    for &step in steps.iter().rev() {
        let (idx, starts) = match step {
            Step::Finish(idx) => {
                ready_by[idx] = jobs[idx].last_day_to_be_ready(ready_by[idx], availability);
                if jobs[idx].work > 0 {
                    continue;
                }
                (idx, ready_by[idx].saturating_sub(jobs[idx].waiting))
            }
            Step::Work { job: idx, minutes, begins } => {
                let end = next_begins.min(availability.minutes_before(ready_by[idx] + 1));
                work_ends[idx].get_or_insert(end);
                next_begins = end.saturating_sub(minutes);
                if !begins {
                    continue;
                }
                if jobs[idx].waiting > 0 {
                    // Its first minute lies on a day from which the waiting still fits.
                    let last_day = ready_by[idx].saturating_sub(jobs[idx].waiting);
                    next_begins = next_begins.min(availability.minutes_before(last_day + 1).saturating_sub(1));
                }
                (idx, day_of(availability, next_begins))
            }
        };
        let job = &jobs[idx];
        for &(before, lag) in &job.after {
            ready_by[before] = ready_by[before].min(starts.saturating_sub(lag));
        }
        let worked = work_ends[idx].map_or(starts, |end| day_of(availability, end.saturating_sub(1)));
        dues[idx] = job.day_to_finish(worked.max(starts + job.waiting).max(job.hold_until), availability);
    }
    dues
}

fn day_of(availability: &Availability, minute: u64) -> usize {
    availability.day_of_minute(minute).unwrap_or(availability.n_days() - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Project;
    use crate::arbitrary::{chains, project};
    use crate::attempt::{Jobs, Load, attempt};
    use crate::honest::honest_dates;

    /// What is made later to see who else gets later.
    #[derive(Clone, Copy)]
    enum Push {
        /// A job begins on this day or later.
        Begin(usize, usize),
        /// A job's work ends on this day or later.
        End(usize, usize),
    }

    /// When each job is finished where one is pushed and all others follow in the same
    /// order of work: forward, so that nothing is shared with what it judges. Nothing
    /// where the days are over.
    fn slipped(availability: &Availability, jobs: &Jobs, steps: &[Step], push: Option<Push>) -> Option<Vec<usize>> {
        let jobs = &jobs.jobs;
        let mut dues = vec![0; jobs.len()];
        let (mut starts, mut ends) = (vec![0; jobs.len()], vec![0; jobs.len()]);
        let last_piece = |idx: usize| {
            let is_of = |step: &Step| matches!(step, Step::Work { job, .. } if *job == idx);
            steps.iter().rposition(is_of)
        };
        let begins_from = |idx: usize, dues: &[usize]| {
            let after = jobs[idx].after.iter().map(|&(before, lag)| dues[before] + lag);
            let pushed = push.into_iter().filter_map(|push| match push {
                Push::Begin(job, day) if job == idx => Some(day),
                _ => None,
            });
            after.chain(pushed).fold(jobs[idx].release, usize::max)
        };
        let mut minute = 0;
        for (at, &step) in steps.iter().enumerate() {
            match step {
                Step::Work { job: idx, minutes, begins } => {
                    if begins {
                        minute = minute.max(availability.minutes_before(begins_from(idx, &dues)));
                        starts[idx] = availability.day_of_minute(minute)?;
                    }
                    minute += minutes;
                    if let Some(Push::End(job, day)) = push
                        && (job, Some(at)) == (idx, last_piece(idx))
                    {
                        minute = minute.max(availability.minutes_before(day) + 1);
                    }
                    ends[idx] = availability.day_of_minute(minute - 1)?;
                }
                Step::Finish(idx) => {
                    if jobs[idx].work == 0 {
                        starts[idx] = begins_from(idx, &dues);
                    }
                    let ready = ends[idx].max(starts[idx] + jobs[idx].waiting).max(jobs[idx].hold_until);
                    dues[idx] = jobs[idx].day_to_finish(ready, availability);
                }
            }
        }
        Some(dues)
    }

    /// Whether a job can be finished on this day or later, and each by its limit.
    fn can_slip(placed: &Attempt, steps: &[Step], limits: &[usize], idx: usize, day: usize) -> bool {
        let job = &placed.jobs.jobs[idx];
        let ready = (0..=day).rev().take_while(|&ready| job.day_to_finish(ready, &placed.availability) >= day);
        let ready = ready.last().unwrap_or(day);
        let begin = Push::Begin(idx, ready.saturating_sub(job.waiting));
        let pushes = if job.work > 0 { vec![begin, Push::End(idx, ready)] } else { vec![begin] };
        pushes.into_iter().any(|push| {
            let dues = slipped(&placed.availability, &placed.jobs, steps, Some(push));
            dues.is_some_and(|dues| dues[idx] >= day && dues.iter().zip(limits).all(|(due, limit)| due <= limit))
        })
    }

    fn judge(project: &Project, dates: &[usize], placed: &Attempt) {
        let (slots, steps) = place_in_steps(&placed.availability, &placed.jobs.jobs).expect("it was placed");
        let dues: Vec<usize> = slots.iter().map(|slot| slot.due).collect();
        assert_eq!(slipped(&placed.availability, &placed.jobs, &steps, None), Some(dues));
        let jobs = placed.jobs.jobs.iter().zip(&slots).zip(&placed.jobs.goals);
        let limits: Vec<usize> = jobs.map(|((job, slot), &goal)| limit(job, slot, dates[goal]).max(slot.due)).collect();
        for (task, room) in rooms(placed, dates).into_iter().enumerate() {
            let idx = placed.jobs.of_tasks[task];
            let (due, latest) = (slots[idx].due, room.due_latest);
            assert!(due <= latest && latest <= limits[idx], "{task}: {due} {latest} {}", limits[idx]);
            assert!(
                latest == due || can_slip(placed, &steps, &limits, idx, latest),
                "{task} cannot slip to {latest}: {project:?}"
            );
            assert!(
                !can_slip(placed, &steps, &limits, idx, latest + 1),
                "{task} can slip behind {latest}: {project:?}"
            );
            assert!(room.is_critical || latest > due, "no slack is always critical");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        /// Later by its slack every task keeps all dates, and later by a day more it
        /// breaks one.
        #[test]
        fn slack_is_how_far_a_task_can_slip(project in project(), room in 0..80usize) {
            let pace = project.weekly.pace;
            let deadlines = crate::attempt::deadlines(&project);
            if let Some((dates, placed)) = honest_dates(&project, pace, &deadlines, Load::Likely) {
                judge(&project, &dates, &placed);
                // With room behind the last day, too.
                let dates: Vec<usize> = dates.iter().map(|date| date + room).collect();
                if let Some(placed) = attempt(&project, pace, &dates, Load::Likely).filter(|one| one.meets(&dates)) {
                    judge(&project, &dates, &placed);
                }
            }
        }
    }

    #[test]
    fn what_long_waiting_hangs_on_has_the_room_of_its_goal() {
        // Three times seven hours at one a day, and forty days between the last two.
        let project = chains(1, 40);
        let dates = [79];
        let placed = attempt(&project, project.weekly.pace, &dates, Load::Likely).expect("the horizon is long enough");
        let room = |task: usize| rooms(&placed, &dates)[task].due_latest - placed.slots[task].due;
        assert_eq!(placed.slots.iter().map(|slot| slot.due).collect::<Vec<_>>(), [6, 13, 59]);
        assert_eq!([0, 1, 2].map(room), [20, 20, 20]);
        assert!(rooms(&placed, &dates).iter().all(|room| room.is_critical), "each is the next one's cause");
    }

    #[test]
    fn each_goal_has_what_decides_its_end() {
        let slot = |due, cause| Slot { start: 0, due, cause };
        let slots = [
            slot(3, Cause::Nothing),
            slot(5, Cause::Hours(0)),
            slot(9, Cause::After(0, 2)),
            slot(20, Cause::Release),
            slot(21, Cause::After(3, 0)),
        ];
        assert_eq!(deciding(&slots, &[0, 1, 0, 2, 2]), [true; 5]);
        assert_eq!(deciding(&slots, &[0, 0, 0, 2, 2]), [true, false, true, true, true]);
    }
}
