use crate::local::{DAY, Day, Local, days_in_month};
use crate::rule::days::DayFilter;
use crate::rule::{Frequency, Rule};

/// How much may be looked at before a rule counts as endless work, shared by
/// all rules of a file. One is about one day or one time looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fuel(pub(crate) u64);

/// A rule that gives more times than these in one period, as each second of a
/// year, uses up the budget at once.
const TIMES_OF_PERIOD_MAX: usize = 1_000_000;

/// The times that a rule gives, in order, one period after the other.
///
/// Starting late is cheap: [`Occurrences::skip_to`] goes to the period of the
/// window without walking there, unless the rule has a count whose times must
/// be counted.
#[derive(Clone, Debug)]
pub(crate) struct Occurrences {
    frequency: Frequency,
    interval: i64,
    start: Local,
    until: Local,
    left: Option<u64>,
    bare: bool,
    days: DayFilter,
    times: Times,
    positions: Vec<i32>,
    week_start: u8,
    /// Number of the next period; that of the first time is 0, further ones
    /// are multiples of the interval.
    period: i64,
    /// The times of the period before `period`, the next one last.
    ready: Vec<Local>,
    /// Scratch for the times of a period, in order.
    found: Vec<Local>,
}

/// Which times of a day a rule allows.
#[derive(Clone, Debug)]
struct Times {
    hours: Vec<u32>,
    minutes: Vec<u32>,
    seconds: Vec<u32>,
}

/// A look at the next period.
enum Step {
    Looked,
    /// No later period can give anything.
    Over,
}

impl Occurrences {
    pub(super) fn new(rule: &Rule, start: Local, until: Option<Local>) -> Self {
        let time = start.second_of_day();
        let or_first = |list: &[u32], smaller: Frequency, first: u32| {
            if list.is_empty() && rule.frequency > smaller { vec![first] } else { list.to_vec() }
        };
        let mut seconds = or_first(&rule.seconds, Frequency::Secondly, time % 60);
        // Calendars have no leap seconds.
        seconds.retain(|&second| second < 60);
        Occurrences {
            frequency: rule.frequency,
            interval: rule.interval.into(),
            start,
            until: until.unwrap_or(Local::MAX),
            left: rule.count,
            bare: rule.is_bare(),
            days: DayFilter::new(rule, start.day()),
            times: Times {
                hours: or_first(&rule.hours, Frequency::Hourly, time / 3600),
                minutes: or_first(&rule.minutes, Frequency::Minutely, time / 60 % 60),
                seconds,
            },
            positions: rule.positions.clone(),
            week_start: rule.week_start,
            period: 0,
            ready: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Goes to the last period that begins at or before this time, so that
    /// none from it on is missed; earlier times may still come. Where the rule
    /// has a count, only one that gives one time each period can be skipped.
    pub(crate) fn skip_to(mut self, from: Local) -> Self {
        let one_each = self.bare && self.frequency < Frequency::Monthly;
        if from <= self.start || (self.left.is_some() && !one_each) {
            return self;
        }
        let (year, month, _) = from.day().parts();
        let (first_year, first_month, _) = self.start.day().parts();
        let periods = match self.frequency {
            Frequency::Yearly => i64::from(year - first_year),
            Frequency::Monthly => i64::from(year - first_year) * 12 + i64::from(month) - i64::from(first_month),
            Frequency::Weekly => i64::from(from.day().0 - self.week_of_start().0) / 7,
            smaller => (from.0 - self.start.0) / unit(smaller),
        };
        self.period = (periods - periods.rem_euclid(self.interval)).max(0);
        if let Some(left) = &mut self.left {
            let passed = u64::try_from(self.period / self.interval).expect("periods do not lie before the first");
            *left = left.saturating_sub(passed);
        }
        self
    }

    /// The next time, or nothing: at the end of the rule, or beyond `last`, or
    /// where the budget is used up.
    pub(crate) fn next_until(&mut self, last: Local, fuel: &mut Fuel) -> Option<Local> {
        let last = last.min(self.until);
        loop {
            if let Some(time) = self.ready.pop() {
                if time > last || self.left == Some(0) {
                    self.ready.push(time);
                    return None;
                }
                if let Some(left) = &mut self.left {
                    *left -= 1;
                }
                return Some(time);
            }
            if self.left == Some(0) || fuel.0 == 0 {
                return None;
            }
            if let Step::Over = self.look_at_next_period(last, fuel) {
                return None;
            }
        }
    }

    /// Fills `ready` with the times of the next period, if it gives any.
    fn look_at_next_period(&mut self, last: Local, fuel: &mut Fuel) -> Step {
        let (first, end) = match self.frequency {
            Frequency::Yearly | Frequency::Monthly | Frequency::Weekly => {
                let Some((first, end)) = self.days_of_period() else { return Step::Over };
                if Local::new(first, 0) > last {
                    return Step::Over;
                }
                (first, end)
            }
            Frequency::Daily => {
                let day = i64::from(self.start.day().0) + self.period;
                match i32::try_from(day).map(Day) {
                    Ok(day) if Local(i64::from(day.0).saturating_mul(DAY)) <= last => (day, day.plus(1)),
                    _ => return Step::Over,
                }
            }
            _ => return self.look_at_next_time(last, fuel),
        };
        self.period += self.interval;
        self.found.clear();
        let mut day = first;
        while day < end {
            let (year, month, of_month) = day.parts();
            if !self.days.allows_month(month) {
                day = day.plus(i32::try_from(days_in_month(year, month) - of_month + 1).expect("days of a month"));
                fuel.0 = fuel.0.saturating_sub(1);
                continue;
            }
            if self.days.allows(day) {
                self.times.of_day(day, &mut self.found);
            }
            if self.found.len() > TIMES_OF_PERIOD_MAX {
                fuel.0 = 0;
                break;
            }
            fuel.0 = fuel.0.saturating_sub(1);
            day = day.plus(1);
        }
        fuel.0 = fuel.0.saturating_sub(self.found.len() as u64);
        self.choose();
        Step::Looked
    }

    /// The days of the next period and the one after them; nothing beyond the
    /// years that there are.
    fn days_of_period(&self) -> Option<(Day, Day)> {
        let (year, month, _) = self.start.day().parts();
        match self.frequency {
            Frequency::Yearly => {
                let year = year_within(i64::from(year) + self.period)?;
                Some((Day::new(year, 1, 1), Day::new(year + 1, 1, 1)))
            }
            Frequency::Monthly => {
                let months = i64::from(year) * 12 + i64::from(month) - 1 + self.period;
                let year = year_within(months.div_euclid(12))?;
                let month = u32::try_from(months.rem_euclid(12) + 1).expect("1 to 12");
                let first = Day::new(year, month, 1);
                Some((first, first.plus(i32::try_from(days_in_month(year, month)).expect("days of a month"))))
            }
            _ => {
                let first = i64::from(self.week_of_start().0) + self.period.checked_mul(7)?;
                let first = Day(i32::try_from(first).ok().filter(|&first| i64::from(first) * DAY < Local::MAX.0)?);
                Some((first, first.plus(7)))
            }
        }
    }

    /// The day on which the week of the first time begins.
    fn week_of_start(&self) -> Day {
        let day = self.start.day();
        day.plus(-i32::from((day.weekday() + 7 - self.week_start) % 7))
    }

    /// A period of an hour or less.
    fn look_at_next_time(&mut self, last: Local, fuel: &mut Fuel) -> Step {
        let unit = unit(self.frequency);
        // The period begins with the hour or minute in which the first time lies.
        let first = self.start.0 - self.start.0.rem_euclid(unit);
        let Some(begin) = self.period.checked_mul(unit).and_then(|since| first.checked_add(since)) else {
            return Step::Over;
        };
        if begin > last.0 {
            return Step::Over;
        }
        fuel.0 = fuel.0.saturating_sub(1);
        let begin = Local(begin);
        let (day, second) = (begin.day(), begin.second_of_day());
        let not_here = if !self.days.allows_all() && !self.days.allows(day) {
            Some(DAY)
        } else if !self.times.hours.is_empty() && !self.times.hours.contains(&(second / 3600)) {
            Some(3600)
        } else if self.frequency == Frequency::Secondly
            && !self.times.minutes.is_empty()
            && !self.times.minutes.contains(&(second / 60 % 60))
        {
            Some(60)
        } else {
            None
        };
        if let Some(length) = not_here {
            let over = begin.0 - begin.0.rem_euclid(length) + length;
            let periods = (over - first + unit - 1) / unit;
            let periods = periods.max(self.period + 1);
            self.period = (periods + self.interval - 1) / self.interval * self.interval;
            return Step::Looked;
        }
        self.period += self.interval;
        self.found.clear();
        self.times.of_period(begin, self.frequency, &mut self.found);
        self.choose();
        Step::Looked
    }

    /// Makes `ready` of what was found in a period: the positions that the
    /// rule names, nothing before the first time.
    fn choose(&mut self) {
        self.found.sort_unstable();
        self.ready.clear();
        if self.positions.is_empty() {
            self.ready.extend(self.found.iter().rev());
        } else {
            let n = i64::try_from(self.found.len()).expect("times of a year");
            let at = |position: i32| {
                let position = i64::from(position);
                let idx = if position > 0 { position - 1 } else { n + position };
                usize::try_from(idx).ok().filter(|&idx| idx < self.found.len())
            };
            let mut chosen: Vec<usize> = self.positions.iter().filter_map(|&position| at(position)).collect();
            chosen.sort_unstable_by(|a, b| b.cmp(a));
            chosen.dedup();
            self.ready.extend(chosen.into_iter().map(|idx| self.found[idx]));
        }
        while self.ready.last().is_some_and(|&time| time < self.start) {
            self.ready.pop();
        }
    }
}

impl Times {
    fn of_day(&self, day: Day, found: &mut Vec<Local>) {
        for hour in &self.hours {
            for minute in &self.minutes {
                for second in &self.seconds {
                    found.push(Local::new(day, hour * 3600 + minute * 60 + second));
                }
            }
        }
    }

    /// The times of an hour, a minute or a second.
    fn of_period(&self, begin: Local, frequency: Frequency, found: &mut Vec<Local>) {
        let second = begin.second_of_day();
        let within = |list: &[u32], now: u32| list.is_empty() || list.contains(&now);
        let one = |now: u32| std::iter::once(now).collect::<Vec<u32>>();
        let minutes = match frequency {
            Frequency::Hourly => self.minutes.clone(),
            _ if within(&self.minutes, second / 60 % 60) => one(second / 60 % 60),
            _ => return,
        };
        let seconds = match frequency {
            Frequency::Secondly if within(&self.seconds, second % 60) => one(second % 60),
            Frequency::Secondly => return,
            _ => self.seconds.clone(),
        };
        let hour = begin.0 - begin.0.rem_euclid(3600);
        for minute in &minutes {
            found.extend(seconds.iter().map(|second| Local(hour + i64::from(minute * 60 + second))));
        }
    }
}

/// Seconds of a period that is a day or less.
fn unit(frequency: Frequency) -> i64 {
    match frequency {
        Frequency::Secondly => 1,
        Frequency::Minutely => 60,
        Frequency::Hourly => 3600,
        _ => DAY,
    }
}

fn year_within(year: i64) -> Option<i32> {
    i32::try_from(year).ok().filter(|year| (1..=9998).contains(year))
}
