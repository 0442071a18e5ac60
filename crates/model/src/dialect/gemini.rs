use serde_json::{Value, json};

use super::{ChatAnswer, ChatRequest, key, refusal, sum, texts};
use crate::{ModelConfig, Prompt};

pub(super) fn request(config: &ModelConfig, prompt: &Prompt) -> ChatRequest {
    let mut settings = json!({ "maxOutputTokens": config.tokens_max });
    if let Some(schema) = &prompt.schema {
        settings["responseMimeType"] = json!("application/json");
        settings["responseJsonSchema"] = schema.clone();
    }
    let body = json!({
        "contents": [{ "role": "user", "parts": [{ "text": prompt.text }] }],
        "generationConfig": settings,
    });
    let path = vec!["models".into(), format!("{}:generateContent", config.name)];
    ChatRequest { path, headers: vec![("x-goog-api-key", key(config).to_owned())], body }
}

pub(super) fn answer(body: &Value) -> Option<ChatAnswer> {
    let usage = &body["usageMetadata"];
    let tokens_in = sum(usage, &["promptTokenCount", "toolUsePromptTokenCount"]);
    // Thoughts are paid for like answers, and not counted among them.
    let tokens_out = sum(usage, &["candidatesTokenCount"])
        .map(|tokens| tokens + sum(usage, &["thoughtsTokenCount"]).unwrap_or_default());
    let tokens = tokens_in.zip(tokens_out);
    if let Some(reason) = body.pointer("/promptFeedback/blockReason").and_then(Value::as_str) {
        return Some(ChatAnswer { refusal: Some(reason.to_owned()), tokens, ..ChatAnswer::default() });
    }
    let first = body.get("candidates")?.get(0)?;
    let text = first.pointer("/content/parts").and_then(texts).unwrap_or_default();
    Some(ChatAnswer { text, refusal: refusal(first.get("finishReason")), tokens })
}
