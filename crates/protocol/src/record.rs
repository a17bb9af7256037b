//! A record: one command with what came of it. Records are written without checksums of their own; the frame they stand in has one.

use crate::command::Command;
use crate::compact::{Form, get_command, get_event, put_command, put_event, put_rest, put_short_part};
use crate::event::Event;
use crate::ids::{Home, KeyHash, Seq};
use crate::rejection::Rejection;
use crate::time::Time;
use crate::wire::{Bases, DecodeError, Decoder, Encoder, Wire};

/// What stands before a command: its place, its time, and the key under which its answer is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Header {
    pub seq: Seq,
    pub at: Time,
    pub key: Option<KeyHash>,
}

/// A command with its outcome.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Record {
    pub header: Header,
    pub command: Command,
    pub outcome: Result<Vec<Event>, Rejection>,
}

const HAS_KEY: u8 = 1;
const REJECTED: u8 = 2;
/// The events are one in number; no count follows.
const ONE_EVENT: u8 = 4;
/// At the time of the record before; none follows.
const SAME_TIME: u8 = 8;
/// How the command stands, in two bits.
const FORM_SHIFT: u8 = 4;
/// Written against bases at zero, whatever stands before.
const BEGINS_ANEW: u8 = 64;
const KNOWN_FLAGS: u8 = HAS_KEY | REJECTED | ONE_EVENT | SAME_TIME | 3 << FORM_SHIFT | BEGINS_ANEW;

/// The most events of one record: 2,000 fills and what goes with them.
pub const MAX_EVENTS: usize = 16_384;

/// Appends a record. The sequence is not written: it follows from the frame.
pub fn encode_record(to: &mut Encoder<'_>, header: &Header, command: &Command, outcome: Result<&[Event], &Rejection>) {
    let form = Form::of(command);
    let mut flags = (form as u8) << FORM_SHIFT;
    flags |= if std::mem::take(&mut to.begins_anew) { BEGINS_ANEW } else { 0 };
    flags |= if header.key.is_some() { HAS_KEY } else { 0 };
    flags |= if header.at.0 == to.bases.at { SAME_TIME } else { 0 };
    flags |= match outcome {
        Err(_) => REJECTED,
        Ok([_]) => ONE_EVENT,
        Ok(_) => 0,
    };
    to.short(|to| {
        to.byte(flags);
        if flags & SAME_TIME == 0 {
            to.signed(header.at.0.wrapping_sub(to.bases.at));
            to.bases.at = header.at.0;
        }
        if let Some(key) = header.key {
            to.raw(&key.0);
        }
        put_short_part(command, form, header.seq, to);
    });
    put_rest(command, to);
    match outcome {
        Err(rejection) => rejection.put(to),
        Ok(events) => {
            if events.len() != 1 {
                to.unsigned(events.len() as u64);
            }
            events.iter().for_each(|event| put_event(event, command, header.seq, to));
        }
    }
}

/// Reads the record of sequence `seq`.
pub fn decode_record(from: &mut Decoder<'_>, seq: Seq) -> Result<Record, DecodeError> {
    let mut events = Vec::new();
    let (header, command, rejection) = decode_record_into(from, seq, &mut events)?;
    let outcome = match rejection {
        Some(rejection) => Err(rejection),
        None => Ok(events),
    };
    Ok(Record { header, command, outcome })
}

/// Reads a record, appending its events to `events`, so that a replay need not allocate for each.
pub fn decode_record_into(
    from: &mut Decoder<'_>,
    seq: Seq,
    events: &mut Vec<Event>,
) -> Result<(Header, Command, Option<Rejection>), DecodeError> {
    let flags = from.byte()?;
    if flags & !KNOWN_FLAGS != 0 || flags & (REJECTED | ONE_EVENT) == REJECTED | ONE_EVENT {
        return Err(DecodeError::UnknownKind(u64::from(flags), "record flags"));
    }
    from.began_anew = flags & BEGINS_ANEW != 0;
    if from.began_anew {
        from.bases = Bases::default();
    }
    if flags & SAME_TIME == 0 {
        from.bases.at = from.signed()?.wrapping_add(from.bases.at);
    }
    let at = Time(from.bases.at);
    let key = if flags & HAS_KEY == 0 { None } else { Some(KeyHash::get(from)?) };
    let header = Header { seq, at, key };
    let command = get_command(Form::of_bits(flags >> FORM_SHIFT), seq, from)?;
    if flags & REJECTED != 0 {
        return Ok((header, command, Some(Rejection::get(from)?)));
    }
    let count = if flags & ONE_EVENT != 0 { 1 } else { from.unsigned()? };
    if count > MAX_EVENTS as u64 {
        return Err(DecodeError::TooLong(MAX_EVENTS));
    }
    for _ in 0..count {
        events.push(get_event(&command, seq, from)?);
    }
    Ok((header, command, None))
}

/// A command by itself, outside the journal: as its record would have it in the market of `home`.
pub fn encode_command(command: &Command, home: Home) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_command(command, &mut Encoder::new(&mut bytes, home));
    bytes
}

/// Reads what [`encode_command`] wrote, to its end.
///
/// # Errors
/// If it is not a command of that market.
pub fn decode_command(bytes: &[u8], home: Home) -> Result<Command, DecodeError> {
    let mut from = Decoder::new(bytes, home);
    let command = get_command(Form::Stated, Seq(0), &mut from)?;
    if from.remaining() == 0 { Ok(command) } else { Err(DecodeError::OutOfRange) }
}
