//! What could be done: what is named, and what follows from the goal itself.

use backcast_core::{
    DraftMilestone, GoalKind, MilestoneId, OptionId, Part, Placing, PlanChange, Shrink, WayOut, WeeklyHours,
    days_between, plural,
};
use backcast_schedule::bearable_pace;
use jiff::civil::Date;

use super::resize::{Counted, Progress};
use crate::calibrate::Situation;
use crate::figure::{MEASURES, is_time, said, same, singular};

/// Whoever cuts a larger share has another goal.
const CUT_SHARE_MAX: f64 = 0.25;
/// So many cuts of a quantity are tried.
const N_CUTS: u32 = 5;

/// The ways out of a situation, each with an id that stays: those that are named, then
/// those that follow, in an order that does not depend on what they are worth.
/// `less` is what is said to be dispensable.
pub(super) fn candidates(situation: &Situation, less: &[String], safe_day: Option<Date>) -> Vec<WayOut> {
    let (milestones, _) = walked(situation);
    let mut all: Vec<WayOut> = situation.plan.ways_out.iter().filter_map(|one| of_today(one, &milestones)).collect();
    let shrinks = |options: &[WayOut], unit: &str| {
        options.iter().any(|one| matches!(&one.change, PlanChange::Shrink(shrink) if same_unit(&shrink.unit, unit)))
    };
    for (unit, whole) in counted_units(situation) {
        let shrink = Shrink { unit: unit.clone(), from: whole, ..Shrink::default() };
        if !shrinks(&all, &unit) {
            let text = less.first().map(|said| format!("\"{said}\"")).unwrap_or_default();
            all.push(WayOut { text, change: PlanChange::Shrink(shrink), ..WayOut::default() });
        }
    }
    // Twice the time is no other date for the same plan: the forecast says it already.
    let window = situation.plan.deadline.map_or(0, |deadline| days_between(situation.as_of, deadline));
    let is_near = |day: &Date| situation.plan.deadline.is_some_and(|last| days_between(last, *day) <= window);
    let later = safe_day.filter(is_near).map(|day| later(day, situation));
    for one in dispensable(situation).into_iter().chain(more_hours(situation)).chain(later) {
        match all.iter_mut().find(|known| known.change.is_same_way(&one.change)) {
            Some(known) => (known.change, known.text) = (one.change, one.text),
            None => all.push(one),
        }
    }
    number(all)
}

/// An option as it is now, when some of its milestones have ended and less may be left of
/// what it makes smaller; nothing where it is settled.
fn of_today(one: &WayOut, milestones: &[&DraftMilestone]) -> Option<WayOut> {
    let mut one = WayOut { effect: None, ..one.clone() };
    if let PlanChange::Shrink(shrink) = &mut one.change {
        let whole = Counted::whole(milestones, &shrink.unit, shrink.from)?;
        let cut = shrink.to.filter(|_| !shrink.is_found).map(|to| shrink.from - to);
        (shrink.from, shrink.to, shrink.is_found) = (whole, cut.map(|cut| whole - cut), cut.is_none());
    }
    Some(one)
}

/// Gives ids to those that have none; that of an option that is gone goes to no other one.
pub(crate) fn number(mut options: Vec<WayOut>) -> Vec<WayOut> {
    let number = |one: &WayOut| one.id.as_str().strip_prefix('O')?.parse::<usize>().ok();
    let mut last = options.iter().filter_map(number).max().unwrap_or(0);
    for one in options.iter_mut().filter(|one| one.id.as_str().is_empty()) {
        last += 1;
        one.id = OptionId::numbered(last);
    }
    options
}

fn same_unit(one: &str, other: &str) -> bool {
    singular(one) == singular(other)
}

/// The open milestones in the order of the plan, with how far each is.
pub(super) fn walked(situation: &Situation) -> (Vec<&DraftMilestone>, Vec<Progress>) {
    let mut planned: Vec<_> = situation.plan.milestones.iter().collect();
    planned.sort_by_key(|one| (one.due, one.start));
    let progress = planned.iter().map(|one| situation.progress(&one.milestone)).collect();
    (planned.into_iter().map(|one| &one.milestone).collect(), progress)
}

/// What others decide on: whoever plans to have fewer of these has done no less for it.
const RESULTS: [&str; 22] = [
    "order",
    "customer",
    "client",
    "user",
    "subscriber",
    "follower",
    "member",
    "sale",
    "download",
    "view",
    "listener",
    "reader",
    "donor",
    "vote",
    "lead",
    "signup",
    "visitor",
    "guest",
    "sponsor",
    "volunteer",
    "applicant",
    "booking",
];

/// What the goals count, with the whole of each: what they ask for and milestones bring
/// bit by bit. No time, money or measure, nor the number of a habit: less of these is
/// another goal.
fn counted_units(situation: &Situation) -> Vec<(String, f64)> {
    let (milestones, progress) = walked(situation);
    let mut units: Vec<(String, f64)> = Vec::new();
    let of_work = |kind: GoalKind| !matches!(kind, GoalKind::Habit);
    for goal in situation.plan.goals.iter().filter(|goal| of_work(goal.kind)) {
        for amount in &goal.facts.amounts {
            let unit = singular(&amount.unit);
            let is_counted = amount.part == Part::Wish && amount.per.is_none() && amount.value >= 3.0;
            let is_plain = !unit.is_empty() && unit.chars().all(char::is_alphabetic);
            let is_known = units.iter().any(|(known, _)| same_unit(known, &unit));
            if !is_counted
                || !is_plain
                || is_known
                || is_time(&unit)
                || MEASURES.contains(&unit.as_str())
                || RESULTS.contains(&unit.as_str())
            {
                continue;
            }
            let Some(whole) = Counted::whole(&milestones, &unit, amount.value) else { continue };
            if Counted::of(&milestones, &progress, &unit, whole).is_some() {
                units.push((amount.unit.clone(), whole));
            }
        }
    }
    units
}

/// Less work than this is no work that is saved: it keeps days free, or a place.
const DISPENSABLE_HOURS_MIN: f64 = 2.0;

/// Milestones of little value that nothing rests on but the end.
fn dispensable(situation: &Situation) -> Vec<WayOut> {
    let open: Vec<&DraftMilestone> = situation.open().map(|planned| &planned.milestone).collect();
    let waits_for = |id: &MilestoneId| {
        let others = open.iter().filter(|one| one.depends_on.iter().any(|dependency| dependency.on == *id));
        // A gate that rests on everything does not make everything needed.
        others.filter(|one| one.depends_on.len() + 1 < open.len()).count()
    };
    let is_free = |one: &&&DraftMilestone| {
        one.weight <= 1
            && one.effort.likely().hours() >= DISPENSABLE_HOURS_MIN
            && !matches!(one.placing, Placing::BeforeDeadline(_) | Placing::On(_))
            && waits_for(&one.id) == 0
    };
    let leave = |one: &&DraftMilestone| WayOut {
        text: format!("without {}: {}", one.id, one.name),
        change: PlanChange::LeaveOut(vec![one.id.clone()]),
        ..WayOut::default()
    };
    open.iter().filter(is_free).map(leave).collect()
}

/// More hours a week, as many as can be borne; the least that help are found later.
fn more_hours(situation: &Situation) -> Option<WayOut> {
    let now = hours_now(situation)?;
    let most = bearable_pace(now);
    (most > now).then(|| WayOut { change: PlanChange::Hours(most), ..WayOut::default() })
}

/// Another last day, and how much later it is.
fn later(day: Date, situation: &Situation) -> WayOut {
    let days = situation.plan.deadline.map_or(0, |deadline| days_between(deadline, day));
    let text = format!("{} later", plural(usize::try_from(days).unwrap_or(0), "day"));
    WayOut { text, change: PlanChange::Deadline(day), ..WayOut::default() }
}

/// Hours a week now.
pub(super) fn hours_now(situation: &Situation) -> Option<WeeklyHours> {
    situation.pace.or_else(|| situation.plan.goals.first()?.pace).filter(|pace| *pace > WeeklyHours::ZERO)
}

/// The cuts of a quantity that are tried, the smallest first: numbers that people say, a
/// quarter less at most, and more than is there already.
pub(super) fn cuts(situation: &Situation, shrink: &Shrink) -> Vec<f64> {
    if let Some(to) = shrink.to.filter(|_| !shrink.is_found) {
        return vec![to];
    }
    let (milestones, progress) = walked(situation);
    let Some(counted) = Counted::of(&milestones, &progress, &shrink.unit, shrink.from) else { return Vec::new() };
    let least = (shrink.from * (1.0 - CUT_SHARE_MAX)).max(counted.done + 1.0);
    let mut cuts: Vec<f64> = Vec::new();
    for step in 1..=N_CUTS {
        let share = 1.0 - CUT_SHARE_MAX * f64::from(step) / f64::from(N_CUTS);
        let to = said(shrink.from * share, shrink.from);
        if to >= least - 0.5 && !cuts.iter().any(|known| same(*known, to)) {
            cuts.push(to);
        }
    }
    cuts
}
