//! What takes long is told and holds up nobody. A pipe takes as long as its other end.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use driftline::{
    session::{Action, files},
    ui::{
        App,
        egui::{Key, Modifiers},
    },
};
use egui_kittest::{Harness, kittest::Queryable};

use crate::workbench::{sample, window};

fn pipe(folder: &Path) -> PathBuf {
    let pipe = folder.join("slow.driftline");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    pipe
}

/// Lets frames pass until something is so.
fn wait(harness: &mut Harness<'_, App>, is_so: impl Fn(&App) -> bool) {
    for _ in 0..200_000 {
        harness.step();
        if is_so(harness.state()) {
            return;
        }
        std::thread::yield_now();
    }
    panic!("what was waited for does not come");
}

#[test]
fn a_file_that_is_read_slowly_is_told_of_and_comes_into_a_tab() {
    let folder = tempfile::tempdir().expect("a folder");
    let (pipe, file) = (pipe(folder.path()), folder.path().join("there.driftline"));
    files::write_document(&file, &driftline::model::Assessment::blank("slow")).expect("written");
    let mut harness = window(sample());
    harness.state_mut().open(&pipe);
    // Asked for again, it is read once.
    harness.state_mut().open(&pipe);
    harness.run_steps(2);
    harness.get_by_label("Opening slow.driftline…");
    // Everything else goes on.
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::N);
    harness.run_steps(3);
    assert!(harness.state().session().document().is_dirty());
    assert!(Command::new("cp").args([&file, &pipe]).status().expect("cp").success());
    wait(&mut harness, |app| app.open_documents().0.len() == 2);
    harness.run_steps(2);
    assert_eq!(harness.state().session().assessment().about().title, "slow");
    assert!(harness.query_by_label("Opening slow.driftline…").is_none());
}

#[test]
fn what_cannot_be_read_in_the_end_is_told_then() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = pipe(folder.path());
    let mut harness = window(sample());
    harness.state_mut().open(&pipe);
    let none = folder.path().join("none.driftline");
    std::fs::write(&none, "no document").expect("written");
    assert!(Command::new("cp").args([&none, &pipe]).status().expect("cp").success());
    wait(&mut harness, |app| !app.session().notices().is_empty());
    let notice = harness.state().session().notices()[0].text.clone();
    assert!(notice.contains("slow.driftline"), "{notice}");
    assert_eq!(harness.state().open_documents().0.len(), 1);
}

#[test]
fn a_file_that_comes_late_takes_no_dialog_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let (pipe, file) = (pipe(folder.path()), folder.path().join("there.driftline"));
    files::write_document(&file, &driftline::model::Assessment::blank("slow")).expect("written");
    let mut harness = window(sample());
    harness.state_mut().open(&pipe);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run_steps(3);
    assert!(Command::new("cp").args([&file, &pipe]).status().expect("cp").success());
    for _ in 0..50 {
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(4));
    }
    assert_eq!(harness.state().session().assessment().about().title, sample().about().title);
    harness.get_by_label("Blank");
    harness.key_press(Key::Escape);
    wait(&mut harness, |app| app.session().assessment().about().title == "slow");
}

#[test]
fn what_waits_to_be_closed_is_closed_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = pipe(folder.path());
    let mut harness = window(sample());
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::N);
    harness.run_steps(3);
    harness.state_mut().session_mut().dispatch(Action::SaveAs(pipe.clone()));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::W);
    harness.run_steps(3);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run_steps(3);
    harness.get_by_label("Blank").click();
    harness.run_steps(3);
    assert_eq!(harness.state().open_documents(), (vec![&*sample().about().title, "Untitled"], 1));
    let read = Command::new("cat").arg(&pipe).output().expect("cat").stdout;
    assert!(read.ends_with(b")\n"), "whole");
    wait(&mut harness, |app| app.open_documents().0.len() == 1);
    assert_eq!(harness.state().open_documents(), (vec!["Untitled"], 0));
}

#[test]
fn who_does_not_want_to_wait_any_longer_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = pipe(folder.path());
    let mut harness = window(sample());
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::N);
    harness.run_steps(3);
    harness.state_mut().session_mut().dispatch(Action::SaveAs(pipe.clone()));
    for _ in 0..2 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::W);
        harness.run_steps(3);
    }
    harness.get_by_label("Save your changes?");
    harness.get_by_label("Cancel").click();
    harness.run_steps(3);
    let read = Command::new("cat").arg(&pipe).output().expect("cat").stdout;
    assert!(read.ends_with(b")\n"), "whole");
    wait(&mut harness, |app| !app.session().is_saving());
    harness.run_steps(4);
    assert!(!harness.state().session().assessment().nodes().is_empty(), "it stays open");
}

#[test]
fn closing_waits_for_what_is_on_its_way_to_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = pipe(folder.path());
    let mut harness = window(sample());
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::N);
    harness.run_steps(3);
    harness.state_mut().session_mut().dispatch(Action::SaveAs(pipe.clone()));
    harness.run_steps(2);
    assert!(harness.state().session().is_saving());
    harness.get_by_label_contains("Save: Saving…");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::W);
    harness.run_steps(4);
    assert!(harness.query_by_label("Save your changes?").is_none());
    harness.get_by_label("Saving, then closing…");
    assert!(!harness.state().session().assessment().nodes().is_empty(), "it is open still");
    let read = Command::new("cat").arg(&pipe).output().expect("cat").stdout;
    assert!(read.starts_with(b"(") && read.ends_with(b")\n"), "whole");
    wait(&mut harness, |app| app.session().assessment().nodes().is_empty());
}
