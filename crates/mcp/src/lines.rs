//! Messages, one a line: read up to a limit, and each one that is none answered.
//!
//! The transport of the library drops lines that are too long or no JSON without
//! a word, so whoever sent them waits for ever.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use rmcp::ErrorData;
use rmcp::model::{ClientRequest, JsonRpcMessage, RequestId};
use rmcp::service::{RoleServer, RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::sync::Mutex;

/// Longer messages are refused; answers of models have half of it.
pub(crate) const LINE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Values of one message: each takes a hundred times the memory of its digits
/// while messages are told apart. Long texts are one value each.
const VALUES_MAX: usize = 300_000;
/// Whose message was too long is looked for in so much of its beginning.
const HEAD_BYTES: usize = 4096;

/// What is being sent.
type Sending = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;
type Writer<W> = Arc<Mutex<Option<W>>>;

/// Reads and writes messages, each on a line of its own.
pub(crate) struct Lines<R, W> {
    reader: BufReader<R>,
    writer: Writer<W>,
    /// The line so far. It is kept here as receiving may be given up half way.
    line: Vec<u8>,
    /// Whether the rest of a line that was refused is still to come.
    is_skipping: bool,
    /// An answer that is not sent yet, likewise.
    sending: Option<Sending>,
}

/// What came of reading on.
enum Read {
    Line,
    TooLong,
    End,
}

/// What a line is.
enum Parsed {
    Message(Box<RxJsonRpcMessage<RoleServer>>),
    /// No message; the answer to it.
    Refused(ErrorData, Option<RequestId>),
    /// Something that nobody waits for an answer to.
    Ignored,
}

impl<R: AsyncRead + Send + Unpin, W: AsyncWrite + Send + Unpin + 'static> Lines<R, W> {
    pub(crate) fn new(reader: R, writer: W) -> Self {
        let writer = Arc::new(Mutex::new(Some(writer)));
        Lines { reader: BufReader::new(reader), writer, line: Vec::new(), is_skipping: false, sending: None }
    }

    /// Reads on to the end of a line; waiting can be given up at any time.
    async fn read(&mut self) -> io::Result<Read> {
        loop {
            let there = self.reader.fill_buf().await?;
            if there.is_empty() {
                // A last line may lack its end.
                return Ok(if self.line.is_empty() { Read::End } else { Read::Line });
            }
            let end = there.iter().position(|byte| *byte == b'\n');
            let (length, n_read) = end.map_or((there.len(), there.len()), |at| (at, at + 1));
            let is_too_long = self.line.len() + length > LINE_BYTES_MAX;
            if !self.is_skipping && !is_too_long {
                self.line.extend_from_slice(&there[..length]);
            }
            self.reader.consume(n_read);
            match (self.is_skipping, is_too_long, end.is_some()) {
                (true, _, is_end) => self.is_skipping = !is_end,
                (false, true, is_end) => {
                    self.is_skipping = !is_end;
                    return Ok(Read::TooLong);
                }
                (false, false, true) => return Ok(Read::Line),
                (false, false, false) => {}
            }
        }
    }

    fn answer(&mut self, error: ErrorData, id: Option<RequestId>) {
        self.sending = Some(Box::pin(send(self.writer.clone(), TxJsonRpcMessage::<RoleServer>::error(error, id))));
    }
}

impl<R: AsyncRead + Send + Unpin, W: AsyncWrite + Send + Unpin + 'static> Transport<RoleServer> for Lines<R, W> {
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        send(self.writer.clone(), message)
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            if let Some(sending) = &mut self.sending {
                sending.await.ok()?;
                self.sending = None;
            }
            match self.read().await.ok()? {
                Read::End => return None,
                Read::TooLong => {
                    let id = id_in(&self.line[..self.line.len().min(HEAD_BYTES)]);
                    self.line = Vec::new();
                    let message = format!("a message has at most {} MB", LINE_BYTES_MAX / 1024 / 1024);
                    self.answer(ErrorData::invalid_request(message, None), id);
                }
                Read::Line => {
                    let parsed = parsed(&self.line);
                    // A long line is rare; its memory is not kept for the next.
                    self.line = Vec::new();
                    match parsed {
                        Parsed::Message(message) => return Some(*message),
                        Parsed::Refused(error, id) => self.answer(error, id),
                        Parsed::Ignored => {}
                    }
                }
            }
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.writer.lock().await.take();
        Ok(())
    }
}

/// Writes a message as a line.
async fn send<W: AsyncWrite + Send + Unpin>(
    writer: Writer<W>,
    message: TxJsonRpcMessage<RoleServer>,
) -> io::Result<()> {
    let mut line = match &message {
        // JSON-RPC wants the id of an error, also where it is not known.
        JsonRpcMessage::Error(error) if error.id.is_none() => {
            let mut value = serde_json::to_value(&message)?;
            value["id"] = Value::Null;
            serde_json::to_vec(&value)?
        }
        message => serde_json::to_vec(message)?,
    };
    line.push(b'\n');
    let mut writer = writer.lock().await;
    let writer = writer.as_mut().ok_or(io::ErrorKind::NotConnected)?;
    writer.write_all(&line).await?;
    writer.flush().await
}

/// What is looked at of a message that does not fit.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    method: Option<Value>,
    #[serde(default)]
    result: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    error: Option<serde::de::IgnoredAny>,
}

fn parsed(line: &[u8]) -> Parsed {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return Parsed::Ignored;
    }
    if n_values(line) > VALUES_MAX {
        let message = format!("a message has at most {VALUES_MAX} values");
        return Parsed::Refused(ErrorData::invalid_request(message, None), id_in(&line[..line.len().min(HEAD_BYTES)]));
    }
    match serde_json::from_slice::<RxJsonRpcMessage<RoleServer>>(line) {
        Ok(JsonRpcMessage::Request(request)) => match &request.request {
            ClientRequest::CustomRequest(custom) if is_served(&custom.method) => {
                let message = format!("the parameters of {} do not fit: `arguments` is an object", custom.method);
                Parsed::Refused(ErrorData::invalid_params(message, None), Some(request.id))
            }
            _ => Parsed::Message(Box::new(JsonRpcMessage::Request(request))),
        },
        // A request whose id is none is taken for a notification by the library.
        Ok(JsonRpcMessage::Notification(_))
            if serde_json::from_slice::<Head>(line).is_ok_and(|head| head.id.is_some()) =>
        {
            unfit(line)
        }
        Ok(message) => Parsed::Message(Box::new(message)),
        Err(_) => unfit(line),
    }
}

/// What a line is that is no message.
fn unfit(line: &[u8]) -> Parsed {
    if let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(line) {
        return Parsed::Refused(ErrorData::parse_error(format!("the line is no JSON: {error}"), None), None);
    }
    let no_request = || ErrorData::invalid_request("the line is no request", None);
    if !line.starts_with(b"{") {
        return Parsed::Refused(no_request(), None);
    }
    let Ok(Head { id, method, result, error }) = serde_json::from_slice(line) else {
        return Parsed::Refused(no_request(), None);
    };
    let is_answer = method.is_none() && (result.is_some() || error.is_some());
    let is_notification = id.is_none() && method.as_ref().is_some_and(Value::is_string);
    if is_answer || is_notification {
        return Parsed::Ignored;
    }
    let id = id.and_then(|id| serde_json::from_value(id).ok());
    match method.as_ref().and_then(Value::as_str) {
        Some(method) if is_served(method) && id.is_some() => {
            let message = format!("the parameters of {method} do not fit");
            Parsed::Refused(ErrorData::invalid_params(message, None), id)
        }
        _ => Parsed::Refused(no_request(), id),
    }
}

/// Whether the protocol has a request of this name.
fn is_served(method: &str) -> bool {
    const REQUESTS: [&str; 12] = [
        "initialize",
        "ping",
        "tools/list",
        "tools/call",
        "resources/list",
        "resources/read",
        "resources/templates/list",
        "resources/subscribe",
        "prompts/list",
        "prompts/get",
        "completion/complete",
        "logging/setLevel",
    ];
    REQUESTS.contains(&method)
}

/// About how many values a text has, by what separates and opens them.
fn n_values(line: &[u8]) -> usize {
    let (mut n_values, mut at) = (0, 0);
    while let Some(byte) = line.get(at) {
        match byte {
            b',' | b'[' | b'{' => n_values += 1,
            b'"' => {
                at = end_of_string(line, at).unwrap_or(line.len());
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    n_values
}

/// The id of a message of which only the beginning is there.
fn id_in(head: &[u8]) -> Option<RequestId> {
    let mut depth = 0_u32;
    let mut at = 0;
    while let Some(byte) = head.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = end_of_string(head, at)?;
                let rest = head.get(end..)?.trim_ascii_start();
                if depth == 1
                    && &head[at..end] == b"\"id\""
                    && let Some(value) = rest.strip_prefix(b":")
                {
                    let first = serde_json::Deserializer::from_slice(value).into_iter::<Value>().next();
                    return serde_json::from_value(first?.ok()?).ok();
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The place behind a string that begins at a place.
fn end_of_string(text: &[u8], begin: usize) -> Option<usize> {
    let mut at = begin + 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The answers to lines that are read until they end, and the messages.
    fn exchange(input: Vec<u8>) -> (Vec<Value>, usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let (ours, theirs) = tokio::io::duplex(64 * 1024);
            let mut lines = Lines::new(io::Cursor::new(input), ours);
            let reading = async {
                let mut n_messages = 0;
                while lines.receive().await.is_some() {
                    n_messages += 1;
                }
                lines.close().await.expect("closed");
                n_messages
            };
            let mut text = String::new();
            let mut reader = BufReader::new(theirs);
            let (n_messages, read) =
                tokio::join!(reading, tokio::io::AsyncReadExt::read_to_string(&mut reader, &mut text));
            read.expect("text");
            (text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect(), n_messages)
        })
    }

    fn code_and_id(line: &str) -> Option<(i64, Value)> {
        let (answers, _) = exchange(format!("{line}\n").into_bytes());
        let first = answers.first()?;
        assert!(first.get("id").is_some() && first["jsonrpc"] == "2.0", "{first}");
        Some((first["error"]["code"].as_i64()?, first["id"].clone()))
    }

    #[test]
    fn what_is_no_message_is_answered_and_the_next_one_is_read() {
        let cases = [
            ("nonsense", -32700, Value::Null),
            (r#"{"jsonrpc":"2.0","id":1,"method":"tools/list""#, -32700, Value::Null),
            ("42", -32600, Value::Null),
            (r#"[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]"#, -32600, Value::Null),
            (r#"{"hello":"world"}"#, -32600, Value::Null),
            (r#"{"jsonrpc":"2.0","id":{"a":1},"method":"tools/list"}"#, -32600, Value::Null),
            (r#"{"jsonrpc":"1.0","id":"a","method":7}"#, -32600, json!("a")),
            (
                r#"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"x","arguments":[1]}}"#,
                -32602,
                json!(3),
            ),
            (r#"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":[1]}"#, -32602, json!(4)),
            (r#"{"jsonrpc":"2.0","id":5,"method":"tools/call"}"#, -32602, json!(5)),
        ];
        for (line, code, id) in cases {
            assert_eq!(code_and_id(line), Some((code, id)), "{line}");
        }
        assert_eq!(
            code_and_id(&format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000))).map(|one| one.0),
            Some(-32600)
        );
        let (answers, n_messages) =
            exchange(b"\xff\xfe\n\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}\r\nlast".to_vec());
        assert_eq!((answers.len(), n_messages), (2, 1));
    }

    #[test]
    fn a_message_of_too_many_values_is_refused_and_one_of_long_texts_is_not() {
        let of = |arguments: &str| {
            format!(
                r#"{{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{{"name":"x","arguments":{arguments}}}}}"#
            )
        };
        let many = of(&format!("{{\"a\":[{}0]}}", "0,".repeat(VALUES_MAX)));
        assert_eq!(code_and_id(&many), Some((-32600, json!(3))));
        let long = of(&format!("{{\"a\":\"{}\\\"\"}}", "0,".repeat(VALUES_MAX)));
        assert_eq!(code_and_id(&long), None, "it is a message");
    }

    #[test]
    fn nobody_is_answered_who_does_not_wait() {
        for line in [
            r#"{"jsonrpc":"2.0","method":"notifications/odd","params":[1]}"#,
            r#"{"jsonrpc":"2.0","id":1,"result":7}"#,
            r#"{"jsonrpc":"2.0","id":1,"error":"x"}"#,
            " ",
        ] {
            assert_eq!(code_and_id(line), None, "{line}");
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_answered_with_its_id_and_not_kept() {
        let long = |begin: &str| {
            let mut line = begin.as_bytes().to_vec();
            line.resize(LINE_BYTES_MAX + 1, b'a');
            line.extend_from_slice(b"\"}\n{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"}\n");
            line
        };
        for (begin, id) in [
            (r#"{"jsonrpc":"2.0", "id" : 7,"method":"x","params":""#, json!(7)),
            (r#"{"params":{"id":1,"b":"\"id\":2"},"id":"seven","x":""#, json!("seven")),
            (r#"{"jsonrpc":"2.0","params":""#, Value::Null),
        ] {
            let (answers, n_messages) = exchange(long(begin));
            assert_eq!((answers.len(), n_messages), (1, 1), "{begin}");
            assert_eq!((&answers[0]["error"]["code"], &answers[0]["id"]), (&json!(-32600), &id));
        }
        let mut whole = br#"{"jsonrpc":"2.0","id":7,"method":"x","params":{"a":""#.to_vec();
        whole.resize(LINE_BYTES_MAX - 3, b'a');
        whole.extend_from_slice(b"\"}}\n");
        assert_eq!(exchange(whole).1, 1, "one of the most that there may be");
    }
}
