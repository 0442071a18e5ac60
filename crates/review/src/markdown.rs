//! A synthesis as Markdown, to keep beside the work.

use std::fmt::Write as _;

use backcast_core::text::{markdown_cell, markdown_escaped, plain_line};
use backcast_core::{MilestoneId, Risk};

use crate::reply::{Proposed, ResponseKind, Synthesis};
use crate::{Finding, Perspective};

impl Synthesis {
    /// The synthesis as Markdown: conflict log, milestones, execution order,
    /// what was left out, and the answer to every finding.
    #[must_use]
    pub fn to_markdown(&self, findings: &[Finding], groups: &[Vec<MilestoneId>]) -> String {
        let mut text = String::from("# Synthesis\n\n## Conflict Resolution Log\n\n");
        table(
            &mut text,
            ["Conflict", "Resolution", "Rationale"],
            self.conflicts.iter().map(|one| [one.conflict.clone(), one.resolution.clone(), one.rationale.clone()]),
        );
        text.push_str("\n## Milestone DAG\n");
        for proposed in &self.milestones {
            milestone(&mut text, proposed);
        }
        text.push_str("\n## Execution Order\n\n");
        for (number, group) in groups.iter().enumerate() {
            let ids: Vec<String> = group.iter().map(|id| line(id.as_str())).collect();
            let after = if number == 0 { String::new() } else { format!("after Phase {number}") };
            let side = if group.len() > 1 { "parallel" } else { "" };
            let how: Vec<&str> = [side, after.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
            let how = if how.is_empty() { String::new() } else { format!(" ({})", how.join(", ")) };
            let _ = writeln!(text, "- Phase {}{how}: {}", number + 1, ids.join(", "));
        }
        text.push_str("\n## Rejected Proposals\n\n");
        table(
            &mut text,
            ["Proposal", "Source", "Reason for rejection"],
            self.rejected.iter().map(|one| [one.proposal.clone(), one.source.clone(), one.reason.clone()]),
        );
        text.push_str("\n## Responses to Findings\n\n");
        table(
            &mut text,
            ["Finding", "Response", "Reason"],
            findings.iter().map(|finding| {
                let response = self.responses.iter().find(|one| one.finding == finding.id);
                let side = Perspective::ALL
                    .into_iter()
                    .find(|one| finding.id.belongs_to(*one))
                    .map_or("", Perspective::as_str);
                let done = match response.map(|one| &one.kind) {
                    Some(ResponseKind::Deferred(to)) => format!("deferred to {to}"),
                    Some(kind) => kind.as_str().to_owned(),
                    None => String::new(),
                };
                let reason = response.map(|one| one.reason.clone()).unwrap_or_default();
                [format!("{} ({side}): {}", finding.id, finding.text), done, reason]
            }),
        );
        text
    }
}

fn table(text: &mut String, header: [&str; 3], rows: impl Iterator<Item = [String; 3]>) {
    let _ = writeln!(text, "| {} |\n|---|---|---|", header.join(" | "));
    for row in rows {
        let cells = row.map(|cell| markdown_cell(&plain_line(&cell)));
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
}

/// The text of somebody else on its line, without markup.
fn line(text: &str) -> String {
    markdown_escaped(&plain_line(text))
}

fn milestone(text: &mut String, proposed: &Proposed) {
    let milestone = &proposed.milestone;
    let after: Vec<&str> = milestone.depends_on.iter().map(|one| one.on.as_str()).collect();
    let after = if after.is_empty() { "None".to_owned() } else { line(&after.join(", ")) };
    let files = if milestone.files.is_empty() { "None".to_owned() } else { line(&milestone.files.join(", ")) };
    let effort = milestone.effort;
    let risk = match milestone.risk {
        Risk::Low => "Low",
        Risk::Medium => "Medium",
        Risk::High => "High",
    };
    let _ = writeln!(text, "\n### {}: {}\n", line(milestone.id.as_str()), line(&milestone.name));
    let _ = writeln!(text, "- **Goal:** {}\n- **Success Criteria:**", line(&milestone.statement));
    for criterion in &milestone.criteria {
        let _ = writeln!(text, "  - [ ] {}", line(criterion));
    }
    let _ = writeln!(text, "- **Dependencies:** {after}\n- **Files:** {files}\n- **Risk:** {risk}");
    let _ = writeln!(text, "- **Effort:** {} h ({} to {})", effort.likely(), effort.low(), effort.high());
    let _ = writeln!(text, "- **User Value:** {}", line(milestone.value.as_deref().unwrap_or("Not said")));
    match &milestone.abort_point {
        Some(with) => {
            let _ = writeln!(text, "- **Abort Point:** Yes: {}", line(with));
        }
        None => text.push_str("- **Abort Point:** No\n"),
    }
    if !proposed.parallel.is_empty() {
        let _ = writeln!(text, "- **Parallel:** {}", line(&proposed.parallel));
    }
}
