//! The frame of the window: bars, dialogs, palette.

use driftline::{
    model::Assessment,
    session::{Action, Notice, files},
    ui::{
        App,
        command::{COMMANDS, Command},
        egui::{Key, Modifiers, accesskit::Role, vec2},
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};

use crate::{
    canvas::THREE,
    workbench::{document, sample, settle, window, window_of_size},
};

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
fn a_new_document_opens_beside_one_with_changes_and_closing_that_asks_first() {
    let mut harness = window(sample());
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::N);
    harness.run_steps(3);
    assert!(harness.state().session().document().is_dirty());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run_steps(3);
    harness.get_by_label("Blank").click();
    harness.run_steps(3);
    assert_eq!(harness.state().session().assessment().nodes().len(), 0);
    let changed = format!("{}, not saved", sample().about().title);
    harness.get_by_label(&changed).click();
    harness.run_steps(3);
    assert!(harness.state().session().document().is_dirty());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::W);
    harness.run_steps(3);
    harness.get_by_label("Save your changes?");
    harness.get_by_label("Don't save").click();
    harness.run_steps(3);
    assert_eq!(harness.state().open_documents().0.len(), 1);
    assert_eq!(harness.state().session().assessment().nodes().len(), 0);
}

#[test]
fn a_new_document_takes_the_place_of_one_that_nothing_was_done_with() {
    let mut harness = window(sample());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run_steps(3);
    harness.get_by_label("Blank").click();
    harness.run_steps(3);
    assert_eq!(harness.state().open_documents().0.len(), 1);
    assert_eq!(harness.state().session().assessment().nodes().len(), 0);
}

#[test]
fn the_palette_holds_every_command_that_can_be_carried_out() {
    let mut harness = window_of_size(document(THREE), vec2(1280.0, 800.0), false);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(3);
    let listed: Vec<String> = harness
        .get_all_by_role(Role::ListItem)
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    // All nodes are selected, but nothing was done, no link and no zone is selected, and three nodes are not one or two.
    let impossible = [
        Command::Undo,
        Command::Redo,
        Command::AddPathway,
        Command::InsertOnLink,
        Command::ReverseLinks,
        Command::DissolveZone,
        Command::FoldZone,
        Command::DissolveNode,
        Command::ReplaceNode,
        Command::Palette,
    ];
    for entry in COMMANDS.iter().filter(|entry| !impossible.contains(&entry.command)) {
        let is_listed = listed.iter().any(|label| label.starts_with(entry.title));
        assert!(is_listed, "{}", entry.title);
    }
}

#[test]
fn what_was_done_is_told_for_a_while_and_what_failed_until_it_is_dismissed() {
    let mut harness = window_of_size(document(THREE), vec2(1280.0, 800.0), false);
    let tell = |harness: &mut Harness<'_, App>, notice| {
        harness.state_mut().session_mut().dispatch(Action::Notify(notice));
        harness.run_steps(2);
    };
    tell(&mut harness, Notice::done("Saved it"));
    tell(&mut harness, Notice::failed("No such folder"));
    harness.get_by_label("Saved it");
    // A frame of the harness lasts a quarter of a second.
    harness.run_steps(60);
    assert!(harness.query_by_label("Saved it").is_none());
    harness.get_by_label("No such folder");
    harness.get_by_label("Dismiss message").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("No such folder").is_none());
}

/// Two documents in files of a folder, `first.driftline` and `second.json`, and a folder in it.
fn folder_with_files() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["first.driftline", "second.json"] {
        let document = Assessment::blank(name);
        files::write_document(&folder.path().join(name), &document).expect("written");
    }
    std::fs::create_dir(folder.path().join("inner")).expect("made");
    folder
}

fn open_by_dialog(harness: &mut Harness<'_, App>, folder: &std::path::Path) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    harness.run_steps(2);
    let field = harness.get_by_role_and_label(Role::TextInput, "File path");
    field.focus();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(1);
    let field = harness.get_by_role_and_label(Role::TextInput, "File path");
    field.type_text(&folder.display().to_string());
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    // The folder is read on a thread of its own.
    for _ in 0..100_000 {
        harness.step();
        if harness.query_by_label_contains("first.driftline, ").is_some() {
            // What is shown is in its place in the frame after.
            harness.run_steps(2);
            return;
        }
        std::thread::yield_now();
    }
    panic!("the folder was not listed");
}

#[test]
fn documents_are_chosen_from_a_list_by_keyboard_and_by_pointer() {
    let folder = folder_with_files();
    let mut harness = window(sample());
    open_by_dialog(&mut harness, folder.path());
    harness.get_by_label("inner");
    // Up, the inner folder, the first file.
    for _ in 0..3 {
        harness.key_press(Key::ArrowDown);
        harness.run_steps(2);
    }
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert_eq!(harness.state().open_documents(), (vec!["first.driftline"], 0));
    open_by_dialog(&mut harness, folder.path());
    harness.get_by_label_contains("second.json, ").click();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::Button, "Open").click();
    settle(&mut harness);
    assert_eq!(harness.state().open_documents(), (vec!["first.driftline", "second.json"], 1));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::PageDown);
    harness.run_steps(2);
    assert_eq!(harness.state().open_documents().1, 0);
    // A file that is open already is shown, not opened twice.
    open_by_dialog(&mut harness, folder.path());
    harness.get_by_label_contains("second.json, ").click();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::Button, "Open").click();
    settle(&mut harness);
    assert_eq!(harness.state().open_documents(), (vec!["first.driftline", "second.json"], 1));
}

#[test]
fn the_dialog_stands_still_when_the_list_of_files_comes() {
    let folder = folder_with_files();
    let mut harness = window(sample());
    let place =
        |harness: &Harness<'_, App>| harness.get_by_role_and_label(Role::Button, "Cancel").rect();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    harness.run_steps(2);
    let mut before = None;
    for _ in 0..1_000 {
        harness.step();
        if harness.query_by_label("Looking…").is_none() {
            break;
        }
        before = Some(place(&harness));
        std::thread::yield_now();
    }
    harness.run_steps(3);
    let listed = place(&harness);
    // The field has the keyboard from the first frame, and keeps it.
    assert!(harness.get_by_role_and_label(Role::TextInput, "File path").is_focused());
    // The folder may be listed before the first look.
    assert!(before.is_none_or(|before| before == listed), "{before:?} became {listed:?}");
    // Another folder takes the same room.
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    open_by_dialog(&mut harness, folder.path());
    assert_eq!(place(&harness), listed);
}

#[test]
fn the_list_of_files_follows_what_is_typed() {
    let folder = folder_with_files();
    let mut harness = window_of_size(document(THREE), vec2(1280.0, 800.0), false);
    open_by_dialog(&mut harness, folder.path());
    harness.get_by_role_and_label(Role::TextInput, "File path").focus();
    harness.run_steps(2);
    harness.key_press(Key::End);
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "File path").type_text("SEC");
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("first.driftline, ").is_none());
    harness.get_by_label_contains("second.json, ");
    // Down over "Up" to the only file that is left.
    for _ in 0..2 {
        harness.key_press(Key::ArrowDown);
        harness.run_steps(2);
    }
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert_eq!(harness.state().open_documents(), (vec!["second.json"], 0));
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
