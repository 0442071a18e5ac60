//! Why milestones lie where they lie, and what is to be decided about them.

use backcast_app::check_in::{CheckInQuestion, Subject};
use backcast_core::PlacementReason;
use backcast_core::text::plain_line;

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
