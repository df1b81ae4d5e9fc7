//! Mitigations: what prevents, detects, limits or undoes misalignment.

use super::{Evidence, Id, Link, Node, Series};

/// A measure that works, or fails, in a phase as one whole for all that it covers (common cause).
#[derive(Clone, Debug, PartialEq)]
pub struct Mitigation {
    /// Its id.
    pub id: Id<Self>,
    /// What people call it.
    pub name: String,
    /// What it mainly does.
    pub kind: MitigationKind,
    /// How strong it is judged to be, in words.
    pub strength: Strength,
    /// Whether it is in place. A disabled mitigation has effectiveness 0 and its dual-use links do not exist.
    pub enabled: bool,
    /// Probability per phase that it does its job.
    pub effectiveness: Series,
    /// Nodes whose emergence it stops while it works.
    pub prevents: Vec<Id<Node>>,
    /// Nodes whose misalignment it does not let persist into the phase while it works.
    pub restores: Vec<Id<Node>>,
    /// Links that it closes while it works.
    pub blocks: Vec<Id<Link>>,
    /// Nodes that, misaligned in this or the previous phase, stop it from working.
    pub undermined_by: Vec<Id<Node>>,
    /// What it costs, in units of the user's choice; finite and not negative.
    pub cost: Option<f64>,
    /// Who answers for it.
    pub owner: String,
    /// What it does not cover.
    pub limitations: String,
    /// Its code in the MIT mitigation taxonomy, for example `3.5`.
    pub mit_code: String,
    /// Evidence that it works.
    pub evidence: Vec<Id<Evidence>>,
    /// The entry of a catalog that it was taken from or stands for; empty for none.
    pub catalog: String,
    /// Tags, among them codes of other vocabularies such as `mit:7.1` or `atlas:AML.T0051`.
    pub tags: Vec<String>,
    /// Anything else.
    pub notes: String,
}

impl Mitigation {
    /// An enabled mitigation that covers nothing yet.
    pub fn new(id: Id<Self>, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            kind: MitigationKind::Limit,
            strength: Strength::Unrated,
            enabled: true,
            effectiveness: Series::default(),
            prevents: Vec::new(),
            restores: Vec::new(),
            blocks: Vec::new(),
            undermined_by: Vec::new(),
            cost: None,
            owner: String::new(),
            limitations: String::new(),
            mit_code: String::new(),
            evidence: Vec::new(),
            catalog: String::new(),
            tags: Vec::new(),
            notes: String::new(),
        }
    }
}

/// What a mitigation mainly does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MitigationKind {
    /// Keeps it from arising.
    Prevent,
    /// Finds it.
    Detect,
    /// Keeps it from spreading.
    #[default]
    Limit,
    /// Undoes it.
    Recover,
}

/// How strong a mitigation is judged to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Independent evidence that it would stop what it covers.
    Strong,
    /// Plausible, partly tested or with known gaps.
    Moderate,
    /// Untested, partial, or easy to get around.
    Weak,
    /// Not judged yet.
    #[default]
    Unrated,
}
