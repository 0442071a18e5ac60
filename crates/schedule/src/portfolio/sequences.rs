//! Orders of tasks for each person, changed one task at a time; only what the
//! change reaches is timed again.

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

use super::layout::{Layout, NOBODY, Times};

/// A schedule as an order of each person's tasks, with its times and cost.
pub(super) struct Sequences<'l, 'p> {
    layout: &'l Layout<'p>,
    /// All jobs, each after whatever it waits for.
    order: Vec<u32>,
    /// Place of each job in the order.
    place: Vec<u32>,
    /// The jobs of each person in their order.
    own: Vec<Vec<u32>>,
    /// Place of each job among those of its person.
    own_place: Vec<u32>,
    times: Times,
    /// The dues that each job's finish decides about.
    dues_of: Vec<Vec<u32>>,
    costs: Vec<f64>,
    cost: f64,
    /// Sum of all finishes.
    finishes: i64,
    dirty: Bits,
    marked: Bits,
    undo: Undo,
}

/// What a change did, to take it back.
#[derive(Default)]
struct Undo {
    times: Vec<(u32, u32, u32, u32)>,
    costs: Vec<(u32, f64)>,
    cost: f64,
    finishes: i64,
    /// A stretch of the order, as it was.
    order: Vec<u32>,
    order_from: usize,
    change: OrderChange,
}

/// One person's job goes from one place in the person's order to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OrderChange {
    person: usize,
    from: usize,
    to: usize,
}

/// What a schedule costs: lateness first, then the sum of all finishes.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) struct Cost {
    pub(super) late: f64,
    pub(super) finishes: i64,
}

impl<'l, 'p> Sequences<'l, 'p> {
    /// The schedule in which everybody takes the tasks in this order, which
    /// holds each after whatever it waits for.
    pub(super) fn new(layout: &'l Layout<'p>, order: Vec<u32>) -> Self {
        let n = order.len();
        let mut dues_of = vec![Vec::new(); n];
        for (number, due) in layout.dues.iter().enumerate() {
            for &end in &due.ends {
                dues_of[end as usize].push(number as u32);
            }
        }
        let mut sequences = Sequences {
            layout,
            order: Vec::new(),
            place: vec![0; n],
            own: vec![Vec::new(); layout.problem.parts().people.len()],
            own_place: vec![0; n],
            times: Times { work_end: vec![0; n], finish: vec![0; n], waited_until: vec![0; n] },
            dues_of,
            costs: vec![0.0; layout.dues.len()],
            cost: 0.0,
            finishes: 0,
            dirty: Bits::new(n),
            marked: Bits::new(n),
            undo: Undo::default(),
        };
        sequences.reset(order);
        sequences
    }

    /// Takes another order, and times everything again.
    pub(super) fn reset(&mut self, order: Vec<u32>) {
        for own in &mut self.own {
            own.clear();
        }
        for (place, &job) in order.iter().enumerate() {
            self.place[job as usize] = place as u32;
            let person = self.layout.jobs[job as usize].person;
            if person != NOBODY {
                let own = &mut self.own[person as usize];
                self.own_place[job as usize] = own.len() as u32;
                own.push(job);
            }
        }
        self.order = order;
        for place in 0..self.order.len() {
            let job = self.order[place] as usize;
            let work_before = self.work_before(job);
            self.layout.settle(job, work_before, &mut self.times);
        }
        self.finishes = self.times.finish.iter().map(|&finish| i64::from(finish)).sum();
        for due in 0..self.costs.len() {
            self.costs[due] = self.layout.cost(due, self.last_finish(due));
        }
        self.cost = self.costs.iter().sum();
    }

    pub(super) fn times(&self) -> &Times {
        &self.times
    }

    pub(super) fn cost(&self) -> Cost {
        Cost { late: self.cost, finishes: self.finishes }
    }

    /// All jobs, each after whatever it waits for.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// The job before in the order of the same person.
    fn previous(&self, job: usize) -> Option<usize> {
        let person = self.layout.jobs[job].person;
        if person == NOBODY {
            return None;
        }
        let place = self.own_place[job].checked_sub(1)?;
        Some(self.own[person as usize][place as usize] as usize)
    }

    fn next(&self, job: usize) -> Option<usize> {
        let person = self.layout.jobs[job].person;
        if person == NOBODY {
            return None;
        }
        self.own[person as usize].get(self.own_place[job] as usize + 1).map(|&next| next as usize)
    }

    fn work_before(&self, job: usize) -> u32 {
        self.previous(job).map_or(0, |before| self.times.work_end[before])
    }

    fn last_finish(&self, due: usize) -> u32 {
        let ends = &self.layout.dues[due].ends;
        ends.iter().map(|&end| self.times.finish[end as usize]).max().unwrap_or(0)
    }

    /// A change that may help one of the late goals, by chance: of a job that
    /// stands directly after another one's end on the chain that makes the
    /// goal late. Only such a change can make it less late (for job shops:
    /// Balas, "Machine sequencing via disjunctive graphs", 1969).
    pub(super) fn propose(&self, rng: &mut ChaCha8Rng, chain: &mut Vec<u32>) -> Option<OrderChange> {
        let due = self.late_due(rng)?;
        let ends = &self.layout.dues[due].ends;
        let last = ends.iter().max_by_key(|&&end| (self.times.finish[end as usize], end))?;
        self.critical_jobs(*last as usize, rng, chain);
        if chain.is_empty() {
            return None;
        }
        let job = chain[rng.random_range(0..chain.len())] as usize;
        let person = self.layout.jobs[job].person as usize;
        let place = self.own_place[job] as usize;
        // Mostly neighbors, now and then further away.
        let mut far = 1;
        while rng.random_bool(FARTHER) {
            far += 1;
        }
        if rng.random_bool(0.5) {
            Some(OrderChange { person, from: place, to: place.saturating_sub(far) })
        } else {
            Some(OrderChange { person, from: place - 1, to: (place - 1 + far).min(self.own[person].len() - 1) })
        }
    }

    /// One of the dues that are missed, else one of all.
    fn late_due(&self, rng: &mut ChaCha8Rng) -> Option<usize> {
        if self.costs.is_empty() {
            return None;
        }
        let mut due = rng.random_range(0..self.costs.len());
        if self.cost > 0.0 {
            let first = due;
            while self.costs[due] == 0.0 {
                due = (due + 1) % self.costs.len();
                if due == first {
                    break;
                }
            }
        }
        Some(due)
    }

    /// The jobs on a chain of waiting that ends with `last` which stand after
    /// another job of their person without a break.
    fn critical_jobs(&self, last: usize, rng: &mut ChaCha8Rng, chain: &mut Vec<u32>) {
        chain.clear();
        let mut job = last;
        loop {
            let is_work = self.layout.jobs[job].person != NOBODY;
            let start = if is_work { self.times.work_end[job] - self.layout.jobs[job].minutes } else { 0 };
            let behind = self.previous(job).filter(|&before| self.times.work_end[before] == start);
            let latest = self.layout.bounds(job, &self.times).max_by_key(|&(before, position)| (position, before));
            let waits =
                latest.filter(|&(_, position)| !is_work || (start > 0 && self.layout.work_at(job, position) == start));
            if behind.is_some() {
                chain.push(job as u32);
            }
            job = match (behind, waits) {
                (Some(behind), Some((waits, _))) => {
                    if rng.random_bool(0.5) {
                        behind
                    } else {
                        waits
                    }
                }
                (Some(behind), None) => behind,
                (None, Some((waits, _))) => waits,
                (None, None) => break,
            };
        }
    }

    /// Makes a change; whether it was possible without tasks that wait for
    /// each other. [`Sequences::take_back`] undoes the last one.
    pub(super) fn make(&mut self, change: OrderChange) -> bool {
        let OrderChange { person, from, to } = change;
        if from == to || !self.reorder(change) {
            return false;
        }
        self.undo.change = change;
        self.undo.cost = self.cost;
        self.undo.finishes = self.finishes;
        self.undo.times.clear();
        self.undo.costs.clear();
        self.shift(change);
        let own = &self.own[person];
        let places = [from, from + 1, to, to + 1];
        for place in places.into_iter().filter(|&place| place < own.len()) {
            self.dirty.set(self.place[own[place] as usize] as usize);
        }
        self.propagate();
        true
    }

    /// Moves the job in its person's order.
    fn shift(&mut self, OrderChange { person, from, to }: OrderChange) {
        let own = &mut self.own[person];
        let range = from.min(to)..from.max(to) + 1;
        if from < to {
            own[range.clone()].rotate_left(1);
        } else {
            own[range.clone()].rotate_right(1);
        }
        for place in range {
            self.own_place[own[place] as usize] = place as u32;
        }
    }

    /// Brings the order of all jobs in line with a change that is to come;
    /// false, and nothing done, where it would make jobs wait for each other.
    fn reorder(&mut self, OrderChange { person, from, to }: OrderChange) -> bool {
        let own = &self.own[person];
        let (moved, other) = (own[from] as usize, own[to] as usize);
        let (low, high) = if to < from {
            (self.place[other] as usize, self.place[moved] as usize)
        } else {
            (self.place[moved] as usize, self.place[other] as usize)
        };
        let sound = if to < from { self.mark_before(moved, low, high) } else { self.mark_after(moved, low, high) };
        let is_passed = |job: usize| {
            let place = self.own_place[job] as usize;
            self.layout.jobs[job].person as usize == person
                && from.min(to) <= place
                && place <= from.max(to)
                && place != from
        };
        let sound = sound && !self.marked.iter(low, high).any(|place| is_passed(self.order[place] as usize));
        if sound {
            self.undo.order.clear();
            self.undo.order.extend_from_slice(&self.order[low..=high]);
            self.undo.order_from = low;
            // The moved job's side first where it goes forward, else last.
            let mut at = low;
            for first in [true, false] {
                for (idx, &job) in self.undo.order.iter().enumerate() {
                    if (self.marked.get(low + idx) == (to < from)) == first {
                        self.order[at] = job;
                        self.place[job as usize] = at as u32;
                        at += 1;
                    }
                }
            }
        }
        self.marked.clear(low, high);
        sound
    }

    /// Marks what a job waits for, from a place of the order on, as if it
    /// stood first among its person's jobs.
    fn mark_before(&mut self, moved: usize, low: usize, high: usize) -> bool {
        self.marked.set(high);
        let mut at = high;
        loop {
            let job = self.order[at] as usize;
            for before in self.layout.before(job) {
                if self.place[before] as usize >= low {
                    self.marked.set(self.place[before] as usize);
                }
            }
            if job != moved
                && let Some(before) = self.previous(job)
                && self.place[before] as usize >= low
            {
                self.marked.set(self.place[before] as usize);
            }
            match self.marked.last_before(at, low) {
                Some(next) => at = next,
                None => return true,
            }
        }
    }

    /// The same for what waits for it.
    fn mark_after(&mut self, moved: usize, low: usize, high: usize) -> bool {
        self.marked.set(low);
        let mut at = low;
        loop {
            let job = self.order[at] as usize;
            for after in self.layout.after(job) {
                if self.place[after] as usize <= high {
                    self.marked.set(self.place[after] as usize);
                }
            }
            if job != moved
                && let Some(after) = self.next(job)
                && self.place[after] as usize <= high
            {
                self.marked.set(self.place[after] as usize);
            }
            match self.marked.first_from(at + 1).filter(|&next| next <= high) {
                Some(next) => at = next,
                None => return true,
            }
        }
    }

    /// Times again what is dirty, and whatever that reaches.
    fn propagate(&mut self) {
        let mut from = 0;
        while let Some(at) = self.dirty.first_from(from) {
            self.dirty.unset(at);
            from = at;
            let job = self.order[at] as usize;
            let old = (job as u32, self.times.work_end[job], self.times.finish[job], self.times.waited_until[job]);
            let work_before = self.work_before(job);
            if !self.layout.settle(job, work_before, &mut self.times) {
                continue;
            }
            self.undo.times.push(old);
            self.finishes += i64::from(self.times.finish[job]) - i64::from(old.2);
            for after in self.layout.after(job) {
                self.dirty.set(self.place[after] as usize);
            }
            if let Some(next) = self.next(job) {
                self.dirty.set(self.place[next] as usize);
            }
        }
        self.price();
    }

    /// Works out the costs of all dues that the last changes touch.
    fn price(&mut self) {
        for idx in 0..self.undo.times.len() {
            let job = self.undo.times[idx].0 as usize;
            if !self.layout.jobs[job].is_end {
                continue;
            }
            for number in 0..self.dues_of[job].len() {
                let due = self.dues_of[job][number] as usize;
                let cost = self.layout.cost(due, self.last_finish(due));
                if cost != self.costs[due] {
                    self.undo.costs.push((due as u32, self.costs[due]));
                    self.cost += cost - self.costs[due];
                    self.costs[due] = cost;
                }
            }
        }
    }

    /// Undoes the last change.
    pub(super) fn take_back(&mut self) {
        let OrderChange { person, from, to } = self.undo.change;
        self.shift(OrderChange { person, from: to, to: from });
        for (idx, &job) in self.undo.order.iter().enumerate() {
            self.order[self.undo.order_from + idx] = job;
            self.place[job as usize] = (self.undo.order_from + idx) as u32;
        }
        for &(job, work_end, finish, waited_until) in self.undo.times.iter().rev() {
            let job = job as usize;
            self.times.work_end[job] = work_end;
            self.times.finish[job] = finish;
            self.times.waited_until[job] = waited_until;
        }
        for &(due, cost) in self.undo.costs.iter().rev() {
            self.costs[due as usize] = cost;
        }
        self.cost = self.undo.cost;
        self.finishes = self.undo.finishes;
    }
}

/// How often a change goes one place farther.
const FARTHER: f64 = 0.4;

/// A set of places.
struct Bits(Vec<u64>);

impl Bits {
    fn new(n: usize) -> Self {
        Bits(vec![0; n / 64 + 1])
    }

    fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn unset(&mut self, at: usize) {
        self.0[at / 64] &= !(1 << (at % 64));
    }

    fn get(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    fn first_from(&self, from: usize) -> Option<usize> {
        let mut idx = from / 64;
        let mut word = self.0.get(idx)? & (u64::MAX << (from % 64));
        while word == 0 {
            idx += 1;
            word = *self.0.get(idx)?;
        }
        Some(idx * 64 + word.trailing_zeros() as usize)
    }

    /// The last one from `low` on and before `at`.
    fn last_before(&self, at: usize, low: usize) -> Option<usize> {
        let mut idx = at / 64;
        let mut word = self.0[idx] & !(u64::MAX << (at % 64));
        while word == 0 {
            if idx == low / 64 {
                return None;
            }
            idx -= 1;
            word = self.0[idx];
        }
        Some(idx * 64 + 63 - word.leading_zeros() as usize).filter(|&found| found >= low)
    }

    fn iter(&self, low: usize, high: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.first_from(low), |&at| self.first_from(at + 1)).take_while(move |&at| at <= high)
    }

    fn clear(&mut self, low: usize, high: usize) {
        self.0[low / 64..=high / 64].fill(0);
    }
}
