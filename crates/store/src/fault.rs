//! Named places at which a test may end the process, as a power cut would, or
//! stop a future, as a client that goes away does.
//!
//! In release builds the places do nothing at all.

#[cfg(debug_assertions)]
mod armed {
    use std::cell::RefCell;

    thread_local! {
        /// The place at which futures of this thread stay for ever.
        static HANGING: RefCell<Option<String>> = const { RefCell::new(None) };
        /// The places that futures of this thread came through.
        static PASSED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    /// Makes every future of this thread that comes to the named place stay
    /// there for ever, until it is dropped; nothing lets all go on.
    ///
    /// For tests that drop a future in the middle of its work.
    pub fn hang_at(name: Option<&str>) {
        HANGING.with_borrow_mut(|hanging| *hanging = name.map(str::to_owned));
    }

    /// The places that futures of this thread came through since this was
    /// asked last, in their order.
    pub fn passed() -> Vec<String> {
        PASSED.take()
    }

    /// Aborts where the variable `BACKCAST_ABORT_AT` names this place, and
    /// never goes on where [`hang_at`] does.
    pub(crate) async fn point(name: &str) {
        if std::env::var_os("BACKCAST_ABORT_AT").is_some_and(|at| at == name) {
            std::process::abort();
        }
        PASSED.with_borrow_mut(|passed| passed.push(name.to_owned()));
        if HANGING.with_borrow(|hanging| hanging.as_deref() == Some(name)) {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(debug_assertions)]
pub(crate) use armed::point;
#[cfg(debug_assertions)]
pub use armed::{hang_at, passed};

#[cfg(not(debug_assertions))]
pub(crate) async fn point(_name: &str) {}
