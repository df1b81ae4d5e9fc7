//! The Model workspace: the graph.

use std::collections::BTreeSet;

use eframe::egui::{
    self, CursorIcon, Event, EventFilter, Id as UiId, PointerButton, Pos2, Response, Sense, Stroke,
    Ui, Vec2, WidgetInfo, accesskit::Role, vec2,
};

use crate::{
    drawing::Point,
    model::{Id, Link, Node, Position, Subject},
    session::{Action, Gesture as UndoStep, Selection},
    ui::{
        canvas::{
            camera::{self, Camera, View},
            edits::{self, Start},
            gesture::{
                Button, Clicks, Cursor, Gesture, Held, Input, Intention, LinkEnd, Pick, Pointer,
                Target, Wire,
            },
            keys,
            menu::Menu,
            overlay::{self, Places},
            paint::{self, Brush},
            picture::Picture,
            rename::{Editor, Progress},
            show::{self, Show},
            sight::Stage,
        },
        command::Command,
        view::{Cx, Highlight, Wish},
        widgets,
    },
};

/// The closest that fitting goes.
const FIT_ZOOM_MAX: f32 = 1.0;
/// The closest that fitting a selection goes.
const FIT_SELECTION_ZOOM_MAX: f32 = 1.5;
/// With more nodes than this only those in view can be reached by the Tab key.
const REACHABLE_MAX: usize = 400;

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
    menu: Option<Menu>,
    requests: Vec<Request>,
    /// The part of the screen that the whole graph was fitted to last, and the view that this gave.
    fitted: Option<(egui::Rect, View)>,
    /// The undo step that arrow keys add to while one is held.
    nudge: Option<UndoStep>,
    /// Whether the focus came by the keyboard and is worth a ring.
    has_ring: bool,
    /// A route that stands out.
    highlight: Option<Highlight>,
    /// What colors, dashes and marks tell.
    show: Show,
}

/// Nodes on the move.
#[derive(Clone, Debug)]
struct Drag {
    start: Start,
    step: UndoStep,
    /// The revision before the first move: a later one means that there is something to take back.
    revision: u64,
}

/// What was asked for and is carried out at the next frame.
#[derive(Clone, Debug)]
enum Request {
    Zoom(Command),
    Center(Subject),
    Rename(Subject, Option<UndoStep>),
}

impl ModelView {
    /// Shows the graph.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let screen = ui.max_rect();
        self.camera.set_screen(screen);
        self.picture.set_dashing(self.show.dashing);
        let times = ui.input(|input| (input.time - f64::from(input.stable_dt), input.time));
        self.picture.update(cx.session, self.is_moving(), times);
        self.look();
        let canvas = ui.allocate_rect(screen, Sense::click_and_drag());
        let spoken = "Canvas: arrows move what is selected, Enter renames it";
        canvas.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, spoken));
        let places = Places::on(screen, !self.picture.scene().nodes.is_empty());
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
    }

    fn look(&mut self) {
        self.picture
            .look(&self.camera.visible().grown(2.0 / self.camera.zoom()), self.camera.zoom());
    }

    /// Whether what is shown takes more than probabilities.
    pub fn wants_insights(&self) -> bool {
        self.show.wants_insights()
    }

    /// Whether nodes are on the move, by the pointer or by arrow keys.
    fn is_moving(&self) -> bool {
        matches!(self.gesture, Gesture::Moving(_)) || self.nudge.is_some()
    }

    /// Whether a drag is under way or a name is edited, during which shortcuts wait: Escape is for those first.
    pub fn is_busy(&self) -> bool {
        !self.gesture.is_idle() || self.editor.is_some()
    }

    /// Forgets the camera: another document is open.
    pub fn forget(&mut self) {
        *self = Self { camera: self.camera, ..Self::default() };
    }

    /// Brings an element into view at the next frame.
    pub fn center_on(&mut self, subject: Subject) {
        self.requests.push(Request::Center(subject));
    }

    /// Lets a route stand out, all of it in view, or none any more.
    pub fn highlight(&mut self, route: Option<Highlight>) {
        if route.is_some() {
            self.requests.push(Request::Zoom(Command::ZoomToFit));
        }
        self.highlight = route;
    }

    /// Carries a zoom command out at the next frame.
    pub fn zoom(&mut self, command: Command) {
        self.requests.push(Request::Zoom(command));
    }

    /// Opens the name of a node for editing on the canvas.
    pub fn rename(&mut self, subject: Subject) {
        self.requests.push(Request::Rename(subject, None));
    }

    /// The top left corner of a new card in the middle of what is in view.
    pub fn middle(&self) -> Position {
        use crate::drawing::card::{HEIGHT, WIDTH};
        edits::snapped(self.camera.view().center.moved(-WIDTH / 2.0, -HEIGHT / 2.0))
    }

    /// Where a canvas point is on the screen.
    pub fn screen_from_world(&self, x: f64, y: f64) -> Pos2 {
        self.camera.screen_from_world(Point::new(x as f32, y as f32))
    }

    fn serve_requests(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let screen = self.camera.screen();
        let is_outgrown =
            |(fitted, view): (egui::Rect, View)| fitted != screen && view == self.camera.view();
        // A view that nobody has moved since goes along with the window's size.
        if self.fitted.is_none_or(is_outgrown) {
            let view = self.fit();
            self.camera.jump_to(view);
        }
        for request in std::mem::take(&mut self.requests) {
            match request {
                Request::Zoom(command) => self.zoom_now(cx, command),
                Request::Center(subject) => self.center_now(&subject),
                Request::Rename(subject, step) => self.rename_now(ui, cx, subject, step),
            }
        }
    }

    fn zoom_now(&mut self, cx: &Cx<'_>, command: Command) {
        let free = Places::free(self.camera.screen());
        match command {
            Command::ZoomIn => self.camera.glide_to_zoom(self.camera.zoom_step(true)),
            Command::ZoomOut => self.camera.glide_to_zoom(self.camera.zoom_step(false)),
            Command::ZoomActual => self.camera.glide_to_zoom(1.0),
            Command::ZoomToSelection => {
                let selected = cx.session.selection().subjects().iter();
                let frames = selected.filter_map(|subject| self.picture.bounds(subject));
                if let Some(frame) = frames.reduce(|a, b| a.union(b)) {
                    let view = self.camera.view_of(&frame, free, FIT_SELECTION_ZOOM_MAX);
                    self.camera.glide_to(view);
                }
            }
            _ => {
                let view = self.fit();
                self.camera.glide_to(view);
            }
        }
    }

    /// The view of the whole graph.
    fn fit(&mut self) -> View {
        let screen = self.camera.screen();
        let whole = self.picture.scene().frame;
        let view = self.camera.view_of(&whole, Places::free(screen), FIT_ZOOM_MAX);
        self.fitted = Some((screen, view));
        view
    }

    fn center_now(&mut self, subject: &Subject) {
        if let Some(frame) = self.picture.bounds(subject) {
            let zoom = self.camera.zoom().max(paint::NAMES_BELOW);
            self.camera.glide_to(View { center: frame.center(), zoom });
        }
    }

    fn rename_now(&mut self, ui: &Ui, cx: &mut Cx<'_>, subject: Subject, step: Option<UndoStep>) {
        let Subject::Node(id) = &subject else {
            cx.wishes.push(Wish::Rename(subject));
            return;
        };
        if let Some(node) = cx.session.assessment().nodes().get(id) {
            let step = step.unwrap_or_else(|| widgets::new_gesture(ui));
            self.editor = Some(Editor::new(id.clone(), &node.name, step));
        }
    }

    /// A control for each node, so that keyboards and screen readers find them; the pointer is followed elsewhere.
    fn nodes_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, canvas: &Response) -> Vec<Response> {
        let scene = self.picture.scene();
        let seen = self.reachable();
        let mut responses = Vec::new();
        for place in seen {
            let (item, card) = (&scene.nodes[place], &scene.cards[place]);
            let rect = self.camera.rect(card);
            let id = node_ui_id(canvas, &item.subject);
            let response = ui.interact(rect.intersect(canvas.rect), id, Sense::click());
            let is_selected = self.picture.chosen().nodes.get(place) == Some(&true);
            response.widget_info(|| {
                WidgetInfo::selected(Role::ListBoxOption, true, is_selected, &item.title)
            });
            let is_asked_for = response.clicked() && !response.clicked_by(PointerButton::Primary);
            if is_asked_for || (response.gained_focus() && !is_selected) {
                cx.select(item.subject.clone());
            }
            let is_whole = Places::free(canvas.rect).contains_rect(rect);
            if response.gained_focus() && !is_whole {
                self.requests.push(Request::Center(item.subject.clone()));
            }
            responses.push(response);
        }
        responses
    }

    /// The places of the nodes that the Tab key reaches: all of a small graph, of a large one those in view, and where
    /// those are too many to read, those of them that are selected.
    fn reachable(&self) -> Vec<usize> {
        let count = self.picture.scene().nodes.len();
        if count <= REACHABLE_MAX {
            return (0..count).collect();
        }
        let seen = self.picture.sight().nodes.iter().map(|place| *place as usize);
        let is_near = self.camera.zoom() >= paint::NAMES_BELOW * 0.7;
        let chosen = &self.picture.chosen().nodes;
        let is_wanted = |place: &usize| is_near || chosen.get(*place) == Some(&true);
        let has_title = |place: &usize| !self.picture.scene().nodes[*place].title.is_empty();
        let kept = seen.filter(is_wanted).filter(has_title);
        kept.take(REACHABLE_MAX).collect()
    }

    /// Follows the pointer.
    fn point(
        &mut self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        canvas: &Response,
        (nodes, places): (&[Response], &Places),
    ) {
        let is_ours = std::iter::once(canvas).chain(nodes).any(is_pressed);
        let mut intentions = Vec::new();
        let events = ui.input(|input| input.events.clone());
        for event in &events {
            let Some((input, at)) = input_of(ui, event, is_ours) else { continue };
            if let Some(at) = at {
                let held = self.pointer.held;
                self.pointer = Pointer { held, ..self.pointer_at(cx, at) };
            }
            if matches!(input, Input::Press(_)) {
                ui.memory_mut(|memory| memory.request_focus(canvas.id));
                self.has_ring = false;
            }
            intentions.extend(self.gesture.take(input, &self.pointer));
        }
        self.pointer.held = held(ui, self.editor.is_some());
        let is_lost = !self.gesture.is_idle() && !ui.input(|input| input.pointer.any_down());
        if is_lost || ui.input(|input| input.multi_touch().is_some()) {
            intentions.extend(self.gesture.take(Input::Cancel, &self.pointer));
            if is_lost {
                self.gesture = Gesture::Idle;
            }
        }
        for intention in intentions {
            self.carry_out(ui, cx, intention);
        }
        self.hover(ui, cx, canvas, places);
    }

    fn pointer_at(&self, cx: &Cx<'_>, at: Pos2) -> Pointer {
        let world = self.camera.world_from_screen(at);
        let selection = cx.session.selection();
        let handles = selected_links(selection);
        let target = self.picture.target(world, self.camera.zoom(), &handles);
        let is_selected = target.subject().is_some_and(|subject| selection.contains(&subject));
        Pointer { screen: camera::point(at), world, target, is_selected, held: Held::default() }
    }

    /// Looks what lies under a pointer that rests, and shows what a press would do.
    fn hover(&mut self, ui: &Ui, cx: &Cx<'_>, canvas: &Response, places: &Places) {
        let at = ui.input(|input| input.pointer.latest_pos()).filter(|at| {
            let is_covered = places.bar.contains(*at)
                || places.show.contains(*at)
                || places.map.is_some_and(|map| map.contains(*at))
                || ui.ctx().layer_id_at(*at) != Some(ui.layer_id());
            canvas.contains_pointer() && !is_covered
        });
        let Some(at) = at else {
            if self.gesture.is_idle() {
                self.pointer.target = Target::Ground;
            }
            return;
        };
        self.pointer = Pointer { held: self.pointer.held, ..self.pointer_at(cx, at) };
        let icon = match self.gesture.cursor(&self.pointer) {
            Cursor::Plain => return,
            Cursor::Hand => CursorIcon::PointingHand,
            Cursor::Move => CursorIcon::Move,
            Cursor::Crosshair => CursorIcon::Crosshair,
            Cursor::Grab => CursorIcon::Grab,
            Cursor::Grabbing => CursorIcon::Grabbing,
            Cursor::Forbidden => CursorIcon::NotAllowed,
        };
        ui.set_cursor_icon(icon);
    }

    fn carry_out(&mut self, ui: &Ui, cx: &mut Cx<'_>, intention: Intention) {
        match intention {
            Intention::Pan(by) => self.camera.pan(vec2(by.x, by.y)),
            Intention::Pick(pick, subject) => pick_one(cx, pick, subject),
            Intention::PickNone => cx.act(Action::Select(Selection::default())),
            Intention::MarqueeBegins => self.selected_before = cx.session.selection().clone(),
            Intention::Marquee(frame, takes, pick) => {
                let taken = self.picture.taken(&frame, takes);
                self.select_taken(cx, taken, pick);
            }
            Intention::MarqueeCancelled => {
                cx.act(Action::Select(self.selected_before.clone()));
            }
            Intention::MoveBegins(anchor) => self.begin_move(ui, cx, anchor),
            Intention::Move(by, snaps) => self.move_to(cx, by, snaps),
            Intention::MoveCancelled => self.cancel_move(cx),
            Intention::Connect(wire, onto, at) => self.connect(ui, cx, wire, (onto, at)),
            Intention::AddNode(at) => {
                let (edit, subject) =
                    edits::add_node(cx.session.assessment(), self.picture.scene(), at);
                self.make(ui, cx, edit, subject);
            }
            Intention::Rename(subject) => self.requests.push(Request::Rename(subject, None)),
            Intention::Menu(target, at) => self.menu = Some(Menu::new(target, at)),
        }
    }

    fn select_taken(&self, cx: &mut Cx<'_>, taken: Vec<Subject>, pick: Pick) {
        let before = self.selected_before.subjects();
        let wanted = match pick {
            Pick::Only => Selection::of(taken),
            Pick::Add => Selection::of(before.iter().cloned().chain(taken)),
            Pick::Toggle => {
                let taken: BTreeSet<Subject> = taken.into_iter().collect();
                Selection::of(before.symmetric_difference(&taken).cloned())
            }
        };
        if wanted != *cx.session.selection() {
            cx.act(Action::Select(wanted));
        }
    }

    /// The press that began this drag may have changed the selection in this very frame.
    fn begin_move(&mut self, ui: &Ui, cx: &Cx<'_>, anchor: Id<Node>) {
        let mut moving = cx.session.selection().subjects().clone();
        for wish in cx.wishes.iter() {
            if let Wish::Do(Action::Select(selection)) = wish {
                moving.clone_from(selection.subjects());
            }
        }
        moving.insert(Subject::Node(anchor.clone()));
        let document = cx.session.assessment();
        let start = Start::of(document, self.picture.scene(), &moving);
        self.drag = Some(Drag {
            start: Start { anchor: Some(anchor), ..start },
            step: widgets::new_gesture(ui),
            revision: cx.session.document().revision(),
        });
    }

    fn move_to(&self, cx: &mut Cx<'_>, by: Point, snaps: bool) {
        if let Some(drag) = &self.drag {
            cx.edit_within(drag.step, drag.start.moved(by, snaps));
        }
    }

    fn cancel_move(&mut self, cx: &mut Cx<'_>) {
        let is_moved = |drag: &Drag| cx.session.document().revision() != drag.revision;
        if self.drag.take().is_some_and(|drag| is_moved(&drag)) {
            cx.act(Action::Undo);
        }
    }

    fn connect(
        &mut self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        wire: Wire,
        (onto, at): (Option<Id<Node>>, Point),
    ) {
        let document = cx.session.assessment();
        match (wire, onto) {
            (Wire::Fresh(from), Some(to)) => {
                let (edit, link) = edits::connect(document, &from, &to);
                cx.edit(edit);
                cx.select(link);
            }
            (Wire::Fresh(from), None) => {
                let (edit, node) = edits::connect_to_new(document, self.picture.scene(), &from, at);
                self.make(ui, cx, edit, node);
            }
            (Wire::Rewired(link, end), Some(to)) => {
                if let Some(edit) = edits::rewired(document, &link, end, &to) {
                    cx.edit(edit);
                }
            }
            (Wire::Rewired(..), None) => {}
        }
    }

    /// A new node is selected and named at once; making and naming are one undo step.
    fn make(&mut self, ui: &Ui, cx: &mut Cx<'_>, edit: crate::model::Edit, subject: Subject) {
        let step = widgets::new_gesture(ui);
        cx.edit_within(step, edit);
        cx.select(subject.clone());
        self.requests.push(Request::Rename(subject, Some(step)));
    }

    fn scroll(&mut self, ui: &Ui, canvas: &Response, places: &Places) {
        let at = ui.input(|input| input.pointer.latest_pos());
        let Some(at) = at.filter(|_| canvas.contains_pointer()) else { return };
        let is_top = ui.ctx().layer_id_at(at) == Some(ui.layer_id());
        if !is_top || places.map.is_some_and(|map| map.contains(at)) {
            return;
        }
        let (zoom, pan) = ui.input(|input| (input.zoom_delta(), input.translation_delta()));
        if (zoom - 1.0).abs() > f32::EPSILON {
            self.camera.zoom_at(at, zoom);
        }
        if pan != Vec2::ZERO {
            self.camera.pan(pan);
        }
    }

    fn type_keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, canvas: &Response, nodes: &[Response]) {
        if !keys::holds_arrow(ui) {
            self.nudge = None;
        }
        if !self.gesture.is_idle() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            // Whatever has the focus: a drag is always the canvas's own.
            for intention in self.gesture.take(Input::Cancel, &self.pointer) {
                self.carry_out(ui, cx, intention);
            }
            return;
        }
        let Some(focused) = std::iter::once(canvas).chain(nodes).find(|r| r.has_focus()) else {
            return;
        };
        if focused.gained_focus() && !ui.input(|input| input.pointer.any_pressed()) {
            self.has_ring = true;
        }
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(focused.id, filter));
        if self.is_busy() {
            return;
        }
        for stroke in keys::strokes(ui) {
            self.carry_out_stroke(ui, cx, stroke);
        }
    }

    fn carry_out_stroke(&mut self, ui: &Ui, cx: &mut Cx<'_>, stroke: keys::Stroke) {
        let selection = cx.session.selection();
        match stroke {
            keys::Stroke::Toward(by) => {
                let start =
                    Start::of(cx.session.assessment(), self.picture.scene(), selection.subjects());
                if start.moving.is_empty() {
                    let center = self.camera.view().center;
                    let nearest = keys::nearest(self.picture.scene(), center);
                    cx.wishes.extend(nearest.map(|s| Wish::Do(Action::Select(Selection::one(s)))));
                    return;
                }
                let step = *self.nudge.get_or_insert_with(|| widgets::new_gesture(ui));
                cx.edit_within(step, start.moved(Point::new(by.x, by.y), false));
            }
            keys::Stroke::Rename => {
                let focus = selection.focus().cloned();
                self.requests.extend(focus.map(|subject| Request::Rename(subject, None)));
            }
            keys::Stroke::Menu => {
                let frame = selection.focus().and_then(|subject| self.picture.bounds(subject));
                let target = match selection.focus() {
                    Some(Subject::Node(id)) => Target::Node(id.clone()),
                    Some(Subject::Link(id)) => Target::Link(id.clone()),
                    Some(Subject::Zone(id)) => Target::Zone(id.clone()),
                    _ => Target::Ground,
                };
                let at = frame.map_or(self.camera.view().center, |frame| frame.center());
                self.menu = Some(Menu::new(target, at));
            }
        }
    }

    /// Paints the graph.
    fn paint(&mut self, ui: &Ui, cx: &Cx<'_>, is_moving: bool) {
        let now = ui.input(|input| input.time);
        let is_easing = self.picture.edge_colors(cx.tokens, now, (self.show.fill, cx.session));
        if is_moving || is_easing || self.picture.is_gliding() {
            ui.request_repaint();
        }
        let is_stale = !cx.session.has_current_results();
        let painter = ui.painter().with_clip_rect(self.camera.screen());
        let brush = Brush::new(painter, &self.camera, cx.tokens, is_stale);
        brush.grid();
        self.stage(cx).paint(&brush, self.picture.edges());
        show::marks_ui(&brush, &self.picture, (&self.show, cx.session));
        self.paint_gesture(cx, &brush);
    }

    fn stage<'s>(&'s self, cx: &Cx<'s>) -> Stage<'s> {
        let (rewired, onto) = match &self.gesture {
            Gesture::Connecting { wire: Wire::Rewired(link, _), onto, .. } => {
                (self.picture.link(link), onto.as_ref())
            }
            Gesture::Connecting { onto, .. } => (None, onto.as_ref()),
            _ => (None, None),
        };
        Stage {
            picture: &self.picture,
            tokens: cx.tokens,
            hovered: if self.gesture.is_idle() { &self.pointer.target } else { &Target::Ground },
            highlight: self.highlight.as_ref(),
            rewired,
            onto,
            is_moving: matches!(self.gesture, Gesture::Moving(_)),
            selection: cx.session.selection(),
            cut: show::cut_links(&self.show, cx.session),
        }
    }

    fn paint_gesture(&self, cx: &Cx<'_>, brush: &Brush<'_>) {
        let scene = self.picture.scene();
        match &self.gesture {
            Gesture::Selecting { from, to, .. } => brush.marquee(*from, *to),
            Gesture::Connecting { wire, to, onto } => self.paint_wire(cx, brush, wire, (*to, onto)),
            _ => {
                for id in selected_links(cx.session.selection()) {
                    let route = self.picture.link(&id).and_then(|place| scene.routes.get(place));
                    if let Some(route) = route {
                        brush.handle(route.at(0.0));
                        brush.handle(route.tip);
                    }
                }
                if let (Gesture::Idle, Target::Rim(id)) = (&self.gesture, &self.pointer.target) {
                    let card = self.picture.card(id);
                    for at in card.iter().flat_map(paint::ports) {
                        brush.handle(at);
                    }
                }
            }
        }
    }

    fn paint_wire(
        &self,
        cx: &Cx<'_>,
        brush: &Brush<'_>,
        wire: &Wire,
        (to, onto): (Point, &Option<Id<Node>>),
    ) {
        let (fixed, is_fixed_source) = match wire {
            Wire::Fresh(from) => (from, true),
            Wire::Rewired(link, end) => match cx.session.assessment().links().get(link) {
                Some(link) if *end == LinkEnd::Target => (&link.from, true),
                Some(link) => (&link.to, false),
                None => return,
            },
        };
        let Some(card) = self.picture.card(fixed) else { return };
        let free = onto.as_ref().and_then(|id| self.picture.card(id));
        let loose = free.map_or(to, |free| paint::port(&free, card.center()));
        let held = paint::port(&card, loose);
        let (start, end) = if is_fixed_source { (held, loose) } else { (loose, held) };
        brush.wire(start, end, cx.tokens.accent);
    }

    fn focus_ring(&self, ui: &Ui, cx: &Cx<'_>, canvas: &Response) {
        if self.has_ring && canvas.has_focus() {
            let stroke = Stroke::new(1.5, cx.tokens.accent);
            let rect = canvas.rect.shrink(1.0);
            ui.painter().rect_stroke(rect, 0.0, stroke, egui::StrokeKind::Inside);
        }
    }

    fn editor_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(editor) = &mut self.editor else { return };
        let progress = match self.picture.card(editor.node()) {
            Some(card) => editor.ui(ui, cx, &self.camera, &card),
            None => Progress::Done,
        };
        if progress == Progress::Done {
            self.editor = None;
        }
    }

    fn overlays_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, places: &Places) {
        if self.picture.scene().nodes.is_empty() {
            overlay::hint_ui(ui, cx, self.camera.screen());
        } else {
            overlay::legend_ui(ui, cx, places, self.show.fill);
            show::show_ui(ui, cx, places.show, &mut self.show);
        }
        if let Some(route) = &self.highlight {
            overlay::route_ui(ui, cx, self.camera.screen(), route);
        }
        overlay::zoom_ui(ui, cx, places, self.camera.zoom());
        if let Some(rect) = places.map {
            let drawn = (self.picture.scene(), self.picture.edges());
            if let Some(center) = overlay::map_ui(ui, cx, rect, drawn, &self.camera) {
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

/// The control of a node.
fn node_ui_id(canvas: &Response, subject: &Subject) -> UiId {
    canvas.id.with(subject.id_str())
}

fn is_pressed(response: &Response) -> bool {
    let buttons = [PointerButton::Primary, PointerButton::Secondary, PointerButton::Middle];
    response.is_pointer_button_down_on()
        || buttons.iter().any(|button| response.clicked_by(*button))
}

/// What an event means for gestures, and where. Presses count only where they are the canvas's own.
fn input_of(ui: &Ui, event: &Event, is_ours: bool) -> Option<(Input, Option<Pos2>)> {
    match event {
        Event::PointerMoved(at) => Some((Input::Move, Some(*at))),
        Event::PointerButton { pos, button, pressed, .. } => {
            let which = match button {
                PointerButton::Primary => Button::Primary,
                PointerButton::Secondary => Button::Secondary,
                PointerButton::Middle => Button::Middle,
                _ => return None,
            };
            if *pressed {
                return is_ours.then_some((Input::Press(which), Some(*pos)));
            }
            let is_double = ui.input(|input| input.pointer.button_double_clicked(*button));
            let clicks = if is_double { Clicks::Two } else { Clicks::One };
            Some((Input::Release(which, clicks), Some(*pos)))
        }
        Event::WindowFocused(false) => Some((Input::Cancel, None)),
        _ => None,
    }
}

fn held(ui: &Ui, is_typing: bool) -> Held {
    ui.input(|input| Held {
        ctrl: input.modifiers.command,
        shift: input.modifiers.shift,
        alt: input.modifiers.alt,
        space: input.key_down(egui::Key::Space) && !is_typing,
    })
}

fn pick_one(cx: &mut Cx<'_>, pick: Pick, subject: Subject) {
    let selection = cx.session.selection();
    let wanted = match pick {
        Pick::Only => Selection::one(subject),
        Pick::Add if selection.contains(&subject) => return,
        Pick::Add | Pick::Toggle => selection.toggled(subject),
    };
    cx.act(Action::Select(wanted));
}

fn selected_links(selection: &Selection) -> Vec<Id<Link>> {
    let links = selection.subjects().iter().filter_map(|subject| match subject {
        Subject::Link(id) => Some(id.clone()),
        _ => None,
    });
    links.collect()
}
