//! From the text of a goal file to the JSON of its plan.

use std::fs;
use std::path::Path;

use backcast_document::{PlanRecord, read_goal};
use backcast_engine::{Library, Options, propose};
use jiff::civil::date;

fn main() {
    divan::main();
}

const EXAMPLES: [&str; 4] = ["half-marathon", "cookbook", "search-service", "two-goals"];

#[divan::bench(args = EXAMPLES)]
fn plan_example(bencher: divan::Bencher<'_, '_>, example: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../examples/{example}.toml"));
    let text = fs::read_to_string(path).expect("the example is there");
    let today = date(2026, 1, 5);
    bencher.bench(|| {
        let document = read_goal(example, &text, today).expect("the example is sound");
        let plan = propose(document.goal_file, today, &Library::embedded(), &Options::default()).expect("a plan");
        PlanRecord::from_plan(&plan).to_json()
    });
}

/// A goal that no playbook names: all of them are compared with it.
const UNSEEN: &str = "title = \"A dog\"\ndestination = \"A dog lives with us and stays alone for two hours\"\n\
    origin = \"No experience\"\ntoday = 2026-01-05\ndeadline = 2026-07-05\nhours_per_week = 5\n";

#[divan::bench]
fn plan_of_an_unseen_goal(bencher: divan::Bencher<'_, '_>) {
    let today = date(2026, 1, 5);
    bencher.bench(|| {
        let document = read_goal("unseen", UNSEEN, today).expect("the goal is sound");
        let plan = propose(document.goal_file, today, &Library::embedded(), &Options::default()).expect("a plan");
        PlanRecord::from_plan(&plan).to_json()
    });
}

/// Matching alone, without loading: a goal that a playbook names, and one
/// that none does.
#[divan::bench(args = ["A podcast with 12 episodes", "A dog that stays alone for two hours"])]
fn recognize(bencher: divan::Bencher<'_, '_>, wish: &str) {
    let library = Library::embedded();
    let document = read_goal("goal", &format!("title = \"{wish}\"\n"), date(2026, 1, 5)).expect("sound");
    let (goal, around) = (&document.goal_file.goals[0], &document.goal_file.circumstances);
    bencher.bench(|| library.recognize(goal, around).confidence());
}

#[divan::bench]
fn load_library() -> Library {
    Library::embedded()
}
