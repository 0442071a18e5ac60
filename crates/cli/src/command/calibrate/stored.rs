//! A look at a goal that is kept.

use backcast_app::calibrate::stored::{CalibrationRequest, StoredCalibration};
use backcast_view::{calibrate as view, words};

use crate::consent::Asked;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::calibration::{self, From};
use crate::session::{Session, with_store};

use super::files::exit;
use super::{Calibrate, picture};

pub(super) fn run(command: &Calibrate, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| of_goal(command, session).await)
}

async fn of_goal(command: &Calibrate, session: &Session<'_>) -> Result<Exit, Problem> {
    command.tokens.expect_with("--apply", command.apply)?;
    let named = session.named(command.target.as_deref()).await?;
    let options = CalibrationRequest {
        how: command.options(),
        circumstances: command.circumstance.clone(),
        as_of: command.as_of.as_deref().map(|text| session.day(Some(text))).transpose()?,
        ..session.workspace.calibration_options().await?
    };
    let found = session.workspace.calibrate(&named.goal_file, &options).await?;
    let path = if command.apply { session.workspace.question_to_apply(&found).await? } else { None };
    let taken = match path {
        Some(question) => {
            let instead = words::command_to_decide(question.subject());
            match session.ask(question, &command.tokens, &instead).await? {
                Asked::Agreed(agreed) => Some(session.workspace.decide(*agreed).await?.revision),
                Asked::TokenMade => return Ok(Exit::Done),
            }
        }
        None => {
            // A trial of other circumstances is no look at the plan as it is.
            if command.apply || command.with.is_empty() {
                session.workspace.record_calibration(&found).await?;
            }
            None
        }
    };
    if !picture::shown(command, &found.calibrated, &found.earlier, session.output)? {
        answer(command, session, &found, taken)?;
    }
    Ok(exit(found.calibrated.calibration.verdict))
}

fn answer(
    command: &Calibrate,
    session: &Session<'_>,
    found: &StoredCalibration,
    taken: Option<u32>,
) -> Result<(), Problem> {
    let output = session.output;
    let id = found.stored.id.to_string();
    if session.global.json {
        return output.data(&view::Calibrated::of(found, taken).to_text());
    }
    let from = if taken.is_some() { From::Taken } else { From::Stored(&id) };
    output.data(&calibration::text(&found.calibrated, &found.earlier, from, output.width()))?;
    match (command.apply, taken) {
        (true, Some(revision)) => {
            output.note(&format!("this path holds now, as revision {revision}; take it back: backcast undo {id}"));
        }
        (true, None) => output.note("the plan that holds is this path already"),
        (false, _) => {}
    }
    Ok(())
}
