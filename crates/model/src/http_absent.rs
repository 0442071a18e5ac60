//! What stands for language models over HTTP in a build without the feature
//! `providers`: nobody can make one, and whoever tries is told why.

use crate::{Completion, ModelConfig, Prompt, SpendLimit, ThinkError};

/// A language model over HTTP; this build has none.
#[derive(Debug)]
pub enum HttpModel {}

impl HttpModel {
    /// Never makes a model.
    ///
    /// # Errors
    ///
    /// Returns [`ThinkError::NotBuiltIn`], whatever the configuration is.
    pub fn new(_config: ModelConfig, _spend_limit: SpendLimit) -> Result<Self, ThinkError> {
        Err(ThinkError::NotBuiltIn)
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &ModelConfig {
        match *self {}
    }

    #[expect(clippy::unused_async, reason = "the form of the model that answers")]
    pub(crate) async fn think(&self, _prompt: &Prompt) -> Result<Completion, ThinkError> {
        match *self {}
    }

    pub(crate) fn lost(&self, _prompt: &Prompt, _error: &ThinkError) -> u64 {
        match *self {}
    }
}
