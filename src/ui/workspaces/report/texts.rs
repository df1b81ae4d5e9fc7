//! The column beside the page: the authors' own words around a section, readers, format, export.

use std::time::Duration;

use eframe::egui::{ProgressBar, Ui, WidgetInfo, accesskit::Role};

use super::{ReportView, house};
use crate::{
    model::{Edit, Marked, ReportSettings, Section, SectionText},
    report,
    session::Action,
    ui::{command::Command, view::Cx, widgets},
};

/// A text of a section, by its name.
type Part = (&'static str, &'static str, fn(&mut SectionText) -> &mut String);

/// The longer texts of a section.
const PARTS: [Part; 2] = [
    ("Before it", "Your own words, in Markdown", |text| &mut text.before),
    ("After it", "Your own words, in Markdown", |text| &mut text.after),
];

/// How often the progress of an export is looked at.
const GLANCE: Duration = Duration::from_millis(80);

impl ReportView {
    pub(super) fn texts_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.set_max_width(ui.available_width());
        if let Some(section) = self.focus {
            section_ui(ui, cx, section);
        } else {
            widgets::section_label(ui, "Your own words");
            widgets::secondary(
                ui,
                "Choose a section to give it another heading and to write around it",
            );
        }
        self.readers_ui(ui, cx);
        export_ui(ui, cx);
        house::release_ui(ui, cx);
    }
}

fn export_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(14.0);
    let is_ready = cx.session.has_current_results();
    if let Some((stage, share)) = cx.session.exporting() {
        let name = format!("Exporting: {}", stage.title());
        let bar = ProgressBar::new(share).desired_height(6.0);
        ui.add(bar).widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &name));
        ui.horizontal(|ui| {
            if ui.button("Stop").clicked() {
                cx.act(Action::StopExport);
            }
            widgets::secondary(ui, name);
        });
        ui.ctx().request_repaint_after(GLANCE);
    } else {
        let button = |ui: &mut Ui| widgets::primary_button(ui, "Export…").clicked();
        if ui.add_enabled_ui(is_ready, button).inner {
            cx.command(Command::Export);
        }
        ui.add_space(4.0);
        widgets::secondary(
            ui,
            if is_ready {
                "Files in one or several formats, made of the document as it is"
            } else {
                "Waits for the results of your last change"
            },
        );
    }
    if !cx.session.switched().is_empty() {
        widgets::secondary(ui, "The what-if scenario is not part of the report");
    }
}

/// Heading and words of a section.
fn section_ui(ui: &mut Ui, cx: &mut Cx<'_>, section: Section) {
    let document = cx.session.assessment();
    let settings = document.report().clone();
    let own = settings.text(section).cloned().unwrap_or_else(|| SectionText::new(section));
    let shown = report::section_title(document, settings.profile, section);
    ui.push_id(section.id(), |ui| {
        widgets::section_label(ui, &shown);
        let (response, typed) = widgets::text_field(ui, "Heading", &shown, &own.title);
        if let Some(title) = typed {
            let text = SectionText { title, ..own.clone() };
            cx.edit_within(widgets::gesture_of(ui, &response), edit(&settings, text));
        }
        for (name, hint, part) in PARTS {
            widgets::section_label(ui, name);
            let mut text = own.clone();
            let (response, typed) = widgets::text_area(ui, name, hint, part(&mut text));
            if let Some(words) = typed {
                *part(&mut text) = words;
                cx.edit_within(widgets::gesture_of(ui, &response), edit(&settings, text));
            }
        }
    });
    widgets::secondary(ui, "**bold**, *italic*, `code`, lists, tables, links; HTML stays text");
    widgets::secondary(ui, "[internal]…[/internal] around what stays in the house");
    if settings.text(section).is_some() {
        widgets::marking_ui(ui, cx, &Marked::Text(section));
    }
}

/// The settings with this text; one that says nothing is no text.
fn edit(settings: &ReportSettings, text: SectionText) -> Edit {
    let mut settings = settings.clone();
    let is_empty = text == SectionText::new(text.section);
    let place = settings.sections.iter().position(|other| other.section == text.section);
    match place {
        Some(place) if is_empty => {
            settings.sections.remove(place);
        }
        Some(place) => settings.sections[place] = text,
        None if is_empty => {}
        None => settings.sections.push(text),
    }
    Edit::Named("write in the report", vec![Edit::Report(Box::new(settings))])
}
