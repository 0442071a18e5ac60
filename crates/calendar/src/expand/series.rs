use std::collections::HashMap;

use crate::expand::clocks::Clocks;
use crate::expand::extent::Extent;
use crate::expand::{OF_FILE_MAX, OF_SERIES_MAX, Sink};
use crate::local::{DAY, Day, Local};
use crate::read::{Event, EventEnd, Frame, Moment, Recurrence};
use crate::rule::Rule;
use crate::values::Form;

/// The events of one UID: at most one that recurs or stands alone, and those
/// that replace single occurrences of it.
#[derive(Clone, Debug)]
pub(super) struct Series<'c> {
    master: Option<(usize, &'c Event)>,
    replacements: Vec<(usize, &'c Event)>,
}

/// An occurrence of the series before exceptions are taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Instance {
    local: Local,
    /// A period has an end of its own.
    end: Option<EventEnd>,
    /// The zone that an RDATE names for itself.
    own_start: Option<Moment>,
}

impl<'c> Series<'c> {
    pub(super) fn of(idx: usize, event: &'c Event) -> Self {
        let mut series = Series { master: None, replacements: Vec::new() };
        series.add(idx, event);
        series
    }

    /// Adds an event. Of several versions of one event the one with the
    /// highest SEQUENCE stands, then the one changed last, then the last.
    pub(super) fn add(&mut self, idx: usize, event: &'c Event) {
        if event.recurrence_id.is_some() {
            self.replacements.push((idx, event));
        } else if self.master.is_none_or(|(_, known)| version(known) <= version(event)) {
            self.master = Some((idx, event));
        }
    }

    pub(super) fn expand(&self, clocks: &Clocks<'_>, sink: &mut Sink) {
        let Some((idx, master)) = self.master else {
            for (idx, event) in self.latest_replacements(clocks, None) {
                emit(idx, event, clocks, sink);
            }
            return;
        };
        match (master.start, &master.recurrence) {
            (Some(_), None) if self.replacements.is_empty() => emit(idx, master, clocks, sink),
            (Some(start), _) => Expander { series: self, idx, master, start, clocks }.expand(sink),
            // It cannot be told which occurrences there are: only those that
            // are spelled out count.
            (None, _) => {
                for (idx, event) in self.latest_replacements(clocks, None) {
                    emit(idx, event, clocks, sink);
                }
            }
        }
    }

    /// The events that replace occurrences, the latest version of each.
    fn latest_replacements(&self, clocks: &Clocks<'_>, frame: Option<Frame>) -> Vec<(usize, &'c Event)> {
        let mut latest: HashMap<Local, (usize, &'c Event)> = HashMap::new();
        for &(idx, event) in &self.replacements {
            let Some(id) = event.recurrence_id else { continue };
            let key = frame.map_or(id.at.local, |frame| clocks.in_frame(id.at, frame));
            let known = latest.entry(key).or_insert((idx, event));
            if version(known.1) <= version(event) {
                *known = (idx, event);
            }
        }
        let mut latest: Vec<(usize, &'c Event)> = latest.into_values().collect();
        latest.sort_unstable_by_key(|(idx, _)| *idx);
        latest
    }
}

fn version(event: &Event) -> (i64, Local) {
    (event.sequence, event.modified)
}

/// An event that does not recur, or that replaces one occurrence.
fn emit(idx: usize, event: &Event, clocks: &Clocks<'_>, sink: &mut Sink) {
    let Some(start) = event.start.or_else(|| event.recurrence_id.map(|id| id.at)) else { return };
    let (from, to) = Extent::of(event, start, clocks).instants(start.frame, start.local, clocks);
    sink.add(idx, from, to);
}

/// A series whose master says when it begins.
struct Expander<'e, 'c> {
    series: &'e Series<'c>,
    idx: usize,
    master: &'c Event,
    start: Moment,
    clocks: &'e Clocks<'e>,
}

/// An occurrence from which on all later ones change.
struct Following<'c> {
    from: Local,
    idx: usize,
    event: &'c Event,
    start: Moment,
}

impl<'c> Expander<'_, 'c> {
    fn expand(&self, sink: &mut Sink) {
        let replacements = self.series.latest_replacements(self.clocks, Some(self.start.frame));
        let mut replaced: Vec<(Local, usize, &Event)> = Vec::with_capacity(replacements.len());
        let mut following = Vec::new();
        for (idx, event) in replacements {
            let Some(id) = event.recurrence_id else { continue };
            let key = self.key(id.at, sink);
            replaced.push((key, idx, event));
            if id.and_following {
                let start = event.start.unwrap_or(id.at);
                following.push(Following { from: key, idx, event, start });
            }
        }
        following.sort_by_key(|following| following.from);
        let exceptions = Exceptions::new(self);
        for (key, idx, event) in &replaced {
            // An exception takes away what stands in its place, too.
            if !exceptions.has(*key) {
                emit(*idx, event, self.clocks, sink);
            }
        }
        let mut replaced: Vec<Local> = replaced.into_iter().map(|(key, ..)| key).collect();
        replaced.sort_unstable();

        let extent = Extent::of(self.master, self.start, self.clocks);
        let (first, last) = self.bounds(extent, &following, sink);
        let mut instances = self.instances(first, last, sink);
        let excluded = self.excluded(first, last, sink);
        instances.retain(|instance| {
            !exceptions.has(instance.local)
                && replaced.binary_search(&instance.local).is_err()
                && excluded.binary_search(&instance.local).is_err()
        });
        for instance in &instances {
            let changed = following.partition_point(|following| following.from <= instance.local).checked_sub(1);
            match changed.map(|at| &following[at]) {
                Some(following) => self.emit_following(following, *instance, sink),
                None => self.emit_instance(extent, *instance, sink),
            }
        }
    }

    fn emit_instance(&self, extent: Extent, instance: Instance, sink: &mut Sink) {
        let start = instance.own_start.unwrap_or(Moment { local: instance.local, frame: self.start.frame });
        let extent = instance.end.map_or(extent, |end| Extent::until(end, start, self.clocks));
        let (from, to) = extent.instants(start.frame, start.local, self.clocks);
        sink.add(self.idx, from, to);
    }

    /// An occurrence after one that changed all later ones: it moves as that
    /// one did, and takes what that one takes.
    fn emit_following(&self, following: &Following<'_>, instance: Instance, sink: &mut Sink) {
        let local = following.start.local.plus(instance.local.0 - following.from.0);
        let extent = Extent::of(following.event, following.start, self.clocks);
        let (from, to) = extent.instants(following.start.frame, local, self.clocks);
        sink.add(following.idx, from, to);
    }

    /// The local times between which an occurrence can reach the window.
    fn bounds(&self, extent: Extent, following: &[Following<'c>], sink: &Sink) -> (Local, Local) {
        let moved = following.iter().map(|following| {
            let extent = Extent::of(following.event, following.start, self.clocks);
            (following.start.local.0 - following.from.0).saturating_abs().saturating_add(extent.reach())
        });
        let periods = self
            .recurrence()
            .into_iter()
            .flat_map(|recurrence| &recurrence.dates)
            .filter_map(|date| Some(Extent::until(date.end?, date.start, self.clocks).reach()));
        let reach = moved.chain(periods).fold(extent.reach(), i64::max);
        // Clocks differ from UTC by less than a day, and dates by a bit more.
        let reach = reach.saturating_add(2 * DAY);
        (Local(sink.from).plus(-reach), Local(sink.to).plus(reach))
    }

    fn recurrence(&self) -> Option<&'c Recurrence> {
        self.master.recurrence.as_deref()
    }

    /// The occurrences that rules and dates give between two local times, in
    /// order, each once.
    fn instances(&self, first: Local, last: Local, sink: &mut Sink) -> Vec<Instance> {
        let plain = |local: Local| Instance { local, end: None, own_start: None };
        let mut instances = vec![plain(self.start.local)];
        if let Some(recurrence) = self.recurrence() {
            for date in &recurrence.dates {
                let local = self.clocks.in_frame(date.start, self.start.frame);
                instances.push(Instance { local, end: date.end, own_start: Some(date.start) });
            }
            for rule in &recurrence.rules {
                self.times_of(rule, first, last, sink, |local| instances.push(plain(local)));
            }
        }
        instances.retain(|instance| first <= instance.local && instance.local <= last);
        // A period says more than the same time without an end.
        instances.sort_by_key(|instance| (instance.local, instance.end.is_none()));
        instances.dedup_by_key(|instance| instance.local);
        instances
    }

    /// The times that exception rules give.
    fn excluded(&self, first: Local, last: Local, sink: &mut Sink) -> Vec<Local> {
        let mut excluded = Vec::new();
        for rule in self.recurrence().into_iter().flat_map(|recurrence| &recurrence.excluding) {
            self.times_of(rule, first, last, sink, |local| excluded.push(local));
        }
        excluded.sort_unstable();
        excluded
    }

    fn times_of(&self, rule: &Rule, first: Local, last: Local, sink: &mut Sink, mut take: impl FnMut(Local)) {
        let room = OF_SERIES_MAX.min(OF_FILE_MAX - sink.found.len().min(OF_FILE_MAX));
        let mut occurrences = rule.occurrences(self.start.local, self.until(rule)).skip_to(first);
        let mut n = 0;
        while let Some(local) = occurrences.next_until(last, &mut sink.fuel) {
            if local < first {
                continue;
            }
            if n == room {
                let message = if room == OF_SERIES_MAX {
                    format!("recurs more than {room} times here: later ones were left out")
                } else {
                    format!("is one of more than {OF_FILE_MAX} occurrences here: later ones were left out")
                };
                sink.note("occurrences_capped", self.master, message);
                return;
            }
            n += 1;
            take(local);
        }
        if sink.is_full() {
            let message = "takes too long to expand: later occurrences may be missing".to_owned();
            sink.note("expansion_capped", self.master, message);
        }
    }

    /// The last local time that a rule allows.
    fn until(&self, rule: &Rule) -> Option<Local> {
        let until = rule.until?;
        Some(match until.form {
            _ if self.start.frame == Frame::Date => until.local.midnight(),
            Form::Date | Form::Local => until.local,
            Form::Utc => self.clocks.local(self.start.frame, until.local.0),
        })
    }

    /// The local time of the occurrence that a RECURRENCE-ID means: converted
    /// to the zone of the series or, where that gives none, as written.
    fn key(&self, at: Moment, sink: &mut Sink) -> Local {
        let converted = self.clocks.in_frame(at, self.start.frame);
        if at.frame == Frame::Date && self.start.frame != Frame::Date {
            return self.of_day(at.local.day(), sink).unwrap_or(converted);
        }
        if converted != at.local && !self.gives(converted, sink) && self.gives(at.local, sink) {
            return at.local;
        }
        converted
    }

    fn gives(&self, local: Local, sink: &mut Sink) -> bool {
        !self.instances(local, local, sink).is_empty()
    }

    /// The first occurrence of a day.
    fn of_day(&self, day: Day, sink: &mut Sink) -> Option<Local> {
        let first = Local::new(day, 0);
        self.instances(first, first.plus(DAY - 1), sink).first().map(|instance| instance.local)
    }
}

/// The exception dates of a series in its own local time.
struct Exceptions {
    times: Vec<Local>,
    /// Dates take away whatever the series has on that day.
    days: Vec<Day>,
}

impl Exceptions {
    fn new(expander: &Expander<'_, '_>) -> Self {
        let (mut times, mut days) = (Vec::new(), Vec::new());
        let whole_days = expander.start.frame == Frame::Date;
        for &moment in expander.recurrence().into_iter().flat_map(|recurrence| &recurrence.exceptions) {
            let local = expander.clocks.in_frame(moment, expander.start.frame);
            if moment.frame == Frame::Date || whole_days {
                days.push(local.day());
            } else {
                times.push(local);
            }
        }
        times.sort_unstable();
        days.sort_unstable();
        Exceptions { times, days }
    }

    fn has(&self, local: Local) -> bool {
        self.times.binary_search(&local).is_ok() || self.days.binary_search(&local.day()).is_ok()
    }
}
