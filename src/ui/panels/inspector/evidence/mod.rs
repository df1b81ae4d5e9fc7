//! A piece of evidence: what it is, where it is found, what it shows, what happened where it is an incident, and what
//! rests on it.

mod incident;

use eframe::egui::{OpenUrl, Ui};

use super::{
    InspectorView, choices,
    form::{Form, rows_ui},
};
use crate::{
    model::{Evidence, QUOTE_WORDS_MAX, Subject},
    report::is_web_address,
    ui::{
        theme::Tokens,
        view::Cx,
        widgets::{icon, icon_button, property, quiet_area, quiet_field, secondary, section_label},
    },
};

/// Shows a piece of evidence.
pub(super) fn evidence_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    evidence: &Evidence,
) {
    let subject = Subject::Evidence(evidence.id.clone());
    let mut draft = evidence.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.title));
    withdrawn_ui(ui, &mut form, &mut draft);
    form.optional(ui, "Kind", &mut draft.kind, choices::evidence_kinds());
    form.optional(ui, "Grade", &mut draft.grade, choices::evidence_grades());
    authors_ui(ui, &mut form, &mut draft.authors);
    form.text(ui, "In", &mut draft.container);
    source_ui(ui, &mut form, &mut draft.source);
    form.text(ui, "Locator", &mut draft.locator);
    form.text(ui, "Date", &mut draft.date);
    form.text(ui, "About", &mut draft.system);
    form.area(ui, "Finding", "What it shows", &mut draft.finding);
    form.area(ui, "Limits", "What it does not show", &mut draft.limits);
    quote_ui(ui, &mut form, &mut draft.quote);
    form.references(ui, cx, ("Phases it was gained in", "Add phase"), &mut draft.phases);
    if let Some(incident) = &mut draft.incident {
        if incident::incident_ui(ui, cx, &mut form, incident) {
            draft.incident = None;
            form.change();
        }
    } else {
        ui.add_space(6.0);
        if ui.button("Add incident record").clicked() {
            draft.incident = Some(Box::default());
            form.change();
        }
    }
    let users = cx.session.assessment().resting_on(&evidence.id);
    rows_ui(ui, cx, "Used by", &users);
    form.finish(cx, draft);
}

/// That it no longer counts, since when and why.
fn withdrawn_ui(ui: &mut Ui, form: &mut Form, draft: &mut Evidence) {
    let Some(withdrawn) = &mut draft.withdrawn else { return };
    section_label(ui, "Withdrawn");
    form.text(ui, "Since", &mut withdrawn.date);
    form.text(ui, "Why", &mut withdrawn.reason);
    if ui.button("Reinstate").clicked() {
        draft.withdrawn = None;
        form.change();
    }
}

/// The authors in one line, apart by semicolons.
fn authors_ui(ui: &mut Ui, form: &mut Form, authors: &mut Vec<String>) {
    let mut text = authors.join("; ");
    let field = property(ui, "Authors", |ui| quiet_field(ui, "Authors", "Name; name", &text));
    let has_changed = field.1.is_some();
    form.typed(ui, field, &mut text);
    if has_changed {
        let names = text.split(';').map(str::trim).filter(|name| !name.is_empty());
        *authors = names.map(str::to_owned).collect();
    }
}

/// The source, with a button that opens it where it is an address of the web.
fn source_ui(ui: &mut Ui, form: &mut Form, source: &mut String) {
    let is_address = is_web_address(source);
    let field = property(ui, "Source", |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let room = if is_address { 26.0 } else { 0.0 };
            let size = eframe::egui::vec2(ui.available_width() - room, 26.0);
            let field = ui.allocate_ui(size, |ui| quiet_field(ui, "Source", "–", source)).inner;
            if is_address && icon_button(ui, icon::EXTERNAL, "Open source in browser").clicked() {
                ui.open_url(OpenUrl::new_tab(&*source));
            }
            field
        })
        .inner
    });
    form.typed(ui, field, source);
}

/// The source's own words, and how many of them.
fn quote_ui(ui: &mut Ui, form: &mut Form, quote: &mut String) {
    section_label(ui, "Quote");
    let field = quiet_area(ui, "Quote", "The source's own words", quote);
    form.typed(ui, field, quote);
    let words = quote.split_whitespace().count();
    if words > QUOTE_WORDS_MAX {
        let text = format!("{words} words; at most {QUOTE_WORDS_MAX} are a quote");
        ui.colored_label(Tokens::of(ui).warning, text);
    } else if words > 0 {
        secondary(ui, format!("{words} of {QUOTE_WORDS_MAX} words"));
    }
}
