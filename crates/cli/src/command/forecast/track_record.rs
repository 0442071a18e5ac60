//! How often one's own forecasts held.

use std::path::PathBuf;

use backcast_core::plural;
use backcast_draw::{chart, svg};
use backcast_engine::track_record::TrackRecord;
use backcast_view::{Document, forecast as view};
use clap::Args;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::picture::Theme;
use crate::problem::Problem;
use crate::render::style::{bold, indented, plain, shown};
use crate::session::with_store;

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

pub(super) fn run(command: &ForecastTrackRecord, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let record = session.workspace.track_record().await?;
        let text = if global.json {
            view::TrackRecord::from(&record).to_text()
        } else if command.svg {
            svg::levels(&record.efforts, "Track record", command.theme.into())
        } else {
            shown(&text(&record, output.width()))
        };
        match &command.out {
            Some(path) => output.file(path, &plain(&text))?,
            None => output.data(&text)?,
        }
        Ok(Exit::Done)
    })
}

fn text(record: &TrackRecord, width: usize) -> String {
    if record.n == 0 {
        return "Nothing with an estimate is finished yet. Log hours and reach milestones, or take over what you did \
                before: backcast forecast import FILE\n"
            .into();
    }
    let mut text = String::new();
    let pieces = plural(record.n, "finished piece");
    text.push_str(&format!("{}\n", bold(&format!("Effort, {pieces}: how often each level held"))));
    text.push_str(&chart::levels(&record.efforts, width));
    text.push_str(&indented("▒ held   │ where it should be", 7, width));
    if let Some(ratio) = record.median_ratio {
        let line = format!("Half of your work takes {ratio:.2} times its estimate or less.");
        text.push_str(&indented(&line, 1, width));
    }
    if record.n < FEW {
        let line = format!("With {pieces}, a level can be off by {:.0} points by chance.", chance_miss(record.n));
        text.push_str(&indented(&line, 1, width));
    }
    for (category, levels) in record.by_category.iter().take(CATEGORIES_SHOWN) {
        let n = levels.first().map_or(0, |level| level.n);
        text.push_str(&format!("\n{}\n", bold(&format!("{category}, {}", plural(n, "piece")))));
        text.push_str(&chart::levels(levels, width));
    }
    if let Some(level) = record.dates.first() {
        text.push_str(&format!("\n{}\n", bold(&format!("Dates of looks, {}", plural(level.n, "milestone")))));
        text.push_str(&chart::levels(&record.dates, width));
    }
    text
}

/// The others are in the JSON.
const CATEGORIES_SHOWN: usize = 6;
/// Fewer pieces say little.
const FEW: usize = 100;

/// Two standard errors of a share of four fifths, in points.
fn chance_miss(n: usize) -> f64 {
    200.0 * 0.4 / f64::from(u32::try_from(n.max(1)).unwrap_or(u32::MAX)).sqrt()
}
