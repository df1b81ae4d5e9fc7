//! One machine for all: each person answers alone, hands the machine on, and sees nothing of anybody else.

use eframe::egui::{self, Align, Layout, Margin, RichText, Ui, vec2};

use super::form::{Entry, entry_ui};
use crate::{
    drawing::FontWeight,
    formats::ballot::Asking,
    model::{Expert, Id, Judgement, PanelQuestion, Round, RoundState},
    report::wording,
    session::{Action, Received, Session, ballots, clock},
    ui::{theme, view::Cx, widgets},
};

/// Widest column of text.
const WIDTH: f32 = 720.0;

/// The machine goes round.
#[derive(Debug)]
pub(super) struct Laptop {
    round: Id<Round>,
    stage: Stage,
    /// What was wrong with what was typed.
    problem: Option<String>,
}

/// Who has the machine.
#[derive(Debug)]
enum Stage {
    /// Nobody: the next one says who they are.
    Handing,
    /// One who answers: the place of the question, and what was typed to each.
    Answering(Id<Expert>, usize, Vec<Entry>),
}

/// What is done on a page.
enum Step {
    To(usize),
    Done,
}

impl Laptop {
    /// Begins with whoever comes first.
    pub(super) fn new(round: Id<Round>) -> Self {
        Self { round, stage: Stage::Handing, problem: None }
    }

    /// Shows what whoever has the machine may see; whether it is back with the facilitator.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let panel = cx.session.assessment().panel();
        let is_open = panel.round(&self.round).is_some_and(|r| r.state == RoundState::Open);
        if !is_open {
            return true;
        }
        let frame = egui::Frame::new().fill(cx.tokens.surface).inner_margin(Margin::same(24));
        let shown = egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            let scroll = egui::ScrollArea::vertical().auto_shrink(false);
            scroll.show(ui, |ui| self.column_ui(ui, cx)).inner
        });
        shown.inner
    }

    /// A column of readable width in the middle.
    fn column_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        super::column(ui, WIDTH, |ui| {
            if matches!(self.stage, Stage::Handing) {
                return self.handing_ui(ui, cx);
            }
            self.answering_ui(ui, cx);
            false
        })
    }

    fn handing_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        title_ui(ui, "Who answers next?");
        widgets::secondary(
            ui,
            "Choose yourself. Nobody sees what the others said, nor who said what.",
        );
        ui.add_space(10.0);
        let panel = cx.session.assessment().panel();
        let of = panel.round(&self.round).map_or(0, |round| round.questions.len());
        let progress = panel.progress(&self.round);
        let mut next = None;
        for expert in &panel.experts {
            let answered = progress.get(&expert.id).copied().unwrap_or_default();
            let state = if answered >= of { "has answered" } else { "" };
            let name = wording::expert(panel, &expert.id);
            let row = widgets::Row {
                icon: widgets::WITHOUT_ICON,
                icon_color: None,
                name: &name,
                figure: state,
                is_selected: false,
            };
            if widgets::row(ui, &row).clicked() {
                next = Some(expert.id.clone());
            }
        }
        if let Some(expert) = next {
            // What was answered before is not shown again: the next person might be another one.
            let count = questions(cx.session, &self.round).len();
            self.stage = Stage::Answering(expert, 0, vec![Entry::default(); count]);
            self.problem = None;
            ui.ctx().request_repaint();
        }
        ui.add_space(16.0);
        ui.button("Back to the facilitator").clicked()
    }

    fn answering_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let all = questions(cx.session, &self.round);
        let Stage::Answering(expert, place, entries) = &mut self.stage else { return };
        let (expert, count) = (expert.clone(), all.len());
        let (Some((id, asking)), Some(entry)) = (all.get(*place), entries.get_mut(*place)) else {
            self.stage = Stage::Handing;
            return;
        };
        let panel = cx.session.assessment().panel();
        let who = wording::expert(panel, &expert);
        widgets::secondary(ui, format!("{who} · question {} of {count}", *place + 1));
        let field = ui.make_persistent_id(("laptop", expert.as_str(), id.as_str()));
        if entry_ui(ui, field, asking, entry) {
            self.problem = None;
        }
        if let Some(problem) = &self.problem {
            ui.colored_label(cx.tokens.warning, problem);
        }
        ui.add_space(10.0);
        let place = *place;
        let step = steps_ui(ui, place, count, entry.is_empty());
        let Some(step) = step else { return };
        if !entry.is_empty() {
            match entry.read(asking.axis) {
                Ok(read) => {
                    let judgement = Judgement {
                        expert: expert.clone(),
                        round: self.round.clone(),
                        question: id.clone(),
                        answer: read.answer,
                        confidence: read.confidence,
                        rationale: read.rationale,
                        evidence: Vec::new(),
                        recorded: clock::moment(),
                    };
                    if !panel.is_repeated(&judgement) {
                        let came = Received { judgements: vec![judgement], ..Received::default() };
                        cx.act(Action::Receive(Box::new(came)));
                    }
                }
                Err(problem) => {
                    self.problem = Some(problem);
                    return;
                }
            }
        }
        match step {
            Step::To(place) => self.stage = self.stage.at(place),
            Step::Done => self.stage = Stage::Handing,
        }
        ui.ctx().request_repaint();
    }
}

impl Stage {
    fn at(&self, place: usize) -> Self {
        match self {
            Self::Handing => Self::Handing,
            Self::Answering(expert, _, entries) => {
                Self::Answering(expert.clone(), place, entries.clone())
            }
        }
    }
}

fn steps_ui(ui: &mut Ui, place: usize, count: usize, is_empty: bool) -> Option<Step> {
    let mut step = None;
    ui.horizontal_wrapped(|ui| {
        if place > 0 && ui.button("Back").clicked() {
            step = Some(Step::To(place - 1));
        }
        let is_last = place + 1 >= count;
        let title = match (is_last, is_empty) {
            (true, _) => "Done: hand it on",
            (false, true) => "Skip",
            (false, false) => "Next",
        };
        if widgets::primary_button(ui, title).clicked() {
            step = Some(if is_last { Step::Done } else { Step::To(place + 1) });
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !is_last && ui.button("Stop here and hand it on").clicked() {
                step = Some(Step::Done);
            }
        });
    });
    step
}

fn title_ui(ui: &mut Ui, text: &str) {
    ui.add_space(12.0);
    let font = theme::font(FontWeight::SemiBold, 22.0);
    ui.add_sized(
        vec2(ui.available_width(), 30.0),
        egui::Label::new(RichText::new(text).font(font)).halign(Align::Min),
    );
}

/// What a round asks, as it is put to people.
fn questions(session: &Session, round: &Id<Round>) -> Vec<(Id<PanelQuestion>, Asking)> {
    let document = session.assessment();
    let Some(round) = document.panel().round(round) else { return Vec::new() };
    let all = super::asked(document.panel(), round);
    all.into_iter().map(|q| (q.id.clone(), ballots::asking(document, q))).collect()
}
