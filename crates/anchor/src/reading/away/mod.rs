//! Days on which the person cannot work, or works less.
//!
//! Each date of a text looks for words of absence in its own part of the
//! sentence, and, where nothing else stands there, in the part before or behind
//! it: "no study during busy season, Feb 1 to April 15". Absences that need not
//! bind the person, or whose extent is open, are asked about.

#[cfg(test)]
mod tests;
mod triggers;
mod words;

use std::ops::Range;

use backcast_core::{Away, DaySpan, Meaning, TextId, plus_days};
use jiff::civil::Date;

use self::triggers::{Effect, Trigger, is_bare, is_of_others, is_state_of_absence, trigger_in};
use self::words::{FULL_DAYS, LEAVING, RETURNING};
use super::atoms::{AtomKind, Atoms};
use super::calendar::length_days;
use super::roles::{Lead, clause_around, lead_at};
use super::wordlist::is_in;
use super::{CalendarWords, Context, Found, Taken};

/// What a text says of days off.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AwayWords {
    /// What is known.
    pub(crate) found: Vec<Found>,
    /// What has to be asked; its words are taken, too.
    pub(crate) asked: Vec<AskedWords>,
}

/// Words that have no meaning until the person has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AskedWords {
    /// The atoms that make the question.
    pub(crate) atoms: Range<usize>,
    /// What is asked.
    pub(crate) question: String,
}

/// The days off of a text.
pub(crate) fn away(atoms: &Atoms<'_>, ctx: &Context, calendar: &[CalendarWords], taken: &mut Taken) -> AwayWords {
    let mut words = AwayWords::default();
    if matches!(ctx.text, TextId::Budget | TextId::Skill(_) | TextId::BlockedBefore(_)) {
        return words;
    }
    let dates: Vec<Range<usize>> = calendar.iter().map(|words| words.atoms.clone()).collect();
    for found in journeys(atoms, ctx, calendar) {
        taken.take(&found.atoms);
        words.found.push(found);
    }
    for found in beside_dates(atoms, ctx, calendar, &dates) {
        taken.take(&found.atoms);
        words.found.push(found);
    }
    let mut asked_days: Vec<DaySpan> = Vec::new();
    for (number, date) in calendar.iter().enumerate() {
        let Some(days) = date.days.filter(|_| !taken.any(&date.atoms)) else { continue };
        let since = number.checked_sub(1).and_then(|before| day_before(atoms, ctx, &calendar[before], date));
        let absence = Absence { atoms, ctx, date, since, dates: near(&dates, &date.atoms) };
        match absence.read(days) {
            Some(Verdict::Off(found)) => {
                taken.take(&found.atoms);
                words.found.push(found);
            }
            Some(Verdict::Ask(asked)) => {
                taken.take(&asked.atoms);
                words.asked.push(asked);
                asked_days.push(days);
            }
            None => {}
        }
    }
    words.settle(&asked_days);
    let unnamed = excepted_times(atoms, ctx).into_iter().filter(|asked| !taken.any(&asked.atoms)).collect::<Vec<_>>();
    unnamed.iter().for_each(|asked| taken.take(&asked.atoms));
    words.asked.extend(unnamed);
    words
}

impl AwayWords {
    /// "In July we are on holiday (5.7.-25.7.)": what is known right behind a
    /// question answers it.
    fn settle(&mut self, asked_days: &[DaySpan]) {
        const NEAR: usize = 3;
        let mut days = asked_days.iter();
        let found = &mut self.found;
        self.asked.retain(|asked| {
            let Some(whole) = days.next() else { return true };
            let answer = found.iter_mut().find(|one| {
                let is_near = asked.atoms.start <= one.atoms.start && one.atoms.start <= asked.atoms.end + NEAR;
                let is_part = |off: &Away| whole.first <= off.days.first && off.days.last <= whole.last;
                is_near && matches!(&one.meaning, Meaning::Away(off) if is_part(off))
            });
            let Some(answer) = answer else { return true };
            answer.atoms.start = asked.atoms.start;
            false
        });
    }
}

/// "Except in school holidays": days off that no calendar knows.
fn excepted_times(atoms: &Atoms<'_>, ctx: &Context) -> Vec<AskedWords> {
    const TIMES: [&str; 9] =
        ["holidays", "holiday", "vacation", "vacations", "break", "breaks", "halfterm", "ferien", "term"];
    if !matches!(ctx.text, TextId::Constraint(_)) {
        return Vec::new();
    }
    let is_small = |at: usize| {
        matches!(
            atoms.word(at),
            "in" | "during"
                | "for"
                | "the"
                | "on"
                | "school"
                | "semester"
                | "uni"
                | "university"
                | "term"
                | "bank"
                | "my"
                | "kids"
                | "from"
                | "half"
                | "-"
        )
    };
    let at = |at: usize| {
        let behind = match (atoms.word(at), atoms.word(at + 1)) {
            ("except" | "excluding" | "excl" | "outside", _) => at + 1,
            ("apart" | "aside", "from") | ("not", "in" | "during") | ("but", "not") | ("other", "than") => at + 2,
            _ => return None,
        };
        let last = (behind..behind + 6).find(|&at| !is_small(at) || TIMES.contains(&atoms.word(at)))?;
        TIMES.contains(&atoms.word(last)).then(|| at..last + 1)
    };
    let asked = |place: Range<usize>| {
        let question = format!("`{}`: from which day to which is that?", atoms.quote(&place));
        AskedWords { atoms: place, question }
    };
    (0..atoms.len()).filter_map(at).map(asked).collect()
}

/// "We leave on 3 April and come back on 11 April", "flying out Oct 9, back
/// Oct 23": from the one day to the other.
fn journeys(atoms: &Atoms<'_>, ctx: &Context, calendar: &[CalendarWords]) -> Vec<Found> {
    const GAP_MAX: usize = 10;
    if !matches!(ctx.text, TextId::Constraint(_)) {
        return Vec::new();
    }
    let day = |words: &CalendarWords| words.days.filter(|days| days.first == days.last).map(|days| days.first);
    // "Back on 11 April, leaving on 3 April."
    let turned = |pair: &[CalendarWords]| {
        let [one, other] = pair else { return None };
        let (last, first) = (day(one)?, day(other)?);
        let has = |range: Range<usize>, any: &[&str]| range.clone().find(|&at| any.contains(&atoms.word(at)));
        let between = one.atoms.end..other.atoms.start;
        let back = has(clause_around(atoms, &one.atoms).start..one.atoms.start, RETURNING)?;
        has(between.clone(), LEAVING)?;
        let fits = between.len() <= GAP_MAX && first < last && last >= ctx.today;
        let meaning =
            Meaning::Away(Away { days: DaySpan { first, last }, hours_left: 0.0, share_left: None, reason: None });
        let question = one.question.clone().or_else(|| other.question.clone());
        fits.then_some(Found { atoms: back..other.atoms.end, meaning, question })
    };
    let journey = |pair: &[CalendarWords]| {
        let [one, other] = pair else { return None };
        let (first, last) = (day(one)?, day(other)?);
        let between = one.atoms.end..other.atoms.start;
        let before = clause_around(atoms, &one.atoms).start..one.atoms.start;
        let leaves = before.clone().find(|&at| {
            let is_job = atoms.word(at) == "leave" && (at..before.end).any(|at| is_job(atoms.word(at)));
            LEAVING.contains(&atoms.word(at)) && !is_job
        })?;
        let is_back = between.clone().any(|at| RETURNING.contains(&atoms.word(at)));
        let fits = is_back && between.len() <= GAP_MAX && first < last && last >= ctx.today;
        let place = leaves..other.atoms.end;
        let reason = Some(atoms.quote(&(leaves..one.atoms.start)).to_owned());
        let question = one.question.clone().or_else(|| other.question.clone());
        let meaning = Meaning::Away(Away { days: DaySpan { first, last }, hours_left: 0.0, share_left: None, reason });
        fits.then_some(Found { atoms: place, meaning, question })
    };
    calendar.windows(2).filter_map(|pair| journey(pair).or_else(|| turned(pair))).collect()
}

/// "Marathon on 25 April, nothing the week before": days that are counted from a
/// date of the same text.
fn beside_dates(atoms: &Atoms<'_>, ctx: &Context, calendar: &[CalendarWords], dates: &[Range<usize>]) -> Vec<Found> {
    if !matches!(ctx.text, TextId::Constraint(_)) {
        return Vec::new();
    }
    let read = |at: usize| {
        let is_before = match atoms.word(at) {
            "before" => true,
            "after" => false,
            _ => return None,
        };
        let is_end = atoms.get(at + 1).is_none_or(|next| next.kind == AtomKind::Sign)
            || matches!(atoms.word(at + 1), "that" | "it" | "then");
        let (length, start) = length_up_to(atoms, at).filter(|_| is_end)?;
        let words = calendar.iter().rfind(|words| words.atoms.end <= start)?;
        let days = words.days.filter(|days| days.last >= ctx.today)?;
        let clause = clause_around(atoms, &(at..at + 1));
        let first = (clause.start..start).rev().find(|&at| atoms.word(at) == ",").map_or(clause.start, |at| at + 1);
        let trigger = trigger_in(atoms, &(first.max(words.atoms.end)..at + 1), dates)?;
        if trigger.effect != Effect::Away {
            return None;
        }
        let days = if is_before {
            DaySpan { first: plus_days(days.first, -length), last: plus_days(days.first, -1) }
        } else {
            DaySpan { first: plus_days(days.last, 1), last: plus_days(days.last, length) }
        };
        let place = trigger.atoms.start.min(start)..at + 1;
        let reason = Some(atoms.quote(&place).to_owned());
        let away = Away { days, hours_left: 0.0, share_left: None, reason };
        Some(Found { atoms: place, meaning: Meaning::Away(away), question: words.question.clone() })
    };
    (0..atoms.len()).filter_map(read).collect()
}

/// Days of a length that ends at an atom, and its first one: "the week", "two days".
fn length_up_to(atoms: &Atoms<'_>, end: usize) -> Option<(i32, usize)> {
    let named = (end.saturating_sub(4)..end).find_map(|first| {
        let (days, behind) = length_days(atoms, first)?;
        (behind == end).then_some((days, first))
    });
    let whole = |back: usize| end.checked_sub(back).map_or("", |at| atoms.word(at));
    let single = match (whole(2), whole(1)) {
        ("the", "day") => Some(1),
        ("the", "week") => Some(7),
        ("the", "fortnight") => Some(14),
        ("the", "month") => Some(30),
        _ => None,
    };
    named.or(single.map(|days| (days, end - 2)))
}

fn is_job(word: &str) -> bool {
    matches!(word, "job" | "company" | "team" | "office" | "position")
}

/// The dates that may share a sentence with one of them.
fn near<'d>(dates: &'d [Range<usize>], date: &Range<usize>) -> &'d [Range<usize>] {
    let at = dates.partition_point(|one| one.start < date.start);
    &dates[at.saturating_sub(8)..(at + 9).min(dates.len())]
}

/// The day that is named right before a date of the same sentence, if it is ahead.
fn day_before(atoms: &Atoms<'_>, ctx: &Context, before: &CalendarWords, date: &CalendarWords) -> Option<Date> {
    let clause = clause_around(atoms, &date.atoms);
    let days = before.days.filter(|days| days.first >= ctx.today && days.first == days.last)?;
    clause.contains(&before.atoms.start).then_some(days.first)
}

/// A single absence does not exceed so many days without being told so.
fn is_long_time(days: DaySpan) -> bool {
    (days.last - days.first).get_days() > 62
}

enum Verdict {
    Off(Found),
    Ask(AskedWords),
}

/// One date that may be a day off.
struct Absence<'a, 't> {
    atoms: &'a Atoms<'t>,
    ctx: &'a Context,
    date: &'a CalendarWords,
    /// The day that the same sentence names right before it.
    since: Option<Date>,
    dates: &'a [Range<usize>],
}

impl Absence<'_, '_> {
    fn read(&self, days: DaySpan) -> Option<Verdict> {
        let (lead, start) = lead_at(self.atoms, self.date.atoms.start);
        if lead == Lead::Since || lead == Lead::By || days.last < self.ctx.today {
            return None;
        }
        let sentence = clause_around(self.atoms, &self.date.atoms);
        let part = self.part_of(&sentence);
        let Some((part, trigger)) = self.trigger(&sentence, &part) else {
            return self.some_days(&part, start, days);
        };
        let quoted = trigger.atoms.start.min(start)..trigger.atoms.end.max(self.date.atoms.end);
        // What stands behind the wish itself is said as a constraint is.
        let is_wish = matches!(self.ctx.text, TextId::Title | TextId::Destination);
        // "I was ill in spring" is over, whichever spring comes next.
        if self.is_told_of_the_past(&part) {
            return None;
        }
        let is_goal = is_wish && part.start == 0;
        let is_sure = matches!(trigger.effect, Effect::Away | Effect::Hours(_) | Effect::Share(_));
        let is_plan = is_goal || !is_wish && !matches!(self.ctx.text, TextId::Constraint(_));
        if is_goal && !self.is_denied(&trigger) || is_plan && !is_sure {
            return None;
        }
        let ask = |atoms: Range<usize>, question: String| Some(Verdict::Ask(AskedWords { atoms, question }));
        let quote = |atoms: &Range<usize>| self.atoms.quote(atoms).to_owned();
        if is_of_others(self.atoms, &part, trigger.atoms.start) {
            let quoted = part.start..quoted.end;
            return ask(
                quoted.clone(),
                format!("`{}`: can nothing be done on the goal then, or does it go on?", quote(&quoted)),
            );
        }
        // "From 29 July to 8 September" says all, "in summer" does not.
        let is_long = (days.last - days.first).get_days() > 20 && !self.is_exact(days);
        let share_left = if let Effect::Share(share) = trigger.effect { Some(share) } else { None };
        let (hours_left, is_open) = match trigger.effect {
            // "Travelling a lot in spring", "jury duty at some point in January".
            Effect::Away => (0.0, is_long && self.is_vague(&sentence, &trigger)),
            Effect::Hours(hours) => (hours, false),
            Effect::Share(_) => (0.0, false),
            Effect::SomeTrip if days.first == days.last => return self.some_days(&part, start, days),
            Effect::SomeDays | Effect::SomeTrip => (0.0, is_long),
            // Days that are named one by one are off until the person says what is left.
            Effect::Unclear if self.is_named_to_the_day(lead, days, &trigger) => (0.0, false),
            Effect::Unclear if days.first != days.last => {
                return ask(quoted.clone(), format!("How many hours a week are left then: `{}`?", quote(&quoted)));
            }
            Effect::Hindered if days.first != days.last => {
                return ask(quoted.clone(), format!("`{}`: can nothing be done on the goal then?", quote(&quoted)));
            }
            Effect::Unclear | Effect::Hindered => return None,
        };
        let leaves_hours = matches!(trigger.effect, Effect::Hours(_) | Effect::Share(_));
        let length = self.length_before(&part, start).filter(|_| !leaves_hours);
        if let Some(length) = length.filter(|&length| length < (days.last - days.first).get_days()) {
            let quoted = length_start(self.atoms, start, length).min(quoted.start)..quoted.end;
            return ask(quoted.clone(), format!("Which days exactly: `{}`?", quote(&quoted)));
        }
        // "Some time off in September", "away for a weekend in May".
        let is_span = days.first != days.last && !leaves_hours;
        if let Some(first) = is_span.then(|| self.vague_part(&part, start)).flatten() {
            let quoted = first.min(quoted.start)..quoted.end;
            return ask(quoted.clone(), format!("Which days exactly: `{}`?", quote(&quoted)));
        }
        // "In May I travel for three weeks."
        let behind = self.length_behind(self.date.atoms.end, sentence.end);
        let is_part = |length: i32| length < (days.last - days.first).get_days();
        if let Some((_, end)) = behind.filter(|&(length, _)| is_span && lead == Lead::In && is_part(length)) {
            let quoted = quoted.start..quoted.end.max(end);
            return ask(quoted.clone(), format!("Which days exactly: `{}`?", quote(&quoted)));
        }
        // "Back from vacation on 12 January" is where it ends.
        let is_back = (part.start..trigger.atoms.start)
            .any(|at| matches!(self.atoms.word(at), "back" | "return" | "returning" | "returns"));
        if is_back && days.first == days.last {
            let quoted = part.start.min(quoted.start)..quoted.end;
            return ask(quoted.clone(), format!("From which day on is nothing done: `{}`?", quote(&quoted)));
        }
        if is_open {
            return ask(quoted.clone(), format!("From which day to which: `{}`?", quote(&quoted)));
        }
        let Some((days, end)) = self.extent(lead, days, &sentence, &part, start) else {
            return ask(quoted.clone(), format!("Until when: `{}`?", quote(&quoted)));
        };
        let atoms = quoted.start..quoted.end.max(end);
        let reason =
            Some(quote(&(part.start..self.date.atoms.start.min(start))).trim_matches([' ', ',', ':', '-']).to_owned())
                .filter(|reason| !reason.is_empty())
                .or_else(|| Some(quote(&trigger.atoms)));
        let (days, doubt) = self.around_a_feast(lead, days, &atoms);
        let doubt = doubt.or_else(|| {
            let is_unclear = trigger.effect == Effect::Unclear;
            is_unclear.then(|| {
                if days.first == days.last {
                    format!("`{}`: can nothing be done on the goal then?", quote(&atoms))
                } else {
                    format!("How many hours a week are left then: `{}`?", quote(&atoms))
                }
            })
        });
        let meaning = Meaning::Away(Away { days, hours_left, share_left, reason });
        Some(Verdict::Off(Found { atoms, meaning, question: doubt.or_else(|| self.date.question.clone()) }))
    }

    /// Whether an absence fills only a part of the month or season that is named.
    fn is_vague(&self, sentence: &Range<usize>, trigger: &Trigger) -> bool {
        const VAGUE: [&str; 10] =
            ["around", "sometime", "somewhen", "somewhere", "lot", "lots", "often", "occasionally", "partly", "mostly"];
        let words = || sentence.clone().map(|at| self.atoms.word(at));
        let is_season = self
            .date
            .atoms
            .clone()
            .any(|at| matches!(self.atoms.word(at), "spring" | "summer" | "autumn" | "fall" | "winter"));
        let is_whole = words().any(|word| matches!(word, "all" | "whole" | "entire" | "throughout" | "during"));
        let is_break = self.atoms.word(trigger.atoms.start) == "break";
        let is_trip = is_break || is_state_of_absence(self.atoms.word(trigger.atoms.start));
        words().any(|word| VAGUE.contains(&word))
            || sentence.clone().any(|at| self.atoms.starts_with(at, &["at", "some", "point"]))
            || is_season && is_trip && !is_whole
    }

    fn is_told_of_the_past(&self, part: &Range<usize>) -> bool {
        let has = |any: &[&str]| part.clone().any(|at| any.contains(&self.atoms.word(at)));
        has(&["was", "were", "had", "went", "travelled", "traveled"])
            && !has(&["will", "would", "wish", "planned", "going"])
            && !part.clone().any(|at| {
                // "We're" is written without its apostrophe here.
                self.atoms.word(at) == "were" && self.atoms.quote(&(at..at + 1)).contains(['\'', '\u{2019}'])
            })
    }

    /// In a goal only what is denied is a day off: "no writing in August".
    fn is_denied(&self, trigger: &Trigger) -> bool {
        trigger.effect == Effect::Away
            && matches!(
                self.atoms.word(trigger.atoms.start),
                "no" | "nothing" | "not" | "cannot" | "cant" | "away" | "zero" | "off"
            )
    }

    /// The part of a sentence in which the date stands, between commas and "but".
    fn part_of(&self, sentence: &Range<usize>) -> Range<usize> {
        let date = &self.date.atoms;
        let first =
            (sentence.start..date.start).rev().find(|&at| self.is_break(at)).map_or(sentence.start, |at| at + 1);
        let last = (date.end..sentence.end).find(|&at| self.is_break(at)).unwrap_or(sentence.end);
        first..last
    }

    fn is_break(&self, at: usize) -> bool {
        let is_sign = matches!(self.atoms.word(at), "," | "but" | "then" | "otherwise" | "whereas" | "instead");
        is_sign && !self.dates.iter().any(|date| date.contains(&at))
    }

    /// The words of absence of the date, with the part in which they stand.
    fn trigger(&self, sentence: &Range<usize>, part: &Range<usize>) -> Option<(Range<usize>, Trigger)> {
        if let Some(trigger) = trigger_in(self.atoms, part, self.dates) {
            // "Exams from 1 to 26 February, no time at all."
            // "Exam session in winter, no time then": not the whole winter.
            let is_month = self.date.days.is_some_and(|days| (days.last - days.first).get_days() <= 31);
            let is_day = self.date.days.is_some_and(|days| days.first == days.last);
            let is_open = match trigger.effect {
                Effect::Unclear => is_month,
                Effect::SomeTrip => is_day,
                _ => false,
            };
            let sure = is_open.then(|| self.trigger_behind(sentence, part)).flatten();
            return Some((part.clone(), sure.map_or(trigger, |(_, sure)| sure)));
        }
        // "Away 3-9 March, 10-24 July": a part that is nothing but a date goes
        // with what stands before it, the first one with what follows.
        let mut from = part.clone();
        while is_bare(self.atoms, &from, self.dates) && from.start > sentence.start {
            let end = from.start - 1;
            let start = (sentence.start..end).rev().find(|&at| self.is_break(at)).map_or(sentence.start, |at| at + 1);
            from = start..end;
            if let Some(trigger) = trigger_in(self.atoms, &from, self.dates) {
                return Some((from, trigger));
            }
        }
        if part.start == sentence.start && is_bare(self.atoms, part, self.dates) && part.end < sentence.end {
            let end = (part.end + 1..sentence.end).find(|&at| self.is_break(at)).unwrap_or(sentence.end);
            let next = part.end + 1..end;
            return trigger_in(self.atoms, &next, self.dates).map(|trigger| (next, trigger));
        }
        self.trigger_behind(sentence, part)
    }

    /// "Skiing 6-13 February, no study": what follows some days says what they mean,
    /// where it has no date and the days no figure of their own.
    fn trigger_behind(&self, sentence: &Range<usize>, part: &Range<usize>) -> Option<(Range<usize>, Trigger)> {
        let is_span = self.date.days.is_some_and(|days| days.first != days.last);
        let has_date =
            |part: &Range<usize>| self.dates.iter().any(|date| *date != self.date.atoms && part.contains(&date.start));
        let has_figure = part
            .clone()
            .filter(|at| !self.date.atoms.contains(at))
            .any(|at| self.atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Digits));
        if part.end >= sentence.end || has_date(part) || has_figure {
            return None;
        }
        let end = (part.end + 1..sentence.end).find(|&at| self.is_break(at)).unwrap_or(sentence.end);
        let next = part.end + 1..end;
        // "The wedding is on 22 May, nothing that day."
        let says_day = next.clone().any(|at| self.atoms.starts_with(at, &["that", "day"]));
        if !is_span && !says_day {
            return None;
        }
        let trigger = trigger_in(self.atoms, &next, self.dates)
            .filter(|one| matches!(one.effect, Effect::Away | Effect::Share(_)))?;
        (!has_date(&next)).then_some((next, trigger))
    }

    /// Whether the words name a first and a last day and no whole months.
    fn is_exact(&self, days: DaySpan) -> bool {
        let has_day = self.date.atoms.clone().any(|at| {
            let is_figure = self.atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Digits && atom.text.len() < 3);
            is_figure && !(at > 0 && matches!(self.atoms.word(at - 1), "q" | "h"))
        });
        has_day
            && (days.first.day() != 1
                || days.last != days.last.last_of_month()
                || days.first.month() == days.last.month())
    }

    /// Whether it is known which days leave fewer hours: from one to another, a day that
    /// is full, or all up to a day.
    fn is_named_to_the_day(&self, lead: Lead, days: DaySpan, trigger: &Trigger) -> bool {
        const WEEKS_DAYS_MAX: i32 = 20;
        let is_week = |at: usize| matches!(self.atoms.word(at), "week" | "weeks" | "weekend" | "fortnight");
        if days.first != days.last {
            // "The first two weeks of October."
            let is_weeks =
                self.date.atoms.clone().any(is_week) && (days.last - days.first).get_days() <= WEEKS_DAYS_MAX;
            return (self.is_exact(days) || is_weeks) && !is_long_time(days);
        }
        let word = self.atoms.word(trigger.atoms.start);
        let is_at_sea = word == "on";
        match lead {
            Lead::Until => is_at_sea && !is_long_time(DaySpan { first: self.ctx.today, last: days.last }),
            Lead::On | Lead::In | Lead::None => is_at_sea || FULL_DAYS.contains(&word),
            _ => false,
        }
    }

    /// "Ten days in July" alone among the constraints: which ones?
    fn some_days(&self, part: &Range<usize>, start: usize, days: DaySpan) -> Option<Verdict> {
        let length = self.length_before(part, start).filter(|&length| length < (days.last - days.first).get_days());
        let first = match length {
            Some(length) => length_start(self.atoms, start, length),
            None => self.vague_length(part, start).filter(|_| days.first != days.last)?,
        };
        let is_hedge = |at: usize| {
            matches!(
                self.atoms.word(at),
                "probably"
                    | "maybe"
                    | "perhaps"
                    | "possibly"
                    | "likely"
                    | "also"
                    | "and"
                    | "plus"
                    | "about"
                    | "roughly"
            )
        };
        let is_alone = matches!(self.ctx.text, TextId::Constraint(_))
            && (part.start..first).all(is_hedge)
            && self.date.atoms.end == part.end;
        let atoms = first..self.date.atoms.end;
        let question = format!("Which days are meant by `{}`, and is nothing done on them?", self.atoms.quote(&atoms));
        is_alone.then_some(Verdict::Ask(AskedWords { atoms, question }))
    }

    /// "Some time", "a few days", "a weekend" somewhere before the date.
    fn vague_part(&self, part: &Range<usize>, start: usize) -> Option<usize> {
        let word = |at: usize| self.atoms.word(at);
        let is_noun = |at: usize| matches!(word(at), "weekend" | "weekends" | "days" | "weeks" | "time" | "nights");
        let is_vague = |at: usize| match word(at) {
            "some" | "few" | "several" => true,
            "couple" => word(at + 1) == "of",
            "a" | "one" | "long" => matches!(word(at + 1), "weekend" | "long"),
            _ => false,
        };
        (part.start..start).find(|&at| {
            is_vague(at) && (at + 1..(at + 4).min(start)).any(is_noun) && !matches!(word(at + 1), "hours" | "evenings")
        })
    }

    /// The first atom of days without a number right before the date: "a long
    /// weekend in May", "some days in May".
    fn vague_length(&self, part: &Range<usize>, start: usize) -> Option<usize> {
        let word = |at: usize| self.atoms.word(at);
        let is_noun = |at: usize| matches!(word(at), "weekend" | "weekends" | "days" | "week" | "weeks" | "nights");
        let is_lead = |at: usize| {
            matches!(
                word(at),
                "a" | "an"
                    | "some"
                    | "few"
                    | "several"
                    | "long"
                    | "one"
                    | "couple"
                    | "of"
                    | "or"
                    | "two"
                    | "three"
                    | "extended"
            )
        };
        let noun = start.checked_sub(1).filter(|&noun| noun >= part.start && is_noun(noun))?;
        let first = (part.start..noun).rev().take_while(|&at| is_lead(at)).last()?;
        Some(first)
    }

    /// Days of a length right before the date: "two weeks off in August".
    fn length_before(&self, part: &Range<usize>, start: usize) -> Option<i32> {
        // "Retreat, 5 days, from 18 January": the length may be a part of its own.
        let is_first = part.start == start && start > 1 && self.atoms.word(start - 1) == ",";
        let from = if is_first { start.saturating_sub(4) } else { part.start };
        let whole = |at: usize| match self.atoms.word(at) {
            "month" if self.atoms.word(at.wrapping_sub(1)) == "the" => Some((30, at + 1)),
            "week" if self.atoms.word(at.wrapping_sub(1)) == "the" => Some((7, at + 1)),
            "fortnight" if self.atoms.word(at.wrapping_sub(1)) == "the" => Some((14, at + 1)),
            _ => None,
        };
        let at = |at: usize| length_days(self.atoms, at).or_else(|| whole(at));
        // "Six hours a week and none from 1 to 14 February": how often, not how long.
        let is_rate = |at: usize| {
            at > from && is_in("hour hours hr hrs h minutes mins min times x days evenings", self.atoms.word(at - 1))
        };
        (from..start)
            .filter(|&at| at + 6 > start && !is_rate(at))
            .find_map(|first| at(first).filter(|&(_, end)| end <= start && end + 3 >= start))
            .map(|(days, _)| days)
    }

    /// From which day to which; nothing where the end is open.
    fn extent(
        &self,
        lead: Lead,
        days: DaySpan,
        sentence: &Range<usize>,
        part: &Range<usize>,
        start: usize,
    ) -> Option<(DaySpan, usize)> {
        let is_span = days.first != days.last;
        // "Surgery on 10 February, out of action until 24 February."
        let today = self.since.unwrap_or(self.ctx.today);
        let end = self.date.atoms.end;
        // "Not available before June": nothing until then.
        let is_before = self.atoms.word(start) != "before"
            && (start..self.date.atoms.start).any(|at| self.atoms.word(at) == "before");
        match if is_before { Lead::Before } else { lead } {
            // "Until May" ends before it begins, "until May 1" with that day.
            Lead::Until => {
                let last = if is_span { plus_days(days.first, -1) } else { days.last };
                (last >= today).then_some((DaySpan { first: today, last }, end))
            }
            Lead::Before => {
                let last = plus_days(days.first, -1);
                (last >= today).then_some((DaySpan { first: today, last }, end))
            }
            Lead::From | Lead::After | Lead::Starting => {
                let first = if lead == Lead::After { plus_days(days.last, 1) } else { days.first };
                // "For two weeks from 3 May", "from 3 May for two weeks".
                let length = self
                    .length_before(part, start)
                    .map(|length| (length, end))
                    .or_else(|| self.length_behind(end, sentence.end))?;
                Some((DaySpan { first, last: plus_days(first, length.0 - 1) }, length.1))
            }
            _ if !is_span => match self.length_behind(end, sentence.end) {
                Some((length, end)) => Some((DaySpan { first: days.first, last: plus_days(days.first, length) }, end)),
                None => Some((days, end)),
            },
            _ => Some((days, end)),
        }
    }

    /// "… on 3 March, then four weeks of rest", "… for two weeks".
    fn length_behind(&self, from: usize, end: usize) -> Option<(i32, usize)> {
        let first = (from..end.min(from + 7)).find(|&at| length_days(self.atoms, at).is_some())?;
        let (days, behind) = length_days(self.atoms, first)?;
        let leads = (from..first)
            .any(|at| matches!(self.atoms.word(at), "for" | "then" | "followed" | "afterwards" | "plus" | "lasting"));
        let rests = (behind..end.min(behind + 4)).any(|at| {
            matches!(
                self.atoms.word(at),
                "rest" | "recovery" | "off" | "recovering" | "rehab" | "break" | "without" | "no"
            )
        });
        (leads || rests).then_some((days, if rests { (behind + 2).min(end) } else { behind }))
    }

    /// "Over Christmas" and "over Easter" are some days more than the feast.
    fn around_a_feast(&self, lead: Lead, days: DaySpan, atoms: &Range<usize>) -> (DaySpan, Option<String>) {
        let feast = self.date.atoms.end.checked_sub(1).map_or("", |last| self.atoms.word(last));
        let (before, after) = match feast {
            "christmas" | "xmas" => (1, 1),
            "easter" => (2, 1),
            _ => return (days, None),
        };
        if days.first != days.last || !matches!(lead, Lead::In | Lead::For | Lead::On) {
            return (days, None);
        }
        let days = DaySpan { first: plus_days(days.first, -before), last: plus_days(days.last, after) };
        (days, Some(format!("`{}`: from which day to which? For now it is {days}.", self.atoms.quote(atoms))))
    }
}

/// The first atom of the length that ends before a date.
fn length_start(atoms: &Atoms<'_>, start: usize, days: i32) -> usize {
    (start.saturating_sub(6)..start)
        .find(|&at| length_days(atoms, at).is_some_and(|(length, end)| length == days && end <= start))
        .filter(|&at| atoms.get(at).is_some_and(|atom| atom.kind != AtomKind::Sign))
        .unwrap_or(start)
}
