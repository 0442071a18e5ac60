use std::path::{Path, PathBuf};

/// Why a process could not be confined.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The kernel would not.
    #[error("the kernel did not take the confinement: {0}")]
    Kernel(String),
    /// The folder is not there.
    #[error("{} cannot be read", .path.display())]
    Folder {
        /// The folder that was to be confined.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Whether the kernel can keep a folder from being written.
#[must_use]
pub fn is_confinable() -> bool {
    #[cfg(target_os = "linux")]
    {
        use landlock::{ABI, AccessFs, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _};
        let ruleset = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
        ruleset.handle_access(AccessFs::from_write(ABI::V1)).and_then(landlock::Ruleset::create).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        false
    }
}

/// Lets this process and all that it begins write everywhere but below a
/// folder, from now on and for good (Landlock). Returns whether the kernel
/// does so; where it cannot, nothing changes.
///
/// Landlock only allows, and what it allows for a folder holds for everything
/// below. So what is allowed is every entry that is there now beside the way to
/// the folder: all of a folder beside it, and writing into a file beside it. In
/// a folder on that way, nothing can be made, renamed or taken away, since that
/// could not be allowed there without being allowed in the folder itself.
///
/// # Errors
///
/// Returns an error if the folder cannot be read or the kernel refuses.
#[cfg(target_os = "linux")]
pub fn confine(folder: &Path) -> Result<bool, SandboxError> {
    use landlock::{ABI, AccessFs, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _, RulesetStatus};
    let unreadable = |source| SandboxError::Folder { path: folder.to_owned(), source };
    let folder = folder.canonicalize().map_err(unreadable)?;
    let abi = ABI::V3;
    let refused = |error: landlock::RulesetError| SandboxError::Kernel(error.to_string());
    let write = AccessFs::from_write(abi);
    let mut rules = Ruleset::default().handle_access(write).map_err(refused)?.create().map_err(refused)?;
    for path in beside(&folder) {
        // What cannot be opened cannot be written either.
        let Ok(opened) = landlock::PathFd::new(&path) else { continue };
        let allowed = if path.is_dir() { write } else { write & AccessFs::from_file(abi) };
        rules = rules.add_rule(landlock::PathBeneath::new(opened, allowed)).map_err(refused)?;
    }
    let status = rules.restrict_self().map_err(refused)?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

/// See the version for Linux; here nothing can be confined.
///
/// # Errors
///
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn confine(_folder: &Path) -> Result<bool, SandboxError> {
    Ok(false)
}

/// Every entry of the folders above, without the way to the folder itself.
#[cfg(target_os = "linux")]
fn beside(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut below = folder;
    while let Some(above) = below.parent() {
        let entries = std::fs::read_dir(above).into_iter().flatten().flatten();
        found.extend(entries.map(|entry| entry.path()).filter(|path| path != below));
        below = above;
    }
    found
}
