//! Panels of the window: moved, put in tabs, resized, hidden, and found again at the next start.

use std::{path::Path, sync::Arc};

use driftline::{
    session::{Panel, Session},
    ui::{
        App,
        egui::{self, Key, Modifiers, Pos2, Rect, accesskit::Role, vec2},
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};

use crate::{
    canvas::{THREE, card, drag},
    painter::CpuPainter,
    workbench::{document, settle, window, window_of_size},
};

/// A window that keeps its preferences in a file.
fn window_with(preferences: &Path) -> Harness<'static, App> {
    let path = Some(preferences.to_owned());
    let session = Session::new(document(THREE), path, Arc::new(|| {}));
    let ctx = egui::Context::default();
    let app = App::new(&ctx, session);
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .with_max_steps(64)
        .with_context_setup(driftline::ui::theme::install)
        .renderer(CpuPainter::default())
        .build_ui_state(|ui, app: &mut App| app.frame(ui), app);
    settle(&mut harness);
    harness
}

fn place(harness: &Harness<'_, App>, panel: Panel) -> Rect {
    let places = harness.state().panel_places();
    *places.get(&panel).unwrap_or_else(|| panic!("{panel:?} is not shown"))
}

fn is_shown(harness: &Harness<'_, App>, panel: Panel) -> bool {
    harness.state().panel_places().contains_key(&panel)
}

fn grip(harness: &Harness<'_, App>, name: &str) -> Pos2 {
    harness.get_by_role_and_label(Role::Button, name).rect().center()
}

fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(4);
}

/// The harness leaves some room around the window.
const MARGIN: f32 = 8.0;

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn assert_near(found: f32, wanted: f32) {
    assert!((found - wanted).abs() < 0.1, "{found} instead of {wanted}");
}

/// No two panels share a place, and all lie within the window.
fn assert_apart(harness: &Harness<'_, App>) {
    let window = harness.ctx.content_rect();
    let places: Vec<_> = harness.state().panel_places().iter().collect();
    for (i, (panel, place)) in places.iter().enumerate() {
        assert!(window.expand(0.5).contains_rect(**place), "{panel:?} at {place:?}");
        for (other, elsewhere) in &places[..i] {
            let shared = place.intersect(**elsewhere);
            assert!(shared.width() < 0.5 || shared.height() < 0.5, "{panel:?} over {other:?}");
        }
    }
}

#[test]
fn panels_have_their_usual_places() {
    let harness = window(document(THREE));
    let outline = place(&harness, Panel::Outline);
    let inspector = place(&harness, Panel::Inspector);
    let timeline = place(&harness, Panel::Timeline);
    assert_eq!((outline.left(), outline.width()), (timeline.left(), 232.0));
    assert_eq!((inspector.right(), inspector.width()), (timeline.right(), 316.0));
    assert_eq!((timeline.width(), timeline.height()), (1280.0 - 2.0 * MARGIN, 82.0));
    assert!(!is_shown(&harness, Panel::Problems));
    for name in ["Outline panel", "Model panel", "Inspector panel", "Timeline panel"] {
        harness.get_by_role_and_label(Role::Region, name);
    }
    assert_apart(&harness);
}

#[test]
fn a_command_hides_a_panel_and_shows_it_again_and_nothing_else_jumps() {
    let mut harness = window(document(THREE));
    let before = harness.state().panel_places().clone();
    press(&mut harness, CTRL_SHIFT, Key::P);
    assert!(is_shown(&harness, Panel::Problems));
    for panel in [Panel::Outline, Panel::Inspector, Panel::Timeline] {
        assert_eq!(place(&harness, panel), before[&panel]);
    }
    assert_apart(&harness);
    press(&mut harness, CTRL_SHIFT, Key::P);
    for (key, panel) in
        [(Key::Num1, Panel::Outline), (Key::Num2, Panel::Inspector), (Key::Num0, Panel::Timeline)]
    {
        press(&mut harness, CTRL_SHIFT, key);
        assert!(!is_shown(&harness, panel), "{panel:?}");
        press(&mut harness, CTRL_SHIFT, key);
        assert_eq!(*harness.state().panel_places(), before, "{panel:?}");
    }
}

#[test]
fn what_is_looked_at_stays_where_it_is_when_a_panel_goes() {
    let mut harness = window(document(THREE));
    let card = |harness: &Harness<'_, App>| card(harness, "Notebook");
    // Zoomed by hand, so that the view is no longer that of the whole graph.
    harness.get_by_role_and_label(Role::Button, "Zoom in").click();
    harness.run_steps(20);
    let before = card(&harness);
    press(&mut harness, CTRL_SHIFT, Key::Num1);
    harness.run_steps(20);
    let moved = card(&harness).min - before.min;
    assert!(moved.length() < 1.0, "{moved:?}");
    press(&mut harness, CTRL_SHIFT, Key::P);
    harness.run_steps(20);
    let moved = card(&harness).min - before.min;
    assert!(moved.length() < 1.0, "{moved:?}");
}

#[test]
fn each_workspace_has_its_own_outline_and_inspector() {
    let mut harness = window(document(THREE));
    press(&mut harness, CTRL, Key::Num2);
    assert!(!is_shown(&harness, Panel::Outline) && !is_shown(&harness, Panel::Inspector));
    press(&mut harness, CTRL, Key::Num4);
    assert!(!is_shown(&harness, Panel::Outline) && !is_shown(&harness, Panel::Inspector));
    press(&mut harness, CTRL_SHIFT, Key::Num1);
    assert!(is_shown(&harness, Panel::Outline));
    press(&mut harness, CTRL, Key::Num1);
    assert!(is_shown(&harness, Panel::Outline) && is_shown(&harness, Panel::Inspector));
}

#[test]
fn a_panel_is_dragged_to_another_side_by_its_grip() {
    let mut harness = window(document(THREE));
    let from = grip(&harness, "Move outline");
    let aim = place(&harness, Panel::Inspector).center() + vec2(150.0, 0.0);
    drag(&mut harness, from, aim);
    harness.run_steps(4);
    let outline = place(&harness, Panel::Outline);
    let inspector = place(&harness, Panel::Inspector);
    assert!(outline.left() >= inspector.right(), "{outline:?} {inspector:?}");
    assert_near(outline.width(), 232.0);
    assert_apart(&harness);
}

#[test]
fn a_panel_is_moved_by_keyboard_and_everything_can_be_put_back() {
    let mut harness = window(document(THREE));
    let before = harness.state().panel_places().clone();
    let menu = |harness: &mut Harness<'_, App>, name: &str, choice: &str| {
        harness.get_by_role_and_label(Role::Button, name).focus();
        harness.run_steps(2);
        press(harness, Modifiers::NONE, Key::Enter);
        harness.get_by_role_and_label(Role::Button, choice).click();
        harness.run_steps(4);
    };
    menu(&mut harness, "Move inspector", "Left");
    assert!(place(&harness, Panel::Inspector).right() < place(&harness, Panel::Outline).left());
    assert_apart(&harness);
    menu(&mut harness, "Move timeline", "Top");
    assert!(place(&harness, Panel::Timeline).top() < place(&harness, Panel::Outline).top());
    assert_near(place(&harness, Panel::Timeline).height(), 82.0);
    menu(&mut harness, "Move outline", "Hide");
    assert!(!is_shown(&harness, Panel::Outline));
    menu(&mut harness, "Move timeline", "Reset panels");
    assert_eq!(*harness.state().panel_places(), before);
}

#[test]
fn two_panels_share_a_place_by_tabs_with_names() {
    let mut harness = window(document(THREE));
    let from = grip(&harness, "Move outline");
    let aim = place(&harness, Panel::Inspector).center() + vec2(0.0, 15.0);
    drag(&mut harness, from, aim);
    harness.run_steps(4);
    assert!(is_shown(&harness, Panel::Outline) && !is_shown(&harness, Panel::Inspector));
    harness.get_by_role_and_label(Role::Tab, "Inspector").click();
    harness.run_steps(4);
    assert!(!is_shown(&harness, Panel::Outline) && is_shown(&harness, Panel::Inspector));
    // Asked for by its command, it comes to the front.
    press(&mut harness, CTRL_SHIFT, Key::Num1);
    assert!(is_shown(&harness, Panel::Outline) && !is_shown(&harness, Panel::Inspector));
    // Of two, the one that is left has no row of tabs.
    press(&mut harness, CTRL_SHIFT, Key::Num1);
    assert!(is_shown(&harness, Panel::Inspector));
    assert!(harness.query_by_role_and_label(Role::Tab, "Inspector").is_none());
    assert_apart(&harness);
}

#[test]
fn places_and_sizes_are_found_again_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("preferences.ron");
    let mut harness = window_with(&path);
    let line = place(&harness, Panel::Outline).right_center() + vec2(0.5, 40.0);
    drag(&mut harness, line, line + vec2(61.0, 0.0));
    harness.run_steps(4);
    let wider = place(&harness, Panel::Outline).width();
    assert!((280.0..310.0).contains(&wider), "{wider}");
    press(&mut harness, CTRL_SHIFT, Key::P);
    let kept = harness.state().panel_places().clone();
    let again = window_with(&path);
    assert_eq!(*again.state().panel_places(), kept);
    drop((harness, again));
    // What makes no sense any more is forgotten, and the other preferences are not.
    let text = std::fs::read_to_string(&path).expect("preferences");
    assert!(text.contains("Column("), "{text}");
    let damaged = text.replace("Column(", "Collum(").replace("zoom: 1.0", "zoom: 1.5");
    std::fs::write(&path, damaged).expect("written");
    let usual = window_with(&path);
    assert_near(place(&usual, Panel::Outline).width(), 232.0);
    assert_near(usual.state().session().preferences().zoom, 1.5);
}

#[test]
fn lines_stop_where_a_panel_is_of_no_use_any_more() {
    let mut harness = window(document(THREE));
    for by in [-400.0, 800.0] {
        let line = place(&harness, Panel::Outline).right_center() + vec2(0.5, 40.0);
        drag(&mut harness, line, line + vec2(by, 0.0));
        harness.run_steps(4);
        let width = place(&harness, Panel::Outline).width();
        assert!((179.5..=420.5).contains(&width), "{by}: {width}");
        assert!(place(&harness, Panel::Workspace).width() >= 319.5);
        assert_apart(&harness);
    }
}

#[test]
fn in_a_small_window_panels_give_way_and_each_can_be_reached() {
    let mut harness = window_of_size(document(THREE), vec2(640.0, 400.0), false);
    assert!(is_shown(&harness, Panel::Workspace) && is_shown(&harness, Panel::Inspector));
    assert!(!is_shown(&harness, Panel::Outline));
    for (key, panel) in [
        (Key::Num1, Panel::Outline),
        (Key::Num2, Panel::Inspector),
        (Key::P, Panel::Problems),
        (Key::Num0, Panel::Timeline),
    ] {
        if !is_shown(&harness, panel) {
            press(&mut harness, CTRL_SHIFT, key);
        }
        assert!(is_shown(&harness, panel), "{panel:?}");
        let workspace = place(&harness, Panel::Workspace);
        assert!(workspace.width() >= 319.5 && workspace.height() >= 140.0, "{workspace:?}");
        assert_apart(&harness);
    }
}

#[test]
fn the_keyboard_goes_from_panel_to_panel() {
    let mut harness = window(document(THREE));
    let mut seen = Vec::new();
    for _ in 0..4 {
        press(&mut harness, CTRL, Key::F6);
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method itself is not general enough in its lifetime"
        )]
        let is_focused = egui_kittest::kittest::by().predicate(|node| node.is_focused());
        let focused = harness.query_all(is_focused).next();
        seen.push(focused.and_then(|node| node.accesskit_node().label()).unwrap_or_default());
    }
    let names: Vec<&str> = seen.iter().map(|name| name.split(':').next().unwrap_or("")).collect();
    assert_eq!(names, ["Move outline", "Canvas", "Move inspector", "Move timeline"]);
}

#[test]
fn arrow_keys_at_the_grip_make_a_panel_wider() {
    let mut harness = window(document(THREE));
    press(&mut harness, CTRL, Key::F6);
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert_near(place(&harness, Panel::Outline).width(), 248.0);
}

#[test]
fn the_status_bar_tells_what_the_document_holds_and_what_is_selected() {
    let mut harness = window(document(THREE));
    harness.get_by_label("Size of the document: 3 nodes · 2 links · 0 mitigations");
    harness.get_by_label("Calculation: Exact");
    press(&mut harness, CTRL, Key::A);
    harness.get_by_label("Selection: 3 selected");
    let zoom = |harness: &Harness<'_, App>| harness.get_by_label_contains(" %, click for").rect();
    let before = zoom(&harness);
    harness.get_by_role_and_label(Role::Button, "Zoom in").click();
    harness.run_steps(20);
    assert_eq!(zoom(&harness), before, "nothing jumps with the number");
    harness.get_by_label_contains("Problems: ").click();
    harness.run_steps(4);
    assert!(is_shown(&harness, Panel::Problems));
}
