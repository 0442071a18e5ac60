use std::collections::BTreeSet;

use jiff::civil::Date;

use super::graph::runs_check;
use crate::{
    BusyRange, DayCaps, Dependency, DraftMilestone, Effort, GoalFile, GoalId, MilestoneId, Plan, Weekdays, WorkWeek,
};

/// A plan as the audit sees it: whatever is missing is missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dossier {
    /// The milestones in plan order.
    pub entries: Vec<Entry>,
    /// The day of planning.
    pub today: Option<Date>,
    /// The last day on which something may be due: the deadline, or the
    /// honest date where the plan says that the deadline cannot be met.
    pub last_day: Option<Date>,
    /// Whether the plan says that not all is done by the deadline: an event then stands on
    /// its day all the same, before the work that it waits for.
    pub is_late: bool,
    /// Hours a week, where they are known.
    pub weekly: Option<WorkWeek>,
    /// Days on which less or nothing can be done.
    pub busy: Vec<BusyRange>,
    /// What the calendars leave free.
    pub caps: DayCaps,
    /// Whether the plan changes a repository.
    pub engineering: bool,
    /// The command that verifies the whole, where it is known.
    pub verification_command: Option<String>,
    /// Goals whose verification of the whole has ended: it is not asked for again.
    pub verified: BTreeSet<Option<GoalId>>,
    /// Whether more than ten milestones are wanted.
    pub allow_many: bool,
    /// The words of facts that shape nothing of the plan.
    pub unused_facts: Vec<String>,
}

/// A milestone as the audit sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Identity.
    pub id: MilestoneId,
    /// The goal it serves, where several compete.
    pub goal: Option<GoalId>,
    /// Its name.
    pub name: String,
    /// What shows that it is complete.
    pub criteria: Vec<String>,
    /// What has to be complete before it can start.
    pub depends_on: Vec<Dependency>,
    /// The work in it.
    pub effort: Option<Effort>,
    /// Calendar days from its start that work cannot shorten.
    pub waiting_days: u32,
    /// First day of work.
    pub start: Option<Date>,
    /// Day on which it is complete.
    pub due: Option<Date>,
    /// Files that it changes.
    pub files: Vec<String>,
    /// Whether it is meant to run beside others from the start.
    pub parallel: bool,
    /// Whether it is an event that takes its hours on its day.
    pub takes_its_day: bool,
    /// Whether the person stated it: what counts there is theirs to say.
    pub is_stated: bool,
}

impl Entry {
    /// A milestone of which nothing but id and name is known.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Entry {
            id: MilestoneId::new(id),
            goal: None,
            name: name.into(),
            criteria: Vec::new(),
            depends_on: Vec::new(),
            effort: None,
            waiting_days: 0,
            start: None,
            due: None,
            files: Vec::new(),
            parallel: false,
            takes_its_day: false,
            is_stated: false,
        }
    }
}

impl Dossier {
    /// Adds what a goal file knows and a plan of other origin does not say:
    /// window, hours, busy days and verification.
    pub fn add_goal_file(&mut self, goal_file: &GoalFile) {
        let around = &goal_file.circumstances;
        self.today = self.today.or(goal_file.today);
        // A goal without a deadline may end on any day.
        let deadlines: Option<Vec<Date>> = goal_file.goals.iter().map(|goal| goal.deadline).collect();
        self.last_day = self.last_day.or_else(|| deadlines.into_iter().flatten().max());
        self.weekly = around.pace.map(|pace| WorkWeek { pace, days: Weekdays::default() });
        self.busy = around.all_busy();
        self.caps = around.calendar.caps.clone();
        if let Some(repo) = &around.repo {
            self.engineering = true;
            self.verification_command = repo.verification.as_ref().map(|verification| verification.command.clone());
        }
    }
}

impl Dossier {
    /// Takes a milestone out that has ended. What rests on it rests on what it
    /// rested on, as people do not end milestones in their order only.
    pub fn take_out(&mut self, id: &MilestoneId) {
        let is_last = !self.entries.iter().any(|entry| entry.depends_on.iter().any(|dependency| dependency.on == *id));
        let gone = self.entries.iter().find(|entry| entry.id == *id);
        let gate = gone.filter(|entry| is_last && runs_check(entry, self.verification_command.as_deref()));
        self.verified.extend(gate.map(|entry| entry.goal.clone()));
        let before: Vec<MilestoneId> =
            gone.into_iter().flat_map(|entry| &entry.depends_on).map(|dependency| dependency.on.clone()).collect();
        self.entries.retain(|entry| entry.id != *id);
        for entry in self.entries.iter_mut().filter(|entry| entry.depends_on.iter().any(|one| one.on == *id)) {
            entry.depends_on.retain(|dependency| dependency.on != *id);
            for on in &before {
                if *on != entry.id && !entry.depends_on.iter().any(|dependency| dependency.on == *on) {
                    entry.depends_on.push(Dependency { on: on.clone(), lag_days: 0 });
                }
            }
        }
    }
}

impl From<&Plan> for Dossier {
    fn from(plan: &Plan) -> Self {
        let anchor = plan.goals.first();
        let honest = plan.forecast.map(|forecast| forecast.likely);
        Dossier {
            entries: plan.milestones.iter().map(entry).collect(),
            today: Some(plan.today),
            last_day: if plan.feasibility.verdict.is_go() { plan.deadline } else { plan.deadline.max(honest) },
            is_late: !plan.feasibility.verdict.is_go(),
            weekly: anchor.and_then(|goal| goal.pace.map(|pace| WorkWeek { pace, days: goal.facts.weekdays })),
            busy: anchor.map(|goal| goal.circumstances.all_busy()).unwrap_or_default(),
            caps: anchor.map(|goal| goal.circumstances.calendar.caps.clone()).unwrap_or_default(),
            // Beside a goal of another sort the rules of that one hold for the whole.
            engineering: anchor.is_some() && plan.goals.iter().all(crate::AnchoredGoal::is_engineering),
            verification_command: anchor
                .and_then(|goal| goal.circumstances.repo.as_ref())
                .and_then(|repo| repo.verification.as_ref())
                .map(|verification| verification.command.clone()),
            verified: BTreeSet::new(),
            allow_many: false,
            unused_facts: plan.goals.iter().flat_map(|goal| goal.facts.unused()).map(|one| one.quote.clone()).collect(),
        }
    }
}

fn entry(planned: &crate::PlannedMilestone) -> Entry {
    Entry { start: Some(planned.start), due: Some(planned.due), ..Entry::from(&planned.milestone) }
}

impl From<&DraftMilestone> for Entry {
    /// A milestone without dates. One that rests on nothing is meant to run
    /// beside the others.
    fn from(milestone: &DraftMilestone) -> Self {
        Entry {
            id: milestone.id.clone(),
            goal: milestone.goal.clone(),
            name: milestone.name.clone(),
            criteria: milestone.criteria.clone(),
            depends_on: milestone.depends_on.clone(),
            effort: Some(milestone.effort.likely()),
            waiting_days: milestone.waiting_days,
            start: None,
            due: None,
            files: milestone.files.clone(),
            parallel: milestone.depends_on.is_empty(),
            takes_its_day: milestone.placing.takes_its_day(milestone.effort.likely()),
            is_stated: milestone.claim.source == crate::STATED,
        }
    }
}
