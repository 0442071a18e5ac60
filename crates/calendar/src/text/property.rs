use std::borrow::Cow;

use crate::text::lines::Line;

/// A property of a component: a name, parameters and a value, as they stand
/// in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Property<'a> {
    /// Number of its first line in the file, from 1.
    pub(crate) line: u32,
    text: Cow<'a, str>,
    name_end: usize,
    /// Where the colon stands that ends the parameters.
    colon: usize,
}

impl<'a> Property<'a> {
    /// Reads a content line; nothing if it is none, and has no name or colon.
    pub(crate) fn parse(line: Line<'a>) -> Option<Self> {
        let bytes = line.text.as_bytes();
        let name_end = bytes.iter().position(|&byte| !is_name_byte(byte))?;
        if name_end == 0 {
            return None;
        }
        let colon = match bytes[name_end] {
            b':' => name_end,
            b';' => name_end + end_of_parameters(&bytes[name_end..])?,
            _ => return None,
        };
        Some(Property { line: line.number, name_end, colon, text: line.text })
    }

    /// The name as it is written.
    pub(crate) fn name(&self) -> &str {
        &self.text[..self.name_end]
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// The value as it is written, without blanks around it.
    pub(crate) fn value(&self) -> &str {
        self.text[self.colon + 1..].trim_matches([' ', '\t'])
    }

    /// The whole line, unfolded.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What follows the last colon: the value where a parameter holds colons
    /// that should have been quoted.
    pub(crate) fn value_after_last_colon(&self) -> &str {
        self.value().rsplit(':').next().unwrap_or_default().trim()
    }

    /// The values of the parameters with their names, quotes taken away.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut rest = &self.text[self.name_end..self.colon];
        std::iter::from_fn(move || {
            loop {
                rest = rest.strip_prefix(';')?;
                let end = end_of_parameter(rest);
                let (parameter, after) = rest.split_at(end);
                rest = after;
                if let Some((name, value)) = parameter.split_once('=') {
                    return Some((name.trim(), value.trim().trim_matches('"')));
                }
            }
        })
    }

    /// The value of a parameter, quotes taken away.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The value as text: escapes undone (RFC 5545, section 3.3.11).
    pub(crate) fn as_text(&self) -> Cow<'_, str> {
        unescaped(self.value())
    }
}

/// The text that stands for this one in a value.
pub(crate) fn unescaped(value: &str) -> Cow<'_, str> {
    if !value.contains('\\') {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value.chars();
    while let Some(char) = rest.next() {
        match char {
            '\\' => match rest.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(escaped) => text.push(escaped),
                None => text.push('\\'),
            },
            _ => text.push(char),
        }
    }
    Cow::Owned(text)
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/')
}

/// Where the colon after the parameters stands. A quote that is never closed
/// counts as an ordinary character.
fn end_of_parameters(bytes: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b':' if !quoted => return Some(at),
            _ => {}
        }
    }
    bytes.iter().position(|&byte| byte == b':')
}

/// Where the parameter ends that the text begins with.
fn end_of_parameter(text: &str) -> usize {
    let mut quoted = false;
    let end = text.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b';' && !quoted
    });
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(text: &str) -> Option<Property<'_>> {
        Property::parse(Line { number: 1, text: Cow::Borrowed(text), recoded: false })
    }

    #[test]
    fn quoted_parameters_may_hold_every_mark() {
        let property = property("dtstart;x=1;TZID=\"(UTC+01:00) Rome; Oslo\":20270101T100000").expect("sound");
        assert!(property.is("DTSTART"));
        assert_eq!(property.parameter("tzid"), Some("(UTC+01:00) Rome; Oslo"));
        assert_eq!(property.value(), "20270101T100000");
    }

    #[test]
    fn an_open_quote_does_not_swallow_the_value() {
        let property = property("SUMMARY;X=\"a:Lunch").expect("still a property");
        assert_eq!(property.value(), "Lunch");
    }

    #[test]
    fn lines_without_name_or_colon_are_none() {
        for text in ["no colon", ":value", "two words:value", "A;B=1", ""] {
            assert_eq!(property(text), None, "{text}");
        }
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescaped(r"a\, b\; c\\ d\ne\"), "a, b; c\\ d\ne\\");
    }
}
