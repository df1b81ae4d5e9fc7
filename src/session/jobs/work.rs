//! What the other threads do: estimates that get better, then one deeper quantity after the other.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc::Sender},
};

use super::{Inquiry, Progress, Report, Results, Wake, switched};
use crate::{
    analysis::{self, AnalysisError},
    model::{Assessment, Evidence, Id, MethodChoice, Pathway, Study},
    report::depths::{ROUTES, deep_study, draw_study},
    session::{
        insights::{CurveKey, Found, Insight, Stage},
        weighing::Weighing,
        workshop::Discussion,
    },
};

/// Trials of the first estimate.
const FIRST_TRIALS: u64 = 1 << 14;
/// Trials of the first estimate of a large document.
const FIRST_TRIALS_LARGE: u64 = 1 << 12;
/// From so many scores on (elements × phases) a document is large.
const LARGE: usize = 20_000;
/// Each estimate has so many times the trials of the one before.
const REFINEMENT: u64 = 16;
/// An estimate is left out where the full one has less than so many times its trials.
const REFINEMENT_MIN: u64 = 8;
/// Most trials at each knot of a response curve.
const CURVE_TRIALS: u64 = 1 << 18;

/// Most trials of the headline under each voice of a panel.
const DISCUSSION_TRIALS: u64 = 1 << 17;

/// A reason for people that a stage came to nothing.
const STOPPED: &str = "the analysis stopped unexpectedly; the document is unharmed";

/// A reason for people that a pathway has no probability.
const NO_LINKS: &str = "it has no links";

/// Work on its way.
pub(super) struct Work {
    pub(super) number: u64,
    pub(super) inquiry: Inquiry,
    pub(super) progress: Arc<Progress>,
    pub(super) sender: Sender<Report>,
    pub(super) wake: Wake,
}

impl Work {
    /// Whether something can be seen long before the full estimate.
    pub(super) fn has_quick_part(&self) -> bool {
        !ladder(&self.inquiry.document, &self.inquiry.study).is_empty()
    }

    /// A quick estimate first, then better ones, then the full one.
    pub(super) fn estimate(self) {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.estimates()));
        self.send(match outcome {
            Ok(Ok(()) | Err(AnalysisError::Cancelled)) => Report::Finished(self.number),
            Ok(Err(error)) => Report::Failed(self.number, error.to_string()),
            Err(_) => Report::Failed(self.number, STOPPED.to_owned()),
        });
    }

    /// The deeper quantities, one after the other.
    pub(super) fn deepen(self, stages: &[Stage]) {
        let document = self.shown();
        for stage in stages {
            self.progress.begin(*stage);
            match self.find(*stage, &document) {
                Some(found) => self.send(Report::Found(self.number, found)),
                None => break,
            }
        }
        self.send(Report::Finished(self.number));
    }

    /// A response curve.
    pub(super) fn trace(self, key: &CurveKey) {
        let study = self.study(CURVE_TRIALS);
        let about = (&key.subject, key.dimension, &*key.phases);
        let curve = || analysis::curve(&self.shown(), about, &study, &*self.progress);
        if let Some(outcome) = outcome_of(curve) {
            self.send(Report::Curve(self.number, outcome));
        }
    }

    /// A pathway's own probabilities.
    pub(super) fn walk(self, id: &Id<Pathway>) {
        let study = self.study(u64::MAX);
        let along = || analysis::pathway(&self.shown(), id, &study, &*self.progress);
        let outcome = outcome_of(along).map(|found| {
            let outlook = found.map(|found| Option::clone(&found).map(Arc::new));
            outlook.and_then(|outlook| outlook.ok_or_else(|| NO_LINKS.to_owned()))
        });
        if let Some(outcome) = outcome {
            self.send(Report::Pathway(self.number, outcome));
        }
    }

    /// What the withdrawal of a piece of evidence would make of the headline.
    pub(super) fn weigh(self, id: &Id<Evidence>) {
        let study = draw_study(&self.study(u64::MAX));
        let weigh = || Weighing::of(&self.shown(), id, &study, &*self.progress);
        if let Some(outcome) = outcome_of(weigh) {
            self.send(Report::Weighing(self.number, outcome));
        }
    }

    /// The headline under each voice of the panel, and what is most worth discussing.
    pub(super) fn discuss(self) {
        let study = self.study(DISCUSSION_TRIALS);
        let discuss = || Discussion::of(&self.shown(), &study, &*self.progress);
        if let Some(outcome) = outcome_of(discuss) {
            self.send(Report::Discussion(self.number, outcome));
        }
    }

    fn estimates(&self) -> Result<(), AnalysisError> {
        let study = &self.inquiry.study;
        for trials in ladder(&self.inquiry.document, study) {
            let results = self.solve(&quick(study, trials))?;
            let results = Results { is_preliminary: true, ..results };
            self.send(Report::Results(self.number, results));
        }
        let results = self.solve(study)?;
        self.send(Report::Results(self.number, results));
        Ok(())
    }

    fn solve(&self, study: &Study) -> Result<Results, AnalysisError> {
        let Inquiry { question, document, .. } = &self.inquiry;
        let (question, monitor) = (question.clone(), &*self.progress);
        if question.switched.is_empty() {
            let analysis = Arc::new(analysis::analyze(document, study, monitor)?);
            return Ok(Results { question, analysis, comparison: None, is_preliminary: false });
        }
        let altered = switched(document, &question.switched);
        let comparison = Arc::new(analysis::compare(document, &altered, study, monitor)?);
        let analysis = Arc::new(comparison.baseline.clone());
        Ok(Results { question, analysis, comparison: Some(comparison), is_preliminary: false })
    }

    /// What a stage finds; `None` where nobody wants to know any more.
    fn find(&self, stage: Stage, document: &Assessment) -> Option<Found> {
        let monitor = &*self.progress;
        let deep = deep_study(&self.study(u64::MAX));
        match stage {
            Stage::Estimate => None,
            Stage::Spread => {
                self.insight(|| analysis::spread(document, &deep, monitor)).map(Found::Spread)
            }
            Stage::Routes => {
                self.insight(|| analysis::routes(document, ROUTES, monitor)).map(Found::Routes)
            }
            Stage::Cut => {
                self.insight(|| analysis::cut(document, &|_| 1.0, monitor)).map(Found::Cut)
            }
            Stage::Importance => self
                .insight(|| analysis::importance(document, &deep, monitor))
                .map(Found::Importance),
            Stage::Tornado => {
                self.insight(|| analysis::tornado(document, &deep, monitor)).map(Found::Tornado)
            }
            Stage::Uncertainty => {
                let study = draw_study(&deep);
                self.insight(|| analysis::uncertainty(document, &study, monitor))
                    .map(Found::Uncertainty)
            }
        }
    }

    fn insight<T>(&self, find: impl FnOnce() -> Result<T, AnalysisError>) -> Option<Insight<T>> {
        let question = self.inquiry.question.clone();
        outcome_of(find).map(|outcome| Insight { question, outcome })
    }

    /// The study with at most so many trials. One core is left to the window.
    fn study(&self, trials_max: u64) -> Study {
        let study = &self.inquiry.study;
        let threads = study.threads.saturating_sub(1).max(1);
        Study { threads, trials: study.trials.min(trials_max), ..study.clone() }
    }

    /// The document, or the what-if scenario where one is on.
    fn shown(&self) -> Arc<Assessment> {
        let Inquiry { question, document, .. } = &self.inquiry;
        if question.switched.is_empty() {
            return Arc::clone(document);
        }
        Arc::new(switched(document, &question.switched))
    }

    fn send(&self, report: Report) {
        // The receiver is gone only when the session is: nobody is left to care.
        let _is_heard = self.sender.send(report).is_ok();
        (self.wake)();
    }
}

/// What was found, or a reason why nothing was; `None` where the work was cancelled.
fn outcome_of<T>(
    find: impl FnOnce() -> Result<T, AnalysisError>,
) -> Option<Result<Arc<T>, String>> {
    match catch_unwind(AssertUnwindSafe(find)) {
        Ok(Ok(found)) => Some(Ok(Arc::new(found))),
        Ok(Err(AnalysisError::Cancelled)) => None,
        Ok(Err(error)) => Some(Err(error.to_string())),
        Err(_) => Some(Err(STOPPED.to_owned())),
    }
}

/// A study that answers at once: whether an exact solution is affordable, and what hardly ever happens, take longer to
/// find out than a frame lasts.
fn quick(study: &Study, trials: u64) -> Study {
    let method = MethodChoice::Simulation;
    Study { trials, method, resolves_rare: false, precision: None, ..study.clone() }
}

/// Trials of the estimates before the full one, rising.
fn ladder(document: &Assessment, study: &Study) -> Vec<u64> {
    if study.method == MethodChoice::Exact {
        return Vec::new();
    }
    let elements = document.nodes().len() + document.links().len() + document.mitigations().len();
    let scores = elements.saturating_mul(document.phases().len());
    let first = if scores >= LARGE { FIRST_TRIALS_LARGE } else { FIRST_TRIALS };
    let rungs = std::iter::successors(Some(first), |trials| trials.checked_mul(REFINEMENT));
    rungs.take_while(|trials| trials.saturating_mul(REFINEMENT_MIN) <= study.trials).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_before_the_full_one_cost_little_beside_it() {
        let document = Assessment::blank("t");
        for trials in [1, 1 << 12, 1 << 15, 1 << 20, 1 << 30] {
            let study = Study { trials, ..Study::default() };
            let rungs = ladder(&document, &study);
            assert!(rungs.windows(2).all(|pair| pair[0] < pair[1]), "{rungs:?}");
            assert!(rungs.iter().sum::<u64>() * 7 <= trials, "{rungs:?} of {trials}");
        }
        let exact = Study { method: MethodChoice::Exact, ..Study::default() };
        assert!(ladder(&document, &exact).is_empty());
    }
}
