//! What the uncertainty of the scores makes of the results.

use super::{AnalysisError, Monitor, Uncertainty};
use crate::model::{Assessment, Study};

/// What the uncertainty of the scores makes of the results.
pub fn uncertainty(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Uncertainty, AnalysisError> {
    let _ = (document, study, monitor);
    Err(AnalysisError::Study("not built yet".to_owned()))
}
