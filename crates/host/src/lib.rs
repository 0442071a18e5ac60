//! What a process finds where it runs: layers of configuration, folders,
//! secrets, the library's own files, the calendars, and who may think.
//!
//! [`Environment`] is what the operating system says: variables, the home
//! folder, the working folder. It is read once, by whoever owns the process,
//! and handed on; nothing here or below asks the system again. [`Host`] is what
//! follows from it. Every edge begins with these two, so that the command, a
//! server and a test find the same things in the same places.
//!
//! Nothing is printed: what is odd about a file comes back as warnings of
//! [`Loaded`].
//!
//! ```
//! use backcast_host::{Environment, Host, Overrides};
//!
//! let folder = tempfile::tempdir()?;
//! let variables = [("BACKCAST_HOURS_PER_WEEK", "6")];
//! let environment = Environment::new(variables, Some(folder.path().to_owned()), folder.path());
//! let host = Host::load(&environment, &Overrides::default())?.value;
//! assert_eq!(host.settings.capacity().map(|pace| pace.hours_per_week()), Some(6.0));
//! assert!(host.location()?.0.to_string().ends_with("backcast.db"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;

mod environment;
mod folders;
mod passwords;
mod read;
mod secret;
mod trust;

mod calendars;
mod configuration;
mod installation;
mod library;
mod project;
mod rights;
mod thinkers;

pub use calendars::Calendars;
pub use configuration::{Host, Ignored, Loaded, Overrides, user_file};
pub use environment::{AGENT_MARKS, Environment};
pub use error::HostError;
pub use folders::{CONFIGURATION_FILE, Folders};
pub use library::{files_in, library, playbook_folder, prompts, prompts_folder};
pub use passwords::passwords;
pub use project::{PROJECT_FOLDER, ProjectFile};
pub use read::{EXPORT_BYTES_MAX, Source, read, read_bytes, read_up_to};
pub use rights::OpenPath;
pub use secret::{Place, SecretError};
pub use trust::{Standing, TrustedFile, TrustedFiles};
