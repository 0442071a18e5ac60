//! The proof of a plan at a terminal.

use std::fmt::Write as _;

use backcast_core::Plan;
use backcast_core::proof::Proof;
use backcast_view::words::proof_parts;

use super::style::{bold, labeled};

/// The figures behind the verdict, each kind behind its label.
pub(crate) fn text(plan: &Plan, width: usize) -> String {
    let proof = Proof::of(plan);
    let mut text = String::new();
    for line in textwrap::wrap(&format!("{}: the figures behind the verdict", plan.title), width) {
        let _ = writeln!(text, "{}", bold(&line));
    }
    text.push('\n');
    for part in proof_parts(&proof, plan.today) {
        for (number, sentence) in part.sentences.iter().enumerate() {
            text.push_str(&labeled(if number == 0 { part.label } else { "" }, sentence, width));
        }
        if part.sentences.is_empty() {
            let _ = writeln!(text, "{}", bold(part.label));
        }
        for line in &part.table {
            let _ = writeln!(text, " {line}");
        }
        if !part.table.is_empty() {
            text.push('\n');
        }
    }
    text
}
