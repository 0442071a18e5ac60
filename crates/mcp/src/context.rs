use std::path::PathBuf;

use backcast_app::agenda::Rhythm;
use backcast_app::review::{Means, Prompts};
use backcast_app::{Actor, AppError, Library, Usual};
use backcast_store::{Location, Store};
use jiff::tz::TimeZone;

/// What the tools work with.
pub struct Context {
    /// Where goals are kept.
    pub location: Location,
    /// The folder for backups of server databases.
    pub backups: PathBuf,
    /// Who changes something, and the clock.
    pub actor: Actor,
    /// The library with the user's own playbooks.
    pub library: Library,
    /// The prompts with the user's own.
    pub prompts: Prompts,
    /// What holds where a goal says nothing of the person's time.
    pub usual: Usual,
    /// How the person's weeks go.
    pub rhythm: Rhythm,
    /// The zone in which days begin.
    pub zone: TimeZone,
    /// The folder below which plans are written as files.
    pub root: PathBuf,
    /// Which tools there are.
    pub tier: Tier,
    /// Tells the user something that the agent does not see.
    pub tell_user: Box<dyn Fn(&str)>,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("location", &self.location).field("tier", &self.tier).finish_non_exhaustive()
    }
}

/// How many tools are offered: each one costs the agent attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// From a goal to a proposed plan, and what to do next.
    #[default]
    Core,
    /// Also approving, recording work, and looking at it again.
    Standard,
    /// Everything.
    All,
}

impl Tier {
    /// All tiers, the smallest first.
    pub const ALL: [Tier; 3] = [Tier::Core, Tier::Standard, Tier::All];

    /// The name used in the environment.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Core => "core",
            Tier::Standard => "standard",
            Tier::All => "all",
        }
    }
}

impl Context {
    /// Opens the store for one call.
    pub(crate) async fn open(&self) -> Result<Store, AppError> {
        Ok(Store::open(&self.location, &self.backups).await?)
    }

    pub(crate) fn means(&self) -> Means<'_> {
        Means { actor: &self.actor, library: &self.library, prompts: &self.prompts, usual: &self.usual }
    }
}
