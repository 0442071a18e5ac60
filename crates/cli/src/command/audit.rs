use std::path::{Path, PathBuf};

use backcast_app::review::{Capacity, Perspective, Subject, criticize, milestones_of};
use backcast_core::audit::{Dossier, audit};
use backcast_core::proof::{Around, joined, prove};
use backcast_core::{DraftMilestone, Effort, Plan, Severity, days_between};
use backcast_document::{read_dossier, read_past_plan, read_plan};
use backcast_engine::{Options, PlanningDefaults, draft_plan};
use backcast_host::{Host, Source};
use backcast_view::audit as view;
use clap::Args;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::{input, render, settings};

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// A plan (JSON) or a goal file (TOML); `-` reads standard input.
    pub(crate) file: PathBuf,
    /// Goal file with the hours, busy days and verification of the plan.
    #[arg(long, value_name = "GOAL")]
    pub(crate) goal: Option<PathBuf>,
    /// The version before it: names what the plan asks for less.
    #[arg(long, value_name = "PLAN")]
    pub(crate) before: Option<PathBuf>,
    /// Allow more than ten milestones.
    #[arg(long)]
    pub(crate) allow_many: bool,
    /// Have it criticized from five sides, too: feasibility, architecture,
    /// risk, dependency and user value.
    #[arg(long)]
    pub(crate) review: bool,
}

pub(crate) fn run(command: &Audit, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let configured = settings::load(global, output)?;
    let source = backcast_host::read(&global.environment, &command.file)?;
    let Judged { mut dossier, goal, milestones, plan } = if looks_like_json(&source) {
        of_plan(&source, command, &configured, global, output)?
    } else {
        of_goal(&source, &configured, global, output)?
    };
    dossier.allow_many = command.allow_many;
    let before = command.before.as_deref().map(|path| dated_plan(path, global)).transpose()?;
    let proof = plan.as_ref().map(|(plan, around)| prove(plan, around, before.as_ref()));
    let findings = joined(audit(&dossier), proof.as_ref().map(|proof| proof.findings.clone()).unwrap_or_default());
    let reviews = if command.review { criticism(&dossier, &goal, &milestones) } else { Vec::new() };
    if global.json {
        output.document(
            &view::Audit::of(&source.name, dossier.entries.len(), &findings, &reviews).with_proof(proof.as_ref()),
        )?;
    } else {
        output.data(&render::audit::text(&source.name, dossier.entries.len(), &findings, output.width()))?;
        for (_, report) in &reviews {
            output.data(&format!("\n{report}"))?;
        }
    }
    let errors = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if errors { Exit::No } else { Exit::Done })
}

/// A plan as the audit and the reviewers see it.
struct Judged {
    dossier: Dossier,
    goal: String,
    milestones: Vec<DraftMilestone>,
    /// The plan with what it has to fit into, where its milestones have dates.
    plan: Option<(Plan, Around)>,
}

/// A plan with dates, from a file.
fn dated_plan(path: &Path, global: &Global) -> Result<Plan, Problem> {
    let source = backcast_host::read(&global.environment, path)?;
    read_plan(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))
}

/// The reports of the five reviewers that need no model.
fn criticism(dossier: &Dossier, goal: &str, milestones: &[DraftMilestone]) -> Vec<(Perspective, String)> {
    let capacity = dossier.weekly.zip(dossier.today).zip(dossier.last_day).map(|((weekly, today), last)| {
        let days = days_between(today, last).max(0);
        let minutes = f64::from(weekly.pace.minutes_per_week()) * f64::from(days) / 7.0;
        Capacity { available: Effort::from_hours(minutes / 60.0), days }
    });
    let subject = Subject { goal, milestones, capacity, engineering: dossier.engineering };
    Perspective::ALL.into_iter().map(|one| (one, criticize(&subject, one))).collect()
}

fn looks_like_json(source: &Source) -> bool {
    source.name.ends_with(".json") || source.text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

fn of_plan(
    source: &Source,
    command: &Audit,
    configured: &Host,
    global: &Global,
    output: &Output,
) -> Result<Judged, Problem> {
    let (mut dossier, warnings) =
        read_dossier(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    for warning in &warnings {
        output.warn(warning);
    }
    // Whatever lacks a date is said by the audit, and has no figures to be proved.
    let is_dated = !dossier.entries.is_empty() && dossier.entries.iter().all(|entry| entry.due.is_some());
    let plan = if is_dated { read_plan(&source.name, &source.text).ok() } else { None };
    let mut plan = plan.map(|plan| (Around::from(&plan), plan)).map(|(around, plan)| (plan, around));
    if let Some(path) = &command.goal {
        let clock = configured.clock(global.now);
        let goal = input::read_goal_file(path, &clock, configured.conventions(), global, output)?;
        dossier.add_goal_file(&goal.goal_file);
        if let Some((_, around)) = &mut plan {
            around.add_goal_file(&goal.goal_file);
        }
    }
    // A plan without milestones has nothing to criticize; the audit says so.
    let past = if command.review { read_past_plan(&source.name, &source.text).ok() } else { None };
    let (past, _) = past.unwrap_or_default();
    Ok(Judged { dossier, goal: past.title.clone(), milestones: milestones_of(&past), plan })
}

/// The plan that the goal file gives, as the audit sees it.
fn of_goal(source: &Source, configured: &Host, global: &Global, output: &Output) -> Result<Judged, Problem> {
    let clock = configured.clock(global.now);
    let document = input::parse_goal(source, &clock, output)?;
    let defaults = PlanningDefaults { conventions: configured.conventions(), ..PlanningDefaults::default() };
    let options = Options { assume: true, force: true, allow_many: true, defaults, ..Options::default() };
    let plan = draft_plan(document.goal_file, clock.today(), &backcast_host::library(&global.environment)?, &options)?;
    let milestones = plan.milestones.iter().map(|planned| planned.milestone.clone()).collect();
    let around = Around::from(&plan);
    Ok(Judged { dossier: Dossier::from(&plan), goal: plan.title.clone(), milestones, plan: Some((plan, around)) })
}
