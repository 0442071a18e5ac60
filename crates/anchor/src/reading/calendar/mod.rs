//! The words of the calendar: every expression that names days.
//!
//! A grammar of parts, tried at each atom: days of months and figures
//! ([`month_day`], [`numeric`]), years and seasons ([`period`]), named days
//! ([`names`]), days seen from today ([`relative`], [`ahead`], [`weekday`]), parts of all of these
//! ([`part`]), spans from one to another ([`span`]), and days that have to be
//! asked for ([`asked`]). What an expression is for the goal, a deadline or an
//! event, is not read here. Days of the week that come again and again belong to
//! the hours: [`is_recurring_weekday`].

mod ahead;
mod asked;
mod by_country;
mod cut;
mod feasts;
#[cfg(test)]
mod laws;
mod length;
mod list;
mod month_day;
mod named;
mod names;
mod numeric;
mod part;
mod past;
mod period;
mod relative;
mod span;
#[cfg(test)]
mod tests;
mod weekday;
mod when;
mod words;

use backcast_core::DaySpan;
use jiff::civil::Date;

use self::when::{Doubt, Occurrence, Phrase, Yearly};
use super::atoms::{AtomKind, Atoms};
use super::{CalendarWords, Context};

/// How deep parts of parts are read: "the day before the last Sunday of May".
const DEPTH_MAX: u8 = 4;

/// Every expression of a text that names days, in its order.
///
/// A date without a year is the next one from today on; a month, season or year
/// that has begun counts until it is over. Runs in time linear in the text.
pub(crate) fn calendar(atoms: &Atoms<'_>, ctx: &Context) -> Vec<CalendarWords> {
    let grammar = Grammar { atoms, ctx, depth: 0, asks: true };
    let mut found = Vec::new();
    let mut idx = 0;
    while idx < atoms.len() {
        if let Some(days) = grammar.day_list(idx) {
            idx = days.last().map_or(idx + 1, |(_, phrase)| phrase.end.max(idx + 1));
            found.extend(days.iter().map(|(start, phrase)| grammar.words(*start, phrase)));
            continue;
        }
        let phrase = grammar.expression(idx).filter(|phrase| phrase.end > idx && phrase.end <= atoms.len());
        idx = match phrase {
            // "Summer break is 22 July to 3 September": the days count, not the name.
            Some(phrase)
                if matches!(phrase.question, Some(Doubt::ByPlace | Doubt::Unknown))
                    && grammar.is_spelled_out(phrase.end) =>
            {
                phrase.end
            }
            Some(phrase) => {
                let end = phrase.end;
                found.push(grammar.words(idx, &phrase));
                end
            }
            None => idx + 1,
        };
    }
    found
}

/// The days of a length that begins at an atom, months of 30 of them, and the
/// atom behind it: "two weeks", "ten days".
pub(crate) fn length_days(atoms: &Atoms<'_>, idx: usize) -> Option<(i32, usize)> {
    let length = length::length_at(atoms, idx)?;
    Some((length.high.months * 30 + length.high.days, length.end))
}

/// What every rule of the grammar reads.
#[derive(Clone, Copy)]
struct Grammar<'a, 't> {
    atoms: &'a Atoms<'t>,
    ctx: &'a Context,
    /// How many rules deep it is; bounds the recursion.
    depth: u8,
    /// Whether words for unknown days are read.
    asks: bool,
}

impl Grammar<'_, '_> {
    fn deeper(self) -> Option<Self> {
        (self.depth < DEPTH_MAX).then_some(Grammar { depth: self.depth + 1, ..self })
    }

    /// One expression without a second day. `is_wanted` says that the words
    /// before it can only be followed by days: "mid-", "between", "to".
    fn single(self, idx: usize, is_wanted: bool) -> Option<Phrase> {
        match self.atoms.get(idx)?.kind {
            AtomKind::Sign => None,
            AtomKind::Digits | AtomKind::Word => self
                .part(idx)
                .or_else(|| self.determined(idx))
                .or_else(|| self.near_day(idx))
                .or_else(|| self.length_from_today(idx))
                .or_else(|| self.asked(idx))
                .or_else(|| self.point(idx, is_wanted))
                .or_else(|| self.weekday(idx, is_wanted))
                .or_else(|| self.bare_day(idx))
                .or_else(|| self.behind_article(idx, is_wanted)),
        }
    }

    /// The same without the "the" before it.
    fn behind_article(self, idx: usize, is_wanted: bool) -> Option<Phrase> {
        let is_article =
            is_wanted && matches!(self.atoms.word(idx), "the" | "about" | "around" | "roughly" | "approximately");
        is_article.then(|| self.deeper()?.single(idx + 1, is_wanted))?
    }

    /// Days by their own name: dates, months, seasons, years, feasts.
    fn point(self, idx: usize, is_wanted: bool) -> Option<Phrase> {
        self.numeric(idx, is_wanted)
            .or_else(|| self.year_first(idx))
            .or_else(|| self.day_of_month(idx, is_wanted))
            .or_else(|| {
                let country = self.ctx.conventions.country;
                names::named_at(self.atoms, idx, country, is_wanted).map(|phrase| self.with_year(phrase))
            })
            .or_else(|| self.month_first(idx, is_wanted))
            .or_else(|| self.period(idx, is_wanted))
    }

    /// Whether the exact days of a named time stand right behind its name.
    fn is_spelled_out(self, behind: usize) -> bool {
        let is_link = |at: usize| {
            matches!(self.atoms.word(at), "is" | "are" | ":" | "(" | "," | "from" | "run" | "runs" | "last" | "lasts")
        };
        let start = (behind..behind + 3).find(|&at| !is_link(at) || self.atoms.word(at) == "from").unwrap_or(behind);
        self.expression(start).is_some_and(|phrase| {
            let days = phrase.days.resolve(self.ctx.today, Occurrence::Next);
            phrase.question.is_none() && days.is_some_and(|days| days.first < days.last)
        })
    }

    /// "the year" in "the end of the year": the one that is now.
    fn this_unit(self, idx: usize) -> Option<Phrase> {
        if self.atoms.word(idx) == "year" {
            return Some(self.this_year(idx));
        }
        Some(Phrase::fixed(idx + 1, self.unit_from_today("this", self.atoms.word(idx))?))
    }

    /// Of the year, the part that is still to come.
    fn this_year(self, idx: usize) -> Phrase {
        Phrase::yearly(idx + 1, Yearly::Months { first: 1, count: 12 })
    }

    fn words(self, start: usize, phrase: &Phrase) -> CalendarWords {
        let today = self.ctx.today;
        let which = match words::lead_word(self.atoms, start) {
            "before" | "ahead" | "prior" => Occurrence::NotBegun,
            "since" => Occurrence::Begun,
            _ if self.tells_of_the_past(start) => Occurrence::Begun,
            _ => Occurrence::Next,
        };
        let atoms = start..phrase.end;
        let days = phrase.days.resolve(today, which);
        let doubt = phrase.question.or(days.is_none().then_some(Doubt::NoSuchDay));
        let question = doubt.map(|doubt| question(self.atoms.quote(&atoms), doubt, days));
        CalendarWords { atoms, days, question }
    }
}

/// What the person is asked about words that name days.
fn question(quote: &str, doubt: Doubt, days: Option<DaySpan>) -> String {
    match doubt {
        Doubt::Unknown => format!("When is `{quote}`? Which date should the plan count with?"),
        Doubt::Order { day_first, month_first } => {
            format!("Is `{quote}` {} or {}?", shown(day_first), shown(month_first))
        }
        Doubt::NoSuchDay => format!("There is no such day as `{quote}`: which one is meant?"),
        Doubt::Either(one, other) => format!("Is `{quote}` {} or {}?", shown(one), shown(other)),
        Doubt::ByPlace => match days {
            Some(days) => format!("When exactly is `{quote}`? For now it is taken as {days}."),
            None => format!("When exactly is `{quote}`?"),
        },
        Doubt::OtherWeekday(day) => {
            format!("`{quote}`: {} is a {}. Which day is meant?", shown(day), day.strftime("%A"))
        }
        Doubt::HowLong => format!("How long is `{quote}`, and until which date?"),
    }
}

fn shown(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}
