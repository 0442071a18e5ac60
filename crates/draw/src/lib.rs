//! Plans and forecasts as pictures: [`svg`] for pages and files, [`chart`] in
//! characters for terminals.
//!
//! Every function takes what it draws as typed figures, a [`Plan`], a [`Fan`],
//! a [`BurnUp`], a [`Tornado`] or [`LevelRecord`]s, and returns text: the same
//! figures, the same bytes. A plan that lies in a file is drawn after
//! `backcast_document::read_plan` has checked it.
//!
//! [`Plan`]: backcast_core::Plan
//! [`Fan`]: backcast_engine::calibrate::pictures::Fan
//! [`BurnUp`]: backcast_engine::calibrate::pictures::BurnUp
//! [`Tornado`]: backcast_engine::calibrate::pictures::Tornado
//! [`LevelRecord`]: backcast_engine::track_record::LevelRecord
//!
//! ```
//! use backcast_engine::calibrate::pictures::Tornado;
//! use backcast_core::Outlook;
//! use backcast_draw::{Theme, chart, svg};
//! use jiff::civil::date;
//!
//! let swing = (date(2027, 3, 1), date(2027, 3, 20));
//! let tornado = Tornado { rows: vec![("M2 Draft".into(), 0.7, swing)], middle: date(2027, 3, 9) };
//! let picture = svg::tornado(&tornado, "Book", Outlook::OnTrack, Theme::Auto);
//! assert!(picture.starts_with("<svg") && picture.contains("M2 Draft"));
//! assert!(chart::tornado(&tornado, 60).body.lines().all(|line| line.chars().count() <= 60));
//! ```
//!
//! Absent on purpose: colors of a terminal (a chart is plain, whoever shows it
//! paints its heading), the width of the terminal, files, and figures of its
//! own: what a picture shows is counted by `calibrate` and `track_record`.

pub mod chart;
pub mod svg;

mod words;

pub use svg::{PlanPicture, Theme};
