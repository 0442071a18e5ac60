//! What holds for every plan that is handed out.

use backcast_app::{Library, Options, propose};
use backcast_core::audit::{Dossier, audit};
use backcast_core::{Plan, Severity, Verdict};
use backcast_document::{PlanRecord, read_goal};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const TODAY: Date = date(2026, 2, 2);

/// Wishes over every playbook and none, as people put them.
const WISHES: [(&str, &str, &str); 56] = [
    ("Cookbook of our village", "A cookbook with 80 recipes and 40,000 words is printed", "No recipe written down"),
    ("Crime novel", "A 70,000-word crime novel on sale", "No outline, 3 characters"),
    ("Principal engineer", "Promoted to principal engineer, confirmed in writing", "Four years as senior"),
    (
        "Go freelance",
        "First paying client signed as a freelance translator before I leave my job",
        "Employed, no clients",
    ),
    ("10k in spring", "Run the park 10k in under 55 minutes", "I run 4 km once a week"),
    ("Marathon", "Finish the autumn marathon", "Half marathon last year"),
    ("Invoice app", "SaaS for craftsmen live with 15 paying customers", "Prototype, no company"),
    ("Hot sauce shop", "Online shop with 5 sauces, 40 orders", "Recipes tested, no brand"),
    ("History podcast", "8 podcast episodes published", "No equipment"),
    ("Learn Python", "Learn to program and publish a small tool of my own", "Never programmed"),
    ("French B2", "Pass the DELF B2 exam", "B1 from school"),
    ("PMP", "Pass the PMP certification exam", "Five years as project lead"),
    ("New job", "Signed contract as a nurse in another clinic", "Employed, notice period three months"),
    ("Mentor", "Find two mentors in the field who meet me every month", "I know nobody"),
    ("Sleep", "In bed by 23:00 on 5 of 7 nights for four weeks", "Usually at 1:00"),
    ("Gym", "Go to the gym 3 times a week for 8 weeks in a row", "Not been there for a year"),
    ("EP", "Four songs recorded and on all streaming services", "Two songs written"),
    ("Bakery", "Open a bakery with 12 seats", "No premises"),
    ("Silver wedding", "Wedding anniversary party with 60 guests", "Nothing booked"),
    ("Master's thesis", "Master's thesis of 80 pages submitted", "Topic agreed"),
    ("Arts grant", "Grant application submitted to the city's arts fund", "Idea and 2 pictures"),
    ("Series A", "Series A round closed", "3 investors known"),
    ("Hire a cook", "Two cooks have signed and started work", "No advert"),
    ("ISO 9001", "ISO 9001 certificate issued", "Nothing written"),
    ("Portfolio site", "Website with 12 pictures online", "Pictures unsorted"),
    ("Comic on Kickstarter", "Kickstarter campaign for my comic reaches 8,000 EUR", "20 pages drawn"),
    ("Repair festival", "A festival of repair with 200 participants and 10 workshops", "A team of six"),
    ("Course on sourdough", "Online course with 12 lessons and 40 paying participants", "I teach it in the village"),
    ("New bathroom", "Bathroom renovated and paid for at most 15,000 EUR", "From 1974"),
    ("Move to Porto", "Living in Porto with a rental contract", "Job from afar"),
    ("Cello", "Play 4 pieces on the cello for my family", "One year of lessons"),
    ("Lose weight", "Lose 8 kg and weigh 75 kg for four weeks", "83 kg"),
    ("Bird channel", "20 videos on a YouTube channel about birds, 500 subscribers", "A good camera"),
    ("First talk", "Give a talk of 25 minutes at the user group", "Never spoken to more than 5 people"),
    ("Emergency fund", "Save 6,000 EUR as an emergency fund", "Nothing is left at the end of the month"),
    ("Puzzle game", "A puzzle game with 30 levels released on Steam", "A prototype on paper"),
    ("Short film", "Short film of 9 minutes shown at a premiere", "Idea and a camera"),
    ("Six months in South America", "Six months of travel through four countries begun", "Leave not yet asked for"),
    ("Declutter the house", "Declutter 6 rooms and the cellar", "Twenty years of things"),
    ("A team that works", "My team of 7 people keeps its dates and nobody leaves for half a year", "Two have left"),
    ("Community garden", "Community garden run by 25 members", "A plot is promised"),
    ("Build a boat", "A wooden rowing boat floats with two people in it", "Tools, no plans"),
    (
        "Call my brother",
        "Talk to my brother for half an hour every second week for half a year",
        "We have not spoken for a year",
    ),
    ("Drink water", "2 litres of water daily for eight weeks", "Half a litre"),
    ("Juggle", "Juggle five balls for one minute", "Three balls"),
    ("Move to PostgreSQL", "The billing service runs on PostgreSQL only", "MySQL, 30 tables"),
    ("CSV export", "Customers can export their invoices as CSV", "No export"),
    ("Faster search", "p95 of search below 200 ms for 7 days in production", "900 ms"),
    ("Rewrite the client", "Rewrite the desktop client from scratch, 6 modules", "90,000 lines"),
    ("Open source", "Our parser is released as open source with 5 outside users", "Internal, no docs"),
    ("Harden the portal", "Penetration test of the portal passed with no high finding", "No test so far"),
    ("Django 5", "Upgrade from Django 3 to Django 5 in production", "90 dependencies"),
    ("Sales warehouse", "Data warehouse with 6 sources and 5 reports in use", "Reports by hand"),
    ("Ticket triage", "A classifier sorts tickets in production with fewer errors than today", "4,000 labeled tickets"),
    ("Trustworthy tests", "No flaky test in the test suite for two weeks", "One run in five fails"),
    ("Kiosk mode", "The till runs in kiosk mode on 40 devices", "Runs in a browser"),
];

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
    (0..WISHES.len(), 15..500i32, prop::option::weighted(0.9, 1..50u32), busy, constraints)
        .prop_map(|(wish, days, hours, busy, constraints)| Case { wish, days, hours, busy, constraints })
}

/// The case as a goal file; `reversed` writes keys and lists the other way round.
fn goal_file(case: &Case, reversed: bool) -> String {
    let (title, destination, origin) = WISHES[case.wish];
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
    let repo = if case.wish >= 45 { "[repo]\nfiles = [\"src/main.rs\", \"tests/a.rs\"]\n" } else { "" };
    format!("{}\n{}\n{repo}", keys.join("\n"), busy.join("\n"))
}

fn plan(text: &str) -> Plan {
    let document = read_goal("goal.toml", text, TODAY).expect("the file is sound");
    let options = Options { assume: true, force: true, allow_many: false };
    propose(document.portfolio, TODAY, &Library::embedded(), &options).unwrap_or_else(|error| panic!("{error}\n{text}"))
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

#[test]
fn every_playbook_is_chosen_by_some_wish() {
    let chosen: Vec<String> = (0..WISHES.len())
        .map(|wish| {
            let case = Case { wish, days: 200, hours: Some(8), busy: Vec::new(), constraints: Vec::new() };
            plan(&goal_file(&case, false)).sources[0].id.clone()
        })
        .collect();
    let library = Library::embedded();
    let missing: Vec<&str> = library
        .playbooks()
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
