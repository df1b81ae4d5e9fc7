//! Evidence: what scores, claims and mitigations rest on, and incidents among it.

use super::{Id, Pathway, Phase, Severity, Subject};

/// Most words that a quote has.
pub const QUOTE_WORDS_MAX: usize = 25;

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
    /// Who wrote or made it.
    pub authors: Vec<String>,
    /// What it appeared in: a journal, a site, a report.
    pub container: String,
    /// Where it can be found: a URL, a DOI or the name of a document.
    pub source: String,
    /// Where in the source: section, page, table.
    pub locator: String,
    /// When it was published or observed, as `2026-08-01`.
    pub date: String,
    /// The source's own words, at most [`QUOTE_WORDS_MAX`] of them.
    pub quote: String,
    /// What it shows.
    pub finding: String,
    /// What it does not show.
    pub limits: String,
    /// The phases whose conditions it was gained under.
    pub phases: Vec<Id<Phase>>,
    /// The model or system, with its version, that it is about.
    pub system: String,
    /// What happened, where it is an incident.
    pub incident: Option<Box<Incident>>,
    /// That it no longer counts, and why.
    pub withdrawn: Option<Withdrawal>,
}

impl Evidence {
    /// Evidence about which nothing but its title is known.
    pub fn new(id: Id<Self>, title: &str) -> Self {
        Self {
            id,
            title: title.to_owned(),
            kind: None,
            grade: None,
            authors: Vec::new(),
            container: String::new(),
            source: String::new(),
            locator: String::new(),
            date: String::new(),
            quote: String::new(),
            finding: String::new(),
            limits: String::new(),
            phases: Vec::new(),
            system: String::new(),
            incident: None,
            withdrawn: None,
        }
    }
}

impl Evidence {
    /// The evidence without references to elements of its document, as it can stand in any other.
    #[must_use]
    pub fn unbound(&self) -> Self {
        let mut free = self.clone();
        free.phases.clear();
        if let Some(incident) = &mut free.incident {
            incident.pathways.clear();
            incident.events.iter_mut().for_each(|event| event.about = None);
        }
        free
    }
}

/// What happened, how long it took to be noticed, and which of the assessment's pathways it ran along.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incident {
    /// When it began, as `2026-07-08` or `2026-07-08 18:30`.
    pub start: String,
    /// When it ended.
    pub end: String,
    /// When it was noticed.
    pub detected: String,
    /// By what it was noticed.
    pub detection: String,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// Whether it did no harm, though it could have.
    pub is_near_miss: bool,
    /// What was done about it.
    pub response: String,
    /// The pathways that it ran along, in whole or in part.
    pub pathways: Vec<Id<Pathway>>,
    /// What happened one after the other.
    pub events: Vec<Event>,
}

/// One step of an incident.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// When, as `2026-07-08` or `2026-07-08 18:30`; empty where it is not known.
    pub at: String,
    /// What happened.
    pub text: String,
    /// The node or link of the model that it bears out.
    pub about: Option<Subject>,
}

/// That a piece of evidence no longer counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withdrawal {
    /// Since when, as `2026-08-01`.
    pub date: String,
    /// Why.
    pub reason: String,
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
