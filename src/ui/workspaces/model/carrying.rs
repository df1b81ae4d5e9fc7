//! From what the user means on the canvas to what is asked of the session.

use eframe::egui::{Ui, vec2};

use super::{ModelView, PASTE_FRAMES_MAX, Request};
use crate::{
    model::{Id, Link, Subject},
    session::{Action, Selection},
    ui::{
        canvas::{
            edits::{self, grouping, linking, placing},
            gesture::{Intention, Pick},
            menu::Menu,
            tracing,
        },
        command::Command,
        view::Cx,
    },
};

impl ModelView {
    pub(super) fn carry_out(&mut self, ui: &Ui, cx: &mut Cx<'_>, intention: Intention) {
        match intention {
            Intention::Pan(by) => self.camera.pan(vec2(by.x, by.y)),
            Intention::Pick(pick, subject) => self.pick(cx, pick, subject),
            Intention::PickNone if self.traced.is_some() => {}
            Intention::PickNone => cx.act(Action::Select(Selection::default())),
            Intention::MarqueeBegins => self.selected_before = cx.session.selection().clone(),
            Intention::Marquee(frame, takes, pick) => {
                let taken = self.picture.taken(&frame, takes);
                self.select_taken(cx, taken, pick);
            }
            Intention::MarqueeCancelled => {
                cx.act(Action::Select(self.selected_before.clone()));
            }
            Intention::Connect(wire, onto, at) => self.connect(ui, cx, wire, (onto, at)),
            Intention::Paste(at) => {
                self.paste_here = Some((edits::position(at), PASTE_FRAMES_MAX));
                cx.command(Command::Paste);
            }
            Intention::AddNode(_) if !self.may_place(cx) => {}
            Intention::AddNode(at) => {
                let (edit, subject) =
                    linking::add_node(cx.session.assessment(), self.picture.scene(), at);
                self.make(ui, cx, edit, subject);
            }
            Intention::Rename(subject) => self.requests.push(Request::Rename(subject, None)),
            Intention::Menu(target, at) => self.menu = Some(Menu::new(target, at)),
            other => self.carry_on(ui, cx, other),
        }
    }

    /// What drags and double clicks mean.
    fn carry_on(&mut self, ui: &Ui, cx: &mut Cx<'_>, intention: Intention) {
        match intention {
            Intention::MoveBegins(anchor) => self.begin_move(ui, cx, &anchor),
            Intention::Move(by, snaps) => self.move_to(cx, by, snaps),
            Intention::MoveEnds => self.end_move(cx),
            Intention::MoveCancelled | Intention::GripCancelled => self.cancel_move(cx),
            Intention::GripBegins(grip) => self.begin_grip(ui, cx, grip),
            Intention::Grip(at, snaps) => self.grip_to(cx, at, snaps),
            Intention::AddBend(..) if !self.may_place(cx) => {}
            Intention::AddBend(link, at) => {
                let edit = self.link_ends(&link).and_then(|ends| {
                    let link = cx.session.assessment().links().get(&link)?;
                    Some(placing::with_bend(link, ends, at))
                });
                cx.edit_if(edit);
            }
            Intention::RemoveBend(link, place) => {
                let link = cx.session.assessment().links().get(&link);
                let edit = link.and_then(|link| placing::straightened(link, place));
                cx.edit_if(edit);
            }
            Intention::Expand(zone) => {
                let zones = std::iter::once(zone).collect();
                let edit = grouping::folded(cx.session.assessment(), &zones);
                cx.edit_if(edit);
            }
            _ => {}
        }
    }

    /// Selects; while a pathway is traced, a link goes in or out of it instead. A line that several links share stands
    /// for all of them.
    fn pick(&self, cx: &mut Cx<'_>, pick: Pick, subject: Subject) {
        if let Subject::Link(id) = &subject {
            let links = self.picture.bundle(id);
            if let Some(pathway) = &self.traced {
                let edit = tracing::toggled(cx.session.assessment(), pathway, &links);
                cx.edit_if(edit);
                return;
            }
            if links.len() > 1 {
                pick_all(cx, pick, links);
                return;
            }
        }
        pick_one(cx, pick, subject);
    }
}

fn pick_all(cx: &mut Cx<'_>, pick: Pick, links: Vec<Id<Link>>) {
    let all = links.into_iter().map(Subject::Link);
    let before = cx.session.selection().subjects().iter().cloned();
    let wanted = match pick {
        Pick::Only => Selection::of(all),
        Pick::Add | Pick::Toggle => Selection::of(all.chain(before)),
    };
    cx.act(Action::Select(wanted));
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
