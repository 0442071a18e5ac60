use jiff::civil::Date;

use crate::{
    Cadence, Checkpoint, ClaimedHours, Cost, CriterionId, Effort, EffortRange, FactId, FactUse, Fallback, GoalId,
    MilestoneId, MilestoneKind, Outside, ProposedDates, Quantity, WaitingFor, WayOut, Window,
};

/// Milestones without dates: what has to become true, in which order, with
/// how much work.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The milestones in a valid execution order.
    pub milestones: Vec<DraftMilestone>,
    /// What the draft was made from, and why that was chosen.
    pub sources: Vec<Source>,
    /// Where something missing had to be assumed.
    pub assumptions: Vec<String>,
    /// What counts as done already, as the starting state.
    pub starting_state: Vec<String>,
    /// What lies in other hands.
    pub outside: Vec<Outside>,
    /// Hours beyond those that the goals state.
    pub claims: Vec<ClaimedHours>,
    /// What the proposer made of each fact, where it says so.
    pub fact_uses: Vec<FactUse>,
    /// Ways out that its source knows.
    pub ways_out: Vec<WayOut>,
}

/// A point on the way that is true or false.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftMilestone {
    /// Stable identity.
    pub id: MilestoneId,
    /// The goal it serves, where several goals compete.
    pub goal: Option<GoalId>,
    /// A state, not an activity.
    pub name: String,
    /// One sentence: what is true once it is complete.
    pub statement: String,
    /// What shows that it is complete; two or more.
    pub criteria: Vec<String>,
    /// The identity of each criterion, in the order of `criteria`; where one
    /// lacks, that is its place, counted from 1.
    pub criterion_ids: Vec<CriterionId>,
    /// What has to be complete before it can start.
    pub depends_on: Vec<Dependency>,
    /// The work in it.
    pub effort: EffortRange,
    /// Calendar days from its start that no amount of work shortens.
    pub waiting_days: u32,
    /// How likely it is to go wrong.
    pub risk: Risk,
    /// Why it is likely to take longer, on the three likeliest.
    pub slow_reason: Option<String>,
    /// What somebody gains once it is complete.
    pub value: Option<String>,
    /// How much would be lost without it: 1 could be cut, 3 carries the goal.
    pub weight: u8,
    /// Whether one could stop here and still have something.
    pub abort_point: Option<String>,
    /// Files that it changes (engineering).
    pub files: Vec<String>,
    /// Where in time it wants to lie.
    pub placing: Placing,
    /// Why it is there.
    pub claim: Claim,
    /// The facts of its goal that shape it.
    pub facts: Vec<FactId>,
    /// What it is.
    pub kind: MilestoneKind,
    /// When it may lie.
    pub window: Window,
    /// What is known of its waiting beside `waiting_days`.
    pub waiting: WaitingFor,
    /// How often it recurs, where it is practice.
    pub cadence: Option<Cadence>,
    /// How much it brings, in the goal's own unit: what "smaller" means.
    pub quantity: Option<Quantity>,
    /// What can be counted within a long stretch.
    pub checkpoints: Vec<Checkpoint>,
    /// Who does it, where that is not the person.
    pub who: Option<String>,
    /// What it costs.
    pub cost: Option<Cost>,
    /// What is done if it fails.
    pub fallback: Option<Fallback>,
    /// The dates that its proposer wants for it.
    pub proposed: Option<ProposedDates>,
}

impl Default for DraftMilestone {
    /// A milestone without name, criteria or work, of medium weight and risk.
    fn default() -> Self {
        DraftMilestone {
            id: MilestoneId::new(""),
            goal: None,
            name: String::new(),
            statement: String::new(),
            criteria: Vec::new(),
            criterion_ids: Vec::new(),
            depends_on: Vec::new(),
            effort: EffortRange::default(),
            waiting_days: 0,
            risk: Risk::default(),
            slow_reason: None,
            value: None,
            weight: 2,
            abort_point: None,
            files: Vec::new(),
            placing: Placing::default(),
            claim: Claim::default(),
            facts: Vec::new(),
            kind: MilestoneKind::default(),
            window: Window::default(),
            waiting: WaitingFor::default(),
            cadence: None,
            quantity: None,
            checkpoints: Vec::new(),
            who: None,
            cost: None,
            fallback: None,
            proposed: None,
        }
    }
}

impl DraftMilestone {
    /// Its criteria with their identities.
    pub fn identified_criteria(&self) -> impl Iterator<Item = (CriterionId, &str)> + Clone {
        let places = (1..).map(CriterionId::numbered);
        let ids = places.enumerate().map(|(at, place)| self.criterion_ids.get(at).copied().unwrap_or(place));
        ids.zip(self.criteria.iter().map(String::as_str))
    }

    /// Gives its criteria these identities. Those that are their places need
    /// not be written down, so that plans of both sorts are the same.
    pub fn identify_criteria(&mut self, ids: Vec<CriterionId>) {
        let are_places = ids.iter().zip(1..).all(|(id, place)| id.number() == place);
        self.criterion_ids = if are_places { Vec::new() } else { ids };
    }
}

/// A finish-to-start dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The predecessor.
    pub on: MilestoneId,
    /// Calendar days between its finish and the successor's start.
    pub lag_days: u32,
}

/// Where in time a milestone wants to lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placing {
    /// As soon as work and pace allow.
    #[default]
    Early,
    /// As late as its successors allow (a taper before the race).
    Late,
    /// An event that many days before the deadline; it takes place on its day
    /// whatever the weekly hours are.
    BeforeDeadline(u32),
    /// An event on a fixed date.
    On(Date),
}

/// More hours than these are no event of a day: they have to be found before it.
const EVENT_HOURS_MAX: f64 = 12.0;

impl Placing {
    /// Whether so much work is that of an event, which takes its hours on its day,
    /// whatever a week holds: a race, an exam, a wedding.
    #[must_use]
    pub fn takes_its_day(self, effort: Effort) -> bool {
        matches!(self, Placing::BeforeDeadline(_) | Placing::On(_)) && effort.hours() <= EVENT_HOURS_MAX
    }
}

/// How likely something is to go wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Routine.
    Low,
    /// Some unknowns.
    #[default]
    Medium,
    /// Often goes wrong.
    High,
}

impl Risk {
    /// All levels, lowest first.
    pub const ALL: [Risk; 3] = [Risk::Low, Risk::Medium, Risk::High];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Risk::Low => "low",
            Risk::Medium => "medium",
            Risk::High => "high",
        }
    }
}

/// Why a milestone stands in the draft and what its numbers rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// Id of the playbook or aspect that brought it.
    pub source: String,
    /// Why it joined, in one sentence.
    pub why: String,
    /// What the effort rests on.
    pub basis: String,
    /// Why people leave it out, where they often do.
    pub often_missed: Option<String>,
    /// Names of smaller milestones that were folded into it.
    pub includes: Vec<String>,
}

/// A playbook or aspect that went into a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why it was chosen.
    pub why: String,
    /// How much the library knows about the subject.
    pub basis: Basis,
}

/// How much the library knows about what it planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The subject is known.
    Subject,
    /// The genre of the subject is known: what all of its sort need.
    Genre,
    /// A neighboring subject is known, and a part of its path fits.
    Near,
    /// Only the kind of goal is known: a generic path.
    Generic,
    /// A cross-cutting aspect.
    Aspect,
}

impl Basis {
    /// All of them, the surest first.
    pub const ALL: [Basis; 5] = [Basis::Subject, Basis::Genre, Basis::Near, Basis::Generic, Basis::Aspect];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Subject => "subject",
            Basis::Genre => "genre",
            Basis::Near => "near",
            Basis::Generic => "generic",
            Basis::Aspect => "aspect",
        }
    }
}
