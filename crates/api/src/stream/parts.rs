//! What all streams share.

use std::sync::Arc;

use projections::live::Live;
use protocol::{Home, Reason};

use crate::problem::Problem;
use crate::rate::{RateClock, RateLimit};

use super::hub::Hub;
use super::metering::StreamMetering;
use super::open::OpenStreams;
use super::settings::{MESSAGES_BURST, MESSAGES_PER_S, StreamSettings};

pub(crate) struct Streams {
    pub(crate) settings: StreamSettings,
    pub(crate) open: OpenStreams,
    pub(crate) metering: StreamMetering,
    /// Of the messages of one client.
    pub(crate) rate: RateClock,
    hubs: Vec<(Home, Arc<Hub>)>,
}

impl Streams {
    pub(crate) fn new(lives: impl Iterator<Item = Live>, settings: StreamSettings, open: OpenStreams) -> Self {
        let hubs = lives.map(|live| (live.home(), Hub::new(live, settings.conflation))).collect();
        let rate = RateClock::new(RateLimit { orders_per_s: MESSAGES_PER_S, burst: MESSAGES_BURST });
        Self { settings, open, metering: StreamMetering::new(), rate, hubs }
    }

    pub(crate) fn hub(&self, home: Home) -> Result<&Arc<Hub>, Problem> {
        let found = self.hubs.iter().find(|(of, _)| *of == home);
        found.map(|(_, hub)| hub).ok_or_else(|| Reason::WrongMarket.into())
    }
}
