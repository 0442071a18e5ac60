//! Looks at plans, forecasts and the weekly review, as their users meet them.

use std::fs;

use super::kept::Kept;
use super::{backcast, json, root, stderr, stdout};

/// A plan of the half marathon with some weeks of work behind it.
fn walked() -> Kept {
    let kept = Kept::new().with_plan();
    let on = |day: &str, arguments: &[&str]| {
        let mut command = arguments.to_vec();
        command.extend(["--now", day, "--quiet"]);
        kept.done(&command);
    };
    on("2026-05-14", &["log", "M1", "3h"]);
    on("2026-05-14", &["done", "M1", "--force"]);
    on("2026-05-18", &["done", "M2", "--force", "--log", "90m"]);
    on("2026-06-10", &["log", "M3", "9h"]);
    on("2026-06-28", &["percent", "M3", "40"]);
    kept
}

#[test]
fn a_late_goal_is_due_looked_at_taken_and_taken_back() {
    let kept = walked();
    let due = kept.done(&["calibrate", "--due", "--now", "2026-07-05"]);
    assert!(due.contains("M3 is 9 days late") && due.contains("backcast calibrate half"), "{due}");

    let looked = kept.run(&["calibrate", "half", "--now", "2026-07-05"]);
    assert_eq!(looked.status.code(), Some(1), "the deadline is gone");
    let text = stdout(&looked);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let first = text.lines().find(|line| line.contains("UNREACHABLE")).expect("a verdict");
    assert!(first.contains("is gone if nothing changes"), "{text}");
    assert!(text.contains("Realistic") && text.contains("safe"), "{text}");

    let baseline = kept.json(&["show", "half@1"])["plan"].clone();
    let taken = kept.run(&["calibrate", "half", "--apply", "--now", "2026-07-05"]);
    assert!(stderr(&taken).contains("holds now, as revision 2"), "{}", stderr(&taken));
    let status = kept.done(&["status", "half", "--now", "2026-07-06"]);
    assert!(status.contains("✓ M1") && status.contains("2 of 8"), "{status}");
    assert_eq!(kept.json(&["show", "half@1"])["plan"], baseline, "the baseline stays");
    assert_eq!(kept.json(&["show", "half"])["baseline"], 1);
    let later = kept.done(&["calibrate", "--due", "--now", "2026-07-06"]);
    assert!(later.contains("not due before"), "{later}");

    kept.done(&["undo", "half"]);
    assert_eq!(kept.json(&["show", "half"])["approved"], 1);
    assert!(kept.done(&["history", "half"]).contains("looked at the plan as of 2026-07-05"));
    assert_eq!(kept.done(&["doctor"]).lines().filter(|line| line.contains("wrong")).count(), 0);
}

#[test]
fn a_dry_run_of_taking_a_path_keeps_nothing() {
    let kept = walked();
    let before = kept.json(&["show", "half"])["version"].clone();
    kept.run(&["calibrate", "half", "--apply", "--now", "2026-07-05", "--dry-run"]);
    assert_eq!(kept.json(&["show", "half"])["version"], before);
}

#[test]
fn changed_circumstances_are_shown_as_understood() {
    let kept = walked();
    let arguments = ["calibrate", "half", "--now", "2026-07-05", "--json"];
    let usual = json(&kept.run(&arguments));
    let mut injured = arguments.to_vec();
    injured.extend(["--circumstance", "sprained ankle, no running until August 1", "--circumstance", "new shoes"]);
    let injured = json(&kept.run(&injured));
    let date = |look: &serde_json::Value| look["calibration"]["realistic_date"].as_str().expect("a date").to_owned();
    assert!(date(&injured) > date(&usual));
    assert!(
        injured["calibration"]["understood"][0]["meaning"].as_str().is_some_and(|text| text.contains("1 Aug 2026"))
    );
    assert!(injured["calibration"]["questions"][0].as_str().is_some_and(|text| text.contains("new shoes")));
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let kept = walked();
    let arguments = ["calibrate", "half", "--now", "2026-07-05", "--json", "--with", "hours=9"];
    assert_eq!(stdout(&kept.run(&arguments)), stdout(&kept.run(&arguments)));
}

#[test]
fn pictures_are_drawn_here_and_as_svg() {
    let kept = walked();
    kept.run(&["calibrate", "half", "--now", "2026-06-12"]);
    for which in ["fan", "burn-up", "tornado"] {
        let chart = stdout(&kept.run(&["calibrate", "half", "--now", "2026-07-05", "--chart", which]));
        assert!(chart.lines().count() > 3 && chart.lines().all(|line| line.chars().count() <= 80), "{chart}");
        let svg = stdout(&kept.run(&["calibrate", "half", "--now", "2026-07-05", "--svg", which]));
        assert!(svg.starts_with("<svg") && svg.matches("<text ").count() > 8, "{which}");
        assert!(!svg.contains("NaN") && !svg.contains("=\"inf"), "{which}");
    }
    kept.run(&["calibrate", "half", "--now", "2026-07-05", "--svg", "fan", "--out", "fan.svg"]);
    assert!(fs::read_to_string(kept.path("fan.svg")).expect("written").starts_with("<svg"));
}

#[test]
fn the_week_is_reviewed_at_once_where_nobody_can_be_asked() {
    let kept = walked();
    let text = kept.done(&["review", "week", "--now", "2026-07-05"]);
    assert!(text.contains("To decide") && text.contains("M3") && text.contains("9 days late"), "{text}");
    let review = kept.json(&["review", "week", "--now", "2026-07-05"]);
    assert_eq!(review["questions"][0]["about"], "late");
    assert_eq!(review["week"]["from"], "2026-06-29");
    assert!(review["to_calibrate"][0]["because"][0].as_str().is_some_and(|text| text.contains("late")));
}

#[test]
fn practice_is_counted_by_weeks() {
    let kept = walked();
    let look = json(&kept.run(&["calibrate", "half", "--now", "2026-07-05", "--json"]));
    let keeping = &look["calibration"]["keeping"][0];
    assert_eq!((keeping["weeks"].as_u64(), keeping["sessions_per_week"].as_u64()), (Some(8), Some(3)));
}

#[test]
fn finished_work_is_taken_over_forecast_with_and_forgotten() {
    let kept = Kept::new();
    let rows: String =
        (1..=30).map(|n| format!("t{n},writing,2,{},2026-{:02}-{:02}\n", 2 + n % 3, 1 + n / 28, 1 + n % 28)).collect();
    fs::write(kept.path("work.csv"), format!("id,category,estimate,actual,done\n{rows}")).expect("written");
    fs::write(kept.path("todo.txt"), "x 2026-04-04 2026-04-01 Draft est:2h act:3h\nx 2026-04-05 Mail\n")
        .expect("written");
    assert!(kept.done(&["forecast", "import", "work.csv"]).contains("30 finished pieces read, 30 of them new"));
    assert!(kept.done(&["forecast", "import", "work.csv"]).contains("0 of them new"));
    let todo = kept.done(&["forecast", "import", "todo.txt"]);
    assert!(todo.contains("1 finished piece read") && todo.contains("without an estimate"), "{todo}");
    let record = kept.json(&["forecast", "track-record"]);
    assert_eq!(record["pieces"], 31);
    assert!(kept.done(&["forecast", "track-record"]).contains("P80"));
    let svg = kept.done(&["forecast", "track-record", "--svg"]);
    assert!(svg.starts_with("<svg") && svg.contains("P80 held in"));
    let effort = kept.json(&["forecast", "effort", "2h", "--category", "writing"]);
    assert!(effort["p50"].as_f64().is_some_and(|hours| (2.5..3.6).contains(&hours)), "{effort}");
    assert!(kept.done(&["forecast", "effort", "2h", "--category", "writing"]).contains("of your own"));
    // It travels with everything else.
    kept.done(&["export", "--all", "--out", "all.json"]);
    let other = Kept::new();
    fs::copy(kept.path("all.json"), other.path("all.json")).expect("copied");
    other.done(&["import", "all.json"]);
    assert_eq!(other.json(&["forecast", "track-record"])["pieces"], 31);
    kept.done(&["forecast", "forget", "work.csv"]);
    assert_eq!(kept.json(&["forecast", "track-record"])["pieces"], 1);
    kept.refused(&["forecast", "forget", "work.csv"], 3, &["todo.txt"]);
}

#[test]
fn wrong_input_is_told_with_a_way_out() {
    let kept = Kept::new();
    kept.refused(&["calibrate"], 3, &["backcast add"]);
    kept.refused(&["forecast", "effort", "soon"], 3, &["3h"]);
    kept.refused(&["forecast", "effort", "5h..3h..9h"], 3, &["low..likely..high"]);
    fs::write(kept.path("noise.bin"), "\u{1}\u{2}").expect("written");
    kept.refused(&["forecast", "import", "noise.bin"], 3, &["--format"]);
    fs::write(kept.path("t.csv"), "a,b\n1,2\n").expect("written");
    kept.refused(&["forecast", "import", "t.csv"], 3, &["estimate"]);
    kept.refused(&["forecast", "eval", "--data", "t.csv"], 3, &["item_id"]);
    kept.refused(&["forecast", "eval"], 2, &["--data"]);
    let kept = kept.with_plan();
    kept.refused(&["calibrate", "half", "--with", "hours=many"], 2, &["168"]);
    kept.refused(&["calibrate", "half", "--with", "without=M77"], 3, &["M77"]);
    kept.refused(&["calibrate", "half", "--with", "deadline=2020-01-01"], 3, &["past"]);
    kept.refused(&["calibrate", "nobody"], 3, &["no goal"]);
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
