//! Whether what was approved still fits what is there: the goal file, the
//! files that the plan was written to, and the hours of the calendar.

use std::borrow::Cow;

use backcast_core::audit::{Code, Dossier, audit};
use backcast_core::track::{PlanState, Track};
use backcast_core::{BusyRange, CalendarHours, Conventions, FrameChange, GoalFile, MilestoneId, Plan, compare};
use backcast_document::{content_hash, plan_hash_holds, read_goal};
use backcast_store::Stored;
use jiff::civil::Date;
use tracing::instrument;

use crate::calendar_change::hours_taken;
use crate::{AppError, Workspace, review};

/// Something that differs from what was approved.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// What differs.
    pub kind: DriftKind,
    /// What exactly, in one sentence.
    pub text: String,
    /// Milestones that it touches.
    pub milestones: Vec<MilestoneId>,
}

/// What can differ from what was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriftKind {
    /// The plan itself is not what its hash says.
    Plan,
    /// The goal file says something else by now.
    Goal,
    /// A file that the plan was written to is gone, changed or of another plan.
    Artifact,
    /// The hours that the plan rests on are not there any more.
    Calendar,
}

impl DriftKind {
    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DriftKind::Plan => "plan",
            DriftKind::Goal => "goal",
            DriftKind::Artifact => "artifact",
            DriftKind::Calendar => "calendar",
        }
    }
}

/// Reads files of the outside; `None` if there is none.
pub type ReadFile<'a> = &'a (dyn Fn(&str) -> Option<String> + Send + Sync);

impl Workspace {
    /// Compares the plan in effect with what is there now, in the store and in
    /// the files that `read_file` reads.
    ///
    /// # Errors
    ///
    /// Returns an error if no plan is in effect, or if the store cannot be read.
    #[instrument(level = "debug", skip_all)]
    pub async fn drift(&self, stored: &Stored, read_file: ReadFile<'_>) -> Result<Vec<Drift>, AppError> {
        let approved = stored.ledger.approved().ok_or_else(|| AppError::Refused {
            id: stored.id.clone(),
            rejection: backcast_core::track::Rejection::NothingApproved,
        })?;
        debug_assert!(matches!(approved.state, PlanState::Approved(_)));
        let plan = self.plan_of(stored, approved).await?;
        let mut drifts = Vec::new();
        let text = stored.document(&approved.document).unwrap_or_default();
        if !plan_hash_holds(text) || !text.contains(approved.hash.as_str()) {
            let text = format!("revision {} is not the plan that was approved", approved.revision);
            drifts.push(Drift { kind: DriftKind::Plan, text, milestones: Vec::new() });
        }
        artifacts(stored, approved.revision, read_file, &mut drifts);
        if let Some(now) = goal_now(stored, (approved.goal_revision, plan.today), read_file, &mut drifts) {
            goal_file(&plan, &now, &mut drifts);
            calendar(stored, &plan, &now, &mut drifts);
        }
        let has_ended = |id: &MilestoneId| stored.ledger.tracks.get(id).is_some_and(Track::has_ended);
        let hours = self.work_schedule(self.today()).await?.calendar;
        let taken = Some(hours).filter(|hours| *hours != CalendarHours::default());
        let taken = taken.and_then(|hours| hours_taken(&plan, &hours, self.today(), has_ended));
        drifts.extend(taken.map(|taken| Drift {
            kind: DriftKind::Calendar,
            text: taken.to_string(),
            milestones: Vec::new(),
        }));
        Ok(drifts)
    }
}

fn artifacts(stored: &Stored, revision: u32, read_file: ReadFile<'_>, drifts: &mut Vec<Drift>) {
    for artifact in &stored.ledger.artifacts {
        let text = match read_file(&artifact.path) {
            None => format!("{} is gone", artifact.path),
            Some(content) if content_hash(&content) != artifact.hash => format!("{} was changed", artifact.path),
            Some(_) if artifact.revision != revision => {
                format!("{} holds revision {}, and revision {revision} is approved", artifact.path, artifact.revision)
            }
            Some(_) => continue,
        };
        drifts.push(Drift { kind: DriftKind::Artifact, text, milestones: Vec::new() });
    }
}

/// The goals as the goal file has them now, where they differ from those that
/// the plan was made from.
fn goal_now(
    stored: &Stored,
    (made_from, planned_on): (u32, Date),
    read_file: ReadFile<'_>,
    drifts: &mut Vec<Drift>,
) -> Option<GoalFile> {
    let kept = stored.ledger.goal()?;
    let base = stored.ledger.goal_revisions.iter().find(|goal| goal.revision == made_from)?;
    let mut goal = |text: String| drifts.push(Drift { kind: DriftKind::Goal, text, milestones: Vec::new() });
    let (name, text) = match &kept.source {
        Some(source) => match read_file(source) {
            Some(text) => (source.as_str(), text),
            None => {
                goal(format!("{source} is gone"));
                return None;
            }
        },
        None => ("the goal file", stored.goal_text()?.to_owned()),
    };
    // A text in words was made a goal file when it was added.
    let text = review::goal_file(&text, planned_on, Conventions::default()).map(Cow::into_owned).unwrap_or(text);
    if content_hash(&text) == base.document {
        return None;
    }
    match read_goal(name, &text, Date::MIN) {
        Ok(document) => {
            goal(format!("{name} was changed after revision {made_from} of it was planned"));
            Some(document.goal_file)
        }
        Err(mistakes) => {
            goal(mistakes.to_string());
            None
        }
    }
}

/// What the goal file says otherwise, key by key.
fn goal_file(plan: &Plan, now: &GoalFile, drifts: &mut Vec<Drift>) {
    let mut found = |text: String| drifts.push(Drift { kind: DriftKind::Goal, text, milestones: Vec::new() });
    for before in &plan.goals {
        let id = &before.goal.id;
        let Some(after) = now.goals.iter().find(|goal| goal.id == *id) else {
            found(format!("the goal \"{}\" is not in it any more", before.goal.title));
            continue;
        };
        let prefix = if plan.several { format!("\"{}\": ", before.goal.title) } else { String::new() };
        let texts = [
            ("title", Some(before.goal.title.as_str()), Some(after.title.as_str())),
            ("destination", before.goal.destination.as_deref(), after.destination.as_deref()),
            ("origin", before.goal.origin.as_deref(), after.origin.as_deref()),
        ];
        for (key, before, after) in texts.into_iter().filter(|(_, before, after)| before != after) {
            found(format!("{prefix}{key} was {} and is {}", quoted(before), quoted(after)));
        }
        if before.goal.deadline != after.deadline {
            found(format!("{prefix}deadline was {} and is {}", shown(before.goal.deadline), shown(after.deadline)));
        }
        if before.goal.priority != after.priority {
            found(format!("{prefix}priority was {} and is {}", before.goal.priority, after.priority));
        }
    }
    for after in now.goals.iter().filter(|goal| !plan.goals.iter().any(|before| before.goal.id == goal.id)) {
        found(format!("the goal \"{}\" is new in it", after.title));
    }
    let Some(before) = plan.goals.first().map(|goal| &goal.circumstances) else { return };
    let after = &now.circumstances;
    if before.pace != after.pace {
        let hours = |pace: Option<backcast_core::WeeklyHours>| {
            pace.map_or("not set".to_owned(), |pace| format!("{pace} h a week"))
        };
        found(format!("hours_per_week was {} and is {}", hours(before.pace), hours(after.pace)));
    }
    let lists = [
        ("constraints", before.constraints != after.constraints),
        ("skills", before.skills != after.skills),
        ("blocked_before", before.blocked_before != after.blocked_before),
        ("budget", before.budget != after.budget),
        ("team", before.team != after.team),
        ("repo", before.repo != after.repo),
    ];
    for (key, _) in lists.into_iter().filter(|(_, differs)| *differs) {
        found(format!("{key} differs"));
    }
}

/// Whether the locked dates still lie in days and hours that there are.
fn calendar(stored: &Stored, plan: &Plan, now: &GoalFile, drifts: &mut Vec<Drift>) {
    let mut changed = plan.clone();
    for goal in &mut changed.goals {
        goal.circumstances.busy.clone_from(&now.circumstances.busy);
        goal.pace = now.circumstances.pace.or(goal.pace);
    }
    for change in compare(plan, &changed).frame {
        let text = match change {
            FrameChange::BusyCame(range) => format!("{} is busy now", days(&range)),
            FrameChange::BusyWent(range) => format!("{} is free now", days(&range)),
            _ => continue,
        };
        drifts.push(Drift { kind: DriftKind::Calendar, text, milestones: Vec::new() });
    }
    let remarks = |plan: &Plan| {
        let mut dossier = Dossier { allow_many: true, ..Dossier::from(plan) };
        let ended = |id: &MilestoneId| stored.ledger.tracks.get(id).is_some_and(Track::has_ended);
        let done: Vec<MilestoneId> = dossier.entries.iter().map(|entry| entry.id.clone()).filter(ended).collect();
        for id in &done {
            dossier.take_out(id); // What is done needs no hours any more.
        }
        audit(&dossier)
    };
    let known = remarks(plan);
    let of_dates = [Code::DateBlocked, Code::EffortOverHours];
    for finding in remarks(&changed).into_iter().filter(|finding| of_dates.contains(&finding.code)) {
        if !known.iter().any(|before| before.code == finding.code && before.milestones == finding.milestones) {
            drifts.push(Drift { kind: DriftKind::Calendar, text: finding.message, milestones: finding.milestones });
        }
    }
}

fn days(range: &BusyRange) -> String {
    let reason = range.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("{} to {}{reason}", range.from, range.to)
}

fn quoted(text: Option<&str>) -> String {
    text.map_or("not set".to_owned(), |text| format!("\"{text}\""))
}

fn shown(day: Option<Date>) -> String {
    day.map_or("not set".to_owned(), |day| day.to_string())
}
