//! `backcast trust`: a project's configuration file counts in full once the
//! user has read it.

use std::path::{Path, PathBuf};

use backcast_document::{Reach, read_settings};
use backcast_host::{
    CONFIGURATION_FILE, Environment, HostError, PROJECT_FOLDER, ProjectFile, Standing, TrustedFile, TrustedFiles,
};
use backcast_view::config as view;
use clap::Args;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::person::{Answer, ask_at_terminal};
use crate::problem::Problem;
use crate::render::style::dim;

#[derive(Debug, Args)]
pub(crate) struct Trust {
    /// The folder of the project (default: the project around this folder).
    #[arg(value_name = "PATH", conflicts_with = "list")]
    pub(crate) path: Option<PathBuf>,
    /// List the files that you trust.
    #[arg(long, conflicts_with = "revoke")]
    pub(crate) list: bool,
    /// Trust it no more.
    #[arg(long)]
    pub(crate) revoke: bool,
}

/// Asks a question at the terminal; see [`ask_at_terminal`].
type Ask<'a> = &'a dyn Fn(&str) -> Answer;

pub(crate) fn run(command: &Trust, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let records = TrustedFiles::of(&global.environment).ok_or(HostError::NoHome)?;
    if command.list {
        return list(&records, global, output);
    }
    let path = command.path.as_deref().unwrap_or(Path::new("."));
    if command.revoke {
        return revoke(&place_of(path, &global.environment), &records, global, output);
    }
    let environment = in_project(path, &global.environment)?;
    let file = ProjectFile::find(&environment)?.ok_or_else(nothing_to_trust)?;
    let (state, exit) = decide(&file, &environment, &records, global, output, &ask_at_terminal)?;
    if global.json {
        let keys = file.needs_trust(&environment).map_err(|mistakes| Problem::mistakes(&mistakes))?;
        output.document(&document(&file, state, &keys))?;
    }
    Ok(exit)
}

/// The environment in the folder that somebody names: that of a project, its
/// `.backcast`, or the file in it.
fn in_project(path: &Path, environment: &Environment) -> Result<Environment, Problem> {
    let is_file = environment.resolve(path).is_file();
    if is_file && path.file_name().is_none_or(|name| name != CONFIGURATION_FILE) {
        let message = format!("{} is no configuration of a project", path.display());
        let fix = "name the folder of the project, or go there: backcast trust";
        return Err(Problem::new(Exit::Input, "project_unknown", message, fix));
    }
    let folder = if is_file { path.parent().unwrap_or(Path::new("")) } else { path };
    // In a link the project would be sought around where it leads.
    let folder = if folder.ends_with(PROJECT_FOLDER) { folder.parent().unwrap_or(Path::new("")) } else { folder };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    environment.clone().working_in(folder).map_err(|error| Problem::unreadable(folder, &error))
}

/// Where the file of a project lies, or lay.
fn place_of(path: &Path, environment: &Environment) -> PathBuf {
    let there = in_project(path, environment).ok().and_then(|there| ProjectFile::place(&there));
    there.unwrap_or_else(|| {
        let path = environment.canonical(path);
        let name = Path::new(PROJECT_FOLDER).join(CONFIGURATION_FILE);
        if path.ends_with(&name) { path } else { path.join(name) }
    })
}

fn nothing_to_trust() -> Problem {
    let message = format!("there is no project here with a file {PROJECT_FOLDER}/{CONFIGURATION_FILE}");
    Problem::new(Exit::Input, "project_unknown", message, "name its folder: backcast trust PATH")
}

/// Shows a file and has the person decide; returns how it stands then.
fn decide(
    file: &ProjectFile,
    environment: &Environment,
    records: &TrustedFiles,
    global: &Global,
    output: &Output,
    ask: Ask<'_>,
) -> Result<(&'static str, Exit), Problem> {
    // What could not be used is better mended first.
    read_settings(&file.source.name, &file.source.text).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let keys = file.needs_trust(environment).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let place = visible(&file.identity.place.display().to_string());
    if file.standing == Standing::Trusted {
        output.note(&format!("{place} is trusted already"));
        return Ok(("trusted", Exit::Done));
    }
    if keys.is_empty() && !file.leads_outside {
        output.note(&format!("{place} says nothing that needs trust: it counts as it is"));
        return Ok(("harmless", Exit::Done));
    }
    let shown = shown(file, &keys);
    if global.dry_run {
        if !global.json {
            output.data(&shown)?;
        }
        output.note("this was a dry run: nobody was asked, and nothing was kept");
        return Ok((standing(file.standing), Exit::Done));
    }
    if !is_agreed(&shown, global, ask)? {
        output.note("it is not trusted; nothing was changed");
        return Ok((standing(file.standing), Exit::No));
    }
    records.trust(&file.identity)?;
    output.note(&format!("{place} is trusted until it changes; take that back: backcast trust --revoke"));
    Ok(("trusted", Exit::Done))
}

fn is_agreed(shown: &str, global: &Global, ask: Ask<'_>) -> Result<bool, Problem> {
    // Shown where the question is: standard output may lead elsewhere.
    let answer = if global.non_interactive { Answer::NoTerminal } else { ask(&format!("{shown}\nTrust this file?")) };
    if answer == Answer::NoTerminal {
        let fix = "have the person run it in a terminal: backcast trust; what they would see: backcast trust --dry-run";
        return Err(Problem::new(Exit::Person, "person_needed", "only a person at a terminal can trust a file", fix));
    }
    Ok(answer == Answer::Yes)
}

/// The file in full, its hash, and what it decides once it is trusted.
fn shown(file: &ProjectFile, keys: &[(&'static str, Reach)]) -> String {
    let mut text = format!("{}\n", visible(&file.identity.place.display().to_string()));
    text.push_str(&format!("SHA-256 {}\n\n", file.identity.hash.as_str()));
    for (number, line) in (1..).zip(file.source.text.split_terminator('\n')) {
        text.push_str(&format!("{number:>5} │ {}\n", visible(line)));
    }
    text.push_str("\nOnce you trust it, this counts:\n");
    for (key, reach) in keys {
        text.push_str(&format!("  {key:<21} {}\n", reach.words()));
    }
    if file.leads_outside {
        text.push_str("  the file itself       leads out of the project\n");
    }
    text.push_str("The programs and files that it names are not looked at, and may change.\n");
    if file.standing == Standing::Changed {
        text.push_str("It changed since you trusted it.\n");
    }
    text
}

/// The text with every character by name that a terminal would not show, or
/// would obey.
fn visible(text: &str) -> String {
    let shown = |c: char| if is_unseen(c) { format!("<U+{:04X}>", u32::from(c)) } else { c.to_string() };
    text.chars().map(shown).collect()
}

/// Control characters, blanks that are none, marks that turn or join texts, and
/// whatever else has no width.
///
/// Source: Unicode 16.0, `Default_Ignorable_Code_Point` of
/// DerivedCoreProperties.txt, with the other formatting characters.
fn is_unseen(c: char) -> bool {
    let is_ignorable = matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    c.is_control() || (c.is_whitespace() && c != ' ') || is_ignorable
}

/// Takes the trust back, also in a file that is gone by now.
fn revoke(place: &Path, records: &TrustedFiles, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let shown = visible(&place.display().to_string());
    if global.dry_run {
        output.note(&format!("would trust {shown} no more"));
    } else if records.revoke(place)? {
        output.note(&format!("{shown} is trusted no more"));
    } else {
        output.note(&format!("{shown} was not trusted"));
    }
    if global.json { list(records, global, output) } else { Ok(Exit::Done) }
}

fn list(records: &TrustedFiles, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let files = records.list();
    if global.json {
        let file = |file: TrustedFile| view::TrustedFile {
            state: now(&file, &global.environment),
            hash: file.hash.as_str().to_owned(),
            path: file.place,
        };
        output.document(&view::TrustedFiles::of(files.into_iter().map(file).collect()))?;
        return Ok(Exit::Done);
    }
    for file in &files {
        let (place, hash) = (visible(&file.place.display().to_string()), &file.hash.as_str()[..12]);
        output.data(&format!("{:<9} {place}{}\n", now(file, &global.environment), dim(&format!("  {hash}"))))?;
    }
    if files.is_empty() {
        output.note("you trust no file of a project");
    }
    Ok(Exit::Done)
}

/// How a file that was trusted stands by now.
fn now(file: &TrustedFile, environment: &Environment) -> &'static str {
    let root = file.place.parent().and_then(Path::parent).unwrap_or(Path::new(""));
    let found = environment.clone().working_in(root).ok().and_then(|there| ProjectFile::find(&there).ok().flatten());
    match found.filter(|found| found.identity.place == file.place) {
        Some(found) => standing(found.standing),
        None => "gone",
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Trusted => "trusted",
        Standing::Changed => "changed",
        Standing::Unknown => "untrusted",
    }
}

fn document(file: &ProjectFile, state: &'static str, keys: &[(&'static str, Reach)]) -> view::Trust {
    let keys = keys.iter().map(|&(key, reach)| view::TrustKey { key, reach: reach.as_str(), does: reach.words() });
    let (path, hash) = (&file.identity.place, file.identity.hash.as_str());
    let document = view::Trust::of(path, hash, &file.source.text, state, keys.collect());
    view::Trust { leads_outside: file.leads_outside, ..document }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::output::OutputOptions;

    const TEXT: &str = "week_start = 'sunday'\n[model]\nkey_command = 'rm\u{202e} -rf ~'\n";

    /// A project with this file, in a home of its own.
    fn project(text: &str) -> (tempfile::TempDir, Global) {
        let home = tempfile::tempdir().expect("a folder");
        let root = home.path().join("clone");
        std::fs::create_dir_all(root.join(PROJECT_FOLDER)).expect("made");
        std::fs::write(root.join(PROJECT_FOLDER).join(CONFIGURATION_FILE), text).expect("written");
        let environment = Environment::new::<&str, &str>([], Some(home.path().to_owned()), root);
        (home, Global { environment, ..Global::default() })
    }

    /// How the file of the project stands after somebody answered this, and
    /// what they were asked.
    fn answered(global: &Global, answer: Answer) -> (Result<(&'static str, Exit), Problem>, String) {
        let environment = &global.environment;
        let output = Output::new(OutputOptions { quiet: true, ..OutputOptions::default() }, environment.clone());
        let records = TrustedFiles::of(environment).expect("a home");
        let file = ProjectFile::find(environment).expect("readable").expect("there");
        let asked = std::cell::RefCell::new(String::new());
        let ask = |question: &str| {
            question.clone_into(&mut asked.borrow_mut());
            answer
        };
        let decided = decide(&file, environment, &records, global, &output, &ask);
        (decided, asked.into_inner())
    }

    fn state(global: &Global) -> Standing {
        ProjectFile::find(&global.environment).expect("readable").expect("there").standing
    }

    #[test]
    fn the_person_sees_the_whole_file_and_decides() {
        let (_home, global) = project(TEXT);
        let (decided, asked) = answered(&global, Answer::No);
        assert_eq!(decided.expect("an answer"), ("untrusted", Exit::No));
        assert_eq!(state(&global), Standing::Unknown);
        for part in [
            "    1 │ week_start = 'sunday'\n    2 │ [model]\n    3 │ key_command = 'rm<U+202E> -rf ~'\n",
            backcast_document::content_hash(TEXT).as_str(),
            "\n  model.key_command     starts a command\n",
        ] {
            assert!(asked.contains(part), "{part} is not in:\n{asked}");
        }
        assert_eq!(answered(&global, Answer::Yes).0.expect("an answer"), ("trusted", Exit::Done));
        assert_eq!(state(&global), Standing::Trusted);
        let (decided, asked) = answered(&global, Answer::No);
        assert_eq!((decided.expect("nothing to ask"), asked.as_str()), (("trusted", Exit::Done), ""));
    }

    #[test]
    fn without_a_person_nothing_is_trusted() {
        let (_home, mut global) = project(TEXT);
        let problem = answered(&global, Answer::NoTerminal).0.expect_err("nobody is there");
        assert_eq!((problem.exit, problem.first_code()), (Exit::Person, "person_needed"));
        global.non_interactive = true;
        let (decided, asked) = answered(&global, Answer::Yes);
        assert_eq!((decided.expect_err("nobody was asked").exit, asked.as_str()), (Exit::Person, ""));
        global = Global { non_interactive: false, dry_run: true, ..global };
        let (decided, asked) = answered(&global, Answer::Yes);
        assert_eq!((decided.expect("shown"), asked.as_str()), (("untrusted", Exit::Done), ""));
        assert_eq!(state(&global), Standing::Unknown);
    }

    #[test]
    fn what_is_harmless_or_broken_is_not_asked_about() {
        let (_home, global) = project("week_start = 'sunday'\nhours_per_week = 3\n");
        let (decided, asked) = answered(&global, Answer::Yes);
        assert_eq!((decided.expect("nothing to ask"), asked.as_str()), (("harmless", Exit::Done), ""));
        let (_home, global) = project("[model]\nprovider = 'nobody'\n");
        assert_eq!(answered(&global, Answer::Yes).0.expect_err("it could not be used").exit, Exit::Input);
    }

    #[test]
    fn what_a_terminal_would_obey_or_hide_has_a_name() {
        assert_eq!(visible("a b-ü漢"), "a b-ü漢");
        let hidden = "\u{1b}[2K\r\t\u{9b}\u{200b}\u{2066}\u{feff}\u{a0}\u{e0041}\u{2028}";
        let expected = "<U+001B>[2K<U+000D><U+0009><U+009B><U+200B><U+2066><U+FEFF><U+00A0><U+E0041><U+2028>";
        assert_eq!(visible(hidden), expected);
    }
}
