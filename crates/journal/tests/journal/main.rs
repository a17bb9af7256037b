//! The journal on a real disk.

mod keeping;
mod snapshots;
mod writing;

/// Fixtures of these tests: a folder that is removed at the end, and a journal in it.
mod fixture {
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use journal::{
        Disk, FrameBuffer, FrameFields, FrameHeader, Identity, Journal, JournalConfig, JournalError, JournalId, JournalWriter, Opened,
        RealDisk, Start,
    };

    pub(crate) const SEGMENT_BYTES: u64 = 64 << 10;

    pub(crate) struct Folder(PathBuf);

    impl Folder {
        pub(crate) fn new() -> Folder {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            Folder(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }

        pub(crate) fn disk(&self) -> Arc<dyn Disk> {
            Arc::new(RealDisk::open(&self.0).expect("a folder for tests"))
        }

        pub(crate) fn create(&self) -> Opened {
            Journal::create(self.disk(), config()).expect("a new journal")
        }

        pub(crate) fn open(&self, start: Start) -> Result<Opened, JournalError> {
            Journal::open(self.disk(), config(), start)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // A folder that cannot be removed is left for the next `cargo clean`.
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    pub(crate) fn identity() -> Identity {
        Identity { journal: JournalId(*b"journal of tests"), market: 1, shard: 0 }
    }

    pub(crate) fn config() -> JournalConfig {
        JournalConfig { segment_bytes: SEGMENT_BYTES, ..JournalConfig::new(identity()) }
    }

    pub(crate) fn fields(count: u32) -> FrameFields {
        FrameFields { term: 1, writer: 1, rules_version: 1, count, base_time: 0, control_totals: [0; 4] }
    }

    /// Appends a frame of `count` records of `record_bytes` each; every byte tells the sequence it belongs to.
    pub(crate) fn append(writer: &mut JournalWriter, count: u32, record_bytes: usize) -> FrameHeader {
        let mut frame = FrameBuffer::new();
        for at in 0..u64::from(count) {
            let mark = (writer.tip().seq + 1 + at).to_le_bytes()[0];
            frame.payload().extend(std::iter::repeat_n(mark, record_bytes));
        }
        writer.append(&mut frame, &fields(count)).expect("appended")
    }

    pub(crate) fn seal(writer: &mut JournalWriter) -> FrameHeader {
        writer.seal(&mut FrameBuffer::new(), &fields(0)).expect("sealed")
    }

    /// Headers of all frames from `seq` to the tip.
    pub(crate) fn headers_from(journal: &Journal, seq: u64) -> Vec<FrameHeader> {
        let mut reader = journal.reader_from(seq).expect("kept");
        let mut headers = Vec::new();
        while let Some(frame) = reader.next().expect("sound") {
            for (at, record) in frame.payload.chunks(frame.payload.len().max(1) / (frame.header.count.max(1) as usize)).enumerate() {
                let seq = frame.header.first_seq + at as u64;
                assert!(record.iter().all(|&byte| byte == seq.to_le_bytes()[0]), "record {seq}");
            }
            headers.push(frame.header);
        }
        headers
    }
}
