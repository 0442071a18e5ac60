use std::path::{Path, PathBuf};
use std::process::Command;

use backcast_core::{Plan, compare};
use backcast_document::{plan_text, read_plan_text};
use backcast_engine::Earlier;
use backcast_engine::edit::edited;
use backcast_engine::experience::Experience;
use backcast_host::Environment;
use backcast_view::plan as view;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::complete;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::session::{Session, with_store};

#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// The goal, or `GOAL@2` for its second plan; not needed where there is one.
    #[arg(add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// Take the edited text from this file instead of an editor; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Print the text and do nothing else.
    #[arg(long, conflicts_with = "from")]
    pub(crate) print: bool,
    /// Allow more than ten milestones.
    #[arg(long)]
    pub(crate) allow_many: bool,
}

pub(crate) fn run(command: &Edit, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let named = session.named(command.goal.as_deref()).await?;
        let (stored, revision) = session.plan_named(&named).await?;
        let plan = session.workspace.plan_of(&stored, &revision).await?;
        let text = plan_text(&plan, &format!("revision {} of {}", revision.revision, stored.id));
        if command.print {
            output.exact(&text)?;
            return Ok(Exit::Done);
        }
        let earlier = session.workspace.earlier(&stored).await?;
        let experience = session.workspace.experience_for(&stored.id).await?;
        let make = |text: &str, name: &str| made(&plan, (name, text), (&earlier, &experience), command.allow_many);
        let written = match &command.from {
            Some(path) => {
                let source = backcast_host::read(&global.environment, path)?;
                Written { plan: make(&source.text, &source.name)?, copy: None }
            }
            None => in_editor(session, &text, &make)?,
        };
        let Some(new) = written.plan else {
            output.note("nothing was changed");
            return Ok(Exit::Done);
        };
        let diff = compare(&plan, &new);
        let proposed = session.workspace.propose_edited(&stored, &revision, new).await;
        let proposal = match (proposed, &written.copy) {
            (Ok(proposal), _) => proposal,
            (Err(error), Some(copy)) => return Err(kept_at(error.into(), copy)),
            (Err(error), None) => return Err(error.into()),
        };
        if let Some(copy) = &written.copy
            && !global.dry_run
        {
            let _ = std::fs::remove_file(copy); // What it says is in the store now.
        }
        if global.json {
            output.document(&view::Diff::from(&diff))?;
        } else {
            output.data(&render::diff::text(&diff, &proposal.plan, output.width()))?;
            let id = &proposal.stored.id;
            output.note(&format!("kept as revision {} of {id}; go with it: backcast approve {id}", proposal.revision));
        }
        Ok(Exit::Done)
    })
}

/// The plan that a text makes of another; nothing where it makes the same.
fn made(
    plan: &Plan,
    (name, text): (&str, &str),
    (earlier, experience): (&Earlier, &Experience),
    allow_many: bool,
) -> Result<Option<Plan>, Problem> {
    let edit = read_plan_text(name, text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let new = edited(plan, &edit, earlier, experience, allow_many).map_err(Problem::from)?;
    let same = compare(plan, &new).milestones.is_empty();
    Ok((!same).then_some(new))
}

/// Makes a plan of an edited text and its name; nothing where it is the same.
type MakePlan<'a> = dyn Fn(&str, &str) -> Result<Option<Plan>, Problem> + 'a;

/// What somebody wrote, and the file in which it lies until it is kept.
struct Written {
    plan: Option<Plan>,
    copy: Option<PathBuf>,
}

/// Opens the text in the person's editor until what they save can be kept.
fn in_editor(session: &Session<'_>, text: &str, make: &MakePlan<'_>) -> Result<Written, Problem> {
    let file = tempfile::Builder::new().prefix("backcast-plan-").suffix(".toml").tempfile();
    let file = file.and_then(|file| file.keep().map_err(|error| error.error));
    let path = file.map_err(|error| Problem::unwritable(&std::env::temp_dir(), &error))?.1;
    std::fs::write(&path, text).map_err(|error| Problem::unwritable(&path, &error))?;
    loop {
        let opened = open(&path, &session.global.environment);
        let is_untouched = std::fs::read(&path).is_ok_and(|bytes| bytes == text.as_bytes());
        if is_untouched {
            let _ = std::fs::remove_file(&path); // A copy of what is kept anyway.
            return opened.map(|()| Written { plan: None, copy: None });
        }
        let made = opened
            .and_then(|()| Ok(backcast_host::read(&session.global.environment, &path)?))
            .and_then(|source| make(&source.text, &source.name));
        match made {
            Ok(plan) => return Ok(Written { plan, copy: Some(path) }),
            Err(problem) if session.may_ask() => {
                session.output.problem(&problem);
                if !cliclack::confirm("Go on editing?").interact().unwrap_or(false) {
                    return Err(kept_at(problem, &path));
                }
            }
            Err(problem) => return Err(kept_at(problem, &path)),
        }
    }
}

/// The problem, and where the text lies that should not be lost.
fn kept_at(mut problem: Problem, path: &Path) -> Problem {
    let fix = format!("mend it and keep it: backcast edit GOAL --from {}", path.display());
    let message = format!("your text was not kept; it lies in {}", path.display());
    problem.entries.extend(Problem::new(problem.exit, "edit_not_kept", message, fix).entries);
    problem
}

/// Opens a file in the person's editor, whose name may come with arguments.
fn open(path: &Path, environment: &Environment) -> Result<(), Problem> {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|variable| environment.variable(variable));
    let editor = named.filter(|name| !name.trim().is_empty()).unwrap_or("vi");
    let failed = |reason: String| {
        let message = format!("the editor `{editor}` {reason}");
        let fix = "set EDITOR to one that works, or use --print and --from; nothing was changed";
        Problem::new(Exit::Outside, "editor_failed", message, fix)
    };
    match editor_command(editor, path, environment).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(format!("ended with {status}"))),
        Err(error) => Err(failed(format!("does not start: {error}"))),
    }
}

/// The variable holds words of a shell, as everywhere where it is used.
#[cfg(unix)]
fn editor_command(editor: &str, path: &Path, environment: &Environment) -> Command {
    let mut command = environment.command("sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg("editor").arg(path);
    command
}

#[cfg(not(unix))]
fn editor_command(editor: &str, path: &Path, environment: &Environment) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = environment.command(words.next().unwrap_or_default());
    command.args(words).arg(path);
    command
}
