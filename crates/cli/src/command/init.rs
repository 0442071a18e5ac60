use backcast_document::TEMPLATE;

use crate::args::{Global, Init};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

pub(crate) fn run(init: &Init, global: &Global, output: &Output) -> Result<Exit, Problem> {
    if init.file.exists() && !init.force {
        let message = format!("{} is there already", init.file.display());
        return Err(Problem::new(Exit::Input, "file_exists", message, "name another file, or replace it with --force"));
    }
    output.file(&init.file, TEMPLATE)?;
    if global.json {
        output.data(&format!("{}\n", serde_json::json!({ "schema": "backcast.init/1", "file": init.file })))?;
    } else {
        output.note(&format!("change it, then: backcast plan {}", init.file.display()));
    }
    Ok(Exit::Done)
}
