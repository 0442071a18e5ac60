//! Coding agents: skills that come and go, and whole reviews over the Model
//! Context Protocol by the official clients.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use super::test_store::TestStore;
use super::{root, stderr, stdout};

#[test]
fn skills_come_and_go_and_what_the_user_wrote_stays() {
    let store = TestStore::new();
    let own = "# Rules of ours\n\nUse tabs.";
    std::fs::write(store.path("AGENTS.md"), own).expect("written");
    assert_eq!(store.run(&["agent", "install", "claude", "--check"]).status.code(), Some(1));
    store.done(&["agent", "install", "claude"]);
    store.done(&["agent", "install", "claude", "--check"]);
    let skill = store.path(".claude/skills/backcast-plan/SKILL.md");
    assert!(std::fs::read_to_string(&skill).expect("written").contains("backcast review packet RUN PART"));
    let with = std::fs::read_to_string(store.path("AGENTS.md")).expect("text");
    assert!(with.starts_with(own) && with.contains("<!-- backcast:begin"));
    // A second agent shares what is shared; taking one away leaves it the other.
    store.done(&["agent", "install", "codex"]);
    store.done(&["agent", "install", "claude", "--remove"]);
    assert!(!skill.exists() && store.path(".agents/skills/backcast-plan/SKILL.md").exists());
    // What somebody changed is neither replaced nor taken away unasked.
    let changed = store.path(".codex/skills/backcast-track/SKILL.md");
    std::fs::write(&changed, "mine").expect("written");
    assert_eq!(store.run(&["agent", "install", "codex"]).status.code(), Some(1));
    assert_eq!(store.run(&["agent", "install", "codex", "--remove"]).status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&changed).expect("kept"), "mine");
    store.done(&["agent", "install", "codex", "--remove", "--force"]);
    assert_eq!(std::fs::read_to_string(store.path("AGENTS.md")).expect("text"), own);
    for folder in [".agents", ".claude", ".codex"] {
        assert!(!store.path(folder).exists(), "{folder} is left");
    }
    assert!(store.done(&["agent", "install", "all", "--print"]).contains(".opencode/skill/backcast-plan/SKILL.md"));
}

#[test]
#[cfg(unix)]
fn skills_follow_no_link_out_of_the_project() {
    use std::os::unix::fs::symlink;
    let (store, elsewhere) = (TestStore::new(), tempfile::tempdir().expect("a folder"));
    let private = elsewhere.path().join("private.md");
    std::fs::write(&private, "private").expect("written");
    symlink(elsewhere.path(), store.path(".claude")).expect("linked");
    store.refused(&["agent", "install", "claude"], 3, &[".claude is a link"]);
    symlink(&private, store.path("AGENTS.md")).expect("linked");
    store.refused(&["agent", "install", "codex"], 3, &["AGENTS.md is a link"]);
    store.refused(&["agent", "install", "codex", "--remove"], 3, &["AGENTS.md is a link"]);
    assert_eq!(std::fs::read_to_string(&private).expect("there"), "private");
    assert_eq!(std::fs::read_dir(elsewhere.path()).expect("listed").count(), 1);
    std::fs::create_dir(store.path("work")).expect("made");
    symlink(elsewhere.path().join("new"), store.path("work/.backcast")).expect("linked");
    store.refused(&["-C", "work", "init", "--project"], 3, &[".backcast is a link"]);
}

#[test]
fn every_command_of_the_skills_exists() {
    let store = TestStore::new();
    for name in ["plan", "track"] {
        let text = std::fs::read_to_string(root().join(format!("crates/app/src/agent_kit/{name}.md"))).expect("text");
        let mut n_commands = 0;
        for command in text.split('`').filter(|part| part.starts_with("backcast ") && !part.contains('\n')) {
            let words: Vec<&str> = command
                .split_whitespace()
                .skip(1)
                .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase()))
                .collect();
            let help = store.run(&[&words[..], &["--help"]].concat());
            assert!(help.status.success(), "{command}: {}", stderr(&help));
            for option in command.split_whitespace().filter(|word| word.starts_with("--")) {
                assert!(stdout(&help).contains(option), "{command}: there is no {option}");
            }
            n_commands += 1;
        }
        assert!(n_commands > 5, "{name} names commands");
    }
}

/// A client that speaks the protocol line by line.
pub(super) struct Session {
    child: std::process::Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    number: u64,
    /// What came beside answers.
    pub(super) heard: Vec<Value>,
    /// What the client answers where its user is asked, without asking them.
    pub(super) elicited: Value,
}

impl Session {
    pub(super) fn begin(store: &TestStore, tier: &str) -> Self {
        Session::over(store.command(&["mcp"]).env("BACKCAST_MCP_TOOLS", tier))
    }

    /// A session with a server that this command starts.
    pub(super) fn over(command: &mut Command) -> Self {
        Session::of_client(command, &json!({}))
    }

    /// A session of a client that can do this.
    pub(super) fn of_client(command: &mut Command, capabilities: &Value) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut session = Session { child, lines, number: 0, heard: Vec::new(), elicited: Value::Null };
        let client = json!({ "name": "t", "version": "1" });
        let info = json!({ "protocolVersion": "2025-11-25", "capabilities": capabilities, "clientInfo": client });
        let answer = session.ask("initialize", &info);
        assert_eq!(answer["result"]["protocolVersion"], "2025-11-25");
        assert_eq!(answer["result"]["serverInfo"]["name"], "backcast");
        session.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        session
    }

    fn send(&mut self, message: &Value) {
        let stdin = self.child.stdin.as_mut().expect("a pipe");
        writeln!(stdin, "{message}").expect("the server reads");
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.number += 1;
        let id = self.number;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let line = self.lines.next().expect("the server answers").expect("text");
            let answer: Value = serde_json::from_str(&line).expect("nothing but the protocol on standard output");
            if answer["method"] == "elicitation/create" {
                let result = self.elicited.clone();
                self.send(&json!({ "jsonrpc": "2.0", "id": answer["id"], "result": result }));
            } else if answer["id"] == id {
                return answer;
            }
            self.heard.push(answer);
        }
    }

    pub(super) fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        self.ask("tools/call", &json!({ "name": tool, "arguments": arguments }))["result"].clone()
    }

    /// Ends the session, and returns what the server said on standard error.
    pub(super) fn ended(mut self) -> String {
        drop(self.child.stdin.take());
        std::io::read_to_string(self.child.stderr.take().expect("a pipe")).expect("text")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

#[test]
fn tools_are_few_at_the_core_and_say_what_they_do() {
    let store = TestStore::new();
    let mut sizes = Vec::new();
    for (tier, n_tools) in [("core", 7), ("standard", 14), ("all", 27)] {
        let answer = Session::begin(&store, tier).ask("tools/list", &json!({}));
        let tools = answer["result"]["tools"].as_array().expect("tools").clone();
        assert_eq!(tools.len(), n_tools, "{tier}");
        sizes.push(answer["result"]["tools"].to_string().len());
        for tool in &tools {
            for key in ["description", "inputSchema", "outputSchema", "annotations"] {
                assert!(!tool[key].is_null(), "{} lacks {key}", tool["name"]);
            }
        }
        let approves = tools.iter().find(|tool| tool["name"] == "plan_approve");
        assert!(approves.is_none_or(|tool| tool["annotations"]["destructiveHint"] == true));
    }
    // No tokenizer counts fewer than three bytes of JSON a token on average.
    assert!(sizes[0] / 3 < 4000, "{sizes:?} bytes");
    let output = store.command(&["mcp"]).env("BACKCAST_MCP_TOOLS", "many").output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn wrong_calls_are_answered_with_the_way_out() {
    let store = TestStore::new();
    let mut session = Session::begin(&store, "core");
    let text = |result: &Value| result["content"][0]["text"].as_str().unwrap_or_default().to_owned();
    let wrong = session.call("goal_anchor", &json!({}));
    assert!(wrong["isError"] == true && text(&wrong).contains("neither text nor goal"), "{wrong}");
    let wrong = session.call("review_submit", &json!({ "run": "x" }));
    assert!(text(&wrong).contains("missing field") && text(&wrong).contains("input schema"), "{wrong}");
    let wrong = session.call("review_next_packet", &json!({ "run": "nothing" }));
    assert!(text(&wrong).contains("there is no goal `nothing`"), "{wrong}");
    let small = session.call("plan_create", &json!({ "text": "title = 'Typo'\ndestination = 'Fix the typo; one line.'\ndeadline = 2026-05-14\nhours_per_week = 2\n" }));
    assert!(text(&small).contains("just do it") && small["structuredContent"]["run"].is_null(), "{small}");
    let broken = session.call("plan_create", &json!({ "text": "title = " }));
    assert!(broken["isError"] == true && text(&broken).contains("line 1: "), "{broken}");
    for (deadline, way_out) in [("03/04/2027", "YYYY-MM-DD"), ("May 2, 2026", "a day to come")] {
        let brief = format!("**Goal:** Move the archive\n**Constraints:**\n- Deadline: {deadline}\n");
        let wrong = session.call("plan_create", &json!({ "text": brief }));
        assert!(wrong["isError"] == true && text(&wrong).contains(way_out), "{wrong}");
    }
    // Who wants to know how far it is hears so.
    let asked = json!({ "name": "milestone_next", "arguments": {}, "_meta": { "progressToken": "p" } });
    session.ask("tools/call", &asked);
    let heard = session.heard.iter().filter(|message| message["method"] == "notifications/progress").count();
    assert_eq!(heard, 2, "{:?}", session.heard);
    // Tools of other tiers are not there, and unknown resources neither.
    assert!(session.ask("tools/call", &json!({ "name": "plan_approve", "arguments": {} }))["error"].is_object());
    assert!(session.ask("resources/read", &json!({ "uri": "backcast://goal/none" }))["error"].is_object());
    let templates = session.ask("resources/templates/list", &json!({}));
    assert_eq!(templates["result"]["resourceTemplates"].as_array().map(Vec::len), Some(6));
    let prompt = session.ask("prompts/get", &json!({ "name": "anchor", "arguments": { "goal": "a book" } }));
    assert!(prompt["result"]["messages"][0]["content"]["text"].as_str().is_some_and(|text| text.contains("a book")));
}

#[test]
fn ticks_of_agents_carry_what_shows_them() {
    let store = TestStore::new().with_plan();
    let mut session = Session::begin(&store, "all");
    let hash = "0123456789ABCDEF".repeat(4);
    let evidence = json!({ "text": "ran twice", "command": "make race", "exit_code": 0, "hash": hash });
    let ticked =
        session.call("milestone_tick", &json!({ "milestone": "M1", "criteria": [1, "c2"], "evidence": evidence }));
    assert!(
        ticked["content"][0]["text"].as_str().is_some_and(|text| text.ends_with("/M1: criteria ticked")),
        "{ticked}"
    );
    let listed = store.json(&["tick", "M1"])["criteria"].clone();
    let listed = listed.as_array().expect("a list");
    let recorded = json!({ "text": "ran twice", "command": "make race", "exit_code": 0, "hash": hash.to_lowercase() });
    assert!(listed[..2].iter().all(|one| one["ticked"] == true && one["evidence"] == recorded), "{listed:?}");
    assert!(listed[2..].iter().all(|one| one["ticked"] == false), "{listed:?}");
    // What shows nothing is none, and what is recorded already stays.
    let empty = json!({ "milestone": "M1", "criteria": ["c1", 3], "evidence": { "text": " " } });
    assert!(session.call("milestone_tick", &empty)["isError"] == false);
    let listed = store.json(&["tick", "M1"])["criteria"].clone();
    assert_eq!((&listed[0]["evidence"], &listed[2]["ticked"]), (&recorded, &json!(true)));
    assert!(listed[2]["evidence"].is_null(), "{listed}");
    for (wrong, way_out) in [
        (json!({ "milestone": "M1", "criteria": [1], "evidence": { "hash": "abc" } }), "64 hex digits"),
        (json!({ "milestone": "M1", "criteria": ["two"] }), "its id as in"),
        (json!({ "milestone": "M1", "criteria": [-1] }), "the number of a criterion"),
    ] {
        let refused = session.call("milestone_tick", &wrong);
        let text = refused["content"][0]["text"].as_str().unwrap_or_default();
        assert!(refused["isError"] == true && text.contains(way_out), "{refused}");
    }
}

/// Where the Python client is; nothing where no such place is named.
fn python() -> Option<PathBuf> {
    let found = std::env::var_os("BACKCAST_CALENDAR_PEERS").map(|folder| PathBuf::from(folder).join("python"));
    if found.is_none() {
        println!(
            "SKIPPED: BACKCAST_CALENDAR_PEERS names no folder with the Python client (`cargo xtask test` makes one)"
        );
    }
    found
}

/// Lets a client of others drive a whole review, and reads what it saw.
fn driven(store: &TestStore, tier: &str, program: &Path, arguments: &[&str]) -> Value {
    // The environment of the command, for a program that starts it.
    let prepared = store.command(&[]);
    let mut client = Command::new(program);
    client.args(arguments).current_dir(store.folder.path()).env("BACKCAST_MCP_TOOLS", tier);
    for (name, value) in prepared.get_envs() {
        match value {
            Some(value) => client.env(name, value),
            None => client.env_remove(name),
        };
    }
    let output: Output = client.output().expect("the client runs");
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stdout(&output)))
}

#[test]
fn the_python_client_drives_a_review_in_both_protocols() {
    let Some(python) = python() else { return };
    let script = root().join("crates/cli/tests/peers/drive_mcp.py");
    for mode in ["legacy", "2026-07-28"] {
        let store = TestStore::new();
        let arguments = [script.to_str().expect("UTF-8"), env!("CARGO_BIN_EXE_backcast"), mode];
        let seen = driven(&store, "standard", &python, &arguments);
        assert_eq!((seen["anchored"].as_str(), seen["verbatim"].as_bool()), (Some("plannable"), Some(true)), "{mode}");
        assert_eq!(seen["refused"], json!(["these findings have no answer: F1"]));
        assert_eq!((seen["revision"].as_u64(), seen["approved"].as_str()), (Some(1), Some("approved")));
        assert_eq!(seen["asked"].as_array().map(Vec::len), Some(1), "the user was asked");
        let goal = seen["proposal"]["goal"].as_str().expect("a goal");
        assert!(store.path(&format!("docs/engineering-discipline/harness/{goal}/state.md")).exists());
        assert!(store.json(&["goals"]).to_string().contains("\"active\""));
    }
}

#[test]
fn the_javascript_client_drives_one_and_cannot_approve_alone() {
    if std::env::var_os("BACKCAST_NODE_MODULES").is_none() {
        println!("SKIPPED: BACKCAST_NODE_MODULES names no folder with the client (`cargo xtask test` makes one)");
        return;
    };
    let store = TestStore::new();
    let script = root().join("crates/cli/tests/peers/drive_mcp.mjs");

    let arguments = [script.to_str().expect("UTF-8"), env!("CARGO_BIN_EXE_backcast")];
    let seen = driven(&store, "all", Path::new("node"), &arguments);
    let goal = seen["goal"].as_str().expect("a goal");
    let command = format!("`backcast approve {goal}@1`");
    assert!(seen["first"].as_str().is_some_and(|text| text.contains(&command)), "{seen}");
    assert_eq!(
        (seen["guessed"].as_bool(), seen["log"].as_str()),
        (Some(true), Some("")),
        "nothing to read a code from"
    );
    assert!(!store.json(&["history"]).to_string().contains("approved"));
}
