//! Work on milestones: what was started, logged, ticked, reached, blocked,
//! missed, skipped or noted.

use std::fmt;
use std::str::FromStr;

use backcast_core::track::{EventKind, Evidence, Ledger, Progress, Standing, Tick, standings};
use backcast_core::{CriterionId, Effort, GoalFileId, GoalId, MilestoneId, PlannedMilestone};
use backcast_document::read_plan;
use backcast_store::{MilestoneRow, Store, Stored};
use jiff::civil::Date;
use tracing::instrument;

use crate::repository::{Actor, Found, WriteIntent, change, find_goal};
use crate::{AppError, Workspace};

/// A milestone that somebody named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneRef {
    /// The goal file's id.
    pub goal_file: GoalFileId,
    /// The goal's id.
    pub goal: GoalId,
    /// The milestone's id.
    pub id: MilestoneId,
}

/// What a person wants to record about a milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// Work on it begins.
    Start,
    /// Work was done on it.
    Log {
        /// How much.
        effort: Effort,
        /// What for.
        note: Option<String>,
    },
    /// So much of it is done.
    Percent(u8),
    /// These criteria hold; all where there are none.
    Tick {
        /// Which ones.
        criteria: Vec<CriterionRef>,
        /// What shows it.
        evidence: Option<Evidence>,
    },
    /// These criteria do not hold after all; all where there are none.
    Untick(Vec<CriterionRef>),
    /// It is complete.
    Done {
        /// The last work on it.
        effort: Option<Effort>,
        /// Criteria that turn out to hold, too.
        holds: Vec<CriterionRef>,
        /// Even with criteria open or predecessors missing.
        force: bool,
    },
    /// It is not reached after all.
    Reopen(String),
    /// Its date passed without it.
    Miss(Option<String>),
    /// Nothing can be done on it.
    Block(String),
    /// Work on it is possible again.
    Unblock,
    /// It will not be done.
    Skip {
        /// The reason.
        why: String,
        /// Whether what depends on it may go ahead.
        release: bool,
    },
    /// What depends on it may go ahead.
    Release(String),
    /// Something worth remembering.
    Note(String),
}

/// A criterion that somebody named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CriterionRef {
    /// By its place in the list, counted from 1.
    Place(usize),
    /// By its id.
    Id(CriterionId),
}

impl CriterionRef {
    /// The milestone that a text names, and the criterion in it where it names
    /// one, too: `M3.c2`.
    #[must_use]
    pub fn split(text: &str) -> (&str, Option<Self>) {
        let named = text.rsplit_once('.').and_then(|(milestone, id)| Some((milestone, CriterionId::parse(id)?)));
        named.map_or((text, None), |(milestone, id)| (milestone, Some(CriterionRef::Id(id))))
    }
}

impl FromStr for CriterionRef {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let place = || text.parse().map(CriterionRef::Place).map_err(|_| "write its number or its id: 2 or c2");
        CriterionId::parse(text).map(CriterionRef::Id).map_or_else(place, Ok)
    }
}

impl fmt::Display for CriterionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CriterionRef::Place(place) => place.fmt(f),
            CriterionRef::Id(id) => id.fmt(f),
        }
    }
}

/// A milestone after something was recorded about it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The goals after it.
    pub stored: Stored,
    /// The milestone.
    pub planned: PlannedMilestone,
    /// What was recorded; nothing where it was so already.
    pub changes: Vec<EventKind>,
    /// Milestones that can be worked on now and could not before.
    pub freed: Vec<PlannedMilestone>,
    /// How many milestones the plan has, and how many are done or skipped.
    pub n_milestones: usize,
    /// How many of them are done or skipped.
    pub n_completed: usize,
}

impl Workspace {
    /// Finds the milestone that a text means: `M3`, `book/M3`, or words of its
    /// name. Without a goal in the text or beside it, it has to be the only one.
    ///
    /// # Errors
    ///
    /// Returns an error that names what may have been meant if there is no such
    /// milestone, or if there are several.
    pub async fn find_milestone(&self, text: &str, goal: Option<&str>) -> Result<MilestoneRef, AppError> {
        let store = &self.store().await?;
        let (goal, wanted) = match text.rsplit_once('/') {
            Some((goal, wanted)) => (Some(goal), wanted),
            None => (goal, text),
        };
        match goal {
            Some(goal) => {
                let found = find_goal(store, goal).await?;
                in_goal(store, &found, goal, wanted).await
            }
            None => anywhere(store, wanted).await,
        }
    }

    /// Records what happened to a milestone on a day.
    ///
    /// # Errors
    ///
    /// Returns an error if the day lies ahead, if it makes no sense where things
    /// stand, if the milestone waits for others, or if criteria are open and
    /// that was not accepted.
    #[instrument(level = "debug", skip_all)]
    pub async fn record(&self, milestone: &MilestoneRef, what: &Record, on: Date) -> Result<Recorded, AppError> {
        record(&self.store().await?, self.actor(), milestone, what, on).await
    }
}

async fn in_goal(store: &Store, found: &Found, goal: &str, wanted: &str) -> Result<MilestoneRef, AppError> {
    let mut rows = store.milestones(&found.goal_file).await?;
    if rows.is_empty() {
        let stored = store.load(&found.goal_file).await?;
        return Err(untracked(&stored));
    }
    rows.retain(|row| found.goal.as_ref().is_none_or(|goal| row.goal == *goal));
    pick(&rows, wanted).unwrap_or_else(|| {
        Err(AppError::MilestoneUnknown {
            text: wanted.to_owned(),
            goal: Some(found.goal.clone().unwrap_or_else(|| GoalId::new(goal))),
            near: near(wanted, &rows),
        })
    })
}

/// Why goals have no milestones that could be tracked.
fn untracked(stored: &Stored) -> AppError {
    let rejection = match &stored.ledger.dropped {
        Some(why) => backcast_core::track::Rejection::Dropped(why.clone()),
        None => backcast_core::track::Rejection::NothingApproved,
    };
    AppError::Refused { id: stored.id.clone(), rejection }
}

async fn anywhere(store: &Store, wanted: &str) -> Result<MilestoneRef, AppError> {
    const SHOWN: usize = 5;
    let id = wanted.to_uppercase();
    let rows = store.milestones_named(&id, 1000).await?;
    let open = rows.iter().filter(|row| row.standing.is_open()).count();
    // Of several with this id, the only one that is open is meant.
    match (rows.len(), open) {
        (1, _) | (_, 1) => return Ok(reference(&rows[0])),
        (0, _) => {}
        (n, open) => {
            let listed = &rows[..if open > 0 { open } else { n }.min(rows.len())];
            let candidates: Vec<_> = listed.iter().take(SHOWN).map(|row| (row.goal.clone(), row.id.clone())).collect();
            let more = listed.len() - candidates.len();
            return Err(AppError::MilestoneAmbiguous { text: wanted.to_owned(), candidates, more });
        }
    }
    let mut all = Vec::new();
    let goals = store.goals().await?;
    // Names are looked at only where that is quick and cannot surprise.
    if goals.len() <= 20 {
        let files = goals.iter().map(|goal| goal.goal_file.clone()).collect();
        all = store.milestones_in(&files).await?;
        if let Some(found) = pick(&all, wanted) {
            return found;
        }
        if let [only] = goals.as_slice()
            && all.is_empty()
        {
            return Err(untracked(&store.load(&only.goal_file).await?));
        }
    }
    Err(AppError::MilestoneUnknown { text: wanted.to_owned(), goal: None, near: near(wanted, &all) })
}

/// The milestone with this id, else the only one whose name has these words.
fn pick(rows: &[MilestoneRow], wanted: &str) -> Option<Result<MilestoneRef, AppError>> {
    let by_id = rows.iter().find(|row| row.id.as_str().eq_ignore_ascii_case(wanted));
    if let Some(row) = by_id {
        return Some(Ok(reference(row)));
    }
    let lower = wanted.to_lowercase();
    let looks_like_id = lower.strip_prefix('m').is_some_and(|rest| rest.parse::<u32>().is_ok());
    if lower.len() < 3 || looks_like_id {
        return None;
    }
    let named: Vec<&MilestoneRow> = rows.iter().filter(|row| row.name.to_lowercase().contains(&lower)).collect();
    match named.as_slice() {
        [] => None,
        [only] => Some(Ok(reference(only))),
        several => Some(Err(AppError::MilestoneAmbiguous {
            text: wanted.to_owned(),
            candidates: several.iter().take(5).map(|row| (row.goal.clone(), row.id.clone())).collect(),
            more: several.len().saturating_sub(5),
        })),
    }
}

fn reference(row: &MilestoneRow) -> MilestoneRef {
    MilestoneRef { goal_file: row.goal_file.clone(), goal: row.goal.clone(), id: row.id.clone() }
}

fn near(wanted: &str, rows: &[MilestoneRow]) -> Vec<MilestoneId> {
    let upper = wanted.to_uppercase();
    let likeness = |row: &MilestoneRow| {
        let by_name = strsim::jaro_winkler(&wanted.to_lowercase(), &row.name.to_lowercase());
        strsim::jaro_winkler(&upper, row.id.as_str()).max(by_name)
    };
    let mut near: Vec<(f64, &MilestoneRow)> = rows.iter().map(|row| (likeness(row), row)).collect();
    near.retain(|(likeness, _)| *likeness > 0.6);
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.position.cmp(&b.1.position)));
    let mut ids: Vec<MilestoneId> = Vec::new();
    for (_, row) in near {
        if !ids.contains(&row.id) && ids.len() < 3 {
            ids.push(row.id.clone());
        }
    }
    ids
}

pub(crate) async fn record(
    store: &Store,
    actor: &Actor,
    milestone: &MilestoneRef,
    what: &Record,
    on: Date,
) -> Result<Recorded, AppError> {
    if on > actor.clock.today() {
        return Err(AppError::DayAhead(on));
    }
    let (stored, (planned, changes, before)) = change(store, actor, &milestone.goal_file, |stored| {
        let milestones = milestones_of(stored)?;
        let standing = standings(&milestones, &stored.ledger.tracks);
        let at = milestones.iter().position(|planned| planned.milestone.id == milestone.id);
        let at = at.ok_or_else(|| AppError::MilestoneUnknown {
            text: milestone.id.to_string(),
            goal: Some(milestone.goal.clone()),
            near: Vec::new(),
        })?;
        let planned = milestones[at].clone();
        let progress = progress(&stored.ledger, &stored.id, &planned, &standing[at], what)?;
        let changes: Vec<EventKind> = progress
            .into_iter()
            .map(|what| EventKind::Progress { milestone: milestone.id.clone(), on, what })
            .collect();
        Ok(WriteIntent::of(changes.clone(), (planned, changes, standing)))
    })
    .await?;
    let milestones = milestones_of(&stored)?;
    let after = standings(&milestones, &stored.ledger.tracks);
    let is_free = |standing: &Standing| matches!(standing, Standing::Ready(_));
    let freed = milestones
        .iter()
        .zip(before.iter().zip(&after))
        .filter(|(planned, (before, after))| planned.milestone.id != milestone.id && !is_free(before) && is_free(after))
        .map(|(planned, _)| planned.clone())
        .collect();
    let n_completed = after.iter().filter(|standing| matches!(standing, Standing::Done(_) | Standing::Skipped)).count();
    Ok(Recorded { stored, planned, changes, freed, n_milestones: milestones.len(), n_completed })
}

/// The milestones of the plan in effect.
///
/// # Errors
///
/// Returns an error if none holds, or if it cannot be read.
pub fn milestones_of(stored: &Stored) -> Result<Vec<PlannedMilestone>, AppError> {
    if stored.ledger.dropped.is_some() {
        return Err(untracked(stored));
    }
    let approved = stored.ledger.approved().ok_or_else(|| untracked(stored))?;
    let text = stored.document(&approved.document).unwrap_or_default();
    Ok(read_plan(stored.id.as_str(), text)?.milestones)
}

/// What has to be written for a record.
fn progress(
    ledger: &Ledger,
    id: &GoalFileId,
    planned: &PlannedMilestone,
    standing: &Standing,
    what: &Record,
) -> Result<Vec<Progress>, AppError> {
    let milestone = &planned.milestone;
    let track = ledger.track(&milestone.id);
    Ok(match what {
        Record::Start => {
            not_waiting(id, &milestone.id, standing)?;
            vec![Progress::Started]
        }
        Record::Log { effort, note } => vec![Progress::Logged { effort: *effort, note: note.clone() }],
        Record::Percent(percent) => vec![Progress::Percent(*percent)],
        Record::Tick { criteria: named, evidence } => {
            let wanted = criteria(planned, named)?.into_iter();
            let evidence = evidence.as_ref().filter(|evidence| !evidence.is_empty());
            // Evidence is worth writing down for what is ticked already, too.
            let is_new = |(id, text): &(CriterionId, &str)| {
                let tick = track.tick(*id, text);
                tick.is_none_or(|tick| evidence.is_some() && tick.evidence.as_ref() != evidence)
            };
            wanted.filter(is_new).map(|(id, text)| ticked(id, text, evidence.cloned())).collect()
        }
        Record::Untick(named) => {
            let wanted = criteria(planned, named)?.into_iter().filter(|(id, text)| track.holds(*id, text));
            wanted.map(|(id, text)| Progress::Unticked { id: Some(id), text: text.to_owned() }).collect()
        }
        Record::Done { effort, holds, force } => {
            let held = if holds.is_empty() { Vec::new() } else { criteria(planned, holds)? };
            let open: Vec<(usize, String)> = (1..)
                .zip(milestone.identified_criteria())
                .filter(|(_, (id, text))| !track.holds(*id, text) && !held.contains(&(*id, *text)))
                .map(|(number, (_, text))| (number, text.to_owned()))
                .collect();
            if !track.has_ended() && !force {
                not_waiting(id, &milestone.id, standing)?;
                if !open.is_empty() {
                    return Err(AppError::CriteriaOpen { milestone: milestone.id.clone(), open });
                }
            }
            let logged = effort.map(|effort| Progress::Logged { effort, note: None });
            let ticks = held.into_iter().map(|(id, text)| ticked(id, text, None));
            let open = open.into_iter().map(|(_, text)| text).collect();
            logged.into_iter().chain(ticks).chain([Progress::Done { open }]).collect()
        }
        Record::Reopen(why) => vec![Progress::Reopened { why: why.clone() }],
        Record::Miss(why) => vec![Progress::Missed { why: why.clone() }],
        Record::Block(why) => vec![Progress::Blocked { why: why.clone() }],
        Record::Unblock => vec![Progress::Unblocked],
        Record::Skip { why, release } => {
            let released = release.then(|| Progress::Released { why: why.clone() });
            [Progress::Skipped { why: why.clone() }].into_iter().chain(released).collect()
        }
        Record::Release(why) => vec![Progress::Released { why: why.clone() }],
        Record::Note(text) => vec![Progress::Noted(text.clone())],
    })
}

fn not_waiting(id: &GoalFileId, milestone: &MilestoneId, standing: &Standing) -> Result<(), AppError> {
    match standing {
        Standing::Waiting(on) => Err(AppError::Waits {
            id: id.clone(),
            milestone: milestone.clone(),
            on: on.iter().map(|waiting| waiting.on.clone()).collect(),
        }),
        _ => Ok(()),
    }
}

fn ticked(id: CriterionId, text: &str, evidence: Option<Evidence>) -> Progress {
    Progress::Ticked(Tick { id: Some(id), text: text.to_owned(), evidence })
}

/// The criteria that were named; all where none are.
fn criteria<'a>(
    planned: &'a PlannedMilestone,
    named: &[CriterionRef],
) -> Result<Vec<(CriterionId, &'a str)>, AppError> {
    let all: Vec<(CriterionId, &str)> = planned.milestone.identified_criteria().collect();
    if named.is_empty() {
        return Ok(all);
    }
    let found = |wanted: &CriterionRef| match wanted {
        CriterionRef::Place(place) => place.checked_sub(1).and_then(|at| all.get(at)),
        CriterionRef::Id(id) => all.iter().find(|(other, _)| other == id),
    };
    let unknown = |wanted: &CriterionRef| AppError::CriterionUnknown {
        milestone: planned.milestone.id.clone(),
        wanted: *wanted,
        n: all.len(),
    };
    named.iter().map(|wanted| found(wanted).copied().ok_or_else(|| unknown(wanted))).collect()
}
