//! The view and the focus: what is focused on comes into view, and with the end of the focus what was seen before.

use super::ModelView;
use crate::{
    drawing::Frame,
    session::{Action, Notice, filter::Focus},
    ui::{
        canvas::{camera::View, gathering::Gathering, overlay::Places, paint},
        view::Cx,
    },
};

/// The closest that a focus is looked at unasked.
const ZOOM_MAX: f32 = 1.0;

/// What is focused on, and what was looked at before.
#[derive(Debug, Default)]
pub(super) struct Focusing {
    gathering: Gathering,
    focus: Option<Focus>,
    /// The view before the focus; of the document as it stands.
    before: Option<View>,
    /// Whether it was brought together in the frame before.
    was_part: bool,
}

impl ModelView {
    /// Brings what is focused on together where it could not be read where it stands.
    pub(super) fn gather(&mut self, cx: &Cx<'_>) {
        let filtering = &mut self.bearings.filtering;
        filtering.filter.retain_existing(cx.session.assessment());
        let focus = filtering.filter.focus.as_ref().filter(|_| !filtering.stays_apart);
        let (camera, free) = (&self.camera, Places::free(self.camera.screen()));
        let is_readable =
            |hull: &Frame| camera.view_of(hull, free, ZOOM_MAX).zoom >= paint::NAMES_BELOW;
        let document = cx.session.document().snapshot();
        let part = self.focusing.gathering.update(&document, focus, is_readable);
        self.picture.show_instead(part);
    }

    /// Looks at what is focused on where it is not in view or too small to read; at the end of the focus at what was seen
    /// before.
    pub(super) fn follow_focus(&mut self) {
        let focus = self.bearings.filtering.filter.focus.clone();
        let is_part = self.picture.is_part();
        if self.focusing.focus == focus && self.focusing.was_part == is_part {
            return;
        }
        let was_part = std::mem::replace(&mut self.focusing.was_part, is_part);
        self.focusing.focus.clone_from(&focus);
        if focus.is_none() {
            if let Some(view) = self.focusing.before.take() {
                self.camera.glide_to(view);
            }
            return;
        }
        let Some(frame) = self.picture.passing_frame() else { return };
        let free = Places::free(self.camera.screen());
        let is_seen = free.contains_rect(self.camera.rect(&frame));
        let wanted = self.camera.view_of(&frame, free, ZOOM_MAX);
        let is_small = self.camera.zoom() < paint::NAMES_BELOW && wanted.zoom > self.camera.zoom();
        if !is_seen || is_small || is_part || was_part {
            self.focusing.before.get_or_insert(self.camera.aim());
            self.camera.glide_to(wanted);
        }
    }

    /// Whether elements stand where they do in the document, so that they can be moved and new ones be placed. Where they
    /// are brought together for reading, it is said.
    pub(super) fn may_place(&self, cx: &mut Cx<'_>) -> bool {
        let refusal = self.why_nothing_is_placed();
        let may = refusal.is_none();
        if let Some(notice) = refusal {
            cx.act(Action::Notify(notice));
        }
        may
    }

    /// Why nothing can be moved or placed, where what is focused on was brought together for reading.
    pub fn why_nothing_is_placed(&self) -> Option<Notice> {
        let words =
            "what is focused on was brought together for reading: end the focus to place things";
        self.picture.is_part().then(|| Notice::partial(words))
    }
}
