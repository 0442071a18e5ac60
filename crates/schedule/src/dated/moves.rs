//! Due days: which stay, and where the others go.

use super::Contradicted;
use super::fit::{Dating, TaskDates};
use crate::pass::{Job, place};

/// More passes are not made to compare sets of moves; larger sets are grown then.
const TRIES_MAX: usize = 1_200;
/// Sets of more moves are not compared but grown.
const SET_MAX: usize = 3;
/// So many sets of equally many moves are compared by how far they move.
const SETS_COMPARED: usize = 12;

/// Due days, and why some are not those that were proposed.
pub(super) struct Dues {
    pub(super) days: Vec<usize>,
    pub(super) why: Vec<Option<Contradicted>>,
    /// Whether they hold, hours included.
    pub(super) holds: bool,
}

/// Finds due days: the proposed ones but for the fewest and smallest moves.
pub(super) fn settle(dating: &Dating) -> Dues {
    let proposed: Vec<usize> = (0..dating.tasks.len()).map(|idx| nearest_allowed(dating, idx)).collect();
    let search = |with_hours: bool| Search { dating, proposed: &proposed, with_hours }.fewest_moves();
    let with_hours = search(true);
    let holds = with_hours.is_some();
    // Where hours lack, moves do not help: order, waiting and days off still count.
    let days = with_hours.or_else(|| search(false)).unwrap_or_else(|| in_order(dating, &proposed));
    let why = (0..days.len()).map(|idx| why(dating, &days, idx)).collect();
    Dues { days, why, holds }
}

/// The latest due day of a task with which all that cannot move still holds, the
/// others moving as they must.
pub(super) fn latest(dating: &Dating, dues: &[usize], idx: usize) -> usize {
    let is_free: Vec<bool> = dating.tasks.iter().enumerate().map(|(one, task)| one != idx && !task.is_fixed).collect();
    let mut held = dues.to_vec();
    let mut holds = |due: usize| {
        held[idx] = due;
        freed(dating, &held, &is_free, true).is_some()
    };
    let is_open = |day: &usize| !dating.availability.is_blocked(*day);
    let later: Vec<usize> = (dues[idx] + 1..=dating.tasks[idx].latest).filter(is_open).collect();
    let n_held = later.partition_point(|&due| holds(due));
    n_held.checked_sub(1).map_or(dues[idx], |last| later[last])
}

/// The day next to the proposed one on which a task may be due as far as its own
/// window and the days off go; its last day where none is proposed.
fn nearest_allowed(dating: &Dating, idx: usize) -> usize {
    let task = &dating.tasks[idx];
    let day = task.due.unwrap_or(task.latest).max(task.hold).min(task.latest.max(task.hold));
    if task.is_fixed {
        return day;
    }
    let is_open = |day: &usize| !dating.availability.is_blocked(*day);
    let before = (task.hold..=day).rev().find(is_open);
    // The working day before: nobody has less time by it, and what follows keeps its own.
    before.or_else(|| (day..=task.latest).find(is_open)).unwrap_or(day)
}

/// What the proposed due day of a task contradicts, if it is due on another.
fn why(dating: &Dating, dues: &[usize], idx: usize) -> Option<Contradicted> {
    let task = &dating.tasks[idx];
    let proposed = task.due.filter(|&due| due != dues[idx] || task.is_past)?;
    if task.is_past {
        return Some(Contradicted::Past);
    }
    if proposed < task.hold || proposed > task.latest {
        return Some(Contradicted::Window);
    }
    let ready = |&(before, lag): &(usize, usize)| dues[before].saturating_add(lag);
    let last = task.after.iter().copied().max_by_key(|after| ready(after));
    if let Some((before, lag)) = last.filter(|after| ready(after) > proposed) {
        return Some(Contradicted::After(before, u32::try_from(lag).unwrap_or(u32::MAX)));
    }
    if dating.first_day(dues, idx).saturating_add(task.waiting) > proposed {
        return Some(Contradicted::Waiting(u32::try_from(task.waiting).unwrap_or(u32::MAX)));
    }
    let is_off = !task.is_fixed && dating.availability.is_blocked(proposed);
    Some(if is_off { Contradicted::DayOff } else { Contradicted::Hours })
}

/// Where nothing holds, the proposed days but for the order and the waiting, as late as
/// these take.
fn in_order(dating: &Dating, proposed: &[usize]) -> Vec<usize> {
    let mut dues = proposed.to_vec();
    for idx in 0..dues.len() {
        let task = &dating.tasks[idx];
        if !task.is_fixed {
            let ready = dating.first_day(&dues, idx).saturating_add(task.waiting);
            let last_day = dating.availability.n_days() - 1;
            dues[idx] = dues[idx].max(ready).min(last_day);
        }
    }
    dues
}

/// Due days where some tasks are free to go where the others leave room, if these keep
/// theirs: one pass, in which free ones are done as early as their turn comes.
fn freed(dating: &Dating, dues: &[usize], is_free: &[bool], with_hours: bool) -> Option<Vec<usize>> {
    let jobs: Vec<Job> = (0..dues.len()).map(|idx| job(dating, dues, is_free, idx, with_hours)).collect();
    let slots = place(&dating.availability, &jobs)?;
    let mut found = dues.to_vec();
    for (idx, (slot, task)) in slots.iter().zip(&dating.tasks).enumerate() {
        let end = if task.is_fixed { slot.start + task.waiting } else { slot.due };
        let last = if is_free[idx] { task.latest } else { dues[idx] };
        if end > last {
            return None;
        }
        if is_free[idx] {
            found[idx] = end;
        }
    }
    Some(found)
}

fn job(dating: &Dating, dues: &[usize], is_free: &[bool], idx: usize, with_hours: bool) -> Job {
    let task = &dating.tasks[idx];
    // What keeps its day is known to end on it, so that nothing has to wait for the pass.
    let kept = task.after.iter().filter(|(before, _)| !is_free[*before]);
    let release = kept.map(|&(before, lag)| dues[before].saturating_add(lag)).max().unwrap_or(0).max(task.release);
    Job {
        work: if with_hours { task.work } else { 0 },
        waiting: task.waiting,
        after: task.after.iter().copied().filter(|(before, _)| is_free[*before]).collect(),
        release: release.min(dating.availability.n_days() - 1),
        hold_until: if is_free[idx] { task.hold } else { 0 },
        deadline: if is_free[idx] { task.latest } else { dues[idx] },
        ..Job::default()
    }
}

/// The search for the fewest and smallest moves.
struct Search<'d> {
    dating: &'d Dating,
    proposed: &'d [usize],
    with_hours: bool,
}

impl Search<'_> {
    fn fewest_moves(&self) -> Option<Vec<usize>> {
        let undated: Vec<bool> = self.dating.tasks.iter().map(|task| task.due.is_none()).collect();
        if let Some(dues) = self.tried(&undated) {
            return Some(dues);
        }
        // What cannot have its proposed day in any case may have any other as well.
        let has_to_move = |(idx, task): (usize, &TaskDates)| !task.is_fixed && task.due != Some(self.proposed[idx]);
        let always_free: Vec<bool> = self.dating.tasks.iter().enumerate().map(has_to_move).collect();
        if let Some(dues) = self.tried(&always_free) {
            let set: Vec<usize> = (0..undated.len()).filter(|&idx| always_free[idx] && !undated[idx]).collect();
            return Some(self.drawn_near(dues, &set));
        }
        let movable = |&idx: &usize| !self.dating.tasks[idx].is_fixed && !always_free[idx];
        let movable: Vec<usize> = (0..self.proposed.len()).filter(movable).collect();
        let mut tries_left = TRIES_MAX;
        for size in 1..=SET_MAX.min(movable.len()) {
            let mut found = Vec::new();
            let was_complete = subsets(&movable, size, &mut |set| {
                tries_left = tries_left.saturating_sub(1);
                let dues = self.tried(&with(&always_free, set));
                found.extend(dues.map(|dues| (self.distance(&dues), set.to_vec(), dues)));
                tries_left > 0
            });
            found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
            let freed = |set: Vec<usize>| {
                let moved = (0..undated.len()).filter(|&idx| always_free[idx] && !undated[idx]);
                moved.chain(set).collect::<Vec<usize>>()
            };
            let nearest =
                found.into_iter().take(SETS_COMPARED).map(|(_, set, dues)| self.drawn_near(dues, &freed(set)));
            if let Some(dues) = nearest.min_by_key(|dues| (self.n_moved(dues), self.distance(dues))) {
                return Some(dues);
            }
            if !was_complete {
                break;
            }
        }
        self.grown(&always_free, movable)
    }

    /// Due days where these are free, if they hold.
    fn tried(&self, is_free: &[bool]) -> Option<Vec<usize>> {
        let dues = freed(self.dating, self.proposed, is_free, self.with_hours)?;
        self.dating.holds(&dues, self.with_hours).then_some(dues)
    }

    /// Frees one task after the other, each time the one that leaves least overrun, until
    /// all hold; then takes back what was not needed.
    fn grown(&self, always_free: &[bool], mut movable: Vec<usize>) -> Option<Vec<usize>> {
        let all = with(always_free, &movable);
        self.tried(&all)?;
        let mut set: Vec<usize> = Vec::new();
        while self.tried(&with(always_free, &set)).is_none() {
            let badness = |&idx: &usize| {
                let mut larger = set.clone();
                larger.push(idx);
                (self.lateness(&with(always_free, &larger)), idx)
            };
            let best = movable.iter().copied().min_by_key(badness)?;
            movable.retain(|&idx| idx != best);
            set.push(best);
        }
        for idx in set.clone() {
            let smaller: Vec<usize> = set.iter().copied().filter(|&one| one != idx).collect();
            if self.tried(&with(always_free, &smaller)).is_some() {
                set = smaller;
            }
        }
        let dues = self.tried(&with(always_free, &set))?;
        Some(self.drawn_near(dues, &set))
    }

    /// Days by which tasks end after their due days where these are free, all together.
    fn lateness(&self, is_free: &[bool]) -> usize {
        let dating = self.dating;
        let jobs: Vec<Job> =
            (0..is_free.len()).map(|idx| job(dating, self.proposed, is_free, idx, self.with_hours)).collect();
        let Some(slots) = place(&dating.availability, &jobs) else { return usize::MAX };
        slots.iter().zip(&jobs).map(|(slot, job)| slot.due.saturating_sub(job.deadline)).sum()
    }

    /// Moves what was freed back toward its proposed day as far as all holds.
    fn drawn_near(&self, mut dues: Vec<usize>, set: &[usize]) -> Vec<usize> {
        // A second round, as one that gives way may let another come nearer.
        for &idx in set.iter().chain(set) {
            let (near, far) = (self.proposed[idx], dues[idx]);
            let at = |away: usize| if far >= near { near + away } else { near - away };
            let (mut low, mut high) = (0, near.abs_diff(far));
            while low < high {
                let middle = low.midpoint(high);
                dues[idx] = at(middle);
                if self.dating.holds(&dues, self.with_hours) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            dues[idx] = at(high);
        }
        dues
    }

    fn distance(&self, dues: &[usize]) -> usize {
        let moved = dues.iter().zip(self.proposed).zip(&self.dating.tasks).filter(|(_, task)| task.due.is_some());
        moved.map(|((due, proposed), _)| due.abs_diff(*proposed)).sum()
    }

    fn n_moved(&self, dues: &[usize]) -> usize {
        let moved = dues.iter().zip(self.proposed).zip(&self.dating.tasks).filter(|(_, task)| task.due.is_some());
        moved.filter(|((due, proposed), _)| due != proposed).count()
    }
}

fn with(is_free: &[bool], set: &[usize]) -> Vec<bool> {
    let mut all = is_free.to_vec();
    set.iter().for_each(|&idx| all[idx] = true);
    all
}

/// Tells all subsets of a size, in order, until one says stop; whether none did.
fn subsets(of: &[usize], size: usize, tell: &mut impl FnMut(&[usize]) -> bool) -> bool {
    let mut places: Vec<usize> = (0..size).collect();
    loop {
        let set: Vec<usize> = places.iter().map(|&place| of[place]).collect();
        if !tell(&set) {
            return false;
        }
        let Some(at) = (0..size).rev().find(|&at| places[at] + size - at < of.len()) else { return true };
        places[at] += 1;
        for next in at + 1..size {
            places[next] = places[next - 1] + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subset_is_told_once() {
        let mut told = Vec::new();
        assert!(subsets(&[3, 5, 7, 9], 2, &mut |set| {
            told.push(set.to_vec());
            true
        }));
        assert_eq!(told, [[3, 5], [3, 7], [3, 9], [5, 7], [5, 9], [7, 9]]);
        assert!(!subsets(&[3, 5], 1, &mut |_| false));
    }
}
