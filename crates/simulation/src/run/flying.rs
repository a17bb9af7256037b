//! Batches between the core and their answers: some wait to be begun, and some are on their way to the disk at once, where chance decides which goes on.

use super::Run;
use super::life::{Alive, Life};
use crate::finding::Finding;
use crate::reference::Pending;
use protocol::Event;
use sequencer::{Answers, Batch, Begun, Entry, Flight, SequencerError, Writer};
use std::collections::VecDeque;

/// Batches that were executed and wait to be begun, at most.
const WAITING_MAX: usize = 1;

/// As many as there are threads that write.
const ALOFT_MAX: usize = 2;

/// What was executed and is not answered, in order.
#[derive(Default)]
pub(super) struct Flying {
    waiting: VecDeque<Executed>,
    aloft: VecDeque<Aloft>,
}

/// An executed batch that is not begun.
struct Executed {
    batch: Batch<u32>,
    pending: Vec<Pending>,
}

/// A batch on its way.
struct Aloft {
    executed: Executed,
    flight: Flight,
    stage: Stage,
    /// Numbers of the commands whose answers have left.
    told: Told,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Begun,
    Written,
    Synced,
}

impl Flying {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.aloft.is_empty()
    }

    pub(super) fn add(&mut self, batch: Batch<u32>, pending: Vec<Pending>) {
        self.waiting.push_back(Executed { batch, pending });
    }
}

impl Run<'_> {
    /// Lets the writer come as far as chance has it.
    pub(super) fn fly(&mut self, life: &mut Life) -> Result<Alive, Finding> {
        let keep = usize::try_from(self.rng.below(WAITING_MAX as u64 + 1)).expect("a small number");
        while life.flying.waiting.len() > keep {
            if life.flying.aloft.len() == ALOFT_MAX && self.land_oldest(life)? == Alive::No {
                return Ok(Alive::No);
            }
            if self.begin_oldest(life)? == Alive::No {
                return Ok(Alive::No);
            }
        }
        for _ in 0..self.rng.below(10) {
            let aloft = life.flying.aloft.len() as u64;
            if aloft == 0 {
                break;
            }
            // The last one more often, so that it overtakes the one before it.
            let at = usize::try_from(self.rng.below(aloft + 1).min(aloft - 1)).expect("one of two");
            if self.go_on(life, at)? == Alive::No {
                return Ok(Alive::No);
            }
        }
        Ok(Alive::Yes)
    }

    /// Until everything is answered.
    pub(super) fn land_all(&mut self, life: &mut Life) -> Result<Alive, Finding> {
        loop {
            let alive = if !life.flying.aloft.is_empty() {
                self.land_oldest(life)?
            } else if !life.flying.waiting.is_empty() {
                self.begin_oldest(life)?
            } else {
                return Ok(Alive::Yes);
            };
            if alive == Alive::No {
                return Ok(Alive::No);
            }
        }
    }

    /// What was executed and not answered is uncertain, whether it is on its way or not.
    pub(super) fn forget(&mut self, flying: Flying) {
        let mut left = VecDeque::with_capacity(flying.aloft.len() + flying.waiting.len());
        for Aloft { executed, mut told, .. } in flying.aloft {
            self.told.append(&mut told.0);
            left.push_back(executed);
        }
        left.extend(flying.waiting);
        for Executed { mut batch, mut pending } in left {
            self.uncertain.append(&mut pending);
            batch.clear();
            self.batches.push(batch);
        }
    }

    fn begin_oldest(&mut self, life: &mut Life) -> Result<Alive, Finding> {
        let Some(executed) = life.flying.waiting.pop_front() else { return Ok(Alive::Yes) };
        let mut flight = self.flights.pop().unwrap_or_default();
        flight.set_out();
        life.flying.aloft.push_back(Aloft { executed, flight, stage: Stage::Begun, told: Told(Vec::new()) });
        loop {
            let Some(Aloft { executed, flight, stage, .. }) = life.flying.aloft.back_mut() else { return Ok(Alive::Yes) };
            *stage = Stage::Begun;
            let begun = life.writer.begin(std::slice::from_ref(&executed.batch), flight);
            match begun {
                Ok(Begun::Last) => {
                    life.answer_early();
                    return Ok(Alive::Yes);
                }
                Ok(Begun::Nothing) => {
                    let nothing = life.flying.aloft.pop_back();
                    nothing.into_iter().for_each(|aloft| self.put_back(aloft));
                    return Ok(Alive::Yes);
                }
                Ok(Begun::Part) => {
                    life.answer_early();
                    // The rest of it is begun next, and before that this part has to be heard of.
                    while life.flying.aloft.len() > 1 {
                        if self.land_oldest(life)? == Alive::No {
                            return Ok(Alive::No);
                        }
                    }
                    if self.land_part(life)? == Alive::No {
                        return Ok(Alive::No);
                    }
                }
                Err(error) => return self.attribute(life, Err(error)),
            }
        }
    }

    /// Takes one of those on their way a step further. Only the oldest may land.
    fn go_on(&mut self, life: &mut Life, at: usize) -> Result<Alive, Finding> {
        let aloft = &mut life.flying.aloft[at];
        if aloft.stage == Stage::Synced {
            return if at == 0 { self.land_oldest(life) } else { Ok(Alive::Yes) };
        }
        let gone_on = aloft.go_on();
        self.attribute(life, gone_on)
    }

    fn land_oldest(&mut self, life: &mut Life) -> Result<Alive, Finding> {
        let Some(mut oldest) = life.flying.aloft.pop_front() else { return Ok(Alive::Yes) };
        let landed = oldest.land(&life.writer);
        if landed.is_err() {
            life.flying.aloft.push_front(oldest);
            return self.attribute(life, landed);
        }
        for pending in &oldest.executed.pending {
            self.reference.take(pending, self.tables)?;
        }
        self.put_back(oldest);
        Ok(Alive::Yes)
    }

    /// The only one on its way lands, and there is more of it.
    fn land_part(&mut self, life: &mut Life) -> Result<Alive, Finding> {
        let Some(mut only) = life.flying.aloft.pop_front() else { return Ok(Alive::Yes) };
        let landed = only.land(&life.writer);
        life.flying.aloft.push_front(only);
        self.attribute(life, landed)
    }

    fn put_back(&mut self, aloft: Aloft) {
        let Aloft { executed: Executed { mut batch, .. }, flight, .. } = aloft;
        batch.clear();
        self.batches.push(batch);
        self.flights.push(flight);
    }
}

impl Life {
    /// Only where a test has planted it.
    fn answer_early(&mut self) {
        if let Some(Aloft { executed, flight, told, .. }) = self.flying.aloft.back_mut().filter(|_| self.writer.answers_early()) {
            flight.answer(std::slice::from_mut(&mut executed.batch), told);
        }
    }
}

impl Aloft {
    /// One step of what is left to do before it may land.
    fn go_on(&mut self) -> Result<(), SequencerError> {
        match self.stage {
            Stage::Begun => {
                self.flight.write()?;
                self.stage = Stage::Written;
            }
            Stage::Written => {
                self.flight.sync()?;
                self.stage = Stage::Synced;
            }
            Stage::Synced => {}
        }
        Ok(())
    }

    /// Those begun before it have landed.
    fn land(&mut self, writer: &Writer) -> Result<(), SequencerError> {
        while self.stage != Stage::Synced {
            self.go_on()?;
        }
        let batches = std::slice::from_mut(&mut self.executed.batch);
        writer.turn(&self.flight)?.land(&mut self.flight, batches, &mut self.told).map(drop)
    }
}

struct Told(Vec<u32>);

impl Answers for Told {
    type Reply = u32;

    fn answer(&mut self, reply: u32, _: &mut Entry<u32>, _: &[Event]) {
        self.0.push(reply);
    }
}
