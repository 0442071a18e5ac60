//! Bars over days.

use backcast_core::{Plan, PlannedMilestone, plus_days};
use jiff::civil::Date;

use super::axis::TimeAxis;
use super::canvas::{SvgCanvas, lines, shortened};
use super::{MARGIN, WIDTH};
use crate::words::{day, long_day};

const LABELS: f64 = 330.0;
const ROW: f64 = 38.0;
const BAR: f64 = 18.0;

/// Draws from `y` on and returns where it ends.
pub(super) fn draw(plan: &Plan, y: f64, canvas: &mut SvgCanvas) -> f64 {
    let Some(last) = plan.milestones.iter().map(|planned| planned.due).max() else { return y };
    let last = plan.deadline.map_or(last, |deadline| deadline.max(last));
    // Room for the last date label.
    let scale = TimeAxis::new(plan.today, last, (MARGIN + LABELS, WIDTH - MARGIN - 56.0));
    let top = y + 24.0;
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let bottom = top + ROW * plan.milestones.len() as f64;
    background(plan, &scale, last, (top, bottom), canvas);
    let mut row_y = top;
    for planned in &plan.milestones {
        row(plan, planned, &scale, row_y, canvas);
        row_y += ROW;
    }
    marks(plan, &scale, (top, bottom), canvas);
    legend(bottom + 26.0, canvas);
    bottom + 44.0
}

fn background(plan: &Plan, scale: &TimeAxis, last: Date, (top, bottom): (f64, f64), canvas: &mut SvgCanvas) {
    for (idx, _) in plan.milestones.iter().enumerate().filter(|(idx, _)| idx % 2 == 1) {
        #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
        let y = top + ROW * idx as f64;
        canvas.rectangle(MARGIN, y, WIDTH - 2.0 * MARGIN, ROW, 4.0, "stripe");
    }
    for range in plan.goals.first().map_or(&[][..], |goal| &goal.circumstances.busy) {
        let (from, to) = (range.from.max(plan.today), range.to.min(last));
        if from <= to {
            let left = range.left.hours_per_week();
            let hours =
                if range.blocks() { "nothing can be done".to_owned() } else { format!("{left} h a week are left") };
            let title = format!(
                "{}: {} to {}, {hours}",
                range.reason.as_deref().unwrap_or("busy"),
                long_day(from),
                long_day(to)
            );
            canvas.titled(&title, |canvas| {
                canvas.rectangle(
                    scale.x(from),
                    top,
                    scale.x(plus_days(to, 1)) - scale.x(from),
                    bottom - top,
                    0.0,
                    "busy",
                );
            });
        }
    }
    scale.months((top, bottom), canvas);
}

fn row(plan: &Plan, planned: &PlannedMilestone, scale: &TimeAxis, y: f64, canvas: &mut SvgCanvas) {
    let milestone = &planned.milestone;
    canvas.text(MARGIN + 4.0, y + ROW / 2.0 + 4.5, "id", "start", &shortened(milestone.id.as_str(), 6));
    let name = lines(&milestone.name, 39, 2);
    let first = y + ROW / 2.0 + if name.len() == 1 { 4.5 } else { -2.5 };
    let mut line_y = first;
    for line in &name {
        canvas.text(MARGIN + 44.0, line_y, "", "start", line);
        line_y += 14.5;
    }
    let (from, to) = (scale.x(planned.start), scale.x(plus_days(planned.due, 1)));
    let title = format!(
        "{} {}: {} to {}, {} hours, {} days of slack",
        milestone.id,
        milestone.name,
        long_day(planned.start),
        long_day(planned.due),
        milestone.effort.likely(),
        planned.slack_days
    );
    canvas.titled(&title, |canvas| {
        let middle = y + ROW / 2.0;
        if planned.slack_days > 0 {
            // Low, so that the date stands free above it.
            let low = middle + BAR / 2.0 - 1.0;
            canvas.line((to - 3.0, low), (scale.x(plus_days(planned.due_latest, 1)), low), "slack");
        }
        let class = if planned.critical { "bar critical" } else { "bar" };
        canvas.rectangle(from, middle - BAR / 2.0, (to - from).max(4.0), BAR, 4.0, class);
        canvas.text(to + 5.0, middle + 3.0, "small", "start", &day(planned.due, plan.today));
    });
}

fn marks(plan: &Plan, scale: &TimeAxis, (top, bottom): (f64, f64), canvas: &mut SvgCanvas) {
    let now = scale.x(plan.today);
    canvas.line((now, top - 6.0), (now, bottom + 4.0), "now");
    let mut deadlines: Vec<Date> = plan.goals.iter().filter_map(|goal| goal.deadline).collect();
    deadlines.extend(plan.deadline);
    deadlines.sort();
    deadlines.dedup();
    for deadline in deadlines {
        let x = scale.x(plus_days(deadline, 1));
        canvas.line((x, top - 6.0), (x, bottom + 4.0), "deadline");
    }
}

fn legend(y: f64, canvas: &mut SvgCanvas) {
    let mut x = MARGIN + LABELS;
    let mut entry = |width: f64, text: &str, draw: &dyn Fn(f64, &mut SvgCanvas)| {
        draw(x, canvas);
        canvas.text(x + 24.0, y, "small", "start", text);
        x += width;
    };
    entry(112.0, "critical chain", &|x, canvas| canvas.rectangle(x, y - 9.0, 18.0, 10.0, 3.0, "bar critical"));
    entry(104.0, "other work", &|x, canvas| canvas.rectangle(x, y - 9.0, 18.0, 10.0, 3.0, "bar"));
    entry(76.0, "slack", &|x, canvas| canvas.line((x, y - 4.0), (x + 18.0, y - 4.0), "slack"));
    entry(94.0, "busy days", &|x, canvas| canvas.rectangle(x, y - 9.0, 18.0, 10.0, 0.0, "busy"));
    entry(78.0, "today", &|x, canvas| canvas.line((x + 9.0, y - 11.0), (x + 9.0, y + 3.0), "now"));
    entry(90.0, "deadline", &|x, canvas| canvas.line((x + 9.0, y - 11.0), (x + 9.0, y + 3.0), "deadline"));
}
