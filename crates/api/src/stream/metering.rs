//! Counters of streams for `/metrics`.

use metrics::{Counter, Gauge};

use super::channel::Channel;

/// What carries a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    WebSocket,
    Sse,
}

/// Why the server ended a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The client left.
    ByClient,
    /// What it sent is no WebSocket, is too large to be read, or broke off.
    Malformed,
    Stopping,
    TooSlow,
    Silent,
    Revoked,
}

#[derive(Clone)]
pub(crate) struct StreamMetering {
    connections: [Gauge; 2],
    pub(crate) subscriptions: Gauge,
    sent: Vec<Counter>,
    /// States of books and tickers that were passed over because the client was still taking an earlier one.
    pub(crate) passed_over: Counter,
    endings: Vec<Counter>,
}

impl Ending {
    const ALL: [Self; 6] = [Self::ByClient, Self::Malformed, Self::Stopping, Self::TooSlow, Self::Silent, Self::Revoked];

    fn name(self) -> &'static str {
        match self {
            Self::ByClient => "by_client",
            Self::Malformed => "malformed",
            Self::Stopping => "stopping",
            Self::TooSlow => "too_slow",
            Self::Silent => "silent",
            Self::Revoked => "revoked",
        }
    }

    /// Status and reason of the closing message. From 4000 on they are the protocol's own.
    pub(crate) fn close_code(self) -> (u16, &'static str) {
        let code = match self {
            Self::ByClient => 1000,
            Self::Stopping => 1001,
            Self::Malformed => 1002,
            Self::TooSlow => 4000,
            Self::Silent => 4001,
            Self::Revoked => 4002,
        };
        (code, self.name())
    }
}

impl StreamMetering {
    pub(crate) fn new() -> Self {
        Self {
            connections: ["websocket", "sse"].map(|transport| metrics::gauge!("jogak_stream_connections", "transport" => transport)),
            subscriptions: metrics::gauge!("jogak_stream_subscriptions"),
            sent: Channel::ALL
                .iter()
                .map(|channel| metrics::counter!("jogak_stream_messages_total", "channel" => channel.name()))
                .collect(),
            passed_over: metrics::counter!("jogak_stream_passed_over_total"),
            endings: Ending::ALL.iter().map(|ending| metrics::counter!("jogak_stream_endings_total", "reason" => ending.name())).collect(),
        }
    }

    pub(crate) fn connections(&self, transport: Transport) -> &Gauge {
        &self.connections[transport as usize]
    }

    pub(crate) fn count_sent(&self, channel: Channel) {
        self.sent[channel as usize].increment(1);
    }

    pub(crate) fn count_ending(&self, ending: Ending) {
        self.endings[ending as usize].increment(1);
    }
}
