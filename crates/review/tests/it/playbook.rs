//! The reviewers that need no model: same form, same checks.

use backcast_core::{Dependency, DraftMilestone, Effort, EffortRange, MilestoneId};
use backcast_review::{
    Capacity, Finding, Perspective, ResponseKind, Subject, check_synthesis, criticize, read_review, read_synthesis,
    synthesize,
};

fn milestone(number: usize, name: &str, hours: f64, after: &[usize]) -> DraftMilestone {
    let effort =
        EffortRange::new(Effort::from_hours(hours / 2.0), Effort::from_hours(hours), Effort::from_hours(hours * 2.0));
    DraftMilestone {
        id: MilestoneId::numbered(number),
        name: name.into(),
        statement: format!("{name} is there."),
        criteria: vec!["`make test` passes".into(), "3 people have seen it".into()],
        depends_on: after.iter().map(|&on| Dependency { on: MilestoneId::numbered(on), lag_days: 0 }).collect(),
        effort: effort.expect("in order"),
        value: Some("Something to show".into()),
        ..DraftMilestone::default()
    }
}

fn draft() -> Vec<DraftMilestone> {
    let mut draft = vec![
        milestone(1, "Search index", 10.0, &[]),
        milestone(2, "Query service", 30.0, &[1]),
        milestone(3, "Result page", 10.0, &[1]),
        milestone(4, "Search launch", 8.0, &[2, 3]),
    ];
    draft[1].files = vec!["src/api.rs".into()];
    draft[2].files = vec!["src/api.rs".into()];
    draft[3].slow_reason = Some("reviews by others take days".into());
    draft[0].value = None;
    draft
}

fn subject(milestones: &[DraftMilestone]) -> Subject<'_> {
    let capacity = Capacity { available: Effort::from_hours(60.0), days: 70 };
    Subject { goal: "Search launch", milestones, capacity: Some(capacity), engineering: false }
}

const BRIEF: &str = "**Goal:** A search launch with index, query service and result page";

fn findings(milestones: &[DraftMilestone], perspective: Perspective) -> Vec<Finding> {
    let report = criticize(&subject(milestones), perspective);
    let reply = read_review(perspective, BRIEF, &report, true).expect("a review like any other");
    assert_eq!(reply.repairs, []);
    reply.findings
}

#[test]
fn reports_read_as_they_were_written() {
    let draft = draft();
    for perspective in Perspective::ALL {
        insta::assert_snapshot!(format!("report-{perspective}"), criticize(&subject(&draft), perspective));
    }
}

#[test]
fn every_side_finds_what_it_looks_for() {
    let draft = draft();
    let texts =
        |perspective| findings(&draft, perspective).into_iter().map(|one| one.text).collect::<Vec<_>>().join("\n");
    assert!(texts(Perspective::Feasibility).contains("58 of 60 hours"));
    assert!(texts(Perspective::Dependency).contains("both change src/api.rs"));
    assert!(texts(Perspective::Risk).contains("reviews by others take days"));
    assert!(texts(Perspective::UserValue).contains("It is not said what somebody gains by M1 (Search index)"));
}

#[test]
fn the_synthesis_passes_the_checks_that_everybody_passes() {
    let draft = draft();
    let all: Vec<Finding> = Perspective::ALL.into_iter().flat_map(|one| findings(&draft, one)).collect();
    let synthesis = synthesize(&subject(&draft), &Perspective::ALL);
    let read = read_synthesis(&synthesis.to_json().to_string()).expect("the form that is asked for").synthesis;
    assert_eq!(check_synthesis(&read, &all), []);
    // The file that two would have changed at once has an order now.
    assert!(read.milestones[2].milestone.depends_on.iter().any(|one| one.on == MilestoneId::numbered(2)));
    assert!(read.responses.iter().any(|one| matches!(one.kind, ResponseKind::Deferred(_))));
}

#[test]
fn only_what_was_reviewed_is_answered() {
    let draft = draft();
    let three = [Perspective::Feasibility, Perspective::Risk, Perspective::Dependency];
    let synthesis = synthesize(&subject(&draft), &three);
    assert!(synthesis.responses.iter().all(|one| !one.finding.as_str().starts_with('V')));
}
