//! What holds for every plan that is handed out.

use backcast_core::audit::{Code, Dossier, audit};
use backcast_core::{
    Conventions, FactId, GoalFile, Plan, PlannedMilestone, Severity, Shaped, Verdict, days_between, plus_days,
};
use backcast_document::{PlanRecord, read_goal};
use backcast_engine::anchor::{anchor, anchor_as_planned};
use backcast_engine::{Earlier, EarlierMilestone, Library, Options, propose};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::wishes;

const TODAY: Date = date(2026, 2, 2);
/// What holds of plans holds however well their chance is known.
const N_RUNS: u32 = 50;

#[derive(Clone, Debug)]
struct Case {
    wish: usize,
    days: i32,
    hours: Option<u32>,
    busy: Vec<(i32, i32, u32)>,
    constraints: Vec<&'static str>,
}

fn case() -> impl Strategy<Value = Case> {
    let constraints = prop::sample::subsequence(
        vec![
            "45 minutes on 4 mornings",
            "nothing at weekends",
            "Notice period is three months",
            "Reviews are held in June and in December",
            "Security review by outsiders on May 4",
            "Has to satisfy GDPR",
        ],
        0..3,
    );
    let busy = prop::collection::vec((0..200i32, 0..25i32, 0..3u32), 0..3);
    (0..wishes::all().count(), 15..500i32, prop::option::weighted(0.9, 1..50u32), busy, constraints)
        .prop_map(|(wish, days, hours, busy, constraints)| Case { wish, days, hours, busy, constraints })
}

/// The number of a wish.
fn wish(title: &str) -> usize {
    wishes::all().position(|wish| wish.0 == title).expect("it is one of them")
}

/// The case as a goal file; `reversed` writes keys and lists the other way round.
fn goal_file(case: &Case, reversed: bool) -> String {
    let (title, destination, origin) = wishes::all().nth(case.wish).expect("the case is one of them");
    let day = |days: i32| backcast_core::plus_days(TODAY, days);
    let mut keys = vec![
        format!("title = {title:?}"),
        format!("destination = {destination:?}"),
        format!("origin = {origin:?}"),
        format!("today = {TODAY}"),
        format!("deadline = {}", day(case.days)),
        format!("constraints = {:?}", case.constraints),
    ];
    keys.extend(case.hours.map(|hours| format!("hours_per_week = {hours}")));
    let mut busy: Vec<String> = case
        .busy
        .iter()
        .map(|&(from, length, left)| {
            format!("[[busy]]\nfrom = {}\nto = {}\nhours_per_week = {left}", day(from), day(from + length))
        })
        .collect();
    if reversed {
        keys.reverse();
        busy.reverse();
    }
    let repo =
        if case.wish >= wishes::OF_PEOPLE.len() { "[repo]\nfiles = [\"src/main.rs\", \"tests/a.rs\"]\n" } else { "" };
    format!("{}\n{}\n{repo}", keys.join("\n"), busy.join("\n"))
}

/// Goals under the hours and busy days of a case: each a wish, days to its
/// deadline where it has one, and a priority.
fn several(head: &Case, goals: &[(usize, Option<i32>, u32)]) -> String {
    let head = goal_file(head, false);
    let own = ["title", "destination", "origin", "deadline"];
    let mut text: String = head
        .lines()
        .filter(|line| !own.iter().any(|key| line.starts_with(key)))
        .map(|line| format!("{line}\n"))
        .collect();
    text.insert_str(0, "title = \"Together\"\n");
    for (number, &(wish, days, priority)) in goals.iter().enumerate() {
        let (title, destination, origin) = wishes::all().nth(wish).expect("the case is one of them");
        let deadline = days.map(|days| format!("deadline = {}\n", plus_days(TODAY, days))).unwrap_or_default();
        text += &format!(
            "[[goals]]\nid = \"g{number}\"\ntitle = {title:?}\ndestination = {destination:?}\norigin = {origin:?}\n\
             priority = {priority}\n{deadline}"
        );
    }
    text
}

/// A milestone with what happened to it: begun, done or left out.
fn went_on(planned: &PlannedMilestone, state: u8, today: Date) -> EarlierMilestone {
    let begun = state == 1;
    let done = state == 2;
    EarlierMilestone {
        planned: planned.clone(),
        share_done: if begun { 0.4 } else { 0.0 },
        started_on: (begun || done).then_some(today),
        done_on: done.then_some(today),
        has_ended: done || state == 3,
    }
}

fn options() -> Options {
    Options { assume: true, force: true, allow_many: true, n_runs: N_RUNS, ..Options::default() }
}

fn plan(text: &str) -> Plan {
    let document = read_goal("goal.toml", text, TODAY).expect("the file is sound");
    let options = Options { assume: true, force: true, n_runs: N_RUNS, ..Options::default() };
    propose(document.goal_file, TODAY, &Library::embedded(), &options).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// `propose` runs the audit itself and fails on errors, so a plan at all
    /// is the law; that its audit was not skipped is checked here again.
    #[test]
    fn audit_accepts_every_plan(case in case()) {
        let plan = plan(&goal_file(&case, false));
        prop_assert!(!plan.milestones.is_empty());
        let errors: Vec<_> =
            audit(&Dossier::from(&plan)).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
        prop_assert!(errors.is_empty(), "{errors:?}");
        let flagged = plan.milestones.iter().filter(|planned| planned.milestone.slow_reason.is_some()).count();
        prop_assert!(flagged <= 3);
        prop_assert!(plan.questions.len() <= 6);
    }

    /// What a fact shapes and what shapes a milestone say the same.
    #[test]
    fn facts_and_milestones_tell_of_each_other(case in case()) {
        let plan = plan(&goal_file(&case, false));
        for goal in &plan.goals {
            let shapes = |id: FactId| goal.facts.shapes_of(id);
            for planned in plan.milestones.iter().filter(|planned| planned.milestone.goal.as_ref().is_none_or(|id| *id == goal.goal.id)) {
                let named = Shaped::Milestone(planned.milestone.id.clone());
                for &fact in &planned.milestone.facts {
                    prop_assert!(shapes(fact).contains(&named), "{} lists {fact}", planned.milestone.id);
                }
                for (idx, _) in goal.reading.facts.iter().enumerate() {
                    let fact = FactId::at(idx);
                    prop_assert_eq!(shapes(fact).contains(&named), planned.milestone.facts.contains(&fact));
                }
            }
        }
    }

    #[test]
    fn order_of_the_file_changes_nothing(case in case()) {
        let there = PlanRecord::from_plan(&plan(&goal_file(&case, false)));
        let back = PlanRecord::from_plan(&plan(&goal_file(&case, true)));
        prop_assert_eq!(there.to_json(), back.to_json());
    }

    #[test]
    fn same_file_same_bytes(case in case()) {
        let text = goal_file(&case, false);
        prop_assert_eq!(PlanRecord::from_plan(&plan(&text)).to_json(), PlanRecord::from_plan(&plan(&text)).to_json());
    }
}

/// The same cases each time; `BACKCAST_CASES=2000` looks at more.
fn some_cases() -> ProptestConfig {
    let cases = std::env::var("BACKCAST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(25);
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(some_cases())]

    /// Whatever was begun, done or left out, in whatever order.
    #[test]
    fn audit_accepts_every_plan_that_goes_on(case in case(), progress in prop::collection::vec(0..8u8, 12), later in 0..60i32) {
        let text = goal_file(&case, false);
        let before = plan(&text);
        let today = plus_days(TODAY, later.min(case.days));
        let milestones = before.milestones.iter().zip(progress.iter().cycle());
        let milestones: Vec<EarlierMilestone> = milestones.map(|(planned, &state)| went_on(planned, state, today)).collect();
        let n_ended = milestones.iter().filter(|one| one.has_ended).count();
        let taken = before.milestones.iter().map(|planned| &planned.milestone).collect();
        let options = Options { earlier: Earlier { milestones, taken }, ..options() };
        let document = read_goal("goal.toml", &text, TODAY).expect("the file is sound");
        let goal_file = GoalFile { today: Some(today), ..document.goal_file };
        let plan = propose(goal_file, today, &Library::embedded(), &options);
        let plan = plan.unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert!(plan.milestones.len() >= n_ended);
        for planned in plan.milestones.iter().skip(n_ended) {
            prop_assert!(planned.due >= today, "{planned:?}");
        }
    }

    /// Several goals in one file, each with or without a deadline.
    #[test]
    fn audit_accepts_every_plan_of_several_goals(
        head in case(),
        goals in prop::collection::vec((0..wishes::all().count(), prop::option::of(15..500i32), 1..4u32), 2..4),
    ) {
        let plan = plan(&several(&head, &goals));
        let last = plan.deadline.expect("where none is named, one is assumed");
        prop_assert!(goals.iter().filter_map(|goal| goal.1).all(|days| plus_days(TODAY, days) <= last));
        if plan.feasibility.verdict.is_go() {
            prop_assert!(plan.milestones.iter().all(|planned| planned.due <= last));
        }
    }
}

#[test]
fn every_playbook_is_chosen_by_some_wish() {
    let chosen: Vec<String> = (0..wishes::all().count())
        .map(|wish| {
            let case = Case { wish, days: 200, hours: Some(8), busy: Vec::new(), constraints: Vec::new() };
            plan(&goal_file(&case, false)).sources[0].id.clone()
        })
        .collect();
    let library = Library::embedded();
    let missing: Vec<&str> = library
        .playbooks()
        // Generic ones are reached by the kind of a goal, whatever it says.
        .filter(|(playbook, _)| !playbook.generic)
        .map(|(playbook, _)| playbook.id.as_str())
        .filter(|id| !chosen.iter().any(|c| c == id))
        .collect();
    assert!(missing.is_empty(), "{missing:?} of {chosen:?}");
}

#[test]
fn competing_goals_keep_their_priorities() {
    let text = "title = 'Spring'\ntoday = 2026-02-02\nhours_per_week = 6\n\
        [[goals]]\nid = 'run'\ntitle = '10k'\ndestination = 'Run the city 10k'\norigin = '4 km'\ndeadline = 2026-05-03\npriority = 2\n\
        [[goals]]\nid = 'exam'\ntitle = 'PMP'\ndestination = 'Pass the PMP certification'\norigin = 'none'\ndeadline = 2026-07-31\npriority = 1\n\
        [[goals]]\nid = 'site'\ntitle = 'Portfolio site'\ndestination = 'Website with 30 pictures online'\norigin = 'none'\ndeadline = 2026-05-31\npriority = 3\n";
    let plan = plan(text);
    assert_eq!(plan.feasibility.verdict, Verdict::Infeasible);
    let last = |id: &str| {
        plan.milestones
            .iter()
            .filter(|planned| planned.milestone.goal.as_ref().is_some_and(|goal| goal.as_str() == id))
            .map(|planned| planned.due)
            .max()
    };
    assert!(last("exam") <= Some(date(2026, 7, 31)), "the first goal keeps its date: {:?}", last("exam"));
    assert!(plan.goal_conflicts.iter().all(|conflict| conflict.overload.wanted > conflict.overload.available));
    assert!(!plan.goal_conflicts.is_empty());
}

/// A goal without a deadline gets half a year, whatever the others name.
#[test]
fn goals_with_and_without_a_deadline_share_a_plan() {
    let case = Case { wish: 0, days: 100, hours: Some(7), busy: Vec::new(), constraints: Vec::new() };
    let (exam, site) = (wish("PMP"), wish("Portfolio site"));
    let plan = plan(&several(&case, &[(exam, Some(144), 1), (site, None, 2)]));
    assert_eq!(plan.deadline, Some(plus_days(TODAY, 182)));
    assert_eq!(plan.goals.iter().map(|goal| goal.deadline).collect::<Vec<_>>(), [Some(plus_days(TODAY, 144)), None]);
}

/// A registration that is left out closes no door: its lag went with it.
#[test]
fn an_exam_whose_registration_is_skipped_keeps_its_day() {
    let case = Case { wish: wish("French B2"), days: 290, hours: Some(8), busy: Vec::new(), constraints: Vec::new() };
    let text = goal_file(&case, false);
    let before = plan(&text);
    let exam = before.milestones.last().expect("it ends in the exam");
    let lagged = exam.milestone.depends_on.iter().find(|dependency| dependency.lag_days > 0).expect("one closes early");
    let skipped = |planned: &PlannedMilestone| u8::from(planned.milestone.id == lagged.on) * 3;
    let milestones = before.milestones.iter().map(|one| went_on(one, skipped(one), TODAY)).collect();
    let options = Options { earlier: Earlier { milestones, ..Earlier::default() }, ..options() };
    let document = read_goal("goal.toml", &text, TODAY).expect("the file is sound");
    let plan = propose(document.goal_file, TODAY, &Library::embedded(), &options).expect("it is planned");
    let again = plan.milestones.iter().find(|planned| planned.milestone.id == exam.milestone.id).expect("it is there");
    assert_eq!((again.start, again.due), (exam.start, exam.due));
}

/// Work on software says so itself: its plan ends in the check of the whole without a
/// repository, too.
#[test]
fn engineering_without_a_repository_ends_in_its_check() {
    let goal = "title = 'A parser for invoices'\ndestination = 'All 400 sample invoices are read right.'\n\
        origin = 'A script reads 120.'\ntoday = 2026-02-02\ndeadline = 2026-09-01\nhours_per_week = 10\n";
    let gate = |text: &str| {
        let plan = plan(text);
        let last = plan.milestones.last().expect("a last one").milestone.clone();
        last.criteria.iter().any(|criterion| criterion.contains("0 regressions"))
    };
    assert!(gate(&format!("{goal}kind = 'engineering'\n")));
    assert!(!gate(&format!("{goal}kind = 'project'\n")));
}

#[test]
fn each_fact_says_what_it_shapes() {
    let plan = plan(
        "title = 'A cookbook'\ndestination = 'A cookbook with 60 recipes and 45,000 words is printed by November 20.'\n\
         origin = 'Outline complete. I moved house 3 times.'\ntoday = 2026-02-02\nhours_per_week = 6\n\
         constraints = ['away 3-9 March', 'The printer wants 14 days']\n",
    );
    let goal = &plan.goals[0];
    let of = |words: &str| {
        let one = goal.facts.understood.iter().find(|one| one.quote.contains(words));
        one.unwrap_or_else(|| panic!("{words} is a fact")).shapes.clone()
    };
    assert_eq!(of("November 20"), [Shaped::Deadline]);
    assert_eq!(of("3-9 March"), [Shaped::DaysOff]);
    assert!(of("45,000 words").iter().any(|shaped| matches!(shaped, Shaped::Milestone(_))), "{:?}", of("45,000 words"));
    assert_eq!(of("14 days"), []);
    assert!(
        plan.findings.iter().any(|finding| finding.code == Code::FactUnused && finding.message.contains("14 days"))
    );
    // No playbook counts recipes: what the person counts joins the last milestone that
    // speaks of them.
    let holds = |planned: &&PlannedMilestone| planned.milestone.criteria.iter().any(|text| text.contains("60 recipes"));
    let shaped: Vec<Shaped> =
        plan.milestones.iter().filter(holds).map(|planned| Shaped::Milestone(planned.milestone.id.clone())).collect();
    assert!(!shaped.is_empty() && shaped.iter().all(|one| of("60 recipes").contains(one)), "{:?}", of("60 recipes"));
}

/// "I work 30 hours a week, so 8 for this" are hours of a job, and no result.
#[test]
fn hours_of_a_job_are_no_criterion() {
    let plan = plan(
        "title = 'A cookbook'\ndestination = 'A cookbook with 60 recipes by November 20, I work 30 hours a week at the \
         surgery, so 8 hours a week for this.'\norigin = 'Outline complete.'\ntoday = 2026-02-02\n",
    );
    assert_eq!(plan.goals[0].pace.map(backcast_core::WeeklyHours::hours_per_week), Some(8.0));
    let criteria: Vec<&String> = plan.milestones.iter().flat_map(|planned| &planned.milestone.criteria).collect();
    assert!(criteria.iter().any(|text| text.contains("60 recipes")), "{criteria:?}");
    assert!(!criteria.iter().any(|text| text.contains("surgery")), "{criteria:?}");
}

/// The wish names no day, a constraint does: it is planned for, and asked about first.
#[test]
fn a_day_among_the_constraints_is_planned_for_and_asked_about() {
    let plan = plan(
        "title = 'A cookbook'\ndestination = 'A cookbook with 60 recipes is printed'\norigin = 'Outline complete.'\n\
         today = 2026-02-02\nhours_per_week = 6\nconstraints = ['The fair is on 21 November']\n",
    );
    assert_eq!(plan.deadline, Some(date(2026, 11, 21)));
    let asked = plan.questions.iter().find(|gap| gap.question.contains("must all be done by then"));
    assert_eq!(asked.map(|gap| gap.field), Some(backcast_core::Field::Deadline), "{:?}", plan.questions);
}

/// Of very many facts not each is left out: nothing is claimed of the rest.
#[test]
fn of_very_many_facts_none_is_called_unused_unseen() {
    let names = (0..150).map(|number| format!("{} zithers", 1000 + number)).collect::<Vec<_>>().join(", then ");
    let plan = plan(&format!(
        "title = 'Zithers'\ndestination = 'All are repaired by November 20: {names}.'\norigin = 'None yet'\n\
         today = 2026-02-02\nhours_per_week = 6\n"
    ));
    let counted = plan.goals[0].facts.understood.iter().filter(|one| one.fact.is_some()).count();
    assert!(counted < 150, "{counted}");
    assert!(plan.findings.iter().filter(|finding| finding.code == Code::FactUnused).count() <= 24);
}

/// A file that is named twice is one file.
#[test]
fn a_file_named_twice_changes_nothing() {
    let files = |list: &str| {
        plan(&format!(
            "title = 'Move search'\ndestination = 'All searches are answered by PostgreSQL, p95 below 250 ms'\n\
             origin = '38 queries'\ntoday = 2026-02-02\ndeadline = 2026-09-01\nhours_per_week = 10\n[repo]\nfiles = [{list}]\n"
        ))
    };
    let once = files("'src/search.rs', 'tests/search.rs'");
    let twice = files("'src/search.rs', 'tests/search.rs', 'src/search.rs', 'tests/search.rs'");
    assert_eq!(PlanRecord::from_plan(&once).to_json(), PlanRecord::from_plan(&twice).to_json());
}

/// Decades of work are an answer, and the audit counts as far as the schedule.
#[test]
fn an_hour_a_week_for_a_large_goal_is_infeasible_and_audited() {
    let plan = plan(
        "title = 'iOS and Android'\ntoday = 2026-02-02\ndeadline = 2027-03-29\nhours_per_week = 1\norigin = 'A web app exists'\n\
         destination = 'Our booking mobile app in both app stores with 500 users'\nblocked_before = ['too big']\n",
    );
    assert_eq!(plan.feasibility.verdict, Verdict::Infeasible);
}

/// Where the hours decide how much is practised, goals that share them do not
/// each count all of them.
#[test]
fn goals_that_share_hours_share_them_in_their_efforts_too() {
    let goal = |id: &str, deadline: &str| {
        format!(
            "[[goals]]\nid = '{id}'\ntitle = 'Speak Italian'\ndestination = 'Hold a conversation in Italian'\n\
             origin = 'An app for three months'\ndeadline = {deadline}\npriority = 1\n"
        )
    };
    let head = "title = 'Two'\ntoday = 2026-02-02\nhours_per_week = 8\n";
    let needed = |goals: &str| plan(&format!("{head}{goals}")).feasibility.needed.expect("it is planned").hours();
    let (a, b) = (goal("a", "2026-11-30"), goal("b", "2026-11-30"));
    assert!(needed(&format!("{a}{b}")) < needed(&a) * 1.2, "two do not need twice as much of the same hours");
}

/// So many goals in a file that has too few hours for them.
fn many(n_goals: usize) -> Plan {
    let wishes: Vec<_> = wishes::OF_PEOPLE.iter().take(5).collect();
    let mut text = format!("title = 'Many'\ntoday = {TODAY}\nhours_per_week = 9\n");
    for number in 0..n_goals {
        let (title, destination, origin) = wishes[number % wishes.len()];
        let deadline = plus_days(TODAY, 150 + i32::try_from(number % 9).expect("small") * 20);
        text += &format!(
            "[[goals]]\ntitle = {:?}\ndestination = {destination:?}\norigin = {origin:?}\ndeadline = {deadline}\n",
            format!("{title} {number}")
        );
    }
    let document = read_goal("many.toml", &text, TODAY).expect("it is read");
    propose(document.goal_file, TODAY, &Library::embedded(), &Options::default()).expect("a plan")
}

#[test]
fn conflicts_of_many_goals_tell_those_apart_that_want_most() {
    let size = |plan: &Plan| PlanRecord::from_plan(plan).to_json().len();
    let (few, twice) = (many(12), many(24));
    for (plan, n_goals) in [(&few, 12), (&twice, 24)] {
        assert_eq!((plan.goals.len(), plan.feasibility.verdict), (n_goals, Verdict::Infeasible));
        assert!((1..=15).contains(&plan.goal_conflicts.len()), "{}", plan.goal_conflicts.len());
        let conflict = &plan.goal_conflicts[0];
        assert_eq!(conflict.n_unnamed as usize, n_goals - 6);
        assert!(conflict.text.contains(&format!("and {} more goals", n_goals - 6)), "{}", conflict.text);
    }
    assert!(size(&twice) < 3 * size(&few), "{} {}", size(&few), size(&twice));
}

#[test]
fn a_stored_plan_tells_what_its_goals_are() {
    let library = Library::embedded();
    for (title, destination, origin) in wishes::all() {
        let text = format!("title = {title:?}\ndestination = {destination:?}\norigin = {origin:?}\n");
        let goal_file = read_goal("goal.toml", &text, TODAY).expect("it is read").goal_file;
        let goals: Vec<_> = anchor(goal_file.clone(), TODAY, Conventions::default(), &library)
            .expect("no deadline")
            .into_iter()
            .map(|one| one.goal)
            .collect();
        let options = Options { assume: true, n_runs: N_RUNS, ..Options::default() };
        let plan = propose(goal_file.clone(), TODAY, &library, &options).expect("a plan");
        let stored = PlanRecord::from_plan(&plan).to_json();
        let stored = backcast_document::read_plan("plan.json", &stored).expect("it is read");
        assert_eq!(anchor_as_planned(goal_file, &stored).expect("no deadline"), goals, "{title}");
    }
}

#[test]
fn long_stretches_are_counted_on_the_way() {
    let text = "title = 'Field guide'\ndestination = 'A 60,000-word non-fiction book about mosses is published'\n\
                origin = 'The outline is finished'\ndeadline = 2026-12-20\nhours_per_week = 10\n";
    let document = read_goal("goal.toml", text, TODAY).expect("a goal");
    let plan = propose(document.goal_file, TODAY, &Library::embedded(), &Options::default()).expect("a plan");
    let is_long = |planned: &&PlannedMilestone| {
        planned.milestone.name.contains("words") && days_between(planned.start, planned.due) > 28
    };
    let mut last = 0.0;
    for planned in plan.milestones.iter().filter(is_long) {
        let checkpoints = &planned.milestone.checkpoints;
        assert!(!checkpoints.is_empty(), "{}", planned.milestone.name);
        for one in checkpoints {
            assert!(planned.start < one.on && one.on < planned.due, "{one:?} {planned:?}");
            let amount = one.state.split(" of ").next().map(|text| text.replace(',', ""));
            let amount: f64 = amount.and_then(|text| text.parse().ok()).expect("a figure");
            assert!(amount > last, "{one:?} after {last}");
            last = amount;
        }
    }
    assert!(last > 0.0, "{:?}", plan.milestones);
}
