use std::fmt;

/// One of the five sides from which a plan is criticized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Perspective {
    /// Can it be done with what there is, and what does it really take?
    Feasibility,
    /// Where are the boundaries, and does every step leave something whole?
    Architecture,
    /// What may derail it, and what does it cost to recover?
    Risk,
    /// What needs what, and what collides?
    Dependency,
    /// What does somebody gain, and how early?
    UserValue,
}

impl Perspective {
    /// All of them, in the order in which they are handed on.
    pub const ALL: [Perspective; 5] = [
        Perspective::Feasibility,
        Perspective::Architecture,
        Perspective::Risk,
        Perspective::Dependency,
        Perspective::UserValue,
    ];

    /// The name used in files and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Perspective::Feasibility => "feasibility",
            Perspective::Architecture => "architecture",
            Perspective::Risk => "risk",
            Perspective::Dependency => "dependency",
            Perspective::UserValue => "user-value",
        }
    }

    /// The heading of its report.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Perspective::Feasibility => "Feasibility Analysis",
            Perspective::Architecture => "Architecture Analysis",
            Perspective::Risk => "Risk Analysis",
            Perspective::Dependency => "Dependency Analysis",
            Perspective::UserValue => "User Value Analysis",
        }
    }

    /// The letter that the ids of its findings begin with.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Perspective::Feasibility => 'F',
            Perspective::Architecture => 'A',
            Perspective::Risk => 'R',
            Perspective::Dependency => 'D',
            Perspective::UserValue => 'V',
        }
    }

    /// What nobody has looked at where it is missing.
    #[must_use]
    pub fn blind_spot(self) -> &'static str {
        match self {
            Perspective::Feasibility => "effort and hidden complexity",
            Perspective::Architecture => "boundaries between milestones",
            Perspective::Risk => "what may derail the work",
            Perspective::Dependency => "order and collisions",
            Perspective::UserValue => "early value and points to stop at",
        }
    }
}

impl fmt::Display for Perspective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// There is no such perspective.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a perspective")]
pub struct PerspectiveUnknown(pub String);

impl std::str::FromStr for Perspective {
    type Err = PerspectiveUnknown;

    /// Reads the name; case, spaces and underscores make no difference.
    fn from_str(text: &str) -> Result<Self, PerspectiveUnknown> {
        let name = text.trim().to_lowercase().replace([' ', '_'], "-");
        Perspective::ALL
            .into_iter()
            .find(|perspective| perspective.as_str() == name)
            .ok_or_else(|| PerspectiveUnknown(text.to_owned()))
    }
}
