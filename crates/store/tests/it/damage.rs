//! What is changed, taken out or moved in a database is found, and does not
//! become the truth.

use backcast_core::track::{EventKind, Progress};
use backcast_core::{Effort, GoalFileId, GoalId, MilestoneId};
use backcast_document::{content_hash, read_export};
use backcast_store::{Fault, FaultKind, Location, Store, StoreError, Stored};
use sqlx::{AnyConnection, Connection as _};

use super::support::{Fixture, book, logged, on_both, progress, stamp};

const TABLES: [&str; 5] = ["document", "portfolio", "event", "review_run", "review_step"];

/// Somebody who edits the database by hand, past all that a database checks.
struct Meddler {
    connection: AnyConnection,
}

impl Meddler {
    async fn of(fixture: &Fixture) -> Self {
        let (url, unchecked) = match &fixture.location {
            Location::File(path) => (format!("sqlite://{}", path.display()), "PRAGMA foreign_keys = OFF"),
            Location::Server(url) => (url.reveal().to_owned(), "SET session_replication_role = replica"),
        };
        let mut meddler = Meddler { connection: AnyConnection::connect(&url).await.expect("connects") };
        meddler.run(unchecked).await.expect("allowed");
        meddler
    }

    async fn run(&mut self, sql: &str) -> Result<u64, sqlx::Error> {
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut self.connection).await?;
        Ok(done.rows_affected())
    }

    /// Remembers all that is there.
    async fn keep(&mut self) {
        for table in TABLES {
            self.run(&format!("CREATE TABLE keep_{table} AS SELECT * FROM {table}")).await.expect("kept");
        }
    }

    /// Brings back what was there.
    async fn put_back(&mut self) {
        for table in TABLES {
            self.run(&format!("DELETE FROM {table}")).await.expect("emptied");
            self.run(&format!("INSERT INTO {table} SELECT * FROM keep_{table}")).await.expect("put back");
        }
    }
}

/// Numbers that look like chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

const SECOND: &str = "title = 'Run'\ndestination = 'Run 10 km.'\ndeadline = 2026-11-01\nhours_per_week = 3\n";

/// A second goal beside the book, with a plan that is not approved.
async fn second(store: &Store) -> Stored {
    let id = GoalFileId::new("run-1a2b");
    let goals = vec![(GoalId::new("run-1a2b"), GoalId::new("goal"))];
    let set =
        EventKind::GoalSet { revision: 1, document: content_hash(SECOND), source: Some("run.toml".into()), goals };
    store.append(Stored::new(id), &[set], &[SECOND.to_owned()], &stamp(0)).await.expect("appended")
}

/// Two logs and a review with everything that a log can hold, by chance.
async fn filled(store: &Store, seed: u64) {
    let mut chance = Chance(seed);
    let mut stored = book(store).await.expect("appended");
    for second in 1..=3 + i64::try_from(chance.below(3)).expect("small") {
        let changes = match chance.below(5) {
            0 => vec![logged(5), progress("M2", Progress::Noted("größer, \"ü\"\n".into()))],
            1 => vec![progress("M1", Progress::Percent(40)), logged(7)],
            2 => vec![progress("M2", Progress::Blocked { why: "no paper".into() })],
            3 => vec![EventKind::Undone { batch: stored.ledger.version }],
            _ => vec![logged(10)],
        };
        stored = store.append(stored, &changes, &[], &stamp(second)).await.expect("appended");
    }
    second(store).await;
    let documents = ["a brief", "a packet", "an answer"].map(str::to_owned);
    let begun = format!(r#"{{"step":"began","way":"host","brief":"{}","prompts":"v1"}}"#, content_hash(&documents[0]));
    let run = store.begin_review(&stored.id, &begun, &documents[..1], &stamp(0)).await.expect("begun");
    let asked = format!(r#"{{"step":"asked","part":"risk","attempt":1,"packet":"{}"}}"#, content_hash(&documents[1]));
    let answered =
        format!(r#"{{"step":"answered","part":"risk","attempt":1,"answer":"{}"}}"#, content_hash(&documents[2]));
    store.append_review_steps(&run.id, 2, &[asked, answered], &documents[1..], &stamp(1)).await.expect("kept");
}

/// Everything that can be done to one row, as statements.
async fn statements(store: &Store) -> Vec<String> {
    let mut all = Vec::new();
    for id in store.goal_files().await.expect("read") {
        let n = store.load(&id).await.expect("loaded").ledger.version;
        let log = format!("workspace_id = 'default' AND portfolio = '{id}'");
        for number in 1..=n {
            let row = format!("{log} AND number = {number}");
            for change in [
                "number = number + 1000",
                "number = -number",
                "batch = batch + 1",
                "batch = -1",
                "at = at + 1",
                "at = at - 60000000",
                "author = author || 'x'",
                "author = ''",
                "body = body || ' '",
                "body = replace(body, '\"kind\":', '\"kind\": ')",
                "body = replace(body, '1', '2')",
                "body = 'no JSON'",
                "hash = ''",
                "hash = 'x'",
                "workspace_id = 'other'",
                "portfolio = 'nobody'",
                "portfolio = 'run-1a2b', number = number + 1000",
            ] {
                all.push(format!("UPDATE event SET {change} WHERE {row}"));
            }
            all.push(format!("DELETE FROM event WHERE {row}"));
            all.push(format!(
                "INSERT INTO event (workspace_id, portfolio, number, batch, at, author, body, hash) \
                 SELECT workspace_id, portfolio, {n} + 1, batch, at, author, body, hash FROM event WHERE {row}"
            ));
            let next = number % n + 1;
            all.push(format!(
                "UPDATE event SET number = 5000 WHERE {row}; \
                 UPDATE event SET number = {number} WHERE {log} AND number = {next}; \
                 UPDATE event SET number = {next} WHERE {log} AND number = 5000"
            ));
            // A tail that is cut off, and the version with it.
            all.push(format!(
                "DELETE FROM event WHERE {log} AND number >= {number}; \
                 UPDATE portfolio SET version = {number} - 1 WHERE id = '{id}'"
            ));
        }
        for change in [
            "version = version + 1",
            "version = version - 1",
            "version = 0",
            "head_number = head_number + 1",
            "head_number = head_number - 1",
            "head_number = 0",
            "head = ''",
            "head = 'x'",
            "id = 'nobody'",
            "workspace_id = 'other'",
        ] {
            all.push(format!("UPDATE portfolio SET {change} WHERE id = '{id}'"));
        }
        all.push(format!("DELETE FROM portfolio WHERE id = '{id}'"));
    }
    for hash in documents(store).await {
        for change in ["body = body || ' '", "body = ''", "hash = 'x'", "workspace_id = 'other'"] {
            all.push(format!("UPDATE document SET {change} WHERE hash = '{hash}'"));
        }
        all.push(format!("DELETE FROM document WHERE hash = '{hash}'"));
    }
    for run in store.review_runs(None).await.expect("read") {
        let n = store.review_steps(&run.id).await.expect("read").len();
        for number in 1..=n {
            let row = format!("run = '{}' AND number = {number}", run.id);
            for change in [
                "number = number + 1000",
                "at = at + 1",
                "author = author || 'x'",
                "body = body || ' '",
                "body = replace(body, 'risk', 'user')",
                "hash = ''",
                "hash = 'x'",
                "run = 'nobody.1'",
                "workspace_id = 'other'",
            ] {
                all.push(format!("UPDATE review_step SET {change} WHERE {row}"));
            }
            all.push(format!("DELETE FROM review_step WHERE {row}"));
        }
        for change in [
            "number = number + 1",
            "portfolio = 'run-1a2b'",
            "portfolio = 'nobody'",
            "id = 'book-7k2f.7'",
            "head_number = head_number + 1",
            "head_number = head_number - 1",
            "head = 'x'",
            "workspace_id = 'other'",
        ] {
            all.push(format!("UPDATE review_run SET {change} WHERE id = '{}'", run.id));
        }
        all.push(format!("DELETE FROM review_run WHERE id = '{}'", run.id));
    }
    all
}

async fn documents(store: &Store) -> Vec<String> {
    store.export().await.expect("exported").documents.into_keys().collect()
}

fn serious(faults: Vec<Fault>) -> Vec<Fault> {
    faults.into_iter().filter(|fault| !fault.kind.is_harmless()).collect()
}

#[test]
fn whatever_is_done_to_one_row_is_found() {
    on_both(async |fixture| {
        filled(&fixture.store, 11).await;
        assert_eq!(fixture.store.check().await.expect("checked"), []);
        let mut meddler = Meddler::of(fixture).await;
        meddler.keep().await;
        let (mut n, mut unfound) = (0, Vec::new());
        for sql in statements(&fixture.store).await {
            // What changes nothing, as with a text without what is replaced, has
            // to stay without a finding.
            meddler.run(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
            let is_changed = is_changed(&mut meddler).await;
            let found = serious(fixture.store.check().await.expect("checked"));
            n += usize::from(is_changed);
            if found.is_empty() == is_changed {
                unfound.push(format!("{sql}: {found:?}"));
            }
            meddler.put_back().await;
        }
        assert!(n > 200, "{n} changes were tried");
        assert!(unfound.is_empty(), "{} of {n}: {unfound:#?}", unfound.len());
        assert_eq!(fixture.store.check().await.expect("checked"), []);
    });
}

/// Whether anything is other than what was remembered.
async fn is_changed(meddler: &mut Meddler) -> bool {
    let differing = |table: &str| {
        format!(
            "SELECT (SELECT COUNT(*) FROM (SELECT * FROM {table} EXCEPT SELECT * FROM keep_{table}) AS a) + \
             (SELECT COUNT(*) FROM (SELECT * FROM keep_{table} EXCEPT SELECT * FROM {table}) AS b)"
        )
    };
    for table in TABLES {
        let row = sqlx::query(sqlx::AssertSqlSafe(differing(table))).fetch_one(&mut meddler.connection).await;
        if sqlx::Row::get::<i64, _>(&row.expect("counted"), 0) > 0 {
            return true;
        }
    }
    false
}

#[test]
fn logs_by_chance_are_whole_and_no_flip_of_a_body_is_missed() {
    on_both(async |fixture| {
        let mut meddler = Meddler::of(fixture).await;
        for seed in 0..6 {
            for table in
                ["review_step", "review_run", "snapshot", "work", "milestone", "goal", "event", "portfolio", "document"]
            {
                meddler.run(&format!("DELETE FROM {table}")).await.expect("emptied");
            }
            filled(&fixture.store, seed).await;
            assert_eq!(fixture.store.check().await.expect("checked"), [], "{seed}");
            let id = GoalFileId::new("book-7k2f");
            let n = fixture.store.load(&id).await.expect("loaded").ledger.version;
            let mut chance = Chance(seed);
            let (number, figure) = (1 + chance.below(n), 1 + chance.below(9));
            let sql =
                format!("UPDATE event SET body = body || '{figure}' WHERE portfolio = '{id}' AND number = {number}");
            meddler.run(&sql).await.expect("changed");
            let faults = fixture.store.check().await.expect("checked");
            let detail = format!("event {number} is not what was recorded");
            assert!(faults.iter().any(|fault| fault.detail == detail), "{seed}: {faults:?}");
        }
    });
}

#[test]
fn a_damaged_log_is_neither_read_nor_written_and_blocks_no_other() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let stored = book(store).await.expect("appended");
        let stored = store.append(stored, &[logged(45)], &[], &stamp(1)).await.expect("appended");
        let other = second(store).await;
        let before = store.goals().await.expect("read");
        let mut meddler = Meddler::of(fixture).await;
        meddler.run("UPDATE event SET body = replace(body, '45', '95') WHERE number = 4").await.expect("changed");
        let broken =
            |error: StoreError| matches!(&error, StoreError::LogBroken { what, .. } if what.contains("event 4"));
        assert!(broken(store.load(&stored.id).await.expect_err("damaged")));
        assert!(broken(store.append(stored.clone(), &[logged(1)], &[], &stamp(2)).await.expect_err("damaged")));
        assert!(broken(store.export().await.expect_err("damaged")));
        // Nothing makes the figure the truth.
        let rebuilt = store.rebuild().await.expect("rebuilt");
        assert_eq!((rebuilt.n, rebuilt.refused.len()), (1, 1));
        assert_eq!(store.goals().await.expect("read"), before);
        let faults = store.check().await.expect("checked");
        assert_eq!(faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::LogBroken]);
        // The other goal goes on, and what is whole is saved.
        store
            .append(other, &[EventKind::Dropped { why: "x".into(), consent: None }], &[], &stamp(3))
            .await
            .expect("appended");
        let (export, left_out) = store.export_intact().await.expect("exported");
        assert_eq!(left_out.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["book-7k2f"]);
        let there = Fixture::sqlite().await;
        there.store.import(&export).await.expect("imported");
        assert_eq!(there.store.check().await.expect("checked"), []);
    });
}

#[test]
fn events_of_a_program_without_hashes_are_covered_by_the_next_write() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let stored = book(store).await.expect("appended");
        store.begin_review(&stored.id, r#"{"step":1}"#, &[], &stamp(0)).await.expect("begun");
        let mut meddler = Meddler::of(fixture).await;
        // What schema 2.1 wrote.
        meddler
            .run(
                "UPDATE portfolio SET version = 4 WHERE id = 'book-7k2f' AND version = 3; \
                 INSERT INTO event (workspace_id, portfolio, number, batch, at, author, body) VALUES ('default', \
                 'book-7k2f', 4, 4, 1772442000000000, 'bob', \
                 '{\"kind\":\"noted\",\"milestone\":\"M1\",\"on\":\"2026-03-03\",\"text\":\"x\"}'); \
                 INSERT INTO review_step (workspace_id, run, number, at, author, body) VALUES ('default', \
                 'book-7k2f.1', 2, 1772442000000000, 'bob', '{\"step\":2}')",
            )
            .await
            .expect("written");
        let kinds: Vec<FaultKind> = store.check().await.expect("checked").iter().map(|fault| fault.kind).collect();
        assert_eq!(kinds, [FaultKind::Uncovered, FaultKind::Uncovered]);
        let early = store.export().await.expect("exported");
        assert!(early.is_hashed());
        let read = store.load(&stored.id).await.expect("loaded");
        assert_eq!(read.ledger.version, 4);
        store.append(read, &[logged(5)], &[], &stamp(5)).await.expect("appended");
        store.append_review_steps("book-7k2f.1", 3, &[r#"{"step":3}"#.into()], &[], &stamp(6)).await.expect("kept");
        assert_eq!(store.check().await.expect("checked"), []);
        // The hash that the export gave it is the one that it has now.
        let later = store.export().await.expect("exported");
        assert_eq!(later.portfolios[0].events[3], early.portfolios[0].events[3]);
        meddler.run("UPDATE event SET author = 'ann' WHERE number = 4").await.expect("changed");
        assert_eq!(serious(store.check().await.expect("checked")).len(), 1);
    });
}

#[test]
fn damage_can_be_accepted_and_the_log_says_so() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let mut stored = book(store).await.expect("appended");
        for second in 1..=4 {
            stored = store.append(stored, &[logged(10)], &[], &stamp(second)).await.expect("appended");
        }
        let id = stored.id;
        assert_eq!(store.accept_damage(&id, None, &stamp(5)).await.expect("looked at"), None);
        let mut meddler = Meddler::of(fixture).await;
        meddler
            .run(
                "UPDATE event SET body = replace(body, '10', '20') WHERE number = 4; \
                 UPDATE event SET body = 'x' WHERE number = 5; DELETE FROM event WHERE number = 7",
            )
            .await
            .expect("changed");
        let accepted = store.accept_damage(&id, Some("no backup"), &stamp(6)).await.expect("accepted").expect("damage");
        assert_eq!((accepted.number, &accepted.events[..], &accepted.lost[..]), (8, &[4, 5, 7][..], &[5, 7][..]));
        let evidence = store.document(&accepted.document).await.expect("kept");
        assert!(evidence.contains("\\\"minutes\\\":20") && evidence.contains("event 7 is missing"), "{evidence}");
        let kinds: Vec<FaultKind> = store.check().await.expect("checked").iter().map(|fault| fault.kind).collect();
        assert!(kinds.iter().all(|kind| kind.is_harmless()) && kinds.contains(&FaultKind::DamageAccepted), "{kinds:?}");
        let now = store.load(&id).await.expect("loaded");
        assert_eq!(now.ledger.track(&MilestoneId::new("M1")).logged(), Effort::from_minutes(30));
        let events = store.events(&id, ..).await.expect("read");
        assert!(matches!(&events[4].kind, EventKind::Lost { document } if *document == accepted.document));
        assert!(matches!(&events[7].kind, EventKind::DamageAccepted { why: Some(why), .. } if why == "no backup"));
        // It goes on, moves elsewhere, and is not undone.
        assert_eq!(store.last_undoable(&id, u64::MAX).await.expect("read")[0].number, 6);
        store.append(now, &[logged(1)], &[], &stamp(7)).await.expect("appended");
        let export = store.export().await.expect("exported");
        let read = read_export("x.json", &export.to_json()).expect("whole");
        let there = Fixture::sqlite().await;
        there.store.import(&read).await.expect("imported");
        assert_eq!(there.store.export().await.expect("exported"), export);
    });
}

#[test]
fn texts_that_were_damaged_are_put_right_by_an_export_that_holds_them() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let stored = book(store).await.expect("appended");
        let export = store.export().await.expect("exported");
        let mut meddler = Meddler::of(fixture).await;
        meddler.run("UPDATE document SET body = replace(body, 'Outline', 'Online')").await.expect("changed");
        assert!(matches!(store.load(&stored.id).await, Err(StoreError::DocumentChanged(_))));
        store.import(&export).await.expect("imported");
        assert_eq!(store.check().await.expect("checked"), []);
        assert_eq!(store.load(&stored.id).await.expect("loaded"), stored);
    });
}

#[test]
fn exports_carry_what_older_versions_wrote_byte_for_byte() {
    on_both(async |fixture| {
        let store = &fixture.store;
        book(store).await.expect("appended");
        let mut meddler = Meddler::of(fixture).await;
        // As no version writes it today, and hashed as it is by the migration.
        meddler
            .run(
                "UPDATE event SET body = replace(body, '\"kind\":', '\"kind\" : '), hash = ''; \
                 UPDATE portfolio SET head_number = 0, head = ''",
            )
            .await
            .expect("changed");
        let export = store.export().await.expect("exported");
        assert!(export.portfolios[0].events.iter().all(|event| event.written.is_some()));
        let read = read_export("x.json", &export.to_json()).expect("whole");
        let there = Fixture::sqlite().await;
        there.store.import(&read).await.expect("imported");
        assert_eq!(there.store.export().await.expect("exported"), export);
        assert_eq!(there.store.check().await.expect("checked"), []);
    });
}

#[test]
fn a_snapshot_that_was_changed_is_not_looked_at() {
    on_both(async |fixture| {
        let store = &fixture.store;
        let mut stored = book(store).await.expect("appended");
        for second in 1..70 {
            stored = store.append(stored, &[logged(1)], &[], &stamp(second)).await.expect("appended");
        }
        let mut meddler = Meddler::of(fixture).await;
        meddler.run("UPDATE snapshot SET body = replace(body, ',1]', ',9]')").await.expect("changed");
        assert_eq!(store.load(&stored.id).await.expect("loaded"), stored);
        let kinds: Vec<FaultKind> = store.check().await.expect("checked").iter().map(|fault| fault.kind).collect();
        assert_eq!(kinds, [FaultKind::ProjectionStale]);
        store.rebuild().await.expect("rebuilt");
        assert_eq!(store.check().await.expect("checked"), []);
    });
}

#[test]
fn exports_that_lack_a_text_are_refused_by_name() {
    on_both(async |fixture| {
        filled(&fixture.store, 1).await;
        let export = fixture.store.export().await.expect("exported");
        assert!(export.documents.len() >= 6);
        for hash in export.documents.keys() {
            let mut without = export.clone();
            without.documents.remove(hash);
            let mistakes = read_export("x.json", &without.to_json()).expect_err("it is named");
            assert!(mistakes.iter().any(|mistake| mistake.message.contains(hash)), "{hash}");
        }
    });
}

#[test]
fn what_an_engine_cannot_hand_out_hides_nothing_else() {
    on_both(async |fixture| {
        if !matches!(fixture.location, Location::File(_)) {
            return; // A server lets nobody write what is no text.
        }
        filled(&fixture.store, 3).await;
        let mut meddler = Meddler::of(fixture).await;
        meddler.keep().await;
        for (sql, kind) in [
            ("UPDATE event SET body = CAST(X'C328' AS TEXT) WHERE number = 2", FaultKind::LogBroken),
            ("UPDATE event SET at = 'soon' WHERE number = 2", FaultKind::LogBroken),
            ("UPDATE document SET body = CAST(X'C328' AS TEXT)", FaultKind::DocumentWrong),
            ("UPDATE review_step SET author = CAST(X'C328' AS TEXT)", FaultKind::ReviewBroken),
            ("UPDATE goal SET title = CAST(X'C328' AS TEXT)", FaultKind::ProjectionStale),
        ] {
            meddler.run(sql).await.expect("changed");
            let faults = fixture.store.check().await.expect("everything else is looked at");
            assert!(faults.iter().any(|fault| fault.kind == kind), "{sql}: {faults:?}");
            meddler.put_back().await;
        }
        fixture.store.rebuild().await.expect("rebuilt");
        assert_eq!(fixture.store.check().await.expect("checked"), []);
    });
}
