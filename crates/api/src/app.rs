//! What every route shares.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use catalogue::Catalogue;
use gateway::Gateway;
use metrics_exporter_prometheus::PrometheusHandle;
use payments::Payments;
use people::People;
use projections::live::{CodeEntry, Live, LiveState};
use projections::sql::History;
use protocol::{AccountId, Home, Market, OrderId, Reason, Seq};
use settlement::Overview;

use crate::bearer_keys::{BearerKeys, KeysError};
use crate::metering::Metering;
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::Problem;
use crate::rate::{RateClock, RateLimit};
use crate::stream::{OpenStreams, StreamSettings, Streams};

/// What the server gives the API.
pub struct Config {
    /// One of each market.
    pub shards: Vec<Shard>,
    /// The staff's bearer token, at least 16 characters.
    pub staff_token: String,
    /// Where the hashes of the accounts' keys are kept.
    pub keys_file: PathBuf,
    pub rate_limit: RateLimit,
    pub people: People,
    pub payments: Payments,
    pub catalogue: Catalogue,
    /// `None` where nothing is settled.
    pub settlement: Option<Overview>,
    /// What `/metrics` shows; `None` when no recorder is installed.
    pub metrics: Option<PrometheusHandle>,
    pub streams: StreamSettings,
    /// The streams that are open, to be told when the server stops.
    pub open_streams: OpenStreams,
}

/// One shard as the API sees it.
#[derive(Clone)]
pub struct Shard {
    pub gateway: Gateway,
    pub live: Live,
    pub history: History,
}

/// Why the API cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error("the staff token has fewer than {STAFF_TOKEN_MIN} characters")]
    StaffTokenTooShort,
}

const STAFF_TOKEN_MIN: usize = 16;
/// How long a read waits for the position it asks for.
const READ_PATIENCE: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub(crate) struct App(Arc<Parts>);

pub(crate) struct Parts {
    pub(crate) shards: Vec<Shard>,
    pub(crate) keys: BearerKeys,
    pub(crate) rate: RateClock,
    pub(crate) metering: Metering,
    pub(crate) people: People,
    pub(crate) payments: Payments,
    pub(crate) catalogue: Catalogue,
    pub(crate) settlement: Option<Overview>,
    pub(crate) streams: Streams,
    staff_token: blake3::Hash,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    pub(crate) fn new(config: Config) -> Result<Self, StartError> {
        if config.staff_token.len() < STAFF_TOKEN_MIN {
            return Err(StartError::StaffTokenTooShort);
        }
        let lives = config.shards.iter().map(|shard| shard.live.clone());
        Ok(Self(Arc::new(Parts {
            streams: Streams::new(lives, config.streams, config.open_streams),
            shards: config.shards,
            keys: BearerKeys::open(config.keys_file)?,
            rate: RateClock::new(config.rate_limit),
            metering: Metering::new(config.metrics),
            people: config.people,
            payments: config.payments,
            catalogue: config.catalogue,
            settlement: config.settlement,
            // Compared by hash, so that the time it takes says nothing about the token.
            staff_token: blake3::hash(config.staff_token.as_bytes()),
        })))
    }

    pub(crate) fn is_staff(&self, token: &str) -> bool {
        blake3::hash(token.as_bytes()) == self.staff_token
    }

    /// The shard an id belongs to.
    pub(crate) fn shard(&self, home: Option<Home>) -> Result<&Shard, Problem> {
        let found = self.shards.iter().find(|shard| Some(shard.gateway.home()) == home);
        found.ok_or_else(|| Reason::WrongMarket.into())
    }

    pub(crate) fn shard_of(&self, account: AccountId) -> Result<&Shard, Problem> {
        self.shard(account.home())
    }

    pub(crate) fn shard_of_order(&self, order: OrderId) -> Result<&Shard, Problem> {
        self.shard(order.home())
    }

    /// The shard of a market; each has one.
    pub(crate) fn market(&self, market: Market) -> Result<&Shard, Problem> {
        self.shard(Some(Home { market, shard: 0 }))
    }

    /// An instrument of any market by its code.
    pub(crate) fn instrument(&self, code: &str) -> Result<(&Shard, CodeEntry), Problem> {
        let found = self.shards.iter().find_map(|shard| shard.live.codes().get(code).map(|entry| (shard, entry)));
        found.ok_or_else(|| Reason::UnknownInstrument.into())
    }

    /// Waits until the read model of the position's shard has come so far, if a position is asked for.
    pub(crate) async fn at_least(&self, position: Option<&str>) -> Result<(), Problem> {
        let Some((shard, seq)) = self.position(position)? else { return Ok(()) };
        shard.reached(seq).await
    }

    /// As [`App::at_least`], of the history.
    pub(crate) async fn at_least_of_history(&self, position: Option<&str>) -> Result<(), Problem> {
        let Some((shard, seq)) = self.position(position)? else { return Ok(()) };
        if shard.history.reached(seq, READ_PATIENCE).await { Ok(()) } else { Err(Problem::new(OwnCode::NotYetAt)) }
    }

    fn position(&self, asked: Option<&str>) -> Result<Option<(&Shard, Seq)>, Problem> {
        let Some(text) = asked else { return Ok(None) };
        let position: Position = text.parse().map_err(|_| Problem::of_field(OwnCode::QueryMalformed, "at_least"))?;
        Ok(Some((self.shard(Some(position.home))?, position.seq)))
    }
}

impl Shard {
    pub(crate) fn home(&self) -> Home {
        self.gateway.home()
    }

    /// Looks at the read model; gives the position it is at beside what was found.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&LiveState) -> R) -> (Position, R) {
        self.live.read(|state| (Position { home: self.home(), seq: state.seq() }, look(state)))
    }

    pub(crate) async fn reached(&self, seq: Seq) -> Result<(), Problem> {
        let reached = self.live.reached(seq, READ_PATIENCE).await;
        reached.map_err(|error| Problem::new(OwnCode::NotYetAt).with_particulars(error.to_string()))
    }
}
