//! Plans against what experts insist on, where the variable
//! `BACKCAST_ACCEPTANCE` names the folder with goals and scorer.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{backcast, stdout};

/// Averages below this fail; so does a single case below the second.
const AVERAGE_MIN: f64 = 75.0;
const CASE_MIN: f64 = 50.0;

#[test]
fn plans_satisfy_experts() {
    let Some(shared) = std::env::var_os("BACKCAST_ACCEPTANCE").map(PathBuf::from) else {
        println!("skipped: BACKCAST_ACCEPTANCE does not name the folder with goals and scorer");
        return;
    };
    let goals = shared.join("data/goals");
    let plans = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(&goals).expect("goals are there") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if let Some(case) = name.strip_suffix(".goal.toml") {
            let output = backcast(&["plan", path.to_str().expect("UTF-8"), "--json"]);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{case}: {}", super::stderr(&output));
            fs::write(plans.path().join(format!("{case}.json")), stdout(&output)).expect("written");
        }
    }
    let python = std::env::var_os("BACKCAST_PYTHON").unwrap_or_else(|| "python3".into());
    let scored = Command::new(python)
        .arg(shared.join("tools/score_plan.py"))
        .args(["set", "--json"])
        .args([plans.path(), goals.as_path()])
        .output()
        .expect("Python runs");
    assert!(scored.status.success(), "{}", String::from_utf8_lossy(&scored.stderr));
    let report: serde_json::Value = serde_json::from_slice(&scored.stdout).expect("JSON");
    let average = report["average"].as_f64().expect("a number");
    let low: Vec<String> = report["cases"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|case| case["overall"].as_f64().is_none_or(|score| score < CASE_MIN))
        .map(ToString::to_string)
        .collect();
    println!("average {average} over {} cases", report["cases"].as_array().map_or(0, Vec::len));
    assert!(average >= AVERAGE_MIN, "average {average}");
    assert!(low.is_empty(), "{low:#?}");
}
