//! The Evidence workspace: the table, what rests on a piece, withdrawal, import, timeline.

use driftline::{
    model::{
        Assessment, Dimension, Edit, Evidence, EvidenceShift, Id, Probability, Score, ScoreKey,
        Subject,
    },
    session::{Action, Response, Selection, template},
    ui::{
        App,
        egui::{Key, Modifiers, accesskit::Role, vec2},
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};

use crate::workbench::{sample, settle, window_of_size};

/// A piece that scores rest on.
fn cited(document: &Assessment) -> Id<Evidence> {
    let mut all = document.evidence().iter();
    let is_cited = |e: &&Evidence| {
        e.withdrawn.is_none() && document.shifts_without(&e.id).iter().any(EvidenceShift::is_wider)
    };
    all.find(is_cited).expect("one").id.clone()
}

fn evidence() -> Harness<'static, App> {
    evidence_of(sample())
}

/// A document that is analyzed at once, with a score that rests on a piece of evidence.
fn small() -> Assessment {
    let document = template("spread-starter").expect("bundled").document().expect("a document");
    let id: Id<Evidence> = Id::new("e-one").expect("an id");
    let (link, phase) = (document.links().at(0), document.phases().at(0));
    let key = ScoreKey {
        subject: Subject::Link(link.expect("a link").id.clone()),
        dimension: Dimension::Likelihood,
        phase: Some(phase.expect("a phase").id.clone()),
    };
    let half = Probability::try_from(0.5).expect("a probability");
    let score = Score { evidence: vec![id.clone()], ..Score::point(half) };
    let edits = vec![Edit::put(Evidence::new(id, "One finding")), Edit::score(key, Some(score))];
    document.edited(&Edit::All(edits)).expect("valid")
}

fn evidence_of(document: Assessment) -> Harness<'static, App> {
    // High enough for all rows: those out of sight are not made.
    let mut harness = window_of_size(document, vec2(1700.0, 1700.0), false);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num5);
    settle(&mut harness);
    harness
}

fn select(harness: &mut Harness<'_, App>, id: &Id<Evidence>) {
    let selection = Selection::one(Subject::Evidence(id.clone()));
    harness.state_mut().session_mut().dispatch(Action::Select(selection));
    settle(harness);
}

fn rows(harness: &Harness<'_, App>) -> Vec<String> {
    let rows = harness.get_all_by_role(Role::ListItem);
    let labels = rows.filter_map(|row| row.accesskit_node().label());
    // What rests on a piece is told apart by how often each row is cited.
    labels.filter(|label| label.contains(" claim")).collect()
}

#[test]
fn the_register_is_sorted_and_narrowed() {
    let mut harness = evidence();
    let all = rows(&harness);
    assert_eq!(all.len(), harness.state().session().assessment().evidence().len());
    harness.get_by_label("Sort by title").click();
    harness.run_steps(2);
    let sorted = rows(&harness);
    assert!(sorted.is_sorted_by_key(|row| row.to_lowercase()) && sorted.len() == all.len());
    harness.get_by_label("Filter evidence").focus();
    harness.run_steps(2);
    harness.get_by_label("Filter evidence").type_text("incident");
    harness.run_steps(3);
    assert!(rows(&harness).len() < all.len());
}

#[test]
fn a_withdrawal_is_weighed_done_and_taken_back() {
    let mut harness = evidence_of(small());
    let id = cited(harness.state().session().assessment());
    select(&mut harness, &id);
    assert!(matches!(harness.state().session().weighed(&id), Response::Ready(_)));
    assert!(harness.query_by_label_contains("Any outcome by the last phase").is_some());
    assert!(harness.query_all_by_label_contains("→").next().is_some());
    let before = harness.state().session().assessment().clone();
    harness.get_by_label("Withdraw…").click();
    harness.run_steps(2);
    harness.get_by_label("Why it is withdrawn").focus();
    harness.run_steps(2);
    harness.get_by_label("Why it is withdrawn").type_text("retracted");
    harness.run_steps(2);
    harness.get_by_label("Withdraw").click();
    settle(&mut harness);
    let session = harness.state().session();
    let withdrawn = session.assessment().evidence().get(&id).expect("there").withdrawn.clone();
    assert_eq!(withdrawn.expect("withdrawn").reason, "retracted");
    assert_eq!(session.document().undo_label(), Some("withdraw evidence"));
    harness.state_mut().session_mut().dispatch(Action::Undo);
    settle(&mut harness);
    assert_eq!(*harness.state().session().assessment(), before);
}

#[test]
fn an_import_is_one_step_and_tells_what_it_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("refs.bib");
    let text = "@misc{one, title = {One}}\n@misc{two, title = {Two}}\n@misc{broken, title = }";
    std::fs::write(&path, text).expect("written");
    let mut harness = evidence();
    let before = harness.state().session().assessment().clone();
    let session = harness.state_mut().session_mut();
    session.dispatch(Action::ImportEvidence(path.clone()));
    assert_eq!(session.assessment().evidence().len(), before.evidence().len() + 2);
    assert_eq!(session.document().undo_label(), Some("import evidence"));
    settle(&mut harness);
    assert!(harness.query_by_label_contains("refs.bib: 2 of 3 entries added").is_some());
    assert!(harness.query_by_label_contains("'broken'").is_some());
    harness.get_by_label("Put the list of the import away").click();
    settle(&mut harness);
    assert!(harness.query_by_label_contains("'broken'").is_none());
    let session = harness.state_mut().session_mut();
    session.dispatch(Action::Undo);
    assert_eq!(*session.assessment(), before);
    session.dispatch(Action::ExportEvidence(path.clone()));
    let written = std::fs::read_to_string(&path).expect("written");
    assert_eq!(written.matches("@misc{").count(), before.evidence().len());
}

#[test]
fn the_timeline_selects() {
    let mut harness = evidence();
    harness.get_by_label("Over time").click();
    settle(&mut harness);
    let document = harness.state().session().assessment();
    let incident = document.evidence().iter().find(|e| e.incident.is_some()).expect("one");
    let (id, label) = (incident.id.clone(), incident.title.clone());
    let is_bar = |row: &egui_kittest::Node<'_>| {
        row.accesskit_node().label().is_some_and(|spoken| spoken.starts_with(&label))
    };
    // The outline has the piece as well, and stands before.
    let bar = harness.get_all_by_role(Role::ListItem).rfind(is_bar).expect("a bar");
    bar.click();
    settle(&mut harness);
    let subject = Subject::Evidence(id);
    assert!(harness.state().session().selection().contains(&subject));
}
