//! Repositories of others: nothing in one is started, whatever its settings
//! say, and no file that may hold secrets is read or named.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::{GOAL, store};
use crate::agent::Session;
use crate::stdout;
use crate::test_store::TestStore;

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.arg("-C")
        .arg(folder)
        .args(["-c", "user.name=ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgSign=false"])
        .args(arguments);
    let output = git.output().expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
}

fn committed(folder: &Path, files: &[(&str, &str)]) {
    write(folder, files);
    git(folder, &["init", "-q"]);
    git(folder, &["add", "-A", "-f"]);
    git(folder, &["commit", "-q", "-m", "Begin"]);
}

/// Settings that start a program, each with a word of its own to tell it by.
const SETTINGS: &str = r#"
[core]
	fsmonitor = EVIL fsmonitor
	sshCommand = EVIL ssh
	pager = EVIL pager
	editor = EVIL editor
	askPass = EVIL askpass
	gitProxy = EVIL proxy
	hooksPath = HOOKS
	alternateRefsCommand = EVIL alternates
	untrackedCache = true
[sequence]
	editor = EVIL sequence
[pager]
	ls-files = EVIL pager-of-command
[alias]
	ls-files = !EVIL alias
[credential]
	helper = !EVIL credential
[gpg]
	program = EVIL gpg
[gpg "ssh"]
	program = EVIL gpg-ssh
	defaultKeyCommand = EVIL gpg-key
[log]
	showSignature = true
[diff]
	external = EVIL diff
[diff "evil"]
	textconv = EVIL textconv
	command = EVIL diff-driver
[merge "evil"]
	driver = EVIL merge
[filter "evil"]
	clean = EVIL clean
	smudge = EVIL smudge
	process = EVIL process
	required = true
[filter "lfs"]
	process = EVIL lfs
	required = true
[uploadpack]
	packObjectsHook = EVIL pack
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[protocol "ssh"]
	allow = always
[submodule]
	recurse = true
[submodule "sub"]
	url = ext::EVIL submodule
	active = true
	update = !EVIL update
[remote "promisor"]
	url = ssh://localhost/x
	promisor = true
	partialclonefilter = blob:none
	uploadpack = EVIL uploadpack
[include]
	path = ../more.gitconfig
"#;

/// A clone whose settings start something wherever they can, and a script that
/// leaves `ran-WORD` beside it.
fn hostile(store: &TestStore) -> PathBuf {
    let folder = store.path("clone");
    let evil = store.path("evil.sh");
    let script = format!("#!/bin/sh\ntouch '{}'/ran-\"${{1:-hook}}\"\nexit 1\n", store.folder.path().display());
    std::fs::write(&evil, script).expect("written");
    std::fs::set_permissions(&evil, std::fs::Permissions::from_mode(0o755)).expect("changed");
    let attributes = "* filter=evil diff=evil merge=evil\n*.bin filter=lfs diff=lfs\n";
    let modules = "[submodule \"sub\"]\n\tpath = sub\n\turl = ext::sh -c evil\n\tupdate = !evil\n";
    committed(
        &folder,
        &[
            ("src/search.rs", "mod index;\n"),
            ("src/index.rs", ""),
            ("deep/far.rs", "mod gone;\n"),
            ("data.bin", "x"),
            (".gitattributes", attributes),
            (".gitmodules", modules),
        ],
    );
    let evil = evil.to_str().expect("UTF-8");
    let settings = SETTINGS.replace("EVIL", evil).replace("HOOKS", &folder.join("hooks").to_string_lossy());
    // Repositories within: a submodule, and a bare one as a folder of its own.
    committed(&folder.join("sub"), &[("lib.rs", "")]);
    git(&folder, &["-c", "advice.addEmbeddedRepo=false", "add", "sub"]);
    git(&folder, &["init", "-q", "--bare", "nested"]);
    git(&folder.join("nested"), &["config", "core.bare", "false"]);
    git(&folder.join("nested"), &["config", "core.worktree", ".."]);
    // An index that lacks a folder, whose names a promisor would have.
    git(&folder, &["commit", "-q", "-m", "More"]);
    git(&folder, &["sparse-checkout", "set", "--cone", "--sparse-index", "src"]);
    let tree = Command::new("git").arg("-C").arg(&folder).args(["rev-parse", "HEAD:deep"]).output().expect("git runs");
    let tree = String::from_utf8(tree.stdout).expect("a hash");
    let object = folder.join(".git/objects").join(&tree[..2]).join(tree[2..].trim());
    std::fs::remove_file(object).expect("it was there");
    git(&folder, &["config", "core.repositoryFormatVersion", "1"]);
    git(&folder, &["config", "extensions.partialClone", "promisor"]);
    for part in [".git", "sub/.git", "nested"] {
        let path = folder.join(part).join("config");
        let own = std::fs::read_to_string(&path).expect("settings");
        std::fs::write(path, own + &settings).expect("written");
    }
    write(&folder, &[("more.gitconfig", &format!("[core]\n\tfsmonitor = {evil} included\n"))]);
    let hooks = ["pre-commit", "post-checkout", "post-index-change", "fsmonitor-watchman", "reference-transaction"];
    for hook in hooks {
        for folder in [folder.join("hooks"), folder.join(".git/hooks")] {
            std::fs::create_dir_all(&folder).expect("made");
            std::fs::copy(evil, folder.join(hook)).expect("copied");
        }
    }
    folder
}

/// What ran since this was asked.
fn ran(store: &TestStore) -> Vec<String> {
    let names = std::fs::read_dir(store.folder.path()).expect("a folder").flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("ran-")).collect();
    for name in &names {
        std::fs::remove_file(store.path(name)).expect("it was there");
    }
    names.sort();
    names
}

#[test]
fn a_repository_starts_nothing() {
    let store = store();
    let folder = hostile(&store);
    let plain = |folder: &Path, arguments: &[&str]| {
        let _ = Command::new("git").arg("-C").arg(folder).args(arguments).output().expect("git runs");
        ran(&store)
    };
    // It is hostile: git alone starts what it names.
    let started = plain(&folder, &["ls-files"]);
    assert!(started.contains(&"ran-included".to_owned()) && started.contains(&"ran-ssh".to_owned()), "{started:?}");
    assert!(!plain(&folder.join("nested"), &["status"]).is_empty());
    assert!(plain(&folder, &["hash-object", "src/search.rs"]).contains(&"ran-process".to_owned()));

    let index = std::fs::read(folder.join(".git/index")).expect("an index");
    for part in ["", "src", "sub"] {
        let repo = folder.join(part);
        let repo = repo.to_str().expect("UTF-8");
        store.done(&["review", "start", "search.toml", "--repo", repo, "--by", "host", "--dry-run"]);
        assert_eq!(ran(&store), [""; 0], "{part}");
    }
    let nested = folder.join("nested");
    let nested = nested.to_str().expect("UTF-8");
    store.refused(&["review", "start", "search.toml", "--repo", nested, "--dry-run"], 3, &["bare repository"]);
    let repo = folder.to_str().expect("UTF-8");
    store.done(&["review", "start", "search.toml", "--repo", repo, "--by", "host"]);
    assert!(store.done(&["review", "show", "search", "--brief"]).contains("src/search.rs: uses src/index.rs"));
    let mut session = Session::begin(&store, "core");
    for repository in [repo, nested] {
        let arguments = json!({ "text": GOAL.replace("Search that", "A search that"), "repository": repository });
        session.call("plan_create", &arguments);
    }
    assert_eq!(ran(&store), [""; 0]);
    assert_eq!(std::fs::read(folder.join(".git/index")).expect("an index"), index, "nothing is written either");
}

#[test]
fn settings_of_the_person_and_the_environment_start_nothing_either() {
    let store = store();
    let folder = hostile(&store);
    let evil = store.path("evil.sh").display().to_string();
    let own = store.path("own");
    committed(&own, &[("src/search.rs", ""), ("src/main.rs", "")]);
    std::fs::write(store.path(".gitconfig"), format!("[core]\n\tfsmonitor = {evil} global\n")).expect("written");
    let mut command = store.command(&["review", "start", "search.toml", "--dry-run", "--by", "host", "--repo", "own"]);
    command
        .env("GIT_DIR", folder.join(".git"))
        .env("GIT_WORK_TREE", &folder)
        .env("GIT_INDEX_FILE", folder.join(".git/index"))
        .env("GIT_CONFIG_GLOBAL", folder.join(".git/config"))
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "core.fsmonitor")
        .env("GIT_CONFIG_VALUE_0", format!("{evil} counted"))
        .env("GIT_CONFIG_PARAMETERS", format!("'core.fsmonitor={evil} parameters'"))
        .env("GIT_SSH_COMMAND", format!("{evil} ssh-variable"))
        .env("GIT_EXEC_PATH", store.folder.path());
    let output = command.output().expect("runs");
    assert_eq!(ran(&store), [""; 0]);
    let brief = stdout(&output);
    assert!(
        output.status.success() && brief.contains("2 tracked files") && !brief.contains("src/index.rs: uses"),
        "{brief}"
    );
}

#[test]
fn a_working_tree_elsewhere_is_not_looked_at() {
    let store = store();
    let folder = hostile(&store);
    write(store.folder.path(), &[("private/src/search.rs", "mod diary;\n"), ("private/src/diary.rs", "")]);
    git(&folder, &["config", "core.worktree", store.path("private").to_str().expect("UTF-8")]);
    let repo = folder.to_str().expect("UTF-8");
    let output = store.run(&["review", "start", "search.toml", "--repo", repo, "--by", "host", "--dry-run"]);
    assert!(!stdout(&output).contains("diary"), "{}", stdout(&output));
    assert_eq!(ran(&store), [""; 0]);
}

/// A file of each kind; each holds a word of its own.
const SECRETS: [&str; 30] = [
    ".env",
    ".env.production",
    ".envrc",
    "config/staging.env",
    ".git-credentials",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".pgpass",
    ".htpasswd",
    "deploy/id_rsa",
    "deploy/ID_ED25519",
    "service-account-prod.json",
    "infra/main.tfstate",
    "infra/terraform.tfvars",
    ".terraform/main.py",
    "tls/server.pem",
    "tls/server.key",
    "tls/client.p12",
    "tls/client.pfx",
    "android/upload.jks",
    "team.kdbx",
    "office.ovpn",
    "config/credentials.yml.enc",
    "client_secret_17.json",
    "src/secrets.py",
    ".aws/main.py",
    ".ssh/config",
    ".docker/config.json",
    ".kube/config",
];

#[test]
fn no_secret_is_read_or_named_in_a_packet() {
    let store = store();
    let folder = store.path("own");
    let secret = |idx: usize| format!("from src import search  # hunter{idx}x\n[scripts]\ntest-e2e: hunter{idx}x\n");
    let texts: Vec<String> = (0..SECRETS.len()).map(secret).collect();
    let mut files: Vec<(&str, &str)> = SECRETS.into_iter().zip(texts.iter().map(String::as_str)).collect();
    files.push(("src/search.py", "from src import secrets\nfrom src import index\n"));
    files.push(("src/index.py", ""));
    committed(&folder, &files);
    let named: Vec<String> = SECRETS.iter().map(|path| format!("\"{path}\"")).collect();
    let stated = format!("files = [\"src/search.py\", {}]", named.join(", "));
    let goal = GOAL.replace("files = [\"src/search.rs\", \"src/index.rs\"]", &stated);
    std::fs::write(store.path("search.toml"), goal).expect("written");
    let brief = format!(
        "**Goal:** {}\n**Scope:**\n- In: src/search.py, {}\n**Constraints:**\n- 12 hours a week\n\
                         - Deadline: 2026-11-30\n",
        "Search of the shop answers within 100 ms at p95",
        SECRETS.join(", ")
    );
    std::fs::write(store.path("brief.md"), brief).expect("written");

    let start = |file: &str, more: &str| {
        store.done(&["review", "start", file, "--repo", "own", "--assume", "--by", "host", more])
    };
    let mut texts = vec![start("search.toml", "--dry-run"), start("brief.md", "--dry-run")];
    start("search.toml", "--quiet");
    texts.push(store.done(&["review", "show", "search", "--brief"]));
    for part in ["feasibility", "architecture", "risk", "dependency", "user-value"] {
        texts.push(store.done(&["review", "packet", "search", part]));
    }
    for text in texts {
        assert!(text.contains("src/search.py: uses src/index.py"), "{text}");
        assert!(text.contains("Left out: 30 files that may hold secrets"), "{text}");
        assert!(!text.contains("hunter"), "{text}");
        for path in SECRETS {
            assert!(!text.contains(path), "{path} is named in:\n{text}");
        }
    }
}
