//! What is done, on stderr for whoever asks; never what it is about.

use std::process::Output;

use serde_json::json as value;

use super::agent::Session;
use super::calendar::FeedServer;
use super::test_store::TestStore;
use super::{json, stderr, stdout};

const TITLE: &str = "Zephyrquartz";
const ORIGIN: &str = "Wobblegong";
/// A goal of words that stand nowhere else.
const GOAL: &str = "title = 'Zephyrquartz half marathon'\n\
    destination = 'Run the Zephyrquartz half marathon in under 2 hours on September 20.'\n\
    origin = 'I run 5 km twice a week with my neighbour Wobblegong.'\n\
    deadline = 2026-09-20\nhours_per_week = 4\n";

/// A store with the goal's file beside it, kept by somebody with a name of
/// their own.
fn store() -> TestStore {
    let store = TestStore::new();
    std::fs::write(store.path("goal.toml"), GOAL).expect("written");
    store
}

fn run(store: &TestStore, arguments: &[&str]) -> Output {
    let mut command = store.command(arguments);
    command.env("BACKCAST_NAME", "Wilhelmina");
    super::terminal::agreeing(command)
}

/// The log has these parts and nothing that is nobody's business: neither the
/// given secrets, nor words and names of goals, nor where anything lies.
#[track_caller]
pub(super) fn assert_discreet(store: &TestStore, log: &str, parts: &[&str], secrets: &[&str]) {
    for part in parts {
        assert!(log.contains(part), "{part} is not in:\n{log}");
    }
    let folder = store.folder.path().display().to_string();
    let words = [TITLE, ORIGIN, "zephyrquartz", "Wilhelmina", folder.as_str()];
    for secret in secrets.iter().chain(&words) {
        assert!(!log.contains(secret), "{secret} is in:\n{log}");
    }
}

/// The lines of the log, among others that a command says on stderr.
pub(super) fn lines(output: &Output) -> String {
    let is_logged = |line: &&str| line.contains("backcast_");
    stderr(output).lines().filter(is_logged).map(|line| format!("{line}\n")).collect()
}

#[test]
fn without_being_asked_nothing_is_logged() {
    let store = store();
    let output = run(&store, &["plan", "goal.toml"]);
    assert!(matches!(output.status.code(), Some(0 | 1)) && lines(&output).is_empty(), "{}", stderr(&output));
    for quiet in ["", " ", "off"] {
        let output = store.command(&["next"]).env("BACKCAST_LOG", quiet).output().expect("runs");
        assert!(lines(&output).is_empty(), "{}", stderr(&output));
    }
}

#[test]
fn the_result_is_the_same_with_a_log_and_the_log_is_elsewhere() {
    let store = store();
    let plain = run(&store, &["plan", "goal.toml", "--json"]);
    let logged = run(&store, &["plan", "goal.toml", "--json", "--log", "trace"]);
    assert_eq!((stdout(&plain), plain.status.code()), (stdout(&logged), logged.status.code()));
    assert!(json(&logged)["milestones"].is_array());
    assert!(lines(&logged).contains("command{name=\"plan\"}: backcast_cli: ended exit="), "{}", stderr(&logged));
    // A log that nobody can write stops nothing.
    #[cfg(target_os = "linux")]
    {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it is always full");
        let output = store.command(&["plan", "goal.toml", "--json", "--log", "trace"]).stderr(full).output();
        let output = output.expect("runs");
        assert_eq!((stdout(&plain), plain.status.code()), (stdout(&output), output.status.code()));
    }
}

#[test]
fn option_and_variable_choose_levels_and_parts() {
    let store = store();
    let logged = |arguments: &[&str], variable: &str| {
        let output = store.command(arguments).env("BACKCAST_LOG", variable).output().expect("runs");
        assert!(output.status.success(), "{}", stderr(&output));
        lines(&output)
    };
    let of_variable = logged(&["goals"], "info");
    let is_info = of_variable.contains(" INFO command{name=\"goals\"}: backcast_cli: ended exit=0")
        && !of_variable.contains("DEBUG");
    assert!(is_info, "{of_variable}");
    let of_part = logged(&["goals"], "store=debug");
    assert!(of_part.contains("opened engine=\"SQLite\"") && !of_part.contains("backcast_cli"), "{of_part}");
    // The option counts before the variable, also before one that is wrong.
    assert!(logged(&["goals", "--log", "off"], "trace").is_empty());
    assert!(logged(&["goals", "--log", "backcast_store=trace,error"], "loud").contains("TRACE"));
}

#[test]
fn commands_with_a_log_of_their_own_are_followed_by_another_name() {
    let store = TestStore::new().with_plan();
    let ended = "command{name=\"done\"}: backcast_cli: ended exit=0";
    let logged = |arguments: &[&str]| {
        let output = store.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        lines(&output)
    };
    let done = logged(&["done", "M1", "--force", "--log", "2h", "--log-level", "info"]);
    assert!(done.contains(ended), "{done}");
    assert!(store.done(&["history"]).contains("2 h"), "its own option keeps its meaning");
    store.done(&["undo"]);
    assert!(logged(&["--log", "info", "done", "M1", "--force", "--log", "2h"]).contains(ended));
    // Everywhere else both names serve, also with nothing behind the verb.
    assert!(logged(&["goals", "--log-level", "info"]).contains("command{name=\"goals\"}"));
    let said = store.refused(&["review", "show", "--log", "--log-level", "loud"], 2, &["the level `loud`"]);
    assert!(said.contains("`--log`"), "{said}");
}

#[test]
fn what_cannot_be_logged_is_a_mistake_in_usage() {
    let store = store();
    let help = ["`--log info`", "store=debug", "error, warn, info, debug, trace", "calendar, command"];
    store.refused(&["goals", "--log", "loud"], 2, &[&["the level `loud`"], &help[..]].concat());
    // Libraries of others are never heard: they say what we do not.
    store.refused(&["goals", "--log", "info,sqlx=trace"], 2, &[&["the part `sqlx`"], &help[..]].concat());
    let output = store.command(&["goals", "--json"]).env("BACKCAST_LOG", "store=loud").output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    let error = &json(&output)["errors"][0];
    assert_eq!(error["code"], "log_unknown");
    assert!(error["message"].as_str().is_some_and(|text| text.contains("the variable BACKCAST_LOG")), "{error}");
}

#[test]
fn goals_are_followed_without_a_word_of_them() {
    let store = store();
    let steps: [(&[&str], &[&str]); 6] = [
        (&["add", "goal.toml"], &["schema step to=", "appended events=1 version=1 documents=1 kept=true"]),
        (&["plan", "zephyr"], &["load", "change:append", "appended events=1 version=2"]),
        (&["approve", "zephyr"], &["command{name=\"approve\"}: backcast_cli: ended exit=0"]),
        (&["note", "M1", "Wobblegong has a cold"], &["command{name=\"note\"}: backcast_cli: ended exit=0"]),
        (&["week"], &["week:work_schedule"]),
        (&["show", "nothing-like-it"], &["ended exit=3 error=\"goal_unknown\""]),
    ];
    for (command, parts) in steps {
        let output = run(&store, &[command, &["--log", "trace"]].concat());
        assert_discreet(&store, &lines(&output), parts, &[]);
    }
}

#[test]
fn the_password_of_a_database_is_not_logged() {
    let store = store();
    let database = "postgres://keeper:hunter2@127.0.0.1:1/goals";
    let output = run(&store, &["goals", "--database", database, "--log", "trace"]);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert!(!stderr(&output).contains("hunter2"), "{}", stderr(&output));
    assert_discreet(&store, &lines(&output), &["error=\"store_unreachable\""], &["keeper", "127.0.0.1", "goals "]);
}

#[test]
fn calendars_are_followed_without_their_addresses_and_passwords() {
    let store = store();
    let server = FeedServer::start();
    // The secret of some feeds is the last part of the path, which is the name
    // where none is given.
    let by_path = server.url.replace("work.ics?key=secret", "MTQ2NjYx.ics?key=tok-9f8e");
    let access = ["--user", "keeper", "--password-env", "FEED_PASSWORD"];
    let secrets = ["tok-9f8e", "MTQ2NjYx", "hunter2", "a2VlcGVyOmh1bnRlcjI=", "keeper", "127.0.0.1", "Evening class"];
    let command = |arguments: &[&str]| {
        let mut command = store.command(arguments);
        command.env("FEED_PASSWORD", "hunter2").env("BACKCAST_LOG", "trace").output().expect("runs")
    };
    let added = command(&[&["calendar", "add", &by_path], &access[..]].concat());
    assert!(added.status.success(), "{}", stderr(&added));
    let parts = [
        "command{name=\"calendar add\"",
        "calendar{name=\"(part of its address)\" role=\"busy\" outcome=\"fetched\" bytes=",
        "request{method=\"GET\" status=200 bytes=",
        "close time.busy=",
    ];
    assert_discreet(&store, &lines(&added), &parts, &secrets);
    command(&[&["calendar", "add", &by_path, "--name", "evenings"], &access[..]].concat());
    let named = "calendar{name=\"evenings\" role=\"busy\" outcome=";
    for (fails, arguments, outcomes) in [
        (false, &["calendar", "free"][..], &["outcome=\"copy\""][..]),
        (false, &["calendar", "fetch"], &["outcome=\"unchanged\"", "status=304"]),
        (true, &["calendar", "fetch"], &["outcome=\"failed\"", "WARN", "error=\"server_failed\"", "status=500"]),
        (false, &["plan", "goal.toml"], &["planning_defaults", "outcome=\"copy\""]),
    ] {
        server.fails.store(fails, std::sync::atomic::Ordering::SeqCst);
        let output = command(arguments);
        assert_discreet(&store, &lines(&output), &[&[named], outcomes].concat(), &secrets);
    }
}

#[test]
fn coding_agents_are_served_with_a_log_beside_the_protocol() {
    let store = store();
    let mut served = store.command(&["mcp", "--log", "trace"]);
    let mut session = Session::over(served.env("BACKCAST_MCP_TOOLS", "all"));
    let created = session.call("plan_create", &value!({ "text": GOAL }));
    assert!(created["isError"] != true, "{created}");
    let asked = session.call("review_next_packet", &value!({ "run": created["structuredContent"]["run"] }));
    assert!(asked["isError"] != true, "{asked}");
    let refused = session.call("goal_status", &value!({ "goal": "Wobblegong" }));
    assert_eq!(refused["isError"], true, "{refused}");
    let log = session.ended();
    let parts = [
        "command{name=\"mcp\"}:tool{name=\"plan_create\"}:",
        "review began run=1 by=\"host\"",
        "tool{name=\"review_next_packet\"}: ",
        "asked run=1 part=\"feasibility\" attempt=1",
        "tool{name=\"goal_status\"}: backcast_mcp::server: answered error=\"goal_unknown\"",
    ];
    assert_discreet(&store, &log, &parts, &[]);
}
