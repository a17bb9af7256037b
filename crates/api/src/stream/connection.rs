//! A stream over a WebSocket.

use std::collections::VecDeque;
use std::future::Future;
use std::time::Instant;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use futures_util::SinkExt;
use projections::live::Outbox;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::app::App;
use crate::own_codes::OwnCode;
use crate::problem::Problem;

use super::message::{Content, Message};
use super::metering::{Ending, Transport};
use super::open::OpenStream;
use super::request::Refused;
use super::session::Session;
use super::settings::CLOSING_PATIENCE;

/// Serves one client until one of both ends it.
pub(crate) async fn serve(mut socket: WebSocket, app: App, mut session: Session, mut open: OpenStream) {
    let metering = &app.streams.metering;
    metering.connections(Transport::WebSocket).increment(1.0);
    let ending = carry(&mut socket, &app, &mut session, &mut open).await;
    metering.connections(Transport::WebSocket).decrement(1.0);
    metering.count_ending(ending);
    // What it watched is given back before the client may take its time.
    drop(session);
    if ending != Ending::ByClient {
        let (code, reason) = ending.close_code();
        let close = Frame::Close(Some(CloseFrame { code, reason: reason.into() }));
        // A client that does not take even this is left.
        drop(timeout(CLOSING_PATIENCE, close_with(&mut socket, close)).await);
    }
}

/// Says so, and waits until the client has said so too: a connection that is dropped with bytes unread would take the reason back.
async fn close_with(socket: &mut WebSocket, close: Frame) {
    if socket.send(close).await.is_ok() {
        while let Some(Ok(_)) = socket.recv().await {}
    }
}

/// Why it ended.
async fn carry(socket: &mut WebSocket, app: &App, session: &mut Session, open: &mut OpenStream) -> Ending {
    let settings = &app.streams.settings;
    let mut pings = interval(settings.ping_every);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once.
    pings.tick().await;
    let mut heard_at = Instant::now();
    let mut out = VecDeque::new();
    loop {
        tokio::select! {
            () = open.told_to_end() => return Ending::Stopping,
            received = socket.recv() => {
                heard_at = Instant::now();
                match received {
                    None | Some(Ok(Frame::Close(_))) => return Ending::ByClient,
                    Some(Err(_)) => return Ending::Malformed,
                    Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => {}
                    Some(Ok(Frame::Text(text))) => session.handle(&text, &mut out).await,
                    Some(Ok(Frame::Binary(_))) => {
                        let problem = Problem::new(OwnCode::BodyMalformed).with_particulars("a message is a text");
                        out.push_back(session.refusal(Refused::unnamed(problem)));
                    }
                }
            }
            () = session.outbox().ready() => {}
            _ = pings.tick() => {
                if heard_at.elapsed() > settings.silence_max {
                    return Ending::Silent;
                }
                if !session.is_authorised().await {
                    return Ending::Revoked;
                }
                let ping = send_all(socket, app, session.outbox(), open, [Frame::Ping(Vec::new().into())]);
                if let Err(ending) = ping.await {
                    return ending;
                }
            }
        }
        // Sending takes what the outbox says about itself, so it is looked into again until there is nothing to send.
        loop {
            if session.drain(&mut out).is_err() {
                return Ending::TooSlow;
            }
            if out.is_empty() {
                break;
            }
            let frames = out.drain(..).map(|message| {
                if let Message::Snapshot(update) | Message::Delta(update) = &message {
                    app.streams.metering.count_sent(Content::channel(&update.content));
                }
                Frame::Text(message.to_json().into())
            });
            if let Err(ending) = send_all(socket, app, session.outbox(), open, frames).await {
                return ending;
            }
        }
    }
}

/// Sends some messages, each written when its turn comes. A client that takes nothing for a while, or lets too much wait, is too slow.
async fn send_all(
    socket: &mut WebSocket,
    app: &App,
    outbox: &Outbox,
    open: &mut OpenStream,
    frames: impl IntoIterator<Item = Frame>,
) -> Result<(), Ending> {
    let patience = app.streams.settings.send_patience;
    let sending = async {
        for frame in frames {
            in_time(patience, socket.feed(frame)).await?;
        }
        in_time(patience, socket.flush()).await
    };
    let overflow = async {
        while !outbox.has_overflowed() {
            outbox.ready().await;
        }
    };
    tokio::select! {
        sent = sending => sent,
        () = overflow => Err(Ending::TooSlow),
        () = open.told_to_end() => Err(Ending::Stopping),
    }
}

async fn in_time(patience: std::time::Duration, step: impl Future<Output = Result<(), axum::Error>>) -> Result<(), Ending> {
    match timeout(patience, step).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Ending::ByClient),
        Err(_) => Err(Ending::TooSlow),
    }
}
