//! Wrong, broken and huge input: a clear error, the right exit code, no panic,
//! nothing half-written.

use std::fs;
use std::path::Path;

use super::test_store::TestStore;
use super::{backcast, json, stderr, stdout};

/// Runs `plan` on a file with these bytes; returns exit code and stderr.
fn plan_of(bytes: &[u8]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("goal.toml");
    fs::write(&path, bytes).expect("written");
    let output = backcast(&["plan", path.to_str().expect("UTF-8"), "--now", "2026-01-05"]);
    let messages = stderr(&output);
    assert!(!messages.contains("panicked"), "{messages}");
    assert!(output.stdout.is_empty() || output.status.code() != Some(3));
    (output.status.code(), messages)
}

#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let (code, messages) = plan_of(text.as_bytes());
    assert_eq!(code, Some(3), "{messages}");
    for part in parts {
        assert!(messages.contains(part), "{part} is not in:\n{messages}");
    }
}

#[test]
fn wrong_types_and_impossible_dates_point_into_the_file() {
    refused("title = 5\ndeadline = '2026-02-30'\n", &["goal.toml:1:9", "2026-02-30", "help"]);
}

#[test]
fn negative_hours_and_past_deadlines() {
    refused("title = 'x'\nhours_per_week = -3\ndeadline = 2026-01-04\n", &["-3", "2026-01-04", "before today"]);
}

#[test]
fn past_deadline_in_words_is_no_deadline() {
    // It is asked which day is meant, and nothing is planned against it.
    let (code, _) = plan_of(b"title = 'x'\ndestination = 'Done by January 4, 2026'\n");
    assert_eq!(code, Some(1));
}

#[test]
fn no_utf8_no_toml_nothing_at_all() {
    let (code, messages) = plan_of(b"title = 'caf\xe9'\n");
    assert_eq!(code, Some(3));
    assert!(messages.contains("UTF-8") && messages.contains("line 1"), "{messages}");
    refused("{\"title\": 1}", &["help"]);
    refused("", &["`title` is missing"]);
}

#[test]
fn huge_file_is_refused_without_reading_it_all() {
    let (code, messages) = plan_of(&vec![b'#'; 50 * 1024 * 1024]);
    assert_eq!(code, Some(3));
    assert!(messages.contains("MB"), "{messages}");
}

#[test]
fn missing_file_and_folder() {
    for path in ["no-such-file.toml", "examples"] {
        let output = backcast(&["plan", path]);
        assert_eq!(output.status.code(), Some(3));
        assert!(stderr(&output).contains("hint: "), "{}", stderr(&output));
    }
}

#[test]
fn errors_are_json_where_json_is_wanted() {
    let output = backcast(&["plan", "no-such-file.toml", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let document = json(&output);
    assert_eq!(document["errors"][0]["code"], "file_unreadable");
    assert_eq!(output.stderr, b"");
}

#[test]
fn usage_errors_are_usage_errors() {
    assert_eq!(backcast(&["plan"]).status.code(), Some(2));
    assert_eq!(backcast(&["plan", "examples/vague.toml", "--json", "--markdown"]).status.code(), Some(2));
    assert_eq!(backcast(&["anchor"]).status.code(), Some(2), "no question without a terminal");
    assert_eq!(backcast(&["plan", "examples/cookbook.toml", "--why", "M77"]).status.code(), Some(3));
}

#[test]
fn extreme_numbers_end_in_an_answer() {
    for text in [
        "title = 'Novel'\ndestination = 'A 90,000,000-word novel'\norigin = 'nothing'\ndeadline = 2026-02-01\nhours_per_week = 0.01\n",
        "title = 'Novel'\ndestination = 'A novel of 50,000 words'\norigin = 'nothing'\ndeadline = 9999-12-31\nhours_per_week = 4000\n",
        "title = 'Novel'\ndestination = 'A novel of 50,000 words'\norigin = 'nothing'\ndeadline = 2026-12-31\nhours_per_week = 0\n",
        "title = 'Novel'\ndestination = 'A novel'\norigin = 'nothing'\ndeadline = 2026-12-31\nhours_per_week = 5\n[[busy]]\nfrom = 0001-01-01\nto = 9999-12-31\n",
        "title = '<b>&\"'\ndestination = '```ignore``` | table | 5 pages'\norigin = '{{ 7 * 7 }} {% for %}'\ndeadline = 2026-12-31\nhours_per_week = 5\n",
    ] {
        let (code, messages) = plan_of(text.as_bytes());
        assert!(matches!(code, Some(0 | 1)), "{code:?} {messages}\n{text}");
    }
}

#[test]
fn text_of_a_goal_is_never_a_template() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("goal.toml");
    let text = "title = 'Shed {{ 7 * 7 }}'\ndestination = 'A shed with {{ 6 * 7 }} boards & <doors>'\norigin = 'Ground bought'\ndeadline = 2026-12-31\nhours_per_week = 5\n";
    fs::write(&path, text).expect("written");
    let plan = json(&backcast(&["plan", path.to_str().expect("UTF-8"), "--now", "2026-01-05", "--json"]));
    let last = plan["milestones"].as_array().and_then(|list| list.last()).expect("milestones");
    assert_eq!(last["goal"], "A shed with {{ 6 * 7 }} boards & <doors>");
}

#[test]
fn huge_plan_gets_findings_fast_enough_to_wait_for() {
    let milestones: Vec<serde_json::Value> = (0..10_000)
        .map(|idx| {
            let depends: Vec<String> = (1..=5).filter(|back| idx >= *back).map(|back| format!("M{}", idx - back)).collect();
            serde_json::json!({ "id": format!("M{idx}"), "name": format!("State {idx}"), "depends_on": depends, "success_criteria": ["1 page"], "effort_hours": 1 })
        })
        .collect();
    let output = audit_of(&serde_json::json!({ "milestones": milestones }).to_string());
    let report = json(&output);
    assert_eq!(output.status.code(), Some(1));
    let codes: Vec<&str> =
        report["findings"].as_array().expect("a list").iter().filter_map(|f| f["code"].as_str()).collect();
    assert!(codes.contains(&"count_too_high") && codes.contains(&"criteria_too_few"));
}

#[test]
fn deep_chain_does_not_overflow_the_stack() {
    let milestones: Vec<serde_json::Value> = (0..100_000)
        .map(|idx| serde_json::json!({ "id": idx, "depends_on": [(idx + 1) % 100_000], "files": [format!("f{}", idx % 50_000)] }))
        .map(|mut value| {
            value["depends_on"] = serde_json::json!([value["depends_on"][0].to_string()]);
            value["files"] = serde_json::json!([]);
            value
        })
        .collect();
    let report = json(&audit_of(&serde_json::json!({ "milestones": milestones }).to_string()));
    assert!(report["findings"].to_string().contains("dependency_loop"));
}

fn audit_of(text: &str) -> std::process::Output {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.json");
    fs::write(&path, text).expect("written");
    backcast(&["audit", path.to_str().expect("UTF-8"), "--json"])
}

#[test]
fn failed_write_leaves_the_old_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("no-such-folder/plan.json");
    let output = backcast(&["plan", "examples/cookbook.toml", "--out", path.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(5));
    assert!(stdout(&output).is_empty());
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 0, "nothing is left behind");
}

#[test]
fn dry_run_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("goal.toml");
    assert!(backcast(&["init", path.to_str().expect("UTF-8"), "--dry-run"]).status.success());
    assert!(!Path::new(&path).exists());
}

/// A report shows where a plan goes wrong, and nothing that somebody wrote.
#[test]
fn a_report_holds_no_text_of_anybody() {
    let store = TestStore::new().with_plan();
    store.done(&["log", "M1", "2h", "--note", "with Anna"]);
    store.done(&["doctor", "--report"]);
    let report = fs::read_to_string(store.path("backcast-report.json")).expect("written");
    let home = store.folder.path().display().to_string();
    for word in ["arathon", "Anna", "ann\"", "examples", home.as_str()] {
        assert!(!report.contains(word), "{word} is in:\n{report}");
    }
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let goal = &report["goals"][0];
    assert_eq!((&report["schema"], &goal["error"]), (&"backcast.report/1".into(), &serde_json::Value::Null));
    assert_eq!(goal["plans"][0]["milestones"][0]["id"], "M1");
    assert!(goal["plans"][0]["goal"].as_str().is_some_and(|text| text.starts_with("text-")));
    assert_eq!(goal["log"][0]["change"]["kind"], "goal_set");
    assert!(goal["goal"]["deadline"].is_string());
}

/// Valid input never ends in 70, however odd.
#[test]
fn what_is_named_twice_or_without_end_is_no_bug_of_ours() {
    let store = TestStore::new();
    let repository = "title = 'M'\ndestination = 'All requests are answered by PostgreSQL, p95 below 250 ms'\n\
        origin = '38 queries'\ndeadline = 2027-12-12\nhours_per_week = 10\n[repo]\n\
        files = ['src/a.rs', 'src/b.rs', 'src/b.rs', 'src/a.rs']\n";
    fs::write(store.path("twice.toml"), repository).expect("written");
    store.done(&["plan", "twice.toml", "--assume", "--quiet"]);
    let two = "title = 'Spring'\ntoday = 2026-05-12\nhours_per_week = 7\n\
        [[goals]]\nid = 'exam'\ntitle = 'PMP'\ndestination = 'Pass the PMP exam'\norigin = 'None'\ndeadline = 2026-10-26\n\
        [[goals]]\nid = 'site'\ntitle = 'Site'\ndestination = 'Website with 40 photos online'\norigin = 'None'\n";
    fs::write(store.path("two.toml"), two).expect("written");
    let code = store.run(&["plan", "two.toml", "--assume", "--quiet"]).status.code();
    assert!(matches!(code, Some(0 | 1)), "{code:?}");
    let configuration = store.path("config/backcast/config.toml");
    fs::create_dir_all(configuration.parent().expect("a folder")).expect("made");
    fs::write(&configuration, "[agent]\ncommand = 'true'\ntimeout_seconds = 1e30\n").expect("written");
    store.refused(&["config"], 3, &["timeout_seconds", "604800"]);
}
