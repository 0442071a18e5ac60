//! Coding agents: skills that come and go, and whole reviews over the Model
//! Context Protocol by the official clients.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use super::kept::Kept;
use super::{root, stderr, stdout};

#[test]
fn skills_come_and_go_and_what_the_user_wrote_stays() {
    let kept = Kept::new();
    let own = "# Rules of ours\n\nUse tabs.";
    std::fs::write(kept.path("AGENTS.md"), own).expect("written");
    assert_eq!(kept.run(&["agent", "install", "claude", "--check"]).status.code(), Some(1));
    kept.done(&["agent", "install", "claude"]);
    kept.done(&["agent", "install", "claude", "--check"]);
    let skill = kept.path(".claude/skills/backcast-plan/SKILL.md");
    assert!(std::fs::read_to_string(&skill).expect("written").contains("backcast review packet RUN PART"));
    let with = std::fs::read_to_string(kept.path("AGENTS.md")).expect("text");
    assert!(with.starts_with(own) && with.contains("<!-- backcast:begin"));
    // A second agent shares what is shared; taking one away leaves it the other.
    kept.done(&["agent", "install", "codex"]);
    kept.done(&["agent", "install", "claude", "--remove"]);
    assert!(!skill.exists() && kept.path(".agents/skills/backcast-plan/SKILL.md").exists());
    // What somebody changed is neither replaced nor taken away unasked.
    let changed = kept.path(".codex/skills/backcast-track/SKILL.md");
    std::fs::write(&changed, "mine").expect("written");
    assert_eq!(kept.run(&["agent", "install", "codex"]).status.code(), Some(1));
    assert_eq!(kept.run(&["agent", "install", "codex", "--remove"]).status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&changed).expect("kept"), "mine");
    kept.done(&["agent", "install", "codex", "--remove", "--force"]);
    assert_eq!(std::fs::read_to_string(kept.path("AGENTS.md")).expect("text"), own);
    for folder in [".agents", ".claude", ".codex"] {
        assert!(!kept.path(folder).exists(), "{folder} is left");
    }
    assert!(kept.done(&["agent", "install", "all", "--print"]).contains(".opencode/skill/backcast-plan/SKILL.md"));
}

#[test]
fn every_command_of_the_skills_exists() {
    let kept = Kept::new();
    for name in ["plan", "track"] {
        let text = std::fs::read_to_string(root().join(format!("crates/app/src/agent_kit/{name}.md"))).expect("text");
        let mut n_commands = 0;
        for command in text.split('`').filter(|part| part.starts_with("backcast ") && !part.contains('\n')) {
            let words: Vec<&str> = command
                .split_whitespace()
                .skip(1)
                .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase()))
                .collect();
            let help = kept.run(&[&words[..], &["--help"]].concat());
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
    heard: Vec<Value>,
}

impl Session {
    pub(super) fn begin(kept: &Kept, tier: &str) -> Self {
        Session::over(kept.command(&["mcp"]).env("BACKCAST_MCP_TOOLS", tier))
    }

    /// A session with a server that this command starts.
    pub(super) fn over(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut session = Session { child, lines, number: 0, heard: Vec::new() };
        let info = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } });
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
            if answer["id"] == id {
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
    let kept = Kept::new();
    let mut sizes = Vec::new();
    for (tier, n_tools) in [("core", 7), ("standard", 14), ("all", 27)] {
        let answer = Session::begin(&kept, tier).ask("tools/list", &json!({}));
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
    let output = kept.command(&["mcp"]).env("BACKCAST_MCP_TOOLS", "many").output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn wrong_calls_are_answered_with_the_way_out() {
    let kept = Kept::new();
    let mut session = Session::begin(&kept, "core");
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
fn driven(kept: &Kept, tier: &str, program: &Path, arguments: &[&str]) -> Value {
    // The environment of the command, for a program that starts it.
    let prepared = kept.command(&[]);
    let mut client = Command::new(program);
    client.args(arguments).current_dir(kept.folder.path()).env("BACKCAST_MCP_TOOLS", tier);
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
        let kept = Kept::new();
        let arguments = [script.to_str().expect("UTF-8"), env!("CARGO_BIN_EXE_backcast"), mode];
        let seen = driven(&kept, "standard", &python, &arguments);
        assert_eq!((seen["anchored"].as_str(), seen["verbatim"].as_bool()), (Some("plannable"), Some(true)), "{mode}");
        assert_eq!(seen["refused"], json!(["these findings have no answer: F1"]));
        assert_eq!((seen["revision"].as_u64(), seen["approved"].as_str()), (Some(1), Some("approved")));
        assert_eq!(seen["asked"].as_array().map(Vec::len), Some(1), "the user was asked");
        let goal = seen["proposal"]["goal"].as_str().expect("a goal");
        assert!(kept.path(&format!("docs/engineering-discipline/harness/{goal}/state.md")).exists());
        assert!(kept.json(&["goals"]).to_string().contains("\"active\""));
    }
}

#[test]
fn the_javascript_client_drives_one_and_cannot_approve_alone() {
    if std::env::var_os("BACKCAST_NODE_MODULES").is_none() {
        println!("SKIPPED: BACKCAST_NODE_MODULES names no folder with the client (`cargo xtask test` makes one)");
        return;
    };
    let kept = Kept::new();
    let script = root().join("crates/cli/tests/peers/drive_mcp.mjs");

    let arguments = [script.to_str().expect("UTF-8"), env!("CARGO_BIN_EXE_backcast")];
    let seen = driven(&kept, "all", Path::new("node"), &arguments);
    assert!(seen["first"].as_str().is_some_and(|text| text.contains("The user has to agree")), "{seen}");
    assert_eq!((seen["guessed"].as_bool(), seen["seen_by_agent"].as_bool()), (Some(true), Some(false)));
    assert_eq!((seen["approved"].as_str(), seen["again"].as_bool()), (Some("approved"), Some(true)));
}
