/// What sort of error something is: the same for every crate, as it fixes the
/// exit code of a command and the status of an answer over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The answer is no.
    Refused,
    /// The input is wrong.
    Input,
    /// Somebody else was faster, or something is locked.
    Conflict,
    /// A person has to agree first.
    PersonNeeded,
    /// Something outside does not work.
    Outside,
    /// A bug of ours.
    Bug,
}
