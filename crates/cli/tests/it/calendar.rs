//! Calendars as their users meet them: files, feeds, free hours, plans.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::test_store::TestStore;
use super::{json as parsed, root, stderr, stdout};

const WORK: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Evening class\r\n\
    DTSTART:20260512T180000Z\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Journey\r\nDTSTART;VALUE=DATE:20260601\r\nDTEND;VALUE=DATE:20260608\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

/// A store with working hours of two evenings a week.
fn evenings() -> TestStore {
    let store = TestStore::new();
    std::fs::create_dir_all(store.path("config/backcast")).expect("made");
    let text = "[working_hours]\ntuesday = \"18:00-21:00\"\nsaturday = \"08:00-12:00\"\n";
    std::fs::write(store.path("config/backcast/config.toml"), text).expect("written");
    std::fs::write(store.path("work.ics"), WORK).expect("written");
    store
}

#[test]
fn a_file_takes_its_hours_and_each_piece_has_its_cause() {
    let store = evenings();
    store.done(&["calendar", "add", "work.ics", "--quiet"]);
    let free = store.json(&["calendar", "free", "--from", "2026-05-12", "--to", "2026-05-16"]);
    let hours: Vec<f64> =
        free["days"].as_array().expect("days").iter().filter_map(|day| day["hours"].as_f64()).collect();
    assert_eq!(hours, [1.0, 0.0, 0.0, 0.0, 4.0]);
    assert_eq!(free["removed"][0]["title"], "Evening class");
    assert_eq!(free["removed"][0]["source"], "work");
    let text = store.done(&["calendar", "free", "--why"]);
    assert!(text.contains("18:00-20:00 Evening class (work)"), "{text}");
    // Titles can be kept out of sight.
    let file = store.path("config/backcast/calendars.toml");
    let text = std::fs::read_to_string(&file).expect("there").replace("# show_titles = true", "show_titles = false");
    std::fs::write(&file, text).expect("written");
    assert_eq!(store.json(&["calendar", "free"])["removed"][0]["title"], "busy");
}

#[test]
fn plans_rest_on_the_hours_that_are_left_and_say_how_old_they_are() {
    let store = evenings();
    let goal = root().join("examples/half-marathon.toml");
    let goal = goal.to_str().expect("UTF-8");
    let plan = |store: &TestStore| {
        let output = store.run(&["plan", goal, "--json"]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
        parsed(&output)
    };
    let before = plan(&store);
    store.done(&["calendar", "add", "work.ics", "--quiet"]);
    let after = plan(&store);
    let there = |plan: &Value| plan["feasibility"]["available_hours"].as_f64().expect("hours");
    assert!(there(&after) < there(&before), "{} {}", there(&after), there(&before));
    assert_eq!(after["calendar"]["away"][0]["reason"], "Journey");
    let assumed = after["assumptions"].to_string();
    assert!(assumed.contains("as of") && assumed.contains("work"), "{assumed}");
    let meets = after["busy_conflicts"].as_array().expect("a list").iter().any(|one| one["reason"] == "Journey");
    assert!(meets, "{}", after["busy_conflicts"]);
    // Planned twice, it is the same.
    assert_eq!(plan(&store)["milestones"], after["milestones"]);
}

#[test]
fn a_calendar_that_was_never_read_stops_the_plan() {
    let store = evenings();
    store.refused(&["calendar", "add", "https://127.0.0.1:1/x.ics"], 5, &["cannot be read", "nothing was added"]);
    let file = store.path("config/backcast/calendars.toml");
    std::fs::write(&file, "[[calendar]]\nname = 'gone'\nfrom = 'no-such-file.ics'\n").expect("written");
    let goal = root().join("examples/half-marathon.toml");
    let said = store.refused(&["plan", goal.to_str().expect("UTF-8")], 5, &["gone", "not known to be free"]);
    assert!(said.contains("calendar remove gone"), "{said}");
    store.done(&["calendar", "remove", "gone"]);
    store.done(&["calendar", "list"]);
    store.refused(&["calendar", "remove", "gone"], 3, &["gone"]);
}

/// A feed on this machine; it can fail, and counts how often it sent its body.
pub(super) struct FeedServer {
    pub(super) url: String,
    pub(super) fails: Arc<AtomicBool>,
    bodies: Arc<AtomicUsize>,
    text: Arc<Mutex<String>>,
}

impl FeedServer {
    pub(super) fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/work.ics?key=secret", socket.local_addr().expect("an address"));
        let server = FeedServer {
            url,
            fails: Arc::default(),
            bodies: Arc::default(),
            text: Arc::new(Mutex::new(WORK.to_owned())),
        };
        let (fails, bodies, text) = (server.fails.clone(), server.bodies.clone(), server.text.clone());
        std::thread::spawn(move || {
            for stream in socket.incoming().flatten() {
                let text = text.lock().expect("not poisoned").clone();
                answer(stream, &text, fails.load(Ordering::SeqCst), &bodies);
            }
        });
        server
    }
}

fn answer(mut stream: TcpStream, text: &str, fails: bool, bodies: &AtomicUsize) {
    let mut known = String::new();
    for line in BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok) {
        if line.is_empty() {
            break;
        }
        if let Some(etag) = line.to_ascii_lowercase().strip_prefix("if-none-match: ") {
            known = etag.to_owned();
        }
    }
    let etag = format!("\"{}\"", text.len());
    let answer = if fails {
        "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
    } else if known == etag {
        "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned()
    } else {
        bodies.fetch_add(1, Ordering::SeqCst);
        format!("HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}", text.len())
    };
    // A client that went away needs no answer.
    let _ = stream.write_all(answer.as_bytes());
}

#[test]
fn feeds_are_asked_only_for_what_is_new_and_the_last_good_copy_stays() {
    let store = evenings();
    let server = FeedServer::start();
    store.done(&["calendar", "add", &server.url, "--quiet"]);
    let list = store.json(&["calendar", "list"]);
    assert_eq!((&list["calendars"][0]["name"], &list["calendars"][0]["events"]), (&json!("work"), &json!(2)));
    assert!(!list.to_string().contains("secret"), "{list}");
    store.done(&["calendar", "fetch"]);
    assert_eq!(server.bodies.load(Ordering::SeqCst), 1, "the second answer was: not modified");
    *server.text.lock().expect("not poisoned") = WORK.replace("Evening class", "Evening course");
    store.done(&["calendar", "fetch"]);
    assert_eq!(server.bodies.load(Ordering::SeqCst), 2);
    assert!(store.done(&["calendar", "free", "--why"]).contains("Evening course"));
    // It fails: its last state counts, and everybody says so.
    server.fails.store(true, Ordering::SeqCst);
    let output = store.run(&["calendar", "fetch"]);
    assert_eq!(output.status.code(), Some(5), "{}", stdout(&output));
    assert!(stdout(&output).contains("could not be read"), "{}", stdout(&output));
    let free = store.json(&["calendar", "free"]);
    assert_eq!(free["removed"][0]["title"], "Evening course");
    assert!(free["notes"].to_string().contains("could not be read"), "{}", free["notes"]);
    server.fails.store(false, Ordering::SeqCst);
    store.done(&["calendar", "fetch"]);
}

#[test]
fn travel_holidays_and_offered_hours_have_their_roles() {
    let store = evenings();
    let event = |title: &str, from: &str, to: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:{title}\r\nSUMMARY:{title}\r\nTRANSP:TRANSPARENT\r\nDTSTART;VALUE=DATE:{from}\r\nDTEND;VALUE=DATE:{to}\r\nEND:VEVENT\r\n"
        )
    };
    std::fs::write(store.path("holidays.ics"), event("Whitsun", "20260516", "20260517")).expect("written");
    std::fs::write(store.path("trips.ics"), event("Rome", "20260519", "20260521")).expect("written");
    store.done(&["calendar", "add", "holidays.ics", "--role", "holidays"]);
    store.done(&["calendar", "add", "trips.ics", "--role", "travel", "--tz", "Europe/Rome"]);
    let free = store.json(&["calendar", "free", "--to", "2026-05-26"]);
    let taken: Vec<(&str, &str)> = free["removed"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| Some((one["why"].as_str()?, one["title"].as_str()?)))
        .collect();
    assert_eq!(taken, [("holiday", "Whitsun"), ("travel", "Rome")]);
    // The working hours as a calendar that offers them, read back as one.
    store.done(&["calendar", "free", "--vavailability", "--out", "hours.ics"]);
    store.done(&["calendar", "add", "hours.ics", "--role", "availability"]);
    let again = store.json(&["calendar", "free", "--to", "2026-05-26"]);
    assert_eq!(again["days"], free["days"]);
}

#[test]
fn published_feeds_stay_the_same_bytes_and_every_reader_takes_them() {
    let store = TestStore::new().with_plan();
    store.done(&["calendar", "publish", "--out", "first.ics"]);
    store.done(&["calendar", "publish", "--out", "second.ics"]);
    let read = |name: &str| std::fs::read_to_string(store.path(name)).expect("there");
    assert_eq!(read("first.ics"), read("second.ics"));
    store.done(&["calendar", "publish", "--todo", "--out", "todos.ics"]);
    assert!(read("todos.ics").contains("BEGIN:VTODO"));
    validate(&store.path("first.ics"));
    validate(&store.path("todos.ics"));
    // What is done changes its own entry and no other.
    store.done(&["done", "M1", "--force"]);
    store.done(&["calendar", "publish", "--out", "third.ics"]);
    assert_ne!(read("first.ics"), read("third.ics"));
    validate(&store.path("third.ics"));
    // Read back as a calendar of one's own, nothing of it counts as taken.
    store.done(&["calendar", "add", "third.ics", "--quiet"]);
    assert_eq!(store.json(&["calendar", "free"])["removed"], json!([]));
}

/// Checks a file by the readers of others, where they are set up.
fn validate(file: &Path) {
    let peers = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers").join(name);
    let check = |mut command: Command| {
        let output = command.output().expect("the reader runs");
        assert!(output.status.success(), "{command:?}: {}{}", stdout(&output), stderr(&output));
    };
    let environment = |name: &str| std::env::var_os(name).map(PathBuf::from);
    if let Some(programs) = environment("BACKCAST_CALENDAR_PEERS") {
        let mut python = Command::new(programs.join("python"));
        python.arg(peers("read_feed.py")).arg(file);
        check(python);
    }
    if let Some(libical) = environment("BACKCAST_LIBICAL") {
        let mut libical = Command::new(libical);
        libical.arg(file);
        check(libical);
    }
    if let Some(modules) = environment("BACKCAST_NODE_MODULES") {
        let mut node = Command::new("node");
        node.arg(peers("ical_js_check.mjs")).arg(modules).arg(file);
        check(node);
    }
}

#[test]
fn nothing_approved_is_nothing_to_publish() {
    let store = TestStore::new();
    store.refused(&["calendar", "publish"], 1, &["nothing to publish", "backcast approve"]);
    store.refused(&["calendar", "sync"], 2, &["no server", "calendar sync https"]);
    store.done(&["calendar", "status"]);
}

#[test]
fn expand_says_what_is_in_broken_files() {
    let store = evenings();
    std::fs::write(
        store.path("broken.ics"),
        b"BEGIN:VEVENT\nUID:1\nSUMMARY:M\xfcnchen\nDTSTART:20260513T100000Z\nDURATION:PT1H\nnonsense\n",
    )
    .expect("written");
    let found =
        store.json(&["calendar", "expand", "broken.ics", "--window", "2026-05-01/2026-06-01", "--tz", "Europe/Berlin"]);
    assert_eq!(found["occurrences"][0]["start"], "2026-05-13T10:00:00Z");
    assert_eq!(found["occurrences"][0]["summary"], "München");
    assert_eq!(found["diagnostics"].as_array().expect("a list").len(), 3);
    let text = store.done(&["calendar", "expand", "broken.ics", "work.ics", "--tz", "UTC"]);
    assert!(text.contains("München") && text.contains("Evening class"), "{text}");
    store.refused(&["calendar", "expand", "work.ics", "--window", "2026-06-01/2026-05-01"], 2, &["before it begins"]);
    store.refused(&["calendar", "expand", "work.ics", "--tz", "Mars/Olympus"], 2, &["no such time zone"]);
    store.refused(&["calendar", "expand", "none.ics"], 3, &["none.ics"]);
}

#[test]
fn the_zone_of_the_machine_changes_nothing() {
    let store = evenings();
    store.done(&["calendar", "add", "work.ics", "--quiet"]);
    let free = |zone: &str| {
        let mut command = store.command(&["calendar", "free", "--json", "--to", "2026-11-01"]);
        let output = command.env("TZ", zone).env("BACKCAST_TIME_ZONE", "America/New_York").output().expect("runs");
        parsed(&output)["days"].clone()
    };
    assert_eq!(free("Asia/Tokyo"), free("America/Los_Angeles"));
}

#[test]
fn passwords_do_not_belong_into_the_file() {
    let store = evenings();
    let file = store.path("config/backcast/calendars.toml");
    let text = "[[calendar]]\nname = 'a'\nfrom = 'https://example.org/'\npassword = 'hunter2'\n";
    std::fs::write(&file, text).expect("written");
    let said = store.refused(&["calendar", "list"], 3, &["password_command"]);
    assert!(said.contains("password") && !said.contains("hunter2"), "{said}");
}

#[test]
fn what_is_decided_about_busy_days_is_done_recorded_and_kept() {
    let store = TestStore::new();
    let goal = root().join("examples/half-marathon.toml");
    let goal = goal.to_str().expect("UTF-8");
    let due = |plan: &Value, id: &str| {
        let milestones = plan["milestones"].as_array().expect("a list");
        milestones.iter().find(|one| one["id"] == id).expect("there")["due"].as_str().expect("a day").to_owned()
    };
    let plan = |arguments: &[&str]| {
        let mut all = vec!["plan", goal];
        all.extend(arguments);
        store.json(&all)
    };
    assert!(due(&plan(&[]), "M5").as_str() > "2026-07-13", "it meets the camp");
    let before = plan(&["--decide", "M5=before", "--because", "no road there"]);
    assert!(due(&before, "M5").as_str() < "2026-07-13");
    let decision = &before["decisions"][0];
    assert_eq!(
        (&decision["choice"], &decision["why"], &decision["by"]),
        (&json!("before"), &json!("no road there"), &json!("ann"))
    );
    let hours = |plan: &Value| plan["feasibility"]["needed_hours"].as_f64().expect("hours");
    let reduced = plan(&["--decide", "m4=reduce"]);
    assert!(hours(&reduced) < hours(&plan(&[])) - 5.0);
    store.refused(&["plan", goal, "--decide", "M1=before"], 3, &["meets no busy days"]);
    store.refused(&["plan", goal, "--decide", "M4=before"], 1, &["cannot be reached before", "after or reduce"]);
    store.refused(&["plan", goal, "--decide", "M4"], 2, &["M4=before"]);
    // Kept, and planned again, it still holds.
    store.done(&["add", goal]);
    store.done(&["plan", "half", "--decide", "M5=before", "--quiet"]);
    store.done(&["approve", "half"]);
    let again = store.json(&["plan", "half"]);
    assert_eq!(again["plan"]["decisions"][0]["choice"], "before", "{again}");
    assert!(store.done(&["show", "half"]).contains("Decided"));
}

/// A trip that comes into a calendar after the plan was approved: `calibrate --due`,
/// `drift` and `calibrate` see it.
#[test]
fn a_trip_that_comes_later_is_seen() {
    let store = TestStore::new().with_plan();
    let due = |store: &TestStore| store.json(&["calibrate", "--due"]).to_string();
    assert!(!due(&store).contains("calendars leave"), "{}", due(&store));
    let before = store.json(&["show", "half"])["plan"].clone();
    let trip = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:9\r\nDTSTAMP:20260101T000000Z\r\n\
                DTSTART;VALUE=DATE:20260808\r\nDTEND;VALUE=DATE:20260829\r\nSUMMARY:Secondment\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    std::fs::write(store.path("trip.ics"), trip).expect("written");
    store.done(&["calendar", "add", "trip.ics", "--role", "travel", "--quiet"]);
    assert!(due(&store).contains("calendars leave"), "{}", due(&store));
    let drift = store.run(&["drift", "half", "--json"]);
    assert!(stdout(&drift).contains("calendars leave"), "{}", stdout(&drift));
    let after = store.json(&["calibrate", "half"]);
    let chance = |found: &serde_json::Value| found["feasibility"]["chance"].as_f64().expect("hours and day are known");
    assert!(chance(&after) < chance(&before) - 0.05, "{} {}", chance(&before), chance(&after));
}
