//! What somebody says about changed circumstances.

mod dates;
mod hours;
mod news;
mod numbers;
mod pause;

pub use news::{NewHours, News, read_news};
