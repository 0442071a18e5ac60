//! Everything that a goal says, understood or asked about.
//!
//! Each text is cut into [`atoms`](Atoms) once. The words of the calendar are
//! found first, as every other reader has to know which figures are dates; then
//! come days off, hours, money, numbers, people and states. Each reader gives
//! what it [`Found`], and takes its atoms, so that no figure is read twice. What
//! nobody took and looks as if it mattered is unread.

mod atoms;
mod away;
mod calendar;
mod capacity;
#[cfg(test)]
mod corpus;
mod fewer_hours;
mod figure;
mod hinted;
mod join;
mod lasting;
#[cfg(test)]
mod laws;
mod ledger;
mod measure;
mod money;
mod people;
mod people_words;
mod progress;
mod quantities;
mod rest;
mod roles;
mod stated;
mod states;
mod unbound;
mod unexplained;
mod way;
mod wordlist;

use std::ops::Range;

use backcast_core::{Circumstances, Conventions, DaySpan, Field, Goal, Meaning, Reading, TextId};
use jiff::civil::Date;

pub(crate) use self::calendar::calendar;
use self::join::{Notes, read_text, settle};
pub(crate) use self::join::{essence, hours_in, hours_of};
pub use self::lasting::rounding_days;
pub(crate) use self::progress::amounts;

pub(crate) use self::atoms::{AtomKind, Atoms};

/// Everything that a goal and what surrounds it say. A date without a year is
/// the next one from `today` on.
#[must_use]
pub fn read(goal: &Goal, circumstances: &Circumstances, today: Date, conventions: Conventions) -> Reading {
    let mut notes = Notes::default();
    for (text, words) in texts(goal, circumstances) {
        let ctx = Context { today, conventions, text };
        let (read, rest) = words.split_at(whole_words(words, TEXT_BYTES_MAX));
        read_text(read, &ctx, &mut notes);
        notes.leave_unread(&ctx, read.len(), rest);
    }
    stated::apply(goal, circumstances, &mut notes);
    settle(goal, circumstances, notes)
}

/// The numbers of a text in their order, in digits or in words, thousands and
/// millions multiplied out; dates in figures are none.
#[must_use]
pub fn figures(text: &str) -> Vec<f64> {
    let atoms = Atoms::new(text);
    let mut numbers = Vec::new();
    let mut idx = 0;
    while idx < atoms.len() {
        let found = figure::figure_at(&atoms, idx);
        idx = found.as_ref().map_or(idx, |figure| figure.atoms.end - 1) + 1;
        numbers.extend(found.map(|figure| figure.value));
    }
    numbers
}

/// More of one text is not read but asked about: a goal is a few sentences, and
/// the time that reading takes stays bounded.
const TEXT_BYTES_MAX: usize = 6_000;

/// So many bytes, or fewer up to the end of a word.
fn whole_words(text: &str, most: usize) -> usize {
    if text.len() <= most {
        return text.len();
    }
    let cut = text.floor_char_boundary(most);
    text[..cut].rfind(char::is_whitespace).unwrap_or(cut)
}

/// The texts of a goal in the order in which they are read.
fn texts<'g>(goal: &'g Goal, circumstances: &'g Circumstances) -> impl Iterator<Item = (TextId, &'g str)> {
    fn listed(texts: &[String], id: fn(usize) -> TextId) -> impl Iterator<Item = (TextId, &str)> {
        texts.iter().enumerate().map(move |(number, text)| (id(number), text.as_str()))
    }
    let own = [
        (TextId::Title, Some(goal.title.as_str())),
        (TextId::Destination, goal.destination.as_deref()),
        (TextId::Origin, goal.origin.as_deref()),
        (TextId::Budget, circumstances.budget.as_deref()),
        (TextId::Team, circumstances.team.as_deref()),
    ];
    own.into_iter()
        .filter_map(|(id, text)| Some((id, text?)))
        .chain(listed(&circumstances.constraints, TextId::Constraint))
        .chain(listed(&circumstances.skills, TextId::Skill))
        .chain(listed(&circumstances.blocked_before, TextId::BlockedBefore))
}

/// The words of a text; nothing where the goal has no such text.
pub(crate) fn text_of<'g>(goal: &'g Goal, circumstances: &'g Circumstances, id: TextId) -> Option<&'g str> {
    texts(goal, circumstances).find(|(one, _)| *one == id).map(|(_, text)| text)
}

/// What every reader knows beside the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    /// The day of planning.
    pub(crate) today: Date,
    /// How dates are meant where the person lives.
    pub(crate) conventions: Conventions,
    /// Which text it is.
    pub(crate) text: TextId,
}

/// What a reader understood.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// The atoms that say it, from the first to the last.
    pub(crate) atoms: Range<usize>,
    /// What it means.
    pub(crate) meaning: Meaning,
    /// What is still to be asked about it.
    pub(crate) question: Option<String>,
}

/// Words that matter and mean nothing certain without an answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// The atoms that make the question.
    pub(crate) atoms: Range<usize>,
    /// What is asked.
    pub(crate) question: String,
    /// The part of the goal that the answer belongs to.
    pub(crate) field: Field,
    /// Whether nobody has to ask where the hours of a week are known: "weekends
    /// only" beside "6 hours a week".
    pub(crate) lapses_with_hours: bool,
}

/// Words that name days: "by 31 March" without the "by", "mid-March",
/// "between Christmas and New Year", "the first weekend of June".
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CalendarWords {
    /// The atoms that name them.
    pub(crate) atoms: Range<usize>,
    /// The days; nothing where they cannot be known and have to be asked, as in
    /// "03/04/2027" or "the end of the semester".
    pub(crate) days: Option<DaySpan>,
    /// What is to be asked about them.
    pub(crate) question: Option<String>,
}

/// Which atoms of a text have been understood.
#[derive(Clone, Debug)]
pub(crate) struct Taken(Vec<bool>);

impl Taken {
    pub(crate) fn new(atoms: &Atoms<'_>) -> Self {
        Taken(vec![false; atoms.len()])
    }

    /// Whether any of these atoms was understood.
    pub(crate) fn any(&self, atoms: &Range<usize>) -> bool {
        self.0.iter().take(atoms.end).skip(atoms.start).any(|&taken| taken)
    }

    /// Runs of atoms that are taken here and not there.
    pub(crate) fn runs_without(&self, other: &Taken) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for idx in (0..self.0.len()).filter(|&idx| self.0[idx] && !other.0[idx]) {
            match runs.last_mut() {
                Some(run) if run.end == idx => run.end = idx + 1,
                _ => runs.push(idx..idx + 1),
            }
        }
        runs
    }

    /// Takes these atoms.
    pub(crate) fn take(&mut self, atoms: &Range<usize>) {
        self.0.iter_mut().take(atoms.end).skip(atoms.start).for_each(|taken| *taken = true);
    }
}
