use std::fmt;

use crate::expand::{Expansion, Window};
use crate::read::{Calendar, Event, MicrosoftBusyStatus, Status};

/// Which events take time. The defaults take what a careful person would:
/// everything that may keep them from working.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusyPolicy {
    /// Whether events take time that may take place.
    pub tentative: bool,
    /// Whether whole days take time.
    pub all_day: bool,
    /// Whether what Microsoft's programs say of an event counts beside the
    /// standard: an event that they call free takes no time.
    pub microsoft: bool,
    /// The person's own addresses: what they declined takes no time.
    pub addresses: Vec<String>,
}

impl Default for BusyPolicy {
    fn default() -> Self {
        BusyPolicy { tentative: true, all_day: true, microsoft: true, addresses: Vec::new() }
    }
}

impl BusyPolicy {
    /// Whether an event takes the time of whoever has it in their calendar.
    #[must_use]
    pub fn takes_time(&self, event: &Event) -> bool {
        let free = match event.microsoft_status() {
            Some(MicrosoftBusyStatus::Free) => self.microsoft,
            Some(MicrosoftBusyStatus::Tentative) => self.microsoft && !self.tentative,
            _ => false,
        };
        let tentative = event.status() == Status::Tentative && !self.tentative;
        let all_day = event.is_all_day() && !self.all_day;
        let off = free || tentative || all_day || event.is_transparent() || event.status() == Status::Cancelled;
        !off && !event.is_ours() && !event.is_declined_by(&self.addresses)
    }
}

/// A sentence without its full stop.
impl fmt::Display for BusyPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |taken: bool| if taken { "taken" } else { "free" };
        write!(f, "Tentative events count as {}, whole days as {}", word(self.tentative), word(self.all_day))?;
        let microsoft = if self.microsoft { "free as free" } else { "free as the standard says" };
        write!(f, ", and what Microsoft's programs call {microsoft}")
    }
}

impl Calendar {
    /// The times of an expansion that are taken, merged and within the window:
    /// in order, none touching the next.
    #[must_use]
    pub fn busy(&self, expansion: &Expansion, window: Window, policy: &BusyPolicy) -> Vec<Window> {
        let takes: Vec<bool> = self.events.iter().map(|event| policy.takes_time(event)).collect();
        let events = expansion.occurrences.iter().filter(|occurrence| takes[occurrence.event]);
        let reservations = expansion.reservations.iter().filter(|reserved| policy.tentative || !reserved.tentative);
        let times = events.map(|occurrence| Window { start: occurrence.start, end: occurrence.end });
        Window::merged(times.chain(reservations.map(|reserved| reserved.time)), window)
    }
}
