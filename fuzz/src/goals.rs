use std::hint::black_box;
use std::sync::LazyLock;

use backcast_anchor::{read_deadline, read_news, read_weekly_hours};
use backcast_core::audit::audit;
use backcast_core::{Conventions, Country, ErrorKind, GoalFile, Plan};
use backcast_document::{
    HistoryFormat, MilestoneFile, PlanRecord, StateFile, goal_of_words, plan_text as text_of_plan, read_calendars,
    read_day, read_dossier, read_effort, read_export, read_goal, read_history, read_past_plan, read_plan,
    read_plan_text, read_problem, read_progress, read_settings,
};
use backcast_engine::edit::edited;
use backcast_engine::experience::Experience;
use backcast_engine::{Earlier, EngineError, Library, Options, propose};

use crate::{TODAY, chosen, text};

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::embedded);

/// A plan like many, for what needs one.
static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    let text = include_str!("../../examples/half-marathon.toml");
    let goal_file = read_goal("goal.toml", text, TODAY).expect("the example is sound").goal_file;
    proposed(goal_file).expect("the example is planned")
});

/// Plans a goal file as far as that goes. What the audit refuses is a bug.
fn proposed(goal_file: GoalFile) -> Option<Plan> {
    let options = Options { assume: true, force: true, allow_many: true, ..Options::default() };
    accepted(propose(goal_file, TODAY, &LIBRARY, &options))
}

fn accepted(result: Result<Plan, EngineError>) -> Option<Plan> {
    if let Err(error) = &result {
        assert_ne!(error.kind(), ErrorKind::Bug, "{error}");
    }
    result.ok()
}

/// A goal file is read and planned; the plan is written and read again.
pub fn goal(bytes: &[u8]) {
    let Some(document) = text(bytes).and_then(|text| read_goal("goal.toml", text, TODAY).ok()) else { return };
    let Some(plan) = proposed(document.goal_file) else { return };
    let written = PlanRecord::from_plan(&plan).to_json();
    let read = read_plan("plan.json", &written).expect("what we write is read");
    assert_eq!(PlanRecord::from_plan(&read).to_json(), written, "reading and writing again changes nothing");
}

/// A plan as JSON is read, judged and written; it is also learned from.
pub fn plan(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok((dossier, _)) = read_dossier("plan.json", text) {
        black_box(audit(&dossier));
    }
    if let Ok((past, _)) = read_past_plan("plan.json", text) {
        assert!(!past.milestones.is_empty(), "there is something to learn from");
    }
    if let Ok(plan) = read_plan("plan.json", text) {
        let written = PlanRecord::from_plan(&plan).to_json();
        read_plan("plan.json", &written).expect("what we write is read");
    }
}

/// A plan is edited as text.
pub fn plan_text(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(edit) = read_plan_text("plan.toml", text) else { return };
    if let Some(plan) = accepted(edited(&PLAN, &edit, &Earlier::default(), &Experience::default(), true)) {
        let written = text_of_plan(&plan, "a plan");
        read_plan_text("plan.toml", &written).expect("what we write is read");
    }
}

/// Files beside the work: milestones and the state.
pub fn artifacts(bytes: &[u8]) {
    let Some((choice, text)) = chosen(bytes) else { return };
    if choice % 2 == 0 {
        if let Ok((file, _)) = MilestoneFile::read("M1.md", text) {
            black_box(file.written_into(text));
            let written = file.to_text();
            let (read, _) = MilestoneFile::read("M1.md", &written).expect("what we write is read");
            assert_eq!(read.to_text(), written, "reading and writing again changes nothing");
        }
    } else if let Ok((file, _)) = StateFile::read("state.md", text) {
        black_box(file.written_into(text));
        let written = file.to_text();
        let (read, _) = StateFile::read("state.md", &written).expect("what we write is read");
        assert_eq!(read.to_text(), written, "reading and writing again changes nothing");
    }
}

/// Finished work of elsewhere, in one of its forms.
pub fn history(bytes: &[u8]) {
    let Some((choice, text)) = chosen(bytes) else { return };
    let format = HistoryFormat::ALL[choice % HistoryFormat::ALL.len()];
    if let Ok(history) = read_history("history", text, format) {
        for work in history.work {
            assert!(work.actual.is_finite() && work.actual >= 0.0 && work.estimate > 0.0, "{work:?}");
        }
    }
}

/// What stands in files of settings, calendars, progress, problems and exports.
pub fn settings(bytes: &[u8]) {
    let Some((choice, text)) = chosen(bytes) else { return };
    match choice % 5 {
        0 => drop(black_box(read_settings("config.toml", text))),
        1 => drop(black_box(read_calendars("calendars.toml", text))),
        2 => drop(black_box(read_progress("progress.toml", text))),
        3 => drop(black_box(read_problem("problem.json", text))),
        _ => drop(black_box(read_export("export.json", text))),
    }
}

/// Days, hours, durations and news as people say them, and a goal in words.
pub fn words(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    drop(black_box((read_day(text, TODAY), read_effort(text), read_news(text, TODAY), read_weekly_hours(text))));
    for country in [None, Country::new("US"), Country::new("DE")] {
        black_box(read_deadline(text, TODAY, Conventions { country }));
    }
    let Some(goal) = goal_of_words(text) else { return };
    let document = read_goal("goal.toml", &goal.to_toml(), TODAY).expect("what we write is read");
    proposed(document.goal_file);
}
