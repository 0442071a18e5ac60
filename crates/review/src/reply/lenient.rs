//! JSON as models write it: inside fences and prose, with the slips that they
//! make. Everything that was mended is reported.

use std::fmt;

use serde_json::{Map, Number, Value};

/// Answers larger than this are refused: nobody could answer so much.
pub const REPLY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Nothing that is asked for lies deeper.
const DEPTH_MAX: usize = 64;

/// Something that was mended while an answer was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Where: a line of the answer, or a place in the JSON.
    pub place: String,
    /// What was done.
    pub what: String,
}

impl Repair {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Repair { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// A JSON object that was found in an answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Extracted {
    pub(crate) value: Value,
    pub(crate) repairs: Vec<Repair>,
    /// Where it begins in the answer, fence included.
    pub(crate) start: usize,
}

/// Finds the JSON object with one of these keys in an answer: the whole
/// answer, the last fenced block that has it, or the first brace that begins
/// one.
pub(crate) fn extract(text: &str, keys: &[&str]) -> Option<Extracted> {
    if text.len() > REPLY_BYTES_MAX {
        return None;
    }
    let has_key =
        |value: &Value| value.as_object().is_some_and(|object| keys.iter().any(|key| object.contains_key(*key)));
    if let Ok(value) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}'))
        && has_key(&value)
    {
        return Some(Extracted { value, repairs: Vec::new(), start: 0 });
    }
    let fences = fences(text);
    for fence in fences.iter().rev() {
        if let Some(found) = parse_at(text, fence.body, fence.end).filter(|found| has_key(&found.value)) {
            return Some(Extracted { start: fence.start, ..found });
        }
    }
    let mut tries = 0;
    for (at, _) in text.match_indices('{') {
        // A brace of prose is not worth reading the rest of a long text again
        // and again.
        tries += 1;
        if tries > 64 {
            return None;
        }
        if let Some(mut found) = parse_at(text, at, text.len()).filter(|found| has_key(&found.value)) {
            if !text[..at].trim().is_empty() {
                found.repairs.insert(0, Repair::new(line(text, at), "left out the text before the JSON"));
            }
            return Some(found);
        }
    }
    None
}

/// A fenced block: where its fence begins, and its body.
struct Fence {
    start: usize,
    body: usize,
    end: usize,
}

fn fences(text: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            match open.take() {
                Some((start, body)) => found.push(Fence { start, body, end: at }),
                None => open = Some((at, at + line.len())),
            }
        }
        at += line.len();
    }
    // A fence that was never closed: the answer was cut off.
    if let Some((start, body)) = open {
        found.push(Fence { start, body, end: text.len() });
    }
    found
}

fn parse_at(text: &str, from: usize, to: usize) -> Option<Extracted> {
    let slice = &text[from..to];
    let brace = from + slice.find('{')?;
    if let Ok(value) = serde_json::from_str::<Value>(text[brace..to].trim_end()) {
        return Some(Extracted { value, repairs: Vec::new(), start: brace });
    }
    let mut parser =
        Parser { text, bytes: text.as_bytes(), at: brace, end: to, depth: 0, is_too_deep: false, repairs: Vec::new() };
    let value = parser.value().filter(|_| !parser.is_too_deep)?;
    if parser.at < to && !text[parser.at..to].trim().is_empty() {
        parser.mended(parser.at, "left out the text behind the JSON");
    }
    Some(Extracted { value, repairs: parser.repairs, start: brace })
}

fn line(text: &str, at: usize) -> String {
    let number = text.as_bytes()[..at.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() + 1;
    format!("line {number}")
}

/// Reads a value and mends what is not JSON.
struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    end: usize,
    depth: usize,
    is_too_deep: bool,
    repairs: Vec<Repair>,
}

/// More repairs than these say nothing new.
const REPAIRS_MAX: usize = 50;

impl Parser<'_> {
    fn mended(&mut self, at: usize, what: &str) {
        if self.repairs.len() < REPAIRS_MAX {
            self.repairs.push(Repair::new(line(self.text, at), what));
        }
    }

    fn peek(&self) -> Option<u8> {
        (self.at < self.end).then(|| self.bytes[self.at])
    }

    /// Goes over blanks and comments.
    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            let rest = &self.text[self.at..self.end];
            if byte.is_ascii_whitespace() {
                self.at += 1;
            } else if rest.starts_with("//") || rest.starts_with('#') {
                self.mended(self.at, "left out a comment");
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.mended(self.at, "left out a comment");
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else if let Some(blank) = rest.chars().next().filter(|c| c.is_whitespace() || *c == '\u{feff}') {
                self.at += blank.len_utf8();
            } else {
                return;
            }
        }
    }

    fn value(&mut self) -> Option<Value> {
        self.skip();
        match self.peek()? {
            b'{' => self.nested(Parser::object),
            b'[' => self.nested(Parser::array),
            b'"' => Some(Value::String(self.string('"'))),
            b'\'' => {
                self.mended(self.at, "took single quotes for double ones");
                Some(Value::String(self.string('\'')))
            }
            _ if self.text[self.at..self.end].starts_with('“') => {
                self.mended(self.at, "took typographic quotes for plain ones");
                Some(Value::String(self.string('”')))
            }
            _ => self.bare(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Value) -> Option<Value> {
        if self.depth >= DEPTH_MAX {
            self.is_too_deep = true;
            return None;
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        Some(value)
    }

    fn object(&mut self) -> Value {
        let mut object = Map::new();
        self.at += 1;
        while self.goes_on(b'}') {
            let Some(key) = self.key() else { break };
            self.skip();
            if self.peek() == Some(b':') {
                self.at += 1;
            } else if self.peek().is_none() {
                self.mended(self.end, "left out a key that was cut off");
                break;
            }
            self.skip();
            if self.peek().is_none() {
                self.mended(self.end, "left out a key that was cut off");
                break;
            }
            let Some(value) = self.value() else { break };
            object.insert(key, value);
            self.between(b'}');
        }
        Value::Object(object)
    }

    fn array(&mut self) -> Value {
        let mut array = Vec::new();
        self.at += 1;
        while self.goes_on(b']') {
            let Some(value) = self.value() else { break };
            array.push(value);
            self.between(b']');
        }
        Value::Array(array)
    }

    /// Goes to the next part of an object or a list; false where it ends.
    fn goes_on(&mut self, close: u8) -> bool {
        loop {
            self.skip();
            match self.peek() {
                None => {
                    self.mended(self.end, "closed what was cut off");
                    return false;
                }
                Some(byte) if byte == close => {
                    self.at += 1;
                    return false;
                }
                Some(b',') => self.comma(close),
                Some(b'}') => {
                    self.mended(self.at, "closed a list that was left open");
                    return false;
                }
                Some(b']') => {
                    self.mended(self.at, "closed an object that was left open");
                    return false;
                }
                Some(_) => return true,
            }
        }
    }

    /// A comma where a value or the end should be.
    fn comma(&mut self, close: u8) {
        let at = self.at;
        self.at += 1;
        self.skip();
        if self.peek() == Some(close) {
            self.mended(at, "left out a comma at the end");
        } else {
            self.mended(at, "left out a comma too many");
        }
    }

    /// What stands between two values: a comma, or the end.
    fn between(&mut self, close: u8) {
        self.skip();
        match self.peek() {
            Some(b',') => {
                let at = self.at;
                self.at += 1;
                self.skip();
                if self.peek() == Some(close) {
                    self.mended(at, "left out a comma at the end");
                }
            }
            Some(byte) if byte != b'}' && byte != b']' => self.mended(self.at, "put in a missing comma"),
            _ => {}
        }
    }

    fn key(&mut self) -> Option<String> {
        match self.peek()? {
            b'"' => Some(self.string('"')),
            b'\'' => {
                self.mended(self.at, "took single quotes for double ones");
                Some(self.string('\''))
            }
            _ if self.text[self.at..self.end].starts_with('“') => {
                self.mended(self.at, "took typographic quotes for plain ones");
                Some(self.string('”'))
            }
            _ => {
                let rest = &self.text[self.at..self.end];
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
                if length == 0 {
                    return None;
                }
                self.mended(self.at, "put quotes around a key");
                let key = rest[..length].to_owned();
                self.at += length;
                Some(key)
            }
        }
    }

    /// A text up to its closing quote; the cursor stands on the opening one.
    fn string(&mut self, close: char) -> String {
        let mut text = String::new();
        let opening = self.text[self.at..].chars().next().map_or(1, char::len_utf8);
        self.at += opening;
        let mut raw_line = false;
        loop {
            let Some(c) = self.text[self.at..self.end].chars().next() else {
                self.mended(self.end, "closed a text that was cut off");
                break;
            };
            self.at += c.len_utf8();
            match c {
                '\\' => self.escape(&mut text),
                c if c == close && self.closes(close) => break,
                '\n' => {
                    if !raw_line {
                        self.mended(self.at, "took a line break inside a text as it is");
                        raw_line = true;
                    }
                    text.push('\n');
                }
                c => text.push(c),
            }
        }
        text
    }

    /// Whether a quote ends the text: an apostrophe inside a word, or a quote
    /// with text behind it, does not.
    fn closes(&mut self, close: char) -> bool {
        let rest = self.text[self.at..self.end].trim_start();
        let Some(next) = rest.chars().next() else { return true };
        if matches!(next, ',' | ':' | '}' | ']' | '/') {
            return true;
        }
        if close == '\'' {
            return false;
        }
        // A missing comma: another key or value follows on a new line.
        let behind = &self.text[self.at..self.end];
        let breaks = behind[..behind.len() - rest.len()].contains('\n');
        if breaks || matches!(next, '"' | '“') {
            return true;
        }
        self.mended(self.at, "took a quote inside a text as it is");
        false
    }

    fn escape(&mut self, text: &mut String) {
        let Some(c) = self.text[self.at..self.end].chars().next() else { return };
        self.at += c.len_utf8();
        match c {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            '"' | '\\' | '/' => text.push(c),
            '\'' => text.push('\''),
            'u' => self.unicode(text),
            other => {
                self.mended(self.at, "took an unknown escape as it is");
                text.push('\\');
                text.push(other);
            }
        }
    }

    /// `\u00e9`, or two of them for one character.
    fn unicode(&mut self, text: &mut String) {
        let Some(first) = self.hex() else {
            text.push_str("\\u");
            return;
        };
        if (0xd800..0xdc00).contains(&first) && self.text[self.at..self.end].starts_with("\\u") {
            let before = self.at;
            self.at += 2;
            if let Some(second) = self.hex().filter(|second| (0xdc00..0xe000).contains(second)) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                return;
            }
            self.at = before;
        }
        text.push(char::from_u32(first).unwrap_or('\u{fffd}'));
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4).filter(|_| self.at + 4 <= self.end)?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(code)
    }

    /// A number, or a word.
    fn bare(&mut self) -> Option<Value> {
        let rest = &self.text[self.at..self.end];
        let ends = [rest.find([',', '}', ']', '\n', ':']), rest.find(" //"), rest.find(" /*")];
        let length = ends.into_iter().flatten().min().unwrap_or(rest.len());
        let word = rest[..length].trim();
        let at = self.at;
        self.at += length.max(1).min(rest.len());
        let simple = match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            "True" => self.mended_to(at, Value::Bool(true), "read `True` as true"),
            "False" => self.mended_to(at, Value::Bool(false), "read `False` as false"),
            "None" | "undefined" | "NaN" => self.mended_to(at, Value::Null, "read a word for nothing as null"),
            "" => return None,
            _ => match word.parse::<i64>() {
                Ok(number) => Value::Number(number.into()),
                Err(_) => match word.parse::<f64>().ok().and_then(Number::from_f64) {
                    Some(number) => Value::Number(number),
                    None => {
                        let text = Value::String(word.trim_end_matches(['"', '\'']).to_owned());
                        self.mended_to(at, text, "put quotes around a text")
                    }
                },
            },
        };
        Some(simple)
    }

    fn mended_to(&mut self, at: usize, value: Value, what: &str) -> Value {
        self.mended(at, what);
        value
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(text: &str, expected: Value, repairs: &[&str]) {
        let found = extract(text, &["a"]).expect("an object");
        assert_eq!(found.value, expected, "{text}");
        let said: Vec<String> = found.repairs.iter().map(ToString::to_string).collect();
        assert_eq!(said, repairs, "{text}");
    }

    #[test]
    fn sound_json_needs_no_repair() {
        check(r#"{"a": [1, 2.5, "x\u00e9\ud83d\ude00"]}"#, json!({"a": [1, 2.5, "xé😀"]}), &[]);
        check("Sure!\n```json\n{\"a\": 1}\n```\nDone.", json!({"a": 1}), &[]);
    }

    #[test]
    fn the_last_fence_with_the_key_counts() {
        check("```\n{\"a\": 1}\n```\n```json\n{\"a\": 2}\n```\n```\n{\"b\": 3}\n```", json!({"a": 2}), &[]);
    }

    #[test]
    fn slips_are_mended_and_said() {
        check(
            "{\"a\": [1, 2,],}",
            json!({"a": [1, 2]}),
            &["line 1: left out a comma at the end", "line 1: left out a comma at the end"],
        );
        check(
            "{'a': 'it's so', b: None}",
            json!({"a": "it's so", "b": null}),
            &[
                "line 1: took single quotes for double ones",
                "line 1: took single quotes for double ones",
                "line 1: put quotes around a key",
                "line 1: read a word for nothing as null",
            ],
        );
        check(
            "{\"a\": 1 // one\n \"b\": 2}",
            json!({"a": 1, "b": 2}),
            &["line 1: left out a comment", "line 2: put in a missing comma"],
        );
        check(
            "{\"a\": \"say \"no\" twice\"}",
            json!({"a": "say \"no\" twice"}),
            &["line 1: took a quote inside a text as it is", "line 1: took a quote inside a text as it is"],
        );
    }

    #[test]
    fn what_is_cut_off_is_closed() {
        check(
            "```json\n{\"a\": [{\"b\": 1}, {\"b\": \"tw",
            json!({"a": [{"b": 1}, {"b": "tw"}]}),
            &[
                "line 2: closed a text that was cut off",
                "line 2: closed what was cut off",
                "line 2: closed what was cut off",
                "line 2: closed what was cut off",
            ],
        );
        check("{\"a\": 1, \"b\":", json!({"a": 1}), &["line 1: left out a key that was cut off"]);
    }

    #[test]
    fn prose_around_it_is_left_out() {
        check(
            "Here {it} is: {\"a\": 1} and so on",
            json!({"a": 1}),
            &["line 1: left out the text before the JSON", "line 1: left out the text behind the JSON"],
        );
    }

    #[test]
    fn what_has_no_object_gives_nothing() {
        for text in ["", "no", "{", "{\"b\": 1}", "[1]", "<html>{}</html>"] {
            assert!(extract(text, &["a"]).is_none(), "{text}");
        }
        assert!(extract(&"{\"a\":".repeat(10_000), &["a"]).is_none());
    }
}
