//! Opening a store: a connection, and the tables that this version writes.

use std::path::Path;

use tracing::{debug, instrument};

use crate::pool::Pool;
use crate::private::make_private_file;
use crate::{Location, Store, StoreError, fault, schema};

impl Store {
    /// Opens a store and brings its schema up to date. A file on a disk that
    /// cannot be written is opened for reading. Where an older schema
    /// is migrated, a backup is written first: beside the file, or for a
    /// server into the given folder. A new file and a backup can be read by
    /// their owner only.
    ///
    /// # Errors
    ///
    /// Returns an error if the place cannot be reached, read or written, if
    /// what is there is damaged, or if a newer backcast made it.
    #[instrument(level = "debug", skip_all)]
    pub async fn open(location: &Location, backups: &Path) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        if let Location::File(path) = location {
            // The engine gives the files beside it the rights of this one. Where
            // it cannot be made, the engine says what is wrong.
            let _ = make_private_file(path);
        }
        let pool = Pool::open(location).await?;
        let store = Store::over(pool);
        fault::point("opened").await;
        let migrated = schema::bring_up_to_date(&store, backups).await?;
        debug!(engine = store.engine().as_str(), "opened");
        fault::point("migrated").await;
        Ok(store.with_migrated(migrated))
    }
}
