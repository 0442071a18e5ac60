//! Dates: order, waiting, window, busy days, spacing, and the hours there are.

use super::{Code, Dossier, Entry, Report};
use crate::{Availability, Effort, Graph, days_between};

/// Horizons longer than this are cut; no schedule is longer than forty years.
const HORIZON_MAX_DAYS: i32 = 366 * 50;

pub(super) fn check(dossier: &Dossier, graph: &Graph, report: &mut Report) {
    if dossier.entries.iter().all(|entry| entry.start.is_none() && entry.due.is_none()) {
        return; // A draft has no dates to judge.
    }
    for (idx, entry) in dossier.entries.iter().enumerate() {
        own_dates(dossier, entry, report);
        waiting_within(entry, report);
        for dependency in &entry.depends_on {
            let before = graph.predecessors(idx).iter().map(|&i| &dossier.entries[i]).find(|e| e.id == dependency.on);
            if let Some(before) = before {
                // An event does not move for work that is late, where the plan says that.
                if !(entry.takes_its_day && dossier.is_late) {
                    follows(before, entry, dependency.lag_days, report);
                }
            }
        }
    }
    even_spacing(dossier, report);
    hours(dossier, report);
}

fn own_dates(dossier: &Dossier, entry: &Entry, report: &mut Report) {
    let id = || vec![entry.id.clone()];
    let (Some(start), Some(due)) = (entry.start, entry.due) else {
        let missing = if entry.due.is_none() { "due date" } else { "start" };
        report.add(Code::DateMissing, id(), format!("`{}` has no {missing}", entry.id), "give it a date");
        return;
    };
    if due < start {
        report.add(
            Code::DateReversed,
            id(),
            format!("`{}` is due on {due}, before it starts on {start}", entry.id),
            "let it start earlier or finish later",
        );
    }
    if let Some(today) = dossier.today.filter(|&today| start.min(due) < today) {
        report.add(
            Code::DateOutsideWindow,
            id(),
            format!("`{}` lies before the day of planning, {today}", entry.id),
            "move it to today or later",
        );
    }
    if let Some(last) = dossier.last_day.filter(|&last| due > last) {
        report.add(
            Code::DateOutsideWindow,
            id(),
            format!("`{}` is due on {due}, after the last day, {last}", entry.id),
            "move it forward, or say which date is honest",
        );
    }
    let blocked = dossier.busy.iter().find(|range| range.blocks() && range.contains(due));
    // The trip to a race is no reason against it.
    if let Some(range) = blocked.filter(|_| !entry.takes_its_day) {
        let reason = range.reason.as_deref().unwrap_or("busy");
        report.add(
            Code::DateBlocked,
            id(),
            format!("`{}` is due on {due}, when nothing can be done ({reason})", entry.id),
            "reach it before, after, or make it smaller",
        );
    }
}

fn waiting_within(entry: &Entry, report: &mut Report) {
    let (Some(start), Some(due)) = (entry.start, entry.due) else { return };
    let days = days_between(start, due);
    if entry.waiting_days > 0 && i64::from(days) < i64::from(entry.waiting_days) {
        report.add(
            Code::WaitingTooShort,
            vec![entry.id.clone()],
            format!("`{}` has {days} days and needs {} that no work shortens", entry.id, entry.waiting_days),
            "start it earlier or let it end later",
        );
    }
}

fn follows(before: &Entry, after: &Entry, lag_days: u32, report: &mut Report) {
    let (Some(finish), Some(start)) = (before.due, after.start) else { return };
    let ids = || vec![before.id.clone(), after.id.clone()];
    let days = days_between(finish, start);
    if days < 0 {
        report.add(
            Code::StartBeforePrerequisite,
            ids(),
            format!("`{}` starts on {start}, before `{}` is reached on {finish}", after.id, before.id),
            format!("start `{}` on {finish} or later", after.id),
        );
    } else if i64::from(days) < i64::from(lag_days) {
        report.add(
            Code::WaitingTooShort,
            ids(),
            format!("{days} days between `{}` and `{}`; the waiting takes {lag_days}", before.id, after.id),
            "leave the time for the waiting, or fill it with other work",
        );
    }
}

/// Due dates on a grid, while the work between them differs: dates that were
/// handed out, not worked out.
fn even_spacing(dossier: &Dossier, report: &mut Report) {
    let mut dues: Vec<(jiff::civil::Date, f64)> = dossier
        .entries
        .iter()
        .filter_map(|entry| Some((entry.due?, entry.effort.map_or(0.0, Effort::hours))))
        .collect();
    dues.sort_by_key(|&(due, _)| due);
    dues.dedup_by_key(|&mut (due, _)| due);
    let gaps: Vec<i32> = dues.windows(2).map(|pair| days_between(pair[0].0, pair[1].0)).collect();
    if gaps.len() < 4 {
        return;
    }
    let mut sorted = gaps.clone();
    sorted.sort_unstable();
    let middle = sorted[sorted.len() / 2];
    let on_grid = gaps.iter().filter(|&&gap| (gap - middle).abs() <= 1).count();
    let efforts = &dues[1..];
    let least = efforts.iter().map(|&(_, hours)| hours).fold(f64::INFINITY, f64::min);
    let most = efforts.iter().map(|&(_, hours)| hours).fold(0.0, f64::max);
    if on_grid * 100 > gaps.len() * 85 && most > 1.5 * least {
        report.add(
            Code::DatesEvenlySpaced,
            Vec::new(),
            format!("{on_grid} of {} gaps are {middle} days long, while the work between them differs", gaps.len()),
            "let the dates follow from work, waiting and the calendar",
        );
    }
}

/// Work due by each date against the hours until then; an event takes its own on its
/// day, whatever the week holds. A tenth and two hours are tolerated.
fn hours(dossier: &Dossier, report: &mut Report) {
    let (Some(today), Some(weekly)) = (dossier.today, dossier.weekly) else { return };
    let mut dues: Vec<(jiff::civil::Date, &Entry)> =
        dossier.entries.iter().filter_map(|entry| Some((entry.due?, entry))).collect();
    dues.sort_by_key(|&(due, _)| due);
    let Some(&(last, _)) = dues.last() else { return };
    let n_days = usize::try_from(days_between(today, last).clamp(0, HORIZON_MAX_DAYS)).unwrap_or(0) + 1;
    let availability = Availability::new(today, n_days, &weekly, &dossier.busy, &dossier.caps);
    let mut wanted = Effort::ZERO;
    for (idx, &(due, entry)) in dues.iter().enumerate() {
        wanted = wanted + entry.effort.filter(|_| !entry.takes_its_day).unwrap_or_default();
        if dues.get(idx + 1).is_some_and(|&(next, _)| next == due) {
            continue; // Judged together with the last one of the day.
        }
        let there = availability.effort_between(today, due);
        if wanted.hours() > there.hours() * 1.1 + 2.0 {
            report.add(
                Code::EffortOverHours,
                vec![entry.id.clone()],
                format!("{wanted} hours are due by {due} (`{}`) and {there} are there", entry.id),
                "move dates back, find more hours a week, or cut work",
            );
            return; // Every later date would repeat the same overload.
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::audit::{Code, Dossier, Entry, audit};
    use crate::{BusyRange, Dependency, Effort, MilestoneId, WeeklyHours};

    /// A race on the last day, on a trip, and a run before it that ends two days later.
    fn race(is_late: bool, is_event: bool) -> Dossier {
        let mut run = Entry::new("M1", "Long run of 10 miles done");
        run.start = Some(date(2026, 9, 1));
        run.due = Some(date(2026, 9, 22));
        let mut race = Entry::new("M2", "Race day");
        (race.start, race.due) = (Some(date(2026, 9, 20)), Some(date(2026, 9, 20)));
        race.depends_on = vec![Dependency { on: MilestoneId::new("M1"), lag_days: 0 }];
        race.takes_its_day = is_event;
        for entry in [&mut run, &mut race] {
            entry.criteria = vec!["1 result list".into(), "2 photos".into()];
            entry.effort = Some(Effort::from_hours(3.0));
        }
        let trip = BusyRange {
            from: date(2026, 9, 19),
            to: date(2026, 9, 21),
            reason: Some("trip to the race".into()),
            left: WeeklyHours::ZERO,
        };
        let (today, last_day) = (Some(date(2026, 9, 1)), Some(date(2026, 9, 22)));
        Dossier { entries: vec![race, run], today, last_day, is_late, busy: vec![trip], ..Dossier::default() }
    }

    fn found(dossier: &Dossier) -> (bool, bool) {
        let codes: Vec<Code> = audit(dossier).into_iter().map(|finding| finding.code).collect();
        (codes.contains(&Code::StartBeforePrerequisite), codes.contains(&Code::DateBlocked))
    }

    /// Only a plan that says so may have work left after the event that waits for it.
    #[test]
    fn an_event_stands_before_late_work_where_the_plan_says_that_it_is_late() {
        assert_eq!(found(&race(true, true)), (false, false));
        assert_eq!(found(&race(false, true)), (true, false));
        assert_eq!(found(&race(true, false)), (true, true));
    }
}
