//! Outsiders take calendar time that no work shortens.

use backcast_core::{Passage, Phrase, Severity};

use super::Report;
use crate::format::Step;

/// Words in a milestone's name that speak of somebody else's decision or
/// delivery.
const OUTSIDERS: [&str; 34] = [
    "permit",
    "visa",
    "approved by",
    "approval",
    "certificate issued",
    "beta readers",
    "outside readers",
    "test readers",
    "referees",
    "manufacturer",
    "pressing plant",
    "supplier",
    "notary",
    "bank account",
    "loan",
    "landlord",
    "publisher",
    "jury",
    "committee",
    "print run",
    "proof copy",
    "registered",
    "registration number",
    "tax number",
    "penetration test",
    "review passed",
    "audits passed",
    "due diligence",
    "letters of support",
    "examiner",
    "inspection",
    "insurance confirmed",
    "translations",
    "delivery dates",
];

/// Steps that name outsiders and wait for nobody. `waiting_days = 0` says that
/// it was thought of.
pub(super) fn of_steps(steps: &[Step], report: &mut Report<'_>) {
    for step in steps {
        let name = Passage::new(&step.name);
        let Some(outsider) = OUTSIDERS.iter().find(|phrase| name.contains(&Phrase::new(phrase))) else { continue };
        let is_dated = step.waiting_days.is_some() || step.on_day.is_some() || step.before_deadline.is_some();
        let lag = format!("{} + ", step.id);
        let is_waited_for = steps.iter().flat_map(|other| &other.after).any(|after| after.starts_with(&lag));
        if !is_dated && !is_waited_for {
            let message = format!(
                "`{}` speaks of `{outsider}` and has no waiting; give `waiting_days`, 0 where there is none",
                step.id
            );
            report.add(Severity::Warning, message);
        }
    }
}
