//! A whole review by a model: concurrency, isolation, hand-off, repair,
//! resuming.

use std::collections::BTreeMap;

use serde_json::json;

use super::answers::{good, milestone, part_of, review, synthesis, text};
use super::server::{Reply, Seen, Server};
use super::{START, WHILE, configure, store};
use crate::{json, stderr, stdout};

const PARTS: [&str; 5] = ["feasibility", "architecture", "risk", "dependency", "user-value"];

fn prompts(seen: &[Seen]) -> BTreeMap<&'static str, Vec<String>> {
    let mut prompts: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for one in seen {
        let prompt = one.prompt();
        prompts.entry(part_of(&prompt)).or_default().push(prompt);
    }
    prompts
}

#[test]
fn five_are_asked_at_once_apart_from_each_other_and_handed_on_word_for_word() {
    let server = Server::start(|seen, _| Reply::After(WHILE, Box::new(good(seen))));
    let store = store();
    configure(&store, &server, "");
    let document = store.json(&START);
    assert_eq!((document["state"].as_str(), document["revision"].as_u64()), (Some("proposed"), Some(1)));
    // At once: the server's log.
    assert_eq!((server.seen().len(), server.n_open_max()), (6, 5));
    // Apart: the whole brief, and nothing that only another one is told.
    let prompts = prompts(&server.seen());
    let brief = store.done(&["review", "show", "search", "--brief"]);
    for part in PARTS {
        let own = &prompts[part][0];
        assert!(own.contains(brief.trim_end()), "{part} lacks the brief");
        for other in PARTS.into_iter().filter(|other| *other != part) {
            assert!(!own.contains(&review(other)) && part_of(own) == part);
            let only = prompts[other][0].lines().filter(|line| line.len() > 30 && !brief.contains(line));
            let shared = only.filter(|line| own.contains(*line)).count();
            let both = prompts[PARTS[0]][0].lines().filter(|line| prompts[PARTS[1]][0].contains(line)).count();
            assert!(shared <= both, "{part} holds more of {other} than all have in common");
        }
    }
    // Word for word: byte by byte.
    for part in PARTS {
        assert!(prompts["synthesis"][0].contains(&review(part)), "{part} was changed on the way");
        assert_eq!(store.done(&["review", "show", "search", "--part", part]), review(part));
        assert_eq!(store.done(&["review", "show", "search", "--part", part, "--packet"]), prompts[part][0]);
    }
    // The engine adds the gate, and the plan goes the usual way.
    let plan = store.json(&["show", "search"]);
    let milestones =
        plan["plan"]["milestones"].as_array().or(plan["milestones"].as_array()).expect("milestones").clone();
    let last = milestones.last().expect("milestones");
    assert_eq!((milestones.len(), last["id"].as_str()), (4, Some("M4")));
    assert!(last["success_criteria"].to_string().contains("make e2e"));
    store.done(&["approve", "search"]);
    let history = store.done(&["history"]);
    assert!(history.contains("proposed by a review, as revision 1"), "{history}");
}

#[test]
fn what_is_wrong_goes_back_by_name_and_twice_at_most() {
    let server = Server::start(|seen, number| {
        let prompt = seen.prompt();
        if part_of(&prompt) != "synthesis" || number > 5 {
            return good(seen);
        }
        // Wrapped, with a trailing comma, a circle, an open finding, a shared file.
        let mut wrong = synthesis(&prompt);
        wrong["responses"].as_array_mut().expect("responses").remove(0);
        wrong["milestones"][0] = milestone("M1", "Index of all products is built", &["M3"], "src/search.rs");
        wrong["execution_order"] = json!([["M1", "M2", "M3"]]);
        let wrong = wrong.to_string();
        Reply::Text(format!("Here you are:\n```json\n{},}}\n```\nGood luck!", &wrong[..wrong.len() - 1]))
    });
    let store = store();
    configure(&store, &server, "");
    let document = store.json(&START);
    assert_eq!(document["state"], "proposed");
    let prompts = prompts(&server.seen());
    assert_eq!(prompts["synthesis"].len(), 2);
    let repair = &prompts["synthesis"][1];
    for fault in [
        "these findings have no answer: ",
        "dependency_loop: milestones wait for each other",
        "puts `M2` before or beside `M1`",
    ] {
        assert!(repair.contains(fault), "{fault} is not in the repair request");
    }
    assert!(repair.starts_with(&prompts["synthesis"][0]), "it is the first packet and what is wrong");
}

#[test]
fn a_model_without_prescribed_forms_is_asked_without() {
    let server = Server::start(|seen, _| match seen.body.get("response_format") {
        Some(_) => Reply::status(400, "response_format is not supported by this model"),
        None => good(seen),
    });
    let store = store();
    configure(&store, &server, "");
    assert_eq!(store.json(&START)["state"], "proposed");
    assert_eq!(server.seen().len(), 7, "five reviews, and the synthesis twice");
}

#[test]
fn a_synthesis_that_stays_wrong_ends_it_with_everything_kept() {
    let server = Server::start(|seen, _| match part_of(&seen.prompt()) {
        "synthesis" => Reply::Text("{\"milestones\": []}".into()),
        _ => good(seen),
    });
    let store = store();
    configure(&store, &server, "");
    let output = store.run(&START);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).contains("has ended without a plan"), "{}", stdout(&output));
    assert_eq!(server.seen().len(), 8, "five reviews, one synthesis, two repairs");
    assert_eq!(store.done(&["review", "show", "search", "--part", "synthesis"]), "{\"milestones\": []}");
    assert_eq!(store.done(&["review", "show", "search", "--part", "risk"]), review("risk"));
    assert!(store.json(&["goals"]).to_string().contains("search"));
    store.refused(&["approve", "search"], 1, &["no plan yet"]);
}

#[test]
fn one_missing_side_is_logged_and_three_are_too_few_to_lose() {
    let server = Server::start(|seen, _| match part_of(&seen.prompt()) {
        "user-value" => Reply::status(500, "out of order"),
        _ => good(seen),
    });
    let store = store();
    configure(&store, &server, "");
    let document = store.json(&START);
    assert_eq!(document["state"], "proposed");
    let conflicts = document["conflicts"].to_string();
    assert!(conflicts.contains("Missing perspective: user-value") && conflicts.contains("blind spot"), "{conflicts}");
    let prompts = prompts(&server.seen());
    assert!(prompts["synthesis"][0].contains("Nobody has looked at early value"));
    // Asked once more, and each time tried twice.
    assert_eq!(prompts["user-value"].len(), 4);

    let server = Server::start(|seen, _| match part_of(&seen.prompt()) {
        "risk" | "dependency" | "user-value" => Reply::Text("Fine.".into()),
        _ => good(seen),
    });
    configure(&store, &server, "");
    let output = store.run(&START);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("only 2 of five perspectives gave a usable review"), "{}", stdout(&output));
    assert_eq!(server.seen().len(), 8, "two once, three twice, no synthesis");
}

#[test]
fn a_killed_review_goes_on_and_nothing_is_asked_twice_that_was_answered() {
    // Began, five asked, five answered, asked, answered, proposed.
    for step in 1..=14 {
        let server = Server::start(|seen, _| good(seen));
        let store = store();
        configure(&store, &server, "");
        let output =
            store.command(&START).env("BACKCAST_ABORT_AT", format!("review_step_{step}")).output().expect("runs");
        assert!(!output.status.success(), "step {step} was not reached");
        let before = prompts(&server.seen());
        let status = store.json(&["review", "status", "search"]);
        let taken: Vec<String> = status["parts"]
            .as_array()
            .expect("parts")
            .iter()
            .filter(|part| part["state"] == "taken")
            .map(|part| part["part"].as_str().expect("a name").to_owned())
            .collect();
        assert_eq!(
            taken.len(),
            match step {
                ..=6 => 0,
                7..=11 => step - 6,
                12 => 5,
                _ => 6,
            }
        );
        let document = store.json(&["review", "run", "search"]);
        assert_eq!((document["state"].as_str(), document["revision"].as_u64()), (Some("proposed"), Some(1)));
        let after = prompts(&server.seen());
        for part in taken {
            assert_eq!(after[part.as_str()].len(), before[part.as_str()].len(), "{part} was paid twice at step {step}");
        }
        assert!(after.values().all(|asked| asked.windows(2).all(|pair| pair[0] == pair[1])), "the same packet again");
        assert_eq!(store.json(&["review", "run", "search"])["revision"], 1, "nothing is left to do");
        assert!(store.run(&["doctor"]).status.success());
    }
}

#[test]
fn steps_can_be_followed_as_lines_of_json() {
    let server = Server::start(|seen, _| good(seen));
    let store = store();
    configure(&store, &server, "price_in = 1.0\nprice_out = 2.0");
    let output = store.run(&[&START[..], &["--json", "--follow"]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    let events: Vec<serde_json::Value> = text
        .lines()
        .take_while(|line| line.starts_with("{\""))
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let count = |kind: &str| events.iter().filter(|event| event["event"] == kind).count();
    assert_eq!((count("asked"), count("answered"), count("proposed")), (6, 6, 1));
    assert_eq!(events.iter().filter_map(|event| event["tokens_in"].as_u64()).sum::<u64>(), 6000);
    let result: serde_json::Value =
        serde_json::from_str(text.splitn(events.len() + 1, '\n').last().expect("a result")).expect("JSON");
    // 1,000 tokens in at 1 and 500 out at 2 dollars a million, six times.
    assert_eq!(result["usage"]["dollars"].as_f64(), Some(0.012));
}

#[test]
fn the_budget_stops_it_before_it_is_crossed_and_more_lets_it_go_on() {
    let server = Server::start(|seen, _| good(seen));
    let store = store();
    configure(&store, &server, "price_in = 1.0\nprice_out = 10.0\ntokens_max = 1000\nat_once = 1");
    // Each answer costs 0.006 and could cost 0.01 and the prompt.
    let arguments = [&START[..], &["--budget", "0.05"]].concat();
    let said = store.refused(&arguments, 5, &["of the budget are left", "go on: backcast review run"]);
    assert!(!said.contains("panicked"));
    let status = store.json(&["review", "status", "search"]);
    let spent = status["usage"]["dollars"].as_f64().expect("a number");
    assert!(spent <= 0.05, "{spent}");
    assert!(server.seen().len() < 6);
    let document = store.json(&["review", "run", "search", "--budget", "1"]);
    assert_eq!(document["state"], "proposed");
    assert_eq!(server.seen().len(), 6, "nothing was paid twice");
    configure(&store, &server, "");
    store.refused(&[&START[..], &["--budget", "1"]].concat(), 5, &["the model has no price", "price_in"]);
}

#[test]
fn estimates_far_from_the_librarys_are_said() {
    let server = Server::start(|seen, _| {
        let prompt = seen.prompt();
        if part_of(&prompt) != "synthesis" {
            return good(seen);
        }
        let mut small = synthesis(&prompt);
        for milestone in small["milestones"].as_array_mut().expect("milestones") {
            milestone["effort_hours"] = json!({ "low": 2, "likely": 3, "high": 5 });
        }
        Reply::Text(small.to_string())
    });
    let store = store();
    configure(&store, &server, "");
    store.json(&START);
    let plan = store.json(&["show", "search"]).to_string();
    assert!(plan.contains("as it was proposed; the library has"), "{plan}");
}

#[test]
fn a_rejected_plan_and_new_limits_are_known_to_the_next_review() {
    let server = Server::start(|seen, _| good(seen));
    let store = store();
    configure(&store, &server, "");
    store.json(&START);
    store.done(&["reject", "search", "--why", "no load tests in production"]);
    store.json(&["review", "start", "search", "--by", "model", "--constraint", "Nothing may run at night"]);
    let brief = store.done(&["review", "show", "search", "--brief"]);
    for part in ["revision 1: no load tests in production", "- Nothing may run at night"] {
        assert!(brief.contains(part), "{part} is not in:\n{brief}");
    }
    assert_eq!(store.json(&["review", "list"])["reviews"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_goal_that_is_too_small_or_unclear_is_not_reviewed() {
    let store = store();
    std::fs::write(store.path("small.toml"), "title = 'Fix the typo'\ndestination = 'The typo in the README is fixed; one line.'\ndeadline = 2026-05-14\nhours_per_week = 2\n").expect("written");
    let output = store.run(&["review", "start", "small.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.contains("just do it") && said.contains("review start small.toml --force"), "{said}");
    std::fs::write(store.path("vague.md"), "# Goal\nGet better at everything\n").expect("written");
    let output = store.run(&["review", "start", "vague.md", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json(&output)["feasibility"]["verdict"], "unclear");
    assert!(!json(&output)["questions"].as_array().expect("questions").is_empty());
    let said = stdout(&store.run(&["review", "start", "vague.md"])).replace('\n', " ");
    assert!(said.contains("review start vague.md --assume"), "{said}");
    assert_eq!(store.json(&["review", "list"])["reviews"], json!([]));
    store.refused(&["review", "start", "nothing.md"], 3, &["cannot read"]);
    std::fs::write(store.path("empty.md"), "\n").expect("written");
    store.refused(&["review", "start", "empty.md"], 3, &["names no goal", "**Goal:**"]);
}

#[test]
fn a_dry_run_shows_the_brief_and_keeps_nothing() {
    let store = store();
    let brief = store.done(&["review", "start", "search.toml", "--dry-run"]);
    assert!(brief.starts_with("## Problem Brief") && brief.contains("make e2e"), "{brief}");
    assert_eq!(store.json(&["goals"])["goals"], json!([]));
}

#[test]
fn answers_are_the_same_text_whoever_asks() {
    // The mock itself: what other tests compare with.
    assert_eq!(text("You are the risk analyst in"), review("risk"));
}
