//! The headline as a function of one probability.

use super::{AnalysisError, Curve, Monitor};
use crate::model::{Assessment, Dimension, Study, Subject};

/// The headline as a function of the probability that an element has in the listed phases (0-based, rising).
pub fn curve(
    document: &Assessment,
    (subject, dimension, phases): (&Subject, Dimension, &[usize]),
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Curve, AnalysisError> {
    let _ = (document, subject, dimension, phases, study, monitor);
    Err(AnalysisError::Study("not built yet".to_owned()))
}
