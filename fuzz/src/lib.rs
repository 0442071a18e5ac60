//! What is done with bytes that a fuzzer makes: one function for each sort of
//! document that comes from somebody else.
//!
//! None of them may panic, take long or take much memory; where more has to
//! hold, it is asserted. `cargo xtask fuzz` builds and runs them.

mod calendars;
mod goals;
mod replies;

pub use calendars::{calendar, multistatus};
pub use goals::{artifacts, goal, history, plan, plan_text, settings, words};
pub use replies::reply;

use jiff::civil::{Date, date};

/// The day on which all of it happens.
const TODAY: Date = date(2026, 5, 12);

/// The text that the bytes are; nothing where they are no UTF-8, as files are
/// refused then before anything reads them.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// The first byte, which chooses among things that are alike (a seed begins
/// with the digit), and the text after it.
fn chosen(bytes: &[u8]) -> Option<(usize, &str)> {
    let (first, rest) = bytes.split_first()?;
    Some((first.wrapping_sub(b'0').into(), text(rest)?))
}
