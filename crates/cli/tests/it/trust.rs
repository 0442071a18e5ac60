//! Files of projects that came from somebody else decide nothing that matters,
//! and files of ours are for their owner only.

use std::fs;
use std::path::Path;
use std::process::Output;

use backcast_host::{Environment, ProjectFile, TrustedFiles};

use super::test_store::TestStore;
use super::{json, stderr, stdout};

/// Trusts the file of a project as it is, as its user did at a terminal; their
/// data lie in the usual folder of a home.
pub(crate) fn trust(home: &Path, project: &Path) {
    let environment = Environment::new::<&str, &str>([], Some(home.to_owned()), project);
    let file = ProjectFile::find(&environment).expect("readable").expect("it is there");
    TrustedFiles::of(&environment).expect("a home").trust(&file.identity).expect("written");
}

/// A clone of somebody else's project below the home of a test; the store is
/// that of the project.
struct Stranger {
    store: TestStore,
}

impl Stranger {
    fn new(settings: &str) -> Self {
        let clone = Stranger { store: TestStore::new() };
        fs::create_dir_all(clone.store.path("clone/.backcast")).expect("made");
        clone.write(settings);
        clone
    }

    fn write(&self, settings: &str) {
        fs::write(self.store.path("clone/.backcast/config.toml"), settings).expect("written");
    }

    /// A goal of the user's that can be reviewed.
    fn with_goal(self) -> Self {
        fs::copy(super::root().join("examples/search-service.toml"), self.store.path("clone/goal.toml"))
            .expect("copied");
        assert!(self.run(&["add", "goal.toml", "-q"]).status.success());
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.store.command(arguments);
        command.current_dir(self.store.path("clone")).env_remove("BACKCAST_DATABASE").env_remove("XDG_DATA_HOME");
        command.output().expect("the binary runs")
    }

    fn trust(&self) {
        trust(self.store.folder.path(), &self.store.path("clone"));
    }
}

/// What a command said, with its lines joined where they were broken.
fn said(output: &Output) -> String {
    stderr(output).replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

const RUNS: &str = "[model]\nprovider = 'compatible'\nname = 'm'\nendpoint = 'http://127.0.0.1:1/'\ntries = 1\n\
    key_command = 'touch ran; echo key'\n[agent]\ncommand = 'touch ran'\n";

#[test]
fn a_clone_starts_no_command_until_it_is_trusted() {
    let clone = Stranger::new(&format!("planner = 'agent'\n{RUNS}")).with_goal();
    let ran = clone.store.path("clone/ran");
    for arguments in
        [&["model", "check"][..], &["review", "start", "search", "--by", "agent"], &["review", "start", "search"]]
    {
        let output = clone.run(arguments);
        assert!(!ran.exists(), "{arguments:?}: {}", stderr(&output));
        let said = said(&output);
        assert!(said.contains("ignored: planner, model.provider, model.name and 4 more"), "{said}");
        assert!(said.contains("backcast trust"), "{said}");
    }
    clone.trust();
    let output = clone.run(&["model", "check"]);
    assert!(ran.exists() && !stderr(&output).contains("ignored"), "{}", stderr(&output));
    fs::remove_file(&ran).expect("removed");
    clone.write(&format!("{RUNS}# more\n"));
    let said = said(&clone.run(&["model", "check"]));
    assert!(!ran.exists() && said.contains("the file changed since you trusted it"), "{said}");
}

#[test]
fn what_is_ignored_is_listed_with_the_reason() {
    let clone = Stranger::new("week_start = 'sunday'\ndatabase = '/tmp/all.db'\n[agent]\ncommand = 'x'\n");
    let text = stdout(&clone.run(&["config", "--origin"]));
    assert!(text.contains("week_start = \"sunday\"  # "), "{text}");
    let line = "/clone/.backcast/config.toml is ignored: it starts a command, and you have not trusted the file\n\
        # read it, and trust it if you do: backcast trust\n";
    assert!(text.contains("# agent.command in ") && text.contains(line), "{text}");
    let document = json(&clone.run(&["config", "--json"]));
    let ignored = document["ignored"].as_array().expect("a list");
    assert_eq!(ignored.iter().map(|one| &one["key"]).collect::<Vec<_>>(), ["database", "agent.command"]);
    let found = json(&clone.run(&["doctor", "--json"]));
    let codes: Vec<&str> =
        found["findings"].as_array().expect("a list").iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "settings_ignored").count(), 1, "{codes:?}");
    assert!(clone.store.path("clone/.backcast/backcast.db").exists(), "goals lie where they do without the setting");
}

#[test]
fn trusting_takes_a_person_and_can_be_taken_back() {
    let clone = Stranger::new(RUNS);
    for more in [&["--non-interactive"][..], &["--non-interactive", "--json"]] {
        let output = clone.run(&[&["trust"][..], more].concat());
        assert_eq!(output.status.code(), Some(6), "{}{}", stdout(&output), stderr(&output));
    }
    let shown = clone.run(&["trust", "--dry-run"]);
    assert!(stdout(&shown).contains("key_command = 'touch ran; echo key'"), "{}", stdout(&shown));
    let document = json(&clone.run(&["trust", "--dry-run", "--json"]));
    assert_eq!((&document["state"], &document["keys"][3]["reach"]), (&"untrusted".into(), &"command".into()));
    assert_eq!(json(&clone.run(&["trust", "--list", "--json"]))["files"], serde_json::json!([]));
    clone.trust();
    let state = || json(&clone.run(&["trust", "--list", "--json"]))["files"][0]["state"].clone();
    assert_eq!(state(), "trusted");
    clone.write("hours_per_week = 3\n");
    assert_eq!(state(), "changed");
    assert_eq!(json(&clone.run(&["trust", "--json"]))["state"], "harmless");
    fs::remove_dir_all(clone.store.path("clone/.backcast")).expect("removed");
    assert_eq!(state(), "gone");
    assert_eq!(clone.run(&["trust"]).status.code(), Some(3));
    assert!(clone.run(&["trust", "--revoke", ".", "--dry-run"]).status.success());
    assert_eq!(state(), "gone");
    assert_eq!(json(&clone.run(&["trust", "--revoke", ".", "--json"]))["files"], serde_json::json!([]));
}

#[test]
fn what_cannot_be_read_is_refused_before_anybody_is_asked() {
    let clone = Stranger::new("");
    let path = clone.store.path("clone/.backcast/config.toml");
    for (bytes, part) in [(vec![b'#'; 100 * 1024 * 1024], "larger than 1 MB"), (b"name = 'caf\xe9'".to_vec(), "UTF-8")]
    {
        fs::write(&path, bytes).expect("written");
        for arguments in [&["trust"][..], &["trust", "--dry-run"], &["goals"]] {
            let output = clone.run(arguments);
            assert_eq!(output.status.code(), Some(3), "{arguments:?}: {}", stderr(&output));
            assert!(stderr(&output).contains(part), "{}", stderr(&output));
        }
    }
    assert!(clone.run(&["trust", "--revoke"]).status.success(), "that works whatever lies there");
}

#[test]
fn a_project_of_ones_own_needs_no_trust() {
    let clone = Stranger::new("");
    fs::remove_dir_all(clone.store.path("clone/.backcast")).expect("removed");
    assert!(clone.run(&["init", "--project"]).status.success());
    let output = clone.run(&["config", "--origin"]);
    assert!(!stderr(&output).contains("ignored") && !stdout(&output).contains("ignored"), "{}", stderr(&output));
}

#[cfg(unix)]
mod rights {
    use super::*;

    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::PathBuf;
    use std::process::Command;

    use super::super::calendar::FeedServer;

    /// Every file and folder below a folder, with its rights.
    fn rights_below(folder: &Path) -> Vec<(PathBuf, u32)> {
        let mut found = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            found.push((folder.clone(), mode(&folder)));
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                match entry.file_type().expect("a kind").is_dir() {
                    true => folders.push(entry.path()),
                    false => found.push((entry.path(), mode(&entry.path()))),
                }
            }
        }
        found
    }

    fn mode(path: &Path) -> u32 {
        path.metadata().expect("it is there").permissions().mode() & 0o777
    }

    /// Runs a command where the process withholds these rights of new files.
    fn run_with_umask(store: &TestStore, umask: &str, words: &str, folder: &str) {
        let as_usual = store.command(&[]);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("umask {umask}; exec \"$0\" {words}"), env!("CARGO_BIN_EXE_backcast")]);
        for (name, value) in as_usual.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env_remove("BACKCAST_DATABASE").current_dir(store.path(folder)).stdin(std::process::Stdio::null());
        let output = command.output().expect("the binary runs");
        assert!(output.status.success(), "{words}: {}", stderr(&output));
    }

    const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Class\r\n\
        DTSTART:20260512T180000Z\r\nDURATION:PT2H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn what_we_make_is_for_its_owner_only_whatever_the_process_gives() {
        for umask in ["000", "022", "077"] {
            let store = TestStore::new();
            fs::create_dir(store.path("work")).expect("made");
            fs::copy(super::super::root().join("examples/half-marathon.toml"), store.path("goal.toml"))
                .expect("copied");
            fs::write(store.path("work.ics"), CALENDAR).expect("written");
            for (words, folder) in [
                ("config --init", "."),
                ("calendar add work.ics", "."),
                ("add goal.toml", "."),
                ("review prompts --init", "."),
                ("playbook new mine", "."),
                ("init --project", "work"),
                ("add ../goal.toml", "work"),
            ] {
                run_with_umask(&store, umask, words, folder);
            }
            let is_secret = |path: &Path| {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                // A project's configuration is a file to share.
                let is_configuration = name == "config.toml" && !path.ends_with(".backcast/config.toml");
                path.is_dir() || name.contains(".db") || is_configuration || name == "calendars.toml"
            };
            let folders = ["config/backcast", "share/backcast", "work/.backcast"];
            let all: Vec<(PathBuf, u32)> =
                folders.iter().flat_map(|folder| rights_below(&store.path(folder))).collect();
            let secret: Vec<&(PathBuf, u32)> = all.iter().filter(|(path, _)| is_secret(path)).collect();
            assert!(secret.len() >= 7, "{secret:?}");
            let open: Vec<_> = secret.iter().filter(|(_, mode)| mode & 0o077 != 0).collect();
            assert!(open.is_empty(), "umask {umask}: {open:?}");
        }
    }

    #[test]
    fn copies_of_calendars_are_for_their_owner_only() {
        let store = TestStore::new();
        let server = FeedServer::start();
        run_with_umask(&store, "000", &format!("calendar add '{}' --name work", server.url), ".");
        let rights = rights_below(&store.path("cache/backcast"));
        assert!(rights.len() > 3 && rights.iter().all(|(_, mode)| mode & 0o077 == 0), "{rights:?}");
    }

    #[test]
    fn rights_that_are_too_wide_are_named_or_taken_away() {
        let store = TestStore::new().with_plan();
        let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changed");
        open(&store.path("data"), 0o755);
        open(store.database(), 0o644);
        let found = store.json(&["doctor"]);
        let finding = found["findings"].as_array().expect("a list").iter().find(|one| one["code"] == "open_to_others");
        let fix = finding.expect("others can read it")["fix"].as_str().expect("a text");
        assert_eq!(fix, format!("chmod go= {}", store.database().display()));
        assert_eq!(mode(store.database()), 0o644, "somebody else named the place");
    }

    #[test]
    fn a_database_that_leads_out_of_a_clone_is_not_touched() {
        let clone = Stranger::new("");
        fs::write(clone.store.path(".profile"), "export A=1\n").expect("written");
        symlink("../../.profile", clone.store.path("clone/.backcast/backcast.db-wal")).expect("linked");
        let output = clone.run(&["goals"]);
        assert!(output.status.success() && said(&output).contains("out of the project"), "{}", said(&output));
        assert_eq!(fs::read_to_string(clone.store.path(".profile")).expect("there"), "export A=1\n");
    }
}
