//! A moving window over a segment, so that many small reads become few large ones.

use std::io;

use crate::disk::DiskFile;
use crate::error::Place;

/// Bytes of one segment around the place that was asked for last.
#[derive(Debug)]
pub(crate) struct Window {
    bytes: Vec<u8>,
    /// The segment the bytes are of.
    epoch: u32,
    start: u64,
    /// How much is read at once.
    stride: usize,
}

impl Window {
    pub(crate) fn new(stride: usize) -> Window {
        Window { bytes: Vec::new(), epoch: 0, start: 0, stride }
    }

    /// Up to `len` bytes from `offset`, fewer where `limit` or the end of the file comes first. Nothing beyond `limit` is read or kept,
    /// because it may still change.
    pub(crate) fn get(&mut self, file: &dyn DiskFile, place: Place, len: usize, limit: u64) -> io::Result<&[u8]> {
        let offset = place.offset;
        let wanted = usize::try_from(limit.saturating_sub(offset)).unwrap_or(usize::MAX).min(len);
        let end = self.start + self.bytes.len() as u64;
        if place.epoch != self.epoch || offset < self.start || offset + wanted as u64 > end {
            let stride = usize::try_from(limit.saturating_sub(offset)).unwrap_or(usize::MAX).min(self.stride.max(len));
            self.bytes.resize(stride, 0);
            let filled = match file.read_at(offset, &mut self.bytes) {
                Ok(filled) => filled,
                Err(error) => {
                    self.bytes.clear();
                    return Err(error);
                }
            };
            self.bytes.truncate(filled);
            self.epoch = place.epoch;
            self.start = offset;
        }
        let from = usize::try_from(offset - self.start).expect("inside the window");
        let to = (from + wanted).min(self.bytes.len());
        Ok(&self.bytes[from.min(to)..to])
    }

    /// Bytes that the last call of [`Window::get`] gave.
    pub(crate) fn held(&self, place: Place, len: usize) -> &[u8] {
        let from = usize::try_from(place.offset - self.start).expect("inside the window");
        &self.bytes[from..from + len]
    }
}
