//! What is sent to providers and what comes back, each in its own format.
//!
//! Our own two hundred lines instead of a library: those that speak these
//! formats read a whole body before anybody can say that it is too large.

mod anthropic;
mod gemini;
mod openai;

use reqwest::Url;
use serde_json::{Map, Value};

use crate::{ModelConfig, Prompt, Provider, ThinkError};

/// A request in the format of a provider, without its address.
#[derive(Debug)]
pub(crate) struct ChatRequest {
    /// Parts of the path behind that of the endpoint.
    pub(crate) path: Vec<String>,
    /// Names and values; the key is among them.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Value,
}

/// What a provider answered.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ChatAnswer {
    pub(crate) text: String,
    /// Why it stopped, where it would not go on for what it was asked.
    pub(crate) refusal: Option<String>,
    /// Tokens that went in and came out, where both are counted.
    pub(crate) tokens: Option<(u64, u64)>,
}

/// Where a provider is asked that is named without an address.
pub(crate) fn usual_endpoint(provider: Provider) -> &'static str {
    match provider {
        Provider::Anthropic => "https://api.anthropic.com/v1/",
        Provider::OpenAi | Provider::Compatible => "https://api.openai.com/v1/",
        Provider::Gemini => "https://generativelanguage.googleapis.com/v1beta/",
    }
}

/// What asks a provider for an answer.
pub(crate) fn request(config: &ModelConfig, prompt: &Prompt) -> ChatRequest {
    match config.provider {
        Provider::Anthropic => anthropic::request(config, prompt),
        Provider::OpenAi | Provider::Compatible => openai::request(config, prompt),
        Provider::Gemini => gemini::request(config, prompt),
    }
}

/// The answer in what a provider sent.
///
/// # Errors
///
/// Returns an error if it is no answer of a model.
pub(crate) fn answer(provider: Provider, body: &Value) -> Result<ChatAnswer, ThinkError> {
    let read = match provider {
        Provider::Anthropic => anthropic::answer(body),
        Provider::OpenAi | Provider::Compatible => openai::answer(body),
        Provider::Gemini => gemini::answer(body),
    };
    read.ok_or_else(|| ThinkError::Unreadable("something that is no answer of a model".into()))
}

impl ChatRequest {
    /// Where the request goes: below the endpoint, whose query stays.
    pub(crate) fn url(&self, endpoint: &Url) -> Url {
        let mut url = endpoint.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(&self.path);
        }
        url
    }
}

/// The key to send; a server that needs none takes any.
fn key(config: &ModelConfig) -> &str {
    config.key.as_ref().map_or("none", crate::Key::reveal)
}

/// Of several names for a reason to stop, those that mean a refusal.
fn refusal(reason: Option<&Value>) -> Option<String> {
    const REFUSALS: [&str; 11] = [
        "content_filter",
        "refusal",
        "SAFETY",
        "RECITATION",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "LANGUAGE",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
    ];
    reason.and_then(Value::as_str).filter(|reason| REFUSALS.contains(reason)).map(str::to_owned)
}

fn sum(counts: &Value, names: &[&str]) -> Option<u64> {
    let known: Vec<u64> = names.iter().filter_map(|name| counts.get(name)?.as_u64()).collect();
    (!known.is_empty()).then(|| known.iter().sum())
}

/// The texts of parts of an answer that are not thoughts.
fn texts(parts: &Value) -> Option<String> {
    let is_thought = |part: &Value| part.get("thought").and_then(Value::as_bool).unwrap_or(false);
    let parts = parts.as_array()?.iter().filter(|part| !is_thought(part));
    Some(parts.filter_map(|part| part.get("text")?.as_str()).collect())
}

/// A form in which each object names all its keys, as providers ask for that;
/// where `all_required`, each of them has to be there, too.
fn closed(schema: &Value, all_required: bool) -> Value {
    let deeper = |value: &Value| match value {
        Value::Array(values) => values.iter().map(|value| closed(value, all_required)).collect(),
        value => closed(value, all_required),
    };
    let Some(map) = schema.as_object() else { return schema.clone() };
    let mut closed_map: Map<String, Value> = map
        .iter()
        .map(|(key, value)| match (key.as_str(), value) {
            ("properties" | "$defs" | "definitions" | "patternProperties", Value::Object(named)) => {
                (key.clone(), named.iter().map(|(name, one)| (name.clone(), closed(one, all_required))).collect())
            }
            ("items" | "additionalProperties" | "not" | "allOf" | "anyOf" | "oneOf" | "prefixItems", value) => {
                (key.clone(), deeper(value))
            }
            _ => (key.clone(), value.clone()),
        })
        .collect();
    let properties = closed_map.get("properties").and_then(Value::as_object);
    let names: Option<Value> = properties.map(|named| named.keys().cloned().map(Value::String).collect());
    if names.is_some() || closed_map.get("type").and_then(Value::as_str) == Some("object") {
        closed_map.entry("additionalProperties").or_insert(Value::Bool(false));
    }
    if let Some(names) = names.filter(|_| all_required) {
        closed_map.insert("required".into(), names);
    }
    Value::Object(closed_map)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn requests_go_below_the_endpoint_and_its_query_stays() {
        let cases = [
            ("http://a.example/v1", "http://a.example/v1/models/a%2Fb:x"),
            ("http://a.example/v1/?version=2", "http://a.example/v1/models/a%2Fb:x?version=2"),
            ("http://a.example", "http://a.example/models/a%2Fb:x"),
        ];
        let request =
            ChatRequest { path: vec!["models".into(), "a/b:x".into()], headers: Vec::new(), body: Value::Null };
        for (endpoint, url) in cases {
            assert_eq!(request.url(&endpoint.parse().expect("an address")).as_str(), url);
        }
    }

    #[test]
    fn forms_of_answers_are_closed() {
        let schema = json!({ "type": "object", "properties": {
            "list": { "type": "array", "items": { "properties": { "a": { "type": "string" } } } }, "note": true,
        }, "required": ["list"] });
        let strict = closed(&schema, true);
        assert_eq!(strict["required"], json!(["list", "note"]));
        assert_eq!(strict["properties"]["list"]["items"]["additionalProperties"], json!(false));
        let lenient = closed(&schema, false);
        assert_eq!((&lenient["required"], &lenient["additionalProperties"]), (&json!(["list"]), &json!(false)));
    }

    #[test]
    fn thoughts_are_no_part_of_the_answer() {
        let answer = |provider, body| answer(provider, &body).expect("an answer");
        let body = json!({ "content": [{ "type": "thinking", "thinking": "hm" }, { "type": "text", "text": "a" },
            { "type": "text", "text": "b" }], "usage": { "input_tokens": 3, "cache_read_input_tokens": 4, "output_tokens": 5 } });
        let expected = ChatAnswer { text: "ab".into(), refusal: None, tokens: Some((7, 5)) };
        assert_eq!(answer(Provider::Anthropic, body), expected);
        let body = json!({ "candidates": [{ "content": { "parts": [{ "text": "hm", "thought": true }, { "text": "ab" }] } }],
            "usageMetadata": { "promptTokenCount": 7, "candidatesTokenCount": 2, "thoughtsTokenCount": 3 } });
        assert_eq!(answer(Provider::Gemini, body), expected);
        let body = json!({ "choices": [{ "message": { "content": [{ "type": "text", "text": "ab" }], "reasoning": "hm" } }],
            "usage": { "prompt_tokens": 7, "completion_tokens": 5 } });
        assert_eq!(answer(Provider::Compatible, body), expected);
        let silent = json!({ "choices": [{ "message": { "content": null } }] });
        assert_eq!(answer(Provider::OpenAi, silent), ChatAnswer::default());
    }

    #[test]
    fn what_was_blocked_before_an_answer_is_a_refusal() {
        let body = json!({ "promptFeedback": { "blockReason": "SAFETY" } });
        assert_eq!(answer(Provider::Gemini, &body).expect("read").refusal.as_deref(), Some("SAFETY"));
        for provider in Provider::ALL {
            assert!(answer(provider, &json!({ "hello": "world" })).is_err(), "{provider:?}");
            assert!(answer(provider, &json!([1])).is_err(), "{provider:?}");
        }
    }
}
