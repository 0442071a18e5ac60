use std::fmt;

use crate::Severity;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $severity:ident;)*) => {
        /// Which rule of the audit a finding comes from. The text of a code
        /// never changes; a scenario file is named after each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code, in the order in which findings are listed.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable text of the code.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $text,)*
                }
            }

            /// How bad a finding with this code is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self {
                    $(Code::$name => Severity::$severity,)*
                }
            }
        }
    };
}

codes! {
    /// There is no milestone.
    NoMilestones = "no_milestones", Error;
    /// Two milestones have the same id.
    IdDuplicate = "id_duplicate", Error;
    /// Milestones wait for each other in a circle.
    DependencyCycle = "dependency_loop", Error;
    /// A milestone depends on one that is not there.
    DependencyUnknown = "dependency_unknown", Error;
    /// A milestone has fewer than two measurable criteria.
    CriteriaTooFew = "criteria_too_few", Error;
    /// Milestones that may run side by side change the same file.
    FileShared = "file_shared", Error;
    /// An engineering plan does not end in a verification of the whole.
    VerificationMissing = "verification_missing", Error;
    /// More than ten milestones without consent.
    CountTooHigh = "count_too_high", Error;
    /// A milestone has no start or no due date while others have.
    DateMissing = "date_missing", Error;
    /// A milestone is due before it starts.
    DateReversed = "date_reversed", Error;
    /// A milestone starts before a prerequisite is finished.
    StartBeforePrerequisite = "start_before_prerequisite", Error;
    /// Less time between dependents than the waiting between them.
    WaitingTooShort = "waiting_too_short", Error;
    /// A date before today or after the last day.
    DateOutsideWindow = "date_outside_window", Error;
    /// A due date on a day on which nothing can be done.
    DateBlocked = "date_blocked", Error;
    /// More work due by a date than there are hours.
    EffortOverHours = "effort_over_hours", Error;
    /// Two milestones have the same name.
    NameDuplicate = "name_duplicate", Warning;
    /// A criterion that cannot be judged from outside.
    CriterionVague = "criterion_vague", Warning;
    /// A milestone that nothing leads to and that leads nowhere.
    MilestoneOrphan = "milestone_orphan", Warning;
    /// Several milestones start from nothing without a reason.
    RootsMany = "roots_many", Warning;
    /// A milestone without effort.
    EffortMissing = "effort_missing", Warning;
    /// More than twelve tasks' worth of work in one milestone.
    MilestoneTooLarge = "milestone_too_large", Warning;
    /// Less work in a milestone than looking after it takes.
    MilestoneTooSmall = "milestone_too_small", Warning;
    /// More than seven milestones.
    CountHigh = "count_high", Warning;
    /// Milestones closer together than they can be looked after.
    DensityHigh = "density_high", Warning;
    /// Evenly spaced due dates that no work explains.
    DatesEvenlySpaced = "dates_evenly_spaced", Warning;
    /// A milestone outside the days that it is bound to.
    WindowMissed = "window_missed", Warning;
    /// A piece that is done in one go, larger than what it has to fit into.
    LumpTooLarge = "lump_too_large", Warning;
    /// A week that wants more hours than it has.
    LoadPeak = "load_peak", Warning;
    /// Empty weeks before full ones whose work could begin earlier.
    LoadGap = "load_gap", Warning;
    /// Verdict, dates or sums of the plan that its own figures deny.
    VerdictContradictsFigures = "verdict_contradicts_figures", Warning;
    /// A date in a criterion that does not fit its milestone's dates.
    CriterionDateOutside = "criterion_date_outside", Warning;
    /// A criterion with another number than the milestone's name.
    CriterionNumberConflicts = "criterion_number_conflicts", Warning;
    /// Milestones that cost more than may be spent.
    BudgetExceeded = "budget_exceeded", Warning;
    /// A plan that looks better because it asks for less.
    SmallerThanBefore = "smaller_than_before", Warning;
    /// Nothing is held back before a date that cannot move, on the way to the end.
    NoBufferBeforeFixed = "no_buffer_before_fixed", Note;
    /// A fixed date that is missed because of one dependency that nothing asks for.
    DependencyCostsTime = "dependency_costs_time", Note;
    /// A milestone that nothing asks for and that begins long after it could.
    RootUnexplained = "root_unexplained", Note;
    /// Work that is due on a day of the week on which nobody works.
    DueOnDayOff = "due_on_day_off", Note;
    /// A way out that changes nothing, or cannot be taken any more.
    OptionWithoutEffect = "option_without_effect", Note;
    /// Something that the person wrote and that shapes nothing.
    FactUnused = "fact_unused", Note;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Code {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Code::ALL.iter().copied().find(|code| code.as_str() == text).ok_or(())
    }
}
