use std::path::{Path, PathBuf};

use backcast_core::{PastPlan, Severity};
use backcast_document::{read_done, read_past_plan};
use backcast_playbook::{Library, N_MILESTONES_MAX, learn, lint};
use backcast_view::playbook as view;
use clap::{Args, Subcommand};

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;

#[derive(Debug, Args)]
pub(crate) struct Playbook {
    #[command(subcommand)]
    pub(crate) command: PlaybookCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlaybookCommand {
    /// List playbooks and aspects.
    List,
    /// Show one playbook or aspect.
    Show {
        /// Its id.
        id: String,
        /// Print the file as it is.
        #[arg(long)]
        raw: bool,
    },
    /// Check a playbook file, or all of a folder.
    Lint {
        /// The file or the folder.
        path: PathBuf,
    },
    /// Turn a finished or edited plan into a playbook of your own.
    ///
    /// Finished milestones bring the hours that they took: `hours_spent` in the
    /// plan, or in a progress file. What it says wins over what comes with
    /// backcast.
    FromPlan {
        /// The plan (JSON); `-` reads standard input.
        plan: PathBuf,
        /// Its id, in lower case with hyphens; made from the title where not given.
        #[arg(long)]
        id: Option<String>,
        /// Progress file (TOML) with the hours of finished milestones.
        #[arg(long, value_name = "FILE")]
        progress: Option<PathBuf>,
        /// Replace a playbook of yours with this id.
        #[arg(long)]
        force: bool,
    },
    /// Print the texts of a playbook or aspect, to reword or translate them.
    Texts {
        /// Its id.
        id: String,
    },
    /// Write a commented playbook into your folder.
    New {
        /// Its id, in lower case with hyphens.
        id: String,
    },
}

/// The commented file that `playbook new` writes.
const TEMPLATE: &str = include_str!("playbook_template.toml");

pub(crate) fn run(playbook: &Playbook, global: &Global, output: &Output) -> Result<Exit, Problem> {
    match &playbook.command {
        PlaybookCommand::List => list(global, output),
        PlaybookCommand::Show { id, raw } => show(id, *raw, global, output),
        PlaybookCommand::Lint { path } => lint_files(path, global, output),
        PlaybookCommand::FromPlan { plan, id, progress, force } => {
            from_plan(plan, id.as_deref(), progress.as_deref(), *force, global, output)
        }
        PlaybookCommand::Texts { id } => texts(id, global, output),
        PlaybookCommand::New { id } => new(id, global, output),
    }
}

fn list(global: &Global, output: &Output) -> Result<Exit, Problem> {
    let library = backcast_host::library(&global.environment)?;
    if global.json {
        output.document(&view::Playbooks::from(&library))?;
    } else {
        output.data(&render::library::list(&library, output.width()))?;
    }
    Ok(Exit::Done)
}

fn show(id: &str, raw: bool, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let library = backcast_host::library(&global.environment)?;
    let embedded = Library::embedded_text(id);
    if raw && let Some(text) = embedded {
        output.data(text)?;
        return Ok(Exit::Done);
    }
    if global.json
        && let Some(text) = embedded
    {
        output.document(&view::PlaybookText::of(id, text))?;
        return Ok(Exit::Done);
    }
    let text = match (library.playbook(id), library.aspect(id)) {
        (Some(playbook), _) => render::library::playbook(playbook, output.width()),
        (None, Some(aspect)) => render::library::aspect(aspect, output.width()),
        (None, None) => return Err(unknown(id)),
    };
    output.data(&text)?;
    Ok(Exit::Done)
}

fn lint_files(path: &Path, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let mut files = Vec::new();
    for path in &playbook_files(path, global)? {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        files.push((name, backcast_host::read(&global.environment, path)?.text));
    }
    let remarks = lint(&files);
    if global.json {
        output.document(&view::Lint::of(files.len(), &remarks))?;
    } else {
        output.data(&render::library::lint(files.len(), &remarks))?;
    }
    let errors = remarks.iter().any(|remark| remark.severity == Severity::Error);
    Ok(if errors { Exit::No } else { Exit::Done })
}

/// The file itself, or the `.toml` files of the folder in the order of their
/// names.
fn playbook_files(path: &Path, global: &Global) -> Result<Vec<PathBuf>, Problem> {
    if global.environment.resolve(path).is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let files = backcast_host::files_in(&global.environment, path, "toml")
        .map_err(|error| Problem::unreadable(path, &error))?;
    if files.is_empty() {
        let message = format!("{} holds no .toml file", path.display());
        return Err(Problem::new(Exit::Input, "playbooks_missing", message, "name the folder with the playbooks"));
    }
    Ok(files)
}

/// Learns a playbook from a plan and writes it into the user's folder.
fn from_plan(
    plan: &Path,
    id: Option<&str>,
    progress: Option<&Path>,
    force: bool,
    global: &Global,
    output: &Output,
) -> Result<Exit, Problem> {
    let source = backcast_host::read(&global.environment, plan)?;
    let (mut past, warnings) =
        read_past_plan(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    warnings.iter().for_each(|warning| output.warn(warning));
    if past.milestones.len() > N_MILESTONES_MAX {
        let message = format!("the plan has {} milestones; {N_MILESTONES_MAX} are the most", past.milestones.len());
        return Err(Problem::new(Exit::Input, "milestones_too_many", message, "learn from a part of it"));
    }
    if let Some(progress) = progress {
        add_hours(&mut past, progress, global, output)?;
    }
    let id = id.map_or_else(|| id_from(&past.title), str::to_owned);
    check_id(&id)?;
    let (folder, path) = place_of(&id, global)?;
    if global.environment.resolve(&path).exists() && !force {
        let message = format!("{} is there already", path.display());
        return Err(Problem::new(
            Exit::Input,
            "file_exists",
            message,
            "choose another id by --id, or replace it by --force",
        ));
    }
    let text = learn(&past, &id);
    let remarks = lint(&[(id.clone(), text.clone())]);
    output.private_folder(&folder)?;
    output.file(&path, &text)?;
    let known = past.milestones.iter().filter(|milestone| milestone.spent.is_some()).count();
    output.note(&format!("{known} of {} milestones have their actual hours", past.milestones.len()));
    if !remarks.is_empty() {
        output.note(&format!("{} remarks: backcast playbook lint {}", remarks.len(), path.display()));
    }
    Ok(Exit::Done)
}

/// Adds the hours of finished milestones that a progress file gives.
fn add_hours(past: &mut PastPlan, progress: &Path, global: &Global, output: &Output) -> Result<(), Problem> {
    let source = backcast_host::read(&global.environment, progress)?;
    let done = read_done(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    for finished in done {
        match past.milestones.iter_mut().find(|milestone| milestone.id == finished.id) {
            Some(milestone) => milestone.spent = finished.spent.or(milestone.spent),
            None => output.note(&format!("the plan has no milestone `{}`; its hours are left out", finished.id)),
        }
    }
    Ok(())
}

/// A title as an id: its first long words in lower case with hyphens.
fn id_from(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 3);
    let id = words.take(3).map(str::to_lowercase).collect::<Vec<_>>().join("-");
    if id.is_empty() { "my-playbook".to_owned() } else { id }
}

/// Prints a file of texts for a playbook or aspect.
fn texts(id: &str, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let library = backcast_host::library(&global.environment)?;
    let texts = match (library.playbook(id), library.aspect(id)) {
        (Some(playbook), _) => playbook.texts(),
        (None, Some(aspect)) => aspect.texts(),
        (None, None) => return Err(unknown(id)),
    };
    output.data(&render::library::texts(id, &texts))?;
    Ok(Exit::Done)
}

fn unknown(id: &str) -> Problem {
    let message = format!("there is no playbook or aspect `{id}`");
    Problem::new(Exit::Input, "playbook_unknown", message, "`backcast playbook list` shows them all")
}

fn new(id: &str, global: &Global, output: &Output) -> Result<Exit, Problem> {
    check_id(id)?;
    let (folder, path) = place_of(id, global)?;
    if global.environment.resolve(&path).exists() {
        let message = format!("{} is there already", path.display());
        return Err(Problem::new(Exit::Input, "file_exists", message, "choose another id"));
    }
    output.private_folder(&folder)?;
    output.file(&path, &TEMPLATE.replace("my-playbook", id))?;
    output.note(&format!("change it, then: backcast playbook lint {}", path.display()));
    Ok(Exit::Done)
}

fn check_id(id: &str) -> Result<(), Problem> {
    let sound = !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if sound {
        return Ok(());
    }
    let message = format!("`{id}` cannot be the id of a playbook");
    Err(Problem::new(Exit::Usage, "id_invalid", message, "use lower-case letters, digits and hyphens"))
}

/// The user's folder and the file in it.
fn place_of(id: &str, global: &Global) -> Result<(PathBuf, PathBuf), Problem> {
    let Some(folder) = backcast_host::playbook_folder(&global.environment) else {
        let message = "there is no home folder to keep playbooks in";
        return Err(Problem::new(Exit::Outside, "home_missing", message, "name a folder in BACKCAST_PLAYBOOKS"));
    };
    let path = folder.join(format!("{id}.toml"));
    Ok((folder, path))
}
