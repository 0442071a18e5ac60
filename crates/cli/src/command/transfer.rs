//! Moving everything between machines and databases.

use backcast_core::PortfolioId;
use backcast_document::read_export;
use serde_json::json;

use crate::args::{Export, Global, Import};
use crate::exit::Exit;
use crate::input;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::plural;
use crate::session::with_store;

pub(crate) fn export(command: &Export, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let text = session.store.export().await?.to_json();
        match &command.out {
            Some(path) => output.file(path, &text)?,
            None => output.data(&text)?,
        }
        Ok(Exit::Done)
    })
}

pub(crate) fn import(command: &Import, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let source = input::read_large(&command.file)?;
    let export = read_export(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    with_store(global, output, async |session| {
        let imported = session.store.import(&export).await?;
        if global.json {
            let ids = |list: &[PortfolioId]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
            let document = json!({
                "schema": "backcast.imported/1",
                "added": ids(&imported.added),
                "extended": ids(&imported.extended),
                "unchanged": ids(&imported.unchanged),
            });
            output.data(&format!("{document:#}\n"))?;
        } else {
            output.data(&format!(
                "{} added, {} carried on, {} unchanged\n",
                plural(imported.added.len(), "goal file"),
                imported.extended.len(),
                imported.unchanged.len()
            ))?;
        }
        Ok(Exit::Done)
    })
}
