//! Looks at what is shown of one shard, some times a second and only after something has happened.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;

use projections::live::{Live, Outbox};
use protocol::{Reason, Seq};
use tokio::sync::watch;

use crate::own_codes::OwnCode;
use crate::problem::Problem;

use super::settings::VIEWS_MAX;
use super::view::{Shown, View, ViewKey};

#[derive(Debug)]
pub(crate) struct Hub {
    live: Live,
    conflation: Duration,
    views: Mutex<Views>,
    /// How many views there are.
    count: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Views {
    by_key: HashMap<ViewKey, Arc<View>>,
    is_looking: bool,
}

impl Hub {
    pub(crate) fn new(live: Live, conflation: Duration) -> Arc<Self> {
        Arc::new(Self { live, conflation, views: Mutex::default(), count: watch::Sender::new(0) })
    }

    /// Shows something, and marks the outbox when it changes. Called on the runtime.
    pub(crate) fn join(self: &Arc<Self>, key: ViewKey, outbox: &Arc<Outbox>) -> Result<(Arc<View>, Arc<Shown>), Problem> {
        let mut views = self.views();
        if !views.is_looking {
            views.is_looking = true;
            tokio::spawn(look_again(Arc::downgrade(self), self.live.positions(), self.count.subscribe(), self.conflation));
        }
        let view = match views.by_key.get(&key) {
            Some(view) => Arc::clone(view),
            // Each look takes time, so that not everybody can have one of his own.
            None if views.by_key.len() >= VIEWS_MAX => return Err(Problem::new(OwnCode::Busy)),
            None => {
                let view = Arc::new(View::new(key, &self.live).ok_or(Reason::UnknownInstrument)?);
                views.by_key.insert(key, Arc::clone(&view));
                view
            }
        };
        // Under the lock, so that the view does not go while somebody comes.
        let shown = view.join(outbox, &self.live);
        self.count.send_replace(views.by_key.len());
        Ok((view, shown))
    }

    pub(crate) fn leave(&self, view: &View, outbox: &Arc<Outbox>) {
        let mut views = self.views();
        if view.leave(outbox) {
            views.by_key.remove(&view.key);
        }
        self.count.send_replace(views.by_key.len());
    }

    fn refresh(&self) {
        let views: Vec<Arc<View>> = self.views().by_key.values().cloned().collect();
        views.iter().for_each(|view| view.refresh(&self.live));
    }

    fn views(&self) -> MutexGuard<'_, Views> {
        self.views.lock().expect("no holder of the views' lock panics")
    }
}

/// Ends with the hub. Without views it sleeps; without records too.
async fn look_again(hub: Weak<Hub>, mut positions: watch::Receiver<Seq>, mut count: watch::Receiver<usize>, conflation: Duration) {
    while count.wait_for(|&count| count > 0).await.is_ok() && positions.changed().await.is_ok() {
        match hub.upgrade() {
            Some(hub) => hub.refresh(),
            None => return,
        }
        tokio::time::sleep(conflation).await;
    }
}
