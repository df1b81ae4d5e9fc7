//! The welcome page, the guided tour, and the themes.

use std::{path::PathBuf, sync::Arc};

use driftline::{
    session::{self, Preferences, Session, ThemeChoice, Workspace},
    ui::{
        App,
        egui::{self, Key, Modifiers, accesskit::Role, vec2},
        theme::{self, Tokens},
        tour::STEPS,
    },
};
use egui_kittest::{Harness, kittest::Queryable};

use crate::{
    canvas::THREE,
    painter::CpuPainter,
    workbench::{document, settle, window_of_size},
};

/// A window as it starts without a file, on a small document in place of the example.
fn started(size: egui::Vec2, preferences: Option<PathBuf>) -> Harness<'static, App> {
    let session = Session::new(document(THREE), preferences, Arc::new(|| {}));
    let ctx = egui::Context::default();
    let app = App::new(&ctx, session).at_start();
    let mut harness = Harness::builder()
        .with_size(size)
        .with_max_steps(64)
        .with_context_setup(theme::install)
        .renderer(CpuPainter::default())
        .build_ui_state(|ui, app: &mut App| app.frame(ui), app);
    settle(&mut harness);
    harness
}

fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(4);
}

/// Preferences with two recent files, one of which is there.
fn preferences_with_files() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path().join("here.driftline");
    session::files::write_document(&here, &document(THREE)).expect("written");
    let gone = folder.path().join("gone.driftline");
    let path = folder.path().join("preferences.ron");
    let recent = vec![here, gone];
    let text = ron::to_string(&Preferences { recent, ..Preferences::default() });
    std::fs::write(&path, text.expect("text")).expect("written");
    (folder, path)
}

#[test]
fn the_welcome_page_offers_the_example_first_and_escape_leaves_it() {
    let mut harness = started(vec2(1280.0, 800.0), None);
    assert!(harness.state().has_welcome());
    let example = harness.get_by_label("Internal coding-agent fleet").rect();
    for other in ["Blank", "Spread starter", "Take the three-minute tour", "Open…"] {
        let place = harness.get_by_label_contains(other).rect();
        assert!(place.top() > example.bottom(), "{other}");
    }
    // Keys of the canvas are asleep behind it.
    press(&mut harness, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::N);
    assert_eq!(harness.state().session().assessment().nodes().len(), 3);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!harness.state().has_welcome());
    harness.get_by_label_contains("Canvas");
}

#[test]
fn a_template_of_the_welcome_page_is_begun() {
    let mut harness = started(vec2(1280.0, 800.0), None);
    harness.get_by_label("Spread starter").click();
    settle(&mut harness);
    assert!(!harness.state().has_welcome());
    assert!(harness.state().session().assessment().nodes().len() > 3);
    assert_eq!(harness.state().open_documents().0.len(), 1);
}

#[test]
fn missing_files_are_marked_and_can_be_taken_off_the_list() {
    let (_folder, path) = preferences_with_files();
    let mut harness = started(vec2(1280.0, 800.0), Some(path.clone()));
    // Whether they are there is found out on a thread of its own.
    for _ in 0..100_000 {
        harness.step();
        if harness.query_by_label_contains(", missing").is_some() {
            break;
        }
        std::thread::yield_now();
    }
    harness.get_by_label_contains("Open gone.driftline in").click();
    harness.run_steps(3);
    assert!(harness.state().has_welcome());
    harness.get_by_label("Take gone.driftline off the list").click();
    harness.run_steps(3);
    assert_eq!(Preferences::read(&path).recent.len(), 1);
    harness.get_by_label_contains("Open here.driftline in").click();
    settle(&mut harness);
    assert!(!harness.state().has_welcome());
    assert!(harness.state().session().document().path().is_some());
}

#[test]
fn the_welcome_page_can_be_done_without() {
    let (_folder, path) = preferences_with_files();
    let mut harness = started(vec2(1280.0, 800.0), Some(path.clone()));
    harness.get_by_label("Show at start").click();
    harness.run_steps(3);
    assert!(!Preferences::read(&path).shows_welcome);
    drop(harness);
    assert!(!started(vec2(640.0, 400.0), Some(path)).state().has_welcome());
}

#[test]
fn the_tour_leads_through_every_workspace_and_changes_nothing() {
    let sample = session::template(session::SAMPLE_NAME).expect("bundled");
    let mut harness = started(vec2(1280.0, 800.0), None);
    harness.get_by_label("Take the three-minute tour").click();
    harness.run_steps(4);
    assert_eq!(*harness.state().session().assessment(), sample.document().expect("a document"));
    let window = harness.ctx.content_rect();
    let mut seen = Vec::new();
    while let Some(step) = harness.state().tour_step() {
        seen.push(step.workspace);
        let spoken = format!("{}, step {} of {}", step.title, seen.len(), STEPS.len());
        harness.get_by_label_contains(&spoken);
        let next = if seen.len() == STEPS.len() { "Done" } else { "Next" };
        let next = harness.get_by_label(next).rect();
        assert!(window.contains_rect(next), "{next:?}");
        // Once by the button, then by the arrow.
        if seen.len() == 1 {
            harness.get_by_label("Next").click();
            harness.run_steps(4);
            press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
            assert_eq!(harness.state().tour_step().map(|s| s.title), Some(STEPS[0].title));
        }
        press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    }
    assert_eq!(seen.len(), STEPS.len());
    for workspace in Workspace::ALL.into_iter().filter(|workspace| !workspace.is_of_argument()) {
        assert!(seen.contains(&workspace), "{workspace:?}");
    }
    assert!(seen.iter().any(|workspace| workspace.is_of_argument()));
    let document = harness.state().session().document();
    assert!(!document.is_dirty() && document.revision() == 0);
}

#[test]
fn escape_ends_the_tour() {
    let mut harness = started(vec2(640.0, 400.0), None);
    harness.get_by_label("Take the three-minute tour").click();
    harness.run_steps(4);
    assert!(harness.state().tour_step().is_some());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().tour_step().is_none());
    assert!(harness.query_by_label("Next").is_none());
}

#[test]
fn every_theme_is_a_command_and_is_seen_at_once() {
    let mut harness = window_of_size(document(THREE), vec2(1280.0, 800.0), false);
    let themes: [(&str, ThemeChoice, &Tokens); 5] = [
        (
            "Theme: high contrast, light",
            ThemeChoice::HighContrastLight,
            &theme::HIGH_CONTRAST_LIGHT,
        ),
        ("Theme: high contrast, dark", ThemeChoice::HighContrastDark, &theme::HIGH_CONTRAST_DARK),
        ("Theme: projector", ThemeChoice::Projector, &theme::PROJECTOR),
        ("Theme: dark", ThemeChoice::Dark, &theme::DARK),
        ("Theme: light", ThemeChoice::Light, &theme::LIGHT),
    ];
    for (title, choice, tokens) in themes {
        press(&mut harness, Modifiers::COMMAND, Key::K);
        let field = harness.get_by_role_and_label(Role::TextInput, "Search or run a command");
        field.focus();
        field.type_text(title);
        harness.run_steps(2);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        settle(&mut harness);
        assert_eq!(harness.state().session().preferences().theme, choice);
        let picture = harness.render().expect("a picture");
        let canvas = tokens.canvas.to_array();
        let painted = picture.pixels().filter(|pixel| pixel.0 == canvas).count();
        assert!(painted > 100_000, "{title}: {painted} pixels of the canvas");
    }
}
