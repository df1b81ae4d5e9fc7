//! Progress and cancellation of long work, as a trait that the caller implements.

/// Told how far work has come, and asked whether to go on.
pub trait Monitor: Sync {
    /// Called between chunks of work, from any thread.
    ///
    /// # Errors
    /// [`Cancelled`] asks the work to stop.
    fn advance(&self, done: u64, total: u64) -> Result<(), Cancelled>;
}

/// The caller no longer wants the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// A monitor that lets everything pass.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unmonitored;

impl Monitor for Unmonitored {
    fn advance(&self, _done: u64, _total: u64) -> Result<(), Cancelled> {
        Ok(())
    }
}

/// Measures the progress of one of several jobs, which take about as long, as progress of the whole.
pub(super) struct Portion<'a> {
    /// Told of the whole.
    pub(super) monitor: &'a dyn Monitor,
    /// Which job it is, 0-based.
    pub(super) job: u64,
    /// How many there are.
    pub(super) jobs: u64,
}

/// Steps in which the progress of a portion is told.
const STEPS: u64 = 1 << 10;

impl Monitor for Portion<'_> {
    fn advance(&self, done: u64, total: u64) -> Result<(), Cancelled> {
        let share = (done as f64 / total.max(1) as f64).clamp(0.0, 1.0);
        let done = self.job.min(self.jobs) * STEPS + (share * STEPS as f64) as u64;
        self.monitor.advance(done, self.jobs * STEPS)
    }
}
