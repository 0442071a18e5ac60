//! Questions that are put one at a time at the terminal, and can be skipped,
//! gone back to, and left.

use std::io::{self, IsTerminal as _, Write as _};

use console::{Key, Term};
use unicode_width::UnicodeWidthChar as _;

use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::style::{bold, dim, warn};

/// Whether somebody sits at the terminal who can be asked: standard input and
/// errors are one, and nothing says that nobody wants to be asked.
pub(crate) fn may_ask(global: &Global) -> bool {
    let runs_alone = |name: &str| global.environment.variable_os(name).is_some_and(|value| !value.is_empty());
    !global.non_interactive
        && !global.json
        && !global.quiet
        && !runs_alone("CI")
        && global.environment.agent_mark().is_none()
        && io::stdin().is_terminal()
        && io::stderr().is_terminal()
}

/// One question.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) text: String,
    /// Why the answer matters; empty where the question says it.
    pub(crate) why: String,
    pub(crate) example: Option<String>,
}

/// Who judges what was typed, and keeps it.
pub(crate) trait Listener {
    /// Whether an answer can be used; the reason where it cannot.
    fn judge(&self, question: usize, answer: &str) -> Result<(), String>;

    /// Keeps the answers so far. Called after each, so that nothing is lost
    /// whatever happens next.
    fn keep(&mut self, answers: &[Option<String>]) -> Result<(), Problem>;
}

/// How the questions ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// All were answered or skipped.
    Through,
    /// The person left, or the terminal went away.
    Left,
}

/// Columns before what is said of a question.
const INDENT: usize = 9;
/// What stands before an answer.
const PROMPT: &str = "       > ";

/// Puts the questions one at a time; `n_before` were put before.
pub(crate) fn ask_in_turn(
    questions: &[Question],
    n_before: usize,
    listener: &mut dyn Listener,
    output: &Output,
) -> Result<Ended, Problem> {
    let mut answers: Vec<Option<String>> = vec![None; questions.len()];
    let terminal = RawTerminal::new();
    if n_before == 0 {
        let manners = "Enter skips a question, < or Esc goes back, Ctrl-C ends; what you have answered is kept.";
        output.dialog(&format!("\n{}", paragraph(&dim(manners), 0, output.width())));
    }
    let mut at = 0;
    while let Some(question) = questions.get(at) {
        show(question, n_before + at + 1, n_before + questions.len(), output);
        match one(at, answers[at].as_deref().unwrap_or_default(), listener, output) {
            Typed::Back => at = at.saturating_sub(1),
            Typed::Left => {
                drop(terminal);
                return Ok(Ended::Left);
            }
            Typed::Answer(answer) => {
                let answer = Some(answer).filter(|answer| !answer.is_empty());
                if answers[at] != answer {
                    answers[at] = answer;
                    listener.keep(&answers)?;
                }
                at += 1;
            }
        }
    }
    Ok(Ended::Through)
}

fn show(question: &Question, number: usize, n_questions: usize, output: &Output) {
    let width = output.width();
    let counter = format!("{:<INDENT$}", format!(" {number} of {n_questions}"));
    let text = paragraph(&question.text, INDENT, width);
    let mut shown = format!("\n{}{}", dim(&counter), bold(text.trim()));
    shown.push('\n');
    if !question.why.is_empty() {
        shown.push_str(&paragraph(&question.why, INDENT, width));
    }
    if let Some(example) = &question.example {
        shown.push_str(&dim(&paragraph(&format!("For example: {example}"), INDENT, width)));
    }
    output.dialog(&shown);
}

fn paragraph(text: &str, columns: usize, width: usize) -> String {
    crate::render::style::indented(text, columns, width)
}

/// What came of one question.
enum Typed {
    /// What was typed; empty where the question was skipped.
    Answer(String),
    Back,
    Left,
}

/// Reads until an answer can be used.
fn one(number: usize, before: &str, listener: &dyn Listener, output: &Output) -> Typed {
    let mut line = Line::new(before);
    loop {
        match line.read() {
            Typed::Answer(answer) if !answer.is_empty() => match listener.judge(number, &answer) {
                Ok(()) => return Typed::Answer(answer),
                Err(reason) => {
                    output.dialog(&warn(&paragraph(&reason, INDENT, output.width())));
                    line = Line::new("");
                }
            },
            Typed::Answer(answer) => match listener.judge(number, &answer) {
                Ok(()) => return Typed::Answer(answer),
                Err(reason) => output.dialog(&warn(&paragraph(&reason, INDENT, output.width()))),
            },
            typed => return typed,
        }
    }
}

/// More is no answer to a question.
const CHARS_MAX: usize = 4000;

/// A line while it is typed. One row of the terminal shows the part around the
/// cursor.
struct Line {
    chars: Vec<char>,
    /// Before which character the cursor stands.
    at: usize,
}

impl Line {
    fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        Line { at: chars.len(), chars }
    }

    fn read(&mut self) -> Typed {
        let terminal = Term::stderr();
        loop {
            self.draw(&terminal, "");
            let Ok(key) = terminal.read_key_raw() else { return Typed::Left };
            match key {
                Key::Enter => return self.entered(&terminal),
                Key::Escape => return done(&terminal, Typed::Back),
                Key::CtrlC | Key::Char('\u{4}') => return done(&terminal, Typed::Left),
                key => self.edit(&key),
            }
        }
    }

    fn entered(&mut self, terminal: &Term) -> Typed {
        let text: String = self.chars.iter().collect();
        match text.trim() {
            "<" => done(terminal, Typed::Back),
            "" => {
                self.draw(terminal, "(skipped)");
                done(terminal, Typed::Answer(String::new()))
            }
            text => done(terminal, Typed::Answer(text.to_owned())),
        }
    }

    fn edit(&mut self, key: &Key) {
        match key {
            Key::Char('\u{15}') => {
                self.chars.drain(..self.at);
                self.at = 0;
            }
            Key::Char('\u{17}') => {
                let is_word = |c: &char| !c.is_whitespace();
                let end = self.chars[..self.at].iter().rposition(is_word).map_or(0, |at| at + 1);
                let start = self.chars[..end].iter().rposition(|c| !is_word(c)).map_or(0, |at| at + 1);
                self.chars.drain(start..self.at);
                self.at = start;
            }
            Key::Char(c) if !c.is_control() && self.chars.len() < CHARS_MAX => {
                self.chars.insert(self.at, *c);
                self.at += 1;
            }
            Key::Tab => self.edit(&Key::Char(' ')),
            Key::Backspace if self.at > 0 => {
                self.at -= 1;
                self.chars.remove(self.at);
            }
            Key::Del if self.at < self.chars.len() => {
                self.chars.remove(self.at);
            }
            Key::ArrowLeft => self.at = self.at.saturating_sub(1),
            Key::ArrowRight => self.at = (self.at + 1).min(self.chars.len()),
            Key::Home => self.at = 0,
            Key::End => self.at = self.chars.len(),
            _ => {}
        }
    }

    /// Shows the line in the row of the cursor, or a word of ours in its place.
    fn draw(&self, mut terminal: &Term, instead: &str) {
        let columns = match terminal.size().1 {
            0..20 => 80,
            columns => usize::from(columns),
        };
        let room = columns - PROMPT.len() - 1;
        let width = |chars: &[char]| chars.iter().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        let mut from = 0;
        while width(&self.chars[from..self.at]) > room {
            from += 1;
        }
        let mut to = self.at;
        while to < self.chars.len() && width(&self.chars[from..=to]) <= room {
            to += 1;
        }
        let shown: String = self.chars[from..to].iter().map(|&c| plain(c)).collect();
        let back = match width(&self.chars[self.at..to]) {
            0 => String::new(),
            columns => format!("\u{1b}[{columns}D"),
        };
        // A terminal that cannot be written to says so when it is read.
        let _ = write!(terminal, "\r\u{1b}[K{PROMPT}{shown}{instead}{back}");
        let _ = terminal.flush();
    }
}

/// Characters that turn the direction of what stands beside them are shown by
/// another one.
fn plain(c: char) -> char {
    if *backcast_core::text::plain_line(c.encode_utf8(&mut [0; 4])) == *c.encode_utf8(&mut [0; 4]) { c } else { '?' }
}

fn done(mut terminal: &Term, typed: Typed) -> Typed {
    // As above.
    let _ = writeln!(terminal, "\r");
    typed
}

/// A terminal whose keys come one by one, without signals, until it is dropped:
/// between two questions nothing is echoed, and Ctrl-C is a key.
struct RawTerminal {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl RawTerminal {
    #[cfg(unix)]
    fn new() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin()).ok();
        if let Some(before) = &before {
            let mut raw = before.clone();
            raw.local_modes &= !(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
            // Without it, keys come as they did before.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &raw);
        }
        RawTerminal { before }
    }

    #[cfg(not(unix))]
    fn new() -> Self {
        RawTerminal {}
    }
}

impl Drop for RawTerminal {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(before) = &self.before {
            // Nothing can be done about a terminal that went away.
            let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, before);
        }
    }
}
