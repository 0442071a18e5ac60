//! Milestones made smaller by decision: hours, and the figures that say how much of
//! something there is to be.
//!
//! What is counted ("12,000 words", "three case studies") shrinks with the hours, to a
//! figure that a person would say; where later milestones repeat the total, they say the
//! new one. What is measured (a distance, a weight, money) is no sum of parts: it
//! shrinks in the milestone alone.

use backcast_core::{AnchoredGoal, Decision, Draft, DraftMilestone, Effort};

use crate::figure::{Figure, MEASURES, figures, said, same, singular, written};

/// Makes milestones of a draft smaller where that was decided. Returns what has to be
/// said: where no figure of a milestone tells its size, nobody knows what is left out.
pub(crate) fn reduce(draft: &mut Draft, goals: &[&AnchoredGoal], decisions: &[Decision]) -> Vec<String> {
    let mut said = Vec::new();
    for decision in decisions.iter().filter(|decision| decision.reduce > Effort::ZERO) {
        let Some(idx) = draft.milestones.iter().position(|one| one.id == decision.milestone) else { continue };
        let before = draft.milestones[idx].effort;
        let after = before.reduced_by(decision.reduce);
        draft.milestones[idx].effort = after;
        let share = after.likely().hours() / before.likely().hours().max(f64::MIN_POSITIVE);
        if !shrink(&mut draft.milestones, idx, share, goals) {
            said.push(format!(
                "{} has {} h instead of {}: what of it is left out is yours to say, no figure tells its size",
                decision.milestone,
                after.likely(),
                before.likely()
            ));
        }
    }
    said
}

/// Shrinks the figures of a milestone to this share, and those of later ones that
/// repeat its total. Whether any figure tells its size.
fn shrink(milestones: &mut [DraftMilestone], idx: usize, share: f64, goals: &[&AnchoredGoal]) -> bool {
    let goal = milestones[idx].goal.clone();
    let amounts = goals
        .iter()
        .filter(|one| goal.as_ref().is_none_or(|id| one.goal.id == *id))
        .flat_map(|one| one.facts.amounts.iter())
        .map(|amount| (singular(&amount.unit), amount.value))
        .collect::<Vec<_>>();
    let Some(size) = size_of(&milestones[idx], &amounts) else { return false };
    let of_unit = |one: &DraftMilestone| {
        let figures = figures(&one.name).into_iter().filter(|figure| figure.unit == size.unit);
        figures.map(|figure| figure.value).reduce(f64::max)
    };
    let is_own = |one: &&DraftMilestone| one.goal == goal;
    let earlier = milestones[..idx].iter().filter(is_own).filter_map(of_unit).filter(|&value| value < size.value);
    let is_measured = MEASURES.contains(&size.unit.as_str());
    // "26,667 words in all" are 13,333 more than those before.
    let base = if is_measured { 0.0 } else { earlier.fold(0.0, f64::max) };
    let dropped = (size.value - base) * (1.0 - share);
    let total: f64 = milestones.iter().filter(is_own).filter_map(of_unit).sum();
    let is_grown = base > 0.0 || size.is_all;
    let is_goals = |value: f64| amounts.iter().any(|(unit, amount)| *unit == size.unit && same(*amount, value));
    rewrite(&mut milestones[idx], &|figure| {
        let is_size = same(figure.value, size.value);
        let part = size.value - base;
        match figure.unit == size.unit {
            true if is_size => Some(figure.value - dropped),
            true if (figure.value - part).abs() <= 1.0 => Some(part - dropped),
            _ => None,
        }
    });
    if is_measured {
        return true;
    }
    for one in milestones[idx + 1..].iter_mut().filter(|one| one.goal == goal) {
        rewrite(one, &|figure| {
            let repeats = figure.is_all || is_grown || is_goals(figure.value) || same(figure.value, total);
            let is_total = figure.unit == size.unit && figure.value >= size.value && repeats;
            is_total.then_some(figure.value - dropped)
        });
    }
    true
}

/// The figure that tells how large a milestone is: the first of its name, else the
/// first that counts what the goal counts.
fn size_of(milestone: &DraftMilestone, amounts: &[(String, f64)]) -> Option<Figure> {
    let is_size = |figure: &Figure| figure.value > 1.0;
    let of_goal = |figure: &Figure| is_size(figure) && amounts.iter().any(|(unit, _)| *unit == figure.unit);
    let others = [&milestone.statement].into_iter().chain(&milestone.criteria);
    let in_name = figures(&milestone.name).into_iter().find(is_size);
    in_name.or_else(|| others.flat_map(|text| figures(text)).find(of_goal))
}

fn rewrite(milestone: &mut DraftMilestone, new: &dyn Fn(&Figure) -> Option<f64>) {
    let texts = [&mut milestone.name, &mut milestone.statement].into_iter().chain(&mut milestone.criteria);
    for text in texts {
        for figure in figures(text).into_iter().rev() {
            if let Some(value) = new(&figure) {
                let written = written(&text[figure.place.clone()], said(value, figure.value));
                text.replace_range(figure.place, &written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milestone(name: &str, criteria: &[&str]) -> DraftMilestone {
        DraftMilestone {
            id: backcast_core::MilestoneId::new("M1"),
            name: name.to_owned(),
            criteria: criteria.iter().map(|text| (*text).to_owned()).collect(),
            effort: backcast_core::EffortRange::exactly(Effort::from_hours(10.0)),
            risk: backcast_core::Risk::Low,
            ..DraftMilestone::default()
        }
    }

    fn names(milestones: &[DraftMilestone]) -> Vec<&str> {
        milestones.iter().map(|one| one.name.as_str()).collect()
    }

    #[test]
    fn a_part_shrinks_and_the_totals_behind_it_follow() {
        let mut path = [
            milestone("First half: 10,000 words", &["10,000 words in the file"]),
            milestone("Second half: 20,000 words in all", &["20,000 words in the file", "10,000 words since part 1"]),
            milestone("All 20,000 words edited", &["A 20,000-word text without open notes", "200 words of blurb"]),
        ];
        assert!(shrink(&mut path, 1, 0.4, &[]));
        assert_eq!(
            names(&path),
            ["First half: 10,000 words", "Second half: 14,000 words in all", "All 14,000 words edited"]
        );
        assert_eq!(path[1].criteria, ["14,000 words in the file", "4,000 words since part 1"]);
        assert_eq!(path[2].criteria, ["A 14,000-word text without open notes", "200 words of blurb"]);
    }

    #[test]
    fn equal_parts_are_no_totals_and_measures_no_sums() {
        let mut songs = [milestone("Four songs written", &[]), milestone("Four songs recorded", &[])];
        assert!(shrink(&mut songs, 0, 0.5, &[]));
        assert_eq!(names(&songs), ["Two songs written", "Four songs recorded"]);
        let mut runs =
            [milestone("Run of 12 km", &[]), milestone("Run of 16 km", &[]), milestone("The 21 km race", &[])];
        assert!(shrink(&mut runs, 1, 0.75, &[]));
        assert_eq!(names(&runs), ["Run of 12 km", "Run of 12 km", "The 21 km race"]);
    }

    #[test]
    fn dates_times_and_places_are_no_size() {
        for text in ["Sent by 3 January 2027", "Part 2 read", "20 hours logged", "80 % right", "Version 3 built"] {
            assert_eq!(figures(text), [], "{text}");
            assert!(!shrink(&mut [milestone(text, &[])], 0, 0.5, &[]), "{text}");
        }
    }

    #[test]
    fn what_is_said_is_round_smaller_and_at_least_one() {
        let all = [(19_267.0, 26_667.0, 19_000.0), (7.2, 12.0, 7.0), (0.2, 3.0, 1.0), (99.6, 100.0, 99.0)];
        for (value, before, expected) in all {
            assert!(same(said(value, before), expected), "{value} of {before}: {}", said(value, before));
        }
    }
}
