//! One's own draft by the criteria of the audit: the fields of the profile as the coverage table finds them, and the
//! mechanisms that criteria ask about as the model has them.

use super::{
    Depths, Findings, Log, Options, Surroundings,
    content::{
        Source,
        coverage::{self, State},
    },
    wording,
};
use crate::model::{
    Assessment, Catalog, Criterion, Edit, Finding, Id, Mechanism, Pathway, Review, Subject,
    Treatment,
};

/// The id of the review of one's own draft.
const REVIEW: &str = "own-draft";
/// Who found it.
const REVIEWER: &str = "driftline";

/// The edit that grades the draft itself: a review beside those of published reports. Fields of the profile become
/// criteria; a criterion that asks about a mechanism is answered from the model. Made again, it replaces what it found
/// before and leaves what a person graded.
pub fn self_audit(
    document: &Assessment,
    findings: Findings<'_>,
    options: &Options,
    surroundings: &dyn Surroundings,
) -> Edit {
    let nothing = Depths::default();
    let mut edits = Vec::new();
    let id: Id<Review> = Id::from_name(REVIEW, |_| false);
    let known = document.reviews().get(&id).cloned();
    let mut review = known.unwrap_or_else(|| {
        let title = wording::name(&document.label(&Subject::Document));
        Review::new(id, &format!("This draft: {title}"))
    });
    review.findings.retain(|finding| finding.reviewer != REVIEWER);
    let depths = findings.depths.unwrap_or(&nothing);
    let source = Source {
        document,
        analysis: findings.analysis,
        depths,
        options,
        surroundings,
        log: Log::of(document),
    };
    for (wanted, of) in coverage::judged(&source) {
        let id: Id<Criterion> = Id::from_name(&format!("field {}", wanted.name), |_| false);
        if !document.criteria().contains(&id) {
            let asked = format!("{}: {}", options.profile.requirements_of(), wanted.code);
            let question = asked.trim_end_matches([':', ' ']).to_owned();
            edits
                .push(Edit::put(Criterion { question, ..Criterion::new(id.clone(), wanted.name) }));
        }
        let (treatment, state) = treatment_of(of.state);
        let note = [state, &*of.note].into_iter().filter(|text| !text.is_empty());
        let note = note.collect::<Vec<_>>().join(": ");
        add(&mut review, finding(id, treatment, (&note, of.by.title())));
    }
    for criterion in document.criteria().iter() {
        let Some(mechanism) = criterion.mechanism else { continue };
        let (treatment, note) = modelled(document, mechanism, &surroundings.catalog());
        add(&mut review, finding(criterion.id.clone(), treatment, (&note, "")));
    }
    edits.push(Edit::put(review));
    Edit::Named("audit this draft", edits)
}

/// What the coverage table says, in the words of an audit: what is there in part is not integrated yet.
fn treatment_of(state: State) -> (Treatment, &'static str) {
    match state {
        State::Filled => (Treatment::Addressed, ""),
        State::Partly => (Treatment::AcknowledgedInIsolation, "In part"),
        State::Missing => (Treatment::NotAddressed, "Missing"),
    }
}

fn finding(id: Id<Criterion>, treatment: Treatment, (note, locator): (&str, &str)) -> Finding {
    Finding {
        note: note.to_owned(),
        locator: locator.to_owned(),
        source: "The coverage table and the model of this document".to_owned(),
        reviewer: REVIEWER.to_owned(),
        ..Finding::new(id, treatment)
    }
}

/// What a person graded stays.
fn add(review: &mut Review, finding: Finding) {
    if review.finding(&finding.criterion).is_none() {
        review.findings.push(finding);
    }
}

/// How the model treats a mechanism: on a pathway, somewhere in the graph, ruled out with a reason, or not at all.
fn modelled(document: &Assessment, mechanism: Mechanism, catalog: &Catalog) -> (Treatment, String) {
    let name = wording::mechanism(mechanism);
    let links = document.links().iter().filter(|link| link.mechanism == mechanism);
    let links: Vec<_> = links.map(|link| &link.id).collect();
    let nodes = document.nodes().iter().filter(|node| node.mechanism == Some(mechanism)).count();
    let is_on = |pathway: &&Pathway| pathway.links.iter().any(|id| links.contains(&id));
    let pathways: Vec<String> = document
        .pathways()
        .iter()
        .filter(is_on)
        .map(|pathway| wording::name(&document.label(&Subject::Pathway(pathway.id.clone()))))
        .collect();
    if !pathways.is_empty() {
        let list = wording::joined(&pathways);
        return (Treatment::Addressed, format!("{name} is part of {list}"));
    }
    if !links.is_empty() || nodes > 0 {
        let links = wording::counted(links.len(), "link", "links");
        let nodes = wording::counted(nodes, "node", "nodes");
        let note = format!("{links} and {nodes} in the graph, on no named pathway");
        return (Treatment::AcknowledgedInIsolation, note);
    }
    let is_of = |entry: &str| {
        catalog.mechanism(entry).is_some_and(|entry| entry.mechanism == Some(mechanism))
    };
    let dismissed = document.dismissals().iter().find(|dismissal| is_of(&dismissal.entry));
    match dismissed {
        Some(dismissal) => (Treatment::NotApplicable, wording::name(&dismissal.reason)),
        None => (Treatment::NotAddressed, "Neither modelled nor ruled out".to_owned()),
    }
}
