//! One small plan for each code of the audit, and plans that pass.
//!
//! `tests/scenarios/errors/CODE.json` has to raise its code, and may raise
//! others of lower severity; `tests/scenarios/correct/*.json` raise nothing.
//! A goal file of the same name adds hours, busy days and verification, a plan
//! `CODE.before.json` is the version before it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use backcast_core::Severity;
use backcast_core::audit::{Code, Finding, audit};
use backcast_core::proof::{Around, joined, prove};
use backcast_document::{read_dossier, read_goal, read_plan};
use jiff::civil::date;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios").join(name)
}

fn plans(name: &str) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder(name))
        .expect("the scenarios are there")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .filter(|path| !path.to_string_lossy().ends_with(".before.json"))
        .collect();
    paths.sort();
    paths
}

fn findings(path: &Path) -> Vec<Finding> {
    let text = fs::read_to_string(path).expect("readable");
    let (mut dossier, _) = read_dossier("plan.json", &text).expect("scenarios are well formed");
    let is_dated = !dossier.entries.is_empty() && dossier.entries.iter().all(|entry| entry.due.is_some());
    let plan = is_dated.then(|| read_plan("plan.json", &text).expect("scenarios are well formed"));
    let mut around = plan.as_ref().map(Around::from).unwrap_or_default();
    let goal = path.with_extension("goal.toml");
    if let Ok(text) = fs::read_to_string(goal) {
        let document = read_goal("goal.toml", &text, date(2025, 6, 2)).expect("scenarios are well formed");
        dossier.add_goal_file(&document.goal_file);
        around.add_goal_file(&document.goal_file);
    }
    let before = fs::read_to_string(path.with_extension("before.json")).ok();
    let before = before.map(|text| read_plan("before.json", &text).expect("scenarios are well formed"));
    let proof = plan.map(|plan| prove(&plan, &around, before.as_ref()));
    joined(audit(&dossier), proof.map(|proof| proof.findings).unwrap_or_default())
}

#[test]
fn every_error_scenario_raises_its_code() {
    let mut complaints = Vec::new();
    for path in plans("errors") {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let code: Code = name.parse().unwrap_or_else(|()| panic!("{name} is no code"));
        let found = findings(&path);
        if !found.iter().any(|finding| finding.code == code) {
            complaints.push(format!("{name} is not raised: {found:?}"));
        }
        let worse: Vec<_> = found
            .iter()
            .filter(|finding| finding.code != code && finding.severity == Severity::Error)
            .filter(|finding| finding.code != Code::CountTooHigh)
            .collect();
        if !worse.is_empty() {
            complaints.push(format!("{name} raises more: {worse:?}"));
        }
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn every_code_has_a_scenario() {
    let there: BTreeSet<String> =
        plans("errors").iter().map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !there.contains(code.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn correct_scenarios_raise_nothing() {
    for path in plans("correct") {
        let found = findings(&path);
        assert!(found.is_empty(), "{}: {found:#?}", path.display());
    }
}

#[test]
fn loop_is_named_whole() {
    let found = findings(&folder("errors").join("dependency_loop.json"));
    assert_eq!(found[0].message, "milestones wait for each other: `M2` → `M3` → `M4` → `M2`");
}
