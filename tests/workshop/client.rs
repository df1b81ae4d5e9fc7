//! A plain client: one request a connection, every byte in one's own hands.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    /// What bytes say; a connection that was closed without a word has status 0.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let is_chunked = head.to_lowercase().contains("transfer-encoding: chunked");
        let body = if is_chunked { unchunked(body) } else { body.to_owned() };
        Self { status, head: head.to_owned(), body }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub(crate) fn json(&self) -> Value {
        let json = serde_json::from_str(&self.body);
        json.unwrap_or_else(|_| panic!("no JSON with {}: {}", self.status, self.body))
    }
}

fn unchunked(body: &str) -> String {
    let (mut rest, mut whole) = (body, String::new());
    while let Some((length, after)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).expect("a length");
        if length == 0 {
            break;
        }
        whole.push_str(&after[..length]);
        rest = &after[length + 2..];
    }
    whole
}

/// Sends bytes as they are, and takes what comes until the connection ends.
pub(crate) fn raw(address: SocketAddr, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
    // A server that has heard enough may close before all is sent.
    let _is_sent = stream.write_all(bytes).is_ok();
    let mut all = Vec::new();
    let _is_whole = stream.read_to_end(&mut all).is_ok();
    Answer::of(&all)
}

/// One who asks: an address, and perhaps a token.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    pub(crate) token: Option<String>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, token: None }
    }

    pub(crate) fn with(address: SocketAddr, token: &str) -> Self {
        Self { address, token: Some(token.to_owned()) }
    }

    /// A request with headers beside those that any has.
    pub(crate) fn ask(
        &self,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        text.push_str("Connection: close\r\n");
        if let Some(token) = &self.token {
            text.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(body) = body {
            text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        } else {
            text.push_str("\r\n");
        }
        raw(self.address, text.as_bytes())
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(("GET", path), &[], None)
    }

    pub(crate) fn send(&self, to: (&str, &str), body: &Value) -> Answer {
        self.ask(to, &[("Content-Type", "application/json")], Some(&body.to_string()))
    }

    /// The whole state.
    pub(crate) fn state(&self) -> Value {
        let answer = self.get("/api/state");
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// Answers a question with the best guess of a range.
    pub(crate) fn judge(&self, (round, question): (&str, &str), key: &str, best: f64) -> Answer {
        let said = serde_json::json!({
            "low": best * 0.5, "best": best, "high": best * 1.5, "confidence": 0.8, "rationale": "", "abstain": null,
        });
        self.submit((round, question), key, &said)
    }

    pub(crate) fn submit(
        &self,
        (round, question): (&str, &str),
        key: &str,
        said: &Value,
    ) -> Answer {
        let body = serde_json::json!({
            "round": round, "question": question, "key": key, "judgement": said,
        });
        self.send(("PUT", "/api/judgements"), &body)
    }
}
