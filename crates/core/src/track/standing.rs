use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Track;
use crate::{MilestoneId, PlacementReason, PlannedMilestone, days_between, plus_days};

/// What can be done about a milestone now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be worked on from this day on.
    Ready(Date),
    /// Others come first.
    Waiting(Vec<Waiting>),
    /// Nothing can be done for now, for this reason.
    Blocked(String),
    /// It was completed on this day.
    Done(Date),
    /// It will not be done.
    Skipped,
}

/// A predecessor that is not reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The predecessor.
    pub on: MilestoneId,
    /// Whether it was skipped, so that it never will be reached.
    pub skipped: bool,
}

/// A [`Standing`] without its details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StandingKind {
    /// It can be worked on.
    Ready,
    /// Others come first.
    Waiting,
    /// Nothing can be done for now.
    Blocked,
    /// It was completed.
    Done,
    /// It will not be done.
    Skipped,
}

impl StandingKind {
    /// All kinds.
    pub const ALL: [StandingKind; 5] =
        [StandingKind::Ready, StandingKind::Waiting, StandingKind::Blocked, StandingKind::Done, StandingKind::Skipped];

    /// The name used in files and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            StandingKind::Ready => "ready",
            StandingKind::Waiting => "waiting",
            StandingKind::Blocked => "blocked",
            StandingKind::Done => "done",
            StandingKind::Skipped => "skipped",
        }
    }

    /// Whether something is still to be done.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, StandingKind::Done | StandingKind::Skipped)
    }
}

impl Standing {
    /// What sort of standing it is.
    #[must_use]
    pub fn kind(&self) -> StandingKind {
        match self {
            Standing::Ready(_) => StandingKind::Ready,
            Standing::Waiting(_) => StandingKind::Waiting,
            Standing::Blocked(_) => StandingKind::Blocked,
            Standing::Done(_) => StandingKind::Done,
            Standing::Skipped => StandingKind::Skipped,
        }
    }
}

/// Where each milestone of a plan stands, in the plan's order.
///
/// A milestone is ready once all its predecessors are complete (or released)
/// and the lags after them are over; one that is placed late or takes place
/// on a date is not ready before its planned start.
#[must_use]
pub fn standings(milestones: &[PlannedMilestone], tracks: &BTreeMap<MilestoneId, Track>) -> Vec<Standing> {
    milestones.iter().map(|planned| standing(planned, tracks)).collect()
}

fn standing(planned: &PlannedMilestone, tracks: &BTreeMap<MilestoneId, Track>) -> Standing {
    let milestone = &planned.milestone;
    let track = tracks.get(&milestone.id);
    if let Some(day) = track.and_then(|track| track.done_on) {
        return Standing::Done(day);
    }
    if track.is_some_and(|track| track.skipped.is_some()) {
        return Standing::Skipped;
    }
    if let Some(block) = track.and_then(|track| track.blocked.as_ref()) {
        return Standing::Blocked(block.why.clone());
    }
    let lets_go = |id: &MilestoneId| tracks.get(id).is_some_and(Track::lets_others_go);
    let waiting: Vec<Waiting> = milestone
        .depends_on
        .iter()
        .filter(|dependency| !lets_go(&dependency.on))
        .map(|dependency| Waiting {
            on: dependency.on.clone(),
            skipped: tracks.get(&dependency.on).is_some_and(|track| track.skipped.is_some()),
        })
        .collect();
    let is_started = track.is_some_and(|track| track.started_on.is_some());
    if !waiting.is_empty() {
        return Standing::Waiting(waiting);
    }
    let lag_ends = milestone.depends_on.iter().filter_map(|dependency| {
        let done = tracks.get(&dependency.on).and_then(|track| track.done_on)?;
        Some(plus_days(done, i32::try_from(dependency.lag_days).unwrap_or(i32::MAX)))
    });
    let has_its_day = matches!(planned.reason, PlacementReason::AsLateAsPossible | PlacementReason::FixedDate);
    let earliest = if has_its_day && !is_started { planned.start } else { Date::MIN };
    Standing::Ready(lag_ends.fold(earliest, Date::max))
}

/// Days since the day on which something was to be complete; zero until then. This
/// alone is called late: what has to go on now so that a deadline holds is urgent.
#[must_use]
pub fn days_late(due: Date, today: Date) -> i32 {
    days_between(due, today).max(0)
}

/// The last day on which work on a milestone has to go on so that the goal
/// keeps its deadline: its latest due date less the days that what is left of
/// it takes at the planned speed.
#[must_use]
pub fn start_latest(planned: &PlannedMilestone, track: &Track) -> Date {
    let days = days_between(planned.start, planned.due).max(0);
    let left = 1.0 - track.share_done(planned.milestone.effort.likely());
    #[expect(clippy::cast_possible_truncation, reason = "at most the days of a plan")]
    let days_left = (f64::from(days) * left).ceil() as i32;
    plus_days(planned.due_latest, -days_left)
}
