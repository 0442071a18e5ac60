//! A look at a plan for a person at a terminal: whether the date holds first,
//! what to do about it last.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use backcast_core::{
    Adherence, Asked, Calibration, GoalOutlook, LeverKind, MilestoneOutlook, Outlook, PastCalibration, PulledLever,
    days_between, plural,
};
use backcast_engine::calibrate::Calibrated;
use backcast_view::words::{self, percent};
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table};

use super::style::{bold, counted_days, day, indented, labeled, long_day};
use super::terminal::sentence;

/// Where the plan came from, for the next action.
#[derive(Clone, Copy, Debug)]
pub(crate) enum From<'a> {
    /// Files.
    Files,
    /// A goal that is kept, by its id.
    Stored(&'a str),
    /// A goal that is kept and whose path holds now.
    Taken,
}

/// A look, held against `earlier` ones.
pub(crate) fn text(calibrated: &Calibrated, earlier: &[PastCalibration], from: From<'_>, width: usize) -> String {
    let calibration = &calibrated.calibration;
    let mut text = String::new();
    headline(calibrated, width, &mut text);
    verdict_lines(calibration, width, &mut text);
    if let Some(since) = words::since(earlier, calibration) {
        text.push_str(&labeled("", &since, width));
    }
    if let Some(now) = words::do_now(calibration, &calibrated.plan) {
        text.push_str(&labeled("Do now", &sentence(&now), width));
    }
    if !calibration.milestones.is_empty() {
        text.push('\n');
        text.push_str(&table(calibrated, width));
        text.push_str(&indented(
            "likely: half of the time by then · safe: four times in five · moved: the path against the plan · decides: \
             how often it decides the end · risk: its share of the uncertainty",
            1,
            width,
        ));
        text.push('\n');
    }
    sections(calibration, width, &mut text);
    moves(calibrated, width, &mut text);
    next(calibration, from, width, &mut text);
    text
}

fn headline(calibrated: &Calibrated, width: usize, text: &mut String) {
    let by = calibrated.calibration.deadline.map(|day| format!(" · by {}", long_day(day))).unwrap_or_default();
    let line = format!("{}{by} · looked at on {}", calibrated.plan.title, long_day(calibrated.calibration.as_of));
    for line in textwrap::wrap(&line, width) {
        let _ = writeln!(text, "{}", bold(&line));
    }
    text.push('\n');
}

fn verdict_lines(calibration: &Calibration, width: usize, text: &mut String) {
    let word = words::outlook(calibration.verdict);
    let color = match calibration.verdict {
        Outlook::OnTrack => AnsiColor::Green,
        Outlook::Recoverable => AnsiColor::Yellow,
        Outlook::Unreachable => AnsiColor::Red,
    };
    let style = Style::new().bold().fg_color(Some(color.into()));
    let lines = labeled(word, &summary(calibration), width);
    text.push_str(&lines.replacen(&bold(word), &format!("{style}{word}{style:#}"), 1));
    if calibration.milestones.is_empty() {
        return;
    }
    text.push_str(&labeled("", &work(calibration), width));
    if calibration.goals.len() > 1 {
        for goal in &calibration.goals {
            text.push_str(&labeled("", &of_goal(goal), width));
        }
    }
    if calibration.level_days != 0 || calibration.spread_days != 0 {
        text.push_str(&labeled("", &level_and_spread(calibration), width));
    }
}

/// Whether the date holds, before anything else.
fn summary(calibration: &Calibration) -> String {
    let (likely, safe) = (long_day(calibration.end.p50), long_day(calibration.end.p80));
    if calibration.milestones.is_empty() {
        return match calibration.verdict {
            Outlook::Unreachable => "Nothing is left to do; it was done after the deadline.".into(),
            _ => "Nothing is left to do.".into(),
        };
    }
    let Some((deadline, chance)) = calibration.deadline.zip(calibration.chance) else {
        return format!("Realistic: {likely}; safe: {safe}.");
    };
    let percent = percent(chance);
    if let Some(first) = calibration.preparedness.first() {
        return format!(
            "{} stands, with a chance of {percent} of being ready for it: as things go, {first}. All before it is \
             likely done by {likely}; safe: {safe}.",
            long_day(first.on)
        );
    }
    if calibration.end.p50 > deadline {
        let later = counted_days(days_between(deadline, calibration.end.p50));
        return format!(
            "If nothing changes, {} has a chance of {percent}. Realistic: {likely}, {later} later; safe: {safe}.",
            long_day(deadline)
        );
    }
    format!("{percent} chance of {}. Realistic: {likely}; safe: {safe}.", long_day(deadline))
}

/// One of several goals.
fn of_goal(goal: &GoalOutlook) -> String {
    let (likely, safe) = (long_day(goal.end.p50), long_day(goal.end.p80));
    match goal.deadline.zip(goal.chance) {
        Some((deadline, chance)) => format!(
            "{}: {} chance of {}; realistic {likely}, safe {safe}.",
            goal.title,
            percent(chance),
            long_day(deadline)
        ),
        None => format!("{}: realistic {likely}, safe {safe}.", goal.title),
    }
}

fn work(calibration: &Calibration) -> String {
    let work = &calibration.work;
    let until = match calibration.deadline {
        Some(_) => format!("; {} are there until the deadline", work.available.rounded()),
        None => String::new(),
    };
    format!(
        "{} hours are left by the plan, {} as things go{until}.",
        work.left_planned.rounded(),
        work.left_likely.rounded()
    )
}

/// What mending estimates would change, and what only a buffer does.
fn level_and_spread(calibration: &Calibration) -> String {
    let level = match calibration.level_days {
        0 => "Estimates are right on the whole".to_owned(),
        days @ 1.. => format!("Estimates are too low by {} (mend them)", counted_days(days)),
        days => format!("Estimates are too high by {}", counted_days(-days)),
    };
    format!("{level}; luck may take {} more (only a buffer helps).", counted_days(calibration.spread_days))
}

fn table(calibrated: &Calibrated, width: usize) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(120));
    table.set_header([" id", "milestone", "planned", "likely", "safe", "moved", "hours", "decides", "risk"]);
    for outlook in &calibrated.calibration.milestones {
        table.add_row(row(calibrated, outlook));
    }
    for (idx, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 1));
        if idx > 1 {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if idx != 1 {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let mut text = String::new();
    for line in table.lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn row(calibrated: &Calibrated, outlook: &MilestoneOutlook) -> [String; 9] {
    let as_of = calibrated.calibration.as_of;
    let planned = calibrated.plan.milestones.iter().find(|planned| planned.milestone.id == outlook.id);
    let moved = planned.map_or(0, |planned| days_between(outlook.planned, planned.due));
    [
        format!(" {}", outlook.id),
        planned.map_or_else(String::new, |planned| planned.milestone.name.clone()),
        day(outlook.planned, as_of),
        day(outlook.end.p50, as_of),
        day(outlook.end.p80, as_of),
        if moved == 0 { "·".into() } else { format!("{moved:+} d") },
        outlook.left.0.rounded().to_string(),
        percent(outlook.criticality),
        percent(outlook.risk_share),
    ]
}

fn sections(calibration: &Calibration, width: usize, text: &mut String) {
    let mut section = |label: &str, lines: Vec<String>| {
        for (idx, line) in lines.iter().enumerate() {
            text.push_str(&labeled(if idx == 0 { label } else { "" }, line, width));
        }
    };
    let ways_out = calibration.options.iter().map(|one| sentence(&words::way_out(one, calibration.as_of)));
    section("Ways out", ways_out.collect());
    let is_measured = calibration.options.iter().any(|one| one.effect.is_some());
    let is_said = |pulled: &&PulledLever| match pulled.lever.kind {
        LeverKind::FreeDays { .. } => true,
        _ => !is_measured && words::can_be_named(&pulled.lever),
    };
    section("What would help", calibration.levers.iter().filter(is_said).map(lever).collect());
    let pairs = calibration.pairs.iter().filter(|pair| pair.levers.iter().all(words::can_be_named));
    section("Together", pairs.map(pair).collect());
    section("Left out", calibration.cut.clone());
    let understood = calibration.understood.iter().map(|fact| format!("\"{}\": {}.", fact.quote, fact.meaning));
    section("Understood", understood.collect());
    section("Weeks kept", calibration.adherence.iter().flat_map(adherence).collect());
    section("Good to know", calibration.notes.iter().map(|note| sentence(note)).collect());
    section("To be weighed", calibration.questions.clone());
    section("Odd facts", calibration.remarks.iter().map(|remark| sentence(&remark.message)).collect());
    section("Rests on", calibration.basis.iter().map(|basis| sentence(basis)).collect());
}

/// The path as a difference to the plan, with reasons.
fn moves(calibrated: &Calibrated, width: usize, text: &mut String) {
    let as_of = calibrated.calibration.as_of;
    let lines = calibrated.diff.milestones.iter().map(|one| format!("{} {}", one.id, words::milestone(one, as_of)));
    for (idx, line) in lines.enumerate() {
        text.push_str(&labeled(if idx == 0 { "The path" } else { "" }, &sentence(&line), width));
    }
}

/// "7 of 10 weeks …", which way it goes, and what would lift it.
fn adherence(adherence: &Adherence) -> Vec<String> {
    let marks: String =
        adherence.weeks.iter().rev().take(WEEKS_SHOWN).rev().map(|week| if week.kept { '●' } else { '○' }).collect();
    let n = adherence.weeks.len();
    let run = match adherence.run() {
        0 => String::new(),
        run => format!("; the last {} in a row", plural(run, "week")),
    };
    let mut lines = vec![format!(
        "{} of {}, asked for {}{run}  {marks}",
        adherence.n_kept(),
        plural(n, "week"),
        asked(&adherence.asked)
    )];
    match adherence.drift {
        Some(drift) if drift <= -DRIFT => {
            lines.push("It is fading: the last four weeks were kept less than those before.".into());
        }
        Some(drift) if drift >= DRIFT => {
            lines.push("It is growing: the last four weeks were kept more than those before.".into());
        }
        _ => {}
    }
    if let Some(adjustment) = &adherence.adjustment {
        lines.push(format!(
            "The smallest change: {} would have been kept in {} of {n}.",
            asked(&adjustment.asked),
            adjustment.n_kept
        ));
    }
    lines
}

/// So many weeks are shown one by one.
const WEEKS_SHOWN: usize = 26;
/// A smaller drift is chance.
const DRIFT: f64 = 0.25;

fn asked(asked: &Asked) -> String {
    match asked {
        Asked::Hours(pace) => format!("{pace} hours a week"),
        Asked::Sessions(n) => format!("{} a week", plural(usize::try_from(*n).unwrap_or(7), "session")),
    }
}

fn lever(pulled: &PulledLever) -> String {
    sentence(&pulled.lever.text)
}

fn pair(pair: &backcast_core::LeverPair) -> String {
    let short = |text: &str| text.split(" gives ").next().unwrap_or(text).trim_end_matches(',').to_owned();
    let [first, second] = &pair.levers;
    format!("{}, and {}: {} chance.", short(&first.text), short(&second.text), percent(pair.chance))
}

fn next(calibration: &Calibration, from: From<'_>, width: usize, text: &mut String) {
    let line = match from {
        _ if calibration.milestones.is_empty() => return,
        From::Taken => return,
        From::Files => "Try a change: --with hours=12    The path as a plan: --json".to_owned(),
        From::Stored(id) => format!(
            "Take this path: backcast calibrate {id} --apply    Try a change: --with hours=12    Pictures: --svg fan"
        ),
    };
    let line = match calibration.options.iter().find(|one| one.effect.is_some()) {
        Some(one) => line.replace("--with hours=12", &format!("--with {}", one.id)),
        None => line,
    };
    text.push('\n');
    text.push_str(&indented(&line, 0, width));
}
