use jiff::civil::Date;

/// A piece of work that somebody finished, with what it was estimated to take.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedWork {
    /// Who did it.
    pub person: String,
    /// Where it is known from, such as the name of a file.
    pub source: String,
    /// Its name within that source.
    pub id: String,
    /// What sort of work it was; related sorts share the part before a `/`.
    pub category: String,
    /// What it belonged to.
    pub project: String,
    /// What it was estimated to take; more than zero.
    pub estimate: f64,
    /// What it took, in the same unit; zero at least.
    pub actual: f64,
    /// The unit of both: `h`, `points`, `pages`.
    pub unit: String,
    /// When it began, where that is known.
    pub started_on: Option<Date>,
    /// When it was finished.
    pub done_on: Date,
}

/// The unit of work that is measured in hours.
pub const HOURS: &str = "h";
