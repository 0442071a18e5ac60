use std::path::Path;

use backcast_app::{Library, Options, propose};
use backcast_core::{MilestoneId, Plan as PlanOf, Verdict};
use backcast_document::PlanRecord;

use crate::args::{Global, Picture, Plan};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::{input, render};

/// The form in which a plan is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Json,
    Markdown,
    Svg(Picture),
}

pub(crate) fn run(command: &Plan, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let form = form(command, global)?;
    let document = input::read_goal_file(&command.file, global, output)?;
    let library = library_without(&command.without)?;
    let options = Options { assume: command.assume, force: command.force, allow_many: command.allow_many };
    let plan = propose(document.portfolio, input::clock(global).today(), &library, &options)?;
    let text = match &command.why {
        Some(id) => explained(&plan, id, output.width())?,
        None => shown(&plan, form, command, output.width()),
    };
    match &command.out {
        Some(path) => output.file(path, &render::style::plain(&text))?,
        None => output.data(&text)?,
    }
    Ok(exit(&plan))
}

/// The library without the playbooks that the person does not want.
fn library_without(unwanted: &[String]) -> Result<Library, Problem> {
    let mut library = input::library()?;
    for id in unwanted {
        let refused = match library.playbook(id) {
            Some(playbook) if playbook.generic => format!("`{id}` is generic: each goal needs one of its kind"),
            Some(_) => {
                library = library.without(id);
                continue;
            }
            None => format!("there is no playbook `{id}`"),
        };
        return Err(Problem::new(Exit::Input, "playbook_unknown", refused, "`backcast playbook list` shows them all"));
    }
    Ok(library)
}

/// The stated form, else the one that the name of the output file has.
fn form(command: &Plan, global: &Global) -> Result<Form, Problem> {
    let stated = match (global.json, command.markdown, command.svg) {
        (true, false, None) => Some(Form::Json),
        (false, true, None) => Some(Form::Markdown),
        (false, false, Some(picture)) => Some(Form::Svg(picture)),
        (false, false, None) => None,
        _ => {
            let message = "--json, --markdown and --svg exclude each other";
            return Err(Problem::new(Exit::Usage, "form_ambiguous", message, "name one of them"));
        }
    };
    let by_name = || {
        let extension = command.out.as_deref().and_then(Path::extension)?.to_str()?;
        match extension {
            "json" => Some(Form::Json),
            "md" | "markdown" => Some(Form::Markdown),
            "svg" => Some(Form::Svg(Picture::Both)),
            _ => None,
        }
    };
    Ok(stated.or_else(by_name).unwrap_or(Form::Text))
}

fn shown(plan: &PlanOf, form: Form, command: &Plan, width: usize) -> String {
    match form {
        Form::Text => {
            let view =
                render::terminal::View { width, criteria: command.criteria, file: &command.file.display().to_string() };
            render::terminal::text(plan, &view)
        }
        Form::Json => PlanRecord::from_plan(plan).to_json(),
        Form::Markdown => render::markdown::text(plan),
        Form::Svg(picture) => render::svg::text(plan, picture, command.theme),
    }
}

fn explained(plan: &PlanOf, id: &str, width: usize) -> Result<String, Problem> {
    let id = MilestoneId::new(id.to_uppercase());
    render::why::text(plan, &id, width).ok_or_else(|| {
        let all: Vec<&str> = plan.milestones.iter().map(|planned| planned.milestone.id.as_str()).collect();
        let fix = if all.is_empty() {
            "the plan has no milestones".to_owned()
        } else {
            format!("there are {}", all.join(", "))
        };
        Problem::new(Exit::Input, "milestone_unknown", format!("there is no milestone `{id}`"), fix)
    })
}

fn exit(plan: &PlanOf) -> Exit {
    match plan.feasibility.verdict {
        Verdict::Feasible | Verdict::Tight => Exit::Done,
        Verdict::Unclear if !plan.milestones.is_empty() => Exit::Done,
        Verdict::Infeasible | Verdict::Unclear | Verdict::TooSmall => Exit::No,
    }
}
