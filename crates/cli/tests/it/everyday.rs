//! The way from a goal file to a weekly review, as its users walk it.

use std::fs;

use super::kept::Kept;
use super::{root, stderr, stdout};

#[test]
fn from_init_to_a_weekly_review() {
    let kept = Kept::new();
    kept.done(&["init"]);
    fill_in(&kept);
    kept.done(&["plan", "goal.toml"]);
    let added = kept.done(&["add", "goal.toml"]);
    let id = added.split_whitespace().next().expect("an id").to_owned();
    kept.done(&["plan", &id]);
    kept.done(&["approve"]);
    assert!(kept.done(&["next"]).contains("M1"));
    kept.done(&["log", "M1", "1h30"]);
    kept.done(&["tick", "M1", "--all"]);
    let done = kept.done(&["done", "M1"]);
    assert!(done.contains("done") && done.contains("Now possible"), "{done}");
    let week = kept.done(&["week"]);
    assert!(week.contains("1.5 h") && week.contains("1 reached"), "{week}");
    assert!(kept.done(&["status"]).contains("✓"));
    assert!(kept.done(&["history"]).contains("approved revision 1"));
}

/// Writes answers into the commented goal file, as a person would.
fn fill_in(kept: &Kept) {
    let text = fs::read_to_string(kept.path("goal.toml")).expect("written");
    let answers = "title = \"Cookbook for the family\"\n\
                   destination = \"A printed cookbook with 40 recipes lies on the table on 1 December 2026.\"\n\
                   origin = \"I have 25 recipes on loose sheets.\"\ndeadline = 2026-12-01\nhours_per_week = 14\n";
    let keys = ["title", "destination", "origin", "deadline", "hours_per_week"];
    let is_answered = |line: &&str| keys.iter().any(|key| line.starts_with(&format!("{key} =")));
    let rest: Vec<&str> = text.lines().filter(|line| !is_answered(line)).collect();
    fs::write(kept.path("goal.toml"), format!("{answers}{}\n", rest.join("\n"))).expect("written");
}

#[test]
fn a_file_is_planned_without_being_kept() {
    let kept = Kept::new();
    kept.done(&["init"]);
    fill_in(&kept);
    assert!(kept.done(&["plan", "goal.toml"]).contains("Keep it: backcast add goal.toml"));
    assert!(!kept.database().exists());
}

#[test]
fn adding_again_makes_a_new_version_and_planning_keeps_ids() {
    let kept = Kept::new();
    let goal = kept.path("goal.toml");
    let text = fs::read_to_string(root().join("examples/half-marathon.toml")).expect("an example");
    fs::write(&goal, &text).expect("written");
    kept.done(&["add", "goal.toml"]);
    let names = |kept: &Kept| -> Vec<(String, String)> {
        let plan = &kept.json(&["show"])["plan"];
        let of = |m: &serde_json::Value, key: &str| m[key].as_str().unwrap_or_default().to_owned();
        let list = plan["milestones"].as_array().expect("milestones");
        let mut names: Vec<_> = list.iter().map(|m| (of(m, "id"), of(m, "name"))).collect();
        names.sort();
        names
    };
    let planned = kept.json(&["plan", "half"]);
    assert_eq!((planned["revision"].as_u64(), planned["state"].as_str()), (Some(1), Some("proposed")));
    let before = names(&kept);
    assert!(stderr(&kept.run(&["plan", "half"])).contains("nothing has changed"));
    fs::write(&goal, text.replace("hours_per_week = 4", "hours_per_week = 5")).expect("written");
    let added = kept.json(&["add", "goal.toml"]);
    assert_eq!((added["what"].as_str(), added["revision"].as_u64()), (Some("revised"), Some(2)));
    kept.done(&["plan", "half"]);
    assert_eq!(names(&kept), before);
    let diff = kept.done(&["diff", "half@1", "half@2"]);
    assert!(diff.contains("4 h a week → 5 h a week") && diff.contains("earlier"), "{diff}");
    // Another goal in the same file is not taken for the same one.
    fs::write(&goal, "title = 'Cookbook'\n").expect("written");
    kept.refused(&["add", "goal.toml"], 4, &["--new", "--update"]);
    kept.done(&["add", "goal.toml", "--new"]);
}

#[test]
fn done_work_stays_done_when_planned_again() {
    let kept = Kept::new().with_plan();
    kept.done(&["done", "M1", "--force"]);
    kept.done(&["percent", "M3", "50"]);
    kept.done(&["plan", "half", "--quiet"]);
    kept.done(&["approve", "half"]);
    let status = kept.json(&["status", "half"]);
    let milestones = status["milestones"].as_array().expect("milestones");
    let find = |id: &str| milestones.iter().find(|m| m["id"] == id).unwrap_or_else(|| panic!("{id} is gone"));
    assert_eq!(find("M1")["standing"], "done");
    assert_eq!(find("M1")["due"], "2026-05-14");
    assert_eq!(find("M3")["percent"], 50);
    let plan = kept.json(&["show"])["plan"].clone();
    assert!(plan["feasibility"]["needed_hours"].as_f64() < Some(50.0), "half of M3's 19 hours are done: {plan}");
    assert_eq!(milestones.len(), 8);
}

#[test]
fn nothing_is_tracked_before_a_plan_is_approved() {
    let kept = Kept::new();
    kept.done(&["add", root().join("examples/half-marathon.toml").to_str().expect("UTF-8")]);
    kept.refused(&["approve"], 1, &["no plan yet", "backcast plan half-marathon-"]);
    kept.done(&["plan", "half", "--quiet"]);
    kept.refused(&["log", "M1", "1h"], 1, &["no plan is approved", "backcast approve"]);
    kept.done(&["reject", "half", "--why", "too slow"]);
    kept.refused(&["approve"], 1, &["no plan"]);
    kept.refused(&["approve", "half@1"], 1, &["rejected"]);
}

#[test]
fn criteria_are_ticked_one_by_one_and_done_asks_for_them() {
    let kept = Kept::new().with_plan();
    kept.refused(&["done", "M1"], 1, &["3 open criteria", "backcast tick M1 1", "--force"]);
    assert!(kept.done(&["tick", "M1", "1", "3"]).contains("2 of 3"));
    kept.refused(&["done", "M1"], 1, &["1 open criteria", "2. "]);
    kept.refused(&["tick", "M1", "7"], 3, &["has no criterion 7"]);
    kept.done(&["done", "M1", "--force", "--log", "2h", "--on", "yesterday"]);
    let history = kept.json(&["history"]);
    let last = history["events"].as_array().and_then(|events| events.last()).expect("events").clone();
    assert_eq!(last["change"]["kind"], "done");
    assert_eq!(last["change"]["on"], "2026-05-11");
    assert_eq!(last["change"]["open"].as_array().map(Vec::len), Some(1));
}

/// The criteria of M1: text, id, and whether each holds.
fn criteria(kept: &Kept, more: &[&str]) -> Vec<(String, String, bool)> {
    let list = kept.json(&[&["tick", "M1"], more].concat());
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let list = list["criteria"].as_array().expect("a list");
    list.iter().map(|one| (text(&one["text"]), text(&one["id"]), one["ticked"] == true)).collect()
}

#[test]
fn criteria_are_named_by_number_or_id_and_a_tick_says_what_shows_it() {
    let kept = Kept::new().with_plan();
    assert!(kept.done(&["tick", "M1"]).contains("☐ 2. c2"));
    assert!(kept.done(&["tick", "M1", "2", "--evidence", "seen by Bob"]).contains("1 of 3"));
    assert!(kept.done(&["tick", "M1", "c2"]).contains("ticked already"));
    assert!(kept.done(&["tick", "M1.c3"]).contains("2 of 3"));
    assert!(kept.done(&["untick", "M1", "c3"]).contains("1 of 3"));
    kept.refused(&["tick", "M1.c7"], 3, &["has no criterion c7"]);
    kept.refused(&["tick", "M1", "x"], 2, &["2 or c2"]);
    assert!(kept.done(&["tick", "M1"]).contains("seen by Bob"));
    assert!(kept.done(&["history"]).contains("(seen by Bob)"));
    let history = kept.json(&["history"]);
    let events = history["events"].as_array().expect("events");
    let tick = events.iter().find(|event| event["change"]["kind"] == "ticked").expect("a tick");
    assert_eq!(tick["change"]["criterion_id"], 2);
    assert_eq!(tick["change"]["evidence"]["text"], "seen by Bob");
}

#[test]
fn a_mended_criterion_stays_ticked_and_another_one_does_not() {
    let kept = Kept::new().with_plan();
    kept.done(&["tick", "M1", "1", "3"]);
    // A store of before criteria had ids: its ticks know only texts.
    kept.done(&["export", "--all", "--out", "all.json"]);
    let path = kept.path("all.json");
    let export = fs::read_to_string(&path).expect("written");
    let mut export: serde_json::Value = serde_json::from_str(&export).expect("JSON");
    for event in export["portfolios"][0]["events"].as_array_mut().expect("events") {
        event["change"].as_object_mut().expect("a change").shift_remove("criterion_id");
    }
    fs::write(&path, export.to_string()).expect("written");
    let old = kept.path("old.db").display().to_string();
    kept.done(&["import", "all.json", "--database", &old]);
    let new = kept.database().display().to_string();
    for database in [new.as_str(), old.as_str()] {
        let there = ["--database", database];
        let before = criteria(&kept, &there);
        assert_eq!(before.iter().map(|one| one.2).collect::<Vec<_>>(), [true, false, true]);
        let (mended, other) = (format!("{}x", before[0].0), "12 other things are there");
        let text = kept.done(&[&["edit", "--print"], there.as_slice()].concat());
        let text = text.replace(&before[0].0, &mended).replace(&before[2].0, other);
        fs::write(kept.path("mended.toml"), text).expect("written");
        kept.done(&[&["edit", "--from", "mended.toml"], there.as_slice()].concat());
        kept.done(&[&["approve"], there.as_slice()].concat());
        let after = criteria(&kept, &there);
        let expected = [(mended, "c1".into(), true), before[1].clone(), (other.to_owned(), "c4".into(), false)];
        assert_eq!(after, expected, "{database}");
        kept.done(&[&["doctor"], there.as_slice()].concat());
    }
}

#[test]
fn skipped_milestones_hold_others_back_until_released() {
    let kept = Kept::new().with_plan();
    kept.refused(&["start", "M3"], 1, &["M3 waits for M1", "backcast release M1"]);
    kept.done(&["skip", "M1", "--why", "no race this year"]);
    kept.refused(&["start", "M3"], 1, &["M3 waits for M1"]);
    assert!(kept.done(&["release", "M1", "--why", "not needed"]).contains("Now possible: M2"));
    kept.done(&["start", "M3"]);
    kept.refused(&["start", "M3"], 1, &["started already"]);
    kept.done(&["block", "M3", "--why", "knee"]);
    kept.refused(&["unblock", "M2"], 1, &["not blocked"]);
    assert!(kept.done(&["status"]).contains("knee"));
    kept.done(&["unblock", "M3"]);
    kept.done(&["miss", "M3", "--why", "ill"]);
    assert!(kept.done(&["status"]).contains("12 May: ill"));
    kept.done(&["reopen", "M1", "--why", "after all"]);
}

#[test]
fn undo_walks_back_and_says_what_it_undid() {
    let kept = Kept::new().with_plan();
    kept.done(&["log", "M1", "2h"]);
    kept.done(&["done", "M1", "--force"]);
    assert!(kept.done(&["undo"]).contains("M1 done"));
    assert!(kept.done(&["undo"]).contains("2 h logged"));
    assert!(kept.done(&["undo"]).contains("approved revision 1"));
    kept.refused(&["log", "M1", "1h"], 1, &["no plan is approved"]);
    // Changes of others are theirs.
    let output = kept.command(&["undo", "half"]).env("BACKCAST_NAME", "bob").output().expect("runs");
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stderr(&output).contains("by ann"));
    kept.done(&["undo"]);
    kept.done(&["undo"]);
    kept.refused(&["undo"], 1, &["no change to undo"]);
    assert!(kept.done(&["goals"]).contains("No goal yet"));
}

#[test]
fn stale_writes_get_exit_code_4_and_what_changed() {
    let kept = Kept::new().with_plan();
    let version = kept.json(&["show"])["version"].to_string();
    kept.done(&["log", "M1", "2h"]);
    kept.refused(&["approve", "half", "--if-version", &version], 4, &["changed in between", "ann: M1 2 h logged"]);
    kept.done(&["note", "M1", "fine", "--if-version", "4"]);
}

#[test]
fn goals_and_milestones_are_found_by_what_people_type() {
    let kept = Kept::new().with_plan();
    kept.done(&["add", root().join("examples/cookbook.toml").to_str().expect("UTF-8")]);
    kept.done(&["log", "m1", "5m"]);
    kept.done(&["log", "half/M1", "5m"]);
    kept.done(&["log", "M1", "5m", "--goal", "half"]);
    kept.done(&["log", "weekend slot", "5m"]);
    kept.refused(&["log", "M11", "1h"], 3, &["no milestone `M11`", "did you mean `M1`"]);
    kept.refused(&["show", "haf-marathon"], 3, &["no goal `haf-marathon`", "did you mean"]);
    kept.refused(&["show"], 2, &["2 goals"]);
    kept.refused(&["stat"], 2, &["status"]);
    kept.refused(&["log", "M1", "2"], 3, &["hours or minutes", "90m"]);
    kept.refused(&["log", "M1", "2h", "--on", "tomorrow"], 3, &["lies in the future"]);
    kept.refused(&["log", "M1", "2h", "--on", "someday"], 3, &["not a day", "yesterday"]);
    let cookbook = kept.json(&["goals"])["goals"][1]["id"].as_str().expect("an id").to_owned();
    kept.done(&["plan", &cookbook, "--quiet", "--assume"]);
    kept.done(&["approve", &cookbook]);
    kept.refused(&["log", "M1", "1h"], 3, &["could be", "half-marathon-", "cookbook", "--goal"]);
}

#[test]
fn several_goals_of_one_file_share_a_plan() {
    let kept = Kept::new();
    let added = kept.json(&["add", root().join("examples/two-goals.toml").to_str().expect("UTF-8")]);
    assert_eq!(added["goals"].as_array().map(Vec::len), Some(2));
    let file = added["id"].as_str().expect("an id").to_owned();
    let first = added["goals"][0]["id"].as_str().expect("an id").to_owned();
    kept.run(&["plan", &first, "--quiet"]);
    kept.done(&["approve", &file]);
    let status = kept.json(&["status", &file]);
    assert_eq!(status["goals"].as_array().map(Vec::len), Some(2));
    let of_first = kept.json(&["status", &first]);
    assert!(of_first["milestones"].as_array().expect("milestones").iter().all(|m| m["goal"] == first.as_str()));
    assert!(!kept.done(&["next"]).is_empty());
}

#[test]
fn drift_names_what_differs_from_the_approved_plan() {
    let kept = Kept::new();
    let goal = kept.path("goal.toml");
    let text = fs::read_to_string(root().join("examples/half-marathon.toml")).expect("an example");
    fs::write(&goal, &text).expect("written");
    kept.done(&["add", "goal.toml"]);
    kept.done(&["plan", "half", "--quiet"]);
    kept.done(&["approve"]);
    kept.done(&["show", "--out", "plan.md"]);
    assert!(kept.done(&["drift"]).contains("fits what is there"));
    fs::write(kept.path("plan.md"), "something else").expect("written");
    let busy = "\n[[busy]]\nfrom = 2026-08-06\nto = 2026-08-10\nreason = \"conference\"\n";
    fs::write(&goal, text.replace("deadline = 2026-09-20", "deadline = 2026-09-27") + busy).expect("written");
    let output = kept.run(&["drift"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    for part in ["plan.md was changed", "deadline was 2026-09-20 and is 2026-09-27", "conference", "M4"] {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    fs::remove_file(&goal).expect("removed");
    assert!(stdout(&kept.run(&["drift", "--json"])).contains("is gone"));
}

#[test]
fn a_plan_is_edited_as_text_and_audited() {
    let kept = Kept::new().with_plan();
    let text = kept.done(&["edit", "--print"]);
    let edit = |text: &str, name: &str| {
        fs::write(kept.path(name), text).expect("written");
        kept.path(name).display().to_string()
    };
    let output = kept.run(&["edit", "--from", &edit(&text, "same.toml")]);
    assert!(stderr(&output).contains("nothing was changed"));
    let later = edit(&text.replace("due = 2026-05-17", "due = 2026-05-20"), "later.toml");
    let said = kept.done(&["edit", "--from", &later]);
    assert!(said.contains("3 days later (20 May), because somebody"), "{said}");
    assert_eq!(kept.json(&["show"])["state"], "proposed");
    let broken = edit(&text.replace("due = 2026-05-14", "due = 2026-05-01"), "broken.toml");
    kept.refused(&["edit", "half@1", "--from", &broken], 1, &["before it starts"]);
    let wrong = edit(&text.replace("risk = \"low\"", "risk = \"huge\""), "wrong.toml");
    kept.refused(&["edit", "half@1", "--from", &wrong], 3, &["`huge` is not a risk", "wrong.toml:"]);
}

#[test]
fn an_editor_that_fails_loses_nothing() {
    let kept = Kept::new().with_plan();
    let run = |editor: &str| kept.command(&["edit"]).env("EDITOR", editor).output().expect("runs");
    assert_eq!(run("false").status.code(), Some(5));
    assert!(stderr(&run("true")).contains("nothing was changed"));
    let output = run("sed -i s/hours/hoars/");
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("it lies in "), "{}", stderr(&output));
    let output = run("sed -i 's/Race entered/Race booked/'");
    assert!(stdout(&output).contains("was \"Race entered"), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn an_edit_that_somebody_overtook_is_not_lost() {
    let kept = Kept::new().with_plan();
    let binary = env!("CARGO_BIN_EXE_backcast");
    // While the editor is open, work is logged: that is no reason to refuse.
    let logging = format!(
        "sh -c '{binary} log M1 5m && sed -i s/booked/paid/ \"$0\" && sed -i \"s/Race entered/Race booked/\" \"$0\"'"
    );
    let output = kept.command(&["edit"]).env("EDITOR", &logging).output().expect("runs");
    assert!(output.status.success(), "{}", stderr(&output));
    // Somebody proposes another plan: the edit is refused, and lies in a file.
    let planning = format!("sh -c '{binary} plan half -q >/dev/null; sed -i \"s/Race booked/Race paid/\" \"$0\"'");
    let output = kept.command(&["edit"]).env("EDITOR", &planning).output().expect("runs");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("changed in between"), "{said}");
    let path = said.split("it lies in ").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a path");
    assert!(fs::read_to_string(path).expect("the text is there").contains("Race paid"));
    kept.done(&["edit", "half@2", "--from", path]);
    fs::remove_file(path).expect("removed");
}

#[test]
fn an_edit_rests_on_the_goal_file_that_its_plan_was_made_from() {
    let kept = Kept::new();
    let text = fs::read_to_string(root().join("examples/half-marathon.toml")).expect("an example");
    fs::write(kept.path("goal.toml"), &text).expect("written");
    kept.done(&["add", "goal.toml"]);
    kept.done(&["plan", "half", "--quiet"]);
    fs::write(kept.path("goal.toml"), text.replace("hours_per_week = 4", "hours_per_week = 5")).expect("written");
    kept.done(&["add", "goal.toml"]);
    let edit = kept.done(&["edit", "half@1", "--print"]).replace("due = 2026-05-17", "due = 2026-05-20");
    fs::write(kept.path("edit.toml"), edit).expect("written");
    kept.done(&["edit", "half@1", "--from", "edit.toml"]);
    let shown = kept.json(&["show"]);
    assert_eq!((shown["goal_revision"].as_u64(), shown["parent"].as_u64()), (Some(1), Some(1)));
    kept.done(&["approve"]);
    assert!(stdout(&kept.run(&["drift"])).contains("hours_per_week was 4 h a week and is 5 h a week"));
}

#[test]
fn more_than_ten_milestones_need_consent() {
    let kept = Kept::new().with_plan();
    let mut text = kept.done(&["edit", "--print"]);
    for number in 1..=3 {
        text.push_str(&format!(
            "\n[[milestone]]\nname = \"Club evening {number} visited\"\ngoal = \"Company.\"\nhours = 0\n\
             criteria = [\"{number} evenings visited\", \"2 names written down\"]\nafter = [\"M1\"]\n\
             start = 2026-06-0{number}\ndue = 2026-06-0{number}\n"
        ));
    }
    fs::write(kept.path("many.toml"), text).expect("written");
    kept.refused(&["edit", "--from", "many.toml"], 1, &["11 milestones", "consent"]);
    kept.done(&["edit", "--from", "many.toml", "--allow-many"]);
    kept.refused(&["approve", "half"], 1, &["11 milestones", "--allow-many"]);
    kept.done(&["approve", "half", "--allow-many"]);
    assert!(kept.done(&["status"]).contains("M11"));
}

#[test]
fn goals_are_found_without_their_accents() {
    let kept = Kept::new();
    fs::write(kept.path("goal.toml"), "title = 'Open a Café'\n").expect("written");
    kept.done(&["add", "goal.toml"]);
    assert!(kept.done(&["status", "cafe"]).contains("Open a Café"));
}

#[test]
fn everything_moves_to_another_store_and_back() {
    let kept = Kept::new().with_plan();
    kept.done(&["log", "M1", "2h"]);
    kept.done(&["export", "--all", "--out", "all.json"]);
    let there = kept.path("there.db").display().to_string();
    kept.done(&["import", "all.json", "--database", &there]);
    kept.done(&["export", "--all", "--out", "again.json", "--database", &there]);
    let read = |name: &str| fs::read(kept.path(name)).expect("written");
    assert_eq!(read("all.json"), read("again.json"));
    assert!(kept.done(&["import", "all.json"]).contains("1 unchanged"));
    kept.done(&["log", "M1", "1h", "--database", &there]);
    kept.done(&["log", "M1", "3h"]);
    kept.refused(&["import", "all.json", "--database", &there, "--dry-run"], 0, &[]);
    kept.done(&["export", "--all", "--out", "newer.json"]);
    kept.refused(&["import", "newer.json", "--database", &there], 4, &["another history"]);
}

#[test]
fn dry_runs_change_nothing() {
    let kept = Kept::new().with_plan();
    let before = kept.done(&["history", "--json"]);
    kept.done(&["log", "M1", "2h", "--dry-run"]);
    kept.done(&["done", "M1", "--force", "--dry-run"]);
    kept.done(&["drop", "half", "--why", "x", "--dry-run"]);
    assert_eq!(kept.done(&["history", "--json"]), before);
}

#[test]
fn weeks_show_what_collides_where_the_hours_are_known() {
    let kept = Kept::new().with_plan();
    fs::create_dir_all(kept.path("config/backcast")).expect("made");
    fs::write(kept.path("config/backcast/config.toml"), "hours_per_week = 2\nweek_start = 'sunday'\n")
        .expect("written");
    let week = kept.json(&["week"]);
    assert_eq!(week["from"], "2026-05-10");
    assert_eq!(week["collisions"][0]["available_hours"], 2.0);
    let text = kept.done(&["week"]);
    assert!(text.contains("Collides") && text.contains("h wanted, 2 h there"), "{text}");
    assert_eq!(kept.json(&["week", "last", "week"])["from"], "2026-05-03");
}

#[test]
fn configuration_is_layered_and_says_where_it_comes_from() {
    let kept = Kept::new();
    fs::create_dir_all(kept.path("config/backcast")).expect("made");
    fs::create_dir_all(kept.path("work/.backcast")).expect("made");
    fs::create_dir_all(kept.path("work/deep")).expect("made");
    fs::write(kept.path("config/backcast/config.toml"), "week_start = 'saturday'\nreview_day = 'friday'\n")
        .expect("written");
    fs::write(kept.path("work/.backcast/config.toml"), "week_start = 'sunday'\n").expect("written");
    let mut command = kept.command(&["config", "--origin", "-C", "work/deep"]);
    let said = stdout(&command.env_remove("BACKCAST_DATABASE").output().expect("runs"));
    assert!(said.contains("week_start = \"sunday\"  # ") && said.contains("work/.backcast/config.toml"), "{said}");
    assert!(
        said.contains("review_day = \"friday\"") && said.contains("name = \"ann\"  # variable BACKCAST_NAME"),
        "{said}"
    );
    assert!(said.contains("work/.backcast/backcast.db\"  # the project "), "{said}");
    fs::write(kept.path("config/backcast/config.toml"), "week_start = 'someday'\nhours = 3\n").expect("written");
    kept.refused(&["next"], 3, &["config.toml:1:14", "someday", "monday to sunday"]);
}

#[test]
fn projects_keep_their_goals_and_the_home_folder_is_none() {
    let kept = Kept::new();
    let run = |words: &[&str], folder: &str| {
        kept.command(words).env_remove("BACKCAST_DATABASE").current_dir(kept.path(folder)).output().expect("runs")
    };
    fs::create_dir(kept.path("repo")).expect("made");
    assert!(run(&["init", "--project"], "repo").status.success());
    assert!(run(&["init"], "repo").status.success());
    assert!(run(&["add", "goal.toml"], "repo").status.success());
    assert!(kept.path("repo/.backcast/backcast.db").exists());
    let goals = stdout(&run(&["goals", "--json"], "repo"));
    assert!(goals.contains("\"source\": \"goal.toml\""), "{goals}");
    assert_eq!(run(&["init", "--project"], ".").status.code(), Some(3));
    fs::create_dir(kept.path(".backcast")).expect("made");
    assert!(run(&["goals"], ".").status.success());
    assert!(!kept.path(".backcast/backcast.db").exists(), "the home folder was taken for a project");
}

#[test]
fn shells_are_offered_goals_and_milestones() {
    let kept = Kept::new().with_plan();
    let offered = |words: &[&str]| {
        let mut command = kept.command(&["--", "backcast"]);
        command.args(words).env("COMPLETE", "fish");
        stdout(&command.output().expect("runs"))
    };
    assert!(offered(&["show", "ha"]).contains("half-marathon-"));
    assert!(offered(&["log", "M"]).contains("M3"));
    assert!(offered(&["ne"]).contains("next"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(kept.done(&["completions", shell]).contains("COMPLETE"), "{shell}");
    }
}

#[test]
fn manual_pages_are_written_for_every_command() {
    let kept = Kept::new();
    kept.done(&["man", "pages", "--quiet"]);
    let page = fs::read_to_string(kept.path("pages/backcast-log.1")).expect("a page");
    assert!(page.contains("yesterday"));
    assert!(fs::read_dir(kept.path("pages")).expect("pages").count() > 35);
}
