//! Whether everything that is kept is in order.

use backcast_store::AcceptedDamage as Accepted;
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
    /// Ids of goal files of which nothing was made anew, as they are damaged.
    pub refused: Vec<String>,
    /// The damaged log that was gone on with; null where that was not asked for.
    pub accepted: Option<AcceptedDamage>,
    /// What is wrong; empty where everything is in order.
    pub findings: Vec<Remark>,
}

impl Doctor {
    /// What was found about a database where nothing was made anew or accepted.
    #[must_use]
    pub fn of(database: &str, engine: &str, goal_files: usize, findings: Vec<Remark>) -> Self {
        Doctor {
            schema: Schema::new(),
            database: database.to_owned(),
            engine: engine.to_owned(),
            goal_files,
            rebuilt: None,
            refused: Vec::new(),
            accepted: None,
            findings,
        }
    }
}

/// A damaged log that somebody went on with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AcceptedDamage {
    /// Id of the goal file.
    pub id: String,
    /// Number of the event that says so.
    pub number: u64,
    /// Numbers of the events that are not as they were recorded.
    pub events: Vec<u64>,
    /// Those of them of which nothing is left.
    pub lost: Vec<u64>,
    /// SHA-256 of what was found, which is kept.
    pub document: String,
}

impl From<&Accepted> for AcceptedDamage {
    fn from(accepted: &Accepted) -> Self {
        AcceptedDamage {
            id: accepted.id.to_string(),
            number: accepted.number,
            events: accepted.events.clone(),
            lost: accepted.lost.clone(),
            document: accepted.document.to_string(),
        }
    }
}
