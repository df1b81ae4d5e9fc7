//! What a picture is made of, and the numbers on it.

use std::sync::Arc;

use crate::{
    analysis::{Analysis, Comparison},
    drawing::{Look, SceneView},
    model::Assessment,
    report::graph_figure::Prevalences,
    session::{Notation, Session},
    ui::widgets::figure_in,
};

/// What a scene is made of.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) document: Arc<Assessment>,
    analysis: Option<Arc<Analysis>>,
    comparison: Option<Arc<Comparison>>,
    pub(super) phase: usize,
    notation: Notation,
}

impl Source {
    pub(super) fn of(session: &Session) -> Self {
        let results = session.results();
        Self {
            document: session.document().snapshot(),
            analysis: results.map(|results| Arc::clone(&results.analysis)),
            comparison: results.and_then(|results| results.comparison.clone()),
            phase: session.phase(),
            notation: session.preferences().notation,
        }
    }

    /// Of a document by itself.
    pub(super) fn alone(document: Arc<Assessment>, phase: usize, notation: Notation) -> Self {
        Self { document, analysis: None, comparison: None, phase, notation }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        let is_same_analysis = match (&self.analysis, &other.analysis) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let is_same_comparison = match (&self.comparison, &other.comparison) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        Arc::ptr_eq(&self.document, &other.document)
            && is_same_analysis
            && is_same_comparison
            && (self.phase, self.notation) == (other.phase, other.notation)
    }

    /// What the numbers are taken from: the what-if scenario if there is one.
    pub(super) fn shown(&self) -> Option<&Analysis> {
        self.comparison.as_ref().map(|c| &c.altered).or(self.analysis.as_deref())
    }

    pub(super) fn figures(&self) -> Figures {
        let prevalences = self.shown().map(Prevalences::of).unwrap_or_default();
        Figures { prevalences, notation: self.notation, phase: self.phase }
    }

    /// Whether at most the document differs.
    pub(super) fn is_same_but_document(&self, other: &Self) -> bool {
        self.is_same(&Self { document: Arc::clone(&self.document), ..other.clone() })
    }
}

/// Numbers on a picture.
#[derive(Debug, Default)]
pub(super) struct Figures {
    prevalences: Prevalences,
    notation: Notation,
    phase: usize,
}

impl Figures {
    /// Calls with the view of a document that shows these numbers.
    pub(super) fn with<T>(
        &self,
        document: &Assessment,
        then: impl FnOnce(&Look<'_>, &SceneView<'_>) -> T,
    ) -> T {
        let labels = |p: f64| figure_in(&self.prevalences.figure(p), self.notation);
        let numbers = &self.prevalences.numbers;
        let view = SceneView { phase: self.phase, numbers, labels: &labels };
        then(&Look::new(document, &view), &view)
    }
}
