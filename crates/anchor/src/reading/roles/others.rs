//! Days that others set and the goal only hangs on: what lapses then, and what is
//! counted from it.

use std::ops::Range;

use backcast_core::{DateRole, DaySpan, Meaning, TextId, WorldDate, plus_days};

use super::super::atoms::Atoms;
use super::super::calendar::length_days;
use super::super::{CalendarWords, Context, Found, Taken};
use super::{DUTIES, EVENTS, Lead, clause_around, lead_at};

/// What lapses, whatever becomes of the goal.
const GRANTED: &[&str] = &[
    "grant",
    "voucher",
    "contract",
    "offer",
    "licence",
    "license",
    "ticket",
    "access",
    "visa",
    "permit",
    "lease",
    "subscription",
    "membership",
    "funding",
    "trial",
    "deal",
    "discount",
    "scholarship",
    "warranty",
    "insurance",
    "pass",
    "tenancy",
    "card",
    "passport",
    "medical",
    "certificate",
    "loan",
    "stay",
    "budget",
    "coupon",
];

/// A day that is counted from a date of the same text.
struct Counted {
    atoms: Range<usize>,
    days: DaySpan,
    /// The number of the date among the words of the calendar.
    from: usize,
}

/// "Wedding on 18 September, everything booked by 6 weeks before that", "the lease ends
/// 31 March, so done by then": the day that is meant, and what it is counted from is no
/// deadline of its own.
pub(super) fn count_from(
    atoms: &Atoms<'_>,
    ctx: &Context,
    calendar: &[CalendarWords],
    taken: &mut Taken,
    found: &mut Vec<Found>,
) {
    if !matches!(ctx.text, TextId::Title | TextId::Destination | TextId::Constraint(_)) {
        return;
    }
    for at in 0..atoms.len() {
        let Some(counted) = counted_at(atoms, ctx, calendar, at).filter(|one| !taken.any(&one.atoms)) else { continue };
        let named = &calendar[counted.from].atoms;
        for one in found.iter_mut().filter(|one| one.atoms.end == named.end) {
            let is_end = lapses(atoms, &one.atoms);
            turn(one, DateRole::Deadline, if is_end { DateRole::Closing } else { DateRole::Event });
        }
        let quote = atoms.quote(&counted.atoms);
        let is_over = counted.days.last < ctx.today;
        let question = is_over.then(|| format!("`{quote}` is over: which date is meant?"));
        let meaning = WorldDate { role: DateRole::Deadline, days: counted.days, what: None, movable: None };
        taken.take(&counted.atoms);
        found.push(Found { atoms: counted.atoms, meaning: Meaning::WorldDate(meaning), question });
    }
}

fn counted_at(atoms: &Atoms<'_>, ctx: &Context, calendar: &[CalendarWords], at: usize) -> Option<Counted> {
    let (start, by, end) = by_then(atoms, at).or_else(|| by_length(atoms, at))?;
    let is_day = |days: DaySpan| (days.last - days.first).get_days() < 5 && days.last >= ctx.today;
    let from = calendar.iter().rposition(|words| words.atoms.end <= start && words.days.is_some_and(is_day))?;
    let is_dated =
        calendar.iter().any(|words| words.days.is_some() && words.atoms.start < end && start < words.atoms.end);
    let days = calendar[from].days.filter(|_| !is_dated)?;
    let days = match by {
        0 => days,
        ahead if ahead < 0 => DaySpan::day(plus_days(days.first, ahead)),
        behind => DaySpan::day(plus_days(days.last, behind)),
    };
    Some(Counted { atoms: start..end, days, from })
}

/// "By then", "by that date" where something has to be done: its first atom, the days
/// from the date on, and the atom behind it.
fn by_then(atoms: &Atoms<'_>, at: usize) -> Option<(usize, i32, usize)> {
    let end = match (atoms.word(at), atoms.word(at + 1), atoms.word(at + 2)) {
        ("by", "then", _) => at + 2,
        ("by", "that" | "this", "date" | "day") => at + 3,
        _ => return None,
    };
    says_duty(atoms, at).then_some((at, 0, end))
}

/// "By 6 weeks before that", "must be booked two months before the wedding".
fn by_length(atoms: &Atoms<'_>, at: usize) -> Option<(usize, i32, usize)> {
    let (days, behind) = length_days(atoms, at)?;
    let days = match atoms.word(behind) {
        "before" => -days,
        "after" => days,
        _ => return None,
    };
    let noun = behind + 2;
    let end = match atoms.word(behind + 1) {
        "that" | "it" | "then" => noun,
        "the" | "my" | "our" | "his" | "her" | "their" => {
            let is_named = (0..at).any(|earlier| atoms.word(earlier) == atoms.word(noun));
            (is_named && EVENTS.contains(&atoms.word(noun))).then_some(noun + 1)?
        }
        _ => return None,
    };
    let (lead, start) = lead_at(atoms, at);
    match lead {
        Lead::By | Lead::Until => Some((start, days, end)),
        _ if says_duty(atoms, at) => Some((at, days, end)),
        _ => None,
    }
}

fn says_duty(atoms: &Atoms<'_>, at: usize) -> bool {
    clause_around(atoms, &(at..at + 1)).any(|at| {
        let word = atoms.word(at);
        DUTIES.contains(&word) && word != "final" || matches!(word, "booked" | "want" | "passed" | "lost" | "saved")
    })
}

/// "Done before 20 December, the grant lapses on New Year's Eve": where the goal has a
/// day of its own, that of what lapses is none of it. Alone it is the deadline.
pub(super) fn step_back(atoms: &Atoms<'_>, ctx: &Context, found: &mut [Found]) {
    if !matches!(ctx.text, TextId::Title | TextId::Destination) {
        return;
    }
    let has_own = found.iter().any(|one| is_deadline(one) && !lapses(atoms, &one.atoms));
    for one in found.iter_mut().filter(|one| has_own && lapses(atoms, &one.atoms)) {
        turn(one, DateRole::Deadline, DateRole::Closing);
    }
}

/// "The June exams (the first paper is on 8 June)": of a month and a day within it the
/// day counts.
pub(super) fn narrow(ctx: &Context, found: &mut [Found]) {
    const MONTH_DAYS: i32 = 27;
    if !matches!(ctx.text, TextId::Title | TextId::Destination) {
        return;
    }
    let length = |days: DaySpan| (days.last - days.first).get_days();
    let days: Vec<(DateRole, DaySpan)> = found
        .iter()
        .filter_map(|one| match &one.meaning {
            Meaning::WorldDate(date) => Some((date.role, date.days)),
            _ => None,
        })
        .collect();
    for one in found.iter_mut().filter(|one| is_deadline(one)) {
        let Meaning::WorldDate(date) = &mut one.meaning else { continue };
        let is_within = |(role, other): &(DateRole, DaySpan)| {
            matches!(role, DateRole::Deadline | DateRole::Event)
                && length(*other) == 0
                && date.days.first <= other.first
                && other.last <= date.days.last
        };
        if length(date.days) >= MONTH_DAYS && days.iter().any(is_within) {
            date.role = DateRole::Mention;
        }
    }
}

fn is_deadline(one: &Found) -> bool {
    matches!(&one.meaning, Meaning::WorldDate(date) if date.role == DateRole::Deadline)
}

fn turn(one: &mut Found, from: DateRole, to: DateRole) {
    if let Meaning::WorldDate(date) = &mut one.meaning {
        date.role = if date.role == from { to } else { date.role };
    }
}

/// Whether the part of the sentence around a date says that something granted ends then.
fn lapses(atoms: &Atoms<'_>, place: &Range<usize>) -> bool {
    let clause = clause_around(atoms, place);
    let is_break = |at: &usize| {
        matches!(atoms.word(*at), "," | "cos" | "because" | "since" | "as" | "so" | "and" | "but" | "when" | "before")
    };
    let first = (clause.start..place.start).rev().find(is_break).map_or(clause.start, |at| at + 1);
    let last = (place.end..clause.end).find(is_break).unwrap_or(clause.end);
    let mut part = first..last;
    let has_thing = part.clone().any(|at| GRANTED.contains(&atoms.word(at)));
    has_thing
        && part.any(|at| {
            matches!(atoms.word(at), "lapses" | "lapse" | "expires" | "expire" | "ends" | "end" | "closes" | "over")
                || matches!((atoms.word(at), atoms.word(at + 1)), ("runs" | "run", "out"))
        })
}
