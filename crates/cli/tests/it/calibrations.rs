//! Looks at plans, forecasts and the weekly review, as their users meet them.

use std::fs;

use super::test_store::TestStore;
use super::{backcast, json, root, stderr, stdout};

/// A plan of the half marathon with some weeks of work behind it.
fn walked() -> TestStore {
    let store = TestStore::new().with_plan();
    let on = |day: &str, arguments: &[&str]| {
        let mut command = arguments.to_vec();
        command.extend(["--now", day, "--quiet"]);
        store.done(&command);
    };
    on("2026-05-14", &["log", "M1", "3h"]);
    on("2026-05-14", &["done", "M1", "--force"]);
    on("2026-05-18", &["done", "M2", "--force", "--log", "90m"]);
    on("2026-06-10", &["log", "M3", "9h"]);
    on("2026-06-28", &["percent", "M3", "40"]);
    store
}

#[test]
fn a_late_goal_is_due_looked_at_taken_and_taken_back() {
    let store = walked();
    let due = store.done(&["calibrate", "--due", "--now", "2026-07-05"]);
    assert!(due.contains("M3 is 9 days late") && due.contains("backcast calibrate half"), "{due}");

    let looked = store.run(&["calibrate", "half", "--now", "2026-07-05"]);
    assert_eq!(looked.status.code(), Some(1), "the deadline is gone");
    let text = stdout(&looked);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let first = text.lines().find(|line| line.contains("Not by then")).expect("a verdict");
    assert!(first.contains("stands, with a chance of"), "{text}");
    assert!(text.contains("Do now          M3") && !text.contains("UNREACHABLE"), "{text}");
    assert!(text.contains("likely done by") && text.contains("safe"), "{text}");

    let baseline = store.json(&["show", "half@1"])["plan"].clone();
    let taken = store.run(&["calibrate", "half", "--apply", "--now", "2026-07-05"]);
    assert!(stderr(&taken).contains("holds now, as revision 2"), "{}", stderr(&taken));
    let status = store.done(&["status", "half", "--now", "2026-07-06"]);
    assert!(status.contains("✓ M1") && status.contains("2 of 8"), "{status}");
    assert_eq!(store.json(&["show", "half@1"])["plan"], baseline, "the baseline stays");
    assert_eq!(store.json(&["show", "half"])["baseline"], 1);
    let later = store.done(&["calibrate", "--due", "--now", "2026-07-06"]);
    assert!(later.contains("not due before"), "{later}");

    store.done(&["undo", "half"]);
    assert_eq!(store.json(&["show", "half"])["approved"], 1);
    assert!(store.done(&["history", "half"]).contains("looked at the plan as of 2026-07-05"));
    assert_eq!(store.done(&["doctor"]).lines().filter(|line| line.contains("wrong")).count(), 0);
}

#[test]
fn a_look_says_what_changed_since_the_last_one() {
    let store = walked();
    let look = |day: &str| json(&store.run(&["calibrate", "half", "--now", day, "--json"]));
    assert_eq!(look("2026-07-05")["since_last"], serde_json::Value::Null);
    store.done(&["done", "M3", "--force", "--now", "2026-07-10"]);
    let later = look("2026-07-12");
    let since = later["since_last"].as_str().expect("there is an earlier look");
    assert!(since.starts_with("Since Sun 5 Jul 2026: M3 has ended; the chance "), "{since}");
    assert!(later["do_now"].as_str().is_some_and(|text| !text.is_empty()), "{}", later["do_now"]);
    let shown = stdout(&store.run(&["calibrate", "half", "--now", "2026-07-14"]));
    assert!(shown.contains("Since Sun 12 Jul 2026:") && shown.contains("Do now "), "{shown}");
}

#[test]
fn a_dry_run_of_taking_a_path_keeps_nothing() {
    let store = walked();
    let before = store.json(&["show", "half"])["version"].clone();
    store.run(&["calibrate", "half", "--apply", "--now", "2026-07-05", "--dry-run"]);
    assert_eq!(store.json(&["show", "half"])["version"], before);
}

#[test]
fn changed_circumstances_are_shown_as_understood() {
    let store = walked();
    let arguments = ["calibrate", "half", "--now", "2026-07-05", "--json"];
    let usual = json(&store.run(&arguments));
    let mut injured = arguments.to_vec();
    injured.extend(["--circumstance", "sprained ankle, no running until August 1", "--circumstance", "new shoes"]);
    let injured = json(&store.run(&injured));
    let date = |look: &serde_json::Value| look["calibration"]["realistic_date"].as_str().expect("a date").to_owned();
    assert!(date(&injured) > date(&usual));
    assert!(
        injured["calibration"]["understood"][0]["meaning"].as_str().is_some_and(|text| text.contains("1 Aug 2026"))
    );
    assert!(injured["calibration"]["questions"][0].as_str().is_some_and(|text| text.contains("new shoes")));
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let store = walked();
    let arguments = ["calibrate", "half", "--now", "2026-07-05", "--json", "--with", "hours=9"];
    assert_eq!(stdout(&store.run(&arguments)), stdout(&store.run(&arguments)));
}

#[test]
fn pictures_are_drawn_here_and_as_svg() {
    let store = walked();
    store.run(&["calibrate", "half", "--now", "2026-06-12"]);
    for which in ["fan", "burn-up", "tornado"] {
        let chart = stdout(&store.run(&["calibrate", "half", "--now", "2026-07-05", "--chart", which]));
        assert!(chart.lines().count() > 3 && chart.lines().all(|line| line.chars().count() <= 80), "{chart}");
        let svg = stdout(&store.run(&["calibrate", "half", "--now", "2026-07-05", "--svg", which]));
        assert!(svg.starts_with("<svg") && svg.matches("<text ").count() > 8, "{which}");
        assert!(!svg.contains("NaN") && !svg.contains("=\"inf"), "{which}");
    }
    store.run(&["calibrate", "half", "--now", "2026-07-05", "--svg", "fan", "--out", "fan.svg"]);
    assert!(fs::read_to_string(store.path("fan.svg")).expect("written").starts_with("<svg"));
}

#[test]
fn the_week_is_reviewed_at_once_where_nobody_can_be_asked() {
    let store = walked();
    let text = store.done(&["review", "week", "--now", "2026-07-05"]);
    assert!(text.contains("To decide") && text.contains("M3") && text.contains("9 days late"), "{text}");
    let review = store.json(&["review", "week", "--now", "2026-07-05"]);
    assert_eq!(review["questions"][0]["about"], "late");
    assert_eq!(review["week"]["from"], "2026-06-29");
    assert!(review["to_calibrate"][0]["because"][0].as_str().is_some_and(|text| text.contains("late")));
}

#[test]
fn practice_is_counted_by_weeks() {
    let store = walked();
    let look = json(&store.run(&["calibrate", "half", "--now", "2026-07-05", "--json"]));
    let keeping = &look["calibration"]["keeping"][0];
    assert_eq!((keeping["weeks"].as_u64(), keeping["sessions_per_week"].as_u64()), (Some(8), Some(3)));
}

#[test]
fn finished_work_is_taken_over_forecast_with_and_forgotten() {
    let store = TestStore::new();
    let rows: String =
        (1..=30).map(|n| format!("t{n},writing,2,{},2026-{:02}-{:02}\n", 2 + n % 3, 1 + n / 28, 1 + n % 28)).collect();
    fs::write(store.path("work.csv"), format!("id,category,estimate,actual,done\n{rows}")).expect("written");
    fs::write(store.path("todo.txt"), "x 2026-04-04 2026-04-01 Draft est:2h act:3h\nx 2026-04-05 Mail\n")
        .expect("written");
    assert!(store.done(&["forecast", "import", "work.csv"]).contains("30 finished pieces read, 30 of them new"));
    assert!(store.done(&["forecast", "import", "work.csv"]).contains("0 of them new"));
    let todo = store.done(&["forecast", "import", "todo.txt"]);
    assert!(todo.contains("1 finished piece read") && todo.contains("without an estimate"), "{todo}");
    let record = store.json(&["forecast", "track-record"]);
    assert_eq!(record["pieces"], 31);
    assert!(store.done(&["forecast", "track-record"]).contains("P80"));
    let svg = store.done(&["forecast", "track-record", "--svg"]);
    assert!(svg.starts_with("<svg") && svg.contains("P80 held in"));
    let effort = store.json(&["forecast", "effort", "2h", "--category", "writing"]);
    assert!(effort["p50"].as_f64().is_some_and(|hours| (2.5..3.6).contains(&hours)), "{effort}");
    assert!(store.done(&["forecast", "effort", "2h", "--category", "writing"]).contains("of your own"));
    // It travels with everything else.
    store.done(&["export", "--all", "--out", "all.json"]);
    let other = TestStore::new();
    fs::copy(store.path("all.json"), other.path("all.json")).expect("copied");
    other.done(&["import", "all.json"]);
    assert_eq!(other.json(&["forecast", "track-record"])["pieces"], 31);
    store.done(&["forecast", "forget", "work.csv"]);
    assert_eq!(store.json(&["forecast", "track-record"])["pieces"], 1);
    store.refused(&["forecast", "forget", "work.csv"], 3, &["todo.txt"]);
}

#[test]
fn wrong_input_is_told_with_a_way_out() {
    let store = TestStore::new();
    store.refused(&["calibrate"], 3, &["backcast add"]);
    store.refused(&["forecast", "effort", "soon"], 3, &["3h"]);
    store.refused(&["forecast", "effort", "5h..3h..9h"], 3, &["low..likely..high"]);
    fs::write(store.path("noise.bin"), "\u{1}\u{2}").expect("written");
    store.refused(&["forecast", "import", "noise.bin"], 3, &["--format"]);
    fs::write(store.path("t.csv"), "a,b\n1,2\n").expect("written");
    store.refused(&["forecast", "import", "t.csv"], 3, &["estimate"]);
    store.refused(&["forecast", "eval", "--data", "t.csv"], 3, &["item_id"]);
    store.refused(&["forecast", "eval"], 2, &["--data"]);
    let store = store.with_plan();
    store.refused(&["calibrate", "half", "--with", "hours=many"], 2, &["168"]);
    store.refused(&["calibrate", "half", "--with", "without=M77"], 3, &["M77"]);
    store.refused(&["calibrate", "half", "--with", "deadline=2020-01-01"], 3, &["past"]);
    store.refused(&["calibrate", "nobody"], 3, &["no goal"]);
}

#[test]
fn files_are_looked_at_without_a_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let goal = root().join("examples/cookbook.toml").to_str().expect("UTF-8").to_owned();
    let plan = backcast(&["plan", &goal, "--json"]);
    fs::write(path("plan.json"), &plan.stdout).expect("written");
    fs::write(path("progress.toml"), "as_of = 2026-03-01\n[[done]]\nid = 'M1'\non = 2026-02-20\nhours_spent = 4\n")
        .expect("written");
    let arguments =
        ["calibrate", "--goal", &goal, "--plan", &path("plan.json"), "--progress", &path("progress.toml"), "--json"];
    let looked = backcast(&arguments);
    let look = json(&looked);
    assert_eq!(look["calibration"]["schema"], "backcast.calibration/1");
    let milestones = look["milestones"].as_array().expect("a list");
    let first = milestones.iter().find(|one| one["id"] == "M1").expect("M1");
    assert_eq!((first["status"].as_str(), first["done_on"].as_str()), (Some("done"), Some("2026-02-20")));
    // What is printed is a plan again.
    fs::write(path("again.json"), &looked.stdout).expect("written");
    assert!(backcast(&["calibrate", "--plan", &path("again.json")]).status.code().is_some_and(|code| code < 2));
    fs::write(path("progress.toml"), "as_of = 'soon'\n[[done]]\n").expect("written");
    let wrong = backcast(&arguments);
    assert_eq!(wrong.status.code(), Some(3));
    assert!(json(&wrong)["errors"].as_array().is_some_and(|errors| errors.len() == 2));
}

#[test]
fn evaluations_write_what_scorers_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let rows: String = (1..=12)
        .map(|n| format!("t{n},ada,p,c,{n},2025-01-{n:02}T08:00,2025-01-{n:02}T10:00,2,{}\n", 1 + n % 4))
        .collect();
    let header = "item_id,person_id,project_id,category,seq,start_at,done_at,estimate_hours,actual_hours\n";
    fs::write(path("tasks.csv"), format!("{header}{rows}")).expect("written");
    fs::write(path("batches.csv"), "item_id,size\nt1+5,5\nt6+5,5\n").expect("written");
    let prior = backcast(&["forecast", "prior", "--data", &path("tasks.csv")]);
    assert_eq!(stdout(&prior).lines().filter(|line| !line.starts_with('#')).count(), 99);
    fs::write(path("prior.txt"), &prior.stdout).expect("written");
    let arguments = [
        "forecast",
        "eval",
        "--data",
        &path("tasks.csv"),
        "--batches",
        &path("batches.csv"),
        "--prior",
        &path("prior.txt"),
    ];
    let written = stdout(&backcast(&arguments));
    assert_eq!(written.lines().next(), Some("item_id,p05,p10,p25,p50,p75,p80,p90,p95"));
    assert_eq!(written.lines().count(), 1 + 12 + 2);
    for line in written.lines().skip(1) {
        let values: Vec<f64> = line.split(',').skip(1).map(|value| value.parse().expect("a number")).collect();
        assert!(values.is_sorted() && values[0] > 0.0, "{line}");
    }
    fs::write(path("batches.csv"), "item_id,size\nt99+5,5\n").expect("written");
    assert_eq!(backcast(&arguments).status.code(), Some(3));
}
