//! How a repository is verified: end to end, integration, a skill or agent,
//! the test suite, build and lint, in this order.

use backcast_core::{Verification, VerificationLevel};
use serde_json::Value;

/// The ways that were found, strongest first, one for each level.
pub(super) fn discover(files: &[String], read: &dyn Fn(&str) -> Option<String>) -> Vec<Verification> {
    let there = Signs::new(files, read);
    let found = [
        (VerificationLevel::EndToEnd, there.end_to_end()),
        (VerificationLevel::Integration, there.integration()),
        (VerificationLevel::Skill, there.skill()),
        (VerificationLevel::TestSuite, there.suite()),
        (VerificationLevel::BuildOnly, there.build()),
    ];
    let way = |(level, command): (VerificationLevel, Option<String>)| {
        Some(Verification { level, command: command?, validates: Some(validates(level).into()) })
    };
    found.into_iter().filter_map(way).collect()
}

fn validates(level: VerificationLevel) -> &'static str {
    match level {
        VerificationLevel::EndToEnd => "the system works as its users use it",
        VerificationLevel::Integration => "the parts work together",
        VerificationLevel::Skill => "what the skill or agent checks",
        VerificationLevel::TestSuite => "the tests of the project pass",
        VerificationLevel::BuildOnly => "it builds; nothing of its behavior",
    }
}

/// What is seen from names and manifests.
struct Signs<'a> {
    files: &'a [String],
    /// Targets of a makefile or justfile, with the program that runs them.
    targets: Vec<(&'static str, String)>,
    /// Scripts of a package.json.
    scripts: Vec<String>,
    pyproject: Option<String>,
}

impl<'a> Signs<'a> {
    fn new(files: &'a [String], read: &dyn Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| files.iter().any(|file| file == name).then(|| read(name)).flatten();
        let mut targets = Vec::new();
        for (name, program) in [("Makefile", "make"), ("makefile", "make"), ("GNUmakefile", "make")] {
            targets.extend(text(name).into_iter().flat_map(|text| targets_of(&text)).map(|target| (program, target)));
        }
        for name in ["justfile", "Justfile", ".justfile"] {
            targets.extend(text(name).into_iter().flat_map(|text| targets_of(&text)).map(|target| ("just", target)));
        }
        let package = text("package.json").and_then(|text| serde_json::from_str::<Value>(&text).ok());
        let scripts = package.as_ref().and_then(|package| package.get("scripts")?.as_object());
        let scripts =
            scripts.map(|scripts| scripts.keys().filter(|name| is_name(name)).cloned().collect()).unwrap_or_default();
        Signs { files, targets, scripts, pyproject: text("pyproject.toml") }
    }

    /// The first target or script of these names, or whose name has one as a
    /// part.
    fn named(&self, names: &[&str]) -> Option<String> {
        for name in names {
            let target = self.targets.iter().find(|(_, target)| target == name);
            if let Some((program, target)) = target {
                return Some(format!("{program} {target}"));
            }
            if self.scripts.iter().any(|script| script == name) {
                return Some(if *name == "test" { "npm test".into() } else { format!("npm run {name}") });
            }
        }
        None
    }

    fn with_part(&self, part: &str) -> Option<String> {
        let has = |name: &str| name.split(['-', '_', ':', '/']).any(|word| word == part);
        if let Some((program, target)) = self.targets.iter().find(|(_, target)| has(target)) {
            return Some(format!("{program} {target}"));
        }
        self.scripts.iter().find(|script| has(script)).map(|script| format!("npm run {script}"))
    }

    fn has(&self, name: &str) -> bool {
        self.files.iter().any(|file| file == name)
    }

    fn has_prefix(&self, prefix: &str) -> bool {
        self.files.iter().any(|file| file.starts_with(prefix))
    }

    fn end_to_end(&self) -> Option<String> {
        self.named(&["e2e", "test-e2e", "test:e2e", "e2e-test"]).or_else(|| self.with_part("e2e")).or_else(|| {
            let uses = |name: &str| self.has_prefix(name);
            if uses("playwright.config.") {
                Some("npx playwright test".into())
            } else if uses("cypress.config.") {
                Some("npx cypress run".into())
            } else if self.has_prefix("tests/e2e/") && self.uses_pytest() {
                Some("pytest tests/e2e".into())
            } else {
                None
            }
        })
    }

    fn integration(&self) -> Option<String> {
        let names = ["integration", "test-integration", "test:integration", "integration-test", "integration-tests"];
        self.named(&names).or_else(|| self.with_part("integration")).or_else(|| {
            let is_python = self.has_prefix("tests/integration/") && self.uses_pytest();
            is_python.then(|| "pytest tests/integration".into())
        })
    }

    /// A skill or agent that verifies, by its name.
    fn skill(&self) -> Option<String> {
        let is_place = |file: &str| {
            [".agents/skills/", ".claude/skills/", ".claude/agents/", ".codex/skills/", ".gemini/skills/"]
                .iter()
                .any(|place| file.starts_with(place))
        };
        let name = |file: &'a String| {
            let mut parts = file.rsplit('/');
            let last = parts.next()?;
            Some(if last == "SKILL.md" { parts.next()? } else { last.strip_suffix(".md")? })
        };
        let verifies = |name: &&str| ["verif", "validat", "qa"].iter().any(|part| name.contains(part));
        let mut names = self.files.iter().filter(|file| is_place(file)).filter_map(name).filter(|name| is_name(name));
        names.find(verifies).map(|name| format!("/{name}"))
    }

    fn suite(&self) -> Option<String> {
        self.named(&["test", "tests", "check"]).or_else(|| {
            let command = if self.has("Cargo.toml") {
                if self.has_prefix(".config/nextest") {
                    "cargo nextest run --workspace"
                } else {
                    "cargo test --workspace"
                }
            } else if self.has("go.mod") {
                "go test ./..."
            } else if self.uses_pytest() {
                "pytest"
            } else if self.has("pom.xml") {
                "mvn test"
            } else if self.has_prefix("build.gradle") {
                "./gradlew test"
            } else if self.has("mix.exs") {
                "mix test"
            } else if self.has("Gemfile") && self.has_prefix("spec/") {
                "bundle exec rspec"
            } else if self.files.iter().any(|file| file.ends_with(".csproj") || file.ends_with(".sln")) {
                "dotnet test"
            } else {
                return None;
            };
            Some(command.into())
        })
    }

    fn build(&self) -> Option<String> {
        match (self.named(&["build"]), self.named(&["lint"])) {
            (Some(build), Some(lint)) => return Some(format!("{build} && {lint}")),
            (Some(one), None) | (None, Some(one)) => return Some(one),
            (None, None) => {}
        }
        if self.has("Cargo.toml") {
            Some("cargo clippy --workspace --all-targets -- -D warnings".into())
        } else if self.has("go.mod") {
            Some("go vet ./...".into())
        } else if self.has("tsconfig.json") {
            Some("npx tsc --noEmit".into())
        } else {
            None
        }
    }

    fn uses_pytest(&self) -> bool {
        self.has("pytest.ini")
            || self.has("conftest.py")
            || self.has("tests/conftest.py")
            || self.pyproject.as_ref().is_some_and(|text| text.contains("pytest"))
            || self.files.iter().any(|file| {
                let name = file.rsplit('/').next().unwrap_or_default();
                name.starts_with("test_") && name.ends_with(".py")
            })
    }
}

/// The targets of a makefile or justfile, in their order.
fn targets_of(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.starts_with([' ', '\t', '#']))
        .filter_map(|line| {
            let (names, rest) = line.split_once(':')?;
            (!rest.starts_with('=')).then(|| names.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        })
        .flatten()
        .filter(|name| is_name(name))
        .collect()
}

/// Whether a name is one word for whatever shell runs the command, and no
/// option: somebody may run it as it stands in the plan.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with(['.', '-']) && name.chars().all(|c| c.is_alphanumeric() || "-_:/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], expected: &[(&str, &str)]) {
        let mut names: Vec<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
        names.sort();
        let read = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
        let found = discover(&names, &read);
        let found: Vec<(&str, &str)> = found.iter().map(|one| (one.level.as_str(), one.command.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_strongest_comes_first() {
        let makefile =
            "CC := gcc\n.PHONY: all\nall: build\nbuild:\n\tgo build\ntest-integration: build\n\tgo test\nlint:\n\tx\n";
        check(
            &[("Makefile", makefile), ("go.mod", "module x")],
            &[
                ("integration", "make test-integration"),
                ("test-suite", "go test ./..."),
                ("build-only", "make build && make lint"),
            ],
        );
        let package = r#"{"scripts": {"test": "jest", "test:e2e": "playwright test", "build": "tsc"}}"#;
        check(
            &[("package.json", package)],
            &[("e2e", "npm run test:e2e"), ("test-suite", "npm test"), ("build-only", "npm run build")],
        );
    }

    #[test]
    fn skills_and_agents_verify_too() {
        check(
            &[(".claude/skills/verify-release/SKILL.md", ""), ("tests/test_a.py", "")],
            &[("skill", "/verify-release"), ("test-suite", "pytest")],
        );
    }

    #[test]
    fn names_that_are_more_than_a_word_for_a_shell_are_passed_over() {
        let package = r#"{"scripts": {"e2e-; curl x | sh": "", "integration $(id)": "", "-test": "", "build": ""}}"#;
        check(&[("package.json", package)], &[("build-only", "npm run build")]);
        check(&[(".claude/skills/verify; rm -r x/SKILL.md", ""), ("Makefile", "--integration: x\n")], &[]);
    }

    #[test]
    fn where_there_is_nothing_nothing_is_said() {
        check(&[("README.md", ""), ("package.json", "{broken")], &[]);
    }
}
