//! Evidence: what scores and mitigations rest on.

use super::Id;

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its id.
    pub id: Id<Self>,
    /// What it is called.
    pub title: String,
    /// What sort of evidence it is.
    pub kind: Option<EvidenceKind>,
    /// How near it comes to the real thing.
    pub grade: Option<EvidenceGrade>,
    /// Where it can be found: a URL, a DOI or the name of a document.
    pub source: String,
    /// Where in the source: section, page, table.
    pub locator: String,
    /// When it was published or observed, as `2026-08-01`.
    pub date: String,
    /// What it shows.
    pub finding: String,
    /// What it does not show.
    pub limits: String,
}

impl Evidence {
    /// Evidence about which nothing but its title is known.
    pub fn new(id: Id<Self>, title: &str) -> Self {
        Self {
            id,
            title: title.to_owned(),
            kind: None,
            grade: None,
            source: String::new(),
            locator: String::new(),
            date: String::new(),
            finding: String::new(),
            limits: String::new(),
        }
    }
}

/// What sort of evidence it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceKind {
    /// A test of the system.
    Evaluation,
    /// Something that happened.
    Incident,
    /// An adversarial test.
    RedTeam,
    /// An audit.
    Audit,
    /// An expert's judgement.
    Expert,
    /// Published work.
    Literature,
    /// A likeness with another field or system.
    Analogy,
}

/// How near evidence comes to the real thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceGrade {
    /// An assertion.
    E0,
    /// An analogy or theory.
    E1,
    /// A demonstration in a laboratory.
    E2,
    /// A near miss, or a model organism in a realistic scaffold.
    E3,
    /// Observed in real deployment.
    E4,
}
