//! Reading a snapshot.

use std::io::{self, BufReader, Read};

use super::{CHUNK_BYTES, COMPONENTS_MAX, END_MAGIC, HEADER_BYTES, SnapshotPosition, decode_header};
use crate::archive::FileStream;
use crate::disk::{Access, Disk};
use crate::error::JournalError;
use crate::frame::Identity;

/// Reads components one after another: [`SnapshotReader::next_component`] gives a name, then its bytes come through [`io::Read`] to their end.
///
/// Bytes are checked by their component's hash when it ends. What was built from a snapshot may be used only after `next_component` has given
/// `None`: then every hash and the end mark are right.
#[derive(Debug)]
pub struct SnapshotReader {
    name: String,
    identity: Identity,
    position: SnapshotPosition,
    stream: HashedStream,
    state: State,
    /// Of the bytes of the component so far.
    component_hash: blake3::Hasher,
    components: u32,
}

#[derive(Debug)]
enum State {
    BetweenComponents,
    InComponent { chunk_left: usize },
    Ended,
}

#[derive(Debug)]
struct HashedStream {
    stream: BufReader<FileStream>,
    whole: blake3::Hasher,
}

impl SnapshotReader {
    pub(super) fn open(disk: &dyn Disk, name: String, expected: Identity, seq: u64) -> Result<SnapshotReader, JournalError> {
        let file = disk.open(&name, Access::Read).map_err(JournalError::io("open", &*name))?;
        let stream = BufReader::with_capacity(CHUNK_BYTES, FileStream { file, offset: 0 });
        let mut stream = HashedStream { stream, whole: blake3::Hasher::new() };
        let decoded = match stream.take_array::<HEADER_BYTES>() {
            Ok(header) => decode_header(&header),
            Err(error) => return Err(classify(&name, error)),
        };
        let (identity, position) = decoded.ok_or_else(|| refused(&name, "not a snapshot of this format"))?;
        if identity != expected {
            return Err(JournalError::WrongJournal { expected, found: identity });
        }
        if position.seq != seq {
            return Err(refused(&name, "its sequence is not that of its name"));
        }
        Ok(SnapshotReader {
            name,
            identity,
            position,
            stream,
            state: State::BetweenComponents,
            component_hash: blake3::Hasher::new(),
            components: 0,
        })
    }

    pub fn position(&self) -> SnapshotPosition {
        self.position
    }

    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// Passes over what is left of the component before and gives the name of the next; `None` after the last, when everything was right.
    pub fn next_component(&mut self) -> Result<Option<String>, JournalError> {
        io::copy(self, &mut io::sink()).map_err(|error| self.error(error))?;
        if matches!(self.state, State::Ended) {
            return Ok(None);
        }
        self.begin_next().map_err(|error| self.error(error))
    }

    /// An error of [`io::Read`] as one of the journal: the machine's own stays one, any other says that the snapshot is bad.
    pub fn error(&self, error: io::Error) -> JournalError {
        classify(&self.name, error)
    }

    fn begin_next(&mut self) -> io::Result<Option<String>> {
        let [length] = self.stream.take_array()?;
        if length == 0 {
            return self.end().map(|()| None);
        }
        if self.components == COMPONENTS_MAX {
            return Err(bad("too many components"));
        }
        let mut name = vec![0; usize::from(length)];
        self.stream.take(&mut name)?;
        let name = String::from_utf8(name).map_err(|_| bad("a component's name is not UTF-8"))?;
        self.components += 1;
        self.state = State::InComponent { chunk_left: 0 };
        self.component_hash.reset();
        self.begin_chunk()?;
        Ok(Some(name))
    }

    /// Goes on to the next chunk with bytes, or ends the component and checks its hash.
    fn begin_chunk(&mut self) -> io::Result<()> {
        let State::InComponent { chunk_left } = &mut self.state else { return Ok(()) };
        let length = u32::from_le_bytes(self.stream.take_array()?) as usize;
        if length > CHUNK_BYTES {
            return Err(bad("a chunk is too long"));
        }
        *chunk_left = length;
        if length == 0 {
            if self.stream.take_array()? != *self.component_hash.finalize().as_bytes() {
                return Err(bad("a component's hash does not match"));
            }
            self.state = State::BetweenComponents;
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let mark = self.stream.take_array::<4>()?;
        let components = u32::from_le_bytes(self.stream.take_array()?);
        if mark != END_MAGIC || components != self.components {
            return Err(bad("the end mark does not match"));
        }
        let whole = *self.stream.whole.finalize().as_bytes();
        if self.stream.take_array()? != whole {
            return Err(bad("the hash of the whole does not match"));
        }
        if self.stream.stream.read(&mut [0])? != 0 {
            return Err(bad("bytes follow the end"));
        }
        self.state = State::Ended;
        Ok(())
    }
}

impl Read for SnapshotReader {
    /// Bytes of the component that [`SnapshotReader::next_component`] gave last; 0 at its end.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let State::InComponent { chunk_left } = &mut self.state else { return Ok(0) };
        let length = into.len().min(*chunk_left);
        self.stream.take(&mut into[..length])?;
        self.component_hash.update(&into[..length]);
        *chunk_left -= length;
        if *chunk_left == 0 {
            self.begin_chunk()?;
        }
        Ok(length)
    }
}

impl HashedStream {
    fn take(&mut self, into: &mut [u8]) -> io::Result<()> {
        self.stream.read_exact(into)?;
        self.whole.update(into);
        Ok(())
    }

    fn take_array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.take(&mut bytes)?;
        Ok(bytes)
    }
}

fn bad(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

fn refused(name: &str, reason: &str) -> JournalError {
    JournalError::Snapshot { name: name.to_owned(), reason: reason.to_owned() }
}

fn classify(name: &str, error: io::Error) -> JournalError {
    match error.kind() {
        io::ErrorKind::InvalidData => refused(name, &error.to_string()),
        io::ErrorKind::UnexpectedEof => refused(name, "it ends too early"),
        _ => JournalError::io("read", name)(error),
    }
}
