//! Background work on a snapshot; late answers are told from those that are waited for.

mod asked;
mod watching;
mod work;

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Instant,
};

use super::{
    Action,
    insights::{CurveKey, Found, Insights, Response, Stage},
    weighing::Weighing,
    workshop::Discussion,
};
use crate::{
    analysis::{Analysis, Cancelled, Comparison, Curve, Monitor, PathwayOutlook},
    model::{Assessment, Edit, Element, Evidence, Id, Mitigation, Pathway, Study},
};
use asked::Asked;
use watching::Watching;
use work::Work;

/// Called from other threads when there is something new to see.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What an analysis was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The document's [`super::Document::numbers`]: moving and renaming nodes asks nothing new.
    pub numbers: u64,
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

/// What is asked: a question, with all that it takes to answer it.
#[derive(Clone)]
pub(super) struct Inquiry {
    pub(super) question: Question,
    pub(super) document: Arc<Assessment>,
    pub(super) study: Study,
}

/// Background work of a session: at most one estimate, one inquiry into the deeper quantities, one curve, one pathway
/// and one weighing of evidence at a time.
pub(super) struct Jobs {
    wake: Wake,
    sender: Sender<Report>,
    receiver: Receiver<Report>,
    /// Counts the runs, so that each has a number of its own.
    runs: u64,
    inquiry: Option<Inquiry>,
    wants_insights: bool,
    /// With whether its first, quick part is still to come.
    estimate: Option<Running<bool>>,
    deep: Option<Running<()>>,
    curves: Asked<CurveKey, Curve>,
    pathways: Asked<Id<Pathway>, PathwayOutlook>,
    weighings: Asked<Id<Evidence>, Weighing>,
    /// By the substance of the document: the panel is no part of the question.
    discussions: Asked<u64, Discussion>,
    /// The question that could not be answered.
    failed: Option<Question>,
    results: Option<Results>,
    insights: Insights,
    watching: Watching,
}

/// Work under way.
struct Running<T> {
    number: u64,
    question: Question,
    about: T,
    progress: Arc<Progress>,
    begun: Instant,
}

impl<T> Running<T> {
    fn cancel(&self) {
        self.progress.is_cancelled.store(true, Ordering::Relaxed);
    }
}

/// What comes back from other threads, with the number of the run.
enum Report {
    Results(u64, Results),
    Found(u64, Found),
    Curve(u64, Result<Arc<Curve>, String>),
    Pathway(u64, Result<Arc<PathwayOutlook>, String>),
    Weighing(u64, Result<Arc<Weighing>, String>),
    Discussion(u64, Result<Arc<Discussion>, String>),
    Failed(u64, String),
    Finished(u64),
    Task(Vec<Action>),
}

/// How far work has come, and whether it should stop.
#[derive(Default)]
struct Progress {
    /// Place among [`Stage::DEEP`].
    stage: AtomicUsize,
    done: AtomicU64,
    total: AtomicU64,
    is_cancelled: AtomicBool,
}

impl Progress {
    fn begin(&self, stage: Stage) {
        let place = Stage::DEEP.iter().position(|known| *known == stage).unwrap_or(0);
        self.stage.store(place, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }

    fn share(&self) -> f32 {
        let total = self.total.load(Ordering::Relaxed).max(1);
        (self.done.load(Ordering::Relaxed) as f32 / total as f32).clamp(0.0, 1.0)
    }

    fn stage(&self) -> Stage {
        let place = self.stage.load(Ordering::Relaxed);
        Stage::DEEP.get(place).copied().unwrap_or(Stage::Spread)
    }
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
        Self {
            wake,
            sender,
            receiver,
            runs: 0,
            inquiry: None,
            wants_insights: false,
            estimate: None,
            deep: None,
            curves: Asked::new(),
            pathways: Asked::new(),
            weighings: Asked::new(),
            discussions: Asked::new(),
            failed: None,
            results: None,
            insights: Insights::default(),
            watching: Watching::default(),
        }
    }

    /// The newest results.
    pub(super) fn results(&self) -> Option<&Results> {
        self.results.as_ref()
    }

    /// The newest deeper findings.
    pub(super) fn insights(&self) -> &Insights {
        &self.insights
    }

    /// How far the estimate under way has come, 0..=1; `None` when none is.
    pub(super) fn progress(&self) -> Option<f32> {
        self.estimate.as_ref().map(|running| running.progress.share())
    }

    /// What is being worked on, and how far it has come, 0..=1.
    pub(super) fn work(&self) -> Option<(Stage, f32)> {
        let estimate = self.progress().map(|share| (Stage::Estimate, share));
        let deep = self.deep.as_ref().map(|running| &running.progress);
        estimate.or(deep.map(|progress| (progress.stage(), progress.share())))
    }

    /// Whether any work is under way.
    pub(super) fn is_busy(&self) -> bool {
        let is_asked = self.curves.is_busy()
            || self.pathways.is_busy()
            || self.weighings.is_busy()
            || self.discussions.is_busy();
        self.estimate.is_some() || self.deep.is_some() || is_asked
    }

    /// Forgets all results: another document is open now.
    pub(super) fn forget(&mut self) {
        self.cancel();
        self.results = None;
        self.insights = Insights::default();
        self.inquiry = None;
        self.failed = None;
    }

    /// Sees to it that the question is answered or being answered; work on an older one is cancelled.
    pub(super) fn ask(&mut self, inquiry: Inquiry) {
        let is_new = self.inquiry.as_ref().is_none_or(|known| known.question != inquiry.question);
        if is_new {
            // The first part is waited for: else nothing would ever be seen while a slider is dragged.
            if self.estimate.as_ref().is_some_and(|running| !running.about) {
                self.cancel_estimate();
            }
            self.cancel_deep();
            self.curves.renew(&inquiry.question);
            self.pathways.renew(&inquiry.question);
            self.weighings.renew(&inquiry.question);
            self.discussions.renew(&inquiry.question);
        }
        self.inquiry = Some(inquiry);
        self.proceed();
    }

    /// Says whether the deeper quantities are looked at: only then they are computed. What has begun goes on.
    pub(super) fn want_insights(&mut self, are_wanted: bool) {
        if self.wants_insights != are_wanted {
            self.wants_insights = are_wanted;
            self.proceed();
        }
    }

    /// Begins what comes next: the estimate, then the deeper quantities.
    fn proceed(&mut self) {
        let Some(inquiry) = self.inquiry.clone() else { return };
        let question = &inquiry.question;
        let is_futile = self.failed.as_ref() == Some(question) || self.estimate.is_some();
        if is_futile || self.watching.holds_back(question) {
            return;
        }
        let is_answered = self
            .results
            .as_ref()
            .is_some_and(|results| results.question == *question && !results.is_preliminary);
        if !is_answered {
            let (mut running, work) = self.begin(false, inquiry);
            running.about = work.has_quick_part();
            self.estimate = Some(running);
            spawn(move || work.estimate());
            return;
        }
        let missing = self.insights.missing(question);
        if self.wants_insights && self.deep.is_none() && !missing.is_empty() {
            let (running, work) = self.begin((), inquiry);
            running.progress.begin(missing[0]);
            self.deep = Some(running);
            spawn(move || work.deepen(&missing));
        }
    }

    fn begin<T>(&mut self, about: T, inquiry: Inquiry) -> (Running<T>, Work) {
        self.runs += 1;
        let progress = Arc::new(Progress::default());
        let running = Running {
            number: self.runs,
            question: inquiry.question.clone(),
            about,
            progress: Arc::clone(&progress),
            begun: Instant::now(),
        };
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        (running, Work { number: self.runs, inquiry, progress, sender, wake })
    }

    /// Sees to it that a response curve is there or being computed.
    pub(super) fn trace(&mut self, key: CurveKey) {
        let Some(inquiry) = self.inquiry.clone() else { return };
        if matches!(self.curves.response(&key, &inquiry.question), Response::Unasked) {
            let (running, work) = self.begin(key.clone(), inquiry);
            self.curves.wait(running);
            spawn(move || work.trace(&key));
        }
    }

    /// What is known of a response curve.
    pub(super) fn response(&self, key: &CurveKey, question: &Question) -> Response<'_> {
        self.curves.response(key, question)
    }

    /// A response curve goes on to hold when only the score that it is about has changed: it answers this question too.
    pub(super) fn carry(&mut self, key: &CurveKey, before: &Question, now: &Question) {
        self.curves.carry(key, before, now);
    }

    /// Sees to it that a pathway's own probabilities are there or being computed.
    pub(super) fn walk(&mut self, pathway: Id<Pathway>) {
        let Some(inquiry) = self.inquiry.clone() else { return };
        if matches!(self.along(&pathway, &inquiry.question), Response::Unasked) {
            let (running, work) = self.begin(pathway.clone(), inquiry);
            self.pathways.wait(running);
            spawn(move || work.walk(&pathway));
        }
    }

    /// What is known of a pathway's own probabilities.
    pub(super) fn along(
        &self,
        pathway: &Id<Pathway>,
        question: &Question,
    ) -> Response<'_, PathwayOutlook> {
        self.pathways.response(pathway, question)
    }

    /// Sees to it that what the withdrawal of a piece of evidence would change is there or being computed.
    pub(super) fn weigh(&mut self, evidence: Id<Evidence>) {
        let Some(inquiry) = self.inquiry.clone() else { return };
        if matches!(self.weighed(&evidence, &inquiry.question), Response::Unasked) {
            let (running, work) = self.begin(evidence.clone(), inquiry);
            self.weighings.wait(running);
            spawn(move || work.weigh(&evidence));
        }
    }

    /// What is known of what the withdrawal of a piece of evidence would change.
    pub(super) fn weighed(
        &self,
        evidence: &Id<Evidence>,
        question: &Question,
    ) -> Response<'_, Weighing> {
        self.weighings.response(evidence, question)
    }

    /// Sees to it that what the panel's voices make of the headline is there or being computed.
    pub(super) fn discuss(&mut self, substance: u64) {
        let Some(inquiry) = self.inquiry.clone() else { return };
        if matches!(self.discussed(substance, &inquiry.question), Response::Unasked) {
            let (running, work) = self.begin(substance, inquiry);
            self.discussions.wait(running);
            spawn(move || work.discuss());
        }
    }

    /// What is known of what the panel's voices make of the headline.
    pub(super) fn discussed(
        &self,
        substance: u64,
        question: &Question,
    ) -> Response<'_, Discussion> {
        self.discussions.response(&substance, question)
    }

    /// How the window is woken.
    pub(super) fn wake(&self) -> Wake {
        Arc::clone(&self.wake)
    }

    /// Runs something that takes its time, such as a file dialog, and dispatches what it asks for when it ends.
    pub(super) fn run(&mut self, task: impl FnOnce() -> Vec<Action> + Send + 'static) {
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
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
        let was_crowded = self.watching.is_crowded();
        while let Ok(report) = self.receiver.try_recv() {
            match report {
                Report::Results(number, results) if is_of(number, self.estimate.as_ref()) => {
                    self.keep_results(results);
                }
                Report::Found(number, found) if is_of(number, self.deep.as_ref()) => {
                    self.insights.keep(found);
                }
                Report::Failed(number, reason) if is_of(number, self.estimate.as_ref()) => {
                    self.failed = self.estimate.take().map(|running| running.question);
                    failures.push(reason);
                }
                Report::Finished(number) => self.finish(number),
                Report::Curve(number, outcome) => self.curves.keep(number, outcome),
                Report::Pathway(number, outcome) => self.pathways.keep(number, outcome),
                Report::Weighing(number, outcome) => self.weighings.keep(number, outcome),
                Report::Discussion(number, outcome) => self.discussions.keep(number, outcome),
                Report::Task(wishes) => {
                    actions.extend(wishes);
                }
                Report::Results(..) | Report::Found(..) | Report::Failed(..) => {}
            }
        }
        if was_crowded {
            self.proceed();
        }
        (actions, failures)
    }

    fn finish(&mut self, number: u64) {
        if is_of(number, self.estimate.as_ref()) {
            self.estimate = None;
        } else if is_of(number, self.deep.as_ref()) {
            self.deep = None;
        } else {
            return;
        }
        self.proceed();
    }

    fn keep_results(&mut self, results: Results) {
        let is_wanted = self.inquiry.as_ref().is_some_and(|i| i.question == results.question);
        self.results = Some(results);
        if !is_wanted {
            self.cancel_estimate();
            self.proceed();
        } else if let Some(running) = &mut self.estimate {
            running.about = false;
        }
    }

    fn cancel(&mut self) {
        self.cancel_estimate();
        self.cancel_deep();
        self.curves.forget();
        self.pathways.forget();
        self.weighings.forget();
        self.discussions.forget();
    }

    fn cancel_estimate(&mut self) {
        if let Some(running) = self.estimate.take() {
            self.watching.call_off(&running);
        }
    }

    fn cancel_deep(&mut self) {
        if let Some(running) = self.deep.take() {
            self.watching.call_off(&running);
        }
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn is_of<T>(number: u64, running: Option<&Running<T>>) -> bool {
    running.is_some_and(|running| running.number == number)
}

/// The document with some mitigations switched over.
fn switched(document: &Assessment, switches: &BTreeSet<Id<Mitigation>>) -> Assessment {
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
