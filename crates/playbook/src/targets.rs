//! Numbers of the destination as steps on the way: "12 episodes" makes "4 of
//! 12 episodes" a third of the way along.

use backcast_core::{AnchoredGoal, Part};

/// A number that grows from nothing to what the destination says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Target {
    value: f64,
    unit: String,
}

impl Target {
    pub(crate) fn value(&self) -> f64 {
        self.value
    }

    pub(crate) fn unit(&self) -> &str {
        &self.unit
    }
}

/// At most so many are followed; more make a criterion unreadable.
const N_TARGETS_MAX: usize = 2;

/// Before a number they make it a limit or a name, not something to reach.
const NOT_A_TARGET: [&str; 22] = [
    "under", "below", "than", "most", "within", "maximum", "max", "to", "of", "age", "aged", "version", "part",
    "least", "every", "each", "until", "by", "last", "next", "grade", "level",
];
/// Units of time are the frame of a goal, not its content.
const TIME: [&str; 13] =
    ["second", "minute", "hour", "day", "night", "week", "month", "year", "evening", "morning", "ms", "am", "pm"];

/// What of the destination can be counted on the way.
pub(crate) fn targets(goal: &AnchoredGoal) -> Vec<Target> {
    let wish = format!("{}. {}", goal.goal.title, goal.goal.destination.as_deref().unwrap_or_default());
    let mut found: Vec<Target> = Vec::new();
    for amount in goal.facts.amounts.iter().filter(|amount| amount.part == Part::Wish && amount.per.is_none()) {
        let Some(at) = wish.find(&amount.quote) else { continue };
        let digits = amount.quote.split_whitespace().next().unwrap_or_default();
        let percent = digits.ends_with('%')
            || wish[at + digits.len()..].trim_start().starts_with('%')
            || amount.unit.starts_with("per cent");
        let unit = if percent { Some("per cent".to_owned()) } else { noun(&amount.unit) };
        let Some(unit) = unit else { continue };
        let is_year = (1900.0..2100.0).contains(&amount.value);
        if amount.value < 2.0
            || is_year
            || !is_reached(&wish[..at])
            || found.iter().any(|other| is_same(other, amount.value, &unit))
        {
            continue;
        }
        found.push(Target { value: amount.value, unit });
    }
    found.truncate(N_TARGETS_MAX);
    found
}

/// Whether a number of that unit was found already: "12 podcast episodes" and
/// "12 episodes" are one target.
fn is_same(found: &Target, value: f64, unit: &str) -> bool {
    let last = |unit: &str| unit.rsplit(' ').next().unwrap_or_default().to_owned();
    found.unit == unit || last(&found.unit) == last(unit) && (found.value - value).abs() < 1e-9
}

/// "podcast episodes published" → "podcast episodes"; nothing for times and
/// where no plural noun follows.
pub(crate) fn noun(unit: &str) -> Option<String> {
    let words: Vec<&str> = unit.split_whitespace().take(2).collect();
    let last = words.iter().position(|word| word.len() > 3 && word.ends_with('s') && !word.ends_with("ss"))?;
    let speaks_of_time = words[..=last].iter().any(|word| is_time(word));
    (!speaks_of_time).then(|| words[..=last].join(" "))
}

/// Whether a word is a unit of time.
pub(crate) fn is_time(word: &str) -> bool {
    TIME.iter().any(|time| word.starts_with(time))
}

/// Whether what stands before a number leaves it a target.
fn is_reached(before: &str) -> bool {
    let clause = before.rsplit(['.', ',', ';', ':', '(']).next().unwrap_or_default();
    !clause.split_whitespace().rev().take(2).any(|word| NOT_A_TARGET.contains(&word.to_lowercase().as_str()))
}

/// What is reached at a share of the way: "4 of 12 episodes and 170 of 500
/// downloads". Empty where nothing can be counted.
pub(crate) fn at_share(targets: &[Target], share: f64, number_text: impl Fn(f64) -> String) -> String {
    let parts: Vec<String> = targets
        .iter()
        .map(|target| {
            let part = (target.value * share).ceil().clamp(1.0, target.value);
            format!("{} of {} {}", number_text(part), number_text(target.value), target.unit)
        })
        .collect();
    parts.join(" and ")
}

#[cfg(test)]
mod tests {
    use backcast_core::Amount;

    use super::*;
    use crate::Library;
    use crate::lint::bare_goal;

    fn check(destination: &str, amounts: &[(f64, &str)], expected: &str) {
        let mut goal = bare_goal(Library::embedded().playbook("generic-project").expect("it is there"));
        goal.goal.title = String::new();
        goal.goal.destination = Some(destination.to_owned());
        goal.facts.amounts = amounts
            .iter()
            .map(|&(value, quote)| Amount {
                value,
                unit: quote.split_whitespace().skip(1).collect::<Vec<_>>().join(" "),
                per: None,
                part: Part::Wish,
                quote: quote.to_owned(),
            })
            .collect();
        assert_eq!(at_share(&targets(&goal), 0.34, |number| number.to_string()), expected);
    }

    #[test]
    fn counts_grow_and_limits_do_not() {
        check(
            "12 episodes, 500 downloads",
            &[(12.0, "12 episodes"), (500.0, "500 downloads")],
            "5 of 12 episodes and 170 of 500 downloads",
        );
        check("Costs of at most 900 dollars", &[(900.0, "900 dollars")], "");
        check("Within 30 days", &[(30.0, "30 days")], "");
        check("30% faster builds", &[(30.0, "30% faster builds")], "11 of 30 per cent");
        check("A team of 7 people", &[(7.0, "7 people")], "");
    }
}
