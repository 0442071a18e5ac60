//! Problems of several goals and people.

use backcast_document::{ProblemDocument, ProblemUnit, read_problem};
use backcast_host::Source;
use backcast_schedule::portfolio::{
    Certificate, Explainer, Found, SearchLimit, Stability, Unplaceable, Value, backward, certificate, is_preemptive,
    place_preemptive, replan, search, tardiness_bound,
};
use backcast_view::schedule::{self as view, Answer};
use backcast_view::why::Why;
use backcast_view::words;

use super::{Schedule, ScheduleFormat, TimeLimit, used};
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::portfolio;

/// Schedules that are tried where no budget is named.
const N_SCHEDULES: u64 = 20_000;
/// What a moved task costs when planning near an earlier schedule: half a day
/// of tardiness of a goal with weight 1, and a tenth for each day of the move.
const CALM_PER_TASK: u64 = 240;
const CALM_PER_DAY: u64 = 48;

pub(super) fn run(command: &Schedule, source: &Source, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let document = read_problem(&source.name, &source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let mut limit = TimeLimit::new(command, output);
    let solved = solve(command, &document, global, &mut limit)?;
    limit.end();
    let (found, moved) = match solved {
        Ok(found) => found,
        Err(unplaceable) => return impossible(command, &document, unplaceable, global, output),
    };
    if let Err(broken) = document.problem.check_rules(&found.schedule) {
        let message = format!("the schedule that was made breaks a rule: {broken}");
        return Err(Problem::new(Exit::Bug, "schedule_rejected", message, "please report it with the problem file"));
    }
    let answer = Answer {
        certificate: (found.value.overdue > 0).then(|| certificate(&document.problem)).flatten(),
        least_lateness: least_lateness(&document),
        explainer: Explainer::new(&document.problem, &found.schedule),
        document: &document,
        found: &found,
        moved: moved.as_deref(),
        seconds: used().as_secs_f64(),
        is_cut: limit.is_hit,
    };
    match (&command.why, command.format) {
        (_, Some(ScheduleFormat::Grid)) => output.data(&view::grid(&document, &found.schedule))?,
        (Some(id), _) => {
            let number = task_number(&document, id)?;
            if global.json {
                output.document(&Why::of_task(&answer, number))?;
            } else {
                output.data(&portfolio::why_text(&answer, number, output.width()))?;
            }
        }
        _ if global.json => output.document(&answer.to_view())?,
        _ => output.data(&portfolio::text(&answer, output.width()))?,
    }
    if limit.is_hit && command.schedules.is_some() {
        output.note(&format!("the time limit ended the search after {} schedules", found.n_schedules));
    }
    Ok(if found.value.overdue > 0 { Exit::No } else { Exit::Done })
}

/// What is known of the least lateness, where one person's work may be split.
fn least_lateness(document: &ProblemDocument) -> Option<(i64, bool)> {
    let placed = is_preemptive(&document.problem).then(|| place_preemptive(&document.problem).ok())??;
    Some((placed.lateness_max?, placed.is_proved))
}

/// A schedule, with the tasks that moved where there was an earlier one.
type Solved = Result<(Found, Option<Vec<usize>>), Unplaceable>;

fn solve(
    command: &Schedule,
    document: &ProblemDocument,
    global: &Global,
    limit: &mut TimeLimit,
) -> Result<Solved, Problem> {
    let problem = &document.problem;
    if command.backward {
        let Some(schedule) = backward(problem) else {
            let message =
                "placed as late as possible, something would have to start before its release or the beginning";
            let fix = "without --backward it is placed as early as possible, and what is late is named";
            return Err(Problem::new(Exit::No, "backward_infeasible", message.to_owned(), fix));
        };
        let value = Value::of(problem, &schedule);
        let found = Found { schedule, value, tardiness_bound: tardiness_bound(problem), n_schedules: 1 };
        return Ok(Ok((found, None)));
    }
    let most = if command.seconds.is_some() { u64::MAX } else { N_SCHEDULES };
    let search_limit = SearchLimit { n_schedules: command.schedules.map_or(most, u64::from), seed: command.seed };
    let Some(path) = &command.previous else {
        return Ok(search(problem, search_limit, || limit.used()).map(|found| (found, None)));
    };
    let earlier = backcast_host::read_up_to(&global.environment, path, backcast_document::PROBLEM_BYTES_MAX)?;
    let previous = document.read_grid(&earlier.name, &earlier.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let frozen_until = match (document.unit, problem.common()) {
        (ProblemUnit::Hours { .. }, Some(common)) => {
            common.minute_of(command.frozen_until.saturating_mul(60)).unwrap_or(problem.parts().horizon)
        }
        _ => command.frozen_until,
    };
    let stability = Stability { frozen_until, per_task: CALM_PER_TASK, per_day: CALM_PER_DAY };
    let again = replan(problem, &previous, stability, search_limit, || limit.used());
    Ok(again.map(|again| (again.found, Some(again.moved))))
}

fn task_number(document: &ProblemDocument, id: &str) -> Result<usize, Problem> {
    document.tasks.iter().position(|task| task == id).ok_or_else(|| {
        let message = format!("there is no task `{id}`");
        Problem::new(Exit::Input, "task_unknown", message, "the problem file names its tasks under `tasks`")
    })
}

/// Says why there is no schedule at all, and by which certificate.
fn impossible(
    command: &Schedule,
    document: &ProblemDocument,
    unplaceable: Unplaceable,
    global: &Global,
    output: &Output,
) -> Result<Exit, Problem> {
    let task = &document.tasks[unplaceable.task];
    let (why, fix) = words::obstacle(task, &unplaceable.reason);
    if command.format.is_some() {
        return Err(Problem::new(Exit::No, "infeasible", why, fix));
    }
    let because: Option<Certificate> = certificate(&document.problem);
    if global.json {
        output.document(&view::Schedule::impossible(document, &why, because.as_ref()))?;
    } else {
        output.data(&portfolio::impossible_text(document, &why, fix, because.as_ref(), output.width()))?;
    }
    Ok(Exit::No)
}
