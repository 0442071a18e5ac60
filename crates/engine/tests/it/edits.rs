//! Plans that are written and read back, compared and edited.

use backcast_core::{
    Because, Edit, FrameChange, MilestoneDiff, MilestoneDiffKind, PlacementReason, Plan, Verdict, compare, plus_days,
};
use backcast_document::{PlanRecord, plan_hash_holds, plan_text, read_goal, read_plan, read_plan_text};
use backcast_engine::edit::edited;
use backcast_engine::experience::Experience;
use backcast_engine::{Earlier, EngineError, Library, Options, propose};
use jiff::civil::{Date, date};

use crate::wishes;

const TODAY: Date = date(2026, 2, 2);

fn plan_for(wish: (&str, &str, &str), hours: u32, more: &str) -> Plan {
    let (title, destination, origin) = wish;
    let text = format!(
        "title = {title:?}\ndestination = {destination:?}\norigin = {origin:?}\ndeadline = 2026-12-20\n\
         hours_per_week = {hours}\n{more}"
    );
    let document = read_goal("goal.toml", &text, TODAY).expect("a goal");
    let options = Options { assume: true, force: true, ..Options::default() };
    propose(document.goal_file, TODAY, &Library::embedded(), &options).expect("a plan")
}

/// Some of the wishes, far apart.
fn plans() -> impl Iterator<Item = Plan> {
    wishes::all().step_by(13).map(|wish| plan_for(wish, 8, "")).filter(|plan| !plan.milestones.is_empty())
}

fn one() -> Plan {
    plans().next().expect("there is a plan")
}

#[test]
fn plans_read_back_as_they_were_written() {
    for plan in plans() {
        let text = PlanRecord::from_plan(&plan).to_json();
        assert!(plan_hash_holds(&text));
        let back = read_plan("plan.json", &text).expect("our own plan");
        assert!(compare(&plan, &back).milestones.is_empty());
        assert_eq!(PlanRecord::from_plan(&back).to_json(), text);
    }
}

#[test]
fn plans_of_goals_of_which_little_is_known_read_back_as_they_were_written() {
    let unclear = "title = 'Get fit'\ndestination = 'Get fit.'";
    let one_of_several = "title = 'Spring'\n[[goals]]\nid = 'exam'\ntitle = 'An exam'\ndestination = 'Pass it'\n";
    for (text, assume) in [(unclear, true), (unclear, false), (one_of_several, false), (one_of_several, true)] {
        let goal_file = read_goal("goal.toml", text, TODAY).expect("sound").goal_file;
        let options = Options { assume, ..Options::default() };
        let plan = propose(goal_file, TODAY, &Library::embedded(), &options).expect("it is planned or asked about");
        let text = PlanRecord::from_plan(&plan).to_json();
        let back = read_plan("plan.json", &text).expect("our own plan");
        assert_eq!(PlanRecord::from_plan(&back).to_json(), text);
    }
}

#[test]
fn a_changed_plan_no_longer_fits_its_hash() {
    let text = PlanRecord::from_plan(&one()).to_json();
    let name = &one().milestones[0].milestone.name.clone();
    assert!(!plan_hash_holds(&text.replace(name, "Something else")));
    assert!(!plan_hash_holds("{}") && !plan_hash_holds("no JSON"));
}

#[test]
fn text_for_editing_says_all_that_can_be_edited() {
    for plan in plans() {
        let edit = read_plan_text("plan", &plan_text(&plan, "revision 1")).expect("our own text");
        let back =
            edited(&plan, &edit, &Earlier::default(), &Experience::default(), true).expect("nothing was changed");
        let diff = compare(&plan, &back);
        assert!(diff.milestones.is_empty(), "{:?}", diff.milestones);
    }
}

#[test]
fn equal_plans_have_no_difference() {
    let plan = one();
    assert!(compare(&plan, &plan).is_empty());
}

/// The difference of one milestone.
fn of<'d>(diff: &'d [MilestoneDiff], plan: &Plan, idx: usize) -> &'d MilestoneDiffKind {
    let id = &plan.milestones[idx].milestone.id;
    &diff.iter().find(|one| one.id == *id).expect("it differs").kind
}

#[test]
fn moves_have_reasons() {
    let wish =
        ("Half marathon", "Run a half marathon in under 2 hours on 20 December 2026.", "I run 5 km twice a week.");
    let slow = plan_for(wish, 3, "");
    let fast = plan_for(wish, 6, "");
    let diff = compare(&slow, &fast);
    assert!(diff.frame.iter().any(|change| matches!(change, FrameChange::WeeklyHours(..))));
    let moved =
        |one: &&MilestoneDiff| matches!(&one.kind, MilestoneDiffKind::Changed { moved_days, .. } if *moved_days != 0);
    for one in diff.milestones.iter().filter(moved) {
        let MilestoneDiffKind::Changed { because, .. } = &one.kind else { unreachable!() };
        assert!(!because.is_empty(), "{} moved for no reason", one.id);
    }
    let busy = plan_for(wish, 3, "[[busy]]\nfrom = 2026-02-03\nto = 2026-03-20\nreason = 'move'\n");
    let diff = compare(&slow, &busy);
    let names_busy = |one: &MilestoneDiff| matches!(&one.kind, MilestoneDiffKind::Changed { because, .. } if because.iter().any(|b| matches!(b, Because::Busy(_))));
    assert!(diff.milestones.iter().any(names_busy), "{diff:?}");
}

#[test]
fn edits_are_named_and_dates_by_hand_stay() {
    let plan = one();
    let last = plan.milestones.len() - 1;
    let mut edit = read_plan_text("plan", &plan_text(&plan, "")).expect("our own text");
    edit.milestones[last].due = plus_days(edit.milestones[last].due, 3);
    edit.milestones[last].criteria.push("3 people said yes in writing".into());
    let new = edited(&plan, &edit, &Earlier::default(), &Experience::default(), true).expect("accepted");
    assert_eq!(new.milestones[last].reason, PlacementReason::ByHand);
    assert_eq!(new.milestones[last].due, plus_days(plan.milestones[last].due, 3));
    let MilestoneDiffKind::Changed { moved_days: 3, edits, because, .. } =
        of(&compare(&plan, &new).milestones, &plan, last).clone()
    else {
        panic!("it moved by three days")
    };
    assert_eq!(because, [Because::ByHand]);
    assert_eq!(edits, [Edit::CriterionCame("3 people said yes in writing".into())]);
}

#[test]
fn ends_after_the_deadline_are_called_infeasible() {
    let plan = one();
    let mut edit = read_plan_text("plan", &plan_text(&plan, "")).expect("our own text");
    let last = edit.milestones.last_mut().expect("a milestone");
    last.due = plus_days(plan.deadline.expect("a deadline"), 10);
    let new = edited(&plan, &edit, &Earlier::default(), &Experience::default(), true).expect("it is honest");
    assert_eq!(new.feasibility.verdict, Verdict::Infeasible);
    assert!(new.milestones.iter().all(|planned| planned.slack_days >= 0));
}

#[test]
fn edits_that_do_not_hold_are_refused() {
    let plan = one();
    let refused = |change: &dyn Fn(&mut backcast_core::EditedPlan)| {
        let mut edit = read_plan_text("plan", &plan_text(&plan, "")).expect("our own text");
        change(&mut edit);
        matches!(
            edited(&plan, &edit, &Earlier::default(), &Experience::default(), true),
            Err(EngineError::EditAudit(_))
        )
    };
    assert!(refused(&|edit| edit.milestones[0].criteria = vec!["done".into()]));
    assert!(refused(&|edit| edit.milestones[1].due = plus_days(edit.milestones[1].start, -1)));
    assert!(refused(&|edit| {
        let id = edit.milestones.last().and_then(|last| last.id.clone()).expect("an id");
        edit.milestones[0].depends_on = vec![backcast_core::Dependency { on: id, lag_days: 0 }];
    }));
    assert!(refused(&|edit| edit.milestones.clear()));
}

/// A plan as the store gives it back.
fn stored(plan: &Plan) -> Plan {
    read_plan("plan.json", &PlanRecord::from_plan(plan).to_json()).expect("our own plan")
}

#[test]
fn an_edit_that_changes_nothing_changes_no_figure() {
    let busy = "[[busy]]\nfrom = 2026-03-02\nto = 2026-03-20\nreason = 'move'\n";
    for (wish, (hours, more)) in
        wishes::all().step_by(13).flat_map(|wish| [(8, ""), (2, ""), (8, busy)].map(|how| (wish, how)))
    {
        let plan = plan_for(wish, hours, more);
        if plan.milestones.is_empty() {
            continue;
        }
        let plan = stored(&plan);
        let edit = read_plan_text("plan", &plan_text(&plan, "")).expect("our own text");
        let new = edited(&plan, &edit, &Earlier::default(), &Experience::default(), true).expect("nothing was changed");
        let figures = |plan: &Plan| (plan.forecast, plan.busy_conflicts.clone(), plan.reviews.clone());
        assert_eq!(figures(&new), figures(&plan), "{}", plan.title);
        let (before, after) = (&plan.feasibility, &new.feasibility);
        assert_eq!(
            (after.verdict, after.needed, after.buffer),
            (before.verdict, before.needed, before.buffer),
            "{}",
            plan.title
        );
        assert_eq!(after.levers, before.levers, "{}", plan.title);
    }
}

#[test]
fn more_work_by_hand_shows_in_verdict_buffer_and_levers() {
    let plan = stored(&one());
    let mut edit = read_plan_text("plan", &plan_text(&plan, "")).expect("our own text");
    let likely = edit.milestones[1].effort.likely();
    let high = backcast_core::Effort::from_hours(900.0);
    edit.milestones[1].effort = backcast_core::EffortRange::new(likely, likely, high).expect("in order");
    let new = edited(&plan, &edit, &Earlier::default(), &Experience::default(), true).expect("it is honest");
    assert_eq!(plan.feasibility.verdict, Verdict::Feasible);
    assert_eq!(new.feasibility.verdict, Verdict::Tight, "{:?}", new.feasibility);
    assert!(!new.feasibility.levers.is_empty());
    assert!(new.feasibility.buffer > plan.feasibility.buffer);
    assert!(new.forecast.map(|forecast| forecast.late) > plan.forecast.map(|forecast| forecast.late));
}

#[test]
fn busy_days_are_met_where_the_edited_dates_lie() {
    let busy = "[[busy]]\nfrom = 2026-03-02\nto = 2026-03-20\nreason = 'move'\n";
    let wish =
        ("Half marathon", "Run a half marathon in under 2 hours on 20 December 2026.", "I run 5 km twice a week.");
    let plan = stored(&plan_for(wish, 6, busy));
    let met = plan.busy_conflicts.first().expect("something lies there").milestone.clone();
    let mut edit = read_plan_text("plan", &plan_text(&plan, "")).expect("our own text");
    edit.milestones.retain(|one| one.id.as_ref() != Some(&met));
    for one in &mut edit.milestones {
        one.depends_on.retain(|dependency| dependency.on != met);
        if one.start >= date(2026, 3, 2) && one.start <= date(2026, 3, 20) {
            one.start = date(2026, 3, 21);
        }
    }
    let new = edited(&plan, &edit, &Earlier::default(), &Experience::default(), true).expect("accepted");
    assert_eq!(new.busy_conflicts, [], "nothing is under way in these days any more");
}
