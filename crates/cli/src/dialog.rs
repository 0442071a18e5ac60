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
/// What a signal needs to wake whoever waits for a key.
const SIGNAL_WAIT: std::time::Duration = std::time::Duration::from_millis(10);
/// What stands before an answer.
const PROMPT: &str = "       > ";

/// Where a round of questions stands among all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counter {
    /// So many were put before.
    pub(crate) n_before: usize,
    /// So many there are, with those of later rounds as far as they are known.
    pub(crate) n_in_all: usize,
}

/// Puts the questions one at a time.
pub(crate) fn ask_in_turn(
    questions: &[Question],
    Counter { n_before, n_in_all }: Counter,
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
        show(question, n_before + at + 1, n_in_all, output);
        match one(at, answers[at].as_deref().unwrap_or_default(), listener, output) {
            Typed::Back => at = at.saturating_sub(1),
            // Asked again.
            Typed::Cut => {}
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
    /// More than an answer has.
    Cut,
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
            Typed::Cut => {
                let reason = format!(
                    "an answer has at most {CHARS_MAX} characters, and the rest was left out: shorten it, or press \
                     Enter to keep its beginning"
                );
                output.dialog(&warn(&paragraph(&reason, INDENT, output.width())));
            }
            typed => return typed,
        }
    }
}

/// More is no answer to a question.
const CHARS_MAX: usize = 1000;

/// A line while it is typed. One row of the terminal shows the part around the
/// cursor.
struct Line {
    chars: Vec<char>,
    /// Before which character the cursor stands.
    at: usize,
    /// Whether more was typed than is taken.
    is_cut: bool,
    /// Whether what comes was pasted, as terminals mark it.
    is_pasted: bool,
}

impl Line {
    fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        Line { at: chars.len(), chars, is_cut: false, is_pasted: false }
    }

    fn read(&mut self) -> Typed {
        let terminal = Term::stderr();
        loop {
            // Of what is pasted, only the end is shown.
            if !is_typed_ahead() {
                self.draw(&terminal, "");
            }
            let Ok(key) = terminal.read_key_raw() else { return Typed::Left };
            match key {
                Key::UnknownEscSeq(sequence) => {
                    self.is_pasted = begins_paste(&terminal, sequence).unwrap_or(self.is_pasted);
                }
                Key::Enter if self.is_pasted => self.edit(&Key::Char(' ')),
                Key::Enter => return self.entered(&terminal),
                Key::Escape => return done(&terminal, Typed::Back),
                Key::CtrlC => {
                    // A signal from outside looks the same, and ends the process.
                    std::thread::sleep(SIGNAL_WAIT * 5);
                    return done(&terminal, Typed::Left);
                }
                Key::Char('\u{4}') => return done(&terminal, Typed::Left),
                key => self.edit(&key),
            }
        }
    }

    fn entered(&mut self, terminal: &Term) -> Typed {
        let text: String = self.chars.iter().collect();
        self.draw(terminal, "");
        if std::mem::take(&mut self.is_cut) {
            return done(terminal, Typed::Cut);
        }
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
            Key::Char(c) if !c.is_control() && self.chars.len() >= CHARS_MAX => self.is_cut = true,
            Key::Char(c) if !c.is_control() => {
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
        let fits = |of: &mut dyn Iterator<Item = &char>, room: usize| {
            let ends = of.scan(0, |columns, c| {
                *columns += c.width().unwrap_or(0);
                Some(*columns)
            });
            ends.take_while(|&columns| columns <= room).count()
        };
        let from = self.at - fits(&mut self.chars[..self.at].iter().rev(), room);
        let to = self.at + fits(&mut self.chars[self.at..].iter(), room - width(&self.chars[from..self.at]));
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

/// Whether keys wait to be read.
fn is_typed_ahead() -> bool {
    #[cfg(unix)]
    {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let stdin = io::stdin();
        let mut keys = [PollFd::new(&stdin, PollFlags::IN)];
        // What cannot be known is drawn once too often.
        poll(&mut keys, Some(&Timespec::default())).is_ok_and(|n_ready| n_ready > 0)
    }
    #[cfg(not(unix))]
    false
}

/// Reads the rest of a sequence that is no key of ours, so that nothing of it
/// gets into an answer; says whether a pasted text begins or ends with it.
fn begins_paste(terminal: &Term, mut sequence: Vec<char>) -> Option<bool> {
    const SEQUENCE_CHARS_MAX: usize = 16;
    let is_over = |sequence: &[char]| {
        sequence.first() != Some(&'[') || sequence.len() > 1 && sequence.last().is_some_and(|c| ('@'..='~').contains(c))
    };
    while !is_over(&sequence) && sequence.len() < SEQUENCE_CHARS_MAX && is_typed_ahead() {
        let Ok(Key::Char(c)) = terminal.read_key_raw() else { break };
        sequence.push(c);
    }
    match String::from_iter(sequence).as_str() {
        "[200~" => Some(true),
        "[201~" => Some(false),
        _ => None,
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
struct RawTerminal;

#[cfg(unix)]
impl RawTerminal {
    fn new() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        restored_when_ended();
        if let Ok(before) = tcgetattr(io::stdin()) {
            let mut raw = before.clone();
            raw.local_modes &= !(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
            *modes_before() = Some(before);
            // Without it, keys come as they did before.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &raw);
        }
        RawTerminal
    }
}

#[cfg(not(unix))]
impl RawTerminal {
    fn new() -> Self {
        RawTerminal
    }
}

impl Drop for RawTerminal {
    fn drop(&mut self) {
        #[cfg(unix)]
        restore(&mut modes_before());
    }
}

/// How the terminal was before it was ours; nothing where it is not.
#[cfg(unix)]
fn modes_before() -> std::sync::MutexGuard<'static, Option<rustix::termios::Termios>> {
    static BEFORE: std::sync::Mutex<Option<rustix::termios::Termios>> = std::sync::Mutex::new(None);
    BEFORE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(unix)]
fn restore(before: &mut Option<rustix::termios::Termios>) {
    if let Some(before) = before.take() {
        // Nothing can be done about a terminal that went away.
        let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, &before);
    }
}

/// Whoever ends the process from outside finds the terminal as it was. From here
/// on these signals end it by our hand alone, so the thread stays.
#[cfg(unix)]
fn restored_when_ended() {
    use tokio::signal::unix::{SignalKind, signal};
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        let (ready, is_ready) = std::sync::mpsc::channel();
        let wait = async move {
            let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
            // Nobody waits any more where it took too long.
            let _ = ready.send(());
            let (Ok(mut terminate), Ok(mut interrupt)) = signals else { return };
            let number = tokio::select! {
                _ = terminate.recv() => SignalKind::terminate(),
                _ = interrupt.recv() => SignalKind::interrupt(),
            };
            // A key that is waited for has modes of its own, which end now.
            std::thread::sleep(SIGNAL_WAIT);
            let mut before = modes_before();
            if before.is_some() {
                let _ = writeln!(io::stderr());
            }
            restore(&mut before);
            // As shells count those that a signal ended.
            std::process::exit(128 + number.as_raw_value());
        };
        let started = std::thread::Builder::new().name("signals".into()).spawn(move || runtime.block_on(wait));
        if started.is_ok() {
            let _ = is_ready.recv();
        }
    });
}
