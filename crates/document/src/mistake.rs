use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use backcast_core::Severity;
use backcast_core::text::plain_line;
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use crate::text::shown;

/// Something wrong at one place of a file, with the way out.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// Errors stop the reading; warnings do not.
    pub severity: Severity,
    /// Stable name of the rule.
    pub code: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// What to write at the place instead.
    pub fix: String,
    /// Where it stands, as bytes of the text; empty where it is nowhere.
    pub place: Range<usize>,
    /// Where it stands, as a key path: `goals[1].deadline`.
    pub target: String,
    source: Arc<NamedSource<String>>,
}

/// Everything that is wrong with one file.
#[derive(Clone, Debug)]
pub struct Mistakes {
    list: Vec<Mistake>,
    source: Arc<NamedSource<String>>,
}

impl Mistakes {
    /// No mistakes yet in a text. What they show of it commands no terminal: the
    /// text may be a stranger's.
    pub(crate) fn new(name: &str, text: &str) -> Self {
        Mistakes { list: Vec::new(), source: Arc::new(source(name, text)) }
    }

    /// The same mistakes, in this text.
    pub(crate) fn in_text(self, name: &str, text: &str) -> Self {
        let source = Arc::new(source(name, text));
        let in_text = |mistake| Mistake { source: Arc::clone(&source), ..mistake };
        Mistakes { list: self.list.into_iter().map(in_text).collect(), source }
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        target: &str,
        place: Range<usize>,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.add(Severity::Error, code, target, place, message.into(), fix.into());
    }

    pub(crate) fn warn(
        &mut self,
        code: &'static str,
        target: &str,
        place: Range<usize>,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.add(Severity::Warning, code, target, place, message.into(), fix.into());
    }

    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        target: &str,
        place: Range<usize>,
        message: String,
        fix: String,
    ) {
        self.list.push(Mistake {
            severity,
            code,
            message: plain_line(&message).into_owned(),
            fix: plain_line(&fix).into_owned(),
            place,
            target: plain_line(target).into_owned(),
            source: Arc::clone(&self.source),
        });
    }

    /// The same without what has this code, for whoever knows better.
    #[must_use]
    pub fn without(mut self, code: &str) -> Self {
        self.list.retain(|mistake| mistake.code != code);
        self
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.list.iter().any(|mistake| mistake.severity == Severity::Error)
    }

    /// The mistakes in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.list.iter()
    }

    pub(crate) fn into_list(mut self) -> Vec<Mistake> {
        self.list.sort_by_key(|mistake| mistake.place.start);
        self.list
    }

    /// The mistakes in the order of their places, each place once: where the
    /// syntax is broken, whatever else is wrong there only follows from it.
    pub(crate) fn sorted(mut self) -> Self {
        let broken: Vec<Range<usize>> = self
            .list
            .iter()
            .filter(|mistake| mistake.code == "goal_syntax")
            .map(|mistake| mistake.place.clone())
            .collect();
        self.list.retain(|mistake| mistake.code == "goal_syntax" || !broken.contains(&mistake.place));
        self.list.sort_by_key(|mistake| mistake.place.start);
        self
    }
}

fn source(name: &str, text: &str) -> NamedSource<String> {
    NamedSource::new(plain_line(name), shown(text).into_owned())
}

impl Mistake {
    /// Something odd about a file as a whole, which stops nothing.
    #[must_use]
    pub fn about(name: &str, code: &'static str, message: String, fix: &str) -> Self {
        let mut mistakes = Mistakes::new(name, "");
        mistakes.warn(code, "", 0..0, message, fix);
        mistakes.list.swap_remove(0)
    }

    /// Line and column of the place, both counted from 1; `None` if the
    /// mistake has no place in the text.
    #[must_use]
    pub fn line_and_column(&self) -> Option<(usize, usize)> {
        if self.place.is_empty() && self.place.start == 0 {
            return None;
        }
        let before = self.source.inner().get(..self.place.start)?;
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        Some((line, column))
    }
}

/// The message; where there is no place to point to, after the file's name.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line_and_column().is_none() {
            write!(f, "{}: ", self.source.name())?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.fix))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.line_and_column().map(|_| &*self.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.line_and_column()?;
        let label = LabeledSpan::new(Some("here".to_owned()), self.place.start, self.place.len());
        Some(Box::new(std::iter::once(label)))
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.list.iter().filter(|mistake| mistake.severity == Severity::Error).count();
        let what = if n == 1 { "mistake" } else { "mistakes" };
        write!(f, "{} has {n} {what}", self.source.name())
    }
}

impl std::error::Error for Mistakes {}
