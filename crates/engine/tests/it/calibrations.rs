//! Looks at plans: laws that hold whatever happened, and what changed
//! circumstances do.

use backcast_core::{
    BegunMilestone, BusyRange, Effort, EffortRange, FinishedMilestone, GoalKind, LeverKind, MilestoneId,
    MilestoneStatus, Outlook, Placing, Plan, ProgressReport, WeeklyHours, plus_days,
};
use backcast_document::{PlanRecord, read_plan};
use backcast_engine::calibrate::{CalibrateOptions, Calibrated, EVEN, SAFE, Situation, calibrate, is_likely};
use backcast_engine::experience::Experience;
use backcast_engine::what_if::Override;
use jiff::civil::{Date, date};
use proptest::prelude::*;

const START: Date = date(2026, 1, 5);

/// A plan of milestones one after the other, a fortnight and `hours` each.
fn chain(hours: &[u32], per_week: f64) -> Plan {
    let milestones: Vec<_> = (1i32..)
        .zip(hours)
        .map(|(number, hours)| {
            serde_json::json!({
                "id": format!("M{number}"), "name": format!("Part {number} done"), "goal": "It is done.",
                "success_criteria": ["1 part", "2 readers"], "effort_hours": hours,
                "depends_on": if number == 1 { vec![] } else { vec![format!("M{}", number - 1)] },
                "start": plus_days(START, 14 * (number - 1)).to_string(),
                "due": plus_days(START, 14 * number).to_string(),
            })
        })
        .collect();
    let last = plus_days(START, 14 * i32::try_from(hours.len()).expect("few"));
    let text = serde_json::json!({
        "title": "Parts", "kind": "project", "today": START.to_string(), "deadline": last.to_string(),
        "milestones": milestones,
        "anchor": [{ "id": "goal", "kind": "project", "deadline": last.to_string(), "hours_per_week": per_week }],
    });
    read_plan("plan.json", &text.to_string()).expect("sound")
}

fn done(id: &str, on: Date, hours: f64) -> FinishedMilestone {
    FinishedMilestone { id: MilestoneId::new(id), on: Some(on), spent: Some(Effort::from_hours(hours)) }
}

fn behind(id: &str, percent: f64, hours: f64) -> BegunMilestone {
    let spent = Some(Effort::from_hours(hours));
    BegunMilestone { id: MilestoneId::new(id), percent: Some(percent), spent, reason: Some("it is hard".into()) }
}

fn calibrated_with(plan: &Plan, report: &ProgressReport, with: &[Override]) -> Calibrated {
    let situation = Situation::of_report(plan.clone(), report, START);
    let options = CalibrateOptions { n_runs: 500, with: with.to_vec(), ..CalibrateOptions::default() };
    calibrate(&situation, &Experience::default(), &options).expect("the changes make sense")
}

fn calibrated(plan: &Plan, report: &ProgressReport) -> Calibrated {
    calibrated_with(plan, report, &[])
}

fn report(as_of: Date) -> ProgressReport {
    ProgressReport { as_of: Some(as_of), ..ProgressReport::default() }
}

#[test]
fn whether_a_deadline_is_likely_is_what_its_chance_says() {
    let mut n_likely = 0;
    for per_week in [3.0, 4.0, 4.5, 5.0, 5.5, 6.0, 8.0, 12.0] {
        let plan = chain(&[10, 10, 10, 10], per_week);
        let report = report(plus_days(START, 3));
        // As many as are made at first: then there is nothing to be in doubt about.
        let chance = calibrated(&plan, &report).calibration.chance.expect("there is a deadline");
        let situation = Situation::of_report(plan, &report, START);
        for level in [0.0, EVEN, SAFE, 1.0] {
            let is_likely = is_likely(&situation, &Experience::default(), 500, level).expect("there is a deadline");
            assert_eq!(is_likely, chance >= level, "{per_week} h a week, {chance} and {level}");
            n_likely += u32::from(is_likely);
        }
    }
    assert!((12..=22).contains(&n_likely), "{n_likely}");
}

#[test]
fn work_that_goes_as_planned_is_on_track_and_moves_nothing() {
    let plan = chain(&[10, 10, 10, 10], 10.0);
    let mut report = report(plus_days(START, 14));
    report.done.push(done("M1", plus_days(START, 12), 9.0));
    let calibrated = calibrated(&plan, &report);
    assert_eq!(calibrated.calibration.verdict, Outlook::OnTrack);
    assert!(calibrated.diff.milestones.is_empty(), "{:?}", calibrated.diff);
    assert_eq!(calibrated.situation.status(&MilestoneId::new("M1")), MilestoneStatus::Done(plus_days(START, 12)));
}

/// The day before the race, with everything done: its hours are those of its day, and
/// no week has to hold them.
#[test]
fn an_event_stands_on_its_day() {
    let mut plan = chain(&[4, 4, 3], 4.0);
    let race = plan.milestones.last_mut().expect("three");
    race.milestone.placing = Placing::On(race.due);
    let day = race.due;
    let mut report = report(plus_days(day, -1));
    report.done.push(done("M1", plus_days(START, 14), 4.0));
    report.done.push(done("M2", plus_days(START, 28), 4.0));
    let calibration = calibrated(&plan, &report).calibration;
    assert_eq!((calibration.verdict, calibration.chance), (Outlook::OnTrack, Some(1.0)));
    let last = calibration.milestones.last().expect("the race is open");
    assert_eq!((last.end.p10, last.end.p90), (day, day));
}

/// A chain that ends in a race of three hours on the deadline.
fn with_race(hours: &[u32], per_week: f64) -> Plan {
    let mut plan = chain(&[hours, &[3]].concat(), per_week);
    let race = plan.milestones.last_mut().expect("there is one");
    race.milestone.placing = Placing::On(race.due);
    plan.goals[0].kind = GoalKind::Skill;
    plan
}

/// A race is not moved by what is late before it, and nothing that cannot be is offered.
#[test]
fn what_slips_before_an_event_is_how_prepared_one_stands_there() {
    let mut plan = with_race(&[20, 20, 20], 6.0);
    plan.milestones[1].milestone.name = "Long run of 7 miles done".into();
    plan.milestones[2].milestone.name = "Longest run of 10 miles done".into();
    let race = plan.milestones[3].clone();
    let mut report = report(plus_days(START, 33));
    report.done.push(done("M1", plus_days(START, 20), 20.0));
    report.behind.push(behind("M2", 80.0, 16.0));
    let found = calibrated(&plan, &report);
    let calibration = &found.calibration;
    assert!(calibration.verdict != Outlook::OnTrack && calibration.end.p50 > race.due);
    let after = found.plan.milestones.iter().find(|one| one.milestone.id == race.milestone.id).expect("it is there");
    assert_eq!((after.start, after.due, after.due_latest), (race.due, race.due, race.due));
    let said = calibration.preparedness[0].to_string();
    assert_eq!(said, format!("you would stand there on {} with 7 of 10 miles", race.due.strftime("%a %-d %b %Y")));
    assert!(found.plan.feasibility.reasons.contains(&said));
    let mut of_kinds = calibration
        .levers
        .iter()
        .map(|pulled| &pulled.lever)
        .chain(calibration.pairs.iter().flat_map(|pair| &pair.levers));
    assert!(of_kinds.all(|lever| !matches!(lever.kind, LeverKind::Date(_) | LeverKind::Help(_))), "{calibration:#?}");
}

/// The chance is that of being ready by the event, not by the deadline behind it.
#[test]
fn what_is_ready_after_the_event_is_too_late_for_it() {
    let chance = |placing: Option<Placing>| {
        let mut plan = chain(&[30, 3, 2], 10.0);
        plan.milestones[0].due = plus_days(START, 20);
        let day = plus_days(START, 14);
        (plan.milestones[1].start, plan.milestones[1].due) = (day, day);
        plan.milestones[1].milestone.placing = placing.unwrap_or_default();
        calibrated(&plan, &report(START)).calibration.chance.expect("there is a deadline")
    };
    assert!(chance(None) > 0.8);
    assert!(chance(Some(Placing::On(plus_days(START, 14)))) < 0.5);
}

/// A rest before the race passes without a word about it.
#[test]
fn days_of_rest_pass_by_themselves() {
    let mut plan = with_race(&[8, 3], 4.0);
    let rest = &mut plan.milestones[1];
    (rest.milestone.placing, rest.milestone.waiting_days) = (Placing::Late, 12);
    rest.due = plus_days(START, 42);
    rest.start = plus_days(rest.due, -12);
    let mut report = report(plus_days(START, 41));
    report.done.push(done("M1", plus_days(START, 14), 8.0));
    let calibration = calibrated(&plan, &report).calibration;
    assert_eq!(calibration.verdict, Outlook::OnTrack);
    assert!(calibration.chance.is_some_and(|chance| chance >= SAFE), "{:?}", calibration.chance);
    // What comes before it was not done: it has not begun.
    report.done.clear();
    assert!(calibrated(&plan, &report).calibration.chance.is_some_and(|chance| chance < 0.1));
}

#[test]
fn only_a_raise_that_can_be_borne_is_offered() {
    let report = report(plus_days(START, 7));
    let found = calibrated(&chain(&[60, 60, 60], 8.0), &report).calibration;
    let offers_hours = |lever: &backcast_core::Lever| matches!(lever.kind, LeverKind::Hours(_));
    assert!(!found.levers.iter().any(|pulled| offers_hours(&pulled.lever)), "{:?}", found.levers);
    let said = found.notes.iter().filter(|note| note.ends_with("nobody keeps that up")).count();
    assert_eq!(said, 1, "{:?}", found.notes);
    let is_small = |saved: Effort| saved.hours() <= 0.25 * 180.0;
    let scopes = found.levers.iter().filter_map(|pulled| match &pulled.lever.kind {
        LeverKind::Scope { saved, .. } => Some(*saved),
        _ => None,
    });
    assert!(scopes.into_iter().all(is_small));
}

#[test]
fn a_late_plan_comes_with_levers_that_hold_when_pulled() {
    let plan = chain(&[20, 20, 20, 20], 10.0);
    let mut report = report(plus_days(START, 28));
    report.done.push(done("M1", plus_days(START, 20), 21.0));
    report.behind.push(behind("M2", 75.0, 15.5));
    let calibration = calibrated(&plan, &report).calibration;
    assert_ne!(calibration.verdict, Outlook::OnTrack);
    let hours: Vec<(WeeklyHours, f64)> = calibration
        .levers
        .iter()
        .filter_map(
            |pulled| if let LeverKind::Hours(pace) = pulled.lever.kind { Some((pace, pulled.chance)) } else { None },
        )
        .collect();
    assert_eq!(hours.len(), 1, "one for an even chance, as nobody keeps up those for a safe one: {hours:?}");
    for (pace, chance) in hours {
        let pulled = calibrated_with(&plan, &report, &[Override::Hours(pace)]).calibration;
        // The lever was found with other runs, and its hours are rounded up.
        assert!(pulled.chance.expect("a deadline") >= chance - 0.08, "{pace}: {chance} {:?}", pulled.chance);
    }
    let safe = calibration.levers.iter().rev().find_map(|pulled| match pulled.lever.kind {
        LeverKind::Date(day) => Some(day),
        _ => None,
    });
    let later = calibrated_with(&plan, &report, &[Override::Deadline(safe.expect("a date"))]).calibration;
    assert!(later.chance.expect("a deadline") >= 0.78 && later.verdict == Outlook::OnTrack);
    assert!(!calibration.pairs.is_empty());
    assert!(calibration.notes.iter().any(|note| note.contains("it is hard")), "{:?}", calibration.notes);
}

#[test]
fn help_is_offered_where_work_can_run_beside_other_work() {
    let is_help = |calibrated: &Calibrated| {
        calibrated.calibration.levers.iter().any(|pulled| matches!(pulled.lever.kind, LeverKind::Help(_)))
    };
    let report = report(plus_days(START, 7));
    let chained = chain(&[10, 16, 16, 8], 8.0);
    assert!(!is_help(&calibrated(&chained, &report)));
    let mut beside = chained.clone();
    beside.milestones[2].milestone.depends_on[0].on = MilestoneId::new("M1");
    let third = backcast_core::Dependency { on: MilestoneId::new("M2"), lag_days: 0 };
    beside.milestones[3].milestone.depends_on.push(third);
    let helped = calibrated(&beside, &report);
    assert!(is_help(&helped), "{:#?}", helped.calibration.levers);
}

#[test]
fn what_is_left_out_is_named_and_frees_its_hours() {
    let plan = chain(&[20, 20, 20, 20], 10.0);
    let report = report(plus_days(START, 28));
    let whole = calibrated(&plan, &report).calibration;
    let less = calibrated_with(&plan, &report, &[Override::Without(MilestoneId::new("M3"))]);
    assert_eq!(less.calibration.cut, ["M3 Part 3 done"]);
    assert!(less.calibration.end.p50 < whole.end.p50);
    assert_eq!(less.situation.status(&MilestoneId::new("M3")), MilestoneStatus::Cut);
}

#[test]
fn free_text_moves_what_it_speaks_of_and_the_rest_becomes_a_question() {
    let plan = chain(&[10, 10, 10], 10.0);
    let as_of = plus_days(START, 7);
    let with = |text: &str| {
        let report = ProgressReport { circumstances: vec![text.into()], ..report(as_of) };
        calibrated(&plan, &report).calibration
    };
    let usual = calibrated(&plan, &report(as_of)).calibration;
    let sick = with("Sick for two weeks");
    assert!(sick.end.p50 >= plus_days(usual.end.p50, 10), "{} {}", sick.end.p50, usual.end.p50);
    assert_eq!(sick.understood.len(), 1);
    let slower = with("From now on 4 hours a week");
    assert!(slower.end.p50 > usual.end.p50);
    let halved = with("From February 1 on only half the time");
    assert!(usual.end.p50 < halved.end.p50 && halved.end.p50 < slower.end.p50, "{} {}", halved.end.p50, slower.end.p50);
    let given = with("We got two extra weeks");
    assert_eq!(given.end, usual.end);
    assert_eq!(given.deadline, usual.deadline.map(|day| plus_days(day, 14)));
    assert!(given.chance > usual.chance);
    let another = with("The parts course was postponed by three weeks");
    assert_eq!((another.questions.len(), another.deadline), (1, usual.deadline));
    let others = with("The contractor cannot start before May 4");
    assert_eq!((others.questions.len(), others.end), (1, usual.end));
    let asked = with("New colleague since May");
    assert_eq!((asked.questions.len(), asked.end), (1, usual.end));
}

#[test]
fn a_review_that_is_missed_is_waited_for() {
    let mut plan = chain(&[10, 10, 10], 5.0);
    plan.milestones[2].milestone.name = "February review passed".into();
    let mut report = report(plus_days(START, 30));
    report.circumstances.push("The next reviews are in February and in August".into());
    let calibration = calibrated(&plan, &report).calibration;
    assert_eq!(calibration.end.p50.month(), 8, "{}", calibration.end.p50);
    assert_eq!(calibration.verdict, Outlook::Unreachable);
}

#[test]
fn facts_that_contradict_each_other_are_settled_and_said() {
    let plan = chain(&[10, 10, 10], 10.0);
    let as_of = plus_days(START, 20);
    let mut report = report(as_of);
    report.done = vec![
        done("M2", plus_days(START, 10), 0.0),
        done("M2", as_of, 5.0),
        done("M3", plus_days(as_of, 5), 5.0),
        done("M9", as_of, 1.0),
    ];
    report.behind = vec![behind("M2", 50.0, 3.0), behind("M1", 100.0, 3.0)];
    let calibrated = calibrated(&plan, &report);
    let codes: Vec<&str> = calibrated.calibration.remarks.iter().map(|remark| remark.code).collect();
    for code in ["spent_zero", "done_twice", "progress_ahead", "milestone_unknown", "done_and_behind", "all_but_done"] {
        assert!(codes.contains(&code), "{code} is not in {codes:?}");
    }
    assert_eq!(calibrated.calibration.milestones.len(), 2, "M1 and M3 are open");
}

#[test]
fn a_plan_that_is_done_has_nothing_left() {
    let plan = chain(&[10, 10], 10.0);
    let mut report = report(plus_days(START, 27));
    report.done = vec![done("M1", plus_days(START, 10), 8.0), done("M2", plus_days(START, 26), 8.0)];
    let calibration = calibrated(&plan, &report).calibration;
    assert_eq!((calibration.verdict, calibration.milestones.len()), (Outlook::OnTrack, 0));
    assert_eq!(calibration.end.p50, plus_days(START, 27));
    assert!(calibration.levers.is_empty());
}

#[test]
fn a_plan_without_hours_never_ends_and_says_so() {
    let plan = chain(&[10, 10], 10.0);
    let report = ProgressReport { pace: Some(WeeklyHours::ZERO), ..report(plus_days(START, 3)) };
    let calibration = calibrated(&plan, &report).calibration;
    assert!(calibration.notes.iter().any(|note| note.contains("forty years")), "{:?}", calibration.notes);
    assert_eq!(calibration.verdict, Outlook::Unreachable);
}

fn reports() -> impl Strategy<Value = ProgressReport> {
    let day = (-10..120i32).prop_map(|days| plus_days(START, days));
    let id = (1..8u32).prop_map(|number| MilestoneId::new(format!("M{number}")));
    let hours = prop::option::of((0..400u32).prop_map(|tenths| Effort::from_hours(f64::from(tenths) / 10.0)));
    let finished = (id.clone(), prop::option::of(day.clone()), hours.clone())
        .prop_map(|(id, on, spent)| FinishedMilestone { id, on, spent });
    let begun = (id, prop::option::of(0.0..100.0f64), hours).prop_map(|(id, percent, spent)| BegunMilestone {
        id,
        percent,
        spent,
        reason: None,
    });
    let busy = (day.clone(), 0..30i32, 0..3u32).prop_map(|(from, days, left)| BusyRange {
        from,
        to: plus_days(from, days),
        reason: None,
        left: WeeklyHours::from_hours_per_week(f64::from(left)),
    });
    let pace = prop::option::of((1..40u32).prop_map(|hours| WeeklyHours::from_hours_per_week(f64::from(hours))));
    let lists =
        (prop::collection::vec(finished, 0..5), prop::collection::vec(begun, 0..4), prop::collection::vec(busy, 0..3));
    (day, lists, pace).prop_map(|(as_of, (done, behind, busy), pace)| ProgressReport {
        as_of: Some(as_of),
        circumstances: Vec::new(),
        done,
        behind,
        pace,
        busy,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_happened_the_path_keeps_the_rules(hours in prop::collection::vec(0..60u32, 1..7), report in reports()) {
        let plan = chain(&hours, 8.0);
        let situation = Situation::of_report(plan.clone(), &report, START);
        let options = CalibrateOptions { n_runs: 100, without_levers: true, ..CalibrateOptions::default() };
        let found = calibrate(&situation, &Experience::default(), &options).expect("nothing is changed");
        let calibration = &found.calibration;
        let as_of = situation.as_of;
        prop_assert!(calibration.end.p10 >= as_of);
        for outlook in &calibration.milestones {
            let end = &outlook.end;
            prop_assert!(as_of < end.p10 && end.p10 <= end.p50 && end.p50 <= end.p80 && end.p80 <= end.p90);
            prop_assert!((0.0..=1.0).contains(&outlook.criticality) && (0.0..=1.0).contains(&outlook.risk_share));
        }
        prop_assert!(calibration.chance.is_some_and(|chance| (0.0..=1.0).contains(&chance)));
        for after in &found.plan.milestones {
            let id = &after.milestone.id;
            let before = plan.milestones.iter().find(|one| one.milestone.id == *id).expect("nothing is lost");
            if found.situation.fact(id).has_ended {
                prop_assert_eq!(after, before, "done work never changes");
                continue;
            }
            prop_assert!(after.due > as_of && after.start <= after.due);
            prop_assert!(!report.busy.iter().any(|range| range.blocks() && range.contains(after.due)));
            for dependency in &after.milestone.depends_on {
                let on = found.plan.milestones.iter().find(|one| one.milestone.id == dependency.on).expect("there");
                if !found.situation.fact(&dependency.on).has_ended {
                    prop_assert!(on.due <= after.start, "{} overlaps {}", id, dependency.on);
                }
            }
        }
        // The same with a race at its end: that stands, whatever becomes of the rest.
        let mut plan = plan;
        let race = plan.milestones.last_mut().expect("one at least");
        (race.milestone.placing, race.milestone.effort) = (Placing::On(race.due), EffortRange::default());
        let race = race.clone();
        let at_race = Situation::of_report(plan, &report, START);
        let at_race = calibrate(&at_race, &Experience::default(), &options).expect("nothing is changed");
        let after = at_race.plan.milestones.iter().find(|one| one.milestone.id == race.milestone.id).expect("there");
        prop_assert_eq!(after.due, race.due);
        if !at_race.situation.fact(&race.milestone.id).has_ended {
            prop_assert_eq!(after.start, race.due);
            let is_late = at_race.plan.milestones.iter().any(|one| {
                one.due > race.due && !at_race.situation.fact(&one.milestone.id).has_ended
            });
            prop_assert_eq!(is_late, !at_race.calibration.preparedness.is_empty());
        }
        // The same bytes for the same seed.
        let again = calibrate(&situation, &Experience::default(), &options).expect("nothing is changed");
        let text = |found: &Calibrated| {
            PlanRecord::from_calibrated(&found.plan, &found.calibration, |id| found.situation.status(id)).to_json()
        };
        prop_assert_eq!(text(&found), text(&again));
    }
}
