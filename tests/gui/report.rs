//! The Report workspace: the preview follows the choices.

use driftline::ui::{
    App,
    egui::{Key, Modifiers, accesskit::Role, vec2},
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};

use crate::workbench::{sample, settle, window_of_size};

fn report() -> Harness<'static, App> {
    let mut harness = window_of_size(sample(), vec2(1280.0, 2600.0), false);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
    settle(&mut harness);
    harness
}

#[test]
fn the_preview_shows_the_title_of_the_document() {
    let harness = report();
    let title = harness.state().session().assessment().about().title.clone();
    let headings = harness.get_all_by_role(Role::Heading);
    let has_title = headings
        .filter_map(|node| node.accesskit_node().label())
        .any(|label| label.contains(&title));
    assert!(has_title);
}

#[test]
fn a_section_that_is_taken_out_leaves_the_preview() {
    let mut harness = report();
    let title = "Headline result";
    harness.get_by_role_and_label(Role::Heading, title);
    harness.get_by_role_and_label(Role::CheckBox, title).click();
    settle(&mut harness);
    assert!(harness.query_by_role_and_label(Role::Heading, title).is_none());
    harness.get_by_role_and_label(Role::CheckBox, title).click();
    settle(&mut harness);
    harness.get_by_role_and_label(Role::Heading, title);
}
