//! The Problems panel: what can be done about findings, and what stands on purpose.

use driftline::{
    model::{Assessment, NodeKind, Subject},
    session::Action,
    ui::{
        App,
        egui::{Key, Modifiers, vec2},
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};

use crate::{
    canvas::THREE,
    workbench::{document, settle, window_of_size},
};

const RESIDUAL: &str = "No residual node stands for mechanisms that are not listed";

fn window(width: f32) -> Harness<'static, App> {
    let mut harness = window_of_size(document(THREE), vec2(width, 1400.0), false);
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::P);
    harness.run_steps(4);
    harness
}

fn click(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label(label).click();
    settle(harness);
}

fn assessment(harness: &Harness<'_, App>) -> Assessment {
    harness.state().session().assessment().clone()
}

fn rules(harness: &Harness<'_, App>) -> Vec<&'static str> {
    harness.state().session().findings().iter().map(|finding| finding.rule).collect()
}

#[test]
fn what_is_missing_is_added_by_a_click_and_taken_back() {
    let mut harness = window(1280.0);
    let before = assessment(&harness);
    assert!(rules(&harness).contains(&"no-residual"));
    let label = before.label(&Subject::Document);
    click(&mut harness, &format!("Add a residual node: {label}"));
    let document = assessment(&harness);
    let residual = document.nodes().iter().find(|node| node.kind == NodeKind::Residual);
    let residual = residual.expect("a residual node");
    assert_eq!(document.links_out_of(&residual.id).count(), 1);
    assert!(!rules(&harness).contains(&"no-residual"));
    let subject = Subject::Node(residual.id.clone());
    assert!(harness.state().session().selection().contains(&subject));
    harness.state_mut().session_mut().dispatch(Action::Undo);
    assert_eq!(assessment(&harness), before);
    assert!(rules(&harness).contains(&"no-residual"));
}

#[test]
fn a_score_without_a_reason_puts_the_keyboard_where_the_reason_goes() {
    let mut harness = window(1280.0);
    assert!(rules(&harness).contains(&"no-evidence"));
    click(&mut harness, "Give the reason: Rare task");
    let field = harness.get_by_label("Rationale, Stability, First phase");
    assert!(field.accesskit_node().is_focused());
    field.type_text("It is read by all");
    settle(&mut harness);
    let document = assessment(&harness);
    let node = document.nodes().iter().find(|node| node.id.as_str() == "a").expect("there");
    let phase = &document.phases().at(0).expect("a phase").id;
    let score = node.stability.given(phase).expect("scored");
    assert_eq!(score.rationale, "It is read by all");
}

#[test]
fn a_finding_stands_for_a_reason_until_that_is_taken_back() {
    let mut harness = window(1280.0);
    let before = assessment(&harness);
    let document = before.label(&Subject::Document);
    click(&mut harness, &format!("{RESIDUAL}, {document}"));
    click(&mut harness, "Suppress…");
    let give = harness.get_by_label("Let it stand");
    assert!(give.accesskit_node().is_disabled(), "a reason is needed");
    let reason = harness.get_by_label("Reason to let it stand");
    assert!(reason.accesskit_node().is_focused(), "the reason is typed at once");
    reason.type_text("Nothing else was found");
    harness.run_steps(3);
    click(&mut harness, "Let it stand");
    let reasons = assessment(&harness).suppressions().to_vec();
    assert_eq!(
        (&*reasons[0].check, &*reasons[0].reason),
        ("no-residual", "Nothing else was found")
    );
    assert!(!rules(&harness).contains(&"no-residual"));
    let bring = |harness: &mut Harness<'_, App>, label: &str| {
        harness.get_by_label(label).scroll_to_me();
        harness.run_steps(20);
    };
    bring(&mut harness, "Explained, 1");
    click(&mut harness, "Explained, 1");
    bring(&mut harness, &format!("{RESIDUAL}, {document}, Nothing else was found"));
    click(&mut harness, &format!("Take back the reason: {document}, no-residual"));
    assert!(rules(&harness).contains(&"no-residual"));
    assert_eq!(assessment(&harness), before);
    for _ in 0..2 {
        harness.state_mut().session_mut().dispatch(Action::Undo);
    }
    assert!(!harness.state().session().document().is_dirty(), "each is one step");
}

#[test]
fn findings_are_narrowed_by_their_weight() {
    let mut harness = window(1280.0);
    let session = harness.state().session();
    let warning = session.findings().iter().find(|f| f.rule == "unwatched-claim");
    assert!(warning.is_none());
    let count = |harness: &Harness<'_, App>| {
        let found = harness.state().session().findings().to_vec();
        let shown = found.iter().filter(|f| {
            let label = harness.state().session().assessment().label(&f.subject);
            harness.query_all_by_label(&format!("{}, {label}", f.sentence)).next().is_some()
        });
        shown.count()
    };
    let all = count(&harness);
    assert!(all >= 3, "{all}");
    click(&mut harness, "Show notes");
    let warnings = count(&harness);
    click(&mut harness, "Show warnings");
    assert_eq!(count(&harness), 0);
    click(&mut harness, "Show notes");
    assert_eq!(count(&harness) + warnings, all);
}

#[test]
fn words_wrap_where_there_is_little_room() {
    let row = |width: f32| {
        let harness = window(width);
        let document = assessment(&harness).label(&Subject::Document);
        harness.get_by_label(&format!("{RESIDUAL}, {document}")).rect()
    };
    let (wide, narrow) = (row(1280.0), row(640.0));
    assert!(narrow.width() < wide.width() && narrow.height() > wide.height(), "{wide} {narrow}");
}
