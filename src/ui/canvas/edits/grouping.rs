//! Zones: making, dissolving, collapsing.

use std::collections::BTreeSet;

use crate::model::{Assessment, Edit, Id, Node, Subject, Zone};

/// Puts the selected nodes into a new zone, and gives the zone; `None` where no node is selected.
pub fn grouped(document: &Assessment, subjects: &BTreeSet<Subject>) -> Option<(Edit, Subject)> {
    let nodes = document.nodes().iter();
    let members: Vec<&Node> =
        nodes.filter(|node| subjects.contains(&Subject::Node(node.id.clone()))).collect();
    if members.is_empty() {
        return None;
    }
    let id = Id::from_name("new zone", |id| document.zones().contains(id));
    let zone = Edit::put(Zone::new(id.clone(), "New zone"));
    let join = |node: &Node| Edit::put(Node { zone: Some(id.clone()), ..node.clone() });
    let edits = std::iter::once(zone).chain(members.into_iter().map(join)).collect();
    Some((Edit::Named("group into a zone", edits), Subject::Zone(id)))
}

/// The selected zones, and those of selected nodes.
pub fn zones_of(document: &Assessment, subjects: &BTreeSet<Subject>) -> BTreeSet<Id<Zone>> {
    let zone = |subject: &Subject| match subject {
        Subject::Zone(id) => Some(id.clone()),
        Subject::Node(id) => document.nodes().get(id)?.zone.clone(),
        _ => None,
    };
    subjects.iter().filter_map(zone).collect()
}

/// Takes zones away; their nodes stay. `None` without zones.
pub fn dissolved(zones: &BTreeSet<Id<Zone>>) -> Option<Edit> {
    let gone: BTreeSet<Subject> = zones.iter().cloned().map(Subject::Zone).collect();
    (!gone.is_empty()).then(|| Edit::Named("dissolve zone", vec![Edit::Remove(gone)]))
}

/// Collapses zones, or expands them where all are collapsed already; `None` without zones.
pub fn folded(document: &Assessment, zones: &BTreeSet<Id<Zone>>) -> Option<Edit> {
    let zones: Vec<&Zone> = zones.iter().filter_map(|id| document.zones().get(id)).collect();
    if zones.is_empty() {
        return None;
    }
    let is_collapsed = !zones.iter().all(|zone| zone.is_collapsed);
    let name = if is_collapsed { "collapse zone" } else { "expand zone" };
    let put = |zone: &Zone| Edit::put(Zone { is_collapsed, ..zone.clone() });
    Some(Edit::Named(name, zones.into_iter().map(put).collect()))
}
