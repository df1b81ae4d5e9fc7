//! The Catalog workspace: mechanisms, mitigations and phases to go through; each is taken into the model or set aside.

use eframe::egui::{RichText, Ui};

use super::line::{Line, empty_ui, head_ui, line_ui};
use crate::{
    analysis::checks::unconsidered,
    formats::catalog,
    model::{
        Catalog, CatalogEntry, Dismissal, Edit, Id, MechanismEntry, Mitigation, MitigationEntry,
        Node, NodeKind, Observation, Phase, PhaseEntry, Subject,
    },
    report::wording,
    ui::{
        view::Cx,
        widgets::{self, icon},
    },
};

/// Columns at the right.
const COLUMNS: [(&str, f32); 2] = [("Sort", 150.0), ("In the model", 110.0)];

/// What is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shelf {
    /// Ways in which misalignment arises and spreads.
    #[default]
    Mechanisms,
    /// Measures against it.
    Mitigations,
    /// Phases of a deployment.
    Phases,
}

/// What the Catalog workspace remembers.
#[derive(Debug, Default)]
pub(super) struct CatalogView {
    shelf: Shelf,
    /// The entry that is set out.
    open: Option<String>,
    /// What is searched for.
    query: String,
    /// Whether only mechanisms that nobody considered are listed.
    only_open: bool,
    /// Why an entry does not apply, while it is typed.
    reason: String,
}

/// How an entry stands to the model.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    Modelled,
    Dismissed(String),
    Open,
}

impl CatalogView {
    /// Shows a shelf of the catalog.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let catalog = catalog::bundled();
        ui.horizontal_wrapped(|ui| {
            let shelves = [
                (Shelf::Mechanisms, "Mechanisms"),
                (Shelf::Mitigations, "Mitigations"),
                (Shelf::Phases, "Phases"),
            ];
            if let Some(shelf) = widgets::segmented(ui, self.shelf, &shelves) {
                (self.shelf, self.open) = (shelf, None);
            }
            ui.allocate_ui(eframe::egui::vec2(220.0, 30.0), |ui| {
                let field = widgets::text_field(ui, "Find in catalog", "Find…", &self.query);
                if let Some(query) = field.1 {
                    self.query = query;
                }
            });
            if self.shelf == Shelf::Mechanisms {
                ui.checkbox(&mut self.only_open, "Not considered yet");
            }
        });
        ui.add_space(6.0);
        match self.shelf {
            Shelf::Mechanisms => self.mechanisms_ui(ui, cx, catalog),
            Shelf::Mitigations => self.mitigations_ui(ui, cx, catalog),
            Shelf::Phases => self.phases_ui(ui, cx, catalog),
        }
    }

    fn mechanisms_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, catalog: &Catalog) {
        let document = cx.session.assessment();
        let open = unconsidered(document, catalog);
        let told = format!("{} of {} are not considered yet", open.len(), catalog.mechanisms.len());
        widgets::secondary(ui, told);
        head_ui(ui, "Mechanism", &COLUMNS);
        let is_open = |e: &MechanismEntry| open.iter().any(|of| of.entry.id == e.entry.id);
        let mut is_empty = true;
        for e in &catalog.mechanisms {
            if !self.fits(&e.entry) || (self.only_open && !is_open(e)) {
                continue;
            }
            is_empty = false;
            let dismissed = document.dismissals().iter().find(|d| d.entry == e.entry.id);
            let standing = match dismissed {
                Some(dismissal) => Standing::Dismissed(dismissal.reason.clone()),
                None if is_open(e) => Standing::Open,
                None => Standing::Modelled,
            };
            let sort = e.mechanism.map_or("–", wording::mechanism);
            if self.entry_ui(ui, (&e.entry, icon::ROUTE), sort, &standing) {
                self.mechanism_ui(ui, cx, (e, catalog), &standing);
            }
        }
        if is_empty {
            empty_ui(ui, "No entry fits");
        }
    }

    fn mitigations_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, catalog: &Catalog) {
        let document = cx.session.assessment();
        head_ui(ui, "Mitigation", &COLUMNS);
        for e in catalog.mitigations.iter().filter(|e| self.fits(&e.entry)).collect::<Vec<_>>() {
            let is_there = document.mitigations().iter().any(|m| m.catalog == e.entry.id);
            let standing = if is_there { Standing::Modelled } else { Standing::Open };
            let sort = wording::mitigation_kind(e.kind);
            if self.entry_ui(ui, (&e.entry, icon::SHIELD), sort, &standing) {
                mitigation_ui(ui, cx, (e, catalog));
            }
        }
    }

    fn phases_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, catalog: &Catalog) {
        let document = cx.session.assessment();
        head_ui(ui, "Phase", &COLUMNS);
        for e in catalog.phases.iter().filter(|e| self.fits(&e.entry)).collect::<Vec<_>>() {
            let is_there = document.phases().iter().any(|phase| phase.catalog == e.entry.id);
            let standing = if is_there { Standing::Modelled } else { Standing::Open };
            if self.entry_ui(ui, (&e.entry, icon::CLOCK), wording::phase_kind(e.kind), &standing) {
                phase_ui(ui, cx, e);
            }
        }
    }

    fn fits(&self, entry: &CatalogEntry) -> bool {
        let text = format!("{} {} {}", entry.name, entry.definition, entry.id).to_lowercase();
        self.query.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// The line of an entry; whether it is set out below.
    fn entry_ui(
        &mut self,
        ui: &mut Ui,
        (entry, symbol): (&CatalogEntry, char),
        sort: &str,
        standing: &Standing,
    ) -> bool {
        let stands = match standing {
            Standing::Modelled => "Yes",
            Standing::Dismissed(_) => "Set aside",
            Standing::Open => "No",
        };
        let is_open = self.open.as_deref() == Some(&entry.id);
        let figures = [(sort, COLUMNS[0].1), (stands, COLUMNS[1].1)];
        let line = Line {
            icon: symbol,
            title: &entry.name,
            note: if is_open { "" } else { &entry.definition },
            figures: &figures,
            depth: 0,
            is_selected: is_open,
            is_faint: matches!(standing, Standing::Dismissed(_)),
        };
        if line_ui(ui, &line).clicked() {
            self.open = (!is_open).then(|| entry.id.clone());
            self.reason.clear();
        }
        self.open.as_deref() == Some(&entry.id)
    }

    fn mechanism_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (e, catalog): (&MechanismEntry, &Catalog),
        standing: &Standing,
    ) {
        let document = cx.session.assessment();
        details_ui(ui, |ui| {
            paragraph(ui, &e.entry.definition);
            ui.horizontal_wrapped(|ui| {
                if ui.button("Insert as node").clicked() {
                    let node = node_of(e, |id| document.nodes().contains(id));
                    let subject = Subject::Node(node.id.clone());
                    cx.edit(Edit::Named("insert from catalog", vec![Edit::put(node)]));
                    cx.go_to(subject);
                }
                match standing {
                    Standing::Dismissed(reason) => reconsider_ui(ui, cx, &e.entry, reason),
                    Standing::Open => self.dismiss_ui(ui, cx, &e.entry),
                    Standing::Modelled => {}
                }
            });
            list_ui(ui, "What must hold", &e.preconditions);
            observations_ui(ui, "Seen and claimed", (&e.entry, catalog), &e.incidents);
            let names = e.mitigations.iter().filter_map(|id| catalog.mitigation(id));
            let names: Vec<String> = names.map(|m| m.entry.name.clone()).collect();
            list_ui(ui, "Typical mitigations", &[names.join(", ")]);
            common_ui(ui, &e.entry, catalog);
        });
    }

    fn dismiss_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, entry: &CatalogEntry) {
        let size = eframe::egui::vec2(260.0, 30.0);
        ui.allocate_ui(size, |ui| {
            let hint = "Why it does not apply";
            let field = widgets::text_field(ui, "Reason to set aside", hint, &self.reason);
            if let Some(reason) = field.1 {
                self.reason = reason;
            }
        });
        let has_reason = !self.reason.trim().is_empty();
        if ui.add_enabled(has_reason, eframe::egui::Button::new("Set aside")).clicked() {
            let mut all = cx.session.assessment().dismissals().to_vec();
            let reason = std::mem::take(&mut self.reason);
            all.push(Dismissal { entry: entry.id.clone(), reason });
            cx.edit(Edit::Dismissals(all));
        }
    }
}

fn reconsider_ui(ui: &mut Ui, cx: &mut Cx<'_>, entry: &CatalogEntry, reason: &str) {
    widgets::secondary(ui, format!("Set aside: {reason}"));
    if ui.button("Consider again").clicked() {
        let mut all = cx.session.assessment().dismissals().to_vec();
        all.retain(|dismissal| dismissal.entry != entry.id);
        cx.edit(Edit::Dismissals(all));
    }
}

fn mitigation_ui(ui: &mut Ui, cx: &mut Cx<'_>, (e, catalog): (&MitigationEntry, &Catalog)) {
    let document = cx.session.assessment();
    details_ui(ui, |ui| {
        paragraph(ui, &e.entry.definition);
        if ui.button("Insert into the model").clicked() {
            let mitigation = mitigation_of(e, |id| document.mitigations().contains(id));
            let subject = Subject::Mitigation(mitigation.id.clone());
            cx.edit(Edit::Named("insert from catalog", vec![Edit::put(mitigation)]));
            cx.select(subject);
        }
        let names = e.cuts.iter().filter_map(|id| catalog.mechanism(id));
        let names: Vec<String> = names.map(|m| m.entry.name.clone()).collect();
        list_ui(ui, "Acts on", &[names.join(", ")]);
        list_ui(ui, "How it fails", &e.failure_modes);
        list_ui(ui, "What undermines it", &e.undermined_by);
        list_ui(ui, "Dual use", std::slice::from_ref(&e.dual_use));
        observations_ui(ui, "Evidence", (&e.entry, catalog), &e.evidence);
        common_ui(ui, &e.entry, catalog);
    });
}

fn phase_ui(ui: &mut Ui, cx: &mut Cx<'_>, e: &PhaseEntry) {
    let document = cx.session.assessment();
    details_ui(ui, |ui| {
        paragraph(ui, &e.entry.definition);
        if ui.button("Add as last phase").clicked() {
            let phase = phase_of(e, |id| document.phases().contains(id));
            let subject = Subject::Phase(phase.id.clone());
            cx.edit(Edit::Named("insert from catalog", vec![Edit::put(phase)]));
            cx.select(subject);
        }
        list_ui(ui, "What is new", &e.changes);
        list_ui(ui, "Published use", std::slice::from_ref(&e.exposure));
        list_ui(ui, "What evidence covers", std::slice::from_ref(&e.evidence_covers));
        let shift = e.distribution_shift.map(wording::distribution_shift);
        let shift = shift.map(|shift| format!("{shift}: {}", e.shift_reason)).unwrap_or_default();
        list_ui(ui, "Distribution shift, a proposal", &[shift]);
        common_ui(ui, &e.entry, catalog::bundled());
    });
}

/// The node as which a mechanism is drawn.
fn node_of(e: &MechanismEntry, is_taken: impl Fn(&Id<Node>) -> bool) -> Node {
    let id = Id::from_name(&e.entry.name, is_taken);
    Node {
        mechanism: e.mechanism,
        statement: e.entry.definition.clone(),
        catalog: e.entry.id.clone(),
        tags: e.entry.codes.clone(),
        ..Node::new(id, &e.entry.name, e.node_kind.unwrap_or(NodeKind::Channel))
    }
}

fn mitigation_of(e: &MitigationEntry, is_taken: impl Fn(&Id<Mitigation>) -> bool) -> Mitigation {
    let id = Id::from_name(&e.entry.name, is_taken);
    let code = e.entry.codes.iter().find_map(|code| code.strip_prefix("mit-mitigation:"));
    Mitigation {
        kind: e.kind,
        limitations: e.failure_modes.join(" "),
        catalog: e.entry.id.clone(),
        mit_code: code.unwrap_or_default().to_owned(),
        tags: e.entry.codes.clone(),
        ..Mitigation::new(id, &e.entry.name)
    }
}

fn phase_of(e: &PhaseEntry, is_taken: impl Fn(&Id<Phase>) -> bool) -> Phase {
    let id = Id::from_name(&e.entry.name, is_taken);
    Phase {
        kind: e.kind,
        distribution_shift: e.distribution_shift,
        catalog: e.entry.id.clone(),
        ..Phase::new(id, &e.entry.name)
    }
}

fn details_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let frame = eframe::egui::Frame::new();
    frame
        .inner_margin(eframe::egui::Margin { left: 32, right: 12, top: 4, bottom: 12 })
        .show(ui, add);
}

fn paragraph(ui: &mut Ui, text: &str) {
    if !text.is_empty() {
        ui.label(RichText::new(text));
    }
}

fn list_ui(ui: &mut Ui, title: &str, items: &[String]) {
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

fn observations_ui(
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

fn common_ui(ui: &mut Ui, entry: &CatalogEntry, catalog: &Catalog) {
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
