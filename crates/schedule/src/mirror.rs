//! The same pass over the reversed calendar: as late as possible.

use backcast_core::Availability;

use crate::pass::{Job, place};

/// Start and due day of every job when each is placed as late as its deadline
/// and all that follows it allow. Nothing if it does not fit from the first
/// day on, or if the backward heuristic does not find how.
///
/// Successors come first on the reversed calendar, deadlines turn into release
/// days; events keep their day in both directions.
pub(crate) fn latest(availability: &Availability, jobs: &[Job], end: usize) -> Option<Vec<(usize, usize)>> {
    let n = jobs.len();
    let mirrored_day = |day: usize| end.saturating_sub(day);
    let mut mirrored: Vec<Job> = jobs
        .iter()
        .rev()
        .map(|job| {
            let last_day = if job.hold_until > 0 || job.keeps_day { job.hold_until } else { job.deadline };
            Job {
                work: job.work,
                waiting: job.waiting,
                after: Vec::new(),
                release: mirrored_day(last_day.min(end)),
                hold_until: 0,
                deadline: mirrored_day(job.release.min(end)),
                occasions: Vec::new(),
                keeps_day: job.keeps_day,
            }
        })
        .collect();
    for (idx, job) in jobs.iter().enumerate() {
        for &(before, lag) in &job.after {
            mirrored[n - 1 - before].after.push((n - 1 - idx, lag));
        }
    }
    // Predecessors have to have smaller numbers, and may come in any order.
    for job in &mut mirrored {
        job.after.sort_unstable();
    }
    let slots = place(&availability.truncated(end + 1).reversed(), &mirrored)?;
    Some((0..n).map(|idx| &slots[n - 1 - idx]).map(|slot| (mirrored_day(slot.due), mirrored_day(slot.start))).collect())
}

#[cfg(test)]
mod tests {
    use backcast_core::{DayCaps, Weekdays, WeeklyHours, WorkWeek};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn jobs_are_packed_against_their_deadline() {
        let weekly = WorkWeek { pace: WeeklyHours::from_hours_per_week(7.0), days: Weekdays::default() };
        let days = Availability::new(date(2025, 6, 2), 20, &weekly, &[], &DayCaps::default());
        let job = |hours: u64, after: &[(usize, usize)]| Job {
            work: hours * 60,
            waiting: 0,
            after: after.to_vec(),
            release: 0,
            hold_until: 0,
            deadline: 9,
            ..Job::default()
        };
        let jobs = [job(2, &[]), job(3, &[(0, 1)])];
        assert_eq!(latest(&days, &jobs, 9), Some(vec![(5, 6), (7, 9)]));
    }
}
