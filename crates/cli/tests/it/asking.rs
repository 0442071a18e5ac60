//! Goals in words, and the questions that are put at the terminal.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::{Output, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use pty_process::blocking;
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::tcgetattr;

use super::terminal::{Ran, conversed, conversed_with};
use super::test_store::TestStore;
use super::{json, stderr, stdout};

/// A goal that says nothing but its name, in a form of its own.
const BARE: &str = "# my own words\r\ntitle = 'Write a novel'   # short\r\n\r\n# away\r\n[[busy]]\r\nfrom = 2026-08-01\r\nto = 2026-08-14\r\n";
const WORDS: &str = "A novel of 80,000 words, revised twice, by the end of March 2027; I have an outline";

fn store_with(name: &str, text: &str) -> TestStore {
    let store = TestStore::new();
    fs::write(store.path(name), text).expect("written");
    store
}

fn typed(store: &TestStore, arguments: &[&str], steps: &[(&str, &str)]) -> Ran {
    conversed(store.command(arguments), steps)
}

fn text_of(store: &TestStore, name: &str) -> String {
    fs::read_to_string(store.path(name)).expect("read")
}

#[track_caller]
fn fits(text: &str) {
    for line in text.lines().filter(|line| !line.contains('\u{1b}')) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn answers_are_written_under_their_keys_with_the_question() {
    let store = store_with("goal.toml", BARE);
    let ran = typed(
        &store,
        &["plan", "goal.toml"],
        &[
            ("1 of 5", "A manuscript of 80,000 words, revised twice.\r"),
            ("2 of 5", "2020-01-01\r"),
            ("2020-01-01 is over, today is 2026-05-12", "end of March 2027\r"),
            ("3 of 5", "\r"),
            ("(skipped)", ""),
            ("4 of 5", "6\r"),
            ("5 of 5", "<\r"),
            // Back at the one before, its answer stands there.
            ("4 of 5", ""),
            ("> 6", "\u{15}8\r"),
            ("5 of 5", "\r"),
            ("wrote your answers into goal.toml", ""),
        ],
    );
    assert_eq!(ran.output.status.code(), Some(0), "{}{}", ran.shown, stdout(&ran.output));
    let expected = "# my own words\r\ntitle = 'Write a novel'   # short\r\n\r\n\
        # What counts as done, so that a stranger could measure it: what exists, for\r\n\
        # how many customers, users or readers, at which revenue or quality?\r\n\
        destination = \"A manuscript of 80,000 words, revised twice.\"\r\n\r\n\
        # By when? Which date, and what happens if it passes? (end of March 2027)\r\n\
        deadline = 2027-03-31\r\n\r\n\
        # How many hours per week are really yours for this, and on which days?\r\n\
        hours_per_week = 8\r\n\r\n# away\r\n[[busy]]\r\nfrom = 2026-08-01\r\nto = 2026-08-14\r\n";
    assert_eq!(text_of(&store, "goal.toml"), expected);
    assert_eq!(ran.shown.matches("Where do you stand today").count(), 1, "a skipped question comes once");
    assert!(stdout(&ran.output).contains("by Wed 31 Mar 2027"), "{}", stdout(&ran.output));
    assert!(ran.shown.contains("Every date rests on them."), "{}", ran.shown);
    assert!(ran.shown.contains("For example: 6 hours: two evenings"), "{}", ran.shown);
    fits(&ran.shown.replace('\r', ""));
}

#[test]
fn whoever_leaves_keeps_what_they_answered() {
    let store = store_with("goal.toml", BARE);
    let steps =
        [("1 of 5", "A manuscript of 80,000 words.\r"), ("2 of 5", "in 40 weeks\r"), ("3 of 5", "half an ans\u{3}")];
    let ran = typed(&store, &["plan", "goal.toml"], &steps);
    assert_eq!(ran.output.status.code(), Some(6), "{}", ran.shown);
    assert!(ran.shown.contains("go on with backcast plan goal.toml"), "{}", ran.shown);
    let text = text_of(&store, "goal.toml");
    assert!(text.contains("80,000 words.") && text.contains("(in 40 weeks)\r\ndeadline = 2027-02-16\r\n"), "{text}");
    assert!(!text.contains("half"), "{text}");

    let ran = typed(&store, &["anchor", "goal.toml"], &[("1 of ", "\u{3}")]);
    assert_eq!(ran.output.status.code(), Some(6));
    assert_eq!(text_of(&store, "goal.toml"), text);
    assert!(!ran.shown.contains("By when?"), "it is answered: {}", ran.shown);
}

#[test]
fn escape_goes_back_too_and_a_skipped_answer_is_taken_out_again() {
    let store = store_with("goal.toml", "title = 'Write a novel'\n");
    let steps = [
        ("1 of 5", "A manuscript of 80,000 words.\r"),
        ("2 of 5", "\u{1b}"),
        ("1 of 5", "\u{15}\r"),
        ("2 of 5", "\u{4}"),
    ];
    let ran = typed(&store, &["anchor", "goal.toml"], &steps);
    assert_eq!(ran.output.status.code(), Some(6), "{}", ran.shown);
    assert_eq!(text_of(&store, "goal.toml"), "title = 'Write a novel'\n");
}

#[test]
fn what_it_is_most_like_is_asked_alone_and_decides_what_else_is() {
    let goal = "title = 'A course about watercolours for my neighbours by June 2027'\n";
    let store = store_with("goal.toml", goal);
    let steps = [("1 of 5", "2\r"), ("2 of ", "\u{3}")];
    let ran = typed(&store, &["plan", "goal.toml"], &steps);
    assert_eq!(ran.output.status.code(), Some(6), "{}", ran.shown);
    let (first, second) = ran.shown.split_once("2 of ").expect("two questions");
    assert!(first.contains("What is it most like") && !first.contains("Where do you stand"), "{first}");
    assert!(!second.contains("What is it most like"), "{second}");
    assert!(text_of(&store, "goal.toml").contains("playbook = \"online-course\""), "{}", text_of(&store, "goal.toml"));
}

#[test]
fn answers_to_words_are_shown_as_lines_to_copy() {
    let store = TestStore::new();
    let steps = [("Where do you stand", "An outline and two chapters.\r"), ("2 of ", "\u{3}")];
    let ran = typed(&store, &["plan", "A novel of 80,000 words by the end of March 2027"], &steps);
    assert_eq!(ran.output.status.code(), Some(6), "{}", ran.shown);
    assert!(ran.shown.contains("origin = \"An outline and two chapters.\""), "{}", ran.shown);
    assert_eq!(fs::read_dir(store.folder.path()).expect("a folder").count(), 0, "nothing was written");
}

#[test]
fn words_become_a_goal_file_that_takes_the_answers() {
    let store = TestStore::new();
    let steps = [("1 of ", "An outline.\r"), ("2 of ", "\u{3}")];
    let ran = typed(&store, &["anchor", "A novel of 80,000 words by March 2027", "--out", "novel.toml"], &steps);
    assert_eq!(ran.output.status.code(), Some(6), "{}", ran.shown);
    let text = text_of(&store, "novel.toml");
    assert!(text.starts_with("title = \"A novel of 80,000 words by March 2027\"\ndestination = "), "{text}");
    assert!(text.ends_with("origin = \"An outline.\"\n"), "{text}");
}

#[test]
fn a_file_that_cannot_take_an_answer_loses_nothing() {
    let store = store_with("goal.toml", BARE);
    let path = store.path("goal.toml");
    let mut rights = fs::metadata(&path).expect("there").permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).expect("set");
    let ran = typed(&store, &["plan", "goal.toml"], &[("1 of 5", "A manuscript of 80,000 words.\r")]);
    assert_eq!(ran.output.status.code(), Some(5), "{}", ran.shown);
    assert!(ran.shown.contains("destination = \"A manuscript of 80,000 words.\""), "{}", ran.shown);
    assert!(ran.shown.contains("cannot write goal.toml"), "{}", ran.shown);
    assert_eq!(text_of(&store, "goal.toml"), BARE);
}

#[test]
fn a_file_that_was_changed_meanwhile_stays_as_it_is_now() {
    let store = store_with("goal.toml", BARE);
    let changed = format!("{BARE}# added meanwhile\n");
    let path = store.path("goal.toml");
    let change = || fs::write(&path, &changed).expect("written");
    let command = store.command(&["plan", "goal.toml"]);
    let steps = [("1 of 5", "A manuscript of 80,000 words."), ("words.", "\r")];
    let ran = conversed_with(command, &steps, change);
    assert_eq!(ran.output.status.code(), Some(4), "{}", ran.shown);
    assert!(ran.shown.contains("goal.toml was changed while you answered"), "{}", ran.shown);
    assert!(ran.shown.contains("destination = \"A manuscript of 80,000 words.\""), "{}", ran.shown);
    assert_eq!(fs::read_to_string(path).expect("read"), changed);
}

#[test]
fn of_two_answers_at_once_none_is_lost() {
    for _ in 0..4 {
        let store = store_with("goal.toml", BARE);
        let together = Barrier::new(2);
        let ran = thread::scope(|scope| {
            let people = ["one of both", "another one"].map(|answer| {
                let (store, together) = (&store, &together);
                scope.spawn(move || {
                    let steps = [("1 of 5", answer), (answer, "\r\u{3}")];
                    conversed_with(store.command(&["plan", "goal.toml"]), &steps, || {
                        together.wait();
                    })
                })
            });
            people.map(|person| person.join().expect("it ran"))
        });
        let codes = ran.each_ref().map(|ran| ran.output.status.code());
        let loser = codes.iter().position(|&code| code == Some(4)).expect("one is told");
        assert_eq!(codes[1 - loser], Some(6), "{}", ran[1 - loser].shown);
        let answers = ["one of both", "another one"];
        let text = text_of(&store, "goal.toml");
        assert!(text.contains(answers[1 - loser]) && !text.contains(answers[loser]), "{text}");
        let line = format!("destination = \"{}. {}\"", answers[1 - loser], answers[loser]);
        assert!(ran[loser].shown.contains(&line), "{}", ran[loser].shown);
    }
}

#[test]
fn lines_to_copy_take_nothing_away() {
    let store = store_with("goal.toml", "title = 'Get fit'\ndestination = 'Get fit'\n");
    let path = store.path("goal.toml");
    let lock = || {
        let mut rights = fs::metadata(&path).expect("there").permissions();
        rights.set_readonly(true);
        fs::set_permissions(&path, rights).expect("set");
    };
    let steps = [("1 of ", "one"), ("> one", "\r")];
    let ran = conversed_with(store.command(&["plan", "goal.toml"]), &steps, lock);
    assert_eq!(ran.output.status.code(), Some(5), "{}", ran.shown);
    assert!(ran.shown.contains("destination = \"Get fit. one\""), "{}", ran.shown);
}

#[test]
fn a_dry_run_writes_no_answers() {
    let store = store_with("goal.toml", BARE);
    let steps = [("1 of 5", "A manuscript of 80,000 words.\r"), ("2 of 5", "in 40 weeks\r"), ("3 of 5", "\u{3}")];
    let ran = typed(&store, &["plan", "goal.toml", "--dry-run"], &steps);
    assert_eq!(ran.output.status.code(), Some(6), "{}", ran.shown);
    assert!(ran.shown.contains("would write 2 answers into goal.toml"), "{}", ran.shown);
    assert!(ran.shown.contains("goal.toml is as it was"), "{}", ran.shown);
    assert!(!ran.shown.contains("are in goal.toml"), "{}", ran.shown);
    assert_eq!(text_of(&store, "goal.toml"), BARE);
}

#[test]
fn a_long_paste_is_cut_and_its_marks_are_no_words() {
    let store = store_with("goal.toml", BARE);
    let long = format!("\u{1b}[200~{}\u{1b}[201~\r", "a long text\rof many lines ".repeat(80));
    let steps = [
        ("1 of 5", long.as_str()),
        ("at most 1000 characters", "\r"),
        ("2 of 5", "\u{1b}[15~\u{1b}[1;5Cin 40 weeks\r"),
        ("3 of 5", "\u{3}"),
    ];
    let begun = Instant::now();
    let ran = typed(&store, &["plan", "goal.toml"], &steps);
    assert_eq!(ran.output.status.code(), Some(6), "{}", ran.shown);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    let text = text_of(&store, "goal.toml");
    let line = text.lines().find(|line| line.starts_with("destination")).expect("answered");
    assert!(line.starts_with("destination = \"a long text of many lines a long"), "{line}");
    assert!(line.len() <= 1_020 && !text.contains("200~") && !text.contains("[201"), "{line}");
    assert!(text.contains("(in 40 weeks)\r\ndeadline"), "{text}");
}

#[test]
fn a_signal_from_outside_gives_the_terminal_back() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130)] {
        let store = store_with("goal.toml", BARE);
        let (mut keyboard, terminal) = blocking::open().expect("a terminal");
        let before = tcgetattr(&keyboard).expect("modes").local_modes;
        let mut command = store.command(&["plan", "goal.toml"]);
        command.stdin(Stdio::inherit());
        let command = blocking::Command::from(command).stdout(Stdio::null());
        let mut child = command.spawn(terminal).expect("it starts");
        let (mut shown, mut part) = (String::new(), [0; 1024]);
        // Until it waits for the answer.
        while !shown.contains("> ") {
            let n = keyboard.read(&mut part).expect("it asks");
            shown.push_str(&String::from_utf8_lossy(&part[..n]));
        }
        kill_process(Pid::from_child(&child), signal).expect("it is there");
        let status = child.wait().expect("it ends");
        assert_eq!(status.code(), Some(code), "{shown}");
        assert_eq!(tcgetattr(&keyboard).expect("modes").local_modes, before);
    }
}

#[test]
fn nobody_is_asked_who_does_not_want_to_be() {
    let store = store_with("goal.toml", BARE);
    for more in [&["--non-interactive"][..], &["--quiet"], &["--json"], &["--markdown"], &["--why", "M1"]] {
        let ran = typed(&store, &[&["plan", "goal.toml"], more].concat(), &[]);
        assert!(!ran.shown.contains("1 of 5"), "{more:?}: {}", ran.shown);
    }
    for (name, value) in [("CI", "true"), ("CLAUDECODE", "1")] {
        let mut command = store.command(&["plan", "goal.toml"]);
        command.env(name, value);
        assert!(!conversed(command, &[]).shown.contains("1 of 5"), "{name}");
    }
    let output = store.run(&["plan", "goal.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!stderr(&output).contains("1 of 5"));
    assert_eq!(text_of(&store, "goal.toml"), BARE);
}

#[test]
fn without_a_terminal_each_question_has_a_line_to_copy() {
    let store = store_with("goal.toml", BARE);
    for command in ["plan", "anchor"] {
        let output = store.run(&[command, "goal.toml"]);
        let text = stdout(&output);
        for line in
            ["deadline = 2026-08-04", "hours_per_week = 6", "origin = \"Outline complete, no chapter written.\""]
        {
            assert!(text.contains(&format!("  {line}\n")), "{text}");
        }
        fits(&text);
        let document = json(&store.run(&[command, "goal.toml", "--json"]));
        let questions = document["questions"].as_array().expect("a list");
        assert_eq!(questions[1]["key"], "deadline");
        assert_eq!(questions[1]["line"], "deadline = 2026-08-04");
        assert_eq!(questions[4]["key"], "constraints");
    }
    // Copied, the lines are a goal file.
    let document = json(&store.run(&["anchor", "goal.toml", "--json"]));
    let mut lines: Vec<&str> = Vec::new();
    for question in document["questions"].as_array().expect("a list") {
        let line = question["line"].as_str().expect("a line");
        if !lines
            .iter()
            .any(|other| other.split_once(' ').map(|(key, _)| key) == line.split_once(' ').map(|(key, _)| key))
        {
            lines.push(line);
        }
    }
    fs::write(store.path("copied.toml"), format!("title = 'Write a novel'\n{}\n", lines.join("\n"))).expect("written");
    store.done(&["anchor", "copied.toml"]);
}

#[test]
fn what_a_goal_is_about_is_asked_once() {
    // Of so many that may be two things, one is not clear at least.
    let unclear = [
        "Sing one song at the wedding of my sister",
        "Teach the choir to bake for the school fair",
        "Get the band, the bar and the hall ready for the season",
        "Write down how we run the shop so that anybody could",
    ];
    let store = TestStore::new();
    let asked = unclear.iter().find_map(|wish| {
        let file = format!("title = '{wish}'\ndestination = '{wish}'\n");
        fs::write(store.path("goal.toml"), &file).expect("written");
        let document = json(&store.run(&["anchor", "goal.toml", "--json"]));
        let questions = document["questions"].as_array().expect("a list").clone();
        let question = questions.into_iter().find(|question| question["key"] == "playbook")?;
        Some((file, document["goals"][0]["reading"]["subjects"].clone(), question))
    });
    let (file, subjects, question) = asked.expect("one is not clear");
    assert!(subjects.as_array().is_some_and(|subjects| (2..=3).contains(&subjects.len())), "{subjects}");
    let choices = question["choices"].as_array().expect("a list");
    assert_eq!(question["line"], format!("playbook = {}", choices[0]));
    assert!(question["question"].as_str().is_some_and(|text| text.contains("none of these")), "{question}");
    let chosen = &choices[1];
    fs::write(store.path("goal.toml"), format!("playbook = {chosen}\n{file}")).expect("written");
    let document = json(&store.run(&["anchor", "goal.toml", "--json"]));
    assert_eq!(document["goals"][0]["reading"]["subjects"][0]["playbook"], *chosen);
    let is_asked = |question: &serde_json::Value| question["key"] == "playbook";
    assert!(!document["questions"].as_array().expect("a list").iter().any(is_asked), "{document}");
}

#[test]
fn a_question_of_one_of_several_goals_names_it() {
    let text = "title = 'Two'\n[[goals]]\nid = 'a'\ntitle = 'Write a novel'\ndeadline = 2027-03-31\n[[goals]]\nid = 'b'\ntitle = 'Run a half marathon'\n";
    let store = store_with("goal.toml", text);
    let document = json(&store.run(&["anchor", "goal.toml", "--json"]));
    let questions = document["questions"].as_array().expect("a list");
    let deadline = questions.iter().find(|question| question["field"] == "deadline").expect("asked");
    assert_eq!(deadline["key"], "goals[1].deadline");
    let steps = [
        ("1 of 5", "\r"),
        ("Write a novel: Where do you stand today", "An outline.\r"),
        ("3 of 5", "6\r"),
        ("4 of 5", "\r"),
        ("Run a half marathon: By when?", "in 20 weeks\r"),
        // What the other one lacks too is asked of it, now that it counts.
        ("wrote your answers into goal.toml", ""),
        ("6 of 6", "\r"),
    ];
    let ran = typed(&store, &["anchor", "goal.toml"], &steps);
    let text = text_of(&store, "goal.toml");
    let (first, second) = text.split_once("id = 'b'").expect("two goals");
    assert!(first.contains("origin = \"An outline.\"") && !first.contains("2026-09-29"), "{text}{}", ran.shown);
    assert!(second.contains("(in 20 weeks)\ndeadline = 2026-09-29\n"), "{text}");
    assert!(first.contains("hours_per_week = 6\n\n[[goals]]"), "{text}");
}

#[test]
fn one_text_is_planned_anchored_and_kept() {
    let store = TestStore::new();
    let output = store.run(&["plan", WORDS]);
    let text = stdout(&output);
    assert!(text.contains("A novel of 80,000 words, revised twice"), "{text}{}", stderr(&output));
    assert!(text.contains("by Wed 31 Mar 2027"), "{text}");
    let last = text.split_once("backcast anchor").expect("how to keep it").1;
    assert!(last.trim_end().ends_with("--out goal.toml") || last.contains("--out"), "{last}");
    fits(&text);
    assert!(!store.database().exists());

    fs::write(store.path("novel.txt"), WORDS).expect("written");
    fs::write(store.path("novel.md"), format!("# {WORDS}\n")).expect("written");
    for name in ["novel.txt", "novel.md"] {
        let of_file = store.run(&["plan", name]);
        assert_eq!(of_file.status.code(), output.status.code(), "{}", stderr(&of_file));
        assert!(stdout(&of_file).contains("by Wed 31 Mar 2027"));
    }
    let mut command = store.command(&["plan", "-"]);
    let of_stdin = piped(&mut command, WORDS.as_bytes());
    assert!(stdout(&of_stdin).contains("by Wed 31 Mar 2027"), "{}", stderr(&of_stdin));

    assert!(store.done(&["add", WORDS]).contains("A novel of 80,000 words"));
    assert!(store.done(&["add", "novel.txt"]).contains("(added)"));
    assert!(store.done(&["add", "novel.txt"]).contains("(unchanged)"));
    store.done(&["anchor", WORDS, "--out", "novel.toml"]);
    assert!(text_of(&store, "novel.toml").contains("I have an outline"));
    store.refused(&["anchor", WORDS, "--out", "novel.toml"], 3, &["is there already"]);
    store.refused(&["anchor", "novel.toml", "--out", "other.toml"], 2, &["is a goal file already"]);
}

#[test]
fn a_stored_text_is_compared_with_what_it_says_by_now() {
    let text = "A novel of 80,000 words by the end of March 2028.\nHours: 8\n\
        Origin: An outline of 30 scenes.\nConstraints: nothing on Fridays\n";
    let store = store_with("novel.txt", text);
    let added = store.done(&["add", "novel.txt"]);
    let id = added.split_whitespace().next().expect("an id");
    store.done(&["plan", id]);
    store.done(&["approve", id]);
    store.done(&["drift", id]);
    fs::write(store.path("novel.txt"), text.replace("Hours: 8", "Hours: 5")).expect("written");
    let output = store.run(&["drift", id]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stdout(&output).contains("novel.txt was changed"), "{}", stdout(&output));
}

fn piped(command: &mut std::process::Command, text: &[u8]) -> Output {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    // A command that refuses what comes need not read all of it.
    let _ = child.stdin.take().expect("a pipe").write_all(text);
    child.wait_with_output().expect("it ends")
}

#[test]
fn strange_texts_are_refused_with_a_way_out() {
    let store = TestStore::new();
    store.refused(&["plan", " "], 3, &["there is no goal in it", "backcast plan \""]);
    fs::write(store.path("empty.txt"), " \n").expect("written");
    store.refused(&["plan", "empty.txt"], 3, &["empty.txt: there is no goal in it"]);
    store.refused(&["add", "empty.txt"], 3, &["there is no goal in it"]);
    fs::write(store.path("latin.txt"), b"caf\xe9 by June").expect("written");
    store.refused(&["plan", "latin.txt"], 3, &["UTF-8"]);
    fs::create_dir(store.path("two words")).expect("made");
    store.refused(&["plan", "two words"], 3, &["cannot read two words"]);
    fs::write(store.path("huge.txt"), "a novel of 80,000 words. ".repeat(420_000)).expect("written");
    store.refused(&["plan", "huge.txt"], 3, &["is this the right file?"]);
    store.refused(&["plan", "marathon"], 3, &["say a new goal in a sentence"]);
    store.refused(&["anchor", "marathon"], 3, &["say the goal in a sentence"]);
    store.refused(&["plan", "my goal.toml"], 3, &["cannot read my goal.toml"]);

    let output = store.run(&["plan", "a novel\u{1b}[2J of 80,000\u{7} words\u{202e} by March 2027"]);
    assert!(!stdout(&output).contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", stdout(&output));
    let output = piped(&mut store.command(&["plan", "-"]), &[0xff, 0xfe, 0x00]);
    assert_eq!(output.status.code(), Some(3));
    let output = store.run(&["plan", &"very ".repeat(20_000), "--json"]);
    assert!(json(&output)["title"].as_str().expect("a title").chars().count() <= 60);
}

#[test]
fn a_text_that_is_no_goal_file_is_not_written_as_one() {
    let store = TestStore::new();
    for _ in 0..2 {
        store.refused(&["anchor", "title = 'A novel'\nhours_per_week = many\n", "--out", "o.toml"], 3, &["many"]);
        assert!(!store.path("o.toml").exists());
    }
}

#[test]
fn words_with_a_line_like_one_of_a_goal_file_are_words() {
    let store = TestStore::new();
    store.run(&["anchor", "[repo]\nport the parser to Rust by March 2027", "--out", "o.toml"]);
    let text = text_of(&store, "o.toml");
    assert!(text.starts_with("title = ") && text.contains("port the parser to Rust by March 2027"), "{text}");
}

#[test]
fn what_went_wrong_fits_the_terminal() {
    let store = TestStore::new();
    for command in ["plan", "anchor"] {
        let ran = typed(&store, &[command, &"x".repeat(300)], &[]);
        assert_eq!(ran.output.status.code(), Some(3), "{}", ran.shown);
        assert!(ran.shown.contains("xxx…") && !ran.shown.contains(&"x".repeat(60)), "{}", ran.shown);
        assert!(ran.shown.contains("in quotes"), "{}", ran.shown);
        fits(&ran.shown.replace('\r', ""));
    }
    store.refused(&["plan", "."], 3, &["error: . is a folder"]);
    let ran = typed(&store, &["anchor", "--quiet"], &[]);
    assert_eq!(ran.output.status.code(), Some(2), "{}", ran.shown);
    assert!(ran.shown.contains("--quiet asks nothing") && !ran.shown.contains("there is none"), "{}", ran.shown);
}

#[test]
fn facts_are_shown_with_their_places() {
    let text = "title = 'Pass the B1 exam'\norigin = '''\nI know\nWindows 11 and 3 of 7 chapters.'''\nconstraints = [\n  'only on 3 mornings',\n]\n";
    let store = store_with("goal.toml", text);
    let shown = stdout(&store.run(&["anchor", "--facts", "goal.toml"]));
    assert!(shown.contains("F1") && shown.contains("title, line 1"), "{shown}");
    assert!(shown.contains("constraints[0], line 6"), "{shown}");
    fits(&shown);
    let mut command = store.command(&["anchor", "--facts", "goal.toml"]);
    let narrow = stdout(&command.env("COLUMNS", "60").output().expect("it runs"));
    assert!(narrow.lines().all(|line| line.chars().count() <= 60), "{narrow}");
    let of_words = stdout(&store.run(&["anchor", "--facts", "Pass the B1 exam by June"]));
    assert!(of_words.contains("destination") && !of_words.contains("line 1"), "{of_words}");
}

#[test]
fn parts_are_asked_for_with_the_same_manners() {
    let store = TestStore::new();
    let steps = [
        ("1 of 9", "\r"),
        ("it needs a name", "Half marathon\r"),
        ("2 of 9", "Run a half marathon in 2 hours.\r"),
        ("3 of 9", "<\r"),
        ("2 of 9", "\r"),
        ("3 of 9", "\r"),
        ("4 of 9", "1 May 2020\r"),
        ("2020-05-01 is over", "in 20 weeks\r"),
        ("5 of 9", "2 hours on 3 evenings\r"),
        ("6 of 9", "\u{3}"),
    ];
    let ran = typed(&store, &["anchor"], &steps);
    assert_eq!(ran.output.status.code(), Some(6), "{}", ran.shown);
    let text = text_of(&store, "goal.toml");
    for line in
        ["title = \"Half marathon\"", "deadline = \"2026-09-29\"", "hours_per_week = 6", "2 hours on 3 evenings"]
    {
        assert!(text.contains(line), "{text}");
    }
    let steps: Vec<(String, &str)> =
        (1..=9).map(|number| (format!("{number} of 9"), if number == 1 { "Half marathon\r" } else { "\r" })).collect();
    let steps: Vec<(&str, &str)> = steps.iter().map(|(words, keys)| (words.as_str(), *keys)).collect();
    let ran = typed(&store, &["anchor", "--out", "other.toml"], &steps);
    assert!(stdout(&ran.output).contains("Half marathon"), "{}", ran.shown);
    assert_eq!(text_of(&store, "other.toml"), "title = \"Half marathon\"\n");
}
