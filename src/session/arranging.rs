//! Arranging nodes on a thread of its own: the document waits for nobody, and a change in the meantime calls it off.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{Action, Gesture, Notice, Selection, Session};
use crate::{
    drawing::arrange::{self, Style},
    model::{Assessment, Edit, Id, Node, Position, Subject},
};

/// An arrangement under way; it ends early when this is dropped.
#[derive(Default)]
pub(super) struct Arranging {
    is_over: Arc<AtomicBool>,
}

impl Drop for Arranging {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

impl Session {
    /// Arranges the selected nodes, or all where fewer than two are selected; an arrangement under way ends.
    pub(super) fn arrange(&mut self, style: Style) {
        let chosen = chosen(&self.selection);
        let arranging = Arranging::default();
        let is_over = Arc::clone(&arranging.is_over);
        let document = self.document.snapshot();
        self.arranging = Some(arranging);
        self.jobs.run(move || {
            let goes_on = || !is_over.load(Ordering::Relaxed);
            let moves = arrange::arranged(&document, &chosen, style, &goes_on);
            moves.map(|moves| Action::Arranged(moves, document)).into_iter().collect()
        });
    }

    /// Takes an arrangement in, unless the document has changed since it was asked for.
    pub(super) fn take_arrangement(
        &mut self,
        moves: Vec<(Id<Node>, Position)>,
        of: &Arc<Assessment>,
    ) -> Result<(), Notice> {
        self.arranging = None;
        if !Arc::ptr_eq(&self.document.snapshot(), of) {
            return Ok(());
        }
        if moves.is_empty() {
            return Err(Notice::done("Everything stands well already".to_owned()));
        }
        self.edit(&Edit::Move(moves), Gesture::Single)
    }
}

fn chosen(selection: &Selection) -> BTreeSet<Id<Node>> {
    let nodes = selection.subjects().iter().filter_map(|subject| match subject {
        Subject::Node(id) => Some(id.clone()),
        _ => None,
    });
    let nodes: BTreeSet<Id<Node>> = nodes.collect();
    // One node alone cannot be arranged: what is meant is the graph.
    if nodes.len() > 1 { nodes } else { BTreeSet::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Waits for the arrangement alone: the analysis goes on for longer.
    fn settled(session: &mut Session) {
        while session.arranging.is_some() {
            session.tick();
            std::thread::yield_now();
        }
    }

    fn session() -> Session {
        Session::open_template("spread-starter", None, Arc::new(|| {}))
    }

    #[test]
    fn an_arrangement_is_one_undo_step() {
        let mut session = session();
        let before: Assessment = session.assessment().clone();
        session.dispatch(Action::Arrange(Style::Organic));
        settled(&mut session);
        assert!(*session.assessment() != before, "nothing was arranged");
        session.dispatch(Action::Undo);
        assert!(*session.assessment() == before);
        assert!(session.document().undo_label().is_none());
    }

    #[test]
    fn a_change_in_the_meantime_calls_it_off() {
        let mut session = session();
        session.dispatch(Action::Arrange(Style::Organic));
        let of = session.document().snapshot();
        let node = session.assessment().nodes().at(0).expect("a node").clone();
        let moves = vec![(node.id.clone(), Position { x: 8.0, y: 8.0 })];
        session.dispatch(Action::Edit(Edit::put(Node { name: "Other".to_owned(), ..node })));
        assert!(session.arranging.is_none());
        let after = session.assessment().clone();
        // Even one that was on its way already.
        session.dispatch(Action::Arranged(moves, of));
        assert!(*session.assessment() == after);
    }
}
