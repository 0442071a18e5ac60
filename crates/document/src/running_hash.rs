//! Running hashes of logs: each row is hashed together with the hash of the row
//! before it, so that nothing can be changed, left out or moved by accident
//! without being found.
//!
//! What is hashed is a sequence of netstrings (Bernstein 1997): for each field
//! its number of bytes in decimal digits, a colon, the bytes, a comma. Numbers
//! are decimal texts, instants whole microseconds since 1970. The result is the
//! SHA-256 of that as 64 lower-case hexadecimal digits. `docs/formats/export.md`
//! shows it with an example.

use std::fmt::Write as _;

use crate::hash::digest;

/// The hash before the first event of a log: of `log` and the log's id.
///
/// It names neither workspace nor database, so that an export is the same
/// wherever it comes from.
#[must_use]
pub fn log_start(id: &str) -> String {
    hash_of(&["log", id])
}

/// The hash before the first step of a run: of `run` and the run's id.
#[must_use]
pub fn run_start(id: &str) -> String {
    hash_of(&["run", id])
}

/// A row of a log as it is recorded.
#[derive(Clone, Copy, Debug)]
pub struct LoggedRow<'a> {
    /// Its place, from 1 on.
    pub number: i64,
    /// Number of the first event of the same command; `None` for steps of runs,
    /// which have none.
    pub batch: Option<i64>,
    /// Microseconds since 1970, UTC.
    pub at: i64,
    /// Who made it.
    pub by: &'a str,
    /// What happened, byte for byte as it is recorded.
    pub body: &'a str,
}

impl LoggedRow<'_> {
    /// The running hash of this row after a row with the given hash.
    ///
    /// ```
    /// use backcast_document::{LoggedRow, log_start};
    ///
    /// let row = LoggedRow { number: 1, batch: Some(1), at: 0, by: "ann", body: "{}" };
    /// let hash = row.hash_after(&log_start("book"));
    /// assert_ne!(LoggedRow { body: "{ }", ..row }.hash_after(&log_start("book")), hash);
    /// assert_ne!(row.hash_after(&log_start("other")), hash);
    /// ```
    #[must_use]
    pub fn hash_after(&self, previous: &str) -> String {
        let (number, at) = (self.number.to_string(), self.at.to_string());
        match self.batch {
            Some(batch) => hash_of(&["event", previous, &number, &batch.to_string(), &at, self.by, self.body]),
            None => hash_of(&["step", previous, &number, &at, self.by, self.body]),
        }
    }
}

/// The SHA-256 of these fields as netstrings.
pub(crate) fn hash_of(fields: &[&str]) -> String {
    let mut text = String::with_capacity(fields.iter().map(|field| field.len() + 8).sum());
    for field in fields {
        // Writing into a text cannot fail.
        let _ = write!(text, "{}:{field},", field.len());
    }
    digest(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of docs/formats/export.md: whoever changes what is hashed
    /// makes every existing log look damaged.
    #[test]
    fn the_example_of_the_documentation_holds() {
        let start = log_start("book-7k2f");
        assert_eq!(start, "8e5ed2152282dbf6e2b560cd439cae09a45fb3db8e95fde7ee79e94319e9d47b");
        let body = r#"{"kind":"logged","milestone":"M1","on":"2026-03-03","minutes":45}"#;
        let row = LoggedRow { number: 1, batch: Some(1), at: 1_772_442_000_000_000, by: "ann", body };
        assert_eq!(row.hash_after(&start), "e61f9895bdfbe7d74c4b124984902ef6dca99c61727fce56fc773a70e51d71e8");
        let step = LoggedRow { batch: None, body: "{}", ..row };
        assert_eq!(
            step.hash_after(&run_start("book-7k2f.1")),
            "2de8efa098ab562bee7d036c6e7377ab2f04845802f36d4023fd93533e48c76e"
        );
    }

    #[test]
    fn fields_do_not_run_into_each_other() {
        assert_ne!(hash_of(&["ab", "c"]), hash_of(&["a", "bc"]));
        assert_ne!(hash_of(&["a,1:b"]), hash_of(&["a", "b"]));
    }
}
