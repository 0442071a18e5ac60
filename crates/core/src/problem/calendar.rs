use super::Minute;

/// A stretch of time, `[start, finish)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First minute of it.
    pub start: Minute,
    /// First minute after it.
    pub finish: Minute,
}

impl Span {
    /// From a first minute to the first one after.
    #[must_use]
    pub fn new(start: Minute, finish: Minute) -> Self {
        Span { start, finish }
    }

    /// Its minutes; zero where it ends before it starts.
    #[must_use]
    pub fn minutes(self) -> Minute {
        self.finish.saturating_sub(self.start)
    }
}

/// When work is possible: spans in rising order that do not touch, with the
/// work before each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Invariant: not empty, in rising order, with time between them.
    spans: Vec<Span>,
    /// `before[i]` is the work in the spans before `i`; one longer than they.
    before: Vec<Minute>,
}

impl Default for Calendar {
    fn default() -> Self {
        Calendar::new([])
    }
}

impl Calendar {
    /// The calendar of these spans, in any order; overlaps count once.
    #[must_use]
    pub fn new(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut given: Vec<Span> = spans.into_iter().filter(|span| span.minutes() > 0).collect();
        if !given.is_sorted() {
            given.sort_unstable();
        }
        let mut spans: Vec<Span> = Vec::with_capacity(given.len());
        for span in given {
            match spans.last_mut() {
                Some(last) if span.start <= last.finish => last.finish = last.finish.max(span.finish),
                _ => spans.push(span),
            }
        }
        let mut before = Vec::with_capacity(spans.len() + 1);
        let mut sum = 0;
        before.push(0);
        for span in &spans {
            sum += span.minutes();
            before.push(sum);
        }
        Calendar { spans, before }
    }

    /// The spans, in order; they do not touch.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// All the work that it holds.
    #[must_use]
    pub fn total(&self) -> Minute {
        self.before.last().copied().unwrap_or(0)
    }

    /// The work that is possible before a minute.
    #[must_use]
    pub fn work_before(&self, minute: Minute) -> Minute {
        let idx = self.spans.partition_point(|span| span.start < minute);
        match idx.checked_sub(1) {
            None => 0,
            Some(idx) => self.before[idx] + (minute - self.spans[idx].start).min(self.spans[idx].minutes()),
        }
    }

    /// The minute in which work number `work` (the first is 0) is done;
    /// nothing if there is less.
    #[must_use]
    pub fn minute_of(&self, work: Minute) -> Option<Minute> {
        // The first sum is zero, so it is never above.
        let idx = self.before.partition_point(|&before| before <= work) - 1;
        let span = self.spans.get(idx)?;
        Some(span.start + (work - self.before[idx]))
    }

    /// The first minute by which so much work can have been done; zero for
    /// none, nothing if there is less.
    #[must_use]
    pub fn minute_after(&self, work: Minute) -> Option<Minute> {
        match work.checked_sub(1) {
            None => Some(0),
            Some(last) => Some(self.minute_of(last)? + 1),
        }
    }

    /// What is left of it without the given spans, in any order, as spans of
    /// its own work: the first minute of work in it is 0.
    pub(super) fn left_without(&self, absent: &[Span]) -> Calendar {
        let gone = absent.iter().map(|span| Span::new(self.work_before(span.start), self.work_before(span.finish)));
        let mut left = Vec::new();
        let mut at = 0;
        for span in Calendar::new(gone).spans {
            left.push(Span::new(at, span.start));
            at = span.finish;
        }
        left.push(Span::new(at, self.total()));
        Calendar::new(left)
    }
}

/// When somebody works: a calendar, less the absences.
#[derive(Clone, Copy, Debug)]
pub struct WorkingTime<'p> {
    pub(super) calendar: &'p Calendar,
    /// What is left of the calendar's work, counted in it; all where absent.
    pub(super) left: Option<&'p Calendar>,
}

impl<'p> WorkingTime<'p> {
    /// The calendar without absences.
    #[must_use]
    pub fn calendar(self) -> &'p Calendar {
        self.calendar
    }

    /// What absences leave of the calendar's work, counted in it; nothing
    /// where there are none.
    #[must_use]
    pub fn left(self) -> Option<&'p Calendar> {
        self.left
    }

    /// All the work that it holds.
    #[must_use]
    pub fn total(self) -> Minute {
        self.left.unwrap_or(self.calendar).total()
    }

    /// The work that is possible before a minute.
    #[must_use]
    pub fn work_before(self, minute: Minute) -> Minute {
        let work = self.calendar.work_before(minute);
        self.left.map_or(work, |left| left.work_before(work))
    }

    /// The minute in which work number `work` (the first is 0) is done;
    /// nothing if there is less.
    #[must_use]
    pub fn minute_of(self, work: Minute) -> Option<Minute> {
        match self.left {
            None => self.calendar.minute_of(work),
            Some(left) => self.calendar.minute_of(left.minute_of(work)?),
        }
    }

    /// The first minute by which so much work can have been done; zero for
    /// none, nothing if there is less.
    #[must_use]
    pub fn minute_after(self, work: Minute) -> Option<Minute> {
        match work.checked_sub(1) {
            None => Some(0),
            Some(last) => Some(self.minute_of(last)? + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(spans: &[(Minute, Minute)]) -> Calendar {
        Calendar::new(spans.iter().map(|&(start, finish)| Span::new(start, finish)))
    }

    #[test]
    fn spans_are_put_in_order_and_counted_once() {
        let calendar = calendar(&[(30, 40), (0, 10), (5, 12), (12, 15), (20, 20), (9, 3)]);
        assert_eq!(calendar.spans(), [Span::new(0, 15), Span::new(30, 40)]);
        assert_eq!(calendar.total(), 25);
    }

    #[test]
    fn work_and_minutes_translate_both_ways() {
        let calendar = calendar(&[(10, 20), (30, 35)]);
        assert_eq!([0, 10, 15, 20, 25, 32, 99].map(|minute| calendar.work_before(minute)), [0, 0, 5, 10, 10, 12, 15]);
        assert_eq!(
            [0, 9, 10, 14, 15].map(|work| calendar.minute_of(work)),
            [Some(10), Some(19), Some(30), Some(34), None]
        );
        assert_eq!(
            [0, 10, 11, 15, 16].map(|work| calendar.minute_after(work)),
            [Some(0), Some(20), Some(31), Some(35), None]
        );
        assert_eq!(Calendar::default().minute_of(0), None);
        assert_eq!(Calendar::default().work_before(9), 0);
    }

    #[test]
    fn absences_are_cut_out() {
        let calendar = calendar(&[(0, 10), (20, 30)]);
        let left = calendar.left_without(&[Span::new(28, 40), Span::new(4, 6), Span::new(8, 22)]);
        let own = WorkingTime { calendar: &calendar, left: Some(&left) };
        let minutes: Vec<Minute> = (0..own.total()).map(|work| own.minute_of(work).expect("less than all")).collect();
        assert_eq!(minutes, [0, 1, 2, 3, 6, 7, 22, 23, 24, 25, 26, 27]);
        assert_eq!([0, 5, 7, 15, 23, 99].map(|minute| own.work_before(minute)), [0, 4, 5, 6, 7, 12]);
        assert_eq!([0, 4, 5, 12, 13].map(|work| own.minute_after(work)), [Some(0), Some(4), Some(7), Some(28), None]);
    }
}
