//! Plans that somebody else made, proved by `plan --draft`.

use std::fs;

use super::test_store::TestStore;
use super::{stderr, stdout};

const GOAL: &str = "title = 'Allotment shed'\ndestination = 'A shed of 6 square meters stands on the allotment by 30 June'\n\
                    origin = 'The plot is leased'\ntoday = 2027-01-04\ndeadline = 2027-06-30\nhours_per_week = 5\n";

const DRAFT: &str = r#"{
  "outside": [{"text": "The association allows it", "days": {"low": 21, "likely": 35, "high": 60}}],
  "extra_capacity": [{"from": "2027-05-08", "to": "2027-05-09", "hours": 12, "what": "a weekend with a neighbor"}],
  "feasibility": {"verdict": "tight", "reasons": ["It hangs on the association."],
                  "levers": [{"kind": "scope", "text": "4 square meters, which need no permission"}]},
  "milestones": [
    {"id": "M1", "name": "Permission in hand", "start": "2027-01-04", "due": "2027-01-20", "waiting_days": 35, "effort_hours": 4,
     "success_criteria": ["1 letter allows 6 square meters", "1 copy is filed"]},
    {"id": "M2", "name": "Shed stands", "start": "2027-03-01", "due": "2027-06-20", "effort_hours": 60, "depends_on": ["M1"],
     "checkpoints": [{"on": "2027-04-30", "what": "the floor lies"}],
     "success_criteria": ["4 walls and 1 roof stand", "0 leaks after 1 day of rain"]}
  ]}"#;

fn shed() -> TestStore {
    let store = TestStore::new();
    fs::write(store.path("shed.toml"), GOAL).expect("written");
    fs::write(store.path("draft.json"), DRAFT).expect("written");
    store
}

#[test]
fn a_draft_keeps_its_dates_and_says_of_each_move_what_for() {
    let store = shed();
    let plan = store.json(&["plan", "shed.toml", "--draft", "draft.json"]);
    assert_eq!(plan["schema"], "backcast.plan/2");
    let [first, second] = &plan["milestones"].as_array().expect("a list")[..] else { panic!("{plan}") };
    assert_eq!((&first["due"], &first["moved"]["why"]), (&"2027-02-08".into(), &"waiting".into()));
    assert_eq!((&second["start"], &second["due"]), (&"2027-03-01".into(), &"2027-06-20".into()));
    assert_eq!(second["moved"], serde_json::Value::Null);
    assert_eq!(plan["feasibility"]["verdict"], "tight");
    let text = store.done(&["plan", "shed.toml", "--draft", "draft.json", "--non-interactive"]);
    for part in ["Moved", "35 days of waiting", "In other hands", "Ways out", "12 h more on 8 May", "It hangs on"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn a_kept_draft_is_a_plan_like_others() {
    let store = shed();
    store.done(&["add", "shed.toml"]);
    store.done(&["plan", "shed", "--draft", "draft.json"]);
    let shown = store.json(&["show", "shed"]);
    assert_eq!(shown["plan"]["proposer"], "draft.json");
    assert_eq!(shown["plan"]["extra_capacity"][0]["hours"], 12.0);
    let refused = store.run(&["plan", "shed", "--draft", "draft.json"]);
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("--anew"), "{}", stderr(&refused));
}

#[test]
fn a_draft_that_is_none_is_refused_with_its_places() {
    let store = shed();
    fs::write(store.path("broken.json"), r#"{"milestones": [{"id": "M1", "name": "x"}, {"id": "M1"}]}"#)
        .expect("written");
    let refused = store.run(&["plan", "shed.toml", "--draft", "broken.json"]);
    assert_eq!(refused.status.code(), Some(3), "{}", stdout(&refused));
    for part in ["M1 has no due day", "two milestones have the id `M1`"] {
        assert!(stderr(&refused).contains(part), "{part}: {}", stderr(&refused));
    }
}
