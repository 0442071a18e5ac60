//! What the log tells of those who think: how often, how long and how much,
//! never what, and never with which key.

use super::answers::good;
use super::server::{Reply, Server};
use super::{START, configure, store};
use crate::log::{assert_discreet, lines};
use crate::stderr;

const KEY: &str = "sk-planted-0815";
/// Words of the goal, of what is asked about it, and of what is answered.
const WORDS: [&str; 6] = ["Search", "search", "linear scan", "million", "make e2e", "127.0.0.1"];

#[test]
fn models_are_followed_without_keys_prompts_and_answers() {
    // A busy server that says the key that it was given.
    let server = Server::start(|seen, number| match number {
        0 => Reply::status(503, &format!("busy, {:?}", seen.header("authorization"))),
        _ => good(seen),
    });
    let store = store();
    configure(&store, &server, "key_env = 'PLANTED_KEY'\nprice_in = 1.0\nprice_out = 2.0\n");
    let mut command = store.command(&[&START[..], &["--json", "--log", "trace"]].concat());
    let output = command.env("PLANTED_KEY", KEY).output().expect("runs");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(server.seen()[0].header("authorization").is_some_and(|value| value.contains(KEY)), "it was sent");
    let parts = [
        "command{name=\"review start\"}:review{by=\"model\"}:",
        "answer judged run=1 part=\"synthesis\" attempt=1",
        "plan proposed run=1 revision=1",
        "model{provider=\"compatible\" name=\"mock\" tokens_in=1000 tokens_out=500 micros=2000 attempts=1}: backcast_model",
        "attempts=2}: backcast_model",
        "no answer attempt=1 error=\"http_503\"",
        "backcast_retry: failed; tried again after a pause attempt=1 pause=",
    ];
    assert_discreet(&store, &lines(&output), &parts, &[&[KEY], &WORDS[..]].concat());

    let refused = Server::start(|_, _| Reply::status(401, &format!("the key {KEY} is wrong")));
    configure(&store, &refused, "key_command = 'echo sk-planted-0815'\n");
    let output = store.run(&["model", "check", "--log", "trace"]);
    let parts = ["error=\"http_401\"", "command{name=\"model check\"}: backcast_cli: ended exit="];
    assert_discreet(&store, &lines(&output), &parts, &[&[KEY], &WORDS[..]].concat());
}

#[test]
#[cfg(unix)]
fn of_an_agent_only_the_program_is_named() {
    let store = store();
    let start = |agent: &str| {
        let output = store.run(&["review", "start", "search.toml", "--agent", agent, "--log", "trace"]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        lines(&output)
    };
    let secrets = [&[KEY, "no credit"], &WORDS[..]].concat();
    let of_program = start(&format!("sh -c 'echo no credit for {KEY} >&2; exit 2'"));
    assert_discreet(&store, &of_program, &["agent{program=\"sh\" confined=", "error=\"command_failed\""], &secrets);
    let of_variable = start(&format!("KEY={KEY} sh -c 'exit 2'"));
    assert_discreet(&store, &of_variable, &["agent{program=\"(a command)\""], &secrets);
}
