//! The LiteLLM proxy, which we did not write, in the place of providers: it
//! judges our requests, and its errors are surfaced as ours.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::answers::milestone;
use super::store;
use crate::test_store::TestStore;
use crate::{stderr, stdout};

/// A proxy on the loopback, gone with its owner.
struct Proxy {
    child: Child,
    port: u16,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How long the proxy may take to start on a slow machine.
const START_MAX: Duration = Duration::from_secs(120);
const KEY: &str = "sk-of-the-test";

/// One answer that serves as a review and as a synthesis, as the proxy's mock
/// says the same to everything.
fn answer() -> String {
    let synthesis = json!({
        "responses": [], "conflicts": [], "rejected_proposals": [], "execution_order": [["M1"], ["M2"]],
        "milestones": [
            milestone("M1", "Index of all products is built", &[], "src/index.rs"),
            milestone("M2", "Search answers from the index", &["M1"], "src/search.rs"),
        ],
    });
    format!(
        "The search of the shop needs an index. Two million products are too many for a scan. It has to be measured.\n\n\
         ```json\n{{\"findings\": []}}\n```\n\n```json\n{synthesis}\n```"
    )
}

impl Proxy {
    /// Starts one; nothing where it is not installed.
    fn start(store: &TestStore) -> Option<Self> {
        let Some(programs) = std::env::var_os("BACKCAST_CALENDAR_PEERS").map(PathBuf::from) else {
            println!(
                "SKIPPED: BACKCAST_CALENDAR_PEERS names no folder with the LiteLLM proxy (`cargo xtask test` makes one)"
            );
            return None;
        };
        let model = |name: &str, mock: &str| json!({ "model_name": name, "litellm_params": { "model": "openai/mock", "api_key": "none", "mock_response": mock } });
        // JSON is YAML.
        let config = json!({
            "model_list": [model("good", &answer()), model("limited", "litellm.RateLimitError"), model("broken", "litellm.InternalServerError")],
            "general_settings": { "master_key": KEY },
            "litellm_settings": { "num_retries": 0 },
        });
        let path = store.path("proxy.yaml");
        std::fs::write(&path, config.to_string()).expect("written");
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
        let child = Command::new(programs.join("litellm"))
            .arg("--config")
            .arg(&path)
            .args(["--host", "127.0.0.1", "--port", &port.to_string(), "--telemetry", "False"])
            .current_dir(store.folder.path())
            .env("HOME", store.folder.path())
            .env("LITELLM_LOCAL_MODEL_COST_MAP", "True")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the proxy starts");
        let proxy = Proxy { child, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < START_MAX, "the proxy does not answer");
            std::thread::sleep(Duration::from_millis(200));
        }
        Some(proxy)
    }

    fn configure(&self, store: &TestStore, provider: &str, model: &str, key: &str) {
        let text = format!(
            "[model]\nprovider = '{provider}'\nname = '{model}'\nendpoint = 'http://127.0.0.1:{}/v1/'\nkey_command = 'echo {key}'\n\
             pause_seconds = 0.05\ntries = 2\n",
            self.port
        );
        let folder = store.path("config/backcast");
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::write(folder.join("config.toml"), text).expect("written");
    }
}

#[test]
fn requests_are_accepted_and_errors_come_through_in_both_formats() {
    let store = store();
    let Some(proxy) = Proxy::start(&store) else { return };
    for provider in ["compatible", "anthropic"] {
        proxy.configure(&store, provider, "good", KEY);
        let document = store.json(&super::START);
        assert_eq!(document["state"], "proposed", "{provider}");
        assert!(document["usage"]["tokens_in"].as_u64().is_some_and(|n| n > 0), "{provider}: {}", document["usage"]);
        let check = store.run(&["model", "check"]);
        assert!(stdout(&check).contains("endpoint  it answers"), "{provider}: {}{}", stdout(&check), stderr(&check));

        proxy.configure(&store, provider, "good", "sk-wrong");
        store.refused(&super::START, 5, &["the server answered 4", "backcast model check"]);
        proxy.configure(&store, provider, "no-such-model", KEY);
        store.refused(&super::START, 5, &["the server answered 4", "no-such-model"]);
        for (model, status) in [("limited", "429"), ("broken", "500")] {
            proxy.configure(&store, provider, model, KEY);
            let output = store.run(&super::START);
            assert_eq!(output.status.code(), Some(1), "{provider} {model}: {}", stderr(&output));
            let status_text = store.done(&["review", "status", "search"]);
            assert!(status_text.contains(&format!("the server answered {status}")), "{provider}: {status_text}");
        }
    }
}
