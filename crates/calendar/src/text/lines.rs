use std::borrow::Cow;

use memchr::memchr2;

/// One content line: unfolded, and text whatever its bytes were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Number of its first line in the file, from 1.
    pub(crate) number: u32,
    pub(crate) text: Cow<'a, str>,
    /// Its bytes were not UTF-8 and were taken for Windows-1252.
    pub(crate) recoded: bool,
}

/// The content lines of a file (RFC 5545, section 3.1).
///
/// Lines end in CRLF, LF or CR, whichever comes. They are unfolded as bytes,
/// since a fold may stand within a character; empty lines do not end a fold.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'a> {
    rest: &'a [u8],
    number: u32,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Lines { rest: bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes), number: 0 }
    }

    /// The next line of the file as it stands, without its end.
    fn physical(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        self.number = self.number.saturating_add(1);
        let Some(end) = memchr2(b'\n', b'\r', self.rest) else { return Some(std::mem::take(&mut self.rest)) };
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest.strip_prefix(b"\r\n").unwrap_or(&rest[1..]);
        Some(line)
    }

    /// What continues the line before, without the mark of the fold.
    fn continuation(&mut self) -> Option<&'a [u8]> {
        loop {
            match self.rest.first()? {
                b' ' | b'\t' => return self.physical().map(|line| &line[1..]),
                // An empty line may stand within a fold, but not before a new one.
                b'\r' | b'\n' => {
                    let mut ahead = self.clone();
                    while matches!(ahead.rest.first(), Some(b'\r' | b'\n')) {
                        ahead.physical();
                    }
                    if !matches!(ahead.rest.first(), Some(b' ' | b'\t')) {
                        return None;
                    }
                    *self = ahead;
                }
                _ => return None,
            }
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let first = loop {
            let line = self.physical()?;
            if !line.is_empty() {
                break line;
            }
        };
        let number = self.number;
        let Some(more) = self.continuation() else { return Some(decoded(number, Cow::Borrowed(first))) };
        let mut whole = [first, more].concat();
        while let Some(more) = self.continuation() {
            whole.extend_from_slice(more);
        }
        Some(decoded(number, Cow::Owned(whole)))
    }
}

fn decoded(number: u32, bytes: Cow<'_, [u8]>) -> Line<'_> {
    let (text, recoded) = match bytes {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), false),
            Err(_) => (Cow::Owned(from_windows_1252(bytes)), true),
        },
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => (Cow::Owned(text), false),
            Err(error) => (Cow::Owned(from_windows_1252(error.as_bytes())), true),
        },
    };
    Line { number, text, recoded }
}

/// Bytes as Windows-1252, which holds Latin-1. Characters of UTF-8 among them
/// stay what they are, as a file may hold both.
fn from_windows_1252(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|&byte| match byte {
            0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
            _ => char::from(byte),
        }));
    }
    text
}

/// Where Windows-1252 departs from Latin-1, from 0x80 on.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &[(u32, &str)]) {
        let lines: Vec<Line<'_>> = Lines::new(bytes).collect();
        let lines: Vec<(u32, &str)> = lines.iter().map(|line| (line.number, line.text.as_ref())).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn every_end_of_line_ends_a_line() {
        check(b"A:1\r\nB:2\nC:3\rD:4", &[(1, "A:1"), (2, "B:2"), (3, "C:3"), (4, "D:4")]);
    }

    #[test]
    fn folds_may_cut_a_character() {
        check(
            b"\xef\xbb\xbfSUMMARY:caf\xc3\r\n \xa9\r\n  au\r\n\tlait\r\nB:2",
            &[(1, "SUMMARY:café aulait"), (5, "B:2")],
        );
    }

    #[test]
    fn empty_lines_within_a_fold_are_passed_over() {
        check(b"A:1\r\r\n 2\n\n\nB:3\n\n", &[(1, "A:12"), (6, "B:3")]);
    }

    #[test]
    fn other_bytes_count_as_windows_1252() {
        check(b"A:M\xfcnchen \x80 \xc3\xa9", &[(1, "A:München € é")]);
        assert!(Lines::new(b"A:M\xfcn").all(|line| line.recoded));
    }

    #[test]
    fn utf8_is_not_copied() {
        assert!(Lines::new(b"A:1\nB:2").all(|line| matches!(line.text, Cow::Borrowed(_))));
    }
}
