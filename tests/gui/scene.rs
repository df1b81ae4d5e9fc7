//! Arranging nodes, what the graph shows, and the phases one after the other.

use driftline::{
    model::{Assessment, Id, Link, Node, NodeKind, Position, Subject},
    session::{Action, Selection},
    ui::{
        App,
        egui::{
            Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, accesskit::Role,
            pos2, vec2,
        },
    },
};
use egui_kittest::{
    Harness,
    kittest::{Queryable, by},
};

use crate::{
    canvas::THREE,
    workbench::{document, settle, window},
};

const SHIFTED: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn places(harness: &Harness<'_, App>) -> Vec<Position> {
    let nodes = harness.state().session().assessment().nodes();
    nodes.iter().filter_map(|node| node.position).collect()
}

fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    settle(harness);
}

/// Nodes that all stand at one place.
fn heap(count: usize) -> Assessment {
    let id = |i: usize| Id::new(&format!("n{i}")).expect("an id");
    let mut parts = Assessment::blank("Heap").to_parts();
    for i in 0..count {
        let mut node = Node::new(id(i), &format!("Node {i}"), NodeKind::Host);
        node.position = Some(Position { x: 80.0, y: 80.0 });
        parts.nodes.push(node);
        if i > 0 {
            let link = Id::new(&format!("l{i}")).expect("an id");
            parts.links.push(Link::new(link, id(i / 2), id(i)));
        }
    }
    Assessment::new(parts).expect("valid")
}

fn overlaps(places: &[Position]) -> usize {
    let overlap =
        |a: &Position, b: &Position| (a.x - b.x).abs() < 176.0 && (a.y - b.y).abs() < 56.0;
    let pairs = places.iter().enumerate();
    pairs.map(|(i, a)| places[i + 1..].iter().filter(|b| overlap(a, b)).count()).sum()
}

#[test]
fn each_arrangement_clears_overlaps_and_is_taken_back_in_one_step() {
    let mut harness = window(heap(12));
    let before = harness.state().session().assessment().clone();
    for key in [Key::T, Key::L, Key::O] {
        press(&mut harness, SHIFTED, key);
        assert_eq!(overlaps(&places(&harness)), 0, "{key:?}");
        press(&mut harness, Modifiers::COMMAND, Key::Z);
        assert!(*harness.state().session().assessment() == before, "{key:?}");
    }
}

#[test]
fn a_pinned_node_stays_where_it_is() {
    let mut parts = heap(6).to_parts();
    parts.nodes[3].is_pinned = true;
    let mut harness = window(Assessment::new(parts).expect("valid"));
    press(&mut harness, SHIFTED, Key::L);
    assert_eq!(places(&harness)[3], Position { x: 80.0, y: 80.0 });
    assert_eq!(overlaps(&places(&harness)), 0);
}

#[test]
fn every_node_in_view_keeps_its_name_at_every_zoom() {
    let mut harness = window(document(THREE));
    for _ in 0..6 {
        harness.key_press(Key::Minus);
        settle(&mut harness);
        for name in ["Rare task", "Notebook", "Sabotage"] {
            harness.get(by().role(Role::ListBoxOption).label_contains(name));
        }
    }
}

#[test]
fn a_thousand_nodes_can_be_reached_once_they_can_be_read() {
    let mut parts = heap(1_000).to_parts();
    for (i, node) in parts.nodes.iter_mut().enumerate() {
        let (x, y) = ((i % 32) as f64 * 264.0, (i / 32) as f64 * 104.0);
        node.position = Some(Position { x, y });
    }
    let mut harness = window(Assessment::new(parts).expect("valid"));
    let count = |harness: &Harness<'_, App>| {
        harness.query_all(by().role(Role::ListBoxOption).label_contains("Host Node")).count()
    };
    assert_eq!(count(&harness), 0);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Num0);
    settle(&mut harness);
    assert!((4..400).contains(&count(&harness)), "{}", count(&harness));
}

#[test]
fn what_a_moved_view_shows_is_what_a_new_picture_would() {
    let mut parts = heap(400).to_parts();
    for (i, node) in parts.nodes.iter_mut().enumerate() {
        let (x, y) = ((i % 20) as f64 * 264.0, (i / 20) as f64 * 104.0);
        node.position = Some(Position { x, y });
    }
    let mut harness = window(Assessment::new(parts).expect("valid"));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Num0);
    settle(&mut harness);
    harness.event(Event::PointerMoved(pos2(600.0, 130.0)));
    for _ in 0..24 {
        harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(-10.0, -7.0),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
    harness.event(Event::PointerGone);
    harness.run_steps(40);
    let moved = harness.render().expect("a picture");
    // Another selection, and back: everything is painted anew.
    let session = harness.state_mut().session_mut();
    let node = session.assessment().nodes().at(0).expect("a node").id.clone();
    session.dispatch(Action::Select(Selection::one(Subject::Node(node))));
    harness.run_steps(2);
    harness.state_mut().session_mut().dispatch(Action::Select(Selection::default()));
    harness.run_steps(2);
    let fresh = harness.render().expect("a picture");
    let pairs = moved.pixels().zip(fresh.pixels());
    let others = pairs.filter(|(a, b)| (0..3).any(|c| a.0[c].abs_diff(b.0[c]) > 24)).count();
    // Borders lie a part of a pixel elsewhere; a card that is missing would be much more.
    assert!(others < 3_000, "{others} pixels differ");
}

#[test]
fn the_menu_says_what_the_colors_tell() {
    let mut harness = window(document(THREE));
    harness.get_by_label_contains("Show on the canvas: Prevalence").click();
    harness.run_steps(3);
    harness.get_by_label("Ever misaligned").click();
    settle(&mut harness);
    harness.get_by_label_contains("Show on the canvas: Ever misaligned");
    harness.get_by_label("The ten that matter most").click();
    harness.run_steps(2);
    settle(&mut harness);
    let insights = harness.state().session().insights();
    assert!(insights.importance.is_some(), "what matters was not asked for");
}

#[test]
fn the_phases_are_played_to_the_last() {
    let mut harness = window(document(THREE));
    assert_eq!(harness.state().session().phase(), 0);
    harness.get_by_label("Play the phases").click();
    harness.run_steps(2);
    harness.get_by_label("Stop playing the phases");
    harness.run_steps(8);
    assert_eq!(harness.state().session().phase(), 1);
    harness.get_by_label("Play the phases");
    harness.get_by_label("Play the phases").click();
    harness.run_steps(2);
    assert_eq!(harness.state().session().phase(), 0);
}
