//! Names the milestones that are likeliest to take longer.

use backcast_core::{AnchoredGoal, Passage};

use crate::fit::Joining;

/// What stopped an earlier attempt counts like two steps of likelihood.
const BLOCKED_BONUS: u32 = 2;

/// Flags the `n` milestones with the strongest reason; what stopped an earlier
/// attempt adds to it and is quoted.
pub(crate) fn flag(milestones: &mut [Joining], goal: &AnchoredGoal, n: usize) {
    let blocked: Vec<(Passage, &str)> =
        goal.circumstances.blocked_before.iter().map(|text| (Passage::new(text), text.as_str())).collect();
    let mut candidates: Vec<(u32, u32, usize, Option<&str>)> = milestones
        .iter()
        .enumerate()
        .filter(|(_, joining)| joining.slow.is_some())
        .map(|(idx, joining)| {
            let quote = blocked
                .iter()
                .find(|(passage, _)| joining.answers.iter().any(|phrase| passage.contains(phrase)))
                .map(|&(_, text)| text);
            let likely = u32::from(joining.slow_weight) + if quote.is_some() { BLOCKED_BONUS } else { 0 };
            (likely, joining.milestone.effort.spread().minutes(), idx, quote)
        })
        .collect();
    candidates.sort_by_key(|&(likely, spread, idx, _)| (std::cmp::Reverse(likely), std::cmp::Reverse(spread), idx));
    for (_, _, idx, quote) in candidates.into_iter().take(n) {
        let joining = &mut milestones[idx];
        let Some(reason) = joining.slow.clone() else { continue };
        joining.milestone.slow_reason = Some(match quote {
            Some(quote) => format!("{reason} It stopped you before: \"{}\".", quote.trim_end_matches('.')),
            None => reason,
        });
    }
}
