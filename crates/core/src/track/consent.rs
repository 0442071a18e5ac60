//! Who agreed to a decision, over which door, and what shows that it was a
//! person.

/// That somebody agreed to a decision, as it is recorded with it.
///
/// It is no permission: it only says what was seen when the decision was taken.
/// Decisions of logs from before it was recorded have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The name of whoever agreed.
    pub by: String,
    /// Where they were asked.
    pub door: Door,
    /// What shows that a person agreed.
    pub proof: Proof,
}

impl Consent {
    /// Whether what was seen shows that a person agreed.
    ///
    /// An agent that makes itself a terminal and answers there looks like one.
    #[must_use]
    pub fn shows_person(&self) -> bool {
        self.proof == Proof::Answer
    }
}

/// Where somebody was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Door {
    /// At the terminal that the command ran in.
    Terminal,
    /// At a terminal, for a token that was handed in later.
    Token,
    /// On a page.
    Page,
    /// By a program that asks its user and says what they answered.
    Client {
        /// Its name, as it gives it.
        name: String,
        /// Its version, as it gives it.
        version: String,
    },
    /// One that only a newer version knows, by its name.
    Other(String),
}

impl Door {
    /// The stable name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Door::Terminal => "terminal",
            Door::Token => "token",
            Door::Page => "page",
            Door::Client { .. } => "client",
            Door::Other(name) => name,
        }
    }
}

/// What shows that a person agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// They answered where programs in between do not answer by accident.
    Answer,
    /// Only the word of the program that asked.
    Word,
    /// Nothing: the question was answered where a coding agent works, as this
    /// variable of the environment shows.
    AgentEnvironment(String),
    /// One that only a newer version knows, by its name.
    Other(String),
}

impl Proof {
    /// The stable name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Proof::Answer => "answer",
            Proof::Word => "word",
            Proof::AgentEnvironment(_) => "none",
            Proof::Other(name) => name,
        }
    }
}
