//! What is left under other circumstances, simulated again with the same random numbers:
//! how far each lever has to be pulled for a chance.

use std::cmp::Reverse;

use backcast_core::{
    BusyRange, Effort, EffortRange, Lever, LeverKind, MilestoneId, PulledLever, WeeklyHours, days_between,
};
use backcast_forecast::{Distribution, SimulationOptions, Uncertain};
use backcast_schedule::{PART_CUT_PERCENT_MAX, Project, Task, is_bearable_cut, paces_between};

use super::news::Changed;
use super::remainder::Remainder;
use super::shown;
use super::simulated::run;

/// Runs for each trial of a lever.
const N_RUNS: u32 = 2_000;
/// Milestones that a trial goes through in all its runs at most: of more than a
/// hundred milestones there are fewer runs.
const N_SIMULATED_MAX: u32 = 100 * N_RUNS;
/// So many steps are tried one by one, of more the first that is enough is
/// found by bisection.
const STEPS_MAX: usize = 24;
/// So many stretches of busy days are tried, of more those with most hours.
const FREE_DAYS_TRIED: usize = 24;
/// Nobody is told to work more than this on top of a life.
const HOURS_PER_PERSON_MAX: f64 = 60.0;
/// Longer stretches are how things are, and not days that could be freed.
const FREE_DAYS_MAX: i32 = 92;
/// Days that give less than this are not worth freeing.
const FREE_GAIN_MIN: f64 = 0.02;

/// What is left under other circumstances.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    pub(super) project: Project,
    /// Part of each task's work that is left, 0 to 1.
    keep: Vec<f64>,
    /// Tasks that somebody else does beside one's own work.
    by_others: Vec<bool>,
    /// The pace by the declared hours; what of them is kept is counted in later.
    pace: WeeklyHours,
}

impl Variant {
    pub(super) fn of(left: &Remainder) -> Self {
        Variant {
            project: left.project.clone(),
            keep: vec![1.0; left.items.len()],
            by_others: vec![false; left.items.len()],
            pace: left.project.weekly.pace,
        }
    }

    pub(super) fn at(&self, pace: WeeklyHours) -> Self {
        Variant { pace, ..self.clone() }
    }
}

/// Simulates variants, all with the same random numbers.
pub(super) struct Trial<'a> {
    pub(super) left: &'a Remainder,
    pub(super) seed: u64,
}

impl Trial<'_> {
    /// The chance of the deadlines.
    pub(super) fn chance(&self, variant: &Variant) -> f64 {
        let mut project = variant.project.clone();
        project.weekly.pace = variant.pace;
        let mut items = self.left.items.clone();
        for ((item, task), keep) in items.iter_mut().zip(&mut project.tasks).zip(&variant.keep) {
            if *keep < 1.0 {
                item.minutes = item.minutes.scaled(*keep);
                task.effort = scaled(task.effort, *keep);
            }
            if *keep <= 0.0 {
                item.waiting_days = Distribution::exactly(0.0);
            }
        }
        let by_others = variant.by_others.iter().enumerate().filter(|(_, by_others)| **by_others);
        for (task, _) in by_others {
            hand_over(&mut items[task], &mut project.tasks[task], variant.pace);
        }
        let n_milestones = u32::try_from(items.len()).unwrap_or(u32::MAX).max(1);
        let n_runs = (N_SIMULATED_MAX / n_milestones).clamp(N_RUNS / 10, N_RUNS);
        let options = SimulationOptions { n_runs, seed: self.seed, common_factor: self.left.common_factor };
        run(&project, variant.pace, &items, &options).chance
    }

    /// The fewest hours a week to declare that give this chance, with the one that they give.
    pub(super) fn hours(&self, variant: &Variant, wanted: f64) -> Option<(WeeklyHours, f64)> {
        let (pace, chance) = self.pace_for(variant, wanted)?;
        Some((self.declared(pace), chance))
    }

    fn pace_for(&self, variant: &Variant, wanted: f64) -> Option<(WeeklyHours, f64)> {
        let most = HOURS_PER_PERSON_MAX * f64::from(variant.project.people.max(1));
        let paces: Vec<WeeklyHours> = paces_between(variant.pace, WeeklyHours::from_hours_per_week(most)).collect();
        search_first(paces.len(), |number| self.chance(&variant.at(paces[number])), wanted)
            .map(|(number, chance)| (paces[number], chance))
    }

    /// The hours to declare so that so many are kept, on a half hour.
    fn declared(&self, pace: WeeklyHours) -> WeeklyHours {
        let hours = pace.hours_per_week() / self.left.balance.kept.unwrap_or(1.0);
        WeeklyHours::from_hours_per_week((hours * 2.0).ceil() / 2.0)
    }

    /// The least work to leave out: milestones of little value that nothing
    /// rests on, else a smaller version of those that may be made smaller.
    pub(super) fn scope(&self, variant: &Variant, wanted: f64) -> Option<PulledLever> {
        if let Some(dropped) = self.drop_milestones(variant, wanted) {
            return Some(dropped);
        }
        let shrinkable = self.shrinkable(variant);
        let shrink = |percent: u32| {
            let mut smaller = variant.clone();
            for &task in &shrinkable {
                smaller.keep[task] *= f64::from(100 - percent) / 100.0;
            }
            smaller
        };
        let cut_max = PART_CUT_PERCENT_MAX as usize;
        let (number, chance) = search_first(cut_max, |number| self.chance(&shrink(at_least_one(number))), wanted)?;
        let by = at_least_one(number);
        let hours: f64 = shrinkable.iter().map(|&task| self.hours_of(task)).sum::<f64>() * f64::from(by) / 100.0;
        let ids: Vec<String> = shrinkable.iter().map(|&task| self.id(task).to_string()).collect();
        let saved = Effort::from_hours(hours).rounded();
        if !is_bearable_cut(saved, self.left.project.needed()) {
            return None;
        }
        let text = format!(
            "{saved} hours less work, {} smaller by {by} %, gives a chance of {}",
            listed(&ids),
            percent(chance)
        );
        let kind = LeverKind::Scope { saved, cut: Vec::new() };
        Some(PulledLever { lever: Lever { kind, text }, chance })
    }

    fn drop_milestones(&self, variant: &Variant, wanted: f64) -> Option<PulledLever> {
        let tasks = &variant.project.tasks;
        // A gate that rests on everything does not make everything needed.
        let is_gate = |after: usize| tasks[after].after.len() + 1 >= tasks.len() && tasks.len() > 2;
        let mut is_needed = vec![false; tasks.len()];
        for after in (0..tasks.len()).filter(|&after| !is_gate(after)) {
            tasks[after].after.iter().for_each(|&(on, _)| is_needed[on] = true);
        }
        let mut order: Vec<usize> =
            (0..tasks.len()).filter(|&task| tasks[task].weight <= 1 && !is_needed[task]).collect();
        order.sort_by_key(|&task| (Reverse(tasks[task].effort.likely()), task));
        let without = |n: usize| {
            let mut smaller = variant.clone();
            order[..n].iter().for_each(|&task| smaller.keep[task] = 0.0);
            smaller
        };
        let (n, chance) = first_step(order.len(), |n| self.chance(&without(n)), wanted)?;
        let cut: Vec<MilestoneId> = order[..n].iter().map(|&task| self.id(task).clone()).collect();
        let saved: Effort = order[..n].iter().map(|&task| tasks[task].effort.likely()).sum();
        let ids: Vec<String> = cut.iter().map(ToString::to_string).collect();
        let text = format!("without {} ({saved} hours) the chance is {}", listed(&ids), percent(chance));
        Some(PulledLever { lever: Lever { kind: LeverKind::Scope { saved, cut }, text }, chance })
    }

    /// Tasks that may be made smaller: those of least value that there are, but
    /// never what carries the goal, nor its end.
    fn shrinkable(&self, variant: &Variant) -> Vec<usize> {
        let tasks = &variant.project.tasks;
        let mut is_last = vec![true; tasks.len()];
        tasks.iter().flat_map(|task| &task.after).for_each(|&(on, _)| is_last[on] = false);
        let with = |weight_max: u8| -> Vec<usize> {
            (0..tasks.len())
                .filter(|&task| tasks[task].weight <= weight_max && !is_last[task] && self.hours_of(task) > 0.0)
                .collect()
        };
        let some = with(2);
        if some.is_empty() { (0..tasks.len()).collect() } else { some }
    }

    /// The fewest milestones that a second person takes over beside one's own
    /// work, the largest first; only what can run beside something else, and nothing that
    /// somebody does for themselves: nobody trains or learns in another's place.
    pub(super) fn help(&self, variant: &Variant, wanted: f64) -> Option<PulledLever> {
        let mut order = beside_others(&variant.project);
        order.retain(|&task| !self.left.is_for_oneself[variant.project.tasks[task].goal]);
        order.sort_by_key(|&task| (Reverse(variant.project.tasks[task].effort.likely()), task));
        let with_help = |n: usize| {
            let mut helped = variant.clone();
            order[..n].iter().for_each(|&task| helped.by_others[task] = true);
            helped
        };
        let (n, chance) = first_step(order.len(), |n| self.chance(&with_help(n)), wanted)?;
        let ids: Vec<String> = order[..n].iter().map(|&task| self.id(task).to_string()).collect();
        let hours: f64 = order[..n].iter().map(|&task| self.hours_of(task)).sum();
        let effort = Effort::from_hours(hours).rounded();
        let text = format!(
            "a second person with as many hours for {}, {effort} hours beside your own work, gives a chance of {}",
            listed(&ids),
            percent(chance)
        );
        Some(PulledLever { lever: Lever { kind: LeverKind::Help(effort), text }, chance })
    }

    /// Busy days ahead that would give the most if they were free.
    pub(super) fn free_days(&self, variant: &Variant, chance_now: f64, changed: &Changed) -> Option<PulledLever> {
        let first = variant.project.today;
        let last = variant.project.goal_constraints.iter().map(|constraint| constraint.deadline).max()?;
        let mut best: Option<PulledLever> = None;
        let may_be_freed = |&(number, range): &(usize, &BusyRange)| {
            let is_ahead = range.to >= first && range.from <= last && range.left < variant.pace;
            let is_short = days_between(range.from, range.to) < FREE_DAYS_MAX;
            is_ahead && is_short && number < variant.project.busy.len()
        };
        let mut ranges: Vec<(usize, &BusyRange)> = changed.busy.iter().enumerate().filter(may_be_freed).collect();
        if ranges.len() > FREE_DAYS_TRIED {
            let minutes = |range: &BusyRange| {
                let a_week = variant.pace.minutes_per_week().saturating_sub(range.left.minutes_per_week());
                i64::from(a_week) * i64::from(days_between(range.from.max(first), range.to) + 1)
            };
            ranges.sort_by_key(|&(number, range)| (Reverse(minutes(range)), number));
            ranges.truncate(FREE_DAYS_TRIED);
            ranges.sort_by_key(|&(number, _)| number);
        }
        for (number, range) in ranges {
            let mut free = variant.clone();
            free.project.busy.remove(number);
            let chance = self.chance(&free);
            if chance >= chance_now + FREE_GAIN_MIN && best.as_ref().is_none_or(|best| chance > best.chance) {
                let days = f64::from(days_between(range.from.max(first), range.to) + 1);
                let gained =
                    Effort::from_hours((variant.pace.hours_per_week() - range.left.hours_per_week()) * days / 7.0);
                let reason = range.reason.as_deref().map_or(String::new(), |reason| format!(" ({reason})"));
                let text = format!(
                    "{} to {} free after all{reason}, {gained} hours, give a chance of {}",
                    shown(range.from),
                    shown(range.to),
                    percent(chance)
                );
                let kind = LeverKind::FreeDays { from: range.from, to: range.to };
                best = Some(PulledLever { lever: Lever { kind, text }, chance });
            }
        }
        best
    }

    fn hours_of(&self, task: usize) -> f64 {
        self.left.project.tasks[task].effort.likely().hours()
    }

    fn id(&self, task: usize) -> &MilestoneId {
        &self.left.project.tasks[task].id
    }
}

/// What somebody else does at the same pace takes no hours of one's own, and as
/// many days as they need for it.
fn hand_over(item: &mut Uncertain, task: &mut Task, pace: WeeklyHours) {
    let days_each = 7.0 / f64::from(pace.minutes_per_week().max(1));
    let days = item.minutes.scaled(days_each);
    item.waiting_days =
        if days.quantile(0.5) > item.waiting_days.quantile(0.5) { days } else { item.waiting_days.clone() };
    item.minutes = Distribution::exactly(0.0);
    let likely = (f64::from(task.effort.likely().minutes()) * days_each).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    let likely = likely as u32;
    task.waiting_days = task.waiting_days.max(likely);
    task.effort = EffortRange::default();
}

/// Tasks that neither lead to all others nor rest on all others: work that can
/// run beside something else.
fn beside_others(project: &Project) -> Vec<usize> {
    let n = project.tasks.len();
    // Predecessors have smaller numbers: one pass closes the relation.
    let mut rests_on = vec![vec![false; n]; n];
    for task in 0..n {
        for &(before, _) in &project.tasks[task].after {
            let (earlier, later) = rests_on.split_at_mut(task);
            later[0][before] = true;
            for (known, far) in later[0].iter_mut().zip(&earlier[before]) {
                *known |= *far;
            }
        }
    }
    let is_beside = |task: usize| (0..n).any(|other| other != task && !rests_on[task][other] && !rests_on[other][task]);
    (0..n).filter(|&task| is_beside(task) && project.tasks[task].effort.likely() > Effort::ZERO).collect()
}

/// The first of `n` steps whose chance is enough, by bisection: a larger step
/// never lowers the chance by more than the noise.
pub(super) fn search_first(n: usize, chance: impl Fn(usize) -> f64, wanted: f64) -> Option<(usize, f64)> {
    let last = n.checked_sub(1)?;
    let mut found = (last, chance(last));
    if found.1 < wanted {
        return None;
    }
    let (mut low, mut high) = (0, last);
    while low < high {
        let middle = low.midpoint(high);
        let here = chance(middle);
        if here >= wanted {
            (high, found) = (middle, (middle, here));
        } else {
            low = middle + 1;
        }
    }
    Some(found)
}

/// The fewest of `n` steps whose chance is enough: one by one where they are
/// few, else by bisection.
fn first_step(n: usize, chance: impl Fn(usize) -> f64, wanted: f64) -> Option<(usize, f64)> {
    if n <= STEPS_MAX {
        return (1..=n).map(|steps| (steps, chance(steps))).find(|(_, chance)| *chance >= wanted);
    }
    search_first(n, |number| chance(number + 1), wanted).map(|(number, chance)| (number + 1, chance))
}

fn at_least_one(number: usize) -> u32 {
    u32::try_from(number + 1).unwrap_or(u32::MAX)
}

fn scaled(range: EffortRange, keep: f64) -> EffortRange {
    let part = |effort: Effort| Effort::from_hours(effort.hours() * keep);
    EffortRange::new(part(range.low()), part(range.likely()), part(range.high())).expect("scaling keeps the order")
}

pub(super) fn percent(chance: f64) -> String {
    format!("{:.0} %", chance * 100.0)
}

/// Nobody reads more names in a sentence.
const NAMES_MAX: usize = 12;

/// "a, b and c", "a, b, … and 188 more"
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] if names.len() <= NAMES_MAX => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", names[..NAMES_MAX].join(", "), names.len() - NAMES_MAX),
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::{Placing, WorkWeek};
    use backcast_schedule::GoalConstraint;
    use jiff::civil::date;

    use super::*;

    fn project(after: &[&[usize]]) -> Project {
        let task = |(number, after): (usize, &&[usize])| Task {
            id: MilestoneId::numbered(number + 1),
            goal: 0,
            effort: EffortRange::exactly(Effort::from_hours(10.0)),
            waiting_days: 0,
            after: after.iter().map(|&before| (before, 0)).collect(),
            placing: Placing::Early,
            weight: 2,
            occasions: Vec::new(),
            due_by: None,
            not_before: None,
        };
        Project {
            today: date(2026, 1, 5),
            weekly: WorkWeek { pace: WeeklyHours::from_hours_per_week(10.0), days: backcast_core::Weekdays::default() },
            people: 1,
            busy: Vec::new(),
            caps: backcast_core::DayCaps::default(),
            goal_constraints: vec![GoalConstraint { deadline: date(2026, 6, 1), priority: 1 }],
            tasks: after.iter().enumerate().map(task).collect(),
        }
    }

    #[test]
    fn only_what_runs_beside_something_can_be_handed_over() {
        assert_eq!(beside_others(&project(&[&[], &[0], &[1]])), Vec::<usize>::new());
        assert_eq!(beside_others(&project(&[&[], &[0], &[0], &[1, 2]])), [1, 2]);
    }

    #[test]
    fn of_many_steps_few_are_tried() {
        let tried = std::cell::Cell::new(0);
        let chance = |steps: usize| {
            tried.set(tried.get() + 1);
            if steps >= 700 { 0.9 } else { 0.1 }
        };
        assert_eq!(first_step(1000, chance, 0.8), Some((700, 0.9)));
        assert!(tried.get() <= 12, "{}", tried.get());
        assert_eq!(first_step(STEPS_MAX, |steps| if steps >= 7 { 0.9 } else { 0.1 }, 0.8), Some((7, 0.9)));
        assert_eq!(first_step(1000, |_| 0.1, 0.8), None);
    }

    #[test]
    fn the_smallest_step_that_is_enough_is_found() {
        let found = search_first(90, |number| if number >= 37 { 0.9 } else { 0.1 }, 0.8);
        assert_eq!(found, Some((37, 0.9)));
        assert_eq!(search_first(5, |_| 0.5, 0.8), None);
        assert_eq!(search_first(0, |_| 1.0, 0.8), None);
    }
}
