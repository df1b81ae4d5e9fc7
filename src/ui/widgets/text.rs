//! Text fields that ask for edits: all typing between gaining and losing the focus is one undo step.

use eframe::egui::{self, Color32, Frame, Id, Margin, Response, Stroke, TextEdit, Ui};

use crate::{
    drawing::FontWeight,
    session::Gesture,
    ui::theme::{self, Tokens},
};

/// A one-line field called `name` with the current text; the changed text, if it was changed.
pub fn text_field(ui: &mut Ui, name: &str, hint: &str, text: &str) -> (Response, Option<String>) {
    let width = ui.available_width();
    edited(ui, name, text, |buffer| {
        TextEdit::singleline(buffer).hint_text(hint).desired_width(width)
    })
}

/// A field of several lines called `name` with the current text; the changed text, if it was changed.
pub fn text_area(ui: &mut Ui, name: &str, hint: &str, text: &str) -> (Response, Option<String>) {
    let width = ui.available_width();
    edited(ui, name, text, |buffer| {
        TextEdit::multiline(buffer).hint_text(hint).desired_width(width).desired_rows(2)
    })
}

/// A field without a frame until the pointer or the keyboard is in it, so that a form reads as text.
pub fn quiet_field(ui: &mut Ui, name: &str, hint: &str, text: &str) -> (Response, Option<String>) {
    let width = ui.available_width();
    quiet(ui, name, text, |buffer| {
        TextEdit::singleline(buffer).hint_text(hint).desired_width(width)
    })
}

/// A frameless field of several lines that grows with its text.
pub fn quiet_area(ui: &mut Ui, name: &str, hint: &str, text: &str) -> (Response, Option<String>) {
    let width = ui.available_width();
    quiet(ui, name, text, |buffer| {
        TextEdit::multiline(buffer).hint_text(hint).desired_width(width).desired_rows(1)
    })
}

/// A frameless one-line field in the type of a heading.
pub fn heading_field(ui: &mut Ui, name: &str, text: &str) -> (Response, Option<String>) {
    let width = ui.available_width();
    quiet(ui, name, text, |buffer| {
        TextEdit::singleline(buffer)
            .hint_text("Without a name")
            .font(theme::font(FontWeight::SemiBold, theme::HEADING))
            .desired_width(width)
    })
}

fn edited(
    ui: &mut Ui,
    name: &str,
    text: &str,
    field: impl for<'b> FnOnce(&'b mut String) -> TextEdit<'b>,
) -> (Response, Option<String>) {
    let mut buffer = text.to_owned();
    let margin = egui::Margin::symmetric(8, 5);
    let response = ui.name_inputs(name, |ui| ui.add(field(&mut buffer).margin(margin)));
    let change = (buffer != text).then_some(buffer);
    (response, change)
}

fn quiet(
    ui: &mut Ui,
    name: &str,
    text: &str,
    field: impl for<'b> FnOnce(&'b mut String) -> TextEdit<'b>,
) -> (Response, Option<String>) {
    let mut buffer = text.to_owned();
    let id = ui.make_persistent_id(("quiet field", name));
    let frame = quiet_frame(ui, id);
    let response = ui.name_inputs(name, |ui| ui.add(field(&mut buffer).id(id).frame(frame)));
    let change = (buffer != text).then_some(buffer);
    (response, change)
}

/// The frame of a quiet field: a hairline under the pointer, the accent with the focus, else nothing. Its size is
/// always the same.
pub fn quiet_frame(ui: &Ui, id: Id) -> Frame {
    let tokens = Tokens::of(ui);
    let has_pointer = ui.read_response(id).is_some_and(|response| response.hovered());
    let color = if ui.memory(|memory| memory.has_focus(id)) {
        tokens.accent
    } else if has_pointer {
        tokens.line
    } else {
        Color32::TRANSPARENT
    };
    Frame::new()
        .stroke(Stroke::new(1.0, color))
        .corner_radius(theme::RADIUS_ROW)
        .inner_margin(Margin::symmetric(6, 4))
}

/// The undo step that a change through this control belongs to: one for each time that it holds the focus or the
/// pointer.
pub fn gesture_of(ui: &Ui, response: &Response) -> Gesture {
    let own = response.id.with("gesture");
    let begins = response.gained_focus() || response.drag_started();
    let known = ui.data(|data| data.get_temp::<u64>(own)).filter(|_| !begins);
    let number = known.unwrap_or_else(|| next_number(ui));
    ui.data_mut(|data| data.insert_temp(own, number));
    Gesture::Drag(number)
}

/// An undo step that nothing belongs to yet.
pub fn new_gesture(ui: &Ui) -> Gesture {
    Gesture::Drag(next_number(ui))
}

fn next_number(ui: &Ui) -> u64 {
    let counter = Id::unique("gesture counter");
    ui.data_mut(|data| {
        let number = data.get_temp::<u64>(counter).unwrap_or(0) + 1;
        data.insert_temp(counter, number);
        number
    })
}
