//! What is decided about milestones that meet busy days.

use backcast_core::{BusyChoice, BusyConflict, Effort, MilestoneId, Plan, PlannedMilestone};
use backcast_document::read_goal;
use backcast_engine::{Choice, EngineError, Library, Options, propose};
use jiff::civil::date;

fn goal(busy: &str) -> String {
    format!(
        "title = 'Family history'\ndestination = 'A 60,000-word non-fiction history of our family is published'\n\
         origin = 'Outline complete'\ntoday = 2026-03-02\ndeadline = 2027-03-01\nhours_per_week = 8\n\
         [[busy]]\n{busy}\nreason = 'harvest'\n"
    )
}

const HARVEST: &str = "from = 2026-06-29\nto = 2026-07-12";

fn plan(busy: &str, options: &Options) -> Result<Plan, EngineError> {
    let today = date(2026, 3, 2);
    let document = read_goal("goal.toml", &goal(busy), today).expect("the file is sound");
    propose(document.goal_file, today, &Library::embedded(), options)
}

fn decided(conflict: &BusyConflict, choice: BusyChoice) -> Options {
    let (milestone, by) = (conflict.milestone.clone(), "ann".to_owned());
    Options { choices: vec![Choice { milestone, choice, by, why: None }], ..Options::default() }
}

/// The plan without decisions, and the first conflict of it for which there is more
/// than to come after the busy days.
fn undecided() -> (Plan, BusyConflict) {
    let plan = plan(HARVEST, &Options::default()).expect("a plan");
    let has_choice = |conflict: &&BusyConflict| conflict.before.is_some() && conflict.reduce > Effort::ZERO;
    let conflict = plan.busy_conflicts.iter().find(has_choice).cloned().expect("something meets the harvest");
    (plan, conflict)
}

fn of<'p>(plan: &'p Plan, id: &MilestoneId) -> &'p PlannedMilestone {
    plan.milestones.iter().find(|planned| planned.milestone.id == *id).expect("it is there")
}

fn is_open(plan: &Plan, conflict: &BusyConflict) -> bool {
    plan.busy_conflicts.iter().any(|one| one.milestone == conflict.milestone && one.from == conflict.from)
}

#[test]
fn before_is_before_and_nothing_ends_later_for_it() {
    let (first, conflict) = undecided();
    assert!(of(&first, &conflict.milestone).due > conflict.to);
    let then = plan(HARVEST, &decided(&conflict, BusyChoice::Before)).expect("a plan");
    assert!(of(&then, &conflict.milestone).due < conflict.from, "{:?}", of(&then, &conflict.milestone).due);
    assert!(then.forecast.expect("one").likely <= first.forecast.expect("one").likely);
    assert!(!is_open(&then, &conflict));
    assert_eq!(then.goals[0].circumstances.decisions.len(), 1);
}

#[test]
fn smaller_is_smaller_in_words_too_and_in_later_totals() {
    let (first, conflict) = undecided();
    let then = plan(HARVEST, &decided(&conflict, BusyChoice::Reduce)).expect("a plan");
    let (large, small) = (of(&first, &conflict.milestone), of(&then, &conflict.milestone));
    assert!(small.milestone.effort.likely() < large.milestone.effort.likely());
    assert!(small.due <= conflict.to);
    assert!(then.forecast.expect("one").likely <= first.forecast.expect("one").likely);
    assert!(!is_open(&then, &conflict));
    assert_ne!(small.milestone.name, large.milestone.name, "its words are fewer");
    assert_ne!(small.milestone.criteria, large.milestone.criteria);
    let says_all = |plan: &Plan| plan.milestones.iter().any(|one| one.milestone.name.contains("60,000 words"));
    assert!(says_all(&first) && !says_all(&then), "the total is another one");
}

#[test]
fn after_settles_it_too() {
    let (first, conflict) = undecided();
    let then = plan(HARVEST, &decided(&conflict, BusyChoice::After)).expect("a plan");
    assert!(!is_open(&then, &conflict));
    assert_eq!(of(&then, &conflict.milestone).due, of(&first, &conflict.milestone).due);
}

#[test]
fn what_was_decided_about_other_days_is_asked_anew() {
    let (_, conflict) = undecided();
    let then = plan(HARVEST, &decided(&conflict, BusyChoice::After)).expect("a plan");
    let kept = Options { decisions: then.goals[0].circumstances.decisions.clone(), ..Options::default() };
    let same = plan(HARVEST, &kept).expect("a plan");
    assert!(!is_open(&same, &conflict) && same.goals[0].circumstances.decisions.len() == 1);
    let longer = plan("from = 2026-06-29\nto = 2026-07-19", &kept).expect("a plan");
    assert!(is_open(&longer, &conflict));
    assert!(longer.goals[0].circumstances.decisions.is_empty());
    let id = conflict.milestone.as_str();
    assert!(longer.assumptions.iter().any(|said| said.contains(id) && said.contains("holds no more")));
}

#[test]
fn what_cannot_be_before_says_why_and_what_can_be() {
    let late = "from = 2026-03-05\nto = 2026-03-18";
    let conflict = plan(late, &Options::default()).expect("a plan").busy_conflicts[0].clone();
    assert_eq!(conflict.before, None);
    let refused = plan(late, &decided(&conflict, BusyChoice::Before)).expect_err("three days are too few").to_string();
    assert!(refused.contains("h of work meet 3 days") && refused.contains("after them it is reached on"), "{refused}");
}
