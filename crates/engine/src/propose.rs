//! The phases in one: from a goal file to a proved, dated proposal.

use backcast_anchor::decided_elsewhere;
use backcast_core::audit::{Dossier, audit};
use backcast_core::proof::{Proof, joined};
use backcast_core::{
    AnchoredGoal, BusyChoice, BusyConflict, CalendarHours, Confidence, Conventions, Decision, Draft, Effort,
    Feasibility, Field, GivenPlan, GoalFile, GoalKind, LeverKind, MilestoneId, OptionId, Plan, PlannedMilestone,
    Severity, Sizing, Verdict, WayOut, Weekdays, WeeklyHours, days_between, preparedness,
};
use backcast_playbook::Library;
use jiff::civil::Date;

use crate::anchor::{Anchored, anchor};
use crate::backcast::{Backcast, backcast, of_review};
use crate::calibrate::foresee;
use crate::experience::Experience;
use crate::integrate::{Integrated, integrate_left, reviews};
use crate::replan::Earlier;
use crate::smaller::reduce;
use crate::what_if::{WhatIfError, in_order};
use crate::{EngineError, checkpoints, given, habit, questions, shaping, stated, ways_out};

/// How a plan is to be made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Who proposes the milestones.
    pub proposer: Proposer,
    /// Plan an unclear goal with stated assumptions instead of asking first.
    pub assume: bool,
    /// Plan work that is too small for milestones all the same.
    pub force: bool,
    /// More than ten milestones are wanted.
    pub allow_many: bool,
    /// The id of the playbook that the path is made from, whatever the goals say.
    pub playbook: Option<String>,
    /// What holds where a goal says nothing else.
    pub defaults: PlanningDefaults,
    /// What earlier plans and the work so far leave behind.
    pub earlier: Earlier,
    /// What is decided now about milestones that meet busy days.
    pub choices: Vec<Choice>,
    /// What was decided before.
    pub decisions: Vec<Decision>,
    /// Ways out of the plan that are taken.
    pub take: Vec<OptionId>,
    /// What the person finished before, from which the chance of a plan is told.
    pub experience: Experience,
    /// Runs of the simulation that tells the chance; zero for as many as a calibration
    /// makes.
    pub n_runs: u32,
}

/// Who proposes milestones.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Proposer {
    /// The library.
    #[default]
    Playbook,
    /// A review, which put these together for one goal; the engine adds to
    /// them what it adds to every draft.
    Review(Draft),
    /// Files beside the work, in which somebody wrote these for one goal.
    Files(Draft),
    /// Somebody who gives the dates, too: a person, a model, another tool. They stay as
    /// far as they hold.
    Given {
        /// Who it is.
        name: String,
        /// What they propose.
        plan: Box<GivenPlan>,
    },
}

/// What somebody decides about a milestone that meets busy days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The milestone.
    pub milestone: MilestoneId,
    /// What is to be done.
    pub choice: BusyChoice,
    /// Who decides.
    pub by: String,
    /// The reason that was given, if any.
    pub why: Option<String>,
}

/// What the person's configuration says about their time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanningDefaults {
    /// How dates and seasons are meant where they live.
    pub conventions: Conventions,
    /// Hours a week.
    pub pace: Option<WeeklyHours>,
    /// The days on which work is possible.
    pub weekdays: Weekdays,
    /// Hours a week beyond which nobody is to plan.
    pub pace_max: Option<WeeklyHours>,
    /// What their calendars say.
    pub calendar: CalendarHours,
    /// What the calendars rest on: where hours had to be assumed, and how old
    /// the data is.
    pub calendar_notes: Vec<String>,
}

/// Turns a goal file into a proved, dated proposal. `today` counts where the
/// goal file names no day of its own.
///
/// Work that is too small, and goals of which too little is known, get a plan
/// without milestones that says so.
///
/// # Errors
///
/// Returns an error if a deadline is past, if a playbook cannot be evaluated,
/// or if the plan does not pass the audit, which is a bug of ours.
pub fn propose(goal_file: GoalFile, today: Date, library: &Library, options: &Options) -> Result<Plan, EngineError> {
    let mut goal_file = goal_file;
    if options.playbook.is_some() {
        goal_file.goals.iter_mut().for_each(|goal| goal.playbook.clone_from(&options.playbook));
    }
    let decided = decided(&goal_file, today, library, options)?;
    let make = |taken: &[WayOut]| {
        let (plan, earlier) = drafted(goal_file.clone(), today, library, &decided, taken)?;
        judged(plan, &Options { earlier, ..decided.clone() })
    };
    let plan = make(&[])?;
    if options.take.is_empty() || plan.milestones.is_empty() {
        return Ok(plan);
    }
    let taken: Result<Vec<WayOut>, WhatIfError> =
        options.take.iter().map(|id| ways_out::named(&plan.ways_out, id).cloned()).collect();
    let mut plan = make(&taken?)?;
    // Nobody is asked for the same twice.
    plan.ways_out.retain(|one| !options.take.contains(&one.id));
    Ok(plan)
}

/// The options with the choices about busy days as decisions.
fn decided(goal_file: &GoalFile, today: Date, library: &Library, options: &Options) -> Result<Options, EngineError> {
    if options.choices.is_empty() {
        return Ok(options.clone());
    }
    // Which conflicts there are shows in a plan without the decisions.
    let mut decided = options.clone();
    let is_chosen = |decision: &Decision| options.choices.iter().any(|choice| choice.milestone == decision.milestone);
    decided.decisions.retain(|decision| !is_chosen(decision));
    let before = draft_plan(goal_file.clone(), today, library, &decided)?;
    for choice in &options.choices {
        decided.decisions.push(decide(&before, choice)?);
    }
    Ok(decided)
}

/// The decision that a choice about a conflict is.
fn decide(plan: &Plan, choice: &Choice) -> Result<Decision, EngineError> {
    let conflict = plan.busy_conflicts.iter().find(|conflict| conflict.milestone == choice.milestone);
    let planned = plan.milestones.iter().find(|planned| planned.milestone.id == choice.milestone);
    let (Some(conflict), Some(planned)) = (conflict, planned) else {
        return Err(EngineError::NoBusyConflict(choice.milestone.clone()));
    };
    let rush = match choice.choice {
        BusyChoice::Before => {
            let pace = conflict.before.ok_or_else(|| not_before(conflict, planned))?;
            // Where the usual hours are enough, it only comes before others.
            let is_more = plan.goals.first().and_then(|goal| goal.pace).is_none_or(|usual| pace > usual);
            is_more.then_some((planned.start, pace))
        }
        BusyChoice::After | BusyChoice::Reduce => None,
    };
    let reduces = choice.choice == BusyChoice::Reduce;
    if reduces && conflict.reduce == Effort::ZERO {
        let why = if planned.due <= conflict.to {
            "no work on it lies behind them"
        } else {
            "all of its work lies behind them"
        };
        return Err(EngineError::NotSmaller(choice.milestone.clone(), conflict.from, why));
    }
    Ok(Decision {
        milestone: choice.milestone.clone(),
        from: conflict.from,
        to: conflict.to,
        choice: choice.choice,
        rush,
        reduce: if reduces { conflict.reduce } else { Effort::ZERO },
        by: choice.by.clone(),
        why: choice.why.clone(),
        on: plan.today,
    })
}

/// Why a milestone cannot be reached before busy days, and what can be done instead.
fn not_before(conflict: &BusyConflict, planned: &PlannedMilestone) -> EngineError {
    let days = days_between(planned.start, conflict.from);
    let effort = planned.milestone.effort.likely();
    let why = if days <= 0 {
        format!("work on it begins on {}", planned.start)
    } else if planned.milestone.waiting_days > u32::try_from(days).unwrap_or(0) {
        let waiting = planned.milestone.waiting_days;
        format!("it begins on {} and {waiting} days of waiting are part of it", planned.start)
    } else {
        format!("{effort} h of work meet {days} days from {} on", planned.start)
    };
    let mut instead = format!("after them it is reached on {}", planned.due);
    if conflict.reduce > Effort::ZERO {
        instead.push_str(&format!(", and made smaller by {} h nothing is left behind them", conflict.reduce));
    }
    EngineError::NotBefore { milestone: conflict.milestone.clone(), from: conflict.from, why, instead }
}

/// The plan of [`propose`] before the audit has judged it.
///
/// # Errors
///
/// Returns an error if a deadline is past or a playbook cannot be evaluated.
pub fn draft_plan(goal_file: GoalFile, today: Date, library: &Library, options: &Options) -> Result<Plan, EngineError> {
    drafted(goal_file, today, library, options, &[]).map(|(plan, _)| plan)
}

/// The plan with these ways out taken, before the audit has judged it, and the work so
/// far, as shares of what there is to do then.
fn drafted(
    goal_file: GoalFile,
    today: Date,
    library: &Library,
    options: &Options,
    taken: &[WayOut],
) -> Result<(Plan, Earlier), EngineError> {
    let title = goal_file.title.clone();
    let several = goal_file.several;
    let mut goals = anchor(goal_file, today, options.defaults.conventions, library)?;
    let assumed = options.defaults.fill_in(&mut goals);
    let mut backcast = backcast(&goals, library)?;
    if let Proposer::Review(draft) | Proposer::Files(draft) = &options.proposer {
        backcast.draft = of_review(&goals[0].goal, draft, &backcast.draft);
        // Files stand in the order of a plan's dates, in which an event may come before
        // what it waits for.
        backcast.draft.milestones = in_order(std::mem::take(&mut backcast.draft.milestones));
        backcast.shapes = vec![shaping::named(&goals[0].goal, &mut backcast.draft)];
    }
    if let Proposer::Given { plan, .. } = &options.proposer {
        given::take(&mut goals[0].goal, &mut backcast, plan);
    }
    let stating: Vec<AnchoredGoal> = goals.iter().map(|anchored| anchored.goal.clone()).collect();
    stated::add(&mut backcast.draft, &stating);
    if !matches!(options.proposer, Proposer::Given { .. }) {
        options.earlier.keep_ids(&mut backcast.draft);
    }
    stated::add_by_id(&mut backcast.draft, &stating);
    let decided = (!options.decisions.is_empty()).then(|| carry_out(&mut goals, &mut backcast.draft, options));
    backcast.draft.ways_out = ways_out::number(std::mem::take(&mut backcast.draft.ways_out));
    let mut earlier = decided.as_ref().map_or(&options.earlier, |decided| &decided.earlier).clone();
    for way_out in taken {
        let anchored = goals.iter_mut().map(|anchored| &mut anchored.goal).collect();
        let draft = &mut backcast.draft;
        ways_out::take_in_draft(way_out, &mut draft.milestones, anchored, &mut earlier);
        draft.assumptions.push(ways_out::taken(way_out));
        ways_out::settle(way_out, &mut draft.ways_out);
    }
    backcast.draft.assumptions.splice(0..0, assumed);
    for goal in goals.iter_mut().map(|anchored| &mut anchored.goal) {
        // Hours on top of the usual ones need these, wherever they were named.
        if !goal.circumstances.extra_hours.is_empty() {
            goal.circumstances.pace = goal.circumstances.pace.or(goal.pace);
        }
    }
    questions::add_readings(&mut goals, std::mem::take(&mut backcast.readings));
    let stop = stop_before_planning(&goals, options);
    if stop.is_none() {
        shaping::tell_all(&mut goals, &backcast);
    }
    let questions = questions::choose(&goals, &backcast.questions);
    let shell = Plan {
        title,
        kind: if several { GoalKind::Project } else { goals[0].goal.kind },
        today: goals[0].goal.today,
        deadline: goals.iter().filter_map(|anchored| anchored.goal.deadline).max(),
        goals: goals.iter().map(|anchored| anchored.goal.clone()).collect(),
        several,
        questions,
        assumptions: Vec::new(),
        starting_state: Vec::new(),
        sources: Vec::new(),
        feasibility: empty_feasibility(Verdict::Unclear, Vec::new()),
        forecast: None,
        milestones: Vec::new(),
        busy_conflicts: Vec::new(),
        goal_conflicts: Vec::new(),
        reviews: Vec::new(),
        findings: Vec::new(),
        proposer: None,
        ways_out: Vec::new(),
        outside: Vec::new(),
        fact_uses: Vec::new(),
    };
    let slowest = decided.map_or(WeeklyHours::ZERO, |decided| decided.slowest);
    let plan = match stop {
        Some(stop) => stopped(shell, stop),
        None => match &options.proposer {
            Proposer::Given { name, plan } => given::planned(shell, backcast, name, plan, &earlier),
            _ => planned(shell, &goals, backcast, options, &earlier, slowest),
        },
    };
    Ok((plan, earlier))
}

/// What was decided before, carried out.
struct Decided {
    /// The pace of the plan without: what is decided about busy days lets no plan end later.
    slowest: WeeklyHours,
    /// The work so far, of milestones that were made smaller.
    earlier: Earlier,
}

/// Carries out what was decided: notes it on the goals, and makes milestones smaller.
/// What was decided about days that are busy no more, or about others now, holds no
/// longer and is said.
fn carry_out(goals: &mut [Anchored<'_>], draft: &mut Draft, options: &Options) -> Decided {
    let plain: Vec<AnchoredGoal> = goals.iter().map(|anchored| anchored.goal.clone()).collect();
    let today = plain[0].today;
    let undecided = integrate_left(&plain, &options.earlier.left_of(draft, today), WeeklyHours::ZERO);
    let (holding, gone): (Vec<Decision>, Vec<Decision>) =
        options.decisions.iter().cloned().partition(|decision| holds(decision, &plain[0], &undecided));
    for decision in gone {
        draft.assumptions.push(format!(
            "what was decided about {} ({} {} to {}) holds no more: these days are not busy any more, or other days are",
            decision.milestone,
            decision.choice.as_str(),
            decision.from,
            decision.to
        ));
    }
    let said = reduce(draft, &plain.iter().collect::<Vec<_>>(), &holding);
    draft.assumptions.extend(said);
    let mut earlier = options.earlier.clone();
    earlier.made_smaller(draft, &holding);
    for Anchored { goal, .. } in goals {
        goal.circumstances.decisions.clone_from(&holding);
    }
    Decided { slowest: undecided.solution.pace, earlier }
}

/// Whether the days that a decision is about are still busy, or are over.
fn holds(decision: &Decision, goal: &AnchoredGoal, undecided: &Integrated) -> bool {
    let is_span = |from: Date, to: Date| (from, to) == (decision.from, decision.to);
    let stated = goal.circumstances.all_busy();
    decision.to < goal.today
        || stated.iter().any(|range| is_span(range.from, range.to))
        || undecided.solution.busy_conflicts.iter().any(|conflict| is_span(conflict.from, conflict.to))
}

/// The conflicts about which nothing was decided, or that stand whatever was.
fn unsettled(conflicts: Vec<BusyConflict>, goal: &AnchoredGoal, milestones: &[PlannedMilestone]) -> Vec<BusyConflict> {
    let is_carried_out = |decision: &Decision| {
        let due = milestones.iter().find(|one| one.milestone.id == decision.milestone).map(|one| one.due);
        match decision.choice {
            BusyChoice::Before => due.is_some_and(|due| due < decision.from),
            BusyChoice::Reduce => due.is_some_and(|due| due <= decision.to),
            BusyChoice::After => true,
        }
    };
    let is_settled = |conflict: &BusyConflict| {
        let decisions = goal.circumstances.decisions.iter();
        let of_it = decisions.filter(|decision| {
            decision.milestone == conflict.milestone && (decision.from, decision.to) == (conflict.from, conflict.to)
        });
        of_it.into_iter().any(is_carried_out)
    };
    conflicts.into_iter().filter(|conflict| !is_settled(conflict)).collect()
}

/// Why there is no plan: all goals are too small, or one is unclear.
fn stop_before_planning(goals: &[Anchored<'_>], options: &Options) -> Option<Sizing> {
    if matches!(options.proposer, Proposer::Given { .. }) {
        return None; // Whoever planned it knew enough to.
    }
    let sizing = |anchored: &Anchored<'_>| anchored.goal.critique.sizing.clone();
    let unclear = goals.iter().map(sizing).find(|sizing| matches!(sizing, Sizing::Unclear(_)));
    if let Some(unclear) = unclear.filter(|_| !options.assume) {
        return Some(unclear);
    }
    let all_small = goals.iter().all(|anchored| matches!(anchored.goal.critique.sizing, Sizing::TooSmall(_)));
    (all_small && !options.force).then(|| sizing(&goals[0]))
}

fn stopped(mut plan: Plan, sizing: Sizing) -> Plan {
    plan.feasibility = match sizing {
        Sizing::TooSmall(mut reasons) => {
            reasons.push("milestones would cost more than the work: just do it".into());
            plan.questions.clear();
            empty_feasibility(Verdict::TooSmall, reasons)
        }
        Sizing::Unclear(missing) => {
            let reasons =
                vec![format!("too little is known to plan without inventing; missing: {}", missing.join(", "))];
            empty_feasibility(Verdict::Unclear, reasons)
        }
        Sizing::Plannable => unreachable!("plannable goals do not stop"),
    };
    plan
}

fn planned(
    mut plan: Plan,
    goals: &[Anchored<'_>],
    backcast: Backcast,
    options: &Options,
    earlier: &Earlier,
    slowest: WeeklyHours,
) -> Plan {
    let left = earlier.left_of(&backcast.draft, plan.today);
    let is_run = options.proposer == Proposer::Playbook
        && habit::is_run(&plan.goals, left.draft.milestones.iter().map(|milestone| &milestone.kind));
    // A habit lasts as many days as it says, so that its little work is not stretched.
    let usual = plan.goals[0].pace.filter(|_| is_run).unwrap_or(WeeklyHours::ZERO);
    let slowest = slowest.max(usual);
    let Integrated { solution, milestones, goal_conflicts, assumptions, pace, deadline } =
        integrate_left(&plan.goals, &left, slowest);
    // Where even the longest horizon is too short there is no plan, whatever is
    // done of it already.
    let milestones = if milestones.len() < left.draft.milestones.len() {
        Vec::new()
    } else {
        earlier.join(&backcast.draft, milestones)
    };
    if milestones.is_empty() {
        shaping::forget_milestones(&mut plan.goals);
    }
    let mut milestones = milestones;
    let judged = is_run.then(|| habit::judge(&plan.goals, &milestones)).flatten();
    if judged.is_some() {
        habit::set_checkpoints(&plan.goals, &mut milestones);
    }
    let unknown_hours = goals[0].goal.pace.is_none();
    let unknown_deadline = goals.iter().any(|anchored| anchored.goal.deadline.is_none());
    let assumed = goals.iter().any(|anchored| matches!(anchored.goal.critique.sizing, Sizing::Unclear(_)));
    // How much a habit is, its goal says: so often, for so long.
    let is_open = options.proposer == Proposer::Playbook && judged.is_none();
    let unknown_size = is_open && is_size_unknown(goals, &backcast);
    // Figures against hours or a day that nobody named would be a verdict.
    let is_unknown = unknown_hours || unknown_deadline || unknown_size;
    let mut reasons = if is_unknown || judged.is_some() { Vec::new() } else { solution.reasons };
    if goals.len() > 1 {
        reasons.extend(goals.iter().zip(&solution.goal_dates).map(|(anchored, &ends)| ends_by(&anchored.goal, ends)));
    }
    if unknown_hours && judged.is_none() {
        reasons.insert(0, format!("the hours are not known; it takes {pace} hours a week until the deadline"));
    }
    if unknown_deadline {
        reasons.insert(0, format!("the day by which it has to be done is not known; the dates lead to {deadline}"));
    }
    if unknown_size {
        reasons.insert(0, SIZE_UNKNOWN.to_owned());
    }
    let elsewhere: Vec<(String, bool)> = plan.goals.iter().filter_map(decided_elsewhere).collect();
    let decider_unknown = elsewhere.iter().any(|(_, is_unknown)| *is_unknown);
    reasons.splice(0..0, elsewhere.into_iter().map(|(reason, _)| reason));
    plan.feasibility = Feasibility {
        // Whether it can work cannot be told while hours or deadline are unknown.
        verdict: if unknown_hours || unknown_deadline || unknown_size || decider_unknown || assumed {
            Verdict::Unclear
        } else {
            solution.verdict
        },
        chance: None,
        needed: Some(solution.needed),
        available: Some(solution.available),
        pace_enough: solution.pace_is_enough.then_some(solution.pace),
        buffer: Some(solution.buffer),
        reasons,
        // More than is there, or later than is set, says nothing of what nobody knows.
        levers: solution
            .levers
            .into_iter()
            .filter(|lever| {
                !(unknown_hours && matches!(lever.kind, LeverKind::Hours(_))
                    || unknown_deadline && matches!(lever.kind, LeverKind::Date(_)))
            })
            .collect(),
    };
    plan.forecast = solution.forecast;
    if let Some(judged) = judged {
        let is_unclear = unknown_deadline || decider_unknown || assumed;
        plan.feasibility.verdict = if is_unclear { Verdict::Unclear } else { judged.verdict };
        plan.feasibility.reasons.extend(judged.reasons);
        plan.feasibility.levers.clear();
        plan.feasibility.pace_enough = None;
        plan.forecast = Some(judged.forecast);
    }
    let has_ended = |id: &MilestoneId| earlier.has_ended(id);
    let unprepared = preparedness(&milestones, has_ended);
    plan.feasibility.reasons.extend(unprepared.iter().map(ToString::to_string));
    plan.assumptions = assumptions.into_iter().chain(backcast.draft.assumptions).collect();
    plan.starting_state = backcast.draft.starting_state;
    plan.outside = backcast.draft.outside;
    plan.fact_uses = backcast.draft.fact_uses;
    plan.sources = backcast.draft.sources;
    plan.ways_out = backcast.draft.ways_out;
    plan.busy_conflicts = unsettled(solution.busy_conflicts, &plan.goals[0], &milestones);
    plan.goal_conflicts = goal_conflicts;
    plan.deadline = Some(deadline);
    plan.reviews = reviews(&plan.goals, plan.today, milestones.last().map_or(plan.today, |last| last.due));
    plan.milestones = milestones;
    checkpoints::add(&mut plan.milestones, &plan.goals);
    plan
}

/// Why nothing is said of whether it can work where nobody knows the subject.
const SIZE_UNKNOWN: &str = "how much work this is, the library does not know: the hours are those of similar goals, \
                            or as many as there are";

/// Whether the size of a goal is only guessed: its subject is not known, or is asked for.
/// What such work takes follows from the hours that there are, so that no verdict follows
/// from them.
fn is_size_unknown(goals: &[Anchored<'_>], backcast: &Backcast) -> bool {
    let is_asked = backcast.questions.iter().flatten().any(|gap| gap.field == Field::Playbook);
    is_asked || goals.iter().any(|anchored| anchored.route.confidence != Confidence::High)
}

impl PlanningDefaults {
    /// Lets goals that say nothing of their hours or days have the usual ones,
    /// and returns what was assumed by that.
    fn fill_in(&self, goals: &mut [Anchored<'_>]) -> Vec<String> {
        let mut assumed = None;
        for Anchored { goal, .. } in goals {
            goal.circumstances.calendar = self.calendar.clone();
            if goal.pace.is_none()
                && let Some(pace) = self.pace
            {
                goal.pace = Some(pace);
                goal.critique.gaps.retain(|gap| gap.field != Field::Hours);
                assumed = Some(format!("{pace} hours a week, as the configuration says"));
            }
            if let Some(most) = self.pace_max.filter(|most| goal.pace.is_some_and(|pace| pace > *most)) {
                goal.pace = Some(most);
                assumed = Some(format!("{most} hours a week, as the calendars' rules allow no more"));
            }
            if goal.facts.weekdays == Weekdays::default() {
                goal.facts.weekdays = self.weekdays;
            }
        }
        assumed.into_iter().chain(self.calendar_notes.iter().cloned()).collect()
    }
}

/// When one of several goals ends, against its own deadline.
fn ends_by(goal: &AnchoredGoal, ends: Date) -> String {
    let shown = |day: Date| day.strftime("%a %-d %b %Y").to_string();
    let title = &goal.goal.title;
    let ends_on = format!("{title} ends on {}", shown(ends));
    let plural = |days: i32| if days == 1 { "" } else { "s" };
    match goal.deadline.map(|deadline| days_between(deadline, ends)) {
        Some(0) => format!("{ends_on}, the day of its deadline"),
        Some(late @ 1..) => format!("{ends_on}, {late} day{} after its deadline", plural(late)),
        Some(early) => format!("{ends_on}, {} day{} before its deadline", -early, plural(-early)),
        None => ends_on,
    }
}

/// The plan with the audit's remarks, unless the audit finds errors.
fn judged(mut plan: Plan, options: &Options) -> Result<Plan, EngineError> {
    if plan.milestones.is_empty() {
        return Ok(plan); // It says why there are none.
    }
    tell_chance(&mut plan, options);
    ways_out::of_plan(&mut plan, &options.earlier, &options.experience);
    let mut dossier = Dossier { allow_many: options.allow_many, ..Dossier::from(&plan) };
    options.earlier.take_out_past(&mut dossier);
    if dossier.entries.is_empty() {
        return Ok(plan); // All that is on its path has ended.
    }
    let proof = Proof::of(&options.earlier.plan_left_of(&plan));
    let findings = joined(audit(&dossier), proof.findings);
    let errors: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
    // What somebody proposes is theirs: it is shown with what is wrong with it.
    let is_given = matches!(options.proposer, Proposer::Given { .. });
    if is_given {
        plan.findings = findings;
        return Ok(plan);
    }
    if !errors.is_empty() {
        return Err(EngineError::Audit { findings: errors, plan: Box::new(plan) });
    }
    plan.findings = findings.into_iter().filter(|finding| finding.severity < Severity::Error).collect();
    Ok(plan)
}

/// Tells the chance of a plan, and the verdict that follows from it: the same as of a
/// calibration on that day.
fn tell_chance(plan: &mut Plan, options: &Options) {
    let Some(foreseen) = foresee(plan, &options.earlier, &options.experience, options.n_runs) else { return };
    let (placed, forecast) = (plan.feasibility.verdict, plan.forecast);
    foreseen.tell(plan);
    if let Proposer::Given { plan: given, .. } = &options.proposer {
        // Whoever knows the world knows more of what can go wrong, and of when it ends.
        plan.feasibility.verdict = given::graver(placed, plan.feasibility.verdict);
        plan.forecast = if given.ends.is_some() { forecast } else { plan.forecast };
    }
}

fn empty_feasibility(verdict: Verdict, reasons: Vec<String>) -> Feasibility {
    Feasibility {
        verdict,
        chance: None,
        needed: None,
        available: None,
        pace_enough: None,
        buffer: None,
        reasons,
        levers: Vec::new(),
    }
}
