//! Ways out of plans that are too tight: which there are, what they do, and what is left
//! of a plan when one is taken.

use std::collections::BTreeMap;

use backcast_core::{
    BegunMilestone, Effort, FinishedMilestone, MilestoneId, OptionId, Plan, PlanChange, ProgressReport, Verdict, WayOut,
};
use backcast_document::{PlanRecord, read_given_plan, read_goal, read_plan};
use backcast_engine::calibrate::{CalibrateOptions, Calibrated, Situation, calibrate};
use backcast_engine::experience::Experience;
use backcast_engine::what_if::WhatIfError;
use backcast_engine::{EngineError, Library, Options, Proposer, propose};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 9, 7);

const BOOK: &str = "title = 'A handbook for allotment gardeners'\n\
    destination = 'A 50,000-word non-fiction book about allotment gardens is published'\n\
    origin = 'The outline is finished.'\ndeadline = 2027-03-01\nhours_per_week = 8\n";

fn planned_with(goal: &str, take: &[&str], proposer: Proposer) -> Result<Plan, EngineError> {
    let document = read_goal("goal.toml", goal, TODAY).expect("a goal");
    let take = take.iter().map(|id| OptionId::new(id)).collect();
    let options = Options { take, proposer, ..Options::default() };
    propose(document.goal_file, TODAY, &Library::embedded(), &options)
}

fn planned(goal: &str, take: &[&str]) -> Plan {
    planned_with(goal, take, Proposer::Playbook).expect("a plan")
}

fn shrink(plan: &[WayOut], text: &str) -> WayOut {
    let is_it = |one: &&WayOut| matches!(one.change, PlanChange::Shrink(_)) && one.text.contains(text);
    plan.iter().find(is_it).unwrap_or_else(|| panic!("{plan:?}")).clone()
}

fn to(way_out: &WayOut) -> f64 {
    let PlanChange::Shrink(shrink) = &way_out.change else { panic!("{way_out:?}") };
    shrink.to.expect("it was found")
}

/// Every text of a plan that a person reads of its milestones.
fn texts(plan: &Plan) -> String {
    let of = |one: &backcast_core::PlannedMilestone| {
        let milestone = &one.milestone;
        format!("{} {} {}\n", milestone.name, milestone.statement, milestone.criteria.join(" "))
    };
    plan.milestones.iter().map(of).collect()
}

#[test]
fn a_tight_book_is_offered_fewer_words_and_is_shorter_everywhere_with_it() {
    let plan = planned(BOOK, &[]);
    assert!(matches!(plan.feasibility.verdict, Verdict::Tight | Verdict::Infeasible), "{:?}", plan.feasibility);
    let option = shrink(&plan.ways_out, "shorter chapters");
    let words = to(&option);
    assert!((37_500.0..50_000.0).contains(&words), "{option}");
    let taken = planned(BOOK, &[option.id.as_str()]);
    let text = texts(&taken);
    assert!(!text.contains("50,000"), "{text}");
    assert!(text.contains(&format!("{},{:03} words", words as u32 / 1000, words as u32 % 1000)), "{text}");
    let effect = option.effect.expect("it was measured");
    let chance = taken.feasibility.chance.expect("all is known");
    assert!((chance - effect.chance).abs() < 0.04, "{chance} is not {}", effect.chance);
    assert!(chance > plan.feasibility.chance.expect("all is known") + 0.03);
    let hours: f64 = taken.milestones.iter().map(|one| one.milestone.effort.likely().hours()).sum();
    assert!((hours - effect.work.hours()).abs() <= 1.0, "{hours} {}", effect.work);
    assert!(
        taken.assumptions.iter().any(|text| text.starts_with("taken: shorter chapters")),
        "{:?}",
        taken.assumptions
    );
    assert!(!taken.ways_out.iter().any(|one| one.id == option.id));
}

#[test]
fn a_way_out_goes_on_where_the_day_is_nearly_even_already() {
    // An hour more would make it even, which is no help: the least step that is one counts.
    for hours in ["8.5", "9", "9.5", "10", "10.5"] {
        let plan = planned(&BOOK.replace("hours_per_week = 8", &format!("hours_per_week = {hours}")), &[]);
        let now = plan.feasibility.chance.expect("all is known");
        let option = shrink(&plan.ways_out, "shorter chapters");
        let gained = option.effect.unwrap_or_else(|| panic!("{hours} hours, {now}: {:?}", plan.ways_out)).chance - now;
        assert!(gained >= 0.04, "{hours}: {gained}");
    }
}

#[test]
fn what_is_shown_helps_and_there_are_four_at_most() {
    let plan = planned(BOOK, &[]);
    let now = plan.feasibility.chance.expect("all is known");
    let shown: Vec<&WayOut> = plan.shown_ways_out().collect();
    assert!((2..=4).contains(&shown.len()), "{shown:?}");
    for one in shown {
        let effect = one.effect.expect("it was measured");
        assert!(effect.chance > now, "{one}");
    }
    let easy = planned(&BOOK.replace("2027-03-01", "2028-03-01"), &[]);
    assert_eq!(easy.feasibility.verdict, Verdict::Feasible);
    assert_eq!(easy.shown_ways_out().count(), 0, "{:?}", easy.ways_out);
}

#[test]
fn an_unknown_option_is_told_with_those_that_there_are() {
    let error = planned_with(BOOK, &["O77"], Proposer::Playbook).expect_err("there is none");
    let EngineError::WhatIf(WhatIfError::OptionUnknown { known, .. }) = &error else { panic!("{error}") };
    assert!(known.iter().any(|one| one.contains("shorter chapters")), "{error}");
}

#[test]
fn two_ways_taken_together_add_up() {
    let plan = planned(BOOK, &[]);
    let shorter = shrink(&plan.ways_out, "shorter chapters");
    let section = shrink(&plan.ways_out, "cut one");
    let both = planned(BOOK, &[shorter.id.as_str(), section.id.as_str()]);
    let words = to(&shorter) - (50_000.0 - to(&section));
    assert!(texts(&both).contains(&format!("{},{:03} words", words as u32 / 1000, words as u32 % 1000)), "{words}");
}

/// A quilt of which a third is done, as somebody else planned it.
fn quilt(option: &str) -> Proposer {
    let text = format!(
        r#"{{"goal": "Quilt", "options": [{option}], "milestones": [
            {{"id": "M1", "name": "Pattern drawn", "due": "2026-09-20", "effort_hours": 6, "success_criteria": ["1 sheet", "90 blocks on it"]}},
            {{"id": "M2", "name": "30 blocks sewn", "due": "2026-10-18", "effort_hours": 30, "depends_on": ["M1"], "success_criteria": ["30 blocks pressed", "12 inches each"]}},
            {{"id": "M3", "name": "60 blocks sewn", "due": "2026-11-15", "effort_hours": 30, "depends_on": ["M2"], "success_criteria": ["60 blocks pressed", "3 rows laid out"]}},
            {{"id": "M4", "name": "All 90 blocks sewn", "due": "2026-12-06", "effort_hours": 30, "depends_on": ["M3"], "success_criteria": ["90 blocks counted", "2 photographs"]}},
            {{"id": "M5", "name": "Quilted and bound", "due": "2026-12-20", "effort_hours": 16, "depends_on": ["M4"], "success_criteria": ["4 edges bound", "0 loose threads"]}}]}}"#
    );
    let (plan, odd) = read_given_plan("quilt.json", &text, "the guild").expect("sound");
    assert!(odd.is_empty(), "{odd:?}");
    Proposer::Given { name: "the guild".into(), plan: Box::new(plan) }
}

const QUILT: &str = "title = 'Wedding quilt'\ndestination = 'A quilt of 90 blocks is given to Ana'\n\
    deadline = 2026-12-20\nhours_per_week = 8\n";

#[test]
fn a_given_plan_may_say_what_an_option_changes() {
    let option = r#"{"text": "a lap quilt", "kind": "shrink", "unit": "blocks", "from": 90, "to": 72, "by": "2026-10-01"},
                    {"text": "a friend quilts it on her long-arm machine", "kind": "hand_over", "who": "a long-arm quilter", "milestones": ["M5"]},
                    {"text": "give it on the first anniversary"}"#;
    let plan = planned_with(QUILT, &[], quilt(option)).expect("a plan");
    let [lap, ..] = &plan.ways_out.iter().filter(|one| one.text == "a lap quilt").collect::<Vec<_>>()[..] else {
        panic!("{:?}", plan.ways_out)
    };
    assert_eq!((lap.to_string(), lap.by), ("a lap quilt: 72 blocks instead of 90".into(), Some(date(2026, 10, 1))));
    assert!(lap.effect.is_some(), "{lap:?}");
    let taken = planned_with(QUILT, &[lap.id.as_str()], quilt(option)).expect("a plan");
    let names: Vec<&str> = taken.milestones.iter().map(|one| one.milestone.name.as_str()).collect();
    assert_eq!(names, ["Pattern drawn", "24 blocks sewn", "48 blocks sewn", "All 72 blocks sewn", "Quilted and bound"]);
    assert_eq!(taken.milestones[0].milestone.criteria[1], "72 blocks on it");
    assert_eq!(taken.milestones[1].milestone.criteria[1], "12 inches each");
    let words = plan.ways_out.iter().find(|one| one.change == PlanChange::Words).expect("it is named");
    let error = planned_with(QUILT, &[words.id.as_str()], quilt(option)).expect_err("nothing to compute");
    assert!(error.to_string().contains("only said in words"), "{error}");
    // What is written is read back.
    let restored = read_plan("plan.json", &PlanRecord::from_plan(&plan).to_json()).expect("our own form");
    let without_rounding = |plan: &Plan| {
        let plain = |one: &WayOut| WayOut { effect: None, ..one.clone() };
        plan.ways_out.iter().map(plain).collect::<Vec<_>>()
    };
    assert_eq!(without_rounding(&restored), without_rounding(&plan));
}

fn looked(plan: &Plan, take: &[&str]) -> Calibrated {
    let report = ProgressReport {
        as_of: Some(date(2026, 10, 30)),
        done: vec![
            FinishedMilestone { id: MilestoneId::new("M1"), on: Some(date(2026, 9, 20)), spent: None },
            FinishedMilestone {
                id: MilestoneId::new("M2"),
                on: Some(date(2026, 10, 28)),
                spent: Some(Effort::from_hours(44.0)),
            },
        ],
        behind: vec![BegunMilestone { id: MilestoneId::new("M3"), percent: Some(10.0), spent: None, reason: None }],
        ..ProgressReport::default()
    };
    let situation = Situation::of_report(plan.clone(), &report, TODAY);
    let take = take.iter().map(|id| OptionId::new(id)).collect();
    let options = CalibrateOptions { n_runs: 500, take, ..CalibrateOptions::default() };
    calibrate(&situation, &Experience::default(), &options).expect("the option is there")
}

#[test]
fn a_calibration_takes_less_of_what_is_left_and_keeps_what_is_done() {
    let plan = planned_with(QUILT, &[], quilt("")).expect("a plan");
    let now = looked(&plan, &[]);
    let option = shrink(&now.calibration.options, "");
    let blocks = to(&option);
    assert!(blocks < 90.0 && blocks > 33.0, "{option}");
    let taken = looked(&plan, &[option.id.as_str()]);
    let of = |plan: &Plan, id: &str| {
        plan.milestones.iter().find(|one| one.milestone.id.as_str() == id).expect("it is there").milestone.clone()
    };
    assert_eq!(of(&taken.plan, "M2"), of(&plan, "M2"), "done is done");
    assert_eq!(of(&taken.plan, "M4").name, format!("All {blocks:.0} blocks sewn"));
    assert_eq!(of(&taken.plan, "M4").criteria[0], format!("{blocks:.0} blocks counted"));
    assert_eq!(of(&taken.plan, "M4").criterion_ids, of(&plan, "M4").criterion_ids);
    assert!(taken.calibration.chance > now.calibration.chance);
    assert_eq!(taken.calibration.deadline, plan.deadline, "the day stays");
    assert!(taken.diff.milestones.iter().any(|one| one.id.as_str() == "M4"), "{:?}", taken.diff);
    assert_eq!(taken.plan.milestones.len(), plan.milestones.len());
}

#[test]
fn nobody_trains_for_another_and_no_race_moves() {
    let race = "title = 'Half marathon'\nkind = 'skill'\n\
        destination = 'I run the half marathon on 8 November 2026 in under 2 hours'\n\
        origin = 'I run 3 miles twice a week.'\ndeadline = 2026-11-08\nhours_per_week = 3\n";
    let plan = planned(race, &[]);
    for one in &plan.ways_out {
        assert!(!matches!(one.change, PlanChange::Deadline(_) | PlanChange::HandOver { .. }), "{one:?}");
    }
    let calibrated = calibrate(
        &Situation::of_tracks(plan, &BTreeMap::new(), date(2026, 10, 20)),
        &Experience::default(),
        &CalibrateOptions { n_runs: 500, ..CalibrateOptions::default() },
    );
    for one in calibrated.expect("nothing is asked for").calibration.options {
        assert!(!matches!(one.change, PlanChange::Deadline(_) | PlanChange::HandOver { .. }), "{one:?}");
    }
}
