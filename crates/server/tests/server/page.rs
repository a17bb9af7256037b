//! A person at a page of the server.

use crate::http::{Answer, Ask, Client};
use serde_json::{Value, json};
use std::io;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_mins(3);
const PASSWORD: &str = "correct horse battery";

/// A connection of a page, to a server that may go away.
pub(crate) struct Page<'a> {
    pub(crate) address: &'a str,
    pub(crate) cookie: String,
}

impl Page<'_> {
    pub(crate) fn ask(&self, ask: Ask) -> io::Result<Answer> {
        Client::connect(self.address)?.send(&ask.with_cookie(&self.cookie))
    }

    pub(crate) fn get(&self, path: &str) -> io::Result<Answer> {
        self.ask(Ask::get(format!("/api/v1{path}")))
    }

    /// `done` are the statuses of having been done now or before.
    pub(crate) fn post(&self, path: &str, body: &Value, done: &[u16]) -> io::Result<Answer> {
        let answer = self.ask(Ask::post(format!("/api/v1{path}"), body).with_key("once"))?;
        assert!(done.contains(&answer.status), "{path} {body}: {} {}", answer.status, answer.body);
        Ok(answer)
    }

    /// Asks until it is so.
    pub(crate) fn until(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> io::Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.get(path)?;
            if answer.status == 200 && is_so(&answer.body) {
                return Ok(answer.body);
            }
            assert!(Instant::now() < deadline, "{path} stays {} {}", answer.status, answer.body);
            std::thread::yield_now();
        }
    }
}

pub(crate) fn log_in<'a>(address: &'a str, email: &str) -> io::Result<Page<'a>> {
    let nobody = Page { address, cookie: String::new() };
    let answer = nobody.post("/sessions", &json!({"email": email, "password": PASSWORD}), &[201])?;
    Ok(Page { address, cookie: answer.cookie })
}

pub(crate) fn sign_up(address: &str, path: &str, email: &str, token: Option<&str>) -> io::Result<Answer> {
    let consents = json!([{"document": "terms", "version": 1}, {"document": "privacy", "version": 1}, {"document": "risk", "version": 1}]);
    let mut body = json!({"email": email, "name": "홍길동", "password": PASSWORD, "consents": consents});
    if let Some(token) = token {
        body["token"] = token.into();
    }
    Page { address, cookie: String::new() }.post(path, &body, &[202])
}
