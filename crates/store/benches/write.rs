//! How long a write takes at the end of a log, by the length of the log: it
//! should not matter. `whole_log` is what a write would have to read without
//! snapshots.

use backcast_core::track::{ContentHash, EventKind, Ledger, Progress, ProposalOrigin};
use backcast_core::{Effort, GoalFileId, GoalId, MilestoneId};
use backcast_document::content_hash;
use backcast_store::{Location, Stamp, Store, Stored};
use divan::Bencher;
use jiff::Timestamp;
use jiff::civil::date;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const LENGTHS: [u64; 3] = [40, 1_500, 10_000];
const GOAL: &str = "title = 'Book'\ndestination = 'A book of 200 pages.'\ndeadline = 2026-12-01\nhours_per_week = 6\n";

/// A plan of ten milestones, each after the one before.
fn plan() -> String {
    let milestone = |number: u32| {
        let after: Vec<String> = (1..number).last().map(|before| format!("M{before}")).into_iter().collect();
        serde_json::json!({
            "id": format!("M{number}"), "name": format!("Part {number}"), "goal": "It stands",
            "success_criteria": ["20 pages written", "Read by 2 people"], "depends_on": after,
            "start": "2026-03-02", "due": "2026-03-09", "due_latest": "2026-03-09", "effort_hours": 6,
            "effort": {"low": 4, "likely": 6, "high": 9}, "risk": "low", "due_earliest": "2026-03-09",
            "critical": true, "placed": "first_day", "weight": 2,
        })
    };
    let milestones: Vec<serde_json::Value> = (1..=10).map(milestone).collect();
    serde_json::json!({
        "schema": "backcast.plan/1", "goal": "Book", "title": "Book", "kind": "project", "today": "2026-03-02",
        "milestones": milestones, "hash": "0",
    })
    .to_string()
}

fn main() {
    divan::main();
}

/// A store with one log of this length, in a folder of its own.
struct Fixture {
    runtime: Runtime,
    store: Store,
    id: GoalFileId,
    _folder: TempDir,
}

fn stamp() -> Stamp {
    Stamp { at: Timestamp::UNIX_EPOCH, by: "ann".into() }
}

fn logged(day: i64) -> EventKind {
    let on = date(2026, 3, 2).saturating_add(jiff::Span::new().days(day % 400));
    let what = Progress::Logged { effort: Effort::from_minutes(30), note: None };
    EventKind::Progress { milestone: MilestoneId::new("M1"), on, what }
}

impl Fixture {
    fn new(length: u64) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let id = GoalFileId::new("book-7k2f");
        let store = runtime.block_on(async {
            let store = Store::open(&Location::File(folder.path().join("goals.db")), folder.path()).await?;
            let hash = ContentHash::new("0");
            let plan = plan();
            let document = content_hash(&plan);
            let begun = [
                EventKind::GoalSet {
                    revision: 1,
                    document: content_hash(GOAL),
                    source: None,
                    goals: vec![(GoalId::new("book-7k2f"), GoalId::new("goal"))],
                },
                EventKind::Proposed {
                    revision: 1,
                    parent: None,
                    document,
                    hash: hash.clone(),
                    goal_revision: 1,
                    origin: ProposalOrigin::Planner,
                },
                EventKind::Approved { revision: 1, hash, consent: None },
            ];
            let documents = [GOAL.to_owned(), plan];
            let mut stored = store.append(Stored::new(id.clone()), &begun, &documents, &stamp()).await?;
            // In one command up to the last few: what is measured is the end.
            let until = i64::try_from(length).unwrap_or(i64::MAX) - 10;
            let most: Vec<EventKind> = (3..until).map(logged).collect();
            stored = store.append(stored, &most, &[], &stamp()).await?;
            for day in until..until + 10 {
                stored = store.append(stored, &[logged(day)], &[], &stamp()).await?;
            }
            // The first write behind so long a command takes the snapshot anew.
            store.rebuild().await?;
            Ok::<_, backcast_store::StoreError>(store)
        });
        Fixture { runtime, store: store.expect("kept"), id, _folder: folder }
    }
}

/// What an everyday command does: it reads the goals, and writes one event.
#[divan::bench(args = LENGTHS, sample_count = 50, sample_size = 1)]
fn write(bencher: Bencher<'_, '_>, length: u64) {
    let fixture = Fixture::new(length);
    bencher.bench_local(|| {
        fixture.runtime.block_on(async {
            let stored = fixture.store.load(&fixture.id).await?;
            fixture.store.append(stored, &[logged(1)], &[], &stamp()).await
        })
    });
}

#[divan::bench(args = LENGTHS, sample_count = 50, sample_size = 1)]
fn load(bencher: Bencher<'_, '_>, length: u64) {
    let fixture = Fixture::new(length);
    bencher.bench_local(|| fixture.runtime.block_on(fixture.store.load(&fixture.id)));
}

/// What a load did before there were snapshots, without the documents.
#[divan::bench(args = LENGTHS, sample_count = 20, sample_size = 1)]
fn whole_log(bencher: Bencher<'_, '_>, length: u64) {
    let fixture = Fixture::new(length);
    bencher.bench_local(|| {
        let events = fixture.runtime.block_on(fixture.store.events(&fixture.id, ..)).expect("read");
        Ledger::replay(&events)
    });
}
