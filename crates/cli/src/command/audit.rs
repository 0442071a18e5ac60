use backcast_app::{Clock, Options, draft_plan};
use backcast_core::Severity;
use backcast_core::audit::{Dossier, Finding, audit};
use backcast_document::{FindingRecord, read_dossier};

use crate::args::{Audit, Global};
use crate::exit::Exit;
use crate::input::Source;
use crate::output::Output;
use crate::problem::Problem;
use crate::{input, render, settings};

pub(crate) fn run(command: &Audit, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let clock = settings::load(global, output)?.clock(global);
    let source = input::read(&command.file)?;
    let mut dossier = if looks_like_json(&source) {
        of_plan(&source, command, &clock, output)?
    } else {
        of_goal(&source, &clock, output)?
    };
    dossier.allow_many = command.allow_many;
    let findings = audit(&dossier);
    if global.json {
        output.data(&json(&source.name, dossier.entries.len(), &findings))?;
    } else {
        output.data(&render::audit::text(&source.name, dossier.entries.len(), &findings, output.width()))?;
    }
    let errors = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if errors { Exit::No } else { Exit::Done })
}

fn looks_like_json(source: &Source) -> bool {
    source.name.ends_with(".json") || source.text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

fn of_plan(source: &Source, command: &Audit, clock: &Clock, output: &Output) -> Result<Dossier, Problem> {
    let (mut dossier, warnings) =
        read_dossier(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    for warning in &warnings {
        output.warn(warning);
    }
    if let Some(path) = &command.goal {
        dossier.add_portfolio(&input::read_goal_file(path, clock, output)?.portfolio);
    }
    Ok(dossier)
}

/// The plan that the goal file gives, as the audit sees it.
fn of_goal(source: &Source, clock: &Clock, output: &Output) -> Result<Dossier, Problem> {
    let document = input::parse_goal(source, clock, output)?;
    let options = Options { assume: true, force: true, allow_many: true, ..Options::default() };
    let plan = draft_plan(document.portfolio, clock.today(), &input::library()?, &options)?;
    Ok(Dossier::from(&plan))
}

fn json(name: &str, n_milestones: usize, findings: &[Finding]) -> String {
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let document = serde_json::json!({
        "schema": "backcast.audit/1",
        "file": name,
        "milestones": n_milestones,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "findings": findings.iter().map(FindingRecord::from_finding).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}
