//! A look as a picture: to a terminal, or as SVG.

use backcast_core::PastCalibration;
use backcast_draw::{chart, svg};
use backcast_engine::calibrate::Calibrated;
use backcast_engine::calibrate::pictures::{burn_up, fan, tornado};

use super::{Calibrate, CalibrationPicture};
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::{self, bold, plain};

/// Shows the picture that was asked for; says whether one was.
pub(super) fn shown(
    command: &Calibrate,
    calibrated: &Calibrated,
    earlier: &[PastCalibration],
    output: &Output,
) -> Result<bool, Problem> {
    let text = match (command.chart, command.svg) {
        (Some(which), None) => style::shown(&in_characters(which, calibrated, earlier, output.width())),
        (None, Some(which)) => picture(which, calibrated, earlier, command),
        _ => return Ok(false),
    };
    match &command.out {
        Some(path) => output.file(path, &plain(&text))?,
        None => output.data(&text)?,
    }
    Ok(true)
}

fn in_characters(
    which: CalibrationPicture,
    calibrated: &Calibrated,
    earlier: &[PastCalibration],
    width: usize,
) -> String {
    let chart = match which {
        CalibrationPicture::Fan => chart::fan(&fan(earlier, calibrated), width),
        CalibrationPicture::BurnUp => chart::burn_up(&burn_up(calibrated), width),
        CalibrationPicture::Tornado => chart::tornado(&tornado(calibrated), width),
    };
    if chart.heading.is_empty() { chart.body } else { format!("{}\n{}", bold(chart.heading), chart.body) }
}

fn picture(
    which: CalibrationPicture,
    calibrated: &Calibrated,
    earlier: &[PastCalibration],
    command: &Calibrate,
) -> String {
    let (title, verdict) = (&calibrated.plan.title, calibrated.calibration.verdict);
    let theme = command.theme.into();
    match which {
        CalibrationPicture::Fan => svg::fan(&fan(earlier, calibrated), title, verdict, theme),
        CalibrationPicture::BurnUp => svg::burn_up(&burn_up(calibrated), title, verdict, theme),
        CalibrationPicture::Tornado => svg::tornado(&tornado(calibrated), title, verdict, theme),
    }
}
