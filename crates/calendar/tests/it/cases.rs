//! Small calendars, each with what it holds in a window (`tests/cases`).

use std::fmt::Write as _;
use std::path::Path;

use backcast_calendar::{BusyPolicy, Calendar, Status, TravelSchedule, Window};
use jiff::tz::TimeZone;

#[test]
fn every_case_gives_what_it_should() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut n = 0;
    for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "ics") {
            let expected = std::fs::read_to_string(path.with_extension("txt")).expect("an answer stands beside it");
            assert_eq!(answer(&path, &expected), expected, "{}", path.display());
            n += 1;
        }
    }
    assert!(n >= 17, "only {n} cases were found");
}

/// What the calendar holds in the window and zone that the answer begins with.
fn answer(path: &Path, expected: &str) -> String {
    let line = |name: &str| {
        let line = expected.lines().find_map(|line| line.strip_prefix(name)).expect("the answer names it");
        line.split_whitespace().map(str::to_owned).collect::<Vec<String>>()
    };
    let (window, zone) = (line("window "), line("zone "));
    let within = Window { start: window[0].parse().expect("an instant"), end: window[1].parse().expect("an instant") };
    let home = TravelSchedule::at_home(TimeZone::get(&zone[0]).expect("a zone"));
    let calendar = Calendar::read(&std::fs::read(path).expect("the case is there"));
    let expansion = calendar.expand(within, &home);
    let mut lines: Vec<String> = expansion
        .occurrences
        .iter()
        .map(|one| (one, &calendar.events()[one.event]))
        .filter(|(_, event)| event.status() != Status::Cancelled)
        .map(|(one, event)| format!("{} {} {}", one.start, one.end, event.uid()))
        .collect();
    lines.sort();
    let mut text = format!("window {} {}\nzone {}\n", window[0], window[1], zone[0]);
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    for busy in calendar.busy(&expansion, within, &BusyPolicy::default()) {
        let _ = writeln!(text, "busy {} {}", busy.start, busy.end);
    }
    text
}
