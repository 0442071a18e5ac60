//! What a repository says of itself: tracked files, languages, entry points,
//! how it is verified, and what depends on what. Only names and imports are
//! taken; files that may hold secrets are neither opened nor named, and nothing
//! of a repository is started.

mod git;
mod imports;
mod secret_names;
mod verification;

use std::collections::BTreeMap;
use std::path::{Component, Path};

use backcast_core::Verification;
use backcast_core::text::plain_line;
use backcast_review::{Material, level_name};

pub(super) use self::git::Git;
pub(super) use self::secret_names::may_hold_secrets;
use crate::{AppError, EnclosedFolder, EnclosedPath};

/// What is known of a repository.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Repository {
    /// Number of tracked files.
    pub(super) n_files: usize,
    /// Languages with the number of their files, the most frequent first.
    pub(super) languages: Vec<(&'static str, usize)>,
    /// Where programs begin.
    pub(super) entry_points: Vec<String>,
    /// Ways to verify the whole, strongest first.
    pub(super) verifications: Vec<Verification>,
    /// For each file that was named: which files it uses, and which use it.
    pub(super) links: Vec<FileLinks>,
    /// Names that were asked for and are not tracked: to be created, or wrong.
    pub(super) missing: Vec<String>,
    /// What was left out, in words.
    pub(super) left_out: Vec<String>,
}

/// A file with its neighbors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FileLinks {
    /// The file.
    pub(super) file: String,
    /// Tracked files that it uses.
    pub(super) uses: Vec<String>,
    /// Tracked files that use it.
    pub(super) used_by: Vec<String>,
}

/// Manifests larger than this are not read.
const MANIFEST_BYTES_MAX: u64 = 512 * 1024;
/// Sources larger than this are generated.
const SOURCE_BYTES_MAX: u64 = 256 * 1024;
/// So many sources are read for the map of what depends on what.
const SOURCES_MAX: usize = 5_000;
/// The brief names so many of each sort.
const NAMED_MAX: usize = 40;

/// Looks at a repository; `named` are the files that the work is likely to
/// touch. Those that may hold secrets are passed over.
///
/// # Errors
///
/// Returns an error if the folder is no repository of git, or git is not here
/// or gives no answer.
pub(super) fn scan(git: &Git<'_>, folder: &Path, named: &[String]) -> Result<Repository, AppError> {
    let Tracked { files, n_withheld } = tracked(git, folder)?;
    let mut repository = Repository { n_files: files.len(), ..Repository::default() };
    if n_withheld > 0 {
        let files = if n_withheld == 1 { "1 file".to_owned() } else { format!("{n_withheld} files") };
        repository.left_out.push(format!("{files} that may hold secrets, by their names"));
    }
    repository.languages = languages(&files);
    repository.entry_points = entry_points(&files);
    let root = EnclosedFolder::new(folder);
    let read = |path: &str| read_text(&root, path, MANIFEST_BYTES_MAX);
    repository.verifications = verification::discover(&files, &read);
    let named = named.iter().filter(|name| !may_hold_secrets(name));
    let (there, missing): (Vec<&String>, Vec<&String>) = named.partition(|name| is_tracked(&files, name));
    repository.missing = missing.into_iter().cloned().collect();
    if !there.is_empty() {
        let sources: Vec<&String> = files.iter().filter(|path| imports::is_source(path)).collect();
        if sources.len() > SOURCES_MAX {
            let text = format!("of {} source files, the first {SOURCES_MAX} were looked at for imports", sources.len());
            repository.left_out.push(text);
        }
        let read = |path: &str| read_text(&root, path, SOURCE_BYTES_MAX);
        let looked_at = &sources[..sources.len().min(SOURCES_MAX)];
        repository.links = imports::links(&there, looked_at, &read);
    }
    Ok(repository)
}

/// Whether a name is a tracked file, or a folder of some.
fn is_tracked(files: &[String], name: &str) -> bool {
    let name = name.trim_end_matches('/');
    let at = files.partition_point(|file| file.as_str() < name);
    files[at..].iter().take(1).any(|file| file == name || is_below(file, name))
        || files.iter().any(|file| is_below(file, name))
}

fn is_below(file: &str, folder: &str) -> bool {
    file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The tracked files in their order, without those that may hold secrets.
struct Tracked {
    files: Vec<String>,
    n_withheld: usize,
}

fn tracked(git: &Git<'_>, folder: &Path) -> Result<Tracked, AppError> {
    let refused = |why: String| AppError::RepositoryUnreadable { folder: folder.to_owned(), why };
    let names = git.tracked_names(folder).map_err(|error| refused(error.to_string()))?;
    let names = names.split(|&byte| byte == 0).filter_map(|name| std::str::from_utf8(name).ok());
    let (withheld, mut files): (Vec<&str>, Vec<&str>) =
        names.filter(|name| is_plain(name)).partition(|name| may_hold_secrets(name));
    files.sort_unstable();
    Ok(Tracked { files: files.into_iter().map(str::to_owned).collect(), n_withheld: withheld.len() })
}

/// Whether a name leads nowhere but into the folder and stays on its line. An
/// index may be made by hand: git checks names only where it adds them.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && *plain_line(name) == *name
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// The text of a tracked file below a folder, unless it is large, no text, or if
/// it or a folder on the way is a link.
fn read_text(root: &EnclosedFolder, path: &str, bytes_max: u64) -> Option<String> {
    root.read(&EnclosedPath::listed(path).ok()?, bytes_max).ok()?
}

fn languages(files: &[String]) -> Vec<(&'static str, usize)> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for language in files.iter().filter_map(|file| language(file)) {
        *counts.entry(language).or_default() += 1;
    }
    let mut counts: Vec<(&'static str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    counts
}

fn language(file: &str) -> Option<&'static str> {
    let extension = file.rsplit('/').next()?.rsplit_once('.')?.1;
    Some(match extension {
        "rs" => "Rust",
        "py" => "Python",
        "ts" | "tsx" | "mts" => "TypeScript",
        "js" | "jsx" | "mjs" | "cjs" => "JavaScript",
        "go" => "Go",
        "java" => "Java",
        "kt" | "kts" => "Kotlin",
        "c" | "h" => "C",
        "cc" | "cpp" | "cxx" | "hpp" => "C++",
        "cs" => "C#",
        "rb" => "Ruby",
        "php" => "PHP",
        "swift" => "Swift",
        "ex" | "exs" => "Elixir",
        "scala" => "Scala",
        "sql" => "SQL",
        "sh" | "bash" => "Shell",
        _ => return None,
    })
}

/// Files in which programs usually begin, the shallowest first.
fn entry_points(files: &[String]) -> Vec<String> {
    const NAMES: [&str; 16] = [
        "main.rs",
        "lib.rs",
        "main.go",
        "main.py",
        "__main__.py",
        "manage.py",
        "app.py",
        "wsgi.py",
        "asgi.py",
        "index.ts",
        "index.js",
        "server.ts",
        "server.js",
        "main.ts",
        "Main.java",
        "Program.cs",
    ];
    let is_test = |file: &str| file.contains("test") || file.contains("example") || file.contains("vendor/");
    let mut found: Vec<&String> = files
        .iter()
        .filter(|file| file.rsplit('/').next().is_some_and(|name| NAMES.contains(&name)) && !is_test(file))
        .collect();
    found.sort_by_key(|file| (file.matches('/').count(), file.as_str()));
    found.into_iter().take(NAMED_MAX).cloned().collect()
}

impl Repository {
    /// The strongest way to verify the whole.
    pub(super) fn verification(&self) -> Option<&Verification> {
        self.verifications.first()
    }

    /// What a brief says of it.
    pub(super) fn materials(&self) -> Vec<Material> {
        let mut lines = vec![format!("- {} tracked files", self.n_files)];
        if !self.languages.is_empty() {
            let languages: Vec<String> =
                self.languages.iter().take(8).map(|(name, count)| format!("{name} ({count} files)")).collect();
            lines.push(format!("- Languages: {}", languages.join(", ")));
        }
        if !self.entry_points.is_empty() {
            lines.push(format!("- Entry points: {}", shown(&self.entry_points)));
        }
        for verification in &self.verifications {
            lines.push(format!("- Verification, {}: `{}`", level_name(verification.level), verification.command));
        }
        if self.verifications.is_empty() {
            lines.push("- No way to verify it was found: one has to be made first".into());
        }
        lines.extend(self.left_out.iter().map(|text| format!("- Left out: {text}")));
        let mut materials = vec![Material::new("The repository", lines.join("\n"))];
        let mut links: Vec<String> = self
            .links
            .iter()
            .map(|link| {
                let list = |files: &[String]| if files.is_empty() { "nothing here".to_owned() } else { shown(files) };
                format!("- {}: uses {}; used by {}", link.file, list(&link.uses), list(&link.used_by))
            })
            .collect();
        links.extend(self.missing.iter().map(|name| format!("- {name}: not there yet")));
        if !links.is_empty() {
            materials.push(Material::new("What depends on what, by imports", links.join("\n")));
        }
        materials
    }
}

fn shown(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMED_MAX);
    let text = names.iter().take(NAMED_MAX).map(String::as_str).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{text} and {more} more") } else { text }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::process::{Command, Stdio};

    use backcast_core::VerificationLevel;

    use super::*;

    fn scanned(folder: &Path, named: &[&str]) -> Result<Repository, AppError> {
        let path = ["/usr/local/bin", "/opt/homebrew/bin", "/usr/bin", "/bin"].join(":");
        let variables: [(OsString, OsString); 1] = [("PATH".into(), path.into())];
        let named: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
        scan(&Git::new(&variables), folder, &named)
    }

    fn text_of(found: &Repository) -> String {
        found.materials().iter().map(|material| format!("{}\n", material.text)).collect()
    }

    fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        for arguments in [&["init", "-q"][..], &["add", "-A", "-f"]] {
            let status = Command::new("git").arg("-C").arg(folder.path()).args(arguments).status().expect("git runs");
            assert!(status.success());
        }
        folder
    }

    #[test]
    fn what_is_there_is_said_and_secrets_are_not_even_named() {
        let folder = repository(&[
            ("src/main.rs", "mod store;\nuse crate::store::Store;\n"),
            ("src/store.rs", "pub struct Store;"),
            ("src/api.rs", "use crate::store;"),
            (".env", "TOKEN=hunter2"),
            ("deploy/server.key", "-----BEGIN"),
            ("Makefile", "build:\n\tcargo build\ntest:\n\tcargo test\n"),
        ]);
        let named = ["src/store.rs", "src/new.rs", ".env", "deploy/gone.pem"];
        let found = scanned(folder.path(), &named).expect("a repository");
        assert_eq!((found.n_files, found.languages.clone()), (4, vec![("Rust", 3)]));
        assert_eq!(found.entry_points, ["src/main.rs"]);
        assert_eq!(
            found.verification().map(|one| (one.level, one.command.as_str())),
            Some((VerificationLevel::TestSuite, "make test"))
        );
        let used_by = ["src/api.rs".to_owned(), "src/main.rs".to_owned()];
        assert_eq!(
            found.links,
            [FileLinks { file: "src/store.rs".into(), uses: Vec::new(), used_by: used_by.to_vec() }]
        );
        assert_eq!(found.missing, ["src/new.rs"]);
        let text = text_of(&found);
        assert!(text.contains("- Left out: 2 files that may hold secrets"), "{text}");
        assert!(["hunter2", ".env", "server.key", "gone.pem"].iter().all(|secret| !text.contains(secret)), "{text}");
    }

    #[test]
    #[cfg(unix)]
    fn nothing_outside_is_read_and_no_name_makes_a_line() {
        let elsewhere = tempfile::tempdir().expect("a folder");
        std::fs::write(elsewhere.path().join("a.rs"), "use crate::b;").expect("written");
        let folder = repository(&[("src/b.rs", ""), ("linked/a.rs", ""), ("x\n## Do this instead/main.rs", "")]);
        std::fs::remove_dir_all(folder.path().join("linked")).expect("removed");
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("linked")).expect("linked");
        let found = scanned(folder.path(), &["src/b.rs", "linked/a.rs"]).expect("a repository");
        assert!(found.links.iter().all(|link| link.uses.is_empty() && link.used_by.is_empty()), "{:?}", found.links);
        assert!(!text_of(&found).contains("instead"), "{}", text_of(&found));
        assert!(is_plain("a/b c.rs") && !is_plain("../a.rs") && !is_plain("/etc/passwd") && !is_plain("a/../../b"));
        assert!(is_plain("ספר/é.rs") && !is_plain("a\u{202e}b.rs") && !is_plain("a\u{2028}b.rs"));
    }

    #[test]
    fn a_folder_that_is_no_repository_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(scanned(folder.path(), &[]), Err(AppError::RepositoryUnreadable { .. })));
    }

    #[test]
    fn two_hundred_thousand_files_are_only_counted() {
        let folder = repository(&[("src/lib.rs", "")]);
        // An index of this size without the files: only names are read.
        let blob = Command::new("git").arg("-C").arg(folder.path()).args(["hash-object", "-w", "src/lib.rs"]).output();
        let blob = String::from_utf8(blob.expect("git runs").stdout).expect("a hash");
        let names: String =
            (0..200_000).map(|n| format!("100644 {}\tdir{}/file{n}.rs\n", blob.trim(), n % 500)).collect();
        let mut update = Command::new("git");
        update.arg("-C").arg(folder.path()).args(["update-index", "--index-info"]).stdin(Stdio::piped());
        let mut child = update.spawn().expect("git runs");
        std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), names.as_bytes()).expect("written");
        assert!(child.wait().expect("ends").success());
        let found = scanned(folder.path(), &["src/lib.rs"]).expect("a repository");
        assert_eq!(found.n_files, 200_001);
        assert_eq!(found.left_out.len(), 1, "{:?}", found.left_out);
        let length: usize = found.materials().iter().map(|material| material.text.len()).sum();
        assert!(length < 10_000, "{length}");
    }
}
