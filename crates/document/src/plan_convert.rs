//! From the domain's plan to its record.

use backcast_core::audit::{Finding, Measure};
use backcast_core::{
    AnchoredGoal, BusyChoice, BusyConflict, BusyRange, CalendarHours, Decision, DraftMilestone, Effort, EffortRange,
    Feasibility, Gap, GoalConflict, GoalId, Lever, LeverKind, MilestoneId, Move, MoveReason, PlacementReason, Placing,
    Plan, PlannedMilestone, Sizing, Source, WeeklyHours,
};
use jiff::civil::Date;

use crate::hash::content_hash;
use crate::milestone_parts::names_of;
use crate::text::without_controls;
use crate::{
    AnchorRecord, AnswerPlace, BusyConflictRecord, BusyRecord, CadenceRecord, CalendarRecord, CheckpointRecord,
    ChoicesRecord, ClaimRecord, ConflictRecord, CostRecord, DecisionRecord, EffortRecord, ExtraCapacityRecord,
    FactUseRecord, FeasibilityRecord, FindingRecord, ForecastRecord, FreeRecord, LagRecord, LeverRecord,
    MilestoneRecord, MoveRecord, OptionRecord, OutsideRecord, PlanRecord, ProposedRecord, QuantityRecord,
    QuestionRecord, SourceRecord, UnderstoodRecord, WaitingRecord, WeekRecord,
};

/// The `schema` of the plans that this version writes.
const PLAN_SCHEMA: &str = "backcast.plan/2";

impl PlanRecord {
    /// The record of a plan, with its hash.
    #[must_use]
    pub fn from_plan(plan: &Plan) -> Self {
        let mut record = PlanRecord {
            schema: PLAN_SCHEMA.into(),
            goal: statement(plan),
            title: plan.title.clone(),
            kind: plan.kind.to_string(),
            today: plan.today.to_string(),
            deadline: plan.deadline.map(|day| day.to_string()),
            anchor_critique: plan
                .questions
                .iter()
                .map(|gap| format!("{} {}", gap.question, gap.why).trim_end().to_owned())
                .collect(),
            questions: plan
                .questions
                .iter()
                .map(|gap| QuestionRecord::from_gap(gap, plan.today, &plan.goals))
                .collect(),
            assumptions: plan.assumptions.clone(),
            feasibility: feasibility(&plan.feasibility),
            forecast: plan.forecast.map(|forecast| ForecastRecord {
                likely: forecast.likely.to_string(),
                late: forecast.late.to_string(),
            }),
            milestones: plan.milestones.iter().map(|planned| milestone(planned, plan.several)).collect(),
            conflicts: plan.goal_conflicts.iter().map(conflict).collect(),
            busy_conflicts: plan.busy_conflicts.iter().map(busy_conflict).collect(),
            busy: plan.goals.first().map_or_else(Vec::new, |goal| goal.circumstances.busy.iter().map(busy).collect()),
            constraints: plan.goals.first().map_or_else(Vec::new, |goal| goal.circumstances.constraints.clone()),
            decisions: plan
                .goals
                .first()
                .map_or_else(Vec::new, |goal| goal.circumstances.decisions.iter().map(decision).collect()),
            calendar: plan.goals.first().and_then(|goal| calendar(&goal.circumstances.calendar)),
            anchor: plan.goals.iter().map(AnchorRecord::from_anchored).collect(),
            starting_state: plan.starting_state.clone(),
            reviews: plan.reviews.iter().map(ToString::to_string).collect(),
            sources: plan.sources.iter().map(source).collect(),
            findings: plan.findings.iter().map(FindingRecord::from_finding).collect(),
            proposer: plan.proposer.clone(),
            options: plan.ways_out.iter().map(OptionRecord::of).collect(),
            outside: plan.outside.iter().map(OutsideRecord::of).collect(),
            extra_capacity: plan.extra_hours().iter().map(ExtraCapacityRecord::of).collect(),
            facts: plan.fact_uses.iter().map(FactUseRecord::of).collect(),
            seed: 0,
            version: env!("CARGO_PKG_VERSION").into(),
            calibration: None,
            hash: String::new(),
        };
        record.hash = hash_of(&record);
        record
    }

    /// The record as indented JSON, ending in a line feed.
    ///
    /// # Panics
    ///
    /// Never: the record holds texts, finite numbers and lists.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("a plan record has a JSON form");
        json.push('\n');
        json
    }
}

impl AnchorRecord {
    /// The record of an anchored goal.
    #[must_use]
    pub fn from_anchored(goal: &AnchoredGoal) -> Self {
        AnchorRecord {
            id: goal.goal.id.to_string(),
            statement: goal.statement.clone(),
            kind: goal.kind.to_string(),
            kind_from: goal.kind_from.clone(),
            engineering: goal.engineering,
            confidence: goal.confidence.as_str().to_owned(),
            sizing: match goal.critique.sizing {
                Sizing::Plannable => "plannable",
                Sizing::TooSmall(_) => "too_small",
                Sizing::Unclear(_) => "unclear",
            }
            .into(),
            deadline: goal.deadline.map(|day| day.to_string()),
            hours_per_week: goal.pace.map(pace_hours),
            working_days: names_of(goal.facts.weekdays),
            understood: goal
                .facts
                .understood
                .iter()
                .map(|one| UnderstoodRecord {
                    quote: one.quote.clone(),
                    meaning: one.meaning.clone(),
                    fact: one.fact.map(|id| id.to_string()),
                    shapes: one.shapes.iter().map(ToString::to_string).collect(),
                })
                .collect(),
            questions: goal.critique.gaps.iter().map(|gap| QuestionRecord::from_gap(gap, goal.today, [goal])).collect(),
        }
    }
}

impl QuestionRecord {
    /// The record of a gap in these goals.
    #[must_use]
    pub fn from_gap<'a>(gap: &Gap, today: Date, goals: impl IntoIterator<Item = &'a AnchoredGoal>) -> Self {
        let place = AnswerPlace::of(gap, today, goals);
        QuestionRecord {
            field: gap.field.as_str().into(),
            severity: gap.severity.to_string(),
            question: gap.question.clone(),
            why: gap.why.clone(),
            example: gap.example.clone(),
            choices: gap.choices.clone(),
            key: place.key,
            line: place.line,
        }
    }
}

impl FindingRecord {
    /// The record of a finding.
    #[must_use]
    pub fn from_finding(finding: &Finding) -> Self {
        FindingRecord {
            severity: finding.severity.to_string(),
            code: finding.code.to_string(),
            message: finding.message.clone(),
            milestones: ids(&finding.milestones),
            fix: finding.fix.clone(),
            amount: finding.measure.as_ref().map(|measure| rounded(measure.amount)),
            bound: finding.measure.as_ref().map(|measure| rounded(measure.bound)),
            unit: finding.measure.as_ref().map(|measure| measure.unit.clone()),
        }
    }

    /// The figure of the finding.
    pub(crate) fn measure(&self) -> Option<Measure> {
        let (amount, bound) = self.amount.zip(self.bound)?;
        Some(Measure { amount, bound, unit: without_controls(self.unit.as_deref()?) })
    }
}

/// To two decimals: figures of findings are for people.
fn rounded(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}

fn statement(plan: &Plan) -> String {
    match plan.goals.as_slice() {
        [only] if !plan.several => only.statement.clone(),
        _ => plan.title.clone(),
    }
}

fn feasibility(feasibility: &Feasibility) -> FeasibilityRecord {
    FeasibilityRecord {
        verdict: feasibility.verdict.to_string(),
        chance: feasibility.chance.map(|chance| (chance * 1000.0).round() / 1000.0),
        needed_hours: feasibility.needed.map(hours),
        available_hours: feasibility.available.map(hours),
        buffer_hours: feasibility.buffer.map(hours),
        hours_per_week_enough: feasibility.pace_enough.map(pace_hours),
        reasons: feasibility.reasons.clone(),
        levers: feasibility.levers.iter().map(lever).collect(),
    }
}

pub(crate) fn lever(lever: &Lever) -> LeverRecord {
    let mut record = LeverRecord {
        kind: String::new(),
        text: lever.text.clone(),
        hours_per_week: None,
        hours_saved: None,
        cut: Vec::new(),
        date: None,
        from: None,
        to: None,
    };
    match &lever.kind {
        LeverKind::Hours(pace) => {
            record.kind = "hours".into();
            record.hours_per_week = Some(pace_hours(*pace));
        }
        LeverKind::Scope { saved, cut } => {
            record.kind = "scope".into();
            record.hours_saved = Some(hours(*saved));
            record.cut = ids(cut);
        }
        LeverKind::Date(day) => {
            record.kind = "date".into();
            record.date = Some(day.to_string());
        }
        LeverKind::Help(effort) => {
            record.kind = "help".into();
            record.hours_saved = Some(hours(*effort));
        }
        LeverKind::FreeDays { from, to } => {
            record.kind = "free_days".into();
            record.from = Some(from.to_string());
            record.to = Some(to.to_string());
        }
    }
    record
}

fn milestone(planned: &PlannedMilestone, several: bool) -> MilestoneRecord {
    let milestone = &planned.milestone;
    MilestoneRecord {
        id: milestone.id.to_string(),
        name: milestone.name.clone(),
        goal: milestone.statement.clone(),
        success_criteria: milestone.criteria.clone(),
        criterion_ids: milestone.criterion_ids.iter().map(|id| id.number()).collect(),
        facts: milestone.facts.iter().map(ToString::to_string).collect(),
        depends_on: milestone.depends_on.iter().map(|dependency| dependency.on.to_string()).collect(),
        lags: lags(milestone),
        start: planned.start.to_string(),
        due: planned.due.to_string(),
        effort_hours: hours(milestone.effort.likely()),
        effort: effort(milestone.effort),
        waiting_days: milestone.waiting_days,
        waiting: WaitingRecord::of(&milestone.waiting),
        kind: milestone.kind.as_str().into(),
        on: match milestone.placing {
            Placing::On(day) => Some(day.to_string()),
            Placing::BeforeDeadline(_) => Some(planned.due.to_string()),
            Placing::Early | Placing::Late => None,
        },
        days_before_deadline: match milestone.placing {
            Placing::BeforeDeadline(days) => Some(days),
            Placing::On(_) | Placing::Early | Placing::Late => None,
        },
        late: milestone.placing == Placing::Late,
        not_before: milestone.window.not_before.map(|day| day.to_string()),
        not_after: milestone.window.not_after.map(|day| day.to_string()),
        window_reason: milestone.window.why.clone(),
        cadence: milestone.cadence.as_ref().map(CadenceRecord::of),
        quantity: milestone.quantity.as_ref().map(QuantityRecord::of),
        checkpoints: milestone.checkpoints.iter().map(CheckpointRecord::of).collect(),
        who: milestone.who.clone(),
        cost: milestone.cost.as_ref().map(CostRecord::of),
        fallback: milestone.fallback.as_ref().map(|fallback| fallback.text.clone()),
        fallback_by: milestone.fallback.as_ref().and_then(|fallback| fallback.by).map(|day| day.to_string()),
        proposed: milestone
            .proposed
            .map(|dates| ProposedRecord { start: dates.start.map(|day| day.to_string()), due: dates.due.to_string() }),
        moved: planned.moved.as_ref().map(moved),
        risk: milestone.risk.as_str().into(),
        slow_reason: milestone.slow_reason.clone(),
        files: milestone.files.clone(),
        parallel: milestone.depends_on.is_empty(),
        goal_id: milestone.goal.as_ref().filter(|_| several).map(GoalId::to_string),
        due_earliest: planned.due_earliest.to_string(),
        due_latest: planned.due_latest.to_string(),
        slack_days: planned.slack_days,
        critical: planned.critical,
        placed: placed(&planned.reason),
        value: milestone.value.clone(),
        abort_point: milestone.abort_point.clone(),
        weight: milestone.weight,
        claim: ClaimRecord {
            source: milestone.claim.source.clone(),
            why: milestone.claim.why.clone(),
            basis: milestone.claim.basis.clone(),
            often_missed: milestone.claim.often_missed.clone(),
            includes: milestone.claim.includes.clone(),
        },
        status: None,
        done_on: None,
    }
}

fn moved(moved: &Move) -> MoveRecord {
    let (why, after, days) = match &moved.why {
        MoveReason::After(id, days) => ("after", Some(id.to_string()), *days),
        MoveReason::Waiting(days) => ("waiting", None, *days),
        MoveReason::Window => ("window", None, 0),
        MoveReason::DayOff => ("day_off", None, 0),
        MoveReason::Past => ("past", None, 0),
        MoveReason::Hours => ("hours", None, 0),
    };
    MoveRecord {
        start_from: moved.start_from.map(|day| day.to_string()),
        due_from: moved.due_from.map(|day| day.to_string()),
        why: why.into(),
        after,
        days,
    }
}

fn lags(milestone: &DraftMilestone) -> Vec<LagRecord> {
    milestone
        .depends_on
        .iter()
        .filter(|dependency| dependency.lag_days > 0)
        .map(|dependency| LagRecord { on: dependency.on.to_string(), days: dependency.lag_days })
        .collect()
}

fn placed(reason: &PlacementReason) -> String {
    match reason {
        PlacementReason::FirstDay => "first_day".into(),
        PlacementReason::After(id, 0) => format!("after {id}"),
        PlacementReason::After(id, days) => format!("after {id} and {days} days of waiting"),
        PlacementReason::HoursTakenBy(id) => format!("hours go to {id} first"),
        PlacementReason::AsLateAsPossible => "as_late_as_possible".into(),
        PlacementReason::FixedDate => "fixed_date".into(),
        PlacementReason::ByHand => "by_hand".into(),
        PlacementReason::AsProposed => "as_proposed".into(),
    }
}

fn conflict(conflict: &GoalConflict) -> ConflictRecord {
    ConflictRecord {
        goals: conflict.goals.iter().map(GoalId::to_string).collect(),
        more_goals: conflict.n_unnamed,
        text: conflict.text.clone(),
        from: conflict.overload.from.to_string(),
        to: conflict.overload.to.to_string(),
        needed_hours: hours(conflict.overload.wanted),
        available_hours: hours(conflict.overload.available),
        weeks: conflict
            .weeks
            .iter()
            .map(|week| WeekRecord {
                from: week.from.to_string(),
                needed_hours: hours(week.wanted),
                available_hours: hours(week.available),
            })
            .collect(),
    }
}

fn busy_conflict(conflict: &BusyConflict) -> BusyConflictRecord {
    BusyConflictRecord {
        milestone: conflict.milestone.to_string(),
        from: conflict.from.to_string(),
        to: conflict.to.to_string(),
        reason: conflict.reason.clone(),
        proposed: conflict.proposed.as_str().into(),
        choices: ChoicesRecord {
            before_hours_per_week: conflict.before.map(pace_hours),
            after_days: conflict.after_days,
            reduce_hours: hours(conflict.reduce),
        },
    }
}

fn busy(range: &BusyRange) -> BusyRecord {
    BusyRecord {
        from: range.from.to_string(),
        to: range.to.to_string(),
        reason: range.reason.clone(),
        hours_per_week: Some(pace_hours(range.left)),
    }
}

fn decision(decision: &Decision) -> DecisionRecord {
    let reduces = decision.choice == BusyChoice::Reduce;
    DecisionRecord {
        milestone: decision.milestone.to_string(),
        from: decision.from.to_string(),
        to: decision.to.to_string(),
        choice: decision.choice.as_str().into(),
        rush_from: decision.rush.map(|(from, _)| from.to_string()),
        rush_hours_per_week: decision.rush.map(|(_, pace)| pace_hours(pace)),
        reduce_hours: reduces.then(|| hours(decision.reduce)),
        by: decision.by.clone(),
        why: decision.why.clone(),
        on: decision.on.to_string(),
    }
}

fn calendar(hours: &CalendarHours) -> Option<CalendarRecord> {
    if *hours == CalendarHours::default() {
        return None;
    }
    let mut free: Vec<FreeRecord> = Vec::new();
    let mut last = None;
    for (day, minutes) in hours.caps.iter() {
        match free.last_mut() {
            Some(stretch) if last == Some(minutes) => stretch.to = day.to_string(),
            _ => {
                let hours = f64::from(minutes) / 60.0;
                free.push(FreeRecord { from: day.to_string(), to: day.to_string(), hours });
            }
        }
        last = Some(minutes);
    }
    Some(CalendarRecord { free, away: hours.away.iter().map(busy).collect() })
}

fn source(source: &Source) -> SourceRecord {
    SourceRecord {
        id: source.id.clone(),
        title: source.title.clone(),
        basis: source.basis.as_str().into(),
        why: source.why.clone(),
    }
}

fn effort(range: EffortRange) -> EffortRecord {
    EffortRecord { low: hours(range.low()), likely: hours(range.likely()), high: hours(range.high()) }
}

/// Hours with at most two decimals.
pub(crate) fn hours(effort: Effort) -> f64 {
    (effort.hours() * 100.0).round() / 100.0
}

fn pace_hours(pace: WeeklyHours) -> f64 {
    (pace.hours_per_week() * 100.0).round() / 100.0
}

fn ids(ids: &[MilestoneId]) -> Vec<String> {
    ids.iter().map(MilestoneId::to_string).collect()
}

pub(crate) fn hash_of(record: &PlanRecord) -> String {
    content_hash(&record.to_json()).to_string()
}
