//! A note or frame: its words and its color.

use eframe::egui::Ui;

use super::{
    InspectorView, choices,
    form::{Form, delete_button},
};
use crate::{
    model::{Annotation, AnnotationKind, Subject},
    ui::{
        theme,
        view::Cx,
        widgets::{secondary, strong},
    },
};

/// Shows a note or frame.
pub(super) fn annotation_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    _: &mut InspectorView,
    annotation: &Annotation,
) {
    let subject = Subject::Annotation(annotation.id.clone());
    let mut draft = annotation.clone();
    let mut form = Form::begin(cx);
    let kind = match annotation.kind {
        AnnotationKind::Note => "Note",
        AnnotationKind::Frame => "Frame",
    };
    ui.horizontal(|ui| {
        ui.add_space(7.0);
        let font = theme::font(crate::drawing::FontWeight::SemiBold, theme::HEADING);
        ui.label(strong(kind).font(font));
        let layout = eframe::egui::Layout::right_to_left(eframe::egui::Align::Center);
        ui.with_layout(layout, |ui| delete_button(ui, cx, &subject));
    });
    form.optional(ui, "Color", &mut draft.accent, choices::accents());
    form.area(ui, "Words", "What it says", &mut draft.text);
    if annotation.kind == AnnotationKind::Frame {
        secondary(ui, "What lies in it moves with it");
    }
    form.finish(cx, draft);
}
