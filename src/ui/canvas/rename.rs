//! A node's name, edited on its card.

use eframe::egui::{
    self, CornerRadius, FontSelection, Key, Rect, Stroke, StrokeKind, TextEdit, Ui, Vec2, vec2,
};

use crate::{
    drawing::{FontWeight, Frame},
    model::{Edit, Id, Node},
    session::Gesture,
    ui::{canvas::camera::Camera, theme, view::Cx, widgets},
};

/// The name that is being edited.
#[derive(Clone, Debug)]
pub struct Editor {
    node: Id<Node>,
    text: String,
    /// The undo step of the change.
    gesture: Gesture,
    has_focus: bool,
}

/// How an edit of a name goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It is not over.
    Open,
    /// It is over.
    Done,
}

impl Editor {
    /// Begins to edit a name, as part of an undo step.
    pub fn new(node: Id<Node>, name: &str, gesture: Gesture) -> Self {
        Self { node, text: name.to_owned(), gesture, has_focus: false }
    }

    /// The node whose name is edited.
    pub fn node(&self) -> &Id<Node> {
        &self.node
    }

    /// Shows the field over the card's name.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, camera: &Camera, card: &Frame) -> Progress {
        let rect = field_rect(camera, card);
        let tokens = cx.tokens;
        let radius = CornerRadius::same(theme::RADIUS_ROW);
        let stroke = Stroke::new(1.5, tokens.accent);
        ui.painter().rect(rect, radius, tokens.surface, stroke, StrokeKind::Inside);
        let size = (theme::SMALL * camera.zoom()).clamp(theme::SMALL, 24.0);
        let font = theme::font(FontWeight::SemiBold, size);
        let room = rect.shrink2(vec2(6.0, 2.0));
        let id = ui.scope_id().with("name of a node");
        let field = TextEdit::singleline(&mut self.text)
            .id(id)
            .frame(egui::Frame::NONE)
            .font(FontSelection::FontId(font))
            .text_color(tokens.text)
            .align(egui::Align2::LEFT_CENTER)
            .desired_width(room.width());
        let response = ui.name_inputs("Name of the node", |ui| ui.put(room, field));
        if !self.has_focus {
            self.has_focus = true;
            response.request_focus();
            widgets::select_all(ui, id, &self.text);
            return Progress::Open;
        }
        if !response.lost_focus() {
            return Progress::Open;
        }
        if !ui.input(|input| input.key_pressed(Key::Escape)) {
            self.commit(cx);
        }
        Progress::Done
    }

    fn commit(&self, cx: &mut Cx<'_>) {
        let name = self.text.trim();
        let node = cx.session.assessment().nodes().get(&self.node);
        let Some(node) = node.filter(|node| node.name != name && !name.is_empty()) else { return };
        let renamed = Node { name: name.to_owned(), ..node.clone() };
        cx.edit_within(self.gesture, Edit::put(renamed));
    }
}

/// Over the card's upper half, never too small to type in.
fn field_rect(camera: &Camera, card: &Frame) -> Rect {
    let card = camera.rect(card);
    let height = (26.0 * camera.zoom()).clamp(26.0, 48.0);
    let size = vec2((card.width() - 8.0).max(160.0), height);
    let top = card.top() + (card.height() * 0.33 - height / 2.0).max(4.0);
    Rect::from_min_size(egui::pos2(card.center().x - size.x / 2.0, top), size).translate(Vec2::ZERO)
}
