use super::{Calendar, Span, WorkingTime};

/// Minutes from the horizon's start.
pub type Minute = u32;

/// Everything that a problem is made of, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Nothing finishes after this minute.
    pub horizon: Minute,
    /// Working times; the first is the common one, in which lags of working
    /// time are counted and lateness is measured.
    pub calendars: Vec<Calendar>,
    /// First minute of each day but the first, in rising order, for what goals
    /// may take in a day; where empty, every day has 1440 minutes.
    pub days: Vec<Minute>,
    /// The same for weeks; where empty, every week has seven such days.
    pub weeks: Vec<Minute>,
    /// Who works.
    pub people: Vec<Person>,
    /// What there is of each renewable resource.
    pub resources: Vec<u32>,
    /// What each goal asks.
    pub goals: Vec<Terms>,
    /// What is to be done.
    pub tasks: Vec<Task>,
}

/// Somebody who works on one task at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Number of the calendar.
    pub calendar: usize,
    /// Absences, in any order.
    pub absent: Vec<Span>,
    /// Numbers of the skills, in any order.
    pub skills: Vec<usize>,
}

/// What a goal asks of the schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// How much a minute of tardiness counts; zero for not at all.
    pub weight: u32,
    /// Soft: its tasks should be finished by this minute.
    pub target: Option<Minute>,
    /// Hard: its tasks have to be finished by this minute.
    pub deadline: Option<Minute>,
    /// Common working time that is held back before target and deadline.
    pub buffer: Minute,
    /// Work that its tasks may take in a day, all people together.
    pub per_day: Option<Minute>,
    /// Work that its tasks may take in a week, all people together.
    pub per_week: Option<Minute>,
}

/// Something to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// Number of the goal that it serves.
    pub goal: usize,
    /// What it takes.
    pub work: Work,
    /// Who can do it; of no concern for waiting.
    pub who: Who,
    /// Resources that it holds from start to finish, with the amount.
    pub demands: Vec<(usize, u32)>,
    /// What has to be finished before.
    pub after: Vec<Dependency>,
    /// It does not start before.
    pub release: Minute,
    /// It has to be finished by then.
    pub deadline: Option<Minute>,
    /// It starts in this minute and in no other.
    pub pin: Option<Minute>,
}

/// What a task takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Minutes of work that only the worker's free time interrupts.
    Unbroken(Minute),
    /// Minutes of work in as many pieces as need be.
    Splittable(Minute),
    /// Minutes that pass by the calendar, without work.
    Waiting(Minute),
}

impl Default for Work {
    fn default() -> Self {
        Work::Unbroken(0)
    }
}

impl Work {
    /// The minutes, of work or waiting.
    #[must_use]
    pub fn minutes(self) -> Minute {
        match self {
            Work::Unbroken(minutes) | Work::Splittable(minutes) | Work::Waiting(minutes) => minutes,
        }
    }
}

/// Who can do a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    #[default]
    Anybody,
    /// This person.
    Person(usize),
    /// Whoever has this skill.
    Skilled(usize),
}

/// A predecessor, finish to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Number of the predecessor.
    pub on: usize,
    /// What has to pass after its finish.
    pub lag: Lag,
}

/// Time between a finish and the start that waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// Minutes of the common working time.
    Working(Minute),
    /// Minutes of the calendar.
    Calendar(Minute),
}

/// Why parts make no problem; everything is named by its number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemError {
    /// There is nothing to do.
    #[error("there is no task")]
    Empty,
    /// Times beyond what can be counted.
    #[error("the horizon of {0} minutes is longer than {max}", max = Problem::HORIZON_MAX)]
    HorizonTooLong(Minute),
    /// Efforts or waiting beyond what can be counted.
    #[error("task {task} takes {minutes} minutes, more than {max}", max = Problem::HORIZON_MAX)]
    TaskTooLong {
        /// Number of the task.
        task: usize,
        /// What it takes.
        minutes: Minute,
    },
    /// A reference to something that is not there.
    #[error("{user} {number} names {what} {unknown}, which is not there")]
    Unknown {
        /// `task` or `person`.
        user: &'static str,
        /// Which of them.
        number: usize,
        /// `goal`, `person`, `resource`, `predecessor` or `calendar`.
        what: &'static str,
        /// The number that it names.
        unknown: usize,
    },
    /// Tasks wait for each other.
    #[error("{} tasks wait for each other in a circle", .0.len())]
    Cycle(Vec<usize>),
    /// A task takes more of a resource than there is.
    #[error("task {task} takes {demand} of resource {resource}, which has {capacity}")]
    DemandTooHigh {
        /// Number of the task.
        task: usize,
        /// Which resource.
        resource: usize,
        /// What it takes.
        demand: u64,
        /// What there is.
        capacity: u32,
    },
    /// Days or weeks out of order.
    #[error("the starts of {0} are not in rising order")]
    Unordered(&'static str),
}

/// Work for several people and goals; what it refers to is there, and no task
/// waits for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    parts: Parts,
    /// What absences leave of each person's calendar, counted in its work;
    /// nothing where there are none.
    left: Vec<Option<Calendar>>,
    /// Every task after its predecessors; ties by number.
    order: Vec<usize>,
}

impl Problem {
    /// The longest horizon and the longest task: two thousand years.
    pub const HORIZON_MAX: Minute = 1 << 30;

    /// Checks the parts.
    ///
    /// # Errors
    ///
    /// Returns the first thing that makes no sense. Whether a sensible problem
    /// can be solved is another question.
    pub fn new(parts: Parts) -> Result<Self, ProblemError> {
        if parts.tasks.is_empty() {
            return Err(ProblemError::Empty);
        }
        if parts.horizon > Self::HORIZON_MAX {
            return Err(ProblemError::HorizonTooLong(parts.horizon));
        }
        for (what, list) in [("days", &parts.days), ("weeks", &parts.weeks)] {
            if !list.windows(2).all(|pair| pair[0] < pair[1]) {
                return Err(ProblemError::Unordered(what));
            }
        }
        for (number, person) in parts.people.iter().enumerate() {
            known("person", number, "calendar", person.calendar, parts.calendars.len())?;
        }
        for (number, task) in parts.tasks.iter().enumerate() {
            check_task(&parts, number, task)?;
        }
        let order = topological(&parts.tasks)?;
        let left = parts.people.iter().map(|person| left_of(&parts.calendars, person)).collect();
        Ok(Problem { parts, left, order })
    }

    /// What it is made of.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The tasks.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        &self.parts.tasks
    }

    /// What the goals ask.
    #[must_use]
    pub fn goals(&self) -> &[Terms] {
        &self.parts.goals
    }

    /// When a person works.
    #[must_use]
    pub fn working_time(&self, person: usize) -> WorkingTime<'_> {
        let calendar = &self.parts.calendars[self.parts.people[person].calendar];
        WorkingTime { calendar, left: self.left[person].as_ref() }
    }

    /// The common working time: the first calendar, or none at all.
    #[must_use]
    pub fn common(&self) -> Option<&Calendar> {
        self.parts.calendars.first()
    }

    /// Whether a person can do a task.
    #[must_use]
    pub fn can_do(&self, person: usize, task: usize) -> bool {
        match self.parts.tasks[task].who {
            Who::Anybody => true,
            Who::Person(only) => only == person,
            Who::Skilled(skill) => self.parts.people[person].skills.contains(&skill),
        }
    }

    /// Who can do a task, by number.
    pub fn able(&self, task: usize) -> impl Iterator<Item = usize> + '_ {
        let people = match self.parts.tasks[task].who {
            Who::Person(only) => only..only + 1,
            Who::Anybody | Who::Skilled(_) => 0..self.parts.people.len(),
        };
        people.filter(move |&person| self.can_do(person, task))
    }

    /// Every task after its predecessors.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The same problem with time running backward: who came first comes last,
    /// and what is due becomes a release. Targets count like deadlines, as
    /// there is no being late before the beginning. Nothing where a pin has no
    /// finish that is known: of work that is split, or that several can do.
    #[must_use]
    pub fn mirrored(&self) -> Option<Problem> {
        let parts = &self.parts;
        let horizon = parts.horizon;
        let turned = |minute: Minute| horizon.saturating_sub(minute);
        let span = |span: &Span| Span::new(turned(span.finish), turned(span.start));
        let starts = |starts: &[Minute], usual: usize| -> Vec<Minute> {
            let all: Vec<Minute> = match starts {
                [] => (usual as Minute..horizon).step_by(usual).collect(),
                starts => starts.iter().copied().filter(|&start| 0 < start && start < horizon).collect(),
            };
            all.into_iter().rev().map(turned).collect()
        };
        let mut tasks = Vec::with_capacity(parts.tasks.len());
        for (number, task) in parts.tasks.iter().enumerate() {
            let goal = &parts.goals[task.goal];
            let of_goal = [goal.deadline, goal.target].into_iter().flatten().min();
            let of_goal = of_goal.map(|due| self.before_buffer(task.goal, due));
            let last = [task.deadline, of_goal].into_iter().flatten().fold(horizon, Minute::min);
            let pin = match task.pin {
                None => None,
                Some(pin) => Some(turned(self.pinned_finish(number, pin)?)),
            };
            let deadline = (task.release > 0).then(|| turned(task.release));
            tasks.push(Task { release: turned(last), deadline, pin, after: Vec::new(), ..task.clone() });
        }
        for (number, task) in parts.tasks.iter().enumerate() {
            for dependency in &task.after {
                tasks[dependency.on].after.push(Dependency { on: number, lag: dependency.lag });
            }
        }
        let goals = parts.goals.iter().map(|goal| Terms { target: None, deadline: None, buffer: 0, ..goal.clone() });
        let people = parts
            .people
            .iter()
            .map(|person| Person { absent: person.absent.iter().map(span).collect(), ..person.clone() });
        Problem::new(Parts {
            horizon,
            calendars: parts
                .calendars
                .iter()
                .map(|calendar| Calendar::new(calendar.spans().iter().map(span)))
                .collect(),
            days: starts(&parts.days, 1440),
            weeks: starts(&parts.weeks, 7 * 1440),
            people: people.collect(),
            resources: parts.resources.clone(),
            goals: goals.collect(),
            tasks,
        })
        .ok()
    }

    /// When a pinned task is finished, where that is known.
    fn pinned_finish(&self, number: usize, pin: Minute) -> Option<Minute> {
        let task = &self.parts.tasks[number];
        match task.work {
            Work::Waiting(minutes) => Some(pin.saturating_add(minutes)),
            Work::Unbroken(0) | Work::Splittable(0) => Some(pin),
            Work::Splittable(_) => None,
            Work::Unbroken(minutes) => {
                let mut able = self.able(number);
                let time = self.working_time(able.next()?);
                if able.next().is_some() {
                    None
                } else {
                    time.minute_after(time.work_before(pin).checked_add(minutes)?)
                }
            }
        }
    }

    /// The minute by which a goal's target has to be met so that its buffer
    /// stays free; the same for its deadline with [`Terms::deadline`].
    #[must_use]
    pub fn before_buffer(&self, goal: usize, minute: Minute) -> Minute {
        let buffer = self.parts.goals[goal].buffer;
        match self.common() {
            Some(common) if buffer > 0 => {
                let work = common.work_before(minute).saturating_sub(buffer);
                common.minute_after(work).unwrap_or(minute).min(minute)
            }
            _ => minute,
        }
    }
}

fn known(
    user: &'static str,
    number: usize,
    what: &'static str,
    named: usize,
    n_there: usize,
) -> Result<(), ProblemError> {
    if named < n_there { Ok(()) } else { Err(ProblemError::Unknown { user, number, what, unknown: named }) }
}

fn check_task(parts: &Parts, number: usize, task: &Task) -> Result<(), ProblemError> {
    known("task", number, "goal", task.goal, parts.goals.len())?;
    if let Who::Person(person) = task.who {
        known("task", number, "person", person, parts.people.len())?;
    }
    if task.work.minutes() > Problem::HORIZON_MAX {
        return Err(ProblemError::TaskTooLong { task: number, minutes: task.work.minutes() });
    }
    for dependency in &task.after {
        known("task", number, "predecessor", dependency.on, parts.tasks.len())?;
    }
    for &(resource, _) in &task.demands {
        known("task", number, "resource", resource, parts.resources.len())?;
        let demand = task.demands.iter().filter(|&&(r, _)| r == resource).map(|&(_, d)| u64::from(d)).sum();
        let capacity = parts.resources[resource];
        if demand > u64::from(capacity) {
            return Err(ProblemError::DemandTooHigh { task: number, resource, demand, capacity });
        }
    }
    Ok(())
}

fn left_of(calendars: &[Calendar], person: &Person) -> Option<Calendar> {
    (!person.absent.is_empty()).then(|| calendars[person.calendar].left_without(&person.absent))
}

/// Every task after its predecessors, smallest number first (Kahn 1962).
fn topological(tasks: &[Task]) -> Result<Vec<usize>, ProblemError> {
    let mut n_open: Vec<usize> = tasks.iter().map(|task| task.after.len()).collect();
    let mut successors = vec![Vec::new(); tasks.len()];
    for (number, task) in tasks.iter().enumerate() {
        for dependency in &task.after {
            successors[dependency.on].push(number);
        }
    }
    let free = n_open.iter().enumerate().filter(|&(_, &n)| n == 0).map(|(number, _)| std::cmp::Reverse(number));
    let mut free: std::collections::BinaryHeap<_> = free.collect();
    let mut order = Vec::with_capacity(tasks.len());
    while let Some(std::cmp::Reverse(number)) = free.pop() {
        order.push(number);
        for &after in &successors[number] {
            n_open[after] -= 1;
            if n_open[after] == 0 {
                free.push(std::cmp::Reverse(after));
            }
        }
    }
    if order.len() == tasks.len() {
        return Ok(order);
    }
    Err(ProblemError::Cycle((0..tasks.len()).filter(|&number| n_open[number] > 0).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(tasks: Vec<Task>) -> Parts {
        Parts {
            horizon: 100,
            calendars: vec![Calendar::new([Span::new(0, 100)])],
            people: vec![Person::default()],
            goals: vec![Terms::default()],
            resources: vec![2],
            tasks,
            ..Parts::default()
        }
    }

    fn after(on: usize) -> Task {
        Task { after: vec![Dependency { on, lag: Lag::Working(0) }], ..Task::default() }
    }

    #[test]
    fn senseless_parts_are_refused() {
        let refusal = |tasks: Vec<Task>| Problem::new(parts(tasks)).expect_err("senseless");
        assert_eq!(refusal(Vec::new()), ProblemError::Empty);
        assert_eq!(refusal(vec![after(1), after(0), Task::default()]), ProblemError::Cycle(vec![0, 1]));
        assert_eq!(refusal(vec![after(0)]), ProblemError::Cycle(vec![0]));
        let unknown = |what, unknown| ProblemError::Unknown { user: "task", number: 0, what, unknown };
        assert_eq!(refusal(vec![after(7)]), unknown("predecessor", 7));
        assert_eq!(refusal(vec![Task { who: Who::Person(1), ..Task::default() }]), unknown("person", 1));
        assert_eq!(refusal(vec![Task { goal: 1, ..Task::default() }]), unknown("goal", 1));
        assert_eq!(
            refusal(vec![Task { demands: vec![(0, u32::MAX), (0, u32::MAX)], ..Task::default() }]),
            ProblemError::DemandTooHigh { task: 0, resource: 0, demand: 2 * u64::from(u32::MAX), capacity: 2 }
        );
        let long = Task { work: Work::Waiting(u32::MAX), ..Task::default() };
        assert_eq!(refusal(vec![long]), ProblemError::TaskTooLong { task: 0, minutes: u32::MAX });
        let far = Parts { horizon: u32::MAX, ..parts(vec![Task::default()]) };
        assert_eq!(Problem::new(far), Err(ProblemError::HorizonTooLong(u32::MAX)));
    }

    #[test]
    fn buffers_are_held_back_in_working_time() {
        let parts = Parts {
            calendars: vec![Calendar::new([Span::new(0, 10), Span::new(50, 60)])],
            goals: vec![Terms { buffer: 15, ..Terms::default() }],
            ..parts(vec![Task::default()])
        };
        let problem = Problem::new(parts).expect("sound");
        assert_eq!(problem.before_buffer(0, 70), 5);
        assert_eq!(problem.before_buffer(0, 9), 0);
    }
}
