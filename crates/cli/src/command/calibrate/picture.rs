//! A look as a picture: to a terminal, or as SVG.

use backcast_app::calibrate::Calibrated;
use backcast_app::calibrate::pictures::{burn_up, fan, tornado};
use backcast_document::PastLook;

use crate::args::{Calibrate, LookPicture};
use crate::output::Output;
use crate::problem::Problem;
use crate::render::{charts, svg};

/// Shows the picture that was asked for; says whether one was.
pub(super) fn shown(
    command: &Calibrate,
    calibrated: &Calibrated,
    earlier: &[PastLook],
    output: &Output,
) -> Result<bool, Problem> {
    let text = match (command.chart, command.svg) {
        (Some(which), None) => chart(which, calibrated, earlier, output.width()),
        (None, Some(which)) => picture(which, calibrated, earlier, command),
        _ => return Ok(false),
    };
    match &command.out {
        Some(path) => output.file(path, &crate::render::style::plain(&text))?,
        None => output.data(&text)?,
    }
    Ok(true)
}

fn chart(which: LookPicture, calibrated: &Calibrated, earlier: &[PastLook], width: usize) -> String {
    match which {
        LookPicture::Fan => charts::fan(&fan(earlier, calibrated), width),
        LookPicture::BurnUp => charts::burn_up(&burn_up(calibrated), width),
        LookPicture::Tornado => charts::tornado(&tornado(calibrated), width),
    }
}

fn picture(which: LookPicture, calibrated: &Calibrated, earlier: &[PastLook], command: &Calibrate) -> String {
    let (title, verdict) = (&calibrated.plan.title, calibrated.calibration.verdict.as_str());
    match which {
        LookPicture::Fan => svg::fan(&fan(earlier, calibrated), title, verdict, command.theme),
        LookPicture::BurnUp => svg::burn_up(&burn_up(calibrated), title, verdict, command.theme),
        LookPicture::Tornado => svg::tornado(&tornado(calibrated), title, verdict, command.theme),
    }
}
