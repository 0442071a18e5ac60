use std::time::{Duration, Instant, SystemTime};

use backcast_address::is_own_machine;
use backcast_retry::{Retry, retry_after};
use reqwest::{Client, Response, Url};
use serde_json::Value;
use tokio::sync::Semaphore;
use tracing::field::Empty;
use tracing::{Span, debug, instrument};

use crate::dialect::{self, ChatAnswer};
use crate::error::shortened;
use crate::rate_limit::RateLimit;
use crate::{Completion, ModelConfig, Prompt, SpendLimit, ThinkError};

/// A language model over HTTP.
#[derive(Debug)]
pub struct HttpModel {
    config: ModelConfig,
    client: Client,
    endpoint: Url,
    spend_limit: SpendLimit,
    rate_limit: RateLimit,
    at_once: Semaphore,
}

/// Connecting takes no longer where a server is there.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// Answers are read up to this many bytes, counted as they are once they are
/// unpacked; no model that answers as it is asked comes near.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Of what a server says of an error, so much is read.
const ERROR_BYTES_MAX: usize = 64 * 1024;
/// A token has at least so many bytes on average, in any language and code.
const BYTES_OF_A_TOKEN_MIN: u64 = 2;

impl HttpModel {
    /// A model, with the money that may be spent on it.
    ///
    /// # Errors
    ///
    /// Returns an error if the configuration lacks something, if money is
    /// limited and prices are not known, if others could read the key on its
    /// way, or if no connection can be made here.
    pub fn new(config: ModelConfig, spend_limit: SpendLimit) -> Result<Self, ThinkError> {
        if let Some(missing) = config.missing() {
            return Err(ThinkError::Missing(missing));
        }
        if spend_limit.is_limited() && config.price.is_none() {
            return Err(ThinkError::Missing("price"));
        }
        // Whoever was first has set the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let endpoint = endpoint(&config)?;
        let builder = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_MAX)
            .tcp_nodelay(true)
            .user_agent(concat!("backcast/", env!("CARGO_PKG_VERSION")));
        // Plain HTTP need not know whom to trust, which takes a while to read.
        let builder = if endpoint.scheme() == "http" { builder.tls_certs_only([]) } else { builder };
        // What may be readable on this machine goes through no proxy elsewhere.
        let builder = if endpoint.host_str().is_some_and(is_own_machine) { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| ThinkError::Connection(reason(&error)))?;
        let (rate_limit, at_once) = (RateLimit::new(config.per_minute), Semaphore::new(config.n_at_once.max(1)));
        Ok(HttpModel { config, client, endpoint, spend_limit, rate_limit, at_once })
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
        match tokio::time::timeout(self.config.time_max, self.exchange(prompt)).await {
            Err(_) => Err(ThinkError::Timeout(self.config.time_max)),
            Ok(Err(error)) => Err(error),
            Ok(Ok(answer)) => self.completion(prompt, answer),
        }
    }

    async fn exchange(&self, prompt: &Prompt) -> Result<ChatAnswer, ThinkError> {
        let request = dialect::request(&self.config, prompt);
        let mut wanted = self.client.post(request.url(&self.endpoint)).header("content-type", "application/json");
        for (name, value) in &request.headers {
            wanted = wanted.header(*name, value);
        }
        let sent = wanted.body(request.body.to_string()).send().await;
        let mut response = sent.map_err(|error| failure(&error))?;
        if !response.status().is_success() {
            return Err(self.refused(response).await);
        }
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let (is_json, kind) = (kind.starts_with("application/json"), kind.to_owned());
        let (body, is_whole) = read_up_to(&mut response, ANSWER_BYTES_MAX).await?;
        if !is_whole {
            return Err(ThinkError::TooLarge(ANSWER_BYTES_MAX));
        }
        let text = String::from_utf8_lossy(&body);
        let value = serde_json::from_str(&text).map_err(|cause| {
            let what = match (text.trim().is_empty(), is_json) {
                (true, _) => "an empty body".to_owned(),
                (false, true) => format!("broken JSON: {cause}"),
                (false, false) => format!("no JSON ({kind})"),
            };
            ThinkError::Unreadable(shortened(&what))
        })?;
        dialect::answer(self.config.provider, &value)
    }

    fn completion(&self, prompt: &Prompt, answer: ChatAnswer) -> Result<Completion, ThinkError> {
        let ChatAnswer { text, refusal, tokens } = answer;
        if let Some(reason) = refusal {
            return Err(ThinkError::Refused(shortened(&format!("{reason} {text}"))));
        }
        let micros = match tokens {
            Some((tokens_in, tokens_out)) => self.config.price.map_or(0, |price| price.of(tokens_in, tokens_out)),
            // A server that does not count may have used all that it was allowed.
            None => self.most(prompt),
        };
        let (tokens_in, tokens_out) = tokens.unwrap_or_default();
        Ok(Completion { text: text.trim().to_owned(), tokens_in, tokens_out, micros })
    }

    /// What a status without success means, and what the server says of it.
    async fn refused(&self, mut response: Response) -> ThinkError {
        let asked = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let retry_after = asked.and_then(|value| retry_after(value, SystemTime::now()));
        let status = response.status().as_u16();
        // Whatever is behind the beginning, or broken off, says nothing more.
        let body = read_up_to(&mut response, ERROR_BYTES_MAX).await.map(|(body, _)| body).unwrap_or_default();
        let message = self.without_key(&message_of(&String::from_utf8_lossy(&body)));
        ThinkError::Status { status, message, retry_after }
    }

    /// A text of the server without the key, should it repeat it.
    fn without_key(&self, text: &str) -> String {
        match &self.config.key {
            Some(key) if !key.reveal().is_empty() => text.replace(key.reveal(), "…"),
            _ => text.to_owned(),
        }
    }
}

/// Where the model is asked.
fn endpoint(config: &ModelConfig) -> Result<Url, ThinkError> {
    let text = config.endpoint.as_ref().map_or_else(|| dialect::usual_endpoint(config.provider), |own| own.reveal());
    let url: Url = text.parse().map_err(|_| ThinkError::Connection("its endpoint is no address".into()))?;
    let host = url.host_str().unwrap_or_default();
    let holds_key = || {
        let is_key = |name: &str| ["key", "token", "secret", "auth"].iter().any(|part| name.contains(part));
        let in_query = url.query_pairs().any(|(name, _)| is_key(&name.to_lowercase()));
        config.key.is_some() || !url.username().is_empty() || url.password().is_some() || in_query
    };
    if url.scheme() != "https" && !is_own_machine(host) && holds_key() {
        return Err(ThinkError::KeyNotSecret(host.to_owned()));
    }
    Ok(url)
}

/// Reads up to so many bytes of what a server sends, unpacked where it was
/// packed; whether that was all of it.
async fn read_up_to(response: &mut Response, most: usize) -> Result<(Vec<u8>, bool), ThinkError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        let left = most - body.len();
        if chunk.len() > left {
            body.extend_from_slice(&chunk[..left]);
            return Ok((body, false));
        }
        body.extend_from_slice(&chunk);
    }
    Ok((body, true))
}

fn failure(error: &reqwest::Error) -> ThinkError {
    if error.is_connect() { ThinkError::Connection(reason(error)) } else { ThinkError::HungUp(reason(error)) }
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
