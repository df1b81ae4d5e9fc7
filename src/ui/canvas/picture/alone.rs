//! The scene of a document by itself, whatever the session has open: no results, nothing on the move.

use std::sync::Arc;

use super::{Picture, source::Source};
use crate::{
    model::Assessment,
    session::{Selection, Session},
};

impl Picture {
    /// Sees to it that the scene shows a document in a phase, 0-based, without results, and with these elements selected.
    pub fn update_alone(
        &mut self,
        document: &Arc<Assessment>,
        (session, phase): (&Session, usize),
        selection: &Selection,
    ) {
        let source = Source::alone(Arc::clone(document), phase, session.preferences().notation);
        let is_same = self.made_of.as_ref().is_some_and(|made_of| made_of.is_same(&source));
        let made = self.revisions.made;
        if !is_same {
            self.make(source);
            self.is_overdue = true;
            self.revisions.scene += 1;
        }
        self.choose(selection, made);
    }
}
