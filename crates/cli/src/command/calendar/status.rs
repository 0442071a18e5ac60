//! Each calendar that is read, and the one that is written, with its state.

use backcast_app::calendar::Fetching;
use serde_json::{Value, json};

use super::sources::report_json;
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
        let text = if global.json {
            let sources: Vec<Value> = reports.iter().map(|report| report_json(report, &calendars)).collect();
            let target = target.map(|(target, status)| {
                json!({
                    "url": target.url,
                    "calendar": status.collection,
                    "last_success": status.last_success,
                    "items": status.n_items,
                })
            });
            let document = json!({ "schema": "backcast.calendar-status/1", "calendars": sources, "target": target });
            format!("{document:#}\n")
        } else {
            render::calendar::status(&reports, target.as_ref(), &session.configured.time_zone(), output.width())
        };
        output.data(&text)?;
        Ok(Exit::Done)
    })
}
