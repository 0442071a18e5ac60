//! What one piece of work will take.

use backcast_app::effort::{Piece, PieceForecast, forecast};
use backcast_core::{HOURS, plural};
use backcast_document::read_effort;
use backcast_view::forecast as view;
use backcast_view::words::percent;
use clap::Args;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::{indented, labeled};
use crate::session::with_store;

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

pub(super) fn run(command: &ForecastEffort, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let figures =
        command.estimate.split("..").map(|text| figure(text, &command.unit)).collect::<Result<Vec<f64>, Problem>>()?;
    let (likely, range) = match figures[..] {
        [likely] => (likely, None),
        [low, likely, high] if low <= likely && likely <= high => (likely, Some((low, high))),
        _ => {
            let message = format!("\"{}\" is neither an estimate nor a range", command.estimate);
            return Err(Problem::new(
                Exit::Input,
                "estimate_form",
                message,
                "write 3h, or low..likely..high: 2h..3h..6h",
            ));
        }
    };
    let piece =
        Piece { likely, range, category: command.category.clone().unwrap_or_default(), unit: command.unit.clone() };
    with_store(global, output, async |session| {
        let work = session.workspace.finished_work().await?;
        let found = forecast(&piece, &work);
        if global.json {
            output.document(&view::EffortForecast::of(&piece, &found))?;
        } else {
            output.data(&text(&piece, &found, output.width()))?;
        }
        Ok(Exit::Done)
    })
}

/// A figure in the unit; hours as people say them.
fn figure(text: &str, unit: &str) -> Result<f64, Problem> {
    let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number > 0.0);
    let hours = || read_effort(text).ok().filter(|_| unit == HOURS).map(backcast_core::Effort::hours);
    number.or_else(hours).ok_or_else(|| {
        let message = format!("\"{text}\" is not an estimate in {unit}");
        let fix = if unit == HOURS { "write 3h, 2h30 or 90m" } else { "write a number above 0" };
        Problem::new(Exit::Input, "estimate_form", message, fix)
    })
}

fn text(piece: &Piece, found: &PieceForecast, width: usize) -> String {
    let at = |level: f64| format!("{:.1} {}", found.quantiles.at(level), piece.unit);
    let mut text = labeled("Likely", &format!("{} (half of the time at most)", at(0.5)), width);
    text.push_str(&labeled("Safe", &format!("{} (four times in five)", at(0.8)), width));
    text.push_str(&labeled("Range", &format!("{} to {} (P10 to P90)", at(0.1), at(0.9)), width));
    text.push_str(&labeled("Rests on", &rests_on(piece, found), width));
    if let Some(p80) = found.held.iter().find(|level| (level.stated - 0.8).abs() < 1e-9) {
        let line = format!("P80 held in {} of {} so far.", percent(p80.held_middle()), plural(p80.n, "such forecast"));
        text.push_str(&labeled("Track record", &line, width));
    }
    if found.basis.n_own == 0 {
        text.push_str(&indented("Own work makes it surer: backcast forecast import FILE", 0, width));
    }
    text
}

fn rests_on(piece: &Piece, found: &PieceForecast) -> String {
    let basis = &found.basis;
    let sort = if piece.category.is_empty() { "similar" } else { piece.category.as_str() };
    let class = found.class.described();
    match (basis.n_own, basis.n_similar) {
        (0, _) => format!("{class}; nothing of your own yet."),
        (own, 0) => format!("{class}, and {} of your own, none of them {sort}.", plural(own, "piece")),
        (own, similar) => format!(
            "{similar} of your own {own} pieces are {sort} and of about this size ({} of the forecast); the rest: {class}.",
            percent(basis.own_share)
        ),
    }
}
