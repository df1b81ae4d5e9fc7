//! Text fields that ask for edits: all typing between gaining and losing the focus is one undo step.

use eframe::egui::{self, Id, Response, TextEdit, Ui};

use crate::session::Gesture;

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

/// The undo step that a change through this control belongs to: one for each time that it holds the focus or the
/// pointer.
pub fn gesture_of(ui: &Ui, response: &Response) -> Gesture {
    let counter = Id::unique("gesture counter");
    let own = response.id.with("gesture");
    ui.data_mut(|data| {
        let begins = response.gained_focus() || response.drag_started();
        let known: Option<u64> = data.get_temp(own);
        match known.filter(|_| !begins) {
            Some(number) => Gesture::Drag(number),
            None => {
                let number = data.get_temp::<u64>(counter).unwrap_or(0) + 1;
                data.insert_temp(counter, number);
                data.insert_temp(own, number);
                Gesture::Drag(number)
            }
        }
    })
}
