//! What the pointer means on the canvas: a state machine from presses, moves and releases to intentions.

use crate::{
    drawing::{
        Frame, Point,
        hit::{Hit, Marquee},
    },
    model::{Id, Link, Node, Subject, Zone},
};

/// How far the pointer must move before a press becomes a drag, in screen points.
const DRAG_THRESHOLD: f32 = 4.0;

/// What lies under the pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Nothing.
    #[default]
    Ground,
    /// A node's card.
    Node(Id<Node>),
    /// The border of a node's card: links start here.
    Rim(Id<Node>),
    /// A link.
    Link(Id<Link>),
    /// A handle of a selected link.
    Handle(Id<Link>, LinkEnd),
    /// A zone's name.
    Zone(Id<Zone>),
}

/// An end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    /// Where it comes from.
    Source,
    /// Where it leads.
    Target,
}

/// The line that is being drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wire {
    /// A new link from a node.
    Fresh(Id<Node>),
    /// An end of an existing link that is led elsewhere.
    Rewired(Id<Link>, LinkEnd),
}

/// A button of the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// The left one, for most people.
    Primary,
    /// The right one, for most people.
    Secondary,
    /// The wheel.
    Middle,
}

/// Keys that are held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own, held or not")]
pub struct Held {
    /// Ctrl, or Command.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// The space bar.
    pub space: bool,
}

/// Where the pointer is, and with what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pointer {
    /// In screen points.
    pub screen: Point,
    /// In canvas units.
    pub world: Point,
    /// What lies under it.
    pub target: Target,
    /// Whether that is selected.
    pub is_selected: bool,
    /// Keys that are held.
    pub held: Held,
}

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A button goes down.
    Press(Button),
    /// The pointer moves.
    Move,
    /// A button comes up, perhaps as the second time in short order.
    Release(Button, Clicks),
    /// Escape, or something else that ends every gesture.
    Cancel,
}

/// How often a button was clicked in short order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clicks {
    /// Once.
    One,
    /// Twice.
    Two,
}

/// How something picked joins the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// It replaces the selection.
    Only,
    /// It is taken in.
    Add,
    /// It is taken in, or out if it was in.
    Toggle,
}

/// What the user means.
#[derive(Clone, Debug, PartialEq)]
pub enum Intention {
    /// Move the view by some screen points.
    Pan(Point),
    /// Select an element.
    Pick(Pick, Subject),
    /// Select nothing.
    PickNone,
    /// A rectangle of selection begins.
    MarqueeBegins,
    /// Select what a rectangle takes, joined to what was selected when it began.
    Marquee(Frame, Marquee, Pick),
    /// Back to what was selected when the rectangle began.
    MarqueeCancelled,
    /// The selected nodes begin to move; the named one is under the pointer.
    MoveBegins(Id<Node>),
    /// The selected nodes are so far from where they began, in canvas units; whether they snap to the grid.
    Move(Point, bool),
    /// The selected nodes go back to where they began.
    MoveCancelled,
    /// A line was drawn onto a node, or onto nothing.
    Connect(Wire, Option<Id<Node>>, Point),
    /// A new node here.
    AddNode(Point),
    /// Edit a name.
    Rename(Subject),
    /// Offer what can be done here.
    Menu(Target, Point),
}

/// The shape of the pointer: what a press would do, or what a drag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// Nothing of note.
    Plain,
    /// A click selects.
    Hand,
    /// A drag moves nodes.
    Move,
    /// A drag draws a link.
    Crosshair,
    /// A drag would move the view.
    Grab,
    /// The view moves.
    Grabbing,
    /// A release here does nothing.
    Forbidden,
}

/// A gesture under way, or none.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    /// None.
    #[default]
    Idle,
    /// The primary button is down and has not moved yet.
    Pressed(Pointer),
    /// The secondary button is down and has not moved yet.
    PressedSecondary(Pointer),
    /// The view follows the pointer, seen last at this place of the screen.
    Panning(Point),
    /// Nodes follow the pointer since it was at this place of the canvas.
    Moving(Point),
    /// A rectangle of selection from one corner to the pointer.
    Selecting {
        /// The fixed corner.
        from: Point,
        /// The corner at the pointer.
        to: Point,
        /// How it joins the selection.
        pick: Pick,
    },
    /// A line follows the pointer.
    Connecting {
        /// Which line.
        wire: Wire,
        /// Where the pointer is.
        to: Point,
        /// The node under the pointer, if the line could end there.
        onto: Option<Id<Node>>,
    },
    /// Cancelled; waits for the button to come up.
    Spent,
}

impl From<Option<Hit>> for Target {
    fn from(hit: Option<Hit>) -> Self {
        match hit {
            None => Self::Ground,
            Some(Hit::Node(id)) => Self::Node(id),
            Some(Hit::Rim(id)) => Self::Rim(id),
            Some(Hit::Link(id)) => Self::Link(id),
            Some(Hit::Zone(id)) => Self::Zone(id),
        }
    }
}

impl Target {
    /// The element, if there is one.
    pub fn subject(&self) -> Option<Subject> {
        match self {
            Self::Ground => None,
            Self::Node(id) | Self::Rim(id) => Some(Subject::Node(id.clone())),
            Self::Link(id) | Self::Handle(id, _) => Some(Subject::Link(id.clone())),
            Self::Zone(id) => Some(Subject::Zone(id.clone())),
        }
    }

    /// The node, if it is one.
    pub fn node(&self) -> Option<&Id<Node>> {
        match self {
            Self::Node(id) | Self::Rim(id) => Some(id),
            _ => None,
        }
    }
}

impl Gesture {
    /// Whether a gesture is under way.
    pub fn is_idle(&self) -> bool {
        *self == Self::Idle
    }

    /// Takes something in; gives what the user means by it, in order.
    pub fn take(&mut self, input: Input, pointer: &Pointer) -> Vec<Intention> {
        match input {
            Input::Press(button) => self.press(button, pointer),
            Input::Move => self.follow(pointer),
            Input::Release(button, clicks) => self.release(button, clicks, pointer),
            Input::Cancel => self.cancel(),
        }
    }

    /// The pointer's shape.
    pub fn cursor(&self, pointer: &Pointer) -> Cursor {
        match self {
            Self::Panning(_) => Cursor::Grabbing,
            Self::Moving(_) => Cursor::Move,
            Self::Connecting { wire: Wire::Fresh(from), .. }
                if pointer.target.node() == Some(from) =>
            {
                Cursor::Forbidden
            }
            Self::Connecting { .. } => Cursor::Crosshair,
            Self::Selecting { .. } | Self::Spent => Cursor::Plain,
            Self::Idle | Self::Pressed(_) | Self::PressedSecondary(_) => hover_cursor(pointer),
        }
    }

    fn press(&mut self, button: Button, pointer: &Pointer) -> Vec<Intention> {
        if !self.is_idle() {
            return Vec::new();
        }
        match button {
            Button::Middle => {
                *self = Self::Panning(pointer.screen);
                Vec::new()
            }
            Button::Primary if pointer.held.space => {
                *self = Self::Panning(pointer.screen);
                Vec::new()
            }
            Button::Primary => {
                *self = Self::Pressed(pointer.clone());
                pick_on_press(pointer)
            }
            Button::Secondary => {
                *self = Self::PressedSecondary(pointer.clone());
                Vec::new()
            }
        }
    }

    fn follow(&mut self, pointer: &Pointer) -> Vec<Intention> {
        match self {
            Self::Idle | Self::Spent => Vec::new(),
            Self::Pressed(origin) => {
                if is_near(origin, pointer) {
                    return Vec::new();
                }
                let origin = origin.clone();
                let mut intentions = self.begin_drag(&origin);
                intentions.extend(self.follow(pointer));
                intentions
            }
            Self::PressedSecondary(origin) => {
                if is_near(origin, pointer) {
                    return Vec::new();
                }
                *self = Self::Panning(origin.screen);
                self.follow(pointer)
            }
            Self::Panning(last) => {
                let by = Point::new(pointer.screen.x - last.x, pointer.screen.y - last.y);
                *last = pointer.screen;
                vec![Intention::Pan(by)]
            }
            Self::Moving(from) => {
                let by = Point::new(pointer.world.x - from.x, pointer.world.y - from.y);
                vec![Intention::Move(by, !pointer.held.alt)]
            }
            Self::Selecting { from, to, pick } => {
                *to = pointer.world;
                vec![marquee(*from, *to, *pick)]
            }
            Self::Connecting { wire, to, onto } => {
                *to = pointer.world;
                *onto = end_of(wire, &pointer.target);
                Vec::new()
            }
        }
    }

    fn begin_drag(&mut self, origin: &Pointer) -> Vec<Intention> {
        let connecting = |wire| Self::Connecting { wire, to: origin.world, onto: None };
        match &origin.target {
            Target::Node(id) => {
                *self = Self::Moving(origin.world);
                let subject = Subject::Node(id.clone());
                let joins = origin.held.ctrl && !origin.is_selected;
                let pick = joins.then_some(Intention::Pick(Pick::Add, subject));
                pick.into_iter().chain([Intention::MoveBegins(id.clone())]).collect()
            }
            Target::Rim(id) => {
                *self = connecting(Wire::Fresh(id.clone()));
                Vec::new()
            }
            Target::Handle(id, end) => {
                *self = connecting(Wire::Rewired(id.clone(), *end));
                Vec::new()
            }
            Target::Ground | Target::Link(_) | Target::Zone(_) => {
                let pick = pick_of(origin.held);
                *self = Self::Selecting { from: origin.world, to: origin.world, pick };
                vec![Intention::MarqueeBegins]
            }
        }
    }

    fn release(&mut self, button: Button, clicks: Clicks, pointer: &Pointer) -> Vec<Intention> {
        if !self.belongs_to(button) {
            return Vec::new();
        }
        match std::mem::take(self) {
            Self::Pressed(origin) => click(&origin, clicks),
            Self::PressedSecondary(origin) => {
                let subject = origin.target.subject().filter(|_| !origin.is_selected);
                let pick = subject.map(|subject| Intention::Pick(Pick::Only, subject));
                let menu = Intention::Menu(origin.target, origin.world);
                pick.into_iter().chain([menu]).collect()
            }
            Self::Connecting { wire, .. } => {
                let is_own =
                    matches!(&wire, Wire::Fresh(from) if pointer.target.node() == Some(from));
                if is_own {
                    return Vec::new();
                }
                let onto = pointer.target.node().cloned();
                vec![Intention::Connect(wire, onto, pointer.world)]
            }
            _ => Vec::new(),
        }
    }

    fn belongs_to(&self, button: Button) -> bool {
        match self {
            Self::Pressed(_)
            | Self::Moving(_)
            | Self::Selecting { .. }
            | Self::Connecting { .. } => button == Button::Primary,
            Self::PressedSecondary(_) => button == Button::Secondary,
            Self::Idle | Self::Panning(_) | Self::Spent => true,
        }
    }

    fn cancel(&mut self) -> Vec<Intention> {
        match std::mem::replace(self, Self::Spent) {
            Self::Idle => {
                *self = Self::Idle;
                Vec::new()
            }
            Self::Moving(_) => vec![Intention::MoveCancelled],
            Self::Selecting { .. } => vec![Intention::MarqueeCancelled],
            _ => Vec::new(),
        }
    }
}

fn is_near(origin: &Pointer, pointer: &Pointer) -> bool {
    origin.screen.distance(pointer.screen) < DRAG_THRESHOLD
}

fn pick_of(held: Held) -> Pick {
    match held {
        Held { ctrl: true, .. } => Pick::Toggle,
        Held { shift: true, .. } => Pick::Add,
        _ => Pick::Only,
    }
}

/// What is not selected yet is picked at once, so that a drag moves it.
fn pick_on_press(pointer: &Pointer) -> Vec<Intention> {
    let pick = pick_of(pointer.held);
    let waits = pointer.is_selected || pick == Pick::Toggle;
    let subject = pointer.target.subject().filter(|_| !waits);
    subject.map(|subject| Intention::Pick(pick, subject)).into_iter().collect()
}

fn click(origin: &Pointer, clicks: Clicks) -> Vec<Intention> {
    let pick = pick_of(origin.held);
    if clicks == Clicks::Two && pick == Pick::Only {
        return double_click(origin);
    }
    match origin.target.subject() {
        None if pick == Pick::Only => vec![Intention::PickNone],
        None => Vec::new(),
        // Taken in by the press already.
        Some(_) if pick == Pick::Add => Vec::new(),
        Some(_) if pick == Pick::Only && !origin.is_selected => Vec::new(),
        Some(subject) => vec![Intention::Pick(pick, subject)],
    }
}

fn double_click(origin: &Pointer) -> Vec<Intention> {
    match &origin.target {
        Target::Ground => vec![Intention::AddNode(origin.world)],
        Target::Link(_) | Target::Handle(..) => Vec::new(),
        Target::Node(_) | Target::Rim(_) | Target::Zone(_) => {
            origin.target.subject().map(Intention::Rename).into_iter().collect()
        }
    }
}

fn marquee(from: Point, to: Point, pick: Pick) -> Intention {
    let frame = Frame {
        min: Point::new(from.x.min(to.x), from.y.min(to.y)),
        max: Point::new(from.x.max(to.x), from.y.max(to.y)),
    };
    let takes = if to.x < from.x { Marquee::Touching } else { Marquee::Enclosing };
    Intention::Marquee(frame, takes, pick)
}

fn end_of(wire: &Wire, target: &Target) -> Option<Id<Node>> {
    let is_own = matches!(wire, Wire::Fresh(from) if target.node() == Some(from));
    target.node().filter(|_| !is_own).cloned()
}

fn hover_cursor(pointer: &Pointer) -> Cursor {
    if pointer.held.space {
        return Cursor::Grab;
    }
    match pointer.target {
        Target::Ground => Cursor::Plain,
        Target::Node(_) => Cursor::Move,
        Target::Rim(_) | Target::Handle(..) => Cursor::Crosshair,
        Target::Link(_) | Target::Zone(_) => Cursor::Hand,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            vec![Intention::MoveBegins(id("a")), Intention::Move(by, true)]
        );
        let moved = gesture.take(Input::Move, &held(far.clone(), ALT));
        assert_eq!(moved, vec![Intention::Move(by, false)]);
        assert_eq!(release(&mut gesture, &far), vec![]);
        assert!(gesture.is_idle());
    }

    #[test]
    fn pressing_one_of_several_selected_keeps_them_until_it_turns_out_to_be_a_click() {
        let selected = Pointer { is_selected: true, ..at(5.0, 5.0, node("a")) };
        let mut gesture = Gesture::default();
        assert_eq!(press(&mut gesture, &selected), vec![]);
        let moved = gesture.take(Input::Move, &at(50.0, 5.0, Target::Ground));
        assert_eq!(moved[0], Intention::MoveBegins(id("a")));
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
}
