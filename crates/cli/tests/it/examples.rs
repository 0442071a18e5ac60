//! The examples of the repository, as they look on a terminal of 80 columns.

use insta::assert_snapshot;

use super::{backcast, json, stdout};

fn shown(arguments: &[&str]) -> String {
    let output = backcast(arguments);
    let text = stdout(&output);
    let too_wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(too_wide.is_empty(), "{too_wide:#?}");
    assert!(!text.contains('\u{1b}'), "no colors without a terminal");
    format!("exit {}\n{text}", output.status.code().expect("not killed"))
}

#[test]
fn half_marathon_in_july() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = folder.path().join("plan.json");
    std::fs::write(&plan, backcast(&["plan", "examples/half-marathon.toml", "--json"]).stdout).expect("written");
    let plan = plan.to_str().expect("UTF-8");
    let progress = "examples/half-marathon.progress.toml";
    let output =
        backcast(&["calibrate", "--goal", "examples/half-marathon.toml", "--plan", plan, "--progress", progress]);
    assert_eq!(output.status.code(), Some(1), "{}", super::stderr(&output));
    assert_snapshot!(stdout(&output));
}

#[test]
fn half_marathon() {
    assert_snapshot!(shown(&["plan", "examples/half-marathon.toml"]));
}

#[test]
fn why_one_milestone() {
    assert_snapshot!(shown(&["plan", "examples/half-marathon.toml", "--why", "m3"]));
}

#[test]
fn criteria_on_demand() {
    assert_snapshot!(shown(&["plan", "examples/cookbook.toml", "--criteria"]));
}

#[test]
fn half_marathon_proof() {
    assert_snapshot!(shown(&["plan", "examples/half-marathon.toml", "--proof"]));
}

#[test]
fn what_a_plan_asks_for_less_than_before_is_told() {
    let path = |name: &str| format!("tests/scenarios/errors/smaller_than_before{name}.json");
    let (plan, before) = (path(""), path(".before"));
    let document = |arguments: &[&str]| json(&backcast(arguments));
    let audit = document(&["audit", &plan, "--before", &before, "--json"]);
    let found = audit["findings"].as_array().expect("a list");
    let found: Vec<_> = found.iter().filter(|one| one["code"] == "smaller_than_before").collect();
    assert_eq!(
        (&found[0]["amount"], &found[0]["bound"], &found[0]["unit"]),
        (&5.0.into(), &9.0.into(), &"hours".into())
    );
    // The same figures stand in the proof of both.
    assert_eq!(audit["proof"]["budgets"][0]["likely_hours"], 10.0);
    assert!(document(&["audit", &plan, "--json"])["findings"].as_array().is_some_and(Vec::is_empty));
}

#[test]
fn engineering() {
    assert_snapshot!(shown(&["plan", "examples/search-service.toml"]));
}

#[test]
fn two_goals() {
    assert_snapshot!(shown(&["plan", "examples/two-goals.toml"]));
}

#[test]
fn vague_goal_is_asked_about() {
    assert_snapshot!(shown(&["plan", "examples/vague.toml", "--now", "2026-01-05"]));
}

#[test]
fn anchored_goal() {
    assert_snapshot!(shown(&["anchor", "examples/half-marathon.toml"]));
}

#[test]
fn markdown() {
    let output = backcast(&["plan", "examples/half-marathon.toml", "--markdown"]);
    assert_snapshot!(stdout(&output));
}

#[test]
fn json_holds_what_the_formats_promise() {
    let plan = json(&backcast(&["plan", "examples/two-goals.toml", "--json"]));
    assert_eq!(plan["schema"], "backcast.plan/2");
    assert_eq!(plan["hash"].as_str().map(str::len), Some(64));
    let milestones = plan["milestones"].as_array().expect("a list");
    for milestone in milestones {
        for key in
            ["id", "name", "goal", "success_criteria", "depends_on", "start", "due", "effort_hours", "risk", "goal_id"]
        {
            assert!(!milestone[key].is_null(), "{key} of {milestone}");
        }
    }
    assert!(plan["conflicts"][0]["needed_hours"].as_f64() > plan["conflicts"][0]["available_hours"].as_f64());
    for lever in plan["feasibility"]["levers"].as_array().expect("a list") {
        assert!(lever["text"].as_str().expect("a text").contains(|c: char| c.is_ascii_digit()), "{lever}");
    }
}

#[test]
fn pictures_come_in_the_colors_that_are_asked_for() {
    let drawn = |theme| stdout(&backcast(&["plan", "examples/search-service.toml", "--svg", "--theme", theme]));
    let [auto, light, dark] = ["auto", "light", "dark"].map(drawn);
    assert!([&auto, &light, &dark].iter().all(|picture| picture.starts_with("<svg") && picture.ends_with("</svg>\n")));
    assert!(auto.contains("prefers-color-scheme") && !light.contains("prefers-color-scheme") && light != dark);
}

#[test]
fn own_plan_passes_the_audit_of_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.json");
    let path = path.to_str().expect("UTF-8");
    assert!(backcast(&["plan", "examples/search-service.toml", "--out", path]).status.success());
    let output = backcast(&["audit", path, "--goal", "examples/search-service.toml", "--json"]);
    assert_eq!(json(&output)["errors"], 0, "{}", stdout(&output));
    assert!(output.status.success());
}

/// The README shows parts of the real output, with ` ...` for what it leaves out.
#[test]
fn readme_shows_the_real_output() {
    let readme = std::fs::read_to_string(super::root().join("README.md")).expect("there is a README");
    let block = readme.split("```text\n$ backcast plan examples/half-marathon.toml\n").nth(1).expect("a block");
    let block = block.split("```").next().expect("its end");
    let output = stdout(&backcast(&["plan", "examples/half-marathon.toml"]));
    for part in block.split(" ...\n").filter(|part| !part.trim().is_empty()) {
        assert!(output.contains(part), "not in the output:\n{part}");
    }
}
