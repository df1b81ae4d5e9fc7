//! The graph of the Model workspace by pointer and keyboard.

use driftline::{
    model::{Assessment, Id, Node, Position, Subject},
    session::Action,
    ui::{
        App,
        egui::{
            Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, Rect,
            TouchPhase, Vec2, accesskit::Role, vec2,
        },
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable, by},
};

use crate::workbench::{document, sample, settle, window};

/// Three nodes in two phases and the two links of a way through them.
pub(crate) const THREE: &str = r#"{
  "format": "driftline/1", "title": "Three",
  "phases": [{"id": "one", "name": "First phase"}, {"id": "two", "name": "Second phase"}],
  "nodes": [
    {"id": "a", "name": "Rare task", "kind": "origin", "position": {"x": 0, "y": 0},
     "stability": {"one": {"estimate": {"point": 0.1}}, "two": {"estimate": {"point": 0.4}}},
     "persistence": {"one": {"estimate": {"point": 0.5}}}},
    {"id": "b", "name": "Notebook", "kind": "channel", "position": {"x": 232, "y": 0},
     "stability": {"one": {"estimate": {"point": 1.0}}},
     "persistence": {"one": {"estimate": {"point": 0.0}}}},
    {"id": "c", "name": "Sabotage", "kind": "outcome", "position": {"x": 120, "y": 136},
     "stability": {"one": {"estimate": {"point": 1.0}}},
     "persistence": {"one": {"estimate": {"point": 1.0}}}}
  ],
  "links": [
    {"id": "a-b", "from": "a", "to": "b", "mechanism": "long_term_memory",
     "likelihood": {"one": {"estimate": {"point": 0.5}}}},
    {"id": "b-c", "from": "b", "to": "c", "likelihood": {"one": {"estimate": {"point": 0.0}},
     "two": {"estimate": {"point": 0.2}}}}
  ]
}"#;

fn canvas() -> Harness<'static, App> {
    window(document(THREE))
}

/// The words of a node's card, by a part of them.
fn card_words(harness: &Harness<'_, App>, name: &str) -> String {
    let node = harness.get(by().role(Role::ListBoxOption).label_contains(name));
    node.accesskit_node().label().expect("a name")
}

/// Where a node's card is on the screen.
pub(crate) fn card(harness: &Harness<'_, App>, name: &str) -> Rect {
    harness.get(by().role(Role::ListBoxOption).label_contains(name)).rect()
}

/// The middle of a card's right side, where links start.
fn rim(harness: &Harness<'_, App>, name: &str) -> Pos2 {
    card(harness, name).right_center() - vec2(1.0, 0.0)
}

/// Well away from cards and links.
fn empty_place(harness: &Harness<'_, App>) -> Pos2 {
    card(harness, "Rare task").center_bottom() + vec2(-80.0, 150.0)
}

fn assessment(harness: &Harness<'_, App>) -> Assessment {
    harness.state().session().assessment().clone()
}

fn selected(harness: &Harness<'_, App>) -> Vec<String> {
    let selection = harness.state().session().selection();
    selection.subjects().iter().map(|subject| subject.id_str().to_owned()).collect()
}

fn position(harness: &Harness<'_, App>, id: &str) -> Position {
    let id: Id<Node> = Id::new(id).expect("an id");
    let assessment = harness.state().session().assessment();
    assessment.nodes().get(&id).and_then(|node| node.position).expect("a place")
}

fn undo(harness: &mut Harness<'_, App>) {
    harness.state_mut().session_mut().dispatch(Action::Undo);
    settle(harness);
}

/// One frame with some events.
fn frame(harness: &mut Harness<'_, App>, events: impl IntoIterator<Item = Event>) {
    harness.input_mut().events.extend(events);
    harness.step();
}

fn button(pos: Pos2, pressed: bool, modifiers: Modifiers) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers }
}

pub(crate) fn click(harness: &mut Harness<'_, App>, at: Pos2, modifiers: Modifiers) {
    frame(harness, [Event::ModifiersChanged(modifiers), Event::PointerMoved(at)]);
    frame(harness, [button(at, true, modifiers), button(at, false, modifiers)]);
    frame(harness, [Event::ModifiersChanged(Modifiers::NONE)]);
}

pub(crate) fn double_click(harness: &mut Harness<'_, App>, at: Pos2) {
    let none = Modifiers::NONE;
    frame(harness, [Event::PointerMoved(at)]);
    for _ in 0..2 {
        frame(harness, [button(at, true, none), button(at, false, none)]);
    }
    harness.run_steps(3);
}

/// Presses and moves, and leaves the button down.
fn pull(harness: &mut Harness<'_, App>, from: Pos2, to: Pos2) {
    frame(harness, [Event::PointerMoved(from)]);
    frame(harness, [button(from, true, Modifiers::NONE)]);
    for share in [0.1, 0.5, 1.0] {
        frame(harness, [Event::PointerMoved(from.lerp(to, share))]);
    }
}

pub(crate) fn drag(harness: &mut Harness<'_, App>, from: Pos2, to: Pos2) {
    pull(harness, from, to);
    frame(harness, [button(to, false, Modifiers::NONE)]);
    settle(harness);
}

fn type_text(harness: &mut Harness<'_, App>, text: &str) {
    frame(harness, [Event::Text(text.to_owned())]);
}

fn press_key(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press(key);
    settle(harness);
}

fn wheel(harness: &mut Harness<'_, App>, at: Pos2, delta: Vec2, modifiers: Modifiers) {
    frame(harness, [Event::ModifiersChanged(modifiers), Event::PointerMoved(at)]);
    let (unit, phase, source) = (MouseWheelUnit::Point, TouchPhase::Move, MouseWheelSource::Wheel);
    frame(harness, [Event::MouseWheel { unit, delta, phase, source, modifiers }]);
    harness.run_steps(20);
    frame(harness, [Event::ModifiersChanged(Modifiers::NONE)]);
}

#[test]
fn clicks_select_one_add_and_take_away() {
    let mut harness = canvas();
    let (a, b) = (card(&harness, "Rare task").center(), card(&harness, "Notebook").center());
    click(&mut harness, a, Modifiers::NONE);
    assert_eq!(selected(&harness), ["a"]);
    click(&mut harness, b, Modifiers::NONE);
    assert_eq!(selected(&harness), ["b"]);
    click(&mut harness, a, Modifiers::SHIFT);
    assert_eq!(selected(&harness), ["a", "b"]);
    click(&mut harness, b, Modifiers::COMMAND);
    assert_eq!(selected(&harness), ["a"]);
    let empty = empty_place(&harness);
    click(&mut harness, empty, Modifiers::NONE);
    assert!(selected(&harness).is_empty());
}

#[test]
fn a_double_click_on_the_ground_adds_a_node_to_name() {
    let mut harness = canvas();
    let before = assessment(&harness);
    let empty = empty_place(&harness);
    double_click(&mut harness, empty);
    assert_eq!(assessment(&harness).nodes().len(), 4);
    type_text(&mut harness, "Shared cache");
    press_key(&mut harness, Key::Enter);
    assert!(card(&harness, "Shared cache").contains(empty));
    undo(&mut harness);
    assert_eq!(assessment(&harness), before);
}

#[test]
fn a_line_from_a_rim_to_a_card_is_a_link() {
    let mut harness = canvas();
    let (from, to) = (rim(&harness, "Sabotage"), card(&harness, "Notebook").center());
    drag(&mut harness, from, to);
    let document = assessment(&harness);
    let made = document.links().iter().last().expect("a link");
    assert_eq!((document.links().len(), made.from.as_str(), made.to.as_str()), (3, "c", "b"));
    assert_eq!(selected(&harness), [made.id.as_str()]);
}

#[test]
fn a_line_from_a_rim_to_the_ground_makes_link_and_node_in_one_step() {
    let mut harness = canvas();
    let before = assessment(&harness);
    let (from, to) = (rim(&harness, "Sabotage"), empty_place(&harness));
    drag(&mut harness, from, to);
    press_key(&mut harness, Key::Enter);
    let document = assessment(&harness);
    assert_eq!((document.nodes().len(), document.links().len()), (4, 3));
    let made = document.links().iter().last().expect("a link");
    assert_eq!(made.from.as_str(), "c");
    undo(&mut harness);
    assert_eq!(assessment(&harness), before);
}

#[test]
fn a_dragged_node_moves_on_the_grid_and_undo_takes_it_back() {
    let mut harness = canvas();
    let before = assessment(&harness);
    let from = card(&harness, "Notebook").center();
    drag(&mut harness, from, from + vec2(63.0, -37.0));
    let moved = position(&harness, "b");
    assert!(moved.x > 232.0 && moved.y < 0.0);
    assert_eq!((moved.x % 8.0, moved.y % 8.0), (0.0, 0.0));
    undo(&mut harness);
    assert_eq!(assessment(&harness), before);
}

#[test]
fn selected_nodes_move_together() {
    let mut harness = canvas();
    let (a, b) = (card(&harness, "Rare task").center(), card(&harness, "Notebook").center());
    click(&mut harness, a, Modifiers::NONE);
    click(&mut harness, b, Modifiers::SHIFT);
    drag(&mut harness, b, b + vec2(0.0, -80.0));
    let (a, b) = (position(&harness, "a"), position(&harness, "b"));
    assert!(a.y < 0.0);
    assert_eq!((a.y, b.x - a.x), (b.y, 232.0));
}

#[test]
fn escape_takes_a_drag_back() {
    let mut harness = canvas();
    let before = assessment(&harness);
    let from = card(&harness, "Notebook").center();
    let to = from + vec2(80.0, 0.0);
    pull(&mut harness, from, to);
    assert_ne!(assessment(&harness), before);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    frame(&mut harness, [Event::PointerMoved(to + vec2(20.0, 0.0))]);
    frame(&mut harness, [button(to, false, Modifiers::NONE)]);
    settle(&mut harness);
    assert_eq!(assessment(&harness), before);
}

#[test]
fn deleting_a_node_takes_its_links_along() {
    let mut harness = canvas();
    let before = assessment(&harness);
    let at = card(&harness, "Notebook").center();
    click(&mut harness, at, Modifiers::NONE);
    press_key(&mut harness, Key::Delete);
    let document = assessment(&harness);
    assert_eq!((document.nodes().len(), document.links().len()), (2, 0));
    undo(&mut harness);
    assert_eq!(assessment(&harness), before);
}

#[test]
fn a_rectangle_encloses_to_the_right_and_touches_to_the_left() {
    let mut harness = canvas();
    let (a, b) = (card(&harness, "Rare task"), card(&harness, "Notebook"));
    let (from, to) = (a.left_top() - Vec2::splat(20.0), b.center_bottom() + vec2(0.0, 12.0));
    drag(&mut harness, from, to);
    assert_eq!(selected(&harness), ["a"]);
    drag(&mut harness, to, from);
    assert_eq!(selected(&harness), ["a", "b"]);
}

#[test]
fn a_name_is_edited_in_place() {
    let mut harness = canvas();
    let at = card(&harness, "Notebook").center();
    click(&mut harness, at, Modifiers::NONE);
    press_key(&mut harness, Key::F2);
    harness.get_by_label("Name of the node");
    type_text(&mut harness, "Given up");
    press_key(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Name of the node").is_none());
    card(&harness, "Notebook");
    harness.run_steps(4);
    double_click(&mut harness, at);
    type_text(&mut harness, "Team wiki");
    press_key(&mut harness, Key::Enter);
    assert!(card(&harness, "Team wiki").contains(at));
    undo(&mut harness);
    card(&harness, "Notebook");
}

#[test]
fn the_wheel_pans_and_with_ctrl_zooms_at_the_pointer() {
    let mut harness = canvas();
    let before = card(&harness, "Notebook");
    let at = before.center();
    wheel(&mut harness, at, vec2(0.0, -48.0), Modifiers::NONE);
    let panned = card(&harness, "Notebook");
    assert!((panned.center() - at - vec2(0.0, -48.0)).length() < 0.5, "{panned:?}");
    let at = panned.center();
    wheel(&mut harness, at, vec2(0.0, 60.0), Modifiers::COMMAND);
    let zoomed = card(&harness, "Notebook");
    assert!(zoomed.width() > panned.width() * 1.05, "{zoomed:?}");
    assert!((zoomed.center() - at).length() < 0.5, "{zoomed:?}");
}

#[test]
fn space_and_a_drag_pan() {
    let mut harness = canvas();
    let before = assessment(&harness);
    let at = card(&harness, "Notebook").center();
    click(&mut harness, at, Modifiers::NONE);
    harness.key_down(Key::Space);
    harness.run_steps(2);
    drag(&mut harness, at, at + vec2(40.0, 24.0));
    harness.key_up(Key::Space);
    harness.run_steps(2);
    assert!((card(&harness, "Notebook").center() - at - vec2(40.0, 24.0)).length() < 0.5);
    assert_eq!(assessment(&harness), before);
}

#[test]
fn arrow_keys_move_what_is_selected_by_a_step_of_the_grid() {
    let mut harness = canvas();
    let at = card(&harness, "Notebook").center();
    click(&mut harness, at, Modifiers::NONE);
    press_key(&mut harness, Key::ArrowRight);
    press_key(&mut harness, Key::ArrowDown);
    assert_eq!(position(&harness, "b"), Position { x: 240.0, y: 8.0 });
}

#[test]
fn a_click_on_a_node_leaves_the_keyboard_to_the_canvas() {
    let mut harness = canvas();
    let at = card(&harness, "Notebook").center();
    frame(&mut harness, [Event::PointerMoved(at)]);
    // A hand takes several frames for a click.
    for is_pressed in [true, false] {
        frame(&mut harness, [button(at, is_pressed, Modifiers::NONE)]);
        harness.run_steps(2);
    }
    press_key(&mut harness, Key::ArrowRight);
    assert_eq!(position(&harness, "b"), Position { x: 240.0, y: 0.0 });
}

#[test]
fn another_phase_shows_its_own_figures() {
    let mut harness = canvas();
    let first = card_words(&harness, "Rare task");
    harness.get_by_label("Next phase").click();
    settle(&mut harness);
    let second = card_words(&harness, "Rare task");
    let figure =
        |words: &str| -> String { words.split(" in ").next().map(str::to_owned).expect("words") };
    assert!(first.contains("in First phase") && second.contains("in Second phase"));
    assert_ne!(figure(&first), figure(&second));
}

#[test]
fn a_secondary_click_offers_what_can_be_done() {
    let mut harness = canvas();
    let at = card(&harness, "Notebook").center();
    frame(&mut harness, [Event::PointerMoved(at)]);
    let secondary = |pressed| Event::PointerButton {
        pos: at,
        button: PointerButton::Secondary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    frame(&mut harness, [secondary(true)]);
    frame(&mut harness, [secondary(false)]);
    harness.run_steps(2);
    assert_eq!(selected(&harness), ["b"]);
    harness.get(by().role(Role::Button).label_contains("Duplicate")).click();
    settle(&mut harness);
    assert_eq!(assessment(&harness).nodes().len(), 4);
    let focus = harness.state().session().selection().focus().cloned();
    assert!(matches!(focus, Some(Subject::Node(id)) if id.as_str() != "b"));
}

#[test]
fn the_whole_graph_stays_in_view_as_the_window_grows_until_someone_pans() {
    let mut harness = window(sample());
    let small = card(&harness, "Coding agents");
    harness.set_size(vec2(1900.0, 1000.0));
    harness.run_steps(3);
    let large = card(&harness, "Coding agents");
    assert!(large.width() > small.width() * 1.2, "{small:?} {large:?}");
    wheel(&mut harness, large.center(), vec2(0.0, -48.0), Modifiers::NONE);
    harness.set_size(vec2(1280.0, 800.0));
    harness.run_steps(3);
    assert!((card(&harness, "Coding agents").width() - large.width()).abs() < 0.1);
}
