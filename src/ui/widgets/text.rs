//! Text fields that ask for edits: all typing between gaining and losing the focus is one undo step.

use eframe::egui::{self, Color32, FontId, Frame, Id, Margin, Response, Stroke, TextEdit, Ui};

use crate::{
    drawing::FontWeight,
    session::Gesture,
    ui::theme::{self, Tokens},
};

/// Space left and right of the text of a quiet field.
pub const QUIET_PADDING: i8 = 6;

/// A one-line field called `name` with the current text; the changed text, if it was changed.
pub fn text_field(ui: &mut Ui, name: &str, hint: &str, text: &str) -> (Response, Option<String>) {
    let width = ui.available_width();
    edited(ui, name, text, |buffer| {
        TextEdit::singleline(buffer).hint_text(hint).desired_width(width)
    })
}

/// Selects a field's text, so that typing replaces it.
pub fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let all = egui::text::CCursorRange::select_all_str(text);
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), id);
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
    let font = theme::font(FontWeight::Regular, theme::BODY);
    quiet(ui, name, (text, Some(font.clone()), false), |buffer| {
        TextEdit::singleline(buffer).hint_text(hint).font(font).desired_width(width)
    })
}

/// A frameless field of several lines that grows with its text. Its text begins at the left edge of what stands
/// above it; the frame shows beyond.
pub fn quiet_area(ui: &mut Ui, name: &str, hint: &str, text: &str) -> (Response, Option<String>) {
    let width = ui.available_width();
    quiet(ui, name, (text, None, true), |buffer| {
        TextEdit::multiline(buffer).hint_text(hint).desired_width(width).desired_rows(1)
    })
}

/// A frameless one-line field in the type of a heading, with its text at the left edge.
pub fn heading_field(ui: &mut Ui, name: &str, text: &str) -> (Response, Option<String>) {
    let width = ui.available_width();
    let font = theme::font(FontWeight::SemiBold, theme::HEADING);
    quiet(ui, name, (text, Some(font.clone()), true), |buffer| {
        TextEdit::singleline(buffer).hint_text("Without a name").font(font).desired_width(width)
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
    name_field(ui, &response, name);
    let change = (buffer != text).then_some(buffer);
    (response, change)
}

/// A field in a quiet frame. One line, which has a `font`, is cut with `…` while nobody types in it. A flush one has
/// its text, not its frame, at the left edge.
fn quiet(
    ui: &mut Ui,
    name: &str,
    (text, font, is_flush): (&str, Option<FontId>, bool),
    field: impl for<'b> FnOnce(&'b mut String) -> TextEdit<'b>,
) -> (Response, Option<String>) {
    let mut buffer = text.to_owned();
    let id = ui.make_persistent_id(("quiet field", name));
    let mut frame = quiet_frame(ui, id);
    if is_flush {
        frame.outer_margin.left = -(QUIET_PADDING + 1);
    }
    let rests = !ui.memory(|memory| memory.has_focus(id));
    let room = ui.available_width() - 2.0 * (f32::from(QUIET_PADDING) + 1.0);
    let color = Tokens::of(ui).text;
    let mut is_cut = false;
    let mut cut = |ui: &Ui, text: &dyn egui::TextBuffer, _width: f32| {
        let galley =
            super::elided(ui, text.as_str(), font.clone().unwrap_or_default(), color, room);
        is_cut = galley.elided;
        galley
    };
    let response = ui.name_inputs(name, |ui| {
        let field = field(&mut buffer).id(id).frame(frame);
        ui.add(if rests && font.is_some() { field.layouter(&mut cut) } else { field })
    });
    name_field(ui, &response, name);
    if takes_keys(ui, name, text) {
        response.request_focus();
        response.scroll_to_me(Some(egui::Align::Center));
    }
    let change = (buffer != text).then_some(buffer);
    (if is_cut { response.on_hover_text(text) } else { response }, change)
}

/// A field that is to have the keyboard as soon as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    name: String,
    /// Whether only one without a text will do.
    is_empty: bool,
    /// The frame in which it was asked for.
    since: u64,
}

/// Puts the keyboard into the quiet field of a name once it is shown: the first one, or the first empty one.
pub fn want_field(ui: &Ui, name: &str, is_empty: bool) {
    let since = ui.ctx().cumulative_frame_nr();
    let wanted = Wanted { name: name.to_owned(), is_empty, since };
    ui.data_mut(|data| data.insert_temp(Id::unique("wanted field"), wanted));
    ui.request_repaint();
}

/// Whether the keyboard is to go to this field; asks only once.
fn takes_keys(ui: &Ui, name: &str, text: &str) -> bool {
    /// What was not shown within so many frames is not wanted any more.
    const PATIENCE: u64 = 30;
    let id = Id::unique("wanted field");
    let Some(wanted) = ui.data(|data| data.get_temp::<Wanted>(id)) else { return false };
    let is_late = ui.ctx().cumulative_frame_nr() > wanted.since + PATIENCE;
    let is_it = wanted.name == name && (text.is_empty() || !wanted.is_empty);
    if is_late || is_it {
        ui.data_mut(|data| data.remove::<Wanted>(id));
    }
    is_it && !is_late
}

/// Gives a field its accessible name, which it would not get otherwise where it has a hint.
pub fn name_field(ui: &Ui, response: &Response, name: &str) {
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
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
        .inner_margin(Margin::symmetric(QUIET_PADDING, 4))
}

/// The undo step that a change through this control belongs to: one for each time that it holds the focus or the
/// pointer.
pub fn gesture_of(ui: &Ui, response: &Response) -> Gesture {
    let own = response.id.with("gesture");
    // A drag that brings the focus along does not begin again with it.
    let begins = response.drag_started() || (response.gained_focus() && !response.dragged());
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
