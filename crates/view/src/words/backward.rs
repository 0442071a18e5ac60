//! A plan read from its end, in sentences.

use backcast_core::{Before, MilestoneId, PlannedMilestone, Standpoint, plural};
use jiff::civil::Date;

use super::day;

/// "On the day", "A week before", "A quarter before", "A year before".
#[must_use]
pub fn before(before: Before) -> String {
    match before {
        Before::OnTheDay => "On the day".into(),
        Before::Week => "A week before".into(),
        Before::Month => "A month before".into(),
        Before::Months(3) => "A quarter before".into(),
        Before::Months(6) => "Half a year before".into(),
        Before::Months(12) => "A year before".into(),
        Before::Months(months) if months % 12 == 0 => {
            format!("{} before", plural(usize::try_from(months / 12).unwrap_or(0), "year"))
        }
        Before::Months(months) => format!("{} before", plural(usize::try_from(months).unwrap_or(0), "month")),
    }
}

/// What has to be true at a standpoint, one sentence each.
#[must_use]
pub fn standpoint(point: &Standpoint, milestones: &[PlannedMilestone], today: Date) -> Vec<String> {
    let of = |id: &MilestoneId| milestones.iter().find(|planned| planned.milestone.id == *id);
    let named = |id: &MilestoneId| of(id).map_or_else(|| id.to_string(), |one| format!("{id} {}", one.milestone.name));
    let mut said: Vec<String> = point.complete.iter().map(named).collect();
    let counted = point
        .counted
        .iter()
        .map(|(id, checkpoint)| format!("{id} is under way: {} by {}", checkpoint.state, day(checkpoint.on, today)));
    said.extend(counted);
    let others: Vec<&str> = point
        .under_way
        .iter()
        .filter(|id| point.counted.iter().all(|(counted, _)| counted != *id))
        .map(MilestoneId::as_str)
        .collect();
    if !others.is_empty() {
        said.push(format!("{} under way", others.join(", ")));
    }
    said
}
