//! The inspector and the outline: what is typed and clicked there is what the document says afterwards.

use driftline::{
    model::{Assessment, Dimension, Estimate, Id, Score, Subject},
    session::{Action, Selection},
    ui::{
        App,
        egui::{Key, Modifiers, accesskit::Role},
    },
};
use egui_kittest::{
    Harness, Node,
    kittest::{NodeT, Queryable},
};

use crate::workbench::{document, sample, settle, window};

/// Two phases, a seed that leads to harm, a mitigation on the way, a scale of two bands.
const SMALL: &str = r#"{
  "format": "driftline/1", "title": "Small",
  "phases": [{"id": "one", "name": "First phase"}, {"id": "two", "name": "Second phase"}],
  "nodes": [
    {"id": "seed", "name": "Rare task", "kind": "origin",
     "stability": {"one": {"estimate": {"point": 0.8}}},
     "persistence": {"one": {"estimate": {"range": {"low": 0.31234567891, "best": 0.5, "high": 0.7}}}}},
    {"id": "harm", "name": "Sabotage", "kind": "outcome",
     "stability": {"one": {"estimate": {"point": 1.0}}}}
  ],
  "links": [
    {"id": "seed-harm", "from": "seed", "to": "harm",
     "likelihood": {"one": {"estimate": {"point": 0.5}}}}
  ],
  "mitigations": [
    {"id": "review", "name": "Code review", "blocks": ["seed-harm"],
     "effectiveness": {"one": {"estimate": {"point": 0.5}}}}
  ],
  "scale": {"name": "Words", "bands": [
    {"level": "unlikely", "low": 0.2, "best": 0.3, "high": 0.45},
    {"level": "likely", "low": 0.55, "best": 0.7, "high": 0.8}
  ]}
}"#;

fn small() -> Harness<'static, App> {
    window(document(SMALL))
}

/// The control of a role whose name begins so.
fn control<'a>(harness: &'a Harness<'_, App>, role: Role, name: &str) -> Node<'a> {
    let mut all = harness.get_all_by_role(role);
    let is_sought = |node: &Node<'_>| {
        node.accesskit_node().label().is_some_and(|label| label.starts_with(name))
    };
    all.find(is_sought).unwrap_or_else(|| panic!("no {role:?} '{name}'"))
}

fn click(harness: &mut Harness<'_, App>, role: Role, name: &str) {
    // What lies below the edge of its panel is scrolled to first, as a person would.
    control(harness, role, name).scroll_to_me();
    harness.run_steps(8);
    control(harness, role, name).click();
    harness.run_steps(4);
}

/// Types letter by letter into a field, then leaves it.
fn enter(harness: &mut Harness<'_, App>, name: &str, text: &str) {
    harness.get_by_label(name).focus();
    harness.run_steps(2);
    for letter in text.chars() {
        harness.get_by_label(name).type_text(&letter.to_string());
        harness.step();
    }
    harness.key_press(Key::Tab);
    harness.run_steps(3);
}

fn undo(harness: &mut Harness<'_, App>) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
}

fn assessment<'a>(harness: &'a Harness<'_, App>) -> &'a Assessment {
    harness.state().session().assessment()
}

/// The score of the seed given for a phase.
fn given(harness: &Harness<'_, App>, dimension: Dimension, phase: &str) -> Option<Score> {
    let node = assessment(harness).nodes().get(&Id::new("seed").expect("an id")).expect("the seed");
    let series = match dimension {
        Dimension::Stability => &node.stability,
        _ => &node.persistence,
    };
    series.given(&Id::new(phase).expect("an id")).cloned()
}

fn stability(harness: &Harness<'_, App>, phase: &str) -> Option<Estimate> {
    given(harness, Dimension::Stability, phase).map(|score| score.estimate)
}

fn point(p: f64) -> Estimate {
    Estimate::Point(p.try_into().expect("a probability"))
}

fn headline(harness: &Harness<'_, App>) -> f64 {
    let analysis = harness.state().session().shown().expect("results");
    analysis.pooled.any_outcome.last().expect("two phases").value
}

#[test]
fn scores_typed_for_two_phases_move_the_headline_and_undo_in_two_steps() {
    let mut harness = small();
    let (before, was) = (headline(&harness), assessment(&harness).clone());
    click(&mut harness, Role::ListItem, "Rare task");
    click(&mut harness, Role::Button, "Stability, First phase");
    enter(&mut harness, "Probability, Stability, First phase", "2.5 %");
    assert_eq!(stability(&harness, "one"), Some(point(0.025)));
    click(&mut harness, Role::Button, "Stability, Second phase");
    enter(&mut harness, "Probability, Stability, Second phase", "1:39");
    assert_eq!(stability(&harness, "two"), Some(point(0.025)));
    assert_eq!(stability(&harness, "one"), Some(point(0.025)));
    settle(&mut harness);
    assert!(headline(&harness) > before + 0.1, "{} after {before}", headline(&harness));
    undo(&mut harness);
    assert_eq!(stability(&harness, "two"), None);
    undo(&mut harness);
    assert_eq!(*assessment(&harness), was);
    settle(&mut harness);
    assert_eq!(headline(&harness).to_bits(), before.to_bits());
}

#[test]
fn a_range_out_of_order_says_so_and_changes_nothing() {
    let mut harness = small();
    let was = assessment(&harness).clone();
    click(&mut harness, Role::ListItem, "Rare task");
    click(&mut harness, Role::Button, "Persistence, First phase");
    enter(&mut harness, "Low, Persistence, First phase", "0.6");
    harness.get_by_label_contains("Not in order");
    assert_eq!(*assessment(&harness), was);
}

#[test]
fn typing_one_end_of_a_range_keeps_the_others_to_the_last_bit() {
    let mut harness = small();
    click(&mut harness, Role::ListItem, "Rare task");
    click(&mut harness, Role::Button, "Persistence, First phase");
    enter(&mut harness, "High, Persistence, First phase", "0.9");
    let score = given(&harness, Dimension::Persistence, "one").expect("a score");
    let Estimate::Range(range) = score.estimate else { panic!("{score:?}") };
    assert_eq!(range.low().get().to_bits(), 0.312_345_678_91_f64.to_bits());
    assert_eq!(range.best().get().to_bits(), 0.5_f64.to_bits());
    assert_eq!(range.high().get().to_bits(), 0.9_f64.to_bits());
}

#[test]
fn a_level_can_be_chosen_and_a_score_cleared() {
    let mut harness = small();
    click(&mut harness, Role::ListItem, "Rare task");
    click(&mut harness, Role::Button, "Stability, Second phase");
    click(&mut harness, Role::Button, "Give own value here");
    assert_eq!(stability(&harness, "two"), Some(point(0.8)));
    click(&mut harness, Role::Tab, "Level");
    // Stability 80 % is turning 20 %, the edge of unlikely.
    assert_eq!(stability(&harness, "two"), Some(Estimate::Level("unlikely".to_owned())));
    control(&harness, Role::ComboBox, "Level, Stability").click();
    harness.run_steps(4);
    click(&mut harness, Role::ListItem, "likely");
    assert_eq!(stability(&harness, "two"), Some(Estimate::Level("likely".to_owned())));
    click(&mut harness, Role::Button, "Clear");
    assert_eq!(stability(&harness, "two"), None);
}

#[test]
fn a_name_typed_into_the_inspector_is_one_step() {
    let mut harness = small();
    click(&mut harness, Role::ListItem, "Rare task");
    let field = harness.get_by_label("Name");
    field.focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    enter(&mut harness, "Name", "Odd task");
    let name =
        |harness: &Harness<'_, App>| assessment(harness).nodes().at(0).map(|n| n.name.clone());
    assert_eq!(name(&harness).as_deref(), Some("Odd task"));
    undo(&mut harness);
    assert_eq!(name(&harness).as_deref(), Some("Rare task"));
}

#[test]
fn a_mitigation_can_be_switched_off() {
    let mut harness = small();
    let before = headline(&harness);
    click(&mut harness, Role::ListItem, "Code review");
    click(&mut harness, Role::Switch, "Enabled");
    assert_eq!(assessment(&harness).mitigations().at(0).map(|m| m.enabled), Some(false));
    settle(&mut harness);
    assert!(headline(&harness) > before);
}

#[test]
fn deleting_while_a_tag_is_half_typed_deletes() {
    let mut harness = small();
    click(&mut harness, Role::ListItem, "Rare task");
    control(&harness, Role::TextInput, "Add tag").focus();
    harness.run_steps(2);
    control(&harness, Role::TextInput, "Add tag").type_text("mit:7.1");
    harness.run_steps(2);
    click(&mut harness, Role::Button, "Delete node");
    assert_eq!(assessment(&harness).nodes().len(), 1);
    assert_eq!(assessment(&harness).links().len(), 0);
}

#[test]
fn one_drag_of_the_slider_is_one_step() {
    let mut harness = small();
    click(&mut harness, Role::ListItem, "Rare task");
    click(&mut harness, Role::Button, "Stability, First phase");
    let rect = control(&harness, Role::Slider, "Slider, Stability").rect();
    let places = [0.5, 0.55, 0.6, 0.65].map(|share| rect.lerp_inside([share, 0.5]));
    harness.hover_at(places[0]);
    harness.step();
    harness.drag_at(places[0]);
    harness.step();
    for place in &places[1..] {
        harness.hover_at(*place);
        harness.step();
    }
    harness.drop_at(places[3]);
    harness.run_steps(3);
    assert_ne!(stability(&harness, "one"), Some(point(0.8)));
    undo(&mut harness);
    assert_eq!(stability(&harness, "one"), Some(point(0.8)));
    assert!(harness.state().session().document().undo_label().is_none());
}

#[test]
fn the_filter_of_the_outline_leaves_what_fits() {
    let mut harness = window(sample());
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::F);
    harness.run_steps(3);
    harness.get_by_label("Filter elements").type_text("hygiene");
    harness.run_steps(3);
    let rows = harness.get_all_by_role(Role::ListItem);
    let names: Vec<String> = rows.filter_map(|row| row.accesskit_node().label()).collect();
    assert!(!names.iter().any(|name| name.starts_with("Long-term memory")), "{names:?}");
    click(&mut harness, Role::ListItem, "Memory hygiene");
    let focus = harness.state().session().selection().focus().cloned();
    assert!(matches!(focus, Some(Subject::Mitigation(_))), "{focus:?}");
}

#[test]
fn no_control_is_wider_than_its_panel() {
    let mut harness = window(sample());
    let document = assessment(&harness).clone();
    let mut subjects = vec![Subject::Document];
    subjects.extend(document.nodes().iter().take(8).map(|e| Subject::Node(e.id.clone())));
    subjects.extend(document.links().iter().take(3).map(|e| Subject::Link(e.id.clone())));
    subjects
        .extend(document.mitigations().iter().take(3).map(|e| Subject::Mitigation(e.id.clone())));
    subjects
        .extend(document.hypotheses().iter().take(1).map(|e| Subject::Hypothesis(e.id.clone())));
    subjects.extend(document.pathways().iter().take(1).map(|e| Subject::Pathway(e.id.clone())));
    subjects.extend(document.phases().iter().take(2).map(|e| Subject::Phase(e.id.clone())));
    subjects.extend(document.evidence().iter().take(2).map(|e| Subject::Evidence(e.id.clone())));
    for subject in subjects {
        let selection = Selection::one(subject.clone());
        harness.state_mut().session_mut().dispatch(Action::Select(selection));
        harness.run_steps(3);
        for role in [Role::Button, Role::TextInput, Role::ListItem, Role::ComboBox, Role::Label] {
            for node in harness.query_all_by_role(role) {
                let rect = node.rect();
                if rect.left() < 970.0 || rect.top() < 70.0 || rect.bottom() > 700.0 {
                    continue;
                }
                let name = node.accesskit_node().label();
                assert!(rect.right() <= 1266.5, "{subject:?}: {role:?} {name:?} {rect:?}");
            }
        }
    }
}
