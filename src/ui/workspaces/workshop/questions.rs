//! What is asked, in the order of the agenda: each question as the experts will read it, with what would settle it.

use eframe::egui::{Ui, vec2};

use super::{asking, empty_ui, is_changeable};
use crate::{
    model::{Asked, Axis, Edit, Id, PanelEdit, PanelQuestion, Round},
    report::wording,
    session::Gesture,
    ui::{
        view::Cx,
        widgets::{self, gesture_of, icon, icon_button, property, quiet_area, quiet_field, typed},
    },
};

/// Most questions that are shown; an agenda of more would take days.
const SHOWN_MAX: usize = 400;

/// What is remembered of the list.
#[derive(Debug, Default)]
pub(super) struct QuestionsView {
    /// The question that is set out.
    open: Option<Id<PanelQuestion>>,
}

impl QuestionsView {
    /// Shows all questions of the panel; those of the round are ticked.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, round: Option<&Round>) {
        let panel = cx.session.assessment().panel();
        asking::heading_ui(ui, panel.questions.len());
        if panel.questions.is_empty() {
            let text = "No questions yet. Select links and nodes on the graph, and ask about them";
            empty_ui(ui, text);
            return;
        }
        if let Some(round) = round {
            let ticked = round.questions.len();
            let name = super::called(round);
            widgets::secondary(ui, format!("{ticked} of them are asked in {name}; tick to choose"));
        }
        let count = panel.questions.len();
        for (place, question) in panel.questions.iter().take(SHOWN_MAX).enumerate() {
            ui.push_id(question.id.as_str(), |ui| {
                self.question_ui(ui, cx, question, (round, [place, count]));
            });
        }
        if count > SHOWN_MAX {
            widgets::secondary(ui, format!("and {} more", count - SHOWN_MAX));
        }
    }

    fn question_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        question: &PanelQuestion,
        (round, places): (Option<&Round>, [usize; 2]),
    ) {
        let document = cx.session.assessment();
        let is_open = self.open.as_ref() == Some(&question.id);
        ui.horizontal(|ui| {
            if let Some(round) = round {
                tick_ui(ui, cx, round, question);
            }
            let room = ui.available_width() - 4.0 * 30.0 - 64.0;
            let text = wording::panel_title(document, question);
            let glyph = if is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
            ui.allocate_ui(vec2(room.max(80.0), 26.0), |ui| {
                let row = widgets::Row {
                    icon: glyph,
                    icon_color: None,
                    name: &text,
                    figure: if matches!(question.asked, Asked::Seed { .. }) { "seed" } else { "" },
                    is_selected: is_open,
                };
                if widgets::row(ui, &row).clicked() {
                    self.open = (!is_open).then(|| question.id.clone());
                }
            });
            order_ui(ui, cx, question, places);
        });
        if is_open {
            ui.indent("open question", |ui| detail_ui(ui, cx, question));
        }
    }
}

/// Whether the round asks it.
fn tick_ui(ui: &mut Ui, cx: &mut Cx<'_>, round: &Round, question: &PanelQuestion) {
    let mut is_asked = round.questions.contains(&question.id);
    let name = format!("Asked in {}", super::called(round));
    ui.add_enabled_ui(is_changeable(round), |ui| {
        let response = ui.checkbox(&mut is_asked, "");
        widgets::name_field(ui, &response, &name);
        if response.changed() {
            let mut round = round.clone();
            round.questions.retain(|id| *id != question.id);
            if is_asked {
                round.questions.push(question.id.clone());
            }
            cx.edit(Edit::panel(PanelEdit::Round(round)));
        }
    });
}

/// Minutes, and the buttons that move and delete it.
fn order_ui(ui: &mut Ui, cx: &mut Cx<'_>, question: &PanelQuestion, [place, count]: [usize; 2]) {
    ui.allocate_ui(vec2(58.0, 26.0), |ui| {
        ui.set_width(58.0);
        let value = question.minutes.map(f64::from);
        let fits = |x: f64| {
            let is_minutes = x.fract() <= 0.0 && (0.0..=1440.0).contains(&x);
            is_minutes.then_some(()).ok_or_else(|| "whole minutes up to 1440".to_owned())
        };
        let (change, gesture) = typed::number_field(ui, "Minutes", value, fits);
        if let Some(minutes) = change {
            let minutes = minutes.map(|minutes| minutes as u32);
            let changed = PanelQuestion { minutes, ..question.clone() };
            let gesture = gesture.unwrap_or(Gesture::Single);
            cx.edit_within(gesture, Edit::panel(PanelEdit::Question(changed)));
        }
    })
    .response
    .on_hover_text("Minutes on the agenda");
    let to = |to: usize| Edit::panel(PanelEdit::OrderQuestion(question.id.clone(), to));
    let moves = [
        (icon::CHEVRON_UP, "Earlier", place > 0, place.saturating_sub(1)),
        (icon::CHEVRON_DOWN, "Later", place + 1 < count, place + 1),
    ];
    for (glyph, name, is_possible, target) in moves {
        ui.add_enabled_ui(is_possible, |ui| {
            if icon_button(ui, glyph, name).clicked() {
                cx.edit(to(target));
            }
        });
    }
    if icon_button(ui, icon::TRASH, "Delete question").clicked() {
        cx.edit(Edit::panel(PanelEdit::RemoveQuestion(question.id.clone())));
    }
}

/// All that a question says.
fn detail_ui(ui: &mut Ui, cx: &mut Cx<'_>, question: &PanelQuestion) {
    let document = cx.session.assessment();
    widgets::secondary(ui, wording::panel_question(document, question));
    let mut changed = question.clone();
    let mut gesture = None;
    let parts: [(&str, &str, &mut String); 4] = [
        ("Own words", "As above; or in your own words", &mut changed.wording),
        ("Settled by", "What would have to be observed", &mut changed.resolution),
        ("Unit", &wording::panel_unit(question), &mut changed.unit),
        ("Context", "What everybody should know before they judge", &mut changed.context),
    ];
    for (name, hint, text) in parts {
        property(ui, name, |ui| {
            let shows_lines = name != "Unit";
            let (response, typed) = if shows_lines {
                quiet_area(ui, name, hint, text)
            } else {
                quiet_field(ui, name, hint, text)
            };
            if let Some(typed) = typed {
                *text = typed;
                gesture = Some(gesture_of(ui, &response));
            }
        });
    }
    if let Asked::Seed { axis, answer } = question.asked {
        let (asked, step) = seed_ui(ui, axis, answer);
        if asked != question.asked {
            changed.asked = asked;
            gesture = step.or(Some(Gesture::Single));
        }
    }
    if let Some(gesture) = gesture {
        cx.edit_within(gesture, Edit::panel(PanelEdit::Question(changed)));
    }
    ui.add_space(6.0);
}

/// The axis of a seed question and its answer.
fn seed_ui(ui: &mut Ui, axis: Axis, answer: f64) -> (Asked, Option<Gesture>) {
    let mut found = Asked::Seed { axis, answer };
    let mut gesture = None;
    property(ui, "Quantity", |ui| {
        let words = |axis: Axis| match axis {
            Axis::LogOdds => ("A probability", None),
            Axis::Log => ("An amount of unknown order", None),
            Axis::Linear => ("A plain number", None),
        };
        let all = [Axis::LogOdds, Axis::Log, Axis::Linear];
        if let Some(axis) = widgets::choice(ui, "Quantity", axis, &all, words) {
            found = Asked::Seed { axis, answer: fitting(axis, answer) };
        }
    });
    property(ui, "Known answer", |ui| {
        let fits = |x: f64| {
            let is_sound = match axis {
                Axis::LogOdds => (0.0..=1.0).contains(&x),
                Axis::Log => x > 0.0,
                Axis::Linear => true,
            };
            is_sound.then_some(()).ok_or_else(|| match axis {
                Axis::LogOdds => "a probability from 0 to 1".to_owned(),
                _ => "a number above 0".to_owned(),
            })
        };
        let (change, step) = typed::number_field(ui, "Known answer", Some(answer), fits);
        if let Some(Some(answer)) = change {
            found = Asked::Seed { axis, answer };
            gesture = step;
        }
    });
    (found, gesture)
}

/// An answer that the axis has a place for.
fn fitting(axis: Axis, answer: f64) -> f64 {
    match axis {
        Axis::LogOdds => answer.clamp(0.0, 1.0),
        Axis::Log if answer <= 0.0 => 1.0,
        Axis::Log | Axis::Linear => answer,
    }
}
