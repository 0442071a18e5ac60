//! How prepared somebody stands at an event that the work before it does not move.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

use crate::text::grouped;
use crate::{MilestoneId, PlannedMilestone, days_between};

/// How far the work before an event is on its day. The event takes place all the same:
/// a race, an exam, a wedding.
#[derive(Clone, Debug, PartialEq)]
pub struct Preparedness {
    /// The event.
    pub event: MilestoneId,
    /// Its day.
    pub on: Date,
    /// What it waits for, near or far, and is not complete by then, in the order of the
    /// plan; never empty.
    pub unfinished: Vec<MilestoneId>,
    /// Share of the work before it that is done by then, 0 to 1.
    pub share: f64,
    /// How much there is by then of something that grows along the way, and how much there
    /// was to be.
    pub amount: Option<AmountReached>,
}

/// "7 of 10 miles"
#[derive(Clone, Debug, PartialEq)]
pub struct AmountReached {
    /// What the last milestone that is complete says.
    pub reached: f64,
    /// What the largest of the others asks for.
    pub wanted: f64,
    /// In which unit.
    pub unit: String,
}

/// More names than these say less than a share.
const NAMES_MAX: usize = 3;

impl fmt::Display for Preparedness {
    /// "you would stand there on Sun 20 Sep 2026 with 7 of 10 miles"
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "you would stand there on {} with ", self.on.strftime("%a %-d %b %Y"))?;
        let names: Vec<&str> = self.unfinished.iter().map(MilestoneId::as_str).collect();
        match (&self.amount, names.as_slice()) {
            (Some(amount), _) => write!(f, "{} of {} {}", grouped(amount.reached), grouped(amount.wanted), amount.unit),
            (None, [only]) => write!(f, "{only} unfinished"),
            (None, [first @ .., last]) if names.len() <= NAMES_MAX => {
                write!(f, "{} and {last} unfinished", first.join(", "))
            }
            _ => write!(f, "{:.0} % of the preparation", self.share * 100.0),
        }
    }
}

/// For each event that stands before something it waits for, how prepared one is. What
/// `has_ended` holds one up no more, wherever it lies in the plan.
#[must_use]
pub fn preparedness(milestones: &[PlannedMilestone], has_ended: impl Fn(&MilestoneId) -> bool) -> Vec<Preparedness> {
    let is_event = |planned: &&PlannedMilestone| {
        let milestone = &planned.milestone;
        milestone.placing.takes_its_day(milestone.effort.likely()) && !has_ended(&milestone.id)
    };
    milestones.iter().filter(is_event).filter_map(|event| of_event(milestones, event, &has_ended)).collect()
}

fn of_event(
    milestones: &[PlannedMilestone],
    event: &PlannedMilestone,
    has_ended: &impl Fn(&MilestoneId) -> bool,
) -> Option<Preparedness> {
    let before = all_before(milestones, event);
    let before: Vec<&PlannedMilestone> =
        milestones.iter().filter(|planned| before.contains(&planned.milestone.id)).collect();
    let lag = |id: &MilestoneId| {
        let dependencies = event.milestone.depends_on.iter().filter(|dependency| dependency.on == *id);
        dependencies.map(|dependency| i64::from(dependency.lag_days)).max().unwrap_or(0)
    };
    let is_unfinished = |planned: &&&PlannedMilestone| {
        let id = &planned.milestone.id;
        !has_ended(id) && i64::from(days_between(planned.due, event.start)) < lag(id)
    };
    let unfinished: Vec<&PlannedMilestone> = before.iter().filter(is_unfinished).copied().collect();
    if unfinished.is_empty() {
        return None;
    }
    let ids: Vec<MilestoneId> = unfinished.iter().map(|planned| planned.milestone.id.clone()).collect();
    let finished: Vec<&PlannedMilestone> =
        before.iter().filter(|planned| !ids.contains(&planned.milestone.id)).copied().collect();
    let all: f64 = before.iter().map(|planned| planned.milestone.effort.likely().hours()).sum();
    let left: f64 = unfinished
        .iter()
        .map(|planned| planned.milestone.effort.likely().hours() * left_on(planned, event.start))
        .sum();
    Some(Preparedness {
        event: event.milestone.id.clone(),
        on: event.due,
        unfinished: ids,
        share: if all > 0.0 { 1.0 - left / all } else { 0.0 },
        amount: amount(&finished, &unfinished),
    })
}

/// The milestones on which one rests, near or far.
fn all_before<'p>(milestones: &'p [PlannedMilestone], event: &'p PlannedMilestone) -> BTreeSet<&'p MilestoneId> {
    let mut before: BTreeSet<&MilestoneId> = BTreeSet::new();
    let mut next: Vec<&PlannedMilestone> = vec![event];
    while let Some(planned) = next.pop() {
        for dependency in &planned.milestone.depends_on {
            if before.insert(&dependency.on) {
                next.extend(milestones.iter().find(|one| one.milestone.id == dependency.on));
            }
        }
    }
    before.remove(&event.milestone.id);
    before
}

/// The share of a milestone that is left on a day.
fn left_on(planned: &PlannedMilestone, day: Date) -> f64 {
    let (behind, whole) = (days_between(day, planned.due), days_between(planned.start, planned.due));
    if whole <= 0 { 1.0 } else { (f64::from(behind) / f64::from(whole)).clamp(0.0, 1.0) }
}

/// What is counted along the way; hours and weeks pass by themselves.
const UNITS: [&str; 24] = [
    "miles",
    "mile",
    "km",
    "kilometers",
    "kilometres",
    "meters",
    "metres",
    "m",
    "laps",
    "words",
    "pages",
    "chapters",
    "lessons",
    "units",
    "cards",
    "questions",
    "exercises",
    "pounds",
    "kg",
    "songs",
    "pieces",
    "recipes",
    "photos",
    "signs",
];

fn amount(finished: &[&PlannedMilestone], unfinished: &[&PlannedMilestone]) -> Option<AmountReached> {
    let of = |planned: &PlannedMilestone| {
        let name = counts(&planned.milestone.name);
        if name.is_empty() { planned.milestone.criteria.iter().flat_map(|text| counts(text)).collect() } else { name }
    };
    let (wanted, unit) = unfinished.iter().flat_map(|planned| of(planned)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let same = finished.iter().flat_map(|planned| of(planned)).filter(|(_, other)| *other == unit);
    let reached = same.map(|(count, _)| count).max_by(f64::total_cmp)?;
    (reached < wanted).then_some(AmountReached { reached, wanted, unit })
}

/// The figures of a text that stand before a unit.
fn counts(text: &str) -> Vec<(f64, String)> {
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches([',', '.', ':', ';', '(', ')'])).collect();
    words
        .windows(2)
        .filter(|pair| UNITS.contains(&pair[1]))
        .filter_map(|pair| Some((pair[0].replace(',', "").parse().ok()?, pair[1].to_owned())))
        .filter(|(count, _): &(f64, String)| count.is_finite())
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{Dependency, DraftMilestone, Effort, EffortRange, PlacementReason, Placing, plus_days};

    fn planned(id: &str, name: &str, days: (i32, i32), after: &[&str]) -> PlannedMilestone {
        let day = |days: i32| plus_days(date(2026, 9, 1), days);
        PlannedMilestone {
            milestone: DraftMilestone {
                id: MilestoneId::new(id),
                name: name.into(),
                depends_on: after.iter().map(|on| Dependency { on: MilestoneId::new(*on), lag_days: 0 }).collect(),
                effort: EffortRange::exactly(Effort::from_hours(4.0)),
                ..DraftMilestone::default()
            },
            start: day(days.0),
            due: day(days.1),
            due_earliest: day(days.1),
            due_latest: day(days.1),
            slack_days: 0,
            critical: false,
            reason: PlacementReason::FirstDay,
            moved: None,
        }
    }

    fn race(on: i32, after: &[&str]) -> PlannedMilestone {
        let mut race = planned("R", "Race day", (on, on), after);
        race.milestone.placing = Placing::On(race.due);
        race
    }

    fn said(milestones: &[PlannedMilestone], ended: &[&str]) -> Vec<String> {
        let has_ended = |id: &MilestoneId| ended.contains(&id.as_str());
        preparedness(milestones, has_ended).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn who_is_ready_is_not_told_anything() {
        let all = [planned("M1", "Long run of 7 miles done", (0, 9), &[]), race(9, &["M1"])];
        assert_eq!(said(&all, &[]), Vec::<String>::new());
        // What is done holds nobody up, whatever its date says.
        let late = [planned("M1", "Base", (0, 12), &[]), race(9, &["M1"])];
        assert_eq!(said(&late, &["M1"]), Vec::<String>::new());
        assert_eq!(said(&late, &["R"]), Vec::<String>::new());
    }

    #[test]
    fn what_is_counted_is_said_in_its_unit() {
        let all = [
            planned("M1", "Long run of 7 miles done", (0, 9), &[]),
            race(9, &["M3"]),
            planned("M2", "Longest run of 10 miles done", (9, 20), &["M1"]),
            planned("M3", "Taper: 2 weeks", (20, 34), &["M2"]),
        ];
        assert_eq!(said(&all, &[]), ["you would stand there on Thu 10 Sep 2026 with 7 of 10 miles"]);
    }

    #[test]
    fn what_is_not_counted_is_said_by_name_or_share() {
        let mut all = vec![
            planned("M1", "Base", (0, 9), &[]),
            race(10, &["M3"]),
            planned("M2", "Speed", (5, 15), &["M1"]),
            planned("M3", "Taper", (15, 34), &["M2"]),
        ];
        assert_eq!(said(&all, &[]), ["you would stand there on Fri 11 Sep 2026 with M2 and M3 unfinished"]);
        all.push(planned("M4", "Shoes", (15, 34), &[]));
        all.push(planned("M5", "Food", (15, 34), &[]));
        all[1].milestone.depends_on.extend(["M4", "M5"].map(|on| Dependency { on: MilestoneId::new(on), lag_days: 0 }));
        // One of five milestones, and half of another.
        assert_eq!(said(&all, &[]), ["you would stand there on Fri 11 Sep 2026 with 30 % of the preparation"]);
    }
}
