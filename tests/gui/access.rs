//! What a screen reader finds: every control and every visible node by name, all of it within reach of the Tab key.

use std::collections::BTreeSet;

use driftline::{
    session,
    ui::{
        App,
        egui::{Key, Modifiers, accesskit::Role, vec2},
    },
};
use egui_kittest::{
    Harness,
    kittest::{self, NodeT, Queryable},
};

use crate::workbench::{settle, window_of_size};

/// Roles of what can be operated.
const CONTROLS: [Role; 13] = [
    Role::Button,
    Role::CheckBox,
    Role::ComboBox,
    Role::Link,
    Role::MenuItem,
    Role::MultilineTextInput,
    Role::RadioButton,
    Role::Slider,
    Role::SpinButton,
    Role::Switch,
    Role::Tab,
    Role::TextInput,
    Role::ListBoxOption,
];

const WORKSPACES: [Key; 4] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4];

fn workspace(key: Key) -> Harness<'static, App> {
    let template = session::template("spread-starter").expect("bundled");
    let document = template.document().expect("a document");
    let mut harness = window_of_size(document, vec2(1600.0, 1000.0), false);
    harness.key_press_modifiers(Modifiers::COMMAND, key);
    settle(&mut harness);
    harness
}

#[test]
fn every_control_of_every_workspace_has_a_name() {
    for key in WORKSPACES {
        let harness = workspace(key);
        let mut count = 0;
        for role in CONTROLS {
            for node in harness.query_all_by_role(role) {
                let node = node.accesskit_node();
                let name = node.label().unwrap_or_default();
                assert!(
                    !name.trim().is_empty(),
                    "{key:?}: a {role:?} without a name, {:?}",
                    node.value()
                );
                count += 1;
            }
        }
        assert!(count > 20, "{key:?}: only {count} controls");
    }
}

#[test]
fn every_visible_node_of_the_graph_is_named() {
    let harness = workspace(Key::Num1);
    let document = harness.state().session().assessment().clone();
    for node in document.nodes().iter() {
        let has_name = |label: &str| label.contains(&*node.name);
        let found = harness.query_all(
            kittest::by()
                .predicate(move |node| node.label().is_some_and(|label: String| has_name(&label))),
        );
        assert!(found.count() > 0, "{} is nowhere", node.name);
    }
}

#[test]
fn the_tab_key_goes_on_through_named_controls() {
    const PRESSES: usize = 60;
    // In the score sheet Tab goes from cell to cell, as in every spreadsheet.
    for key in WORKSPACES.into_iter().filter(|key| *key != Key::Num2) {
        let mut harness = workspace(key);
        let mut seen = BTreeSet::new();
        for _ in 0..PRESSES {
            harness.key_press(Key::Tab);
            harness.step();
            #[expect(
                clippy::redundant_closure_for_method_calls,
                reason = "the method itself is not general enough in its lifetime"
            )]
            let is_focused = kittest::by().predicate(|node| node.is_focused());
            let Some(focused) = harness.query_all(is_focused).next() else { continue };
            let node = focused.accesskit_node();
            let name = node.label().or(node.value()).unwrap_or_default();
            assert!(!name.trim().is_empty(), "{key:?}: focus on a nameless {:?}", node.role());
            seen.insert(format!("{:?}", node.id()));
        }
        // Nothing keeps the focus, and it does not go to and fro.
        assert!(seen.len() >= PRESSES / 2, "{key:?}: {} controls in {PRESSES} steps", seen.len());
    }
}
