//! Secrets in addresses: kept where nobody else reads, and printed nowhere.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::test_store::TestStore;
use super::{root, stderr, stdout};

const PASSWORD: &str = "hunter2";
/// What the path of the feed keeps from others.
const PATH: &str = "private-0123";
/// Name and password as they are sent.
const BASIC: &str = "Basic YW5uOmh1bnRlcjI=";
const FEED: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Class\r\n\
    DTSTART:20260512T180000Z\r\nDURATION:PT2H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// A server with one feed, which can be gone.
struct Server {
    port: u16,
    is_gone: Arc<AtomicBool>,
    /// The authorization of each request; empty where there was none.
    authorizations: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = socket.local_addr().expect("an address").port();
        let (is_gone, authorizations) = (Arc::<AtomicBool>::default(), Arc::<Mutex<Vec<String>>>::default());
        let server = Server { port, is_gone: is_gone.clone(), authorizations: authorizations.clone() };
        std::thread::spawn(move || {
            for mut stream in socket.incoming().flatten() {
                let mut authorization = String::new();
                for line in BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok) {
                    match line.split_once(": ") {
                        Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                            authorization = value.to_owned();
                        }
                        _ if line.is_empty() => break,
                        _ => {}
                    }
                }
                authorizations.lock().expect("not poisoned").push(authorization);
                let (status, body) =
                    if is_gone.load(Ordering::SeqCst) { ("404 Not Found", "") } else { ("200 OK", FEED) };
                let answer =
                    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
                // A client that went away needs no answer.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        server
    }

    fn url(&self, login: &str) -> String {
        format!("http://{login}127.0.0.1:{}/{PATH}/work.ics?key=tok-9f8e#frag", self.port)
    }

    fn last_authorization(&self) -> String {
        self.authorizations.lock().expect("not poisoned").last().cloned().unwrap_or_default()
    }
}

fn list(store: &TestStore) -> PathBuf {
    store.path("config/backcast/calendars.toml")
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("there").permissions().mode() & 0o777
}

/// Neither what a command printed nor any of these secrets meet.
#[track_caller]
fn assert_discreet(output: &Output) {
    let said = format!("{}{}", stdout(output), stderr(output));
    for secret in [PASSWORD, PATH, "tok-9f8e", "#frag"] {
        assert!(!said.contains(secret), "{secret} is in:\n{said}");
    }
}

/// Runs a command that says no secret and ends with this code.
#[track_caller]
fn run(store: &TestStore, arguments: &[&str], code: i32) -> Output {
    let output = store.run(arguments);
    assert_discreet(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}{}", stdout(&output), stderr(&output));
    output
}

/// Every file below a folder, with its text.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(&path).expect("read")).into_owned();
            found.push((path, text));
        }
    }
    found
}

#[test]
fn a_password_in_an_address_goes_into_a_file_that_nobody_else_reads() {
    let (store, server) = (TestStore::new(), Server::start());
    let added = run(&store, &["calendar", "add", &server.url("ann:hunter2@")], 0);
    assert!(stderr(&added).contains("the password was taken out of the address"), "{}", stderr(&added));
    assert_eq!(server.last_authorization(), BASIC);
    let password = store.path("config/backcast/passwords/work");
    assert_eq!(std::fs::read_to_string(&password).expect("there").trim_end(), PASSWORD);
    assert_eq!((mode(&list(&store)), mode(&password)), (0o600, 0o600));
    assert_eq!(mode(&store.path("config/backcast/passwords")), 0o700);
    for arguments in [
        &["calendar", "list"][..],
        &["calendar", "list", "--json"],
        &["calendar", "fetch"],
        &["calendar", "free", "--json"],
        &["calendar", "status", "--json"],
    ] {
        run(&store, arguments, 0);
    }
    assert_eq!(server.last_authorization(), BASIC, "it is found where it is now");
    for (path, text) in files(store.folder.path()) {
        let holds = |secret: &str| text.contains(secret);
        assert!(!holds(PASSWORD) || path == password, "{}: {text}", path.display());
        assert!(!(holds(PATH) || holds("tok-9f8e")) || path == list(&store), "{}: {text}", path.display());
    }
    run(&store, &["calendar", "remove", "work"], 0);
    assert!(!password.exists(), "it goes with its calendar");
}

#[test]
fn a_feed_that_fails_is_named_by_its_host_only() {
    let (store, server) = (TestStore::new(), Server::start());
    let goal = root().join("examples/half-marathon.toml");
    let goal = goal.to_str().expect("UTF-8");
    server.is_gone.store(true, Ordering::SeqCst);
    let refused = run(&store, &["calendar", "add", &server.url("")], 5);
    assert!(stderr(&refused).contains(&format!("http://127.0.0.1:{}/…", server.port)), "{}", stderr(&refused));
    server.is_gone.store(false, Ordering::SeqCst);
    run(&store, &["calendar", "add", &server.url("")], 0);
    server.is_gone.store(true, Ordering::SeqCst);
    let failed = run(&store, &["calendar", "fetch"], 5);
    assert!(stdout(&failed).contains(&format!("http://127.0.0.1:{}/…", server.port)), "{}", stdout(&failed));
    for form in [&["--json"][..], &["--markdown"], &["-o", "plan.json"], &["-o", "plan.md"], &[]] {
        let output = store.run(&[&["plan", goal][..], form].concat());
        assert_discreet(&output);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
    }
    run(&store, &["calendar", "list", "--json"], 0);
    for (path, text) in files(store.folder.path()) {
        assert!(!text.contains(PATH) || path == list(&store), "{}: {text}", path.display());
    }
    std::fs::remove_dir_all(store.path("cache")).expect("there");
    run(&store, &["plan", goal], 5);
}

#[test]
fn what_would_not_be_read_or_did_not_go_well_is_not_written() {
    let store = TestStore::new();
    std::fs::write(store.path("work.ics"), FEED).expect("written");
    run(&store, &["calendar", "add", "work.ics", "--name", " "], 2);
    let target = format!("http://ann:hunter2@127.0.0.1:1/{PATH}/");
    run(&store, &["calendar", "sync", &target], 5);
    for arguments in [&["--collection", "Home"][..], &["--dry-run"]] {
        run(&store, &[&["calendar", "sync", &target], arguments].concat(), 5);
    }
    assert!(!list(&store).exists(), "neither an address");
    assert!(!store.path("config/backcast/passwords").exists(), "nor a password of a server that never answered");
    for arguments in [&["calendar", "list"][..], &["calendar", "status"], &["goals"], &["calendar", "free"]] {
        run(&store, arguments, 0);
    }
    run(&store, &["calendar", "sync"], 2);
}

#[test]
fn a_list_of_earlier_versions_is_read_said_and_mended() {
    let (store, server) = (TestStore::new(), Server::start());
    std::fs::create_dir_all(store.path("config/backcast")).expect("made");
    let text = format!(
        "# mine\n[[calendar]]\nname = 'work'\nfrom = '{}'\n\n[target]\nurl = 'http://ann:hunter2@127.0.0.1:1/'\n",
        server.url("ann:hunter2@")
    );
    std::fs::write(list(&store), text).expect("written");
    std::fs::set_permissions(list(&store), std::fs::Permissions::from_mode(0o644)).expect("changed");
    for arguments in [&["calendar", "list"][..], &["calendar", "fetch"], &["calendar", "free"]] {
        let output = run(&store, arguments, 0);
        let said = stderr(&output);
        assert!(said.contains("others can read") && said.contains("backcast calendar secure"), "{said}");
    }
    assert_eq!(server.last_authorization(), BASIC);
    let n_asked = server.authorizations.lock().expect("not poisoned").len();
    run(&store, &["calendar", "secure"], 0);
    assert_eq!(mode(&list(&store)), 0o600);
    let text = std::fs::read_to_string(list(&store)).expect("there");
    assert!(text.starts_with("# mine") && !text.contains(PASSWORD), "{text}");
    // It is the same calendar still, with its copy.
    let output = run(&store, &["calendar", "list"], 0);
    assert_eq!(stderr(&output), "");
    assert_eq!(server.authorizations.lock().expect("not poisoned").len(), n_asked);
    run(&store, &["calendar", "fetch"], 0);
    assert_eq!(server.last_authorization(), BASIC);
}

#[test]
fn the_lines_around_a_mistake_show_no_secret() {
    let store = TestStore::new();
    std::fs::create_dir_all(store.path("config/backcast")).expect("made");
    let text = format!(
        "[[calendar]]\nname = 'work'\nfrom = 'https://ann:hunter2@example.org/{PATH}'\nrole = 'boss'\npassword = 'hunter2'\n"
    );
    std::fs::write(list(&store), text).expect("written");
    for arguments in [&["calendar", "list"][..], &["calendar", "list", "--json"]] {
        run(&store, arguments, 3);
    }
    std::fs::remove_file(list(&store)).expect("there");
    let settings = "database = 'postgres://db/x?password=hunter2'\nplanner = 'nobody'\n";
    std::fs::write(store.path("config/backcast/config.toml"), settings).expect("written");
    run(&store, &["config"], 3);
}

#[test]
fn passwords_of_databases_and_models_are_shown_nowhere() {
    let store = TestStore::new();
    std::fs::create_dir_all(store.path("config/backcast")).expect("made");
    let file = store.path("config/backcast/config.toml");
    let text = format!("[model]\nendpoint = 'https://ann:hunter2@proxy.example/{PATH}/v1/?key=tok-9f8e'\n");
    std::fs::write(&file, text).expect("written");
    for address in ["postgres://127.0.0.1:1/x?user=ann&password=hunter2", "postgres://ann:hunter2@127.0.0.1:1/x"] {
        for (command, code) in [
            (&["goals", "--json"][..], 5),
            (&["goals"], 5),
            (&["doctor"], 5),
            (&["config", "--origin"], 0),
            (&["config", "--json"], 0),
            (&["config"], 0),
        ] {
            let output = store.command(command).env("BACKCAST_DATABASE", address).output().expect("runs");
            assert_discreet(&output);
            assert_eq!(output.status.code(), Some(code), "{command:?}: {}", stderr(&output));
            assert_discreet(&store.run(&[command, &["--database", address]].concat()));
        }
    }
    // Others that can read it are worth a word, and nobody else is.
    std::fs::write(&file, "database = 'postgres://127.0.0.1:1/x?password=hunter2'\n").expect("written");
    for (bits, is_said) in [(0o644, true), (0o600, false)] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(bits)).expect("changed");
        let output = run(&store, &["config"], 0);
        assert_eq!(stderr(&output).contains(".pgpass"), is_said, "{}", stderr(&output));
    }
}
