//! Every invariant of a document, with its sentence. A [`Violation`] names the field by its path in the file.

mod edits;
mod elements;
mod found;
mod names;

use std::{collections::BTreeSet, fmt};

use self::{
    elements::{Check, annotation, bookmarks, evidence, has, hypothesis, phase, report},
    found::Found,
    names::Names,
};
use super::{Assessment, Edit, Hypothesis, Parts, Row, mark_rules};

/// Most phases that are accepted.
pub const PHASES_MAX: usize = 1_000;
/// Most nodes that are accepted.
pub const NODES_MAX: usize = 250_000;
/// Most links that are accepted.
pub const LINKS_MAX: usize = 1_000_000;
/// Most elements of every other kind that are accepted.
pub const OTHERS_MAX: usize = 50_000;
/// Most hypotheses that are accepted.
pub const HYPOTHESES_MAX: usize = 100;
/// Longest text that is accepted in one field, in bytes.
pub const TEXT_MAX: usize = 1 << 20;

/// A broken rule: where, and what is wrong with a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The field's path, for example `nodes[3].stability.pilot.estimate`; empty for the document as a whole.
    pub path: String,
    /// What is wrong and what would be right.
    pub sentence: String,
}

impl Violation {
    /// A violation at a path.
    pub fn new(path: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { path: path.into(), sentence: sentence.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.sentence)
        } else {
            write!(f, "{}: {}", self.path, self.sentence)
        }
    }
}

/// All rules that raw parts break, in file order.
pub fn violations(parts: &Parts) -> Vec<Violation> {
    let names = Names::of(parts);
    let mut found = Found::default();
    limits(parts, &mut found);
    unique("phases", &parts.phases, &mut found);
    unique("nodes", &parts.nodes, &mut found);
    unique("links", &parts.links, &mut found);
    unique("mitigations", &parts.mitigations, &mut found);
    unique("hypotheses", &parts.hypotheses, &mut found);
    unique("pathways", &parts.pathways, &mut found);
    unique("zones", &parts.zones, &mut found);
    unique("evidence", &parts.evidence, &mut found);
    unique("annotations", &parts.annotations, &mut found);
    found.about(&parts.about);
    if let Some(scale) = &parts.scale {
        found.scale(scale);
    }
    let check = Check { names: &names, scale: parts.scale.as_ref() };
    each("phases", &parts.phases, |path, e| phase(path, e, &mut found));
    each("nodes", &parts.nodes, |path, e| check.node(path, e, &mut found));
    each("links", &parts.links, |path, e| check.link(path, e, &mut found));
    each("mitigations", &parts.mitigations, |path, e| check.mitigation(path, e, &mut found));
    weights(parts.hypotheses.iter(), &mut found);
    each("hypotheses", &parts.hypotheses, |path, e| hypothesis(path, e, &mut found));
    each("pathways", &parts.pathways, |path, e| check.pathway(path, e, &mut found));
    each("zones", &parts.zones, |path, e| found.text(&format!("{path}.name"), &e.name));
    each("evidence", &parts.evidence, |path, e| evidence(path, e, &mut found));
    each("annotations", &parts.annotations, |path, e| annotation(path, e, &mut found));
    bookmarks(&parts.bookmarks, &mut found);
    report(&parts.report, &mut found);
    found.0.extend(mark_rules::violations(&parts.report, &|subject| has(parts, &names, subject)));
    found.0
}

/// The rules that an edit may have broken in the document that came of it. Removals clean up after themselves, so
/// only what they can empty is looked at.
pub(in crate::model) fn violations_of_edit(document: &Assessment, edit: &Edit) -> Vec<Violation> {
    let mut found = Found::default();
    let check = Check { names: document, scale: document.scale() };
    check.edit(document, edit, &mut found);
    found.0
}

fn each<T>(list: &str, elements: &[T], mut check: impl FnMut(&str, &T)) {
    for (i, element) in elements.iter().enumerate() {
        check(&format!("{list}[{i}]"), element);
    }
}

fn limits(parts: &Parts, found: &mut Found) {
    if parts.phases.is_empty() {
        found.add("phases", "there is no phase; at least one is needed");
    }
    let counts = [
        ("phases", parts.phases.len(), PHASES_MAX),
        ("nodes", parts.nodes.len(), NODES_MAX),
        ("links", parts.links.len(), LINKS_MAX),
        ("mitigations", parts.mitigations.len(), OTHERS_MAX),
        ("hypotheses", parts.hypotheses.len(), HYPOTHESES_MAX),
        ("pathways", parts.pathways.len(), OTHERS_MAX),
        ("zones", parts.zones.len(), OTHERS_MAX),
        ("evidence", parts.evidence.len(), OTHERS_MAX),
        ("annotations", parts.annotations.len(), OTHERS_MAX),
        ("bookmarks", parts.bookmarks.len(), OTHERS_MAX),
    ];
    for (list, count, limit) in counts {
        if count > limit {
            found.add(list, format!("there are {count} elements; the limit is {limit}"));
        }
    }
}

fn unique<T: Row>(list: &str, elements: &[T], found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (i, element) in elements.iter().enumerate() {
        if !seen.insert(element.id()) {
            found.add(
                format!("{list}[{i}].id"),
                format!("the id '{}' occurs twice; rename one", element.id()),
            );
        }
    }
}

fn weights<'a>(hypotheses: impl ExactSizeIterator<Item = &'a Hypothesis>, found: &mut Found) {
    if hypotheses.len() > 0 && hypotheses.map(|h| h.weight.get()).fold(0.0, f64::max) <= 0.0 {
        found.add("hypotheses", "all weights are 0; give at least one hypothesis a weight above 0");
    }
}
