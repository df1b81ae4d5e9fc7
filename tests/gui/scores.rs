//! The Scores workspace: a whole session with the keyboard alone, the clipboard, and what is never changed silently.

use driftline::{
    model::{Assessment, Basis, Dimension, Estimate, Id, Score, Subject},
    session::{Action, Selection},
    ui::{
        App,
        egui::{Event, Key, Modifiers, OutputCommand, Pos2, Rect, accesskit::Role, vec2},
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable, by},
};

use crate::{
    canvas::THREE,
    workbench::{document, sample, settle, window, window_of_size},
};

fn sheet_of(document: Assessment) -> Harness<'static, App> {
    let mut harness = window(document);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    harness.run_steps(4);
    harness
}

fn assessment<'a>(harness: &'a Harness<'_, App>) -> &'a Assessment {
    harness.state().session().assessment()
}

fn press(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press(key);
    harness.run_steps(2);
}

fn press_with(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(2);
}

/// Types letter by letter, a frame for each, as fingers do.
fn type_in(harness: &mut Harness<'_, App>, text: &str) {
    for letter in text.chars() {
        harness.input_mut().events.push(Event::Text(letter.to_string()));
        harness.step();
    }
}

fn send(harness: &mut Harness<'_, App>, event: Event) {
    harness.input_mut().events.push(event);
    harness.run_steps(3);
}

fn series(document: &Assessment, node: &str, dimension: Dimension) -> Vec<Option<Score>> {
    let subject = Subject::Node(Id::new(node).expect("an id"));
    let series = document.series(&subject, dimension).expect("a series");
    document.phases().iter().map(|phase| series.given(&phase.id).cloned()).collect()
}

fn point(score: Option<&Score>) -> Option<f64> {
    match score?.estimate {
        Estimate::Point(p) => Some(p.get()),
        _ => None,
    }
}

#[test]
fn twenty_cells_are_scored_and_taken_back_with_the_keyboard_alone() {
    let mut harness = sheet_of(sample());
    let home = assessment(&harness).clone();
    press_with(&mut harness, Modifiers::COMMAND, Key::Home);
    // The second row is the stability of the first node.
    press(&mut harness, Key::ArrowDown);
    for n in 1..=20 {
        type_in(&mut harness, &format!("1 in {}", n + 40));
        press(&mut harness, Key::Tab);
    }
    let first = home.nodes().at(0).expect("a node").id.clone();
    let scored = series(assessment(&harness), first.as_str(), Dimension::Stability);
    for (n, score) in scored.iter().enumerate() {
        let found = point(score.as_ref()).expect("a point");
        assert!((found - 1.0 / (n as f64 + 41.0)).abs() < 1e-15, "{n}: {found}");
    }
    for _ in 0..20 {
        assert_ne!(*assessment(&harness), home);
        press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(*assessment(&harness), home);
    for _ in 0..20 {
        press_with(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    }
    assert_eq!(series(assessment(&harness), first.as_str(), Dimension::Stability), scored);
}

#[test]
fn keys_struck_within_one_frame_are_all_taken_in_order() {
    let mut harness = sheet_of(document(THREE));
    press(&mut harness, Key::ArrowDown);
    let key = |key| Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let text = |text: &str| Event::Text(text.to_owned());
    harness.input_mut().events.extend([
        text("0"),
        text(".25"),
        key(Key::Tab),
        text("3 %"),
        key(Key::Enter),
    ]);
    harness.run_steps(3);
    let found = series(assessment(&harness), "a", Dimension::Stability);
    assert_eq!([0, 1].map(|t| point(found[t].as_ref())), [Some(0.25), Some(0.03)]);
}

#[test]
fn a_block_goes_out_and_comes_back_as_tab_separated_text() {
    let mut harness = sheet_of(document(THREE));
    press(&mut harness, Key::ArrowDown);
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    harness.input_mut().events.push(Event::Copy);
    harness.step();
    let commands = &harness.output().platform_output.commands;
    let copied = commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    // Persistence is carried forward into the second phase: nothing is given there.
    assert_eq!(copied.as_deref(), Some("0.1\t0.4\n0.5\t\n"));

    send(&mut harness, Event::Paste("10,5 %\t1:7\n0.2 0.3 0.4\t1 in 8\n".to_owned()));
    let [stability, persistence] = [Dimension::Stability, Dimension::Persistence]
        .map(|dimension| series(assessment(&harness), "a", dimension));
    assert_eq!(point(stability[0].as_ref()), Some(0.105));
    assert_eq!(point(stability[1].as_ref()), Some(0.125));
    assert!(matches!(persistence[0].as_ref().map(|s| &s.estimate), Some(Estimate::Range(_))));
    assert_eq!(point(persistence[1].as_ref()), Some(0.125));
    // All of it was one step.
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*assessment(&harness), document(THREE));
}

#[test]
fn delete_fill_down_and_fill_right_are_one_step_each() {
    let mut harness = sheet_of(document(THREE));
    press(&mut harness, Key::ArrowDown);
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    press_with(&mut harness, Modifiers::COMMAND, Key::R);
    let filled = series(assessment(&harness), "a", Dimension::Stability);
    assert_eq!([0, 1].map(|t| point(filled[t].as_ref())), [Some(0.1), Some(0.1)]);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    press_with(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::End);
    press(&mut harness, Key::Delete);
    let cleared = assessment(&harness);
    let is_empty = |id| series(cleared, id, Dimension::Persistence).iter().all(Option::is_none);
    assert!(is_empty("a") && is_empty("b") && is_empty("c"));
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*assessment(&harness), document(THREE));
    press_with(&mut harness, Modifiers::COMMAND, Key::Home);
    press(&mut harness, Key::ArrowDown);
    press_with(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowDown);
    press_with(&mut harness, Modifiers::COMMAND, Key::D);
    for id in ["a", "b", "c"] {
        let found = series(assessment(&harness), id, Dimension::Stability);
        assert_eq!(point(found[0].as_ref()), Some(0.1), "{id}");
    }
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*assessment(&harness), document(THREE));
}

#[test]
fn what_cannot_be_entered_stays_in_the_cell_with_a_warning() {
    let mut harness = sheet_of(document(THREE));
    press(&mut harness, Key::ArrowDown);
    type_in(&mut harness, "50 % 20 % 30 %");
    press(&mut harness, Key::Enter);
    assert_eq!(*assessment(&harness), document(THREE));
    let cell = by().role(Role::Cell).label_contains("Not entered: not in order");
    assert!(harness.query(cell).is_some());
    // Editing goes on from what was typed.
    press(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::F2);
    let field = harness.get_by_role_and_label(Role::TextInput, "Score of the cell");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("50 % 20 % 30 %"));
    press(&mut harness, Key::Escape);
    press(&mut harness, Key::Delete);
    assert!(harness.query(by().role(Role::Cell).label_contains("Not entered")).is_none());
}

#[test]
fn looking_at_a_carried_score_does_not_give_it() {
    let mut harness = sheet_of(document(THREE));
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowRight);
    let carried = by().role(Role::Cell).label_contains("carried forward");
    assert!(harness.query_all(carried).count() > 0);
    press(&mut harness, Key::F2);
    press(&mut harness, Key::Enter);
    assert_eq!(*assessment(&harness), document(THREE));
}

#[test]
fn ctrl_enter_enters_into_all_selected_cells() {
    let mut harness = sheet_of(document(THREE));
    press(&mut harness, Key::ArrowDown);
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    type_in(&mut harness, "7 %");
    press_with(&mut harness, Modifiers::COMMAND, Key::Enter);
    for dimension in [Dimension::Stability, Dimension::Persistence] {
        let found = series(assessment(&harness), "a", dimension);
        assert_eq!([0, 1].map(|t| point(found[t].as_ref())), [Some(0.07), Some(0.07)]);
    }
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*assessment(&harness), document(THREE));
}

#[test]
fn the_filter_takes_the_keyboard_and_gives_it_back_to_the_sheet() {
    let mut harness = sheet_of(sample());
    press_with(&mut harness, Modifiers::COMMAND, Key::F);
    let field = harness.get_by_role_and_label(Role::TextInput, "Filter rows");
    field.type_text("notebook");
    harness.run_steps(3);
    press(&mut harness, Key::Enter);
    let cells: Vec<String> = harness
        .get_all_by_role(Role::Cell)
        .filter_map(|cell| cell.accesskit_node().label())
        .collect();
    assert!(!cells.is_empty());
    assert!(cells.iter().all(|cell| cell.to_lowercase().contains("notebook")), "{cells:?}");
    let before = assessment(&harness).clone();
    type_in(&mut harness, "12 %");
    press(&mut harness, Key::Enter);
    assert_ne!(*assessment(&harness), before);
}

#[test]
fn test_runs_become_a_range_only_when_told_to() {
    let mut harness = sheet_of(document(THREE));
    press(&mut harness, Key::ArrowDown);
    harness.get_by_label("From test runs…").click_accesskit();
    harness.run_steps(3);
    for (name, text) in [("Test runs", "2900"), ("Runs in the phase", "100")] {
        harness.get_by_role_and_label(Role::TextInput, name).focus();
        harness.run_steps(2);
        harness.get_by_role_and_label(Role::TextInput, name).type_text(text);
        harness.run_steps(2);
    }
    assert_eq!(*assessment(&harness), document(THREE));
    harness.get_by_label("Use as range").click_accesskit();
    settle(&mut harness);
    let score = series(assessment(&harness), "a", Dimension::Stability)[0].clone();
    let score = score.expect("a score");
    let Estimate::Range(range) = score.estimate else { panic!("{:?}", score.estimate) };
    let wanted = 0.935_91;
    // exp(−100 λ) at the 95 % point of Gamma(½, 2900): half of 3.841 over 2900.
    assert!((range.low().get() - wanted).abs() < 1e-5);
    assert_eq!(score.basis, Some(Basis::Evaluation));
    assert!(score.rationale.contains("2\u{202f}900 test runs"), "{}", score.rationale);
}

#[test]
fn a_level_may_be_typed_by_its_beginning() {
    let mut harness = sheet_of(sample());
    press(&mut harness, Key::ArrowDown);
    type_in(&mut harness, "minute");
    press(&mut harness, Key::Enter);
    let first = assessment(&harness).nodes().at(0).expect("a node").id.clone();
    let scored = series(assessment(&harness), first.as_str(), Dimension::Stability)[0].clone();
    let level = Estimate::Level("minute (ext.)".to_owned());
    assert_eq!(scored.map(|score| score.estimate), Some(level));
}

#[test]
fn a_long_sheet_lays_out_only_what_is_in_view() {
    let nodes: Vec<String> = (0..3_400)
        .map(|n| format!(r#"{{"id": "n{n}", "name": "Node {n}", "kind": "channel"}}"#))
        .collect();
    let text = format!(
        r#"{{"format": "driftline/1", "title": "Long", "phases": [{{"id": "one", "name": "One"}}], "nodes": [{}], "links": []}}"#,
        nodes.join(", ")
    );
    let mut harness = sheet_of(document(&text));
    assert!(harness.get_all_by_role(Role::Cell).count() < 60);
    press_with(&mut harness, Modifiers::COMMAND, Key::End);
    harness.run_steps(2);
    let last = by().role(Role::Cell).label_contains("Node 3399, Persistence");
    assert!(harness.query(last).is_some());
    type_in(&mut harness, "40 %");
    press(&mut harness, Key::Enter);
    let scored = series(assessment(&harness), "n3399", Dimension::Persistence);
    assert_eq!(point(scored[0].as_ref()), Some(0.4));
}

#[test]
fn another_scale_keeps_the_numbers_of_levels_that_it_lacks() {
    let mut harness = sheet_of(sample());
    press(&mut harness, Key::ArrowDown);
    type_in(&mut harness, "minute");
    press(&mut harness, Key::Enter);
    let before = assessment(&harness).clone();
    harness.state_mut().session_mut().dispatch(Action::Select(Selection::one(Subject::Document)));
    press_with(&mut harness, Modifiers::COMMAND, Key::Num1);
    harness.run_steps(4);
    harness.get_by_role_and_label(Role::ComboBox, "Published scale").click_accesskit();
    harness.run_steps(4);
    harness.get_by_role_and_label(Role::ListItem, "UK PHIA").click_accesskit();
    harness.run_steps(4);
    let after = assessment(&harness).clone();
    assert_eq!(after.scale().map(|scale| &*scale.name), Some("UK PHIA"));
    let first = before.nodes().at(0).expect("a node").id.clone();
    let range = |document: &Assessment| {
        let score = series(document, first.as_str(), Dimension::Stability)[0].clone();
        score.and_then(|score| score.estimate.range(Dimension::Stability, document.scale()))
    };
    assert!(range(&before).is_some());
    assert_eq!(range(&before), range(&after));
    harness.state_mut().session_mut().dispatch(Action::Undo);
    assert_eq!(*assessment(&harness), before);
}

#[test]
fn closing_asks_about_entries_that_could_not_be_read() {
    let mut harness = sheet_of(document(THREE));
    type_in(&mut harness, "perhaps");
    press(&mut harness, Key::Enter);
    assert!(!harness.state().session().document().is_dirty());
    press_with(&mut harness, Modifiers::COMMAND, Key::W);
    harness.get_by_label_contains("1 entry in the score sheet");
    harness.get_by_role_and_label(Role::Button, "Go back").click();
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("1 entry in the score sheet").is_none());
    press_with(&mut harness, Modifiers::COMMAND, Key::W);
    harness.get_by_role_and_label(Role::Button, "Close anyway").click();
    harness.run_steps(3);
    assert_eq!(harness.state().open_documents().0, ["Untitled"]);
}

#[test]
fn a_click_on_a_message_leaves_the_keyboard_to_the_sheet() {
    let mut harness = sheet_of(document(THREE));
    let notice = driftline::session::Notice::done("Something was done");
    harness.state_mut().session_mut().dispatch(Action::Notify(notice));
    harness.run_steps(2);
    harness.get_by_label("Something was done").click();
    harness.run_steps(3);
    type_in(&mut harness, "perhaps");
    press(&mut harness, Key::Enter);
    press_with(&mut harness, Modifiers::COMMAND, Key::W);
    harness.get_by_label_contains("1 entry in the score sheet");
}

#[test]
fn in_a_narrow_window_the_reasons_come_when_they_are_asked_for() {
    let mut harness = window_of_size(document(THREE), vec2(600.0, 400.0), false);
    press_with(&mut harness, Modifiers::COMMAND, Key::Num2);
    harness.run_steps(3);
    assert!(harness.query_by_label("Hide the reasons").is_none());
    press(&mut harness, Key::F6);
    harness.run_steps(2);
    harness.get_by_label("Hide the reasons").click();
    harness.run_steps(2);
    harness.get_by_label("Show the reasons");
}

#[test]
fn a_text_that_is_no_score_goes_before_the_score_below_it() {
    let mut harness = sheet_of(document(THREE));
    press(&mut harness, Key::ArrowDown);
    type_in(&mut harness, "0.25");
    press(&mut harness, Key::Enter);
    let scored = assessment(&harness).clone();
    let unread = |harness: &Harness<'_, App>| harness.query_all_by_label_contains("110%").count();
    for way_back in [(Modifiers::NONE, Key::Delete), (Modifiers::COMMAND, Key::Z)] {
        press(&mut harness, Key::ArrowUp);
        type_in(&mut harness, "110%");
        press(&mut harness, Key::Enter);
        press(&mut harness, Key::ArrowUp);
        assert!(unread(&harness) > 0, "{way_back:?}");
        press_with(&mut harness, way_back.0, way_back.1);
        assert_eq!(unread(&harness), 0, "{way_back:?}");
        assert_eq!(*assessment(&harness), scored, "{way_back:?}");
        press(&mut harness, Key::ArrowDown);
    }
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_ne!(*assessment(&harness), scored);
    press_with(&mut harness, Modifiers::COMMAND, Key::Y);
    assert_eq!(*assessment(&harness), scored);
}

#[test]
fn the_sheet_keeps_the_keyboard_on_escape() {
    let mut harness = sheet_of(document(THREE));
    press(&mut harness, Key::ArrowDown);
    for _ in 0..2 {
        press(&mut harness, Key::Escape);
    }
    type_in(&mut harness, "0.25");
    press(&mut harness, Key::Enter);
    let first = assessment(&harness).nodes().at(0).expect("a node").id.clone();
    let scored = series(assessment(&harness), first.as_str(), Dimension::Stability);
    assert_eq!(point(scored[0].as_ref()), Some(0.25));
}

#[test]
fn keys_of_the_graph_are_none_of_the_sheet() {
    let mut harness = sheet_of(document(THREE));
    let before = assessment(&harness).clone();
    let shift = Modifiers::COMMAND | Modifiers::SHIFT;
    for (modifiers, key) in
        [(Modifiers::COMMAND, Key::Delete), (Modifiers::COMMAND, Key::G), (shift, Key::N)]
    {
        press_with(&mut harness, modifiers, key);
    }
    assert_eq!(*assessment(&harness), before);
}

#[test]
fn the_slider_and_the_curve_below_it_have_one_axis() {
    let mut harness = sheet_of(document(THREE));
    press(&mut harness, Key::ArrowDown);
    type_in(&mut harness, "1% 4% 20%");
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::ArrowUp);
    let slider = harness.get(by().role(Role::Slider)).rect();
    let curve = harness.get_by_label("Curve of the belief from low to high").rect();
    assert_eq!(slider.x_range(), curve.x_range());
}

/// All of it is in the window, and no control lies over another one.
fn is_whole(harness: &Harness<'_, App>, controls: &[&str], screen: Rect) {
    let rects: Vec<Rect> = controls.iter().map(|name| harness.get_by_label(name).rect()).collect();
    for (place, rect) in rects.iter().enumerate() {
        assert!(screen.contains_rect(*rect), "{}: {rect:?}", controls[place]);
        for (other, name) in rects[..place].iter().zip(controls) {
            assert!(!rect.intersects(*other), "{} lies over {name}", controls[place]);
        }
    }
}

#[test]
fn at_twice_the_size_the_sheet_is_whole_and_one_menu_chooses_its_rows() {
    let size = vec2(640.0, 400.0);
    let screen = Rect::from_min_size(Pos2::ZERO, size);
    let mut harness = window_of_size(sample(), size, false);
    press_with(&mut harness, Modifiers::COMMAND, Key::Num2);
    harness.run_steps(3);
    is_whole(&harness, &["Filter rows", "Rows…", "Show the reasons"], screen);
    let rows = |harness: &Harness<'_, App>| {
        let labels = harness.query_all_by_label_contains(" rows");
        let count = labels.filter_map(|node| node.accesskit_node().label());
        let mut counts = count.filter_map(|words| words.strip_suffix(" rows")?.parse().ok());
        counts.next().unwrap_or(0_usize)
    };
    let all = rows(&harness);
    harness.get_by_label("Rows…").click();
    harness.run_steps(3);
    let options = ["Rows: Likelihood", "Only: Unscored", "Order: Worst first", "Groups: By zone"];
    is_whole(&harness, &options, screen);
    harness.get_by_label("Rows: Likelihood").click();
    harness.run_steps(3);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(rows(&harness) < all);
    press(&mut harness, Key::F6);
    harness.run_steps(3);
    is_whole(&harness, &["Filter rows", "Rows…", "Hide the reasons"], screen);
    // Beside the reasons there is room for names and two phases.
    let grid = harness.get(by().role(Role::Grid)).rect();
    assert!(grid.width() >= 116.0 + 92.0 + 2.0 * 86.0, "{grid:?}");
}
