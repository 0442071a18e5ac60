//! Reads calendar files and says how much of a window they take:
//! `busy START END FILE…`, with instants such as 2027-01-01T00:00:00Z.
//! `benches/calendar.py` compares it with libical.

use backcast_calendar::{BusyPolicy, Calendar, TravelSchedule, Window};
use jiff::tz::TimeZone;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [start, end, files @ ..] = arguments.as_slice() else {
        return Err("usage: busy START END FILE…".into());
    };
    let window = Window { start: start.parse()?, end: end.parse()? };
    let travel = TravelSchedule::at_home(TimeZone::UTC);
    let (mut n_events, mut n_occurrences, mut busy) = (0, 0, Vec::new());
    for file in files {
        let calendar = Calendar::read(&std::fs::read(file)?);
        let expansion = calendar.expand(window, &travel);
        n_events += calendar.events().len();
        n_occurrences += expansion.occurrences.len();
        busy.extend(calendar.busy(&expansion, window, &BusyPolicy::default()));
    }
    let busy = Window::merged(busy, window);
    let seconds: i64 = busy.iter().map(|busy| busy.end.as_second() - busy.start.as_second()).sum();
    println!("{n_events} events, {n_occurrences} occurrences, {} stretches, {seconds} s", busy.len());
    Ok(())
}
