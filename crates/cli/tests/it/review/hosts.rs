//! Packets out, answers in: the caller thinks.

use std::path::PathBuf;
use std::process::{Child, Output};

use serde_json::Value;

use super::answers::{review, text};
use super::store;
use crate::test_store::TestStore;
use crate::{json, stderr};

fn begun() -> TestStore {
    let store = store();
    let document = store.json(&["review", "start", "search.toml", "--by", "host"]);
    assert_eq!((document["state"].as_str(), document["next"].as_array().map(Vec::len)), (Some("asking"), Some(5)));
    store
}

fn file(store: &TestStore, name: &str, text: &str) -> PathBuf {
    let path = store.path(name);
    std::fs::write(&path, text).expect("written");
    path
}

/// Answers a part as a good model would.
fn answer(store: &TestStore, part: &str) -> Output {
    let packet = store.json(&["review", "packet", "search", part]);
    let text = text(packet["text"].as_str().expect("a prompt"));
    let answer = file(store, "answer.md", &format!("{text}\n \n"));
    let hash = packet["hash"].as_str().expect("a hash");
    store.run(&[
        "review",
        "submit",
        "search",
        part,
        "--packet",
        hash,
        "--file",
        answer.to_str().expect("UTF-8"),
        "--json",
    ])
}

const PARTS: [&str; 5] = ["user-value", "feasibility", "risk", "architecture", "dependency"];

#[test]
fn packets_hold_what_was_read() {
    let store = begun();
    let packet = store.json(&["review", "packet", "search", "risk"])["text"].as_str().expect("text").to_owned();
    assert!(packet.contains("### What was read of the goal"), "{packet}");
    assert!(packet.contains("\"100 ms\" (destination)"), "{packet}");
    assert!(packet.contains("not understood \"The product database stays on SQLite\""), "{packet}");
}

#[test]
fn a_whole_review_in_any_order() {
    let store = begun();
    store.refused(&["review", "packet", "search", "synthesis"], 4, &["not asked for", "feasibility"]);
    for part in PARTS {
        assert!(answer(&store, part).status.success(), "{part}");
    }
    // Word for word, blanks at the end and all.
    let packet = store.json(&["review", "packet", "search", "synthesis"])["text"].as_str().expect("text").to_owned();
    for part in PARTS {
        let review = store.done(&["review", "show", "search", "--part", part]);
        assert!(review.ends_with("```\n \n") && packet.contains(&review), "{part} was changed on the way");
    }
    let output = answer(&store, "synthesis");
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(json(&output)["state"], "proposed");
    // Nothing more is taken.
    let again = file(&store, "again.md", &review("risk"));
    let again = again.to_str().expect("UTF-8");
    store.refused(&["review", "submit", "search", "risk", "--file", again], 4, &["the review is over"]);
    store.refused(&["review", "packet", "search", "risk"], 4, &["the review is over"]);
    assert!(store.run(&["review", "stop", "search", "--why", "x"]).status.code() == Some(4));
}

#[test]
fn an_answer_to_another_packet_is_refused() {
    let store = begun();
    let answer = file(&store, "answer.md", &review("risk"));
    let answer = answer.to_str().expect("UTF-8");
    let other = store.json(&["review", "packet", "search", "dependency"])["hash"].as_str().expect("a hash").to_owned();
    for hash in [other.as_str(), "0123456789ab", "short"] {
        store.refused(
            &["review", "submit", "search", "risk", "--packet", hash, "--file", answer],
            4,
            &["waits for one to"],
        );
    }
    let own = store.json(&["review", "packet", "search", "risk"])["hash"].as_str().expect("a hash")[..12].to_owned();
    store.done(&["review", "submit", "search", "risk", "--packet", &own, "--file", answer]);
    store.refused(&["review", "submit", "search", "risk", "--file", answer], 4, &["not asked for; asked for:"]);
}

#[test]
fn two_answers_at_once_count_once() {
    let store = begun();
    let answer = file(&store, "answer.md", &review("risk"));
    store.json(&["review", "packet", "search", "risk"]);
    let submit = || -> Child {
        store
            .command(&["review", "submit", "search", "risk", "--file", answer.to_str().expect("UTF-8"), "--json"])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("runs")
    };
    let all: Vec<Child> = (0..4).map(|_| submit()).collect();
    let codes: Vec<Option<i32>> =
        all.into_iter().map(|child| child.wait_with_output().expect("ends").status.code()).collect();
    assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), 1, "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 4))), "{codes:?}");
    let status = store.json(&["review", "status", "search"]);
    assert_eq!(status["parts"][2]["state"], "taken");
}

#[test]
fn an_unusable_answer_is_asked_for_again_and_one_that_will_not_come_is_a_gap() {
    let store = begun();
    let short = file(&store, "short.md", "Fine.");
    let output = store.run(&["review", "submit", "search", "risk", "--file", short.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("fewer than three sentences"), "{}", stderr(&output));
    assert_eq!(store.json(&["review", "packet", "search", "risk"])["attempt"], 2);
    store.done(&["review", "submit", "search", "risk", "--failed", "the model is down"]);
    store.refused(&["review", "packet", "search", "risk"], 4, &["not asked for"]);
    for part in PARTS.into_iter().filter(|part| *part != "risk") {
        assert!(answer(&store, part).status.success());
    }
    let document: Value = json(&answer(&store, "synthesis"));
    assert!(document["conflicts"].to_string().contains("Missing perspective: risk: the model is down"), "{document}");
}

#[test]
fn every_attempt_can_be_read_later() {
    let store = begun();
    let short = file(&store, "short.md", "Fine.");
    let submit = ["review", "submit", "search", "risk", "--file", short.to_str().expect("UTF-8")];
    assert_eq!(store.run(&submit).status.code(), Some(1));
    assert!(answer(&store, "risk").status.success());
    assert_eq!(store.done(&["review", "show", "--part", "risk", "--attempt", "1"]), "Fine.");
    assert_ne!(store.done(&["review", "show", "--part", "risk"]), "Fine.");
    store.refused(&["review", "show", "--part", "risk", "--attempt", "3"], 3, &["in attempt 3", "--log"]);
    let log = store.done(&["review", "show", "--log"]);
    assert!(log.contains("risk: not taken, attempt 1") && log.contains("fewer than three sentences"), "{log}");
    let log = store.done(&["review", "show", "--log", "--json"]);
    let events: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of_risk: Vec<&str> =
        events.iter().filter(|event| event["part"] == "risk").filter_map(|event| event["event"].as_str()).collect();
    assert_eq!(of_risk, ["asked", "refused", "asked", "answered"]);
}

#[test]
fn a_dry_run_says_what_would_be_taken() {
    let store = begun();
    let before = store.done(&["review", "show", "--log"]);
    for (text, code, said) in [("Fine.", 1, "would not be taken"), (review("risk").as_str(), 0, "would be taken")] {
        let path = file(&store, "answer.md", text);
        let submit = ["review", "submit", "search", "risk", "--dry-run", "--file", path.to_str().expect("UTF-8")];
        let output = store.run(&submit);
        assert_eq!(output.status.code(), Some(code));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
    assert!(store.done(&["review", "run", "search", "--dry-run"]).contains("waits for feasibility"));
    assert_eq!(store.done(&["review", "show", "--log"]), before);
}

#[test]
fn a_review_can_be_ended_and_another_one_begun() {
    let store = begun();
    store.done(&["review", "stop", "search", "--why", "the goal has changed"]);
    assert_eq!(store.json(&["review", "status", "search"])["state"], "stopped");
    store.json(&["review", "start", "search", "--by", "playbook"]);
    let runs = store.json(&["review", "list"]);
    let states: Vec<&str> =
        runs["reviews"].as_array().expect("reviews").iter().filter_map(|run| run["state"].as_str()).collect();
    assert_eq!(states, ["stopped", "proposed"]);
}

#[test]
fn what_is_not_there_is_said() {
    let store = begun();
    store.refused(&["review", "status", "nothing"], 3, &["there is no goal `nothing`"]);
    store.refused(&["review", "status", "search.7"], 3, &["there is no review"]);
    store.refused(&["review", "packet", "search", "luck"], 2, &["is not a perspective"]);
    store.refused(&["review", "show", "search", "--part", "risk"], 3, &["there is no answer of risk"]);
    store.refused(&["review", "submit", "search", "risk"], 2, &["--file"]);
}

#[test]
fn the_nonsense_of_a_tiny_model_is_caught() {
    let Ok(endpoint) = std::env::var("BACKCAST_LOCAL_MODEL") else {
        println!(
            "SKIPPED: BACKCAST_LOCAL_MODEL names no OpenAI-compatible server with a tiny random model, for example \
             http://127.0.0.1:8080/v1/"
        );
        return;
    };
    let store = begun();
    for part in PARTS {
        assert!(answer(&store, part).status.success(), "{part}");
    }
    let text = format!("[model]\nprovider = 'compatible'\nname = 'tiny'\nendpoint = '{endpoint}'\ntokens_max = 1024\n");
    std::fs::create_dir_all(store.path("config/backcast")).expect("made");
    std::fs::write(store.path("config/backcast/config.toml"), text).expect("written");
    // Its form is prescribed, its content is not: no plan comes of it.
    let output = store.run(&["review", "run", "search", "--by", "model"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(store.json(&["review", "status", "search"])["state"], "stopped");
}
