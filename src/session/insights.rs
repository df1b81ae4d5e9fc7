//! What background work finds beyond the probabilities, stage by stage, each with its question.

use std::sync::Arc;

use super::Question;
use crate::{
    analysis::{Curve, Importance, Routes, Separation, Spread, Swing, Uncertainty},
    model::{Assessment, Dimension, ScoreKey, Subject},
    report::Depths,
};

/// A part of the background work, in the order in which it is done: what costs least comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Probabilities.
    Estimate,
    /// How far misalignment spreads, and whether it sustains itself.
    Spread,
    /// The most probable routes.
    Routes,
    /// What separates the outcomes from everything else.
    Cut,
    /// Bands.
    Uncertainty,
    /// What matters.
    Importance,
    /// What each score moves.
    Tornado,
}

impl Stage {
    /// The stages after the probabilities.
    pub const DEEP: [Self; 6] =
        [Self::Spread, Self::Routes, Self::Cut, Self::Uncertainty, Self::Importance, Self::Tornado];
}

/// What a stage has found last, perhaps about an earlier state of the document.
#[derive(Clone, Debug)]
pub struct Insight<T> {
    /// What it answers.
    pub question: Question,
    /// What was found, or why nothing can be.
    pub outcome: Result<Arc<T>, String>,
}

/// What each stage has found last; `None` where it has not come to an end yet.
#[derive(Clone, Debug, Default)]
pub struct Insights {
    /// How far misalignment spreads.
    pub spread: Option<Insight<Spread>>,
    /// The most probable routes.
    pub routes: Option<Insight<Routes>>,
    /// What separates the outcomes from everything else; every link weighs the same.
    pub cut: Option<Insight<Separation>>,
    /// What matters.
    pub importance: Option<Insight<Importance>>,
    /// What each score moves, the largest difference first.
    pub tornado: Option<Insight<Vec<Swing>>>,
    /// Bands.
    pub uncertainty: Option<Insight<Uncertainty>>,
}

/// What one stage has found.
pub(super) enum Found {
    Spread(Insight<Spread>),
    Routes(Insight<Routes>),
    Cut(Insight<Separation>),
    Importance(Insight<Importance>),
    Tornado(Insight<Vec<Swing>>),
    Uncertainty(Insight<Uncertainty>),
}

impl Insights {
    /// What reports say beyond probabilities, as far as it answers a question already.
    pub fn depths(&self, question: &Question) -> Depths {
        fn of<T>(insight: Option<&Insight<T>>, question: &Question) -> Option<Arc<T>> {
            let insight = insight.filter(|insight| insight.question == *question)?;
            insight.outcome.as_ref().ok().map(Arc::clone)
        }
        Depths {
            spread: of(self.spread.as_ref(), question),
            importance: of(self.importance.as_ref(), question),
            tornado: of(self.tornado.as_ref(), question),
            uncertainty: of(self.uncertainty.as_ref(), question),
            routes: of(self.routes.as_ref(), question),
            separation: of(self.cut.as_ref(), question),
            ..Depths::default()
        }
    }

    /// Puts what was found in the place of what was found before.
    pub(super) fn keep(&mut self, found: Found) {
        match found {
            Found::Spread(insight) => self.spread = Some(insight),
            Found::Routes(insight) => self.routes = Some(insight),
            Found::Cut(insight) => self.cut = Some(insight),
            Found::Importance(insight) => self.importance = Some(insight),
            Found::Tornado(insight) => self.tornado = Some(insight),
            Found::Uncertainty(insight) => self.uncertainty = Some(insight),
        }
    }

    /// The stages that have nothing to say to a question yet.
    pub(super) fn missing(&self, question: &Question) -> Vec<Stage> {
        let stages = Stage::DEEP.into_iter();
        stages.filter(|stage| self.question_of(*stage) != Some(question)).collect()
    }

    fn question_of(&self, stage: Stage) -> Option<&Question> {
        fn of<T>(insight: Option<&Insight<T>>) -> Option<&Question> {
            insight.map(|insight| &insight.question)
        }
        match stage {
            Stage::Estimate => None,
            Stage::Spread => of(self.spread.as_ref()),
            Stage::Routes => of(self.routes.as_ref()),
            Stage::Cut => of(self.cut.as_ref()),
            Stage::Importance => of(self.importance.as_ref()),
            Stage::Tornado => of(self.tornado.as_ref()),
            Stage::Uncertainty => of(self.uncertainty.as_ref()),
        }
    }
}

/// The probability that a response curve is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CurveKey {
    pub(super) subject: Subject,
    pub(super) dimension: Dimension,
    /// The phases (0-based) in which the score holds; none for initial misalignment.
    pub(super) phases: Vec<usize>,
}

impl CurveKey {
    /// What changes with a score: the phases from its own up to the next one with a score of its own.
    pub(super) fn of(document: &Assessment, key: &ScoreKey) -> Option<Self> {
        let (subject, dimension) = (key.subject.clone(), key.dimension);
        let Some(phase) = &key.phase else {
            return Some(Self { subject, dimension, phases: Vec::new() });
        };
        let series = document.series(&subject, dimension)?;
        let first = document.phases().position(phase)?;
        let later = document.phases().iter().skip(first + 1);
        let carried = later.take_while(|phase| series.given(&phase.id).is_none()).count();
        Some(Self { subject, dimension, phases: (first..=first + carried).collect() })
    }
}

/// What is known of something that is computed only when it is asked for.
#[derive(Debug)]
pub enum Response<'a, T = Curve> {
    /// Nobody has asked for it: [`super::Action::Trace`], [`super::Action::Walk`] and [`super::Action::Weigh`] do.
    Unasked,
    /// It is being computed.
    Pending,
    /// What was found.
    Ready(&'a T),
    /// There is none, and why.
    Unavailable(&'a str),
}

impl<T> Clone for Response<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Response<'_, T> {}
