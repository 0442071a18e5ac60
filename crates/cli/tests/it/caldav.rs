//! Plans and real calendar servers in step, with a second program doing what
//! people do. Runs where `cargo xtask test` has set up the servers.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::log::{assert_discreet, lines};
use super::test_store::TestStore;
use super::{json, stderr, stdout};

/// The servers that tests run against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Radicale,
    Xandikos,
}

/// A server on this machine with a folder of its own; it ends with the test.
struct Server {
    child: Child,
    url: String,
    programs: PathBuf,
    folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// A running server; nothing where none is set up.
    fn start(kind: Kind) -> Option<Self> {
        let programs = PathBuf::from(std::env::var_os("BACKCAST_CALENDAR_PEERS")?);
        let folder = tempfile::tempdir().expect("a folder");
        // The port is free now, and nobody else takes it in the meantime.
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let mut command = match kind {
            Kind::Radicale => radicale(&programs, folder.path(), port),
            Kind::Xandikos => xandikos(&programs, folder.path(), port),
        };
        let log = std::fs::File::create(folder.path().join("log")).expect("a log");
        let child = command.stdout(log.try_clone().expect("a log")).stderr(log).spawn().expect("the server starts");
        let server = Server { child, url: format!("http://127.0.0.1:{port}/"), programs, folder };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "{kind:?} does not answer: {}", server.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }

    /// The end of what the server has to say.
    fn log(&self) -> String {
        let text = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    /// Lets the person do something with another program.
    #[track_caller]
    fn user(&self, actions: &[&str]) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/user.py");
        let output = Command::new(self.programs.join("python")).arg(script).arg(&self.url).args(actions).output();
        let output = output.expect("the program runs");
        assert!(output.status.success(), "{actions:?}: {}{}", stderr(&output), self.log());
        stdout(&output)
    }

    /// Every event on the server.
    fn events(&self) -> Vec<Value> {
        serde_json::from_str(&self.user(&["list"])).expect("JSON")
    }

    fn event(&self, id: &str) -> Option<Value> {
        self.events().into_iter().find(|event| event["id"] == id)
    }
}

fn radicale(programs: &Path, folder: &Path, port: u16) -> Command {
    let users = folder.join("users");
    std::fs::write(&users, "ann:secret\n").expect("written");
    let storage = folder.join("collections");
    let text = format!(
        "[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {}\n\
         htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {}\n",
        users.display(),
        storage.display()
    );
    let config = folder.join("radicale.conf");
    std::fs::write(&config, text).expect("written");
    let mut command = Command::new(programs.join("python"));
    command.args(["-m", "radicale", "--config"]).arg(config);
    command
}

fn xandikos(programs: &Path, folder: &Path, port: u16) -> Command {
    let mut command = Command::new(programs.join("xandikos"));
    command.args(["serve", "--defaults", "--listen-address", "127.0.0.1", "--port", &port.to_string()]);
    command.arg("--directory").arg(folder.join("collections"));
    command
}

/// A server that fails in front of a sound one; it ends with the test.
struct Faulty {
    child: Child,
    url: String,
    words: PathBuf,
}

impl Drop for Faulty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Faulty {
    fn start(server: &Server) -> Self {
        let words = server.folder.path().join("words");
        std::fs::write(&words, "").expect("written");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/faulty.py");
        let behind = server.url.trim_start_matches("http://").trim_end_matches('/');
        let mut command = Command::new(server.programs.join("python"));
        let child = command.arg(script).arg(port.to_string()).arg(behind).arg(&words).spawn().expect("it starts");
        let faulty = Faulty { child, url: format!("http://127.0.0.1:{port}/"), words };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        faulty
    }

    /// From now on it fails like this.
    fn fails(&self, words: &str) {
        std::fs::write(&self.words, words).expect("written");
    }
}

/// A store with an approved plan, and its calendar on a server.
struct Synced {
    store: TestStore,
    server: Server,
    /// The goal's id.
    goal: String,
}

impl Synced {
    fn start(kind: Kind) -> Option<Self> {
        let synced = Self::before(kind)?;
        let first = synced.sync(&synced.first(&synced.server.url));
        assert!(first["written"].as_array().expect("a list").len() > 10, "{first}");
        assert_eq!((&first["calendar_name"], &first["notes"]), (&"backcast".into(), &serde_json::json!([])), "{first}");
        Some(synced)
    }

    /// The same before the first run.
    fn before(kind: Kind) -> Option<Self> {
        let server = Server::start(kind)?;
        let store = TestStore::new().with_plan();
        let goal = store.json(&["goals"])["goals"][0]["id"].as_str().expect("an id").to_owned();
        Some(Synced { store, server, goal })
    }

    /// What the first run is told.
    fn first<'u>(&self, url: &'u str) -> [&'u str; 5] {
        [url, "--user", "ann", "--password-env", "BACKCAST_TEST_PASSWORD"]
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut all = vec!["calendar", "sync"];
        all.extend(arguments);
        let mut command = self.store.command(&all);
        command.env("BACKCAST_TEST_PASSWORD", "secret");
        command
    }

    #[track_caller]
    fn sync(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        let output = self.command(&arguments).output().expect("the binary runs");
        assert!(output.status.success(), "{}{}", stderr(&output), self.server.log());
        json(&output)
    }

    /// Nothing is written; nothing has happened.
    #[track_caller]
    fn assert_in_step(&self) {
        let report = self.sync(&[]);
        assert_eq!(report["written"], serde_json::json!([]));
        assert_eq!(report["outside"], serde_json::json!([]));
    }

    fn id(&self, name: &str) -> String {
        format!("{}/{name}", self.goal)
    }

    fn history(&self) -> String {
        let text = self.store.done(&["history", &self.goal]);
        text.split_whitespace().collect::<Vec<&str>>().join(" ")
    }
}

/// Runs a test against every server.
fn on_each(test: impl Fn(Kind, &Synced)) {
    for kind in [Kind::Radicale, Kind::Xandikos] {
        if let Some(synced) = Synced::start(kind) {
            test(kind, &synced);
        }
    }
}

#[test]
fn unchanged_plans_write_nothing() {
    on_each(|kind, synced| {
        let before = synced.server.events();
        synced.assert_in_step();
        synced.assert_in_step();
        assert_eq!(synced.server.events(), before, "{kind:?}");
        let dry = synced.sync(&["--dry-run"]);
        assert_eq!(dry["written"], serde_json::json!([]));
    });
}

#[test]
fn what_is_moved_resized_or_renamed_stays_so() {
    on_each(|kind, synced| {
        let (moved, longer, renamed) = (synced.id("M1/b1"), synced.id("M1/b2"), synced.id("M3"));
        synced.server.user(&["move", &moved, "5", "resize", &longer, "0.5", "rename", &renamed, "My own words"]);
        let expected = synced.server.events();
        let report = synced.sync(&[]);
        let outside: Vec<&str> =
            report["outside"].as_array().expect("a list").iter().filter_map(|one| one["item"].as_str()).collect();
        assert_eq!(outside.len(), 3, "{kind:?} {report}");
        let now = synced.server.events();
        for id in [&moved, &longer, &renamed] {
            let find = |events: &[Value]| events.iter().find(|event| event["id"] == id.as_str()).cloned();
            let (before, after) = (find(&expected).expect("there"), find(&now).expect("there"));
            assert_eq!(
                (&before["start"], &before["end"], &before["title"]),
                (&after["start"], &after["end"], &after["title"]),
                "{kind:?}"
            );
        }
        synced.assert_in_step();
        let history = synced.history();
        assert!(history.contains("moved from") && history.contains("My own words"), "{history}");
    });
}

#[test]
fn a_moved_milestone_becomes_a_proposal_with_its_diff() {
    on_each(|kind, synced| {
        let id = synced.id("M3");
        synced.server.user(&["move", &id, "72"]);
        let date = synced.server.event(&id).expect("there")["start"].as_str().expect("a day").to_owned();
        let output = synced.command(&[]).output().expect("runs");
        let said = stdout(&output);
        assert!(said.contains("3 days later") && said.contains("backcast approve"), "{kind:?} {said}");
        let show = synced.store.json(&["show", &format!("{}@2", synced.goal)]);
        let plan = if show["plan"].is_object() { &show["plan"] } else { &show };
        let milestone = plan["milestones"].as_array().expect("milestones").iter().find(|one| one["id"] == "M3");
        assert_eq!(milestone.expect("there")["due"], date.as_str(), "{kind:?}");
        synced.store.done(&["approve", &synced.goal]);
        let report = synced.sync(&[]);
        let moves: Vec<&Value> =
            report["written"].as_array().expect("a list").iter().filter(|one| one["item"] == id.as_str()).collect();
        assert!(moves.is_empty(), "{kind:?} {report}");
        assert_eq!(synced.server.event(&id).expect("there")["start"], date.as_str());
    });
}

#[test]
fn deleted_blocks_are_planned_elsewhere_and_never_made_again() {
    on_each(|kind, synced| {
        let id = synced.id("M1/b1");
        let time = synced.server.event(&id).expect("there")["start"].clone();
        synced.server.user(&["delete", &id]);
        let report = synced.sync(&[]);
        assert!(report["outside"][0]["what"].as_str().expect("words").contains("deleted"), "{kind:?} {report}");
        assert!(report["outside"][0]["question"].is_null());
        synced.assert_in_step();
        let events = synced.server.events();
        assert!(events.iter().all(|event| event["id"] != id.as_str()), "{kind:?}");
        let again = events
            .iter()
            .any(|event| event["start"] == time && event["id"].as_str().is_some_and(|id| id.contains("/b")));
        assert!(!again, "{kind:?}: its time is used again");
    });
}

#[test]
fn deleted_milestones_are_asked_about_and_come_back_when_wanted() {
    on_each(|kind, synced| {
        let id = synced.id("M4");
        synced.server.user(&["delete", &id]);
        let report = synced.sync(&[]);
        let question = report["outside"][0]["question"].as_str().expect("a question");
        assert!(question.contains("skip") && question.contains("--restore"), "{kind:?} {question}");
        synced.assert_in_step();
        assert!(synced.server.event(&id).is_none(), "{kind:?}: it is not made again silently");
        let report = synced.sync(&["--restore", &id]);
        assert_eq!(report["written"][0]["item"], id.as_str(), "{kind:?}");
        assert!(synced.server.event(&id).is_some());
        synced.assert_in_step();
    });
}

#[test]
fn a_review_that_is_left_out_once_stays_left_out() {
    on_each(|kind, synced| {
        synced.server.user(&["except", "week", "7"]);
        let report = synced.sync(&[]);
        assert!(report["outside"][0]["what"].as_str().expect("words").contains("left out"), "{kind:?} {report}");
        synced.assert_in_step();
        let data = synced.server.event("week").expect("there")["data"].as_str().expect("text").to_owned();
        assert_eq!(data.matches("EXDATE").count(), 1, "{kind:?} {data}");
    });
}

#[test]
fn both_changed_the_person_decides_the_time_and_nothing_is_lost() {
    on_each(|kind, synced| {
        let id = synced.id("M3");
        synced.server.user(&["move", &id, "48"]);
        let date = synced.server.event(&id).expect("there")["start"].clone();
        // Meanwhile it is done here: another title, and another day.
        synced.store.done(&["done", &format!("{}/M3", synced.goal), "--force"]);
        let report = synced.sync(&[]);
        let what = report["outside"].as_array().expect("a list").iter().find(|one| one["item"] == id.as_str());
        assert!(what.expect("said")["what"].as_str().expect("words").contains("moved from"), "{kind:?}");
        let event = synced.server.event(&id).expect("there");
        assert_eq!(event["start"], date, "{kind:?}: the person's time wins");
        assert!(event["title"].as_str().expect("a title").starts_with('✓'), "{kind:?}: the other fields merge");
        assert!(synced.history().contains("moved from"));
    });
}

#[test]
fn reminders_and_properties_of_others_survive_our_writes() {
    on_each(|kind, synced| {
        let id = synced.id("M2");
        synced.server.user(&["remind", &id]);
        synced.sync(&[]);
        synced.store.done(&["done", &format!("{}/M2", synced.goal), "--force"]);
        let report = synced.sync(&[]);
        assert!(report["written"].as_array().expect("a list").iter().any(|one| one["item"] == id.as_str()), "{report}");
        let data = synced.server.event(&id).expect("there")["data"].as_str().expect("text").to_uppercase();
        assert!(data.contains("X-OTHER-PROGRAM:KEPT") && data.contains("TRIGGER:-PT1H"), "{kind:?} {data}");
    });
}

#[test]
fn events_of_others_are_never_touched() {
    on_each(|kind, synced| {
        synced.server.user(&["foreign"]);
        let foreign = |events: Vec<Value>| events.into_iter().find(|event| event["uid"] == "foreign-1").expect("there");
        let before = foreign(synced.server.events());
        synced.assert_in_step();
        synced.store.done(&["done", &format!("{}/M1", synced.goal), "--force"]);
        synced.sync(&[]);
        synced.sync(&["--start-anew"]);
        assert_eq!(foreign(synced.server.events())["data"], before["data"], "{kind:?}");
    });
}

#[test]
fn accidents_stop_everything_until_somebody_decides() {
    on_each(|kind, synced| {
        let n_events = synced.server.events().len();
        synced.server.user(&["delete-all"]);
        let refused = |arguments: &[&str], word: &str| {
            let output = synced.command(arguments).output().expect("runs");
            assert_eq!(output.status.code(), Some(4), "{kind:?} {}{}", stdout(&output), stderr(&output));
            assert!(stderr(&output).contains(word), "{kind:?} {}", stderr(&output));
        };
        refused(&[], "--start-anew");
        refused(&[], "--start-anew");
        assert_eq!(synced.server.events().len(), 0, "{kind:?}: nothing is written");
        synced.sync(&["--start-anew"]);
        assert_eq!(synced.server.events().len(), n_events, "{kind:?}");
        synced.assert_in_step();
        // Most of them, one by one.
        let ids: Vec<String> =
            synced.server.events().iter().filter_map(|event| Some(event["id"].as_str()?.to_owned())).skip(2).collect();
        let actions: Vec<&str> = ids.iter().flat_map(|id| ["delete", id.as_str()]).collect();
        synced.server.user(&actions);
        refused(&[], "--accept-deletions");
        let report = synced.sync(&["--accept-deletions"]);
        assert_eq!(report["outside"].as_array().expect("a list").len(), ids.len(), "{kind:?}");
    });
}

#[test]
fn another_calendar_is_asked_about() {
    on_each(|kind, synced| {
        let url = synced.server.url.clone();
        let other = ["--user", "ann", "--password-env", "BACKCAST_TEST_PASSWORD", "--collection", "other"];
        let command = |more: &[&str]| {
            let mut all = vec![url.as_str()];
            all.extend(other);
            all.extend(more);
            synced.command(&all).output().expect("runs")
        };
        let refused = command(&[]);
        assert_eq!(refused.status.code(), Some(4), "{kind:?} {}", stderr(&refused));
        assert!(stderr(&refused).contains("another calendar"), "{kind:?}");
        let n_events = synced.server.events().len();
        let anew = command(&["--start-anew"]);
        assert!(anew.status.success(), "{kind:?} {}", stderr(&anew));
        assert_eq!(synced.server.events().len(), n_events, "{kind:?}: the first one is left as it is");
        synced.assert_in_step();
    });
}

#[test]
fn a_killed_run_leaves_nothing_twice_and_nothing_lost() {
    for kind in [Kind::Radicale, Kind::Xandikos] {
        let Some(synced) = Synced::start(kind) else { return };
        let expected: Vec<String> = ids(&synced.server.events());
        for round in 0..20u64 {
            let killed_after = |more: &[&str], millis: u64| {
                let mut command = synced.command(more);
                let mut child = command.stderr(Stdio::null()).stdout(Stdio::null()).spawn().expect("runs");
                std::thread::sleep(Duration::from_millis(millis));
                let _ = child.kill();
                let _ = child.wait();
            };
            // Everything is new each time; the run ends at some other moment.
            if round % 5 == 0 {
                synced.server.user(&["delete-all"]);
                // A run that ends before it has begun anew leaves what the person
                // deleted: on a slow machine that is later.
                let mut millis = 20 + round * 7;
                killed_after(&["--start-anew"], millis);
                while synced.server.events().is_empty() {
                    millis += 40;
                    killed_after(&["--start-anew"], millis);
                }
            } else {
                killed_after(&[], 5 + round * 9);
            }
        }
        let _ = synced.command(&[]).output();
        let output = synced.command(&["--start-anew"]).output().expect("runs");
        assert!(output.status.success(), "{kind:?} {}", stderr(&output));
        assert_eq!(ids(&synced.server.events()), expected, "{kind:?}");
        synced.assert_in_step();
    }
}

#[test]
fn no_calendar_of_the_person_is_taken_where_none_can_be_made() {
    let Some(synced) = Synced::before(Kind::Radicale) else { return };
    synced.server.user(&["make", "Work", "foreign", "make", "Family"]);
    let faulty = Faulty::start(&synced.server);
    faulty.fails("no-calendars");
    let list = || std::fs::read_to_string(synced.store.path("config/backcast/calendars.toml")).ok();
    let list_before = list();
    let output = synced.command(&synced.first(&faulty.url)).output().expect("runs");
    assert_eq!(output.status.code(), Some(4), "{}{}", stdout(&output), stderr(&output));
    let said = stderr(&output);
    assert!(said.contains("`Work`") && said.contains("`Family`"), "{said}");
    assert!(said.contains(&format!("backcast calendar sync {} --user ann", faulty.url)), "{said}");
    assert!(said.contains("--collection "), "{said}");
    let counts = || -> Value { serde_json::from_str(&synced.server.user(&["calendars"])).expect("JSON") };
    assert_eq!(counts(), serde_json::json!({"Work": 1, "Family": 0}));
    assert_eq!(list(), list_before, "nothing is remembered");

    let mut named = synced.first(&faulty.url).to_vec();
    named.extend(["--calendar", "Family"]);
    let report = synced.sync(&named);
    assert_eq!(report["calendar_name"], "Family");
    assert_eq!(counts()["Family"], report["written"].as_array().expect("a list").len());
    assert_eq!(counts()["Work"], 1);
    synced.assert_in_step();
    let status = synced.store.done(&["calendar", "status"]);
    assert!(status.contains("`Family` on 127.0.0.1"), "{status}");
}

#[test]
fn a_password_in_the_address_is_moved_once_a_run_went_well() {
    for kind in [Kind::Radicale, Kind::Xandikos] {
        let Some(synced) = Synced::before(kind) else { continue };
        let url = synced.server.url.replacen("http://", "http://ann:secret@", 1);
        let list = synced.store.path("config/backcast/calendars.toml");
        synced.sync(&[&url, "--dry-run"]);
        assert!(!list.exists(), "{kind:?}: a dry run writes nothing");
        synced.sync(&[&url]);
        let text = std::fs::read_to_string(&list).expect("there");
        assert!(text.contains("password_file") && !text.contains("secret"), "{kind:?}: {text}");
        let named = std::fs::read_dir(list.with_file_name("passwords")).expect("there").flatten().next().expect("one");
        assert_eq!(std::fs::read_to_string(named.path()).expect("there").trim_end(), "secret", "{kind:?}");
        synced.assert_in_step();
    }
}

#[test]
fn two_first_runs_at_once_end_in_one_calendar_with_everything_once() {
    for kind in [Kind::Radicale, Kind::Xandikos] {
        let Some(synced) = Synced::before(kind) else { return };
        let url = synced.server.url.clone();
        let run = || synced.command(&synced.first(&url)).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let both = [run().expect("runs"), run().expect("runs")];
        for one in both {
            let output = one.wait_with_output().expect("ends");
            assert!(output.status.success(), "{kind:?} {}{}", stderr(&output), synced.server.log());
        }
        let counts: Value = serde_json::from_str(&synced.server.user(&["calendars"])).expect("JSON");
        let events = ids(&synced.server.events());
        assert_eq!(counts["backcast"], events.len(), "{kind:?} {counts}");
        let total: u64 = counts.as_object().expect("an object").values().filter_map(Value::as_u64).sum();
        assert_eq!(usize::try_from(total), Ok(events.len()), "{kind:?} {counts}");
        synced.assert_in_step();
    }
}

#[test]
fn what_the_server_lists_and_does_not_send_is_no_deletion() {
    let Some(synced) = Synced::before(Kind::Radicale) else { return };
    let faulty = Faulty::start(&synced.server);
    synced.sync(&synced.first(&faulty.url));
    let id = synced.id("M1/b1");
    synced.server.user(&["move", &id, "5"]);
    faulty.fails(&format!("fails:{id}"));
    for _ in 0..2 {
        let report = synced.sync(&[]);
        assert_eq!((&report["outside"], &report["written"]), (&serde_json::json!([]), &serde_json::json!([])));
        assert!(report["notes"][0].as_str().expect("a note").contains("did not send it (it answered 500)"), "{report}");
    }
    faulty.fails("");
    let report = synced.sync(&[]);
    assert!(report["outside"][0]["what"].as_str().expect("words").contains("moved from"), "{report}");
    synced.assert_in_step();
}

#[test]
fn a_calendar_that_is_read_keeps_the_last_copy_of_what_does_not_come() {
    let Some(synced) = Synced::before(Kind::Radicale) else { return };
    synced.server.user(&["make", "Work", "foreign"]);
    let faulty = Faulty::start(&synced.server);
    let address = synced.server.user(&["address", "Work"]).trim().replace(&synced.server.url, &faulty.url);
    let read = |arguments: &[&str]| {
        let mut command = synced.store.command(arguments);
        command.env("BACKCAST_TEST_PASSWORD", "secret").output().expect("runs")
    };
    let add =
        ["calendar", "add", &address, "--name", "work", "--user", "ann", "--password-env", "BACKCAST_TEST_PASSWORD"];
    let added = read(&add);
    assert!(added.status.success(), "{}", stderr(&added));
    synced.server.user(&["of", "Work", "another"]);
    faulty.fails("fails:Dentist");
    let is_known = |output: &std::process::Output, failure: bool| {
        let report = json(output);
        let work = &report["calendars"][0];
        assert_eq!(work["events"], 2, "{report}");
        assert_eq!(work["failure"].as_str().is_some_and(|why| why.contains("`Dentist` (500)")), failure, "{report}");
    };
    for _ in 0..2 {
        let fetched = read(&["calendar", "fetch", "--json"]);
        assert_eq!(fetched.status.code(), Some(5), "{}", stderr(&fetched));
        is_known(&fetched, true);
    }
    let free = stdout(&read(&["calendar", "free", "--from", "2026-05-13", "--to", "2026-05-13", "--why"]));
    assert!(free.contains("08:00-09:00"), "its hours stay taken: {free}");
    faulty.fails("");
    is_known(&read(&["calendar", "fetch", "--json"]), false);
}

#[test]
fn a_create_whose_answer_was_lost_and_that_was_edited_is_the_persons() {
    let Some(synced) = Synced::before(Kind::Xandikos) else { return };
    let faulty = Faulty::start(&synced.server);
    faulty.fails("lost");
    let output = synced.command(&synced.first(&faulty.url)).output().expect("runs");
    assert_eq!(output.status.code(), Some(5), "{}{}", stdout(&output), stderr(&output));
    faulty.fails("");
    let there = synced.server.events();
    let id = there[0]["id"].as_str().expect("an id").to_owned();
    synced.server.user(&["move", &id, "24", "rename", &id, "My own words"]);
    let edited = synced.server.event(&id).expect("there");
    synced.sync(&synced.first(&faulty.url));
    let now = synced.server.event(&id).expect("there");
    for field in ["start", "end", "title", "sequence"] {
        assert_eq!(now[field], edited[field], "{field}");
    }
    let history = synced.history();
    assert!(history.contains("moved from") && history.contains("My own words"), "{history}");
    synced.assert_in_step();
}

/// Our names of the events, in order; a UID that stands twice would show.
fn ids(events: &[Value]) -> Vec<String> {
    let uids: std::collections::BTreeSet<&str> = events.iter().filter_map(|event| event["uid"].as_str()).collect();
    assert_eq!(uids.len(), events.len(), "a UID stands twice");
    let mut ids: Vec<String> = events.iter().filter_map(|event| Some(event["id"].as_str()?.to_owned())).collect();
    ids.sort();
    ids
}

#[test]
fn khal_lists_the_exact_times_after_vdirsyncer() {
    let Some(synced) = Synced::start(Kind::Radicale) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let vdirsyncer = format!(
        "[general]\nstatus_path = \"{}\"\n[pair p]\na = \"local\"\nb = \"remote\"\ncollections = [\"backcast\"]\n\
         [storage local]\ntype = \"filesystem\"\npath = \"{}\"\nfileext = \".ics\"\n\
         [storage remote]\ntype = \"caldav\"\nurl = \"{}\"\nusername = \"ann\"\npassword = \"secret\"\n",
        path("status"),
        path("calendars"),
        synced.server.url
    );
    std::fs::write(path("vdirsyncer.conf"), vdirsyncer).expect("written");
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(synced.server.programs.join(program))
            .args(arguments)
            .env("HOME", folder.path())
            .env("XDG_CACHE_HOME", folder.path())
            .env("XDG_DATA_HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .stdin(Stdio::null())
            .output()
            .expect("runs");
        assert!(output.status.success(), "{program}: {}{}", stdout(&output), stderr(&output));
        stdout(&output)
    };
    let config = path("vdirsyncer.conf");
    std::fs::create_dir_all(folder.path().join("calendars/backcast")).expect("made");
    run("vdirsyncer", &["-c", &config, "discover"]);
    run("vdirsyncer", &["-c", &config, "sync"]);
    let khal = format!(
        "[calendars]\n[[backcast]]\npath = {}\n[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\n\
         timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        path("calendars/backcast")
    );
    std::fs::write(path("khal.conf"), khal).expect("written");
    let config = path("khal.conf");
    let format = "{start-date} {start-time} {end-time} {title}";
    let listed = run("khal", &["-c", &config, "list", "--day-format", "", "--format", format, "2026-05-12", "400d"]);
    for event in synced.server.events() {
        let start = event["start"].as_str().expect("a time");
        let day = &start[..10];
        let title = event["title"].as_str().expect("a title");
        let time = start.get(11..16).unwrap_or_default();
        let found = listed.lines().any(|line| line.starts_with(day) && line.contains(time) && line.contains(title));
        assert!(found, "{start} {title} is not in:\n{listed}");
    }
}

#[test]
fn the_log_of_a_sync_counts_and_gives_nothing_away() {
    on_each(|kind, synced| {
        synced.server.user(&["rename", &synced.id("M3"), "Unspeakable words"]);
        let output = synced.command(&["--json", "--log", "trace"]).output().expect("runs");
        assert_eq!(json(&output)["outside"].as_array().map(Vec::len), Some(1), "{kind:?} {}", stderr(&output));
        let parts = [
            "command{name=\"calendar sync\"}:sync:pull{round=1}: backcast_calsync::sync: pulled items=",
            "changed=1 adopted=0",
            "push{round=1}: backcast_calsync::sync: pushed written=",
            "request{method=\"REPORT\" status=207 bytes=",
        ];
        // The password is in the second one, as it is sent.
        let secrets = ["secret", "YW5uOnNlY3JldA==", "127.0.0.1", "Unspeakable", &synced.goal];
        assert_discreet(&synced.store, &lines(&output), &parts, &secrets);
    });
}
