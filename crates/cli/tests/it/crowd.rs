//! Many processes at once on one store: no update is lost, nobody waits for
//! ever, and nothing fails but for documented reasons.

use super::test_store::TestStore;
use super::{stderr, stdout};

/// Processes at the same time.
const N_PROCESSES: usize = 20;

/// Commands of each; `BACKCAST_CROWD=200` for the whole test.
fn n_commands() -> usize {
    std::env::var("BACKCAST_CROWD").ok().and_then(|n| n.parse().ok()).unwrap_or(8)
}

#[test]
fn on_one_file() {
    crowd(&TestStore::new().with_plan());
}

#[test]
fn on_one_server() {
    match TestStore::on_server() {
        Some(store) => crowd(&store.with_plan()),
        None => println!("SKIPPED: BACKCAST_TEST_POSTGRES names no server"),
    }
}

fn crowd(store: &TestStore) {
    let logged: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..N_PROCESSES).map(|process| scope.spawn(move || one(store, process))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).sum()
    });
    let status = store.json(&["status", "half"]);
    let hours = status["goals"][0]["logged_hours"].as_f64().expect("hours");
    let minutes = f64::from(u32::try_from(logged).expect("few"));
    assert!((hours * 60.0 - minutes).abs() < 0.7, "{hours} h are recorded, {minutes} minutes were acknowledged");
    let history = store.json(&["history"]);
    let n_logged =
        history["events"].as_array().expect("events").iter().filter(|e| e["change"]["kind"] == "logged").count();
    assert_eq!(n_logged, logged);
    store.done(&["doctor"]);
}

/// Runs mixed commands one after the other; returns the minutes that were
/// acknowledged.
fn one(store: &TestStore, process: usize) -> usize {
    let mut logged = 0;
    for number in 0..n_commands() {
        let milestone = format!("M{}", 1 + process % 3);
        let words: &[&str] = match (process + number) % 8 {
            0..=2 => &["log", &milestone, "1m"],
            3 => &["tick", &milestone, "1"],
            4 => &["untick", &milestone, "1"],
            5 => &["note", &milestone, "seen"],
            6 => &["next", "--json"],
            _ => &["status", "--json"],
        };
        let output = store.run(words);
        match output.status.code() {
            Some(0) => logged += usize::from(words[0] == "log"),
            // Somebody else was faster, two hundred times in a row.
            Some(4) => assert!(stderr(&output).contains("changed in between"), "{}", stderr(&output)),
            code => panic!("{words:?} ended with {code:?}: {}{}", stdout(&output), stderr(&output)),
        }
    }
    logged
}
