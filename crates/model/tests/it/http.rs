//! Providers' wire formats, and what a server may do to us.

use std::io::Write as _;
use std::time::{Duration, Instant};

use backcast_model::{
    Completion, HttpModel, Key, ModelConfig, Price, Prompt, Provider, RetryPolicy, SpendLimit, ThinkError,
    ThinkerClient, check,
};
use serde_json::json;

use super::server::{Reply, Server};

fn config(provider: Provider, server: &Server) -> ModelConfig {
    let quick = RetryPolicy {
        tries_max: 3,
        pause_first: Duration::from_millis(5),
        pause_max: Duration::from_millis(300),
        ..RetryPolicy::default()
    };
    ModelConfig {
        endpoint: Some(server.url().into()),
        key: Some(Key::new("sk-secret")),
        time_max: Duration::from_secs(5),
        retries: quick,
        ..ModelConfig::new(provider, "some-model")
    }
}

fn ask_with(config: ModelConfig, spend_limit: SpendLimit, schema: bool) -> Result<Completion, ThinkError> {
    let model = ThinkerClient::Http(Box::new(HttpModel::new(config, spend_limit)?));
    let prompt = Prompt { text: "What is missing?".into(), schema: schema.then(|| json!({ "type": "object" })) };
    block_on(model.think(&prompt))
}

fn ask(server: &Server) -> Result<Completion, ThinkError> {
    ask_with(config(Provider::Compatible, server), SpendLimit::default(), false)
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

#[test]
fn each_provider_is_spoken_to_in_its_format() {
    let keys = [("x-api-key", "sk-secret"), ("authorization", "Bearer sk-secret"), ("x-goog-api-key", "sk-secret")];
    let paths = ["/v1/messages", "/v1/chat/completions", "/v1/models/some-model:generateContent"];
    for ((provider, path), (header, value)) in
        [Provider::Anthropic, Provider::OpenAi, Provider::Gemini].into_iter().zip(paths).zip(keys)
    {
        let server = Server::start(|_, _| Reply::Text("an answer".into()));
        let priced = ModelConfig { price: Some(Price { into: 3.0, out: 15.0 }), ..config(provider, &server) };
        let completion = ask_with(priced, SpendLimit::default(), true).expect("answered");
        let expected = Completion { text: "an answer".into(), tokens_in: 1000, tokens_out: 500, micros: 10_500 };
        assert_eq!(completion, expected, "{provider:?}");
        let seen = server.seen();
        assert_eq!((seen.len(), seen[0].path.split('?').next()), (1, Some(path)));
        assert_eq!(seen[0].prompt(), "What is missing?");
        assert_eq!(seen[0].header(header), Some(value), "{provider:?}");
        assert!(seen[0].body.to_string().to_lowercase().contains("schema"), "the form is prescribed: {}", seen[0].body);
    }
}

#[test]
fn what_may_pass_is_tried_again_and_what_never_works_is_not() {
    for (status, n_asked) in [(400, 1), (401, 1), (403, 1), (404, 1), (413, 1), (408, 3), (429, 3), (500, 3), (529, 3)]
    {
        let server = Server::start(move |_, _| Reply::status(status, "so it is"));
        let error = ask(&server).expect_err("no success");
        assert_eq!(error.code(), format!("http_{status}"));
        assert!(error.to_string().ends_with("so it is"), "{error}");
        assert_eq!(server.seen().len(), n_asked, "{status}");
        assert_eq!(error.is_final(), n_asked == 1, "{status}");
    }
}

#[test]
fn a_server_that_recovers_is_waited_for_as_long_as_it_says() {
    let server = Server::start(|_, number| match number {
        0 => Reply::Status(429, "{}".into(), vec![("retry-after", "0.2".into())]),
        1 => Reply::Reset,
        _ => Reply::Text("now".into()),
    });
    let begun = Instant::now();
    assert_eq!(ask(&server).expect("answered").text, "now");
    assert!(begun.elapsed() >= Duration::from_millis(200));
    // Nobody waits an hour.
    let server = Server::start(|_, _| Reply::Status(429, "{}".into(), vec![("retry-after", "3600".into())]));
    assert_eq!(ask(&server).expect_err("busy").code(), "http_429");
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn what_is_no_answer_has_one_outcome_each() {
    let half = br#"{"choices": [{"message": {"con"#.to_vec();
    let other = br#"{"hello": "world"}"#.to_vec();
    let cases: Vec<(Reply, &str)> = vec![
        (Reply::Reset, "connection"),
        (Reply::Raw("application/json", Vec::new()), "unreadable"),
        (Reply::Raw("text/html", b"<html>Sign in</html>".to_vec()), "unreadable"),
        (Reply::Raw("application/json", half), "unreadable"),
        (Reply::Refusal, "refused"),
    ];
    for (reply, code) in cases {
        let server = Server::start(move |_, _| reply.clone());
        assert_eq!(ask(&server).expect_err("no answer").code(), code);
    }
    // A success of something else says nothing; whoever asked sees an empty text.
    let server = Server::start(move |_, _| Reply::Raw("application/json", other.clone()));
    assert!(matches!(ask(&server), Err(ThinkError::Unreadable(_)) | Ok(Completion { tokens_out: 0, .. })));
}

#[test]
fn a_slow_drip_ends_with_the_time_limit() {
    let server = Server::start(|_, _| Reply::Drip);
    let slow = ModelConfig { time_max: Duration::from_millis(300), ..config(Provider::Compatible, &server) };
    let begun = Instant::now();
    let error = ask_with(slow, SpendLimit::default(), false).expect_err("it never ends");
    assert_eq!((error.code().as_str(), error.is_final()), ("timeout", false));
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(server.seen().len(), 1, "what took so long is not asked again at once");
}

#[test]
fn invalid_bytes_within_an_answer_are_replaced() {
    let mut body = br#"{"choices": [{"message": {"role": "assistant", "content": "a"#.to_vec();
    body.extend([0xff, 0xfe]);
    body.extend(br#"b"}, "finish_reason": "stop", "index": 0}], "usage": {}}"#);
    let server = Server::start(move |_, _| Reply::Raw("application/json", body.clone()));
    assert_eq!(ask(&server).expect("answered").text, "a\u{fffd}\u{fffd}b");
}

#[test]
fn the_ceiling_is_never_crossed() {
    let server = Server::start(|_, _| Reply::Text("an answer".into()));
    let priced = ModelConfig {
        price: Some(Price { into: 1.0, out: 10.0 }),
        tokens_max: 1000,
        ..config(Provider::OpenAi, &server)
    };
    // At most 10,010 millionths for the answer; 9,999 are left.
    let error = ask_with(priced.clone(), SpendLimit::new(Some(20_000), 10_001), false).expect_err("too dear");
    assert!(matches!(error, ThinkError::OverBudget { left: 9_999, .. }), "{error}");
    assert_eq!(server.seen().len(), 0);
    assert!(ask_with(priced.clone(), SpendLimit::new(Some(20_100), 10_001), false).is_ok());
    let unknown = ModelConfig { price: None, ..priced.clone() };
    assert_eq!(ask_with(unknown, SpendLimit::new(Some(1), 0), false), Err(ThinkError::Missing("price")));
}

#[test]
fn what_nobody_counted_costs_the_most() {
    let priced = |server: &Server| ModelConfig {
        price: Some(Price { into: 1.0, out: 10.0 }),
        tokens_max: 1000,
        ..config(Provider::OpenAi, server)
    };
    // A server that cuts every answer off may have worked for each: two are paid.
    let server = Server::start(|_, _| Reply::Reset);
    let error = ask_with(priced(&server), SpendLimit::new(Some(25_000), 0), false).expect_err("it hangs up");
    assert!(matches!(error, ThinkError::OverBudget { .. }), "{error}");
    assert_eq!(server.seen().len(), 2);
    // One that refuses has not.
    let server = Server::start(|_, n| if n < 2 { Reply::status(503, "busy") } else { Reply::Text("a".into()) });
    let completion = ask_with(priced(&server), SpendLimit::new(Some(12_000), 0), false).expect("the third");
    assert!(completion.micros < 10_000, "{completion:?}");
    let body = br#"{"choices": [{"message": {"role": "assistant", "content": "a"}, "finish_reason": "stop"}]}"#;
    let server = Server::start(|_, _| Reply::Raw("application/json", body.to_vec()));
    let completion = ask_with(priced(&server), SpendLimit::default(), false).expect("answered");
    assert!(completion.micros >= 10_000, "{completion:?}");
}

#[test]
fn requests_keep_to_the_limits_of_number_and_pace() {
    let server = Server::start(|_, _| Reply::After(Duration::from_millis(60), Box::new(Reply::Text("x".into()))));
    let model =
        HttpModel::new(ModelConfig { n_at_once: 2, ..config(Provider::OpenAi, &server) }, SpendLimit::default());
    let model = ThinkerClient::Http(Box::new(model.expect("complete")));
    let prompt = Prompt { text: "?".into(), schema: None };
    block_on(async {
        let (a, b, c, d) =
            tokio::join!(model.think(&prompt), model.think(&prompt), model.think(&prompt), model.think(&prompt));
        assert!([a, b, c, d].iter().all(Result::is_ok));
    });
    assert_eq!((server.seen().len(), server.n_open_max()), (4, 2));

    let paced = ModelConfig { per_minute: Some(600), ..config(Provider::OpenAi, &server) };
    let model = ThinkerClient::Http(Box::new(HttpModel::new(paced, SpendLimit::default()).expect("complete")));
    let begun = Instant::now();
    block_on(async {
        let (a, b, c) = tokio::join!(model.think(&prompt), model.think(&prompt), model.think(&prompt));
        assert!(a.is_ok() && b.is_ok() && c.is_ok());
    });
    assert!(begun.elapsed() >= Duration::from_millis(200), "one in 100 ms");
}

#[test]
fn keys_are_neither_printed_nor_repeated() {
    let server = Server::start(|_, _| Reply::status(401, "Incorrect API key provided: sk-secret"));
    let error = ask(&server).expect_err("refused");
    assert!(!error.to_string().contains("sk-secret"), "{error}");
    assert!(!format!("{:?}", config(Provider::OpenAi, &server)).contains("sk-secret"));
}

#[test]
fn a_configuration_is_told_what_is_wrong_with_it() {
    let said = |config: &ModelConfig| -> Vec<(&'static str, bool)> {
        block_on(check(config)).into_iter().map(|line| (line.what, line.is_ok)).collect()
    };
    assert_eq!(said(&ModelConfig::new(Provider::OpenAi, " ")), [("name", false)]);
    assert_eq!(said(&ModelConfig::new(Provider::OpenAi, "m")), [("name", true), ("key", false)]);
    let bare = ModelConfig::new(Provider::Compatible, "m");
    assert_eq!(said(&bare), [("name", true), ("key", true), ("endpoint", false)]);
    let nowhere = ModelConfig { endpoint: Some("http://127.0.0.1:9/v1/".into()), ..bare };
    assert_eq!(said(&nowhere), [("name", true), ("key", true), ("endpoint", false)]);

    let wrong = |status| {
        let server = Server::start(move |_, _| Reply::status(status, "no"));
        said(&config(Provider::OpenAi, &server)).pop().expect("lines")
    };
    assert_eq!((wrong(401), wrong(404), wrong(500)), (("key", false), ("model", false), ("endpoint", false)));
    let server = Server::start(|seen, _| match seen.body.to_string().contains("schema") {
        true => Reply::Text(r#"{"word": "ready"}"#.into()),
        false => Reply::Text("ready".into()),
    });
    let lines = block_on(check(&config(Provider::OpenAi, &server)));
    assert!(lines.iter().all(|line| line.is_ok), "{lines:?}");
    assert_eq!(lines.last().expect("lines").found, "the form of answers is kept");
}

#[test]
fn an_answer_is_read_up_to_four_megabytes_and_no_further() {
    let long = "a".repeat(3_900_000);
    let text = long.clone();
    let server = Server::start(move |_, _| Reply::Text(text.clone()));
    assert_eq!(ask(&server).expect("within the limit").text, long);
    for (status, code) in [(200, "too_large"), (400, "http_400")] {
        for (is_packed, piece) in [(false, vec![b' '; 64 * 1024]), (true, gzip_of_zeros(10_000_000))] {
            let server = Server::start(move |_, _| Reply::Endless { status, is_packed, piece: piece.clone() });
            let error = ask(&server).expect_err("it never ends");
            assert_eq!((error.code().as_str(), server.seen().len()), (code, 1), "{is_packed}");
        }
    }
}

/// Zeros as gzip packs them: about a thousandth of the length.
fn gzip_of_zeros(length: usize) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let part = vec![0; 1_000_000];
    for _ in 0..length / part.len() {
        encoder.write_all(&part).expect("memory takes it");
    }
    encoder.finish().expect("memory takes it")
}

#[test]
fn what_is_packed_a_thousandfold_is_counted_unpacked() {
    let packed = gzip_of_zeros(200_000_000);
    assert!(packed.len() < 250_000);
    let body = packed.clone();
    let server = Server::start(move |_, _| Reply::Packed(200, body.clone()));
    assert_eq!(ask(&server).expect_err("too large").code(), "too_large");
    let server = Server::start(move |_, _| Reply::Packed(500, packed.clone()));
    assert_eq!(ask(&server).expect_err("no success").code(), "http_500");
}

#[test]
fn a_key_is_not_sent_where_others_could_read_it() {
    let ask = |endpoint: &str, key: Option<Key>| {
        let config = ModelConfig {
            endpoint: Some(endpoint.into()),
            key,
            time_max: Duration::from_millis(1),
            ..ModelConfig::new(Provider::Compatible, "m")
        };
        HttpModel::new(config, SpendLimit::default()).map(|_| ())
    };
    let key = || Some(Key::new("sk-secret"));
    let refused = |host: &str| Err(ThinkError::KeyNotSecret(host.into()));
    assert_eq!(ask("http://10.0.0.1:8000/v1/", key()), refused("10.0.0.1"));
    assert_eq!(ask("http://localhost.example/v1/", key()), refused("localhost.example"));
    assert_eq!(ask("http://ann:hunter2@proxy.example/v1/", None), refused("proxy.example"));
    assert_eq!(ask("http://proxy.example/v1/?api_key=1", None), refused("proxy.example"));
    for (endpoint, key) in [
        ("http://10.0.0.1:8000/v1/", None),
        ("http://[::1]:8000/v1/", key()),
        ("http://localhost:8000/v1/", key()),
        ("https://10.0.0.1/v1/", key()),
    ] {
        assert_eq!(ask(endpoint, key), Ok(()), "{endpoint}");
    }
}

#[test]
fn a_redirection_is_not_followed_with_the_key() {
    let other = Server::start(|_, _| Reply::Text("stolen".into()));
    let location = other.url();
    let server = Server::start(move |_, _| Reply::Status(307, String::new(), vec![("location", location.clone())]));
    assert_eq!(ask(&server).expect_err("it sends us elsewhere").code(), "http_307");
    assert_eq!((server.seen().len(), other.seen().len()), (1, 0));
}
