//! The paces at which a project is tried, and the slowest that is enough.

use backcast_core::WeeklyHours;

use crate::Project;
use crate::attempt::{Attempt, Load, days, jobs, place_toward};
use crate::bound::Bound;

/// Paces are tried on one fixed grid, finer where weeks are short. A grid that
/// does not depend on the hours that there are makes "more hours never finish
/// later" hold by construction: whoever has more hours tries all that those
/// with fewer try.
fn grid() -> impl Iterator<Item = WeeklyHours> {
    let fine = (1..80).map(|quarter| quarter * 15);
    let middle = (40..120).map(|half| half * 30);
    let coarse = (15..1000).map(|hours| hours * 240);
    fine.chain(middle).chain(coarse).map(WeeklyHours::from_minutes_per_week)
}

/// The paces up to this one, itself included, slowest first.
pub(crate) fn paces_up_to(most: WeeklyHours) -> impl Iterator<Item = WeeklyHours> {
    grid().take_while(move |&pace| pace < most).chain(std::iter::once(most).filter(|&pace| pace > WeeklyHours::ZERO))
}

/// The paces of the grid above this one up to another, slowest first.
pub fn paces_between(above: WeeklyHours, most: WeeklyHours) -> impl Iterator<Item = WeeklyHours> {
    grid().skip_while(move |&pace| pace <= above).take_while(move |&pace| pace <= most)
}

/// The first of the paces at which every goal ends by its deadline.
pub(crate) fn first_that_meets(
    project: &Project,
    paces: impl Iterator<Item = WeeklyHours>,
    deadlines: &[usize],
    load: Load,
) -> Option<(WeeklyHours, Attempt)> {
    first_that_keeps(project, paces, deadlines, load, |_| true)
}

/// The first of the paces at which every goal ends by its deadline, and the attempt is
/// as it has to be.
pub(crate) fn first_that_keeps(
    project: &Project,
    mut paces: impl Iterator<Item = WeeklyHours>,
    deadlines: &[usize],
    load: Load,
    keeps: impl Fn(&Attempt) -> bool,
) -> Option<(WeeklyHours, Attempt)> {
    paces.find_map(|pace| {
        if !may_meet(project, pace, deadlines) {
            return None;
        }
        attempt_meeting(project, pace, deadlines, load).filter(&keeps).map(|attempt| (pace, attempt))
    })
}

/// The attempt at a pace, if every goal ends by its deadline in it. Where hours
/// or chains show that none can, it is not made.
pub(crate) fn attempt_meeting(
    project: &Project,
    pace: WeeklyHours,
    deadlines: &[usize],
    load: Load,
) -> Option<Attempt> {
    let days = days(project, pace, deadlines);
    if !Bound::new(project, &days, load).allows(deadlines) {
        return None;
    }
    let jobs = jobs(project, deadlines, load);
    let placed = place_toward(project, &days, deadlines, &jobs)?;
    placed.meets(deadlines).then(|| placed.into_attempt(&jobs, &days))
}

/// The slowest pace, up to `most`, at which every goal ends by its deadline
/// with its buffer. The project's own hours do not count.
#[must_use]
pub fn pace_needed(project: &Project, most: WeeklyHours) -> Option<WeeklyHours> {
    let mut project = project.clone();
    project.weekly.pace = most;
    let deadlines = crate::attempt::deadlines(&project);
    first_that_meets(&project, paces_up_to(most), &deadlines, Load::Buffered).map(|(pace, _)| pace)
}

/// Whether the hours until the last deadline hold the work at all: cheaper
/// than a pass, and most slow paces fail here.
pub(crate) fn may_meet(project: &Project, pace: WeeklyHours, deadlines: &[usize]) -> bool {
    let last = deadlines.iter().copied().max().unwrap_or(0);
    // Whole weeks, rounded up: a little more than there is.
    let weeks = u64::try_from(last / 7 + 1).unwrap_or(u64::MAX);
    let ceiling = weeks.saturating_mul(u64::from(pace.max(max_left(project)).minutes_per_week()));
    let work: u64 = project.tasks.iter().map(|task| u64::from(task.effort.likely().minutes())).sum();
    work <= ceiling
}

/// Busy days may hold more hours than usual ones.
fn max_left(project: &Project) -> WeeklyHours {
    project.busy.iter().map(|range| range.left).max().unwrap_or(WeeklyHours::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grid_grows_without_gaps_or_repeats() {
        let paces: Vec<WeeklyHours> = grid().collect();
        assert!(paces.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(
            paces.contains(&WeeklyHours::from_hours_per_week(20.0))
                && paces.contains(&WeeklyHours::from_hours_per_week(60.0))
        );
    }

    #[test]
    fn own_pace_is_tried_last() {
        let paces: Vec<WeeklyHours> = paces_up_to(WeeklyHours::from_hours_per_week(0.6)).collect();
        assert_eq!(paces, [15, 30, 36].map(WeeklyHours::from_minutes_per_week));
    }
}
