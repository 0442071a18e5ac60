//! What every engine has to do alike.

use backcast_core::track::{Change, Ledger, Progress};
use backcast_core::{Effort, FinishedWork, HOURS, MilestoneId, PortfolioId};
use backcast_document::content_hash;
use backcast_store::{FaultKind, GoalState, Location, Store, StoreError, Stored};
use jiff::civil::date;

use super::support::{Fixture, book, logged, on_both, progress, proposed, stamp};

#[test]
fn what_is_appended_comes_back() {
    on_both(async |fixture| {
        let written = book(&fixture.store).await.expect("appended");
        let other = fixture.another().await;
        let read = other.load(&written.id).await.expect("loaded");
        assert_eq!(read, written);
        assert_eq!(read.ledger.approved().map(|plan| plan.revision), Some(1));
    });
}

#[test]
fn stale_writes_are_refused_with_what_came_in_between() {
    on_both(async |fixture| {
        let before = book(&fixture.store).await.expect("appended");
        let other = fixture.another().await;
        other.append(before.clone(), &[logged(30)], &[], &stamp(1)).await.expect("appended");
        let stale = fixture.store.append(before, &[logged(60)], &[], &stamp(2)).await.expect_err("stale");
        let StoreError::Stale { expected: 3, found: 4, since, .. } = stale else { panic!("{stale}") };
        assert_eq!(since.len(), 1);
        let now = other.load(&PortfolioId::new("book-7k2f")).await.expect("loaded");
        assert_eq!(now.ledger.track(&MilestoneId::new("M1")).logged(), Effort::from_minutes(30));
    });
}

#[test]
fn an_id_is_given_once() {
    on_both(async |fixture| {
        book(&fixture.store).await.expect("appended");
        let again = book(&fixture.store).await.expect_err("taken");
        assert!(matches!(again, StoreError::Stale { expected: 0, .. }), "{again}");
    });
}

#[test]
fn what_can_be_done_follows_from_the_log() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        let store = &fixture.store;
        let ready = |rows: Vec<backcast_store::MilestoneRow>| -> Vec<String> {
            rows.into_iter().map(|row| row.id.to_string()).collect()
        };
        let day = date(2026, 3, 3);
        assert_eq!(ready(store.ready(day, 9).await.expect("read")), ["M1"]);
        let done = progress("M1", Progress::Done { open: Vec::new() });
        let after = store.append(stored, &[logged(90), done], &[], &stamp(1)).await.expect("appended");
        assert_eq!(ready(store.ready(day, 9).await.expect("read")), ["M2"]);
        assert_eq!(store.count_ready(day).await.expect("read"), 1);
        let goal = store.goals().await.expect("read").remove(0);
        assert_eq!((goal.n_done, goal.n_milestones, goal.state), (1, 2, GoalState::Active));
        assert_eq!(goal.logged, Effort::from_minutes(90));
        assert_eq!(store.work_between(day, day).await.expect("read")[0].effort, Effort::from_minutes(90));
        assert_eq!(store.done_between(day, day).await.expect("read").len(), 1);
        // Undoing the batch takes the hours and the end back.
        let undone = Change::Undone { batch: after.events[3].batch };
        store.append(after, &[undone], &[], &stamp(2)).await.expect("appended");
        assert_eq!(ready(store.ready(day, 9).await.expect("read")), ["M1"]);
        assert!(store.work_between(day, day).await.expect("read").is_empty());
        assert_eq!(store.check().await.expect("checked"), []);
    });
}

#[test]
fn undoing_an_approval_brings_back_the_plan_before() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        let Change::Proposed { document, hash, origin, .. } = proposed() else { unreachable!() };
        let second =
            Change::Proposed { revision: 2, parent: Some(1), document, hash: hash.clone(), goal_revision: 1, origin };
        let approve = Change::Approved { revision: 2, hash };
        let after = fixture.store.append(stored, &[second, approve], &[], &stamp(1)).await.expect("appended");
        // Loaded by another process, which never read the first plan.
        let fresh = fixture.another().await.load(&after.id).await.expect("loaded");
        let undone = Change::Undone { batch: 4 };
        let after = fixture.store.append(fresh, &[undone], &[], &stamp(2)).await.expect("appended");
        assert_eq!(after.ledger.approved().map(|plan| plan.revision), Some(1));
        assert_eq!(after.ledger.next_plan_revision(), 3);
    });
}

#[test]
fn goals_are_found_by_the_beginning_of_their_id() {
    on_both(async |fixture| {
        book(&fixture.store).await.expect("appended");

        for (prefix, found) in [("book", 1), ("book-7k2f", 1), ("", 1), ("bok", 0), ("%", 0), ("b_ok", 0)] {
            assert_eq!(fixture.store.matches(prefix).await.expect("read").len(), found, "{prefix}");
        }
        assert_eq!(fixture.store.last_changed_by("ann", 5).await.expect("read").len(), 1);
        assert!(fixture.store.last_changed_by("bob", 5).await.expect("read").is_empty());
    });
}

#[test]
fn exports_move_between_engines_without_loss() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        fixture.store.append(stored, &[logged(45)], &[], &stamp(1)).await.expect("appended");
        let export = fixture.store.export().await.expect("exported");
        let there = Fixture::sqlite().await;
        let imported = there.store.import(&export).await.expect("imported");
        assert_eq!(imported.added.len(), 1);
        assert_eq!(there.store.export().await.expect("exported"), export);
        assert_eq!(there.store.check().await.expect("checked"), []);
        assert_eq!(there.store.import(&export).await.expect("imported").unchanged.len(), 1);
        if let Some(server) = Fixture::postgres().await {
            server.store.import(&export).await.expect("imported");
            assert_eq!(server.store.export().await.expect("exported"), export);
        }
    });
}

#[test]
fn imports_carry_logs_on_and_refuse_other_histories() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        let early = fixture.store.export().await.expect("exported");
        fixture.store.append(stored.clone(), &[logged(45)], &[], &stamp(1)).await.expect("appended");
        let later = fixture.store.export().await.expect("exported");
        let there = Fixture::sqlite().await;
        there.store.import(&early).await.expect("imported");
        assert_eq!(there.store.import(&later).await.expect("imported").extended.len(), 1);
        assert_eq!(there.store.export().await.expect("exported"), later);
        let elsewhere = Fixture::sqlite().await;
        elsewhere.store.import(&early).await.expect("imported");
        elsewhere.store.append(stored, &[logged(20)], &[], &stamp(1)).await.expect("appended");
        let diverged = elsewhere.store.import(&later).await.expect_err("another history");
        assert!(matches!(diverged, StoreError::Diverged(_)), "{diverged}");
    });
}

#[test]
fn check_finds_what_somebody_did_to_the_database_and_rebuild_mends_lists() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        fixture.store.append(stored, &[logged(45)], &[], &stamp(-9000)).await.expect("appended");
        let kinds =
            |faults: Vec<backcast_store::Fault>| -> Vec<FaultKind> { faults.iter().map(|fault| fault.kind).collect() };
        assert_eq!(kinds(fixture.store.check().await.expect("checked")), [FaultKind::ClockJumped]);
        meddle(fixture, "UPDATE milestone SET standing = 'done'").await;
        assert!(kinds(fixture.store.check().await.expect("checked")).contains(&FaultKind::ProjectionStale));
        assert_eq!(fixture.store.rebuild().await.expect("rebuilt"), 1);
        assert_eq!(kinds(fixture.store.check().await.expect("checked")), [FaultKind::ClockJumped]);
        meddle(fixture, "UPDATE document SET body = replace(body, 'Outline', 'Online')").await;
        let kinds_now = kinds(fixture.store.check().await.expect("checked"));
        assert!(
            kinds_now.contains(&FaultKind::DocumentWrong) && kinds_now.contains(&FaultKind::ApprovalBroken),
            "{kinds_now:?}"
        );
        meddle(fixture, "DELETE FROM event WHERE number = 2").await;
        assert!(kinds(fixture.store.check().await.expect("checked")).contains(&FaultKind::LogBroken));
    });
}

async fn meddle(fixture: &Fixture, sql: &'static str) {
    let url = match &fixture.location {
        Location::File(path) => format!("sqlite://{}", path.display()),
        Location::Server(url) => url.clone(),
    };
    let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(&url).await.expect("connects");
    sqlx::raw_sql(sql).execute(&mut connection).await.expect("meddled");
    sqlx::Connection::close(connection).await.expect("closed");
}

#[test]
fn dry_runs_write_nothing() {
    on_both(async |fixture| {
        let pretended = book(&fixture.store.for_dry_run()).await.expect("worked out");
        assert_eq!(pretended.ledger.version, 3);
        assert!(matches!(fixture.store.load(&pretended.id).await, Err(StoreError::Unknown(_))));
    });
}

#[test]
fn writers_at_once_lose_nothing() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        let id = stored.id.clone();
        let threads: Vec<_> = (0..4)
            .map(|n| {
                let (location, folder, id) = (fixture.location.clone(), fixture.folder.path().to_owned(), id.clone());
                std::thread::spawn(move || {
                    let runtime =
                        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                    runtime.block_on(async {
                        let store = Store::open(&location, &folder).await.expect("opens");
                        for at in 0..10 {
                            while let Err(error) = one_minute(&store, &id, n * 100 + at).await {
                                assert!(matches!(error, StoreError::Stale { .. }), "{error}");
                            }
                        }
                    });
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
        let now = fixture.store.load(&id).await.expect("loaded");
        assert_eq!(now.ledger.track(&MilestoneId::new("M1")).logged(), Effort::from_minutes(40));
        assert_eq!(Ledger::replay(&now.events), now.ledger);
        assert_eq!(
            fixture.store.check().await.expect("checked").iter().filter(|fault| !fault.kind.is_harmless()).count(),
            0
        );
    });
}

async fn one_minute(store: &Store, id: &PortfolioId, second: i64) -> Result<Stored, StoreError> {
    let stored = store.load(id).await?;
    store.append(stored, &[logged(1)], &[], &stamp(second)).await
}

#[test]
fn events_of_newer_versions_are_named_and_not_lost() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        meddle(fixture, "UPDATE event SET body = '{\"kind\": \"teleported\"}' WHERE number = 3").await;
        let error = fixture.store.load(&stored.id).await.expect_err("unknown kind");
        assert!(error.to_string().contains("event 3"), "{error}");
        assert_eq!(fixture.store.check().await.expect("checked").len(), 1);
    });
}

#[test]
fn finished_work_is_kept_renewed_exported_and_forgotten() {
    on_both(async |fixture| {
        let piece = |id: &str, actual: f64| FinishedWork {
            person: "ann".into(),
            source: "work.csv".into(),
            id: id.into(),
            category: "writing/prose".into(),
            project: "book".into(),
            estimate: 2.5,
            actual,
            unit: HOURS.into(),
            started_on: None,
            done_on: date(2026, 3, 3),
        };
        let store = &fixture.store;
        assert_eq!(store.add_finished(&[piece("a", 3.125), piece("b", 0.0)]).await.expect("added"), 2);
        assert_eq!(store.add_finished(&[piece("a", 4.0)]).await.expect("added"), 0);
        let kept = store.finished(Some("ann")).await.expect("read");
        assert_eq!(kept, [piece("a", 4.0), piece("b", 0.0)]);
        assert_eq!(store.finished(Some("bob")).await.expect("read"), []);
        let export = store.export().await.expect("exported");
        assert_eq!(export.finished.len(), 2);
        assert_eq!(store.forget_finished("ann", "work.csv").await.expect("forgotten"), 2);
        store.import(&export).await.expect("imported");
        assert_eq!(store.finished(None).await.expect("read"), kept);
    });
}

#[test]
fn reached_milestones_with_measured_work_are_finished_work() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        let store = &fixture.store;
        assert_eq!(store.finished_milestones().await.expect("read"), []);
        let done = progress("M1", Progress::Done { open: Vec::new() });
        store.append(stored, &[logged(90), done], &[], &stamp(1)).await.expect("appended");
        let finished = store.finished_milestones().await.expect("read");
        assert_eq!((finished.len(), finished[0].actual, finished[0].estimate), (1, 1.5, 6.0));
        assert_eq!(finished[0].id, "book-7k2f/M1");
    });
}

#[test]
fn reviews_are_kept_step_by_step_and_exported() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        let store = &fixture.store;
        let answer = "an answer".to_owned();
        let run = store.begin_review(&stored.id, "{\"step\":1}", &[], &stamp(0)).await.expect("begun");
        assert_eq!((run.id.as_str(), run.number), ("book-7k2f.1", 1));
        let documents = std::slice::from_ref(&answer);
        store.append_review_steps(&run.id, 2, &["{\"step\":2}".into()], documents, &stamp(1)).await.expect("kept");
        // Whoever was slower with a step hears so, and nothing of theirs is kept.
        let late =
            store.append_review_steps(&run.id, 2, &["{\"late\":2}".into()], &["late".to_owned()], &stamp(2)).await;
        assert!(matches!(late, Err(StoreError::StepTaken { number: 2, .. })), "{late:?}");
        assert!(store.document(&content_hash("late")).await.is_err());
        let again = store.begin_review(&stored.id, "{\"step\":1}", &[], &stamp(3)).await.expect("begun");
        assert_eq!(again.id, "book-7k2f.2");
        let steps = store.review_steps(&run.id).await.expect("read");
        assert_eq!(steps.iter().map(|step| step.body.as_str()).collect::<Vec<_>>(), ["{\"step\":1}", "{\"step\":2}"]);
        assert_eq!(store.document(&content_hash(&answer)).await.expect("kept"), answer);
        assert_eq!(store.review_runs(None).await.expect("read"), [run.clone(), again]);

        let export = store.export().await.expect("exported");
        let elsewhere = tempfile::tempdir().expect("a folder");
        let location = Location::File(elsewhere.path().join("goals.db"));
        let other = Store::open(&location, elsewhere.path()).await.expect("opens");
        for _ in 0..2 {
            other.import(&export).await.expect("imported");
            assert_eq!(other.export().await.expect("exported"), export);
        }
        assert_eq!(other.review_steps(&run.id).await.expect("read"), steps);
        assert_eq!(other.check().await.expect("checked"), []);
    });
}
