//! The workspaces of the argument, by mouse and keyboard.

use driftline::{
    model::{Subject, Treatment},
    session::{SAMPLE_NAME, Workspace, template},
    ui::App,
};
use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::{Harness, kittest::Queryable};

use crate::workbench::window_of_size;

fn window(name: &str) -> Harness<'static, App> {
    let document = template(name).expect("bundled").document().expect("a document");
    window_of_size(document, vec2(1280.0, 800.0), false)
}

fn press_with(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(2);
}

fn show(harness: &mut Harness<'_, App>, key: Key) {
    press_with(harness, Modifiers::COMMAND, key);
    harness.run_steps(3);
}

fn click(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(3);
}

#[test]
fn each_workspace_is_a_key_away_and_changes_nothing_by_being_looked_at() {
    let mut harness = window(SAMPLE_NAME);
    let keys = [Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];
    for (key, workspace) in keys.into_iter().zip(Workspace::ARGUMENT) {
        show(&mut harness, key);
        assert_eq!(harness.state().workspace(), workspace);
    }
    assert_eq!(harness.state().session().document().revision(), 0);
}

#[test]
fn a_claim_and_its_part_are_added_and_taken_back() {
    let mut harness = window(SAMPLE_NAME);
    let before = harness.state().session().assessment().claims().len();
    show(&mut harness, Key::Num6);
    click(&mut harness, "Add claim");
    click(&mut harness, "Add subclaim");
    let claims = harness.state().session().assessment().claims();
    assert_eq!(claims.len(), before + 2);
    let (top, part) = (claims.at(before).expect("top"), claims.at(before + 1).expect("part"));
    assert_eq!(part.parent.as_ref(), Some(&top.id));
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(harness.state().session().assessment().claims().len(), before);
}

#[test]
fn a_mechanism_is_taken_into_the_model_with_its_entry() {
    let mut harness = window("spread-starter");
    show(&mut harness, Key::Num8);
    let before = harness.state().session().assessment().nodes().len();
    harness.get_by_label_contains("Rare-input activation, ").click();
    harness.run_steps(3);
    click(&mut harness, "Insert as node");
    let nodes = harness.state().session().assessment().nodes();
    let node = nodes.at(before).expect("a new node");
    assert_eq!((nodes.len(), node.catalog.as_str()), (before + 1, "rare-input-activation"));
    let subject = Subject::Node(node.id.clone());
    assert!(harness.state().session().selection().contains(&subject));
}

#[test]
fn a_report_is_graded_where_its_cell_stands() {
    let mut harness = window("report-survey-2026");
    show(&mut harness, Key::Num9);
    let cell = "Anthropic Claude Mythos, Stability through deployment: Not assessed";
    click(&mut harness, cell);
    click(&mut harness, "Addressed");
    let graded = |harness: &Harness<'_, App>| {
        let document = harness.state().session().assessment();
        let criterion = document.criteria().iter().find(|c| c.id.as_str() == "stability");
        let review = document.reviews().at(0).expect("a review");
        review.finding(&criterion.expect("there").id).map(|finding| finding.treatment)
    };
    assert_eq!(graded(&harness), Some(Treatment::Addressed));
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(graded(&harness), None);
}
