//! What was found, in the terms of a calibration: verdict, dates, chances, and
//! what is worth knowing beside them.

use backcast_core::{
    AnchoredGoal, BusyRange, Calibration, CommonFactorOutlook, Effort, GoalOutlook, Lever, LeverKind, MilestoneOutlook,
    Outlook, PulledLever, WorkBalance, days_between,
};
use backcast_schedule::{bearable_pace, is_bearable_cut};
use jiff::civil::Date;

use super::levers::Pulled;
use super::news::Changed;
use super::remainder::{Remainder, place_of};
use super::simulated::Simulation;
use super::situation::Situation;
use super::{EVEN, shown};

/// The day by which everything is to end, where one is named.
pub(super) fn deadline(situation: &Situation, changed: &Changed) -> Option<Date> {
    changed.deadline.or(situation.plan.deadline).or_else(|| last_deadline(situation))
}

/// Puts together what the simulation and the levers say of a situation.
pub(super) fn describe(
    situation: &Situation,
    changed: Changed,
    left: &Remainder,
    simulation: &Simulation,
    pulled: Pulled,
    cut: Vec<String>,
) -> Calibration {
    let end = simulation.last_end();
    let deadline = deadline(situation, &changed);
    let verdict = verdict(situation, left, simulation, &pulled, deadline);
    let level_days = if left.items.is_empty() { 0 } else { days_between(simulation.as_estimated, end.p50) };
    let mut calibration = Calibration {
        as_of: situation.as_of,
        trigger: situation.trigger.clone(),
        verdict,
        deadline,
        end,
        mean_end: simulation.mean_end(),
        chance: deadline.map(|_| simulation.chance),
        goals: goals(situation, left, simulation),
        milestones: milestones(situation, left, simulation),
        work: WorkBalance { left_likely: Effort::from_hours(simulation.minutes_likely / 60.0), ..left.balance },
        level_days,
        spread_days: days_between(end.p50, end.p80),
        common_factor: CommonFactorOutlook {
            risk_share: simulation.simulated.common_factor_share,
            swing: (
                simulation.near(simulation.simulated.common_factor_swing.0),
                simulation.near(simulation.simulated.common_factor_swing.1),
            ),
        },
        preparedness: Vec::new(),
        levers: pulled.levers,
        pairs: pulled.pairs,
        options: Vec::new(),
        cut,
        adherence: Vec::new(),
        understood: changed.understood,
        questions: changed.questions,
        notes: Vec::new(),
        remarks: situation.remarks.clone(),
        basis: left.basis.clone(),
        runs: (simulation.n_runs, simulation.seed),
    };
    add_offers(&mut calibration, simulation, &changed.offers);
    add_hints(&mut calibration, &changed.less);
    calibration.notes = notes(situation, left, &calibration);
    calibration.notes.extend(pulled.notes);
    calibration
}

fn last_deadline(situation: &Situation) -> Option<Date> {
    situation.plan.goals.iter().filter_map(|goal| goal.deadline).max()
}

/// On track where the deadline is more likely kept than not; recoverable where
/// one bearable lever makes it so.
fn verdict(
    situation: &Situation,
    left: &Remainder,
    simulation: &Simulation,
    pulled: &Pulled,
    deadline: Option<Date>,
) -> Outlook {
    if left.items.is_empty() {
        let is_late = deadline.zip(situation.last_done()).is_some_and(|(deadline, done)| done > deadline);
        return if is_late { Outlook::Unreachable } else { Outlook::OnTrack };
    }
    if deadline.is_none() || simulation.chance >= EVEN {
        return Outlook::OnTrack;
    }
    let work = left.project.needed();
    let bearable = |pulled: &PulledLever| {
        let is_bearable = match &pulled.lever.kind {
            LeverKind::Hours(pace) => *pace <= bearable_pace(simulation.declared_pace),
            LeverKind::Scope { saved, .. } | LeverKind::Help(saved) => is_bearable_cut(*saved, work),
            LeverKind::Date(_) | LeverKind::FreeDays { .. } => false,
        };
        is_bearable && pulled.chance >= EVEN
    };
    if pulled.levers.iter().any(bearable) { Outlook::Recoverable } else { Outlook::Unreachable }
}

fn goals(situation: &Situation, left: &Remainder, simulation: &Simulation) -> Vec<GoalOutlook> {
    let outlook = |(number, goal): (usize, &AnchoredGoal)| {
        let deadline = left
            .project
            .goal_constraints
            .get(number)
            .map(|constraint| constraint.deadline)
            .filter(|_| goal.deadline.is_some());
        GoalOutlook {
            goal: goal.goal.id.clone(),
            title: goal.goal.title.clone(),
            deadline,
            end: simulation.goal_end(number),
            chance: deadline.map(|_| simulation.goal_chance(number)),
        }
    };
    situation.plan.goals.iter().enumerate().map(outlook).collect()
}

fn milestones(situation: &Situation, left: &Remainder, simulation: &Simulation) -> Vec<MilestoneOutlook> {
    situation
        .open()
        .filter_map(|planned| {
            let number = place_of(&left.draft, &planned.milestone.id)?;
            let outcome = simulation.simulated.items.get(number)?;
            let hours = |level: f64| {
                Effort::from_hours(left.items[number].minutes.quantile(level) * left.common_factor.mean.exp() / 60.0)
            };
            Some(MilestoneOutlook {
                id: planned.milestone.id.clone(),
                planned: planned.due,
                end: simulation.item_end(number),
                left: (hours(0.5), hours(0.8)),
                criticality: outcome.criticality,
                risk_share: outcome.risk_share,
                swing: (simulation.near(outcome.swing.0), simulation.near(outcome.swing.1)),
            })
        })
        .collect()
}

/// Days that somebody offers instead of the deadline become levers of their own.
fn add_offers(calibration: &mut Calibration, simulation: &Simulation, offers: &[(Date, String)]) {
    for (day, text) in offers {
        let chance = simulation.chance_by(*day);
        let text = format!("{}: \"{text}\"", shown(*day));
        calibration.levers.push(PulledLever { lever: Lever { kind: LeverKind::Date(*day), text }, chance });
    }
}

/// What could be left out belongs to the lever that asks for less.
fn add_hints(calibration: &mut Calibration, less: &[String]) {
    let is_scope = |pulled: &&mut PulledLever| matches!(pulled.lever.kind, LeverKind::Scope { .. });
    if let Some(pulled) = calibration.levers.iter_mut().find(is_scope) {
        for text in less {
            pulled.lever.text = format!("{}; where to cut: \"{text}\"", pulled.lever.text);
        }
    }
}

fn notes(situation: &Situation, left: &Remainder, calibration: &Calibration) -> Vec<String> {
    let mut notes = Vec::new();
    for planned in situation.open() {
        let fact = situation.fact(&planned.milestone.id);
        if let Some(reason) = &fact.reason {
            let percent = fact.share.map_or(String::new(), |share| format!(" is at {:.0} %", share * 100.0));
            notes.push(format!("{} {}{percent}: {reason}", planned.milestone.id, planned.milestone.name));
        }
    }
    if let Some(pace) = situation.pace {
        let before = situation.plan.goals.first().and_then(|goal| goal.pace);
        notes.push(match before.filter(|before| *before != pace) {
            Some(before) if pace < before => {
                format!(
                    "the hours have fallen from {before} to {pace} hours a week; everything rests on {pace} hours now"
                )
            }
            Some(before) => format!("the hours have risen from {before} to {pace} hours a week"),
            None => format!("{pace} hours a week"),
        });
    }
    for range in &situation.busy {
        let reason = range.reason.as_deref().map_or(String::new(), |reason| format!(": {reason}"));
        notes.push(format!("{} to {} {}{reason}", shown(range.from), shown(range.to), left_in(range)));
    }
    if left.items.is_empty() {
        notes.push(match situation.last_done() {
            Some(day) => format!("everything is done, the last of it on {}", shown(day)),
            None => "nothing is left to forecast".into(),
        });
    }
    if let Some(over) = overrun(&calibration.work) {
        notes.push(over);
    }
    notes
}

fn left_in(range: &BusyRange) -> String {
    if range.blocks() { "cannot be worked on".into() } else { format!("has {} hours a week", range.left) }
}

/// "what is done took 71 hours instead of 50".
fn overrun(work: &WorkBalance) -> Option<String> {
    const WORTH_SAYING: f64 = 0.15;
    let (earned, spent) = (work.earned.hours(), work.spent.hours());
    let is_off = earned > 0.0 && spent > 0.0 && (spent / earned - 1.0).abs() > WORTH_SAYING;
    is_off.then(|| format!("what is done so far took {} hours; {} were planned for it", work.spent, work.earned))
}
