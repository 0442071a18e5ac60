use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use backcast_calendar::{
    BusyPolicy, Calendar, Collection, DavClient, Http, HttpError, Meaning, Remote, Request, Response, TravelSchedule,
    Window,
};
use jiff::tz::TimeZone;
use url::Url;

/// A calendar file is read, and its occurrences and busy times of a year are
/// found.
pub fn calendar(bytes: &[u8]) {
    let window = Window {
        start: "2026-05-12T00:00:00Z".parse().expect("an instant"),
        end: "2027-05-12T00:00:00Z".parse().expect("an instant"),
    };
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    let calendar = Calendar::read(bytes);
    let found = calendar.expand(window, &TravelSchedule::at_home(zone.clone()));
    for busy in calendar.busy(&found, window, &BusyPolicy::default()) {
        assert!(window.start <= busy.start && busy.start < busy.end && busy.end <= window.end, "{busy:?}");
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        for event in calendar.events() {
            black_box(Meaning::of(text, event.uid(), &zone));
        }
    }
}

/// A server that gives the same answer to whatever it is asked.
struct Parrot(Vec<u8>);

impl Http for Parrot {
    async fn send(&self, _request: &Request) -> Result<Response, HttpError> {
        let headers = vec![("content-type".to_owned(), "application/xml; charset=utf-8".to_owned())];
        Ok(Response { status: 207, headers, body: self.0.clone() })
    }

    async fn wait(&self, _duration: Duration) {}

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn random(&self) -> u64 {
        0
    }
}

/// An answer with many parts is read wherever one is expected.
pub fn multistatus(bytes: &[u8]) {
    let url = Url::parse("https://calendar.example/ann/home/").expect("an address");
    let client = DavClient::new(Remote::new(Parrot(bytes.to_vec()), None, false));
    block_on(async {
        drop(black_box(client.discover(&url).await));
        let collection = Collection::at(url.clone());
        drop(black_box(client.changes(&collection, None).await));
        drop(black_box(client.changes(&collection, Some("token")).await));
        drop(black_box(client.get_all(&collection, std::slice::from_ref(&url)).await));
    });
}

/// Runs something that never really waits.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
}
