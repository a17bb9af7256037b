//! Public channels as server-sent events.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use crate::app::App;
use crate::numbers::{CodeText, Name};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::Problem;

use super::channel::{Channel, Interval};
use super::message::Message;
use super::metering::{Ending, Transport};
use super::open::OpenStream;
use super::request::{RequestId, Subscribe};
use super::session::Session;

/// Reads `book:KRW-BTC,candles:KRW-BTC:5m`. `last` is the id of the last event that the client has seen.
pub(crate) fn subscriptions(channels: &str, last: Option<&str>) -> Result<Vec<Subscribe>, Problem> {
    let malformed = || Problem::of_field(OwnCode::QueryMalformed, "channels");
    let resume_after = match last {
        None => None,
        Some(last) => Some(Name::new(last).ok_or_else(|| Problem::of_field(OwnCode::ValueMalformed, "Last-Event-ID"))?),
    };
    let one = |text: &str| {
        let mut parts = text.split(':');
        let (channel, code, interval) = (parts.next()?, parts.next()?, parts.next());
        let channel = word::<Channel>(channel)?;
        let interval = match interval {
            None => None,
            Some(interval) => Some(word::<Interval>(interval)?),
        };
        let is_whole = parts.next().is_none() && !channel.is_private();
        let (id, instrument) = (RequestId::new("sse")?, Some(CodeText::new(code)?));
        is_whole.then_some(Subscribe {
            id,
            channel,
            instrument,
            instruments: None,
            market: None,
            account: None,
            levels: None,
            group: None,
            interval,
            at_least: None,
            resume_after,
        })
    };
    channels.split(',').map(|text| one(text).ok_or_else(malformed)).collect()
}

/// A word as it stands in JSON.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(text.into()).ok()
}

/// Events until the client leaves, is too slow, or the server stops. `first` is what the subscriptions begin with.
pub(crate) fn events(app: App, session: Session, open: OpenStream, first: VecDeque<Message>) -> Response {
    app.streams.metering.connections(Transport::Sse).increment(1.0);
    let every = app.streams.settings.ping_every;
    // Each begins at a record of its own; what came after the earliest of them has not been sent of all.
    let last = first.iter().filter_map(Message::position).min_by_key(|position| position.seq);
    let carried = Carried { session, open, beginning: first.len(), out: first, last, ending: Ending::ByClient, app };
    let events = stream::unfold(carried, |mut carried| async {
        let event = carried.next().await?;
        Some((Ok::<_, Infallible>(event), carried))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(every)).into_response()
}

struct Carried {
    session: Session,
    open: OpenStream,
    out: VecDeque<Message>,
    /// How many messages of `out` are those that the subscriptions begin with.
    beginning: usize,
    /// All up to it has been sent.
    last: Option<Position>,
    ending: Ending,
    app: App,
}

impl Carried {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(message) = self.out.pop_front() {
                return Some(self.event(&message));
            }
            tokio::select! {
                () = self.open.told_to_end() => {
                    self.ending = Ending::Stopping;
                    return None;
                }
                () = self.session.outbox().ready() => {}
            }
            if self.session.drain(&mut self.out).is_err() {
                self.ending = Ending::TooSlow;
                return None;
            }
        }
    }

    fn event(&mut self, message: &Message) -> Event {
        let event = Event::default().data(message.to_json());
        if self.beginning > 0 {
            self.beginning -= 1;
        } else {
            // A view is as of a record that may lie before the news sent last; and of a record all has to be sent.
            let next = self.out.front().and_then(Message::position);
            let is_reached = |position: &Position| self.last.is_none_or(|last| last.seq <= position.seq) && next != Some(*position);
            self.last = message.position().filter(is_reached).or(self.last);
        }
        if let Message::Snapshot(update) | Message::Delta(update) = message {
            self.app.streams.metering.count_sent(update.content.channel());
        }
        match self.last {
            Some(last) => event.id(last.to_string()),
            None => event,
        }
    }
}

impl Drop for Carried {
    fn drop(&mut self) {
        self.app.streams.metering.connections(Transport::Sse).decrement(1.0);
        self.app.streams.metering.count_ending(self.ending);
    }
}
