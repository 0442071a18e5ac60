//! Texts of others on a line of ours: what a person, a model or a file name
//! says is shown and commands nothing.
//!
//! ```
//! use backcast_core::text::plain_line;
//!
//! assert_eq!(plain_line("Book\n[y/N] y"), "Book [y/N] y");
//! assert_eq!(plain_line("gnp.\u{202e}txt, a\u{200b}b"), "gnp.txt, ab");
//! ```

use std::borrow::Cow;

/// Returns the text as one line that shows what it says and does nothing else.
///
/// A run of line breaks and tabs becomes one blank; control characters, marks
/// that turn the direction, and marks that nobody sees go.
#[must_use]
pub fn plain_line(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    let mut is_after_break = false;
    for c in text.chars() {
        let is_break = matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        if is_break && !is_after_break {
            line.push(' ');
        } else if !is_break && !c.is_control() && !is_unseen(c) {
            line.push(c);
        }
        is_after_break = is_break;
    }
    Cow::Owned(line)
}

/// Marks of direction, without width, and tags.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_or_hides_is_taken_out() {
        assert_eq!(plain_line("Café – 東京"), "Café – 東京");
        assert_eq!(plain_line("a\r\n\tb\u{1b}[2Jc\u{9b}d"), "a b[2Jcd");
        assert_eq!(plain_line("\u{202e}x\u{2066}\u{200b}\u{feff}\u{e0041}"), "x");
    }
}
