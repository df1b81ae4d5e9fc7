//! The headline with one element at low and at high, all others at best.

use super::{AnalysisError, Monitor, Swing};
use crate::model::{Assessment, Study};

/// The headline with one element at low and at high, all others at best.
pub fn tornado(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Vec<Swing>, AnalysisError> {
    let _ = (document, study, monitor);
    Err(AnalysisError::Study("not built yet".to_owned()))
}
