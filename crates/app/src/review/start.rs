//! Beginning a review: a goal file, a brief or a goal that is kept becomes a
//! run with its brief.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use backcast_anchor::read_deadline;
use backcast_core::track::PlanState;
use backcast_core::{
    Conventions, DraftMilestone, Effort, EffortRange, GoalFile, GoalFileId, PastPlan, Plan, Repo, Risk,
};
use backcast_document::{
    GOAL_BYTES_MAX, GoalRecord, RepoRecord, VerificationRecord, goal_of_words, is_goal_file, read_goal,
};
use backcast_engine::{EngineError, Options};
use backcast_review::{Brief, Way, deadline_named, deadline_said, is_brief, read_brief};
use backcast_store::Store;
use jiff::civil::Date;
use toml_edit::{Array, DocumentMut, Item, Table, value};
use tracing::instrument;

use super::frame::{ExtraContext, Framed, frame};
use super::repository::{Git, Repository, may_hold_secrets, scan};
use super::run_context::RunContext;
use super::stored_run::{StoredRun, begin};
use crate::repository::{AddAs, NewGoalFile, Random, add};
use crate::{AppError, Workspace};

/// What is to be reviewed.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// A goal file; it is kept first.
    Goal {
        /// Its text.
        text: &'a str,
        /// The file that it comes from.
        source: Option<&'a str>,
    },
    /// A brief that somebody wrote; a goal file is made of it and kept.
    Brief {
        /// The brief.
        brief: &'a Brief,
        /// The file that it comes from.
        source: Option<&'a str>,
    },
    /// A goal that is kept.
    Stored(&'a GoalFileId),
}

/// How a review is to begin.
#[derive(Clone, Debug)]
pub struct Start<'a> {
    /// What is reviewed.
    pub target: Target<'a>,
    /// The repository that is changed.
    pub repository: Option<&'a Path>,
    /// What has to hold beside what the goal says.
    pub constraints: &'a [String],
    /// Review an unclear goal with stated assumptions instead of asking first.
    pub assume: bool,
    /// Review work that is too small for milestones all the same.
    pub force: bool,
    /// Who thinks.
    pub way: Way,
    /// Only make the brief.
    pub dry_run: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Started {
    /// The goal is too small, or too little is known: a plan without
    /// milestones that says so.
    Stopped(Box<Plan>),
    /// The brief was made, and nothing was kept.
    Framed(Box<Brief>),
    /// A run began.
    Begun {
        /// The run.
        stored_run: Box<StoredRun>,
        /// What the repository told and the goal file did not say.
        added: Option<Repo>,
    },
}

impl Workspace {
    /// Frames a problem and begins a run of it. `random` gives the last letters
    /// of ids.
    ///
    /// # Errors
    ///
    /// Returns an error if the target cannot be read or holds several goals, if
    /// the repository cannot be looked at, or if the store refuses.
    #[instrument(level = "debug", skip_all)]
    pub async fn start_review(&self, start: &Start<'_>, random: Random<'_>) -> Result<Started, AppError> {
        let run_context = &self.run_context().await?;
        let store = &run_context.store;
        let today = run_context.actor.clock.today();
        let (mut text, source, given) = match start.target {
            Target::Goal { text, source } => (text.to_owned(), source, None),
            Target::Brief { brief, source } => {
                (goal_text(brief, today, run_context.defaults.conventions)?, source, Some(brief))
            }
            Target::Stored(id) => (store.load(id).await?.goal_text().unwrap_or_default().to_owned(), None, None),
        };
        let earliest = if matches!(start.target, Target::Stored(_)) { Date::MIN } else { today };
        let mut goal_file = read_goal(source.unwrap_or("the brief"), &text, earliest)?.goal_file;
        let repository = match start.repository {
            Some(folder) => Some(scan_repository(&Git::new(&self.variables_for_git()), folder, &goal_file, given)?),
            None => None,
        };
        let added = repository.as_ref().and_then(|found| missing_repo(&goal_file, found, given));
        if let Some(repo) = &added {
            text = with_repo(&text, repo);
            goal_file = read_goal(source.unwrap_or("the brief"), &text, earliest)?.goal_file;
        }
        let rejected = match start.target {
            Target::Stored(id) => rejected(store, id).await?,
            Target::Goal { .. } | Target::Brief { .. } => match source {
                Some(source) => rejected_of_source(store, source).await?,
                None => Vec::new(),
            },
        };
        let options = Options {
            assume: start.assume,
            force: start.force,
            allow_many: true,
            defaults: run_context.defaults.clone(),
            ..Options::default()
        };
        let extra = ExtraContext { brief: given, repository: repository.as_ref(), rejected: &rejected };
        let mut framed = match frame(&goal_file, today, run_context.library, &options, extra)? {
            Framed::Ready(frame) => frame,
            Framed::Stopped(plan) => return Ok(Started::Stopped(plan)),
        };
        framed.brief.constraints.extend(start.constraints.iter().cloned());
        if start.dry_run {
            return Ok(Started::Framed(Box::new(framed.brief)));
        }
        let id = store_goal_file(run_context, start, &text, &goal_file, source, added.is_some(), random).await?;
        let (way, edition) = (start.way.clone(), run_context.prompts.edition());
        let stored_run = begin(store, run_context.actor, &id, way, framed.brief.to_markdown(), edition).await?;
        Ok(Started::Begun { stored_run: Box::new(stored_run), added })
    }
}

/// Keeps the goal file, unless it is kept as it is.
async fn store_goal_file(
    run_context: &RunContext<'_>,
    start: &Start<'_>,
    text: &str,
    goal_file: &GoalFile,
    source: Option<&str>,
    is_changed: bool,
    random: Random<'_>,
) -> Result<GoalFileId, AppError> {
    let how = match start.target {
        Target::Stored(id) if !is_changed => return Ok(id.clone()),
        Target::Stored(id) => AddAs::VersionOf(id.clone()),
        Target::Goal { .. } | Target::Brief { .. } => AddAs::BySource,
    };
    let file = NewGoalFile { text, goal_file, source };
    Ok(add(&run_context.store, run_context.actor, &file, &how, random).await?.id)
}

async fn rejected(store: &Store, id: &GoalFileId) -> Result<Vec<String>, AppError> {
    let ledger = store.load(id).await?.ledger;
    let why = |plan: &backcast_core::track::PlanRevision| match &plan.state {
        PlanState::Rejected(why) => Some(format!("revision {}: {why}", plan.revision)),
        _ => None,
    };
    Ok(ledger.plans.iter().filter_map(why).collect())
}

async fn rejected_of_source(store: &Store, source: &str) -> Result<Vec<String>, AppError> {
    match store.from_source(source).await?.first() {
        Some(known) => {
            let id = known.goal_file.clone();
            rejected(store, &id).await
        }
        None => Ok(Vec::new()),
    }
}

/// Looks at the repository, with the files that goal and brief name.
fn scan_repository(
    git: &Git<'_>,
    folder: &Path,
    goal_file: &GoalFile,
    given: Option<&Brief>,
) -> Result<Repository, AppError> {
    let of_goal = goal_file.circumstances.repo.iter().flat_map(|repo| repo.files.iter().cloned());
    let named: BTreeSet<String> = of_goal.chain(given.into_iter().flat_map(paths_in)).collect();
    scan(git, folder, &Vec::from_iter(named))
}

/// Names of a brief's scope that look like paths, each once and without those
/// of files that may hold secrets.
fn paths_in(brief: &Brief) -> impl Iterator<Item = String> {
    let words = brief.scope_in.iter().flat_map(|part| part.split([' ', ',', '`', '(', ')']));
    let mut seen = BTreeSet::new();
    let names = words.filter(|word| is_path(word) && !may_hold_secrets(word));
    names.filter(move |word| seen.insert(*word)).map(str::to_owned)
}

fn is_path(word: &str) -> bool {
    let has_extension = word.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty() && (1..=4).contains(&end.len()) && end.chars().all(char::is_alphanumeric)
    });
    word.len() > 2 && !word.contains("://") && (word.contains('/') || has_extension)
}

/// What the goal file does not say of the repository and was found there.
fn missing_repo(goal_file: &GoalFile, found: &Repository, given: Option<&Brief>) -> Option<Repo> {
    let stated = goal_file.circumstances.repo.as_ref();
    if stated.is_some_and(|repo| repo.verification.is_some()) {
        return None;
    }
    let files = stated.map_or_else(|| given.into_iter().flat_map(paths_in).collect(), |repo| repo.files.clone());
    Some(Repo { files, verification: found.verification().cloned() })
}

/// The goal file with a table `[repo]`; whatever else is in it stays as it is.
fn with_repo(text: &str, repo: &Repo) -> String {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text.to_owned() };
    let table = document.entry("repo").or_insert_with(|| Item::Table(Table::new()));
    let Some(table) = table.as_table_like_mut() else { return text.to_owned() };
    if !table.contains_key("files") {
        table.insert("files", value(repo.files.iter().collect::<Array>()));
    }
    if let Some(verification) = &repo.verification {
        let mut own = Table::new();
        own.insert("level", value(verification.level.as_str()));
        own.insert("command", value(verification.command.as_str()));
        if let Some(validates) = &verification.validates {
            own.insert("validates", value(validates.as_str()));
        }
        table.insert("verification", Item::Table(own));
    }
    document.to_string()
}

/// Titles longer than this are cut at a word.
const TITLE_CHARS_MAX: usize = 60;

/// A goal file as it is; of a brief, or of a goal in words, the goal file that
/// it makes. A text that says nothing, or far too much, stays as it is too:
/// whoever reads it as a goal file says so.
///
/// # Errors
///
/// As [`goal_text`].
pub fn goal_file(text: &str, today: Date, conventions: Conventions) -> Result<Cow<'_, str>, AppError> {
    if text.len() > GOAL_BYTES_MAX || is_goal_file(text) {
        return Ok(Cow::Borrowed(text));
    }
    if let Some(brief) = is_brief(text).then(|| read_brief(text)).filter(|brief| says_its_parts(brief, text)) {
        return goal_text(&brief, today, conventions).map(Cow::Owned);
    }
    Ok(goal_of_words(text).map_or(Cow::Borrowed(text), |goal| Cow::Owned(goal.to_toml())))
}

/// Whether a brief has a goal and parts under their own names; without them, a
/// heading is all that it shares with one.
fn says_its_parts(brief: &Brief, text: &str) -> bool {
    let names_goal = |line: &str| {
        let label = line.trim_start_matches(['#', '*', '-', ' ']).to_lowercase();
        label.starts_with("goal") || label.starts_with("objective")
    };
    let has_parts = !brief.constraints.is_empty()
        || !brief.success_criteria.is_empty()
        || !brief.scope_in.is_empty()
        || brief.verification.is_some();
    !brief.goal.is_empty() && (has_parts || text.lines().any(names_goal))
}

/// The goal file that a brief makes.
///
/// # Errors
///
/// Returns an error if the brief names a deadline that is over, or no clear
/// day: an assumed one in its place would be worse than none.
pub fn goal_text(brief: &Brief, today: Date, conventions: Conventions) -> Result<String, AppError> {
    let mut constraints = brief.constraints.clone();
    let mut deadline = None;
    if let Some(at) = constraints.iter().position(|line| deadline_named(line).is_some()) {
        let line = constraints.remove(at);
        deadline = day_of(deadline_named(&line).unwrap_or_default(), today, conventions)?;
    }
    let said = || {
        constraints.iter().find_map(|line| read_deadline(&format!("by {}", deadline_said(line)?), today, conventions))
    };
    let deadline = deadline.or_else(said);
    if let Some(deadline) = deadline.filter(|&day| day < today) {
        return Err(EngineError::DeadlinePast { goal: title_of(&brief.goal), deadline, today }.into());
    }
    let origin = brief.context.iter().find(|material| {
        let name = material.name.to_lowercase();
        ["start", "origin", "today", "now", "context"].iter().any(|part| name.contains(part))
    });
    let mut destination = brief.goal.clone();
    for criterion in &brief.success_criteria {
        destination = format!("{}. {criterion}", destination.trim_end_matches('.'));
    }
    let verification = brief.verification.as_ref().map(|verification| VerificationRecord {
        level: verification.level.as_str().to_owned(),
        command: verification.command.clone(),
        validates: verification.validates.clone(),
    });
    let files: Vec<String> = paths_in(brief).collect();
    let repo = (verification.is_some() || !files.is_empty()).then_some(RepoRecord { files, verification });
    let record = GoalRecord {
        title: title_of(&brief.goal),
        deadline: deadline.map(|day| day.to_string()),
        destination: Some(destination),
        origin: origin.map(|material| material.text.clone()),
        constraints,
        repo,
        ..GoalRecord::default()
    };
    Ok(record.to_toml())
}

/// The day of a deadline; `None` if it is said that there is none.
fn day_of(text: &str, today: Date, conventions: Conventions) -> Result<Option<Date>, AppError> {
    const NONE: [&str; 8] = ["", "none", "no", "open", "flexible", "unknown", "tbd", "not"];
    let first = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    if NONE.contains(&first.to_lowercase().as_str()) {
        return Ok(None);
    }
    let day = read_deadline(text, today, conventions).ok_or_else(|| AppError::DeadlineUnclear(text.to_owned()))?;
    Ok(Some(day))
}

fn title_of(goal: &str) -> String {
    let first = goal.split(['.', ';', '\n']).next().unwrap_or(goal).trim();
    let mut title = String::new();
    for word in first.split_whitespace() {
        if !title.is_empty() && title.chars().count() + word.chars().count() >= TITLE_CHARS_MAX {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    if title.is_empty() { "Goal".into() } else { title }
}

/// The milestones of a plan of any origin, to be criticized by rules.
#[must_use]
pub fn milestones_of(plan: &PastPlan) -> Vec<DraftMilestone> {
    let milestone = |past: &backcast_core::PastMilestone| DraftMilestone {
        id: past.id.clone(),
        name: past.name.clone(),
        statement: past.statement.clone(),
        criteria: past.criteria.clone(),
        depends_on: past.depends_on.clone(),
        effort: past.planned.unwrap_or_else(|| EffortRange::exactly(Effort::ZERO)),
        waiting_days: past.waiting_days,
        risk: past.risk.as_deref().and_then(risk_named).unwrap_or_default(),
        slow_reason: past.slow_reason.clone(),
        value: past.value.clone(),
        abort_point: past.abort_point.clone(),
        files: past.files.clone(),
        placing: past.placing,
        ..DraftMilestone::default()
    };
    plan.milestones.iter().map(milestone).collect()
}

fn risk_named(text: &str) -> Option<Risk> {
    Risk::ALL.into_iter().find(|risk| risk.as_str().eq_ignore_ascii_case(text.trim()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 26);

    #[test]
    fn a_brief_makes_a_goal_file_that_says_the_same() {
        let text = "**Goal:** Move the session store to Postgres without losing a login. It has to be quick.\n\
                    **Scope:**\n- In: `internal/session/store.go`, migrations/; the admin page\n- Out: billing\n\
                    **Constraints:**\n- 8 hours a week\n- Deadline: 2026-12-01\n\
                    **Success Criteria:**\n- 0 lost sessions in the soak test\n\
                    **Verification Strategy:**\n- **Level:** integration\n- **Command:** `make test-integration`\n";
        let brief = read_brief(text);
        let goal =
            read_goal("brief", &goal_text(&brief, TODAY, Conventions::default()).expect("a clear day"), Date::MIN)
                .expect("a sound goal file")
                .goal_file;
        assert_eq!(goal.title, "Move the session store to Postgres without losing a login");
        let repo = goal.circumstances.repo.expect("a repository");
        assert_eq!(repo.files, ["internal/session/store.go", "migrations/"]);
        assert_eq!(repo.verification.expect("named").command, "make test-integration");
        assert_eq!(goal.goals[0].deadline, Some(date(2026, 12, 1)));
        assert_eq!(goal.circumstances.constraints, ["8 hours a week"]);
    }

    #[test]
    fn goal_files_briefs_and_words_are_told_apart() {
        let goal = |text: &str| goal_file(text, TODAY, Conventions::default()).expect("clear").into_owned();
        for text in ["# my goal\ntitle = 'X'\n", "title = \n", "", " \n"] {
            assert_eq!(goal(text), text);
        }
        let brief = goal("# Problem brief\n**Goal:** Move the shop\n**Constraints:**\n- Deadline: 2027-03-31\n");
        assert!(brief.contains("title = \"Move the shop\"") && brief.contains("deadline = \"2027-03-31\""), "{brief}");
        let words = goal("# Move the shop\n\nWe move by March 2027.\n\nNo work on Sundays.\n");
        assert!(words.contains("destination = \"We move by March 2027.\""), "{words}");
        assert!(words.contains("constraints = [\"No work on Sundays.\"]"), "{words}");
    }

    #[test]
    fn a_deadline_that_is_not_clear_is_not_replaced() {
        let text = |deadline: &str| {
            let text = format!("**Goal:** Move\n**Constraints:**\n- Deadline: {deadline}\n");
            goal_text(&read_brief(&text), TODAY, Conventions::default())
        };
        assert!(matches!(text("03/04/2027"), Err(AppError::DeadlineUnclear(said)) if said == "03/04/2027"));
        assert!(matches!(text("May 2, 2026"), Err(AppError::Engine(EngineError::DeadlinePast { .. }))));
        assert!(!text("none, it is for fun").expect("clear").contains("deadline"));
        let said = read_brief("**Goal:** Move\n**Constraints:**\n- Must be live by 15 February\n");
        assert!(goal_text(&said, TODAY, Conventions::default()).expect("clear").contains("deadline = \"2027-02-15\""));
        let said = read_brief("**Goal:** Move\n**Constraints:**\n- done by May\n- by the board\n");
        assert!(goal_text(&said, TODAY, Conventions::default()).expect("clear").contains("deadline = \"2027-05-31\""));
        assert!(text("April 3, 2027").expect("clear").contains("deadline = \"2027-04-03\""));
    }

    #[test]
    fn what_the_repository_tells_is_added_and_nothing_else_changes() {
        let text = "# mine\ntitle = 'X'   # short\n";
        let repo = Repo { files: vec!["a.rs".into()], verification: None };
        let with = with_repo(text, &repo);
        assert!(with.starts_with(text), "{with}");
        assert_eq!(read_goal("x", &with, Date::MIN).expect("sound").goal_file.circumstances.repo, Some(repo));
    }
}
