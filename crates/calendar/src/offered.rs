use crate::expand::Window;
use crate::read::{Calendar, EventEnd, Offer};
use crate::travel_schedule::TravelSchedule;

impl Calendar {
    /// The times within a window that the file offers by VAVAILABILITY (RFC
    /// 7953), merged and in order; `None` if it has none. Where several
    /// hold, the one with the highest priority counts.
    #[must_use]
    pub fn offered(&self, window: Window, travel: &TravelSchedule) -> Option<Vec<Window>> {
        if self.offers.is_empty() {
            return None;
        }
        // The strongest comes last: what holds takes the place of what was
        // offered before. 0 is the weakest, else the larger numbers are.
        let mut offers: Vec<&Offer> = self.offers.iter().collect();
        offers.sort_by_key(|offer| std::cmp::Reverse(if offer.priority == 0 { u8::MAX } else { offer.priority }));
        let mut offered: Vec<Window> = Vec::new();
        for offer in offers {
            let holds = self.holds(offer, window, travel);
            let found = self.expand_events(&offer.times, window, travel).occurrences;
            let inside = |one: Window| Window { start: one.start.max(holds.start), end: one.end.min(holds.end) };
            offered = offered.into_iter().flat_map(|one| without(one, holds)).collect();
            offered.extend(found.iter().map(|one| inside(Window { start: one.start, end: one.end })));
        }
        Some(Window::merged(offered, window))
    }

    /// The part of the window in which an offer holds.
    fn holds(&self, offer: &Offer, window: Window, travel: &TravelSchedule) -> Window {
        let Some((start, end)) = offer.start.map(|start| self.instants(start, offer.end, travel)) else {
            return window;
        };
        let end = if offer.end == EventEnd::Unsaid { window.end } else { end };
        Window { start: start.max(window.start), end: end.min(window.end) }
    }
}

/// What is left of a stretch on either side of another.
fn without(one: Window, taken: Window) -> impl Iterator<Item = Window> {
    let sides = [
        Window { start: one.start, end: one.end.min(taken.start) },
        Window { start: one.start.max(taken.end), end: one.end },
    ];
    sides.into_iter().filter(|side| side.start < side.end)
}
