//! What drags, handles and commands change in the document.

use std::collections::BTreeSet;

use eframe::egui::Ui;

use super::{Drag, ModelView, Request};
use crate::{
    drawing::{Frame, Point},
    model::{Edit, Id, Link, Node, Subject},
    session::{Action, Selection},
    ui::{
        canvas::{
            edits::{
                arranging::{self, Alignment, Axis},
                grouping, linking,
                moving::Start,
                placing,
            },
            gesture::{Grip, Wire},
            guides::{self, Snap},
        },
        command::Command,
        view::{Cx, Wish},
        widgets,
    },
};

/// How near, in screen points, what is dragged is drawn into line with others.
const GUIDE_REACH: f32 = 6.0;

/// Where more than this are in view, only so many of them, the nearest, are compared with what is dragged.
const OTHERS_MAX: usize = 1_000;

impl ModelView {
    /// The press that began this drag may have changed the selection in this very frame.
    pub(super) fn begin_move(&mut self, ui: &Ui, cx: &mut Cx<'_>, anchor: &Subject) {
        if !self.may_place(cx) {
            return;
        }
        let mut moving = cx.session.selection().subjects().clone();
        for wish in cx.wishes.iter() {
            if let Wish::Do(Action::Select(selection)) = wish {
                moving.clone_from(selection.subjects());
            }
        }
        moving.insert(anchor.clone());
        let document = cx.session.assessment();
        let start = Start::of(document, self.picture.scene(), &moving).anchored(anchor);
        self.drag = Some(Drag {
            others: self.others(&start),
            start,
            step: widgets::new_gesture(ui),
            revision: cx.session.document().revision(),
            grip: None,
        });
    }

    /// The cards, notes and frames in view that do not move.
    fn others(&self, start: &Start) -> Vec<Frame> {
        let moving: BTreeSet<Subject> = (start.moving.iter())
            .map(|(id, _)| Subject::Node(id.clone()))
            .chain(start.annotations.iter().map(|a| Subject::Annotation(a.id.clone())))
            .collect();
        let visible = self.camera.visible();
        let scene = self.picture.scene();
        let cards = scene.nodes.iter().zip(&scene.cards);
        let notes = scene.notes.iter().map(|item| (item, &item.bounds));
        let others = cards.chain(notes).filter(|(item, frame)| {
            // The card of a collapsed zone moves with its nodes.
            let is_card_of_moving = start.hull.is_some_and(|hull| hull.encloses(frame))
                && matches!(item.subject, Subject::Zone(_));
            !moving.contains(&item.subject) && !is_card_of_moving && visible.overlaps(frame)
        });
        let mut others: Vec<Frame> = others.map(|(_, frame)| *frame).collect();
        if let Some(hull) = start.hull.filter(|_| others.len() > OTHERS_MAX) {
            let far = |frame: &Frame| frame.center().distance(hull.center());
            others.select_nth_unstable_by(OTHERS_MAX, |a, b| far(a).total_cmp(&far(b)));
            others.truncate(OTHERS_MAX);
        }
        others
    }

    pub(super) fn move_to(&mut self, cx: &mut Cx<'_>, by: Point, snaps: bool) {
        let Some(drag) = &self.drag else { return };
        let mut by = by;
        self.guides = Snap::default();
        if let Some(hull) = drag.start.hull.filter(|_| snaps) {
            let gridded = drag.start.on_grid(by);
            let reach = GUIDE_REACH / self.camera.zoom();
            let snap = guides::snap(&hull, (by, gridded), &drag.others, reach);
            by = snap.by;
            self.guides = snap;
        }
        cx.edit_within(drag.step, drag.start.moved(by));
    }

    /// A single node without links that was dropped on a link goes between its ends.
    pub(super) fn end_move(&mut self, cx: &mut Cx<'_>) {
        self.guides = Snap::default();
        let Some(drag) = self.drag.take() else { return };
        let [(node, _)] = &drag.start.moving[..] else { return };
        let document = cx.session.assessment();
        let is_loose = document.links_into(node).next().is_none()
            && document.links_out_of(node).next().is_none();
        if !is_loose {
            return;
        }
        let below = self.picture.link_below(document, node);
        let edit = below.and_then(|link| linking::split_by(document, &link, node));
        cx.edit_within_if(drag.step, edit);
    }

    pub(super) fn cancel_move(&mut self, cx: &mut Cx<'_>) {
        self.guides = Snap::default();
        let is_moved = |drag: &Drag| cx.session.document().revision() != drag.revision;
        if self.drag.take().is_some_and(|drag| is_moved(&drag)) {
            cx.act(Action::Undo);
        }
    }

    pub(super) fn begin_grip(&mut self, ui: &Ui, cx: &Cx<'_>, grip: Grip) {
        self.drag = Some(Drag {
            start: Start::default(),
            step: widgets::new_gesture(ui),
            revision: cx.session.document().revision(),
            others: Vec::new(),
            grip: Some(grip),
        });
    }

    pub(super) fn grip_to(&self, cx: &mut Cx<'_>, at: Point, snaps: bool) {
        let Some(drag) = &self.drag else { return };
        let document = cx.session.assessment();
        let edit = match &drag.grip {
            Some(Grip::Bend(link, place)) => {
                (document.links().get(link)).and_then(|link| placing::bent(link, *place, at, snaps))
            }
            Some(Grip::Corner(id)) => {
                let annotation = document.annotations().get(id);
                annotation.map(|annotation| placing::resized(annotation, at, snaps))
            }
            None => None,
        };
        cx.edit_within_if(drag.step, edit);
    }

    /// Where a link leaves and arrives, as it is drawn.
    pub(super) fn link_ends(&self, link: &Id<Link>) -> Option<(Point, Point)> {
        let route = self.picture.scene().routes.get(self.picture.link(link)?)?;
        Some((route.at(0.0), route.tip))
    }

    pub(super) fn connect(
        &mut self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        wire: Wire,
        (onto, at): (Option<Id<Node>>, Point),
    ) {
        let document = cx.session.assessment();
        match (wire, onto) {
            (Wire::Fresh(from), Some(to)) => {
                let (edit, link) = linking::connect(document, &from, &to);
                cx.edit(edit);
                cx.select(link);
            }
            (Wire::Fresh(_), None) if !self.may_place(cx) => {}
            (Wire::Fresh(from), None) => {
                let (edit, node) =
                    linking::connect_to_new(document, self.picture.scene(), &from, at);
                self.make(ui, cx, edit, node);
            }
            (Wire::Rewired(link, end), Some(to)) => {
                if let Some(edit) = linking::rewired(document, &link, end, &to) {
                    cx.edit(edit);
                }
            }
            (Wire::Rewired(..), None) => {}
        }
    }

    /// A new node is selected and named at once; making and naming are one undo step.
    pub(super) fn make(&mut self, ui: &Ui, cx: &mut Cx<'_>, edit: Edit, subject: Subject) {
        let step = widgets::new_gesture(ui);
        cx.edit_within(step, edit);
        cx.select(subject.clone());
        self.requests.push(Request::Rename(subject, Some(step)));
    }

    /// Carries out a command that changes the selection or what is selected.
    pub(super) fn change_now(&mut self, ui: &Ui, cx: &mut Cx<'_>, command: Command) {
        let document = cx.session.assessment();
        let selected = cx.session.selection().subjects();
        match command {
            Command::AddNote | Command::AddFrame => self.annotate(ui, cx, command),
            Command::SelectLinks => {
                let links = selection_with_links(cx);
                cx.act(Action::Select(links));
            }
            Command::SelectInverse => cx.act(Action::Select(inverse(cx))),
            Command::InsertOnLink => self.insert_on_link(ui, cx),
            Command::GroupIntoZone => {
                if let Some((edit, zone)) = grouping::grouped(document, selected) {
                    cx.edit(edit);
                    cx.select(zone.clone());
                    self.requests.push(Request::Rename(zone, None));
                }
            }
            _ => {
                let edit = self.edit_for(cx, command);
                cx.edit_if(edit);
            }
        }
    }

    /// The edit that a command makes of what is selected, if it makes one.
    fn edit_for(&self, cx: &Cx<'_>, command: Command) -> Option<Edit> {
        let (document, scene) = (cx.session.assessment(), self.picture.scene());
        let selected = cx.session.selection().subjects();
        let align = |how| arranging::aligned(document, scene, selected, how);
        let distribute = |axis| arranging::distributed(document, scene, selected, axis);
        match command {
            Command::AlignLeft => align(Alignment::Left),
            Command::AlignCenter => align(Alignment::Center),
            Command::AlignRight => align(Alignment::Right),
            Command::AlignTop => align(Alignment::Top),
            Command::AlignMiddle => align(Alignment::Middle),
            Command::AlignBottom => align(Alignment::Bottom),
            Command::DistributeAcross => distribute(Axis::Horizontal),
            Command::DistributeDown => distribute(Axis::Vertical),
            Command::DissolveZone => grouping::dissolved(&grouping::zones_of(document, selected)),
            Command::FoldZone => {
                grouping::folded(document, &grouping::zones_of(document, selected))
            }
            Command::ReverseLinks => linking::all_reversed(document, selected),
            Command::DissolveNode => match nodes(selected)[..] {
                [node] => linking::dissolved(document, node),
                _ => None,
            },
            Command::ReplaceNode => {
                let Some(Subject::Node(new)) = cx.session.selection().focus() else { return None };
                let others: Vec<&Id<Node>> =
                    nodes(selected).into_iter().filter(|id| *id != new).collect();
                match others[..] {
                    [old] => linking::replaced(document, old, new),
                    _ => None,
                }
            }
            Command::Pin => placing::pinned(document, selected),
            _ => None,
        }
    }

    fn annotate(&mut self, ui: &Ui, cx: &mut Cx<'_>, command: Command) {
        let document = cx.session.assessment();
        let at = self.camera.view().center;
        let (edit, subject) = if command == Command::AddNote {
            let cards: Vec<Frame> = self.picture.scene().nodes.iter().map(|n| n.bounds).collect();
            placing::new_note(document, &cards, at)
        } else {
            let selected = cx.session.selection().subjects().iter();
            let around = selected.filter_map(|s| self.picture.bounds(s)).reduce(|a, b| a.union(b));
            placing::new_frame(document, around, at)
        };
        self.make(ui, cx, edit, subject);
    }

    fn insert_on_link(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let links = super::painting::selected_links(cx.session.selection());
        let [link] = &links[..] else { return };
        let route = self.picture.link(link).and_then(|at| self.picture.scene().routes.get(at));
        let Some(at) = route.map(|route| route.at(0.5)) else { return };
        let document = cx.session.assessment();
        let made = linking::split_by_new(document, self.picture.scene(), link, at);
        if let Some((edit, subject)) = made {
            self.make(ui, cx, edit, subject);
        }
    }
}

fn nodes(subjects: &BTreeSet<Subject>) -> Vec<&Id<Node>> {
    let nodes = subjects.iter().filter_map(|subject| match subject {
        Subject::Node(id) => Some(id),
        _ => None,
    });
    nodes.collect()
}

/// The links between selected nodes, or, where there are none, the links of selected nodes.
fn selection_with_links(cx: &Cx<'_>) -> Selection {
    let selected = cx.session.selection().subjects();
    let is_in = |id: &Id<Node>| selected.contains(&Subject::Node(id.clone()));
    let links = || cx.session.assessment().links().iter();
    let subject = |link: &Link| Subject::Link(link.id.clone());
    let inner: Vec<Subject> =
        links().filter(|link| is_in(&link.from) && is_in(&link.to)).map(subject).collect();
    if !inner.is_empty() {
        return Selection::of(inner);
    }
    Selection::of(links().filter(|link| is_in(&link.from) || is_in(&link.to)).map(subject))
}

/// The nodes and annotations that are not selected; of links if only links are selected.
fn inverse(cx: &Cx<'_>) -> Selection {
    let (document, selected) = (cx.session.assessment(), cx.session.selection().subjects());
    let is_link = |subject: &Subject| matches!(subject, Subject::Link(_));
    let rest = |subject: &Subject| !selected.contains(subject);
    if !selected.is_empty() && selected.iter().all(is_link) {
        let links = document.links().iter().map(|link| Subject::Link(link.id.clone()));
        return Selection::of(links.filter(rest));
    }
    let nodes = document.nodes().iter().map(|node| Subject::Node(node.id.clone()));
    let annotations = document.annotations().iter().map(|a| Subject::Annotation(a.id.clone()));
    Selection::of(nodes.chain(annotations).filter(rest))
}
