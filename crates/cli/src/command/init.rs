use std::path::{Path, PathBuf};

use backcast_app::{AppError, EnclosedPath};
use backcast_document::{SETTINGS_TEMPLATE, TEMPLATE};
use backcast_host::{CONFIGURATION_FILE, PROJECT_FOLDER};
use backcast_view::Document;
use backcast_view::init::Init as Wrote;
use clap::Args;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where to write it.
    #[arg(default_value = "goal.toml")]
    pub(crate) file: PathBuf,
    /// Replace the file if it is there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Make this folder a project instead: its goals are kept in `.backcast/`.
    #[arg(long, conflicts_with_all = ["file", "force"])]
    pub(crate) project: bool,
}

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
        output.data(&Wrote::of_file(&init.file).to_line())?;
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
    // Of a link that leads nowhere, the files below say what is wrong.
    if global.environment.resolve(folder).symlink_metadata().is_err() {
        output.private_folder(folder)?;
    }
    // The configuration says nothing that needs trust.
    for (name, text) in [(CONFIGURATION_FILE, SETTINGS_TEMPLATE), (".gitignore", "*.db\n*.db-*\n*.bak\n")] {
        let path = EnclosedPath::new(&format!("{PROJECT_FOLDER}/{name}")).map_err(AppError::from)?;
        output.file_of_project(&path, text)?;
    }
    if global.json {
        output.data(&Wrote::of_project(folder).to_line())?;
    } else {
        output.note("goals of this folder and those below it are kept in .backcast/");
    }
    Ok(Exit::Done)
}
