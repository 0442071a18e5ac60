//! Embeds the playbooks and aspects of the repository: each as it was written,
//! and as JSON, which is read several times faster than TOML.

#[path = "src/inherit.rs"]
mod inherit;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde_json::Value;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../playbooks");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-changed=src/inherit.rs");
    let aspects = read(&root.join("aspects"))?;
    let mut playbooks = read(&root)?;
    for (path, playbook) in &mut playbooks {
        let unknown = inherit::fill(playbook, |id| aspects.iter().find(|(path, _)| id_of(path) == id).map(|(_, a)| a));
        if !unknown.is_empty() {
            return Err(io::Error::other(format!("{}: no aspect {unknown:?} with a milestone", path.display())));
        }
    }
    let (playbooks, aspects) = (entries(&playbooks), entries(&aspects));
    let code = format!("Embedded {{ playbooks: &[{playbooks}], aspects: &[{aspects}] }}");
    fs::write(out.join("embedded.rs"), code)?;
    let synonyms = root.join("words/synonyms.toml");
    println!("cargo::rerun-if-changed={}", synonyms.display());
    fs::write(out.join("synonyms.json"), value_of(&synonyms)?.to_string())
}

/// The files of a folder with what they hold.
fn read(folder: &Path) -> io::Result<BTreeMap<PathBuf, Value>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    toml_files(folder)?
        .into_iter()
        .map(|path| {
            let path = path.canonicalize()?;
            println!("cargo::rerun-if-changed={}", path.display());
            let value = value_of(&path)?;
            Ok((path, value))
        })
        .collect()
}

/// Files as Rust literals.
fn entries(files: &BTreeMap<PathBuf, Value>) -> String {
    let mut code = String::new();
    for (path, value) in files {
        let (id, json) = (id_of(path), value.to_string());
        writeln!(code, "Entry {{ id: {id:?}, toml: include_str!({path:?}), json: {json:?} }},")
            .expect("writing to a string cannot fail");
    }
    code
}

fn id_of(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

/// A TOML file as a value. A broken one stops the build and is named.
fn value_of(path: &Path) -> io::Result<Value> {
    let text = fs::read_to_string(path)?;
    toml::from_str(&text).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
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
