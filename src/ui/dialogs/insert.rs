//! New elements of every kind, with fresh ids.

use crate::{
    model::{
        Assessment, Edit, Evidence, Hypothesis, Id, Mitigation, Node, NodeKind, Pathway, Phase,
        Position, Subject, Weight,
    },
    session::{Notice, Session},
    ui::command::Command,
};

/// The edit that an insert command stands for, and the element that it makes.
///
/// # Errors
/// A notice where the command needs something that is not there, such as selected links.
pub fn edit_for(
    session: &Session,
    command: Command,
    at: Position,
) -> Result<(Edit, Subject), Notice> {
    let document = session.assessment();
    match command {
        Command::AddMitigation => Ok(new_mitigation(document)),
        Command::AddPhase => Ok(new_phase(document)),
        Command::AddHypothesis => Ok(new_hypothesis(document)),
        Command::AddEvidence => Ok(new_evidence(document)),
        Command::AddPathway => new_pathway(session),
        _ => Ok(new_node(document, at)),
    }
}

/// A new host at a place.
pub fn new_node(document: &Assessment, at: Position) -> (Edit, Subject) {
    let id = Id::from_name("new node", |id| document.nodes().contains(id));
    let node = Node { position: Some(at), ..Node::new(id.clone(), "New node", NodeKind::Host) };
    (Edit::put(node), Subject::Node(id))
}

fn new_mitigation(document: &Assessment) -> (Edit, Subject) {
    let id = Id::from_name("new mitigation", |id| document.mitigations().contains(id));
    (Edit::put(Mitigation::new(id.clone(), "New mitigation")), Subject::Mitigation(id))
}

fn new_phase(document: &Assessment) -> (Edit, Subject) {
    let id = Id::from_name("new phase", |id| document.phases().contains(id));
    (Edit::put(Phase::new(id.clone(), "New phase")), Subject::Phase(id))
}

fn new_hypothesis(document: &Assessment) -> (Edit, Subject) {
    let id = Id::from_name("new hypothesis", |id| document.hypotheses().contains(id));
    let hypothesis = Hypothesis::new(id.clone(), "New hypothesis", Weight::ONE);
    (Edit::put(hypothesis), Subject::Hypothesis(id))
}

fn new_evidence(document: &Assessment) -> (Edit, Subject) {
    let id = Id::from_name("new evidence", |id| document.evidence().contains(id));
    (Edit::put(Evidence::new(id.clone(), "New evidence")), Subject::Evidence(id))
}

fn new_pathway(session: &Session) -> Result<(Edit, Subject), Notice> {
    let links: Vec<_> = session
        .selection()
        .subjects()
        .iter()
        .filter_map(|subject| match subject {
            Subject::Link(id) => Some(id.clone()),
            _ => None,
        })
        .collect();
    if links.is_empty() {
        return Err(Notice::partial("select the links of the pathway first, with Ctrl and click"));
    }
    let document = session.assessment();
    let id = Id::from_name("new pathway", |id| document.pathways().contains(id));
    Ok((Edit::put(Pathway::new(id.clone(), "New pathway", links)), Subject::Pathway(id)))
}
