//! One statement about hours, put together from its parts: an amount, when it
//! comes, and what is excepted.

use std::ops::Range;

use backcast_core::Weekdays;

use super::clock::Stretch;
use super::days::{Slot, SlotSort, all_of, explain, union};
use super::idioms::{FULL_TIME_HOURS, Idiom};
use super::joints::Joint;
use super::length::{Bounds, unit_at};
use super::parts::{Kind, Part};
use super::rhythm::{Rate, is_session};
use crate::reading::CalendarWords;
use crate::reading::atoms::{AtomKind, Atoms};
use crate::reading::wordlist::is_in;

/// From so many words on, a stretch with a date says something else than when the hours
/// before it are.
const CLAUSE_WORDS: usize = 3;

/// What a stretch of text says about hours; all of it may be missing.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// Its parts, words without meaning included.
    pub(super) parts: Range<usize>,
    /// The atoms from the first to the last part that says something.
    pub(super) atoms: Range<usize>,
    /// How it is joined to the one before.
    pub(super) joint: Joint,
    /// How long, and in which stretch.
    pub(super) hours: Option<(Bounds, Option<Rate>)>,
    /// The hours in the unit in which they are named: 1/60 for minutes.
    pub(super) unit: f64,
    pub(super) clocks: Vec<Stretch>,
    pub(super) times: Option<(Bounds, Option<Rate>)>,
    pub(super) rate: Option<Rate>,
    pub(super) slots: Vec<Slot>,
    pub(super) except: Weekdays,
    pub(super) idioms: Vec<Idiom>,
    /// A bare number, as in "then 10".
    pub(super) number: Option<(Bounds, Range<usize>)>,
    pub(super) dates: Vec<usize>,
    /// The longest session, where it is named beside a sum.
    pub(super) session: Option<Bounds>,
    /// Numbers between its parts that nothing was made of.
    pub(super) unsaid: Vec<Range<usize>>,
    /// Words that say something of their own.
    pub(super) n_words: usize,
    pub(super) is_amount_first: bool,
    pub(super) is_only: bool,
    pub(super) is_limit: bool,
    pub(super) is_each: bool,
    /// Whether it is "each time" rather than each day.
    pub(super) is_each_time: bool,
    /// Whether the amount is said to be that of all sessions together.
    pub(super) is_total: bool,
    /// How it follows from what stands before it: "so 8 hours for this".
    pub(super) drawn: Option<Drawn>,
    pub(super) is_each_way: bool,
    pub(super) is_per_session: bool,
    pub(super) is_then: bool,
    pub(super) is_seasonal: bool,
    pub(super) is_otherwise: bool,
    pub(super) is_day_length: bool,
}

/// How hours follow from those named before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Drawn {
    /// "So 14 hours a week": perhaps the same again.
    Sum,
    /// "So 8 hours for this", "6 of those are mine": in their place.
    Instead,
}

impl Statement {
    fn new(at: usize, atom: usize, joint: Joint) -> Self {
        Statement {
            parts: at..at,
            atoms: atom..atom,
            joint,
            hours: None,
            unit: 1.0,
            clocks: Vec::new(),
            times: None,
            rate: None,
            slots: Vec::new(),
            except: Weekdays::NONE,
            idioms: Vec::new(),
            number: None,
            dates: Vec::new(),
            session: None,
            unsaid: Vec::new(),
            n_words: 0,
            is_amount_first: false,
            is_only: false,
            is_limit: false,
            is_each: false,
            is_each_time: false,
            is_total: false,
            drawn: None,
            is_each_way: false,
            is_per_session: false,
            is_then: false,
            is_seasonal: false,
            is_otherwise: false,
            is_day_length: false,
        }
    }

    pub(super) fn says(&self, idiom: Idiom) -> bool {
        self.idioms.contains(&idiom)
    }

    /// Whether the hours are said to be those of each day: "2 hours a day".
    pub(super) fn is_daily(&self) -> bool {
        let of_hours = self.hours.and_then(|(_, rate)| rate);
        [of_hours, self.rate].into_iter().flatten().any(|rate| matches!(rate, Rate::Daily(_)))
    }

    /// The hours of a job that are named: 40 for "full time".
    pub(super) fn job(&self) -> Option<f64> {
        self.idioms.iter().find_map(|idiom| match idiom {
            Idiom::Job(hours) | Idiom::JobShare(hours) => Some(*hours),
            _ => None,
        })
    }

    pub(super) fn has_amount(&self) -> bool {
        self.hours.is_some() || !self.clocks.is_empty()
    }

    /// Whether it says how often.
    pub(super) fn has_rhythm(&self) -> bool {
        self.rate.is_some()
            || self.times.is_some()
            || matches!(self.hours, Some((_, Some(_))))
            || self.slots.iter().any(|slot| slot.sort != SlotSort::Part)
            || self.says(Idiom::Workdays)
            || self.says(Idiom::EveryDay)
    }

    /// Whether the days are settled by a stretch, so that more of them restrict
    /// and do not add.
    fn has_stretch(&self) -> bool {
        self.rate.is_some() || matches!(self.hours, Some((_, Some(_)))) || matches!(self.times, Some((_, Some(_))))
    }

    /// Whether its hours are a sum of a stretch, so that how often they come only
    /// parts them: "7 hours a week (1 per day)".
    fn is_sum(&self) -> bool {
        matches!(self.hours, Some((_, Some(Rate::Weekly(_)))))
    }

    /// Whether it says something else of one day or two.
    fn names_a_day_of_its_own(&self) -> bool {
        let is_day = |slot: &Slot| slot.sort == SlotSort::Days && slot.count.is_none() && slot.days.len() <= 2;
        self.n_words > 0 && !self.slots.is_empty() && self.slots.iter().all(is_day)
    }

    /// Whether nothing stands beside the amount.
    fn is_amount_alone(&self) -> bool {
        !self.has_rhythm() && self.slots.is_empty() && self.idioms.is_empty() && self.dates.is_empty()
    }

    /// In which weeks its hours come, where it names no days.
    fn weekly_rate(&self) -> Option<Rate> {
        let rate = self.hours?.1.or(self.rate).or(self.times.and_then(|(_, rate)| rate));
        rate.filter(|rate| matches!(rate, Rate::Weekly(_)))
    }

    /// Whether both name days of the week and share none: "Saturday 4 hours, Sunday is
    /// loud, so 1 hour".
    pub(super) fn is_on_other_days_than(&self, other: &Statement) -> bool {
        let named = |statement: &Statement| {
            let own = statement.slots.iter().filter(|slot| slot.sort != SlotSort::Part && slot.count.is_none());
            own.fold(Weekdays::NONE, |days, slot| union(days, slot.days))
        };
        let (one, other) = (named(self), named(other));
        !one.is_empty() && !other.is_empty() && !all_of(one).any(|day| other.contains(day))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.atoms.is_empty()
    }

    fn is_exception(&self) -> bool {
        !self.except.is_empty() && !self.has_amount() && self.slots.is_empty()
    }

    fn is_date_only(&self) -> bool {
        (!self.dates.is_empty() || self.is_seasonal && self.n_words == 0)
            && self.slots.is_empty()
            && !self.has_amount()
            && !self.has_rhythm()
            && self.number.is_none()
            // "But I am in the field without a connection from 8 to 26 February".
            && self.n_words < CLAUSE_WORDS
    }

    /// Adds a part; its atoms count to what is said.
    fn add(&mut self, atoms: &Atoms<'_>, part: &Part, previous: Option<&Kind>) {
        let is_first = !self.has_rhythm() && self.slots.is_empty();
        match &part.kind {
            Kind::Length(hours, rate) => {
                self.hours = Some((*hours, *rate));
                self.unit = part.atoms.clone().find_map(|idx| unit_at(atoms, idx)).map_or(1.0, |(unit, _)| unit);
                self.is_amount_first = is_first;
                self.is_total |= part.atoms.clone().any(|idx| matches!(atoms.word(idx), "total" | "altogether"));
            }
            Kind::Clock(stretch) => {
                self.is_amount_first = is_first;
                self.clocks.push(*stretch);
            }
            Kind::DayLength => self.is_day_length = true,
            Kind::Times(times, rate) if !self.is_sum() => self.times = Some((*times, *rate)),
            Kind::Times(..) => {}
            // "90-minute sessions, three a week": a number before a stretch.
            Kind::Rate(rate) => match self.number.take_if(|_| matches!(previous, Some(Kind::Number(_)))) {
                Some(_) if self.is_sum() => {}
                Some((times, _)) => self.times = Some((times, Some(*rate))),
                None => self.rate = Some(*rate),
            },
            Kind::Slot(slot) => explain(&mut self.slots, [slot.clone()]),
            Kind::Except(days) => self.except = union(self.except, *days),
            Kind::Idiom(idiom) => self.idioms.push(*idiom),
            Kind::Only => self.is_only = true,
            Kind::Limit => self.is_limit = true,
            Kind::Each => self.is_each = true,
            Kind::EachTime => (self.is_each, self.is_each_time) = (true, true),
            Kind::Total => self.is_total |= matches!(previous, Some(Kind::Length(..))),
            Kind::EachWay => self.is_each_way = true,
            Kind::PerSession => self.is_per_session = true,
            Kind::Season => self.is_seasonal = true,
            Kind::Then => self.is_then = true,
            Kind::Otherwise => self.is_otherwise = true,
            Kind::Number(number) => {
                let before = self.number.replace((*number, part.atoms.clone()));
                self.unsaid.extend(before.map(|(_, place)| place));
            }
            Kind::Date(date) => self.dates.push(*date),
            Kind::Word => {
                self.unsaid.extend(is_figure(atoms, &part.atoms).then(|| part.atoms.clone()));
                self.is_per_session |= part.atoms.clone().any(|idx| is_session(atoms.word(idx)));
                self.n_words += 1;
                return;
            }
            Kind::Break(_) | Kind::Filler => return,
        }
        // Flags and dates alone say nothing that could be quoted.
        let is_said = !matches!(
            part.kind,
            Kind::Date(_)
                | Kind::Season
                | Kind::Then
                | Kind::Otherwise
                | Kind::Each
                | Kind::EachTime
                | Kind::Total
                | Kind::Number(_)
        );
        if is_said && part.kind != Kind::Idiom(Idiom::Aside) {
            self.reach(&part.atoms);
        }
    }

    fn reach(&mut self, atoms: &Range<usize>) {
        self.atoms = if self.atoms.is_empty() {
            atoms.clone()
        } else {
            self.atoms.start.min(atoms.start)..self.atoms.end.max(atoms.end)
        };
    }

    fn absorb(&mut self, next: Statement) {
        self.parts.end = next.parts.end;
        if !next.atoms.is_empty() {
            self.reach(&next.atoms);
        }
        if next.is_per_session && self.hours.is_some() && next.hours.is_some() {
            self.session = next.hours.map(|(hours, _)| hours);
        } else {
            if self.hours.is_none() {
                (self.hours, self.unit) = (next.hours, next.unit);
            }
            self.is_per_session |= next.is_per_session;
            self.is_limit |= next.is_limit;
        }
        self.clocks.extend(next.clocks);
        self.times = self.times.or(next.times.filter(|_| !self.is_sum()));
        self.rate = self.rate.or(next.rate);
        match next.joint {
            Joint::And | Joint::Plus | Joint::Or => self.slots.extend(next.slots),
            Joint::Comma | Joint::Aside | Joint::Stop => explain(&mut self.slots, next.slots),
        }
        self.except = union(self.except, next.except);
        self.idioms.extend(next.idioms);
        self.unsaid.extend(next.unsaid);
        match (&self.number, next.number) {
            (Some(_), Some((_, place))) => self.unsaid.push(place),
            (None, number) => self.number = number,
            (Some(_), None) => {}
        }
        self.dates.extend(next.dates);
        self.n_words += next.n_words;
        self.is_only |= next.is_only;
        self.is_each |= next.is_each;
        self.is_each_time |= next.is_each_time;
        self.is_total |= next.is_total;
        self.drawn = self.drawn.max(next.drawn);
        self.is_each_way |= next.is_each_way;
        self.is_then |= next.is_then;
        self.is_seasonal |= next.is_seasonal;
        self.is_otherwise |= next.is_otherwise;
        self.is_day_length |= next.is_day_length;
    }

    /// Takes the number of "at least 4 hours weekly, at most 6" as the most of
    /// the amount; tells whether it was one.
    fn takes_most(&mut self, next: &Statement) -> bool {
        let (Some((hours, rate)), Some((most, place))) = (self.hours, next.number.clone()) else { return false };
        let is_plain = next.is_limit
            && next.n_words == 0
            && next.joint != Joint::Stop
            && !next.has_amount()
            && !next.has_rhythm()
            && next.slots.is_empty()
            && !next.is_per_session
            && !next.is_then;
        let high = most.scaled(self.unit).high;
        if !is_plain || high < hours.low || self.is_limit {
            return false;
        }
        self.hours = Some((Bounds { low: hours.low, high }, rate));
        self.parts.end = next.parts.end;
        self.reach(&next.atoms.clone());
        self.reach(&place);
        true
    }

    /// The numbers and dates among its parts that say nothing about its hours.
    pub(super) fn left_out<'s>(
        &'s self,
        calendar: &'s [CalendarWords],
        uses_dates: bool,
    ) -> impl Iterator<Item = &'s Range<usize>> {
        let dates = self.dates.iter().filter_map(move |&number| calendar.get(number).filter(|_| !uses_dates));
        let number = self.number.iter().map(|(_, place)| place);
        self.unsaid.iter().chain(number).chain(dates.map(|words| &words.atoms))
    }

    /// Whether the next statement only goes on with this one.
    fn goes_on_with(&self, next: &Statement) -> bool {
        let is_vague = next.says(Idiom::Vague) || next.says(Idiom::PartTime) || next.is_day_length;
        let is_plain = next.n_words == 0 || !next.slots.is_empty();
        // "Teaching Mon and Tue, so writing Wed to Fri".
        // "Only weekends, about 3 hours each day".
        let is_on_named = matches!(next.hours, Some((_, Some(Rate::Daily(days)))) if days == Weekdays::default())
            && next.slots.is_empty()
            && !self.slots.is_empty()
            && self.slots.iter().all(|slot| slot.days != Weekdays::default() && slot.count.is_none());
        if next.drawn.is_some() && next.has_rhythm() && !is_on_named {
            return false;
        }
        if next.joint == Joint::Stop {
            // "Two evenings a week. Two hours each."
            return next.is_each && next.has_amount() && !next.has_rhythm() && self.has_rhythm() && !self.has_amount();
        }
        if next.is_exception() {
            return !self.is_empty();
        }
        if self.is_date_only() {
            return next.has_amount() || next.number.is_some();
        }
        // "Full time (38.5 hours a week)", "full time, 35 hours a week".
        if self.job().is_some() && !self.has_amount() && matches!(next.joint, Joint::Aside | Joint::Comma) {
            // "I work full time, 5 hours a week": so few are no job.
            let is_job_long = next.hours.is_some_and(|(hours, _)| hours.low * 2.0 >= FULL_TIME_HOURS);
            let is_its = next.joint == Joint::Aside || next.n_words == 0 && next.has_rhythm() && is_job_long;
            return next.has_amount() && is_its;
        }
        match (self.has_amount(), self.has_rhythm(), next.has_amount(), next.has_rhythm()) {
            (_, _, false, false) if next.is_date_only() => !next.is_then,
            (true, _, false, false) => next.number.is_none() && !is_vague && next.job().is_none() && !next.is_empty(),
            (true, _, false, true) if !is_plain => false,
            // "2 hours daily, Sunday swimming club": what the day is for is not said of the hours.
            (true, true, false, true) if next.names_a_day_of_its_own() => false,
            (true, true, false, true) if self.has_stretch() => {
                matches!(next.joint, Joint::Comma | Joint::Aside) && !is_vague
            }
            (true, true, false, true) => {
                // "Six hours on Saturdays, every other week".
                let is_share = matches!(next.rate, Some(Rate::Weekly(share)) if share < 1.0) && next.slots.is_empty();
                self.is_amount_first && !is_vague && (!next.has_stretch() || is_share)
            }
            (true, false, false, true) => !is_vague,
            (false, true, true, false) => !self.says(Idiom::Vague),
            (false, true, true, true) => {
                let is_list = !self.slots.is_empty() && !next.slots.is_empty() && !next.is_amount_first;
                let is_times =
                    self.times.is_some() && self.slots.is_empty() && !matches!(next.hours, Some((_, Some(_))));
                // "5 days a week, 2 hours a day".
                let is_count = matches!(next.hours, Some((_, Some(Rate::Daily(_)))))
                    && next.slots.is_empty()
                    && self.slots.iter().all(|slot| slot.count.is_some());
                is_list && !next.has_stretch() || is_times || is_count || is_on_named
            }
            (false, true, false, true) => !is_vague && !self.says(Idiom::Vague),
            (true, true, true, false) => {
                let is_session = next.hours.is_some() && (next.is_per_session || next.is_each);
                is_session || next.hours.is_none() && self.hours.is_none()
            }
            _ => false,
        }
    }
}

fn is_figure(atoms: &Atoms<'_>, place: &Range<usize>) -> bool {
    place.clone().any(|idx| atoms.get(idx).is_some_and(|atom| atom.kind == AtomKind::Digits))
}

/// The statements of a text, in their order; stretches that say nothing about
/// hours stay among them as empty ones, as they may say whose hours follow.
pub(super) fn statements(atoms: &Atoms<'_>, parts: &[Part]) -> Vec<Statement> {
    let mut joined: Vec<Statement> = Vec::new();
    for mut next in segments(atoms, parts) {
        if joined.last_mut().is_some_and(|last| last.takes_most(&next)) {
            continue;
        }
        complete_number(atoms, parts, &joined, &mut next);
        complete_rate(atoms, parts, &joined, &mut next);
        let is_limit_behind = next.is_limit && !next.has_amount() && next.joint != Joint::Stop;
        match joined.last_mut() {
            Some(last) if last.goes_on_with(&next) || is_limit_behind && last.has_amount() => last.absorb(next),
            _ => joined.push(next),
        }
    }
    share_days(&mut joined);
    joined
}

/// "20 minutes in the morning and 40 in the evening, on weekdays": the days hold
/// for both.
fn share_days(statements: &mut [Statement]) {
    for at in (1..statements.len()).rev() {
        let (before, from) = statements.split_at_mut(at);
        let (Some(one), Some(next)) = (before.last_mut(), from.first()) else { continue };
        let is_part = |slot: &Slot| slot.sort == SlotSort::Part;
        let is_alike = one.has_amount()
            && !one.has_rhythm()
            && one.slots.iter().any(is_part)
            && next.has_amount()
            && next.slots.iter().any(is_part)
            && matches!(next.joint, Joint::And | Joint::Comma | Joint::Plus);
        if is_alike && !matches!(next.hours, Some((_, Some(_)))) {
            one.rate = next.rate;
            one.slots.extend(next.slots.iter().filter(|slot| !is_part(slot)).cloned());
            one.except = union(one.except, next.except);
        }
    }
}

/// "An hour on weekdays and two on Sundays", "then 10", "and can spare 5": the
/// unit is that of the amount before.
fn complete_number(atoms: &Atoms<'_>, parts: &[Part], before: &[Statement], next: &mut Statement) {
    let own = &parts[next.parts.clone()];
    let is_bare = counts_nothing(atoms, own);
    let is_drawn = is_bare && (says_kept(atoms, own) || is_my_share(atoms, own));
    let is_left = is_bare && (says_left(atoms, own) || is_for_goal(atoms, own)) || is_drawn;
    let is_clear = next.n_words == 0 || is_left;
    let Some((number, place)) = next.number.clone().filter(|_| is_clear && !next.has_amount()) else { return };
    let Some(last) = before.iter().rev().find(|statement| statement.has_amount()) else { return };
    let Some((_, rate)) = last.hours else { return };
    // "Cut my 40 hours a week to 30, now 38" is the way of a result.
    let says_now = last.number.is_none() && own.iter().any(|part| atoms.word(part.atoms.start) == "now");
    // "2 hours and 10 on Sundays" may be ten minutes or ten hours.
    let is_rest = next.joint == Joint::And && last.parts.end == next.parts.start && last.is_amount_alone();
    let is_plain = next.has_rhythm()
        || !next.slots.is_empty()
        || next.is_then
        || next.is_otherwise
        || next.is_seasonal
        || is_left
        || says_now
        || !next.dates.is_empty();
    if !is_plain || is_rest {
        return;
    }
    let rate = if next.has_rhythm() { None } else { rate };
    next.hours = Some((number.scaled(last.unit), rate));
    next.unit = last.unit;
    next.is_amount_first = true;
    if is_drawn || says_now && last.dates.is_empty() {
        next.drawn = Some(Drawn::Instead);
    }
    next.number = None;
    next.reach(&place);
}

/// "Plus 3 hours of theory", "so 9 hours for this": hours that name no rhythm are of
/// the week of which those before them are.
fn complete_rate(atoms: &Atoms<'_>, parts: &[Part], before: &[Statement], next: &mut Statement) {
    let own = &parts[next.parts.clone()];
    let is_drawn = says_left(atoms, own) || is_for_goal(atoms, own) || says_kept(atoms, own);
    if next.drawn.is_some() && is_drawn {
        next.drawn = Some(Drawn::Instead);
    }
    let Some((hours, None)) = next.hours else { return };
    if next.has_rhythm() || next.is_per_session || next.is_each || next.joint == Joint::Stop {
        return;
    }
    let Some(rate) = before.iter().rev().find(|statement| statement.has_amount()).and_then(Statement::weekly_rate)
    else {
        return;
    };
    if is_drawn || next.joint == Joint::Plus {
        next.hours = Some((hours, Some(rate)));
        if is_drawn {
            next.drawn = Some(Drawn::Instead);
        }
    }
}

/// "Can spare 5", "5 left": a number without a unit behind an amount is one of the
/// same.
fn says_left(atoms: &Atoms<'_>, parts: &[Part]) -> bool {
    let is_left = |word: &str| matches!(word, "spare" | "left" | "stay" | "stays" | "remain" | "remains" | "remaining");
    parts.iter().any(|part| is_left(atoms.word(part.atoms.start)) || atoms.word(part.atoms.start) == "over")
}

/// "5 for it", "for my project 5".
fn is_for_goal(atoms: &Atoms<'_>, parts: &[Part]) -> bool {
    const GOALS: &str = "project goal thesis dissertation book novel study studies training practice hobby";
    parts.iter().any(|part| {
        let at = part.atoms.start;
        matches!(atoms.word(at), "for" | "to")
            && (matches!(atoms.word(at + 1), "this" | "it" | "that" | "myself")
                || matches!(atoms.word(at + 1), "my" | "the" | "this") && is_in(GOALS, atoms.word(at + 2)))
    })
}

/// "Please keep it to 10", "call it 5".
fn says_kept(atoms: &Atoms<'_>, parts: &[Part]) -> bool {
    let is_kept = |at: usize| {
        let is_it = matches!(atoms.word(at + 1), "it" | "that" | "this");
        match atoms.word(at) {
            "keep" | "hold" | "limit" => is_it && matches!(atoms.word(at + 2), "to" | "at" | "under" | "below"),
            "make" | "call" => is_it,
            "stick" => atoms.word(at + 1) == "to",
            "settle" => matches!(atoms.word(at + 1), "for" | "on"),
            _ => false,
        }
    };
    parts.iter().any(|part| is_kept(part.atoms.start))
}

/// "6 of those are mine", "4 of them for this".
fn is_my_share(atoms: &Atoms<'_>, parts: &[Part]) -> bool {
    let is_of_them = parts.iter().any(|part| {
        let end = part.atoms.end;
        matches!(part.kind, Kind::Number(_))
            && atoms.word(end) == "of"
            && matches!(atoms.word(end + 1), "those" | "them" | "these" | "which")
    });
    let is_mine = parts.iter().any(|part| {
        let at = part.atoms.start;
        atoms.word(at) == "mine" || atoms.starts_with(at, &["for", "me"]) || atoms.starts_with(at, &["for", "this"])
    });
    is_of_them && is_mine
}

/// Whether no noun stands behind a number, as behind whatever else is counted.
fn counts_nothing(atoms: &Atoms<'_>, parts: &[Part]) -> bool {
    parts.windows(2).all(|pair| {
        let is_number = matches!(pair[0].kind, Kind::Number(_));
        !is_number || pair[1].kind != Kind::Word || matches!(atoms.word(pair[1].atoms.start), "left" | "remaining")
    })
}

/// "So 8 hours": what is drawn from the words before; not "so far", "so that".
fn is_drawing(atoms: &Atoms<'_>, idx: usize) -> bool {
    atoms.word(idx) == "so" && !is_in("far that much many long on few often", atoms.word(idx + 1))
}

/// Cuts at what parts statements, and before a second amount.
fn segments(atoms: &Atoms<'_>, parts: &[Part]) -> Vec<Statement> {
    let mut segments: Vec<Statement> = Vec::new();
    let mut current = Statement::new(0, 0, Joint::Stop);
    let mut previous: Option<&Kind> = None;
    for (at, part) in parts.iter().enumerate() {
        let is_second = match part.kind {
            Kind::Length(..) => current.has_amount(),
            Kind::Clock(_) => current.hours.is_some(),
            _ => false,
        };
        let joint = match part.kind {
            Kind::Break(joint) => Some(joint),
            // A second amount begins a statement of its own, unless it says at
            // what hours: "2 hours from 8 to 10 pm".
            Kind::Length(..) if is_second && current.hours.is_some() => Some(Joint::Comma),
            // "7 hours a week till Christmas then 12", but "then 12".
            Kind::Then if current.has_amount() && atoms.word(part.atoms.start) == "then" => Some(Joint::Comma),
            _ => None,
        };
        let is_so = joint.is_some() && is_drawing(atoms, part.atoms.start);
        // Two breaks at once, ", but", are one.
        let is_bare = !current.parts.is_empty()
            && parts[current.parts.clone()].iter().all(|part| matches!(part.kind, Kind::Break(_)));
        if let Some(joint) = joint.filter(|&joint| is_bare && joint != Joint::Stop) {
            current.joint = stronger(joint, &current, parts);
            current.drawn = current.drawn.max(is_so.then_some(Drawn::Sum));
            current.parts.end = at + 1;
            previous = None;
            continue;
        }
        if let Some(joint) = joint {
            let next = Statement::new(at, part.atoms.start, stronger(joint, &current, parts));
            let done = std::mem::replace(&mut current, next);
            if !done.parts.is_empty() {
                segments.push(done);
            }
            previous = None;
        }
        if is_so {
            current.drawn = Some(Drawn::Sum);
        }
        current.add(atoms, part, previous);
        // The end of a sentence is no part of what follows.
        if part.kind != Kind::Break(Joint::Stop) || current.parts.start < at {
            current.parts.end = at + 1;
        } else {
            current.parts = at + 1..at + 1;
        }
        previous = Some(&part.kind);
    }
    if !current.parts.is_empty() {
        segments.push(current);
    }
    segments
}

/// Two breaks at once count as the stronger one: ", and".
fn stronger(joint: Joint, current: &Statement, parts: &[Part]) -> Joint {
    let is_bare = parts[current.parts.clone()].iter().all(|part| matches!(part.kind, Kind::Break(_)));
    match (is_bare, current.joint, joint) {
        (true, Joint::Stop, _) => Joint::Stop,
        (true, Joint::Plus, _) => Joint::Plus,
        (true, Joint::And, Joint::Comma | Joint::Aside) => Joint::And,
        _ => joint,
    }
}
