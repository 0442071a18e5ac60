use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use crate::MilestoneId;

/// The identity of a fact within the reading of its goal: `F1`, `F2`, …, in the
/// order of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(NonZeroU32);

impl FactId {
    /// That of the fact at a place in the list, which counts from 0.
    #[must_use]
    pub fn at(idx: usize) -> Self {
        let number = u32::try_from(idx).unwrap_or(u32::MAX - 1) + 1;
        FactId(NonZeroU32::new(number).expect("one more than a number below the largest"))
    }

    /// The place of the fact in the list, counted from 0.
    #[must_use]
    pub fn idx(self) -> usize {
        self.0.get() as usize - 1
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("F{}", self.0))
    }
}

impl FromStr for FactId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = text.strip_prefix('F').ok_or(())?;
        number.parse().map(FactId).map_err(|_| ())
    }
}

/// A part of a plan that a fact of its goal shapes: without the fact it would be
/// another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shaped {
    /// The last day.
    Deadline,
    /// The hours that there are.
    Hours,
    /// The days of the week on which work is planned.
    WorkingDays,
    /// Days on which less or nothing is planned.
    DaysOff,
    /// How many people work on it.
    Team,
    /// What counts as done already, so that steps fall away.
    StartingState,
    /// What would have to be assumed otherwise.
    Assumptions,
    /// A milestone: its texts, its size or its place in time.
    Milestone(MilestoneId),
    /// A question that it makes, or answers.
    Questions,
}

impl fmt::Display for Shaped {
    /// As in files: a name, or the id of the milestone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Shaped::Deadline => "deadline",
            Shaped::Hours => "hours",
            Shaped::WorkingDays => "working_days",
            Shaped::DaysOff => "days_off",
            Shaped::Team => "team",
            Shaped::StartingState => "starting_state",
            Shaped::Assumptions => "assumptions",
            Shaped::Milestone(id) => return f.pad(id.as_str()),
            Shaped::Questions => "questions",
        };
        f.pad(name)
    }
}

impl From<&str> for Shaped {
    /// What a name in a file means: any that is none of ours is a milestone.
    fn from(name: &str) -> Self {
        let plain = [
            Shaped::Deadline,
            Shaped::Hours,
            Shaped::WorkingDays,
            Shaped::DaysOff,
            Shaped::Team,
            Shaped::StartingState,
            Shaped::Assumptions,
            Shaped::Questions,
        ];
        let found = plain.into_iter().find(|shaped| shaped.to_string() == name);
        found.unwrap_or_else(|| Shaped::Milestone(MilestoneId::new(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_facts_come_back() {
        assert_eq!(FactId::at(0).to_string(), "F1");
        assert_eq!("F12".parse(), Ok(FactId::at(11)));
        assert_eq!(FactId::at(11).idx(), 11);
        for text in ["", "F", "F0", "M1", "F-1"] {
            assert_eq!(text.parse::<FactId>(), Err(()), "{text}");
        }
    }

    #[test]
    fn names_of_what_is_shaped_come_back() {
        for shaped in [Shaped::Deadline, Shaped::DaysOff, Shaped::Milestone(MilestoneId::new("M4"))] {
            assert_eq!(Shaped::from(shaped.to_string().as_str()), shaped);
        }
    }
}
