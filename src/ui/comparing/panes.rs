//! Both graphs side by side, seen through one camera.

use std::sync::Arc;

use eframe::egui::{
    self, Align2, EventFilter, Key, Modifiers, Rect, Response, Sense, StrokeKind, Ui, Vec2,
    WidgetInfo, accesskit::Role,
};

use super::marking::{self, Place};
use crate::{
    drawing::{FontWeight, Frame},
    model::{Assessment, Subject},
    report::{differences::Sides, wording},
    session::Selection,
    ui::{
        canvas::{
            camera::{Camera, View},
            gesture::Target,
            paint::{self, Brush},
            picture::Picture,
            show::Fill,
            sight::{Sheets, Stage},
        },
        theme::{self, Tokens},
        view::Cx,
        widgets,
    },
};

/// The closest that fitting goes.
const FIT_ZOOM_MAX: f32 = 1.0;
/// What is left around an element that is brought into view, in canvas units.
const AROUND: f32 = 90.0;
/// Height of the line with the name of a side.
const HEAD: f32 = 24.0;
/// So many screen points of the wheel zoom by a factor of e.
const WHEEL: f32 = 260.0;
/// How far arrow keys move the view, in screen points.
const STEP: f32 = 60.0;
/// More marked elements than this are not reached one by one by the keyboard: the list has them all.
const REACHABLE_MAX: usize = 200;

/// What both pictures show.
pub(super) struct Shown<'a> {
    /// Both versions.
    pub(super) documents: [&'a Arc<Assessment>; 2],
    /// What differs.
    pub(super) sides: &'a Sides,
    /// What stands out.
    pub(super) focus: Option<&'a Subject>,
    /// What the other version is called.
    pub(super) name: &'a str,
}

/// What was clicked on in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Click {
    /// Nothing.
    Ground,
    /// An element.
    On(Subject),
}

/// One side in a frame.
struct Spot<'a> {
    place: Place,
    rect: Rect,
    camera: &'a Camera,
    hovered: &'a Target,
}

#[derive(Debug, Default)]
struct Pane {
    picture: Picture,
    kept: Sheets,
}

/// The pictures, and where both are looked at from.
#[derive(Debug, Default)]
pub(super) struct Panes {
    both: [Pane; 2],
    camera: Camera,
    /// The size and the view of the whole that was shown last.
    fitted: Option<(Vec2, View)>,
    /// What is to be brought into view.
    wanted: Option<Subject>,
    /// The theme of what is kept.
    tokens: Option<&'static Tokens>,
}

impl Panes {
    /// Brings an element into view on both sides.
    pub(super) fn go_to(&mut self, subject: Subject) {
        self.wanted = Some(subject);
    }

    /// Shows both graphs whole.
    pub(super) fn fit(&mut self) {
        self.fitted = None;
    }

    /// One of the usual zooms closer, or further away.
    pub(super) fn zoom(&mut self, is_closer: bool) {
        self.camera.glide_to_zoom(self.camera.zoom_step(is_closer));
    }

    /// Shows both pictures; gives what was clicked on.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        shown: &Shown<'_>,
        rects: [Rect; 2],
    ) -> Option<Click> {
        if !self.tokens.is_some_and(|known| std::ptr::eq(known, cx.tokens)) {
            self.both = Default::default();
            self.tokens = Some(cx.tokens);
        }
        self.update(cx, shown);
        // Both are as large as each other, so that one camera does for both.
        self.camera.set_screen(inner(rects[0]));
        self.look_where_asked(ui);
        let mut clicked = None;
        for (place, rect) in Place::ALL.into_iter().zip(rects) {
            let response = self.pane_ui(ui, cx, shown, (place, rect));
            clicked = clicked.or(response);
        }
        clicked
    }

    /// To be called when everything of a frame is laid out.
    pub(super) fn keep_glyphs(&self, ui: &Ui) {
        if self.both.iter().any(|pane| pane.kept.is_outgrown(ui.ctx())) {
            ui.ctx().request_discard("the texture of glyphs has grown");
        }
    }

    fn update(&mut self, cx: &Cx<'_>, shown: &Shown<'_>) {
        let selection =
            shown.focus.map_or_else(Selection::default, |of| Selection::one(of.clone()));
        let phase = cx.session.assessment().phases().at(cx.session.phase());
        for (pane, document) in self.both.iter_mut().zip(shown.documents) {
            // The same phase on both sides, as far as both have it.
            let own = phase.and_then(|phase| document.phases().position(&phase.id));
            let phase = own.unwrap_or_else(|| cx.session.phase());
            pane.picture.update_alone(document, (cx.session, phase), &selection);
        }
    }

    fn look_where_asked(&mut self, ui: &Ui) {
        let screen = self.camera.screen();
        let is_outgrown =
            |(size, view): (Vec2, View)| size != screen.size() && view == self.camera.view();
        let frames = self.both.iter().map(|pane| pane.picture.scene());
        let frames = frames.filter(|scene| !scene.nodes.is_empty()).map(|scene| scene.frame);
        let whole = frames.reduce(|a, b| a.union(b));
        if let Some(whole) = whole.filter(|_| self.fitted.is_none_or(is_outgrown)) {
            let view = self.camera.view_of(&whole, screen.shrink(10.0), FIT_ZOOM_MAX);
            match self.fitted.replace((screen.size(), view)) {
                Some(_) => self.camera.jump_to(view),
                None if self.camera.view().zoom >= FIT_ZOOM_MAX => self.camera.jump_to(view),
                None => self.camera.glide_to(view),
            }
        }
        if let Some(subject) = self.wanted.take() {
            let frames = self.both.iter().filter_map(|pane| pane.picture.bounds(&subject));
            if let Some(frame) = frames.reduce(|a, b| a.union(b)) {
                self.bring_into_view(&frame);
            }
        }
        if self.camera.advance(ui.input(|input| input.time)) {
            ui.request_repaint();
        }
    }

    /// Where it stands on both sides, as closely as it can be read.
    fn bring_into_view(&mut self, frame: &Frame) {
        let zoom = self.camera.aim().zoom.clamp(paint::NAMES_BELOW * 1.3, FIT_ZOOM_MAX);
        let frame = frame.grown(AROUND);
        self.camera.glide_to(self.camera.view_of(&frame, self.camera.screen(), zoom));
    }

    fn pane_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        shown: &Shown<'_>,
        (place, rect): (Place, Rect),
    ) -> Option<Click> {
        let screen = inner(rect);
        let id = ui.scope_id().with(("pane", place.title()));
        let response = ui.interact(screen, id, Sense::click_and_drag());
        let spoken = spoken(shown, place);
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &spoken));
        let mut camera = self.camera;
        camera.set_screen(screen);
        self.move_camera(ui, &response, &mut camera);
        let number = usize::from(place == Place::There);
        let at = ui.input(|input| input.pointer.latest_pos());
        let at = at.filter(|_| response.contains_pointer());
        let hovered = at.map(|at| {
            let picture = &self.both[number].picture;
            picture.target(camera.world_from_screen(at), camera.zoom(), &[])
        });
        let hovered = hovered.unwrap_or_default();
        self.paint(ui, cx, shown, &Spot { place, rect, camera: &camera, hovered: &hovered });
        widgets::focus_ring(ui, &response, rect, theme::RADIUS_CONTROL);
        let clicked = self.marked_ui(ui, shown, place, &camera).map(Click::On);
        let pointed = || hovered.subject().map_or(Click::Ground, Click::On);
        let clicked = clicked.or_else(|| response.clicked().then(pointed));
        if let Some(words) = hovered.subject().and_then(|of| told(shown, &of)) {
            response.on_hover_text_at_pointer(words);
        }
        clicked
    }

    /// Follows the pointer, the wheel and the keys of one side; both go along.
    fn move_camera(&mut self, ui: &Ui, response: &Response, camera: &mut Camera) {
        let before = camera.view();
        if response.dragged() {
            camera.pan(response.drag_delta());
            ui.set_cursor_icon(egui::CursorIcon::Grabbing);
        }
        let at = ui.input(|input| input.pointer.latest_pos());
        if let Some(at) = at.filter(|_| response.contains_pointer()) {
            let (zoom, wheel) = ui.input(|i| (i.zoom_delta(), i.translation_delta()));
            let factor = zoom * libm::expf(wheel.y / WHEEL);
            if (factor - 1.0).abs() > f32::EPSILON {
                camera.zoom_at(at, factor);
            }
        }
        if response.has_focus() {
            let arrows = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
            let steps = [
                (Key::ArrowLeft, Vec2::RIGHT),
                (Key::ArrowRight, Vec2::LEFT),
                (Key::ArrowUp, Vec2::DOWN),
                (Key::ArrowDown, Vec2::UP),
            ];
            for (key, way) in steps {
                if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                    camera.pan(way * STEP);
                }
            }
        }
        if camera.view() != before {
            self.camera.jump_to(camera.view());
        }
    }

    fn paint(&mut self, ui: &Ui, cx: &Cx<'_>, shown: &Shown<'_>, spot: &Spot<'_>) {
        let Spot { place, rect, camera, hovered } = *spot;
        let tokens = cx.tokens;
        let painter = ui.painter();
        let radius = theme::RADIUS_CONTROL;
        painter.rect(rect, radius, tokens.canvas, tokens.hairline(), StrokeKind::Inside);
        head(ui, tokens, shown, (place, rect));
        let clip = camera.screen().intersect(ui.clip_rect());
        let brush = Brush::new(painter.with_clip_rect(clip), camera, tokens, false);
        let number = usize::from(place == Place::There);
        let [first, second] = &mut self.both;
        let (pane, other) = if number == 0 { (first, second) } else { (second, first) };
        pane.picture.look(&camera.visible().grown(2.0 / camera.zoom()), camera.zoom());
        let now = ui.input(|input| input.time);
        pane.picture.edge_colors(tokens, now, (Fill::Prevalence, cx.session));
        let marked = (shown.sides, shown.focus);
        marking::ghosts_ui(&brush, [&pane.picture, &other.picture], marked);
        let selection =
            shown.focus.map_or_else(Selection::default, |of| Selection::one(of.clone()));
        let stage = Stage {
            picture: &pane.picture,
            tokens,
            hovered,
            highlight: None,
            rewired: None,
            onto: None,
            is_moving: false,
            selection: &selection,
            cut: Vec::new(),
            found: &[],
        };
        stage.paint(&brush, &mut pane.kept, pane.picture.edges());
        marking::marks_ui(&brush, &pane.picture, marked, place);
        if pane.picture.scene().nodes.is_empty() {
            let font = theme::font(FontWeight::Regular, theme::BODY);
            let at = camera.screen().center();
            painter.text(at, Align2::CENTER_CENTER, "No nodes", font, tokens.faint);
        }
    }

    /// A control for each marked element in view, so that keyboards and screen readers find them.
    fn marked_ui(
        &self,
        ui: &Ui,
        shown: &Shown<'_>,
        place: Place,
        camera: &Camera,
    ) -> Option<Subject> {
        let number = usize::from(place == Place::There);
        let picture = &self.both[number].picture;
        let document = shown.documents[number];
        let mut clicked = None;
        let here = shown.sides.marks.iter().filter(|(subject, _)| document.contains(subject));
        for (subject, mark) in here.take(REACHABLE_MAX) {
            let is_card = !matches!(subject, Subject::Link(_));
            let Some(frame) = picture.bounds(subject).filter(|_| is_card) else { continue };
            let rect = camera.rect(&frame).intersect(camera.screen());
            if !rect.is_positive() {
                continue;
            }
            let id = ui.scope_id().with((place.title(), subject.kind_name(), subject.id_str()));
            let response = ui.interact(rect, id, Sense::click());
            let is_chosen = shown.focus == Some(subject);
            let name = document.label(subject);
            let spoken = format!("{}: {name}, {}", place.title(), mark.words());
            response.widget_info(|| {
                WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, &spoken)
            });
            widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
            let is_asked = response.clicked() || (response.gained_focus() && !is_chosen);
            clicked = clicked.or_else(|| is_asked.then(|| subject.clone()));
        }
        clicked
    }
}

/// Where the picture is within a pane.
fn inner(rect: Rect) -> Rect {
    let mut screen = rect.shrink(1.0);
    screen.min.y += HEAD;
    screen
}

/// The name of a side, above its picture.
fn head(ui: &Ui, tokens: &Tokens, shown: &Shown<'_>, (place, rect): (Place, Rect)) {
    let font = theme::font(FontWeight::SemiBold, theme::SMALL);
    let title = ui.painter().layout_no_wrap(place.title().to_owned(), font, tokens.text);
    let middle = rect.top() + 1.0 + HEAD / 2.0;
    let at = egui::pos2(rect.left() + 10.0, middle - title.size().y / 2.0);
    let left = at.x + title.size().x + 8.0;
    ui.painter().galley(at, title, tokens.text);
    let what = match place {
        Place::Here => "the open document",
        Place::There => shown.name,
    };
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let what = widgets::elided(ui, what, font, tokens.secondary, rect.right() - 10.0 - left);
    let at = egui::pos2(left, middle - what.size().y / 2.0);
    ui.painter().galley(at, what, tokens.secondary);
    let y = rect.top() + HEAD;
    ui.painter().hline(rect.x_range().shrink(1.0), y, tokens.hairline());
}

/// What became of an element, under the pointer.
fn told(shown: &Shown<'_>, subject: &Subject) -> Option<String> {
    let mark = shown.sides.marks.get(subject)?;
    let document = shown.documents.into_iter().find(|document| document.contains(subject))?;
    Some(format!("{}: {}", document.label(subject), mark.words()))
}

/// What a side shows, for those who do not see it.
fn spoken(shown: &Shown<'_>, place: Place) -> String {
    let number = usize::from(place == Place::There);
    let document = shown.documents[number];
    let nodes = wording::counted(document.nodes().len(), "node", "nodes");
    let links = wording::counted(document.links().len(), "link", "links");
    let marks = shown.sides.marks.keys();
    let marked = marks.filter(|of| of.is_on_canvas() && document.contains(of)).count();
    format!("{}: graph of {nodes} and {links}, {marked} marked", place.title())
}
