//! The questions of a goal, put to whoever sits at the terminal, and the
//! answers, written into its file.

use std::fs;
use std::path::{Path, PathBuf};

use backcast_core::{AnchoredGoal, Conventions, Field, Gap, Severity, plural};
use backcast_document::{AnswerPlace, GoalAnswer, answer_lines, with_answers};

use crate::answers::{Asked, read_answer};
use crate::dialog::{Counter, Ended, Listener, Question, ask_in_turn, may_ask};
use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;

/// More questions than these are not asked at once.
const N_ASKED_MAX: usize = 5;

/// A goal file while its questions are answered.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    /// As it is by now.
    text: String,
    /// As it was before the questions that are being asked.
    before: String,
    /// As it was before any question.
    original: String,
    /// Where it lies; nothing for a goal that has no file of its own.
    file: Option<PathBuf>,
    /// What was answered, of all rounds.
    answers: Vec<GoalAnswer>,
    n_answers_before: usize,
    conventions: Conventions,
    /// Questions that were put, each with the goal that it is about.
    asked: Vec<(Option<usize>, String)>,
    /// Whether anything but what the goal is most like was asked.
    has_asked: bool,
    global: &'a Global,
    output: &'a Output,
}

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// There is nothing to ask, or nobody.
    NotAsked,
    /// All were answered or skipped; the goal may say more than before.
    Asked,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(
        text: String,
        file: Option<&Path>,
        conventions: Conventions,
        global: &'a Global,
        output: &'a Output,
    ) -> Self {
        Draft {
            before: text.clone(),
            original: text.clone(),
            text,
            file: file.map(Path::to_owned),
            answers: Vec::new(),
            n_answers_before: 0,
            conventions,
            asked: Vec::new(),
            has_asked: false,
            global,
            output,
        }
    }

    /// The goal file as it is by now.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Puts those of the questions that were not put yet, if anybody is there.
    ///
    /// Where the person leaves, the command ends: what they answered is kept.
    pub(crate) fn ask(&mut self, questions: &[Gap], goals: &[&AnchoredGoal]) -> Result<Outcome, Problem> {
        let is_first = !self.has_asked;
        // What follows from an answer is asked only where nothing goes on without.
        let counts = |gap: &&Gap| gap.severity >= if is_first { Severity::Warning } else { Severity::Error };
        let today = goals.first().map(|goal| goal.today).unwrap_or_default();
        let several = goals.len() > 1;
        let places = questions.iter().filter(counts).map(|gap| {
            let place = AnswerPlace::of(gap, today, goals.iter().copied());
            (gap, place.goal)
        });
        let mut new: Vec<(&Gap, Option<usize>)> = places
            .filter(|(gap, goal)| !self.asked.iter().any(|(of, text)| of == goal && *text == gap.question))
            .collect();
        if new.is_empty() || !may_ask(self.global) {
            return Ok(Outcome::NotAsked);
        }
        let n_new = new.len().min(N_ASKED_MAX);
        // What else is asked depends on what the goal is most like.
        let is_of_subject = |(gap, _): &(&Gap, _)| gap.field == Field::Playbook;
        if new.iter().any(is_of_subject) {
            new.retain(is_of_subject);
        } else {
            new.truncate(N_ASKED_MAX);
            self.has_asked = true;
        }
        let n_before = self.asked.len();
        self.asked.extend(new.iter().map(|(gap, goal)| (*goal, gap.question.clone())));
        self.before = self.text.clone();
        self.n_answers_before = self.answers.len();
        let put: Vec<Question> = new
            .iter()
            .map(|(gap, goal)| Question {
                text: match goal.filter(|_| several).and_then(|goal| goals.get(goal)) {
                    Some(goal) => format!("{}: {}", goal.goal.title, gap.question),
                    None => gap.question.clone(),
                },
                why: gap.why.clone(),
                example: gap.example.clone(),
            })
            .collect();
        let asked = new
            .iter()
            .map(|&(gap, goal)| Asked {
                gap,
                goal,
                today,
                conventions: self.conventions,
                has_deadline: goals.get(goal.unwrap_or(0)).is_some_and(|goal| goal.deadline.is_some()),
            })
            .collect();
        let output = self.output;
        let counter = Counter { n_before, n_in_all: n_before + n_new };
        let ended = ask_in_turn(&put, counter, &mut Answering { asked, draft: self }, output)?;
        self.said(ended)?;
        Ok(Outcome::Asked)
    }

    /// Says what became of the answers.
    fn said(&self, ended: Ended) -> Result<(), Problem> {
        let n_answers = self.answers.len();
        let n_new = n_answers - self.n_answers_before;
        match &self.file {
            Some(file) if n_new > 0 && self.global.dry_run => {
                self.output.dialog(&format!("\nwould write {} into {}\n", plural(n_new, "answer"), file.display()));
            }
            Some(file) if n_new > 0 => {
                self.output.dialog(&format!("\nwrote your answers into {}\n", file.display()));
            }
            None if ended == Ended::Left => self.show_lines(),
            _ => self.output.dialog("\n"),
        }
        if ended == Ended::Through {
            return Ok(());
        }
        let fix = match (&self.file, n_answers) {
            (_, 0) => "nothing was answered; --non-interactive asks nothing".to_owned(),
            (Some(file), _) if self.global.dry_run => {
                format!("{} is as it was: without --dry-run it takes your answers", file.display())
            }
            (Some(file), _) => format!("your answers are in {}: go on with backcast plan {0}", file.display()),
            (None, _) => "the lines above hold your answers: put them into a goal file".to_owned(),
        };
        Err(Problem::new(Exit::Person, "interview_ended", "you left before the last question", fix))
    }

    /// The answers as lines of a goal file, for whoever wants to keep them.
    pub(crate) fn show_lines(&self) {
        if self.file.is_some() || self.answers.is_empty() {
            return;
        }
        let lines = answer_lines(&self.original, &self.answers);
        self.output.dialog(&format!("\nYour answers, as lines of a goal file:\n\n{lines}\n"));
    }

    /// Takes the answers of this round in place of those that it had so far.
    fn take(&mut self, answers: Vec<GoalAnswer>) -> Result<(), Problem> {
        self.answers.truncate(self.n_answers_before);
        self.answers.extend(answers);
        let text = with_answers(&self.before, &self.answers[self.n_answers_before..]);
        let text = text.map_err(|error| {
            self.not_kept(Problem::new(Exit::Input, "answer_unwritable", error.to_string(), "write the lines into it"))
        })?;
        self.write(&text).map_err(|problem| self.not_kept(problem))?;
        self.text = text;
        Ok(())
    }

    fn write(&self, text: &str) -> Result<(), Problem> {
        let Some(file) = &self.file else { return Ok(()) };
        let path = self.global.environment.resolve(file);
        let unwritable = |error: &std::io::Error| Problem::unwritable(file, error);
        if fs::metadata(&path).map_err(|error| unwritable(&error))?.permissions().readonly() {
            return Err(unwritable(&std::io::Error::from(std::io::ErrorKind::PermissionDenied)));
        }
        if self.global.dry_run {
            return Ok(());
        }
        // Held until the file is written: whoever answers the same question at
        // another terminal compares after that, and with what is written.
        let _lock = locked(&path).map_err(|error| unwritable(&error))?;
        if fs::read(&path).map_err(|error| unwritable(&error))? != self.text.as_bytes() {
            let message = format!("{} was changed while you answered", file.display());
            return Err(Problem::new(
                Exit::Conflict,
                "file_changed",
                message,
                "put the lines above into it, or ask again",
            ));
        }
        self.output.file_quietly(file, text)
    }

    /// The problem, once the answers are shown that are in no file. They go on
    /// behind what the file says by now: a line that said less would take away
    /// what stands under its key.
    fn not_kept(&self, problem: Problem) -> Problem {
        let Some(file) = &self.file else { return problem };
        let is_now = fs::read_to_string(self.global.environment.resolve(file));
        let is_conflict = problem.exit == Exit::Conflict;
        // What was answered in the same run before is in the file, unless
        // somebody else changed it.
        let answers = &self.answers[if is_conflict { 0 } else { self.n_answers_before }..];
        let text = is_now.as_deref().ok().filter(|_| is_conflict).unwrap_or(&self.before);
        let lines = answer_lines(text, answers);
        let name = file.display();
        self.output.dialog(&format!(
            "\nYour answers, as lines of {name}, each in place of the one that has its key:\n\n{lines}\n"
        ));
        problem
    }
}

/// A file that nobody else of us writes while this is held.
///
/// Writing puts another file in its place: one that was waited for may be of
/// the past, so the lock counts only where the path still leads to it.
#[cfg(unix)]
fn locked(path: &Path) -> std::io::Result<Option<fs::File>> {
    use std::os::unix::fs::MetadataExt as _;
    loop {
        let file = fs::File::open(path)?;
        // Some file systems know no locks. There, comparing is all we can do.
        if file.lock().is_err() {
            return Ok(None);
        }
        let (ours, there) = (file.metadata()?, fs::metadata(path)?);
        if (ours.dev(), ours.ino()) == (there.dev(), there.ino()) {
            return Ok(Some(file));
        }
    }
}

/// Elsewhere a lock keeps others from reading, and from putting another file in
/// its place: comparing is all we can do.
#[cfg(not(unix))]
fn locked(_: &Path) -> std::io::Result<Option<fs::File>> {
    Ok(None)
}

/// A draft whose questions are put.
struct Answering<'d, 'a, 'g> {
    asked: Vec<Asked<'g>>,
    draft: &'d mut Draft<'a>,
}

impl Listener for Answering<'_, '_, '_> {
    fn judge(&self, question: usize, answer: &str) -> Result<(), String> {
        if answer.is_empty() { Ok(()) } else { read_answer(&self.asked[question], answer).map(drop) }
    }

    fn keep(&mut self, answers: &[Option<String>]) -> Result<(), Problem> {
        let typed = self.asked.iter().zip(answers).filter_map(|(asked, typed)| Some((asked, typed.as_deref()?)));
        let answers = typed.filter_map(|(asked, typed)| read_answer(asked, typed).ok()).flatten().collect();
        self.draft.take(answers)
    }
}
