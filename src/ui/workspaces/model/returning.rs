//! Where the canvas was looked at from before nodes were arranged, to go back there when that is taken back.

use std::sync::{Arc, Weak};

use crate::{model::Assessment, ui::canvas::camera::View};

/// Most arrangements that are remembered.
const TURNS_MAX: usize = 32;

/// An arrangement that the view has followed.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// The document before and after it. The undo history holds them.
    pub(super) documents: [Weak<Assessment>; 2],
    /// From where the document before it was looked at.
    pub(super) view: View,
    /// Whether all nodes were arranged, not only those that were selected.
    pub(super) is_whole: bool,
}

/// Which way an arrangement was gone once more.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// It was taken back.
    Back(Turn),
    /// It was done again.
    Forth(Turn),
}

/// The arrangements that the view has followed.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The document that was shown last.
    known: Weak<Assessment>,
    turns: Vec<Turn>,
}

impl Turns {
    /// Remembers an arrangement.
    pub(super) fn keep(&mut self, turn: Turn) {
        self.turns.retain(|known| !is_same(&known.documents, &turn.documents));
        self.turns.push(turn);
        if self.turns.len() > TURNS_MAX {
            self.turns.remove(0);
        }
    }

    /// Looks at the document that is shown now; tells where that is a step over an arrangement.
    pub(super) fn follow(&mut self, document: &Arc<Assessment>) -> Option<Step> {
        let now = Arc::downgrade(document);
        if Weak::ptr_eq(&self.known, &now) {
            return None;
        }
        let was = std::mem::replace(&mut self.known, Weak::clone(&now));
        let back = self.between(&[Weak::clone(&now), Weak::clone(&was)]).map(Step::Back);
        back.or_else(|| self.between(&[was, now]).map(Step::Forth))
    }

    fn between(&self, documents: &[Weak<Assessment>; 2]) -> Option<Turn> {
        self.turns.iter().find(|turn| is_same(&turn.documents, documents)).cloned()
    }
}

fn is_same(one: &[Weak<Assessment>; 2], other: &[Weak<Assessment>; 2]) -> bool {
    one.iter().zip(other).all(|(a, b)| Weak::ptr_eq(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::Point;

    #[test]
    fn only_steps_over_an_arrangement_lead_back() {
        let [before, after, later] = ["a", "b", "c"].map(|t| Arc::new(Assessment::blank(t)));
        let mut turns = Turns::default();
        assert!(turns.follow(&before).is_none() && turns.follow(&after).is_none());
        let view = View { center: Point::new(3.0, 4.0), zoom: 0.5 };
        let documents = [Arc::downgrade(&before), Arc::downgrade(&after)];
        turns.keep(Turn { documents, view, is_whole: true });
        assert!(turns.follow(&after).is_none() && turns.follow(&later).is_none());
        // Back over the later change first, then over the arrangement.
        assert!(turns.follow(&after).is_none());
        let back = turns.follow(&before);
        assert!(matches!(back, Some(Step::Back(turn)) if turn.view == view));
        assert!(matches!(turns.follow(&after), Some(Step::Forth(_))));
    }
}
