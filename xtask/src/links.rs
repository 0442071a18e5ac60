//! Checks that links between the repository's Markdown files lead somewhere.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn run(root: &Path) -> Result<(), String> {
    let mut files = Vec::new();
    collect(root, &mut files).map_err(|error| format!("cannot list {}: {error}", root.display()))?;
    let mut broken = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        for target in targets(&text) {
            let path = target.split('#').next().unwrap_or_default();
            let is_elsewhere = path.is_empty() || path.contains("://") || path.starts_with("mailto:");
            if !is_elsewhere && !file.parent().unwrap_or(root).join(path).exists() {
                broken.push(format!("{}: {target}", file.display()));
            }
        }
    }
    if broken.is_empty() {
        println!("links of {} Markdown files lead somewhere", files.len());
        Ok(())
    } else {
        Err(format!("broken links:\n{}", broken.join("\n")))
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() && name != "target" && !name.starts_with(".git") {
            collect(&path, files)?;
        } else if name.ends_with(".md") {
            files.push(path);
        }
    }
    Ok(())
}

/// What stands in the round brackets of `[text](target)`.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("](").filter_map(|(at, _)| text[at + 2..].split([')', ' ', '\n']).next())
}
