//! The frame of the window: bars, dialogs, palette.

use driftline::ui::egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable;

use crate::workbench::{sample, window};

#[test]
fn the_palette_finds_an_element_and_goes_there() {
    let mut harness = window(sample());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(2);
    let field = harness.get_by_role_and_label(Role::TextInput, "Search or run a command");
    field.focus();
    field.type_text("notebook");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let focus = harness.state().session().selection().focus().cloned();
    assert_eq!(focus.map(|s| s.id_str().to_owned()).as_deref(), Some("shared-notebook"));
}

#[test]
fn opening_with_unsaved_changes_asks_first() {
    let mut harness = window(sample());
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::N);
    harness.run_steps(3);
    assert!(harness.state().session().document().is_dirty());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run_steps(3);
    harness.get_by_label("Blank").click();
    harness.run_steps(3);
    harness.get_by_label("Save your changes?");
    harness.get_by_label("Don't save").click();
    harness.run_steps(3);
    assert_eq!(harness.state().session().assessment().nodes().len(), 0);
}

#[test]
fn choosing_a_phase_by_name_chooses_it() {
    let mut harness = window(sample());
    let last = harness.state().session().assessment().phases().len() - 1;
    for _ in 0..last + 3 {
        harness.get_by_label("Next phase").click();
        harness.run_steps(2);
    }
    assert_eq!(harness.state().session().phase(), last);
}
