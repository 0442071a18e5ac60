//! What stands for language models over HTTP in a build without the feature
//! `providers`: nobody can make one, and whoever tries is told why.

use crate::{ModelConfig, Purse, Question, ThinkError, Thought};

/// A language model over HTTP; this build has none.
#[derive(Debug)]
pub enum HttpModel {}

impl HttpModel {
    /// Never makes a model.
    ///
    /// # Errors
    ///
    /// Returns [`ThinkError::NotBuiltIn`], whatever the configuration is.
    pub fn new(_config: ModelConfig, _purse: Purse) -> Result<Self, ThinkError> {
        Err(ThinkError::NotBuiltIn)
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &ModelConfig {
        match *self {}
    }

    #[expect(clippy::unused_async, reason = "the form of the model that answers")]
    pub(crate) async fn think(&self, _question: &Question) -> Result<Thought, ThinkError> {
        match *self {}
    }

    pub(crate) fn lost(&self, _question: &Question, _error: &ThinkError) -> u64 {
        match *self {}
    }
}
