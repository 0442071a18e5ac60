//! Commands that think: they read the repository and do not write it.
#![cfg(unix)]

use super::answers::{review, synthesis};
use super::store;
use crate::{stderr, stdout};

/// A script that answers as a good model would.
fn script(store: &crate::test_store::TestStore) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    for part in ["feasibility", "architecture", "risk", "dependency", "user-value"] {
        std::fs::write(store.path(&format!("{part}.answer")), review(part)).expect("written");
    }
    let findings: String = ["F1", "A1", "R1", "D1", "V1"].map(|id| format!("- {id} (high): x\n")).concat();
    let prompt = format!("## The findings that you have to answer\n{findings}## What you are asked");
    std::fs::write(store.path("synthesis.answer"), synthesis(&prompt).to_string()).expect("written");
    let answers = store.folder.path().display();
    let text = format!(
        "#!/bin/sh\nread -r first\ncat > /dev/null\ncase \"$first\" in\n\
         *feasibility*) p=feasibility;; *architecture*) p=architecture;; *risk*) p=risk;;\n\
         *dependency*) p=dependency;; *value*) p=user-value;; *) p=synthesis;; esac\n\
         touch ./written-by-$p 2>/dev/null\nmktemp > /dev/null || exit 7\ncat {answers}/$p.answer\n"
    );
    let path = store.path("agent.sh");
    std::fs::write(&path, text).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("changed");
    path.display().to_string()
}

#[test]
fn an_agent_thinks_and_cannot_write_where_it_reads() {
    let store = store();
    let script = script(&store);
    let repository = store.path("repository");
    std::fs::create_dir_all(repository.join("src")).expect("made");
    std::fs::write(repository.join("src/search.rs"), "mod index;\n").expect("written");
    std::fs::write(repository.join("src/index.rs"), "").expect("written");
    for arguments in [&["init", "-q"][..], &["add", "-A"]] {
        let status = std::process::Command::new("git").arg("-C").arg(&repository).args(arguments).status();
        assert!(status.expect("git runs").success());
    }
    let repository_name = repository.to_str().expect("UTF-8");
    let document = store.json(&["review", "start", "search.toml", "--agent", &script, "--repo", repository_name]);
    assert_eq!((document["state"].as_str(), document["by"].as_str()), (Some("proposed"), Some("agent")));
    let brief = store.done(&["review", "show", "search", "--brief"]);
    assert!(brief.contains("src/search.rs: uses src/index.rs"), "{brief}");
    let written = std::fs::read_dir(&repository).expect("a folder").flatten();
    let written: Vec<_> = written.filter(|entry| entry.file_name().to_string_lossy().starts_with("written")).collect();
    if backcast_app::review::is_confinable() {
        assert!(written.is_empty(), "{written:?}");
    } else {
        println!("SKIPPED: this kernel has no Landlock; the agent wrote {} files", written.len());
    }
}

/// What the table in `docs/reviews.md` says, row by row.
#[test]
fn an_agent_may_write_what_is_beside_the_way_to_the_repository() {
    if !backcast_app::review::is_confinable() {
        println!("SKIPPED: this kernel has no Landlock");
        return;
    }
    let store = store();
    for folder in ["home/work/repository/src", "home/.agent", "home/work/other"] {
        std::fs::create_dir_all(store.path(folder)).expect("made");
    }
    for file in ["home/.agent.json", "home/work/repository/file"] {
        std::fs::write(store.path(file), "before").expect("written");
    }
    let repository = store.path("home/work/repository").display().to_string();
    let may = |script: &str| {
        let output = store.run(&["confined", &repository, "--", "sh", "-c", &format!("cd home && {script}")]);
        output.status.success()
    };
    for allowed in [
        "cat work/repository/file",
        "echo x > .agent/new && mv .agent/new .agent/other && rm .agent/other",
        "echo x > work/other/new",
        "mv work/other/new .agent/moved",
        "echo after > .agent.json",
        "echo x > /dev/null",
    ] {
        assert!(may(allowed), "{allowed}");
    }
    for refused in [
        "echo x > work/repository/new",
        "echo x > work/repository/file",
        "echo x >> work/repository/file",
        "rm work/repository/file",
        "mkdir work/repository/src/new",
        "mv work/repository/src .agent/",
        "echo x > new",
        "mkdir new",
        "echo x > work/new",
        "rm .agent.json",
        "echo x > .agent/json && mv .agent/json .agent.json",
        "mv work elsewhere",
    ] {
        assert!(!may(refused), "{refused}");
    }
    assert_eq!(std::fs::read_to_string(store.path("home/.agent.json")).expect("there"), "after\n");
    assert_eq!(std::fs::read_to_string(store.path("home/work/repository/file")).expect("there"), "before");
}

#[test]
fn an_agent_that_fails_is_asked_once_more_and_ends_it() {
    let store = store();
    let output = store.run(&["review", "start", "search.toml", "--agent", "echo no credit >&2; exit 2"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.contains("only 0 of five perspectives"), "{said}");
    assert!(stderr(&output).contains("\n  risk: "), "it says of each why: {}", stderr(&output));
    let status = store.done(&["review", "status", "search"]);
    assert!(status.contains("no credit"), "{status}");
    store.refused(&["review", "start", "search", "--by", "agent"], 3, &["no agent is configured", "--agent"]);
}
