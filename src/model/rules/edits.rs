//! The rules that an edit may have broken in the document that came of it.

use super::{
    Assessment, Check, Edit, Element, Found, HYPOTHESES_MAX, Id, Known, LINKS_MAX, NODES_MAX,
    OTHERS_MAX, PHASES_MAX, Row, Subject, Table, Violation, annotation, argument, bookmarks,
    evidence, hypothesis, marks, phase, report, violations, weights,
};

/// The rules that an edit may have broken in the document that came of it. Removals clean up after themselves, so
/// only what they can empty is looked at.
pub(in crate::model) fn violations_of_edit(document: &Assessment, edit: &Edit) -> Vec<Violation> {
    let mut found = Found::default();
    let check = Check { names: document, scale: document.scale() };
    check.edit(document, edit, &mut found);
    found.list
}

impl<K: Known> Check<'_, K> {
    fn edit(&self, document: &Assessment, edit: &Edit, found: &mut Found) {
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
                for (id, place) in places {
                    let path = || match document.nodes().position(id) {
                        Some(at) => format!("nodes[{at}].position"),
                        None => "nodes".to_owned(),
                    };
                    found.position(path, *place);
                }
            }
            Edit::Order(..) => {}
            Edit::Score(key, _) => self.subject(document, &key.subject, found),
            Edit::Scale(_) => found.extend(violations(&document.to_parts())),
            Edit::Bookmarks(views) => bookmarks(views, found),
            Edit::Dismissals(list) => argument::dismissals(list, found),
            Edit::Suppressions(list) => self.suppressions(list, found),
            Edit::Report(settings) => {
                report(settings, found);
                let marks = marks::violations(settings, &|subject| document.contains(subject));
                found.extend(marks);
            }
            Edit::Panel(_) => self.panel(document.panel(), found),
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
                    self.cited(path, &e.evidence, found);
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
                at(document.evidence(), "evidence", &e.id, |path, e| {
                    evidence(path, e, found);
                    self.grounds(path, e, found);
                });
            }
            Element::Annotation(e) => {
                at(document.annotations(), "annotations", &e.id, |path, e| {
                    annotation(path, e, found);
                });
            }
            Element::Claim(e) => {
                at(document.claims(), "claims", &e.id, |path, e| self.claim(path, e, found));
                argument::trees(document.claims().iter(), found);
            }
            Element::Question(e) => {
                at(document.questions(), "questions", &e.id, |path, e| {
                    self.question(path, e, found);
                });
            }
            Element::Comment(e) => {
                at(document.comments(), "comments", &e.id, |path, e| self.comment(path, e, found));
            }
            Element::Criterion(e) => {
                at(document.criteria(), "criteria", &e.id, |path, e| {
                    argument::criterion(path, e, found);
                });
            }
            Element::Review(e) => {
                at(document.reviews(), "reviews", &e.id, |path, e| self.review(path, e, found));
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
        ("claims", document.claims().len(), OTHERS_MAX),
        ("evidence", document.evidence().len(), OTHERS_MAX),
    ];
    for (list, count, limit) in counts {
        found.count(list, count, limit);
    }
}
