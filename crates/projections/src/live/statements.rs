//! The last lines of every account's statement, packed. A million accounts get some now and then: each has blocks of two cache lines, so that an event
//! touches one place in memory, and neither moves nor frees anything.

use std::num::NonZeroU32;

use protocol::wire::{DecodeError, Decoder, Encoder};

use super::account::StatementLine;
use super::limits::STATEMENT_LINES_MAX;
use super::packed_lines::{Lines, Packed, Unpacking, first_packed};
use super::saved::{Saved, load_count};

/// Blocks that are made at once: half a megabyte. They never move.
const BLOCKS_OF_CHUNK: usize = 1 << 12;
const BLOCK_BYTES: usize = 128;
/// Three or four trades, and at least the longest lines that an event can write.
const LINES_BYTES: usize = BLOCK_BYTES - 6;
const _: () = assert!(LINES_BYTES >= Packed::BYTES_MAX && size_of::<Block>() == BLOCK_BYTES);

/// All accounts' blocks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statements {
    chunks: Vec<Vec<Block>>,
}

/// One account's statement. Two are equal if no line was written between them, of the same account in the same state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Lines there ever were; more than are kept when older ones exist.
    pub lines: u64,
    newest: Option<BlockId>,
    /// Lines in its blocks: the last [`STATEMENT_LINES_MAX`], and what else the oldest block holds.
    in_blocks: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct BlockId(NonZeroU32);

#[derive(Clone, Debug)]
#[repr(C, align(128))]
struct Block {
    /// The account's next newer block; after its newest comes its oldest.
    next: BlockId,
    used: u8,
    lines: u8,
    bytes: [u8; LINES_BYTES],
}

impl Statement {
    /// Lines that are kept.
    pub(crate) fn kept(&self) -> usize {
        usize::from(self.in_blocks).min(STATEMENT_LINES_MAX)
    }

    /// Lines that are still in its blocks, but not kept.
    fn beyond(&self) -> usize {
        usize::from(self.in_blocks) - self.kept()
    }

    /// It was loaded, and so many lines there ever were: as many as were loaded at least, of which no more were saved than are kept.
    fn ends_with(self, lines: u64) -> Result<Self, DecodeError> {
        if self.lines > STATEMENT_LINES_MAX as u64 {
            return Err(DecodeError::TooLong(STATEMENT_LINES_MAX));
        }
        if lines < self.lines {
            return Err(DecodeError::OutOfRange);
        }
        Ok(Self { lines, ..self })
    }
}

impl Statements {
    /// An account's lines that are kept, oldest first.
    pub(crate) fn of(&self, statement: &Statement) -> impl Iterator<Item = StatementLine> {
        self.by_event(statement).flat_map(Lines::each).skip(statement.beyond())
    }

    fn by_event(&self, statement: &Statement) -> impl Iterator<Item = Lines> {
        statement.newest.into_iter().flat_map(move |newest| {
            let oldest = self.block(newest).next;
            let blocks = std::iter::successors(Some(oldest), move |&id| (id != newest).then(|| self.block(id).next));
            blocks.flat_map(move |id| self.block(id).by_event())
        })
    }

    /// The lines that are kept, in the form that depends on nothing else.
    pub(crate) fn save(&self, statement: &Statement, to: &mut Encoder<'_>) {
        let (mut bytes, mut beyond) = (Vec::new(), statement.beyond());
        for lines in self.by_event(statement) {
            let count = usize::from(lines.count());
            let passed = beyond.min(count);
            beyond -= passed;
            match count - passed {
                0 => {}
                1 if count == 2 => bytes.extend_from_slice(Packed::of(&lines.without_cash()).as_bytes()),
                _ => bytes.extend_from_slice(Packed::of(&lines).as_bytes()),
            }
        }
        statement.lines.save(to);
        (bytes.len() as u64).save(to);
        to.raw(&bytes);
    }

    pub(crate) fn load(&mut self, from: &mut Decoder<'_>) -> Result<Statement, DecodeError> {
        let (lines, mut statement) = (u64::load(from)?, Statement::default());
        let length = load_count(from)?;
        let mut bytes = from.raw(length)?;
        while !bytes.is_empty() {
            let (packed, count) = first_packed(bytes).ok_or(DecodeError::OutOfRange)?;
            bytes = &bytes[packed.len()..];
            self.push_packed(&mut statement, packed, count);
        }
        statement.ends_with(lines)
    }

    /// As the lines stood in saved states of before, one by one.
    pub(crate) fn load_lines(&mut self, from: &mut Decoder<'_>) -> Result<Statement, DecodeError> {
        let mut statement = Statement::default();
        let mut last: Option<Lines> = None;
        for _ in 0..load_count(from)? {
            let next = Lines::of_one(&StatementLine::load(from)?).ok_or(DecodeError::OutOfRange)?;
            if !last.as_mut().is_some_and(|last| last.join(&next)) {
                let before = last.replace(next);
                before.iter().for_each(|before| self.push(&mut statement, before));
            }
        }
        last.iter().for_each(|last| self.push(&mut statement, last));
        statement.ends_with(u64::load(from)?)
    }

    /// The oldest lines make room for those beyond the limit, a block at a time.
    pub(crate) fn push(&mut self, statement: &mut Statement, lines: &Lines) {
        self.push_packed(statement, Packed::of(lines).as_bytes(), lines.count());
    }

    #[inline]
    fn push_packed(&mut self, statement: &mut Statement, packed: &[u8], count: u8) {
        let block = match statement.newest {
            Some(newest) if self.block(newest).has_room(packed) => newest,
            newest => {
                let begun = self.begin_block(newest, statement);
                statement.newest = Some(begun);
                begun
            }
        };
        self.block_mut(block).push(packed, count);
        statement.in_blocks += u16::from(count);
        statement.lines += u64::from(count);
    }

    /// Where an account's next lines go.
    pub(crate) fn end_of(&self, statement: &Statement) -> Option<*const u8> {
        statement.newest.map(|newest| std::ptr::from_ref(self.block(newest)).cast())
    }

    /// An empty block after the newest: the oldest, if enough are kept without it, and otherwise one more.
    fn begin_block(&mut self, newest: Option<BlockId>, statement: &mut Statement) -> BlockId {
        let Some(newest) = newest else { return self.add(|own| own) };
        let oldest = self.block(newest).next;
        let passing = u16::from(self.block(oldest).lines);
        if usize::from(statement.in_blocks - passing) >= STATEMENT_LINES_MAX {
            statement.in_blocks -= passing;
            let block = self.block_mut(oldest);
            (block.used, block.lines) = (0, 0);
            return oldest;
        }
        let added = self.add(|_| oldest);
        self.block_mut(newest).next = added;
        added
    }

    /// `next` is given the block's own id.
    fn add(&mut self, next: impl FnOnce(BlockId) -> BlockId) -> BlockId {
        if self.chunks.last().is_none_or(|chunk| chunk.len() == BLOCKS_OF_CHUNK) {
            self.chunks.push(Vec::with_capacity(BLOCKS_OF_CHUNK));
        }
        let chunks = self.chunks.len();
        let chunk = self.chunks.last_mut().expect("one was added");
        let blocks = (chunks - 1) * BLOCKS_OF_CHUNK + chunk.len() + 1;
        let id = u32::try_from(blocks).ok().and_then(NonZeroU32::new).map(BlockId).expect("a shard has fewer than 2^32 blocks of lines");
        chunk.push(Block { next: next(id), used: 0, lines: 0, bytes: [0; LINES_BYTES] });
        id
    }

    #[inline]
    fn block(&self, id: BlockId) -> &Block {
        let (chunk, place) = id.place();
        &self.chunks[chunk][place]
    }

    #[inline]
    fn block_mut(&mut self, id: BlockId) -> &mut Block {
        let (chunk, place) = id.place();
        &mut self.chunks[chunk][place]
    }
}

impl BlockId {
    fn place(self) -> (usize, usize) {
        let number = self.0.get() as usize - 1;
        (number / BLOCKS_OF_CHUNK, number % BLOCKS_OF_CHUNK)
    }
}

impl Block {
    fn has_room(&self, packed: &[u8]) -> bool {
        LINES_BYTES - usize::from(self.used) >= packed.len()
    }

    fn push(&mut self, packed: &[u8], count: u8) {
        let begin = usize::from(self.used);
        self.bytes[begin..begin + packed.len()].copy_from_slice(packed);
        self.used += packed.len() as u8;
        self.lines += count;
    }

    fn by_event(&self) -> impl Iterator<Item = Lines> {
        Unpacking::new(&self.bytes[..usize::from(self.used)])
    }
}

#[cfg(test)]
mod tests;
