//! The Results workspace: the sentence, the scenario, the table, missing scores.

use driftline::{
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

use crate::workbench::{document, settle, window_of_size};

/// Two phases, one link to an outcome, one mitigation on it, and one link that nobody scored.
const SMALL: &str = r#"{
  "format": "driftline/1", "title": "Small",
  "phases": [{"id": "one", "name": "First phase"}, {"id": "two", "name": "Second phase"}],
  "nodes": [
    {"id": "seed", "name": "Rare task", "kind": "origin",
     "stability": {"one": {"estimate": {"point": 0.8}}},
     "persistence": {"one": {"estimate": {"point": 0.5}}}},
    {"id": "harm", "name": "Sabotage", "kind": "outcome",
     "stability": {"one": {"estimate": {"point": 1.0}}},
     "persistence": {"one": {"estimate": {"point": 1.0}}}},
    {"id": "spare", "name": "Spare notebook", "kind": "channel",
     "stability": {"one": {"estimate": {"point": 1.0}}},
     "persistence": {"one": {"estimate": {"point": 0.0}}}}
  ],
  "links": [
    {"id": "seed-harm", "from": "seed", "to": "harm",
     "likelihood": {"one": {"estimate": {"point": 0.5}}}},
    {"id": "seed-spare", "from": "seed", "to": "spare"}
  ],
  "mitigations": [
    {"id": "review", "name": "Code review", "blocks": ["seed-harm"],
     "effectiveness": {"one": {"estimate": {"point": 0.5}}}}
  ]
}"#;

fn results() -> Harness<'static, App> {
    let mut harness = window_of_size(document(SMALL), vec2(1700.0, 1000.0), false);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    settle(&mut harness);
    harness
}

/// The headline as it is spoken.
fn headline(harness: &Harness<'_, App>) -> String {
    let node = harness.get_by_label_contains("Any outcome reached");
    node.accesskit_node().label().expect("a sentence")
}

#[test]
fn the_results_speak_a_sentence_first() {
    let harness = results();
    assert!(headline(&harness).ends_with("by Second phase"));
    harness.get_by_label("Exact solution");
    harness.get_by_label_contains("scores are missing: a lower bound");
}

#[test]
fn a_scenario_changes_the_headline_and_not_the_document() {
    let mut harness = results();
    let before = headline(&harness);
    harness.get_by_label("What if: Code review").click();
    settle(&mut harness);
    assert_ne!(headline(&harness), before);
    harness.get_by_label_contains("Δ +");
    harness.get_by_label_contains("A scenario is shown, not the document");
    assert!(!harness.state().session().document().is_dirty());
    harness.get_by_label("Reset").click();
    settle(&mut harness);
    assert_eq!(headline(&harness), before);
}

#[test]
fn a_scenario_can_be_made_the_document() {
    let mut harness = results();
    harness.get_by_label("What if: Code review").click();
    settle(&mut harness);
    let scenario = headline(&harness);
    harness.get_by_label("Make it the document").click();
    settle(&mut harness);
    assert_eq!(headline(&harness), scenario);
    let session = harness.state().session();
    assert!(session.switched().is_empty() && session.document().is_dirty());
    harness.state_mut().session_mut().dispatch(Action::Undo);
    settle(&mut harness);
    assert_ne!(headline(&harness), scenario);
}

#[test]
fn a_missing_score_leads_to_its_element() {
    let mut harness = results();
    harness.get_by_label_contains("Rare task → Spare notebook: Likelihood").click_accesskit();
    harness.run_steps(3);
    let focus = harness.state().session().selection().focus().cloned();
    assert_eq!(focus.map(|s| s.id_str().to_owned()).as_deref(), Some("seed-spare"));
}

#[test]
fn rows_sort_and_select() {
    let mut harness = results();
    let order = |harness: &Harness<'_, App>| -> Vec<String> {
        let rows = harness.get_all_by_role(driftline::ui::egui::accesskit::Role::Row);
        let mut rows: Vec<(i32, String)> = rows
            .map(|row| (row.rect().top() as i32, row.accesskit_node().label().expect("a name")))
            .collect();
        rows.sort();
        rows.into_iter().map(|(_, name)| name).collect()
    };
    let before = order(&harness);
    harness.get_by_label("Sort by Node").click_accesskit();
    harness.run_steps(3);
    let mut by_name = before.clone();
    by_name.sort();
    assert_eq!(order(&harness), by_name);
    let rows = harness.get_all_by_role(driftline::ui::egui::accesskit::Role::Row);
    let is_harm = |row: &egui_kittest::Node<'_>| {
        row.accesskit_node().label().is_some_and(|label| label.starts_with("Sabotage, "))
    };
    rows.into_iter().find(is_harm).expect("a row of the outcome").click_accesskit();
    harness.run_steps(3);
    let focus = harness.state().session().selection().focus().cloned();
    assert_eq!(focus.map(|s| s.id_str().to_owned()).as_deref(), Some("harm"));
}

#[test]
fn the_names_below_the_chart_choose_a_phase() {
    let mut harness = results();
    harness.get_by_label("Choose phase Second phase").click_accesskit();
    harness.run_steps(3);
    assert_eq!(harness.state().session().phase(), 1);
}
