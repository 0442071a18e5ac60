//! Ways out of a plan that is too tight, in the terms of its field, each a change that
//! can be made and measured.

use std::fmt;

use jiff::civil::Date;

use crate::text::grouped;
use crate::{ClaimedHours, Effort, MilestoneId, WeeklyHours};

/// Identity of an option within a plan: `O1`, `O2`, …
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionId(String);

impl OptionId {
    /// The id that a text writes, in either case.
    #[must_use]
    pub fn new(text: &str) -> Self {
        OptionId(text.trim().to_uppercase())
    }

    /// `O1` for 1, `O2` for 2, …
    #[must_use]
    pub fn numbered(number: usize) -> Self {
        OptionId(format!("O{number}"))
    }

    /// The id as text; empty where none was given yet.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// One way out: a shorter distance, two chapters fewer, days of leave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WayOut {
    /// Its identity; empty until the engine numbers it.
    pub id: OptionId,
    /// What is done, in the terms of the field.
    pub text: String,
    /// The day by which it has to be chosen.
    pub by: Option<Date>,
    /// What it changes of the plan.
    pub change: PlanChange,
    /// What it does to the end; nothing where it was not computed.
    pub effect: Option<OptionEffect>,
}

/// What an option changes of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum PlanChange {
    /// Only words: nothing that can be computed.
    #[default]
    Words,
    /// Less of what the goal counts.
    Shrink(Shrink),
    /// These milestones are left out.
    LeaveOut(Vec<MilestoneId>),
    /// Another last day.
    Deadline(Date),
    /// Hours on top of the usual ones on some days.
    ExtraHours(ClaimedHours),
    /// So many hours a week from now on.
    Hours(WeeklyHours),
    /// Somebody else does the work of these milestones.
    HandOver {
        /// Their role: "a mover", "an editor".
        who: String,
        /// What they take over.
        milestones: Vec<MilestoneId>,
    },
}

/// Less of what a goal counts, in its own unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shrink {
    /// What is counted, as the goal writes it: "words".
    pub unit: String,
    /// How much there was to be.
    pub from: f64,
    /// How much there is to be instead; nothing where the engine is to find the least
    /// cut that helps.
    pub to: Option<f64>,
    /// Whether the engine found how much: it is found anew whenever things change.
    pub is_found: bool,
    /// Milestones whose work follows the quantity though they do not name it.
    pub along: Vec<MilestoneId>,
}

/// Where a plan ends with an option.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionEffect {
    /// The chance that everything is done by the deadlines, 0 to 1.
    pub chance: f64,
    /// When everything is done, half of the time.
    pub end: Date,
    /// The work that is left, as it is estimated.
    pub work: Effort,
}

/// More words than these are no mere remark on a number of hours or a day.
const WORDS_BESIDE_AMOUNT: usize = 12;

impl fmt::Display for WayOut {
    /// "shorter chapters: 52,000 words instead of 60,000"
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = match &self.change {
            PlanChange::Shrink(Shrink { unit, from, to: Some(to), .. }) => {
                Some(format!("{} {} instead of {}", grouped(to.round()), counted(unit), grouped(from.round())))
            }
            PlanChange::Hours(pace) => Some(format!("{pace} hours a week")),
            PlanChange::Deadline(day) => Some(day.strftime("%a %-d %b %Y").to_string()),
            _ => None,
        };
        // A sentence of its own says the amount as its field does.
        let is_sentence = self.text.split_whitespace().count() > WORDS_BESIDE_AMOUNT;
        let is_said = |amount: &String| is_sentence || self.text.contains(amount.as_str());
        match (self.text.trim_end_matches('.'), amount.filter(|amount| !is_said(amount))) {
            ("", Some(amount)) => f.write_str(&amount),
            (text, Some(amount)) if matches!(self.change, PlanChange::Hours(_) | PlanChange::Deadline(_)) => {
                write!(f, "{amount}, {text}")
            }
            (text, Some(amount)) => write!(f, "{text}: {amount}"),
            (text, None) => f.write_str(text),
        }
    }
}

/// The unit as it stands behind a number of things; "a 60,000-word book" has words.
fn counted(unit: &str) -> String {
    const NO_PLURAL: [&str; 4] = ["people", "staff", "feet", "children"];
    if unit.ends_with('s') || NO_PLURAL.contains(&unit) {
        return unit.to_owned();
    }
    match unit.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None if unit.ends_with("ch") || unit.ends_with("sh") || unit.ends_with('x') => format!("{unit}es"),
        None => format!("{unit}s"),
    }
}

impl PlanChange {
    /// The name used in files.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            PlanChange::Words => "words",
            PlanChange::Shrink(_) => "shrink",
            PlanChange::LeaveOut(_) => "leave_out",
            PlanChange::Deadline(_) => "deadline",
            PlanChange::ExtraHours(_) => "extra_hours",
            PlanChange::Hours(_) => "hours",
            PlanChange::HandOver { .. } => "hand_over",
        }
    }

    /// Whether it is the same way out, however far it goes: an option keeps its id when
    /// its amount is found anew.
    #[must_use]
    pub fn is_same_way(&self, other: &PlanChange) -> bool {
        match (self, other) {
            (PlanChange::Shrink(one), PlanChange::Shrink(other)) => one.unit == other.unit,
            (PlanChange::Deadline(_), PlanChange::Deadline(_)) | (PlanChange::Hours(_), PlanChange::Hours(_)) => true,
            _ => self == other,
        }
    }
}
