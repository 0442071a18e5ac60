//! The dates that can be kept where the deadlines cannot.

use backcast_core::{Availability, WeeklyHours};

use crate::Project;
use crate::attempt::{Attempt, Jobs, Load, days, place_early, place_toward, undated_jobs};
use crate::bound::Bound;
use crate::project::HORIZON_MAX_DAYS;

/// So many days after a deadline are tried one by one.
const NEAR_DAYS: usize = 42;
/// Of more goals than this, days are never tried one by one: each try places many
/// goals.
const N_GOALS_NEAR: usize = 10;

/// For each goal the earliest date that it can keep while no more important
/// goal loses its own: its deadline where that holds. With the attempt that
/// shows it; nothing if even the longest horizon is too short.
///
/// Goals are settled in order of priority, while the less important ones stand
/// aside. As long as dates that nothing can beat are kept, as many goals as
/// possible are settled by one attempt; only where one is not kept, its goal is
/// tried by itself.
///
/// Cost: a few passes where hours alone are scarce, however many goals there
/// are; up to a dozen for each goal that waiting keeps from such a date, of many
/// goals only over those that are settled by then.
pub(crate) fn honest_dates(
    project: &Project,
    pace: WeeklyHours,
    deadlines: &[usize],
    load: Load,
) -> Option<(Vec<usize>, Attempt)> {
    Tries::new(project, pace, load).honest_dates(deadlines)
}

/// For each goal a date that [`honest_dates`] cannot beat: compared goal by goal
/// in order of priority, none that it finds come before these. Takes no pass.
pub(crate) fn unbeatable_dates(project: &Project, pace: WeeklyHours, deadlines: &[usize], load: Load) -> Vec<usize> {
    let days = days(project, pace, deadlines);
    let mut bound = Bound::new(project, &days, load);
    let mut dates = deadlines.to_vec();
    for goal in by_priority(project) {
        dates[goal] = bound.earliest(goal, deadlines[goal]);
        bound.settle(goal, dates[goal]);
    }
    dates
}

/// The numbers of the goals, the most important first.
pub(crate) fn by_priority(project: &Project) -> Vec<usize> {
    let mut order: Vec<usize> = (0..project.goal_constraints.len()).collect();
    order.sort_by_key(|&goal| (project.goal_constraints[goal].priority, goal));
    order
}

/// Attempts at one project, at one pace.
struct Tries<'p> {
    project: &'p Project,
    pace: WeeklyHours,
    load: Load,
    horizon: usize,
    /// The days of the last attempt: most have the same.
    days: Option<Availability>,
    /// The work of all goals, with the dates of the last attempt at all of it.
    jobs: Jobs,
    /// How many attempts were made: what a search costs.
    n_made: usize,
}

/// What becomes of goals that are not settled yet in attempts that settle others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aside {
    /// They are placed, too, as late as there are days.
    Placed,
    /// They are left out, and tasks that want to lie late are placed like all
    /// others: so far away they hardly ever change anything, and most passes would
    /// be spent on them. The last attempt, at all goals, is the proof of it.
    LeftOut,
}

impl<'p> Tries<'p> {
    fn new(project: &'p Project, pace: WeeklyHours, load: Load) -> Self {
        let jobs = undated_jobs(project, load);
        Tries { project, pace, load, horizon: project.horizon(pace), days: None, jobs, n_made: 0 }
    }

    fn honest_dates(&mut self, deadlines: &[usize]) -> Option<(Vec<usize>, Attempt)> {
        if let Ok(attempt) = self.meeting(deadlines) {
            return Some((deadlines.to_vec(), attempt));
        }
        let far = self.far();
        let (project, load) = (self.project, self.load);
        let bound = Bound::new(project, self.days(far), load);
        let latest: Vec<usize> = deadlines.iter().map(|&deadline| far.max(deadline)).collect();
        if !bound.allows(&latest) {
            return None;
        }
        if deadlines.len() > N_GOALS_NEAR
            && let Some(found) = self.settled(deadlines, &bound, Aside::LeftOut)
        {
            return Some(found);
        }
        self.settled(deadlines, &bound, Aside::Placed)
    }

    /// The last day that there is.
    fn far(&self) -> usize {
        self.horizon.min(HORIZON_MAX_DAYS) - 1
    }

    /// Settles one goal after the other; nothing where the last attempt, at all of
    /// them, does not keep the dates that were found.
    fn settled(&mut self, deadlines: &[usize], bound: &Bound, aside: Aside) -> Option<(Vec<usize>, Attempt)> {
        let far = self.far();
        let order = by_priority(self.project);
        let mut bound = bound.clone();
        let mut dates = vec![far; deadlines.len()];
        let mut last = None;
        let (mut n_settled, mut at_once) = (0, order.len());
        while n_settled < order.len() {
            let until = order.len().min(n_settled + at_once);
            let batch = &order[n_settled..until];
            let mut settled = bound.clone();
            for &goal in batch {
                dates[goal] = settled.earliest(goal, deadlines[goal]);
                settled.settle(goal, dates[goal]);
            }
            let is_part = aside == Aside::LeftOut && until < order.len();
            let mut part = is_part.then(|| self.jobs.of_goals(&order[..until]));
            match (self.tried(part.as_mut(), &dates), batch) {
                (Ok(attempt), _) => {
                    (last, bound, n_settled) = (attempt, settled, until);
                    at_once = batch.len() * 2;
                }
                (Err(finish), &[goal]) => {
                    let unbeatable = dates[goal];
                    let latest = far.max(deadlines[goal]);
                    dates[goal] = match (aside, part.as_mut()) {
                        (Aside::LeftOut, Some(part)) => {
                            let ended = finish.get(goal).copied().unwrap_or(0);
                            self.first_kept_by_some(goal, (unbeatable + 1, ended, latest), part, &mut dates)
                        }
                        _ => self.first_kept(goal, (deadlines[goal], latest), unbeatable, &mut dates),
                    };
                    bound.settle(goal, dates[goal]);
                    n_settled = until;
                    last = None;
                }
                (Err(finish), _) => {
                    // Whatever comes before the first one that is late is likely kept.
                    let is_late = |&goal: &usize| finish.get(goal).is_none_or(|&finish| finish > dates[goal]);
                    let kept = batch.iter().position(is_late).unwrap_or(0);
                    batch.iter().for_each(|&goal| dates[goal] = far);
                    at_once = kept.clamp(1, batch.len() - 1);
                }
            }
        }
        let last = last.or_else(|| self.meeting(&dates).ok());
        last.map(|attempt| (dates, attempt))
    }

    /// Tries dates with a part of the goals, or with all of them, of which there
    /// is an attempt then; fails with when they end.
    fn tried(&mut self, part: Option<&mut Jobs>, dates: &[usize]) -> Result<Option<Attempt>, Vec<usize>> {
        match part {
            Some(part) => self.keeping(part, dates).map(|()| None),
            None => self.meeting(dates).map(Some),
        }
    }

    /// The days for dates of which this is the last.
    fn days(&mut self, last: usize) -> &Availability {
        let n_days = self.horizon.max(last + 1);
        if self.days.as_ref().is_none_or(|days| days.n_days() != n_days) {
            self.days = Some(self.project.availability(self.pace, n_days));
        }
        self.days.as_ref().expect("they were made above")
    }

    /// The attempt toward these dates if it keeps them, else when the goals end
    /// in it; nothing of that where it does not fit at all.
    fn meeting(&mut self, dates: &[usize]) -> Result<Attempt, Vec<usize>> {
        self.n_made += 1;
        self.days(dates.iter().copied().max().unwrap_or(0));
        let days = self.days.as_ref().expect("they were made above");
        self.jobs.date(self.project, dates);
        match place_toward(self.project, days, dates, &self.jobs) {
            Some(placed) if placed.meets(dates) => Ok(placed.into_attempt(&self.jobs, days)),
            Some(placed) => Err(placed.finish),
            None => Err(Vec::new()),
        }
    }

    /// Whether some of the goals keep their dates without the others, else when
    /// they end; nothing of that where they do not fit at all.
    fn keeping(&mut self, part: &mut Jobs, dates: &[usize]) -> Result<(), Vec<usize>> {
        self.n_made += 1;
        part.date(self.project, dates);
        match place_early(self.days(dates.iter().copied().max().unwrap_or(0)), part) {
            Some(placed) if placed.meets(dates) => Ok(()),
            Some(placed) => Err(placed.finish),
            None => Err(Vec::new()),
        }
    }

    /// The first day from `from` to before `latest` on which a goal can end
    /// while the others keep their dates, else `latest`. Days up to
    /// `unbeatable` are known not to do.
    fn first_kept(
        &mut self,
        goal: usize,
        (from, latest): (usize, usize),
        unbeatable: usize,
        dates: &mut [usize],
    ) -> usize {
        let is_few = dates.len() <= N_GOALS_NEAR;
        let (mut low, mut high) = (from.max(unbeatable + 1).min(latest), latest);
        if is_few {
            // Day by day at first: near the deadline a later day can be worse,
            // when waiting then ends in busy days. Far away bisection is enough.
            let behind = (from + NEAR_DAYS).min(latest);
            if let Some(date) = (low..behind).find(|&date| self.keeps(goal, date, dates)) {
                return date;
            }
            low = behind;
        }
        let mut step = 1;
        while !is_few && low < high {
            let date = (low + step - 1).min(high - 1);
            if self.keeps(goal, date, dates) {
                high = date;
                break;
            }
            (low, step) = (date + 1, step * 2);
        }
        while low < high {
            let middle = low.midpoint(high);
            if middle > unbeatable && self.keeps(goal, middle, dates) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        high
    }

    fn keeps(&mut self, goal: usize, date: usize, dates: &mut [usize]) -> bool {
        dates[goal] = date;
        self.meeting(dates).is_ok()
    }

    /// The first day from `from` to before `latest` on which a goal can end while
    /// the other goals of a part keep their dates, else `latest`. In the attempt at
    /// the day before `from` it ended on `ended`.
    ///
    /// The later its date, the later it gets its hours: where it ends in an
    /// attempt that fails is hardly ever after the day that is looked for, so that
    /// this day is tried next, and then the one before it. Where it makes others
    /// late instead, days are tried in growing steps, and then between two of them.
    fn first_kept_by_some(
        &mut self,
        goal: usize,
        (from, mut ended, latest): (usize, usize, usize),
        part: &mut Jobs,
        dates: &mut [usize],
    ) -> usize {
        let (mut low, mut high) = (from.min(latest), latest);
        let (mut step, mut is_found) = (1, false);
        while low < high {
            let date = if !is_found {
                ended.max(low + step - 1).min(high - 1)
            } else if high == ended {
                high - 1
            } else if high > ended {
                low.max(ended).midpoint(high)
            } else {
                low.midpoint(high)
            };
            dates[goal] = date;
            match self.keeping(part, dates) {
                Ok(()) => (high, is_found) = (date, true),
                Err(finish) => {
                    ended = finish.get(goal).map_or(ended, |&finish| finish.max(ended));
                    (low, step) = (date + 1, step * 2);
                }
            }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::plus_days;
    use proptest::prelude::*;

    use super::*;
    use crate::arbitrary::{chains, project};
    use crate::attempt::{attempt, deadlines};

    /// The dates goal by goal, without any bound: slow, and plain enough to be
    /// believed.
    fn one_by_one(project: &Project, deadlines: &[usize], load: Load) -> Option<Vec<usize>> {
        let pace = project.weekly.pace;
        let is_kept = |dates: &[usize]| attempt(project, pace, dates, load).is_some_and(|attempt| attempt.meets(dates));
        if is_kept(deadlines) {
            return Some(deadlines.to_vec());
        }
        let far = project.horizon(pace).min(HORIZON_MAX_DAYS) - 1;
        let mut dates = vec![far; deadlines.len()];
        for goal in by_priority(project) {
            let latest = far.max(deadlines[goal]);
            let mut keeps = |date: usize| {
                dates[goal] = date;
                is_kept(&dates)
            };
            let near = (deadlines[goal]..latest).take(NEAR_DAYS).find(|&date| keeps(date));
            let found = near.unwrap_or_else(|| {
                let (mut low, mut high) = ((deadlines[goal] + NEAR_DAYS).min(latest), latest);
                while low < high {
                    let middle = low.midpoint(high);
                    if keeps(middle) {
                        high = middle;
                    } else {
                        low = middle + 1;
                    }
                }
                high
            });
            dates[goal] = found;
        }
        is_kept(&dates).then_some(dates)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// Compared goal by goal in order of priority.
        #[test]
        fn dates_are_never_later_than_one_by_one(project in project()) {
            let deadlines = deadlines(&project);
            for load in [Load::Likely, Load::Buffered] {
                let Some(plain) = one_by_one(&project, &deadlines, load) else { continue };
                let found = honest_dates(&project, project.weekly.pace, &deadlines, load);
                let (dates, attempt) = found.expect("there are such dates");
                prop_assert!(attempt.meets(&dates));
                let rank = |dates: &[usize]| by_priority(&project).iter().map(|&goal| dates[goal]).collect::<Vec<_>>();
                prop_assert!(rank(&dates) <= rank(&plain), "{:?} {:?}", dates, plain);
                let unbeatable = unbeatable_dates(&project, project.weekly.pace, &deadlines, load);
                prop_assert!(rank(&unbeatable) <= rank(&dates), "{:?} {:?}", unbeatable, dates);
            }
        }
    }

    #[test]
    fn however_many_goals_there_are_hours_alone_take_two_attempts() {
        for n_goals in [4, 16, 64] {
            let project = chains(n_goals, 0);
            let mut tries = Tries::new(&project, project.weekly.pace, Load::Likely);
            tries.honest_dates(&deadlines(&project)).expect("forty years are enough");
            assert_eq!(tries.n_made, 2, "{n_goals} goals");
        }
    }

    #[test]
    fn goals_that_are_left_out_change_nothing() {
        for (n_goals, waiting_days) in [(11, 9), (16, 40), (32, 9)] {
            let mut project = chains(n_goals, waiting_days);
            for (number, constraint) in project.goal_constraints.iter_mut().enumerate() {
                constraint.deadline = plus_days(constraint.deadline, i32::try_from(number * 5 % 17).expect("small"));
                constraint.priority = u32::try_from(number * 7 % 5).expect("small");
            }
            let deadlines = deadlines(&project);
            let mut tries = Tries::new(&project, project.weekly.pace, Load::Buffered);
            let bound = Bound::new(&project, tries.days(tries.far()), Load::Buffered);
            let [some, all] = [Aside::LeftOut, Aside::Placed].map(|aside| {
                let (dates, attempt) = tries.settled(&deadlines, &bound, aside).expect("forty years are enough");
                assert!(attempt.meets(&dates));
                dates
            });
            assert_eq!(some, all, "{n_goals} goals");
        }
    }

    #[test]
    fn waiting_takes_a_dozen_attempts_a_goal_at_most() {
        for n_goals in [16, 32, 64] {
            let project = chains(n_goals, 9);
            let mut tries = Tries::new(&project, project.weekly.pace, Load::Likely);
            tries.honest_dates(&deadlines(&project)).expect("forty years are enough");
            assert!(tries.n_made <= 12 * n_goals, "{} attempts for {n_goals} goals", tries.n_made);
        }
    }
}
