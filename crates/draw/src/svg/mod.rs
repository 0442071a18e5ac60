//! Pictures for pages and files: bars over days, what rests on what, how a
//! forecast moved, and what carries its risk.
//!
//! Each is one SVG document with its colors within, and tooltips (`title`) on
//! what it shows; texts are escaped.

mod axis;
mod calibrations;
mod canvas;
mod gantt;
mod graph;
mod outlook;

use backcast_core::Plan;

use canvas::SvgCanvas;

use crate::words::long_day;

/// Width of a picture in its own units.
const WIDTH: f64 = 1040.0;
/// Free space around everything.
const MARGIN: f64 = 24.0;

pub use calibrations::{burn_up, fan};
pub use outlook::{levels, tornado};

/// Colors of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the viewer prefers: both are in the picture.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Which pictures of a plan are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanPicture {
    /// Bars over days.
    Gantt,
    /// What rests on what.
    Graph,
    /// The one above the other.
    Both,
}

/// Draws a plan below its verdict and dates. Without milestones, only these.
#[must_use]
pub fn plan(plan: &Plan, picture: PlanPicture, theme: Theme) -> String {
    let mut canvas = SvgCanvas::new();
    let mut y = heading(plan, &mut canvas);
    if matches!(picture, PlanPicture::Gantt | PlanPicture::Both) && !plan.milestones.is_empty() {
        y = gantt::draw(plan, y, &mut canvas);
    }
    if matches!(picture, PlanPicture::Graph | PlanPicture::Both) && !plan.milestones.is_empty() {
        y = graph::draw(plan, y, &mut canvas);
    }
    canvas.finish(&plan.title, WIDTH, y + MARGIN, theme)
}

fn heading(plan: &Plan, canvas: &mut SvgCanvas) -> f64 {
    canvas.text(MARGIN, MARGIN + 18.0, "title", "start", &canvas::shortened(&plan.title, 80));
    let verdict = plan.feasibility.verdict.as_str().replace('_', " ");
    let class = format!("verdict {}", plan.feasibility.verdict.as_str());
    canvas.text(WIDTH - MARGIN, MARGIN + 18.0, &class, "end", &verdict.to_uppercase());
    let dates = plan.forecast.map_or_else(
        || "no dates".to_owned(),
        |forecast| {
            let by = plan.deadline.map(|day| format!("deadline {}", long_day(day))).unwrap_or_default();
            let late = if plan.feasibility.chance.is_some() { "safe" } else { "with the buffer" };
            format!("{by} · likely {} · {late} {}", long_day(forecast.likely), long_day(forecast.late))
        },
    );
    canvas.text(MARGIN, MARGIN + 40.0, "quiet", "start", &dates);
    MARGIN + 64.0
}
