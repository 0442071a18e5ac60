//! What a person finished before, and what it tells of what they begin.

use backcast_core::{FinishedWork, HOURS, PortfolioId};
use backcast_forecast::{BatchRow, Finished, Luck, Reference, ReferenceClass, Target, TaskRow, WalkOptions, walk};
use backcast_store::Store;
use jiff::civil::Date;

use crate::AppError;
use crate::calibrate::Experience;
use crate::keep::Actor;

/// Sums of so many pieces tell how far they share their luck.
const BATCH: usize = 5;
/// Fewer sums tell nothing.
const BATCHES_MIN: usize = 6;

/// Everything that a person finished, here and elsewhere, the oldest first.
///
/// # Errors
///
/// Returns an error if the store cannot be read.
pub async fn finished(store: &mut Store, actor: &Actor) -> Result<Vec<FinishedWork>, AppError> {
    let mut work = store.finished(Some(&actor.by)).await?;
    work.extend(store.finished_milestones().await?);
    work.sort_by(|a, b| (a.done_on, &a.source, &a.id).cmp(&(b.done_on, &b.source, &b.id)));
    Ok(work)
}

/// What was finished in hours outside of some goals, as experience for them.
///
/// # Errors
///
/// Returns an error if the store cannot be read.
pub(crate) async fn of_others(store: &mut Store, actor: &Actor, except: &PortfolioId) -> Result<Experience, AppError> {
    let own = format!("{except}/");
    let work: Vec<FinishedWork> = finished(store, actor)
        .await?
        .into_iter()
        .filter(|work| work.unit == HOURS && !work.id.starts_with(&own))
        .collect();
    Ok(experience(&work))
}

/// The experience in finished work, the oldest first.
#[must_use]
pub fn experience(work: &[FinishedWork]) -> Experience {
    let mut experience = Experience::default();
    for piece in work {
        let target = Target {
            estimate: piece.estimate,
            category: experience.labels.category(&piece.category),
            project: experience.labels.number(&piece.project),
        };
        if let Some(finished) = Finished::new(&target, piece.actual, 0) {
            experience.milestones.push(finished);
        }
    }
    let p80 = crate::track_record::of_work(work).efforts.into_iter().find(|level| (level.stated - 0.8).abs() < 1e-9);
    experience.held = p80.map(|level| (level.held_middle(), level.n));
    experience.luck_spread = luck(work).filter(|luck| luck.n_sums() >= BATCHES_MIN).map(|luck| luck.spread());
    experience
}

/// How far sums of consecutive pieces share their luck.
fn luck(work: &[FinishedWork]) -> Option<Luck> {
    let rows = rows(work);
    let batches: Vec<BatchRow> = (0..rows.len() / BATCH)
        .map(|number| BatchRow { id: number.to_string(), members: (number * BATCH..(number + 1) * BATCH).collect() })
        .collect();
    let options = WalkOptions { with_team: false, reference: Reference::of(ReferenceClass::Task), seed: 0 };
    walk(&rows, &batches, &options).luck.into_iter().next()
}

/// Finished work as the forecaster walks through it.
#[must_use]
pub(crate) fn rows(work: &[FinishedWork]) -> Vec<TaskRow> {
    let day = |day: Date, hour: i8| day.at(hour, 0, 0, 0);
    work.iter()
        .filter(|piece| piece.estimate > 0.0)
        .map(|piece| {
            let start = piece.started_on.map_or(piece.done_on, |start| start.min(piece.done_on));
            TaskRow {
                id: format!("{}/{}", piece.source, piece.id),
                // Points and hours know nothing of each other.
                person: piece.unit.clone(),
                project: piece.project.clone(),
                category: piece.category.clone(),
                start: day(start, 8),
                done: day(piece.done_on, 18),
                estimate: piece.estimate,
                actual: piece.actual,
            }
        })
        .collect()
}
