//! Calendars that we write: text that every reader takes.

mod feed;
mod item;
mod text;
mod vtimezone;

pub use feed::{Feed, offered_hours};
pub use item::{Item, ItemTime};
pub(crate) use text::CalendarText;
