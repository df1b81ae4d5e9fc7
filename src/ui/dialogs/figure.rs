//! Choosing what of the graph becomes a picture, and how.

use std::collections::BTreeSet;

use eframe::egui::{Grid, Ui};

use super::{Outcome, file::Purpose, heading};
use crate::{
    drawing::svg::Look,
    model::Subject,
    report::graph_figure::{GraphFigure, Numbers},
    session::{Session, picture::Finish},
    ui::{view::Cx, widgets},
};

/// Which part of the graph.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    Whole,
    Selection,
    Zone(Subject),
}

/// Which numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    ThisPhase,
    EachPhase,
    Structure,
}

/// What has been chosen so far.
#[derive(Debug)]
pub(super) struct FigureDialog {
    part: Part,
    shown: Shown,
    finish: Finish,
    is_png: bool,
    /// Selected nodes, zones and annotations when the dialog opened.
    selection: BTreeSet<Subject>,
}

impl FigureDialog {
    /// The selection where there is one, else the whole.
    pub(super) fn new(session: &Session) -> Self {
        let is_shown = |subject: &&Subject| {
            matches!(subject, Subject::Node(_) | Subject::Zone(_) | Subject::Annotation(_))
        };
        let selection: BTreeSet<Subject> =
            session.selection().subjects().iter().filter(is_shown).cloned().collect();
        Self {
            part: if selection.len() > 1 { Part::Selection } else { Part::Whole },
            shown: Shown::ThisPhase,
            finish: Finish::default(),
            is_png: true,
            selection,
        }
    }

    /// Shows the choices; with what to ask a file for, once that is decided.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> (Outcome, Option<Purpose>) {
        super::set_width(ui, 470.0);
        heading(ui, "Export a figure of the graph");
        Grid::new("figure").num_columns(2).spacing([16.0, 10.0]).show(ui, |ui| {
            ui.label("Part");
            self.part_ui(ui, cx);
            ui.end_row();
            ui.label("Numbers");
            let choices = [
                (Shown::ThisPhase, "This phase"),
                (Shown::EachPhase, "Every phase"),
                (Shown::Structure, "None"),
            ];
            if let Some(chosen) = widgets::segmented(ui, self.shown, &choices) {
                self.shown = chosen;
            }
            ui.end_row();
            ui.label("Colors");
            let choices = [(Look::Print, "Print"), (Look::Light, "Light"), (Look::Dark, "Dark")];
            if let Some(chosen) = widgets::segmented(ui, self.finish.look, &choices) {
                self.finish.look = chosen;
            }
            ui.end_row();
            ui.label("Format");
            if let Some(chosen) =
                widgets::segmented(ui, self.is_png, &[(true, "PNG"), (false, "SVG")])
            {
                self.is_png = chosen;
            }
            ui.end_row();
            ui.label("Resolution");
            ui.add_enabled_ui(self.is_png, |ui| {
                let choices = [(1.0, "96 dpi"), (2.0, "192 dpi"), (4.0, "384 dpi")];
                if let Some(chosen) = widgets::segmented(ui, self.finish.scale, &choices) {
                    self.finish.scale = chosen;
                }
            });
            ui.end_row();
        });
        ui.add_space(10.0);
        let mut outcome = (Outcome::Open, None);
        ui.horizontal(|ui| {
            if widgets::primary_button(ui, "Choose a file…").clicked() {
                let figure = self.figure(cx.session);
                let purpose = Purpose::Figure(Box::new(figure), self.finish, self.is_png);
                outcome = (Outcome::Closed, Some(purpose));
            }
            if ui.button("Cancel").clicked() {
                outcome = (Outcome::Closed, None);
            }
        });
        outcome
    }

    fn part_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let document = cx.session.assessment();
        let title = |part: &Part| match part {
            Part::Whole => "Whole graph".to_owned(),
            Part::Selection => format!("Selection ({})", self.selection.len()),
            Part::Zone(subject) => document.label(subject),
        };
        let shown_title = title(&self.part);
        let shown = widgets::Shown { title: &shown_title, icon: None, is_faint: false };
        let chosen = widgets::pick(ui, "Part", &shown, || {
            let zones = document.zones().iter().map(|z| Part::Zone(Subject::Zone(z.id.clone())));
            let selection = (!self.selection.is_empty()).then_some(Part::Selection);
            let all = [Part::Whole].into_iter().chain(selection).chain(zones);
            all.map(|key| widgets::Item { title: title(&key), icon: None, key }).collect()
        });
        if let Some(chosen) = chosen {
            self.part = chosen;
        }
    }

    fn figure(&self, session: &Session) -> GraphFigure {
        let subjects = match &self.part {
            Part::Whole => BTreeSet::new(),
            Part::Selection => self.selection.clone(),
            Part::Zone(subject) => BTreeSet::from([subject.clone()]),
        };
        let numbers = match self.shown {
            Shown::ThisPhase => Numbers::Phase(session.phase()),
            Shown::EachPhase => Numbers::EachPhase,
            Shown::Structure => Numbers::None,
        };
        GraphFigure { subjects, numbers }
    }
}
