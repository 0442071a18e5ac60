//! Plans as files beside the work, and back.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::store;
use crate::test_store::TestStore;
use crate::{json, root, stdout};

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for part in ["", "milestones", "reviews"] {
        for entry in std::fs::read_dir(folder.join(part)).into_iter().flatten().flatten() {
            if entry.path().is_file() {
                let name = format!("{part}/{}", entry.file_name().to_string_lossy());
                found.insert(name, std::fs::read_to_string(entry.path()).expect("text"));
            }
        }
    }
    found
}

/// A reviewed and approved plan with its files.
fn written() -> (TestStore, std::path::PathBuf) {
    let store = store();
    store.json(&["review", "start", "search.toml"]);
    store.done(&["approve", "search", "--artifacts", "plan"]);
    let folder = store.path("plan");
    (store, folder)
}

#[test]
fn approving_writes_them_in_their_layout() {
    let (store, folder) = written();
    let files = files(&folder);
    let reviews = ["architecture", "dependency", "feasibility", "risk", "synthesis", "user-value"];
    for name in reviews {
        assert!(files.contains_key(&format!("reviews/{name}.md")), "{name}");
    }
    assert_eq!(files["reviews/risk.md"], store.done(&["review", "show", "search", "--part", "risk"]));
    let state = &files["/state.md"];
    for part in [
        "# Long Run State: Search that answers",
        "**Status:** milestone-planning-complete",
        "- **Level:** e2e",
        "| milestones-locked | ",
    ] {
        assert!(state.contains(part), "{part} is not in:\n{state}");
    }
    let first = files.iter().find(|(path, _)| path.starts_with("milestones/M1-")).expect("M1").1;
    for part in [
        "# Milestone: ",
        "**ID:** M1\n",
        "**Status:** pending\n",
        "**Dependencies:** None\n",
        "## Success Criteria\n- [ ] ",
    ] {
        assert!(first.contains(part), "{part} is not in:\n{first}");
    }
    // Without a folder, they lie where the procedure has them.
    store.done(&["approve", "search", "--artifacts"]);
    let id = store.json(&["goals"])["goals"][0]["id"].as_str().expect("an id").to_owned();
    assert!(store.path(&format!("docs/engineering-discipline/harness/{id}/state.md")).exists());
}

#[test]
fn what_others_write_into_them_stays_and_work_shows() {
    let (store, folder) = written();
    let path = std::fs::read_dir(folder.join("milestones"))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("M1-")))
        .expect("M1");
    let text = std::fs::read_to_string(&path).expect("text");
    let own = format!("{text}\n## Review rounds\n\n1. | odd *text*   \n");
    std::fs::write(&path, &own).expect("written");
    std::fs::write(folder.join("notes.txt"), "mine").expect("written");
    store.done(&["export", "--artifacts", "plan", "search"]);
    assert_eq!(std::fs::read_to_string(&path).expect("text"), own, "nothing was to be changed");
    store.done(&["start", "M1"]);
    store.done(&["tick", "M1", "1"]);
    store.done(&["export", "--artifacts", "plan", "search"]);
    let now = std::fs::read_to_string(&path).expect("text");
    assert_eq!(now, own.replacen("**Status:** pending", "**Status:** executing", 1).replacen("- [ ] ", "- [x] ", 1));
    let state = std::fs::read_to_string(folder.join("state.md")).expect("text");
    assert!(state.contains("**Status:** executing") && state.contains("| executing | 1 |"), "{state}");
    assert_eq!(std::fs::read_to_string(folder.join("notes.txt")).expect("text"), "mine");
}

#[test]
fn a_folder_is_taken_over_without_loss_elsewhere() {
    let (store, folder) = written();
    store.done(&["done", "M1", "--force"]);
    store.done(&["export", "--artifacts", "plan", "search"]);
    let before = files(&folder);
    let elsewhere = TestStore::new();
    let name = folder.to_str().expect("UTF-8");
    let taken: Value = elsewhere.json(&["import", name]);
    assert_eq!((taken["new"].as_bool(), taken["waiting"].as_u64()), (Some(true), Some(1)));
    let again = elsewhere.json(&["import", name, "--approve"]);
    assert_eq!((again["new"].as_bool(), again["recorded"].as_u64()), (Some(false), Some(1)));
    // The same milestones, word for word; and what is written again is what was there.
    let milestones = |store: &TestStore, goal: &str| -> Vec<Value> {
        let plan = store.json(&["show", goal]);
        let list = plan["plan"]["milestones"].as_array().or(plan["milestones"].as_array()).cloned();
        let keys =
            ["id", "name", "goal", "success_criteria", "depends_on", "effort", "risk", "files", "value", "slow_reason"];
        let mut list: Vec<Value> = list
            .expect("milestones")
            .iter()
            .map(|one| {
                keys.iter().map(|key| ((*key).to_owned(), one[*key].clone())).collect::<serde_json::Map<_, _>>().into()
            })
            .collect();
        list.sort_by_key(|one| one["id"].to_string());
        list
    };
    assert_eq!(milestones(&elsewhere, "search"), milestones(&store, "search"));
    elsewhere.done(&["export", "--artifacts", name, "search"]);
    assert_eq!(files(&folder), before);
}

#[test]
fn a_folder_of_another_agent_is_read_and_what_is_wrong_has_its_line() {
    let store = TestStore::new();
    let folder = store.path("harness");
    std::fs::create_dir_all(folder.join("milestones")).expect("made");
    let state = "# Long Run State: Token store\n\n**Status:** executing\n**Verification Strategy:**\n- **Level:** test-suite\n\
                 - **Command:** `make test`\n- **What it validates:** tokens\n\n## Milestones\n\n\
                 | ID | Name | Status | Attempts | Dependencies | Plan File | Review File |\n|---|---|---|---|---|---|---|\n\
                 | M1 | Store | completed | 1 | — | a.md | b.md |\n| M2 | Sign-in | pending | 0 | M1 | — | — |\n";
    std::fs::write(folder.join("state.md"), state).expect("written");
    let milestone = |id: &str, name: &str, after: &str, status: &str, size: &str| {
        let text = format!(
            "# Milestone: {name}\n\n**ID:** {id}\n**Status:** {status}\n**Dependencies:** {after}\n**Risk:** Low\n**Effort:** {size}\n\n\
             ## Goal\n{name} works for every user.\n\n## Success Criteria\n- [x] `make test` passes with 12 new tests\n\
             - [ ] 3 users stay signed in for 7 days\n\n## Files Affected\n- Create: src/{id}.rs\n- Modify: None\n"
        );
        std::fs::write(folder.join(format!("milestones/{id}-{name}.md")), text).expect("written");
    };
    milestone("M1", "store", "None", "completed", "Small");
    milestone("M2", "sign-in", "M1", "pending", "Medium");
    let taken = store.json(&["import", "harness"]);
    assert_eq!((taken["milestones"].as_u64(), taken["waiting"].as_u64()), (Some(2), Some(1)));
    let plan = store.json(&["show", "token"]).to_string();
    assert!(
        plan.contains("`make test` passes on a clean checkout") && plan.contains("Integration verification"),
        "the engine adds its gate: {plan}"
    );

    milestone("M2", "sign-in", "after the first", "almost", "Medium");
    let said = store.refused(
        &["import", "harness"],
        3,
        &["milestones/M2-sign-in.md:4", "`almost` is no status", "write one of pending"],
    );
    assert!(said.contains("milestones/M2-sign-in.md:5"), "{said}");
    // Milestones that wait for each other are no plan, whoever says so.
    milestone("M1", "store", "M2", "pending", "Small");
    milestone("M2", "sign-in", "M1", "pending", "Medium");
    let output = store.run(&["import", "harness", "--json"]);
    assert_eq!((output.status.code(), json(&output)["errors"][0]["code"].as_str()), (Some(1), Some("dependency_loop")));
    store.refused(&["import", "plan-that-is-not-there"], 3, &["cannot read"]);
    std::fs::create_dir(store.path("empty")).expect("made");
    store.refused(&["import", "empty"], 3, &["no table of milestones"]);
}

#[test]
fn any_plan_is_criticized_from_five_sides() {
    let store = TestStore::new();
    let goal = root().join("examples/half-marathon.toml");
    std::fs::write(store.path("plan.json"), store.done(&["plan", goal.to_str().expect("UTF-8"), "--json"]))
        .expect("written");
    let document = store.json(&["audit", "plan.json", "--review"]);
    let reviews = document["reviews"].as_array().expect("reviews");
    let sides: Vec<&str> = reviews.iter().filter_map(|review| review["perspective"].as_str()).collect();
    assert_eq!(sides, ["feasibility", "architecture", "risk", "dependency", "user-value"]);
    std::fs::write(
        store.path("bad.json"),
        r#"{"goal": "Search", "milestones": [
            {"id": "A", "name": "One", "success_criteria": ["3 tests"], "depends_on": ["B"], "effort_hours": 5, "files": ["x.rs"]},
            {"id": "B", "name": "Two", "success_criteria": [], "depends_on": ["A"], "effort_hours": 50}]}"#,
    )
    .expect("written");
    let output = store.run(&["audit", "bad.json", "--review"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    for part in ["# Dependency Analysis", "Milestones wait for each other: A → B → A", "B (Two) has 0 criteria"] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    assert!(store.json(&["audit", "plan.json"]).get("reviews").is_none());
}

/// A folder of somebody else's, with a file that is nobody's business.
#[cfg(unix)]
fn elsewhere() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("state.md"), "# Long Run State: Private\n").expect("written");
    folder
}

#[cfg(unix)]
fn expect_untouched(elsewhere: &tempfile::TempDir) {
    let names = std::fs::read_dir(elsewhere.path()).expect("listed").count();
    let text = std::fs::read_to_string(elsewhere.path().join("state.md")).expect("there");
    assert_eq!((names, text.as_str()), (1, "# Long Run State: Private\n"));
}

#[test]
#[cfg(unix)]
fn no_link_is_followed_below_the_folder() {
    use std::os::unix::fs::symlink;
    let (store, folder) = written();
    let elsewhere = elsewhere();
    for part in ["milestones", "reviews", "state.md"] {
        let (path, away) = (folder.join(part), store.path("away"));
        std::fs::rename(&path, &away).expect("moved");
        let target = if part == "state.md" { elsewhere.path().join(part) } else { elsewhere.path().to_owned() };
        symlink(target, &path).expect("linked");
        let named = format!("plan/{part} is a link");
        let parts = [named.as_str(), "nothing behind it was read or written"];
        store.refused(&["approve", "search", "--artifacts", "plan"], 3, &parts);
        store.refused(&["export", "search", "--artifacts", "plan"], 3, &parts);
        let said = store.refused(&["import", "plan"], 3, &parts);
        assert!(!said.contains("Private"), "{said}");
        std::fs::remove_file(&path).expect("removed");
        std::fs::rename(&away, &path).expect("moved back");
    }
    expect_untouched(&elsewhere);
    store.done(&["approve", "search", "--artifacts", "plan"]);
}

#[test]
#[cfg(unix)]
fn the_usual_folder_is_reached_without_links_and_a_named_one_may_be_a_link() {
    use std::os::unix::fs::symlink;
    let (store, _) = written();
    let elsewhere = elsewhere();
    symlink(elsewhere.path(), store.path("docs")).expect("linked");
    store.refused(&["approve", "search", "--artifacts"], 3, &["docs is a link"]);
    expect_untouched(&elsewhere);
    let named = tempfile::tempdir().expect("a folder");
    symlink(named.path(), store.path("named")).expect("linked");
    store.done(&["approve", "search", "--artifacts", "named"]);
    assert!(named.path().join("state.md").exists());
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_refused_at_once() {
    let (store, folder) = written();
    let pipe = folder.join("reviews/pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("it runs").success());
    store.refused(&["import", "plan"], 3, &["pipe.md is a pipe, not a file"]);
    store.refused(&["approve", "search", "--artifacts", "plan"], 3, &["pipe.md is a pipe"]);
}

#[test]
#[cfg(unix)]
fn agents_write_and_look_below_the_project_alone() {
    use std::os::unix::fs::symlink;

    use serde_json::json;

    use crate::agent::Session;

    let (store, _) = written();
    let elsewhere = elsewhere();
    symlink(elsewhere.path(), store.path("linked")).expect("linked");
    let mut session = Session::begin(&store, "all");
    let outside = elsewhere.path().display().to_string();
    let mut refused = |tool: &str, arguments: &Value, code: &str| {
        let answer = session.call(tool, arguments);
        assert!(answer["isError"] == true && answer.to_string().contains(code), "{arguments}: {answer}");
    };
    let folders = [
        (outside.as_str(), "folder_outside"),
        ("../plan", "folder_outside"),
        ("plan/../../plan", "folder_outside"),
        ("C:\\plan", "folder_outside"),
        ("C:plan", "folder_outside"),
        ("linked", "link_refused"),
        ("linked/deep/er", "link_refused"),
        ("plan:stream", "name_refused"),
        ("docs/NUL.txt", "name_refused"),
        ("docs//plan", "name_refused"),
        ("plan ", "name_refused"),
    ];
    for (folder, code) in folders {
        refused("plan_write", &json!({ "goal": "search", "folder": folder }), code);
    }
    let goal = "title = 'Docs'\ndestination = 'The docs are complete.'\ndeadline = 2026-12-31\nhours_per_week = 5\n";
    for repository in [outside.as_str(), "linked", ".."] {
        refused("plan_create", &json!({ "text": goal, "repository": repository }), "folder_outside");
    }
    let answer = session.call("plan_write", &json!({ "goal": "search", "folder": "./written/" }));
    assert!(answer["isError"] != true && store.path("written/state.md").exists(), "{answer}");
    expect_untouched(&elsewhere);
}
