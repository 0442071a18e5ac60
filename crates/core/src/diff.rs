use jiff::civil::Date;

use crate::{
    BusyRange, Effort, MilestoneId, PlacementReason, Plan, PlannedMilestone, Verdict, WeeklyHours, days_between,
};

/// What is different between two plans for the same goal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanDiff {
    /// What changed around the milestones.
    pub frame: Vec<FrameChange>,
    /// What changed with each milestone, in the order of the new plan; those
    /// that went come last.
    pub milestones: Vec<MilestoneDiff>,
}

/// Something that the whole plan rests on, or that follows from it.
#[derive(Clone, Debug, PartialEq)]
pub enum FrameChange {
    /// The deadline moved.
    Deadline(Option<Date>, Option<Date>),
    /// There are more or fewer hours a week.
    WeeklyHours(Option<WeeklyHours>, Option<WeeklyHours>),
    /// These days are busy now.
    BusyCame(BusyRange),
    /// These days are busy no more.
    BusyWent(BusyRange),
    /// The answer to "can it work?" is another.
    Verdict(Verdict, Verdict),
    /// The likely end moved.
    End(Date, Date),
}

/// What is different about one milestone.
#[derive(Clone, Debug, PartialEq)]
pub struct MilestoneDiff {
    /// Its id, which is the same in both plans.
    pub id: MilestoneId,
    /// Its name in the newer plan that has it.
    pub name: String,
    /// What happened to it.
    pub kind: MilestoneDiffKind,
}

/// What happened to a milestone from one plan to the next.
#[derive(Clone, Debug, PartialEq)]
pub enum MilestoneDiffKind {
    /// It is new, and due on this day.
    Came(Date),
    /// It is gone; it was due on this day.
    Went(Date),
    /// It is still there.
    Changed {
        /// Days by which its due date moved; negative is earlier.
        moved_days: i32,
        /// The new due date.
        due: Date,
        /// What else changed.
        edits: Vec<Edit>,
        /// Why it moved, the nearest reason first; empty where it did not.
        because: Vec<Because>,
    },
}

/// A change of what a milestone says.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// It had this name.
    Renamed(String),
    /// Its work had this size and has that one now.
    Effort(Effort, Effort),
    /// A criterion came.
    CriterionCame(String),
    /// A criterion went.
    CriterionWent(String),
    /// It rests on this one now.
    PredecessorCame(MilestoneId),
    /// It does not rest on this one any more.
    PredecessorWent(MilestoneId),
    /// The goal sentence, risk, waiting or files are others.
    Wording,
}

/// Why a milestone moved.
#[derive(Clone, Debug, PartialEq)]
pub enum Because {
    /// It has so much more or less work.
    Effort(Effort, Effort),
    /// A predecessor moved: its id, and the days.
    Predecessor(MilestoneId, i32),
    /// It now rests on this one.
    NewPredecessor(MilestoneId),
    /// The hours go to this one first.
    HoursTakenBy(MilestoneId),
    /// There are more or fewer hours a week.
    WeeklyHours(Option<WeeklyHours>, Option<WeeklyHours>),
    /// These days are busy now, or are no more.
    Busy(BusyRange),
    /// The deadline moved, by these days.
    Deadline(i32),
    /// It was planned on a later day, from which everything is counted.
    Today(i32),
    /// So much of it is likely left.
    Left(Effort),
    /// Somebody set its date.
    ByHand,
}

/// Compares two plans milestone by milestone; the same id is the same
/// milestone.
#[must_use]
pub fn compare(old: &Plan, new: &Plan) -> PlanDiff {
    let frame = frame(old, new);
    let milestone = |planned: &PlannedMilestone| match find(old, &planned.milestone.id) {
        None => Some(MilestoneDiffKind::Came(planned.due)),
        Some(before) => changed(old, new, before, planned, &frame),
    };
    let named = |planned: &PlannedMilestone, kind| MilestoneDiff {
        id: planned.milestone.id.clone(),
        name: planned.milestone.name.clone(),
        kind,
    };
    let stayed = new.milestones.iter().filter_map(|planned| Some(named(planned, milestone(planned)?)));
    let went = old
        .milestones
        .iter()
        .filter(|planned| find(new, &planned.milestone.id).is_none())
        .map(|planned| named(planned, MilestoneDiffKind::Went(planned.due)));
    PlanDiff { milestones: stayed.chain(went).collect(), frame }
}

impl PlanDiff {
    /// Whether the two plans say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.frame.is_empty() && self.milestones.is_empty()
    }
}

fn find<'p>(plan: &'p Plan, id: &MilestoneId) -> Option<&'p PlannedMilestone> {
    plan.milestones.iter().find(|planned| planned.milestone.id == *id)
}

fn frame(old: &Plan, new: &Plan) -> Vec<FrameChange> {
    let mut frame = Vec::new();
    if old.deadline != new.deadline {
        frame.push(FrameChange::Deadline(old.deadline, new.deadline));
    }
    if pace(old) != pace(new) {
        frame.push(FrameChange::WeeklyHours(pace(old), pace(new)));
    }
    frame.extend(busy(new).iter().filter(|range| !busy(old).contains(range)).cloned().map(FrameChange::BusyCame));
    frame.extend(busy(old).iter().filter(|range| !busy(new).contains(range)).cloned().map(FrameChange::BusyWent));
    let verdicts = (old.feasibility.verdict, new.feasibility.verdict);
    if verdicts.0 != verdicts.1 {
        frame.push(FrameChange::Verdict(verdicts.0, verdicts.1));
    }
    let end = |plan: &Plan| plan.forecast.map(|forecast| forecast.likely);
    if let (Some(before), Some(after)) = (end(old), end(new))
        && before != after
    {
        frame.push(FrameChange::End(before, after));
    }
    frame
}

fn pace(plan: &Plan) -> Option<WeeklyHours> {
    plan.goals.first().and_then(|goal| goal.pace)
}

fn busy(plan: &Plan) -> &[BusyRange] {
    plan.goals.first().map_or(&[], |goal| goal.circumstances.busy.as_slice())
}

fn changed(
    old: &Plan,
    new: &Plan,
    before: &PlannedMilestone,
    after: &PlannedMilestone,
    frame: &[FrameChange],
) -> Option<MilestoneDiffKind> {
    let moved_days = days_between(before.due, after.due);
    let edits = edits(before, after);
    if moved_days == 0 && before.start == after.start && edits.is_empty() {
        return None;
    }
    let because = if moved_days == 0 { Vec::new() } else { because(old, new, before, after, frame) };
    Some(MilestoneDiffKind::Changed { moved_days, due: after.due, edits, because })
}

fn edits(before: &PlannedMilestone, after: &PlannedMilestone) -> Vec<Edit> {
    let (old, new) = (&before.milestone, &after.milestone);
    let mut edits = Vec::new();
    if old.name != new.name {
        edits.push(Edit::Renamed(old.name.clone()));
    }
    if old.effort.likely() != new.effort.likely() {
        edits.push(Edit::Effort(old.effort.likely(), new.effort.likely()));
    }
    let came = |criterion: &&String| !old.criteria.contains(criterion);
    let went = |criterion: &&String| !new.criteria.contains(criterion);
    edits.extend(new.criteria.iter().filter(came).cloned().map(Edit::CriterionCame));
    edits.extend(old.criteria.iter().filter(went).cloned().map(Edit::CriterionWent));
    let rests_on = |planned: &PlannedMilestone, id: &MilestoneId| {
        planned.milestone.depends_on.iter().any(|dependency| dependency.on == *id)
    };
    let on = |planned: &PlannedMilestone| -> Vec<MilestoneId> {
        planned.milestone.depends_on.iter().map(|dependency| dependency.on.clone()).collect()
    };
    edits.extend(on(after).into_iter().filter(|id| !rests_on(before, id)).map(Edit::PredecessorCame));
    edits.extend(on(before).into_iter().filter(|id| !rests_on(after, id)).map(Edit::PredecessorWent));
    let same_wording = old.statement == new.statement
        && old.risk == new.risk
        && old.slow_reason == new.slow_reason
        && old.waiting_days == new.waiting_days
        && old.files == new.files
        && old.value == new.value
        && old.abort_point == new.abort_point;
    if !same_wording {
        edits.push(Edit::Wording);
    }
    edits
}

/// Reasons near the milestone first; what holds for the whole plan only where
/// nothing nearer explains the move.
fn because(
    old: &Plan,
    new: &Plan,
    before: &PlannedMilestone,
    after: &PlannedMilestone,
    frame: &[FrameChange],
) -> Vec<Because> {
    if after.reason == PlacementReason::ByHand {
        return vec![Because::ByHand];
    }
    let later = after.due > before.due;
    let mut reasons = Vec::new();
    let (had, has) = (before.milestone.effort.likely(), after.milestone.effort.likely());
    if had != has && (has > had) == later {
        reasons.push(Because::Effort(had, has));
    }
    for dependency in &after.milestone.depends_on {
        let Some(now) = find(new, &dependency.on) else { continue };
        match find(old, &dependency.on) {
            Some(then) => {
                let days = days_between(then.due, now.due);
                if days != 0 && (days > 0) == later {
                    reasons.push(Because::Predecessor(dependency.on.clone(), days));
                }
            }
            None if later => reasons.push(Because::NewPredecessor(dependency.on.clone())),
            None => {}
        }
    }
    if !reasons.is_empty() {
        return reasons;
    }
    let (from, to) = (before.start.min(after.start), before.due.max(after.due));
    for change in frame {
        match change {
            FrameChange::WeeklyHours(a, b) => reasons.push(Because::WeeklyHours(*a, *b)),
            FrameChange::BusyCame(range) if later && range.from <= to && from <= range.to => {
                reasons.push(Because::Busy(range.clone()));
            }
            FrameChange::BusyWent(range) if !later && range.from <= to && from <= range.to => {
                reasons.push(Because::Busy(range.clone()));
            }
            FrameChange::Deadline(Some(a), Some(b)) => reasons.push(Because::Deadline(days_between(*a, *b))),
            _ => {}
        }
    }
    if let PlacementReason::HoursTakenBy(id) = &after.reason
        && before.reason != after.reason
    {
        reasons.push(Because::HoursTakenBy(id.clone()));
    }
    if reasons.is_empty() && old.today != new.today {
        reasons.push(Because::Today(days_between(old.today, new.today)));
    }
    reasons
}
