//! From a source to its bytes: files as they are, everything else through the
//! last good copy.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use backcast_address::Address;
use backcast_calendar::{
    Calendar, Collection, DavClient, DavError, FetchError, Fetched, Http, Listing, Missing, Resources, Validators,
    fetch,
};
use backcast_document::CalendarSource;
use jiff::Timestamp;
use tracing::field::Empty;
use tracing::{Span, instrument, warn};
use url::Url;

use crate::connection::connect;
use crate::copy::{Copy, CopyState, hash, origin_of};
use crate::error::{CalendarError, MAX_BYTES, SourceError};
use crate::passwords::Passwords;

/// When servers are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetching {
    /// Only for calendars of which there is no copy.
    IfMissing,
    /// For each.
    Always,
}

/// What a source holds.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// Changes whenever the content does.
    pub(crate) identity: String,
    /// Whether its content is other than at the last look.
    pub(crate) changed: bool,
    /// When it was last known to be current; now for files.
    pub(crate) checked_at: Timestamp,
    /// Why it could not be asked just now: what is here is older.
    pub(crate) failure: Option<String>,
    pub(crate) content: Content,
}

/// Where the bytes are; they are read only where they are needed.
#[derive(Debug)]
pub(crate) enum Content {
    Files(Vec<PathBuf>),
    Copy(Copy),
}

impl Content {
    /// Each file with its name.
    pub(crate) fn read(&self, name: &str) -> Result<Vec<(String, Vec<u8>)>, SourceError> {
        match self {
            Content::Files(paths) => {
                let mut left = MAX_BYTES;
                let mut read = |path: &PathBuf| {
                    let bytes = read_file(path, left)?;
                    left -= bytes.len();
                    Ok((path.display().to_string(), bytes))
                };
                paths.iter().map(&mut read).collect()
            }
            Content::Copy(copy) => Ok(copy.content().map(|bytes| (name.to_owned(), bytes)).into_iter().collect()),
        }
    }
}

/// The address of a source that is none of this machine's files; a name and a
/// password in it go into headers instead.
pub(crate) fn address(from: &Address) -> Option<Result<Url, SourceError>> {
    if from.is_path() {
        return None;
    }
    let bare = from.without_login();
    let (scheme, rest) = bare.reveal().split_once("://").unwrap_or_default();
    let web = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => bare.reveal().to_owned(),
        "webcal" | "webcals" | "caldav" | "caldavs" => format!("https://{rest}"),
        _ => return Some(Err(SourceError::Address(from.to_string()))),
    };
    Some(web.parse().map_err(|_| SourceError::Address(from.to_string())))
}

/// What is needed to get at a source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach<'r> {
    /// Where relative paths begin.
    pub(crate) folder: &'r Path,
    /// Where copies are kept.
    pub(crate) cache: &'r Path,
    /// The instant of looking.
    pub(crate) now: Timestamp,
    pub(crate) passwords: &'r Passwords,
}

/// Finds what a source holds.
#[instrument(
    name = "calendar",
    level = "info",
    skip_all,
    fields(name = shown_name(source), role = source.role.as_str(), outcome = Empty, bytes = Empty)
)]
pub(crate) async fn load(
    source: &CalendarSource,
    reach: &Reach<'_>,
    fetching: Fetching,
) -> Result<Loaded, CalendarError> {
    let (copy, now) = (Copy::of(source, reach.cache), reach.now);
    let span = Span::current();
    let came = |outcome: &str| {
        span.record("outcome", outcome);
    };
    let Some(address) = address(&source.from) else {
        came("file");
        return of_files(source, reach.folder, &copy, now);
    };
    let mut state = copy.state(source);
    // A copy that somebody took away is none: its time would look free.
    let is_there = !state.content.is_empty() && copy.has_content();
    if !is_there {
        state = CopyState { from: origin_of(source), ..CopyState::default() };
    }
    if is_there && fetching == Fetching::IfMissing {
        came("copy");
        return Ok(loaded(copy, &state, false, now));
    }
    let asked = match address {
        Ok(url) => ask(source, reach, &url, &state, &copy).await,
        Err(error) => Err(error),
    };
    let never_read = |source_error| CalendarError::NeverRead { name: source.name.clone(), source: source_error };
    match asked {
        Ok(Answer::Unchanged) => {
            came("unchanged");
            state.checked_at = Some(now);
            (state.failed_at, state.failure) = (None, None);
            copy.save_state(&state)?;
            Ok(loaded(copy, &state, false, now))
        }
        Ok(Answer::New { content, validators, collection }) => {
            came("fetched");
            span.record("bytes", content.len());
            let identity = hash(&content);
            let changed = identity != state.content;
            copy.save_content(&content)?;
            let Gathered { state: collection_state, members, failure, .. } = collection.unwrap_or_default();
            if !members.is_empty() {
                copy.save_members(&members)?;
            }
            let is_whole = failure.is_none();
            if !is_whole {
                warn!("some of its entries did not come: their last copies count");
            }
            let state = CopyState {
                from: origin_of(source),
                // What did not come is as old as before.
                checked_at: if is_whole { Some(now) } else { state.checked_at },
                failed_at: if is_whole { None } else { state.failed_at.or(Some(now)) },
                failure,
                changed_at: if changed { Some(now) } else { state.changed_at },
                content: identity,
                etag: validators.etag,
                last_modified: validators.last_modified,
                collection_state,
            };
            copy.save_state(&state)?;
            Ok(loaded(copy, &state, changed, now))
        }
        Err(error) if is_there => {
            came("failed");
            warn!(error = error.code(), "its last copy counts");
            state.failed_at.get_or_insert(now);
            state.failure = Some(with_causes(&error));
            copy.save_state(&state)?;
            Ok(loaded(copy, &state, false, now))
        }
        Err(error) => {
            came("failed");
            warn!(error = error.code(), "it was never read");
            Err(never_read(error))
        }
    }
}

/// The name of a calendar as logs may show it: one that was made from its
/// address may be the very part of it that is secret.
fn shown_name(source: &CalendarSource) -> &str {
    let is_of_address = !source.from.is_path() && source.from.reveal().contains(&source.name);
    if is_of_address { "(part of its address)" } else { &source.name }
}

fn loaded(copy: Copy, state: &CopyState, changed: bool, now: Timestamp) -> Loaded {
    Loaded {
        identity: state.content.clone(),
        changed,
        checked_at: state.checked_at.unwrap_or(now),
        failure: state.failure.clone(),
        content: Content::Copy(copy),
    }
}

/// What a server answered.
enum Answer {
    Unchanged,
    New { content: Vec<u8>, validators: Validators, collection: Option<Gathered> },
}

/// What came of a collection.
#[derive(Default)]
struct Gathered {
    /// What to ask with next time.
    state: Option<String>,
    /// Its resources by their addresses; of those that did not come the last
    /// copies.
    members: BTreeMap<String, String>,
    /// What did not come, and how many entries that are.
    failure: Option<String>,
    n_missing: usize,
}

/// Asks for a calendar, or for all of a collection.
async fn ask(
    source: &CalendarSource,
    reach: &Reach<'_>,
    url: &Url,
    state: &CopyState,
    copy: &Copy,
) -> Result<Answer, SourceError> {
    let remote = connect(&source.from, &source.access, reach.folder, reach.passwords)?;
    let is_dav = source.from.scheme().is_some_and(|scheme| scheme.to_ascii_lowercase().starts_with("caldav"))
        || state.collection_state.is_some();
    if !is_dav {
        let known = Validators { etag: state.etag.clone(), last_modified: state.last_modified.clone() };
        match fetch(&remote, url, &known).await {
            Ok(Fetched::Unchanged) => return Ok(Answer::Unchanged),
            Ok(Fetched::New(content, validators)) => {
                return Ok(Answer::New { content, validators, collection: None });
            }
            // A collection of a CalDAV server has nothing to fetch as a whole.
            Err(FetchError::Status(403 | 404 | 405 | 501) | FetchError::NoCalendar) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let client = DavClient::new(remote);
    let found = client.discover(url).await?;
    let Some(collection) = found.itself.filter(|collection| collection.takes_events) else {
        return Err(DavError::NoCalendar(source.from.to_string()).into());
    };
    let last = copy.members();
    let known = state.collection_state.as_deref();
    let answer = of_collection(&client, &collection, known, &last).await?;
    match answer {
        // An earlier version kept its copy as a whole: no part of it can count.
        Answer::New { collection: Some(Gathered { n_missing: missing @ 1.., .. }), .. }
            if last.is_empty() && known.is_some() =>
        {
            Err(DavError::NotSent(missing).into())
        }
        answer => Ok(answer),
    }
}

/// All of a collection. What was listed and does not come keeps its last copy,
/// and is asked for again: the state of the collection stays the one before.
async fn of_collection<H: Http>(
    client: &DavClient<H>,
    collection: &Collection,
    known: Option<&str>,
    last: &BTreeMap<String, String>,
) -> Result<Answer, SourceError> {
    if known.is_some() && client.changes(collection, known).await? == Listing::Unchanged {
        return Ok(Answer::Unchanged);
    }
    let (members, state, is_cut_off) = match client.changes(collection, None).await? {
        Listing::All { members, state } => (members, state, false),
        Listing::Changes { changed, .. } => (changed, None, true),
        Listing::Unchanged => return Ok(Answer::Unchanged),
    };
    let urls: Vec<Url> = members.into_iter().map(|member| member.url).collect();
    let Resources { found, missing, .. } = client.get_all(collection, &urls).await?;
    if found.is_empty() && !missing.is_empty() {
        return Err(DavError::NotSent(missing.len()).into());
    }
    let mut members: BTreeMap<String, String> = if is_cut_off { last.clone() } else { BTreeMap::new() };
    members.extend(found.into_iter().map(|resource| (resource.url.into(), resource.data)));
    let failure = failure(&missing, last, urls.len(), is_cut_off);
    let kept = missing.iter().filter_map(|one| last.get_key_value(one.url.as_str()));
    members.extend(kept.map(|(url, data)| (url.clone(), data.clone())));
    let content: String = members.values().flat_map(|data| [data.as_str(), "\r\n"]).collect();
    let state = if failure.is_some() { known.map(str::to_owned) } else { state };
    let state = state.or_else(|| Some("unknown".to_owned()));
    let collection = Gathered { state, members, failure, n_missing: missing.len() };
    Ok(Answer::New { content: content.into_bytes(), validators: Validators::default(), collection: Some(collection) })
}

/// What of a collection did not come, in words: by the titles that it had.
fn failure(missing: &[Missing], last: &BTreeMap<String, String>, all: usize, is_cut_off: bool) -> Option<String> {
    let mut parts = Vec::new();
    let (known, new): (Vec<&Missing>, Vec<&Missing>) =
        missing.iter().partition(|one| last.contains_key(one.url.as_str()));
    let answer = |one: &Missing| one.status.map_or_else(String::new, |status| format!(" ({status})"));
    if !known.is_empty() {
        let title = |one: &&Missing| format!("`{}`{}", title(&last[one.url.as_str()]), answer(one));
        let titles: Vec<String> = known.iter().take(NAMED_MAX).map(title).collect();
        let n_known = known.len();
        parts.push(format!(
            "{n_known} of {all} entries did not come, and as they were they count: {}",
            titles.join(", ")
        ));
    }
    if !new.is_empty() {
        let name =
            |one: &&Missing| format!("`{}`{}", one.url.path().rsplit('/').next().unwrap_or_default(), answer(one));
        let names: Vec<String> = new.iter().take(NAMED_MAX).map(name).collect();
        let n_new = new.len();
        parts
            .push(format!("{n_new} of {all} entries did not come, and nothing is known of them: {}", names.join(", ")));
    }
    if is_cut_off {
        parts.push("the server did not list everything".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// So many entries are named.
const NAMED_MAX: usize = 5;

/// What the first event of a resource is called.
fn title(data: &str) -> String {
    let calendar = Calendar::read(data.as_bytes());
    let title = calendar.events().first().map(|event| event.summary().trim().to_owned()).unwrap_or_default();
    let title: String = title.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    if title.is_empty() { "(no title)".to_owned() } else { title }
}

fn of_files(source: &CalendarSource, folder: &Path, copy: &Copy, now: Timestamp) -> Result<Loaded, CalendarError> {
    let path = source.from.reveal();
    let path = folder.join(path.strip_prefix("file://").unwrap_or(path));
    let listed = files(&path).and_then(|paths| {
        let described = paths.iter().map(|path| describe(path)).collect::<Result<String, SourceError>>()?;
        Ok((paths, hash(described.as_bytes())))
    });
    let (paths, identity) =
        listed.map_err(|error| CalendarError::NeverRead { name: source.name.clone(), source: error })?;
    let mut state = copy.state(source);
    let changed = state.content != identity;
    if changed {
        state.content.clone_from(&identity);
        state.changed_at = Some(now);
        // The file itself is here: nothing rests on what is known of it.
        let _ = copy.save_state(&state);
    }
    Ok(Loaded { identity, changed, checked_at: now, failure: None, content: Content::Files(paths) })
}

/// The calendar files of a path: itself, or those in the folder.
fn files(path: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let unreadable = |source| SourceError::Unreadable { path: path.to_owned(), source };
    let there = std::fs::metadata(path).map_err(unreadable)?;
    if there.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !there.is_dir() {
        // Opening a pipe that nobody writes to takes for ever.
        return Err(SourceError::NoFile(path.to_owned()));
    }
    let entries = std::fs::read_dir(path).map_err(unreadable)?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    let is_calendar = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ics")) && path.is_file()
    };
    paths.retain(is_calendar);
    paths.sort();
    Ok(paths)
}

/// What changes when a file does.
fn describe(path: &Path) -> Result<String, SourceError> {
    let metadata =
        std::fs::metadata(path).map_err(|source| SourceError::Unreadable { path: path.to_owned(), source })?;
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    Ok(format!("{} {} {:?}\n", path.display(), metadata.len(), modified))
}

/// Reads a file that has at most so many bytes.
fn read_file(path: &Path, most: usize) -> Result<Vec<u8>, SourceError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|source| SourceError::Unreadable { path: path.to_owned(), source })?;
    if bytes.len() > most { Err(SourceError::TooLarge(path.to_owned())) } else { Ok(bytes) }
}

/// An error and its causes in one line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use backcast_calendar::{HttpError, Remote, Request, Response};
    use futures_util::FutureExt as _;

    use super::*;

    /// Lists two resources and answers for them with this.
    struct Server(&'static str);

    impl Http for Server {
        async fn send(&self, request: &Request) -> Result<Response, HttpError> {
            let listing = "<response><href>/cal/a.ics</href></response><response><href>/cal/b.ics</href></response>";
            let inner = if request.body.contains("multiget") { self.0 } else { listing };
            let names = r#"xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav""#;
            let body = format!("<multistatus {names}>{inner}</multistatus>").into_bytes();
            Ok(Response { status: 207, headers: Vec::new(), body })
        }

        async fn wait(&self, _: Duration) {}

        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH
        }

        fn random(&self) -> u64 {
            1
        }
    }

    const A: &str = "<response><href>/cal/a.ics</href><propstat><prop><C:calendar-data>BEGIN:VCALENDAR\n\
                     BEGIN:VEVENT\nUID:a\nEND:VEVENT\nEND:VCALENDAR</C:calendar-data></prop></propstat></response>";
    const B: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:b\nSUMMARY:Dentist\nEND:VEVENT\nEND:VCALENDAR";

    fn gathered(answered: &'static str, last: &BTreeMap<String, String>) -> Result<(String, Gathered), SourceError> {
        let client = DavClient::new(Remote::new(Server(answered), None, false));
        let collection = Collection::at("https://example.org/cal/".parse().expect("an address"));
        let answer = of_collection(&client, &collection, Some("ctag:1"), last).now_or_never().expect("nobody waits");
        match answer? {
            Answer::New { content, collection: Some(gathered), .. } => {
                Ok((String::from_utf8(content).expect("text"), gathered))
            }
            _ => panic!("something has changed"),
        }
    }

    #[test]
    fn what_does_not_come_keeps_its_last_copy_and_is_named() {
        let failed = [A, "<response><href>/cal/b.ics</href><status>HTTP/1.1 500 No</status></response>"].concat();
        let failed: &'static str = failed.leak();
        let last = BTreeMap::from([("https://example.org/cal/b.ics".to_owned(), B.to_owned())]);
        for (answered, said) in [(failed, "`Dentist` (500)"), (A, "`Dentist`")] {
            let (content, gathered) = gathered(answered, &last).expect("read");
            assert!(content.contains("UID:a") && content.contains("UID:b"), "{content}");
            assert_eq!((gathered.state.as_deref(), gathered.members.len()), (Some("ctag:1"), 2));
            assert!(gathered.failure.expect("said").contains(said));
        }
        let (content, unknown) = gathered(failed, &BTreeMap::new()).expect("read");
        assert!(
            !content.contains("UID:b") && unknown.failure.expect("said").contains("nothing is known of them: `b.ics`")
        );
        assert!(gathered("", &last).is_err(), "nothing at all came");
    }

    #[cfg(unix)]
    #[test]
    fn what_may_never_end_is_not_opened_and_what_is_large_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(files(Path::new("/dev/zero")), Err(SourceError::NoFile(_))));
        let pipe = folder.path().join("pipe.ics");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("it runs");
        assert!(made.success());
        assert!(matches!(files(&pipe), Err(SourceError::NoFile(_))));
        assert_eq!(files(folder.path()).expect("a folder"), Vec::<PathBuf>::new(), "pipes in folders are no calendars");
        let large = folder.path().join("large.ics");
        File::create(&large).and_then(|file| file.set_len(2_000_000_000)).expect("made");
        let content = Content::Files(files(&large).expect("a file"));
        assert!(matches!(content.read("large"), Err(SourceError::TooLarge(_))));
    }

    #[test]
    fn the_files_of_a_folder_have_one_limit() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.ics", "b.ics"] {
            let file = File::create(folder.path().join(name)).expect("made");
            file.set_len(MAX_BYTES as u64 / 2 + 1).expect("made");
        }
        let content = Content::Files(files(folder.path()).expect("a folder"));
        assert!(matches!(content.read("both"), Err(SourceError::TooLarge(path)) if path.ends_with("b.ics")));
    }
}
