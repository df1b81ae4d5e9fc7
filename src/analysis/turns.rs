//! Blocks of trials shared out among threads: who is free takes the next one.

use std::{
    ops::Range,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use super::{Cancelled, Monitor};

/// The blocks that are still to do, and how far all threads have come.
pub(super) struct Turns<'a> {
    next: AtomicU64,
    end: u64,
    done: AtomicU64,
    total: u64,
    is_cancelled: AtomicBool,
    monitor: &'a dyn Monitor,
}

impl<'a> Turns<'a> {
    /// All of some blocks to do; `total` is what progress is measured against.
    pub(super) fn new(blocks: &Range<u64>, total: u64, monitor: &'a dyn Monitor) -> Self {
        Self {
            next: AtomicU64::new(blocks.start),
            end: blocks.end,
            done: AtomicU64::new(0),
            total,
            is_cancelled: AtomicBool::new(false),
            monitor,
        }
    }

    /// The next block; `None` when all are taken or the work was cancelled.
    pub(super) fn claim(&self) -> Option<u64> {
        let block = self.next.fetch_add(1, Ordering::Relaxed);
        (block < self.end && !self.is_stopped()).then_some(block)
    }

    /// Some work is done.
    pub(super) fn advance(&self, work: u64) {
        let done = self.done.fetch_add(work, Ordering::Relaxed) + work;
        if self.monitor.advance(done, self.total).is_err() {
            self.is_cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the work was cancelled.
    pub(super) fn is_stopped(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// What the work came to.
    pub(super) fn finish<T>(&self, result: T) -> Result<T, Cancelled> {
        if self.is_stopped() { Err(Cancelled) } else { Ok(result) }
    }
}

/// Runs the work in several threads at once, this one among them, and gives what each came to.
pub(super) fn each_thread<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(&work)).collect();
        let mut all = vec![work()];
        for other in others {
            match other.join() {
                Ok(result) => all.push(result),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}
