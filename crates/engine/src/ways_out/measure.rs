//! What ways out are worth: each taken, and simulated with the same random numbers.

use backcast_core::{
    OptionEffect, Plan, PlanChange, SAFE, Shrink, UNLIKELY, Verdict, WayOut, WeeklyHours, days_between,
};
use jiff::civil::Date;

use super::candidates::{candidates, cuts, hours_now, number};
use super::take::take_in_situation;
use crate::calibrate::{Changed, EVEN, Measured, Situation, measure, read_news};
use crate::experience::Experience;
use crate::replan::Earlier;

/// So many options are shown.
pub(crate) const SHOWN: usize = 4;
/// Runs of each trial: the chance is told to two points in a hundred.
const N_RUNS: u32 = 1_000;
/// Runs while it is looked for how far one has to go.
const N_RUNS_SEARCHED: u32 = 300;
/// A smaller gain of chance is no help.
const GAIN_MIN: f64 = 0.05;
/// A level that is closer to the chance of now is not worth a way out of its own.
const WANTED_MIN: f64 = 0.1;
/// The share of what a way out can bring that is asked of it where no level is in reach.
const MOST: f64 = 0.6;
/// An end that is closer by a smaller share of the time that is left is none.
const SOONER_MIN: f64 = 0.1;

/// A situation in which ways out are tried.
pub(crate) struct Bench<'a> {
    pub(crate) situation: &'a Situation,
    pub(crate) changed: &'a Changed,
    pub(crate) experience: &'a Experience,
    pub(crate) seed: u64,
}

impl Bench<'_> {
    /// What a way out does; nothing where it changes nothing.
    fn effect(&self, way_out: &WayOut, n_runs: u32) -> Option<OptionEffect> {
        let (mut situation, mut changed) = (self.situation.clone(), self.changed.clone());
        take_in_situation(way_out, &mut situation, &mut changed).then_some(())?;
        self.measured(&situation, &changed, n_runs).map(|measured| measured.effect)
    }

    fn measured(&self, situation: &Situation, changed: &Changed, n_runs: u32) -> Option<Measured> {
        measure(situation, changed, self.experience, (n_runs, self.seed))
    }

    /// The way out with the least amount of it that is safe, else that is more likely than
    /// not, else that brings most of what it can; as far as it goes where that is little.
    fn solved(&self, way_out: &WayOut, now: f64) -> Option<WayOut> {
        let with = |change: PlanChange| WayOut { change, ..way_out.clone() };
        let steps: Vec<WayOut> = match &way_out.change {
            PlanChange::Shrink(shrink) => cuts(self.situation, shrink)
                .into_iter()
                .map(|to| with(PlanChange::Shrink(Shrink { to: Some(to), ..shrink.clone() })))
                .collect(),
            PlanChange::Hours(most) => self.paces(*most).into_iter().map(|pace| self.at(way_out, pace)).collect(),
            _ => vec![way_out.clone()],
        };
        let mut tried: Vec<(usize, OptionEffect)> = Vec::new();
        let mut effect = |at: usize| {
            if let Some((_, known)) = tried.iter().find(|(known, _)| *known == at) {
                return Some(*known);
            }
            let found = self.effect(&steps[at], N_RUNS_SEARCHED)?;
            tried.push((at, found));
            Some(found)
        };
        let last = steps.len().checked_sub(1)?;
        let far = effect(last)?;
        let is_worth = |wanted: &f64| far.chance >= *wanted && *wanted >= now + WANTED_MIN;
        // Between the two, most of what can be had.
        let most = now + (far.chance - now) * MOST;
        let wanted = [SAFE, EVEN].into_iter().find(is_worth).or(Some(most).filter(|most| *most >= now + GAIN_MIN));
        let (mut low, mut high) = (0, last);
        while wanted.is_some() && low < high {
            let middle = low.midpoint(high);
            match effect(middle) {
                Some(found) if wanted.is_some_and(|wanted| found.chance >= wanted) => high = middle,
                _ => low = middle + 1,
            }
        }
        let found = self.effect(&steps[high], N_RUNS)?;
        Some(WayOut { effect: Some(found), ..steps[high].clone() })
    }

    fn at(&self, way_out: &WayOut, pace: WeeklyHours) -> WayOut {
        let now = hours_now(self.situation).unwrap_or_default();
        let more = WeeklyHours::from_minutes_per_week(pace.minutes_per_week().saturating_sub(now.minutes_per_week()));
        WayOut { text: format!("{more} more than now"), change: PlanChange::Hours(pace), ..way_out.clone() }
    }

    fn paces(&self, most: WeeklyHours) -> Vec<WeeklyHours> {
        let Some(now) = hours_now(self.situation) else { return Vec::new() };
        let half_hours = (1..).map(|n| WeeklyHours::from_minutes_per_week(now.minutes_per_week() / 30 * 30 + n * 30));
        half_hours.take_while(|pace| *pace <= most).collect()
    }
}

/// The ways out of a situation that help, the best first, with those that are only words
/// behind them.
pub(crate) fn find(bench: &Bench<'_>) -> Vec<WayOut> {
    let Some(now) = bench.measured(bench.situation, bench.changed, N_RUNS) else { return Vec::new() };
    let all = candidates(bench.situation, &bench.changed.less, now.safe_day);
    let measured = all.iter().filter_map(|one| bench.solved(one, now.effect.chance));
    let mut found: Vec<WayOut> = measured.filter(|one| helps(one, &now.effect, bench.situation.as_of)).collect();
    found.sort_by_key(|one| (rank(one), one.id.clone()));
    found.truncate(SHOWN);
    let words = all.iter().filter(|one| one.change == PlanChange::Words);
    let n_words = SHOWN - found.len();
    found.extend(words.take(n_words).cloned());
    found
}

/// Gives a plan its ways out: measured where its verdict is that it is too tight, and as
/// they were named else. What is named stays with the plan, as it may help later.
pub(crate) fn of_plan(plan: &mut Plan, earlier: &Earlier, experience: &Experience) {
    plan.ways_out = number(std::mem::take(&mut plan.ways_out));
    let is_tight = matches!(plan.feasibility.verdict, Verdict::Tight | Verdict::Infeasible);
    if !is_tight || plan.feasibility.chance.is_none() {
        return;
    }
    let situation = Situation::as_planned(plan, earlier);
    let changed = read_news(&situation);
    let bench = Bench { situation: &situation, changed: &changed, experience, seed: 0 };
    if plan.proposer.is_some() {
        // Whoever proposed the plan knows its ways out: they stay as they are named.
        let named = std::mem::take(&mut plan.ways_out);
        let measured = |one: WayOut| WayOut { effect: bench.effect(&one, N_RUNS), ..one };
        plan.ways_out = named.into_iter().map(measured).collect();
        return;
    }
    let mut found = find(&bench);
    let rest = plan.ways_out.iter().filter(|one| !found.iter().any(|known| known.id == one.id));
    let rest: Vec<WayOut> = rest.filter(|one| one.change != PlanChange::Words).cloned().collect();
    found.extend(rest);
    plan.ways_out = found;
}

/// Whether the day is more likely kept than not with it.
pub(crate) fn brings_the_day_back(way_out: &WayOut) -> bool {
    let is_own = !matches!(way_out.change, PlanChange::Deadline(_));
    is_own && way_out.effect.is_some_and(|effect| effect.chance >= EVEN)
}

/// Whether a way out raises the chance, or, where the day is far out of reach, brings the
/// end closer by what somebody would notice: it is a part of what has to be done.
fn helps(way_out: &WayOut, now: &OptionEffect, today: Date) -> bool {
    let Some(effect) = way_out.effect else { return false };
    let days_left = f64::from(days_between(today, now.end));
    let days_won = f64::from(days_between(effect.end, now.end));
    let is_far = now.chance < UNLIKELY;
    let moves_the_day = matches!(way_out.change, PlanChange::Deadline(_));
    effect.chance >= now.chance + GAIN_MIN || is_far && !moves_the_day && days_won >= (days_left * SOONER_MIN).max(7.0)
}

/// What keeps the day comes first, and of what does, the likelier, in steps of chance that
/// somebody would tell apart; of equals the field's own ways before more hours.
fn rank(way_out: &WayOut) -> (bool, i32, bool, Option<Date>) {
    /// Chances that are told apart.
    const STEPS: f64 = 10.0;
    let chance = way_out.effect.map_or(0.0, |effect| effect.chance);
    #[expect(clippy::cast_possible_truncation, reason = "a chance, 0 to 1")]
    let step = (chance * STEPS).round() as i32;
    let moves_the_day = matches!(way_out.change, PlanChange::Deadline(_));
    let end = way_out.effect.map(|effect| effect.end);
    (moves_the_day, -step, matches!(way_out.change, PlanChange::Hours(_)), end)
}
