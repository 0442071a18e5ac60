//! Commands that answer.
#![cfg(unix)]

use std::path::Path;
use std::time::{Duration, Instant};

use backcast_model::{AgentCommand, Completion, Prompt, ThinkError, ThinkerClient};

fn ask(command: &str, prompt: &str, seconds: f64) -> Result<Completion, ThinkError> {
    let folder = tempfile::tempdir().expect("a folder");
    let agent = agent(command, folder.path(), seconds);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(ThinkerClient::Agent(agent).think(&Prompt { text: prompt.into(), schema: None }))
}

fn agent(command: &str, folder: &Path, seconds: f64) -> AgentCommand {
    AgentCommand {
        command: command.into(),
        folder: folder.to_owned(),
        confined_by: None,
        temporary_in: None,
        time_max: Duration::from_secs_f64(seconds),
        variables: ["PATH", "HOME"]
            .into_iter()
            .filter_map(|name| Some((name.into(), std::env::var_os(name)?)))
            .collect(),
    }
}

#[test]
fn the_prompt_goes_in_and_the_answer_comes_out() {
    let long = "é".repeat(300_000);
    assert_eq!(ask("cat", &long, 20.0).expect("answered").text, long);
    assert_eq!(ask("echo ready", &long, 20.0).expect("it need not read everything").text, "ready\n");
}

#[test]
fn what_goes_wrong_is_said() {
    let failed = ask("echo 'no credit' >&2; exit 3", "?", 20.0).expect_err("it failed");
    assert_eq!((failed.code().as_str(), failed.is_final()), ("command_failed", false));
    assert!(failed.to_string().contains("no credit"), "{failed}");
    assert_eq!(ask("printf '\\377\\376'", "?", 20.0).expect_err("no text").code(), "unreadable");
    assert_eq!(ask("head -c 20000000 /dev/zero", "?", 20.0).expect_err("too much").code(), "too_large");
}

#[test]
fn nothing_of_it_outlives_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let mark = folder.path().join("mark");
    let begun = Instant::now();
    let command = format!("(sleep 1; touch {}) & sleep 30", mark.display());
    assert_eq!(ask(&command, "?", 0.2), Err(ThinkError::Timeout(Duration::from_secs_f64(0.2))));
    assert!(begun.elapsed() < Duration::from_secs(5));
    std::thread::sleep(Duration::from_millis(1300));
    assert!(!mark.exists(), "a process that it began was left");
}

#[test]
fn it_gets_no_more_of_the_environment_than_it_is_given() {
    // Cargo sets variables of its own for every test.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let text = ask("env", "?", 20.0).expect("answered").text;
    assert!(text.contains("PATH=") && !text.contains("CARGO_"), "{text}");
}

#[test]
fn its_temporary_files_are_gone_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut agent = agent("echo x > \"$TMPDIR/file\" && echo \"$TMPDIR\"", folder.path(), 20.0);
    agent.temporary_in = Some(folder.path().to_owned());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let prompt = Prompt { text: "?".into(), schema: None };
    let answer = runtime.block_on(ThinkerClient::Agent(agent).think(&prompt)).expect("it could write there").text;
    assert_eq!(Path::new(answer.trim()).parent(), Some(folder.path()));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
