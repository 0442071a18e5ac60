//! How often one's own forecasts held.

use backcast_core::{FinishedWork, MilestoneId, PastCalibration};
use backcast_forecast::{LEVELS, Quantiles, Reference, ReferenceClass, TaskRow, WalkOptions, walk};
use jiff::civil::Date;

/// How often forecasts held, by level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackRecord {
    /// Of the effort of all finished pieces, each forecast when it began with
    /// what was known then.
    pub efforts: Vec<LevelRecord>,
    /// The same for each category with enough pieces, the largest first.
    pub by_category: Vec<(String, Vec<LevelRecord>)>,
    /// Of the dates that looks gave for milestones that were completed since.
    pub dates: Vec<LevelRecord>,
    /// Median of what pieces took over their estimate.
    pub median_ratio: Option<f64>,
    /// Pieces in total.
    pub n: usize,
}

/// One level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelRecord {
    /// How often it should hold, 0 to 1.
    pub stated: f64,
    /// Share of the outcomes at or below it.
    pub held: f64,
    /// Share of the outcomes clearly below it: people round, so many outcomes
    /// equal their forecast.
    pub held_below: f64,
    /// How many outcomes there are.
    pub n: usize,
}

impl LevelRecord {
    /// The share that held, where what equals the forecast counts as far as it
    /// has to.
    #[must_use]
    pub fn held_middle(&self) -> f64 {
        self.stated.clamp(self.held_below, self.held)
    }

    /// By how much it is off, 0 to 1.
    #[must_use]
    pub fn miss(&self) -> f64 {
        (self.held_middle() - self.stated).abs()
    }
}

/// Categories with fewer pieces are not shown by themselves.
const CATEGORY_MIN: usize = 8;
/// What lies this near to a forecast equals it.
const TIE: f64 = 1e-3;
/// The levels that dates are given for.
const DATE_LEVELS: [f64; 4] = [0.1, 0.5, 0.8, 0.9];

/// How often dates held, by level; nothing where there are none. Of each
/// milestone its dates at P10, P50, P80 and P90, and the day on which it was
/// reached.
#[must_use]
pub fn of_dates(outcomes: &[[Date; 5]]) -> Vec<LevelRecord> {
    DATE_LEVELS
        .iter()
        .enumerate()
        .filter(|_| !outcomes.is_empty())
        .map(|(level, stated)| {
            let share = |holds: &dyn Fn(&[Date; 5]) -> bool| {
                ratio(outcomes.iter().filter(|dates| holds(dates)).count(), outcomes.len())
            };
            LevelRecord {
                stated: *stated,
                held: share(&|dates| dates[4] <= dates[level]),
                held_below: share(&|dates| dates[4] < dates[level]),
                n: outcomes.len(),
            }
        })
        .collect()
}

/// The dates that the last look before its day gave for a milestone, and the
/// day; `None` if no look came before it.
#[must_use]
pub fn last_dates(calibrations: &[PastCalibration], milestone: &MilestoneId, done: Date) -> Option<[Date; 5]> {
    let found = calibrations.iter().rev().find(|found| found.as_of < done)?;
    let (_, end, _) = found.milestones.iter().find(|(id, ..)| id == milestone)?;
    Some([end.p10, end.p50, end.p80, end.p90, done])
}

/// How often forecasts of finished work held, the oldest first.
#[must_use]
pub fn of_work(work: &[FinishedWork]) -> TrackRecord {
    let rows = rows(work);
    let options = WalkOptions { with_team: false, reference: Reference::of(ReferenceClass::Task), seed: 0 };
    let forecasts = walk(&rows, &[], &options).tasks;
    let all: Vec<(&str, &Quantiles, f64)> =
        rows.iter().zip(&forecasts).map(|(row, forecast)| (row.category.as_str(), forecast, row.actual)).collect();
    let mut categories: Vec<&str> = rows.iter().map(|row| row.category.as_str()).collect();
    categories.sort_unstable();
    let mut counted: Vec<(usize, &str)> =
        categories.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0])).collect();
    counted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let by_category = counted
        .into_iter()
        .filter(|(n, name)| *n >= CATEGORY_MIN && !name.is_empty())
        .map(|(_, name)| {
            let own: Vec<_> = all.iter().copied().filter(|(category, ..)| *category == name).collect();
            (name.to_owned(), levels(&own))
        })
        .collect();
    let mut ratios: Vec<f64> = rows.iter().map(|row| row.actual / row.estimate).collect();
    ratios.sort_by(f64::total_cmp);
    TrackRecord {
        efforts: levels(&all),
        by_category,
        dates: Vec::new(),
        median_ratio: (!ratios.is_empty()).then(|| backcast_forecast::quantile_of_sorted(&ratios, 0.5)),
        n: rows.len(),
    }
}

/// Finished work as the forecaster walks through it.
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

fn levels(outcomes: &[(&str, &Quantiles, f64)]) -> Vec<LevelRecord> {
    if outcomes.is_empty() {
        return Vec::new();
    }
    let share = |holds: &dyn Fn(&Quantiles, f64) -> bool| {
        ratio(outcomes.iter().filter(|(_, forecast, actual)| holds(forecast, *actual)).count(), outcomes.len())
    };
    LEVELS
        .iter()
        .enumerate()
        .map(|(at, stated)| LevelRecord {
            stated: *stated,
            held: share(&|forecast, actual| actual <= forecast.values()[at] + TIE * actual),
            held_below: share(&|forecast, actual| actual < forecast.values()[at] - TIE * actual),
            n: outcomes.len(),
        })
        .collect()
}

/// A part of a whole, 0 where there is none.
pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    count(part) / count(whole).max(1.0)
}
