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
    assert!(list["playbooks"].as_array().expect("a list").len() >= 70);
    assert!(list["aspects"].as_array().expect("a list").len() >= 50);
    assert!(stdout(&backcast(&["playbook", "show", "nonfiction-book"])).contains("Research finished"));
    assert!(stdout(&backcast(&["playbook", "show", "security-review"])).contains("Joins when"));
    assert_eq!(backcast(&["playbook", "show", "no-such"]).status.code(), Some(3));
    for path in ["playbooks", "playbooks/aspects", "playbooks/revenue-target.toml"] {
        let output = backcast(&["playbook", "lint", path]);
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
    let output = run(&["playbook", "lint", own.join("broken.toml").to_str().expect("UTF-8")]);
    assert!(!output.status.success());
    assert!(stdout(&output).contains("1 file,"), "{}", stdout(&output));
}

/// Runs the binary with an empty folder for the user's own playbooks.
fn with_own(own: &std::path::Path, arguments: &[&str]) -> std::process::Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_backcast"))
        .args(arguments)
        .current_dir(root())
        .env("BACKCAST_PLAYBOOKS", own)
        .output()
        .expect("the binary runs")
}

#[test]
fn a_walked_plan_becomes_a_playbook_that_wins() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("own");
    let plan = folder.path().join("plan.json");
    let plan = plan.to_str().expect("UTF-8");
    assert!(backcast(&["plan", "examples/half-marathon.toml", "--out", plan]).status.success());
    let progress = folder.path().join("progress.toml");
    fs::write(&progress, "as_of = 2026-06-30\n[[done]]\nid = 'M1'\non = 2026-05-20\nhours_spent = 9.5\n")
        .expect("written");
    let progress = progress.to_str().expect("UTF-8");
    let learned = with_own(&own, &["playbook", "from-plan", plan, "--id", "my-half", "--progress", progress]);
    assert!(learned.status.success(), "{}", stderr(&learned));
    assert!(stderr(&learned).contains("1 of 8 milestones"), "{}", stderr(&learned));
    let again = with_own(&own, &["playbook", "from-plan", plan, "--id", "my-half"]);
    assert_eq!(again.status.code(), Some(3));
    assert!(stderr(&again).contains("--force"));
    let lint = with_own(&own, &["playbook", "lint", own.to_str().expect("UTF-8")]);
    assert!(lint.status.success(), "{}", stdout(&lint));
    let planned = json(&with_own(&own, &["plan", "examples/half-marathon.toml", "--json"]));
    assert_eq!(planned["sources"][0]["id"], "my-half");
    assert_eq!(planned["milestones"][0]["effort_hours"], 9.5);
    let broken = with_own(&own, &["playbook", "from-plan", "examples/half-marathon.toml"]);
    assert_eq!(broken.status.code(), Some(3));
}

#[test]
fn texts_can_be_reworded_and_nothing_else_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path();
    let texts = stdout(&backcast(&["playbook", "texts", "half-marathon"]));
    assert!(texts.contains("\"milestone.entry.name\""), "{texts}");
    let file = "schema = 'backcast.texts/1'\nof = 'half-marathon'\n[texts]\n'milestone.taper.name' = 'Beine hoch'\n";
    fs::write(own.join("texts.toml"), file).expect("written");
    let plain = json(&backcast(&["plan", "examples/half-marathon.toml", "--json"]));
    let reworded = json(&with_own(own, &["plan", "examples/half-marathon.toml", "--json"]));
    let column = |plan: &serde_json::Value, key: &str| -> Vec<serde_json::Value> {
        plan["milestones"].as_array().expect("a list").iter().map(|milestone| milestone[key].clone()).collect()
    };
    assert!(column(&reworded, "name").contains(&"Beine hoch".into()));
    for key in ["id", "due", "effort_hours", "depends_on", "success_criteria"] {
        assert_eq!(column(&plain, key), column(&reworded, key), "{key}");
    }
    fs::write(own.join("texts.toml"), file.replace("taper", "nowhere")).expect("written");
    let output = with_own(own, &["plan", "examples/half-marathon.toml"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("milestone.nowhere.name"), "{}", stderr(&output));
}

#[test]
fn the_playbook_can_be_stated() {
    let plan = json(&backcast(&["plan", "examples/half-marathon.toml", "--json", "--playbook", "marathon"]));
    assert_eq!(
        (&plan["sources"][0]["id"], &plan["sources"][0]["why"]),
        (&"marathon".into(), &"stated in the goal file".into())
    );
    let refused = backcast(&["plan", "examples/half-marathon.toml", "--playbook", "marathn"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(stderr(&refused).contains("there is no playbook `marathn`"), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("backcast playbook list"), "{}", stderr(&refused));
}

#[test]
fn without_a_playbook_its_genre_leads_and_says_so() {
    let output = backcast(&["plan", "examples/half-marathon.toml", "--json", "--without", "half-marathon"]);
    let plan = json(&output);
    assert_eq!(plan["anchor"][0]["confidence"], "medium");
    assert_eq!(plan["sources"][0]["basis"], "genre");
    assert!(plan["assumptions"][0].as_str().is_some_and(|text| text.contains("knows little")), "{plan:#}");
    for (id, says) in [("no-such", "no playbook"), ("generic-skill", "generic")] {
        let refused = backcast(&["plan", "examples/half-marathon.toml", "--without", id]);
        assert_eq!(refused.status.code(), Some(3));
        assert!(stderr(&refused).contains(says), "{}", stderr(&refused));
    }
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

/// A project of four jobs for one resource, as PSPLIB writes it.
const PROBLEM: &str = "\
jobs (incl. supersource/sink ):  4
horizon                       :  9
****
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
****
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------
  1      1     0       0
  2      1     5       3
  3      1     4       3
  4      1     0       0
****
RESOURCEAVAILABILITIES:
  R 1
    4
****
";

#[test]
fn benchmark_problems_are_scheduled_and_proved() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("small.sm");
    std::fs::write(&path, PROBLEM).expect("written");
    let path = path.to_str().expect("UTF-8");
    let output = backcast(&["schedule", "--problem", path, "--schedules", "100", "--format", "starts"]);
    let text = stdout(&output);
    let mut lines = text.lines();
    assert!(lines.next().is_some_and(|line| line.starts_with("9,OPTIMAL,")), "{text}");
    assert_eq!(lines.next().map(|line| line.split(' ').count()), Some(4));
    let document = json(&backcast(&["schedule", "--problem", path, "--seconds", "0.5", "--json"]));
    assert_eq!((document["makespan"].as_u64(), document["status"].as_str()), (Some(9), Some("optimal")));
    assert!(stdout(&backcast(&["schedule", "--problem", path])).starts_with("9 periods, no schedule is shorter"));
    let output = backcast(&["schedule", "--problem", "README.md"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("PRECEDENCE RELATIONS"), "{}", stderr(&output));
    assert_eq!(backcast(&["schedule", "--problem", path, "--schedules", "0"]).status.code(), Some(2));
}
