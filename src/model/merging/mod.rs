//! Merging two edited copies of a document by element and field, and telling in what two documents differ.
//!
//! What only one side changed is taken, and so is what both changed in the same way. What both changed in different ways
//! is a [`Conflict`]: until somebody chooses, the merged document has our version there, and it is valid all the same. So
//! is whatever is made of any [`Choices`]: a merge is a function of three documents and of what was chosen, and the
//! order in which people chose does not matter.
//!
//! Elements may fit each side and not each other, such as a link of theirs to a node that we removed. The rules find
//! these; of the fields, and where that does not do the elements and lists concerned, one version is taken whole.

mod fields;
mod order;
mod repair;
mod told;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use super::{Assessment, Parts, Subject};
use told::Names;
use walk::{Three, Walk};

/// A version of a document that is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What both sides began with.
    Base,
    /// Our own.
    Ours,
    /// The other one.
    Theirs,
}

impl Side {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Base, Self::Ours, Self::Theirs];

    /// The name used on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        }
    }

    /// The same version where the two sides change places.
    #[must_use]
    pub fn swapped(self) -> Self {
        match self {
            Self::Base => Self::Base,
            Self::Ours => Self::Theirs,
            Self::Theirs => Self::Ours,
        }
    }
}

/// Which version is taken, by the path of the conflict. A path that is none does nothing.
pub type Choices = BTreeMap<String, Side>;

/// Two edited copies as one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The document; ours where nobody chose yet. Valid in any case.
    pub document: Assessment,
    /// What nobody has chosen yet.
    pub conflicts: Vec<Conflict>,
    /// What is otherwise in the document than in ours.
    pub changes: Vec<Change>,
}

/// What both sides changed, each in its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Where: `nodes/agents/stability/pilot/estimate`. A `/` in a name is written `~1`, a `~` as `~0`.
    pub path: String,
    /// The element concerned; the document for what belongs to none.
    pub subject: Subject,
    /// What the element is called.
    pub name: String,
    /// The field in words; empty for the element as a whole.
    pub field: String,
    /// What they cannot agree on.
    pub dispute: Dispute,
    /// What both began with, in words; `None` where there was nothing, empty for an empty field.
    pub base: Option<String>,
    /// What we made of it.
    pub ours: Option<String>,
    /// What they made of it.
    pub theirs: Option<String>,
    /// Whether going back to the base is a choice.
    pub offers_base: bool,
    /// Paths of which the chosen version is taken along, so that the document stays valid.
    pub along: BTreeSet<String>,
}

/// What two sides cannot agree on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dispute {
    /// The value of a field.
    Value,
    /// Whether something is there: one removed it, and the other changed it.
    Presence,
    /// The order of a list.
    Order,
    /// Each side is in order, and both together break this rule.
    Rule(String),
}

/// In what a document differs from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where, as for conflicts.
    pub path: String,
    /// The element concerned; the document for what belongs to none.
    pub subject: Subject,
    /// What the element is called.
    pub name: String,
    /// The field in words; empty for the element as a whole.
    pub field: String,
    /// What it was, in words; `None` where there was nothing.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// Merges two edited copies of a document.
pub fn merge(base: &Assessment, ours: &Assessment, theirs: &Assessment) -> Merged {
    merge_with(Some(base), ours, theirs, &Choices::new())
}

/// Merges two copies where some conflicts are settled. Copies that were made apart from each other have no base: they
/// agree in what is the same in both.
pub fn merge_with(
    base: Option<&Assessment>,
    ours: &Assessment,
    theirs: &Assessment,
    choices: &Choices,
) -> Merged {
    let names = Names { first: base, others: vec![ours, theirs] };
    let base = base.map(Assessment::to_parts).unwrap_or_default();
    let parts = [ours, theirs].map(Assessment::to_parts);
    let three = Three { base: Some(&base), kept: &parts[0], other: &parts[1] };
    let mut found = repair::valid(&three, &names, choices);
    if !found.conflicts.is_empty() {
        // What is no conflict while ours stands may be one while theirs does: both are told, so that it does not matter
        // who merges.
        let swapped = choices.iter().map(|(path, side)| (path.clone(), side.swapped())).collect();
        let three = Three { base: Some(&base), kept: &parts[1], other: &parts[0] };
        let mirrored = repair::valid(&three, &names, &swapped).conflicts;
        found.conflicts.extend(mirrored.into_iter().map(Conflict::swapped));
        found.conflicts = each_once(found.conflicts);
    }
    let document = Assessment::new(found.parts).unwrap_or_else(|_| ours.clone());
    Merged { document, conflicts: found.conflicts, changes: found.changes }
}

/// One conflict for each path, in the order in which they came up; which one does not depend on that order.
fn each_once(conflicts: Vec<Conflict>) -> Vec<Conflict> {
    let mut order: Vec<String> = Vec::new();
    let mut by_path: BTreeMap<String, Conflict> = BTreeMap::new();
    for mut conflict in conflicts {
        let Some(known) = by_path.remove(&conflict.path) else {
            order.push(conflict.path.clone());
            by_path.insert(conflict.path.clone(), conflict);
            continue;
        };
        let along: BTreeSet<String> = known.along.union(&conflict.along).cloned().collect();
        if known.dispute <= conflict.dispute {
            conflict = known;
        }
        by_path.insert(conflict.path.clone(), Conflict { along, ..conflict });
    }
    order.iter().filter_map(|path| by_path.remove(path)).collect()
}

/// Merges two copies (ours and theirs), and settles for one side whatever was not settled by name.
pub fn merge_preferring(
    base: Option<&Assessment>,
    [ours, theirs]: [&Assessment; 2],
    choices: &Choices,
    side: Side,
) -> Merged {
    let mut choices = choices.clone();
    loop {
        let merged = merge_with(base, ours, theirs, &choices);
        let before = choices.len();
        for conflict in &merged.conflicts {
            choices.entry(conflict.path.clone()).or_insert(side);
        }
        // One that is settled may bring up another one, but never itself.
        if choices.len() == before {
            return merged;
        }
    }
}

/// In what a document differs from an earlier one, by element and field, in the order of the file. Without an earlier
/// one that is all that it holds.
pub fn changes(before: Option<&Assessment>, after: Option<&Assessment>) -> Vec<Change> {
    let names = Names { first: after, others: before.into_iter().collect() };
    let [before, after] =
        [before, after].map(|document| document.map(Assessment::to_parts).unwrap_or_default());
    let none = Choices::new();
    let mut walk = Walk::new(&names, &none, &none);
    walk.document(&Three { base: Some(&before), kept: &before, other: &after });
    walk.changes
}

/// All that a document holds, each element and field by its path: equal for equal documents, whatever form they have.
pub fn contents(document: &Assessment) -> Vec<Change> {
    told(&document.to_parts(), &Names { first: Some(document), others: Vec::new() })
}

fn told(parts: &Parts, names: &Names<'_>) -> Vec<Change> {
    let none = Choices::new();
    let mut walk = Walk::new(names, &none, &none);
    walk.tell_document(parts);
    walk.changes
}

impl Conflict {
    /// What a version says, in words; `None` where it has nothing.
    pub fn words(&self, side: Side) -> Option<&str> {
        match side {
            Side::Base => self.base.as_deref(),
            Side::Ours => self.ours.as_deref(),
            Side::Theirs => self.theirs.as_deref(),
        }
    }

    fn swapped(self) -> Self {
        Self { ours: self.theirs, theirs: self.ours, ..self }
    }
}
