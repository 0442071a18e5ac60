//! How long the reading of a goal takes.

use backcast_anchor::read;
use backcast_core::{Circumstances, Conventions, Goal, GoalId};
use jiff::civil::date;

fn main() {
    divan::main();
}

fn goal(title: &str, destination: &str, origin: &str) -> Goal {
    Goal {
        id: GoalId::new("goal"),
        title: title.into(),
        kind: None,
        playbook: None,
        destination: Some(destination.into()),
        origin: Some(origin.into()),
        deadline: None,
        priority: 1,
    }
}

/// Three short sentences, as most goals have.
#[divan::bench]
fn short(bencher: divan::Bencher) {
    let goal = goal("Half marathon", "Run a half marathon under two hours", "I run 5 km twice a week");
    let around = Circumstances::default();
    bencher.bench(|| read(&goal, &around, date(2026, 11, 30), Conventions::default()));
}

/// A goal with all that a person can say.
#[divan::bench]
fn long(bencher: divan::Bencher) {
    let goal = goal(
        "debt free in 18 months",
        "Pay off all non-mortgage debt in 18 months: student loan 16,442 at 5%, family loan 5,370 at 0%, car 8,125 at \
         1.95%, car 8,260 at 2.99%.",
        "We take home 7,200 a month and spend about 6,300 of it, of which 885 are the minimum payments on these loans. \
         500 in an emergency fund.",
    );
    let constraints = [
        "one hour on weekday evenings and four hours on Sunday, except Fridays",
        "no work on this between Christmas and New Year, away 3-9 March, exams in May",
        "my sister helps on Saturdays, 3 hours; until July 6 hours a week, then 10",
    ];
    let around = Circumstances {
        constraints: constraints.map(str::to_owned).to_vec(),
        team: Some("two developers and a designer, 25 hours each".into()),
        ..Circumstances::default()
    };
    bencher.bench(|| read(&goal, &around, date(2026, 11, 30), Conventions::default()));
}
