//! What the world's calendar allows: when a milestone may lie, and why.

use jiff::civil::Date;

/// What a milestone is, which decides how it is placed and what slips.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MilestoneKind {
    /// Work that can be interrupted and spread.
    #[default]
    Work,
    /// Takes place on its day, ready or not: a race, an exam, a wedding.
    Event,
    /// Something is decided, by oneself or by others; little work.
    Decision,
    /// Recurs week by week beside everything else: training, rehearsal, outreach.
    Practice,
}

impl MilestoneKind {
    /// All kinds.
    pub const ALL: [MilestoneKind; 4] =
        [MilestoneKind::Work, MilestoneKind::Event, MilestoneKind::Decision, MilestoneKind::Practice];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            MilestoneKind::Work => "work",
            MilestoneKind::Event => "event",
            MilestoneKind::Decision => "decision",
            MilestoneKind::Practice => "practice",
        }
    }
}

impl std::str::FromStr for MilestoneKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// Days between which a milestone has to lie because the world says so: a season,
/// a filing window, a term. Its day itself, where there is one, is in
/// [`Placing::On`](crate::Placing::On).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Work on it does not begin before this day.
    pub not_before: Option<Date>,
    /// It is complete on this day at the latest.
    pub not_after: Option<Date>,
    /// Why, in the proposer's words.
    pub why: Option<String>,
}

impl Window {
    /// Whether it allows every day.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.not_before.is_none() && self.not_after.is_none()
    }

    /// Whether a milestone that is begun and complete on these days lies in it.
    #[must_use]
    pub fn allows(&self, start: Date, due: Date) -> bool {
        self.not_before.is_none_or(|first| first <= start) && self.not_after.is_none_or(|last| due <= last)
    }
}

/// The dates that somebody proposed for a milestone: targets of its placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProposedDates {
    /// First day of work, where it is given.
    pub start: Option<Date>,
    /// Day on which it is to be complete.
    pub due: Date,
}
