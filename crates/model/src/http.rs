use std::time::{Duration, Instant, SystemTime};

use backcast_retry::{Retry, retry_after};
use genai::adapter::AdapterKind;
use genai::chat::{ChatMessage, ChatOptions, ChatRequest, ChatResponse, JsonSpec, StopReason};
use genai::resolver::{AuthData, Endpoint};
use genai::{Client, ModelIden, ServiceTarget};
use serde_json::Value;
use tokio::sync::Semaphore;
use tracing::field::Empty;
use tracing::{Span, debug, instrument};

use crate::error::shortened;
use crate::rate_limit::RateLimit;
use crate::{Completion, ModelConfig, Prompt, Provider, SpendLimit, ThinkError};

/// A language model over HTTP.
#[derive(Debug)]
pub struct HttpModel {
    config: ModelConfig,
    client: Client,
    spend_limit: SpendLimit,
    rate_limit: RateLimit,
    at_once: Semaphore,
}

/// Connecting takes no longer where a server is there.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// A token has at least so many bytes on average, in any language and code.
const BYTES_OF_A_TOKEN_MIN: u64 = 2;

impl HttpModel {
    /// A model, with the money that may be spent on it.
    ///
    /// # Errors
    ///
    /// Returns an error if the configuration lacks something, if money is
    /// limited and prices are not known, or if no connection can be made here.
    pub fn new(config: ModelConfig, spend_limit: SpendLimit) -> Result<Self, ThinkError> {
        if let Some(missing) = config.missing() {
            return Err(ThinkError::Missing(missing));
        }
        if spend_limit.is_limited() && config.price.is_none() {
            return Err(ThinkError::Missing("price"));
        }
        // Whoever was first has set the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let is_plain = config.endpoint.as_deref().is_some_and(|url| url.starts_with("http://"));
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_MAX)
            .tcp_nodelay(true)
            .user_agent(concat!("backcast/", env!("CARGO_PKG_VERSION")));
        // Plain HTTP need not know whom to trust, which takes a while to read.
        let builder = if is_plain { builder.tls_certs_only([]) } else { builder };
        let reqwest = builder.build().map_err(|error| ThinkError::Connection(reason(&error)))?;
        let client = Client::builder().with_reqwest(reqwest).build();
        let client = client.map_err(|error| ThinkError::Connection(shortened(&error.to_string())))?;
        let (rate_limit, at_once) = (RateLimit::new(config.per_minute), Semaphore::new(config.n_at_once.max(1)));
        Ok(HttpModel { config, client, spend_limit, rate_limit, at_once })
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    #[instrument(
        name = "model",
        level = "info",
        skip_all,
        fields(
            provider = self.config.provider.as_str(),
            name = self.config.name,
            attempts = Empty,
            tokens_in = Empty,
            tokens_out = Empty,
            micros = Empty,
            error = Empty,
        )
    )]
    pub(crate) async fn think(&self, prompt: &Prompt) -> Result<Completion, ThinkError> {
        let (begun, mut retry, mut lost) = (Instant::now(), Retry::new(self.config.retries), 0);
        let mut attempts = 0_u32;
        let result = loop {
            attempts += 1;
            let error = match self.paid(prompt).await {
                Ok(completion) => break Ok(Completion { micros: completion.micros + lost, ..completion }),
                Err(error) => error,
            };
            debug!(attempt = attempts, error = error.code(), "no answer");
            lost += self.lost(prompt, &error);
            let asked = match &error {
                ThinkError::Status { retry_after, .. } => *retry_after,
                _ => None,
            };
            let pause = error.is_retryable().then(|| retry.pause(asked, begun.elapsed(), &mut rand::rng())).flatten();
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => break Err(error),
            }
        };
        let span = Span::current();
        match &result {
            Ok(Completion { tokens_in, tokens_out, micros, .. }) => {
                span.record("tokens_in", tokens_in).record("tokens_out", tokens_out).record("micros", micros)
            }
            Err(error) => span.record("error", error.code()).record("micros", lost),
        };
        span.record("attempts", attempts);
        result
    }

    /// Asks once, as long as there is money for the most that it can cost.
    async fn paid(&self, prompt: &Prompt) -> Result<Completion, ThinkError> {
        let most = self.most(prompt);
        self.spend_limit.reserve(most)?;
        let result = self.once(prompt).await;
        let cost = match &result {
            Ok(completion) => completion.micros,
            Err(error) => self.lost(prompt, error),
        };
        self.spend_limit.settle(most, cost);
        result
    }

    /// What a question without an answer may have cost all the same.
    pub(crate) fn lost(&self, prompt: &Prompt, error: &ThinkError) -> u64 {
        if error.may_cost() { self.most(prompt) } else { 0 }
    }

    /// The most that a question can cost, whatever the answer is.
    fn most(&self, prompt: &Prompt) -> u64 {
        let tokens_in = prompt.text.len() as u64 / BYTES_OF_A_TOKEN_MIN + 1;
        self.config.price.map_or(0, |price| price.of(tokens_in, u64::from(self.config.tokens_max)))
    }

    async fn once(&self, prompt: &Prompt) -> Result<Completion, ThinkError> {
        let _turn = self.at_once.acquire().await.expect("it is never closed");
        self.rate_limit.wait().await;
        let request = ChatRequest::new(vec![ChatMessage::user(prompt.text.clone())]);
        let mut options = ChatOptions::default().with_max_tokens(self.config.tokens_max).with_capture_usage(true);
        if let Some(schema) = &prompt.schema {
            options = options.with_response_format(JsonSpec::new("answer", schema.clone()));
        }
        let sent = self.client.exec_chat(self.target(), request, Some(&options));
        match tokio::time::timeout(self.config.time_max, sent).await {
            Err(_) => Err(ThinkError::Timeout(self.config.time_max)),
            Ok(Err(error)) => Err(self.failure(error)),
            Ok(Ok(response)) => self.completion(prompt, &response),
        }
    }

    fn target(&self) -> ServiceTarget {
        let adapter = match self.config.provider {
            Provider::Anthropic => AdapterKind::Anthropic,
            Provider::OpenAi | Provider::Compatible => AdapterKind::OpenAI,
            Provider::Gemini => AdapterKind::Gemini,
        };
        let endpoint = match (&self.config.endpoint, self.config.provider) {
            (Some(own), _) if own.ends_with('/') => own.clone(),
            (Some(own), _) => format!("{own}/"),
            (None, Provider::Anthropic) => "https://api.anthropic.com/v1/".into(),
            (None, Provider::OpenAi | Provider::Compatible) => "https://api.openai.com/v1/".into(),
            (None, Provider::Gemini) => "https://generativelanguage.googleapis.com/v1beta/".into(),
        };
        let key = self.config.key.as_ref().map_or("none", crate::Key::reveal);
        ServiceTarget {
            endpoint: Endpoint::from_owned(endpoint),
            auth: AuthData::from_single(key),
            model: ModelIden::new(adapter, self.config.name.clone()),
        }
    }

    fn completion(&self, prompt: &Prompt, response: &ChatResponse) -> Result<Completion, ThinkError> {
        let text = response.texts().concat();
        if let Some(StopReason::ContentFilter(reason)) = &response.stop_reason {
            return Err(ThinkError::Refused(shortened(&format!("{reason} {text}"))));
        }
        let tokens = |count: Option<i32>| count.and_then(|count| u64::try_from(count).ok());
        let counted = (tokens(response.usage.prompt_tokens), tokens(response.usage.completion_tokens));
        let micros = match counted {
            (Some(tokens_in), Some(tokens_out)) => self.config.price.map_or(0, |price| price.of(tokens_in, tokens_out)),
            // A server that does not count may have used all that it was allowed.
            _ => self.most(prompt),
        };
        let (tokens_in, tokens_out) = (counted.0.unwrap_or(0), counted.1.unwrap_or(0));
        Ok(Completion { text, tokens_in, tokens_out, micros })
    }

    fn failure(&self, error: genai::Error) -> ThinkError {
        if let Some(status) = error.status() {
            let asked = error.headers().and_then(|headers| headers.get("retry-after")?.to_str().ok());
            let body = match &error {
                genai::Error::WebModelCall { webc_error, .. } | genai::Error::WebAdapterCall { webc_error, .. } => {
                    match webc_error {
                        genai::webc::Error::ResponseFailedStatus { body, .. } => body.as_str(),
                        _ => "",
                    }
                }
                genai::Error::HttpError { body, .. } => body.as_str(),
                _ => "",
            };
            return ThinkError::Status {
                status: status.as_u16(),
                message: self.without_key(&message_of(body)),
                retry_after: asked.and_then(|value| retry_after(value, SystemTime::now())),
            };
        }
        match error {
            genai::Error::WebModelCall { webc_error, .. } | genai::Error::WebAdapterCall { webc_error, .. } => {
                match webc_error {
                    genai::webc::Error::Reqwest(error) if error.is_connect() => ThinkError::Connection(reason(&error)),
                    genai::webc::Error::Reqwest(error) => ThinkError::HungUp(reason(&error)),
                    genai::webc::Error::ResponseFailedNotJson { content_type, body } => {
                        let what = if body.trim().is_empty() { "an empty body" } else { "no JSON" };
                        ThinkError::Unreadable(shortened(&format!("{what} ({content_type})")))
                    }
                    genai::webc::Error::ResponseFailedInvalidJson { body, cause } => {
                        let what = if body.trim().is_empty() {
                            "an empty body".into()
                        } else {
                            format!("broken JSON: {cause}")
                        };
                        ThinkError::Unreadable(shortened(&what))
                    }
                    _ => ThinkError::Unreadable("something that is no answer of a model".into()),
                }
            }
            genai::Error::ClientBuildFail { cause } => ThinkError::Connection(shortened(&cause)),
            // Nothing of the request or the key is taken over into the error.
            _ => ThinkError::Unreadable("something that is no answer of a model".into()),
        }
    }

    /// A text of the server without the key, should it repeat it.
    fn without_key(&self, text: &str) -> String {
        match &self.config.key {
            Some(key) if !key.reveal().is_empty() => text.replace(key.reveal(), "…"),
            _ => text.to_owned(),
        }
    }
}

/// The message within a JSON error of a provider, else the text.
fn message_of(body: &str) -> String {
    let value: Option<Value> = serde_json::from_str(body).ok();
    let message = value.as_ref().and_then(|value| {
        let error = value.get("error").or_else(|| value.get(0)?.get("error")).unwrap_or(value);
        error.get("message").or_else(|| error.get("detail")).and_then(Value::as_str).or_else(|| error.as_str())
    });
    let is_page = body.trim_start().starts_with('<');
    match message {
        Some(message) => shortened(message),
        None if is_page => "an HTML page".into(),
        None => shortened(body),
    }
}

/// The innermost cause, without the address: it may carry a secret.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text = cause.to_string();
    if error.url().is_some_and(|url| text.contains(url.as_str())) {
        return "the request failed".into();
    }
    shortened(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_in_what_providers_send() {
        assert_eq!(message_of(r#"{"error": {"message": "no such model", "type": "x"}}"#), "no such model");
        assert_eq!(
            message_of(r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#),
            "Overloaded"
        );
        assert_eq!(message_of(r#"[{"error": {"code": 400, "message": "bad"}}]"#), "bad");
        assert_eq!(message_of("<html>\n502"), "an HTML page");
        assert_eq!(message_of(""), "");
    }
}
