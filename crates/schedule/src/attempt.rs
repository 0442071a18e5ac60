//! One attempt to place a project: at a pace, toward deadlines, with or
//! without the buffer.

use backcast_core::{Availability, Effort, Placing, WeeklyHours};

use crate::mirror::latest;
use crate::pass::{Cause, Job, Slot, place};
use crate::{Project, Task};

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
    /// The jobs as they were placed.
    pub(crate) jobs: Jobs,
}

impl Attempt {
    /// Whether every goal ends by its deadline.
    pub(crate) fn meets(&self, deadlines: &[usize]) -> bool {
        self.finish.iter().zip(deadlines).all(|(finish, deadline)| finish <= deadline)
    }
}

/// The deadlines of the goals as day numbers; one on a blocked day counts as
/// the last day before, unless an event of that goal may stand on it.
pub(crate) fn deadlines(project: &Project) -> Vec<usize> {
    let last = project.goal_constraints.iter().map(|constraint| project.day(constraint.deadline)).max().unwrap_or(0);
    let days = project.availability(project.weekly.pace, last + 1);
    let mut has_event = vec![false; project.goal_constraints.len()];
    project.tasks.iter().filter(|task| project.keeps_its_day(task)).for_each(|task| has_event[task.goal] = true);
    project
        .goal_constraints
        .iter()
        .zip(has_event)
        .map(|(constraint, has_event)| {
            let day = project.day(constraint.deadline);
            if has_event {
                return day;
            }
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
    let (days, jobs) = (days(project, pace, deadlines), jobs(project, deadlines, load));
    place_toward(project, &days, deadlines, &jobs).map(|placed| placed.into_attempt(&jobs, &days))
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
    slots: Vec<Slot>,
    /// Last day of each goal, its buffer included.
    pub(crate) finish: Vec<usize>,
    /// The jobs as they were placed, where late ones were held back.
    held_back: Option<Jobs>,
}

impl Placed {
    /// Whether every goal ends by its deadline.
    pub(crate) fn meets(&self, deadlines: &[usize]) -> bool {
        self.finish.iter().zip(deadlines).all(|(finish, deadline)| finish <= deadline)
    }

    /// The jobs as they were placed, from those that were to be.
    pub(crate) fn into_jobs(self, jobs: Jobs) -> Jobs {
        self.held_back.unwrap_or(jobs)
    }

    /// The attempt by tasks, from the jobs that were to be placed and the days on
    /// which they were.
    pub(crate) fn into_attempt(self, jobs: &Jobs, availability: &Availability) -> Attempt {
        let jobs = self.held_back.unwrap_or_else(|| jobs.clone());
        Attempt {
            slots: jobs.slots_of_tasks(&self.slots),
            finish: self.finish,
            jobs,
            availability: availability.clone(),
        }
    }
}

/// Places jobs on these days toward the deadlines that they have.
pub(crate) fn place_toward(
    project: &Project,
    availability: &Availability,
    deadlines: &[usize],
    jobs: &Jobs,
) -> Option<Placed> {
    let is_late = |&task: &usize| project.tasks[task].placing == Placing::Late;
    if jobs.tasks.iter().flatten().any(is_late) {
        let mut held_back = jobs.clone();
        hold_back_late(project, availability, deadlines, &mut held_back);
        if let Some(placed) = place_early(availability, &held_back).filter(|placed| placed.meets(deadlines)) {
            return Some(Placed { held_back: Some(held_back), ..placed });
        }
    }
    place_early(availability, jobs)
}

/// Places jobs on these days toward the deadlines that they have, without holding
/// any back.
pub(crate) fn place_early(availability: &Availability, jobs: &Jobs) -> Option<Placed> {
    let slots = place(availability, &jobs.jobs)?;
    let mut finish = vec![0; jobs.buffers.len()];
    for ((slot, job), &goal) in slots.iter().zip(&jobs.jobs).zip(&jobs.goals) {
        // An event does not move: one that would have to is as many days too late for
        // its goal, however long before the deadline it takes place.
        let late = if job.keeps_day { slot.due.saturating_sub(job.hold_until) } else { 0 };
        let end = if late > 0 { job.deadline.saturating_add(late).max(slot.due) } else { slot.due };
        finish[goal] = finish[goal].max(end);
    }
    Some(Placed { slots, finish, held_back: None })
}

/// The jobs of a project, buffers among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Jobs {
    pub(crate) jobs: Vec<Job>,
    /// The goal of each job.
    pub(crate) goals: Vec<usize>,
    /// The task that each job stands for; none for a buffer, nor for the hours
    /// of events.
    pub(crate) tasks: Vec<Option<usize>>,
    /// The job of each task.
    pub(crate) of_tasks: Vec<usize>,
    /// The job that stands for each goal's buffer.
    buffers: Vec<Option<usize>>,
}

impl Jobs {
    fn push(&mut self, job: Job, goal: usize, task: Option<usize>) {
        self.jobs.push(job);
        self.goals.push(goal);
        self.tasks.push(task);
    }

    /// Gives every job the dates that follow from these deadlines, one for each
    /// goal: nothing else of a job depends on them.
    pub(crate) fn date(&mut self, project: &Project, deadlines: &[usize]) {
        for ((job, &goal), task) in self.jobs.iter_mut().zip(&self.goals).zip(&self.tasks) {
            match task {
                Some(task) => date_task(project, &project.tasks[*task], deadlines[goal], job),
                None => job.deadline = deadlines[goal],
            }
        }
    }

    /// The jobs of some goals and all that these wait for. They can be placed,
    /// but make no attempt: that is of all tasks.
    pub(crate) fn of_goals(&self, goals: &[usize]) -> Jobs {
        let mut is_in = vec![false; self.buffers.len()];
        goals.iter().for_each(|&goal| is_in[goal] = true);
        let mut is_wanted: Vec<bool> = self.goals.iter().map(|&goal| is_in[goal]).collect();
        for idx in (0..self.jobs.len()).rev() {
            if is_wanted[idx] {
                self.jobs[idx].after.iter().for_each(|&(before, _)| is_wanted[before] = true);
            }
        }
        let mut part = Jobs { buffers: vec![None; self.buffers.len()], ..Jobs::default() };
        let mut number = vec![usize::MAX; self.jobs.len()];
        for idx in (0..self.jobs.len()).filter(|&idx| is_wanted[idx]) {
            number[idx] = part.jobs.len();
            let job = &self.jobs[idx];
            let after = job.after.iter().map(|&(before, lag)| (number[before], lag)).collect();
            part.push(Job { after, ..job.clone() }, self.goals[idx], self.tasks[idx]);
        }
        part
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
}

/// The work of a project toward these deadlines.
pub(crate) fn jobs(project: &Project, deadlines: &[usize], load: Load) -> Jobs {
    let mut jobs = undated_jobs(project, load);
    jobs.date(project, deadlines);
    jobs
}

/// The work of a project, toward no deadlines yet.
pub(crate) fn undated_jobs(project: &Project, load: Load) -> Jobs {
    let n_goals = project.goal_constraints.len();
    let mut jobs = Jobs {
        jobs: Vec::new(),
        goals: Vec::new(),
        tasks: Vec::new(),
        of_tasks: vec![usize::MAX; project.tasks.len()],
        buffers: vec![None; n_goals],
    };
    let is_end = end_tasks(project);
    let extras = extras(project, &is_end, n_goals);
    // Work first, then each goal's buffer, then what stands at the end: so
    // that numbers keep growing along dependencies.
    for idx in (0..project.tasks.len()).filter(|&idx| !is_end[idx]) {
        push_task(project, idx, &mut jobs);
    }
    let buffers = if load == Load::Buffered { project.buffers() } else { vec![Effort::ZERO; n_goals] };
    for (goal, (Extras { event_hours, before_buffer }, buffer)) in extras.into_iter().zip(buffers).enumerate() {
        if event_hours > Effort::ZERO {
            push_extra(event_hours, Vec::new(), goal, &mut jobs);
        }
        if buffer > Effort::ZERO && !before_buffer.is_empty() {
            let after = before_buffer.into_iter().map(|idx| (jobs.of_tasks[idx], 0)).collect();
            jobs.buffers[goal] = Some(jobs.jobs.len());
            push_extra(buffer, after, goal, &mut jobs);
        }
    }
    for idx in (0..project.tasks.len()).filter(|&idx| is_end[idx]) {
        push_task(project, idx, &mut jobs);
    }
    jobs
}

/// Gives late tasks the day on which they start when everything is placed as
/// late as possible. Where that does not fit there is no time to wait, and
/// they start like all others.
fn hold_back_late(project: &Project, availability: &Availability, deadlines: &[usize], jobs: &mut Jobs) {
    let end = deadlines.iter().copied().max().unwrap_or(0);
    let Some(spans) = latest(availability, &jobs.jobs, end) else { return };
    for ((job, task), span) in jobs.jobs.iter_mut().zip(&jobs.tasks).zip(spans) {
        if task.is_some_and(|task| project.tasks[task].placing == Placing::Late) {
            job.release = job.release.max(span.0);
        }
    }
}

/// Which tasks stand after the buffer: late ones, events before the deadline and those
/// on which nothing rests, with all that follows them.
fn end_tasks(project: &Project) -> Vec<bool> {
    let mut is_end = vec![false; project.tasks.len()];
    let has_successor = project.have_successors();
    for (idx, task) in project.tasks.iter().enumerate() {
        is_end[idx] = matches!(task.placing, Placing::Late | Placing::BeforeDeadline(_))
            || project.keeps_its_day(task) && !has_successor[idx]
            || task.after.iter().any(|&(before, _)| is_end[before]);
    }
    is_end
}

/// What has a date of its own and takes more than a day is worked on in the days before.
const DAYS_BEFORE_EVENT: usize = 14;

fn push_task(project: &Project, idx: usize, jobs: &mut Jobs) {
    let task = &project.tasks[idx];
    let mut after: Vec<(usize, usize)> = task
        .after
        .iter()
        .map(|&(before, lag)| (jobs.of_tasks[before], usize::try_from(lag).unwrap_or(usize::MAX / 4)))
        .collect();
    // What waits for nothing does not wait for the buffer.
    if !(task.after.is_empty() && project.keeps_its_day(task)) {
        after.extend(jobs.buffers[task.goal].map(|job| (job, 0)));
    }
    let mut occasions: Vec<usize> =
        task.occasions.iter().filter(|&&day| day >= project.today).map(|&day| project.day(day)).collect();
    occasions.sort_unstable();
    // The hours of an event are none of the week's: they are taken on its day, or are
    // another job's where no day holds them.
    let is_event = project.takes_its_day(task) || project.is_prepared_event(task);
    let job = Job {
        work: if is_event { 0 } else { u64::from(task.effort.likely().minutes()) },
        waiting: usize::try_from(task.waiting_days).unwrap_or(usize::MAX / 4),
        after,
        occasions,
        keeps_day: project.keeps_its_day(task),
        ..Job::default()
    };
    jobs.of_tasks[idx] = jobs.jobs.len();
    jobs.push(job, task.goal, Some(idx));
}

/// Gives the job of a task the dates that follow from the deadline of its goal.
fn date_task(project: &Project, task: &Task, deadline: usize, job: &mut Job) {
    // An event is not brought forward either.
    let due_by = task.due_by.filter(|_| !job.keeps_day);
    job.deadline = due_by.map_or(deadline, |day| deadline.min(project.day(day)));
    job.release = task.not_before.map_or(0, |day| project.day(day));
    job.hold_until = 0;
    // An event ends on its day: what it waits for begins so many days before.
    // Begun on the day itself, the waiting would move along with the deadline,
    // and no deadline could ever be kept.
    match task.placing {
        Placing::BeforeDeadline(days) => {
            job.hold_until = job.deadline.saturating_sub(usize::try_from(days).unwrap_or(usize::MAX));
            job.release = job.release.max(job.hold_until.saturating_sub(job.waiting));
        }
        // A date beyond the deadline cannot be what was meant.
        Placing::On(date) if job.keeps_day || project.day(date) <= job.deadline => {
            job.hold_until = project.day(date);
            let days_before = if job.work == 0 { job.waiting } else { job.waiting.max(DAYS_BEFORE_EVENT) };
            job.release = job.release.max(job.hold_until.saturating_sub(days_before));
        }
        Placing::On(_) | Placing::Early | Placing::Late => {}
    }
}

/// What a goal has beside its tasks.
#[derive(Clone, Debug, Default)]
struct Extras {
    /// The hours of its events that no day holds: they have to be found by then. Those of
    /// a race or an exam are taken on its day, whatever the week holds.
    event_hours: Effort,
    /// The tasks before its buffer.
    before_buffer: Vec<usize>,
}

fn extras(project: &Project, is_end: &[bool], n_goals: usize) -> Vec<Extras> {
    let mut extras = vec![Extras::default(); n_goals];
    for (idx, task) in project.tasks.iter().enumerate() {
        let of_goal = &mut extras[task.goal];
        if project.is_prepared_event(task) {
            of_goal.event_hours = of_goal.event_hours + task.effort.likely();
        }
        if !is_end[idx] {
            of_goal.before_buffer.push(idx);
        }
    }
    extras
}

/// Hours that belong to a goal and to none of its tasks.
fn push_extra(work: Effort, after: Vec<(usize, usize)>, goal: usize, jobs: &mut Jobs) {
    jobs.push(Job { work: u64::from(work.minutes()), after, ..Job::default() }, goal, None);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::arbitrary::{chains, project};

    proptest! {
        /// Whatever dates jobs had before, they have the ones that they get.
        #[test]
        fn dates_leave_nothing_of_earlier_ones(project in project(), days in 0..90usize) {
            for load in [Load::Likely, Load::Buffered] {
                let deadlines = deadlines(&project);
                let mut dated_again = jobs(&project, &vec![days; deadlines.len()], load);
                dated_again.date(&project, &deadlines);
                prop_assert_eq!(dated_again.jobs, jobs(&project, &deadlines, load).jobs);
            }
        }

        #[test]
        fn all_goals_are_a_part_that_lacks_nothing(project in project()) {
            let all = jobs(&project, &deadlines(&project), Load::Buffered);
            let part = all.of_goals(&[0, 1, 2, 3]);
            prop_assert_eq!((part.jobs, part.goals, part.tasks), (all.jobs, all.goals, all.tasks));
        }
    }

    #[test]
    fn a_part_has_what_its_goals_wait_for() {
        let mut project = chains(3, 9);
        // The last task of the second goal waits for the first one of the third.
        project.tasks.swap(5, 6);
        project.tasks[5].after.clear();
        project.tasks[6].after = vec![(4, 0), (5, 3)];
        project.tasks[7].after = vec![(5, 0)];
        let days = project.availability(project.weekly.pace, 400);
        let part = jobs(&project, &[100, 100, 390], Load::Likely).of_goals(&[1]);
        assert_eq!(part.tasks, [3, 4, 5, 6].map(Some));
        assert_eq!(part.jobs[3].after, [(1, 0), (2, 3)]);
        let placed = place_early(&days, &part).expect("the horizon is long enough");
        assert!(placed.finish[0] == 0 && placed.finish[1] >= 27 && placed.meets(&[0, 100, 390]));
    }
}
