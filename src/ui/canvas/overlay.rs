//! What lies over the graph: legend, small map, and a hint where there is nothing yet.

use eframe::egui::{
    self, Align2, CornerRadius, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2,
    WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::{
    drawing::{FontWeight, Frame, Ink, Point},
    ui::{
        canvas::{
            camera::Camera,
            far::Sheet,
            picture::{Picture, Revisions},
            show::Fill,
        },
        theme::{self, Tokens},
        view::{Cx, Highlight, Wish},
        widgets::{self, icon},
    },
};

/// Below this width of the canvas there is no room for the small map.
const MAP_WIDTH_MIN: f32 = 700.0;
const MAP_SIZE: Vec2 = vec2(156.0, 96.0);
/// More cards than this cannot be told apart on the small map.
const MAP_CARDS_MAX: usize = 2_000;
const SHOW_SIZE: Vec2 = vec2(58.0, 32.0);
const RAMP_SIZE: Vec2 = vec2(150.0, 8.0);
const LEGEND_HEIGHT: f32 = 34.0;
const EDGE: f32 = 16.0;

/// What the small map depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapKey {
    rect: Rect,
    revisions: Revisions,
}

/// Where the things over the graph are.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    /// The small map, where there is room for it.
    pub map: Option<Rect>,
    /// What opens the menu of what is shown.
    pub show: Rect,
    /// The legend's corner.
    legend: Rect,
}

impl Places {
    /// Where they are on a canvas.
    pub fn on(screen: Rect, has_nodes: bool) -> Self {
        let corner = screen.right_bottom() - Vec2::splat(EDGE);
        let has_map = has_nodes && screen.width() >= MAP_WIDTH_MIN;
        let map = has_map.then(|| Rect::from_min_max(corner - MAP_SIZE, corner));
        let right = map.map_or(corner.x, |map| map.left() - 8.0);
        let left_bottom = screen.left_bottom() + vec2(EDGE, -EDGE);
        let show_corner = pos2(right, corner.y);
        let show = Rect::from_min_max(show_corner - SHOW_SIZE, show_corner);
        let room = (show.left() - 16.0 - left_bottom.x).max(0.0);
        let legend_size = vec2(room.min(420.0), LEGEND_HEIGHT);
        let legend = Rect::from_min_size(left_bottom - vec2(0.0, LEGEND_HEIGHT), legend_size);
        Self { map, show, legend }
    }

    /// The part of a canvas that they leave free.
    pub fn free(screen: Rect) -> Rect {
        let mut free = screen.shrink2(vec2(6.0, 12.0));
        free.max.y -= LEGEND_HEIGHT + 8.0;
        free
    }
}

/// What the colors mean.
pub fn legend_ui(ui: &Ui, cx: &Cx<'_>, places: &Places, fill: Fill) {
    let rect = places.legend;
    if rect.width() < RAMP_SIZE.x {
        return;
    }
    let tokens = cx.tokens;
    let small = theme::font(FontWeight::Regular, theme::LABEL);
    let phase = cx.session.assessment().phases().at(cx.session.phase());
    let room = rect.width() - RAMP_SIZE.x - 20.0;
    let lines = fill.legend(phase.map_or("", |phase| &phase.name), cx.session);
    let lines = lines.map(|line| widgets::elided(ui, line, small.clone(), tokens.secondary, room));
    let wide = lines.iter().map(|line| line.size().x).fold(0.0, f32::max);
    let ground = Rect::from_min_size(
        rect.min - vec2(8.0, 6.0),
        vec2(RAMP_SIZE.x + wide + 28.0, LEGEND_HEIGHT + 10.0),
    );
    let painter = ui.painter();
    let radius = CornerRadius::same(theme::RADIUS_CONTROL);
    painter.rect_filled(ground, radius, tokens.canvas.gamma_multiply(0.9));
    let ramp = Rect::from_min_size(rect.min + vec2(0.0, 4.0), RAMP_SIZE);
    widgets::color_scale(painter, ramp, |share| fill.along(share, tokens));
    let below = rect.top() + 4.0 + RAMP_SIZE.y + 4.0;
    let right = rect.left() + RAMP_SIZE.x;
    let [low, high] = fill.ends();
    for (x, align, text) in [(rect.left(), Align2::LEFT_TOP, low), (right, Align2::RIGHT_TOP, high)]
    {
        painter.text(pos2(x, below), align, text, small.clone(), tokens.secondary);
    }
    for (line, top) in lines.into_iter().zip([rect.top() + 1.0, below]) {
        painter.galley(pos2(right + 12.0, top), line, tokens.secondary);
    }
}

/// Which route stands out, and a way to let it go.
pub fn route_ui(ui: &mut Ui, cx: &mut Cx<'_>, screen: Rect, route: &Highlight) {
    let tokens = cx.tokens;
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let room = (screen.width() - 2.0 * EDGE - 70.0).max(0.0);
    let title = widgets::elided(ui, &route.title, font, tokens.text, room);
    let at = screen.left_top() + Vec2::splat(EDGE);
    let ground = Rect::from_min_size(at, vec2(title.size().x + 66.0, 34.0));
    let radius = CornerRadius::same(theme::RADIUS_CONTROL);
    ui.painter().rect(ground, radius, tokens.surface, tokens.hairline(), StrokeKind::Inside);
    // Buttons sense clicks only: without this a press on one would begin a drag on the canvas below.
    ui.interact(ground, ui.scope_id().with("ground of the route"), Sense::DRAG);
    let middle = ground.left_center() + vec2(18.0, 0.0);
    let font = theme::icon_font(14.0);
    ui.painter().text(middle, Align2::CENTER_CENTER, icon::ROUTE, font, tokens.accent);
    let left = ground.left_center() + vec2(32.0, -title.size().y / 2.0);
    ui.painter().galley(left, title, tokens.text);
    let corner = ground.right_top() + vec2(-30.0, 4.0);
    let place = Rect::from_min_size(corner, Vec2::splat(widgets::ICON_BUTTON));
    let builder = UiBuilder::new().max_rect(place).id_salt("route on the canvas");
    ui.scope_builder(builder, |ui| {
        if widgets::icon_button(ui, icon::CLOSE, "Hide route").clicked() {
            cx.wishes.push(Wish::HideRoute);
        }
    });
}

/// The whole graph, small, with the part that is in view; gives the canvas point that was asked for.
pub fn map_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    rect: Rect,
    picture: &Picture,
    (camera, kept): (&Camera, &mut Sheet<MapKey>),
) -> Option<Point> {
    let tokens = cx.tokens;
    let response = ui.interact(rect, ui.scope_id().with("map"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Pane, true, "Map of the graph"));
    let radius = CornerRadius::same(theme::RADIUS_CONTROL);
    ui.painter().rect(rect, radius, tokens.surface, tokens.hairline(), StrokeKind::Inside);
    let visible = camera.visible();
    let whole = picture.scene().frame.grown(40.0);
    let inner = rect.shrink(8.0);
    let scale = (inner.size() / vec2(whole.width(), whole.height())).min_elem();
    let middle = whole.center();
    let place = |p: Point| inner.center() + vec2(p.x - middle.x, p.y - middle.y) * scale;
    let small = |frame: &Frame| Rect::from_min_max(place(frame.min), place(frame.max));
    let painter = ui.painter().with_clip_rect(rect.shrink(1.0));
    let key = MapKey { rect, revisions: picture.revisions() };
    let make = || small_cards(picture, (place(Point::default()), scale), tokens);
    painter.add(kept.at(key, rect.min, make));
    let view = small(&visible).intersect(rect.shrink(3.0));
    let fill = tokens.accent.gamma_multiply(0.05);
    painter.rect(view, 3.0, fill, Stroke::new(1.0, tokens.accent), StrokeKind::Inside);
    if response.hovered() {
        ui.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    let at = response.interact_pointer_pos().filter(|_| response.is_pointer_button_down_on())?;
    let from_middle = (at - inner.center()) / scale;
    Some(middle.moved(from_middle.x, from_middle.y))
}

/// All cards in one mesh; of very many only as many as a map of this size can show.
fn small_cards(picture: &Picture, (origin, scale): (Pos2, f32), tokens: &Tokens) -> egui::Mesh {
    let (scene, edges) = (picture.scene(), picture.edges());
    let step = scene.cards.len().div_ceil(MAP_CARDS_MAX).max(1);
    let plain = tokens.ink(Ink::Line);
    let mut mesh = egui::Mesh::default();
    mesh.reserve_vertices(scene.cards.len() / step * 4 + 4);
    mesh.reserve_triangles(scene.cards.len() / step * 2 + 2);
    let cards = scene.cards.iter().zip(edges).enumerate();
    for (place, (card, edge)) in cards.step_by(step) {
        if picture.is_hidden_node(place) {
            continue;
        }
        let corner = |p: Point| origin + vec2(p.x, p.y) * scale;
        let rect = Rect::from_min_max(corner(card.min), corner(card.max));
        let rect = Rect::from_center_size(rect.center(), rect.size().max(Vec2::splat(1.0)));
        let color = if *edge == plain { tokens.faint } else { *edge };
        let is_faded = picture.sifted().is_some_and(|sifted| !sifted.node(place));
        mesh.add_colored_rect(rect, if is_faded { color.gamma_multiply(0.25) } else { color });
    }
    mesh
}

/// What to do on an empty canvas.
pub fn hint_ui(ui: &Ui, cx: &Cx<'_>, screen: Rect) {
    let tokens = cx.tokens;
    let lines = [
        (
            "Double-click to add a node",
            theme::font(FontWeight::Medium, theme::HEADING),
            tokens.secondary,
        ),
        (
            "Drag from its edge to link it to the next",
            theme::font(FontWeight::Regular, theme::BODY),
            tokens.faint,
        ),
    ];
    let mut at = screen.center() - vec2(0.0, 16.0);
    for (text, font, color) in lines {
        ui.painter().text(at, Align2::CENTER_CENTER, text, font, color);
        at.y += 26.0;
    }
}
