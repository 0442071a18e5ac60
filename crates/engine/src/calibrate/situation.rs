//! Where a plan stands on a day: what is done, what is begun, and what has
//! changed around it.

use std::collections::BTreeMap;

use backcast_core::track::Track;
use backcast_core::{
    AnchoredGoal, BusyRange, Circumstances, Confidence, Critique, DraftMilestone, Effort, Facts, Goal, GoalId,
    MilestoneId, MilestoneStatus, Plan, PlannedMilestone, ProgressReport, Reading, Remark, StatedKind, Trigger,
    WeeklyHours, days_between, plus_days,
};
use jiff::civil::Date;

use crate::replan::{Earlier, EarlierMilestone};
use crate::ways_out::Progress;

/// A plan with all that is known of it on a day.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The plan in effect, with its goals as they were anchored.
    pub plan: Plan,
    /// The day up to whose end everything is known.
    pub as_of: Date,
    /// What happened to each milestone; absent where nothing did.
    pub facts: BTreeMap<MilestoneId, Fact>,
    /// What has changed around it, in words.
    pub circumstances: Vec<String>,
    /// Hours a week from now on, where they have changed.
    pub pace: Option<WeeklyHours>,
    /// Further days on which less or nothing can be done.
    pub busy: Vec<BusyRange>,
    /// What is odd about all that.
    pub remarks: Vec<Remark>,
    /// Why the plan is looked at.
    pub trigger: Trigger,
}

/// What happened to a milestone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fact {
    /// The day on which it was completed.
    pub done_on: Option<Date>,
    /// Whether nothing more will be done on it.
    pub has_ended: bool,
    /// The day on which work on it began.
    pub started_on: Option<Date>,
    /// How much of it is done, 0 to 1, where somebody said so.
    pub share: Option<f64>,
    /// The work so far, where it was measured.
    pub spent: Option<Effort>,
    /// Why it is not further.
    pub reason: Option<String>,
}

/// Whoever has begun is not done before saying so.
const SHARE_MAX: f64 = 0.95;

impl Situation {
    /// The situation that a progress file tells, on `today` where the file names
    /// no day. What contradicts itself is remarked on and settled: what is done
    /// counts as done, what lies in the future has not happened.
    #[must_use]
    pub fn of_report(plan: Plan, report: &ProgressReport, today: Date) -> Self {
        let mut situation = Situation {
            as_of: report.as_of.unwrap_or(today),
            facts: BTreeMap::new(),
            circumstances: report.circumstances.clone(),
            pace: report.pace,
            busy: report.busy.clone(),
            remarks: Vec::new(),
            trigger: Trigger::Asked,
            plan: with_a_goal(plan),
        };
        if report.as_of.is_none() {
            let message = format!("the file does not say on which day it was written; {today} was taken");
            situation.remark("as_of_missing", None, message);
        }
        if situation.as_of < situation.plan.today {
            let message = format!("the status date lies before the plan was made, on {}", situation.plan.today);
            situation.remark("as_of_early", None, message);
        }
        situation.take_done(report);
        situation.take_behind(report);
        situation.find_disorder();
        situation
    }

    /// The situation on the day on which a plan is made, with the work before it.
    #[must_use]
    pub(crate) fn as_planned(plan: &Plan, earlier: &Earlier) -> Self {
        let fact = |before: &EarlierMilestone| Fact {
            done_on: before.done_on,
            has_ended: before.has_ended,
            started_on: before.started_on,
            share: Some(before.share_done.min(SHARE_MAX)).filter(|share| *share > 0.0 && !before.has_ended),
            ..Fact::default()
        };
        let facts = earlier.milestones.iter().map(|before| (before.planned.milestone.id.clone(), fact(before)));
        let facts = facts.filter(|(_, fact)| *fact != Fact::default()).collect();
        Situation { facts, ..Situation::of_tracks(plan.clone(), &BTreeMap::new(), plan.today) }
    }

    /// The first day whose hours are still there: the next one, or the day itself where
    /// the plan was made on it and nothing was done since.
    #[must_use]
    pub(crate) fn first_day(&self) -> Date {
        let on = |fact: &Fact| fact.done_on == Some(self.as_of) || fact.started_on == Some(self.as_of);
        let is_untouched = self.as_of == self.plan.today && !self.facts.values().any(on);
        if is_untouched { self.as_of } else { plus_days(self.as_of, 1) }
    }

    /// The situation that a log tells.
    #[must_use]
    pub fn of_tracks(plan: Plan, tracks: &BTreeMap<MilestoneId, Track>, as_of: Date) -> Self {
        let facts = tracks
            .iter()
            .map(|(id, track)| {
                let spent = (!track.work.is_empty()).then(|| track.logged());
                let fact = Fact {
                    done_on: track.done_on,
                    has_ended: track.has_ended(),
                    started_on: track.started_on,
                    share: track.percent.map(|percent| (f64::from(percent) / 100.0).min(SHARE_MAX)),
                    spent,
                    reason: reason(track),
                };
                (id.clone(), fact)
            })
            .collect();
        let mut situation = Situation {
            as_of,
            facts,
            circumstances: Vec::new(),
            pace: None,
            busy: Vec::new(),
            remarks: Vec::new(),
            trigger: Trigger::Asked,
            plan: with_a_goal(plan),
        };
        situation.find_disorder();
        situation
    }

    /// What happened to a milestone.
    #[must_use]
    pub fn fact(&self, id: &MilestoneId) -> Fact {
        self.facts.get(id).cloned().unwrap_or_default()
    }

    /// How far a milestone is whose quantity may change.
    pub(crate) fn progress(&self, milestone: &DraftMilestone) -> Progress {
        let fact = self.fact(&milestone.id);
        let share = super::share_done(&fact, milestone.effort.likely());
        Progress { has_ended: fact.has_ended, share: if fact.has_ended { 1.0 } else { share } }
    }

    /// How far a milestone is.
    #[must_use]
    pub fn status(&self, id: &MilestoneId) -> MilestoneStatus {
        match self.facts.get(id) {
            None => MilestoneStatus::Pending,
            Some(Fact { done_on: Some(day), .. }) => MilestoneStatus::Done(*day),
            Some(fact) if fact.has_ended => MilestoneStatus::Cut,
            Some(fact) => {
                let is_begun = fact.started_on.is_some() || fact.share.unwrap_or(0.0) > 0.0 || fact.spent.is_some();
                if is_begun { MilestoneStatus::Active } else { MilestoneStatus::Pending }
            }
        }
    }

    /// The day on which the last milestone was completed.
    #[must_use]
    pub fn last_done(&self) -> Option<Date> {
        self.facts.values().filter_map(|fact| fact.done_on).max()
    }

    /// The milestones that are still to be completed, in the order of the plan.
    pub fn open(&self) -> impl Iterator<Item = &PlannedMilestone> {
        self.plan.milestones.iter().filter(|planned| !self.fact(&planned.milestone.id).has_ended)
    }

    fn take_done(&mut self, report: &ProgressReport) {
        for done in &report.done {
            if !self.knows(&done.id) {
                continue;
            }
            let on = done.on.unwrap_or(self.as_of);
            if on > self.as_of {
                let message =
                    format!("{} is said to be done on {on}, which is still to come; it counts as open", done.id);
                self.remark("progress_ahead", Some(&done.id), message);
                continue;
            }
            if self.facts.contains_key(&done.id) {
                self.remark("done_twice", Some(&done.id), format!("{} is done twice; the first counts", done.id));
                continue;
            }
            if done.spent == Some(Effort::ZERO) {
                let message = format!("{} took no hours by its report; nothing is learned from that", done.id);
                self.remark("spent_zero", Some(&done.id), message);
            }
            let fact = Fact {
                done_on: Some(on),
                has_ended: true,
                spent: done.spent.filter(|spent| *spent > Effort::ZERO),
                ..Fact::default()
            };
            self.facts.insert(done.id.clone(), fact);
        }
    }

    fn take_behind(&mut self, report: &ProgressReport) {
        for behind in &report.behind {
            if !self.knows(&behind.id) {
                continue;
            }
            if self.facts.get(&behind.id).is_some_and(|fact| fact.has_ended) {
                let message = format!("{} is done and behind at once; it counts as done", behind.id);
                self.remark("done_and_behind", Some(&behind.id), message);
                continue;
            }
            if behind.percent.is_some_and(|percent| percent >= 100.0) {
                let message = format!("{} is at 100 %, yet not done; it counts as nearly done", behind.id);
                self.remark("all_but_done", Some(&behind.id), message);
            }
            let has_begun =
                behind.percent.unwrap_or(0.0) > 0.0 || behind.spent.is_some_and(|spent| spent > Effort::ZERO);
            let fact = Fact {
                started_on: has_begun.then(|| self.planned_start(&behind.id)).flatten(),
                share: behind.percent.map(|percent| (percent / 100.0).min(SHARE_MAX)),
                spent: behind.spent,
                reason: behind.reason.clone(),
                ..Fact::default()
            };
            self.facts.insert(behind.id.clone(), fact);
        }
    }

    /// The day on which a milestone was to begin, where that is over: the best
    /// that is known of when it did.
    fn planned_start(&self, id: &MilestoneId) -> Option<Date> {
        let planned = self.plan.milestones.iter().find(|planned| planned.milestone.id == *id)?;
        Some(planned.start.min(self.as_of))
    }

    /// Remarks on what can hardly have happened in this order.
    fn find_disorder(&mut self) {
        let mut remarks = Vec::new();
        for planned in &self.plan.milestones {
            let milestone = &planned.milestone;
            let Some(done_on) = self.fact(&milestone.id).done_on else { continue };
            if days_between(self.plan.today, done_on) < 0 {
                let message = format!("{} was done on {done_on}, before the plan was made", milestone.id);
                remarks.push(("done_early", milestone.id.clone(), message));
            }
            for dependency in &milestone.depends_on {
                let before = self.fact(&dependency.on);
                if before.done_on.is_some_and(|day| day > done_on) {
                    let message = format!("{} was done before {}, on which it rests", milestone.id, dependency.on);
                    remarks.push(("done_out_of_order", milestone.id.clone(), message));
                }
            }
            if milestone.effort.likely() == Effort::ZERO {
                let message = format!("{} was planned with no hours; nothing is learned from it", milestone.id);
                remarks.push(("estimate_zero", milestone.id.clone(), message));
            }
        }
        for (code, id, message) in remarks {
            self.remark(code, Some(&id), message);
        }
    }

    fn knows(&mut self, id: &MilestoneId) -> bool {
        let known = self.plan.milestones.iter().any(|planned| planned.milestone.id == *id);
        if !known {
            let message = format!("the plan has no milestone {id}; what is said of it was left aside");
            self.remark("milestone_unknown", Some(id), message);
        }
        known
    }

    fn remark(&mut self, code: &'static str, milestone: Option<&MilestoneId>, message: String) {
        self.remarks.push(Remark { code, milestone: milestone.cloned(), message });
    }
}

/// A plan of other origin may tell nothing of its goal: then what it tells of
/// itself is the goal.
fn with_a_goal(mut plan: Plan) -> Plan {
    if plan.goals.is_empty() {
        plan.goals.push(AnchoredGoal {
            goal: Goal {
                id: GoalId::new("goal"),
                title: plan.title.clone(),
                kind: Some(StatedKind::Of(plan.kind)),
                playbook: None,
                destination: None,
                origin: None,
                deadline: plan.deadline,
                priority: 1,
            },
            circumstances: Circumstances::default(),
            today: plan.today,
            kind: plan.kind,
            kind_from: String::new(),
            confidence: Confidence::default(),
            engineering: false,
            deadline: plan.deadline,
            pace: None,
            reading: Reading::default(),
            facts: Facts { team_size: 1, ..Facts::default() },
            critique: Critique::default(),
            statement: plan.title.clone(),
        });
    }
    plan
}

/// Why a milestone is not further: the block, else the last missed date.
fn reason(track: &Track) -> Option<String> {
    let blocked = track.blocked.as_ref().map(|block| block.why.clone());
    blocked.or_else(|| track.missed.last().and_then(|(_, why)| why.clone()))
}
