//! Futures that are dropped in the middle of their work, as those of a server
//! are whose client went away.

use std::collections::BTreeSet;
use std::future::Future;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use backcast_core::GoalFileId;
use backcast_core::track::Ledger;
use backcast_store::{Location, Store, StoreError, Stored, fault};

use super::support::{Fixture, book, logged, on_both, stamp};

fn assert_send<T: Send>(value: T) -> T {
    value
}

/// Never runs: it compiles only where every future can move between threads.
#[expect(dead_code, reason = "compiling is the test")]
fn every_future_is_send(store: &'static Store, stored: Stored, id: &'static GoalFileId) {
    drop(assert_send(store.append(stored, &[], &[], Box::leak(Box::new(stamp(0))))));
    drop(assert_send(store.load(id)));
    drop(assert_send(store.events(id, 1..)));
    drop(assert_send(store.last_undoable(id, 1)));
    drop(assert_send(store.goals()));
    drop(assert_send(store.ready(jiff::civil::Date::MIN, 1)));
    drop(assert_send(store.finished(None)));
    drop(assert_send(store.add_finished(&[])));
    drop(assert_send(store.save_calendar_rows([])));
    drop(assert_send(store.begin_review(id, "", &[], Box::leak(Box::new(stamp(0))))));
    drop(assert_send(store.append_review_steps("", 1, &[], &[], Box::leak(Box::new(stamp(0))))));
    drop(assert_send(store.export()));
    drop(assert_send(store.check()));
    drop(assert_send(store.rebuild()));
    drop(assert_send(store.clone().close()));
    drop(assert_send(Store::open(store.location(), std::path::Path::new(""))));
}

#[test]
fn a_store_is_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Store>();
}

/// Polls a future until it comes to the named place, and drops it there.
async fn drop_at(point: &str, future: impl Future) {
    fault::hang_at(Some(point));
    fault::passed();
    {
        let mut future = std::pin::pin!(future);
        let mut passed = Vec::new();
        while passed.last().is_none_or(|last| last != point) {
            assert!(
                future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending(),
                "{point} is not passed"
            );
            passed.extend(fault::passed());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    fault::hang_at(None);
}

/// The places that a write comes through.
async fn points(future: impl Future) -> BTreeSet<String> {
    fault::passed();
    future.await;
    fault::passed().into_iter().collect()
}

#[test]
fn a_write_that_is_dropped_leaves_nothing_half_done() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        let store = fixture.store.clone();
        let id = stored.id.clone();
        let write = async |minutes: u32, second: i64| -> Result<Stored, StoreError> {
            let stored = store.load(&id).await?;
            store.append(stored, &[logged(minutes)], &[format!("text {second}")], &stamp(second)).await
        };
        let points = points(write(1, 1)).await;
        assert!(points.len() >= 7, "{points:?}");
        for (second, point) in (2..).zip(&points) {
            let before = store.load(&id).await.expect("loaded");
            drop_at(point, write(1000, second)).await;
            let after = store.load(&id).await.expect("loaded");
            let is_written = point == "committed";
            assert_eq!(after.ledger.version, before.ledger.version + u64::from(is_written), "{point}");
            // The next write of the same store works, and so does one of others.
            write(1, second).await.unwrap_or_else(|error| panic!("after {point}: {error}"));
            let other = fixture.another().await;
            let stored = other.load(&id).await.expect("loaded");
            other.append(stored, &[logged(1)], &[], &stamp(second)).await.expect("appended");
            nothing_is_left_open(fixture).await;
        }
        let now = store.load(&id).await.expect("loaded");
        assert_eq!(Ledger::replay(&store.events(&id, ..).await.expect("read")), now.ledger);
        assert_eq!(store.check().await.expect("checked"), []);
    });
}

#[test]
fn opening_and_reviewing_can_be_dropped_too() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        let store = fixture.store.clone();
        drop_at("migrated", Store::open(&fixture.location, fixture.folder.path())).await;
        for point in ["began", "before_commit", "committed", "review_step_1"] {
            let n_before = store.review_runs(None).await.expect("read").len();
            drop_at(point, store.begin_review(&stored.id, "{}", &[], &stamp(0))).await;
            let runs = store.review_runs(None).await.expect("read");
            let is_written = matches!(point, "committed" | "review_step_1");
            assert_eq!(runs.len(), n_before + usize::from(is_written), "{point}");
            for run in runs {
                assert_eq!(store.review_steps(&run.id).await.expect("read").len(), 1);
            }
            store.begin_review(&stored.id, "{}", &[], &stamp(1)).await.expect("begun");
        }
        nothing_is_left_open(fixture).await;
    });
}

/// No connection waits within a transaction. A server notices a moment later
/// that a connection is gone.
async fn nothing_is_left_open(fixture: &Fixture) {
    let Location::Server(url) = &fixture.location else { return };
    let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(url.reveal()).await.expect("connects");
    let sql = "SELECT COUNT(*) FROM pg_stat_activity \
               WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    for _ in 0..1000 {
        let row = sqlx::query(sql).fetch_one(&mut connection).await.expect("read");
        if sqlx::Row::get::<i64, _>(&row, 0) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("a connection stays within a transaction");
}

#[test]
fn many_at_once_share_a_few_connections() {
    on_both(async |fixture| {
        let stored = book(&fixture.store).await.expect("appended");
        let id = stored.id.clone();
        let writers: Vec<_> = (0..12)
            .map(|_| {
                let (store, id) = (fixture.store.clone(), id.clone());
                async move {
                    loop {
                        let stored = store.load(&id).await.expect("loaded");
                        match store.append(stored, &[logged(1)], &[], &stamp(1)).await {
                            Ok(_) => return,
                            Err(error) => assert!(matches!(error, StoreError::Stale { .. }), "{error}"),
                        }
                    }
                }
            })
            .collect();
        together(writers).await;
        let now = fixture.store.load(&id).await.expect("loaded");
        assert_eq!(now.ledger.version, stored.ledger.version + 12);
        assert_eq!(fixture.store.check().await.expect("checked"), []);
    });
}

/// Lets all futures go on in turns until the last one is over.
async fn together(futures: Vec<impl Future<Output = ()>>) {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    std::future::poll_fn(|context| {
        futures.retain_mut(|future| future.as_mut().poll(context).is_pending());
        if futures.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[test]
fn nothing_is_lent_after_closing() {
    on_both(async |fixture| {
        let other = fixture.store.clone();
        fixture.store.clone().close().await.expect("closed");
        assert!(other.goals().await.is_err());
    });
}
