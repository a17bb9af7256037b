//! The state of the simulated disk: files by number, names that point to them, and what is on the way.

use std::collections::BTreeMap;
use std::io;

use super::file::Inode;
use super::{DiskCounts, Faults, Rng};

#[derive(Debug)]
pub(super) struct State {
    pub(super) boot: u64,
    pub(super) inodes: Vec<Inode>,
    pub(super) names: BTreeMap<String, usize>,
    pub(super) durable_names: BTreeMap<String, usize>,
    pub(super) pending_names: Vec<NameChange>,
    pub(super) faults: Faults,
    /// Changing calls until the power fails; `None` means that it stays.
    pub(super) power_calls: Option<u64>,
    pub(super) rng: Rng,
    pub(super) counts: DiskCounts,
}

/// One change of names, atomic as a rename is.
#[derive(Clone, Debug)]
pub(super) struct NameChange {
    pub(super) folder: String,
    pub(super) now: Vec<(String, Option<usize>)>,
}

impl State {
    pub(super) fn restart(&mut self) {
        self.boot += 1;
        self.power_calls = None;
    }

    /// Counts a changing call; fails it if the power is gone.
    pub(super) fn spend_power(&mut self) -> io::Result<()> {
        match &mut self.power_calls {
            None => Ok(()),
            Some(0) => Err(io::Error::other("the power is gone")),
            Some(calls) => {
                *calls -= 1;
                if *calls == 0 { Err(io::Error::other("the power failed")) } else { Ok(()) }
            }
        }
    }

    pub(super) fn fails(&mut self, per_mille: impl Fn(&Faults) -> u32) -> bool {
        let per_mille = per_mille(&self.faults);
        per_mille > 0 && self.rng.below(1000) < u64::from(per_mille)
    }

    pub(super) fn used_bytes(&self) -> u64 {
        self.names.values().map(|&inode| self.inodes[inode].current().len() as u64).sum()
    }

    pub(super) fn rename(&mut self, folder: &str, now: Vec<(String, Option<usize>)>) {
        let change = NameChange { folder: folder.to_owned(), now };
        change.apply(&mut self.names);
        self.pending_names.push(change);
    }

    pub(super) fn sync_names(&mut self, folder: &str) {
        let (synced, pending): (Vec<_>, Vec<_>) = self.pending_names.drain(..).partition(|change| change.folder == folder);
        self.pending_names = pending;
        synced.iter().for_each(|change| change.apply(&mut self.durable_names));
    }

    /// Half of the time the changes survive up to some point, as with a metadata journal; else any of them.
    pub(super) fn settle_names(&mut self, rng: &mut Rng) {
        let changes = std::mem::take(&mut self.pending_names);
        let ordered = rng.coin();
        let kept_first = rng.below(changes.len() as u64 + 1);
        for (at, change) in changes.iter().enumerate() {
            if if ordered { (at as u64) < kept_first } else { rng.coin() } {
                change.apply(&mut self.durable_names);
            } else {
                self.counts.lost_names += 1;
            }
        }
        self.names = self.durable_names.clone();
    }
}

impl NameChange {
    /// A file that was renamed twice and keeps only the second change has one name, the later.
    pub(super) fn apply(&self, names: &mut BTreeMap<String, usize>) {
        for (name, inode) in &self.now {
            match inode {
                Some(inode) => {
                    names.retain(|_, named| named != inode);
                    names.insert(name.clone(), *inode);
                }
                None => {
                    names.remove(name);
                }
            }
        }
    }
}
