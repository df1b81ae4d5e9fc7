//! The agenda: which question is talked about, how many minutes it has, and a clock that presses nobody.

use std::time::Duration;

use eframe::egui::{self, RichText, Ui};

use super::{asked, part_ui};
use crate::{
    model::{Id, PanelQuestion, Round},
    report::wording,
    ui::{
        theme,
        view::Cx,
        widgets::{self, Row, icon, icon_button},
    },
};

/// Minutes of a question that has none.
const MINUTES: u32 = 5;
/// Height of the list, so that what comes below it stays near.
const LIST_HEIGHT: f32 = 304.0;

/// What is talked about, and since when.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    question: Option<Id<PanelQuestion>>,
    /// Minutes of the question.
    minutes: u32,
    /// Seconds that ran before the clock was stopped.
    before: f64,
    /// When the clock was started.
    started: Option<f64>,
}

/// The time of the question that is talked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Clock {
    /// Seconds that are left; below 0 where it takes longer.
    pub(super) left: f64,
    /// Whether it runs.
    pub(super) is_running: bool,
}

impl Clock {
    /// `4:05`, and `+0:30` where it takes longer.
    pub(super) fn words(self) -> String {
        let seconds = self.left.abs().ceil() as u64;
        let sign = if self.left < 0.0 { "+" } else { "" };
        format!("{sign}{}:{:02}", seconds / 60, seconds % 60)
    }
}

impl Agenda {
    /// The question that is talked about.
    pub(super) fn question(&self) -> Option<&Id<PanelQuestion>> {
        self.question.as_ref()
    }

    /// The time of the question that is talked about; `None` while none is.
    pub(super) fn clock(&self, ui: &Ui) -> Option<Clock> {
        self.question.as_ref()?;
        let now = ui.input(|input| input.time);
        let ran = self.before + self.started.map_or(0.0, |since| now - since);
        let left = f64::from(self.minutes) * 60.0 - ran;
        Some(Clock { left, is_running: self.started.is_some() })
    }

    /// Shows the clock with what it counts, where one runs.
    pub(super) fn clock_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(clock) = self.clock(ui) else { return };
        if clock.is_running {
            ui.ctx().request_repaint_after(Duration::from_millis(500));
        }
        let color = if clock.left < 0.0 { cx.tokens.warning } else { cx.tokens.secondary };
        let (symbol, name) = if clock.is_running {
            (icon::PAUSE, "Stop the clock")
        } else {
            (icon::PLAY, "Start the clock")
        };
        if icon_button(ui, symbol, name).clicked() {
            self.toggle(ui);
        }
        let text = RichText::new(clock.words()).monospace().color(color);
        ui.label(text).on_hover_text("What is left of the time of this question");
    }

    fn toggle(&mut self, ui: &Ui) {
        let now = ui.input(|input| input.time);
        match self.started.take() {
            Some(since) => self.before += now - since,
            None => self.started = Some(now),
        }
    }

    fn take(&mut self, ui: &Ui, question: &PanelQuestion) {
        self.question = Some(question.id.clone());
        self.minutes = question.minutes.unwrap_or(MINUTES);
        self.before = 0.0;
        self.started = Some(ui.input(|input| input.time));
    }

    /// Shows the agenda of a round.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, round: &Round) {
        let document = cx.session.assessment();
        let all = asked(document.panel(), round);
        let minutes: u32 = all.iter().map(|q| q.minutes.unwrap_or(MINUTES)).sum();
        part_ui(ui, "Agenda", &format!("{minutes} min"));
        if all.is_empty() {
            super::empty_ui(ui, "The round asks nothing yet");
            return;
        }
        self.steps_ui(ui, &all);
        let scroll = egui::ScrollArea::vertical()
            .id_salt("agenda")
            .max_height(LIST_HEIGHT)
            .auto_shrink([false, true]);
        scroll.show(ui, |ui| {
            for question in &all {
                let figure = format!("{} min", question.minutes.unwrap_or(MINUTES));
                let name = wording::panel_title(document, question);
                let row = Row {
                    icon: widgets::WITHOUT_ICON,
                    icon_color: None,
                    name: &name,
                    figure: &figure,
                    is_selected: self.question.as_ref() == Some(&question.id),
                };
                if widgets::row(ui, &row).clicked() {
                    self.take(ui, question);
                }
            }
        });
    }

    /// Goes through the questions one after the other.
    fn steps_ui(&mut self, ui: &mut Ui, all: &[&PanelQuestion]) {
        let place = all.iter().position(|q| Some(&q.id) == self.question.as_ref());
        ui.horizontal_wrapped(|ui| {
            let next = place.map_or(0, |place| place + 1);
            let title = if place.is_none() { "Begin with the first" } else { "Next question" };
            let button = egui::Button::new(title);
            if ui.add_enabled(next < all.len(), button).clicked() {
                self.take(ui, all[next]);
            }
            if place.is_some() && ui.button("End of the agenda").clicked() {
                *self = Self::default();
            }
            if let Some(place) = place {
                let text = format!("Question {} of {}", place + 1, all.len());
                ui.label(RichText::new(text).size(theme::SMALL));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_reads_as_clocks_do() {
        let words = |left| Clock { left, is_running: true }.words();
        assert_eq!(words(300.0), "5:00");
        assert_eq!(words(64.2), "1:05");
        assert_eq!(words(0.0), "0:00");
        assert_eq!(words(-29.5), "+0:30");
    }
}
