use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use tracing::field::Empty;
use tracing::{Span, instrument};

use crate::error::shortened;
use crate::{Completion, Prompt, ThinkError};

/// A command that reads a prompt on its standard input and prints the answer,
/// such as the print mode of a coding agent.
#[derive(Clone, PartialEq, Eq)]
pub struct AgentCommand {
    /// The command, as a shell takes it.
    pub command: String,
    /// Where it runs; it may read there and, where the kernel can see to it,
    /// not write.
    pub folder: PathBuf,
    /// A program with arguments that confines itself, then runs the command
    /// that follows; see [`confine`](crate::confine).
    pub confined_by: Option<Vec<OsString>>,
    /// Where a folder for its temporary files is made, which is gone with it: one
    /// that is confined may find that it cannot write into the usual one.
    pub temporary_in: Option<PathBuf>,
    /// The longest that it may take.
    pub time_max: Duration,
    /// The variables of the environment that it gets, and no others; they may
    /// hold secrets.
    pub variables: Vec<(OsString, OsString)>,
}

impl fmt::Debug for AgentCommand {
    /// Without the values of variables.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&OsString> = self.variables.iter().map(|(name, _)| name).collect();
        f.debug_struct("AgentCommand")
            .field("command", &self.command)
            .field("folder", &self.folder)
            .field("confined_by", &self.confined_by)
            .field("temporary_in", &self.temporary_in)
            .field("time_max", &self.time_max)
            .field("variables", &names)
            .finish()
    }
}

/// Answers larger than this are cut off.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Of what is printed as errors, the end is kept.
const ERRORS_BYTES_MAX: usize = 64 * 1024;

impl AgentCommand {
    #[instrument(
        name = "agent",
        level = "info",
        skip_all,
        fields(program = program(&self.command), confined = self.confined_by.is_some(), bytes = Empty, error = Empty)
    )]
    pub(crate) async fn think(&self, prompt: &Prompt) -> Result<Completion, ThinkError> {
        let result = self.ask(prompt).await;
        match &result {
            Ok(completion) => Span::current().record("bytes", completion.text.len()),
            Err(error) => Span::current().record("error", error.code()),
        };
        result
    }

    async fn ask(&self, prompt: &Prompt) -> Result<Completion, ThinkError> {
        let failed = |error: std::io::Error| ThinkError::Command(error.to_string());
        let make = |above: &PathBuf| tempfile::Builder::new().prefix("backcast-agent-").tempdir_in(above);
        // It is there before the agent is confined to what is there.
        let temporary = self.temporary_in.as_ref().map(make).transpose().map_err(failed)?;
        let mut process = self.process();
        process.envs(temporary.iter().map(|folder| ("TMPDIR", folder.path())));
        let mut child = process.spawn().map_err(failed)?;
        let group = Group(child.id());
        let answered = tokio::time::timeout(self.time_max, conversation(&mut child, &prompt.text)).await;
        // Whatever it began ends with it, also where it is cut short.
        drop(group);
        let Ok(answered) = answered else { return Err(ThinkError::Timeout(self.time_max)) };
        let Conversation { answer, errors, status } =
            answered.map_err(|error| ThinkError::Command(error.to_string()))?;
        if !status.success() {
            let message = shortened(last_lines(&String::from_utf8_lossy(&errors)));
            return Err(ThinkError::CommandFailed { status: status.to_string(), message });
        }
        if answer.len() > ANSWER_BYTES_MAX {
            return Err(ThinkError::TooLarge(ANSWER_BYTES_MAX));
        }
        let text = String::from_utf8(answer).map_err(|_| ThinkError::Unreadable("text that is not UTF-8".into()))?;
        Ok(Completion { text, ..Completion::default() })
    }

    fn process(&self) -> Command {
        let mut words: Vec<OsString> = self.confined_by.clone().unwrap_or_default();
        let shell: [&str; 2] = if cfg!(windows) { ["cmd", "/C"] } else { ["sh", "-c"] };
        words.extend(shell.map(OsString::from));
        words.push(self.command.clone().into());
        let mut process = Command::new(&words[0]);
        process.args(&words[1..]).current_dir(&self.folder).env_clear();
        process.envs(self.variables.iter().map(|(name, value)| (name, value)));
        process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        #[cfg(unix)]
        process.process_group(0);
        process
    }
}

struct Conversation {
    answer: Vec<u8>,
    errors: Vec<u8>,
    status: std::process::ExitStatus,
}

async fn conversation(child: &mut Child, prompt: &str) -> std::io::Result<Conversation> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (mut answer, mut errors) = (Vec::new(), Vec::new());
    let write = async {
        if let Some(mut stdin) = stdin {
            // A command that reads only a part of it may still answer.
            let _ = stdin.write_all(prompt.as_bytes()).await;
        }
    };
    let (_, out, err) = tokio::join!(
        write,
        read_up_to(stdout, &mut answer, ANSWER_BYTES_MAX + 1),
        read_up_to(stderr, &mut errors, usize::MAX)
    );
    out?;
    err?;
    Ok(Conversation { answer, errors, status: child.wait().await? })
}

/// Reads to the end; beyond the most, what comes is read and forgotten.
async fn read_up_to(from: Option<impl AsyncRead + Unpin>, into: &mut Vec<u8>, most: usize) -> std::io::Result<()> {
    let Some(mut from) = from else { return Ok(()) };
    let mut part = [0; 16 * 1024];
    loop {
        let n = from.read(&mut part).await?;
        if n == 0 {
            return Ok(());
        }
        if into.len() < most {
            into.extend_from_slice(&part[..n]);
        }
        if most == usize::MAX && into.len() > 2 * ERRORS_BYTES_MAX {
            into.drain(..into.len() - ERRORS_BYTES_MAX);
        }
    }
}

/// The name of the program that a command begins with, without its folder and
/// its arguments. A command that begins with anything else, such as a variable
/// that may hold a secret, stays unnamed.
fn program(command: &str) -> &str {
    let first = command.split_whitespace().next().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.+/".contains(c);
    let name = first.rsplit('/').next().unwrap_or_default();
    if name.is_empty() || !first.chars().all(is_name) { "(a command)" } else { name }
}

fn last_lines(text: &str) -> &str {
    let text = text.trim_end();
    let at = text.char_indices().rev().nth(250).map_or(0, |(at, _)| at);
    &text[at..]
}

/// The processes of a command; ended when this is dropped.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(id) = self.0.and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw) {
            // Nobody is left in it where everything went well.
            let _ = rustix::process::kill_process_group(id, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_program_of_a_command_is_named() {
        let cases = [
            ("claude -p --key sk-1", "claude"),
            ("/home/ann/bin/think", "think"),
            ("KEY=sk-1 claude -p", "(a command)"),
            ("KEY='sk 1' claude", "(a command)"),
            ("'/opt/my agent/run' -p", "(a command)"),
            ("$(cat /home/ann/agent)", "(a command)"),
            ("/home/ann/", "(a command)"),
            ("", "(a command)"),
        ];
        for (command, expected) in cases {
            assert_eq!(program(command), expected, "{command}");
        }
    }
}
