//! Frames on disk: the one record of what happened, in order, durable before anybody hears of it.
//!
//! A [`JournalWriter`] appends frames to preallocated segments and syncs each; a [`Journal`] is what everybody else holds: durable sequence,
//! readers, room left. [`Journal::open`] recovers after any stop. Records are opaque bytes here.
//!
//! It must never: answer before a frame is durable; retry a failed write or sync; cut or skip a frame that was ever durable; accept what an
//! earlier use of a segment left behind; read a clock.
//!
//! Start with [`frame`] (the layout), then `writer.rs`, `recovery.rs` and `reader.rs`.

mod archive;
mod disk;
mod error;
pub mod frame;
mod frame_buffer;
mod journal;
mod lock;
mod reader;
mod recovery;
mod segment;
pub mod snapshot;
mod window;
mod writer;

pub use archive::ArchiveMode;
pub use disk::{Access, Disk, DiskFile, RealDisk, Space, WriteMode};
pub use error::{JournalError, Place};
pub use frame::{Frame, FrameFault, FrameHash, FrameHeader, Identity, JournalId};
pub use frame_buffer::FrameBuffer;
pub use journal::{Journal, JournalConfig, Room, Tip};
pub use lock::DataFolderLock;
pub use reader::FrameReader;
pub use recovery::{Cut, Opened, Recovered, Recovery, Start};
pub use segment::SEGMENT_BYTES;
pub use snapshot::{SnapshotKind, SnapshotPosition, SnapshotReader, SnapshotWriter, Snapshots};
pub use writer::{FrameFields, InFlight, JournalWriter};
