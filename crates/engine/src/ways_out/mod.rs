//! Ways out of a plan that is too tight: what its proposer or its field names, and what
//! follows from what the goal counts; each applied (`take`), simulated again (`measure`)
//! and kept if it helps.

mod candidates;
mod measure;
mod resize;
mod take;

pub(crate) use candidates::number;
pub(crate) use measure::{Bench, brings_the_day_back, find, of_plan};
pub(crate) use resize::Progress;
pub(crate) use take::{leave_out, take_in_draft, take_in_situation};

use backcast_core::{OptionId, PlanChange, Shrink, WayOut};

use crate::what_if::WhatIfError;

/// The option with this id, among those that there are and that can be taken.
pub(crate) fn named<'a>(options: &'a [WayOut], id: &OptionId) -> Result<&'a WayOut, WhatIfError> {
    let can_be_taken =
        |one: &&WayOut| !matches!(one.change, PlanChange::Words | PlanChange::Shrink(Shrink { to: None, .. }));
    match options.iter().find(|one| one.id == *id) {
        Some(WayOut { change: PlanChange::Words, text, .. }) => {
            Err(WhatIfError::OptionInWords { id: id.clone(), text: text.clone() })
        }
        Some(one) if can_be_taken(&one) => Ok(one),
        _ => {
            let known = options.iter().filter(can_be_taken);
            Err(WhatIfError::OptionUnknown {
                id: id.clone(),
                known: known.map(|one| format!("{} ({one})", one.id)).collect(),
            })
        }
    }
}

/// What is noted of an option that was taken.
pub(crate) fn taken(way_out: &WayOut) -> String {
    format!("taken: {way_out} ({})", way_out.id)
}

/// Takes an option that was taken from those that are left; one of which the engine finds
/// the amount may be taken further.
pub(crate) fn settle(way_out: &WayOut, options: &mut Vec<WayOut>) {
    let goes_on = |one: &WayOut| matches!(&one.change, PlanChange::Shrink(Shrink { to, is_found, .. }) if to.is_none() || *is_found);
    options.retain(|one| {
        let is_it = one.text == way_out.text && one.change.as_str() == way_out.change.as_str();
        !is_it || goes_on(one)
    });
}
