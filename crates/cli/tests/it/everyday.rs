//! The way from a goal file to a weekly review, as its users walk it.

use std::fs;

use super::test_store::TestStore;
use super::{root, stderr, stdout};

#[test]
fn evidence_belongs_to_a_criterion() {
    let store = TestStore::new().with_plan();
    store.refused(&["tick", "M1", "--evidence", "seen"], 2, &["no criterion", "backcast tick M1 1"]);
    store.done(&["tick", "M1", "1", "--evidence", "seen"]);
    let history = store.done(&["history"]);
    assert!(history.contains("(seen)"), "{history}");
    store.refused(&["done", "M1"], 1, &["M1 has 2 open criteria"]);
}

#[test]
fn from_init_to_a_weekly_review() {
    let store = TestStore::new();
    store.done(&["init"]);
    fill_in(&store);
    store.done(&["plan", "goal.toml"]);
    let added = store.done(&["add", "goal.toml"]);
    let id = added.split_whitespace().next().expect("an id").to_owned();
    store.done(&["plan", &id]);
    store.done(&["approve"]);
    assert!(store.done(&["next"]).contains("M1"));
    store.done(&["log", "M1", "1h30"]);
    store.done(&["tick", "M1", "--all"]);
    let done = store.done(&["done", "M1"]);
    assert!(done.contains("done") && done.contains("Now possible"), "{done}");
    let week = store.done(&["week"]);
    assert!(week.contains("1.5 h") && week.contains("1 reached"), "{week}");
    assert!(store.done(&["status"]).contains("✓"));
    assert!(store.done(&["history"]).contains("approved revision 1"));
}

/// Writes answers into the commented goal file, as a person would.
fn fill_in(store: &TestStore) {
    let text = fs::read_to_string(store.path("goal.toml")).expect("written");
    let answers = "title = \"Cookbook for the family\"\n\
                   destination = \"A printed cookbook with 40 recipes lies on the table on 1 December 2026.\"\n\
                   origin = \"I have 25 recipes on loose sheets.\"\ndeadline = 2026-12-01\nhours_per_week = 14\n";
    let keys = ["title", "destination", "origin", "deadline", "hours_per_week"];
    let is_answered = |line: &&str| keys.iter().any(|key| line.starts_with(&format!("{key} =")));
    let rest: Vec<&str> = text.lines().filter(|line| !is_answered(line)).collect();
    fs::write(store.path("goal.toml"), format!("{answers}{}\n", rest.join("\n"))).expect("written");
}

#[test]
fn a_file_is_planned_without_being_kept() {
    let store = TestStore::new();
    store.done(&["init"]);
    fill_in(&store);
    assert!(store.done(&["plan", "goal.toml"]).contains("Keep it: backcast add goal.toml"));
    assert!(!store.database().exists());
}

#[test]
fn adding_again_makes_a_new_version_and_planning_keeps_ids() {
    let store = TestStore::new();
    let goal = store.path("goal.toml");
    let text = fs::read_to_string(root().join("examples/half-marathon.toml")).expect("an example");
    fs::write(&goal, &text).expect("written");
    store.done(&["add", "goal.toml"]);
    let names = |store: &TestStore| -> Vec<(String, String)> {
        let plan = &store.json(&["show"])["plan"];
        let of = |m: &serde_json::Value, key: &str| m[key].as_str().unwrap_or_default().to_owned();
        let list = plan["milestones"].as_array().expect("milestones");
        let mut names: Vec<_> = list.iter().map(|m| (of(m, "id"), of(m, "name"))).collect();
        names.sort();
        names
    };
    let planned = store.json(&["plan", "half"]);
    assert_eq!((planned["revision"].as_u64(), planned["state"].as_str()), (Some(1), Some("proposed")));
    let before = names(&store);
    assert!(stderr(&store.run(&["plan", "half", "--anew"])).contains("nothing has changed"));
    fs::write(&goal, text.replace("hours_per_week = 4", "hours_per_week = 5")).expect("written");
    let added = store.json(&["add", "goal.toml"]);
    assert_eq!((added["what"].as_str(), added["revision"].as_u64()), (Some("revised"), Some(2)));
    assert!(stderr(&store.run(&["plan", "half"])).contains("the goal file has changed since"));
    store.done(&["plan", "half", "--anew"]);
    assert_eq!(names(&store), before);
    let diff = store.done(&["diff", "half@1", "half@2"]);
    assert!(diff.contains("4 h a week → 5 h a week") && diff.contains("earlier"), "{diff}");
    // Another goal in the same file is not taken for the same one.
    fs::write(&goal, "title = 'Cookbook'\n").expect("written");
    store.refused(&["add", "goal.toml"], 4, &["--new", "--update"]);
    store.done(&["add", "goal.toml", "--new"]);
}

#[test]
fn done_work_stays_done_when_planned_again() {
    let store = TestStore::new().with_plan();
    store.done(&["done", "M1", "--force"]);
    store.done(&["percent", "M3", "50"]);
    store.done(&["plan", "half", "--quiet", "--anew"]);
    store.done(&["approve", "half"]);
    let status = store.json(&["status", "half"]);
    let milestones = status["milestones"].as_array().expect("milestones");
    let find = |id: &str| milestones.iter().find(|m| m["id"] == id).unwrap_or_else(|| panic!("{id} is gone"));
    assert_eq!(find("M1")["standing"], "done");
    assert_eq!(find("M1")["due"], "2026-05-14");
    assert_eq!(find("M3")["percent"], 50);
    let plan = store.json(&["show"])["plan"].clone();
    assert!(plan["feasibility"]["needed_hours"].as_f64() < Some(50.0), "half of M3's 19 hours are done: {plan}");
    assert_eq!(milestones.len(), 8);
}

#[test]
fn nothing_is_tracked_before_a_plan_is_approved() {
    let store = TestStore::new();
    store.done(&["add", root().join("examples/half-marathon.toml").to_str().expect("UTF-8")]);
    store.refused(&["approve"], 1, &["no plan yet", "backcast plan half-marathon-"]);
    store.done(&["plan", "half", "--quiet"]);
    store.refused(&["log", "M1", "1h"], 1, &["no plan is approved", "backcast approve"]);
    store.done(&["reject", "half", "--why", "too slow"]);
    store.refused(&["approve"], 1, &["no plan"]);
    store.refused(&["approve", "half@1"], 1, &["rejected"]);
}

#[test]
fn criteria_are_ticked_one_by_one_and_done_asks_for_them() {
    let store = TestStore::new().with_plan();
    store.refused(&["done", "M1"], 1, &["3 open criteria", "backcast tick M1 1", "--force"]);
    assert!(store.done(&["tick", "M1", "1", "3"]).contains("2 of 3"));
    store.refused(&["done", "M1"], 1, &["1 open criterion", "2. "]);
    store.refused(&["tick", "M1", "7"], 3, &["has no criterion 7"]);
    store.done(&["done", "M1", "--force", "--log", "2h", "--on", "yesterday"]);
    let history = store.json(&["history"]);
    let last = history["events"].as_array().and_then(|events| events.last()).expect("events").clone();
    assert_eq!(last["change"]["kind"], "done");
    assert_eq!(last["change"]["on"], "2026-05-11");
    assert_eq!(last["change"]["open"].as_array().map(Vec::len), Some(1));
}

/// The criteria of M1: text, id, and whether each holds.
fn criteria(store: &TestStore, more: &[&str]) -> Vec<(String, String, bool)> {
    let list = store.json(&[&["tick", "M1"], more].concat());
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let list = list["criteria"].as_array().expect("a list");
    list.iter().map(|one| (text(&one["text"]), text(&one["id"]), one["ticked"] == true)).collect()
}

#[test]
fn criteria_are_named_by_number_or_id_and_a_tick_says_what_shows_it() {
    let store = TestStore::new().with_plan();
    assert!(store.done(&["tick", "M1"]).contains("☐ 2. c2"));
    assert!(store.done(&["tick", "M1", "2", "--evidence", "seen by Bob"]).contains("1 of 3"));
    assert!(store.done(&["tick", "M1", "c2"]).contains("ticked already"));
    assert!(store.done(&["tick", "M1.c3"]).contains("2 of 3"));
    assert!(store.done(&["untick", "M1", "c3"]).contains("1 of 3"));
    store.refused(&["tick", "M1.c7"], 3, &["has no criterion c7"]);
    store.refused(&["tick", "M1", "x"], 2, &["2 or c2"]);
    assert!(store.done(&["tick", "M1"]).contains("seen by Bob"));
    assert!(store.done(&["history"]).contains("(seen by Bob)"));
    let history = store.json(&["history"]);
    let events = history["events"].as_array().expect("events");
    let tick = events.iter().find(|event| event["change"]["kind"] == "ticked").expect("a tick");
    assert_eq!(tick["change"]["criterion_id"], 2);
    assert_eq!(tick["change"]["evidence"]["text"], "seen by Bob");
}

#[test]
fn a_mended_criterion_stays_ticked_and_another_one_does_not() {
    let store = TestStore::new().with_plan();
    store.done(&["tick", "M1", "1", "3"]);
    // A store of before criteria had ids: its ticks know only texts.
    store.done(&["export", "--all", "--out", "all.json"]);
    let path = store.path("all.json");
    let export = fs::read_to_string(&path).expect("written");
    let mut export: serde_json::Value = serde_json::from_str(&export).expect("JSON");
    for event in export["portfolios"][0]["events"].as_array_mut().expect("events") {
        event["change"].as_object_mut().expect("a change").shift_remove("criterion_id");
        // Nor were there hashes.
        event.as_object_mut().expect("an event").shift_remove("hash");
    }
    export["portfolios"][0].as_object_mut().expect("a log").shift_remove("head");
    export.as_object_mut().expect("an export").shift_remove("sum");
    fs::write(&path, export.to_string()).expect("written");
    let old = store.path("old.db").display().to_string();
    store.done(&["import", "all.json", "--database", &old]);
    let new = store.database().display().to_string();
    for database in [new.as_str(), old.as_str()] {
        let there = ["--database", database];
        let before = criteria(&store, &there);
        assert_eq!(before.iter().map(|one| one.2).collect::<Vec<_>>(), [true, false, true]);
        let (mended, other) = (format!("{}x", before[0].0), "12 other things are there");
        let text = store.done(&[&["edit", "--print"], there.as_slice()].concat());
        let text = text.replace(&before[0].0, &mended).replace(&before[2].0, other);
        fs::write(store.path("mended.toml"), text).expect("written");
        store.done(&[&["edit", "--from", "mended.toml"], there.as_slice()].concat());
        store.done(&[&["approve"], there.as_slice()].concat());
        let after = criteria(&store, &there);
        let expected = [(mended, "c1".into(), true), before[1].clone(), (other.to_owned(), "c4".into(), false)];
        assert_eq!(after, expected, "{database}");
        store.done(&[&["doctor"], there.as_slice()].concat());
    }
}

#[test]
fn skipped_milestones_hold_others_back_until_released() {
    let store = TestStore::new().with_plan();
    store.refused(&["start", "M3"], 1, &["M3 waits for M1", "backcast release M1"]);
    store.done(&["skip", "M1", "--why", "no race this year"]);
    store.refused(&["start", "M3"], 1, &["M3 waits for M1"]);
    assert!(store.done(&["release", "M1", "--why", "not needed"]).contains("Now possible: M2"));
    store.done(&["start", "M3"]);
    store.refused(&["start", "M3"], 1, &["started already"]);
    store.done(&["block", "M3", "--why", "knee"]);
    store.refused(&["unblock", "M2"], 1, &["not blocked"]);
    assert!(store.done(&["status"]).contains("knee"));
    store.done(&["unblock", "M3"]);
    store.done(&["miss", "M3", "--why", "ill"]);
    assert!(store.done(&["status"]).contains("12 May: ill"));
    store.done(&["reopen", "M1", "--why", "after all"]);
}

#[test]
fn undo_walks_back_and_says_what_it_undid() {
    let store = TestStore::new().with_plan();
    store.done(&["log", "M1", "2h"]);
    store.done(&["done", "M1", "--force"]);
    assert!(store.done(&["undo"]).contains("M1 done"));
    assert!(store.done(&["undo"]).contains("2 h logged"));
    assert!(store.done(&["undo"]).contains("approved revision 1"));
    store.refused(&["log", "M1", "1h"], 1, &["no plan is approved"]);
    // Changes of others are theirs.
    let output = store.command(&["undo", "half"]).env("BACKCAST_NAME", "bob").output().expect("runs");
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stderr(&output).contains("by ann"));
    store.done(&["undo"]);
    store.done(&["undo"]);
    store.refused(&["undo"], 1, &["no change to undo"]);
    assert!(store.done(&["goals"]).contains("No goal yet"));
}

#[test]
fn undo_takes_back_the_last_change_by_its_order_under_any_day() {
    let store = TestStore::new().with_plan();
    let book = root().join("examples/cookbook.toml");
    store.done(&["add", book.to_str().expect("UTF-8"), "--now", "2026-06-20"]);
    store.done(&["note", "half/M1", "shoes bought", "--now", "2026-06-01"]);
    store.done(&["log", "half/M1", "45m", "--on", "2026-05-20", "--now", "2026-05-21"]);
    assert!(store.done(&["undo", "--now", "2026-05-21"]).contains("45 min logged"));
    assert!(store.done(&["undo", "--now", "2026-07-01"]).contains("shoes bought"));
    // What is left of this goal is older than the other goal.
    assert!(store.done(&["undo"]).contains("undone in"));
    assert_eq!(store.json(&["goals"])["goals"].as_array().map(Vec::len), Some(1));
    assert!(store.done(&["undo"]).contains("approved revision 1"));
}

#[test]
fn a_look_at_the_plan_is_no_change_that_is_undone() {
    let store = TestStore::new().with_plan();
    store.done(&["log", "M1", "2h"]);
    store.run(&["calibrate", "half", "--now", "2026-05-20"]);
    assert!(store.done(&["history", "half"]).contains("looked at the plan"));
    assert!(store.done(&["undo"]).contains("2 h logged"));
    assert!(store.done(&["undo"]).contains("approved revision 1"));
}

#[test]
fn a_plan_that_is_there_is_shown_and_only_replaced_when_asked() {
    let store = TestStore::new().with_plan();
    let edited = store.done(&["edit", "half", "--print"]).replacen("name = \"", "name = \"Surely: ", 1);
    std::fs::write(store.path("plan.toml"), edited).expect("written");
    store.done(&["edit", "half", "--from", "plan.toml"]);
    let before = store.json(&["show", "half"]);
    for arguments in [&["plan", "half"][..], &["plan", "half", "--why", "M2"], &["plan", "half", "--criteria"]] {
        store.done(arguments);
        assert_eq!(store.json(&["show", "half"]), before, "{arguments:?}");
    }
    assert!(stderr(&store.run(&["plan", "half"])).contains("--anew"), "it says how to replace it");
    store.refused(&["plan", "half", "--playbook", "half-marathon"], 2, &["--anew", "revision 2"]);
    store.done(&["approve", "half"]);
    store.done(&["plan", "half", "--anew"]);
    assert_eq!(store.json(&["show", "half"])["revision"], 3);
}

#[test]
fn a_rejected_plan_leaves_no_ids_behind() {
    let store = TestStore::new();
    let goal = root().join("examples/half-marathon.toml");
    store.done(&["add", goal.to_str().expect("UTF-8")]);
    let ids = |shown: &serde_json::Value| -> Vec<String> {
        let milestones = shown["plan"]["milestones"].as_array().expect("milestones");
        milestones.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
    };
    let first = ids(&store.json(&["plan", "half"]));
    let edited =
        store.done(&["edit", "half", "--print"]).replace("id = \"M2\"", "id = \"M40\"").replace("\"M2\"", "\"M40\"");
    std::fs::write(store.path("plan.toml"), edited).expect("written");
    store.run(&["edit", "half", "--from", "plan.toml"]);
    store.done(&["reject", "half", "--why", "not like this"]);
    assert_eq!(ids(&store.json(&["plan", "half"])), first);
}

#[test]
fn more_hours_than_a_day_has_are_asked_about() {
    let store = TestStore::new().with_plan();
    store.refused(&["log", "M1", "30h"], 3, &["30 h on", "more than a day has", "--force"]);
    store.done(&["log", "M1", "20h"]);
    store.refused(&["done", "M1", "--log", "5h"], 3, &["25 h on"]);
    store.done(&["log", "M1", "5h", "--on", "yesterday"]);
    store.done(&["log", "M1", "30h", "--force"]);
}

#[test]
fn rows_of_a_status_are_not_cut_where_they_go_into_a_pipe() {
    let store = TestStore::new().with_plan();
    let title = "Write a book about the birds of the northern coast and the people who count them";
    std::fs::write(store.path("birds.toml"), format!("title = '{title}'\n")).expect("written");
    store.done(&["add", "birds.toml"]);
    let piped = stdout(&store.command(&["status"]).env_remove("COLUMNS").output().expect("runs"));
    assert!(piped.lines().any(|line| line.contains(title)), "{piped}");
    assert!(!piped.contains('\u{1b}'));
}

#[test]
fn stale_writes_get_exit_code_4_and_what_changed() {
    let store = TestStore::new().with_plan();
    let version = store.json(&["show"])["version"].to_string();
    store.done(&["log", "M1", "2h"]);
    store.refused(&["approve", "half", "--if-version", &version], 4, &["changed in between", "ann: M1 2 h logged"]);
    store.done(&["note", "M1", "fine", "--if-version", "4"]);
}

#[test]
fn goals_and_milestones_are_found_by_what_people_type() {
    let store = TestStore::new().with_plan();
    store.done(&["add", root().join("examples/cookbook.toml").to_str().expect("UTF-8")]);
    store.done(&["log", "m1", "5m"]);
    store.done(&["log", "half/M1", "5m"]);
    store.done(&["log", "M1", "5m", "--goal", "half"]);
    store.done(&["log", "weekend slot", "5m"]);
    store.refused(&["log", "M11", "1h"], 3, &["no milestone `M11`", "did you mean `M1`"]);
    store.refused(&["show", "haf-marathon"], 3, &["no goal `haf-marathon`", "did you mean"]);
    store.refused(&["show"], 2, &["2 goals"]);
    store.refused(&["stat"], 2, &["status"]);
    store.refused(&["log", "M1", "2"], 3, &["hours or minutes", "90m"]);
    store.refused(&["log", "M1", "2h", "--on", "tomorrow"], 3, &["lies in the future"]);
    store.refused(&["log", "M1", "2h", "--on", "someday"], 3, &["not a day", "yesterday"]);
    let cookbook = store.json(&["goals"])["goals"][1]["id"].as_str().expect("an id").to_owned();
    store.done(&["plan", &cookbook, "--quiet", "--assume"]);
    store.done(&["approve", &cookbook]);
    store.refused(&["log", "M1", "1h"], 3, &["could be", "half-marathon-", "cookbook", "--goal"]);
}

#[test]
fn several_goals_of_one_file_share_a_plan() {
    let store = TestStore::new();
    let added = store.json(&["add", root().join("examples/two-goals.toml").to_str().expect("UTF-8")]);
    assert_eq!(added["goals"].as_array().map(Vec::len), Some(2));
    let file = added["id"].as_str().expect("an id").to_owned();
    let first = added["goals"][0]["id"].as_str().expect("an id").to_owned();
    store.run(&["plan", &first, "--quiet"]);
    store.done(&["approve", &file]);
    let status = store.json(&["status", &file]);
    assert_eq!(status["goals"].as_array().map(Vec::len), Some(2));
    let of_first = store.json(&["status", &first]);
    assert!(of_first["milestones"].as_array().expect("milestones").iter().all(|m| m["goal"] == first.as_str()));
    assert!(!store.done(&["next"]).is_empty());
}

#[test]
fn drift_names_what_differs_from_the_approved_plan() {
    let store = TestStore::new();
    let goal = store.path("goal.toml");
    let text = fs::read_to_string(root().join("examples/half-marathon.toml")).expect("an example");
    fs::write(&goal, &text).expect("written");
    store.done(&["add", "goal.toml"]);
    store.done(&["plan", "half", "--quiet"]);
    store.done(&["approve"]);
    store.done(&["show", "--out", "plan.md"]);
    assert!(store.done(&["drift"]).contains("fits what is there"));
    fs::write(store.path("plan.md"), "something else").expect("written");
    let busy = "\n[[busy]]\nfrom = 2026-08-06\nto = 2026-08-10\nreason = \"conference\"\n";
    fs::write(&goal, text.replace("deadline = 2026-09-20", "deadline = 2026-09-27") + busy).expect("written");
    let output = store.run(&["drift"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    for part in ["plan.md was changed", "deadline was 2026-09-20 and is 2026-09-27", "conference", "M4"] {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    fs::remove_file(&goal).expect("removed");
    assert!(stdout(&store.run(&["drift", "--json"])).contains("is gone"));
}

#[test]
fn a_plan_is_edited_as_text_and_audited() {
    let store = TestStore::new().with_plan();
    let text = store.done(&["edit", "--print"]);
    let edit = |text: &str, name: &str| {
        fs::write(store.path(name), text).expect("written");
        store.path(name).display().to_string()
    };
    let output = store.run(&["edit", "--from", &edit(&text, "same.toml")]);
    assert!(stderr(&output).contains("nothing was changed"));
    let later = edit(&text.replace("due = 2026-05-17", "due = 2026-05-20"), "later.toml");
    let said = store.done(&["edit", "--from", &later]);
    assert!(said.contains("3 days later (20 May), because somebody"), "{said}");
    assert_eq!(store.json(&["show"])["state"], "proposed");
    let broken = edit(&text.replace("due = 2026-05-14", "due = 2026-05-01"), "broken.toml");
    store.refused(&["edit", "half@1", "--from", &broken], 1, &["before it starts"]);
    let wrong = edit(&text.replace("risk = \"low\"", "risk = \"huge\""), "wrong.toml");
    store.refused(&["edit", "half@1", "--from", &wrong], 3, &["`huge` is not a risk", "wrong.toml:"]);
}

#[test]
fn an_editor_that_fails_loses_nothing() {
    let store = TestStore::new().with_plan();
    let run = |editor: &str| store.command(&["edit"]).env("EDITOR", editor).output().expect("runs");
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
    let store = TestStore::new().with_plan();
    let binary = env!("CARGO_BIN_EXE_backcast");
    // While the editor is open, work is logged: that is no reason to refuse.
    let logging = format!(
        "sh -c '{binary} log M1 5m && sed -i s/booked/paid/ \"$0\" && sed -i \"s/Race entered/Race booked/\" \"$0\"'"
    );
    let output = store.command(&["edit"]).env("EDITOR", &logging).output().expect("runs");
    assert!(output.status.success(), "{}", stderr(&output));
    // Somebody proposes another plan: the edit is refused, and lies in a file.
    let planning =
        format!("sh -c '{binary} plan half --anew -q >/dev/null; sed -i \"s/Race booked/Race paid/\" \"$0\"'");
    let output = store.command(&["edit"]).env("EDITOR", &planning).output().expect("runs");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("changed in between"), "{said}");
    let path = said.split("it lies in ").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a path");
    assert!(fs::read_to_string(path).expect("the text is there").contains("Race paid"));
    store.done(&["edit", "half@2", "--from", path]);
    fs::remove_file(path).expect("removed");
}

#[test]
fn an_edit_rests_on_the_goal_file_that_its_plan_was_made_from() {
    let store = TestStore::new();
    let text = fs::read_to_string(root().join("examples/half-marathon.toml")).expect("an example");
    fs::write(store.path("goal.toml"), &text).expect("written");
    store.done(&["add", "goal.toml"]);
    store.done(&["plan", "half", "--quiet"]);
    fs::write(store.path("goal.toml"), text.replace("hours_per_week = 4", "hours_per_week = 5")).expect("written");
    store.done(&["add", "goal.toml"]);
    let edit = store.done(&["edit", "half@1", "--print"]).replace("due = 2026-05-17", "due = 2026-05-20");
    fs::write(store.path("edit.toml"), edit).expect("written");
    store.done(&["edit", "half@1", "--from", "edit.toml"]);
    let shown = store.json(&["show"]);
    assert_eq!((shown["goal_revision"].as_u64(), shown["parent"].as_u64()), (Some(1), Some(1)));
    store.done(&["approve"]);
    assert!(stdout(&store.run(&["drift"])).contains("hours_per_week was 4 h a week and is 5 h a week"));
}

#[test]
fn more_than_ten_milestones_need_consent() {
    let store = TestStore::new().with_plan();
    let mut text = store.done(&["edit", "--print"]);
    for number in 1..=3 {
        text.push_str(&format!(
            "\n[[milestone]]\nname = \"Club evening {number} visited\"\ngoal = \"Company.\"\nhours = 0\n\
             criteria = [\"{number} evenings visited\", \"2 names written down\"]\nafter = [\"M1\"]\n\
             start = 2026-06-0{number}\ndue = 2026-06-0{number}\n"
        ));
    }
    fs::write(store.path("many.toml"), text).expect("written");
    store.refused(&["edit", "--from", "many.toml"], 1, &["11 milestones", "consent"]);
    store.done(&["edit", "--from", "many.toml", "--allow-many"]);
    store.refused(&["approve", "half"], 1, &["11 milestones", "--allow-many"]);
    store.done(&["approve", "half", "--allow-many"]);
    assert!(store.done(&["status"]).contains("M11"));
}

#[test]
fn goals_are_found_without_their_accents() {
    let store = TestStore::new();
    fs::write(store.path("goal.toml"), "title = 'Open a Café'\n").expect("written");
    store.done(&["add", "goal.toml"]);
    assert!(store.done(&["status", "cafe"]).contains("Open a Café"));
}

#[test]
fn everything_moves_to_another_store_and_back() {
    let store = TestStore::new().with_plan();
    store.done(&["log", "M1", "2h"]);
    store.done(&["export", "--all", "--out", "all.json"]);
    let there = store.path("there.db").display().to_string();
    store.done(&["import", "all.json", "--database", &there]);
    store.done(&["export", "--all", "--out", "again.json", "--database", &there]);
    let read = |name: &str| fs::read(store.path(name)).expect("written");
    assert_eq!(read("all.json"), read("again.json"));
    assert!(store.done(&["import", "all.json"]).contains("1 unchanged"));
    store.done(&["log", "M1", "1h", "--database", &there]);
    store.done(&["log", "M1", "3h"]);
    store.refused(&["import", "all.json", "--database", &there, "--dry-run"], 0, &[]);
    store.done(&["export", "--all", "--out", "newer.json"]);
    store.refused(&["import", "newer.json", "--database", &there], 4, &["another history"]);
}

#[test]
fn dry_runs_change_nothing() {
    let store = TestStore::new().with_plan();
    let before = store.done(&["history", "--json"]);
    store.done(&["log", "M1", "2h", "--dry-run"]);
    store.done(&["done", "M1", "--force", "--dry-run"]);
    store.done(&["drop", "half", "--why", "x", "--dry-run"]);
    assert_eq!(store.done(&["history", "--json"]), before);
}

#[test]
fn weeks_show_what_collides_where_the_hours_are_known() {
    let store = TestStore::new().with_plan();
    fs::create_dir_all(store.path("config/backcast")).expect("made");
    fs::write(store.path("config/backcast/config.toml"), "hours_per_week = 2\nweek_start = 'sunday'\n")
        .expect("written");
    let week = store.json(&["week"]);
    assert_eq!(week["from"], "2026-05-10");
    assert_eq!(week["collisions"][0]["available_hours"], 2.0);
    let text = store.done(&["week"]);
    assert!(text.contains("Collides") && text.contains("h wanted, 2 h there"), "{text}");
    assert_eq!(store.json(&["week", "last", "week"])["from"], "2026-05-03");
}

#[test]
fn configuration_is_layered_and_says_where_it_comes_from() {
    let store = TestStore::new();
    fs::create_dir_all(store.path("config/backcast")).expect("made");
    fs::create_dir_all(store.path("work/.backcast")).expect("made");
    fs::create_dir_all(store.path("work/deep")).expect("made");
    fs::write(store.path("config/backcast/config.toml"), "week_start = 'saturday'\nreview_day = 'friday'\n")
        .expect("written");
    fs::write(store.path("work/.backcast/config.toml"), "week_start = 'sunday'\n").expect("written");
    let mut command = store.command(&["config", "--origin", "-C", "work/deep"]);
    let said = stdout(&command.env_remove("BACKCAST_DATABASE").output().expect("runs"));
    assert!(said.contains("week_start = \"sunday\"  # ") && said.contains("work/.backcast/config.toml"), "{said}");
    assert!(
        said.contains("review_day = \"friday\"") && said.contains("name = \"ann\"  # variable BACKCAST_NAME"),
        "{said}"
    );
    assert!(said.contains("work/.backcast/backcast.db\"  # the project "), "{said}");
    fs::write(store.path("config/backcast/config.toml"), "week_start = 'someday'\nhours = 3\n").expect("written");
    store.refused(&["next"], 3, &["config.toml:1:14", "someday", "monday to sunday"]);
}

#[test]
fn projects_keep_their_goals_and_the_home_folder_is_none() {
    let store = TestStore::new();
    let run = |words: &[&str], folder: &str| {
        store.command(words).env_remove("BACKCAST_DATABASE").current_dir(store.path(folder)).output().expect("runs")
    };
    fs::create_dir(store.path("repo")).expect("made");
    assert!(run(&["init", "--project"], "repo").status.success());
    assert!(run(&["init"], "repo").status.success());
    assert!(run(&["add", "goal.toml"], "repo").status.success());
    assert!(store.path("repo/.backcast/backcast.db").exists());
    let goals = stdout(&run(&["goals", "--json"], "repo"));
    assert!(goals.contains("\"source\": \"goal.toml\""), "{goals}");
    assert_eq!(run(&["init", "--project"], ".").status.code(), Some(3));
    fs::create_dir(store.path(".backcast")).expect("made");
    assert!(run(&["goals"], ".").status.success());
    assert!(!store.path(".backcast/backcast.db").exists(), "the home folder was taken for a project");
}

#[test]
fn shells_are_offered_goals_and_milestones() {
    let store = TestStore::new().with_plan();
    let offered = |words: &[&str]| {
        let mut command = store.command(&["--", "backcast"]);
        command.args(words).env("COMPLETE", "fish");
        stdout(&command.output().expect("runs"))
    };
    assert!(offered(&["show", "ha"]).contains("half-marathon-"));
    assert!(offered(&["log", "M"]).contains("M3"));
    assert!(offered(&["ne"]).contains("next"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(store.done(&["completions", shell]).contains("COMPLETE"), "{shell}");
    }
}

#[test]
fn manual_pages_are_written_for_every_command() {
    let store = TestStore::new();
    store.done(&["man", "pages", "--quiet"]);
    let page = fs::read_to_string(store.path("pages/backcast-log.1")).expect("a page");
    assert!(page.contains("yesterday"));
    assert!(fs::read_dir(store.path("pages")).expect("pages").count() > 35);
}

#[test]
fn next_status_and_week_say_by_how_many_days_a_milestone_is_late() {
    let store = TestStore::new().with_plan();
    let first = store.json(&["next"])["milestones"][0]["due"].as_str().expect("a day").to_owned();
    // Eleven days after the first milestone should have been reached.
    let due: jiff::civil::Date = first.parse().expect("a day");
    let now = due.checked_add(jiff::Span::new().days(11)).expect("a day").to_string();
    let at = |arguments: &[&str]| store.json(&[&["--now", &now], arguments].concat());
    assert_eq!(at(&["next"])["milestones"][0]["days_late"], 11);
    assert_eq!(at(&["status"])["goals"][0]["days_late"], 11);
    assert_eq!(at(&["review", "week"])["questions"][0]["days_late"], 11);
    for command in ["next", "status", "week"] {
        let text = store.done(&["--now", &now, command]);
        assert!(text.contains("11 days") || text.contains("11 d late"), "{command}: {text}");
        assert!(!text.contains("behind"), "{command}: {text}");
    }
}
