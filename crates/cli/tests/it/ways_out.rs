//! Ways out of a plan that is too tight: shown, taken, and taken back.

use std::fs;

use serde_json::Value;

use super::test_store::TestStore;
use super::{stderr, stdout};

const BOOK: &str = "title = 'Handbook of allotment gardens'\n\
    destination = 'A 50,000-word non-fiction book about allotment gardens is published'\n\
    origin = 'The outline is finished.'\ntoday = 2026-09-07\ndeadline = 2027-03-01\nhours_per_week = 10\n";

/// A store with the goal.
fn with_book() -> TestStore {
    let store = TestStore::new();
    let path = store.path("handbook.toml");
    fs::write(&path, BOOK).expect("it can be written");
    store.done(&["add", path.to_str().expect("UTF-8"), "--now", "2026-09-07"]);
    store
}

/// The option that makes the book shorter, and how many words it has then.
fn shorter(options: &Value) -> (String, String) {
    let all = options.as_array().expect("there are ways out");
    let one = all.iter().find(|one| one["kind"] == "shrink" && one["effect"]["chance"].is_number());
    let one = one.unwrap_or_else(|| panic!("{options}"));
    let words = one["to"].as_f64().expect("a number") as u32;
    (one["id"].as_str().expect("an id").to_owned(), format!("{},{:03} words", words / 1000, words % 1000))
}

#[test]
fn a_proposal_shows_its_ways_out_and_is_kept_with_one_taken() {
    let store = with_book();
    let shown = store.json(&["plan", "handbook", "--now", "2026-09-07"]);
    let (id, words) = shorter(&shown["plan"]["options"]);
    let text = store.done(&["show", "handbook", "--now", "2026-09-07"]);
    assert!(text.contains("Ways out") && text.contains(&format!("{id}  ")), "{text}");
    assert!(!text.contains("% smaller") && text.lines().all(|line| line.chars().count() <= 80), "{text}");

    let taken = store.done(&["plan", "handbook", "--with", &id, "--now", "2026-09-07"]);
    assert!(taken.contains(&words) && !taken.contains("all 50,000"), "{taken}");
    assert!(store.json(&["show", "handbook"])["plan"]["milestones"].to_string().contains(&words));

    let unknown = store.run(&["plan", "handbook", "--with", "O99", "--now", "2026-09-07"]);
    assert!(!unknown.status.success());
    assert!(
        stderr(&unknown).contains("no option O99") && stderr(&unknown).contains("(shorter chapters: "),
        "{}",
        stderr(&unknown)
    );
}

#[test]
fn a_plan_under_way_takes_one_and_gives_it_back() {
    let store = with_book();
    store.done(&["plan", "handbook", "--now", "2026-09-07", "--quiet"]);
    store.done(&["approve", "handbook", "--now", "2026-09-07"]);
    store.done(&["done", "M1", "--force", "--log", "20h", "--now", "2026-10-01", "--quiet"]);
    for day in ["2026-10-11", "2026-10-18", "2026-10-25"] {
        store.done(&["log", "M2", "10h", "--now", day, "--quiet"]);
    }
    store.done(&["percent", "M2", "50", "--now", "2026-10-25", "--quiet"]);
    let day = ["--now", "2026-10-26"];
    let look = |arguments: &[&str]| {
        let mut all = vec!["calibrate", "handbook"];
        all.extend(arguments);
        all.extend(day);
        store.run(&all)
    };
    let before = store.json(&["show", "handbook"])["plan"]["milestones"].clone();
    let found: Value = serde_json::from_str(&stdout(&look(&["--json"]))).expect("JSON");
    let (id, words) = shorter(&found["calibration"]["options"]);

    let applied = look(&["--with", &id, "--apply"]);
    assert!(stderr(&applied).contains("holds now, as revision 2"), "{}", stderr(&applied));
    let after = store.json(&["show", "handbook"])["plan"]["milestones"].clone();
    let ids = |plan: &Value| -> Vec<String> {
        plan.as_array().expect("milestones").iter().map(|one| one["id"].to_string()).collect()
    };
    assert!(after.to_string().contains(&words) && !after.to_string().contains("50,000"), "{after}");
    assert_eq!(ids(&after), ids(&before));
    assert!(store.done(&["status", "handbook", "--now", "2026-10-26"]).contains("✓ M1"));

    store.done(&["undo", "handbook"]);
    assert_eq!(store.json(&["show", "handbook"])["plan"]["milestones"], before);
}
