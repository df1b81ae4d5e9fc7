//! The part of the graph around what a question is about: a few neighbors, and nothing that stays in the house.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{
    drawing::layout,
    model::{
        Assessment, Id, Link, Marked, Mechanism, Mitigation, Node, NodeKind, Piece, Position,
        ScoreKey, Subject, has_mark, passages,
    },
    report::wording,
};

/// Most nodes that are drawn, but for what is asked about.
const NODES_MAX: usize = 7;

/// Makes pictures of one document.
pub(super) struct Neighborhood<'a> {
    document: &'a Assessment,
    inside: BTreeSet<&'a Subject>,
    places: BTreeMap<Id<Node>, Position>,
}

impl<'a> Neighborhood<'a> {
    pub(super) fn of(document: &'a Assessment) -> Self {
        let marks = document.report().internal.iter();
        let inside = marks.filter_map(|mark| match &mark.what {
            Marked::Element(subject) => Some(subject),
            Marked::Score(_) | Marked::Text(_) => None,
        });
        Self { document, inside: inside.collect(), places: layout::positions(document) }
    }

    /// The picture around what a score belongs to; `null` where there is nothing to be seen.
    pub(super) fn around(&self, key: &ScoreKey) -> Value {
        if self.inside.contains(&key.subject) {
            return Value::Null;
        }
        match &key.subject {
            Subject::Node(id) => self.picture(std::slice::from_ref(id), None, None),
            Subject::Link(id) => match self.document.links().get(id) {
                Some(link) => self.picture(&[link.from.clone(), link.to.clone()], Some(id), None),
                None => Value::Null,
            },
            Subject::Mitigation(id) => match self.document.mitigations().get(id) {
                Some(mitigation) => self.covered_by(mitigation),
                None => Value::Null,
            },
            _ => Value::Null,
        }
    }

    fn covered_by(&self, mitigation: &Mitigation) -> Value {
        let blocked = mitigation.blocks.iter().filter_map(|id| self.document.links().get(id));
        let covered = blocked.flat_map(|link| [&link.from, &link.to]);
        let mut nodes: Vec<Id<Node>> = Vec::new();
        for id in covered.chain(&mitigation.restores).chain(&mitigation.prevents) {
            if nodes.len() < NODES_MAX - 1 && !nodes.contains(id) {
                nodes.push(id.clone());
            }
        }
        self.picture(&nodes, None, Some(mitigation))
    }

    fn picture(
        &self,
        asked: &[Id<Node>],
        link: Option<&Id<Link>>,
        mitigation: Option<&Mitigation>,
    ) -> Value {
        let mut shown: Vec<&Node> = asked.iter().filter_map(|id| self.node(id)).collect();
        if shown.is_empty() {
            return Value::Null;
        }
        if mitigation.is_none() {
            for other in self.links().filter(|l| asked.contains(&l.from) || asked.contains(&l.to)) {
                for id in [&other.from, &other.to] {
                    let is_new = !shown.iter().any(|node| node.id == *id);
                    let node = self.node(id).filter(|_| is_new && shown.len() < NODES_MAX);
                    shown.extend(node);
                }
            }
        }
        let is_shown = |id: &Id<Node>| shown.iter().any(|node| node.id == *id);
        let is_asked = |of: &Link| {
            link == Some(&of.id) || mitigation.is_some_and(|m| m.blocks.contains(&of.id))
        };
        let links = self.links().filter(|link| is_shown(&link.from) && is_shown(&link.to));
        let mut links: Vec<Value> = links
            .map(|link| edge((link.from.as_str(), link.to.as_str()), &way(link), is_asked(link)))
            .collect();
        let has_focus =
            |id: &Id<Node>| link.is_none() && mitigation.is_none() && asked.contains(id);
        let mut nodes: Vec<Value> = shown
            .iter()
            .map(|node| {
                let at = self.places.get(&node.id).copied().unwrap_or(Position { x: 0.0, y: 0.0 });
                let kind = wording::node_kind(node.kind).to_lowercase();
                let name = if node.name.is_empty() { node.id.as_str() } else { &node.name };
                spot((node.id.as_str(), name, &kind), at, has_focus(&node.id))
            })
            .collect();
        if let Some(mitigation) = mitigation {
            let at = self.places.get(&shown[0].id).copied().unwrap_or(Position { x: 0.0, y: 0.0 });
            // No id of an element has a point.
            let id = format!("m.{}", mitigation.id);
            let name =
                if mitigation.name.is_empty() { mitigation.id.as_str() } else { &mitigation.name };
            nodes.push(spot((&id, name, "mitigation"), at.moved(0.0, -60.0), true));
            for (verb, covered) in
                [("restores", &mitigation.restores), ("prevents", &mitigation.prevents)]
            {
                let covered = covered.iter().filter(|node| is_shown(node));
                links.extend(covered.map(|n| edge((&id, n.as_str()), verb, false)));
            }
        }
        json!({ "nodes": nodes, "links": links })
    }

    /// A node, unless it stays in the house.
    fn node(&self, id: &Id<Node>) -> Option<&'a Node> {
        let node = self.document.nodes().get(id)?;
        let is_inside = self.inside.contains(&Subject::Node(id.clone()));
        (node.kind != NodeKind::Withheld && !is_inside).then_some(node)
    }

    /// The links that may be seen.
    fn links(&self) -> impl Iterator<Item = &'a Link> {
        let links = self.document.links().iter();
        links.filter(|link| !self.inside.contains(&Subject::Link(link.id.clone())))
    }
}

fn spot((id, name, kind): (&str, &str, &str), at: Position, has_focus: bool) -> Value {
    json!({ "id": id, "name": open(name), "kind": kind, "x": at.x, "y": at.y, "focus": has_focus })
}

fn edge((from, to): (&str, &str), name: &str, has_focus: bool) -> Value {
    json!({ "from": from, "to": to, "name": name, "focus": has_focus })
}

fn way(link: &Link) -> String {
    match link.mechanism {
        Mechanism::Other => String::new(),
        of => wording::mechanism(of).to_lowercase(),
    }
}

/// A name without the passages that stay in the house.
fn open(name: &str) -> String {
    if !has_mark(name) {
        return wording::name(name);
    }
    let pieces = passages(name).into_iter().map(|piece| match piece {
        Piece::Open(text) => text,
        Piece::Internal { .. } => "[withheld]",
    });
    wording::name(&pieces.collect::<String>())
}
