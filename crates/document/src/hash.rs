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
    digest_of(&[text])
}

fn digest_of(parts: &[&str]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    let mut sha = Sha256::new();
    parts.iter().for_each(|part| sha.update(part));
    sha.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Whether a plan JSON of ours still is what its `hash` says.
#[must_use]
pub fn plan_hash_holds(text: &str) -> bool {
    // As we write them, a few times as fast.
    if let Some((before, stated, after)) = around_hash(text)
        && digest_of(&[before, after]) == stated
    {
        return true;
    }
    let Ok(Value::Object(mut plan)) = serde_json::from_str(text) else { return false };
    let Some(Value::String(stated)) = plan.insert("hash".into(), Value::String(String::new())) else { return false };
    let Ok(mut blank) = serde_json::to_string_pretty(&plan) else { return false };
    blank.push('\n');
    content_hash(&blank).as_str() == stated
}

/// What stands before, in and after the one `hash` of a text that is laid out as
/// ours: no text in a JSON has line breaks, and only members of the whole are so
/// little indented.
fn around_hash(text: &str) -> Option<(&str, &str, &str)> {
    const BEGIN: &str = "\n  \"hash\": \"";
    let (head, rest) = text.rsplit_once(BEGIN)?;
    if head.contains(BEGIN) {
        return None;
    }
    let (stated, _) = rest.split_once('"')?;
    let begin = head.len() + BEGIN.len();
    Some((&text[..begin], stated, &text[begin + stated.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plan with its hash, laid out as ours.
    fn sealed(members: &str) -> String {
        let blank = format!("{{\n  \"title\": \"Book\",\n{members}  \"hash\": \"\"\n}}\n");
        let hash = digest(&blank);
        blank.replace("  \"hash\": \"\"\n}\n", &format!("  \"hash\": \"{hash}\"\n}}\n"))
    }

    #[test]
    fn a_plan_holds_in_every_layout_and_changed_in_none() {
        for members in ["", "  \"parts\": {\n    \"hash\": \"\"\n  },\n", "  \"note\": \"\\n  \\\"hash\\\": \\\"\",\n"]
        {
            let text = sealed(members);
            let other_layout = serde_json::from_str::<Value>(&text).expect("JSON").to_string();
            for text in [text, other_layout] {
                assert!(plan_hash_holds(&text), "{text}");
                assert!(!plan_hash_holds(&text.replace("Book", "Look")), "{text}");
            }
        }
    }
}
