//! The simulated disk: everything a file system may do to what was not synced, repeatably.
//!
//! A write is *pending* until its file is synced, a name until its folder is. [`SimDisk::crash`] lets any part of what is pending survive, torn at
//! 512 bytes or 4 KiB and with flipped bits; [`SimDisk::kill`] ends the process and keeps everything, as an operating system does. The same calls
//! with the same seeds give the same disk.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use journal::{Access, Disk, DiskFile, Space, WriteMode};

mod file;
mod rng;
mod state;

use file::Inode;
pub use rng::Rng;
use state::State;

/// The number that Linux gives to a failed read or write.
const EIO: i32 = 5;

/// What goes wrong while the process runs. Rates are per thousand calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faults {
    pub write_error_per_mille: u32,
    pub sync_error_per_mille: u32,
    pub read_error_per_mille: u32,
    pub capacity_bytes: u64,
    pub sync: SyncHonesty,
}

/// Whether a sync does what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncHonesty {
    Honest,
    /// The planted bug: a sync of a file returns without doing anything.
    Skipped,
}

/// What happened so far, for the table of faults and outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiskCounts {
    pub writes: u64,
    pub syncs: u64,
    pub crashes: u64,
    pub kills: u64,
    pub write_errors: u64,
    pub sync_errors: u64,
    pub read_errors: u64,
    pub full_errors: u64,
    /// Pending writes that a crash lost as a whole.
    pub lost_writes: u64,
    /// Pending writes of which a crash kept a part.
    pub torn_writes: u64,
    pub flipped_bits: u64,
    /// Names made, changed or removed that a crash undid.
    pub lost_names: u64,
}

/// A disk in memory. Clones are the same disk.
#[derive(Clone, Debug)]
pub struct SimDisk {
    state: Arc<Mutex<State>>,
}

/// The disk as one run of a process sees it. Dead after a crash or kill.
struct Boot {
    state: Arc<Mutex<State>>,
    number: u64,
}

struct OpenFile {
    state: Arc<Mutex<State>>,
    boot: u64,
    inode: usize,
}

impl DiskCounts {
    /// Adds another run's counts.
    pub fn add(&mut self, other: &DiskCounts) {
        self.writes += other.writes;
        self.syncs += other.syncs;
        self.crashes += other.crashes;
        self.kills += other.kills;
        self.write_errors += other.write_errors;
        self.sync_errors += other.sync_errors;
        self.read_errors += other.read_errors;
        self.full_errors += other.full_errors;
        self.lost_writes += other.lost_writes;
        self.torn_writes += other.torn_writes;
        self.flipped_bits += other.flipped_bits;
        self.lost_names += other.lost_names;
    }
}

impl Default for Faults {
    fn default() -> Faults {
        Faults {
            write_error_per_mille: 0,
            sync_error_per_mille: 0,
            read_error_per_mille: 0,
            capacity_bytes: u64::MAX,
            sync: SyncHonesty::Honest,
        }
    }
}

impl SimDisk {
    /// An empty disk. `seed` decides which calls fail where `faults` gives rates.
    pub fn new(seed: u64, faults: Faults) -> SimDisk {
        let state = State {
            boot: 0,
            inodes: Vec::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            pending_names: Vec::new(),
            faults,
            power_calls: None,
            rng: Rng::new(seed),
            counts: DiskCounts::default(),
        };
        SimDisk { state: Arc::new(Mutex::new(state)) }
    }

    /// The disk for the process that runs now.
    pub fn boot(&self) -> Arc<dyn Disk> {
        let number = self.state().boot;
        Arc::new(Boot { state: Arc::clone(&self.state), number })
    }

    pub fn set_faults(&self, faults: Faults) {
        self.state().faults = faults;
    }

    /// The power fails during the call after this many changing calls (writes, syncs, names). That call and all later ones fail until
    /// [`SimDisk::crash`]; a write under way is pending like any other.
    pub fn fail_power_after(&self, calls: u64) {
        self.state().power_calls = Some(calls);
    }

    /// True once the power has failed and [`SimDisk::crash`] is due.
    pub fn power_failed(&self) -> bool {
        self.state().power_calls == Some(0)
    }

    /// A power cut and restart. Any part of what is pending survives; `seed` decides which. Handles of the process are dead.
    pub fn crash(&self, seed: u64) {
        let mut state = self.state();
        let mut rng = Rng::new(seed);
        state.restart();
        state.counts.crashes += 1;
        state.settle_names(&mut rng);
        let State { inodes, counts, .. } = &mut *state;
        for inode in inodes.iter_mut() {
            inode.crash(&mut rng, counts);
        }
    }

    /// The process dies and another starts; the operating system keeps what was written.
    pub fn kill(&self) {
        let mut state = self.state();
        state.restart();
        state.counts.kills += 1;
    }

    pub fn counts(&self) -> DiskCounts {
        self.state().counts
    }

    /// Names of all files, as the running process sees them.
    pub fn file_names(&self) -> Vec<String> {
        self.state().names.keys().cloned().collect()
    }

    /// A file's bytes as the running process sees them; `None` if there is no such file.
    pub fn contents(&self, name: &str) -> Option<Vec<u8>> {
        let state = self.state();
        state.names.get(name).map(|&inode| state.inodes[inode].current().to_vec())
    }

    /// Flips one bit at rest, in durable bytes. False if the file is not that long.
    pub fn flip_bit(&self, name: &str, bit: u64) -> bool {
        let mut state = self.state();
        let Some(&inode) = state.names.get(name) else { return false };
        state.inodes[inode].flip(bit)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Disk for Boot {
    fn open(&self, name: &str, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        let mut state = self.alive()?;
        let inode = match (access, state.names.get(name).copied()) {
            (Access::Read | Access::WritePages, Some(inode)) => inode,
            (Access::Read | Access::WritePages, None) => return Err(io::ErrorKind::NotFound.into()),
            (Access::CreatePages | Access::CreateStream, _) => {
                state.spend_power()?;
                let inode = state.inodes.len();
                state.inodes.push(Inode::default());
                state.rename(folder_of(name), vec![(name.to_owned(), Some(inode))]);
                inode
            }
        };
        Ok(Arc::new(OpenFile { state: Arc::clone(&self.state), boot: self.number, inode }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.alive()?;
        state.spend_power()?;
        let inode = state.names.get(from).copied().ok_or(io::ErrorKind::NotFound)?;
        assert_eq!(folder_of(from), folder_of(to), "the simulated disk renames within a folder");
        state.rename(folder_of(from), vec![(from.to_owned(), None), (to.to_owned(), Some(inode))]);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.alive()?;
        state.spend_power()?;
        if !state.names.contains_key(name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        state.rename(folder_of(name), vec![(name.to_owned(), None)]);
        Ok(())
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let state = self.alive()?;
        let prefix = format!("{folder}/");
        Ok(state.names.keys().filter_map(|name| name.strip_prefix(&prefix)).map(str::to_owned).collect())
    }

    fn create_folder(&self, _folder: &str) -> io::Result<()> {
        self.alive().map(drop)
    }

    fn sync_folder(&self, folder: &str) -> io::Result<()> {
        let mut state = self.alive()?;
        state.spend_power()?;
        state.counts.syncs += 1;
        state.sync_names(folder);
        Ok(())
    }

    fn space(&self) -> io::Result<Space> {
        let state = self.alive()?;
        let total_bytes = state.faults.capacity_bytes;
        Ok(Space { free_bytes: total_bytes.saturating_sub(state.used_bytes()), total_bytes })
    }

    fn write_mode(&self) -> WriteMode {
        WriteMode::Direct
    }
}

impl DiskFile for OpenFile {
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut state = self.alive()?;
        if state.fails(|faults| faults.read_error_per_mille) {
            state.counts.read_errors += 1;
            return Err(input_output_error());
        }
        let contents = state.inodes[self.inode].current();
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(contents.len());
        let len = into.len().min(contents.len() - from);
        into[..len].copy_from_slice(&contents[from..from + len]);
        Ok(len)
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.alive()?;
        state.counts.writes += 1;
        let start = usize::try_from(offset).expect("simulated files fit memory");
        let powered = state.spend_power();
        if powered.is_err() {
            state.inodes[self.inode].write(start, bytes);
            return powered;
        }
        let grows = (start + bytes.len()).saturating_sub(state.inodes[self.inode].current().len()) as u64;
        if grows > 0 && state.used_bytes().saturating_add(grows) > state.faults.capacity_bytes {
            state.counts.full_errors += 1;
            return Err(io::ErrorKind::StorageFull.into());
        }
        if state.fails(|faults| faults.write_error_per_mille) {
            state.counts.write_errors += 1;
            let kept = usize::try_from(state.rng.below(bytes.len() as u64 + 1)).expect("no longer than the write");
            state.inodes[self.inode].write(start, &bytes[..kept]);
            return Err(input_output_error());
        }
        state.inodes[self.inode].write(start, bytes);
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let mut state = self.alive()?;
        state.counts.syncs += 1;
        state.spend_power()?;
        if state.fails(|faults| faults.sync_error_per_mille) {
            state.counts.sync_errors += 1;
            let State { inodes, rng, .. } = &mut *state;
            inodes[self.inode].fail_sync(rng);
            return Err(input_output_error());
        }
        if state.faults.sync == SyncHonesty::Honest {
            state.inodes[self.inode].sync();
        }
        Ok(())
    }

    fn len_bytes(&self) -> io::Result<u64> {
        Ok(self.alive()?.inodes[self.inode].current().len() as u64)
    }

    fn forget_cache(&self) -> io::Result<()> {
        self.alive()?.inodes[self.inode].forget_cache();
        Ok(())
    }
}

impl Boot {
    fn alive(&self) -> io::Result<MutexGuard<'_, State>> {
        alive(&self.state, self.number)
    }
}

impl OpenFile {
    fn alive(&self) -> io::Result<MutexGuard<'_, State>> {
        alive(&self.state, self.boot)
    }
}

impl fmt::Debug for Boot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "simulated disk, boot {}", self.number)
    }
}

impl fmt::Debug for OpenFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "simulated file {}, boot {}", self.inode, self.boot)
    }
}

fn alive(state: &Mutex<State>, boot: u64) -> io::Result<MutexGuard<'_, State>> {
    let state = lock(state);
    if state.boot != boot {
        return Err(io::Error::other("the process that opened this is gone"));
    }
    if state.power_calls == Some(0) {
        return Err(io::Error::other("the power is gone"));
    }
    Ok(state)
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("no holder of the disk's lock panics")
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn input_output_error() -> io::Error {
    io::Error::from_raw_os_error(EIO)
}

#[cfg(test)]
mod tests;
