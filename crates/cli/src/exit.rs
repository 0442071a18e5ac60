//! How the process ends.

use std::process::ExitCode;

/// The exit codes, the same for every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// The answer is no: audit errors, infeasible, refused.
    No,
    /// The command line is wrong.
    Usage,
    /// The input is wrong.
    Input,
    /// Somebody else changed it, or it is locked.
    Conflict,
    /// Writing failed or something outside did not answer.
    Outside,
    /// A person has to agree, and there is none to ask.
    Person,
    /// A bug of ours.
    Bug,
}

impl Exit {
    /// The number that the system hands on.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::Usage => 2,
            Exit::Input => 3,
            Exit::Conflict => 4,
            Exit::Outside => 5,
            Exit::Person => 6,
            Exit::Bug => 70,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
