//! The Audit workspace: published reports by criteria, as a matrix; a cell is graded where it stands.

use eframe::egui::{self, Button, Color32, RichText, Ui, Vec2};

use crate::ui::workspaces::line::empty_ui;
use crate::{
    model::{Criterion, Edit, Finding, Id, Review, Subject, Treatment},
    report::wording,
    session::Action,
    ui::{
        command::Command,
        theme::Tokens,
        view::{Cx, Wish},
        widgets,
    },
};

/// Width of the column of criteria.
const NAMES: f32 = 230.0;
/// Least and greatest width of the column of a report.
const WIDTHS: [f32; 2] = [112.0, 160.0];
/// Height of a cell.
const HEIGHT: f32 = 30.0;

/// What the Audit workspace remembers.
#[derive(Debug, Default)]
pub(super) struct AuditView {
    /// The cell that is set out.
    open: Option<(Id<Review>, Id<Criterion>)>,
    /// Whether it was set out just now, so that it is brought into view.
    is_opened: bool,
    /// Whether reports that address most come first.
    is_ordered: bool,
}

impl AuditView {
    /// Shows the matrix and the cell that was clicked.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.tools_ui(ui, cx);
        let document = cx.session.assessment();
        if document.reviews().is_empty() || document.criteria().is_empty() {
            let text = "A review needs a report and a criterion. The survey of 2026 is among the templates \
                        (File, New from template).";
            empty_ui(ui, text);
            return;
        }
        let mut reviews: Vec<&Review> = document.reviews().iter().collect();
        if self.is_ordered {
            reviews.sort_by_key(|review| std::cmp::Reverse(weight(review)));
        }
        let room = ui.available_width() - NAMES - 3.0 * reviews.len() as f32;
        let width = (room / reviews.len() as f32).clamp(WIDTHS[0], WIDTHS[1]);
        let scroll = egui::ScrollArea::horizontal().id_salt("audit matrix");
        scroll.show(ui, |ui| self.matrix_ui(ui, cx, (&reviews, width)));
        self.cell_ui(ui, cx);
    }

    fn tools_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let document = cx.session.assessment();
        ui.horizontal_wrapped(|ui| {
            if ui.button("Add report").clicked() {
                let id = Id::from_name("report", |id| document.reviews().contains(id));
                let subject = Subject::Review(id.clone());
                cx.edit(Edit::Named("add report", vec![Edit::put(Review::new(id, "New report"))]));
                cx.select(subject.clone());
                cx.wishes.push(Wish::Rename(subject));
            }
            if ui.button("Add criterion").clicked() {
                let id = Id::from_name("criterion", |id| document.criteria().contains(id));
                let subject = Subject::Criterion(id.clone());
                let criterion = Criterion::new(id, "New criterion");
                cx.edit(Edit::Named("add criterion", vec![Edit::put(criterion)]));
                cx.select(subject.clone());
                cx.wishes.push(Wish::Rename(subject));
            }
            let hint = "Grades this document by the fields of its report profile, beside the published reports";
            let is_idle = !cx.session.is_auditing();
            let button = Button::new(if is_idle { "Audit this draft" } else { "Auditing…" });
            if ui.add_enabled(is_idle, button).on_hover_text(hint).clicked() {
                cx.act(Action::AuditDraft);
            }
            if ui.button("Export CSV…").clicked() {
                cx.command(Command::ExportAudit);
            }
            ui.checkbox(&mut self.is_ordered, "Best first");
        });
        ui.add_space(6.0);
    }

    fn matrix_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, (reviews, width): (&[&Review], f32)) {
        let document = cx.session.assessment();
        ui.spacing_mut().item_spacing = Vec2::splat(3.0);
        ui.horizontal(|ui| {
            ui.add_sized([NAMES, HEIGHT], egui::Label::new(""));
            for review in reviews {
                let title = RichText::new(&review.name).strong();
                let button = Button::new(title).frame(false).truncate();
                if ui.add_sized([width, HEIGHT], button).clicked() {
                    cx.select(Subject::Review(review.id.clone()));
                }
            }
        });
        for criterion in document.criteria().iter() {
            ui.horizontal(|ui| {
                let button = Button::new(&criterion.name).frame(false).truncate();
                let layout = egui::Layout::left_to_right(egui::Align::Center);
                let size = Vec2::new(NAMES, HEIGHT);
                let name = ui.allocate_ui_with_layout(size, layout, |ui| {
                    ui.set_min_size(size);
                    ui.add(button)
                });
                if name.inner.on_hover_text(&criterion.question).clicked() {
                    cx.select(Subject::Criterion(criterion.id.clone()));
                }
                for review in reviews {
                    self.mark_ui(ui, (review, criterion), width);
                }
            });
        }
    }

    fn mark_ui(&mut self, ui: &mut Ui, (review, criterion): (&Review, &Criterion), width: f32) {
        let tokens = Tokens::of(ui);
        let treatment = review.finding(&criterion.id).map(|finding| finding.treatment);
        let words = treatment.map_or("Not assessed", short);
        let key = (review.id.clone(), criterion.id.clone());
        let is_open = self.open.as_ref() == Some(&key);
        let color = if treatment.is_none() { tokens.faint } else { tokens.text };
        let button = Button::new(RichText::new(words).small().color(color))
            .fill(fill(tokens, treatment))
            .selected(is_open)
            .stroke(egui::Stroke::new(if is_open { 2.0 } else { 0.0 }, tokens.accent))
            .truncate();
        let response = ui.add_sized([width, HEIGHT], button);
        let full = treatment.map_or("Not assessed", wording::treatment);
        let spoken = format!("{}, {}: {full}", review.name, criterion.name);
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, is_open, &spoken)
        });
        if response.on_hover_text(&spoken).clicked() {
            self.open = (!is_open).then_some(key);
            self.is_opened = !is_open;
        }
    }

    /// The finding of the cell that is set out.
    fn cell_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let document = cx.session.assessment();
        let Some((review, criterion)) = &self.open else { return };
        let (Some(review), Some(criterion)) =
            (document.reviews().get(review), document.criteria().get(criterion))
        else {
            self.open = None;
            return;
        };
        let head = widgets::section_label(ui, &format!("{}: {}", review.name, criterion.name));
        if std::mem::take(&mut self.is_opened) {
            ui.scroll_to_rect(head.rect.expand2(Vec2::new(0.0, 200.0)), None);
        }
        widgets::secondary(ui, &criterion.question);
        let known = review.finding(&criterion.id);
        let treatment = known.map(|finding| finding.treatment);
        let choices: Vec<(Option<Treatment>, &str)> = std::iter::once((None, "Not assessed"))
            .chain(Treatment::ALL.map(|of| (Some(of), wording::treatment(of))))
            .collect();
        let mut changed = None;
        ui.horizontal_wrapped(|ui| {
            for (choice, words) in choices {
                if ui.selectable_label(choice == treatment, words).clicked() && choice != treatment
                {
                    changed = Some(choice);
                }
            }
        });
        if let Some(choice) = changed {
            cx.edit(Edit::Named(
                "grade report",
                vec![Edit::put(graded(review, criterion, choice))],
            ));
            return;
        }
        let Some(finding) = known else { return };
        let mut draft = finding.clone();
        let mut gesture = None;
        let fields: [(&str, &str, &mut String); 5] = [
            ("Why", "What makes it so", &mut draft.note),
            ("Quote", "At most 25 words of the report", &mut draft.quote),
            ("Place", "Section, page, table", &mut draft.locator),
            ("Known from", "If not from the report itself", &mut draft.source),
            ("Reviewer", "Who looked", &mut draft.reviewer),
        ];
        for (label, hint, text) in fields {
            let field =
                widgets::property(ui, label, |ui| widgets::quiet_field(ui, label, hint, text));
            if let Some(new) = field.1 {
                *text = new;
                gesture = Some(widgets::gesture_of(ui, &field.0));
            }
        }
        if let Some(gesture) = gesture {
            let mut review = review.clone();
            let place = review.findings.iter_mut().find(|f| f.criterion == criterion.id);
            if let Some(place) = place {
                place.clone_from(&draft);
            }
            cx.edit_within(gesture, Edit::put(review));
        }
    }
}

/// A review with one cell graded anew, or not assessed any more.
fn graded(review: &Review, criterion: &Criterion, treatment: Option<Treatment>) -> Review {
    let mut review = review.clone();
    let place = review.findings.iter().position(|f| f.criterion == criterion.id);
    match (place, treatment) {
        (Some(place), Some(treatment)) => review.findings[place].treatment = treatment,
        (Some(place), None) => {
            review.findings.remove(place);
        }
        (None, Some(treatment)) => {
            review.findings.push(Finding::new(criterion.id.clone(), treatment));
        }
        (None, None) => {}
    }
    review
}

/// How much a report addresses.
fn weight(review: &Review) -> usize {
    let of = |finding: &Finding| match finding.treatment {
        Treatment::Addressed => 3,
        Treatment::AcknowledgedInIsolation => 1,
        Treatment::NotAddressed | Treatment::NotApplicable => 0,
    };
    review.findings.iter().map(of).sum()
}

fn short(treatment: Treatment) -> &'static str {
    match treatment {
        Treatment::Addressed => "Addressed",
        Treatment::AcknowledgedInIsolation => "In isolation",
        Treatment::NotAddressed => "Not substantively",
        Treatment::NotApplicable => "Not applicable",
    }
}

fn fill(tokens: &Tokens, treatment: Option<Treatment>) -> Color32 {
    match treatment {
        Some(Treatment::Addressed) => tokens.mitigated.gamma_multiply(0.35),
        Some(Treatment::AcknowledgedInIsolation) => tokens.warning.gamma_multiply(0.25),
        Some(Treatment::NotAddressed) => tokens.probability(0.8).gamma_multiply(0.45),
        Some(Treatment::NotApplicable) | None => tokens.sunken,
    }
}
