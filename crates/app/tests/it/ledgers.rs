//! What holds whatever somebody does: any commands on any goals, in any order.
//!
//! `BACKCAST_CASES=2000` runs longer than the everyday handful, from another
//! seed with `BACKCAST_SEED`.

use std::future::Future;

use backcast_app::calibrate::stored::CalibrationRequest;
use backcast_app::consent::{Approval, ToApprove};
use backcast_app::repository::{AddAs, NewGoalFile};
use backcast_app::track::{CriterionRef, MilestoneRef, Record};
use backcast_app::{AppError, Workspace, WriteOptions};
use backcast_calsync::{Contents, Fetching, Publisher};
use backcast_core::track::{Door, Ledger, Proof};
use backcast_core::{BusyChoice, Effort, ErrorKind, GoalFileId, plus_days};
use backcast_document::{read_goal, read_plan};
use backcast_engine::calibrate::CalibrateOptions;
use backcast_engine::edit::{edited, with_dates};
use backcast_engine::experience::Experience;
use backcast_engine::what_if::Override;
use backcast_engine::{Choice, Options};
use backcast_store::{MilestoneRow, Stored};
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use crate::workspace::Home;

const TODAY: Date = date(2026, 2, 2);

/// Title, destination and origin of goals, with what is said of a repository.
const WISHES: [(&str, &str, &str, &str); 8] = [
    ("French B2", "Pass the DELF B2 exam", "B1 from school", ""),
    ("10k in spring", "Run the park 10k in under 55 minutes", "I run 4 km once a week", ""),
    ("Silver wedding", "Wedding anniversary party with 60 guests", "Nothing booked", ""),
    ("Drink water", "2 litres of water daily for eight weeks", "Half a litre", ""),
    ("New bathroom", "Bathroom renovated and paid for at most 15,000 EUR", "From 1974", ""),
    ("Portfolio site", "Website with 12 pictures online", "Pictures unsorted", ""),
    ("Master's thesis", "Master's thesis of 80 pages submitted", "Topic agreed", ""),
    (
        "Move search",
        "All search requests are answered by PostgreSQL, p95 below 250 ms",
        "38 queries against another server",
        "[repo]\nfiles = [\"src/search.rs\", \"src/index.rs\", \"src/search.rs\"]\n",
    ),
];

/// A goal file as somebody may write it.
#[derive(Clone, Debug)]
struct File {
    /// Number of the wish, days to its deadline, and priority, of each goal.
    goals: Vec<(usize, Option<i32>, u32)>,
    hours: Option<u32>,
    busy: Vec<(i32, i32, u32)>,
    has_today: bool,
}

fn file() -> impl Strategy<Value = File> {
    let goal = (0..WISHES.len(), prop::option::weighted(0.8, 20..700i32), 1..4u32);
    let goals = prop_oneof![3 => prop::collection::vec(goal.clone(), 1), 1 => prop::collection::vec(goal, 2..4)];
    let hours = prop::option::weighted(0.9, prop_oneof![1 => 0..2u32, 8 => 2..40u32]);
    let busy = prop::collection::vec((-20..200i32, 0..30i32, 0..3u32), 0..3);
    (goals, hours, busy, any::<bool>()).prop_map(|(goals, hours, busy, has_today)| File {
        goals,
        hours,
        busy,
        has_today,
    })
}

impl File {
    fn text(&self, today: Date) -> String {
        let goal = |&(wish, days, _): &(usize, Option<i32>, u32)| {
            let (title, destination, origin, _) = WISHES[wish];
            let deadline = days.map(|days| format!("deadline = {}\n", plus_days(today, days))).unwrap_or_default();
            format!("title = {title:?}\ndestination = {destination:?}\norigin = {origin:?}\n{deadline}")
        };
        let own_today = if self.has_today { format!("today = {today}\n") } else { String::new() };
        let hours = self.hours.map(|hours| format!("hours_per_week = {hours}\n")).unwrap_or_default();
        let mut text = match self.goals.as_slice() {
            [only] => format!("{}{own_today}{hours}", goal(only)),
            _ => format!("title = \"Spring\"\n{own_today}{hours}"),
        };
        for (from, length, left) in &self.busy {
            let (from, to) = (plus_days(today, *from), plus_days(today, from + length));
            text += &format!("[[busy]]\nfrom = {from}\nto = {to}\nhours_per_week = {left}\n");
        }
        text += WISHES[self.goals[0].0].3;
        if self.goals.len() > 1 {
            for (number, one) in self.goals.iter().enumerate() {
                text += &format!("[[goals]]\nid = \"g{number}\"\npriority = {}\n{}", one.2, goal(one));
            }
        }
        text
    }
}

/// What somebody does; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Command {
    Add(File),
    Revise(usize, File),
    Plan(usize),
    Decide(usize, usize, BusyChoice),
    Approve(usize),
    Reject(usize),
    Move(usize, usize, i32),
    LeaveOut(usize, usize),
    Record(usize, usize, Record, i32),
    Calibrate(usize, bool),
    Undo(usize),
    Drop(usize),
}

fn record() -> impl Strategy<Value = Record> {
    let why = || "because".to_owned();
    prop_oneof![
        Just(Record::Start),
        (1..2000u32).prop_map(|minutes| Record::Log { effort: Effort::from_minutes(minutes), note: None }),
        (0..101u8).prop_map(Record::Percent),
        Just(Record::Tick { criteria: Vec::new(), evidence: None }),
        Just(Record::Untick(Vec::new())),
        any::<bool>().prop_map(|force| Record::Done {
            effort: None,
            holds: vec![CriterionRef::Place(1)],
            force: !force
        }),
        Just(Record::Done { effort: Some(Effort::from_whole_hours(3)), holds: Vec::new(), force: true }),
        Just(Record::Reopen(why())),
        Just(Record::Miss(None)),
        Just(Record::Block(why())),
        Just(Record::Unblock),
        any::<bool>().prop_map(move |release| Record::Skip { why: "because".into(), release }),
        Just(Record::Release(why())),
        Just(Record::Note(why())),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let goal = 0..3usize;
    let milestone = 0..12usize;
    let choice = prop_oneof![Just(BusyChoice::Before), Just(BusyChoice::After), Just(BusyChoice::Reduce)];
    prop_oneof![
        1 => file().prop_map(Command::Add),
        2 => (goal.clone(), file()).prop_map(|(goal, file)| Command::Revise(goal, file)),
        4 => goal.clone().prop_map(Command::Plan),
        1 => (goal.clone(), milestone.clone(), choice).prop_map(|(a, b, c)| Command::Decide(a, b, c)),
        4 => goal.clone().prop_map(Command::Approve),
        1 => goal.clone().prop_map(Command::Reject),
        2 => (goal.clone(), milestone.clone(), -30..90i32).prop_map(|(a, b, c)| Command::Move(a, b, c)),
        1 => (goal.clone(), milestone.clone()).prop_map(|(a, b)| Command::LeaveOut(a, b)),
        20 => (goal.clone(), milestone, record(), 0..60i32).prop_map(|(a, b, c, d)| Command::Record(a, b, c, d)),
        1 => (goal.clone(), any::<bool>()).prop_map(|(goal, is_taken)| Command::Calibrate(goal, is_taken)),
        2 => goal.clone().prop_map(Command::Undo),
        1 => goal.prop_map(Command::Drop),
    ]
}

/// A step: the days that pass before it, the command, and whether it is taken
/// back at once.
type Step = (i32, Command, bool);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let days = prop_oneof![3 => Just(0), 2 => 1..20i32, 1 => 20..120i32];
    let step = (days, command(), prop::bool::weighted(0.2));
    (file(), prop::collection::vec(step, 2..14)).prop_map(|(first, rest)| {
        // Most of what can be done wants a plan in effect.
        let begin = [Command::Add(first), Command::Plan(0), Command::Approve(0)];
        begin.into_iter().map(|command| (0, command, false)).chain(rest).collect()
    })
}

/// An answer, or that it was refused for a reason; everything else is a bug of
/// ours or a broken store.
#[track_caller]
fn answered<T>(answer: Result<T, AppError>) -> Option<T> {
    match answer {
        Ok(answer) => Some(answer),
        Err(error) if matches!(error.kind(), ErrorKind::Input | ErrorKind::Refused | ErrorKind::Conflict) => None,
        Err(error) => panic!("{error} ({})", error.code()),
    }
}

/// The ledger without what an undo adds to it.
fn state(stored: &Stored) -> Ledger {
    Ledger { version: 0, last_goal_revision: 0, last_plan_revision: 0, ..stored.ledger.clone() }
}

struct Bench {
    home: Home,
    today: Date,
    ids: Vec<GoalFileId>,
    n_random: std::sync::atomic::AtomicU32,
}

impl Bench {
    fn new() -> Self {
        Bench { home: Home::on(TODAY), today: TODAY, ids: Vec::new(), n_random: 0.into() }
    }

    fn workspace(&self) -> Workspace {
        self.home.workspace_on(self.today)
    }

    fn id(&self, goal: usize) -> Option<GoalFileId> {
        self.ids.get(goal % self.ids.len().max(1)).cloned()
    }

    async fn take(&mut self, step: &Step) {
        let (days, command, is_taken_back) = step;
        self.today = plus_days(self.today, *days);
        let id = match command {
            Command::Add(_) => None,
            Command::Revise(goal, _)
            | Command::Plan(goal)
            | Command::Decide(goal, ..)
            | Command::Approve(goal)
            | Command::Reject(goal)
            | Command::Move(goal, ..)
            | Command::LeaveOut(goal, _)
            | Command::Record(goal, ..)
            | Command::Calibrate(goal, _)
            | Command::Undo(goal)
            | Command::Drop(goal) => self.id(*goal),
        };
        let Some(id) = id else { return self.add(command).await };
        let before = self.workspace().stored(&id).await.expect("it is stored");
        let rows = self.rows(&id).await;
        self.on(&id, command).await;
        if *is_taken_back && !matches!(command, Command::Undo(_)) {
            let after = self.workspace().stored(&id).await.expect("it is stored");
            if after.ledger.version > before.ledger.version {
                self.undo(&id).await;
                let undone = self.workspace().stored(&id).await.expect("it is stored");
                assert_eq!(state(&undone), state(&before), "undo after {command:?}");
                assert_eq!(self.rows(&id).await, rows, "lists after the undo of {command:?}");
            }
        }
    }

    async fn add(&mut self, command: &Command) {
        let Command::Add(file) = command else { return };
        if let Some(added) = self.write(file, &AddAs::New).await {
            self.ids.push(added);
        }
    }

    async fn write(&self, file: &File, how: &AddAs) -> Option<GoalFileId> {
        let text = file.text(self.today);
        let document =
            read_goal("goal.toml", &text, self.today).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"));
        let random = || self.n_random.fetch_add(7919, std::sync::atomic::Ordering::Relaxed);
        let file = NewGoalFile { text: &text, goal_file: &document.goal_file, source: None };
        answered(self.workspace().add(&file, how, &random).await).map(|added| added.id)
    }

    async fn on(&self, id: &GoalFileId, command: &Command) {
        let workspace = self.workspace();
        match command {
            Command::Add(_) => {}
            Command::Revise(_, file) => {
                self.write(file, &AddAs::VersionOf(id.clone())).await;
            }
            Command::Plan(_) => {
                answered(workspace.propose_stored(id, workspace.library().expect("sound"), &options()).await);
            }
            Command::Decide(_, milestone, choice) => {
                let Some(row) = self.row(id, *milestone).await else { return };
                let choice = Choice { milestone: row.id, choice: *choice, by: "ann".into(), why: None };
                let options = Options { choices: vec![choice], ..options() };
                answered(workspace.propose_stored(id, workspace.library().expect("sound"), &options).await);
            }
            Command::Approve(_) => {
                let how = ToApprove { allow_many: true, ..ToApprove::default() };
                if let Some(Approval::Open(question)) = answered(workspace.question_to_approve(id, &how).await) {
                    answered(workspace.decide(question.agreed(Door::Page, Proof::Answer)).await);
                }
            }
            Command::Reject(_) => {
                answered(workspace.reject(id, None, "too much").await);
            }
            Command::Move(_, milestone, days) => self.edit(id, Some((*milestone, *days)), None).await,
            Command::LeaveOut(_, milestone) => self.edit(id, None, Some(*milestone)).await,
            Command::Record(_, milestone, what, ago) => {
                let Some(row) = self.row(id, *milestone).await else { return };
                let milestone = MilestoneRef { goal_file: id.clone(), goal: row.goal, id: row.id };
                answered(workspace.record(&milestone, what, plus_days(self.today, -ago)).await);
            }
            Command::Calibrate(_, is_taken) => {
                let Some(found) = answered(workspace.calibrate(id, &calibration()).await) else { return };
                let question = if *is_taken { workspace.question_to_apply(&found).await } else { Ok(None) };
                if let Some(question) = answered(question).flatten() {
                    answered(workspace.decide(question.agreed(Door::Page, Proof::Answer)).await);
                } else {
                    answered(workspace.record_calibration(&found).await);
                }
            }
            Command::Undo(_) => self.undo(id).await,
            Command::Drop(_) => {
                if let Some(question) = answered(workspace.question_to_drop(id, "no more").await) {
                    answered(workspace.decide(question.agreed(Door::Page, Proof::Answer)).await);
                }
            }
        }
    }

    async fn undo(&self, id: &GoalFileId) {
        answered(self.workspace().undo(id, false).await);
    }

    async fn edit(&self, id: &GoalFileId, moved: Option<(usize, i32)>, left_out: Option<usize>) {
        let workspace = self.workspace();
        let stored = workspace.stored(id).await.expect("it is stored");
        let Some(revision) = stored.ledger.current().cloned() else { return };
        let plan = workspace.plan_of(&stored, &revision).await.expect("it can be read");
        let at = |number: usize| &plan.milestones[number % plan.milestones.len()];
        let days = moved.map(|(number, days)| (at(number).milestone.id.clone(), plus_days(at(number).due, days)));
        let all = plan.milestones.iter().map(|planned| (planned.milestone.id.clone(), planned.due)).collect();
        let Some(mut edit) = with_dates(&plan, &days.map_or(all, |day| [day].into())) else { return };
        if let Some(gone) = left_out.map(|number| at(number).milestone.id.clone()) {
            edit.milestones.retain(|one| one.id.as_ref() != Some(&gone));
            for one in &mut edit.milestones {
                one.depends_on.retain(|dependency| dependency.on != gone);
            }
        }
        let earlier = workspace.earlier(&stored).await.expect("plans can be read");
        if let Ok(new) = edited(&plan, &edit, &earlier, &Experience::default(), true) {
            answered(workspace.propose_edited(&stored, &revision, new).await);
        }
    }

    async fn rows(&self, id: &GoalFileId) -> Vec<MilestoneRow> {
        self.workspace().milestones(id).await.expect("lists can be read")
    }

    async fn row(&self, id: &GoalFileId, number: usize) -> Option<MilestoneRow> {
        let mut rows = self.rows(id).await;
        (!rows.is_empty()).then(|| rows.swap_remove(number % rows.len()))
    }

    /// Everything that is asked every day has an answer.
    async fn ask(&self) {
        let workspace = self.workspace();
        answered(workspace.next(100).await);
        answered(workspace.day(100).await);
        answered(workspace.week(self.today).await);
        answered(workspace.check_in(self.today).await);
        answered(workspace.conflicts().await);
        answered(workspace.due().await);
        let overview = workspace.free_time(self.today, 28, Fetching::IfMissing).await.expect("nothing to read");
        let publisher = Publisher {
            overview: &overview,
            now: workspace.now(),
            review_day: Weekday::Sunday,
            contents: Contents { tasks: true, ..Contents::default() },
        };
        answered(workspace.publish(&publisher).await).map(|published| published.feed());
        for id in &self.ids {
            answered(workspace.calibrate(id, &calibration()).await);
            let tried = self.workspace().writing(WriteOptions { dry_run: true, if_version: None });
            let proposed = tried.propose_stored(id, workspace.library().expect("sound"), &options()).await;
            if let Some(proposal) = answered(proposed) {
                let json = backcast_document::PlanRecord::from_plan(&proposal.plan).to_json();
                read_plan("plan.json", &json).expect("what is written can be read");
            }
            self.what_if(id).await;
        }
    }

    async fn what_if(&self, id: &GoalFileId) {
        let workspace = self.workspace();
        let stored = workspace.stored(id).await.expect("it is stored");
        let Some(revision) = stored.ledger.current() else { return };
        let plan = workspace.plan_of(&stored, revision).await.expect("it can be read");
        let Some(scenario) = answered(workspace.scenario_of_stored(&stored, &plan).await) else { return };
        let _ = scenario.placed();
        for planned in &plan.milestones {
            if let Ok(other) = scenario.with(&Override::Without(planned.milestone.id.clone())) {
                let _ = other.placed();
            }
        }
    }

    /// What is kept of the logs is what follows from them.
    async fn recount(&self) {
        let workspace = self.workspace();
        let mut lists = Vec::new();
        for id in &self.ids {
            let stored = workspace.stored(id).await.expect("it is stored");
            let history = workspace.history(id).await.expect("the log can be read");
            assert_eq!(stored.ledger, Ledger::replay(&history), "the state of {id}");
            lists.push((workspace.goals_of(id).await.expect("rows"), self.rows(id).await));
        }
        let faults = workspace.inspect_store().await.expect("it can be read").faults;
        let broken: Vec<_> = faults.iter().filter(|fault| !fault.kind.is_harmless()).collect();
        assert!(broken.is_empty(), "{broken:?}");
        workspace.rebuild_lists().await.expect("logs can be read");
        for (id, (goals, rows)) in self.ids.iter().zip(lists) {
            assert_eq!(workspace.goals_of(id).await.expect("rows"), goals, "goals of {id}");
            assert_eq!(self.rows(id).await, rows, "milestones of {id}");
        }
    }
}

fn options() -> Options {
    Options { assume: true, force: true, allow_many: true, ..Options::default() }
}

fn calibration() -> CalibrationRequest {
    CalibrationRequest { how: CalibrateOptions { n_runs: 50, ..CalibrateOptions::default() }, ..Default::default() }
}

fn run(what: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(what);
}

fn variable(name: &str, usual: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn config() -> Config {
    Config {
        cases: variable("BACKCAST_CASES", 8),
        // Nothing fails by chance: other cases are asked for.
        rng_seed: RngSeed::Fixed(variable("BACKCAST_SEED", 1).into()),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_somebody_does_is_answered_and_can_be_replayed(steps in steps()) {
        run(async {
            let mut bench = Bench::new();
            for step in &steps {
                bench.take(step).await;
            }
            bench.ask().await;
            bench.recount().await;
        });
    }
}
