//! Charts in characters. No line is wider than the columns that are given, from
//! 60 columns on.

mod forecast;
mod gantt;

use textwrap::Options;

pub use forecast::{burn_up, fan, levels, tornado};
pub use gantt::gantt;

/// A chart below its heading. Both are plain text without codes of a terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// One line without its end; empty where there is nothing to draw.
    pub heading: &'static str,
    /// Lines, each with its end; the last one says what the signs mean.
    pub body: String,
}

/// A line below the chart, wrapped and indented by some columns.
fn legend(text: &str, columns: usize, width: usize) -> String {
    let indent = " ".repeat(columns);
    format!("{}\n", textwrap::fill(text, Options::new(width).initial_indent(&indent).subsequent_indent(&indent)))
}
