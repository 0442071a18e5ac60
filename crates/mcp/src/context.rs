use std::path::PathBuf;
use std::sync::Arc;

use backcast_app::{Clock, EnclosedFolder, Installation, Principal, Workspace};
use jiff::Timestamp;

/// What a server works with as long as it runs.
pub struct Setup {
    /// Where goals, the library and calendars are.
    pub installation: Arc<Installation>,
    /// Who changes something.
    pub principal: Principal,
    /// The clock: each call looks at it.
    pub clock: Clock,
    /// The folder below which plans are written as files, and repositories lie.
    pub root: PathBuf,
    /// Which tools there are.
    pub tier: Tier,
    /// The instant by the clock of the machine, by which tokens expire.
    pub instant: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

impl std::fmt::Debug for Setup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setup")
            .field("installation", &self.installation)
            .field("tier", &self.tier)
            .finish_non_exhaustive()
    }
}

impl Setup {
    /// The context of one call: a server of days plans on the calendars and the
    /// day of the call, not of its start.
    pub(crate) fn context(&self) -> Context {
        let workspace = Workspace::for_request(&self.installation, self.principal.clone(), self.clock.clone());
        Context { workspace, root: EnclosedFolder::new(&self.root), instant: (self.instant)() }
    }
}

/// What one call works with.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) workspace: Workspace,
    /// The folder below which plans are written as files, and repositories lie.
    pub(crate) root: EnclosedFolder,
    /// The instant by the clock of the machine.
    pub(crate) instant: Timestamp,
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
