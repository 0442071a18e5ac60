//! Changes as sentences.

use std::collections::BTreeSet;

use backcast_core::text::plain_line;
use backcast_core::track::{Event, EventKind};
use backcast_view::words;
use jiff::civil::Date;

use super::style::{dim, item, long_day};

/// Batches that were undone.
pub(crate) fn undone(events: &[Event]) -> BTreeSet<u64> {
    let batch = |event: &Event| if let EventKind::Undone { batch } = event.kind { Some(batch) } else { None };
    events.iter().filter_map(batch).collect()
}

/// A change with its number and day.
pub(crate) fn dated(event: &Event, day: Date, is_undone: bool, width: usize) -> String {
    let text = format!("{} · {}: {}", long_day(day), plain_line(&event.by), words::change(&event.kind, Some(day)));
    let text = if is_undone { format!("{text} (undone)") } else { text };
    let lines = item(&format!("{:>4}", event.number), &text, 0, width);
    if is_undone { dim(lines.trim_end()) + "\n" } else { lines }
}
