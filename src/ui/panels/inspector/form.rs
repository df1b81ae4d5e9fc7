//! A form over a copy of an element: its fields change the copy, and at most one change a frame becomes an edit.

use eframe::egui::{Response, Ui};

use super::{InspectorView, choices::Words, comments};
use crate::{
    model::{Edit, Element, Id, Subject},
    session::{Action, Gesture},
    ui::{
        view::{Cx, Wish},
        widgets::{
            self, Item, Listed, Row, Shown, gesture_of, heading_field, icon, icon_button,
            optional_choice, pick, property, quiet_area, quiet_field, references, row,
            section_label, typed,
        },
    },
};

/// Collects the change that was made to the copy.
pub(super) struct Form {
    gesture: Option<Gesture>,
    /// How many wishes there were before the form.
    start: usize,
}

impl Form {
    /// A form over a copy of an element as the document has it now.
    pub(super) fn begin(cx: &Cx<'_>) -> Self {
        Self { gesture: None, start: cx.wishes.len() }
    }

    /// The changed copy as an edit, if it was changed.
    pub(super) fn finish(self, cx: &mut Cx<'_>, element: impl Into<Element>) {
        self.finish_as(cx, Edit::put(element));
    }

    /// The change as this edit, if there was one.
    ///
    /// The copy knows nothing of what else was asked for beside it in the same frame, when leaving a field and
    /// clicking a button coincide. So its edit comes first: a score given or an element deleted stays so.
    pub(super) fn finish_as(self, cx: &mut Cx<'_>, edit: Edit) {
        if let Some(gesture) = self.gesture {
            cx.wishes.insert(self.start, Wish::Do(Action::EditWithin(gesture, edit)));
        }
    }

    /// Notes that the copy was changed as a step of its own.
    pub(super) fn change(&mut self) {
        self.gesture = Some(Gesture::Single);
    }

    /// Notes that the copy was changed by typing.
    pub(super) fn step(&mut self, gesture: Option<Gesture>) {
        self.gesture = Some(gesture.unwrap_or(Gesture::Single));
    }

    /// Takes over what a field of text asks for.
    pub(super) fn typed<T>(
        &mut self,
        ui: &Ui,
        (response, change): (Response, Option<T>),
        into: &mut T,
    ) {
        if response.gained_focus() || change.is_some() {
            let gesture = gesture_of(ui, &response);
            if let Some(new) = change {
                *into = new;
                self.gesture = Some(gesture);
            }
        }
    }

    /// The name as a heading, with a button to delete the element.
    pub(super) fn heading(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        view: &mut InspectorView,
        (subject, name): (&Subject, &mut String),
    ) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let is_deletable = *subject != Subject::Document;
            let tools = if is_deletable { 28.0 } else { 0.0 } + comments::bubble_width(cx, subject);
            let width = ui.available_width() - tools;
            let wants_focus = view.takes_rename(subject);
            let size = eframe::egui::vec2(width, 30.0);
            ui.allocate_ui(size, |ui| {
                let label = if is_deletable { "Name" } else { "Title" };
                let field = heading_field(ui, label, name);
                if wants_focus {
                    field.0.request_focus();
                    field.0.scroll_to_me(None);
                    widgets::select_all(ui, field.0.id, name);
                }
                self.typed(ui, field, name);
            });
            comments::of_element_ui(ui, cx, view, subject);
            if is_deletable {
                delete_button(ui, cx, subject);
            }
        });
    }

    /// What is said, over as many lines as it takes, with a button to delete the element.
    pub(super) fn statement(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        view: &mut InspectorView,
        (subject, text): (&Subject, &mut String),
    ) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let width = ui.available_width() - 28.0 - comments::bubble_width(cx, subject);
            let wants_focus = view.takes_rename(subject);
            ui.allocate_ui(eframe::egui::vec2(width, 30.0), |ui| {
                let field = quiet_area(ui, "Text", "Say it in a sentence", text);
                if wants_focus {
                    field.0.request_focus();
                    field.0.scroll_to_me(None);
                    widgets::select_all(ui, field.0.id, text);
                }
                self.typed(ui, field, text);
            });
            comments::of_element_ui(ui, cx, view, subject);
            delete_button(ui, cx, subject);
        });
    }

    /// A row with a line of text.
    pub(super) fn text(&mut self, ui: &mut Ui, label: &str, text: &mut String) {
        let field = property(ui, label, |ui| quiet_field(ui, label, "–", text));
        self.typed(ui, field, text);
    }

    /// References to elements of any kind.
    pub(super) fn subjects(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (title, add): (&str, &str),
        subjects: &mut Vec<Subject>,
    ) {
        section_label(ui, title);
        if let Some(changed) = widgets::subject_references(ui, cx, add, subjects) {
            *subjects = changed;
            self.change();
        }
    }

    /// A paragraph under a label of its own.
    pub(super) fn area(&mut self, ui: &mut Ui, label: &str, hint: &str, text: &mut String) {
        section_label(ui, label);
        let field = quiet_area(ui, label, hint, text);
        self.typed(ui, field, text);
    }

    /// A row with a choice.
    pub(super) fn choice<T: Copy + PartialEq>(
        &mut self,
        ui: &mut Ui,
        label: &str,
        value: &mut T,
        (all, words): (&[T], fn(T) -> Words),
    ) {
        let wanted = property(ui, label, |ui| widgets::choice(ui, label, *value, all, words));
        if let Some(new) = wanted {
            *value = new;
            self.change();
        }
    }

    /// A row with a choice that may be left open.
    pub(super) fn optional<T: Copy + PartialEq>(
        &mut self,
        ui: &mut Ui,
        label: &str,
        value: &mut Option<T>,
        (all, words): (&[T], fn(T) -> Words),
    ) {
        let wanted = property(ui, label, |ui| optional_choice(ui, label, *value, all, words));
        if let Some(new) = wanted {
            *value = new;
            self.change();
        }
    }

    /// A row with a number of at least 0 that may be left out.
    pub(super) fn amount(&mut self, ui: &mut Ui, label: &str, value: &mut Option<f64>) {
        let read = |number: f64| {
            if number >= 0.0 { Ok(()) } else { Err("Use a number of at least 0".to_owned()) }
        };
        let (change, gesture) =
            property(ui, label, |ui| typed::number_field(ui, label, *value, read));
        if let Some(new) = change {
            *value = new;
            self.gesture = gesture;
        }
    }

    /// A row with a number that must be there; `read` says what is wrong with it.
    pub(super) fn number(
        &mut self,
        ui: &mut Ui,
        label: &str,
        value: f64,
        read: impl Fn(f64) -> Result<(), String>,
    ) -> Option<f64> {
        let (change, gesture) =
            property(ui, label, |ui| typed::number_field(ui, label, Some(value), read));
        let new = change.flatten()?;
        self.gesture = gesture;
        Some(new)
    }

    /// A row with a reference to one element, or none.
    pub(super) fn reference<T: Listed>(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        label: &str,
        (value, accepts): (&mut Option<Id<T>>, impl Fn(&T) -> bool),
    ) {
        let document = cx.session.assessment();
        let title = value.as_ref().map(|id| document.label(&T::subject(id)));
        let symbol = value.as_ref().and_then(|id| T::all(document).get(id)).map(Listed::icon);
        let shown = Shown {
            title: title.as_deref().unwrap_or("–"),
            icon: symbol,
            is_faint: title.is_none(),
        };
        let wanted = property(ui, label, |ui| {
            pick(ui, label, &shown, || {
                let none = Item { key: None, title: "–".to_owned(), icon: None };
                let items = T::all(document).iter().filter(|e| accepts(e)).map(|e| Item {
                    key: Some(e.id().clone()),
                    title: document.label(&T::subject(e.id())),
                    icon: Some(e.icon()),
                });
                std::iter::once(none).chain(items).collect()
            })
        });
        if let Some(new) = wanted.filter(|new| new != value) {
            *value = new;
            self.change();
        }
    }

    /// A section with a list of references.
    pub(super) fn references<T: Listed>(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (title, add): (&str, &str),
        ids: &mut Vec<Id<T>>,
    ) {
        section_label(ui, title);
        if let Some(new) = references(ui, cx, add, ids) {
            *ids = new;
            self.change();
        }
    }
}

/// A section of rows that lead to other elements; nothing where there are none.
pub(super) fn rows_ui(ui: &mut Ui, cx: &mut Cx<'_>, title: &str, subjects: &[Subject]) {
    if subjects.is_empty() {
        return;
    }
    section_label(ui, title);
    for (place, subject) in subjects.iter().enumerate() {
        ui.push_id((title, place), |ui| subject_row(ui, cx, subject, ""));
    }
}

/// A row that leads to an element.
pub(super) fn subject_row(ui: &mut Ui, cx: &mut Cx<'_>, subject: &Subject, figure: &str) {
    let document = cx.session.assessment();
    let name = document.label(subject);
    let shown = Row {
        icon: widgets::icon_of(cx.session.assessment(), subject),
        icon_color: None,
        name: &name,
        figure,
        is_selected: false,
    };
    if row(ui, &shown).clicked() {
        cx.go_to(subject.clone());
    }
}

/// A button that deletes an element.
pub(super) fn delete_button(ui: &mut Ui, cx: &mut Cx<'_>, subject: &Subject) {
    let name = format!("Delete {}", subject.kind_name());
    if icon_button(ui, icon::TRASH, &name).clicked() {
        cx.edit(Edit::remove(subject.clone()));
    }
}

/// A switch with a name beside it that leads to the element, and a word at the right; whether it was switched.
pub(super) fn switch_row(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (subject, is_on): (&Subject, bool),
    word: &str,
) -> bool {
    let name = cx.session.assessment().label(subject);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let is_switched = widgets::switch(ui, is_on, &format!("Enabled: {name}")).clicked();
        let shown = Row {
            icon: widgets::WITHOUT_ICON,
            icon_color: None,
            name: &name,
            figure: word,
            is_selected: false,
        };
        let is_clicked = row(ui, &shown).clicked();
        if is_clicked {
            cx.go_to(subject.clone());
        }
        is_switched
    })
    .inner
}
