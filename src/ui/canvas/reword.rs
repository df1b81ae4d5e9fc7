//! The words of a note or frame, edited where they stand.

use eframe::egui::{
    self, CornerRadius, FontSelection, Key, Rect, Stroke, StrokeKind, TextEdit, Ui, Vec2, vec2,
};

use super::{camera::Camera, edits::placing, rename::Progress};
use crate::{
    drawing::{FontWeight, Frame},
    model::{Annotation, Id},
    session::Gesture,
    ui::{theme, view::Cx},
};

/// Words that are being edited.
#[derive(Clone, Debug)]
pub struct Words {
    annotation: Id<Annotation>,
    text: String,
    /// The undo step of the change.
    gesture: Gesture,
    has_focus: bool,
}

impl Words {
    /// Begins to edit the words of a note or frame, as part of an undo step.
    pub fn new(annotation: &Annotation, gesture: Gesture) -> Self {
        let (id, text) = (annotation.id.clone(), annotation.text.clone());
        Self { annotation: id, text, gesture, has_focus: false }
    }

    /// Whose words they are.
    pub fn annotation(&self) -> &Id<Annotation> {
        &self.annotation
    }

    /// Shows the field; Enter breaks the line, Ctrl+Enter or a click elsewhere takes the words over, Escape drops them.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, camera: &Camera, frame: &Frame) -> Progress {
        let shown = camera.rect(frame);
        let rect = Rect::from_min_size(shown.min, shown.size().max(Vec2::new(160.0, 64.0)));
        let tokens = cx.tokens;
        let radius = CornerRadius::same(theme::RADIUS_ROW);
        let stroke = Stroke::new(1.5, tokens.accent);
        ui.painter().rect(rect, radius, tokens.surface, stroke, StrokeKind::Inside);
        let size = (12.0 * camera.zoom()).clamp(theme::SMALL, 24.0);
        let room = rect.shrink2(vec2(8.0, 6.0));
        let id = ui.scope_id().with("words of a note");
        let field = TextEdit::multiline(&mut self.text)
            .id(id)
            .frame(egui::Frame::NONE)
            .font(FontSelection::FontId(theme::font(FontWeight::Regular, size)))
            .text_color(tokens.text)
            .desired_width(room.width())
            .desired_rows(2);
        let response = ui.name_inputs("Words of the note", |ui| ui.put(room, field));
        if !self.has_focus {
            self.has_focus = true;
            response.request_focus();
            return Progress::Open;
        }
        let is_sent = ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
        if !response.lost_focus() && !is_sent {
            return Progress::Open;
        }
        // Escape ends the editing and keeps the words, as in other diagram tools: they can be taken back.
        self.commit(cx);
        response.surrender_focus();
        Progress::Done
    }

    fn commit(&self, cx: &mut Cx<'_>) {
        let annotation = cx.session.assessment().annotations().get(&self.annotation);
        let edit = annotation.and_then(|a| placing::reworded(a, self.text.trim_end()));
        cx.edit_within_if(self.gesture, edit);
    }
}
