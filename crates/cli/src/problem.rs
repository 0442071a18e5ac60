//! What went wrong, for people and for machines.

use std::io;
use std::path::Path;

use backcast_app::review::ThinkError;
use backcast_app::{AppError, EnclosureError, ProviderError, with_causes};
use backcast_calsync::{CalendarError, SourceError, SyncError};
use backcast_core::audit::Finding;
use backcast_core::text::plain_line;
use backcast_core::track::Rejection;
use backcast_core::{ErrorKind, GoalFileId};
use backcast_document::{Mistake, Mistakes};
use backcast_engine::EngineError;
use backcast_host::HostError;
use backcast_store::StoreError;
use backcast_view::{problem as view, words};
use miette::Diagnostic;

use crate::built::INSTALL;
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

    /// Something was asked for that this build lacks; `what` as people call it.
    #[cfg_attr(feature = "mcp", expect(dead_code, reason = "crates below say it for the other features"))]
    pub(crate) fn not_built_in(what: &str) -> Self {
        Problem::new(Exit::Outside, "not_built_in", format!("this backcast was built without {what}"), INSTALL)
    }

    /// The same with another way out.
    pub(crate) fn with_fix(mut self, better: &str) -> Self {
        for entry in &mut self.entries {
            if let Entry::Plain { fix, .. } = entry {
                *fix = better.to_owned();
            }
        }
        self
    }

    /// The same with something more to do.
    pub(crate) fn and_then(mut self, more: &str) -> Self {
        for entry in &mut self.entries {
            if let Entry::Plain { fix, .. } = entry {
                *fix = format!("{fix}; {more}");
            }
        }
        self
    }

    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        let fix = match error.kind() {
            io::ErrorKind::NotFound => "check the path; `backcast init` writes a goal file to start from",
            io::ErrorKind::IsADirectory => "name a file, not a folder",
            io::ErrorKind::PermissionDenied => "allow reading it, or copy it elsewhere",
            _ => "check the path",
        };
        Problem::new(Exit::Input, "file_unreadable", format!("cannot read {}: {}", named(path), plain(error)), fix)
    }

    pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Self {
        let message = format!("cannot write {}: {}", named(path), plain(error));
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

    /// What is wrong first, in one line.
    pub(crate) fn first_message(&self) -> String {
        match self.entries.first() {
            Some(Entry::InFile(mistake)) => mistake.message.clone(),
            Some(Entry::Plain { message, .. }) => message.clone(),
            None => String::new(),
        }
    }

    /// The stable code of what is wrong first.
    pub(crate) fn first_code(&self) -> &'static str {
        match self.entries.first() {
            Some(Entry::InFile(mistake)) => mistake.code,
            Some(Entry::Plain { code, .. }) => code,
            None => "",
        }
    }

    /// The errors as machines read them.
    pub(crate) fn to_view(&self) -> view::Errors {
        view::Errors::of(self.entries.iter().map(Entry::to_view).collect())
    }

    /// The errors as text, broken at blanks where lines have up to so many
    /// columns: on a terminal, not where programs look for a phrase.
    pub(crate) fn to_text(&self, colors: bool, width: Option<usize>) -> String {
        self.entries
            .iter()
            .map(|entry| entry.to_text(colors, width).trim_end().to_owned() + "\n")
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        if let AppError::Engine(EngineError::EditAudit(findings)) = &error {
            let entries = findings.iter().map(Entry::of_finding).collect();
            return Problem { exit: Exit::No, entries };
        }
        let error = match error {
            AppError::Calendar(error) => return error.into(),
            AppError::GoalUnknown { text, near } => AppError::GoalUnknown { text: shortened(&text), near },
            AppError::Provider(ProviderError { code, kind, error }) => match error.downcast::<HostError>() {
                Ok(error) => return Problem::from(*error),
                Err(error) => AppError::Provider(ProviderError { code, kind, error }),
            },
            other => other,
        };
        let mut message = with_causes(&error);
        if let AppError::Store(StoreError::Stale { since, .. }) = &error {
            for event in since {
                message = format!("{message}\n  {}", words::line(event));
            }
        }
        let exit = match error.kind() {
            ErrorKind::Refused => Exit::No,
            ErrorKind::Input => Exit::Input,
            ErrorKind::Conflict => Exit::Conflict,
            ErrorKind::PersonNeeded => Exit::Person,
            ErrorKind::Outside => Exit::Outside,
            ErrorKind::Bug => Exit::Bug,
        };
        Problem::new(exit, error.code(), message, fix(&error))
    }
}

impl From<CalendarError> for Problem {
    fn from(error: CalendarError) -> Self {
        if let CalendarError::Unsound(mistakes) = &error {
            let exit = Exit::Usage;
            return Problem { exit, ..Problem::mistakes(mistakes) };
        }
        let exit = match error.kind() {
            ErrorKind::Outside => Exit::Outside,
            ErrorKind::Conflict => Exit::Conflict,
            _ => Exit::Input,
        };
        let fix = match &error {
            CalendarError::NeverRead { source: SourceError::NotBuiltIn, .. } => INSTALL.to_owned(),
            CalendarError::NeverRead { name, .. } => format!(
                "mend it, or plan without it: backcast calendar remove {name}; its hours are not known to be free"
            ),
            CalendarError::Unknown(_) => "`backcast calendar list` shows them all".to_owned(),
            CalendarError::Taken(_) => "give the new one another name with --name".to_owned(),
            CalendarError::Cache { .. } => "free space, or allow writing there".to_owned(),
            _ => "change the file in an editor".to_owned(),
        };
        Problem::new(exit, error.code(), with_causes(&error), fix)
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        Problem::from(AppError::from(error))
    }
}

impl From<backcast_engine::what_if::WhatIfError> for Problem {
    fn from(error: backcast_engine::what_if::WhatIfError) -> Self {
        Problem::from(AppError::from(error))
    }
}

/// The way out of an error.
fn fix(error: &AppError) -> String {
    match error {
        AppError::Engine(error) => engine_fix(error).into(),
        AppError::Sync(error) => sync_fix(error),
        AppError::DeadlineUnclear(_) => "write it as 2027-03-31, or as \"none\" if there is none".into(),
        AppError::Store(error) => store_fix(error).into(),
        AppError::Document(_) => "`backcast doctor` says what is wrong with it".into(),
        AppError::Refused { id, rejection } => rejection_fix(id, rejection),
        AppError::GoalUnknown { near, .. } => match near.as_slice() {
            [] => "`backcast goals` lists them; `backcast add goal.toml` keeps one".into(),
            near => {
                format!("did you mean {}?", near.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or "))
            }
        },
        AppError::GoalAmbiguous { .. } => "write more of the id; `backcast goals` lists them".into(),
        AppError::MilestoneUnknown { near, .. } => match near.as_slice() {
            [] => "`backcast status GOAL` lists the milestones of a goal".into(),
            near => {
                format!("did you mean {}?", near.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or "))
            }
        },
        AppError::MilestoneAmbiguous { candidates, .. } => {
            let example = candidates.first().map_or("GOAL/M3".to_owned(), |(goal, id)| format!("{goal}/{id}"));
            format!("say which, as in {example} or with --goal; the beginning of the id is enough")
        }
        AppError::SourceChanged { id, .. } => {
            format!("--new keeps it as another goal, --update {id} as a new version of that one")
        }
        AppError::NoPlan(id) => format!("make one: backcast plan {id}"),
        AppError::RevisionUnknown { id, .. } => format!("`backcast history {id}` shows them all"),
        AppError::NothingToApprove { id, .. } => format!("answer its questions: backcast plan {id}"),
        AppError::TooMany { .. } => "split the goal, or say that you want this many with --allow-many".into(),
        AppError::Token(_) => TOKEN_FIX.into(),
        AppError::Waits { on, .. } => {
            let first = on.first().map_or("M1".to_owned(), ToString::to_string);
            format!("reach {first} first, or let others go ahead without it: backcast release {first} --why REASON")
        }
        AppError::CriteriaOpen { milestone, open } => {
            let lines: Vec<String> = open.iter().map(|(number, text)| format!("  {number}. {text}")).collect();
            format!(
                "tick what holds (backcast tick {milestone} {}), or accept them open with --force:\n{}",
                open.first().map_or(1, |(number, _)| *number),
                lines.join("\n")
            )
        }
        AppError::CriterionUnknown { milestone, .. } => format!("`backcast tick {milestone}` lists them"),
        AppError::DayAhead(_) => "record what has happened; plans are for what will".into(),
        AppError::AllDone(id) => format!("open one again with `backcast reopen`, or see `backcast status {id}`"),
        AppError::NotYours { id, .. } => format!("undo it all the same: backcast undo {id} --force"),
        AppError::ReviewUnknown(_) => "`backcast review list` shows them all".into(),
        AppError::ReviewOneGoal(_) => "give each goal a file of its own; `backcast plan` plans several together".into(),
        AppError::PartNotAsked { run, .. } => format!("see where it stands: backcast review status {run}"),
        AppError::PacketOther { part, .. } => {
            format!("read the packet that waits: backcast review packet RUN {part}, and answer that one")
        }
        AppError::TextTooLong { .. } => "keep it in a file of yours, and write its name or its hash here".into(),
        AppError::AnswerNoText => "hand in the answer as text".into(),
        AppError::Think(error) => think_fix(error).into(),
        AppError::Prompt(_) => "`backcast review prompts` lists them; mend or take away your own".into(),
        AppError::RepositoryUnreadable { .. } => "name the folder of a repository of git".into(),
        AppError::Enclosure(error) => enclosure_fix(error).into(),
        _ => REPORT.into(),
    }
}

/// What helps where a token does not.
const TOKEN_FIX: &str =
    "in a terminal of yours, run the same command with --token for a new one, or without it to decide there";

/// What helps where nothing else is known to.
const REPORT: &str = "check playbooks of your own with `backcast playbook lint`; with none, please send us what \
     `backcast doctor --report` writes (for a file: `backcast doctor --report FILE`); it holds no text of yours";

/// The way out where plans and a calendar cannot be kept in step.
fn sync_fix(error: &SyncError) -> String {
    let fix = match error {
        SyncError::ToBeNamed { calendars, .. } => {
            let name = calendars.first().map_or("NAME", String::as_str);
            return format!("name the calendar to write: backcast calendar sync --collection {}", quoted(name));
        }
        SyncError::ManyGone { .. } => {
            "if you deleted them, say so with --accept-deletions; to write them again, --start-anew"
        }
        SyncError::Emptied(_) => {
            "if it is the right one, write everything again with --start-anew; if you deleted all, --accept-deletions"
        }
        SyncError::Source(SourceError::NotBuiltIn) => INSTALL,
        SyncError::AnotherCalendar => "to write everything into this one and leave the other as it is: --start-anew",
        SyncError::NoCalendar(_) => "make a calendar there by hand and name its own address",
        _ => "check address, name and password; `backcast calendar status` shows them",
    };
    fix.to_owned()
}

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_./:@".contains(char);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The way out where a phase could not be run.
fn engine_fix(error: &EngineError) -> &'static str {
    match error {
        EngineError::DeadlinePast { .. } => "name a date to come, or set `today` if you plan from another day",
        EngineError::PlaybookUnknown(_) => "`backcast playbook list` shows them all",
        EngineError::Playbook(_) => "`backcast playbook lint PATH` shows every mistake in your playbooks",
        EngineError::NoBusyConflict(_) => "the plan lists them under \"Busy days\"",
        EngineError::NotBefore { .. } => "choose after or reduce",
        EngineError::NotSmaller(..) => "choose before or after",
        EngineError::BatchUnknown { .. } => "give the tasks of these very batches with --data",
        EngineError::WhatIf(_) => "see the plan: backcast show, or backcast plan FILE",
        EngineError::NothingToLearn => "finish some work, or import some: backcast forecast import --help",
        EngineError::GoalMissing(_) => "add `goal_id`, as the other milestones have it",
        _ => REPORT,
    }
}

/// The way out where a file beside the work is left alone.
fn enclosure_fix(error: &EnclosureError) -> &'static str {
    match error {
        EnclosureError::Link(_) => {
            "put a file or folder of its own in its place, or name the folder that it leads to yourself; nothing \
             behind it was read or written"
        }
        EnclosureError::Other { .. } => "move it away, or name another folder",
        EnclosureError::Outside(_) => "name a folder below this one",
        EnclosureError::Name { .. } => "give it another name",
        EnclosureError::TooLarge { .. } => "is it the right folder?",
        _ => "check the folder: rights, space, and that its files are text",
    }
}

/// The way out where nobody can think about it.
fn think_fix(error: &ThinkError) -> &'static str {
    match error {
        ThinkError::NotBuiltIn => INSTALL,
        ThinkError::Missing("price") => "a budget needs prices: set price_in and price_out under [model]",
        ThinkError::OverBudget { .. } => "allow more with --budget, or less with tokens_max under [model]",
        ThinkError::KeyNotSecret(_) => {
            "write `endpoint` under [model] with https://, or take the key away if that server needs none"
        }
        ThinkError::Command(_) => "check the command of [agent], or --agent",
        ThinkError::CommandFailed { .. } => {
            "try the command by hand; it may make no file in the folders above the repository (docs/reviews.md)"
        }
        ThinkError::Status { status: 413, .. } => {
            "the packet is too large for this model: shorten the brief, or take another"
        }
        _ => "`backcast model check` says what is wrong with the configuration",
    }
}

fn rejection_fix(id: &GoalFileId, rejection: &Rejection) -> String {
    match rejection {
        Rejection::NothingApproved => format!("let a plan hold: backcast plan {id}, then backcast approve {id}"),
        Rejection::Dropped(_) => format!("bring it back: backcast undo {id}"),
        Rejection::RevisionUnknown(_) | Rejection::NotProposed { .. } => {
            format!("propose a new one: backcast plan {id} --anew")
        }
        Rejection::AlreadyDone(m) | Rejection::AlreadySkipped(m) => {
            format!("open it again: backcast reopen {m} --why REASON")
        }
        Rejection::AlreadyStarted(m) => format!("log work on it: backcast log {m} 2h"),
        Rejection::IsBlocked(m, _) => format!("say that it can go on: backcast unblock {m}"),
        Rejection::NothingToUndo => "`backcast history GOAL` shows what was changed and undone".into(),
        _ => format!("`backcast status {id}` shows where things stand"),
    }
}

fn store_fix(error: &StoreError) -> &'static str {
    match error {
        StoreError::Stale { .. } => "look at what changed, then decide again",
        StoreError::TokenUsed => TOKEN_FIX,
        StoreError::Unknown(_) => "`backcast goals` lists what is kept",
        StoreError::Newer { .. } | StoreError::LogNewer { .. } => "use a newer backcast; nothing was changed",
        StoreError::EngineTooOld(_) | StoreError::NotDurable { .. } => {
            "build backcast with the SQLite that comes with it"
        }
        StoreError::NotBuiltIn(_) => INSTALL,
        StoreError::Unreachable { .. } => {
            "check path, address and rights; `backcast config --origin` says where they come from"
        }
        StoreError::Damaged { .. } => {
            "is it the right file? Restore a backup (*.bak beside it), or import an export into a new one"
        }
        StoreError::ReadOnly(_) => "allow writing, or name another place with --database",
        StoreError::DiskFull(_) => "free space and repeat the command; nothing of it was kept",
        StoreError::Busy(_) => "end what keeps it open and repeat the command; nothing of it was kept",
        StoreError::Backup { .. } => "free space or allow writing there, then repeat the command",
        StoreError::LogBroken { .. } | StoreError::DocumentChanged(_) | StoreError::DocumentMissing(_) => {
            "nothing was changed; `backcast doctor` says what is damaged and how to go on, and other goals are as they were"
        }
        StoreError::Diverged(_) => "both sides went on by themselves; drop one of them, or import into a new database",
        _ => "`backcast doctor` says what is wrong",
    }
}

impl Entry {
    fn of_finding(finding: &Finding) -> Self {
        Entry::Plain {
            code: finding.code.as_str(),
            message: finding.message.clone(),
            target: finding.milestones.first().map(ToString::to_string).unwrap_or_default(),
            fix: finding.fix.clone(),
        }
    }

    fn to_view(&self) -> view::Entry {
        match self {
            Entry::InFile(mistake) => view::Entry::from(mistake.as_ref()),
            Entry::Plain { code, message, target, fix } => view::Entry::plain(code, message, target, fix),
        }
    }

    fn to_text(&self, colors: bool, width: Option<usize>) -> String {
        match self {
            Entry::InFile(mistake) => mistake_text(mistake.as_ref(), colors),
            Entry::Plain { message, fix, .. } => wrapped(&format!("error: {message}\n\nhint: {fix}\n"), width),
        }
    }
}

/// Lines broken at blanks alone, so that addresses, paths and ids can be copied.
fn wrapped(text: &str, width: Option<usize>) -> String {
    let Some(width) = width else { return text.to_owned() };
    let broken = text.lines().map(|line| {
        let indent = " ".repeat(line.len() - line.trim_start().len());
        let options = textwrap::Options::new(width)
            .subsequent_indent(&indent)
            .break_words(false)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::fill(line, options) + "\n"
    });
    broken.collect()
}

/// A word of the person in a message says which one it is, and no more.
const WORD_CHARS_MAX: usize = 60;

/// A word in a message, cut where it is long.
pub(crate) fn shortened(word: &str) -> String {
    match word.char_indices().nth(WORD_CHARS_MAX) {
        Some(_) => word.chars().take(WORD_CHARS_MAX - 1).chain(['…']).collect(),
        None => word.to_owned(),
    }
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

/// A path in a message; a name in it makes no line.
pub(crate) fn named(path: &Path) -> String {
    plain_line(&path.display().to_string()).into_owned()
}

/// The message of an io error without the number of the operating system.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl From<HostError> for Problem {
    fn from(error: HostError) -> Self {
        let (exit, fix) = match error {
            HostError::Unreadable { path, source } => return Problem::unreadable(&path, &source),
            HostError::Unwritable { path, source } => return Problem::unwritable(&path, &source),
            HostError::Mistakes(mistakes) => return Problem::mistakes(&mistakes),
            HostError::Calendar(error) => return error.into(),
            HostError::App(error) => return error.into(),
            HostError::NotUtf8 { .. } => (Exit::Input, "save it as UTF-8 in your editor"),
            HostError::TooLarge { .. } => (Exit::Input, "is this the right file?"),
            HostError::DatabaseUnknown(_) => (Exit::Input, "name a file, or postgres://user@host/database"),
            HostError::NoHome => (Exit::Outside, "name a place with --database or BACKCAST_DATABASE"),
            HostError::ModelMissing => (
                Exit::Input,
                "add a table [model] with provider and name to your configuration: `backcast config --init` writes \
                 an example; without a model, --by playbook or --by host work",
            ),
            HostError::KeyUnreadable(_) => (Exit::Input, "see [model] of the configuration"),
            HostError::AgentMissing => {
                (Exit::Input, "name one with --agent, or add a table [agent] with command to your configuration")
            }
            _ => (Exit::Outside, "see the message above"),
        };
        Problem::new(exit, error.code(), error.to_string(), fix)
    }
}
