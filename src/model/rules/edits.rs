//! The rules that an edit can break.

use super::{
    HYPOTHESES_MAX, LINKS_MAX, NODES_MAX, PHASES_MAX,
    elements::{Check, annotation, bookmarks, evidence, hypothesis, phase, report},
    found::Found,
    names::Known,
    violations, weights,
};
use crate::model::{Assessment, Edit, Element, Id, Row, Subject, Table, mark_rules};

impl<K: Known> Check<'_, K> {
    pub(super) fn edit(&self, document: &Assessment, edit: &Edit, found: &mut Found) {
        match edit {
            Edit::About(about) => found.about(about),
            Edit::Put(element) => {
                self.element(document, element, found);
                counts(document, found);
            }
            Edit::Remove(_) => {
                if document.phases().is_empty() {
                    found.add("phases", "the last phase cannot be removed; at least one is needed");
                }
                weights(document.hypotheses().iter(), found);
            }
            Edit::Move(places) => {
                if places.iter().any(|(_, p)| !p.is_finite()) {
                    found.add("nodes", "the position is not finite");
                }
            }
            Edit::Order(..) => {}
            Edit::Score(key, _) => self.subject(document, &key.subject, found),
            Edit::Scale(_) => found.0.extend(violations(&document.to_parts())),
            Edit::Bookmarks(views) => bookmarks(views, found),
            Edit::Report(settings) => {
                report(settings, found);
                let marks = mark_rules::violations(settings, &|subject| document.contains(subject));
                found.0.extend(marks);
            }
            Edit::All(edits) | Edit::Named(_, edits) => {
                for edit in edits {
                    self.edit(document, edit, found);
                }
            }
        }
    }

    fn subject(&self, document: &Assessment, subject: &Subject, found: &mut Found) {
        match subject {
            Subject::Node(id) => {
                at(document.nodes(), "nodes", id, |path, e| self.node(path, e, found));
            }
            Subject::Link(id) => {
                at(document.links(), "links", id, |path, e| self.link(path, e, found));
            }
            Subject::Mitigation(id) => {
                at(document.mitigations(), "mitigations", id, |path, e| {
                    self.mitigation(path, e, found);
                });
            }
            _ => {}
        }
    }

    fn element(&self, document: &Assessment, element: &Element, found: &mut Found) {
        match element {
            Element::Phase(e) => {
                at(document.phases(), "phases", &e.id, |path, e| phase(path, e, found));
            }
            Element::Hypothesis(e) => {
                at(document.hypotheses(), "hypotheses", &e.id, |path, e| {
                    hypothesis(path, e, found);
                });
                weights(document.hypotheses().iter(), found);
            }
            Element::Pathway(e) => {
                at(document.pathways(), "pathways", &e.id, |path, e| self.pathway(path, e, found));
            }
            Element::Zone(e) => {
                at(document.zones(), "zones", &e.id, |path, e| {
                    found.text(&format!("{path}.name"), &e.name);
                });
            }
            Element::Evidence(e) => {
                at(document.evidence(), "evidence", &e.id, |path, e| evidence(path, e, found));
            }
            Element::Annotation(e) => {
                at(document.annotations(), "annotations", &e.id, |path, e| {
                    annotation(path, e, found);
                });
            }
            Element::Node(_) | Element::Link(_) | Element::Mitigation(_) => {
                self.subject(document, &element.subject(), found);
            }
        }
    }
}

fn at<T: Row>(table: &Table<T>, list: &str, id: &Id<T>, check: impl FnOnce(&str, &T)) {
    if let Some((position, element)) = table.position(id).zip(table.get(id)) {
        check(&format!("{list}[{position}]"), element);
    }
}

fn counts(document: &Assessment, found: &mut Found) {
    let counts = [
        ("phases", document.phases().len(), PHASES_MAX),
        ("nodes", document.nodes().len(), NODES_MAX),
        ("links", document.links().len(), LINKS_MAX),
        ("hypotheses", document.hypotheses().len(), HYPOTHESES_MAX),
    ];
    for (list, count, limit) in counts {
        if count > limit {
            found.add(list, format!("there are {count} elements; the limit is {limit}"));
        }
    }
}
