//! The Evidence workspace: the register, what rests on each piece, and what would follow if it were withdrawn.

use eframe::egui::Ui;

use super::line::{Line, empty_ui, head_ui, line_ui};
use crate::{
    model::{Edit, Evidence, Id, Subject},
    report::wording,
    ui::{
        view::{Cx, Wish},
        widgets::icon,
    },
};

/// Columns at the right.
const COLUMNS: [(&str, f32); 4] =
    [("Kind", 104.0), ("Grade", 60.0), ("Date", 96.0), ("Scores", 72.0)];

/// Shows the register.
pub(super) fn evidence_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    if ui.button("Add evidence").clicked() {
        let is_taken = |id: &Id<Evidence>| document.evidence().contains(id);
        let id = Id::from_name("evidence", is_taken);
        let subject = Subject::Evidence(id.clone());
        cx.edit(Edit::Named("add evidence", vec![Edit::put(Evidence::new(id, "New evidence"))]));
        cx.select(subject.clone());
        cx.wishes.push(Wish::Rename(subject));
    }
    if document.evidence().is_empty() {
        empty_ui(ui, "No evidence yet. What do the scores rest on?");
        return;
    }
    head_ui(ui, "Evidence", &COLUMNS);
    for evidence in document.evidence().iter() {
        piece_ui(ui, cx, evidence);
    }
}

fn piece_ui(ui: &mut Ui, cx: &mut Cx<'_>, evidence: &Evidence) {
    let subject = Subject::Evidence(evidence.id.clone());
    let document = cx.session.assessment();
    let scores = document.scores_resting_on(&evidence.id).len();
    let kind = evidence.kind.map_or("–", wording::evidence_kind);
    let grade = evidence.grade.map_or("–", |grade| {
        wording::evidence_grade(grade).split(' ').next().unwrap_or_default()
    });
    let date = if evidence.date.is_empty() { "–" } else { &evidence.date };
    let count = if scores == 0 { "–".to_owned() } else { scores.to_string() };
    let texts = [kind, grade, date, &count];
    let figures: Vec<(&str, f32)> =
        texts.into_iter().zip(COLUMNS).map(|(text, (_, room))| (text, room)).collect();
    let is_withdrawn = evidence.withdrawn.is_some();
    let note = if is_withdrawn { "Withdrawn" } else { evidence.finding.trim() };
    let line = Line {
        icon: icon::BOOK,
        title: &document.label(&subject),
        note,
        figures: &figures,
        depth: 0,
        is_selected: cx.session.selection().contains(&subject),
        is_faint: is_withdrawn,
    };
    if line_ui(ui, &line).clicked() {
        cx.select(subject);
    }
}
