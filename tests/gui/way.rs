//! Finding the way: search, views, bookmarks, filters, steps along links, outline and where one is.

use driftline::{
    model::{Assessment, Id, Link, Node, NodeKind, Position, Subject},
    session::{Action, Selection},
    ui::{
        App,
        egui::{Key, Modifiers, Pos2, accesskit::Role, vec2},
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable, by},
};

use crate::{
    canvas::{THREE, card, click},
    editing::{drag, run},
    workbench::{document, settle, window, window_of_size},
};

const ALT: Modifiers = Modifiers::ALT;
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// Three nodes in a row of which the last two lie in a zone, with a mitigation and a note.
const PLACES: &str = r#"{
  "format": "driftline/1", "title": "Places",
  "phases": [{"id": "one", "name": "First phase"}, {"id": "two", "name": "Second phase"}],
  "zones": [{"id": "pilot", "name": "Pilot"}],
  "nodes": [
    {"id": "a", "name": "Café task", "kind": "origin", "position": {"x": 0, "y": 0},
     "stability": {"one": {"estimate": {"point": 0.3}}}},
    {"id": "b", "name": "Notebook", "kind": "channel", "zone": "pilot",
     "position": {"x": 320, "y": 0}, "notes": "read by every CAFE instance"},
    {"id": "c", "name": "Sabotage", "kind": "outcome", "zone": "pilot",
     "position": {"x": 640, "y": 160}, "tags": ["grave"]},
    {"id": "d", "name": "Archive", "kind": "channel", "position": {"x": 320, "y": 240}}
  ],
  "links": [
    {"id": "a-b", "from": "a", "to": "b", "mechanism": "long_term_memory",
     "likelihood": {"one": {"estimate": {"point": 0.5}}}},
    {"id": "a-d", "from": "a", "to": "d", "mechanism": "agent_messaging"},
    {"id": "b-c", "from": "b", "to": "c", "mechanism": "agent_messaging"}
  ],
  "mitigations": [{"id": "m", "name": "Café hygiene", "blocks": ["a-b"]}]
}"#;

fn places() -> Harness<'static, App> {
    window(document(PLACES))
}

fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    settle(harness);
}

fn selected(harness: &Harness<'_, App>) -> Vec<String> {
    let selection = harness.state().session().selection();
    selection.subjects().iter().map(|subject| subject.id_str().to_owned()).collect()
}

fn type_text(harness: &mut Harness<'_, App>, name: &str, text: &str) {
    harness.get_by_role_and_label(Role::TextInput, name).type_text(text);
    settle(harness);
}

fn middle(harness: &Harness<'_, App>, name: &str) -> Pos2 {
    card(harness, name).center()
}

/// Looks from so far to the side that nothing is where it was.
fn pan_away(harness: &mut Harness<'_, App>) {
    press(harness, Modifiers::SHIFT, Key::Num0);
    for _ in 0..3 {
        harness.key_press(Key::Plus);
        settle(harness);
    }
}

#[test]
fn search_counts_steps_round_and_gives_the_keys_back() {
    let mut harness = places();
    press(&mut harness, CTRL, Key::F);
    type_text(&mut harness, "Find on the canvas", "cafe");
    // A name, notes, two links by their ends, a mitigation: accents and case do not matter.
    harness.get_by_label("1 of 5");
    assert_eq!(selected(&harness), ["a"]);
    for (key, modifiers, count, id) in [
        (Key::Enter, Modifiers::NONE, "2 of 5", "b"),
        (Key::F3, Modifiers::NONE, "3 of 5", "a-b"),
        (Key::Enter, Modifiers::NONE, "4 of 5", "a-d"),
        (Key::Enter, Modifiers::NONE, "5 of 5", "m"),
        (Key::F3, Modifiers::NONE, "1 of 5", "a"),
        (Key::Enter, Modifiers::SHIFT, "5 of 5", "m"),
        (Key::F3, Modifiers::SHIFT, "4 of 5", "a-d"),
    ] {
        press(&mut harness, modifiers, key);
        harness.get_by_label(count);
        assert_eq!(selected(&harness), [id], "{key:?}");
    }
    harness.get_by_label("Next hit").click();
    settle(&mut harness);
    harness.get_by_label("5 of 5");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.query_by_label("Find on the canvas").is_none());
    // Escape has left the selection alone, and the canvas has the keys.
    assert_eq!(selected(&harness), ["m"]);
    press(&mut harness, Modifiers::NONE, Key::F3);
    harness.get_by_label("1 of 5");
}

#[test]
fn a_hit_comes_into_the_middle_and_a_collapsed_zone_stands_for_what_it_hides() {
    let mut harness = places();
    pan_away(&mut harness);
    press(&mut harness, CTRL, Key::F);
    type_text(&mut harness, "Find on the canvas", "grave");
    harness.get_by_label("1 of 1");
    let canvas = harness.get(by().role(Role::Canvas)).rect();
    assert!((middle(&harness, "Sabotage") - canvas.center()).length() < 2.0);
    press(&mut harness, CTRL, Key::Period);
    press(&mut harness, Modifiers::NONE, Key::F3);
    let fold = card(&harness, "Collapsed zone Pilot");
    assert!((fold.center() - canvas.center()).length() < 2.0);
    assert_eq!(selected(&harness), ["c"]);
}

#[test]
fn nothing_found_is_said() {
    let mut harness = places();
    press(&mut harness, CTRL, Key::F);
    type_text(&mut harness, "Find on the canvas", "absent");
    harness.get_by_label("No hits");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(selected(&harness).is_empty());
    harness.get_by_label("Close search").click();
    settle(&mut harness);
    assert!(harness.query_by_label("No hits").is_none());
}

#[test]
fn an_id_leads_to_its_element() {
    let mut harness = places();
    press(&mut harness, CTRL, Key::J);
    type_text(&mut harness, "Go to id", "B-");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&harness), ["b-c"]);
}

#[test]
fn views_are_gone_back_to_and_forth_again() {
    let mut harness = places();
    let whole = card(&harness, "Archive");
    click(&mut harness, whole.center(), Modifiers::NONE);
    press(&mut harness, Modifiers::SHIFT, Key::Num2);
    let near = card(&harness, "Archive");
    assert!(near.width() > whole.width() * 1.2, "{whole:?} {near:?}");
    press(&mut harness, CTRL, Key::CloseBracket);
    assert_eq!(harness.state().session().phase(), 1);
    press(&mut harness, ALT, Key::ArrowLeft);
    assert_eq!(harness.state().session().phase(), 0);
    assert!((card(&harness, "Archive").width() - near.width()).abs() < 0.5);
    press(&mut harness, ALT, Key::ArrowLeft);
    assert!((card(&harness, "Archive").center() - whole.center()).length() < 0.5);
    // At the first view there is no way back.
    press(&mut harness, ALT, Key::ArrowLeft);
    assert!((card(&harness, "Archive").center() - whole.center()).length() < 0.5);
    harness.get_by_label("Next view").click();
    settle(&mut harness);
    assert!((card(&harness, "Archive").width() - near.width()).abs() < 0.5);
    press(&mut harness, ALT, Key::ArrowRight);
    assert_eq!(harness.state().session().phase(), 1);
}

#[test]
fn bookmarks_are_kept_named_gone_to_and_taken_back() {
    let mut harness = places();
    let before = harness.state().session().assessment().clone();
    let whole = card(&harness, "Archive");
    press(&mut harness, CTRL, Key::B);
    let name = |harness: &Harness<'_, App>| -> Vec<String> {
        let bookmarks = harness.state().session().assessment().bookmarks();
        bookmarks.iter().map(|bookmark| bookmark.name.clone()).collect()
    };
    assert_eq!(name(&harness), ["View"]);
    // What is typed takes the place of the name that it was given.
    type_text(&mut harness, "Name of the bookmark", "View of all");
    assert_eq!(name(&harness), ["View of all"]);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    pan_away(&mut harness);
    assert!((card(&harness, "Archive").width() - whole.width()).abs() > 1.0);
    press(&mut harness, CTRL_SHIFT, Key::B);
    harness.get_by_label("Go to bookmark View of all").click();
    settle(&mut harness);
    assert!((card(&harness, "Archive").center() - whole.center()).length() < 0.5);
    pan_away(&mut harness);
    press(&mut harness, CTRL, Key::K);
    type_text(&mut harness, "Search or run a command", "view of all");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!((card(&harness, "Archive").center() - whole.center()).length() < 0.5);
    // Adding and naming are one step.
    let named = harness.state().session().assessment().clone();
    press(&mut harness, CTRL, Key::Z);
    assert!(*harness.state().session().assessment() == before);
    press(&mut harness, CTRL_SHIFT, Key::Z);
    press(&mut harness, CTRL_SHIFT, Key::B);
    harness.get_by_label("Remove bookmark View of all").click();
    settle(&mut harness);
    assert!(name(&harness).is_empty());
    harness.state_mut().session_mut().dispatch(Action::Undo);
    assert!(*harness.state().session().assessment() == named);
}

#[test]
fn keys_walk_along_links_and_to_all_before_and_after() {
    let mut harness = places();
    let at = middle(&harness, "Café task");
    click(&mut harness, at, Modifiers::NONE);
    for (modifiers, key, ids) in [
        (ALT, Key::ArrowDown, &["b"][..]),
        (ALT_SHIFT, Key::ArrowDown, &["d"]),
        (ALT_SHIFT, Key::ArrowUp, &["b"]),
        (ALT, Key::ArrowDown, &["c"]),
        (ALT, Key::ArrowDown, &["c"]),
        (ALT, Key::ArrowUp, &["b"]),
        (ALT, Key::ArrowUp, &["a"]),
        (ALT, Key::CloseBracket, &["b", "d"]),
        (ALT, Key::OpenBracket, &["a"]),
    ] {
        press(&mut harness, modifiers, key);
        assert_eq!(selected(&harness), ids, "{key:?}");
    }
    // Nothing was moved on the way.
    assert!(*harness.state().session().assessment() == document(PLACES));
}

#[test]
fn arrows_lead_from_a_link_to_its_ends() {
    let mut harness = places();
    press(&mut harness, CTRL, Key::J);
    type_text(&mut harness, "Go to id", "a-b");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.get(by().role(Role::Canvas)).focus();
    settle(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(selected(&harness), ["b"]);
    assert!(*harness.state().session().assessment() == document(PLACES));
}

#[test]
fn ctrl_shift_and_an_arrow_move_by_one_unit() {
    let mut harness = places();
    let at = middle(&harness, "Archive");
    click(&mut harness, at, Modifiers::NONE);
    press(&mut harness, CTRL_SHIFT, Key::ArrowRight);
    let nodes = harness.state().session().assessment().nodes();
    let place = nodes.iter().find(|node| node.name == "Archive").and_then(|node| node.position);
    assert_eq!(place.map(|place| place.x), Some(321.0));
}

#[test]
fn focus_widens_link_by_link_and_chips_take_it_away() {
    let mut harness = places();
    let at = middle(&harness, "Sabotage");
    click(&mut harness, at, Modifiers::NONE);
    press(&mut harness, ALT, Key::F);
    harness.get_by_label("2 of 4 nodes");
    harness.get_by_label("Remove filter 1 link around Sabotage");
    press(&mut harness, ALT, Key::F);
    harness.get_by_label("3 of 4 nodes");
    press(&mut harness, ALT_SHIFT, Key::F);
    harness.get_by_label("2 of 4 nodes");
    // The focus stays while something else is looked at.
    let at = middle(&harness, "Archive");
    click(&mut harness, at, Modifiers::NONE);
    assert_eq!(selected(&harness), ["d"]);
    harness.get_by_label("Remove filter 1 link around Sabotage").click();
    settle(&mut harness);
    assert!(harness.query_by_label_contains("of 4 nodes").is_none());
}

#[test]
fn zoom_to_fit_shows_what_passes_the_filter() {
    let mut harness = places();
    let whole = card(&harness, "Sabotage");
    click(&mut harness, whole.center(), Modifiers::NONE);
    press(&mut harness, ALT, Key::F);
    press(&mut harness, Modifiers::SHIFT, Key::Num1);
    let (near, canvas) = (card(&harness, "Sabotage"), harness.get(by().role(Role::Canvas)).rect());
    assert!(near.width() > whole.width() * 1.1, "{whole:?} {near:?}");
    assert!(canvas.contains_rect(near) && canvas.contains_rect(card(&harness, "Notebook")));
    press(&mut harness, ALT, Key::C);
    press(&mut harness, Modifiers::SHIFT, Key::Num1);
    assert!((card(&harness, "Sabotage").center() - whole.center()).length() < 0.5);
}

#[test]
fn what_is_hidden_is_neither_shown_nor_hit() {
    let mut harness = places();
    let (archive, notebook) = (middle(&harness, "Archive"), middle(&harness, "Notebook"));
    click(&mut harness, notebook, Modifiers::NONE);
    press(&mut harness, ALT, Key::U);
    harness.get_by_label("2 of 4 nodes");
    card(&harness, "Archive");
    press(&mut harness, ALT, Key::H);
    assert!(harness.query(by().role(Role::ListBoxOption).label_contains("Archive")).is_none());
    click(&mut harness, archive, Modifiers::NONE);
    assert!(selected(&harness).is_empty());
    press(&mut harness, ALT, Key::C);
    card(&harness, "Archive");
    assert!(harness.query_by_label_contains("of 4 nodes").is_none());
}

#[test]
fn the_menu_filters_by_zone_mechanism_score_and_probability() {
    let mut harness = places();
    press(&mut harness, ALT, Key::L);
    harness.get_by_role_and_label(Role::CheckBox, "Pilot").click();
    settle(&mut harness);
    harness.get_by_label("2 of 4 nodes");
    harness.get_by_role_and_label(Role::CheckBox, "Pilot").click();
    harness.get_by_role_and_label(Role::CheckBox, "Long-term memory").click();
    settle(&mut harness);
    harness.get_by_label("Remove filter Long-term memory");
    harness.get_by_label("2 of 4 nodes");
    harness.get_by_role_and_label(Role::CheckBox, "Long-term memory").click();
    harness.get_by_role_and_label(Role::CheckBox, "Only what is scored").click();
    settle(&mut harness);
    harness.get_by_label("1 of 4 nodes");
    harness.get_by_label("Clear filters").click();
    settle(&mut harness);
    assert!(harness.query_by_label_contains("of 4 nodes").is_none());
    press(&mut harness, ALT, Key::L);
    harness.get_by_label_contains("50.0").click();
    settle(&mut harness);
    harness.get_by_label_contains("Remove filter At least 50.0");
}

#[test]
fn the_way_to_what_is_selected_can_be_gone_up() {
    let mut harness = places();
    harness.get_by_label("Show Places");
    let at = middle(&harness, "Notebook");
    click(&mut harness, at, Modifiers::NONE);
    harness.get_by_label("Show Notebook");
    harness.get_by_label("Show Pilot").click();
    settle(&mut harness);
    assert_eq!(selected(&harness), ["pilot"]);
    harness.get_by_label("Show Places").click();
    settle(&mut harness);
    assert!(selected(&harness).is_empty());
}

#[test]
fn the_outline_is_grouped_three_ways_and_walked_by_arrows() {
    let mut harness = places();
    harness.get_by_label("Hosts, 0");
    harness.get_by_label("Outline by zone").click();
    settle(&mut harness);
    assert!(harness.query_by_label("Hosts, 0").is_none());
    harness.get_by_label("Pilot, 3");
    harness.get_by_label("Links between zones, 1");
    harness.get_by_label("Outline by mechanism").click();
    settle(&mut harness);
    harness.get_by_label("Long-term memory, 1");
    let head = harness.get_by_label("Agent messaging, 2");
    head.focus();
    settle(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&harness), ["a-d"]);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&harness), ["b-c"]);
    // To the head, and closed.
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert!(
        harness.query(by().role(Role::ListItem).label_contains("Notebook → Sabotage")).is_none()
    );
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    harness.get(by().role(Role::ListItem).label_contains("Notebook → Sabotage"));
}

#[test]
fn every_way_to_find_something_is_in_the_palette() {
    for (words, shown) in [
        ("next hit", "Next hit"),
        ("go to id", "Go to id…"),
        ("bookmark this", "Bookmark this view"),
        ("outline by zone", "Outline by zone"),
        ("only what leads", "Only what leads to the selection"),
    ] {
        let mut harness = places();
        let at = middle(&harness, "Notebook");
        click(&mut harness, at, Modifiers::NONE);
        press(&mut harness, CTRL, Key::K);
        type_text(&mut harness, "Search or run a command", words);
        let found = harness.query(by().role(Role::ListItem).label_contains(shown));
        assert!(found.is_some(), "{words}");
    }
}

#[test]
fn nothing_of_it_overlaps_in_a_small_window() {
    let size = driftline::ui::egui::vec2(900.0, 560.0);
    let mut harness = window_of_size(document(THREE), size, true);
    let at = middle(&harness, "Notebook");
    click(&mut harness, at, Modifiers::NONE);
    press(&mut harness, ALT, Key::F);
    press(&mut harness, CTRL, Key::F);
    let names = ["Previous view", "Filter the graph", "Close search", "Clear filters"];
    let rects: Vec<_> = names.map(|name| harness.get_by_label(name).rect()).into();
    for (i, rect) in rects.iter().enumerate() {
        assert!(rects[..i].iter().all(|other| !other.intersects(*rect)), "{}", names[i]);
    }
    let focus = harness.state().session().selection().focus().cloned();
    assert!(matches!(focus, Some(Subject::Node(_))));
    let canvas = harness.get(by().role(Role::Canvas));
    assert!(canvas.accesskit_node().label().is_some());
}

/// A hub whose neighbors stand far away on all sides of a crowd of 2 000 nodes.
fn crowd() -> Assessment {
    let id = |text: &str| Id::new(text).expect("an id");
    let mut parts = Assessment::blank("Crowd").to_parts();
    let mut put = |name: &str, x: f64, y: f64| {
        let node = Node::new(Id::new(name).expect("an id"), name, NodeKind::Host);
        parts.nodes.push(Node { position: Some(Position { x, y }), ..node });
    };
    put("hub", 0.0, -400.0);
    for i in 0..6 {
        put(&format!("far {i}").replace(' ', "-"), 2_400.0 * f64::from(i), 7_000.0);
    }
    for i in 0..1_993 {
        put(&format!("other-{i}"), 240.0 * f64::from(i % 60), 120.0 * f64::from(i / 60));
    }
    for i in 0..6 {
        let far = Id::new(&format!("far-{i}")).expect("an id");
        parts.links.push(Link::new(id(&format!("l{i}")), Id::new("hub").expect("hub"), far));
    }
    Assessment::new(parts).expect("valid")
}

#[test]
fn a_focus_in_a_large_graph_is_brought_together_and_leaves_no_trace() {
    let mut harness = window(crowd());
    let before = harness.state().session().assessment().clone();
    let hub = Subject::Node(Id::new("hub").expect("an id"));
    harness.state_mut().session_mut().dispatch(Action::Select(Selection::one(hub)));
    harness.run_steps(3);
    press(&mut harness, Modifiers::SHIFT, Key::Num2);
    harness.run_steps(30);
    let seen = card(&harness, "Host hub");
    press(&mut harness, ALT, Key::F);
    harness.run_steps(30);
    harness.get_by_label("7 of 2000 nodes, brought together");
    let screen = harness.get(by().role(Role::Canvas)).rect();
    let mut cards = vec![card(&harness, "Host hub")];
    cards.extend((0..6).map(|i| card(&harness, &format!("Host far-{i}"))));
    for (place, rect) in cards.iter().enumerate() {
        assert!(screen.contains_rect(*rect) && rect.width() > 80.0, "{rect:?}");
        assert!(!cards[..place].iter().any(|other| other.intersects(*rect)));
    }
    // Places are for reading only.
    drag(&mut harness, cards[1].center(), vec2(60.0, 40.0));
    run(&mut harness, "Align left");
    assert_eq!(*harness.state().session().assessment(), before);
    let told = harness.state().session().notices().last().map(|notice| notice.text.clone());
    assert!(told.is_some_and(|told| told.contains("brought together")));
    press(&mut harness, ALT, Key::C);
    harness.run_steps(30);
    let again = card(&harness, "Host hub");
    assert!((again.min - seen.min).length() < 1.0, "{again:?} {seen:?}");
    assert_eq!(*harness.state().session().assessment(), before);
}
