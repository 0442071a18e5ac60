//! What can be counted on the way within a long stretch of work: "20 of 60 recipes by
//! 3 May". Long blocks without it are where nobody notices that a plan slips.

use backcast_core::text::grouped;
use backcast_core::{
    AnchoredGoal, Availability, Checkpoint, Effort, Meaning, MilestoneKind, PlannedMilestone, TextId, WorkWeek,
    days_between, plus_days,
};
use jiff::civil::Date;

/// Longer stretches are counted on the way.
const DAYS_MAX: i32 = 28;
/// What comes in so few pieces is not counted on the way.
const PIECES_MIN: f64 = 4.0;

/// Gives milestones that last longer than four weeks, and whose name counts what the goal
/// counts, a state for about every four weeks: as much of it as of the hours that there are.
pub(crate) fn add(milestones: &mut [PlannedMilestone], goals: &[AnchoredGoal]) {
    // How far one can run does not grow by pieces.
    if goals.iter().any(|goal| goal.kind.is_for_oneself()) {
        return;
    }
    let units = counted_units(goals);
    let all: Vec<(Date, Option<(f64, String)>)> =
        milestones.iter().map(|one| (one.due, counted(&one.milestone.name, &units))).collect();
    for planned in milestones.iter_mut().filter(|planned| is_long(planned)) {
        let Some((amount, unit)) = counted(&planned.milestone.name, &units) else { continue };
        let there = there_before(&all, planned.start, (amount, &unit));
        if amount - there < PIECES_MIN {
            continue;
        }
        let n = days_between(planned.start, planned.due) / DAYS_MAX;
        planned.milestone.checkpoints = (1..=n)
            .map(|part| {
                let share = f64::from(part) / f64::from(n + 1);
                let state =
                    format!("{} of {} {unit}", grouped(rounded(there + share * (amount - there))), grouped(amount));
                Checkpoint { on: day_of(planned, goals, share), state }
            })
            .collect();
    }
}

/// Moves the checkpoints of a milestone along with its days.
pub(crate) fn move_along(planned: &mut PlannedMilestone, (start, due): (Date, Date)) {
    let (before, now) = (days_between(planned.start, planned.due), days_between(start, due));
    for checkpoint in &mut planned.milestone.checkpoints {
        let passed = i64::from(days_between(planned.start, checkpoint.on));
        let scaled = if before > 0 { passed * i64::from(now) / i64::from(before) } else { 0 };
        checkpoint.on = plus_days(start, i32::try_from(scaled).unwrap_or(now)).clamp(start.min(due), due);
    }
}

/// How much of it there is when a milestone begins: "20,000 words" before "40,000 words".
/// Where there is as much before it is something else that is done to the same.
fn there_before(all: &[(Date, Option<(f64, String)>)], start: Date, (amount, unit): (f64, &str)) -> f64 {
    let before = all.iter().filter(|(due, _)| *due <= start).filter_map(|(_, counted)| counted.as_ref());
    let same: Vec<f64> =
        before.filter(|(_, other)| singular(other) == singular(unit)).map(|(amount, _)| *amount).collect();
    let is_other = same.iter().any(|before| *before >= amount);
    if is_other { 0.0 } else { same.into_iter().fold(0.0, f64::max) }
}

fn is_long(planned: &PlannedMilestone) -> bool {
    let milestone = &planned.milestone;
    let is_work = milestone.kind != MilestoneKind::Event && milestone.effort.likely() > Effort::ZERO;
    is_work && milestone.checkpoints.is_empty() && days_between(planned.start, planned.due) > DAYS_MAX
}

/// What the wishes count: recipes, words, pages. Time passes by itself, and shares are of
/// something.
fn counted_units(goals: &[AnchoredGoal]) -> Vec<String> {
    const NOT_COUNTED: [&str; 12] =
        ["hour", "minute", "day", "week", "month", "year", "night", "percent", "%", "h", "min", "time"];
    let facts = goals.iter().flat_map(|goal| &goal.reading.facts);
    let of_wish = facts.filter(|fact| matches!(fact.quote.text, TextId::Title | TextId::Destination));
    let unit = of_wish.filter_map(|fact| match &fact.meaning {
        Meaning::Quantity(quantity) => Some(singular(&quantity.unit)),
        _ => None,
    });
    unit.filter(|unit| !unit.is_empty() && !NOT_COUNTED.contains(&unit.as_str())).collect()
}

/// The figure of a name before one of these units, and the unit as it stands there.
fn counted(name: &str, units: &[String]) -> Option<(f64, String)> {
    let words: Vec<&str> =
        name.split_whitespace().map(|word| word.trim_matches([',', '.', ':', ';', '(', ')'])).collect();
    let number = |word: &str| word.replace(',', "").parse::<f64>().ok().filter(|number| number.is_finite());
    words.windows(2).find_map(|pair| {
        let amount = number(pair[0])?;
        units.contains(&singular(pair[1])).then(|| (amount, pair[1].to_owned()))
    })
}

/// "recipe" of "Recipes"
fn singular(word: &str) -> String {
    let word = word.trim().to_lowercase();
    word.strip_suffix('s').filter(|rest| rest.len() > 2).unwrap_or(&word).to_owned()
}

/// The first day on which so much of the hours of a milestone's days has passed.
fn day_of(planned: &PlannedMilestone, goals: &[AnchoredGoal], share: f64) -> Date {
    let days = days_between(planned.start, planned.due);
    #[expect(clippy::cast_possible_truncation, reason = "days of a milestone")]
    let evenly = plus_days(planned.start, (f64::from(days) * share).round() as i32);
    let Some(goal) = goals.first() else { return evenly };
    let weekly = WorkWeek { pace: goal.pace.unwrap_or_default(), days: goal.facts.weekdays };
    let n_days = usize::try_from(days).unwrap_or(0) + 1;
    let around = &goal.circumstances;
    let there = Availability::new(planned.start, n_days, &weekly, &around.all_busy(), &around.calendar.caps);
    let all = there.effort_between(planned.start, planned.due).hours();
    if all <= 0.0 {
        return evenly;
    }
    let has_passed = |day: &Date| there.effort_between(planned.start, *day).hours() >= share * all;
    (0..=days).map(|day| plus_days(planned.start, day)).find(has_passed).unwrap_or(evenly)
}

/// A figure that one can count to: large ones in round numbers.
fn rounded(amount: f64) -> f64 {
    let step = match amount {
        10_000.0.. => 1000.0,
        1000.0.. => 100.0,
        100.0.. => 10.0,
        _ => 1.0,
    };
    (amount / step).round().max(1.0) * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_name_are_those_of_the_goal() {
        let units = ["recipe".to_owned(), "word".to_owned()];
        let said = |name: &str| counted(name, &units).map(|(amount, unit)| format!("{amount} {unit}"));
        assert_eq!(said("All 60 recipes tested twice").as_deref(), Some("60 recipes"));
        assert_eq!(said("First draft: 40,000 words.").as_deref(), Some("40000 words"));
        assert_eq!(said("Ten testers and 12 weeks"), None);
    }

    #[test]
    fn what_is_counted_is_round() {
        assert_eq!([13_333.0, 2_666.0, 133.3, 13.3, 0.3].map(rounded), [13_000.0, 2_700.0, 130.0, 13.0, 1.0]);
    }
}
