use std::path::{Path, PathBuf};

use backcast_app::approve::Proposal;
use backcast_core::proof::Proof;
use backcast_core::track::{PlanRevision, PlanState, ProposalOrigin};
use backcast_core::{BusyChoice, MilestoneId, OptionId, Plan as PlanOf, Verdict};
use backcast_document::{PlanRecord, read_given_plan};
use backcast_engine::{Choice, Options, PlanningDefaults, Proposer, propose};
use backcast_playbook::Library;
use backcast_store::Stored;
use backcast_view::plan as view;
use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::asking::{Draft, Outcome};
use crate::calendars;
use crate::exit::Exit;
use crate::global::Global;
use crate::input::GoalForm;
use crate::output::Output;
use crate::problem::{Problem, shortened};
use crate::render::terminal::From;
use crate::session::{Session, with_store, workspace};
use crate::{complete, input, render, settings};

use super::show::{self, Form, RenderOptions};

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// A goal file or a text (`-` reads standard input), the goal itself in a
    /// sentence, or the id of a stored goal.
    #[arg(value_name = "FILE|TEXT|GOAL", add = ArgValueCompleter::new(complete::file_or_goal))]
    pub(crate) target: PathBuf,
    /// Replace the plan that a stored goal has; without it that plan is shown.
    #[arg(long)]
    pub(crate) anew: bool,
    /// Plan an unclear goal with stated assumptions instead of asking first.
    #[arg(long)]
    pub(crate) assume: bool,
    /// Plan work that is too small for milestones all the same.
    #[arg(long)]
    pub(crate) force: bool,
    /// Allow more than ten milestones.
    #[arg(long)]
    pub(crate) allow_many: bool,
    /// Make the path from this playbook, whatever the goal is taken for.
    #[arg(long, value_name = "PLAYBOOK", conflicts_with = "without")]
    pub(crate) playbook: Option<String>,
    /// Plan as if the library did not have this playbook (repeatable).
    #[arg(long, value_name = "PLAYBOOK")]
    pub(crate) without: Vec<String>,
    /// Prove this plan (JSON with dates, of a person, a model or another tool) in the
    /// place of one from the library; `-` reads standard input.
    #[arg(long, value_name = "PLAN", conflicts_with_all = ["playbook", "without"])]
    pub(crate) draft: Option<PathBuf>,
    /// Decide about a milestone that meets busy days: M4=before, M4=after or
    /// M4=reduce.
    #[arg(long, value_name = "ID=CHOICE", value_parser = choice)]
    pub(crate) decide: Vec<(MilestoneId, BusyChoice)>,
    /// Why it is decided so.
    #[arg(long, value_name = "TEXT", requires = "decide")]
    pub(crate) because: Option<String>,
    /// Take one of the ways out that the plan shows: O1 (repeatable).
    #[arg(long, value_name = "OPTION")]
    pub(crate) with: Vec<String>,
    #[command(flatten)]
    pub(crate) rendering: RenderOptions,
}

fn choice(text: &str) -> Result<(MilestoneId, BusyChoice), String> {
    let (id, choice) = text.split_once('=').ok_or("write M4=before, M4=after or M4=reduce")?;
    let known = BusyChoice::ALL.into_iter().find(|known| known.as_str() == choice.trim());
    let choice = known.ok_or("there are before, after and reduce")?;
    Ok((MilestoneId::new(id.trim().to_uppercase()), choice))
}

pub(crate) fn run(command: &Plan, global: &Global, output: &Output) -> Result<Exit, Problem> {
    if input::is_given(&command.target, global) {
        return of_file(command, global, output);
    }
    let goal = command.target.to_string_lossy().into_owned();
    with_store(global, output, async |session| of_goal(command, &goal, session).await)
}

/// Plans a goal file or a text and shows the plan; nothing is kept but the
/// answers to what is asked on the way.
fn of_file(command: &Plan, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let form = show::form(&command.rendering, global)?;
    let configured = settings::load(global, output)?;
    let clock = configured.clock(global.now);
    let given = input::read_given(&command.target, &clock, configured.conventions(), global)?;
    let document = input::parse_goal(&given.source, &clock, output)?;
    let library = library_without(&command.without, global)?;
    let first = document.goal_file.today.unwrap_or_else(|| clock.today());
    let defaults = calendars::planning_defaults(&workspace(&configured, global), first, output)?;
    let options = options(command, defaults, &configured.name(), global, output)?;
    let mut plan = propose(document.goal_file, clock.today(), &library, &options)?;
    let file = (given.form == GoalForm::File).then_some(command.target.as_path());
    let mut draft = Draft::new(given.source.text.clone(), file, configured.conventions(), global, output);
    let asks = form == Form::Text && command.rendering.why.is_none();
    while asks && draft.ask(&plan.questions, &Vec::from_iter(&plan.goals))? == Outcome::Asked {
        let goal_file = input::goal_of_draft(&given.source.name, draft.text(), &clock)?;
        plan = propose(goal_file, clock.today(), &library, &options)?;
    }
    let quoted = input::words(&command.target, global).map(input::quoted);
    let from = quoted.as_deref().map_or(From::File(&given.source.name), From::Words);
    let text = show::text(&plan, form, &command.rendering, from, output.width())?;
    match &command.rendering.out {
        Some(path) => output.file(path, &render::style::plain(&text))?,
        None => output.data(&text)?,
    }
    draft.show_lines();
    Ok(exit(&plan))
}

/// Plans a goal that is kept and keeps the plan as a proposal; shows the plan
/// that it has, unless that is to be replaced.
async fn of_goal(command: &Plan, goal: &str, session: &Session<'_>) -> Result<Exit, Problem> {
    let form = show::form(&command.rendering, session.global)?;
    let is_folder = || session.global.environment.resolve(&command.target).is_dir();
    let named = session.named(Some(goal)).await.map_err(|problem| match problem.first_code() {
        "goal_unknown" if is_folder() => {
            let message = format!("{} is a folder", shortened(goal));
            Problem::new(Exit::Input, "file_unreadable", message, "name a goal file in it")
        }
        "goal_unknown" => problem.and_then("or say a new goal in a sentence, in quotes"),
        _ => problem,
    })?;
    let stored = session.workspace.stored(&named.goal_file).await?;
    let standing = stored.ledger.standing().filter(|_| stored.ledger.dropped.is_none());
    if let Some(standing) = standing.filter(|_| !command.anew) {
        stays_without_anew(command, &stored, standing)?;
        if command.decide.is_empty() && command.with.is_empty() {
            return there(command, form, &stored, standing, session).await;
        }
    }
    let library = library_without(&command.without, session.global)?;
    let defaults = session.workspace.planning_defaults(session.today()).await?;
    let options = options(command, defaults, &session.configured.name(), session.global, session.output)?;
    let proposal = session.workspace.propose_stored(&named.goal_file, &library, &options).await?;
    let others = session.workspace.conflicts_with(&proposal).await?;
    if form == Form::Json && command.rendering.out.is_none() {
        let revision = proposal.stored.ledger.plan(proposal.revision).filter(|_| !proposal.plan.milestones.is_empty());
        let plan = serde_json::to_value(PlanRecord::from_plan(&proposal.plan)).unwrap_or_default();
        let shown = view::Show::of(&proposal.stored, revision, plan, &Proof::of(&proposal.plan)).beside(&others);
        session.output.document(&shown)?;
        return Ok(exit(&proposal.plan));
    }
    let id = named.goal_file.to_string();
    let waits = proposal.stored.ledger.proposed().is_some();
    let text = show::text(&proposal.plan, form, &command.rendering, From::Stored(&id, waits), session.output.width())?;
    match &command.rendering.out {
        Some(path) => show::write(session, &proposal.stored.id, proposal.revision, path, &text).await?,
        None => session.output.data(&text)?,
    }
    if form == Form::Text {
        if !others.list.is_empty() && command.rendering.out.is_none() {
            session.output.data(&render::conflicts::with_others(&others, session.output.width()))?;
        }
        session.output.note(&what_was_stored(&proposal));
    }
    Ok(exit(&proposal.plan))
}

/// Refuses what would replace a plan, where nobody said that it may be replaced.
fn stays_without_anew(command: &Plan, stored: &Stored, standing: &PlanRevision) -> Result<(), Problem> {
    let by_hand = matches!(standing.origin, ProposalOrigin::Reviewed | ProposalOrigin::Edited);
    let is_other_path = command.playbook.is_some() || command.draft.is_some() || !command.without.is_empty();
    let what = if is_other_path {
        "another path"
    } else if !command.decide.is_empty() && by_hand {
        "a decision makes a plan from the goal file, which"
    } else if !command.with.is_empty() && by_hand {
        "an option makes a plan from the goal file, which"
    } else {
        return Ok(());
    };
    let (id, revision) = (&stored.id, standing.revision);
    let message = format!("{what} would take the place of revision {revision} of {id}");
    Err(Problem::new(Exit::Usage, "plan_there", message, "say --anew, too, if it may be replaced"))
}

/// Shows the plan that a goal has already.
async fn there(
    command: &Plan,
    form: Form,
    stored: &Stored,
    standing: &PlanRevision,
    session: &Session<'_>,
) -> Result<Exit, Problem> {
    let plan = session.workspace.plan_of(stored, standing).await?;
    if form == Form::Json && command.rendering.out.is_none() {
        let text = session.workspace.plan_text(standing).await?;
        let value = serde_json::from_str(&text).unwrap_or_default();
        session.output.document(&view::Show::of(stored, Some(standing), value, &Proof::of(&plan)))?;
        return Ok(exit(&plan));
    }
    let id = stored.id.to_string();
    let waits = standing.state == PlanState::Proposed;
    let text = show::text(&plan, form, &command.rendering, From::Stored(&id, waits), session.output.width())?;
    match &command.rendering.out {
        Some(path) => show::write(session, &stored.id, standing.revision, path, &text).await?,
        None => session.output.data(&text)?,
    }
    if form == Form::Text {
        let is_old = stored.ledger.goal().is_some_and(|goal| goal.revision > standing.goal_revision);
        let since = if is_old { "; the goal file has changed since" } else { "" };
        let state = standing.state.as_str();
        let revision = standing.revision;
        session.output.note(&format!("revision {revision} is {state}{since}; replace it: backcast plan {id} --anew"));
    }
    Ok(exit(&plan))
}

fn what_was_stored(proposal: &Proposal) -> String {
    if proposal.plan.milestones.is_empty() {
        return "nothing was kept: there is no plan yet".into();
    }
    if !proposal.is_new {
        return format!("nothing has changed: revision {} stands", proposal.revision);
    }
    let mut text = format!("kept as revision {} of {}", proposal.revision, proposal.stored.id);
    if proposal.diff.is_some() {
        text = format!("{text}; what changed: backcast diff {}", proposal.stored.id);
    }
    text
}

fn options(
    command: &Plan,
    defaults: PlanningDefaults,
    by: &str,
    global: &Global,
    output: &Output,
) -> Result<Options, Problem> {
    let choice = |(milestone, choice): &(MilestoneId, BusyChoice)| Choice {
        milestone: milestone.clone(),
        choice: *choice,
        by: by.to_owned(),
        why: command.because.clone(),
    };
    let proposer = command.draft.as_deref().map(|path| given(path, global, output)).transpose()?;
    Ok(Options {
        proposer: proposer.unwrap_or_default(),
        assume: command.assume,
        force: command.force,
        allow_many: command.allow_many,
        playbook: command.playbook.clone(),
        defaults,
        choices: command.decide.iter().map(choice).collect(),
        take: command.with.iter().map(|id| OptionId::new(id)).collect(),
        ..Options::default()
    })
}

/// The plan that somebody proposes, from a file or standard input.
fn given(path: &Path, global: &Global, output: &Output) -> Result<Proposer, Problem> {
    let source = backcast_host::read(&global.environment, path)?;
    let (plan, odd) =
        read_given_plan(&source.name, &source.text, &source.name).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    odd.iter().for_each(|warning| output.warn(warning));
    Ok(Proposer::Given { name: source.name, plan: Box::new(plan) })
}

/// The library without the playbooks that the person does not want.
fn library_without(unwanted: &[String], global: &Global) -> Result<Library, Problem> {
    let mut library = backcast_host::library(&global.environment)?;
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

pub(crate) fn exit(plan: &PlanOf) -> Exit {
    match plan.feasibility.verdict {
        Verdict::Feasible | Verdict::Tight => Exit::Done,
        Verdict::Unclear if !plan.milestones.is_empty() => Exit::Done,
        Verdict::Infeasible | Verdict::Unclear | Verdict::TooSmall => Exit::No,
    }
}
