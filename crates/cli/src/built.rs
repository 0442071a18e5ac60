//! What this build can do: features only add, and a build without one says so.

/// How to get a program with everything.
pub(crate) const INSTALL: &str = "for everything: cargo install --path crates/cli";

/// Features by name, and whether they are built in.
const FEATURES: [(&str, bool); 5] = [
    ("exact", cfg!(feature = "exact")),
    ("mcp", cfg!(feature = "mcp")),
    ("models", cfg!(feature = "models")),
    ("postgres", cfg!(feature = "postgres")),
    ("remote-calendars", cfg!(feature = "remote-calendars")),
];

/// The version as `--version` prints it, with what a reduced build lacks.
pub(crate) fn version() -> String {
    version_of(&FEATURES)
}

fn version_of(features: &[(&str, bool)]) -> String {
    let absent: Vec<&str> = features.iter().filter(|(_, is_built_in)| !is_built_in).map(|(name, _)| *name).collect();
    match absent.as_slice() {
        [] => env!("CARGO_PKG_VERSION").to_owned(),
        absent => format!("{}\nbuilt without: {}\n{INSTALL}", env!("CARGO_PKG_VERSION"), absent.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reduced_build_names_what_it_lacks() {
        let whole = version_of(&[("mcp", true), ("postgres", true)]);
        assert_eq!(whole, env!("CARGO_PKG_VERSION"));
        let reduced = version_of(&[("mcp", false), ("exact", true), ("postgres", false)]);
        assert!(reduced.contains("\nbuilt without: mcp, postgres\n"), "{reduced}");
    }
}
