//! Everything that was read from a goal, fact by fact.

use std::fmt::Write as _;

use backcast_core::{AnchoredGoal, FactId, Quote, Reader, Reading, Shaped, TextId};
use backcast_document::line_of_words;
use backcast_engine::anchor::Anchored;
use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};

use super::style::{bold, dim, indented};

/// The table of facts needs this much; narrower, each fact is a paragraph.
const TABLE_WIDTH_MIN: usize = 72;

/// What was read of each goal, in tables; `file` is the text of the goal file,
/// whose lines are named.
pub(crate) fn text(goals: &[Anchored<'_>], file: Option<&str>, width: usize) -> String {
    let mut text = String::new();
    for (number, anchored) in goals.iter().enumerate() {
        let place = Place { file, goal: (goals.len() > 1).then_some(number) };
        for line in textwrap::wrap(&anchored.goal.goal.title, width) {
            let _ = writeln!(text, "{}", bold(&line));
        }
        text.push('\n');
        facts(&anchored.goal, place, width, &mut text);
        unread(&anchored.goal.reading, place, width, &mut text);
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Where the words of a goal stand.
#[derive(Clone, Copy)]
struct Place<'a> {
    file: Option<&'a str>,
    /// Which of several goals it is.
    goal: Option<usize>,
}

impl Place<'_> {
    /// "origin, line 3".
    fn of(self, quote: &Quote) -> String {
        let own = matches!(quote.text, TextId::Title | TextId::Destination | TextId::Origin);
        let key = quote.text.key();
        let path = self.goal.filter(|_| own).map_or_else(|| key.clone(), |goal| format!("goals[{goal}].{key}"));
        match self.file.and_then(|file| line_of_words(file, &path, &quote.words)) {
            Some(line) => format!("{key}, line {line}"),
            None => key,
        }
    }
}

fn facts(goal: &AnchoredGoal, place: Place<'_>, width: usize, text: &mut String) {
    let reading = &goal.reading;
    if reading.facts.is_empty() {
        text.push_str("No date, number or amount was read from it.\n");
        return;
    }
    let rows = reading.facts.iter().enumerate().map(|(idx, fact)| {
        let id = FactId::at(idx);
        let reader = match fact.reader {
            Reader::Engine => "",
            Reader::Thinker => " (a thinker's word)",
            Reader::Person => " (your answer)",
        };
        let question = fact.question.as_ref().map(|question| format!(" Asked: {question}")).unwrap_or_default();
        let meaning = format!("{}{reader}.{}{question}", fact.meaning, shapes(goal, id));
        [id.to_string(), format!("\"{}\"", fact.quote.words), place.of(&fact.quote), meaning]
    });
    table(["", "words", "where", "taken to mean"], rows, width, text);
}

/// " Shapes the deadline, M2 and M4."
fn shapes(goal: &AnchoredGoal, fact: FactId) -> String {
    let is_counted = goal.facts.understood.iter().any(|one| one.fact == Some(fact));
    if !is_counted {
        return String::new();
    }
    match goal.facts.shapes_of(fact) {
        [] => " Shapes nothing yet.".to_owned(),
        shapes => format!(" Shapes {}.", shapes.iter().map(in_words).collect::<Vec<_>>().join(", ")),
    }
}

fn in_words(shaped: &Shaped) -> &str {
    match shaped {
        Shaped::Deadline => "the deadline",
        Shaped::Hours => "the hours",
        Shaped::WorkingDays => "the days of the week",
        Shaped::DaysOff => "days off",
        Shaped::Team => "the team",
        Shaped::StartingState => "what is done already",
        Shaped::Assumptions => "what is assumed",
        Shaped::Milestone(id) => id.as_str(),
        Shaped::Questions => "a question",
    }
}

fn unread(reading: &Reading, place: Place<'_>, width: usize, text: &mut String) {
    if reading.unread.is_empty() {
        return;
    }
    text.push_str("\nNot understood\n\n");
    let rows = reading.unread.iter().zip(1..).map(|(unread, number)| {
        [format!("U{number}"), format!("\"{}\"", unread.quote.words), place.of(&unread.quote), unread.question.clone()]
    });
    table(["", "words", "where", "question"], rows, width, text);
}

fn table(header: [&str; 4], rows: impl Iterator<Item = [String; 4]>, width: usize, text: &mut String) {
    if width < TABLE_WIDTH_MIN {
        for [id, words, place, meaning] in rows {
            text.push_str(&indented(&format!("{id}  {words} ({place})"), 0, width));
            text.push_str(&indented(&meaning, 5, width));
        }
        return;
    }
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(120));
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row.map(|cell| backcast_core::text::plain_line(&cell).into_owned()).to_vec());
    }
    for (idx, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if idx == 3 { 0 } else { 2 }));
        if idx == 0 {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        if idx == 2 {
            column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(24)));
        }
    }
    for (idx, line) in table.lines().enumerate() {
        let line = line.trim_end();
        let _ = writeln!(text, "{}", if idx == 0 { dim(line) } else { line.to_owned() });
    }
}
