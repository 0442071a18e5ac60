//! What is to stand in calendars: milestones, blocks of work, check-ins and
//! reviews of all plans in effect.

use std::collections::BTreeMap;

use backcast_calendar::{FreeTime, Window};
use backcast_core::text::plain_line;
use backcast_core::track::{PlanState, Track};
use backcast_core::{Availability, Effort, MilestoneId, Plan, PlannedMilestone, WorkWeek, days_between, plus_days};
use backcast_store::Stored;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday, time};
use jiff::tz::TimeZone;

use crate::blocks::{Block, Known, Want, place};
use crate::item_record::{DesiredItem, ItemRecords, TimeRecord};

/// A plan that is in effect, with what happened to it.
#[derive(Clone, Debug)]
pub struct ActivePlan {
    /// The goals as they are stored, with their log and without their texts.
    pub stored: Stored,
    /// The plan that was approved.
    pub plan: Plan,
}

impl ActivePlan {
    /// Our name of the item of a milestone: "book/M1".
    #[must_use]
    pub fn item_of(&self, id: &MilestoneId) -> String {
        format!("{}/{}", self.stored.id, id)
    }
}

/// What people want to see in their calendar beside milestones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Blocks of work.
    pub blocks: bool,
    /// The weekly check-in and the reviews of plans.
    pub reviews: bool,
    /// Milestones as tasks, too.
    pub tasks: bool,
}

impl Default for Contents {
    fn default() -> Self {
        Contents { blocks: true, reviews: true, tasks: false }
    }
}

/// Blocks are placed so far ahead.
pub const BLOCK_DAYS: usize = 28;
/// When check-ins and reviews take place, and for how long.
const REVIEW_AT: jiff::civil::Time = time(18, 0, 0, 0);
const REVIEW_MINUTES: u32 = 30;
const REMIND_MINUTES: u32 = 10;

/// The day of looking, the person's free time from it on, and their zone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) today: Date,
    pub(crate) now: Timestamp,
    pub(crate) zone: &'a TimeZone,
    pub(crate) free: &'a FreeTime,
    pub(crate) review_day: Weekday,
    pub(crate) contents: Contents,
}

/// What is to stand in calendars.
pub(crate) fn desired_items(plans: &[ActivePlan], records: &ItemRecords, context: &Context<'_>) -> Vec<DesiredItem> {
    let mut all = Vec::with_capacity(plans.iter().map(|active| active.plan.milestones.len() + 1).sum());
    for active in plans {
        let milestones: Vec<DesiredItem> =
            active.plan.milestones.iter().filter_map(|planned| milestone(active, planned)).collect();
        if context.contents.tasks {
            all.extend(active.plan.milestones.iter().filter_map(|planned| task(active, planned)));
        }
        all.extend(milestones);
        if context.contents.reviews {
            all.extend(reviews(active, context));
        }
    }
    if context.contents.blocks {
        all.extend(blocks(plans, records, context));
    }
    if context.contents.reviews {
        all.extend(check_in(plans, context));
    }
    all
}

fn track(active: &ActivePlan, planned: &PlannedMilestone) -> Track {
    active.stored.ledger.track(&planned.milestone.id)
}

/// Makes the UIDs of the items of a goal file: of nothing that says whose it
/// is, and the same for ever.
fn seed(active: &ActivePlan, id: &str) -> String {
    let since = active.stored.ledger.goal_revisions.first().map(|goal| goal.at.as_microsecond());
    format!("{} {since:?} {id}", active.stored.id)
}

fn milestone(active: &ActivePlan, planned: &PlannedMilestone) -> Option<DesiredItem> {
    let track = track(active, planned);
    if track.skipped.is_some() {
        return None;
    }
    let one = &planned.milestone;
    let id = active.item_of(&planned.milestone.id);
    let mut description = plain_line(&one.statement).into_owned();
    description.push('\n');
    for criterion in &one.criteria {
        description.extend(["\n- ", &plain_line(criterion)]);
    }
    let mark = if track.done_on.is_some() { "✓ " } else { "" };
    Some(DesiredItem {
        seed: seed(active, &id),
        title: format!("{mark}{} {}", one.id, plain_line(&one.name)),
        description,
        time: TimeRecord::Day(track.done_on.unwrap_or(planned.due)),
        categories: categories(active),
        related: Vec::new(),
        alarm_minutes: None,
        decided_at: approved_at(active),
        id,
    })
}

/// The task beside a milestone.
fn task(active: &ActivePlan, planned: &PlannedMilestone) -> Option<DesiredItem> {
    let milestone = milestone(active, planned)?;
    let done = track(active, planned).done_on.is_some();
    let id = format!("{}/task", milestone.id);
    Some(DesiredItem {
        seed: seed(active, &id),
        title: format!("{} {}", planned.milestone.id, plain_line(&planned.milestone.name)),
        time: TimeRecord::Task { due: planned.due, done },
        related: vec![milestone.id.clone()],
        id,
        ..milestone
    })
}

/// When the plan was let hold.
fn approved_at(active: &ActivePlan) -> Option<Timestamp> {
    match active.stored.ledger.approved()?.state {
        PlanState::Approved(at) => Some(at),
        _ => None,
    }
}

fn categories(active: &ActivePlan) -> Vec<String> {
    vec!["backcast".to_owned(), plain_line(&active.plan.title).into_owned()]
}

/// The looks at a plan, from its first review on in equal steps.
fn reviews(active: &ActivePlan, context: &Context<'_>) -> Option<DesiredItem> {
    let dates = &active.plan.reviews;
    let (first, every) = (*dates.first()?, dates.get(1).map_or(28, |second| days_between(dates[0], *second)));
    let id = format!("{}/review", active.stored.id);
    let step =
        if every % 7 == 0 { format!("WEEKLY;INTERVAL={}", every / 7) } else { format!("DAILY;INTERVAL={every}") };
    Some(DesiredItem {
        seed: seed(active, &id),
        title: format!("Look at the plan again: {}", plain_line(&active.plan.title)),
        description: format!(
            "Where it ends if nothing changes, and what would change that:\nbackcast calibrate {}",
            active.stored.id
        ),
        time: TimeRecord::Recurring {
            start: first.to_datetime(REVIEW_AT),
            zone: zone_name(context.zone),
            minutes: REVIEW_MINUTES,
            rule: format!("FREQ={step};COUNT={}", dates.len()),
        },
        categories: categories(active),
        related: Vec::new(),
        alarm_minutes: Some(REMIND_MINUTES),
        decided_at: None,
        id,
    })
}

/// The weekly look at all goals, since the first plan was approved.
fn check_in(plans: &[ActivePlan], context: &Context<'_>) -> Option<DesiredItem> {
    let first = plans.iter().min_by_key(|active| active.stored.ledger.goal_revisions.first().map(|goal| goal.at))?;
    let since = first.plan.today;
    let ahead = i32::from(context.review_day.since(since.weekday()));
    Some(DesiredItem {
        id: "week".to_owned(),
        seed: seed(first, "week"),
        title: "Look back on the week".to_owned(),
        description: "What was done, what is open, what comes:\nbackcast review week".to_owned(),
        time: TimeRecord::Recurring {
            start: plus_days(since, ahead).to_datetime(REVIEW_AT),
            zone: zone_name(context.zone),
            minutes: REVIEW_MINUTES,
            rule: "FREQ=WEEKLY".to_owned(),
        },
        categories: vec!["backcast".to_owned()],
        related: Vec::new(),
        alarm_minutes: Some(REMIND_MINUTES),
        decided_at: None,
    })
}

/// The name of a zone that calendars know; UTC where it has none.
fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}

/// Blocks of work for what is left, in the free hours of the next weeks.
fn blocks(plans: &[ActivePlan], records: &ItemRecords, context: &Context<'_>) -> Vec<DesiredItem> {
    let mut wants = Vec::new();
    let mut of_milestone: BTreeMap<String, (&ActivePlan, &PlannedMilestone)> = BTreeMap::new();
    for (file, active) in plans.iter().enumerate() {
        for planned in &active.plan.milestones {
            let track = track(active, planned);
            let left = minutes_left(&track, planned.milestone.effort.likely());
            if track.has_ended() || track.blocked.is_some() || left == 0 {
                continue;
            }
            let milestone = active.item_of(&planned.milestone.id);
            of_milestone.insert(milestone.clone(), (active, planned));
            let from = planned.start.max(context.today);
            wants.push(Want { milestone, file, minutes: left, from, due: planned.due });
        }
    }
    let budgets: Vec<Vec<u32>> = plans.iter().map(|active| budget(active, context)).collect();
    let placed = place(&wants, context.free, &budgets, &known(records, context.now), context.now);
    placed.iter().filter_map(|block| block_item(block, &of_milestone)).collect()
}

fn minutes_left(track: &Track, planned: Effort) -> u32 {
    Effort::from_hours(planned.hours() * (1.0 - track.share_done(planned))).minutes()
}

/// The minutes that a goal file has on each day.
fn budget(active: &ActivePlan, context: &Context<'_>) -> Vec<u32> {
    let n_days = context.free.days.len();
    let Some(goal) = active.plan.goals.first() else { return vec![0; n_days] };
    let pace = active.plan.feasibility.pace_enough.or(goal.pace).unwrap_or_default();
    let weekly = WorkWeek { pace, days: goal.facts.weekdays };
    let caps = context.free.days.iter().map(backcast_calendar::FreeDay::minutes).collect();
    let caps = backcast_core::DayCaps::new(context.today, caps);
    let days = Availability::new(context.today, n_days, &weekly, &goal.circumstances.all_busy(), &caps);
    let of_day =
        |day: usize| u32::try_from(days.minutes_before(day + 1) - days.minutes_before(day)).unwrap_or(u32::MAX);
    (0..n_days).map(of_day).collect()
}

/// What calendars hold of blocks by now.
fn known(records: &ItemRecords, now: Timestamp) -> Known {
    let mut known = Known::default();
    for (id, record) in &records.0 {
        let Some((milestone, number)) = block_of(id) else { continue };
        let highest = known.numbers.entry(milestone.to_owned()).or_default();
        *highest = number.max(*highest);
        let time = record.pinned.as_ref().unwrap_or(&record.time);
        let TimeRecord::Block(start, end) = *time else { continue };
        let time = Window { start, end };
        // Nothing of ours goes where somebody took ours away, or has it themselves.
        if record.refused || record.kept {
            known.refused.push(time);
        } else if end > now && record.cancelled_at.is_none() {
            let pinned = record.pinned.is_some();
            known.blocks.push(Block { milestone: milestone.to_owned(), number, time, pinned });
        }
    }
    known
}

/// Milestone and number of a block's name.
pub(crate) fn block_of(id: &str) -> Option<(&str, u32)> {
    let (milestone, number) = id.rsplit_once("/b")?;
    Some((milestone, number.parse().ok()?))
}

fn block_item(block: &Block, of_milestone: &BTreeMap<String, (&ActivePlan, &PlannedMilestone)>) -> Option<DesiredItem> {
    let (active, planned) = of_milestone.get(&block.milestone)?;
    let id = format!("{}/b{}", block.milestone, block.number);
    let one = &planned.milestone;
    Some(DesiredItem {
        seed: seed(active, &id),
        title: format!("{} {}", one.id, plain_line(&one.name)),
        description: format!("{}\n\nDone with it: backcast log {} 1h", one.statement, block.milestone),
        time: TimeRecord::Block(block.time.start, block.time.end),
        categories: categories(active),
        related: vec![block.milestone.clone()],
        alarm_minutes: None,
        decided_at: None,
        id,
    })
}
