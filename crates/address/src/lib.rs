//! Addresses of servers, which may hold secrets.
//!
//! Feeds carry their secret in the path or the query, databases and proxies a
//! password before the host or in the query. So an [`Address`] shows its scheme
//! and host only, in whatever is printed, stored or logged; whoever makes a
//! request, or writes a file that nobody else reads, asks for the rest by
//! [`Address::reveal`].
//!
//! ```
//! use backcast_address::Address;
//!
//! let feed = Address::new("https://calendar.example/ical/private-0123/basic.ics");
//! assert_eq!(feed.to_string(), "https://calendar.example/…");
//! assert_eq!(format!("{feed:?}"), "Address(https://calendar.example/…)");
//! ```
//!
//! Deliberately absent: requests, and reading addresses in all their forms. What
//! this crate cannot take apart for sure is not shown at all.

mod login;
mod masked;

pub use login::Login;
pub use masked::masked;

use std::fmt;
use std::net::IpAddr;

/// Where something is: the address of a server, or a path on this machine.
///
/// Paths hold no secret and are shown as they are.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

/// Schemes that are known without `//` behind them, too: somebody may have
/// forgotten it.
const KNOWN_SCHEMES: [&str; 8] = ["http", "https", "webcal", "webcals", "caldav", "caldavs", "postgres", "postgresql"];

impl Address {
    /// The address with this text, without the blanks around it.
    pub fn new(text: impl AsRef<str>) -> Self {
        Address(text.as_ref().trim().to_owned())
    }

    /// The whole text with every secret in it: for requests, and for files that
    /// nobody else reads.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it is a path on this machine rather than the address of a server.
    #[must_use]
    pub fn is_path(&self) -> bool {
        self.scheme().is_none_or(|scheme| scheme.eq_ignore_ascii_case("file"))
    }

    /// What stands before the colon; nothing in a path.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        let (scheme, rest) = self.0.split_once(':')?;
        // One letter is a drive of Windows.
        let is_scheme = scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let is_known = KNOWN_SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
        (is_scheme && (rest.starts_with("//") || is_known)).then_some(scheme)
    }

    /// Host and port, as they are written; nothing where that is in doubt.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.parts().map(|parts| parts.host)
    }

    /// The last part of the path, without a query; nothing where there is none.
    #[must_use]
    pub fn last_part(&self) -> Option<&str> {
        let path = match self.is_path() {
            true => self.0.as_str(),
            false => self.parts()?.rest.split(['?', '#']).next().unwrap_or_default(),
        };
        path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().filter(|last| !last.is_empty())
    }

    /// A name for what is there that gives nothing away: the last part of the
    /// path where that is a word, else the host. Nothing where there is neither.
    #[must_use]
    pub fn harmless_name(&self) -> Option<String> {
        let last = self.last_part().map(|last| last.strip_suffix(".ics").unwrap_or(last));
        if self.is_path() {
            return last.filter(|last| !last.is_empty()).map(str::to_owned);
        }
        let name = last.filter(|last| is_word(last)).or_else(|| self.host_without_port());
        name.filter(|name| !name.is_empty()).map(str::to_owned)
    }

    /// The name, and the password if there is one, that stand before the host.
    #[must_use]
    pub fn login(&self) -> Option<Login> {
        self.parts()?.login.map(Login::decoded)
    }

    /// The same without the password before its host; the name stays.
    #[must_use]
    pub fn without_password(&self) -> Address {
        let Some(Parts { scheme, login: Some(login), host, rest }) = self.parts() else { return self.clone() };
        let user = login.split(':').next().unwrap_or_default();
        let at = if user.is_empty() { "" } else { "@" };
        Address(format!("{scheme}://{user}{at}{host}{rest}"))
    }

    /// The same without name and password before its host.
    #[must_use]
    pub fn without_login(&self) -> Address {
        let Some(Parts { scheme, login: Some(_), host, rest }) = self.parts() else { return self.clone() };
        Address(format!("{scheme}://{host}{rest}"))
    }

    /// Whether the host is this machine itself.
    #[must_use]
    pub fn is_own_machine(&self) -> bool {
        self.host_without_port().is_some_and(is_own_machine)
    }

    /// The address of a database with its user and its name, as it may be shown:
    /// without a password and without the query, which may hold one.
    #[must_use]
    pub fn as_database(&self) -> String {
        let Some(Parts { scheme, login, host, rest }) = self.parts() else { return self.to_string() };
        let user = login.and_then(|login| login.split(':').next()).filter(|user| !user.is_empty());
        let at = user.map(|user| format!("{user}@")).unwrap_or_default();
        format!("{scheme}://{at}{host}{}", rest.split(['?', '#']).next().unwrap_or_default())
    }

    /// Whether a password stands in it: before the host, or in the query.
    #[must_use]
    pub fn holds_password(&self) -> bool {
        let in_query = || {
            let query = self.parts().and_then(|parts| Some(parts.rest.split_once('?')?.1)).unwrap_or_default();
            query.split(['&', ';']).any(|pair| pair.to_ascii_lowercase().starts_with("password="))
        };
        self.login().is_some_and(|login| login.password.is_some()) || in_query()
    }

    fn host_without_port(&self) -> Option<&str> {
        let host = self.host()?;
        Some(match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => name,
            _ => host,
        })
    }

    fn parts(&self) -> Option<Parts<'_>> {
        let scheme = self.scheme()?;
        let rest = self.0[scheme.len() + 1..].strip_prefix("//")?;
        // Passwords of databases are often written as they are, whatever is in them.
        let is_database = scheme.to_ascii_lowercase().starts_with("postgres");
        let end_of_login = is_database.then(|| rest.split('?').next().and_then(|before| before.rfind('@'))).flatten();
        let from = end_of_login.unwrap_or(0);
        let end = rest[from..].find(['/', '?', '#', '\\']).map_or(rest.len(), |at| from + at);
        let (authority, rest) = rest.split_at(end);
        let (login, host) = match authority.rsplit_once('@') {
            Some((login, host)) => (Some(login), host),
            None => (None, authority),
        };
        is_host(host).then_some(Parts { scheme, login, host, rest })
    }
}

/// An address of a server, taken apart.
struct Parts<'a> {
    scheme: &'a str,
    /// Before the `@`.
    login: Option<&'a str>,
    host: &'a str,
    /// Path, query and fragment.
    rest: &'a str,
}

/// Whether a text is a word that somebody chose as a name; secrets have digits,
/// capitals in their middle, or many letters.
fn is_word(text: &str) -> bool {
    const LETTERS_MAX: usize = 20;
    let rest = text.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or_default();
    !rest.is_empty() && text.len() <= LETTERS_MAX && rest.chars().all(|c| c.is_ascii_lowercase() || "-_".contains(c))
}

/// Whether a text is a host, with a port or without one.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, rest)) => (name, rest.strip_prefix(':').or(rest.is_empty().then_some(""))),
            None => return false,
        },
        None => match text.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, Some("")),
        },
    };
    let is_name = name.chars().all(|c| c.is_alphanumeric() || "-._:%".contains(c));
    is_name && port.is_some_and(|port| port.len() <= 5 && port.chars().all(|c| c.is_ascii_digit()))
}

/// Whether the name of a host, without a port, is that of this machine.
#[must_use]
pub fn is_own_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Scheme and host; a path as it is. What was left out is `…`.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_path() {
            return f.write_str(&self.0);
        }
        let scheme = self.scheme().unwrap_or_default();
        match self.parts() {
            Some(Parts { host, rest, .. }) if rest.is_empty() || rest == "/" => write!(f, "{scheme}://{host}{rest}"),
            Some(Parts { host, .. }) => write!(f, "{scheme}://{host}/…"),
            None => write!(f, "{scheme}:…"),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

impl From<&str> for Address {
    fn from(text: &str) -> Self {
        Address::new(text)
    }
}

impl From<String> for Address {
    fn from(text: String) -> Self {
        Address::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_and_host_are_all_that_is_shown() {
        let cases = [
            (
                "https://calendar.google.com/calendar/ical/ann@example.org/private-0123/basic.ics",
                "https://calendar.google.com/…",
            ),
            ("webcal://p42-caldav.icloud.com/published/2/MTQ2", "webcal://p42-caldav.icloud.com/…"),
            ("https://ann:hunter2@dav.example:8443/cal/", "https://dav.example:8443/…"),
            ("https://ann@dav.example/", "https://dav.example/"),
            ("HTTPS://dav.example?key=1", "HTTPS://dav.example/…"),
            ("http://[::1]:5232/x#frag", "http://[::1]:5232/…"),
            ("https://dav.example", "https://dav.example"),
            ("https://ann:hun/ter2@dav.example/", "https:…"),
            ("https://dav.example:8443/ann@example.org/cal/", "https://dav.example:8443/…"),
            ("postgres://ann:p/w@db:5432/x?password=hunter2", "postgres://db:5432/…"),
            ("postgres:///x?host=/run&password=hunter2", "postgres:///…"),
            ("https:/dav.example/private-0123", "https:…"),
            ("other://ann hunter2", "other:…"),
        ];
        for (text, shown) in cases {
            assert_eq!(Address::new(text).to_string(), shown, "{text}");
            assert_eq!(format!("{:?}", Address::new(text)), format!("Address({shown})"));
        }
    }

    #[test]
    fn paths_are_shown_as_they_are() {
        for text in
            ["work.ics", "/home/ann/a b:c.ics", "C:\\calendars\\work.ics", "file:///home/ann/work.ics", "mail:x"]
        {
            assert!(Address::new(text).is_path(), "{text}");
            assert_eq!(Address::new(text).to_string(), text);
        }
        assert_eq!(Address::new("a/work.ics").last_part(), Some("work.ics"));
    }

    #[test]
    fn databases_are_shown_with_user_and_name() {
        let cases = [
            ("postgres://ann:pa@ss@db:5432/x", "postgres://ann@db:5432/x"),
            ("postgres://db/x?user=ann&password=hunter2", "postgres://db/x"),
            ("postgresql://ann:p/w?d@db/x", "postgresql:…"),
            ("postgres:x?password=hunter2", "postgres:…"),
            ("sqlite:///x.db?mode=ro", "sqlite:///x.db"),
            ("goals.db", "goals.db"),
        ];
        for (text, shown) in cases {
            assert_eq!(Address::new(text).as_database(), shown, "{text}");
        }
        assert!(Address::new("postgres://db/x?user=ann&Password=1").holds_password());
        assert!(Address::new("postgres://ann:1@db/x").holds_password());
        assert!(!Address::new("postgres://ann@db/x?sslmode=require").holds_password());
    }

    #[test]
    fn names_are_made_of_words_and_hosts_only() {
        let cases = [
            ("https://dav.example/work.ics?key=1", "work"),
            ("https://dav.example:81/public-holidays/", "public-holidays"),
            ("https://dav.example:81/MTQ2NjYx.ics", "dav.example"),
            ("https://dav.example/aBcDeFgH", "dav.example"),
            ("http://[::1]:80/", "[::1]"),
            ("/home/ann/Trip 2027.ics", "Trip 2027"),
        ];
        for (text, name) in cases {
            assert_eq!(Address::new(text).harmless_name().as_deref(), Some(name), "{text}");
        }
        assert_eq!(Address::new("").harmless_name(), None);
    }

    #[test]
    fn names_and_passwords_are_taken_out() {
        let address = Address::new("https://ann%40work:h%3Aun:ter2@dav.example/cal/?x=1");
        let login = address.login().expect("a name");
        assert_eq!((login.user.as_str(), login.password.as_deref()), ("ann@work", Some("h:un:ter2")));
        assert_eq!(address.without_password().reveal(), "https://ann%40work@dav.example/cal/?x=1");
        assert_eq!(address.without_login().reveal(), "https://dav.example/cal/?x=1");
        assert_eq!(address.last_part(), Some("cal"));
        for text in ["https://dav.example/a@b", "work.ics", "https://"] {
            assert!(Address::new(text).login().is_none(), "{text}");
            assert_eq!(Address::new(text).without_password().reveal(), text);
        }
        assert_eq!(Address::new("https://ann@dav.example").login().and_then(|login| login.password), None);
        assert_eq!(Address::new("https://:pw@dav.example").without_password().reveal(), "https://dav.example");
    }

    #[test]
    fn this_machine_is_told_from_all_others() {
        for own in
            ["http://localhost:80/", "http://a.localhost", "http://127.0.0.1:1/x", "http://[::1]/", "http://[::1]:80"]
        {
            assert!(Address::new(own).is_own_machine(), "{own}");
        }
        for other in
            ["http://10.0.0.1", "http://localhost.example", "http://127.0.0.1.example", "http://x#@localhost", "/x"]
        {
            assert!(!Address::new(other).is_own_machine(), "{other}");
        }
    }
}
