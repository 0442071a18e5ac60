use std::collections::{BTreeMap, HashMap};

use backcast_core::problem::{
    Calendar, Dependency, Lag, Minute, Parts, Person, Placed, Problem, ProblemError, Schedule, Span, Task, Terms, Who,
    Work,
};
use backcast_core::{days_between, plus_days};
use jiff::civil::Date;
use serde::Deserialize;

use crate::Mistakes;

/// Problem files larger than this are refused.
pub const PROBLEM_BYTES_MAX: usize = 1024 * 1024 * 1024;

/// A problem with the names that its file gives.
#[derive(Clone, Debug)]
pub struct ProblemDocument {
    /// The problem; everything in it goes by number.
    pub problem: Problem,
    /// Names of the tasks, by number.
    pub tasks: Vec<String>,
    /// Names of the goals, by number.
    pub goals: Vec<String>,
    /// Names of the people, by number.
    pub people: Vec<String>,
    /// Names of the resources, by number.
    pub resources: Vec<String>,
    /// The day whose midnight is minute 0, where the file says so.
    pub start: Option<Date>,
    /// In what its times are written.
    pub unit: ProblemUnit,
}

/// In what a problem file counts time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemUnit {
    /// Whole hours of the common working time; a day has so many.
    Hours {
        /// Hours of a working day.
        of_day: u32,
    },
    /// Minutes from the horizon's start.
    Minutes,
}

impl ProblemDocument {
    /// Start and finish of each task in the file's own unit.
    #[must_use]
    pub fn grid(&self, schedule: &Schedule) -> Vec<(u32, u32)> {
        let place = |minute: Minute| match (self.unit, self.problem.common()) {
            (ProblemUnit::Hours { .. }, Some(common)) => common.work_before(minute) / 60,
            _ => minute,
        };
        schedule.0.iter().map(|placed| (place(placed.start()), place(placed.finish()))).collect()
    }

    /// Reads a schedule that [`ProblemDocument::grid`] wrote, given its name
    /// (for messages) and text: where each task lies, by number; nothing for
    /// those that it does not name. Who did a task is only known where one
    /// person can, and pieces of split work are not.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is no such schedule, or names an unknown
    /// task.
    pub fn read_grid(&self, name: &str, text: &str) -> Result<Vec<Option<Placed>>, Mistakes> {
        self.grid_placed(text).map_err(|message| {
            let mut mistakes = Mistakes::new(name, "");
            let fix = "it is what `--format grid` writes: {\"t0\": [start, end], …}";
            mistakes.error("schedule_form", "", 0..0, message, fix);
            mistakes
        })
    }

    fn grid_placed(&self, text: &str) -> Result<Vec<Option<Placed>>, String> {
        let times: HashMap<String, (u32, u32)> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let numbers = Names::new("task", self.tasks.iter().map(String::as_str))?;
        let mut placed = vec![None; self.tasks.len()];
        for (id, (start, finish)) in times {
            let number = numbers.number(&id, "the schedule")?;
            placed[number] = Some(self.placed(number, start, finish));
        }
        Ok(placed)
    }

    /// A task at these times of the file's own unit. Of a schedule in working
    /// hours the start is the minute in which its worker begins.
    fn placed(&self, number: usize, start: u32, finish: u32) -> Placed {
        let task = &self.problem.tasks()[number];
        let person = match task.who {
            _ if matches!(task.work, Work::Waiting(_)) => None,
            Who::Person(person) => Some(person),
            _ => (0..self.people.len()).find(|&person| self.problem.can_do(person, number)),
        };
        let (ProblemUnit::Hours { .. }, Some(common)) = (self.unit, self.problem.common()) else {
            return Placed { person, stretches: vec![Span::new(start, finish)] };
        };
        let minutes = |hours: u32| hours.saturating_mul(60);
        let start = common.minute_of(minutes(start)).unwrap_or(self.problem.parts().horizon);
        let finish = common.minute_after(minutes(finish)).unwrap_or(self.problem.parts().horizon);
        Placed { person, stretches: vec![Span::new(start, finish.max(start))] }
    }
}

/// Whether a text looks like a problem in JSON; otherwise it is one of PSPLIB.
#[must_use]
pub fn is_json_problem(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

/// Reads a problem in JSON, of the form `bench-project/1` or
/// `backcast.problem/1`, given its name (for messages) and text.
///
/// # Errors
///
/// Returns an error if the text has another form, names what is not there, or
/// makes no problem.
pub fn read_problem(name: &str, text: &str) -> Result<ProblemDocument, Mistakes> {
    let text = text.trim_start_matches('\u{feff}');
    let read =
        if text.len() > PROBLEM_BYTES_MAX { Err(("the file is too large".to_owned(), 0..0)) } else { read_form(text) };
    read.map_err(|(message, place)| {
        // The line is shown around the place, unless the whole file is one.
        let is_shown = !place.is_empty() && line_around(text, &place).len() <= LINE_SHOWN_MAX;
        let (shown, place) = if is_shown { (text, place) } else { ("", 0..0) };
        let mut mistakes = Mistakes::new(name, shown);
        let fix = "docs/formats/problem.md describes the forms of problems";
        mistakes.error("problem_form", "", place, message, fix);
        mistakes
    })
}

/// Longer lines are not shown.
const LINE_SHOWN_MAX: usize = 200;

fn line_around<'t>(text: &'t str, place: &std::ops::Range<usize>) -> &'t str {
    let start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[place.end..].find('\n').map_or(text.len(), |at| place.end + at);
    &text[start..end]
}

type Fault = (String, std::ops::Range<usize>);

fn nowhere(message: String) -> Fault {
    (message, 0..0)
}

#[derive(Deserialize)]
struct FormRecord {
    form: Option<String>,
    schema: Option<String>,
}

fn read_form(text: &str) -> Result<ProblemDocument, Fault> {
    let record: FormRecord = parsed(text)?;
    match (record.form.as_deref(), record.schema.as_deref()) {
        (Some("bench-project/1"), _) => bench(parsed(text)?).map_err(nowhere),
        (_, Some("backcast.problem/1")) => own(parsed(text)?).map_err(nowhere),
        (form, schema) => {
            let named = form.or(schema).map_or_else(|| "no form at all".to_owned(), |form| format!("`{form}`"));
            Err(nowhere(format!(
                "it names {named}, not \"form\": \"bench-project/1\" or \"schema\": \"backcast.problem/1\""
            )))
        }
    }
}

fn parsed<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| {
        let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let at = (line_start + error.column().saturating_sub(1)).min(text.len().saturating_sub(1));
        let at = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let width = text[at..].chars().next().map_or(0, char::len_utf8);
        (error.to_string(), at..at + width)
    })
}

/// What makes no sense, by the names of the file.
fn named(error: &ProblemError, task: impl Fn(usize) -> String, resource: impl Fn(usize) -> String) -> String {
    match error {
        ProblemError::TaskTooLong { task: number, minutes } => {
            format!("`{}` takes {minutes} minutes, more than {}", task(*number), Problem::HORIZON_MAX)
        }
        ProblemError::Cycle(tasks) => {
            let shown: Vec<String> = tasks.iter().take(8).map(|&number| format!("`{}`", task(number))).collect();
            let more = if tasks.len() > 8 { ", …" } else { "" };
            format!("{}{more} wait for each other in a circle", shown.join(", "))
        }
        ProblemError::DemandTooHigh { task: number, resource: what, demand, capacity } => {
            format!("`{}` takes {demand} of `{}`, which has {capacity}", task(*number), resource(*what))
        }
        ProblemError::Unknown { what: "calendar", .. } => "there are people and no calendar".to_owned(),
        other => other.to_string(),
    }
}

/// Numbers of things by name.
struct Names<'t> {
    what: &'static str,
    numbers: HashMap<&'t str, usize>,
}

impl<'t> Names<'t> {
    fn new(what: &'static str, ids: impl Iterator<Item = &'t str>) -> Result<Self, String> {
        let mut numbers = HashMap::new();
        for (number, id) in ids.enumerate() {
            if numbers.insert(id, number).is_some() {
                return Err(format!("the {what} `{id}` is there twice"));
            }
        }
        Ok(Names { what, numbers })
    }

    fn number(&self, id: &str, user: &str) -> Result<usize, String> {
        let known = self.numbers.get(id).copied();
        known.ok_or_else(|| format!("`{user}` names the {} `{id}`, which is not there", self.what))
    }
}

/// The form `bench-project/1`: whole days and whole hours of work.
#[derive(Deserialize)]
struct BenchRecord<'t> {
    start: Date,
    end: Date,
    day_hours: u32,
    weekdays: Vec<u8>,
    holidays: Vec<Date>,
    #[serde(borrow)]
    people: Vec<BenchPerson<'t>>,
    #[serde(borrow)]
    goals: Vec<BenchGoal<'t>>,
    #[serde(borrow)]
    tasks: Vec<BenchTask<'t>>,
}

#[derive(Deserialize)]
struct BenchPerson<'t> {
    #[serde(borrow)]
    id: Text<'t>,
    off: Vec<(Date, Date)>,
}

#[derive(Deserialize)]
struct BenchGoal<'t> {
    #[serde(borrow)]
    id: Text<'t>,
    weight: u32,
    deadline: Date,
}

#[derive(Deserialize)]
struct BenchTask<'t> {
    #[serde(borrow)]
    id: Text<'t>,
    #[serde(borrow)]
    goal: Text<'t>,
    #[serde(borrow)]
    person: Text<'t>,
    effort_h: u32,
    #[serde(borrow)]
    deps: Vec<(Text<'t>, u32)>,
}

/// A text that is copied only where it has escapes.
type Text<'t> = std::borrow::Cow<'t, str>;

/// Working days begin at nine, as the form says.
const BENCH_DAY_STARTS: Minute = 9 * 60;
/// Longer windows are refused: a century.
const BENCH_DAYS_MAX: i32 = 36_525;

fn bench(record: BenchRecord<'_>) -> Result<ProblemDocument, String> {
    let n_days = days_between(record.start, record.end);
    if !(1..=BENCH_DAYS_MAX).contains(&n_days) {
        return Err(format!(
            "from {} to {} are {n_days} days; 1 to {BENCH_DAYS_MAX} are possible",
            record.start, record.end
        ));
    }
    if !(1..=15).contains(&record.day_hours) {
        return Err(format!("a day that begins at nine cannot have {} hours", record.day_hours));
    }
    let goals = Names::new("goal", record.goals.iter().map(|goal| goal.id.as_ref()))?;
    let people = Names::new("person", record.people.iter().map(|person| person.id.as_ref()))?;
    let tasks = Names::new("task", record.tasks.iter().map(|task| task.id.as_ref()))?;
    let days = BenchDays::new(&record, n_days)?;
    let minutes = |hours: u32, user: &str| {
        let minutes = hours.checked_mul(60).filter(|&minutes| minutes <= Problem::HORIZON_MAX);
        minutes.ok_or_else(|| format!("`{user}` has {hours} hours, more than can be counted"))
    };
    let task = |task: &BenchTask<'_>| -> Result<Task, String> {
        let after = task.deps.iter().map(|(on, lag)| {
            Ok(Dependency { on: tasks.number(on, &task.id)?, lag: Lag::Working(minutes(*lag, &task.id)?) })
        });
        Ok(Task {
            goal: goals.number(&task.goal, &task.id)?,
            work: Work::Unbroken(minutes(task.effort_h, &task.id)?),
            who: Who::Person(people.number(&task.person, &task.id)?),
            after: after.collect::<Result<_, String>>()?,
            ..Task::default()
        })
    };
    let parts = Parts {
        horizon: days.horizon,
        calendars: vec![days.calendar()],
        people: record
            .people
            .iter()
            .map(|person| Person { absent: days.absences(&person.off), ..Person::default() })
            .collect(),
        goals: record
            .goals
            .iter()
            .map(|goal| Terms { weight: goal.weight, target: Some(days.end_of(goal.deadline)), ..Terms::default() })
            .collect(),
        tasks: record.tasks.iter().map(task).collect::<Result<_, String>>()?,
        ..Parts::default()
    };
    Ok(ProblemDocument {
        problem: Problem::new(parts)
            .map_err(|error| named(&error, |task| record.tasks[task].id.to_string(), |_| String::new()))?,
        tasks: record.tasks.iter().map(|task| task.id.to_string()).collect(),
        goals: record.goals.iter().map(|goal| goal.id.to_string()).collect(),
        people: record.people.iter().map(|person| person.id.to_string()).collect(),
        resources: Vec::new(),
        start: Some(record.start),
        unit: ProblemUnit::Hours { of_day: record.day_hours },
    })
}

/// The days of a benchmark problem in minutes.
struct BenchDays {
    start: Date,
    /// First minute of work on each working day.
    working: Vec<Minute>,
    day_minutes: Minute,
    horizon: Minute,
}

impl BenchDays {
    /// The window's days, and as many after its end as late work may need:
    /// what the busiest person has to do and the longest chain after that.
    fn new(record: &BenchRecord<'_>, n_days: i32) -> Result<Self, String> {
        let mut loads: HashMap<&str, u64> = HashMap::new();
        let mut chain = 0u64;
        for task in &record.tasks {
            *loads.entry(task.person.as_ref()).or_default() += u64::from(task.effort_h);
            let lag = task.deps.iter().map(|&(_, lag)| lag).max().unwrap_or(0);
            chain += u64::from(task.effort_h) + u64::from(lag);
        }
        let load = loads.values().copied().max().unwrap_or(0);
        let extra_hours = chain.min(4 * load + 100 * u64::from(record.day_hours));
        let n_extra =
            i32::try_from(extra_hours / u64::from(record.day_hours) * 7 / record.weekdays.len().max(1) as u64 + 14)
                .ok()
                .filter(|&n| n <= BENCH_DAYS_MAX)
                .unwrap_or(BENCH_DAYS_MAX);
        let holidays: std::collections::HashSet<Date> = record.holidays.iter().copied().collect();
        let first = record.start.weekday().to_monday_zero_offset();
        let works = |day: i32| {
            let weekday = (i32::from(first) + day) % 7;
            record.weekdays.iter().any(|&working| i32::from(working) == weekday)
                && !holidays.contains(&plus_days(record.start, day))
        };
        let minute = |day: i32| u32::try_from(day).unwrap_or(0) * 1440 + BENCH_DAY_STARTS;
        let working: Vec<Minute> = (0..n_days + n_extra).filter(|&day| works(day)).map(minute).collect();
        let horizon = u32::try_from(n_days + n_extra).unwrap_or(0) * 1440;
        Ok(BenchDays { start: record.start, working, day_minutes: record.day_hours * 60, horizon })
    }

    fn calendar(&self) -> Calendar {
        Calendar::new(self.working.iter().map(|&minute| Span::new(minute, minute + self.day_minutes)))
    }

    fn minute_of(&self, date: Date) -> Minute {
        let day = days_between(self.start, date);
        u32::try_from(day).unwrap_or(0).saturating_mul(1440).min(self.horizon)
    }

    /// The first minute after a day; zero for days before the window.
    fn end_of(&self, date: Date) -> Minute {
        if date < self.start { 0 } else { self.minute_of(plus_days(date, 1)) }
    }

    fn absences(&self, off: &[(Date, Date)]) -> Vec<Span> {
        off.iter().map(|&(from, to)| Span::new(self.minute_of(from), self.end_of(to))).collect()
    }
}

/// The form `backcast.problem/1`: everything that a problem can say, in
/// minutes from the horizon's start.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnRecord {
    #[serde(rename = "schema")]
    _schema: String,
    start: Option<Date>,
    horizon: Minute,
    calendars: Vec<OwnCalendar>,
    #[serde(default)]
    days: Vec<Minute>,
    #[serde(default)]
    weeks: Vec<Minute>,
    people: Vec<OwnPerson>,
    #[serde(default)]
    resources: Vec<OwnResource>,
    goals: Vec<OwnGoal>,
    tasks: Vec<OwnTask>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnCalendar {
    id: String,
    spans: Vec<(Minute, Minute)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnPerson {
    id: String,
    calendar: Option<String>,
    #[serde(default)]
    absent: Vec<(Minute, Minute)>,
    #[serde(default)]
    skills: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnResource {
    id: String,
    capacity: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnGoal {
    id: String,
    #[serde(default)]
    weight: Option<u32>,
    target: Option<Minute>,
    deadline: Option<Minute>,
    #[serde(default)]
    buffer: Minute,
    per_day: Option<Minute>,
    per_week: Option<Minute>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnTask {
    id: String,
    goal: String,
    effort: Option<Minute>,
    waiting: Option<Minute>,
    #[serde(default)]
    splittable: bool,
    person: Option<String>,
    skill: Option<String>,
    #[serde(default)]
    needs: BTreeMap<String, u32>,
    #[serde(default)]
    after: Vec<OwnDependency>,
    #[serde(default)]
    release: Minute,
    deadline: Option<Minute>,
    pin: Option<Minute>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnDependency {
    on: String,
    #[serde(default)]
    lag: Minute,
    /// The lag passes by the calendar, not in working time.
    #[serde(default)]
    calendar: bool,
}

fn spans(list: &[(Minute, Minute)]) -> impl Iterator<Item = Span> + '_ {
    list.iter().map(|&(start, finish)| Span::new(start, finish))
}

fn own(record: OwnRecord) -> Result<ProblemDocument, String> {
    let longest = record.calendars.iter().flat_map(|calendar| &calendar.spans).map(|&(_, finish)| finish).max();
    if longest.is_some_and(|longest| longest > Problem::HORIZON_MAX) {
        return Err(format!("a calendar reaches beyond minute {}", Problem::HORIZON_MAX));
    }
    let calendars = Names::new("calendar", record.calendars.iter().map(|calendar| calendar.id.as_str()))?;
    let goals = Names::new("goal", record.goals.iter().map(|goal| goal.id.as_str()))?;
    let people = Names::new("person", record.people.iter().map(|person| person.id.as_str()))?;
    let resources = Names::new("resource", record.resources.iter().map(|resource| resource.id.as_str()))?;
    let tasks = Names::new("task", record.tasks.iter().map(|task| task.id.as_str()))?;
    let mut skills: Vec<&str> = record.people.iter().flat_map(|person| &person.skills).map(String::as_str).collect();
    skills.extend(record.tasks.iter().filter_map(|task| task.skill.as_deref()));
    skills.sort_unstable();
    skills.dedup();
    let skills = Names::new("skill", skills.into_iter())?;

    let person = |person: &OwnPerson| -> Result<Person, String> {
        Ok(Person {
            calendar: person.calendar.as_ref().map_or(Ok(0), |id| calendars.number(id, &person.id))?,
            absent: spans(&person.absent).collect(),
            skills: person.skills.iter().map(|skill| skills.number(skill, &person.id)).collect::<Result<_, _>>()?,
        })
    };
    let task = |task: &OwnTask| -> Result<Task, String> {
        let after = task.after.iter().map(|after| {
            let lag = if after.calendar { Lag::Calendar(after.lag) } else { Lag::Working(after.lag) };
            Ok(Dependency { on: tasks.number(&after.on, &task.id)?, lag })
        });
        let needs = task.needs.iter().map(|(id, &amount)| Ok((resources.number(id, &task.id)?, amount)));
        Ok(Task {
            goal: goals.number(&task.goal, &task.id)?,
            work: own_work(task)?,
            who: match (&task.person, &task.skill) {
                (Some(id), None) => Who::Person(people.number(id, &task.id)?),
                (None, Some(id)) => Who::Skilled(skills.number(id, &task.id)?),
                (None, None) => Who::Anybody,
                (Some(_), Some(_)) => return Err(format!("`{}` names a person and a skill", task.id)),
            },
            demands: needs.collect::<Result<_, String>>()?,
            after: after.collect::<Result<_, String>>()?,
            release: task.release,
            deadline: task.deadline,
            pin: task.pin,
        })
    };
    let parts = Parts {
        horizon: record.horizon,
        calendars: record.calendars.iter().map(|calendar| Calendar::new(spans(&calendar.spans))).collect(),
        days: record.days.clone(),
        weeks: record.weeks.clone(),
        people: record.people.iter().map(person).collect::<Result<_, _>>()?,
        resources: record.resources.iter().map(|resource| resource.capacity).collect(),
        goals: record
            .goals
            .iter()
            .map(|goal| Terms {
                weight: goal.weight.unwrap_or(1),
                target: goal.target,
                deadline: goal.deadline,
                buffer: goal.buffer,
                per_day: goal.per_day,
                per_week: goal.per_week,
            })
            .collect(),
        tasks: record.tasks.iter().map(task).collect::<Result<_, _>>()?,
    };
    Ok(ProblemDocument {
        problem: Problem::new(parts).map_err(|error| {
            named(&error, |task| record.tasks[task].id.clone(), |resource| record.resources[resource].id.clone())
        })?,
        tasks: record.tasks.into_iter().map(|task| task.id).collect(),
        goals: record.goals.into_iter().map(|goal| goal.id).collect(),
        people: record.people.into_iter().map(|person| person.id).collect(),
        resources: record.resources.into_iter().map(|resource| resource.id).collect(),
        start: record.start,
        unit: ProblemUnit::Minutes,
    })
}

fn own_work(task: &OwnTask) -> Result<Work, String> {
    match (task.effort, task.waiting) {
        (Some(minutes), None) if task.splittable => Ok(Work::Splittable(minutes)),
        (Some(minutes), None) => Ok(Work::Unbroken(minutes)),
        (None, Some(minutes)) => Ok(Work::Waiting(minutes)),
        _ => Err(format!("`{}` needs either `effort` or `waiting`", task.id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BENCH: &str = r#"{"form":"bench-project/1","name":"x","start":"2027-01-04","end":"2027-02-01","day_hours":8,
        "weekdays":[0,1,2,3,4],"holidays":["2027-01-06"],
        "people":[{"id":"p0","off":[["2027-01-07","2027-01-10"]]}],
        "goals":[{"id":"g0","weight":2,"deadline":"2027-01-05"}],
        "tasks":[{"id":"t0","goal":"g0","person":"p0","effort_h":12,"deps":[]},
                 {"id":"t1","goal":"g0","person":"p0","effort_h":8,"deps":[["t0",8]]}]}"#;

    #[test]
    fn benchmark_days_become_minutes_and_hours_again() {
        let document = read_problem("x", BENCH).expect("sound");
        let problem = &document.problem;
        assert_eq!(problem.goals()[0].target, Some(2 * 1440));
        let placed = |start, finish| backcast_core::problem::Placed {
            person: Some(0),
            stretches: vec![Span::new(start, finish)],
        };
        // Monday and Tuesday; Wednesday is a holiday, Thursday and Friday off.
        let monday = 540;
        let schedule = Schedule(vec![placed(monday, 1440 + 540 + 240), placed(7 * 1440 + 540, 7 * 1440 + 1020)]);
        assert_eq!(problem.check(&schedule), Ok(()));
        assert_eq!(document.grid(&schedule), [(0, 12), (32, 40)]);
        let again = document.read_grid("y", r#"{"t1": [32, 40]}"#).expect("sound");
        assert_eq!(again, [None, Some(schedule.0[1].clone())]);
        assert!(document.read_grid("y", r#"{"t9": [32, 40]}"#).is_err());
    }

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let mistakes = read_problem("x", text).expect_err("refused");
        let message = &mistakes.iter().next().expect("one").message;
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn mistakes_say_what_is_wrong() {
        refused("{}", "no form at all");
        refused("{\"form\": \"other/1\"}", "`other/1`");
        refused("{\"form\": ", "EOF");
        let one_line = BENCH.replace('\n', "").replace("\"effort_h\":12", "\"effort_h\":-1");
        refused(&one_line, "column");
        refused(
            &BENCH.replace(
                "\"goal\":\"g0\",\"person\":\"p0\",\"effort_h\":12",
                "\"goal\":\"g9\",\"person\":\"p0\",\"effort_h\":12",
            ),
            "goal `g9`",
        );
        refused(&BENCH.replace("[[\"t0\",8]]", "[[\"t1\",8]]"), "circle");
        refused(&BENCH.replace("\"effort_h\":12", "\"effort_h\":4294967295"), "more than can be counted");
        refused(&BENCH.replace("2027-02-01", "2026-02-01"), "days");
        refused(&BENCH.replace("\"t1\",\"goal", "\"t0\",\"goal"), "twice");
    }

    #[test]
    fn everything_a_problem_can_say_is_read() {
        let text = r#"{"schema":"backcast.problem/1","horizon":5000,
            "calendars":[{"id":"office","spans":[[0,480],[1440,1920]]}],
            "people":[{"id":"a","skills":["edit"]},{"id":"b","calendar":"office","absent":[[0,60]]}],
            "resources":[{"id":"room","capacity":1}],
            "goals":[{"id":"g","target":900,"deadline":4000,"buffer":10,"per_day":100,"per_week":200}],
            "tasks":[{"id":"x","goal":"g","effort":30,"splittable":true,"skill":"edit","needs":{"room":1},"release":5},
                     {"id":"y","goal":"g","waiting":90,"after":[{"on":"x","lag":7,"calendar":true}],"deadline":3000},
                     {"id":"z","goal":"g","effort":5,"person":"b","pin":1500}]}"#;
        let document = read_problem("x", text).expect("sound");
        let tasks = document.problem.tasks();
        assert_eq!(tasks[0].work, Work::Splittable(30));
        assert_eq!(tasks[0].who, Who::Skilled(0));
        assert_eq!(tasks[1].after, [Dependency { on: 0, lag: Lag::Calendar(7) }]);
        assert_eq!((tasks[2].pin, tasks[2].who), (Some(1500), Who::Person(1)));
        refused(&text.replace("\"waiting\":90", "\"waiting\":90,\"effort\":1"), "either `effort` or `waiting`");
        refused(&text.replace("\"horizon\"", "\"horizont\""), "horizont");
    }
}
