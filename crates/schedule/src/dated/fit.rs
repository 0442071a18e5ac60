//! What of a project decides whether dates hold, and whether they do.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use backcast_core::{Availability, Placing, plus_days};

use super::Wanted;
use crate::{Project, Task};

/// A project as its dates see it; days are counted from the first one.
pub(super) struct Dating {
    pub(super) availability: Availability,
    pub(super) tasks: Vec<TaskDates>,
}

/// A task as its dates see it.
#[derive(Clone, Debug)]
pub(super) struct TaskDates {
    /// Minutes of work that take hours of the week: none for an event.
    pub(super) work: u64,
    pub(super) waiting: usize,
    /// Predecessors with the days of waiting behind each.
    pub(super) after: Vec<(usize, usize)>,
    pub(super) is_practice: bool,
    pub(super) start: Option<usize>,
    pub(super) due: Option<usize>,
    /// It starts on this day at the earliest, whatever comes before it.
    pub(super) release: usize,
    /// It is due on this day at the earliest.
    pub(super) hold: usize,
    /// It is due on this day at the latest.
    pub(super) latest: usize,
    /// Whether it is an event, which never moves.
    pub(super) is_fixed: bool,
    /// Whether the proposed due day lies before the day of planning.
    pub(super) is_past: bool,
}

/// The days between which a task's work has to lie, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Dating {
    pub(super) fn new(project: &Project, wanted: &[Wanted]) -> Self {
        let tasks: Vec<TaskDates> =
            project.tasks.iter().zip(wanted).map(|(task, want)| task_dates(project, task, want)).collect();
        let last = tasks.iter().map(|task| task.latest.max(task.hold)).max().unwrap_or(0);
        let pace = project.weekly.pace;
        let availability = project.availability(pace, project.horizon(pace).max(last + 1));
        Dating { availability, tasks }
    }

    /// The first day on which a task can start when the others are due on these days.
    pub(super) fn first_day(&self, dues: &[usize], idx: usize) -> usize {
        let task = &self.tasks[idx];
        let after = task.after.iter().map(|&(before, lag)| dues[before].saturating_add(lag));
        after.max().unwrap_or(0).max(task.release)
    }

    /// Whether every task may be due on its day: after what it waits for, within its
    /// window, on no day off, and where it counts, with the hours that there are.
    pub(super) fn holds(&self, dues: &[usize], with_hours: bool) -> bool {
        let mut windows = Vec::with_capacity(dues.len());
        for (idx, (&due, task)) in dues.iter().zip(&self.tasks).enumerate() {
            let first = self.first_day(dues, idx);
            let is_in_window = task.hold <= due && due <= task.latest;
            let is_allowed = task.is_fixed || !self.availability.is_blocked(due);
            if first.saturating_add(task.waiting) > due || !is_in_window || !is_allowed {
                return false;
            }
            windows.push(Window { first, last: due });
        }
        !with_hours || self.overrun(&windows) == 0
    }

    /// The minutes by which tasks end after their windows, the most of any, when at each
    /// moment the one whose window ends first gets the hours. Zero if and only if the
    /// work fits into the windows at all.
    pub(super) fn overrun(&self, windows: &[Window]) -> u64 {
        let mut pieces = self.pieces(windows);
        pieces.sort_unstable_by_key(|piece| (piece.from, piece.until));
        let mut pieces = pieces.into_iter().peekable();
        let mut ready: BinaryHeap<Reverse<(u64, u64)>> = BinaryHeap::new();
        let (mut minute, mut most) = (0, 0);
        loop {
            if ready.is_empty() {
                let Some(piece) = pieces.peek() else { return most };
                minute = minute.max(piece.from);
            }
            while let Some(piece) = pieces.next_if(|piece| piece.from <= minute) {
                ready.push(Reverse((piece.until, piece.work)));
            }
            let Some(Reverse((until, work))) = ready.pop() else { return most };
            let step = pieces.peek().map_or(work, |next| work.min(next.from - minute));
            minute += step;
            if step < work {
                ready.push(Reverse((until, work - step)));
            } else {
                most = most.max(minute.saturating_sub(until));
            }
        }
    }

    /// The work of all tasks, that of practice week by week.
    fn pieces(&self, windows: &[Window]) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(windows.len());
        for (&window, task) in windows.iter().zip(&self.tasks).filter(|(_, task)| task.work > 0) {
            if task.is_practice {
                pieces.extend(self.weeks(window, task.work));
            } else {
                pieces.push(self.piece(window, task.work));
            }
        }
        pieces
    }

    fn piece(&self, window: Window, work: u64) -> Piece {
        let minutes_before = |day: usize| self.availability.minutes_before(day);
        Piece { from: minutes_before(window.first), until: minutes_before(window.last + 1), work }
    }

    /// The shares of practice, week by week, as far as the days of each week can hold
    /// them: a week away drops its share, and no other makes up for it.
    fn weeks(&self, window: Window, work: u64) -> impl Iterator<Item = Piece> {
        let days = |from: usize, last: usize| u64::try_from((last + 1).saturating_sub(from)).unwrap_or(1).max(1);
        let n_days = days(window.first, window.last);
        (window.first..=window.last).step_by(7).map(move |first| {
            let week = Window { first, last: (first + 6).min(window.last) };
            let piece = self.piece(week, work * days(week.first, week.last) / n_days);
            Piece { work: piece.work.min(piece.until - piece.from), ..piece }
        })
    }
}

/// Work that has to be done between two minutes of the hours that there are.
#[derive(Clone, Copy, Debug)]
struct Piece {
    from: u64,
    until: u64,
    work: u64,
}

fn task_dates(project: &Project, task: &Task, want: &Wanted) -> TaskDates {
    let deadline = project.goal_constraints[task.goal].deadline;
    let on = match task.placing {
        Placing::On(day) => Some(day),
        Placing::BeforeDeadline(days) => Some(plus_days(deadline, -i32::try_from(days).unwrap_or(0))),
        Placing::Early | Placing::Late => None,
    };
    let due = on.or(want.due);
    // What is proposed behind the deadline is meant to lie there: looking back at a race
    // is no preparation for it.
    let last = deadline.max(due.unwrap_or(deadline));
    let latest = on.unwrap_or_else(|| want.not_after.map_or(last, |day| day.min(last)));
    let in_days = |days: u32| usize::try_from(days).unwrap_or(usize::MAX / 4);
    TaskDates {
        work: if project.takes_its_day(task) { 0 } else { u64::from(task.effort.likely().minutes()) },
        waiting: in_days(task.waiting_days),
        after: task.after.iter().map(|&(before, lag)| (before, in_days(lag))).collect(),
        is_practice: want.is_practice,
        start: want.start.map(|day| project.day(day)),
        due: due.map(|day| project.day(day)),
        release: task.not_before.map_or(0, |day| project.day(day)),
        hold: on.map_or(0, |day| project.day(day)),
        latest: project.day(latest),
        is_fixed: on.is_some(),
        is_past: due.is_some_and(|day| day < project.today),
    }
}
