//! A client as small as it can be: one connection that is kept, JSON in and out.

use serde_json::Value;
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// No answer takes longer, unless something hangs.
const PATIENCE: Duration = Duration::from_mins(3);

/// A connection to the server. After an error it is of no use.
pub(crate) struct Client {
    address: String,
    stream: BufReader<TcpStream>,
}

/// What one request asks for.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) bearer: String,
    pub(crate) key: Option<String>,
    pub(crate) body: Option<String>,
    /// The session's, of a page of the server; empty before a login. `None` for a program.
    pub(crate) cookie: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    /// The answer that the same request got before.
    pub(crate) is_replayed: bool,
    /// 0 where it does not say.
    pub(crate) retry_after_s: u32,
    /// The cookie that it sets, without its attributes.
    pub(crate) cookie: String,
}

impl Ask {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), bearer: String::new(), key: None, body: None, cookie: None }
    }

    pub(crate) fn post(path: impl Into<String>, body: &Value) -> Self {
        Self { method: "POST", path: path.into(), bearer: String::new(), key: None, body: Some(body.to_string()), cookie: None }
    }

    pub(crate) fn patch(path: impl Into<String>, body: &Value) -> Self {
        Self { method: "PATCH", ..Self::post(path, body) }
    }

    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self { method: "DELETE", ..Self::get(path) }
    }

    /// Whether it changes anything.
    pub(crate) fn is_command(&self) -> bool {
        self.method != "GET"
    }

    pub(crate) fn with_bearer(mut self, bearer: &str) -> Self {
        self.bearer = bearer.to_owned();
        self
    }

    /// From a page of the server.
    pub(crate) fn with_cookie(mut self, cookie: &str) -> Self {
        self.cookie = Some(cookie.to_owned());
        self
    }

    pub(crate) fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

impl Client {
    pub(crate) fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { address: address.to_owned(), stream: BufReader::new(stream) })
    }

    pub(crate) fn send(&mut self, ask: &Ask) -> Result<Answer> {
        let mut text = format!("{} {} HTTP/1.1\r\nhost: {}\r\n", ask.method, ask.path, self.address);
        if !ask.bearer.is_empty() {
            text += &format!("authorization: Bearer {}\r\n", ask.bearer);
        }
        if let Some(cookie) = &ask.cookie {
            text += &format!("origin: http://{}\r\ncookie: {cookie}\r\n", self.address);
        }
        if let Some(key) = &ask.key {
            text += &format!("idempotency-key: {key}\r\n");
        }
        match &ask.body {
            Some(body) => text += &format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len()),
            None => text += "\r\n",
        }
        self.stream.get_mut().write_all(text.as_bytes())?;
        self.read()
    }

    fn read(&mut self) -> Result<Answer> {
        let malformed = |what: &str| Error::new(ErrorKind::InvalidData, what.to_owned());
        let status = self.line()?.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(|| malformed("status"))?;
        let (mut length, mut is_replayed, mut retry_after_s, mut cookie) = (0, false, 0, String::new());
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or_else(|| malformed("header"))?;
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().map_err(|_| malformed("length"))?,
                "retry-after" => retry_after_s = value.trim().parse().map_err(|_| malformed("retry-after"))?,
                "set-cookie" => cookie = value.trim().split(';').next().unwrap_or_default().to_owned(),
                "idempotency-replayed" => is_replayed = value.trim() == "true",
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        let body = serde_json::from_slice(&body).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
        Ok(Answer { status, body, is_replayed, retry_after_s, cookie })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Answer {
    /// The text of a field, which must be there.
    #[track_caller]
    pub(crate) fn text(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_else(|| panic!("no {field} in {} {}", self.status, self.body)).to_owned()
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
}

impl Answer {
    pub(crate) fn is_done(&self) -> bool {
        (200..300).contains(&self.status)
    }

    #[track_caller]
    pub(crate) fn expect_done(self) -> Self {
        assert!(self.is_done(), "{} {}", self.status, self.body);
        self
    }

    /// Whether some order of a batch had been done before.
    pub(crate) fn is_replayed_in_part(&self) -> bool {
        self.results().any(|result| result["replayed"] == true)
    }

    /// The sequence of the position it is as of, the last one of a batch; 0 where it has none.
    pub(crate) fn seq(&self) -> u64 {
        let orders = self.results().map(|result| &result["order"]);
        std::iter::once(&self.body).chain(orders).map(position_of).max().unwrap_or(0)
    }

    fn results(&self) -> impl Iterator<Item = &Value> {
        self.body["results"].as_array().into_iter().flatten()
    }
}

fn position_of(body: &Value) -> u64 {
    let position = body["position"].as_str().and_then(|position| position.split_once(':'));
    position.map_or(0, |(_, seq)| seq.parse().unwrap())
}
