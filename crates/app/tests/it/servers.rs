//! Plans in step with servers of every kind, each behind a connection of our
//! own: what they can and cannot do, and what goes wrong on the way.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use backcast_app::AppError;
use backcast_app::calendar_sync::SyncReport;
use backcast_app::consent::ToApprove;
use backcast_app::repository::{AddAs, NewGoalFile};
use backcast_app::track::Record;
use backcast_calendar::{DavClient, Http, HttpError, Remote, Request, Response};
use backcast_calsync::{Contents, Fetching, Overview, Publisher, SyncError, SyncOptions, SyncTarget, Write};
use backcast_core::track::{Door, Proof};
use backcast_document::{Access, CalendarTarget, read_goal};
use backcast_engine::Options;
use jiff::civil::{Date, Weekday, date};

use crate::workspace::Home;

const TODAY: Date = date(2026, 5, 12);
const CALENDAR: &str = "/cal/";

/// What a server can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Able {
    pub(crate) sync_token: bool,
    pub(crate) ctag: bool,
    /// It says in which state a resource is after a write.
    pub(crate) etag_of_writes: bool,
    /// It writes the same in other bytes.
    pub(crate) rewrites: bool,
    /// How it names states.
    pub(crate) etags: Etags,
}

/// How a server names the states of resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Etags {
    #[default]
    Strong,
    /// Never equal when something is written.
    Weak,
    None,
}

/// How a resource that a server lists does not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The response has a status.
    Status(u16),
    /// Its data has one.
    OfData(u16),
    /// The answer says nothing of it.
    Silence,
    /// Its text ends too early.
    CutOff,
}

/// A calendar server in memory.
#[derive(Default)]
pub(crate) struct Server {
    pub(crate) able: Able,
    /// Text and revision of each resource; a gone one has no text.
    pub(crate) resources: Mutex<BTreeMap<String, (Option<String>, u64)>>,
    revision: AtomicU64,
    pub(crate) writes: AtomicUsize,
    /// So many requests are answered with 503 first.
    busy: AtomicUsize,
    forgets_tokens: AtomicBool,
    refuses: Mutex<Option<String>>,
    /// Somebody else writes this just before our next write of the resource.
    rival: Mutex<Option<(String, String)>>,
    gone: AtomicBool,
    /// What holds this word does not come.
    pub(crate) fault: Mutex<Option<(String, Fault)>>,
    /// What is written with this word arrives, and its answer does not.
    pub(crate) loses: Mutex<Option<String>>,
    /// No deletion is taken.
    pub(crate) keeps_all: AtomicBool,
    waited: Mutex<Vec<Duration>>,
}

pub(crate) fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().expect("no test panics while it holds it")
}

impl Http for &Server {
    async fn send(&self, request: &Request) -> Result<Response, HttpError> {
        if self.busy.load(SeqCst) > 0 {
            self.busy.fetch_sub(1, SeqCst);
            return Ok(answer(503, String::new(), &[("retry-after", "2")]));
        }
        if self.gone.load(SeqCst) {
            return Ok(answer(404, String::new(), &[]));
        }
        let answer = self.answered(request);
        let is_lost = |word: &String| request.method == "PUT" && unfolded(&request.body).contains(word);
        if lock(&self.loses).as_ref().is_some_and(is_lost) {
            return Err(HttpError::Other("the connection broke".into()));
        }
        Ok(answer)
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + lock(&self.waited).iter().sum::<Duration>()
    }

    fn random(&self) -> u64 {
        1
    }

    async fn wait(&self, duration: Duration) {
        lock(&self.waited).push(duration);
    }
}

impl Server {
    pub(crate) fn new(able: Able) -> Self {
        Server { able, ..Server::default() }
    }

    /// What is done about a request, and the answer to it.
    pub(crate) fn answered(&self, request: &Request) -> Response {
        let path = request.url.path().to_owned();
        match request.method {
            "PROPFIND" if request.body.contains("resourcetype") && header(request, "depth") == Some("0") => {
                let kind = r#"<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"#;
                multistatus(&found(CALENDAR, kind), "")
            }
            "PROPFIND" if header(request, "depth") == Some("0") => multistatus(&found(CALENDAR, &self.states()), ""),
            "PROPFIND" => multistatus(&self.listed(0, true), ""),
            "REPORT" if request.body.contains("sync-collection") => self.changes(&request.body),
            "REPORT" => multistatus(&self.wanted(&request.body), ""),
            "PUT" => self.put(&path, request),
            "DELETE" => self.delete(&path, request),
            _ => answer(405, String::new(), &[]),
        }
    }

    fn states(&self) -> String {
        let revision = self.revision.load(SeqCst);
        let token = format!("<D:sync-token>token-{revision}</D:sync-token>");
        let ctag = format!("<CS:getctag>c{revision}</CS:getctag>");
        format!("{}{}", if self.able.sync_token { &token } else { "" }, if self.able.ctag { &ctag } else { "" })
    }

    /// Everything that changed after a revision.
    fn listed(&self, since: u64, only_there: bool) -> String {
        let resources = lock(&self.resources);
        let changed =
            resources.iter().filter(|(_, (text, revision))| *revision > since && (text.is_some() || !only_there));
        changed
            .map(|(path, (text, revision))| match text {
                Some(_) => found(path, &self.state_of(*revision)),
                None => format!(
                    "<D:response><D:href>{path}</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>"
                ),
            })
            .collect()
    }

    fn changes(&self, body: &str) -> Response {
        let token = body.split("token-").nth(1).and_then(|rest| rest.split('<').next()?.parse().ok());
        match token {
            Some(since) if self.able.sync_token && !self.forgets_tokens.load(SeqCst) => {
                let token = format!("<D:sync-token>token-{}</D:sync-token>", self.revision.load(SeqCst));
                multistatus(&self.listed(since, false), &token)
            }
            _ => answer(403, "<D:error xmlns:D=\"DAV:\"><D:valid-sync-token/></D:error>".into(), &[]),
        }
    }

    fn wanted(&self, body: &str) -> String {
        let resources = lock(&self.resources);
        let paths = body.split("<D:href>").skip(1).filter_map(|rest| rest.split('<').next());
        paths
            .filter_map(|path| {
                let (text, revision) = resources.get(path)?;
                let text = text.as_ref()?;
                let fault = lock(&self.fault).clone().filter(|(word, _)| unfolded(text).contains(word));
                let text = text.replace('&', "&amp;").replace('<', "&lt;");
                let state = self.state_of(*revision);
                let all = |text: &str| found(path, &format!("{state}<C:calendar-data>{text}</C:calendar-data>"));
                match fault.map(|(_, fault)| fault) {
                    None => Some(all(&text)),
                    Some(Fault::CutOff) => Some(all(&text[..text.len() / 2])),
                    Some(Fault::Silence) => None,
                    Some(Fault::Status(status)) => Some(format!(
                        "<D:response><D:href>{path}</D:href><D:status>HTTP/1.1 {status} No</D:status></D:response>"
                    )),
                    Some(Fault::OfData(status)) => Some(format!(
                        "<D:response><D:href>{path}</D:href><D:propstat><D:prop><C:calendar-data/></D:prop><D:status>HTTP/1.1 {status} No</D:status></D:propstat></D:response>"
                    )),
                }
            })
            .collect()
    }

    fn etag(&self, revision: u64) -> Option<String> {
        match self.able.etags {
            Etags::Strong => Some(format!("\"{revision}\"")),
            Etags::Weak => Some(format!("W/\"{revision}\"")),
            Etags::None => None,
        }
    }

    fn state_of(&self, revision: u64) -> String {
        self.etag(revision).map(|etag| format!("<D:getetag>{etag}</D:getetag>")).unwrap_or_default()
    }

    fn put(&self, path: &str, request: &Request) -> Response {
        if lock(&self.refuses).as_ref().is_some_and(|word| request.body.contains(word.as_str())) {
            return answer(400, String::new(), &[]);
        }
        let rival = lock(&self.rival).clone();
        if let Some((_, text)) = rival.filter(|(at, _)| at == path) {
            *lock(&self.rival) = None;
            self.keep(path, Some(text));
        }
        if !self.holds(path, request) {
            return answer(412, String::new(), &[]);
        }
        let text = if self.able.rewrites { other_bytes(&request.body) } else { request.body.clone() };
        self.writes.fetch_add(1, SeqCst);
        let etag = self.etag(self.keep(path, Some(text))).filter(|_| self.able.etag_of_writes);
        let headers: Vec<(&str, &str)> = etag.iter().map(|etag| ("etag", etag.as_str())).collect();
        answer(201, String::new(), &headers)
    }

    fn delete(&self, path: &str, request: &Request) -> Response {
        if self.keeps_all.load(SeqCst) {
            return answer(500, String::new(), &[]);
        }
        if !self.holds(path, request) {
            return answer(412, String::new(), &[]);
        }
        self.writes.fetch_add(1, SeqCst);
        self.keep(path, None);
        answer(204, String::new(), &[])
    }

    /// Whether what has to be true of a resource is.
    fn holds(&self, path: &str, request: &Request) -> bool {
        let resources = lock(&self.resources);
        let there = resources.get(path).filter(|(text, _)| text.is_some());
        match (header(request, "if-match"), header(request, "if-none-match")) {
            (Some("*"), _) => there.is_some(),
            // Strong comparison: weak ones are never equal.
            (Some(etag), _) => there.is_some_and(|(_, revision)| format!("\"{revision}\"") == etag),
            (None, Some(_)) => there.is_none(),
            (None, None) => panic!("a write without a condition"),
        }
    }

    pub(crate) fn keep(&self, path: &str, text: Option<String>) -> u64 {
        self.revision.fetch_add(1, SeqCst);
        lock(&self.resources).insert(path.to_owned(), (text, self.revision.load(SeqCst)));
        self.revision.load(SeqCst)
    }

    /// Lets somebody change the first resource that holds some words.
    pub(crate) fn somebody_changes(&self, holding: &str, change: impl Fn(&str) -> String) -> String {
        let (path, text) = self.find(holding);
        self.keep(&path, Some(change(&text)));
        path
    }

    pub(crate) fn find(&self, holding: &str) -> (String, String) {
        let resources = lock(&self.resources);
        let found = resources.iter().find_map(|(path, (text, _))| {
            text.clone().filter(|text| unfolded(text).contains(holding)).map(|text| (path.clone(), text))
        });
        found.unwrap_or_else(|| panic!("nothing holds {holding}"))
    }

    pub(crate) fn n_resources(&self) -> usize {
        lock(&self.resources).values().filter(|(text, _)| text.is_some()).count()
    }
}

/// A text as it was before it was folded.
pub(crate) fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "").replace("\n ", "")
}

/// The same in other words: other ends of lines, another order, another form
/// of the time.
fn other_bytes(text: &str) -> String {
    let text = text.replace("\r\n ", "").replace("\r\n", "\n");
    let (head, rest) = text.split_once("BEGIN:VEVENT\n").expect("an event");
    let (event, tail) = rest.split_once("END:VEVENT").expect("its end");
    let mut lines: Vec<&str> = event.lines().take_while(|line| !line.starts_with("BEGIN:")).collect();
    let alarm: Vec<&str> = event.lines().skip(lines.len()).collect();
    lines.reverse();
    let lines: Vec<String> = lines.iter().map(|line| line.replace("RRULE:FREQ", "RRULE:WKST=MO;FREQ")).collect();
    let end = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    format!("{head}BEGIN:VEVENT\n{}\n{}END:VEVENT{tail}", lines.join("\n"), end(&alarm))
}

pub(crate) fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}

pub(crate) fn answer(status: u16, body: String, headers: &[(&str, &str)]) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Response { status, headers, body: body.into_bytes() }
}

pub(crate) fn found(path: &str, properties: &str) -> String {
    format!(
        "<D:response><D:href>{path}</D:href><D:propstat><D:prop>{properties}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )
}

pub(crate) fn multistatus(responses: &str, token: &str) -> Response {
    let names = r#"xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/""#;
    answer(207, format!("<D:multistatus {names}>{responses}{token}</D:multistatus>"), &[])
}

/// A workspace with a plan that holds, and everything that a run needs.
pub(crate) struct Bench {
    pub(crate) home: Home,
    overview: Overview,
    pub(crate) target: CalendarTarget,
    contents: Contents,
}

const GOAL: &str = "title = 'Half marathon'\ndestination = 'Run the half marathon in under 2 hours on September 20.'\n\
    origin = 'I run 5 km twice a week.'\ntoday = 2026-05-11\ndeadline = 2026-09-20\nhours_per_week = 4\n";

impl Bench {
    pub(crate) async fn new() -> Self {
        let home = Home::on(TODAY);
        let workspace = &home.workspace;
        let document = read_goal("goal.toml", GOAL, TODAY).expect("sound");
        let file = NewGoalFile { text: GOAL, goal_file: &document.goal_file, source: None };
        let id = workspace.add(&file, &AddAs::New, &|| 7).await.expect("added").id;
        let library = workspace.library().expect("embedded");
        workspace.propose_stored(&id, library, &Options::default()).await.expect("planned");
        let how = ToApprove { allow_many: true, ..ToApprove::default() };
        let question = workspace.question_to_approve(&id, &how).await.expect("asked").question().expect("it waits");
        workspace.decide(question.agreed(Door::Page, Proof::Answer)).await.expect("approved");
        let overview = workspace.free_time(TODAY, 28, Fetching::IfMissing).await.expect("nothing to read");
        let target = CalendarTarget {
            url: format!("https://dav.example.org{CALENDAR}").into(),
            collection: None,
            access: Access::default(),
        };
        Bench { home, overview, target, contents: Contents::default() }
    }

    pub(crate) async fn run(&mut self, server: impl Http, options: &SyncOptions) -> Result<SyncReport, AppError> {
        let client = DavClient::new(Remote::new(server, None, false));
        let publisher = Publisher {
            overview: &self.overview,
            now: self.home.workspace.now(),
            review_day: Weekday::Sunday,
            contents: self.contents,
        };
        let target = SyncTarget { publisher, client: &client, target: &self.target };
        self.home.workspace.sync(target, options).await
    }

    pub(crate) async fn reach(&self, milestone: &str) {
        let workspace = &self.home.workspace;
        let milestone = workspace.find_milestone(milestone, None).await.expect("there");
        let done = Record::Done { effort: None, holds: Vec::new(), force: true };
        workspace.record(&milestone, &done, TODAY).await.expect("done");
    }

    pub(crate) async fn sync(&mut self, server: impl Http) -> SyncReport {
        self.run(server, &SyncOptions::default()).await.expect("in step")
    }
}

pub(crate) fn run(test: impl AsyncFnOnce()) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(test());
}

pub(crate) const BEST: Able =
    Able { sync_token: true, ctag: true, etag_of_writes: true, rewrites: false, etags: Etags::Strong };

/// Servers as there are: the best, those with less, and the oddest.
pub(crate) fn kinds() -> [Able; 7] {
    [
        BEST,
        Able { sync_token: false, ..BEST },
        Able { sync_token: false, ctag: false, ..BEST },
        Able { etag_of_writes: false, rewrites: true, ..BEST },
        Able { sync_token: false, ctag: false, etag_of_writes: false, rewrites: true, ..BEST },
        Able { etags: Etags::Weak, ..BEST },
        Able { etags: Etags::None, ..BEST },
    ]
}

#[test]
fn whatever_a_server_can_do_unchanged_means_no_write_and_moves_are_seen() {
    run(async || {
        for able in kinds() {
            let server = Server::new(able);
            let mut bench = Bench::new().await;
            let first = bench.sync(&server).await;
            assert_eq!(first.written.len(), server.n_resources(), "{able:?}");
            let writes = server.writes.load(SeqCst);
            for _ in 0..2 {
                let again = bench.sync(&server).await;
                assert_eq!((again.written.len(), again.remote_changes.len()), (0, 0), "{able:?} {again:?}");
            }
            let path = server.somebody_changes("/M1/b1", |text| text.replace("20260512T12", "20260512T14"));
            let after = lock(&server.resources)[&path].clone();
            let report = bench.sync(&server).await;
            assert_eq!(report.remote_changes.len(), 1, "{able:?} {report:?}");
            assert_eq!(report.written, [], "{able:?}");
            assert_eq!(lock(&server.resources)[&path], after, "{able:?}: it stays where it was put");
            assert_eq!(bench.sync(&server).await.remote_changes.len(), 0, "{able:?}: seen once");
            assert_eq!(server.writes.load(SeqCst), writes, "{able:?}");
        }
    });
}

#[test]
fn a_forgotten_token_is_a_full_look_and_no_deletion() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        bench.sync(&server).await;
        bench.sync(&server).await;
        let n_resources = server.n_resources();
        server.forgets_tokens.store(true, SeqCst);
        let report = bench.sync(&server).await;
        assert_eq!((report.written.len(), report.remote_changes.len(), server.n_resources()), (0, 0, n_resources));
    });
}

#[test]
fn busy_servers_are_waited_for() {
    run(async || {
        let server = Server::new(BEST);
        server.busy.store(2, SeqCst);
        let report = Bench::new().await.sync(&server).await;
        assert!(report.written.iter().all(|written| written.failure.is_none()));
        assert_eq!(lock(&server.waited).as_slice(), [Duration::from_secs(2); 2]);
    });
}

#[test]
fn whoever_writes_between_is_read_again_and_never_overwritten() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        bench.sync(&server).await;
        // A milestone is done here; at the same moment somebody moves it there.
        let (path, text) = server.find("/M1\r\n");
        let day = text.lines().find_map(|line| line.strip_prefix("DTSTART;VALUE=DATE:")).expect("a day").to_owned();
        let moved = text.replace(&format!("DTSTART;VALUE=DATE:{day}"), "DTSTART;VALUE=DATE:20260610");
        let moved = moved.replace("DTEND;VALUE=DATE:202605", "DTEND;VALUE=DATE:202606");
        let moved = moved.replace("DTEND;VALUE=DATE:20260615", "DTEND;VALUE=DATE:20260611");
        *lock(&server.rival) = Some((path.clone(), moved));
        bench.reach("M1").await;
        let report = bench.sync(&server).await;
        assert!(report.remote_changes.iter().any(|change| change.what.contains("moved")), "{report:?}");
        assert!(report.written.iter().all(|written| written.failure.is_none()), "{report:?}");
        let text = lock(&server.resources)[&path].0.clone().expect("there");
        assert!(text.contains("DTSTART;VALUE=DATE:20260610"), "the person's day stands: {text}");
        assert!(text.contains("SUMMARY:✓"), "and what we say of it, too: {text}");
    });
}

#[test]
fn one_item_that_fails_stops_no_other() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        *lock(&server.refuses) = Some("/M2\r\n".into());
        let report = bench.sync(&server).await;
        let failed: Vec<&str> =
            report.written.iter().filter(|one| one.failure.is_some()).map(|one| one.id.as_str()).collect();
        assert_eq!(failed.len(), 1, "{failed:?}");
        assert!(failed[0].ends_with("/M2"));
        assert_eq!(server.n_resources(), report.written.len() - 1);
        *lock(&server.refuses) = None;
        let again = bench.sync(&server).await;
        assert_eq!(
            again.written.iter().map(|one| (one.write, one.id.as_str())).collect::<Vec<_>>(),
            [(Write::Create, failed[0])]
        );
    });
}

#[test]
fn a_calendar_that_is_gone_is_an_accident() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        bench.sync(&server).await;
        server.gone.store(true, SeqCst);
        let error = bench.run(&server, &SyncOptions::default()).await.expect_err("stops");
        assert!(matches!(error, AppError::Sync(SyncError::Emptied(_))), "{error}");
        server.gone.store(false, SeqCst);
        assert_eq!(bench.sync(&server).await.written.len(), 0);
    });
}

#[test]
fn dry_runs_write_nowhere() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        let dry = SyncOptions { dry_run: true, ..SyncOptions::default() };
        let announced = bench.run(&server, &dry).await.expect("announced");
        assert_eq!((server.writes.load(SeqCst), server.n_resources()), (0, 0));
        let written = bench.sync(&server).await;
        assert_eq!(announced.written, written.written, "exactly what was announced");
    });
}

#[test]
fn tasks_stand_beside_milestones_where_they_are_wanted_and_a_tick_is_kept() {
    run(async || {
        let server = Server::new(BEST);
        let mut bench = Bench::new().await;
        bench.contents.tasks = true;
        bench.sync(&server).await;
        let path = server.somebody_changes("/M1/task", |text| text.replace("NEEDS-ACTION", "COMPLETED"));
        let report = bench.sync(&server).await;
        assert_eq!((report.remote_changes.len(), report.written.len()), (1, 0), "{report:?}");
        assert!(
            report.remote_changes[0].question.as_deref().is_some_and(|question| question.contains("backcast done"))
        );
        assert_eq!(bench.sync(&server).await.remote_changes.len(), 0);
        bench.reach("M1").await;
        bench.sync(&server).await;
        assert!(lock(&server.resources)[&path].0.as_ref().is_some_and(|text| text.contains("COMPLETED")));
        // Wanted no more, they go, and nothing else does.
        let n_tasks = lock(&server.resources)
            .values()
            .filter(|(text, _)| text.as_ref().is_some_and(|text| text.contains("VTODO")))
            .count();
        bench.contents.tasks = false;
        let report = bench.sync(&server).await;
        assert_eq!(report.written.iter().filter(|one| one.write == Write::Delete).count(), n_tasks, "{report:?}");
        assert_eq!(report.written.len(), n_tasks);
    });
}
