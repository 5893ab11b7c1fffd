//! Work that takes longer than a moment: how far it has come, and whether somebody wants it to stop. One of it for each
//! desk, read and stopped while the desk itself is busy.

use crate::error::{Error, Result};
use serde::Serialize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Shared by the one who works and those who look on.
#[derive(Debug, Clone, Default)]
pub struct Work(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    doing: Mutex<&'static str>,
    done: AtomicU64,
    total: AtomicU64,
    is_unwanted: AtomicBool,
}

/// How far the work has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Progress {
    /// What is being done, a code of the locale (`work.<code>`); empty = nothing that takes long.
    pub doing: String,
    /// So much of it is done, in whatever it counts (files, bytes).
    pub done: u64,
    /// Of so much.
    pub total: u64,
}

impl Work {
    /// Begins a piece of work of `total` steps; an earlier wish to stop is forgotten.
    pub fn begin(&self, doing: &'static str, total: u64) -> Working {
        self.0.is_unwanted.store(false, Ordering::Relaxed);
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(total, Ordering::Relaxed);
        *self.0.doing.lock().unwrap_or_else(PoisonError::into_inner) = doing;
        Working(self.clone())
    }

    /// Counts `steps` more as done; refused (`work_cancelled`) once somebody wants it to stop. Whoever works asks between
    /// two pieces that may be left apart, never between two that belong together.
    pub fn step(&self, steps: u64) -> Result<()> {
        self.0.done.fetch_add(steps, Ordering::Relaxed);
        if self.0.is_unwanted.load(Ordering::Relaxed) { Err(Error::refused("work_cancelled")) } else { Ok(()) }
    }

    /// Asks whoever works to stop.
    pub fn cancel(&self) {
        self.0.is_unwanted.store(true, Ordering::Relaxed);
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        Progress {
            doing: (*self.0.doing.lock().unwrap_or_else(PoisonError::into_inner)).to_owned(),
            done: self.0.done.load(Ordering::Relaxed),
            total: self.0.total.load(Ordering::Relaxed),
        }
    }
}

/// While it lives, the work goes on.
#[derive(Debug)]
pub struct Working(Work);

impl Drop for Working {
    fn drop(&mut self) {
        *self.0.0.doing.lock().unwrap_or_else(PoisonError::into_inner) = "";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_counted_and_stops_at_the_next_step() {
        let work = Work::default();
        let onlooker = work.clone();
        let working = work.begin("packages_export", 3);
        assert!(work.step(1).is_ok());
        let shown = Progress { doing: "packages_export".into(), done: 1, total: 3 };
        assert_eq!(onlooker.progress(), shown);
        onlooker.cancel();
        assert!(matches!(work.step(1), Err(Error::Refused { code: "work_cancelled", .. })));
        drop(working);
        assert_eq!(onlooker.progress().doing, "");
        let _working = work.begin("packages_export", 1);
        assert!(work.step(1).is_ok(), "the next piece of work is wanted");
    }
}
