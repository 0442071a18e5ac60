//! Approval belongs to a person: what an agent with a shell gets away with, and
//! what is recorded of it.

use std::process::{Command, Output};

use serde_json::{Value, json};

use super::agent::Session;
use super::terminal::{END, Ran, answered, at_terminal};
use super::test_store::TestStore;
use super::{json, root, stderr, stdout};

/// A store with a proposed plan of the half marathon.
fn proposed() -> TestStore {
    let store = TestStore::new();
    store.done(&["add", root().join("examples/half-marathon.toml").to_str().expect("UTF-8")]);
    store.done(&["plan", "half", "--quiet"]);
    store
}

/// What happened to the goal.
fn events(store: &TestStore) -> Vec<Value> {
    store.json(&["history", "half"])["events"].as_array().expect("events").clone()
}

/// The consent of the last change.
fn consent(store: &TestStore) -> Value {
    events(store).last().expect("an event")["change"]["consent"].clone()
}

/// A command line as an agent runs it: by a shell, in a session without a
/// terminal.
fn without_terminal(store: &TestStore, line: &str) -> Output {
    store.program("setsid").args(["--wait", "sh", "-c", line]).output().expect("the shell runs")
}

#[track_caller]
fn assert_person_needed(output: &Output, parts: &[&str]) {
    assert_eq!(output.status.code(), Some(6), "{}{}", stdout(output), stderr(output));
    for part in [&["a person has to agree", "in a terminal of your own", "--token"], parts].concat() {
        assert!(stderr(output).contains(part), "{part} is not in:\n{}", stderr(output));
    }
}

#[test]
fn nothing_is_decided_without_a_terminal() {
    let store = proposed();
    let before = events(&store);
    for line in [
        "\"$BACKCAST\" approve half </dev/null",
        "yes | \"$BACKCAST\" approve half",
        "nohup \"$BACKCAST\" approve half </dev/null",
        "\"$BACKCAST\" approve half --artifacts plan </dev/null",
        "\"$BACKCAST\" drop half --why enough </dev/null",
        "yes | \"$BACKCAST\" approve half --token",
    ] {
        assert_person_needed(&without_terminal(&store, line), &["half-marathon-"]);
    }
    assert_eq!(events(&store), before);
    assert!(!store.path("plan").exists());
    let output = without_terminal(&store, "\"$BACKCAST\" approve half --json </dev/null");
    assert_eq!(json(&output)["errors"][0]["code"], "person_needed");
}

#[test]
fn a_calibration_is_not_applied_without_a_terminal() {
    let store = TestStore::new().with_plan();
    store.done(&["log", "M1", "4h"]);
    let before = events(&store);
    let line = "yes | \"$BACKCAST\" calibrate half --apply --now 2026-07-05";
    assert_person_needed(&without_terminal(&store, line), &["backcast calibrate half-marathon-"]);
    assert_eq!(events(&store), before);
}

/// A folder with a plan of so many milestones.
fn folder(store: &TestStore, n_milestones: usize) {
    let mut text = store.done(&["edit", "half@1", "--print"]);
    let n_there = text.matches("[[milestone]]").count();
    for number in n_there + 1..=n_milestones {
        text.push_str(&format!(
            "\n[[milestone]]\nname = \"Club evening {number} visited\"\ngoal = \"Company.\"\nhours = 0\n\
             criteria = [\"{number} evenings visited\", \"2 names written down\"]\nafter = [\"M1\"]\n\
             start = 2026-06-{number:02}\ndue = 2026-06-{number:02}\n"
        ));
    }
    std::fs::write(store.path("many.toml"), text).expect("written");
    store.done(&["edit", "half@1", "--from", "many.toml", "--allow-many"]);
    store.done(&["export", "--artifacts", "plan", "half"]);
}

#[test]
fn a_folder_is_not_approved_without_a_terminal_nor_above_ten_milestones_unasked() {
    let store = proposed();
    folder(&store, 12);
    let there = TestStore::new();
    let plan = store.path("plan").display().to_string();
    let line = format!("\"$BACKCAST\" import '{plan}' --approve </dev/null");
    assert_person_needed(&without_terminal(&there, &line), &["backcast import"]);
    assert!(there.json(&["goals"])["goals"].as_array().expect("goals").is_empty(), "nothing was taken over");
    there.refused(&["import", &plan, "--approve"], 1, &["milestones for one goal", "--allow-many"]);
    let asked = answered(there.command(&["import", &plan, "--approve", "--allow-many"]), "y");
    assert!(asked.output.status.success(), "{}", stderr(&asked.output));
    assert!(asked.shown.contains("more than ten milestones"), "{}", asked.shown);
    assert!(there.json(&["goals"]).to_string().contains("\"active\""));
}

#[test]
fn what_is_piped_or_typed_before_the_question_is_no_answer() {
    let store = proposed();
    let before = events(&store);
    let mut piped = store.program("sh");
    piped.args(["-c", "yes | \"$BACKCAST\" approve half"]);
    let typed = at_terminal(store.command(&["approve", "half"]), "y\ny\n", || END.to_owned());
    for Ran { output, shown } in [answered(piped, "n"), typed] {
        assert!(shown.contains("Agree? [y/N] "), "{shown}");
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).contains("nothing was decided"), "{}", stderr(&output));
    }
    assert_eq!(events(&store), before);
}

#[test]
fn there_is_nobody_to_ask_in_the_background_or_where_asking_is_forbidden() {
    let store = proposed();
    let shell = |line: &str| {
        let mut command = store.program("sh");
        command.args(["-c", line]);
        answered(command, "y").output
    };
    assert_person_needed(&shell("set -m; \"$BACKCAST\" approve half & wait $!"), &[]);
    // Standard input is a terminal, and not that of the process.
    assert_person_needed(&shell("setsid --wait \"$BACKCAST\" approve half"), &[]);
    assert_person_needed(&shell("\"$BACKCAST\" approve half --non-interactive"), &[]);
    // A program that reads every key, such as a coding agent, waits for other answers.
    assert_person_needed(&shell("stty raw; \"$BACKCAST\" approve half"), &[]);
    assert_eq!(events(&store).len(), 2);
}

#[test]
fn only_yes_is_yes() {
    let store = proposed();
    for no in ["n", "", "no", "maybe", "yess", END] {
        let ran = answered(store.command(&["approve", "half"]), no);
        assert_eq!(ran.output.status.code(), Some(1), "{no:?}: {}", stderr(&ran.output));
    }
    assert_eq!(events(&store).len(), 2);
    let ran = answered(store.command(&["approve", "half"]), " YES ");
    assert!(ran.output.status.success(), "{}", stderr(&ran.output));
    assert_eq!(consent(&store), json!({ "by": "ann", "door": "terminal", "proof": "answer" }));
    assert!(store.done(&["history"]).contains("approved revision 1 at a terminal"));
    // What was approved before needs nobody.
    let again = without_terminal(&store, "\"$BACKCAST\" approve half </dev/null");
    assert!(stdout(&again).contains("approved already"), "{}{}", stdout(&again), stderr(&again));
}

#[test]
fn the_question_shows_what_is_decided_and_stays_off_standard_output() {
    let store = TestStore::new();
    let text = std::fs::read_to_string(root().join("examples/half-marathon.toml")).expect("an example");
    let title = "title = \"Half\\u001B[2J\\u202E marathon\\n[y/N] y\"";
    let first = text.lines().find(|line| line.starts_with("title")).expect("a title");
    std::fs::write(store.path("goal.toml"), text.replace(first, title)).expect("written");
    let id = store.json(&["add", "goal.toml"])["id"].as_str().expect("an id").to_owned();
    store.done(&["plan", &id, "--quiet"]);
    let plan = store.json(&["show", &id]);
    let ran = answered(store.command(&["approve", &id, "--artifacts", "beside", "--allow-many", "--json"]), "y");
    let hash = json(&ran.output)["hash"].as_str().expect("a hash").to_owned();
    let question = &ran.shown[..ran.shown.find("Agree? [y/N] ").expect("it asked")];
    let n_milestones = plan["plan"]["milestones"].as_array().expect("milestones").len();
    for part in [
        &id,
        &format!("revision 1, {n_milestones} milestones"),
        &format!("verdict   {}", plan["plan"]["feasibility"]["verdict"].as_str().expect("a verdict")),
        "last day",
        &hash[..12],
        "more than ten milestones",
        "files below beside",
    ] {
        assert!(question.contains(part), "{part} is not in:\n{question}");
    }
    assert!(question.chars().all(|c| matches!(c, '\r' | '\n') || !c.is_control()), "{question:?}");
    assert!(!question.contains('\u{202e}'), "{question:?}");
    assert_eq!(question.lines().count(), 8, "{question}");
}

#[test]
fn what_changed_under_the_question_is_not_decided() {
    let store = proposed();
    let edit = store.done(&["edit", "half@1", "--print"]).replace("due = 2026-05-17", "due = 2026-05-20");
    std::fs::write(store.path("edit.toml"), edit).expect("written");
    let ran = at_terminal(store.command(&["approve", "half"]), "", || {
        store.done(&["edit", "half@1", "--from", "edit.toml"]);
        "y\n".into()
    });
    assert_eq!(ran.output.status.code(), Some(4), "{}", stderr(&ran.output));
    assert!(stderr(&ran.output).contains("changed in between"), "{}", stderr(&ran.output));
    assert!(!store.json(&["goals"]).to_string().contains("\"active\""));
}

#[test]
fn a_dry_run_asks_nobody() {
    let store = proposed();
    let output = without_terminal(&store, "\"$BACKCAST\" approve half --dry-run </dev/null");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("a person would be asked"), "{}", stderr(&output));
    assert_eq!(events(&store).len(), 2);
}

#[test]
fn an_answer_where_an_agent_works_proves_nobody() {
    let store = proposed();
    let mut command = store.command(&["approve", "half"]);
    command.env("CLAUDECODE", "1");
    assert!(answered(command, "y").output.status.success());
    assert_eq!(consent(&store), json!({ "by": "ann", "door": "terminal", "proof": "none", "agent": "CLAUDECODE" }));
    for arguments in [&["history"], &["drift"]] {
        let said = store.done(arguments).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("without proof of a person: CLAUDECODE is set"), "{said}");
    }
    let approval = store.json(&["drift"])["approvals"][0].clone();
    assert_eq!((&approval["revision"], &approval["shows_person"]), (&json!(1), &json!(false)));
}

/// A token for what these arguments decide.
fn token(store: &TestStore, arguments: &[&str]) -> String {
    let ran = answered(store.command(&[arguments, &["--token", "--quiet"]].concat()), "y");
    assert!(ran.output.status.success(), "{}", stderr(&ran.output));
    assert!(ran.shown.contains("Make a token"), "{}", ran.shown);
    stdout(&ran.output).trim().to_owned()
}

/// A command without a terminal, with a token in the environment.
fn with_token(store: &TestStore, arguments: &[&str], token: &str) -> Command {
    let mut command = store.program("setsid");
    command.args(["--wait", env!("CARGO_BIN_EXE_backcast")]).args(arguments).env("BACKCAST_APPROVAL_TOKEN", token);
    command
}

#[track_caller]
fn assert_token(store: &TestStore, arguments: &[&str], token: &str, code: i32, word: &str) {
    let output = with_token(store, &[arguments, &["--json"]].concat(), token).output().expect("runs");
    assert_eq!(output.status.code(), Some(code), "{}{}", stdout(&output), stderr(&output));
    assert_eq!(json(&output)["errors"][0]["code"], word);
    assert!(!stdout(&output).contains(token) && !stderr(&output).contains(token));
}

#[test]
fn a_token_decides_once_what_it_was_made_for() {
    let store = proposed();
    let before = events(&store);
    let made = token(&store, &["approve", "half"]);
    assert_eq!(events(&store), before, "a token is no decision");
    assert_token(&store, &["approve", "half"], "backcast-approval-0", 6, "token_unknown");
    assert_token(&store, &["approve", "half", "--allow-many"], &made, 4, "token_other");
    assert_token(&store, &["drop", "half", "--why", "x"], &made, 4, "token_other");
    assert_token(&store, &["approve", "half", "--now", "2199-01-01"], &made, 6, "token_expired");
    let mut command = with_token(&store, &["approve", "half"], &made);
    let output = command.env("BACKCAST_NAME", "robot").output().expect("runs");
    assert!(output.status.success(), "{}", stderr(&output));
    let event = events(&store).last().expect("an event").clone();
    assert_eq!(event["by"], "robot");
    assert_eq!(event["change"]["consent"], json!({ "by": "ann", "door": "token", "proof": "answer" }));
    assert!(store.done(&["history"]).contains("by a token of ann"));
    store.done(&["undo", "half", "--force"]);
    assert_token(&store, &["approve", "half"], &made, 4, "token_used");
    // Nor is it written down anywhere.
    for file in ["data/goals.db", "data/goals.db-wal"] {
        let bytes = std::fs::read(store.path(file)).unwrap_or_default();
        assert!(!bytes.windows(made.len()).any(|part| part == made.as_bytes()), "{file}");
    }
}

#[test]
fn a_token_for_a_plan_is_none_for_the_next_one() {
    let store = proposed();
    let made = token(&store, &["approve", "half"]);
    let edit = store.done(&["edit", "half@1", "--print"]).replace("due = 2026-05-17", "due = 2026-05-20");
    std::fs::write(store.path("edit.toml"), edit).expect("written");
    store.done(&["edit", "half@1", "--from", "edit.toml"]);
    assert_token(&store, &["approve", "half"], &made, 4, "token_other");
    assert_token(&store, &["approve", "half@1"], &made, 1, "not_proposed");
}

#[test]
fn of_two_uses_at_once_one_counts() {
    let store = proposed();
    let made = token(&store, &["approve", "half"]);
    let start = || with_token(&store, &["approve", "half", "--quiet"], &made).spawn().expect("starts");
    let running: Vec<_> = (0..4).map(|_| start()).collect();
    let codes: Vec<_> =
        running.into_iter().map(|child| child.wait_with_output().expect("ends").status.code()).collect();
    // Whoever comes after the approval finds it approved.
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 4))) && codes.contains(&Some(0)), "{codes:?}");
    let approvals = events(&store).iter().filter(|event| event["change"]["kind"] == "approved").count();
    assert_eq!(approvals, 1);
}

#[test]
fn tokens_serve_every_decision() {
    let store = TestStore::new().with_plan();
    store.done(&["log", "M1", "4h"]);
    let calibrate = ["calibrate", "half", "--apply", "--now", "2026-07-05"];
    let made = token(&store, &calibrate);
    with_token(&store, &calibrate, &made).output().expect("runs");
    assert_eq!(consent(&store)["door"], "token");
    let document = answered(store.command(&["drop", "half", "--why", "x", "--token", "--json"]), "y");
    let document = json(&document.output);
    assert_eq!((document["what"].as_str(), document["revision"].as_u64()), (Some("drop"), Some(2)));
    let made = document["token"].as_str().expect("a token");
    let output = with_token(&store, &["drop", "half", "--why", "y"], made).output().expect("runs");
    assert_eq!(output.status.code(), Some(4), "another reason: {}", stderr(&output));
    let output = with_token(&store, &["drop", "half", "--why", "x"], made).output().expect("runs");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(store.json(&["goals", "--all"]).to_string().contains("\"dropped\""));
    store.refused(&["calibrate", "half", "--token"], 2, &["--apply"]);
    store.refused(&["approve", "half", "--token", "--token-lasts", "25h"], 2, &["at most 24h"]);
}

/// What a tool answered, as text.
fn text(result: &Value) -> String {
    result["content"][0]["text"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn an_agent_that_starts_its_own_server_finds_no_code_in_its_log() {
    let store = proposed();
    let id = store.json(&["goals"])["goals"][0]["id"].as_str().expect("an id").to_owned();
    let mut session = Session::begin(&store, "all");
    let approval = json!({ "goal": "half", "revision": 1 });
    for (tool, arguments, command) in [
        ("plan_approve", approval.clone(), format!("`backcast approve {id}@1`")),
        ("plan_reject", json!({ "goal": "half", "revision": 1, "why": "x" }), format!("`backcast reject {id}@1")),
        ("goal_drop", json!({ "goal": "half", "why": "x" }), format!("`backcast drop {id}")),
    ] {
        let refused = session.call(tool, &arguments);
        assert!(refused["isError"] == true && text(&refused).contains("person_needed"), "{refused}");
        assert!(text(&refused).contains(&command), "{refused}");
    }
    let guessed = session.call("plan_approve", &json!({ "goal": "half", "revision": 1, "token": "AAAAAAAA" }));
    assert!(text(&guessed).contains("token_unknown"), "{guessed}");
    let made = token(&store, &["approve", "half"]);
    let approved = session.call("plan_approve", &json!({ "goal": "half", "revision": 1, "token": made }));
    assert_eq!(approved["structuredContent"]["done"], "approved", "{approved}");
    assert_eq!(consent(&store)["door"], "token");
    assert_eq!(session.ended(), "", "there is nothing to read");
}

#[test]
fn a_client_that_answers_by_itself_is_recorded_as_a_client() {
    let store = proposed();
    let mut command = store.command(&["mcp"]);
    command.env("BACKCAST_MCP_TOOLS", "all");
    let mut session = Session::of_client(&mut command, &json!({ "elicitation": {} }));
    let approval = json!({ "goal": "half", "revision": 1, "allow_many": true, "artifacts": "" });
    session.elicited = json!({ "action": "decline" });
    assert!(text(&session.call("plan_approve", &approval)).contains("declined"));
    session.elicited = json!({ "action": "accept", "content": { "agree": false } });
    assert!(text(&session.call("plan_approve", &approval)).contains("declined"));
    assert_eq!(events(&store).len(), 2);
    session.elicited = json!({ "action": "accept", "content": { "agree": true } });
    let approved = session.call("plan_approve", &approval);
    assert_eq!(approved["structuredContent"]["done"], "approved", "{approved}");
    let mut questions = session.heard.iter().filter(|message| message["method"] == "elicitation/create");
    let question = questions.next_back().expect("it asked")["params"]["message"].as_str().expect("text").to_owned();
    for part in
        ["Half marathon", "revision 1, 8 milestones", "verdict", "last day", "hash", "more than ten", "files below"]
    {
        assert!(question.contains(part), "{part} is not in:\n{question}");
    }
    let approvals = store.json(&["drift"])["approvals"].clone();
    let client = json!({ "by": "ann", "door": "client", "proof": "word", "client": { "name": "t", "version": "1" } });
    assert_eq!((&approvals[0]["consent"], &approvals[0]["shows_person"]), (&client, &json!(false)));
    for arguments in [&["history"], &["drift"]] {
        let said = store.done(arguments).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("over t 1, without proof of a person"), "{said}");
    }
}

#[test]
fn a_rejected_plan_is_proposed_anew() {
    let store = proposed();
    store.done(&["reject", "half", "--why", "not yet"]);
    store.refused(&["approve", "half"], 1, &["no plan"]);
    store.done(&["plan", "half", "--quiet"]);
    store.done(&["approve", "half"]);
    assert_eq!(store.json(&["show", "half"])["revision"], 2);
}
