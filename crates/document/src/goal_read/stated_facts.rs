//! `[[facts]]`: what words of the goal mean, in place of how backcast would read
//! them.

use std::ops::Range;

use backcast_core::{
    Away, Capacity, DateRole, DaySpan, Goal, GoalFile, Meaning, Quantity, Reader as By, StatedFact, WorldDate,
};
use toml::Spanned;
use toml::de::DeTable;

use super::{HOURS_PER_WEEK_MAX, Reader, get, join};

pub(super) const FACT_KEYS: [&str; 10] =
    ["words", "by", "deadline", "event", "from", "to", "hours_per_week", "number", "unit", "nothing"];
/// Nobody corrects more of one goal.
const FACTS_MAX: usize = 200;
/// Larger numbers are taken for a slip of the key.
const NUMBER_MAX: f64 = 1e15;

impl Reader<'_> {
    /// What the tables say, in their order.
    pub(super) fn stated_facts(&mut self, top: &DeTable<'_>) -> Vec<StatedFact> {
        let fix = "change the texts of the goal instead";
        let tables = self.tables_up_to(FACTS_MAX, top, "facts", "facts_too_many", fix);
        let mut facts = Vec::new();
        for (number, (place, table)) in tables.into_iter().enumerate() {
            let path = format!("facts[{number}]");
            self.unknown_keys(table, &path, &FACT_KEYS);
            let words = self.required_text(table, &path, "words", place.clone());
            let reader = self.by(table, &path);
            let said = self.said(table, &path, place);
            if let (Some(words), Some(Said(meaning))) = (words, said) {
                facts.push(StatedFact { words, meaning, reader });
            }
        }
        facts
    }

    /// Complains about words that stand in no text of the goals.
    pub(super) fn check_words(&mut self, top: &DeTable<'_>, goal_file: &GoalFile) {
        let of_goals = goal_file.goals.iter().map(Goal::full_text);
        let texts: Vec<String> = of_goals
            .chain(goal_file.circumstances.texts().map(str::to_owned))
            .map(|text| text.to_ascii_lowercase())
            .collect();
        for (number, (place, table)) in self.tables(top, "facts").into_iter().enumerate() {
            let path = format!("facts[{number}]");
            let Some(words) = get(table, "words").and_then(|value| value.get_ref().as_str()) else { continue };
            let sought = words.trim().to_ascii_lowercase();
            if sought.is_empty() || texts.iter().any(|text| text.contains(&sought)) {
                continue;
            }
            let place = get(table, "words").map_or(place, Spanned::span);
            let message = format!("`{words}` stands in no text of the goal");
            self.error(
                "fact_words_unknown",
                &join(&path, "words"),
                place,
                message,
                "write the words as they stand there",
            );
        }
    }

    fn by(&mut self, table: &DeTable<'_>, path: &str) -> By {
        match self.text_at(table, path, "by").as_deref() {
            None | Some("person") => By::Person,
            Some("thinker") => By::Thinker,
            Some(other) => {
                let place = get(table, "by").map_or(0..0, Spanned::span);
                let message = format!("`{other}` says nothing here");
                self.error("by_unknown", &join(path, "by"), place, message, "write person or thinker");
                By::Person
            }
        }
    }

    /// The one meaning that a table names.
    fn said(&mut self, table: &DeTable<'_>, path: &str, place: Range<usize>) -> Option<Said> {
        let hours = self.number(table, path, "hours_per_week", 0.0, HOURS_PER_WEEK_MAX);
        let (from, to) = (self.date(table, path, "from"), self.date(table, path, "to"));
        let number = self.number(table, path, "number", -NUMBER_MAX, NUMBER_MAX);
        let unit = self.text_at(table, path, "unit").unwrap_or_default();
        let is_nothing = get(table, "nothing").and_then(|value| value.get_ref().as_bool()) == Some(true);
        let dates = [("deadline", DateRole::Deadline), ("event", DateRole::Event)];
        let mut said: Vec<Said> = Vec::new();
        for (key, role) in dates {
            let days = self.date(table, path, key).map(DaySpan::day);
            said.extend(
                days.map(|days| Said(Some(Meaning::WorldDate(WorldDate { role, days, what: None, movable: None })))),
            );
        }
        said.extend(days_off(from, to, hours).map(|away| Said(Some(Meaning::Away(away)))));
        if let (Some(hours), None, None) = (hours, from, to) {
            said.push(Said(Some(Meaning::Capacity(Capacity::a_week(hours)))));
        }
        said.extend(number.map(|number| Said(Some(Meaning::Quantity(Quantity::of(number, unit))))));
        said.extend(is_nothing.then_some(Said(None)));
        if said.len() == 1 {
            return said.pop();
        }
        let message =
            if said.is_empty() { "it does not say what the words mean" } else { "it says more than one thing" };
        let fix =
            "name one of: deadline, event, from and to (days off), hours_per_week, number and unit, nothing = true";
        self.error("fact_meaning", path, place, message, fix);
        None
    }
}

/// What words are said to mean; nothing where they are of no account.
struct Said(Option<Meaning>);

fn days_off(from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>, hours: Option<f64>) -> Option<Away> {
    let (first, last) = (from?, to?);
    let hours_left = hours.unwrap_or(0.0);
    (first <= last).then_some(Away { days: DaySpan { first, last }, hours_left, share_left: None, reason: None })
}

#[cfg(test)]
mod tests {
    use backcast_core::Meaning;
    use jiff::civil::date;

    use crate::read_goal;

    #[test]
    fn words_have_one_meaning() {
        let text = "title = 'x'\ndestination = 'Done after Ramadan, 12 parts, when I can'\n\
            [[facts]]\nwords = 'after Ramadan'\ndeadline = 2027-03-20\nby = 'thinker'\n\
            [[facts]]\nwords = '12 parts'\nnumber = 12\nunit = 'chapter'\n\
            [[facts]]\nwords = 'when I can'\nhours_per_week = 3.5\n\
            [[facts]]\nwords = 'Done'\nnothing = true\n";
        let document = read_goal("goal.toml", text, date(2026, 11, 29)).expect("sound");
        let told: Vec<String> = document
            .goal_file
            .circumstances
            .stated_facts
            .iter()
            .map(|fact| fact.meaning.as_ref().map_or_else(|| "nothing".to_owned(), Meaning::to_string))
            .collect();
        assert_eq!(told, ["done by Sat 20 Mar 2027", "12 chapters", "3.5 hours a week", "nothing"]);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let codes = |table: &str| {
            let text = format!("title = 'x'\n[[facts]]\n{table}\n");
            let mistakes = read_goal("goal.toml", &text, date(2026, 11, 29)).expect_err("a mistake");
            mistakes.iter().map(|mistake| mistake.code.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(codes("words = 'x'"), ["fact_meaning"]);
        assert_eq!(codes("words = 'x'\nnothing = true\nnumber = 3"), ["fact_meaning"]);
        assert_eq!(codes("words = 'x'\nfrom = 2027-03-02\nto = 2027-03-01"), ["fact_meaning"]);
        assert_eq!(codes("words = 'x'\nnothing = true\nby = 'me'"), ["by_unknown"]);
        assert_eq!(codes("nothing = true"), ["key_missing"]);
        assert_eq!(codes("words = 'zither'\nnothing = true"), ["fact_words_unknown"]);
    }
}
