//! Whoever asks gets the same figures: lists of the command among each other,
//! and tools for coding agents beside the command.

use std::fs;

use serde_json::{Value, json};

use super::agent::Session;
use super::test_store::TestStore;

/// Two goals of one person who has twenty hours a week, and is in hospital in
/// the third and fourth week from the day of the tests.
fn two_goals() -> TestStore {
    let store = TestStore::new();
    fs::create_dir_all(store.path("config/backcast")).expect("made");
    fs::write(store.path("config/backcast/config.toml"), "hours_per_week = 20\n").expect("written");
    let run = "title = 'Half marathon'\ndestination = 'Run a half marathon in under two hours.'\n\
        origin = 'I run 5 km twice a week.'\ndeadline = 2026-11-08\nhours_per_week = 6\n\
        [[busy]]\nfrom = 2026-05-25\nto = 2026-06-07\nreason = 'surgery'\nhours_per_week = 0\n";
    let book = "title = 'Write a book'\n\
        destination = 'A finished novel manuscript of 80,000 words, revised twice and sent to five agents.'\n\
        origin = 'An outline and 5,000 words.'\ndeadline = 2027-05-10\nhours_per_week = 10\n";
    for (name, text) in [("run.toml", run), ("book.toml", book)] {
        fs::write(store.path(name), text).expect("written");
        store.done(&["add", name]);
    }
    for goal in ["half", "write"] {
        store.run(&["plan", goal]);
        store.done(&["approve", goal]);
    }
    store
}

/// From, to, hours wanted and hours there of each conflict.
fn conflicts(store: &TestStore) -> Vec<(String, String, f64, f64)> {
    let output = store.run(&["conflicts", "--json"]);
    let document = super::json(&output);
    let text = |value: &Value| value.as_str().expect("a day").to_owned();
    let hours = |value: &Value| value.as_f64().expect("hours");
    let list = document["conflicts"].as_array().expect("a list");
    list.iter()
        .map(|one| (text(&one["from"]), text(&one["to"]), hours(&one["wanted_hours"]), hours(&one["available_hours"])))
        .collect()
}

/// The same from the tool for coding agents, as it says them.
fn conflicts_told(session: &mut Session) -> Vec<String> {
    let answer = session.call("goal_conflicts", &json!({}));
    let lines = answer["structuredContent"]["conflicts"].as_array().expect("a list");
    lines.iter().map(|line| line.as_str().expect("text").to_owned()).collect()
}

#[test]
fn every_list_counts_the_same_hours() {
    let store = two_goals();
    let ahead = conflicts(&store);
    assert_eq!(ahead.len(), 1, "{ahead:?}");
    let (from, to, wanted, there) = &ahead[0];
    assert_eq!((from.as_str(), to.as_str(), *there), ("2026-05-25", "2026-06-07", 0.0));

    for collisions in [&store.json(&["week"])["collisions"], &store.json(&["review", "week"])["week"]["collisions"]] {
        let weeks = collisions.as_array().expect("a list");
        let sum = |key: &str| weeks.iter().filter_map(|week| week[key].as_f64()).sum::<f64>();
        assert_eq!(weeks.iter().map(|week| &week["from"]).collect::<Vec<_>>(), ["2026-05-25", "2026-06-01"]);
        assert!((sum("wanted_hours") - wanted).abs() < 0.05, "{weeks:?}");
        assert!(sum("available_hours").abs() < f64::EPSILON, "{weeks:?}");
    }

    let today = store.json(&["today", "--now", "2026-05-27"]);
    assert_eq!(today["hours"], 0.0);
    let next = store.json(&["next", "--now", "2026-05-27"]);
    let items = next["milestones"].as_array().expect("a list");
    assert!(!items.is_empty() && items.iter().all(|item| item["hours_left_this_week"] == 0.0), "{items:?}");
}

#[test]
fn days_away_in_the_calendar_count_in_every_list() {
    let store = two_goals();
    let trip = "[[trip]]\nfrom = 2026-05-11\nto = 2026-05-17\nhours_per_day = 0\nreason = 'conference'\n";
    fs::write(store.path("config/backcast/calendars.toml"), trip).expect("written");
    assert_eq!(store.json(&["today"])["hours"], 0.0);
    let next = store.json(&["next"]);
    let items = next["milestones"].as_array().expect("a list");
    assert!(!items.is_empty() && items.iter().all(|item| item["hours_left_this_week"] == 0.0), "{items:?}");
}

#[test]
fn no_goal_has_more_hours_left_than_the_person() {
    let store = two_goals();
    fs::write(store.path("config/backcast/config.toml"), "hours_per_week = 7\n").expect("written");
    let left = |store: &TestStore| {
        let next = store.json(&["next"]);
        let items = next["milestones"].as_array().expect("a list").clone();
        let of_book =
            items.iter().find(|item| item["goal_title"] == "Write a book").expect("the book can be worked on");
        of_book["hours_left_this_week"].as_f64().expect("hours")
    };
    assert_eq!(left(&store), 7.0);
    store.done(&["log", "half/M1", "3h"]);
    assert_eq!(left(&store), 4.0);
}

#[test]
fn busy_days_of_another_goal_count_without_a_configuration() {
    let store = two_goals();
    fs::write(store.path("config/backcast/config.toml"), "").expect("written");
    let next = store.json(&["next", "--now", "2026-05-27"]);
    let items = next["milestones"].as_array().expect("a list");
    assert!(items.iter().any(|item| item["goal_title"] == "Write a book"), "{items:?}");
    assert!(items.iter().all(|item| item["hours_left_this_week"] == 0.0), "{items:?}");
}

#[test]
fn a_week_holds_the_same_hours_on_each_of_its_days_and_afterwards() {
    let store = two_goals();
    let trip = "[[trip]]\nfrom = 2026-05-11\nto = 2026-05-13\nhours_per_day = 0\nreason = 'conference'\n";
    fs::write(store.path("config/backcast/calendars.toml"), trip).expect("written");
    let planned = |now: &str| {
        let week = store.json(&["week", "2026-05-12", "--now", now]);
        let goals = week["goals"].as_array().expect("a list").clone();
        goals.iter().map(|goal| goal["planned_hours"].as_f64().expect("hours")).collect::<Vec<_>>()
    };
    let first = planned("2026-05-11");
    assert!(first.iter().sum::<f64>() > 0.0);
    for now in ["2026-05-13", "2026-05-15", "2026-05-17", "2026-05-18", "2026-05-27"] {
        assert_eq!(planned(now), first, "{now}");
    }
    let left = |now: &str| {
        let next = store.json(&["next", "--now", now]);
        next["milestones"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|item| item["hours_left_this_week"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(left("2026-05-13"), left("2026-05-14"), "a day that is over was busy all the same");
}

#[test]
fn a_server_takes_no_options_of_one_command() {
    let store = TestStore::new();
    for option in [&["--dry-run"][..], &["--if-version", "1"]] {
        store.refused(&[option, &["mcp"]].concat(), 2, &["a server answers many requests"]);
    }
}

#[test]
fn agents_are_told_what_the_command_says() {
    let store = two_goals();
    let mut session = Session::begin(&store, "all");
    let told = conflicts_told(&mut session);
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("2026-05-25 to 2026-06-07: ") && told[0].contains(" 0 h there"), "{told:?}");
    let one = session.call("goal_conflicts", &json!({}));
    assert_eq!(one["content"][0]["text"], "1 conflict");

    let next = session.call("milestone_next", &json!({}))["structuredContent"].clone();
    let own = store.json(&["next"]);
    assert_eq!(next["ready"], own["ready"]);
    let names = |list: &Value, name: &dyn Fn(&Value) -> String| -> Vec<String> {
        list.as_array().expect("a list").iter().take(5).map(name).collect()
    };
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    assert_eq!(
        names(&next["milestones"], &|one| text(&one["milestone"])),
        names(&own["milestones"], &|one| format!("{}/{}", text(&one["goal"]), text(&one["id"])))
    );
    let goals = session.call("goal_list", &json!({}))["structuredContent"]["goals"].clone();
    let own = store.json(&["goals"])["goals"].clone();
    assert_eq!((goals.as_array().map(Vec::len), own.as_array().map(Vec::len)), (Some(2), Some(2)));
    for (told, own) in goals.as_array().expect("a list").iter().zip(own.as_array().expect("a list")) {
        assert_eq!((&told["goal"], &told["milestones"]), (&own["id"], &own["milestones"]), "{told} {own}");
    }
}

#[test]
fn a_server_sees_calendars_that_come_while_it_runs() {
    let store = two_goals();
    let mut session = Session::begin(&store, "all");
    assert_eq!(conflicts_told(&mut session).len(), 1);
    fs::write(store.path("config/backcast/calendars.toml"), "hours_per_day_max = 1\n").expect("written");
    let own = conflicts(&store);
    let told = conflicts_told(&mut session);
    assert!(own.len() > 1, "{own:?}");
    assert_eq!(told.len(), own.len(), "{told:?}");
    for (told, (from, to, ..)) in told.iter().zip(&own) {
        assert!(told.starts_with(&format!("{from} to {to}: ")), "{told}");
    }
}

/// Where two goals want too much together, the second plan says so when it is made, in
/// the figures that `conflicts` has once both are approved.
#[test]
fn a_new_plan_tells_what_it_takes_from_others() {
    let store = two_goals();
    fs::write(store.path("config/backcast/config.toml"), "hours_per_week = 9\n").expect("written");
    let found = store.run(&["plan", "write", "--anew", "--json"]);
    let told = super::json(&found)["conflicts_with_others"].clone();
    let told = told.as_array().cloned().unwrap_or_default();
    assert!(!told.is_empty(), "{}", super::stdout(&found));
    let shown = super::stdout(&store.run(&["plan", "write", "--anew"]));
    assert!(shown.contains("Other goals") && shown.contains("want"), "{shown}");
    store.run(&["approve", "write"]);
    let all = super::json(&store.run(&["conflicts", "--json"]))["conflicts"].clone();
    let shared = |one: &&Value| one["goals"].as_array().is_some_and(|goals| goals.len() > 1);
    let all: Vec<Value> = all.as_array().expect("a list").iter().filter(shared).cloned().collect();
    assert_eq!(told, all);
}
