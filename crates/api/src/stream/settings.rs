//! Limits of streams.

use std::time::Duration;

/// Instruments of one message.
pub(crate) const INSTRUMENTS_PER_MESSAGE_MAX: usize = 100;
/// Different books and tickers that are looked at in one shard: an instrument counts once for all who ask for the same levels and group.
pub(crate) const VIEWS_MAX: usize = 5_000;
/// Bytes of a message that is answered; a larger one is refused by name.
pub(crate) const MESSAGE_BYTES_MAX: usize = 16 << 10;
/// Bytes of a message that is read at all; a larger one ends the connection.
pub(crate) const FRAME_BYTES_MAX: usize = 64 << 10;
/// Messages a client may send in the long run.
pub(crate) const MESSAGES_PER_S: u32 = 20;
/// Messages a client may send at once.
pub(crate) const MESSAGES_BURST: u32 = 200;
/// Trades, fills and candles of a snapshot.
pub(crate) const SNAPSHOT_ROWS_MAX: usize = 200;
/// How long a closing message may take to be taken.
pub(crate) const CLOSING_PATIENCE: Duration = Duration::from_secs(5);

/// What can be set of streams.
#[derive(Clone, Debug)]
pub struct StreamSettings {
    /// Least time between two messages of one book or ticker to a client.
    pub conflation: Duration,
    /// Connections of all clients together.
    pub connections_max: usize,
    /// Subscriptions of one connection.
    pub subscriptions_max: usize,
    /// Rows of trades and private messages that wait for one client before it is closed as too slow.
    pub rows_waiting_max: usize,
    /// Between two pings; at most 25 seconds, which proxies survive.
    pub ping_every: Duration,
    /// A client of which nothing is heard for so long, not even a pong, is gone.
    pub silence_max: Duration,
    /// A client that takes nothing of a message for so long is too slow.
    pub send_patience: Duration,
    /// Origins, such as `https://example.com`, whose pages may open streams beside those of the server's own.
    pub allowed_origins: Vec<String>,
}

impl Default for StreamSettings {
    fn default() -> Self {
        Self {
            conflation: Duration::from_millis(100),
            connections_max: 10_000,
            subscriptions_max: 200,
            rows_waiting_max: 50_000,
            ping_every: Duration::from_secs(20),
            silence_max: Duration::from_secs(60),
            send_patience: Duration::from_secs(10),
            allowed_origins: Vec::new(),
        }
    }
}
