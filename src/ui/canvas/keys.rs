//! The keyboard on the canvas.

use eframe::egui::{Event, Key, Modifiers, Ui, Vec2, vec2};

use crate::{
    drawing::{Point, Scene},
    model::Subject,
};

/// What keys ask of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stroke {
    /// Move what is selected by so many canvas units; with a link selected, select its end on that side, and with nothing
    /// selected what is nearest.
    Toward(Vec2),
    /// Link what is selected to a new node in this direction.
    Extend(f32, f32),
    /// Edit the name of what is selected.
    Rename,
    /// Offer what can be done with it.
    Menu,
}

/// The space bar: held it lets the pointer move the view, tapped it is a key like others.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tap {
    /// When it went down, if nothing else has happened since.
    since: Option<f64>,
}

/// Longest time between down and up of a tap, in seconds.
const TAP_MAX: f64 = 0.4;

impl Tap {
    /// Whether a tap ends in this frame.
    pub fn ends(&mut self, ui: &Ui) -> bool {
        ui.input(|input| {
            for event in &input.events {
                match event {
                    Event::Key { key: Key::Space, pressed: true, repeat: true, .. } => {}
                    Event::Key { key: Key::Space, pressed: true, modifiers, .. } => {
                        self.since = modifiers.is_none().then_some(input.time);
                    }
                    Event::Key { key: Key::Space, pressed: false, .. } => {
                        let since = self.since.take();
                        return since.is_some_and(|since| input.time - since <= TAP_MAX);
                    }
                    Event::PointerButton { .. } | Event::MouseWheel { .. } | Event::Key { .. } => {
                        self.since = None;
                    }
                    _ => {}
                }
            }
            false
        })
    }
}

/// How far an arrow key moves nodes: a grid step, five with Shift, one unit with Ctrl and Shift.
fn step(modifiers: Modifiers) -> f32 {
    match modifiers {
        Modifiers { command: true, shift: true, .. } => 1.0,
        Modifiers { shift: true, .. } => 40.0,
        _ => 8.0,
    }
}

/// What the keys of this frame ask for. Call it only while the canvas has the focus.
pub fn strokes(ui: &Ui) -> Vec<Stroke> {
    const ARROWS: [(Key, Vec2); 4] = [
        (Key::ArrowLeft, vec2(-1.0, 0.0)),
        (Key::ArrowRight, vec2(1.0, 0.0)),
        (Key::ArrowUp, vec2(0.0, -1.0)),
        (Key::ArrowDown, vec2(0.0, 1.0)),
    ];
    ui.input(|input| {
        if input.modifiers.command_only() {
            let pressed = ARROWS.iter().filter(|(key, _)| input.key_pressed(*key));
            return pressed.map(|(_, toward)| Stroke::Extend(toward.x, toward.y)).collect();
        }
        if input.modifiers.alt || (input.modifiers.command && !input.modifiers.shift) {
            return Vec::new();
        }
        let by = step(input.modifiers);
        let arrows = ARROWS.iter().flat_map(|(key, toward)| {
            std::iter::repeat_n(Stroke::Toward(*toward * by), input.num_presses(*key))
        });
        let rename = input.key_pressed(Key::Enter).then_some(Stroke::Rename);
        let menu = (input.modifiers.shift && input.key_pressed(Key::F10)).then_some(Stroke::Menu);
        arrows.chain(rename).chain(menu).collect()
    })
}

/// Whether an arrow key is held.
pub fn holds_arrow(ui: &Ui) -> bool {
    let arrows = [Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown];
    ui.input(|input| arrows.iter().any(|key| input.key_down(*key)))
}

/// The node nearest to a point.
pub fn nearest(scene: &Scene, point: Point) -> Option<Subject> {
    let nodes = scene.nodes.iter().zip(&scene.cards);
    let nearest = nodes.min_by(|a, b| {
        let far = |card: &crate::drawing::Frame| card.center().distance(point);
        far(a.1).total_cmp(&far(b.1))
    });
    nearest.map(|(item, _)| item.subject.clone())
}
