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

/// The day that a text names which is about nothing but a deadline: "2027-03-31",
/// "March 31, 2027 (fixed)", "31.03.2027", "end of March", "March 2027" (its
/// last day), "in 90 days". Nothing where it is not clear, as in "03/04/2027".
#[must_use]
pub fn read_deadline(text: &str, today: Date) -> Option<Date> {
    dates::in_figures(text)
        .or_else(|| dates::deadline(text, today))
        .or_else(|| dates::read(text, today).first().map(|(_, _, to)| *to))
        .or_else(|| dates::deadline(&format!("in {text}"), today))
}

fn span_text(from: Date, to: Date) -> String {
    if from == to { from.to_string() } else { format!("{from} to {to}") }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn deadlines_as_people_write_them() {
        let read = |text| read_deadline(text, date(2026, 11, 26));
        let day = Some(date(2027, 3, 31));
        for text in [
            "2027-03-31",
            "**2027-03-31** (contract)",
            "March 31, 2027",
            "31 March 2027, hard",
            "Wednesday, 31st of March 2027",
            "31.03.2027",
            "31/3/2027",
            "3/31/2027",
            "2027/03/31",
            "end of March",
            "March 2027",
            "by the end of March 2027",
        ] {
            assert_eq!(read(text), day, "{text}");
        }
        assert_eq!(read("in 90 days"), Some(date(2027, 2, 24)));
        assert_eq!(read("12 weeks"), Some(date(2027, 2, 18)));
        for text in ["03/04/2027", "when it is ready", "31.02.2027", "", "31.3.27"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
