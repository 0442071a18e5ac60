use backcast_playbook::Library;
use backcast_review::Prompts;

use crate::{Actor, Usual};

/// What a run is carried on with.
#[derive(Clone, Copy, Debug)]
pub struct Means<'a> {
    /// Who does it, and when.
    pub actor: &'a Actor,
    /// The library.
    pub library: &'a Library,
    /// The templates of the packets.
    pub prompts: &'a Prompts,
    /// What holds where the goal says nothing of the person's time.
    pub usual: &'a Usual,
}
