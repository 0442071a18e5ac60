use std::borrow::Cow;
use std::fmt::Write as _;

use backcast_core::text::plain_line;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// Lines of a calendar file as RFC 5545, section 3.1 wants them: CRLF at the
/// end, none longer than 75 octets.
#[derive(Clone, Debug, Default)]
pub(crate) struct CalendarText {
    text: String,
}

const OCTETS_MAX: usize = 75;

impl CalendarText {
    /// A property whose value is written as it stands.
    pub(crate) fn raw(&mut self, name: &str, value: &str) {
        if name.len() + 1 + value.len() <= OCTETS_MAX {
            self.text.extend([name, ":", value, "\r\n"]);
        } else {
            self.line(&format!("{name}:{value}"));
        }
    }

    /// A property whose value is text.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &escaped(value));
    }

    /// A line that is complete, folded.
    pub(crate) fn line(&mut self, line: &str) {
        let mut rest = line;
        let mut room = OCTETS_MAX;
        while rest.len() > room {
            let (before, after) = rest.split_at(rest.floor_char_boundary(room));
            self.text.extend([before, "\r\n "]);
            (rest, room) = (after, OCTETS_MAX - 1);
        }
        self.text.extend([rest, "\r\n"]);
    }

    /// Takes the room for so many more bytes at once.
    pub(crate) fn reserve(&mut self, n_bytes: usize) {
        self.text.reserve(n_bytes);
    }

    pub(crate) fn append(&mut self, lines: &str) {
        self.text.push_str(lines);
    }

    pub(crate) fn into_string(self) -> String {
        self.text
    }
}

/// Text as it stands in a value (RFC 5545, section 3.3.11): line breaks stay, and
/// what commands, turns the direction or hides is shown or goes.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    // Titles and names mostly stand as they are.
    if text.bytes().all(|b| matches!(b, b' '..=b'~') && !matches!(b, b'\\' | b';' | b',')) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            escaped.push_str("\\n");
        }
        for piece in plain_line(line.strip_suffix('\r').unwrap_or(line)).split_inclusive(['\\', ';', ',']) {
            let (before, mark) = piece.split_at(piece.trim_end_matches(['\\', ';', ',']).len());
            escaped.push_str(before);
            if !mark.is_empty() {
                escaped.extend(["\\", mark]);
            }
        }
    }
    escaped.into()
}

pub(crate) fn date(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

pub(crate) fn local(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

pub(crate) fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// An offset from UTC in seconds.
pub(crate) fn offset(seconds: i32) -> String {
    let (sign, length) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let mut text = format!("{sign}{:02}{:02}", length / 3600, length / 60 % 60);
    if length % 60 != 0 {
        let _ = write!(text, "{:02}", length % 60);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        for (word, n) in [("ä", 60), ("€", 90), ("👩", 60), ("x", 67), ("x", 68), ("x", 300)] {
            let title = word.repeat(n);
            let mut text = CalendarText::default();
            text.text("SUMMARY", &title);
            let text = text.into_string();
            assert!(text.lines().all(|line| line.len() <= OCTETS_MAX), "{text}");
            assert!(text.lines().rev().skip(1).all(|line| line.len() + word.len() > OCTETS_MAX), "{text}");
            assert_eq!(text.replace("\r\n ", "").trim_end(), format!("SUMMARY:{title}"));
        }
    }

    #[test]
    fn marks_are_escaped_and_commands_are_shown() {
        assert_eq!(escaped("a, b; c\\d\r\ne\u{7}\r"), r"a\, b\; c\\d\ne⟨U+0007⟩");
        assert_eq!(escaped("a\u{2028}END:VEVENT\u{202e}x\u{200b}y\rz"), "a END:VEVENT⟨U+202E⟩xy z");
        assert_eq!(escaped("👩\u{200d}👧 می\u{200c}خواهم ספר"), "👩\u{200d}👧 می\u{200c}خواهم ספר");
    }

    #[test]
    fn offsets_have_their_sign_and_seconds_only_where_needed() {
        assert_eq!([offset(3600), offset(-12_600), offset(-3630)], ["+0100", "-0330", "-010030"]);
    }
}
