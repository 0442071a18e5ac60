//! Adversarial reviews, whoever thinks: what goes out, what may come back,
//! and what is left after a kill.

mod agents;
mod answers;
mod bad;
mod folders;
mod hostile;
mod hosts;
mod logged;
mod models;
mod proxy;

use std::time::Duration;

use super::test_store::TestStore;

#[path = "../../../../model/tests/it/server.rs"]
mod server;

use server::Server;

/// A goal that is worth milestones.
const GOAL: &str = r#"
title = "Search that answers within 100 ms"
destination = "Search of the shop answers within 100 ms at p95 with 2 million products."
origin = "A linear scan takes 4 seconds; there is no index."
deadline = 2026-11-30
hours_per_week = 12
constraints = ["The product database stays on SQLite"]

[repo]
files = ["src/search.rs", "src/index.rs"]

[repo.verification]
level = "e2e"
command = "make e2e"
"#;

/// A store with a goal file beside it.
fn store() -> TestStore {
    let store = TestStore::new();
    std::fs::write(store.path("search.toml"), GOAL).expect("written");
    store
}

/// The configuration of a model at a server; nothing waits long.
fn configure(store: &TestStore, server: &Server, more: &str) {
    let text = format!(
        "[model]\nprovider = 'compatible'\nname = 'mock'\nendpoint = '{}'\npause_seconds = 0.01\ntries = 2\n\
         {more}\n",
        server.url()
    );
    let folder = store.path("config/backcast");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("config.toml"), text).expect("written");
}

/// A while that five requests at once share and five in a row do not.
const WHILE: Duration = Duration::from_millis(150);

const START: [&str; 5] = ["review", "start", "search.toml", "--by", "model"];
