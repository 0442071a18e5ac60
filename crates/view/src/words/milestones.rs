//! Why milestones lie where they lie, and what is to be decided about them.

use backcast_app::check_in::{CheckInQuestion, Subject};
use backcast_core::text::plain_line;
use backcast_core::{
    ClaimedHours, Lever, LeverKind, MoveReason, Outside, PlacementReason, Plan, PlannedMilestone, WayOut,
};
use jiff::civil::Date;

use super::{counted_days, day};

/// Why a milestone starts on its day and not earlier.
#[must_use]
pub fn starts_because(reason: &PlacementReason) -> String {
    match reason {
        PlacementReason::FirstDay => "nothing comes before it".into(),
        PlacementReason::After(id, 0) => format!("{id} is reached only then"),
        PlacementReason::After(id, days) => {
            format!("{} have to pass behind {id}", counted_days(i32::try_from(*days).unwrap_or(i32::MAX)))
        }
        PlacementReason::HoursTakenBy(id) => format!("the hours go to {id} first"),
        PlacementReason::AsLateAsPossible => "as late as what follows allows".into(),
        PlacementReason::FixedDate => "it takes place on its date".into(),
        PlacementReason::AsProposed => "its dates are those that were proposed".into(),
        PlacementReason::ByHand => "somebody set its dates".into(),
    }
}

/// Why a milestone has other dates than those that were proposed for it; nothing where it
/// has them.
#[must_use]
pub fn moved(planned: &PlannedMilestone, today: Date) -> Option<String> {
    let moved = planned.moved.as_ref()?;
    let shown = |date: Date| day(date, today);
    let starts = moved.start_from.map(|from| format!("starts on {} instead of {}", shown(planned.start), shown(from)));
    let due = moved.due_from.map(|from| format!("is due on {} instead of {}", shown(planned.due), shown(from)));
    let what: Vec<String> = [starts, due].into_iter().flatten().collect();
    let why = match &moved.why {
        MoveReason::After(id, 0) => format!("{id}, on which it rests, is due only then"),
        MoveReason::After(id, days) => {
            format!("{} have to pass behind {id}", counted_days(i32::try_from(*days).unwrap_or(i32::MAX)))
        }
        MoveReason::Waiting(days) => {
            format!("{} of waiting are in it", counted_days(i32::try_from(*days).unwrap_or(i32::MAX)))
        }
        MoveReason::Window => planned.milestone.window.why.clone().unwrap_or_else(|| "it has days of its own".into()),
        MoveReason::DayOff => "nothing can be done on that day".into(),
        MoveReason::Past => "that day is over".into(),
        MoveReason::Hours => "there are too few hours between its days".into(),
    };
    Some(format!("{} {}: {why}", planned.milestone.id, what.join(" and ")))
}

/// What lies in other hands, with how long it usually takes and how likely it is.
#[must_use]
pub fn outside(outside: &Outside, today: Date) -> String {
    let days = outside.days.map(|days| match (days.low, days.high) {
        (low, high) if low < high => format!("{low} to {high} days"),
        _ => counted_days(i32::try_from(days.likely).unwrap_or(i32::MAX)),
    });
    let on = outside.on.map(|on| format!("known on {}", day(on, today)));
    let chance = outside.chance.map(|chance| format!("{:.0} % likely", chance * 100.0));
    let more: Vec<String> = [days, on, chance].into_iter().flatten().collect();
    let text = plain_line(&outside.text);
    if more.is_empty() { text.into_owned() } else { format!("{text} ({})", more.join(", ")) }
}

/// Hours that a plan counts on beyond those that were named.
#[must_use]
pub fn claimed(claim: &ClaimedHours, today: Date) -> String {
    let days = match claim.from == claim.to {
        true => day(claim.from, today),
        false => format!("{} to {}", day(claim.from, today), day(claim.to, today)),
    };
    let what = if claim.what.is_empty() { String::new() } else { format!(": {}", plain_line(&claim.what)) };
    let ask = if claim.is_stated { "" } else { ". Are they yours?" };
    format!("{} more on {days}{what}{ask}", super::hours(claim.hours))
}

/// A way out with what it does: "O1  52,000 words instead of 60,000 → 88 %, likely 20 Nov".
#[must_use]
pub fn way_out(way_out: &WayOut, today: Date) -> String {
    let id = way_out.id.as_str();
    let said = way_out.to_string();
    let said = plain_line(&said);
    let effect = way_out.effect.map_or_else(String::new, |effect| {
        let end = day(effect.end, today);
        // Who is told of a chance of nothing asks why it is a way out.
        let chance =
            if effect.chance < 0.01 { "not by then, yet sooner".into() } else { super::percent(effect.chance) };
        format!(" → {chance}, likely done {end}, {} to do", super::hours(effect.work))
    });
    let by = way_out.by.map_or_else(String::new, |by| format!(" (decide by {})", day(by, today)));
    let id = if id.is_empty() { String::new() } else { format!("{id}  ") };
    format!("{id}{said}{effect}{by}")
}

/// The levers of a plan that are shown beside its ways out: none where these are measured,
/// and never a part of the goal that nobody can name.
pub fn levers(plan: &Plan) -> impl Iterator<Item = &Lever> {
    let is_measured = plan.shown_ways_out().any(|one| one.effect.is_some());
    plan.feasibility.levers.iter().filter(move |_| !is_measured).filter(|lever| can_be_named(lever))
}

/// Whether a lever says what is done: a part of a goal in percent does not, nor does
/// somebody of whom nobody knows who it is.
#[must_use]
pub fn can_be_named(lever: &Lever) -> bool {
    match &lever.kind {
        LeverKind::Scope { cut, .. } => !cut.is_empty(),
        LeverKind::Help(_) => false,
        LeverKind::Hours(_) | LeverKind::Date(_) | LeverKind::FreeDays { .. } => true,
    }
}

/// One question of the weekly walk in one sentence.
#[must_use]
pub fn question(question: &CheckInQuestion) -> String {
    let row = &question.row;
    match question.subject {
        Subject::Late(days) => {
            format!("{} {} is {} late ({} %): what about it?", row.id, row.name, counted_days(days), row.share_done)
        }
        Subject::Blocked => {
            let why = plain_line(row.blocked.as_deref().unwrap_or("no reason given"));
            format!("{} {} is blocked ({why}): still?", row.id, row.name)
        }
        Subject::NotBegun => {
            format!("{} {} was to begin on {} and has not: what about it?", row.id, row.name, day(row.start, row.due))
        }
    }
}

/// "9 days late, no day to lose", "no day to lose", "12 days to spare"
///
/// Late is what is past its due day, by as many days as everywhere; how much longer a
/// goal would take than its deadline allows is no second figure of the same name.
#[must_use]
pub fn urgency(days_late: i32, slack_days: i32) -> String {
    let room = if slack_days > 0 { format!("{} to spare", counted_days(slack_days)) } else { "no day to lose".into() };
    if days_late > 0 { format!("{} late, {room}", counted_days(days_late)) } else { room }
}
