//! The library of playbooks.

use backcast_playbook::{Library, LintRemark, Origin};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Schema;
use crate::problem::Remark;

/// All playbooks and aspects.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Playbooks {
    /// `backcast.playbooks/1`.
    pub schema: Schema<Playbooks>,
    /// The playbooks.
    pub playbooks: Vec<PlaybookLine>,
    /// The aspects, which join where a goal asks for them.
    pub aspects: Vec<AspectLine>,
}

/// One playbook.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlaybookLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The kind of goal that it is for: project, habit, relationship or skill.
    pub kind: String,
    /// The family that it belongs to.
    pub family: &'static str,
    /// Whether it is about many subjects of one sort; used where none of them
    /// is known.
    pub genre: bool,
    /// Whether it makes something technical.
    pub engineering: bool,
    /// Whether it serves every goal of its kind.
    pub generic: bool,
    /// own or embedded.
    pub origin: &'static str,
}

/// One aspect.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AspectLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// own or embedded.
    pub origin: &'static str,
}

impl From<&Library> for Playbooks {
    fn from(library: &Library) -> Self {
        let origin = |origin: Origin| if origin == Origin::Own { "own" } else { "embedded" };
        let playbooks = library.playbooks().map(|(playbook, from)| PlaybookLine {
            id: playbook.id.clone(),
            title: playbook.title.clone(),
            kind: playbook.kind.to_string(),
            family: playbook.family.as_str(),
            genre: playbook.genre,
            engineering: playbook.engineering,
            generic: playbook.generic,
            origin: origin(from),
        });
        let aspects = library.aspects().map(|(aspect, from)| AspectLine {
            id: aspect.id.clone(),
            title: aspect.title.clone(),
            origin: origin(from),
        });
        Playbooks { schema: Schema::new(), playbooks: playbooks.collect(), aspects: aspects.collect() }
    }
}

/// A playbook or aspect of the library as its file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlaybookText {
    /// `backcast.playbook-text/1`.
    pub schema: Schema<PlaybookText>,
    /// Its id.
    pub id: String,
    /// The file, in TOML.
    pub toml: String,
}

impl PlaybookText {
    /// The file of a playbook or aspect.
    #[must_use]
    pub fn of(id: &str, toml: &str) -> Self {
        PlaybookText { schema: Schema::new(), id: id.to_owned(), toml: toml.to_owned() }
    }
}

/// What is odd about files of playbooks.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Lint {
    /// `backcast.lint/1`.
    pub schema: Schema<Lint>,
    /// How many files were looked at.
    pub files: usize,
    /// What was found; the target of each is its file.
    pub findings: Vec<Remark>,
}

impl Lint {
    /// Remarks about so many files.
    #[must_use]
    pub fn of(files: usize, remarks: &[LintRemark]) -> Self {
        let remark = |remark: &LintRemark| Remark {
            severity: remark.severity.as_str(),
            code: "playbook".to_owned(),
            message: remark.message.clone(),
            target: remark.file.clone(),
            fix: String::new(),
        };
        Lint { schema: Schema::new(), files, findings: remarks.iter().map(remark).collect() }
    }
}
