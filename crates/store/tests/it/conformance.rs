//! What every engine has to do alike.

use std::collections::BTreeSet;

use backcast_core::track::{Consent, Door, EventKind, Ledger, Progress, Proof};
use backcast_core::{Effort, FinishedWork, GoalFileId, GoalId, HOURS, MilestoneId};
use backcast_document::content_hash;
use backcast_store::{
    ApprovalToken, CalendarRow, FaultKind, GoalState, Location, Store, StoreError, Stored, WorkspaceId,
};
use jiff::civil::date;

use super::support::{Fixture, GOAL, approved, book, goal_set, logged, on_both, plan, progress, proposed, stamp};

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
fn goals_read_together_are_those_read_one_by_one() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let book = book(store).await.expect("appended");
        let mut ids = BTreeSet::from([book.id.clone()]);
        for name in ["a", "b"] {
            let id = GoalFileId::new(name);
            let set = EventKind::GoalSet {
                revision: 1,
                document: content_hash(super::support::GOAL),
                source: None,
                goals: vec![(GoalId::new(name), GoalId::new("goal"))],
            };
            let documents = [super::support::GOAL.to_owned()];
            store.append(Stored::new(id.clone()), &[set], &documents, &stamp(0)).await.expect("appended");
            ids.insert(id);
        }
        // Long enough for a state to be kept, with events behind it.
        for second in 1..70 {
            one_minute(store, &book.id, second).await.expect("logged");
        }
        let check = async || {
            let together = store.load_all(&ids).await.expect("read");
            assert_eq!(together.iter().map(|stored| &stored.id).collect::<Vec<_>>(), ids.iter().collect::<Vec<_>>());
            for stored in together {
                assert_eq!(store.load(&stored.id).await.expect("read"), stored);
            }
        };
        check().await;
        // A kept state that nobody can read is passed over.
        meddle(fixture, "UPDATE snapshot SET body = 'x'").await;
        check().await;
        ids.insert(GoalFileId::new("nobody"));
        assert!(matches!(store.load_all(&ids).await, Err(StoreError::Unknown(_))));
    });
}

#[test]
fn calendar_rows_are_kept_however_many_they_are() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let row = |number: usize, body: Option<&str>| CalendarRow {
            target: String::new(),
            item: format!("item-{number:04}"),
            body: body.map(str::to_owned),
        };
        let first: Vec<CalendarRow> = (0..501).map(|number| row(number, Some("1"))).collect();
        store.save_calendar_rows(first.clone()).await.expect("kept");
        assert_eq!(store.calendar_rows("").await.expect("read"), first);
        // Of the same item the last row counts.
        let rows = [row(3, Some("2")), row(3, Some("3")), row(4, Some("2")), row(4, None), row(5, None)];
        store.save_calendar_rows(rows).await.expect("kept");
        let read = store.calendar_rows("").await.expect("read");
        assert_eq!((read.len(), read[3].body.as_deref()), (499, Some("3")));
        let far_apart = (0..130).map(|number| row(number % 100, Some(if number < 100 { "4" } else { "5" })));
        store.save_calendar_rows(far_apart).await.expect("kept");
        let read = store.calendar_rows("").await.expect("read");
        assert_eq!((read[29].body.as_deref(), read[30].body.as_deref()), (Some("5"), Some("4")));
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
        let now = other.load(&GoalFileId::new("book-7k2f")).await.expect("loaded");
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
        let undone = EventKind::Undone { batch: 4 };
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
        let EventKind::Proposed { document, hash, origin, .. } = proposed() else { unreachable!() };
        let second = EventKind::Proposed {
            revision: 2,
            parent: Some(1),
            document,
            hash: hash.clone(),
            goal_revision: 1,
            origin,
        };
        let approve = EventKind::Approved { revision: 2, hash, consent: None };
        let after = fixture.store.append(stored, &[second, approve], &[], &stamp(1)).await.expect("appended");
        // Loaded by another process, which never read the first plan.
        let fresh = fixture.another().await.load(&after.id).await.expect("loaded");
        let undone = EventKind::Undone { batch: 4 };
        let after = fixture.store.append(fresh, &[undone], &[], &stamp(2)).await.expect("appended");
        assert_eq!(after.ledger.approved().map(|plan| plan.revision), Some(1));
        assert_eq!(after.ledger.next_plan_revision(), 3);
    });
}

/// A token with this name, good for a minute.
fn token(name: &str) -> ApprovalToken {
    ApprovalToken {
        hash: content_hash(name),
        question: content_hash("approve book-7k2f@1"),
        consent: Consent { by: "ann".into(), door: Door::Terminal, proof: Proof::Answer },
        expires_at: stamp(60).at,
        is_used: false,
    }
}

#[test]
fn a_token_is_used_up_with_its_decision_or_not_at_all() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let token = token("secret");
        store.keep_approval_token(&token, stamp(0).at).await.expect("kept");
        assert_eq!(store.approval_token(&token.hash).await.expect("read"), Some(token.clone()));
        let other = store.in_workspace(WorkspaceId::new("team"));
        assert_eq!(other.approval_token(&token.hash).await.expect("read"), None);
        let fresh = Stored::new(GoalFileId::new("book-7k2f"));
        let before = store.append(fresh, &[goal_set(), proposed()], &[GOAL.to_owned(), plan()], &stamp(0)).await;
        let before = before.expect("appended");
        // Whoever decides on what is no more uses nothing up, and a dry run neither.
        let stale = Stored { ledger: Ledger { version: 1, ..before.ledger.clone() }, ..before.clone() };
        let use_up = async |store: &Store, before: &Stored| {
            store.append_with_token(before.clone(), &[approved()], &[], &stamp(1), &token.hash).await
        };
        assert!(matches!(use_up(store, &stale).await, Err(StoreError::Stale { .. })));
        use_up(&store.for_dry_run(), &before).await.expect("worked out");
        assert_eq!(store.approval_token(&token.hash).await.expect("read"), Some(token.clone()));
        let after = use_up(store, &before).await.expect("decided");
        assert!(store.approval_token(&token.hash).await.expect("read").is_some_and(|token| token.is_used));
        assert!(matches!(use_up(store, &after).await, Err(StoreError::TokenUsed)));
        assert_eq!(store.load(&after.id).await.expect("loaded").ledger.version, 3, "nothing was written with it");
    });
}

#[test]
fn old_tokens_are_forgotten() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let (old, new) = (token("old"), token("new"));
        store.keep_approval_token(&old, stamp(0).at).await.expect("kept");
        store.keep_approval_token(&new, stamp(86_400 * 40).at).await.expect("kept");
        assert_eq!(store.approval_token(&old.hash).await.expect("read"), None);
        assert!(store.approval_token(&new.hash).await.expect("read").is_some());
    });
}

#[test]
fn goals_are_found_by_the_beginning_of_their_id() {
    on_both(async |fixture| {
        book(&fixture.store).await.expect("appended");

        for (prefix, found) in [("book", 1), ("book-7k2f", 1), ("", 1), ("bok", 0), ("%", 0), ("b_ok", 0)] {
            assert_eq!(fixture.store.matches(prefix).await.expect("read").len(), found, "{prefix}");
        }
        assert_eq!(fixture.store.last_written_by("ann").await.expect("read").len(), 1);
        assert!(fixture.store.last_written_by("bob").await.expect("read").is_empty());
    });
}

#[test]
fn what_was_written_last_comes_first_whatever_its_time_says() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let book = book(store).await.expect("appended");
        // Written later, under a clock that was set back.
        let other = Stored::new(GoalFileId::new("other-1a2b"));
        let other = store.append(other, &[goal_set()], &[GOAL.to_owned()], &stamp(-500)).await.expect("appended");
        let ids = async || -> Vec<String> {
            store.last_written_by("ann").await.expect("read").into_iter().map(|(id, _)| id.to_string()).collect()
        };
        assert_eq!(ids().await, ["other-1a2b", "book-7k2f"]);
        let book = store.append(book, &[logged(5)], &[], &stamp(-900)).await.expect("appended");
        assert_eq!(ids().await, ["book-7k2f", "other-1a2b"]);
        let written = async |stored: &Stored, number| store.written_at(&stored.id, number).await.expect("read");
        assert!(written(&book, 1).await < written(&other, 1).await);
        assert!(written(&book, 4).await > written(&other, 1).await);
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
        assert_eq!(fixture.store.rebuild().await.expect("rebuilt").n, 1);
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

/// As if a program had written everything that knows no hashes.
async fn without_hashes(fixture: &Fixture) {
    meddle(fixture, "UPDATE event SET hash = ''; UPDATE portfolio SET head_number = 0, head = ''").await;
}

async fn meddle(fixture: &Fixture, sql: &'static str) {
    let url = match &fixture.location {
        Location::File(path) => format!("sqlite://{}", path.display()),
        Location::Server(url) => url.reveal().to_owned(),
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
        assert_eq!(Ledger::replay(&fixture.store.events(&id, ..).await.expect("read")), now.ledger);
        assert_eq!(
            fixture.store.check().await.expect("checked").iter().filter(|fault| !fault.kind.is_harmless()).count(),
            0
        );
    });
}

async fn one_minute(store: &Store, id: &GoalFileId, second: i64) -> Result<Stored, StoreError> {
    let stored = store.load(id).await?;
    store.append(stored, &[logged(1)], &[], &stamp(second)).await
}

#[test]
fn broken_events_are_named_and_not_lost() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        meddle(fixture, "UPDATE event SET body = '{\"kind\":\"approved\"}' WHERE number = 3").await;
        let error = fixture.store.load(&stored.id).await.expect_err("it lacks all that belongs to it");
        assert!(error.to_string().contains("event 3"), "{error}");
        assert_eq!(fixture.store.check().await.expect("checked").len(), 1);
    });
}

#[test]
fn logs_of_newer_versions_are_read_and_not_written() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let stored = book(store).await.expect("appended");
        store.append(stored, &[logged(45)], &[], &stamp(1)).await.expect("appended");
        let body = r#"{"kind":"split","milestone":"M1","into":["a",{"b":2}]}"#;
        meddle(
            fixture,
            r#"UPDATE event SET body = '{"kind":"split","milestone":"M1","into":["a",{"b":2}]}' WHERE number = 4"#,
        )
        .await;
        without_hashes(fixture).await;
        let now = store.load(&GoalFileId::new("book-7k2f")).await.expect("loaded");
        assert_eq!((now.ledger.version, now.ledger.newer), (4, Some(4)));
        let events = store.events(&now.id, 4..).await.expect("read");
        assert!(matches!(&events[0].kind, EventKind::Unknown { kind, body: raw } if kind == "split" && raw == body));
        assert_eq!(store.goals().await.expect("listed").len(), 1);
        let refused = store.append(now.clone(), &[logged(1)], &[], &stamp(2)).await.expect_err("newer");
        assert_eq!(refused.code(), "log_newer");
        // What is carried elsewhere is the same there, and is not written there either.
        let export = store.export().await.expect("exported");
        assert!(export.to_json().contains("\"split\""));
        let there = Fixture::sqlite().await;
        there.store.import(&export).await.expect("imported");
        assert_eq!(there.store.export().await.expect("exported"), export);
        let there_now = there.store.load(&now.id).await.expect("loaded");
        assert_eq!(
            there.store.append(there_now, &[logged(1)], &[], &stamp(2)).await.expect_err("newer").code(),
            "log_newer"
        );
    });
}

#[test]
fn a_long_log_is_not_read_from_its_start() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let mut stored = book(store).await.expect("appended");
        for second in 1..100 {
            stored = store.append(stored, &[logged(1)], &[], &stamp(second)).await.expect("appended");
        }
        meddle(fixture, "UPDATE event SET body = 'unreadable' WHERE number <= 60").await;
        let again = store.load(&stored.id).await.expect("loaded");
        assert_eq!(again, stored);
        // Taking back what the last event did needs no more than that either.
        let undone = EventKind::Undone { batch: 102 };
        let after = store.append(again, &[undone], &[], &stamp(100)).await.expect("appended");
        assert_eq!(after.ledger.track(&MilestoneId::new("M1")).logged(), Effort::from_minutes(98));
    });
}

#[test]
fn what_is_folded_forward_is_what_the_whole_log_says() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let id = book(store).await.expect("appended").id;
        let mut random: u64 = 7;
        for second in 1..260 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let stored = store.load(&id).await.expect("loaded");
            assert_eq!(stored.ledger, Ledger::replay(&store.events(&id, ..).await.expect("read")), "{second}");
            let undoable = store.last_undoable(&id, u64::MAX).await.expect("read");
            let is_undo = (random >> 60) < 5 && undoable.first().is_some_and(|event| event.number > 3);
            let changes = match (is_undo, random >> 62) {
                (true, _) => vec![EventKind::Undone { batch: undoable[0].batch }],
                (_, 0) => vec![logged(5), logged(6), progress("M2", Progress::Noted("x".into()))],
                (_, 1) => vec![progress("M1", Progress::Percent(u8::try_from(second % 90).expect("small")))],
                _ => vec![logged(10)],
            };
            store.append(stored, &changes, &[], &stamp(second)).await.expect("appended");
        }
        // Walking back over all of it reaches behind every snapshot.
        for second in 260..300 {
            let stored = store.load(&id).await.expect("loaded");
            assert_eq!(stored.ledger, Ledger::replay(&store.events(&id, ..).await.expect("read")), "{second}");
            let undoable = store.last_undoable(&id, u64::MAX).await.expect("read");
            let undone = EventKind::Undone { batch: undoable[0].batch };
            store.append(stored, &[undone], &[], &stamp(second)).await.expect("appended");
        }
        assert_eq!(store.check().await.expect("checked"), []);
        meddle(fixture, "UPDATE snapshot SET body = replace(body, '\"baseline\":1', '\"baseline\":2')").await;
        let faults = store.check().await.expect("checked");
        assert!(faults.iter().any(|fault| fault.kind == FaultKind::ProjectionStale), "{faults:?}");
        // One in another form is not looked at.
        meddle(fixture, "UPDATE snapshot SET form = form + 1").await;
        assert_eq!(store.check().await.expect("checked"), []);
        let ledger = store.load(&id).await.expect("loaded").ledger;
        assert_eq!(ledger, Ledger::replay(&store.events(&id, ..).await.expect("read")));
        store.rebuild().await.expect("rebuilt");
        assert_eq!(store.load(&id).await.expect("loaded").ledger, ledger);
    });
}

fn piece(id: &str, actual: f64) -> FinishedWork {
    FinishedWork {
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
    }
}

#[test]
fn finished_work_is_kept_renewed_exported_and_forgotten() {
    on_both(async |fixture| {
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

#[test]
fn workspaces_see_nothing_of_each_other() {
    on_both(async |fixture| {
        let (ours, theirs) = (fixture.store.clone(), fixture.store.in_workspace(WorkspaceId::new("team")));
        let mine = book(&ours).await.expect("appended");
        let (fresh, day) = (stamp(0), date(2026, 3, 3));
        ours.add_finished(&[piece("a", 1.0)]).await.expect("added");
        let row = CalendarRow { target: "x".into(), item: "y".into(), body: Some("{}".into()) };
        ours.save_calendar_rows([row]).await.expect("kept");
        ours.begin_review(&mine.id, "{}", &[], &fresh).await.expect("begun");
        let before = ours.export().await.expect("exported");

        assert!(matches!(theirs.load(&mine.id).await, Err(StoreError::Unknown(_))));
        assert!(theirs.document(&content_hash(super::support::GOAL)).await.is_err());
        let nothing = theirs.export().await.expect("exported");
        assert!(nothing.documents.is_empty() && nothing.portfolios.is_empty());
        assert!(nothing.finished.is_empty() && nothing.reviews.is_empty());
        assert_eq!(theirs.matches("").await.expect("read"), []);
        assert_eq!(theirs.calendar_targets().await.expect("read"), Vec::<String>::new());
        assert_eq!(theirs.last_written_by("ann").await.expect("read"), []);
        assert_eq!(theirs.newest().await.expect("read"), None);
        assert_eq!(theirs.goal_counts(day).await.expect("read"), []);
        assert_eq!(theirs.milestones_named("M1", 5).await.expect("read"), []);
        assert_eq!(theirs.forget_finished("ann", "work.csv").await.expect("forgotten"), 0);

        // The same id is free there, and goes its own way.
        let second = book(&theirs).await.expect("appended");
        let done = progress("M1", Progress::Done { open: Vec::new() });
        theirs.append(second, &[logged(90), done], &[], &stamp(1)).await.expect("appended");
        theirs.begin_review(&mine.id, "{}", &[], &fresh).await.expect("begun");
        assert_eq!(theirs.work_between(day, day).await.expect("read").len(), 1);
        assert_eq!(ours.work_between(day, day).await.expect("read"), []);
        assert_eq!(ours.finished_milestones().await.expect("read"), []);
        assert_eq!(ours.export().await.expect("exported"), before);
        for store in [&ours, &theirs] {
            assert_eq!(store.rebuild().await.expect("rebuilt").n, 1);
            assert_eq!(store.check().await.expect("checked"), []);
        }
        assert_eq!(ours.goals().await.expect("read")[0].n_done, 0);
        assert_eq!(theirs.goals().await.expect("read")[0].n_done, 1);
    });
}
