use backcast_core::track::ContentHash;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The SHA-256 of a text.
#[must_use]
pub fn content_hash(text: &str) -> ContentHash {
    ContentHash::new(digest(text))
}

/// The SHA-256 of a text as 64 lower-case hexadecimal digits.
pub(crate) fn digest(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    Sha256::digest(text.as_bytes()).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Whether a plan JSON of ours still is what its `hash` says.
#[must_use]
pub fn plan_hash_holds(text: &str) -> bool {
    let Ok(Value::Object(mut plan)) = serde_json::from_str(text) else { return false };
    let Some(Value::String(stated)) = plan.insert("hash".into(), Value::String(String::new())) else { return false };
    let Ok(mut blank) = serde_json::to_string_pretty(&plan) else { return false };
    blank.push('\n');
    content_hash(&blank).as_str() == stated
}
