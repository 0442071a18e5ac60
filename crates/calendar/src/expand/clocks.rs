use crate::local::Local;
use crate::read::{Frame, Moment, ZoneTable};
use crate::travel_schedule::TravelSchedule;

/// Everything that turns local times into instants and back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clocks<'c> {
    pub(super) zones: &'c ZoneTable,
    pub(super) travel: &'c TravelSchedule,
}

impl Clocks<'_> {
    /// The instant of a local time, in seconds since 1970-01-01T00:00:00Z.
    pub(super) fn instant(&self, frame: Frame, local: Local) -> i64 {
        let local = local.plus(0);
        let instant = match frame {
            Frame::Utc => local.0,
            Frame::Zone(id) => match self.zones.get(id) {
                Some(zone) => zone.instant(local),
                None => self.travel.instant(local),
            },
            Frame::Date | Frame::Floating => self.travel.instant(local),
        };
        instant.clamp(Local::MIN.0, Local::MAX.0)
    }

    pub(super) fn instant_of(&self, moment: Moment) -> i64 {
        self.instant(moment.frame, moment.local)
    }

    /// What a clock in this frame shows at an instant.
    pub(super) fn local(&self, frame: Frame, instant: i64) -> Local {
        match frame {
            Frame::Utc => Local(instant),
            Frame::Zone(id) => match self.zones.get(id) {
                Some(zone) => zone.local(instant),
                None => self.travel.local(instant),
            },
            Frame::Date | Frame::Floating => self.travel.local(instant),
        }
    }

    /// A moment as the local time of a series: where the series is of whole
    /// days, its day counts as written; a time without a zone that is known is
    /// that of the series.
    pub(super) fn in_frame(&self, moment: Moment, frame: Frame) -> Local {
        let zoneless = match moment.frame {
            Frame::Date | Frame::Floating => true,
            Frame::Zone(id) => self.zones.get(id).is_none(),
            Frame::Utc => false,
        };
        if frame == Frame::Date {
            moment.local.midnight()
        } else if zoneless || moment.frame == frame {
            moment.local
        } else {
            self.local(frame, self.instant_of(moment))
        }
    }
}
