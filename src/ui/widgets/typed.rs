//! Fields whose text must be read before it means anything: what is typed stays as typed until it can be read.

use eframe::egui::{self, Id, Response, TextEdit, Ui, text::CCursor, text_selection::CCursorRange};

use super::{gesture_of, quiet_frame};
use crate::{model::Probability, report::wording, session::Gesture, ui::theme::Tokens};

/// What is typed into a group of fields that are read together, such as low, best and high.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The text of each field, as typed or as shown.
    pub texts: Vec<String>,
    /// Whether any of it was typed just now.
    pub is_changed: bool,
    /// Whether it was typed at all; otherwise it is what the document says.
    pub is_typed: bool,
    /// The undo step that the typing belongs to, for the first field with the focus.
    pub gesture: Option<Gesture>,
    /// Whether the keyboard has just come into the first of its fields.
    pub begins: bool,
}

/// A group of fields that are read together.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// Keeps what is typed apart from other groups.
    pub id: Id,
    /// Accessible names.
    pub names: &'a [String],
    /// What the document says.
    pub shown: &'a [String],
    /// What an empty field says.
    pub hint: &'a str,
    /// Whether they have a frame at rest.
    pub is_framed: bool,
}

/// Shows a group of fields, each where `add` puts it. Texts that were typed while they differ from the
/// document, and go when the document changes by other means. Call [`settle`] where the draft could be read.
pub fn drafts(
    ui: &mut Ui,
    fields: &Fields<'_>,
    mut add: impl FnMut(&mut Ui, usize, &mut dyn FnMut(&mut Ui) -> Response),
) -> Draft {
    let Fields { id, names, shown, .. } = *fields;
    let kept: Option<(Vec<String>, Vec<String>)> = ui.data(|data| data.get_temp(id));
    let kept = kept.filter(|(_, base)| base == shown).map(|(texts, _)| texts);
    let mut draft = Draft {
        is_typed: kept.is_some(),
        texts: kept.unwrap_or_else(|| shown.to_vec()),
        is_changed: false,
        gesture: None,
        begins: false,
    };
    let mut has_focus = false;
    for place in 0..names.len() {
        let text = &mut draft.texts[place];
        let before = text.clone();
        let mut response = None;
        add(ui, place, &mut |ui| {
            let field = one_field(ui, fields, place, text);
            response = Some(field.clone());
            field
        });
        let Some(response) = response else { continue };
        has_focus |= response.has_focus();
        if *text != before {
            draft.is_changed = true;
            draft.is_typed = true;
            draft.gesture = Some(gesture_of(ui, &response));
        } else if response.gained_focus() {
            // The step begins with the focus, not with the first letter.
            let _step = gesture_of(ui, &response);
            draft.begins = !draft.is_typed;
        }
    }
    if draft.is_typed && (has_focus || draft.is_changed) {
        ui.data_mut(|data| data.insert_temp(id, (draft.texts.clone(), shown.to_vec())));
    }
    draft
}

/// Forgets what was typed.
pub fn forget(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.remove::<(Vec<String>, Vec<String>)>(id));
}

/// Keeps what was typed although the document now says `shown`: the change came from the typing itself.
pub fn rebase(ui: &Ui, id: Id, texts: Vec<String>, shown: Vec<String>) {
    ui.data_mut(|data| data.insert_temp(id, (texts, shown)));
}

/// A quiet field for a number of at least 0 that may be left out; the changed number.
pub fn number_field(
    ui: &mut Ui,
    name: &str,
    value: Option<f64>,
    read: impl Fn(f64) -> Result<(), String>,
) -> (Option<Option<f64>>, Option<Gesture>) {
    let id = ui.make_persistent_id(("number", name));
    let shown = vec![value.map(wording::decimal).unwrap_or_default()];
    let names = [name.to_owned()];
    let fields = Fields { id, names: &names, shown: &shown, hint: "–", is_framed: false };
    let draft = drafts(ui, &fields, |ui, _, field| {
        field(ui);
    });
    let text = draft.texts[0].trim();
    let parsed = read_number(text).and_then(|number| match number {
        Some(number) => read(number).map(|()| Some(number)),
        None => Ok(None),
    });
    match parsed {
        Ok(number) if draft.is_changed => {
            let says = vec![number.map(wording::decimal).unwrap_or_default()];
            rebase(ui, id, draft.texts.clone(), says);
            (Some(number), draft.gesture)
        }
        Ok(_) => {
            settle(ui, id);
            (None, None)
        }
        Err(problem) => {
            problem_ui(ui, &problem);
            (None, None)
        }
    }
}

/// The probability in one field of a group. One that still says what it was `shown` to say keeps the exact
/// probability behind it, however short its text is.
///
/// # Errors
/// What is wrong with the text, with a hint.
pub fn probability(
    place: usize,
    texts: &[String],
    shown: &[String],
    values: &[Option<Probability>],
) -> Result<Probability, String> {
    let text = texts.get(place).map_or("", String::as_str);
    let kept = values.get(place).copied().flatten();
    match kept.filter(|_| shown.get(place).is_some_and(|shown| shown == text)) {
        Some(exact) => Ok(exact),
        None => super::probability::parse(text).map_err(|problem| problem.to_string()),
    }
}

/// Forgets a readable draft once no field of it has the focus.
pub fn settle(ui: &Ui, id: Id) {
    let has_focus = (0..3).any(|place| ui.memory(|memory| memory.has_focus(id.with(place))));
    if !has_focus {
        forget(ui, id);
    }
}

/// A message beside a field.
pub fn problem_ui(ui: &mut Ui, problem: &str) {
    let color = Tokens::of(ui).warning;
    let text = egui::RichText::new(problem).size(crate::ui::theme::SMALL).color(color);
    ui.add(egui::Label::new(text).wrap());
}

/// A number as written with spaces between thousands, a true minus sign or a decimal comma; `None` for nothing.
pub fn read_number(text: &str) -> Result<Option<f64>, String> {
    let plain: String = text.split_whitespace().collect::<String>().replace('−', "-");
    if plain.is_empty() {
        return Ok(None);
    }
    let plain = if plain.contains('.') { plain } else { plain.replacen(',', ".", 1) };
    let number = plain.parse::<f64>().ok().filter(|number| number.is_finite());
    number.map(Some).ok_or_else(|| format!("'{text}' is no number"))
}

/// A field whose text is selected when it gains the focus, so that typing replaces it.
fn one_field(ui: &mut Ui, fields: &Fields<'_>, place: usize, text: &mut String) -> Response {
    let id = fields.id.with(place);
    let mut frame = quiet_frame(ui, id);
    if fields.is_framed && frame.stroke.color == egui::Color32::TRANSPARENT {
        frame.stroke.color = Tokens::of(ui).line;
    }
    let width = ui.available_width();
    let end = text.chars().count();
    let hint = fields.hint.to_owned();
    let mut output = ui.name_inputs(&*fields.names[place], |ui| {
        let field = TextEdit::singleline(text).id(id).hint_text(hint);
        field.frame(frame).desired_width(width).show(ui)
    });
    let response = output.response.response;
    super::name_field(ui, &response, &fields.names[place]);
    if response.gained_focus() {
        let all = CCursorRange::two(CCursor::new(0), CCursor::new(end));
        output.state.cursor.set_char_range(Some(all));
        output.state.store(ui.ctx(), id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_are_shown() {
        for value in [0.0, 30.0, 1200.0, 0.125, 900_000.0] {
            assert_eq!(read_number(&wording::decimal(value)), Ok(Some(value)));
        }
        assert_eq!(read_number("−0,5"), Ok(Some(-0.5)));
        assert_eq!(read_number("  "), Ok(None));
        assert!(read_number("many").is_err() && read_number("inf").is_err());
    }
}
