//! What the group agreed on as the view of a rational impartial observer.

use eframe::egui::Ui;

use super::{
    form::{Entry, entry_ui},
    part_ui,
};
use crate::{
    formats::ballot::{Asking, Given},
    model::{Agreement, Edit, Id, PanelEdit, PanelQuestion, Round, RoundState},
    report::{figures::panel::axis, wording},
    ui::{view::Cx, widgets},
};

/// What is typed for a question in a round.
#[derive(Debug, Default)]
pub(super) struct AgreeingView {
    open: Option<(Id<PanelQuestion>, Id<Round>)>,
    entry: Entry,
    problem: Option<String>,
}

impl AgreeingView {
    /// Shows what was agreed on, and on demand the fields for it.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (question, round): (&PanelQuestion, &Round),
    ) {
        let panel = cx.session.assessment().panel();
        let known = panel.agreement(&round.id, &question.id);
        if known.is_none() && round.state == RoundState::Adopted {
            return;
        }
        part_ui(ui, "Agreed on", "");
        let here = (question.id.clone(), round.id.clone());
        let is_open = self.open.as_ref() == Some(&here);
        if let Some(agreement) = known
            && !is_open
        {
            let numbers = agreement.answer.numbers();
            let numbers =
                numbers.map(|numbers| wording::judged(numbers, question.is_probability()));
            ui.label(widgets::strong(numbers.unwrap_or_default()));
            if !agreement.rationale.is_empty() {
                ui.label(&agreement.rationale);
            }
        }
        if is_open {
            self.fields_ui(ui, cx, (question, round));
            return;
        }
        if round.state == RoundState::Adopted {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            let title =
                if known.is_some() { "Change it" } else { "Write down what the group agrees on" };
            if ui.button(title).clicked() {
                self.entry = known.map(|known| given(known, question)).unwrap_or_default();
                self.open = Some(here);
                self.problem = None;
            }
            if known.is_some() && ui.button("Take it back").clicked() {
                let edit = PanelEdit::RemoveAgreement(round.id.clone(), question.id.clone());
                cx.edit(Edit::panel(edit));
            }
        });
    }

    fn fields_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (question, round): (&PanelQuestion, &Round),
    ) {
        let asking = Asking {
            id: question.id.clone(),
            text: "What would a rational impartial observer believe who has heard all of this?"
                .to_owned(),
            resolution: String::new(),
            unit: String::new(),
            context: String::new(),
            axis: question.axis(),
        };
        let field = ui.make_persistent_id(("agreement", question.id.as_str()));
        if entry_ui(ui, field, &asking, &mut self.entry) {
            self.problem = None;
        }
        if let Some(problem) = &self.problem {
            ui.colored_label(cx.tokens.warning, problem);
        }
        ui.horizontal_wrapped(|ui| {
            if widgets::primary_button(ui, "Keep it").clicked() {
                self.keep(cx, (question, round));
            }
            if ui.button("Cancel").clicked() {
                self.open = None;
            }
        });
    }

    fn keep(&mut self, cx: &mut Cx<'_>, (question, round): (&PanelQuestion, &Round)) {
        match self.entry.read(axis(question)) {
            Ok(read) if read.answer.numbers().is_none() => {
                self.problem =
                    Some("A group agrees on a number; close this if it does not".to_owned());
            }
            Ok(read) => {
                let agreement = Agreement {
                    round: round.id.clone(),
                    question: question.id.clone(),
                    answer: read.answer,
                    rationale: read.rationale,
                };
                cx.edit(Edit::panel(PanelEdit::Agree(agreement)));
                self.open = None;
            }
            Err(problem) => self.problem = Some(problem),
        }
    }
}

fn given(known: &Agreement, question: &PanelQuestion) -> Entry {
    let given = Given {
        question: question.id.clone(),
        answer: known.answer.clone(),
        confidence: None,
        rationale: known.rationale.clone(),
        recorded: String::new(),
    };
    Entry::of(&given, axis(question))
}
