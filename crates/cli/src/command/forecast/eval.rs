//! How far forecasts hold on finished work of others.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use backcast_core::TaskLine;
use backcast_document::{
    Mistakes, read_batch_lines, read_progress_lines, read_project_lines, read_sprint_lines, read_task_lines,
};
use backcast_engine::evaluate;
use backcast_engine::evaluate::{Evaluation, Forecasted};
use backcast_forecast::{LEVELS, Reference};
use backcast_host::Source;
use backcast_view::{Document, forecast as view};
use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;

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

pub(super) fn run(command: &ForecastEval, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let how = Evaluation {
        with_team: command.mode == EvalMode::Team,
        reference: command.prior.as_deref().map(|path| read_prior(path, global)).transpose()?,
        seed: command.seed,
    };
    let forecasts = forecasts(command, &how, global, output)?;
    let text = if global.json { view::Forecasts::from(forecasts.as_slice()).to_text() } else { as_csv(&forecasts) };
    match &command.out {
        Some(path) => output.file(path, &text)?,
        None => output.data(&text)?,
    }
    Ok(Exit::Done)
}

fn forecasts(
    command: &ForecastEval,
    how: &Evaluation,
    global: &Global,
    output: &Output,
) -> Result<Vec<Forecasted>, Problem> {
    if let Some(path) = &command.projects {
        return Ok(evaluate::projects(&table(path, global, read_project_lines)?, how));
    }
    if let Some(path) = &command.progress {
        return Ok(evaluate::progress(&table(path, global, read_progress_lines)?));
    }
    if let Some(path) = &command.sprints {
        return Ok(evaluate::sprints(&table(path, global, read_sprint_lines)?));
    }
    let path = command.data.as_deref().unwrap_or(Path::new("-"));
    let tasks = task_lines(path, global, output)?;
    let _under_way = output.under_way(format!("walking forward through {} tasks", tasks.len()));
    let batches = command.batches.as_deref().map(|path| table(path, global, read_batch_lines)).transpose()?;
    Ok(evaluate::tasks(&tasks, &batches.unwrap_or_default(), how)?)
}

fn table<T>(
    path: &Path,
    global: &Global,
    read: impl Fn(&str, &str) -> Result<Vec<T>, Mistakes>,
) -> Result<Vec<T>, Problem> {
    let Source { name, text } = backcast_host::read(&global.environment, path)?;
    read(&name, &text).map_err(|mistakes| Problem::mistakes(&mistakes))
}

/// What is odd about many rows is shown for the first of them only.
const ODD_SHOWN: usize = 3;

fn task_lines(path: &Path, global: &Global, output: &Output) -> Result<Vec<TaskLine>, Problem> {
    let Source { name, text } = backcast_host::read(&global.environment, path)?;
    let (lines, odd) = read_task_lines(&name, &text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    for mistake in odd.iter().take(ODD_SHOWN) {
        output.warn(mistake);
    }
    if odd.len() > ODD_SHOWN {
        output.note(&format!("{} more rows of {name} are odd", odd.len() - ODD_SHOWN));
    }
    Ok(lines)
}

fn as_csv(forecasts: &[Forecasted]) -> String {
    let columns: Vec<String> = LEVELS.iter().map(|level| view::level_name(*level)).collect();
    let mut text = format!("item_id,{}\n", columns.join(","));
    for (id, quantiles) in forecasts {
        // Ids may hold commas and quotes.
        let id = if id.contains([',', '"', '\n']) { format!("\"{}\"", id.replace('"', "\"\"")) } else { id.clone() };
        text.push_str(&id);
        for value in quantiles.values() {
            let _ = write!(text, ",{value:.6}"); // Writing to a text cannot fail.
        }
        text.push('\n');
    }
    text
}

/// Learns a reference class and writes one value on each line.
pub(super) fn prior(command: &ForecastPrior, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let sources = command.data.iter().map(|path| task_lines(path, global, output)).collect::<Result<Vec<_>, _>>()?;
    let reference = evaluate::reference(&sources)?;
    let text = if global.json {
        view::Prior::from(&reference).to_text()
    } else {
        reference.values().iter().fold(PRIOR_HEADER.to_owned(), |text, value| format!("{text}{value:.4}\n"))
    };
    match &command.out {
        Some(path) => output.file(path, &text)?,
        None => output.data(&text)?,
    }
    Ok(Exit::Done)
}

const PRIOR_HEADER: &str = "\
# Equally likely values of ln(actual / estimate) + 0.1 ln(estimate), one a line.
";

fn read_prior(path: &Path, global: &Global) -> Result<Reference, Problem> {
    let source = backcast_host::read(&global.environment, path)?;
    let mut values = Vec::new();
    for (number, line) in (1..).zip(source.text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let value = line.parse::<f64>().ok().filter(|value| value.is_finite());
        values.push(value.ok_or_else(|| {
            let message = format!("{}, line {number}: \"{line}\" is no number", source.name);
            Problem::new(Exit::Input, "prior_form", message, "`backcast forecast prior` writes such files")
        })?);
    }
    Reference::from_values(&values).ok_or_else(|| {
        let message = format!("{} holds no values", source.name);
        Problem::new(Exit::Input, "prior_empty", message, "`backcast forecast prior` writes such files")
    })
}
