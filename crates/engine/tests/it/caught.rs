//! What people forget, and a good planner does not.

use backcast_core::{Plan, PlannedMilestone, days_between};
use backcast_document::read_goal;
use backcast_engine::{Library, Options, propose};
use jiff::civil::date;

fn plan(text: &str) -> Plan {
    let today = date(2026, 1, 5);
    let document = read_goal("goal.toml", text, today).expect("the file is sound");
    propose(document.goal_file, today, &Library::embedded(), &Options::default()).expect("a plan")
}

/// The milestone with this in its name, which also has to say that it is
/// easily missed.
fn explained<'p>(plan: &'p Plan, part: &str) -> &'p PlannedMilestone {
    let found = plan.milestones.iter().find(|planned| {
        planned.milestone.name.to_lowercase().contains(part)
            || planned.milestone.claim.includes.iter().any(|name| name.to_lowercase().contains(part))
    });
    let found = found.unwrap_or_else(|| panic!("no milestone about {part}"));
    assert!(found.milestone.claim.often_missed.is_some(), "{part} is there but not explained");
    found
}

const BOOK: &str = "title = 'A book on beekeeping'\ndestination = 'A 50,000-word non-fiction book on beekeeping is published'\n\
    origin = 'Outline complete, no chapters written'\ntoday = 2026-01-05\ndeadline = 2026-09-30\nhours_per_week = 9\n";

#[test]
fn book_gets_research_first_and_time_for_beta_readers() {
    let plan = plan(BOOK);
    assert!(explained(&plan, "research").milestone.depends_on.is_empty());
    let out = explained(&plan, "beta readers").due;
    let back = plan.milestones.iter().find(|p| p.milestone.name.contains("feedback")).expect("feedback").start;
    assert!(days_between(out, back) >= 14);
    assert_eq!(plan.starting_state, ["The outline exists."]);
}

#[test]
fn promotion_is_raised_two_review_cycles_ahead() {
    let plan = plan(
        "title = 'Promotion to staff engineer'\ndestination = 'Promoted to staff engineer, confirmed in writing'\n\
         origin = 'Senior for three years'\ntoday = 2026-01-05\ndeadline = 2026-12-31\nhours_per_week = 4\n\
         constraints = ['Reviews are held in June and in November']\n",
    );
    let talk = explained(&plan, "conversation").due;
    let panel = plan.milestones.iter().find(|p| p.milestone.name.contains("panel")).expect("panel").due;
    assert!(days_between(talk, panel) >= 150, "{talk} {panel}");
}

#[test]
fn freelancer_gets_pricing_and_legal_set_up() {
    let plan = plan(
        "title = 'Freelance bookkeeping'\ndestination = 'First paying client signed as a freelance bookkeeper'\n\
         origin = 'Employed, no clients'\ntoday = 2026-01-05\ndeadline = 2026-07-31\nhours_per_week = 7\n",
    );
    explained(&plan, "prices");
    explained(&plan, "legal");
}

#[test]
fn side_business_gets_law_payments_and_support() {
    let plan = plan(
        "title = 'Side business with candles'\ndestination = 'Online shop open, 30 orders'\norigin = 'Twelve scents tested'\n\
         today = 2026-01-05\ndeadline = 2026-09-30\nhours_per_week = 9\n",
    );
    for part in ["legal", "payment", "support"] {
        explained(&plan, part);
    }
}

#[test]
fn too_short_sessions_are_named_before_the_long_runs() {
    let plan = plan(
        "title = 'Half marathon'\ndestination = 'Run the half marathon in under 2 hours'\norigin = '5 km twice a week'\n\
         today = 2026-01-05\ndeadline = 2026-05-31\nhours_per_week = 3\nconstraints = ['45 minutes on 4 mornings']\n",
    );
    assert!(plan.questions.iter().any(|gap| gap.question.contains("45 minutes")));
}

#[test]
fn earlier_failure_is_answered_where_it_happened() {
    let plan = plan(&format!("{BOOK}blocked_before = ['Stopped to look up figures all the time']\n"));
    let slow = plan.milestones.iter().filter_map(|p| p.milestone.slow_reason.as_deref());
    assert!(slow.into_iter().any(|reason| reason.contains("Stopped to look up figures")));
}

#[test]
fn trivial_work_is_refused_and_vague_wishes_are_asked_about() {
    use backcast_core::Verdict;
    let trivial = plan(
        "title = 'Hang up the mirror'\ndestination = 'The mirror hangs'\norigin = 'Tools are there, done this before'\n\
         today = 2026-01-05\ndeadline = 2026-01-08\nhours_per_week = 4\n",
    );
    assert_eq!(trivial.feasibility.verdict, Verdict::TooSmall);
    let vague = plan("title = 'Be happier'\ndestination = 'Be happier.'\n");
    assert_eq!(vague.feasibility.verdict, Verdict::Unclear);
    assert!(trivial.milestones.is_empty() && vague.milestones.is_empty());
}
