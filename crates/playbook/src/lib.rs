//! What backcast knows about subjects without any model: playbooks, and the
//! cross-cutting aspects that compose with them.
//!
//! A [`Library`] holds both; they are data in `playbooks/*.toml` and
//! `playbooks/aspects/*.toml` of the repository, embedded here, and a user's
//! folder may add to them, replace them or reword them. [`Library::recognize`]
//! finds what a goal is about, or which subjects are nearest to it;
//! [`work_backward`] fits their playbooks and the aspects that the goal asks
//! for to it and returns a draft with questions.
//!
//! ```
//! let library = backcast_playbook::Library::embedded();
//! assert!(library.playbook("nonfiction-book").is_some());
//! ```
//!
//! In the files, conditions, hours and texts are expressions and templates of
//! minijinja over the goal's own numbers; the `terms` module has the words that they may
//! use. Deliberately absent: dates (the scheduler's) and files (the caller's).

mod format;
mod inherit;
mod library;
mod texts;

mod matching;
mod meaning;
mod subject;

mod clauses;
mod run;
mod targets;
mod terms;

mod compose;
mod fit;
mod fold;
mod merge;
mod options;
mod slow;

mod learn;
mod lint;

use backcast_core::{AnchoredGoal, Draft, Field, Gap, Severity, Understood};

pub use clauses::clauses;
pub use format::{
    AddedCriterion, Aspect, Criterion, Family, Fits, LookIn, N_MILESTONES_MAX, OptionSpec, Parameter, Playbook,
    Practice, Question, SpecError, Step, Term,
};
pub use learn::learn;
pub use library::{Library, Origin};
pub use lint::{LintRemark, lint};
pub use matching::{Match, Recognition, Route};
pub use run::Run;
pub use subject::Subject;
pub use texts::Texts;

/// A draft and what should be asked about its subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Worked {
    /// The milestones, without dates.
    pub draft: Draft,
    /// Which words of the goal gave the path its numbers.
    pub readings: Vec<Understood>,
    /// Questions that an expert in the field would ask, most important first.
    pub questions: Vec<Gap>,
}

/// How a draft is to be shaped.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How many milestones there should be at most; smaller ones are folded
    /// into their neighbors until it holds or nothing can be folded.
    pub n_milestones_max: usize,
    /// How many milestones are named as likely to take longer.
    pub n_slow: usize,
}

/// Works backward from the goal along a route: the leading playbook's path,
/// what the playbooks beside it add, and the aspects that the goal asks for.
///
/// # Errors
///
/// Returns an error if an expression of a playbook or of an aspect cannot be
/// evaluated; embedded ones are tested, so this is about a user's own files.
pub fn work_backward(
    library: &Library,
    route: &Route<'_>,
    goal: &AnchoredGoal,
    shape: Shape,
) -> Result<Worked, SpecError> {
    let terms = terms::Terms::new(goal, route.lead.playbook)?;
    let mut joined = fit::playbook(&route.lead, &terms)?;
    let generic_effort = joined.effort();
    merge::beside(route, goal, &mut joined)?;
    compose::aspects(library, route, &terms, &mut joined)?;
    if !route.is_sure() {
        joined.share_out(generic_effort);
    }
    fold::fold(&mut joined.milestones, shape.n_milestones_max);
    compose::order_by_files(&mut joined.milestones);
    slow::flag(&mut joined.milestones, goal, shape.n_slow);
    let mut questions = std::mem::take(&mut joined.questions);
    questions.splice(0..0, which_subject(library, route, goal));
    let ids = joined.ids();
    let mut draft = joined.into_draft();
    draft.ways_out = options::ways_out(route.lead.playbook, &terms, &ids)?;
    Ok(Worked { draft, readings: terms.readings, questions })
}

/// The question what the goal is about, where more than one subject is likely. The
/// path is that of the first until it is answered.
fn which_subject(library: &Library, route: &Route<'_>, goal: &AnchoredGoal) -> Option<Gap> {
    if route.subjects.len() < 2 {
        return None;
    }
    let generic = library.generic(goal.kind, goal.is_engineering()).playbook;
    let others = route.subjects.iter().map(|one| one.playbook).filter(|one| one.id != generic.id);
    let choices: Vec<&Playbook> = others.chain([generic]).collect();
    let title = |(at, playbook): (usize, &&Playbook)| {
        let title = if playbook.generic { "none of these" } else { playbook.title.as_str() };
        format!("{} {title}", at + 1)
    };
    let titles: Vec<String> = choices.iter().enumerate().map(title).collect();
    Some(Gap {
        field: Field::Playbook,
        severity: Severity::Warning,
        question: format!("What is it most like: {}?", titles.join(", ")),
        why: "The whole path follows from it; until you say so, it is that of the likeliest.".into(),
        example: choices.first().map(|first| first.id.clone()),
        choices: choices.iter().map(|one| one.id.clone()).collect(),
    })
}
