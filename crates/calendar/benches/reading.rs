//! How long reading and expanding take: `cargo bench -p backcast-calendar`.

use backcast_calendar::{Calendar, TravelSchedule, Window};
use jiff::tz::TimeZone;

fn main() {
    divan::main();
}

fn window(start: &str, end: &str) -> Window {
    Window { start: start.parse().expect("an instant"), end: end.parse().expect("an instant") }
}

fn berlin() -> TravelSchedule {
    TravelSchedule::at_home(TimeZone::get("Europe/Berlin").expect("there"))
}

/// An endless daily series since 1995, looked at for two weeks of 2027.
#[divan::bench]
fn endless_daily_series(bencher: divan::Bencher<'_, '_>) {
    let text = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Berlin:19950102T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEND:VEVENT\n";
    let (window, home) = (window("2027-07-01T00:00:00Z", "2027-07-15T00:00:00Z"), berlin());
    bencher.bench(|| {
        let calendar = Calendar::read(divan::black_box(text.as_bytes()));
        calendar.expand(window, &home).occurrences.len()
    });
}

/// The same with the last Friday of each month, and an exception each year.
#[divan::bench]
fn endless_monthly_series_with_exceptions(bencher: divan::Bencher<'_, '_>) {
    let mut text = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Berlin:19950127T090000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=-1FR\n".to_owned();
    for year in 1996..2030 {
        text += &format!("EXDATE;TZID=Europe/Berlin:{year}0126T090000\n");
    }
    text += "END:VEVENT\n";
    let (window, home) = (window("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"), berlin());
    bencher.bench(|| {
        let calendar = Calendar::read(divan::black_box(text.as_bytes()));
        calendar.expand(window, &home).occurrences.len()
    });
}
