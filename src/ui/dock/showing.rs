//! How panels, tabs and the lines between them look, and what is done to them.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{
    self, Align2, Color32, CornerRadius, Id, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    UiBuilder, Vec2, Visuals, WidgetInfo, WidgetText, accesskit::Role, vec2,
};
use egui_tiles::{
    Behavior, Container, EditAction, ResizeState, SimplificationOptions, TabState, Tabs, Tile,
    TileId, Tiles, UiResponse,
};

use super::{Wanted, fitting, fitting::GAP, grip, tree::tile_of};
use crate::{
    drawing::FontWeight,
    session::{Panel, Workspace},
    ui::{
        theme::{self, Tokens},
        widgets::{self, icon},
    },
};

/// Height of the row of tabs of panels that share a place.
pub(super) const TAB_BAR_HEIGHT: f32 = 30.0;
/// Width of the cross of a tab.
const CROSS: f32 = 18.0;

/// Shows the tree of panels once.
pub(super) struct Showing<'a> {
    scene: (u64, Workspace),
    tokens: &'static Tokens,
    /// The panels that are visible.
    others: Vec<Panel>,
    show: &'a mut dyn FnMut(&mut Ui, Panel),
    /// Rows and columns with no line that can be dragged.
    fixed: BTreeSet<u64>,
    /// Groups of tabs with a choice between them.
    choices: BTreeSet<u64>,
    pub(super) places: BTreeMap<Panel, Rect>,
    pub(super) wanted: Vec<Wanted>,
    pub(super) is_dropped: bool,
    pub(super) is_edited: bool,
    pub(super) is_resized: bool,
}

impl<'a> Showing<'a> {
    pub(super) fn new(
        scene: (u64, Workspace),
        tokens: &'static Tokens,
        others: Vec<Panel>,
        show: &'a mut dyn FnMut(&mut Ui, Panel),
    ) -> Self {
        Self {
            scene,
            tokens,
            others,
            show,
            fixed: BTreeSet::new(),
            choices: BTreeSet::new(),
            places: BTreeMap::new(),
            wanted: Vec::new(),
            is_dropped: false,
            is_edited: false,
            is_resized: false,
        }
    }

    /// Finds the rows and columns in which fewer than two parts can change their size, and the tabs to choose between.
    pub(super) fn look_at(&mut self, tiles: &Tiles<Panel>) {
        for (id, tile) in tiles.iter() {
            if fitting::bar_of(tiles, *id) > 0.0 {
                self.choices.insert(id.0);
            }
            if let Tile::Container(Container::Linear(linear)) = tile {
                let axis = fitting::axis_of(linear.dir);
                let children = fitting::visible_children(tiles, *id);
                let soft = children.iter().filter(|child| !fitting::is_rigid(tiles, **child, axis));
                if soft.count() < 2 {
                    self.fixed.insert(id.0);
                }
            }
        }
    }

    fn title(&self, panel: Panel) -> &'static str {
        if panel == Panel::Workspace { self.scene.1.title() } else { panel.title() }
    }

    fn title_of(&self, tiles: &Tiles<Panel>, id: TileId) -> String {
        match tiles.get(id) {
            Some(Tile::Pane(panel)) => self.title(*panel).to_owned(),
            Some(Tile::Container(container)) => {
                let titles: Vec<String> =
                    container.children().map(|child| self.title_of(tiles, *child)).collect();
                titles.join(", ")
            }
            None => String::new(),
        }
    }

    fn paint_tab(&self, ui: &Ui, response: &Response, is_active: bool, (title, room): (&str, f32)) {
        let (tokens, rect) = (self.tokens, response.rect);
        let color = if is_active { tokens.text } else { tokens.secondary };
        let weight = if is_active { FontWeight::Medium } else { FontWeight::Regular };
        if response.hovered() && !is_active {
            let ground = rect.shrink2(vec2(2.0, 3.0));
            let radius = CornerRadius::same(theme::RADIUS_ROW);
            ui.painter().rect_filled(ground, radius, tokens.sunken);
        }
        let title = widgets::elided(ui, title, theme::font(weight, theme::SMALL), color, room);
        let at = egui::pos2(rect.left() + 12.0, rect.center().y - title.size().y / 2.0);
        ui.painter().galley(at, title, color);
        if is_active {
            let line = rect.x_range().shrink(8.0);
            let stroke = Stroke::new(2.0, tokens.accent);
            ui.painter().hline(line, rect.bottom() - 1.0, stroke);
        }
        widgets::focus_ring(ui, response, rect.shrink(3.0), theme::RADIUS_ROW);
    }

    /// Where what is dragged will be: tabs with a group are tabs with its workspace, or with its first panel.
    fn landing(&self, group: Option<Rect>, preview: Rect) -> Rect {
        let is_tabs = group.is_some_and(|group| {
            let inner = group.split_top_bottom_at_y(group.top() + TAB_BAR_HEIGHT).1;
            (inner.min - preview.min).length() < 1.0 && (inner.max - preview.max).length() < 1.0
        });
        let mut within = self.places.iter().filter(|(_, place)| preview.contains(place.center()));
        let workspace = self.places.get(&Panel::Workspace);
        let workspace = workspace.filter(|place| preview.contains(place.center()));
        let first = within.next().map(|(_, place)| place);
        match (is_tabs, workspace.or(first)) {
            (true, Some(place)) => *place,
            _ => preview,
        }
    }

    /// The cross that hides a panel, at the end of its tab.
    fn cross_ui(&mut self, ui: &Ui, tab: &Response, panel: Panel) {
        let at = egui::pos2(tab.rect.right() - 14.0, tab.rect.center().y);
        let rect = Rect::from_center_size(at, Vec2::splat(CROSS));
        let cross = ui.interact(rect, tab.id.with("cross"), Sense::click());
        let name = format!("Hide {}", panel.title().to_lowercase());
        cross.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if tab.hovered() || cross.hovered() || cross.has_focus() {
            if cross.hovered() {
                ui.painter().rect_filled(rect, theme::RADIUS_ROW, self.tokens.line);
            }
            let (font, color) = (theme::icon_font(12.0), self.tokens.secondary);
            ui.painter().text(at, Align2::CENTER_CENTER, icon::CLOSE, font, color);
        }
        widgets::focus_ring(ui, &cross, rect, theme::RADIUS_ROW);
        if cross.clicked() || tab.middle_clicked() {
            self.wanted.push(Wanted::Hide(panel));
        }
    }
}

impl Behavior<Panel> for Showing<'_> {
    fn pane_ui(&mut self, ui: &mut Ui, _: TileId, panel: &mut Panel) -> UiResponse {
        let (panel, place) = (*panel, ui.max_rect());
        self.places.insert(panel, place);
        let tokens = self.tokens;
        let ground = if panel == Panel::Workspace { tokens.canvas } else { tokens.surface };
        ui.painter().rect_filled(place, 0.0, ground);
        // What a panel keeps by id is its own in each document, wherever the panel is moved.
        let id = Id::unique(("panel", self.scene.0, panel));
        let name = format!("{} panel", self.title(panel));
        let builder = UiBuilder::new()
            .scope_id(id)
            .max_rect(place)
            .accessibility_role(Role::Region)
            .accessibility_label(name);
        let mut child = ui.new_child(builder);
        child.shrink_clip_rect(place);
        if panel == Panel::Workspace {
            (self.show)(&mut child, panel);
            return UiResponse::None;
        }
        let handle = grip::grip(&child, panel, (place, &self.others), &mut self.wanted);
        (self.show)(&mut child, panel);
        grip::paint(&child, &handle, place, tokens);
        if handle.drag_started() { UiResponse::DragStarted } else { UiResponse::None }
    }

    fn tab_title_for_pane(&mut self, panel: &Panel) -> WidgetText {
        self.title(*panel).into()
    }

    fn tab_ui(
        &mut self,
        tiles: &mut Tiles<Panel>,
        ui: &mut Ui,
        id: Id,
        tile: TileId,
        state: &TabState,
    ) -> Response {
        let title = self.title_of(tiles, tile);
        let panel = tiles.get_pane(&tile).copied();
        let closable = panel.filter(|panel| *panel != Panel::Workspace);
        let font = theme::font(FontWeight::Medium, theme::SMALL);
        let text = widgets::elided(ui, &title, font, self.tokens.text, 160.0).size().x;
        let width = text + 26.0 + if closable.is_some() { CROSS } else { 0.0 };
        let (_, rect) = ui.allocate_space(vec2(width, ui.available_height()));
        let sense = if closable.is_some() { Sense::click_and_drag() } else { Sense::click() };
        let response = ui.interact(rect, id, sense);
        let is_active = state.active;
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_active, &title));
        if !state.is_being_dragged {
            self.paint_tab(ui, &response, is_active, (&title, text));
        }
        if let Some(panel) = closable {
            self.cross_ui(ui, &response, panel);
            let (others, wanted) = (&self.others, &mut self.wanted);
            response.context_menu(|ui| grip::menu_ui(ui, panel, others, wanted));
        }
        if response.drag_started() {
            self.on_edit(EditAction::TileDragged);
        }
        response
    }

    fn drag_ui(&mut self, tiles: &Tiles<Panel>, ui: &mut Ui, tile: TileId) {
        let title = self.title_of(tiles, tile);
        let frame = egui::Frame::popup(ui.style()).corner_radius(theme::RADIUS_CONTROL);
        frame.show(ui, |ui| ui.label(widgets::strong(title)));
    }

    fn top_bar_right_ui(
        &mut self,
        _: &Tiles<Panel>,
        ui: &mut Ui,
        _: TileId,
        _: &Tabs,
        _: &mut f32,
    ) {
        let bar = ui.max_rect();
        ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, self.tokens.hairline());
    }

    // A tile is not among the tiles while it is shown: only its number is known.
    fn is_tile_draggable(&self, _: &Tiles<Panel>, tile: TileId) -> bool {
        let mut movable = Panel::ALL.into_iter().filter(|panel| *panel != Panel::Workspace);
        movable.any(|panel| tile_of(panel) == tile)
    }

    fn is_container_resizable(&self, _: &Tiles<Panel>, id: TileId) -> bool {
        !self.fixed.contains(&id.0)
    }

    fn is_tab_bar_visible(&self, id: TileId, _: &Tabs) -> bool {
        self.choices.contains(&id.0)
    }

    fn tab_bar_height(&self, _: &egui::Style) -> f32 {
        TAB_BAR_HEIGHT
    }

    fn tab_bar_color(&self, _: &Visuals) -> Color32 {
        self.tokens.surface
    }

    fn gap_width(&self, _: &egui::Style) -> f32 {
        GAP
    }

    fn min_size(&self) -> f32 {
        82.0
    }

    fn resize_stroke(&self, _: &egui::Style, state: ResizeState) -> Stroke {
        match state {
            ResizeState::Idle => Stroke::new(GAP, self.tokens.line),
            ResizeState::Hovering => Stroke::new(2.0, self.tokens.accent_mid),
            ResizeState::Dragging => Stroke::new(2.0, self.tokens.accent),
        }
    }

    fn dragged_overlay_color(&self, _: &Visuals) -> Color32 {
        self.tokens.surface.gamma_multiply(0.7)
    }

    fn drag_preview_color(&self, _: &Visuals) -> Color32 {
        self.tokens.accent.gamma_multiply(0.16)
    }

    fn drag_preview_stroke(&self, _: &Visuals) -> Stroke {
        Stroke::new(1.5, self.tokens.accent)
    }

    fn paint_drag_preview(
        &self,
        visuals: &Visuals,
        painter: &egui::Painter,
        group: Option<Rect>,
        preview: Rect,
    ) {
        let place = self.landing(group, preview);
        let (fill, stroke) = (self.drag_preview_color(visuals), self.drag_preview_stroke(visuals));
        painter.rect(place.shrink(2.0), theme::RADIUS_ROW, fill, stroke, StrokeKind::Inside);
    }

    fn cycle_tabs_with_keyboard(&self) -> bool {
        false
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions { flatten_tabs_in_tabs: true, ..SimplificationOptions::default() }
    }

    fn on_edit(&mut self, action: EditAction) {
        match action {
            EditAction::TileResized => self.is_resized = true,
            EditAction::TileDropped => self.is_dropped = true,
            EditAction::TabSelected => self.is_edited = true,
            EditAction::TileDragged => {}
        }
    }
}
