//! Changed circumstances in words, tied to the milestones and days of a plan.

use backcast_anchor::{NewHours, News, read_news};
use backcast_core::{
    BusyRange, MONTH_NAMES, MilestoneId, Passage, Phrase, PlannedMilestone, Understood, WeeklyHours, days_between,
    plus_days,
};
use jiff::ToSpan;
use jiff::civil::Date;

use super::{Situation, shown};

/// "From June on" goes on so long.
const DAYS_FOR_GOOD: i32 = 40 * 366;

/// What changed circumstances mean for a plan.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changed {
    /// Busy days, those of the goals with what moved, and new ones.
    pub(crate) busy: Vec<BusyRange>,
    pub(crate) pace: Option<WeeklyHours>,
    /// Days on which alone a milestone can be reached.
    pub(crate) occasions: Vec<(MilestoneId, Vec<Date>)>,
    /// Milestones that take place on another day now.
    pub(crate) moved: Vec<(MilestoneId, Date)>,
    /// Another last day of all goals.
    pub(crate) deadline: Option<Date>,
    /// Days that the goal could have instead of its own.
    pub(crate) offers: Vec<(Date, String)>,
    /// What could be left out, in words.
    pub(crate) less: Vec<String>,
    pub(crate) understood: Vec<Understood>,
    pub(crate) questions: Vec<String>,
}

/// Reads everything that is said around a plan.
pub(crate) fn read(situation: &Situation) -> Changed {
    let mut changed = Changed { pace: situation.pace, ..Changed::default() };
    let around = situation.plan.goals.first().map(|goal| &goal.circumstances);
    changed.busy = around.map_or_else(Vec::new, |around| around.busy.clone());
    for range in &situation.busy {
        if !changed.busy.contains(range) {
            changed.busy.push(range.clone());
        }
    }
    // What the goals say of occasions holds unless something newer does.
    for text in around.into_iter().flat_map(|around| &around.constraints) {
        if let News::Occasions { what, days } = read_news(text, situation.as_of) {
            occasions(situation, &what, &days, &mut changed);
        }
    }
    changed.understood.clear();
    for text in &situation.circumstances {
        apply(situation, text, &mut changed);
    }
    changed
}

fn apply(situation: &Situation, text: &str, changed: &mut Changed) {
    match read_news(text, situation.as_of) {
        News::Pause { from, to } => {
            understand(changed, text, format!("nothing can be done from {} to {}", shown(from), shown(to)));
            if !changed.busy.iter().any(|range| range.blocks() && range.contains(from) && range.contains(to)) {
                changed.busy.push(BusyRange { from, to, reason: Some(text.to_owned()), left: WeeklyHours::ZERO });
            }
        }
        News::Hours { hours, from, to } => other_hours(situation, text, hours, (from, to), changed),
        News::Moved { what, to } => moved(situation, text, &what, &|_| to, changed),
        News::Shifted { what, days } => moved(situation, text, &what, &|day| plus_days(day, days), changed),
        News::Occasions { what, days } => match occasions(situation, &what, &days, changed) {
            Some(id) => {
                let days: Vec<String> =
                    occasions_of(changed, &id).iter().take(days.len()).map(|day| shown(*day)).collect();
                understand(changed, text, format!("{id} can be reached on {} only", days.join(" or ")));
            }
            None => ask(situation, text, changed),
        },
        News::Offer { what, day } => {
            let is_goal =
                situation.plan.deadline.is_none_or(|deadline| day > deadline) && names(&goal_words(situation), &what);
            if is_goal {
                understand(changed, text, format!("{} could be another day for the goal", shown(day)));
                changed.offers.push((day, text.to_owned()));
            } else {
                ask(situation, text, changed);
            }
        }
        News::Less => {
            changed.less.push(text.to_owned());
            understand(changed, text, "something that could be left out or made smaller".into());
            ask(situation, text, changed);
        }
        News::Unclear => ask(situation, text, changed),
    }
}

fn occasions_of<'c>(changed: &'c Changed, id: &MilestoneId) -> &'c [Date] {
    changed.occasions.iter().find(|(known, _)| known == id).map_or(&[], |(_, days)| days.as_slice())
}

/// Other hours from now on, or for some days. More of them from a later day on
/// cannot be planned with; whoever has them says so when that day has come.
fn other_hours(
    situation: &Situation,
    text: &str,
    hours: NewHours,
    (from, to): (Option<Date>, Option<Date>),
    changed: &mut Changed,
) {
    let now = changed.pace.or_else(|| situation.plan.goals.first().and_then(|goal| goal.pace));
    let minutes = |pace: WeeklyHours| pace.minutes_per_week();
    let then = match (hours, now) {
        (NewHours::To(pace), _) => Some(pace),
        (NewHours::More(by), Some(now)) => Some(WeeklyHours::from_minutes_per_week(minutes(now) + minutes(by))),
        (NewHours::Fewer(by), Some(now)) => {
            Some(WeeklyHours::from_minutes_per_week(minutes(now).saturating_sub(minutes(by))))
        }
        (NewHours::Half, Some(now)) => Some(WeeklyHours::from_minutes_per_week(minutes(now) / 2)),
        (_, None) => None,
    };
    match then {
        Some(pace) if from.is_none_or(|from| from <= situation.as_of) && to.is_none() => {
            // Hours stated by number win over those in words.
            let holds = situation.pace.unwrap_or(pace);
            understand(changed, text, format!("{holds} hours a week from now on"));
            changed.pace = Some(holds);
        }
        Some(left) if now.is_none_or(|now| left < now) => {
            let from = from.unwrap_or(plus_days(situation.as_of, 1));
            let until = to.map_or_else(|| " on".to_owned(), |to| format!(" to {}", shown(to)));
            understand(changed, text, format!("{left} hours a week from {}{until}", shown(from)));
            let to = to.unwrap_or(plus_days(from, DAYS_FOR_GOOD));
            changed.busy.push(BusyRange { from, to, reason: Some(text.to_owned()), left });
        }
        _ => ask(situation, text, changed),
    }
}

/// "The freeze moved to June 10": busy days with that reason, a milestone with
/// that name, or the deadline.
fn moved(situation: &Situation, text: &str, what: &[String], to: &dyn Fn(Date) -> Date, changed: &mut Changed) {
    let by_reason = |range: &&mut BusyRange| range.reason.as_deref().is_some_and(|reason| names_all(reason, what));
    if let Some(range) = changed.busy.iter_mut().find(by_reason) {
        let length = days_between(range.from, range.to);
        range.from = to(range.from);
        range.to = plus_days(range.from, length);
        let meaning = format!("those busy days are from {} to {} now", shown(range.from), shown(range.to));
        return understand(changed, text, meaning);
    }
    if let Some(planned) = named_like_an_event(situation, what) {
        let (id, day) = (planned.milestone.id.clone(), to(planned.due).max(plus_days(situation.as_of, 1)));
        understand(changed, text, format!("{id} takes place on {}", shown(day)));
        return changed.moved.push((id, day));
    }
    let is_deadline = what.iter().any(|word| word == "deadline" || word == "launch");
    let is_goal = is_deadline || names_all(&goal_words(situation), what);
    let last = situation.plan.milestones.iter().map(|planned| planned.due).max();
    let Some(deadline) = situation.plan.deadline.or(last).filter(|_| is_goal) else {
        return ask(situation, text, changed);
    };
    let day = to(deadline);
    understand(changed, text, format!("the goal ends on {}", shown(day)));
    changed.deadline = Some(day);
}

/// Ties occasions to the milestone that they are about, and returns it.
fn occasions(
    situation: &Situation,
    what: &[String],
    days: &[(Date, Date)],
    changed: &mut Changed,
) -> Option<MilestoneId> {
    let planned = named_like_an_event(situation, what)?;
    let on = planned.due.day();
    // Of a month, the day of the month for which it was planned.
    let day = |&(from, to): &(Date, Date)| {
        if from == to { from } else { from.with().day(on).build().unwrap_or(to).min(to) }
    };
    let named: Vec<Date> = days.iter().map(day).collect();
    let mut all = named.clone();
    // What comes every year goes on doing so.
    for years in 1..=4 {
        all.extend(named.iter().filter_map(|day| day.checked_add(years.years()).ok()));
    }
    all.sort();
    all.dedup();
    let id = planned.milestone.id.clone();
    changed.occasions.retain(|(known, _)| *known != id);
    changed.occasions.push((id.clone(), all));
    Some(id)
}

/// The open milestone that is an event with this name: "December review", and
/// not "talk before the June review". The last one where several are.
fn named_like_an_event<'s>(situation: &'s Situation, what: &[String]) -> Option<&'s PlannedMilestone> {
    let is_event = |planned: &&PlannedMilestone| {
        let name = &planned.milestone.name;
        let passage = Passage::new(name);
        let has_month = passage.words().any(|word| MONTH_NAMES.contains(&word));
        let is_dated = has_month || matches!(planned.milestone.placing, backcast_core::Placing::On(_));
        let is_before = passage.words().any(|word| word == "before" || word == "for");
        names(name, what) && is_dated && !is_before
    };
    let all: Vec<&PlannedMilestone> = situation.open().collect();
    all.iter().rev().find(|planned| is_event(planned)).copied()
}

/// Asks what a person would have to weigh, with the milestone that speaks of it.
fn ask(situation: &Situation, text: &str, changed: &mut Changed) {
    let stems: Vec<String> = Passage::new(text).words().filter(|word| word.len() > 4).map(str::to_owned).collect();
    let about = situation.open().find(|planned| {
        let milestone = &planned.milestone;
        let all = format!("{} {} {}", milestone.name, milestone.statement, milestone.criteria.join(" "));
        names(&all, &stems)
    });
    let which = match about {
        Some(planned) => format!("does it change {} ({})", planned.milestone.id, planned.milestone.name),
        None => "does it change a milestone".to_owned(),
    };
    changed.questions.push(format!("\"{text}\": {which}, and by how many hours or days?"));
}

fn understand(changed: &mut Changed, quote: &str, meaning: String) {
    changed.understood.push(Understood::new(quote, meaning));
}

/// Whether a text has a word that begins like one of these.
fn names(text: &str, what: &[String]) -> bool {
    let passage = Passage::new(text);
    what.iter().any(|word| passage.contains(&Phrase::new(word)))
}

/// Whether a text has all of these words: "the beginners' course" is not the
/// goal "Language course passed".
fn names_all(text: &str, what: &[String]) -> bool {
    let passage = Passage::new(text);
    !what.is_empty() && what.iter().all(|word| passage.contains(&Phrase::new(word)))
}

fn goal_words(situation: &Situation) -> String {
    let goals = situation.plan.goals.iter().map(|goal| goal.goal.title.as_str());
    goals.chain([situation.plan.title.as_str()]).collect::<Vec<_>>().join(" ")
}
