use jiff::civil::date;

use super::*;
use crate::audit::Code;
use crate::{
    BusyRange, Cadence, Dependency, DraftMilestone, EffortRange, Feasibility, GoalKind, MilestoneKind, PlacementReason,
    Placing, Verdict, Weekdays, WeeklyHours, WorkWeek,
};

/// Monday, the day of planning.
fn first() -> Date {
    date(2026, 1, 5)
}

fn on(day: i32) -> Date {
    plus_days(first(), day)
}

/// A milestone on days counted from the first.
pub(super) fn planned(id: &str, days: (i32, i32), hours: f64, after: &[&str]) -> PlannedMilestone {
    PlannedMilestone {
        milestone: DraftMilestone {
            id: MilestoneId::new(id),
            name: format!("State {id}"),
            depends_on: after.iter().map(|on| Dependency { on: MilestoneId::new(*on), lag_days: 0 }).collect(),
            effort: EffortRange::exactly(Effort::from_hours(hours)),
            ..DraftMilestone::default()
        },
        start: on(days.0),
        due: on(days.1),
        due_earliest: on(days.1),
        due_latest: on(days.1),
        slack_days: 0,
        critical: false,
        reason: PlacementReason::FirstDay,
        moved: None,
    }
}

fn event(id: &str, day: i32, after: &[&str]) -> PlannedMilestone {
    let mut event = planned(id, (day, day), 2.0, after);
    event.milestone.placing = Placing::On(on(day));
    event
}

/// A plan of nothing but milestones.
pub(super) fn plan_of(milestones: Vec<PlannedMilestone>) -> Plan {
    Plan {
        title: "Plan".into(),
        kind: GoalKind::Project,
        today: first(),
        deadline: None,
        goals: Vec::new(),
        several: false,
        questions: Vec::new(),
        assumptions: Vec::new(),
        starting_state: Vec::new(),
        sources: Vec::new(),
        feasibility: Feasibility {
            verdict: Verdict::Feasible,
            chance: None,
            needed: None,
            available: None,
            pace_enough: None,
            buffer: None,
            reasons: Vec::new(),
            levers: Vec::new(),
        },
        forecast: None,
        milestones,
        busy_conflicts: Vec::new(),
        goal_conflicts: Vec::new(),
        reviews: Vec::new(),
        findings: Vec::new(),
        proposer: None,
        ways_out: Vec::new(),
        outside: Vec::new(),
        fact_uses: Vec::new(),
    }
}

/// Seven hours a week up to a deadline.
fn around(deadline: i32) -> Around {
    let pace = WeeklyHours::from_hours_per_week(7.0);
    Around {
        weekly: Some(WorkWeek { pace, days: Weekdays::default() }),
        deadlines: vec![(None, on(deadline))],
        ..Around::default()
    }
}

fn codes(plan: &Plan, around: &Around) -> Vec<Code> {
    prove(plan, around, None).findings.into_iter().map(|finding| finding.code).collect()
}

#[test]
fn hours_are_added_up_to_each_date_that_stands() {
    let mut plan =
        plan_of(vec![planned("A", (0, 6), 5.0, &[]), event("E", 13, &["A"]), planned("B", (7, 27), 10.0, &[])]);
    plan.milestones[0].milestone.effort =
        EffortRange::new(Effort::from_hours(5.0), Effort::from_hours(5.0), Effort::from_hours(9.0)).expect("in order");
    let proof = prove(&plan, &around(27), None);
    let figures: Vec<(Date, f64, f64, f64)> = proof
        .budgets
        .iter()
        .map(|budget| (budget.date.on, budget.likely.hours(), budget.slow.hours(), budget.there.hours()))
        .collect();
    // The event brings the hours that it wants; B has until the end.
    assert_eq!(figures, [(on(13), 7.0, 11.0, 16.0), (on(27), 17.0, 21.0, 30.0)]);
    assert_eq!(proof.months.len(), 2);
    assert_eq!(proof.weeks.iter().map(|week| week.wanted).sum::<Effort>(), Effort::from_hours(15.0));
    assert_eq!(proof.weeks[1].events.hours(), 2.0);
}

#[test]
fn slack_ends_where_a_fixed_date_would_move() {
    let plan = plan_of(vec![
        planned("A", (0, 6), 7.0, &[]),
        planned("B", (6, 13), 7.0, &["A"]),
        event("E", 20, &["B"]),
        planned("C", (14, 20), 3.0, &[]),
    ]);
    let around = Around { deadlines: Vec::new(), ..around(0) };
    let proof = prove(&plan, &around, None);
    let slack: Vec<Option<i32>> = proof.milestones.iter().map(|one| one.slack_days).collect();
    // B may be complete on the day of the event, A a week of hours earlier; nothing hangs on C.
    assert_eq!(slack, [Some(7), Some(7), Some(0), None]);
    assert!(
        matches!(&proof.milestones[0].until, Some(FixedDate { why: Fixed::Event(id, _), .. }) if id.as_str() == "E")
    );
}

#[test]
fn what_is_due_later_takes_its_hours_from_the_slack() {
    let plan = plan_of(vec![planned("A", (0, 6), 7.0, &[]), planned("B", (7, 13), 7.0, &[])]);
    let proof = prove(&plan, &around(20), None);
    // Three weeks, two of work: one is spare for both.
    assert_eq!(proof.milestones.iter().map(|one| one.slack_days).collect::<Vec<_>>(), [Some(7), Some(7)]);
    let late = prove(&plan, &around(10), None);
    assert_eq!(late.milestones[1].slack_days, Some(-3));
}

#[test]
fn work_side_by_side_takes_only_what_is_left_of_it() {
    // Three weeks hold both; half of B is done when A is due, so that A may be half a week late.
    let plan = plan_of(vec![planned("A", (0, 9), 5.0, &[]), planned("B", (0, 20), 11.0, &[])]);
    let proof = prove(&plan, &around(20), None);
    let slack = proof.milestones[0].slack_days.expect("a deadline is behind it");
    assert!((4..=6).contains(&slack), "{slack}");
    // What the plan knows of itself counts where it is less.
    let mut told = plan;
    told.milestones[0].slack_days = 2;
    assert_eq!(prove(&told, &around(20), None).milestones[0].slack_days, Some(2));
}

#[test]
fn the_work_of_a_large_event_lies_before_it() {
    let mut concert = event("E", 27, &["A"]);
    concert.milestone.effort = EffortRange::exactly(Effort::from_hours(13.0));
    let plan = plan_of(vec![planned("A", (0, 6), 5.0, &[]), concert]);
    assert_eq!(codes(&plan, &around(27)), []);
}

#[test]
fn waiting_has_its_share_of_a_chain() {
    let mut plan = plan_of(vec![planned("A", (0, 10), 5.0, &[]), planned("B", (30, 40), 5.0, &["A"])]);
    plan.milestones[1].milestone.depends_on[0].lag_days = 20;
    let proof = prove(&plan, &around(60), None);
    assert_eq!(proof.milestones[0].waiting_share, 0.0);
    assert_eq!(proof.milestones[1].waiting_share, 0.5);
    assert_eq!(proof.milestones[1].held_by, HeldBy::After(MilestoneId::new("A"), 20));
}

#[test]
fn practice_keeps_to_its_days() {
    let mut practice = planned("P", (0, 13), 8.0, &[]);
    practice.milestone.kind = MilestoneKind::Practice;
    practice.milestone.cadence = Some(Cadence {
        sessions_per_week: 2,
        session: Effort::from_hours(2.0),
        weekdays: Weekdays::NONE.with(jiff::civil::Weekday::Saturday).with(jiff::civil::Weekday::Sunday),
        from: None,
        to: None,
    });
    let around = around(13);
    let proof = prove(&plan_of(vec![practice.clone()]), &around, None);
    assert_eq!(proof.weeks.iter().map(|week| week.wanted.hours()).collect::<Vec<_>>(), [4.0, 4.0]);
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
    // A session longer than the longest that there is, and more sessions than a week holds.
    let long = Around { session_max: Some(Effort::from_hours(1.0)), ..around.clone() };
    assert_eq!(codes(&plan_of(vec![practice.clone()]), &long), [Code::LumpTooLarge]);
    practice.milestone.cadence.as_mut().expect("there").sessions_per_week = 5;
    assert_eq!(codes(&plan_of(vec![practice]), &around), [Code::LumpTooLarge]);
}

#[test]
fn windows_and_days_that_are_missed_are_named() {
    let mut work = planned("A", (0, 13), 5.0, &[]);
    work.milestone.window.not_after = Some(on(10));
    let plan = plan_of(vec![work.clone()]);
    assert_eq!(codes(&plan, &around(60)), [Code::WindowMissed]);
    work.milestone.window.not_after = Some(on(13));
    assert_eq!(codes(&plan_of(vec![work.clone()]), &around(60)), []);
    work.milestone.window.not_before = Some(on(1));
    assert_eq!(codes(&plan_of(vec![work.clone()]), &around(60)), [Code::WindowMissed]);
    let mut race = event("E", 20, &[]);
    race.due = on(21);
    let found = prove(&plan_of(vec![race]), &around(60), None).findings;
    assert_eq!(found[0].code, Code::WindowMissed);
    assert_eq!(found[0].measure.as_ref().map(|measure| measure.amount), Some(1.0));
}

#[test]
fn a_window_that_is_too_small_for_its_work_is_named() {
    let mut work = planned("A", (7, 13), 12.0, &[]);
    (work.milestone.window.not_before, work.milestone.window.not_after) = (Some(on(7)), Some(on(13)));
    let plan = plan_of(vec![work]);
    let found = joined(Vec::new(), prove(&plan, &around(60), None).findings);
    // That the week wants more than it has follows from it.
    assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::LumpTooLarge]);
}

#[test]
fn weeks_that_want_too_much_are_named_and_those_that_do_not_are_not() {
    let full = plan_of(vec![planned("A", (0, 6), 7.0, &[])]);
    assert_eq!(codes(&full, &around(60)), []);
    let over = plan_of(vec![planned("A", (0, 6), 12.0, &[])]);
    let found = prove(&over, &around(60), None).findings;
    assert_eq!(found[0].code, Code::LoadPeak);
    assert_eq!(found[0].measure, Some(crate::audit::Measure { amount: 12.0, bound: 7.0, unit: "hours".into() }));
}

#[test]
fn empty_weeks_before_a_crunch_are_named_where_it_could_begin_in_them() {
    let crunch = |after: &[&str]| {
        plan_of(vec![
            planned("A", (0, 6), 6.0, &[]),
            planned("B", (35, 41), 7.0, after),
            planned("C", (42, 48), 7.0, &["B"]),
        ])
    };
    assert!(codes(&crunch(&["A"]), &around(60)).contains(&Code::LoadGap));
    // Who waits cannot begin.
    let mut waits = crunch(&["A"]);
    waits.milestones[1].milestone.depends_on[0].lag_days = 28;
    assert_eq!(codes(&waits, &around(60)), []);
    // Nor is a week away empty.
    let away = BusyRange { from: on(7), to: on(34), reason: None, left: WeeklyHours::ZERO };
    assert_eq!(codes(&crunch(&["A"]), &Around { busy: vec![away], ..around(60) }), []);
}

#[test]
fn a_fixed_date_on_the_way_without_a_buffer_is_named() {
    let mut work = planned("A", (0, 13), 13.0, &[]);
    work.milestone.effort =
        EffortRange::new(Effort::from_hours(10.0), Effort::from_hours(13.0), Effort::from_hours(20.0))
            .expect("in order");
    let plan = plan_of(vec![work, event("E", 13, &["A"]), planned("B", (14, 27), 3.0, &["E"])]);
    assert_eq!(codes(&plan, &around(60)), [Code::NoBufferBeforeFixed]);
    let mut out_of_reach = plan.clone();
    out_of_reach.feasibility.verdict = Verdict::Infeasible;
    assert_eq!(codes(&out_of_reach, &around(60)), []);
    // With four weeks instead of two there is one.
    let mut later = plan;
    later.milestones[1] = event("E", 27, &["A"]);
    assert_eq!(codes(&later, &around(60)), []);
}

#[test]
fn a_dependency_that_nothing_asks_for_is_named_where_it_costs_the_date() {
    let mut plan =
        plan_of(vec![planned("A", (0, 13), 13.0, &[]), planned("B", (0, 20), 10.0, &[]), event("E", 13, &["A", "B"])]);
    // Whoever thinks that B comes first would not begin the exam beside it.
    let dates = |start: i32, due: i32| Some(crate::ProposedDates { start: Some(on(start)), due: on(due) });
    assert!(!codes(&plan, &around(60)).contains(&Code::DependencyCostsTime));
    (plan.milestones[1].milestone.proposed, plan.milestones[2].milestone.proposed) = (dates(0, 20), dates(13, 13));
    assert!(codes(&plan, &around(60)).contains(&Code::DependencyCostsTime));
    plan.milestones[1].milestone.proposed = dates(0, 13);
    assert!(!codes(&plan, &around(60)).contains(&Code::DependencyCostsTime));
}

#[test]
fn a_late_start_without_a_reason_is_named() {
    let mut plan = plan_of(vec![planned("A", (0, 10), 5.0, &[]), planned("B", (40, 50), 2.0, &[])]);
    assert_eq!(codes(&plan, &around(60)), [Code::RootUnexplained]);
    plan.milestones[1].milestone.window.why = Some("the seeds need warm soil".into());
    assert_eq!(codes(&plan, &around(60)), []);
}

#[test]
fn due_days_without_work_are_named() {
    let weekdays = Weekdays::default().without(jiff::civil::Weekday::Sunday);
    let mut around = around(60);
    around.weekly = around.weekly.map(|weekly| WorkWeek { days: weekdays, ..weekly });
    assert_eq!(codes(&plan_of(vec![planned("A", (0, 6), 5.0, &[])]), &around), [Code::DueOnDayOff]);
    assert_eq!(codes(&plan_of(vec![planned("A", (0, 5), 5.0, &[])]), &around), []);
}

#[test]
fn ways_out_that_lead_nowhere_are_named() {
    let mut plan = plan_of(vec![planned("A", (0, 10), 5.0, &[])]);
    let way_out =
        |by: i32| crate::WayOut { text: "two chapters fewer".into(), by: Some(on(by)), ..crate::WayOut::default() };
    plan.ways_out = vec![way_out(-1), way_out(0)];
    let lever = |kind| crate::Lever { kind, text: "change it".into() };
    let hours = |hours: f64| lever(crate::LeverKind::Hours(WeeklyHours::from_hours_per_week(hours)));
    let scope = |hours: f64| {
        let saved = Effort::from_hours(hours);
        lever(crate::LeverKind::Scope { saved, cut: vec![MilestoneId::new("A")] })
    };
    plan.feasibility.levers = vec![hours(7.0), hours(8.0), scope(5.0), scope(9.0)];
    assert_eq!(codes(&plan, &around(60)), [Code::OptionWithoutEffect; 3]);
}

#[test]
fn a_verdict_has_to_keep_to_its_figures() {
    let stated = |change: &dyn Fn(&mut Plan)| {
        let mut plan = plan_of(vec![planned("A", (0, 20), 10.0, &[])]);
        plan.deadline = Some(on(27));
        change(&mut plan);
        codes(&plan, &around(27))
    };
    let wrong = [Code::VerdictContradictsFigures];
    assert_eq!(stated(&|plan| plan.feasibility.needed = Some(Effort::from_hours(10.0))), []);
    assert_eq!(stated(&|plan| plan.feasibility.needed = Some(Effort::from_hours(7.0))), wrong);
    let ends = |day: i32| crate::Forecast { likely: on(day), late: on(day) };
    assert_eq!(stated(&|plan| plan.forecast = Some(ends(27))), []);
    assert_eq!(stated(&|plan| plan.forecast = Some(ends(28))), wrong);
    assert_eq!(stated(&|plan| plan.feasibility.chance = Some(0.1)), wrong);
    assert_eq!(stated(&|plan| plan.feasibility.chance = Some(0.9)), []);
}

#[test]
fn money_counts_by_currency() {
    let cost = |amount: f64, currency: &str| Some(crate::Cost { amount, currency: Some(currency.into()) });
    let mut plan = plan_of(vec![planned("A", (0, 10), 2.0, &[]), planned("B", (0, 10), 2.0, &[])]);
    plan.milestones[0].milestone.cost = cost(500.0, "€");
    plan.milestones[1].milestone.cost = cost(400.0, "EUR");
    let limited = |amount: f64| Around { limits: vec![Limit { amount, currency: Some("EUR".into()) }], ..around(60) };
    assert_eq!(codes(&plan, &limited(800.0)), [Code::BudgetExceeded]);
    assert_eq!(codes(&plan, &limited(900.0)), []);
    plan.milestones[1].milestone.cost = cost(400.0, "USD");
    assert_eq!(codes(&plan, &limited(800.0)), []);
}

#[test]
fn dependencies_in_a_circle_are_survived() {
    let plan = plan_of(vec![planned("A", (0, 10), 2.0, &["B"]), planned("B", (0, 10), 2.0, &["A"])]);
    assert_eq!(prove(&plan, &around(60), None).milestones[0].slack_days, None);
}
