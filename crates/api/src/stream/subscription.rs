//! One subscription of one client: what it has been sent.

use std::sync::Arc;

use projections::live::LiveState;
use projections::live::news::{Change, News};
use protocol::{Home, Seq};

use crate::position::Position;

use super::channel::Key;
use super::message::{Begun, Content, Message, Update};
use super::rows;
use super::view::{Shown, View};

#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) key: Key,
    pub(crate) home: Home,
    /// Of a public channel.
    pub(crate) code: Option<String>,
    /// Messages sent.
    sequence: u64,
    /// Nothing of this record or of earlier ones is sent any more.
    seen: Seq,
    /// Of a book or ticker: where it is looked at, and what was shown last.
    pub(crate) view: Option<(Arc<View>, Arc<Shown>)>,
}

impl Subscription {
    pub(crate) fn new(key: Key, home: Home, code: Option<String>, seen: Seq) -> Self {
        Self { key, home, code, sequence: 0, seen, view: None }
    }

    pub(crate) fn with_view(self, view: Arc<View>, shown: Arc<Shown>) -> Self {
        Self { view: Some((view, shown)), ..self }
    }

    pub(crate) fn begun(&self, resumed: bool) -> Begun {
        let (channel, interval) = (self.key.channel(), self.key.interval());
        Begun { channel, instrument: self.code.clone(), account: self.key.account(), interval, resumed }
    }

    pub(crate) fn snapshot(&mut self, seq: Seq, content: Content) -> Message {
        Message::Snapshot(self.update(seq, content))
    }

    /// What a record means for it, if anything.
    pub(crate) fn delta_of(&mut self, state: &LiveState, news: &News) -> Option<Message> {
        if news.seq <= self.seen {
            return None;
        }
        let content = match (&news.change, self.key) {
            (Change::Traded(traded), Key::Trades(_)) => rows::traded(state, traded),
            (Change::Traded(traded), Key::Candles(_, interval)) => rows::candle_of(state, traded, interval),
            (Change::Account(change), key) => rows::changed(state, change, key.channel()),
            (Change::Traded(_), _) => None,
        }?;
        self.seen = news.seq;
        Some(Message::Delta(self.update(news.seq, content)))
    }

    /// What has changed in a view, and how many of its states were passed over.
    pub(crate) fn delta_to(&mut self, now: Arc<Shown>) -> Option<(Message, u64)> {
        let (_, shown) = self.view.as_mut()?;
        if now.seq <= shown.seq {
            return None;
        }
        let before = std::mem::replace(shown, Arc::clone(&now));
        let content = now.since(&before, self.home)?;
        let passed_over = now.number.saturating_sub(before.number + 1);
        Some((Message::Delta(self.update(now.seq, content)), passed_over))
    }

    fn update(&mut self, seq: Seq, content: Content) -> Update {
        self.sequence += 1;
        Update {
            instrument: self.code.clone(),
            account: self.key.account(),
            interval: self.key.interval(),
            sequence: self.sequence,
            position: Position { home: self.home, seq },
            content,
        }
    }
}
