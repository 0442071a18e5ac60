//! What a goal does not say and the plan needs, whatever its subject.

use backcast_core::{
    AnchoredGoal, CriterionFault, DateRole, Field, Gap, GoalKind, Meaning, Passage, Phrase, Severity, Unread,
    WeeklyHours, days_between, judge_criterion,
};

use crate::Clue;

/// States that anybody can see without a number.
const VISIBLE_STATES: [&str; 24] = [
    "publish",
    "submit",
    "submitted",
    "pass",
    "sign",
    "finish",
    "complete the",
    "switched off",
    "promoted",
    "certificate",
    "licen",
    "installed",
    "open to",
    "contract",
    "confirmed",
    "closed",
    "issued",
    "live",
    "on sale",
    "moved",
    "married",
    "wedding",
    "accepted",
    "stands",
];

/// Words that promise something that nobody can see.
const VAGUE_ENDS: [&str; 16] = [
    "get fit",
    "be happy",
    "happier",
    "better",
    "more people",
    "improve",
    "success",
    "grow as",
    "get into shape",
    "healthier",
    "someday",
    "balance",
    "be productive",
    "get good",
    "properly",
    "as soon as possible",
];

/// More hours a week of one person than this cannot be.
const HOURS_OF_ONE_PERSON: u32 = 80;

/// Finds the gaps, most important first.
pub(crate) fn find(goal: &AnchoredGoal, clue: &Clue) -> Vec<Gap> {
    let mut gaps = Vec::new();
    if clue.has_rivals {
        gaps.push(gap(
            Field::Constraints,
            Severity::Warning,
            "If the hours do not suffice, which of the goals or dates can give way, and which date is fixed by others?",
            "The plan gives the hours to the first goal first; what may slip decides the rest.",
            Some("The shop can wait until January; the exam date is fixed."),
        ));
    }
    gaps.extend(crate::deciding::question(goal));
    gaps.extend(contradictions(goal));
    gaps.extend(destination(goal));
    gaps.extend(deadline(goal));
    gaps.extend(origin(goal));
    gaps.extend(hours(goal));
    gaps.extend(busy(goal));
    gaps.extend(constraints(goal));
    gaps.extend(unread(goal));
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.severity));
    gaps
}

/// What the texts say that cannot all be true.
fn contradictions(goal: &AnchoredGoal) -> impl Iterator<Item = Gap> {
    goal.reading.contradictions.iter().map(|contradiction| {
        let why = "Both stand in the goal, and the plan can follow only one.";
        gap(contradiction.field, Severity::Error, contradiction.question.clone(), why, None)
    })
}

/// What was not understood, or only in part; what may be the deadline or the
/// hours is asked where these are missing.
fn unread(goal: &AnchoredGoal) -> Vec<Gap> {
    let is_asked_already = |field: Field| match field {
        Field::Deadline => goal.deadline.is_none(),
        Field::Hours => goal.pace.is_none(),
        _ => false,
    };
    let why = "You wrote it, so it matters; the plan does not follow it yet.";
    let open = goal.reading.unread.iter().filter(|unread| !is_asked_already(unread.field));
    let open = open.map(|unread| gap(unread.field, weight_of(unread), unread.question.clone(), why, None));
    let partly = goal.reading.facts.iter().enumerate().filter_map(|(idx, fact)| {
        let question = fact.question.clone()?;
        // A day among the constraints that stands in for the deadline decides all others.
        if goal.reading.deadline_idx == Some(idx) && field_of(&fact.meaning) != Field::Deadline {
            let why = format!("Until you say otherwise, every date counts back from \"{}\".", fact.quote.words);
            return Some(gap(Field::Deadline, Severity::Warning, question, &why, None));
        }
        let why = format!("Until you say so, the plan takes \"{}\" for: {}.", fact.quote.words, fact.meaning);
        Some(gap(field_of(&fact.meaning), Severity::Note, question, &why, None))
    });
    open.chain(partly).collect()
}

/// A constraint without a figure, a day or a sum may bind nothing that is planned:
/// what an expert asks comes before it.
fn weight_of(unread: &Unread) -> Severity {
    let is_plain = !unread.quote.words.contains(|c: char| c.is_ascii_digit());
    if is_plain && unread.field == Field::Constraints { Severity::Note } else { Severity::Warning }
}

/// The part of a goal that a fact is about.
fn field_of(meaning: &Meaning) -> Field {
    match meaning {
        Meaning::WorldDate(date) if date.role == DateRole::Deadline => Field::Deadline,
        Meaning::Capacity(_) | Meaning::WorkingDays(_) => Field::Hours,
        Meaning::Quantity(_) | Meaning::ClockTime(_) | Meaning::Recurring(_) | Meaning::Name => Field::Destination,
        Meaning::State(_) => Field::Origin,
        Meaning::WorldDate(_) | Meaning::Away(_) | Meaning::Money(_) | Meaning::Person(_) => Field::Constraints,
    }
}

/// Whether a stranger could tell that the destination is reached.
pub(crate) fn destination_is_judgeable(goal: &AnchoredGoal) -> bool {
    let Some(text) = goal.goal.destination.as_deref() else { return false };
    let passage = Passage::new(text);
    let says = |stems: &[&str]| stems.iter().any(|stem| passage.contains(&Phrase::new(stem)));
    let counted = text.chars().any(|c| c.is_ascii_digit()) && judge_criterion(text).is_ok();
    if says(&VAGUE_ENDS) && !counted {
        return false;
    }
    // "Launch by October" has a date and nothing to see on it.
    counted
        || passage.len() > 3
            && (says(&VISIBLE_STATES)
                || passage.len() > 5 && judge_criterion(text) != Err(CriterionFault::NothingToCheck))
}

fn destination(goal: &AnchoredGoal) -> Option<Gap> {
    if goal.goal.destination.is_some() && destination_is_judgeable(goal) {
        return None;
    }
    let severity = Severity::Error;
    Some(match goal.kind {
        GoalKind::Relationship => gap(
            Field::Destination,
            severity,
            "What would be observable success: how many people, which kind of contact, how many conversations, second meetings and introductions?",
            "Without something to count, no step on the way can be judged either.",
            Some("20 first conversations, 8 second meetings, 3 people who introduce me to others."),
        ),
        GoalKind::Habit => gap(
            Field::Destination,
            severity,
            "What would a stranger measure to say that you reached it: how often, how much, for how many weeks in a row?",
            "A habit is done when a number holds over weeks; the number decides the steps.",
            Some("Three 30-minute runs a week for eight weeks in a row."),
        ),
        GoalKind::Skill => gap(
            Field::Destination,
            severity,
            "What will you be able to do that can be measured: which test, distance, piece or level?",
            "The level decides how many hours lie between here and there.",
            Some("Hold a 20-minute conversation; pass the B1 exam."),
        ),
        GoalKind::Project => gap(
            Field::Destination,
            severity,
            "What counts as done, so that a stranger could measure it: what exists, for how many customers, users or readers, at which revenue or quality?",
            "The work before the last step differs with what \"done\" means.",
            Some("30 paying customers and the first box delivered."),
        ),
    })
}

/// Deadlines further away than this are slips of the pen.
const YEARS_AHEAD: i32 = 15;

fn deadline(goal: &AnchoredGoal) -> Option<Gap> {
    if let Some(deadline) = goal.deadline.filter(|&day| days_between(goal.today, day) > YEARS_AHEAD * 365) {
        return Some(gap(
            Field::Deadline,
            Severity::Warning,
            format!("Is the year right? The deadline, {deadline}, is more than {YEARS_AHEAD} years away."),
            "Nothing has to be weighed against a date that far off.",
            None,
        ));
    }
    if let Some(unread) = goal.reading.deadline_unread().filter(|_| goal.deadline.is_none()) {
        return Some(gap(
            Field::Deadline,
            Severity::Error,
            unread.question.clone(),
            "Every date of the plan rests on this one, and nobody else knows it.",
            None,
        ));
    }
    goal.deadline.is_none().then(|| {
        gap(
            Field::Deadline,
            Severity::Error,
            "By when? Which date, and what happens if it passes?",
            "Without a date nothing has to be weighed against anything.",
            Some("14 September, the day of the race."),
        )
    })
}

fn origin(goal: &AnchoredGoal) -> Option<Gap> {
    goal.goal.origin.is_none().then(|| {
        gap(
            Field::Origin,
            Severity::Error,
            "Where do you stand today: what exists, what can you do at present, what have you tried?",
            "People overstate where they start; the first milestones rest on it.",
            Some("Outline complete, no chapter written."),
        )
    })
}

fn hours(goal: &AnchoredGoal) -> Option<Gap> {
    if goal.circumstances.pace == Some(WeeklyHours::ZERO) {
        return Some(gap(
            Field::Hours,
            Severity::Error,
            "With zero hours a week nothing can happen: how many can you find?",
            "Every date rests on them.",
            None,
        ));
    }
    if let Some(unread) = goal.reading.hours_unread().filter(|_| goal.pace.is_none()) {
        let why = "Every date rests on the hours, and only you know them.";
        return Some(gap(Field::Hours, Severity::Error, unread.question.clone(), why, None));
    }
    let Some(pace) = goal.pace else {
        return Some(gap(
            Field::Hours,
            Severity::Error,
            "How many hours per week are really yours for this, and on which days?",
            "Every date rests on them.",
            Some("6 hours: two evenings and Saturday morning."),
        ));
    };
    let people = goal.facts.team_size.max(1);
    if let Some(read) = goal.facts.pace.filter(|read| disagree(*read, pace)) {
        return Some(gap(
            Field::Hours,
            Severity::Warning,
            format!(
                "The constraints allow about {read} hours a week and `hours_per_week` says {pace}: which one holds?"
            ),
            "The plan uses the stated number; every date rests on it.",
            None,
        ));
    }
    (pace.minutes_per_week() > people * HOURS_OF_ONE_PERSON * 60).then(|| {
        gap(
            Field::Hours,
            Severity::Warning,
            format!("Can {people} really work {pace} hours a week on this?"),
            "A plan that needs more than there is fails in its first week.",
            None,
        )
    })
}

/// Whether two statements of the hours differ by more than half.
fn disagree(a: WeeklyHours, b: WeeklyHours) -> bool {
    let (a, b) = (a.minutes_per_week(), b.minutes_per_week());
    a.max(b) * 2 > a.min(b) * 3
}

fn busy(goal: &AnchoredGoal) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for range in &goal.circumstances.busy {
        let reason = range.reason.as_deref().unwrap_or("busy");
        if goal.deadline.is_some_and(|deadline| range.from > deadline) || range.to < goal.today {
            gaps.push(gap(
                Field::Constraints,
                Severity::Warning,
                format!("The days {} to {} ({reason}) lie outside the plan: is the date right?", range.from, range.to),
                "A wrong year here hides days on which nothing can be done.",
                None,
            ));
        } else if range.blocks() && goal.deadline.is_some_and(|deadline| range.contains(deadline)) {
            gaps.push(gap(
                Field::Deadline,
                Severity::Warning,
                format!("The deadline lies in days on which nothing can be done ({reason}): does it have to be reached before?"),
                "The last step has to end before these days.",
                None,
            ));
        }
    }
    gaps
}

fn constraints(goal: &AnchoredGoal) -> Option<Gap> {
    let around = &goal.circumstances;
    let silent = around.constraints.is_empty() && around.budget.is_none() && around.team.is_none();
    if silent && around.repo.is_none() {
        return Some(gap(
            Field::Constraints,
            Severity::Warning,
            "What limits you: budget, equipment, experience, people who help or need you? What got in the way before?",
            "Known obstacles get an answer in the plan; unknown ones get a delay.",
            Some("400 EUR, a friend for the design, evenings only; last time I stopped at week three."),
        ));
    }
    None
}

pub(crate) fn gap(
    field: Field,
    severity: Severity,
    question: impl Into<String>,
    why: &str,
    example: Option<&str>,
) -> Gap {
    let (question, why, example) = (question.into(), why.to_owned(), example.map(str::to_owned));
    Gap { field, severity, question, why, example, choices: Vec::new() }
}
