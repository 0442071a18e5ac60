use std::collections::BTreeMap;

use backcast_core::{Circumstances, Goal, GoalId, GoalKind, StatedKind};
use backcast_playbook::{Library, Recognition};
use serde_json::Value;

/// Goals that nobody wrote the examples for, each with the playbooks that would
/// serve; those of the sort `trap` have a word that points elsewhere.
const GOALS: &str = include_str!("../subjects.jsonl");
/// Shares of goals whose subject is told right, half where it is among those that
/// are asked about.
const ORDINARY_MIN: f64 = 0.93;
const TRAPS_MIN: f64 = 0.78;

fn goal(title: &str, destination: &str) -> Goal {
    Goal {
        id: GoalId::new("goal"),
        title: title.into(),
        kind: None,
        playbook: None,
        destination: Some(destination.into()),
        origin: None,
        deadline: None,
        priority: 1,
    }
}

fn subjects(recognition: &Recognition<'_>) -> Vec<String> {
    recognition.subjects.iter().map(|subject| subject.playbook.id.clone()).collect()
}

#[test]
fn subjects_of_goals_that_nobody_wrote_examples_for() {
    let library = Library::embedded();
    let mut scores: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for line in GOALS.lines() {
        let row: Value = serde_json::from_str(line).expect("a goal");
        let text = |key: &str| row[key].as_str().expect("a text");
        let serves = |id: &String| row["fits"].as_array().expect("a list").iter().any(|fit| fit == id.as_str());
        let told = subjects(&library.recognize(&goal(text("title"), text("destination")), &Circumstances::default()));
        let score = match told.iter().position(serves) {
            Some(0) => 1.0,
            Some(_) => 0.5,
            None => 0.0,
        };
        scores.entry(text("sort").to_owned()).or_default().push(score);
    }
    let mean = |sort: &str| scores[sort].iter().sum::<f64>() / scores[sort].len() as f64;
    let (ordinary, traps) = (mean("ordinary"), mean("trap"));
    println!("ordinary {ordinary:.3}, traps {traps:.3}");
    assert!(ordinary >= ORDINARY_MIN && traps >= TRAPS_MIN, "ordinary {ordinary}, traps {traps}");
}

#[test]
fn a_stated_kind_rules_out_the_subjects_of_others() {
    let library = Library::embedded();
    let mut wish = goal("Marathon", "Run a marathon in under four hours by 2027-10-31");
    assert_eq!(subjects(&library.recognize(&wish, &Circumstances::default()))[0], "marathon");
    wish.kind = Some(StatedKind::Of(GoalKind::Relationship));
    for subject in library.recognize(&wish, &Circumstances::default()).subjects {
        assert_eq!(subject.playbook.kind, "relationship", "{}", subject.playbook.id);
    }
    wish.kind = Some(StatedKind::Engineering);
    let recognition = library.recognize(&wish, &Circumstances::default());
    assert!(recognition.is_engineering() && recognition.subjects.iter().all(|subject| subject.playbook.engineering));
}

#[test]
fn a_stated_playbook_leads_whatever_the_words_say() {
    let library = Library::embedded();
    for (id, confidence) in [("novel", "high"), ("genre-build", "medium"), ("generic-habit", "low")] {
        let wish = Goal { playbook: Some(id.into()), ..goal("Marathon", "Run a marathon in under four hours") };
        let recognition = library.recognize(&wish, &Circumstances::default());
        assert_eq!((subjects(&recognition), recognition.confidence().as_str()), (vec![id.to_owned()], confidence));
        let (kind, _) = recognition.kind().expect("the playbook has one");
        assert_eq!(recognition.route(kind, false).lead.playbook.id, id);
    }
}

#[test]
fn engineering_subjects_need_no_repository() {
    let wish = goal("Kubernetes", "All twelve services run on Kubernetes and the old machines are off");
    let library = Library::embedded();
    let recognition = library.recognize(&wish, &Circumstances::default());
    assert!(recognition.is_engineering(), "{:?}", subjects(&recognition));
}
