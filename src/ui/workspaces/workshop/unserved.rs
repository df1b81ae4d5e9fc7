//! What stands where this build serves no workshops.

use eframe::egui::Ui;

use super::presenter::Joining;
use crate::{
    model::{Expert, Id, Round},
    session::{Received, Session},
    ui::view::Cx,
};

/// No server.
#[derive(Default)]
pub(super) struct Serving;

/// How one expert takes part.
pub(super) struct Place {
    /// The personal link, as long as it was not used.
    pub(super) link: Option<String>,
    /// Whether they came in.
    pub(super) has_joined: bool,
    /// Whether they were heard of lately.
    pub(super) is_connected: bool,
}

#[expect(clippy::unused_self, reason = "the same shape as where workshops are served")]
impl Serving {
    pub(super) fn follow(&mut self, _session: &mut Session) {}

    pub(super) fn last_call(&mut self, _round: &Id<Round>) -> Option<Received> {
        None
    }

    pub(super) fn dismiss(&mut self, _expert: &Id<Expert>) {}

    pub(super) fn joining(&self) -> Option<Joining> {
        None
    }

    pub(super) fn seat(&self, _expert: &Id<Expert>) -> Option<Place> {
        None
    }

    pub(super) fn renew(&mut self, _expert: &Id<Expert>) {}

    pub(super) fn ui(&mut self, _ui: &mut Ui, _cx: &mut Cx<'_>) {}
}
