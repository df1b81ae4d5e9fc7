//! Pathways: named whole routes of links from an origin to an outcome.

use super::{Id, Link, Node, Severity};

/// A named route, as risk reports use the word.
#[derive(Clone, Debug, PartialEq)]
pub struct Pathway {
    /// Its id.
    pub id: Id<Self>,
    /// What people call it.
    pub name: String,
    /// Its links, in the order in which the story is told.
    pub links: Vec<Id<Link>>,
    /// The outcome that it leads to.
    pub outcome: Option<Id<Node>>,
    /// How often the opportunity arises.
    pub frequency: Option<Grade>,
    /// How complex it is to carry through.
    pub complexity: Option<Grade>,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// How hard it is to undo.
    pub reversibility: Option<Reversibility>,
    /// How it would be noticed.
    pub detection: String,
    /// Tags, among them codes of other vocabularies such as `mit:7.1` or `atlas:AML.T0051`.
    pub tags: Vec<String>,
    /// Anything else.
    pub notes: String,
}

impl Pathway {
    /// A pathway of these links.
    pub fn new(id: Id<Self>, name: &str, links: Vec<Id<Link>>) -> Self {
        Self {
            id,
            name: name.to_owned(),
            links,
            outcome: None,
            frequency: None,
            complexity: None,
            severity: None,
            reversibility: None,
            detection: String::new(),
            tags: Vec::new(),
            notes: String::new(),
        }
    }
}

/// A coarse grade of frequency or complexity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Low.
    Low,
    /// Moderate.
    Moderate,
    /// High.
    High,
    /// Differs from case to case.
    Varied,
}

/// How hard a harm is to undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reversibility {
    /// Easily.
    Easy,
    /// At a cost.
    Costly,
    /// Not at all.
    Irreversible,
}
