//! `-C` gives what working in the folder gives.
//!
//! Each family of commands runs twice over areas that are alike: once by
//! `cd`, once from the middle of another project by `-C`, through a link or
//! back over its parent. What is said, how it ends and which files there are
//! afterwards have to be the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::{root, stderr, stdout};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Class\r\n\
    DTSTART:20260512T180000Z\r\nDURATION:PT2H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// A home with two projects that have nothing to do with each other.
struct Area {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// What a command left.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Area {
    fn new() -> Self {
        let area = Area { folder: tempfile::tempdir().expect("a folder"), variables: Vec::new() };
        for folder in ["home", "from/.backcast", "from/deep", "to/.backcast", "to/own"] {
            fs::create_dir_all(area.path(folder)).expect("made");
        }
        fs::copy(root().join("examples/half-marathon.toml"), area.path("to/goal.toml")).expect("copied");
        fs::write(area.path("to/work.ics"), CALENDAR).expect("written");
        fs::write(area.path("to/odd.toml"), "plannner = 'x'\n").expect("written");
        fs::write(area.path("to/own/broken.toml"), b"x = 'caf\xe9'\n").expect("written");
        area
    }

    fn with(mut self, variable: &'static str, value: &str) -> Self {
        self.variables.push((variable, value.to_owned()));
        self
    }

    /// The same with the half marathon's proposed plan. Copies of it have the
    /// same ids.
    fn with_plan(self) -> Self {
        for arguments in [["add", "goal.toml"], ["plan", "half"]] {
            let ended = self.run("to", &arguments);
            assert_eq!(ended.code, Some(0), "{ended:?}");
        }
        self
    }

    fn copy(&self) -> Self {
        let copy = Area { folder: tempfile::tempdir().expect("a folder"), variables: self.variables.clone() };
        copy_folder(&self.path(""), &copy.path(""));
        #[cfg(unix)]
        std::os::unix::fs::symlink(copy.path("to"), copy.path("from/link")).expect("linked");
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().expect("it is there").join(name)
    }

    fn run(&self, folder: &str, arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backcast"));
        command.args(arguments).current_dir(self.path(folder)).stdin(std::process::Stdio::null());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BACKCAST_") || name.starts_with("XDG_"))
        {
            command.env_remove(name);
        }
        command
            .envs([("COLUMNS", "80"), ("BACKCAST_NOW", "2026-05-12"), ("BACKCAST_NAME", "ann"), ("TZ", "UTC")])
            .env("HOME", self.path("home"))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env_remove("VISUAL");
        let output = super::terminal::agreeing(command);
        let here = self.path("").display().to_string();
        let said = |text: String| without_chance(&text.replace(&here, "AREA/"));
        Ended { code: output.status.code(), stdout: said(stdout(&output)), stderr: said(stderr(&output)) }
    }

    /// The files that there are, with what is in those that are text.
    fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path("")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                let kind = entry.file_type().expect("a kind");
                let name = path.strip_prefix(self.path("")).expect("below").display().to_string();
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file() && !name.ends_with("-wal") && !name.ends_with("-shm") {
                    let is_stable = !name.contains(".db") && !name.contains("cache");
                    let text = if is_stable { text_of(&path, &self.path("")) } else { String::new() };
                    files.insert(without_chance(&name), text);
                }
            }
        }
        files
    }
}

fn text_of(path: &Path, area: &Path) -> String {
    let text = String::from_utf8_lossy(&fs::read(path).expect("a file")).into_owned();
    without_chance(&text.replace(&area.display().to_string(), "AREA/"))
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let place = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            fs::create_dir_all(&place).expect("made");
            copy_folder(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).expect("copied");
        }
    }
}

/// A text without what is drawn anew each time: letters of new ids, and
/// instants, hashes and names of temporary files that follow from them.
fn without_chance(text: &str) -> String {
    let mut words = String::new();
    for word in text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || "-:.".contains(c))) {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_hash = bare.len() >= 12 && bare.chars().all(|c| c.is_ascii_hexdigit());
        let drawn = ["half-marathon-", "r-", "backcast-plan-"].into_iter().find(|start| bare.starts_with(start));
        match drawn {
            Some(start) => words.push_str(&word.replace(bare, &format!("{start}#"))),
            None if is_hash => words.push_str(&word.replace(bare, "#")),
            None => words.push_str(word),
        }
    }
    words
}

/// Runs the commands by `cd` in one copy of the area and by `-C` in another.
#[track_caller]
fn check_from(area: &Area, from: &str, option: &str, commands: &[&[&str]]) {
    let (there, elsewhere) = (area.copy(), area.copy());
    for arguments in commands {
        let expected = there.run("to", arguments);
        assert_ne!(expected.code, Some(2), "{arguments:?} says nothing of folders: {}", expected.stderr);
        let moved = [&["-C", option], *arguments].concat();
        assert_eq!(elsewhere.run(from, &moved), expected, "{arguments:?}");
    }
    assert_eq!(elsewhere.files(), there.files());
    assert!(fs::read_dir(elsewhere.path("from/.backcast")).expect("a folder").next().is_none(), "the wrong project");
}

#[track_caller]
fn check(area: &Area, commands: &[&[&str]]) {
    check_from(area, "from/deep", "../../to", commands);
}

#[test]
fn of_goals_from_their_file_to_their_end() {
    let files: &[&[&str]] = &[
        &["init", "new.toml"],
        &["init", "new.toml"],
        &["anchor", "goal.toml"],
        &["plan", "goal.toml", "--json", "--out", "plan.json"],
        &["audit", "plan.json"],
        &["audit", "none.json"],
        &["calibrate", "--goal", "goal.toml", "--plan", "plan.json"],
        &["add", "goal.toml"],
    ];
    check(&Area::new(), files);
    let kept: &[&[&str]] = &[
        &["plan", "goal.toml", "--json", "--out", "plan.json"],
        &["edit", "half", "--from", "none.toml"],
        &["approve", "half", "--artifacts"],
        &["show", "half", "--json", "--out", "shown.json"],
        &["diff", "plan.json", "shown.json"],
        &["drift", "half"],
        &["log", "M1", "1h"],
        &["next"],
        &["today"],
        &["week"],
        &["status", "half"],
        &["goals", "--json"],
        &["conflicts"],
        &["calibrate", "half", "--svg", "fan", "--out", "fan.svg"],
        &["history"],
        &["doctor", "--json"],
        &["drop", "half", "--why", "enough"],
    ];
    check(&Area::new().with_plan(), kept);
}

#[test]
fn of_data_that_comes_and_goes() {
    let commands: &[&[&str]] = &[
        &["export", "--all", "--out", "all.json"],
        &["export", "--all", "--out", "none/all.json"],
        &["--database", "other.db", "import", "all.json", "--quiet"],
        &["--database", "other.db", "goals"],
        &["--database", "other.db", "doctor"],
        &["--database", "other.db", "config", "--origin"],
        &["--database", "goal.toml/x.db", "goals"],
        &["export", "--artifacts", "files", "half"],
        &["import", "files", "--goal", "half"],
        &["import", "none.json"],
        &["forecast", "import", "none.csv"],
        &["schedule", "--problem", "none.json"],
        &["man", "pages", "--quiet"],
        &["config", "--json"],
    ];
    check(&Area::new().with_plan(), commands);
}

#[test]
fn of_calendars() {
    let commands: &[&[&str]] = &[
        &["calendar", "add", "none.ics"],
        &["calendar", "add", "work.ics"],
        &["calendar", "add", "../to/work.ics", "--name", "again"],
        &["calendar", "list", "--json"],
        &["calendar", "free", "--out", "free.txt"],
        &["calendar", "expand", "work.ics"],
        &["calendar", "remove", "again"],
        &["approve", "half"],
        &["calendar", "publish", "--out", "plans.ics"],
    ];
    check(&Area::new().with_plan(), commands);
}

#[test]
fn of_reviews_agents_and_playbooks() {
    let commands: &[&[&str]] = &[
        &["review", "start", "goal.toml", "--repo", ".", "--by", "playbook"],
        &["review", "start", "goal.toml", "--repo", "none", "--by", "playbook"],
        &["review", "start", "none.md", "--by", "playbook"],
        &["review", "start", "goal.toml", "--by", "playbook"],
        &["review", "status"],
        &["playbook", "lint", "own"],
        &["playbook", "lint", "none"],
        &["playbook", "new", "mine"],
        &["agent", "install", "claude"],
        &["agent", "install", "claude", "--check"],
        &["agent", "install", "claude", "--remove"],
    ];
    check(&Area::new(), commands);
}

#[test]
fn of_files_that_variables_name() {
    let of = |variable: &'static str, value: &'static str, commands: &[&[&str]]| {
        check_from(&Area::new().with(variable, value), "from", "../to", commands);
    };
    of("BACKCAST_CONFIG", "odd.toml", &[&["config", "--origin"], &["config", "--json"], &["config", "--init"]]);
    of("BACKCAST_CONFIG", "none.toml", &[&["config", "--init"], &["config"]]);
    of("BACKCAST_PLAYBOOKS", "own", &[&["playbook", "list"], &["playbook", "new", "mine"], &["doctor"]]);
    of("BACKCAST_PROMPTS", "prompts", &[&["review", "prompts"], &["review", "prompts", "--init"]]);
    of("BACKCAST_CALENDARS", "mine.toml", &[&["calendar", "list"], &["calendar", "add", "work.ics"], &["today"]]);
    of("BACKCAST_CALENDARS", "odd.toml", &[&["calendar", "list"]]);
    of("BACKCAST_DATABASE", "own.db", &[&["add", "goal.toml"], &["goals"], &["doctor"]]);
}

#[test]
fn of_folders_that_are_none() {
    let area = Area::new();
    for (folder, said) in [("none", "no such file"), ("../to/goal.toml", "not a directory")] {
        let ended = area.run("from", &["-C", folder, "goals"]);
        assert_eq!(ended.code, Some(3), "{ended:?}");
        assert!(ended.stderr.contains(&format!("cannot read {folder}: {said}")), "{ended:?}");
    }
    let home = area.run("from", &["-C", "../home", "init", "--project"]);
    assert_eq!(home.code, Some(3), "the home folder is no project: {home:?}");
}

#[test]
#[cfg(unix)]
fn through_a_link_the_folders_around_are_those_of_its_target() {
    check_from(&Area::new(), "from", "link", &[&["add", "goal.toml"], &["config", "--origin"], &["init", "--project"]]);
}

#[test]
#[cfg(unix)]
fn what_is_started_works_there() {
    let area = Area::new().with("EDITOR", "pwd; true").with_plan();
    check_from(&area, "from", "../to", &[&["edit", "half"]]);
    let edited = area.run("from", &["-C", "../to", "edit", "half"]);
    assert!(edited.stdout.contains("AREA/to\n"), "{edited:?}");
    fs::write(area.path("to/key"), "sk-1\n").expect("written");
    let settings = "[model]\nprovider = 'openai'\nname = 'm'\nendpoint = 'http://127.0.0.1:9/v1'\ntries = 1\n\
                    key_command = 'cat key'\n";
    fs::write(area.path("to/.backcast/config.toml"), settings).expect("written");
    super::trust::trust(&area.path("home"), &area.path("to"));
    let checked = area.run("from", &["-C", "../to", "model", "check"]);
    assert!(checked.stdout.contains("there is one"), "{checked:?}");
}

#[test]
fn a_named_day_is_the_day_on_which_calendars_are_read() {
    let area = Area::new();
    let read_on = |day: &str, arguments: &[&str]| {
        let ended = area.run("to", &[arguments, &["--now", day]].concat());
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.stdout
    };
    let added = read_on("2027-01-04", &["calendar", "add", "work.ics", "--quiet"]);
    assert!(added.contains("4 Jan 2027"), "{added}");
    let listed = read_on("2027-01-09", &["calendar", "list"]);
    assert!(listed.contains("9 Jan 2027"), "a file is as new as the look at it: {listed}");
}
