use std::time::Duration;

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ThinkError {
    /// The configuration lacks something.
    #[error("the model has no {0}")]
    Missing(&'static str),
    /// This build reaches no models: it lacks the feature `providers`.
    #[error("this backcast was built without language models over HTTP")]
    NotBuiltIn,
    /// Others could read the key on its way to the server.
    #[error("the key would go readable over the network to {0}, as `endpoint` is no https:// address")]
    KeyNotSecret(String),
    /// The server answered with a status that is no success.
    #[error("the server answered {status}{}", said(.message))]
    Status {
        /// The status.
        status: u16,
        /// What it said, shortened.
        message: String,
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The server cannot be reached.
    #[error("the connection to the server failed: {0}")]
    Connection(String),
    /// The server has the request, and hung up before the end of its answer.
    #[error("the server hung up: {0}")]
    HungUp(String),
    /// The answer took too long.
    #[error("no whole answer came within {} s", .0.as_secs_f64())]
    Timeout(Duration),
    /// What came is no answer of a model.
    #[error("the server answered with {0}")]
    Unreadable(String),
    /// The model would not answer.
    #[error("the model refused to answer: {0}")]
    Refused(String),
    /// The next request could cost more than is left.
    #[error(
        "the next request could cost up to {} and {} of the budget are left",
        dollars(*.needed),
        dollars(*.left)
    )]
    OverBudget {
        /// The most that it could cost, in millionths of a dollar.
        needed: u64,
        /// What is left, in millionths of a dollar.
        left: u64,
    },
    /// The command could not be run.
    #[error("the command could not be run: {0}")]
    Command(String),
    /// The command ended with an error.
    #[error("the command ended with {status}{}", said(.message))]
    CommandFailed {
        /// How it ended.
        status: String,
        /// The end of what it printed as errors.
        message: String,
    },
    /// The answer is larger than anybody reads.
    #[error("the answer has more than {} MB", .0 / 1024 / 1024)]
    TooLarge(usize),
}

fn said(message: &str) -> String {
    if message.is_empty() { String::new() } else { format!(": {message}") }
}

/// "$0.0312".
fn dollars(micros: u64) -> String {
    format!("${}.{:04}", micros / 1_000_000, micros % 1_000_000 / 100)
}

impl ThinkError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            ThinkError::Missing(_) => "model_incomplete".into(),
            ThinkError::NotBuiltIn => "not_built_in".into(),
            ThinkError::KeyNotSecret(_) => "key_not_secret".into(),
            ThinkError::Status { status, .. } => format!("http_{status}"),
            ThinkError::Connection(_) | ThinkError::HungUp(_) => "connection".into(),
            ThinkError::Timeout(_) => "timeout".into(),
            ThinkError::Unreadable(_) => "unreadable".into(),
            ThinkError::Refused(_) => "refused".into(),
            ThinkError::OverBudget { .. } => "over_budget".into(),
            ThinkError::Command(_) => "command".into(),
            ThinkError::CommandFailed { .. } => "command_failed".into(),
            ThinkError::TooLarge(_) => "too_large".into(),
        }
    }

    /// Whether asking again, or asking for something else, is of no use before
    /// somebody has changed something: key, model, endpoint, budget, prompt.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            ThinkError::Missing(_)
            | ThinkError::NotBuiltIn
            | ThinkError::KeyNotSecret(_)
            | ThinkError::OverBudget { .. }
            | ThinkError::Command(_) => true,
            ThinkError::Status { status, .. } => matches!(status, 400..=407 | 409..=424 | 426..=428),
            _ => false,
        }
    }

    /// Whether the same request may succeed after a pause.
    #[cfg_attr(not(feature = "providers"), expect(dead_code, reason = "for models over HTTP"))]
    pub(crate) fn is_retryable(&self) -> bool {
        match self {
            ThinkError::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500..=599),
            ThinkError::Connection(_) | ThinkError::HungUp(_) => true,
            _ => false,
        }
    }

    /// Whether a model may have worked for it, which is paid for.
    #[cfg_attr(not(feature = "providers"), expect(dead_code, reason = "for models over HTTP"))]
    pub(crate) fn may_cost(&self) -> bool {
        matches!(
            self,
            ThinkError::HungUp(_)
                | ThinkError::Timeout(_)
                | ThinkError::Unreadable(_)
                | ThinkError::Refused(_)
                | ThinkError::TooLarge(_)
        )
    }
}

/// The first lines of what a server said, without line breaks.
pub(crate) fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 300;
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match plain.char_indices().nth(CHARS_MAX) {
        Some((at, _)) => format!("{}…", &plain[..at]),
        None => plain,
    }
}
