//! Colors, dates and wrapped paragraphs.

use anstyle::{AnsiColor, Style};
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

/// Width of the labels on the left of paragraphs.
pub(crate) const LABEL: usize = 16;

/// A paragraph with a label on its left; further lines are indented as far.
/// An empty label continues the paragraph above.
pub(crate) fn labeled(label: &str, text: &str, width: usize) -> String {
    let indent = " ".repeat(LABEL);
    let first = format!("{label:<LABEL$}");
    let wrapped = textwrap::fill(text, Options::new(width).initial_indent(&first).subsequent_indent(&indent));
    // The label is painted after wrapping, so that codes do not count as width.
    let wrapped = wrapped.trim_end();
    let painted = if label.is_empty() { wrapped.to_owned() } else { wrapped.replacen(label, &bold(label), 1) };
    format!("{painted}\n")
}

/// A paragraph indented by some columns.
pub(crate) fn indented(text: &str, columns: usize, width: usize) -> String {
    let indent = " ".repeat(columns);
    format!("{}\n", textwrap::fill(text, Options::new(width).initial_indent(&indent).subsequent_indent(&indent)))
}

/// A paragraph with its own indentation of the first line.
pub(crate) fn paragraph(text: &str, first: usize, rest: usize, width: usize) -> String {
    let (first, rest) = (" ".repeat(first), " ".repeat(rest));
    format!("{}\n", textwrap::fill(text, Options::new(width).initial_indent(&first).subsequent_indent(&rest)))
}

/// A list item; further lines stand below its text.
pub(crate) fn item(bullet: &str, text: &str, columns: usize, width: usize) -> String {
    let first = format!("{}{bullet} ", " ".repeat(columns));
    let rest = " ".repeat(columns + bullet.chars().count() + 1);
    format!("{}\n", textwrap::fill(text, Options::new(width).initial_indent(&first).subsequent_indent(&rest)))
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
