//! Texts of others within Markdown: markup of theirs is text.

/// Returns a line with everything in it escaped that Markdown would take for
/// markup: headings, lists, boxes, emphasis, links, HTML, entities and bars of
/// tables. Commands between single backquotes stay as they are.
///
/// It expects one line, as [`plain_line`](super::plain_line) and
/// [`spelled_line`](super::spelled_line) give, and escapes by backslashes as
/// CommonMark 0.31, section 2.4, has them. [`markdown_unescaped`] is its inverse.
///
/// ```
/// use backcast_core::text::markdown_escaped;
///
/// assert_eq!(markdown_escaped("# Done [x] <b> `a_b < c`, snake_case"), r"\# Done \[x] \<b> `a_b < c`, snake_case");
/// assert_eq!(markdown_escaped("- 1. step"), r"\- 1. step");
/// ```
#[must_use]
pub fn markdown_escaped(line: &str) -> String {
    escaped(line, |code| format!("`{code}`"))
}

/// The same for a cell of a table, where a bar ends the cell within a command,
/// too: such a command is no longer shown as one.
#[must_use]
pub fn markdown_cell(line: &str) -> String {
    escaped(line, |code| if code.contains('|') { literally(&format!("`{code}`"), true) } else { format!("`{code}`") })
}

/// Returns the text that was escaped, of a line or of a cell: a backslash before
/// punctuation goes, except within a command.
#[must_use]
pub fn markdown_unescaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut left = line;
    while let Some(c) = left.chars().next() {
        let after = &left[c.len_utf8()..];
        let next = after.chars().next().filter(char::is_ascii_punctuation);
        left = match (c, next, command(left, text.ends_with('`'))) {
            ('\\', Some(next), _) => {
                text.push(next);
                &after[next.len_utf8()..]
            }
            (_, _, Some(code)) => {
                text.push_str(&left[..code.len() + 2]);
                &left[code.len() + 2..]
            }
            _ => {
                text.push(c);
                after
            }
        };
    }
    text
}

/// What stands between a single backquote, with which a text begins, and the next
/// single one. Runs of several mean something else.
fn command(text: &str, follows_backquote: bool) -> Option<&str> {
    let inner = text.strip_prefix('`').filter(|inner| !follows_backquote && !inner.starts_with('`'))?;
    let code = &inner[..inner.find('`')?];
    (!inner[code.len() + 1..].starts_with('`')).then_some(code)
}

fn escaped(line: &str, shown: impl Fn(&str) -> String) -> String {
    let mut text = String::with_capacity(line.len());
    let (mut at, mut plain_from) = (0, 0);
    while let Some(length) = line[at..].find('`') {
        at += length;
        match command(&line[at..], line[..at].ends_with('`')) {
            Some(code) => {
                text.push_str(&literally(&line[plain_from..at], plain_from == 0));
                text.push_str(&shown(code));
                at += code.len() + 2;
                plain_from = at;
            }
            None => at += 1,
        }
    }
    text.push_str(&literally(&line[plain_from..], plain_from == 0));
    text
}

/// A text without commands; `is_first` where the line begins with it.
fn literally(text: &str, is_first: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let after = &text[at + c.len_utf8()..];
        if is_markup(c, before, after) || is_first && begins_block(&text[..at], c, after) {
            escaped.push('\\');
        }
        escaped.push(c);
        before = Some(c);
    }
    escaped
}

fn is_markup(c: char, before: Option<char>, after: &str) -> bool {
    let next = after.chars().next();
    match c {
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation()),
        '`' | '*' | '<' | '[' | '|' | '~' => true,
        // Within a word it is a letter: snake_case.
        '_' => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
        '#' => before.is_none_or(char::is_whitespace) || next.is_none_or(char::is_whitespace) || next == Some('#'),
        '&' => is_entity(after),
        _ => false,
    }
}

/// `amp;`, `#8238;`, `#x202e;`
fn is_entity(after: &str) -> bool {
    let name = after.strip_prefix('#').unwrap_or(after);
    name.split_once(';').is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a line that begins like this is a list, a quotation, a rule or a
/// heading underlined.
fn begins_block(before: &str, c: char, after: &str) -> bool {
    let is_number = !before.is_empty() && before.bytes().all(|b| b.is_ascii_digit());
    match c {
        '-' | '+' | '=' | '>' | ':' | ',' => before.is_empty(),
        '.' => before.is_empty() || is_number && !after.starts_with(char::is_alphanumeric),
        ')' => is_number,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        for (text, escaped) in [
            ("# Heading", r"\# Heading"),
            ("- [x] done", r"\- \[x] done"),
            ("> quoted", r"\> quoted"),
            ("1. first", r"1\. first"),
            ("1.5 hours, v2.", "1.5 hours, v2."),
            ("---", r"\---"),
            ("**Status:** completed", r"\*\*Status:\*\* completed"),
            ("![x](http://example.org/t.png)", r"!\[x](http://example.org/t.png)"),
            ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
            ("R&D &amp; &#x202e;", r"R&D \&amp; \&#x202e;"),
            ("a | b", r"a \| b"),
            ("```sh", r"\`\`\`sh"),
            ("``<b>`` and `code", r"\`\`\<b>\`\` and \`code"),
            ("run `make | tee *.log` in C:\\new", "run `make | tee *.log` in C:\\new"),
            ("src/__init__.py, snake_case", r"src/\_\_init\_\_.py, snake_case"),
            ("issue #12, C# and F#", r"issue \#12, C\# and F\#"),
        ] {
            assert_eq!(markdown_escaped(text), escaped);
            assert_eq!(markdown_unescaped(escaped), text);
        }
    }

    #[test]
    fn a_cell_ends_at_no_bar_of_its_text() {
        assert_eq!(markdown_cell("run `a | b` | c `d`"), r"run \`a \| b\` \| c `d`");
        assert_eq!(markdown_unescaped(&markdown_cell("run `a | b` | c `d`")), "run `a | b` | c `d`");
    }

    #[test]
    fn whatever_is_escaped_comes_back() {
        // Every text of up to five of these marks.
        const MARKS: [&str; 8] = ["`", "\\", "a", "|", "*", "<", " ", "_"];
        for n in 0..MARKS.len().pow(5) {
            let text: String = (0..5).map(|digit| MARKS[n / MARKS.len().pow(digit) % MARKS.len()]).collect();
            for escaped in [markdown_escaped(&text), markdown_cell(&text)] {
                assert_eq!(markdown_unescaped(&escaped), text, "{escaped}");
            }
        }
    }
}
