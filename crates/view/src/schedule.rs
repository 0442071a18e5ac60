//! Schedules of problems: several goals and people, or activities of PSPLIB.

use backcast_core::problem::{Minute, Schedule as Starts};
use backcast_document::ProblemDocument;
use backcast_schedule::network;
use backcast_schedule::portfolio::{Certificate, Explainer, Found, Room, rooms};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Entries, Schema, words};

/// What `schedule --problem` found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Schedule {
    /// A schedule of several goals and people.
    Portfolio(PortfolioSchedule),
    /// A schedule of a problem of PSPLIB.
    Network(NetworkSchedule),
    /// There is none.
    Impossible(Impossible),
}

/// A schedule of several goals and people. Minutes count from the beginning of
/// the problem.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PortfolioSchedule {
    /// `backcast.schedule/1`.
    pub schema: Schema<Schedule>,
    /// optimal, feasible, overdue or infeasible; the last two are behind a
    /// deadline, the last one provably so.
    pub status: &'static str,
    /// Working minutes behind deadlines, in all.
    pub overdue_minutes: u64,
    /// Working minutes behind due dates, each times the weight of its goal.
    pub weighted_tardiness_minutes: u64,
    /// No schedule has less than this.
    pub weighted_tardiness_bound_minutes: u64,
    /// The least by which the latest task has to be behind its due date; known
    /// where one person's work may be split, else null.
    pub least_lateness_minutes: Option<i64>,
    /// Whether that is proved.
    pub least_lateness_proved: Option<bool>,
    /// Schedules that were tried.
    pub schedules: u64,
    /// Processor time since the start of the process.
    pub cpu_seconds: f64,
    /// Whether the time limit ended the search.
    pub time_limit_hit: bool,
    /// Why no schedule can keep every deadline, where that is known.
    pub certificate: Option<CertificateView>,
    /// By the id of the goal.
    pub goals: Entries<GoalSchedule>,
    /// By the id of the task.
    pub tasks: Entries<TaskPlace>,
    /// Tasks that lie elsewhere than in the earlier schedule; absent where
    /// there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Vec<String>>,
}

/// How a goal ends.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GoalSchedule {
    /// The minute at which its last task is finished.
    pub finish: Minute,
    /// The minute of its deadline or target, the buffer held back.
    pub due: Option<Minute>,
    /// Common working minutes behind it.
    pub late_minutes: u64,
    /// The task that is finished last.
    pub last: String,
    /// Tasks that hold each other up to it, the first one first; empty where
    /// it is not late.
    pub late_because: Vec<String>,
}

/// Where a task lies.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TaskPlace {
    /// Who does it; null where it only waits.
    pub person: Option<String>,
    /// Its first minute.
    pub start: Minute,
    /// The first minute behind it.
    pub finish: Minute,
    /// First minute, and the one behind, of each stretch of it.
    pub stretches: Vec<[Minute; 2]>,
    /// The first minute at which it could start with everybody free.
    pub start_earliest: Minute,
    /// The last minute at which it may finish.
    pub finish_latest: Minute,
    /// Working minutes by which it can slip before anything due is late.
    pub total_slack_minutes: Minute,
    /// Working minutes by which it can slip before another task moves.
    pub free_slack_minutes: Minute,
}

/// Why no schedule can keep every deadline.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CertificateView {
    /// Tasks want more of a span than the people who can do them have.
    Overfull {
        /// The tasks.
        tasks: Vec<String>,
        /// First minute of the span.
        from: Minute,
        /// The minute behind it.
        to: Minute,
        /// Minutes that they want.
        needed_minutes: u64,
        /// Minutes that there are.
        available_minutes: u64,
        /// The same as a sentence.
        text: String,
    },
    /// A chain of tasks is longer than the time until its deadline.
    TooLong {
        /// The tasks in their order.
        tasks: Vec<String>,
        /// The earliest minute at which it can be finished.
        finish: Minute,
        /// The minute of the deadline.
        deadline: Minute,
        /// The same as a sentence.
        text: String,
    },
}

impl CertificateView {
    fn of(document: &ProblemDocument, certificate: &Certificate) -> Self {
        let text = words::because(document, certificate);
        match certificate {
            Certificate::Overfull(window) => CertificateView::Overfull {
                tasks: names(document, &window.tasks),
                from: window.window.start,
                to: window.window.finish,
                needed_minutes: window.needed,
                available_minutes: window.available,
                text,
            },
            Certificate::TooLong(chain) => CertificateView::TooLong {
                tasks: names(document, &chain.tasks),
                finish: chain.finish,
                deadline: chain.deadline,
                text,
            },
        }
    }
}

fn names(document: &ProblemDocument, tasks: &[usize]) -> Vec<String> {
    tasks.iter().map(|&task| document.tasks[task].clone()).collect()
}

/// There is no schedule.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Impossible {
    /// `backcast.schedule/1`.
    pub schema: Schema<Schedule>,
    /// infeasible.
    pub status: &'static str,
    /// Where the search got stuck, as a sentence.
    pub reason: String,
    /// Why there can be none, where that is known.
    pub certificate: Option<CertificateView>,
}

/// A schedule of a problem of PSPLIB. Periods count from zero.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NetworkSchedule {
    /// `backcast.schedule/1`.
    pub schema: Schema<Schedule>,
    /// The period at which everything is finished.
    pub makespan: u32,
    /// optimal or feasible.
    pub status: String,
    /// No schedule is shorter than this.
    pub lower_bound: u32,
    /// Schedules that were tried.
    pub schedules: u32,
    /// Processor time since the start of the process.
    pub cpu_seconds: f64,
    /// Whether the time limit ended the search.
    pub time_limit_hit: bool,
    /// The period at which each job starts, in the order of jobs.
    pub starts: Vec<u32>,
}

impl Schedule {
    /// There is no schedule, and why.
    #[must_use]
    pub fn impossible(document: &ProblemDocument, reason: &str, certificate: Option<&Certificate>) -> Self {
        Schedule::Impossible(Impossible {
            schema: Schema::new(),
            status: "infeasible",
            reason: reason.to_owned(),
            certificate: certificate.map(|certificate| CertificateView::of(document, certificate)),
        })
    }

    /// A schedule of a problem of PSPLIB.
    #[must_use]
    pub fn of_network(found: &network::Found, cpu_seconds: f64, time_limit_hit: bool) -> Self {
        Schedule::Network(NetworkSchedule {
            schema: Schema::new(),
            makespan: found.makespan,
            status: network_status(found).to_lowercase(),
            lower_bound: found.lower_bound,
            schedules: found.n_schedules,
            cpu_seconds,
            time_limit_hit,
            starts: found.starts.clone(),
        })
    }
}

/// OPTIMAL or FEASIBLE.
#[must_use]
pub fn network_status(found: &network::Found) -> &'static str {
    if found.is_proved() { "OPTIMAL" } else { "FEASIBLE" }
}

/// A schedule of several goals and people, and everything that is said of it.
pub struct Answer<'a> {
    /// The problem.
    pub document: &'a ProblemDocument,
    /// The schedule.
    pub found: &'a Found,
    /// What says why a task lies where it lies.
    pub explainer: Explainer<'a>,
    /// Why no schedule keeps every deadline, where that is known.
    pub certificate: Option<Certificate>,
    /// Of one person whose work may be split: the least that the latest task is
    /// behind its due date in minutes of work, and whether that is proved.
    pub least_lateness: Option<(i64, bool)>,
    /// The tasks that moved against an earlier schedule.
    pub moved: Option<&'a [usize]>,
    /// Processor time.
    pub seconds: f64,
    /// Whether the time limit ended the search.
    pub is_cut: bool,
}

/// How a goal ends.
#[derive(Clone, Copy, Debug)]
pub struct GoalEnd {
    /// Its number.
    pub goal: usize,
    /// The minute at which it ends.
    pub finish: Minute,
    /// The task that is finished last.
    pub last: usize,
    /// Its deadline or target, the buffer held back.
    pub due: Option<Minute>,
    /// Common working time behind it.
    pub late: u64,
}

impl Answer<'_> {
    /// How each goal that has a task ends, in the order of the problem.
    #[must_use]
    pub fn goal_ends(&self) -> Vec<GoalEnd> {
        let problem = &self.document.problem;
        let mut ends: Vec<Option<GoalEnd>> = (0..problem.goals().len()).map(|_| None).collect();
        for (number, (task, placed)) in problem.tasks().iter().zip(&self.found.schedule.0).enumerate() {
            let finish = placed.finish();
            if ends[task.goal].as_ref().is_none_or(|end| finish > end.finish) {
                let terms = &problem.goals()[task.goal];
                let due = [terms.deadline, terms.target].into_iter().flatten().min();
                let due = due.map(|due| problem.before_buffer(task.goal, due));
                let late = due.map_or(0, |due| self.worked(due, finish));
                ends[task.goal] = Some(GoalEnd { goal: task.goal, finish, last: number, due, late });
            }
        }
        ends.into_iter().flatten().collect()
    }

    /// Common working time between two minutes.
    fn worked(&self, from: Minute, to: Minute) -> u64 {
        let worked = |minute| self.document.problem.common().map_or(minute, |common| common.work_before(minute));
        u64::from(worked(to).saturating_sub(worked(from)))
    }

    /// optimal, feasible, overdue or infeasible.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match self.found {
            found if found.value.overdue > 0 && self.certificate.is_some() => "infeasible",
            found if found.value.overdue > 0 => "overdue",
            found if found.is_proved() => "optimal",
            _ => "feasible",
        }
    }

    pub(crate) fn chain(&self, task: usize) -> Vec<String> {
        names(self.document, &self.explainer.chain(task))
    }

    /// The schedule as a document.
    #[must_use]
    pub fn to_view(&self) -> Schedule {
        let document = self.document;
        let rooms = rooms(&document.problem, &self.found.schedule);
        let goal = |end: GoalEnd| {
            let view = GoalSchedule {
                finish: end.finish,
                due: end.due,
                late_minutes: end.late,
                last: document.tasks[end.last].clone(),
                late_because: if end.late > 0 { self.chain(end.last) } else { Vec::new() },
            };
            (document.goals[end.goal].clone(), view)
        };
        let task = |task: usize| (document.tasks[task].clone(), self.place(task, &rooms[task]));
        let value = self.found.value;
        Schedule::Portfolio(PortfolioSchedule {
            schema: Schema::new(),
            status: self.status(),
            overdue_minutes: value.overdue,
            weighted_tardiness_minutes: value.weighted_tardiness,
            weighted_tardiness_bound_minutes: self.found.tardiness_bound,
            least_lateness_minutes: self.least_lateness.map(|(minutes, _)| minutes),
            least_lateness_proved: self.least_lateness.map(|(_, is_proved)| is_proved),
            schedules: self.found.n_schedules,
            cpu_seconds: self.seconds,
            time_limit_hit: self.is_cut,
            certificate: self.certificate.as_ref().map(|certificate| CertificateView::of(document, certificate)),
            goals: Entries(self.goal_ends().into_iter().map(goal).collect()),
            tasks: Entries((0..document.tasks.len()).map(task).collect()),
            moved: self.moved.map(|moved| names(document, moved)),
        })
    }

    pub(crate) fn place(&self, task: usize, room: &Room) -> TaskPlace {
        let placed = &self.found.schedule.0[task];
        TaskPlace {
            person: placed.person.map(|person| self.document.people[person].clone()),
            start: placed.start(),
            finish: placed.finish(),
            stretches: placed.stretches.iter().map(|span| [span.start, span.finish]).collect(),
            start_earliest: room.start_earliest,
            finish_latest: room.finish_latest,
            total_slack_minutes: room.total_slack,
            free_slack_minutes: room.free_slack,
        }
    }
}

/// `{"t0": [start, end], …}` in the file's own unit, one task a line.
#[must_use]
pub fn grid(document: &ProblemDocument, schedule: &Starts) -> String {
    let lines = document
        .tasks
        .iter()
        .zip(document.grid(schedule))
        .map(|(id, (start, finish))| format!("{}: [{start}, {finish}]", serde_json::Value::from(id.as_str())));
    format!("{{{}}}\n", lines.collect::<Vec<_>>().join(",\n "))
}
