//! The Report workspace: the preview follows the choices.

use std::sync::Arc;

use driftline::{
    model::{Profile, Section, Subject},
    session::{Action, Selection},
    ui::{
        App,
        egui::{Event, Key, Modifiers, accesskit::Role, vec2},
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

fn report() -> Harness<'static, App> {
    let mut harness = window_of_size(document(THREE), vec2(1280.0, 2600.0), false);
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
    let title = "Summary";
    harness.get_by_role_and_label(Role::Heading, title);
    harness.get_by_role_and_label(Role::CheckBox, title).click();
    settle(&mut harness);
    assert!(harness.query_by_role_and_label(Role::Heading, title).is_none());
    harness.get_by_role_and_label(Role::CheckBox, title).click();
    settle(&mut harness);
    harness.get_by_role_and_label(Role::Heading, title);
}

#[test]
fn a_profile_arranges_the_sections_and_is_taken_back() {
    let mut harness = report();
    harness.get_by_role_and_label(Role::Heading, "Scope and covered systems");
    harness.get_by_label("Profile").click();
    harness.run_steps(3);
    harness.get_by_label("Short memo").click();
    settle(&mut harness);
    assert!(harness.query_by_role_and_label(Role::Heading, "Scope and covered systems").is_none());
    harness.get_by_role_and_label(Role::Heading, "What would change this");
    let profile =
        |harness: &Harness<'_, App>| harness.state().session().assessment().report().profile;
    assert_eq!(profile(&harness), Profile::Memo);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(profile(&harness), Profile::Full);
    harness.get_by_role_and_label(Role::Heading, "Scope and covered systems");
}

#[test]
fn sections_move_by_button_and_by_drag() {
    let mut harness = report();
    let order = |harness: &Harness<'_, App>| {
        harness.state().session().assessment().report().order.first().copied()
    };
    harness.get_by_label("Move Scope and covered systems up").click();
    settle(&mut harness);
    assert_eq!(order(&harness), Some(Section::Scope));
    let from = harness.get_by_label("Drag Summary").rect().center();
    let to = harness.get_by_label("Drag Scope and covered systems").rect().center_top();
    harness.drag_at(from);
    harness.run_steps(2);
    harness.hover_at(to - vec2(0.0, 4.0));
    harness.run_steps(2);
    harness.drop_at(to - vec2(0.0, 4.0));
    settle(&mut harness);
    assert_eq!(order(&harness), Some(Section::Summary));
}

#[test]
fn own_words_stand_in_the_report_as_they_are_typed() {
    let mut harness = report();
    harness.get_by_label("Words of Summary").click();
    harness.run_steps(3);
    for (field, text) in [("Heading", "In short"), ("Before it", "Read **this** first.")] {
        harness.get_by_label(field).focus();
        harness.run_steps(2);
        harness.get_by_label(field).type_text(text);
        settle(&mut harness);
    }
    harness.get_by_role_and_label(Role::Heading, "In short");
    let says = |node: &egui_kittest::Node<'_>| {
        node.accesskit_node().label().is_some_and(|label| label.contains("Read this first."))
    };
    assert!(harness.get_all_by_role(Role::Paragraph).any(|node| says(&node)));
}

#[test]
fn a_section_is_looked_at_when_its_words_are_opened() {
    let mut harness = report();
    let title = "Method appendix";
    assert!(harness.query_by_role_and_label(Role::Heading, title).is_none());
    harness.get_by_label("Words of Method appendix").click();
    settle(&mut harness);
    harness.run_steps(20);
    harness.get_by_role_and_label(Role::Heading, title);
}

#[test]
fn a_report_is_exported_in_several_formats_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().canonicalize().expect("the folder").join("fleet");
    let mut harness = report();
    harness.get_by_label("Export…").click();
    harness.run_steps(4);
    harness.get_by_label("Word (.docx)").click();
    harness.run_steps(2);
    harness.get_by_label("Choose a place…").click();
    harness.run_steps(4);
    harness.event(Event::Text(path.display().to_string()));
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    let files = ["html", "docx"].map(|form| path.with_extension(form));
    assert!(files.iter().all(|file| file.is_file()), "{:?}", harness.state().session().notices());
    let told = harness.state().session().notices().last().expect("a message");
    assert!(told.text.ends_with("fleet.html, fleet.docx"), "{}", told.text);

    harness.get_by_label("Export…").click();
    harness.run_steps(4);
    // The formats of last time are chosen again.
    harness.get_by_label("Choose a place…").click();
    harness.run_steps(4);
    harness.event(Event::Text(path.display().to_string()));
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    harness.get_by_label_contains("2 of the files exist");
}

#[test]
fn the_report_is_shown_as_pages_of_paper() {
    let mut harness = report();
    harness.get_by_label("Pages").click();
    settle(&mut harness);
    harness.get_by_label_contains("Page 1 of ");
    let first = |harness: &Harness<'_, App>| {
        Arc::clone(harness.state().session().drawn(0).expect("a picture of the first page"))
    };
    let drawn = first(&harness);
    let [width, height] = drawn.size;
    assert!(width > 500 && height > width, "{width} × {height}");
    let dark = drawn.pixels.chunks_exact(4).filter(|pixel| pixel[0] < 100).count();
    assert!(dark > 500, "{dark} dark pixels");
    // What is edited is printed.
    harness.get_by_role_and_label(Role::CheckBox, "Summary").click();
    settle(&mut harness);
    assert!(drawn.pixels != first(&harness).pixels, "the page is as it was");
}

#[test]
fn keys_that_change_the_graph_leave_it_alone_while_words_are_typed() {
    let mut harness = report();
    let first = harness.state().session().assessment().nodes().at(0).expect("a node").id.clone();
    let selection = Selection::one(Subject::Node(first));
    harness.state_mut().session_mut().dispatch(Action::Select(selection.clone()));
    harness.get_by_label("Words of Summary").click();
    harness.run_steps(3);
    harness.get_by_label("Before it").focus();
    harness.run_steps(2);
    harness.get_by_label("Before it").type_text("Read this first");
    harness.run_steps(2);
    let nodes = |harness: &Harness<'_, App>| harness.state().session().assessment().nodes().clone();
    let before = nodes(&harness);
    for key in [Key::Delete, Key::D, Key::I, Key::G, Key::L] {
        harness.key_press_modifiers(Modifiers::COMMAND, key);
        harness.run_steps(2);
    }
    assert_eq!(nodes(&harness), before);
    assert_eq!(*harness.state().session().selection(), selection);
}
