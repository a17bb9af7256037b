//! One client, whatever carries its messages: who it is, what it has subscribed to, and what it is told.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use money::{Price, Scale};
use projections::live::news::{Change, News, Topic};
use projections::live::{Outbox, Overflowed};
use protocol::Reason;

use crate::app::{App, Shard};
use crate::numbers::{self, Name};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::{Language, Problem, new_request_id};
use crate::rate::{Admission, Bucket};
use crate::routes::market_data::{LEVELS_DEFAULT, LEVELS_MAX};

use super::caller::Caller;
use super::channel::{Channel, Interval, Key};
use super::message::{Answered, Authenticated, Message, Refusal, Subscribed};
use super::request::{Authenticate, Named, Refused, Request, Subscribe, Unsubscribe};
use super::rows;
use super::settings::INSTRUMENTS_PER_MESSAGE_MAX;
use super::subscription::Subscription;
use super::view::ViewKey;

pub(crate) struct Session {
    app: App,
    caller: Option<Caller>,
    language: Language,
    outbox: Arc<Outbox>,
    subscriptions: BTreeMap<Key, Subscription>,
    bucket: Bucket,
}

/// A subscription that a message names: with the instrument's code and scale where it is of one.
type NamedKey = (Key, Option<String>, Shard, Option<Scale>);

/// A subscription with the messages that it begins with.
struct Opened {
    subscription: Subscription,
    first: Vec<Message>,
    /// They are what was missed, and no snapshot.
    resumed: bool,
}

/// What one subscription asks for beside its channel and instrument.
struct Wanted {
    key: Key,
    code: Option<String>,
    shard: Shard,
    /// Of a book.
    levels: usize,
    step: Price,
}

impl Session {
    pub(crate) fn new(app: App, caller: Option<Caller>, language: Language) -> Self {
        let outbox = Outbox::new(app.streams.settings.rows_waiting_max);
        Self { app, caller, language, outbox, subscriptions: BTreeMap::new(), bucket: Bucket::default() }
    }

    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    /// False once the key it acts by was revoked.
    pub(crate) async fn is_authorised(&self) -> bool {
        match &self.caller {
            Some(caller) => caller.still_holds(&self.app).await,
            None => true,
        }
    }

    /// Does what a message asks for, and answers it.
    pub(crate) async fn handle(&mut self, text: &str, out: &mut VecDeque<Message>) {
        let read = match self.app.streams.rate.admit(&self.bucket, 1) {
            Admission::Admitted { .. } => Request::read(text),
            Admission::Refused { .. } => Err(Refused::unnamed(Problem::new(OwnCode::TooManyMessages))),
        };
        let done = match read {
            Err(refused) => Err(refused),
            Ok(Request::Ping(ping)) => Ok(Message::Pong(Answered { id: ping.id })),
            Ok(Request::Authenticate(asked)) => {
                let id = asked.id;
                self.authenticate(&asked).map_err(|problem| Refused::named(id, problem))
            }
            Ok(Request::Unsubscribe(asked)) => {
                let id = asked.id;
                self.unsubscribe(&asked).map_err(|problem| Refused::named(id, problem))
            }
            Ok(Request::Subscribe(asked)) => match self.subscribe(&asked, out).await {
                Ok(()) => return,
                Err(problem) => Err(Refused::named(asked.id, problem)),
            },
        };
        out.push_back(done.unwrap_or_else(|refused| self.refusal(refused)));
    }

    pub(crate) fn refusal(&self, refused: Refused) -> Message {
        Message::Error(Refusal { id: refused.id, problem: refused.problem.body(self.language, new_request_id()) })
    }

    /// Subscribes to all that is named, or to nothing. The answer and what it begins with go to `out`.
    pub(crate) async fn subscribe(&mut self, asked: &Subscribe, out: &mut VecDeque<Message>) -> Result<(), Problem> {
        let wanted = self.wanted(asked)?;
        let resume_after = asked.resume_after.as_ref().map(|text| position(text, "resume_after")).transpose()?;
        let at_least = asked.at_least.as_ref().map(|text| position(text, "at_least")).transpose()?;
        for (given, field) in [(resume_after, "resume_after"), (at_least, "at_least")] {
            if given.is_some_and(|given| wanted.iter().any(|one| one.shard.home() != given.home)) {
                return Err(Problem::from(Reason::WrongMarket).at_field(field));
            }
        }
        let new = wanted.iter().filter(|one| !self.subscriptions.contains_key(&one.key)).count();
        if self.subscriptions.len() + new > self.app.streams.settings.subscriptions_max {
            return Err(Problem::new(OwnCode::TooManySubscriptions));
        }
        if let Some(at_least) = at_least {
            self.app.shard(Some(at_least.home))?.reached(at_least.seq).await?;
        }
        let mut opened: Vec<Opened> = Vec::with_capacity(wanted.len());
        for one in wanted {
            match self.open(one, resume_after) {
                Ok(one) => opened.push(one),
                Err(problem) => {
                    opened.iter().for_each(|one| self.give_back(&one.subscription));
                    return Err(problem);
                }
            }
        }
        let begun = opened.iter().map(|one| one.subscription.begun(one.resumed)).collect();
        out.push_back(Message::Subscribed(Subscribed { id: asked.id, subscriptions: begun }));
        for one in opened {
            out.extend(one.first);
            self.begin(one.subscription);
        }
        Ok(())
    }

    /// Everything that was asked for, checked.
    fn wanted(&self, asked: &Subscribe) -> Result<Vec<Wanted>, Problem> {
        let not_allowed = |field| Err(Problem::of_field(OwnCode::FieldNotAllowed, field));
        let is_book = asked.channel == Channel::Book;
        match asked {
            Subscribe { levels: Some(_), .. } if !is_book => return not_allowed("levels"),
            Subscribe { group: Some(_), .. } if !is_book => return not_allowed("group"),
            Subscribe { interval: Some(_), .. } if asked.channel != Channel::Candles => return not_allowed("interval"),
            Subscribe { account: Some(_), .. } if !asked.channel.is_private() => return not_allowed("account"),
            _ => {}
        }
        let levels = asked.levels.unwrap_or(LEVELS_DEFAULT);
        if !(1..=LEVELS_MAX).contains(&levels) {
            return Err(Problem::of_field(OwnCode::ValueMalformed, "levels"));
        }
        let keys = self.keys(&asked.named())?;
        if let Some(account) = asked.account.as_ref().filter(|_| asked.channel.is_private()) {
            let named: protocol::AccountId = account.as_str().parse().map_err(|_| Problem::of_field(OwnCode::ValueMalformed, "account"))?;
            // Whether another's account exists is nobody's business.
            if keys.iter().any(|(key, ..)| key.account() != Some(named)) {
                return Err(Problem::from(Reason::UnknownAccount).at_field("account"));
            }
        }
        let wanted = keys.into_iter().map(|(key, code, shard, scale)| {
            let step = match (&asked.group, scale) {
                (Some(group), Some(scale)) => numbers::price(group, scale, "group")?,
                _ => Price(1),
            };
            if step.0 < 1 {
                return Err(Problem::of_field(OwnCode::ValueMalformed, "group"));
            }
            Ok(Wanted { key, code, shard, levels, step })
        });
        wanted.collect()
    }

    /// The subscriptions that a message names.
    fn keys(&self, named: &Named<'_>) -> Result<Vec<NamedKey>, Problem> {
        let Named { channel, instrument, instruments, market, interval } = *named;
        if channel.is_private() {
            for (field, is_given) in [("instrument", instrument.is_some()), ("instruments", instruments.is_some())] {
                if is_given {
                    return Err(Problem::of_field(OwnCode::FieldNotAllowed, field));
                }
            }
            let caller = self.caller.as_ref().ok_or_else(|| Problem::new(OwnCode::AuthenticationRequired))?;
            let account = caller.account(market.map(Into::into))?;
            let key = match channel {
                Channel::Orders => Key::Orders(account),
                Channel::Fills => Key::Fills(account),
                _ => Key::Balances(account),
            };
            return Ok(vec![(key, None, self.app.shard_of(account)?.clone(), None)]);
        }
        if market.is_some() {
            return Err(Problem::of_field(OwnCode::FieldNotAllowed, "market"));
        }
        let (codes, field) = match (instrument, instruments) {
            (Some(code), None) => (std::slice::from_ref(code), "instrument"),
            (None, Some(codes)) => (codes, "instruments"),
            (None, None) => return Err(Problem::of_field(OwnCode::FieldRequired, "instrument")),
            (Some(_), Some(_)) => return Err(Problem::of_field(OwnCode::FieldNotAllowed, "instruments")),
        };
        if codes.is_empty() {
            return Err(Problem::of_field(OwnCode::ValueMalformed, field));
        }
        if codes.len() > INSTRUMENTS_PER_MESSAGE_MAX {
            return Err(Problem::of_field(OwnCode::TooManyItems, field));
        }
        let mut keys: Vec<NamedKey> = Vec::with_capacity(codes.len());
        for code in codes {
            let (shard, entry) = self.app.instrument(code.as_str()).map_err(|problem| problem.at_field(field))?;
            let key = match channel {
                Channel::Ticker => Key::Ticker(entry.id),
                Channel::Trades => Key::Trades(entry.id),
                Channel::Candles => Key::Candles(entry.id, interval.unwrap_or_default()),
                _ => Key::Book(entry.id),
            };
            // Named twice is subscribed to once.
            if keys.iter().all(|(known, ..)| *known != key) {
                keys.push((key, Some(code.as_str().to_owned()), shard.clone(), Some(entry.scale)));
            }
        }
        Ok(keys)
    }

    /// Looks at what was asked for, and from then on the outbox hears of it. Nothing else has changed yet.
    fn open(&self, wanted: Wanted, resume_after: Option<Position>) -> Result<Opened, Problem> {
        let Wanted { key, code, shard, levels, step } = wanted;
        match key {
            Key::Book(instrument) => self.show(key, code, &shard, ViewKey::Book { instrument, levels, step }),
            Key::Ticker(instrument) => self.show(key, code, &shard, ViewKey::Ticker { instrument }),
            Key::Trades(instrument) | Key::Candles(instrument, _) => self.watch(key, code, &shard, Topic::Trades(instrument), resume_after),
            Key::Orders(account) | Key::Fills(account) | Key::Balances(account) => {
                self.watch(key, code, &shard, Topic::Account(account), resume_after)
            }
        }
    }

    fn watch(
        &self,
        key: Key,
        code: Option<String>,
        shard: &Shard,
        topic: Topic,
        resume_after: Option<Position>,
    ) -> Result<Opened, Problem> {
        let resume_after = resume_after.map(|position| position.seq);
        shard.live.watch(topic, &self.outbox, resume_after, |state, missed| {
            let seen = resume_after.filter(|_| missed.is_some()).unwrap_or(state.seq());
            let mut subscription = Subscription::new(key, shard.home(), code, seen);
            let resumed = missed.is_some();
            let first = match missed {
                Some(missed) => missed.iter().filter_map(|news| subscription.delta_of(state, news)).collect(),
                None => {
                    let content = rows::whole(state, key).ok_or(Problem::new(OwnCode::NotFound))?;
                    vec![subscription.snapshot(state.seq(), content)]
                }
            };
            Ok(Opened { subscription, first, resumed })
        })
    }

    fn show(&self, key: Key, code: Option<String>, shard: &Shard, view: ViewKey) -> Result<Opened, Problem> {
        let (view, shown) = self.app.streams.hub(shard.home())?.join(view, &self.outbox)?;
        let mut subscription = Subscription::new(key, shard.home(), code, shown.seq).with_view(view, Arc::clone(&shown));
        let snapshot = subscription.snapshot(shown.seq, shown.whole(shard.home()));
        Ok(Opened { subscription, first: vec![snapshot], resumed: false })
    }

    /// Begins what was opened, in place of an earlier subscription to the same.
    fn begin(&mut self, subscription: Subscription) {
        match self.subscriptions.insert(subscription.key, subscription) {
            // Its topic is that of the new one.
            Some(replaced) => self.leave_view(&replaced),
            None => self.app.streams.metering.subscriptions.increment(1.0),
        }
    }

    fn unsubscribe(&mut self, asked: &Unsubscribe) -> Result<Message, Problem> {
        if asked.interval.is_some() && asked.channel != Channel::Candles {
            return Err(Problem::of_field(OwnCode::FieldNotAllowed, "interval"));
        }
        let keys = self.keys(&asked.named())?;
        if keys.iter().any(|(key, ..)| !self.subscriptions.contains_key(key)) {
            return Err(Problem::new(OwnCode::ChannelNotSubscribed));
        }
        for (key, ..) in keys {
            self.end(key);
        }
        Ok(Message::Unsubscribed(Answered { id: asked.id }))
    }

    fn authenticate(&mut self, asked: &Authenticate) -> Result<Message, Problem> {
        let caller = Caller::of_key(&self.app, asked.key.as_str()).map_err(|problem| problem.at_field("key"))?;
        let account = caller.account(None)?;
        if self.caller.as_ref().is_some_and(|known| !known.is_same(&caller)) {
            return Err(Problem::new(OwnCode::AlreadyAuthenticated));
        }
        self.caller = Some(caller);
        Ok(Message::Authenticated(Authenticated { id: asked.id, account }))
    }

    /// What has happened since the last time: news in the order of the journal, then views as they look. No view is newer than the news before it.
    ///
    /// # Errors
    /// If the client was too slow and news were lost.
    pub(crate) fn drain(&mut self, out: &mut VecDeque<Message>) -> Result<(), Overflowed> {
        let is_marked = self.outbox.take_mark();
        // Views first: all news up to them are in the outbox by now.
        let views: Vec<_> = match is_marked {
            true => self.subscriptions.values().filter_map(|one| Some((one.key, one.view.as_ref()?.0.current()))).collect(),
            false => Vec::new(),
        };
        for news in self.outbox.take()? {
            self.tell(&news, out);
        }
        for (key, now) in views {
            let told = self.subscriptions.get_mut(&key).and_then(|subscription| subscription.delta_to(now));
            if let Some((message, passed_over)) = told {
                self.app.streams.metering.passed_over.increment(passed_over);
                out.push_back(message);
            }
        }
        Ok(())
    }

    fn tell(&mut self, news: &News, out: &mut VecDeque<Message>) {
        let home = match &news.change {
            Change::Traded(traded) => traded.instrument.home(),
            Change::Account(change) => change.account.home(),
        };
        let Ok(shard) = self.app.shard(home) else { return };
        let topic = news.topic();
        shard.live.read(|state| {
            let concerned = match topic {
                Topic::Trades(instrument) => {
                    let candles = Key::Candles(instrument, Interval::M1)..=Key::Candles(instrument, Interval::M240);
                    [Key::Trades(instrument)..=Key::Trades(instrument), candles].to_vec()
                }
                // In this order: what traded, what became of the orders, what that did to the balances.
                Topic::Account(account) => {
                    [Key::Fills(account), Key::Orders(account), Key::Balances(account)].map(|key| key..=key).to_vec()
                }
            };
            for keys in concerned {
                out.extend(self.subscriptions.range_mut(keys).filter_map(|(_, one)| one.delta_of(state, news)));
            }
        });
    }

    /// Ends a subscription, if there is one.
    fn end(&mut self, key: Key) {
        let Some(ended) = self.subscriptions.remove(&key) else { return };
        self.app.streams.metering.subscriptions.decrement(1.0);
        self.give_back(&ended);
    }

    /// The outbox hears no more of it, unless another subscription is of the same topic.
    fn give_back(&self, subscription: &Subscription) {
        self.leave_view(subscription);
        let Some(topic) = subscription.key.topic() else { return };
        let is_watched = self.subscriptions.keys().any(|other| other.topic() == Some(topic));
        if let (false, Ok(shard)) = (is_watched, self.app.shard(Some(subscription.home))) {
            shard.live.unwatch(topic, &self.outbox);
        }
    }

    fn leave_view(&self, subscription: &Subscription) {
        if let (Some((view, _)), Ok(hub)) = (&subscription.view, self.app.streams.hub(subscription.home)) {
            hub.leave(view, &self.outbox);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let keys: Vec<Key> = self.subscriptions.keys().copied().collect();
        for key in keys {
            self.end(key);
        }
    }
}

fn position(text: &Name, field: &'static str) -> Result<Position, Problem> {
    text.as_str().parse().map_err(|_| Problem::of_field(OwnCode::ValueMalformed, field))
}
