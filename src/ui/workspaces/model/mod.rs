//! The Model workspace: the graph.

mod bearings;
mod carrying;
mod changing;
mod focusing;
mod looking;
mod painting;
mod pointing;
mod returning;
mod typing;

use std::sync::Weak;

use eframe::egui::{
    self, Id as UiId, PointerButton, Pos2, Response, Sense, Stroke, Ui, WidgetInfo, accesskit::Role,
};

use crate::{
    drawing::{Frame, Item, Point, card},
    model::{Assessment, Id, Pathway, Position, Subject},
    session::{Action, Gesture as UndoStep, Landing, Response as Known, Selection},
    ui::{
        canvas::{
            camera::{Camera, View},
            edits::{self, moving::Start},
            gesture::{Gesture, Grip, Pointer},
            guides::Snap,
            keys,
            menu::Menu,
            overlay::{self, Places},
            paint,
            picture::Picture,
            rename::{Editor, Progress},
            reword::Words,
            show::{self, Show},
            sight::Sheets,
            strip, tracing,
        },
        command::Command,
        view::{Cx, Highlight, Wish},
    },
};

/// With more nodes than this only those in view can be reached by the Tab key.
const REACHABLE_MAX: usize = 400;

/// A text that was asked for comes from the system within so many frames, or not at all.
const PASTE_FRAMES_MAX: u8 = 10;

/// What the Model workspace remembers.
#[derive(Debug, Default)]
pub struct ModelView {
    camera: Camera,
    picture: Picture,
    gesture: Gesture,
    drag: Option<Drag>,
    /// What was selected when a rectangle of selection began.
    selected_before: Selection,
    pointer: Pointer,
    editor: Option<Editor>,
    /// The words of a note or frame that are being edited.
    words: Option<Words>,
    menu: Option<Menu>,
    requests: Vec<Request>,
    /// The part of the screen that the whole graph was fitted to last, and the view that this gave.
    fitted: Option<(egui::Rect, View)>,
    /// The undo step that arrow keys add to while one is held.
    nudge: Option<UndoStep>,
    /// The space bar.
    tap: keys::Tap,
    /// Whether the focus came by the keyboard and is worth a ring.
    has_ring: bool,
    /// A route that stands out.
    highlight: Option<Highlight>,
    /// The pathway whose links a click takes in or out.
    traced: Option<Id<Pathway>>,
    /// What is in line with what is dragged, and as far apart.
    guides: Snap,
    /// Where the menu asked to paste; good for a few frames.
    paste_here: Option<(Position, u8)>,
    /// Whether the pointer is over the canvas.
    has_pointer: bool,
    /// What colors, dashes and marks tell.
    show: Show,
    bearings: bearings::Bearings,
    /// Meshes kept from frame to frame.
    kept: Sheets,
    /// An arrangement that was asked for: when it comes, the view follows it.
    awaited: Option<Awaited>,
    /// What is focused on, and what was looked at before.
    focusing: focusing::Focusing,
    /// Arrangements that it has followed.
    turns: returning::Turns,
}

/// Elements on the move.
#[derive(Clone, Debug)]
struct Drag {
    start: Start,
    step: UndoStep,
    /// The revision before the first move: a later one means that there is something to take back.
    revision: u64,
    /// What else is in view, for alignment.
    others: Vec<Frame>,
    /// The handle, if one is dragged and not elements.
    grip: Option<Grip>,
}

/// An arrangement under way.
#[derive(Clone, Debug)]
struct Awaited {
    /// The revision that it was asked of.
    revision: u64,
    /// Whether all nodes are arranged, not only those that are selected.
    is_whole: bool,
    /// The document that it was asked of.
    before: Weak<Assessment>,
}

/// What was asked for and is carried out at the next frame.
#[derive(Clone, Debug)]
enum Request {
    Zoom(Command),
    Change(Command),
    Center(Subject),
    Reveal(Subject),
    Way(Command),
    Show(View),
    Rename(Subject, Option<UndoStep>),
}

impl ModelView {
    /// Shows the graph.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        // What is out of view is left out before it becomes a mark: asking for the bounds of every mark, and of all that a
        // kept mesh holds, took as long as painting.
        ui.ctx().tessellation_options_mut(|options| options.coarse_tessellation_culling = false);
        let strip_bottom = ui.max_rect().top() + strip::HEIGHT;
        let (above, screen) = ui.max_rect().split_top_bottom_at_y(strip_bottom);
        self.keep_still(screen);
        self.picture.set_dashing(self.show.dashing);
        self.gather(cx);
        let times = ui.input(|input| (input.time - f64::from(input.stable_dt), input.time));
        let is_moving = self.is_moving();
        self.picture.update(cx.session, is_moving, times);
        self.sift(cx, is_moving);
        let has_panel = self.show.panel && !cx.session.assessment().panel().is_empty();
        if has_panel && matches!(cx.session.discussed(), Known::Unasked) {
            cx.act(Action::Discuss);
        }
        self.follow_focus();
        self.look();
        let canvas = ui.allocate_rect(screen, Sense::click_and_drag());
        let spoken = "Canvas: arrows move what is selected, Enter renames it";
        canvas.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, spoken));
        // Before what comes and goes, for menus are known by the order of the controls.
        self.strip_ui(ui, cx, above);
        let places = Places::on(screen, !self.picture.scene().nodes.is_empty());
        self.follow_selection(cx);
        self.follow_arrangement(cx);
        self.keep_trail(ui, cx);
        self.serve_requests(ui, cx);
        let nodes = self.nodes_ui(ui, cx, &canvas);
        self.point(ui, cx, &canvas, (&nodes, &places));
        self.scroll(ui, &canvas, &places);
        self.type_keys(ui, cx, &canvas, &nodes);
        let is_moving = self.camera.advance(ui.input(|input| input.time));
        self.look();
        self.paint(ui, cx, is_moving);
        self.focus_ring(ui, cx, &canvas);
        self.editor_ui(ui, cx);
        self.overlays_ui(ui, cx, &places);
        self.menu_ui(ui, cx);
        self.return_keys(&canvas);
        let left = |(at, frames): (Position, u8)| Some((at, frames.checked_sub(1)?));
        self.paste_here = self.paste_here.and_then(left);
    }

    /// Finds out what passes the filter, and what is sought.
    fn sift(&mut self, cx: &Cx<'_>, is_moving: bool) {
        let bearings::Bearings { find, filtering, .. } = &mut self.bearings;
        filtering.filter.retain_existing(cx.session.assessment());
        self.picture.sift(cx.session, (&filtering.filter, filtering.hides_rest), is_moving);
        if !is_moving {
            find.update(&cx.session.document().snapshot());
        }
    }

    fn look(&mut self) {
        self.picture
            .look(&self.camera.visible().grown(2.0 / self.camera.zoom()), self.camera.zoom());
    }

    /// Has elements bear how far the panel is apart about them.
    pub fn show_disagreement(&mut self) {
        self.show.panel = true;
    }

    /// Whether what is shown takes more than probabilities.
    pub fn wants_insights(&self) -> bool {
        self.show.wants_insights()
    }

    /// To be called when everything of a frame is laid out: has the frame made anew where text that came later has moved
    /// the glyphs in their texture.
    pub fn keep_glyphs(&self, ui: &Ui) {
        if self.kept.is_outgrown(ui.ctx()) {
            ui.ctx().request_discard("the texture of glyphs has grown");
        }
    }

    /// Whether elements or handles are on the move, by the pointer or by arrow keys.
    fn is_moving(&self) -> bool {
        matches!(self.gesture, Gesture::Moving(_) | Gesture::Gripping) || self.nudge.is_some()
    }

    /// Whether a drag is under way or a name is edited, during which shortcuts wait: Escape is for those first.
    pub fn is_busy(&self) -> bool {
        !self.gesture.is_idle() || self.editor.is_some() || self.words.is_some()
    }

    /// Forgets the camera: another document is open.
    pub fn forget(&mut self) {
        *self = Self { camera: self.camera, ..Self::default() };
    }

    /// Forgets what was painted in the colors of another theme.
    pub fn forget_colors(&mut self) {
        self.picture = Picture::default();
        self.kept = Sheets::default();
    }

    /// Brings an element into view at the next frame.
    pub fn center_on(&mut self, subject: Subject) {
        self.requests.push(Request::Center(subject));
    }

    /// Brings an element into view, unless all of it is there.
    pub fn reveal(&mut self, subject: Subject) {
        self.requests.push(Request::Reveal(subject));
    }

    /// Lets a route stand out, all of it in view, or none any more.
    pub fn highlight(&mut self, route: Option<Highlight>) {
        if route.is_some() {
            self.requests.push(Request::Zoom(Command::ZoomToFit));
        }
        if route.is_none() {
            self.show.ways.routes = false;
        }
        self.highlight = route;
    }

    /// How closely the graph is looked at: screen points per point of the canvas.
    pub fn zoom_shown(&self) -> f32 {
        self.camera.zoom()
    }

    /// Carries a zoom command out at the next frame.
    pub fn zoom(&mut self, command: Command) {
        self.requests.push(Request::Zoom(command));
    }

    /// Changes what is selected at the next frame.
    pub fn change(&mut self, command: Command) {
        self.requests.push(Request::Change(command));
    }

    /// Where something pasted should stand: where the menu asked for it, at the pointer, or in the middle of what is in
    /// view.
    pub fn landing(&self, is_in_place: bool) -> Landing {
        let at = if self.has_pointer { self.pointer.world } else { self.camera.view().center };
        let at = self.paste_here.map_or_else(|| edits::position(at), |(at, _)| at);
        if is_in_place { Landing::InPlace(at) } else { Landing::At(at) }
    }

    /// Opens the name of a node, or the words of a note, for editing on the canvas.
    pub fn rename(&mut self, subject: Subject) {
        self.requests.push(Request::Rename(subject, None));
    }

    /// The top left corner of a new card in the middle of what is in view.
    pub fn middle(&self) -> Position {
        let center = self.camera.view().center;
        edits::snapped(center.moved(-card::WIDTH / 2.0, -card::HEIGHT / 2.0))
    }

    /// Where a canvas point is on the screen.
    pub fn screen_from_world(&self, x: f64, y: f64) -> Pos2 {
        self.camera.screen_from_world(Point::new(x as f32, y as f32))
    }

    /// What is traced stays so only while its pathway is selected.
    fn follow_selection(&mut self, cx: &Cx<'_>) {
        let focus = cx.session.selection().focus();
        let is_focus = |id: &Id<Pathway>| focus == Some(&Subject::Pathway(id.clone()));
        if self.traced.as_ref().is_some_and(|id| !is_focus(id)) {
            self.traced = None;
        }
    }

    /// What stands out: a route that was asked for, or the selected pathway.
    fn standing_out(&self, cx: &Cx<'_>) -> Option<Highlight> {
        let pathway = || {
            let Some(Subject::Pathway(id)) = cx.session.selection().focus() else { return None };
            tracing::highlight(cx.session.assessment(), id)
        };
        let route = self.highlight.clone().or_else(pathway);
        route.or_else(|| show::routes(&self.show, cx.session))
    }

    /// A control for each node, collapsed zone, note and frame, so that keyboards and screen readers find them; the
    /// pointer is followed elsewhere.
    fn nodes_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, canvas: &Response) -> Vec<Response> {
        let scene = self.picture.scene();
        let cards = self.reachable().into_iter().map(|place| {
            let is_selected = self.picture.chosen().nodes.get(place) == Some(&true);
            (&scene.nodes[place], &scene.cards[place], is_selected)
        });
        let selection = cx.session.selection();
        let notes = scene.notes.iter().filter(|item| {
            self.camera.rect(&item.bounds).intersects(canvas.rect)
                || scene.notes.len() <= REACHABLE_MAX
        });
        let notes = notes.map(|item| (item, &item.bounds, selection.contains(&item.subject)));
        let mut responses = Vec::new();
        let mut out_of_view = Vec::new();
        for (item, card, is_selected) in notes.chain(cards) {
            let rect = self.camera.rect(card);
            let response = element_ui(ui, cx.wishes, canvas, (item, rect, is_selected));
            let is_whole = Places::free(canvas.rect).contains_rect(rect);
            if response.gained_focus() && !is_whole {
                out_of_view.push(Request::Center(item.subject.clone()));
            }
            responses.push(response);
        }
        self.requests.extend(out_of_view);
        responses
    }

    /// The places of the cards that the Tab key reaches: all of a small graph, of a large one those in view, and where
    /// those are too many to read, those of them that are selected.
    fn reachable(&self) -> Vec<usize> {
        let count = self.picture.scene().nodes.len();
        let is_shown = |place: &usize| !self.picture.is_hidden_node(*place);
        if count <= REACHABLE_MAX {
            return (0..count).filter(is_shown).collect();
        }
        let scene = self.picture.scene();
        let screen = self.camera.screen();
        let is_seen = |place: &usize| self.camera.rect(&scene.cards[*place]).intersects(screen);
        let seen = self.picture.sight().nodes.iter().map(|place| *place as usize).filter(is_seen);
        let is_near = self.camera.zoom() >= paint::NAMES_BELOW * 0.7;
        let chosen = &self.picture.chosen().nodes;
        let is_wanted = |place: &usize| is_near || chosen.get(*place) == Some(&true);
        let has_title = |place: &usize| !scene.nodes[*place].title.is_empty();
        let kept = seen.filter(is_wanted).filter(has_title);
        kept.take(REACHABLE_MAX).collect()
    }

    fn focus_ring(&self, ui: &Ui, cx: &Cx<'_>, canvas: &Response) {
        if self.has_ring && canvas.has_focus() {
            let stroke = Stroke::new(1.5, cx.tokens.accent);
            let rect = canvas.rect.shrink(1.0);
            ui.painter().rect_stroke(rect, 0.0, stroke, egui::StrokeKind::Inside);
        }
    }

    fn editor_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(words) = &mut self.words {
            let subject = Subject::Annotation(words.annotation().clone());
            let progress = match self.picture.bounds(&subject) {
                Some(frame) => words.ui(ui, cx, &self.camera, &frame),
                None => Progress::Done,
            };
            if progress == Progress::Done {
                self.words = None;
                self.bearings.wants_keys = ended_by_key(ui);
            }
        }
        let Some(editor) = &mut self.editor else { return };
        let progress = match self.picture.card(editor.node()) {
            Some(card) => editor.ui(ui, cx, &self.camera, &card),
            None => Progress::Done,
        };
        if progress == Progress::Done {
            self.editor = None;
            self.bearings.wants_keys = ended_by_key(ui);
        }
    }

    fn overlays_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, places: &Places) {
        if self.picture.scene().nodes.is_empty() {
            overlay::hint_ui(ui, cx, self.camera.screen());
        } else {
            overlay::legend_ui(ui, cx, places, self.show.fill);
            if self.camera.screen().contains_rect(places.show) {
                let is_asked_for = std::mem::take(&mut self.bearings.asks_show);
                show::show_ui(ui, cx, places.show, (&mut self.show, is_asked_for));
            }
        }
        let free = self.bearings_ui(ui, cx);
        if let Some(route) = &self.highlight {
            overlay::route_ui(ui, cx, free, route);
        } else if let Some(Subject::Pathway(id)) = cx.session.selection().focus() {
            let id = id.clone();
            let is_traced = self.traced.as_ref() == Some(&id);
            if tracing::bar_ui(ui, cx, free, (&id, is_traced)) {
                self.traced = (!is_traced).then_some(id);
            }
        } else if let Some(routes) = show::routes(&self.show, cx.session) {
            overlay::route_ui(ui, cx, free, &routes);
        }
        if let Some(rect) = places.map {
            let looks = (&self.camera, &mut self.kept.map);
            if let Some(center) = overlay::map_ui(ui, cx, rect, &self.picture, looks) {
                self.camera.jump_to(View { center, ..self.camera.view() });
            }
        }
    }

    fn menu_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(mut menu) = self.menu.take() else { return };
        let (chosen, is_open) = menu.ui(ui, cx, &self.camera);
        self.menu = is_open.then_some(menu);
        for intention in chosen {
            self.carry_out(ui, cx, intention);
        }
    }
}

/// The control of an element.
fn element_ui(
    ui: &Ui,
    wishes: &mut Vec<Wish>,
    canvas: &Response,
    (item, rect, is_selected): (&Item, egui::Rect, bool),
) -> Response {
    let id = node_ui_id(canvas, &item.subject);
    let response = ui.interact(rect.intersect(canvas.rect), id, Sense::click());
    response
        .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_selected, &item.title));
    let is_asked_for = response.clicked() && !response.clicked_by(PointerButton::Primary);
    if is_asked_for || (response.gained_focus() && !is_selected) {
        let selection = Selection::one(item.subject.clone());
        wishes.push(Wish::Do(Action::Select(selection)));
    }
    response
}

fn node_ui_id(canvas: &Response, subject: &Subject) -> UiId {
    canvas.id.with((subject.kind_name(), subject.id_str()))
}

/// Whether editing was ended by a key: then the keyboard goes back to the canvas.
fn ended_by_key(ui: &Ui) -> bool {
    use egui::Key;
    ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Escape))
}
