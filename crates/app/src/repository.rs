//! Goals in a store: adding them, finding them, and the loop that every write
//! goes through.

use std::collections::BTreeSet;

use backcast_core::track::{ContentHash, EventKind, Ledger, PlanRevision};
use backcast_core::{AnchoredGoal, GoalFile, GoalFileId, GoalId, Plan};
use backcast_document::{content_hash, read_goal, read_plan, read_plan_with_hours};
use backcast_engine::anchor::anchor_as_planned;
use backcast_store::{Match, Stamp, Store, StoreError, Stored};
use jiff::civil::Date;
use tracing::{debug, instrument};

use crate::{AppError, Clock, Workspace, text_limit};

/// Who changes something, and when.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// The name under which changes are recorded.
    pub(crate) by: String,
    /// The clock.
    pub(crate) clock: Clock,
    /// Write only where the goals are at this version.
    pub(crate) if_version: Option<u64>,
}

impl Actor {
    /// The stamp of a change that is made now.
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp { at: self.clock.now(), by: self.by.clone() }
    }
}

/// Changes that were decided and are to be written, and what the caller wants to
/// know afterwards.
#[derive(Clone, Debug)]
pub(crate) struct WriteIntent<T> {
    /// The changes; none where everything is so already.
    pub(crate) changes: Vec<EventKind>,
    /// The texts that they name.
    pub(crate) documents: Vec<String>,
    /// What the caller wants to know.
    pub(crate) outcome: T,
    /// Hash of a token that is used up with them.
    pub(crate) token: Option<ContentHash>,
}

impl<T> WriteIntent<T> {
    /// Changes that name no texts.
    pub(crate) fn of(changes: Vec<EventKind>, outcome: T) -> Self {
        WriteIntent { changes, documents: Vec::new(), outcome, token: None }
    }
}

/// So often a write is decided anew because somebody else was faster.
const TRIES: u32 = 200;

/// Loads the goals, lets a change be decided on what is there, and writes it.
/// Where somebody else was faster, the change is decided anew, unless the
/// actor named the version.
#[instrument(level = "debug", skip_all)]
pub(crate) async fn change<T>(
    store: &Store,
    actor: &Actor,
    id: &GoalFileId,
    decide: impl Fn(&Stored) -> Result<WriteIntent<T>, AppError>,
) -> Result<(Stored, T), AppError> {
    let mut tries = 0;
    loop {
        let stored = store.load(id).await?;
        expect_version(store, &stored, actor).await?;
        let intent = match decide(&stored) {
            Ok(intent) => intent,
            Err(error) => return Err(with_since(store, error).await?),
        };
        match write(store, actor, stored, intent).await {
            Err(AppError::Store(StoreError::Stale { .. })) if may_retry(actor, tries) => {
                tries += 1;
                debug!(tries, "decided anew, as somebody else was faster");
            }
            written => return written,
        }
    }
}

/// Whether a change may be decided anew after so many times.
pub(crate) fn may_retry(actor: &Actor, tries: u32) -> bool {
    actor.if_version.is_none() && tries < TRIES
}

/// Writes what was decided on this state, if anything.
pub(crate) async fn write<T>(
    store: &Store,
    actor: &Actor,
    stored: Stored,
    intent: WriteIntent<T>,
) -> Result<(Stored, T), AppError> {
    if intent.changes.is_empty() {
        return Ok((stored, intent.outcome));
    }
    text_limit::check(&intent.changes)?;
    let checked = stored.ledger.check_all(&intent.changes, actor.clock.now());
    checked.map_err(|rejection| AppError::Refused { id: stored.id.clone(), rejection })?;
    let WriteIntent { changes, documents, .. } = &intent;
    let after = match &intent.token {
        Some(token) => store.append_with_token(stored, changes, documents, &actor.stamp(), token).await?,
        None => store.append(stored, changes, documents, &actor.stamp()).await?,
    };
    Ok((after, intent.outcome))
}

pub(crate) async fn expect_version(store: &Store, stored: &Stored, actor: &Actor) -> Result<(), AppError> {
    match actor.if_version {
        Some(expected) if expected != stored.ledger.version => Err(with_since(store, stale(stored, expected)).await?),
        _ => Ok(()),
    }
}

/// The goals went on since this version; what came in between is not read yet.
pub(crate) fn stale(now: &Stored, expected: u64) -> AppError {
    StoreError::Stale { id: now.id.clone(), expected, found: now.ledger.version, since: Vec::new() }.into()
}

/// The error with what came in between, where somebody else was faster.
async fn with_since(store: &Store, error: AppError) -> Result<AppError, AppError> {
    match error {
        AppError::Store(StoreError::Stale { id, expected, found, since }) if since.is_empty() => {
            let since = store.events(&id, expected.saturating_add(1)..).await?;
            Ok(StoreError::Stale { id, expected, found, since }.into())
        }
        other => Ok(other),
    }
}

/// What adding a goal file did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The goal file's id.
    pub id: GoalFileId,
    /// Each goal's lasting id and its title.
    pub goals: Vec<(GoalId, String)>,
    /// The version of the goal file.
    pub revision: u32,
    /// Whether it was new, changed, or known as it is.
    pub what: AddedWhat,
}

/// Whether what was added was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddedWhat {
    /// The store did not know it.
    New,
    /// The store knew an earlier version.
    Revised,
    /// The store knew it as it is.
    Unchanged,
}

/// A goal file that is to be added.
#[derive(Clone, Debug)]
pub struct NewGoalFile<'a> {
    /// Its text.
    pub text: &'a str,
    /// What it says.
    pub goal_file: &'a GoalFile,
    /// Where it lies; `None` if it came through a pipe.
    pub source: Option<&'a str>,
}

/// How a goal file finds its goals in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddAs {
    /// The goals that came from the same file, else new ones.
    BySource,
    /// New ones in any case.
    New,
    /// A new version of these.
    VersionOf(GoalFileId),
}

/// Gives the random numbers that the last letters of ids are made from, another
/// one each time.
pub type Random<'r> = &'r (dyn Fn() -> u32 + Send + Sync);

impl Workspace {
    /// Puts the goals of a file into the store: new ones, or a new version of
    /// those that came from the same file. `random` gives the last letters of
    /// ids. A file that is there as it is changes nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if the file held a goal of another title before, or if
    /// the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn add(&self, file: &NewGoalFile<'_>, how: &AddAs, random: Random<'_>) -> Result<Added, AppError> {
        add(&self.store().await?, self.actor(), file, how, random).await
    }

    /// Finds the goal that a text means: an id, the beginning of one that no
    /// other has, or a word of a title that no other has.
    ///
    /// # Errors
    ///
    /// Returns an error that names what may have been meant if there is no such
    /// goal, or if there are several.
    pub async fn find_goal(&self, text: &str) -> Result<Found, AppError> {
        find_goal(&self.store().await?, text).await
    }

    /// A stored plan, with the goals as the goal file had them when it was
    /// made.
    ///
    /// # Errors
    ///
    /// Returns an error if the plan or its goal file cannot be read.
    pub async fn plan_of(&self, stored: &Stored, revision: &PlanRevision) -> Result<Plan, AppError> {
        plan_of(&self.store().await?, stored, revision).await
    }
}

pub(crate) async fn add(
    store: &Store,
    actor: &Actor,
    file: &NewGoalFile<'_>,
    how: &AddAs,
    random: Random<'_>,
) -> Result<Added, AppError> {
    let known = match how {
        AddAs::New => None,
        AddAs::VersionOf(id) => Some(id.clone()),
        AddAs::BySource => by_source(store, file).await?,
    };
    match known {
        Some(id) => revise(store, actor, file, &id, random).await,
        None => add_new(store, actor, file, random).await,
    }
}

async fn by_source(store: &Store, file: &NewGoalFile<'_>) -> Result<Option<GoalFileId>, AppError> {
    let Some(source) = file.source else { return Ok(None) };
    let known = store.from_source(source).await?;
    let Some(first) = known.first() else { return Ok(None) };
    let titles: BTreeSet<&str> = file.goal_file.goals.iter().map(|goal| goal.title.as_str()).collect();
    if let Some(same) = known.iter().find(|one| titles.contains(one.title.as_str())) {
        return Ok(Some(same.goal_file.clone()));
    }
    Err(AppError::SourceChanged {
        source_name: source.to_owned(),
        id: first.goal.clone(),
        was: first.title.clone(),
        is: file.goal_file.title.clone(),
    })
}

async fn add_new(store: &Store, actor: &Actor, file: &NewGoalFile<'_>, random: Random<'_>) -> Result<Added, AppError> {
    loop {
        let tail = letters(random());
        let id = GoalFileId::new(format!("{}-{tail}", slug(&file.goal_file.title)));
        let goals = goal_ids(file.goal_file, &id, &tail, &[]);
        let set = goal_set(file, 1, &goals);
        match store.append(Stored::new(id.clone()), &[set], &[file.text.to_owned()], &actor.stamp()).await {
            Ok(_) => return Ok(Added { id, goals: titled(file.goal_file, &goals), revision: 1, what: AddedWhat::New }),
            Err(StoreError::Stale { .. }) => {} // The id was taken: other letters.
            Err(error) => return Err(error.into()),
        }
    }
}

async fn revise(
    store: &Store,
    actor: &Actor,
    file: &NewGoalFile<'_>,
    id: &GoalFileId,
    random: Random<'_>,
) -> Result<Added, AppError> {
    let tail = letters(random());
    let hash = content_hash(file.text);
    let (_, added) = change(store, actor, id, |stored| {
        let before = stored.ledger.goal();
        let known = before.map_or(&[][..], |goal| goal.goals.as_slice());
        let goals = goal_ids(file.goal_file, id, &tail, known);
        let added = |revision, what| Added { id: id.clone(), goals: titled(file.goal_file, &goals), revision, what };
        if let Some(before) = before.filter(|before| before.document == hash) {
            return Ok(WriteIntent::of(Vec::new(), added(before.revision, AddedWhat::Unchanged)));
        }
        let revision = stored.ledger.next_goal_revision();
        let changes = vec![goal_set(file, revision, &goals)];
        let documents = vec![file.text.to_owned()];
        Ok(WriteIntent { documents, ..WriteIntent::of(changes, added(revision, AddedWhat::Revised)) })
    })
    .await?;
    Ok(added)
}

fn goal_set(file: &NewGoalFile<'_>, revision: u32, goals: &[(GoalId, GoalId)]) -> EventKind {
    EventKind::GoalSet {
        revision,
        document: content_hash(file.text),
        source: file.source.map(str::to_owned),
        goals: goals.to_vec(),
    }
}

/// Lasting ids for the goals of a file; those that have one keep it.
fn goal_ids(goal_file: &GoalFile, id: &GoalFileId, tail: &str, known: &[(GoalId, GoalId)]) -> Vec<(GoalId, GoalId)> {
    let mut ids: Vec<(GoalId, GoalId)> = Vec::new();
    for goal in &goal_file.goals {
        let lasting = match known.iter().find(|(_, name)| *name == goal.id) {
            Some((lasting, _)) => lasting.clone(),
            None if !goal_file.several && known.is_empty() => GoalId::new(id.as_str()),
            None => {
                let wanted = format!("{}-{tail}", slug(&goal.title));
                let taken = |id: &str| ids.iter().chain(known).any(|(lasting, _)| lasting.as_str() == id);
                let numbered = (2..).map(|n| format!("{}{n}-{tail}", slug(&goal.title)));
                GoalId::new(std::iter::once(wanted).chain(numbered).find(|id| !taken(id)).expect("numbers do not end"))
            }
        };
        ids.push((lasting, goal.id.clone()));
    }
    ids
}

fn titled(goal_file: &GoalFile, goals: &[(GoalId, GoalId)]) -> Vec<(GoalId, String)> {
    goals
        .iter()
        .filter_map(|(id, name)| {
            Some((id.clone(), goal_file.goals.iter().find(|goal| goal.id == *name)?.title.clone()))
        })
        .collect()
}

/// The first words of a title as an id: lower case, hyphens, without words of
/// one or two letters where there are longer ones, not too long.
fn slug(title: &str) -> String {
    const LONGEST: usize = 18;
    let whole = slug::slugify(title);
    let telling: Vec<&str> = whole.split('-').filter(|word| word.len() > 2).collect();
    let words = if telling.is_empty() { whole.split('-').collect() } else { telling };
    let mut id = String::new();
    for word in words {
        if !id.is_empty() && id.len() + 1 + word.len() > LONGEST {
            break;
        }
        id = if id.is_empty() { word.to_owned() } else { format!("{id}-{word}") };
    }
    id.truncate(LONGEST); // A slug is ASCII.
    if id.is_empty() { "goal".into() } else { id }
}

/// Four letters and digits that are not mistaken for each other: Crockford's
/// base 32, a million of them.
fn letters(random: u32) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    (0..4).map(|place| char::from(ALPHABET[((random >> (5 * place)) & 31) as usize])).collect()
}

/// The goal that a text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The goal file's id.
    pub goal_file: GoalFileId,
    /// The goal; `None` if the file as a whole is meant and holds several.
    pub goal: Option<GoalId>,
}

pub(crate) async fn find_goal(store: &Store, text: &str) -> Result<Found, AppError> {
    let matches = store.matches(text).await?;
    let exact = matches.iter().find(|one| one.goal.as_str() == text);
    if let Some(one) = exact {
        return Ok(Found { goal_file: one.goal_file.clone(), goal: Some(one.goal.clone()) });
    }
    if let Some(found) = only_one(&matches) {
        return Ok(found);
    }
    if !matches.is_empty() {
        return Err(ambiguous(text, &matches));
    }
    let all = store.matches("").await?;
    // Without accents and signs, as people type: "cafe" finds "Café".
    let wanted = slug::slugify(text);
    let by_title: Vec<Match> = all.iter().filter(|one| slug::slugify(&one.title).contains(&wanted)).cloned().collect();
    match only_one(&by_title) {
        Some(found) if !wanted.is_empty() => Ok(found),
        _ if !by_title.is_empty() => Err(ambiguous(text, &by_title)),
        _ => Err(AppError::goal_unknown(text, &all)),
    }
}

/// The goal, or the goal file, that all matches belong to.
fn only_one(matches: &[Match]) -> Option<Found> {
    let first = matches.first()?;
    if matches.iter().any(|one| one.goal_file != first.goal_file) {
        return None;
    }
    let goal = (matches.len() == 1).then(|| first.goal.clone());
    Some(Found { goal_file: first.goal_file.clone(), goal })
}

fn ambiguous(text: &str, matches: &[Match]) -> AppError {
    AppError::GoalAmbiguous { text: text.to_owned(), candidates: matches.iter().map(|one| one.goal.clone()).collect() }
}

/// Goal files whose texts are read at once: more take more memory, and no fewer
/// queries that would count.
const LOADED_AT_ONCE: usize = 256;

/// The ids of goal files in sets that [`Store::load_all`] is to be asked for.
pub(crate) fn loaded_at_once(ids: &[GoalFileId]) -> impl Iterator<Item = BTreeSet<GoalFileId>> {
    ids.chunks(LOADED_AT_ONCE).map(|ids| ids.iter().cloned().collect())
}

/// What the goal file of stored goals says.
///
/// # Errors
///
/// Returns an error if it cannot be read.
pub fn goal_file_of(stored: &Stored) -> Result<GoalFile, AppError> {
    let text = stored.goal_text().ok_or_else(|| AppError::Store(StoreError::Unknown(stored.id.clone())))?;
    // The date only decides which dates are refused, and the file was accepted.
    Ok(read_goal(stored.id.as_str(), text, Date::MIN)?.goal_file)
}

pub(crate) async fn plan_of(store: &Store, stored: &Stored, revision: &PlanRevision) -> Result<Plan, AppError> {
    let text = text_of(store, stored, &revision.document).await?;
    let mut plan = read_plan(stored.id.as_str(), &text)?;
    let made_from = stored.ledger.goal_revisions.iter().find(|goal| goal.revision == revision.goal_revision);
    if let Some(made_from) = made_from {
        let text = text_of(store, stored, &made_from.document).await?;
        let goal_file = read_goal(stored.id.as_str(), &text, Date::MIN)?.goal_file;
        plan = with_goals(plan, goal_file);
    }
    Ok(plan)
}

/// The plan without its goals' texts, where it tells itself what its hours follow
/// from; else as [`plan_of`].
pub(crate) async fn plan_with_hours_of(
    store: &Store,
    stored: &Stored,
    revision: &PlanRevision,
) -> Result<Plan, AppError> {
    let text = text_of(store, stored, &revision.document).await?;
    match read_plan_with_hours(stored.id.as_str(), &text)? {
        Some(plan) => Ok(plan),
        None => plan_of(store, stored, revision).await,
    }
}

/// A plan with its goals as their file tells them; where that cannot be read
/// as of the plan's day, with what the plan itself tells.
#[must_use]
pub fn with_goals(mut plan: Plan, goal_file: GoalFile) -> Plan {
    plan.several = goal_file.several;
    if let Ok(goals) = anchor_as_planned(goal_file, &plan) {
        let before = std::mem::take(&mut plan.goals);
        plan.goals = goals.into_iter().map(|one| with_pace_of(one, &before)).collect();
    }
    plan
}

/// The last deadline of a plan's goals, if each names one; a goal without may
/// end on any day.
pub(crate) fn last_deadline(plan: &Plan) -> Option<Date> {
    let deadlines: Option<Vec<Date>> = plan.goals.iter().map(|goal| goal.deadline).collect();
    deadlines?.into_iter().max()
}

async fn text_of(store: &Store, stored: &Stored, hash: &ContentHash) -> Result<String, AppError> {
    match stored.document(hash) {
        Some(text) => Ok(text.to_owned()),
        None => Ok(store.document(hash).await?),
    }
}

/// The goal with the hours that the plan rests on, where it names none itself.
fn with_pace_of(mut goal: AnchoredGoal, planned: &[AnchoredGoal]) -> AnchoredGoal {
    let before = planned.iter().find(|before| before.goal.id == goal.goal.id);
    goal.pace = goal.pace.or_else(|| before.and_then(|before| before.pace));
    // What the facts shape, what the calendars said and what was decided stands in
    // the plan alone.
    if let Some(before) = before.filter(|before| !before.facts.understood.is_empty()) {
        goal.facts.understood.clone_from(&before.facts.understood);
    }
    if let Some(before) = planned.first() {
        goal.circumstances.calendar = before.circumstances.calendar.clone();
        goal.circumstances.decisions.clone_from(&before.circumstances.decisions);
    }
    goal
}

/// The plan with this number; without one, the one that waits for a decision,
/// else the one in effect, else the newest.
///
/// # Errors
///
/// Returns an error if there is none.
pub fn revision_of<'l>(
    id: &GoalFileId,
    ledger: &'l Ledger,
    revision: Option<u32>,
) -> Result<&'l PlanRevision, AppError> {
    match revision {
        Some(revision) => ledger.plan(revision).ok_or_else(|| AppError::RevisionUnknown { id: id.clone(), revision }),
        None => ledger.current().ok_or_else(|| AppError::NoPlan(id.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_end_at_a_word() {
        assert_eq!(slug("Half marathon under two hours"), "half-marathon");
        assert_eq!(slug("Open a neighbourhood café"), "open-neighbourhood");
        assert_eq!(slug("Go to C"), "go-to-c");
        assert_eq!(slug("Über Käse"), "uber-kase");
        assert_eq!(slug("!!!"), "goal");
        assert_eq!(slug(&"x".repeat(60)).len(), 18);
    }

    #[test]
    fn letters_are_four_and_differ() {
        assert_eq!(letters(0), "0000");
        assert_eq!(letters(u32::MAX), "zzzz");
        assert_ne!(letters(1), letters(32));
    }
}
