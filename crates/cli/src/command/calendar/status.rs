//! Each calendar that is read, and the one that is written, with its state.

use backcast_app::calendar::Fetching;
use backcast_view::calendar as view;

use crate::calendars;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::session::with_store;

pub(crate) fn run(global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let calendars = calendars::load(global, output)?;
        let setup = calendars.setup(&global.environment);
        let reports = session.workspace.survey_calendars(&setup, Fetching::IfMissing).await?;
        let target = match &calendars.document.target {
            Some(target) => Some((target, session.workspace.target_status(target).await?)),
            None => None,
        };
        if global.json {
            let target = target.as_ref().map(|(target, status)| (*target, status));
            output.document(&view::CalendarStatus::of(&reports, &calendars.document.sources, target))?;
        } else {
            let zone = session.configured.time_zone();
            output.data(&render::calendar::status(&reports, target.as_ref(), &zone, output.width()))?;
        }
        Ok(Exit::Done)
    })
}
