use serde_json::{Value, json};

use super::{ChatAnswer, ChatRequest, closed, key, refusal, sum, texts};
use crate::{ModelConfig, Prompt};

/// Models that think before they answer take the limit under another name.
const THINKING: [&str; 5] = ["gpt-5", "gpt-6", "o1", "o3", "o4"];

pub(super) fn request(config: &ModelConfig, prompt: &Prompt) -> ChatRequest {
    let thinks = THINKING.iter().any(|known| config.name.starts_with(known));
    let limit = if thinks { "max_completion_tokens" } else { "max_tokens" };
    let mut body = json!({
        "model": config.name,
        "stream": false,
        "messages": [{ "role": "user", "content": prompt.text }],
        limit: config.tokens_max,
    });
    if let Some(schema) = &prompt.schema {
        body["response_format"] = json!({
            "type": "json_schema",
            "json_schema": { "name": "answer", "strict": true, "schema": closed(schema, true) },
        });
    }
    let headers = vec![("authorization", format!("Bearer {}", key(config)))];
    ChatRequest { path: vec!["chat".into(), "completions".into()], headers, body }
}

pub(super) fn answer(body: &Value) -> Option<ChatAnswer> {
    let first = body.get("choices")?.get(0)?;
    let text = match first.pointer("/message/content") {
        Some(Value::String(text)) => text.clone(),
        Some(parts) => texts(parts).unwrap_or_default(),
        None => String::new(),
    };
    let usage = &body["usage"];
    Some(ChatAnswer {
        text,
        refusal: refusal(first.get("finish_reason")),
        tokens: sum(usage, &["prompt_tokens"]).zip(sum(usage, &["completion_tokens"])),
    })
}
