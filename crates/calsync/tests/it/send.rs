//! What waits for servers can go on in another thread. The compiler checks it:
//! what is not Send does not build here.

use backcast_calendar::Http;
use backcast_calsync::{
    ActivePlan, CalendarService, Connection, Fetching, Passwords, Publisher, RemoteChanges, SyncOptions, SyncTarget,
    TargetReport,
};
use backcast_store::Store;
use jiff::civil::Date;

fn assert_send(_: &impl Send) {}

fn hours(calendar_service: &CalendarService<'_>, first: Date) {
    assert_send(&calendar_service.availability(first, 7, Fetching::Always));
    assert_send(&calendar_service.survey(Fetching::IfMissing));
}

fn publishing(store: &Store, publisher: &Publisher<'_>, plans: Vec<ActivePlan>) {
    assert_send(&publisher.publish(store, plans));
}

fn halves<H: Http>(
    store: &Store,
    target: &mut SyncTarget<'_, H>,
    plans: &[ActivePlan],
    found: RemoteChanges,
    report: &mut TargetReport,
) {
    let options = SyncOptions::default();
    assert_send(&target.leave_others(store, &options));
    assert_send(&target.pull(store, plans, &options, 1, report));
    assert_send(&target.push(store, plans, found, &options, 1, report));
}

#[test]
fn what_is_handed_between_threads_is_send_and_sync() {
    fn assert<T: Send + Sync>() {}
    assert::<Passwords>();
    assert::<Connection>();
    // Naming them has the compiler check their bodies.
    let _ = (hours, publishing, halves::<Connection>);
}
