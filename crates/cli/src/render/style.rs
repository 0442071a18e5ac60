//! Colors, dates and wrapped paragraphs.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use backcast_core::text::{plain_line, plain_lines};
use backcast_core::{Severity, Verdict};
use textwrap::wrap_algorithms::Penalties;
use textwrap::{Options, WrapAlgorithm};

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
    let wrapped = fill(text, &Options::new(width).initial_indent(&first).subsequent_indent(&indent));
    // The label is painted after wrapping, so that codes do not count as width.
    let wrapped = wrapped.trim_end();
    let painted = if label.is_empty() { wrapped.to_owned() } else { wrapped.replacen(label, &bold(label), 1) };
    format!("{painted}\n")
}

/// A paragraph indented by some columns.
pub(crate) fn indented(text: &str, columns: usize, width: usize) -> String {
    let indent = " ".repeat(columns);
    let options = Options::new(width).initial_indent(&indent).subsequent_indent(&indent);
    format!("{}\n", fill(text, &options))
}

/// Commands to go on with, each behind what it is for and four blanks between
/// them: as many on a line as fit, none over two lines.
pub(crate) fn command(text: &str, width: usize) -> String {
    let text = line(text);
    let mut lines: Vec<String> = Vec::new();
    for one in text.split(BETWEEN_COMMANDS).map(str::trim).filter(|one| !one.is_empty()) {
        match lines.last_mut() {
            Some(last) if last.chars().count() + BETWEEN_COMMANDS.len() + one.chars().count() <= width => {
                *last = format!("{last}{BETWEEN_COMMANDS}{one}");
            }
            _ => lines.push(one.to_owned()),
        }
    }
    lines.iter().map(|line| format!("{}\n", fill(line, &Options::new(width)))).collect()
}

/// What stands between two commands of a line.
const BETWEEN_COMMANDS: &str = "    ";

/// A paragraph with its own indentation of the first line.
pub(crate) fn paragraph(text: &str, first: usize, rest: usize, width: usize) -> String {
    let (first, rest) = (" ".repeat(first), " ".repeat(rest));
    let options = Options::new(width).initial_indent(&first).subsequent_indent(&rest);
    format!("{}\n", fill(text, &options))
}

/// A list item; further lines stand below its text.
pub(crate) fn item(bullet: &str, text: &str, columns: usize, width: usize) -> String {
    let first = format!("{}{bullet} ", " ".repeat(columns));
    let rest = " ".repeat(columns + bullet.chars().count() + 1);
    let options = Options::new(width).initial_indent(&first).subsequent_indent(&rest);
    format!("{}\n", fill(text, &options))
}

/// One paragraph in lines. Commands and ids stay whole, so that they can be
/// copied.
fn fill(text: &str, options: &Options<'_>) -> String {
    let indent = options.initial_indent.chars().count().max(options.subsequent_indent.chars().count());
    let glued = glued(&line(text), options.width.saturating_sub(indent));
    // A wide gap is better than a line that is too long by a letter.
    let penalties = Penalties { overflow_penalty: OVERFLOW_PENALTY, ..Penalties::new() };
    let options = options.clone().wrap_algorithm(WrapAlgorithm::OptimalFit(penalties));
    textwrap::fill(&glued, options).replace(GLUED_BLANK, " ").replace(GLUED_HYPHEN, "-").replace(GLUED_SLASH, "/")
}

/// More than the gap of any line costs.
const OVERFLOW_PENALTY: usize = 1_000_000;

/// Characters of nobody's, in the place of those at which lines break.
const GLUED_BLANK: char = '\u{f8d0}';
const GLUED_HYPHEN: char = '\u{f8d1}';
const GLUED_SLASH: char = '\u{f8d2}';

/// The text with everything in commands and ids that a line could break at
/// replaced. A command that no line holds breaks at its blanks.
fn glued(text: &str, room: usize) -> String {
    let mut glued = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(COMMAND) {
        let end = at + command_length(&rest[..at], &rest[at..]);
        glued.push_str(&with_whole_ids(&rest[..at]));
        let command = whole(&rest[at..end]);
        let fits = command.chars().count() <= room;
        glued.push_str(&if fits { command.replace(' ', &GLUED_BLANK.to_string()) } else { command });
        rest = &rest[end..];
    }
    glued + &with_whole_ids(rest)
}

/// How each command begins.
const COMMAND: &str = "backcast ";

/// Where a command ends: with what it is quoted in, behind a colon with the
/// clause, and in the middle of a sentence with its last argument.
fn command_length(before: &str, text: &str) -> usize {
    let until = |ends: &[&str]| ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    if before.ends_with('`') {
        return until(&["`"]);
    }
    if before.ends_with(": ") || before.is_empty() {
        return until(&["    ", ", ", "; ", " (", ")", " · "]);
    }
    let is_argument =
        |word: &str| word.contains(|c: char| c.is_uppercase() || c.is_ascii_digit() || "-=/…".contains(c));
    let mut end = COMMAND.len() + text[COMMAND.len()..].find(' ').unwrap_or(text.len() - COMMAND.len());
    while let Some(word) = text[end..].strip_prefix(' ').and_then(|rest| rest.split(' ').next())
        && !text[..end].ends_with([',', ';', '.', ')', ':'])
        && is_argument(word)
    {
        end += 1 + word.len();
    }
    end
}

/// The text with its ids and flags whole.
fn with_whole_ids(text: &str) -> String {
    let is_id = |word: &str| word.starts_with("--") || word.contains(|c: char| c.is_ascii_digit());
    let words = text.split(' ').map(|word| if is_id(word) { whole(word) } else { word.to_owned() });
    words.collect::<Vec<String>>().join(" ")
}

/// The text with its hyphens and slashes replaced.
fn whole(text: &str) -> String {
    text.replace('-', &GLUED_HYPHEN.to_string()).replace('/', &GLUED_SLASH.to_string())
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
    fn commands_and_ids_stay_whole_at_any_width() {
        let hint = "Go with it: backcast approve run-half-marathon-mxw1    Change it: backcast edit \
                    run-half-marathon-mxw1    Turn it down: backcast reject run-half-marathon-mxw1 --why …";
        let prose = "It is late by 3 days, so see `backcast show run-half-marathon-mxw1 --why M3` or write \
                     backcast log run-half/M3 2h and go on with run-half-marathon-mxw1 (2026-05-12).";
        let paragraphs: [fn(&str, usize) -> String; 5] = [
            command,
            |text, width| indented(text, 4, width),
            |text, width| labeled("Next", text, width),
            |text, width| item("-", text, 2, width),
            |text, width| paragraph(text, 2, 4, width),
        ];
        for width in 70..120 {
            for shown in paragraphs.map(|paragraph| paragraph(hint, width)) {
                for whole in ["approve", "edit", "reject"].map(|verb| format!("backcast {verb} run-half-marathon-mxw1"))
                {
                    assert!(shown.contains(&whole), "{width}: {shown}");
                }
            }
            for shown in paragraphs.map(|paragraph| paragraph(prose, width)) {
                for whole in
                    ["`backcast show run-half-marathon-mxw1 --why M3`", "backcast log run-half/M3 2h", "2026-05-12"]
                {
                    assert!(shown.contains(whole), "{width}: {shown}");
                }
                assert!(shown.lines().all(|line| plain(line).chars().count() <= width), "{width}: {shown}");
            }
        }
        // One that no line holds breaks at its blanks, and never in an id.
        assert!(indented(hint, 0, 60).contains("run-half-marathon-mxw1 --why"));
    }

    #[test]
    fn a_paragraph_has_no_lines_of_others() {
        let text = "first\nerror: forged\u{2028}again";
        assert_eq!(indented(text, 0, 80), "first error: forged again\n");
        assert_eq!(item("-", text, 0, 80), "- first error: forged again\n");
        assert_eq!(labeled("", text, 80).trim_start(), "first error: forged again\n");
    }
}
