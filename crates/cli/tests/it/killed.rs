//! A process may end at any moment: what it acknowledged is kept, and nothing
//! is half.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use super::json;
use super::test_store::TestStore;

/// Places in a write at which the process aborts; see `fault.rs` of the store.
const POINTS: [&str; 8] = [
    "opened",
    "began",
    "documents_written",
    "version_set",
    "events_written",
    "projected",
    "before_commit",
    "committed",
];

/// How often each test kills; together five hundred times.
const N_KILLS: usize = 250;
/// So often everything is looked at.
const LOOK_EVERY: usize = 25;

/// One write among several sorts, recognizable by its number.
fn write(number: usize) -> Vec<String> {
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mark = format!("n{number}");
    match number % 4 {
        0 => words(&["note", "M1", &mark]),
        3 => words(&["done", "M1", "--force", "--log", "1m"]),
        _ => words(&["log", "M1", "1m", "--note", &mark]),
    }
}

/// Notes that are recorded, and the number of events that are not undone.
fn recorded(store: &TestStore) -> BTreeSet<String> {
    let history = store.json(&["history"]);
    let events = history["events"].as_array().expect("events");
    for (number, event) in (1..).zip(events) {
        assert_eq!(event["number"], number, "the log has a gap");
    }
    let change = |event: &serde_json::Value, key: &str| event["change"][key].as_str().map(str::to_owned);
    events.iter().filter_map(|event| change(event, "note").or_else(|| change(event, "text"))).collect()
}

/// Everything acknowledged is there, and the store is whole.
fn check_store(store: &TestStore, acknowledged: &BTreeSet<String>) {
    let recorded = recorded(store);
    let lost: Vec<_> = acknowledged.difference(&recorded).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let doctor = store.run(&["doctor", "--json"]);
    assert!(doctor.status.success(), "{}", json(&doctor));
}

/// Runs so many writes that `end` ends at some moment.
fn kill_and_check(store: &TestStore, n_kills: usize, end: impl Fn(&TestStore, &[&str], usize) -> bool) {
    let mut acknowledged = BTreeSet::new();
    for number in 0..n_kills {
        let words = write(number);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if end(store, &words, number) && number % 4 != 3 {
            acknowledged.insert(format!("n{number}"));
        }
        if number % 4 == 3 {
            // Whether or not it was reached, the next round starts open.
            store.run(&["reopen", "M1", "--why", "next round"]);
        }
        if number % LOOK_EVERY == LOOK_EVERY - 1 {
            check_store(store, &acknowledged);
        }
    }
    check_store(store, &acknowledged);
}

/// Aborts at the named points in turn. What was aborted never answered.
fn at_points(store: &TestStore, words: &[&str], number: usize) -> bool {
    let point = POINTS[number % POINTS.len()];
    let output = store.command(words).env("BACKCAST_ABORT_AT", point).output().expect("runs");
    assert!(!output.status.success(), "{point} was not reached by {words:?}");
    false
}

/// Kills after some time; returns whether the process was faster.
fn at_random(store: &TestStore, words: &[&str], number: usize) -> bool {
    // A fixed sequence: the moments are random, the test is not.
    let random = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    let mut command = store.command(words);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("runs");
    std::thread::sleep(Duration::from_micros(random % 14_000));
    let _ = child.kill();
    child.wait().expect("ended").success()
}

#[test]
fn aborted_at_named_points() {
    kill_and_check(&TestStore::new().with_plan(), N_KILLS, at_points);
}

#[test]
fn killed_at_random_moments() {
    kill_and_check(&TestStore::new().with_plan(), N_KILLS, at_random);
}

#[test]
fn killed_on_a_server() {
    match TestStore::on_server() {
        Some(store) => {
            let store = store.with_plan();
            kill_and_check(&store, N_KILLS / 5, at_points);
            kill_and_check(&store, N_KILLS / 5, at_random);
        }
        None => println!("SKIPPED: BACKCAST_TEST_POSTGRES names no server"),
    }
}

#[test]
fn aborted_while_the_database_is_made() {
    for point in ["opened", "began", "migrating", "before_commit", "committed", "migrated"] {
        let store = TestStore::new();
        let output = store.command(&["goals"]).env("BACKCAST_ABORT_AT", point).output().expect("runs");
        assert!(!output.status.success(), "{point} was not reached");
        let store = store.with_plan();
        check_store(&store, &BTreeSet::new());
    }
}
