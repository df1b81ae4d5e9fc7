//! Motivation hypotheses: what the system may turn out to want, weighed because tests do not tell them apart.

use super::{Evidence, Id, Shift, Weight};

/// One hypothesis about motivations, with its weight and what it changes (SEMANTICS §4).
#[derive(Clone, Debug, PartialEq)]
pub struct Hypothesis {
    /// Its id.
    pub id: Id<Self>,
    /// What people call it.
    pub name: String,
    /// Which family of motivations it belongs to.
    pub archetype: Archetype,
    /// Its weight; weights are normalized to 1 over the document.
    pub weight: Weight,
    /// Shift in log-odds of 1 − stability.
    pub emergence_shift: Shift,
    /// Shift in log-odds of the likelihood of links.
    pub spread_shift: Shift,
    /// Shift in log-odds of persistence.
    pub persistence_shift: Shift,
    /// Why this weight and these shifts.
    pub rationale: String,
    /// The evidence that they rest on.
    pub evidence: Vec<Id<Evidence>>,
    /// Anything else.
    pub notes: String,
}

impl Hypothesis {
    /// A hypothesis that shifts nothing.
    pub fn new(id: Id<Self>, name: &str, weight: Weight) -> Self {
        Self {
            id,
            name: name.to_owned(),
            archetype: Archetype::Unknown,
            weight,
            emergence_shift: Shift::ZERO,
            spread_shift: Shift::ZERO,
            persistence_shift: Shift::ZERO,
            rationale: String::new(),
            evidence: Vec::new(),
            notes: String::new(),
        }
    }
}

/// A family of motivations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Archetype {
    /// Values being selected, or what follows from it.
    FitnessSeeker,
    /// Plays along for a long-term goal of its own.
    Schemer,
    /// A bundle of proxies that fitted training.
    Kludge,
    /// Follows an adversary's instructions.
    Instructed,
    /// Not known.
    #[default]
    Unknown,
}
