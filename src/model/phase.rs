//! Deployment phases: the discrete time of the model.

use super::Id;

/// One stretch of deployment with its own exposure and its own scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// Its id.
    pub id: Id<Self>,
    /// What people call it.
    pub name: String,
    /// What sort of deployment it is.
    pub kind: PhaseKind,
    /// How long it lasts, in days; finite and not negative.
    pub days: Option<f64>,
    /// How much the system is used in it, in `exposure_unit`; finite and not negative.
    pub exposure: Option<f64>,
    /// The unit of `exposure`, for example `agent runs`.
    pub exposure_unit: String,
    /// How far its inputs differ from those of the phase before.
    pub distribution_shift: Option<DistributionShift>,
    /// How far earlier evidence covers its inputs and affordances.
    pub evidence_overlap: Option<EvidenceOverlap>,
    /// What the system can newly do or reach.
    pub affordances: String,
    /// The entry of a catalog that it was taken from or stands for; empty for none.
    pub catalog: String,
    /// Anything else.
    pub notes: String,
}

impl Phase {
    /// Whether evidence of other phases does not speak for it.
    pub fn stands_apart(&self) -> bool {
        self.evidence_overlap == Some(EvidenceOverlap::None)
            || self.distribution_shift == Some(DistributionShift::Major)
    }

    /// A phase of kind `other` about which nothing else is known.
    pub fn new(id: Id<Self>, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            kind: PhaseKind::Other,
            days: None,
            exposure: None,
            exposure_unit: String::new(),
            distribution_shift: None,
            evidence_overlap: None,
            affordances: String::new(),
            catalog: String::new(),
            notes: String::new(),
        }
    }
}

/// What sort of deployment a phase is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhaseKind {
    /// Tests before any deployment.
    PreDeployment,
    /// A first use by few people inside the developer.
    InternalPilot,
    /// Wide use inside the developer.
    InternalBroad,
    /// Use by selected people outside.
    ExternalLimited,
    /// General availability.
    ExternalGeneral,
    /// After an incident, with its response in place.
    PostIncident,
    /// Hand-over to a successor model.
    Successor,
    /// None of these.
    #[default]
    Other,
}

/// How far a phase's inputs differ from those of the phase before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DistributionShift {
    /// Not at all.
    None,
    /// In part.
    Partial,
    /// In the main.
    Major,
}

/// How far earlier evidence covers a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceOverlap {
    /// Not at all.
    None,
    /// In part.
    Partial,
    /// Fully.
    Full,
}
