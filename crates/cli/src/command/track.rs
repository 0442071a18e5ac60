//! Recording work on milestones.

use backcast_app::AppError;
use backcast_app::track::{CriterionRef, MilestoneRef, Record, Recorded, milestones_of};
use backcast_core::Effort;
use backcast_core::text::plain_line;
use backcast_core::track::Evidence;
use backcast_document::read_effort;
use backcast_view::status as view;
use backcast_view::words::hours;
use clap::{Args, Subcommand};
use clap_complete::engine::ArgValueCompleter;
use jiff::civil::Date;

use super::status::logged_of;
use crate::exit::Exit;
use crate::global::{Global, LogLevel};
use crate::help::Summary;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::{indented, long_day};
use crate::session::{Session, with_store};
use crate::{complete, render};

// In the order in which `--help` lists them. A doc comment here would become
// the help of the program.
#[derive(Debug, Subcommand)]
pub(crate) enum Track {
    /// Begin a milestone.
    Start(OnMilestone),
    /// Record work on a milestone: `backcast log M3 2h30 --on yesterday`.
    #[command(add = Summary("Record work on a milestone"))]
    Log(Log),
    /// Say how much of a milestone is done: `backcast percent M3 60`.
    #[command(add = Summary("Say how much of a milestone is done"))]
    Percent(Percent),
    /// Tick criteria of a milestone by their numbers; without numbers, list them.
    #[command(add = Summary("Tick criteria of a milestone, or list them"))]
    Tick(Tick),
    /// Take ticks back.
    #[command(add = Summary("Take a tick back"))]
    Untick(Criteria),
    /// Reach a milestone. Criteria that nobody ticked are asked for.
    #[command(add = Summary("Reach a milestone"))]
    Done(Done),
    /// Open a milestone that is done or skipped again.
    #[command(add = Summary("Open a milestone again"))]
    Reopen(WhyMilestone),
    /// Say that nothing can be done on a milestone for now.
    #[command(add = Summary("Say that nothing can be done on a milestone"))]
    Block(WhyMilestone),
    /// Say that work on it is possible again.
    Unblock(OnMilestone),
    /// Note that the date of a milestone passed without it.
    #[command(add = Summary("Note that a date passed without its milestone"))]
    Miss(Miss),
    /// Leave a milestone out; what depends on it waits until it is released.
    #[command(add = Summary("Leave a milestone out"))]
    Skip(Skip),
    /// Let what depends on a milestone go ahead without it.
    #[command(add = Summary("Let others go ahead without a milestone"))]
    Release(WhyMilestone),
    /// Keep a remark about a milestone.
    Note(Note),
}

/// A milestone and the day on which something happened to it.
#[derive(Clone, Debug, Args)]
pub(crate) struct OnMilestone {
    /// The milestone: `M3`, `book/M3`, or words of its name.
    #[arg(add = ArgValueCompleter::new(complete::milestone))]
    pub(crate) milestone: String,
    /// Its goal, where several goals have one of this name.
    #[arg(short, long, env = "BACKCAST_GOAL", add = ArgValueCompleter::new(complete::goal))]
    pub(crate) goal: Option<String>,
    /// The day: `2026-03-02`, `yesterday`, `friday`, `3 days ago` (default: today).
    #[arg(long, value_name = "DAY")]
    pub(crate) on: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct WhyMilestone {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// The reason; it is kept.
    #[arg(long)]
    pub(crate) why: String,
}

#[derive(Debug, Args)]
pub(crate) struct Log {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// How long: `2h`, `2h30`, `90m`, `1.5h`, `1:30`.
    #[arg(allow_hyphen_values = true)]
    pub(crate) duration: String,
    /// What for.
    #[arg(long)]
    pub(crate) note: Option<String>,
    /// Even if it is more than a day has: work of several days or people.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Percent {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// 0 to 100.
    #[arg(value_parser = percent, allow_hyphen_values = true)]
    pub(crate) percent: u8,
}

/// A percentage, with or without its sign.
fn percent(text: &str) -> Result<u8, String> {
    let number = text.trim().trim_end_matches('%').trim().parse::<u8>().ok();
    number.filter(|number| *number <= 100).ok_or_else(|| "write a whole number from 0 to 100".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct Tick {
    #[command(flatten)]
    pub(crate) which: Criteria,
    /// What shows it, in words.
    #[arg(long, value_name = "TEXT")]
    pub(crate) evidence: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Criteria {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// Numbers or ids of the criteria: 2, c2.
    #[arg(value_name = "CRITERIA")]
    pub(crate) criteria: Vec<CriterionRef>,
    /// All criteria.
    #[arg(long, conflicts_with = "criteria")]
    pub(crate) all: bool,
}

impl Criteria {
    /// The milestone, and the criteria that are named: also within its name, as
    /// in `M3.c2`.
    pub(crate) fn named(&self) -> (OnMilestone, Vec<CriterionRef>) {
        let (milestone, within) = CriterionRef::split(&self.at.milestone);
        let at = OnMilestone { milestone: milestone.to_owned(), ..self.at.clone() };
        (at, within.into_iter().chain(self.criteria.iter().copied()).collect())
    }
}

#[derive(Debug, Args)]
pub(crate) struct Done {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// Log the last work on it, too.
    #[arg(long, value_name = "DURATION")]
    pub(crate) log: Option<String>,
    /// Even with criteria open or others before it open; that is recorded.
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) log_level: LogLevel,
}

#[derive(Debug, Args)]
pub(crate) struct Miss {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// The reason, where it is known.
    #[arg(long)]
    pub(crate) why: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Skip {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// The reason; it is kept.
    #[arg(long)]
    pub(crate) why: String,
    /// Let what depends on it go ahead.
    #[arg(long)]
    pub(crate) release: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Note {
    #[command(flatten)]
    pub(crate) at: OnMilestone,
    /// The remark.
    #[arg(required = true)]
    pub(crate) text: Vec<String>,
}

/// Runs the command that records something.
pub(crate) fn run(command: &Track, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let named;
    let (at, what) = match command {
        Track::Start(at) => (at, Record::Start),
        Track::Log(log) => (&log.at, Record::Log { effort: effort(&log.duration)?, note: log.note.clone() }),
        Track::Percent(percent) => (&percent.at, Record::Percent(percent.percent)),
        Track::Tick(tick) => {
            let (at, criteria) = tick.which.named();
            if criteria.is_empty() && !tick.which.all {
                if tick.evidence.is_some() {
                    let message = "the evidence belongs to no criterion";
                    let fix = format!("name what it shows: backcast tick {} 1 --evidence …, or --all", at.milestone);
                    return Err(Problem::new(Exit::Usage, "criteria_unnamed", message, fix));
                }
                return list(&at, global, output);
            }
            let evidence = tick.evidence.clone().map(|text| Evidence { text: Some(text), ..Evidence::default() });
            named = at;
            (&named, Record::Tick { criteria, evidence })
        }
        Track::Untick(which) => {
            let (at, criteria) = which.named();
            named = at;
            (&named, Record::Untick(criteria))
        }
        Track::Done(done) => {
            let effort = done.log.as_deref().map(effort).transpose()?;
            (&done.at, Record::Done { effort, holds: Vec::new(), force: done.force })
        }
        Track::Reopen(why) => (&why.at, Record::Reopen(why.why.clone())),
        Track::Block(why) => (&why.at, Record::Block(why.why.clone())),
        Track::Unblock(at) => (at, Record::Unblock),
        Track::Miss(miss) => (&miss.at, Record::Miss(miss.why.clone())),
        Track::Skip(skip) => (&skip.at, Record::Skip { why: skip.why.clone(), release: skip.release }),
        Track::Release(why) => (&why.at, Record::Release(why.why.clone())),
        Track::Note(note) => (&note.at, Record::Note(note.text.join(" "))),
    };
    with_store(global, output, async |session| {
        let milestone = session.workspace.find_milestone(&at.milestone, at.goal.as_deref()).await?;
        let on = session.day(at.on.as_deref())?;
        if !is_meant(command, session, &milestone, &what, on).await? {
            return Ok(Exit::No);
        }
        let recorded = match session.workspace.record(&milestone, &what, on).await {
            Err(AppError::CriteriaOpen { open, .. }) if session.may_ask() => {
                match asked(session, &milestone, &open, &what, on).await? {
                    Some(recorded) => recorded,
                    None => return Ok(Exit::No),
                }
            }
            other => other?,
        };
        if global.json {
            output.document(&view::Recorded::of(&milestone, &recorded))?;
        } else {
            output.data(&text(&milestone, &what, &recorded, output.width()))?;
        }
        Ok(Exit::Done)
    })
}

/// Whether somebody means the hours that they typed: with what is logged on that
/// day already, more than a day has is asked about.
async fn is_meant(
    command: &Track,
    session: &Session<'_>,
    milestone: &MilestoneRef,
    what: &Record,
    on: Date,
) -> Result<bool, Problem> {
    let is_forced = match command {
        Track::Log(log) => log.force,
        Track::Done(done) => done.force,
        _ => false,
    };
    let (Record::Log { effort, .. } | Record::Done { effort: Some(effort), .. }) = what else { return Ok(true) };
    let stored = session.workspace.stored(&milestone.goal_file).await?;
    let before = stored.ledger.tracks.values().flat_map(|track| &track.work).filter(|work| work.on == on);
    let whole: Effort = before.map(|work| work.effort).chain([*effort]).sum();
    if is_forced || whole <= Effort::from_hours(24.0) {
        return Ok(true);
    }
    let message = format!("{} on {} are more than a day has", hours(whole), long_day(on));
    if session.may_ask() {
        let question = format!("{message}. Is that the work of several days or people?");
        return cliclack::confirm(question).initial_value(false).interact().map_err(stopped);
    }
    let id = &milestone.id;
    let fix =
        format!("log each day by itself, as in: backcast log {id} 2h --on yesterday; or all at once with --force");
    Err(Problem::new(Exit::Input, "hours_over_day", message, fix))
}

fn stopped(error: std::io::Error) -> Problem {
    let message = format!("the questions ended early: {error}");
    Problem::new(Exit::Usage, "interview_ended", message, "nothing was recorded")
}

fn effort(text: &str) -> Result<Effort, Problem> {
    read_effort(text).map_err(|error| Problem::new(Exit::Input, "duration_unknown", error.to_string(), error.fix()))
}

/// Asks which open criteria hold; with all of them, or with consent, the
/// milestone is reached.
async fn asked(
    session: &Session<'_>,
    milestone: &MilestoneRef,
    open: &[(usize, String)],
    what: &Record,
    on: jiff::civil::Date,
) -> Result<Option<Recorded>, Problem> {
    let mut question =
        cliclack::multiselect(format!("{}: which of these hold? (space marks, enter goes on)", milestone.id));
    for (number, text) in open {
        question = question.item(*number, plain_line(text), "");
    }
    let holds: Vec<usize> = question.required(false).interact().map_err(stopped)?;
    let holds: Vec<CriterionRef> = holds.into_iter().map(CriterionRef::Place).collect();
    let left = open.len() - holds.len();
    let force = left > 0;
    if force {
        let question = format!("{left} still open. Count {} as done all the same?", milestone.id);
        if !cliclack::confirm(question).initial_value(false).interact().map_err(stopped)? {
            if !holds.is_empty() {
                let ticks = Record::Tick { criteria: holds, evidence: None };
                session.workspace.record(milestone, &ticks, on).await?;
            }
            session.output.note(&format!("{} stays open; what holds is ticked", milestone.id));
            return Ok(None);
        }
    }
    let effort = if let Record::Done { effort, .. } = what { *effort } else { None };
    let done = Record::Done { effort, holds, force };
    Ok(Some(session.workspace.record(milestone, &done, on).await?))
}

/// Lists the criteria of a milestone with their numbers and ids.
fn list(at: &OnMilestone, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let OnMilestone { milestone, goal, .. } = at;
    with_store(global, output, async |session| {
        let found = session.workspace.find_milestone(milestone, goal.as_deref()).await?;
        let stored = session.workspace.stored(&found.goal_file).await?;
        let planned = milestones_of(&stored)?.into_iter().find(|planned| planned.milestone.id == found.id);
        let Some(planned) = planned else { return Ok(Exit::No) };
        let track = stored.ledger.track(&found.id);
        if global.json {
            output.document(&view::Criteria::of(&found, &planned, &track))?;
        } else {
            output.data(&render::status::criteria(&planned, &track, output.width()))?;
        }
        Ok(Exit::Done)
    })
}

/// One line of prose, and what it frees.
fn text(milestone: &MilestoneRef, what: &Record, recorded: &Recorded, width: usize) -> String {
    let planned = &recorded.planned.milestone;
    let track = recorded.stored.ledger.track(&milestone.id);
    let name = format!("{} {}", milestone.id, planned.name);
    let n = recorded.changes.len();
    let line = match what {
        Record::Start => format!("{name}: started"),
        Record::Log { effort, .. } => {
            format!("{name}: {} logged, {}", hours(*effort), logged_of(&track, planned.effort.likely()))
        }
        Record::Percent(percent) => format!("{name}: {percent} % done"),
        Record::Tick { .. } if n == 0 => format!("{name}: ticked already"),
        Record::Untick(_) if n == 0 => format!("{name}: not ticked anyway"),
        Record::Tick { .. } | Record::Untick(_) => {
            let ticked = planned.identified_criteria().filter(|(id, text)| track.holds(*id, text)).count();
            let all = ticked == planned.criteria.len() && !track.has_ended();
            let next = if all { format!("; it is reached: backcast done {}", milestone.id) } else { String::new() };
            format!("{name}: {ticked} of {} criteria hold{next}", planned.criteria.len())
        }
        Record::Done { .. } => {
            format!(
                "{name}: done, {}; {} of {} milestones",
                logged_of(&track, planned.effort.likely()),
                recorded.n_completed,
                recorded.n_milestones
            )
        }
        Record::Reopen(_) => format!("{name}: open again"),
        Record::Miss(_) => format!("{name}: noted as missed; it stays to be done"),
        Record::Block(why) => format!("{name}: blocked, {why}"),
        Record::Unblock => format!("{name}: can go on"),
        Record::Skip { release: true, .. } => format!("{name}: skipped; others go ahead without it"),
        Record::Skip { release: false, .. } => {
            let id = &milestone.id;
            format!("{name}: skipped; what depends on it waits until: backcast release {id} --why REASON")
        }
        Record::Release(_) => format!("{name}: others go ahead without it"),
        Record::Note(_) => format!("{name}: noted"),
    };
    let mut text = indented(&line, 0, width);
    if !recorded.freed.is_empty() {
        let freed: Vec<String> = recorded
            .freed
            .iter()
            .map(|planned| format!("{} {}", planned.milestone.id, planned.milestone.name))
            .collect();
        text.push_str(&indented(&format!("Now possible: {}", freed.join(" · ")), 0, width));
    }
    if recorded.n_completed == recorded.n_milestones && matches!(what, Record::Done { .. } | Record::Skip { .. }) {
        text.push_str(&indented(&format!("That was the last one: {} is reached.", milestone.goal), 0, width));
    }
    text
}
