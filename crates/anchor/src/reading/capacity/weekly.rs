//! The hours of an average week that a statement comes to.

use backcast_core::{ClockWindow, Weekdays};

use super::days::{Slot, SlotSort, minus, monday_to_friday, union, weekend};
use super::idioms::Idiom;
use super::length::Bounds;
use super::rhythm::Rate;
use super::statement::Statement;

/// The hours of an average week, and how they lie in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weekly {
    pub(super) hours: Bounds,
    /// How long one session is, where the words say it.
    pub(super) session: Option<f64>,
    pub(super) days: Weekdays,
    pub(super) clock: Option<ClockWindow>,
    /// Whether the rhythm was not named and is taken for every day.
    pub(super) is_every_day_assumed: bool,
    /// Whether a whole job of 40 hours was assumed.
    pub(super) is_job: bool,
}

/// More hours than these are no single day of work.
const DAY_HOURS_MAX: f64 = 12.0;

/// What a statement comes to; nothing where it cannot be known.
pub(super) fn weekly(statement: &Statement) -> Option<Weekly> {
    if let Some(job) = statement.job().filter(|_| !statement.has_amount()) {
        let days = minus(named_days(statement).unwrap_or_default(), statement.except);
        return Some(Weekly {
            hours: Bounds::exactly(job),
            session: None,
            days,
            clock: None,
            is_every_day_assumed: false,
            is_job: true,
        });
    }
    let (amount, rate) = match statement.hours {
        Some((hours, rate)) => (hours, rate.or(statement.rate)),
        None => (clock_hours(statement)?, statement.rate),
    };
    // "Part-time, 20h": a job's hours are those of a week.
    let names_job = statement.says(Idiom::PartTime) || statement.job().is_some();
    let rate = rate.or((names_job && !statement.has_rhythm()).then_some(Rate::Weekly(1.0)));
    let amount = if statement.is_each_way { amount.scaled(2.0) } else { amount };
    let rhythm = rhythm(statement, rate)?;
    let hours = amount.times(rhythm.times);
    let is_sane = hours.low > 0.0 && hours.high <= 168.0 && hours.high.is_finite();
    let fits_a_day = !rhythm.is_session || amount.high <= 24.0 || is_weekend_only(statement) && amount.high <= 48.0;
    if !is_sane || !fits_a_day {
        return None;
    }
    let session = statement.session.map(|session| session.high).or(rhythm.is_session.then_some(amount.high));
    let days = minus(rhythm.days.unwrap_or_default(), statement.except);
    if days.is_empty() {
        return None;
    }
    let clock = match statement.clocks.as_slice() {
        [one] => one.window,
        _ => None,
    };
    Some(Weekly { hours, session, days, clock, is_every_day_assumed: rhythm.is_assumed, is_job: false })
}

fn clock_hours(statement: &Statement) -> Option<Bounds> {
    let hours: f64 = statement.clocks.iter().map(|stretch| stretch.hours).sum();
    (hours > 0.0).then_some(Bounds::exactly(hours))
}

struct Rhythm {
    /// How often a week.
    times: Bounds,
    days: Option<Weekdays>,
    /// Whether the amount is that of one session.
    is_session: bool,
    is_assumed: bool,
}

/// How often a week the amount comes.
fn rhythm(statement: &Statement, rate: Option<Rate>) -> Option<Rhythm> {
    // "2 hours a night, most nights".
    let is_of_week = matches!(rate, Some(Rate::Weekly(_) | Rate::Weekend(_)));
    if statement.slots.iter().any(|slot| slot.sort == SlotSort::Some) && !is_of_week {
        return None;
    }
    let named = named_days(statement);
    if statement.is_total && rate.is_none_or(|rate| matches!(rate, Rate::Weekly(_))) {
        return of_all_sessions(statement, rate, named);
    }
    let open_days = minus(named.unwrap_or_default(), statement.except);
    let session = |times: Bounds, days: Option<Weekdays>| Rhythm { times, days, is_session: true, is_assumed: false };
    if let Some((times, own)) = statement.times {
        // "3 x 2 hours a week", "twice a day", "three times a week".
        let per = match own.or(rate) {
            Some(Rate::Weekly(per)) => per,
            Some(Rate::Weekend(share)) => return Some(session(times.scaled(share), Some(weekend()))),
            // "Twice a day, six days a week"
            Some(Rate::Daily(_)) if statement.slots.iter().any(|slot| slot.count.is_some()) => {
                let slots = slot_times(statement)?;
                return Some(session(times.times(slots), named));
            }
            Some(Rate::Daily(days)) => f64::from(minus(named.unwrap_or(days), statement.except).len()),
            None => {
                let slots = slot_times(statement)?;
                // "3x (Mon, Wed, Fri)" names the three.
                let is_same = (times.low - slots.low).abs() < 1e-9;
                return Some(session(if is_same { times } else { times.times(slots) }, named));
            }
        };
        // "Two hours a day, three times a week" comes three times.
        return Some(session(times.scaled(per), named));
    }
    match rate {
        Some(Rate::Weekly(share))
            if share < 1.0
                && statement.is_amount_first
                && matches!(statement.hours, Some((_, None)))
                && named.is_some() =>
        {
            return Some(session(slot_times(statement)?.scaled(share), named));
        }
        Some(Rate::Weekly(times)) => {
            return Some(Rhythm { times: Bounds::exactly(times), days: named, is_session: false, is_assumed: false });
        }
        Some(Rate::Weekend(share)) => {
            let n_days = if statement.is_each && !statement.is_each_time { 2.0 } else { 1.0 };
            return Some(session(Bounds::exactly(share * n_days), Some(weekend())));
        }
        Some(Rate::Daily(days)) => {
            let counted: Vec<&Slot> = statement.slots.iter().filter(|slot| slot.count.is_some()).collect();
            if let [slot] = counted.as_slice() {
                return Some(session(once(slot, statement.except), named));
            }
            let within = if statement.says(Idiom::Workdays) { monday_to_friday() } else { days };
            let days = minus(named.unwrap_or(within), statement.except);
            return Some(session(Bounds::exactly(f64::from(days.len())), Some(days)));
        }
        None => {}
    }
    if let Some(times) = slot_times(statement) {
        // "Two days a week (16 hours)": more than a day holds is what they come to.
        let is_sum = matches!(statement.hours, Some((hours, None)) if hours.low > DAY_HOURS_MAX) && times.low > 1.0;
        let sum = Rhythm { times: Bounds::exactly(1.0), days: named, is_session: false, is_assumed: false };
        return Some(if is_sum && !statement.is_each { sum } else { session(times, named) });
    }
    if statement.says(Idiom::Workdays) {
        let days = minus(named.unwrap_or_else(monday_to_friday), statement.except);
        return Some(session(Bounds::exactly(f64::from(days.len())), Some(days)));
    }
    let is_part = statement.slots.iter().any(|slot| slot.sort == SlotSort::Part);
    if statement.says(Idiom::EveryDay) || is_part {
        let times = Bounds::exactly(f64::from(open_days.len()));
        return Some(Rhythm { is_assumed: true, ..session(times, Some(open_days)) });
    }
    None
}

/// "4 runs a week, 4 hours in total", "Saturday and Sunday 6 hours in total": the
/// amount of all sessions of a week. "45 minutes in total, three times a week" may be
/// either, and is asked.
fn of_all_sessions(statement: &Statement, rate: Option<Rate>, named: Option<Weekdays>) -> Option<Rhythm> {
    let of_week =
        |times: f64| Rhythm { times: Bounds::exactly(times), days: named, is_session: false, is_assumed: false };
    let counted = statement.times.map(|(_, own)| own);
    match (counted, counted.flatten().or(rate)) {
        (Some(_), _) if statement.is_amount_first => None,
        (_, Some(Rate::Weekly(times))) => Some(of_week(times)),
        _ => {
            let shares = statement.slots.iter().filter(|slot| slot.sort != SlotSort::Part).map(|slot| slot.share);
            shares.reduce(f64::min).map(of_week)
        }
    }
}

/// How often a week the named days come together.
fn slot_times(statement: &Statement) -> Option<Bounds> {
    let slots: Vec<&Slot> =
        statement.slots.iter().filter(|slot| !matches!(slot.sort, SlotSort::Part | SlotSort::Some)).collect();
    let counted = slots.iter().find(|slot| slot.count.is_some());
    let names: Vec<&&Slot> = slots.iter().filter(|slot| slot.count.is_none()).collect();
    let plain = |slots: &[&&Slot]| slots.iter().map(|slot| once(slot, statement.except)).reduce(Bounds::plus);
    // "Three days (Mon, Wed, Fri)" says the same twice.
    if let (Some(counted), Some(named)) = (counted, plain(&names)) {
        let count = once(counted, statement.except);
        if (count.low - named.low).abs() < 1e-9 && named.low > 1.0 {
            return Some(count);
        }
    }
    // Beside days, a weekend counts with both of its days.
    let has_days = slots.iter().any(|slot| slot.sort == SlotSort::Days);
    let each = statement.is_each && !statement.is_each_time || has_days;
    slots
        .into_iter()
        .map(|slot| {
            let is_both = slot.sort == SlotSort::Weekend && each;
            once(slot, statement.except).scaled(if is_both { 2.0 } else { 1.0 })
        })
        .reduce(Bounds::plus)
        .filter(|times| times.high > 0.0)
}

/// How often a week these days come.
fn once(slot: &Slot, except: Weekdays) -> Bounds {
    let times = match (slot.count, slot.sort) {
        (Some(count), _) => count,
        (None, SlotSort::Weekend) => Bounds::exactly(1.0),
        (None, _) => Bounds::exactly(f64::from(minus(slot.days, except).len())),
    };
    times.scaled(slot.share)
}

/// The days of the week that the words name; nothing where they name none.
fn named_days(statement: &Statement) -> Option<Weekdays> {
    let named =
        statement.slots.iter().filter(|slot| slot.days != Weekdays::default()).map(|slot| slot.days).reduce(union);
    // "Three weekday mornings and 2 evenings": any day may be meant.
    let is_open = statement.slots.iter().any(|slot| slot.days == Weekdays::default() && slot.sort == SlotSort::Days);
    named.filter(|_| !is_open)
}

fn is_weekend_only(statement: &Statement) -> bool {
    statement.slots.iter().all(|slot| slot.sort == SlotSort::Weekend)
}
