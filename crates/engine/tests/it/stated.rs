//! What a goal file says of milestones.

use backcast_core::{MilestoneKind, Plan, PlannedMilestone, Verdict};
use backcast_document::{PlanRecord, read_goal, read_plan};
use backcast_engine::{Library, Options, propose};
use jiff::civil::{Date, date};

const TODAY: Date = date(2027, 1, 4);

fn planned(more: &str) -> Plan {
    let text = format!(
        "title = 'Half marathon'\ndestination = 'Run a half marathon on 26 September 2027'\n\
         origin = 'I run 5 km twice a week'\nhours_per_week = 5\n{more}"
    );
    let document = read_goal("goal.toml", &text, TODAY).expect("a sound goal");
    propose(document.goal_file, TODAY, &Library::embedded(), &Options::default()).expect("a plan")
}

fn named<'p>(plan: &'p Plan, words: &str) -> &'p PlannedMilestone {
    let found = plan.milestones.iter().find(|planned| planned.milestone.name.contains(words));
    found.unwrap_or_else(|| panic!("no {words}: {:?}", plan.milestones))
}

#[test]
fn windows_and_hours_are_those_that_are_stated() {
    let plan = planned(
        "[[milestone]]\nname = 'race entered'\nnot_before = 2027-03-01\nnot_after = 2027-03-14\n\
         why = 'the race opens entry then'\nhours = 1\n",
    );
    let entered = named(&plan, "Race entered");
    assert!(entered.start >= date(2027, 3, 1) && entered.due <= date(2027, 3, 14), "{entered:?}");
    assert_eq!(entered.milestone.window.why.as_deref(), Some("the race opens entry then"));
    assert_eq!(entered.milestone.effort.likely().hours(), 1.0);
}

#[test]
fn a_milestone_of_ones_own_joins_the_plan() {
    let plan = planned(
        "[[milestone]]\nname = 'Insoles from the orthopedist'\nhours = 2\nwaiting_days = 21\nbefore = ['base built']\n",
    );
    let (insoles, base) = (named(&plan, "Insoles"), named(&plan, "Base built"));
    assert!(base.milestone.depends_on.iter().any(|one| one.on == insoles.milestone.id));
    assert!(base.start >= insoles.due && insoles.due >= date(2027, 1, 25), "{insoles:?}");
    let back = read_plan("plan.json", &PlanRecord::from_plan(&plan).to_json()).expect("our own plan");
    assert_eq!(named(&back, "Insoles").milestone, insoles.milestone);
}

#[test]
fn a_date_of_the_world_stands() {
    let plan = planned("[[fixed]]\nwhat = 'Medical check at the club'\non = 2027-05-04\nafter = ['base built']\n");
    let check = named(&plan, "Medical check");
    assert_eq!((check.due, check.milestone.kind), (date(2027, 5, 4), MilestoneKind::Event));
    assert!(named(&plan, "Base built").due <= check.due);
    assert!(plan.feasibility.verdict.is_go());
    // What cannot be ready for it leaves the day where it is.
    let early = planned("[[fixed]]\nwhat = 'Medical check at the club'\non = 2027-01-10\nafter = ['base built']\n");
    assert_eq!(named(&early, "Medical check").due, date(2027, 1, 10));
    assert_eq!(early.feasibility.verdict, Verdict::Infeasible);
}

#[test]
fn what_cannot_be_carried_over_is_said() {
    let plan = planned(
        "[[milestone]]\nname = 'M77'\nhours = 3\n[[milestone]]\nname = 'Race day'\nbefore = ['race entered', 'Nothing such']\n",
    );
    let said = |words: &str| plan.assumptions.iter().any(|text| text.contains(words));
    assert!(said("M77") && said("Nothing such") && said("waits for it"), "{:?}", plan.assumptions);
}
