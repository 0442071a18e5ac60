//! Every JSON document is what its schema in `schemas/` says.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::Value;

use super::root;
use super::test_store::TestStore;

/// Checks a document against the schema that its field `schema` names.
///
/// Every test that reads the JSON of a command comes by here (`json` in
/// `main.rs`), so that odd states are checked as well as the usual ones.
#[track_caller]
pub(crate) fn assert_valid(document: &Value) {
    if let Some(kind) = kind_of(document)
        && let Some(validator) = validator(&kind)
    {
        let wrong: Vec<String> =
            validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "backcast.{kind}: {}\n{document:#}", wrong.join("\n"));
    }
}

/// The kind of a document, as its schema file is called; `None` where it names
/// none, as records that others wrote.
fn kind_of(document: &Value) -> Option<String> {
    if document["event"].is_string() && document["run"].is_string() {
        return Some("review-step".into());
    }
    if document["first40"].is_array() {
        return Some("rule-times".into());
    }
    let (kind, _) = document["schema"].as_str()?.strip_prefix("backcast.")?.split_once('/')?;
    // A calibrated plan is a plan, and more.
    Some(if document["moves"].is_object() { "calibrated".into() } else { kind.to_owned() })
}

fn validator(kind: &str) -> Option<Validator> {
    let text = std::fs::read_to_string(root().join(format!("schemas/{kind}.schema.json"))).ok()?;
    let schema = serde_json::from_str(&text).expect("a schema is JSON");
    Some(jsonschema::validator_for(&schema).expect("a schema is one"))
}

/// Runs commands and remembers which kinds of documents they gave.
struct Seen<'k> {
    store: &'k TestStore,
    kinds: BTreeSet<String>,
}

impl Seen<'_> {
    /// Runs a command, whatever its exit code, and checks what it prints: one
    /// document, or one on each line.
    #[track_caller]
    fn see(&mut self, arguments: &str) {
        let arguments: Vec<&str> = arguments.split(' ').chain(["--json"]).collect();
        let output = self.store.run(&arguments);
        // The next command may read it.
        std::fs::write(self.store.path("last.json"), &output.stdout).expect("written");
        let documents = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
        let documents: Vec<Value> = documents.map(|one| one.expect("nothing but JSON")).collect();
        assert!(!documents.is_empty(), "{arguments:?} says nothing: {}", super::stderr(&output));
        for document in documents {
            let kind = kind_of(&document).unwrap_or_else(|| panic!("{arguments:?} names no kind: {document}"));
            assert!(validator(&kind).is_some(), "there is no schema of backcast.{kind}");
            assert_valid(&document);
            self.kinds.insert(kind);
        }
    }
}

/// Kinds that need a server of others, and are checked where there is one
/// (`caldav.rs`), and the one that is only read.
const ELSEWHERE: [&str; 2] = ["goal", "sync"];

#[test]
fn every_kind_of_document_has_its_schema_and_keeps_to_it() {
    let store = TestStore::new();
    let examples = root().join("examples");
    for name in ["half-marathon.toml", "search-service.toml"] {
        std::fs::copy(examples.join(name), store.path(name)).expect("copied");
    }
    std::fs::write(store.path("work.ics"), CALENDAR).expect("written");
    std::fs::write(store.path("rules.jsonl"), RULES).expect("written");
    std::fs::write(store.path("done.csv"), DONE).expect("written");
    std::fs::write(store.path("tasks.csv"), TASKS).expect("written");
    std::fs::write(store.path("small.json"), PROBLEM).expect("written");
    std::fs::create_dir_all(store.path("own")).expect("made");
    std::fs::write(store.path("own/mine.toml"), "id = \"mine\"\n").expect("written");
    std::fs::write(store.path("plan.json"), store.run(&["plan", "half-marathon.toml", "--json"]).stdout)
        .expect("written");
    std::fs::create_dir_all(store.path("config/backcast")).expect("made");
    std::fs::write(store.path("config/backcast/config.toml"), CONFIGURATION).expect("written");
    std::fs::create_dir_all(store.path("stranger/.backcast")).expect("made");
    std::fs::write(store.path("stranger/.backcast/config.toml"), CONFIGURATION).expect("written");
    let mut seen = Seen { store: &store, kinds: BTreeSet::new() };
    COMMANDS.lines().map(str::trim).for_each(|line| seen.see(line));
    let all: BTreeSet<String> = std::fs::read_dir(root().join("schemas"))
        .expect("schemas")
        .map(|file| file.expect("a file").file_name().to_string_lossy().replace(".schema.json", ""))
        .filter(|kind| !ELSEWHERE.contains(&kind.as_str()))
        .collect();
    assert_eq!(seen.kinds, all);
}

/// In a sensible order: each prints a document, which is `last.json` for the
/// next.
const COMMANDS: &str = "init new.toml
    anchor half-marathon.toml
    plan half-marathon.toml
    audit plan.json --review
    audit half-marathon.toml
    plan none.toml
    add half-marathon.toml
    plan half
    show half
    next
    approve half --token
    approve half
    start M1
    tick M1
    tick M1 1 --evidence seen
    log M1 2h
    next
    today
    week
    goals
    status
    status half
    conflicts
    history
    undo
    diff half@1 half@1
    drift half
    schedule half
    schedule half --why M2
    schedule half --what-if hours=20
    calibrate half
    calibrate --due
    calibrate half --apply
    calibrate half --with hours=20
    review week
    review start search-service.toml --by host
    review list
    review status
    review packet search
    review show --log
    review stop search --why enough
    calendar add work.ics
    calendar list
    calendar free
    calendar status
    calendar expand work.ics
    calendar expand --rules rules.jsonl
    calendar publish -o feed.ics
    export half --artifacts beside
    export --all
    import last.json
    import beside
    forecast import done.csv
    forecast effort 3h
    forecast track-record
    forecast forget done.csv
    forecast eval --data tasks.csv
    forecast prior --data tasks.csv
    schedule --problem small.json
    schedule --problem small.json --why shoot
    playbook list
    playbook show album
    playbook lint own
    config
    trust stranger --dry-run
    trust --list
    model check
    agent install codex --check
    doctor
    doctor --report half-marathon.toml";

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Class\r\n\
    DTSTART:20260512T180000Z\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

const RULES: &str = "{\"dtstart\": \"20270101T090000\", \"rrule\": \"FREQ=DAILY\"}\n";

const DONE: &str = "id,category,estimate_hours,actual_hours,done_at\n\
    t1,writing,2,3,2026-04-01\nt2,writing,1,1.5,2026-04-02\nt3,writing,4,,2026-04-03\n";

const TASKS: &str = "item_id,person_id,seq,start_at,done_at,estimate_hours,actual_hours\n\
    t1,ada,1,2025-01-01T08:00,2025-01-01T10:00,2,3\nt2,ada,2,2025-01-02T08:00,2025-01-02T10:00,2,1\n";

/// Two tasks of one person, the second one late.
const PROBLEM: &str = r#"{ "schema": "backcast.problem/1", "start": "2027-01-04", "horizon": 14400,
    "calendars": [{ "id": "days", "spans": [[480, 720], [1920, 2160], [3360, 3600]] }],
    "people": [{ "id": "ann" }], "resources": [],
    "goals": [{ "id": "film", "weight": 2, "target": 600 }],
    "tasks": [{ "id": "script", "goal": "film", "effort": 200 },
        { "id": "shoot", "goal": "film", "effort": 120, "after": [{ "on": "script" }] }] }"#;

/// Nobody listens there.
const CONFIGURATION: &str = "hours_per_week = 4\n[model]\nprovider = \"compatible\"\nname = \"none\"\n\
    endpoint = \"http://127.0.0.1:1/\"\nkey_env = \"HOME\"\n";
