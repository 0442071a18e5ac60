//! A look as a picture: to a terminal, or as SVG.

use backcast_core::PastCalibration;
use backcast_draw::{chart, svg};
use backcast_engine::calibrate::Calibrated;
use backcast_engine::calibrate::pictures::{burn_up, fan, tornado};

use super::{Calibrate, LookPicture};
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::{bold, plain};

/// Shows the picture that was asked for; says whether one was.
pub(super) fn shown(
    command: &Calibrate,
    calibrated: &Calibrated,
    earlier: &[PastCalibration],
    output: &Output,
) -> Result<bool, Problem> {
    let text = match (command.chart, command.svg) {
        (Some(which), None) => in_characters(which, calibrated, earlier, output.width()),
        (None, Some(which)) => picture(which, calibrated, earlier, command),
        _ => return Ok(false),
    };
    match &command.out {
        Some(path) => output.file(path, &plain(&text))?,
        None => output.data(&text)?,
    }
    Ok(true)
}

fn in_characters(which: LookPicture, calibrated: &Calibrated, earlier: &[PastCalibration], width: usize) -> String {
    let chart = match which {
        LookPicture::Fan => chart::fan(&fan(earlier, calibrated), width),
        LookPicture::BurnUp => chart::burn_up(&burn_up(calibrated), width),
        LookPicture::Tornado => chart::tornado(&tornado(calibrated), width),
    };
    if chart.heading.is_empty() { chart.body } else { format!("{}\n{}", bold(chart.heading), chart.body) }
}

fn picture(which: LookPicture, calibrated: &Calibrated, earlier: &[PastCalibration], command: &Calibrate) -> String {
    let (title, verdict) = (&calibrated.plan.title, calibrated.calibration.verdict);
    let theme = command.theme.into();
    match which {
        LookPicture::Fan => svg::fan(&fan(earlier, calibrated), title, verdict, theme),
        LookPicture::BurnUp => svg::burn_up(&burn_up(calibrated), title, verdict, theme),
        LookPicture::Tornado => svg::tornado(&tornado(calibrated), title, verdict, theme),
    }
}
