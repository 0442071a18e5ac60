//! How much of each day the plan wants.
//!
//! Work is spread over the days from its start to its due day so that the highest share
//! of the hours there that any stretch wants is as low as the dates allow, then the next
//! highest, and so on: no other spread has a lower peak. Source: Yao, Demers and Shenker,
//! "A scheduling model for reduced CPU energy" (1995), with hours that there are in the
//! place of time. Practice follows its cadence; an event takes its hours on its day.

use jiff::civil::Date;

use super::{Frame, Load, is_event};
use crate::{Effort, MilestoneKind, Placing, PlannedMilestone, plus_days, week_of};

/// More milestones than these are spread one by one.
const EXACT_MAX: usize = 150;

/// Minutes of each day.
pub(super) struct Loads {
    /// Work and practice.
    wanted: Vec<f64>,
    /// Practice alone.
    practice: Vec<f64>,
    events: Vec<f64>,
    /// Hours that there are, without those of practice, summed up before each day; one
    /// longer than the days. Where no hours are known every day counts alike.
    free_before: Vec<f64>,
}

/// Work between two days, in minutes.
#[derive(Clone, Copy, Debug)]
struct Job {
    from: usize,
    /// The day behind the last one.
    until: usize,
    minutes: f64,
}

impl Loads {
    pub(super) fn of(frame: &Frame<'_>) -> Self {
        let there = minutes_there(frame);
        let mut practice = vec![0.0; frame.n_days];
        let mut events = vec![0.0; frame.n_days];
        let mut jobs = Vec::new();
        for (at, planned) in frame.plan.milestones.iter().enumerate() {
            let minutes = f64::from(planned.milestone.effort.likely().minutes());
            let (from, due) = (frame.day(planned.start), frame.day(planned.due));
            if is_event(planned) {
                events[due] += minutes;
            } else if is_practice(planned) {
                practise(frame, planned, &there, &mut practice);
            } else if minutes > 0.0 {
                jobs.push(Job { from: first_day(frame, at).unwrap_or(from).min(due), until: due + 1, minutes });
            }
        }
        let mut free_before = Vec::with_capacity(frame.n_days + 1);
        let mut sum = 0.0;
        free_before.push(sum);
        for (there, practice) in there.iter().zip(&practice) {
            sum += (there - practice).max(0.0);
            free_before.push(sum);
        }
        let mut wanted = flattest(&jobs, &free_before);
        for (wanted, practice) in wanted.iter_mut().zip(&practice) {
            *wanted += practice;
        }
        Loads { wanted, practice, events, free_before }
    }

    /// Minutes that there are before a day, without those of practice.
    pub(super) fn free_before(&self, day: usize) -> f64 {
        self.free_before[day.min(self.free_before.len() - 1)]
    }

    /// The last day, counted from the first, before whose end there are no more free
    /// minutes than these; the day before the first where there are more at once.
    pub(super) fn last_day_with(&self, minutes: f64) -> i32 {
        let n = self.free_before.partition_point(|before| *before <= minutes);
        i32::try_from(n).unwrap_or(i32::MAX) - 2
    }

    /// Minutes of practice before a day.
    pub(super) fn practice_before(&self, day: usize) -> f64 {
        self.practice.iter().take(day).sum()
    }

    /// Minutes that are wanted in days, the first and the one behind the last.
    pub(super) fn wanted_between(&self, from: usize, until: usize) -> f64 {
        self.wanted[from.min(self.wanted.len())..until.clamp(from, self.wanted.len())].iter().sum()
    }

    pub(super) fn weeks(&self, frame: &Frame<'_>) -> Vec<Load> {
        self.cut(frame, |day| plus_days(week_of(day, jiff::civil::Weekday::Monday), 6))
    }

    pub(super) fn months(&self, frame: &Frame<'_>) -> Vec<Load> {
        self.cut(frame, Date::last_of_month)
    }

    /// Stretches one after the other, each up to the last day that belongs to its first.
    fn cut(&self, frame: &Frame<'_>, last_of: impl Fn(Date) -> Date) -> Vec<Load> {
        let mut cut = Vec::new();
        let mut from = 0;
        while from < frame.n_days {
            let first = frame.date(from);
            let last = frame.day(last_of(first));
            let (to, until) = (frame.date(last), last + 1);
            let is_away = |day: &usize| frame.there.as_ref().is_some_and(|there| there.is_blocked(*day));
            cut.push(Load {
                from: first,
                to,
                wanted: effort(self.wanted_between(from, until)),
                events: effort(self.events[from..until].iter().sum()),
                there: frame.there.as_ref().map(|there| there.effort_between(first, to)),
                n_away: u32::try_from((from..until).filter(is_away).count()).unwrap_or(u32::MAX),
            });
            from = until;
        }
        cut
    }
}

fn effort(minutes: f64) -> Effort {
    Effort::from_hours(minutes / 60.0)
}

pub(super) fn is_practice(planned: &PlannedMilestone) -> bool {
    planned.milestone.kind == MilestoneKind::Practice && planned.milestone.cadence.is_some()
}

fn minutes_there(frame: &Frame<'_>) -> Vec<f64> {
    let Some(there) = &frame.there else { return vec![60.0; frame.n_days] };
    let of = |day: usize| there.minutes_before(day + 1) - there.minutes_before(day);
    (0..frame.n_days).map(|day| f64::from(u32::try_from(of(day)).unwrap_or(u32::MAX))).collect()
}

/// Where the work of an event begins that no day holds: it is found before the event,
/// from what it waits for on.
fn first_day(frame: &Frame<'_>, at: usize) -> Option<usize> {
    let planned = frame.milestone(at);
    let is_bound = matches!(planned.milestone.placing, Placing::On(_) | Placing::BeforeDeadline(_));
    if !is_bound || planned.start < planned.due {
        return None;
    }
    let freed = |&before: &usize| {
        let lag = i32::try_from(frame.lag(before, at)).unwrap_or(i32::MAX / 2);
        frame.day(plus_days(frame.milestone(before).due, lag))
    };
    Some(frame.graph.predecessors(at).iter().map(freed).max().unwrap_or(0))
}

/// Spreads practice over the days of its cadence on which anything can be done, or over
/// all of them.
fn practise(frame: &Frame<'_>, planned: &PlannedMilestone, there: &[f64], practice: &mut [f64]) {
    let Some(cadence) = &planned.milestone.cadence else { return };
    let from = frame.day(cadence.from.map_or(planned.start, |first| first.max(planned.start)));
    let to = frame.day(cadence.to.map_or(planned.due, |last| last.min(planned.due))).max(from);
    let is_its = |day: &usize| cadence.weekdays.is_empty() || cadence.weekdays.contains(frame.date(*day).weekday());
    let mut days: Vec<usize> = (from..=to).filter(is_its).filter(|day| there[*day] > 0.0).collect();
    if days.is_empty() {
        days = (from..=to).collect();
    }
    let n_days = f64::from(u32::try_from(days.len()).unwrap_or(u32::MAX));
    let share = f64::from(planned.milestone.effort.likely().minutes()) / n_days;
    days.into_iter().for_each(|day| practice[day] += share);
}

/// The minutes of each day where work is spread with the lowest peak.
fn flattest(jobs: &[Job], free_before: &[f64]) -> Vec<f64> {
    let n_days = free_before.len() - 1;
    let mut wanted = vec![0.0; n_days];
    let length = |job: &Job| free_before[job.until] - free_before[job.from];
    let (mut left, nowhere): (Vec<Job>, Vec<Job>) = jobs.iter().copied().partition(|job| length(job) > 1e-6);
    // Where there is no hour, each day is as bad as the other.
    for job in nowhere {
        let n = f64::from(u32::try_from(job.until - job.from).unwrap_or(u32::MAX));
        wanted[job.from..job.until].iter_mut().for_each(|day| *day += job.minutes / n);
    }
    if left.len() > EXACT_MAX {
        for job in left {
            let share = job.minutes / length(&job);
            (job.from..job.until).for_each(|day| wanted[day] += share * (free_before[day + 1] - free_before[day]));
        }
        return wanted;
    }
    let mut is_taken = vec![false; n_days];
    while !left.is_empty() {
        let axis = axis(free_before, &is_taken);
        let Some(densest) = densest(&left, &axis) else { break };
        for day in 0..n_days {
            let inside = axis[day] >= densest.from - 1e-9 && axis[day + 1] <= densest.until + 1e-9;
            if !is_taken[day] && inside && free_before[day + 1] > free_before[day] {
                is_taken[day] = true;
                wanted[day] += densest.share * (free_before[day + 1] - free_before[day]);
            }
        }
        let n_before = left.len();
        left.retain(|job| axis[job.from] < densest.from - 1e-9 || axis[job.until] > densest.until + 1e-9);
        if left.len() == n_before {
            break;
        }
    }
    wanted
}

/// The hours before each day of which nothing is decided yet.
fn axis(free_before: &[f64], is_taken: &[bool]) -> Vec<f64> {
    let mut axis = Vec::with_capacity(free_before.len());
    let mut sum = 0.0;
    axis.push(sum);
    for (day, taken) in is_taken.iter().enumerate() {
        sum += if *taken { 0.0 } else { free_before[day + 1] - free_before[day] };
        axis.push(sum);
    }
    axis
}

/// The stretch of an axis that wants the largest share of its hours.
struct Densest {
    from: f64,
    until: f64,
    share: f64,
}

fn densest(jobs: &[Job], axis: &[f64]) -> Option<Densest> {
    let mut by_end: Vec<&Job> = jobs.iter().collect();
    by_end.sort_by(|a, b| axis[a.until].total_cmp(&axis[b.until]));
    let mut best: Option<Densest> = None;
    for first in jobs {
        let from = axis[first.from];
        let mut minutes = 0.0;
        for job in by_end.iter().filter(|job| axis[job.from] >= from - 1e-9) {
            minutes += job.minutes;
            let until = axis[job.until];
            let share = minutes / (until - from).max(1e-6);
            if best.as_ref().is_none_or(|best| share > best.share + 1e-12) {
                best = Some(Densest { from, until, share });
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(jobs: &[(usize, usize, f64)], per_day: &[f64]) -> Vec<i64> {
        let mut before = vec![0.0];
        before.extend(per_day.iter().scan(0.0, |sum, minutes| {
            *sum += minutes;
            Some(*sum)
        }));
        let jobs: Vec<Job> = jobs.iter().map(|&(from, until, minutes)| Job { from, until, minutes }).collect();
        #[expect(clippy::cast_possible_truncation, reason = "minutes of a test")]
        flattest(&jobs, &before).into_iter().map(|minutes| minutes.round() as i64).collect()
    }

    #[test]
    fn what_may_lie_anywhere_fills_up_around_what_may_not() {
        // The second job has three days only; the first keeps out of their way.
        assert_eq!(spread(&[(0, 6, 90.0), (1, 4, 120.0)], &[60.0; 6]), [30, 40, 40, 40, 30, 30]);
        // Nothing is pressed where both can share all days.
        assert_eq!(spread(&[(0, 4, 60.0), (0, 4, 60.0)], &[60.0; 4]), [30; 4]);
    }

    #[test]
    fn shares_follow_the_hours_of_days() {
        assert_eq!(spread(&[(0, 3, 90.0)], &[60.0, 0.0, 120.0]), [30, 0, 60]);
        // On days without hours it is told all the same.
        assert_eq!(spread(&[(1, 3, 90.0)], &[60.0, 0.0, 0.0]), [0, 45, 45]);
    }

    #[test]
    fn nothing_is_lost_and_no_peak_is_higher_than_it_has_to_be() {
        // All pairs of borders give a lower bound of the peak; the spread reaches the largest.
        let days = [60.0, 30.0, 0.0, 90.0, 60.0, 60.0, 10.0, 120.0];
        let mut seed = 7_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from((seed >> 33) % below).expect("small")
        };
        for _ in 0..200 {
            let jobs: Vec<(usize, usize, f64)> = (0..4)
                .map(|_| {
                    let from = next(7);
                    (from, (from + 2 + next(4)).min(8), f64::from(u32::try_from(next(200)).expect("small")))
                })
                .filter(|(from, until, _)| days[*from..*until].iter().sum::<f64>() > 0.0)
                .collect();
            let mut before = vec![0.0];
            days.iter().for_each(|day| before.push(before[before.len() - 1] + day));
            let all: Vec<Job> = jobs.iter().map(|&(from, until, minutes)| Job { from, until, minutes }).collect();
            let wanted = flattest(&all, &before);
            let sum: f64 = jobs.iter().map(|job| job.2).sum();
            assert!((wanted.iter().sum::<f64>() - sum).abs() < 1e-6, "{jobs:?}");
            let mut bound = 0.0_f64;
            for from in 0..8 {
                for until in from + 1..=8 {
                    let inside = jobs.iter().filter(|job| from <= job.0 && job.1 <= until);
                    let hours: f64 = days[from..until].iter().sum();
                    let minutes: f64 = inside.map(|job| job.2).sum();
                    if hours > 0.0 {
                        bound = bound.max(minutes / hours);
                    }
                }
            }
            let peak = wanted.iter().zip(days).filter(|(_, there)| *there > 0.0);
            let peak = peak.map(|(wanted, there)| wanted / there).fold(0.0, f64::max);
            assert!((peak - bound).abs() < 1e-6, "{peak} is not {bound}: {jobs:?}");
        }
    }
}
