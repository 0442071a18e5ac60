//! From a source to its bytes: files as they are, everything else through the
//! last good copy.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use backcast_address::Address;
use backcast_calendar::{Collection, DavClient, FetchError, Fetched, Listing, Validators, fetch};
use backcast_document::CalendarSource;
use jiff::Timestamp;
use tracing::field::Empty;
use tracing::{Span, instrument, warn};
use url::Url;

use crate::connection::{Connection, connect};
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
        Ok(url) => ask(source, reach, &url, &state).await,
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
        Ok(Answer::New { content, validators, collection_state }) => {
            came("fetched");
            span.record("bytes", content.len());
            let identity = hash(&content);
            let changed = identity != state.content;
            copy.save_content(&content)?;
            let state = CopyState {
                from: origin_of(source),
                checked_at: Some(now),
                changed_at: if changed { Some(now) } else { state.changed_at },
                content: identity,
                etag: validators.etag,
                last_modified: validators.last_modified,
                collection_state,
                ..CopyState::default()
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
    New { content: Vec<u8>, validators: Validators, collection_state: Option<String> },
}

/// Asks for a calendar, or for all of a collection.
async fn ask(source: &CalendarSource, reach: &Reach<'_>, url: &Url, state: &CopyState) -> Result<Answer, SourceError> {
    let remote = connect(&source.from, &source.access, reach.folder, reach.passwords)?;
    let is_dav = source.from.scheme().is_some_and(|scheme| scheme.to_ascii_lowercase().starts_with("caldav"))
        || state.collection_state.is_some();
    if !is_dav {
        let known = Validators { etag: state.etag.clone(), last_modified: state.last_modified.clone() };
        match fetch(&remote, url, &known).await {
            Ok(Fetched::Unchanged) => return Ok(Answer::Unchanged),
            Ok(Fetched::New(content, validators)) => {
                return Ok(Answer::New { content, validators, collection_state: None });
            }
            // A collection of a CalDAV server has nothing to fetch as a whole.
            Err(FetchError::Status(403 | 404 | 405 | 501) | FetchError::NoCalendar) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let client = DavClient::new(remote);
    let found = client.discover(url).await?;
    let Some(collection) = found.itself else {
        return Err(backcast_calendar::DavError::NoCalendar(source.from.to_string()).into());
    };
    of_collection(&client, &collection, state).await
}

async fn of_collection(
    client: &DavClient<Connection>,
    collection: &Collection,
    state: &CopyState,
) -> Result<Answer, SourceError> {
    let known = state.collection_state.as_deref();
    if known.is_some() && client.changes(collection, known).await? == Listing::Unchanged {
        return Ok(Answer::Unchanged);
    }
    let Listing::All { members, state } = client.changes(collection, None).await? else { return Ok(Answer::Unchanged) };
    let urls: Vec<Url> = members.into_iter().map(|member| member.url).collect();
    let members = client.get_all(collection, &urls).await?;
    let content: String = members.into_iter().filter_map(|member| member.data).map(|data| data + "\r\n").collect();
    let state = state.or_else(|| Some("unknown".to_owned()));
    Ok(Answer::New { content: content.into_bytes(), validators: Validators::default(), collection_state: state })
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

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
