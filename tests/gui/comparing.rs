//! Two versions of a document side by side: looking at them, settling conflicts, merging, and taking that back.

use std::{fs, path::PathBuf};

use driftline::{
    model::{About, Assessment, Edit, Id, Node, NodeKind, Position},
    session::{Action, files},
    ui::{
        App,
        egui::{
            Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, TouchPhase, Vec2,
            accesskit::{Role, Toggled},
            vec2,
        },
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable, by},
};

use crate::{
    canvas::THREE,
    workbench::{document, settle, window_of_size},
};

fn renamed(document: &Assessment, id: &str, name: &str) -> Assessment {
    let id: Id<Node> = Id::new(id).expect("an id");
    let node = document.nodes().get(&id).expect("a node").clone();
    document.edited(&Edit::put(Node { name: name.to_owned(), ..node })).expect("valid")
}

fn titled(document: &Assessment, title: &str) -> Assessment {
    let about = About { title: title.to_owned(), ..document.about().clone() };
    document.edited(&Edit::About(Box::new(about))).expect("valid")
}

/// Theirs: two names, the title, and a node of their own.
fn theirs() -> Assessment {
    let document = renamed(&document(THREE), "a", "Seldom task");
    let document = renamed(&document, "b", "Shared notes");
    let id: Id<Node> = Id::new("d").expect("an id");
    let mut fresh = Node::new(id, "Memory", NodeKind::Channel);
    fresh.position = Some(Position { x: 360.0, y: 136.0 });
    let document = document.edited(&Edit::put(fresh)).expect("valid");
    titled(&document, "Theirs")
}

/// Ours: the same two names otherwise, and the title.
fn ours(document: &Assessment) -> Assessment {
    let document = renamed(document, "a", "Rare task of ours");
    let document = renamed(&document, "b", "Notebook of ours");
    titled(&document, "Ours")
}

/// A window on a saved document that was changed here.
fn changed(
    folder: &tempfile::TempDir,
    size: Vec2,
    is_dark: bool,
) -> (Harness<'static, App>, PathBuf) {
    let path = folder.path().join("a.driftline");
    let mut harness = window_of_size(document(THREE), size, is_dark);
    let session = harness.state_mut().session_mut();
    session.dispatch(Action::SaveAs(path.clone()));
    for node in ours(&document(THREE)).nodes().iter() {
        session.dispatch(Action::Edit(Edit::put(node.clone())));
    }
    let about = About { title: "Ours".to_owned(), ..session.assessment().about().clone() };
    session.dispatch(Action::Edit(Edit::About(Box::new(about))));
    settle(&mut harness);
    (harness, path)
}

/// The same where another program has written to the file, and saving was tried.
fn clash(folder: &tempfile::TempDir, size: Vec2, is_dark: bool) -> Harness<'static, App> {
    let (mut harness, path) = changed(folder, size, is_dark);
    files::write_document(&path, &theirs()).expect("written");
    harness.state_mut().session_mut().dispatch(Action::Save);
    harness.run_steps(4);
    harness
}

fn compare(harness: &mut Harness<'_, App>) {
    harness.get_by_label("Compare…").click();
    harness.run_steps(6);
}

fn has(harness: &Harness<'_, App>, part: &str) -> bool {
    harness.query_all(by().label_contains(part)).next().is_some()
}

/// The rows that are marked as chosen.
fn chosen(harness: &Harness<'_, App>) -> Vec<String> {
    let rows = harness.query_all_by_role(Role::ListItem);
    let rows = rows.filter(|row| row.accesskit_node().toggled() == Some(Toggled::True));
    rows.filter_map(|row| row.accesskit_node().label()).collect()
}

fn names(harness: &Harness<'_, App>) -> Vec<String> {
    let document = harness.state().session().assessment();
    document.nodes().iter().map(|node| node.name.clone()).collect()
}

fn is_enabled(harness: &Harness<'_, App>, label: &str) -> bool {
    !harness.get_by_role_and_label(Role::Button, label).accesskit_node().is_disabled()
}

#[test]
fn a_clash_is_compared_settled_merged_and_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = clash(&folder, vec2(1280.0, 800.0), false);
    harness.get_by_label("The file was changed meanwhile");
    assert!(!is_enabled(&harness, "Merge both"));
    compare(&mut harness);
    harness.get_by_label("Here: graph of 3 nodes and 2 links, 2 marked");
    harness.get_by_label("In the file: graph of 4 nodes and 2 links, 3 marked");
    harness.get_by_label("In the file: Memory, added in the file");
    harness.get_by_label("0 of 3 conflicts settled");
    harness.get_by_label("Choose a version for 3 conflicts first");
    assert!(!is_enabled(&harness, "Merge both"));
    // The first conflict is chosen; N walks on through them, and each is settled by its own choice.
    assert_eq!(chosen(&harness).len(), 1);
    for (settled, (title, choice)) in [
        ("Title page: title", "In the file: Theirs"),
        ("Rare task of ours: name", "Here: Rare task of ours"),
        ("Notebook of ours: name", "Before both: Notebook"),
    ]
    .into_iter()
    .enumerate()
    {
        let rows = chosen(&harness);
        assert!(rows.iter().any(|row| row.starts_with(title)), "{title}: {rows:?}");
        harness.get_by_role_and_label(Role::RadioButton, choice).click();
        harness.run_steps(3);
        harness.get_by_label(&format!("{} of 3 conflicts settled", settled + 1));
        harness.key_press(Key::N);
        harness.run_steps(3);
    }
    // After the conflicts comes what only one side did.
    assert_eq!(chosen(&harness), ["Memory, node · added in the file"]);
    assert_eq!(names(&harness)[1], "Notebook of ours", "nothing is done before it is asked for");
    harness.get_by_role_and_label(Role::Button, "Merge both").click();
    harness.run_steps(4);
    assert_eq!(names(&harness), ["Rare task of ours", "Notebook", "Sabotage", "Memory"]);
    assert_eq!(harness.state().session().assessment().about().title, "Theirs");
    assert!(harness.state().session().clash().is_none());
    assert!(!has(&harness, "Here: graph of"));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(names(&harness), ["Rare task of ours", "Notebook of ours", "Sabotage"]);
    assert_eq!(harness.state().session().assessment().about().title, "Ours");
}

#[test]
fn what_was_chosen_is_kept_on_the_way_back_and_can_be_chosen_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = clash(&folder, vec2(1280.0, 800.0), true);
    compare(&mut harness);
    harness.get_by_role_and_label(Role::RadioButton, "Here: Ours").click();
    harness.run_steps(3);
    // Escape goes back to the question, not out of it.
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    harness.get_by_label("The file was changed meanwhile");
    harness.get_by_label("1 of 3 conflicts settled: compare both versions to choose");
    compare(&mut harness);
    harness.get_by_label("1 of 3 conflicts settled");
    harness.get_by_label("Choose anew").click();
    harness.run_steps(3);
    harness.get_by_label("0 of 3 conflicts settled");
    harness.get_by_label("Back").click();
    harness.run_steps(3);
    harness.get_by_label("Not now").click();
    harness.run_steps(3);
    assert!(harness.state().session().clash().is_none());
    assert!(harness.state().session().document().is_dirty());
}

#[test]
fn an_element_that_is_clicked_on_selects_its_rows_on_both_sides() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = clash(&folder, vec2(1280.0, 800.0), false);
    compare(&mut harness);
    harness.get_by_label("In the file: Memory, added in the file").click();
    harness.run_steps(4);
    assert_eq!(chosen(&harness), ["Memory, node · added in the file"]);
    harness.get_by_label("Here: Notebook of ours, conflict").click();
    harness.run_steps(4);
    assert_eq!(chosen(&harness), ["Notebook of ours: name, node · conflict, not settled"]);
    let marked = |name: &str| {
        let node = harness.get(by().role(Role::ListBoxOption).label_contains(name));
        node.accesskit_node().toggled() == Some(Toggled::True)
    };
    assert!(marked("Here: Notebook of ours") && marked("In the file: Shared notes"));
}

/// Where the same element stands on both sides, as seen from the corner of each picture.
fn offsets(harness: &Harness<'_, App>) -> [Vec2; 2] {
    let place = |pane: &str, card: &str| -> Vec2 {
        let pane = harness.get(by().role(Role::Canvas).label_contains(pane)).rect();
        harness.get(by().role(Role::ListBoxOption).label_contains(card)).rect().center() - pane.min
    };
    [
        place("Here: graph", "Here: Notebook of ours"),
        place("In the file: graph", "In the file: Shared notes"),
    ]
}

fn wheel(harness: &mut Harness<'_, App>, at: Pos2, up: f32) {
    harness.hover_at(at);
    harness.event(Event::MouseWheel {
        source: MouseWheelSource::Wheel,
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, up),
        phase: TouchPhase::Move,
        modifiers: Modifiers::NONE,
    });
    harness.run_steps(8);
}

#[test]
fn one_camera_looks_at_both_pictures() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = clash(&folder, vec2(1280.0, 800.0), false);
    compare(&mut harness);
    harness.get_by_label("Fit both pictures").click();
    harness.run_steps(6);
    let is_same = |[here, there]: [Vec2; 2]| (here - there).length() < 0.6;
    let before = offsets(&harness);
    assert!(is_same(before), "{before:?}");
    let pane = harness.get(by().role(Role::Canvas).label_contains("In the file: graph")).rect();
    let at = pane.left_bottom() + vec2(40.0, -30.0);
    harness.hover_at(at);
    harness.drag_at(at);
    harness.hover_at(at + vec2(30.0, -12.0));
    harness.run_steps(2);
    harness.drop_at(at + vec2(30.0, -12.0));
    harness.run_steps(3);
    let dragged = offsets(&harness);
    assert!(is_same(dragged), "{dragged:?}");
    assert!((dragged[0] - before[0] - vec2(30.0, -12.0)).length() < 1.0, "{before:?} {dragged:?}");
    wheel(&mut harness, at, -120.0);
    let zoomed = offsets(&harness);
    assert!(is_same(zoomed) && (zoomed[0] - dragged[0]).length() > 5.0, "{dragged:?} {zoomed:?}");
    harness.get_by_label("Fit both pictures").click();
    harness.run_steps(6);
    let fitted = offsets(&harness);
    assert!(is_same(fitted) && (fitted[0] - before[0]).length() < 1.0, "{before:?} {fitted:?}");
}

/// Asks for the other document as the File menu does.
fn compare_with(harness: &mut Harness<'_, App>, path: PathBuf) {
    harness.state_mut().session_mut().dispatch(Action::CompareWith(path));
    harness.run_steps(6);
}

#[test]
fn another_document_is_looked_at_first_and_merged_on_a_base_or_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut harness, _) = changed(&folder, vec2(1280.0, 800.0), false);
    let path = folder.path().join("other.driftline");
    files::write_document(&path, &theirs()).expect("written");
    compare_with(&mut harness, path);
    harness.get_by_label("Compare with other.driftline");
    harness.get_by_label("In the file: Memory, only in the file");
    harness.get_by_label("Only looked at: nothing is changed");
    let choices = by().role(Role::RadioButton).label_contains("Here: ");
    assert!(harness.query_all(choices).next().is_none(), "there is nothing to choose yet");
    harness.get_by_label("Merge…").click();
    harness.run_steps(4);
    harness.get_by_label("0 of 3 conflicts settled");
    harness.get_by_label("In the file: Memory, added in the file");
    harness.get_by_label("Nothing in common").click();
    harness.run_steps(4);
    harness.get_by_label("In the file: Memory, only in the file");
    // Nobody knows what both began with.
    assert!(!has(&harness, "Before both"));
    for _ in 0..3 {
        harness.get(by().role(Role::RadioButton).label_contains("In the file: ")).click();
        harness.run_steps(3);
        harness.key_press(Key::N);
        harness.run_steps(3);
    }
    harness.get_by_role_and_label(Role::Button, "Merge both").click();
    harness.run_steps(4);
    assert_eq!(names(&harness), ["Seldom task", "Shared notes", "Sabotage", "Memory"]);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(names(&harness), ["Rare task of ours", "Notebook of ours", "Sabotage"]);
}

#[test]
fn a_file_with_broken_content_is_told_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut harness, path) = changed(&folder, vec2(1280.0, 800.0), false);
    let broken = folder.path().join("broken.driftline");
    fs::write(&broken, "(format: \"driftline/1\", nodes: [").expect("written");
    compare_with(&mut harness, broken);
    let told = harness.state().session().notices().last().expect("told").text.clone();
    assert!(told.starts_with("not compared: ") && !told.contains('\n'), "{told}");
    assert!(!has(&harness, "Compare with broken"));
    // The file of the document itself, broken by another program, leaves the question without a comparison.
    fs::write(&path, "(").expect("written");
    harness.state_mut().session_mut().dispatch(Action::Save);
    harness.run_steps(4);
    assert!(has(&harness, "it cannot be read now"));
    assert!(!has(&harness, "Compare…") && has(&harness, "Keep this version"));
}

#[test]
fn in_small_windows_all_is_within_reach_and_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = clash(&folder, vec2(640.0, 400.0), true);
    compare(&mut harness);
    let [here, there] = ["Here: graph", "In the file: graph"]
        .map(|name| harness.get(by().role(Role::Canvas).label_contains(name)).rect());
    // One above the other, neither covered, none out of the window.
    assert!(here.bottom() <= there.top() && there.bottom() < 400.0, "{here:?} {there:?}");
    assert!(here.height() > 80.0 && (here.size() - there.size()).length() < 1.0);
    let merge = harness.get_by_role_and_label(Role::Button, "Merge both").rect();
    assert!(merge.bottom() <= 400.0 && merge.top() >= there.bottom(), "{merge:?}");
    for role in [Role::Button, Role::RadioButton, Role::ListItem, Role::Canvas, Role::ListBoxOption]
    {
        for node in harness.query_all_by_role(role) {
            let name = node.accesskit_node().label().unwrap_or_default();
            assert!(!name.trim().is_empty(), "a {role:?} without a name");
        }
    }
}
