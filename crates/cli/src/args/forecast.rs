//! Arguments of `forecast`.

use std::path::PathBuf;

use backcast_document::HistoryFormat;
use clap::{Args, Subcommand, ValueEnum};

use crate::picture::Theme;

#[derive(Debug, Args)]
pub(crate) struct Forecast {
    #[command(subcommand)]
    pub(crate) action: ForecastAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ForecastAction {
    /// What one piece of work will take, by your own finished work: 3h, or a
    /// range low..likely..high.
    Effort(ForecastEffort),
    /// Take over finished work of other programs, to forecast from: CSV, Toggl
    /// CSV, Taskwarrior, todo.txt, org-mode.
    ///
    /// What lacks an estimate, the time that it took or the day of its end is
    /// left out and counted. Imported again, pieces get the newer figures.
    Import(ForecastImport),
    /// Forget what was taken over from one source.
    Forget(ForecastForget),
    /// How often your own forecasts held, by level and by sort of work.
    TrackRecord(ForecastTrackRecord),
    /// Walk forward through finished work (CSV), forecast each row with what
    /// was known when it began, and write the quantiles.
    Eval(ForecastEval),
    /// Learn a reference class from tables of finished tasks (CSV), for `eval
    /// --prior`.
    Prior(ForecastPrior),
}

#[derive(Debug, Args)]
pub(crate) struct ForecastEval {
    /// Finished tasks: item_id, person_id, project_id, category, seq, start_at,
    /// done_at, estimate_hours, actual_hours.
    #[arg(long, value_name = "CSV", required_unless_present_any = ["projects", "progress", "sprints"])]
    pub(crate) data: Option<PathBuf>,
    /// Sums of consecutive tasks of one person: item_id (first task + size).
    #[arg(long, value_name = "CSV", requires = "data")]
    pub(crate) batches: Option<PathBuf>,
    /// Whole projects: item_id, dataset, group, category, start_at, done_at,
    /// estimate_days, actual_days.
    #[arg(long, value_name = "CSV", group = "table")]
    pub(crate) projects: Option<PathBuf>,
    /// Weekly looks at releases: item_id, as_of, start_at, first_target,
    /// estimate_remaining_days.
    #[arg(long, value_name = "CSV", group = "table")]
    pub(crate) progress: Option<PathBuf>,
    /// Looks at sprints: item_id, board_id, sprint_id, at_pct,
    /// points_committed, points_done, points_delivered.
    #[arg(long, value_name = "CSV", group = "table")]
    pub(crate) sprints: Option<PathBuf>,
    /// Whose finished work counts.
    #[arg(long, default_value = "own")]
    pub(crate) mode: EvalMode,
    /// A reference class instead of the built-in one (see `forecast prior`).
    #[arg(long, value_name = "FILE")]
    pub(crate) prior: Option<PathBuf>,
    /// Seed of the draws for sums.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Where to write the quantiles (CSV); without it, to standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvalMode {
    /// The person's own.
    Own,
    /// That of all persons in the table.
    Team,
}

#[derive(Debug, Args)]
pub(crate) struct ForecastPrior {
    /// Finished tasks of one source; each source counts alike (repeatable).
    #[arg(long, value_name = "CSV", required = true)]
    pub(crate) data: Vec<PathBuf>,
    /// Where to write the class; without it, to standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ForecastTrackRecord {
    /// Print it as a picture (SVG).
    #[arg(long, conflicts_with = "json")]
    pub(crate) svg: bool,
    /// Colors of the picture.
    #[arg(long, default_value = "auto")]
    pub(crate) theme: Theme,
    /// Write to a file.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ForecastEffort {
    /// The estimate: 3h, 90m, or a range 2h..3h..6h.
    pub(crate) estimate: String,
    /// What sort of work it is, as in your history.
    #[arg(long, value_name = "NAME")]
    pub(crate) category: Option<String>,
    /// The unit of the estimate: h, points, pages …
    #[arg(long, value_name = "UNIT", default_value = "h")]
    pub(crate) unit: String,
}

#[derive(Debug, Args)]
pub(crate) struct ForecastImport {
    /// The file; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// Its form, where it cannot be told from name and content.
    #[arg(long, value_name = "FORM", value_parser = history_format)]
    pub(crate) format: Option<HistoryFormat>,
    /// The name under which it is remembered (default: the file's).
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
}

/// A form of finished work by its name.
fn history_format(text: &str) -> Result<HistoryFormat, String> {
    let known = || HistoryFormat::ALL.map(HistoryFormat::as_str).join(", ");
    HistoryFormat::ALL
        .into_iter()
        .find(|format| format.as_str().eq_ignore_ascii_case(text.trim()))
        .ok_or_else(|| format!("write one of {}", known()))
}

#[derive(Debug, Args)]
pub(crate) struct ForecastForget {
    /// The source, as `import` called it.
    pub(crate) source: String,
}
