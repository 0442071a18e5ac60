//! The commands beside planning.

use std::fs;

use super::{backcast, json, root, stderr, stdout};

#[test]
fn init_writes_a_file_that_can_be_planned_and_never_replaces_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("goal.toml");
    let path = path.to_str().expect("UTF-8");
    assert!(backcast(&["init", path]).status.success());
    let again = backcast(&["init", path]);
    assert_eq!(again.status.code(), Some(3));
    assert!(stderr(&again).contains("--force"));
    assert!(backcast(&["init", path, "--force"]).status.success());
    let planned = backcast(&["plan", path, "--assume", "--json"]);
    assert!(json(&planned)["assumptions"].as_array().is_some_and(|list| !list.is_empty()));
}

#[test]
fn library_is_listed_shown_and_linted() {
    let list = json(&backcast(&["playbook", "list", "--json"]));
    assert!(list["playbooks"].as_array().expect("a list").len() >= 15);
    assert!(list["aspects"].as_array().expect("a list").len() >= 15);
    assert!(stdout(&backcast(&["playbook", "show", "nonfiction-book"])).contains("Research finished"));
    assert!(stdout(&backcast(&["playbook", "show", "security-review"])).contains("Joins when"));
    assert_eq!(backcast(&["playbook", "show", "no-such"]).status.code(), Some(3));
    for folder in ["playbooks", "playbooks/aspects"] {
        let output = backcast(&["playbook", "lint", folder]);
        assert!(output.status.success(), "{}", stdout(&output));
    }
}

#[test]
fn own_playbook_is_used_and_a_broken_one_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("playbooks");
    let run = |arguments: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_backcast"))
            .args(arguments)
            .current_dir(root())
            .env("BACKCAST_PLAYBOOKS", &own)
            .output()
            .expect("the binary runs")
    };
    assert!(run(&["playbook", "new", "newsletter"]).status.success());
    assert!(run(&["playbook", "lint", own.to_str().expect("UTF-8")]).status.success());
    let goal = folder.path().join("goal.toml");
    let text = "title = 'A newsletter'\ndestination = '20 issues of my newsletter sent, 300 subscribers'\norigin = 'Nothing yet'\ntoday = 2026-01-05\ndeadline = 2026-10-01\nhours_per_week = 5\n";
    fs::write(&goal, text).expect("written");
    let plan = json(&run(&["plan", goal.to_str().expect("UTF-8"), "--json"]));
    assert_eq!(plan["sources"][0]["id"], "newsletter");
    fs::write(own.join("broken.toml"), "schema = 'backcast.playbook/1'\nid = 3\n").expect("written");
    let output = run(&["plan", goal.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("broken"), "{}", stderr(&output));
}

#[test]
fn audit_names_the_loop_and_says_no() {
    let output = backcast(&["audit", "tests/scenarios/errors/dependency_loop.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("`M2` → `M3` → `M4` → `M2`"));
    let output = backcast(&["audit", "examples/cookbook.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn completions_and_version() {
    assert!(stdout(&backcast(&["completions", "bash"])).contains("backcast"));
    assert!(stdout(&backcast(&["--version"])).starts_with("backcast "));
}
