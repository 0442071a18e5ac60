//! What is wrong with a plan's figures.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::figures::{day, hours};
use super::latest::Latest;
use super::load::Loads;
use super::{Fixed, FixedDate, Frame, HeldBy, Load, Proof, criteria, is_event};
use crate::audit::{Code, Finding, Measure};
use crate::{
    Effort, LeverKind, MilestoneId, MilestoneKind, Placing, PlannedMilestone, Verdict, Weekdays, days_between,
    plus_days,
};

/// A finding without a figure.
pub(super) fn finding(code: Code, milestones: Vec<MilestoneId>, message: String, fix: impl Into<String>) -> Finding {
    Finding { severity: code.severity(), code, milestones, message, fix: fix.into(), measure: None }
}

/// The same with its figure.
pub(super) fn measured(finding: Finding, amount: f64, bound: f64, unit: &str) -> Finding {
    Finding { measure: Some(Measure { amount, bound, unit: unit.to_owned() }), ..finding }
}

pub(super) fn all(frame: &Frame<'_>, load: &Loads, latest: &Latest, proof: &Proof) -> Vec<Finding> {
    let mut found = Vec::new();
    for (planned, one) in frame.plan.milestones.iter().zip(&proof.milestones) {
        found.extend(window_missed(planned));
        found.extend(lump_too_large(frame, planned));
        found.extend(due_on_day_off(frame, planned));
        criteria::check(planned, &mut found);
        found.extend(root_unexplained(frame, planned, &one.held_by));
    }
    found.extend(load_peak(frame, &proof.weeks));
    found.extend(load_gap(frame, &proof.weeks));
    found.extend(no_buffer_before_fixed(frame, latest, proof));
    found.extend(dependency_costs_time(frame, load, latest, proof));
    found.extend(options_without_effect(frame));
    found.extend(verdict_contradicts_figures(frame, proof));
    found.extend(budget_exceeded(proof));
    found
}

/// Findings of the audit and of the proof together, worst first, without those that
/// only follow from others.
#[must_use]
pub fn joined(audit: Vec<Finding>, proof: Vec<Finding>) -> Vec<Finding> {
    let codes: BTreeSet<Code> = audit.iter().chain(&proof).map(|finding| finding.code).collect();
    let blocked: BTreeSet<MilestoneId> = audit
        .iter()
        .filter(|finding| finding.code == Code::DateBlocked)
        .flat_map(|finding| finding.milestones.iter().cloned())
        .collect();
    let lumps: BTreeSet<MilestoneId> = proof
        .iter()
        .filter(|finding| finding.code == Code::LumpTooLarge)
        .flat_map(|finding| finding.milestones.iter().cloned())
        .collect();
    let follows = |finding: &Finding| match finding.code {
        // Dates that are upside down make no load.
        Code::LoadPeak | Code::LoadGap | Code::NoBufferBeforeFixed | Code::RootUnexplained
            if [Code::DependencyCycle, Code::DateMissing, Code::DateReversed]
                .iter()
                .any(|code| codes.contains(code)) =>
        {
            true
        }
        Code::LoadPeak => {
            codes.contains(&Code::EffortOverHours) || finding.milestones.iter().any(|id| lumps.contains(id))
        }
        Code::NoBufferBeforeFixed => codes.contains(&Code::EffortOverHours) || codes.contains(&Code::LoadPeak),
        Code::VerdictContradictsFigures => codes.contains(&Code::EffortOverHours),
        Code::DueOnDayOff => finding.milestones.iter().any(|id| blocked.contains(id)),
        _ => false,
    };
    let mut all: Vec<Finding> = proof.into_iter().filter(|finding| !follows(finding)).collect();
    all.splice(0..0, audit);
    all.sort_by_key(|finding| (Reverse(finding.severity), finding.code));
    all
}

fn id(planned: &PlannedMilestone) -> Vec<MilestoneId> {
    vec![planned.milestone.id.clone()]
}

fn window_missed(planned: &PlannedMilestone) -> Option<Finding> {
    let milestone = &planned.milestone;
    let missed = |days: i32, text: String| {
        let fix = "move it into its days, or say why they do not hold";
        measured(finding(Code::WindowMissed, id(planned), text, fix), f64::from(days), 0.0, "days")
    };
    // Work around a day of the world has its own dates.
    if let Placing::On(on) = milestone.placing
        && on != planned.due
        && is_event(planned)
    {
        let days = days_between(on, planned.due).abs();
        let text = format!("`{}` takes place on {} and stands on {}", milestone.id, day(on), day(planned.due));
        return Some(missed(days, text));
    }
    let late = milestone.window.not_after.filter(|last| planned.due > *last);
    if let Some(last) = late {
        let text =
            format!("`{}` is due on {}, and has to be complete by {}", milestone.id, day(planned.due), day(last));
        return Some(missed(days_between(last, planned.due), text));
    }
    let first = milestone.window.not_before.filter(|first| planned.start < *first)?;
    let text = format!("`{}` starts on {}, and cannot before {}", milestone.id, day(planned.start), day(first));
    Some(missed(days_between(planned.start, first), text))
}

fn lump_too_large(frame: &Frame<'_>, planned: &PlannedMilestone) -> Option<Finding> {
    let milestone = &planned.milestone;
    let lump = |text: String, fix: &str, wanted: Effort, there: Effort| {
        measured(finding(Code::LumpTooLarge, id(planned), text, fix), wanted.hours(), there.hours(), "hours")
    };
    if let Some(cadence) = &milestone.cadence {
        let longest = frame.around.session_max.filter(|most| cadence.session > *most);
        if let Some(most) = longest {
            let (wanted, there) = (hours(cadence.session), hours(most));
            let text =
                format!("a session of `{}` takes {wanted} h, and the longest that you name is {there} h", milestone.id);
            return Some(lump(text, "say which day has room for it, or make sessions shorter", cadence.session, most));
        }
        let week = frame.around.weekly.filter(|weekly| cadence.weekly() > weekly.pace)?;
        let (wanted, there) = (cadence.weekly().hours_per_week(), week.pace.hours_per_week());
        let text = format!("`{}` alone takes {wanted} h a week, and there are {there}", milestone.id);
        let fix = "fewer or shorter sessions, or more hours a week";
        return Some(lump(text, fix, Effort::from_hours(wanted), Effort::from_hours(there)));
    }
    if is_event(planned) {
        return None;
    }
    // What the world allows only between two days has to fit between them.
    let (first, last) = (milestone.window.not_before?, milestone.window.not_after?);
    let there = frame.there.as_ref()?.effort_between(first.max(frame.plan.today), last);
    let wanted = milestone.effort.likely();
    (wanted.hours() > there.hours() * 1.1 + 1.0).then(|| {
        let (wanted_text, there_text) = (hours(wanted), hours(there));
        let text = format!(
            "`{}` takes {wanted_text} h and has to lie between {} and {}, which hold {there_text} h",
            milestone.id,
            day(first),
            day(last)
        );
        lump(text, "do a part of it before, find more hours for these days, or make it smaller", wanted, there)
    })
}

fn due_on_day_off(frame: &Frame<'_>, planned: &PlannedMilestone) -> Option<Finding> {
    let days = frame.around.weekly?.days;
    let milestone = &planned.milestone;
    let is_work = milestone.kind == MilestoneKind::Work && milestone.effort.likely() > Effort::ZERO;
    let is_off = !days.is_empty() && days != Weekdays::default() && !days.contains(planned.due.weekday());
    (is_work && is_off && milestone.waiting_days == 0 && !is_event(planned)).then(|| {
        let text = format!("`{}` is due on {}, a day on which you do not work", milestone.id, day(planned.due));
        finding(Code::DueOnDayOff, id(planned), text, "let it be due on the last working day before")
    })
}

/// A start that late is no chance.
const LONG_AFTER_DAYS: i32 = 28;

fn root_unexplained(frame: &Frame<'_>, planned: &PlannedMilestone, held_by: &HeldBy) -> Option<Finding> {
    let milestone = &planned.milestone;
    let at = frame.plan.milestones.iter().position(|one| one.milestone.id == milestone.id)?;
    let is_alone = milestone.depends_on.is_empty() && frame.graph.successors(at).is_empty();
    let days = days_between(frame.plan.today, planned.start);
    let is_asked_for = !milestone.facts.is_empty() || milestone.window.why.is_some() || is_event(planned);
    if !is_alone || is_asked_for || *held_by != HeldBy::Nothing || days < LONG_AFTER_DAYS {
        return None;
    }
    let text = format!(
        "nothing waits for `{}`, it waits for nothing, and it begins on {}, though it could at once",
        milestone.id,
        day(planned.start)
    );
    let fix = "say what it is for and why then, begin it earlier, or leave it out";
    Some(measured(finding(Code::RootUnexplained, id(planned), text, fix), f64::from(days), 0.0, "days"))
}

/// Whether a stretch wants clearly more than it has: small amounts are no fault.
fn is_over(load: &Load) -> bool {
    load.there.is_some_and(|there| load.wanted.hours() > there.hours() * 1.1 + 1.0)
}

/// Milestones that take hours in some days.
fn at_work(frame: &Frame<'_>, load: &Load) -> Vec<MilestoneId> {
    let works = |planned: &&PlannedMilestone| {
        planned.start <= load.to
            && load.from <= planned.due
            && !is_event(planned)
            && planned.milestone.effort.likely() > Effort::ZERO
    };
    frame.plan.milestones.iter().filter(works).map(|planned| planned.milestone.id.clone()).collect()
}

fn load_peak(frame: &Frame<'_>, weeks: &[Load]) -> Option<Finding> {
    let over: Vec<&Load> = weeks.iter().filter(|week| is_over(week)).collect();
    let excess = |week: &&&Load| week.wanted.saturating_sub(week.there.unwrap_or_default());
    let worst = over.iter().max_by_key(excess)?;
    let there = worst.there.unwrap_or_default();
    let others = match over.len() {
        1 => String::new(),
        n => format!("; {n} weeks want more than they have"),
    };
    let text = format!(
        "the week of {} wants {} h and has {}, however the work is spread between its dates{others}",
        day(worst.from),
        hours(worst.wanted),
        hours(there)
    );
    let fix = "begin earlier, move a due day back, or find the hours";
    let found = finding(Code::LoadPeak, at_work(frame, worst), text, fix);
    Some(measured(found, worst.wanted.hours(), there.hours(), "hours"))
}

/// Weeks in a row that want next to nothing make a gap from so many on.
const GAP_WEEKS: usize = 2;

fn load_gap(frame: &Frame<'_>, weeks: &[Load]) -> Option<Finding> {
    let is_empty =
        |week: &Load| week.there.is_some_and(|there| there.hours() >= 1.0 && week.wanted.hours() < there.hours() * 0.1);
    let is_full = |week: &Load| {
        week.there.is_some_and(|there| there.hours() >= 1.0 && week.wanted.hours() >= there.hours() * 0.95)
    };
    let mut from = 0;
    while from < weeks.len() {
        let length = weeks[from..].iter().take_while(|week| is_empty(week)).count();
        let (gap, behind) = weeks[from..].split_at(length);
        if gap.len() >= GAP_WEEKS
            && let Some(crunch) = behind.iter().find(|week| is_full(week))
            && let Some(early) = could_begin_in(frame, gap, crunch)
        {
            let (first, last) = (gap[0].from, gap[gap.len() - 1].to);
            let text = format!(
                "{} weeks from {} to {} are empty, and the week of {} is full ({} of {} h); `{}` could begin in them",
                gap.len(),
                day(first),
                day(last),
                day(crunch.from),
                hours(crunch.wanted),
                hours(crunch.there.unwrap_or_default()),
                early.milestone.id
            );
            let found = finding(Code::LoadGap, id(early), text, "begin it in the empty weeks");
            let n = u32::try_from(gap.len()).unwrap_or(u32::MAX);
            return Some(measured(found, f64::from(n), 1.0, "weeks"));
        }
        from += length.max(1);
    }
    None
}

/// Work of full weeks that waits for nothing in the empty weeks before.
fn could_begin_in<'p>(frame: &Frame<'p>, gap: &[Load], crunch: &Load) -> Option<&'p PlannedMilestone> {
    let (first, last) = (gap.first()?.from, gap.last()?.to);
    let waits_until = |at: usize| {
        let of = |&before: &usize| {
            let lag = i32::try_from(frame.lag(before, at)).unwrap_or(i32::MAX / 2);
            plus_days(frame.milestone(before).due, lag)
        };
        frame.graph.predecessors(at).iter().map(of).max()
    };
    let could = |at: &usize| {
        let planned = frame.milestone(*at);
        let milestone = &planned.milestone;
        planned.start > last
            && planned.start <= crunch.to
            && planned.due >= crunch.from
            && milestone.effort.likely() > Effort::ZERO
            && milestone.kind == MilestoneKind::Work
            && milestone.placing == Placing::Early
            && milestone.window.not_before.is_none_or(|day| day <= first)
            && waits_until(*at).is_none_or(|day| day <= first)
    };
    (0..frame.plan.milestones.len()).find(could).map(|at| frame.milestone(at))
}

fn no_buffer_before_fixed(frame: &Frame<'_>, latest: &Latest, proof: &Proof) -> Option<Finding> {
    if !frame.plan.feasibility.verdict.is_go() {
        return None; // It says more than that.
    }
    // Of the end the verdict speaks.
    let (_, before_end) = proof.budgets.split_last()?;
    let is_bare = |budget: &&super::HoursBudget| {
        budget.likely <= budget.there && budget.slow > budget.there && budget.likely > Effort::ZERO
    };
    let bare = before_end.iter().find(is_bare)?;
    let text = format!(
        "until {} {} of {} h are wanted, and {} if it goes slowly: nothing is held back for that",
        named(&bare.date),
        hours(bare.likely),
        hours(bare.there),
        hours(bare.slow)
    );
    let found = finding(
        Code::NoBufferBeforeFixed,
        latest.due_by(frame, bare.date.on),
        text,
        "begin what leads there earlier, or say what may be left out of it",
    );
    Some(measured(found, bare.slow.hours(), bare.there.hours(), "hours"))
}

/// "`M4` on Sun 4 Aug 2026", "the deadline, Sun 14 Sep 2025"
fn named(date: &FixedDate) -> String {
    match &date.why {
        Fixed::Event(id, _) => format!("`{id}` on {}", day(date.on)),
        Fixed::Window(id, _) => format!("`{id}` has to be complete on {}", day(date.on)),
        Fixed::Deadline(None) => format!("the deadline, {}", day(date.on)),
        Fixed::Deadline(Some(goal)) => format!("the deadline of {goal}, {}", day(date.on)),
    }
}

fn dependency_costs_time(frame: &Frame<'_>, load: &Loads, latest: &Latest, proof: &Proof) -> Option<Finding> {
    let over = proof.budgets.iter().find(|budget| budget.likely > budget.there)?;
    for (after, planned) in frame.plan.milestones.iter().enumerate() {
        for &before in frame.graph.predecessors(after) {
            let on = frame.milestone(before);
            if frame.lag(before, after) > 0 || !is_unasked(on, planned) {
                continue;
            }
            let without = frame.without(before, after);
            let (likely, _) = latest.without(&without, load, over.date.on);
            if likely <= over.there {
                let (id, on) = (&planned.milestone.id, &on.milestone.id);
                let text = format!(
                    "{} h are wanted until {} and {} are there; without `{on}` before `{id}` it would be {}",
                    hours(over.likely),
                    named(&over.date),
                    hours(over.there),
                    hours(likely)
                );
                let fix = format!("does `{id}` have to wait for `{on}`? Else take the dependency out");
                let found = finding(Code::DependencyCostsTime, vec![on.clone(), id.clone()], text, fix);
                return Some(measured(found, over.likely.hours(), over.there.hours(), "hours"));
            }
        }
    }
    None
}

/// Whether nothing asks for a dependency: its own proposer has both run side by side, or
/// it binds one goal to another.
fn is_unasked(before: &PlannedMilestone, after: &PlannedMilestone) -> bool {
    let proposed = before.milestone.proposed.zip(after.milestone.proposed);
    let overlap = proposed.is_some_and(|(before, after)| after.start.is_some_and(|start| start < before.due));
    overlap || before.milestone.goal != after.milestone.goal
}

fn options_without_effect(frame: &Frame<'_>) -> Vec<Finding> {
    let plan = frame.plan;
    let mut found = Vec::new();
    for way_out in &plan.ways_out {
        if let Some(by) = way_out.by.filter(|by| *by < plan.today) {
            let text = format!("\"{}\" had to be chosen by {}", way_out.text, day(by));
            let days = f64::from(days_between(by, plan.today));
            let late = finding(Code::OptionWithoutEffect, Vec::new(), text, "leave it out, or name a day to come");
            found.push(measured(late, days, 0.0, "days"));
        }
    }
    for lever in &plan.feasibility.levers {
        let without = |text: String| finding(Code::OptionWithoutEffect, Vec::new(), text, "leave it out");
        match &lever.kind {
            LeverKind::Hours(pace) => {
                let now = frame.around.weekly.map(|weekly| weekly.pace);
                if let Some(now) = now.filter(|now| pace <= now) {
                    let text = format!("{pace} hours a week would help, it says, and there are {now}");
                    found.push(measured(without(text), pace.hours_per_week(), now.hours_per_week(), "hours"));
                }
            }
            LeverKind::Scope { saved, cut } if !cut.is_empty() => {
                let of = |planned: &&PlannedMilestone| cut.contains(&planned.milestone.id);
                let all: Effort = plan.milestones.iter().filter(of).map(|one| one.milestone.effort.likely()).sum();
                // Figures are rounded for people.
                if saved.hours() > all.hours() * 1.1 + 1.0 {
                    let text = format!("\"{}\" saves more than the {} h that it touches", lever.text, hours(all));
                    found.push(measured(without(text), saved.hours(), all.hours(), "hours"));
                }
            }
            _ => {}
        }
    }
    found
}

fn verdict_contradicts_figures(frame: &Frame<'_>, proof: &Proof) -> Option<Finding> {
    let plan = frame.plan;
    let stated = &plan.feasibility;
    let contradicts = |text: String, fix: &str| finding(Code::VerdictContradictsFigures, Vec::new(), text, fix);
    if stated.verdict.is_go() {
        if let Some((forecast, deadline)) = plan.forecast.zip(plan.deadline)
            && forecast.likely > deadline
        {
            let days = f64::from(days_between(deadline, forecast.likely));
            let text = format!(
                "the verdict is {}, and its own likely end, {}, lies after the deadline, {}",
                stated.verdict,
                day(forecast.likely),
                day(deadline)
            );
            return Some(measured(contradicts(text, "say which of them holds"), days, 0.0, "days"));
        }
        let over = |budget: &&super::HoursBudget| budget.likely.hours() > budget.there.hours() * 1.1 + 2.0;
        if let Some(budget) = proof.budgets.iter().find(over) {
            let text = format!(
                "the verdict is {}, and {} h are wanted until {}, where {} are there",
                stated.verdict,
                hours(budget.likely),
                named(&budget.date),
                hours(budget.there)
            );
            let found = contradicts(text, "less work, more hours, or an honest verdict");
            return Some(measured(found, budget.likely.hours(), budget.there.hours(), "hours"));
        }
    }
    if let Some(chance) = stated.chance {
        let is_denied = match stated.verdict {
            Verdict::Feasible => chance < crate::UNLIKELY,
            Verdict::Infeasible => chance > crate::SAFE && proof.milestones.iter().all(|one| one.slack_days >= Some(0)),
            _ => false,
        };
        if is_denied {
            let text = format!("the verdict is {}, and its chance {:.0} %", stated.verdict, chance * 100.0);
            return Some(contradicts(text, "say which of them holds"));
        }
    }
    let sum: Effort = plan.milestones.iter().map(|planned| planned.milestone.effort.likely()).sum();
    let needed = stated.needed?;
    let differ = (needed.hours() - sum.hours()).abs();
    (differ > 1.0 + 0.05 * sum.hours().max(needed.hours())).then(|| {
        let text = format!("{} h are needed, it says, and its milestones come to {}", hours(needed), hours(sum));
        measured(contradicts(text, "add the hours up anew"), needed.hours(), sum.hours(), "hours")
    })
}

fn budget_exceeded(proof: &Proof) -> Vec<Finding> {
    let over = proof.money.iter().filter_map(|money| Some((money, money.there.filter(|there| money.wanted > *there)?)));
    over.map(|(money, there)| {
        let currency = money.currency.as_deref().unwrap_or("in money");
        let text = format!("the milestones cost {} {currency} together, and {there} may be spent", money.wanted);
        let found =
            finding(Code::BudgetExceeded, Vec::new(), text, "leave something out, find it cheaper, or find more");
        measured(found, money.wanted, there, money.currency.as_deref().unwrap_or("money"))
    })
    .collect()
}
