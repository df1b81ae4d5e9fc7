//! Background work on a snapshot; late answers carry their question.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use super::Action;
use crate::{
    analysis::{self, Analysis, AnalysisError, Cancelled, Comparison, Monitor},
    model::{Assessment, Edit, Element, Id, MethodChoice, Mitigation, Study},
};

/// Called from other threads when there is something new to see.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Trials of the first, quick estimate.
const QUICK_TRIALS: u64 = 1 << 14;

/// What an analysis was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The document's [`super::Document::substance`]: moving nodes about asks nothing new.
    pub substance: u64,
    /// Mitigations switched for the what-if scenario; empty if there is none.
    pub switched: BTreeSet<Id<Mitigation>>,
}

/// The newest results, and whether they still hold.
#[derive(Clone, Debug)]
pub struct Results {
    /// What they answer.
    pub question: Question,
    /// The document as it is.
    pub analysis: Arc<Analysis>,
    /// The what-if scenario against it, if one was asked for.
    pub comparison: Option<Arc<Comparison>>,
    /// Whether more trials are still to come.
    pub is_preliminary: bool,
}

/// Background work of a session.
pub(super) struct Jobs {
    wake: Wake,
    sender: Sender<Report>,
    receiver: Receiver<Report>,
    running: Option<Running>,
    results: Option<Results>,
    /// How many tasks, such as open file dialogs, are under way.
    tasks: usize,
}

/// The analysis under way.
struct Running {
    question: Question,
    progress: Arc<Progress>,
}

/// What comes back from other threads.
enum Report {
    Results(Results),
    Failed(Question, String),
    Finished(Question),
    Task(Vec<Action>),
}

/// How far an analysis has come, and whether it should stop.
#[derive(Default)]
struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    is_cancelled: AtomicBool,
}

impl Monitor for Progress {
    fn advance(&self, done: u64, total: u64) -> Result<(), Cancelled> {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        if self.is_cancelled.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }
}

impl Jobs {
    /// No work yet. `wake` is called from other threads whenever an answer is ready.
    pub(super) fn new(wake: Wake) -> Self {
        let (sender, receiver) = mpsc::channel();
        Self { wake, sender, receiver, running: None, results: None, tasks: 0 }
    }

    /// The newest results.
    pub(super) fn results(&self) -> Option<&Results> {
        self.results.as_ref()
    }

    /// How far the analysis under way has come, 0..=1; `None` when none is.
    pub(super) fn progress(&self) -> Option<f32> {
        let progress = &self.running.as_ref()?.progress;
        let total = progress.total.load(Ordering::Relaxed).max(1);
        Some(progress.done.load(Ordering::Relaxed) as f32 / total as f32)
    }

    /// Whether any work is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.running.is_some() || self.tasks > 0
    }

    /// Forgets all results: another document is open now.
    pub(super) fn forget(&mut self) {
        self.cancel();
        self.results = None;
    }

    /// Sees to it that the question is answered or being answered; an older analysis is cancelled.
    pub(super) fn ask(&mut self, question: Question, document: &Arc<Assessment>, study: &Study) {
        let is_answered = self
            .results
            .as_ref()
            .is_some_and(|results| results.question == question && !results.is_preliminary);
        let is_asked = self.running.as_ref().is_some_and(|running| running.question == question);
        if is_answered || is_asked {
            return;
        }
        self.cancel();
        let progress = Arc::new(Progress::default());
        self.running =
            Some(Running { question: question.clone(), progress: Arc::clone(&progress) });
        let work = Work {
            question,
            document: Arc::clone(document),
            study: study.clone(),
            progress,
            sender: self.sender.clone(),
            wake: Arc::clone(&self.wake),
        };
        spawn(move || work.run());
    }

    /// Runs something that takes its time, such as a file dialog, and dispatches what it asks for when it ends.
    pub(super) fn run(&mut self, task: impl FnOnce() -> Vec<Action> + Send + 'static) {
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        self.tasks += 1;
        spawn(move || {
            let actions = std::panic::catch_unwind(std::panic::AssertUnwindSafe(task));
            // The receiver is gone only when the session is: nobody is left to care.
            let _is_heard = sender.send(Report::Task(actions.unwrap_or_default())).is_ok();
            wake();
        });
    }

    /// Takes in what other threads have sent: actions to dispatch, and reasons why an analysis failed.
    pub(super) fn collect(&mut self) -> (Vec<Action>, Vec<String>) {
        let (mut actions, mut failures) = (Vec::new(), Vec::new());
        while let Ok(report) = self.receiver.try_recv() {
            match report {
                Report::Results(results) if self.is_running(&results.question) => {
                    self.results = Some(results);
                }
                Report::Failed(question, reason) if self.is_running(&question) => {
                    self.running = None;
                    failures.push(reason);
                }
                Report::Finished(question) if self.is_running(&question) => self.running = None,
                Report::Results(_) | Report::Failed(..) | Report::Finished(_) => {}
                Report::Task(wishes) => {
                    self.tasks = self.tasks.saturating_sub(1);
                    actions.extend(wishes);
                }
            }
        }
        (actions, failures)
    }

    fn is_running(&self, question: &Question) -> bool {
        self.running.as_ref().is_some_and(|running| running.question == *question)
    }

    fn cancel(&mut self) {
        if let Some(running) = self.running.take() {
            running.progress.is_cancelled.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// One analysis on its way.
struct Work {
    question: Question,
    document: Arc<Assessment>,
    study: Study,
    progress: Arc<Progress>,
    sender: Sender<Report>,
    wake: Wake,
}

impl Work {
    fn run(self) {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.stages()));
        let report = match outcome {
            Ok(Ok(()) | Err(AnalysisError::Cancelled)) => Report::Finished(self.question.clone()),
            Ok(Err(error)) => Report::Failed(self.question.clone(), error.to_string()),
            Err(_) => {
                let reason = "the analysis stopped unexpectedly; the document is unharmed";
                Report::Failed(self.question.clone(), reason.to_owned())
            }
        };
        self.send(report);
    }

    /// A quick estimate first, then the full one.
    fn stages(&self) -> Result<(), AnalysisError> {
        let is_quick_useful =
            self.study.method != MethodChoice::Exact && self.study.trials > QUICK_TRIALS;
        if is_quick_useful {
            let quick = Study { trials: QUICK_TRIALS, ..self.study.clone() };
            let results = self.solve(&quick)?;
            let is_final = results.analysis.method == analysis::Method::Exact;
            self.send(Report::Results(Results { is_preliminary: !is_final, ..results }));
            if is_final {
                return Ok(());
            }
        }
        let results = self.solve(&self.study)?;
        self.send(Report::Results(results));
        Ok(())
    }

    fn solve(&self, study: &Study) -> Result<Results, AnalysisError> {
        let question = self.question.clone();
        let monitor = &*self.progress;
        if question.switched.is_empty() {
            let analysis = Arc::new(analysis::analyze(&self.document, study, monitor)?);
            return Ok(Results { question, analysis, comparison: None, is_preliminary: false });
        }
        let altered = switched(&self.document, &question.switched);
        let comparison = Arc::new(analysis::compare(&self.document, &altered, study, monitor)?);
        let analysis = Arc::new(comparison.baseline.clone());
        Ok(Results { question, analysis, comparison: Some(comparison), is_preliminary: false })
    }

    fn send(&self, report: Report) {
        // The receiver is gone only when the session is: nobody is left to care.
        let _is_heard = self.sender.send(report).is_ok();
        (self.wake)();
    }
}

/// The document with some mitigations switched over.
pub(super) fn switched(document: &Assessment, switches: &BTreeSet<Id<Mitigation>>) -> Assessment {
    document.edited(&switching(document, switches)).unwrap_or_else(|_| document.clone())
}

/// The edit that switches mitigations over.
pub(super) fn switching(document: &Assessment, switches: &BTreeSet<Id<Mitigation>>) -> Edit {
    let existing = switches.iter().filter_map(|id| document.mitigations().get(id));
    let edits = existing.map(|mitigation| {
        let enabled = !mitigation.enabled;
        Edit::put(Element::Mitigation(Mitigation { enabled, ..mitigation.clone() }))
    });
    Edit::All(edits.collect())
}

#[expect(clippy::disallowed_methods, reason = "the session is where threads belong")]
fn spawn(work: impl FnOnce() + Send + 'static) {
    thread::spawn(work);
}
