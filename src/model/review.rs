//! Reviews of published reports: what each says, and does not say, by criteria that are the same for all.

use super::{Id, Mechanism};

/// A question that is put to every report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Its id.
    pub id: Id<Self>,
    /// What it is called in a table.
    pub name: String,
    /// The question, and what counts as an answer.
    pub question: String,
    /// The mechanism that it asks about, if it asks about one.
    pub mechanism: Option<Mechanism>,
}

impl Criterion {
    /// A criterion of which only the name is known.
    pub fn new(id: Id<Self>, name: &str) -> Self {
        Self { id, name: name.to_owned(), question: String::new(), mechanism: None }
    }
}

/// A published report with what was found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Its id.
    pub id: Id<Self>,
    /// The report's title, or the model that it is on.
    pub name: String,
    /// Who published it.
    pub developer: String,
    /// When, as `2026-08-01`.
    pub date: String,
    /// Where it can be found.
    pub source: String,
    /// What was found, each criterion at most once; one that is not listed was not assessed.
    pub findings: Vec<Finding>,
    /// Anything else.
    pub notes: String,
}

impl Review {
    /// A report in which nothing was looked for yet.
    pub fn new(id: Id<Self>, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            developer: String::new(),
            date: String::new(),
            source: String::new(),
            findings: Vec::new(),
            notes: String::new(),
        }
    }

    /// What was found by a criterion; `None` where it was not assessed.
    pub fn finding(&self, criterion: &Id<Criterion>) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.criterion == *criterion)
    }
}

/// What a report says to one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// By which criterion.
    pub criterion: Id<Criterion>,
    /// How it is treated.
    pub treatment: Treatment,
    /// Why that is said.
    pub note: String,
    /// The report's own words, at most 25 of them.
    pub quote: String,
    /// Where they stand: section, page, table.
    pub locator: String,
    /// Where this is known from, if not from the report itself.
    pub source: String,
    /// Who looked.
    pub reviewer: String,
}

impl Finding {
    /// A finding that gives no reasons.
    pub fn new(criterion: Id<Criterion>, treatment: Treatment) -> Self {
        let none = String::new;
        Self {
            criterion,
            treatment,
            note: none(),
            quote: none(),
            locator: none(),
            source: none(),
            reviewer: none(),
        }
    }
}

/// How a report treats what a criterion asks for, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// With substance, and carried into its conclusion.
    Addressed,
    /// Named, but not carried into its conclusion.
    AcknowledgedInIsolation,
    /// Not, or in passing only.
    NotAddressed,
    /// It does not bear on what the report covers.
    NotApplicable,
}

impl Treatment {
    /// All of them, the best first.
    pub const ALL: [Self; 4] =
        [Self::Addressed, Self::AcknowledgedInIsolation, Self::NotAddressed, Self::NotApplicable];
}
