//! The words that expressions and templates of a playbook may use.
//!
//! Variables: `weeks`, `days` (until the deadline), `hours_per_week`,
//! `hours_total`, `team_size`, `today`, `deadline` (as texts), `title`,
//! `destination`, `command` (verification), `session_minutes` (0 where
//! sessions are not limited), `budget` (as written), `has_budget`, `has_busy`, `tried_before`,
//! `hours_stated`, `kind`, `engineering`, and the parameters of the playbook.
//!
//! Functions: `wants(…)` looks for phrases in title and destination,
//! `mentions(…)` in the whole file, `have(…)` in what origin and skills
//! affirm, `lack(…)` in what they deny, `blocked(…)` in what stopped earlier
//! attempts, `date_of(…)` and `last_date_of(…)` give the days from today to
//! the first and the last dated text with one of the phrases, `day(n)` the date n days from today and
//! `before_deadline(n)` the one n days before the deadline as texts,
//! `quote(…)` the constraint with one of the phrases, `min` and `max`,
//! `crowd(n, limit)` how many of n people count each by themselves;
//! `target(0.3)` gives what of the destination's numbers is reached at that
//! share of the way ("4 of 12 episodes"), `has_targets` whether it has any;
//! `clauses` is the list of the destination's clauses.
//! Of habits: `run` is how long it is to hold ("12 weeks"), `run_days` and `run_weeks` the
//! same as numbers, `lead_days` the days before it, `doing` what is done in it in the
//! person's words, and `held(times, 0.1)` how many of the planned times have to be done if
//! that share may be missed ("54 of 60 planned times"); days away in it may be missed too.
//! The filter `num` writes a number as people do: `60,000`, `2.5`.

use std::collections::BTreeMap;
use std::sync::Arc;

use backcast_core::{
    AnchoredGoal, DatedFact, Meaning, Part, Passage, Per, Phrase, TextId, Understood, days_between, plus_days,
};
use jiff::civil::Date;
use minijinja::value::Rest;
use minijinja::{Environment, Value};

use crate::clauses::clauses;
use crate::format::{LookIn, Parameter, Term};
use crate::run::Run;
use crate::targets::{at_share, targets};
use crate::{Playbook, SpecError};

/// A goal without a deadline is planned over this many weeks.
const WEEKS_WITHOUT_DEADLINE: i32 = 26;
/// A goal without hours is planned with this many a week.
const HOURS_WITHOUT_STATEMENT: f64 = 6.0;

/// The functions of expressions; no parameter may hide one of them.
pub(crate) const FUNCTIONS: [&str; 15] = [
    "wants",
    "mentions",
    "have",
    "lack",
    "blocked",
    "date_of",
    "last_date_of",
    "quote",
    "day",
    "before_deadline",
    "target",
    "crowd",
    "held",
    "min",
    "max",
];

/// Evaluates the expressions and templates of a playbook for one goal.
pub(crate) struct Terms {
    environment: Environment<'static>,
    variables: Value,
    playbook: String,
    pub(crate) today: Date,
    pub(crate) assumptions: Vec<String>,
    /// Which words of the goal gave a parameter its value.
    pub(crate) readings: Vec<Understood>,
    /// Parameters that the goal gives no number for.
    pub(crate) assumed: Vec<String>,
    pub(crate) repo_files: Vec<String>,
}

impl Terms {
    pub(crate) fn new(goal: &AnchoredGoal, playbook: &Playbook) -> Result<Self, SpecError> {
        let mut terms = Terms {
            environment: environment(goal),
            variables: Value::UNDEFINED,
            playbook: playbook.id.clone(),
            today: goal.today,
            assumptions: Vec::new(),
            readings: Vec::new(),
            assumed: Vec::new(),
            repo_files: goal.circumstances.repo.as_ref().map(|repo| repo.files.clone()).unwrap_or_default(),
        };
        let mut variables = goal_variables(goal);
        for parameter in &playbook.parameters {
            terms.variables = Value::from(variables.clone());
            let reading = read_parameter(parameter, goal);
            let assumed = reading.is_none();
            if assumed {
                terms.assumed.push(parameter.name.clone());
            }
            let value = match reading {
                Some((value, quote)) => {
                    let meaning = format!("{}: {}", parameter.name.replace('_', " "), number_text(value));
                    terms.readings.push(Understood::new(quote, meaning));
                    value
                }
                None => terms.number(&parameter.default, &parameter.name)?,
            };
            variables.insert(parameter.name.clone(), Value::from(value));
            terms.variables = Value::from(variables.clone());
            if assumed && let Some(said) = terms.assumption(parameter, value, playbook)? {
                terms.assumptions.push(said);
            }
        }
        terms.variables = Value::from(variables);
        Ok(terms)
    }

    /// What is said of a number that was assumed: the playbook's own words, else
    /// the number where a plan prints it. What a person can say counts only: a
    /// number without units is worked out.
    fn assumption(&self, parameter: &Parameter, value: f64, playbook: &Playbook) -> Result<Option<String>, SpecError> {
        if let Some(assume) = &parameter.assume {
            // A goal that gives the number in other words leaves nothing to assume.
            return self.text(assume, &parameter.name).map(|text| Some(text).filter(|text| !text.is_empty()));
        }
        let Some(unit) = parameter.units.first().filter(|_| value > 0.0) else { return Ok(None) };
        let name = parameter.name.replace('_', " ");
        let prints = playbook.texts().iter().any(|(_, text)| prints(text, &parameter.name));
        // "Pieces: 3" says of what.
        let unit = if name.to_lowercase().starts_with(unit.as_str()) { String::new() } else { format!(" {unit}") };
        Ok(prints.then(|| format!("{name}: {}{unit}, until you say otherwise", number_text(value))))
    }

    /// Whether a condition holds; an absent one does.
    pub(crate) fn holds(&self, condition: Option<&str>, place: &str) -> Result<bool, SpecError> {
        condition.map_or(Ok(true), |text| self.value(text, place).map(|value| value.is_true()))
    }

    /// The number that a term stands for.
    pub(crate) fn number(&self, term: &Term, place: &str) -> Result<f64, SpecError> {
        match term {
            Term::Number(number) => Ok(*number),
            Term::Text(text) => {
                self.optional_number(text, place)?.ok_or_else(|| self.error(text, place, "it is not a number"))
            }
        }
    }

    /// The number that an expression gives, `None` if it gives `none`.
    pub(crate) fn optional_number(&self, text: &str, place: &str) -> Result<Option<f64>, SpecError> {
        let value = self.value(text, place)?;
        if value.is_none() || value.is_undefined() {
            return Ok(None);
        }
        f64::try_from(value).map(Some).map_err(|error| self.error(text, place, &error.to_string()))
    }

    /// A template with its variables filled in.
    pub(crate) fn text(&self, template: &str, place: &str) -> Result<String, SpecError> {
        if !template.contains("{{") && !template.contains("{%") {
            return Ok(template.to_owned());
        }
        self.environment
            .render_str(template, &self.variables)
            .map_err(|error| self.error(template, place, &describe(&error)))
    }

    fn value(&self, text: &str, place: &str) -> Result<Value, SpecError> {
        self.environment
            .compile_expression(text)
            .and_then(|expression| expression.eval(&self.variables))
            .map_err(|error| self.error(text, place, &describe(&error)))
    }

    fn error(&self, text: &str, place: &str, message: &str) -> SpecError {
        SpecError::Expression {
            playbook: self.playbook.clone(),
            place: place.to_owned(),
            text: text.to_owned(),
            message: message.to_owned(),
        }
    }
}

/// Whether a template puts this variable into its text.
fn prints(template: &str, name: &str) -> bool {
    let slots = template.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    slots.flat_map(|slot| slot.split(|c| !is_part(c))).any(|word| word == name)
}

fn describe(error: &minijinja::Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()))
}

fn goal_variables(goal: &AnchoredGoal) -> BTreeMap<String, Value> {
    let days = goal.deadline.map_or(WEEKS_WITHOUT_DEADLINE * 7, |deadline| days_between(goal.today, deadline)).max(1);
    let hours_per_week = goal.pace.map_or(HOURS_WITHOUT_STATEMENT, backcast_core::WeeklyHours::hours_per_week);
    let weeks = f64::from(days) / 7.0;
    let busy_hours: f64 = goal
        .circumstances
        .busy
        .iter()
        .map(|range| {
            let lost = (hours_per_week - range.left.hours_per_week()).max(0.0);
            lost * f64::from(days_between(range.from, range.to) + 1) / 7.0
        })
        .sum();
    let command =
        goal.circumstances.repo.as_ref().and_then(|repo| repo.verification.as_ref()).map(|v| v.command.clone());
    let end = plus_days(goal.today, days);
    let run = Run::of(goal);
    let of_run = |number: fn(&Run) -> i32| run.as_ref().map_or(0, number);
    BTreeMap::from([
        ("run".to_owned(), Value::from(run.as_ref().map(Run::length).unwrap_or_default())),
        ("run_days".to_owned(), Value::from(of_run(|run| run.days))),
        ("run_weeks".to_owned(), Value::from(f64::from(of_run(|run| run.days)) / 7.0)),
        ("lead_days".to_owned(), Value::from(of_run(|run| run.lead))),
        ("doing".to_owned(), Value::from(run.as_ref().map(|run| run.doing.clone()).unwrap_or_default())),
        ("weeks".to_owned(), Value::from(weeks)),
        ("days".to_owned(), Value::from(days)),
        ("hours_per_week".to_owned(), Value::from(hours_per_week)),
        ("hours_stated".to_owned(), Value::from(goal.pace.is_some())),
        ("hours_total".to_owned(), Value::from((hours_per_week * weeks - busy_hours).max(0.0))),
        ("team_size".to_owned(), Value::from(goal.facts.team_size)),
        ("today".to_owned(), Value::from(day_text(goal.today))),
        ("deadline".to_owned(), Value::from(day_text(end))),
        ("title".to_owned(), Value::from(goal.goal.title.clone())),
        (
            "destination".to_owned(),
            Value::from(goal.goal.destination.clone().unwrap_or_else(|| goal.goal.title.clone())),
        ),
        ("command".to_owned(), command.map_or(Value::from(()), Value::from)),
        ("kind".to_owned(), Value::from(goal.kind.as_str())),
        ("engineering".to_owned(), Value::from(goal.is_engineering())),
        ("session_minutes".to_owned(), Value::from(goal.facts.session_max.map_or(0, backcast_core::Effort::minutes))),
        ("tried_before".to_owned(), Value::from(!goal.circumstances.blocked_before.is_empty())),
        ("has_budget".to_owned(), Value::from(budget(goal).is_some())),
        ("budget".to_owned(), Value::from(budget(goal).unwrap_or_default())),
        ("has_busy".to_owned(), Value::from(!goal.circumstances.busy.is_empty())),
        ("clauses".to_owned(), Value::from(clauses(goal.goal.destination.as_deref().unwrap_or_default()))),
        ("has_targets".to_owned(), Value::from(!targets(goal).is_empty())),
    ])
}

/// The money of the budget: the text itself where it is short and speaks of nothing
/// else, else the amounts in it. "No money left" is none.
fn budget(goal: &AnchoredGoal) -> Option<String> {
    const SHORT: usize = 60;
    let text = goal.circumstances.budget.as_deref()?;
    let here = || goal.reading.facts.iter().filter(|fact| fact.quote.text == TextId::Budget);
    let amounts: Vec<&str> =
        here().filter(|fact| matches!(fact.meaning, Meaning::Money(_))).map(|fact| fact.quote.words.as_str()).collect();
    let speaks_of_time = here().any(|fact| matches!(fact.meaning, Meaning::Capacity(_) | Meaning::Recurring(_)));
    match amounts.as_slice() {
        [] => None,
        _ if text.len() <= SHORT && !speaks_of_time => Some(text.to_owned()),
        _ => Some(amounts.join(", ")),
    }
}

/// "1 December 2025"
fn day_text(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The texts in which the functions look.
struct Texts {
    wish: Passage,
    present: Vec<Passage>,
    blocked: Vec<Passage>,
    all: Vec<(Passage, String)>,
    dates: Vec<(Passage, DatedFact)>,
}

impl Texts {
    fn new(goal: &AnchoredGoal) -> Self {
        let around = &goal.circumstances;
        let passages = |texts: &[String]| texts.iter().map(|text| Passage::new(text)).collect::<Vec<_>>();
        let wish = format!("{}. {}", goal.goal.title, goal.goal.destination.as_deref().unwrap_or_default());
        let origin = goal.goal.origin.as_deref();
        Texts {
            wish: Passage::new(&wish),
            present: origin.into_iter().chain(around.skills.iter().map(String::as_str)).map(Passage::new).collect(),
            blocked: passages(&around.blocked_before),
            all: around
                .texts()
                .chain(origin)
                .chain([wish.as_str()])
                .map(|text| (Passage::new(text), text.to_owned()))
                .collect(),
            dates: goal.facts.dates.iter().map(|fact| (Passage::new(&fact.text), fact.clone())).collect(),
        }
    }
}

impl Texts {
    /// Days from today to every dated text with one of the phrases, up to the
    /// end of the window.
    fn days_to(&self, phrases: &[String], today: Date, end: Date) -> Vec<i32> {
        let phrases: Vec<Phrase> = phrases.iter().map(|phrase| Phrase::new(phrase)).collect();
        self.dates
            .iter()
            .filter(|(text, fact)| {
                (today..=end).contains(&fact.from) && phrases.iter().any(|phrase| text.contains(phrase))
            })
            .map(|(_, fact)| days_between(today, fact.from))
            .collect()
    }
}

fn environment(goal: &AnchoredGoal) -> Environment<'static> {
    let texts = Arc::new(Texts::new(goal));
    let today = goal.today;
    let end = goal.deadline.unwrap_or_else(|| plus_days(today, WEEKS_WITHOUT_DEADLINE * 7));
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let looks = |look: fn(&Texts, &Phrase) -> bool| {
        let texts = Arc::clone(&texts);
        move |phrases: Rest<String>| phrases.iter().any(|phrase| look(&texts, &Phrase::new(phrase)))
    };
    environment.add_function("wants", looks(|texts, phrase| texts.wish.contains(phrase)));
    environment
        .add_function("mentions", looks(|texts, phrase| texts.all.iter().any(|(text, _)| text.contains(phrase))));
    environment.add_function("have", looks(|texts, phrase| texts.present.iter().any(|text| text.affirms(phrase))));
    environment.add_function("lack", looks(|texts, phrase| texts.present.iter().any(|text| text.denies(phrase))));
    environment.add_function("blocked", looks(|texts, phrase| texts.blocked.iter().any(|text| text.contains(phrase))));
    let dated = |choose: fn(&[i32]) -> Option<i32>| {
        let texts = Arc::clone(&texts);
        move |phrases: Rest<String>| choose(&texts.days_to(&phrases, today, end)).map_or(Value::from(()), Value::from)
    };
    environment.add_function("date_of", dated(|days| days.iter().min().copied()));
    environment.add_function("last_date_of", dated(|days| days.iter().max().copied()));
    let quoted = Arc::clone(&texts);
    environment.add_function("quote", move |phrases: Rest<String>| {
        let phrases: Vec<Phrase> = phrases.iter().map(|phrase| Phrase::new(phrase)).collect();
        let found = quoted.all.iter().find(|(text, _)| phrases.iter().any(|phrase| text.contains(phrase)));
        found.map_or(Value::from(""), |(_, text)| Value::from(text.trim_end_matches('.')))
    });
    environment.add_function("day", move |days: f64| day_text(plus_days(today, whole(days))));
    environment.add_function("before_deadline", move |days: f64| day_text(plus_days(end, -whole(days)).max(today)));
    let counted = targets(goal);
    environment.add_function("target", move |share: f64| at_share(&counted, share, number_text));
    environment.add_function("crowd", crowd);
    let run = Run::of(goal);
    environment.add_function("held", move |a_week: f64, may_miss: f64| {
        run.as_ref().map(|run| run.held(a_week, may_miss)).unwrap_or_default()
    });
    environment.add_function("min", |a: f64, b: f64| a.min(b));
    environment.add_function("max", |a: f64, b: f64| a.max(b));
    environment.add_filter("num", number_text);
    environment
}

/// How many people count each by themselves: all up to a limit, of the further
/// ones three times the root, as nobody talks to thousands one by one.
fn crowd(people: f64, limit: f64) -> f64 {
    if people <= limit { people } else { limit + 3.0 * (people - limit).sqrt() }
}

/// "60,000", "2.5", "3"
pub(crate) fn number_text(number: f64) -> String {
    let rounded = if number.abs() >= 20.0 { number.round() } else { (number * 10.0).round() / 10.0 };
    let whole = format!("{:.0}", rounded.trunc());
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole.as_str()), |digits| ("-", digits));
    let mut text = String::from(sign);
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if rounded.fract().abs() > 1e-9 {
        text.push_str(&format!("{:.1}", rounded.fract().abs())[1..]);
    }
    text
}

#[expect(clippy::cast_possible_truncation, reason = "saturates; no plan is longer than i32 days")]
fn whole(days: f64) -> i32 {
    days.round() as i32
}

/// The parameter's value in the goal's text and the words that gave it: a
/// named value first, then the plausible amount whose unit stands nearest, of
/// equal ones the first.
fn read_parameter(parameter: &Parameter, goal: &AnchoredGoal) -> Option<(f64, String)> {
    let text = match parameter.from {
        LookIn::Wish => format!("{}. {}", goal.goal.title, goal.goal.destination.as_deref().unwrap_or_default()),
        LookIn::Origin => goal.goal.origin.clone().unwrap_or_default(),
        LookIn::Any => goal.goal.full_text(),
    };
    let passage = Passage::new(&text);
    // Longer names first: "half marathon" is not a marathon.
    let mut named: Vec<(Phrase, f64)> =
        parameter.named.iter().map(|(name, &value)| (Phrase::new(name), value)).collect();
    named.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.n_words()));
    if let Some((place, value)) = named.iter().find_map(|(phrase, value)| Some((passage.find(phrase)?, *value))) {
        return Some((value, text[place].to_owned()));
    }
    let per = parameter.per.as_deref().and_then(|per| match per {
        "hour" => Some(Per::Hour),
        "day" => Some(Per::Day),
        "week" => Some(Per::Week),
        "month" => Some(Per::Month),
        _ => None,
    });
    let plausible =
        |value: f64| parameter.min.is_none_or(|min| value >= min) && parameter.max.is_none_or(|max| value <= max);
    let mut best: Option<(usize, f64, &str)> = None;
    for amount in &goal.facts.amounts {
        let here = match parameter.from {
            LookIn::Wish => amount.part == Part::Wish,
            LookIn::Origin => amount.part == Part::Origin,
            LookIn::Any => true,
        };
        if !here || amount.per != per && per.is_some() || amount.per == Some(Per::Hour) && per.is_none() {
            continue;
        }
        let Some((rank, stem)) = unit_rank(&amount.unit, &parameter.units) else { continue };
        let value = amount.value * parameter.scale.get(stem).copied().unwrap_or(1.0);
        // "40 photos and print ordering, 3 prints sold": the nearer word wins.
        if plausible(value) && best.is_none_or(|(other, ..)| rank < other) {
            best = Some((rank, value, &amount.quote));
        }
    }
    best.map(|(_, value, quote)| (value, quote.to_owned()))
}

/// How many words after a number one of the stems stands, and which.
fn unit_rank<'s>(unit: &str, stems: &'s [String]) -> Option<(usize, &'s str)> {
    let words: Vec<&str> = unit.split(' ').collect();
    (0..words.len()).find_map(|rank| {
        let rest = Passage::new(&words[rank..].join(" "));
        let stem = stems.iter().find(|stem| rest.find(&Phrase::new(stem)).is_some_and(|place| place.start == 0))?;
        Some((rank, stem.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::number_text;

    #[test]
    fn numbers_read_as_people_write_them() {
        for (number, text) in
            [(60_000.0, "60,000"), (2.5, "2.5"), (3.0, "3"), (21.1, "21"), (1_234_567.0, "1,234,567"), (0.5, "0.5")]
        {
            assert_eq!(number_text(number), text);
        }
    }
}
