//! What the withdrawal of a piece of evidence would make of the headline.

use super::{Response, Session};
use crate::{
    analysis::{self, AnalysisError, Band, Monitor},
    model::{Assessment, Evidence, Id, Study, Withdrawal},
};

/// Most draws of the scores: bands for the eye, not for the report.
const DRAWS_MAX: u32 = 200;

/// The headline with and without a piece of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighing {
    /// Bands of any outcome where it counts, one a phase.
    pub with: Vec<Band>,
    /// The same where it is withdrawn, from the same draws.
    pub without: Vec<Band>,
    /// How many draws.
    pub draws: u32,
}

impl Weighing {
    /// Computes both bands of a document.
    ///
    /// # Errors
    /// [`AnalysisError`] as for [`analysis::uncertainty()`].
    pub(super) fn of(
        document: &Assessment,
        id: &Id<Evidence>,
        study: &Study,
        monitor: &dyn Monitor,
    ) -> Result<Self, AnalysisError> {
        let draws = study.draws.clamp(1, DRAWS_MAX);
        let study = Study { draws, ..study.clone() };
        let bands = |withdrawal| {
            let changed = document.with_withdrawal(id, withdrawal);
            analysis::uncertainty(&changed, &study, monitor).map(|found| found.any_outcome)
        };
        Ok(Self { with: bands(None)?, without: bands(Some(Withdrawal::default()))?, draws })
    }
}

impl Session {
    /// What is known of what the withdrawal of a piece of evidence would change.
    pub fn weighed(&self, id: &Id<Evidence>) -> Response<'_, Weighing> {
        self.jobs.weighed(id, &self.question())
    }
}
