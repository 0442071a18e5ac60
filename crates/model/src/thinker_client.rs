use serde_json::Value;

use crate::{AgentCommand, HttpModel, ThinkError};

/// Somebody who can be asked.
#[derive(Debug)]
pub enum ThinkerClient {
    /// A language model over HTTP.
    Http(Box<HttpModel>),
    /// A command that reads a prompt and prints the answer.
    Agent(AgentCommand),
}

/// What a thinker is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// The prompt.
    pub text: String,
    /// The form of the answer, where it is JSON only.
    pub schema: Option<Value>,
}

/// An answer with what it cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The text, as it came.
    pub text: String,
    /// Tokens that went in, as far as that was said.
    pub tokens_in: u64,
    /// Tokens that came out, as far as that was said.
    pub tokens_out: u64,
    /// Money in millionths of a dollar, where prices are known, with what attempts
    /// before it may have cost.
    pub micros: u64,
}

impl ThinkerClient {
    /// Asks and waits for the answer, within the time limit of the thinker.
    ///
    /// # Errors
    ///
    /// Returns why no answer came; what is likely to pass was tried again.
    pub async fn think(&self, prompt: &Prompt) -> Result<Completion, ThinkError> {
        match self {
            ThinkerClient::Http(model) => model.think(prompt).await,
            ThinkerClient::Agent(agent) => agent.think(prompt).await,
        }
    }

    /// What a question may have cost although no answer came, in millionths of
    /// a dollar: the model may have worked for it.
    #[must_use]
    pub fn lost(&self, prompt: &Prompt, error: &ThinkError) -> u64 {
        match self {
            ThinkerClient::Http(model) => model.lost(prompt, error),
            ThinkerClient::Agent(_) => 0,
        }
    }
}
