//! Colors, dates and wrapped paragraphs.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use backcast_core::text::{plain_line, plain_lines};
use backcast_core::{Severity, Verdict};
use textwrap::Options;

pub(crate) use backcast_view::words::{counted_days, day, long_day};

/// Strong text.
pub(crate) fn bold(text: &str) -> String {
    paint(Style::new().bold(), text)
}

/// Text that is there for those who look for it.
pub(crate) fn dim(text: &str) -> String {
    paint(Style::new().dimmed(), text)
}

/// The verdict in its color and in capitals.
pub(crate) fn verdict(verdict: Verdict) -> String {
    let color = match verdict {
        Verdict::Feasible => AnsiColor::Green,
        Verdict::Tight | Verdict::Unclear => AnsiColor::Yellow,
        Verdict::Infeasible => AnsiColor::Red,
        Verdict::TooSmall => AnsiColor::Cyan,
    };
    let text = verdict.as_str().to_uppercase().replace('_', " ");
    paint(Style::new().bold().fg_color(Some(color.into())), &text)
}

/// The severity in its color.
pub(crate) fn severity(severity: Severity) -> String {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    paint(Style::new().bold().fg_color(Some(color.into())), severity.as_str())
}

/// Text that asks for attention.
pub(crate) fn warn(text: &str) -> String {
    paint(Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())), text)
}

/// Text that says that something is well.
pub(crate) fn good(text: &str) -> String {
    paint(Style::new().fg_color(Some(AnsiColor::Green.into())), text)
}

/// The text without colors, for files.
pub(crate) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// The text as it may reach a terminal: colors of ours, lines, and nothing else
/// that commands, turns the direction of reading or hides.
pub(crate) fn shown(text: &str) -> String {
    around_colors(text, plain_lines)
}

/// The text of one paragraph: whatever breaks a line is a blank.
fn line(text: &str) -> String {
    around_colors(text, plain_line)
}

fn around_colors(text: &str, plain: fn(&str) -> Cow<'_, str>) -> String {
    let mut shown = String::with_capacity(text.len());
    let (mut plain_from, mut at) = (0, 0);
    while let Some(length) = text[at..].find(COLOR) {
        at += length;
        match color(&text[at..]) {
            Some(color) => {
                shown.push_str(&plain(&text[plain_from..at]));
                shown.push_str(color);
                at += color.len();
                plain_from = at;
            }
            None => at += COLOR.len(),
        }
    }
    shown.push_str(&plain(&text[plain_from..]));
    shown
}

/// How a color begins; an `m` ends it.
const COLOR: &str = "\u{1b}[";

/// The color with which a text begins: foregrounds and weights, as we and the
/// reports about files use them. None of them hides a text.
fn color(text: &str) -> Option<&str> {
    let (codes, _) = text.strip_prefix(COLOR)?.split_once('m')?;
    let known = |code: &str| {
        let number = code.parse::<u8>();
        code.is_empty() || matches!(number, Ok(0..=4 | 22..=24 | 31..=37 | 39 | 90..=97))
    };
    let is_shade =
        codes.strip_prefix("38;").is_some_and(|shade| shade.split(';').all(|code| code.parse::<u8>().is_ok()));
    (is_shade || codes.split(';').all(known)).then(|| &text[..COLOR.len() + codes.len() + 1])
}

/// Width of the labels on the left of paragraphs.
pub(crate) const LABEL: usize = 16;

/// A paragraph with a label on its left; further lines are indented as far.
/// An empty label continues the paragraph above.
pub(crate) fn labeled(label: &str, text: &str, width: usize) -> String {
    let indent = " ".repeat(LABEL);
    let first = format!("{label:<LABEL$}");
    let wrapped = textwrap::fill(&line(text), Options::new(width).initial_indent(&first).subsequent_indent(&indent));
    // The label is painted after wrapping, so that codes do not count as width.
    let wrapped = wrapped.trim_end();
    let painted = if label.is_empty() { wrapped.to_owned() } else { wrapped.replacen(label, &bold(label), 1) };
    format!("{painted}\n")
}

/// A paragraph indented by some columns.
pub(crate) fn indented(text: &str, columns: usize, width: usize) -> String {
    let indent = " ".repeat(columns);
    let options = Options::new(width).initial_indent(&indent).subsequent_indent(&indent);
    format!("{}\n", textwrap::fill(&line(text), options))
}

/// A line that ends in a command: it is broken at blanks alone, so that ids and
/// paths can be copied.
pub(crate) fn command(text: &str, width: usize) -> String {
    let options = Options::new(width)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    format!("{}\n", textwrap::fill(&line(text), options))
}

/// A paragraph with its own indentation of the first line.
pub(crate) fn paragraph(text: &str, first: usize, rest: usize, width: usize) -> String {
    let (first, rest) = (" ".repeat(first), " ".repeat(rest));
    let options = Options::new(width).initial_indent(&first).subsequent_indent(&rest);
    format!("{}\n", textwrap::fill(&line(text), options))
}

/// A list item; further lines stand below its text.
pub(crate) fn item(bullet: &str, text: &str, columns: usize, width: usize) -> String {
    let first = format!("{}{bullet} ", " ".repeat(columns));
    let rest = " ".repeat(columns + bullet.chars().count() + 1);
    let options = Options::new(width).initial_indent(&first).subsequent_indent(&rest);
    format!("{}\n", textwrap::fill(&line(text), options))
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_of_ours_stay_and_commands_of_others_are_shown() {
        let ours = format!("{} {} {}\n", bold("a"), warn("b"), verdict(Verdict::Infeasible));
        assert_eq!(shown(&ours), ours);
        let shade = "\u{1b}[38;2;1;2;3mred\u{1b}[0m";
        assert_eq!(shown(shade), shade);
        for (text, is) in [
            ("\u{1b}[2J", "⟨U+001B⟩[2J"),
            ("\u{1b}[8mhidden", "⟨U+001B⟩[8mhidden"),
            ("\u{1b}[1;30;40m", "⟨U+001B⟩[1;30;40m"),
            ("\u{1b}]8;;http://example.org\u{1b}\\x", "⟨U+001B⟩]8;;http://example.org⟨U+001B⟩\\x"),
            ("a\rb\u{202e}c\u{200b}\n", "a b⟨U+202E⟩c\n"),
        ] {
            assert_eq!(shown(text), is);
        }
    }

    #[test]
    fn a_paragraph_has_no_lines_of_others() {
        let text = "first\nerror: forged\u{2028}again";
        assert_eq!(indented(text, 0, 80), "first error: forged again\n");
        assert_eq!(item("-", text, 0, 80), "- first error: forged again\n");
        assert_eq!(labeled("", text, 80).trim_start(), "first error: forged again\n");
    }
}
