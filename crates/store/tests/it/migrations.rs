//! Databases of earlier and of newer schemas.

use backcast_store::{Location, SchemaVersion, Store, StoreError, WorkspaceId};

use super::support::{Fixture, empty_database};

/// A database as every version wrote it that had the schema: tables and rows.
const EARLIER: [(&str, &str); 7] = [
    ("1.0", include_str!("../fixtures/schema-1.0.sql")),
    ("1.1", include_str!("../fixtures/schema-1.1.sql")),
    ("1.2", include_str!("../fixtures/schema-1.2.sql")),
    ("1.3", include_str!("../fixtures/schema-1.3.sql")),
    ("1.4", include_str!("../fixtures/schema-1.4.sql")),
    ("2.0", include_str!("../fixtures/schema-2.0.sql")),
    ("2.1", include_str!("../fixtures/schema-2.1.sql")),
];

fn run(test: impl AsyncFnOnce()) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(test());
}

/// Fresh places on both engines, and the addresses by which to fill them.
async fn places(folder: &std::path::Path) -> Vec<(Location, String)> {
    let file = folder.join("goals.db");
    let mut places = vec![(Location::File(file.clone()), format!("sqlite://{}?mode=rwc", file.display()))];
    if let Some(Location::Server(url)) = empty_database().await {
        places.push((Location::Server(url.clone()), url.reveal().to_owned()));
    }
    places
}

async fn fill(url: &str, sql: &'static str) {
    sqlx::any::install_default_drivers();
    let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(url).await.expect("connects");
    sqlx::raw_sql(sql).execute(&mut connection).await.expect("filled");
    sqlx::Connection::close(connection).await.expect("closed");
}

#[test]
fn earlier_databases_are_backed_up_and_brought_up_to_date() {
    run(async || {
        for (version, sql) in EARLIER {
            let folder = tempfile::tempdir().expect("a folder");
            for (location, url) in places(folder.path()).await {
                fill(&url, sql).await;
                let store = Store::open(&location, folder.path()).await.expect("migrates");
                let migrated = store.migrated().expect("something was migrated").clone();
                assert_eq!(migrated.from.to_string(), version);
                assert!(migrated.backup.metadata().expect("a backup").len() > 0);
                let goals = store.goals().await.expect("read");
                assert_eq!(goals.len(), 1, "the log of the fixture has one goal");
                assert_eq!((goals[0].n_done, goals[0].n_milestones), (1, 2));
                let n = |from: &str| usize::from(version >= from);
                assert_eq!(store.finished(None).await.expect("read").len(), n("1.2"));
                assert_eq!(store.calendar_rows("").await.expect("read").len(), n("1.3"));
                assert_eq!(store.review_steps("book-7k2f.1").await.expect("read").len(), n("1.4"));
                let other = store.in_workspace(WorkspaceId::new("team"));
                assert_eq!(other.goals().await.expect("read"), [], "what was there belongs to the default workspace");
                assert_eq!(store.check().await.expect("checked"), []);
                store.close().await.expect("closed");
                let store = Store::open(&location, folder.path()).await.expect("opens");
                assert!(store.migrated().is_none(), "nothing is migrated twice");
            }
        }
    });
}

#[test]
#[cfg(unix)]
fn the_database_and_its_backup_are_for_their_owner_only() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    run(async || {
        let folder = tempfile::tempdir().expect("a folder");
        let mode = |path: &std::path::Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
        let new = Location::File(folder.path().join("new.db"));
        let store = Store::open(&new, folder.path()).await.expect("opens");
        let there: Vec<_> = new.files().into_iter().filter(|path| path.exists()).collect();
        assert!(there.len() > 1, "a log lies beside it: {there:?}");
        assert!(there.iter().all(|path| mode(path) == 0o600), "{there:?}");
        store.close().await.expect("closed");

        let (location, url) = places(folder.path()).await.swap_remove(0);
        fill(&url, EARLIER[0].1).await;
        symlink("elsewhere", folder.path().join("goals.db.schema-1.0.bak")).expect("linked");
        let store = Store::open(&location, folder.path()).await.expect("migrates");
        let backup = &store.migrated().expect("something was migrated").backup;
        assert_eq!(mode(backup), 0o600);
        assert!(!folder.path().join("elsewhere").exists(), "a link that was there leads the backup nowhere");
    });
}

#[test]
fn newer_major_schemas_are_refused_and_minor_ones_open() {
    run(async || {
        let folder = tempfile::tempdir().expect("a folder");
        for (location, url) in places(folder.path()).await {
            Store::open(&location, folder.path()).await.expect("made").close().await.expect("closed");
            fill(&url, "UPDATE schema_version SET minor = 99").await;
            assert!(Store::open(&location, folder.path()).await.is_ok());
            fill(&url, "UPDATE schema_version SET major = 3, minor = 0").await;
            let error = Store::open(&location, folder.path()).await.expect_err("newer");
            assert!(matches!(error, StoreError::Newer { found: SchemaVersion { major: 3, minor: 0 }, .. }), "{error}");
        }
    });
}

#[test]
fn what_is_no_database_is_said_to_be_none() {
    run(async || {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("goals.db");
        std::fs::write(&file, "this is a letter, not a database, and long enough to be looked at").expect("written");
        let error = Store::open(&Location::File(file), folder.path()).await.expect_err("no database");
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        let error = Store::open(&Location::File(folder.path().into()), folder.path()).await.expect_err("a folder");
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    });
}

#[test]
fn truncated_files_are_named_as_damaged() {
    run(async || {
        let fixture = Fixture::sqlite().await;
        super::support::book(&fixture.store).await.expect("appended");
        let Fixture { location, folder, store } = fixture;
        store.close().await.expect("closed");
        let Location::File(file) = &location else { unreachable!() };
        let bytes = std::fs::read(file).expect("read");
        for share in [2, 3, 5] {
            std::fs::write(file, &bytes[..bytes.len() / share]).expect("cut");
            let found = async {
                let store = Store::open(&location, folder.path()).await?;
                store.goals().await?;
                store.check().await
            };
            match found.await {
                Err(StoreError::Damaged { .. }) => {}
                Ok(faults) => assert!(!faults.is_empty(), "a file cut to 1/{share} seems whole"),
                Err(error) => panic!("{error:?}"),
            }
        }
    });
}

#[test]
fn what_is_damaged_before_a_migration_keeps_nobody_from_the_rest() {
    run(async || {
        let folder = tempfile::tempdir().expect("a folder");
        for (location, url) in places(folder.path()).await {
            fill(&url, EARLIER[6].1).await;
            fill(&url, "DELETE FROM event WHERE number = 5").await;
            let store = Store::open(&location, folder.path()).await.expect("migrates");
            assert_eq!(store.goals().await.expect("read").len(), 1, "lists stay as they were");
            let faults = store.check().await.expect("checked");
            assert!(faults.iter().any(|fault| fault.detail == "event 5 is missing"), "{faults:?}");
        }
    });
}
