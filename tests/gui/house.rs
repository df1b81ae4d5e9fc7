//! What stays in the house, and releases: marked in the inspector, listed beside the report, taken back; frozen and
//! compared.

use driftline::{
    model::{Id, Marked, Reason, Subject},
    session::{Action, ReleaseWish, Selection},
    ui::{
        App,
        egui::{Key, Modifiers, accesskit::Role, vec2},
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

fn window() -> Harness<'static, App> {
    window_of_size(document(THREE), vec2(1400.0, 2400.0), false)
}

fn notebook() -> Subject {
    Subject::Node(Id::new("b").expect("an id"))
}

fn reason(harness: &Harness<'_, App>) -> Option<Reason> {
    harness.state().session().assessment().mark(&Marked::Element(notebook())).cloned()
}

fn says(harness: &Harness<'_, App>, words: &str) -> bool {
    let labels =
        harness.get_all_by_role(Role::Paragraph).chain(harness.get_all_by_role(Role::Label));
    let labels = labels.filter_map(|node| node.accesskit_node().label());
    labels.into_iter().any(|label| label.contains(words))
}

#[test]
fn a_mark_is_set_in_the_inspector_listed_beside_the_report_and_undone() {
    let mut harness = window();
    harness.state_mut().session_mut().dispatch(Action::Select(Selection::one(notebook())));
    harness.run_steps(4);
    harness.get_by_label("Whether it leaves the house").click();
    harness.run_steps(3);
    harness.get_by_label("Internal: third party").click();
    settle(&mut harness);
    assert_eq!(reason(&harness), Some(Reason::ThirdParty));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
    settle(&mut harness);
    harness.get_by_label("Notebook (third party)");
    harness.get_by_role_and_label(Role::Heading, "Redaction log");
    harness.get_by_role_and_label(Role::CheckBox, "Outside the house").click();
    settle(&mut harness);
    assert!(says(&harness, "This is a public version"));
    harness.get_by_label("Let Notebook leave the house").click();
    settle(&mut harness);
    assert_eq!(reason(&harness), None);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(reason(&harness), Some(Reason::ThirdParty));
}

#[test]
fn a_report_is_frozen_and_compared_with_itself() {
    let mut harness = window();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
    settle(&mut harness);
    harness.get_by_label("Freeze…").click();
    harness.run_steps(4);
    harness.get_by_role_and_label(Role::Button, "Freeze");
    harness.key_press(Key::Escape);
    harness.run_steps(4);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("first.zip");
    let options = driftline::report::Options::of(&document(THREE), None);
    let targets = vec![driftline::report::Target::Markdown];
    let wish = ReleaseWish::Freeze(path.clone(), targets, Box::new(options));
    harness.state_mut().session_mut().dispatch(Action::Release(wish));
    let is_waiting = |harness: &Harness<'_, App>| harness.state().session().is_busy();
    while is_waiting(&harness) || !path.exists() {
        harness.step();
        std::thread::yield_now();
    }
    let wish = ReleaseWish::CompareWith(Some(path));
    harness.state_mut().session_mut().dispatch(Action::Release(wish));
    while harness.state().session().since().is_none() {
        harness.step();
        std::thread::yield_now();
    }
    settle(&mut harness);
    harness.get_by_role_and_label(Role::Heading, "Changes since the last release");
    harness.get_by_label("Compare with nothing").click();
    settle(&mut harness);
    let heading = "Changes since the last release";
    assert!(harness.query_by_role_and_label(Role::Heading, heading).is_none());
}
