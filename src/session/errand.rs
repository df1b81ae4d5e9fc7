//! What may take long, as reading or writing the largest documents does or a file on a slow network: done on a thread of
//! its own, and waited for a little only. What is quick is there at once; what is not holds nobody up.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use super::{Notice, Wake};

/// Something under way.
#[derive(Debug)]
pub struct Errand<T>(Receiver<Result<T, Notice>>);

impl<T: Send + 'static> Errand<T> {
    /// Begins it; `wake` is called from its thread when it is over.
    pub fn run(wake: Wake, work: impl FnOnce() -> Result<T, Notice> + Send + 'static) -> Self {
        let (sender, receiver) = mpsc::channel();
        // Where there is no thread to be had, nothing is sent, and that is told.
        let _is_begun = thread::Builder::new()
            .name("errand".to_owned())
            .spawn(move || {
                // What became of a panic was noted where it happened.
                if let Ok(outcome) = panic::catch_unwind(AssertUnwindSafe(work)) {
                    // Whoever wanted it may be gone.
                    let _is_heard = sender.send(outcome).is_ok();
                }
                wake();
            })
            .is_ok();
        Self(receiver)
    }

    /// What came of it, waited for so long at most; `None` where it takes longer.
    pub fn outcome_within(&self, most: Duration) -> Option<Result<T, Notice>> {
        match self.0.recv_timeout(most) {
            Ok(outcome) => Some(outcome),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(broken()),
        }
    }

    /// What came of it; `None` while it is under way.
    pub fn outcome(&self) -> Option<Result<T, Notice>> {
        self.outcome_within(Duration::ZERO)
    }

    /// What came of it, however long it takes.
    pub fn wait(&self) -> Result<T, Notice> {
        self.0.recv().unwrap_or_else(|_gone| broken())
    }
}

fn broken<T>() -> Result<T, Notice> {
    let told = "something went wrong inside the program; the open documents are as they were";
    Err(Notice::failed(told))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn quiet() -> Wake {
        Arc::new(|| {})
    }

    #[test]
    fn what_is_quick_is_there_at_once_and_what_is_not_when_it_is_over() {
        let quick = Errand::run(quiet(), || Ok(1));
        assert_eq!(quick.wait().expect("done"), 1);
        let (go, may_go) = mpsc::channel::<()>();
        let (woken, hears) = mpsc::channel();
        let wake: Wake = Arc::new(move || woken.send(()).expect("heard"));
        let slow = Errand::run(wake, move || {
            may_go.recv().expect("told");
            Err::<(), _>(Notice::failed("no"))
        });
        assert!(
            slow.outcome_within(Duration::from_millis(20)).is_none() && slow.outcome().is_none()
        );
        go.send(()).expect("heard");
        hears.recv().expect("woken");
        let told = slow.outcome().expect("over").expect_err("refused");
        assert_eq!(told.text, "no");
    }

    #[test]
    fn a_panic_is_told() {
        let broken: Errand<()> = Errand::run(quiet(), || panic!("on purpose"));
        let told = broken.wait().expect_err("told");
        assert!(told.text.contains("the open documents are as they were"));
    }
}
