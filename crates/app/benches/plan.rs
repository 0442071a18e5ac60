//! From the text of a goal file to the JSON of its plan.

use std::fs;
use std::path::Path;

use backcast_app::{Library, Options, propose};
use backcast_document::{PlanRecord, read_goal};
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
        let plan = propose(document.portfolio, today, &Library::embedded(), &Options::default()).expect("a plan");
        PlanRecord::from_plan(&plan).to_json()
    });
}

#[divan::bench]
fn load_library() -> Library {
    Library::embedded()
}
