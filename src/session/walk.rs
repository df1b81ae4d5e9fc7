//! Walking from node to node along links.

use std::collections::BTreeSet;

use crate::model::{Assessment, Id, Node, Subject};

/// A step along links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To a node that this one leads to.
    Forth,
    /// To a node that leads here.
    Back,
    /// To the next node that is reached from where this one was reached.
    NextBranch,
    /// To the one before.
    BranchBefore,
}

/// The nodes that lead to some elements, in the order of the document: those where links into nodes, or the links
/// themselves, begin.
pub fn parents(document: &Assessment, selected: &BTreeSet<Subject>) -> Vec<Subject> {
    neighbors(document, selected, true)
}

/// The nodes that some elements lead to, in the order of the document.
pub fn children(document: &Assessment, selected: &BTreeSet<Subject>) -> Vec<Subject> {
    neighbors(document, selected, false)
}

/// Where a step from an element leads; `None` where there is no way. `before` is the node that was stood on before:
/// back and forth return to it, and branches are those of it.
pub fn step(
    document: &Assessment,
    from: &Subject,
    step: Step,
    before: Option<&Id<Node>>,
) -> Option<Id<Node>> {
    let node = match from {
        Subject::Node(id) => id,
        Subject::Link(id) => {
            let link = document.links().get(id)?;
            let is_back = matches!(step, Step::Back | Step::BranchBefore);
            return Some(if is_back { link.from.clone() } else { link.to.clone() });
        }
        _ => return None,
    };
    match step {
        Step::Forth => choose(around(document, node, false), before),
        Step::Back => choose(around(document, node, true), before),
        Step::NextBranch | Step::BranchBefore => {
            let branches = branches(document, node, before)?;
            let place = branches.iter().position(|id| id == node)?;
            let by = if step == Step::NextBranch { 1 } else { branches.len() - 1 };
            let next = &branches[(place + by) % branches.len()];
            (next != node).then(|| next.clone())
        }
    }
}

/// The node stood on before where it is among these, else the first.
fn choose(nodes: Vec<Id<Node>>, before: Option<&Id<Node>>) -> Option<Id<Node>> {
    let known = before.filter(|id| nodes.contains(id)).cloned();
    known.or_else(|| nodes.into_iter().next())
}

/// The nodes among which a node is a branch: those reached from the node stood on before, else from the first that
/// leads here, else those that lead to the first that this one leads to.
fn branches(
    document: &Assessment,
    node: &Id<Node>,
    before: Option<&Id<Node>>,
) -> Option<Vec<Id<Node>>> {
    let (leading, led) = (around(document, node, true), around(document, node, false));
    let from = |id: &Id<Node>, is_against: bool| around(document, id, is_against);
    if let Some(before) = before {
        if leading.contains(before) {
            return Some(from(before, false));
        }
        if led.contains(before) {
            return Some(from(before, true));
        }
    }
    leading.first().map(|id| from(id, false)).or_else(|| led.first().map(|id| from(id, true)))
}

/// The nodes one link away, from top to bottom, then from left to right.
fn around(document: &Assessment, node: &Id<Node>, is_against: bool) -> Vec<Id<Node>> {
    let links = document.links().iter();
    let ends =
        links.map(|link| if is_against { (&link.to, &link.from) } else { (&link.from, &link.to) });
    let others = ends.filter(|(near, far)| *near == node && *far != node).map(|(_, far)| far);
    let mut nodes: Vec<&Node> = others
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter_map(|id| document.nodes().get(id))
        .collect();
    let place = |node: &Node| node.position.map_or((0.0, 0.0), |at| (at.y, at.x));
    nodes.sort_by(|a, b| {
        let (a, b) = (place(a), place(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    nodes.into_iter().map(|node| node.id.clone()).collect()
}

fn neighbors(
    document: &Assessment,
    selected: &BTreeSet<Subject>,
    is_against: bool,
) -> Vec<Subject> {
    let is_of = |id: &Id<Node>| {
        let zone = document.nodes().get(id).and_then(|node| node.zone.clone());
        selected.contains(&Subject::Node(id.clone()))
            || zone.is_some_and(|zone| selected.contains(&Subject::Zone(zone)))
    };
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for link in document.links().iter() {
        let (near, far) = if is_against { (&link.to, &link.from) } else { (&link.from, &link.to) };
        let is_chosen = selected.contains(&Subject::Link(link.id.clone()));
        if is_chosen || (is_of(near) && !is_of(far)) {
            found.extend(document.nodes().position(far));
        }
    }
    let nodes = found.into_iter().filter_map(|place| document.nodes().at(place));
    nodes.map(|node| Subject::Node(node.id.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, NodeKind, Position};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    /// `a` leads to `b`, `c` and `d`, which stand above each other in the order `c`, `b`, `d`; `x` leads to `b` too.
    fn tree() -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        for (name, x, y) in
            [("a", 0.0, 0.0), ("b", 1.0, 1.0), ("c", 1.0, 0.0), ("d", 1.0, 2.0), ("x", 0.0, 3.0)]
        {
            let mut node = Node::new(id(name), name, NodeKind::Host);
            node.position = Some(Position { x, y });
            parts.nodes.push(node);
        }
        for (from, to) in [("a", "b"), ("a", "c"), ("a", "d"), ("x", "b")] {
            parts.links.push(Link::new(id(&format!("{from}-{to}")), id(from), id(to)));
        }
        Assessment::new(parts).expect("valid")
    }

    fn from(node: &str, how: Step, before: Option<&str>) -> Option<String> {
        let before: Option<Id<Node>> = before.map(id);
        let to = step(&tree(), &Subject::Node(id(node)), how, before.as_ref());
        to.map(|id| id.as_str().to_owned())
    }

    #[test]
    fn steps_lead_forth_back_and_across() {
        assert_eq!(from("a", Step::Forth, None).as_deref(), Some("c"));
        assert_eq!(from("c", Step::NextBranch, Some("a")).as_deref(), Some("b"));
        assert_eq!(from("c", Step::BranchBefore, Some("a")).as_deref(), Some("d"));
        assert_eq!(from("b", Step::Back, None).as_deref(), Some("a"));
        assert_eq!(from("b", Step::Back, Some("x")).as_deref(), Some("x"));
        assert_eq!(from("a", Step::Forth, Some("d")).as_deref(), Some("d"));
        assert_eq!(from("a", Step::NextBranch, Some("b")).as_deref(), Some("x"));
        assert_eq!(from("a", Step::Back, None), None);
        assert_eq!(from("c", Step::Forth, Some("a")), None);
    }

    #[test]
    fn a_link_leads_to_its_ends() {
        let link = Subject::Link(id("a-b"));
        assert_eq!(step(&tree(), &link, Step::Forth, None), Some(id("b")));
        assert_eq!(step(&tree(), &link, Step::Back, None), Some(id("a")));
    }

    #[test]
    fn parents_and_children_of_several_are_those_of_all() {
        let ids = |subjects: Vec<Subject>| -> Vec<String> {
            subjects.iter().map(|subject| subject.id_str().to_owned()).collect()
        };
        let selected = BTreeSet::from([Subject::Node(id("b")), Subject::Node(id("c"))]);
        assert_eq!(ids(parents(&tree(), &selected)), ["a", "x"]);
        let selected = BTreeSet::from([Subject::Node(id("a")), Subject::Node(id("c"))]);
        assert_eq!(ids(children(&tree(), &selected)), ["b", "d"]);
        let selected = BTreeSet::from([Subject::Link(id("x-b"))]);
        assert_eq!(ids(children(&tree(), &selected)), ["b"]);
    }
}
