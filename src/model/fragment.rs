//! Parts of a document that are taken along: cut out as a small document of their own.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    About, Annotation, Assessment, Evidence, Id, Link, Mark, Mitigation, Node, Parts, Position,
    Series, Subject, Zone,
};

impl Assessment {
    /// A document of its own with the given nodes and annotations, the members of the given zones, the links between
    /// those nodes, and all that they refer to: zones, evidence, the mitigations that touch them, the phases and the
    /// scale. `places` says where nodes without a position are shown. `None` where neither a node nor an annotation is
    /// among the subjects.
    pub fn fragment(
        &self,
        subjects: &BTreeSet<Subject>,
        places: &BTreeMap<Id<Node>, Position>,
    ) -> Option<Self> {
        let is_wanted = |node: &Node| {
            let zone = node.zone.clone().map(Subject::Zone);
            subjects.contains(&Subject::Node(node.id.clone()))
                || zone.is_some_and(|zone| subjects.contains(&zone))
        };
        let placed = |node: &Node| Node {
            position: node.position.or_else(|| places.get(&node.id).copied()),
            ..node.clone()
        };
        let nodes: Vec<Node> = self.nodes.iter().filter(|n| is_wanted(n)).map(placed).collect();
        let annotations = self.annotations.iter();
        let annotations: Vec<Annotation> = annotations
            .filter(|a| subjects.contains(&Subject::Annotation(a.id.clone())))
            .cloned()
            .collect();
        if nodes.is_empty() && annotations.is_empty() {
            return None;
        }
        let parts = Parts {
            about: About { title: format!("Part of {}", self.about.title), ..About::default() },
            phases: self.phases.to_vec(),
            scale: self.scale.as_deref().cloned(),
            nodes,
            annotations,
            ..Parts::default()
        };
        let mut parts = self.with_surroundings(parts);
        parts.report.internal = self.marks_among(&parts);
        Self::new(parts).ok()
    }

    /// Adds what the nodes of a fragment are connected with.
    fn with_surroundings(&self, mut parts: Parts) -> Parts {
        let nodes: BTreeSet<&Id<Node>> = parts.nodes.iter().map(|node| &node.id).collect();
        let is_inner = |link: &&Link| nodes.contains(&link.from) && nodes.contains(&link.to);
        parts.links = self.links.iter().filter(is_inner).cloned().collect();
        let links: BTreeSet<&Id<Link>> = parts.links.iter().map(|link| &link.id).collect();
        let required: BTreeSet<&Id<Mitigation>> =
            parts.links.iter().filter_map(|link| link.requires.as_ref()).collect();
        let inner = |ids: &[Id<Node>]| -> Vec<Id<Node>> {
            ids.iter().filter(|id| nodes.contains(id)).cloned().collect()
        };
        let restricted = |m: &Mitigation| Mitigation {
            prevents: inner(&m.prevents),
            restores: inner(&m.restores),
            undermined_by: inner(&m.undermined_by),
            blocks: m.blocks.iter().filter(|id| links.contains(id)).cloned().collect(),
            ..m.clone()
        };
        let mitigations = self.mitigations.iter().map(restricted);
        parts.mitigations =
            mitigations.filter(|m| touches(m) || required.contains(&m.id)).collect();
        let zones: BTreeSet<&Id<Zone>> =
            parts.nodes.iter().filter_map(|n| n.zone.as_ref()).collect();
        parts.zones = self.zones.iter().filter(|z| zones.contains(&z.id)).cloned().collect();
        let cited = cited(&parts);
        let evidence = self.evidence.iter().filter(|e| cited.contains(&e.id));
        parts.evidence = evidence.map(Evidence::unbound).collect();
        parts
    }

    /// The marks on what a fragment holds: a copy of what stays in the house stays there, too.
    fn marks_among(&self, parts: &Parts) -> Vec<Mark> {
        let is_there = |mark: &&Mark| match mark.what.subject() {
            Subject::Node(id) => parts.nodes.iter().any(|e| e.id == id),
            Subject::Link(id) => parts.links.iter().any(|e| e.id == id),
            Subject::Mitigation(id) => parts.mitigations.iter().any(|e| e.id == id),
            Subject::Zone(id) => parts.zones.iter().any(|e| e.id == id),
            Subject::Evidence(id) => parts.evidence.iter().any(|e| e.id == id),
            Subject::Annotation(id) => parts.annotations.iter().any(|e| e.id == id),
            _ => false,
        };
        self.report.internal.iter().filter(is_there).cloned().collect()
    }
}

fn touches(m: &Mitigation) -> bool {
    let nodes = [&m.prevents, &m.restores, &m.undermined_by];
    nodes.iter().any(|ids| !ids.is_empty()) || !m.blocks.is_empty()
}

/// All evidence that nodes, links, mitigations and their scores cite.
fn cited(parts: &Parts) -> BTreeSet<Id<Evidence>> {
    let of_series = |series: &Series| -> Vec<Id<Evidence>> {
        series.iter().flat_map(|(_, score)| score.evidence.clone()).collect()
    };
    let mut cited = BTreeSet::new();
    for node in &parts.nodes {
        cited.extend(node.evidence.iter().cloned());
        cited.extend(node.initially_misaligned.iter().flat_map(|score| score.evidence.clone()));
        cited.extend(of_series(&node.stability).into_iter().chain(of_series(&node.persistence)));
    }
    for link in &parts.links {
        cited.extend(link.evidence.iter().cloned().chain(of_series(&link.likelihood)));
    }
    for mitigation in &parts.mitigations {
        cited.extend(mitigation.evidence.iter().cloned());
        cited.extend(of_series(&mitigation.effectiveness));
    }
    cited
}
