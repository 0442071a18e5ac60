use backcast_core::{
    Availability, BusyRange, DayCaps, Effort, EffortRange, MilestoneId, Placing, WeeklyHours, WorkWeek, days_between,
    plus_days,
};
use jiff::civil::Date;

/// Nothing is planned for longer than forty years.
pub(crate) const HORIZON_MAX_DAYS: usize = 14_610;

/// What is to be placed, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// First day of the horizon.
    pub today: Date,
    /// Hours a week, all that there are.
    pub weekly: WorkWeek,
    /// How many people share these hours; at least one.
    pub people: u32,
    /// Days on which less or nothing can be done.
    pub busy: Vec<BusyRange>,
    /// What the calendars leave free.
    pub caps: DayCaps,
    /// What each goal asks; tasks refer to them by number.
    pub goal_constraints: Vec<GoalConstraint>,
    /// The tasks, each after its predecessors.
    pub tasks: Vec<Task>,
}

/// What a goal asks of the schedule: its deadline, and who yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoalConstraint {
    /// Last day of its tasks.
    pub deadline: Date,
    /// 1 is most important: it keeps its deadline if not all can.
    pub priority: u32,
}

/// Work that can be interrupted.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Identity of the milestone that the work leads to.
    pub id: MilestoneId,
    /// Number of its goal in [`Project::goal_constraints`].
    pub goal: usize,
    /// The work.
    pub effort: EffortRange,
    /// Calendar days from its start that no work shortens.
    pub waiting_days: u32,
    /// Numbers of its predecessors, all smaller than its own, with the
    /// calendar days of waiting after each.
    pub after: Vec<(usize, u32)>,
    /// Where in time it wants to lie. An event takes its hours on its day; those that no
    /// day holds are found in the days before it.
    pub placing: Placing,
    /// 1 could be cut, 3 carries the goal.
    pub weight: u8,
    /// Days on which alone it can be finished, such as those of a review that
    /// is held twice a year; empty where any day will do.
    pub occasions: Vec<Date>,
    /// A day by which it is wanted: it gets its hours before others then.
    pub due_by: Option<Date>,
    /// Its release date: it does not start before this day.
    pub not_before: Option<Date>,
}

impl Project {
    /// Work in all tasks, likely value.
    #[must_use]
    pub fn needed(&self) -> Effort {
        self.tasks.iter().map(|task| task.effort.likely()).sum()
    }

    /// Whether a task is an event that takes its hours on its day. A date beyond the
    /// deadline cannot be what was meant.
    #[must_use]
    pub fn takes_its_day(&self, task: &Task) -> bool {
        let is_in_time = match task.placing {
            Placing::On(date) => date <= self.goal_constraints[task.goal].deadline,
            _ => true,
        };
        is_in_time && task.placing.takes_its_day(task.effort.likely())
    }

    /// Whether a task is an event that keeps its day whatever becomes of the work before
    /// it. One that takes place on several occasions waits for the next of them instead,
    /// and what takes days of waiting is a stretch of time that can only begin once its
    /// predecessors end.
    #[must_use]
    pub fn keeps_its_day(&self, task: &Task) -> bool {
        task.occasions.is_empty() && task.waiting_days == 0 && self.takes_its_day(task)
    }

    /// Whether the last that a goal asks for is an event that keeps its day: no other date
    /// can be offered for it.
    #[must_use]
    pub fn ends_in_event(&self, goal: usize) -> bool {
        let has_successor = self.have_successors();
        let of_goal = || self.tasks.iter().enumerate().filter(|(_, task)| task.goal == goal);
        let n_last = of_goal().filter(|&(idx, _)| !has_successor[idx]).count();
        of_goal().any(|(idx, task)| {
            let is_last = match task.placing {
                Placing::BeforeDeadline(_) => true,
                Placing::On(date) => {
                    !has_successor[idx] && (n_last == 1 || date == self.goal_constraints[goal].deadline)
                }
                Placing::Early | Placing::Late => false,
            };
            is_last && self.keeps_its_day(task)
        })
    }

    /// The day of an event, by the deadline of its goal where it has no date of its own.
    #[must_use]
    pub fn event_date(&self, task: &Task) -> Option<Date> {
        let deadline = self.goal_constraints[task.goal].deadline;
        match task.placing {
            Placing::On(date) => Some(date),
            Placing::BeforeDeadline(days) => Some(plus_days(deadline, -i32::try_from(days).unwrap_or(i32::MAX))),
            Placing::Early | Placing::Late => None,
        }
        .filter(|_| self.keeps_its_day(task))
    }

    /// Whether something rests on each task.
    pub(crate) fn have_successors(&self) -> Vec<bool> {
        let mut has_successor = vec![false; self.tasks.len()];
        self.tasks.iter().flat_map(|task| &task.after).for_each(|&(before, _)| has_successor[before] = true);
        has_successor
    }

    /// The project with every event on its day, toward these deadlines: it waits for
    /// nothing, and what it waited for is wanted by then.
    pub(crate) fn standing(&self, deadlines: &[usize]) -> Project {
        let mut standing = self.clone();
        for (idx, task) in self.tasks.iter().enumerate().filter(|(_, task)| self.keeps_its_day(task)) {
            let day = self.event_day(task, deadlines);
            for &(before, lag) in &task.after {
                let by = plus_days(self.today, signed(day).saturating_sub_unsigned(lag));
                let wanted = &mut standing.tasks[before].due_by;
                *wanted = Some(wanted.map_or(by, |known| known.min(by)));
            }
            let event = &mut standing.tasks[idx];
            event.placing = Placing::On(plus_days(self.today, signed(day)));
            event.after.clear();
            event.not_before = event.not_before.filter(|&from| self.day(from) <= day);
        }
        standing
    }

    /// The number of the day on which an event takes place, toward these deadlines.
    pub(crate) fn event_day(&self, task: &Task, deadlines: &[usize]) -> usize {
        match task.placing {
            Placing::On(date) => self.day(date),
            Placing::BeforeDeadline(days) => {
                deadlines[task.goal].saturating_sub(usize::try_from(days).unwrap_or(usize::MAX))
            }
            Placing::Early | Placing::Late => deadlines[task.goal],
        }
    }

    /// Whether a task is an event before the deadline that no day holds, so that its
    /// hours have to be found before it.
    pub(crate) fn is_prepared_event(&self, task: &Task) -> bool {
        matches!(task.placing, Placing::BeforeDeadline(_)) && !self.takes_its_day(task)
    }

    /// Hours from today to the last deadline, with those that events take on their days.
    #[must_use]
    pub fn available(&self) -> Effort {
        let Some(last) = self.goal_constraints.iter().map(|constraint| constraint.deadline).max() else {
            return Effort::ZERO;
        };
        let of_events = self.tasks.iter().filter(|task| self.takes_its_day(task)).map(|task| task.effort.likely());
        let of_weeks = self.availability(self.weekly.pace, self.day(last) + 1).effort_between(self.today, last);
        of_weeks + of_events.sum()
    }

    /// Hours held back for each goal against the spread of its efforts: the root
    /// of the summed squares of what each task may take on top. What an event takes on
    /// top is taken on its day.
    ///
    /// Source: Newbold, "Project Management in the Fast Lane" (1998), the
    /// square-root-of-squares buffer of critical-chain scheduling.
    #[must_use]
    pub fn buffers(&self) -> Vec<Effort> {
        let mut squares = vec![0.0; self.goal_constraints.len()];
        for task in self.tasks.iter().filter(|task| !self.takes_its_day(task)) {
            squares[task.goal] += task.effort.spread().hours().powi(2);
        }
        squares.into_iter().map(|sum: f64| Effort::from_hours(sum.sqrt())).collect()
    }

    /// The number of a date; dates before today count as today, dates beyond
    /// the longest horizon as its last day.
    pub(crate) fn day(&self, date: Date) -> usize {
        usize::try_from(days_between(self.today, date)).unwrap_or(0).min(HORIZON_MAX_DAYS - 1)
    }

    /// The days at a pace of at most all the hours that there are. Below that,
    /// busy days keep what is left of them up to the pace.
    pub(crate) fn availability(&self, pace: WeeklyHours, n_days: usize) -> Availability {
        let weekly = WorkWeek { pace, days: self.weekly.days };
        let busy: Vec<BusyRange> = self
            .busy
            .iter()
            .map(|range| {
                // Days on which more is worked than usual keep that.
                let is_rush = range.left > self.weekly.pace;
                let left = if pace < self.weekly.pace && !is_rush { range.left.min(pace) } else { range.left };
                BusyRange { left, ..range.clone() }
            })
            .collect();
        Availability::new(self.today, n_days, &weekly, &busy, &self.caps)
    }

    /// Days after which everything must be done at this pace, or the longest
    /// horizon there is.
    pub(crate) fn horizon(&self, pace: WeeklyHours) -> usize {
        let last = self.goal_constraints.iter().map(|constraint| self.day(constraint.deadline)).max().unwrap_or(0);
        let work: u64 = self.tasks.iter().map(|task| u64::from(task.effort.high().minutes())).sum();
        let weekly = u64::from(pace.minutes_per_week().max(1));
        let working = usize::try_from(work / weekly + 1).unwrap_or(HORIZON_MAX_DAYS).saturating_mul(7);
        let waiting: usize = self
            .tasks
            .iter()
            .map(|task| {
                let lag = task.after.iter().map(|&(_, lag)| lag).max().unwrap_or(0);
                usize::try_from(task.waiting_days.saturating_add(lag)).unwrap_or(HORIZON_MAX_DAYS)
            })
            .fold(0, usize::saturating_add);
        let busy = self.busy.iter().map(|range| self.day(range.to) + 1).max().unwrap_or(0);
        let occasions = self.tasks.iter().flat_map(|task| &task.occasions).map(|&day| self.day(day) + 1);
        let released = self.tasks.iter().filter_map(|task| task.not_before).map(|day| self.day(day) + 1);
        let busy = occasions.chain(released).max().unwrap_or(0).max(busy);
        // Busy days may hold all work back, so it starts at their end at worst.
        last.max(busy).saturating_add(working).saturating_add(waiting).saturating_add(14).min(HORIZON_MAX_DAYS)
    }
}

fn signed(day: usize) -> i32 {
    i32::try_from(day).unwrap_or(i32::MAX)
}
