//! The connection to servers, by a library.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use backcast_address::{Address, Login};
use backcast_calendar::{Credentials, Http, HttpError, Remote, Request, Response};
use backcast_document::Access;
use tracing::field::Empty;
use tracing::{Span, instrument};
use url::Url;

use crate::error::{MAX_BYTES, SourceError};
use crate::passwords::{PasswordFailure, Passwords};

/// Sends requests over the network, each as it is: what follows from an answer
/// is up to [`Remote`].
#[derive(Debug)]
pub struct Connection {
    /// For plain HTTP: it need not know whom to trust, which takes a while to
    /// read.
    plain: reqwest::Client,
    secure: OnceLock<reqwest::Client>,
    /// Certificates to trust beside those of the system.
    own: Vec<reqwest::Certificate>,
}

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(60);

impl Connection {
    fn new(access: &Access, folder: &Path) -> Result<Self, SourceError> {
        // Whoever was first has set the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let own = match &access.ca {
            Some(file) => certificates(&folder.join(file))?,
            None => Vec::new(),
        };
        // What may be readable on this machine goes through no proxy elsewhere.
        let plain = if access.allow_http { builder() } else { builder().no_proxy() };
        let plain = plain.tls_certs_only([]).build().map_err(|error| SourceError::Setup(reason(&error)))?;
        Ok(Connection { plain, secure: OnceLock::new(), own })
    }

    fn client(&self, url: &Url) -> Result<&reqwest::Client, HttpError> {
        if url.scheme() == "http" {
            return Ok(&self.plain);
        }
        if let Some(client) = self.secure.get() {
            return Ok(client);
        }
        let client = builder().tls_certs_merge(self.own.iter().cloned()).build();
        let client = client.map_err(|error| HttpError::Other(reason(&error)))?;
        Ok(self.secure.get_or_init(|| client))
    }
}

/// A server that is talked to with somebody's name and password. `folder` is
/// where the paths of the access begin.
///
/// # Errors
///
/// Returns an error if the address is none, if the password cannot be had, or
/// if certificates that are to be trusted cannot be read.
pub fn connect(
    address: &Address,
    access: &Access,
    folder: &Path,
    passwords: &Passwords,
) -> Result<Remote<Connection>, SourceError> {
    let url = crate::load::address(address).unwrap_or_else(|| Err(SourceError::Address(address.to_string())))?;
    let credentials = credentials(address, access, passwords).map_err(SourceError::Password)?;
    Ok(Remote::new(Connection::new(access, folder)?, credentials, access.allow_http).bound_to(&url))
}

/// Name and password: those that are named, else those in the address.
fn credentials(
    address: &Address,
    access: &Access,
    passwords: &Passwords,
) -> Result<Option<Credentials>, PasswordFailure> {
    let Some(Login { user, password }) = address.login() else { return passwords.find(access) };
    let user = access.user.clone().unwrap_or(user);
    let is_named = access.password_env.is_some() || access.password_file.is_some() || access.password_command.is_some();
    if is_named {
        return passwords.find(&Access { user: Some(user), ..access.clone() });
    }
    // A name alone goes with an empty password, as in other programs.
    Ok(Some(Credentials { user, password: password.unwrap_or_default() }))
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        .user_agent(concat!("backcast/", env!("CARGO_PKG_VERSION")))
}

fn certificates(path: &Path) -> Result<Vec<reqwest::Certificate>, SourceError> {
    let pem = std::fs::read(path).map_err(|source| SourceError::Unreadable { path: path.to_owned(), source })?;
    reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| SourceError::Setup(reason(&error)))
}

impl Http for Connection {
    #[instrument(
        name = "request",
        level = "debug",
        skip_all,
        fields(method = request.method, status = Empty, bytes = Empty, error = Empty)
    )]
    async fn send(&self, request: &Request) -> Result<Response, HttpError> {
        let result = self.send_once(request).await;
        match &result {
            Ok(response) => Span::current().record("status", response.status).record("bytes", response.body.len()),
            Err(error) => Span::current().record("error", code(error)),
        };
        result
    }

    async fn wait(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn random(&self) -> u64 {
        rand::random()
    }
}

impl Connection {
    async fn send_once(&self, request: &Request) -> Result<Response, HttpError> {
        let method = reqwest::Method::from_bytes(request.method.as_bytes()).expect("methods are in capitals");
        let mut wanted = self.client(&request.url)?.request(method, request.url.clone()).body(request.body.clone());
        for (name, value) in &request.headers {
            wanted = wanted.header(*name, value);
        }
        let mut response = wanted.send().await.map_err(failure)?;
        let headers = response
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            // Counted as it is once it is unpacked.
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(HttpError::TooLarge(MAX_BYTES));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status: response.status().as_u16(), headers, body })
    }
}

/// What went wrong, in a word without anything of the address.
fn code(error: &HttpError) -> &'static str {
    match error {
        HttpError::Connection(_) => "no_connection",
        HttpError::Timeout => "timeout",
        HttpError::TooLarge(_) => "too_large",
        _ => "broken_off",
    }
}

fn failure(error: reqwest::Error) -> HttpError {
    if error.is_timeout() {
        HttpError::Timeout
    } else if error.is_connect() {
        HttpError::Connection(reason(&error))
    } else {
        HttpError::Other(reason(&error))
    }
}

/// The innermost cause, without the address: it may carry a secret.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text = cause.to_string();
    if error.url().is_some_and(|url| text.contains(url.as_str())) { "the request failed".to_owned() } else { text }
}
