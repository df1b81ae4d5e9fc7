//! The conventions of editing the graph, each as somebody would do it, each taken back by one undo.

use driftline::{
    model::{Annotation, Assessment, Id, Node, Position, Subject},
    session::{Action, Selection},
    ui::{
        App,
        egui::{
            Event, Key, Modifiers, OutputCommand, PointerButton, Pos2, Rect, Vec2, accesskit::Role,
            vec2,
        },
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable, by},
};

use crate::{
    canvas::{self, THREE},
    workbench::{document, settle, window},
};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn assessment(harness: &Harness<'_, App>) -> Assessment {
    harness.state().session().assessment().clone()
}

fn label(harness: &Harness<'_, App>) -> String {
    let label = harness.state().session().document().undo_label();
    label.unwrap_or_default().to_owned()
}

fn select(harness: &mut Harness<'_, App>, subjects: impl IntoIterator<Item = Subject>) {
    let selection = Selection::of(subjects);
    harness.state_mut().session_mut().dispatch(Action::Select(selection));
    harness.run_steps(2);
}

fn node(id: &str) -> Subject {
    Subject::Node(Id::new(id).expect("an id"))
}

fn link(id: &str) -> Subject {
    Subject::Link(Id::new(id).expect("an id"))
}

fn selected(harness: &Harness<'_, App>) -> Vec<String> {
    let selection = harness.state().session().selection();
    selection.subjects().iter().map(|subject| subject.id_str().to_owned()).collect()
}

fn place(harness: &Harness<'_, App>, id: &str) -> Position {
    let id: Id<Node> = Id::new(id).expect("an id");
    let node = assessment(harness).nodes().get(&id).cloned();
    node.and_then(|node| node.position).expect("a place")
}

fn keys(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    settle(harness);
}

fn events(harness: &mut Harness<'_, App>, events: impl IntoIterator<Item = Event>) {
    harness.input_mut().events.extend(events);
    harness.step();
}

/// Copies or cuts as the system asks for it; the text that reaches the clipboard.
fn taken(harness: &mut Harness<'_, App>, event: Event) -> String {
    events(harness, [event]);
    let commands = &harness.output().platform_output.commands;
    let text = commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let text = text.expect("a text on the clipboard");
    settle(harness);
    text
}

fn paste(harness: &mut Harness<'_, App>, text: &str) {
    events(harness, [Event::Paste(text.to_owned())]);
    settle(harness);
}

/// Undoes once; the document is again what it was.
fn takes_back(harness: &mut Harness<'_, App>, before: &Assessment) {
    keys(harness, CTRL, Key::Z);
    assert_eq!(assessment(harness), *before);
}

/// Runs a command by its title.
pub(crate) fn run(harness: &mut Harness<'_, App>, words: &str) {
    harness.key_press_modifiers(CTRL, Key::K);
    harness.run_steps(2);
    let field = harness.get_by_role_and_label(Role::TextInput, "Search or run a command");
    field.focus();
    field.type_text(words);
    harness.run_steps(2);
    keys(harness, Modifiers::NONE, Key::Enter);
}

fn focus_canvas(harness: &mut Harness<'_, App>) {
    let canvas = harness.get(by().role(Role::Canvas));
    canvas.focus();
    harness.run_steps(2);
}

#[test]
fn copy_and_paste_at_the_pointer() {
    let mut harness = window(document(THREE));
    let before = assessment(&harness);
    select(&mut harness, [node("a"), node("b")]);
    let text = taken(&mut harness, Event::Copy);
    assert!(text.contains("driftline/1") && text.contains("Rare task"));
    let at = canvas::card(&harness, "Sabotage").center_bottom() + vec2(0.0, 100.0);
    events(&mut harness, [Event::PointerMoved(at)]);
    paste(&mut harness, &text);
    let after = assessment(&harness);
    assert_eq!((after.nodes().len(), after.links().len()), (5, 3));
    assert_eq!(selected(&harness).len(), 2);
    assert_eq!(label(&harness), "paste");
    let cards = ["Rare task copy", "Notebook copy"].map(|name| canvas::card(&harness, name));
    let hull = cards[0].union(cards[1]);
    assert!((hull.center() - at).length() < 12.0, "{hull:?} {at:?}");
    takes_back(&mut harness, &before);
}

#[test]
fn cut_in_one_window_and_paste_in_another() {
    let mut harness = window(document(THREE));
    let before = assessment(&harness);
    select(&mut harness, [node("a"), node("b")]);
    let text = taken(&mut harness, Event::Cut);
    assert_eq!((assessment(&harness).nodes().len(), label(&harness)), (1, "cut".to_owned()));
    takes_back(&mut harness, &before);
    let mut other = window(Assessment::blank("Other"));
    paste(&mut other, &text);
    let pasted = assessment(&other);
    assert_eq!((pasted.nodes().len(), pasted.links().len()), (2, 1));
    // Scores of phases that the other document lacks are told of.
    let told = other.state().session().notices().last().map(|notice| notice.text.clone());
    assert!(told.is_some_and(|told| told.contains("left out")));
}

#[test]
fn words_become_a_note() {
    let mut harness = window(document(THREE));
    let before = assessment(&harness);
    paste(&mut harness, "Ask the team");
    harness.get(by().role(Role::ListBoxOption).label("Note Ask the team"));
    takes_back(&mut harness, &before);
}

#[test]
fn all_inverse_and_links_of_the_selection() {
    let mut harness = window(document(THREE));
    focus_canvas(&mut harness);
    keys(&mut harness, CTRL, Key::A);
    assert_eq!(selected(&harness), ["a", "b", "c"]);
    keys(&mut harness, CTRL, Key::L);
    assert_eq!(selected(&harness), ["a-b", "b-c"]);
    select(&mut harness, [node("a")]);
    keys(&mut harness, CTRL, Key::I);
    assert_eq!(selected(&harness), ["b", "c"]);
}

#[test]
fn align_and_distribute_from_the_palette() {
    let mut harness = window(document(THREE));
    let before = assessment(&harness);
    select(&mut harness, [node("a"), node("b"), node("c")]);
    for (words, name) in [("align left", "align"), ("distribute vert", "distribute")] {
        run(&mut harness, words);
        assert_eq!(label(&harness), name);
    }
    let aligned = |id| Position { x: 0.0, ..place(&harness, id) } == place(&harness, id);
    assert!(["a", "b", "c"].into_iter().all(aligned));
    keys(&mut harness, CTRL, Key::Z);
    takes_back(&mut harness, &before);
}

#[test]
fn ctrl_and_an_arrow_make_a_linked_node() {
    let mut harness = window(document(THREE));
    let before = assessment(&harness);
    let at = canvas::card(&harness, "Sabotage").center();
    canvas::click(&mut harness, at, Modifiers::NONE);
    harness.key_press_modifiers(CTRL, Key::ArrowRight);
    harness.run_steps(3);
    events(&mut harness, [Event::Text("Shared cache".to_owned())]);
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    let after = assessment(&harness);
    let made = after.links().iter().last().expect("a link");
    assert_eq!(made.from.as_str(), "c");
    assert_eq!(after.nodes().get(&made.to).map(|node| node.name.as_str()), Some("Shared cache"));
    takes_back(&mut harness, &before);
}

#[test]
fn a_loose_node_dropped_on_a_link_goes_between_its_ends() {
    let loose = THREE.replace(
        "\"nodes\": [",
        "\"nodes\": [{\"id\": \"d\", \"name\": \"Loose\", \"kind\": \"host\", \"position\": {\"x\": 600, \"y\": 300}},",
    );
    let mut harness = window(document(&loose.replace("\"x\": 232", "\"x\": 560")));
    let before = assessment(&harness);
    let (a, b) = (canvas::card(&harness, "Rare task"), canvas::card(&harness, "Notebook"));
    let from = canvas::card(&harness, "Loose").center();
    canvas::drag(&mut harness, from, a.center().lerp(b.center(), 0.5));
    let after = assessment(&harness);
    let ends: Vec<(&str, &str)> =
        after.links().iter().map(|link| (link.from.as_str(), link.to.as_str())).collect();
    assert_eq!(ends, [("a", "d"), ("b", "c"), ("d", "b")]);
    takes_back(&mut harness, &before);
}

#[test]
fn reverse_insert_dissolve_and_replace() {
    let mut harness = window(document(THREE));
    let before = assessment(&harness);
    select(&mut harness, [link("a-b")]);
    keys(&mut harness, CTRL_SHIFT, Key::R);
    let turned = assessment(&harness).links().iter().next().cloned().expect("a link");
    assert_eq!((turned.from.as_str(), turned.to.as_str()), ("b", "a"));
    assert_eq!(label(&harness), "reverse link");
    takes_back(&mut harness, &before);

    select(&mut harness, [link("a-b")]);
    keys(&mut harness, CTRL_SHIFT, Key::I);
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!((assessment(&harness).nodes().len(), assessment(&harness).links().len()), (4, 3));
    takes_back(&mut harness, &before);

    select(&mut harness, [node("b")]);
    keys(&mut harness, CTRL, Key::Delete);
    let joined = assessment(&harness);
    let ends: Vec<(&str, &str)> =
        joined.links().iter().map(|link| (link.from.as_str(), link.to.as_str())).collect();
    assert_eq!(ends, [("a", "c")]);
    takes_back(&mut harness, &before);
}

#[test]
fn a_zone_is_made_collapsed_opened_and_dissolved() {
    let mut harness = window(document(THREE));
    let before = assessment(&harness);
    select(&mut harness, [node("a"), node("b")]);
    keys(&mut harness, CTRL, Key::G);
    assert_eq!(assessment(&harness).zones().len(), 1);
    let grouped = assessment(&harness);
    harness.state_mut().session_mut().dispatch(Action::Select(Selection::one(Subject::Zone(
        Id::new("new-zone").expect("an id"),
    ))));
    harness.run_steps(2);
    focus_canvas(&mut harness);
    let zone = Subject::Zone(Id::new("new-zone").expect("an id"));
    select(&mut harness, [zone.clone()]);
    keys(&mut harness, CTRL, Key::Period);
    let fold = canvas::card(&harness, "Collapsed zone New zone, 2 nodes");
    assert!(harness.query(by().role(Role::ListBoxOption).label_contains("Notebook")).is_none());
    canvas::double_click(&mut harness, fold.center());
    canvas::card(&harness, "Notebook");
    keys(&mut harness, CTRL, Key::Z);
    takes_back(&mut harness, &grouped);
    select(&mut harness, [zone]);
    keys(&mut harness, CTRL_SHIFT, Key::G);
    assert_eq!(assessment(&harness).zones().len(), 0);
    keys(&mut harness, CTRL, Key::Z);
    takes_back(&mut harness, &before);
}

#[test]
fn a_link_is_bent_by_double_click_drag_and_double_click() {
    let mut harness = window(document(&THREE.replace("\"x\": 232", "\"x\": 560")));
    let before = assessment(&harness);
    let (a, b) = (canvas::card(&harness, "Rare task"), canvas::card(&harness, "Notebook"));
    // Beside the label, which stands in the middle.
    let on_link = a.right_center().lerp(b.left_center(), 0.25);
    canvas::double_click(&mut harness, on_link);
    let bends = |harness: &Harness<'_, App>| {
        assessment(harness).links().iter().next().map(|link| link.bends.clone()).expect("a link")
    };
    assert_eq!(bends(&harness).len(), 1);
    let bent = assessment(&harness);
    let there = on_link + vec2(0.0, -60.0);
    canvas::drag(&mut harness, on_link, there);
    assert!(bends(&harness)[0].y < -20.0, "{:?}", bends(&harness));
    takes_back(&mut harness, &bent);
    harness.run_steps(40);
    canvas::double_click(&mut harness, on_link);
    assert_eq!(bends(&harness), []);
    keys(&mut harness, CTRL, Key::Z);
    takes_back(&mut harness, &before);
}

fn annotation(harness: &Harness<'_, App>) -> Annotation {
    assessment(harness).annotations().iter().next().cloned().expect("a note")
}

fn note_rect(harness: &Harness<'_, App>, title: &str) -> Rect {
    harness.get(by().role(Role::ListBoxOption).label_contains(title)).rect()
}

pub(crate) fn drag(harness: &mut Harness<'_, App>, from: Pos2, by: Vec2) {
    canvas::drag(harness, from, from + by);
}

#[test]
fn a_note_is_written_moved_resized_and_deleted() {
    let mut harness = window(document(&THREE.replace("\"y\": 136", "\"y\": 400")));
    run(&mut harness, "note on the canvas");
    harness.get_by_label("Words of the note");
    events(&mut harness, [Event::Text("Ask the team".to_owned())]);
    keys(&mut harness, CTRL, Key::Enter);
    assert_eq!(annotation(&harness).text, "Ask the team");
    let made = assessment(&harness);
    let rect = note_rect(&harness, "Note Ask the team");
    drag(&mut harness, rect.center(), vec2(-120.0, 60.0));
    assert!(
        annotation(&harness).position.x
            < made.annotations().iter().next().expect("a note").position.x
    );
    takes_back(&mut harness, &made);
    let rect = note_rect(&harness, "Note Ask the team");
    drag(&mut harness, rect.right_bottom(), vec2(80.0, 40.0));
    assert!(annotation(&harness).width > made.annotations().iter().next().expect("a note").width);
    assert_eq!(label(&harness), "resize");
    takes_back(&mut harness, &made);
    keys(&mut harness, Modifiers::NONE, Key::Delete);
    assert!(assessment(&harness).annotations().is_empty());
    takes_back(&mut harness, &made);
}

#[test]
fn a_frame_takes_along_what_lies_in_it() {
    let mut harness = window(document(THREE));
    select(&mut harness, [node("a"), node("b")]);
    run(&mut harness, "frame around");
    keys(&mut harness, Modifiers::NONE, Key::Escape);
    let framed = assessment(&harness);
    let rect = note_rect(&harness, "Frame");
    drag(&mut harness, rect.left_top() + vec2(60.0, 8.0), vec2(0.0, -64.0));
    let (a, b, c) = (place(&harness, "a"), place(&harness, "b"), place(&harness, "c"));
    assert!(a.y < 0.0);
    assert_eq!((a.y, b.x - a.x, c), (b.y, 232.0, Position { x: 120.0, y: 136.0 }));
    takes_back(&mut harness, &framed);
}

#[test]
fn dragged_cards_are_drawn_into_line_and_alt_lets_them_go() {
    let mut harness = window(document(&THREE.replace("\"x\": 120", "\"x\": 123")));
    let (from, a) = (canvas::card(&harness, "Notebook"), canvas::card(&harness, "Sabotage"));
    let by = vec2(a.left() - from.left() + 3.0, -200.0);
    drag(&mut harness, from.center(), by);
    let there = place(&harness, "b");
    assert_eq!(there, Position { x: 123.0, ..there });
}

#[test]
fn a_dragged_card_is_drawn_to_where_gaps_become_equal() {
    let fourth = THREE
        .replace("\"x\": 120, \"y\": 136", "\"x\": 700, \"y\": 160")
        .replace("\"x\": 232", "\"x\": 240");
    let mut harness = window(document(&fourth));
    let before = assessment(&harness);
    let cards = ["Rare task", "Notebook", "Sabotage"].map(|name| canvas::card(&harness, name));
    let zoom = cards[0].width() / 176.0;
    // Beside the second as far as that is from the first, but for a little, and not in line with them.
    let to = cards[1].left_top() + vec2((240.0 + 3.0) * zoom, 22.0 * zoom);
    drag(&mut harness, cards[2].center(), to - cards[2].left_top());
    let there = place(&harness, "c");
    assert_eq!(there, Position { x: 480.0, ..there });
    takes_back(&mut harness, &before);
    // Alt lets it go where the pointer is.
    let from = canvas::card(&harness, "Sabotage").center();
    events(&mut harness, [Event::ModifiersChanged(Modifiers::ALT)]);
    drag(&mut harness, from, to - cards[2].left_top());
    events(&mut harness, [Event::ModifiersChanged(Modifiers::NONE)]);
    assert!((place(&harness, "c").x - 483.0).abs() < 1.5, "{:?}", place(&harness, "c"));
}

fn click_secondary(harness: &mut Harness<'_, App>, at: Pos2) {
    let button = |pressed| Event::PointerButton {
        pos: at,
        button: PointerButton::Secondary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    events(harness, [Event::PointerMoved(at)]);
    events(harness, [button(true)]);
    events(harness, [button(false)]);
    harness.run_steps(3);
}

#[test]
fn the_menu_pastes_where_it_was_opened() {
    let mut harness = window(document(THREE));
    let before = assessment(&harness);
    select(&mut harness, [node("a")]);
    let text = taken(&mut harness, Event::Copy);
    let at = canvas::card(&harness, "Sabotage").center_bottom() + vec2(-40.0, 130.0);
    click_secondary(&mut harness, at);
    harness.get(by().role(Role::Button).label_contains("Paste").label_contains("Ctrl+V")).click();
    harness.run_steps(2);
    // The system answers a little later, the pointer still on the entry.
    paste(&mut harness, &text);
    let card = canvas::card(&harness, "Rare task copy");
    assert!((card.center() - at).length() < 12.0, "{card:?} {at:?}");
    takes_back(&mut harness, &before);
}

#[test]
fn a_node_takes_the_place_of_another_with_its_links() {
    let loose = THREE.replace(
        "\"nodes\": [",
        "\"nodes\": [{\"id\": \"d\", \"name\": \"Vector store\", \"kind\": \"channel\", \"position\": {\"x\": 560, \"y\": 160}},",
    );
    let mut harness = window(document(&loose));
    let before = assessment(&harness);
    let (old, new) = (canvas::card(&harness, "Notebook"), canvas::card(&harness, "Vector store"));
    canvas::click(&mut harness, old.center(), Modifiers::NONE);
    canvas::click(&mut harness, new.center(), CTRL);
    assert_eq!(selected(&harness), ["b", "d"]);
    run(&mut harness, "replace with the node");
    let after = assessment(&harness);
    let ends: Vec<(&str, &str)> =
        after.links().iter().map(|link| (link.from.as_str(), link.to.as_str())).collect();
    assert_eq!(ends, [("a", "d"), ("d", "c")]);
    assert_eq!(after.nodes().len(), 3);
    assert_eq!(place(&harness, "d"), Position { x: 232.0, y: 0.0 });
    // Scores of the links are kept.
    let likelihoods = |document: &Assessment| -> Vec<_> {
        document.links().iter().map(|link| link.likelihood.clone()).collect()
    };
    assert_eq!(likelihoods(&after), likelihoods(&before));
    takes_back(&mut harness, &before);
}

#[test]
fn how_probable_a_pathway_is_for_itself_is_computed_beside_the_window() {
    let with = THREE.replace(
        "\"links\": [",
        "\"pathways\": [{\"id\": \"p\", \"name\": \"Memory\", \"links\": [\"a-b\", \"b-c\"]}], \"links\": [",
    );
    let mut harness = window(document(&with));
    let pathway = Subject::Pathway(Id::new("p").expect("an id"));
    let selection = Selection::one(pathway);
    harness.state_mut().session_mut().dispatch(Action::Select(selection));
    harness.step();
    let remark = |harness: &Harness<'_, App>, words: &str| {
        harness.query_by_label(words).map(|node| node.rect())
    };
    let waiting = remark(&harness, "Computing…").expect("a word that it is on its way");
    settle(&mut harness);
    let found = remark(&harness, "Exact solution").expect("how it was found");
    assert_eq!(found.left_top(), waiting.left_top());
    let study = driftline::model::Study::default();
    let id = Id::new("p").expect("an id");
    let expected = driftline::analysis::pathway(
        &assessment(&harness),
        &id,
        &study,
        &driftline::analysis::Unmonitored,
    );
    let expected = expected.expect("solved").expect("a pathway").ever[1].value;
    let words = format!("{:.1}\u{202f}%", expected * 100.0);
    assert!(expected > 0.01 && harness.query_all_by_label(&words).next().is_some(), "{words}");
}

#[test]
fn a_pathway_stands_out_and_links_are_clicked_in_and_out() {
    let mut harness = window(document(&THREE.replace("\"x\": 232", "\"x\": 560")));
    select(&mut harness, [link("a-b")]);
    run(&mut harness, "pathway from sel");
    let links = |harness: &Harness<'_, App>| {
        assessment(harness).pathways().iter().next().map(|p| p.links.len()).expect("a pathway")
    };
    assert_eq!(links(&harness), 1);
    harness.get_by_label("Edit links").click();
    // Long enough for the next click not to count as the second of two.
    harness.run_steps(40);
    harness.get_by_label("Done");
    let before = assessment(&harness);
    let (a, b) = (canvas::card(&harness, "Rare task"), canvas::card(&harness, "Notebook"));
    let on_link = a.right_center().lerp(b.left_center(), 0.25);
    canvas::click(&mut harness, on_link, Modifiers::NONE);
    settle(&mut harness);
    assert_eq!((links(&harness), selected(&harness)), (0, vec!["new-pathway".to_owned()]));
    takes_back(&mut harness, &before);
    harness.get_by_label("Done").click();
    harness.run_steps(3);
    harness.get_by_label("Edit links");
}

#[test]
fn a_color_is_given_from_the_menu_of_a_node() {
    let mut harness = window(document(THREE));
    let before = assessment(&harness);
    let at = canvas::card(&harness, "Notebook").center();
    canvas::click(&mut harness, at, Modifiers::NONE);
    keys(&mut harness, Modifiers::SHIFT, Key::F10);
    let menu = harness.get(by().role(Role::Button).label_contains("Color"));
    assert!(menu.accesskit_node().label().is_some());
    menu.click();
    harness.run_steps(3);
    harness.get_by_label("Teal").click();
    settle(&mut harness);
    assert_eq!(label(&harness), "change color");
    takes_back(&mut harness, &before);
}

#[test]
fn a_tap_on_the_space_bar_plays_the_phases_and_a_drag_does_not() {
    let mut harness = window(document(THREE));
    focus_canvas(&mut harness);
    harness.key_down(Key::Space);
    harness.run_steps(1);
    let middle = harness.ctx.content_rect().center();
    drag(&mut harness, middle, egui::vec2(30.0, 10.0));
    harness.key_up(Key::Space);
    harness.run_steps(1);
    harness.get_by_label("Play the phases");
    harness.key_press(Key::Space);
    harness.run_steps(2);
    harness.get_by_label("Stop playing the phases");
}

#[test]
fn linked_nodes_are_made_one_after_the_other_beyond_the_edge_of_the_view() {
    let mut harness = window(document(THREE));
    focus_canvas(&mut harness);
    let before = assessment(&harness).nodes().len();
    select(&mut harness, [node("a")]);
    for n in 0..6 {
        keys(&mut harness, Modifiers::COMMAND, Key::ArrowRight);
        harness.run_steps(8);
        for letter in format!("New {n}").chars() {
            events(&mut harness, [Event::Text(letter.to_string())]);
        }
        keys(&mut harness, Modifiers::NONE, Key::Enter);
        harness.run_steps(8);
    }
    let names: Vec<String> = assessment(&harness).nodes().iter().map(|n| n.name.clone()).collect();
    let made: Vec<String> = (0..6).map(|n| format!("New {n}")).collect();
    assert_eq!(names[before..], made[..]);
}

#[test]
fn the_canvas_has_the_keyboard_again_after_the_palette() {
    let mut harness = window(document(THREE));
    focus_canvas(&mut harness);
    select(&mut harness, [node("a")]);
    let before = place(&harness, "a");
    keys(&mut harness, Modifiers::COMMAND, Key::K);
    keys(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run_steps(4);
    keys(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_ne!(place(&harness, "a"), before);
}

#[test]
fn what_was_deleted_is_selected_when_it_comes_back() {
    let mut harness = window(document(THREE));
    select(&mut harness, [node("a"), node("b")]);
    focus_canvas(&mut harness);
    keys(&mut harness, Modifiers::NONE, Key::Delete);
    assert!(selected(&harness).is_empty());
    keys(&mut harness, CTRL, Key::Z);
    assert_eq!(selected(&harness), ["a", "b"]);
}

#[test]
fn taking_an_arrangement_back_shows_what_was_seen_before_it() {
    let mut harness = window(document(THREE));
    focus_canvas(&mut harness);
    // Close to one node, the others out of view.
    keys(&mut harness, Modifiers::SHIFT, Key::Num0);
    for _ in 0..3 {
        keys(&mut harness, Modifiers::NONE, Key::Plus);
    }
    let (before, seen) = (assessment(&harness), canvas::card(&harness, "Notebook"));
    run(&mut harness, "Arrange in layers");
    harness.run_steps(40);
    let arranged = canvas::card(&harness, "Notebook");
    assert!(arranged.width() < seen.width() * 0.8, "{arranged:?} {seen:?}");
    takes_back(&mut harness, &before);
    harness.run_steps(40);
    let again = canvas::card(&harness, "Notebook");
    assert!((again.min - seen.min).length() < 1.0, "{again:?} {seen:?}");
    keys(&mut harness, CTRL_SHIFT, Key::Z);
    harness.run_steps(40);
    let forth = canvas::card(&harness, "Notebook");
    assert!((forth.min - arranged.min).length() < 1.0, "{forth:?} {arranged:?}");
}

#[test]
fn phases_come_along_when_a_message_offers_it() {
    let mut source = window(document(THREE));
    select(&mut source, [node("a"), node("b")]);
    let text = taken(&mut source, Event::Copy);
    let phases = assessment(&source).phases().len();
    let mut harness = window(Assessment::blank("Other"));
    paste(&mut harness, &text);
    let pasted = assessment(&harness);
    assert_eq!(pasted.phases().len(), 1);
    harness.get_by_role_and_label(Role::Button, "Bring phases along").click();
    settle(&mut harness);
    let after = assessment(&harness);
    assert!((2..=phases + 1).contains(&after.phases().len()));
    assert!(after.nodes().iter().any(|node| !node.stability.is_empty()));
    assert!(harness.query_by_label("Bring phases along").is_none());
    takes_back(&mut harness, &pasted);
}
