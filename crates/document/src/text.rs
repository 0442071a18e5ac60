//! Texts of others, made harmless.

use std::borrow::Cow;

/// The text on one line: what it says reaches terminals, where control
/// characters are commands.
pub(crate) fn without_controls(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

/// The text with every character that a terminal would obey, or that turns what
/// stands beside it, replaced by another one of as many bytes: places in the
/// text stay. Lines stay lines.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let stand_in = |c: char| match c.len_utf8() {
        _ if !is_obeyed(c) => c,
        _ if c == '\r' => ' ',
        1 => '?',
        2 => '¿',
        _ => char::REPLACEMENT_CHARACTER,
    };
    Cow::Owned(text.chars().map(stand_in).collect())
}

fn is_obeyed(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && !matches!(c, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_stands_for_itself_in_as_many_bytes() {
        let text = "a\u{1b}[2Jb\u{9b}c\u{202e}d\re\tf\ng ü漢";
        let harmless = shown(text);
        assert_eq!(harmless, "a?[2Jb¿c\u{fffd}d e\tf\ng ü漢");
        assert_eq!(harmless.len(), text.len());
        assert!(matches!(shown("ü漢\n"), Cow::Borrowed(_)));
    }
}
