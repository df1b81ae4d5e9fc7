//! The Hypotheses workspace: weights and shifts, what each hypothesis makes of scores and results, and how far the
//! headline hangs on the weights.

mod phases;
mod weights;

use eframe::egui::Ui;

use crate::ui::workspaces::line::{Line, empty_ui, head_ui, line_ui};
use crate::{
    model::{Edit, Hypothesis, Id, Subject, Weight},
    report::{figures, wording},
    ui::{
        view::{Cx, Wish},
        widgets::{self, icon, picture},
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

/// What the Hypotheses workspace remembers.
#[derive(Debug, Default)]
pub(super) struct HypothesesView {
    weights: weights::WeightsView,
}

impl HypothesesView {
    /// Shows the hypotheses, then what they imply.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        list_ui(ui, cx);
        shifts_ui(ui, cx);
        phases::phases_ui(ui, cx);
        self.weights.ui(ui, cx);
    }
}

/// The scores before and after the shifts of each hypothesis.
fn shifts_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let document = cx.session.assessment();
    let selection = cx.session.selection();
    let leading = document
        .hypotheses()
        .iter()
        .find(|h| selection.contains(&Subject::Hypothesis(h.id.clone())))
        .map(|h| &h.id);
    let Some(drawing) = figures::hypotheses::shifts(document, leading) else { return };
    widgets::section_label(ui, "What each makes of the scores");
    widgets::secondary(
        ui,
        "Each curve takes a score as it is given (to the right) to what it is under the hypothesis (upwards); dots are \
         scores of this document. Scores of 0 and 1 stay.",
    );
    ui.add_space(4.0);
    picture::figure_ui(ui, cx.tokens, &drawing);
}

/// The hypotheses with their weights and shifts.
fn list_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    widgets::secondary(ui, CAUTION);
    ui.add_space(4.0);
    if ui.button("Add hypothesis").clicked() {
        let id = Id::from_name("hypothesis", |id| document.hypotheses().contains(id));
        let subject = Subject::Hypothesis(id.clone());
        // Beside others it starts without weight, so that the results stay until somebody weighs it.
        let none = Weight::try_from(0.0).ok().filter(|_| !document.hypotheses().is_empty());
        let hypothesis = Hypothesis::new(id, "New hypothesis", none.unwrap_or(Weight::ONE));
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
