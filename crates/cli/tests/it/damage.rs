//! Databases and exports that somebody changed: what people are told, and that
//! nothing false becomes the truth by following it.

use std::fs;

use super::stdout;
use super::test_store::TestStore;

/// Changes the database by hand.
fn meddle(store: &TestStore, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite://{}", store.database().display());
        let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(&url).await.expect("connects");
        let sql = sqlx::AssertSqlSafe(format!("PRAGMA foreign_keys = OFF; {sql}"));
        sqlx::raw_sql(sql).execute(&mut connection).await.expect("meddled");
        sqlx::Connection::close(connection).await.expect("closed");
    });
}

/// What `doctor` says where something is wrong.
#[track_caller]
fn doctor(store: &TestStore, more: &[&str], code: i32) -> String {
    let output = store.run(&[&["doctor"], more].concat());
    assert_eq!(output.status.code(), Some(code), "{}", stdout(&output));
    stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A store with a plan and 45 minutes that became 95.
fn damaged() -> TestStore {
    let store = TestStore::new().with_plan();
    store.done(&["log", "M1", "45m"]);
    meddle(&store, "UPDATE event SET body = replace(body, '\"minutes\":45', '\"minutes\":95')");
    store
}

#[test]
fn a_flipped_figure_is_named_and_never_made_the_truth() {
    let store = damaged();
    let before = store.done(&["goals", "--json"]);
    let said = doctor(&store, &[], 1);
    assert!(said.contains("log_broken") && said.contains("is not what was recorded"), "{said}");
    assert!(said.contains("--accept-damage half-marathon"), "{said}");
    assert!(!said.contains("--rebuild") && !said.contains("nothing is lost"), "{said}");
    store.refused(&["log", "M1", "1h"], 5, &["is not what was recorded", "backcast doctor"]);
    store.refused(&["history"], 5, &["is not what was recorded"]);
    let rebuilt = doctor(&store, &["--rebuild"], 4);
    assert!(rebuilt.contains("0 goal files were made anew") && rebuilt.contains("left as they are"), "{rebuilt}");
    assert_eq!(store.done(&["goals", "--json"]), before);
}

#[test]
fn other_goals_go_on_and_what_is_whole_is_saved() {
    let store = damaged();
    fs::write(
        store.path("cafe.toml"),
        "title = 'Open a Café'\ndestination = 'A café with 20 seats.'\ndeadline = 2027-12-01\n",
    )
    .expect("written");
    store.done(&["add", "cafe.toml"]);
    store.done(&["history", "cafe"]);
    store.refused(&["export", "--all", "-o", "all.json"], 5, &["is not what was recorded", "--intact"]);
    assert!(!store.path("all.json").exists());
    let output = store.run(&["export", "--all", "--intact", "-o", "intact.json"]);
    assert!(output.status.success() && super::stderr(&output).contains("left out half-marathon"), "{output:?}");
    let there = store.path("there.db").display().to_string();
    let imported = store.json(&["import", "intact.json", "--database", &there]);
    assert_eq!((imported["added"].as_array().map(Vec::len), &imported["verified"]), (Some(1), &true.into()));
    store.done(&["doctor", "--database", &there]);
}

#[test]
fn without_a_backup_a_person_can_go_on_and_the_history_says_so() {
    let store = damaged();
    store.refused(&["doctor", "--accept-damage", "nobody"], 3, &[]);
    let said = doctor(&store, &["--accept-damage", "half", "--why", "no backup"], 0);
    assert!(said.contains("goes on as it is") && said.contains("damage_accepted"), "{said}");
    store.done(&["log", "M1", "1h"]);
    let history = store.done(&["history"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(history.contains("went on with a damaged log") && history.contains("no backup"), "{history}");
    store.refused(&["doctor", "--accept-damage", "half"], 1, &["no damage to accept"]);
}

#[test]
fn changed_exports_are_refused_with_log_and_event() {
    let store = TestStore::new().with_plan();
    store.done(&["log", "M1", "45m"]);
    let text = store.done(&["export", "--all"]);
    let there = store.path("there.db").display().to_string();
    let import = |text: &str| {
        fs::write(store.path("x.json"), text).expect("written");
        ["import", "x.json", "--database", &there].map(str::to_owned)
    };
    for (from, to, says) in [
        ("\"minutes\": 45", "\"minutes\": 95", "event 4 of `half-marathon"),
        ("\"by\": \"ann\"", "\"by\": \"bob\"", "event 1 of `half-marathon"),
        ("\"number\": 4", "\"number\": 5", "event 5 of `half-marathon"),
        ("\"batch\": 4", "\"batch\": 1", "event 4 of `half-marathon"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let arguments = import(&changed);
        store.refused(&arguments.each_ref().map(String::as_str), 3, &[says]);
    }
    assert_eq!(store.json(&["goals", "--database", &there])["goals"].as_array().map(Vec::len), Some(0));
    // An older version wrote no hashes.
    let mut older: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    older.as_object_mut().expect("a document").shift_remove("sum");
    for log in older["portfolios"].as_array_mut().expect("logs") {
        log.as_object_mut().expect("a log").shift_remove("head");
        for event in log["events"].as_array_mut().expect("events") {
            event.as_object_mut().expect("an event").shift_remove("hash");
        }
    }
    let arguments = import(&older.to_string());
    let output = store.run(&arguments.each_ref().map(String::as_str));
    assert!(output.status.success() && super::stderr(&output).contains("carries no hashes"), "{output:?}");
    store.done(&["doctor", "--database", &there]);
    assert_eq!(store.done(&["export", "--all", "--database", &there]), text);
}

#[test]
fn doctor_names_whatever_a_review_cannot_show() {
    for (sql, says) in [
        ("UPDATE review_step SET body = replace(body, 'began', 'begun') WHERE number = 1", "step 1"),
        ("UPDATE review_step SET author = 'bob' WHERE number = 2", "step 2"),
        ("DELETE FROM review_step WHERE number = 2", "step 2"),
        ("UPDATE review_run SET head = 'x'", "step"),
        (
            "DELETE FROM document WHERE hash = (SELECT substr(body, instr(body, '\"brief\":\"') + 9, 64) \
          FROM review_step WHERE number = 1)",
            "missing",
        ),
        (
            "UPDATE document SET body = body || ' ' WHERE hash = (SELECT substr(body, instr(body, '\"packet\":\"') + 10, 64) \
          FROM review_step WHERE number = 2)",
            "was changed",
        ),
    ] {
        let store = TestStore::new().with_plan();
        store.done(&["review", "start", "half", "--by", "playbook", "--assume"]);
        store.done(&["review", "show", "half"]);
        store.done(&["doctor"]);
        meddle(&store, sql);
        if sql.contains("review_") && !sql.contains("document") {
            store.refused(&["review", "show", "half"], 5, &["is damaged: in the review", "backcast doctor"]);
        }
        let said = doctor(&store, &[], 1);
        assert!(said.contains("review_broken") && said.contains(says), "{sql}: {said}");
        assert!(!said.contains("nothing is lost") && !said.contains("--rebuild"), "{said}");
    }
}
