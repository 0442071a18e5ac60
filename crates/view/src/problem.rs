//! What went wrong, and remarks of the same form.

use backcast_document::Mistake;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;

/// Why a command ended early.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Errors {
    /// `backcast.error/1`.
    pub schema: Schema<Errors>,
    /// Everything that is wrong; at least one.
    pub errors: Vec<Entry>,
}

impl Errors {
    /// Errors in their order.
    #[must_use]
    pub fn of(errors: Vec<Entry>) -> Self {
        Errors { schema: Schema::new(), errors }
    }
}

/// One error, of the whole command or at a place of a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Entry {
    /// What is wrong.
    #[serde(flatten)]
    pub remark: Remark,
    /// Where in a file; absent for errors of the whole command.
    #[serde(flatten)]
    pub place: Option<Place>,
}

/// What is wrong or odd.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Remark {
    /// error, warning or note.
    pub severity: &'static str,
    /// A stable code.
    pub code: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What it is about: a key of a file, a milestone; may be empty.
    pub target: String,
    /// The way out; may be empty.
    pub fix: String,
}

/// A place in a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Place {
    /// From 1; null where the whole file is meant.
    pub line: Option<usize>,
    /// From 1, in characters.
    pub column: Option<usize>,
}

impl Entry {
    /// An error of the whole command.
    #[must_use]
    pub fn plain(code: &str, message: &str, target: &str, fix: &str) -> Self {
        let remark = Remark {
            severity: "error",
            code: code.to_owned(),
            message: message.to_owned(),
            target: target.to_owned(),
            fix: fix.to_owned(),
        };
        Entry { remark, place: None }
    }
}

impl From<&Mistake> for Entry {
    fn from(mistake: &Mistake) -> Self {
        let (line, column) = mistake.line_and_column().unzip();
        let remark = Remark {
            severity: mistake.severity.as_str(),
            code: mistake.code.to_owned(),
            message: mistake.message.clone(),
            target: mistake.target.clone(),
            fix: mistake.fix.clone(),
        };
        Entry { remark, place: Some(Place { line, column }) }
    }
}
