//! What backcast knows about subjects without any model: playbooks, and the
//! cross-cutting aspects that compose with them.
//!
//! A [`Library`] holds both; they are data in `playbooks/*.toml` and
//! `playbooks/aspects/*.toml` of the repository, embedded here, and a user's
//! folder may add to them or replace them. [`Library::best_match`] finds what
//! a goal is about, [`work_backward`] fits the playbook and the aspects that
//! the goal asks for to it and returns a draft with questions.
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
mod library;
mod matching;
mod terms;

mod compose;
mod fit;
mod fold;
mod slow;

mod lint;

use backcast_core::{AnchoredGoal, Draft, Gap, Understood};

pub use format::{
    AddedCriterion, Aspect, Criterion, Fits, LookIn, Parameter, Playbook, Question, SpecError, Step, Term,
};
pub use library::{Library, Origin};
pub use lint::{LintRemark, lint};
pub use matching::Match;

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

/// Works backward from the goal with the playbook that fits it, or with the
/// generic one of its kind.
///
/// # Errors
///
/// Returns an error if an expression of the playbook or of an aspect cannot be
/// evaluated; embedded ones are tested, so this is about a user's own files.
pub fn work_backward(
    library: &Library,
    matched: &Match<'_>,
    goal: &AnchoredGoal,
    shape: Shape,
) -> Result<Worked, SpecError> {
    let terms = terms::Terms::new(goal, matched.playbook)?;
    let mut joined = fit::playbook(matched, &terms)?;
    compose::aspects(library, matched.playbook, &terms, &mut joined)?;
    fold::fold(&mut joined.milestones, shape.n_milestones_max);
    compose::order_by_files(&mut joined.milestones);
    slow::flag(&mut joined.milestones, goal, shape.n_slow);
    let questions = std::mem::take(&mut joined.questions);
    Ok(Worked { draft: joined.into_draft(), readings: terms.readings, questions })
}
