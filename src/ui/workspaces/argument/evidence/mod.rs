//! The Evidence workspace: the register as a table and as a timeline, what rests on each piece, and what would follow if
//! it were withdrawn.

mod detail;
mod register;
mod table;
mod timeline;

use eframe::egui::{self, Frame, Margin, Ui};

use crate::ui::workspaces::line::empty_ui;
use crate::{
    formats::bibliography::Loss,
    model::{Edit, Evidence, EvidenceGrade, EvidenceKind, Id, Subject},
    report::wording,
    session::{Action, Imported},
    ui::{
        command::Command,
        theme,
        view::{Cx, Wish},
        widgets::{self, icon, icon_button},
    },
};
use detail::Detail;
use register::{Filter, Register, Sorting, State};

/// Kinds in the order in which they are offered.
const KINDS: [EvidenceKind; 7] = [
    EvidenceKind::Evaluation,
    EvidenceKind::Incident,
    EvidenceKind::RedTeam,
    EvidenceKind::Audit,
    EvidenceKind::Expert,
    EvidenceKind::Literature,
    EvidenceKind::Analogy,
];
/// Grades, the weakest first.
const GRADES: [EvidenceGrade; 5] =
    [EvidenceGrade::E0, EvidenceGrade::E1, EvidenceGrade::E2, EvidenceGrade::E3, EvidenceGrade::E4];
/// Height of a list of what an import left out.
const LIST_HEIGHT: f32 = 132.0;

/// What is shown of the register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Table,
    Timeline,
}

/// What the Evidence workspace remembers.
#[derive(Debug, Default)]
pub(super) struct EvidenceView {
    page: Page,
    filter: Filter,
    sorting: Sorting,
    register: Register,
    detail: Detail,
    /// The piece that was brought into view last.
    shown: Option<Id<Evidence>>,
}

impl EvidenceView {
    /// Shows the workspace.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.tools_ui(ui, cx);
        if let Some(imported) = cx.session.imported() {
            imported_ui(ui, cx, imported);
        }
        let document = cx.session.assessment();
        if document.evidence().is_empty() {
            empty_ui(ui, "No evidence yet. What do the scores rest on?");
            return;
        }
        self.register.follow(cx.session);
        match self.page {
            Page::Table => {
                self.filter_ui(ui);
                table::table_ui(ui, cx, self);
            }
            Page::Timeline => {
                timeline::timeline_ui(ui, cx);
                if let Some(selected) = selected(cx) {
                    detail::detail_ui(ui, cx, &mut self.detail, &selected);
                }
            }
        }
    }

    fn tools_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            let pages = [(Page::Table, "Register"), (Page::Timeline, "Over time")];
            if let Some(page) = widgets::segmented(ui, self.page, &pages) {
                self.page = page;
            }
            if ui.button("Add evidence").clicked() {
                add(cx);
            }
            if ui.button("Import…").on_hover_text("From BibTeX, CSL-JSON or RIS").clicked() {
                cx.command(Command::ImportEvidence);
            }
            if ui.button("Export…").on_hover_text("As BibTeX, CSL-JSON or RIS").clicked() {
                cx.command(Command::ExportEvidence);
            }
        });
        ui.add_space(6.0);
    }

    fn filter_ui(&mut self, ui: &mut Ui) {
        let filter = &mut self.filter;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let sized = |width: f32| egui::vec2(width, widgets::VALUE_HEIGHT);
            let (_, typed) = ui
                .allocate_ui(sized(180.0), |ui| {
                    widgets::text_field(ui, "Filter evidence", "Filter…", &filter.text)
                })
                .inner;
            if let Some(typed) = typed {
                filter.text = typed;
            }
            let kind = |kind| (kind_words(kind), None);
            let wanted = ui.allocate_ui(sized(128.0), |ui| {
                pick_ui(ui, "Any kind", filter.kind, (&KINDS, &kind))
            });
            filter.kind = wanted.inner;
            let grade = |grade| (wording::evidence_grade(grade), None);
            let wanted = ui.allocate_ui(sized(128.0), |ui| {
                pick_ui(ui, "Any grade", filter.grade, (&GRADES, &grade))
            });
            filter.grade = wanted.inner;
            let state = |state: State| (state.words(), None);
            let wanted = ui.allocate_ui(sized(150.0), |ui| {
                pick_ui(ui, "Any state", filter.state, (&State::ALL, &state))
            });
            filter.state = wanted.inner;
            if !filter.is_open() && icon_button(ui, icon::CLOSE, "Clear the filter").clicked() {
                *filter = Filter::default();
            }
        });
        ui.add_space(4.0);
    }
}

fn kind_words(kind: EvidenceKind) -> &'static str {
    wording::evidence_kind(kind)
}

/// What a menu shows for a value.
type Words<'a, T> = &'a dyn Fn(T) -> (&'static str, Option<char>);

/// A choice of one value or of `any`: what is chosen now.
fn pick_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    any: &'static str,
    chosen: Option<T>,
    (all, words): (&[T], Words<'_, T>),
) -> Option<T> {
    let options: Vec<Option<T>> =
        std::iter::once(None).chain(all.iter().map(|t| Some(*t))).collect();
    let of = |value: Option<T>| value.map_or((any, None), words);
    widgets::choice(ui, any, chosen, &options, of).unwrap_or(chosen)
}

/// The piece of evidence that is selected alone.
fn selected(cx: &Cx<'_>) -> Option<Id<Evidence>> {
    let mut all = cx.session.assessment().evidence().iter();
    all.find(|e| cx.session.selection().contains(&Subject::Evidence(e.id.clone())))
        .map(|e| e.id.clone())
}

fn add(cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    let id = Id::from_name("evidence", |id: &Id<Evidence>| document.evidence().contains(id));
    let subject = Subject::Evidence(id.clone());
    cx.edit(Edit::Named("add evidence", vec![Edit::put(Evidence::new(id, "New evidence"))]));
    cx.select(subject.clone());
    cx.wishes.push(Wish::Rename(subject));
}

/// What the last import brought, and what it left out and why.
fn imported_ui(ui: &mut Ui, cx: &mut Cx<'_>, imported: &Imported) {
    let frame = Frame::new()
        .fill(cx.tokens.sunken)
        .corner_radius(theme::RADIUS_CARD)
        .inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let entries = wording::counted(imported.entries, "entry", "entries");
            let text = format!("{}: {} of {entries} added", imported.file, imported.added);
            let room = ui.available_width() - 30.0;
            ui.allocate_ui(egui::vec2(room, 26.0), |ui| {
                ui.add(egui::Label::new(widgets::strong(text)).truncate());
            });
            if icon_button(ui, icon::CLOSE, "Put the list of the import away").clicked() {
                cx.act(Action::ForgetImport);
            }
        });
        let problems = &imported.problems;
        let scroll = egui::ScrollArea::vertical()
            .id_salt("import")
            .max_height(LIST_HEIGHT)
            .auto_shrink([false, true]);
        let height = ui.text_style_height(&egui::TextStyle::Body) + 2.0;
        scroll.show_rows(ui, height, problems.len(), |ui, rows| {
            for problem in &problems[rows] {
                let color = match problem.loss {
                    Loss::Dropped => cx.tokens.text,
                    Loss::Changed => cx.tokens.secondary,
                };
                let text = egui::RichText::new(problem.to_string()).size(theme::SMALL).color(color);
                ui.add(egui::Label::new(text).truncate());
            }
        });
    });
    ui.add_space(8.0);
}
