//! Which calendar of a person is written to: ours, or the one that was named,
//! whatever the server answers.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use backcast_app::AppError;
use backcast_calendar::{Http, HttpError, Request, Response};
use backcast_calsync::{SyncError, SyncOptions, Unusable};
use backcast_core::ErrorKind;

use crate::servers::{BEST, Bench, Server, answer, found, header, lock, multistatus, run};

/// One calendar of a person.
struct Room {
    name: &'static str,
    /// What stands in its description.
    description: String,
    takes: &'static str,
    may_write: bool,
    server: Server,
}

/// What a server makes of a wish for a calendar.
#[derive(Clone, Copy, Debug)]
enum Making {
    Made,
    Refused(u16),
    /// Another run is faster by a moment.
    MadeByAnother,
    /// It is made, and the server fails all the same.
    MadeAndFailed(u16),
    /// One of the person's is there by now.
    TakenByThePerson,
}

/// A server with a folder of calendars.
struct House {
    rooms: Mutex<BTreeMap<String, Room>>,
    making: Making,
    /// Where a calendar has moved.
    moved: Mutex<Option<(String, String)>>,
}

const FOREIGN: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:dentist\r\nDTSTART:20260601T080000Z\r\n\
                       DTEND:20260601T090000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn room(name: &'static str) -> Room {
    let room = Room { name, description: String::new(), takes: "VEVENT", may_write: true, server: Server::new(BEST) };
    room.server.keep("dentist.ics", Some(FOREIGN.to_owned()));
    room
}

fn empty(name: &'static str) -> Room {
    let room = room(name);
    lock(&room.server.resources).clear();
    room
}

impl House {
    fn new(making: Making, rooms: Vec<(&str, Room)>) -> Self {
        let house = House { rooms: Mutex::default(), making, moved: Mutex::default() };
        for (path, room) in rooms {
            house.put_up(&format!("/home/{path}/"), room);
        }
        house
    }

    fn put_up(&self, path: &str, room: Room) {
        // What is in it already stands at its address.
        let inside = std::mem::take(&mut *lock(&room.server.resources));
        for (name, (text, _)) in inside {
            room.server.keep(&format!("{path}{name}"), text);
        }
        lock(&self.rooms).insert(path.to_owned(), room);
    }

    fn make(&self, path: &str, request: &Request) -> Response {
        if lock(&self.rooms).contains_key(path) {
            return answer(405, String::new(), &[]);
        }
        let says = |tag: &str| request.body.split(&format!("{tag}>")).nth(1).map(|rest| rest.split('<').next());
        let description = says("calendar-description").flatten().unwrap_or_default().to_owned();
        let ours = || Room { description: description.clone(), ..empty("backcast") };
        match self.making {
            Making::Refused(status) => answer(status, String::new(), &[]),
            Making::Made => {
                self.put_up(path, ours());
                answer(201, String::new(), &[])
            }
            Making::MadeByAnother => {
                self.put_up(path, ours());
                answer(405, String::new(), &[])
            }
            Making::MadeAndFailed(status) => {
                self.put_up(path, ours());
                answer(status, String::new(), &[])
            }
            Making::TakenByThePerson => {
                self.put_up(path, room("backcast"));
                answer(409, String::new(), &[])
            }
        }
    }

    fn described(&self, path: &str) -> Option<String> {
        let rooms = lock(&self.rooms);
        let room = rooms.get(path)?;
        let Room { name, description, takes, may_write, .. } = room;
        let privilege = if *may_write { "write" } else { "read" };
        let properties = format!(
            "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:displayname>{name}</D:displayname>\
             <C:calendar-description>{description}</C:calendar-description><C:supported-calendar-component-set>\
             <C:comp name=\"{takes}\"/></C:supported-calendar-component-set><D:current-user-privilege-set>\
             <D:privilege><D:{privilege}/></D:privilege></D:current-user-privilege-set>"
        );
        Some(found(path, &properties))
    }

    /// The calendars in which anything was written or deleted.
    fn written(&self) -> Vec<String> {
        let rooms = lock(&self.rooms);
        let touched = rooms.iter().filter(|(_, room)| room.server.writes.load(std::sync::atomic::Ordering::SeqCst) > 0);
        touched.map(|(path, _)| path.clone()).collect()
    }

    fn n_resources(&self, path: &str) -> usize {
        lock(&self.rooms)[path].server.n_resources()
    }
}

impl Http for &House {
    async fn send(&self, request: &Request) -> Result<Response, HttpError> {
        let path = request.url.path().to_owned();
        if let Some((from, to)) = lock(&self.moved).clone()
            && let Some(rest) = path.strip_prefix(from.as_str())
        {
            return Ok(answer(301, String::new(), &[("location", &format!("{to}{rest}"))]));
        }
        let is_description = request.method == "PROPFIND"
            && request.body.contains("resourcetype")
            && header(request, "depth") == Some("0");
        match (request.method, path.as_str()) {
            ("MKCALENDAR", path) => return Ok(self.make(path, request)),
            ("PROPFIND", "/") => {
                let own = "<D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>";
                return Ok(multistatus(&found("/", own), ""));
            }
            ("PROPFIND", "/me/") => {
                let home = "<C:calendar-home-set><D:href>/home/</D:href></C:calendar-home-set>";
                return Ok(multistatus(&found("/me/", home), ""));
            }
            ("PROPFIND", "/home/") => {
                let paths: Vec<String> = lock(&self.rooms).keys().cloned().collect();
                let all: String = paths.iter().filter_map(|path| self.described(path)).collect();
                return Ok(multistatus(&all, ""));
            }
            (_, path) if is_description => {
                return Ok(match self.described(path) {
                    Some(described) => multistatus(&described, ""),
                    None => answer(404, String::new(), &[]),
                });
            }
            _ => {}
        }
        let rooms = lock(&self.rooms);
        let room = rooms.iter().find(|(at, _)| path.starts_with(at.as_str())).map(|(_, room)| &room.server);
        let Some(server) = room else { return Ok(answer(404, String::new(), &[])) };
        Ok(server.answered(request))
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn random(&self) -> u64 {
        1
    }

    async fn wait(&self, _: Duration) {}
}

async fn bench(collection: Option<&str>) -> Bench {
    let mut bench = Bench::new().await;
    bench.target.url = "https://dav.example.org/".into();
    bench.target.collection = collection.map(str::to_owned);
    bench
}

/// The run stops, nothing is written anywhere, and nothing of it is stored.
async fn check_stops(house: &House, bench: &mut Bench, expected: impl Fn(&Unusable) -> bool, choices: &[&str]) {
    for _ in 0..2 {
        let error = bench.run(house, &SyncOptions::default()).await.expect_err("stops");
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        let AppError::Sync(SyncError::ToBeNamed { why, calendars, host }) = &error else { panic!("{error}") };
        assert!(expected(why), "{why:?}");
        assert_eq!((calendars.as_slice(), host.as_str()), (choices.map_owned().as_slice(), "dav.example.org"));
        assert!(choices.iter().all(|name| error.to_string().contains(name)), "{error}");
    }
    assert_eq!(house.written(), Vec::<String>::new());
    let status = bench.home.workspace.target_status(&bench.target).await.expect("read");
    assert_eq!((status.collection, status.n_items), (None, 0));
}

/// Borrowed names as they are stored.
trait Owned {
    fn map_owned(&self) -> Vec<String>;
}

impl Owned for [&str] {
    fn map_owned(&self) -> Vec<String> {
        self.iter().map(|name| (*name).to_owned()).collect()
    }
}

#[test]
fn where_no_calendar_is_made_none_of_the_person_is_taken() {
    run(async || {
        for status in [207, 301, 400, 403, 405, 409, 415, 500, 501, 502, 507] {
            let house = House::new(Making::Refused(status), vec![("work", room("Work")), ("home", empty("Home"))]);
            let refused = |why: &Unusable| *why == Unusable::NotMade(status);
            check_stops(&house, &mut bench(None).await, refused, &["Home", "Work"]).await;
        }
        let house = House::new(Making::Refused(403), Vec::new());
        check_stops(&house, &mut bench(None).await, |why| matches!(why, Unusable::NotMade(403)), &[]).await;
    });
}

#[test]
fn one_that_was_named_by_name_or_address_is_written_and_no_other() {
    run(async || {
        for name in ["Work", "work-1", "/home/work-1/", "https://dav.example.org/home/work-1/"] {
            let house = House::new(Making::Refused(403), vec![("a", room("A")), ("work-1", room("Work"))]);
            let report = bench(Some(name)).await.sync(&house).await;
            let calendar = report.calendar.expect("said");
            assert_eq!((calendar.name.as_str(), calendar.host.as_str()), ("Work", "dav.example.org"));
            assert_eq!(house.written(), ["/home/work-1/"], "{name}");
        }
        let house = House::new(Making::Made, vec![("a", room("A"))]);
        let unknown = |why: &Unusable| matches!(why, Unusable::Unknown(_));
        check_stops(&house, &mut bench(Some("/home/nowhere/")).await, unknown, &["A"]).await;
    });
}

#[test]
fn what_cannot_be_meant_or_written_is_refused_before_anything_is_written() {
    run(async || {
        let house = House::new(Making::Made, vec![("w1", room("Work")), ("w2", room("Work"))]);
        let ambiguous = |why: &Unusable| matches!(why, Unusable::Ambiguous(_));
        check_stops(&house, &mut bench(Some("Work")).await, ambiguous, &["w1", "w2"]).await;

        let tasks = || Room { takes: "VTODO", ..room("Chores") };
        let read = || Room { may_write: false, ..room("Team") };
        let house = House::new(Making::Made, vec![("chores", tasks()), ("team", read()), ("x", room("X"))]);
        let tasks_only = |why: &Unusable| matches!(why, Unusable::TasksOnly(_));
        check_stops(&house, &mut bench(Some("Chores")).await, tasks_only, &["X"]).await;
        let read_only = |why: &Unusable| matches!(why, Unusable::ReadOnly(_));
        check_stops(&house, &mut bench(Some("Team")).await, read_only, &["X"]).await;
        for (path, expected) in [("chores", &tasks_only as &dyn Fn(&Unusable) -> bool), ("team", &read_only)] {
            let mut bench = bench(None).await;
            bench.target.url = format!("https://dav.example.org/home/{path}/").into();
            check_stops(&house, &mut bench, expected, &["X"]).await;
        }
    });
}

#[test]
fn a_calendar_and_a_list_of_tasks_may_have_the_same_name() {
    run(async || {
        let tasks = Room { takes: "VTODO", ..room("Work") };
        let house = House::new(Making::Made, vec![("list", tasks), ("work", room("Work"))]);
        bench(Some("Work")).await.sync(&house).await;
        assert_eq!(house.written(), ["/home/work/"]);
    });
}

#[test]
fn one_with_the_name_of_ours_is_ours_by_its_mark_its_items_or_as_it_is_empty() {
    run(async || {
        let not_ours = |why: &Unusable| matches!(why, Unusable::NotOurs(_));
        for path in ["backcast", "b7"] {
            let house = House::new(Making::Made, vec![(path, room("backcast")), ("w", room("W"))]);
            check_stops(&house, &mut bench(None).await, not_ours, &["W", "backcast"]).await;
        }
        let marked = Room { description: "Made by backcast".into(), ..room("backcast") };
        let with_item = room("backcast");
        let ours = FOREIGN.replace("dentist", "0123456789abcdef0123456789abcdef@backcast");
        with_item.server.keep("0123456789abcdef0123456789abcdef.ics", Some(ours));
        for there in [marked, with_item, empty("backcast")] {
            let house = House::new(Making::Refused(403), vec![("a", room("A")), ("b7", there)]);
            bench(None).await.sync(&house).await;
            assert_eq!(house.written(), ["/home/b7/"]);
        }
        let tasks = Room { takes: "VTODO", ..empty("backcast") };
        let house = House::new(Making::Made, vec![("a", room("A")), ("backcast", tasks)]);
        let tasks_only = |why: &Unusable| matches!(why, Unusable::TasksOnly(_));
        check_stops(&house, &mut bench(None).await, tasks_only, &["A"]).await;
    });
}

#[test]
fn whoever_makes_it_at_the_same_moment_meets_there() {
    run(async || {
        for making in [Making::MadeByAnother, Making::MadeAndFailed(500), Making::Made] {
            let house = House::new(making, vec![("a", room("A"))]);
            let mut bench = bench(None).await;
            let report = bench.sync(&house).await;
            assert_eq!(house.written(), ["/home/backcast/"], "{making:?}");
            assert_eq!(house.n_resources("/home/backcast/"), report.written.len());
            assert_eq!(bench.sync(&house).await.written, [], "{making:?}");
        }
        let house = House::new(Making::TakenByThePerson, vec![("a", room("A"))]);
        let error = bench(None).await.run(&house, &SyncOptions::default()).await.expect_err("stops");
        assert!(matches!(error, AppError::Sync(SyncError::ToBeNamed { why: Unusable::NotOurs(_), .. })), "{error}");
        assert_eq!(house.written(), Vec::<String>::new());
    });
}

#[test]
fn one_that_vanishes_is_never_replaced_by_another() {
    run(async || {
        let house = House::new(Making::Made, vec![("a", room("A")), ("b", empty("B"))]);
        let mut bench = bench(None).await;
        bench.sync(&house).await;
        lock(&house.rooms).remove("/home/backcast/");
        let error = bench.run(&house, &SyncOptions::default()).await.expect_err("stops");
        assert!(matches!(&error, AppError::Sync(SyncError::Emptied(_))), "{error}");
        assert!(error.to_string().contains("`backcast` on dav.example.org"), "{error}");
        assert_eq!(house.written(), Vec::<String>::new());
    });
}

#[test]
fn a_calendar_that_moves_is_followed_and_another_one_is_not() {
    run(async || {
        let house = House::new(Making::Refused(403), vec![("work", room("Work")), ("other", room("Other"))]);
        let mut bench = bench(Some("Work")).await;
        bench.sync(&house).await;
        let writes = house.written();
        *lock(&house.moved) = Some(("/home/work/".into(), "/home/other/".into()));
        let error = bench.run(&house, &SyncOptions::default()).await.expect_err("stops");
        assert!(matches!(&error, AppError::Sync(SyncError::ToBeNamed { why: Unusable::Redirected(_), .. })), "{error}");
        assert_eq!(house.written(), writes);

        let room = lock(&house.rooms).remove("/home/work/").expect("there");
        let there = std::mem::take(&mut *lock(&room.server.resources));
        for (path, (text, _)) in there {
            room.server.keep(path.trim_start_matches("/home/work/"), text);
        }
        house.put_up("/new/work/", room);
        *lock(&house.moved) = Some(("/home/work/".into(), "/new/work/".into()));
        for _ in 0..2 {
            let report = bench.sync(&house).await;
            assert_eq!((report.written.len(), report.remote_changes.len()), (0, 0), "{report:?}");
        }
    });
}
