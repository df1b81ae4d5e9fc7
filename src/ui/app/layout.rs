//! Where everything is in the window.

use eframe::egui::{self, CentralPanel, Frame, Margin, Panel, Ui};

use super::documents::View;
use crate::ui::{
    panels::{inspector, notices, outline, problems, tabs, timeline, top_bar},
    view::{Cx, Workspace},
};

/// Height of the top bar.
const TOP_BAR_HEIGHT: f32 = 48.0;
/// Height of the timeline.
const TIMELINE_HEIGHT: f32 = 82.0;
/// Height of the row of tabs, shown where several documents are open.
const TABS_HEIGHT: f32 = 34.0;

/// Shows all of it.
pub(super) fn lay_out(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut View,
    (tabs, active): (&[tabs::Shown], usize),
) {
    let panel = Frame::new().fill(cx.tokens.surface);
    Panel::top("top bar")
        .exact_size(TOP_BAR_HEIGHT)
        .frame(panel.inner_margin(Margin::symmetric(12, 0)))
        .show(ui, |ui| top_bar::top_bar_ui(ui, cx, view.workspace));
    if tabs.len() > 1 {
        Panel::top("tabs")
            .exact_size(TABS_HEIGHT)
            .frame(panel.inner_margin(Margin::symmetric(12, 0)))
            .show(ui, |ui| tabs::tabs_ui(ui, cx, tabs, active));
    }
    Panel::bottom("timeline")
        .exact_size(TIMELINE_HEIGHT)
        .frame(panel.inner_margin(Margin::symmetric(12, 6)))
        .show(ui, |ui| timeline::timeline_ui(ui, cx, view.playing.is_on()));
    // The sheet is an outline of its own, and needs the room.
    if view.workspace != Workspace::Scores {
        view.scores.leave();
        Panel::left("outline")
            .default_size(232.0)
            .size_range(180.0..=420.0)
            .frame(panel.inner_margin(Margin::symmetric(12, 10)))
            .show(ui, |ui| contained(ui, |ui| outline::outline_ui(ui, cx, &mut view.outline)));
    }
    if view.workspace == Workspace::Model || view.workspace == Workspace::Results {
        Panel::right("inspector")
            .default_size(316.0)
            .size_range(260.0..=560.0)
            .frame(panel.inner_margin(Margin::symmetric(14, 10)))
            .show(ui, |ui| {
                contained(ui, |ui| inspector::inspector_ui(ui, cx, &mut view.inspector));
            });
    }
    if view.shows_problems {
        Panel::bottom("problems")
            .default_size(180.0)
            .size_range(90.0..=420.0)
            .frame(panel.inner_margin(Margin::symmetric(14, 8)))
            .show(ui, |ui| problems::problems_ui(ui, cx, &mut view.problems));
    }
    let center = Frame::new().fill(cx.tokens.canvas);
    CentralPanel::default().frame(center).show(ui, |ui| match view.workspace {
        Workspace::Model => view.model.ui(ui, cx),
        Workspace::Scores => view.scores.ui(ui, cx),
        Workspace::Results => view.results.ui(ui, cx),
        Workspace::Report => view.report.ui(ui, cx),
    });
    notices::notices_ui(ui, cx, TIMELINE_HEIGHT);
}

/// Shows contents in exactly the place that the panel has: a wide content must not widen its panel.
fn contained(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let place = ui.available_rect_before_wrap();
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt("contained"));
    child.shrink_clip_rect(place.expand(6.0));
    add(&mut child);
    ui.advance_cursor_after_rect(place);
}
