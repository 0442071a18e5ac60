//! The ways out that a playbook names, fitted to one goal.

use backcast_core::{MilestoneId, PlanChange, Shrink, WayOut};

use crate::format::OptionSpec;
use crate::terms::Terms;
use crate::{Playbook, SpecError};

/// The ways out of a playbook in a path whose milestones are meant by these names. What
/// changes nothing of the path is none.
pub(crate) fn ways_out(
    playbook: &Playbook,
    terms: &Terms,
    ids: &[(MilestoneId, Vec<String>)],
) -> Result<Vec<WayOut>, SpecError> {
    let mut ways_out = Vec::new();
    for spec in &playbook.options {
        if !terms.holds(spec.when.as_deref(), "option")? {
            continue;
        }
        let Some(change) = change(spec, terms, ids)? else { continue };
        ways_out.push(WayOut { text: terms.text(&spec.say, "option")?, change, ..WayOut::default() });
    }
    Ok(ways_out)
}

fn change(
    spec: &OptionSpec,
    terms: &Terms,
    ids: &[(MilestoneId, Vec<String>)],
) -> Result<Option<PlanChange>, SpecError> {
    let meant = |references: &[String]| -> Vec<MilestoneId> {
        let is_meant = |(_, names): &&(MilestoneId, Vec<String>)| names.iter().any(|name| references.contains(name));
        ids.iter().filter(is_meant).map(|(id, _)| id.clone()).collect()
    };
    if let (Some(unit), Some(from)) = (&spec.unit, &spec.from) {
        let from = terms.number(from, "option")?;
        let to = spec.to.as_ref().map(|to| terms.number(to, "option")).transpose()?.map(f64::round);
        let shrink = Shrink { unit: unit.clone(), from, to, along: meant(&spec.along), ..Shrink::default() };
        return Ok(to.is_none_or(|to| to > 0.0 && to < from).then_some(PlanChange::Shrink(shrink)));
    }
    let (without, handed) = (meant(&spec.without), meant(&spec.hand_over));
    Ok(match &spec.who {
        Some(_) if handed.is_empty() => None,
        Some(who) => Some(PlanChange::HandOver { who: who.clone(), milestones: handed }),
        None if !without.is_empty() => Some(PlanChange::LeaveOut(without)),
        None => spec.without.is_empty().then_some(PlanChange::Words),
    })
}
