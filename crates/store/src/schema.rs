use std::io::Write as _;
use std::path::{Path, PathBuf};

use backcast_document::ExportRecord;
use tracing::{debug, info};

use crate::connection::{Engine, WorkspaceId};
use crate::private::{make_new_private_file, make_private_folder};
use crate::schema_version::{Migrated, SchemaVersion};
use crate::transfer::Exported;
use crate::{Location, Store, StoreError, fault};

/// A step from one schema to the next; steps only go forward.
struct Migration {
    to: SchemaVersion,
    sql: &'static str,
}

const fn version(major: u32, minor: u32) -> SchemaVersion {
    SchemaVersion { major, minor }
}

/// From this schema on logs carry running hashes.
const RUNNING_HASH: SchemaVersion = version(2, 2);

/// Every step in its order.
const MIGRATIONS: [Migration; 10] = [
    Migration { to: version(1, 0), sql: include_str!("../migrations/0001_log.sql") },
    Migration { to: version(1, 1), sql: include_str!("../migrations/0002_projection.sql") },
    Migration { to: version(1, 2), sql: include_str!("../migrations/0003_finished.sql") },
    Migration { to: version(1, 3), sql: include_str!("../migrations/0004_calendar.sql") },
    Migration { to: version(1, 4), sql: include_str!("../migrations/0005_review.sql") },
    Migration { to: version(2, 0), sql: include_str!("../migrations/0006_workspace.sql") },
    Migration { to: version(2, 1), sql: include_str!("../migrations/0007_busy.sql") },
    Migration { to: RUNNING_HASH, sql: include_str!("../migrations/0008_running_hash.sql") },
    Migration { to: version(2, 3), sql: include_str!("../migrations/0009_approval.sql") },
    Migration { to: version(2, 4), sql: include_str!("../migrations/0010_place.sql") },
];

/// The schema that this version writes.
const CURRENT: SchemaVersion = MIGRATIONS[MIGRATIONS.len() - 1].to;

/// Applies the steps that are missing, each in its own transaction.
pub(crate) async fn bring_up_to_date(store: &Store, backups: &Path) -> Result<Option<Migrated>, StoreError> {
    let found = found(store).await?;
    if let Some(found) = found {
        if found.major > CURRENT.major {
            return Err(StoreError::Newer { found, known: CURRENT });
        }
        if found >= CURRENT {
            return Ok(None);
        }
    }
    let backup = match found {
        Some(found) => Some((found, backup(store, found, backups).await?)),
        None => None,
    };
    for migration in &MIGRATIONS {
        let transaction = store.begin_write().await?;
        let work = apply(&transaction, migration).await;
        transaction.end(work).await?;
        debug!(to = %migration.to, "schema step");
    }
    if let Some((from, _)) = &backup {
        info!(%from, to = %CURRENT, "schema migrated");
        for row in &store.rows_of_all("SELECT DISTINCT workspace_id FROM portfolio", &[]).await? {
            // A damaged log stays as it is, and `doctor` says so.
            store.in_workspace(WorkspaceId::new(store.get::<String>(row, 0)?)).rebuild().await?;
        }
    }
    Ok(backup.map(|(from, backup)| Migrated { from, to: CURRENT, backup }))
}

/// Applies one step, unless another process did so in the meantime.
async fn apply(store: &Store, migration: &Migration) -> Result<(), StoreError> {
    store.run("CREATE TABLE IF NOT EXISTS schema_version (major BIGINT NOT NULL, minor BIGINT NOT NULL)").await?;
    if store.engine() == Engine::Postgres {
        store.run("LOCK TABLE schema_version IN EXCLUSIVE MODE").await?;
    }
    if stated(store).await?.is_some_and(|found| found >= migration.to) {
        return Ok(());
    }
    fault::point("migrating").await;
    store.run(migration.sql).await?;
    if migration.to == RUNNING_HASH {
        for row in &store.rows_of_all("SELECT DISTINCT workspace_id FROM portfolio", &[]).await? {
            store.in_workspace(WorkspaceId::new(store.get::<String>(row, 0)?)).cover_as_it_is().await?;
        }
    }
    store.run("DELETE FROM schema_version").await?;
    let SchemaVersion { major, minor } = migration.to;
    store.run(&format!("INSERT INTO schema_version (major, minor) VALUES ({major}, {minor})")).await
}

/// The schema of the database; `None` if it is empty.
async fn found(store: &Store) -> Result<Option<SchemaVersion>, StoreError> {
    if has_table(store, "schema_version").await? { stated(store).await } else { Ok(None) }
}

/// Whether there is a table of this name; databases of earlier schemas lack some.
pub(crate) async fn has_table(store: &Store, name: &str) -> Result<bool, StoreError> {
    let exists = match store.engine() {
        Engine::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE name = $1",
        Engine::Postgres => "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass($1)",
    };
    let rows = store.rows_of_all(exists, &[name]).await?;
    let n: i64 = rows.first().map_or(Ok(0), |row| store.get(row, 0))?;
    Ok(n > 0)
}

async fn stated(store: &Store) -> Result<Option<SchemaVersion>, StoreError> {
    let sql = "SELECT major, minor FROM schema_version";
    let rows = store.rows_of_all(sql, &[]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let number = |column: usize| -> Result<u32, StoreError> {
        Ok(u32::try_from(store.get::<i64>(row, column)?).unwrap_or(u32::MAX))
    };
    Ok(Some(version(number(0)?, number(1)?)))
}

/// Writes the state before a migration: a copy of the file, or an export of a
/// server's log.
async fn backup(store: &Store, found: SchemaVersion, backups: &Path) -> Result<PathBuf, StoreError> {
    match store.location() {
        Location::File(file) => {
            let name = format!("{}.schema-{found}.bak", file.file_name().unwrap_or_default().to_string_lossy());
            let path = free(&file.with_file_name(name));
            let failed = |source| StoreError::Backup { path: path.display().to_string(), source };
            // The engine takes an empty file for none, and leaves its rights.
            make_new_private_file(&path).map_err(failed)?;
            let quoted = path.display().to_string().replace('\'', "''");
            let copied = store.run(&format!("VACUUM INTO '{quoted}'")).await;
            if copied.is_err() {
                let _ = std::fs::remove_file(&path); // An empty file is no backup.
            }
            copied.map(|()| path)
        }
        Location::Server(_) => {
            let export =
                if found < RUNNING_HASH { export_earlier(store, found).await? } else { store.backup().await? };
            let path = free(&backups.join(format!("backcast.schema-{found}.bak.json")));
            let failed = |source| StoreError::Backup { path: path.display().to_string(), source };
            make_private_folder(backups).map_err(failed)?;
            let written = make_new_private_file(&path).and_then(|mut file| file.write_all(export.to_json().as_bytes()));
            written.map_err(failed)?;
            Ok(path)
        }
    }
}

/// An export of a server's database from before there were workspaces or
/// running hashes: the columns that every query asks for are there within one
/// transaction only.
async fn export_earlier(store: &Store, found: SchemaVersion) -> Result<ExportRecord, StoreError> {
    let transaction = store.for_dry_run().begin_write().await?;
    let work = export_with_columns(&transaction, found).await;
    transaction.end(work).await
}

async fn export_with_columns(store: &Store, found: SchemaVersion) -> Result<ExportRecord, StoreError> {
    const WORKSPACE: &str = "workspace_id TEXT NOT NULL DEFAULT 'default'";
    const HASH: &str = "hash TEXT NOT NULL DEFAULT ''";
    const HEAD_NUMBER: &str = "head_number BIGINT NOT NULL DEFAULT 0";
    const HEAD: &str = "head TEXT NOT NULL DEFAULT ''";
    let workspaces =
        ["document", "portfolio", "event", "finished", "review_run", "review_step"].map(|table| (table, WORKSPACE));
    let hashes = [
        ("event", HASH),
        ("portfolio", HEAD_NUMBER),
        ("portfolio", HEAD),
        ("review_step", HASH),
        ("review_run", HEAD_NUMBER),
        ("review_run", HEAD),
    ];
    let lacking = if found < version(2, 0) { workspaces.as_slice() } else { &[] };
    for (table, column) in lacking.iter().chain(&hashes) {
        if has_table(store, table).await? {
            store.run(&format!("ALTER TABLE {table} ADD COLUMN {column}")).await?;
        }
    }
    store.export_all(Exported::AsItIs).await.map(|(export, _)| export)
}

/// The path, or the first one with a number after it that is not taken.
fn free(path: &Path) -> PathBuf {
    let numbered = |n: u32| PathBuf::from(format!("{}.{n}", path.display()));
    // A link that leads nowhere is something, too.
    let is_free = |path: &PathBuf| path.symlink_metadata().is_err();
    std::iter::once(path.to_owned()).chain((2..).map(numbered)).find(is_free).unwrap_or(path.to_owned())
}
