//! Walking forward through finished work: each piece is forecast with what was
//! known when it began, and with nothing else.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::common_factor::{CommonFactor, SumForecasts};
use crate::history::{Finished, History, Target};
use crate::labels::Labels;
use crate::mixture::Team;
use crate::quantiles::{N_LEVELS, Quantiles};
use crate::reference::Reference;
use crate::task::{Forecaster, Known};
use crate::{Conformal, RandomStream};

/// A finished piece of work.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRow {
    /// Its name, unique.
    pub id: String,
    /// Who did it.
    pub person: String,
    /// What it belonged to.
    pub project: String,
    /// What sort of work it was.
    pub category: String,
    /// When it began.
    pub start: DateTime,
    /// When it was finished.
    pub done: DateTime,
    /// What it was estimated to take, in any unit; more than zero.
    pub estimate: f64,
    /// What it took, in the same unit; zero at least.
    pub actual: f64,
}

/// Consecutive pieces of one person whose sum is to be forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// Its name, unique.
    pub id: String,
    /// Places of its members among the tasks, in their order.
    pub members: Vec<usize>,
}

/// How to walk.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// Whether the work of others in the file counts.
    pub with_team: bool,
    /// The reference class.
    pub reference: Reference,
    /// Seed of the draws for sums.
    pub seed: u64,
}

/// What was forecast, in the unit of the estimates.
#[derive(Clone, Debug)]
pub struct Walked {
    /// For each task.
    pub tasks: Vec<Quantiles>,
    /// For each batch.
    pub batches: Vec<Quantiles>,
    /// How far sums of each person and size share a common factor, at the end.
    pub common_factor: Vec<CommonFactor>,
    /// What each person's misses taught, at the end; persons in the order in
    /// which the tasks name them.
    pub conformal: Vec<Conformal>,
}

/// Forecasts every task and batch at its beginning. What a task took is known
/// only to forecasts that begin strictly after it was finished; estimates of a
/// batch's members are known to it.
///
/// The same rows, options and seed give the same forecasts. Cost: about 500
/// remembered pieces for each task and for each member of a batch.
#[must_use]
pub fn walk(tasks: &[TaskRow], batches: &[BatchRow], options: &WalkOptions) -> Walked {
    let mut walk = Walk::new(tasks, batches, options);
    for &(start, target) in &walk.starts() {
        walk.learn_until(start);
        match target {
            Begun::Task(task) => walk.forecast_task(task),
            Begun::Batch(batch) => walk.forecast_batch(batch),
        }
    }
    walk.learn_until(DateTime::MAX);
    let nothing = Quantiles::new([0.0; N_LEVELS]);
    let exp = |given: Option<Quantiles>, estimate: f64| given.map_or(nothing, |ln| ln.map(|x| estimate * x.exp()));
    Walked {
        tasks: walk.given.iter().zip(tasks).map(|(given, task)| exp(*given, task.estimate)).collect(),
        batches: walk.given_batches.into_iter().map(|given| given.unwrap_or(nothing)).collect(),
        conformal: walk.persons.iter().map(|person| person.conformal).collect(),
        common_factor: walk.persons.into_iter().flat_map(|person| person.common_factor.into_values()).collect(),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Begun {
    Task(usize),
    Batch(usize),
}

#[derive(Default)]
struct Person {
    history: History,
    conformal: Conformal,
    /// By number of pieces in a sum.
    common_factor: BTreeMap<usize, CommonFactor>,
}

struct Walk<'a> {
    tasks: &'a [TaskRow],
    batches: &'a [BatchRow],
    options: &'a WalkOptions,
    targets: Vec<Target>,
    /// The person of each task.
    owners: Vec<u32>,
    persons: Vec<Person>,
    team: History,
    forecaster: Forecaster,
    /// Tasks and batches in the order in which their outcome became known.
    ends: Vec<(DateTime, Begun)>,
    next_end: usize,
    given: Vec<Option<Quantiles>>,
    given_batches: Vec<Option<Quantiles>>,
    sums: Vec<Option<SumForecasts>>,
}

impl<'a> Walk<'a> {
    fn new(tasks: &'a [TaskRow], batches: &'a [BatchRow], options: &'a WalkOptions) -> Self {
        let (mut categories, mut projects, mut people) = (Labels::default(), Labels::default(), Labels::default());
        let targets = tasks
            .iter()
            .map(|task| Target {
                estimate: task.estimate,
                category: categories.category(&task.category),
                project: projects.number(&task.project),
            })
            .collect();
        let owners: Vec<u32> = tasks.iter().map(|task| people.number(&task.person)).collect();
        let n_persons = owners.iter().max().map_or(0, |&last| last as usize + 1);
        let batch_end = |batch: &BatchRow| batch.members.iter().map(|&task| tasks[task].done).max();
        let mut ends: Vec<(DateTime, Begun)> = (0..tasks.len()).map(|at| (tasks[at].done, Begun::Task(at))).collect();
        ends.extend((0..batches.len()).filter_map(|at| Some((batch_end(&batches[at])?, Begun::Batch(at)))));
        ends.sort();
        Walk {
            tasks,
            batches,
            options,
            targets,
            owners,
            persons: (0..n_persons).map(|_| Person::default()).collect(),
            team: History::team(),
            forecaster: Forecaster::default(),
            ends,
            next_end: 0,
            given: vec![None; tasks.len()],
            given_batches: vec![None; batches.len()],
            sums: vec![None; batches.len()],
        }
    }

    /// Everything that begins, in order.
    fn starts(&self) -> Vec<(DateTime, Begun)> {
        let mut starts: Vec<(DateTime, Begun)> =
            self.tasks.iter().enumerate().map(|(at, task)| (task.start, Begun::Task(at))).collect();
        starts.extend(self.batches.iter().enumerate().filter_map(|(at, batch)| {
            let &first = batch.members.first()?;
            Some((self.tasks[first].start, Begun::Batch(at)))
        }));
        starts.sort();
        starts
    }

    /// Lets everybody know what was finished strictly before an instant.
    fn learn_until(&mut self, start: DateTime) {
        while let Some(&(_, ended)) = self.ends.get(self.next_end).filter(|(end, _)| *end < start) {
            self.next_end += 1;
            match ended {
                Begun::Task(task) => self.learn_task(task),
                Begun::Batch(batch) => self.learn_batch(batch),
            }
        }
    }

    fn learn_task(&mut self, at: usize) {
        let person = self.owners[at];
        let Some(finished) = Finished::new(&self.targets[at], self.tasks[at].actual, person) else { return };
        let own = &mut self.persons[person as usize];
        if let Some(given) = &self.given[at] {
            own.conformal.learn(given, finished.ln_ratio());
        }
        own.history.push(finished);
        if self.options.with_team {
            self.team.push(finished);
        }
    }

    fn learn_batch(&mut self, at: usize) {
        let members = &self.batches[at].members;
        // Finished before it began by a clock out of order: never forecast yet.
        let Some(sums) = self.sums[at].take() else { return };
        let outcome = members.iter().map(|&task| self.tasks[task].actual).sum();
        let person = &mut self.persons[self.owners[members[0]] as usize];
        person.common_factor.entry(members.len()).or_default().learn(&sums, outcome);
    }

    fn forecast_task(&mut self, at: usize) {
        let person = self.owners[at];
        let own = &self.persons[person as usize];
        let team = self.options.with_team.then_some(Team { history: &self.team, person });
        let known = Known { own: &own.history, team, reference: &self.options.reference };
        let ratios = self.forecaster.ln_ratios(known, &self.targets[at]);
        self.given[at] = Some(own.conformal.correct(&ratios));
    }

    fn forecast_batch(&mut self, at: usize) {
        let batch = &self.batches[at];
        let person = self.owners[batch.members[0]];
        let own = &self.persons[person as usize];
        let team = self.options.with_team.then_some(Team { history: &self.team, person });
        let known = Known { own: &own.history, team, reference: &self.options.reference };
        let targets: Vec<Target> = batch.members.iter().map(|&task| self.targets[task]).collect();
        let sums = self.forecaster.sum(known, &targets, RandomStream::new(self.options.seed, &batch.id));
        let common_factor = own.common_factor.get(&batch.members.len()).cloned().unwrap_or_default();
        self.given_batches[at] = Some(common_factor.forecast(&sums));
        self.sums[at] = Some(sums);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::ReferenceClass;

    fn row(number: i8, actual: f64) -> TaskRow {
        TaskRow {
            id: format!("t{number}"),
            person: "ada".into(),
            project: "p".into(),
            category: "c".into(),
            start: date(2025, 1, number).at(8, 0, 0, 0),
            done: date(2025, 1, number).at(18, 0, 0, 0),
            estimate: 2.0,
            actual,
        }
    }

    fn options() -> WalkOptions {
        WalkOptions { with_team: false, reference: Reference::of(ReferenceClass::Task), seed: 0 }
    }

    #[test]
    fn what_is_not_finished_yet_changes_nothing() {
        let rows: Vec<TaskRow> = (1..=9).map(|n| row(n, 4.0)).collect();
        let mut others = rows.clone();
        others[7].actual = 40.0; // Done on the evening of day 8, after task 8 began.
        let (before, after) = (walk(&rows, &[], &options()).tasks, walk(&others, &[], &options()).tasks);
        assert_eq!(before[..8], after[..8]);
        assert_ne!(before[8], after[8]);
    }

    #[test]
    fn an_end_at_the_very_start_is_not_known_yet() {
        let mut rows: Vec<TaskRow> = (1..=2).map(|n| row(n, 4.0)).collect();
        rows[0].done = rows[1].start;
        let walked = walk(&rows, &[], &options()).tasks;
        assert_eq!(walked[0], walked[1]);
    }

    #[test]
    fn the_order_of_rows_does_not_matter() {
        let rows: Vec<TaskRow> = (1..=9).map(|n| row(n, f64::from(n))).collect();
        let mut turned = rows.clone();
        turned.reverse();
        let mut walked = walk(&turned, &[], &options()).tasks;
        walked.reverse();
        assert_eq!(walked, walk(&rows, &[], &options()).tasks);
    }

    #[test]
    fn a_batch_learns_only_from_batches_that_are_over() {
        let rows: Vec<TaskRow> = (1..=12).map(|n| row(n, if n > 9 { 400.0 } else { 4.0 })).collect();
        let batches: Vec<BatchRow> =
            (0..4).map(|n| BatchRow { id: format!("b{n}"), members: (3 * n..3 * n + 3).collect() }).collect();
        let walked = walk(&rows, &batches, &options()).batches;
        assert!(
            walked.iter().all(|quantiles| quantiles.values().iter().all(|value| value.is_finite() && *value > 0.0))
        );
        assert!(walked[3].p50() < 30.0);
    }
}
