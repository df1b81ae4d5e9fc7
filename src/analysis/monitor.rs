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
