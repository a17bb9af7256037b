//! A client of streams over a real WebSocket, and what it makes of what it gets.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::Response;
use tokio_tungstenite::tungstenite::protocol::Message;
use tokio_tungstenite::tungstenite::{Bytes, Error};

use crate::world::World;

const PATIENCE: Duration = Duration::from_mins(3);
/// How long nothing has to come until it counts as nothing.
const QUIET: Duration = Duration::from_millis(150);

pub(crate) struct StreamClient {
    pub(crate) socket: WebSocketStream<TcpStream>,
    /// Came while an answer was waited for.
    early: VecDeque<Value>,
    asked: u64,
}

impl World {
    /// Serves the routes on a free port, for as long as the test's runtime lives.
    pub(crate) async fn serve(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        address
    }
}

/// Opens a stream, or gives the answer that refuses it.
pub(crate) async fn open(address: SocketAddr, headers: &[(&'static str, &str)]) -> Result<StreamClient, Response<Option<Vec<u8>>>> {
    let stream = TcpStream::connect(address).await.unwrap();
    open_over(stream, address, headers).await
}

/// Opens one whose machine takes little before it is read.
pub(crate) async fn open_narrow(address: SocketAddr, key: &str) -> StreamClient {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 << 10).unwrap();
    let stream = socket.connect(address).await.unwrap();
    open_over(stream, address, &[("authorization", &format!("Bearer {key}"))]).await.unwrap()
}

async fn open_over(
    stream: TcpStream,
    address: SocketAddr,
    headers: &[(&'static str, &str)],
) -> Result<StreamClient, Response<Option<Vec<u8>>>> {
    let mut request = format!("ws://{address}/api/v1/stream").into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    match tokio_tungstenite::client_async(request, stream).await {
        Ok((socket, _)) => Ok(StreamClient { socket, early: VecDeque::new(), asked: 0 }),
        Err(Error::Http(response)) => Err(*response),
        Err(error) => panic!("{error}"),
    }
}

pub(crate) async fn connect(address: SocketAddr) -> StreamClient {
    open(address, &[("accept-language", "en")]).await.unwrap()
}

pub(crate) async fn connect_as(address: SocketAddr, key: &str) -> StreamClient {
    open(address, &[("accept-language", "en"), ("authorization", &format!("Bearer {key}"))]).await.unwrap()
}

impl StreamClient {
    pub(crate) async fn say(&mut self, text: impl Into<String>) {
        self.socket.send(Message::text(text.into())).await.unwrap();
    }

    /// Asks, and waits for the answer. What comes before it is kept.
    pub(crate) async fn ask(&mut self, mut request: Value) -> Value {
        self.asked += 1;
        let id = format!("ask {}", self.asked);
        request["id"] = id.clone().into();
        self.say(request.to_string()).await;
        loop {
            let message = self.receive().await;
            if message["id"] == id {
                return message;
            }
            self.early.push_back(message);
        }
    }

    #[track_caller]
    pub(crate) fn subscribe(&mut self, channel: &str, code: &str) -> impl Future<Output = Value> {
        let request = json!({"type": "subscribe", "channel": channel, "instrument": code});
        async move {
            let answer = self.ask(request).await;
            assert_eq!(answer["type"], "subscribed", "{answer}");
            answer
        }
    }

    pub(crate) async fn subscribe_own(&mut self, channel: &str) -> Value {
        let answer = self.ask(json!({"type": "subscribe", "channel": channel})).await;
        assert_eq!(answer["type"], "subscribed", "{answer}");
        answer
    }

    /// The next message.
    pub(crate) async fn next(&mut self) -> Value {
        match self.early.pop_front() {
            Some(message) => message,
            None => self.receive().await,
        }
    }

    /// All messages until none comes for a while.
    pub(crate) async fn rest(&mut self) -> Vec<Value> {
        let mut messages: Vec<Value> = self.early.drain(..).collect();
        while let Ok(message) = tokio::time::timeout(QUIET, self.receive()).await {
            messages.push(message);
        }
        messages
    }

    async fn receive(&mut self) -> Value {
        loop {
            match tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("no message came").unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Reads to the end; gives what came before it, and code and reason of the closing message.
    pub(crate) async fn until_closed(&mut self) -> (usize, u16, String) {
        let mut messages = 0;
        loop {
            match tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("it was not closed") {
                Some(Ok(Message::Close(Some(frame)))) => return (messages, frame.code.into(), frame.reason.as_str().to_owned()),
                Some(Ok(_)) => messages += 1,
                other => panic!("{other:?} after {messages} messages"),
            }
        }
    }

    pub(crate) async fn say_bytes(&mut self, bytes: &'static [u8]) {
        self.socket.send(Message::Binary(Bytes::from_static(bytes))).await.unwrap();
    }
}

/// A message without a gap before it; refused is one with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gap;

/// A book put together from a snapshot and what came after.
#[derive(Debug, Default)]
pub(crate) struct MirroredBook {
    bids: BTreeMap<u64, Value>,
    asks: BTreeMap<u64, Value>,
    sequence: u64,
    pub(crate) position: u64,
    rest: Value,
}

impl MirroredBook {
    pub(crate) fn take(&mut self, message: &Value) -> Result<(), Gap> {
        let sequence = message["sequence"].as_u64().unwrap();
        let position = seq_of(message);
        match message["type"].as_str().unwrap() {
            "snapshot" => *self = Self::default(),
            _ if sequence != self.sequence + 1 => return Err(Gap),
            _ => assert!(position > self.position, "{message}"),
        }
        (self.sequence, self.position) = (sequence, position);
        let data = &message["data"];
        for (side, rows) in [(&mut self.bids, &data["bids"]), (&mut self.asks, &data["asks"])] {
            for row in rows.as_array().unwrap() {
                let price = row["price"].as_str().unwrap().parse().unwrap();
                if row["orders"] == 0 {
                    assert!(side.remove(&price).is_some(), "{row} was not there");
                } else {
                    assert_ne!(side.insert(price, row.clone()).as_ref(), Some(row), "what is the same is not sent");
                }
            }
        }
        self.rest = json!([data["state"], data["total_bid_quantity"], data["total_ask_quantity"], data["indication"]]);
        Ok(())
    }

    /// The same as an answer to `GET …/book`.
    pub(crate) fn equals(&self, book: &Value) -> bool {
        let bids: Vec<&Value> = self.bids.values().rev().collect();
        let asks: Vec<&Value> = self.asks.values().collect();
        let rest = json!([book["state"], book["total_bid_quantity"], book["total_ask_quantity"], book["indication"]]);
        json!(bids) == book["bids"] && json!(asks) == book["asks"] && self.rest == rest
    }
}

/// The record that a message or an answer is as of.
pub(crate) fn seq_of(value: &Value) -> u64 {
    value["position"].as_str().and_then(|position| position.split_once(':')).unwrap().1.parse().unwrap()
}

/// Asserts that sequences count up from `first` and positions never go back.
#[track_caller]
pub(crate) fn without_gap(messages: &[Value], first: u64) {
    let mut last = 0;
    for (message, sequence) in messages.iter().zip(first..) {
        assert_eq!(message["sequence"], sequence, "{message}");
        assert!(seq_of(message) >= last, "{message}");
        last = seq_of(message);
    }
}
