use serde_json::json;

use crate::{HttpModel, ModelConfig, Prompt, SpendLimit, ThinkError};

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckLine {
    /// What was checked: `name`, `key`, `endpoint`, `model`, `schema`.
    pub what: &'static str,
    /// Whether it is well.
    pub is_ok: bool,
    /// What was found.
    pub found: String,
    /// What to do about it; empty where nothing.
    pub fix: String,
}

impl CheckLine {
    fn good(what: &'static str, found: impl Into<String>) -> Self {
        CheckLine { what, is_ok: true, found: found.into(), fix: String::new() }
    }

    fn bad(what: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        CheckLine { what, is_ok: false, found: found.into(), fix: fix.into() }
    }
}

/// Says what is wrong with a configuration, in the order in which it matters;
/// what cannot be told because of something before is left out. Two small
/// requests are sent where it is complete.
pub async fn check(config: &ModelConfig) -> Vec<CheckLine> {
    let mut lines = Vec::new();
    let missing = config.missing();
    match missing {
        Some("name") => {
            lines.push(CheckLine::bad("name", "no model is named", "set `name` under [model]"));
            return lines;
        }
        _ => lines.push(CheckLine::good("name", format!("{} ({})", config.name, config.provider.as_str()))),
    }
    match (&config.key, missing, config.provider.key_variable()) {
        (Some(_), ..) => lines.push(CheckLine::good("key", "there is one")),
        (None, Some("key"), variable) => {
            let fix = format!("set the variable {}, or `key_env` under [model]", variable.unwrap_or("that holds it"));
            lines.push(CheckLine::bad("key", "there is none", fix));
            return lines;
        }
        (None, ..) => lines.push(CheckLine::good("key", "none, which a server of one's own may allow")),
    }
    if missing == Some("endpoint") {
        let fix = "set `endpoint` under [model], for example \"http://localhost:11434/v1/\"";
        lines.push(CheckLine::bad("endpoint", "a compatible server needs its address", fix));
        return lines;
    }
    // Trying often would only hide what is wrong.
    let mut once = config.clone();
    once.retries.tries_max = 1;
    once.tokens_max = 400;
    let model = match HttpModel::new(once, SpendLimit::default()) {
        Ok(model) => model,
        Err(error) => {
            let fix = match error {
                ThinkError::KeyNotSecret(_) => {
                    "write `endpoint` under [model] with https://, or take the key away if that server needs none"
                }
                ThinkError::NotBuiltIn => "install the whole program: cargo install --path crates/cli",
                _ => "see `endpoint` under [model]",
            };
            lines.push(CheckLine::bad("endpoint", error.to_string(), fix));
            return lines;
        }
    };
    let hello = Prompt { text: "Answer with the one word: ready".into(), schema: None };
    match model.think(&hello).await {
        Ok(completion) => {
            lines.push(CheckLine::good("endpoint", "it answers"));
            let found = format!("it answered {} and {} tokens", completion.tokens_in, completion.tokens_out);
            lines.push(CheckLine::good("model", found));
        }
        Err(error) => {
            lines.push(failed(&error));
            return lines;
        }
    }
    lines.push(schema(&model).await);
    lines
}

/// Which part of the configuration an error speaks of.
fn failed(error: &ThinkError) -> CheckLine {
    let said = error.to_string();
    match error {
        ThinkError::Status { status: 401 | 403, .. } => {
            CheckLine::bad("key", said, "the key is wrong, or may not use this model")
        }
        ThinkError::Status { status: 404, .. } => {
            CheckLine::bad("model", said, "see `name` and `endpoint` under [model]: one of them is not there")
        }
        ThinkError::Status { status: 429, .. } => {
            CheckLine::bad("model", said, "wait, or set `per_minute` under [model]; the account may be out of credit")
        }
        ThinkError::Status { status: 500.., .. } => {
            CheckLine::bad("endpoint", said, "the server has a problem; try later")
        }
        ThinkError::Connection(_) | ThinkError::HungUp(_) | ThinkError::Timeout(_) => {
            CheckLine::bad("endpoint", said, "is the server running, and is `endpoint` under [model] right?")
        }
        ThinkError::Unreadable(_) => {
            CheckLine::bad("endpoint", said, "`endpoint` under [model] names no server of this provider")
        }
        _ => CheckLine::bad("model", said, "see `name` under [model]"),
    }
}

/// Whether the form of an answer can be prescribed.
async fn schema(model: &HttpModel) -> CheckLine {
    let schema = json!({
        "type": "object",
        "properties": { "word": { "type": "string" } },
        "required": ["word"],
        "additionalProperties": false,
    });
    let prompt =
        Prompt { text: "Answer with a JSON object: the key `word` with the value ready".into(), schema: Some(schema) };
    let reads = "answers are read tolerantly all the same";
    match model.think(&prompt).await {
        Ok(completion) => {
            let value: Option<serde_json::Value> = serde_json::from_str(&completion.text).ok();
            match value.is_some_and(|value| value.get("word").is_some_and(serde_json::Value::is_string)) {
                true => CheckLine::good("schema", "the form of answers is kept"),
                false => CheckLine::good("schema", format!("the form of answers is not kept; {reads}")),
            }
        }
        Err(error) => {
            CheckLine::bad("schema", format!("{error}"), format!("set `schema = false` under [model]; {reads}"))
        }
    }
}
