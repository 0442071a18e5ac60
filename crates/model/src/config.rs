use std::fmt;
use std::time::Duration;

use backcast_address::Address;
use backcast_retry::RetryPolicy;

/// Whose language the server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// Anthropic's messages.
    Anthropic,
    /// OpenAI's chat completions, at OpenAI.
    OpenAi,
    /// Gemini's content generation.
    Gemini,
    /// OpenAI's chat completions, at a server of somebody else (Ollama,
    /// llama.cpp, vLLM, a proxy).
    Compatible,
}

impl Provider {
    /// All of them.
    pub const ALL: [Provider; 4] = [Provider::Anthropic, Provider::OpenAi, Provider::Gemini, Provider::Compatible];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Provider::Anthropic => "anthropic",
            Provider::OpenAi => "openai",
            Provider::Gemini => "gemini",
            Provider::Compatible => "compatible",
        }
    }

    /// The variable of the environment that usually holds the key.
    #[must_use]
    pub fn key_variable(self) -> Option<&'static str> {
        match self {
            Provider::Anthropic => Some("ANTHROPIC_API_KEY"),
            Provider::OpenAi => Some("OPENAI_API_KEY"),
            Provider::Gemini => Some("GEMINI_API_KEY"),
            Provider::Compatible => None,
        }
    }
}

/// A key; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// The key with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Key(text.into())
    }

    #[cfg_attr(not(feature = "providers"), expect(dead_code, reason = "for models over HTTP"))]
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// What tokens cost, in dollars for a million of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Tokens that go in.
    pub into: f64,
    /// Tokens that come out.
    pub out: f64,
}

impl Price {
    /// The price of this number of tokens, in millionths of a dollar, rounded up.
    #[must_use]
    pub fn of(&self, tokens_in: u64, tokens_out: u64) -> u64 {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 tokens")]
        let micros = tokens_in as f64 * self.into + tokens_out as f64 * self.out;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "prices are not negative")]
        let micros = micros.ceil().max(0.0) as u64;
        micros
    }
}

/// The longest that one request may take, unless set otherwise.
const TIME_MAX: Duration = Duration::from_secs(300);

/// A language model and how to reach it.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelConfig {
    /// Whose language it speaks.
    pub provider: Provider,
    /// The name of the model.
    pub name: String,
    /// The address up to and with the version, `http://localhost:11434/v1/`;
    /// that of the provider where absent.
    pub endpoint: Option<Address>,
    /// The key, where one is needed.
    pub key: Option<Key>,
    /// What it costs, where that is known.
    pub price: Option<Price>,
    /// Tokens that an answer may have.
    pub tokens_max: u32,
    /// The longest that one request may take.
    pub time_max: Duration,
    /// Requests that may be under way at once.
    pub n_at_once: usize,
    /// Requests that may begin in a minute, where there is a limit.
    pub per_minute: Option<u32>,
    /// How often what may pass is tried again.
    pub retries: RetryPolicy,
}

impl ModelConfig {
    /// A model with the usual limits.
    pub fn new(provider: Provider, name: impl Into<String>) -> Self {
        ModelConfig {
            provider,
            name: name.into(),
            endpoint: None,
            key: None,
            price: None,
            tokens_max: 16_000,
            time_max: TIME_MAX,
            n_at_once: 5,
            per_minute: None,
            // A request may fail at the end of its time, and is worth the next one.
            retries: RetryPolicy { total_max: TIME_MAX * 4, ..RetryPolicy::default() },
        }
    }

    /// What is missing before anything can be asked: `name`, `endpoint` or
    /// `key`.
    #[must_use]
    pub fn missing(&self) -> Option<&'static str> {
        if self.name.trim().is_empty() {
            return Some("name");
        }
        if self.provider == Provider::Compatible && self.endpoint.is_none() {
            return Some("endpoint");
        }
        // A server of one's own may need none.
        let needs_key = self.provider != Provider::Compatible && self.endpoint.is_none();
        (needs_key && self.key.is_none()).then_some("key")
    }
}
