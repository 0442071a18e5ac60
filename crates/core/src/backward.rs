//! A plan read from its end: what has to be true on the day, a week, a month and a
//! quarter before.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::{Checkpoint, MilestoneId, MilestoneKind, PlannedMilestone};

/// How long before the end something has to be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// On the last day itself.
    OnTheDay,
    /// A week.
    Week,
    /// A month.
    Month,
    /// So many months, three at a time.
    Months(i32),
}

/// What has to be true on a day, on the way to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standpoint {
    /// How long before the end.
    pub before: Before,
    /// The day.
    pub on: Date,
    /// What is complete by then, and need not be at the standpoint before it in time, by
    /// due date.
    pub complete: Vec<MilestoneId>,
    /// What can be counted by then of work that is under way, by day.
    pub counted: Vec<(MilestoneId, Checkpoint)>,
    /// What is begun and not complete by then, by start.
    pub under_way: Vec<MilestoneId>,
}

/// The standpoints of a plan from its end back to today: the last day, a week, a month,
/// a quarter and each further quarter before. Those at which nothing more is asked for
/// than at an earlier one are left out; none where there are no milestones.
#[must_use]
pub fn backward(milestones: &[PlannedMilestone], today: Date) -> Vec<Standpoint> {
    let Some(end) = milestones.iter().map(|planned| planned.due).max() else { return Vec::new() };
    let points: Vec<(Before, Date)> = points(end).take_while(|(_, on)| *on >= today).collect();
    let standpoint = |(at, &(before, on)): (usize, &(Before, Date))| {
        let earlier = points.get(at + 1).map(|(_, on)| *on);
        let is_new = |day: Date| day <= on && earlier.is_none_or(|earlier| day > earlier);
        Standpoint {
            before,
            on,
            complete: ids(milestones, |planned| is_new(planned.due)),
            counted: counted(milestones, |planned, day| is_new(day) && planned.due > on),
            under_way: under_way(milestones, on),
        }
    };
    let all = points.iter().enumerate().map(standpoint);
    all.filter(|point| !(point.complete.is_empty() && point.counted.is_empty())).collect()
}

/// The end and the days before it at which one looks, without an end.
fn points(end: Date) -> impl Iterator<Item = (Before, Date)> {
    let months = move |months: i32| end.checked_sub(months.months()).unwrap_or(Date::MIN);
    let near = [
        (Before::OnTheDay, end),
        (Before::Week, end.checked_sub(1.week()).unwrap_or(Date::MIN)),
        (Before::Month, months(1)),
    ];
    near.into_iter().chain((1..).map(move |quarter| (Before::Months(3 * quarter), months(3 * quarter))))
}

fn ids(milestones: &[PlannedMilestone], is_meant: impl Fn(&PlannedMilestone) -> bool) -> Vec<MilestoneId> {
    milestones.iter().filter(|planned| is_meant(planned)).map(|planned| planned.milestone.id.clone()).collect()
}

fn counted(
    milestones: &[PlannedMilestone],
    is_meant: impl Fn(&PlannedMilestone, Date) -> bool,
) -> Vec<(MilestoneId, Checkpoint)> {
    let mut counted: Vec<(MilestoneId, Checkpoint)> = Vec::new();
    for planned in milestones {
        // Of several, the last says most.
        let last =
            planned.milestone.checkpoints.iter().filter(|one| is_meant(planned, one.on)).max_by_key(|one| one.on);
        counted.extend(last.map(|checkpoint| (planned.milestone.id.clone(), checkpoint.clone())));
    }
    counted.sort_by_key(|(_, checkpoint)| checkpoint.on);
    counted
}

fn under_way(milestones: &[PlannedMilestone], on: Date) -> Vec<MilestoneId> {
    let is_meant = |planned: &&PlannedMilestone| {
        planned.start <= on && planned.due > on && planned.milestone.kind != MilestoneKind::Event
    };
    let mut under_way: Vec<&PlannedMilestone> = milestones.iter().filter(is_meant).collect();
    under_way.sort_by_key(|planned| planned.start);
    under_way.into_iter().map(|planned| planned.milestone.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{DraftMilestone, PlacementReason};

    fn planned(id: &str, start: Date, due: Date, checkpoints: &[(Date, &str)]) -> PlannedMilestone {
        let checkpoints = checkpoints.iter().map(|&(on, state)| Checkpoint { on, state: state.into() });
        PlannedMilestone {
            milestone: DraftMilestone {
                id: MilestoneId::new(id),
                checkpoints: checkpoints.collect(),
                ..DraftMilestone::default()
            },
            start,
            due,
            due_earliest: due,
            due_latest: due,
            slack_days: 0,
            critical: false,
            reason: PlacementReason::FirstDay,
            moved: None,
        }
    }

    #[test]
    fn each_milestone_stands_where_it_has_to_be_complete() {
        let plan = [
            planned("M1", date(2027, 1, 4), date(2027, 1, 20), &[]),
            planned(
                "M2",
                date(2027, 1, 21),
                date(2027, 5, 20),
                &[(date(2027, 2, 20), "10 pages"), (date(2027, 3, 20), "20 pages")],
            ),
            planned("M3", date(2027, 5, 21), date(2027, 6, 28), &[]),
            planned("M4", date(2027, 6, 30), date(2027, 6, 30), &[]),
        ];
        let ids = |ids: &[MilestoneId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let all = backward(&plan, date(2027, 1, 4));
        let said: Vec<(Before, String, usize, String)> = all
            .iter()
            .map(|point| (point.before, ids(&point.complete), point.counted.len(), ids(&point.under_way)))
            .collect();
        // A week before, nothing more is asked for than a month before.
        assert_eq!(
            said,
            [
                (Before::OnTheDay, "M3 M4".into(), 0, String::new()),
                (Before::Month, "M2".into(), 0, "M3".into()),
                (Before::Months(3), "M1".into(), 1, "M2".into()),
            ]
        );
        assert_eq!(all[2].counted[0].1.state, "20 pages");
        assert_eq!(all[2].on, date(2027, 3, 30));
    }

    #[test]
    fn every_milestone_is_named_once_from_whichever_day() {
        let plan = [
            planned("M1", date(2027, 1, 4), date(2027, 1, 5), &[]),
            planned("M2", date(2027, 1, 5), date(2029, 2, 28), &[]),
        ];
        for today in [date(2026, 12, 1), date(2027, 1, 5), date(2029, 2, 27)] {
            let all = backward(&plan, today);
            let named: Vec<&MilestoneId> = all.iter().flat_map(|point| &point.complete).collect();
            assert_eq!(named.len(), 2, "{all:?}");
            assert!(all.iter().all(|point| point.on >= today));
        }
        assert_eq!(backward(&[], date(2027, 1, 4)), []);
    }
}
