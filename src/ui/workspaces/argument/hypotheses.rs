//! The Hypotheses workspace: weights and shifts beside what each hypothesis makes of the results.

use eframe::egui::Ui;

use super::line::{Line, empty_ui, head_ui, line_ui};
use crate::{
    model::{Edit, Hypothesis, Id, Subject, Weight},
    report::wording,
    ui::{
        view::{Cx, Wish},
        widgets::{self, icon},
    },
};

/// Columns at the right.
const COLUMNS: [(&str, f32); 5] = [
    ("Weight", 72.0),
    ("Emergence", 84.0),
    ("Spread", 72.0),
    ("Persistence", 92.0),
    ("Any outcome", 136.0),
];
/// What behavior in training does not tell.
const CAUTION: &str = "Motivations that behave alike in training can differ widely in deployment: training behavior does not \
                       separate these hypotheses, so let weights move with other evidence only.";

/// Shows the hypotheses.
pub(super) fn hypotheses_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    widgets::secondary(ui, CAUTION);
    ui.add_space(4.0);
    if ui.button("Add hypothesis").clicked() {
        let id = Id::from_name("hypothesis", |id| document.hypotheses().contains(id));
        let subject = Subject::Hypothesis(id.clone());
        let hypothesis = Hypothesis::new(id, "New hypothesis", Weight::ONE);
        cx.edit(Edit::Named("add hypothesis", vec![Edit::put(hypothesis)]));
        cx.select(subject.clone());
        cx.wishes.push(Wish::Rename(subject));
    }
    if document.hypotheses().is_empty() {
        empty_ui(ui, "No hypotheses yet: one neutral one counts, which shifts nothing.");
        return;
    }
    head_ui(ui, "Hypothesis", &COLUMNS);
    for (hypothesis, weight) in document.weighed_hypotheses() {
        hypothesis_ui(ui, cx, &hypothesis, weight);
    }
}

fn hypothesis_ui(ui: &mut Ui, cx: &mut Cx<'_>, hypothesis: &Hypothesis, weight: f64) {
    let subject = Subject::Hypothesis(hypothesis.id.clone());
    let results = cx.session.results();
    let outlook = results
        .and_then(|results| results.analysis.hypotheses.iter().find(|of| of.id == hypothesis.id));
    let headline = outlook.and_then(|of| of.outlook.any_outcome.last());
    let headline = headline.map_or_else(|| "–".to_owned(), wording::figure);
    let shifts =
        [hypothesis.emergence_shift, hypothesis.spread_shift, hypothesis.persistence_shift];
    let [emergence, spread, persistence] = shifts.map(|shift| wording::decimal(shift.get()));
    let weight = wording::percent_as_given(weight);
    let texts = [&*weight, &emergence, &spread, &persistence, &headline];
    let figures: Vec<(&str, f32)> =
        texts.into_iter().zip(COLUMNS).map(|(text, (_, room))| (text, room)).collect();
    let line = Line {
        icon: icon::BRAIN,
        title: &hypothesis.name,
        note: wording::archetype(hypothesis.archetype),
        figures: &figures,
        depth: 0,
        is_selected: cx.session.selection().contains(&subject),
        is_faint: false,
    };
    if line_ui(ui, &line).clicked() {
        cx.select(subject);
    }
}
