//! The journal as the gateway's history.

use gateway::{History, HistoryCursor, HistoryError, SealedFrame};
use journal::{Frame, FrameReader, Journal, JournalError};
use protocol::Seq;
use std::sync::Arc;

/// Reads durable frames from the segments and, before them, from the archive.
#[derive(Clone, Debug)]
pub struct JournalHistory {
    pub journal: Journal,
}

#[derive(Debug)]
struct Cursor {
    reader: FrameReader,
}

impl History for JournalHistory {
    fn frames_from(&self, seq: Seq) -> Result<Box<dyn HistoryCursor>, HistoryError> {
        let reader = self.journal.reader_from(seq.0).map_err(|error| refused(error, seq))?;
        Ok(Box::new(Cursor { reader }))
    }
}

impl HistoryCursor for Cursor {
    fn next_frame(&mut self) -> Result<Option<Arc<SealedFrame>>, HistoryError> {
        let seq = Seq(self.reader.tip().map_or(0, |tip| tip.seq + 1));
        loop {
            match self.reader.next().map_err(|error| refused(error, seq))? {
                None => return Ok(None),
                Some(frame) if frame.header.is_seal() => {}
                Some(frame) => return Ok(Some(Arc::new(sealed(&frame)))),
            }
        }
    }
}

/// A frame as followers see it, without marks.
pub(crate) fn sealed(frame: &Frame<'_>) -> SealedFrame {
    SealedFrame {
        first_seq: Seq(frame.header.first_seq),
        count: frame.header.count,
        rules_version: frame.header.rules_version,
        control_totals: frame.header.control_totals,
        hash: frame.header.hash.0,
        payload: frame.payload.into(),
        marks: Vec::new(),
    }
}

fn refused(error: JournalError, seq: Seq) -> HistoryError {
    match error {
        JournalError::NotKept { .. } => HistoryError::NotKept(seq),
        other => HistoryError::Unreadable(other.to_string()),
    }
}
