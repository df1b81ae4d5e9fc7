//! Values of the panel become scores: which value, over how many, how far apart, and what those say who see it otherwise.

use eframe::egui::{Button, Ui};

use super::{asked, part_ui};
use crate::{
    analysis::panel::{Verdict, estimate, pooled_estimate},
    model::{Adopted, Adoption, Assessment, Estimate, Id, PanelQuestion, Probability, Round},
    report::wording,
    session::today,
    ui::{
        view::Cx,
        widgets::{self, text_area},
    },
};

/// What is typed about those who see it otherwise.
#[derive(Debug, Default)]
pub(super) struct AdoptingView {
    minority: Option<(Id<PanelQuestion>, String)>,
}

impl AdoptingView {
    /// The button that adopts all values of a round.
    pub(super) fn all_ui(ui: &mut Ui, cx: &mut Cx<'_>, (round, verdicts): (&Round, &[Verdict])) {
        let document = cx.session.assessment();
        let all = asked(document.panel(), round);
        let values = all.into_iter().filter_map(|question| {
            let verdict = verdicts.iter().find(|verdict| verdict.question == question.id)?;
            // What stands already as it was adopted is not adopted again.
            let state = document.adopted_state(question.score()?);
            let adoption = value(document, (question, round), verdict, String::new())?;
            let is_same = matches!(state, Some(Adopted::AsAdopted(known)) if known.estimate == adoption.estimate);
            (!is_same).then_some(adoption)
        });
        let values: Vec<Adoption> = values.collect();
        let title = match values.len() {
            1 => "Adopt 1 value".to_owned(),
            n => format!("Adopt all {n} values"),
        };
        let hint = "What was agreed on, else the pool, becomes the score; spread and number are kept beside it. Undo takes it back";
        if ui.add_enabled(!values.is_empty(), Button::new(title)).on_hover_text(hint).clicked() {
            cx.edit(document.adopting(&values));
        }
    }

    /// What becomes of one question.
    pub(super) fn one_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (question, round): (&PanelQuestion, &Round),
        verdict: &Verdict,
    ) {
        let document = cx.session.assessment();
        let Some(key) = question.score() else { return };
        part_ui(ui, "The score", "");
        let state = document.adopted_state(key);
        widgets::secondary(ui, standing(document, question, state));
        let known = state.map_or("", |state| match state {
            Adopted::AsAdopted(adoption) | Adopted::ChangedSince(adoption) => &adoption.minority,
        });
        let typed = self.minority.as_ref().filter(|(id, _)| *id == question.id);
        let minority = typed.map_or(known, |(_, text)| text).to_owned();
        let name = "What those say who see it otherwise";
        let (_, changed) = text_area(ui, name, name, &minority);
        let minority = changed.unwrap_or(minority);
        self.minority = Some((question.id.clone(), minority.clone()));
        let adoption = value(document, (question, round), verdict, minority);
        ui.horizontal_wrapped(|ui| {
            let Some(adoption) = adoption else {
                widgets::secondary(ui, "There is no value to adopt");
                return;
            };
            let way = adoption.rule.map_or("as agreed on", wording::pooling_rule);
            let title = format!("Adopt {}", in_words(&adoption.estimate));
            if widgets::primary_button(ui, &title).on_hover_text(way).clicked() {
                cx.edit(document.adopting(&[adoption]));
                self.minority = None;
            }
        });
    }
}

/// How the score stands to the panel.
fn standing(document: &Assessment, question: &PanelQuestion, state: Option<Adopted<'_>>) -> String {
    let given = question.score().and_then(|key| document.given(key));
    let now = given.map_or_else(|| "not scored".to_owned(), |score| in_words(&score.estimate));
    match state {
        None => format!("Now: {now}; not from the panel"),
        Some(Adopted::AsAdopted(adoption)) => {
            format!("Now: {now}, adopted from {}", round_of(document, adoption))
        }
        Some(Adopted::ChangedSince(adoption)) => format!(
            "Now: {now}; changed since {} was adopted from {}",
            in_words(&adoption.estimate),
            round_of(document, adoption)
        ),
    }
}

fn round_of(document: &Assessment, adoption: &Adoption) -> String {
    let round = document.panel().round(&adoption.round);
    round.map_or_else(|| adoption.round.to_string(), super::called)
}

fn in_words(value: &Estimate) -> String {
    match value {
        Estimate::Point(p) => wording::percent(p.get()),
        Estimate::Range(range) => {
            wording::brief([range.low(), range.best(), range.high()].map(Probability::get))
        }
        Estimate::Level(level) => level.clone(),
        Estimate::Withheld => "withheld".to_owned(),
    }
}

/// What the panel says to a question, as it can become its score: what was agreed on, else the pool.
fn value(
    document: &Assessment,
    (question, round): (&PanelQuestion, &Round),
    verdict: &Verdict,
    minority: String,
) -> Option<Adoption> {
    question.score()?;
    let agreed = verdict.agreed.and_then(|numbers| estimate(numbers, numbers[0] < numbers[2]));
    let pool = verdict.pool.as_ref().ok();
    let rule = if agreed.is_some() { None } else { Some(pool?.rule) };
    let scatter = pool.map(|pool| &pool.scatter);
    let known = document.panel().adoptions.iter().rev();
    let mut known = known.filter(|adoption| adoption.question == question.id);
    let minority = if minority.is_empty() {
        // What was written about this round before stays.
        known
            .find(|adoption| adoption.round == round.id)
            .map(|adoption| adoption.minority.clone())
            .unwrap_or_default()
    } else {
        minority
    };
    Some(Adoption {
        question: question.id.clone(),
        round: round.id.clone(),
        rule,
        estimate: agreed.or_else(|| pooled_estimate(pool?))?,
        count: u32::try_from(verdict.said.len()).ok()?,
        deviation: scatter.and_then(|scatter| scatter.deviation),
        ends: scatter.map_or((0.0, 0.0), |scatter| scatter.ends),
        minority,
        date: today(),
    })
}
