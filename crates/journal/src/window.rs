//! A moving window over a segment, so that many small reads become few large ones.

use std::io;

use crate::disk::DiskFile;
use crate::error::Place;

/// Bytes of one segment around the place that was asked for last.
#[derive(Debug)]
pub(crate) struct Window {
    /// Only the first `filled` bytes count; the rest is memory kept for the next read.
    bytes: Vec<u8>,
    filled: usize,
    /// The segment the bytes are of.
    epoch: u32,
    start: u64,
    /// How much is held at once.
    stride: usize,
}

impl Window {
    pub(crate) fn new(stride: usize) -> Window {
        Window { bytes: Vec::new(), filled: 0, epoch: 0, start: 0, stride }
    }

    /// Up to `len` bytes from `place`, fewer where `limit` or the end of the file comes first. Nothing beyond `limit` is read or kept,
    /// because it may still change.
    pub(crate) fn get(&mut self, file: &dyn DiskFile, place: Place, len: usize, limit: u64) -> io::Result<&[u8]> {
        let left = usize::try_from(limit.saturating_sub(place.offset)).unwrap_or(usize::MAX);
        let wanted = left.min(len);
        let end = self.start + self.filled as u64;
        if place.epoch != self.epoch || place.offset < self.start || place.offset + wanted as u64 > end {
            self.move_to(file, place, left.min(self.stride.max(len)))?;
        }
        let from = usize::try_from(place.offset - self.start).expect("inside the window");
        let to = (from + wanted).min(self.filled);
        Ok(&self.bytes[from.min(to)..to])
    }

    /// Bytes that the last call of [`Window::get`] gave.
    pub(crate) fn held(&self, place: Place, len: usize) -> &[u8] {
        let from = usize::try_from(place.offset - self.start).expect("inside the window");
        &self.bytes[from..from + len]
    }

    /// Holds `stride` bytes from `place` on. What is held already is moved, not read again.
    fn move_to(&mut self, file: &dyn DiskFile, place: Place, stride: usize) -> io::Result<()> {
        let end = self.start + self.filled as u64;
        let kept = if place.epoch == self.epoch && (self.start..end).contains(&place.offset) {
            let from = usize::try_from(place.offset - self.start).expect("inside the window");
            self.bytes.copy_within(from..self.filled, 0);
            (self.filled - from).min(stride)
        } else {
            0
        };
        // A failed read leaves an empty window.
        self.filled = 0;
        if self.bytes.len() < stride {
            self.bytes.resize(stride, 0);
        }
        self.filled = kept + file.read_at(place.offset + kept as u64, &mut self.bytes[kept..stride])?;
        (self.epoch, self.start) = (place.epoch, place.offset);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
