//! How large milestones are and how many there are.

use std::collections::BTreeMap;

use super::{Code, Dossier, Entry, Report};
use crate::{Effort, days_between};

/// Twelve tasks of eight hours: more does not fit one cycle of planning,
/// doing and reviewing.
const ENGINEERING_MAX: Effort = Effort::from_whole_hours(96);
/// Outside engineering milestones are long by nature (drafting a book part
/// takes weeks of mornings); beyond this nobody sees a slip in time.
const PERSONAL_MAX: Effort = Effort::from_whole_hours(240);
/// One or two small tasks: looking after the milestone costs more.
const ENGINEERING_MIN: Effort = Effort::from_whole_hours(2);

/// More milestones than these deserve the question whether they are two
/// projects.
pub const N_MILESTONES_USUAL: usize = 7;
/// More milestones for one goal than these need consent.
pub const N_MILESTONES_WITHOUT_CONSENT: usize = 10;

pub(super) fn check(dossier: &Dossier, report: &mut Report) {
    for entry in &dossier.entries {
        one(dossier, entry, report);
    }
    let mut by_goal: BTreeMap<Option<&str>, Vec<&Entry>> = BTreeMap::new();
    for entry in &dossier.entries {
        by_goal.entry(entry.goal.as_ref().map(crate::GoalId::as_str)).or_default().push(entry);
    }
    for entries in by_goal.values() {
        count(dossier, entries, report);
        density(dossier, entries, report);
    }
}

fn one(dossier: &Dossier, entry: &Entry, report: &mut Report) {
    let Some(effort) = entry.effort else {
        report.add(
            Code::EffortMissing,
            vec![entry.id.clone()],
            format!("`{}` does not say how many hours it takes", entry.id),
            "estimate the hours; without them no date can be checked",
        );
        return;
    };
    let largest = if dossier.engineering { ENGINEERING_MAX } else { PERSONAL_MAX };
    if effort > largest {
        report.add(
            Code::MilestoneTooLarge,
            vec![entry.id.clone()],
            format!("`{}` takes {effort} hours; {largest} are the most that can be steered", entry.id),
            "split it where a part is of use by itself",
        );
    }
    let gate = entry.files.is_empty();
    if dossier.engineering && !gate && effort < ENGINEERING_MIN {
        report.add(
            Code::MilestoneTooSmall,
            vec![entry.id.clone()],
            format!("`{}` takes {effort} hours: looking after it costs more", entry.id),
            "make it part of a neighbor",
        );
    }
}

fn count(dossier: &Dossier, entries: &[&Entry], report: &mut Report) {
    // The verification at the end of engineering plans is a gate, not work.
    let n = entries.len() - usize::from(dossier.engineering && !entries.is_empty());
    if n > N_MILESTONES_WITHOUT_CONSENT && !dossier.allow_many {
        report.add(
            Code::CountTooHigh,
            Vec::new(),
            format!("{n} milestones; more than {N_MILESTONES_WITHOUT_CONSENT} need your explicit consent"),
            "split the goal, or say that you want this many",
        );
    } else if n > N_MILESTONES_USUAL && dossier.engineering {
        report.add(
            Code::CountHigh,
            Vec::new(),
            format!("{n} milestones; three to seven are usual"),
            "ask whether these are two projects",
        );
    }
}

/// Personal goals: one milestone for every two to four weeks under six months,
/// one a month beyond; up to four are fine in any window.
fn dense_from(weeks: f64) -> f64 {
    if weeks <= 26.0 { (weeks / 2.0).ceil().max(4.0) } else { (weeks / 4.35 + 1.0).ceil().max(13.0) }
}

fn density(dossier: &Dossier, entries: &[&Entry], report: &mut Report) {
    if dossier.engineering || entries.len() < 4 {
        return;
    }
    let last = dossier.last_day.or_else(|| entries.iter().filter_map(|entry| entry.due).max());
    let (Some(today), Some(last)) = (dossier.today, last) else { return };
    let weeks = f64::from(days_between(today, last).max(0)) / 7.0;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 milestones")]
    let n = entries.len() as f64;
    if n > dense_from(weeks) {
        report.add(
            Code::DensityHigh,
            Vec::new(),
            format!("{} milestones in {weeks:.0} weeks; one every two to four weeks is enough", entries.len()),
            "fold small ones into their neighbors",
        );
    }
}
