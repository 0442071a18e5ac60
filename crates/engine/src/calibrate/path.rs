//! The path from here on: done work stays as it was, what still holds keeps its
//! date, and the rest moves to where it is likely to be completed. An event is on its day
//! all the same.

use std::collections::BTreeMap;

use backcast_core::{
    Calibration, Feasibility, Forecast, Lever, MilestoneId, Plan, PlannedMilestone, Verdict, days_between, plus_days,
};
use jiff::civil::Date;

use super::Situation;
use super::remainder::Remainder;
use super::simulated::Simulation;
use crate::checkpoints::move_along;
use crate::habit;
use crate::integrate::reviews;

/// Whoever is critical in this share of the runs lies on the critical chain.
const CRITICAL: f64 = 0.5;

pub(super) fn draw(
    situation: &Situation,
    left: &Remainder,
    simulation: &Simulation,
    calibration: &Calibration,
) -> Plan {
    let mut plan = situation.plan.clone();
    plan.today = situation.as_of;
    plan.deadline = calibration.deadline;
    for goal in &mut plan.goals {
        goal.today = situation.as_of;
    }
    let dates = dates(situation, left, simulation);
    for planned in &mut plan.milestones {
        if let Some(&(start, due)) = dates.get(&planned.milestone.id) {
            place(planned, start, due, calibration);
        }
    }
    // Stable: what is due on one day keeps its order.
    plan.milestones.sort_by_key(|planned| planned.due);
    plan.feasibility = of_run(situation, &plan).unwrap_or_else(|| feasibility(situation, calibration, simulation));
    plan.forecast = Some(Forecast { likely: calibration.end.p50, late: calibration.end.p80 });
    plan.reviews = reviews(&plan.goals, plan.today, calibration.end.p50);
    plan.ways_out.iter_mut().for_each(|one| one.effect = None);
    plan.busy_conflicts.clear();
    plan.goal_conflicts.clear();
    plan
}

/// Start and due day of every open milestone.
fn dates(situation: &Situation, left: &Remainder, simulation: &Simulation) -> BTreeMap<MilestoneId, (Date, Date)> {
    let first = left.project.today;
    let mut dates: BTreeMap<MilestoneId, (Date, Date)> = BTreeMap::new();
    let wanted = wanted_by(left);
    for (number, milestone) in left.draft.milestones.iter().enumerate() {
        let Some(planned) = situation.plan.milestones.iter().find(|one| one.milestone.id == milestone.id) else {
            continue;
        };
        if let Some(day) = left.project.event_date(&left.project.tasks[number]) {
            dates.insert(milestone.id.clone(), (day, day));
            continue;
        }
        let likely = simulation.item_end(number).p50;
        let is_blocked = |day: Date| left.project.busy.iter().any(|range| range.blocks() && range.contains(day));
        // Nor does one hold that is too late for an event for which it can be ready.
        let is_too_late = wanted[number].is_some_and(|day| planned.due > day && likely <= day);
        // A date that still holds is not moved for a better one.
        let holds = planned.due >= likely && planned.due >= first && !is_blocked(planned.due) && !is_too_late;
        let due = if holds { planned.due } else { likely };
        let after = milestone.depends_on.iter().filter_map(|dependency| {
            let (_, due) = dates.get(&dependency.on)?;
            Some(plus_days(*due, i32::try_from(dependency.lag_days).unwrap_or(0)))
        });
        let ready = after.max();
        let due = ready.map_or(due, |ready| due.max(ready));
        // Nor is the start of what keeps its date, or of what has begun.
        let keeps_start = holds || situation.facts.contains_key(&milestone.id);
        let usual = if keeps_start { planned.start } else { planned.start.max(first) };
        let start = ready.map_or(usual, |ready| usual.max(ready));
        dates.insert(milestone.id.clone(), (start.min(due), due));
    }
    dates
}

/// The last day for each milestone before the event that waits for it.
fn wanted_by(left: &Remainder) -> Vec<Option<Date>> {
    let mut wanted: Vec<Option<Date>> = vec![None; left.project.tasks.len()];
    for task in left.project.tasks.iter().rev() {
        let Some(day) = left.project.event_date(task) else { continue };
        for &(before, lag) in &task.after {
            let by = plus_days(day, -i32::try_from(lag).unwrap_or(i32::MAX));
            wanted[before] = Some(wanted[before].map_or(by, |known| known.min(by)));
        }
    }
    wanted
}

fn place(planned: &mut PlannedMilestone, start: Date, due: Date, calibration: &Calibration) {
    let moved = days_between(planned.due, due);
    let room = calibration.deadline.map_or(0, |deadline| days_between(calibration.end.p80, deadline)).max(0);
    move_along(planned, (start, due));
    (planned.start, planned.due) = (start, due);
    planned.due_earliest = planned.due_earliest.min(due);
    if moved != 0 || planned.due_latest < due {
        planned.due_latest = plus_days(due, room);
    }
    planned.slack_days = days_between(due, planned.due_latest);
    let outlook = calibration.milestones.iter().find(|outlook| outlook.id == planned.milestone.id);
    planned.critical = outlook.is_some_and(|outlook| outlook.criticality >= CRITICAL);
}

/// Whether nothing was said of what the plan did not know: its hours, a deadline, how much
/// work it is, or who decides.
fn is_unclear(situation: &Situation) -> bool {
    let plan = &situation.plan;
    let had_hours = plan.goals.first().is_some_and(|goal| goal.pace.is_some());
    let was_dated = plan.goals.iter().all(|goal| goal.deadline.is_some());
    let has_news = !had_hours && situation.pace.is_some();
    plan.feasibility.verdict == Verdict::Unclear && !(has_news && was_dated)
}

/// What is said of the run of a habit, which days decide: on its own day what the plan
/// says, later what the new dates come to.
fn of_run(situation: &Situation, drawn: &Plan) -> Option<Feasibility> {
    let before = &situation.plan;
    let judged = habit::judge(&before.goals, &drawn.milestones).filter(|_| before.proposer.is_none())?;
    let said = before.feasibility.clone();
    if situation.as_of <= before.today || said.verdict == Verdict::Unclear {
        return Some(said);
    }
    Some(Feasibility { verdict: judged.verdict, reasons: judged.reasons, chance: None, levers: Vec::new(), ..said })
}

fn feasibility(situation: &Situation, calibration: &Calibration, simulation: &Simulation) -> Feasibility {
    let is_known = calibration.deadline.is_some() && !is_unclear(situation);
    let verdict = match is_known {
        true => Verdict::of_chance(simulation.chance, simulation.is_kept_as_estimated),
        false => Verdict::Unclear,
    };
    let levers: Vec<Lever> = calibration
        .levers
        .iter()
        .map(|pulled| pulled.lever.clone())
        .filter(|lever| !matches!(lever.kind, backcast_core::LeverKind::FreeDays { .. }))
        .collect();
    Feasibility {
        verdict,
        chance: is_known.then_some(simulation.chance),
        needed: Some(calibration.work.left_likely),
        available: Some(calibration.work.available),
        pace_enough: None,
        buffer: None,
        reasons: vec![format!(
            "{} of {} simulated runs keep the deadline",
            // Whole runs are shown, not shares of them.
            (simulation.chance * f64::from(simulation.n_runs)).round(),
            simulation.n_runs
        )],
        levers,
    }
}
