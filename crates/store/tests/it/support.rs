//! Stores to test with: a fresh file of SQLite, and a fresh database on the
//! server that `BACKCAST_TEST_POSTGRES` names (`cargo xtask test` starts one).

use std::sync::atomic::{AtomicU32, Ordering};

use backcast_core::track::{EventKind, Progress, ProposalOrigin};
use backcast_core::{Effort, GoalFileId, GoalId, MilestoneId};
use backcast_document::{content_hash, plan_hash_holds};
use backcast_store::{Location, Stamp, Store, StoreError, Stored};
use jiff::Timestamp;
use jiff::civil::date;
use tempfile::TempDir;

/// Runs a test on both engines.
pub(crate) fn on_both(test: impl AsyncFn(&mut Fixture)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        test(&mut Fixture::sqlite().await).await;
        match Fixture::postgres().await {
            Some(mut fixture) => test(&mut fixture).await,
            None => println!("SKIPPED on PostgreSQL: BACKCAST_TEST_POSTGRES names no server"),
        }
    });
}

/// A store of its own, which goes away with the test.
pub(crate) struct Fixture {
    pub(crate) location: Location,
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
}

impl Fixture {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let location = Location::File(folder.path().join("goals.db"));
        let store = Store::open(&location, folder.path()).await.expect("opens");
        Fixture { location, folder, store }
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let location = empty_database().await?;
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&location, folder.path()).await.expect("opens");
        Some(Fixture { location, folder, store })
    }

    /// A second connection to the same store.
    pub(crate) async fn another(&self) -> Store {
        Store::open(&self.location, self.folder.path()).await.expect("opens again")
    }
}

/// A new, empty database on the test server.
pub(crate) async fn empty_database() -> Option<Location> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("BACKCAST_TEST_POSTGRES").ok()?;
    let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    sqlx::any::install_default_drivers();
    let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(&format!("{server}/postgres"))
        .await
        .expect("the test server answers");
    let sql = format!("CREATE DATABASE {name}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("a database is made");
    Some(Location::Server(format!("{server}/{name}").into()))
}

/// A goal file with one goal.
pub(crate) const GOAL: &str =
    "title = 'Book'\ndestination = 'A book of 200 pages.'\ndeadline = 2026-12-01\nhours_per_week = 6\n";

/// A plan of two milestones, the second after the first.
pub(crate) fn plan() -> String {
    let milestone = |id: &str, name: &str, after: &[&str], start: &str, due: &str| {
        serde_json::json!({
            "id": id, "name": name, "goal": "", "success_criteria": ["first", "second"], "depends_on": after,
            "start": start, "due": due, "due_latest": due, "effort_hours": 6, "effort": {"low": 4, "likely": 6, "high": 9},
            "risk": "low", "parallel": false, "due_earliest": due, "slack_days": 0, "critical": true,
            "placed": "first_day", "weight": 2, "claim": {"source": "", "why": "", "basis": ""},
        })
    };
    let mut plan = serde_json::json!({
        "schema": "backcast.plan/1", "goal": "Book", "title": "Book", "kind": "project", "today": "2026-03-02",
        "milestones": [
            milestone("M1", "Outline", &[], "2026-03-02", "2026-03-09"),
            milestone("M2", "Draft", &["M1"], "2026-03-09", "2026-03-16"),
        ],
        "hash": "",
    });
    let blank = format!("{}\n", serde_json::to_string_pretty(&plan).expect("JSON"));
    plan["hash"] = content_hash(&blank).as_str().into();
    let text = format!("{}\n", serde_json::to_string_pretty(&plan).expect("JSON"));
    assert!(plan_hash_holds(&text));
    text
}

pub(crate) fn stamp(second: i64) -> Stamp {
    Stamp { at: Timestamp::from_second(1_772_442_000 + second).expect("in range"), by: "ann".into() }
}

pub(crate) fn goal_set() -> EventKind {
    let goals = vec![(GoalId::new("book-7k2f"), GoalId::new("goal"))];
    EventKind::GoalSet { revision: 1, document: content_hash(GOAL), source: None, goals }
}

pub(crate) fn proposed() -> EventKind {
    let text = plan();
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    EventKind::Proposed {
        revision: 1,
        parent: None,
        document: content_hash(&text),
        hash: backcast_core::track::ContentHash::new(value["hash"].as_str().expect("a hash")),
        goal_revision: 1,
        origin: ProposalOrigin::Planner,
    }
}

pub(crate) fn approved() -> EventKind {
    let EventKind::Proposed { hash, .. } = proposed() else { unreachable!() };
    EventKind::Approved { revision: 1, hash, consent: None }
}

pub(crate) fn progress(id: &str, what: Progress) -> EventKind {
    EventKind::Progress { milestone: MilestoneId::new(id), on: date(2026, 3, 3), what }
}

pub(crate) fn logged(minutes: u32) -> EventKind {
    progress("M1", Progress::Logged { effort: Effort::from_minutes(minutes), note: None })
}

/// A book with an approved plan.
pub(crate) async fn book(store: &Store) -> Result<Stored, StoreError> {
    let fresh = Stored::new(GoalFileId::new("book-7k2f"));
    let documents = [GOAL.to_owned(), plan()];
    store.append(fresh, &[goal_set(), proposed(), approved()], &documents, &stamp(0)).await
}
