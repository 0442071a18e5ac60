//! Whose hours a text about the team speaks of.

use std::ops::Range;

use super::joints::Joint;
use super::standing::{Standing, Text};
use crate::reading::people_words::{Opener, named_at};
use crate::reading::wordlist::is_in;

impl Text<'_> {
    /// Whose hours a statement of the team's text speaks of: those of all, those
    /// of each, or those of the last one named before them.
    pub(super) fn of_team(&self, number: usize, own: &Range<usize>) -> Standing {
        let statement = &self.statements[number];
        // From the start of the sentence on.
        let first = (0..=number).rev().find(|&at| self.statements[at].joint == Joint::Stop).unwrap_or(0);
        let start = self.statement_atoms(&self.statements[first]).start;
        let words = |from: usize| (from..own.end).map(|at| self.atoms.word(at));
        if words(own.start).any(|word| matches!(word, "together" | "total" | "combined" | "altogether" | "sum")) {
            return Standing::Own;
        }
        // A whole job is one for each.
        if statement.is_each || statement.job().is_some() && !statement.has_amount() {
            return match self.team_size(start..statement.atoms.start) {
                0 if statement.is_each => Standing::Unclear,
                0 | 1 => Standing::Own,
                count => Standing::EachOf(count),
            };
        }
        let last = (start..statement.atoms.start).rev().find_map(|at| {
            let is_me = matches!(self.atoms.word(at), "me" | "i" | "we" | "us");
            let named = named_at(self.atoms, at).filter(|named| named.opener != Opener::None);
            match named {
                Some(named) => Some(Some(named)),
                None if is_me => Some(None),
                None => None,
            }
        });
        match last {
            Some(Some(named)) if named.count.is_some_and(|count| count > 1) => Standing::Unclear,
            Some(Some(named)) => Standing::Helper(named.role),
            Some(None) => Standing::Own,
            None => match self.name_in(start..statement.atoms.start) {
                Some(name) => Standing::Helper(name),
                // "operations has half a day a week" is another department.
                None if statement.n_words > 0 => Standing::Other,
                None => Standing::Own,
            },
        }
    }

    /// How many people stand within these atoms, the person included.
    fn team_size(&self, within: Range<usize>) -> u32 {
        let mut count: u32 = 0;
        let mut at = within.start;
        while at < within.end {
            if self.atoms.starts_with(at, &["both", "of"]) {
                return 2;
            }
            if let Some(named) = named_at(self.atoms, at).filter(|named| named.opener != Opener::None) {
                count = named.count.unwrap_or(1).saturating_add(count);
                at = named.atoms.end;
            } else {
                count += u32::from(matches!(self.atoms.word(at), "me" | "i"));
                at += 1;
            }
        }
        count
    }

    /// The last name within these atoms: "Anna (design, 10 hours a week)".
    fn name_in(&self, within: Range<usize>) -> Option<String> {
        within
            .rev()
            .filter(|&at| self.is_word(at) && self.atoms.get(at).is_some_and(|atom| atom.is_capital))
            .find(|&at| {
                !is_in("team everyone everybody all weekly hours capacity total currently", self.atoms.word(at))
            })
            .map(|at| self.atoms.quote(&(at..at + 1)).to_owned())
    }
}
