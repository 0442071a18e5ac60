//! Habits: a run lasts as long as it says, counts in the person's own figures, and is
//! judged by days.

use backcast_core::{MilestoneKind, Plan, PlannedMilestone, Verdict, days_between, plus_days};
use backcast_document::read_goal;
use backcast_engine::{Library, Options, propose};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const TODAY: Date = date(2026, 3, 2);

/// What is done again and again, with its figures.
const DOINGS: [(&str, &[&str]); 9] = [
    ("Sketch 2 pages on 5 evenings a week", &["2 pages", "5"]),
    ("Stretch 15 minutes every day", &["15 minutes"]),
    ("Go to the gym 3 times a week", &["3"]),
    ("In bed by 23:15 on 5 nights a week with 8 hours of sleep", &["23:15", "8 hours", "5"]),
    ("No cigarettes and 0 alcohol", &["0"]),
    ("Journal 200 words every morning", &["200 words"]),
    ("Drink 2 litres of water a day as a habit", &["2 litres"]),
    ("No social media after 20:30 on 6 days a week", &["20:30", "6"]),
    ("Walk 9,500 steps a day on 4 days a week", &["9,500 steps", "4"]),
];

#[derive(Clone, Debug)]
struct Case {
    doing: usize,
    /// How long it is to hold, in days, and as words.
    length: Option<(i32, &'static str)>,
    horizon: i32,
    hours: Option<u32>,
    away: Option<(i32, i32)>,
}

fn case() -> impl Strategy<Value = Case> {
    let length = prop::sample::select(vec![
        None,
        Some((35, "for five weeks")),
        Some((56, "for 8 weeks in a row")),
        Some((84, "for 12 weeks")),
        Some((45, "for 45 days")),
        Some((100, "for 100 days")),
    ]);
    let away = prop::option::of((1..120i32, 2..15i32));
    (0..DOINGS.len(), length, 30..260i32, prop::option::weighted(0.8, 1..9u32), away)
        .prop_map(|(doing, length, horizon, hours, away)| Case { doing, length, horizon, hours, away })
}

fn plan_of(case: &Case) -> Plan {
    let length = case.length.map(|(_, words)| format!(" {words}")).unwrap_or_default();
    let mut text = format!(
        "title = \"A habit\"\nkind = \"habit\"\ndestination = \"{}{length}\"\norigin = \"Now and then\"\ntoday = {TODAY}\ndeadline = {}\n",
        DOINGS[case.doing].0,
        plus_days(TODAY, case.horizon),
    );
    if let Some(hours) = case.hours {
        text.push_str(&format!("hours_per_week = {hours}\n"));
    }
    if let Some((from, days)) = case.away {
        let (from, to) = (plus_days(TODAY, from), plus_days(TODAY, from + days));
        text.push_str(&format!("[[busy]]\nfrom = {from}\nto = {to}\nreason = \"away\"\n"));
    }
    let file = read_goal("goal.toml", &text, TODAY).expect("it is a goal file").goal_file;
    let options = Options { assume: true, ..Options::default() };
    propose(file, TODAY, &Library::embedded(), &options).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn run_of(plan: &Plan) -> &PlannedMilestone {
    let run = plan.milestones.iter().find(|planned| planned.milestone.kind == MilestoneKind::Practice);
    run.unwrap_or_else(|| panic!("no run: {:?}", plan.sources))
}

fn span(planned: &PlannedMilestone) -> i32 {
    days_between(planned.start, planned.due) + 1
}

/// Days that a text says something lasts: "12 weeks", "30 days". "5 of 7 days", "4 days a
/// week" and "6 days away" say how often.
fn days_said(text: &str) -> Vec<i32> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let pairs = words.windows(2).enumerate();
    let said = pairs.filter_map(|(at, pair)| {
        let number: i32 = pair[0].parse().ok()?;
        let is_often = at > 0 && words[at - 1] == "of" || matches!(words.get(at + 2), Some(&"a" | &"per"));
        match pair[1] {
            "day" | "days" if !is_often => Some(number),
            "week" | "weeks" => Some(number * 7),
            _ => None,
        }
    });
    said.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, rng_seed: RngSeed::Fixed(10), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_habit_says_fits_its_days(case in case()) {
        let plan = plan_of(&case);
        for planned in &plan.milestones {
            let milestone = &planned.milestone;
            for text in milestone.criteria.iter().filter(|text| !text.contains("Review every")).chain([&milestone.name]) {
                for days in days_said(text) {
                    prop_assert!(days <= span(planned) , "{days} days in {}: \"{text}\"", span(planned));
                }
            }
        }
        let run = run_of(&plan);
        let wanted = case.length.map_or(0, |(days, _)| days);
        if wanted <= case.horizon + 1 {
            prop_assert!(span(run) >= wanted, "{wanted} days in {}", span(run));
        } else {
            prop_assert_eq!(plan.feasibility.verdict, Verdict::Infeasible);
        }
    }

    #[test]
    fn criteria_count_in_the_figures_of_the_goal(case in case()) {
        let plan = plan_of(&case);
        let criteria = run_of(&plan).milestone.criteria.join("; ");
        for figure in DOINGS[case.doing].1 {
            prop_assert!(criteria.contains(figure), "\"{figure}\" in {criteria}");
        }
    }

    #[test]
    fn hours_do_not_judge_a_habit(case in case()) {
        let plan = plan_of(&case);
        prop_assert_eq!(plan.feasibility.chance, None);
        prop_assert_eq!(plan.feasibility.levers.as_slice(), &[]);
        for reason in &plan.feasibility.reasons {
            // That the named minutes are more than the named hours is the goal's own sum.
            let is_sum = reason.contains(" minutes are ");
            prop_assert!(is_sum || !reason.contains("hours"), "{reason}");
        }
    }

    #[test]
    fn long_runs_have_checkpoints_in_them(case in case()) {
        let plan = plan_of(&case);
        let run = run_of(&plan);
        let on: Vec<Date> = run.milestone.checkpoints.iter().map(|checkpoint| checkpoint.on).collect();
        prop_assert_eq!(on.is_empty(), run.milestone.waiting_days < 28);
        prop_assert!(on.is_sorted() && on.iter().all(|day| run.start < *day && *day < run.due), "{on:?}");
    }
}

fn of(destination: &str, horizon: i32, more: &str) -> Plan {
    let text = format!(
        "title = \"A habit\"\nkind = \"habit\"\ndestination = \"{destination}\"\norigin = \"Rarely\"\ntoday = {TODAY}\ndeadline = {}\nhours_per_week = 3\n{more}",
        plus_days(TODAY, horizon)
    );
    let file = read_goal("goal.toml", &text, TODAY).expect("it is a goal file").goal_file;
    propose(file, TODAY, &Library::embedded(), &Options { assume: true, ..Options::default() }).expect("a plan")
}

#[test]
fn a_run_ends_with_its_last_week() {
    // Thirteen weeks hold twelve.
    let plan = of("Stretch on 5 days a week for 12 weeks", 90, "");
    let run = run_of(&plan);
    assert_eq!(span(run), 84);
    assert!(run.due <= plus_days(TODAY, 90), "{}", run.due);
    assert_eq!(run.milestone.name, "12 weeks: stretch on 5 days a week");
    assert_eq!(plan.feasibility.verdict, Verdict::Tight);
}

#[test]
fn a_run_that_does_not_fit_is_cut_as_a_whole() {
    let plan = of("Stretch on 5 days a week for 12 weeks", 59, "");
    let run = run_of(&plan);
    assert_eq!(run.milestone.name, "8 weeks: stretch on 5 days a week");
    assert_eq!(run.milestone.criteria[0], "36 of 40 planned times done by the log: stretch on 5 days a week");
    assert_eq!(plan.feasibility.verdict, Verdict::Infeasible);
    assert_eq!(
        plan.feasibility.reasons[0],
        "12 weeks take 84 days, and there are 60; the plan holds the 8 weeks that fit"
    );
}

#[test]
fn days_away_may_be_missed() {
    let away = "[[busy]]\nfrom = 2026-05-04\nto = 2026-05-10\nreason = \"away\"\n";
    let plan = of("Stretch on 5 days a week for 12 weeks", 104, away);
    let criterion = &run_of(&plan).milestone.criteria[0];
    assert!(
        criterion.starts_with("50 of 60 planned times (the 5 while away, 4 to 10 May, may be missed)"),
        "{criterion}"
    );
    let after_it = run_of(&plan).milestone.checkpoints.iter().find(|one| one.on > date(2026, 5, 10));
    assert_eq!(after_it.expect("a checkpoint").state, "8 weeks: 32 of 40 planned times in the log");
}

#[test]
fn an_earlier_end_and_room_to_begin_anew_decide() {
    let roomy = of("Stretch on 5 days a week for 8 weeks", 180, "");
    assert_eq!(roomy.feasibility.verdict, Verdict::Feasible, "{:?}", roomy.feasibility.reasons);
    let tried =
        of("Stretch on 5 days a week for 8 weeks", 180, "blocked_before = [\"Gave up in week three with a cold\"]\n");
    assert_eq!(tried.feasibility.verdict, Verdict::Tight);
    assert!(tried.feasibility.reasons.iter().any(|reason| reason.contains("Gave up in week three")));
}

#[test]
fn more_minutes_than_hours_are_said() {
    let plan = of("Exercise 60 minutes on 5 days a week for 8 weeks", 180, "");
    assert_eq!(plan.feasibility.verdict, Verdict::Infeasible);
    let said = "5 times 60 minutes are 5 hours a week, and you name 3";
    assert!(plan.feasibility.reasons.iter().any(|reason| reason == said), "{:?}", plan.feasibility.reasons);
}
