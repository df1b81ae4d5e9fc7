//! Finding the way: search, views, filters, steps along links.

use eframe::egui::{self, Key, Modifiers, Rect, Ui};

use super::{ModelView, Request};
use crate::{
    drawing::Frame,
    model::{Assessment, Id, Node, Subject},
    session::{
        Action, Selection,
        filter::Filter,
        walk::{self, Step},
    },
    ui::{
        canvas::{
            camera::View,
            edits::bookmarks,
            filtering::Filtering,
            find::FindBar,
            keys,
            overlay::Places,
            shelf::Shelf,
            strip,
            trail::{Stop, Trail},
        },
        command::Command,
        view::Cx,
        widgets,
    },
};

/// The closest that views of several elements go.
const TOGETHER_ZOOM_MAX: f32 = 1.0;

/// What helps to find the way.
#[derive(Debug, Default)]
pub(super) struct Bearings {
    pub(super) find: FindBar,
    pub(super) filtering: Filtering,
    trail: Trail,
    shelf: Shelf,
    /// The node that was stood on before the last step.
    before: Option<Id<Node>>,
    /// Whether views pass by themselves, and are none to come back to.
    is_passing: bool,
    /// Whether the canvas wants the focus back.
    pub(super) wants_keys: bool,
    /// Whether the menu of what is shown is to open.
    pub(super) asks_show: bool,
}

impl ModelView {
    /// Carries a command out at the next frame that helps to find the way.
    pub fn find_way(&mut self, command: Command) {
        self.requests.push(Request::Way(command));
    }

    /// Looks at what passes a filter.
    pub fn set_filter(&mut self, filter: Filter) {
        self.bearings.filtering.filter = filter;
    }

    /// Glides to a view at the next frame.
    pub fn show_view(&mut self, view: View) {
        self.requests.push(Request::Show(view));
    }

    /// Whether phases are being played: none of them is a view to come back to.
    pub fn set_passing(&mut self, is_passing: bool) {
        self.bearings.is_passing = is_passing;
    }

    /// Has the canvas take the keyboard at the next frame.
    pub fn want_keys(&mut self) {
        self.bearings.wants_keys = true;
    }

    /// Escape closes the search first, and gives the keys back to the canvas.
    pub fn take_escape(&mut self, ui: &Ui) {
        let is_open = self.bearings.find.is_open();
        if is_open && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.bearings.find.close();
            self.bearings.wants_keys = true;
        }
    }

    fn stop(&self, cx: &Cx<'_>) -> Stop {
        let focus = cx.session.selection().focus().cloned();
        Stop { view: self.camera.aim(), phase: cx.session.phase(), focus }
    }

    /// Keeps what is looked at, once it has lasted.
    pub(super) fn keep_trail(&mut self, ui: &Ui, cx: &Cx<'_>) {
        // Places of what was brought together for reading are none to come back to.
        let is_passing = self.bearings.is_passing || self.picture.is_part();
        if self.gesture.is_idle() && !is_passing {
            let stop = self.stop(cx);
            self.bearings.trail.watch(stop, ui.input(|input| input.time));
        }
    }

    /// The same is shown in a window of another size.
    pub(super) fn refit_trail(&mut self, view: View) {
        self.bearings.trail.refit(view);
    }

    pub(super) fn find_way_now(&mut self, ui: &Ui, cx: &mut Cx<'_>, command: Command) {
        match command {
            Command::Find => self.bearings.find.open(),
            Command::FindNext | Command::FindPrevious => {
                if !self.bearings.find.is_open() {
                    self.bearings.find.open();
                    self.bearings.find.update(&cx.session.document().snapshot());
                }
                let hit = self.bearings.find.step(command == Command::FindNext);
                self.show_hit(cx, hit);
            }
            Command::ViewBack | Command::ViewForward => self.travel(cx, command),
            Command::AddBookmark if !self.may_place(cx) => {}
            Command::AddBookmark => self.add_bookmark(ui, cx),
            Command::ShowBookmarks => self.bearings.shelf.open(),
            Command::ShowFilter => self.bearings.filtering.open(),
            Command::ShowOnCanvas => self.bearings.asks_show = true,
            Command::GoToParents | Command::GoToChildren => self.go_to_kin(cx, command),
            Command::WalkForth => self.walk(cx, Step::Forth),
            Command::WalkBack => self.walk(cx, Step::Back),
            Command::WalkNextBranch => self.walk(cx, Step::NextBranch),
            Command::WalkBranchBefore => self.walk(cx, Step::BranchBefore),
            _ => self.bearings.filtering.carry_out(command, cx.session.selection()),
        }
    }

    fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        let now = self.stop(cx);
        let trail = &mut self.bearings.trail;
        let stop = if command == Command::ViewBack { trail.back(now) } else { trail.forth(&now) };
        let Some(stop) = stop else { return };
        self.camera.glide_to(stop.view);
        if stop.phase != cx.session.phase() {
            cx.act(Action::ChoosePhase(stop.phase));
        }
        if stop.focus.as_ref() != cx.session.selection().focus() {
            cx.act(Action::Select(stop.focus.map(Selection::one).unwrap_or_default()));
        }
    }

    /// A view is called after what is selected, if that is in it.
    fn add_bookmark(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let document = cx.session.assessment();
        let visible = self.camera.visible();
        let is_seen =
            |subject: &&Subject| self.picture.bounds(subject).is_some_and(|f| visible.overlaps(&f));
        let focus = cx.session.selection().focus().filter(is_seen);
        let seen = focus.map(|subject| document.label(subject)).unwrap_or_default();
        let (edit, _) = bookmarks::added(document, self.camera.aim(), &seen);
        let step = widgets::new_gesture(ui);
        cx.edit_within(step, edit);
        self.bearings.shelf.rename(document.bookmarks().len(), step);
    }

    fn go_to_kin(&mut self, cx: &mut Cx<'_>, command: Command) {
        let (document, selected) = (cx.session.assessment(), cx.session.selection().subjects());
        let kin = if command == Command::GoToParents {
            walk::parents(document, selected)
        } else {
            walk::children(document, selected)
        };
        if kin.is_empty() {
            return;
        }
        let frames = kin.iter().filter_map(|subject| self.picture.bounds(subject));
        if let Some(frame) = frames.reduce(|a, b| a.union(b)) {
            self.bring_into_view(&frame);
        }
        cx.act(Action::Select(Selection::of(kin)));
        self.bearings.wants_keys = true;
    }

    fn walk(&mut self, cx: &mut Cx<'_>, step: Step) {
        let document = cx.session.assessment();
        let Some(from) = cx.session.selection().focus().cloned() else {
            let nearest = keys::nearest(self.picture.scene(), self.camera.view().center);
            cx.act(Action::Select(nearest.map(Selection::one).unwrap_or_default()));
            return;
        };
        let before = self.bearings.before.as_ref();
        let Some(to) = walk::step(document, &from, step, before) else { return };
        // Across branches one still comes from where they begin.
        if matches!(step, Step::Forth | Step::Back) {
            self.bearings.before = match from {
                Subject::Node(id) => Some(id),
                _ => None,
            };
        }
        let to = Subject::Node(to);
        if let Some(frame) = self.picture.bounds(&to) {
            self.bring_into_view(&frame);
        }
        cx.act(Action::Select(Selection::one(to)));
        self.bearings.wants_keys = true;
    }

    /// Moves the view only where a frame is not in it.
    pub(super) fn bring_into_view(&mut self, frame: &Frame) {
        let free = Places::free(self.camera.screen());
        if free.contains_rect(self.camera.rect(frame)) {
            return;
        }
        let zoom_max = self.camera.zoom().min(TOGETHER_ZOOM_MAX);
        let view = self.camera.view_of(frame, free, zoom_max.max(0.05));
        self.camera.glide_to(view);
    }

    /// Selects what was found and brings it into the middle.
    pub(super) fn show_hit(&mut self, cx: &mut Cx<'_>, hit: Option<Subject>) {
        let Some(hit) = hit else { return };
        let stands_for = stand_ins(cx.session.assessment(), &hit);
        match &stands_for[..] {
            [one] => self.center_now(one),
            several => {
                let frames = several.iter().filter_map(|subject| self.picture.bounds(subject));
                if let Some(frame) = frames.reduce(|a, b| a.union(b)) {
                    self.bring_into_view(&frame);
                }
            }
        }
        cx.act(Action::Select(Selection::one(hit)));
    }

    /// The strip above the canvas.
    pub(super) fn strip_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect) {
        let now = self.stop(cx);
        let Bearings { filtering, shelf, trail, .. } = &mut self.bearings;
        let ways = [trail.has_before(&now), trail.has_after(&now)];
        if let Some(view) = strip::strip_ui(ui, cx, rect, (filtering, shelf), ways) {
            self.camera.glide_to(view);
        }
    }

    /// Search and filters over the canvas; gives the part of the screen that they leave free at the top.
    pub(super) fn bearings_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Rect {
        let mut screen = self.camera.screen();
        let hit = self.bearings.find.ui(ui, cx, screen);
        self.show_hit(cx, hit);
        screen.min.y += self.bearings.find.height();
        let passed = self.picture.passed();
        self.bearings.filtering.chips_ui(ui, cx, screen, &passed);
        screen.min.y += self.bearings.filtering.height();
        screen
    }

    /// Gives the keys back to the canvas where something has asked for it.
    pub(super) fn return_keys(&mut self, canvas: &egui::Response) {
        if std::mem::take(&mut self.bearings.wants_keys) {
            canvas.request_focus();
        }
    }
}

/// What stands on the canvas for an element that does not.
fn stand_ins(document: &Assessment, subject: &Subject) -> Vec<Subject> {
    match subject {
        Subject::Pathway(id) => {
            let links = document.pathways().get(id).into_iter().flat_map(|p| &p.links);
            links.map(|id| Subject::Link(id.clone())).collect()
        }
        Subject::Mitigation(id) => {
            let Some(m) = document.mitigations().get(id) else { return Vec::new() };
            let nodes = m.prevents.iter().chain(&m.restores);
            let links = m.blocks.iter().map(|id| Subject::Link(id.clone()));
            nodes.map(|id| Subject::Node(id.clone())).chain(links).collect()
        }
        Subject::Evidence(id) => {
            let nodes = document.nodes().iter().filter(|node| node.evidence.contains(id));
            let links = document.links().iter().filter(|link| link.evidence.contains(id));
            let links = links.map(|link| Subject::Link(link.id.clone()));
            nodes.map(|node| Subject::Node(node.id.clone())).chain(links).collect()
        }
        other => vec![other.clone()],
    }
}
