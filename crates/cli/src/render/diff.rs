//! What is different between two plans, as people say it.

use std::fmt::Write as _;

use backcast_core::{MilestoneDiffKind, Plan, PlanDiff};
use backcast_view::words;

use super::style::{item, labeled};

pub(crate) fn text(diff: &PlanDiff, new: &Plan, width: usize) -> String {
    if diff.is_empty() {
        return "The two plans say the same.\n".into();
    }
    let mut text = String::new();
    for change in &diff.frame {
        let (label, line) = words::frame(change);
        text.push_str(&labeled(label, &line, width));
    }
    if !diff.frame.is_empty() && !diff.milestones.is_empty() {
        text.push('\n');
    }
    for one in &diff.milestones {
        text.push_str(&item(one.id.as_str(), &words::milestone(one, new.today), 0, width));
        if let MilestoneDiffKind::Changed { edits, .. } = &one.kind {
            for edit in edits {
                text.push_str(&item("·", &words::edit(edit), 4, width));
            }
        }
    }
    let same = new.milestones.len()
        - diff.milestones.iter().filter(|one| !matches!(one.kind, MilestoneDiffKind::Went(_))).count();
    if same > 0 {
        let _ = writeln!(text, "{same} unchanged");
    }
    text
}
