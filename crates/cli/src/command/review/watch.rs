//! What is seen of a review while it goes on: a line for each part on a
//! terminal, plain lines elsewhere, or lines of JSON.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use backcast_app::review::{Part, Step, StoredRun};
use backcast_core::text::plain_line;
use backcast_view::review::StepLine;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::output::Output;
use crate::render::review::usage_text;

/// Shows steps as they come.
pub(super) struct Watch<'o> {
    output: &'o Output,
    form: Form,
}

enum Form {
    /// Lines of JSON on standard output.
    Json,
    /// A line for each part that changes where it stands.
    Live(MultiProgress, Mutex<BTreeMap<Part, ProgressBar>>),
    Lines,
    /// Only the result counts.
    Silent,
}

impl<'o> Watch<'o> {
    pub(super) fn new(output: &'o Output, is_json: bool, follows: bool) -> Self {
        let form = match (is_json, follows) {
            (true, true) => Form::Json,
            (true, false) => Form::Silent,
            _ if output.shows_progress() => Form::Live(MultiProgress::new(), Mutex::default()),
            _ => Form::Lines,
        };
        Watch { output, form }
    }

    pub(super) fn see(&self, stored_run: &StoredRun, step: &Step) {
        match &self.form {
            Form::Json => {
                // A reader that went away is noticed when the result is written.
                let _ = self.output.data(&StepLine::of(stored_run, step).to_line());
            }
            Form::Live(lines, parts) => {
                if let Some((part, text, goes_on)) = line(step) {
                    let mut parts = parts.lock().unwrap_or_else(PoisonError::into_inner);
                    let bar = parts.entry(part).or_insert_with(|| new_line(lines, part));
                    bar.set_message(plain_line(&text).into_owned());
                    if !goes_on {
                        bar.finish();
                    }
                }
            }
            Form::Lines => {
                if let Some((part, text, _)) = line(step) {
                    self.output.note(&format!("{part}: {}", plain_line(&text)));
                }
            }
            Form::Silent => {}
        }
    }
}

fn new_line(lines: &MultiProgress, part: Part) -> ProgressBar {
    let bar = lines.add(ProgressBar::new_spinner());
    let style = ProgressStyle::with_template("{spinner} {prefix:12} {elapsed:>4} {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.set_prefix(part.to_string());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// A step in words, and whether the part is still under way.
fn line(step: &Step) -> Option<(Part, String, bool)> {
    match step {
        Step::Asked { ask, .. } => {
            let again = if ask.attempt > 1 { format!(", attempt {}", ask.attempt) } else { String::new() };
            Some((ask.part, format!("asked{again}"), true))
        }
        Step::Answered(answer) if answer.faults.is_empty() => {
            Some((answer.ask.part, format!("answered{}", usage_text(answer.usage)), false))
        }
        Step::Answered(answer) => {
            let more = answer.faults.len() - 1;
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let first = answer.faults.first().map(String::as_str).unwrap_or_default();
            Some((answer.ask.part, format!("not taken: {first}{more}"), true))
        }
        Step::Failed { ask, failure } => Some((ask.part, format!("failed: {}", failure.text), true)),
        Step::Began { .. } | Step::Proposed { .. } | Step::Stopped(_) => None,
    }
}
