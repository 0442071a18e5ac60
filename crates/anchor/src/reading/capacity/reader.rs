//! From statements to what is found and what is asked.

use std::ops::Range;

use backcast_core::{Capacity, DaySpan, Effort, HoursRange, Meaning, TextId, Weekdays};

use super::days::{self, SlotSort, part_at, union};
use super::idioms::{FULL_TIME_HOURS, Idiom};
use super::joints::Joint;
use super::length::POMODORO_HOURS;
use super::period::{self, Period};
use super::rhythm::Rate;
use super::standing::{Standing, Text};
use super::statement::Statement;
use super::weekly::{Weekly, weekly};
use super::{Asked, Hours};
use crate::reading::measure::context;
use crate::reading::wordlist::is_in;
use crate::reading::{CalendarWords, Context, Found};

/// A statement whose hours are known.
struct Known {
    statement: usize,
    /// Its place in `Hours::found`.
    found: usize,
    is_sum: bool,
    period: Option<DaySpan>,
}

/// Goes through the statements of a text in their order.
pub(super) struct Reader<'a> {
    text: Text<'a>,
    standings: &'a [Standing],
    calendar: &'a [CalendarWords],
    ctx: &'a Context,
    known: Vec<Known>,
    hours: Hours,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        text: Text<'a>,
        standings: &'a [Standing],
        calendar: &'a [CalendarWords],
        ctx: &'a Context,
    ) -> Self {
        Reader { text, standings, calendar, ctx, known: Vec::new(), hours: Hours::default() }
    }

    pub(super) fn read(mut self) -> Hours {
        for number in 0..self.text.statements.len() {
            self.read_statement(number);
        }
        self.give_days_of_their_own();
        self.widen_weekends();
        self.hours
    }

    fn read_statement(&mut self, number: usize) {
        let statement = &self.text.statements[number];
        let standing = &self.standings[number];
        if statement.is_empty() || *standing == Standing::Other {
            return;
        }
        self.read_working_days(number);
        let is_amount = statement.has_amount() || statement.job().is_some() && self.is_plain_job(number);
        if !is_amount {
            self.ask_length(number);
            return;
        }
        if statement.is_per_session && !statement.has_rhythm() {
            return; // "Sessions of at most 2 hours" says nothing about a week.
        }
        // "Two developers at 25 hours each": of a week, what else?
        let is_team_share = self.ctx.text == TextId::Team && !statement.has_rhythm() && statement.is_each;
        let of_a_week = is_team_share.then(|| Statement { rate: Some(Rate::Weekly(1.0)), ..statement.clone() });
        let weekly = weekly(of_a_week.as_ref().unwrap_or(statement)).filter(|_| !self.is_unknowable(statement));
        match (weekly, standing) {
            (_, Standing::Unclear) if !statement.has_rhythm() => {}
            (_, Standing::Unclear) => {
                self.ask(number, |quote| format!("Are \"{quote}\" for this goal, and how many hours a week?"), false);
            }
            (Some(weekly), _) => self.add(number, &weekly),
            (None, Standing::Own) if self.is_unknowable(statement) => {
                self.ask(number, |quote| format!("How many hours a week is \"{quote}\" on average?"), false);
            }
            (None, Standing::Own | Standing::EachOf(_)) => self.ask_rhythm(number),
            (None, _) => {}
        }
    }

    /// Whether the hours depend on what nobody can know: "2 hours whenever I can".
    fn is_unknowable(&self, statement: &Statement) -> bool {
        // "9 to 11 hours, depending on the shift" says how much that is.
        let names_range = statement.hours.is_some_and(|(hours, _)| hours.high > hours.low);
        let is_depending = self.text.statement_atoms(statement).any(|at| {
            let word = self.text.atoms.word(at);
            let next = self.text.atoms.word(at + 1);
            matches!(word, "good" | "bad" | "quiet" | "busy" | "some" | "normal" | "slow" | "calm")
                && matches!(next, "week" | "weeks" | "days")
                || matches!(word, "unless" | "if")
                || matches!(word, "depending" | "depends") && !names_range
        });
        is_depending || statement.says(Idiom::Vague) && !statement.has_rhythm()
    }

    fn add(&mut self, number: usize, weekly: &Weekly) {
        let statement = &self.text.statements[number];
        let mut question = self.assumption(statement, weekly);
        let period = match period::of(
            self.text.atoms,
            statement,
            self.calendar,
            self.ctx,
            self.known.last().and_then(|last| last.period),
            self.text.is_in_later_sentence(number) && self.text.is_beside_otherwise(number),
        ) {
            Period::Always => None,
            Period::During(days) => Some(days),
            // "Later 6": nobody knows when that begins.
            Period::Unknown(None) if statement.is_then && number > 0 => {
                self.ask(number, |quote| format!("From when on is it \"{quote}\"?"), false);
                return;
            }
            Period::Unknown(asked) => {
                let quote = self.quote(&statement.atoms);
                question = question.or(asked).or_else(|| Some(format!("From when to when is \"{quote}\"?")));
                None
            }
        };
        let is_unknown_season = period.is_none() && statement.is_seasonal;
        if is_unknown_season && !self.known.is_empty() {
            self.ask(number, |quote| format!("From when to when is \"{quote}\"?"), false);
            return;
        }
        if is_unknown_season {
            question = question.or_else(|| Some(format!("From when to when is \"{}\"?", self.quote(&statement.atoms))));
        }
        let factor = match self.standings[number] {
            Standing::EachOf(count) => f64::from(count),
            _ => 1.0,
        };
        let whose = match &self.standings[number] {
            Standing::Helper(role) => Some(role.clone()),
            _ => None,
        };
        let hours = weekly.hours.scaled(factor);
        let capacity = Capacity {
            weekly: HoursRange { low: hours.low, high: hours.high },
            session: weekly.session.map(Effort::from_hours),
            weekdays: weekly.days,
            clock: weekly.clock,
            during: period,
            whose,
            is_limit: statement.is_limit,
        };
        let atoms = period::reach(statement, self.calendar, period.is_some());
        let uses_dates = period.is_some() || question.is_some();
        self.hours.left_out.extend(statement.left_out(self.calendar, uses_dates).cloned());
        let is_sum = weekly.session.is_none();
        if self.joins_last(number, &capacity) {
            self.join_last(&capacity, &atoms);
            return;
        }
        self.known.push(Known { statement: number, found: self.hours.found.len(), is_sum, period });
        self.hours.found.push(Found { atoms, meaning: Meaning::Capacity(capacity), question });
    }

    /// Whether a statement adds to the sum before it, "5 hours a week plus 2 on
    /// Saturdays", or stands in its place, "an hour on Saturday or two on Sunday".
    fn joins_last(&self, number: usize, next: &Capacity) -> bool {
        let statement = &self.text.statements[number];
        let Some(last) = self.known.last().filter(|last| last.statement + 1 == number) else { return false };
        let Meaning::Capacity(before) = &self.hours.found[last.found].meaning else { return false };
        let is_alike = before.whose == next.whose && before.during == next.during && before.is_limit == next.is_limit;
        // "Two flights a week at 1.5 hours, plus 3 hours of theory": no sum of the flights.
        let is_more = statement.joint == Joint::Plus && next.session.is_none();
        let adds = last.is_sum && matches!(statement.joint, Joint::And | Joint::Plus) || is_more;
        is_alike && (adds || statement.joint == Joint::Or)
    }

    fn join_last(&mut self, next: &Capacity, atoms: &Range<usize>) {
        let Some(found) = self.hours.found.last_mut() else { return };
        let Meaning::Capacity(before) = &mut found.meaning else { return };
        let is_alternative = self.known.last().is_some_and(|last| {
            self.text.statements.get(last.statement + 1).is_some_and(|statement| statement.joint == Joint::Or)
        });
        let (one, other) = (before.weekly, next.weekly);
        before.weekly = if is_alternative {
            HoursRange { low: one.low.min(other.low), high: one.high.max(other.high) }
        } else {
            HoursRange { low: one.low + other.low, high: one.high + other.high }
        };
        before.weekdays = union(before.weekdays, next.weekdays);
        before.session = before.session.filter(|_| is_alternative).max(next.session.filter(|_| is_alternative));
        before.clock = None;
        found.atoms.end = found.atoms.end.max(atoms.end);
    }

    /// What was assumed to make hours of it, as a question.
    fn assumption(&self, statement: &Statement, weekly: &Weekly) -> Option<String> {
        let quote = self.quote(&statement.atoms);
        if weekly.is_job {
            let hours = (weekly.hours.low * 10.0).round() / 10.0;
            let whole = if hours < FULL_TIME_HOURS { " where full time is 40" } else { "" };
            return Some(format!("\"{quote}\" is taken as {hours} hours a week{whole}. Is that right?"));
        }
        if statement.unit > 0.0 && (statement.unit - POMODORO_HOURS).abs() < 1e-9 {
            return Some(format!("\"{quote}\": a pomodoro is taken as 25 minutes. Is that right?"));
        }
        let is_most = |at: usize| self.text.atoms.word(at) == "most" && self.text.atoms.word(at + 1).starts_with('w');
        if statement.atoms.clone().any(is_most) {
            return Some(format!("\"{quote}\" is taken as every week. Is that right?"));
        }
        weekly.is_every_day_assumed.then(|| format!("\"{quote}\" is taken as every day. On how many days a week?"))
    }

    /// Whether "full time" is said of the goal, not of another job.
    fn is_plain_job(&self, number: usize) -> bool {
        let statement = &self.text.statements[number];
        let own = self.text.statement_atoms(statement);
        let is_share = statement.idioms.iter().any(|idiom| matches!(idiom, Idiom::JobShare(_)));
        let says_time = own.clone().any(|at| {
            matches!(
                self.text.atoms.word(at),
                "time" | "hours" | "week" | "workweek" | "position" | "contract" | "fte" | "available" | "capacity"
            )
        });
        let is_first = number == 0 && matches!(self.ctx.text, TextId::Constraint(_));
        let is_alone = statement.n_words == 0 && (matches!(self.ctx.text, TextId::Constraint(_)) || number > 0);
        let for_it = own.clone().any(|at| {
            matches!(self.text.atoms.word(at), "on" | "for" | "to")
                && matches!(self.text.atoms.word(at + 1), "it" | "this" | "that")
        });
        if self.ctx.text == TextId::Team {
            return matches!(self.standings[number], Standing::Own | Standing::EachOf(_));
        }
        // "Back at work half-time from January, full-time from February."
        let goes_on = number > 0
            && statement.joint != Joint::Stop
            && self.text.statements[number - 1].idioms.iter().any(|idiom| matches!(idiom, Idiom::JobShare(_)))
            || self.speaks_of_work(&own);
        if is_share {
            is_alone && (is_first || says_time) || says_time && for_it
        } else {
            is_alone && !goes_on || for_it
        }
    }

    /// Whether the sentence before some words is about a job.
    fn speaks_of_work(&self, own: &Range<usize>) -> bool {
        let sentence = context::sentence(self.text.atoms, own.start);
        context::has(self.text.atoms, sentence.start..own.start, &["work", "job", "office", "employed", "teaching"])
    }

    /// "Not before work", "no noise after 8 pm or on Sundays": times at which nothing
    /// is done have no length.
    fn is_denied(&self, statement: &Statement) -> bool {
        const BACK_MAX: usize = 8;
        (0..statement.atoms.start)
            .rev()
            .take(BACK_MAX)
            .take_while(|&at| !self.text.atoms.ends_clause(at, true))
            .any(|at| matches!(self.text.atoms.word(at), "not" | "no" | "never" | "nor"))
    }

    /// Days of the week to which work is held, where no hours stand beside them.
    fn read_working_days(&mut self, number: usize) {
        let statement = &self.text.statements[number];
        let is_plain = statement.n_words == 0 && self.standings[number] == Standing::Own && !statement.has_amount();
        let is_said = match self.ctx.text {
            TextId::Constraint(_) => true,
            // "Write a novel. Fri: 0, Sat: 2h."
            TextId::Destination => !statement.except.is_empty() && self.text.is_in_later_sentence(number),
            _ => false,
        };
        if !is_plain || !is_said {
            return;
        }
        let named = statement
            .slots
            .iter()
            .filter(|slot| slot.sort != SlotSort::Part && slot.share >= 1.0 && slot.count.is_none());
        let named = named.map(|slot| slot.days).filter(|&days| days != Weekdays::default()).reduce(union);
        let days = match named {
            Some(days) if statement.is_only => days::minus(days, statement.except),
            None if !statement.except.is_empty() => days::minus(Weekdays::default(), statement.except),
            _ => return,
        };
        if !days.is_empty() {
            self.hours.found.push(Found {
                atoms: statement.atoms.clone(),
                meaning: Meaning::WorkingDays(days),
                question: None,
            });
        }
    }

    /// Asks how long a session is, or how much a vague word means.
    fn ask_length(&mut self, number: usize) {
        let statement = &self.text.statements[number];
        let is_exception = statement.slots.is_empty() && !statement.except.is_empty();
        let is_vague = statement.says(Idiom::Vague) || statement.says(Idiom::PartTime) || statement.is_day_length;
        let names_time = !statement.slots.is_empty()
            || statement.times.is_some()
            || is_vague
            || [Idiom::Workdays, Idiom::EveryDay, Idiom::Sometime].iter().any(|&idiom| statement.says(idiom));
        if is_exception || !names_time || !self.text.is_worth_asking(number) || self.is_denied(statement) {
            return;
        }
        // "An hour every evening and Saturday afternoon": more sessions than are known.
        let is_more = matches!(statement.joint, Joint::And | Joint::Plus)
            && self.known.last().is_some_and(|last| last.statement + 1 == number && !last.is_sum);
        if is_vague || statement.slots.iter().any(|slot| slot.sort == SlotSort::Some) {
            self.ask(number, |quote| format!("How many hours a week is \"{quote}\"?"), !is_more);
        } else {
            self.ask(number, |quote| format!("How many hours is \"{quote}\" each time?"), !is_more);
        }
    }

    /// Asks how often an amount comes.
    fn ask_rhythm(&mut self, number: usize) {
        let statement = &self.text.statements[number];
        let is_sure = statement.has_rhythm() || statement.says(Idiom::Vague) || statement.says(Idiom::Sometime);
        if self.text.is_worth_asking(number) || is_sure && self.standings[number] == Standing::Own {
            self.ask(number, |quote| format!("How many hours a week is \"{quote}\"?"), !statement.has_rhythm());
        }
    }

    fn ask(&mut self, number: usize, question: impl Fn(&str) -> String, lapses_with_hours: bool) {
        let statement = &self.text.statements[number];
        let question = question(self.quote(&statement.atoms));
        // Days to which work is held are known even where their hours are not.
        self.hours.asked.push(Asked { atoms: statement.atoms.clone(), question, lapses_with_hours });
    }

    fn quote(&self, atoms: &Range<usize>) -> &str {
        self.text.atoms.quote(atoms)
    }

    /// "5 hours daily, Sunday 8": a day that is named with hours of its own does not
    /// have those of every day as well. What stands in a part of the day, or is said
    /// to be more, comes on top.
    fn give_days_of_their_own(&mut self) {
        for narrow in 0..self.known.len() {
            let Some(days) = self.own_days(narrow) else { continue };
            for wide in 0..self.known.len() {
                if wide != narrow && self.known[wide].period == self.known[narrow].period {
                    self.without_days(wide, days);
                }
            }
        }
    }

    /// The days of one or two names, which have the hours of this statement alone.
    fn own_days(&self, known: usize) -> Option<Weekdays> {
        let statement = &self.text.statements[self.known[known].statement];
        let capacity = self.capacity(known)?;
        let own = self.text.statement_atoms(statement);
        let is_more = statement.joint == Joint::Plus
            || own
                .clone()
                .any(|at| is_in("more extra additional additionally also too another", self.text.atoms.word(at)));
        let is_plain = !statement.slots.is_empty()
            && statement.slots.iter().all(|slot| {
                matches!(slot.sort, SlotSort::Days | SlotSort::Weekend)
                    && slot.count.is_none()
                    && slot.share >= 1.0
                    && !slot.has_part
            });
        let is_own = is_plain && !is_more && !capacity.is_limit && capacity.clock.is_none() && capacity.whose.is_none();
        (is_own && capacity.session.is_some() && capacity.weekdays.len() <= 2).then_some(capacity.weekdays)
    }

    /// Takes days from hours that come on each day of more than those.
    fn without_days(&mut self, known: usize, days: Weekdays) {
        let statement = &self.text.statements[self.known[known].statement];
        let is_plain =
            statement.slots.iter().all(|slot| slot.sort == SlotSort::Days && !slot.has_part && slot.count.is_none())
                && statement.idioms.is_empty()
                && statement.clocks.is_empty()
                && statement.times.is_none()
                && !self.text.statement_atoms(statement).any(|at| part_at(self.text.atoms, at).is_some());
        let found = self.known[known].found;
        let Some(Found { meaning: Meaning::Capacity(capacity), .. }) = self.hours.found.get_mut(found) else { return };
        let n_days = f64::from(capacity.weekdays.len());
        let left = days::minus(capacity.weekdays, days);
        let n_left = f64::from(left.len());
        let is_each_day =
            capacity.session.is_some_and(|session| (session.hours() * n_days - capacity.weekly.high).abs() < 0.02);
        let is_wider = !left.is_empty() && days::minus(days, capacity.weekdays).is_empty();
        if is_plain && is_each_day && is_wider && !capacity.is_limit && capacity.whose.is_none() {
            let share = n_left / n_days;
            capacity.weekly = HoursRange { low: capacity.weekly.low * share, high: capacity.weekly.high * share };
            capacity.weekdays = left;
        }
    }

    fn capacity(&self, known: usize) -> Option<&Capacity> {
        match &self.hours.found.get(self.known[known].found)?.meaning {
            Meaning::Capacity(capacity) => Some(capacity),
            _ => None,
        }
    }

    /// "An hour on weekdays and three at weekends": on each day of them, or on
    /// both together?
    fn widen_weekends(&mut self) {
        let is_daily = |statement: &Statement| {
            let is_plain = statement.slots.is_empty() && statement.is_daily();
            is_plain
                || statement.slots.iter().any(|slot| {
                    slot.sort == SlotSort::Days && slot.days == days::monday_to_friday() && slot.count.is_none()
                })
        };
        if !self.known.iter().any(|known| is_daily(&self.text.statements[known.statement])) {
            return;
        }
        for known in &self.known {
            let statement = &self.text.statements[known.statement];
            let [slot] = statement.slots.as_slice() else { continue };
            let is_each = statement.is_each || statement.is_daily() || statement.is_total;
            if slot.sort != SlotSort::Weekend || slot.count.is_some() || is_each || slot.share < 1.0 {
                continue;
            }
            let Some(found) = self.hours.found.get_mut(known.found) else { continue };
            let quote = self.text.atoms.quote(&statement.atoms);
            let Meaning::Capacity(capacity) = &mut found.meaning else { continue };
            capacity.weekly.high *= 2.0;
            found.question = Some(format!("Is \"{quote}\" meant for each day of the weekend, or for both together?"));
        }
    }
}
