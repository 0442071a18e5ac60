//! Plans that come with dates: what holds stays, what moves says why.

use backcast_core::{
    DraftMilestone, GivenPlan, MilestoneKind, MoveReason, PlacementReason, Placing, Plan, PlannedMilestone, Verdict,
};
use backcast_document::{PlanRecord, read_given_plan, read_goal, read_plan};
use backcast_engine::{Library, Options, Proposer, propose};
use jiff::civil::{Date, date};

const TODAY: Date = date(2027, 1, 4);

const GOAL: &str = "
    title = 'Choir concert'
    destination = 'A concert with ten songs in the town hall on 29 May 2027'
    origin = 'Two songs are learned'
    today = 2027-01-04
    deadline = 2027-05-29
    hours_per_week = 6
    [[busy]]
    from = 2027-03-22
    to = 2027-04-04
    reason = 'Easter with the family'
";

/// Milestones of a draft that holds: hall, songs, dress rehearsal, concert.
fn draft(hall_due: &str, songs_start: &str, songs_hours: u32, rehearsal_due: &str) -> String {
    format!(
        r#"{{"deadline": "2027-05-29",
        "feasibility": {{"verdict": "tight", "reasons": ["It hangs on the hall."],
                         "levers": [{{"kind": "scope", "text": "Eight songs instead of ten"}}]}},
        "outside": [{{"text": "The town answers about the hall", "days": {{"low": 14, "likely": 21, "high": 42}}, "milestone": "M1"}}],
        "anchor_critique": ["Who plays the piano?"],
        "milestones": [
          {{"id": "M4", "name": "The concert", "on": "2027-05-29", "due": "2027-05-29", "effort_hours": 4, "depends_on": ["M3"],
            "success_criteria": ["10 songs are sung", "60 people are there"]}},
          {{"id": "M1", "name": "Hall promised in writing", "start": "2027-01-04", "due": "{hall_due}", "effort_hours": 3,
            "waiting_days": 21, "success_criteria": ["1 letter of the town names the date", "1 deposit is paid"]}},
          {{"id": "M2", "name": "Ten songs by heart", "kind": "practice", "start": "{songs_start}", "due": "2027-05-16",
            "effort_hours": {{"low": 50, "likely": {songs_hours}, "high": 90}},
            "cadence": {{"sessions_per_week": 2, "session_hours": 1.5, "weekdays": ["tue", "Friday"]}},
            "quantity": {{"unit": "songs", "from": 2, "to": 10}},
            "checkpoints": [{{"on": "2027-03-14", "what": "6 songs"}}],
            "success_criteria": ["10 of 10 songs without a score", "2 recordings without a stop"]}},
          {{"id": "M3", "name": "Dress rehearsal in the hall", "start": "2027-05-17", "due": "{rehearsal_due}", "effort_hours": 6,
            "depends_on": ["M1", "M2"], "success_criteria": ["10 songs in order within 70 minutes", "1 list of 5 points to mend"],
            "fallback": "by 23 May, if two songs stop, then eight songs"}}
        ]}}"#
    )
}

fn given(text: &str) -> GivenPlan {
    read_given_plan("draft.json", text, "the choir").expect("a sound draft").0
}

fn proved(goal: &str, given: GivenPlan) -> Plan {
    let document = read_goal("goal.toml", goal, TODAY).expect("a sound goal");
    let options =
        Options { proposer: Proposer::Given { name: "the choir".into(), plan: Box::new(given) }, ..Options::default() };
    propose(document.goal_file, TODAY, &Library::embedded(), &options).expect("a plan")
}

fn milestone<'p>(plan: &'p Plan, id: &str) -> &'p PlannedMilestone {
    plan.milestones.iter().find(|planned| planned.milestone.id.as_str() == id).expect("it is there")
}

#[test]
fn what_holds_stays_and_the_rest_of_what_was_said_is_kept() {
    let plan = proved(GOAL, given(&draft("2027-02-05", "2027-01-11", 60, "2027-05-23")));
    assert!(plan.milestones.iter().all(|planned| planned.moved.is_none()), "{:?}", plan.milestones);
    assert_eq!(plan.feasibility.verdict, Verdict::Tight, "the proposer knows more than the hours");
    assert_eq!(plan.feasibility.reasons, ["It hangs on the hall."]);
    assert_eq!(plan.proposer.as_deref(), Some("the choir"));
    assert_eq!((plan.outside.len(), plan.ways_out.len()), (1, 1), "{:?}", plan.ways_out);
    assert_eq!(plan.questions[0].question, "Who plays the piano?");
    let songs = milestone(&plan, "M2");
    assert_eq!((songs.start, songs.due), (date(2027, 1, 11), date(2027, 5, 16)));
    assert_eq!(songs.reason, PlacementReason::AsProposed);
    assert_eq!(songs.milestone.kind, MilestoneKind::Practice);
    assert_eq!(milestone(&plan, "M4").due, date(2027, 5, 29));
}

#[test]
fn what_contradicts_moves_as_little_as_it_must_and_says_why() {
    // Three weeks of waiting until the 15th do not fit, and a rehearsal is not before
    // the songs, nor within Easter.
    let plan = proved(GOAL, given(&draft("2027-01-15", "2027-01-11", 60, "2027-05-10")));
    let hall = milestone(&plan, "M1");
    assert_eq!(hall.due, date(2027, 1, 25));
    let moved = hall.moved.as_ref().expect("it moved");
    assert_eq!((moved.due_from, &moved.why), (Some(date(2027, 1, 15)), &MoveReason::Waiting(21)));
    let rehearsal = milestone(&plan, "M3");
    assert!(rehearsal.start >= milestone(&plan, "M2").due, "{rehearsal:?}");
    assert!(
        matches!(rehearsal.moved.as_ref().map(|moved| &moved.why), Some(MoveReason::After(id, 0)) if id.as_str() == "M2")
    );
    assert_eq!(milestone(&plan, "M4").due, date(2027, 5, 29), "the concert stands");
}

#[test]
fn too_much_work_is_said_and_no_date_is_made_worse() {
    let plan = proved(
        GOAL,
        given(
            &draft("2027-02-05", "2027-01-11", 60, "2027-05-23").replace("\"effort_hours\": 6", "\"effort_hours\": 90"),
        ),
    );
    assert_eq!(plan.feasibility.verdict, Verdict::Infeasible);
    assert_eq!(milestone(&plan, "M3").due, date(2027, 5, 23));
    assert_eq!(milestone(&plan, "M4").due, date(2027, 5, 29));
}

#[test]
fn a_proved_plan_is_written_and_read_back_whole() {
    let plan = proved(GOAL, given(&draft("2027-01-15", "2027-01-11", 60, "2027-05-23")));
    let text = PlanRecord::from_plan(&plan).to_json();
    let restored = read_plan("plan.json", &text).expect("our own form");
    let part = |plan: &Plan| -> Vec<DraftMilestone> {
        plan.milestones.iter().map(|planned| planned.milestone.clone()).collect()
    };
    assert_eq!(part(&restored), part(&plan));
    assert_eq!((&restored.outside, &restored.ways_out), (&plan.outside, &plan.ways_out));
    let moves = |plan: &Plan| plan.milestones.iter().map(|planned| planned.moved.clone()).collect::<Vec<_>>();
    assert_eq!(moves(&restored), moves(&plan));
}

#[test]
fn without_hours_only_order_and_days_are_checked() {
    let goal = GOAL.replace("hours_per_week = 6", "");
    let plan = proved(
        &goal,
        given(&draft("2027-02-05", "2027-01-11", 600, "2027-05-23").replace("\"high\": 90", "\"high\": 900")),
    );
    assert!(plan.milestones.iter().all(|planned| planned.moved.is_none()), "{:?}", plan.milestones);
    assert_eq!(plan.feasibility.available, None);
    assert_eq!((plan.feasibility.chance, &plan.assumptions[..]), (None, &[][..]), "nothing was counted");
}

#[test]
fn an_event_beside_the_deadline_keeps_its_day() {
    let text =
        draft("2027-02-05", "2027-01-11", 60, "2027-05-23").replace("\"on\": \"2027-05-29\"", "\"on\": \"2027-05-28\"");
    let plan = proved(GOAL, given(&text));
    let concert = milestone(&plan, "M4");
    assert_eq!((concert.due, concert.milestone.placing), (date(2027, 5, 28), Placing::On(date(2027, 5, 28))));
}

#[test]
fn a_proposer_may_say_that_no_milestones_are_needed() {
    let text = r#"{"feasibility": {"verdict": "too_small", "reasons": ["It is one letter."]},
                   "anchor_critique": ["Which hall?"], "milestones": []}"#;
    let plan = proved(GOAL, given(text));
    assert_eq!((plan.feasibility.verdict, plan.milestones.len()), (Verdict::TooSmall, 0));
    assert_eq!(plan.feasibility.reasons, ["It is one letter."]);
    assert_eq!(plan.questions[0].question, "Which hall?");
    // Nothing at all is no answer.
    assert!(read_given_plan("draft.json", r#"{"milestones": []}"#, "x").is_err());
}

#[test]
fn no_day_is_put_off_for_hours_and_what_lacks_is_said() {
    let dues = [("M2", date(2027, 5, 16)), ("M3", date(2027, 5, 23)), ("M4", date(2027, 5, 29))];
    // Sixty hours of songs as work, in ever fewer weeks.
    for start in ["2027-01-11", "2027-03-15", "2027-04-12", "2027-05-10"] {
        let text = draft("2027-02-05", start, 60, "2027-05-23").replace("practice", "work");
        let plan = proved(GOAL, given(&text));
        for (id, due) in dues {
            assert_eq!(milestone(&plan, id).due, due, "{id} from {start}");
        }
        let started = milestone(&plan, "M2").moved.is_some();
        let said = plan.feasibility.reasons.iter().any(|reason| reason.contains("more, or less work"));
        assert!(start == "2027-01-11" || started || said, "{start}: {:?}", plan.feasibility.reasons);
    }
}
