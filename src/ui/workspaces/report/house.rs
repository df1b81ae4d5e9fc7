//! What stays in the house, and releases: the parts of the column that are about a report's readers.

use std::sync::Arc;

use eframe::egui::Ui;

use super::ReportView;
use crate::{
    model::{Assessment, Marked, Sort, Subject},
    report::{
        redaction::{self, Entry},
        wording,
    },
    session::{Action, ReleaseWish, Selection},
    ui::{
        command::Command,
        view::Cx,
        widgets::{self, icon},
    },
};

/// Marks that the list has room for; the report lists all.
const SHOWN_MAX: usize = 40;

/// What a document marks as internal, with the document.
#[derive(Debug)]
pub(super) struct Internal {
    document: Arc<Assessment>,
    entries: Vec<Entry>,
}

impl ReportView {
    pub(super) fn readers_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        widgets::section_label(ui, "Readers");
        ui.checkbox(&mut self.is_public, "Outside the house");
        widgets::secondary(ui, "Leaves out what is internal, notes, owners and costs, and says so");
        let document = cx.session.document().snapshot();
        if !self.internal.as_ref().is_some_and(|known| Arc::ptr_eq(&known.document, &document)) {
            let entries = redaction::entries(&document);
            self.internal = Some(Internal { document, entries });
        }
        let Some(internal) = &self.internal else { return };
        if internal.entries.is_empty() {
            widgets::secondary(
                ui,
                "Nothing is marked as internal yet: elements and scores are, in the inspector",
            );
            return;
        }
        widgets::section_label(ui, "Stays in the house");
        let mut removed = None;
        for (i, entry) in internal.entries.iter().take(SHOWN_MAX).enumerate() {
            let gone =
                ui.push_id(("internal", i), |ui| line_ui(ui, cx, (&internal.document, entry)));
            removed = removed.or(gone.inner);
        }
        let more = internal.entries.len().saturating_sub(SHOWN_MAX);
        if more > 0 {
            widgets::secondary(ui, format!("and {more} more, listed in the report for the house"));
        }
        if let Some(what) = removed {
            cx.edit(widgets::marking_edit(cx, &what, None));
        }
    }
}

/// Freezing, and comparing with an earlier release.
pub(super) fn release_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::section_label(ui, "Releases");
    ui.horizontal_wrapped(|ui| {
        if ui.button("Freeze…").clicked() {
            cx.command(Command::Freeze);
        }
        if ui.button("Compare with release…").clicked() {
            cx.command(Command::CompareRelease);
        }
    });
    let Some(name) = cx.session.since().map(|edition| edition.name()) else {
        let text = "A release keeps document, settings and report in one archive, to be made again and compared";
        widgets::secondary(ui, text);
        return;
    };
    widgets::secondary(ui, format!("The report tells what has changed since {name}"));
    if ui.button("Compare with nothing").clicked() {
        cx.act(Action::Release(ReleaseWish::CompareWith(None)));
    }
}

/// Something that stays in the house; what was let go, if it was.
fn line_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (document, entry): (&Assessment, &Entry),
) -> Option<Marked> {
    let name = words(document, entry);
    let mut gone = None;
    ui.horizontal(|ui| {
        let room = (ui.available_width() - 2.0 * widgets::ICON_BUTTON).max(60.0);
        let title = format!("{name} ({})", wording::reason(&entry.reason));
        let button = eframe::egui::Button::new(&title).frame(false).truncate();
        let response = ui.add_sized([room, widgets::ICON_BUTTON], button);
        if response.on_hover_text(&title).clicked() && entry.subject != Subject::Document {
            cx.act(Action::Select(Selection::one(entry.subject.clone())));
        }
        if let Some(what) = &entry.what {
            let hint = format!("Let {name} leave the house");
            if widgets::icon_button(ui, icon::CLOSE, &hint).clicked() {
                gone = Some(what.clone());
            }
        }
    });
    gone
}

fn words(document: &Assessment, entry: &Entry) -> String {
    let name = wording::name(&document.label(&entry.subject));
    match (&entry.what, entry.sort) {
        (Some(Marked::Score(key)), _) => {
            let phase = key.phase.as_ref().map(|id| document.label(&Subject::Phase(id.clone())));
            let phase = phase.map(|phase| format!(", {}", wording::name(&phase)));
            let dimension = wording::dimension(key.dimension);
            format!("{dimension} of {name}{}", phase.unwrap_or_default())
        }
        (Some(Marked::Text(section)), _) => format!("Words around {}", section.title()),
        (_, Sort::Passage) => format!("Passage in {name}: {}", wording::name(&entry.text)),
        _ => name,
    }
}
