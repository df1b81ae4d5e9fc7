//! The workspaces of the argument behind the numbers: evidence, claims, hypotheses, the catalog, and the audit of
//! published reports. They share a strip that says which of them is shown.

mod audit;
mod catalog;
mod claims;
mod comments;
mod evidence;
mod hypotheses;

use eframe::egui::{self, Margin, Ui};

use crate::ui::{
    view::{Cx, Wish, Workspace},
    widgets,
};

/// Room between the page and the edges of the workspace.
const MARGIN: i8 = 24;
/// Widest page: lines that are longer are hard to read.
const PAGE_WIDTH_MAX: f32 = 1180.0;

/// What these workspaces remember.
#[derive(Debug, Default)]
pub struct ArgumentView {
    audit: audit::AuditView,
    catalog: catalog::CatalogView,
    claims: claims::ClaimsView,
    evidence: evidence::EvidenceView,
    hypotheses: hypotheses::HypothesesView,
}

impl ArgumentView {
    /// Shows one of the workspaces.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, workspace: Workspace) {
        let strip = egui::Frame::new().inner_margin(Margin::symmetric(MARGIN, 8));
        strip.show(ui, |ui| strip_ui(ui, cx, workspace));
        let scroll = egui::ScrollArea::vertical().id_salt(workspace).auto_shrink(false);
        scroll.show(ui, |ui| {
            let margin = Margin { left: MARGIN, right: MARGIN, top: 0, bottom: 32 };
            let width = (ui.available_width() - 2.0 * f32::from(MARGIN)).min(PAGE_WIDTH_MAX);
            egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.set_width(width);
                match workspace {
                    Workspace::Claims => self.claims.ui(ui, cx),
                    Workspace::Hypotheses => self.hypotheses.ui(ui, cx),
                    Workspace::Catalog => self.catalog.ui(ui, cx),
                    Workspace::Audit => self.audit.ui(ui, cx),
                    _ => self.evidence.ui(ui, cx),
                }
            });
        });
    }
}

fn strip_ui(ui: &mut Ui, cx: &mut Cx<'_>, workspace: Workspace) {
    let choices = Workspace::ARGUMENT.map(|choice| (choice, choice.title()));
    if ui.available_width() < 440.0 {
        let words = |choice: Workspace| (choice.title(), None);
        let chosen = widgets::choice(
            ui,
            "Workspace of the argument",
            workspace,
            &Workspace::ARGUMENT,
            words,
        );
        cx.wishes.extend(chosen.map(Wish::Show));
        return;
    }
    if let Some(wanted) = widgets::segmented(ui, workspace, &choices) {
        cx.wishes.push(Wish::Show(wanted));
    }
}
