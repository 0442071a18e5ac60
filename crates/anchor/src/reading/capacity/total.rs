//! The hours of an average week that all texts of a goal come to.

use backcast_core::{Capacity, DaySpan, Effort, Fact, HoursRange, Meaning, Weekdays};

use super::days::{minus, union};

/// The hours that exist for a goal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AvailableHours {
    /// Hours of an average week, of the person or the whole team; nothing where
    /// none are known.
    pub(crate) weekly: Option<HoursRange>,
    /// Hours of a week within certain days only, in the order of the texts. They
    /// take the place of `weekly` on these days; the last day is `Date::MAX`
    /// where none was named.
    pub(crate) periods: Vec<(DaySpan, HoursRange)>,
    /// Days of the week on which work is possible; never empty.
    pub(crate) weekdays: Weekdays,
    /// The longest single session, where every statement says how long one is.
    pub(crate) session: Option<Effort>,
    /// Hours of a week that others give.
    pub(crate) helpers: Vec<(String, HoursRange)>,
    /// What cannot all be true.
    pub(crate) contradictions: Vec<Contradiction>,
}

/// Two statements about hours that do not fit each other; facts count from 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Contradiction {
    /// Two different sums for the week.
    Sums {
        /// The facts that name them.
        facts: (usize, usize),
        /// What they name.
        hours: (HoursRange, HoursRange),
    },
    /// Sessions that come to more than the sum that is named.
    SessionsAboveSum {
        /// The fact that names the sum.
        fact: usize,
        /// The sum, which counts.
        sum: HoursRange,
        /// What the sessions come to.
        sessions: HoursRange,
    },
    /// More hours than the limit allows.
    AboveLimit {
        /// The fact that names the limit.
        fact: usize,
        /// The limit, which counts.
        limit: f64,
        /// What else is named.
        hours: HoursRange,
    },
    /// Hours on days that are excluded elsewhere.
    ExcludedDays {
        /// The fact that names the hours.
        fact: usize,
    },
}

/// Sums what all facts say about hours.
///
/// A sum ("6 hours a week") and sessions ("an hour on Mondays") of the same
/// person are taken as two words for the same hours: the sum counts, and where
/// sessions come to more it is a contradiction. Equal sums are one. A limit
/// counts as the hours only where nothing else is said. Sessions on days that
/// another text excludes fall away.
#[must_use]
pub(crate) fn available_hours(facts: &[Fact]) -> AvailableHours {
    let mut contradictions = Vec::new();
    let possible = possible_days(facts);
    let own: Vec<(usize, Capacity)> = capacities(facts)
        .filter(|(_, capacity)| capacity.whose.is_none())
        .filter_map(|(fact, capacity)| {
            let held = held_to(capacity, possible);
            if held.is_none() {
                contradictions.push(Contradiction::ExcludedDays { fact });
            }
            Some((fact, held?))
        })
        .collect();
    let (limits, always): (Vec<_>, Vec<_>) = own
        .iter()
        .filter(|(_, capacity)| capacity.during.is_none())
        .cloned()
        .partition(|(_, capacity)| capacity.is_limit);
    let (limits, always) = for_their_days(limits, always);
    let weekly = within_limits(weekly_of(&always, &mut contradictions), &limits, &mut contradictions);
    let periods = own.iter().filter_map(|(_, capacity)| Some((capacity.during?, capacity.weekly))).collect();
    let helpers =
        capacities(facts).filter_map(|(_, capacity)| Some((capacity.whose.clone()?, capacity.weekly))).collect();
    let named = own.iter().map(|(_, capacity)| capacity.weekdays).reduce(union);
    let weekdays = named.unwrap_or(possible);
    let session =
        own.iter().map(|(_, capacity)| capacity.session).reduce(|one, other| Some(one?.max(other?))).flatten();
    AvailableHours { weekly, periods, weekdays, session, helpers, contradictions }
}

fn capacities(facts: &[Fact]) -> impl Iterator<Item = (usize, &Capacity)> {
    facts.iter().enumerate().filter_map(|(number, fact)| match &fact.meaning {
        Meaning::Capacity(capacity) => Some((number, capacity)),
        _ => None,
    })
}

/// The days that no text excludes; all where they exclude all, which is a slip
/// of the pen and no calendar.
fn possible_days(facts: &[Fact]) -> Weekdays {
    let days = facts.iter().fold(Weekdays::default(), |days, fact| match &fact.meaning {
        Meaning::WorkingDays(working) => minus(days, minus(Weekdays::default(), *working)),
        _ => days,
    });
    if days.is_empty() { Weekdays::default() } else { days }
}

/// The hours on possible days; nothing where none of their days is possible.
fn held_to(capacity: &Capacity, possible: Weekdays) -> Option<Capacity> {
    let days = minus(capacity.weekdays, minus(Weekdays::default(), possible));
    if days.is_empty() {
        return None;
    }
    let (n_before, n_days) = (f64::from(capacity.weekdays.len()), f64::from(days.len()));
    // Only where each of the days has its session do excluded ones fall away:
    // "three evenings" can be three others.
    let is_daily = capacity.session.is_some_and(|session| {
        (session.hours() * n_before - capacity.weekly.high).abs() < 0.02 && capacity.weekly.high > 0.0
    });
    let share = if is_daily { n_days / n_before } else { 1.0 };
    let weekly = HoursRange { low: capacity.weekly.low * share, high: capacity.weekly.high * share };
    Some(Capacity { weekly, weekdays: days, ..capacity.clone() })
}

/// The sum that is named, or the sum of the sessions.
fn weekly_of(own: &[(usize, Capacity)], contradictions: &mut Vec<Contradiction>) -> Option<HoursRange> {
    let is_sum =
        |capacity: &Capacity| capacity.session.is_none() && capacity.clock.is_none() && capacity.weekdays.len() > 2;
    let (sums, sessions): (Vec<_>, Vec<_>) = own.iter().partition(|(_, capacity)| is_sum(capacity));
    let sessions = sessions
        .iter()
        .map(|(_, capacity)| capacity.weekly)
        .reduce(|one, other| HoursRange { low: one.low + other.low, high: one.high + other.high });
    let Some((first, sum)) = sums.first() else { return sessions };
    for (other, capacity) in sums.iter().skip(1).filter(|(_, capacity)| differs(capacity.weekly, sum.weekly)) {
        contradictions.push(Contradiction::Sums { facts: (*first, *other), hours: (sum.weekly, capacity.weekly) });
    }
    if let Some(sessions) = sessions.filter(|sessions| sessions.low > sum.weekly.high + 0.25) {
        contradictions.push(Contradiction::SessionsAboveSum { fact: *first, sum: sum.weekly, sessions });
    }
    Some(sum.weekly)
}

type Stated = Vec<(usize, Capacity)>;

/// Limits of the week, and the hours beside them: "5 hours a week, at most 2 on
/// Saturdays" limits the Saturdays alone, and "up to 3 hours on Saturdays, 2 on
/// Sundays" are 3 hours that there are.
fn for_their_days(limits: Stated, mut always: Stated) -> (Stated, Stated) {
    let Some(all_days) = always.iter().map(|(_, capacity)| capacity.weekdays).reduce(union) else {
        return (limits, always);
    };
    let mut kept = Vec::new();
    for (fact, limit) in limits {
        let n_outside = minus(limit.weekdays, all_days).len();
        if limit.session.is_none() || minus(all_days, limit.weekdays).is_empty() {
            kept.push((fact, limit));
        } else if n_outside == limit.weekdays.len() {
            always.push((fact, limit));
        }
    }
    (kept, always)
}

fn within_limits(
    weekly: Option<HoursRange>,
    limits: &[(usize, Capacity)],
    contradictions: &mut Vec<Contradiction>,
) -> Option<HoursRange> {
    let Some((fact, limit)) =
        limits.iter().min_by(|(_, one), (_, other)| one.weekly.high.total_cmp(&other.weekly.high))
    else {
        return weekly;
    };
    let Some(hours) = weekly else { return Some(limit.weekly) };
    if hours.low > limit.weekly.high + 0.25 {
        contradictions.push(Contradiction::AboveLimit { fact: *fact, limit: limit.weekly.high, hours });
    }
    let high = hours.high.min(limit.weekly.high);
    Some(HoursRange { low: hours.low.min(high), high })
}

fn differs(one: HoursRange, other: HoursRange) -> bool {
    (one.low - other.low).abs() > 0.25 || (one.high - other.high).abs() > 0.25
}
