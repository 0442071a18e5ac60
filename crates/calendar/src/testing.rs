//! What tests of this crate share.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use crate::http::{Http, HttpError, Request, Response};

/// Runs something that never really waits.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
}

/// A server that answers each request by itself, without any memory.
pub(crate) struct Answers<F>(pub(crate) F);

impl<F: Fn(&Request) -> Response + Send + Sync> Http for Answers<F> {
    async fn send(&self, request: &Request) -> Result<Response, HttpError> {
        Ok((self.0)(request))
    }

    async fn wait(&self, _: Duration) {}

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn random(&self) -> u64 {
        1
    }
}

/// A multistatus answer with these responses (and a token) in it.
pub(crate) fn multistatus(inner: &str) -> Response {
    let names = r#"xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/""#;
    let body = format!("<multistatus {names}>{inner}</multistatus>").into_bytes();
    Response { status: 207, headers: Vec::new(), body }
}

/// What a multistatus says of one address.
pub(crate) fn found(href: &str, properties: &str) -> String {
    format!(
        "<response><href>{href}</href><propstat><prop>{properties}</prop><status>HTTP/1.1 200 OK</status></propstat></response>"
    )
}
