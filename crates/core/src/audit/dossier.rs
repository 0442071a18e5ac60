use jiff::civil::Date;

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
    /// Whether more than ten milestones are wanted.
    pub allow_many: bool,
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
        }
    }
}

impl Dossier {
    /// Adds what a goal file knows and a plan of other origin does not say:
    /// window, hours, busy days and verification.
    pub fn add_goal_file(&mut self, goal_file: &GoalFile) {
        let around = &goal_file.circumstances;
        self.today = self.today.or(goal_file.today);
        self.last_day = self.last_day.or_else(|| goal_file.goals.iter().filter_map(|goal| goal.deadline).max());
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
    /// Takes a milestone out, and what others say of resting on it.
    pub fn take_out(&mut self, id: &MilestoneId) {
        self.entries.retain(|entry| entry.id != *id);
        for entry in &mut self.entries {
            entry.depends_on.retain(|dependency| dependency.on != *id);
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
            weekly: anchor.and_then(|goal| goal.pace.map(|pace| WorkWeek { pace, days: goal.facts.weekdays })),
            busy: anchor.map(|goal| goal.circumstances.all_busy()).unwrap_or_default(),
            caps: anchor.map(|goal| goal.circumstances.calendar.caps.clone()).unwrap_or_default(),
            engineering: anchor.is_some_and(crate::AnchoredGoal::is_engineering),
            verification_command: anchor
                .and_then(|goal| goal.circumstances.repo.as_ref())
                .and_then(|repo| repo.verification.as_ref())
                .map(|verification| verification.command.clone()),
            allow_many: false,
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
        }
    }
}
