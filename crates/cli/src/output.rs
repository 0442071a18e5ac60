//! Writing: data to stdout, everything else to stderr, files whole or not.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstream::ColorChoice;
use backcast_app::{AppError, EnclosedFolder, EnclosedPath, write_private_file, write_whole_file};
use backcast_core::text::plain_line;
use backcast_document::Mistake;
use backcast_host::Environment;
use backcast_store::make_private_folder;
use backcast_view::Document;
use terminal_size::{Width, terminal_size};

use crate::problem::{Problem, mistake_text, named};
use crate::render::style::shown;

/// How results and messages are written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OutputOptions {
    /// Problems are JSON on stdout, too.
    pub(crate) json: bool,
    /// Only results and problems.
    pub(crate) quiet: bool,
    /// Files are named and not written.
    pub(crate) dry_run: bool,
    /// No colors, even on a terminal.
    pub(crate) no_color: bool,
    /// What is done is logged on stderr, where a sign of progress would come in
    /// between.
    pub(crate) logs: bool,
}

/// Where results and messages go.
#[derive(Debug)]
pub(crate) struct Output {
    json: bool,
    quiet: bool,
    dry_run: bool,
    logs: bool,
    colors: ColorChoice,
    environment: Environment,
}

/// Something that is under way; its sign goes when it is dropped.
#[derive(Debug)]
pub(crate) struct UnderWay(Option<indicatif::ProgressBar>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// Width of a terminal whose width is not known.
const WIDTH_UNKNOWN: usize = 80;
/// The table of milestones needs this much; narrower terminals break lines.
const WIDTH_MIN: usize = 60;
/// No row is as wide.
const WIDTH_OF_PIPE: usize = 2000;
/// Wider lines are hard to read.
const WIDTH_MAX: usize = 120;

impl Output {
    pub(crate) fn new(options: OutputOptions, environment: Environment) -> Self {
        let OutputOptions { json, quiet, dry_run, no_color, logs } = options;
        let colors = if no_color { ColorChoice::Never } else { ColorChoice::Auto };
        Output { json, quiet, dry_run, logs, colors, environment }
    }

    /// Columns to write to.
    pub(crate) fn width(&self) -> usize {
        let columns = self.environment.variable("COLUMNS").and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size().map(|(Width(columns), _)| usize::from(columns));
        columns.or_else(terminal).unwrap_or(WIDTH_UNKNOWN).clamp(WIDTH_MIN, WIDTH_MAX)
    }

    /// Columns for tables in which each thing has a row: a pipe has no edge, and
    /// what reads from it takes lines.
    pub(crate) fn width_of_rows(&self) -> usize {
        let is_piped = !io::stdout().is_terminal() && self.environment.variable("COLUMNS").is_none();
        if is_piped { WIDTH_OF_PIPE } else { self.width() }
    }

    /// Writes the result to stdout, as people can read it; colors only reach a
    /// terminal, and commands of others none at all.
    pub(crate) fn data(&self, text: &str) -> Result<(), Problem> {
        if self.json {
            return self.exact(text);
        }
        written(anstream::AutoStream::new(io::stdout(), self.colors), &shown(text))
    }

    /// Writes the result to stdout byte for byte, for programs that read it: data
    /// in a form that says itself what it holds.
    pub(crate) fn exact(&self, text: &str) -> Result<(), Problem> {
        written(io::stdout(), text)
    }

    /// Writes the result as the one JSON document of this command.
    pub(crate) fn document(&self, document: &impl Document) -> Result<(), Problem> {
        self.exact(&document.to_text())
    }

    /// Whether somebody watches who wants to see how far it is.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && !self.json && !self.logs && io::stderr().is_terminal()
    }

    /// Shows that something is under way until the guard is dropped; nothing
    /// where nobody watches.
    pub(crate) fn under_way(&self, what: String) -> UnderWay {
        let bar = self.shows_progress().then(|| {
            let bar = indicatif::ProgressBar::new_spinner().with_message(plain_line(&what).into_owned());
            bar.enable_steady_tick(std::time::Duration::from_millis(120));
            bar
        });
        UnderWay(bar)
    }

    /// Says something beside the result.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.message(&format!("{text}\n"));
        }
    }

    /// Says something to whoever is being asked.
    pub(crate) fn dialog(&self, text: &str) {
        self.message(text);
    }

    /// Shows what is odd about an input.
    pub(crate) fn warn(&self, mistake: &Mistake) {
        if !self.quiet {
            self.message(&mistake_text(mistake, self.colors_on_stderr()));
        }
    }

    /// Reports why the command ended early.
    pub(crate) fn problem(&self, problem: &Problem) {
        if self.json && self.exact(&problem.to_view().to_line()).is_ok() {
            return;
        }
        let width = io::stderr().is_terminal().then(|| self.width());
        self.message(&problem.to_text(self.colors_on_stderr(), width));
    }

    /// Writes a file whole or not at all; see [`write_whole_file`].
    pub(crate) fn file(&self, path: &Path, text: &str) -> Result<(), Problem> {
        self.write(path, text, write_whole_file)
    }

    /// As [`Output::file`], and says nothing: the caller does, once it is done.
    pub(crate) fn file_quietly(&self, path: &Path, text: &str) -> Result<(), Problem> {
        if self.dry_run {
            return Ok(());
        }
        write_whole_file(&self.environment.resolve(path), text).map_err(|error| Problem::unwritable(path, &error))
    }

    /// Whether files are named and not written.
    pub(crate) fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    /// As [`Output::file`], into a file that nobody else can read; folders for it
    /// are made. See [`write_private_file`].
    pub(crate) fn private_file(&self, path: &Path, text: &str) -> Result<(), Problem> {
        self.write(path, text, write_private_file)
    }

    fn write(&self, path: &Path, text: &str, write: fn(&Path, &str) -> io::Result<()>) -> Result<(), Problem> {
        if self.dry_run {
            self.note(&format!("would write {} ({} bytes)", named(path), text.len()));
            return Ok(());
        }
        write(&self.environment.resolve(path), text).map_err(|error| Problem::unwritable(path, &error))?;
        self.note(&format!("wrote {}", named(path)));
        Ok(())
    }

    /// Takes a file of ours away, and the folders above it that are empty then.
    pub(crate) fn remove(&self, path: &Path) -> Result<(), Problem> {
        if self.dry_run {
            self.note(&format!("would take {} away", named(path)));
            return Ok(());
        }
        std::fs::remove_file(self.environment.resolve(path)).map_err(|error| Problem::unwritable(path, &error))?;
        self.note(&format!("took {} away", named(path)));
        let mut above = path.parent();
        // A folder that is not empty stays, and so do those above it.
        while let Some(folder) = above.filter(|folder| !folder.as_os_str().is_empty()) {
            if std::fs::remove_dir(self.environment.resolve(folder)).is_err() {
                break;
            }
            above = folder.parent();
        }
        Ok(())
    }

    /// Writes a file of ours below the working folder, and the folders on its way,
    /// none of which is a link: what lies there may be a stranger's.
    pub(crate) fn file_of_project(&self, path: &EnclosedPath, text: &str) -> Result<(), Problem> {
        if self.dry_run {
            self.note(&format!("would write {path} ({} bytes)", text.len()));
            return Ok(());
        }
        self.project().write(path, text).map_err(AppError::from)?;
        self.note(&format!("wrote {path}"));
        Ok(())
    }

    /// Takes a file of ours below the working folder away, and the folders above
    /// it that are empty then.
    pub(crate) fn remove_of_project(&self, path: &EnclosedPath) -> Result<(), Problem> {
        if self.dry_run {
            self.note(&format!("would take {path} away"));
            return Ok(());
        }
        self.project().remove(path).map_err(AppError::from)?;
        self.note(&format!("took {path} away"));
        Ok(())
    }

    fn project(&self) -> EnclosedFolder {
        EnclosedFolder::new(self.environment.resolve(Path::new("")))
    }

    /// Makes a folder for files of ours, if it is not there.
    pub(crate) fn folder(&self, path: &Path) -> Result<(), Problem> {
        if self.dry_run {
            return Ok(());
        }
        std::fs::create_dir_all(self.environment.resolve(path)).map_err(|error| Problem::unwritable(path, &error))
    }

    /// Makes a folder of ours that nobody else can enter, if it is not there.
    pub(crate) fn private_folder(&self, path: &Path) -> Result<(), Problem> {
        if self.dry_run {
            return Ok(());
        }
        make_private_folder(&self.environment.resolve(path)).map_err(|error| Problem::unwritable(path, &error))
    }

    fn message(&self, text: &str) {
        let mut stream = anstream::AutoStream::new(io::stderr(), self.colors);
        // A message that cannot be shown cannot be reported either.
        let _ = stream.write_all(shown(text).as_bytes());
    }

    fn colors_on_stderr(&self) -> bool {
        self.colors != ColorChoice::Never
            && io::stderr().is_terminal()
            && self.environment.variable_os("NO_COLOR").is_none()
    }
}

fn written(mut stream: impl Write, text: &str) -> Result<(), Problem> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Problem::unwritable(Path::new("standard output"), &error))
        }
        _ => Ok(()),
    }
}
