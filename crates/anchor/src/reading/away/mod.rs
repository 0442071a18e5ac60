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

use self::triggers::{Effect, Trigger, is_bare, is_of_others, trigger_in};
use super::atoms::{AtomKind, Atoms};
use super::calendar::length_days;
use super::roles::{Lead, clause_around, lead_at};
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
    for date in calendar {
        let Some(days) = date.days.filter(|_| !taken.any(&date.atoms)) else { continue };
        let absence = Absence { atoms, ctx, date, dates: near(&dates, &date.atoms) };
        match absence.read(days) {
            Some(Verdict::Off(found)) => {
                taken.take(&found.atoms);
                words.found.push(found);
            }
            Some(Verdict::Ask(asked)) => {
                taken.take(&asked.atoms);
                words.asked.push(asked);
            }
            None => {}
        }
    }
    words
}

/// The dates that may share a sentence with one of them.
fn near<'d>(dates: &'d [Range<usize>], date: &Range<usize>) -> &'d [Range<usize>] {
    let at = dates.partition_point(|one| one.start < date.start);
    &dates[at.saturating_sub(8)..(at + 9).min(dates.len())]
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
        let is_goal = is_wish && part.start == 0;
        let is_sure = matches!(trigger.effect, Effect::Away | Effect::Hours(_));
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
        let is_long = (days.last - days.first).get_days() > 20;
        let (hours_left, is_open) = match trigger.effect {
            Effect::Away => (0.0, false),
            Effect::Hours(hours) => (hours, false),
            Effect::SomeDays => (0.0, is_long),
            Effect::Unclear if is_long || days.first != days.last => {
                return ask(quoted.clone(), format!("How many hours a week are left then: `{}`?", quote(&quoted)));
            }
            Effect::Unclear => return None,
        };
        let length = self.length_before(&part, start).filter(|_| !matches!(trigger.effect, Effect::Hours(_)));
        if let Some(length) = length.filter(|&length| length < (days.last - days.first).get_days()) {
            let quoted = length_start(self.atoms, start, length).min(quoted.start)..quoted.end;
            return ask(quoted.clone(), format!("Which days exactly: `{}`?", quote(&quoted)));
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
        let meaning = Meaning::Away(Away { days, hours_left, reason });
        Some(Verdict::Off(Found { atoms, meaning, question: doubt.or_else(|| self.date.question.clone()) }))
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
            return Some((part.clone(), trigger));
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
        if !is_span || part.end >= sentence.end || has_date(part) || has_figure {
            return None;
        }
        let end = (part.end + 1..sentence.end).find(|&at| self.is_break(at)).unwrap_or(sentence.end);
        let next = part.end + 1..end;
        let trigger = trigger_in(self.atoms, &next, self.dates).filter(|one| one.effect == Effect::Away)?;
        (!has_date(&next)).then_some((next, trigger))
    }

    /// "Ten days in July" alone among the constraints: which ones?
    fn some_days(&self, part: &Range<usize>, start: usize, days: DaySpan) -> Option<Verdict> {
        let length = self.length_before(part, start).filter(|&length| length < (days.last - days.first).get_days())?;
        let first = length_start(self.atoms, start, length);
        let is_alone =
            matches!(self.ctx.text, TextId::Constraint(_)) && first == part.start && self.date.atoms.end == part.end;
        let atoms = first..self.date.atoms.end;
        let question = format!("Which days are meant by `{}`, and is nothing done on them?", self.atoms.quote(&atoms));
        is_alone.then_some(Verdict::Ask(AskedWords { atoms, question }))
    }

    /// Days of a length right before the date: "two weeks off in August".
    fn length_before(&self, part: &Range<usize>, start: usize) -> Option<i32> {
        (part.start..start)
            .filter(|&at| at + 6 > start)
            .find_map(|at| length_days(self.atoms, at).filter(|&(_, end)| end <= start && end + 2 >= start))
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
        let today = self.ctx.today;
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
