use std::path::Path;

use backcast_document::{SETTINGS_TEMPLATE, TEMPLATE};
use backcast_host::{CONFIGURATION_FILE, PROJECT_FOLDER};

use crate::args::{Global, Init};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

pub(crate) fn run(init: &Init, global: &Global, output: &Output) -> Result<Exit, Problem> {
    if init.project {
        return project(global, output);
    }
    if global.environment.resolve(&init.file).exists() && !init.force {
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

/// Makes the working folder a project: its goals are kept beside its files.
fn project(global: &Global, output: &Output) -> Result<Exit, Problem> {
    let folder = Path::new(PROJECT_FOLDER);
    if global.environment.resolve(folder).exists() {
        let message = "this folder is a project already";
        return Err(Problem::new(Exit::Input, "file_exists", message, "add goals to it: backcast add goal.toml"));
    }
    if global.environment.home() == Some(global.environment.working_folder()) {
        let message = "the home folder is no project: every folder below would belong to it";
        return Err(Problem::new(
            Exit::Input,
            "home_is_no_project",
            message,
            "without a project, goals are kept for all of your account",
        ));
    }
    output.folder(folder)?;
    output.file(&folder.join(CONFIGURATION_FILE), SETTINGS_TEMPLATE)?;
    output.file(&folder.join(".gitignore"), "*.db\n*.db-*\n*.bak\n")?;
    if global.json {
        output.data(&format!("{}\n", serde_json::json!({ "schema": "backcast.init/1", "project": folder })))?;
    } else {
        output.note("goals of this folder and those below it are kept in .backcast/");
    }
    Ok(Exit::Done)
}
