//! Who thinks: language-model providers over HTTP, and agents behind a command.
//!
//! A [`ThinkerClient`] takes a [`Prompt`] and gives a [`Completion`], or says why not:
//! [`ThinkError`] tells what may be tried again from what never works.
//! [`check`] says what is wrong with a configuration before it costs anything.
//!
//! ```
//! use backcast_model::{ModelConfig, Provider};
//!
//! let config = ModelConfig::new(Provider::Compatible, "qwen3:8b");
//! assert_eq!(config.missing(), Some("endpoint"));
//! ```
//!
//! Deliberately absent: what is asked, what is made of the answer, and where
//! it is kept. Keys are handed in; they go into requests and nowhere else.

mod agent;
mod check;
mod config;
#[cfg(feature = "providers")]
mod dialect;
mod error;
#[cfg(feature = "providers")]
mod http;
#[cfg(not(feature = "providers"))]
#[path = "http_absent.rs"]
mod http;
#[cfg(feature = "providers")]
mod rate_limit;
mod sandbox;
mod spend_limit;
mod thinker_client;

pub use agent::AgentCommand;
pub use backcast_retry::RetryPolicy;
pub use check::{CheckLine, check};
pub use config::{Key, ModelConfig, Price, Provider};
pub use error::ThinkError;
pub use http::HttpModel;
pub use sandbox::{SandboxError, confine, is_confinable};
pub use spend_limit::SpendLimit;
pub use thinker_client::{Completion, Prompt, ThinkerClient};
