//! What stands in a cell.

use super::lines::RowKey;
use crate::{
    model::{Assessment, Dimension, Estimate, Id, Phase, Scale, Score, ScoreKey, Subject},
    report::wording,
};

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Held<'a> {
    /// There is no cell: initial misalignment belongs to no phase and stands in the first column alone.
    Nothing,
    /// No score.
    Unscored,
    /// A score given for this phase.
    Given(&'a Score),
    /// A score of an earlier phase that still holds.
    Carried(&'a Score, &'a Id<Phase>),
}

impl<'a> Held<'a> {
    /// The score in force.
    pub(super) fn score(self) -> Option<&'a Score> {
        match self {
            Self::Given(score) | Self::Carried(score, _) => Some(score),
            Self::Nothing | Self::Unscored => None,
        }
    }
}

/// What stands in the cell of a row and a column (the 0-based phase).
pub(super) fn held<'a>(document: &'a Assessment, key: &RowKey, column: usize) -> Held<'a> {
    if key.dimension == Dimension::InitiallyMisaligned {
        return match (initial(document, &key.subject), column) {
            (Some(score), 0) => Held::Given(score),
            (None, 0) => Held::Unscored,
            _ => Held::Nothing,
        };
    }
    let Some(series) = document.series(&key.subject, key.dimension) else { return Held::Nothing };
    match series.at(document.phases(), column) {
        None => Held::Unscored,
        Some(in_force) => match in_force.carried_from {
            None => Held::Given(in_force.score),
            Some(from) => Held::Carried(in_force.score, from),
        },
    }
}

fn initial<'a>(document: &'a Assessment, subject: &Subject) -> Option<&'a Score> {
    let Subject::Node(id) = subject else { return None };
    document.nodes().get(id)?.initially_misaligned.as_ref()
}

/// Which score a cell is; `None` where there is no cell.
pub(super) fn score_key(document: &Assessment, key: &RowKey, column: usize) -> Option<ScoreKey> {
    let phase = match (key.dimension, column) {
        (Dimension::InitiallyMisaligned, 0) => None,
        (Dimension::InitiallyMisaligned, _) => return None,
        _ => Some(document.phases().at(column)?.id.clone()),
    };
    Some(ScoreKey { subject: key.subject.clone(), dimension: key.dimension, phase })
}

/// The score given in exactly this cell.
pub(super) fn given<'a>(document: &'a Assessment, key: &ScoreKey) -> Option<&'a Score> {
    match &key.phase {
        None => initial(document, &key.subject),
        Some(phase) => document.series(&key.subject, key.dimension)?.given(phase),
    }
}

/// The probability of the bad event that an estimate speaks of: of turning for stability, of failing for
/// effectiveness.
pub(super) fn event(estimate: &Estimate, dimension: Dimension, scale: Option<&Scale>) -> f64 {
    let central = estimate.central(dimension, scale);
    match dimension {
        Dimension::Stability | Dimension::Effectiveness => central.complement().get(),
        Dimension::InitiallyMisaligned | Dimension::Persistence | Dimension::Likelihood => {
            central.get()
        }
    }
}

/// What is to be said about an estimate beyond its number: that the document's scale has no word for it.
pub(super) fn doubt(
    estimate: &Estimate,
    dimension: Dimension,
    scale: Option<&Scale>,
) -> Option<String> {
    let scale = scale.filter(|scale| !scale.bands.is_empty())?;
    if matches!(estimate, Estimate::Level(_)) {
        return None;
    }
    let central = estimate.central(dimension, Some(scale));
    let is_stability = dimension == Dimension::Stability;
    let named = if is_stability { central.complement() } else { central };
    if scale.term(named).is_some() {
        return None;
    }
    let p = wording::percent_as_given(named.get());
    let what = if is_stability { format!("turning with {p}") } else { p };
    let is_below = scale.bands.iter().all(|band| named < band.low);
    let is_above = scale.bands.iter().all(|band| named > band.high);
    let place = match (is_below, is_above) {
        (true, _) => "lies below all bands of the scale",
        (_, true) => "lies above all bands of the scale",
        _ => "lies in a gap of the scale",
    };
    Some(format!("No word for {what}: it {place}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Probability, scales};

    #[test]
    fn what_the_scale_has_no_word_for_is_said() {
        let phia = scales::PUBLISHED.iter().find(|scale| scale.name == "UK PHIA");
        let phia = phia.expect("published").scale();
        let doubt_of = |p: f64, dimension| {
            doubt(&Estimate::Point(Probability::clamped(p)), dimension, Some(&phia))
        };
        assert_eq!(doubt_of(0.3, Dimension::Likelihood), None);
        assert!(doubt_of(0.22, Dimension::Likelihood).is_some_and(|text| text.contains("gap")));
        // Of stability the scale names turning.
        assert_eq!(doubt_of(0.7, Dimension::Stability), None);
        assert!(doubt_of(0.78, Dimension::Stability).is_some());
        assert_eq!(doubt(&Estimate::Point(Probability::ONE), Dimension::Likelihood, None), None);
    }
}
