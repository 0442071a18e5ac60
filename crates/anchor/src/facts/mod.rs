//! What free text says that can be planned with.

mod amounts;
mod dates;
mod hours;
mod news;
mod numbers;
mod pause;
mod people;

use backcast_core::{Circumstances, DatedFact, Facts, Goal, Part, Understood};
use jiff::civil::Date;

pub use news::{NewHours, News, read_news};

/// Reads numbers with units, dates, hours a week, working days, session
/// lengths and people from everything that the goal says.
#[must_use]
pub fn read_facts(goal: &Goal, circumstances: &Circumstances, today: Date) -> Facts {
    let wish =
        [goal.destination.as_deref(), Some(goal.title.as_str())].into_iter().flatten().map(|text| (Part::Wish, text));
    let origin = goal.origin.as_deref().into_iter().map(|text| (Part::Origin, text));
    let around = circumstances.texts().map(|text| (Part::Around, text));
    let mut facts = Facts { team_size: 1, ..Facts::default() };
    for (part, text) in wish.chain(origin).chain(around) {
        facts.amounts.extend(amounts::read(text, part));
        for (place, from, to) in dates::read(text, today) {
            facts.understood.push(Understood { quote: text[place].to_owned(), meaning: span_text(from, to) });
            facts.dates.push(DatedFact { from, to, text: text.to_owned() });
        }
    }
    hours::read(&circumstances.constraints, &mut facts);
    people::read(circumstances.team.as_deref(), &mut facts);
    hours::read_team(circumstances.team.as_deref(), &mut facts);
    facts
}

/// The deadline that destination or title names, where no deadline is stated:
/// "by mid October", "in 90 days". The earliest if there are several.
pub(crate) fn deadline_in(goal: &Goal, today: Date) -> Option<Date> {
    [goal.destination.as_deref(), Some(goal.title.as_str())]
        .into_iter()
        .flatten()
        .filter_map(|text| dates::deadline(text, today))
        .next()
}

fn span_text(from: Date, to: Date) -> String {
    if from == to { from.to_string() } else { format!("{from} to {to}") }
}
