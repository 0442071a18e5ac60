//! What waits can go on in another thread, as a server moves requests between
//! threads. The compiler checks it: what is not Send does not build here.

use backcast_app::calendar_sync::Server;
use backcast_app::calibrate::stored::{CalibrationRequest, StoredCalibration};
use backcast_app::consent::{Agreed, Question, ToApprove};
use backcast_app::repository::{AddAs, NewGoalFile};
use backcast_app::review::{Part, Start, StoredRun, Submission, TakingOver, Thinker};
use backcast_app::track::{MilestoneRef, Record};
use backcast_app::{CalendarSetup, EnclosedFolder, Workspace};
use backcast_calsync::{ActivePlan, Fetching, Publisher, SyncOptions};
use backcast_core::track::PlanRevision;
use backcast_core::{GoalFileId, Plan};
use backcast_document::ExportRecord;
use backcast_engine::Options;
use backcast_playbook::Library;
use backcast_store::Stored;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

fn assert_send(_: &impl Send) {}

/// Whoever asks, and what they ask about.
struct Request<'r> {
    library: &'r Library,
    id: &'r GoalFileId,
    stored: &'r Stored,
    revision: &'r PlanRevision,
    plan: &'r Plan,
    day: Date,
}

fn commands(workspace: &Workspace, of: &Request<'_>, file: &NewGoalFile<'_>, milestone: &MilestoneRef, what: &Record) {
    let Request { library, id, stored, revision, plan, day, .. } = *of;
    assert_send(&workspace.add(file, &AddAs::BySource, &|| 7));
    assert_send(&workspace.propose_stored(id, library, &Options::default()));
    assert_send(&workspace.propose_edited(stored, revision, plan.clone()));
    assert_send(&workspace.reject(id, None, "too much"));
    assert_send(&workspace.record_artifact(id, 1, "PLAN.md", ""));
    assert_send(&workspace.undo(id, false));
    assert_send(&workspace.record(milestone, what, day));
}

fn decisions(workspace: &Workspace, id: &GoalFileId, question: &Question, agreed: &Agreed) {
    let how = ToApprove::default();
    assert_send(&workspace.question_to_approve(id, &how));
    assert_send(&workspace.question_to_reject(id, None, "too much"));
    assert_send(&workspace.question_to_drop(id, "no more"));
    assert_send(&workspace.make_token(agreed, SignedDuration::ZERO, Timestamp::UNIX_EPOCH, &|| 7));
    assert_send(&workspace.redeem(question.clone(), "", Timestamp::UNIX_EPOCH));
    assert_send(&workspace.decide(agreed.clone()));
}

fn lookups(workspace: &Workspace, of: &Request<'_>) {
    let Request { id, stored, revision, .. } = *of;
    assert_send(&workspace.goals());
    assert_send(&workspace.live_goals(1));
    assert_send(&workspace.goal_counts());
    assert_send(&workspace.goals_of(id));
    assert_send(&workspace.milestones(id));
    assert_send(&workspace.ready_milestones(1));
    assert_send(&workspace.next_due());
    assert_send(&workspace.stored(id));
    assert_send(&workspace.history(id));
    assert_send(&workspace.plan_text(revision));
    assert_send(&workspace.find_goal("run"));
    assert_send(&workspace.find_milestone("M1", None));
    assert_send(&workspace.plan_of(stored, revision));
    assert_send(&workspace.last_changed());
    assert_send(&workspace.earlier(stored));
    assert_send(&workspace.drift(stored, &|_| None));
}

fn agenda(workspace: &Workspace, of: &Request<'_>) {
    let Request { stored, plan, day, .. } = *of;
    assert_send(&workspace.next(1));
    assert_send(&workspace.day(1));
    assert_send(&workspace.week(day));
    assert_send(&workspace.conflicts());
    assert_send(&workspace.check_in(day));
    assert_send(&workspace.finished_work());
    assert_send(&workspace.add_finished("org", &[]));
    assert_send(&workspace.forget_finished("org"));
    assert_send(&workspace.finished_sources());
    assert_send(&workspace.track_record());
    assert_send(&workspace.scenario_of_stored(stored, plan));
}

fn calibration(workspace: &Workspace, of: &Request<'_>, found: &StoredCalibration) {
    assert_send(&workspace.calibration_options());
    assert_send(&workspace.calibrate(of.id, &CalibrationRequest::default()));
    assert_send(&workspace.record_calibration(found));
    assert_send(&workspace.question_to_apply(found));
    assert_send(&workspace.due());
}

fn calendars(workspace: &Workspace, setup: &CalendarSetup, publisher: &Publisher<'_>, server: &Server<'_>) {
    assert_send(&workspace.free_time(Date::MIN, 7, Fetching::IfMissing));
    assert_send(&workspace.survey_calendars(setup, Fetching::IfMissing));
    assert_send(&workspace.active_plans());
    assert_send(&workspace.publish(publisher));
    assert_send(&workspace.sync_with(publisher.clone(), server, &SyncOptions::default()));
    assert_send(&workspace.target_status(server.target));
}

fn reviews(workspace: &Workspace, stored_run: &mut StoredRun, begun: &Start<'_>, thinker: Thinker<'_>) {
    let submission = Submission { part: Part::Synthesis, text: "", packet: None };
    assert_send(&workspace.start_review(begun, &|| 7));
    assert_send(&workspace.find_run("book"));
    assert_send(&workspace.review_runs(None));
    assert_send(&workspace.review_run("book.1"));
    assert_send(&workspace.prepare_review());
    assert_send(&workspace.advance_review(stored_run, thinker, &|_, _| {}));
    assert_send(&workspace.review_packet(stored_run, Part::Synthesis));
    assert_send(&workspace.submit_answer(stored_run, &submission));
    assert_send(&workspace.examine_answer(stored_run, &submission));
    assert_send(&workspace.give_up_part(stored_run, Part::Synthesis, "tired"));
    assert_send(&workspace.abandon_review(stored_run, "no more"));
    assert_send(&workspace.reviewed(stored_run));
    assert_send(&workspace.brief_of(stored_run));
    assert_send(&workspace.review_text(&stored_run.run.brief));
}

fn folders(workspace: &Workspace, taking: &TakingOver<'_>, stored: &Stored, revision: &PlanRevision) {
    assert_send(&workspace.take_over(taking, &|| 7));
    assert_send(&workspace.take_over_progress(&stored.id, taking.folder));
    assert_send(&workspace.review_of(stored, 1));
    assert_send(&workspace.plan_files(stored, revision, EnclosedFolder::new("")));
}

fn care(workspace: &Workspace, export: &ExportRecord) {
    assert_send(&workspace.inspect_store());
    assert_send(&workspace.rebuild_lists());
    assert_send(&workspace.export());
    assert_send(&workspace.import(export));
}

#[test]
fn what_is_handed_between_threads_is_send_and_sync() {
    fn assert<T: Send + Sync>() {}
    assert::<Library>();
    assert::<ActivePlan>();
    assert::<backcast_calsync::Passwords>();
    assert::<backcast_app::AppError>();
    // Naming them has the compiler check their bodies.
    let _ = (commands, decisions, lookups, agenda, calibration, calendars, reviews, folders, care, contexts);
}

fn contexts(workspace: &Workspace, day: Date) {
    fn assert_shared(_: &(impl Send + Sync)) {}
    assert_shared(workspace);
    assert_send(&workspace.open());
    assert_send(&workspace.close());
    assert_send(&workspace.planning_defaults(day));
    assert_send(&workspace.work_schedule(day));
}
