//! Goals that hours do not decide: money, the body, or an office does.

use backcast_core::{
    AnchoredGoal, Field, Gap, Meaning, Money, MoneyRole, Passage, Phrase, Quantity, Quote, Severity, Stretch, TextId,
    days_between,
};

use crate::gaps::gap;
use crate::reading::text_of;

/// What decides whether a goal can be reached, where hours do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decider {
    /// What is left of an income each month.
    Money,
    /// How fast a weight can change.
    Weight,
    /// How long an office takes, and whether it agrees.
    Office,
    /// What a body allows again after an injury.
    Healing,
}

/// Words that show each of them.
const SIGNS: [(Decider, &[&str]); 4] = [
    (
        Decider::Money,
        &[
            "pay off",
            "pay back",
            "pay down",
            "debt free",
            "debtfree",
            "out of debt",
            "debts$",
            "debt$",
            "credit card",
            "save up",
            "emergency fund",
            "down payment",
            "savings$",
            "put aside",
            "set aside",
        ],
    ),
    (
        Decider::Weight,
        &["lose weight", "weight loss", "lose kilos", "slim down", "gain weight", "body fat", "stone$ lighter"],
    ),
    (
        Decider::Office,
        &[
            "visa$",
            "visas$",
            "citizenship",
            "naturali",
            "residence permit",
            "residency permit",
            "work permit",
            "green card",
            "building permit",
            "planning permission",
            "adopt a child",
            "adoption of",
            "custody",
            "asylum",
            "patent$",
            "passport$",
        ],
    ),
    (
        Decider::Healing,
        &[
            "injur",
            "surgery",
            "operation on my",
            "replacement recovery",
            "hip replacement",
            "knee replacement",
            "rehab",
            "torn",
            "fracture",
            "broken leg",
            "broken arm",
            "broken ankle",
            "stroke$",
            "burnout recovery",
            "slipped disc",
            "herniated",
            "tendon",
        ],
    ),
];

/// The question about the figure that decides, where hours do not; asked before
/// all others.
pub(crate) fn question(goal: &AnchoredGoal) -> Option<Gap> {
    let (question, why, example) = match decider(goal)? {
        Decider::Money if monthly_rate(goal).is_some() => return None,
        Decider::Money => (
            "How much money is left over for it each month: what comes in, what goes out, and at which interest?",
            "Money decides this, not hours: amount by monthly rate is the time that it takes.",
            "3,000 a month come in, 2,400 go out; the loan costs 6 % a year.",
        ),
        Decider::Weight if weight_way(goal).is_some() => return None,
        Decider::Weight => (
            "How much do you weigh today, and how much do you want to weigh?",
            "The body decides this, not hours: about half a kilo to one kilo a week can be held.",
            "From 95 to 85 kg.",
        ),
        Decider::Office => (
            "How long does the office take at present, which papers does it want, and when is the next appointment?",
            "An office decides this, not hours: its time begins when the last paper is there.",
            "Four months from the complete application; the language certificate is missing.",
        ),
        Decider::Healing => (
            "What do doctor or physiotherapist allow today, and from when on do they expect more?",
            "Healing decides this, not hours: more hours do not make it faster.",
            "Walking without crutches from week six on, running not before month four.",
        ),
    };
    Some(gap(Field::Constraints, Severity::Error, question, why, Some(example)))
}

/// What a verdict has to say where hours do not decide, as far as the figures
/// are known; and whether the deciding figure is unknown.
pub(crate) fn reason(goal: &AnchoredGoal) -> Option<(String, bool)> {
    match decider(goal)? {
        Decider::Money => Some(money_reason(goal)),
        Decider::Weight => Some(weight_reason(goal)),
        Decider::Office => Some(("An office decides this, not hours, and how long it takes is not known".into(), true)),
        Decider::Healing => {
            Some(("Healing decides this, not hours, and what is allowed when is not known".into(), true))
        }
    }
}

fn decider(goal: &AnchoredGoal) -> Option<Decider> {
    let text = Passage::new(&format!("{}. {}", goal.goal.title, goal.goal.destination.as_deref().unwrap_or_default()));
    let says = |signs: &[&str]| signs.iter().any(|sign| text.affirms(&Phrase::new(sign)));
    let by_words = SIGNS.iter().find(|(_, signs)| says(signs)).map(|&(decider, _)| decider);
    by_words.or_else(|| weight_way(goal).map(|_| Decider::Weight))
}

/// What is to be saved or paid off in all, where the texts say so.
fn amount(goal: &AnchoredGoal) -> Option<f64> {
    moneys(goal)
        .filter(|money| money.role == MoneyRole::Target && money.per.is_none())
        .map(|money| money.to)
        .reduce(f64::max)
}

/// What is left over a month: the sum that is said to go into it, else what comes in
/// less what goes out.
fn monthly_rate(goal: &AnchoredGoal) -> Option<f64> {
    let said = goal.reading.facts.iter().find_map(|fact| match &fact.meaning {
        Meaning::Money(money) if money.per == Some(Stretch::Month) && goes_into_it(goal, &fact.quote) => Some(money.to),
        _ => None,
    });
    if said.is_some() {
        return said;
    }
    let sum = |role: MoneyRole| {
        let monthly = moneys(goal).filter(|money| money.role == role && money.per == Some(Stretch::Month));
        monthly.map(|money| money.to).reduce(|a, b| a + b)
    };
    match (sum(MoneyRole::In), sum(MoneyRole::Out)) {
        (Some(income), Some(spent)) if income > spent => Some(income - spent),
        _ => None,
    }
}

/// Whether an amount is said to go into the goal: it is the budget, or "I can put 400
/// a month into it".
fn goes_into_it(goal: &AnchoredGoal, quote: &Quote) -> bool {
    const BEFORE: usize = 24;
    let text = text_of(&goal.goal, &goal.circumstances, quote.text).unwrap_or_default();
    let start = text.floor_char_boundary(quote.place.start.saturating_sub(BEFORE));
    let before = text.get(start..quote.place.start).unwrap_or_default().to_lowercase();
    let is_said = ["put ", "spare ", "set aside ", "lay aside ", "pay in "].iter().any(|word| before.contains(word));
    matches!(quote.text, TextId::Budget) || is_said && !matches!(quote.text, TextId::Title | TextId::Destination)
}

fn moneys(goal: &AnchoredGoal) -> impl Iterator<Item = &Money> {
    goal.reading.facts.iter().filter_map(|fact| match &fact.meaning {
        Meaning::Money(money) => Some(money),
        _ => None,
    })
}

fn money_reason(goal: &AnchoredGoal) -> (String, bool) {
    let (Some(amount), Some(rate)) = (amount(goal), monthly_rate(goal)) else {
        return ("Money decides this, not hours, and how much is left over each month is not known".into(), true);
    };
    let months = (amount / rate).ceil();
    let there = goal.deadline.map(|deadline| f64::from(days_between(goal.today, deadline)) / 30.4);
    let text = match there {
        Some(there) if months > there => {
            format!(
                "Money decides this: {amount:.0} at {rate:.0} a month take {months:.0} months, and there are {there:.0}"
            )
        }
        _ => format!("Money decides this, not hours: {amount:.0} at {rate:.0} a month take {months:.0} months"),
    };
    (text, false)
}

/// From what weight to what, in kilograms.
fn weight_way(goal: &AnchoredGoal) -> Option<(f64, f64)> {
    goal.reading.facts.iter().find_map(|fact| match &fact.meaning {
        Meaning::Quantity(Quantity { from: Some(from), to, unit, per: None, .. }) => {
            let scale = match unit.as_str() {
                "kg" | "kilo" | "kilos" => 1.0,
                "lb" | "lbs" => 0.453_6,
                "stone" => 6.35,
                _ => return None,
            };
            let body = 35.0..300.0;
            let way = (from * scale, to * scale);
            // A bar gets heavier, a body rarely by tens of kilograms.
            (way.0 > way.1 && body.contains(&way.0) && body.contains(&way.1)).then_some(way)
        }
        _ => None,
    })
}

/// Faster than this, in kilograms a week, hardly anybody holds it (guidelines of
/// most health services: half a kilogram to one).
const KILOS_A_WEEK_MAX: f64 = 1.0;

fn weight_reason(goal: &AnchoredGoal) -> (String, bool) {
    let Some((from, to)) = weight_way(goal) else {
        return ("The body decides this, not hours, and from which weight to which is not known".into(), true);
    };
    let kilos = from - to;
    let Some(deadline) = goal.deadline else {
        return (format!("The body decides this, not hours: {kilos:.0} kg take {kilos:.0} weeks or more"), false);
    };
    let weeks = (f64::from(days_between(goal.today, deadline)) / 7.0).max(1.0);
    let pace = kilos / weeks;
    let judged =
        if pace > KILOS_A_WEEK_MAX { "more than a body gives up and keeps off" } else { "within what can be held" };
    (
        format!(
            "The body decides this, not hours: {kilos:.0} kg in {weeks:.0} weeks are {pace:.1} kg a week, {judged}"
        ),
        false,
    )
}
