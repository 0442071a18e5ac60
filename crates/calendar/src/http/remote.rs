use std::time::Duration;

use backcast_address::{Address, is_own_machine};
use backcast_retry::{Retry, RetryPolicy, retry_after};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use url::Url;

use crate::http::{Http, HttpError, Request, Response};

/// A name and the password that goes with it; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Name of the account at the server.
    pub user: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// A server as we talk to it: redirections are followed, busy servers asked
/// again, and nothing goes readable over the network unless allowed; a password
/// never does.
#[derive(Clone, Debug)]
pub struct Remote<H> {
    http: H,
    credentials: Option<Credentials>,
    allow_http: bool,
    /// The server that the password is for; that of each request where none is
    /// named.
    server: Option<Url>,
}

/// Why a server could not be talked to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// Others could read what is sent.
    #[error("{0} would send everything readable for others")]
    NotSecret(String),
    /// Others could read the password.
    #[error("the password for {0} would be sent readable for others, as the address is no https://")]
    PasswordNotSecret(String),
    /// A server that another one names wants a password, which is not for it.
    #[error("{0} wants a password, and the password that there is belongs to another server")]
    OtherServer(String),
    /// The address is of no kind that can be read.
    #[error("{0} is no address of the web")]
    NotWeb(String),
    /// The server sends from one address to the next without end.
    #[error("{0} is redirected too often")]
    RedirectedTooOften(String),
    /// The server sends to an address that is none.
    #[error("{0} is redirected to an address that is none")]
    RedirectedNowhere(String),
    /// The server does not know who we are.
    #[error("{0} wants another name or password")]
    Unauthorized(String),
    /// The server takes passwords in no form that we can send.
    #[error("{0} speaks Digest, which is not supported")]
    Digest(String),
    /// The server has too much to do.
    #[error("{0} is busy: it answered {1}")]
    Busy(String, u16),
    /// There is no answer.
    #[error("{url}")]
    Failed {
        /// Whom we asked.
        url: String,
        /// What went wrong.
        #[source]
        source: HttpError,
    },
}

const REDIRECTS_MAX: usize = 5;
/// Somebody is waiting for a list of their day: half a minute at a time, and a
/// minute in total, is the most.
const RETRIES: RetryPolicy = RetryPolicy {
    tries_max: 4,
    pause_first: Duration::from_millis(250),
    pause_max: Duration::from_secs(30),
    total_max: Duration::from_secs(60),
};

impl<H: Http> Remote<H> {
    /// A server behind a connection. Plain HTTP is for this machine only,
    /// unless it is allowed.
    #[must_use]
    pub fn new(http: H, credentials: Option<Credentials>, allow_http: bool) -> Self {
        Remote { http, credentials, allow_http, server: None }
    }

    /// The same with a password that is for the server of an address and no
    /// other, whatever addresses that server names. Its subdomains count as the
    /// server itself, and so do the machines of iCloud, which keep calendars
    /// elsewhere than the one that they are asked for at.
    #[must_use]
    pub fn bound_to(self, url: &Url) -> Self {
        Remote { server: Some(url.clone()), ..self }
    }

    /// Sends a request, follows where it is redirected to, and asks again when
    /// the server says that it is busy (429, 503) or the connection breaks.
    /// Also returns the address that answered in the end.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no answer, or one that no other request
    /// would change: whoever asks is not known, or the server stays busy.
    pub async fn send(&self, mut request: Request) -> Result<(Url, Response), RemoteError> {
        let asked = shown(&request.url);
        let server = self.server.clone().unwrap_or_else(|| request.url.clone());
        for _ in 0..=REDIRECTS_MAX {
            // A password goes to the server that it is for, and no other.
            let credentials = self.credentials.as_ref().filter(|_| is_of(&request.url, &server));
            self.check(&request.url, credentials.is_some())?;
            let response = self.send_with_retry(&request, credentials).await?;
            match (response.status, response.header("location")) {
                (401, _) if self.credentials.is_some() && credentials.is_none() => {
                    return Err(RemoteError::OtherServer(shown(&request.url)));
                }
                (401, _) if wants_digest(&response) => return Err(RemoteError::Digest(asked)),
                (401, _) => return Err(RemoteError::Unauthorized(asked)),
                // What is written goes where it was decided to go, and nowhere else.
                (301 | 302 | 303 | 307 | 308, Some(location)) if !is_writing(request.method) => {
                    let next = request.url.join(location);
                    request.url = next.map_err(|_| RemoteError::RedirectedNowhere(asked.clone()))?;
                }
                _ => return Ok((request.url, response)),
            }
        }
        Err(RemoteError::RedirectedTooOften(asked))
    }

    async fn send_with_retry(
        &self,
        request: &Request,
        credentials: Option<&Credentials>,
    ) -> Result<Response, RemoteError> {
        let mut request = request.clone();
        if let Some(Credentials { user, password }) = credentials {
            let value = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
            request.headers.push(("authorization", value));
        }
        let (begun, mut retry) = (self.http.now(), Retry::new(RETRIES));
        let mut rng = ChaCha8Rng::seed_from_u64(self.http.random());
        loop {
            let result = self.http.send(&request).await;
            let now = self.http.now();
            let asked = match &result {
                Ok(response) if matches!(response.status, 429 | 503) => {
                    response.header("retry-after").and_then(|value| retry_after(value, now))
                }
                // What was sent may have arrived: only what asks is repeated.
                Err(HttpError::Connection(_)) if !is_writing(request.method) => None,
                _ => return result.map_err(|source| failed(&request.url, source)),
            };
            let elapsed = now.duration_since(begun).unwrap_or_default();
            match retry.pause(asked, elapsed, &mut rng) {
                Some(pause) => self.http.wait(pause).await,
                None => {
                    let response = result.map_err(|source| failed(&request.url, source))?;
                    return Err(RemoteError::Busy(shown(&request.url), response.status));
                }
            }
        }
    }

    /// Refuses addresses that are none, or that others could listen to; allowing
    /// that is no leave to let them hear a password.
    fn check(&self, url: &Url, with_password: bool) -> Result<(), RemoteError> {
        let is_own_machine = match url.host_str() {
            Some(host) => is_own_machine(host),
            None => return Err(RemoteError::NotWeb(shown(url))),
        };
        match url.scheme() {
            "https" => Ok(()),
            "http" if is_own_machine => Ok(()),
            "http" if !self.allow_http => Err(RemoteError::NotSecret(shown(url))),
            "http" if with_password => Err(RemoteError::PasswordNotSecret(shown(url))),
            "http" => Ok(()),
            _ => Err(RemoteError::NotWeb(shown(url))),
        }
    }
}

/// Whose machines stand in for each other under names of their own.
const ONE_SERVER: &str = "icloud.com";

/// Whether an address is of a server, or over a connection as safe of a part of
/// it.
fn is_of(url: &Url, server: &Url) -> bool {
    let (Some(host), Some(server_host)) = (url.host_str(), server.host_str()) else { return false };
    let is_below = |host: &str, above: &str| host.strip_suffix(above).is_some_and(|rest| rest.ends_with('.'));
    let is_part = is_below(host, server_host) || (is_below(host, ONE_SERVER) && is_below(server_host, ONE_SERVER));
    let is_usual = |url: &Url| url.scheme() == "https" && url.port().is_none();
    url.origin() == server.origin() || (is_part && is_usual(url) && is_usual(server))
}

fn failed(url: &Url, source: HttpError) -> RemoteError {
    RemoteError::Failed { url: shown(url), source }
}

/// Whether a server that wants a password takes it by Digest (RFC 7616) only.
fn wants_digest(response: &Response) -> bool {
    let is_challenge = |(name, _): &&(String, String)| name == "www-authenticate";
    let challenges: Vec<String> =
        response.headers.iter().filter(is_challenge).map(|(_, value)| value.to_ascii_lowercase()).collect();
    let speaks = |scheme: &str| challenges.iter().any(|value| value.contains(scheme));
    speaks("digest ") && !speaks("basic")
}

fn is_writing(method: &str) -> bool {
    !matches!(method, "GET" | "HEAD" | "OPTIONS" | "PROPFIND" | "REPORT")
}

/// An address by its scheme and host: the rest of those of calendars may be
/// secret.
pub(crate) fn shown(url: &Url) -> String {
    Address::new(url.as_str()).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::{Mutex, MutexGuard};
    use std::time::SystemTime;

    use super::*;
    use crate::testing::block_on;

    /// Answers as it was told to, and remembers what it was asked.
    struct Script {
        answers: Mutex<VecDeque<Result<Response, HttpError>>>,
        asked: Mutex<Vec<Request>>,
        waited: Mutex<Vec<Duration>>,
    }

    impl Http for &Script {
        async fn send(&self, request: &Request) -> Result<Response, HttpError> {
            lock(&self.asked).push(request.clone());
            lock(&self.answers).pop_front().expect("no more was expected to be asked")
        }

        async fn wait(&self, duration: Duration) {
            lock(&self.waited).push(duration);
        }

        /// Goes on by what was waited for.
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + lock(&self.waited).iter().sum::<Duration>()
        }

        fn random(&self) -> u64 {
            1
        }
    }

    fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
        held.lock().expect("no test panics while it holds it")
    }

    /// What waits for a server can go on in another thread.
    #[test]
    fn futures_are_send() {
        fn assert_send(_: &impl Send) {}
        let (_, script) = ask("https://example.org/", vec![answer(200, None)]);
        let remote = Remote::new(&script, None, false);
        let url: Url = "https://example.org/".parse().expect("an address");
        let request = Request { method: "GET", url: url.clone(), headers: Vec::new(), body: String::new() };
        assert_send(&remote.send(request));
        assert_send(&crate::fetch(&remote, &url, &crate::Validators::default()));
        assert_send(&crate::DavClient::new(Remote::new(&script, None, false)).discover(&url));
    }

    fn answer(status: u16, header: Option<(&str, &str)>) -> Result<Response, HttpError> {
        let headers = header.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
        Ok(Response { status, headers, body: Vec::new() })
    }

    fn ask(url: &str, answers: Vec<Result<Response, HttpError>>) -> (Result<u16, RemoteError>, Script) {
        let script = Script { answers: Mutex::new(answers.into()), asked: Mutex::default(), waited: Mutex::default() };
        let credentials = Credentials { user: "ann".into(), password: "pass word".into() };
        let remote = Remote::new(&script, Some(credentials), false);
        let request =
            Request { method: "GET", url: url.parse().expect("an address"), headers: Vec::new(), body: String::new() };
        let result = block_on(remote.send(request)).map(|(_, response)| response.status);
        (result, script)
    }

    #[test]
    fn redirections_are_followed_and_passwords_stay_with_their_server() {
        let moved = vec![
            answer(301, Some(("location", "/b"))),
            answer(302, Some(("location", "https://other.example/c"))),
            answer(200, None),
        ];
        let (result, script) = ask("https://example.org/a", moved);
        assert_eq!(result, Ok(200));
        let asked = lock(&script.asked);
        let sent: Vec<(&str, usize)> =
            asked.iter().map(|request| (request.url.as_str(), request.headers.len())).collect();
        assert_eq!(sent, [("https://example.org/a", 1), ("https://example.org/b", 1), ("https://other.example/c", 0)]);
        assert_eq!(asked[0].headers[0].1, "Basic YW5uOnBhc3Mgd29yZA==");
    }

    #[test]
    fn busy_servers_are_asked_again_when_they_say_so() {
        let (result, script) = ask(
            "https://example.org/",
            vec![answer(503, Some(("retry-after", "3"))), answer(429, None), answer(200, None)],
        );
        assert_eq!(result, Ok(200));
        let waited = lock(&script.waited).clone();
        assert_eq!(waited[0], Duration::from_secs(3));
        assert!(waited.len() == 2 && waited[1] <= Duration::from_millis(500), "{waited:?}");
        let (result, _) = ask("https://example.org/", vec![answer(503, Some(("retry-after", "9999")))]);
        assert!(matches!(result, Err(RemoteError::Busy(_, 503))));
    }

    #[test]
    fn busy_servers_may_name_a_day_instead_of_seconds() {
        let until = |date| answer(503, Some(("retry-after", date)));
        let (result, script) =
            ask("https://example.org/", vec![until("Thu, 01 Jan 1970 00:00:20 GMT"), answer(200, None)]);
        assert_eq!(result, Ok(200));
        assert_eq!(lock(&script.waited).as_slice(), [Duration::from_secs(20)]);
        // Nobody waits an hour, nor asks a busy server again at once.
        let (result, script) = ask("https://example.org/", vec![until("Thu, 01 Jan 1970 01:00:00 GMT")]);
        assert!(matches!(result, Err(RemoteError::Busy(_, 503))));
        assert!(lock(&script.waited).is_empty());
    }

    #[test]
    fn a_server_that_stays_busy_is_left_alone_after_a_minute() {
        let busy = || answer(503, Some(("retry-after", "25")));
        let (result, script) = ask("https://example.org/", vec![busy(), busy(), busy()]);
        assert!(matches!(result, Err(RemoteError::Busy(_, 503))));
        assert_eq!(lock(&script.waited).as_slice(), [Duration::from_secs(25); 2]);
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for url in ["http://localhost:5232/", "http://127.0.0.1/", "http://[::1]:80/"] {
            assert_eq!(ask(url, vec![answer(200, None)]).0, Ok(200), "{url}");
        }
        for url in ["http://example.org/secret?key=secret", "http://10.0.0.1/"] {
            let (result, script) = ask(url, Vec::new());
            let error = result.expect_err("refused");
            assert!(matches!(error, RemoteError::NotSecret(_)) && !error.to_string().contains("secret"), "{error}");
            assert!(lock(&script.asked).is_empty());
        }
        let down = vec![answer(301, Some(("location", "http://example.org/")))];
        assert!(matches!(ask("https://example.org/", down).0, Err(RemoteError::NotSecret(_))));
    }

    #[test]
    fn a_password_is_never_sent_readable_even_where_the_rest_may_be() {
        let send = |url: &str, credentials: Option<Credentials>| {
            let (_, script) = ask("http://localhost/", vec![answer(200, None)]);
            lock(&script.answers).push_back(answer(200, None));
            let remote = Remote::new(&script, credentials, true);
            let url = url.parse().expect("an address");
            let request = Request { method: "GET", url, headers: Vec::new(), body: String::new() };
            block_on(remote.send(request)).map(|(_, response)| response.status)
        };
        let ann = || Some(Credentials { user: "ann".into(), password: "secret".into() });
        assert_eq!(send("http://example.org/", None), Ok(200));
        assert_eq!(send("http://127.0.0.1/", ann()), Ok(200));
        let refused = send("http://example.org/", ann()).expect_err("others could listen");
        assert!(matches!(refused, RemoteError::PasswordNotSecret(_)));
    }

    #[test]
    fn a_password_stays_with_its_server_whatever_that_one_names() {
        let send = |server: &str, url: &str, status: u16| {
            let (_, script) = ask("http://localhost/", vec![answer(200, None)]);
            lock(&script.answers).push_back(answer(status, None));
            let credentials = Credentials { user: "ann".into(), password: "secret".into() };
            let address = |text: &str| text.parse::<Url>().expect("an address");
            let remote = Remote::new(&script, Some(credentials), false).bound_to(&address(server));
            let request = Request { method: "GET", url: address(url), headers: Vec::new(), body: String::new() };
            let result = block_on(remote.send(request)).map(|_| ());
            let n_headers = lock(&script.asked).last().expect("asked").headers.len();
            (result, n_headers)
        };
        let server = "https://dav.example.org/";
        for own in ["https://dav.example.org/x", "https://p1.dav.example.org/"] {
            assert_eq!(send(server, own, 200), (Ok(()), 1), "{own}");
        }
        assert_eq!(send("https://caldav.icloud.com/", "https://p34-caldav.icloud.com:443/x", 200), (Ok(()), 1));
        for other in [
            "https://example.org/",
            "https://evildav.example.org/",
            "https://dav.example.org:8443/",
            "https://a.dav.example.org:8443/",
            "http://localhost/",
        ] {
            assert_eq!(send(server, other, 200), (Ok(()), 0), "{other}");
        }
        let (result, _) = send(server, "https://evil.example/secret", 401);
        assert_eq!(result, Err(RemoteError::OtherServer("https://evil.example/…".into())));
    }

    #[test]
    fn circles_and_wrong_names_end() {
        let cycle = (0..6).map(|_| answer(302, Some(("location", "/")))).collect();
        assert!(matches!(ask("https://example.org/", cycle).0, Err(RemoteError::RedirectedTooOften(_))));
        assert!(matches!(ask("https://example.org/", vec![answer(401, None)]).0, Err(RemoteError::Unauthorized(_))));
    }

    #[test]
    fn a_server_that_speaks_digest_only_is_no_wrong_password() {
        let challenged = |value| ask("https://example.org/", vec![answer(401, Some(("www-authenticate", value)))]).0;
        let error = challenged("Digest realm=\"dav\", nonce=\"1\"").expect_err("refused");
        assert!(matches!(error, RemoteError::Digest(_)) && error.to_string().contains("Digest"), "{error}");
        for value in ["Basic realm=\"dav\"", "Digest realm=\"dav\", nonce=\"1\", Basic realm=\"dav\""] {
            assert!(matches!(challenged(value), Err(RemoteError::Unauthorized(_))), "{value}");
        }
    }

    #[test]
    fn what_is_written_follows_no_redirection() {
        for method in ["PUT", "DELETE", "MKCALENDAR"] {
            let answers = VecDeque::from([answer(307, Some(("location", "/elsewhere/")))]);
            let script = Script { answers: Mutex::new(answers), asked: Mutex::default(), waited: Mutex::default() };
            let url = "https://example.org/here/".parse().expect("an address");
            let request = Request { method, url, headers: Vec::new(), body: String::new() };
            let answered =
                block_on(Remote::new(&script, None, false).send(request)).map(|(_, response)| response.status);
            assert_eq!((answered, lock(&script.asked).len()), (Ok(307), 1), "{method}");
        }
    }
}
