//! Planning again: milestones that were there keep their ids, and what is done
//! stays done.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use backcast_core::audit::Dossier;
use backcast_core::{
    CriterionId, Decision, Dependency, Draft, DraftMilestone, Effort, EffortRange, GoalId, MilestoneId, Plan,
    PlanChange, PlannedMilestone, days_between, plus_days,
};
use jiff::civil::Date;

use crate::ways_out::Progress;

/// What earlier plans and the work so far leave behind for the next plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earlier {
    /// The milestones of the plan in effect, else of the one that waits for a
    /// decision.
    pub milestones: Vec<EarlierMilestone>,
    /// Ids of plans that are or were in effect: nothing else gets them.
    pub taken: TakenIds,
}

/// Ids that were given once: no other milestone, and no other criterion of a
/// milestone, gets them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenIds {
    /// Of milestones.
    pub milestones: BTreeSet<MilestoneId>,
    /// The highest number of a criterion, for each milestone that had one.
    pub criteria: BTreeMap<MilestoneId, u32>,
}

impl TakenIds {
    /// Takes the ids of a milestone and of its criteria.
    pub fn add(&mut self, milestone: &DraftMilestone) {
        self.milestones.insert(milestone.id.clone());
        let highest = milestone.identified_criteria().map(|(id, _)| id.number()).max().unwrap_or(0);
        let taken = self.criteria.entry(milestone.id.clone()).or_default();
        *taken = highest.max(*taken);
    }

    /// Gives the criteria of a milestone the ids that they had before: those
    /// with the same text, then those whose text was mended. All others get ids
    /// that no criterion of it ever had.
    pub fn keep_criteria(&self, milestone: &mut DraftMilestone, before: &DraftMilestone) {
        let old: Vec<(CriterionId, &str)> = before.identified_criteria().collect();
        let known = old.iter().map(|(id, _)| id.number()).max().unwrap_or(0);
        let mut next = known.max(self.criteria.get(&milestone.id).copied().unwrap_or(0));
        let matched = matched_criteria(&milestone.criteria, &old);
        let ids = matched.into_iter().map(|id| {
            id.unwrap_or_else(|| {
                next += 1;
                CriterionId::numbered(next)
            })
        });
        let ids = ids.collect();
        milestone.identify_criteria(ids);
    }
}

impl<'a> FromIterator<&'a DraftMilestone> for TakenIds {
    fn from_iter<I: IntoIterator<Item = &'a DraftMilestone>>(milestones: I) -> Self {
        let mut taken = TakenIds::default();
        milestones.into_iter().for_each(|milestone| taken.add(milestone));
        taken
    }
}

/// For each new criterion the id of the old one that it is: the likeliest pairs
/// first, each old one once.
fn matched_criteria(new: &[String], old: &[(CriterionId, &str)]) -> Vec<Option<CriterionId>> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (at, text) in new.iter().enumerate() {
        for (was_at, (_, was)) in old.iter().enumerate() {
            let likeness = criterion_likeness(text, was);
            if likeness >= CRITERION_LIKENESS_MIN {
                pairs.push((likeness, at, was_at));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut ids = vec![None; new.len()];
    let mut used = vec![false; old.len()];
    for (_, at, was_at) in pairs {
        if ids[at].is_none() && !used[was_at] {
            used[was_at] = true;
            ids[at] = Some(old[was_at].0);
        }
    }
    ids
}

/// How alike two criteria are, 0 to 1: one less the share of letters that have
/// to be changed, left out, added or exchanged (Damerau 1964). With another
/// figure it is another criterion, however alike the words are.
fn criterion_likeness(new: &str, old: &str) -> f64 {
    if figures(new) != figures(old) {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(&new.to_lowercase(), &old.to_lowercase())
}

fn figures(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect()
}

/// What is left of a draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Left {
    /// The milestones that are left, resting on each other only.
    pub(crate) draft: Draft,
    /// For milestones whose predecessor is complete, the lag that is not over.
    pub(crate) lags: BTreeMap<MilestoneId, LagLeft>,
}

/// A lag after a milestone that is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LagLeft {
    /// The day on which it is over.
    pub(crate) until: Date,
    /// The predecessor, with all days of the lag.
    pub(crate) after: Dependency,
}

impl From<Draft> for Left {
    fn from(draft: Draft) -> Self {
        Left { draft, lags: BTreeMap::new() }
    }
}

/// A milestone as it was planned, with what happened to it since.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlierMilestone {
    /// The plan for it.
    pub planned: PlannedMilestone,
    /// The share of it that is done, 0 to 1.
    pub share_done: f64,
    /// The day on which work on it began.
    pub started_on: Option<Date>,
    /// The day on which it was completed.
    pub done_on: Option<Date>,
    /// Whether nothing more will be done on it.
    pub has_ended: bool,
}

/// Milestones with less in common are not the same.
const LIKENESS_MIN: f64 = 0.5;
/// Criteria that are less alike are not the same: a typo of one letter in four
/// is the most that is mended.
const CRITERION_LIKENESS_MIN: f64 = 0.75;

impl Earlier {
    /// Gives each milestone of a draft, and each of its criteria, the id that it
    /// had before, and new ones ids that nothing else ever had.
    pub(crate) fn keep_ids(&self, draft: &mut Draft) {
        if self.milestones.is_empty() && self.taken.milestones.is_empty() {
            return;
        }
        let ids = self.matched(draft);
        let mut next = self.taken.milestones.iter().filter_map(number).max().unwrap_or(0);
        let ids: Vec<MilestoneId> = ids
            .into_iter()
            .map(|id| {
                id.unwrap_or_else(|| {
                    next += 1;
                    MilestoneId::numbered(next)
                })
            })
            .collect();
        let old: Vec<MilestoneId> = draft.milestones.iter().map(|milestone| milestone.id.clone()).collect();
        for one in &mut draft.ways_out {
            let named = match &mut one.change {
                PlanChange::Shrink(shrink) => &mut shrink.along,
                PlanChange::LeaveOut(named) | PlanChange::HandOver { milestones: named, .. } => named,
                _ => continue,
            };
            for id in named {
                if let Some(at) = old.iter().position(|old| old == id) {
                    *id = ids[at].clone();
                }
            }
        }
        for (milestone, id) in draft.milestones.iter_mut().zip(&ids) {
            milestone.id = id.clone();
            for dependency in &mut milestone.depends_on {
                if let Some(at) = old.iter().position(|old| *old == dependency.on) {
                    dependency.on = ids[at].clone();
                }
            }
            if let Some(before) = self.milestones.iter().find(|before| before.planned.milestone.id == *id) {
                self.taken.keep_criteria(milestone, &before.planned.milestone);
            }
        }
    }

    /// For each milestone of the draft, the id of the earlier one that it is:
    /// the likeliest pairs first, each earlier one once.
    fn matched(&self, draft: &Draft) -> Vec<Option<MilestoneId>> {
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        let before: Vec<Named<'_>> = self.milestones.iter().map(|one| Named::new(&one.planned.milestone)).collect();
        for (new, milestone) in draft.milestones.iter().map(Named::new).enumerate() {
            for (old, earlier) in before.iter().enumerate() {
                let likeness = milestone.likeness(earlier);
                if likeness >= LIKENESS_MIN {
                    pairs.push((likeness, new, old));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut ids = vec![None; draft.milestones.len()];
        let mut used = vec![false; self.milestones.len()];
        for (_, new, old) in pairs {
            if ids[new].is_none() && !used[old] {
                used[old] = true;
                ids[new] = Some(self.milestones[old].planned.milestone.id.clone());
            }
        }
        ids
    }

    /// What is left to place of a draft: without what has ended, and with only
    /// the rest of what has begun.
    pub(crate) fn left_of(&self, draft: &Draft, today: Date) -> Left {
        let mut left = Left::from(draft.clone());
        left.draft.milestones.retain(|milestone| self.ended(&milestone.id).is_none());
        for milestone in &mut left.draft.milestones {
            let lags = milestone.depends_on.iter().filter_map(|dependency| self.lag_left(dependency));
            if let Some(lag) = lags.max_by_key(|lag| lag.until).filter(|lag| lag.until > today) {
                left.lags.insert(milestone.id.clone(), lag);
            }
            milestone.depends_on = self.open_before(milestone, draft);
            if let Some(begun) = self.begun(&milestone.id) {
                milestone.effort = rest(milestone.effort, begun.share_done);
                if let Some(day) = begun.started_on {
                    let passed = u32::try_from(days_between(day, today)).unwrap_or(0);
                    milestone.waiting_days = milestone.waiting_days.saturating_sub(passed);
                }
            }
        }
        left
    }

    /// What a milestone of a draft rests on and is still open: in the place of
    /// what has ended out of order, what that rested on.
    fn open_before(&self, milestone: &DraftMilestone, draft: &Draft) -> Vec<Dependency> {
        let mut open: Vec<Dependency> = Vec::new();
        let mut seen: BTreeSet<MilestoneId> = BTreeSet::new();
        let mut next: VecDeque<Dependency> = milestone.depends_on.iter().cloned().collect();
        while let Some(dependency) = next.pop_front() {
            if self.ended(&dependency.on).is_none() {
                // The same one twice, with two lags, is as good.
                open.push(dependency);
            } else if seen.insert(dependency.on.clone()) {
                let ended = draft.milestones.iter().find(|one| one.id == dependency.on);
                let before = ended.into_iter().flat_map(|ended| &ended.depends_on);
                next.extend(before.map(|before| Dependency { on: before.on.clone(), lag_days: 0 }));
            }
        }
        open
    }

    /// The lag after a predecessor that is complete. One that was skipped never
    /// was, so nothing has to pass after it.
    fn lag_left(&self, dependency: &Dependency) -> Option<LagLeft> {
        let done_on = self.ended(&dependency.on)?.done_on?;
        let until = plus_days(done_on, i32::try_from(dependency.lag_days).unwrap_or(i32::MAX));
        Some(LagLeft { until, after: dependency.clone() })
    }

    /// The placed milestones with all that the draft says of them, and with
    /// those that have ended as they were planned. What these rest on is what
    /// the draft says, so that the whole has no cycle, else what is still there
    /// of what they rested on.
    pub(crate) fn join(&self, draft: &Draft, placed: Vec<PlannedMilestone>) -> Vec<PlannedMilestone> {
        let is_there =
            |id: &MilestoneId| self.ended(id).is_some() || placed.iter().any(|planned| planned.milestone.id == *id);
        let ended = self.milestones.iter().filter(|earlier| earlier.has_ended).map(|earlier| {
            let mut planned = earlier.planned.clone();
            if let Some(same) = draft.milestones.iter().find(|one| one.id == planned.milestone.id) {
                planned.milestone.depends_on.clone_from(&same.depends_on);
            }
            planned.milestone.depends_on.retain(|dependency| is_there(&dependency.on));
            planned
        });
        let ended: Vec<PlannedMilestone> = ended.collect();
        let whole = |mut planned: PlannedMilestone| {
            if let Some(milestone) = draft.milestones.iter().find(|one| one.id == planned.milestone.id) {
                planned.milestone = milestone.clone();
            }
            if let Some(day) = self.begun(&planned.milestone.id).and_then(|begun| begun.started_on) {
                planned.start = planned.start.min(day);
            }
            planned
        };
        ended.into_iter().chain(placed.into_iter().map(whole)).collect()
    }

    /// Takes note of milestones that were made smaller since they were planned: what is
    /// done of them is done, so that it is a larger share of less, and their criteria
    /// are others where their figures are.
    pub(crate) fn made_smaller(&mut self, draft: &mut Draft, decisions: &[Decision]) {
        let taken = &self.taken;
        let earlier = &mut self.milestones;
        for milestone in &mut draft.milestones {
            let Some(before) = earlier.iter_mut().find(|one| one.planned.milestone.id == milestone.id) else {
                continue;
            };
            taken.keep_criteria(milestone, &before.planned.milestone);
            let is_smaller = decisions.iter().any(|one| one.milestone == milestone.id && one.reduce > Effort::ZERO);
            let now = milestone.effort.likely().hours();
            if is_smaller && now > 0.0 {
                let done = before.share_done * before.planned.milestone.effort.likely().hours();
                before.share_done = (done / now).clamp(before.share_done, 1.0);
            }
        }
    }

    /// The plan with what is left of it.
    pub(crate) fn plan_left_of(&self, plan: &Plan) -> Plan {
        let mut left = plan.clone();
        left.milestones.retain(|planned| !self.has_ended(&planned.milestone.id));
        for planned in &mut left.milestones {
            if let Some(begun) = self.begun(&planned.milestone.id) {
                let likely = planned.milestone.effort.likely();
                let done = Effort::from_hours(likely.hours() * begun.share_done);
                planned.milestone.effort = planned.milestone.effort.reduced_by(done);
            }
        }
        // Its sum was that of all.
        left.feasibility.needed = None;
        left
    }

    /// Lets the audit judge what is to come: past days and done work cannot be
    /// planned wrongly any more.
    pub(crate) fn take_out_past(&self, dossier: &mut Dossier) {
        for earlier in self.milestones.iter().filter(|earlier| earlier.has_ended) {
            dossier.take_out(&earlier.planned.milestone.id);
        }
        let today = dossier.today;
        let dues: BTreeMap<MilestoneId, Option<Date>> =
            dossier.entries.iter().map(|entry| (entry.id.clone(), entry.due)).collect();
        for entry in &mut dossier.entries {
            let Some(begun) = self.begun(&entry.id) else { continue };
            entry.effort = entry.effort.map(|effort| Effort::from_hours(effort.hours() * (1.0 - begun.share_done)));
            // People begin before what comes first is complete. Only the rest is
            // planned: it cannot start before today, nor before its predecessors
            // let it.
            let freed = entry.depends_on.iter().filter_map(|dependency| {
                let due = dues.get(&dependency.on).copied().flatten()?;
                Some(plus_days(due, i32::try_from(dependency.lag_days).unwrap_or(i32::MAX)))
            });
            entry.start = entry.start.max(today).max(freed.max());
            entry.waiting_days = 0;
        }
    }

    /// How far a milestone is whose quantity may change.
    pub(crate) fn progress(&self, id: &MilestoneId) -> Progress {
        let before = self.milestones.iter().find(|one| one.planned.milestone.id == *id);
        before.map_or(Progress::default(), |one| Progress {
            has_ended: one.has_ended,
            share: if one.has_ended { 1.0 } else { one.share_done },
        })
    }

    /// Takes note that another share of a milestone is done, as there is less of it.
    pub(crate) fn now_done(&mut self, id: &MilestoneId, share: f64) {
        let before = self.milestones.iter_mut().find(|one| one.planned.milestone.id == *id && !one.has_ended);
        if let Some(before) = before {
            before.share_done = share;
        }
    }

    pub(crate) fn has_begun(&self, id: &MilestoneId) -> bool {
        self.begun(id).is_some()
    }

    /// Whether a milestone was completed, skipped or left out.
    pub(crate) fn has_ended(&self, id: &MilestoneId) -> bool {
        self.ended(id).is_some()
    }

    fn ended(&self, id: &MilestoneId) -> Option<&EarlierMilestone> {
        self.milestones.iter().find(|earlier| earlier.has_ended && earlier.planned.milestone.id == *id)
    }

    fn begun(&self, id: &MilestoneId) -> Option<&EarlierMilestone> {
        let has_begun = |earlier: &&EarlierMilestone| earlier.share_done > 0.0 || earlier.started_on.is_some();
        self.milestones
            .iter()
            .filter(has_begun)
            .find(|earlier| !earlier.has_ended && earlier.planned.milestone.id == *id)
    }
}

/// What is left of a work when so much of it is done.
fn rest(effort: EffortRange, share_done: f64) -> EffortRange {
    let left = |effort: Effort| Effort::from_hours(effort.hours() * (1.0 - share_done));
    EffortRange::new(left(effort.low()), left(effort.likely()), left(effort.high()))
        .expect("scaling keeps the order")
        .rounded()
}

/// How alike two milestones are, 0 to 1: the words that their names share
/// (Dice 1945), numbers left aside, and a little for the same source.
pub(crate) fn likeness(new: &DraftMilestone, old: &DraftMilestone) -> f64 {
    Named::new(new).likeness(&Named::new(old))
}

/// A milestone with the words of its name, which are compared many times.
struct Named<'m> {
    milestone: &'m DraftMilestone,
    words: BTreeSet<String>,
}

impl<'m> Named<'m> {
    fn new(milestone: &'m DraftMilestone) -> Self {
        Named { words: words(&milestone.name), milestone }
    }

    fn likeness(&self, old: &Named<'_>) -> f64 {
        let (new, old, a, b) = (self.milestone, old.milestone, &self.words, &old.words);
        if !same_goal(new.goal.as_ref(), old.goal.as_ref()) {
            return 0.0;
        }
        if new.name == old.name {
            return 2.0;
        }
        if a.is_empty() || b.is_empty() {
            return 0.0;
        }
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        let dice = 2.0 * count(a.intersection(b).count()) / count(a.len() + b.len());
        let same_source = !new.claim.source.is_empty() && new.claim.source == old.claim.source;
        dice + if same_source { 0.1 } else { 0.0 }
    }
}

fn same_goal(a: Option<&GoalId>, b: Option<&GoalId>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

fn words(name: &str) -> BTreeSet<String> {
    name.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 2).map(str::to_lowercase).collect()
}

fn number(id: &MilestoneId) -> Option<usize> {
    id.as_str().strip_prefix('M')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use backcast_core::{PlacementReason, Risk};
    use jiff::civil::date;

    use super::*;

    fn milestone(id: &str, name: &str, after: &[&str]) -> DraftMilestone {
        DraftMilestone {
            id: MilestoneId::new(id),
            name: name.into(),
            depends_on: after.iter().map(|on| Dependency { on: MilestoneId::new(*on), lag_days: 10 }).collect(),
            effort: EffortRange::exactly(Effort::from_hours(8.0)),
            risk: Risk::Low,
            ..DraftMilestone::default()
        }
    }

    fn earlier(id: &str, name: &str, done_on: Option<Date>, share_done: f64) -> EarlierMilestone {
        let day = date(2026, 1, 5);
        let planned = PlannedMilestone {
            milestone: milestone(id, name, &[]),
            start: day,
            due: day,
            due_earliest: day,
            due_latest: day,
            slack_days: 0,
            critical: false,
            reason: PlacementReason::FirstDay,
            moved: None,
        };
        EarlierMilestone { planned, share_done, started_on: None, done_on, has_ended: done_on.is_some() }
    }

    #[test]
    fn the_same_milestone_keeps_its_id_and_new_ones_get_fresh_ones() {
        let before = Earlier {
            milestones: vec![earlier("M1", "Outline agreed", None, 0.0), earlier("M2", "Long run of 12 km", None, 0.0)],
            taken: TakenIds { milestones: ["M1", "M2", "M7"].map(MilestoneId::new).into(), ..TakenIds::default() },
        };
        let mut draft = Draft {
            milestones: vec![
                milestone("M1", "Permit filed", &[]),
                milestone("M2", "Long run of 14 km", &["M1"]),
                milestone("M3", "Outline agreed", &["M2"]),
            ],
            ..Draft::default()
        };
        before.keep_ids(&mut draft);
        let ids: Vec<&str> = draft.milestones.iter().map(|milestone| milestone.id.as_str()).collect();
        assert_eq!(ids, ["M8", "M2", "M1"]);
        assert_eq!(draft.milestones[2].depends_on[0].on.as_str(), "M2");
    }

    #[test]
    fn a_criterion_keeps_its_id_when_its_text_is_mended_and_a_new_one_gets_a_fresh_one() {
        let with = |criteria: &[&str], ids: &[u32]| DraftMilestone {
            criteria: criteria.iter().map(|&text| text.to_owned()).collect(),
            criterion_ids: ids.iter().map(|id| CriterionId::numbered(*id)).collect(),
            ..milestone("M1", "A", &[])
        };
        let mut taken = TakenIds::default();
        taken.add(&with(&["gone since long"], &[4]));
        let check = |before: &DraftMilestone, now: &[&str], expected: &[u32]| {
            let mut now = with(now, &[]);
            taken.keep_criteria(&mut now, before);
            let ids: Vec<u32> = now.identified_criteria().map(|(id, _)| id.number()).collect();
            assert_eq!(ids, expected, "{now:?}");
        };
        let before = with(&["10 pages writen", "Read by 3 people", "Printed"], &[]);
        check(&before, &["10 pages writen", "Read by 3 people", "Printed"], &[1, 2, 3]);
        check(&before, &["Printed", "10 pages written"], &[3, 1]);
        check(&before, &["12 pages writen", "Read by 3 peple", "Bound"], &[5, 2, 6]);
        // The same text comes before one that is only alike.
        check(&with(&["Tests pass", "Tests pas"], &[]), &["Tests pas", "Tests pass"], &[2, 1]);
        // Where all ids are places, none is written.
        let mut same = with(&["10 pages written", "Read by 3 people", "Printed"], &[]);
        taken.keep_criteria(&mut same, &before);
        assert_eq!(same.criterion_ids, []);
    }

    #[test]
    fn a_skipped_milestone_leaves_no_lag() {
        let skipped = EarlierMilestone { has_ended: true, ..earlier("M1", "A", None, 0.0) };
        let before = Earlier { milestones: vec![skipped], taken: TakenIds::default() };
        let draft =
            Draft { milestones: vec![milestone("M1", "A", &[]), milestone("M2", "B", &["M1"])], ..Draft::default() };
        let left = before.left_of(&draft, date(2026, 1, 9));
        assert_eq!(left.lags, BTreeMap::new());
        assert!(left.draft.milestones[0].depends_on.is_empty());
    }

    #[test]
    fn done_work_is_not_placed_again_and_its_waiting_goes_on() {
        let before = Earlier {
            milestones: vec![earlier("M1", "A", Some(date(2026, 1, 6)), 1.0), earlier("M2", "B", None, 0.5)],
            taken: TakenIds::default(),
        };
        let draft =
            Draft { milestones: vec![milestone("M1", "A", &[]), milestone("M2", "B", &["M1"])], ..Draft::default() };
        let left = before.left_of(&draft, date(2026, 1, 9));
        assert_eq!(left.draft.milestones.len(), 1);
        let only = &left.draft.milestones[0];
        assert!(only.depends_on.is_empty());
        assert_eq!(left.lags[&only.id].until, date(2026, 1, 16));
        assert_eq!(only.effort.likely(), Effort::from_hours(4.0));
        let placed = vec![PlannedMilestone { milestone: only.clone(), ..before.milestones[1].planned.clone() }];
        let joined = before.join(&draft, placed);
        assert_eq!(joined.len(), 2);
        assert_eq!(joined[1].milestone, draft.milestones[1]);
    }
}
