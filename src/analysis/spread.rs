//! How far misalignment spreads from a node, and whether it sustains itself.

use super::{AnalysisError, Monitor, Spread};
use crate::model::{Assessment, Study};

/// How far misalignment spreads from a node, and whether it sustains itself.
pub fn spread(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Spread, AnalysisError> {
    let _ = (document, study, monitor);
    Err(AnalysisError::Study("not built yet".to_owned()))
}
