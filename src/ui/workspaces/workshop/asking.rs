//! What to ask: scores of what is selected, or of all elements of a kind, in the phases that matter; and questions whose
//! answers are known.

use std::collections::BTreeSet;

use eframe::egui::{self, Ui};

use super::part_ui;
use crate::{
    model::{
        Asked, Assessment, Axis, Dimension, Edit, Id, PanelEdit, PanelQuestion, Phase, Round,
        ScoreKey, Subject,
    },
    report::wording,
    session::Session,
    ui::{
        view::{Cx, Wish, Workspace},
        widgets,
    },
};

/// Which elements are asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Scope {
    #[default]
    Selection,
    Links,
    Nodes,
    Mitigations,
}

impl Scope {
    const ALL: [Self; 4] = [Self::Selection, Self::Links, Self::Nodes, Self::Mitigations];

    fn title(self) -> &'static str {
        match self {
            Self::Selection => "What is selected",
            Self::Links => "All links",
            Self::Nodes => "All nodes",
            Self::Mitigations => "All mitigations",
        }
    }
}

/// Dimensions that can be asked for, with what they are called.
const DIMENSIONS: [Dimension; 5] = [
    Dimension::Likelihood,
    Dimension::Stability,
    Dimension::Persistence,
    Dimension::InitiallyMisaligned,
    Dimension::Effectiveness,
];

/// What is remembered of what to ask.
#[derive(Debug, Default)]
pub(super) struct AskingView {
    is_open: bool,
    scope: Scope,
    /// Dimensions that are left out.
    without: BTreeSet<Dimension>,
    /// Phases to ask about; the one that is shown where none was chosen.
    phases: BTreeSet<Id<Phase>>,
    /// Cells of the score sheet that were to be asked about; they go before the scope.
    cells: Vec<ScoreKey>,
}

impl AskingView {
    /// Opens it on cells of the score sheet, or where there are none on what is selected.
    pub(super) fn open_on(&mut self, cells: Vec<ScoreKey>) {
        self.is_open = true;
        self.scope = Scope::Selection;
        self.cells = cells;
    }

    /// Shows it; questions that are added are asked in the round, too, as long as it is not closed.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, round: Option<&Round>) {
        ui.horizontal_wrapped(|ui| {
            let title = "Ask about elements";
            if ui.add(egui::Button::selectable(self.is_open, title)).clicked() {
                self.is_open = !self.is_open;
                self.cells.clear();
            }
            let hint = "A quantity whose value you know and the experts do not: it tells how well they judge";
            if ui.button("Add seed question").on_hover_text(hint).clicked() {
                add_seed(ui, cx, round);
            }
        });
        if self.is_open {
            let frame = egui::Frame::new()
                .fill(cx.tokens.sunken)
                .corner_radius(crate::ui::theme::RADIUS_CARD)
                .inner_margin(egui::Margin::symmetric(12, 10));
            frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                self.choices_ui(ui, cx, round);
            });
        }
    }

    fn choices_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, round: Option<&Round>) {
        if self.cells.is_empty() {
            self.scope_ui(ui, cx);
        } else {
            let count = wording::counted(self.cells.len(), "cell", "cells");
            widgets::secondary(ui, format!("{count} of the score sheet"));
        }
        let keys = self.keys(cx.session);
        let panel = cx.session.assessment().panel();
        let new: Vec<ScoreKey> =
            keys.iter().filter(|key| panel.question_about(key).is_none()).cloned().collect();
        // Those that are asked already can be asked again in this round.
        let again: Vec<Id<PanelQuestion>> = keys
            .iter()
            .filter_map(|key| panel.question_about(key))
            .filter(|question| round.is_some_and(|round| !round.questions.contains(&question.id)))
            .map(|question| question.id.clone())
            .collect();
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            let title = match (new.len(), again.len()) {
                (n, 0) => format!("Add {}", wording::counted(n, "question", "questions")),
                (n, more) => format!("Add {n} new and {more} known questions"),
            };
            let button = egui::Button::new(title);
            if ui.add_enabled(new.len() + again.len() > 0, button).clicked() {
                add(cx, round, (new, again));
                self.is_open = false;
                self.cells.clear();
            }
            if self.scope == Scope::Selection && keys.is_empty() {
                widgets::secondary(ui, "Select nodes, links or mitigations on the graph first");
                if ui.button("Show the graph").clicked() {
                    cx.wishes.push(Wish::Show(Workspace::Model));
                }
            }
        });
    }

    fn scope_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            let choices = Scope::ALL.map(|scope| (scope, scope.title()));
            if let Some(scope) = widgets::segmented(ui, self.scope, &choices) {
                self.scope = scope;
            }
        });
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            for dimension in DIMENSIONS {
                let mut is_asked = !self.without.contains(&dimension);
                if ui.checkbox(&mut is_asked, wording::dimension(dimension)).changed() {
                    set(&mut self.without, &dimension, !is_asked);
                }
            }
        });
        ui.horizontal_wrapped(|ui| {
            for phase in cx.session.assessment().phases().iter() {
                let mut is_asked = self.chosen(cx.session).contains(&phase.id);
                if ui.checkbox(&mut is_asked, &phase.name).changed() {
                    self.phases = self.chosen(cx.session);
                    set(&mut self.phases, &phase.id, is_asked);
                }
            }
        });
    }

    fn chosen(&self, session: &Session) -> BTreeSet<Id<Phase>> {
        let phases = session.assessment().phases();
        let known: BTreeSet<Id<Phase>> =
            self.phases.iter().filter(|id| phases.contains(id)).cloned().collect();
        if known.is_empty() {
            return phases.at(session.phase()).map(|phase| phase.id.clone()).into_iter().collect();
        }
        known
    }

    /// The scores that are asked for.
    fn keys(&self, session: &Session) -> Vec<ScoreKey> {
        let document = session.assessment();
        if !self.cells.is_empty() {
            return self.cells.clone();
        }
        let nodes = document.nodes().iter().map(|node| Subject::Node(node.id.clone()));
        let links = document.links().iter().map(|link| Subject::Link(link.id.clone()));
        let mitigations = document.mitigations().iter().map(|m| Subject::Mitigation(m.id.clone()));
        let subjects: Vec<Subject> = match self.scope {
            Scope::Selection => {
                let all = nodes.chain(links).chain(mitigations);
                all.filter(|subject| session.selection().contains(subject)).collect()
            }
            Scope::Nodes => nodes.collect(),
            Scope::Links => links.collect(),
            Scope::Mitigations => mitigations.collect(),
        };
        let chosen = self.chosen(session);
        let phases: Vec<Id<Phase>> = document
            .phases()
            .iter()
            .map(|p| p.id.clone())
            .filter(|id| chosen.contains(id))
            .collect();
        scores(&subjects, &|dimension| !self.without.contains(&dimension), &phases)
    }
}

/// Puts something into a set, or takes it out.
fn set<T: Ord + Clone>(all: &mut BTreeSet<T>, one: &T, is_in: bool) {
    if is_in {
        all.insert(one.clone());
    } else {
        all.remove(one);
    }
}

/// The scores of elements in these dimensions and phases.
fn scores(
    subjects: &[Subject],
    is_asked: &dyn Fn(Dimension) -> bool,
    phases: &[Id<Phase>],
) -> Vec<ScoreKey> {
    let mut all = Vec::new();
    for subject in subjects {
        let dimensions: &[Dimension] = match subject {
            Subject::Node(_) => {
                &[Dimension::InitiallyMisaligned, Dimension::Stability, Dimension::Persistence]
            }
            Subject::Link(_) => &[Dimension::Likelihood],
            Subject::Mitigation(_) => &[Dimension::Effectiveness],
            _ => &[],
        };
        for dimension in dimensions.iter().copied().filter(|d| is_asked(*d)) {
            let key = |phase| ScoreKey { subject: subject.clone(), dimension, phase };
            if dimension == Dimension::InitiallyMisaligned {
                all.push(key(None));
            } else {
                all.extend(phases.iter().map(|phase| key(Some(phase.clone()))));
            }
        }
    }
    all
}

fn add(
    cx: &mut Cx<'_>,
    round: Option<&Round>,
    (new, again): (Vec<ScoreKey>, Vec<Id<PanelQuestion>>),
) {
    let document = cx.session.assessment();
    let mut taken: BTreeSet<Id<PanelQuestion>> = BTreeSet::new();
    let mut questions = Vec::new();
    for key in new {
        let id = question_id(document, &key.subject, &taken);
        taken.insert(id.clone());
        questions.push(PanelQuestion::new(id, Asked::Score(key)));
    }
    put(cx, round, (questions, again));
}

/// An id after the element that is asked about.
fn question_id(
    document: &Assessment,
    subject: &Subject,
    taken: &BTreeSet<Id<PanelQuestion>>,
) -> Id<PanelQuestion> {
    let panel = document.panel();
    let is_taken = |id: &Id<PanelQuestion>| panel.question(id).is_some() || taken.contains(id);
    Id::from_name(&format!("q {}", subject.id_str()), is_taken)
}

fn add_seed(ui: &Ui, cx: &mut Cx<'_>, round: Option<&Round>) {
    let panel = cx.session.assessment().panel();
    let id = Id::from_name("seed", |id| panel.question(id).is_some());
    let asked = Asked::Seed { axis: Axis::LogOdds, answer: 0.5 };
    let question = PanelQuestion::new(id, asked);
    put(cx, round, (vec![question], Vec::new()));
    widgets::want_field(ui, "Own words", true);
}

/// Adds questions to the panel and to the round, as one step.
fn put(
    cx: &mut Cx<'_>,
    round: Option<&Round>,
    (new, again): (Vec<PanelQuestion>, Vec<Id<PanelQuestion>>),
) {
    let ids: Vec<Id<PanelQuestion>> = new.iter().map(|q| q.id.clone()).chain(again).collect();
    let mut edits: Vec<Edit> =
        new.into_iter().map(|q| Edit::panel(PanelEdit::Question(q))).collect();
    if let Some(round) = round.filter(|round| super::is_changeable(round)) {
        let mut round = round.clone();
        round.questions.extend(ids);
        edits.push(Edit::panel(PanelEdit::Round(round)));
    }
    cx.edit(Edit::Named("add panel questions", edits));
}

/// The heading of what is asked.
pub(super) fn heading_ui(ui: &mut Ui, count: usize) {
    part_ui(ui, "Questions", &wording::counted(count, "question", "questions"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    #[test]
    fn each_element_is_asked_for_what_it_has() {
        let subjects = [
            Subject::Node(id("a")),
            Subject::Link(id("l")),
            Subject::Mitigation(id("m")),
            Subject::Phase(id("p")),
        ];
        let phases = [id("p"), id("q")];
        let all = scores(&subjects, &|_| true, &phases);
        let told: Vec<(Dimension, bool)> =
            all.iter().map(|key| (key.dimension, key.phase.is_some())).collect();
        let twice = |dimension| [(dimension, true); 2];
        let wanted = [
            &[(Dimension::InitiallyMisaligned, false)][..],
            &twice(Dimension::Stability),
            &twice(Dimension::Persistence),
            &twice(Dimension::Likelihood),
            &twice(Dimension::Effectiveness),
        ];
        assert_eq!(told, wanted.concat());
        let some = scores(&subjects, &|d| d == Dimension::Likelihood, &phases[..1]);
        assert_eq!(some.len(), 1);
    }
}
