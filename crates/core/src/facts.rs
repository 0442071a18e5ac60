use jiff::civil::Date;

use crate::{Effort, FactId, Shaped, Weekdays, WeeklyHours};

/// What was read from the free text of a goal, so that it can be planned with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Numbers with their units, in reading order.
    pub amounts: Vec<Amount>,
    /// Dates and months that the text speaks of.
    pub dates: Vec<DatedFact>,
    /// Hours a week that the text implies ("45 minutes on 4 mornings").
    pub pace: Option<WeeklyHours>,
    /// Days of the week on which work is possible.
    pub weekdays: Weekdays,
    /// The longest single session, where sessions are limited.
    pub session_max: Option<Effort>,
    /// How many people work on it; 1 where nothing is stated.
    pub team_size: u32,
    /// Each thing that was read and how, so that it can be corrected.
    pub understood: Vec<Understood>,
}

impl Facts {
    /// What a fact of the reading shapes, where that was found out.
    #[must_use]
    pub fn shapes_of(&self, fact: FactId) -> &[Shaped] {
        let one = self.understood.iter().find(|one| one.fact == Some(fact));
        one.map(|one| one.shapes.as_slice()).unwrap_or_default()
    }

    /// What was understood and shapes nothing of the plan, where that was found out.
    pub fn unused(&self) -> impl Iterator<Item = &Understood> {
        self.understood.iter().filter(|one| one.fact.is_some() && one.shapes.is_empty())
    }
}

/// A number with its unit: `60,000 words`, `400 words an hour`, `800k EUR`.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// The number, with `k` and `million` multiplied out.
    pub value: f64,
    /// The word that follows the number, in lower case; empty where none does.
    pub unit: String,
    /// Set for a rate.
    pub per: Option<Per>,
    /// Where it stands.
    pub part: Part,
    /// The words that were read.
    pub quote: String,
}

/// The part of a goal file in which something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The end state or the title.
    Wish,
    /// The starting point.
    Origin,
    /// Constraints, skills, earlier attempts, budget, team.
    Around,
}

/// The lower half of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// An hour.
    Hour,
    /// A day or night.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

/// A date that the text ties to something: "security review in the week of March 31".
#[derive(Clone, Debug, PartialEq)]
pub struct DatedFact {
    /// First day of what is meant.
    pub from: Date,
    /// Last day of what is meant.
    pub to: Date,
    /// The clause in which the date stands.
    pub text: String,
}

/// One thing that was read from free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The words that were read.
    pub quote: String,
    /// What they were taken to mean.
    pub meaning: String,
    /// The fact of the reading that it is; nothing for what was so once, for what a
    /// playbook made of the words, and for news.
    pub fact: Option<FactId>,
    /// What the fact shapes, once there is a draft of the plan.
    pub shapes: Vec<Shaped>,
}

impl Understood {
    /// Words with their meaning that are no fact of a reading.
    pub fn new(quote: impl Into<String>, meaning: impl Into<String>) -> Self {
        Understood { quote: quote.into(), meaning: meaning.into(), fact: None, shapes: Vec::new() }
    }
}
