//! What went wrong, for people and for machines.

use std::io;
use std::path::Path;

use backcast_app::AppError;
use backcast_document::{Mistake, Mistakes};
use miette::Diagnostic;
use serde_json::json;

use crate::exit::Exit;

/// Everything that ends a command early.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) exit: Exit,
    pub(crate) entries: Vec<Entry>,
}

/// One error with its place and the way out.
#[derive(Debug)]
pub(crate) enum Entry {
    /// At a place of a file.
    InFile(Box<Mistake>),
    /// Of the whole command.
    Plain { code: &'static str, message: String, target: String, fix: String },
}

impl Problem {
    pub(crate) fn new(exit: Exit, code: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        let entry = Entry::Plain { code, message: message.into(), target: String::new(), fix: fix.into() };
        Problem { exit, entries: vec![entry] }
    }

    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        let fix = match error.kind() {
            io::ErrorKind::NotFound => "check the path; `backcast init` writes a goal file to start from",
            io::ErrorKind::IsADirectory => "name a file, not a folder",
            io::ErrorKind::PermissionDenied => "allow reading it, or copy it elsewhere",
            _ => "check the path",
        };
        Problem::new(Exit::Input, "file_unreadable", format!("cannot read {}: {}", path.display(), plain(error)), fix)
    }

    pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Self {
        let message = format!("cannot write {}: {}", path.display(), plain(error));
        Problem::new(
            Exit::Outside,
            "file_unwritable",
            message,
            "nothing was changed; choose another place or free space",
        )
    }

    pub(crate) fn mistakes(mistakes: &Mistakes) -> Self {
        let entries = mistakes.iter().map(|mistake| Entry::InFile(Box::new(mistake.clone()))).collect();
        Problem { exit: Exit::Input, entries }
    }

    pub(crate) fn to_json(&self) -> serde_json::Value {
        let entries: Vec<_> = self.entries.iter().map(Entry::to_json).collect();
        json!({ "schema": "backcast.error/1", "errors": entries })
    }

    /// The errors as text for a terminal.
    pub(crate) fn to_text(&self, colors: bool) -> String {
        self.entries
            .iter()
            .map(|entry| entry.to_text(colors).trim_end().to_owned() + "\n")
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let mut message = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            message = format!("{message}: {cause}");
            source = cause.source();
        }
        let (exit, fix) = match &error {
            AppError::DeadlinePast { .. } => {
                (Exit::Input, "name a date to come, or set `today` if you plan from another day")
            }
            AppError::Playbook(_) => {
                (Exit::Input, "`backcast playbook lint PATH` shows every mistake in your playbooks")
            }
            _ => (
                Exit::Bug,
                "check playbooks of your own with `backcast playbook lint`; with none, please report it with the goal file",
            ),
        };
        Problem::new(exit, error.code(), message, fix)
    }
}

impl Entry {
    fn to_json(&self) -> serde_json::Value {
        match self {
            Entry::InFile(mistake) => mistake_json(mistake),
            Entry::Plain { code, message, target, fix } => {
                json!({ "severity": "error", "code": code, "message": message, "target": target, "fix": fix })
            }
        }
    }

    fn to_text(&self, colors: bool) -> String {
        match self {
            Entry::InFile(mistake) => mistake_text(mistake.as_ref(), colors),
            Entry::Plain { message, fix, .. } => format!("error: {message}\n\nhint: {fix}\n"),
        }
    }
}

/// A mistake as machines read it.
pub(crate) fn mistake_json(mistake: &Mistake) -> serde_json::Value {
    let (line, column) = mistake.line_and_column().unzip();
    json!({
        "severity": mistake.severity.as_str(),
        "code": mistake.code,
        "message": mistake.message,
        "target": mistake.target,
        "fix": mistake.fix,
        "line": line,
        "column": column,
    })
}

/// A mistake with a pointer into its file.
pub(crate) fn mistake_text(mistake: &dyn Diagnostic, colors: bool) -> String {
    let theme = if colors { miette::GraphicalTheme::unicode() } else { miette::GraphicalTheme::unicode_nocolor() };
    let mut text = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(theme).with_width(80);
    match handler.render_report(&mut text, mistake) {
        Ok(()) => text,
        Err(_) => format!("error: {mistake}\n"),
    }
}

/// The message of an io error without the number of the operating system.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
