//! The plan for a person at a terminal: verdict first, next action last.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use backcast_core::proof::Proof;
use backcast_core::{
    AnchoredGoal, BusyChoice, BusyConflict, Effort, Forecast, Plan, PlannedMilestone, Severity, Verdict, backward,
    days_between, plural, preparedness,
};
use backcast_document::AnswerPlace;
use backcast_draw::chart;
use backcast_view::words::{self, hours, percent};
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width};
use jiff::civil::Date;

use super::anchor::{ListSoFar, line_to_copy};
use super::style::{bold, command, counted_days, day, dim, item, labeled, long_day, verdict};

/// How the plan is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// Columns.
    pub(crate) width: usize,
    /// Whether criteria are shown.
    pub(crate) criteria: bool,
    /// Whether it is read from its end.
    pub(crate) backward: bool,
    /// Where the plan comes from, for the next action.
    pub(crate) from: From<'a>,
}

/// Where a plan comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum From<'a> {
    /// A goal file.
    File(&'a str),
    /// A goal that is kept, by its id; whether the plan waits for a decision.
    Stored(&'a str, bool),
    /// What was to be reviewed, as it was named.
    Review(&'a str),
    /// Words on the command line, in quotes.
    Words(&'a str),
}

/// Questions that are shown; the others are in the JSON.
const N_QUESTIONS: usize = 6;

pub(crate) fn text(plan: &Plan, view: &View<'_>) -> String {
    let mut text = String::new();
    headline(plan, view.width, &mut text);
    verdict_lines(plan, view.width, &mut text);
    if !plan.milestones.is_empty() {
        text.push('\n');
        text.push_str(&table(plan, view.width));
        if view.criteria {
            criteria(plan, view.width, &mut text);
        }
        if view.backward {
            text.push('\n');
            from_the_end(plan, view.width, &mut text);
        }
        text.push('\n');
        text.push_str(&chart::gantt(plan, view.width));
        text.push('\n');
        reasons(plan, view.width, &mut text);
    }
    questions(plan, view.width, &mut text);
    next(plan, view, &mut text);
    text
}

fn headline(plan: &Plan, width: usize, text: &mut String) {
    let kind = if plan.goals.first().is_some_and(backcast_core::AnchoredGoal::is_engineering) {
        "engineering"
    } else {
        plan.kind.as_str()
    };
    let by = deadline_set(plan).map(|deadline| format!(" · by {}", long_day(deadline))).unwrap_or_default();
    let what = if plan.several { format!("{} goals", plan.goals.len()) } else { kind.to_owned() };
    let line = format!("{} · {what}{by}", plan.title);
    for line in textwrap::wrap(&line, width) {
        let _ = writeln!(text, "{}", bold(&line));
    }
    text.push('\n');
}

/// The last day, where each goal has one; an assumed one stands under Assumed.
fn deadline_set(plan: &Plan) -> Option<Date> {
    plan.deadline.filter(|_| plan.goals.iter().all(|goal| goal.deadline.is_some()))
}

/// The answer and the figures that it rests on.
fn verdict_lines(plan: &Plan, width: usize, text: &mut String) {
    let feasibility = &plan.feasibility;
    let word = feasibility.verdict.as_str().to_uppercase().replace('_', " ");
    let summary = labeled(&word, &summary(plan), width);
    text.push_str(&summary.replacen(&bold(&word), &verdict(feasibility.verdict), 1));
    for reason in &feasibility.reasons {
        text.push_str(&labeled("", &sentence(reason), width));
    }
    // What is out of reach has its sums in the reasons.
    let is_go = feasibility.verdict.is_go();
    if let Some(line) = is_go.then(|| Proof::of(plan)).and_then(|proof| words::proof_in_short(&proof, plan.today)) {
        text.push_str(&labeled("", &line, width));
    }
}

fn summary(plan: &Plan) -> String {
    let Some(forecast) = plan.forecast else {
        return match plan.feasibility.verdict {
            Verdict::TooSmall => "No milestones: this is one piece of work.".into(),
            Verdict::Unclear => "No plan yet: answer the questions below first.".into(),
            _ => "No date can be named.".into(),
        };
    };
    let likely = long_day(forecast.likely);
    let late = long_day(forecast.late);
    let has_hours = plan.goals.first().is_none_or(|goal| goal.pace.is_some());
    if plan.feasibility.verdict == Verdict::Unclear && !has_hours {
        return format!("With the hours assumed below it ends on {likely}, with the buffer on {late}.");
    }
    let Some(deadline) = deadline_set(plan) else {
        return format!("Likely done on {likely}, with the buffer on {late}.");
    };
    match plan.feasibility.verdict {
        Verdict::Infeasible => not_by(plan, deadline, forecast),
        _ => planned_by(plan, deadline, forecast),
    }
}

/// What is said of a plan that does not keep its deadline.
fn not_by(plan: &Plan, deadline: Date, forecast: Forecast) -> String {
    let (likely, late) = (long_day(forecast.likely), long_day(forecast.late));
    let chance =
        plan.feasibility.chance.map(|chance| format!(" The chance is {}.", percent(chance))).unwrap_or_default();
    // What has ended lies before every event that is still to come.
    if let Some(first) = preparedness(&plan.milestones, |_| false).first() {
        let on = long_day(first.on);
        return format!(
            "{on} stands, and not all before it is done by then: that takes until {likely}; safe: {late}.{chance}"
        );
    }
    match days_between(deadline, forecast.likely) {
        days @ 1.. => format!(
            "Not by {}. Honestly: {likely}, {} later; safe: {late}.{chance}",
            long_day(deadline),
            counted_days(days)
        ),
        // One of several goals is late, the hours do not hold the dates, or luck does not.
        _ => format!("Not as it is: the last day would be {likely}; safe: {late}.{chance}"),
    }
}

/// What is said of a plan that keeps its deadline if things go as they are estimated.
fn planned_by(plan: &Plan, deadline: Date, forecast: Forecast) -> String {
    let (likely, late) = (long_day(forecast.likely), long_day(forecast.late));
    let stands = ends_in_event(plan);
    let chance = plan.feasibility.chance.map(|chance| {
        let of = if stands { "of being ready on" } else { "of" };
        format!("{} chance {of} {}. ", percent(chance), long_day(deadline))
    });
    let chance = chance.unwrap_or_default();
    match days_between(forecast.late, deadline) {
        spare @ 1.. => format!("{chance}Planned to end on {likely}; safe: {late}, {} to spare.", counted_days(spare)),
        0 => format!("{chance}Planned to end on {likely}; safe: the last day."),
        _ if stands => format!("{chance}It stands; what comes before it is safely done by {late}."),
        late_by => {
            format!("{chance}Planned to end on {likely}; safe only: {late}, {} too late.", counted_days(-late_by))
        }
    }
}

/// Whether the last milestone is an event, which does not move.
fn ends_in_event(plan: &Plan) -> bool {
    let last = plan.milestones.iter().max_by_key(|planned| planned.due).map(|planned| &planned.milestone);
    last.is_some_and(|milestone| milestone.placing.takes_its_day(milestone.effort.likely()))
}

fn table(plan: &Plan, width: usize) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(120));
    let mut header = vec![" id", "milestone", "start", "due", "hours", "slack", ""];
    if plan.several {
        header.insert(1, "goal");
    }
    table.set_header(header);
    for planned in &plan.milestones {
        table.add_row(row(plan, planned));
    }
    let last = if plan.several { 7 } else { 6 };
    for (idx, column) in table.column_iter_mut().enumerate() {
        let is_text = idx == last - 5 || plan.several && idx == 1 || idx == 0;
        column.set_padding((0, 1));
        if !is_text && idx != last {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if idx != last - 5 {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        if idx == last {
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(2)));
        }
    }
    let mut text = String::new();
    for line in table.lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn row(plan: &Plan, planned: &PlannedMilestone) -> Vec<String> {
    let milestone = &planned.milestone;
    let mut row = vec![
        format!(" {}", milestone.id),
        milestone.name.clone(),
        day(planned.start, plan.today),
        day(planned.due, plan.today),
        milestone.effort.likely().to_string(),
        format!("{} d", planned.slack_days),
        if planned.critical { "◆".into() } else { String::new() },
    ];
    if plan.several {
        row.insert(1, milestone.goal.as_ref().map(ToString::to_string).unwrap_or_default());
    }
    row
}

/// What has to be true on the day, a week, a month and a quarter before.
fn from_the_end(plan: &Plan, width: usize, text: &mut String) {
    for point in backward(&plan.milestones, plan.today) {
        let head = format!(" {}, {}", words::before(point.before), long_day(point.on));
        let _ = writeln!(text, "{}", bold(&head));
        for line in words::standpoint(&point, &plan.milestones, plan.today) {
            text.push_str(&item("·", &line, 4, width));
        }
    }
}

fn criteria(plan: &Plan, width: usize, text: &mut String) {
    for planned in &plan.milestones {
        text.push('\n');
        for line in textwrap::wrap(&format!(" {} {}", planned.milestone.id, planned.milestone.name), width) {
            let _ = writeln!(text, "{}", bold(&line));
        }
        for criterion in &planned.milestone.criteria {
            text.push_str(&item("☐", criterion, 4, width));
        }
        for checkpoint in &planned.milestone.checkpoints {
            let by = format!("by {}: {}", long_day(checkpoint.on), checkpoint.state);
            text.push_str(&item("☐", &by, 4, width));
        }
    }
}

/// What is worth knowing about the plan, each kind behind its label.
fn reasons(plan: &Plan, width: usize, text: &mut String) {
    let mut section = |label: &str, lines: Vec<String>| {
        for (idx, line) in lines.iter().enumerate() {
            text.push_str(&labeled(if idx == 0 { label } else { "" }, line, width));
        }
    };
    section("Likely to slip", slow(plan));
    section("Easily missed", missed(plan));
    section("Done already", plan.starting_state.clone());
    section("Goals conflict", plan.goal_conflicts.iter().map(|conflict| conflict.text.clone()).collect());
    section("Busy days", plan.busy_conflicts.iter().map(|conflict| busy(plan, conflict)).collect());
    section("Decided", decided(plan));
    section("Moved", plan.milestones.iter().filter_map(|planned| words::moved(planned, plan.today)).collect());
    section("More hours", plan.extra_hours().iter().map(|claim| words::claimed(claim, plan.today)).collect());
    section("In other hands", plan.outside.iter().map(|outside| words::outside(outside, plan.today)).collect());
    section("Ways out", plan.shown_ways_out().map(|one| sentence(&words::way_out(one, plan.today))).collect());
    section("What would help", words::levers(plan).map(|lever| sentence(&lever.text)).collect());
    section("Not used", unused(plan));
    section("Assumed", plan.assumptions.iter().map(|assumption| sentence(assumption)).collect());
    section("Made from", sources(plan));
    section("Remarks", remarks(plan));
}

fn decided(plan: &Plan) -> Vec<String> {
    let Some(goal) = plan.goals.first() else { return Vec::new() };
    goal.circumstances
        .decisions
        .iter()
        .map(|decision| {
            let days = format!("{} to {}", day(decision.from, plan.today), day(decision.to, plan.today));
            let how = match (decision.choice, decision.rush) {
                (BusyChoice::Before, Some((from, pace))) => {
                    format!("before {days}, at {pace} h a week from {} on", day(from, plan.today))
                }
                (BusyChoice::Reduce, _) => format!("smaller by {} for {days}", hours(decision.reduce)),
                (choice, _) => format!("{} {days}", choice.as_str()),
            };
            let why = decision.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
            format!("{} {how} ({}{why})", decision.milestone, decision.by)
        })
        .collect()
}

fn slow(plan: &Plan) -> Vec<String> {
    let reason = |planned: &PlannedMilestone| {
        planned.milestone.slow_reason.as_ref().map(|reason| format!("{}  {reason}", planned.milestone.id))
    };
    plan.milestones.iter().filter_map(reason).collect()
}

fn missed(plan: &Plan) -> Vec<String> {
    let reason = |planned: &PlannedMilestone| {
        planned.milestone.claim.often_missed.as_ref().map(|why| format!("{}  {why}", planned.milestone.id))
    };
    plan.milestones.iter().filter_map(reason).collect()
}

/// "7–13 Jul work trip meets M3 → after, by 4 days (or: before at 5 h a week · reduce by 3 h)"
fn busy(plan: &Plan, conflict: &BusyConflict) -> String {
    let reason = conflict.reason.as_deref().unwrap_or("busy days");
    let before = conflict.before.map(|pace| format!("before, at {pace} h a week"));
    let after = match conflict.after_days {
        ..=0 => "after, no day later".to_owned(),
        days => format!("after, {} later", counted_days(days)),
    };
    // What takes all of a milestone away, or nothing, is no choice.
    let is_part = |effort: Effort| conflict.reduce > Effort::ZERO && conflict.reduce < effort;
    let planned = plan.milestones.iter().find(|planned| planned.milestone.id == conflict.milestone);
    let reduce = planned
        .filter(|planned| is_part(planned.milestone.effort.likely()))
        .map(|_| format!("reduce by {}", hours(conflict.reduce)));
    let (chosen, others) = match conflict.proposed {
        BusyChoice::Before => (before.unwrap_or_default(), [Some(after), reduce]),
        BusyChoice::Reduce if reduce.is_some() => (reduce.unwrap_or_default(), [before, Some(after)]),
        BusyChoice::After | BusyChoice::Reduce => (after, [before, reduce]),
    };
    let others: Vec<String> = others.into_iter().flatten().collect();
    let or = if others.is_empty() { String::new() } else { format!(" (or: {})", others.join(" · ")) };
    format!(
        "{} to {} ({reason}) meets {} → {chosen}{or}",
        day(conflict.from, plan.today),
        day(conflict.to, plan.today),
        conflict.milestone,
    )
}

fn sources(plan: &Plan) -> Vec<String> {
    plan.sources.iter().map(|source| format!("{} ({}): {}", source.title, source.id, sentence(&source.why))).collect()
}

/// What the person wrote and nothing follows from, on one line.
fn unused(plan: &Plan) -> Vec<String> {
    let facts = plan.goals.iter().flat_map(|goal| goal.facts.unused());
    let quotes: Vec<String> = facts.map(|one| format!("\"{}\"", one.quote)).collect();
    let line = format!("{}; say in `constraints` what should follow from it", quotes.join(", "));
    if quotes.is_empty() { Vec::new() } else { vec![line] }
}

fn remarks(plan: &Plan) -> Vec<String> {
    plan.findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .map(|finding| format!("{}; {}", sentence(&finding.message).trim_end_matches('.'), finding.fix))
        .collect()
}

fn questions(plan: &Plan, width: usize, text: &mut String) {
    let mut list = ListSoFar::default();
    for (idx, gap) in plan.questions.iter().take(N_QUESTIONS).enumerate() {
        text.push_str(&labeled(if idx == 0 { "Not known" } else { "" }, &gap.question, width));
        let why = Some(&gap.why).filter(|why| !why.is_empty());
        for line in why.iter().flat_map(|why| textwrap::wrap(why, width - super::style::LABEL)) {
            let _ = writeln!(text, "{}{}", " ".repeat(super::style::LABEL), dim(&line));
        }
        text.push_str(&line_to_copy(&AnswerPlace::of(gap, plan.today, &plan.goals), &mut list, width));
    }
    let n_more = n_unasked(plan);
    if n_more > 0 {
        let more =
            format!("{} about what you wrote; `backcast anchor --facts` lists them", plural(n_more, "more question"));
        text.push_str(&labeled("", &more, width));
    }
}

/// How many questions about the words of the goals the plan has no room for; what
/// goals share is asked once.
fn n_unasked(plan: &Plan) -> usize {
    if plan.questions.is_empty() {
        return 0;
    }
    let shown: BTreeSet<&str> = plan.questions.iter().take(N_QUESTIONS).map(|gap| gap.question.as_str()).collect();
    let of_words = |goal: &'_ AnchoredGoal| -> Vec<String> {
        let unread = goal.reading.unread.iter().map(|unread| unread.question.clone());
        unread.chain(goal.reading.facts.iter().filter_map(|fact| fact.question.clone())).collect()
    };
    let all: BTreeSet<String> = plan.goals.iter().flat_map(of_words).collect();
    all.iter().filter(|question| !shown.contains(question.as_str())).count()
}

fn next(plan: &Plan, view: &View<'_>, text: &mut String) {
    text.push('\n');
    let name = match view.from {
        From::File(name) | From::Stored(name, _) | From::Review(name) | From::Words(name) => name,
    };
    let id = plan.milestones.iter().find(|planned| planned.critical).map_or("M1", |one| one.milestone.id.as_str());
    let line = match (plan.feasibility.verdict, view.from) {
        (Verdict::TooSmall, From::Review(_)) => {
            format!("Review it all the same: backcast review start {name} --force")
        }
        (_, From::Review(_)) => format!(
            "Write the answers into {name} and begin again, or let it assume: backcast review start {name} --assume"
        ),
        (Verdict::TooSmall, _) => format!("Plan it all the same: backcast plan {name} --force"),
        (_, From::Words(_)) if plan.milestones.is_empty() => format!(
            "Write it down, and the answers with it: backcast anchor {name} --out goal.toml    Or let it assume: --assume"
        ),
        (_, From::Words(_)) => {
            format!(
                "Why there: --why {id}    What counts: --criteria    Keep it: backcast anchor {name} --out goal.toml"
            )
        }
        (_, From::File(_)) if plan.milestones.is_empty() => {
            format!("Write the answers into {name} and plan again, or let it assume: backcast plan {name} --assume")
        }
        (_, From::Stored(..)) if plan.milestones.is_empty() => {
            format!(
                "Write the answers into the goal file and add it again, or let it assume: backcast plan {name} --assume"
            )
        }
        (_, From::File("standard input")) => format!("Why there: --why {id}    What counts: --criteria"),
        (_, From::File(_)) => format!(
            "Keep it: backcast add {name}    Why there: --why {id}    What counts: --criteria    Picture: --out plan.svg"
        ),
        (_, From::Stored(_, true)) => format!(
            "Go with it: backcast approve {name}    Change it: backcast edit {name}    Turn it down: backcast reject {name} --why …"
        ),
        (_, From::Stored(_, false)) => {
            format!("How far it is: backcast status {name}    Why there: backcast show {name} --why {id}")
        }
    };
    let measured = plan.shown_ways_out().find(|one| one.effect.is_some());
    let line = match (measured, view.from) {
        (Some(one), From::File(_) | From::Words(_)) => format!("{line}    Take a way out: --with {}", one.id),
        (Some(one), From::Stored(..)) => format!("{line}    Take a way out: backcast plan {name} --with {}", one.id),
        _ => line,
    };
    text.push_str(&command(&line, view.width));
}

/// The text with a capital at its start and a full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}
