//! A small server that speaks the providers' wire formats, and misbehaves as
//! told. Everything that it is asked is kept.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// What the server does with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// A model's answer, in the format of whatever was asked.
    Text(String),
    /// A model's answer that it cut off for safety, likewise.
    Refusal,
    /// A status with a body and further headers.
    Status(u16, String, Vec<(&'static str, String)>),
    /// A success with these bytes and this type.
    Raw(&'static str, Vec<u8>),
    /// The connection is cut without a word.
    Reset,
    /// One byte now and then, for ever.
    Drip,
    /// A status, and a body without end: the same bytes again and again, packed
    /// (gzip) or plain.
    Endless { status: u16, is_packed: bool, piece: Vec<u8> },
    /// A status with a body that is packed (gzip).
    Packed(u16, Vec<u8>),
    /// Another reply after a while.
    After(Duration, Box<Reply>),
}

impl Reply {
    pub(crate) fn status(status: u16, message: &str) -> Reply {
        Reply::Status(status, json!({ "error": { "message": message } }).to_string(), Vec::new())
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The prompt, wherever the format has it.
    pub(crate) fn prompt(&self) -> String {
        let parts = [&self.body["messages"][0]["content"], &self.body["contents"][0]["parts"]];
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect::<String>(),
            _ => String::new(),
        };
        parts.into_iter().map(text).collect()
    }
}

#[derive(Default)]
struct Log {
    seen: Vec<Seen>,
    n_open: usize,
    n_open_max: usize,
}

/// A server on the loopback, gone with its owner.
pub(crate) struct Server {
    port: u16,
    log: Arc<Mutex<Log>>,
}

impl Server {
    /// Starts a server that answers by the request and its number, from 0 on.
    pub(crate) fn start(answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let log = Arc::new(Mutex::new(Log::default()));
        let (answer, kept) = (Arc::new(answer), Arc::clone(&log));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, log) = (Arc::clone(&answer), Arc::clone(&kept));
                std::thread::spawn(move || serve(&stream, &log, answer.as_ref()));
            }
        });
        Server { port, log }
    }

    /// The address up to and with the version.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v1/", self.port)
    }

    /// Everything that was asked, in its order.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.log.lock().expect("a log").seen.clone()
    }

    /// The most requests that were open at once.
    pub(crate) fn n_open_max(&self) -> usize {
        self.log.lock().expect("a log").n_open_max
    }
}

fn serve(stream: &TcpStream, log: &Mutex<Log>, answer: &(dyn Fn(&Seen, usize) -> Reply + Send + Sync)) {
    let mut reader = BufReader::new(stream);
    while let Some(seen) = read_request(&mut reader) {
        let number = {
            let mut log = log.lock().expect("a log");
            log.seen.push(seen.clone());
            log.n_open += 1;
            log.n_open_max = log.n_open_max.max(log.n_open);
            log.seen.len() - 1
        };
        let goes_on = send(stream, &seen, answer(&seen, number), log);
        if !goes_on {
            let _ = stream.shutdown(Shutdown::Both);
            return;
        }
    }
}

fn read_request(reader: &mut BufReader<&TcpStream>) -> Option<Seen> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|&n| n > 0)?;
    let path = line.split_whitespace().nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length")?.1.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Seen { path, headers, body: serde_json::from_slice(&body).unwrap_or_default() })
}

/// Sends a reply; whether the connection stays open.
fn send(stream: &TcpStream, seen: &Seen, reply: Reply, log: &Mutex<Log>) -> bool {
    let done = || log.lock().expect("a log").n_open -= 1;
    match reply {
        Reply::After(pause, reply) => {
            std::thread::sleep(pause);
            send(stream, seen, *reply, log)
        }
        Reply::Text(text) => {
            done();
            write(stream, 200, "application/json", &[], wire(seen, &text, false).to_string().as_bytes())
        }
        Reply::Refusal => {
            done();
            write(stream, 200, "application/json", &[], wire(seen, "", true).to_string().as_bytes())
        }
        Reply::Status(status, body, headers) => {
            done();
            write(stream, status, "application/json", &headers, body.as_bytes())
        }
        Reply::Raw(kind, body) => {
            done();
            write(stream, 200, kind, &[], &body)
        }
        Reply::Reset => {
            done();
            false
        }
        Reply::Packed(status, body) => {
            done();
            write(stream, status, "application/json", &[("content-encoding", "gzip".into())], &body)
        }
        Reply::Endless { status, is_packed, piece } => {
            let encoding = if is_packed { "content-encoding: gzip\r\n" } else { "" };
            let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{encoding}\r\n");
            let mut stream = stream;
            let mut is_open = stream.write_all(head.as_bytes()).is_ok();
            while is_open {
                is_open = stream.write_all(&piece).is_ok();
            }
            done();
            false
        }
        Reply::Drip => {
            let mut stream = stream;
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n");
            for _ in 0..100_000 {
                if stream.write_all(b" ").and_then(|()| stream.flush()).is_err() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
            done();
            false
        }
    }
}

fn write(mut stream: &TcpStream, status: u16, kind: &str, headers: &[(&str, String)], body: &[u8]) -> bool {
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!("HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n{more}\r\n", body.len());
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).is_ok()
}

/// An answer in the format of whatever was asked.
fn wire(seen: &Seen, text: &str, is_refusal: bool) -> Value {
    if seen.path.ends_with("/messages") {
        let stop = if is_refusal { "refusal" } else { "end_turn" };
        return json!({
            "id": "msg_1", "type": "message", "role": "assistant", "model": seen.body["model"],
            "content": [{ "type": "text", "text": text }], "stop_reason": stop, "stop_sequence": null,
            "usage": { "input_tokens": 1000, "output_tokens": 500 },
        });
    }
    if seen.path.contains(":generateContent") {
        let stop = if is_refusal { "SAFETY" } else { "STOP" };
        return json!({
            "candidates": [{ "content": { "parts": [{ "text": text }], "role": "model" }, "finishReason": stop, "index": 0 }],
            "usageMetadata": { "promptTokenCount": 1000, "candidatesTokenCount": 500, "totalTokenCount": 1500 },
        });
    }
    let stop = if is_refusal { "content_filter" } else { "stop" };
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": seen.body["model"],
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": stop }],
        "usage": { "prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500 },
    })
}
