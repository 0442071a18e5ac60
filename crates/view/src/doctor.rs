//! Whether everything that is kept is in order.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;
use crate::problem::Remark;

/// Whether everything that is kept is in order.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Doctor {
    /// `backcast.doctor/1`.
    pub schema: Schema<Doctor>,
    /// Where it is kept; without a password.
    pub database: String,
    /// Name and version of the database.
    pub engine: String,
    /// How many goal files are kept.
    pub goal_files: usize,
    /// Of how many goal files lists and sums were made anew; null where that
    /// was not asked for.
    pub rebuilt: Option<usize>,
    /// What is wrong; empty where everything is in order.
    pub findings: Vec<Remark>,
}

impl Doctor {
    /// What was found about a database.
    #[must_use]
    pub fn of(database: &str, engine: &str, goal_files: usize, rebuilt: Option<usize>, findings: Vec<Remark>) -> Self {
        Doctor {
            schema: Schema::new(),
            database: database.to_owned(),
            engine: engine.to_owned(),
            goal_files,
            rebuilt,
            findings,
        }
    }
}
