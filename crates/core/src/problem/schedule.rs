use super::{Minute, Span};

/// Where each task of a problem lies, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule(pub Vec<Placed>);

/// Where a task lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// Who does it; nobody where it only waits.
    pub person: Option<usize>,
    /// In these stretches, in rising order, the person does nothing else
    /// whenever there is working time in them. Work that is not split, and
    /// waiting, has one.
    pub stretches: Vec<Span>,
}

impl Schedule {
    /// The same schedule with time running backward from a horizon.
    #[must_use]
    pub fn mirrored(&self, horizon: Minute) -> Self {
        let span = |span: &Span| Span::new(horizon.saturating_sub(span.finish), horizon.saturating_sub(span.start));
        let placed = |placed: &Placed| Placed {
            person: placed.person,
            stretches: placed.stretches.iter().rev().map(span).collect(),
        };
        Schedule(self.0.iter().map(placed).collect())
    }
}

impl Placed {
    /// Its first minute; zero for an empty placement.
    #[must_use]
    pub fn start(&self) -> Minute {
        self.stretches.first().map_or(0, |span| span.start)
    }

    /// The first minute after it; zero for an empty placement.
    #[must_use]
    pub fn finish(&self) -> Minute {
        self.stretches.last().map_or(0, |span| span.finish)
    }
}
