use std::fmt;

/// Something that a calendar file says wrongly, and what was made of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Number of the line in the file, from 1.
    pub line: Option<u32>,
    /// Stable name of the sort of problem.
    pub code: &'static str,
    /// Name of the component, in capitals.
    pub component: Option<String>,
    /// Its UID.
    pub uid: Option<String>,
    /// What is wrong, and what was done about it; no full stop.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        match (&self.component, &self.uid) {
            (Some(component), Some(uid)) => write!(f, "{component} `{uid}`: ")?,
            (Some(component), None) => write!(f, "{component}: ")?,
            _ => {}
        }
        f.write_str(&self.message)
    }
}

/// Where a problem lies.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'a> {
    pub(crate) line: Option<u32>,
    pub(crate) component: Option<&'a str>,
    pub(crate) uid: Option<&'a str>,
}

impl Place<'_> {
    pub(crate) fn line(line: u32) -> Self {
        Place { line: Some(line), component: None, uid: None }
    }
}

/// Nobody reads more than these; the rest is counted.
const KEPT_MAX: usize = 200;
/// Identifiers and messages of hostile files may be long.
const TEXT_MAX: usize = 200;

/// The problems of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Diagnostics {
    kept: Vec<Diagnostic>,
    more: usize,
}

impl Diagnostics {
    pub(crate) fn note(&mut self, code: &'static str, place: Place<'_>, message: String) {
        if self.kept.len() >= KEPT_MAX {
            self.more += 1;
            return;
        }
        self.kept.push(Diagnostic {
            line: place.line,
            code,
            component: place.component.map(shortened),
            uid: place.uid.map(shortened),
            message: shortened(&message),
        });
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.kept.len() + self.more
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, with one about those that were only counted.
    pub(crate) fn into_list(mut self) -> Vec<Diagnostic> {
        if self.more > 0 {
            let more = self.more;
            self.more = 0;
            let message = format!("there are {more} more problems of this file");
            self.kept.push(Diagnostic { line: None, code: "more", component: None, uid: None, message });
        }
        self.kept
    }
}

/// The beginning of a text, without control characters.
fn shortened(text: &str) -> String {
    text.chars().take(TEXT_MAX).map(|char| if char.is_control() { ' ' } else { char }).collect()
}
