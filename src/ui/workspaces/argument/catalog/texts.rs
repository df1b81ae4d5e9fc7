//! What the catalog says about an entry, to read.

use eframe::egui::{RichText, Ui};

use crate::{
    model::{Catalog, CatalogEntry, Observation},
    report::wording,
    ui::widgets,
};

pub(super) fn details_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let frame = eframe::egui::Frame::new();
    frame
        .inner_margin(eframe::egui::Margin { left: 32, right: 12, top: 4, bottom: 12 })
        .show(ui, add);
}

pub(super) fn paragraph(ui: &mut Ui, text: &str) {
    if !text.is_empty() {
        ui.label(RichText::new(text));
    }
}

pub(super) fn list_ui(ui: &mut Ui, title: &str, items: &[String]) {
    if items.iter().all(String::is_empty) {
        return;
    }
    widgets::section_label(ui, title);
    for item in items {
        if items.len() > 1 {
            ui.label(format!("• {item}"))
        } else {
            ui.label(item)
        };
    }
}

pub(super) fn observations_ui(
    ui: &mut Ui,
    title: &str,
    (entry, catalog): (&CatalogEntry, &Catalog),
    all: &[Observation],
) {
    if all.is_empty() {
        return;
    }
    widgets::section_label(ui, title);
    for of in all {
        let grade = of.grade.map(wording::evidence_grade);
        let source = catalog.source(entry, &of.source).map(|source| source.title.as_str());
        let known: Vec<&str> = [grade, source, Some(of.locator.as_str())]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
        ui.label(format!("• {}", of.text));
        widgets::secondary(ui, known.join("; "));
    }
}

pub(super) fn common_ui(ui: &mut Ui, entry: &CatalogEntry, catalog: &Catalog) {
    list_ui(ui, "To ask", &entry.questions);
    let codes = entry.codes.iter().map(|tag| match catalog.code(tag) {
        Some(code) => format!("{tag} {}", code.entry.name),
        None => tag.clone(),
    });
    list_ui(ui, "Codes", &[codes.collect::<Vec<_>>().join("; ")]);
    let sources = entry.sources.iter().filter_map(|id| catalog.source(entry, id));
    let sources: Vec<String> = sources.map(|source| source.title.clone()).collect();
    list_ui(ui, "Sources", &[sources.join("; ")]);
    list_ui(ui, "Note", std::slice::from_ref(&entry.note));
    ui.add_space(8.0);
}
