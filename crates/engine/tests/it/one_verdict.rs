//! A plan and a calibration on its day say the same of it.

use std::collections::BTreeMap;

use backcast_core::{FinishedWork, GoalKind, HOURS, Plan, SAFE, UNLIKELY, Verdict, WeeklyHours};
use backcast_document::{PlanRecord, read_goal, read_plan};
use backcast_engine::calibrate::{CalibrateOptions, Situation, calibrate};
use backcast_engine::experience::{Experience, experience};
use backcast_engine::what_if::Override;
use backcast_engine::{Library, Options, propose};
use jiff::civil::{Date, date};

use crate::wishes;

const TODAY: Date = date(2026, 2, 2);

fn planned(text: &str) -> Plan {
    let document = read_goal("goal.toml", text, TODAY).expect("a goal");
    let options = Options { assume: true, force: true, ..Options::default() };
    propose(document.goal_file, TODAY, &Library::embedded(), &options).expect("a plan")
}

fn plan_for((title, destination, origin): (&str, &str, &str), hours: &str) -> Plan {
    planned(&format!(
        "title = {title:?}\ndestination = {destination:?}\norigin = {origin:?}\ndeadline = 2026-12-20\n{hours}\n\
         [[busy]]\nfrom = 2026-07-06\nto = 2026-07-19\nreason = 'trip'\n"
    ))
}

/// The plan as it is kept, calibrated on its day with nothing done.
fn calibrated(plan: &Plan, with: Vec<Override>) -> Plan {
    let kept = read_plan("plan.json", &PlanRecord::from_plan(plan).to_json()).expect("our own plan");
    let situation = Situation::of_tracks(kept, &BTreeMap::new(), plan.today);
    let options = CalibrateOptions { without_levers: true, with, ..CalibrateOptions::default() };
    calibrate(&situation, &Experience::default(), &options).expect("nothing odd is asked for").plan
}

#[test]
fn a_calibration_on_the_day_of_the_plan_finds_its_chance() {
    let habits = wishes::all().filter(|wish| matches!(wish.0, "Sleep" | "Gym" | "Drink water"));
    for wish in wishes::all().step_by(9).chain(habits) {
        for hours in ["hours_per_week = 3", "hours_per_week = 12", ""] {
            let plan = plan_for(wish, hours);
            if plan.milestones.is_empty() {
                continue;
            }
            let again = calibrated(&plan, Vec::new());
            let said = |plan: &Plan| (plan.feasibility.verdict, plan.feasibility.chance);
            assert_eq!(said(&again), said(&plan), "{} {hours}", plan.title);
        }
    }
}

#[test]
fn a_verdict_is_what_its_chance_says() {
    for wish in wishes::all().step_by(7) {
        let plan = plan_for(wish, "hours_per_week = 8");
        let Some(chance) = plan.feasibility.chance else {
            if plan.kind == GoalKind::Habit {
                continue; // Days decide it, not hours.
            }
            let verdict = plan.feasibility.verdict;
            assert!(matches!(verdict, Verdict::Unclear | Verdict::TooSmall), "{}: {verdict}", plan.title);
            continue;
        };
        match plan.feasibility.verdict {
            Verdict::Feasible => assert!(chance >= SAFE, "{}: {chance}", plan.title),
            Verdict::Tight => assert!((UNLIKELY..SAFE).contains(&chance), "{}: {chance}", plan.title),
            // The work does not fit even if it takes no longer than estimated, or hardly.
            Verdict::Infeasible => assert!(chance < SAFE, "{}: {chance}", plan.title),
            other => panic!("{}: {other} with a chance of {chance}", plan.title),
        }
    }
}

#[test]
fn more_hours_never_lower_a_chance() {
    for wish in wishes::all().step_by(17) {
        let plan = plan_for(wish, "hours_per_week = 5");
        if plan.feasibility.chance.is_none() {
            continue;
        }
        let mut before = 0.0;
        for hours in [2.0, 5.0, 8.0, 13.0, 21.0] {
            let with = vec![Override::Hours(WeeklyHours::from_hours_per_week(hours))];
            let chance = calibrated(&plan, with).feasibility.chance.expect("hours and deadline are known");
            assert!(chance >= before, "{} at {hours} hours: {chance} after {before}", plan.title);
            before = chance;
        }
    }
}

#[test]
fn what_nobody_knows_gets_no_verdict() {
    let of = |text: &str| planned(&format!("{text}\ndeadline = 2027-02-01\nhours_per_week = 10\n")).feasibility;
    // The size of what the library does not know follows from the hours that there are.
    let unknown = of("title = 'Zither museum'\ndestination = 'The zithers of my uncle have a home by then'");
    assert_eq!((unknown.verdict, unknown.chance), (Verdict::Unclear, None), "{:?}", unknown.reasons);
    assert!(unknown.reasons.iter().any(|reason| reason.contains("does not know")), "{:?}", unknown.reasons);
    let undated = planned("title = 'Half marathon'\ndestination = 'Run a half marathon'\nhours_per_week = 4\n");
    assert_eq!((undated.feasibility.verdict, undated.feasibility.chance), (Verdict::Unclear, None));
}

#[test]
fn training_needs_its_hours_however_few_there_are() {
    let at = |hours: f64| {
        planned(&format!(
            "title = 'Half marathon'\ndestination = 'Run a half marathon on 20 September 2026'\n\
             origin = 'I run 5 km twice a week'\nhours_per_week = {hours}\n"
        ))
    };
    assert_eq!(at(1.0).feasibility.verdict, Verdict::Infeasible);
    assert_eq!(at(1.0).feasibility.needed, at(0.5).feasibility.needed);
    assert!(at(4.0).feasibility.verdict.is_go());
}

#[test]
fn what_took_twice_its_hours_shows_in_the_next_plan() {
    let text = "title = 'Cookbook'\ndestination = 'A cookbook with 60 recipes is printed'\norigin = 'No recipe written'\n\
                deadline = 2026-12-20\nhours_per_week = 10\n";
    let with = |experience: Experience| {
        let document = read_goal("goal.toml", text, TODAY).expect("a goal");
        let options = Options { experience, ..Options::default() };
        propose(document.goal_file, TODAY, &Library::embedded(), &options).expect("a plan")
    };
    let plain = with(Experience::default());
    let category = plain.milestones[0].milestone.claim.source.clone();
    let finished = |number: i32| FinishedWork {
        person: "me".into(),
        source: "store".into(),
        id: format!("earlier/M{number}"),
        category: category.clone(),
        project: "earlier".into(),
        estimate: 20.0,
        actual: 40.0,
        unit: HOURS.into(),
        started_on: None,
        done_on: date(2025, 3, 1),
    };
    let slow = with(experience(&(1..=12).map(finished).collect::<Vec<_>>()));
    let (before, after) = (&plain.feasibility, &slow.feasibility);
    assert!(after.chance < before.chance, "{:?} {:?}", before.chance, after.chance);
    assert!(slow.forecast.map(|end| end.late) > plain.forecast.map(|end| end.late));
    let said =
        |plan: &Plan| plan.feasibility.reasons.iter().any(|reason| reason.contains("12 milestones that you finished"));
    assert!(said(&slow) && !said(&plain), "{:?}", after.reasons);
}
