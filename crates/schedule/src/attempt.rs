//! One attempt to place a project: at a pace, toward deadlines, with or
//! without the buffer.

use backcast_core::{Availability, Effort, Placing, WeeklyHours};

use crate::Project;
use crate::mirror::latest;
use crate::pass::{Cause, Job, Slot, place};

/// How much work an attempt reckons with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Load {
    /// The likely efforts.
    Likely,
    /// The likely efforts and each goal's buffer after its work, before its
    /// late milestones and events.
    Buffered,
}

/// A project placed on days.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// Slots of the tasks, by number.
    pub(crate) slots: Vec<Slot>,
    /// Last day of each goal, its buffer included.
    pub(crate) finish: Vec<usize>,
    pub(crate) availability: Availability,
    pub(crate) jobs: Vec<Job>,
}

impl Attempt {
    /// Whether every goal ends by its deadline.
    pub(crate) fn meets(&self, deadlines: &[usize]) -> bool {
        self.finish.iter().zip(deadlines).all(|(finish, deadline)| finish <= deadline)
    }
}

/// The deadlines of the goals as day numbers; one on a blocked day counts as
/// the last day before.
pub(crate) fn deadlines(project: &Project) -> Vec<usize> {
    let last = project.goal_constraints.iter().map(|constraint| project.day(constraint.deadline)).max().unwrap_or(0);
    let days = project.availability(project.weekly.pace, last + 1);
    project
        .goal_constraints
        .iter()
        .map(|constraint| {
            let day = project.day(constraint.deadline);
            (0..=day).rev().find(|&day| !days.is_blocked(day)).unwrap_or(day)
        })
        .collect()
}

/// Places the project at a pace toward these deadlines, one for each goal.
/// Nothing if it does not fit into the longest horizon.
///
/// Lying late is a wish, the deadline is not: where holding tasks back makes
/// a goal miss its deadline, they are placed like all others.
pub(crate) fn attempt(project: &Project, pace: WeeklyHours, deadlines: &[usize], load: Load) -> Option<Attempt> {
    let days = days(project, pace, deadlines);
    place_toward(project, &days, deadlines, load).map(|placed| placed.into_attempt(&days))
}

/// The days on which a project is placed at a pace toward these deadlines.
pub(crate) fn days(project: &Project, pace: WeeklyHours, deadlines: &[usize]) -> Availability {
    let last = deadlines.iter().copied().max().unwrap_or(0);
    project.availability(pace, project.horizon(pace).max(last + 1))
}

/// Where a pass put the jobs of a project. Most attempts are only asked whether
/// they keep their dates, so that the rest waits.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) jobs: Jobs,
    slots: Vec<Slot>,
    /// Last day of each goal, its buffer included.
    pub(crate) finish: Vec<usize>,
}

impl Placed {
    /// Whether every goal ends by its deadline.
    pub(crate) fn meets(&self, deadlines: &[usize]) -> bool {
        self.finish.iter().zip(deadlines).all(|(finish, deadline)| finish <= deadline)
    }

    /// The attempt by tasks, on the days on which it was placed.
    pub(crate) fn into_attempt(self, availability: &Availability) -> Attempt {
        Attempt {
            slots: self.jobs.slots_of_tasks(&self.slots),
            finish: self.finish,
            jobs: self.jobs.jobs_of_tasks(),
            availability: availability.clone(),
        }
    }
}

/// Places the project on these days toward these deadlines.
pub(crate) fn place_toward(
    project: &Project,
    availability: &Availability,
    deadlines: &[usize],
    load: Load,
) -> Option<Placed> {
    let early = jobs(project, deadlines, load);
    if project.tasks.iter().any(|task| task.placing == Placing::Late) {
        let mut held_back = early.clone();
        hold_back_late(project, availability, deadlines, &mut held_back);
        let placed = placed(availability, held_back, deadlines.len());
        if let Some(placed) = placed.filter(|placed| placed.meets(deadlines)) {
            return Some(placed);
        }
    }
    placed(availability, early, deadlines.len())
}

fn placed(availability: &Availability, jobs: Jobs, n_goals: usize) -> Option<Placed> {
    let slots = place(availability, &jobs.jobs)?;
    let mut finish = vec![0; n_goals];
    for (slot, &goal) in slots.iter().zip(&jobs.goals) {
        finish[goal] = finish[goal].max(slot.due);
    }
    Some(Placed { jobs, slots, finish })
}

/// The jobs of a project, buffers among them.
#[derive(Clone, Debug)]
pub(crate) struct Jobs {
    pub(crate) jobs: Vec<Job>,
    /// The goal of each job.
    pub(crate) goals: Vec<usize>,
    /// The task that each job stands for; none for a buffer, nor for the hours
    /// of events.
    pub(crate) tasks: Vec<Option<usize>>,
    /// The job of each task.
    of_tasks: Vec<usize>,
    /// The job that stands for each goal's buffer.
    buffers: Vec<Option<usize>>,
}

impl Jobs {
    fn push(&mut self, job: Job, goal: usize, task: Option<usize>) {
        self.jobs.push(job);
        self.goals.push(goal);
        self.tasks.push(task);
    }

    /// Slots by task; what kept a task back is named by task too.
    fn slots_of_tasks(&self, slots: &[Slot]) -> Vec<Slot> {
        self.of_tasks
            .iter()
            .map(|&idx| {
                let cause = match slots[idx].cause {
                    Cause::After(job, lag) => self.tasks[job].map(|task| Cause::After(task, lag)),
                    Cause::Hours(job) => self.tasks[job].map(Cause::Hours),
                    other => Some(other),
                };
                Slot { cause: cause.unwrap_or(Cause::Nothing), ..slots[idx] }
            })
            .collect()
    }

    /// Jobs by task, without the buffers.
    fn jobs_of_tasks(&self) -> Vec<Job> {
        self.of_tasks
            .iter()
            .map(|&idx| {
                let job = &self.jobs[idx];
                let after = job.after.iter().filter_map(|&(before, lag)| Some((self.tasks[before]?, lag))).collect();
                Job { after, ..job.clone() }
            })
            .collect()
    }
}

/// The work of a project toward these deadlines.
pub(crate) fn jobs(project: &Project, deadlines: &[usize], load: Load) -> Jobs {
    let mut jobs = Jobs {
        jobs: Vec::new(),
        goals: Vec::new(),
        tasks: Vec::new(),
        of_tasks: vec![usize::MAX; project.tasks.len()],
        buffers: vec![None; deadlines.len()],
    };
    let is_end = end_tasks(project);
    let extras = extras(project, &is_end, deadlines.len());
    // Work first, then each goal's buffer, then what stands at the end: so
    // that numbers keep growing along dependencies.
    for idx in (0..project.tasks.len()).filter(|&idx| !is_end[idx]) {
        push_task(project, idx, deadlines, &mut jobs);
    }
    let buffers = if load == Load::Buffered { project.buffers() } else { vec![Effort::ZERO; deadlines.len()] };
    for (goal, (Extras { event_hours, before_buffer }, buffer)) in extras.into_iter().zip(buffers).enumerate() {
        if event_hours > Effort::ZERO {
            push_extra(event_hours, Vec::new(), goal, deadlines, &mut jobs);
        }
        if buffer > Effort::ZERO && !before_buffer.is_empty() {
            let after = before_buffer.into_iter().map(|idx| (jobs.of_tasks[idx], 0)).collect();
            jobs.buffers[goal] = Some(jobs.jobs.len());
            push_extra(buffer, after, goal, deadlines, &mut jobs);
        }
    }
    for idx in (0..project.tasks.len()).filter(|&idx| is_end[idx]) {
        push_task(project, idx, deadlines, &mut jobs);
    }
    jobs
}

/// Gives late tasks the day on which they start when everything is placed as
/// late as possible. Where that does not fit there is no time to wait, and
/// they start like all others.
fn hold_back_late(project: &Project, availability: &Availability, deadlines: &[usize], jobs: &mut Jobs) {
    let end = deadlines.iter().copied().max().unwrap_or(0);
    let Some(spans) = latest(availability, &jobs.jobs, end) else { return };
    for (task, &idx) in project.tasks.iter().zip(&jobs.of_tasks) {
        if task.placing == Placing::Late {
            jobs.jobs[idx].release = jobs.jobs[idx].release.max(spans[idx].0);
        }
    }
}

/// Which tasks stand after the buffer: late ones and events before the
/// deadline, with all that follows them.
fn end_tasks(project: &Project) -> Vec<bool> {
    let mut is_end = vec![false; project.tasks.len()];
    for (idx, task) in project.tasks.iter().enumerate() {
        is_end[idx] = matches!(task.placing, Placing::Late | Placing::BeforeDeadline(_))
            || task.after.iter().any(|&(before, _)| is_end[before]);
    }
    is_end
}

/// An event with a date of its own is worked on in the days before.
const DAYS_BEFORE_EVENT: usize = 14;

fn push_task(project: &Project, idx: usize, deadlines: &[usize], jobs: &mut Jobs) {
    let task = &project.tasks[idx];
    let wanted = task.due_by.map_or(usize::MAX, |day| project.day(day));
    let deadline = deadlines[task.goal].min(wanted);
    let mut after: Vec<(usize, usize)> = task
        .after
        .iter()
        .map(|&(before, lag)| (jobs.of_tasks[before], usize::try_from(lag).unwrap_or(usize::MAX / 4)))
        .collect();
    after.extend(jobs.buffers[task.goal].map(|job| (job, 0)));
    let mut job = Job {
        work: u64::from(task.effort.likely().minutes()),
        waiting: usize::try_from(task.waiting_days).unwrap_or(usize::MAX / 4),
        after,
        release: task.not_before.map_or(0, |day| project.day(day)),
        hold_until: 0,
        deadline,
        occasions: task.occasions.iter().filter(|&&day| day >= project.today).map(|&day| project.day(day)).collect(),
    };
    job.occasions.sort_unstable();
    // An event ends on its day: what it waits for begins so many days before.
    // Begun on the day itself, the waiting would move along with the deadline,
    // and no deadline could ever be kept.
    match task.placing {
        Placing::BeforeDeadline(days) => {
            job.hold_until = deadline.saturating_sub(usize::try_from(days).unwrap_or(usize::MAX));
            job.release = job.release.max(job.hold_until.saturating_sub(job.waiting));
            job.work = 0; // Its hours are another job's: they are found before the day.
        }
        // A date beyond the deadline cannot be what was meant.
        Placing::On(date) if project.day(date) <= deadline => {
            job.hold_until = project.day(date);
            let days_before = job.waiting.max(DAYS_BEFORE_EVENT);
            job.release = job.release.max(job.hold_until.saturating_sub(days_before));
        }
        Placing::On(_) | Placing::Early | Placing::Late => {}
    }
    jobs.of_tasks[idx] = jobs.jobs.len();
    jobs.push(job, task.goal, Some(idx));
}

/// What a goal has beside its tasks.
#[derive(Clone, Debug, Default)]
struct Extras {
    /// The hours of its events: a wedding takes place on its day whatever the
    /// week holds, but its hours have to be found by then.
    event_hours: Effort,
    /// The tasks before its buffer.
    before_buffer: Vec<usize>,
}

fn extras(project: &Project, is_end: &[bool], n_goals: usize) -> Vec<Extras> {
    let mut extras = vec![Extras::default(); n_goals];
    for (idx, task) in project.tasks.iter().enumerate() {
        let of_goal = &mut extras[task.goal];
        if matches!(task.placing, Placing::BeforeDeadline(_)) {
            of_goal.event_hours = of_goal.event_hours + task.effort.likely();
        }
        if !is_end[idx] {
            of_goal.before_buffer.push(idx);
        }
    }
    extras
}

/// Hours that belong to a goal and to none of its tasks.
fn push_extra(work: Effort, after: Vec<(usize, usize)>, goal: usize, deadlines: &[usize], jobs: &mut Jobs) {
    let job = Job {
        work: u64::from(work.minutes()),
        waiting: 0,
        after,
        release: 0,
        hold_until: 0,
        deadline: deadlines[goal],
        occasions: Vec::new(),
    };
    jobs.push(job, goal, None);
}
