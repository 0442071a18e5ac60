//! Taking over finished work of other programs, to forecast from.

use std::path::{Path, PathBuf};

use backcast_core::plural;
use backcast_document::{HistoryFormat, HistoryRead, read_history};
use backcast_view::forecast as view;
use clap::Args;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::Output;
use crate::problem::Problem;
use crate::session::with_store;

#[derive(Debug, Args)]
pub(crate) struct ForecastImport {
    /// The file; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// Its form, where it cannot be told from name and content.
    #[arg(long, value_name = "FORM", value_parser = history_format)]
    pub(crate) format: Option<HistoryFormat>,
    /// The name under which it is remembered (default: the file's).
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
}

/// A form of finished work by its name.
fn history_format(text: &str) -> Result<HistoryFormat, String> {
    let known = || HistoryFormat::ALL.map(HistoryFormat::as_str).join(", ");
    HistoryFormat::ALL
        .into_iter()
        .find(|format| format.as_str().eq_ignore_ascii_case(text.trim()))
        .ok_or_else(|| format!("write one of {}", known()))
}

#[derive(Debug, Args)]
pub(crate) struct ForecastForget {
    /// The source, as `import` called it.
    pub(crate) source: String,
}

pub(super) fn import(command: &ForecastImport, global: &Global, output: &Output) -> Result<Exit, Problem> {
    let source = backcast_host::read(&global.environment, &command.file)?;
    let format = match command.format {
        Some(format) => format,
        None => HistoryFormat::recognize(&source.name, &source.text).ok_or_else(|| {
            let message = format!("it cannot be told in which form {} is", source.name);
            Problem::new(
                Exit::Input,
                "history_form",
                message,
                "name it: --format csv, toggl, taskwarrior, todo.txt or org",
            )
        })?,
    };
    let read = read_history(&source.name, &source.text, format).map_err(|mistakes| Problem::mistakes(&mistakes))?;
    let name = command.source.clone().unwrap_or_else(|| short_name(&command.file));
    with_store(global, output, async |session| {
        let n_new = session.workspace.add_finished(&name, &read.work).await?;
        if global.json {
            output.document(&view::HistoryImport::of(&name, format, &read, n_new))?;
        } else {
            output.data(&text(&name, &read, n_new))?;
        }
        Ok(if read.work.is_empty() { Exit::No } else { Exit::Done })
    })
}

/// The file's name without its folder; what came through a pipe is called so.
fn short_name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "pipe".into();
    }
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn text(name: &str, read: &HistoryRead, n_new: usize) -> String {
    let mut text = format!("{name}: {} read, {n_new} of them new\n", plural(read.work.len(), "finished piece"));
    for left in &read.left_out {
        text.push_str(&format!("  left out: {} {}, such as \"{}\"\n", left.n, left.why, left.example));
    }
    if !read.work.is_empty() {
        text.push_str("How forecasts of it would have held: backcast forecast track-record\n");
    }
    text
}

pub(super) fn forget(command: &ForecastForget, global: &Global, output: &Output) -> Result<Exit, Problem> {
    with_store(global, output, async |session| {
        let n = session.workspace.forget_finished(&command.source).await?;
        if n == 0 {
            let sources = session.workspace.finished_sources().await?;
            let fix = if sources.is_empty() {
                "nothing is imported".into()
            } else {
                format!("there are {}", sources.join(", "))
            };
            let message = format!("nothing of yours came from `{}`", command.source);
            return Err(Problem::new(Exit::Input, "source_unknown", message, fix));
        }
        if global.json {
            output.document(&view::HistoryForgotten::of(&command.source, n))?;
        } else {
            output.data(&format!("{} of {} forgotten\n", plural(n, "finished piece"), command.source))?;
        }
        Ok(Exit::Done)
    })
}
