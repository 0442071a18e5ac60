//! Texts of strangers with marks that command, turn around and hide: whatever is
//! printed or written for people shows them as text, and makes no line of them.

use std::path::Path;

use super::test_store::TestStore;
use super::{stderr, stdout};

/// Every sort of mark, and a line that tells lies.
const MARKS: &str = "evil\u{1b}]0;pwn\u{7}\u{1b}[2J\u{1b}[8m\u{1b}]8;;http://example.org\u{1b}\\x\u{1b}]52;c;cHdu\u{7}\u{9b}31m\u{85}\
     \u{202e}live\u{202c}\u{2066}x\u{2069}\u{200b}\u{200e}\u{feff}\u{ad}\u{e0041}\rover\u{2028}END:VEVENT\nforged: <script> \
     [x](http://example.org) ![i](http://example.org/i.png)";

/// What has to come through: a family, Persian with a joiner, Hebrew.
const PLAIN: &str = "👩\u{200d}👩\u{200d}👧 می\u{200c}خواهم ספר";

/// The text as a string of TOML or JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn goal() -> String {
    let text = |words: &str| quoted(&format!("{words} {PLAIN} {MARKS}"));
    format!(
        "title = {}\ndestination = {}\norigin = {}\ndeadline = 2026-12-31\nhours_per_week = 6\nconstraints = [{}]\n\
         blocked_before = [{}]\n[[busy]]\nfrom = 2026-07-13\nto = 2026-07-19\nreason = {}\n",
        text("Book"),
        text("A novel of 50,000 words is finished by December."),
        text("Nothing yet."),
        text("Only mornings"),
        text("No time"),
        text("Away")
    )
}

/// What no text for people holds.
fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[track_caller]
fn expect_plain(text: &str, what: &str) {
    let found = text.char_indices().find(|(_, c)| is_forbidden(*c));
    if let Some((at, c)) = found {
        let line = text[..at].lines().count();
        panic!("{what}: {c:?} in line {line}: {:?}", text.lines().nth(line.saturating_sub(1)));
    }
}

/// Runs a command for people and looks at all that it says.
#[track_caller]
fn looked_at(store: &TestStore, arguments: &[&str]) -> String {
    let output = store.run(arguments);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {}", stderr(&output));
    let text = format!("{}{}", stdout(&output), stderr(&output));
    expect_plain(&text, &format!("{arguments:?}"));
    text
}

#[track_caller]
fn file(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A store with such a goal and an approved plan of it, whose first milestone is
/// called so.
fn store() -> TestStore {
    let store = TestStore::new();
    std::fs::write(store.path("goal.toml"), goal()).expect("written");
    looked_at(&store, &["add", "goal.toml"]);
    looked_at(&store, &["plan", "book", "--assume"]);
    let (mut edited, mut is_first) = (String::new(), true);
    for line in looked_at(&store, &["edit", "--print"]).lines() {
        let line = match line.split_once(" = ") {
            Some((key @ ("name" | "goal"), _)) if is_first => {
                is_first = key != "goal";
                format!("{key} = {}", quoted(&format!("# {key} {PLAIN} {MARKS}")))
            }
            _ => line.to_owned(),
        };
        edited.push_str(&line);
        edited.push('\n');
    }
    std::fs::write(store.path("edited.toml"), edited).expect("written");
    looked_at(&store, &["edit", "--from", "edited.toml"]);
    looked_at(&store, &["approve", "book", "--artifacts", "plan"]);
    store
}

#[test]
fn what_is_printed_is_text_and_nothing_else() {
    let store = store();
    let noted = format!("noted {PLAIN} {MARKS}");
    looked_at(&store, &["log", "M1", "2h", "--note", &noted]);
    looked_at(&store, &["note", "M1", &noted]);
    looked_at(&store, &["tick", "M1", "1", "--evidence", &noted]);
    looked_at(&store, &["block", "M2", "--why", &noted]);
    let all = [
        &["plan", "goal.toml", "--assume", "--criteria"][..],
        &["plan", "goal.toml", "--assume", "--why", "M1"],
        &["anchor", "goal.toml"],
        &["audit", "goal.toml"],
        &["show"],
        &["show", "--criteria"],
        &["show", "--why", "M2"],
        &["next", "-n", "9"],
        &["today"],
        &["week"],
        &["status"],
        &["status", "book"],
        &["goals"],
        &["tick", "M1"],
        &["conflicts"],
        &["drift"],
        &["edit", "--print"],
        &["calibrate", "book"],
        &["config"],
        &["doctor"],
        &["undo", "book", "--dry-run"],
    ];
    for arguments in all {
        looked_at(&store, arguments);
    }
    let history = looked_at(&store, &["history", "book"]);
    // Lines that go on stand below their text.
    assert!(history.lines().all(|line| !line.starts_with("forged")), "{history}");
    assert!(history.contains("⟨U+001B⟩") && history.contains("👩\u{200d}👩\u{200d}👧"), "{history}");
    // Data is data.
    let json = store.json(&["history", "book"]).to_string();
    assert!(json.contains("\\u001b") && json.contains('\u{202e}'), "{json}");
}

#[test]
fn what_is_written_is_text_and_nothing_else() {
    let store = store();
    for name in ["plan.md", "plan.svg", "plan.txt"] {
        store.done(&["show", "--out", name]);
        let text = file(&store.path(name));
        expect_plain(&text, name);
        let bare = text.replace("\\<", "").replace("\\[", "");
        let is_safe = ["<script>", "[x](", "[i]("].iter().all(|markup| !bare.contains(markup));
        assert!(is_safe || name != "plan.md", "{name}: {text}");
        assert!(!bare.contains("<script>") || name == "plan.txt", "{name}: {text}");
    }
    store.done(&["calendar", "publish", "--out", "plan.ics"]);
    expect_plain(&file(&store.path("plan.ics")).replace("\r\n", "\n"), "plan.ics");
    for entry in std::fs::read_dir(store.path("plan/milestones")).expect("listed").flatten() {
        expect_plain(&file(&entry.path()), "a milestone");
    }
    expect_plain(&file(&store.path("plan/state.md")), "state.md");
    assert!(file(&store.path("plan/state.md")).contains("Book 👩\u{200d}👩\u{200d}👧 می\u{200c}خواهم ספר"));
    // What was spelled there comes back as it was, but for runs of blanks.
    let first_name = || {
        let shown = store.json(&["show", "book"]);
        let name = shown["plan"]["milestones"][0]["name"].as_str().expect("a name").to_owned();
        name.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let before = first_name();
    assert!(before.starts_with("# name") && before.contains('\u{202e}') && before.contains('\u{200b}'), "{before}");
    looked_at(&store, &["import", "plan", "--goal", "book"]);
    assert_eq!(first_name(), before);
}

#[test]
fn calendars_and_answers_of_others_are_text() {
    let store = TestStore::new();
    let summary = MARKS.replace('\n', "\\n").replace(['\r', '\u{85}'], "");
    let calendar = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:{summary} {PLAIN}\r\nDTSTART:20260513T090000Z\r\n\
         DURATION:PT2H\r\nRRULE:FREQ={summary}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    std::fs::write(store.path("work.ics"), calendar).expect("written");
    let events = looked_at(&store, &["calendar", "expand", "work.ics", "--window", "2026-05-01/2026-06-01"]);
    assert!(events.contains("evil"), "{events}");
    looked_at(&store, &["calendar", "add", "work.ics"]);
    looked_at(&store, &["calendar", "free", "--why"]);
    looked_at(&store, &["calendar", "status"]);
    std::fs::write(store.path("goal.toml"), goal()).expect("written");
    looked_at(&store, &["review", "start", "goal.toml", "--by", "host", "--assume"]);
    looked_at(&store, &["review", "show", "book", "--brief"]);
    looked_at(&store, &["review", "packet", "book", "risk"]);
    std::fs::write(store.path("answer.txt"), format!("{MARKS} {{\"findings\": [{}]}}", quoted(MARKS)))
        .expect("written");
    let output = store.run(&["review", "submit", "book", "risk", "--file", "answer.txt"]);
    expect_plain(&format!("{}{}", stdout(&output), stderr(&output)), "an answer that is none");
    for arguments in [&["review", "status", "book"][..], &["review", "show", "book", "--log"], &["review", "list"]] {
        looked_at(&store, arguments);
    }
}

#[test]
fn errors_quote_files_and_names_as_text() {
    let store = TestStore::new();
    let long = "x".repeat(5000);
    let files = [
        format!("title = {}\ndeadline = {}\n", quoted(MARKS), quoted(MARKS)),
        format!("title = 'a'\nkind = {}\n", quoted(MARKS)),
        format!("{MARKS} = 1\n"),
        format!("title = '{MARKS}{long}\n"),
    ];
    for text in files {
        std::fs::write(store.path("goal.toml"), text).expect("written");
        let output = store.run(&["plan", "goal.toml"]);
        assert_eq!(output.status.code(), Some(3));
        expect_plain(&stderr(&output), "an error");
    }
    let name = MARKS.replace('/', "-").chars().take(60).collect::<String>();
    let output = store.run(&["plan", &format!("{name}.toml")]);
    expect_plain(&stderr(&output), "a file that is not there");
    let folder = store.path("plan/milestones");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(store.path("plan/state.md"), format!("# Long Run State: x\n\n{MARKS}\n")).expect("written");
    std::fs::write(folder.join(format!("{name}.md")), format!("# Milestone: {MARKS}\n\n**Status:** {MARKS}\n"))
        .expect("written");
    let output = store.run(&["import", "plan"]);
    assert_eq!(output.status.code(), Some(3));
    expect_plain(&stderr(&output), "a folder of somebody else");
}
