use crate::expand::clocks::Clocks;
use crate::local::{DAY, Local};
use crate::read::{Event, EventEnd, Frame, Moment};
use crate::values::Length;

/// How the time that an occurrence takes lies around its local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Whole days, backward where start and end were exchanged.
    Days(i64),
    /// Up to the local time that many seconds later, whatever the clocks do;
    /// back to an earlier one where start and end were exchanged.
    Local(i64),
    /// Days of the calendar, then exact seconds.
    Length(Length),
    /// So many exact seconds later, or earlier.
    Exact(i64),
}

impl Extent {
    pub(super) fn of(event: &Event, start: Moment, clocks: &Clocks<'_>) -> Self {
        Extent::until(event.end, start, clocks)
    }

    /// The extent of something that begins and ends so.
    pub(super) fn until(end: EventEnd, start: Moment, clocks: &Clocks<'_>) -> Self {
        let all_day = start.frame == Frame::Date;
        match end {
            EventEnd::Unsaid if all_day => Extent::Days(1),
            EventEnd::Unsaid => Extent::Exact(0),
            EventEnd::After(length) if all_day => Extent::Days(length.abs().nominal_seconds() / DAY),
            EventEnd::After(length) => Extent::Length(length.abs()),
            EventEnd::At(end) if all_day => Extent::Days((end.local.midnight().0 - start.local.midnight().0) / DAY),
            // An end without a zone is in that of the start.
            EventEnd::At(end) if end.frame == start.frame || matches!(end.frame, Frame::Date | Frame::Floating) => {
                Extent::Local(end.local.0 - start.local.0)
            }
            EventEnd::At(end) => Extent::Exact(clocks.instant_of(end) - clocks.instant_of(start)),
        }
    }

    /// Start and end of the occurrence with this local time, as instants; the
    /// end is never before the start.
    pub(super) fn instants(self, frame: Frame, local: Local, clocks: &Clocks<'_>) -> (i64, i64) {
        let start = clocks.instant(frame, local);
        let end = match self {
            Extent::Days(days) => clocks.instant(frame, local.plus(days * DAY)),
            Extent::Local(0) | Extent::Exact(0) => start,
            Extent::Local(seconds) => clocks.instant(frame, local.plus(seconds)),
            Extent::Length(Length { days, seconds }) => {
                let day = if days == 0 { start } else { clocks.instant(frame, local.plus(days * DAY)) };
                Local(day).plus(seconds).0
            }
            Extent::Exact(seconds) => Local(start).plus(seconds).0,
        };
        (start.min(end), start.max(end))
    }

    /// No occurrence reaches farther from its local time than so many seconds.
    pub(super) fn reach(self) -> i64 {
        match self {
            Extent::Days(days) => days.saturating_abs().saturating_mul(DAY),
            Extent::Local(seconds) | Extent::Exact(seconds) => seconds.saturating_abs(),
            Extent::Length(length) => length.nominal_seconds().saturating_abs(),
        }
    }
}
