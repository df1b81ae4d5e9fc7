//! Taking entries of the catalog into the model: as new elements, or by linking those that are there.

use crate::model::{
    Assessment, Edit, Id, Link, Mechanism, MechanismEntry, Mitigation, MitigationEntry, Node,
    NodeKind, Phase, PhaseEntry, Subject,
};

/// What undo says that it takes back.
const INSERT: &str = "insert from catalog";

/// A mechanism as a node.
pub(super) fn as_node(document: &Assessment, e: &MechanismEntry) -> (Edit, Subject) {
    let id = Id::from_name(&e.entry.name, |id| document.nodes().contains(id));
    let subject = Subject::Node(id.clone());
    let node = Node {
        mechanism: e.mechanism,
        statement: e.entry.definition.clone(),
        catalog: e.entry.id.clone(),
        tags: e.entry.codes.clone(),
        ..Node::new(id, &e.entry.name, e.node_kind.unwrap_or(NodeKind::Channel))
    };
    (Edit::Named(INSERT, vec![Edit::put(node)]), subject)
}

/// A mechanism as a link from node to node.
pub(super) fn as_link(
    document: &Assessment,
    e: &MechanismEntry,
    (from, to): (&Id<Node>, &Id<Node>),
) -> (Edit, Subject) {
    let id = Id::from_name(&e.entry.name, |id| document.links().contains(id));
    let subject = Subject::Link(id.clone());
    let link = Link {
        mechanism: e.mechanism.unwrap_or(Mechanism::Other),
        catalog: e.entry.id.clone(),
        tags: e.entry.codes.clone(),
        notes: e.entry.definition.clone(),
        ..Link::new(id, from.clone(), to.clone())
    };
    (Edit::Named(INSERT, vec![Edit::put(link)]), subject)
}

/// A mitigation.
pub(super) fn as_mitigation(document: &Assessment, e: &MitigationEntry) -> (Edit, Subject) {
    let id = Id::from_name(&e.entry.name, |id| document.mitigations().contains(id));
    let subject = Subject::Mitigation(id.clone());
    let mitigation = Mitigation {
        kind: e.kind,
        limitations: e.failure_modes.join(" "),
        catalog: e.entry.id.clone(),
        mit_code: mit_code(e),
        tags: e.entry.codes.clone(),
        ..Mitigation::new(id, &e.entry.name)
    };
    (Edit::Named(INSERT, vec![Edit::put(mitigation)]), subject)
}

/// A phase after the last one.
pub(super) fn as_phase(document: &Assessment, e: &PhaseEntry) -> (Edit, Subject) {
    let id = Id::from_name(&e.entry.name, |id| document.phases().contains(id));
    let subject = Subject::Phase(id.clone());
    let phase = Phase {
        kind: e.kind,
        distribution_shift: e.distribution_shift,
        catalog: e.entry.id.clone(),
        ..Phase::new(id, &e.entry.name)
    };
    (Edit::Named(INSERT, vec![Edit::put(phase)]), subject)
}

fn mit_code(e: &MitigationEntry) -> String {
    let code = e.entry.codes.iter().find_map(|code| code.strip_prefix("mit-mitigation:"));
    code.unwrap_or_default().to_owned()
}

/// An entry that an element can be linked with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entry<'a> {
    /// A mechanism: nodes and links.
    Mechanism(&'a MechanismEntry),
    /// A mitigation.
    Mitigation(&'a MitigationEntry),
    /// A phase.
    Phase(&'a PhaseEntry),
}

/// The change that links an element with an entry: its codes are added, and what the element says already stays.
/// `None` where the element is of another kind, or linked with it already.
pub(super) fn linked_to(
    document: &Assessment,
    subject: &Subject,
    entry: Entry<'_>,
) -> Option<Edit> {
    let edit = match (subject, entry) {
        (Subject::Node(id), Entry::Mechanism(e)) => {
            let node = document.nodes().get(id).filter(|node| node.catalog != e.entry.id)?;
            Edit::put(Node {
                mechanism: node.mechanism.or(e.mechanism),
                catalog: e.entry.id.clone(),
                tags: joined(&node.tags, &e.entry.codes),
                ..node.clone()
            })
        }
        (Subject::Link(id), Entry::Mechanism(e)) => {
            let link = document.links().get(id).filter(|link| link.catalog != e.entry.id)?;
            let is_open = link.mechanism == Mechanism::Other;
            Edit::put(Link {
                mechanism: e.mechanism.filter(|_| is_open).unwrap_or(link.mechanism),
                catalog: e.entry.id.clone(),
                tags: joined(&link.tags, &e.entry.codes),
                ..link.clone()
            })
        }
        (Subject::Mitigation(id), Entry::Mitigation(e)) => {
            let m = document.mitigations().get(id).filter(|m| m.catalog != e.entry.id)?;
            let is_open = m.mit_code.is_empty();
            Edit::put(Mitigation {
                mit_code: if is_open { mit_code(e) } else { m.mit_code.clone() },
                catalog: e.entry.id.clone(),
                tags: joined(&m.tags, &e.entry.codes),
                ..m.clone()
            })
        }
        (Subject::Phase(id), Entry::Phase(e)) => {
            let phase = document.phases().get(id).filter(|phase| phase.catalog != e.entry.id)?;
            Edit::put(Phase { catalog: e.entry.id.clone(), ..phase.clone() })
        }
        _ => return None,
    };
    Some(Edit::Named("link with catalog", vec![edit]))
}

/// The change that takes the link with an entry away; all else stays.
pub(super) fn unlinked(document: &Assessment, subject: &Subject) -> Option<Edit> {
    let catalog = String::new();
    let edit = match subject {
        Subject::Node(id) => Edit::put(Node { catalog, ..document.nodes().get(id)?.clone() }),
        Subject::Link(id) => Edit::put(Link { catalog, ..document.links().get(id)?.clone() }),
        Subject::Mitigation(id) => {
            Edit::put(Mitigation { catalog, ..document.mitigations().get(id)?.clone() })
        }
        Subject::Phase(id) => Edit::put(Phase { catalog, ..document.phases().get(id)?.clone() }),
        _ => return None,
    };
    Some(Edit::Named("unlink from catalog", vec![edit]))
}

fn joined(own: &[String], more: &[String]) -> Vec<String> {
    let new = more.iter().filter(|tag| !own.contains(tag));
    own.iter().chain(new).cloned().collect()
}
