//! What lies deeper than probabilities, gathered in one place: spread, importance, tornado, bands, routes, cut.

use crate::{
    analysis::{
        self, Analysis, AnalysisError, Importance, Routes, Separation, Spread, Swing, Uncertainty,
    },
    cli::progress::Progress,
    model::{Assessment, Study},
};

/// Trials of each run behind these quantities, at most. Many runs are needed, and their errors are shown.
pub(super) const TRIALS_MAX: u64 = 1 << 20;
/// How many routes are listed.
const ROUTES: usize = 10;

/// What an analysis finds beyond probabilities. A quantity that there is not is explained in the notes.
#[derive(Debug, Default)]
pub(super) struct Insights {
    /// How far misalignment spreads.
    pub(super) spread: Option<Spread>,
    /// What bears on the headline.
    pub(super) importance: Option<Importance>,
    /// What the ranges of the scores make of the headline, one by one.
    pub(super) tornado: Option<Vec<Swing>>,
    /// What they make of it together, where draws were asked for.
    pub(super) uncertainty: Option<Uncertainty>,
    /// The most probable ways to an outcome.
    pub(super) routes: Option<Routes>,
    /// What would cut all of them.
    pub(super) separation: Option<Separation>,
    /// What is not given and why, one sentence each.
    pub(super) notes: Vec<String>,
}

impl Insights {
    /// All that follow from a document, with the settings of its analysis.
    pub(super) fn gather(
        document: &Assessment,
        analysis: &Analysis,
        progress: &Progress,
    ) -> Result<Self, AnalysisError> {
        let study = study(analysis);
        let mut notes = Vec::new();
        progress.stage("Spread");
        let spread = analysis::spread(document, &study, progress);
        let spread = given(spread, "Reach and reproduction number", &mut notes)?;
        progress.stage("Importance");
        let importance = analysis::importance(document, &study, progress);
        let importance = given(importance, "Importance", &mut notes)?;
        progress.stage("Tornado");
        let tornado = analysis::tornado(document, &study, progress);
        let tornado = given(tornado, "Tornado", &mut notes)?;
        let mut uncertainty = None;
        if study.draws > 0 {
            progress.stage("Uncertainty");
            let found = analysis::uncertainty(document, &study, progress);
            uncertainty = given(found, "Uncertainty", &mut notes)?;
        }
        progress.stage("Routes");
        let routes = given(analysis::routes(document, ROUTES, progress), "Routes", &mut notes)?;
        progress.stage("Cut");
        let separation = given(analysis::cut(document, &|_| 1.0, progress), "Cut", &mut notes)?;
        Ok(Self { spread, importance, tornado, uncertainty, routes, separation, notes })
    }

    /// What a reader must know beside these quantities, one sentence each.
    pub(super) fn warnings(&self) -> impl Iterator<Item = &String> {
        self.uncertainty.iter().flat_map(|found| &found.warnings).chain(&self.notes)
    }
}

/// The settings of an analysis with the trials that it took, but no more than [`TRIALS_MAX`].
fn study(analysis: &Analysis) -> Study {
    let used = if analysis.trials > 0 { analysis.trials } else { analysis.study.trials };
    Study { trials: used.min(TRIALS_MAX), precision: None, ..analysis.study.clone() }
}

/// A quantity that cannot be had is no reason to withhold the others; being cancelled is.
fn given<T>(
    result: Result<T, AnalysisError>,
    what: &str,
    notes: &mut Vec<String>,
) -> Result<Option<T>, AnalysisError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(AnalysisError::Cancelled) => Err(AnalysisError::Cancelled),
        Err(error) => {
            notes.push(format!("{what}: not given, {error}"));
            Ok(None)
        }
    }
}
