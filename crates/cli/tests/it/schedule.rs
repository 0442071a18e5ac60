//! Schedules: problems of other origins, and where milestones lie.

use std::fs;

use serde_json::{Value, json as object};

use super::test_store::TestStore;
use super::{backcast, json, stderr, stdout};

/// Two people with a day off each, three goals of which one waits for another.
fn bench() -> Value {
    let task = |id: usize, goal: usize, person: usize, hours: u32, after: Value| {
        object!({"id": format!("t{id}"), "goal": format!("g{goal}"), "person": format!("p{person}"),
                 "effort_h": hours, "deps": after})
    };
    object!({
        "form": "bench-project/1", "name": "small", "start": "2027-01-04", "end": "2027-02-01", "day_hours": 8,
        "weekdays": [0, 1, 2, 3, 4], "holidays": ["2027-01-06"],
        "people": [{"id": "p0", "off": [["2027-01-07", "2027-01-07"]]}, {"id": "p1", "off": []}],
        "goals": [{"id": "g0", "weight": 1, "deadline": "2027-01-05"}, {"id": "g1", "weight": 5, "deadline": "2027-01-05"},
                  {"id": "g2", "weight": 2, "deadline": "2027-01-20"}],
        "tasks": [task(0, 0, 0, 12, object!([])), task(1, 1, 0, 8, object!([])), task(2, 1, 1, 8, object!([["t1", 0]])),
                  task(3, 2, 1, 16, object!([["t2", 8]]))],
    })
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Files(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, text).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    }
}

#[test]
fn heavier_goals_go_first_and_the_grid_says_where() {
    let files = Files::new();
    let path = files.write("small.json", &bench().to_string());
    let grid = json(&backcast(&["schedule", "--problem", &path, "--format", "grid"]));
    // The heavy goal takes both people first, the light one is four hours late.
    assert_eq!(grid, object!({"t0": [8, 28], "t1": [0, 8], "t2": [8, 16], "t3": [24, 40]}));
    let output = backcast(&["schedule", "--problem", &path]);
    let text = stdout(&output);
    assert!(output.status.success(), "{text}{}", stderr(&output));
    assert!(text.contains("g0") && text.contains("g0 waits for t1 → t0"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let document = json(&backcast(&["schedule", "--problem", &path, "--json"]));
    assert_eq!(document["weighted_tardiness_minutes"], 720);
    assert_eq!(document["goals"]["g0"]["late_because"], object!(["t1", "t0"]));
    let why = json(&backcast(&["schedule", "--problem", &path, "--why", "t3", "--json"]));
    assert_eq!(why["because"][0]["kind"], "after");
    assert_eq!(why["because"][0]["task"], "t2");
    assert!(stdout(&backcast(&["schedule", "--problem", &path, "--why", "t0"])).contains("p0 works on t1 until then"));
    assert_eq!(backcast(&["schedule", "--problem", &path, "--why", "t9"]).status.code(), Some(3));
}

#[test]
fn an_earlier_schedule_moves_no_more_than_it_has_to() {
    let files = Files::new();
    let path = files.write("small.json", &bench().to_string());
    let before = files.write("before.json", &stdout(&backcast(&["schedule", "--problem", &path, "--format", "grid"])));
    let same = backcast(&["schedule", "--problem", &path, "--previous", &before]);
    assert!(stdout(&same).contains("nothing: the earlier schedule stands"), "{}{}", stdout(&same), stderr(&same));
    let mut longer = bench();
    longer["tasks"][2]["effort_h"] = object!(12);
    let longer = files.write("longer.json", &longer.to_string());
    let document = json(&backcast(&["schedule", "--problem", &longer, "--previous", &before, "--json"]));
    assert_eq!(document["moved"], object!(["t3"]));
    let wrong = files.write("wrong.json", "{\"t77\": [0, 8]}");
    assert_eq!(backcast(&["schedule", "--problem", &path, "--previous", &wrong]).status.code(), Some(3));
}

/// A problem in minutes that uses what the benchmark form cannot say.
fn own(deadline: u32) -> Value {
    object!({
        "schema": "backcast.problem/1", "start": "2027-01-04", "horizon": 14400,
        "calendars": [{"id": "mornings", "spans": [[480, 720], [1920, 2160], [3360, 3600], [4800, 5040]]}],
        "people": [{"id": "ann", "skills": ["write"]}, {"id": "bo", "absent": [[1440, 2880]]}],
        "resources": [{"id": "studio", "capacity": 1}],
        "goals": [{"id": "film", "deadline": deadline, "per_day": 240}],
        "tasks": [
            {"id": "script", "goal": "film", "effort": 300, "splittable": true, "skill": "write"},
            {"id": "shoot", "goal": "film", "effort": 120, "person": "bo", "needs": {"studio": 1}, "after": [{"on": "script"}]},
            {"id": "dry", "goal": "film", "waiting": 600, "after": [{"on": "shoot", "lag": 30, "calendar": true}]},
        ],
    })
}

#[test]
fn everything_a_problem_says_counts() {
    let files = Files::new();
    let path = files.write("film.json", &own(10_000).to_string());
    let document = json(&backcast(&["schedule", "--problem", &path, "--json"]));
    assert_eq!(document["tasks"]["script"]["stretches"], object!([[480, 1980]]));
    // Bo is away on the second day, and the film had its four hours of the first.
    assert_eq!(document["tasks"]["shoot"]["start"], 3360);
    assert_eq!(document["tasks"]["dry"]["stretches"], object!([[3510, 4110]]));
    let late = json(&backcast(&["schedule", "--problem", &path, "--backward", "--json"]));
    assert_eq!(late["tasks"]["dry"]["finish"], 10_000);
    assert!(late["tasks"]["script"]["start"].as_u64() > Some(480));
}

#[test]
fn what_cannot_be_done_comes_with_its_reason() {
    let files = Files::new();
    let path = files.write("film.json", &own(3000).to_string());
    let output = backcast(&["schedule", "--problem", &path]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(text.contains("INFEASIBLE") && text.contains("script → shoot"), "{text}");
    let document = json(&backcast(&["schedule", "--problem", &path, "--json"]));
    assert_eq!((&document["status"], &document["certificate"]["kind"]), (&object!("infeasible"), &object!("too_long")));
    let mut nobody = own(10_000);
    nobody["people"][0]["skills"] = object!([]);
    let nobody = files.write("nobody.json", &nobody.to_string());
    let output = backcast(&["schedule", "--problem", &nobody]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("nobody can do `script`"), "{}", stdout(&output));
}

#[test]
fn the_least_lateness_of_one_person_is_proved() {
    let files = Files::new();
    let task = |id: &str, effort: u32, release: u32, deadline: u32| object!({"id": id, "goal": "g", "effort": effort, "splittable": true, "release": release, "deadline": deadline});
    let problem = object!({
        "schema": "backcast.problem/1", "horizon": 1000, "calendars": [{"id": "c", "spans": [[0, 1000]]}],
        "people": [{"id": "p"}], "goals": [{"id": "g"}],
        "tasks": [task("a", 60, 0, 200), task("b", 60, 30, 100), task("c", 90, 40, 130)],
    });
    let path = files.write("one.json", &problem.to_string());
    let output = backcast(&["schedule", "--problem", &path, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let document = json(&output);
    assert_eq!(
        (&document["least_lateness_minutes"], &document["least_lateness_proved"]),
        (&object!(50), &object!(true))
    );
    assert_eq!(document["certificate"]["needed_minutes"], 150);
    assert!(stdout(&backcast(&["schedule", "--problem", &path])).contains("Least lateness"));
}

#[test]
fn bad_problems_are_refused_with_a_reason() {
    let files = Files::new();
    let refused = |name: &str, text: &str, part: &str| {
        let path = files.write(name, text);
        let output = backcast(&["schedule", "--problem", &path]);
        assert_eq!(output.status.code(), Some(3), "{}{}", stdout(&output), stderr(&output));
        assert!(stderr(&output).contains(part), "{}", stderr(&output));
    };
    let with = |change: &dyn Fn(&mut Value)| {
        let mut problem = own(10_000);
        change(&mut problem);
        problem.to_string()
    };
    refused("garbage.json", "{\"form\": \"x", "EOF");
    let long = format!("{{\"form\": \"bench-project/1\", \"name\": \"{}\", \"start\": 3", "x".repeat(5000));
    let path = files.write("long.json", &long);
    let said = stderr(&backcast(&["schedule", "--problem", &path]));
    assert!(said.contains("column") && said.len() < 500, "{said}");
    refused("number.json", "{\"form\": 3}", "expected a string");
    refused("loop.json", &with(&|p| p["tasks"][0]["after"] = object!([{"on": "dry"}])), "circle");
    refused("huge.json", &with(&|p| p["tasks"][0]["effort"] = object!(4_294_967_295u32)), "more than");
    refused("far.json", &with(&|p| p["horizon"] = object!(4_294_967_295u32)), "horizon");
    refused("larger.json", &with(&|p| p["tasks"][0]["effort"] = object!(99_999_999_999u64)), "u32");
    refused("two.json", &with(&|p| p["tasks"][1]["id"] = object!("script")), "twice");
    refused("unknown.json", &with(&|p| p["tasks"][1]["person"] = object!("cy")), "cy");
    // Overlapping availability counts once, and nobody at all is an answer.
    let path = files
        .write("overlap.json", &with(&|p| p["calendars"][0]["spans"] = object!([[480, 720], [500, 900], [0, 9000]])));
    assert!(backcast(&["schedule", "--problem", &path]).status.success());
    let path = files.write(
        "alone.json",
        &with(&|p| {
            p["people"] = object!([]);
            p["tasks"] = object!([{"id": "x", "goal": "film", "effort": 5}]);
        }),
    );
    assert_eq!(backcast(&["schedule", "--problem", &path]).status.code(), Some(1));
    let bench = files.write("small.json", &bench().to_string());
    assert_eq!(backcast(&["schedule", "--problem", &bench, "--format", "starts"]).status.code(), Some(2));
}

#[test]
fn milestones_say_why_they_lie_there_and_what_would_be_if() {
    let file = "examples/half-marathon.toml";
    let all = json(&backcast(&["schedule", file, "--json"]));
    let places = all["milestones"].as_array().expect("a list");
    for place in places {
        let slack = |name: &str| place[name].as_i64().expect("days");
        assert!(slack("free_slack_days") <= slack("total_slack_days"), "{place}");
    }
    let table = stdout(&backcast(&["schedule", file]));
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    let text = stdout(&backcast(&["schedule", file, "--why", "m3"]));
    assert!(text.contains("Why not earlier") && text.contains("Slack (float)"), "{text}");
    let compared = json(&backcast(&["schedule", file, "--what-if", "hours=1", "--json"]));
    assert_eq!(compared["then"]["verdict"], "infeasible");
    assert_eq!(compared["now"]["hours_needed"], compared["then"]["hours_needed"], "the same work is compared");
    let output = backcast(&["schedule", file, "--what-if", "deadline=2026-12-01"]);
    assert!(output.status.success(), "{}", stderr(&output));
    for (change, code) in [("hours=200", 2), ("sleep=3", 2), ("without=M99", 3), ("deadline=2020-01-01", 3)] {
        assert_eq!(backcast(&["schedule", file, "--what-if", change]).status.code(), Some(code), "{change}");
    }
    assert_eq!(backcast(&["schedule", file, "--why", "m99"]).status.code(), Some(3));
}

#[test]
fn nothing_changed_is_nothing_moved() {
    let store = TestStore::new().with_plan();
    let now = store.json(&["schedule", "half"]);
    assert!(now["milestones"].as_array().is_some_and(|list| !list.is_empty()));
    let same = store.json(&["schedule", "half", "--what-if", "deadline=2026-09-20"]);
    assert_eq!(same["moved"], object!([]), "it is the deadline that it has");
}

#[test]
fn conflicts_are_named_weeks_ahead() {
    let store = TestStore::new();
    assert!(store.done(&["conflicts"]).contains("Nothing can be said"));
    let goal = |name: &str, title: &str, destination: &str| {
        let text = format!(
            "title = '{title}'\ndestination = '{destination}'\norigin = 'Nothing yet'\ntoday = 2026-05-12\n\
             deadline = 2026-10-30\nhours_per_week = 8\n"
        );
        let path = store.path(name);
        fs::write(&path, text).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    };
    let book = goal("book.toml", "Book on bees", "A non-fiction book of 40,000 words about bees is published");
    let exam = goal("exam.toml", "Language exam", "Pass the B2 Spanish exam");
    store.done(&["add", &book]);
    store.done(&["plan", "book-bees", "--quiet", "--assume"]);
    store.done(&["approve", "book-bees"]);
    assert!(store.done(&["conflicts"]).contains("No conflict until"));
    store.done(&["add", &exam]);
    store.run(&["plan", "language-exam", "--quiet", "--assume"]);
    store.done(&["approve", "language-exam"]);
    let output = store.run(&["conflicts"]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    let text = stdout(&output);
    assert!(
        text.contains("In week") && text.contains("and there are") && text.contains("the most that any goal names"),
        "{text}"
    );
    let document = json(&store.run(&["conflicts", "--json"]));
    for conflict in document["conflicts"].as_array().expect("a list") {
        assert!(conflict["wanted_hours"].as_f64() > conflict["available_hours"].as_f64(), "{conflict}");
    }
    // With more hours in the configuration there is no conflict any more.
    let output = store.command(&["conflicts"]).env("BACKCAST_HOURS_PER_WEEK", "40").output().expect("the binary runs");
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
}

/// Late days of portfolio problems, where `BACKCAST_ACCEPTANCE` names them.
#[test]
fn portfolios_are_scheduled_as_well_as_they_have_to_be() {
    let Some(shared) = std::env::var_os("BACKCAST_ACCEPTANCE") else {
        println!("skipped: BACKCAST_ACCEPTANCE does not name the folder with the problems");
        return;
    };
    let folder = std::path::Path::new(&shared).join("data/portfolio");
    for (name, days_max) in [("n10s1", 14.0), ("n100s1", 0.0), ("n100s2", 185.0), ("n1000s1", 200.0)] {
        let path = folder.join(format!("{name}.json"));
        let path = path.to_str().expect("UTF-8");
        let document = json(&backcast(&["schedule", "--problem", path, "--schedules", "30000", "--json"]));
        let days = document["weighted_tardiness_minutes"].as_f64().expect("minutes") / 480.0;
        assert!(days <= days_max, "{name}: {days} weighted late days");
    }
}
