//! Plans and forecasts as pictures: bars over days, what rests on what, how a
//! forecast moved, and what carries its risk.

mod axis;
mod gantt;
mod graph;
mod looks;
mod outlook;
mod paper;

use backcast_core::Plan;

use crate::args::{Picture, Theme};
use paper::Paper;

/// Width of a picture in its own units.
pub(crate) const WIDTH: f64 = 1040.0;
/// Free space around everything.
pub(crate) const MARGIN: f64 = 24.0;

pub(crate) use looks::{burn_up, fan};
pub(crate) use outlook::{calibration_chart, tornado};

pub(crate) fn text(plan: &Plan, picture: Picture, theme: Theme) -> String {
    let mut paper = Paper::new();
    let mut y = heading(plan, &mut paper);
    if matches!(picture, Picture::Gantt | Picture::Both) && !plan.milestones.is_empty() {
        y = gantt::draw(plan, y, &mut paper);
    }
    if matches!(picture, Picture::Graph | Picture::Both) && !plan.milestones.is_empty() {
        y = graph::draw(plan, y, &mut paper);
    }
    paper.finish(&plan.title, WIDTH, y + MARGIN, theme)
}

fn heading(plan: &Plan, paper: &mut Paper) -> f64 {
    paper.text(MARGIN, MARGIN + 18.0, "title", "start", &paper::shortened(&plan.title, 80));
    let verdict = plan.feasibility.verdict.as_str().replace('_', " ");
    let class = format!("verdict {}", plan.feasibility.verdict.as_str());
    paper.text(WIDTH - MARGIN, MARGIN + 18.0, &class, "end", &verdict.to_uppercase());
    let dates = plan.forecast.map_or_else(
        || "no dates".to_owned(),
        |forecast| {
            let by = plan.deadline.map(|day| format!("deadline {}", super::style::long_day(day))).unwrap_or_default();
            format!(
                "{by} · likely {} · with the buffer {}",
                super::style::long_day(forecast.likely),
                super::style::long_day(forecast.late)
            )
        },
    );
    paper.text(MARGIN, MARGIN + 40.0, "quiet", "start", &dates);
    MARGIN + 64.0
}
