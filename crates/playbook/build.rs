//! Lists the playbooks and aspects of the repository, so that they are embedded.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../playbooks");
    let mut code = String::from("&[\n");
    for folder in [root.clone(), root.join("aspects")] {
        println!("cargo::rerun-if-changed={}", folder.display());
        for path in toml_files(&folder)? {
            let path = path.canonicalize()?;
            println!("cargo::rerun-if-changed={}", path.display());
            let name = path.file_stem().expect("a file has a name").to_string_lossy();
            writeln!(code, "    ({name:?}, include_str!({path:?})),").expect("writing to a string cannot fail");
        }
    }
    code.push_str("]\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("embedded.rs");
    fs::write(out, code)
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
