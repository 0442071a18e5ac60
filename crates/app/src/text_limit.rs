//! How long may be what somebody writes into the log of a goal.

use backcast_core::track::{EventKind, Progress};

use crate::AppError;

/// Characters of a note, a reason or a piece of evidence: some pages. What is
/// longer belongs into a file, of which the log keeps the hash.
pub(crate) const TEXT_CHARS_MAX: usize = 10_000;

/// Refuses changes with a text that is too long to be kept.
///
/// # Errors
///
/// Returns an error for the first one.
pub(crate) fn check(changes: &[EventKind]) -> Result<(), AppError> {
    for (what, text) in changes.iter().flat_map(texts) {
        let n_chars = text.chars().count();
        if n_chars > TEXT_CHARS_MAX {
            return Err(AppError::TextTooLong { what, n_chars, most: TEXT_CHARS_MAX });
        }
    }
    Ok(())
}

/// The texts that somebody wrote for this change; what is taken from elsewhere,
/// such as names of calendars or criteria, is none of them.
fn texts(change: &EventKind) -> Vec<(&'static str, &str)> {
    match change {
        EventKind::Rejected { why, .. } | EventKind::Dropped { why, .. } => vec![("reason", why)],
        EventKind::Progress { what, .. } => of_progress(what),
        _ => Vec::new(),
    }
}

fn of_progress(what: &Progress) -> Vec<(&'static str, &str)> {
    match what {
        Progress::Logged { note, .. } => note.iter().map(|note| ("note", note.as_str())).collect(),
        Progress::Missed { why } => why.iter().map(|why| ("reason", why.as_str())).collect(),
        Progress::Ticked(tick) => {
            let evidence = tick.evidence.iter();
            let texts = evidence.flat_map(|one| [("evidence", &one.text), ("command of the evidence", &one.command)]);
            texts.filter_map(|(what, text)| Some((what, text.as_deref()?))).collect()
        }
        Progress::Reopened { why }
        | Progress::Blocked { why }
        | Progress::Skipped { why }
        | Progress::Released { why } => vec![("reason", why)],
        Progress::Noted(text) => vec![("note", text)],
        Progress::Started
        | Progress::Percent(_)
        | Progress::Unticked { .. }
        | Progress::Done { .. }
        | Progress::Unblocked => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use backcast_core::track::{Evidence, Tick};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_somebody_writes_has_a_length() {
        let of = |text: String| {
            let evidence = Some(Evidence { text: Some(text.clone()), ..Evidence::default() });
            let tick = Tick { id: None, text: "it holds".into(), evidence };
            let progress = [
                Progress::Noted(text.clone()),
                Progress::Ticked(tick),
                Progress::Logged { effort: backcast_core::Effort::ZERO, note: Some(text.clone()) },
                Progress::Skipped { why: text.clone() },
            ];
            let of_milestones = progress.map(|what| EventKind::Progress {
                milestone: backcast_core::MilestoneId::new("M1"),
                on: date(2027, 1, 1),
                what,
            });
            let of_goals = [
                EventKind::Dropped { why: text.clone(), consent: None },
                EventKind::Rejected { revision: 1, why: text },
            ];
            of_milestones.into_iter().chain(of_goals).map(|change| check(&[change]).is_ok()).collect::<Vec<bool>>()
        };
        assert_eq!(of("é".repeat(TEXT_CHARS_MAX)), [true; 6]);
        assert_eq!(of("é".repeat(TEXT_CHARS_MAX + 1)), [false; 6]);
    }
}
