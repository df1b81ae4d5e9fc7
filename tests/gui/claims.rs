//! Claims in their tree and as a picture, and the weights of hypotheses, by mouse and keyboard.

use driftline::{
    model::{Claim, Edit, Hypothesis, Id, Subject, Weight},
    session::{SAMPLE_NAME, Workspace, template},
    ui::App,
};
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable};

use crate::workbench::{settle, window_of_size};

fn window() -> Harness<'static, App> {
    let document = template(SAMPLE_NAME).expect("bundled").document().expect("a document");
    window_of_size(document, vec2(1280.0, 800.0), false)
}

/// A small argument: `a` with `b` and `c` below it, then `d`.
fn small() -> Harness<'static, App> {
    let document = template("spread-starter").expect("bundled").document().expect("a document");
    let id = |name: &str| -> Id<Claim> { Id::new(name).expect("an id") };
    let claim = |name: &str, parent: Option<&str>| {
        let words = format!("Claim {name} holds");
        Edit::put(Claim { parent: parent.map(id), ..Claim::new(id(name), &words) })
    };
    let edits =
        vec![claim("a", None), claim("b", Some("a")), claim("c", Some("a")), claim("d", None)];
    let document = document.edited(&Edit::All(edits)).expect("valid");
    window_of_size(document, vec2(1280.0, 800.0), false)
}

fn show(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press_modifiers(Modifiers::COMMAND, key);
    harness.run_steps(5);
}

fn undo(harness: &mut Harness<'_, App>) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
}

/// The claims, each with the one that it carries.
fn told(harness: &Harness<'_, App>) -> String {
    let claims = harness.state().session().assessment().claims().iter();
    let told = claims.map(|claim| match &claim.parent {
        Some(parent) => format!("{}<{parent}", claim.id),
        None => claim.id.to_string(),
    });
    told.collect::<Vec<_>>().join(" ")
}

fn frame(harness: &mut Harness<'_, App>, event: Event) {
    harness.input_mut().events.push(event);
    harness.step();
}

fn button(at: Pos2, pressed: bool) -> Event {
    let (button, modifiers) = (PointerButton::Primary, Modifiers::default());
    Event::PointerButton { pos: at, button, pressed, modifiers }
}

fn drag(harness: &mut Harness<'_, App>, from: Pos2, to: Pos2) {
    frame(harness, Event::PointerMoved(from));
    frame(harness, button(from, true));
    for share in [0.2, 0.5, 0.8, 1.0] {
        frame(harness, Event::PointerMoved(from.lerp(to, share)));
    }
    frame(harness, button(to, false));
    harness.run_steps(3);
}

#[test]
fn a_claim_is_dragged_to_where_it_belongs_and_back_by_undo() {
    let mut harness = small();
    show(&mut harness, Key::Num6);
    let before = told(&harness);
    assert_eq!(before, "a b<a c<a d");
    let rect = |harness: &Harness<'_, App>, name: &str| {
        let words = format!("Claim {name} holds");
        // The first is the line itself: what the pointer shows of it says the same.
        harness.get_all_by_label_contains(&words).next().expect("a line").rect()
    };
    let (from, to) = (rect(&harness, "d").center(), rect(&harness, "b").center());
    drag(&mut harness, from, to);
    assert_eq!(told(&harness), "a b<a c<a d<b");
    undo(&mut harness);
    assert_eq!(told(&harness), before);
    let to = rect(&harness, "b");
    drag(&mut harness, from, Pos2::new(to.center().x, to.top() + 2.0));
    assert_eq!(told(&harness), "a d<a b<a c<a");
    undo(&mut harness);
    let (from, to) = (rect(&harness, "a").center(), rect(&harness, "c").center());
    drag(&mut harness, from, to);
    assert_eq!(told(&harness), before, "no claim ends below itself");
}

#[test]
fn a_claim_moves_by_keyboard() {
    let mut harness = small();
    show(&mut harness, Key::Num6);
    harness.get_by_label_contains("Claim c holds").click();
    harness.run_steps(3);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowUp);
    harness.run_steps(3);
    assert_eq!(told(&harness), "a c<a b<a d");
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowLeft);
    harness.run_steps(3);
    // Beside the claim that it carried, after it; what that has below it stands in the tree before the new one.
    assert_eq!(told(&harness), "a c b<a d");
}

#[test]
fn a_piece_of_the_picture_is_selected_by_a_click() {
    let mut harness = window();
    show(&mut harness, Key::Num6);
    harness.get_by_label("Picture").click();
    harness.run_steps(3);
    for label in ["CAE", "GSN", "100 %", "Fit"] {
        harness.get_by_label(label).click();
        harness.run_steps(2);
    }
    harness.get_by_label_contains("C1.1 Safety research").click();
    harness.run_steps(3);
    let session = harness.state().session();
    let selected = session.selection().focus().expect("selected").clone();
    assert!(session.assessment().label(&selected).starts_with("Safety research"));
    assert_eq!(session.document().revision(), 0);
}

#[test]
fn weights_are_set_in_the_triangle_and_sum_to_what_they_did() {
    let document = template("spread-starter").expect("bundled").document().expect("a document");
    let hypothesis = |(name, weight): (&str, f64)| {
        let weight = Weight::try_from(weight).expect("a weight");
        Edit::put(Hypothesis::new(Id::new(name).expect("an id"), name, weight))
    };
    let mut document = document;
    let listed: Vec<Subject> =
        document.hypotheses().iter().map(|h| Subject::Hypothesis(h.id.clone())).collect();
    let edits = listed.into_iter().map(Edit::remove);
    let added = [("one", 5.0), ("two", 3.0), ("three", 2.0)].map(hypothesis);
    let edit = Edit::All(added.into_iter().chain(edits).collect());
    document = document.edited(&edit).expect("valid");
    let mut harness = window_of_size(document, vec2(1280.0, 800.0), false);
    show(&mut harness, Key::Num7);
    settle(&mut harness);
    let weights = |harness: &Harness<'_, App>| -> Vec<f64> {
        let document = harness.state().session().assessment();
        document.hypotheses().iter().map(|hypothesis| hypothesis.weight.get()).collect()
    };
    let before = weights(&harness);
    harness.get_by_label_contains("Weights of the hypotheses").scroll_to_me();
    harness.run_steps(4);
    let rect = harness.get_by_label_contains("Weights of the hypotheses").rect();
    let (from, to) = (rect.center(), rect.center() + vec2(20.0, 30.0));
    drag(&mut harness, from, to);
    let after = weights(&harness);
    assert_ne!(after, before);
    let sum = |all: &[f64]| all.iter().sum::<f64>();
    assert!((sum(&after) - sum(&before)).abs() < 1e-9, "{after:?}");
    undo(&mut harness);
    assert_eq!(weights(&harness), before, "a drag is one step");
}

#[test]
fn the_draft_is_audited_by_its_profile_beside_published_reports() {
    let mut harness = small();
    show(&mut harness, Key::Num9);
    settle(&mut harness);
    assert_eq!(harness.state().workspace(), Workspace::Audit);
    harness.get_by_label("Audit this draft").click();
    settle(&mut harness);
    harness.run_steps(3);
    let document = harness.state().session().assessment();
    let review = document.reviews().iter().find(|review| review.id.as_str() == "own-draft");
    let review = review.expect("the draft is graded");
    assert!(!review.findings.is_empty());
    assert!(review.findings.iter().all(|f| document.criteria().contains(&f.criterion)));
    undo(&mut harness);
    assert!(harness.state().session().assessment().reviews().is_empty());
}
