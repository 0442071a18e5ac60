//! How many hours there are: "an hour before work, except Fridays".
//!
//! A text is cut into [`parts`]: amounts, stretches, days, clock times,
//! exceptions, limits. Parts that belong together make a [`statement`]; what it
//! comes to in an average week follows from any amount with any rhythm. Whose
//! hours they are, and whether they are for the goal at all, is judged by the
//! words around ([`standing`]). What names a time without a length, or a length
//! without a rhythm, is asked and never guessed.

mod clock;
mod days;
mod exceptions;
mod idioms;
mod joints;
mod length;
mod marks;
mod parts;
mod period;
mod reader;
mod rhythm;
mod standing;
mod statement;
mod team;
mod total;
mod weekly;

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod properties;

use std::ops::Range;

use backcast_core::{TextId, Weekdays};

pub(crate) use self::clock::clock_time_at;
pub(crate) use self::days::weekday_at;
pub(crate) use self::total::{AvailableHours, Contradiction, available_hours};

use self::days::union;
use self::joints::Joint;
use self::reader::Reader;
use self::standing::{Standing, Text};
use self::statement::{Drawn, Statement, statements};
use self::weekly::weekly;
use super::atoms::Atoms;
use super::{CalendarWords, Context, Found, Taken};

/// What a text says about hours.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Hours {
    /// Hours that are known, and the days of the week on which work is possible.
    pub(crate) found: Vec<Found>,
    /// Hours that are named and cannot be known.
    pub(crate) asked: Vec<Asked>,
    /// Figures and dates between the words of the hours that are known, of which
    /// nothing was made: they are for others to read.
    left_out: Vec<Range<usize>>,
}

/// Words that matter and mean nothing certain without an answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// The words.
    pub(crate) atoms: Range<usize>,
    /// What is to be asked about them.
    pub(crate) question: String,
    /// Whether nobody has to ask where the hours of a week are known from
    /// elsewhere: "weekends only" beside "6 hours a week".
    pub(crate) lapses_with_hours: bool,
}

/// Reads the hours that a text names, and takes their words.
pub(crate) fn capacity(atoms: &Atoms<'_>, ctx: &Context, calendar: &[CalendarWords], taken: &mut Taken) -> Hours {
    if matches!(ctx.text, TextId::Skill(_) | TextId::BlockedBefore(_)) {
        return Hours::default();
    }
    let parts = parts::cut(atoms, calendar, taken);
    let mut statements = statements(atoms, &parts);
    let standings: Vec<Standing> = {
        let text = Text { atoms, parts: &parts, statements: &statements, id: ctx.text };
        let mut standings: Vec<Standing> = Vec::new();
        for (number, statement) in statements.iter().enumerate() {
            // "Night shifts, 12 hours each": a bare amount goes on with what it
            // stands behind.
            let is_bare = statement.joint != Joint::Stop && statement.n_words == 0 && !statement.has_rhythm();
            let goes_on = is_bare && statement.has_amount() && standings.last() == Some(&Standing::Other);
            let standing = if goes_on { Standing::Other } else { text.standing(number) };
            // "Four times a week an hour, plus a long run of 2.5 hours on Saturdays".
            let is_more = standing == Standing::Unclear
                && statement.joint == Joint::Plus
                && standings.last() == Some(&Standing::Own)
                && number.checked_sub(1).is_some_and(|before| statements[before].has_amount());
            standings.push(if is_more { Standing::Own } else { standing });
        }
        conclude(&text, &mut standings);
        standings
    };
    spread_exceptions(&mut statements, &standings);
    let text = Text { atoms, parts: &parts, statements: &statements, id: ctx.text };
    let hours = Reader::new(text, &standings, calendar, ctx).read();
    let is_left_out = |at: usize| hours.left_out.iter().any(|place| place.contains(&at));
    for at in hours.found.iter().flat_map(|one| one.atoms.clone()).filter(|&at| !is_left_out(at)) {
        taken.take(&(at..at + 1));
    }
    for one in &hours.asked {
        taken.take(&one.atoms);
    }
    hours
}

/// "I work 30 hours a week so 8 for this": what is drawn from other hours of the
/// sentence stands in their place, where it is less or said to be for the goal. What
/// only sums them up, "2 hours every evening, so 14 a week", is said once.
fn conclude(text: &Text<'_>, standings: &mut [Standing]) {
    /// From which share on two amounts are the same, for people who round.
    const SAME: f64 = 0.85;
    let hours = |number: usize| weekly(&text.statements[number]).map(|weekly| weekly.hours.high);
    for number in 1..text.statements.len() {
        let statement = &text.statements[number];
        let is_drawn = (statement.drawn.is_some() || statement.is_total) && statement.has_amount();
        // "So maybe 3 sessions of 2 hours" parts what stands before it.
        let is_parting = statement.is_per_session || statement.times.is_some() && hours(number).is_none();
        if !is_drawn || is_parting || standings[number] != Standing::Own {
            continue;
        }
        let premises: Vec<(usize, f64)> = (0..number)
            .rev()
            .take_while(|&before| text.statements[before + 1].joint != Joint::Stop)
            .filter(|&before| matches!(standings[before], Standing::Own | Standing::Unclear))
            .filter(|&before| !text.statements[before].is_on_other_days_than(statement))
            .filter_map(|before| Some((before, hours(before)?)))
            .collect();
        let sum: f64 = premises.iter().map(|(_, hours)| hours).sum();
        match (statement.drawn, hours(number)) {
            (Some(Drawn::Instead), _) | (Some(Drawn::Sum), None) => {
                premises.iter().for_each(|&(before, _)| standings[before] = Standing::Other);
            }
            // A sum that agrees is counted once anyway.
            (_, Some(drawn)) if drawn >= sum * SAME && drawn * SAME <= sum => {
                if statement.is_total || (drawn - sum).abs() > 0.25 {
                    standings[number] = Standing::Other;
                }
            }
            (Some(Drawn::Sum), Some(drawn)) => {
                let more = premises.iter().filter(|(_, hours)| drawn < hours * SAME);
                more.for_each(|&(before, _)| standings[before] = Standing::Other);
            }
            (None, _) => {}
        }
    }
}

/// "An hour a day. Not on Sundays." excepts from what is said elsewhere.
fn spread_exceptions(statements: &mut [Statement], standings: &[Standing]) {
    let is_alone = |statement: &Statement| {
        !statement.except.is_empty() && !statement.has_amount() && statement.slots.is_empty() && statement.n_words == 0
    };
    let except = statements
        .iter()
        .zip(standings)
        .filter(|(statement, standing)| is_alone(statement) && **standing == Standing::Own)
        .fold(Weekdays::NONE, |days, (statement, _)| union(days, statement.except));
    for statement in statements.iter_mut().filter(|statement| statement.has_amount()) {
        let names_them = statement
            .slots
            .iter()
            .any(|slot| slot.days.len() <= 2 && days::all_of(except).any(|day| slot.days.contains(day)));
        if !names_them {
            statement.except = union(statement.except, except);
        }
    }
}
