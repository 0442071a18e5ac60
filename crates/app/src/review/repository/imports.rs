//! Which files use which, by the imports of Rust, Python, JavaScript,
//! TypeScript and Go. Names are matched with tracked paths; what is not found
//! there belongs to somebody else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::LazyLock;

use regex::Regex;

use super::FileLinks;

const EXTENSIONS: [&str; 10] = ["rs", "py", "ts", "tsx", "mts", "js", "jsx", "mjs", "cjs", "go"];

pub(super) fn is_source(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension))
}

/// The neighbors of files or folders.
pub(super) fn links(named: &[&String], sources: &[&String], read: &dyn Fn(&str) -> Option<String>) -> Vec<FileLinks> {
    let index = Index::new(sources);
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in sources {
        let Some(text) = read(source) else { continue };
        let found = index.imports(source, &text);
        if !found.is_empty() {
            uses.insert(source, found);
        }
    }
    named.iter().map(|name| neighbors(name.trim_end_matches('/'), &uses)).collect()
}

fn neighbors(name: &str, uses: &BTreeMap<&str, BTreeSet<&str>>) -> FileLinks {
    let is_inside = |path: &str| path == name || super::is_below(path, name);
    let mut links = FileLinks { file: name.to_owned(), ..FileLinks::default() };
    let (mut used, mut using) = (BTreeSet::new(), BTreeSet::new());
    for (source, targets) in uses {
        for target in targets {
            if is_inside(source) && !is_inside(target) {
                used.insert((*target).to_owned());
            }
            if is_inside(target) && !is_inside(source) {
                using.insert((*source).to_owned());
            }
        }
    }
    links.uses = used.into_iter().collect();
    links.used_by = using.into_iter().collect();
    links
}

/// Sources by what they can be called.
struct Index<'a> {
    paths: BTreeSet<&'a str>,
    /// The last parts of paths without extension, one and two of them.
    tails: HashMap<String, Vec<&'a str>>,
}

impl<'a> Index<'a> {
    fn new(sources: &[&'a String]) -> Self {
        let mut tails: HashMap<String, Vec<&'a str>> = HashMap::new();
        for source in sources {
            let parts = module_parts(source);
            for length in 1..=parts.len().min(3) {
                tails.entry(parts[parts.len() - length..].join("/")).or_default().push(source.as_str());
            }
        }
        Index { paths: sources.iter().map(|source| source.as_str()).collect(), tails }
    }

    fn imports(&self, source: &'a str, text: &str) -> BTreeSet<&'a str> {
        let extension = source.rsplit_once('.').map_or("", |(_, extension)| extension);
        let mut found = BTreeSet::new();
        match extension {
            "rs" => self.rust(source, text, &mut found),
            "py" => self.python(source, text, &mut found),
            "go" => self.go(text, &mut found),
            _ => self.script(source, text, &mut found),
        }
        found.remove(source);
        found
    }

    fn rust(&self, source: &str, text: &str, found: &mut BTreeSet<&'a str>) {
        static MODULE: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"(?m)^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*;").expect("sound"));
        static USE: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"(?m)\b(crate|super|self)((?:::\w+)+)").expect("sound"));
        let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
        for module in MODULE.captures_iter(text) {
            found.extend(self.nearest(&module[1], folder));
        }
        for path in USE.captures_iter(text) {
            let parts: Vec<&str> = path[2].split("::").filter(|part| !part.is_empty()).collect();
            // The first parts are modules, the last ones names within them.
            for length in (1..=parts.len().min(3)).rev() {
                if let Some(target) = self.nearest(&parts[..length].join("/"), folder) {
                    found.insert(target);
                    break;
                }
            }
        }
    }

    fn python(&self, source: &str, text: &str, found: &mut BTreeSet<&'a str>) {
        static FROM: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"(?m)^\s*from\s+(\.*)([\w.]*)\s+import\s+([\w, ]+)").expect("sound"));
        static IMPORT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^\s*import\s+([\w.]+)").expect("sound"));
        let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
        for import in FROM.captures_iter(text) {
            let module = import[2].replace('.', "/");
            let names = import[3].split(',').filter_map(|name| name.split_whitespace().next());
            for name in names {
                let whole = if module.is_empty() { name.to_owned() } else { format!("{module}/{name}") };
                found.extend(self.nearest(&whole, folder).or_else(|| self.nearest(&module, folder)));
            }
        }
        for import in IMPORT.captures_iter(text) {
            found.extend(self.nearest(&import[1].replace('.', "/"), folder));
        }
    }

    fn script(&self, source: &str, text: &str, found: &mut BTreeSet<&'a str>) {
        static IMPORT: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r#"(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["'](\.[^"']*)["']"#).expect("sound")
        });
        let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
        for import in IMPORT.captures_iter(text) {
            let path = joined(folder, &import[1]);
            let bare = path
                .rsplit_once('.')
                .filter(|(_, end)| EXTENSIONS.contains(end))
                .map_or(path.as_str(), |(bare, _)| bare);
            let candidates = EXTENSIONS.iter().flat_map(|end| [format!("{bare}.{end}"), format!("{bare}/index.{end}")]);
            found.extend(candidates.filter_map(|path| self.paths.get(path.as_str()).copied()).next());
        }
    }

    fn go(&self, text: &str, found: &mut BTreeSet<&'a str>) {
        static IMPORT: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r#"(?m)^\s*(?:import\s+)?(?:\w+\s+)?"([\w./-]+/[\w./-]+)"\s*$"#).expect("sound")
        });
        for import in IMPORT.captures_iter(text) {
            // A package is a folder: the module's name comes before its path.
            let parts: Vec<&str> = import[1].split('/').collect();
            for skip in 0..parts.len() {
                let folder = format!("{}/", parts[skip..].join("/"));
                let files = self.paths.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded));
                let files = files.take_while(|path| path.starts_with(&folder));
                let mut files = files.filter(|path| !path[folder.len()..].contains('/') && !path.ends_with("_test.go"));
                if let Some(first) = files.next() {
                    found.insert(*first);
                    found.extend(files);
                    break;
                }
            }
        }
    }

    /// The source that a module path ends in, the nearest to a folder.
    fn nearest(&self, module: &str, folder: &str) -> Option<&'a str> {
        let parts: Vec<&str> = module.split('/').filter(|part| !part.is_empty()).collect();
        let tail = parts[parts.len().saturating_sub(3)..].join("/");
        let candidates = self.tails.get(&tail)?;
        let shared = |path: &str| path.split('/').zip(folder.split('/')).take_while(|(a, b)| a == b).count();
        candidates.iter().copied().max_by_key(|path| (shared(path), std::cmp::Reverse(path.len())))
    }
}

/// The parts of a path as a module: without extension, and without the names
/// that stand for their folder.
fn module_parts(path: &str) -> Vec<&str> {
    let (bare, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    let mut parts: Vec<&str> = bare.split('/').collect();
    let stands_for_folder = match extension {
        "rs" => "mod",
        "py" => "__init__",
        _ => "index",
    };
    if parts.len() > 1 && parts.last() == Some(&stands_for_folder) {
        parts.pop();
    }
    parts
}

/// A relative path from a folder on.
fn joined(folder: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], named: &str, uses: &[&str], used_by: &[&str]) {
        let names: Vec<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
        let sources: Vec<&String> = names.iter().collect();
        let read = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
        let found = links(&[&named.to_owned()], &sources, &read);
        assert_eq!(
            (found[0].uses.as_slice(), found[0].used_by.as_slice()),
            (
                uses.iter().map(ToString::to_string).collect::<Vec<_>>().as_slice(),
                used_by.iter().map(ToString::to_string).collect::<Vec<_>>().as_slice(),
            )
        );
    }

    #[test]
    fn rust_modules_and_uses() {
        let files = [
            ("src/main.rs", "mod store;\nmod api;\n"),
            ("src/store/mod.rs", "mod rows;\npub use self::rows::Row;"),
            ("src/store/rows.rs", "use super::Store;"),
            ("src/api.rs", "use crate::store::{Store, rows};"),
        ];
        check(&files, "src/store", &[], &["src/api.rs", "src/main.rs"]);
        check(&files, "src/store/rows.rs", &[], &["src/store/mod.rs"]);
    }

    #[test]
    fn python_and_scripts_and_go() {
        let python =
            [("app/db.py", ""), ("app/api.py", "from app.db import Session\n"), ("run.py", "import app.api\n")];
        check(&python, "app/api.py", &["app/db.py"], &["run.py"]);
        let scripts =
            [("web/a.ts", "import { b } from './lib/b';\n"), ("web/lib/b.ts", ""), ("web/c.js", "require('./a')")];
        check(&scripts, "web/a.ts", &["web/lib/b.ts"], &["web/c.js"]);
        let go = [
            ("cmd/main.go", "import (\n\t\"fmt\"\n\t\"example.com/app/internal/store\"\n)\n"),
            ("internal/store/store.go", "package store"),
        ];
        check(&go, "internal/store", &[], &["cmd/main.go"]);
    }
}
