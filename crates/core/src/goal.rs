use std::ops::Range;

use jiff::civil::Date;

use crate::{
    BusyRange, CalendarHours, ClaimedHours, Decision, GoalId, Meaning, Reader, StatedKind, StatedMilestone, WeeklyHours,
};

/// What one goal file holds: one goal, or several that share the same hours.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalFile {
    /// Title of the file; with one goal, the title of the goal.
    pub title: String,
    /// The day of planning, where the file names one.
    pub today: Option<Date>,
    /// What all goals of the file share.
    pub circumstances: Circumstances,
    /// The goals in file order. Invariant kept by the reader: at least one.
    pub goals: Vec<Goal>,
    /// Whether the goals were written as several competing ones.
    pub several: bool,
}

/// A wish as it was written down. Everything but the title may be missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Identity among competing goals; `goal` where there is only one.
    pub id: GoalId,
    /// A short name.
    pub title: String,
    /// The kind that the author stated.
    pub kind: Option<StatedKind>,
    /// The id of the playbook that the path is to be made from.
    pub playbook: Option<String>,
    /// The end state.
    pub destination: Option<String>,
    /// Where one stands today.
    pub origin: Option<String>,
    /// The last day.
    pub deadline: Option<Date>,
    /// 1 is most important.
    pub priority: u32,
}

/// What surrounds the goals: time, money, people, obstacles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Circumstances {
    /// Hours a week of everybody who works on it, together.
    pub pace: Option<WeeklyHours>,
    /// Money, as written.
    pub budget: Option<String>,
    /// People, as written.
    pub team: Option<String>,
    /// Constraints, as written.
    pub constraints: Vec<String>,
    /// What those who work on it can do already.
    pub skills: Vec<String>,
    /// What stopped earlier attempts.
    pub blocked_before: Vec<String>,
    /// Days on which less or nothing can be done.
    pub busy: Vec<BusyRange>,
    /// Days with more hours than usual: of leave, of a weekend that was cleared.
    pub extra_hours: Vec<ClaimedHours>,
    /// What the calendars say, where any are read.
    pub calendar: CalendarHours,
    /// What was decided about milestones that meet busy days.
    pub decisions: Vec<Decision>,
    /// The repository, where the goal is an engineering one.
    pub repo: Option<Repo>,
    /// What words of the goals mean, where somebody says so.
    pub stated_facts: Vec<StatedFact>,
    /// What somebody says of milestones before anything is planned.
    pub stated_milestones: Vec<StatedMilestone>,
}

/// What words of a goal mean, in place of how backcast would read them.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedFact {
    /// The words as they stand in a text of the goal.
    pub words: String,
    /// What they mean; nothing where they are of no account for the plan.
    pub meaning: Option<Meaning>,
    /// Who says so.
    pub reader: Reader,
}

impl StatedFact {
    /// Where the words stand in a text: whole words, large and small letters of ASCII
    /// alike, from the first place to the last.
    #[must_use]
    pub fn places_in(&self, text: &str) -> Vec<Range<usize>> {
        let (text, words) = (text.to_ascii_lowercase(), self.words.to_ascii_lowercase());
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let (first, last) = (words.chars().next(), words.chars().next_back());
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(at) = text[from..].find(&words).filter(|_| !words.is_empty()) {
            let place = from + at..from + at + words.len();
            let begins = !(is_part(first) && is_part(text[..place.start].chars().next_back()));
            let ends = !(is_part(last) && is_part(text[place.end..].chars().next()));
            from = if begins && ends { place.end } else { place.start + first.map_or(1, char::len_utf8) };
            if begins && ends {
                places.push(place);
            }
        }
        places
    }
}

/// A repository that the goal changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Repo {
    /// Files and folders that the work is likely to touch.
    pub files: Vec<String>,
    /// How the whole is verified, where that is known.
    pub verification: Option<Verification>,
}

/// The strongest check that the repository offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// How far the check reaches.
    pub level: VerificationLevel,
    /// The exact command.
    pub command: String,
    /// What a pass proves.
    pub validates: Option<String>,
}

/// How far a verification reaches, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerificationLevel {
    /// Through the whole system, as a user would.
    EndToEnd,
    /// Several parts together.
    Integration,
    /// A skill or agent that checks.
    Skill,
    /// The project's test suite.
    TestSuite,
    /// It builds, nothing more.
    BuildOnly,
}

impl VerificationLevel {
    /// All levels, strongest first.
    pub const ALL: [VerificationLevel; 5] = [
        VerificationLevel::EndToEnd,
        VerificationLevel::Integration,
        VerificationLevel::Skill,
        VerificationLevel::TestSuite,
        VerificationLevel::BuildOnly,
    ];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            VerificationLevel::EndToEnd => "e2e",
            VerificationLevel::Integration => "integration",
            VerificationLevel::Skill => "skill",
            VerificationLevel::TestSuite => "test-suite",
            VerificationLevel::BuildOnly => "build-only",
        }
    }
}

impl Goal {
    /// Title, destination and origin in one text, for reading facts from it.
    #[must_use]
    pub fn full_text(&self) -> String {
        [Some(self.title.as_str()), self.destination.as_deref(), self.origin.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(". ")
    }
}

impl Circumstances {
    /// Days that are not as usual: on which less or nothing can be done, named
    /// by somebody or shown by the calendars, or on which more is worked, by
    /// decision or because there are more hours.
    #[must_use]
    pub fn all_busy(&self) -> Vec<BusyRange> {
        let usual = self.pace.unwrap_or_default();
        let rush = self.decisions.iter().filter_map(Decision::rush_days);
        let extra = self.extra_hours.iter().map(|extra| extra.on_top_of(usual));
        self.busy.iter().chain(&self.calendar.away).cloned().chain(rush).chain(extra).collect()
    }

    /// Every free text in it, for reading facts from it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.constraints
            .iter()
            .chain(&self.skills)
            .chain(&self.blocked_before)
            .map(String::as_str)
            .chain(self.budget.as_deref())
            .chain(self.team.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole() {
        let places = |words: &str, text: &str| {
            let fact = StatedFact { words: words.to_owned(), meaning: None, reader: Reader::Person };
            fact.places_in(text).into_iter().map(|place| place.start).collect::<Vec<_>>()
        };
        assert_eq!(places("5 km", "Run 15 km, then 5 KM and 5 km."), [16, 25]);
        assert_eq!(places("may", "maybe in May"), [9]);
        assert_eq!(places("t", "Write it"), [] as [usize; 0]);
        assert_eq!(places("", "Write it"), [] as [usize; 0]);
        assert_eq!(places("\u{e9}t\u{e9}", "un \u{e9}t\u{e9}"), [3]);
        assert_eq!(places("aa", "aaa aa"), [4]);
    }
}
