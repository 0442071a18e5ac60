//! `[[facts]]`: what words of the goal mean, in place of how backcast would read
//! them.

use std::ops::Range;

use backcast_core::{
    Away, Capacity, DateRole, DaySpan, Goal, GoalFile, Meaning, Quantity, Reader as By, StatedFact, WorldDate,
};
use jiff::civil::Date;
use toml::Spanned;
use toml::de::DeTable;

use super::{HOURS_PER_WEEK_MAX, Reader, get, join};

pub(super) const FACT_KEYS: [&str; 10] =
    ["words", "by", "deadline", "event", "from", "to", "hours_per_week", "number", "unit", "nothing"];
/// Nobody corrects more of one goal.
const FACTS_MAX: usize = 200;
/// Larger numbers are taken for a slip of the key.
const NUMBER_MAX: f64 = 1e15;

/// The keys that name a meaning; of a table one has to be there.
const MEANINGS: [&str; 6] = ["deadline", "event", "from", "hours_per_week", "number", "nothing"];

impl Reader<'_> {
    /// What the tables say, in their order.
    pub(super) fn stated_facts(&mut self, top: &DeTable<'_>, today: Date) -> Vec<StatedFact> {
        let fix = "change the texts of the goal instead";
        let tables = self.tables_up_to(FACTS_MAX, top, "facts", "facts_too_many", fix);
        let mut facts = Vec::new();
        for (number, (place, table)) in tables.into_iter().enumerate() {
            let path = format!("facts[{number}]");
            self.unknown_keys(table, &path, &FACT_KEYS);
            let words = self.required_text(table, &path, "words", place.clone());
            let reader = self.by(table, &path);
            let said = self.said(table, &path, place, today);
            if let (Some(words), Some(Said(meaning))) = (words, said) {
                facts.push(StatedFact { words, meaning, reader });
            }
        }
        facts
    }

    /// Complains about words that stand in no text of the goals.
    pub(super) fn check_words(&mut self, top: &DeTable<'_>, goal_file: &GoalFile) {
        let of_goals = goal_file.goals.iter().map(Goal::full_text);
        let texts: Vec<String> = of_goals.chain(goal_file.circumstances.texts().map(str::to_owned)).collect();
        for (number, (place, table)) in self.tables(top, "facts").into_iter().enumerate() {
            let path = format!("facts[{number}]");
            let Some(words) = self.text_at(table, &path, "words") else { continue };
            let fact = StatedFact { words, meaning: None, reader: By::Person };
            if texts.iter().any(|text| !fact.places_in(text).is_empty()) {
                continue;
            }
            let place = get(table, "words").map_or(place, Spanned::span);
            let message = format!("`{}` stands in no text of the goal", fact.words);
            let fix = "write whole words as they stand there";
            self.error("fact_words_unknown", &join(&path, "words"), place, message, fix);
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
    fn said(&mut self, table: &DeTable<'_>, path: &str, place: Range<usize>, today: Date) -> Option<Said> {
        let is_there = |key: &str| get(table, key).is_some();
        let is_span = is_there("from") || is_there("to");
        // The hours of days off are what is left of them, and no meaning of their own.
        let named: Vec<&str> = MEANINGS
            .into_iter()
            .filter(|&key| if key == "from" { is_span } else { is_there(key) && !(key == "hours_per_week" && is_span) })
            .collect();
        let &[meaning] = named.as_slice() else {
            let message = match named.as_slice() {
                [] => "it does not say what the words mean".to_owned(),
                several => format!("it says {} things: {}", several.len(), several.join(", ")),
            };
            let fix =
                "name one of: deadline, event, from and to (days off), hours_per_week, number and unit, nothing = true";
            self.error("fact_meaning", path, place, message, fix);
            return None;
        };
        if is_there("unit") && meaning != "number" {
            let place = get(table, "unit").map_or(place, Spanned::span);
            self.error("fact_meaning", &join(path, "unit"), place, "`unit` belongs to `number`", "take it out");
            return None;
        }
        match meaning {
            "deadline" => self.day(table, path, "deadline", DateRole::Deadline, today),
            "event" => self.day(table, path, "event", DateRole::Event, today),
            "from" => self.days_off(table, path, place),
            "hours_per_week" => {
                let hours = self.number(table, path, "hours_per_week", 0.0, HOURS_PER_WEEK_MAX)?;
                Some(Said(Some(Meaning::Capacity(Capacity::a_week(hours)))))
            }
            "number" => {
                let number = self.number(table, path, "number", -NUMBER_MAX, NUMBER_MAX)?;
                let unit = self.text_at(table, path, "unit").unwrap_or_default();
                Some(Said(Some(Meaning::Quantity(Quantity::of(number, unit)))))
            }
            _ => self.nothing(table, path),
        }
    }

    /// A day that is still to come.
    fn day(&mut self, table: &DeTable<'_>, path: &str, key: &str, role: DateRole, today: Date) -> Option<Said> {
        let day = self.date(table, path, key)?;
        if day < today {
            let place = get(table, key).map_or(0..0, Spanned::span);
            let message = format!("the {key} {day} lies before today, {today}");
            let fix = "name a date to come, or set `today` if you plan from another day";
            self.error("deadline_past", &join(path, key), place, message, fix);
            return None;
        }
        let days = DaySpan::day(day);
        Some(Said(Some(Meaning::WorldDate(WorldDate { role, days, what: None, movable: None }))))
    }

    fn days_off(&mut self, table: &DeTable<'_>, path: &str, place: Range<usize>) -> Option<Said> {
        let (first, last) = (self.date(table, path, "from"), self.date(table, path, "to"));
        for key in ["from", "to"] {
            if get(table, key).is_none() {
                let message = format!("`{key}` is missing");
                self.error(
                    "key_missing",
                    &join(path, key),
                    place.clone(),
                    message,
                    format!("add `{key} = 2027-07-07`"),
                );
            }
        }
        let (first, last) = (first?, last?);
        if last < first {
            let place = get(table, "to").map_or(place, Spanned::span);
            let message = format!("the days end on {last}, before they begin on {first}");
            self.error("busy_reversed", &join(path, "to"), place, message, "swap `from` and `to`");
            return None;
        }
        let hours_left = self.number(table, path, "hours_per_week", 0.0, HOURS_PER_WEEK_MAX).unwrap_or(0.0);
        let days = DaySpan { first, last };
        Some(Said(Some(Meaning::Away(Away { days, hours_left, share_left: None, reason: None }))))
    }

    fn nothing(&mut self, table: &DeTable<'_>, path: &str) -> Option<Said> {
        let value = get(table, "nothing")?;
        if value.get_ref().as_bool() == Some(true) {
            return Some(Said(None));
        }
        self.wrong_type(value, &join(path, "nothing"), "true", "write nothing = true, or take the table out");
        None
    }
}

/// What words are said to mean; nothing where they are of no account.
struct Said(Option<Meaning>);

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
        assert_eq!(codes("words = 'x'\nfrom = 2027-03-02\nto = 2027-03-01"), ["busy_reversed"]);
        assert_eq!(codes("words = 'x'\nfrom = 2027-03-02"), ["key_missing"]);
        assert_eq!(codes("words = 'x'\nfrom = 2027-03-02\nto = 2027-03-03\nnothing = true"), ["fact_meaning"]);
        assert_eq!(codes("words = 'x'\nnothing = 'yes'"), ["type_wrong"]);
        assert_eq!(codes("words = 'x'\nnothing = true\nunit = 'km'"), ["fact_meaning"]);
        assert_eq!(codes("words = 'x'\ndeadline = 2020-01-01"), ["deadline_past"]);
        assert_eq!(codes("words = 'x'\nnothing = true\nby = 'me'"), ["by_unknown"]);
        assert_eq!(codes("nothing = true"), ["key_missing"]);
        assert_eq!(codes("words = 'zither'\nnothing = true"), ["fact_words_unknown"]);
    }
}
