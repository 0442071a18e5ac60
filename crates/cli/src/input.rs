//! Goals as they come in: a goal file, a text, standard input, or words on the
//! command line; what is odd about them is said.

use std::borrow::Cow;
use std::path::Path;

use backcast_app::{Clock, review};
use backcast_core::Conventions;
use backcast_core::GoalFile;
use backcast_document::{GoalDocument, is_goal_file, read_goal};
use backcast_host::{HostError, Source};

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::{Problem, shortened};

/// The name of a goal in words, for messages.
const WORDS_NAME: &str = "your words";

/// A goal as it came in, as a goal file.
#[derive(Clone, Debug)]
pub(crate) struct GivenGoal {
    /// The goal file and the name of what it came from, for messages.
    pub(crate) source: Source,
    pub(crate) form: GoalForm,
}

/// What a goal came in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GoalForm {
    /// A goal file, which answers can be written into.
    File,
    /// A text in a file.
    Text,
    /// Standard input: a goal file, or a text.
    Stdin,
    /// Words on the command line.
    Words,
}

/// The goal that an argument names or says.
pub(crate) fn read_given(
    target: &Path,
    clock: &Clock,
    conventions: Conventions,
    global: &Global,
) -> Result<GivenGoal, Problem> {
    if let Some(words) = words(target, global) {
        let source =
            Source { name: WORDS_NAME.to_owned(), text: as_goal_file(words, clock, conventions)?.into_owned() };
        return Ok(GivenGoal { source, form: GoalForm::Words });
    }
    let source = backcast_host::read(&global.environment, target).map_err(|error| not_read(target, error))?;
    let is_toml = target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    let form = match target {
        target if target.as_os_str() == "-" => GoalForm::Stdin,
        _ if is_toml || is_goal_file(&source.text) => GoalForm::File,
        _ => GoalForm::Text,
    };
    let text = match form {
        GoalForm::File => source.text,
        _ if source.text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() => {
            return Err(nothing_said(&source.name));
        }
        _ => as_goal_file(&source.text, clock, conventions)?.into_owned(),
    };
    Ok(GivenGoal { source: Source { name: source.name, text }, form })
}

fn as_goal_file<'t>(text: &'t str, clock: &Clock, conventions: Conventions) -> Result<Cow<'t, str>, Problem> {
    if text.trim().is_empty() {
        return Err(nothing_said(WORDS_NAME));
    }
    Ok(review::goal_file(text, clock.today(), conventions)?)
}

fn nothing_said(name: &str) -> Problem {
    let fix = "say the goal in a sentence: backcast plan \"a novel of 80,000 words by June, 6 hours a week\"";
    Problem::new(Exit::Input, "goal_empty", format!("{name}: there is no goal in it"), fix)
}

/// A single word that names no file may have been meant as a goal.
fn not_read(target: &Path, error: HostError) -> Problem {
    let is_word = target.to_str().is_some_and(|text| target.extension().is_none() && !text.contains(['/', '\\']));
    if !is_word {
        return error.into();
    }
    let problem = match error {
        HostError::Unreadable { path, source } => {
            Problem::unreadable(Path::new(&shortened(&path.to_string_lossy())), &source)
        }
        error => error.into(),
    };
    problem.and_then("or say the goal in a sentence, in quotes")
}

/// The goal that an argument says in words; nothing where it names a file, or
/// may name a stored goal.
pub(crate) fn words<'t>(target: &'t Path, global: &Global) -> Option<&'t str> {
    let text = target.to_str()?;
    let is_there = || global.environment.resolve(target).symlink_metadata().is_ok();
    (text != "-" && reads_as_words(text) && !is_there()).then_some(text)
}

/// Whether an argument is, or says, a goal that is not stored: a file, standard
/// input, or words; also where its name has blanks, as no id of a goal has.
pub(crate) fn is_given(target: &Path, global: &Global) -> bool {
    is_file(target, global) || target.to_str().is_some_and(reads_as_words)
}

/// Whether a target is a file: it is there, or it is written like one.
pub(crate) fn is_file(target: &Path, global: &Global) -> bool {
    let text = target.to_string_lossy();
    text == "-"
        || global.environment.resolve(target).is_file()
        || target.extension().is_some()
        || text.contains(['/', '\\'])
}

/// Endings of names of files that hold goals or plans.
const EXTENSIONS: [&str; 6] = [".toml", ".txt", ".md", ".markdown", ".json", ".ics"];

fn reads_as_words(text: &str) -> bool {
    let n_words = text.split_whitespace().count();
    let lower = text.trim_end().to_lowercase();
    let is_named = EXTENSIONS.iter().any(|extension| lower.ends_with(extension));
    let is_path = text.starts_with(['/', '~', '\\']) || text.starts_with("./") || text.starts_with("../");
    match n_words {
        0 => !text.is_empty(),
        // Not every script has blanks between words.
        1 => !is_path && text.contains(['。', '、', '，', '！', '？', '；']),
        2 => !is_path && !is_named,
        _ => text.trim().contains('\n') || !is_path && !lower.ends_with(".toml"),
    }
}

/// Reads a goal file, or a text as one; what is odd about it is shown on stderr.
pub(crate) fn read_goal_file(
    path: &Path,
    clock: &Clock,
    conventions: Conventions,
    global: &Global,
    output: &Output,
) -> Result<GoalDocument, Problem> {
    parse_goal(&read_given(path, clock, conventions, global)?.source, clock, output)
}

/// Reads the goal file in a text.
pub(crate) fn parse_goal(source: &Source, clock: &Clock, output: &Output) -> Result<GoalDocument, Problem> {
    let document =
        read_goal(&source.name, &source.text, clock.today()).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    for warning in &document.warnings {
        output.warn(warning);
    }
    Ok(document)
}

/// The goals of a goal file that was read before and has more answers by now.
pub(crate) fn goal_of_draft(name: &str, text: &str, clock: &Clock) -> Result<GoalFile, Problem> {
    Ok(read_goal(name, text, clock.today()).map_err(|mistakes| Problem::mistakes(&mistakes))?.goal_file)
}

/// Words as one argument of a command that can be copied into a shell.
pub(crate) fn quoted(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.contains(['"', '$', '`', '\\', '!']) {
        format!("'{}'", words.replace('\'', r"'\''"))
    } else {
        format!("\"{words}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_names() {
        for text in [
            "novel by Easter, two evenings a week",
            "Half marathon",
            "run 10 km a week, 2.5 hours",
            "fix the typo in README.md",
            " ",
            "在复活节前写完小说，每周两晚",
            "one line\n/and another",
        ] {
            assert!(reads_as_words(text), "{text:?}");
        }
        for text in [
            "marathon",
            "book-7k2f@2",
            "my goal.toml",
            "a b c.toml",
            "./my goal",
            "/tmp/a b c",
            "~/x y",
            "notes.txt",
            "",
        ] {
            assert!(!reads_as_words(text), "{text:?}");
        }
    }

    #[test]
    fn quoted_words_stay_one_argument() {
        assert_eq!(quoted("a novel,\n two evenings"), "\"a novel, two evenings\"");
        assert_eq!(quoted("save $5 for Ann's \"car\""), r#"'save $5 for Ann'\''s "car"'"#);
    }
}
