//! Named places at which a test may end the process, as a power cut would.

/// Aborts where the variable `BACKCAST_ABORT_AT` names this place. Nothing at
/// all in release builds.
#[cfg(debug_assertions)]
pub(crate) fn point(name: &str) {
    if std::env::var_os("BACKCAST_ABORT_AT").is_some_and(|at| at == name) {
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub(crate) fn point(_name: &str) {}
