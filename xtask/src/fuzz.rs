//! Builds the programs in `fuzz/` with a stable compiler and runs them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::packages::{install, succeeds};

/// What a fuzzer needs of the compiler: counters at every edge, tables of them,
/// and comparisons that it can see. `cargo fuzz` passes the same.
const INSTRUMENTED: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";
/// Nothing may take longer than this for one input, in seconds.
const SECONDS_MAX: u32 = 5;
/// Nothing may take more memory than this, in MB.
const MEGABYTES_MAX: u32 = 256;
/// Programs that run at the same time.
const AT_ONCE: usize = 2;

/// A program with the files that it begins with: for each the digit that
/// chooses among things that are alike, and files or folders of the repository.
struct Target {
    name: &'static str,
    bytes_max: u32,
    seeds: &'static [(&'static str, &'static [&'static str])],
}

const TARGETS: [Target; 10] = [
    Target {
        name: "goal",
        bytes_max: 16_384,
        seeds: &[("", &["examples", "data/faults/hostile", "data/faults/goals"])],
    },
    Target { name: "plan", bytes_max: 65_536, seeds: &[("", &["tests/scenarios/correct", "tests/scenarios/errors"])] },
    Target { name: "plan_text", bytes_max: 16_384, seeds: &[] },
    Target { name: "artifacts", bytes_max: 8_192, seeds: &[] },
    Target {
        name: "calendar",
        bytes_max: 16_384,
        seeds: &[("", &["crates/calendar/tests/cases", "data/faults/calendars"])],
    },
    Target { name: "multistatus", bytes_max: 16_384, seeds: &[] },
    Target { name: "history", bytes_max: 8_192, seeds: &[("0", &["data/faults/imports"])] },
    Target {
        name: "reply",
        bytes_max: 65_536,
        seeds: &[("2", &["data/faults/replies"]), ("3", &["data/faults/flows"])],
    },
    Target {
        name: "settings",
        bytes_max: 16_384,
        seeds: &[
            ("0", &["crates/document/src/settings.toml"]),
            ("1", &["crates/document/src/calendars.toml"]),
            ("2", &["examples/half-marathon.progress.toml"]),
        ],
    },
    Target { name: "words", bytes_max: 512, seeds: &[] },
];

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    names: Vec<String>,
    /// The most that each program runs; a minute where nothing is said.
    seconds: Option<u32>,
    /// The most inputs for each.
    runs: Option<u64>,
    seed: u32,
    /// Whether the figures go into the docs.
    writes: bool,
}

impl Wish {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut wish = Wish { names: Vec::new(), seconds: None, runs: None, seed: 1, writes: false };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut number = || arguments.next().and_then(|text| text.parse::<u64>().ok());
            let wrong = || format!("{argument} wants a number");
            match argument.as_str() {
                "--seconds" => wish.seconds = Some(number().and_then(|n| u32::try_from(n).ok()).ok_or_else(wrong)?),
                "--seed" => wish.seed = number().and_then(|n| u32::try_from(n).ok()).ok_or_else(wrong)?,
                "--write" => wish.writes = true,
                "--runs" => wish.runs = Some(number().ok_or_else(wrong)?),
                name if TARGETS.iter().any(|target| target.name == name) => wish.names.push(argument),
                _ => return Err(format!("unknown: {argument}; the programs are {}", names().join(", "))),
            }
        }
        if wish.runs.is_none() {
            wish.seconds.get_or_insert(60);
        }
        Ok(wish)
    }

    fn targets(&self) -> Vec<&'static Target> {
        TARGETS
            .iter()
            .filter(|target| self.names.is_empty() || self.names.iter().any(|name| name == target.name))
            .collect()
    }
}

fn names() -> Vec<&'static str> {
    TARGETS.iter().map(|target| target.name).collect()
}

/// How a program ended.
struct Ended {
    executions: u64,
    megabytes: u64,
    /// The last lines that it wrote, where it found something.
    found: Option<String>,
}

/// Runs the programs that are named, all where none is, for a minute each or as
/// `--seconds` and `--runs` say, whichever ends first. What is found is kept in `target/fuzz/found`.
pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let wish = Wish::read(arguments)?;
    // The fuzzer itself is C++.
    if !succeeds(Command::new("c++").arg("--version")) {
        install(&["g++"])?;
    }
    let folder = root.join("target/fuzz");
    let programs = build(root, &folder)?;
    let found = folder.join("found");
    fs::create_dir_all(&found).map_err(|error| format!("cannot make {}: {error}", found.display()))?;
    let waiting = Mutex::new(wish.targets());
    let ended: Mutex<BTreeMap<&str, Result<Ended, String>>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(target) = waiting.lock().expect("nothing panics here").pop() {
                    let result = fuzz(root, &folder, &programs, target, &wish);
                    ended.lock().expect("nothing panics here").insert(target.name, result);
                }
            });
        }
    });
    let ended = ended.into_inner().expect("nothing panics here");
    report(&ended, &found)?;
    if wish.writes { write_table(&root.join("docs/reliability.md"), &ended) } else { Ok(()) }
}

/// Puts the figures of programs that found nothing into the docs.
fn write_table(file: &Path, ended: &BTreeMap<&str, Result<Ended, String>>) -> Result<(), String> {
    const START: &str = "<!-- fuzz -->\n";
    let text = fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let (before, rest) = text.split_once(START).ok_or("the docs have no place for the table")?;
    let (_, after) = rest.split_once("<!-- end -->").ok_or("the place for the table has no end")?;
    let rows = ended.iter().filter_map(|(name, ended)| Some((name, ended.as_ref().ok()?)));
    let rows: String = rows
        .map(|(name, ended)| format!("| `{name}` | {} | 0 | {} MB |\n", ended.executions, ended.megabytes))
        .collect();
    let table = format!("| Program | Inputs | Broken | Memory at most |\n| --- | ---: | ---: | ---: |\n{rows}");
    fs::write(file, format!("{before}{START}{table}<!-- end -->{after}"))
        .map_err(|error| format!("cannot write {}: {error}", file.display()))
}

fn report(ended: &BTreeMap<&str, Result<Ended, String>>, found: &Path) -> Result<(), String> {
    println!("{:<12} {:>10} {:>6}", "program", "executions", "MB");
    let mut failed = Vec::new();
    for (name, ended) in ended {
        match ended {
            Ok(Ended { executions, megabytes, found: None }) => println!("{name:<12} {executions:>10} {megabytes:>6}"),
            Ok(Ended { found: Some(lines), .. }) => {
                println!("{name:<12} found something:\n{lines}");
                failed.push(*name);
            }
            Err(error) => {
                println!("{name:<12} {error}");
                failed.push(*name);
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("{}: see {}", failed.join(", "), found.display())) }
}

/// Builds all programs and returns the folder that they are in.
fn build(root: &Path, folder: &Path) -> Result<PathBuf, String> {
    let host = host()?;
    // The target is named so that build scripts and macros are not instrumented.
    let status = Command::new("cargo")
        .args(["build", "--release", "--quiet", "--locked", "--bins", "--target", &host, "--manifest-path"])
        .arg(root.join("fuzz/Cargo.toml"))
        .arg("--target-dir")
        .arg(folder.join("build"))
        .env("RUSTFLAGS", INSTRUMENTED)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if status.success() {
        Ok(folder.join("build").join(host).join("release"))
    } else {
        Err("the programs in fuzz/ were not built".into())
    }
}

/// The name of the machine that the compiler runs on.
fn host() -> Result<String, String> {
    let output = Command::new("rustc").arg("-vV").output().map_err(|error| format!("rustc does not start: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not say what it runs on".to_owned())
}

fn fuzz(root: &Path, folder: &Path, programs: &Path, target: &Target, wish: &Wish) -> Result<Ended, String> {
    let corpus = folder.join("corpus").join(target.name);
    let seeds = folder.join("seeds").join(target.name);
    for made in [&corpus, &seeds] {
        fs::create_dir_all(made).map_err(|error| format!("cannot make {}: {error}", made.display()))?;
    }
    write_seeds(root, target, &seeds)?;
    let mut command = Command::new(programs.join(target.name));
    command.arg(format!("-max_len={}", target.bytes_max));
    command.arg(format!("-timeout={SECONDS_MAX}"));
    command.arg(format!("-rss_limit_mb={MEGABYTES_MAX}"));
    command.arg(format!("-seed={}", wish.seed));
    command.arg(format!("-artifact_prefix={}/{}-", folder.join("found").display(), target.name));
    command.args(wish.runs.map(|runs| format!("-runs={runs}")));
    command.args(wish.seconds.map(|seconds| format!("-max_total_time={seconds}")));
    let output = command
        .env("RUST_BACKTRACE", "0")
        .args(["-print_final_stats=1", "-verbosity=0"])
        .args([&corpus, &seeds])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("does not start: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let found = (!output.status.success()).then(|| last_lines(&said));
    Ok(Ended { executions: figure(&said, "number_of_executed_units"), megabytes: figure(&said, "peak_rss_mb"), found })
}

/// A figure of the statistics that the fuzzer prints; zero where it has none.
fn figure(said: &str, name: &str) -> u64 {
    let line = said.lines().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name));
    line.and_then(|rest| rest.trim_start_matches(':').trim().parse().ok()).unwrap_or(0)
}

fn last_lines(said: &str) -> String {
    let lines: Vec<&str> = said.lines().filter(|line| !line.starts_with("stat::")).collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

/// Writes the files to begin with: those of `fuzz/seeds`, fixtures of the
/// repository, and the acceptance data where it is there.
fn write_seeds(root: &Path, target: &Target, seeds: &Path) -> Result<(), String> {
    let own = root.join("fuzz/seeds").join(target.name);
    let shared = std::env::var_os("BACKCAST_ACCEPTANCE").map(PathBuf::from);
    let named = target.seeds.iter().flat_map(|(choice, paths)| paths.iter().map(move |path| (*choice, *path)));
    let places = named.flat_map(|(choice, path)| {
        let bases = [Some(root), shared.as_deref()].into_iter().flatten();
        bases.map(move |base| (choice, base.join(path))).collect::<Vec<_>>()
    });
    for (choice, place) in places.chain([("", own)]) {
        for file in files_in(&place) {
            let bytes = fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let seed = [choice.as_bytes(), &bytes].concat();
            fs::write(seeds.join(&name), seed).map_err(|error| format!("cannot write {name}: {error}"))?;
        }
    }
    Ok(())
}

/// The file, or the files of the folder; none where there is neither.
fn files_in(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let entries = fs::read_dir(place).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Wish, String> {
        Wish::read(words.iter().map(ToString::to_string))
    }

    #[test]
    fn all_programs_for_a_minute_unless_more_is_said() {
        let wish = read(&[]).expect("nothing is wrong");
        assert_eq!((wish.targets().len(), wish.seconds, wish.runs), (TARGETS.len(), Some(60), None));
        let wish = read(&["goal", "--runs", "9"]).expect("nothing is wrong");
        assert_eq!((wish.targets().len(), wish.seconds, wish.runs), (1, None, Some(9)));
        assert_eq!(read(&["--runs", "9", "--seconds", "5"]).expect("nothing is wrong").seconds, Some(5));
        assert!(read(&["gaol"]).is_err() && read(&["--runs", "many"]).is_err());
    }

    #[test]
    fn every_program_is_listed_and_has_something_to_begin_with() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut programs: Vec<String> = files_in(&root.join("fuzz/fuzz_targets"))
            .iter()
            .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
            .collect();
        let mut listed = names();
        listed.sort_unstable();
        programs.sort();
        assert_eq!(programs, listed);
        for target in &TARGETS {
            let fixtures = target.seeds.iter().flat_map(|(_, paths)| paths.iter().map(|path| root.join(path)));
            let n =
                fixtures.chain([root.join("fuzz/seeds").join(target.name)]).flat_map(|path| files_in(&path)).count();
            assert!(n > 0, "{} has nothing to begin with", target.name);
        }
    }

    #[test]
    fn figures_are_read_from_the_statistics() {
        assert_eq!(figure("x\nstat::peak_rss_mb:   77\n", "peak_rss_mb"), 77);
    }
}
