//! What work will take, how far such forecasts held, and finished work.

use backcast_document::{HistoryFormat, HistoryRead};
use backcast_engine::effort::{Piece, PieceForecast};
use backcast_engine::evaluate::Forecasted;
use backcast_engine::track_record as of;
use backcast_forecast::{LEVELS, Reference};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Entries, Schema};

/// What one piece of work will take, in the unit of its estimate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EffortForecast {
    /// `backcast.effort/1`.
    pub schema: Schema<EffortForecast>,
    /// The estimate.
    pub estimate: f64,
    /// Its unit, such as hours.
    pub unit: String,
    /// What sort of work it is; empty where that was not said.
    pub category: String,
    /// It takes less than this once in ten times.
    pub p10: f64,
    /// Half of the time it takes this at most.
    pub p50: f64,
    /// Four times in five it takes this at most.
    pub p80: f64,
    /// Nine times in ten it takes this at most.
    pub p90: f64,
    /// What that rests on.
    pub rests_on: RestsOn,
    /// How often such forecasts held so far; empty where there were none.
    pub held: Vec<HeldLevel>,
}

/// What a forecast rests on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RestsOn {
    /// Finished pieces of one's own.
    pub own: usize,
    /// Those of them that are of this sort and size.
    pub similar: usize,
    /// The share of the forecast that they give, 0 to 1.
    pub own_share: f64,
    /// The reference class that gives the rest.
    pub class: &'static str,
}

/// How often a level held.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HeldLevel {
    /// How often it should hold, 0 to 1.
    pub level: f64,
    /// The share that held, 0 to 1.
    pub held: f64,
    /// How many outcomes there are.
    pub n: usize,
}

impl EffortForecast {
    /// The forecast of a piece.
    #[must_use]
    pub fn of(piece: &Piece, found: &PieceForecast) -> Self {
        let at = |level: f64| found.quantiles.at(level);
        let held = |level: &of::LevelRecord| HeldLevel { level: level.stated, held: level.held_middle(), n: level.n };
        EffortForecast {
            schema: Schema::new(),
            estimate: piece.likely,
            unit: piece.unit.clone(),
            category: piece.category.clone(),
            p10: at(0.1),
            p50: at(0.5),
            p80: at(0.8),
            p90: at(0.9),
            rests_on: RestsOn {
                own: found.basis.n_own,
                similar: found.basis.n_similar,
                own_share: found.basis.own_share,
                class: found.class.as_str(),
            },
            held: found.held.iter().map(held).collect(),
        }
    }
}

/// Forecasts of finished work of others, each made with what was known before.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Forecasts {
    /// `backcast.forecasts/1`.
    pub schema: Schema<Forecasts>,
    /// In the order of the input.
    pub items: Vec<ItemForecast>,
}

/// One forecast.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ItemForecast {
    /// The id that the input gives it.
    pub item_id: String,
    /// By level, as in `p05`: the value that is not exceeded so often.
    pub quantiles: Entries<f64>,
}

/// "p05" for the level 0.05.
#[must_use]
pub fn level_name(level: f64) -> String {
    format!("p{:02.0}", level * 100.0)
}

impl From<&[Forecasted]> for Forecasts {
    fn from(forecasts: &[Forecasted]) -> Self {
        let item = |(id, quantiles): &Forecasted| {
            let levels = LEVELS.iter().zip(quantiles.values());
            ItemForecast {
                item_id: id.clone(),
                quantiles: Entries(levels.map(|(level, value)| (level_name(*level), *value)).collect()),
            }
        };
        Forecasts { schema: Schema::new(), items: forecasts.iter().map(item).collect() }
    }
}

/// A reference class that was learned.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Prior {
    /// `backcast.prior/1`.
    pub schema: Schema<Prior>,
    /// Equally likely values of ln(actual / estimate) + 0.1 ln(estimate),
    /// rising.
    pub ln_ratios: Vec<f64>,
}

impl From<&Reference> for Prior {
    fn from(reference: &Reference) -> Self {
        Prior { schema: Schema::new(), ln_ratios: reference.values().to_vec() }
    }
}

/// How often one's own forecasts held.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TrackRecord {
    /// `backcast.track-record/1`.
    pub schema: Schema<TrackRecord>,
    /// Finished pieces in all.
    pub pieces: usize,
    /// Median of what pieces took over their estimate; null without pieces.
    pub median_ratio: Option<f64>,
    /// Of the effort of all pieces.
    pub efforts: Vec<Level>,
    /// The same for each category with enough pieces, the largest first.
    pub categories: Vec<Category>,
    /// Of the dates that looks gave for milestones.
    pub dates: Vec<Level>,
}

/// How often forecasts of one sort of work held.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Category {
    /// What sort of work it is.
    pub category: String,
    /// By level.
    pub levels: Vec<Level>,
}

/// One level of forecasts.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Level {
    /// How often it should hold, 0 to 1.
    pub level: f64,
    /// Share of the outcomes at or below it.
    pub held: f64,
    /// Share of the outcomes clearly below it: people round, so many outcomes
    /// equal their forecast.
    pub held_clearly: f64,
    /// By how much it is off, 0 to 1, where what equals the forecast counts as
    /// far as it has to.
    pub miss: f64,
    /// How many outcomes there are.
    pub n: usize,
}

impl From<&of::LevelRecord> for Level {
    fn from(level: &of::LevelRecord) -> Self {
        Level { level: level.stated, held: level.held, held_clearly: level.held_below, miss: level.miss(), n: level.n }
    }
}

impl From<&of::TrackRecord> for TrackRecord {
    fn from(record: &of::TrackRecord) -> Self {
        let levels = |levels: &[of::LevelRecord]| levels.iter().map(Level::from).collect();
        let categories = record.by_category.iter();
        let categories =
            categories.map(|(category, list)| Category { category: category.clone(), levels: levels(list) });
        TrackRecord {
            schema: Schema::new(),
            pieces: record.n,
            median_ratio: record.median_ratio,
            efforts: levels(&record.efforts),
            categories: categories.collect(),
            dates: levels(&record.dates),
        }
    }
}

/// Finished work of another program that was taken over.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HistoryImport {
    /// `backcast.history-import/1`.
    pub schema: Schema<HistoryImport>,
    /// The name under which it can be forgotten.
    pub source: String,
    /// csv, toggl, taskwarrior, todo.txt or org.
    pub format: &'static str,
    /// Pieces that were read.
    pub read: usize,
    /// Those of them that were not there.
    pub new: usize,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
}

/// Lines that were left out for one reason.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeftOut {
    /// The reason.
    pub why: &'static str,
    /// How many lines.
    pub n: usize,
    /// One of them.
    pub example: String,
}

impl HistoryImport {
    /// What was read of a source, and how much of it was new.
    #[must_use]
    pub fn of(source: &str, format: HistoryFormat, read: &HistoryRead, new: usize) -> Self {
        let left_out = read.left_out.iter();
        let left_out = left_out.map(|left| LeftOut { why: left.why, n: left.n, example: left.example.clone() });
        HistoryImport {
            schema: Schema::new(),
            source: source.to_owned(),
            format: format.as_str(),
            read: read.work.len(),
            new,
            left_out: left_out.collect(),
        }
    }
}

/// Finished work that was forgotten.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HistoryForgotten {
    /// `backcast.history-forgotten/1`.
    pub schema: Schema<HistoryForgotten>,
    /// The name under which it came.
    pub source: String,
    /// How many pieces.
    pub forgotten: usize,
}

impl HistoryForgotten {
    /// So many pieces of a source.
    #[must_use]
    pub fn of(source: &str, forgotten: usize) -> Self {
        HistoryForgotten { schema: Schema::new(), source: source.to_owned(), forgotten }
    }
}
