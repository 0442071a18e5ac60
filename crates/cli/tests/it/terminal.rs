//! A terminal that a command runs at, and the person before it.

use std::io::{Read as _, Write as _};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use pty_process::blocking;

/// What a command said, and what stood on its terminal.
pub(crate) struct Ran {
    pub(crate) output: Output,
    pub(crate) shown: String,
}

/// Runs a command; where it asks a person, at a terminal where they agree.
pub(crate) fn agreeing(mut command: Command) -> Output {
    const DECIDE: [&str; 4] = ["approve", "drop", "--apply", "--approve"];
    if command.get_args().any(|argument| DECIDE.iter().any(|decide| argument == *decide)) {
        return answered(command, "y").output;
    }
    command.output().expect("the command runs")
}

/// No conversation takes as long.
const CONVERSATION_MAX: Duration = Duration::from_secs(40);
/// Ends of questions.
const QUESTION: &str = "[y/N] ";
/// What a person types to say that nothing more comes.
pub(crate) const END: &str = "\u{4}";

/// Runs a command in a session of its own at a terminal of its own, where a
/// person types this once they are asked. Standard input is the terminal, too;
/// output and errors go elsewhere.
pub(crate) fn answered(command: Command, answer: &str) -> Ran {
    at_terminal(command, "", || format!("{answer}\n"))
}

/// The same with something typed before, and something done before the answer.
pub(crate) fn at_terminal(mut command: Command, ahead: &str, answer: impl FnOnce() -> String) -> Ran {
    let (mut keyboard, terminal) = blocking::open().expect("a terminal");
    keyboard.write_all(ahead.as_bytes()).expect("typed");
    command.stdin(Stdio::inherit());
    let command = blocking::Command::from(command).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn(terminal).expect("the command starts");
    let (mut stdout, mut stderr) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
    let stdout = thread::spawn(move || bytes(&mut stdout));
    let stderr = thread::spawn(move || bytes(&mut stderr));
    let mut shown = String::new();
    let mut answer = Some(answer);
    let mut part = [0; 1024];
    // A terminal that nobody uses any more answers with an error.
    while let Ok(n @ 1..) = keyboard.read(&mut part) {
        shown.push_str(&String::from_utf8_lossy(&part[..n]));
        if shown.contains(QUESTION)
            && let Some(answer) = answer.take()
        {
            keyboard.write_all(answer().as_bytes()).expect("typed");
        }
    }
    let status = child.wait().expect("it ends");
    let (stdout, stderr) = (stdout.join().expect("read"), stderr.join().expect("read"));
    Ran { output: Output { status, stdout, stderr }, shown }
}

fn bytes(pipe: &mut impl std::io::Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    pipe.read_to_end(&mut bytes).expect("read");
    bytes
}

/// Runs a command at a terminal, which is its standard input and takes its
/// errors, too. Of each step, the keys are typed once the words have come.
/// What stood on the terminal is in `shown`.
pub(crate) fn conversed(command: Command, steps: &[(&str, &str)]) -> Ran {
    conversed_with(command, steps, || ())
}

/// The same with something done before the last keys are typed.
pub(crate) fn conversed_with(mut command: Command, steps: &[(&str, &str)], before_last: impl FnOnce()) -> Ran {
    let mut before_last = Some(before_last);
    let (mut keyboard, terminal) = blocking::open().expect("a terminal");
    command.stdin(Stdio::inherit());
    let command = blocking::Command::from(command).stdout(Stdio::piped());
    let mut child = command.spawn(terminal).expect("the command starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    let stdout = thread::spawn(move || bytes(&mut stdout));
    let mut shown = String::new();
    // What is never asked would be waited for without end.
    let (over, is_over) = mpsc::channel::<()>();
    let process = rustix::process::Pid::from_child(&child);
    let watch = thread::spawn(move || {
        if is_over.recv_timeout(CONVERSATION_MAX) == Err(mpsc::RecvTimeoutError::Timeout) {
            // It may have ended by itself just now.
            let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
        }
    });
    let (mut seen, mut steps) = (0, steps.iter());
    let mut step = steps.next();
    let mut part = [0; 1024];
    // A terminal that nobody uses any more answers with an error.
    while let Ok(n @ 1..) = keyboard.read(&mut part) {
        shown.push_str(&String::from_utf8_lossy(&part[..n]));
        while let Some((words, keys)) = step
            && let Some(at) = shown[seen..].find(words)
        {
            seen += at + words.len();
            step = steps.next();
            if step.is_none()
                && let Some(before_last) = before_last.take()
            {
                before_last();
            }
            keyboard.write_all(keys.as_bytes()).expect("typed");
        }
    }
    drop(over);
    watch.join().expect("it watched");
    let status = child.wait().expect("it ends");
    let stdout = stdout.join().expect("read");
    assert_eq!(step, None, "it never said so:\n{shown}");
    Ran { output: Output { status, stdout, stderr: Vec::new() }, shown }
}
