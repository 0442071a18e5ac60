//! Several days of one month: "6, 9 and 12 April", "6/7 and 20/21 March",
//! "Dec 24, 25 and 31".

use std::ops::Range;

use backcast_core::DaySpan;
use jiff::civil::Date;

use super::Grammar;
use super::cut::{Cut, Piece};
use super::when::{Occurrence, Phrase};
use super::words::{before, counts, digits, is_inside, month};

/// Days of a month that stand together, and their atoms.
struct Group {
    atoms: Range<usize>,
    first: i8,
    last: i8,
}

impl Grammar<'_, '_> {
    /// The days of a list that begins at an atom, each with its first atom; nothing
    /// where all of them follow each other or there is only one.
    pub(super) fn day_list(self, idx: usize) -> Option<Vec<(usize, Phrase)>> {
        if is_inside(self.atoms, idx) {
            return None;
        }
        let (mut groups, first, end, last_day) = match month(self.atoms.word(idx)) {
            Some(_) => self.month_and_groups(idx)?,
            None => self.groups_and_month(idx)?,
        };
        groups.last_mut()?.atoms.end = end;
        groups.first_mut()?.atoms.start = first;
        let is_weekends = before(self.atoms, idx) == "of" && before(self.atoms, idx.saturating_sub(1)) == "weekends";
        let days = |group: &Group| {
            let day = |day: i8| last_day.with().day(day).build().ok();
            let span = DaySpan { first: day(group.first)?, last: day(group.last)? };
            let span = if is_weekends { Cut::Around(Piece::Weekend).of(span)? } else { span };
            Some((group.atoms.start, Phrase::fixed(group.atoms.end, span)))
        };
        groups.iter().map(days).collect()
    }

    fn groups_and_month(self, idx: usize) -> Option<(Vec<Group>, usize, usize, Date)> {
        let groups = self.groups(idx)?;
        let last = groups.last()?;
        let at = self.last_figure(last);
        let phrase = self.day_of_month(at, true)?;
        let day = phrase.days.resolve(self.ctx.today, Occurrence::Next)?.last;
        Some((groups, idx, phrase.end, day))
    }

    fn month_and_groups(self, idx: usize) -> Option<(Vec<Group>, usize, usize, Date)> {
        let groups = self.groups(idx + 1)?;
        let last = groups.last()?;
        let is_listed = matches!(before(self.atoms, last.atoms.start), "and" | "&" | "+");
        let behind = last.atoms.end;
        let is_other = counts(self.atoms, behind) && !self.is_clock(behind) || month(self.atoms.word(behind)).is_some();
        if !is_listed || is_other || self.atoms.word(behind) == "of" {
            return None;
        }
        let whole = self.month_first(idx, true)?;
        let year = self.year_behind(behind, false);
        let of_month = whole.days.resolve(self.ctx.today, Occurrence::Next)?.first;
        let (of_month, end) = match year {
            Some((year, end)) => (of_month.with().year(year).build().ok()?, end),
            None => (of_month, behind),
        };
        Some((groups, idx, end, of_month.with().day(1).build().ok()?))
    }

    /// The atom of the last day of a group.
    fn last_figure(self, group: &Group) -> usize {
        (group.atoms.start..group.atoms.end)
            .rev()
            .find(|&at| digits(self.atoms, at, 1..=2).is_some())
            .unwrap_or(group.atoms.start)
    }

    /// At least two rising days or ranges of days, with signs between them.
    fn groups(self, idx: usize) -> Option<Vec<Group>> {
        let mut groups = vec![self.group(idx)?];
        while let Some(last) = groups.last() {
            let at = last.atoms.end;
            if !matches!(self.atoms.word(at), "," | "and" | "&" | "+") {
                break;
            }
            let behind = at + 1 + usize::from(self.atoms.word(at) == "," && self.atoms.word(at + 1) == "and");
            let behind = behind + usize::from(self.atoms.word(behind) == "the");
            let last = last.last;
            let Some(group) = self.group(behind).filter(|group| group.first > last) else { break };
            groups.push(group);
        }
        let follows = groups.windows(2).all(|pair| matches!(pair, [one, other] if other.first == one.last + 1));
        let is_month_first = idx > 0 && month(before(self.atoms, idx)).is_some();
        // "March 8 and 9" are read as one stretch.
        let is_list = groups.len() > 1 && !follows || groups.len() > 2 && is_month_first;
        is_list.then_some(groups)
    }

    /// "6", "6th", "6/7", "6-9"
    fn group(self, idx: usize) -> Option<Group> {
        digits(self.atoms, idx, 1..=2)?;
        let (first, end) = self.day_number(idx)?;
        let is_range = matches!(self.atoms.word(end), "/" | "-" | "\u{2013}" | "to");
        let second = if is_range { self.day_number(end + 1).filter(|&(day, _)| day > first) } else { None };
        let (last, end) = second.unwrap_or((first, end));
        Some(Group { atoms: idx..end, first, last })
    }
}
