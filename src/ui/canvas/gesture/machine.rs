//! From one state of a gesture to the next.

use super::{
    Button, Clicks, Cursor, Gesture, Grip, Held, Input, Intention, Pick, Pointer, Target, Wire,
};
use crate::{
    drawing::{Frame, Point, hit::Marquee},
    model::{Id, Node},
};

/// How far the pointer must move before a press becomes a drag, in screen points.
const DRAG_THRESHOLD: f32 = 4.0;

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
            Self::Moving(_) | Self::Gripping => Cursor::Move,
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
            Self::Gripping => vec![Intention::Grip(pointer.world, !pointer.held.alt)],
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
            Target::Node(_) | Target::Fold(_) | Target::Note(_) => {
                *self = Self::Moving(origin.world);
                let Some(subject) = origin.target.subject() else { return Vec::new() };
                let joins = origin.held.ctrl && !origin.is_selected;
                let pick = joins.then(|| Intention::Pick(Pick::Add, subject.clone()));
                pick.into_iter().chain([Intention::MoveBegins(subject)]).collect()
            }
            Target::Grip(grip) => {
                *self = Self::Gripping;
                vec![Intention::GripBegins(grip.clone())]
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
            Self::Moving(_) => vec![Intention::MoveEnds],
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
            | Self::Gripping
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
            Self::Gripping => vec![Intention::GripCancelled],
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
        Target::Link(id) => vec![Intention::AddBend(id.clone(), origin.world)],
        Target::Grip(Grip::Bend(id, place)) => vec![Intention::RemoveBend(id.clone(), *place)],
        Target::Handle(..) | Target::Grip(Grip::Corner(_)) => Vec::new(),
        Target::Fold(id) => vec![Intention::Expand(id.clone())],
        Target::Node(_) | Target::Rim(_) | Target::Zone(_) | Target::Note(_) => {
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
        Target::Node(_) | Target::Fold(_) | Target::Note(_) | Target::Grip(_) => Cursor::Move,
        Target::Rim(_) | Target::Handle(..) => Cursor::Crosshair,
        Target::Link(_) | Target::Zone(_) => Cursor::Hand,
    }
}
