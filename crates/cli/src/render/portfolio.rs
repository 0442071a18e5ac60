//! Schedules of several goals and people, with what they rest on.

use backcast_core::plural;
use std::fmt::Write as _;

use backcast_app::portfolio::{Certificate, Explainer, Found, Room, Why, rooms};
use backcast_core::plus_days;
use backcast_core::problem::{Lag, Minute, Schedule};
use backcast_document::ProblemDocument;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use serde_json::{Map, Value, json};

use super::style::{bold, item, labeled};

/// A schedule and everything that is said about it.
pub(crate) struct Answer<'a> {
    pub(crate) document: &'a ProblemDocument,
    pub(crate) found: &'a Found,
    pub(crate) explainer: Explainer<'a>,
    pub(crate) certificate: Option<Certificate>,
    /// Of one person whose work may be split: the least that the latest task is
    /// behind its due date in minutes of work, and whether that is proved.
    pub(crate) least_lateness: Option<(i64, bool)>,
    /// The tasks that moved against an earlier schedule.
    pub(crate) moved: Option<&'a [usize]>,
    pub(crate) seconds: f64,
    pub(crate) is_cut: bool,
}

/// `{"t0": [start, end], …}` in the file's own unit.
pub(crate) fn grid(document: &ProblemDocument, schedule: &Schedule) -> String {
    let mut text = String::with_capacity(24 * document.tasks.len() + 3);
    for (id, (start, finish)) in document.tasks.iter().zip(document.grid(schedule)) {
        let open = if text.is_empty() { "{" } else { ",\n " };
        let _ = write!(text, "{open}{}: [{start}, {finish}]", json!(id));
    }
    text.push_str("}\n");
    text
}

/// How a goal ends.
struct GoalEnd {
    goal: usize,
    finish: Minute,
    /// The task that is finished last.
    last: usize,
    /// Its deadline or target, the buffer held back.
    due: Option<Minute>,
    /// Common working time behind it.
    late: u64,
}

/// Late goals, and tasks of a chain, that are shown before the rest is only
/// counted.
const SHOWN: usize = 20;
const CHAIN_SHOWN: usize = 8;

impl Answer<'_> {
    fn goal_ends(&self) -> Vec<GoalEnd> {
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

    fn status(&self) -> &'static str {
        match self.found {
            found if found.value.overdue > 0 && self.certificate.is_some() => "infeasible",
            found if found.value.overdue > 0 => "overdue",
            found if found.is_proved() => "optimal",
            _ => "feasible",
        }
    }

    pub(crate) fn text(&self, width: usize) -> String {
        let document = self.document;
        let ends = self.goal_ends();
        let mut text = format!(
            "{}, {}, {}\n\n",
            plural(document.tasks.len(), "task"),
            plural(document.goals.len(), "goal"),
            plural(document.people.len(), "person").replace("persons", "people")
        );
        text.push_str(&labeled(self.verdict(), &self.verdict_text(&ends), width));
        text.push('\n');
        if let Some(certificate) = &self.certificate {
            text.push_str(&labeled("Because", &because(document, certificate), width));
        }
        if let Some((minutes, is_proved)) = self.least_lateness.filter(|&(minutes, _)| minutes > 0) {
            let proof = if is_proved { "proved: nothing is less late at worst" } else { "the least that was found" };
            let line = format!("{} behind its due date, for the latest task; {proof}.", hours(minutes.unsigned_abs()));
            text.push_str(&labeled("Least lateness", &line, width));
        }
        let mut late: Vec<&GoalEnd> = ends.iter().filter(|end| end.late > 0).collect();
        late.sort_by_key(|end| (std::cmp::Reverse(end.late), end.goal));
        let on_time = ends.len() - late.len();
        let shown: Vec<&GoalEnd> = if late.is_empty() { ends.iter().collect() } else { late };
        text.push_str(&self.table(&shown));
        if shown.len() > SHOWN {
            let _ = writeln!(text, " … and {} more (all of them: --json)", shown.len() - SHOWN);
        }
        if on_time > 0 && on_time < ends.len() {
            let _ = writeln!(text, "\n{} in time.", plural(on_time, "goal"));
        }
        self.add_chains(&shown, width, &mut text);
        if let Some(moved) = self.moved {
            text.push_str(&labeled("Moved", &self.listed(moved, SHOWN), width));
        }
        let cut = if self.is_cut { ", ended by the time limit" } else { "" };
        let _ = writeln!(
            text,
            "\n{} in {:.2} s{cut}.\nWhy there: --why {}    For tools: --json, --format grid",
            plural(usize::try_from(self.found.n_schedules).unwrap_or(usize::MAX), "schedule"),
            self.seconds,
            shown.first().map_or("TASK", |end| document.tasks[end.last].as_str()),
        );
        text
    }

    fn verdict(&self) -> &'static str {
        match self.status() {
            "infeasible" => "INFEASIBLE",
            "overdue" => "OVERDUE",
            _ if self.found.value.weighted_tardiness == 0 => "IN TIME",
            _ => "LATE",
        }
    }

    fn verdict_text(&self, ends: &[GoalEnd]) -> String {
        let value = self.found.value;
        let n_late = ends.iter().filter(|end| end.late > 0).count();
        if value.overdue > 0 {
            let proof = if self.certificate.is_some() {
                "no schedule keeps every deadline"
            } else {
                "no schedule was found that keeps every deadline, which proves nothing"
            };
            return format!("{proof}; this one is {} behind deadlines in all.", hours(value.overdue));
        }
        if value.weighted_tardiness == 0 {
            return "every goal ends by its date.".into();
        }
        let bound = self.found.tardiness_bound;
        let proof = if self.found.is_proved() {
            "proved: no schedule has less".to_owned()
        } else {
            format!("at least {} of it cannot be avoided", hours(bound))
        };
        format!(
            "{} of {}: {} of weighted tardiness, {proof}.",
            n_late,
            plural(ends.len(), "goal"),
            hours(value.weighted_tardiness)
        )
    }

    fn table(&self, ends: &[&GoalEnd]) -> String {
        let mut table = Table::new();
        table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(["goal", "weight", "due", "ends", "late"]);
        for end in ends.iter().take(SHOWN) {
            let weight = self.document.problem.goals()[end.goal].weight;
            table.add_row([
                self.document.goals[end.goal].clone(),
                weight.to_string(),
                end.due.map_or_else(String::new, |due| time(self.document, due, true)),
                time(self.document, end.finish, true),
                if end.late > 0 { hours(end.late) } else { String::new() },
            ]);
        }
        for column in [1, 4] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        format!("{}\n", lines.join("\n"))
    }

    /// What makes the latest goals late.
    fn add_chains(&self, ends: &[&GoalEnd], width: usize, text: &mut String) {
        let late: Vec<&&GoalEnd> = ends.iter().filter(|end| end.late > 0).take(3).collect();
        for (idx, end) in late.iter().enumerate() {
            if idx == 0 {
                text.push('\n');
            }
            let label = if idx == 0 { "Late because" } else { "" };
            let chain = self.explainer.chain(end.last);
            let from = chain.len().saturating_sub(CHAIN_SHOWN);
            let names: Vec<&str> = chain[from..].iter().map(|&task| self.document.tasks[task].as_str()).collect();
            let more = if from > 0 { "… → " } else { "" };
            let line = format!("{} waits for {more}{}", self.document.goals[end.goal], names.join(" → "));
            text.push_str(&labeled(label, &line, width));
        }
    }

    fn listed(&self, tasks: &[usize], most: usize) -> String {
        if tasks.is_empty() {
            return "nothing: the earlier schedule stands".into();
        }
        let names: Vec<&str> = tasks.iter().take(most).map(|&task| self.document.tasks[task].as_str()).collect();
        let more = if tasks.len() > most { format!(" and {} more", tasks.len() - most) } else { String::new() };
        format!("{}: {}{more}", plural(tasks.len(), "task"), names.join(", "))
    }

    pub(crate) fn json(&self) -> String {
        let document = self.document;
        let rooms = rooms(&document.problem, &self.found.schedule);
        let goals: Map<String, Value> = self
            .goal_ends()
            .into_iter()
            .map(|end| {
                let chain: Vec<&str> = if end.late > 0 {
                    self.explainer.chain(end.last).into_iter().map(|task| document.tasks[task].as_str()).collect()
                } else {
                    Vec::new()
                };
                let value = json!({
                    "finish": end.finish, "due": end.due, "late_minutes": end.late,
                    "last": document.tasks[end.last], "late_because": chain,
                });
                (document.goals[end.goal].clone(), value)
            })
            .collect();
        let tasks: Map<String, Value> = (0..document.tasks.len())
            .map(|task| (document.tasks[task].clone(), self.task_json(task, &rooms[task])))
            .collect();
        let value = self.found.value;
        let mut record = json!({
            "schema": "backcast.schedule/1",
            "status": self.status(),
            "overdue_minutes": value.overdue,
            "weighted_tardiness_minutes": value.weighted_tardiness,
            "weighted_tardiness_bound_minutes": self.found.tardiness_bound,
            "least_lateness_minutes": self.least_lateness.map(|(minutes, _)| minutes),
            "least_lateness_proved": self.least_lateness.map(|(_, is_proved)| is_proved),
            "schedules": self.found.n_schedules,
            "cpu_seconds": self.seconds,
            "time_limit_hit": self.is_cut,
            "certificate": self.certificate.as_ref().map(|certificate| certificate_json(document, certificate)),
            "goals": goals,
            "tasks": tasks,
        });
        if let Some(moved) = self.moved {
            record["moved"] = moved.iter().map(|&task| json!(document.tasks[task])).collect();
        }
        format!("{record:#}\n")
    }

    fn task_json(&self, task: usize, room: &Room) -> Value {
        let placed = &self.found.schedule.0[task];
        let stretches: Vec<[Minute; 2]> = placed.stretches.iter().map(|span| [span.start, span.finish]).collect();
        json!({
            "person": placed.person.map(|person| self.document.people[person].as_str()),
            "start": placed.start(),
            "finish": placed.finish(),
            "stretches": stretches,
            "start_earliest": room.start_earliest,
            "finish_latest": room.finish_latest,
            "total_slack_minutes": room.total_slack,
            "free_slack_minutes": room.free_slack,
        })
    }

    pub(crate) fn why_json(&self, task: usize) -> String {
        let rooms = rooms(&self.document.problem, &self.found.schedule);
        let mut record = self.task_json(task, &rooms[task]);
        let reasons: Vec<Value> =
            self.explainer.why(task).into_iter().map(|why| why_json(self.document, why)).collect();
        let chain: Vec<&str> =
            self.explainer.chain(task).into_iter().map(|task| self.document.tasks[task].as_str()).collect();
        record["schema"] = json!("backcast.why/1");
        record["task"] = json!(self.document.tasks[task]);
        record["because"] = json!(reasons);
        record["chain"] = json!(chain);
        format!("{record:#}\n")
    }

    pub(crate) fn why_text(&self, task: usize, width: usize) -> String {
        let document = self.document;
        let placed = &self.found.schedule.0[task];
        let room = rooms(&document.problem, &self.found.schedule)[task];
        let mut text = format!("{}\n\n", bold(&document.tasks[task]));
        let who = placed.person.map_or_else(String::new, |person| format!(", by {}", document.people[person]));
        let from_to = format!(
            "{} to {}{who}, for {}",
            time(document, placed.start(), false),
            time(document, placed.finish(), true),
            document.goals[document.problem.tasks()[task].goal]
        );
        text.push_str(&labeled("Lies", &from_to, width));
        text.push_str(&labeled("Why not earlier", "", width));
        for why in self.explainer.why(task) {
            text.push_str(&item("·", &why_text(document, why), 2, width));
        }
        let chain = self.explainer.chain(task);
        if chain.len() > 1 {
            let names: Vec<&str> = chain.iter().map(|&task| document.tasks[task].as_str()).collect();
            text.push_str(&labeled("Chain", &names.join(" → "), width));
        }
        let slack = format!(
            "{} before anything that is due is late, {} before another task moves; with everybody free it could start {}",
            hours(u64::from(room.total_slack)),
            hours(u64::from(room.free_slack)),
            time(document, room.start_earliest, false)
        );
        text.push_str(&labeled("Slack (float)", &slack, width));
        text
    }
}

fn why_text(document: &ProblemDocument, why: Why) -> String {
    let task = |number: usize| document.tasks[number].as_str();
    match why {
        Why::Pin => "it is pinned there".into(),
        Why::Release => "it must not start before its release".into(),
        Why::After { task: before, lag: Lag::Working(0) | Lag::Calendar(0) } => {
            format!("{} is finished only then", task(before))
        }
        Why::After { task: before, lag: Lag::Working(minutes) } => {
            format!("{} of working time have to pass behind {}", hours(u64::from(minutes)), task(before))
        }
        Why::After { task: before, lag: Lag::Calendar(minutes) } => {
            format!("{} have to pass behind {}", hours(u64::from(minutes)), task(before))
        }
        Why::Person { person, task: other } => {
            format!("{} works on {} until then", document.people[person], task(other))
        }
        Why::Resource { resource, task: other } => {
            format!("{} holds {} until then", task(other), document.resources[resource])
        }
        Why::FirstHour => "there is no working time before".into(),
        Why::Cap { goal } => format!("{} has had what it may take in the days before", document.goals[goal]),
        _ => "nothing keeps it: starting earlier would help no goal".into(),
    }
}

fn why_json(document: &ProblemDocument, why: Why) -> Value {
    let task = |number: usize| document.tasks[number].as_str();
    let text = why_text(document, why);
    match why {
        Why::Pin => json!({"kind": "pin", "text": text}),
        Why::Release => json!({"kind": "release", "text": text}),
        Why::After { task: before, .. } => json!({"kind": "after", "task": task(before), "text": text}),
        Why::Person { person, task: other } => {
            json!({"kind": "person", "person": document.people[person], "task": task(other), "text": text})
        }
        Why::Resource { resource, task: other } => {
            json!({"kind": "resource", "resource": document.resources[resource], "task": task(other), "text": text})
        }
        Why::FirstHour => json!({"kind": "first_hour", "text": text}),
        Why::Cap { goal } => json!({"kind": "cap", "goal": document.goals[goal], "text": text}),
        _ => json!({"kind": "nothing", "text": text}),
    }
}

/// "tasks a, b and c need 34 h between … and …, where there are 20 h".
fn because(document: &ProblemDocument, certificate: &Certificate) -> String {
    let names = |tasks: &[usize]| {
        let shown: Vec<&str> = tasks.iter().take(SHOWN).map(|&task| document.tasks[task].as_str()).collect();
        let more = if tasks.len() > SHOWN { format!(" and {} more", tasks.len() - SHOWN) } else { String::new() };
        format!("{}{more}", shown.join(", "))
    };
    match certificate {
        Certificate::Overfull(window) => format!(
            "{} can only be done from {} to {} and need {}; whoever can do them has {} then.",
            names(&window.tasks),
            time(document, window.window.start, false),
            time(document, window.window.finish, true),
            hours(window.needed),
            hours(window.available)
        ),
        Certificate::TooLong(chain) => format!(
            "{} {} until {}, whatever else is done, and {} due by {}.",
            names(&chain.tasks).replace(", ", " → "),
            if chain.tasks.len() == 1 { "takes" } else { "take" },
            time(document, chain.finish, true),
            if chain.tasks.len() == 1 { "is" } else { "are" },
            time(document, chain.deadline, true)
        ),
    }
}

fn certificate_json(document: &ProblemDocument, certificate: &Certificate) -> Value {
    let names = |tasks: &[usize]| tasks.iter().map(|&task| json!(document.tasks[task])).collect::<Vec<_>>();
    match certificate {
        Certificate::Overfull(window) => json!({
            "kind": "overfull", "tasks": names(&window.tasks), "from": window.window.start, "to": window.window.finish,
            "needed_minutes": window.needed, "available_minutes": window.available,
            "text": because(document, certificate),
        }),
        Certificate::TooLong(chain) => json!({
            "kind": "too_long", "tasks": names(&chain.tasks), "finish": chain.finish, "deadline": chain.deadline,
            "text": because(document, certificate),
        }),
    }
}

pub(crate) fn impossible_json(document: &ProblemDocument, why: &str, certificate: Option<&Certificate>) -> String {
    let record = json!({
        "schema": "backcast.schedule/1",
        "status": "infeasible",
        "reason": why,
        "certificate": certificate.map(|certificate| certificate_json(document, certificate)),
    });
    format!("{record:#}\n")
}

pub(crate) fn impossible_text(
    document: &ProblemDocument,
    why: &str,
    fix: &str,
    certificate: Option<&Certificate>,
    width: usize,
) -> String {
    let mut text = labeled("INFEASIBLE", &format!("{why}."), width);
    if let Some(certificate) = certificate {
        text.push_str(&labeled("Because", &because(document, certificate), width));
    }
    text.push_str(&labeled("Way out", &format!("{fix}."), width));
    text
}

/// A minute as a date and time where the file names its first day; the end of
/// a day belongs to it.
fn time(document: &ProblemDocument, minute: Minute, is_finish: bool) -> String {
    let Some(start) = document.start else { return format!("minute {minute}") };
    let (day, rest) = if is_finish && minute > 0 && minute.is_multiple_of(1440) {
        (minute / 1440 - 1, 1440)
    } else {
        (minute / 1440, minute % 1440)
    };
    let date = plus_days(start, i32::try_from(day).unwrap_or(i32::MAX));
    format!("{} {:02}:{:02}", date.strftime("%a %-d %b %Y"), rest / 60, rest % 60)
}

/// Minutes as hours.
fn hours(minutes: u64) -> String {
    if minutes.is_multiple_of(60) {
        format!("{} h", minutes / 60)
    } else {
        format!("{}:{:02} h", minutes / 60, minutes % 60)
    }
}
