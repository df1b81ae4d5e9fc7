//! Nodes: what can be, or carry, or follow from misalignment.

use std::num::NonZeroU32;

use super::{Accent, Evidence, Id, Mechanism, Position, Score, Series, Zone};

/// Something that is misaligned (1) or not (0) at the end of a phase; 1 is bad for every kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its id.
    pub id: Id<Self>,
    /// What people call it.
    pub name: String,
    /// What X = 1 means for it.
    pub kind: NodeKind,
    /// The mechanism by which it arises or carries, if it has one of its own.
    pub mechanism: Option<Mechanism>,
    /// How many of its inbound links must carry for spread to reach it.
    pub gate: Gate,
    /// What X = 1 means, in words.
    pub statement: String,
    /// Probability that it is misaligned before the first phase; 0 if absent.
    pub initially_misaligned: Option<Score>,
    /// Probability per phase that it does not turn misaligned by itself.
    pub stability: Series,
    /// Probability per phase that it stays misaligned from the phase before.
    pub persistence: Series,
    /// The zone that it lies in.
    pub zone: Option<Id<Zone>>,
    /// Where its card stands; laid out on its own where absent.
    pub position: Option<Position>,
    /// Whether layouts leave it where it stands.
    pub is_pinned: bool,
    /// Its color, if it has one of its own.
    pub accent: Option<Accent>,
    /// How many instances the pool has.
    pub instances: Option<u64>,
    /// How bad it is when it happens, for outcomes.
    pub severity: Option<Severity>,
    /// The entry of a catalog that it was taken from or stands for; empty for none.
    pub catalog: String,
    /// Tags, among them codes of other vocabularies such as `mit:7.1` or `atlas:AML.T0051`.
    pub tags: Vec<String>,
    /// Evidence about the node as a whole.
    pub evidence: Vec<Id<Evidence>>,
    /// Anything else.
    pub notes: String,
}

impl Node {
    /// A node about which nothing but its kind is known.
    pub fn new(id: Id<Self>, name: &str, kind: NodeKind) -> Self {
        Self {
            id,
            name: name.to_owned(),
            kind,
            mechanism: None,
            gate: Gate::Any,
            statement: String::new(),
            initially_misaligned: None,
            stability: Series::default(),
            persistence: Series::default(),
            zone: None,
            position: None,
            is_pinned: false,
            accent: None,
            instances: None,
            severity: None,
            catalog: String::new(),
            tags: Vec::new(),
            evidence: Vec::new(),
            notes: String::new(),
        }
    }
}

/// What X = 1 means for a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeKind {
    /// The misaligning event happened.
    Origin,
    /// The condition holds.
    Enabler,
    /// Instances of this pool act on the misaligned motivation.
    Host,
    /// The medium carries it.
    Channel,
    /// The population condition holds.
    State,
    /// The harm-relevant result happened.
    Outcome,
    /// An unlisted mechanism did it.
    Residual,
    /// Of a public copy: there is a node, and what it is was taken out. Not for authors to choose.
    Withheld,
}

impl NodeKind {
    /// All kinds that authors choose from, from where misalignment arises to where it ends.
    pub const ALL: [Self; 7] = [
        Self::Origin,
        Self::Enabler,
        Self::Host,
        Self::Channel,
        Self::State,
        Self::Outcome,
        Self::Residual,
    ];
}

/// How many of the links into a node must carry for spread to reach it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// At least one.
    #[default]
    Any,
    /// Every one that exists, and at least one must exist.
    All,
    /// At least this many.
    AtLeast(NonZeroU32),
}

impl Gate {
    /// How many carrying links open the gate of a node with `existing` inbound links; `None` if it never opens.
    pub fn threshold(self, existing: usize) -> Option<usize> {
        let needed = match self {
            Self::Any => 1,
            Self::All => existing.max(1),
            Self::AtLeast(k) => k.get() as usize,
        };
        (needed <= existing).then_some(needed)
    }
}

/// How bad an outcome or pathway is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Hardly any harm.
    Negligible,
    /// Limited harm.
    Limited,
    /// Serious harm.
    Serious,
    /// Severe harm.
    Severe,
    /// Catastrophic harm.
    Catastrophic,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_that_asks_for_more_links_than_exist_never_opens() {
        let two = Gate::AtLeast(NonZeroU32::new(2).expect("not zero"));
        assert_eq!(two.threshold(1), None);
        assert_eq!(two.threshold(3), Some(2));
        for gate in [Gate::Any, Gate::All, two] {
            assert_eq!(gate.threshold(0), None);
        }
        assert_eq!(Gate::All.threshold(4), Some(4));
    }
}
