//! The watch over work that does not end: it is told, can be stopped, and what does not listen is not joined by more.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use super::{Jobs, Progress, Question, Running, Stage};

/// After so long people are asked whether they want to go on waiting.
const PATIENCE: Duration = Duration::from_mins(2);
/// So much work that was called off may still be running before no more is begun.
const LEAVING_MAX: usize = 4;

/// What is known of work that goes on for long.
#[derive(Default)]
pub(super) struct Watching {
    /// The question whose answer was called off by hand.
    stopped: Option<Question>,
    /// The run that was told about.
    told: Option<u64>,
    /// Work that was called off and still runs, as far as it is known.
    leaving: Vec<Weak<Progress>>,
}

impl Watching {
    /// Whether nothing more is to be begun for this question now.
    pub(super) fn holds_back(&mut self, question: &Question) -> bool {
        self.stopped.as_ref() == Some(question) || self.is_crowded()
    }

    /// Whether too much that was called off still runs.
    pub(super) fn is_crowded(&mut self) -> bool {
        self.leaving.retain(|progress| progress.strong_count() > 0);
        self.leaving.len() >= LEAVING_MAX
    }

    /// Calls work off.
    pub(super) fn call_off<T>(&mut self, running: &Running<T>) {
        running.cancel();
        self.leaving.push(Arc::downgrade(&running.progress));
    }

    /// Whether the answer to this question was called off by hand.
    pub(super) fn is_stopped(&self, question: &Question) -> bool {
        self.stopped.as_ref() == Some(question)
    }
}

impl Jobs {
    /// The work that goes on for so long that people should be asked about it; once for each run.
    pub(in crate::session) fn overdue(&mut self) -> Option<Stage> {
        self.overdue_after(PATIENCE)
    }

    fn overdue_after(&mut self, patience: Duration) -> Option<Stage> {
        let estimate = self.estimate.as_ref().map(|run| (run.number, run.begun, Stage::Estimate));
        let deep = self.deep.as_ref().map(|run| (run.number, run.begun, run.progress.stage()));
        let (number, begun, stage) = estimate.or(deep)?;
        let is_overdue = begun.elapsed() >= patience && self.watching.told != Some(number);
        is_overdue.then(|| {
            self.watching.told = Some(number);
            tracing::warn!(?stage, "an analysis goes on for long");
            stage
        })
    }

    /// Calls off what is being computed; nothing is begun before something changes or it is asked for.
    pub(in crate::session) fn stop(&mut self) {
        tracing::info!("the analysis was stopped");
        self.watching.stopped = self.inquiry.as_ref().map(|inquiry| inquiry.question.clone());
        self.cancel();
    }

    /// Whether what the document asks was called off by hand.
    pub(in crate::session) fn is_stopped(&self) -> bool {
        self.inquiry.as_ref().is_some_and(|inquiry| self.watching.is_stopped(&inquiry.question))
    }

    /// Computes what is missing, also what was called off or failed.
    pub(in crate::session) fn resume(&mut self) {
        self.watching.stopped = None;
        self.failed = None;
        self.proceed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Assessment,
        session::{Action, Session},
    };

    fn settled(session: &mut Session) {
        while session.is_busy() {
            std::thread::yield_now();
            session.tick();
        }
    }

    #[test]
    fn what_was_stopped_begins_again_when_it_is_asked_for_or_something_changes() {
        let mut session = Session::new(Assessment::blank("one"), None, Arc::new(|| {}));
        session.dispatch(Action::StopAnalysis);
        assert!(session.is_stopped() && !session.is_busy());
        session.want_insights(true);
        session.tick();
        assert!(!session.is_busy(), "nothing begins by itself");
        session.dispatch(Action::AnalyzeAgain);
        settled(&mut session);
        assert!(session.has_current_results() && !session.is_stopped());
        session.dispatch(Action::StopAnalysis);
        let node = crate::model::Node::new(
            crate::model::Id::from_name("a", |_| false),
            "a",
            crate::model::NodeKind::Host,
        );
        session.dispatch(Action::Edit(crate::model::Edit::put(node)));
        settled(&mut session);
        assert!(session.has_current_results() && !session.is_stopped());
    }

    #[test]
    fn long_work_is_told_once_a_run() {
        let mut session = Session::new(Assessment::blank("one"), None, Arc::new(|| {}));
        assert_eq!(session.jobs.overdue_after(Duration::ZERO), Some(Stage::Estimate));
        assert_eq!(session.jobs.overdue_after(Duration::ZERO), None);
        settled(&mut session);
        assert_eq!(session.jobs.overdue_after(Duration::ZERO), None);
    }

    #[test]
    fn work_that_does_not_listen_is_not_joined_by_more() {
        let mut watching = Watching::default();
        let question = Question { numbers: 0, switched: std::collections::BTreeSet::new() };
        let deaf: Vec<Running<()>> = (0..LEAVING_MAX as u64)
            .map(|number| Running {
                number,
                question: question.clone(),
                about: (),
                progress: Arc::new(Progress::default()),
                begun: std::time::Instant::now(),
            })
            .collect();
        for running in &deaf {
            watching.call_off(running);
        }
        assert!(watching.holds_back(&question));
        drop(deaf);
        assert!(!watching.holds_back(&question));
    }
}
