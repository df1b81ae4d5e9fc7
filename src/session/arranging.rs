//! Arranging nodes on a thread of its own: the document waits for nobody, and a change in the meantime calls it off.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{Action, Gesture, Notice, Selection, Session};
use crate::{
    drawing::arrange::{self, Style},
    model::{Assessment, Edit, Id, Link, Node, Position, Subject},
};

/// What undo calls it.
pub const ARRANGED: &str = "arrange nodes";

/// What came of arranging nodes.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrangement {
    /// The change that arranges them.
    Found(Edit),
    /// They stand as they would be arranged.
    Same,
    /// It went wrong.
    Failed,
}

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
    /// Whether nodes are being arranged.
    pub fn is_arranging(&self) -> bool {
        self.arranging.is_some()
    }

    /// Arranges the selected nodes, or all where fewer than two are selected; an arrangement under way ends.
    pub(super) fn arrange(&mut self, style: Style) {
        let chosen = chosen(self.document.assessment(), &self.selection);
        let arranging = Arranging::default();
        let is_over = Arc::clone(&arranging.is_over);
        let document = self.document.snapshot();
        self.arranging = Some(arranging);
        self.jobs.run(move || {
            let goes_on = || !is_over.load(Ordering::Relaxed);
            let arranged = || arrange::arranged(&document, &chosen, style, &goes_on);
            // The finder of layers is not ours: should it fail, the session must not wait for it.
            let found = match catch_unwind(AssertUnwindSafe(arranged)) {
                Ok(Some(moves)) if moves.is_empty() => Arrangement::Same,
                Ok(Some(moves)) => Arrangement::Found(edit(&document, moves, style)),
                Ok(None) => return Vec::new(),
                Err(_) => Arrangement::Failed,
            };
            vec![Action::Arranged(found, document)]
        });
    }

    /// Takes an arrangement in, unless the document has changed since it was asked for.
    pub(super) fn take_arrangement(
        &mut self,
        found: Arrangement,
        of: &Arc<Assessment>,
    ) -> Result<(), Notice> {
        self.arranging = None;
        if !Arc::ptr_eq(&self.document.snapshot(), of) {
            return Ok(());
        }
        match found {
            Arrangement::Found(edit) => self.edit(&edit, Gesture::Single),
            Arrangement::Same => Err(Notice::done("Everything stands well already".to_owned())),
            Arrangement::Failed => Err(Notice::failed("no arrangement was found".to_owned())),
        }
    }
}

/// All that moves as one change. Bends were made for where nodes stood: links of moved nodes lose them, except where
/// nodes were only moved apart.
fn edit(document: &Assessment, moves: Vec<(Id<Node>, Position)>, style: Style) -> Edit {
    let moved: BTreeSet<&Id<Node>> = moves.iter().map(|(id, _)| id).collect();
    let is_bent = |link: &&Link| {
        let has_moved = moved.contains(&link.from) || moved.contains(&link.to);
        style != Style::Tidy && !link.bends.is_empty() && has_moved
    };
    let bent = document.links().iter().filter(is_bent);
    let straight = bent.map(|link| Edit::put(Link { bends: Vec::new(), ..link.clone() }));
    let straight: Vec<Edit> = straight.collect();
    let edits = std::iter::once(Edit::Move(moves)).chain(straight);
    Edit::Named(ARRANGED, edits.collect())
}

/// The selected nodes and those of selected zones.
fn chosen(document: &Assessment, selection: &Selection) -> BTreeSet<Id<Node>> {
    let selected = selection.subjects();
    let is_chosen = |node: &&Node| {
        let zone = node.zone.clone().map(Subject::Zone);
        selected.contains(&Subject::Node(node.id.clone()))
            || zone.is_some_and(|zone| selected.contains(&zone))
    };
    let nodes = document.nodes().iter().filter(is_chosen).map(|node| node.id.clone());
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
        let found = Arrangement::Found(Edit::Move(moves));
        session.dispatch(Action::Arranged(found, of));
        assert!(*session.assessment() == after);
    }
}
