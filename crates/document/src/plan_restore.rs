//! From the record of a plan back to the domain's plan.

use backcast_core::audit::{Code, Finding};
use backcast_core::{
    AnchoredGoal, Basis, BusyChoice, BusyConflict, BusyRange, CalendarHours, Circumstances, Claim, Confidence,
    CriterionId, Critique, DayCaps, Decision, Dependency, DraftMilestone, Effort, EffortRange, Facts, Fallback,
    Feasibility, Field, Forecast, Gap, Goal, GoalConflict, GoalId, GoalKind, Lever, LeverKind, MilestoneId, Move,
    MoveReason, Overload, PlacementReason, Placing, Plan, PlannedMilestone, ProposedDates, Reading, Risk, Severity,
    Shaped, Sizing, Source, StatedKind, Understood, Verdict, WeeklyHours, Window,
};
use jiff::civil::{Date, date};

use crate::milestone_parts::weekdays_named;
use crate::text::without_controls;
use crate::{
    AnchorRecord, BusyConflictRecord, BusyRecord, CadenceRecord, CalendarRecord, CheckpointRecord, ConflictRecord,
    CostRecord, DecisionRecord, ExtraCapacityRecord, FactUseRecord, FindingRecord, LeverRecord, MilestoneRecord,
    Mistakes, MoveRecord, OptionRecord, OutsideRecord, PLAN_BYTES_MAX, PlanRecord, QuantityRecord, QuestionRecord,
    WaitingRecord, WeekRecord,
};

/// Reads a plan JSON as the plan that it was, given its name (for messages)
/// and text. What a plan of other origin lacks is empty.
///
/// The goals come back as far as the plan tells: their facts and their words
/// stay in the goal file.
///
/// # Errors
///
/// Returns an error if the text is no JSON, holds values of the wrong type or
/// impossible dates, or if a milestone has no dates.
pub fn read_plan(name: &str, text: &str) -> Result<Plan, Mistakes> {
    restored(name, text, &record_of(name, text)?)
}

/// As [`read_plan`], where the plan tells all that the hours of its goals follow
/// from; nothing for one that an earlier version wrote.
///
/// # Errors
///
/// As [`read_plan`].
pub fn read_plan_with_hours(name: &str, text: &str) -> Result<Option<Plan>, Mistakes> {
    let record = record_of(name, text)?;
    let tells = !record.anchor.is_empty() && record.anchor.iter().all(|goal| !goal.working_days.is_empty());
    tells.then(|| restored(name, text, &record)).transpose()
}

fn record_of(name: &str, text: &str) -> Result<PlanRecord, Mistakes> {
    if text.len() > PLAN_BYTES_MAX {
        let mut mistakes = Mistakes::new(name, "");
        mistakes.error("plan_too_large", "", 0..0, "the file is too large", "is this the right file?");
        return Err(mistakes);
    }
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let mut mistakes = Mistakes::new(name, text);
        let at = crate::plan_read::offset_of(text, error.line(), error.column());
        let fix = "`backcast plan GOAL.toml --json` shows the format";
        mistakes.error("plan_form", "", at..at + usize::from(at < text.len()), error.to_string(), fix);
        mistakes
    })
}

fn restored(name: &str, text: &str, record: &PlanRecord) -> Result<Plan, Mistakes> {
    // Stores are read plan by plan: the text is copied only where it is shown.
    let mut restore = Restore { mistakes: Mistakes::new(name, "") };
    let plan = restore.plan(record);
    if restore.mistakes.has_errors() { Err(restore.mistakes.in_text(name, text)) } else { Ok(plan) }
}

/// Why a milestone has other dates than those that were proposed.
fn move_reason(record: &MoveRecord) -> MoveReason {
    match (record.why.as_str(), &record.after) {
        ("after", Some(id)) => MoveReason::After(MilestoneId::new(clean(id)), record.days),
        ("waiting", _) => MoveReason::Waiting(record.days),
        ("window", _) => MoveReason::Window,
        ("day_off", _) => MoveReason::DayOff,
        ("past", _) => MoveReason::Past,
        _ => MoveReason::Hours,
    }
}

/// Notes what cannot be understood while it goes.
struct Restore {
    mistakes: Mistakes,
}

impl Restore {
    fn plan(&mut self, record: &PlanRecord) -> Plan {
        let milestones: Vec<PlannedMilestone> =
            record.milestones.iter().enumerate().filter_map(|(at, one)| self.milestone(at, one)).collect();
        let first = milestones.iter().map(|planned| planned.start).min();
        let today = self.day(Some(&record.today), "today").or(first).unwrap_or(date(1, 1, 1));
        let around = Circumstances {
            busy: record.busy.iter().filter_map(|range| self.busy(range)).collect(),
            extra_hours: record.extra_capacity.iter().filter_map(ExtraCapacityRecord::restored).collect(),
            constraints: cleaned(&record.constraints),
            decisions: record.decisions.iter().filter_map(|decision| self.decision(decision)).collect(),
            calendar: record.calendar.as_ref().map(|calendar| self.calendar(calendar)).unwrap_or_default(),
            ..Circumstances::default()
        };
        Plan {
            title: clean(if record.title.is_empty() { &record.goal } else { &record.title }),
            kind: record.kind.parse().unwrap_or(GoalKind::Project),
            today,
            deadline: self.day(record.deadline.as_deref(), "deadline"),
            goals: record.anchor.iter().map(|anchor| self.goal(anchor, today, &around)).collect(),
            several: several(record),
            questions: record.questions.iter().map(gap).collect(),
            assumptions: cleaned(&record.assumptions),
            starting_state: cleaned(&record.starting_state),
            sources: record.sources.iter().map(source).collect(),
            feasibility: self.feasibility(record),
            forecast: self.forecast(record),
            milestones,
            busy_conflicts: record.busy_conflicts.iter().filter_map(|conflict| self.busy_conflict(conflict)).collect(),
            goal_conflicts: record.conflicts.iter().filter_map(|conflict| self.goal_conflict(conflict)).collect(),
            reviews: record.reviews.iter().filter_map(|day| self.day(Some(day), "reviews")).collect(),
            findings: record.findings.iter().filter_map(finding).collect(),
            proposer: record.proposer.as_deref().map(clean),
            ways_out: record.options.iter().map(OptionRecord::restored).collect(),
            outside: record.outside.iter().map(OutsideRecord::restored).collect(),
            fact_uses: record.facts.iter().map(FactUseRecord::restored).collect(),
        }
    }

    fn goal(&mut self, record: &AnchorRecord, today: Date, around: &Circumstances) -> AnchoredGoal {
        let id = GoalId::new(clean(&record.id));
        let pace = record.hours_per_week.map(WeeklyHours::from_hours_per_week);
        let kind = record.kind.parse().unwrap_or(GoalKind::Project);
        AnchoredGoal {
            goal: Goal {
                title: id.to_string(),
                id,
                kind: Some(StatedKind::Of(kind)),
                playbook: None,
                destination: None,
                origin: None,
                deadline: self.day(record.deadline.as_deref(), "anchor.deadline"),
                priority: 1,
            },
            circumstances: Circumstances { pace, ..around.clone() },
            today,
            kind,
            kind_from: clean(&record.kind_from),
            confidence: Confidence::ALL.into_iter().find(|c| c.as_str() == record.confidence).unwrap_or_default(),
            engineering: record.engineering,
            deadline: self.day(record.deadline.as_deref(), "anchor.deadline"),
            pace,
            reading: Reading::default(),
            facts: Facts {
                understood: record
                    .understood
                    .iter()
                    .map(|one| Understood {
                        fact: one.fact.as_deref().and_then(|id| id.parse().ok()),
                        shapes: one.shapes.iter().map(|name| Shaped::from(clean(name).as_str())).collect(),
                        ..Understood::new(clean(&one.quote), clean(&one.meaning))
                    })
                    .collect(),
                team_size: 1,
                weekdays: weekdays_named(&record.working_days),
                ..Facts::default()
            },
            critique: Critique { gaps: record.questions.iter().map(gap).collect(), sizing: sizing(&record.sizing) },
            statement: clean(&record.statement),
        }
    }

    fn feasibility(&mut self, record: &PlanRecord) -> Feasibility {
        let found = &record.feasibility;
        let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == found.verdict);
        Feasibility {
            verdict: verdict.unwrap_or(Verdict::Unclear),
            chance: found.chance,
            needed: found.needed_hours.map(Effort::from_hours),
            available: found.available_hours.map(Effort::from_hours),
            pace_enough: found.hours_per_week_enough.map(WeeklyHours::from_hours_per_week),
            buffer: found.buffer_hours.map(Effort::from_hours),
            reasons: cleaned(&found.reasons),
            levers: found.levers.iter().filter_map(|lever| self.lever(lever)).collect(),
        }
    }

    fn lever(&mut self, record: &LeverRecord) -> Option<Lever> {
        let saved = record.hours_saved.map(Effort::from_hours).unwrap_or_default();
        let kind = match record.kind.as_str() {
            "hours" => LeverKind::Hours(WeeklyHours::from_hours_per_week(record.hours_per_week?)),
            "scope" => {
                LeverKind::Scope { saved, cut: record.cut.iter().map(|id| MilestoneId::new(clean(id))).collect() }
            }
            "date" => LeverKind::Date(self.day(record.date.as_deref(), "feasibility.levers.date")?),
            "help" => LeverKind::Help(saved),
            "free_days" => LeverKind::FreeDays {
                from: self.day(record.from.as_deref(), "feasibility.levers.from")?,
                to: self.day(record.to.as_deref(), "feasibility.levers.to")?,
            },
            _ => return None,
        };
        Some(Lever { kind, text: clean(&record.text) })
    }

    fn forecast(&mut self, record: &PlanRecord) -> Option<Forecast> {
        let forecast = record.forecast.as_ref()?;
        let likely = self.day(Some(&forecast.likely), "forecast.likely")?;
        Some(Forecast { likely, late: self.day(Some(&forecast.late), "forecast.late").unwrap_or(likely) })
    }

    fn milestone(&mut self, at: usize, record: &MilestoneRecord) -> Option<PlannedMilestone> {
        let target = format!("milestones[{at}]");
        let (start, due) = match (self.day(Some(&record.start), &target), self.day(Some(&record.due), &target)) {
            (start, Some(due)) => (start.unwrap_or(due), due),
            _ => return None,
        };
        let due_earliest = self.day(Some(&record.due_earliest), &target).unwrap_or(due);
        let due_latest = self.day(Some(&record.due_latest), &target).unwrap_or(due);
        let id = if record.id.is_empty() { format!("#{}", at + 1) } else { clean(&record.id) };
        let milestone = DraftMilestone {
            id: MilestoneId::new(id),
            goal: record.goal_id.as_deref().map(|id| GoalId::new(clean(id))),
            name: clean(&record.name),
            statement: clean(&record.goal),
            criteria: cleaned(&record.success_criteria),
            criterion_ids: record.criterion_ids.iter().map(|number| CriterionId::numbered(*number)).collect(),
            depends_on: dependencies(record),
            effort: effort(record),
            waiting_days: record.waiting_days,
            risk: Risk::ALL.into_iter().find(|risk| risk.as_str() == record.risk).unwrap_or_default(),
            slow_reason: record.slow_reason.as_deref().map(clean),
            value: record.value.as_deref().map(clean),
            weight: if record.weight == 0 { 2 } else { record.weight },
            abort_point: record.abort_point.as_deref().map(clean),
            files: cleaned(&record.files),
            placing: self.placing(record, due, &target),
            kind: record.kind.parse().unwrap_or_default(),
            window: Window {
                not_before: self.day(record.not_before.as_deref(), &target),
                not_after: self.day(record.not_after.as_deref(), &target),
                why: record.window_reason.as_deref().map(clean),
            },
            waiting: record.waiting.as_ref().map(WaitingRecord::restored).unwrap_or_default(),
            cadence: record.cadence.as_ref().and_then(CadenceRecord::restored),
            quantity: record.quantity.as_ref().map(QuantityRecord::restored),
            checkpoints: record.checkpoints.iter().filter_map(CheckpointRecord::restored).collect(),
            who: record.who.as_deref().map(clean),
            cost: record.cost.as_ref().map(CostRecord::restored),
            fallback: record
                .fallback
                .as_deref()
                .map(|text| Fallback { by: self.day(record.fallback_by.as_deref(), &target), text: clean(text) }),
            proposed: record.proposed.as_ref().and_then(|dates| {
                let due = self.day(Some(&dates.due), &target)?;
                Some(ProposedDates { start: self.day(dates.start.as_deref(), &target), due })
            }),
            facts: record.facts.iter().filter_map(|id| id.parse().ok()).collect(),
            claim: Claim {
                source: clean(&record.claim.source),
                why: clean(&record.claim.why),
                basis: clean(&record.claim.basis),
                often_missed: record.claim.often_missed.as_deref().map(clean),
                includes: cleaned(&record.claim.includes),
            },
        };
        Some(PlannedMilestone {
            milestone,
            start,
            due,
            due_earliest,
            due_latest,
            slack_days: record.slack_days,
            critical: record.critical,
            reason: placed(&record.placed),
            moved: record.moved.as_ref().map(|moved| Move {
                start_from: self.day(moved.start_from.as_deref(), &target),
                due_from: self.day(moved.due_from.as_deref(), &target),
                why: move_reason(moved),
            }),
        })
    }

    /// How a milestone is placed; the first version of plans knew it by the reason alone.
    fn placing(&mut self, record: &MilestoneRecord, due: Date, target: &str) -> Placing {
        match (record.days_before_deadline, self.day(record.on.as_deref(), target), record.placed.as_str()) {
            (Some(days), ..) => Placing::BeforeDeadline(days),
            (None, Some(day), _) => Placing::On(day),
            (None, None, "fixed_date") => Placing::On(due),
            (None, None, "as_late_as_possible") => Placing::Late,
            (None, None, _) if record.late => Placing::Late,
            _ => Placing::Early,
        }
    }

    fn busy_conflict(&mut self, record: &BusyConflictRecord) -> Option<BusyConflict> {
        Some(BusyConflict {
            milestone: MilestoneId::new(clean(&record.milestone)),
            from: self.day(Some(&record.from), "busy_conflicts.from")?,
            to: self.day(Some(&record.to), "busy_conflicts.to")?,
            reason: record.reason.as_deref().map(clean),
            proposed: BusyChoice::ALL.into_iter().find(|choice| choice.as_str() == record.proposed)?,
            before: record.choices.before_hours_per_week.map(WeeklyHours::from_hours_per_week),
            after_days: record.choices.after_days,
            reduce: Effort::from_hours(record.choices.reduce_hours),
        })
    }

    fn goal_conflict(&mut self, record: &ConflictRecord) -> Option<GoalConflict> {
        Some(GoalConflict {
            goals: record.goals.iter().map(|id| GoalId::new(clean(id))).collect(),
            n_unnamed: record.more_goals,
            overload: Overload {
                from: self.day(Some(&record.from), "conflicts.from")?,
                to: self.day(Some(&record.to), "conflicts.to")?,
                wanted: Effort::from_hours(record.needed_hours),
                available: Effort::from_hours(record.available_hours),
            },
            weeks: record.weeks.iter().filter_map(|week| self.week(week)).collect(),
            text: clean(&record.text),
        })
    }

    fn week(&mut self, record: &WeekRecord) -> Option<Overload> {
        let from = self.day(Some(&record.from), "conflicts.weeks.from")?;
        let (wanted, available) = (Effort::from_hours(record.needed_hours), Effort::from_hours(record.available_hours));
        Some(Overload { from, to: backcast_core::plus_days(from, 6), wanted, available })
    }

    fn busy(&mut self, record: &BusyRecord) -> Option<BusyRange> {
        Some(BusyRange {
            from: self.day(Some(&record.from), "busy.from")?,
            to: self.day(Some(&record.to), "busy.to")?,
            reason: record.reason.as_deref().map(clean),
            left: WeeklyHours::from_hours_per_week(record.hours_per_week.unwrap_or(0.0)),
        })
    }

    fn decision(&mut self, record: &DecisionRecord) -> Option<Decision> {
        let rush_from = self.day(record.rush_from.as_deref(), "decisions.rush_from");
        let pace = record.rush_hours_per_week.map(WeeklyHours::from_hours_per_week);
        Some(Decision {
            milestone: MilestoneId::new(clean(&record.milestone)),
            from: self.day(Some(&record.from), "decisions.from")?,
            to: self.day(Some(&record.to), "decisions.to")?,
            choice: BusyChoice::ALL.into_iter().find(|choice| choice.as_str() == record.choice)?,
            rush: rush_from.zip(pace),
            reduce: Effort::from_hours(record.reduce_hours.unwrap_or(0.0)),
            by: clean(&record.by),
            why: record.why.as_deref().map(clean),
            on: self.day(Some(&record.on), "decisions.on")?,
        })
    }

    fn calendar(&mut self, record: &CalendarRecord) -> CalendarHours {
        /// Nobody reads calendars for longer than forty years.
        const DAYS_MAX: usize = 14_610;
        let mut minutes = Vec::new();
        let mut first = None;
        for stretch in &record.free {
            let days =
                (self.day(Some(&stretch.from), "calendar.free.from"), self.day(Some(&stretch.to), "calendar.free.to"));
            let (Some(from), Some(to)) = days else { continue };
            let n_days = usize::try_from(backcast_core::days_between(from, to) + 1).unwrap_or(0);
            let free = backcast_core::Effort::from_hours(stretch.hours).minutes();
            first.get_or_insert(from);
            let room = DAYS_MAX.saturating_sub(minutes.len());
            minutes.extend(std::iter::repeat_n(free, n_days.min(room)));
        }
        let caps = first.map_or_else(DayCaps::default, |first| DayCaps::new(first, minutes));
        CalendarHours { caps, away: record.away.iter().filter_map(|range| self.busy(range)).collect() }
    }

    /// The day that a text names; `None` if there is no text.
    fn day(&mut self, text: Option<&str>, target: &str) -> Option<Date> {
        let text = text.filter(|text| !text.is_empty())?;
        let day = text.get(..10).and_then(|day| day.parse().ok());
        if day.is_none() {
            let message = format!("`{target}`: \"{}\" is not a day of the calendar", clean(text));
            self.mistakes.error("date_impossible", target, 0..0, message, "write YYYY-MM-DD");
        }
        day
    }
}

fn source(record: &crate::SourceRecord) -> Source {
    Source {
        id: clean(&record.id),
        title: clean(&record.title),
        why: clean(&record.why),
        basis: Basis::ALL.into_iter().find(|basis| basis.as_str() == record.basis).unwrap_or(Basis::Generic),
    }
}

/// Whether a plan is for several goals. Its milestones say so; so does a title
/// that tells its goal instead of the one goal's statement.
fn several(record: &PlanRecord) -> bool {
    let names_goals = record.milestones.iter().any(|milestone| milestone.goal_id.is_some());
    let is_told_by_title = match record.anchor.as_slice() {
        [] => false, // Somebody else's plan.
        [only] => only.statement != record.goal,
        _ => true,
    };
    names_goals || is_told_by_title
}

/// The sizing with this name; its reasons are not written into plans.
fn sizing(name: &str) -> Sizing {
    match name {
        "too_small" => Sizing::TooSmall(Vec::new()),
        "unclear" => Sizing::Unclear(Vec::new()),
        _ => Sizing::Plannable,
    }
}

fn gap(record: &QuestionRecord) -> Gap {
    Gap {
        field: Field::ALL.into_iter().find(|field| field.as_str() == record.field).unwrap_or(Field::Subject),
        severity: severity(&record.severity),
        question: clean(&record.question),
        why: clean(&record.why),
        example: record.example.as_deref().map(clean),
        choices: cleaned(&record.choices),
    }
}

fn finding(record: &FindingRecord) -> Option<Finding> {
    Some(Finding {
        severity: severity(&record.severity),
        code: *Code::ALL.iter().find(|code| code.as_str() == record.code)?,
        milestones: record.milestones.iter().map(|id| MilestoneId::new(clean(id))).collect(),
        message: clean(&record.message),
        fix: clean(&record.fix),
        measure: record.measure(),
    })
}

fn severity(text: &str) -> Severity {
    Severity::ALL.into_iter().find(|severity| severity.as_str() == text).unwrap_or(Severity::Note)
}

fn dependencies(record: &MilestoneRecord) -> Vec<Dependency> {
    let lag = |on: &str| record.lags.iter().find(|lag| lag.on == on).map_or(0, |lag| lag.days);
    record.depends_on.iter().map(|on| Dependency { on: MilestoneId::new(clean(on)), lag_days: lag(on) }).collect()
}

/// The three efforts; where they are out of order or absent, the one that
/// every plan has.
fn effort(record: &MilestoneRecord) -> EffortRange {
    let hours = Effort::from_hours;
    let likely = hours(record.effort_hours);
    EffortRange::new(hours(record.effort.low), likely, hours(record.effort.high))
        .unwrap_or_else(|_| EffortRange::exactly(likely))
}

/// The opposite of what `plan_convert` writes.
fn placed(text: &str) -> PlacementReason {
    if let Some(rest) = text.strip_prefix("after ") {
        let (id, lag) = rest.split_once(" and ").unwrap_or((rest, "0"));
        let days = lag.split(' ').next().and_then(|days| days.parse().ok()).unwrap_or(0);
        return PlacementReason::After(MilestoneId::new(clean(id)), days);
    }
    if let Some(id) = text.strip_prefix("hours go to ").and_then(|rest| rest.strip_suffix(" first")) {
        return PlacementReason::HoursTakenBy(MilestoneId::new(clean(id)));
    }
    match text {
        "as_late_as_possible" => PlacementReason::AsLateAsPossible,
        "fixed_date" => PlacementReason::FixedDate,
        "by_hand" => PlacementReason::ByHand,
        "as_proposed" => PlacementReason::AsProposed,
        _ => PlacementReason::FirstDay,
    }
}

fn clean(text: &str) -> String {
    without_controls(text)
}

fn cleaned(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| clean(text)).collect()
}
