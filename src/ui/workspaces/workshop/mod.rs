//! The Workshop workspace: a panel judges scores in rounds, everybody alone first; what it disagrees about is talked over,
//! and what it comes to becomes scores of the document.

mod adopting;
mod agenda;
mod agreeing;
mod asking;
mod ballot;
mod collecting;
mod discussion;
mod experts;
mod form;
mod laptop;
mod presenter;
mod progress;
mod questions;
mod rounds;
#[cfg(feature = "workshop")]
mod serving;
#[cfg(not(feature = "workshop"))]
#[path = "unserved.rs"]
mod serving;

use eframe::egui::{self, Margin, Ui};

use crate::{
    model::{Id, Panel, PanelQuestion, Round, RoundState, ScoreKey},
    report::wording,
    session::Session,
    ui::{view::Cx, widgets},
};
pub use ballot::BallotView;

/// Room between the page and the edges of the workspace.
const MARGIN: i8 = 24;
/// Widest page.
const PAGE_WIDTH_MAX: f32 = 1180.0;

/// What is shown of the workshop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    Experts,
    Questions,
    #[default]
    Round,
    Discussion,
}

/// What the Workshop workspace remembers.
#[derive(Default)]
pub struct WorkshopView {
    page: Page,
    /// The round that is shown; the last one where none was chosen.
    round: Option<Id<Round>>,
    asking: asking::AskingView,
    questions: questions::QuestionsView,
    discussion: discussion::DiscussionView,
    agenda: agenda::Agenda,
    laptop: Option<laptop::Laptop>,
    presenter: presenter::Presenter,
    serving: serving::Serving,
}

impl WorkshopView {
    /// Shows the workspace.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let strip = egui::Frame::new().inner_margin(Margin::symmetric(MARGIN, 8));
        strip.show(ui, |ui| self.strip_ui(ui, cx));
        let scroll = egui::ScrollArea::vertical().id_salt("workshop").auto_shrink(false);
        scroll.show(ui, |ui| {
            let margin = Margin { left: MARGIN, right: MARGIN, top: 0, bottom: 32 };
            let width = (ui.available_width() - 2.0 * f32::from(MARGIN)).min(PAGE_WIDTH_MAX);
            egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.set_width(width);
                match self.page {
                    Page::Experts => experts::experts_ui(ui, cx, &mut self.serving),
                    Page::Questions => self.questions_ui(ui, cx),
                    Page::Round => self.round_ui(ui, cx),
                    Page::Discussion => self.discussion_ui(ui, cx),
                }
            });
        });
    }

    fn strip_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let panel = cx.session.assessment().panel();
        let round = self.round(cx.session).cloned();
        ui.horizontal_wrapped(|ui| {
            let pages = [
                (Page::Experts, "Experts"),
                (Page::Questions, "Questions"),
                (Page::Round, "Round"),
                (Page::Discussion, "Discussion"),
            ];
            if let Some(page) = widgets::segmented(ui, self.page, &pages) {
                self.page = page;
            }
            if let Some(wanted) = round_choice(ui, panel, round.as_ref()) {
                self.round = Some(wanted);
            }
            if ui.button("New round").clicked() {
                self.round = Some(rounds::add(cx));
                self.page = Page::Round;
            }
            presenter::button_ui(ui, &mut self.presenter);
            self.agenda.clock_ui(ui, cx);
        });
    }

    fn questions_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let round = self.round(cx.session).cloned();
        self.asking.ui(ui, cx, round.as_ref());
        self.questions.ui(ui, cx, round.as_ref());
    }

    fn round_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(round) = self.round(cx.session).cloned() else {
            empty_ui(ui, NO_ROUND);
            return;
        };
        if rounds::round_ui(ui, cx, &round, &mut self.serving) {
            self.page = Page::Discussion;
        }
        self.agenda.ui(ui, cx, &round);
        if let Some(laptop) = collecting::collecting_ui(ui, cx, &round) {
            self.laptop = Some(laptop);
        }
        self.serving.ui(ui, cx);
        progress::progress_ui(ui, cx, &round, &mut self.serving);
    }

    fn discussion_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(round) = self.round(cx.session).cloned() else {
            empty_ui(ui, NO_ROUND);
            return;
        };
        if !round.state.is_revealed() {
            let name = called(&round);
            empty_ui(
                ui,
                &format!("{name} is not revealed: nobody sees what was judged in it, nor do you"),
            );
            return;
        }
        self.discussion.ui(ui, cx, &round);
    }

    /// The round that is shown: the chosen one, else the last one.
    fn round<'a>(&self, session: &'a Session) -> Option<&'a Round> {
        let panel = session.assessment().panel();
        let chosen = self.round.as_ref().and_then(|id| panel.round(id));
        chosen.or_else(|| panel.rounds.last())
    }

    /// Takes in what came over the network. Call it once a frame, whatever is shown.
    pub fn follow(&mut self, session: &mut Session) {
        self.serving.follow(session);
    }

    /// Whether one person answers at this machine, so that nothing else may be seen.
    pub fn is_private(&self) -> bool {
        self.laptop.is_some()
    }

    /// Shows what the person who answers at this machine sees.
    pub fn private_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(laptop) = &mut self.laptop
            && laptop.ui(ui, cx)
        {
            self.laptop = None;
        }
    }

    /// Shows the window for the projector, if it is open.
    pub fn present(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let round = self.round(cx.session).cloned();
        let question = self.agenda.question().or_else(|| self.discussion.question());
        let shown = presenter::Shown {
            round: round.as_ref(),
            question: question.cloned(),
            clock: self.agenda.clock(ui),
            joining: self.serving.joining(),
        };
        self.presenter.ui(ui, cx, &shown);
    }

    /// Goes to the questions, with these scores ready to be asked for, or else what is selected.
    pub fn ask_about(&mut self, cells: Vec<ScoreKey>) {
        self.page = Page::Questions;
        self.asking.open_on(cells);
    }
}

const NO_ROUND: &str =
    "No round yet. Add experts and questions, then a round in which everybody judges alone";

/// What stands where nothing is yet.
fn empty_ui(ui: &mut Ui, text: &str) {
    ui.add_space(12.0);
    widgets::secondary(ui, text);
    ui.add_space(8.0);
}

/// A menu of the rounds; the newly chosen one.
fn round_choice(ui: &mut Ui, panel: &Panel, round: Option<&Round>) -> Option<Id<Round>> {
    let round = round?;
    let current =
        format!("{} · {}", called(round), wording::round_state(round.state).to_lowercase());
    let mut wanted = None;
    ui.menu_button(current, |ui| {
        ui.set_min_width(200.0);
        for other in &panel.rounds {
            let state = wording::round_state(other.state).to_lowercase();
            let title = format!("{} · {state}", called(other));
            let button = egui::Button::selectable(other.id == round.id, title);
            if ui.add(button).clicked() {
                wanted = Some(other.id.clone());
                ui.close();
            }
        }
    });
    wanted
}

/// What a round is called: its name, else its id.
fn called(round: &Round) -> String {
    if round.name.trim().is_empty() { round.id.to_string() } else { round.name.clone() }
}

/// The questions that a round asks, in the order of the agenda.
fn asked<'a>(panel: &'a Panel, round: &Round) -> Vec<&'a PanelQuestion> {
    panel.questions.iter().filter(|question| round.questions.contains(&question.id)).collect()
}

/// A column of readable width in the middle.
fn column<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let room = ui.available_width();
    let shown = ui.horizontal_top(|ui| {
        ui.add_space(((room - width) / 2.0).max(0.0));
        let inner = |ui: &mut Ui| {
            ui.set_width(room.min(width));
            add(ui)
        };
        ui.vertical(inner).inner
    });
    shown.inner
}

/// A heading of a part of the page.
fn part_ui(ui: &mut Ui, title: &str, figure: &str) {
    ui.horizontal(|ui| {
        widgets::section_label(ui, title);
        if !figure.is_empty() {
            widgets::secondary(ui, figure);
        }
    });
}

/// Whether questions and protocol of a round can still be changed.
fn is_changeable(round: &Round) -> bool {
    round.state < RoundState::Closed
}
