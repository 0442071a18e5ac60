//! The form of playbook and aspect files.

use serde::Deserialize;

/// A playbook with more milestones than this describes a programme, not a path.
pub const N_MILESTONES_MAX: usize = 100;

/// Something wrong in a playbook or aspect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpecError {
    /// The file is not of the expected form.
    #[error("playbook `{file}` cannot be read: {message}")]
    Form {
        /// Name of the file.
        file: String,
        /// What the reader says, with line and column.
        message: String,
    },
    /// An expression or template cannot be evaluated.
    #[error("playbook `{playbook}`, {place}: `{text}` cannot be evaluated: {message}")]
    Expression {
        /// Id of the playbook.
        playbook: String,
        /// Which key it stands at.
        place: String,
        /// The expression.
        text: String,
        /// What the evaluation says.
        message: String,
    },
    /// It has more milestones than a path can have.
    #[error("playbook `{id}` has {n} milestones; {N_MILESTONES_MAX} are the most")]
    TooMany {
        /// Its id.
        id: String,
        /// How many it has.
        n: usize,
    },
    /// It rewords a text that there is not.
    #[error("the texts in `{file}` have no place `{place}` in `{of}`")]
    Place {
        /// Name of the file.
        file: String,
        /// Id of the playbook or aspect.
        of: String,
        /// The place, or the id where there is no such playbook.
        place: String,
    },
    /// It takes the place of a generic playbook, but would leave its kind of
    /// goal without one.
    #[error(
        "playbook `{id}` replaces the one for goals whose subject is not known: \
         it needs `generic = true`, `kind = \"{kind}\"` and `engineering = {engineering}`; \
         or give it another id"
    )]
    NotGeneric {
        /// Id of both.
        id: String,
        /// The kind of goal that the replaced one serves.
        kind: String,
        /// Whether the replaced one serves goals inside a repository.
        engineering: bool,
    },
}

/// What is known about goals of one sort.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// `backcast.playbook/1`.
    pub schema: String,
    /// Unique id, equal to the file's name.
    pub id: String,
    /// What goals of this sort are called.
    pub title: String,
    /// One sentence about what it covers.
    pub summary: String,
    /// project, habit, relationship or skill.
    pub kind: String,
    /// The shelf on which it stands.
    #[serde(default)]
    pub family: Family,
    /// Used where nothing fits; for one kind only.
    #[serde(default)]
    pub generic: bool,
    /// About many subjects of one sort; used where none of them is known.
    #[serde(default)]
    pub genre: bool,
    /// Fits goals inside a repository, and only these.
    #[serde(default)]
    pub engineering: bool,
    /// What the efforts rest on, with the source, or that it is a judgement.
    pub basis: String,
    /// Which goals it fits.
    #[serde(default)]
    pub fits: Fits,
    /// Aspects that join whatever the goal's words say.
    #[serde(default)]
    pub aspects: Vec<String>,
    /// Aspects that never join, as the playbook has its own way.
    #[serde(default)]
    pub without: Vec<String>,
    /// Numbers read from the goal.
    #[serde(default, rename = "parameter")]
    pub parameters: Vec<Parameter>,
    /// What an expert would ask.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
    /// Ways out where it is too tight.
    #[serde(default, rename = "option")]
    pub options: Vec<OptionSpec>,
    /// The path, in an order in which it can be walked.
    #[serde(rename = "milestone")]
    pub milestones: Vec<Step>,
}

/// A way out that an expert of the field would name: one of `unit`, `without` and
/// `hand_over`, or only words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionSpec {
    /// What is done, a template; the amounts are put behind it.
    pub say: String,
    /// Condition under which it is one.
    pub when: Option<String>,
    /// What there is less of: "words".
    pub unit: Option<String>,
    /// How much of it there was to be.
    pub from: Option<Term>,
    /// How much there is to be instead; where absent, as much as helps.
    pub to: Option<Term>,
    /// Ids or `#tags` of milestones whose work shrinks along.
    #[serde(default)]
    pub along: Vec<String>,
    /// Ids or `#tags` of milestones that are left out.
    #[serde(default)]
    pub without: Vec<String>,
    /// Ids or `#tags` of milestones whose work somebody else does.
    #[serde(default)]
    pub hand_over: Vec<String>,
    /// The role of whoever does: "an editor".
    pub who: Option<String>,
}

/// The shelves of the library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Body, home, money, family, travel.
    Personal,
    /// Work and career.
    Professional,
    /// Companies, products, customers.
    Business,
    /// Art, writing, music, film.
    Creative,
    /// Research, study, teaching.
    Academic,
    /// Something to be able to do.
    Skills,
    /// People.
    Relationships,
    /// Code in a repository.
    Software,
    /// Not sorted; the user's own, as a rule.
    #[default]
    Other,
}

impl Family {
    /// All shelves, in the order in which they are shown.
    pub const ALL: [Family; 9] = [
        Family::Personal,
        Family::Professional,
        Family::Business,
        Family::Creative,
        Family::Academic,
        Family::Skills,
        Family::Relationships,
        Family::Software,
        Family::Other,
    ];

    /// The name used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Family::Personal => "personal",
            Family::Professional => "professional",
            Family::Business => "business",
            Family::Creative => "creative",
            Family::Academic => "academic",
            Family::Skills => "skills",
            Family::Relationships => "relationships",
            Family::Software => "software",
            Family::Other => "other",
        }
    }
}

/// Something that goals of many sorts need.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aspect {
    /// `backcast.aspect/1`.
    pub schema: String,
    /// Unique id, equal to the file's name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What its efforts rest on.
    pub basis: String,
    /// Condition on the goal under which it joins.
    pub joins_when: String,
    /// Why it joins, as shown to the person.
    pub why: String,
    /// Tags of milestones that make it superfluous.
    #[serde(default)]
    pub covered_by: Vec<String>,
    /// Questions that come with it.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
    /// Milestones that it brings.
    #[serde(default, rename = "milestone")]
    pub milestones: Vec<Step>,
    /// Criteria that it adds to milestones with a tag.
    #[serde(default, rename = "criterion")]
    pub criteria: Vec<AddedCriterion>,
}

/// A criterion that an aspect adds to the first milestone with a tag.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddedCriterion {
    /// Tag or id of the milestone.
    pub to: String,
    /// The criterion, a template.
    pub text: String,
    /// Condition.
    pub when: Option<String>,
}

/// Which goals a playbook fits.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fits {
    /// Phrases with their weight, 1 (hint) to 6 (names it).
    #[serde(default)]
    pub phrases: std::collections::BTreeMap<String, f64>,
    /// Phrases that show that it is about something else.
    #[serde(default)]
    pub never: Vec<String>,
}

/// A number read from the goal.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name in expressions.
    pub name: String,
    /// Words that follow the number.
    #[serde(default)]
    pub units: Vec<String>,
    /// Where to look: wish (default), origin or any.
    #[serde(default)]
    pub from: LookIn,
    /// Only rates per hour, day, week or month.
    pub per: Option<String>,
    /// Least plausible value.
    pub min: Option<f64>,
    /// Largest plausible value.
    pub max: Option<f64>,
    /// Factors for units: `{ mile = 1.609 }`.
    #[serde(default)]
    pub scale: std::collections::BTreeMap<String, f64>,
    /// Values that phrases stand for: `{ "half marathon" = 21.1 }`.
    #[serde(default)]
    pub named: std::collections::BTreeMap<String, f64>,
    /// Expression for the value where nothing is found.
    pub default: Term,
    /// What is assumed then, a template; nothing is said where absent.
    pub assume: Option<String>,
}

/// Where a number is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LookIn {
    /// Title and destination.
    #[default]
    Wish,
    /// Origin.
    Origin,
    /// Anywhere in the goal file.
    Any,
}

/// A question that an expert would ask.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question, a template.
    pub ask: String,
    /// Why the answer matters.
    pub why: String,
    /// Condition under which it is not asked: the goal answers it.
    pub unless: Option<String>,
    /// Condition under which it is asked.
    pub when: Option<String>,
    /// What a good answer looks like.
    pub example: Option<String>,
}

/// A milestone as a playbook describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Id within the playbook.
    pub id: String,
    /// Aspect whose first milestone says what this step does not say itself.
    pub like: Option<String>,
    /// A state, a template.
    pub name: String,
    /// What is true once it is complete, a template.
    pub goal: String,
    /// Two or more measurable criteria, templates.
    pub criteria: Vec<Criterion>,
    /// Ids or `#tags` of predecessors, each with an optional lag in days:
    /// `"beta-out + 14"`.
    #[serde(default)]
    pub after: Vec<String>,
    /// Ids or `#tags` of successors (aspects).
    #[serde(default)]
    pub before: Vec<String>,
    /// Hours if things go well, as expected, badly.
    pub hours: [Term; 3],
    /// What these hours rest on, where it differs from the playbook's basis.
    pub basis: Option<String>,
    /// Days from its start that no work shortens.
    pub waiting_days: Option<Term>,
    /// How often it is done, where it is the run of a habit: it then lasts as long as
    /// `run_days` says.
    pub practice: Option<Practice>,
    /// Condition under which it is part of the path.
    pub when: Option<String>,
    /// Condition under which it is done already.
    pub done_when: Option<String>,
    /// What the starting state is then called.
    pub done: Option<String>,
    /// Id or `#tag` of the milestone that takes it in where there are too many.
    pub fold_into: Option<String>,
    /// 1 could be cut, 3 carries the goal.
    #[serde(default = "two")]
    pub weight: u8,
    /// low, medium or high.
    pub risk: Option<String>,
    /// Why it is likely to take longer.
    pub slow: Option<String>,
    /// How likely, 1 to 5.
    #[serde(default = "three")]
    pub slow_weight: u8,
    /// Phrases in `blocked_before` to which it is the answer.
    #[serde(default)]
    pub answers: Vec<String>,
    /// Why people leave it out.
    pub often_missed: Option<String>,
    /// What somebody gains once it is complete.
    pub value: Option<String>,
    /// What one has if one stops here.
    pub abort: Option<String>,
    /// Names for others to refer to.
    #[serde(default)]
    pub tags: Vec<String>,
    /// `late`: as late as its successors allow.
    pub placing: Option<String>,
    /// An event that many days before the deadline.
    pub before_deadline: Option<Term>,
    /// An event that many days from today, if the expression has a value.
    pub on_day: Option<String>,
    /// Words in names of files that it is likely to change (engineering).
    #[serde(default)]
    pub files: Vec<String>,
}

/// How often something is done, and for how long each time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// Times a week.
    pub times: Term,
    /// Minutes each; 0 where it takes none of its own.
    pub minutes: Term,
}

/// A criterion, with or without a condition.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Criterion {
    /// Always.
    Text(String),
    /// Under a condition.
    Conditional {
        /// The criterion, a template.
        text: String,
        /// The condition.
        when: String,
    },
}

/// A number or an expression for one.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Term {
    /// A number.
    Number(f64),
    /// An expression.
    Text(String),
}

fn two() -> u8 {
    2
}

fn three() -> u8 {
    3
}

impl Playbook {
    /// Reads a playbook file.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not TOML of the expected form.
    pub fn parse(file: &str, text: &str) -> Result<Self, SpecError> {
        parse(file, text)
    }
}

impl Aspect {
    /// Reads an aspect file.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not TOML of the expected form.
    pub fn parse(file: &str, text: &str) -> Result<Self, SpecError> {
        parse(file, text)
    }
}

fn parse<'t, T: Deserialize<'t>>(file: &str, text: &'t str) -> Result<T, SpecError> {
    toml::from_str(text).map_err(|error| SpecError::Form { file: file.to_owned(), message: error.to_string() })
}
