//! The most probable routes, in words and on a small picture of the graph.

use eframe::egui::{
    self, Color32, Rect, RichText, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::{
    Shown,
    section::{self, Rank, Section},
};
use crate::{
    analysis::{Route, RouteEvent, Routes, Step},
    drawing::{FontWeight, Frame},
    model::{Assessment, Edit, Id, Pathway, Subject},
    report::wording,
    session::Stage,
    ui::{
        canvas::{camera::Camera, paint::Brush, picture::Picture},
        theme::{self, Tokens},
        view::{Cx, Highlight, Wish},
        widgets::{self, icon},
    },
};

/// So many routes are shown at first.
const FIRST: usize = 5;
/// Height of a route: two lines.
const ROW: f32 = 42.0;
/// Height of the small picture.
const PICTURE: f32 = 150.0;

/// What the section remembers.
#[derive(Debug, Default)]
pub(super) struct RoutesView {
    shows_all: bool,
    /// The route whose steps are shown.
    open: Option<usize>,
    /// The route that stood out last: it stays so while the pointer is elsewhere.
    pointed: usize,
    picture: Picture,
    camera: Camera,
}

/// Shows the section.
pub(super) fn routes_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut RoutesView, shown: &Shown<'_>) {
    let section = Section {
        title: "Most probable routes",
        stage: Stage::Routes,
        rank: Rank::Card,
        height: 40.0 + PICTURE + FIRST as f32 * ROW,
    };
    let insight = shown.session.insights().routes.as_ref();
    section::section_ui(ui, shown, &section, insight, |ui, found| {
        found_ui(ui, cx, view, (shown, found));
    });
}

fn found_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut RoutesView,
    (shown, found): (&Shown<'_>, &Routes),
) {
    if found.routes.is_empty() {
        section::sentence_ui(ui, "No route leads to an outcome");
        return;
    }
    section::note_ui(ui, &ranking(found));
    ui.spacing_mut().item_spacing.y = 2.0;
    let pointed = view.pointed.min(found.routes.len() - 1);
    picture_ui(ui, cx, view, &highlight(shown, pointed, &found.routes[pointed]));
    let count = if view.shows_all { found.routes.len() } else { FIRST };
    for (place, route) in found.routes.iter().take(count).enumerate() {
        route_ui(ui, cx, view, shown, (place, route));
        if view.open == Some(place) {
            steps_ui(ui, cx, shown, (place, route));
        }
    }
    if found.routes.len() > FIRST {
        let more = format!("Show {} more", found.routes.len() - FIRST);
        let title = if view.shows_all { "Show fewer" } else { &more };
        if section::quiet_button(ui, title).clicked() {
            view.shows_all = !view.shows_all;
        }
    }
}

/// How far the ranking can be trusted.
fn ranking(found: &Routes) -> String {
    if found.is_exact {
        return "No other route is more probable. Routes overlap: they do not add up".to_owned();
    }
    format!(
        "The search stopped early: a route that is not listed can be more probable than the last \
         one listed by {} at most",
        wording::points(found.gap, 0.0).trim_start_matches('+')
    )
}

/// One route: the nodes along it, its probability, and how much of the headline it is.
fn route_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    view: &mut RoutesView,
    shown: &Shown<'_>,
    (place, route): (usize, &Route),
) {
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let is_open = view.open == Some(place);
    let chain = chain(shown.session.assessment(), route);
    let name = format!("{} · {chain}", place + 1);
    let notation = shown.session.preferences().notation;
    let probability = widgets::probability_in(route.probability, notation);
    let detail = detail(shown, route);
    let spoken = format!("Route {}: {chain}, {probability}, {detail}", place + 1);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_open, &spoken));
    section::follow_focus(ui, &response);
    if response.hovered() || response.has_focus() {
        view.pointed = place;
    }
    let is_pointed = view.pointed == place;
    section::ground_ui(ui, tokens, &response, rect, is_pointed);
    let color = if is_pointed { tokens.accent } else { tokens.text };
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let figure = widgets::elided(ui, &probability, font, color, 90.0);
    let at = egui::pos2(rect.right() - 6.0 - figure.size().x, rect.top() + 5.0);
    let room = at.x - rect.left() - 14.0;
    ui.painter().galley(at, figure, color);
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let title = widgets::elided(ui, &name, font, color, room);
    ui.painter().galley(rect.min + Vec2::new(6.0, 4.0), title, color);
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let below = widgets::elided(ui, &detail, font, tokens.secondary, rect.width() - 12.0);
    ui.painter().galley(rect.min + Vec2::new(6.0, 22.0), below, tokens.secondary);
    if response.clicked() {
        view.open = (!is_open).then_some(place);
        view.pointed = place;
    }
    response.on_hover_text(format!("{chain}\n{detail}\nClick for its steps"));
}

/// Share of the headline, when, and how often it can happen at other times.
fn detail(shown: &Shown<'_>, route: &Route) -> String {
    let headline = shown.analysis.pooled.any_outcome.last().map_or(0.0, |figure| figure.value);
    let mut parts = Vec::new();
    if headline > 0.0 {
        // The headline is simulated, the route is not: the share can come out above 1 by chance.
        let share = (route.probability / headline).min(1.0);
        parts.push(format!("{} of the headline", wording::percent(share)));
    }
    let first = route.steps.iter().find_map(|step| step.phase);
    let phase = first.and_then(|place| shown.analysis.phases.get(place));
    parts.extend(phase.map(|id| shown.phase_name(id)));
    match route.shifts.len() {
        0 => {}
        1 => parts.push("or 1 other time".to_owned()),
        n => parts.push(format!("or {n} other times")),
    }
    parts.join(" · ")
}

/// The nodes along a route, in the order in which they turn misaligned.
fn chain(document: &Assessment, route: &Route) -> String {
    let mut nodes = Vec::new();
    for step in &route.steps {
        let node = match (&step.element, step.event) {
            (Subject::Node(id), RouteEvent::Emergence | RouteEvent::InitialMisalignment) => id,
            (Subject::Link(id), RouteEvent::Opening) => match document.links().get(id) {
                Some(link) => &link.to,
                None => continue,
            },
            _ => continue,
        };
        if !nodes.contains(node) {
            nodes.push(node.clone());
        }
    }
    let names: Vec<String> =
        nodes.into_iter().map(|id| document.label(&Subject::Node(id))).collect();
    names.join(" → ")
}

/// A step in words; the arrow of a link says what it does.
fn step_words(document: &Assessment, step: &Step) -> String {
    let name = document.label(&step.element);
    match step.event {
        RouteEvent::Opening => name,
        event => format!("{name} {}", wording::route_event(event)),
    }
}

/// The steps of an open route, and what can be done with it.
fn steps_ui(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, (place, route): (usize, &Route)) {
    let document = shown.session.assessment();
    ui.push_id(("steps", place), |ui| {
        let mut phase = None;
        for step in &route.steps {
            if phase != Some(step.phase) {
                phase = Some(step.phase);
                let when = step.phase.and_then(|place| shown.analysis.phases.get(place));
                let when =
                    when.map_or_else(|| "From the start".to_owned(), |id| shown.phase_name(id));
                ui.add_space(3.0);
                label_ui(ui, &when, cx.tokens.secondary, 6.0);
            }
            label_ui(ui, &step_words(document, step), cx.tokens.text, 18.0);
        }
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            if ui.button("Show on canvas").clicked() {
                cx.wishes.push(Wish::ShowRoute(highlight(shown, place, route)));
            }
            let links = route.links();
            let button = egui::Button::new("Make it a pathway");
            if ui.add_enabled(!links.is_empty(), button).clicked() {
                let (edit, subject) = pathway(document, route);
                cx.edit(edit);
                cx.select(subject);
            }
        });
        ui.add_space(6.0);
    });
}

fn label_ui(ui: &mut Ui, text: &str, color: Color32, indent: f32) {
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.add_space(indent);
        let text = RichText::new(text).size(theme::SMALL).color(color);
        ui.add(egui::Label::new(text).truncate());
    });
}

/// The edit that names a route, and the pathway that it makes.
fn pathway(document: &Assessment, route: &Route) -> (Edit, Subject) {
    let outcome = document.label(&Subject::Node(route.outcome.clone()));
    let name = format!("Route to {outcome}");
    let id: Id<Pathway> = Id::from_name(&name, |id| document.pathways().contains(id));
    let pathway = Pathway {
        outcome: Some(route.outcome.clone()),
        ..Pathway::new(id.clone(), &name, route.links())
    };
    (Edit::put(pathway), Subject::Pathway(id))
}

/// What stands out on a picture of the graph.
fn highlight(shown: &Shown<'_>, place: usize, route: &Route) -> Highlight {
    let document = shown.session.assessment();
    let mut found =
        Highlight { links: route.links().into_iter().collect(), ..Highlight::default() };
    for step in &route.steps {
        if let Subject::Node(id) = &step.element {
            found.nodes.insert(id.clone());
        }
    }
    for link in found.links.iter().filter_map(|id| document.links().get(id)) {
        found.nodes.extend([link.from.clone(), link.to.clone()]);
    }
    let notation = shown.session.preferences().notation;
    let probability = widgets::probability_in(route.probability, notation);
    found.title = format!("Route {}, {probability}: {}", place + 1, chain(document, route));
    found
}

/// The whole graph, small, with the route; a click shows it on the canvas.
fn picture_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut RoutesView, route: &Highlight) {
    let size = Vec2::new(ui.available_width(), PICTURE);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let spoken = format!("Show on canvas: {}", route.title);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let tokens = cx.tokens;
    let edge = if response.hovered() { tokens.accent } else { tokens.line };
    let stroke = Stroke::new(1.0, edge);
    ui.painter().rect(rect, theme::RADIUS_CONTROL, tokens.surface, stroke, StrokeKind::Inside);
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_CONTROL);
    view.picture.update_whole(cx.session);
    view.camera.set_screen(rect);
    let whole = view.picture.scene().frame;
    view.camera.jump_to(view.camera.view_of(&whole, rect.shrink(10.0), 1.0));
    paint(ui, tokens, view, (rect, route));
    let at = rect.right_top() + Vec2::new(-16.0, 16.0);
    let font = theme::icon_font(13.0);
    let color = if response.hovered() { tokens.accent } else { tokens.secondary };
    ui.painter().text(at, egui::Align2::CENTER_CENTER, icon::FIT, font, color);
    if response.clicked() {
        cx.wishes.push(Wish::ShowRoute(route.clone()));
    }
    response.on_hover_text("Show on canvas");
}

fn paint(ui: &Ui, tokens: &'static Tokens, view: &RoutesView, (rect, route): (Rect, &Highlight)) {
    let painter = ui.painter().with_clip_rect(rect.shrink(1.0).intersect(ui.clip_rect()));
    let brush = Brush::new(painter.clone(), &view.camera, tokens, false);
    let scene = view.picture.scene();
    let is_of_route = |subject: &Subject| match subject {
        Subject::Link(id) => route.links.contains(id),
        Subject::Node(id) => route.nodes.contains(id),
        _ => false,
    };
    for link in scene.links.iter().filter(|link| !is_of_route(&link.subject)) {
        brush.emphasized(link, tokens.line);
    }
    for link in scene.links.iter().filter(|link| is_of_route(&link.subject)) {
        brush.emphasized(link, tokens.accent);
        brush.emphasized(link, tokens.accent);
    }
    let small = |card: &Frame| view.camera.rect(card);
    for (item, card) in scene.nodes.iter().zip(&scene.cards) {
        let place = small(card);
        let (ground, ink) = if is_of_route(&item.subject) {
            (tokens.accent, tokens.on_accent)
        } else {
            (tokens.sunken, tokens.secondary)
        };
        painter.rect_filled(place, 2.0, ground);
        let font = theme::font(FontWeight::Medium, (place.height() * 0.5).clamp(5.0, 9.0));
        let name = widgets::elided(ui, &item.title, font, ink, place.width() - 4.0);
        if place.width() > 24.0 {
            painter.galley(place.center() - name.size() / 2.0, name, ink);
        }
    }
}
