//! A round: what it is called, how it is led, and how far it has come.

use eframe::egui::{Ui, vec2};

use super::{asked, called, is_changeable, part_ui, serving::Serving};
use crate::{
    model::{Edit, Id, PanelEdit, Protocol, Round, RoundState},
    report::wording,
    session::{Action, clock},
    ui::{
        view::Cx,
        widgets::{self, gesture_of, quiet_field},
    },
};

/// Adds a round after the last one, with its questions and its protocol; gives its id.
pub(super) fn add(cx: &mut Cx<'_>) -> Id<Round> {
    let panel = cx.session.assessment().panel();
    let number = panel.rounds.len() + 1;
    let name = format!("Round {number}");
    let id: Id<Round> = Id::from_name(&name, |id| panel.round(id).is_some());
    let mut round = Round::new(id.clone(), &name);
    match panel.rounds.last() {
        Some(last) => {
            round.questions.clone_from(&last.questions);
            round.protocol = last.protocol;
            // What was revealed has been talked over, as a rule.
            round.is_discussed = last.state.is_revealed();
        }
        None => round.questions = panel.questions.iter().map(|q| q.id.clone()).collect(),
    }
    cx.edit(Edit::Named("add round", vec![Edit::panel(PanelEdit::Round(round))]));
    id
}

/// Shows a round with what can be done with it next; whether it was revealed just now.
pub(super) fn round_ui(ui: &mut Ui, cx: &mut Cx<'_>, round: &Round, serving: &mut Serving) -> bool {
    part_ui(ui, "Round", "");
    let put = |round: Round| Edit::panel(PanelEdit::Round(round));
    ui.horizontal_wrapped(|ui| {
        ui.allocate_ui(vec2(180.0, widgets::VALUE_HEIGHT), |ui| {
            ui.set_width(180.0);
            let (response, typed) = quiet_field(ui, "Name of the round", "Name", &round.name);
            if let Some(name) = typed {
                let gesture = gesture_of(ui, &response);
                cx.edit_within(gesture, put(Round { name, ..round.clone() }));
            }
        });
        ui.add_enabled_ui(is_changeable(round), |ui| {
            ui.allocate_ui(vec2(120.0, widgets::VALUE_HEIGHT), |ui| {
                let words = |of: Protocol| (wording::protocol(of), None);
                let all = &Protocol::ALL;
                if let Some(protocol) = widgets::choice(ui, "Protocol", round.protocol, all, words)
                {
                    cx.edit(put(Round { protocol, ..round.clone() }));
                }
            });
            let mut is_discussed = round.is_discussed;
            let label = "The questions were discussed before it";
            if ui.checkbox(&mut is_discussed, label).changed() {
                cx.edit(put(Round { is_discussed, ..round.clone() }));
            }
        });
    });
    widgets::secondary(ui, manner(round.protocol));
    ui.add_space(6.0);
    steps_ui(ui, cx, round, serving)
}

/// How a protocol goes.
fn manner(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Idea => {
            "IDEA: everybody estimates alone, sees the others without names, talks about reasons, and estimates again in a \
             second round."
        }
        Protocol::Delphi => {
            "Delphi: anonymous rounds with feedback until answers no longer move; the last one counts."
        }
        Protocol::Shelf => {
            "SHELF: everybody judges alone, then the group agrees on what a rational impartial observer would believe."
        }
        Protocol::Quick => {
            "Quick: one round of best guesses, shown at once; the farthest apart speak first."
        }
        Protocol::AdHoc => "Ad hoc: no protocol; say in the report how it was done.",
    }
}

/// The steps that lead on and back; whether the round was revealed just now.
fn steps_ui(ui: &mut Ui, cx: &mut Cx<'_>, round: &Round, serving: &mut Serving) -> bool {
    let panel = cx.session.assessment().panel();
    let (questions, experts) = (asked(panel, round).len(), panel.experts.len());
    let at = |state| Edit::panel(PanelEdit::Round(Round { state, ..round.clone() }));
    let mut is_revealed = false;
    ui.horizontal_wrapped(|ui| {
        widgets::chip(ui, wording::round_state(round.state));
        match round.state {
            RoundState::Draft => {
                ui.add_enabled_ui(questions > 0, |ui| {
                    if widgets::primary_button(ui, "Open the round").clicked() {
                        let opened = Round {
                            state: RoundState::Open,
                            opened: clock::minute(),
                            ..round.clone()
                        };
                        let edit = Edit::panel(PanelEdit::Round(opened));
                        cx.edit(Edit::Named("open round", vec![edit]));
                    }
                });
                if questions == 0 {
                    widgets::secondary(ui, "It asks nothing yet");
                } else if experts == 0 {
                    widgets::secondary(
                        ui,
                        "The panel has no experts yet; they can join while it is open",
                    );
                }
            }
            RoundState::Open => {
                if widgets::primary_button(ui, "Close the round").clicked() {
                    // What is on its way still counts.
                    if let Some(came) = serving.last_call(&round.id) {
                        cx.act(Action::Receive(Box::new(came)));
                    }
                    let closed = Round {
                        state: RoundState::Closed,
                        closed: clock::minute(),
                        ..round.clone()
                    };
                    let edit = Edit::panel(PanelEdit::Round(closed));
                    cx.edit(Edit::Named("close round", vec![edit]));
                }
                if ui.button("Back to draft").clicked() {
                    cx.edit(Edit::Named("take round back", vec![at(RoundState::Draft)]));
                }
            }
            RoundState::Closed => {
                if widgets::primary_button(ui, "Reveal to everybody").clicked() {
                    cx.edit(Edit::Named("reveal round", vec![at(RoundState::Revealed)]));
                    is_revealed = true;
                }
                if ui.button("Open again").clicked() {
                    cx.edit(Edit::Named("open round again", vec![at(RoundState::Open)]));
                }
            }
            RoundState::Revealed | RoundState::Adopted => {
                let name = called(round);
                widgets::secondary(ui, format!("{name} stays as it is; a new round asks again"));
            }
        }
    });
    is_revealed
}
