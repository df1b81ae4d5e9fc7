//! The figures by which two releases are compared, in full precision.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{Analysis, Figure, Method},
    model::Assessment,
    report::Depths,
};

/// What followed from a document when it was released.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFigures {
    /// `exact`, `simulation` or `rare_event`.
    pub method: String,
    /// Trials for each hypothesis; 0 where exact.
    pub trials: u64,
    /// The seed.
    pub seed: u64,
    /// Ids of the phases, in order.
    pub phases: Vec<String>,
    /// Any outcome by the end of each phase; the last one is the headline.
    pub any_outcome: Vec<KeyFigure>,
    /// By node id: ever misaligned by the end of each phase.
    pub ever: BTreeMap<String, Vec<KeyFigure>>,
    /// The reproduction number of each phase, where it was computed.
    #[serde(default)]
    pub reproduction_number: Vec<f64>,
    /// 5 %, 50 % and 95 % quantiles of the headline over draws of the scores, where they were drawn.
    #[serde(default)]
    pub headline_quantiles: Option<[f64; 3]>,
}

/// A number with its error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFigure {
    /// The estimate.
    pub value: f64,
    /// Its standard error; 0 where it is exact.
    pub standard_error: f64,
    /// The 95 % upper bound where a simulation had no hit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
}

impl KeyFigures {
    /// Those of an analysis.
    pub fn of(document: &Assessment, analysis: &Analysis, depths: &Depths) -> Self {
        let figures = |of: &[Figure]| of.iter().copied().map(KeyFigure::from).collect();
        let nodes = document.nodes().iter().filter_map(|node| {
            let outlook = analysis.pooled.nodes.get(&node.id)?;
            Some((node.id.to_string(), figures(&outlook.ever)))
        });
        let band = depths.uncertainty.as_ref().and_then(|found| found.any_outcome.last());
        Self {
            method: match analysis.method {
                Method::Exact => "exact",
                Method::Simulation => "simulation",
                Method::RareEvent => "rare_event",
            }
            .to_owned(),
            trials: analysis.trials,
            seed: analysis.study.seed,
            phases: document.phases().iter().map(|phase| phase.id.to_string()).collect(),
            any_outcome: figures(&analysis.pooled.any_outcome),
            ever: nodes.collect(),
            reproduction_number: depths
                .spread
                .as_ref()
                .map(|found| found.reproduction_number.clone())
                .unwrap_or_default(),
            headline_quantiles: band.map(|band| [band.q05, band.q50, band.q95]),
        }
    }

    /// Whether every number is one: files come from strangers.
    pub fn is_sound(&self) -> bool {
        let is_sound = |figure: &KeyFigure| {
            let numbers = [figure.value, figure.standard_error, figure.upper.unwrap_or(0.0)];
            numbers.iter().all(|n| n.is_finite() && *n >= 0.0)
        };
        let others =
            self.reproduction_number.iter().chain(self.headline_quantiles.iter().flatten());
        self.any_outcome.iter().chain(self.ever.values().flatten()).all(is_sound)
            && others.clone().all(|n| n.is_finite() && *n >= 0.0)
    }
}

impl From<Figure> for KeyFigure {
    fn from(figure: Figure) -> Self {
        let Figure { value, standard_error, upper } = figure;
        Self { value, standard_error, upper }
    }
}

impl From<KeyFigure> for Figure {
    fn from(figure: KeyFigure) -> Self {
        let KeyFigure { value, standard_error, upper } = figure;
        Self { value, standard_error, upper }
    }
}
