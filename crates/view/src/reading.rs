//! What was understood of a goal, word by word.

use backcast_core::{
    AnchoredGoal, Away, DateRole, DaySpan, Fact, FactId, Field, Meaning, Money, Quantity, Reader, TextId,
    Unread as UnreadOf,
};
use backcast_engine::anchor::Anchored;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Everything that a goal says: understood, or quoted with a question.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reading {
    /// Each fact with its words and their place.
    pub facts: Vec<ReadFact>,
    /// The days by whose last everything has to be done; null where the texts
    /// name none. The key `deadline` of a goal file counts more.
    pub deadline: Option<QuotedDays>,
    /// Hours a week of the person, all sentences together; null where they are
    /// not named, or cannot be known from what is named.
    pub hours_per_week: Option<HoursPerWeek>,
    /// Days on which there are fewer hours or none.
    pub away: Vec<AwayDays>,
    /// Numbers of something, money among them.
    pub quantities: Vec<ReadQuantity>,
    /// What was not understood, each with the question that it makes; dates and numbers
    /// among it whose meaning is open, and what bounds the work and shapes nothing.
    pub unread: Vec<Unread>,
    /// The playbooks that the goal may be about, the best first; more than one
    /// where it has to be asked which.
    pub subjects: Vec<Subject>,
}

/// One thing that was understood.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReadFact {
    /// F1, F2, …
    pub id: String,
    /// date, capacity, away, quantity, money, person, state or name.
    pub sort: &'static str,
    /// The words.
    pub quote: String,
    /// The key of the goal file in whose text they stand: `constraints[0]`.
    pub key: String,
    /// Their first byte in that text, and the first behind them.
    pub place: [usize; 2],
    /// What they were taken to mean.
    pub meaning: String,
    /// engine, thinker or person: who took them for that.
    pub reader: &'static str,
    /// What is still to be asked about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What it shapes in the plan: deadline, hours, working_days, days_off, team,
    /// starting_state, assumptions, questions, and ids of milestones; empty where
    /// nothing follows from it.
    pub shapes: Vec<String>,
}

/// Days with the words that name them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QuotedDays {
    /// First day that the words may mean.
    pub first: Date,
    /// Last day that they may mean: this one counts.
    pub last: Date,
    /// The words.
    pub quote: String,
}

/// Hours a week, from low to high.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct HoursPerWeek {
    /// The least.
    pub low: f64,
    /// The most; the same where one number was named.
    pub high: f64,
}

/// Days on which there are fewer hours or none.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AwayDays {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Hours a week that are left.
    pub hours_per_week: f64,
    /// The words.
    pub quote: String,
}

/// A number of something, or an amount of money.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReadQuantity {
    /// Where it starts, or the least of a range, where the words say so.
    pub from: Option<f64>,
    /// The number, or where it ends.
    pub to: f64,
    /// Of what; a currency by its ISO 4217 code.
    pub unit: String,
    /// hour, day, week, month, quarter or year, where it is a rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<&'static str>,
    /// The words.
    pub quote: String,
}

/// What was not understood.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Unread {
    /// The words.
    pub quote: String,
    /// The key of the goal file in whose text they stand.
    pub key: String,
    /// The question to the person.
    pub question: String,
    /// The part of the goal that the answer belongs to.
    pub field: &'static str,
}

/// A playbook that a goal may be about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Subject {
    /// Its id.
    pub playbook: String,
    /// Its id too, where it is the playbook of a genre.
    pub genre: Option<String>,
    /// project, habit, relationship, skill or engineering.
    pub kind: String,
    /// How much speaks for it, from 0 to 1.
    pub score: f64,
}

impl Reading {
    /// What a goal says, and what it may be about.
    #[must_use]
    pub fn of_goal(anchored: &Anchored<'_>) -> Self {
        let reading = &anchored.goal.reading;
        let shapes = |id: FactId| anchored.goal.facts.shapes_of(id).iter().map(ToString::to_string).collect();
        let facts = reading.facts.iter().enumerate().map(|(idx, fact)| (FactId::at(idx), fact));
        Reading {
            facts: facts.map(|(id, fact)| ReadFact::of(id, fact, shapes(id))).collect(),
            deadline: reading.deadline().map(|(fact, date)| QuotedDays::of(date.days, fact)),
            hours_per_week: reading.hours.map(|hours| HoursPerWeek { low: hours.low, high: hours.high }),
            away: reading.facts.iter().filter_map(AwayDays::of).collect(),
            quantities: reading.facts.iter().filter_map(ReadQuantity::of).collect(),
            unread: reading
                .unread
                .iter()
                .map(Unread::of)
                .chain(reading.facts.iter().filter_map(Unread::of_open))
                .chain(facts_unused(&anchored.goal).filter_map(Unread::of_unused))
                .collect(),
            subjects: anchored.route.subjects.iter().map(Subject::of).collect(),
        }
    }
}

/// The facts from which nothing follows yet, those aside whose words are asked about.
fn facts_unused(goal: &AnchoredGoal) -> impl Iterator<Item = &Fact> {
    let ids = goal.facts.unused().filter_map(|one| one.fact);
    let facts = ids.filter_map(|id| goal.reading.facts.get(id.idx()));
    facts.filter(|fact| {
        let place = &fact.quote.place;
        !goal.reading.unread.iter().any(|unread| {
            let other = &unread.quote;
            other.text == fact.quote.text && other.place.start < place.end && place.start < other.place.end
        })
    })
}

impl Subject {
    fn of(subject: &backcast_playbook::Subject<'_>) -> Self {
        let playbook = subject.playbook;
        Subject {
            playbook: playbook.id.clone(),
            genre: playbook.genre.then(|| playbook.id.clone()),
            kind: if playbook.engineering { "engineering".into() } else { playbook.kind.clone() },
            score: (subject.likelihood * 100.0).round() / 100.0,
        }
    }
}

impl ReadFact {
    fn of(id: FactId, fact: &Fact, shapes: Vec<String>) -> Self {
        ReadFact {
            id: id.to_string(),
            sort: fact.meaning.sort(),
            quote: fact.quote.words.clone(),
            key: fact.quote.text.key(),
            place: [fact.quote.place.start, fact.quote.place.end],
            meaning: fact.meaning.to_string(),
            reader: match fact.reader {
                Reader::Engine => "engine",
                Reader::Thinker => "thinker",
                Reader::Person => "person",
            },
            question: fact.question.clone(),
            shapes,
        }
    }
}

impl QuotedDays {
    fn of(days: DaySpan, fact: &Fact) -> Self {
        QuotedDays { first: days.first, last: days.last, quote: fact.quote.words.clone() }
    }
}

impl AwayDays {
    fn of(fact: &Fact) -> Option<Self> {
        let Meaning::Away(Away { days, hours_left, .. }) = &fact.meaning else { return None };
        let quote = fact.quote.words.clone();
        Some(AwayDays { from: days.first, to: days.last, hours_per_week: *hours_left, quote })
    }
}

impl ReadQuantity {
    fn of(fact: &Fact) -> Option<Self> {
        let quote = fact.quote.words.clone();
        match &fact.meaning {
            Meaning::Quantity(Quantity { from, low, to, unit, per, .. }) => Some(ReadQuantity {
                from: from.or(*low),
                to: *to,
                unit: unit.clone(),
                per: per.map(backcast_core::Stretch::as_str),
                quote,
            }),
            Meaning::Money(Money { from, low, to, currency, per, .. }) => Some(ReadQuantity {
                from: from.or(*low),
                to: *to,
                unit: currency.unwrap_or_default().to_owned(),
                per: per.map(backcast_core::Stretch::as_str),
                quote,
            }),
            _ => None,
        }
    }
}

impl Unread {
    /// What bounds the work and nothing follows from, unless it is asked about already.
    fn of_unused(fact: &Fact) -> Option<Self> {
        let bounds = matches!(fact.quote.text, TextId::Constraint(_) | TextId::BlockedBefore(_));
        (bounds && fact.question.is_none()).then(|| Unread {
            quote: fact.quote.words.clone(),
            key: fact.quote.text.key(),
            question: format!("You wrote \"{}\": what should follow from it?", fact.quote.words),
            field: Field::Constraints.as_str(),
        })
    }

    /// A date by which nothing has to be done, and a number of which nobody knows what it
    /// counts, where something is still to be asked about them.
    fn of_open(fact: &Fact) -> Option<Self> {
        let field = match &fact.meaning {
            Meaning::WorldDate(date) if date.role != DateRole::Deadline => Field::Constraints,
            Meaning::Quantity(_) => Field::Destination,
            _ => return None,
        };
        Some(Unread {
            quote: fact.quote.words.clone(),
            key: fact.quote.text.key(),
            question: fact.question.clone()?,
            field: field.as_str(),
        })
    }

    fn of(unread: &UnreadOf) -> Self {
        Unread {
            quote: unread.quote.words.clone(),
            key: unread.quote.text.key(),
            question: unread.question.clone(),
            field: unread.field.as_str(),
        }
    }
}
