//! Where everything is in the window.

use eframe::egui::{self, Frame, Margin, Panel as Bar, Ui, Vec2};

use super::documents::View;
use crate::{
    session::{Panel, Workspace},
    ui::{
        dock::Dock,
        panels::{inspector, notices, outline, problems, status, tabs, timeline, top_bar},
        view::Cx,
        welcome::Welcome,
    },
};

/// Height of the top bar.
const TOP_BAR_HEIGHT: f32 = 48.0;
/// Height of the row of tabs, shown where several documents are open.
const TABS_HEIGHT: f32 = 34.0;

/// Shows all of it.
pub(super) fn lay_out(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (view, dock): (&mut View, &mut Dock),
    (tabs, active): (&[tabs::Shown], usize),
) {
    let bar = Frame::new().fill(cx.tokens.surface).inner_margin(Margin::symmetric(12, 0));
    Bar::top("top bar")
        .exact_size(TOP_BAR_HEIGHT)
        .frame(bar)
        .show(ui, |ui| top_bar::top_bar_ui(ui, cx, view.workspace));
    if tabs.len() > 1 {
        Bar::top("tabs")
            .exact_size(TABS_HEIGHT)
            .frame(bar)
            .show(ui, |ui| tabs::tabs_ui(ui, cx, tabs, active));
    }
    let is_graph = view.workspace == Workspace::Model;
    let zoom = is_graph.then(|| view.model.zoom_shown());
    Bar::bottom("status bar")
        .exact_size(status::HEIGHT)
        .frame(bar)
        .show(ui, |ui| status::status_ui(ui, cx, zoom));
    if view.workspace != Workspace::Scores {
        view.scores.leave();
    }
    let scene = (view.workspace, cx.session.number());
    let tokens = cx.tokens;
    dock.ui(ui, scene, tokens, &mut |ui, panel| panel_ui(ui, cx, view, panel));
    let floor = dock.places().get(&Panel::Workspace).map_or(0.0, egui::Rect::bottom);
    notices::notices_ui(ui, cx, ui.ctx().content_rect().bottom() - floor);
}

/// Shows the welcome page instead.
pub(super) fn greet(ui: &mut Ui, cx: &mut Cx<'_>, welcome: &mut Welcome) {
    welcome.ui(ui, cx);
    notices::notices_ui(ui, cx, 0.0);
}

/// The contents of a panel.
fn panel_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut View, panel: Panel) {
    match panel {
        Panel::Outline => {
            contained(ui, [12.0, 10.0], |ui| outline::outline_ui(ui, cx, &mut view.outline));
        }
        Panel::Inspector => {
            contained(ui, [14.0, 10.0], |ui| inspector::inspector_ui(ui, cx, &mut view.inspector));
        }
        Panel::Problems => {
            contained(ui, [14.0, 8.0], |ui| problems::problems_ui(ui, cx, &mut view.problems));
        }
        Panel::Timeline => {
            let is_playing = view.playing.is_on();
            contained(ui, [12.0, 6.0], |ui| timeline::timeline_ui(ui, cx, is_playing));
        }
        Panel::Workspace => match view.workspace {
            Workspace::Model => view.model.ui(ui, cx),
            Workspace::Scores => view.scores.ui(ui, cx),
            Workspace::Workshop => view.workshop.ui(ui, cx),
            Workspace::Results => view.results.ui(ui, cx),
            Workspace::Report => view.report.ui(ui, cx),
            workspace => view.argument.ui(ui, cx, workspace),
        },
    }
}

/// Shows contents within margins in exactly the place that the panel has: a wide content must not widen it.
fn contained(ui: &mut Ui, margin: [f32; 2], add: impl FnOnce(&mut Ui)) {
    let place = ui.max_rect().shrink2(Vec2::from(margin));
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt("contained"));
    child.shrink_clip_rect(place.expand(6.0));
    add(&mut child);
}
