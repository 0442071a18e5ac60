//! The serial schedule-generation scheme over calendars.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use backcast_core::problem::{Lag, Minute, Placed, Problem, Schedule, Span, Who, Work, WorkingTime};

/// Priority of a task: the smallest goes first.
pub(super) type Key = i64;

/// Places every task as early as it can, in the order of the keys as far as
/// dependencies let them: earlier gaps of whoever does it are filled, and of
/// several people the one takes it who is finished first. Pinned tasks keep
/// their minute and are placed before all others. Deadlines are not looked at.
///
/// Source: Kolisch, "Serial and parallel resource-constrained project
/// scheduling methods revisited" (1996); time is that of calendars instead of
/// periods, so that "fits" is asked of an ordered map of what is taken.
///
/// Cost: tasks times the logarithm of what is taken, where gaps are few.
///
/// # Errors
///
/// Returns the first task that does not fit anywhere before the horizon.
pub(super) fn place(problem: &Problem, successors: &[Vec<usize>], keys: &[Key]) -> Result<Schedule, Unplaceable> {
    let mut builder = Builder::new(problem);
    let n = problem.tasks().len();
    let mut n_open: Vec<usize> = problem.tasks().iter().map(|task| task.after.len()).collect();
    for number in (0..n).filter(|&number| problem.tasks()[number].pin.is_some()) {
        builder.pin(number)?;
    }
    let free = (0..n).filter(|&number| n_open[number] == 0).map(|number| Reverse((keys[number], number)));
    let mut eligible: BinaryHeap<_> = free.collect();
    while let Some(Reverse((_, number))) = eligible.pop() {
        match problem.tasks()[number].pin {
            None => builder.place(number)?,
            // It lies there already; what comes before has to be finished.
            Some(pin) if builder.earliest(number) > pin => {
                return Err(Unplaceable { task: number, reason: Reason::Pin });
            }
            Some(_) => {}
        }
        for &after in &successors[number] {
            n_open[after] -= 1;
            if n_open[after] == 0 {
                eligible.push(Reverse((keys[after], after)));
            }
        }
    }
    Ok(Schedule(builder.placed))
}

/// Why a task fits nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unplaceable {
    /// Number of the task in the problem.
    pub task: usize,
    /// What is in its way.
    pub reason: Reason,
}

/// What keeps a task from being placed at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// There is nobody who can do it.
    Nobody,
    /// Whoever can do it has no room for it before the horizon.
    NoRoom,
    /// It is more than its goal may take in a day or a week, and not splittable.
    Cap,
    /// Its pin lies outside the time of whoever does it, on another pin, or
    /// before what has to be finished first.
    Pin,
}

/// What is taken so far.
struct Builder<'p> {
    problem: &'p Problem,
    placed: Vec<Placed>,
    /// For each person the spans of own work that are taken, by start.
    taken: Vec<BusySpans>,
    /// What of each resource is held from each minute on.
    held: Vec<BTreeMap<Minute, u32>>,
    /// Work of each goal in each day and week that it may not fill, by first
    /// minute.
    worked: Vec<[BTreeMap<Minute, Minute>; 2]>,
    /// Everybody's number, or those with a skill.
    skilled: BTreeMap<Option<usize>, Vec<usize>>,
}

/// Spans of a person's work that are taken, in rising order; neighbors are
/// merged.
#[derive(Clone, Debug, Default)]
struct BusySpans(Vec<Span>);

impl BusySpans {
    /// The first free span from a piece of work on, however long.
    fn free_from(&self, work: Minute) -> Span {
        let idx = self.0.partition_point(|span| span.finish <= work);
        match self.0.get(idx) {
            None => Span::new(work, Minute::MAX),
            Some(span) if work < span.start => Span::new(work, span.start),
            Some(span) => Span::new(span.finish, self.0.get(idx + 1).map_or(Minute::MAX, |next| next.start)),
        }
    }

    fn take(&mut self, span: Span) {
        let idx = self.0.partition_point(|taken| taken.finish < span.start);
        match self.0.get_mut(idx) {
            Some(next) if next.finish == span.start => {
                next.finish = span.finish;
                if let Some(&behind) = self.0.get(idx + 1).filter(|behind| behind.start == span.finish) {
                    self.0[idx].finish = behind.finish;
                    self.0.remove(idx + 1);
                }
            }
            Some(next) if next.start == span.finish => next.start = span.start,
            _ => self.0.insert(idx, span),
        }
    }
}

/// A place that somebody has for a task.
struct Fit {
    person: usize,
    /// Spans of own work.
    pieces: Vec<Span>,
    placed: Placed,
}

impl<'p> Builder<'p> {
    fn new(problem: &'p Problem) -> Self {
        let parts = problem.parts();
        let mut skilled: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (person, who) in parts.people.iter().enumerate() {
            skilled.entry(None).or_default().push(person);
            for &skill in &who.skills {
                let list = skilled.entry(Some(skill)).or_default();
                if list.last() != Some(&person) {
                    list.push(person);
                }
            }
        }
        Builder {
            problem,
            placed: vec![Placed::default(); parts.tasks.len()],
            taken: vec![BusySpans::default(); parts.people.len()],
            held: vec![BTreeMap::from([(0, 0)]); parts.resources.len()],
            worked: vec![Default::default(); parts.goals.len()],
            skilled,
        }
    }

    fn able(&self, number: usize) -> Vec<usize> {
        match self.problem.tasks()[number].who {
            Who::Person(person) => vec![person],
            Who::Anybody => self.skilled.get(&None).cloned().unwrap_or_default(),
            Who::Skilled(skill) => self.skilled.get(&Some(skill)).cloned().unwrap_or_default(),
        }
    }

    fn pin(&mut self, number: usize) -> Result<(), Unplaceable> {
        let task = &self.problem.tasks()[number];
        let pin = task.pin.expect("only pinned tasks are pinned");
        self.put(number, pin, Some(pin))
    }

    fn place(&mut self, number: usize) -> Result<(), Unplaceable> {
        self.put(number, self.earliest(number), None)
    }

    /// The first minute that release and predecessors leave.
    fn earliest(&self, number: usize) -> Minute {
        let task = &self.problem.tasks()[number];
        let waits = task.after.iter().map(|dependency| {
            waited(self.problem, self.placed[dependency.on].finish(), dependency.lag).unwrap_or(Minute::MAX)
        });
        waits.fold(task.release, Minute::max)
    }

    fn put(&mut self, number: usize, earliest: Minute, only: Option<Minute>) -> Result<(), Unplaceable> {
        let task = &self.problem.tasks()[number];
        let unplaceable = |reason| Unplaceable { task: number, reason };
        if earliest > self.problem.parts().horizon {
            return Err(unplaceable(Reason::NoRoom));
        }
        if let Work::Waiting(minutes) = task.work {
            let start = self.resource_start(number, earliest, |start| start + minutes);
            let span = Span::new(start, start + minutes);
            if only.is_some_and(|only| only != start) {
                return Err(unplaceable(Reason::Pin));
            }
            self.hold(number, span);
            self.placed[number] = Placed { person: None, stretches: vec![span] };
            return Ok(());
        }
        let able = self.able(number);
        if able.is_empty() {
            return Err(unplaceable(Reason::Nobody));
        }
        let mut best: Option<Fit> = None;
        let mut reason = Reason::NoRoom;
        for person in able {
            match self.fit(number, person, earliest) {
                Ok(found) if only.is_some_and(|only| found.placed.start() != only) => reason = Reason::Pin,
                Ok(found) => {
                    if best.as_ref().is_none_or(|best| found.placed.finish() < best.placed.finish()) {
                        best = Some(found);
                    }
                }
                Err(why) => reason = why,
            }
        }
        let found = best.ok_or(unplaceable(reason))?;
        for &piece in &found.pieces {
            self.taken[found.person].take(piece);
        }
        self.hold(number, Span::new(found.placed.start(), found.placed.finish()));
        self.count(number, &found.placed, found.person);
        self.placed[number] = found.placed;
        Ok(())
    }

    /// The earliest place that a person has for a task.
    fn fit(&self, number: usize, person: usize, earliest: Minute) -> Result<Fit, Reason> {
        let task = &self.problem.tasks()[number];
        let time = self.problem.working_time(person);
        let horizon = self.problem.parts().horizon;
        let mut from = earliest;
        let mut reason = Reason::NoRoom;
        loop {
            if from > horizon {
                return Err(reason);
            }
            let (pieces, placed) = match task.work {
                Work::Unbroken(0) | Work::Splittable(0) | Work::Waiting(_) => {
                    (Vec::new(), Placed { person: Some(person), stretches: vec![Span::new(from, from)] })
                }
                Work::Unbroken(minutes) => self.unbroken(person, time, from, minutes).ok_or(reason)?,
                Work::Splittable(minutes) => self.pieces(number, person, time, from, minutes).ok_or(reason)?,
            };
            if placed.finish() > horizon {
                return Err(reason);
            }
            let span = Span::new(placed.start(), placed.finish());
            if let Some(later) = self.resource_conflict(number, span) {
                from = later;
                continue;
            }
            if matches!(task.work, Work::Unbroken(_))
                && let Some(later) = self.cap_conflict(number, time, span)
            {
                reason = Reason::Cap;
                from = later;
                continue;
            }
            return Ok(Fit { person, pieces, placed });
        }
    }

    fn unbroken(
        &self,
        person: usize,
        time: WorkingTime<'_>,
        from: Minute,
        minutes: Minute,
    ) -> Option<(Vec<Span>, Placed)> {
        let mut work = time.work_before(from);
        loop {
            let free = self.taken[person].free_from(work);
            if free.minutes() >= minutes {
                let piece = Span::new(free.start, free.start + minutes);
                let stretch = Span::new(time.minute_of(piece.start)?, time.minute_after(piece.finish)?);
                return Some((vec![piece], Placed { person: Some(person), stretches: vec![stretch] }));
            }
            work = free.finish;
        }
    }

    /// Pieces of splittable work: all that is free and that its goal may take.
    fn pieces(
        &self,
        number: usize,
        person: usize,
        time: WorkingTime<'_>,
        from: Minute,
        minutes: Minute,
    ) -> Option<(Vec<Span>, Placed)> {
        let goal = self.problem.tasks()[number].goal;
        let is_capped = self.is_capped(goal);
        let mut left = minutes;
        let mut work = time.work_before(from);
        let mut pieces: Vec<Span> = Vec::new();
        // What this task itself takes of its goal's days and weeks.
        let mut own: [BTreeMap<Minute, Minute>; 2] = Default::default();
        while left > 0 {
            let free = self.taken[person].free_from(work);
            let mut finish = free.finish.min(free.start.saturating_add(left));
            if is_capped {
                let minute = time.minute_of(free.start)?;
                let (room, full_until) = self.room(goal, minute, &own);
                if room == 0 {
                    work = time.work_before(full_until).max(free.start + 1);
                    continue;
                }
                let periods = self.periods(minute);
                let until = periods.map(|period| time.work_before(period.finish)).into_iter().fold(finish, Minute::min);
                finish = until.min(free.start + room);
                for (own, period) in own.iter_mut().zip(periods) {
                    *own.entry(period.start).or_default() += finish - free.start;
                }
            }
            match pieces.last_mut() {
                Some(last) if last.finish == free.start => last.finish = finish,
                _ => pieces.push(Span::new(free.start, finish)),
            }
            left -= finish - free.start;
            work = finish;
        }
        let stretch = |piece: &Span| Some(Span::new(time.minute_of(piece.start)?, time.minute_after(piece.finish)?));
        let stretches = pieces.iter().map(stretch).collect::<Option<Vec<Span>>>()?;
        Some((pieces, Placed { person: Some(person), stretches }))
    }

    fn is_capped(&self, goal: usize) -> bool {
        let terms = &self.problem.goals()[goal];
        terms.per_day.is_some() || terms.per_week.is_some()
    }

    /// The day and the week in which a minute lies.
    fn periods(&self, minute: Minute) -> [Span; 2] {
        let parts = self.problem.parts();
        [period(minute, 1440, &parts.days), period(minute, 7 * 1440, &parts.weeks)]
    }

    /// What a goal may still take in the day and week of a minute, and the end
    /// of the one that leaves less.
    fn room(&self, goal: usize, minute: Minute, own: &[BTreeMap<Minute, Minute>; 2]) -> (Minute, Minute) {
        let terms = &self.problem.goals()[goal];
        let caps = [terms.per_day, terms.per_week];
        let rooms = self.periods(minute).into_iter().enumerate().filter_map(|(idx, period)| {
            let taken = |map: &BTreeMap<Minute, Minute>| map.get(&period.start).copied().unwrap_or(0);
            let taken = taken(&self.worked[goal][idx]) + taken(&own[idx]);
            Some((caps[idx]?.saturating_sub(taken), period.finish))
        });
        // Of two that are full, the one that is full for longer.
        rooms.min_by_key(|&(room, finish)| (room, Reverse(finish))).unwrap_or((Minute::MAX, Minute::MAX))
    }

    /// Where unbroken work breaks a cap of its goal, the minute from which it
    /// has to be tried again: the first at which what is left of the full day
    /// or week is no more than it may take of it.
    fn cap_conflict(&self, number: usize, time: WorkingTime<'_>, span: Span) -> Option<Minute> {
        let goal = self.problem.tasks()[number].goal;
        if !self.is_capped(goal) {
            return None;
        }
        let mut own: [BTreeMap<Minute, Minute>; 2] = Default::default();
        let mut work = time.work_before(span.start);
        let first = work;
        let last = time.work_before(span.finish);
        while work < last {
            let minute = time.minute_of(work)?;
            let periods = self.periods(minute);
            let until = periods.map(|period| time.work_before(period.finish)).into_iter().fold(last, Minute::min);
            let (room, full_until) = self.room(goal, minute, &own);
            if until - work > room {
                let next = time.work_before(full_until).saturating_sub(room).max(first + 1);
                return Some(time.minute_of(next).unwrap_or(Minute::MAX));
            }
            for (own, period) in own.iter_mut().zip(periods) {
                *own.entry(period.start).or_default() += until - work;
            }
            work = until;
        }
        None
    }

    fn count(&mut self, number: usize, placed: &Placed, person: usize) {
        let goal = self.problem.tasks()[number].goal;
        if !self.is_capped(goal) {
            return;
        }
        let time = self.problem.working_time(person);
        for stretch in &placed.stretches {
            let (mut work, last) = (time.work_before(stretch.start), time.work_before(stretch.finish));
            while work < last {
                let minute = time.minute_of(work).expect("placed within working time");
                let periods = self.periods(minute);
                let until = periods.map(|period| time.work_before(period.finish)).into_iter().fold(last, Minute::min);
                for (worked, period) in self.worked[goal].iter_mut().zip(periods) {
                    *worked.entry(period.start).or_default() += until - work;
                }
                work = until;
            }
        }
    }

    /// The first start from `from` on at which the resources suffice.
    fn resource_start(&self, number: usize, mut from: Minute, finish: impl Fn(Minute) -> Minute) -> Minute {
        while let Some(later) = self.resource_conflict(number, Span::new(from, finish(from))) {
            from = later;
        }
        from
    }

    /// Where a resource does not suffice, the minute from which it may.
    fn resource_conflict(&self, number: usize, span: Span) -> Option<Minute> {
        let task = &self.problem.tasks()[number];
        if span.minutes() == 0 {
            return None;
        }
        task.demands.iter().find_map(|&(resource, _)| {
            let demand: u32 = task.demands.iter().filter(|&&(r, _)| r == resource).map(|&(_, d)| d).sum();
            let map = &self.held[resource];
            let free = self.problem.parts().resources[resource] - demand;
            let level_at_start = map.range(..=span.start).next_back().map_or(0, |(_, &held)| held);
            let mut inside = map.range(span.start..span.finish).filter(|&(_, &held)| held > free).map(|(&at, _)| at);
            let full = if level_at_start > free { Some(span.start) } else { None };
            let last_full = inside.next_back().or(full)?;
            // Behind the last moment inside at which it is full.
            map.range(last_full + 1..).find(|&(_, &held)| held <= free).map(|(&at, _)| at)
        })
    }

    fn hold(&mut self, number: usize, span: Span) {
        if span.minutes() == 0 {
            return;
        }
        for &(resource, demand) in &self.problem.tasks()[number].demands {
            let map = &mut self.held[resource];
            for edge in [span.start, span.finish] {
                let level = map.range(..=edge).next_back().map_or(0, |(_, &held)| held);
                map.entry(edge).or_insert(level);
            }
            for (_, held) in map.range_mut(span.start..span.finish) {
                *held += demand;
            }
        }
    }
}

/// The period in which a minute lies.
fn period(minute: Minute, usual: Minute, starts: &[Minute]) -> Span {
    if starts.is_empty() {
        return Span::new(minute / usual * usual, (minute / usual + 1) * usual);
    }
    let idx = starts.partition_point(|&start| start <= minute);
    let start = if idx == 0 { 0 } else { starts[idx - 1] };
    Span::new(start, starts.get(idx).copied().unwrap_or(Minute::MAX))
}

/// The first minute after a finish and its lag; nothing if the common
/// working time ends before.
pub(super) fn waited(problem: &Problem, finish: Minute, lag: Lag) -> Option<Minute> {
    match lag {
        Lag::Calendar(minutes) => Some(finish.saturating_add(minutes)),
        Lag::Working(0) => Some(finish),
        Lag::Working(minutes) => {
            let common = problem.common()?;
            common.minute_after(common.work_before(finish).checked_add(minutes)?)
        }
    }
}

/// The tasks that wait for each task.
pub(super) fn successors(problem: &Problem) -> Vec<Vec<usize>> {
    let mut successors = vec![Vec::new(); problem.tasks().len()];
    for (number, task) in problem.tasks().iter().enumerate() {
        for dependency in &task.after {
            successors[dependency.on].push(number);
        }
    }
    successors
}
