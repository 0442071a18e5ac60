//! Texts of others, made harmless.

use std::borrow::Cow;

use backcast_core::text::{
    markdown_cell, markdown_escaped, markdown_unescaped, plain_line, spelled_back, spelled_line,
};

/// The text on one line: what it says reaches terminals, where control
/// characters are commands.
pub(crate) fn without_controls(text: &str) -> String {
    // Nearly every text has none, which its bytes tell: those from U+0080 on are
    // two, of which the first is 0xC2.
    if text.bytes().all(|byte| byte >= b' ' && byte != 0x7f && byte != 0xc2) {
        return text.to_owned();
    }
    text.replace(|c: char| c.is_control(), " ")
}

/// The lines of a text as one, with single blanks between words. Blanks of other
/// sorts, such as those that break no line, are a part of what is said.
pub(crate) fn joined(text: &str) -> String {
    let line = without_controls(text);
    line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text as Markdown that is read back: no markup, one line, and marks that
/// nobody sees by their numbers.
pub(crate) fn to_markdown(text: &str) -> String {
    markdown_escaped(&spelled_line(&without_controls(text)))
}

/// The same for a cell of a table.
pub(crate) fn to_cell(text: &str) -> String {
    markdown_cell(&spelled_line(&without_controls(text)))
}

/// The text that was put into Markdown, there or in a cell. Blanks around it are
/// no part of it, nor those in the place of control characters.
pub(crate) fn from_markdown(text: &str) -> String {
    without_blanks_around(without_controls(&spelled_back(&markdown_unescaped(text))))
}

fn without_blanks_around(text: String) -> String {
    let bare = text.trim_matches(' ');
    if bare.len() == text.len() { text } else { bare.to_owned() }
}

/// The path of a file as Markdown: between backquotes where it has markup, so
/// that it can be copied.
pub(crate) fn to_path(path: &str) -> String {
    let line = without_controls(path);
    let line = spelled_line(&line);
    let escaped = markdown_escaped(&line);
    if escaped == *line || line.contains('`') { escaped } else { format!("`{line}`") }
}

/// The path that was put into Markdown.
pub(crate) fn from_path(text: &str) -> String {
    let quoted = text.strip_prefix('`').and_then(|text| text.strip_suffix('`')).filter(|path| !path.contains('`'));
    quoted.map_or_else(|| from_markdown(text), |path| without_blanks_around(without_controls(&spelled_back(path))))
}

/// A string of TOML that says the same and shows all of it: marks that nobody
/// sees and those that turn the direction stand there by their numbers.
pub(crate) fn to_toml(text: &str) -> String {
    if plain_line(text) == text {
        return toml::Value::String(text.to_owned()).to_string();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        let is_plain = || *plain_line(c.encode_utf8(&mut [0; 4])) == *c.encode_utf8(&mut [0; 4]);
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_plain() => quoted.push(c),
            c => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// The text with every character that a terminal would obey, or that turns what
/// stands beside it, replaced by another one of as many bytes: places in the
/// text stay. Lines stay lines.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    // Nearly every text is plain, and this looks at many bytes at once.
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t'));
    if is_plain || !text.contains(is_obeyed) {
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
    fn controls_of_every_size_are_found() {
        assert_eq!(without_controls("a\tb\u{7f}c\u{85}d\u{9f}"), "a b c d ");
        assert_eq!(without_controls("\u{a0}ü€漢👩"), "\u{a0}ü€漢👩");
    }

    #[test]
    fn strings_of_toml_show_what_they_say() {
        for text in ["plain", "it's \"so\"", "a\u{202e}b\\ \u{200b}\"c\"\n", "\u{1b}[2J é\u{2028}"] {
            let quoted = to_toml(text);
            assert_eq!(plain_line(&quoted), quoted);
            let read: toml::Table = toml::from_str(&format!("text = {quoted}")).expect("TOML");
            assert_eq!(read["text"].as_str(), Some(text));
        }
    }

    #[test]
    fn paths_can_be_copied() {
        for (path, text) in
            [("src/a_b.rs", "src/a_b.rs"), ("src/__init__.py", "`src/__init__.py`"), ("a`[b", r"a\`\[b")]
        {
            assert_eq!(to_path(path), text);
            assert_eq!(from_path(text), path);
        }
    }

    #[test]
    fn what_a_terminal_would_obey_stands_for_itself_in_as_many_bytes() {
        let text = "a\u{1b}[2Jb\u{9b}c\u{202e}d\re\tf\ng ü漢";
        let harmless = shown(text);
        assert_eq!(harmless, "a?[2Jb¿c\u{fffd}d e\tf\ng ü漢");
        assert_eq!(harmless.len(), text.len());
        assert!(matches!(shown("ü漢\n"), Cow::Borrowed(_)));
    }
}
