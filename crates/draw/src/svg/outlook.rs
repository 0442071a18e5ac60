//! What carries the risk of a plan, and how often forecasts held.

use backcast_core::{Outlook, plus_days};
use backcast_engine::calibrate::pictures::Tornado;
use backcast_engine::track_record::LevelRecord;

use super::axis::TimeAxis;
use super::calibrations::heading;
use super::canvas::{SvgCanvas, shortened};
use super::{MARGIN, Theme, WIDTH};
use crate::words::{day, long_day, percent};

const LABELS: f64 = 330.0;
const ROW: f64 = 34.0;
const BAR: f64 = 18.0;

/// Draws a bar for each row, from the end when its work is small to the end when
/// it is large, the most uncertain above.
#[must_use]
pub fn tornado(tornado: &Tornado, title: &str, verdict: Outlook, theme: Theme) -> String {
    let mut canvas = SvgCanvas::new();
    heading(
        title,
        "What carries the risk: the end when the work of each is small, and when it is large",
        verdict,
        &mut canvas,
    );
    let top = MARGIN + 88.0;
    let days = tornado.rows.iter().flat_map(|(_, _, (low, high))| [*low, *high]).chain([tornado.middle]);
    let first = days.clone().min().unwrap_or(tornado.middle);
    let last = days.max().unwrap_or(tornado.middle);
    let axis =
        TimeAxis::new(plus_days(first, -3), plus_days(last, 3), (MARGIN + LABELS + 40.0, WIDTH - MARGIN - 110.0));
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let bottom = top + ROW * tornado.rows.len() as f64;
    axis.months((top, bottom), &mut canvas);
    let mut y = top;
    for (name, share, (low, high)) in &tornado.rows {
        let middle = y + ROW / 2.0;
        canvas.text(MARGIN + 4.0, middle + 4.5, "", "start", &shortened(name, 46));
        let title = format!("{name}: {} to {}, {} of the risk", long_day(*low), long_day(*high), percent(*share));
        let middle_x = axis.x(tornado.middle);
        canvas.titled(&title, |canvas| {
            let (from, to) = (axis.x(*low), axis.x(*high));
            canvas.rectangle(from, middle - BAR / 2.0, middle_x.min(to) - from, BAR, 3.0, "bar early");
            canvas.rectangle(middle_x.max(from), middle - BAR / 2.0, to - middle_x.max(from), BAR, 3.0, "bar critical");
            canvas.text(from - 5.0, middle + 4.0, "small", "end", &day(*low, tornado.middle));
            canvas.text(to + 5.0, middle + 4.0, "small", "start", &day(*high, tornado.middle));
        });
        canvas.text(WIDTH - MARGIN, middle + 4.5, "id", "end", &percent(*share));
        y += ROW;
    }
    let x = axis.x(tornado.middle);
    canvas.line((x, top - 6.0), (x, bottom + 4.0), "now");
    canvas.text(x, bottom + 20.0, "small", "middle", &format!("mean end {}", day(tornado.middle, first)));
    canvas.finish(title, WIDTH, bottom + 40.0, theme)
}

const SIDE: f64 = 420.0;

/// Draws how often each level held against how often it should: on the line is
/// right.
#[must_use]
pub fn levels(levels: &[LevelRecord], title: &str, theme: Theme) -> String {
    let mut canvas = SvgCanvas::new();
    canvas.text(MARGIN, MARGIN + 18.0, "title", "start", title);
    canvas.text(MARGIN, MARGIN + 40.0, "quiet", "start", "How often each level held; on the dashed line it is right");
    let (left, top) = (MARGIN + 56.0, MARGIN + 84.0);
    let bottom = top + SIDE;
    let at = |stated: f64, held: f64| (left + stated * SIDE, bottom - held * SIDE);
    for share in [0.0, 0.1, 0.25, 0.5, 0.8, 0.9, 1.0] {
        canvas.line(at(share, 0.0), at(share, 1.0), "grid");
        canvas.line(at(0.0, share), at(1.0, share), "grid");
        canvas.text(at(share, 0.0).0, bottom + 18.0, "small", "middle", &percent(share));
        canvas.text(left - 8.0, at(0.0, share).1 + 4.0, "small", "end", &percent(share));
    }
    canvas.polyline(&[at(0.0, 0.0), at(1.0, 1.0)], "planned");
    let points: Vec<(f64, f64)> = levels.iter().map(|level| at(level.stated, level.held_middle())).collect();
    canvas.polyline(&points, "curve");
    for (level, point) in levels.iter().zip(&points) {
        let text = format!("P{:.0} held in {} of {}", level.stated * 100.0, percent(level.held), level.n);
        canvas.titled(&text, |canvas| {
            canvas.line(at(level.stated, level.held_below), at(level.stated, level.held), "curve");
            canvas.dot(*point, 4.5, "point");
        });
    }
    canvas.text(left + SIDE / 2.0, bottom + 38.0, "quiet", "middle", "stated");
    canvas.text(MARGIN, top - 16.0, "quiet", "start", "held");
    canvas.finish(title, left + SIDE + 60.0, bottom + 56.0, theme)
}
