//! Embeds the playbooks and aspects of the repository: each as it was written,
//! and as JSON, which is read several times faster than TOML.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../playbooks");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let playbooks = entries(&root)?;
    let aspects = entries(&root.join("aspects"))?;
    let code = format!("Embedded {{ playbooks: &[{playbooks}], aspects: &[{aspects}] }}");
    fs::write(out.join("embedded.rs"), code)?;
    let synonyms = root.join("words/synonyms.toml");
    println!("cargo::rerun-if-changed={}", synonyms.display());
    fs::write(out.join("synonyms.json"), as_json(&synonyms)?)
}

/// The files of a folder as Rust literals, by name.
fn entries(folder: &Path) -> io::Result<String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut code = String::new();
    for path in toml_files(folder)? {
        let path = path.canonicalize()?;
        println!("cargo::rerun-if-changed={}", path.display());
        let id = path.file_stem().expect("a file has a name").to_string_lossy();
        let json = as_json(&path)?;
        writeln!(code, "Entry {{ id: {id:?}, toml: include_str!({path:?}), json: {json:?} }},")
            .expect("writing to a string cannot fail");
    }
    Ok(code)
}

/// A TOML file as JSON. A broken one stops the build and is named.
fn as_json(path: &Path) -> io::Result<String> {
    let text = fs::read_to_string(path)?;
    let value: serde_json::Value =
        toml::from_str(&text).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
    Ok(value.to_string())
}

fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    Ok(files)
}
