//! A ballot that was opened as a file: the questions for one expert, and nothing else of any document.

use std::path::PathBuf;

use eframe::egui::{self, Margin, Ui};

use super::form::{Entry, entry_ui};
use crate::{
    formats::ballot::{Ballot, Given},
    report::wording,
    session::{Action, clock},
    ui::{
        view::{Cx, Wish},
        widgets,
    },
};

/// Widest column of text.
const WIDTH: f32 = 760.0;

/// A ballot with what is typed into it.
#[derive(Debug)]
pub struct BallotView {
    path: PathBuf,
    ballot: Ballot,
    /// What is typed, by place of the question.
    entries: Vec<Entry>,
    /// What stands in the file.
    saved: Vec<Entry>,
    problem: Option<String>,
}

impl BallotView {
    /// A ballot as it was read from a file.
    pub fn new(path: PathBuf, ballot: Ballot) -> Self {
        let entry = |asking: &crate::formats::ballot::Asking| {
            let given = ballot.answers.iter().find(|given| given.question == asking.id);
            given.map(|given| Entry::of(given, asking.axis)).unwrap_or_default()
        };
        let entries: Vec<Entry> = ballot.questions.iter().map(entry).collect();
        Self { path, saved: entries.clone(), entries, ballot, problem: None }
    }

    /// Whether something was typed that is not in the file.
    pub fn is_dirty(&self) -> bool {
        self.entries != self.saved
    }

    /// Shows the ballot; whether it is to be closed.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let mut is_over = false;
        let frame = egui::Frame::new().fill(cx.tokens.surface).inner_margin(Margin::same(24));
        let bar = egui::Frame::new().fill(cx.tokens.sunken).inner_margin(Margin::symmetric(24, 10));
        egui::Panel::bottom("ballot").frame(bar).show(ui, |ui| is_over = self.bar_ui(ui, cx));
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            let scroll = egui::ScrollArea::vertical().auto_shrink(false);
            scroll.show(ui, |ui| super::column(ui, WIDTH, |ui| self.questions_ui(ui)));
        });
        is_over
    }

    fn questions_ui(&mut self, ui: &mut Ui) {
        let Ballot { title, round_name, pseudonym, questions, .. } = &self.ballot;
        ui.heading(title);
        let count = wording::counted(questions.len(), "question", "questions");
        widgets::secondary(ui, format!("{round_name} · {pseudonym} · {count}"));
        widgets::secondary(
            ui,
            "Answer for yourself, before you talk to the others. What you leave empty counts as not answered.",
        );
        for (place, (asking, entry)) in questions.iter().zip(&mut self.entries).enumerate() {
            ui.add_space(12.0);
            ui.separator();
            widgets::secondary(ui, format!("{} of {}", place + 1, questions.len()));
            let id = ui.make_persistent_id(("ballot", asking.id.as_str()));
            if entry_ui(ui, id, asking, entry) {
                self.problem = None;
            }
            if !entry.is_empty()
                && let Err(problem) = entry.read(asking.axis)
            {
                widgets::secondary(ui, problem);
            }
        }
    }

    fn bar_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let mut is_over = false;
        ui.horizontal_wrapped(|ui| {
            let answered = self.entries.iter().filter(|entry| !entry.is_empty()).count();
            if widgets::primary_button(ui, "Save the ballot").clicked() {
                self.save(cx);
            }
            let close = if self.is_dirty() { "Close without saving" } else { "Close" };
            is_over = ui.button(close).clicked();
            widgets::secondary(ui, format!("{answered} of {} answered", self.entries.len()));
            if let Some(problem) = &self.problem {
                ui.colored_label(cx.tokens.warning, problem);
            }
        });
        is_over
    }

    /// Writes what was answered to the file, if all of it can be read.
    fn save(&mut self, cx: &mut Cx<'_>) {
        match self.answers() {
            Ok(answers) => {
                self.ballot.answers = answers;
                self.saved.clone_from(&self.entries);
                self.problem = None;
                let action = Action::WriteBallot(self.path.clone(), Box::new(self.ballot.clone()));
                cx.wishes.push(Wish::Do(action));
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    fn answers(&self) -> Result<Vec<Given>, String> {
        let now = clock::moment();
        let mut all = Vec::new();
        for (place, (asking, entry)) in self.ballot.questions.iter().zip(&self.entries).enumerate()
        {
            if entry.is_empty() {
                continue;
            }
            let read = entry.read(asking.axis);
            let read = read.map_err(|problem| format!("Question {}: {problem}", place + 1))?;
            let fresh = Given {
                question: asking.id.clone(),
                answer: read.answer,
                confidence: read.confidence,
                rationale: read.rationale,
                recorded: now.clone(),
            };
            // What was not touched keeps its moment, so that saving twice changes nothing.
            let known = self.ballot.answers.iter().find(|given| given.question == asking.id);
            let is_same = |known: &&Given| {
                Given { recorded: known.recorded.clone(), ..fresh.clone() } == **known
            };
            all.push(known.filter(is_same).cloned().unwrap_or(fresh));
        }
        Ok(all)
    }
}
