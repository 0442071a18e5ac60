//! The weekly review in words.

use backcast_app::check_in::{CheckIn, Subject};
use backcast_core::plural;
use backcast_view::words;

use super::agenda;
use super::style::{bold, item, labeled};

/// The week, what held, and, where nobody can be asked, the questions with the
/// commands that answer them.
pub(crate) fn text(review: &CheckIn, with_questions: bool, width: usize) -> String {
    let mut text = agenda::week(&review.week, width);
    text.push('\n');
    let (held, due) = review.held;
    let line = match due {
        0 => "No milestone was due in this week.".to_owned(),
        _ => format!("{held} of {} that were due were reached by their day.", plural(due, "milestone")),
    };
    text.push_str(&labeled("What held", &line, width));
    for (idx, due) in review.due.iter().enumerate() {
        let because: Vec<String> = due.triggers.iter().map(ToString::to_string).collect();
        let line = format!("{}: {}. → backcast calibrate {}", due.id, because.join("; "), due.id);
        text.push_str(&labeled(if idx == 0 { "Look again" } else { "" }, &line, width));
    }
    if !with_questions || review.questions.is_empty() {
        return text;
    }
    text.push_str(&format!("\n{}\n", bold("To decide")));
    for question in &review.questions {
        text.push_str(&item("·", &words::question(question), 1, width));
        let name = format!("{}/{}", question.row.goal, question.row.id);
        let ways = match question.subject {
            Subject::Late(_) => {
                format!("backcast done {name}   backcast percent {name} 60   backcast block {name} --why …")
            }
            Subject::Blocked => format!("backcast unblock {name}"),
            Subject::NotBegun => format!("backcast start {name}   backcast block {name} --why …"),
        };
        text.push_str(&super::style::dim(super::style::indented(&ways, 5, width).trim_end()));
        text.push('\n');
    }
    text
}
