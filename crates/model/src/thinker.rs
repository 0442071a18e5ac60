use serde_json::Value;

use crate::{AgentCommand, HttpModel, ThinkError};

/// Somebody who can be asked.
#[derive(Debug)]
pub enum Thinker {
    /// A language model over HTTP.
    Http(Box<HttpModel>),
    /// A command that reads a prompt and prints the answer.
    Agent(AgentCommand),
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The prompt.
    pub text: String,
    /// The form of the answer, where it is JSON only.
    pub schema: Option<Value>,
}

/// An answer with what it cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thought {
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

impl Thinker {
    /// Asks and waits for the answer, within the time limit of the thinker.
    ///
    /// # Errors
    ///
    /// Returns why no answer came; what is likely to pass was tried again.
    pub async fn think(&self, question: &Question) -> Result<Thought, ThinkError> {
        match self {
            Thinker::Http(model) => model.think(question).await,
            Thinker::Agent(agent) => agent.think(question).await,
        }
    }

    /// What a question may have cost although no answer came, in millionths of
    /// a dollar: the model may have worked for it.
    #[must_use]
    pub fn lost(&self, question: &Question, error: &ThinkError) -> u64 {
        match self {
            Thinker::Http(model) => model.lost(question, error),
            Thinker::Agent(_) => 0,
        }
    }
}
