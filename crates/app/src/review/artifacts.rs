//! A plan as files beside the work, and back: `state.md`, `milestones/*.md`
//! and `reviews/*.md`.

use std::collections::BTreeMap;

use backcast_core::track::{Ledger, PlanRevision, Track};
use backcast_core::{CriterionId, GoalFileId, MilestoneId, Plan, PlannedMilestone};
use backcast_document::{MilestoneFile, Mistake, Mistakes, StateFile, StateRow};
use backcast_review::{Next, Part, Perspective};
use backcast_store::Stored;
use tracing::instrument;

use super::folder::{Folder, load_folder, save_folder};
use super::propose::reviewed;
use super::stored_run::StoredRun;
use crate::{AppError, EnclosedFolder, EnclosedPath, EnclosureError, Workspace};

/// The folder of a goal's files where no other is named: below it lies one
/// folder for each.
const ARTIFACT_FOLDER: &str = "docs/engineering-discipline/harness";

/// The folder of a goal's files, below the project, where no other is named.
///
/// # Errors
///
/// Returns an error if the id is no name for a folder.
pub fn usual_folder(id: &GoalFileId) -> Result<EnclosedPath, EnclosureError> {
    EnclosedPath::new(&format!("{ARTIFACT_FOLDER}/{id}"))
}

/// The files of a plan as they have to be, beside those that are there.
#[derive(Clone, Debug)]
pub struct PlanFiles {
    folder: EnclosedFolder,
    files: Folder,
    there: Folder,
}

impl PlanFiles {
    /// How many there are.
    #[must_use]
    pub fn n_files(&self) -> usize {
        self.files.len()
    }

    /// How many of them are not there yet, or differ.
    #[must_use]
    pub fn n_changed(&self) -> usize {
        changed(&self.files, &self.there).count()
    }

    /// Writes those that are not there yet, or differ, each whole or not at
    /// all.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be written; those before it are.
    pub fn save(&self) -> Result<(), AppError> {
        Ok(save_folder(&self.folder, changed(&self.files, &self.there), &self.there)?)
    }
}

fn changed<'f>(files: &'f Folder, there: &'f Folder) -> impl Iterator<Item = (&'f String, &'f String)> {
    files.iter().filter(|(path, text)| there.get(*path) != Some(text))
}

/// What is written, and when.
#[derive(Clone, Copy, Debug)]
struct Writing<'a> {
    /// The goal with its log.
    stored: &'a Stored,
    /// The plan.
    plan: &'a Plan,
    /// The review that it came from.
    stored_run: Option<&'a StoredRun>,
    /// The moment, as it is written there: `2026-03-02 09:30`.
    now: &'a str,
}

impl Workspace {
    /// The review that a plan came from; `None` if it came from elsewhere.
    ///
    /// # Errors
    ///
    /// Returns an error if the store refuses.
    pub async fn review_of(&self, stored: &Stored, revision: u32) -> Result<Option<StoredRun>, AppError> {
        let store = &self.store().await?;
        for run in store.review_runs(Some(&stored.id)).await?.into_iter().rev() {
            let stored_run = StoredRun::load(store, &run.id).await?;
            if stored_run.run.next() == Next::Proposed(revision) {
                return Ok(Some(stored_run));
            }
        }
        Ok(None)
    }

    /// The files of a plan, over what a folder holds already: what others wrote
    /// into them stays byte for byte, and files of others are left alone.
    /// Nothing is written before they are saved.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder or the plan cannot be read, or if the
    /// store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn plan_files(
        &self,
        stored: &Stored,
        revision: &PlanRevision,
        folder: EnclosedFolder,
    ) -> Result<PlanFiles, AppError> {
        let there = load_folder(&folder)?;
        let plan = self.plan_of(stored, revision).await?;
        let stored_run = self.review_of(stored, revision.revision).await?;
        let now = self.now().to_zoned(self.time_zone()).strftime("%Y-%m-%d %H:%M").to_string();
        let writing = Writing { stored, plan: &plan, stored_run: stored_run.as_ref(), now: &now };
        let files = self.files(&writing, &there).await?;
        Ok(PlanFiles { folder, files, there })
    }

    async fn files(&self, writing: &Writing<'_>, there: &Folder) -> Result<Folder, AppError> {
        let store = &self.store().await?;
        let mut files = Folder::new();
        let reviewed = match writing.stored_run {
            Some(stored_run) => reviewed(store, stored_run).await?,
            None => None,
        };
        let creates = |id: &MilestoneId, name: &str| -> Vec<String> {
            let synthesis = reviewed.as_ref().map(|reviewed| &reviewed.synthesis);
            let of = synthesis.and_then(|synthesis| {
                synthesis.milestones.iter().find(|one| one.milestone.id == *id && one.milestone.name == name)
            });
            of.map(|one| one.creates.clone()).unwrap_or_default()
        };
        let tracks = &writing.stored.ledger.tracks;
        for planned in &writing.plan.milestones {
            let milestone = &planned.milestone;
            let track = tracks.get(&milestone.id);
            let (path, before) = milestone_path(planned, there);
            let was = before.and_then(|text| MilestoneFile::read(&path, text).ok()).map(|(file, _)| file);
            let creates = creates(&milestone.id, &milestone.name);
            let file = milestone_file(planned, track, was.as_ref(), creates);
            let text = before.map_or_else(|| file.to_text(), |text| file.written_into(text));
            files.insert(path, text);
        }
        let before = there.get(STATE).map(String::as_str);
        let state = state_file(writing, before);
        files.insert(STATE.into(), before.map_or_else(|| state.to_text(), |text| state.written_into(text)));
        if let (Some(stored_run), Some(reviewed)) = (writing.stored_run, &reviewed) {
            for perspective in Perspective::ALL {
                if let Some(answer) = stored_run.run.slot(Part::Review(perspective)).taken {
                    files.insert(format!("reviews/{perspective}.md"), store.document(&answer.text).await?);
                }
            }
            let text = reviewed.synthesis.to_markdown(&reviewed.findings, &reviewed.groups);
            files.insert("reviews/synthesis.md".into(), text);
        }
        Ok(files)
    }
}

const STATE: &str = "state.md";

/// The file of a milestone: the one that is there for its id, else a new one.
fn milestone_path<'t>(planned: &PlannedMilestone, there: &'t Folder) -> (String, Option<&'t str>) {
    let start = format!("milestones/{}-", planned.milestone.id);
    let known = there.iter().find(|(path, _)| path.starts_with(&start) && path.ends_with(".md"));
    match known {
        Some((path, text)) => (path.clone(), Some(text.as_str())),
        None => (format!("{start}{}.md", short_slug(&planned.milestone.name)), None),
    }
}

/// The first words of a name for a file.
fn short_slug(name: &str) -> String {
    const LONGEST: usize = 48;
    let whole = slug::slugify(name);
    let mut short = String::new();
    for word in whole.split('-') {
        if !short.is_empty() && short.len() + word.len() >= LONGEST {
            break;
        }
        if !short.is_empty() {
            short.push('-');
        }
        short.push_str(word);
    }
    short.truncate(LONGEST); // A slug is ASCII.
    short
}

fn milestone_file(
    planned: &PlannedMilestone,
    track: Option<&Track>,
    was: Option<&MilestoneFile>,
    creates: Vec<String>,
) -> MilestoneFile {
    let milestone = &planned.milestone;
    let creates = if creates.is_empty() { was.map(|was| was.creates.clone()).unwrap_or_default() } else { creates };
    let creates: Vec<String> = creates.into_iter().filter(|file| milestone.files.contains(file)).collect();
    let is_met = |(id, text): (CriterionId, &str)| {
        let is_met = track.is_some_and(|track| track.holds(id, text) || track.done_on.is_some());
        (text.to_owned(), is_met)
    };
    MilestoneFile {
        id: milestone.id.to_string(),
        name: milestone.name.clone(),
        status: status(track, was.map(|was| was.status.as_str())),
        depends_on: milestone.depends_on.iter().map(|one| (one.on.clone(), one.lag_days)).collect(),
        risk: milestone.risk,
        effort: Some(milestone.effort),
        goal: milestone.statement.clone(),
        criteria: milestone.identified_criteria().map(is_met).collect(),
        modifies: milestone.files.iter().filter(|file| !creates.contains(file)).cloned().collect(),
        creates,
        value: milestone.value.clone().unwrap_or_default(),
        abort_point: milestone.abort_point.clone(),
        waiting_days: milestone.waiting_days,
        slow_reason: milestone.slow_reason.clone(),
    }
}

/// The status of a milestone: what was recorded here; of several words for
/// the same, the one that stands there stays.
fn status(track: Option<&Track>, was: Option<&str>) -> String {
    let known: &[&str] = match track {
        Some(track) if track.skipped.is_some() => &["skipped"],
        Some(track) if track.done_on.is_some() => &["completed"],
        Some(track) if track.blocked.is_some() => &["failed"],
        Some(track) if track.started_on.is_some() || !track.work.is_empty() => &["executing", "planning", "validating"],
        _ => &["pending"],
    };
    was.filter(|was| known.contains(was)).unwrap_or(known[0]).to_owned()
}

fn state_file(writing: &Writing<'_>, before: Option<&str>) -> StateFile {
    let was = before.and_then(|text| StateFile::read(STATE, text).ok()).map(|(state, _)| state).unwrap_or_default();
    let tracks = &writing.stored.ledger.tracks;
    let row = |planned: &PlannedMilestone| {
        let milestone = &planned.milestone;
        let old = was.rows.iter().find(|row| row.id == milestone.id.as_str());
        let status = status(tracks.get(&milestone.id), old.map(|row| row.status.as_str()));
        StateRow {
            id: milestone.id.to_string(),
            name: milestone.name.clone(),
            attempts: old.map_or(0, |row| row.attempts).max(u32::from(status != "pending" && status != "skipped")),
            status,
            depends_on: milestone.depends_on.iter().map(|one| one.on.to_string()).collect(),
        }
    };
    let rows: Vec<StateRow> = writing.plan.milestones.iter().map(row).collect();
    let repo = writing.plan.goals.first().and_then(|goal| goal.circumstances.repo.as_ref());
    let mut log = was.log.clone();
    let approved = is_approved(&writing.stored.ledger);
    if approved && !log.iter().any(|[_, event, _]| event == "milestones-locked") {
        let details = format!("{} milestones approved by user", rows.len());
        log.push([writing.now.to_owned(), "milestones-locked".into(), details]);
    }
    let mut state = StateFile {
        name: writing.plan.title.clone(),
        created: if was.created.is_empty() { writing.now.to_owned() } else { was.created.clone() },
        updated: was.updated.clone(),
        status: whole_status(&rows, &was.status),
        verification: repo.and_then(|repo| repo.verification.clone()).or_else(|| was.verification.clone()),
        rows,
        log,
    };
    // Nothing is stamped anew that says the same.
    if state != was || state.updated.is_empty() {
        writing.now.clone_into(&mut state.updated);
    }
    state
}

fn is_approved(ledger: &Ledger) -> bool {
    ledger.approved().is_some()
}

fn whole_status(rows: &[StateRow], was: &str) -> String {
    let is_over = |row: &StateRow| matches!(row.status.as_str(), "completed" | "skipped");
    let known: &[&str] = if !rows.is_empty() && rows.iter().all(is_over) {
        &["completed"]
    } else if rows.iter().any(|row| row.status != "pending") {
        &["executing", "paused", "completing", "failed"]
    } else {
        &["milestone-planning-complete", "paused"]
    };
    if known.contains(&was) { was.to_owned() } else { known[0].to_owned() }
}

/// A folder of such files as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadFolder {
    /// `state.md`.
    pub state: StateFile,
    /// The milestones in the order of the table.
    pub milestones: Vec<MilestoneFile>,
    /// Files in `reviews`, by name.
    pub reviews: BTreeMap<String, String>,
}

/// Reads a folder of such files, whoever wrote them, and says what is odd.
///
/// # Errors
///
/// Returns everything that is invalid, file by file with its lines.
pub fn read_folder(files: &Folder) -> Result<(ReadFolder, Vec<Mistake>), Vec<Mistakes>> {
    let (mut wrong, mut odd) = (Vec::new(), Vec::new());
    let mut folder = ReadFolder::default();
    let state_text = files.get(STATE).map_or("", String::as_str);
    match StateFile::read(STATE, state_text) {
        Ok((state, warnings)) => {
            folder.state = state;
            odd.extend(warnings);
        }
        Err(mistakes) => wrong.push(mistakes),
    }
    for (path, text) in files {
        if let Some(name) = path.strip_prefix("reviews/") {
            folder.reviews.insert(name.to_owned(), text.clone());
        }
        if !path.starts_with("milestones/") || !path.ends_with(".md") {
            continue;
        }
        match MilestoneFile::read(path, text) {
            Ok((file, warnings)) => {
                folder.milestones.push(file);
                odd.extend(warnings);
            }
            Err(mistakes) => wrong.push(mistakes),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let place = |id: &str| folder.state.rows.iter().position(|row| row.id == id).unwrap_or(usize::MAX);
    folder.milestones.sort_by_key(|file| (place(&file.id), number(&file.id)));
    Ok((folder, odd))
}

fn number(id: &str) -> usize {
    id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(usize::MAX)
}
