use serde_json::{Value, json};

use super::{ChatAnswer, ChatRequest, closed, key, refusal, sum, texts};
use crate::{ModelConfig, Prompt};

/// The version of the interface, <https://docs.claude.com/en/api/versioning>.
const VERSION: &str = "2023-06-01";

pub(super) fn request(config: &ModelConfig, prompt: &Prompt) -> ChatRequest {
    let mut body = json!({
        "model": config.name,
        "max_tokens": config.tokens_max,
        "messages": [{ "role": "user", "content": prompt.text }],
    });
    if let Some(schema) = &prompt.schema {
        body["output_config"] = json!({ "format": { "type": "json_schema", "schema": closed(schema, false) } });
    }
    let headers = vec![("x-api-key", key(config).to_owned()), ("anthropic-version", VERSION.to_owned())];
    ChatRequest { path: vec!["messages".into()], headers, body }
}

pub(super) fn answer(body: &Value) -> Option<ChatAnswer> {
    let usage = &body["usage"];
    let tokens_in = sum(usage, &["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"]);
    Some(ChatAnswer {
        text: texts(body.get("content")?)?,
        refusal: refusal(body.get("stop_reason")),
        tokens: tokens_in.zip(sum(usage, &["output_tokens"])),
    })
}
