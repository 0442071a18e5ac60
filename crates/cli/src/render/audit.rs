//! What the audit found.

use std::fmt::Write as _;

use backcast_core::Severity;
use backcast_core::audit::Finding;

use super::style::{bold, dim, indented, severity};

pub(crate) fn text(name: &str, n_milestones: usize, findings: &[Finding], width: usize) -> String {
    let mut text = String::new();
    let count = |wanted: Severity| findings.iter().filter(|finding| finding.severity == wanted).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let verdict = if errors == 0 { "passes" } else { "does not pass" };
    let _ = writeln!(
        text,
        "{}\n",
        bold(&format!("{name} {verdict}: {n_milestones} milestones, {errors} errors, {warnings} warnings"))
    );
    for finding in findings.iter().take(SHOWN) {
        let _ = writeln!(text, "{} {}", severity(finding.severity), dim(&format!("[{}]", finding.code)));
        text.push_str(&indented(&finding.message, 2, width));
        text.push_str(&indented(&format!("→ {}", finding.fix), 2, width));
    }
    if findings.len() > SHOWN {
        let _ = writeln!(text, "… and {} more; --json lists them all", findings.len() - SHOWN);
    }
    text
}

/// More findings than this are not read on a terminal.
const SHOWN: usize = 50;
