//! What presses, moves and releases mean, one convention after the other.

use super::*;
use crate::drawing::hit::Marquee;

fn id<T>(text: &str) -> Id<T> {
    Id::new(text).expect("an id")
}

fn node(text: &str) -> Target {
    Target::Node(id(text))
}

fn subject(text: &str) -> Subject {
    Subject::Node(id(text))
}

/// A pointer at a place of a screen that shows the canvas at half size.
fn at(x: f32, y: f32, target: Target) -> Pointer {
    let (screen, world) = (Point::new(x, y), Point::new(x * 2.0, y * 2.0));
    Pointer { screen, world, target, ..Pointer::default() }
}

fn held(pointer: Pointer, held: Held) -> Pointer {
    Pointer { held, ..pointer }
}

const CTRL: Held = Held { ctrl: true, shift: false, alt: false, space: false };
const SHIFT: Held = Held { ctrl: false, shift: true, alt: false, space: false };
const ALT: Held = Held { ctrl: false, shift: false, alt: true, space: false };
const SPACE: Held = Held { ctrl: false, shift: false, alt: false, space: true };

fn press(gesture: &mut Gesture, pointer: &Pointer) -> Vec<Intention> {
    gesture.take(Input::Press(Button::Primary), pointer)
}

fn release(gesture: &mut Gesture, pointer: &Pointer) -> Vec<Intention> {
    gesture.take(Input::Release(Button::Primary, Clicks::One), pointer)
}

/// All that a click means.
fn click_at(pointer: &Pointer, clicks: Clicks) -> Vec<Intention> {
    let mut gesture = Gesture::default();
    let mut all = press(&mut gesture, pointer);
    all.extend(gesture.take(Input::Release(Button::Primary, clicks), pointer));
    assert!(gesture.is_idle());
    all
}

#[test]
fn a_click_selects_one_and_on_the_ground_none() {
    let pick = |how| vec![Intention::Pick(how, subject("a"))];
    let pointer = at(5.0, 5.0, node("a"));
    assert_eq!(click_at(&pointer, Clicks::One), pick(Pick::Only));
    assert_eq!(click_at(&held(pointer.clone(), CTRL), Clicks::One), pick(Pick::Toggle));
    assert_eq!(click_at(&held(pointer.clone(), SHIFT), Clicks::One), pick(Pick::Add));
    let selected = Pointer { is_selected: true, ..pointer };
    assert_eq!(click_at(&selected, Clicks::One), pick(Pick::Only));
    let ground = at(5.0, 5.0, Target::Ground);
    assert_eq!(click_at(&ground, Clicks::One), vec![Intention::PickNone]);
    assert_eq!(click_at(&held(ground, CTRL), Clicks::One), vec![]);
}

#[test]
fn a_double_click_makes_a_node_or_renames_one() {
    let ground = at(5.0, 6.0, Target::Ground);
    let made = Intention::AddNode(Point::new(10.0, 12.0));
    assert_eq!(click_at(&ground, Clicks::Two), vec![made]);
    let selected = Pointer { is_selected: true, ..at(5.0, 5.0, node("a")) };
    assert_eq!(click_at(&selected, Clicks::Two), vec![Intention::Rename(subject("a"))]);
}

#[test]
fn a_press_that_trembles_is_no_drag() {
    let mut gesture = Gesture::default();
    press(&mut gesture, &at(5.0, 5.0, node("a")));
    assert_eq!(gesture.take(Input::Move, &at(7.0, 7.0, node("a"))), vec![]);
    assert!(matches!(gesture, Gesture::Pressed(_)));
}

#[test]
fn dragging_a_node_moves_by_canvas_units_and_alt_lets_go_of_the_grid() {
    let mut gesture = Gesture::default();
    let picked = press(&mut gesture, &at(5.0, 5.0, node("a")));
    assert_eq!(picked, vec![Intention::Pick(Pick::Only, subject("a"))]);
    let far = at(25.0, 5.0, Target::Ground);
    let by = Point::new(40.0, 0.0);
    assert_eq!(
        gesture.take(Input::Move, &far),
        vec![Intention::MoveBegins(subject("a")), Intention::Move(by, true)]
    );
    let moved = gesture.take(Input::Move, &held(far.clone(), ALT));
    assert_eq!(moved, vec![Intention::Move(by, false)]);
    assert_eq!(release(&mut gesture, &far), vec![Intention::MoveEnds]);
    assert!(gesture.is_idle());
}

#[test]
fn pressing_one_of_several_selected_keeps_them_until_it_turns_out_to_be_a_click() {
    let selected = Pointer { is_selected: true, ..at(5.0, 5.0, node("a")) };
    let mut gesture = Gesture::default();
    assert_eq!(press(&mut gesture, &selected), vec![]);
    let moved = gesture.take(Input::Move, &at(50.0, 5.0, Target::Ground));
    assert_eq!(moved[0], Intention::MoveBegins(subject("a")));
}

#[test]
fn escape_takes_a_move_back_and_waits_for_the_release() {
    let mut gesture = Gesture::default();
    press(&mut gesture, &at(5.0, 5.0, node("a")));
    let far = at(50.0, 5.0, Target::Ground);
    gesture.take(Input::Move, &far);
    assert_eq!(gesture.take(Input::Cancel, &far), vec![Intention::MoveCancelled]);
    assert_eq!(gesture.take(Input::Move, &far), vec![]);
    assert_eq!(press(&mut gesture, &far), vec![]);
    assert_eq!(release(&mut gesture, &far), vec![]);
    assert!(gesture.is_idle());
}

#[test]
fn the_marquee_encloses_to_the_right_and_touches_to_the_left() {
    for (x, takes) in [(40.0, Marquee::Enclosing), (2.0, Marquee::Touching)] {
        let mut gesture = Gesture::default();
        press(&mut gesture, &at(20.0, 20.0, Target::Ground));
        let intentions = gesture.take(Input::Move, &at(x, 40.0, node("a")));
        assert_eq!(intentions[0], Intention::MarqueeBegins);
        let Intention::Marquee(frame, how, pick) = &intentions[1] else {
            panic!("no marquee: {intentions:?}")
        };
        assert_eq!((*how, *pick), (takes, Pick::Only));
        assert!(frame.width() > 0.0 && frame.height() > 0.0);
        let cancelled = gesture.take(Input::Cancel, &at(x, 40.0, Target::Ground));
        assert_eq!(cancelled, vec![Intention::MarqueeCancelled]);
    }
}

#[test]
fn a_line_from_the_rim_ends_on_a_node_or_on_the_ground_but_not_at_home() {
    let end = |target: Target| {
        let mut gesture = Gesture::default();
        press(&mut gesture, &at(5.0, 5.0, Target::Rim(id("a"))));
        gesture.take(Input::Move, &at(60.0, 5.0, target.clone()));
        assert!(matches!(gesture, Gesture::Connecting { .. }));
        release(&mut gesture, &at(60.0, 5.0, target))
    };
    let (wire, there) = (Wire::Fresh(id("a")), Point::new(120.0, 10.0));
    let onto_b = Intention::Connect(wire.clone(), Some(id("b")), there);
    assert_eq!(end(node("b")), vec![onto_b.clone()]);
    assert_eq!(end(Target::Rim(id("b"))), vec![onto_b]);
    assert_eq!(end(Target::Ground), vec![Intention::Connect(wire, None, there)]);
    assert_eq!(end(node("a")), vec![]);
    assert_eq!(end(Target::Rim(id("a"))), vec![]);
}

#[test]
fn a_cancelled_line_makes_nothing() {
    let mut gesture = Gesture::default();
    press(&mut gesture, &at(5.0, 5.0, Target::Rim(id("a"))));
    let far = at(60.0, 5.0, node("b"));
    gesture.take(Input::Move, &far);
    assert_eq!(gesture.take(Input::Cancel, &far), vec![]);
    assert_eq!(release(&mut gesture, &far), vec![]);
}

#[test]
fn a_handle_leads_a_link_elsewhere() {
    let mut gesture = Gesture::default();
    let handle = Target::Handle(id("l"), LinkEnd::Target);
    press(&mut gesture, &Pointer { is_selected: true, ..at(5.0, 5.0, handle) });
    let far = at(60.0, 5.0, node("b"));
    gesture.take(Input::Move, &far);
    let wire = Wire::Rewired(id("l"), LinkEnd::Target);
    let there = Point::new(120.0, 10.0);
    let connected = Intention::Connect(wire, Some(id("b")), there);
    assert_eq!(release(&mut gesture, &far), vec![connected]);
}

#[test]
fn space_the_wheel_and_the_secondary_button_move_the_view() {
    let from = at(5.0, 5.0, node("a"));
    let space = held(from.clone(), SPACE);
    let presses = [
        (Button::Primary, space.clone()),
        (Button::Middle, from.clone()),
        (Button::Secondary, from),
    ];
    for (button, pointer) in presses {
        let mut gesture = Gesture::default();
        assert_eq!(gesture.take(Input::Press(button), &pointer), vec![]);
        let panned = gesture.take(Input::Move, &at(35.0, 1.0, Target::Ground));
        assert_eq!(panned, vec![Intention::Pan(Point::new(30.0, -4.0))]);
        assert_eq!(gesture.cursor(&pointer), Cursor::Grabbing);
        let up = Input::Release(button, Clicks::One);
        assert_eq!(gesture.take(up, &pointer), vec![]);
    }
    assert_eq!(Gesture::Idle.cursor(&space), Cursor::Grab);
}

#[test]
fn a_secondary_click_selects_and_offers_what_can_be_done() {
    let pointer = at(5.0, 5.0, node("a"));
    let mut gesture = Gesture::default();
    gesture.take(Input::Press(Button::Secondary), &pointer);
    let up = Input::Release(Button::Secondary, Clicks::One);
    let menu = Intention::Menu(node("a"), Point::new(10.0, 10.0));
    let pick = Intention::Pick(Pick::Only, subject("a"));
    assert_eq!(gesture.take(up, &pointer), vec![pick, menu]);
}

#[test]
fn the_pointer_tells_what_a_press_would_do() {
    let idle = Gesture::Idle;
    let cursor = |target| idle.cursor(&at(0.0, 0.0, target));
    assert_eq!(cursor(Target::Ground), Cursor::Plain);
    assert_eq!(cursor(node("a")), Cursor::Move);
    assert_eq!(cursor(Target::Rim(id("a"))), Cursor::Crosshair);
    assert_eq!(cursor(Target::Link(id("l"))), Cursor::Hand);
    let to = Point::default();
    let drawing = Gesture::Connecting { wire: Wire::Fresh(id("a")), to, onto: None };
    assert_eq!(drawing.cursor(&at(0.0, 0.0, node("a"))), Cursor::Forbidden);
    assert_eq!(drawing.cursor(&at(0.0, 0.0, node("b"))), Cursor::Crosshair);
}

#[test]
fn notes_and_collapsed_zones_move_like_nodes() {
    let notes = [Target::Note(id("n")), Target::Fold(id("z"))];
    for target in notes {
        let mut gesture = Gesture::default();
        let subject = target.subject().expect("an element");
        let picked = press(&mut gesture, &at(5.0, 5.0, target));
        assert_eq!(picked, vec![Intention::Pick(Pick::Only, subject.clone())]);
        let moved = gesture.take(Input::Move, &at(25.0, 5.0, Target::Ground));
        assert_eq!(moved[0], Intention::MoveBegins(subject));
    }
}

#[test]
fn a_double_click_bends_a_link_and_on_a_bend_takes_it_away() {
    let link = Pointer { is_selected: true, ..at(5.0, 6.0, Target::Link(id("l"))) };
    let added = Intention::AddBend(id("l"), Point::new(10.0, 12.0));
    assert_eq!(click_at(&link, Clicks::Two), vec![added]);
    let bend = Target::Grip(Grip::Bend(id("l"), 1));
    let bend = Pointer { is_selected: true, ..at(5.0, 6.0, bend) };
    assert_eq!(click_at(&bend, Clicks::Two), vec![Intention::RemoveBend(id("l"), 1)]);
}

#[test]
fn a_handle_follows_the_pointer_and_escape_takes_it_back() {
    for grip in [Grip::Bend(id("l"), 0), Grip::Corner(id("n"))] {
        let mut gesture = Gesture::default();
        let pointer = Pointer { is_selected: true, ..at(5.0, 5.0, Target::Grip(grip.clone())) };
        assert_eq!(press(&mut gesture, &pointer), vec![]);
        let far = at(25.0, 5.0, Target::Ground);
        let there = Point::new(50.0, 10.0);
        assert_eq!(
            gesture.take(Input::Move, &far),
            vec![Intention::GripBegins(grip), Intention::Grip(there, true)]
        );
        assert_eq!(
            gesture.take(Input::Move, &held(far.clone(), ALT)),
            vec![Intention::Grip(there, false)]
        );
        assert_eq!(gesture.take(Input::Cancel, &far), vec![Intention::GripCancelled]);
        assert_eq!(release(&mut gesture, &far), vec![]);
    }
}

#[test]
fn a_double_click_opens_a_collapsed_zone_and_the_words_of_a_note() {
    let fold = Pointer { is_selected: true, ..at(5.0, 5.0, Target::Fold(id("z"))) };
    assert_eq!(click_at(&fold, Clicks::Two), vec![Intention::Expand(id("z"))]);
    let note = Pointer { is_selected: true, ..at(5.0, 5.0, Target::Note(id("n"))) };
    let reworded = Intention::Rename(Subject::Annotation(id("n")));
    assert_eq!(click_at(&note, Clicks::Two), vec![reworded]);
}
