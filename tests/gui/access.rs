//! What a screen reader finds: every control and every visible node by name, all of it within reach of the Tab key.

use std::collections::BTreeSet;

use driftline::ui::{
    App,
    egui::{Key, Modifiers, accesskit::Role, vec2},
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};

use crate::workbench::{sample, settle, window_of_size};

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
    let mut harness = window_of_size(sample(), vec2(1600.0, 1000.0), false);
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
            egui_kittest::kittest::by()
                .predicate(move |node| node.label().is_some_and(|label: String| has_name(&label))),
        );
        assert!(found.count() > 0, "{} is nowhere", node.name);
    }
}

#[test]
fn the_tab_key_goes_through_named_controls_and_comes_round() {
    for key in WORKSPACES {
        let mut harness = workspace(key);
        let (mut seen, mut first, mut rounds) = (BTreeSet::new(), None, 0);
        for _ in 0..600 {
            harness.key_press(Key::Tab);
            harness.run_steps(2);
            let Some(focused) = harness
                .query_all(egui_kittest::kittest::by().predicate(|node| node.is_focused()))
                .next()
            else {
                continue;
            };
            let node = focused.accesskit_node();
            let name = node.label().or(node.value()).unwrap_or_default();
            assert!(
                !name.trim().is_empty(),
                "{key:?}: the focus is on a nameless {:?}",
                node.role()
            );
            let id = format!("{:?}", node.id());
            if first.as_ref() == Some(&id) {
                rounds += 1;
                break;
            }
            first.get_or_insert_with(|| id.clone());
            seen.insert(id);
        }
        assert_eq!(
            rounds,
            1,
            "{key:?}: the focus does not come round after {} controls",
            seen.len()
        );
        assert!(seen.len() > 15, "{key:?}: only {} controls", seen.len());
    }
}
