//! Plans against what experts insist on, where the variable
//! `BACKCAST_ACCEPTANCE` names the folder with goals and scorer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{backcast, root, stdout};

/// The least that the average and each single case may score.
const AVERAGE_MIN: f64 = 90.0;
const CASE_MIN: f64 = 65.0;
/// The least average of single parts of the score.
const PARTS_MIN: [(&str, f64); 6] =
    [("must", 0.85), ("dates", 0.97), ("structure", 0.97), ("effort", 0.97), ("kind", 0.97), ("criteria", 0.97)];
/// Without the playbook that fits best, so much of what experts insist on is
/// still there, on the average …
const CARRIED_OVER_MIN: f64 = 0.7;
/// … and in each case.
const CARRIED_OVER_CASE_MIN: f64 = 0.6;

/// Words that a single goal and a single file of the library have by chance:
/// they belong to the language of a field, or to everybody's.
const COMMON_WORDS: [&str; 28] = [
    "accredited",
    "afternoon",
    "associate",
    "bass",
    "boot",
    "classe",
    "compose",
    "development",
    "fantasy",
    "functional",
    "funder",
    "industry",
    "labs",
    "linkedin",
    "linux",
    "logistic",
    "march",
    "monday",
    "oracle",
    "paperback",
    "rail",
    "reporting",
    "scrum",
    "serving",
    "thinking",
    "thursday",
    "unchanged",
    "vegetarian",
];

/// The folder with goals and scorer, or nothing and a word about it.
fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("BACKCAST_ACCEPTANCE").map(PathBuf::from);
    if shared.is_none() {
        println!("skipped: BACKCAST_ACCEPTANCE does not name the folder with goals and scorer");
    }
    shared
}

/// Names and paths of the goal files.
fn cases(shared: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(shared.join("data/goals")).expect("goals are there");
    let mut cases: Vec<(String, PathBuf)> = entries
        .map(|entry| entry.expect("readable").path())
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_suffix(".goal.toml")?.to_owned();
            Some((name, path))
        })
        .collect();
    cases.sort();
    cases
}

/// The plan for a goal file without some playbooks, as JSON.
fn plan(goal: &Path, without: &[String]) -> String {
    let goal = goal.to_str().expect("UTF-8");
    let mut arguments = vec!["plan", goal, "--json"];
    for id in without {
        arguments.extend(["--without", id.as_str()]);
    }
    let output = backcast(&arguments);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{goal}: {}", super::stderr(&output));
    stdout(&output)
}

/// What the scorer says of a folder of plans: the average and each case.
fn score(plans: &Path, shared: &Path) -> (f64, BTreeMap<String, Value>) {
    let python = std::env::var_os("BACKCAST_PYTHON").unwrap_or_else(|| "python3".into());
    let scored = Command::new(python)
        .arg(shared.join("tools/score_plan.py"))
        .args(["set", "--json"])
        .args([plans, &shared.join("data/goals")])
        .output()
        .expect("Python runs");
    assert!(scored.status.success(), "{}", String::from_utf8_lossy(&scored.stderr));
    let report: Value = serde_json::from_slice(&scored.stdout).expect("JSON");
    let of_cases = report["cases"].as_array().expect("a list").iter();
    let by_name = of_cases.map(|case| (case["case"].as_str().expect("a name").to_owned(), case.clone()));
    (report["average"].as_f64().expect("a number"), by_name.collect())
}

fn part(case: &Value, name: &str) -> Option<f64> {
    case["parts"][name]["score"].as_f64()
}

fn mean(numbers: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few dozen")]
    let n = numbers.len() as f64;
    numbers.iter().sum::<f64>() / n
}

#[test]
fn plans_satisfy_experts() {
    let Some(shared) = shared() else { return };
    let plans = tempfile::tempdir().expect("a folder");
    for (name, goal) in cases(&shared) {
        fs::write(plans.path().join(format!("{name}.json")), plan(&goal, &[])).expect("written");
    }
    let (average, cases) = score(plans.path(), &shared);
    println!("average {average} over {} cases", cases.len());
    assert!(average >= AVERAGE_MIN, "average {average}");
    let low: Vec<_> = cases.values().filter(|case| case["overall"].as_f64().is_none_or(|s| s < CASE_MIN)).collect();
    assert!(low.is_empty(), "{low:#?}");
    for (name, min) in PARTS_MIN {
        let scores: Vec<f64> = cases.values().filter_map(|case| part(case, name)).collect();
        assert!(mean(&scores) >= min, "{name}: {}", mean(&scores));
    }
}

/// Leaves out the playbook that fits a goal best, one at a time where a file
/// holds several goals, and looks at what the rest of the library knows.
#[test]
fn knowledge_carries_over_to_subjects_without_a_playbook() {
    let Some(shared) = shared() else { return };
    let mut carried: BTreeMap<String, f64> = BTreeMap::new();
    let mut missing: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, goal) in cases(&shared) {
        let whole: Value = serde_json::from_str(&plan(&goal, &[])).expect("JSON");
        let sources = whole["sources"].as_array().expect("a list").iter();
        let subjects = sources.filter(|source| source["basis"] == "subject");
        missing.insert(name, subjects.map(|source| source["id"].as_str().expect("an id").to_owned()).collect());
    }
    let rounds = missing.values().map(Vec::len).max().unwrap_or(0);
    for round in 0..rounds {
        let plans = tempfile::tempdir().expect("a folder");
        for (name, goal) in cases(&shared) {
            let without: Vec<String> = missing[&name].get(round).cloned().into_iter().collect();
            fs::write(plans.path().join(format!("{name}.json")), plan(&goal, &without)).expect("written");
        }
        let (_, scored) = score(plans.path(), &shared);
        for (name, without) in &missing {
            if let (Some(id), Some(must)) = (without.get(round), part(&scored[name], "must")) {
                carried.insert(format!("{name} without {id}"), must);
            }
        }
    }
    println!("{carried:#?}");
    let average = mean(&carried.values().copied().collect::<Vec<_>>());
    println!("average {average:.3} over {} plans", carried.len());
    assert!(average >= CARRIED_OVER_MIN, "average {average}");
    let low: Vec<_> = carried.iter().filter(|(_, must)| **must < CARRIED_OVER_CASE_MIN).collect();
    assert!(low.is_empty(), "{low:#?}");
}

/// Words of a text in lower case, long enough to mean something, without the
/// `s` of a plural.
fn words(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() > 3)
        .map(|word| match word.strip_suffix('s') {
            Some(stem) if stem.len() > 3 && !stem.ends_with('s') => stem.to_owned(),
            _ => word.to_owned(),
        })
        .collect()
}

/// A word that a single goal has, that a single file of the library has, and
/// that none of our own goals has, was written for that goal.
#[test]
fn no_playbook_speaks_the_words_of_a_single_case() {
    let Some(shared) = shared() else { return };
    let goals: Vec<BTreeSet<String>> =
        cases(&shared).iter().map(|(_, path)| words(&fs::read_to_string(path).expect("readable"))).collect();
    let own_files = ["examples", "crates/app/tests/it", "crates/engine/tests/it"].map(|folder| root().join(folder));
    let own: BTreeSet<String> = own_files.iter().flat_map(|folder| texts_of(folder)).flat_map(|t| words(&t)).collect();
    let folders = ["playbooks", "playbooks/aspects"].map(|folder| root().join(folder));
    let library: Vec<BTreeSet<String>> =
        folders.iter().flat_map(|folder| texts_of(folder)).map(|text| words(&text)).collect();
    let n_with = |sets: &[BTreeSet<String>], word: &String| sets.iter().filter(|set| set.contains(word)).count();
    let suspicious: BTreeSet<&String> = goals
        .iter()
        .flatten()
        .filter(|word| n_with(&goals, word) == 1 && n_with(&library, word) == 1)
        .filter(|word| !own.contains(*word) && !COMMON_WORDS.contains(&word.as_str()))
        .collect();
    assert!(suspicious.is_empty(), "{suspicious:?}");
}

/// The texts of the files in a folder.
fn texts_of(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("readable").path());
    entries.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).expect("UTF-8")).collect()
}

/// Half a set's people are warned by the class of the others alone: how far
/// each level may be off, in points, and the largest loss against the estimate.
const MISS_MAX: f64 = 4.0;
const LOSS_MAX: f64 = 0.75;
/// Smaller losses come from knowing the future.
const LOSS_MIN: f64 = 0.5;

/// Quantiles by item of what `forecast eval` wrote: P10, P50, P80 and P90.
fn quantiles(written: &str) -> BTreeMap<String, [f64; 4]> {
    let columns: Vec<&str> = written.lines().next().expect("a header").split(',').collect();
    let at = ["p10", "p50", "p80", "p90"].map(|name| columns.iter().position(|column| *column == name).expect(name));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[0].to_owned(), at.map(|at| cells[at].parse().expect("a number")))
    };
    written.lines().skip(1).map(row).collect()
}

/// Id, estimate and actual of each row of a table of tasks or batches.
fn outcomes(table: &Path) -> Vec<(String, f64, f64)> {
    let text = fs::read_to_string(table).expect("a table");
    let columns: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
    let at = |name: &str| columns.iter().position(|column| *column == name).expect("a column");
    let (id, estimate, actual) = (at("item_id"), at("estimate_hours"), at("actual_hours"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[id].to_owned(), cells[estimate].parse().expect("a number"), cells[actual].parse().expect("a number"))
    };
    text.lines().skip(1).map(row).collect()
}

/// By how many points a level is off: people round, so what equals the forecast
/// counts for either side.
fn miss(outcomes: &[(f64, f64)], level: f64) -> f64 {
    let share = |holds: &dyn Fn(f64, f64) -> bool| {
        mean(
            &outcomes
                .iter()
                .map(|(actual, forecast)| f64::from(u8::from(holds(*actual, *forecast))))
                .collect::<Vec<_>>(),
        )
    };
    let at_most = share(&|actual, forecast| actual <= forecast + 1e-3 * actual);
    let below = share(&|actual, forecast| actual < forecast - 1e-3 * actual);
    (level - at_most).max(below - level).max(0.0) * 100.0
}

/// Estimate, actual, and the forecast at P10, P50, P80 and P90.
type Outcome = (f64, f64, [f64; 4]);

/// The pinball loss of logarithms, against that of the estimate.
fn loss(rows: &[Outcome]) -> f64 {
    let pinball = |actual: f64, forecast: f64, level: f64| {
        let above = actual.ln() - forecast.max(1e-9).ln();
        (level * above).max((level - 1.0) * above)
    };
    let sum = |forecast: &dyn Fn(&Outcome, usize) -> f64| -> f64 {
        let of_row = |row: &Outcome| {
            [0.1, 0.5, 0.8, 0.9]
                .iter()
                .enumerate()
                .map(|(at, level)| pinball(row.1, forecast(row, at), *level))
                .sum::<f64>()
        };
        rows.iter().map(of_row).sum()
    };
    sum(&|row, at| row.2[at]) / sum(&|row, _| row.0)
}

/// The small sets of real tasks, each with the class of the other one only.
#[test]
fn forecasts_hold_as_often_as_they_say() {
    let Some(shared) = shared() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let table = |name: &str| shared.join(format!("data/estimates/{name}.csv"));
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    for (set, other) in [("sip", "renzo"), ("renzo", "sip")] {
        let prior = folder.path().join("prior.txt");
        let learned = backcast(&["forecast", "prior", "--data", &text(&table(other))]);
        fs::write(&prior, learned.stdout).expect("written");
        let (data, batches) = (text(&table(set)), text(&table(&format!("{set}_batches"))));
        let evaluated =
            backcast(&["forecast", "eval", "--data", &data, "--batches", &batches, "--prior", &text(&prior)]);
        assert!(evaluated.status.success(), "{}", super::stderr(&evaluated));
        let forecasts = quantiles(&stdout(&evaluated));
        let rows: Vec<Outcome> = outcomes(&table(set))
            .into_iter()
            .map(|(id, estimate, actual)| (estimate, actual, forecasts[&id]))
            .collect();
        for (at, level) in [(0, 0.1), (1, 0.5), (2, 0.8), (3, 0.9)] {
            let pairs: Vec<(f64, f64)> = rows.iter().map(|row| (row.1, row.2[at])).collect();
            let miss = miss(&pairs, level);
            println!("{set} P{:.0} is off by {miss:.1} points", level * 100.0);
            assert!(miss <= MISS_MAX, "{set} P{:.0} is off by {miss:.1} points", level * 100.0);
        }
        let loss = loss(&rows);
        println!("{set} loss {loss:.3} of the estimate's");
        assert!((LOSS_MIN..LOSS_MAX).contains(&loss), "{set}: {loss}");
        assert_eq!(forecasts.len(), rows.len() + outcomes(&table(&format!("{set}_batches"))).len());
    }
}

/// Looks at plans some weeks on, against what experts expect.
#[test]
fn looks_satisfy_experts() {
    let Some(shared) = shared() else { return };
    let looks = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(shared.join("data/calibration")).expect("cases are there") {
        let case = entry.expect("readable").path();
        let file = |name: &str| case.join(name).to_str().expect("UTF-8").to_owned();
        let (goal, plan, progress) = (file("goal.toml"), file("plan.json"), file("progress.toml"));
        let looked = backcast(&["calibrate", "--goal", &goal, "--plan", &plan, "--progress", &progress, "--json"]);
        assert!(matches!(looked.status.code(), Some(0 | 1)), "{}", super::stderr(&looked));
        let name = case.file_name().expect("a name").to_str().expect("UTF-8").to_owned();
        fs::write(looks.path().join(format!("{name}.json")), looked.stdout).expect("written");
    }
    let python = std::env::var_os("BACKCAST_PYTHON").unwrap_or_else(|| "python3".into());
    let scored = Command::new(python)
        .arg(shared.join("tools/score_plan.py"))
        .args(["calibration-set", "--json"])
        .args([looks.path(), &shared.join("data/calibration")])
        .output()
        .expect("Python runs");
    assert!(scored.status.success(), "{}", String::from_utf8_lossy(&scored.stderr));
    let report: Value = serde_json::from_slice(&scored.stdout).expect("JSON");
    let average = report["average"].as_f64().expect("a number");
    println!("average {average}");
    assert!(average >= LOOKS_AVERAGE_MIN, "average {average}");
    let low: Vec<_> = report["cases"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|case| case["overall"].as_f64().is_none_or(|s| s < LOOKS_CASE_MIN))
        .collect();
    assert!(low.is_empty(), "{low:#?}");
}

/// The least that looks may score, on the average and each.
const LOOKS_AVERAGE_MIN: f64 = 92.0;
const LOOKS_CASE_MIN: f64 = 80.0;

/// What the command says of a calendar of the set, with its case's id.
fn expanded(case: &Value, folder: &Path) -> Value {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let file = folder.join(text(&case["file"]));
    let window = format!("{}/{}", text(&case["window"][0]), text(&case["window"][1]));
    let arguments = ["calendar", "expand", file.to_str().expect("UTF-8"), "--window", &window, "--json", "--tz"];
    let zone = text(&case["tz"]);
    let mut arguments = arguments.to_vec();
    arguments.push(&zone);
    let output = backcast(&arguments);
    assert!(output.status.success(), "{}: {}", file.display(), super::stderr(&output));
    let mut found = super::json(&output);
    found["id"] = case["id"].clone();
    if case["check"] == "robust" {
        let said = found["diagnostics"].as_array().expect("a list");
        assert!(!said.is_empty(), "{} is broken, and nothing is said of it", case["id"]);
    }
    found
}

#[test]
fn calendars_are_read_as_their_readers_agree() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("data/ics");
    let index = fs::read_to_string(folder.join("index.jsonl")).expect("the index is there");
    let results: String = index
        .lines()
        .map(|line| expanded(&serde_json::from_str(line).expect("JSON"), &folder).to_string() + "\n")
        .collect();
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), results).expect("written");
    let python = std::env::var_os("BACKCAST_PYTHON").unwrap_or_else(|| "python3".into());
    let scored = Command::new(python).arg(folder.join("score.py")).arg(&folder).arg(file.path()).output();
    let scored = scored.expect("Python runs");
    println!("{}", stdout(&scored));
    assert!(scored.status.success(), "{}", stdout(&scored));
}

#[test]
fn recurrence_rules_give_what_other_libraries_agree_on() {
    let Some(shared) = shared() else { return };
    let file = shared.join("data/ics/rrule-dev.jsonl");
    let output = backcast(&["calendar", "expand", "--rules", file.to_str().expect("UTF-8")]);
    let expected = fs::read_to_string(&file).expect("the rules are there");
    let answers = stdout(&output);
    let mut n_rules = 0;
    for (expected, answer) in expected.lines().zip(answers.lines()) {
        let [expected, answer] = [expected, answer].map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        assert_eq!(answer["first40"], expected["first40"], "{}", expected["rrule"]);
        n_rules += 1;
    }
    assert_eq!(n_rules, expected.lines().count());
}
