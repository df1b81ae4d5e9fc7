//! Open questions and tensions.

use eframe::egui::Ui;

use crate::ui::workspaces::line::{Line, line_ui};
use crate::{
    model::{Edit, Id, Question, Subject},
    report::wording,
    ui::{
        view::{Cx, Wish},
        widgets::{self, icon},
    },
};

/// Shows the questions; settled ones stand back.
pub(super) fn questions_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    widgets::section_label(ui, "Open questions and tensions");
    if ui.button("Add question").clicked() {
        let id = Id::from_name("question", |id| document.questions().contains(id));
        let subject = Subject::Question(id.clone());
        cx.edit(Edit::Named("add question", vec![Edit::put(Question::new(id, "New question"))]));
        cx.select(subject.clone());
        cx.wishes.push(Wish::Rename(subject));
    }
    for question in document.questions().iter() {
        let subject = Subject::Question(question.id.clone());
        let state = if question.is_open() { "Open" } else { "Settled" };
        let line = Line {
            icon: icon::HELP,
            title: &question.text,
            note: &note(question),
            figures: &[(state, 84.0)],
            depth: 0,
            is_selected: cx.session.selection().contains(&subject),
            is_faint: !question.is_open(),
        };
        if line_ui(ui, &line).clicked() {
            cx.select(subject);
        }
    }
}

/// `Tension. Held by Mallen since 2026-05-15, Lindsey`
fn note(question: &Question) -> String {
    let kind = wording::question_kind(question.kind);
    let holders: Vec<String> = question
        .positions
        .iter()
        .filter(|stance| !stance.holder.trim().is_empty())
        .map(|stance| match stance.since.trim() {
            "" => stance.holder.clone(),
            since => format!("{} since {since}", stance.holder),
        })
        .collect();
    if holders.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind}. Positions of {}", wording::joined(&holders))
    }
}
