//! Walking forward through other people's finished work, to see how far the
//! forecasts hold.

use std::collections::{BTreeMap, HashMap};

use backcast_core::{BatchLine, ProgressLine, ProjectLine, SprintLine, TaskLine, days_between};
use backcast_forecast::{
    BatchRow, Quantiles, Reference, ReferenceClass, SprintView, TaskRow, Underway, WalkOptions, delivered_points,
    learn_reference, walk,
};
use jiff::civil::DateTime;

use crate::EngineError;

/// What was forecast for one row of a table.
pub type Forecasted = (String, Quantiles);

/// How to walk.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// Whether the work of others in the table counts.
    pub with_team: bool,
    /// A reference class of one's own instead of the built-in one.
    pub reference: Option<Reference>,
    /// Seed of the draws for sums.
    pub seed: u64,
}

/// Forecasts every task at its beginning, and every batch at the beginning of
/// its first task.
///
/// # Errors
///
/// Returns an error if a batch names a task that is not there.
pub fn tasks(lines: &[TaskLine], batches: &[BatchLine], how: &Evaluation) -> Result<Vec<Forecasted>, EngineError> {
    let rows: Vec<TaskRow> = lines.iter().map(task_row).collect();
    let batches = members(lines, batches)?;
    let reference = how.reference.clone().unwrap_or_else(|| Reference::of(ReferenceClass::Task));
    let walked = walk(&rows, &batches, &WalkOptions { with_team: how.with_team, reference, seed: how.seed });
    let tasks = rows.into_iter().map(|row| row.id).zip(walked.tasks);
    Ok(tasks.chain(batches.into_iter().map(|batch| batch.id).zip(walked.batches)).collect())
}

fn task_row(line: &TaskLine) -> TaskRow {
    TaskRow {
        id: line.id.clone(),
        person: line.person.clone(),
        project: line.project.clone(),
        category: line.category.clone(),
        start: line.start,
        done: line.done,
        estimate: line.estimate,
        actual: line.actual,
    }
}

/// The places of each batch's tasks: its first one and those that the same
/// person began next.
fn members(lines: &[TaskLine], batches: &[BatchLine]) -> Result<Vec<BatchRow>, EngineError> {
    let mut by_person: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        by_person.entry(&line.person).or_default().push(at);
    }
    let mut place: HashMap<&str, (&str, usize)> = HashMap::new();
    for (person, own) in &mut by_person {
        own.sort_by_key(|&at| (lines[at].seq, at));
        place.extend(own.iter().enumerate().map(|(number, &at)| (lines[at].id.as_str(), (*person, number))));
    }
    batches
        .iter()
        .map(|batch| {
            let unknown = || EngineError::BatchUnknown { batch: batch.id.clone(), task: batch.first.clone() };
            let &(person, number) = place.get(batch.first.as_str()).ok_or_else(unknown)?;
            let own = &by_person[person];
            let members = own[number..own.len().min(number + batch.size)].to_vec();
            Ok(BatchRow { id: batch.id.clone(), members })
        })
        .collect()
}

/// Forecasts the days of every project at its beginning: by the reference
/// class of its table and by what was finished before, first of all in its own
/// group. Projects without dates rest on the class alone.
#[must_use]
pub fn projects(lines: &[ProjectLine], how: &Evaluation) -> Vec<Forecasted> {
    let mut by_dataset: BTreeMap<&str, Vec<&ProjectLine>> = BTreeMap::new();
    for line in lines {
        by_dataset.entry(&line.dataset).or_default().push(line);
    }
    let mut forecasts = Vec::with_capacity(lines.len());
    for (dataset, lines) in by_dataset {
        let reference = how.reference.clone().unwrap_or_else(|| Reference::of(class_of(dataset)));
        let options = WalkOptions { with_team: true, reference, seed: how.seed };
        let rows: Vec<TaskRow> = lines.iter().map(|line| project_row(line)).collect();
        forecasts.extend(rows.iter().map(|row| row.id.clone()).zip(walk(&rows, &[], &options).tasks));
    }
    forecasts
}

fn project_row(line: &ProjectLine) -> TaskRow {
    // Undated projects begin before any of them is finished.
    let (start, done) = line.dates.unwrap_or((DateTime::MIN, DateTime::MAX));
    TaskRow {
        id: line.id.clone(),
        person: line.group.clone(),
        project: line.group.clone(),
        category: line.category.clone(),
        start,
        done,
        estimate: line.estimate,
        actual: line.actual,
    }
}

/// The class of projects that a table holds, by its name.
fn class_of(dataset: &str) -> ReferenceClass {
    match dataset {
        "little" => ReferenceClass::SoftwareRelease,
        "nyc_sca" => ReferenceClass::Building,
        "kitchenham" => ReferenceClass::Maintenance,
        "norway44" => ReferenceClass::Contractor,
        named => {
            ReferenceClass::ALL.into_iter().find(|class| class.as_str() == named).unwrap_or(ReferenceClass::Project)
        }
    }
}

/// Forecasts the days that are left at every look at a release.
#[must_use]
pub fn progress(lines: &[ProgressLine]) -> Vec<Forecasted> {
    lines
        .iter()
        .map(|line| {
            let underway = Underway {
                elapsed: f64::from(days_between(line.start, line.as_of)),
                first_planned: f64::from(days_between(line.start, line.first_target)),
                remaining: line.remaining,
            };
            (line.id.clone(), underway.remaining_days())
        })
        .collect()
}

/// Forecasts the points that every sprint will have delivered, from the sprints
/// of its board before it, looked at when as much of their time had passed.
#[must_use]
pub fn sprints(lines: &[SprintLine]) -> Vec<Forecasted> {
    let mut first: BTreeMap<(&str, u64), &SprintLine> = BTreeMap::new();
    for line in lines {
        let known = first.entry((&line.board, line.sprint)).or_insert(line);
        if line.at_percent < known.at_percent {
            *known = line;
        }
    }
    let view = |line: &SprintLine| SprintView {
        time_share: line.at_percent / 100.0,
        committed: line.committed,
        done: line.done,
        // Only a look at the very beginning tells what it began with.
        first_committed: first
            .get(&(line.board.as_str(), line.sprint))
            .filter(|first| first.at_percent <= 0.0)
            .map_or(0.0, |first| first.committed),
    };
    let mut boards: BTreeMap<(&str, u64), Vec<&SprintLine>> = BTreeMap::new();
    for line in lines {
        boards.entry((&line.board, line.at_percent.to_bits())).or_default().push(line);
    }
    let mut forecasts = Vec::with_capacity(lines.len());
    for looks in boards.values_mut() {
        looks.sort_by(|a, b| a.sprint.cmp(&b.sprint).then(a.id.cmp(&b.id)));
        let past: Vec<(SprintView, f64)> = looks.iter().map(|line| (view(line), line.delivered)).collect();
        for (number, line) in looks.iter().enumerate() {
            // Two looks at the same sprint know as little as each other.
            let before = looks.partition_point(|other| other.sprint < line.sprint);
            forecasts.push((line.id.clone(), delivered_points(&past[number].0, &past[..before])));
        }
    }
    forecasts
}

/// Learns a reference class from tables of finished tasks, one for each source.
///
/// # Errors
///
/// Returns an error if there is nothing to learn from.
pub fn reference(sources: &[Vec<TaskLine>]) -> Result<Reference, EngineError> {
    let sources: Vec<Vec<Vec<(f64, f64)>>> = sources
        .iter()
        .map(|lines| {
            let mut persons: BTreeMap<&str, Vec<&TaskLine>> = BTreeMap::new();
            for line in lines {
                persons.entry(&line.person).or_default().push(line);
            }
            persons
                .into_values()
                .map(|mut own| {
                    own.sort_by_key(|line| line.seq);
                    own.iter().map(|line| (line.estimate, line.actual)).collect()
                })
                .collect()
        })
        .collect();
    learn_reference(&sources).ok_or(EngineError::NothingToLearn)
}
