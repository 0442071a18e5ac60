//! Asking the person at the terminal, whoever reads and writes the standard
//! streams: an agent that has those can answer there for itself.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};

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

/// No answer is longer.
const BYTES_MAX: u64 = 100;

/// Puts a question to the person at the terminal that controls this process;
/// everything but "y" and "yes" is a no.
pub(crate) fn ask_at_terminal(question: &str) -> Answer {
    let Ok((to, from)) = terminal() else { return Answer::NoTerminal };
    match line(to, from, question) {
        Ok(line) if matches!(line.trim().to_lowercase().as_str(), "y" | "yes") => Answer::Yes,
        Ok(_) | Err(_) => Answer::No,
    }
}

fn line(mut to: File, from: File, question: &str) -> io::Result<String> {
    to.write_all(format!("{question} [y/N] ").as_bytes())?;
    to.flush()?;
    let mut line = String::new();
    BufReader::new(from.take(BYTES_MAX)).read_line(&mut line)?;
    Ok(line)
}

#[cfg(unix)]
fn terminal() -> io::Result<(File, File)> {
    let terminal = File::options().read(true).write(true).open("/dev/tty")?;
    Ok((terminal.try_clone()?, terminal))
}

#[cfg(windows)]
fn terminal() -> io::Result<(File, File)> {
    let open = |name: &str| File::options().read(true).write(true).open(name);
    Ok((open("CONOUT$")?, open("CONIN$")?))
}

#[cfg(not(any(unix, windows)))]
fn terminal() -> io::Result<(File, File)> {
    Err(io::ErrorKind::Unsupported.into())
}
