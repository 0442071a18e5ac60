//! What a specialist would miss in a playbook.

use backcast_core::Severity;

use super::Report;
use crate::Playbook;
use crate::format::Step;

/// Slow milestones named in a plan.
const N_SLOW_MIN: usize = 3;

pub(super) fn of_playbook(playbook: &Playbook, report: &mut Report<'_>) {
    let any = |has: fn(&Step) -> bool| playbook.milestones.iter().any(has);
    let n_slow = playbook.milestones.iter().filter(|step| step.slow.is_some()).count();
    let waits = any(|step| step.waiting_days.is_some() || step.after.iter().any(|after| after.contains(" + ")));
    let lacks = [
        (n_slow < N_SLOW_MIN, "fewer than three milestones say why they are slow (`slow`)"),
        (!waits, "no milestone waits for anything (`waiting_days`, or a lag in `after`)"),
        (!any(|step| step.done_when.is_some()), "no milestone can be done already (`done_when`)"),
        (!any(|step| !step.answers.is_empty()), "no milestone answers what stopped earlier attempts (`answers`)"),
        (!any(|step| step.often_missed.is_some()), "no milestone is marked as easily forgotten (`often_missed`)"),
        (!any(|step| step.abort.is_some()), "there is no point at which one can stop with something (`abort`)"),
        (!any(|step| step.value.is_some()), "no milestone brings an early gain (`value`)"),
        (playbook.questions.len() < 2, "an expert asks at least two questions (`[[question]]`)"),
        (playbook.parameters.is_empty() && !playbook.generic, "no number is read from the goal (`[[parameter]]`)"),
    ];
    for (_, lack) in lacks.into_iter().filter(|(lacks, _)| *lacks) {
        report.add(Severity::Note, lack.to_owned());
    }
}
