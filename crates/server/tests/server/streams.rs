//! Streams of the real process.

use crate::http::Ask;
use crate::process::{Folder, Listing, QUIET, Server};
use serde_json::{Value, json};
use std::net::TcpStream;
use std::time::Duration;
use tokio_tungstenite::tungstenite::client::{IntoClientRequest, client};
use tokio_tungstenite::tungstenite::{Message, WebSocket};

const PATIENCE: Duration = Duration::from_mins(3);

fn open(server: &Server, key: &str) -> WebSocket<TcpStream> {
    let stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut request = format!("ws://{}/api/v1/stream", server.address).into_client_request().unwrap();
    request.headers_mut().insert("authorization", format!("Bearer {key}").parse().unwrap());
    client(request, stream).unwrap().0
}

fn next(socket: &mut WebSocket<TcpStream>) -> Value {
    loop {
        match socket.read().unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Ping(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn f40_the_process_pushes_a_fill_to_the_other_side_and_says_goodbye() {
    let folder = Folder::new("streams");
    let server = Server::start(&folder, QUIET);
    server.list(&Listing::practice("KRW-TEST"));
    let (alice, alice_key) = server.open_account("practice", 1, 1_000_000);
    let (bob, bob_key) = server.open_account("practice", 2, 1_000_000);
    server.issue("KRW-TEST", &alice, 100);
    let mut socket = open(&server, &bob_key);
    let subscriptions = [json!({"channel": "fills"}), json!({"channel": "book", "instrument": "KRW-TEST"})];
    for (number, mut request) in subscriptions.into_iter().enumerate() {
        request["type"] = "subscribe".into();
        request["id"] = number.to_string().into();
        socket.send(Message::text(request.to_string())).unwrap();
        assert_eq!(next(&mut socket)["type"], "subscribed");
        assert_eq!(next(&mut socket)["type"], "snapshot");
    }
    let place = |side: &str, key: &str| {
        let body = json!({"instrument": "KRW-TEST", "side": side, "kind": "limit", "price": "10100", "quantity": "30"});
        server.client().send(&Ask::post("/api/v1/orders", &body).with_bearer(key).with_key("1")).unwrap().expect(201)
    };
    place("buy", &bob_key);
    let book = next(&mut socket);
    assert_eq!((&book["channel"], &book["data"]["bids"][0]["price"]), (&json!("book"), &json!("10100")), "{book}");
    let sold = place("sell", &alice_key);
    let (mut fill, mut is_book_empty) = (None, false);
    while fill.is_none() || !is_book_empty {
        let message = next(&mut socket);
        match message["channel"].as_str() {
            Some("fills") => fill = Some(message),
            _ => is_book_empty = message["data"]["bids"][0]["orders"] == 0,
        }
    }
    let fill = fill.unwrap();
    assert_eq!((&fill["account"], &fill["position"]), (&json!(bob), &sold.body["position"]));
    assert_eq!((&fill["data"][0]["quantity"], &fill["data"][0]["side"]), (&json!("30"), &json!("buy")));

    // The other end answers the closing message, so that the server need not wait for it.
    let leaving = std::thread::spawn(move || {
        loop {
            match socket.read() {
                Ok(Message::Close(Some(frame))) => return (u16::from(frame.code), frame.reason.as_str().to_owned()),
                Ok(_) => {}
                Err(error) => panic!("{error}"),
            }
        }
    });
    let began = std::time::Instant::now();
    assert!(server.terminate().success());
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(leaving.join().unwrap(), (1001, "stopping".to_owned()));
}
