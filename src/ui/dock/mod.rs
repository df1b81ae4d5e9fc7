//! The panels of the window: moved by drag or by menu, put in tabs, resized, hidden and shown again.

mod fitting;
mod grip;
mod showing;
mod tree;

use std::collections::BTreeMap;

use eframe::egui::{self, Id, Rect, Ui};
use egui_tiles::Tree;

use crate::{
    session::{Panel, PanelArrangement, Panels, Side, Workspace},
    ui::theme::Tokens,
};
use fitting::{Fitting, LOW};
use showing::Showing;

/// Where the panels are, and what was done to them since they were last kept.
pub struct Dock {
    tree: Tree<Panel>,
    /// Sizes and what is hidden; of the arrangement the tree knows better.
    panels: Panels,
    /// In a small window those that were asked for last stay: the one to give way first comes first.
    recency: Vec<Panel>,
    places: BTreeMap<Panel, Rect>,
    is_changed: bool,
}

/// What was asked for at a panel's grip or tab.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wanted {
    Move(Panel, Side),
    Join(Panel, Panel),
    Hide(Panel),
    Resize(Panel, [f32; 2]),
    Reset,
}

impl Dock {
    /// The panels as they were kept.
    pub fn new(panels: Panels) -> Self {
        let recency = vec![Panel::Outline, Panel::Inspector, Panel::Problems, Panel::Timeline];
        let tree = tree::tree_of(&panels.arrangement);
        Self { tree, panels, recency, places: BTreeMap::new(), is_changed: false }
    }

    /// Shows all panels that are shown in a workspace and have room; `show` shows the contents of one.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        (workspace, document): (Workspace, u64),
        tokens: &'static Tokens,
        show: &mut dyn FnMut(&mut Ui, Panel),
    ) {
        let place = ui.available_rect_before_wrap();
        // Where pixels do not fall together with points, what is between panels is the color of their lines.
        ui.painter().rect_filled(place, 0.0, tokens.line);
        let room = place.size();
        let fitting = Fitting { panels: &self.panels, workspace, is_low: room.y < LOW };
        fitting.fit(&mut self.tree, room, &self.recency);
        let others = self.shown();
        let mut showing = Showing::new((document, workspace), tokens, others, show);
        showing.look_at(&self.tree.tiles);
        self.tree.ui(&mut showing, ui);
        let Showing { places, wanted, is_dropped, is_edited, is_resized, .. } = showing;
        self.places = places;
        if is_dropped {
            self.rearrange(PanelArrangement::with_plain_tabs);
        }
        if is_resized {
            fitting::keep_sizes(&self.tree, &mut self.panels);
        }
        self.is_changed |= is_edited || is_resized;
        for wanted in wanted {
            self.carry_out(wanted, workspace);
        }
    }

    /// The panels as they are, where they were changed and are to be kept.
    pub fn take_changes(&mut self, ui: &Ui) -> Option<Panels> {
        // A drag under way changes them in every frame.
        let is_settled = self.is_changed && !ui.input(|input| input.pointer.any_down());
        is_settled.then(|| {
            self.is_changed = false;
            self.panels.arrangement = tree::arrangement_of(&self.tree);
            self.panels.clone()
        })
    }

    /// The panels that are on the screen, with their places.
    pub fn places(&self) -> &BTreeMap<Panel, Rect> {
        &self.places
    }

    /// Hides a panel that is on the screen; shows one that is not.
    pub fn toggle(&mut self, panel: Panel, workspace: Workspace) {
        if self.places.contains_key(&panel) {
            self.panels.set_shown(panel, workspace, false);
            self.is_changed = true;
        } else {
            self.show(panel, workspace);
        }
    }

    /// Shows a panel: in front of its tabs, and others give way where there is little room.
    pub fn show(&mut self, panel: Panel, workspace: Workspace) {
        if self.places.contains_key(&panel) {
            return;
        }
        self.panels.set_shown(panel, workspace, true);
        if let Some(at) = self.recency.iter().position(|known| *known == panel) {
            self.recency.remove(at);
            self.recency.push(panel);
        }
        let tile = tree::tile_of(panel);
        self.tree.make_active(|id, _| id == tile);
        self.is_changed = true;
    }

    /// Puts everything back as it usually is.
    pub fn reset(&mut self) {
        *self = Self { is_changed: true, ..Self::new(Panels::default()) };
    }

    /// Puts a panel at a side, and shows it.
    pub fn put(&mut self, panel: Panel, side: Side) {
        self.rearrange(|arrangement| arrangement.with_at(panel, side));
    }

    /// Gives the keyboard to the next panel or the one before; whether that is the workspace, whose matter it is what of
    /// it takes the keyboard.
    pub fn step(&self, ui: &Ui, is_forward: bool) -> bool {
        let shown = tree::arrangement_of(&self.tree).panels();
        let shown: Vec<Panel> =
            shown.into_iter().filter(|panel| self.places.contains_key(panel)).collect();
        let focus = ui.memory(egui::Memory::focused);
        let at = focus.and_then(|id| ui.ctx().read_response(id)).map(|response| response.rect);
        let here = at.and_then(|rect| {
            shown.iter().position(|panel| self.places[panel].contains(rect.center()))
        });
        let count = shown.len().max(1);
        let next = match (here, is_forward) {
            (Some(here), true) => (here + 1) % count,
            (Some(here), false) => (here + count - 1) % count,
            (None, _) => 0,
        };
        match shown.get(next) {
            Some(Panel::Workspace) => {
                ui.memory_mut(|memory| focus.into_iter().for_each(|id| memory.surrender_focus(id)));
                true
            }
            Some(panel) => {
                ui.memory_mut(|memory| memory.request_focus(grip::id_of(*panel)));
                false
            }
            None => false,
        }
    }

    fn shown(&self) -> Vec<Panel> {
        let tiles = &self.tree.tiles;
        Panel::ALL.into_iter().filter(|panel| tiles.is_visible(tree::tile_of(*panel))).collect()
    }

    fn carry_out(&mut self, wanted: Wanted, workspace: Workspace) {
        match wanted {
            Wanted::Move(panel, side) => self.put(panel, side),
            Wanted::Join(panel, other) => {
                self.rearrange(|arrangement| arrangement.with_tabs(panel, other));
            }
            Wanted::Hide(panel) => {
                self.panels.set_shown(panel, workspace, false);
                self.is_changed = true;
            }
            Wanted::Resize(panel, [width, height]) => {
                let place = self.places.get(&panel).map_or(panel.usual_size(), |r| r.size().into());
                let wider = [place[0] + width, place[1] + height];
                fitting::set_size(&mut self.panels, panel, wider);
                self.is_changed = true;
            }
            Wanted::Reset => self.reset(),
        }
    }

    fn rearrange(&mut self, change: impl FnOnce(PanelArrangement) -> PanelArrangement) {
        self.tree = tree::tree_of(&change(tree::arrangement_of(&self.tree)));
        self.is_changed = true;
    }
}

/// Names the tree among all that egui knows.
fn tree_id() -> Id {
    Id::unique("panels of the window")
}
