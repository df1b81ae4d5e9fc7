//! How much every element bears on the headline.

use super::{AnalysisError, Importance, Monitor};
use crate::model::{Assessment, Study};

/// How much every element bears on the headline.
pub fn importance(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Importance, AnalysisError> {
    let _ = (document, study, monitor);
    Err(AnalysisError::Study("not built yet".to_owned()))
}
