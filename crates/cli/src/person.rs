//! Asking the person at the terminal, whatever is piped where.

use std::fs::File;
use std::io::{self, Read as _, Write as _};

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// They agreed.
    Yes,
    /// They did not, or went away.
    No,
    /// There is nobody to ask.
    NoTerminal,
}

/// Longer answers are none.
const ANSWER_MAX: usize = 100;

/// Puts a question to the person at the terminal that the process belongs to,
/// and reads their answer there: standard input, output and error are left
/// alone, and what was typed before the question is no answer to it.
///
/// The question ends with a blank after "[y/N]"; everything but "y" and "yes"
/// is a no. There is no terminal for a process of its own session, none for one
/// in the background, which a read would stop for ever, and none where another
/// program reads every key: what is typed is meant for that one.
///
/// A program can make itself a terminal and answer there: that cannot be told
/// apart. On Windows, what was typed before is not thrown away.
pub(crate) fn ask_at_terminal(question: &str) -> Answer {
    let Some(mut terminal) = Terminal::open() else { return Answer::NoTerminal };
    match terminal.ask(question) {
        Ok(line) if matches!(line.trim().to_lowercase().as_str(), "y" | "yes") => Answer::Yes,
        Ok(_) | Err(_) => Answer::No,
    }
}

/// Whether there is a terminal at which somebody could be asked.
pub(crate) fn is_at_terminal() -> bool {
    Terminal::open().is_some()
}

/// The terminal of the process, by itself.
struct Terminal {
    keyboard: File,
    screen: File,
}

impl Terminal {
    #[cfg(unix)]
    fn open() -> Option<Self> {
        let keyboard = File::options().read(true).write(true).open("/dev/tty").ok()?;
        let in_front = rustix::termios::tcgetpgrp(&keyboard).ok()?;
        let modes = rustix::termios::tcgetattr(&keyboard).ok()?.local_modes;
        let takes_lines = modes.contains(rustix::termios::LocalModes::ICANON);
        if in_front != rustix::process::getpgrp() || !takes_lines {
            return None;
        }
        let screen = keyboard.try_clone().ok()?;
        Some(Terminal { keyboard, screen })
    }

    #[cfg(windows)]
    fn open() -> Option<Self> {
        // A console is opened for both, or it cannot be asked about.
        let open = |name: &str| File::options().read(true).write(true).open(name).ok();
        Some(Terminal { keyboard: open("CONIN$")?, screen: open("CONOUT$")? })
    }

    #[cfg(not(any(unix, windows)))]
    fn open() -> Option<Self> {
        None
    }

    fn ask(&mut self, question: &str) -> io::Result<String> {
        self.forget_what_was_typed()?;
        self.screen.write_all(format!("{question} [y/N] ").as_bytes())?;
        self.screen.flush()?;
        self.line()
    }

    #[cfg(unix)]
    fn forget_what_was_typed(&self) -> io::Result<()> {
        Ok(rustix::termios::tcflush(&self.keyboard, rustix::termios::QueueSelector::IFlush)?)
    }

    #[cfg(not(unix))]
    fn forget_what_was_typed(&self) -> io::Result<()> {
        Ok(())
    }

    /// The line that is typed now.
    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        let mut byte = [0];
        while self.keyboard.read(&mut byte)? == 1 && byte[0] != b'\n' {
            if line.len() == ANSWER_MAX {
                return Ok(String::new());
            }
            line.push(byte[0]);
        }
        Ok(String::from_utf8_lossy(&line).into_owned())
    }
}
