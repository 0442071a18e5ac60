use std::fmt;

use crate::Perspective;

/// Identity of a finding within a run: the letter of its perspective and a
/// number, `R2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingId(String);

impl FindingId {
    /// The id with this text, in capitals and without blanks around it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        FindingId(text.trim().to_uppercase())
    }

    /// The id with this number.
    #[must_use]
    pub fn numbered(perspective: Perspective, number: usize) -> Self {
        FindingId(format!("{}{number}", perspective.letter()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one of this perspective: the letter, then a number.
    #[must_use]
    pub fn belongs_to(&self, perspective: Perspective) -> bool {
        let number = self.0.strip_prefix(perspective.letter());
        number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What a reviewer found; the synthesis has to answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its identity.
    pub id: FindingId,
    /// How bad it is.
    pub severity: Gravity,
    /// What was found, in a sentence or two.
    pub text: String,
    /// What the reviewer would do about it; empty where nothing was said.
    pub suggestion: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Worth knowing.
    Low,
    /// Costs something.
    #[default]
    Medium,
    /// Costs much.
    High,
    /// The goal fails over it.
    Critical,
}

impl Gravity {
    /// All levels, mildest first.
    pub const ALL: [Gravity; 4] = [Gravity::Low, Gravity::Medium, Gravity::High, Gravity::Critical];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Gravity::Low => "low",
            Gravity::Medium => "medium",
            Gravity::High => "high",
            Gravity::Critical => "critical",
        }
    }
}

impl fmt::Display for Gravity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
