//! Who watches what, and the news of it.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use protocol::Seq;

use super::limits::{NEWS_KEPT_FOR, NEWS_KEPT_ROWS_MAX, TOPICS_LEFT_MAX};
use super::news::{News, Notes, Topic};
use super::outbox::Outbox;

/// The watched topics of a shard.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    notes: Notes,
    topics: HashMap<Topic, Watched>,
}

#[derive(Debug)]
struct Watched {
    outboxes: Vec<Arc<Outbox>>,
    /// Oldest first, without gaps after `kept_after`.
    recent: VecDeque<Arc<News>>,
    rows: usize,
    /// All news of later records are kept.
    kept_after: Seq,
    /// When the last outbox went.
    left_at: Option<Instant>,
}

impl Feed {
    /// Where notes are taken; `None` while nothing is watched.
    pub(crate) fn notes(&mut self) -> Option<&mut Notes> {
        (!self.topics.is_empty()).then_some(&mut self.notes)
    }

    /// Gives what the topic had after `resume_after`, if all of that is kept. `now` is the record folded last.
    pub(crate) fn watch(&mut self, topic: Topic, outbox: &Arc<Outbox>, resume_after: Option<Seq>, now: Seq) -> Option<Vec<Arc<News>>> {
        self.forget_left(Instant::now());
        self.notes.watched.insert(topic);
        let watched = self.topics.entry(topic).or_insert_with(|| Watched::new(now));
        if !watched.outboxes.iter().any(|known| Arc::ptr_eq(known, outbox)) {
            watched.outboxes.push(Arc::clone(outbox));
        }
        watched.left_at = None;
        let after = resume_after.filter(|after| (watched.kept_after..=now).contains(after))?;
        Some(watched.recent.iter().filter(|news| news.seq > after).cloned().collect())
    }

    pub(crate) fn unwatch(&mut self, topic: Topic, outbox: &Arc<Outbox>) {
        let Some(watched) = self.topics.get_mut(&topic) else { return };
        watched.outboxes.retain(|known| !Arc::ptr_eq(known, outbox));
        if watched.outboxes.is_empty() && watched.left_at.is_none() {
            watched.left_at = Some(Instant::now());
        }
        self.forget_left(Instant::now());
    }

    /// Gives what was noted to who watches it; gives who is to be woken.
    pub(crate) fn deliver(&mut self) -> Vec<Arc<Outbox>> {
        let mut woken = Vec::new();
        for news in self.notes.news.drain(..) {
            let Some(watched) = self.topics.get_mut(&news.topic()) else { continue };
            woken.extend(watched.outboxes.iter().filter(|outbox| outbox.push(&news)).cloned());
            watched.keep(news);
        }
        woken
    }

    /// Forgets topics that nobody watches: after a while, and the oldest earlier where they are too many.
    fn forget_left(&mut self, now: Instant) {
        let mut left: Vec<(Instant, Topic)> = self.topics.iter().filter_map(|(topic, watched)| Some((watched.left_at?, *topic))).collect();
        left.sort_unstable_by_key(|(at, _)| *at);
        let too_many = left.len().saturating_sub(TOPICS_LEFT_MAX);
        for (place, (at, topic)) in left.into_iter().enumerate() {
            if place < too_many || now.duration_since(at) >= NEWS_KEPT_FOR {
                self.topics.remove(&topic);
                self.notes.watched.remove(&topic);
            }
        }
    }
}

impl Watched {
    fn new(now: Seq) -> Self {
        Self { outboxes: Vec::new(), recent: VecDeque::new(), rows: 0, kept_after: now, left_at: None }
    }

    fn keep(&mut self, news: Arc<News>) {
        self.rows += news.rows();
        self.recent.push_back(news);
        while self.rows > NEWS_KEPT_ROWS_MAX && self.recent.len() > 1 {
            let Some(oldest) = self.recent.pop_front() else { break };
            self.rows -= oldest.rows();
            self.kept_after = oldest.seq;
        }
    }
}
