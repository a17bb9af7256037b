//! How long a thread that wants to run is kept from running.
//!
//! A pause is the time between two steps of a loop. It is kept as the longest one in each millisecond of wall time, so that a busy loop with more steps
//! per millisecond does not look better: the percentile says what somebody who arrives at any moment meets. On a shared machine such a figure means
//! something only beside that of an idle spinning thread in the same run.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::percentiles::Percentiles;

#[cfg(test)]
mod tests;

const WINDOW_NS: u64 = 1_000_000;

/// Longest pauses by millisecond. Call [`PauseRecorder::step_at`] once per turn of the loop.
pub struct PauseRecorder {
    /// By millisecond since the first step, in nanoseconds.
    longest_ns: Vec<u64>,
    last_ns: u64,
}

impl PauseRecorder {
    /// Holds `seconds` of windows without allocating.
    pub fn with_capacity_s(seconds: usize) -> Self {
        PauseRecorder { longest_ns: Vec::with_capacity(seconds * 1000 + 1000), last_ns: 0 }
    }

    /// `now_ns` since the start of the measure, never smaller than at the step before. A pause counts in each window that it touches.
    pub fn step_at(&mut self, now_ns: u64) {
        let pause_ns = now_ns - self.last_ns;
        let (first, last) = ((self.last_ns / WINDOW_NS) as usize, (now_ns / WINDOW_NS) as usize);
        if self.longest_ns.len() <= last {
            self.longest_ns.resize(last + 1, 0);
        }
        for longest in &mut self.longest_ns[first..=last] {
            *longest = pause_ns.max(*longest);
        }
        self.last_ns = now_ns;
    }

    /// In microseconds, over the windows. `None` before the first step.
    pub fn percentiles_us(&self) -> Option<Percentiles> {
        let pauses_us: Vec<f64> = self.longest_ns.iter().map(|ns| *ns as f64 / 1e3).collect();
        Percentiles::of(&pauses_us)
    }
}

/// Pauses of a thread that does nothing but look at the clock, for `duration`.
pub fn spin_idle(duration: Duration) -> PauseRecorder {
    let mut recorder = PauseRecorder::with_capacity_s(duration.as_secs() as usize + 1);
    let start = Instant::now();
    loop {
        let elapsed = start.elapsed();
        recorder.step_at(elapsed.as_nanos() as u64);
        if elapsed >= duration {
            return recorder;
        }
    }
}

/// CPU time that the calling thread has used, in nanoseconds: what the longest step costs, whoever else is on the machine.
pub fn thread_cpu_ns() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
